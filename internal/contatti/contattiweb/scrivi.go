package contattiweb

import (
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// scriviVista is what the public form shows.
type scriviVista struct {
	Page       ui.Page
	Avviso     *ui.Alert
	Errori     ui.Errors
	Form       ui.FormProps
	Nome       ui.Field
	Email      ui.Field
	Argomento  ui.Field
	Argomenti  []ui.Option
	Testo      ui.Field
	Trappola   string // what a program typed where people see nothing
	Pagina     string // page that the message is about
	Contatto   string // address to write to, empty when the installation has none
	ContattoDi templ.SafeURL
	RPD        string
	Titolare   string
}

// scrivi shows the form. ?pagina= is the page that it is about and ?argomento=
// the subject: links of other pages set them.
func (p *pagine) scrivi(c *web.Context) error {
	m := contatti.Modulo{Pagina: pagina(c.Query("pagina")), Argomento: c.Query("argomento")}
	if m.Pagina == "/accessibilita" && m.Argomento == "" {
		m.Argomento = string(contatti.Accessibilita)
	}
	return p.modulo(c, 200, m, nil, nil)
}

// pagina keeps a path of this site, or nothing.
func pagina(s string) string {
	s = web.LocalPath(s, "")
	if len(s) > 300 {
		return ""
	}
	return s
}

func (p *pagine) modulo(c *web.Context, status int, m contatti.Modulo, err error, avviso *ui.Alert) error {
	f, e := p.Contatti.Firma(c.Ctx())
	if e != nil {
		return e
	}
	v := p.vistaScrivi(m, ui.ErrorsOf(err))
	v.Avviso = avviso
	v.Form = ui.FormProps{Action: "/contatti", Token: web.NewSubmission(), Label: "Scrivi alla segreteria", Privacy: "/privacy",
		Hidden: []ui.Hidden{{Name: "aperto", Value: f.Apertura(c.Now())}, {Name: "pagina", Value: m.Pagina}}}
	if form, e := c.Form(0); e == nil && c.R.Method == "POST" {
		if il, ok := f.ApertoIl(form.Get("aperto")); ok && c.Now().Sub(il) < 24*time.Hour { // time already spent counts
			v.Form.Hidden[0].Value = form.Get("aperto")
		}
	}
	return c.HTML(status, paginaScrivi(v))
}

// vistaScrivi decides what the form shows.
func (p *pagine) vistaScrivi(m contatti.Modulo, errori ui.Errors) scriviVista {
	v := scriviVista{Errori: errori, Pagina: m.Pagina, Trappola: m.Trappola, Contatto: configurato(p.Config.Contatto), RPD: configurato(p.Config.RPD), Titolare: p.Config.Titolare}
	v.Page = ui.Page{Title: "Contatti", Lead: "Qui si scrive alla Segreteria tecnica per avere informazioni, dare un giudizio o segnalare un problema.",
		Robots: m.Pagina == "" && len(errori) == 0, Breadcrumb: []ui.Link{{Text: "Home", URL: "/"}}, UpdatedAt: testiDel.InItaliano()}
	oggetto := "PAsS: segnalazione"
	if m.Pagina != "" {
		oggetto += " sulla pagina " + m.Pagina
	}
	// As RFC 6068 wants: nothing of the page's address may begin another header,
	// and a space is no plus.
	v.ContattoDi = templ.SafeURL("mailto:" + v.Contatto + "?subject=" + strings.ReplaceAll(url.QueryEscape(oggetto), "+", "%20"))
	v.Nome = ui.Field{Name: "nome", Label: "Nome e cognome", Value: m.Nome, Required: true, Autocomplete: "name", MaxLength: contatti.MaxNome, Error: errori.For("nome")}
	v.Email = ui.Field{Name: "email", Label: "Indirizzo e-mail", Hint: "La risposta arriva qui.", Value: m.Email, Required: true, Autocomplete: "email", MaxLength: 254, Error: errori.For("email")}
	v.Argomento = ui.Field{Name: "argomento", Label: "Di che cosa si tratta", Value: m.Argomento, Required: true, Error: errori.For("argomento")}
	for _, a := range contatti.Argomenti {
		v.Argomenti = append(v.Argomenti, ui.Option{Value: string(a), Label: a.Etichetta()})
	}
	v.Testo = ui.Field{Name: "testo", Label: "Messaggio", Value: m.Testo, Required: true, Rows: 8, MaxLength: contatti.MaxTesto, Error: errori.For("testo"),
		Hint: "Per un problema tecnico conviene dire la pagina, l’ora e che cosa si stava facendo. Non servono dati personali di altri."}
	return v
}

// configurato tells a real address from the default of an installation that
// nobody configured yet.
func configurato(address string) string {
	if strings.HasSuffix(address, "@example.org") {
		return ""
	}
	return address
}

// testiDel is the day on which the fixed texts were last revised.
var testiDel = kernel.NewDay(2026, time.November, 23)

// invia takes the form. The same sending received twice makes one message.
func (p *pagine) invia(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := contatti.Modulo{Nome: f.Text("nome"), Email: f.Text("email"), Argomento: f.Text("argomento"), Testo: f.Text("testo"),
		Pagina: pagina(f.Text("pagina")), Trappola: f.Text("sito")}
	ctx, invio := c.Ctx(), (*db.Submission)(nil)
	if key := f.Text(web.SubmissionField); c.Session == 0 && key != "" && len(key) <= 64 {
		invio = &db.Submission{Key: "contatti-" + key}
		ctx = db.WithSubmission(ctx, invio)
	}
	firma, err := p.Contatti.Firma(ctx)
	if err != nil {
		return err
	}
	k, err := p.Contatti.Scrivi(ctx, m, c.Network(), f.Get("aperto"))
	switch {
	case errors.Is(err, db.ErrRepeated) && invio != nil:
		return p.giaInviato(c, invio)
	case kernel.CodeOf(err) == kernel.NonValido && err != nil:
		return p.modulo(c, 422, m, err, nil)
	case kernel.CodeOf(err) == kernel.TroppeVolte && err != nil:
		c.W.Header().Set("Retry-After", "3600")
		return p.modulo(c, 429, m, nil, &ui.Alert{Tone: ui.Late, Title: "Il messaggio non è stato inviato.", Text: messaggio(err)})
	case err != nil:
		return err
	}
	dove := "/contatti/ricevuta/" + firma.Codice(k.Anno, k.Numero)
	if invio != nil {
		if err := p.Contatti.DB.Settle(c.Ctx(), invio, dove); err != nil {
			p.Contatti.Log.WarnContext(c.Ctx(), "contatti: cannot settle the submission", "err", err)
		}
	}
	return c.Redirect(dove)
}

// giaInviato answers a form that was sent twice with the receipt of the first
// sending, as soon as that is known.
func (p *pagine) giaInviato(c *web.Context, invio *db.Submission) error {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 40 {
		dove, _, err := p.Contatti.DB.Settled(c.Ctx(), invio)
		if err != nil {
			return err
		}
		if dove != "" {
			return c.Redirect(dove)
		}
		select {
		case <-again.C:
		case <-c.Ctx().Done():
			return c.Ctx().Err()
		}
	}
	return kernel.E(kernel.Conflitto, "Questo messaggio è già stato ricevuto: di solito la ricevuta arriva per e-mail. Non serve inviarlo di nuovo.")
}

// messaggio is the outside of an error.
func messaggio(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}

// ricevuta is the proof that a message arrived. Its address carries the signed
// number and the page repeats nothing of the message.
func (p *pagine) ricevuta(c *web.Context) error {
	k, err := p.Contatti.PerRicevuta(c.Ctx(), c.R.PathValue("codice"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "no-store")
	r := ui.ReceiptProps{Title: "Messaggio ricevuto", Number: k.Codice(), Time: k.CreatoIl.InItaliano(),
		Rows:  []ui.Detail{{Term: "Argomento", Text: k.Argomento.Etichetta()}},
		Next:  []string{"Di solito il numero arriva anche per e-mail.", "Una persona della Segreteria tecnica legge il messaggio.", "La risposta arriva all’indirizzo indicato."},
		Links: []ui.Link{{Text: "Torna alla home", URL: "/"}}}
	if k.Pagina != "" {
		r.Rows = append(r.Rows, ui.Detail{Term: "Pagina", Text: k.Pagina, URL: k.Pagina})
		r.Links = []ui.Link{{Text: "Torna alla pagina", URL: k.Pagina}}
	}
	return c.HTML(200, paginaRicevuta(ui.Page{Title: "Messaggio ricevuto", Lead: "Il messaggio è arrivato. Conviene conservare il numero.",
		Breadcrumb: []ui.Link{{Text: "Home", URL: "/"}, {Text: "Contatti", URL: "/contatti"}}}, r))
}
