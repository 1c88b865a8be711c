package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
	"pass/internal/mining/performance"
)

// analizzaCmd measures an event log. The contract is this file and its golden test: other
// programs read its JSON.
type analizzaCmd struct {
	File    string `arg:"" help:"Registro di eventi, anche compresso: il formato si riconosce dal contenuto. «-» legge dallo standard input."`
	Mappa   string `placeholder:"case=COLONNA,…" help:"Colonne o attributi da usare: case, activity, timestamp, resource, lifecycle, start. Quelle non indicate si riconoscono dal nome; «resource=-» non legge le risorse."`
	Ciclo   string `default:"tutti" placeholder:"tutti" help:"Eventi che contano, secondo il ciclo di vita: tutti, completi oppure distinti (attività+CICLO)."`
	Zona    string `default:"UTC" placeholder:"UTC" help:"Zona degli orari senza fuso, per esempio Europe/Rome."`
	Foglio  string `placeholder:"NOME" help:"Solo per i fogli di calcolo: nome del foglio da leggere."`
	Oggetto string `placeholder:"TIPO" help:"Solo per i registri a oggetti (OCEL): tipo di oggetto che fa da caso."`
	JSON    bool   `name:"json" help:"In JSON."`
}

// esitoAnalizza is the JSON of the contract: the summary, and how the file was
// read.
type esitoAnalizza struct {
	*performance.Summary
	Intervalli *performance.Intervals `json:"intervals,omitempty"` // only when the log says when work begins
	Lettura    letturaAnalizza        `json:"input"`

	giorni bool // the log tells days, not instants
}

type letturaAnalizza struct {
	Formato     eventlog.Format   `json:"format"`
	Compresso   bool              `json:"compressed"`
	Windows1252 bool              `json:"windows_1252"`
	Zona        string            `json:"zone"`
	Ciclo       string            `json:"lifecycle"`
	Colonne     map[string]string `json:"columns"`
}

// Limits of the command: rejected rows that it names, and bytes that it reads
// after decompression. Files are streamed, so that the second bounds time more
// than memory.
const (
	maxScartati = 1_000_000
	maxByte     = 32 << 30
)

// Run reads the file, measures and prints.
func (c *analizzaCmd) Run(ctx context.Context, out io.Writer) error {
	o, err := c.opzioni()
	if err != nil {
		return rifiuta("%w", err)
	}
	l, err := c.leggi(ctx, o)
	if ctx.Err() != nil {
		return errors.New("analisi interrotta")
	}
	if err != nil {
		return c.rifiuto(err)
	}
	runtime.GC() // what was needed only for reading makes room for measuring
	e := esitoAnalizza{Summary: performance.Summarize(l.All(), 0), Lettura: letturaAnalizza{
		Formato: l.Format, Compresso: l.Compressed, Windows1252: l.Windows1252, Zona: o.Zone.String(), Ciclo: c.Ciclo, Colonne: colonneDi(l.Mapping)}}
	e.Intervalli = c.intervalli(l)
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(e)
	}
	if g, err := performance.GranularityOf(l.All(), o.Zone, kernel.Rome); err == nil {
		e.giorni = g.Days
	}
	return e.stampa(out, c.File)
}

// intervalli measures work and waiting when the log says when work begins: in a
// column or, where every event counts, by start and complete events.
func (c *analizzaCmd) intervalli(l *eventlog.Log) *performance.Intervals {
	var p eventlog.Pairing
	if c.Ciclo == "tutti" && len(l.Lifecycles) > 0 && l.HasStarts() {
		joined, did := l.Pair()
		if did.Paired > 0 {
			l, p = joined, did
		}
	}
	if l.Begin == nil {
		return nil
	}
	x := performance.IntervalsOf(l.All(), 0)
	x.Joined(p)
	return x
}

