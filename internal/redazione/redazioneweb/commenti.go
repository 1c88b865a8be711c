package redazioneweb

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/ui"
)

// vistaNotizia is a news with its comments and the form for one more.
type vistaNotizia struct {
	vistaContenuto
	URL      string
	Commenti []redazione.Commento
	Conta    string
	Aperti   bool
	Modulo   moduloCommento
	Errori   ui.Errors
	Gettone  string
}

// moduloCommento is the form of a comment as it was typed.
type moduloCommento struct {
	Nome, Email, Testo, Trappola string
	RispostaA                    int64
	RispostaANome                string // who is answered
}

// notizia is GET /notizie/{slug}.
func (d Deps) notizia(c *web.Context) error {
	p, done, err := d.trova(c, redazione.Notizia)
	if err != nil || done {
		return err
	}
	return d.mostraNotizia(c, http.StatusOK, p, moduloCommento{RispostaA: int64(c.QueryInt("risposta", 0))}, nil)
}

func (d Deps) mostraNotizia(c *web.Context, status int, p redazione.Pubblicato, m moduloCommento, es ui.Errors) error {
	v := vistaNotizia{vistaContenuto: contenutoPubblico(p, c.Now()), URL: p.URL(), Commenti: p.Commenti, Aperti: p.CommentiAperti, Errori: es}
	n := int64(0)
	for _, k := range p.Commenti {
		n += 1 + int64(len(k.Risposte))
		if k.ID == m.RispostaA {
			m.RispostaANome = k.Nome
		}
	}
	if m.RispostaANome == "" {
		m.RispostaA = 0
	}
	v.Modulo, v.Conta = m, quanti(n, "commento", "commenti")
	var err error
	if v.Gettone, err = d.Redazione.GettoneCommento(c.Ctx(), p.ID, len(es) > 0); err != nil {
		return err
	}
	return c.HTML(status, paginaNotizia(v))
}

