package richiesteweb

import (
	"fmt"
	"strconv"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/richieste"
	"pass/internal/termini"
	"pass/internal/ui"
)

// richiestaVista is what the page of a request shows.
type richiestaVista struct {
	Page       ui.Page
	Avviso     *ui.Alert
	Perduto    string // text of an act that is no longer possible
	Passo      *ui.NextStepProps
	Primo      *moduloAtto // the primary act
	Altri      []moduloAtto
	Messaggio  *moduloAtto // Scrivi
	Dati       []ui.Detail // what was asked
	Piano      *pianoVista
	Timeline   []ui.TimelineItem
	Atteso     string
	Sintesi    []ui.Detail
	Tempi      []ui.Detail
	Link       []ui.Link
	Collegati  []ui.Link // contributed by other areas
	ErroriAtto ui.Errors
}

// vistaRichiesta decides everything that the page shows to the actor.
func vistaRichiesta(s richieste.Scheda, chi kernel.Actor, silenzio int, collegati []ui.Link, d digitato) richiestaVista {
	oggi := s.Ora.Day()
	p := s.ProssimoPasso(oggi, silenzio)
	mia := tocca(chi, s.Richiesta, p)
	v := richiestaVista{Avviso: d.Avviso, Collegati: collegati, ErroriAtto: d.Errori}
	v.Page = ui.Page{Title: "Richiesta " + s.Codice(), Heading: accorcia(s.Modulo.Titolo()), Kicker: "Richiesta n. " + s.Codice() + " · " + s.Ente.NomeEsteso(),
		Section: "richieste", Breadcrumb: briciole(), Chips: []ui.Chip{chip(s.Stato, mia)}}
	if p.Tardi > 0 {
		v.Page.Chips = append(v.Page.Chips, ui.Chip{Text: "In ritardo di " + kernel.GiorniDiCalendario(p.Tardi), Tone: ui.Late})
	}
	v.Passo = passo(s, p, mia, silenzio)
	v.Dati, v.Sintesi, v.Tempi = dati(s), sintesi(s, chi), tempi(s)
	v.Piano, v.Timeline, v.Atteso = vistaPiano(s), timeline(s), atteso(s, p)
	v.Link = []ui.Link{{Text: "Versione da stampare", URL: percorso(s.ID, "stampa"), Icon: "print"}, {Text: "Ricevuta dell’invio", URL: percorso(s.ID, "ricevuta"), Icon: "file"}}
	v.atti(s, d)
	return v
}

// atti puts the acts in their places: the primary one, the message, the rest.
func (v *richiestaVista) atti(s richieste.Scheda, d digitato) {
	primo := principale(s)
	possibile := d.Atto == ""
	for _, a := range s.AttiPossibili {
		if _, ok := modi[a]; !ok {
			continue
		}
		m := modulo(s, a, d, a == primo)
		possibile = possibile || a == d.Atto
		switch {
		case a == primo:
			v.Primo = &m
		case a == richieste.Scrivi:
			v.Messaggio = &m
			m.Bottone.Secondary = primo != ""
		default:
			v.Altri = append(v.Altri, m)
		}
	}
	if !possibile {
		v.Perduto = d.Testo
	}
}

// passo is the panel of who owes what by when.
func passo(s richieste.Scheda, p richieste.Passo, mia bool, silenzio int) *ui.NextStepProps {
	oggi := s.Ora.Day()
	n := &ui.NextStepProps{Late: p.Tardi > 0}
	if p.Chi == "" {
		n.Title, n.Text = "Nessun passo atteso", chiusura(s)
		if limite := s.RiapribileFino(); s.Stato == richieste.Evasa && !oggi.After(limite) {
			n.Later = "L’ente può riaprire la richiesta fino al " + limite.InItaliano() + "."
		}
		return n
	}
	n.Title = "Tocca " + aChi(p.Chi, s.Ente, nomiEsperti(s))
	if mia {
		n.Title += ": il prossimo passo è qui"
	}
	n.Text, n.Due = p.Cosa, entroQuando(p, oggi)
	totale, misura := richieste.Obiettivi[s.Stato], "l’obiettivo è %s."
	n.Later = "È un obiettivo di servizio di PAsS, non un termine di legge."
	if s.Stato == richieste.RispostaInviata {
		totale, misura = silenzio, "l’attesa dura %s."
		n.Later = "Senza riscontro, da quel giorno la richiesta è considerata evasa. Prima partono due promemoria."
	}
	passati := max(0, termini.GiorniLordi(s.StatoDal.Day(), oggi)) // gross
	n.Term = &ui.TermLineProps{Spans: []ui.TermSpan{{Days: passati}}, Total: totale,
		Text: fmt.Sprintf("%s nello stato «%s»; "+misura, kernel.GiorniDiCalendario(passati), s.Stato.Etichetta(), kernel.Numero(int64(totale)))}
	return n
}

func nomiEsperti(s richieste.Scheda) []string {
	var out []string
	for _, e := range s.Esperti {
		out = append(out, e.NomeCompleto())
	}
	return out
}

// chiusura tells how a closed request ended.
func chiusura(s richieste.Scheda) string {
	quando := " il " + s.ChiusaIl.InItaliano() + "."
	switch {
	case s.Stato == richieste.Respinta:
		return "La segreteria tecnica ha respinto la richiesta" + quando + " Il motivo è nella cronologia."
	case s.Stato == richieste.Annullata:
		return "L’ente ha ritirato la richiesta" + quando
	case s.Esito == richieste.SenzaAssistenza:
		return "La richiesta è stata chiusa senza assistenza" + quando + " Il motivo è nella cronologia."
	}
	return "La richiesta è evasa: la risposta è stata consegnata e la richiesta chiusa" + quando
}

