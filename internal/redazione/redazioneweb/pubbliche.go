package redazioneweb

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/redazione/atom"
	"pass/internal/ui"
)

// vistaNotizie is the list of the news.
type vistaNotizie struct {
	Pagina  ui.Page
	Schede  []ui.CardProps
	Conta   string
	Anni    []ui.Link
	Scorri  ui.PaginationProps
	Vuota   string
	Seguire []ui.Link
}

// notizie is GET /notizie.
func (d Deps) notizie(c *web.Context) error {
	anno, n := c.QueryInt("anno", 0), paginaDi(c)
	if anno < 2000 || anno > 2999 {
		anno = 0
	}
	righe, totale, anni, err := d.Redazione.Notizie(c.Ctx(), anno, n)
	if err != nil {
		return err
	}
	v := vistaNotizie{Pagina: ui.Page{Title: "Notizie", Section: "notizie", Robots: true, Breadcrumb: []ui.Link{crumbHome}, Feeds: []ui.Link{feedNotizie},
		Lead: "Che cosa cambia nel servizio, raccontato da chi lo gestisce."}, Conta: quanti(totale, "notizia", "notizie"), Vuota: "Non ci sono ancora notizie."}
	if anno > 0 {
		v.Pagina.Title, v.Vuota = "Notizie del "+strconv.Itoa(anno), "In questo anno non ci sono notizie."
		v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, crumbNotizie)
	}
	v.Seguire = []ui.Link{{Text: "Ricevere le notizie per e-mail", URL: "/segui?oggetto=notizie"}}
	for _, r := range righe {
		v.Schede = append(v.Schede, ui.CardProps{Kicker: r.PubblicataIl.Day().InItaliano(), Title: r.Testo.Titolo, URL: r.URL(), Text: r.Testo.Sommario})
	}
	v.Anni = []ui.Link{{Text: "Tutti gli anni", URL: "/notizie", Current: anno == 0}}
	for _, a := range anni {
		v.Anni = append(v.Anni, ui.Link{Text: strconv.Itoa(a), URL: "/notizie?anno=" + strconv.Itoa(a), Current: a == anno})
	}
	v.Scorri = ui.PaginationProps{Page: n, Pages: pagine(totale), Label: "Pagine delle notizie", URL: func(p int) string {
		return conQuery("/notizie", "anno", zeroVuoto(anno), "pagina", zeroVuoto(p))
	}}
	return c.HTML(http.StatusOK, paginaNotizie(v))
}

func zeroVuoto(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// notizieAtom is GET /notizie.atom.
func (d Deps) notizieAtom(c *web.Context) error {
	f, err := d.Redazione.FeedNotizie(c.Ctx())
	if err != nil {
		return err
	}
	return scriviFeed(c, f)
}

func scriviFeed(c *web.Context, f atom.Feed) error {
	b, err := f.Scrivi()
	if err != nil {
		return err
	}
	return c.Raw(atom.MediaType, b)
}

// vistaContenuto is a news, an event or a static page as everybody reads it.
type vistaContenuto struct {
	Pagina    ui.Page
	HTML      string // safe already
	Dettagli  []ui.Detail
	Azioni    []ui.Link
	Documenti []ui.Attachment
	TitoloDoc string
}

// trova reads the public content that the address names; done tells that the
// answer was a redirect, from a former address.
func (d Deps) trova(c *web.Context, tipo redazione.Tipo) (p redazione.Pubblicato, done bool, err error) {
	p, verso, err := d.Redazione.Pubblicato(c.Ctx(), tipo, c.R.PathValue("slug"))
	if err != nil || verso == "" {
		return p, false, err
	}
	http.Redirect(c.W, c.R, verso, http.StatusMovedPermanently)
	return p, true, nil
}

func (d Deps) pagina(c *web.Context) error {
	p, done, err := d.trova(c, redazione.Pagina)
	if err != nil || done {
		return err
	}
	return c.HTML(http.StatusOK, paginaContenuto(contenutoPubblico(p, c.Now())))
}

func (d Deps) evento(c *web.Context) error {
	p, done, err := d.trova(c, redazione.Evento)
	if err != nil || done {
		return err
	}
	return c.HTML(http.StatusOK, paginaContenuto(contenutoPubblico(p, c.Now())))
}

// eventoICS is GET /eventi/{slug}/calendario.ics.
func (d Deps) eventoICS(c *web.Context) error {
	p, verso, err := d.Redazione.Pubblicato(c.Ctx(), redazione.Evento, c.R.PathValue("slug"))
	if err != nil {
		return err
	}
	if verso != "" {
		http.Redirect(c.W, c.R, verso+"/calendario.ics", http.StatusMovedPermanently)
		return nil
	}
	c.W.Header().Set("Content-Disposition", `attachment; filename="`+p.Slug+`.ics"`)
	return c.Raw("text/calendar; charset=utf-8", p.ICS(d.Config.Host(), d.Config.BaseURL()+p.URL(), p.ModificataIl))
}

// contenutoPubblico is pure.
func contenutoPubblico(p redazione.Pubblicato, ora kernel.Instant) vistaContenuto {
	v := vistaContenuto{HTML: redazione.Rendi(p.Testo.Corpo, p.Allegati), TitoloDoc: "Documenti",
		Pagina: ui.Page{Title: p.Testo.Titolo, Lead: p.Testo.Sommario, Robots: true, Breadcrumb: []ui.Link{crumbHome}, UpdatedAt: p.ModificataIl.InItaliano()}}
	switch p.Tipo {
	case redazione.Notizia:
		v.Pagina.Section, v.Pagina.Kicker, v.Pagina.Feeds = "notizie", "Notizia "+delGiorno(p.PubblicataIl.Day()), []ui.Link{feedNotizie}
		v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, crumbNotizie)
	case redazione.Evento:
		v.Pagina.Section, v.Pagina.Kicker, v.TitoloDoc = "notizie", "Evento", "Atti e documenti"
		v.Pagina.Breadcrumb = append(v.Pagina.Breadcrumb, crumbEventi)
		v.Dettagli, v.Azioni = dettagliEvento(p.Riga, ora)
	}
	for _, a := range p.Allegati {
		if !a.Immagine {
			v.Documenti = append(v.Documenti, ui.Attachment{Name: a.Descrizione, URL: a.URL(), Size: ui.Bytes(a.Dimensione), Note: a.Nome})
		}
	}
	return v
}

