package accessoweb

import (
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// doorView is the sign-in page.
type doorView struct {
	EnterURL string
	Demo     bool
	Kept     bool // a form waits for the sign-in
}

func newDoorView(back string, demo bool) doorView {
	v := doorView{EnterURL: "/accesso/entra", Demo: demo, Kept: strings.HasPrefix(back, "/accesso/moduli-sospesi/")}
	if back != "" {
		v.EnterURL += "?ritorno=" + url.QueryEscape(back)
	}
	return v
}

func (v doorView) button() string {
	if v.Demo {
		return "Entra scegliendo una persona di prova"
	}
	return "Entra con SPID, CIE o CNS"
}

// refusedView is the page of a sign-in that failed.
type refusedView struct {
	Status int
	Title  string
	Lead   string // what happened
	Text   string // what is safe and what to do
}

func unavailable() refusedView {
	return refusedView{http.StatusServiceUnavailable, "Il servizio di identità non risponde",
		"PAsS funziona, ma non riesce a raggiungere il servizio con cui si accede.",
		"I dati già registrati sono al sicuro. Riprovare tra qualche minuto."}
}

// refusal says what happened, what is safe and what to do.
func refusal(m accesso.MotivoNegato) refusedView {
	switch m {
	case accesso.AccessoAnnullato:
		return refusedView{http.StatusOK, "Accesso annullato", "L'accesso non è stato completato presso il fornitore di identità.",
			"Nessun dato è cambiato. Se è stato un errore, si può riprovare subito."}
	case accesso.AccessoSmarrito:
		return refusedView{http.StatusBadRequest, "Accesso da ricominciare",
			"L'accesso era cominciato in un altro browser, oppure sono passati più di 15 minuti.",
			"Per sicurezza non è stato completato. Basta ricominciare da qui, con i cookie tecnici attivi."}
	case accesso.LivelloInsufficiente:
		return refusedView{http.StatusForbidden, "Serve un livello di sicurezza più alto",
			"L'accesso è avvenuto con un livello più basso di quello richiesto da PAsS.",
			"PAsS tratta dati di enti e persone. Riprovare con SPID di livello 2, con CIE o con CNS."}
	case accesso.DatiMancanti:
		return refusedView{http.StatusForbidden, "Mancano i dati per riconoscere la persona",
			"Il fornitore di identità non ha trasmesso nome, cognome e un codice fiscale valido.",
			"PAsS chiede solo questi dati e l'e-mail. Riprovare e acconsentire alla loro trasmissione."}
	case accesso.IdentitaIncoerente:
		return refusedView{http.StatusForbidden, "L'identità non corrisponde",
			"Questa identità digitale risulta già collegata a un altro codice fiscale.",
			"L'accesso è stato fermato per sicurezza. Scrivere all'assistenza, indicando il fornitore usato."}
	}
	return refusedView{http.StatusBadRequest, "Risposta non verificabile",
		"La risposta del fornitore di identità non ha superato i controlli di sicurezza.",
		"L'accesso è stato fermato e nessun dato è cambiato. Riprovare: se succede di nuovo, scrivere all'assistenza."}
}

// sessionsView lists the person's own sessions.
type sessionsView struct {
	Open  []sessionRow
	Past  ui.Table
	Token string
}

type sessionRow struct {
	ID      string // of the panel
	Agent   string
	Details []ui.Detail
	Current bool
	EndURL  string
	Token   string
}

func newSessionsView(k accesso.Scheda, current int64) sessionsView {
	v := sessionsView{Token: web.NewSubmission(), Past: ui.Table{Caption: "Sessioni chiuse di recente",
		Columns: []ui.Column{{Text: "Browser"}, {Text: "Accesso"}, {Text: "Chiusura"}, {Text: "Come"}}}}
	named := map[string]int{}
	for _, s := range k.Sessioni {
		if !s.ChiusaIl.IsZero() {
			v.Past.Rows = append(v.Past.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(s.Agente), ui.TextCell(s.CreataIl.Breve()),
				ui.TextCell(s.ChiusaIl.Breve()), ui.TextCell(s.Motivo.Etichetta())}})
			continue
		}
		v.Open = append(v.Open, sessionRow{ID: "sessione-" + strconv.FormatInt(s.ID, 10), Agent: sessionName(s, named), Current: s.ID == current, Token: web.NewSubmission(),
			EndURL:  "/accesso/sessioni/" + strconv.FormatInt(s.ID, 10) + "/chiudi",
			Details: []ui.Detail{{Term: "Accesso", Text: s.CreataIl.InItaliano()}, {Term: "Ultimo uso", Text: s.VistaIl.InItaliano()}}})
	}
	sort.SliceStable(v.Open, func(i, j int) bool { return v.Open[i].Current && !v.Open[j].Current })
	return v
}

