package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
)

// How much of each list the report for people shows; the JSON has all.
const (
	passaggiMostrati   = 10
	variantiMostrate   = 5
	passiMostrati      = 12
	scartateMostrate   = 20
	larghezzaNome      = 60
	quotaIstantiAlta   = 0.05 // from here on the report says what ties mean
	ripetizioniInLista = 10
	orfaniMostrati     = 5
)

func (e esitoAnalizza) intestazione(b *strings.Builder, file string) {
	c := e.Counts
	compresso := ""
	if e.Lettura.Compresso {
		compresso = ", compresso"
	}
	fmt.Fprintf(b, "Registro di eventi «%s» (%s%s)\n\n", unaRiga(file), e.Lettura.Formato, compresso)
	for _, r := range []struct {
		nome string
		n    int
	}{{"Casi", c.Cases}, {"Eventi", c.Events}, {"Attività diverse", c.Activities}, {"Varianti", c.Variants}, {"Risorse diverse", c.Resources}} {
		fmt.Fprintf(b, "%-18s %12s\n", r.nome, kernel.Numero(int64(r.n)))
	}
	fmt.Fprintf(b, "%-18s %12s → %s (UTC)\n", "Periodo", kernel.DayOf(e.Span.First).InItaliano(), kernel.DayOf(e.Span.Last).InItaliano())
	if c.EventsWithoutResource > 0 && c.Resources > 0 {
		fmt.Fprintf(b, "Gli eventi senza risorsa sono %s su %s: i passaggi di mano contano solo gli altri.\n", kernel.Numero(int64(c.EventsWithoutResource)), kernel.Numero(int64(c.Events)))
	}
	if q := c.TieShare(); q > 0 {
		fmt.Fprintf(b, "Eventi consecutivi con lo stesso istante: %s su %s (%s).", kernel.Numero(int64(c.Ties)), kernel.Numero(int64(c.Transitions)), percento(q))
		if q >= quotaIstantiAlta {
			b.WriteString(" Fra questi l'ordine è quello del file: i passaggi vanno letti con cautela.")
		}
		b.WriteString("\n")
	}
	if e.giorni {
		b.WriteString("Il registro indica i giorni e non le ore: le durate vanno da mezzanotte a mezzanotte.\n")
	}
	if e.Skipped > 0 {
		fmt.Fprintf(b, "Eventi lasciati fuori con --ciclo %s: %s.\n", e.Lettura.Ciclo, kernel.Numero(int64(e.Skipped)))
	}
}

func (e esitoAnalizza) durate(b *strings.Builder) {
	d := e.CaseDurations
	b.WriteString("\nDurata dei casi, dal primo all'ultimo evento (gg: giorni di 24 ore, sospensioni comprese)\n")
	for _, r := range []struct {
		nome string
		v    float64
	}{{"mediana", d.Median}, {"media", d.Mean}, {"90° percentile", d.P90}, {"minima", d.Min}, {"massima", d.Max}} {
		fmt.Fprintf(b, "  %-16s %14s\n", r.nome, tempo(r.v))
	}
}

// lavoro tells the time of work from that of waiting, when the log says both.
func (e esitoAnalizza) lavoro(b *strings.Builder) {
	if e.Intervalli == nil {
		return
	}
	b.WriteString("\nLavoro e attesa prima del lavoro, per attività (totali)\n")
	fmt.Fprintf(b, "  %14s  %14s  %10s  attività\n", "lavoro", "attesa", "volte")
	for _, a := range e.Intervalli.Activities[:min(len(e.Intervalli.Activities), passaggiMostrati)] {
		attesa := "n.d."
		if a.Waiting != nil {
			attesa = tempo(a.Waiting.Sum)
		}
		fmt.Fprintf(b, "  %14s  %14s  %10s  %s\n", tempo(a.Service.Sum), attesa, kernel.Numero(int64(a.Instances)), tronca(a.Name))
	}
	if n := e.Intervalli.Counts.WithoutStart; n > 0 {
		fmt.Fprintf(b, "  Di %s eventi non si conosce l'inizio: il loro lavoro conta zero.\n", kernel.Numero(int64(n)))
	}
	e.unione(b)
}

