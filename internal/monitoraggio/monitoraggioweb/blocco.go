package monitoraggioweb

import (
	"errors"
	"fmt"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// bloccoVista is the page that leads the figures from the checks to the public.
type bloccoVista struct {
	Pagina   ui.Page
	Passi    []ui.Step
	Passo    ui.NextStepProps
	Azione   *azioneBlocco
	Ricevuta *ui.ReceiptProps
	Gravi    []monitoraggio.Controllo
	Avvisi   []monitoraggio.Controllo
	Versioni ui.Table
	Altro    []ui.Link
}

// azioneBlocco is the one act that may be done now.
type azioneBlocco struct {
	Indirizzo string
	Campi     []ui.Hidden
	Bottone   string
	Conferma  string // what the person declares, with a box to tick; empty: nothing
	Token     string
	Errori    ui.Errors
}

func (p *pagine) blocco(c *web.Context) error { return p.mostraBlocco(c, 200, nil) }

func (p *pagine) mostraBlocco(c *web.Context, status int, errori ui.Errors) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	var controlli []monitoraggio.Controllo
	if !x.Rilevazione.Stato.Ferma() {
		if controlli, err = p.Monitoraggio.Valida(c.Ctx(), c.Actor, x.Rilevazione.ID); err != nil {
			return err
		}
	}
	return c.HTML(status, paginaBlocco(vistaBlocco(x, controlli, errori)))
}

func vistaBlocco(x monitoraggio.CifreSemestre, controlli []monitoraggio.Controllo, errori ui.Errors) bloccoVista {
	sem, r := x.Rilevazione.Semestre, x.Rilevazione
	v := bloccoVista{Versioni: tabellaVersioni(x.Versioni), Ricevuta: ricevutaFirma(x)}
	v.Pagina = ui.Page{Title: "Bloccare, firmare, pubblicare", Kicker: maiuscola(sem.InItaliano()), Section: "monitoraggio", Breadcrumb: bricioleRilevazione(sem),
		Chips: []ui.Chip{chipRilevazione(r.Stato)}, Lead: "Le cifre bloccate non cambiano più. La firma le attribuisce a una persona della Regione; la pubblicazione le mostra a tutti."}
	for _, k := range controlli {
		if k.Grave {
			v.Gravi = append(v.Gravi, k)
		} else {
			v.Avvisi = append(v.Avvisi, k)
		}
	}
	v.Altro = []ui.Link{{Text: "Le cifre del semestre", URL: percorso(sem, "cifre")}}
	if r.Stato.Ferma() {
		v.Altro = append(v.Altro, ui.Link{Text: "Revisioni", URL: percorso(sem, "revisioni")})
	}
	fase := map[monitoraggio.StatoRilevazione]int{monitoraggio.Bloccata: 2, monitoraggio.Firmata: 3, monitoraggio.Pubblicata: 4}[r.Stato]
	if fase == 0 && len(v.Gravi) == 0 {
		fase = 1
	}
	for i, nome := range []string{"Controllare", "Bloccare", "Firmare", "Pubblicare"} {
		v.Passi = append(v.Passi, ui.Step{Text: nome, Done: i < fase, Current: i == fase})
	}
	v.Passo, v.Azione = azioneDi(x, fase)
	if v.Azione != nil {
		v.Azione.Token, v.Azione.Errori = web.NewSubmission(), errori
	}
	return v
}

