package analisiweb

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaCasi is the evidence: the cases of a selection or of a finding, or one
// of them event by event.
type vistaCasi struct {
	Pagina  ui.Page
	Schede  []ui.Link
	Filtri  vistaFiltri
	Avviso  *ui.Alert
	Tabella ui.Table
	Pagine  ui.PaginationProps
	Quanti  string
	Scarica []ui.Link // nil for the service, whose log is not taken away
	Vuoto   *ui.EmptyStateProps
	Storia  []ui.TimelineItem
	Indice  []ui.Detail
}

const casiPerPagina = 50

// maxEventiCaso bounds the events of one case that a page tells; the exports
// have them all.
const maxEventiCaso = 500

func (d Deps) casi(c *web.Context, s *studio) error {
	q := c.R.URL.Query()
	if caso := q.Get("caso"); caso != "" {
		v, err := vediCaso(s, caso)
		if err != nil {
			return err
		}
		return c.HTML(http.StatusOK, paginaCasi(v))
	}
	return c.HTML(http.StatusOK, paginaCasi(vediCasi(s, q)))
}

// vediCasi lists the cases of the selection, or those behind a finding.
func vediCasi(s *studio, q url.Values) vistaCasi {
	uno, molti := s.parola()
	v := vistaCasi{Schede: s.schede(""), Filtri: s.filtri("/casi", q), Avviso: s.avviso}
	casi, lead, chiave := slices.Clone(s.vista.Kept), "Tutte le "+molti+" della selezione, dalla più lunga.", q.Get("rilievo")
	if chiave != "" {
		lead = "Il rilievo non vale più per questa selezione: sono mostrate tutte le " + molti + "."
		for _, r := range esame.Esamina(s.dati()).Rilievi {
			if r.Chiave == chiave {
				casi, lead = slices.Clone(r.Casi), r.Frase
			}
		}
	}
	if dietro, frase, chiesta := s.prova(q); chiesta {
		if lead = frase; dietro != nil {
			casi = slices.Clone(dietro)
		} else {
			lead = "Questa riga non c’è più nella selezione: sono mostrate tutte le " + molti + "."
		}
	}
	durata := func(c int32) float64 { return float64(ultima(s.Log, c)-prima(s.Log, c)) / 1e6 }
	s.dallaPiuLunga(casi)
	v.Pagina = s.pagina("Le "+molti+" dietro le cifre", lead)
	v.Quanti = esame.Quanti(len(casi), uno, molti)
	if !s.servizio() && chiave == "" {
		v.Scarica = s.scaricaRegistro()
	}
	if len(casi) == 0 {
		v.Vuoto = &ui.EmptyStateProps{Title: "Nessun caso", Text: "Con questi filtri non resta nessun caso del registro.", Links: []ui.Link{{Text: "Togli i filtri", URL: s.URL + "/casi"}}}
		return v
	}
	pagina, _ := strconv.Atoi(q.Get("pagina"))
	pagine := (len(casi) + casiPerPagina - 1) / casiPerPagina
	pagina = min(max(pagina, 1), pagine)
	v.Pagine = ui.PaginationProps{Page: pagina, Pages: pagine, Label: "Pagine delle " + molti, URL: func(n int) string {
		kv := []string{"pagina", strconv.Itoa(n)}
		for _, k := range chiaviProva {
			if x := q.Get(k); x != "" {
				kv = append(kv, k, x)
			}
		}
		return s.qui("/casi", kv...)
	}}
	v.Tabella = ui.Table{Caption: esame.Maiuscola(molti), HideCaption: true, Columns: []ui.Column{{Text: esame.Maiuscola(uno)}, {Text: "Primo evento"}, {Text: "Ultimo evento"}, {Text: "Durata", Numeric: true}}}
	if s.orologio != esame.DiCalendario {
		v.Tabella.Columns = append(v.Tabella.Columns, ui.Column{Text: "Durata, con notti e feste", Numeric: true})
	}
	v.Tabella.Columns = append(v.Tabella.Columns, ui.Column{Text: "Eventi", Numeric: true}, ui.Column{Text: "Ultima attività"})
	for _, c := range casi[(pagina-1)*casiPerPagina : min(pagina*casiPerPagina, len(casi))] {
		hi := s.Log.Start[c+1] - 1
		r := ui.Row{Cells: []ui.Cell{ui.LinkCell(s.Log.Cases[c], s.qui("/casi", "caso", s.Log.Cases[c])),
			ui.TextCell(istante(prima(s.Log, c)).Breve()), ui.TextCell(istante(ultima(s.Log, c)).Breve()), ui.TextCell(s.orologio.Durata(s.passa(prima(s.Log, c), ultima(s.Log, c))))}}
		if s.orologio != esame.DiCalendario {
			r.Cells = append(r.Cells, ui.TextCell(esame.Durata(durata(c))))
		}
		r.Cells = append(r.Cells, ui.TextCell(kernel.Numero(int64(hi-s.Log.Start[c]+1))), ui.TextCell(s.Log.Activities[s.Log.Activity[hi]]))
		v.Tabella.Rows = append(v.Tabella.Rows, r)
	}
	return v
}

