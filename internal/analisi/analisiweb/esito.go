package analisiweb

import (
	"fmt"
	"strings"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
	"pass/internal/ui"
)

// How many entries the tables of a result show; the exports have them all.
const (
	maxPassaggi  = 15
	maxBarre     = 8
	maxAttivita  = 10
	maxVarianti  = 10
	maxPassiVoce = 12 // activities of a variant
)

// vistaEsito is what a log says.
type vistaEsito struct {
	Cautela  *ui.Alert
	Misure   []ui.FigureProps
	Durate   []ui.FigureProps
	Barre    *ui.BarChartProps // nil when no time passes between events
	Passaggi ui.Table
	Inizio   ui.Table
	Fine     ui.Table
	Varianti ui.Table
	Consegne *ui.Table
	Note     []string
	Limiti   []string
	Scarica  []ui.Link
}

// frase tells where the time goes, in one or two sentences. A median far below
// the mean would hide why the transition weighs so much: then both are told.
func frase(r analisi.Risultato) string {
	e, quota, ok := r.Principale()
	if !ok {
		if r.Sintesi.Counts.Transitions == 0 {
			return "Ogni caso ha un solo evento: dal registro non si vede nessun passaggio tra attività."
		}
		return "Gli eventi di ogni caso hanno tutti lo stesso istante: il registro non dice quanto tempo passa."
	}
	soggetto := fmt.Sprintf("Il passaggio da «%s» a «%s»", e.From, e.To)
	if e.From == e.To {
		soggetto = fmt.Sprintf("La ripetizione di «%s»", e.From)
	}
	s := fmt.Sprintf("%s pesa per %s del tempo totale di attraversamento: ", soggetto, esame.IlPercento(quota))
	switch {
	case e.Count == 1:
		return s + esame.DurataFine(e.Sum) + ", in un solo passaggio."
	case e.Median < e.Mean/2:
		return s + fmt.Sprintf("%s in media su %s. La mediana è di %s: il peso viene da pochi passaggi molto lunghi.",
			esame.DurataFine(e.Mean), esame.Quanti(e.Count, "passaggio", "passaggi"), esame.DurataFine(e.Median))
	}
	return s + fmt.Sprintf("%s in mediana su %s.", esame.DurataFine(e.Median), esame.Quanti(e.Count, "passaggio", "passaggi"))
}

func vediEsito(s analisi.Scheda) *vistaEsito {
	r := *s.Risultato
	c := r.Sintesi.Counts
	base := urlRegistro(s.Richiesta.ID, s.Registro.N)
	v := &vistaEsito{
		Misure: []ui.FigureProps{
			{Label: "Casi", Value: kernel.Numero(int64(c.Cases)), Period: periodo(r)},
			{Label: "Eventi", Value: kernel.Numero(int64(c.Events))},
			{Label: "Attività diverse", Value: kernel.Numero(int64(c.Activities))},
			{Label: "Varianti", Value: kernel.Numero(int64(c.Variants)), N: "sequenze diverse di attività"},
		},
		Durate:   durate(r),
		Passaggi: passaggi(r),
		Inizio:   frequenze("Attività con cui i casi cominciano", r.Sintesi.StartActivities, c.Cases),
		Fine:     frequenze("Attività con cui i casi finiscono", r.Sintesi.EndActivities, c.Cases),
		Varianti: varianti(r), Consegne: consegne(r),
		Note: note(s), Limiti: limiti(r),
		Scarica: []ui.Link{
			{Text: "Passaggi in CSV", URL: base + "/passaggi.csv", Icon: "download"},
			{Text: "Riepilogo in JSON", URL: base + "/riepilogo.json", Icon: "download"},
		},
	}
	if c.Cases < analisi.PochiCasi {
		v.Cautela = &ui.Alert{Tone: ui.Warning, Title: "Pochi casi: " + esame.Quanti(c.Cases, "solo caso", "casi") + ".",
			Text: "Mediane e percentili descrivono solo questi casi. Non dicono come va di solito il procedimento, né se un altro periodo è migliore o peggiore."}
	}
	v.Barre = barre(r)
	return v
}

// periodo is the time from the first to the last event.
func periodo(r analisi.Risultato) string {
	dal, al := kernel.InstantOf(r.Sintesi.Span.First).Day(), kernel.InstantOf(r.Sintesi.Span.Last).Day()
	if dal == al {
		return "il " + dal.InItaliano()
	}
	return "dal " + dal.InItaliano() + " al " + al.InItaliano()
}

