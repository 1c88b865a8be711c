package richiesteweb

import (
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

func (p *pagine) nuova(c *web.Context) error {
	n, err := p.Richieste.PreparaNuova(c.Ctx(), c.Actor, 0)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaNuova(vistaNuova(n, 0, nil)))
}

// crea begins a draft for the chosen body, or says why it may not.
func (p *pagine) crea(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	ente, _ := strconv.ParseInt(f.Text("ente"), 10, 64) //nolint:errcheck // no number is no choice
	if ids := c.Actor.Enti(); ente == 0 && len(ids) == 1 {
		ente = ids[0]
	}
	if !c.Actor.DiEnte(ente) {
		n, err := p.Richieste.PreparaNuova(c.Ctx(), c.Actor, 0)
		if err != nil {
			return err
		}
		return c.HTML(422, paginaNuova(vistaNuova(n, 0, ui.Errors{{Field: "ente", Message: "Scegliere per quale ente si chiede assistenza."}})))
	}
	id, err := p.Richieste.Crea(c.Ctx(), c.Actor, ente, richieste.Modulo{})
	if kernel.CodeOf(err) == kernel.Conflitto {
		n, err := p.Richieste.PreparaNuova(c.Ctx(), c.Actor, ente)
		if err != nil {
			return err
		}
		return c.HTML(409, paginaNuova(vistaNuova(n, ente, nil)))
	}
	if err != nil {
		return err
	}
	return c.Redirect(percorso(id, "modifica"))
}

// nuovaVista is what the page of a new request shows.
type nuovaVista struct {
	Page     ui.Page
	Ostacoli *ui.Alert // why the body may not ask yet
	Ente     ui.Field
	Enti     []ui.Option // to choose from, when there are several
	Puo      bool
	Errori   ui.Errors
	Token    string
	Bozze    []ui.Cell // drafts already begun
}

// vistaNuova decides what the page shows; ente is the body tried, or 0.
func vistaNuova(n richieste.PaginaNuova, ente int64, errori ui.Errors) nuovaVista {
	v := nuovaVista{Errori: errori, Puo: n.PuoEnte || len(n.Enti) > 1, Token: web.NewSubmission(),
		Page: ui.Page{Title: "Nuova richiesta di assistenza", Section: "richieste", Narrow: true, Breadcrumb: briciole()}}
	v.Page.Lead = "Gli esperti delle task force aiutano su un procedimento del catalogo. La bozza si salva da sola e si può completare anche in più volte."
	v.Ente = ui.Field{Name: "ente", Label: "Per quale ente si chiede assistenza?", Required: true, Error: errori.For("ente")}
	nome := "L’ente"
	for _, e := range n.Enti {
		if len(n.Enti) > 1 {
			v.Enti = append(v.Enti, ui.Option{Value: strconv.FormatInt(e.ID, 10), Label: e.NomeEsteso()})
		}
		if e.ID == ente || len(n.Enti) == 1 {
			nome = e.NomeEsteso()
		}
	}
	if ente != 0 {
		v.Ente.Value = strconv.FormatInt(ente, 10)
	}
	if !n.PuoEnte {
		v.Page.Lead = ""
		v.Ostacoli = ostacoli(nome, n)
	}
	for _, b := range n.Bozze {
		v.Bozze = append(v.Bozze, ui.Cell{Text: accorcia(b.Modulo.Titolo()), URL: percorso(b.ID, "modifica"), Sub: "Ultima modifica il " + b.UltimoAttoIl.InItaliano()})
	}
	return v
}

// ostacoli says why the body may not ask yet, and what to do.
func ostacoli(nome string, n richieste.PaginaNuova) *ui.Alert {
	a := &ui.Alert{Tone: ui.Warning, Title: nome + " non può ancora chiedere assistenza."}
	if len(n.Ostacoli) == 0 {
		a.Text = "Le richieste si aprono quando la segreteria tecnica approva l’adesione, cioè il Protocollo di Collaborazione firmato. Lo stato dell’adesione è sulla scrivania."
		a.Links = []ui.Link{{Text: "Vai alla scrivania", URL: "/scrivania"}}
		return a
	}
	a.Text = "Prima di inviare una richiesta occorre:"
	for _, o := range n.Ostacoli {
		a.Items = append(a.Items, o.Testo)
		if o.URL != "" {
			a.Links = append(a.Links, ui.Link{Text: "Che cosa fare: " + strings.TrimSuffix(minuscola(o.Testo), "."), URL: o.URL})
		}
	}
	return a
}

func briciole(altre ...ui.Link) []ui.Link {
	return append([]ui.Link{{Text: "Scrivania", URL: "/scrivania"}, {Text: "Richieste", URL: "/richieste"}}, altre...)
}
