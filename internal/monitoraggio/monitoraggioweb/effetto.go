package monitoraggioweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/effetto"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// rotteEffetto are the pages of the effect of the assistance.
func (p *pagine) rotteEffetto(rt *web.Router) {
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/effetto", p.effetto)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/effetto.csv", p.effettoCSV)
}

func (p *pagine) effetto(c *web.Context) error {
	ee, err := p.Monitoraggio.Effetti(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaEffetti(vediEffetti(ee)))
}

func (p *pagine) effettoCSV(c *web.Context) error {
	ee, err := p.Monitoraggio.Effetti(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	b, err := csvEffetti(ee)
	if err != nil {
		return err
	}
	return c.Download("effetto-assistenza.csv", "text/csv; charset=utf-8", int64(len(b)), bytes.NewReader(b))
}

// vistaEffetti is the page.
type vistaEffetti struct {
	Pagina     ui.Page
	Vuota      bool
	Avvertenza string
	Conteggio  string
	Schede     []schedaEffetto
	Senza      ui.Table // procedures without any figure, with the reason
}

// schedaEffetto is one procedure.
type schedaEffetto struct {
	ID, Nome, Dati string
	Misure         []esitoEffetto
}

// esitoEffetto is what one measure says of a procedure.
type esitoEffetto struct {
	Titolo   string
	Chip     ui.Chip
	Prima    string   // the answer
	Seguito  []string // what completes it, as important
	Dettagli []string
	Disegno  *disegnoEffetto
	Tabella  ui.Table
}

// misureEffetto are the measures of the page, in the order in which they are read.
func misureEffetto(e monitoraggio.EffettoProcedimento) []effetto.Effetto {
	return []effetto.Effetto{e.Durata, e.Arretrato}
}

func titoloEffetto(m effetto.Misura) string {
	if m == effetto.QuotaArretrato {
		return "Quota di pratiche oltre il termine"
	}
	return "Durata media delle pratiche concluse"
}

// vediEffetti makes the page; it is pure.
func vediEffetti(ee []monitoraggio.EffettoProcedimento) vistaEffetti {
	v := vistaEffetti{Vuota: len(ee) == 0, Pagina: ui.Page{Title: "Effetto dell’assistenza", Section: "monitoraggio",
		Breadcrumb: []ui.Link{{Text: "Monitoraggio", URL: "/monitoraggio"}}}}
	if v.Vuota {
		v.Pagina.Lead = "Che cosa è cambiato negli enti aiutati, rispetto a enti simili non aiutati."
		return v
	}
	v.Pagina.Lead = riassuntoEffetti(ee)
	v.Conteggio = "Procedimenti: " + kernel.Numero(int64(len(ee))) + ". Calcolo del " + ee[0].CalcolatoIl.InItaliano() + "."
	scale := map[effetto.Misura]float64{}
	calcolati := 0
	for _, e := range ee {
		if e.Durata.Stima != nil {
			calcolati++
		}
	}
	for _, m := range []effetto.Misura{effetto.Durata, effetto.QuotaArretrato} {
		scale[m] = scalaEffetti(ee, m)
	}
	v.Avvertenza = effetto.AvvertenzaConfronti(calcolati)
	v.Senza = ui.Table{Caption: "Procedimenti senza confronto, con il motivo", HideCaption: true,
		Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Durata media"}, {Text: "Pratiche oltre il termine"}}}
	for _, e := range ee {
		if e.Durata.Stima == nil && e.Arretrato.Stima == nil {
			v.Senza.Rows = append(v.Senza.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(e.Nome), motivoEffetto(e.Durata), motivoEffetto(e.Arretrato)}})
			continue
		}
		s := schedaEffetto{ID: "p-" + strconv.FormatInt(e.ProcedimentoID, 10), Nome: e.Nome, Dati: datiEffetto(e)}
		for i, x := range misureEffetto(e) {
			s.Misure = append(s.Misure, vediEffetto(s.ID+"-"+strconv.Itoa(i+1), e.Nome, x, scale[x.Misura]))
		}
		v.Schede = append(v.Schede, s)
	}
	return v
}