// opzioni reads the options of the command line.
func (c *analizzaCmd) opzioni() (o eventlog.Options, err error) {
	o.MaxProblems, o.MaxBytes, o.Sheet, o.ObjectType, o.FiguresOnly = maxScartati, maxByte, c.Foglio, c.Oggetto, true
	switch c.Ciclo {
	case "tutti":
		o.Lifecycle = eventlog.All
	case "completi":
		o.Lifecycle = eventlog.Complete
	case "distinti":
		o.Lifecycle = eventlog.Distinct
	default:
		return o, fmt.Errorf("«%s» non è un valore di --ciclo: scrivere tutti, completi oppure distinti", unaRiga(c.Ciclo))
	}
	o.Zone, err = time.LoadLocation(c.Zona)
	if err != nil || c.Zona == "" || c.Zona == "Local" {
		return o, fmt.Errorf("«%s» non è una zona: scrivere per esempio UTC oppure Europe/Rome", unaRiga(c.Zona))
	}
	o.Mapping, err = leggiMappa(c.Mappa)
	return o, err
}

// ruoloMappa finds where each role of --mappa begins; what lies between may
// contain commas.
var ruoloMappa = regexp.MustCompile(`(?:^|,)(case|activity|timestamp|resource|lifecycle|start)=`)

// leggiMappa reads "case=Numero pratica,activity=Fase".
func leggiMappa(s string) (m eventlog.Mapping, err error) {
	if s == "" {
		return m, nil
	}
	ruoli := map[string]*string{"case": &m.Case, "activity": &m.Activity, "timestamp": &m.Timestamp,
		"resource": &m.Resource, "lifecycle": &m.Lifecycle, "start": &m.Start}
	trovati := ruoloMappa.FindAllStringSubmatchIndex(s, -1)
	if len(trovati) == 0 || trovati[0][0] != 0 {
		return m, fmt.Errorf("il valore di --mappa non si capisce: scrivere per esempio case=Pratica,activity=Fase,timestamp=Data")
	}
	for i, t := range trovati {
		ruolo, fine := s[t[2]:t[3]], len(s)
		if i+1 < len(trovati) {
			fine = trovati[i+1][0]
		}
		if *ruoli[ruolo] != "" {
			return m, fmt.Errorf("in --mappa il ruolo %s compare due volte", ruolo)
		}
		if *ruoli[ruolo] = s[t[1]:fine]; s[t[1]:fine] == "" {
			return m, fmt.Errorf("in --mappa manca la colonna del ruolo %s", ruolo)
		}
	}
	return m, nil
}

// leggi reads the log; a log without valid events is an error.
func (c *analizzaCmd) leggi(ctx context.Context, o eventlog.Options) (*eventlog.Log, error) {
	if c.File == "-" {
		return formats.Read(interrompibile{ctx, os.Stdin}, o)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return formats.Read(interrompibile{ctx, f}, o)
}

// interrompibile fails as soon as somebody interrupts the command.
type interrompibile struct {
	ctx context.Context
	r   io.Reader
}

// Read reads unless ctx has ended.
func (i interrompibile) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// rifiuto says on one line why the file cannot be analysed.
func (c *analizzaCmd) rifiuto(err error) error {
	var k *kernel.Error
	if !errors.As(err, &k) {
		return rifiuta("il file «%s» non può essere letto: %s", unaRiga(c.File), unaRiga(inItaliano(err).Error()))
	}
	if strings.Contains(k.Message, "Non si riconosce la colonna") {
		k = kernel.E(k.Code, k.Message+" Oppure indicarla con --mappa.")
	}
	prima, n := utf8.DecodeRuneInString(k.Message)
	return rifiuta("«%s»: %s", unaRiga(c.File), unaRiga(string(unicode.ToLower(prima))+k.Message[n:]))
}

// colonneDi names the columns that were read, by role.
func colonneDi(m eventlog.Mapping) map[string]string {
	out := map[string]string{}
	for ruolo, nome := range map[string]string{"case": m.Case, "activity": m.Activity, "timestamp": m.Timestamp,
		"resource": m.Resource, "lifecycle": m.Lifecycle, "start": m.Start} {
		if nome != "" && nome != eventlog.Ignored {
			out[ruolo] = nome
		}
	}
	return out
}

// stampa writes the report for people.
func (e esitoAnalizza) stampa(out io.Writer, file string) error {
	var b strings.Builder
	e.intestazione(&b, file)
	e.durate(&b)
	e.lavoro(&b)
	e.passaggi(&b)
	e.varianti(&b)
	e.ripetizioni(&b)
	e.scartate(&b)
	_, err := io.WriteString(out, b.String())
	return err
}
