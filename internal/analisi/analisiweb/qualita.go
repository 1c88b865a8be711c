package analisiweb

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/quality"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaQualita is the page about what is wrong, or strange, in the data.
type vistaQualita struct {
	Pagina   ui.Page
	Schede   []ui.Link
	Filtri   vistaFiltri
	Avviso   *ui.Alert
	Vuoto    *ui.EmptyStateProps
	Niente   string
	Problemi []vistaProblema
	Limiti   []string
}

// vistaProblema is one kind of problem with the places where it stands.
type vistaProblema struct {
	ID, Titolo string
	Chip       ui.Chip
	Testo      string
	Effetto    string
	Casi       *ui.Link
	Luoghi     ui.Table
	Mostra     string
}

func (d Deps) qualita(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaQualita(vediQualita(s, c)))
}

// controlla looks for what is wrong in the selection.
func (s *studio) controlla() *quality.Report {
	return quality.Of(s.vista, quality.Options{Kinds: s.Passi, Now: s.ora.Time(), Calendar: s.Legale, MaxPlaces: 10, MaxCases: 10_000})
}

var toniGravita = map[quality.Severity]ui.Tone{quality.Notice: ui.Neutral, quality.Warning: ui.Warning, quality.Serious: ui.Late}

func vediQualita(s *studio, c *web.Context) vistaQualita {
	v := vistaQualita{Schede: s.schede("/dati"), Filtri: s.filtri("/qualita", c.R.URL.Query()), Avviso: s.avviso}
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Qualità dei dati", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = s.nessuno("/qualita")
		return v
	}
	r := s.controlla()
	lead := "Nei dati non è emerso nessun problema."
	if n := len(r.Issues); n > 0 {
		seri := 0
		for _, x := range r.Issues {
			if x.Severity == quality.Serious {
				seri++
			}
		}
		lead = fmt.Sprintf("Nei dati %s da guardare: %s.", plurale(n, "c’è una cosa", fmt.Sprintf("ci sono %d cose", n)), gravi(seri))
	} else {
		v.Niente = fmt.Sprintf("Nessun problema nei controlli fatti su %s.", esame.Quanti(r.Events, "evento", "eventi"))
	}
	v.Pagina = s.pagina("Qualità dei dati", lead)
	v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, ui.Link{Text: "Dati", URL: s.qui("/dati")})
	for i := range r.Issues {
		v.Problemi = append(v.Problemi, s.problema(i, &r.Issues[i]))
	}
	distingui(v.Problemi)
	v.Limiti = append([]string{"Ogni problema è una domanda, non un errore certo: una domanda può arrivare di domenica per posta elettronica certificata.", "PAsS non corregge niente: decide chi conosce il procedimento."}, r.NotChecked...)
	return v
}

// distingui numbers the problems that have the same title, so that each part of
// the page has a name of its own.
func distingui(p []vistaProblema) {
	volte := map[string]int{}
	for i := range p {
		titolo := p[i].Titolo
		if volte[titolo]++; volte[titolo] > 1 {
			p[i].Titolo = fmt.Sprintf("%s (%d)", titolo, volte[titolo])
		}
	}
}

func gravi(n int) string {
	switch n {
	case 0:
		return "nessuna cambia le cifre in modo grave"
	case 1:
		return "una rende sbagliate alcune cifre"
	}
	return kernel.Numero(int64(n)) + " rendono sbagliate alcune cifre"
}

// problema shows one kind of problem, its places by row and column.
func (s *studio) problema(i int, x *quality.Issue) vistaProblema {
	uno, molti := s.parola()
	v := vistaProblema{ID: "problema-" + strconv.Itoa(i+1), Titolo: x.Title, Testo: x.Description, Effetto: x.Effect,
		Chip: ui.Chip{Text: esame.Maiuscola(x.Severity.Label()), Tone: toniGravita[x.Severity]}}
	if x.CaseCount > 0 {
		v.Casi = &ui.Link{Text: esame.Maiuscola(esame.Quanti(x.CaseCount, uno, molti)), URL: s.qui("/casi", "prova", provaQualita, "a", string(x.Code), "b", chiaveProblema(x))}
	}
	v.Luoghi = ui.Table{Caption: "Dove: " + x.Title, HideCaption: true, Columns: []ui.Column{{Text: "Riga del file"}, {Text: "Colonna"}, {Text: esame.Maiuscola(uno)}, {Text: "Che cosa c’è"}, {Text: "Confronto"}}}
	for _, p := range x.Places {
		riga, confronto, caso := "tutto il registro", "–", ui.TextCell("–")
		if p.Case >= 0 {
			riga = "tutta la " + uno
			caso = ui.LinkCell(s.Log.Cases[p.Case], s.qui("/casi", "caso", s.Log.Cases[p.Case]))
		}
		if p.Row > 0 {
			riga = kernel.Numero(int64(p.Row))
		}
		if p.Other > 0 {
			confronto = "con la riga " + kernel.Numero(int64(p.Other))
		}
		v.Luoghi.Rows = append(v.Luoghi.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(riga), ui.TextCell(oTrattino(p.Column)), caso, ui.TextCell(oTrattino(p.Value)), ui.TextCell(confronto)}})
	}
	if altri := x.Count - len(x.Places); altri > 0 {
		v.Luoghi.Note = fmt.Sprintf("E %s.", esame.Quanti(altri, "altro punto", "altri punti"))
	}
	v.Mostra = "Dove: " + esame.Quanti(x.Count, "punto", "punti")
	return v
}

func oTrattino(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// chiaveProblema tells apart the problems of one kind.
func chiaveProblema(x *quality.Issue) string {
	return x.Column + "|" + strings.Join(x.Values, "|")
}

// provaProblemi looks up the cases of a problem of the data.
func (s *studio) provaProblemi(codice, b string) ([]int32, string) {
	for i, r := 0, s.controlla(); i < len(r.Issues); i++ {
		if x := &r.Issues[i]; string(x.Code) == codice && chiaveProblema(x) == b {
			return x.Cases, x.Title + "."
		}
	}
	return nil, ""
}
