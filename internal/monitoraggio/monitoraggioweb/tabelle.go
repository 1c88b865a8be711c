package monitoraggioweb

import (
	"bytes"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// trasparenzaVista is the table that a body publishes in «Amministrazione
// trasparente» (l. 241/1990, art. 2, comma 4-bis).
type trasparenzaVista struct {
	Pagina   ui.Page
	Vuota    *ui.EmptyStateProps
	Dati     []ui.Detail
	Tabella  ui.Table
	Note     []string
	Esporta  []ui.Link
	Semestri []ui.Link
	Conto    string
}

func (p *pagine) leggiTrasparenza(c *web.Context) (monitoraggio.Trasparenza, error) {
	ente, err := c.ID("ente")
	if err != nil {
		return monitoraggio.Trasparenza{}, err
	}
	sem, err := kernel.ParseSemestre(c.Query("semestre"))
	if err != nil {
		return monitoraggio.Trasparenza{}, db.ErrNotFound
	}
	return p.Monitoraggio.TrasparenzaDi(c.Ctx(), c.Actor, ente, sem)
}

func (p *pagine) trasparenza(c *web.Context) error {
	x, err := p.leggiTrasparenza(c)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaTrasparenza(vistaTrasparenza(x)))
}

func (p *pagine) trasparenzaXLSX(c *web.Context) error {
	x, err := p.leggiTrasparenza(c)
	if err != nil {
		return err
	}
	if x.Semestre.IsZero() {
		return db.ErrNotFound
	}
	var b bytes.Buffer
	if err := monitoraggio.ScriviXLSX(&b, x.Al, x.Tabella()); err != nil {
		return err
	}
	return c.Download(nomeTrasparenza(x)+".xlsx", tipoXLSX, int64(b.Len()), &b)
}

func (p *pagine) trasparenzaCSV(c *web.Context) error {
	x, err := p.leggiTrasparenza(c)
	if err != nil {
		return err
	}
	if x.Semestre.IsZero() {
		return db.ErrNotFound
	}
	return scaricaCSV(c, nomeTrasparenza(x)+".csv", x.Tabella())
}

func nomeTrasparenza(x monitoraggio.Trasparenza) string {
	return fmt.Sprintf("tempi-procedimenti-%d-%s", x.EnteID, x.Semestre)
}

func vistaTrasparenza(x monitoraggio.Trasparenza) trasparenzaVista {
	v := trasparenzaVista{Pagina: ui.Page{Title: "Tempi dei procedimenti", Kicker: x.Ente, Section: "monitoraggio", Breadcrumb: briciole(),
		Lead: "La tabella dei tempi effettivi che ogni amministrazione pubblica in «Amministrazione trasparente» (l. 241/1990, art. 2, comma 4-bis)."}}
	if x.Semestre.IsZero() {
		v.Vuota = &ui.EmptyStateProps{Title: "Non ci sono ancora dati", Text: "La tabella compare quando l’ente ha inviato i dati di un semestre.", Links: []ui.Link{{Text: "Monitoraggio", URL: "/monitoraggio"}}}
		return v
	}
	base, scelto := fmt.Sprintf("/monitoraggio/enti/%d/trasparenza", x.EnteID), "?semestre="+x.Semestre.String()
	t := x.Tabella()
	for _, d := range t.Testata {
		v.Dati = append(v.Dati, ui.Detail{Term: d.Nome, Text: d.Valore})
	}
	v.Tabella, v.Note, v.Conto = tabellaUI(t, t.Titolo), t.Note, quanti(len(t.Righe), "procedimento", "procedimenti")
	v.Tabella.HideCaption = true
	v.Esporta = []ui.Link{{Text: "Foglio di calcolo", URL: base + ".xlsx" + scelto, Note: "XLSX"}, {Text: "Dati", URL: base + ".csv" + scelto, Note: "CSV"}}
	for _, s := range x.Semestri {
		if s != x.Semestre {
			v.Semestri = append(v.Semestri, ui.Link{Text: maiuscola(s.InItaliano()), URL: base + "?semestre=" + s.String()})
		}
	}
	return v
}
