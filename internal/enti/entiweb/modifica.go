package entiweb

import (
	"net/http"
	"strconv"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// moduloEnteDati is the form of a body as it was typed.
type moduloEnteDati struct {
	Tipo, Nome, IPA, Provincia, PEC string
	IstituitoIl, CessatoIl          string
	SuccessoreTesto                 string
	Successore                      int64
	Versione                        int64
}

func leggiEnte(f *web.Form) moduloEnteDati {
	return moduloEnteDati{Tipo: f.Text("tipo"), Nome: f.Text("nome"), IPA: f.Text("ipa"), Provincia: f.Text("provincia"), PEC: f.Text("pec"),
		IstituitoIl: f.Text("istituito_il"), CessatoIl: f.Text("cessato_il"), SuccessoreTesto: f.Text("successore_nome"),
		Successore: numero(f, "successore"), Versione: numero(f, "versione")}
}

func moduloDiEnte(s enti.Scheda) moduloEnteDati {
	e := s.Ente
	m := moduloEnteDati{Tipo: string(e.Tipo), Nome: e.Nome, IPA: string(e.IPA), Provincia: e.Provincia, PEC: e.PEC,
		IstituitoIl: e.IstituitoIl.String(), CessatoIl: e.CessatoIl.String(), Successore: e.SuccessoreID, Versione: e.Versione}
	if e.SuccessoreID != 0 {
		m.SuccessoreTesto = s.Successore.NomeEsteso()
	}
	return m
}

// dati turns the form into what the area takes; dates that cannot be read are
// errors of their fields.
func (m moduloEnteDati) dati(f *web.Form) (enti.DatiEnte, error) {
	var es []kernel.FieldError
	d := enti.DatiEnte{Tipo: enti.Tipo(m.Tipo), Nome: m.Nome, IPA: kernel.CodiceIPA(m.IPA), Provincia: m.Provincia, PEC: m.PEC,
		IstituitoIl: giornoDi(f, "istituito_il", &es), CessatoIl: giornoDi(f, "cessato_il", &es)}
	if m.SuccessoreTesto != "" {
		d.SuccessoreID = m.Successore
	}
	return d, kernel.Invalid(es)
}

// vistaEnte is the form of a body as the page shows it.
type vistaEnte struct {
	Modulo      moduloEnteDati
	Errori      ui.Errors
	Ente        enti.Ente // zero for a new one
	Associativo bool
	Cessabile   bool // shows the successor
	Province    []ui.Option
	Candidati   []ui.Option
	Token       string
	URL         string
}

func (d Deps) nuovo(c *web.Context) error {
	return d.mostraEnte(c, http.StatusOK, moduloEnteDati{}, enti.Ente{}, nil, nil)
}

func (d Deps) crea(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiEnte(f)
	dati, err := m.dati(f)
	var id int64
	if err == nil {
		id, err = d.Enti.CreaEnte(c.Ctx(), c.Actor, dati)
	}
	if es, status, ok := errori(err); ok {
		return d.mostraEnte(c, status, m, enti.Ente{}, es, nil)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Ente aggiunto", "Da ora chi lo rappresenta può presentare l'adesione.")
	return c.Redirect(urlEnte(id))
}

func (d Deps) modifica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	s, err := d.Enti.Scheda(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return d.mostraEnte(c, http.StatusOK, moduloDiEnte(s), s.Ente, nil, nil)
}

func (d Deps) salvaModifica(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	e, err := d.Enti.Leggi(c.Ctx(), id)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiEnte(f)
	if f.Text("cerca") != "" || m.SuccessoreTesto != "" && m.Successore == 0 {
		return d.cercaSuccessore(c, m, e)
	}
	dati, err := m.dati(f)
	if err == nil {
		err = d.Enti.ModificaEnte(c.Ctx(), c.Actor, id, m.Versione, dati)
	}
	if es, status, ok := errori(err); ok {
		for i := range es {
			if es[i].Field == "successore" {
				es[i].Field = "successore_nome"
			}
		}
		return d.mostraEnte(c, status, m, e, es, nil)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Dati salvati", "La modifica è nella storia dell'ente.")
	return c.Redirect(urlEnte(id))
}

// cercaSuccessore offers the bodies that the text finds, where no script runs.
func (d Deps) cercaSuccessore(c *web.Context, m moduloEnteDati, e enti.Ente) error {
	trovati, err := d.Enti.Suggerisci(c.Ctx(), m.SuccessoreTesto, maxSuggerimenti)
	if err != nil {
		return err
	}
	m.Successore = 0
	if len(trovati) == 0 {
		return d.mostraEnte(c, http.StatusUnprocessableEntity, m, e,
			ui.Errors{{Field: "successore_nome", Message: "Nessun ente ha questo nome. Provare con una parte del nome."}}, nil)
	}
	return d.mostraEnte(c, http.StatusOK, m, e, nil, trovati)
}

func (d Deps) mostraEnte(c *web.Context, status int, m moduloEnteDati, e enti.Ente, es ui.Errors, candidati []enti.Ente) error {
	province, err := d.Enti.Province(c.Ctx())
	if err != nil {
		return err
	}
	v := vistaEnte{Modulo: m, Errori: es, Ente: e, Associativo: e.ID == 0 || e.Tipo.Associativo(), Token: web.NewSubmission(), URL: "/enti/nuovo"}
	v.Province = opzioniProvince(province)
	v.Province[0].Label = "Scegliere la provincia"
	if e.ID != 0 {
		v.URL = urlEnte(e.ID) + "/modifica"
		v.Cessabile = v.Associativo || !e.CessatoIl.IsZero()
	}
	for _, x := range candidati {
		v.Candidati = append(v.Candidati, ui.Option{Value: strconv.FormatInt(x.ID, 10), Label: x.NomeEsteso(), Hint: nota(x)})
	}
	return c.HTML(status, paginaEnte(v))
}

func tipiAssociativi() []ui.Option {
	var out []ui.Option
	for _, t := range enti.Tipi {
		if t.Associativo() {
			out = append(out, ui.Option{Value: string(t), Label: t.Etichetta()})
		}
	}
	return out
}