// dallaPiuLunga orders cases by how long they last by the clock chosen.
func (s *studio) dallaPiuLunga(casi []int32) {
	durate := make(map[int32]float64, len(casi))
	for _, c := range casi {
		durate[c] = s.passa(prima(s.Log, c), ultima(s.Log, c))
	}
	slices.SortStableFunc(casi, func(a, b int32) int { return cmp.Compare(durate[b], durate[a]) })
}

func prima(l *eventlog.Log, c int32) int64 {
	t := l.Time[l.Start[c]]
	if l.Begin != nil && l.Begin[l.Start[c]] != eventlog.NoTime {
		return min(t, l.Begin[l.Start[c]])
	}
	return t
}

func ultima(l *eventlog.Log, c int32) int64 { return l.Time[l.Start[c+1]-1] }

// vediCaso tells one case event by event.
func vediCaso(s *studio, nome string) (v vistaCasi, err error) {
	c := slices.Index(s.Log.Cases, nome)
	if c < 0 {
		return v, db.ErrNotFound
	}
	l := s.Log
	lo, hi := l.Start[c], l.Start[c+1]
	uno, molti := s.parola()
	v.Schede = s.schede("")
	v.Filtri.Orologio = s.sceltaOrologio("/casi", url.Values{"caso": {nome}})
	v.Pagina = s.pagina(esame.Maiuscola(uno)+" "+nome, fmt.Sprintf("%s in %s, dal %s al %s.", esame.Maiuscola(esame.Quanti(int(hi-lo), "evento", "eventi")), s.tempo(prima(l, int32(c)), ultima(l, int32(c))),
		istante(prima(l, int32(c))).Day().InItaliano(), istante(ultima(l, int32(c))).Day().InItaliano()))
	v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, ui.Link{Text: "Le " + molti, URL: s.qui("/casi")})
	if hi-lo > maxEventiCaso {
		v.Pagina.Lead += fmt.Sprintf(" Qui sono mostrati i primi %s.", kernel.Numero(maxEventiCaso))
		hi = lo + maxEventiCaso
	}
	for i := lo; i < hi; i++ {
		x := ui.TimelineItem{ID: "evento-" + strconv.Itoa(int(i-lo)+1), Act: l.Activities[l.Activity[i]], Time: istante(l.Time[i]).InItaliano(), TimeISO: istante(l.Time[i]).Time().UTC().Format("2006-01-02T15:04:05Z")}
		if r := l.Resource[i]; r != eventlog.None {
			x.Author = l.Resources[r]
		}
		if i > lo {
			x.Text = esame.Maiuscola(s.tempo(l.Time[i-1], l.Time[i])) + " dopo il passo precedente."
		}
		if l.Begin != nil && l.Begin[i] != eventlog.NoTime && l.Begin[i] < l.Time[i] {
			x.Text += " Lavorazione di " + s.tempo(l.Begin[i], l.Time[i]) + "."
		}
		v.Storia = append(v.Storia, x)
	}
	for i := range l.Attributes {
		a := &l.Attributes[i]
		if x := a.OfCase(l, int32(c)); x != eventlog.None {
			v.Indice = append(v.Indice, ui.Detail{Term: a.Name, Text: a.Values[x]})
		}
	}
	return v, nil
}