// motivoEffetto is why a measure has no figure, and who stays out.
func motivoEffetto(e effetto.Effetto) ui.Cell {
	c := ui.TextCell(e.Motivo)
	var fuori []string
	for _, x := range e.Esclusi {
		fuori = append(fuori, kernel.Numero(int64(x.N))+" "+x.Motivo)
	}
	if len(fuori) > 0 {
		c.Sub = "Enti aiutati fuori dal confronto: " + strings.Join(fuori, "; ") + "."
	}
	return c
}

// riassuntoEffetti counts the answers on the duration.
func riassuntoEffetti(ee []monitoraggio.EffettoProcedimento) string {
	n := map[effetto.Conclusione]int{}
	for _, e := range ee {
		n[e.Durata.Conclusione]++
	}
	return fmt.Sprintf("Procedimenti: %d. Rispetto agli enti simili, la durata media degli enti aiutati è più bassa in %d e più alta in %d. Non si distingue in %d, non si calcola in %d.",
		len(ee), n[effetto.Riduzione], n[effetto.Aumento], n[effetto.NonDistinguibile], n[effetto.NonCalcolabile])
}

// datiEffetto says where the figures of a procedure come from.
func datiEffetto(e monitoraggio.EffettoProcedimento) string {
	if e.Dal.IsZero() {
		return "Nessun ente ha ancora inviato dati."
	}
	s := fmt.Sprintf("Dati inviati dagli enti dal %s al %s. Enti con dati: %s. Enti aiutati: %s.", e.Dal.InItaliano(), e.Al.InItaliano(),
		kernel.Numero(int64(e.Enti)), kernel.Numero(int64(e.Aiutati)))
	if e.Dal == e.Al {
		s = fmt.Sprintf("Dati inviati dagli enti per il %s. Enti con dati: %s. Enti aiutati: %s.", e.Dal.InItaliano(), kernel.Numero(int64(e.Enti)), kernel.Numero(int64(e.Aiutati)))
	}
	if e.Dichiarate > 0 {
		s += " Risposte fuori dal confronto perché senza pratiche, con i soli numeri dichiarati: " + kernel.Numero(int64(e.Dichiarate)) + "."
	}
	if e.SenzaTermine > 0 {
		s += " Risposte fuori dalla quota oltre il termine, perché di qualche pratica il termine non è noto: " + kernel.Numero(int64(e.SenzaTermine)) + "."
	}
	return s
}

func vediEffetto(id, procedimento string, e effetto.Effetto, scala float64) esitoEffetto {
	frasi := effetto.Frasi(e)
	out := esitoEffetto{Titolo: titoloEffetto(e.Misura), Chip: chipEffetto(e.Conclusione), Prima: frasi[0]}
	aperte := 1
	switch {
	case e.Stima == nil:
		out.Seguito = frasi[1:]
		return out
	case e.Conclusione == effetto.NonDistinguibile:
		aperte = min(3, len(frasi)) // the figure, why, and that nothing follows
	}
	out.Seguito, out.Dettagli = frasi[1:aperte], frasi[aperte:]
	out.Disegno = disegnaEffetto(id, procedimento, e, scala)
	out.Tabella = tabellaEffetto(e)
	return out
}

func chipEffetto(c effetto.Conclusione) ui.Chip {
	switch c {
	case effetto.Riduzione:
		return ui.Chip{Text: "Più bassa", Tone: ui.Success}
	case effetto.Aumento:
		return ui.Chip{Text: "Più alta", Tone: ui.Warning}
	case effetto.NonDistinguibile:
		return ui.Chip{Text: "Non distinguibile", Tone: ui.Neutral}
	}
	return ui.Chip{Text: "Non calcolabile", Tone: ui.Neutral}
}

// valoreEffetto writes a figure of the measure, with one decimal.
func valoreEffetto(m effetto.Misura, x float64) string {
	if m == effetto.QuotaArretrato {
		return kernel.Decimale(100*x, 1) + "%"
	}
	return kernel.Decimale(x, 1)
}

// differenzaEffetto writes a change: a sign always, and points instead of per cent.
func differenzaEffetto(m effetto.Misura, x float64) string {
	if m == effetto.QuotaArretrato {
		x *= 100
	}
	s := kernel.Decimale(x, 1)
	if x > 0 && s != "0,0" {
		s = "+" + s
	}
	return s
}

