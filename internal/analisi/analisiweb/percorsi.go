package analisiweb

import (
	"fmt"
	"net/http"
	"net/url"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/filter"
	"pass/internal/mining/patterns"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaPercorsi is the page of the ways that cases take: variants, work done
// again, steps backwards, hands that the work passes through.
type vistaPercorsi struct {
	Pagina       ui.Page
	Schede       []ui.Link
	Filtri       vistaFiltri
	Avviso       *ui.Alert
	Vuoto        *ui.EmptyStateProps
	Varianti     ui.Table
	Quanti       []string // how many variants cover how many cases
	Ripetizioni  blocco
	Integrazioni blocco
	Ritorni      blocco
	Rimpalli     blocco
	Mani         vistaMani
}

// blocco is a part of a page: what it finds in sentences, then the table; with
// neither, why.
type blocco struct {
	Frasi   []string
	Tabella *ui.Table
	Barra   *ui.ShareBarProps
	Link    *ui.Link
	Niente  string // nothing found, or not known and why
}

// How many rows each table shows.
const (
	maxPercorsi    = 12
	maxRipetizioni = 12
	maxRitorni     = 10
	maxRimpalli    = 8
)

func (d Deps) percorsi(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaPercorsi(vediPercorsi(s, c.R.URL.Query())))
}

func vediPercorsi(s *studio, q url.Values) vistaPercorsi {
	_, molti := s.parola()
	v := vistaPercorsi{Schede: s.schede("/percorsi"), Filtri: s.filtri("/percorsi", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/percorsi")
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Percorsi", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = s.nessuno("/percorsi")
		return v
	}
	x := patterns.VariantsOf(s.vista, maxPercorsi, patterns.Options{})
	v.Pagina = s.pagina("Percorsi", titoloPercorsi(x, unoDi(s), molti))
	v.Varianti = s.varianti(x)
	v.Quanti = s.copertura(x)
	v.Ripetizioni = s.ripetizioni()
	v.Integrazioni = s.integrazioniRipetute()
	v.Ritorni = s.ritorni()
	v.Rimpalli = s.rimpalli()
	v.Mani = s.mani(q.Get("attore"))
	return v
}

// titoloPercorsi says how many ways there are, and how many matter.
func titoloPercorsi(x *patterns.Variants, uno, molti string) string {
	switch {
	case x.Distinct == 1:
		return "Tutte le " + molti + " seguono lo stesso percorso."
	case x.Distinct == x.Cases:
		return fmt.Sprintf("Ogni percorso è diverso: %s, altrettanti percorsi.", esame.Quanti(x.Cases, uno, molti))
	}
	return fmt.Sprintf("%s seguono %s: %s l’80%% delle %s.", esame.Maiuscola(esame.Quanti(x.Cases, uno, molti)),
		esame.Quanti(x.Distinct, "percorso", "percorsi diversi"), plurale(percorsiPer(x, 0.8), "il più frequente fa", "i "+kernel.Numero(int64(percorsiPer(x, 0.8)))+" più frequenti fanno"), molti)
}

// percorsiPer is how many variants make a share of the cases.
func percorsiPer(x *patterns.Variants, quota float64) int {
	for _, c := range x.Coverage {
		if c.Share == quota {
			return c.Variants
		}
	}
	return x.Distinct
}

func plurale(n int, uno, molti string) string {
	if n == 1 {
		return uno
	}
	return molti
}

// varianti lists the most frequent ways, each with its cases.
func (s *studio) varianti(x *patterns.Variants) ui.Table {
	_, molti := s.parola()
	t := ui.Table{Caption: "Percorsi, dal più frequente", HideCaption: true, Columns: []ui.Column{{Text: "Percorso"}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Quota", Numeric: true},
		{Text: "Fin qui", Numeric: true}, {Text: "Durata mediana", Numeric: true}}, Note: "Fin qui: quota delle " + molti + " in questo percorso e in quelli sopra."}
	for i, p := range x.List {
		nomi := make([]string, len(p.Activities))
		for j, a := range p.Activities {
			nomi[j] = s.Log.Activities[a]
		}
		casi := s.indirizzo("/casi", nil, filter.And(s.filtro, filter.Filter{Variants: []filter.Variants{{IDs: []string{filter.VariantID(nomi)}}}}))
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Body: passiPercorso(ui.Link{Text: fmt.Sprintf("Percorso %d", i+1), URL: casi}, riassumi(nomi))},
			ui.TextCell(kernel.Numero(int64(p.Count))), ui.TextCell(esame.Percento(p.Share)), ui.TextCell(esame.Percento(p.Cumulative)), ui.TextCell(esame.Durata(p.Duration.MedianSeconds))}})
	}
	if altri := x.Distinct - len(x.List); altri > 0 {
		t.Note += fmt.Sprintf(" %s non %s nella tabella.", esame.Maiuscola(esame.Quanti(altri, "altro percorso", "altri percorsi")), plurale(altri, "è", "sono"))
	}
	return t
}

