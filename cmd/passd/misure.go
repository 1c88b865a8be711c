package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"unicode"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

// misureCmd computes the figures of a semester from a table of practices. The
// contract is the comment of package misure; files with problem rows are
// computed without them, and the exit code stays 0.
type misureCmd struct {
	File     string `arg:"" help:"Tabella CSV delle pratiche di un procedimento, una per riga. Colonne obbligatorie: id_pratica e data_domanda; facoltative: data_provvedimento, data_silenzio_assenso, conferenza_servizi, sospensioni, termine, motivo_esclusione."`
	Semestre string `required:"" placeholder:"2025-1" help:"Semestre da misurare: 2025-1 da gennaio a giugno, 2025-2 da luglio a dicembre."`
	Termine  string `placeholder:"N" help:"Termine massimo in giorni di calendario, per le pratiche che non ne hanno uno proprio."`
	JSON     bool   `name:"json" help:"In JSON, senza arrotondamenti."`
}

// esitoMisure is the JSON of the contract.
type esitoMisure struct {
	misure.Misure
	Errori []misure.Problema `json:"errori"`
}

// Run reads the table, computes and prints.
func (c *misureCmd) Run(out io.Writer) error {
	sem, err := kernel.ParseSemestre(c.Semestre)
	if err != nil || sem.IsZero() {
		return rifiuta("«%s» non è un semestre: scrivere per esempio 2025-1 o 2025-2", unaRiga(c.Semestre))
	}
	var generale *termini.Termine
	if c.Termine != "" {
		var ok bool
		if generale, ok = misure.LeggiTermine(c.Termine); !ok {
			return rifiuta("«%s» non è un termine: scrivere un numero intero di giorni, da 1 in su", unaRiga(c.Termine))
		}
	}
	calcolo := misure.NewCalcolo(sem, generale)
	problemi, err := c.leggi(calcolo)
	if err != nil {
		return rifiuta("il file «%s» non può essere letto: %s", unaRiga(c.File), unaRiga(err.Error()))
	}
	esito := esitoMisure{Misure: calcolo.Misure(), Errori: problemi}
	if esito.Errori == nil {
		esito.Errori = []misure.Problema{}
	}
	if c.JSON {
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(esito)
	}
	return esito.stampa(out, sem)
}

// leggi hands every good practice of the file to the count.
func (c *misureCmd) leggi(calcolo *misure.Calcolo) ([]misure.Problema, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return nil, inItaliano(err)
	}
	defer f.Close()
	problemi, err := misure.ScorriCSV(f, func(_ int, p *misure.Pratica) { calcolo.Aggiungi(p) })
	return problemi, inItaliano(err)
}

// inItaliano says why the system does not give a file.
func inItaliano(err error) error {
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("non esiste")
	case errors.Is(err, fs.ErrPermission):
		return errors.New("mancano i permessi")
	case errors.Is(err, syscall.EISDIR):
		return errors.New("è una cartella")
	case errors.As(err, &p):
		return errors.New("il sistema non lo legge (" + p.Err.Error() + ")")
	}
	return err
}

// unaRiga keeps what a person wrote on one line, and what a file says from
// commanding the terminal: control characters, and those that turn the
// direction of the text, become the sign of what cannot be shown.
func unaRiga(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.Join(strings.Fields(s), " "))
}

// rigaMisure is a figure for people: its name, its value and the unit, or the
// reason why there is no value.
type rigaMisure struct{ nome, valore, unita string }

// tabella lists the figures for people; rounding happens here alone.
func (e esitoMisure) tabella() []rigaMisure {
	m := e.Misure
	conta := func(nome string, n int) rigaMisure { return rigaMisure{nome, kernel.Numero(int64(n)), pratiche(n)} }
	giorni := func(nome string, v *float64, motivo, nota string) rigaMisure {
		if v == nil {
			return rigaMisure{nome, "n.d.", motivo}
		}
		return rigaMisure{nome, kernel.Decimale(*v, 1), "giorni di calendario" + nota}
	}
	indice := func(nome string, d misure.Derivato, decimali int, unita string) rigaMisure {
		if d.Valore == nil {
			unita = d.Motivo
		}
		return rigaMisure{nome, d.InItaliano(decimali), unita}
	}
	su := fmt.Sprintf(", su %s %s", kernel.Numero(int64(m.N)), pratiche(m.N))
	arretrato := rigaMisure{"Arretrato a fine semestre", "n.d.", fmt.Sprintf("%s: %d", m.MotivoArretrato(), m.PendentiSenzaTermine)}
	if m.Arretrato != nil {
		arretrato = conta(arretrato.nome, *m.Arretrato)
	}
	return []rigaMisure{
		conta("Concluse con silenzio-assenso", m.ConcluseSilenzioAssenso),
		conta("Concluse con provvedimento espresso", m.ConcluseEspresse),
		conta("  di cui con sospensioni", m.ConSospensioni),
		conta("  di cui con conferenza di servizi", m.ConConferenza),
		giorni("Durata media, al lordo delle sospensioni", m.DurataMedia, m.MotivoDurate(), su),
		giorni("Durata mediana, al lordo", m.DurataMediana, m.MotivoPercentili(), su),
		giorni("Durata al 90° percentile, al lordo", m.DurataP90, m.MotivoPercentili(), su),
		giorni("Durata media, al netto delle sospensioni", m.DurataMediaNetta, m.MotivoPercentili(), su),
		giorni("Termine massimo", m.TermineMassimo, m.MotivoTermine(), ""),
		conta("Avviate nel semestre", m.Avviate),
		conta("In transito nel semestre", m.InTransito),
		arretrato,
		conta("Pendenti all'inizio del semestre", m.PendentiInizio),
		conta("Pendenti a fine semestre", m.PendentiFine),
		conta("Escluse", m.Escluse),
		indice("Saldo", m.Saldo(), 0, "concluse meno avviate"),
		indice("Indice di smaltimento", m.IndiceSmaltimento(), 2, "concluse diviso avviate"),
		indice("Indice di pressione", m.IndicePressione(), 2, "0 è il valore migliore"),
	}
}

// stampa writes the table and the problem rows.
func (e esitoMisure) stampa(out io.Writer, sem kernel.Semestre) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Misure del %s (dal %s al %s)\n\n", sem.InItaliano(), sem.Dal().InItaliano(), sem.Al().InItaliano())
	for _, r := range e.tabella() {
		fmt.Fprintf(&b, "%-41s %8s  %s\n", r.nome, r.valore, r.unita) // the widths count letters, not bytes
	}
	fmt.Fprintf(&b, "\nRighe con problemi, non contate: %s\n", kernel.Numero(int64(righe(e.Errori))))
	for _, p := range e.Errori {
		colonna := ""
		if p.Colonna != "" {
			colonna = ", colonna " + p.Colonna
		}
		fmt.Fprintf(&b, "  riga %d%s: %s\n", p.Riga, colonna, p.Messaggio)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func pratiche(n int) string {
	if n == 1 {
		return "pratica"
	}
	return "pratiche"
}

// righe counts the rows that have problems; problems come in their order.
func righe(pp []misure.Problema) (n int) {
	ultima := 0
	for _, p := range pp {
		if p.Riga != ultima {
			n, ultima = n+1, p.Riga
		}
	}
	return n
}