// unione tells what joining starts and completes left out.
func (e esitoAnalizza) unione(b *strings.Builder) {
	if e.Intervalli.Orphans == nil && len(e.Intervalli.Counts.Dropped) == 0 {
		return
	}
	var voci []string
	for _, t := range slices.Sorted(maps.Keys(e.Intervalli.Counts.Dropped)) {
		nome := unaRiga(t)
		if t == "start without complete" {
			nome = "inizi senza fine"
		}
		voci = append(voci, fmt.Sprintf("%s %s", kernel.Numero(int64(e.Intervalli.Counts.Dropped[t])), nome))
	}
	if len(voci) > 0 {
		fmt.Fprintf(b, "  Unendo inizi e fini restano fuori: %s.\n", strings.Join(voci, ", "))
	}
	var aperti []string
	for _, o := range e.Intervalli.Orphans {
		if o.Starts > 0 {
			aperti = append(aperti, fmt.Sprintf("%s (%s)", tronca(o.Activity), kernel.Numero(int64(o.Starts))))
		}
	}
	if altre := len(aperti) - orfaniMostrati; altre > 0 {
		aperti = append(aperti[:orfaniMostrati], fmt.Sprintf("e altre %s attività", kernel.Numero(int64(altre))))
	}
	if len(aperti) > 0 {
		fmt.Fprintf(b, "  Inizi senza fine: %s.\n", strings.Join(aperti, ", "))
	}
}

func (e esitoAnalizza) passaggi(b *strings.Builder) {
	lenti := e.SlowestTransitions(passaggiMostrati)
	if len(lenti) == 0 {
		b.WriteString("\nFra un evento e l'altro non passa tempo: il registro non dice dove si aspetta.\n")
		return
	}
	fmt.Fprintf(b, "\nPassaggi in cui va più tempo (%d su %s)\n", len(lenti), kernel.Numero(int64(e.Counts.Edges)))
	fmt.Fprintf(b, "  %7s  %14s  %14s  %10s  passaggio\n", "quota", "mediana", "media", "volte")
	for _, p := range lenti {
		fmt.Fprintf(b, "  %7s  %14s  %14s  %10s  %s → %s\n", percento(p.Sum/e.CaseDurations.Sum), tempo(p.Median), tempo(p.Mean),
			kernel.Numero(int64(p.Count)), tronca(p.From), tronca(p.To))
	}
}

func (e esitoAnalizza) varianti(b *strings.Builder) {
	vv := e.Variants[:min(len(e.Variants), variantiMostrate)]
	fmt.Fprintf(b, "\nPercorsi più frequenti (%d su %s)\n", len(vv), kernel.Numero(int64(e.Counts.Variants)))
	for _, v := range vv {
		var passi []string
		for _, p := range v.Sequence[:min(len(v.Sequence), passiMostrati)] {
			passi = append(passi, tronca(p))
		}
		if altri := len(v.Sequence) - len(passi); altri > 0 {
			passi = append(passi, fmt.Sprintf("… altri %s", kernel.Numero(int64(altri))))
		}
		fmt.Fprintf(b, "  %10s %s (%s): %s\n", kernel.Numero(int64(v.Count)), casi(v.Count), percento(float64(v.Count)/float64(e.Counts.Cases)), strings.Join(passi, " → "))
	}
}

func (e esitoAnalizza) ripetizioni(b *strings.Builder) {
	if len(e.Rework) == 0 {
		return
	}
	b.WriteString("\nAttività ripetute nello stesso caso\n")
	for _, f := range e.Rework[:min(len(e.Rework), ripetizioniInLista)] {
		fmt.Fprintf(b, "  %10s %s: %s\n", kernel.Numero(int64(f.Count)), casi(f.Count), tronca(f.Name))
	}
}

func (e esitoAnalizza) scartate(b *strings.Builder) {
	fmt.Fprintf(b, "\nRighe scartate: %s\n", kernel.Numero(int64(e.DroppedTotal)))
	for _, p := range e.Dropped[:min(len(e.Dropped), scartateMostrate)] {
		fmt.Fprintf(b, "  riga %d: %s\n", p.Row, unaRiga(p.Reason))
	}
	if altre := e.DroppedTotal - scartateMostrate; altre > 0 {
		fmt.Fprintf(b, "  e altre %s: con --json si leggono tutte\n", kernel.Numero(int64(altre)))
	}
}

func casi(n int) string {
	if n == 1 {
		return "caso"
	}
	return "casi"
}

// percento writes a share from 0 to 1.
func percento(q float64) string {
	if q > 0 && q < 0.0005 {
		return "<0,1 %"
	}
	return kernel.Decimale(100*q, 1) + " %"
}

// tempo writes seconds with the unit that suits them; the report says that days
// are of 24 hours.
func tempo(secondi float64) string {
	switch m := math.Abs(secondi); {
	case m >= 2*86400:
		return kernel.Decimale(secondi/86400, 1) + " gg"
	case m >= 2*3600:
		return kernel.Decimale(secondi/3600, 1) + " ore"
	case m >= 2*60:
		return kernel.Decimale(secondi/60, 1) + " minuti"
	}
	return kernel.Decimale(secondi, 1) + " secondi"
}

// tronca shortens a name on one line.
func tronca(nome string) string {
	nome = unaRiga(nome)
	if utf8.RuneCountInString(nome) <= larghezzaNome {
		return nome
	}
	return string([]rune(nome)[:larghezzaNome-1]) + "…"
}
