package entiweb

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// vistaImporta is the page that takes a calendar file: first the choice of the
// file, then what it would add.
type vistaImporta struct {
	enti.Calendario
	Percorso  []ui.Link
	Sezione   string
	Errori    ui.Errors
	Token     string
	Anteprima *enti.Anteprima // nil while there is no file
	File      string          // the content, for the form that confirms
	Riassunto string
	Aggiunte  ui.Table
	Problemi  ui.Table
}

// importaCalendario is GET /enti/{id}/calendario/importa.
func (d Deps) importaCalendario(c *web.Context) error {
	cal, err := d.calendarioDaModificare(c)
	if err != nil {
		return err
	}
	return mostraImporta(c, http.StatusOK, vistaImporta{Calendario: cal})
}

func mostraImporta(c *web.Context, status int, v vistaImporta) error {
	v.Token = web.NewSubmission()
	v.Percorso, v.Sezione = percorsoEnte(v.Ente, enti.Consulta.Allows(c.Actor))
	v.Percorso = append(v.Percorso, ui.Link{Text: "Calendario", URL: urlCalendario(v.Ente.ID)})
	return c.HTML(status, paginaImporta(v))
}

// caricaCalendario is POST /enti/{id}/calendario/importa: with a file it shows
// what would change, with the content that was shown it changes it.
func (d Deps) caricaCalendario(c *web.Context) error {
	cal, err := d.calendarioDaModificare(c)
	if err != nil {
		return err
	}
	f, err := c.Form(enti.MassimoICS)
	if err != nil {
		return err
	}
	if scritto := f.Get("contenuto"); scritto != "" {
		return d.confermaCalendario(c, cal, scritto)
	}
	file, err := leggiFile(f.Files["file"])
	v := vistaImporta{Calendario: cal}
	if err == nil {
		var a enti.Anteprima
		if a, err = d.Enti.EsaminaICS(c.Ctx(), c.Actor, cal.Ente.ID, file); err == nil {
			v.mostra(a, file)
			return mostraImporta(c, http.StatusOK, v)
		}
	}
	es, status, ok := errori(err)
	if !ok {
		return err
	}
	v.Errori = es
	return mostraImporta(c, status, v)
}

// leggiFile gives the bytes of the file, or says beside its field what is
// wrong.
func leggiFile(u *web.Upload) ([]byte, error) {
	sbagliato := func(m string) ([]byte, error) {
		return nil, kernel.Invalid([]kernel.FieldError{{Field: "file", Message: m}})
	}
	switch {
	case u == nil || u.Size == 0 && !u.TooLarge:
		return sbagliato("Scegliere il file del calendario, con estensione .ics.")
	case u.TooLarge || u.Size > enti.MassimoICS:
		return sbagliato("Il file supera il limite di " + files.Size(enti.MassimoICS) + ". Dividerlo e sceglierlo di nuovo.")
	}
	b := make([]byte, u.Size)
	if _, err := u.ReadAt(b, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

func (v *vistaImporta) mostra(a enti.Anteprima, file []byte) {
	v.Anteprima, v.File = &a, base64.StdEncoding.EncodeToString(file)
	v.Riassunto = quanti(int64(len(a.Nuove)), "chiusura nuova", "chiusure nuove") + ", " + quanti(int64(len(a.Cambiate)), "cambiata", "cambiate") + ", " +
		quanti(int64(a.Uguali), "già presente", "già presenti") + ", " + quanti(int64(len(a.Problemi)), "evento scartato", "eventi scartati") + "."
	v.Aggiunte = ui.Table{Caption: "Che cosa cambia nel calendario", HideCaption: true, Columns: []ui.Column{{Text: "Chiusura"}, {Text: "Quando"}, {Text: "Effetto"}}}
	riga := func(x termini.Chiusura, effetto string) {
		v.Aggiunte.Rows = append(v.Aggiunte.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Nome), ui.TextCell(quandoSempre(enti.ChiusuraEnte{Chiusura: x})), ui.TextCell(effetto)}})
	}
	for _, x := range a.Nuove {
		riga(x, "si aggiunge")
	}
	for _, x := range a.Cambiate {
		riga(x, "sostituisce quella presente")
	}
	v.Problemi = ui.Table{Caption: "Eventi scartati", HideCaption: true, Columns: []ui.Column{{Text: "Riga del file"}, {Text: "Problema"}},
		Note: "Gli eventi scartati non entrano nel calendario. Si può correggere il file e caricarlo di nuovo."}
	for _, p := range a.Problemi {
		v.Problemi.Rows = append(v.Problemi.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell("riga " + kernel.Numero(int64(p.Riga))), ui.TextCell(p.Messaggio)}})
	}
}

func (d Deps) confermaCalendario(c *web.Context, cal enti.Calendario, scritto string) error {
	file, err := base64.StdEncoding.DecodeString(scritto)
	if err != nil {
		return mostraImporta(c, http.StatusUnprocessableEntity, vistaImporta{Calendario: cal,
			Errori: ui.Errors{{Field: "file", Message: "Il contenuto del file è andato perso: sceglierlo di nuovo. Niente è cambiato."}}})
	}
	a, err := d.Enti.ImportaChiusure(c.Ctx(), c.Actor, cal.Ente.ID, file)
	if es, status, ok := errori(err); ok {
		return mostraImporta(c, status, vistaImporta{Calendario: cal, Errori: es})
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Calendario importato", quanti(int64(len(a.Nuove)), "chiusura aggiunta", "chiusure aggiunte")+", "+
		quanti(int64(len(a.Cambiate)), "sostituita", "sostituite")+".")
	return c.Redirect(urlCalendario(cal.Ente.ID))
}
