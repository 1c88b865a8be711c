package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// terminiCmd computes a due date; the package termini says what the words mean.
// Its options are text without "required": what is wrong is told by this file,
// in Italian.
type terminiCmd struct {
	Termine      string   `help:"Durata del termine: 30 (giorni di calendario), 5l (giorni lavorativi) o 3m (mesi)." placeholder:"N|Nl|Nm"`
	Dal          string   `help:"Giorno di inizio, che non si conta: 2026-03-02 oppure 02/03/2026." placeholder:"GIORNO"`
	Sospensione  []string `help:"Sospensione dal giorno A, con ripresa dal giorno B. Senza B è ancora aperta. Si può ripetere." placeholder:"A/B" sep:"none"`
	Interruzione []string `help:"Giorno da cui l'intero termine ricomincia. Si può ripetere." placeholder:"GIORNO" sep:"none"`
	Al           string   `help:"Giorno a cui contare i giorni trascorsi e dire se il termine è scaduto." placeholder:"GIORNO"`
	Comune       string   `help:"Codice ISTAT del Comune, per il santo patrono: tocca solo i giorni lavorativi." placeholder:"ISTAT"`
	JSON         bool     `name:"json" help:"In JSON."`
}

// esitoTermini is the JSON answer. The first six keys are the contract; what
// cannot be known is null.
type esitoTermini struct {
	ScadenzaNominale kernel.Day `json:"scadenza_nominale"`
	Scadenza         kernel.Day `json:"scadenza"`
	GiorniLordi      *int       `json:"giorni_lordi"`
	GiorniNetti      *int       `json:"giorni_netti"`
	GiorniLavorativi *int       `json:"giorni_lavorativi"`
	Scaduta          *bool      `json:"scaduta"`

	Termine       termini.Termine `json:"termine"`
	Dal           kernel.Day      `json:"dal"`
	Al            kernel.Day      `json:"al"`
	SospesaDal    kernel.Day      `json:"sospesa_dal"`
	GiorniSospesi int             `json:"giorni_sospesi"`
	Patrono       *string         `json:"patrono"`
	Regole        []string        `json:"regole"`

	prorogata bool
}

// Run prints the due date; it opens no database and reads no settings.
func (c *terminiCmd) Run(w io.Writer) error {
	d, err := c.decorso()
	if err != nil {
		return rifiuta("%w", err)
	}
	al, err := giornoOpzione("--al", c.Al)
	if err != nil {
		return rifiuta("%w", err)
	}
	if !al.IsZero() && al.Before(d.Dal) {
		return rifiuta("il giorno di --al, %s, viene prima dell'inizio del termine, %s", al, d.Dal)
	}
	cal, patrono, err := c.calendario()
	if err != nil {
		return rifiuta("%w", err)
	}
	e := calcolaTermini(d, al, cal)
	if p, ok := cal.Patrono(); ok {
		e.Patrono = &p.Nome
	}
	if c.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(e)
	}
	_, err = io.WriteString(w, e.testo(patrono))
	return err
}

// decorso reads the options that make the due date.
func (c *terminiCmd) decorso() (d termini.Decorso, err error) {
	if c.Termine == "" {
		return d, fmt.Errorf("manca l'opzione --termine: per esempio --termine 30")
	}
	if d.Termine, err = termini.ParseTermine(c.Termine); err != nil {
		return d, err
	}
	if c.Dal == "" {
		return d, fmt.Errorf("manca l'opzione --dal: per esempio --dal 2026-03-02")
	}
	if d.Dal, err = giornoOpzione("--dal", c.Dal); err != nil {
		return d, err
	}
	for _, s := range c.Sospensione {
		da, a, ok := strings.Cut(s, "/")
		if strings.Count(s, "/") > 1 && !strings.Contains(s, "-") {
			da, a, ok = tagliaItaliana(s)
		}
		if !ok || da == "" {
			return d, fmt.Errorf("la sospensione %q non si legge: si scrive INIZIO/FINE, o INIZIO/ se è ancora aperta", s)
		}
		var x termini.Sospensione
		if x.Dal, err = giornoOpzione("--sospensione", da); err != nil {
			return d, err
		}
		if x.Al, err = giornoOpzione("--sospensione", a); err != nil {
			return d, err
		}
		d.Sospensioni = append(d.Sospensioni, x)
	}
	for _, s := range c.Interruzione {
		if s == "" {
			return d, fmt.Errorf("manca il giorno dell'opzione --interruzione")
		}
		g, err := giornoOpzione("--interruzione", s)
		if err != nil {
			return d, err
		}
		d.Interruzioni = append(d.Interruzioni, g)
	}
	return d, d.Validate()
}

