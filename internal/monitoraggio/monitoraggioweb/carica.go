package monitoraggioweb

import (
	"bytes"
	"context"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaCarica is the page that receives a file of practices.
type vistaCarica struct {
	Pagina  ui.Page
	Errori  ui.Errors
	Azione  string
	Token   string
	Modello ui.Link
	Campi   []string
	Indiet  ui.Link
}

func (p *pagine) carica(c *web.Context) error { return p.mostraCarica(c, 200, nil) }

func (p *pagine) mostraCarica(c *web.Context, status int, errori ui.Errors) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	k, _, err := p.Monitoraggio.VerificaCaricamento(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	out := vistaCarica{Errori: errori, Azione: v.a("carica"), Token: web.NewSubmission(), Indiet: ui.Link{Text: "Tornare al semestre", URL: v.a()},
		Modello: ui.Link{Text: "Scaricare il modello da compilare", URL: v.a("modello"), Icon: "download", Note: "XLSX con le pratiche ancora aperte già scritte"},
		Pagina: ui.Page{Title: "Caricare un file", Kicker: k.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio", Narrow: true,
			Breadcrumb: v.briciole(v.briciolaSemestre()), Lead: "Va bene il file che l’ente usa già: PAsS riconosce le colonne e mostra che cosa ha letto prima di acquisirlo."}}
	for _, x := range foglio.Campi {
		t := maiuscola(x.Etichetta())
		if x.Obbligatorio() {
			t += " (serve sempre)"
		}
		out.Campi = append(out.Campi, t)
	}
	return c.HTML(status, paginaCarica(out))
}

// riceviFile takes a workbook. Whether the body may send it is asked before it
// is received, and what is not a workbook is not kept.
func (p *pagine) riceviFile(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	if _, _, err := p.Monitoraggio.VerificaCaricamento(c.Ctx(), c.Actor, v.ente, v.sem); err != nil {
		return err
	}
	f, err := c.Form(foglio.MaxFile)
	if err != nil {
		return err
	}
	up := f.Files["file"]
	sbaglio := func(testo string) error {
		return p.mostraCarica(c, 422, ui.Errors{{Field: "file", Message: testo}})
	}
	switch {
	case up == nil:
		return sbaglio("Scegliere il file da caricare.")
	case up.TooLarge:
		return sbaglio("Il file supera il limite di " + ui.Bytes(foglio.MaxFile) + ". Conviene dividerlo. Nessun dato è stato cambiato.")
	}
	libro, err := monitoraggio.LeggiFoglio(c.Ctx(), up, up.Size, up.Name)
	if code := kernel.CodeOf(err); code == kernel.NonValido || code == kernel.TroppoGrande {
		return sbaglio(testoErrore(err))
	}
	if err != nil {
		return err
	}
	stored, err := up.Store(c.Ctx(), p.Monitoraggio.Files, foglio.MaxFile)
	if err != nil {
		return err
	}
	id, err := p.Monitoraggio.Carica(c.Ctx(), c.Actor, v.ente, v.sem, monitoraggio.FileRicevuto{Stored: stored, Nome: up.Name, Libro: libro})
	if err != nil {
		ctx := context.WithoutCancel(c.Ctx())
		if left := files.Discard(ctx, p.Monitoraggio.DB, p.Monitoraggio.Files, err, stored); left != nil {
			p.Monitoraggio.Log.WarnContext(ctx, "monitoraggio: a file is left to the sweep", "err", left)
		}
		return err
	}
	return c.Redirect(v.a("caricamenti", id))
}

// modello downloads the template with the open practices of the body.
func (p *pagine) modello(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	b, err := p.Monitoraggio.Modello(c.Ctx(), c.Actor, v.ente, v.sem)
	if err != nil {
		return err
	}
	return c.Download("pratiche-"+v.sem.String()+".xlsx", files.XLSX.Type, int64(len(b)), bytes.NewReader(b))
}

func tabellaCaricamenti(cs []monitoraggio.Caricamento, v via) ui.Table {
	t := ui.Table{Caption: "File caricati, dal più recente", HideCaption: true, Columns: []ui.Column{{Text: "File"}, {Text: "Stato"}, {Text: "Pratiche", Numeric: true}, {Text: "Righe rimaste fuori", Numeric: true}}}
	for _, x := range cs {
		pratiche, fuori := "", ""
		if x.Stato == monitoraggio.Acquisito {
			pratiche, fuori = kernel.Numero(int64(x.Pratiche)), kernel.Numero(int64(x.Lavorazione.Fuori))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: x.NomeFile, URL: v.a("caricamenti", x.ID), Sub: "Caricato il " + x.CaricatoIl.Breve()}, ui.ChipCell(chipCaricamento(x.Stato)),
			{Text: pratiche}, {Text: fuori}}})
	}
	return t
}

func chipCaricamento(s monitoraggio.StatoCaricamento) ui.Chip {
	tono := ui.Neutral
	switch {
	case s.InCorso():
		tono = ui.Warning
	case s == monitoraggio.Acquisito:
		tono = ui.Success
	}
	return ui.Chip{Text: s.Etichetta(), Tone: tono}
}

// unCaricamento reads body and file of the address, with the version that the
// form carries.
func (p *pagine) unCaricamento(c *web.Context) (v via, id, versione int64, f *web.Form, err error) {
	if v, _, err = p.miaPerProc(c); err != nil {
		return
	}
	if id, err = c.ID("id"); err != nil {
		return
	}
	if f, err = c.Form(0); err != nil {
		return
	}
	versione, _ = strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is no version
	return
}

func (p *pagine) acquisisciFile(c *web.Context) error {
	v, id, versione, _, err := p.unCaricamento(c)
	if err != nil {
		return err
	}
	x, err := p.Monitoraggio.Acquisisci(c.Ctx(), c.Actor, v.ente, v.sem, id, versione)
	if err != nil {
		return err
	}
	testo := quanti(x.Lavorazione.Nuove, "pratica nuova", "pratiche nuove") + ", " + quanti(x.Lavorazione.Aggiornate, "aggiornata", "aggiornate") + ", " + quanti(x.Lavorazione.Invariate, "già uguale", "già uguali") + "."
	if x.Lavorazione.Fuori > 0 {
		testo += " Rimaste fuori: " + quanti(x.Lavorazione.Fuori, "riga", "righe") + " con errori. Si possono correggere nel file e caricarlo di nuovo."
	}
	c.SetNotice("success", "File acquisito", testo)
	return c.Redirect(v.a())
}

func (p *pagine) scartaFile(c *web.Context) error {
	v, id, versione, _, err := p.unCaricamento(c)
	if err != nil {
		return err
	}
	if err := p.Monitoraggio.Scarta(c.Ctx(), c.Actor, v.ente, v.sem, id, versione); err != nil {
		return err
	}
	c.SetNotice("info", "File scartato", "Nessuna delle sue pratiche è entrata nei dati. Il contenuto del file è stato eliminato.")
	return c.Redirect(v.a())
}

// erroriFile downloads the body's own workbook with the wrong cells marked.
func (p *pagine) erroriFile(c *web.Context) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	nome, err := p.Monitoraggio.ErroriFile(c.Ctx(), c.Actor, v.ente, v.sem, id, &b)
	if err != nil {
		return err
	}
	return c.Download(nome, files.XLSX.Type, int64(b.Len()), &b)
}
