package analisiweb

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/performance"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaMappa is the page of the map alone: the one that is drawn anew at each
// change of filter, so it measures only what it shows.
type vistaMappa struct {
	Pagina   ui.Page
	Schede   []ui.Link
	Filtri   vistaFiltri
	Avviso   *ui.Alert
	Vuoto    *ui.EmptyStateProps
	Azione   string
	Nascosti []ui.Hidden
	Quota    int // hundredths of activities and paths
	Misura   string
	Misure   []ui.Option
	Cifre    []ui.FigureProps
	Mappa    ui.ProcessMapProps
}

// quotaMappa is the share of the paths shown when nothing is asked.
const quotaMappa = 50

func (d Deps) mappa(c *web.Context, s *studio) error {
	v, err := vediMappa(s, c.R.URL.Query())
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaMappa(v))
}

func vediMappa(s *studio, q url.Values) (vistaMappa, error) {
	uno, molti := s.parola()
	v := vistaMappa{Schede: s.schede("/mappa"), Filtri: s.filtri("/mappa", q), Avviso: s.avviso, Azione: s.URL + "/mappa", Misure: misureMappa}
	s.salvabile(&v.Filtri, "/mappa")
	v.Quota, v.Misura = quotaMappa, string(mappaMediana)
	if n, err := strconv.Atoi(q.Get("quota")); err == nil && n >= 0 && n <= 100 {
		v.Quota = n
	}
	for _, m := range misureMappa {
		if m.Value == q.Get("misura") {
			v.Misura = m.Value
		}
	}
	query, _ := url.ParseQuery(s.filtro.String())
	if s.orologio != esame.DiCalendario {
		v.Nascosti = append(v.Nascosti, ui.Hidden{Name: chiaveOrologio, Value: string(s.orologio)})
	}
	for _, k := range chiavi(query) {
		for _, x := range query[k] {
			v.Nascosti = append(v.Nascosti, ui.Hidden{Name: k, Value: x})
		}
	}
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Mappa del procedimento", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = &ui.EmptyStateProps{Title: "Nessun caso", Text: "Con questi filtri non resta nessun caso del registro.", Links: []ui.Link{{Text: "Togli i filtri", URL: s.URL + "/mappa"}}}
		return v, nil
	}
	sintesi, comune, err := s.sintesi()
	if err != nil {
		return v, err
	}
	flusso := esame.FlussoDi(s.vista, sintesi)
	v.Mappa = disegnaMappa(flusso, opzioniMappa{Quota: float64(v.Quota) / 100, Misura: misuraMappa(v.Misura), Casi: s.casiDi, Orologio: s.orologio, Comuni: comune.Transitions})
	lead := fmt.Sprintf("%s: metà dura meno di %s.", esame.Maiuscola(esame.Quanti(sintesi.Counts.Cases, uno, molti)), s.orologio.Durata(sintesi.CaseDurations.Median))
	if flusso.Maggiore >= 0 && sintesi.CaseDurations.Sum > 0 {
		e := flusso.Passaggi[flusso.Maggiore]
		v.Mappa.Desc = fmt.Sprintf("Il passaggio che prende più tempo è tra «%s» e «%s»: %s %s, %s in mediana.", e.From, e.To, esame.IlPercento(e.Sum/sintesi.CaseDurations.Sum), s.orologio.Tempo(), s.orologio.Durata(e.Median))
		lead = v.Mappa.Desc
	}
	v.Pagina = s.pagina("Mappa del procedimento", lead)
	v.Cifre = s.cifreMappa(sintesi, comune, molti)
	return v, nil
}

func (s *studio) cifreMappa(scelta, comune *performance.Summary, molti string) []ui.FigureProps {
	durata := func(nome string, x, secondi float64) ui.FigureProps {
		valore, unita := s.orologio.ValoreUnita(x)
		return ui.FigureProps{Label: nome, Value: valore, Unit: unita, N: s.accanto(secondi)}
	}
	d, c := scelta.CaseDurations, comune.CaseDurations
	return []ui.FigureProps{
		{Label: esame.Maiuscola(molti), Value: kernel.Numero(int64(scelta.Counts.Cases)), Unit: esame.Quanti(scelta.Counts.Events, "evento", "eventi")},
		durata("Durata mediana", d.Median, c.Median), durata("Durata media", d.Mean, c.Mean), durata("Nove su dieci entro", d.P90, c.P90),
	}
}
