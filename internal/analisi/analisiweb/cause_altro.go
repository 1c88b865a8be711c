package analisiweb

import (
	"fmt"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/patterns"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/ui"
)

// lotti tells of what is left to accumulate and then done in one go; r is nil
// when the selection is too large.
func (s *studio) lotti(r *timing.BatchResult) (b blocco) {
	_, molti := s.parola()
	switch {
	case r == nil:
		b.Niente = "I lotti non sono calcolati: la selezione ha troppi eventi per una pagina. Con un filtro, per esempio sul periodo, si vedono."
		return b
	case r.NotKnown != "":
		b.Niente = "Se le " + molti + " si trattano a lotti non si può dire: " + esame.Perche(r.NotKnown)
		return b
	case len(r.Groups) == 0:
		b.Niente = "Nessuno lascia accumulare le " + molti + " per trattarle insieme, per quanto si vede."
		return b
	}
	t := ui.Table{Caption: "Attività fatte a lotti", HideCaption: true, Columns: []ui.Column{{Text: "Attività"}, {Text: "Chi"}, {Text: "Fatte a lotti", Numeric: true}, {Text: "Lotti", Numeric: true}, {Text: "Ogni quanto"}, {Text: "Attesa del lotto, in media", Numeric: true}},
		Note: "Attesa del lotto: da quando la pratica si poteva trattare a quando il lotto era completo."}
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Batched == 0 || len(t.Rows) == maxPassiCause {
			continue
		}
		chi := "n.d."
		if g.Resource != eventlog.None {
			chi = s.Log.Resources[g.Resource]
		}
		nome := s.Log.Activities[g.Activity]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(nome, s.qui("/casi", "prova", provaLotto, "a", nome, "b", chi)), ui.TextCell(chi), ui.TextCell(fmt.Sprintf("%s su %s", kernel.Numero(int64(g.Batched)), kernel.Numero(int64(g.N)))),
			ui.TextCell(kernel.Numero(int64(len(g.Batches)))), ui.TextCell(ogniQuanto(g.PeriodDays, g.Regular)), ui.TextCell(esame.Durata(g.Held.Seconds() / float64(g.Batched)))}})
	}
	b.Tabella = &t
	return b
}

// ogniQuanto tells a period in days of 24 hours.
func ogniQuanto(giorni float64, regolare bool) string {
	if giorni == 0 {
		return "n.d."
	}
	testo := esame.Durata(giorni * secondiGiorno)
	if !regolare {
		testo += ", in modo irregolare"
	}
	return testo
}

// sedute tells of the activities that wait for a day of the calendar.
func (s *studio) sedute() (b blocco) {
	uno, molti := s.parola()
	r := timing.FindSessions(s.vista)
	if len(r) == 0 {
		b.Niente = "Nessuna attività si fa in poche giornate per molte " + molti + ", come una commissione mensile."
		return b
	}
	t := ui.Table{Caption: "Attività fatte in poche giornate", HideCaption: true, Columns: []ui.Column{{Text: "Attività"}, {Text: "Giornate", Numeric: true}, {Text: esame.Maiuscola(molti) + " per giornata", Numeric: true}, {Text: "Ogni quanto"}, {Text: "Attesa prima, in mediana", Numeric: true}, {Text: "Con il doppio delle giornate", Numeric: true}},
		Note: "Con il doppio delle giornate: quanto scenderebbe la durata media di tutte le " + molti + "."}
	for _, x := range r {
		nome := s.Log.Activities[x.Activity]
		meno := "n.d."
		if g := x.Saved.Seconds() / float64(s.vista.Cases()); g > 0 {
			meno = esame.Durata(g) + " in meno"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(nome, s.qui("/casi", "prova", provaSeduta, "a", nome)), ui.TextCell(kernel.Numero(int64(len(x.Days)))), ui.TextCell(kernel.Decimale(x.MeanSize, 1)),
			ui.TextCell(ogniQuanto(x.PeriodDays, x.Regular)), ui.TextCell(esame.Durata(x.MedianWait)), ui.TextCell(meno)}})
	}
	b.Frasi = []string{fmt.Sprintf("Ogni %s aspetta la giornata successiva: bastano le date per vederlo.", uno)}
	b.Tabella = &t
	return b
}

