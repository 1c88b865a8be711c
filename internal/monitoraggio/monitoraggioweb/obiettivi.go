package monitoraggioweb

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// obiettiviVista is the list of baselines and targets.
type obiettiviVista struct {
	Pagina   ui.Page
	Tabella  ui.Table
	Dimostra bool
	Regola   []string
}

func (p *pagine) obiettivi(c *web.Context) error {
	xs, err := p.Monitoraggio.ElencoObiettivi(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaObiettivi(vistaObiettivi(xs)))
}

func vistaObiettivi(xs []monitoraggio.SchedaObiettivo) obiettiviVista {
	v := obiettiviVista{Regola: monitoraggio.RegolaSemaforo}
	v.Pagina = ui.Page{Title: "Partenze e obiettivi", Section: "monitoraggio", Breadcrumb: briciole(),
		Lead: "Per ogni procedimento: da dove si parte, di quanto scendono tempi e arretrato, entro quando. Ogni modifica è una versione nuova."}
	v.Tabella = ui.Table{Caption: "Partenze e obiettivi per procedimento", HideCaption: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Partenza"},
		{Text: "Obiettivo intermedio"}, {Text: "Obiettivo finale"}, {Text: "Versione"}}}
	for _, x := range xs {
		o, c := x.InVigore()
		url := urlObiettivo(x.Procedimento.ID)
		if !c {
			v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.Procedimento.Nome, url), {Text: "n.d.", Sub: "non ancora impostata"}, ui.TextCell("n.d."), ui.TextCell("n.d."), ui.TextCell("n.d.")}})
			continue
		}
		v.Dimostra = v.Dimostra || o.Dimostrativo
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.Procedimento.Nome, url), {Text: partenza(o), Sub: o.BaseSemestre.InItaliano()},
			traguardo(o.Intermedio), traguardo(o.Finale), {Text: fmt.Sprintf("Versione %d", o.N), Sub: fonteObiettivo(o)}}})
	}
	return v
}

func urlObiettivo(procedimento int64) string {
	return fmt.Sprintf("/monitoraggio/obiettivi/%d", procedimento)
}

func fonteObiettivo(o monitoraggio.Obiettivo) string {
	if o.Dimostrativo {
		return "valore dimostrativo"
	}
	return o.Fonte
}

func partenza(o monitoraggio.Obiettivo) string {
	var parti []string
	if o.BaseDurata != nil {
		parti = append(parti, mediaInGiorni(*o.BaseDurata)+" in media")
	}
	if o.BaseArretrato != nil {
		parti = append(parti, quanti(int(*o.BaseArretrato), "pratica", "pratiche")+" di arretrato")
	}
	return strings.Join(parti, ", ")
}

func traguardo(t monitoraggio.Traguardo) ui.Cell {
	var parti []string
	if t.Durata != nil {
		parti = append(parti, "durata media −"+percento(*t.Durata))
	}
	if t.Arretrato != nil {
		parti = append(parti, "arretrato −"+percento(*t.Arretrato))
	}
	if len(parti) == 0 {
		return ui.TextCell("n.d.")
	}
	return ui.Cell{Text: maiuscola(strings.Join(parti, ", ")), Sub: "entro il " + t.Semestre.InItaliano()}
}

func percento(x float64) string {
	x = math.Round(x*10) / 10
	if x == float64(int(x)) {
		return kernel.Decimale(x, 0) + "%"
	}
	return kernel.Decimale(x, 1) + "%"
}

// moduloObiettivo is the form of the targets, as it was typed.
type moduloObiettivo struct {
	BaseSemestre, BaseDurata, BaseArretrato                      string
	IntermedioSemestre, IntermedioDurata, IntermedioArretrato    string
	FinaleSemestre, FinaleDurata, FinaleArretrato, Fonte, Motivo string
	Dimostrativo                                                 bool
	N                                                            string
}

// obiettivoVista is the page of one procedure: the form, for the Region, and
// the history.
type obiettivoVista struct {
	Pagina    ui.Page
	Indirizzo string
	Token     string
	Governa   bool
	Modulo    moduloObiettivo
	Errori    ui.Errors
	Attuale   []ui.Detail
	Storia    ui.Table
}

func (p *pagine) obiettivo(c *web.Context) error {
	x, err := p.schedaObiettivo(c)
	if err != nil {
		return err
	}
	o, _ := x.InVigore()
	return p.mostraObiettivo(c, 200, x, moduloDi(o), nil)
}

func (p *pagine) schedaObiettivo(c *web.Context) (monitoraggio.SchedaObiettivo, error) {
	id, err := c.ID("procedimento")
	if err != nil {
		return monitoraggio.SchedaObiettivo{}, err
	}
	return p.Monitoraggio.SchedaObiettivo(c.Ctx(), c.Actor, id)
}