// tabellaEffetto says in figures what the drawing shows, and where it comes from.
func tabellaEffetto(e effetto.Effetto) ui.Table {
	unita := "giorni di calendario"
	if e.Misura == effetto.QuotaArretrato {
		unita = "percentuali; le variazioni sono punti percentuali"
	}
	t := ui.Table{Caption: titoloEffetto(e.Misura) + ", prima e dopo l’aiuto (" + unita + ")",
		Columns: []ui.Column{{Text: "Gruppo"}, {Text: "Enti", Numeric: true}, {Text: "Pratiche", Numeric: true}, {Text: "Prima", Numeric: true},
			{Text: "Dopo", Numeric: true}, {Text: "Variazione", Numeric: true}},
		Note: "Medie pesate: chi ha più pratiche conta di più. Valori arrotondati al decimo. Non sono medie da pubblicare da sole."}
	for _, g := range []struct {
		nome           string
		enti, pratiche int
		m              *effetto.Medie
	}{{"Enti aiutati", e.NAiutati, e.NPraticheAiutati, e.Aiutati}, {"Enti simili non aiutati", e.NConfronto, e.NPraticheConfronto, e.Confronto}} {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(g.nome), ui.TextCell(kernel.Numero(int64(g.enti))), ui.TextCell(kernel.Numero(int64(g.pratiche))),
			ui.TextCell(valoreEffetto(e.Misura, g.m.Prima)), ui.TextCell(valoreEffetto(e.Misura, g.m.Dopo)), ui.TextCell(differenzaEffetto(e.Misura, g.m.Dopo-g.m.Prima))}})
	}
	t.Foot = []ui.Row{{Cells: []ui.Cell{ui.TextCell("Differenza tra le variazioni"), ui.TextCell(kernel.Numero(int64(e.NAiutati + e.NConfronto))),
		ui.TextCell(kernel.Numero(int64(e.NPratiche()))), ui.TextCell("–"), ui.TextCell("–"), {Text: differenzaEffetto(e.Misura, *e.Stima),
			Sub: "intervallo al 95%: da " + differenzaEffetto(e.Misura, e.Intervallo[0]) + " a " + differenzaEffetto(e.Misura, e.Intervallo[1])}}}}
	return t
}

// disegnoEffetto is the interval on a line whose middle is "like the similar
// bodies". Positions are percentages of the width.
type disegnoEffetto struct {
	ID, Titolo, Testo       string
	Sinistra, Destra, Punto string
	OltreSin, OltreDes      bool // the interval goes on beyond the drawing
	Classe                  string
	Meno, Piu               string // what the two sides mean
	Minimo, Massimo         string // the ends of the scale
}

func disegnaEffetto(id, procedimento string, e effetto.Effetto, scala float64) *disegnoEffetto {
	d := &disegnoEffetto{ID: "effetto-" + id, Titolo: procedimento + ": " + strings.ToLower(titoloEffetto(e.Misura)), Classe: "pass-series-5",
		Meno: "più breve", Piu: "più lunga", Minimo: kernel.Decimale(-scala, 0) + " giorni di calendario", Massimo: "+" + kernel.Decimale(scala, 0) + " giorni di calendario"}
	unita := " giorni di calendario"
	if e.Misura == effetto.QuotaArretrato {
		d.Meno, d.Piu, unita = "meno arretrato", "più arretrato", " punti percentuali"
		d.Minimo, d.Massimo = kernel.Decimale(-100*scala, 0)+" punti", "+"+kernel.Decimale(100*scala, 0)+" punti"
	}
	if e.Conclusione == effetto.Riduzione || e.Conclusione == effetto.Aumento {
		d.Classe = "pass-series-1"
	}
	d.Testo = fmt.Sprintf("Differenza stimata %s%s; intervallo al 95%% da %s a %s. Lo zero significa: come gli enti simili.",
		differenzaEffetto(e.Misura, *e.Stima), unita, differenzaEffetto(e.Misura, e.Intervallo[0]), differenzaEffetto(e.Misura, e.Intervallo[1]))
	x := func(v float64) string {
		return strconv.FormatFloat(50+50*max(-1, min(1, v/scala)), 'f', 2, 64) + "%"
	}
	d.Sinistra, d.Destra, d.Punto = x(e.Intervallo[0]), x(e.Intervallo[1]), x(*e.Stima)
	d.OltreSin, d.OltreDes = e.Intervallo[0] < -scala, e.Intervallo[1] > scala
	return d
}