// sessionName tells a session from the others, also from one of the same
// browser in the same minute.
func sessionName(s accesso.Sessione, named map[string]int) string {
	name := s.Agente + ", accesso del " + s.CreataIl.Breve()
	if named[name]++; named[name] > 1 {
		name += " (" + strconv.Itoa(named[name]) + ")"
	}
	return name
}

// profileView is what PAsS knows of the person.
type profileView struct {
	Details  []ui.Detail
	Mandates ui.Table
	Email    ui.Field
	Errors   ui.Errors
	Token    string
}

func newProfileView(k accesso.Scheda, wrong ui.Errors) profileView {
	return profileView{
		Details: []ui.Detail{{Term: "Nome e cognome", Text: k.Persona.NomeCompleto()}, {Term: "Codice fiscale", Text: string(k.Persona.CodiceFiscale)},
			{Term: "In PAsS dal", Text: k.Persona.CreataIl.Day().InItaliano()}},
		Mandates: mandatesTable("I miei incarichi", k),
		Email: ui.Field{Name: "email", Label: "Indirizzo e-mail", Value: k.Persona.Email, Required: true, Autocomplete: "email", MaxLength: 254,
			Hint: "Qui arrivano gli avvisi. Il cambio viene comunicato anche al vecchio indirizzo.", Error: wrong.For("email")},
		Errors: wrong, Token: web.NewSubmission(),
	}
}

func mandatesTable(caption string, k accesso.Scheda) ui.Table {
	t := ui.Table{Caption: caption, HideCaption: true,
		Columns: []ui.Column{{Text: "Ruolo"}, {Text: "Ambito"}, {Text: "Dal"}, {Text: "Al"}, {Text: "Stato"}}}
	for _, m := range k.Mandati {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(roleText(m)), ui.TextCell(orDash(k.Nomi.Ambito(m))),
			ui.TextCell(fromText(m)), ui.TextCell(untilText(m)), ui.ChipCell(stateChip(m, k.Oggi))}})
	}
	return t
}

// roleText is the role with the title in its place: "Sindaco", "Esperto".
func roleText(m accesso.Mandato) string {
	if m.Titolo != accesso.SenzaTitolo {
		return m.Titolo.Etichetta()
	}
	return m.Ruolo.Etichetta()
}

func mandateTexts(ms []accesso.Mandato, n accesso.Nomi) []string {
	var out []string
	for _, m := range ms {
		s := roleText(m)
		if scope := n.Ambito(m); scope != "" {
			s += " · " + scope
		}
		out = append(out, s)
	}
	return out
}

func fromText(m accesso.Mandato) string {
	if m.Dal.IsZero() {
		return m.ConferitoIl.Day().InItaliano()
	}
	return m.Dal.InItaliano()
}

func untilText(m accesso.Mandato) string {
	switch {
	case !m.RevocatoIl.IsZero():
		return m.RevocatoIl.InItaliano()
	case m.Al.IsZero():
		return "senza scadenza"
	}
	return m.Al.InItaliano()
}

func stateChip(m accesso.Mandato, oggi kernel.Day) ui.Chip {
	switch m.Stato(oggi) {
	case "revocato":
		return ui.Chip{Text: "Terminato"}
	case "scaduto":
		return ui.Chip{Text: "Scaduto"}
	case "futuro":
		return ui.Chip{Text: "Non ancora iniziato", Tone: ui.Info}
	}
	return ui.Chip{Text: "Attivo", Tone: ui.Success}
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}