// enti tells who else is waited for.
func (s *studio) enti() (b blocco) {
	_, molti := s.parola()
	r := s.attesaEnti()
	switch {
	case r.NotKnown != "" && r.Requests+r.Given == 0:
		b.Niente = "Nessuna attività del registro chiede pareri ad altri enti."
		return b
	case r.NotKnown != "":
		b.Niente = "Si chiedono pareri, ma non si sa a quale ente: manca nel nome dell’attività e nelle colonne."
		return b
	case len(r.List) == 0:
		b.Niente = "Nella selezione nessuna richiesta ad altri enti si può misurare."
		return b
	}
	t := ui.Table{Caption: "Attesa di ogni ente", HideCaption: true, Columns: []ui.Column{{Text: "Ente o parere"}, {Text: "Risposte", Numeric: true}, {Text: "Attesa mediana", Numeric: true}, {Text: "Nove su dieci entro", Numeric: true}, {Text: "Senza risposta", Numeric: true}, {Text: "La più vecchia, da", Numeric: true}},
		Note: "Dall’atto che chiede a quello che risponde nella stessa pratica. L’ordine tiene conto di quante risposte ci sono: con poche, un’attesa lunga non basta per stare in cima."}
	for _, x := range r.List {
		mediana, p90, vecchia := "n.d.", "n.d.", "–"
		if x.Answers > 0 {
			mediana, p90 = esame.Durata(x.Wait.MedianSeconds), esame.Durata(x.P90)
		}
		if x.Open > 0 {
			vecchia = esame.Durata(x.OpenSeconds)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.Name, s.qui("/casi", "prova", provaEnte, "a", x.Name)), ui.TextCell(kernel.Numero(int64(x.Answers))), ui.TextCell(mediana), ui.TextCell(p90),
			ui.TextCell(kernel.Numero(int64(x.Open))), ui.TextCell(vecchia)}})
	}
	b.Tabella = &t
	switch x := &r.List[0]; {
	case len(r.List) == 1:
		b.Frasi = append(b.Frasi, "Gli altri enti sono uno solo: non c’è con chi confrontarlo.")
	case x.Conclusive:
		b.Frasi = append(b.Frasi, fmt.Sprintf("«%s» risponde più tardi degli altri: la probabilità che sia davvero il più lento è %s.", x.Name, esame.IlPercento(x.Slowest)))
	default:
		b.Frasi = append(b.Frasi, "Quale ente sia davvero il più lento non si può dire: le risposte sono poche o si somigliano.")
	}
	if aperte := aperteEnti(r); aperte > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("%s ad altri enti non %s ancora risposta.", esame.Maiuscola(esame.Quanti(aperte, "richiesta", "richieste")), plurale(aperte, "ha", "hanno")))
	}
	if n := r.Unasked + r.Nameless; n > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("%s non %s: manca la richiesta o il nome dell’ente.", esame.Maiuscola(esame.Quanti(n, "risposta", "risposte")), plurale(n, "è misurata", "sono misurate")))
	}
	if r.Ambiguous > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("Per %s non è scritto a quale richiesta rispondono: tra più richieste aperte è stata scelta la più vecchia delle %s.", esame.Quanti(r.Ambiguous, "risposta", "risposte"), molti))
	}
	return b
}

func (s *studio) attesaEnti() *patterns.Bodies {
	o := patterns.BodiesOptions{Kinds: s.Passi, Seed: seme}
	if fini := s.dati(); fini.HaFini() {
		o.Until = s.ora.Time().UnixMicro()
	}
	r := patterns.BodiesOf(s.vista, o)
	if r.NotKnown == "" {
		return r
	}
	// No name of a body: the subject of the opinion stands for it.
	o.ByActivity = make([]string, len(s.Log.Activities))
	for a, nome := range s.Log.Activities {
		if k := s.Passi[a]; k == steps.OtherBodyStart || k == steps.OtherBodyEnd {
			if x := strings.Join(steps.Subject(nome), " "); x != "" {
				o.ByActivity[a] = "Parere: " + x
			}
		}
	}
	return patterns.BodiesOf(s.vista, o)
}

func aperteEnti(r *patterns.Bodies) (n int) {
	for _, x := range r.List {
		n += x.Open
	}
	return n
}

// provaCause looks up the cases of a row of the causes.
func (s *studio) provaCause(tipo, a, b string) ([]int32, string) {
	switch tipo {
	case provaLotto:
		if s.eventi() > maxEventiCause {
			return nil, ""
		}
		for _, g := range timing.Batches(s.vista, timing.BatchOptions{Office: s.Orario}).Groups {
			if g.Resource == eventlog.None || s.Log.Activities[g.Activity] != a || s.Log.Resources[g.Resource] != b {
				continue
			}
			var casi []int32
			for _, x := range g.Batches {
				casi = append(casi, x.Cases...)
			}
			return unici(casi), fmt.Sprintf("«%s» è fatta a lotti da %s.", a, b)
		}
	case provaSeduta:
		for _, x := range timing.FindSessions(s.vista) {
			if s.Log.Activities[x.Activity] != a {
				continue
			}
			var casi []int32
			for _, g := range x.Days {
				casi = append(casi, g.Cases...)
			}
			return unici(casi), fmt.Sprintf("«%s» si fa in poche giornate per molti casi.", a)
		}
	case provaEnte:
		for _, x := range s.attesaEnti().List {
			if x.Name == a {
				return x.Cases, fmt.Sprintf("Si aspetta una risposta: «%s».", a)
			}
		}
	}
	return nil, ""
}

// unici keeps each case once, in order of first appearance.
func unici(casi []int32) (out []int32) {
	visti := map[int32]bool{}
	for _, c := range casi {
		if !visti[c] {
			visti[c] = true
			out = append(out, c)
		}
	}
	return out
}