func (p *pagine) mostraObiettivo(c *web.Context, status int, x monitoraggio.SchedaObiettivo, m moduloObiettivo, es ui.Errors) error {
	v := obiettivoVista{Indirizzo: urlObiettivo(x.Procedimento.ID), Token: web.NewSubmission(), Governa: monitoraggio.Governa.Allows(c.Actor), Modulo: m, Errori: es}
	v.Pagina = ui.Page{Title: "Obiettivi: " + x.Procedimento.Nome, Section: "monitoraggio", Breadcrumb: briciole(ui.Link{Text: "Partenze e obiettivi", URL: "/monitoraggio/obiettivi"}), Narrow: true,
		Lead: "Le riduzioni sono percentuali del valore di partenza. Ogni salvataggio fa una versione nuova."}
	v.Storia = ui.Table{Caption: "Versioni", HideCaption: true, Columns: []ui.Column{{Text: "Versione"}, {Text: "Partenza"}, {Text: "Obiettivo intermedio"}, {Text: "Obiettivo finale"}, {Text: "Motivo"}}}
	for _, o := range x.Storia {
		v.Storia.Rows = append(v.Storia.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("Versione %d", o.N), Sub: o.InseritoIl.InItaliano()}, {Text: partenza(o), Sub: o.BaseSemestre.InItaliano()},
			traguardo(o.Intermedio), traguardo(o.Finale), {Text: o.Motivo, Sub: fonteObiettivo(o)}}})
	}
	return c.HTML(status, paginaObiettivo(v))
}

func moduloDi(o monitoraggio.Obiettivo) moduloObiettivo {
	d := func(x *float64) string {
		if x == nil {
			return ""
		}
		return strings.ReplaceAll(strconv.FormatFloat(*x, 'f', -1, 64), ".", ",")
	}
	m := moduloObiettivo{BaseSemestre: o.BaseSemestre.String(), BaseDurata: d(o.BaseDurata), IntermedioSemestre: o.Intermedio.Semestre.String(), IntermedioDurata: d(o.Intermedio.Durata),
		IntermedioArretrato: d(o.Intermedio.Arretrato), FinaleSemestre: o.Finale.Semestre.String(), FinaleDurata: d(o.Finale.Durata), FinaleArretrato: d(o.Finale.Arretrato),
		Fonte: o.Fonte, Dimostrativo: o.Dimostrativo, N: strconv.Itoa(o.N)}
	if o.BaseArretrato != nil {
		m.BaseArretrato = strconv.FormatInt(*o.BaseArretrato, 10)
	}
	return m
}

func leggiModuloObiettivo(f *web.Form) moduloObiettivo {
	return moduloObiettivo{BaseSemestre: f.Text("base_semestre"), BaseDurata: f.Text("base_durata"), BaseArretrato: f.Text("base_arretrato"),
		IntermedioSemestre: f.Text("intermedio_semestre"), IntermedioDurata: f.Text("intermedio_durata"), IntermedioArretrato: f.Text("intermedio_arretrato"),
		FinaleSemestre: f.Text("finale_semestre"), FinaleDurata: f.Text("finale_durata"), FinaleArretrato: f.Text("finale_arretrato"),
		Fonte: f.Text("fonte"), Motivo: f.Text("motivo"), Dimostrativo: f.Text("dimostrativo") != "", N: f.Text("n")}
}

// valore reads the form; what cannot be read is an error of its field.
func (m moduloObiettivo) valore(procedimento int64) (o monitoraggio.Obiettivo, es []kernel.FieldError) {
	sem := func(campo, s string) kernel.Semestre {
		x, err := kernel.ParseSemestre(s)
		if err != nil {
			es = append(es, kernel.FieldError{Field: campo, Message: "Il semestre si scrive come 2025-2."})
		}
		return x
	}
	num := func(campo, s string) *float64 {
		if s == "" {
			return nil
		}
		x, err := strconv.ParseFloat(strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", "."), 64)
		if err != nil {
			es = append(es, kernel.FieldError{Field: campo, Message: "Serve un numero, per esempio 71,5."})
			return nil
		}
		return &x
	}
	o = monitoraggio.Obiettivo{ProcedimentoID: procedimento, Fonte: m.Fonte, Motivo: m.Motivo, Dimostrativo: m.Dimostrativo}
	o.N, _ = strconv.Atoi(m.N)
	o.BaseSemestre, o.BaseDurata = sem("base_semestre", m.BaseSemestre), num("base_durata", m.BaseDurata)
	if m.BaseArretrato != "" {
		n, err := strconv.ParseInt(strings.ReplaceAll(m.BaseArretrato, ".", ""), 10, 64)
		if err != nil {
			es = append(es, kernel.FieldError{Field: "base_arretrato", Message: "Serve un numero intero di pratiche."})
		} else {
			o.BaseArretrato = &n
		}
	}
	o.Intermedio = monitoraggio.Traguardo{Semestre: sem("intermedio_semestre", m.IntermedioSemestre), Durata: num("intermedio_durata", m.IntermedioDurata), Arretrato: num("intermedio_arretrato", m.IntermedioArretrato)}
	o.Finale = monitoraggio.Traguardo{Semestre: sem("finale_semestre", m.FinaleSemestre), Durata: num("finale_durata", m.FinaleDurata), Arretrato: num("finale_arretrato", m.FinaleArretrato)}
	return o, es
}

func (p *pagine) impostaObiettivo(c *web.Context) error {
	x, err := p.schedaObiettivo(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiModuloObiettivo(f)
	o, es := m.valore(x.Procedimento.ID)
	if len(es) > 0 {
		return p.mostraObiettivo(c, 422, x, m, es)
	}
	n, err := p.Monitoraggio.ImpostaObiettivo(c.Ctx(), c.Actor, o)
	if es := erroriCifre(err); es != nil {
		return p.mostraObiettivo(c, web.Status(kernel.CodeOf(err)), x, m, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Obiettivi salvati", fmt.Sprintf("Versione %d. Le versioni precedenti restano nella storia.", n))
	return c.Redirect(urlObiettivo(x.Procedimento.ID))
}
