package analisiweb

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/prediction"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaAperte is the page of the open cases and of their risk.
type vistaAperte struct {
	Pagina  ui.Page
	Schede  []ui.Link
	Filtri  vistaFiltri
	Avviso  *ui.Alert
	Vuoto   *ui.EmptyStateProps
	Errore  []string // how far the predictions are from the truth
	Tabella ui.Table
	Pagine  ui.PaginationProps
	Quanti  string
	Scarica []ui.Link
	Note    []string
}

const (
	apertePerPagina = 50
	eventiPrevisti  = 8_000 // learning takes about a second with so many
	datePassate     = 2     // on which the method is tried: each costs as much as the prediction
)

// previste are the open cases in the order of their risk.
type previste struct {
	*prediction.Result
	scadenza map[int32]kernel.Day // by case: the last good day of the net clock
	perche   string               // why no term: for people
	parte    string               // which cases were looked at, when not all
}

func (d Deps) aperte(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaAperte(vediAperte(s, c.R.URL.Query())))
}

// prevedi foresees the open cases of the selection.
func (s *studio) prevedi() previste {
	fine := s.fineRegistro()
	p := previste{scadenza: map[int32]kernel.Day{}}
	o := prediction.Options{Now: fine, Ends: s.finiDelRegistro(), Seed: seme, Trials: datePassate}
	if s.Termine == nil {
		p.perche = "Il termine di legge di questo procedimento non è indicato: non si può dire chi rischia di superarlo."
	} else {
		d := s.dati()
		d.Ora = istante(fine)
		for _, x := range timing.Split(s.vista, d.OpzioniTempi()).Cases {
			if x.Open && x.Legal != nil && x.Legal.NotKnown == "" && !x.Legal.Due.IsZero() {
				p.scadenza[x.Case] = x.Legal.Due
			}
		}
		o.Term = func(c int32) (int64, bool) {
			due, ok := p.scadenza[c]
			return due.AddDays(1).Start().Time().UnixMicro() - 1, ok
		}
	}
	vista, parte := s.recenti(eventiPrevisti)
	p.parte, p.Result = parte, prediction.Predict(vista, o)
	slices.SortStableFunc(p.Cases, func(a, b prediction.Prediction) int {
		return cmp.Or(compara(rischio(&b), rischio(&a)), compara(b.Remaining, a.Remaining))
	})
	return p
}

// rischio orders the predictions; without a term a case comes last.
func rischio(p *prediction.Prediction) float64 {
	if p.Breach == nil {
		return -1
	}
	return *p.Breach
}

