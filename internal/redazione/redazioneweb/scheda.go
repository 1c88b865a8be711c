package redazioneweb

import (
	"cmp"
	"net/http"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/redazione/testo"
	"pass/internal/ui"
)

// vistaScheda is a content as editors see it.
type vistaScheda struct {
	Pagina    ui.Page
	ID        int64
	Passo     ui.NextStepProps
	Puo       map[redazione.Atto]bool
	Dettagli  []ui.Detail
	Anteprima vistaContenuto
	File      []vistaFile
	Versioni  ui.Table
	Versione  int64
	Slug      string
	Campi     map[string]string // what was typed in the small forms
	Errori    ui.Errors
	Token     string
}

type vistaFile struct {
	ID            int64
	Nome, Scrivi  string
	Tipo, URL     string
	Miniatura     bool
	Dimensione    string
	Identificante string
}

// scheda is GET /redazione/contenuti/{id}.
func (d Deps) scheda(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	return mostraScheda(c, http.StatusOK, s, nil, nil)
}

func mostraScheda(c *web.Context, status int, s redazione.Scheda, campi map[string]string, es ui.Errors) error {
	v := vistaSchedaDi(s, c.Actor, c.Now())
	v.Token, v.Errori = web.NewSubmission(), es
	for k, x := range campi {
		v.Campi[k] = x
	}
	return c.HTML(status, paginaScheda(v))
}

// vistaSchedaDi is pure.
func vistaSchedaDi(s redazione.Scheda, chi kernel.Actor, ora kernel.Instant) vistaScheda {
	v := vistaScheda{ID: s.ID, Versione: s.Versione, Slug: s.Slug, Puo: map[redazione.Atto]bool{}, Campi: map[string]string{"slug": s.Slug},
		Pagina: ui.Page{Title: s.Ultima.Titolo, Kicker: s.Tipo.Etichetta(), Section: "redazione", Breadcrumb: []ui.Link{crumbScrivania, crumbRedazione}, Chips: []ui.Chip{chip(s.Contenuto)},
			Actions: ui.ActionLinks([]ui.Link{{Text: "Modifica", URL: urlContenuto(s.ID) + "/modifica"}, {Text: "Anteprima", URL: urlContenuto(s.ID) + "/anteprima"}})}}
	for _, a := range redazione.Consentiti(s.Contenuto, chi) {
		v.Puo[a] = true
	}
	v.Passo = passo(s, v.Puo[redazione.ActPubblica])
	v.Dettagli = []ui.Detail{{Term: "Autore", Text: s.Autore}, {Term: "Pubblicazione", Text: uscita(s.Contenuto)},
		{Term: "Indirizzo", Text: s.URL()}}
	if s.Pubblico() {
		v.Dettagli[2].URL = s.URL()
	}
	if s.Motivo != "" {
		v.Dettagli = append(v.Dettagli, ui.Detail{Term: "Motivo del ritiro", Text: s.Motivo})
	}
	v.Anteprima = contenutoPubblico(bozzaCome(s, s.Ultima.Testo), ora)
	v.Anteprima.Azioni = nil
	for _, a := range s.Allegati {
		f := vistaFile{ID: a.ID, Nome: a.Descrizione, URL: a.URL(), Miniatura: a.Immagine, Tipo: a.Nome, Dimensione: ui.Bytes(a.Dimensione),
			Scrivi: "[" + a.Descrizione + "](" + testo.Prefisso + strconv.FormatInt(a.ID, 10) + ")"}
		if a.Immagine {
			f.Scrivi = "!" + f.Scrivi
		}
		v.File = append(v.File, f)
	}
	v.Versioni = ui.Table{Caption: "Versioni", HideCaption: true, Columns: []ui.Column{{Text: "Versione"}, {Text: "Salvata"}, {Text: "Nota"}}}
	for _, x := range s.Versioni {
		sub := ""
		if x.N == s.VersionePubblica && s.Pubblico() {
			sub = "È quella pubblica."
		}
		n := strconv.FormatInt(x.N, 10)
		v.Versioni.Rows = append(v.Versioni.Rows, ui.Row{Cells: []ui.Cell{{Text: "Versione " + n, Sub: sub, URL: urlContenuto(s.ID) + "/versioni?a=" + n},
			{Text: x.Il.Breve(), Sub: x.Nome}, ui.TextCell(cmp.Or(x.Nota, "—"))}})
	}
	return v
}