// riassumi shortens a way for the page: the same step in a row is said once
// with its number, and the middle of a long one is left out.
func riassumi(nomi []string) (out []string) {
	for i := 0; i < len(nomi); {
		j := i
		for j < len(nomi) && nomi[j] == nomi[i] {
			j++
		}
		voce := nomi[i]
		if j-i > 1 {
			voce += fmt.Sprintf(" (%d volte)", j-i)
		}
		out = append(out, voce)
		i = j
	}
	if tolti := len(out) - maxPassiVoce; tolti > 1 {
		meta := maxPassiVoce / 2
		out = append(append(out[:meta:meta], fmt.Sprintf("… altri %d passi …", tolti)), out[len(out)-meta:]...)
	}
	return out
}

// copertura answers how many ways are needed for most of the cases.
func (s *studio) copertura(x *patterns.Variants) (out []string) {
	_, molti := s.parola()
	if x.Distinct == 1 {
		return nil
	}
	for _, c := range x.Coverage {
		if c.Share == 1 || c.Share == 0.9 {
			continue
		}
		out = append(out, fmt.Sprintf("Per %s delle %s %s: %s di tutti.", esame.IlPercento(c.Share), molti, plurale(c.Variants, "basta 1 percorso", "servono "+kernel.Numero(int64(c.Variants))+" percorsi"), esame.IlPercento(c.Part)))
	}
	if x.Single > 0 {
		out = append(out, fmt.Sprintf("%s di una sola %s: %s delle %s ha una storia tutta sua.", esame.Maiuscola(esame.Quanti(x.Single, "percorso è", "percorsi sono")), unoDi(s), esame.IlPercento(float64(x.Single)/float64(x.Cases)), molti))
	}
	return out
}

func unoDi(s *studio) string { uno, _ := s.parola(); return uno }

// ripetizioni tells of the work that is done again in the same case.
func (s *studio) ripetizioni() (b blocco) {
	uno, molti := s.parola()
	r := patterns.ReworkOf(s.vista, patterns.Options{})
	if len(r.Activities) == 0 {
		b.Niente = "Nessuna attività si ripete nella stessa " + uno + "."
		return b
	}
	b.Frasi = []string{fmt.Sprintf("In %s su %s (%s) almeno un’attività si ripete: dalla prima all’ultima volta passano %s in mediana.", esame.Quanti(len(r.WithRework), uno, molti),
		kernel.Numero(int64(r.Cases)), esame.Percento(float64(len(r.WithRework))/float64(r.Cases)), esame.Durata(r.Cost.MedianSeconds))}
	conChi := r.EventsWithoutResource < r.Events
	t := ui.Table{Caption: "Attività che si ripetono", HideCaption: true, Columns: []ui.Column{{Text: "Attività"}, {Text: esame.Maiuscola(molti) + " in cui si ripete", Numeric: true}, {Text: "Su quelle che la hanno", Numeric: true},
		{Text: "Di fila", Numeric: true}, {Text: "Più avanti", Numeric: true}, {Text: "Dalla prima all’ultima volta, in mediana", Numeric: true}},
		Note: "Di fila: ripetizioni una dopo l’altra. Più avanti: si torna all’attività dopo averne fatte altre."}
	if conChi {
		t.Columns = append(t.Columns, ui.Column{Text: "Chi la rifà"})
	}
	for i := range r.Activities {
		a := &r.Activities[i]
		if i == maxRipetizioni {
			t.Note += fmt.Sprintf(" Altre %s si ripetono.", esame.Quanti(len(r.Activities)-i, "attività", "attività"))
			break
		}
		celle := []ui.Cell{ui.LinkCell(a.Name, s.qui("/casi", "prova", provaRipetute, "a", a.Name)), ui.TextCell(kernel.Numero(int64(len(a.Rework)))), ui.TextCell(esame.Percento(float64(len(a.Rework)) / float64(a.InCases))),
			ui.TextCell(kernel.Numero(int64(a.SelfLoops.Size))), ui.TextCell(kernel.Numero(int64(a.Repetitions.Size))), ui.TextCell(esame.Durata(a.Cost.MedianSeconds))}
		if conChi {
			celle = append(celle, ui.TextCell(chiRifa(a)))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: celle})
	}
	b.Tabella = &t
	b.Link = &ui.Link{Text: "Le " + esame.Quanti(len(r.WithRework), uno, molti) + " con ripetizioni", URL: s.qui("/casi", "prova", provaRipetute)}
	return b
}

