package monitoraggioweb

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// campagne is the entry of the monitoring: what to do next, and the campaigns.
func (p *pagine) campagne(c *web.Context) error {
	rs, oggi, err := p.Monitoraggio.ElencoRilevazioni(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaCampagne(vistaCampagne(rs, c.Actor, oggi)))
}

// campagneVista is what the entry page shows.
type campagneVista struct {
	Page    ui.Page
	Passo   *ui.NextStepProps
	Bottone ui.Link  // of the next step
	Nota    []string // of the campaign of the next step, for the people of the body
	Link    []ui.Link
	Tabella ui.Table
	Vuoto   *ui.EmptyStateProps
}

func vistaCampagne(rs []monitoraggio.RigaRilevazione, chi kernel.Actor, oggi kernel.Day) campagneVista {
	v := campagneVista{Page: ui.Page{Title: "Monitoraggio dei tempi", Section: "monitoraggio", Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}},
		Lead: "Ogni semestre gli enti inviano i dati sui tempi dei procedimenti complessi (DPCM 12 novembre 2021, allegato B, appendice 2)."}}
	governa, segue := monitoraggio.Governa.Allows(chi), monitoraggio.Consulta.Allows(chi)
	v.Passo, v.Bottone, v.Nota = passoEnte(rs, oggi)
	if v.Passo == nil && segue {
		v.Passo, v.Bottone = passoElenco(rs, chi, oggi)
	}
	if monitoraggio.Compila.Allows(chi) {
		v.Link = append(v.Link, ui.Link{Text: "Le cifre del proprio ente", URL: "/monitoraggio/mio"})
	}
	if segue {
		v.Link = append(v.Link, ui.Link{Text: "Obiettivi per procedimento", URL: "/monitoraggio/obiettivi"}, ui.Link{Text: "Effetto dell’assistenza", URL: "/monitoraggio/effetto"})
	}
	if governa && v.Bottone.URL != "/monitoraggio/nuova" {
		v.Link = append(v.Link, ui.Link{Text: "Nuova rilevazione", URL: "/monitoraggio/nuova"})
	}
	if len(rs) == 0 {
		v.Vuoto = campagneVuote(governa, segue)
		return v
	}
	v.Tabella = tabellaCampagne(rs, segue, oggi)
	return v
}

func campagneVuote(governa, segue bool) *ui.EmptyStateProps {
	e := &ui.EmptyStateProps{Title: "Nessuna rilevazione", Text: "Quando la Regione apre la raccolta di un semestre, l’invito arriva per e-mail e compare qui."}
	switch {
	case governa:
		e.Text = "Una rilevazione raccoglie da ogni ente i dati di un semestre su alcuni procedimenti."
		e.Links = []ui.Link{{Text: "Prepara la prima rilevazione", URL: "/monitoraggio/nuova", Primary: true}}
	case segue:
		e.Text = "La prima rilevazione compare qui quando la Regione la prepara."
	}
	return e
}

// passoEnte is what the reader's own bodies owe: the nearest last day first.
func passoEnte(rs []monitoraggio.RigaRilevazione, oggi kernel.Day) (trovato *ui.NextStepProps, link ui.Link, nota []string) {
	var entro kernel.Day
	for _, r := range rs {
		for _, m := range r.Miei {
			if !monitoraggio.AspettaEnte(r.Rilevazione, m.Invio) {
				continue
			}
			s := m.Scadenza(r.Rilevazione)
			if trovato != nil && !s.Before(entro) {
				continue
			}
			entro, nota = s, paragrafi(r.Nota)
			trovato = &ui.NextStepProps{Title: "Tocca " + m.Ente.Al(), Text: "Inviare i dati del " + r.Semestre.InItaliano() + ".", Due: entroIl(s, oggi), Late: oggi.After(s)}
			link = ui.Link{Text: verboEnte(m.Stato), URL: fmt.Sprintf("/monitoraggio/mio/%s?ente=%d", r.Semestre, m.EnteID), Primary: true}
			if m.Stato == monitoraggio.Restituito {
				trovato.Text = "Correggere i dati del " + r.Semestre.InItaliano() + " e inviarli di nuovo: la segreteria tecnica ha scritto il motivo."
			}
			if monitoraggio.Impedisce(r.Rilevazione, m.Invio, oggi) {
				trovato.Later = "Finché i dati non sono inviati, l’ente non può chiedere assistenza."
			}
		}
	}
	return trovato, link, nota
}