// passo says what comes next.
func passo(s redazione.Scheda, puoPubblicare bool) ui.NextStepProps {
	p := ui.NextStepProps{Title: "Il contenuto è una bozza", Text: "Nessuno lo vede ancora."}
	switch s.Stato {
	case redazione.Programmata:
		p = ui.NextStepProps{Title: "Esce da solo", Text: "Sarà pubblico il " + s.ProgrammataIl.InItaliano() + ", nell'ultima versione salvata."}
	case redazione.Pubblicata:
		p = ui.NextStepProps{Title: "Il contenuto è pubblico", Text: "Tutti leggono la versione " + kernel.Numero(s.VersionePubblica) + "."}
		if s.DaPubblicare() {
			p = ui.NextStepProps{Title: "Ci sono modifiche da pubblicare", Text: "Il pubblico legge la versione " + kernel.Numero(s.VersionePubblica) + "; l'ultima è la " + kernel.Numero(s.Versione) + "."}
		}
	case redazione.Ritirata:
		p = ui.NextStepProps{Title: "Il contenuto è ritirato", Text: "Il pubblico non lo vede più."}
	}
	es := s.Ultima.Pubblicabile(s.Tipo)
	switch {
	case s.Stato == redazione.Bozza && len(es) > 0:
		p.Later = "Per pubblicare manca qualcosa. " + es[0].Message
	case !puoPubblicare && s.Stato == redazione.Bozza:
		p.Later = "Lo pubblica la Segreteria tecnica."
	}
	return p
}

// atti names the acts of the addresses.
var atti = map[string]redazione.Atto{"pubblica": redazione.ActPubblica, "programma": redazione.ActProgramma, "annulla-programmazione": redazione.ActAnnullaProgrammazione,
	"ritira": redazione.ActRitira, "apri-commenti": redazione.ActApriCommenti, "chiudi-commenti": redazione.ActChiudiCommenti, "indirizzo": redazione.ActCambiaIndirizzo}

