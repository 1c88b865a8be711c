package redazioneweb

import (
	"net/http"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/ui"
)

// vistaElenco is the list of the contents for editors.
type vistaElenco struct {
	Pagina  ui.Page
	Avvisi  []ui.Alert
	Filtri  ui.FiltersProps
	Tipo    string
	Stato   string
	Tipi    []ui.Option
	Stati   []ui.Option
	Conta   string
	Tabella ui.Table
	Vuota   ui.EmptyStateProps
	Scorri  ui.PaginationProps
}

// elenco is GET /redazione.
func (d Deps) elenco(c *web.Context) error {
	n, f := paginaDi(c), redazione.Filtro{Tipo: redazione.Tipo(c.Query("tipo")), Stato: redazione.Stato(c.Query("stato"))}
	righe, totale, err := d.Redazione.Elenco(c.Ctx(), c.Actor, f, n)
	if err != nil {
		return err
	}
	v := vistaElenco{Tipo: string(f.Tipo), Stato: string(f.Stato), Conta: quanti(totale, "contenuto", "contenuti"),
		Pagina: ui.Page{Title: "Redazione", Section: "redazione", Breadcrumb: []ui.Link{crumbScrivania}, Lead: "Notizie, eventi e pagine del sito pubblico.",
			Actions: ui.ButtonLink(ui.Link{Text: "Scrivi un contenuto", URL: "/redazione/nuovo", Primary: true})},
		Filtri: ui.FiltersProps{Action: "/redazione", Label: "Filtri dei contenuti", Reset: "/redazione"},
		Vuota:  ui.EmptyStateProps{Title: "Nessun contenuto", Text: "Nessun contenuto corrisponde ai filtri scelti.", Links: []ui.Link{{Text: "Tutti i contenuti", URL: "/redazione"}}},
		Tipi:   []ui.Option{{Label: "Tutti"}}, Stati: []ui.Option{{Label: "Tutti"}}}
	if v.Avvisi, err = d.daModerare(c); err != nil {
		return err
	}
	for _, t := range redazione.Tipi {
		v.Tipi = append(v.Tipi, ui.Option{Value: string(t), Label: t.Etichetta()})
	}
	for _, s := range redazione.Stati {
		v.Stati = append(v.Stati, ui.Option{Value: string(s), Label: s.Etichetta()})
	}
	if f.Tipo != "" {
		v.Filtri.Active = append(v.Filtri.Active, ui.Link{Text: "Tipo: " + f.Tipo.Etichetta(), URL: conQuery("/redazione", "stato", v.Stato)})
	}
	if f.Stato != "" {
		v.Filtri.Active = append(v.Filtri.Active, ui.Link{Text: "Stato: " + f.Stato.Etichetta(), URL: conQuery("/redazione", "tipo", v.Tipo)})
	}
	v.Tabella = ui.Table{Caption: "Contenuti", HideCaption: true, Columns: []ui.Column{{Text: "Titolo"}, {Text: "Stato"}, {Text: "Pubblicazione"}, {Text: "Ultima modifica"}}}
	for _, r := range righe {
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{{Text: r.Testo.Titolo, Sub: r.Tipo.Etichetta() + " di " + r.Autore, URL: urlContenuto(r.ID)},
			ui.ChipCell(chip(r.Contenuto)), {Text: uscita(r.Contenuto), Sub: novita(r.Contenuto)}, {Text: r.Salvata.Breve(), Sub: r.Da}}})
	}
	v.Scorri = ui.PaginationProps{Page: n, Pages: pagine(totale), Label: "Pagine dei contenuti", URL: func(p int) string {
		return conQuery("/redazione", "tipo", v.Tipo, "stato", v.Stato, "pagina", zeroVuoto(p))
	}}
	return c.HTML(http.StatusOK, paginaElenco(v))
}

// daModerare leads who moderates to the comments.
func (d Deps) daModerare(c *web.Context) ([]ui.Alert, error) {
	if !redazione.Modera.Allows(c.Actor) {
		return nil, nil
	}
	_, n, _, err := d.Redazione.Commenti(c.Ctx(), c.Actor, redazione.InAttesa, 1)
	a := ui.Alert{Tone: ui.Info, Title: "Nessun commento aspetta una decisione.", Links: []ui.Link{{Text: "Tutti i commenti", URL: "/redazione/commenti"}}}
	if n > 0 {
		a = ui.Alert{Tone: ui.Warning, Title: quanti(n, "commento aspetta una decisione", "commenti aspettano una decisione") + ".", Links: []ui.Link{{Text: "Leggere i commenti", URL: "/redazione/commenti"}}}
	}
	return []ui.Alert{a}, err
}

// uscita says when a content went, or will go, out.
func uscita(c redazione.Contenuto) string {
	switch {
	case c.Stato == redazione.Programmata:
		return "Esce il " + c.ProgrammataIl.InItaliano()
	case c.PubblicataIl.IsZero():
		return "Mai pubblicata"
	}
	return c.PubblicataIl.InItaliano()
}

func novita(c redazione.Contenuto) string {
	if c.DaPubblicare() {
		return "Ci sono modifiche non ancora pubbliche."
	}
	return ""
}

// vistaNuovo is the form that begins a content.
type vistaNuovo struct {
	Pagina       ui.Page
	Tipo, Titolo string
	Scelte       []ui.Option
	Errori       ui.Errors
	Token        string
}