func vediAperte(s *studio, q url.Values) vistaAperte {
	_, molti := s.parola()
	v := vistaAperte{Schede: s.schede("/aperte"), Filtri: s.filtri("/aperte", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/aperte")
	senza := func(lead string, e *ui.EmptyStateProps) vistaAperte {
		v.Pagina, v.Vuoto = s.pagina("A rischio", lead), e
		return v
	}
	if s.vista.Cases() == 0 {
		return senza("Nessun caso risponde ai filtri scelti.", s.nessuno("/aperte"))
	}
	if s.finiDelRegistro() == nil {
		return senza("Quali "+molti+" siano aperte non si sa.", &ui.EmptyStateProps{Title: "Nessuna attività conclude la pratica",
			Text:  "Nessuno ha detto quali attività concludono la pratica: senza, ognuna sembra finita al suo ultimo evento.",
			Links: []ui.Link{{Text: "Indica che cosa significa ogni attività", URL: s.URL + "/passi"}}})
	}
	p := s.prevedi()
	switch {
	case p.Open == 0:
		return senza("Nessuna pratica è aperta: tutte sono concluse.", &ui.EmptyStateProps{Title: "Nessuna pratica aperta", Text: "In questa selezione ogni pratica ha un’attività che la conclude."})
	case p.Unknown != "":
		return senza(fmt.Sprintf("Ci sono %s aperte, ma nessuna previsione.", esame.Quanti(p.Open, "pratica", "pratiche")),
			&ui.EmptyStateProps{Title: "Troppo poco per prevedere", Text: esame.PerchePrevisione(p.Unknown, p.Completed, molti), Links: []ui.Link{{Text: "Dove sono ferme quelle aperte", URL: s.qui("/tempi")}}})
	}
	v.Pagina = s.pagina("A rischio", titoloAperte(p))
	v.Errore = esame.FrasiErrore(&p.Trials, func(n int) string { return esame.Quanti(n, "pratica", "pratiche") })
	s.tabellaAperte(&v, p, q)
	v.Note = s.noteAperte(p)
	return v
}

// titoloAperte is the answer of the page.
func titoloAperte(p previste) string {
	superate, probabili, conTermine := 0, 0, 0
	for i := range p.Cases {
		x := &p.Cases[i]
		if x.Breach == nil {
			continue
		}
		conTermine++
		switch {
		case x.Term != nil && *x.Term < 0:
			superate++
		case *x.Breach >= 0.5:
			probabili++
		}
	}
	aperte := esame.Quanti(p.Open, "pratica aperta", "pratiche aperte")
	if conTermine == 0 {
		return fmt.Sprintf("Ci sono %s; per nessuna è noto il termine di legge.", aperte)
	}
	chi := func(n int, uno, molti string) string {
		switch n {
		case 0:
			return "nessuna " + uno
		case 1:
			return "una " + uno
		}
		return kernel.Numero(int64(n)) + " " + molti
	}
	return fmt.Sprintf("Su %s, %s; %s.", aperte, chi(superate, "ha già superato il termine", "hanno già superato il termine"),
		chi(probabili, "lo supererà più probabilmente che no", "lo supereranno più probabilmente che no"))
}

func (s *studio) tabellaAperte(v *vistaAperte, p previste, q url.Values) {
	pagina, _ := strconv.Atoi(q.Get("pagina"))
	pagine := (len(p.Cases) + apertePerPagina - 1) / apertePerPagina
	pagina = min(max(pagina, 1), max(pagine, 1))
	v.Pagine = ui.PaginationProps{Page: pagina, Pages: pagine, Label: "Pagine delle pratiche aperte", URL: func(n int) string { return s.qui("/aperte", "pagina", strconv.Itoa(n)) }}
	v.Quanti = esame.Quanti(len(p.Cases), "pratica aperta", "pratiche aperte") + ", da quella che rischia di più"
	v.Scarica = []ui.Link{{Text: "CSV", URL: s.qui("/aperte.csv")}}
	v.Tabella = ui.Table{Caption: "Pratiche aperte", HideCaption: true, Columns: []ui.Column{{Text: "Pratica"}, {Text: "Oltre il termine"}, {Text: "Fine prevista"},
		{Text: "Aperta da"}, {Text: "Ultima attività"}, {Text: "Perché"}, {Text: "Simili già concluse"}}}
	for i := range p.Cases[(pagina-1)*apertePerPagina : min(pagina*apertePerPagina, len(p.Cases))] {
		x := &p.Cases[(pagina-1)*apertePerPagina+i]
		v.Tabella.Rows = append(v.Tabella.Rows, s.rigaAperta(p, x))
	}
}

// rigaAperta is an open case with what is foreseen of it.
func (s *studio) rigaAperta(p previste, x *prediction.Prediction) ui.Row {
	giorno := func(secondi float64) string { return istante(p.Now + int64(secondi*1e6)).Day().InItaliano() }
	fine := ui.Cell{Text: giorno(x.Remaining), Sub: "tra il " + giorno(x.Low) + " e il " + giorno(x.High)}
	if x.LongestSoFar {
		fine.Sub += "; poco sicura: nessuna conclusa è rimasta ferma così a lungo"
	}
	var motivi []string
	for _, r := range x.Reasons {
		motivi = append(motivi, esame.Ragione(r, s.Log))
	}
	perche := strings.Join(motivi, ". ")
	if perche != "" {
		perche += "."
	} else {
		perche = "Come le altre."
	}
	ultima := ui.Cell{Text: s.Log.Activities[x.Last], Sub: "da " + esame.Durata(x.Waiting)}
	return ui.Row{Cells: []ui.Cell{ui.LinkCell(s.Log.Cases[x.Case], s.qui("/casi", "caso", s.Log.Cases[x.Case])), s.cellaRischio(p, x), fine,
		ui.TextCell(esame.Durata(x.Elapsed)), ultima, ui.TextCell(perche), {Body: collegamentiCella(s.simili(x))}}}
}

// maxSimili is how many completed cases the page names beside a prediction.
const maxSimili = 3

func (s *studio) simili(x *prediction.Prediction) (out []ui.Link) {
	for _, y := range x.Similar[:min(len(x.Similar), maxSimili)] {
		nome := s.Log.Cases[y.Case]
		out = append(out, ui.Link{Text: nome, URL: s.qui("/casi", "caso", nome)})
	}
	return out
}

// cellaRischio is the probability of passing the term, in words.
func (s *studio) cellaRischio(p previste, x *prediction.Prediction) ui.Cell {
	due, ok := p.scadenza[x.Case]
	switch {
	case !ok || x.Breach == nil:
		return ui.Cell{Text: "non si sa", Sub: "termine sospeso o non noto"}
	case x.Term != nil && *x.Term < 0:
		return ui.Cell{Body: ui.StateChip(ui.Chip{Text: "già superato", Tone: ui.Late}), Sub: "era il " + due.InItaliano()}
	}
	tono := ui.Neutral
	if *x.Breach >= 0.5 {
		tono = ui.Warning
	}
	return ui.Cell{Body: ui.StateChip(ui.Chip{Text: probabilita(*x.Breach), Tone: tono}), Sub: "entro il " + due.InItaliano()}
}

// probabilita rounds to five in a hundred: more would promise too much.
func probabilita(p float64) string {
	n := int(math.Round(p*20)) * 5
	switch {
	case n == 0:
		return "meno di 3 volte su 100"
	case n == 100:
		return "oltre 97 volte su 100"
	}
	return fmt.Sprintf("%d volte su 100", n)
}

// noteAperte says what stands under the figures.
func (s *studio) noteAperte(p previste) []string {
	out := []string{fmt.Sprintf("Il presente è il %s, ultimo giorno del registro: ciò che è successo dopo non si vede.", istante(p.Now).Day().InItaliano()),
		"L’intervallo va dalla fine più rapida di 10 su 100 alla più lenta di 10 su 100, tra le pratiche simili.",
		fmt.Sprintf("Si impara solo dalle %s già concluse; il contenuto delle pratiche non è guardato.", esame.Quanti(p.Completed, "pratica", "pratiche"))}
	if p.parte != "" {
		out = append(out, p.parte)
	}
	if p.perche != "" {
		return append(out, p.perche)
	}
	out = append(out, "Il termine è contato al netto delle sospensioni finora; una sospensione futura lo sposterebbe avanti.")
	if n := p.Open - len(p.scadenza); n > 0 {
		out = append(out, fmt.Sprintf("Per %s il termine non si può dire: una sospensione è in corso, o manca l’arrivo della domanda.", esame.Quanti(n, "pratica", "pratiche")))
	}
	if t := &p.Trials; !t.Assumed && len(t.Reliability) > 0 && t.Brier > 0 && t.Brier >= t.BrierPlain {
		out = append(out, "Sulle date passate queste probabilità non erano più precise della quota media di ritardi: usarle solo per ordinare.")
	}
	return out
}

// aperteCSV is the whole list; times are in days of 24 hours, in RFC 4180 with
// the decimal point, as in the other exports.
func (d Deps) aperteCSV(c *web.Context, s *studio) error {
	righe := [][]string{{"pratica", "ultima_attivita", "aperta_da_giorni", "ferma_da_giorni", "fine_prevista", "fine_10", "fine_90", "termine", "probabilita_oltre_termine", "motivi"}}
	if s.vista.Cases() > 0 && s.finiDelRegistro() != nil {
		p := s.prevedi()
		for i := range p.Cases {
			righe = append(righe, s.rigaAperteCSV(p, &p.Cases[i]))
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.WriteAll(righe); err != nil {
		return err
	}
	return c.Download("pratiche-aperte.csv", "text/csv; charset=utf-8", int64(b.Len()), &b)
}

func (s *studio) rigaAperteCSV(p previste, x *prediction.Prediction) []string {
	giorno := func(secondi float64) string { return istante(p.Now + int64(secondi*1e6)).Day().String() }
	termine, quota := "", ""
	if due, ok := p.scadenza[x.Case]; ok && x.Breach != nil {
		termine, quota = due.String(), decimale(*x.Breach, 3)
	}
	var motivi []string
	for _, r := range x.Reasons {
		motivi = append(motivi, esame.Ragione(r, s.Log))
	}
	return []string{cella(s.Log.Cases[x.Case]), cella(s.Log.Activities[x.Last]), decimale(x.Elapsed/secondiGiorno, 2), decimale(x.Waiting/secondiGiorno, 2),
		giorno(x.Remaining), giorno(x.Low), giorno(x.High), termine, quota, cella(strings.Join(motivi, "; "))}
}