// atto is POST /redazione/contenuti/{id}/atti/{atto}.
func (d Deps) atto(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	atto, ok := atti[c.R.PathValue("atto")]
	if !ok {
		return kernel.E(kernel.NonTrovato, "La pagina o il dato cercato non esiste.")
	}
	if err := atto.Consentito(c.Actor); err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	titolo, detto, err := d.fai(c, s, atto, f)
	if es, status, ok := errori(err); ok {
		campi := map[string]string{}
		for _, k := range []string{"motivo", "quando", "quando_ora", "slug"} {
			if f.Has(k) {
				campi[k] = f.Text(k)
			}
		}
		return mostraScheda(c, status, s, campi, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", titolo, detto)
	return c.Redirect(urlContenuto(s.ID))
}

// fai performs an act of state, and says what to tell.
func (d Deps) fai(c *web.Context, s redazione.Scheda, atto redazione.Atto, f *web.Form) (titolo, detto string, err error) {
	versione := numero(f, "versione")
	switch atto {
	case redazione.ActPubblica:
		err = d.Redazione.Pubblica(c.Ctx(), c.Actor, s.ID, versione)
		return "Pubblicato", "La versione " + kernel.Numero(versione) + " è pubblica dal " + c.Now().InItaliano() + ", all'indirizzo " + s.URL() + ".", err
	case redazione.ActProgramma:
		il, ok := istante(f.Text("quando"), f.Text("quando_ora"))
		if !ok || il.IsZero() {
			return "", "", kernel.Invalid([]kernel.FieldError{{Field: "quando", Message: "Indicare il giorno come 31/05/2027 e l'ora come 14:30."}})
		}
		err = d.Redazione.Programma(c.Ctx(), c.Actor, s.ID, versione, il)
		return "Programmato", "Uscirà da solo il " + il.InItaliano() + ".", err
	case redazione.ActAnnullaProgrammazione:
		return "Programmazione annullata", "Il contenuto non uscirà da solo.", d.Redazione.AnnullaProgrammazione(c.Ctx(), c.Actor, s.ID)
	case redazione.ActRitira:
		return "Ritirato", "Il pubblico non lo vede più. Le versioni restano.", d.Redazione.Ritira(c.Ctx(), c.Actor, s.ID, f.Text("motivo"))
	case redazione.ActApriCommenti:
		return "Commenti aperti", "Chi legge la notizia può commentarla.", d.Redazione.ApriCommenti(c.Ctx(), c.Actor, s.ID)
	case redazione.ActChiudiCommenti:
		return "Commenti chiusi", "I commenti già pubblicati restano.", d.Redazione.ChiudiCommenti(c.Ctx(), c.Actor, s.ID)
	}
	return "Indirizzo cambiato", "Il vecchio indirizzo porta al nuovo.", d.Redazione.CambiaIndirizzo(c.Ctx(), c.Actor, s.ID, f.Text("slug"))
}

// carica is POST /redazione/contenuti/{id}/file.
func (d Deps) carica(c *web.Context) error {
	s, err := d.schedaDi(c)
	if err != nil {
		return err
	}
	f, err := c.Form(files.MaxDocumento)
	if err != nil {
		return err
	}
	descrizione := f.Text("descrizione")
	es := redazione.ControllaDescrizione(descrizione)
	kind, err := tipoDelFile(f.Files["file"])
	if e, _, ok := errori(err); ok {
		es = append([]kernel.FieldError{{Field: "file", Message: e[0].Message}}, es...)
	} else if err != nil {
		return err
	}
	if len(es) > 0 {
		return mostraScheda(c, http.StatusUnprocessableEntity, s, map[string]string{"descrizione": descrizione}, es)
	}
	stored, err := f.Files["file"].Store(c.Ctx(), d.Redazione.Store(), files.MaxDocumento)
	if err != nil {
		return err
	}
	a, err := d.Redazione.AllegaFile(c.Ctx(), c.Actor, s.ID, redazione.Caricato{Stored: stored, Nome: f.Files["file"].Name, Tipo: kind}, descrizione)
	if err != nil {
		return err
	}
	c.SetNotice("success", "File caricato", a.Nome+", "+files.Size(a.Dimensione)+", impronta "+a.SHA256[:16]+"….")
	return c.Redirect(urlContenuto(s.ID) + "#file")
}

// tipoDelFile tells the kind of an uploaded file; images are smaller than
// documents.
func tipoDelFile(u *web.Upload) (files.Kind, error) {
	if u == nil {
		return files.Kind{}, kernel.E(kernel.NonValido, "Scegliere un file.")
	}
	kind, err := u.Check(files.MaxDocumento, redazione.Documenti)
	if err == nil && (kind.Type == files.PNG.Type || kind.Type == files.JPEG.Type) {
		return u.Check(redazione.MassimoImmagine, redazione.Immagini)
	}
	return kind, err
}

// togli is POST /redazione/contenuti/{id}/file/{allegato}/togli.
func (d Deps) togli(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	allegato, err := c.ID("allegato")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := d.Redazione.TogliFile(c.Ctx(), c.Actor, id, allegato); err != nil {
		return err
	}
	c.SetNotice("success", "File tolto", "Il file non compare più nel contenuto.")
	return c.Redirect(urlContenuto(id) + "#file")
}
