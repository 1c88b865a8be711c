package monitoraggioweb

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// moduloInvio is a form of the check that did not succeed, with what was
// typed.
type moduloInvio struct {
	Atto, Motivo, Scadenza string
	Errori                 ui.Errors
	Avviso                 *ui.Alert
}

// invio is the check of one body.
func (p *pagine) invio(c *web.Context) error { return p.mostraInvio(c, 200, moduloInvio{}) }

func (p *pagine) mostraInvio(c *web.Context, status int, m moduloInvio) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	ente, err := c.ID("ente")
	if err != nil {
		return err
	}
	s, err := p.Monitoraggio.SchedaInvio(c.Ctx(), c.Actor, sem, ente)
	if err != nil {
		return err
	}
	return c.HTML(status, paginaInvio(vistaInvio(s, c.Actor, m)))
}

// slugAtti are the acts as addresses write them.
var slugAtti = map[string]monitoraggio.AttoInvio{"approva": monitoraggio.AttoApprova, "restituisci": monitoraggio.AttoRestituisci,
	"riapri": monitoraggio.AttoRiapri, "proroga": monitoraggio.AttoProroga}

// attoInvio performs an act on the data of one body.
func (p *pagine) attoInvio(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	ente, err := c.ID("ente")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	slug := c.R.PathValue("atto")
	versione, _ := strconv.ParseInt(f.Text("versione"), 10, 64) //nolint:errcheck // no number is an old page
	al, _ := kernel.ParseDay(f.Text("scadenza"))                //nolint:errcheck // no day is refused with the others
	motivo := f.Text("motivo")
	titolo, testo := "", "L’ente riceve un’e-mail."
	switch slugAtti[slug] {
	case monitoraggio.AttoApprova:
		titolo, err = "Dati approvati", p.Monitoraggio.Approva(c.Ctx(), c.Actor, sem, ente, versione)
	case monitoraggio.AttoRestituisci:
		titolo, err = "Dati restituiti all’ente", p.Monitoraggio.Restituisci(c.Ctx(), c.Actor, sem, ente, versione, motivo)
		testo = "L’ente riceve un’e-mail e trova il motivo nella sua pagina."
	case monitoraggio.AttoRiapri:
		titolo, err = "Dati riaperti", p.Monitoraggio.Riapri(c.Ctx(), c.Actor, sem, ente, versione, motivo)
		testo = "L’ente riceve un’e-mail e trova il motivo nella sua pagina."
	case monitoraggio.AttoProroga:
		titolo, err = "Termine prorogato", p.Monitoraggio.Proroga(c.Ctx(), c.Actor, sem, ente, versione, al)
		testo = "Il nuovo ultimo giorno è " + al.ConGiornoSettimana() + ". L’ente riceve un’e-mail."
	default:
		return db.ErrNotFound
	}
	m := moduloInvio{Atto: slug, Motivo: motivo, Scadenza: f.Text("scadenza")}
	switch kernel.CodeOf(err) {
	case kernel.NonValido:
		m.Errori = ui.ErrorsOf(err)
		return p.mostraInvio(c, web.Status(kernel.NonValido), m)
	case kernel.Conflitto:
		m.Avviso = &ui.Alert{Tone: ui.Late, Title: "Nulla è cambiato", Text: testoErrore(err)}
		return p.mostraInvio(c, web.Status(kernel.Conflitto), m)
	}
	if err != nil {
		return err
	}
	s, err := p.Monitoraggio.SchedaInvio(c.Ctx(), c.Actor, sem, ente)
	if err != nil {
		return err
	}
	c.SetNotice("success", titolo+": "+s.Ente.NomeEsteso(), testo)
	if a := slugAtti[slug]; s.Prossimo != 0 && (a == monitoraggio.AttoApprova || a == monitoraggio.AttoRestituisci) {
		return c.Redirect(percorsoInvio(sem, s.Prossimo)) // the next that waits
	}
	return c.Redirect(percorsoInvio(sem, ente))
}