// atteso is the last line of the timeline.
func atteso(s richieste.Scheda, p richieste.Passo) string {
	if p.Chi == "" {
		return ""
	}
	t := p.Cosa
	if e := entroQuando(p, s.Ora.Day()); e != "" {
		t += " " + e
	}
	return t
}

// dati are what the body asked, but for the description, which opens the
// timeline.
func dati(s richieste.Scheda) []ui.Detail {
	m := s.Modulo
	var out []ui.Detail
	add := func(term, text string) {
		if strings.TrimSpace(text) != "" {
			out = append(out, ui.Detail{Term: term, Text: text})
		}
	}
	add("Risultato atteso", m.RisultatoAtteso)
	add("Pratiche interessate", m.Pratiche)
	if d, err := kernel.ParseDay(strings.TrimSpace(m.EntroIl)); err == nil && !d.IsZero() {
		add("Aiuto utile entro", d.ConGiornoSettimana())
	}
	add("Da sentire", m.Referente)
	add("Telefono", m.Telefono)
	if s.Voto > 0 {
		add("Voto dell’ente", strconv.Itoa(s.Voto)+" su 5")
		add("Commento dell’ente", s.Commento)
	}
	return out
}

// sintesi are the facts of the side column.
func sintesi(s richieste.Scheda, chi kernel.Actor) []ui.Detail {
	proc := ui.Detail{Term: "Procedimento", Text: s.Procedimento.Nome}
	switch {
	case catalogo.Consulta.Allows(chi):
		proc.URL = fmt.Sprintf("/catalogo/procedimenti/%d", s.ProcedimentoID)
	case s.Procedimento.Attivo:
		proc.URL = "/procedimenti/" + s.Procedimento.Codice
	}
	out := []ui.Detail{{Term: "Stato", Text: s.Stato.Etichetta() + ", " + daQuanto(s.StatoDal, s.Ora.Day())}, proc,
		{Term: "Termine di legge del procedimento", Text: termineEsteso(s)}}
	if t := s.TaskForce(); t.ID != 0 {
		out = append(out, ui.Detail{Term: "Task force", Text: t.Nome})
	}
	if len(s.Esperti) > 0 {
		out = append(out, ui.Detail{Term: "Esperti", Text: elencoEsperti(s)})
	}
	ente := ui.Detail{Term: "Ente", Text: s.Ente.NomeEsteso() + ", " + s.Ente.Luogo()}
	if enti.PuoVedereEnte(s.EnteID, chi) {
		ente.URL = fmt.Sprintf("/enti/%d", s.EnteID)
	}
	return append(out, ente, ui.Detail{Term: "Inviata", Text: s.InviataIl.InItaliano()})
}

// termineEsteso is the legal term in force today with where it comes from.
func termineEsteso(s richieste.Scheda) string {
	t := termineLegale(s.Termine, s.HaTermine)
	if s.HaTermine && s.Termine.Giorni != nil && s.Termine.Decorrenza != "" {
		t += ", " + minuscola(s.Termine.Decorrenza)
	}
	if s.HaTermine && s.Termine.Fonte != "" {
		t += ". Fonte: " + s.Termine.Fonte
	}
	return strings.TrimSuffix(t, ".") + "."
}

func elencoEsperti(s richieste.Scheda) string {
	var out []string
	for _, i := range s.Incarichi {
		for _, e := range s.Esperti {
			if e.ID == i.PersonaID {
				nome := e.NomeCompleto()
				if i.Referente && len(s.Incarichi) > 1 {
					nome += " (referente)"
				}
				out = append(out, nome)
			}
		}
	}
	return strings.Join(out, ", ")
}

// tempi are the times of service so far.
func tempi(s richieste.Scheda) []ui.Detail {
	dopo := func(a kernel.Instant, mancante string) string {
		if a.IsZero() {
			return mancante
		}
		return "dopo " + kernel.Durata(a.Sub(s.InviataIl)) + " dall’invio"
	}
	ancora := "non ancora"
	if !s.Stato.Aperta() {
		ancora = "non avvenuta"
	}
	return []ui.Detail{{Term: "Presa in carico", Text: dopo(s.PresaInCaricoIl, ancora)}, {Term: "Prima risposta", Text: dopo(s.PrimaRispostaIl, ancora)},
		{Term: "Chiusura", Text: dopo(s.ChiusaIl, "non ancora")}}
}

// timeline tells the acts from the first; the making of the draft is nobody's
// concern once it is sent.
func timeline(s richieste.Scheda) []ui.TimelineItem {
	var out []ui.TimelineItem
	for _, e := range s.Eventi {
		if e.Atto == richieste.Crea {
			continue
		}
		i := ui.TimelineItem{ID: fmt.Sprintf("atto-%d", e.N), Author: e.Autore, Role: e.Ruolo.Etichetta(), Time: e.Il.InItaliano(), TimeISO: e.Il.String(),
			Act: e.Atto.Fatto(), Text: e.Testo, Tone: tono(e.Atto)}
		if e.PersonaID == 0 {
			i.Role = ""
		}
		for _, d := range e.Documenti {
			i.Attachments = append(i.Attachments, allegatoDi(s.ID, d))
		}
		out = append(out, i)
	}
	return out
}

func tono(a richieste.Atto) ui.Tone {
	switch a {
	case richieste.Rispondi, richieste.Conferma:
		return ui.Success
	case richieste.ChiediIntegrazioni, richieste.SegnalaIrreperibile, richieste.Sollecita, richieste.Riapri:
		return ui.Warning
	case richieste.Respingi, richieste.Ritira, richieste.ChiudiSenzaAssistenza:
		return ui.Late
	case richieste.Scrivi:
		return ui.Neutral
	}
	return ui.Info
}