// dettagliEvento says when and where an event is, and how to take part while
// one still can.
func dettagliEvento(r redazione.Riga, ora kernel.Instant) (ds []ui.Detail, azioni []ui.Link) {
	ds = append(ds, ui.Detail{Term: "Quando", Text: quando(r.Testo)})
	if r.Testo.Luogo != "" {
		ds = append(ds, ui.Detail{Term: "Dove", Text: r.Testo.Luogo})
	}
	passato := ora.Day().After(r.Testo.InizioIl.Day()) && !r.Testo.FineIl.After(ora)
	if r.Testo.Collegamento != "" && !passato {
		ds = append(ds, ui.Detail{Term: "Per partecipare a distanza", Text: r.Testo.Collegamento, URL: r.Testo.Collegamento})
	}
	if r.Testo.Registrazione != "" {
		ds = append(ds, ui.Detail{Term: "Registrazione", Text: "Rivedere l'incontro", URL: r.Testo.Registrazione})
	}
	if passato {
		return ds, nil
	}
	return ds, []ui.Link{{Text: "Aggiungi al calendario", URL: r.URL() + "/calendario.ics", Icon: "calendar"}}
}

// vistaEventi is the list of the events.
type vistaEventi struct {
	Pagina          ui.Page
	Futuri, Passati []ui.CardProps
	Conta           string
	Scorri          ui.PaginationProps
}

// eventi is GET /eventi.
func (d Deps) eventi(c *web.Context) error {
	n := paginaDi(c)
	futuri, passati, totale, err := d.Redazione.Eventi(c.Ctx(), n)
	if err != nil {
		return err
	}
	v := vistaEventi{Conta: quanti(totale, "evento passato", "eventi passati"),
		Pagina: ui.Page{Title: "Eventi", Section: "notizie", Robots: true, Breadcrumb: []ui.Link{crumbHome}, Lead: "Incontri e seminari per Comuni e Province, con gli atti di quelli passati."},
		Scorri: ui.PaginationProps{Page: n, Pages: pagine(totale), Label: "Pagine degli eventi passati", URL: func(p int) string { return "/eventi?pagina=" + strconv.Itoa(p) }}}
	scheda := func(r redazione.Riga) ui.CardProps {
		x := ui.CardProps{Kicker: quando(r.Testo), Title: r.Testo.Titolo, URL: r.URL(), Text: r.Testo.Sommario, H3: true}
		if r.Testo.Luogo != "" {
			x.Meta = append(x.Meta, r.Testo.Luogo)
		}
		if r.Testo.Registrazione != "" {
			x.Meta = append(x.Meta, "Con la registrazione")
		}
		return x
	}
	for _, r := range futuri {
		v.Futuri = append(v.Futuri, scheda(r))
	}
	for _, r := range passati {
		v.Passati = append(v.Passati, scheda(r))
	}
	return c.HTML(http.StatusOK, paginaEventi(v))
}

// file is GET /contenuti/file/{id}: images are shown, documents are downloaded.
func (d Deps) file(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	a, in, err := d.Redazione.Apri(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	defer in.Close()
	if !a.Immagine {
		return c.Download(a.Nome, a.Tipo, a.Dimensione, in)
	}
	b, err := io.ReadAll(io.LimitReader(in, redazione.MassimoImmagine))
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if c.Session == 0 {
		c.W.Header().Set("Cache-Control", "public, max-age=3600")
	}
	return c.Raw(a.Tipo, b)
}

// delGiorno writes a day after its preposition: "dell'11 novembre 2026".
func delGiorno(d kernel.Day) string {
	s := d.InItaliano()
	if strings.HasPrefix(s, "8 ") || strings.HasPrefix(s, "11 ") {
		return "dell'" + s
	}
	return "del " + s
}
