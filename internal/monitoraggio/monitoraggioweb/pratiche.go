package monitoraggioweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/url"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

const perPagina = 50

// The filters on the state of a practice in the semester.
const (
	praticheAperte   = "aperte"
	praticheConcluse = "concluse"
	praticheEscluse  = "escluse"
	praticheOltre    = "oltre"
	praticheSospette = "senza-sospensioni" // concluded beyond the term, without suspensions
)

// vistaPratiche is the list of the practices of a procedure in a semester.
type vistaPratiche struct {
	Pagina   ui.Page
	Avviso   *ui.Alert
	Azioni   []ui.Link
	Filtri   ui.FiltersProps
	Cerca    ui.Field
	Stato    ui.Field
	Stati    []ui.Option
	Riassun  string
	Esporta  []ui.Link
	Tabella  ui.Table
	Vuoto    *ui.EmptyStateProps
	Pagine   ui.PaginationProps
	Verifica []string
	Sospette []ui.Link
}

func (p *pagine) pratiche(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, err := p.Monitoraggio.Pratiche(c.Ctx(), c.Actor, v.ente, v.sem, pid)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaPratiche(vediPratiche(k, v, c.Query("q"), c.Query("stato"), c.QueryInt("pagina", 1))))
}

// filtra keeps the practices that the person looks for.
func filtra(k monitoraggio.SchedaPratiche, q, stato string) (out []monitoraggio.Pratica) {
	sem, cercato := k.Rilevazione.Semestre, kernel.Fold(q)
	for _, x := range k.Pratiche {
		if cercato != "" && !strings.Contains(kernel.Fold(x.Pratica.ID+" "+x.Tipologia), cercato) {
			continue
		}
		ritardo, _ := x.InRitardoAl(sem.Al(), k.Rilevato.Termine)
		if stato == praticheAperte && !x.PendenteAl(sem.Al()) || stato == praticheConcluse && !x.Conclusa(sem) || stato == praticheEscluse && !x.EsclusaNel(sem) || stato == praticheOltre && !ritardo ||
			stato == praticheSospette && !monitoraggio.OltreSenzaSospensioni(x, sem, k.Rilevato.Termine) {
			continue
		}
		out = append(out, x)
	}
	return out
}

func vediPratiche(k monitoraggio.SchedaPratiche, v via, q, stato string, pagina int) vistaPratiche {
	pid := k.Procedimento.ID
	out := vistaPratiche{Pagina: ui.Page{Title: "Pratiche: " + k.Procedimento.Nome, Kicker: k.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio",
		Breadcrumb: v.briciole(v.briciolaSemestre()), Lead: fraseRisposta(k.Voce, v.sem)}, Verifica: k.Voce.Avvisi}
	if out.Pagina.Lead == "" {
		out.Pagina.Lead = "Nessuna pratica è ancora inserita."
	}
	out.azioni(k, v)
	if n := len(filtra(k, "", praticheSospette)); n > 0 && k.Voce.Modo == monitoraggio.DaPratiche && stato != praticheSospette {
		out.Sospette = []ui.Link{{Text: "Vedere le " + kernel.Numero(int64(n)) + " concluse oltre il termine senza sospensioni", URL: conParametro(v.proc(pid, "pratiche"), "stato="+praticheSospette)}}
		if n == 1 {
			out.Sospette[0].Text = "Vedere quella conclusa oltre il termine senza sospensioni"
		}
	}
	trovate := filtra(k, q, stato)
	base := v.proc(pid, "pratiche")
	parametri := url.Values{}
	for _, x := range [][2]string{{"q", q}, {"stato", stato}} {
		if x[1] != "" {
			parametri.Set(x[0], x[1])
		}
	}
	if v.molti {
		parametri.Set("ente", fmt.Sprint(v.ente))
		out.Filtri.Hidden = []ui.Hidden{{Name: "ente", Value: fmt.Sprint(v.ente)}}
	}
	senzaQuery, _, _ := strings.Cut(base, "?")
	out.Filtri.Action, out.Filtri.Label, out.Filtri.Reset = senzaQuery, "Filtrare le pratiche", base
	out.Cerca = ui.Field{Name: "q", Label: "Numero o tipologia", Value: q}
	out.Stato = ui.Field{Name: "stato", Label: "Stato nel semestre", Value: stato}
	out.Stati = []ui.Option{{Value: "", Label: "Tutte"}, {Value: praticheAperte, Label: "Aperte alla fine"}, {Value: praticheOltre, Label: "Aperte oltre il termine"},
		{Value: praticheConcluse, Label: "Concluse"},
		{Value: praticheSospette, Label: "Concluse oltre il termine senza sospensioni"}, {Value: praticheEscluse, Label: "Escluse"}}
	out.Riassun = quanti(len(trovate), "pratica", "pratiche")
	if len(trovate) > 0 {
		out.Esporta = []ui.Link{{Text: "CSV", URL: conQuery(senzaQuery+".csv", parametri)}}
	}
	pagine := max(1, (len(trovate)+perPagina-1)/perPagina)
	pagina = min(max(1, pagina), pagine)
	out.Pagine = ui.PaginationProps{Page: pagina, Pages: pagine, Label: "Pagine delle pratiche", URL: func(n int) string {
		w := url.Values{}
		for k, x := range parametri {
			w[k] = x
		}
		w.Set("pagina", fmt.Sprint(n))
		return conQuery(senzaQuery, w)
	}}
	out.Tabella = tabellaPratiche(k, v, trovate[min(len(trovate), (pagina-1)*perPagina):min(len(trovate), pagina*perPagina)])
	if len(trovate) == 0 {
		out.Vuoto = &ui.EmptyStateProps{Title: "Nessuna pratica", Text: "Nel semestre non risultano pratiche con queste caratteristiche."}
	}
	return out
}

