package analisiweb

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/ranking"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaRapporto is the report to print: everything open, nothing to press.
type vistaRapporto struct {
	Pagina     ui.Page
	Fonte      []ui.Detail
	Rilievi    []vistaRilievo
	Nessuno    string
	Mappa      ui.ProcessMapProps
	Tempo      ui.ShareBarProps
	NonSaputo  []string
	Classifica ui.Table
	Limiti     []string
}

func (d Deps) rapporto(c *web.Context, s *studio) error {
	if s.vista.Cases() == 0 {
		return c.Redirect(s.qui(""))
	}
	v, err := vediRapporto(s, c)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaRapporto(v))
}

func vediRapporto(s *studio, c *web.Context) (vistaRapporto, error) {
	colli, err := vediColli(s, c)
	if err != nil {
		return vistaRapporto{}, err
	}
	v := vistaRapporto{Pagina: colli.Pagina, Rilievi: colli.Rilievi, Nessuno: colli.NessunRilievo, Mappa: colli.Mappa, Tempo: colli.Tempo, NonSaputo: colli.NonSaputo,
		Classifica: colli.Classifica, Limiti: colli.Limiti}
	v.Pagina.Title = "Rapporto sui colli di bottiglia"
	v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, ui.Link{Text: "Colli di bottiglia", URL: s.qui("")})
	_, molti := s.parola()
	var conta []string
	for _, x := range s.condizioni() {
		conta = append(conta, x.testo)
	}
	selezione := "tutto il registro"
	if len(conta) > 0 {
		selezione = strings.Join(conta, "; ")
	}
	v.Fonte = []ui.Detail{{Term: "Registro", Text: s.Titolo}, {Term: "Selezione", Text: selezione + ": " + kernel.Numero(int64(s.vista.Cases())) + " " + molti + " su " + kernel.Numero(int64(len(s.Log.Cases)))},
		{Term: "Fatto il", Text: s.ora.InItaliano()}}
	if s.orologio != esame.DiCalendario {
		v.Fonte = append(v.Fonte, ui.Detail{Term: "Durate della mappa", Text: "in " + s.orologio.Nome() + ". " + strings.Join(s.notaOrologio(), " ")})
	}
	if !s.servizio() {
		v.Fonte = append(v.Fonte, ui.Detail{Term: "Ente", Text: s.Ente.NomeEsteso()}, ui.Detail{Term: "Procedimento", Text: s.Procedimento.Nome})
	}
	return v, nil
}

// rapportoCSV is the whole ranking, one row for each transition; times are in
// seconds, in RFC 4180 with the decimal point, as in the other exports.
func (d Deps) rapportoCSV(c *web.Context, s *studio) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	righe := [][]string{{"da", "a", "casi", "volte", "quota_del_tempo", "secondi_totali", "media_s", "mediana_s", "p25_s", "p75_s", "p90_s", "attesa_s", "lavorazione_s", "sospensione_s", "altri_enti_s", "ufficio_s", "andamento_s_per_anno", "evidenza"}}
	if s.vista.Cases() > 0 {
		e := esame.Esamina(s.dati())
		for i := range e.Classifica.Transitions {
			righe = append(righe, rigaCSV(&e.Classifica.Transitions[i]))
		}
	}
	if err := w.WriteAll(righe); err != nil {
		return err
	}
	return c.Download("colli-di-bottiglia.csv", "text/csv; charset=utf-8", int64(b.Len()), &b)
}

func rigaCSV(x *ranking.Entry) []string {
	numero := func(v float64) string { return decimale(v, 3) }
	var p ranking.Parts
	if x.Parts != nil {
		p = *x.Parts
	}
	andamento := ""
	if x.Trend.NotKnown == ranking.Known {
		andamento = numero(x.Trend.PerYear)
	}
	evidenza := "sufficiente"
	if x.NotKnown != ranking.Known {
		evidenza = "non sufficiente"
	}
	return []string{cella(x.FromName), cella(x.ToName), strconv.Itoa(x.CaseCount), strconv.Itoa(x.Count), decimale(x.TimeShare, 6), numero(x.Total), numero(x.Mean), numero(x.Median),
		numero(x.P25), numero(x.P75), numero(x.P90), numero(p.Waiting), numero(p.Work), numero(p.Suspended), numero(p.OtherBody), numero(p.Office), andamento, evidenza}
}
