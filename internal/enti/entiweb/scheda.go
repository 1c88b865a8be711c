package entiweb

import (
	"net/http"
	"strings"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// scheda is GET /enti/{id}: the sheet of a body.
func (d Deps) scheda(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	s, err := d.Enti.Scheda(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaScheda(vistaSchedaDi(s, enti.Consulta.Allows(c.Actor), c.Now().Day())))
}

// vistaScheda is the sheet of a body as the page shows it.
type vistaScheda struct {
	enti.Scheda
	Chip     ui.Chip
	Dati     []ui.Detail
	Persone  ui.Table
	Elenco   ui.Table // of the adesioni that the person may see
	Storia   ui.Table
	Azioni   []ui.Link
	Percorso []ui.Link
	Sezione  string
	Avviso   *ui.Alert // what keeps the body from asking
}

func vistaSchedaDi(s enti.Scheda, legge bool, oggi kernel.Day) vistaScheda {
	v := vistaScheda{Scheda: s, Chip: chip(s.Stato), Dati: datiEnte(s), Percorso: []ui.Link{scrivania}, Sezione: "scrivania"}
	v.Chip.Text = "Adesione " + strings.ToLower(v.Chip.Text)
	if s.Stato == "" {
		v.Chip = ui.Chip{Text: "Non aderente"}
	}
	if legge {
		v.Percorso, v.Sezione = []ui.Link{scrivania, registro}, "enti"
	}
	v.Azioni = append(v.Azioni, ui.Link{Text: "Calendario", URL: urlCalendario(s.Ente.ID)})
	if s.Delegati {
		v.Azioni = append(v.Azioni, ui.Link{Text: "Delegati", URL: urlDelegati(s.Ente.ID)})
	}
	if s.Gestisce {
		v.Azioni = append(v.Azioni, ui.Link{Text: "Modifica i dati", URL: urlEnte(s.Ente.ID) + "/modifica"})
	}
	v.Persone, v.Elenco, v.Storia = tabellaPersone(s), tabellaAdesioni(s), tabellaStoria(s)
	if !s.Puo && s.Stato != "" {
		v.Avviso = &ui.Alert{Tone: ui.Warning, Title: "Per ora l'ente non può inviare nuove richieste."}
		for _, i := range s.Impedimenti {
			v.Avviso.Items = append(v.Avviso.Items, i.Testo)
			if i.URL != "" {
				v.Avviso.Links = append(v.Avviso.Links, ui.Link{Text: "Che cosa fare", URL: i.URL})
			}
		}
	}
	if s.Ente.Cessato(oggi) {
		v.Chip = ui.Chip{Text: "Cessato"}
	}
	return v
}

func datiEnte(s enti.Scheda) []ui.Detail {
	e := s.Ente
	out := []ui.Detail{{Term: "Tipo", Text: e.Tipo.Etichetta()}, {Term: "Provincia", Text: e.Luogo()}, {Term: "Regione", Text: enti.NomeRegione(e.Regione)}}
	if !e.Tipo.Associativo() {
		out = append(out, ui.Detail{Term: "Codice ISTAT", Text: string(e.Istat)})
	}
	if e.Tipo == enti.Comune {
		pop := abitanti(e)
		if e.PopolazioneFonte != "" {
			pop += " (" + e.PopolazioneFonte + ")"
		}
		out = append(out, ui.Detail{Term: "Codice Belfiore", Text: string(e.Belfiore)}, ui.Detail{Term: "Abitanti", Text: pop},
			ui.Detail{Term: "Classe di popolazione", Text: e.Classe().Etichetta()})
	}
	out = append(out, ui.Detail{Term: "Codice IPA", Text: string(e.IPA)}, ui.Detail{Term: "PEC", Text: e.PEC})
	if !e.IstituitoIl.IsZero() {
		out = append(out, ui.Detail{Term: "Istituito il", Text: e.IstituitoIl.InItaliano()})
	}
	if !e.CessatoIl.IsZero() {
		out = append(out, ui.Detail{Term: "Cessato dal", Text: e.CessatoIl.InItaliano()})
	}
	if s.Successore.ID != 0 {
		out = append(out, ui.Detail{Term: "Successore", Text: s.Successore.NomeEsteso(), URL: urlEnte(s.Successore.ID)})
	}
	for _, p := range s.Predecessori {
		out = append(out, ui.Detail{Term: "Subentrato a", Text: p.NomeEsteso(), URL: urlEnte(p.ID)})
	}
	return out
}

func tabellaPersone(s enti.Scheda) ui.Table {
	t := ui.Table{Caption: "Persone abilitate", HideCaption: true, Columns: []ui.Column{{Text: "Nome"}, {Text: "Ruolo"}, {Text: "E-mail"}, {Text: "Fino al"}}}
	for _, p := range s.Persone {
		ruolo := p.Mandato.Ruolo.Etichetta()
		if p.Mandato.Titolo != "" {
			ruolo += ", " + titoloPer(p.Mandato.Titolo, s.Ente.Tipo)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(p.NomeCompleto()), ui.TextCell(ruolo), ui.TextCell(p.Email), ui.TextCell(p.Mandato.Al.InItaliano())}})
	}
	return t
}

func tabellaAdesioni(s enti.Scheda) ui.Table {
	t := ui.Table{Caption: "Adesioni dell'ente", HideCaption: true, Columns: []ui.Column{{Text: "Inviata"}, {Text: "Titolo"}, {Text: "Stato"}, {Text: "Fine del mandato"}}}
	for _, a := range s.Adesioni {
		inviata := a.InviataIl.Breve()
		if a.InviataIl.IsZero() {
			inviata = "Non inviata"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(inviata, urlAdesione(a.ID)), ui.TextCell(titoloPer(a.Dati.Titolo, s.Ente.Tipo)),
			ui.ChipCell(chip(a.Stato)), ui.TextCell(a.Dati.MandatoAl.InItaliano())}})
	}
	return t
}

func tabellaStoria(s enti.Scheda) ui.Table {
	t := ui.Table{Caption: "Variazioni dell'ente", HideCaption: true, Columns: []ui.Column{{Text: "Che cosa"}, {Text: "Prima"}, {Text: "Dopo"}, {Text: "Dal"}, {Text: "Fonte"}},
		Note: "I dati precedenti restano nel registro."}
	for _, x := range s.Storia {
		dal := x.Dal.InItaliano()
		if x.Dal.IsZero() {
			dal = "registrata il " + x.RegistrataIl.Day().InItaliano()
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.Etichetta()), ui.TextCell(oppure(x.Prima, "—")), ui.TextCell(oppure(x.Dopo, "—")), ui.TextCell(dal), ui.TextCell(x.Fonte)}})
	}
	return t
}