// chiRifa says whether the same person does it again.
func chiRifa(a *patterns.ActivityRework) string {
	stessa, altra, ignoto := a.SelfLoops.Repeat+a.Repetitions.Repeat, a.SelfLoops.Redo+a.Repetitions.Redo, a.SelfLoops.Unknown+a.Repetitions.Unknown
	switch {
	case stessa+altra == 0:
		return "n.d."
	case altra == 0 && ignoto == 0:
		return "sempre la stessa mano"
	case stessa == 0 && ignoto == 0:
		return "sempre un’altra mano"
	}
	testo := fmt.Sprintf("la stessa mano %s, un’altra %s", kernel.Numero(int64(stessa)), kernel.Numero(int64(altra)))
	if ignoto > 0 {
		testo += ", n.d. " + kernel.Numero(int64(ignoto))
	}
	return testo
}

// integrazioniRipetute tells of documents asked more than once, with their
// cost in calendar days.
func (s *studio) integrazioniRipetute() (b blocco) {
	uno, molti := s.parola()
	r := patterns.RequestsOf(s.vista, s.Passi, patterns.Options{})
	switch {
	case r.NotKnown != "":
		b.Niente = "Nessuna attività del registro è indicata come richiesta di integrazioni: non si può dire quante volte si chiedono."
		return b
	case r.Total == 0:
		b.Niente = "Nessuna " + uno + " ha richieste di integrazioni."
		return b
	case len(r.Repeated) == 0:
		b.Niente = fmt.Sprintf("In nessuna %s le integrazioni sono state chieste più di una volta. In %s sono state chieste una volta.", uno, esame.Quanti(len(r.Once), uno, molti))
		return b
	}
	b.Frasi = append(b.Frasi, fmt.Sprintf("In %s su %s (%s) le integrazioni sono state chieste più di una volta, fino a %d.", esame.Quanti(len(r.Repeated), uno, molti), kernel.Numero(int64(r.Cases)), esame.Percento(r.Share()), r.Most),
		fmt.Sprintf("Dalla prima all’ultima richiesta passano %s in mediana: in tutto %s.", esame.Durata(r.Cost.MedianSeconds), kernel.GiorniDiCalendario(int(r.Cost.Days))),
		"La legge consente una sola sospensione per integrazioni (legge 241/1990, articolo 2, comma 7).")
	if r.Answers.Count > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("Dopo la prima richiesta, ogni risposta arriva in %s in mediana (%s).", esame.Durata(r.Answers.MedianSeconds), esame.Quanti(r.Answers.Count, "risposta", "risposte")))
	}
	if r.Open > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("%s successive alla prima non %s risposta.", esame.Maiuscola(esame.Quanti(r.Open, "richiesta", "richieste")), plurale(r.Open, "ha ancora", "hanno ancora")))
	}
	if r.SameDay > 0 {
		b.Frasi = append(b.Frasi, fmt.Sprintf("In %s le richieste hanno la stessa data: forse è una sola richiesta scritta su più righe.", esame.Quanti(r.SameDay, uno, molti)))
	}
	b.Link = &ui.Link{Text: "Le " + esame.Quanti(len(r.Repeated), uno, molti) + " con richieste ripetute", URL: s.qui("/casi", "prova", provaIntegrazioni)}
	if len(r.Repeated) == 1 {
		b.Link.Text = "La " + uno + " con richieste ripetute"
	}
	return b
}