func azioneDi(x monitoraggio.CifreSemestre, fase int) (ui.NextStepProps, *azioneBlocco) {
	base := percorso(x.Rilevazione.Semestre, "blocco")
	versione := []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(x.Rilevazione.Versione, 10)}}
	switch fase {
	case 0:
		return ui.NextStepProps{Title: "Prima di bloccare", Text: "Alcuni controlli fermano il blocco: sono elencati qui sotto.", Later: "Il bottone per bloccare compare quando sono risolti."}, nil
	case 1:
		return ui.NextStepProps{Title: "Tocca alla Regione", Text: "Bloccare le cifre approvate. Da quel momento si correggono solo con una revisione motivata."},
			&azioneBlocco{Indirizzo: base + "/blocca", Campi: versione, Bottone: "Blocca le cifre"}
	case 2:
		return ui.NextStepProps{Title: "Tocca alla Regione", Text: fmt.Sprintf("Firmare la versione %d. Chi firma dichiara di aver letto le cifre.", x.Versione.N)},
			&azioneBlocco{Indirizzo: base + "/firma", Campi: []ui.Hidden{{Name: "impronta", Value: x.Versione.Impronta}}, Bottone: "Firma le cifre",
				Conferma: "Ho letto le cifre del " + x.Rilevazione.Semestre.InItaliano() + " e le confermo per la Regione."}
	case 3:
		return ui.NextStepProps{Title: "Tocca alla Regione", Text: fmt.Sprintf("Pubblicare la versione %d: le pagine pubbliche la mostrano subito.", x.Versione.N)},
			&azioneBlocco{Indirizzo: base + "/pubblica", Campi: versione, Bottone: "Pubblica le cifre"}
	}
	return ui.NextStepProps{Title: "Le cifre sono pubbliche", Text: fmt.Sprintf("È pubblica la versione %d. Ora si possono archiviare i rapporti: uno della regione e uno per ogni ente. Un rapporto già archiviato resta com’è.", x.Versione.N)},
		&azioneBlocco{Indirizzo: base + "/rapporti", Campi: versione, Bottone: "Pubblica i rapporti"}
}

// pubblicaRapporti archives the reports of the published figures.
func (p *pagine) pubblicaRapporti(c *web.Context, x monitoraggio.CifreSemestre) error {
	esito, err := p.Monitoraggio.PubblicaRapporti(c.Ctx(), c.Actor, x.Rilevazione.Semestre)
	if es := erroriCifre(err); es != nil {
		return p.mostraBlocco(c, web.Status(kernel.CodeOf(err)), es)
	}
	if err != nil {
		return err
	}
	if esito.Nuovi == 0 {
		c.SetNotice("info", "I rapporti c’erano già", fmt.Sprintf("Quello della regione è il %s. Nulla è cambiato.", esito.Regione.Numero))
	} else {
		c.SetNotice("success", "Rapporti pubblicati", fmt.Sprintf("Sono %s. Quello della regione è il %s.", kernel.Numero(int64(esito.Nuovi)), esito.Regione.Numero))
	}
	return c.Redirect(esito.Regione.URL())
}

// ricevutaFirma is the proof of the signature of the last version.
func ricevutaFirma(x monitoraggio.CifreSemestre) *ui.ReceiptProps {
	v := x.Versione
	if v == nil || v.FirmataIl.IsZero() {
		return nil
	}
	r := &ui.ReceiptProps{Title: "Cifre firmate", Number: fmt.Sprintf("%s, versione %d", x.Rilevazione.Semestre, v.N), Time: v.FirmataIl.InItaliano(), Hash: v.Impronta,
		Rows: []ui.Detail{{Term: "Firmate da", Text: v.Firmatario}, {Term: "Bloccate il", Text: v.BloccataIl.InItaliano()}}}
	if v.PubblicataIl.IsZero() {
		r.Next = []string{"Resta da pubblicare: fino ad allora le cifre non sono pubbliche."}
	} else {
		r.Rows = append(r.Rows, ui.Detail{Term: "Pubblicate il", Text: v.PubblicataIl.InItaliano()})
		r.Links = []ui.Link{{Text: "Pagina pubblica", URL: "/cifre/tempi/" + x.Rilevazione.Semestre.String()}}
	}
	return r
}