func verboEnte(s monitoraggio.StatoInvio) string {
	switch s {
	case monitoraggio.NonIniziato:
		return "Inizia"
	case monitoraggio.Restituito:
		return "Correggi i dati"
	}
	return "Continua"
}

// passoElenco is what the segreteria or the Region does next, over all
// campaigns: the oldest one that waits for them.
func passoElenco(rs []monitoraggio.RigaRilevazione, chi kernel.Actor, oggi kernel.Day) (*ui.NextStepProps, ui.Link) {
	for _, r := range slices.Backward(rs) {
		p := passoRilevazione(r.Rilevazione, r.Invii, chi, oggi)
		if p.Link.URL == "" && p.Atto == "" {
			continue
		}
		if p.Atto != "" {
			p.Link = ui.Link{Text: "Apri la pagina della rilevazione", URL: percorso(r.Semestre)}
		}
		p.Passo.Title = maiuscola(r.Semestre.InItaliano()) + ": " + minuscola(p.Passo.Title)
		p.Link.Primary = true
		return &p.Passo, p.Link
	}
	if monitoraggio.Governa.Allows(chi) && len(rs) > 0 {
		prossimo := kernel.SemestreDi(oggi).Add(-1)
		if !slices.ContainsFunc(rs, func(r monitoraggio.RigaRilevazione) bool { return r.Semestre == prossimo }) {
			return &ui.NextStepProps{Title: "Preparare la rilevazione del " + prossimo.InItaliano(), Text: "Il semestre è finito e non ha ancora una rilevazione."},
				ui.Link{Text: "Prepara la rilevazione", URL: "/monitoraggio/nuova", Primary: true}
		}
	}
	return nil, ui.Link{}
}

func tabellaCampagne(rs []monitoraggio.RigaRilevazione, segue bool, oggi kernel.Day) ui.Table {
	t := ui.Table{Caption: "Rilevazioni", HideCaption: true, Columns: []ui.Column{{Text: "Semestre"}, {Text: "Stato"}, {Text: "Ultimo giorno per inviare"}}}
	if segue {
		t.Columns = append(t.Columns, ui.Column{Text: "Enti che hanno inviato", Numeric: true}, ui.Column{Text: "Da verificare", Numeric: true})
	}
	for _, r := range rs {
		if !segue {
			t.Rows = append(t.Rows, righeMie(r, oggi)...)
			continue
		}
		stato := chipRilevazione(r.Stato)
		row := ui.Row{Cells: []ui.Cell{ui.LinkCell(maiuscola(r.Semestre.InItaliano()), percorso(r.Semestre)), ui.ChipCell(stato), {Text: r.Scadenza.InItaliano()}}}
		inviati, daVerificare := "n.d.", "n.d."
		if r.Stato != monitoraggio.InPreparazione {
			inviati, daVerificare = suTotale(r.Copertura.Consegnati, r.Copertura.Invitati), kernel.Numero(int64(r.Invii[monitoraggio.Inviato]))
		}
		row.Cells = append(row.Cells, ui.TextCell(inviati), ui.TextCell(daVerificare))
		t.Rows = append(t.Rows, row)
	}
	if !segue {
		t.Columns = []ui.Column{{Text: "Semestre"}, {Text: "Ente"}, {Text: "Dati dell’ente"}, {Text: "Ultimo giorno per inviare"}}
	}
	return t
}

// righeMie are the rows of a campaign for the people of the bodies.
func righeMie(r monitoraggio.RigaRilevazione, oggi kernel.Day) (out []ui.Row) {
	for _, m := range r.Miei {
		s := m.Scadenza(r.Rilevazione)
		tocca := monitoraggio.AspettaEnte(r.Rilevazione, m.Invio)
		stato := chipInvio(m.Stato, tocca)
		row := ui.Row{Cells: []ui.Cell{ui.LinkCell(maiuscola(r.Semestre.InItaliano()), fmt.Sprintf("/monitoraggio/mio/%s?ente=%d", r.Semestre, m.EnteID)),
			ui.TextCell(m.Ente.NomeEsteso()), ui.ChipCell(stato), {Text: s.InItaliano()}}}
		if tocca {
			row.Tone = ui.Warning
			if m.InRitardo(r.Rilevazione, oggi) {
				row.Tone, row.Cells[3].Sub = ui.Late, "in ritardo di "+kernel.GiorniDiCalendario(oggi.DaysSince(s))
			}
		}
		out = append(out, row)
	}
	return out
}