// invioVista is what the check of one body shows.
type invioVista struct {
	Page     ui.Page
	Base     string
	Errori   ui.Errors
	Avviso   *ui.Alert
	Motivo   []string
	Passo    ui.NextStepProps
	Approva  bool
	Link     []ui.Link
	Moduli   []moduloDati
	Tabella  ui.Table
	Avvisi   []avvisiVoce
	Dati     []ui.Detail
	Ricevute []ui.Attachment
	Versione string
	Token    string
}

// moduloDati is an act on the data of a body behind its name.
type moduloDati struct {
	Slug, Titolo, Spiega string
	Motivo, Scadenza     *ui.Field
	Aperto               bool
}

// avvisiVoce are the warnings on one procedure.
type avvisiVoce struct {
	Titolo string
	Righe  []string
}

func vistaInvio(s monitoraggio.SchedaInvio, chi kernel.Actor, m moduloInvio) invioVista {
	sem, i := s.Rilevazione.Semestre, s.Invio
	v := invioVista{Base: percorsoInvio(sem, s.Ente.ID), Errori: m.Errori, Avviso: m.Avviso, Versione: strconv.FormatInt(i.Versione, 10), Token: web.NewSubmission()}
	v.Page = ui.Page{Title: s.Ente.NomeEsteso(), Kicker: "Monitoraggio, " + sem.InItaliano(), Section: "monitoraggio",
		Breadcrumb: bricioleRilevazione(sem, ui.Link{Text: "Enti", URL: percorso(sem, "enti")}),
		Chips:      []ui.Chip{chipInvio(i.Stato, i.Stato == monitoraggio.Inviato && slices.Contains(s.Possibili, monitoraggio.AttoApprova))}, Lead: leadInvio(s)}
	if s.Impedito {
		v.Page.Chips = append(v.Page.Chips, ui.Chip{Text: "Non può chiedere assistenza", Tone: ui.Late})
	}
	v.Motivo = paragrafi(i.Motivo)
	v.Passo = passoInvio(s)
	v.Approva = slices.Contains(s.Possibili, monitoraggio.AttoApprova)
	v.Moduli = moduliDati(s, m)
	v.Tabella = tabellaVoci(s)
	if monitoraggio.PuoVederePratiche(chi, s.Ente.ID) {
		for n, x := range s.Voci {
			if x.Pratiche > 0 {
				v.Tabella.Rows[n].Cells[0].URL = via{sem: sem, ente: s.Ente.ID, verifica: true}.proc(x.Procedimento.ID, "pratiche")
			}
		}
	}
	for _, x := range s.Voci {
		if righe := slices.Concat(x.Manca, x.Avvisi); len(righe) > 0 {
			v.Avvisi = append(v.Avvisi, avvisiVoce{x.Procedimento.Nome, righe})
		}
	}
	if monitoraggio.Verifica.Allows(chi) && monitoraggio.AspettaEnte(s.Rilevazione, i) {
		v.Link = append(v.Link, ui.Link{Text: "Sollecita l’ente", URL: percorso(sem, fmt.Sprintf("solleciti?ente=%d", s.Ente.ID)), Primary: true})
	}
	if s.Prossimo != 0 {
		v.Link = append(v.Link, ui.Link{Text: "Passa al prossimo da verificare", URL: percorsoInvio(sem, s.Prossimo)})
	}
	v.Link = append(v.Link, ui.Link{Text: "Le cifre dell’ente nel tempo", URL: fmt.Sprintf("/monitoraggio/enti/%d", s.Ente.ID)})
	v.Dati, v.Ricevute = datiInvio(s), ricevuteInvio(s, chi)
	return v
}

func leadInvio(s monitoraggio.SchedaInvio) string {
	avvisi := 0
	for _, x := range s.Voci {
		avvisi += len(x.Avvisi)
	}
	switch s.Invio.Stato {
	case monitoraggio.Inviato, monitoraggio.Approvato:
		t := "Dati inviati il " + s.Invio.InviatoIl.InItaliano()
		if avvisi == 0 {
			return t + ", senza avvisi dai controlli automatici."
		}
		return t + ", con " + quanti(avvisi, "avviso", "avvisi") + " dai controlli automatici."
	case monitoraggio.Restituito:
		return "I dati sono stati restituiti all’ente, che li corregge e li invia di nuovo."
	case monitoraggio.InBozza:
		return "L’ente ha iniziato a inserire i dati. Le cifre qui sotto possono ancora cambiare."
	}
	return "L’ente non ha ancora iniziato. Le pratiche rimaste aperte dal semestre precedente sono già contate."
}