// tagliaItaliana splits "22/01/2026/20/02/2026" and "22/01/2026/".
func tagliaItaliana(s string) (da, a string, ok bool) {
	p := strings.SplitN(s, "/", 4)
	if len(p) < 4 {
		return "", "", false
	}
	return strings.Join(p[:3], "/"), p[3], true
}

// giornoOpzione reads 2026-03-02 or 02/03/2026; the empty text is no day.
func giornoOpzione(opzione, s string) (kernel.Day, error) {
	if t, err := time.Parse("2/1/2006", s); err == nil {
		s = t.Format(time.DateOnly)
	}
	d, err := kernel.ParseDay(s)
	if err != nil {
		return d, fmt.Errorf("la data %q di %s non esiste: si scrive 2026-03-02 oppure 02/03/2026", s, opzione)
	}
	if !d.IsZero() && (d.Year() < termini.PrimoAnno || d.Year() > termini.UltimoAnno) {
		return d, fmt.Errorf("la data %s di %s è fuori dal calendario, che va dal %d al %d", d, opzione, termini.PrimoAnno, termini.UltimoAnno)
	}
	return d, nil
}

// calendario is the national calendar, with the patron saint of the Comune
// where it is known; the text says what is known about it.
func (c *terminiCmd) calendario() (*termini.Calendario, string, error) {
	cal := termini.Nazionale()
	if c.Comune == "" {
		return cal, "", nil
	}
	istat := kernel.CodiceIstat(c.Comune)
	if !istat.Valid() {
		return nil, "", fmt.Errorf("il codice del Comune %q non è valido: il codice ISTAT ha sei cifre, per esempio 015146", c.Comune)
	}
	p, ok := termini.PatronoDi(istat)
	if !ok {
		return cal, "Il santo patrono del Comune " + c.Comune + " non è noto: nei giorni lavorativi non se ne tiene conto.", nil
	}
	return cal.ConFestaPatronale(p), "Santo patrono: " + p.Nome + ". Conta solo per i giorni lavorativi.", nil
}

// calcolaTermini makes the answer.
func calcolaTermini(d termini.Decorso, al kernel.Day, cal *termini.Calendario) esitoTermini {
	s := d.Scadenza(cal)
	e := esitoTermini{
		ScadenzaNominale: s.Nominale, Scadenza: s.Effettiva, Termine: d.Termine, Dal: d.Dal, Al: al,
		SospesaDal: s.SospesaDal, GiorniSospesi: s.GiorniSospesi, Regole: s.Regole(), prorogata: s.Prorogata(),
	}
	if !al.IsZero() {
		lordi, netti := termini.GiorniLordi(d.Dal, al), termini.GiorniNetti(d.Dal, al, d.Sospensioni)
		lavorativi, scaduta := cal.GiorniLavorativi(d.Dal, al), s.Scaduta(al)
		e.GiorniLordi, e.GiorniNetti, e.GiorniLavorativi, e.Scaduta = &lordi, &netti, &lavorativi, &scaduta
	}
	return e
}

// testo is the answer for a person.
func (e esitoTermini) testo(patrono string) string {
	var b strings.Builder
	riga := func(nome, valore string) { fmt.Fprintf(&b, "%-20s %s\n", nome, valore) }
	riga("Termine:", e.Termine.InItaliano()+" da "+e.Dal.ConGiornoSettimana())
	if e.Scadenza.IsZero() {
		riga("Scadenza nominale:", "non ancora nota")
		riga("Scadenza:", "non ancora nota, perché una sospensione è aperta")
	} else {
		riga("Scadenza nominale:", e.ScadenzaNominale.ConGiornoSettimana())
		proroga := ""
		if e.prorogata {
			proroga = " (prorogata)"
		}
		riga("Scadenza:", e.Scadenza.ConGiornoSettimana()+proroga)
	}
	if e.GiorniLordi != nil {
		riga("Al "+e.Al.InItaliano()+":", "")
		riga("  durata lorda:", kernel.GiorniDiCalendario(*e.GiorniLordi))
		riga("  durata netta:", kernel.GiorniDiCalendario(*e.GiorniNetti)+", senza le sospensioni")
		riga("  lavorativi:", termini.Termine{N: *e.GiorniLavorativi, Unita: termini.GiorniLavorativi}.InItaliano())
		scaduta := "no"
		if *e.Scaduta {
			scaduta = "sì"
		}
		riga("  termine scaduto:", scaduta)
	}
	for _, r := range e.Regole {
		b.WriteString(r + "\n")
	}
	if patrono != "" {
		b.WriteString(patrono + "\n")
	}
	return b.String()
}