func durate(r analisi.Risultato) []ui.FigureProps {
	d := r.Sintesi.CaseDurations
	n := "su " + esame.Quanti(d.Count, "caso", "casi")
	f := func(label string, secondi float64, spiega string) ui.FigureProps {
		v, u := esame.ValoreUnitaFine(secondi)
		return ui.FigureProps{Label: label, Value: v, Unit: u, Period: spiega, N: n}
	}
	return []ui.FigureProps{
		f("Durata mediana di un caso", d.Median, "metà dei casi dura meno"),
		f("Durata media di un caso", d.Mean, ""),
		f("90° percentile", d.P90, "nove casi su dieci durano al massimo così"),
	}
}

// nomePassaggio is how charts and tables call a transition.
func nomePassaggio(e performance.Edge) string { return e.From + " → " + e.To }

func barre(r analisi.Risultato) *ui.BarChartProps {
	lenti := r.Sintesi.SlowestTransitions(maxBarre)
	if len(lenti) == 0 {
		return nil
	}
	b := &ui.BarChartProps{ID: "grafico-passaggi", Title: "Passaggi che pesano di più sul tempo totale", Category: "Passaggio",
		Unit: "% del tempo totale di attraversamento", Note: "Il tempo totale è la somma delle durate dei casi."}
	somma := 0.0
	for i, e := range lenti {
		b.Bars = append(b.Bars, ui.Bar{Label: nomePassaggio(e), Value: 100 * r.Quota(e), Text: esame.Percento(r.Quota(e)), Highlight: i == 0})
		somma += r.Quota(e)
	}
	if len(lenti) > 1 {
		b.Desc = "I primi " + kernel.Numero(int64(len(lenti))) + " passaggi pesano insieme per " + esame.IlPercento(min(somma, 1)) + " del tempo totale."
	}
	return b
}

func passaggi(r analisi.Risultato) ui.Table {
	t := ui.Table{Caption: "Passaggi più lenti, dal più pesante", Columns: []ui.Column{{Text: "Passaggio"}, {Text: "Quota del tempo", Numeric: true},
		{Text: "Passaggi", Numeric: true}, {Text: "Mediana", Numeric: true}, {Text: "Media", Numeric: true}, {Text: "90° percentile", Numeric: true}}}
	lenti := r.Sintesi.SlowestTransitions(maxPassaggi)
	for _, e := range lenti {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(nomePassaggio(e)), ui.TextCell(esame.Percento(r.Quota(e))), ui.TextCell(kernel.Numero(int64(e.Count))),
			ui.TextCell(esame.DurataFine(e.Median)), ui.TextCell(esame.DurataFine(e.Mean)), ui.TextCell(esame.DurataFine(e.P90))}})
	}
	t.Note = "Notti, festivi e sospensioni sono compresi."
	if altri := r.Sintesi.Counts.Edges - len(lenti); altri > 0 {
		t.Note += " Gli altri " + kernel.Numero(int64(altri)) + " sono nel file CSV."
	}
	return t
}

func frequenze(titolo string, f performance.Frequencies, casi int) ui.Table {
	t := ui.Table{Caption: titolo, Columns: []ui.Column{{Text: "Attività"}, {Text: "Casi", Numeric: true}, {Text: "Quota", Numeric: true}}}
	for _, x := range f[:min(len(f), maxAttivita)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Name), ui.TextCell(kernel.Numero(int64(x.Count))), ui.TextCell(esame.Percento(float64(x.Count) / float64(casi)))}})
	}
	if altre := len(f) - maxAttivita; altre > 0 {
		t.Note = "E " + esame.Quanti(altre, "altra attività.", "altre attività.")
	}
	return t
}

func varianti(r analisi.Risultato) ui.Table {
	t := ui.Table{Caption: "Varianti più frequenti", Columns: []ui.Column{{Text: "Sequenza di attività"}, {Text: "Casi", Numeric: true}, {Text: "Quota", Numeric: true}}}
	casi := r.Sintesi.Counts.Cases
	for _, x := range r.Sintesi.Variants[:min(len(r.Sintesi.Variants), maxVarianti)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(sequenza(x.Sequence)), ui.TextCell(kernel.Numero(int64(x.Count))), ui.TextCell(esame.Percento(float64(x.Count) / float64(casi)))}})
	}
	if altre := r.Sintesi.Counts.Variants - len(t.Rows); altre > 0 {
		t.Note = "E " + esame.Quanti(altre, "altra variante.", "altre varianti.")
	}
	return t
}