func passoInvio(s monitoraggio.SchedaInvio) ui.NextStepProps {
	scadenza := s.Invio.Scadenza(s.Rilevazione)
	switch {
	case s.Rilevazione.Stato.Ferma():
		return ui.NextStepProps{Title: "Nessuno", Text: "Le cifre del semestre sono bloccate. Si correggono solo con una revisione."}
	case s.Invio.Stato == monitoraggio.Inviato:
		return ui.NextStepProps{Title: "Tocca alla segreteria tecnica", Text: "Controllare i dati, poi approvarli o restituirli con il motivo."}
	case s.Invio.Stato == monitoraggio.Approvato:
		return ui.NextStepProps{Title: "Nessuno", Text: "I dati sono approvati: contano nelle cifre della Regione."}
	case s.Rilevazione.Stato == monitoraggio.Chiusa:
		return ui.NextStepProps{Title: "Nessuno", Text: "La raccolta è chiusa e l’ente non ha inviato: non conta nelle cifre. La Regione può riaprire la raccolta."}
	}
	return ui.NextStepProps{Title: "Tocca " + s.Ente.Al(), Text: "Completare e inviare i dati.", Due: entroIl(scadenza, s.Oggi), Late: s.Oggi.After(scadenza)}
}

func moduliDati(s monitoraggio.SchedaInvio, m moduloInvio) (out []moduloDati) {
	for _, a := range s.Possibili {
		x := moduloDati{}
		switch a {
		case monitoraggio.AttoRestituisci:
			x = moduloDati{Slug: "restituisci", Titolo: "Restituisci all’ente", Spiega: "L’ente corregge e invia di nuovo. Ha almeno " + kernel.GiorniDiCalendario(monitoraggio.GiorniPerCorreggere) + "."}
		case monitoraggio.AttoRiapri:
			if s.Invio.Stato == monitoraggio.Inviato {
				continue // to give back is the same, before the check
			}
			x = moduloDati{Slug: "riapri", Titolo: "Riapri i dati", Spiega: "I dati tornano in bozza: l’ente li cambia e li invia di nuovo. Ha almeno " + kernel.GiorniDiCalendario(monitoraggio.GiorniPerCorreggere) + "."}
		case monitoraggio.AttoProroga:
			x = moduloDati{Slug: "proroga", Titolo: "Proroga il termine", Spiega: "Il termine attuale è il " + s.Invio.Scadenza(s.Rilevazione).InItaliano() + ". L’ente riceve un’e-mail."}
		default:
			continue
		}
		x.Aperto = m.Atto == x.Slug
		campo := ui.Field{Required: true}
		if a == monitoraggio.AttoProroga {
			campo.Name, campo.Label, campo.Short, campo.Min = "scadenza", "Nuovo ultimo giorno", true, s.Oggi.String()
			if x.Aperto {
				campo.Value, campo.Error = m.Scadenza, m.Errori.For("scadenza")
			}
			x.Scadenza = &campo
		} else {
			campo.Name, campo.Label, campo.Rows, campo.MaxLength, campo.Hint = "motivo", "Motivo", 4, 2000, "Lo legge l’ente. Non scrivere dati personali."
			if x.Aperto {
				campo.Value, campo.Error = m.Motivo, m.Errori.For("motivo")
			}
			x.Motivo = &campo
		}
		out = append(out, x)
	}
	return out
}