func (p *pagine) attoBlocco(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64)
	id := x.Rilevazione.ID
	var v monitoraggio.VersioneCifre
	titolo, testo := "", ""
	switch c.R.PathValue("atto") {
	case "blocca":
		v, err = p.Monitoraggio.Blocca(c.Ctx(), c.Actor, id, versione)
		titolo, testo = "Cifre bloccate", "Ora si possono firmare."
	case "firma":
		if f.Text("conferma") == "" {
			return p.mostraBlocco(c, 422, ui.Errors{{Field: "conferma", Message: "Per firmare, confermare di aver letto le cifre."}})
		}
		v, err = p.Monitoraggio.Firma(c.Ctx(), c.Actor, id, f.Text("impronta"))
		titolo, testo = "Cifre firmate", "La ricevuta è in questa pagina. Ora si possono pubblicare."
	case "pubblica":
		v, err = p.Monitoraggio.Pubblica(c.Ctx(), c.Actor, id, versione)
		titolo, testo = "Cifre pubblicate", "Le pagine pubbliche le mostrano da ora."
	case "rapporti":
		return p.pubblicaRapporti(c, x)
	default:
		return db.ErrNotFound
	}
	if es := erroriCifre(err); es != nil {
		return p.mostraBlocco(c, web.Status(kernel.CodeOf(err)), es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", titolo, fmt.Sprintf("Versione %d. %s", v.N, testo))
	return c.Redirect(percorso(x.Rilevazione.Semestre, "blocco"))
}

// revisioniVista is the page of the revisions of a semester.
type revisioniVista struct {
	Pagina   ui.Page
	Chieste  []schedaRevisione
	Aperte   []ui.Option
	Chiudi   string // address of the closing form
	Token    string
	Motivo   string
	Errori   ui.Errors
	Governa  bool
	Storia   ui.Table
	Versioni ui.Table
}

// schedaRevisione is a revision that waits for the Region.
type schedaRevisione struct {
	Titolo, Chi, Motivo string
	Concedi, Respingi   string
	Versione            []ui.Hidden
	Token, AltroToken   string
	Risposta            ui.Field // why it is refused
	campo               string
}

// campoRisposta names the field of the refusal of one revision: a page has
// several.
func campoRisposta(id int64) string { return fmt.Sprintf("risposta-%d", id) }

func (p *pagine) revisioni(c *web.Context) error { return p.mostraRevisioni(c, 200, "", nil) }

func (p *pagine) mostraRevisioni(c *web.Context, status int, motivo string, errori ui.Errors) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	x, err := p.Monitoraggio.Revisioni(c.Ctx(), c.Actor, sem)
	if err != nil {
		return err
	}
	v := vistaRevisioni(x, monitoraggio.Governa.Allows(c.Actor))
	v.Motivo, v.Errori, v.Token = motivo, errori, web.NewSubmission()
	for i := range v.Chieste {
		v.Chieste[i].Risposta.Error = errori.For(v.Chieste[i].campo)
	}
	return c.HTML(status, paginaRevisioni(v))
}