// scalaEffetti is the half-width of all drawings of a measure, so that procedures
// compare at sight: it holds every estimate, and the intervals but for those
// over three times the middle one, which go beyond the drawing.
func scalaEffetti(ee []monitoraggio.EffettoProcedimento, m effetto.Misura) float64 {
	var estremi []float64
	stima := 0.0
	for _, e := range ee {
		for _, x := range misureEffetto(e) {
			if x.Misura == m && x.Stima != nil {
				stima = max(stima, math.Abs(*x.Stima))
				estremi = append(estremi, max(math.Abs(x.Intervallo[0]), math.Abs(x.Intervallo[1])))
			}
		}
	}
	largo := 0.0
	if len(estremi) > 0 {
		tetto := 3 * medianoEffetti(estremi)
		for _, x := range estremi {
			largo = max(largo, min(x, tetto))
		}
	}
	return tondaEffetto(max(largo, stima), m)
}

// tondaEffetto rounds up to a limit that people read: 1, 2 or 5 times a power of ten,
// and at least one day or one point.
func tondaEffetto(x float64, m effetto.Misura) float64 {
	unita := 1.0
	if m == effetto.QuotaArretrato {
		unita = 0.01
	}
	passo := unita
	for i := 0; passo < x; i++ {
		passo *= []float64{2, 2.5, 2}[i%3]
	}
	return passo
}

func medianoEffetti(x []float64) float64 {
	y := append([]float64{}, x...)
	for i := range y { // few: one per procedure
		for j := i; j > 0 && y[j] < y[j-1]; j-- {
			y[j], y[j-1] = y[j-1], y[j]
		}
	}
	return y[len(y)/2]
}

// csvEffetti writes what the page says: semicolons and a decimal comma, as
// Italian spreadsheets expect. Shares are in per cent and points.
func csvEffetti(ee []monitoraggio.EffettoProcedimento) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	err := w.Write(strings.Fields(`codice procedimento misura unita conclusione differenza intervallo_da intervallo_a enti_aiutati enti_simili
		pratiche_aiutati pratiche_simili aiutati_prima aiutati_dopo simili_prima simili_dopo tendenza_prima motivo semestre_dal semestre_al calcolato_il`))
	for _, e := range ee {
		for _, x := range misureEffetto(e) {
			if err == nil {
				err = w.Write(rigaEffetto(e, x))
			}
		}
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return b.Bytes(), err
}

func rigaEffetto(e monitoraggio.EffettoProcedimento, x effetto.Effetto) []string {
	misura, unita, per := "durata_media", "giorni di calendario", 1.0
	if x.Misura == effetto.QuotaArretrato {
		misura, unita, per = "quota_oltre_termine", "punti percentuali", 100
	}
	n := strconv.Itoa
	out := []string{e.Codice, testoEffetto(e.Nome), misura, unita, string(x.Conclusione), "", "", "", n(x.NAiutati), n(x.NConfronto), n(x.NPraticheAiutati), n(x.NPraticheConfronto),
		"", "", "", "", string(x.Tendenza.Stato), x.Motivo, e.Dal.String(), e.Al.String(), e.CalcolatoIl.String()}
	if x.Stima != nil {
		for i, v := range []float64{*x.Stima, x.Intervallo[0], x.Intervallo[1]} {
			out[5+i] = virgolaEffetto(per * v)
		}
		for i, v := range []float64{x.Aiutati.Prima, x.Aiutati.Dopo, x.Confronto.Prima, x.Confronto.Dopo} {
			out[12+i] = virgolaEffetto(per * v)
		}
	}
	return out
}

// virgolaEffetto writes one decimal as the page does, for a spreadsheet.
func virgolaEffetto(x float64) string {
	return strings.NewReplacer("−", "-", ".", "").Replace(kernel.Decimale(x, 1))
}

// testoEffetto keeps spreadsheets from running a text (OWASP, CSV injection).
func testoEffetto(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func breveEffetto(titolo string) string { return strings.ToLower(titolo[:1]) + titolo[1:] }
