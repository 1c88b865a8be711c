package monitoraggioweb

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaAperte is the table in which the open practices are closed together.
type vistaAperte struct {
	Pagina   ui.Page
	Avviso   *ui.Alert
	Errori   ui.Errors
	Tabella  ui.Table
	Pagine   ui.PaginationProps
	Azione   string
	Token    string
	Nascosti []ui.Hidden
	Indietro ui.Link
}

// rigaAperta is one open practice with what was typed for it.
type rigaAperta struct {
	ID       int64
	Numero   string
	Versione string
	Data     string
	Esito    string
	Errore   string
	Min, Max string
}

func (r rigaAperta) nome(che string) string { return fmt.Sprintf("%s-%d", che, r.ID) }

// id is that of a control. The day has the id of the error, so that the summary
// leads to it.
func (r rigaAperta) id(che string) string {
	if che == "data" {
		return ui.FieldID(fmt.Sprintf("chiusa-%d", r.ID))
	}
	return fmt.Sprintf("campo-%s-%d", che, r.ID)
}

func (r rigaAperta) attributi() templ.Attributes {
	if r.Errore == "" {
		return templ.Attributes{}
	}
	return templ.Attributes{"aria-invalid": "true", "aria-describedby": r.id("errore")}
}

// esiti are the ways in which a practice ends; the first is the usual one, so
// that a day alone is enough.
func esiti() []ui.Option {
	out := []ui.Option{{Value: "atto", Label: "Provvedimento"}, {Value: "silenzio", Label: "Silenzio-assenso"}}
	for i, m := range foglio.Motivi {
		if m.Esclude {
			out = append(out, ui.Option{Value: fmt.Sprintf("esclusa-%d", i), Label: "Esclusa: " + m.Testo})
		}
	}
	return out
}

func (p *pagine) aperte(c *web.Context) error { return p.mostraAperte(c, 200, nil, nil) }

func (p *pagine) mostraAperte(c *web.Context, status int, f *web.Form, errori ui.Errors) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, err := p.Monitoraggio.Pratiche(c.Ctx(), c.Actor, v.ente, v.sem, pid)
	if err != nil {
		return err
	}
	pagina := c.QueryInt("pagina", 1)
	return c.HTML(status, paginaAperte(vediAperte(k, v, pagina, f, errori, c.Now().Day())))
}

// chiudiAperte writes how the practices of the page ended, all together.
func (p *pagine) chiudiAperte(c *web.Context) error {
	v, pid, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	chiusure, errori := leggiChiusure(f)
	n := 0
	if len(errori) == 0 {
		n, err = p.Monitoraggio.ChiudiPratiche(c.Ctx(), c.Actor, v.ente, v.sem, pid, chiusure)
		switch kernel.CodeOf(err) {
		case kernel.NonValido:
			errori = ui.ErrorsOf(err)
		case kernel.Conflitto:
			return p.mostraAperte(c, 409, f, ui.Errors{{Message: testoErrore(err)}})
		}
	}
	if len(errori) > 0 {
		return p.mostraAperte(c, 422, f, errori)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		c.SetNotice("info", "Nessuna data scritta", "Le pratiche restano aperte come prima.")
	} else {
		c.SetNotice("success", "Conclusioni salvate", maiuscola(quanti(n, "pratica chiusa", "pratiche chiuse"))+".")
	}
	return c.Redirect(v.proc(pid, "aperte"))
}

// leggiChiusure reads the rows of the table; a row without a day stays open.
func leggiChiusure(f *web.Form) (out []monitoraggio.Chiusura, errori ui.Errors) {
	for id := range strings.SplitSeq(f.Get("pratiche"), " ") {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			continue
		}
		d, ok := leggiGiorno(f.Text("data-" + id))
		if !ok {
			errori = append(errori, kernel.FieldError{Field: "chiusa-" + id, Message: "La data non esiste: scriverla come 31/01/2026."})
			continue
		}
		if d.IsZero() {
			continue
		}
		versione, _ := strconv.ParseInt(f.Text("versione-"+id), 10, 64) //nolint:errcheck // no number is no version
		x := monitoraggio.Chiusura{ID: n, Versione: versione}
		switch esito := f.Text("esito-" + id); esito {
		case "atto":
			x.Provvedimento = d
		case "silenzio":
			x.SilenzioAssenso = d
		default:
			for i, m := range foglio.Motivi {
				if m.Esclude && esito == fmt.Sprintf("esclusa-%d", i) {
					x.EsclusaIl, x.MotivoEsclusione = d, m.Testo
				}
			}
			if x.EsclusaIl.IsZero() {
				errori = append(errori, kernel.FieldError{Field: "chiusa-" + id, Message: "Scegliere come è finita la pratica."})
				continue
			}
		}
		out = append(out, x)
	}
	return out, errori
}