func vistaRevisioni(x monitoraggio.RevisioniSemestre, governa bool) revisioniVista {
	sem := x.Rilevazione.Semestre
	v := revisioniVista{Governa: governa, Chiudi: percorso(sem, "revisioni"), Versioni: tabellaVersioni(x.Versioni)}
	v.Pagina = ui.Page{Title: "Revisioni", Kicker: maiuscola(sem.InItaliano()), Section: "monitoraggio", Breadcrumb: bricioleRilevazione(sem), Chips: []ui.Chip{chipRilevazione(x.Rilevazione.Stato)},
		Lead: "Le cifre bloccate si correggono solo così: un motivo, una decisione, una versione nuova. Quelle precedenti restano."}
	v.Storia = ui.Table{Caption: "Revisioni concluse e respinte", HideCaption: true, Columns: []ui.Column{{Text: "Ente"}, {Text: "Stato"}, {Text: "Motivo"}, {Text: "Chiesta"}, {Text: "Decisa"}}}
	for _, r := range x.Righe {
		switch r.Stato {
		case monitoraggio.RevisioneChiesta:
			url := percorso(sem, "revisioni", fmt.Sprint(r.ID))
			v.Chieste = append(v.Chieste, schedaRevisione{Titolo: r.Ente.NomeEsteso(), Chi: r.Chiesta + ", " + r.ChiestaIl.InItaliano(), Motivo: r.Motivo, Concedi: url + "/concedi", Respingi: url + "/respingi",
				Versione: []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(r.Versione, 10)}}, Token: web.NewSubmission(), AltroToken: web.NewSubmission(), campo: campoRisposta(r.ID),
				Risposta: ui.Field{ID: ui.FieldID(campoRisposta(r.ID)), Name: "risposta", Label: "Motivo per l’ente", Required: true, Rows: 2, MaxLength: 1000}})
		case monitoraggio.RevisioneAperta:
			v.Aperte = append(v.Aperte, ui.Option{Value: strconv.FormatInt(r.ID, 10), Label: r.Ente.NomeEsteso(), Hint: r.Motivo})
		default:
			v.Storia.Rows = append(v.Storia.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(r.Ente.NomeEsteso()), ui.TextCell(r.Stato.Etichetta()), {Text: r.Motivo, Sub: r.Risposta},
				{Text: r.Chiesta, Sub: r.ChiestaIl.InItaliano()}, {Text: r.Decisa, Sub: r.DecisaIl.InItaliano()}}})
		}
	}
	return v
}

func (p *pagine) attoRevisione(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64)
	titolo := ""
	switch c.R.PathValue("atto") {
	case "concedi":
		err = p.Monitoraggio.ConcediRevisione(c.Ctx(), c.Actor, id, versione, f.Text("risposta"))
		titolo = "Revisione aperta"
	case "respingi":
		err = p.Monitoraggio.RespingiRevisione(c.Ctx(), c.Actor, id, versione, f.Text("risposta"))
		titolo = "Revisione respinta"
	default:
		return db.ErrNotFound
	}
	if es := erroriCifre(err); es != nil {
		for i := range es { // each request has a field of its own
			if es[i].Field == "risposta" {
				es[i].Field = campoRisposta(id)
			}
		}
		return p.mostraRevisioni(c, web.Status(kernel.CodeOf(err)), "", es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", titolo, "L’ente ha ricevuto un avviso.")
	return c.Redirect(percorso(sem, "revisioni"))
}

func (p *pagine) chiudiRevisioni(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	var ids []int64
	for _, s := range f.Values["revisione"] {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	nuove, err := p.Monitoraggio.ChiudiRevisione(c.Ctx(), c.Actor, x.Rilevazione.ID, ids, f.Text("motivo"))
	if es := erroriCifre(err); es != nil {
		return p.mostraRevisioni(c, web.Status(kernel.CodeOf(err)), f.Text("motivo"), es)
	}
	if err != nil {
		return err
	}
	if len(nuove) == 0 {
		c.SetNotice("success", "Revisioni concluse", "Nessuna cifra è cambiata: la versione resta quella di prima.")
		return c.Redirect(percorso(x.Rilevazione.Semestre, "revisioni"))
	}
	c.SetNotice("success", "Revisioni concluse", "Versioni nuove: "+quanti(len(nuove), "semestre", "semestri")+". Vanno firmate e pubblicate.")
	return c.Redirect(percorso(x.Rilevazione.Semestre, "blocco"))
}

// erroriCifre are what a form shows again with: the wrong fields, or what the
// state does not allow; nil for every other error, and for none.
func erroriCifre(err error) ui.Errors {
	var e *kernel.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code {
	case kernel.NonValido:
		return ui.ErrorsOf(err)
	case kernel.Conflitto:
		return ui.Errors{{Message: e.Message}}
	}
	return nil
}