func tabellaVoci(s monitoraggio.SchedaInvio) ui.Table {
	t := ui.Table{Caption: "Cifre per procedimento", HideCaption: true,
		Note: "Durate e termini in giorni di calendario; la durata va dalla domanda al provvedimento, sospensioni comprese. Periodo: " + s.Rilevazione.Semestre.InItaliano() + ".",
		Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Concluse", Numeric: true}, {Text: "Durata media", Numeric: true}, {Text: "Termine massimo", Numeric: true},
			{Text: "Avviate", Numeric: true}, {Text: "Aperte a fine semestre", Numeric: true}, {Text: "Arretrato", Numeric: true}}}
	for _, x := range s.Voci {
		m := x.Misure
		concluse := ui.Cell{Text: kernel.Numero(int64(m.Concluse()))}
		if m.ConcluseSilenzioAssenso > 0 {
			concluse.Sub = kernel.Numero(int64(m.ConcluseSilenzioAssenso)) + " per silenzio-assenso"
		}
		durata := ui.Cell{Text: giorniONulla(m.DurataMedia)}
		if m.DurataMedia != nil {
			durata.Sub = "su " + quanti(m.ConcluseEspresse, "pratica", "pratiche")
		}
		row := ui.Row{Cells: []ui.Cell{{Text: x.Procedimento.Nome, Sub: x.Modo.Etichetta()}, concluse, durata, ui.TextCell(giorniONulla(m.TermineMassimo)),
			ui.TextCell(kernel.Numero(int64(m.Avviate))), ui.TextCell(kernel.Numero(int64(m.PendentiFine))), ui.TextCell(interoND(m.Arretrato))}}
		switch {
		case len(x.Manca) > 0:
			row.Tone = ui.Late
		case len(x.Avvisi) > 0:
			row.Tone = ui.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// giorniONulla writes calendar days, with one decimal when they are not whole;
// the unit is told by the table.
func giorniONulla(x *float64) string {
	if x == nil {
		return "n.d."
	}
	if *x == math.Trunc(*x) {
		return kernel.Decimale(*x, 0)
	}
	return kernel.Decimale(*x, 1)
}

func interoND(x *int) string {
	if x == nil {
		return "n.d."
	}
	return kernel.Numero(int64(*x))
}

func datiInvio(s monitoraggio.SchedaInvio) []ui.Detail {
	i := s.Invio
	ds := []ui.Detail{{Term: "Luogo", Text: s.Ente.Luogo()}, {Term: "Enti simili", Text: monitoraggio.NomeClasse(monitoraggio.ClasseDi(s.Ente))},
		{Term: "Ultimo giorno per inviare", Text: i.Scadenza(s.Rilevazione).ConGiornoSettimana()}, {Term: "Invitato il", Text: i.InvitatoIl.InItaliano()}}
	if i.Solleciti > 0 {
		ds = append(ds, ui.Detail{Term: "Solleciti", Text: quanti(i.Solleciti, "sollecito", "solleciti") + ", l’ultimo il " + i.SollecitatoIl.InItaliano()})
	}
	if !i.DecisoIl.IsZero() {
		d := ui.Detail{Term: "Ultima decisione", Text: i.DecisoIl.InItaliano()}
		if s.Chi != "" {
			d.Text += ", " + s.Chi
		}
		ds = append(ds, d)
	}
	for _, p := range s.Persone {
		ds = append(ds, ui.Detail{Term: "Agisce per l’ente", Text: p.NomeCompleto()})
	}
	return ds
}

// ricevuteInvio are the sendings, each with the file of everything that was
// sent, for who may read single practices.
func ricevuteInvio(s monitoraggio.SchedaInvio, chi kernel.Actor) (out []ui.Attachment) {
	if !monitoraggio.PuoVederePratiche(chi, s.Ente.ID) {
		return nil
	}
	for _, r := range s.Ricevute {
		n := strconv.FormatInt(r.Numero, 10)
		out = append(out, ui.Attachment{Name: "Dati della ricevuta n. " + n, URL: percorsoInvio(s.Rilevazione.Semestre, s.Ente.ID) + "/ricevute/" + n,
			Note: "CSV, " + quanti(r.Pratiche, "pratica", "pratiche") + ", inviati il " + r.InviataIl.InItaliano() + ". Impronta SHA-256: " + r.Impronta[:min(16, len(r.Impronta))] + "…"})
	}
	return out
}

// datiInviati downloads everything that a body sent under a receipt.
func (p *pagine) datiInviati(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	ente, err := c.ID("ente")
	if err != nil {
		return err
	}
	numero, err := c.ID("numero")
	if err != nil {
		return err
	}
	f, r, err := p.Monitoraggio.Inviato(c.Ctx(), c.Actor, ente, sem, numero)
	if err != nil {
		return err
	}
	defer r.Close()
	return c.Download(f.Name, f.Type, f.Size, r)
}