// commenta is POST /notizie/{slug}/commenti.
func (d Deps) commenta(c *web.Context) error {
	p, done, err := d.trova(c, redazione.Notizia)
	if err != nil || done {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := moduloCommento{Nome: f.Text("nome"), Email: f.Text("email"), Testo: f.Text("commento"), Trappola: f.Text("sito"), RispostaA: numero(f, "risposta")}
	n, err := d.Redazione.Commenta(c.Ctx(), p.Slug, redazione.NuovoCommento{Nome: m.Nome, Email: m.Email, Testo: m.Testo, RispostaA: m.RispostaA,
		Gettone: f.Text("gettone"), Trappola: m.Trappola, Da: c.Network()})
	if es, status, ok := errori(err); ok {
		return d.mostraNotizia(c, status, p, m, es)
	}
	if err != nil {
		return err
	}
	return c.Redirect(p.URL() + "/commenti/ricevuto?n=" + strconv.FormatInt(n, 10))
}

// commentoRicevuto is GET /notizie/{slug}/commenti/ricevuto.
func (d Deps) commentoRicevuto(c *web.Context) error {
	p, done, err := d.trova(c, redazione.Notizia)
	if err != nil || done {
		return err
	}
	page := ui.Page{Title: "Commento ricevuto", Section: "notizie", Narrow: true, Breadcrumb: []ui.Link{crumbHome, crumbNotizie, {Text: p.Testo.Titolo, URL: p.URL()}}}
	r := ui.ReceiptProps{Title: "Commento ricevuto", Time: c.Now().InItaliano(), Rows: []ui.Detail{{Term: "Notizia", Text: p.Testo.Titolo, URL: p.URL()}},
		Next:  []string{"La Segreteria tecnica lo legge.", "Se rispetta le regole lo pubblica, e una e-mail avvisa chi lo ha scritto."},
		Links: []ui.Link{{Text: "Tornare alla notizia", URL: p.URL()}}}
	if n := c.QueryInt("n", 0); n > 0 {
		r.Number = strconv.Itoa(n)
	}
	return c.HTML(http.StatusOK, paginaRicevuta(page, r))
}

// vistaCoda is the queue of the comments.
type vistaCoda struct {
	Pagina   ui.Page
	Stati    []ui.Link
	Commenti []vistaInCoda
	Conta    string
	Vuota    string
	Scorri   ui.PaginationProps
	Errori   ui.Errors
}

// vistaInCoda is one comment for who moderates.
type vistaInCoda struct {
	redazione.CommentoInCoda
	Dettagli                []ui.Detail
	Approva, Respingi, Spam bool
	Motivo                  string // what was typed
	Errore                  string // of it
	Token                   string
}

// commenti is GET /redazione/commenti.
func (d Deps) commenti(c *web.Context) error {
	stato := redazione.StatoCommento(c.Query("stato"))
	if stato == "" {
		stato = redazione.InAttesa
	}
	return d.mostraCoda(c, http.StatusOK, stato, 0, "", nil)
}

func (d Deps) mostraCoda(c *web.Context, status int, stato redazione.StatoCommento, scritto int64, motivo string, es ui.Errors) error {
	n := paginaDi(c)
	lista, totale, conta, err := d.Redazione.Commenti(c.Ctx(), c.Actor, stato, n)
	if err != nil {
		return err
	}
	v := vistaCoda{Errori: es, Conta: quanti(totale, "commento", "commenti"), Vuota: "Nessun commento in questo stato.",
		Pagina: ui.Page{Title: "Commenti", Section: "redazione", Breadcrumb: []ui.Link{crumbScrivania, crumbRedazione}, Lead: "Nessun commento è pubblico finché qualcuno non lo approva."},
		Scorri: ui.PaginationProps{Page: n, Pages: pagine(totale), Label: "Pagine dei commenti", URL: func(p int) string {
			return conQuery("/redazione/commenti", "stato", string(stato), "pagina", strconv.Itoa(p))
		}}}
	if stato == redazione.InAttesa {
		v.Vuota = "Nessun commento aspetta una decisione."
	}
	for _, s := range redazione.StatiCommento {
		v.Stati = append(v.Stati, ui.Link{Text: s.Etichetta(), Note: kernel.Numero(conta[s]), URL: conQuery("/redazione/commenti", "stato", string(s)), Current: s == stato})
	}
	for _, k := range lista {
		x := vistaDi(k)
		if k.ID == scritto {
			x.Motivo, x.Errore = motivo, es.For("motivo-"+strconv.FormatInt(k.ID, 10))
		}
		v.Commenti = append(v.Commenti, x)
	}
	return c.HTML(status, paginaCoda(v))
}

func vistaDi(k redazione.CommentoInCoda) vistaInCoda {
	x := vistaInCoda{CommentoInCoda: k, Token: web.NewSubmission(), Approva: k.Stato != redazione.CommentoPubblicato,
		Respingi: k.Stato != redazione.CommentoRespinto, Spam: k.Stato != redazione.CommentoSpam}
	email := k.Email
	if email == "" {
		email = "cancellata"
	}
	x.Dettagli = []ui.Detail{{Term: "Notizia", Text: k.Titolo, URL: k.URL}, {Term: "Da", Text: k.Nome}, {Term: "E-mail", Text: email}, {Term: "Ricevuto", Text: k.InviatoIl.InItaliano()}}
	if k.PadreID != 0 {
		x.Dettagli = append(x.Dettagli, ui.Detail{Term: "Risponde", Text: "al commento n. " + kernel.Numero(k.PadreID)})
	}
	if k.Segnale != "" {
		x.Dettagli = append(x.Dettagli, ui.Detail{Term: "Segnale del filtro", Text: k.Segnale})
	}
	if !k.DecisoIl.IsZero() {
		x.Dettagli = append(x.Dettagli, ui.Detail{Term: "Deciso", Text: k.DecisoNome + ", " + k.DecisoIl.InItaliano()})
	}
	if k.Motivo != "" {
		x.Dettagli = append(x.Dettagli, ui.Detail{Term: "Motivo", Text: k.Motivo})
	}
	return x
}

var attiCommento = map[string]redazione.AttoCommento{"approva": redazione.ActApprova, "respingi": redazione.ActRespingi, "spam": redazione.ActSegnalaSpam, "cancella-dati": redazione.ActCancellaDati}

// decidi is POST /redazione/commenti/{id}/{atto}.
func (d Deps) decidi(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	atto, ok := attiCommento[c.R.PathValue("atto")]
	if !ok {
		return db.ErrNotFound
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	visto := redazione.StatoCommento(f.Text("visto"))
	campo := "motivo-" + strconv.FormatInt(id, 10)
	detto := map[redazione.AttoCommento]string{redazione.ActApprova: "Il commento è pubblico.", redazione.ActRespingi: "Il commento non è pubblico.",
		redazione.ActSegnalaSpam: "Il filtro ne terrà conto.", redazione.ActCancellaDati: "Nome ed e-mail non ci sono più."}[atto]
	if atto == redazione.ActCancellaDati {
		err = d.Redazione.CancellaDati(c.Ctx(), c.Actor, id)
	} else {
		_, err = d.Redazione.Decidi(c.Ctx(), c.Actor, id, atto, visto, f.Text(campo))
	}
	if es, status, ok := errori(err); ok {
		for i := range es {
			if es[i].Field == "motivo" {
				es[i].Field = campo
			}
		}
		if visto == "" {
			visto = redazione.InAttesa
		}
		return d.mostraCoda(c, status, visto, id, f.Text(campo), es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Commento n. "+kernel.Numero(id), detto)
	return c.Redirect(conQuery("/redazione/commenti", "stato", string(visto)))
}

func urlCommento(id int64, atto string) string {
	return "/redazione/commenti/" + strconv.FormatInt(id, 10) + "/" + atto
}

func rispondi(url string, id int64) templ.SafeURL {
	return templ.SafeURL(url + "?risposta=" + strconv.FormatInt(id, 10) + "#commenta")
}