// nuovo is GET /redazione/nuovo.
func (d Deps) nuovo(c *web.Context) error {
	tipo := redazione.Tipo(c.Query("tipo"))
	if tipo == "" {
		tipo = redazione.Notizia
	}
	return mostraNuovo(c, http.StatusOK, string(tipo), "", nil)
}

func mostraNuovo(c *web.Context, status int, tipo, titolo string, es ui.Errors) error {
	return c.HTML(status, paginaNuovo(vistaNuovo{Tipo: tipo, Titolo: titolo, Errori: es, Token: web.NewSubmission(),
		Pagina: ui.Page{Title: "Nuovo contenuto", Section: "redazione", Narrow: true, Breadcrumb: []ui.Link{crumbScrivania, crumbRedazione}, Lead: "Nasce come bozza: nessuno la vede finché non si pubblica."},
		Scelte: []ui.Option{{Value: string(redazione.Notizia), Label: "Notizia", Hint: "Un fatto del servizio, con la data e i commenti."},
			{Value: string(redazione.Evento), Label: "Evento", Hint: "Un incontro o un seminario, con gli atti e la registrazione."},
			{Value: string(redazione.Pagina), Label: "Pagina", Hint: "Un testo che resta, senza data."}}}))
}

// crea is POST /redazione/nuovo.
func (d Deps) crea(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	tipo, titolo := f.Text("tipo"), f.Text("titolo")
	id, err := d.Redazione.Crea(c.Ctx(), c.Actor, redazione.Tipo(tipo), titolo)
	if es, status, ok := errori(err); ok {
		return mostraNuovo(c, status, tipo, titolo, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Bozza creata", "Ora si può scrivere il testo. Quello che si scrive si salva da solo.")
	return c.Redirect(urlContenuto(id) + "/modifica")
}

// vistaVersioni compares two versions.
type vistaVersioni struct {
	Pagina       ui.Page
	ID           int64
	Versioni     []ui.Option
	Da, A        string
	Prima, Dopo  string // who saved them, and when
	Righe        []rigaConfronto
	Differenze   string
	Ripristina   int64 // the version that may be restored; 0: none
	Ultima       int64
	Nota         string
	Token        string
	SenzaSecondo bool
}

type rigaConfronto struct {
	Segno, Parola, Testo string
}

// versioni is GET /redazione/contenuti/{id}/versioni?da=1&a=2.
func (d Deps) versioni(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	s, err := d.Redazione.Scheda(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	a := int64(c.QueryInt("a", int(s.Versione)))
	da := int64(c.QueryInt("da", int(max(a-1, 1))))
	prima, dopo, righe, err := d.Redazione.Confronta(c.Ctx(), c.Actor, id, da, a)
	if err != nil {
		return err
	}
	v := vistaVersioni{ID: id, Da: strconv.FormatInt(da, 10), A: strconv.FormatInt(a, 10), Prima: chiQuando(prima), Dopo: chiQuando(dopo), Ultima: s.Versione, Token: web.NewSubmission(), SenzaSecondo: s.Versione == 1,
		Pagina: ui.Page{Title: "Versioni", Kicker: s.Ultima.Titolo, Section: "redazione", Breadcrumb: percorso(s), Lead: "Ogni salvataggio è una versione: nessuna si perde."}}
	for _, x := range s.Versioni {
		v.Versioni = append(v.Versioni, ui.Option{Value: strconv.FormatInt(x.N, 10), Label: etichettaVersione(s.Contenuto, x)})
	}
	tolte, aggiunte := int64(0), int64(0)
	for _, r := range righe {
		x := rigaConfronto{Segno: "pass-uguale", Testo: r.Testo}
		switch r.Segno {
		case 1:
			x.Segno, x.Parola = "pass-tolta", "Tolto: "
			tolte++
		case 2:
			x.Segno, x.Parola = "pass-aggiunta", "Aggiunto: "
			aggiunte++
		}
		v.Righe = append(v.Righe, x)
	}
	v.Differenze = "I due testi sono uguali."
	if tolte+aggiunte > 0 {
		v.Differenze = quanti(tolte, "riga tolta", "righe tolte") + ", " + quanti(aggiunte, "riga aggiunta", "righe aggiunte") + "."
	}
	if da != s.Versione {
		v.Ripristina = da
	}
	return c.HTML(http.StatusOK, paginaVersioni(v))
}

func chiQuando(v redazione.Versione) string {
	return "Versione " + kernel.Numero(v.N) + ", di " + v.Nome + ", " + v.Il.InItaliano()
}

func etichettaVersione(c redazione.Contenuto, v redazione.Versione) string {
	s := kernel.Numero(v.N) + ", " + v.Il.Breve() + ", " + v.Nome
	if v.N == c.VersionePubblica && c.Pubblico() {
		s += " (pubblica)"
	}
	return s
}

func percorso(s redazione.Scheda) []ui.Link {
	return []ui.Link{crumbScrivania, crumbRedazione, {Text: s.Ultima.Titolo, URL: urlContenuto(s.ID)}}
}

// ripristina is POST /redazione/contenuti/{id}/versioni/{n}/ripristina.
func (d Deps) ripristina(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	n, err := c.ID("n")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	if err := d.Redazione.RipristinaVersione(c.Ctx(), c.Actor, id, n, numero(f, "versione")); err != nil {
		return err
	}
	c.SetNotice("success", "Versione ripristinata", "La versione "+kernel.Numero(n)+" è di nuovo l'ultima. Le altre restano nella storia.")
	return c.Redirect(urlContenuto(id))
}