func vediAperte(k monitoraggio.SchedaPratiche, v via, pagina int, f *web.Form, errori ui.Errors, oggi kernel.Day) vistaAperte {
	pid := k.Procedimento.ID
	out := vistaAperte{Errori: errori, Token: web.NewSubmission(), Indietro: ui.Link{Text: "Tornare al semestre", URL: v.a()},
		Pagina: ui.Page{Title: "Chiudere le pratiche rimaste aperte", Kicker: k.Procedimento.Nome + ", " + v.sem.InItaliano(), Section: "monitoraggio",
			Breadcrumb: v.briciole(v.briciolaSemestre(), ui.Link{Text: k.Procedimento.Nome, URL: v.proc(pid, "pratiche")}),
			Lead:       "Basta scrivere la data accanto alle pratiche concluse. Le altre si lasciano vuote e passano al semestre successivo."}}
	var aperte []monitoraggio.Pratica
	for _, x := range k.Pratiche {
		if x.Fine().IsZero() && x.EsclusaIl.IsZero() {
			aperte = append(aperte, x)
		}
	}
	if !k.Libera {
		out.Avviso = &ui.Alert{Tone: ui.Info, Title: k.Perche}
		return out
	}
	pagine := max(1, (len(aperte)+perPagina-1)/perPagina)
	pagina = min(max(1, pagina), pagine)
	sotto := v.proc(pid, "aperte")
	alla := func(n int) string {
		if n == 1 {
			return sotto
		}
		if v.molti {
			return sotto + fmt.Sprintf("&pagina=%d", n)
		}
		return sotto + fmt.Sprintf("?pagina=%d", n)
	}
	out.Azione = alla(pagina)
	out.Pagine = ui.PaginationProps{Page: pagina, Pages: pagine, Label: "Pagine delle pratiche aperte", URL: alla}
	out.Tabella = ui.Table{Caption: "Pratiche aperte, dalla più vecchia", HideCaption: true, Columns: []ui.Column{{Text: "Pratica"}, {Text: "Domanda"}, {Text: "Data di conclusione"}, {Text: "Come è finita"}},
		Note: "I giorni sono contati dalla domanda al " + v.sem.Al().InItaliano() + ". Il provvedimento è quello espresso, favorevole o no."}
	var ids []string
	for _, x := range aperte[(pagina-1)*perPagina : min(len(aperte), pagina*perPagina)] {
		id := strconv.FormatInt(x.ID, 10)
		r := rigaAperta{ID: x.ID, Numero: x.Pratica.ID, Versione: strconv.FormatInt(x.Versione, 10), Esito: "atto", Errore: errori.For("chiusa-" + id), Min: x.Domanda.String(), Max: oggi.String()}
		if f != nil && f.Has("data-"+id) {
			r.Data, r.Esito, r.Versione = f.Text("data-"+id), f.Text("esito-"+id), f.Text("versione-"+id)
		}
		ids = append(ids, id)
		giorni := kernel.GiorniDiCalendario(v.sem.Al().DaysSince(x.Domanda))
		riga := ui.Row{Cells: []ui.Cell{{Text: x.Pratica.ID, URL: v.proc(pid, "pratiche", x.ID), Sub: x.Tipologia}, {Text: x.Domanda.InItaliano(), Sub: giorni},
			{Body: campoFine(r)}, {Body: campoEsito(r)}}}
		if r.Errore != "" {
			riga.Tone = ui.Late
		}
		out.Tabella.Rows = append(out.Tabella.Rows, riga)
	}
	out.Nascosti = []ui.Hidden{{Name: "pratiche", Value: strings.Join(ids, " ")}}
	return out
}