func sequenza(passi []string) string {
	if altri := len(passi) - maxPassiVoce; altri > 1 {
		return strings.Join(passi[:maxPassiVoce], " → ") + " → … e altri " + kernel.Numero(int64(altri)) + " passi"
	}
	return strings.Join(passi, " → ")
}

// consegne is nil when the log does not say who did what.
func consegne(r analisi.Risultato) *ui.Table {
	if len(r.Consegne) == 0 {
		return nil
	}
	t := &ui.Table{Caption: "Passaggi di mano più frequenti", Columns: []ui.Column{{Text: "Da"}, {Text: "A"}, {Text: "Volte", Numeric: true}},
		Note: "R1, R2… stanno al posto degli operatori del registro, nell’ordine in cui compaiono. Servono a leggere il percorso, non a valutare le persone."}
	for _, x := range r.Consegne[:min(len(r.Consegne), maxAttivita)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Da), ui.TextCell(x.A), ui.TextCell(kernel.Numero(int64(x.Volte)))}})
	}
	return t
}

// note say what the data are like.
func note(s analisi.Scheda) []string {
	r := *s.Risultato
	c := r.Sintesi.Counts
	out := []string{colonneLette(r.Lettura)}
	if c.Ties > 0 {
		out = append(out, fmt.Sprintf("Nel %s dei passaggi i due eventi hanno lo stesso istante: il loro ordine è solo quello del file.", esame.Percento(c.TieShare())))
	}
	if c.Inversions > 0 {
		out = append(out, esame.Quanti(c.Inversions, "passaggio del file torna", "passaggi del file tornano")+" indietro nel tempo: gli eventi sono stati ordinati per data.")
	}
	if r.Sintesi.Skipped > 0 {
		out = append(out, esame.Quanti(r.Sintesi.Skipped, "evento lasciato fuori: non è", "eventi lasciati fuori: non sono")+" di fine attività.")
	}
	switch q := r.CoperturaRisorse(); {
	case c.Resources == 0:
		out = append(out, "Il registro non dice chi ha svolto gli eventi.")
	case q < 1:
		out = append(out, fmt.Sprintf("L’operatore è indicato nel %s degli eventi (%s).", esame.Percento(q), esame.Quanti(c.Resources, "operatore", "operatori")))
	default:
		out = append(out, "L’operatore è indicato in tutti gli eventi ("+esame.Quanti(c.Resources, "operatore", "operatori")+").")
	}
	if r.DateImplausibili(s.Registro.CaricatoIl) {
		out = append(out, "Il registro va "+periodo(r)+": alcune date sono poco credibili. Controllarle prima di usare le cifre.")
	}
	if r.Lettura.Windows1252 {
		out = append(out, "Il file non è tutto in UTF-8: alcune lettere accentate sono state lette come Windows-1252.")
	}
	return out
}

func colonneLette(l analisi.Lettura) string {
	che := "Colonne lette: "
	if l.Formato == eventlog.XES {
		che = "Attributi letti: "
	}
	var parti []string
	for _, x := range []struct{ ruolo, nome string }{{"caso", l.Colonne.Case}, {"attività", l.Colonne.Activity}, {"data", l.Colonne.Timestamp},
		{"inizio", l.Colonne.Start}, {"operatore", l.Colonne.Resource}, {"fase", l.Colonne.Lifecycle}} {
		if x.nome != "" && x.nome != eventlog.Ignored {
			parti = append(parti, x.ruolo+" = «"+x.nome+"»")
		}
	}
	return che + strings.Join(parti, ", ") + "."
}

// limiti say what cannot be concluded.
func limiti(r analisi.Risultato) []string {
	insieme := "Un passaggio comprende attesa e lavorazione: con un solo istante per evento non si distinguono."
	if u := r.Lettura.Unione; u != nil && u.Unite > 0 || r.Lettura.Colonne.Start != "" && r.Lettura.Colonne.Start != eventlog.Ignored {
		insieme = "Un passaggio comprende attesa e lavorazione: la pagina «Tempi» le distingue."
	}
	return []string{
		"Le durate sono tempo di calendario: non sono il termine di legge, che sospensioni e interruzioni allungano.",
		insieme,
		"I casi ancora aperti contano per il tempo trascorso fino al loro ultimo evento.",
		"Un passaggio pesante non è una colpa: dice dove guardare, non perché.",
	}
}