func (out *vistaPratiche) azioni(k monitoraggio.SchedaPratiche, v via) {
	pid := k.Procedimento.ID
	nuova := ui.Link{Text: "Scrivere una pratica", URL: v.proc(pid, "pratiche", "nuova"), Icon: "plus"}
	switch {
	case k.Libera && k.Voce.Aperte > 0:
		out.Azioni = []ui.Link{{Text: "Chiudere le pratiche rimaste aperte (" + kernel.Numero(int64(k.Voce.Aperte)) + ")", URL: v.proc(pid, "aperte"), Primary: true}, nuova}
	case k.Libera:
		nuova.Primary = true
		out.Azioni = []ui.Link{nuova}
	case k.ConMotivo:
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: "I dati sono già stati inviati.", Text: "Una pratica si può correggere anche ora, scrivendo il motivo: non serve inviare di nuovo tutto."}
		out.Azioni = []ui.Link{nuova}
	case k.Perche != "":
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: k.Perche}
	}
}

func tabellaPratiche(k monitoraggio.SchedaPratiche, v via, ps []monitoraggio.Pratica) ui.Table {
	sem := v.sem
	t := ui.Table{Caption: "Pratiche del semestre, dalla domanda più vecchia", HideCaption: true, Columns: []ui.Column{{Text: "Pratica"}, {Text: "Domanda"}, {Text: "Come è finita"}, {Text: "Giorni di calendario", Numeric: true}, {Text: "Sospesi", Numeric: true}},
		Note: "Giorni dalla domanda alla conclusione, comprese le sospensioni; per le pratiche aperte, fino al " + sem.Al().InItaliano() + "."}
	for _, x := range ps {
		fine, tono := comeFinita(x, k, sem)
		giorni, noti := x.Durata()
		if !noti || x.Fine().After(sem.Al()) {
			giorni = sem.Al().DaysSince(x.Domanda)
		}
		al := x.Fine()
		if al.IsZero() || al.After(sem.Al()) {
			al = sem.Al()
		}
		t.Rows = append(t.Rows, ui.Row{Tone: tono, Cells: []ui.Cell{{Text: x.Pratica.ID, URL: v.proc(k.Procedimento.ID, "pratiche", x.ID), Sub: x.Tipologia}, ui.TextCell(x.Domanda.InItaliano()), fine,
			ui.TextCell(kernel.Numero(int64(giorni))), ui.TextCell(kernel.Numero(int64(x.GiorniSospesiAl(al))))}})
	}
	return t
}

func comeFinita(x monitoraggio.Pratica, k monitoraggio.SchedaPratiche, sem kernel.Semestre) (ui.Cell, ui.Tone) {
	switch {
	case !x.EsclusaIl.IsZero():
		return ui.Cell{Text: "Esclusa dal " + x.EsclusaIl.InItaliano(), Sub: x.MotivoEsclusione}, ui.Neutral
	case !x.Provvedimento.IsZero():
		return ui.TextCell("Provvedimento del " + x.Provvedimento.InItaliano()), ui.Neutral
	case !x.SilenzioAssenso.IsZero():
		return ui.TextCell("Silenzio-assenso del " + x.SilenzioAssenso.InItaliano()), ui.Neutral
	}
	if ritardo, _ := x.InRitardoAl(sem.Al(), k.Rilevato.Termine); ritardo {
		return ui.ChipCell(ui.Chip{Text: "Aperta oltre il termine", Tone: ui.Late}), ui.Late
	}
	return ui.ChipCell(ui.Chip{Text: "Aperta", Tone: ui.Info}), ui.Neutral
}

// praticheCSV exports the list as it is filtered.
func (p *pagine) praticheCSV(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, err := p.Monitoraggio.Pratiche(c.Ctx(), c.Actor, v.ente, v.sem, pid)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	w.Comma = ';'
	righe := [][]string{monitoraggio.IntestazionePratiche}
	for _, x := range filtra(k, c.Query("q"), c.Query("stato")) {
		righe = append(righe, monitoraggio.RigaPratica(k.Procedimento.Codice, x))
	}
	if err := w.WriteAll(righe); err != nil {
		return err
	}
	return c.Download("pratiche-"+k.Procedimento.Codice+"-"+v.sem.String()+".csv", "text/csv; charset=utf-8", int64(b.Len()), &b)
}
