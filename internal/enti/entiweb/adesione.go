package entiweb

import (
	"net/http"
	"slices"
	"strconv"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// passo is one step of the wizard; its name is in the address.
type passo string

const (
	passoEnte       passo = "ente"
	passoDati       passo = "dati"
	passoProtocollo passo = "protocollo"
	passoRiepilogo  passo = "riepilogo"
)

var passi = []struct {
	passo passo
	testo string
}{{passoEnte, "Ente"}, {passoDati, "Dati"}, {passoProtocollo, "Protocollo"}, {passoRiepilogo, "Riepilogo e invio"}}

// urlPasso is a step of the wizard for an adesione; with no adesione it is the
// first one.
func urlPasso(id int64, p passo) string {
	if id == 0 {
		return "/enti/adesione"
	}
	return conQuery("/enti/adesione", "id", strconv.FormatInt(id, 10), "passo", string(p))
}

// moduloAdesione is what the wizard's forms carry, step by step.
type moduloAdesione struct {
	ID, Versione  int64
	Passo         passo
	EnteTesto     string // typed
	Ente          int64  // chosen
	Titolo        string
	MandatoAl     string // as typed
	Numero, Data  string
	Dichiarazione bool
}

func leggiModulo(f *web.Form) moduloAdesione {
	return moduloAdesione{ID: numero(f, "id"), Versione: numero(f, "versione"), Passo: passo(f.Text("passo")),
		EnteTesto: f.Text("ente_nome"), Ente: numero(f, "ente"), Titolo: f.Text("titolo"), MandatoAl: f.Text("mandato_al"),
		Numero: f.Text("protocollo_numero"), Data: f.Text("protocollo_data"), Dichiarazione: f.Text("dichiarazione") == "si"}
}

func moduloDi(a enti.Adesione, e enti.Ente, p passo) moduloAdesione {
	return moduloAdesione{ID: a.ID, Versione: a.Versione, Passo: p, EnteTesto: e.NomeEsteso(), Ente: a.EnteID, Titolo: string(a.Dati.Titolo),
		MandatoAl: a.Dati.MandatoAl.String(), Numero: a.Dati.Protocollo, Data: a.Dati.ProtoData.String()}
}

// vistaAdesione is a step of the wizard as the page shows it.
type vistaAdesione struct {
	Modulo     moduloAdesione
	Errori     ui.Errors
	Passi      []ui.Step
	Token      string
	Dettaglio  enti.Dettaglio // zero before the body is chosen
	Candidati  []ui.Option
	Mie        []enti.MiaAdesione // others of the person, on the first step
	Titoli     []ui.Option
	Min, Max   string // of the end of the mandate, ISO
	Nuova      bool
	Modificata bool // the body may still be changed
}

// adesione is GET /enti/adesione: the step asked for, or the first.
func (d Deps) adesione(c *web.Context) error {
	id := int64(c.QueryInt("id", 0))
	if id <= 0 {
		return d.mostraPasso(c, http.StatusOK, moduloAdesione{Passo: passoEnte}, nil, nil)
	}
	det, err := d.Enti.Dettaglio(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	if !slices.Contains(det.Consentiti, enti.ActSalva) {
		return c.Redirect(urlAdesione(id))
	}
	p := passo(c.Query("passo"))
	if !passoNoto(p) {
		p = passoDati
	}
	return d.mostraPasso(c, http.StatusOK, moduloDi(det.Adesione, det.Ente, p), nil, nil)
}

func passoNoto(p passo) bool {
	for _, x := range passi {
		if x.passo == p {
			return true
		}
	}
	return false
}

// passo is POST /enti/adesione: one step of the wizard, kept in the draft.
func (d Deps) passo(c *web.Context) error {
	f, err := c.Form(files.MaxProtocollo)
	if err != nil {
		return err
	}
	m := leggiModulo(f)
	if m.Passo == passoEnte {
		return d.passoEnte(c, f, m)
	}
	if m.ID == 0 {
		return db404()
	}
	var dove string
	switch m.Passo {
	case passoDati:
		dove, err = d.passoDati(c, f, m)
	case passoProtocollo:
		dove, err = d.passoProtocollo(c, f, m)
	case passoRiepilogo:
		dove, err = urlAdesione(m.ID), d.Enti.Invia(c.Ctx(), c.Actor, m.ID, m.Versione, m.Dichiarazione)
		if err == nil {
			c.SetNotice("success", "Adesione inviata", "La segreteria la verificherà. L'esito arriverà per e-mail.")
		}
	default:
		return db404()
	}
	if err != nil {
		return d.ancora(c, m, err, nil)
	}
	return c.Redirect(dove)
}

func db404() error {
	return kernel.E(kernel.NonTrovato, "Questo passo dell'adesione non esiste. Riprendere dalla scrivania.")
}

// ancora shows the same step again with what was typed and what is wrong.
func (d Deps) ancora(c *web.Context, m moduloAdesione, err error, candidati []enti.Ente) error {
	es, status, ok := errori(err)
	if !ok {
		return err
	}
	return d.mostraPasso(c, status, m, es, candidati)
}

// passoEnte takes the body chosen, or searches the text typed where no script
// runs.
func (d Deps) passoEnte(c *web.Context, f *web.Form, m moduloAdesione) error {
	cerca := f.Text("cerca") != ""
	trovati, err := d.Enti.Suggerisci(c.Ctx(), m.EnteTesto, maxSuggerimenti)
	if err != nil {
		return err
	}
	// A choice counts only with a text that leads to it: without script the
	// text may be changed and the old choice still be there.
	scelto := slices.ContainsFunc(trovati, func(e enti.Ente) bool { return e.ID == m.Ente })
	switch {
	case cerca || !scelto && len(trovati) != 1:
		return d.candidati(c, m, cerca, trovati)
	case !scelto:
		m.Ente = trovati[0].ID
	}
	if m.ID == 0 {
		m.ID, err = d.Enti.Crea(c.Ctx(), c.Actor, m.Ente)
	} else {
		err = d.Enti.ScegliEnte(c.Ctx(), c.Actor, m.ID, m.Versione, m.Ente)
	}
	if kernel.CodeOf(err) == kernel.Conflitto {
		es, _, _ := errori(err)
		err = kernel.Invalid([]kernel.FieldError{{Field: "ente_nome", Message: es[0].Message}})
	}
	if err != nil {
		return d.ancora(c, m, err, nil)
	}
	return c.Redirect(urlPasso(m.ID, passoDati))
}

// candidati shows what the search found as choices.
func (d Deps) candidati(c *web.Context, m moduloAdesione, cercato bool, trovati []enti.Ente) error {
	m.Ente = 0
	messaggio := ""
	switch {
	case m.EnteTesto == "":
		messaggio = "Scrivere il nome dell'ente da rappresentare."
	case len(trovati) == 0:
		messaggio = "Nessun ente ha questo nome. Provare con una parte del nome."
	case !cercato:
		messaggio = "Scegliere uno degli enti trovati."
	}
	if messaggio == "" {
		return d.mostraPasso(c, http.StatusOK, m, nil, trovati)
	}
	return d.mostraPasso(c, http.StatusUnprocessableEntity, m, ui.Errors{{Field: "ente_nome", Message: messaggio}}, trovati)
}

func (d Deps) passoDati(c *web.Context, f *web.Form, m moduloAdesione) (string, error) {
	var es []kernel.FieldError
	dati := enti.DatiAdesione{Titolo: accesso.Titolo(m.Titolo), MandatoAl: giornoDi(f, "mandato_al", &es),
		Protocollo: m.Numero, ProtoData: giornoDi(f, "protocollo_data", &es)}
	if len(es) > 0 {
		return "", kernel.Invalid(es)
	}
	bozza := f.Text("azione") == "bozza"
	if err := d.Enti.Salva(c.Ctx(), c.Actor, m.ID, m.Versione, dati, !bozza); err != nil {
		return "", err
	}
	if bozza {
		c.SetNotice("success", "Bozza salvata", "I dati sono conservati: l'adesione si può completare più tardi dalla scrivania.")
		return urlPasso(m.ID, passoDati), nil
	}
	return urlPasso(m.ID, passoProtocollo), nil
}

func (d Deps) passoProtocollo(c *web.Context, f *web.Form, m moduloAdesione) (string, error) {
	up := f.Files["protocollo"]
	if up == nil {
		return "", kernel.Invalid([]kernel.FieldError{{Field: "protocollo", Message: "Scegliere il file del Protocollo firmato."}})
	}
	_, err := d.Enti.CaricaProtocollo(c.Ctx(), c.Actor, m.ID, m.Versione, enti.Caricato{Nome: up.Name, Dimensione: up.Size, Contenuto: up})
	if err != nil {
		return "", err
	}
	c.SetNotice("success", "Protocollo ricevuto", "La ricevuta è in questa pagina ed è stata inviata per e-mail.")
	return urlPasso(m.ID, passoProtocollo), nil
}

// mostraPasso draws the step that the form asks for.
func (d Deps) mostraPasso(c *web.Context, status int, m moduloAdesione, es ui.Errors, candidati []enti.Ente) error {
	v := vistaAdesione{Modulo: m, Errori: es, Token: web.NewSubmission(), Nuova: m.ID == 0}
	if m.ID != 0 {
		var err error
		if v.Dettaglio, err = d.Enti.Dettaglio(c.Ctx(), c.Actor, m.ID); err != nil {
			return err
		}
	}
	if m.Passo == passoEnte {
		mie, err := d.Enti.LeMie(c.Ctx(), c.Actor)
		if err != nil {
			return err
		}
		for _, x := range mie {
			if x.Adesione.Stato.Aperta() && x.Adesione.ID != m.ID {
				v.Mie = append(v.Mie, x)
			}
		}
	}
	for _, e := range candidati {
		v.Candidati = append(v.Candidati, ui.Option{Value: strconv.FormatInt(e.ID, 10), Label: e.NomeEsteso(), Hint: nota(e)})
	}
	v.completa(c.Now().Day())
	return c.HTML(status, paginaAdesione(v))
}

func (v *vistaAdesione) completa(oggi kernel.Day) {
	a := v.Dettaglio.Adesione
	v.Modificata = v.Nuova || a.Stato == enti.Bozza
	v.Min, v.Max = oggi.String(), enti.LimiteMandato(oggi).String()
	for _, t := range enti.Titoli(v.Dettaglio.Ente.Tipo) {
		v.Titoli = append(v.Titoli, ui.Option{Value: string(t), Label: titoloPer(t, v.Dettaglio.Ente.Tipo)})
	}
	fatti := map[passo]bool{passoEnte: !v.Nuova, passoDati: !v.Nuova && len(a.Dati.Validate(v.Dettaglio.Ente.Tipo, oggi)) == 0, passoProtocollo: a.FileID != 0}
	for _, p := range passi {
		s := ui.Step{Text: p.testo, Done: fatti[p.passo] && p.passo != v.Modulo.Passo, Current: p.passo == v.Modulo.Passo}
		if !v.Nuova && (p.passo != passoEnte || v.Modificata) {
			s.URL = urlPasso(a.ID, p.passo)
		}
		v.Passi = append(v.Passi, s)
	}
}

// titoloPer writes the title as the body calls it.
func titoloPer(t accesso.Titolo, tipo enti.Tipo) string {
	if tipo == enti.CittaMetropolitana && t == accesso.Sindaco {
		return "Sindaco metropolitano"
	}
	return t.Etichetta()
}
