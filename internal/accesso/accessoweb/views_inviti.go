package accessoweb

import (
	"net/http"
	"net/url"
	"sort"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// invitationView is the page of an invitation's link.
type invitationView struct {
	Status  int
	Title   string
	Lead    string
	Text    string // what to do, when it cannot be accepted
	Details []ui.Detail
	Accept  string // address of the form, empty when it cannot be accepted
	Token   string
	Errors  ui.Errors
	Links   []ui.Link
}

func newInvitationView(token string, i accesso.Invito, outcome accesso.EsitoInvito, chi kernel.Actor, wrong ui.Errors) invitationView {
	const ask = "Per accedere serve un nuovo invito: chiederlo a chi lo ha spedito."
	v := invitationView{Status: http.StatusGone, Title: "Invito non più valido", Text: ask, Links: []ui.Link{{Text: "Vai alla scrivania", URL: "/scrivania"}}}
	switch outcome {
	case accesso.InvitoAperto:
		v.Status, v.Title, v.Text, v.Links = http.StatusOK, "Invito a usare PAsS", "", nil
		v.Lead = "L'invito è per lavorare in PAsS come " + i.Descrizione + "."
		v.Accept, v.Token, v.Errors = "/accesso/inviti/"+url.PathEscape(token), web.NewSubmission(), wrong
		v.Details = []ui.Detail{{Term: "Chi invita", Text: inviter(i)}, {Term: "Chi accetta", Text: chi.Nome}, {Term: "Ruolo", Text: i.Ruolo.Etichetta()},
			{Term: "Dal", Text: startText(i.Dal)}, {Term: "Al", Text: endText(i.Al)}, {Term: "Invito valido fino al", Text: i.ScadeIl.InItaliano()}}
	case accesso.InvitoGiaAccettato:
		v.Status, v.Title, v.Text = http.StatusOK, "Invito già accettato", "Non serve fare altro."
		v.Lead = "L'incarico come " + i.Descrizione + " è già stato registrato il " + i.AccettatoIl.Day().InItaliano() + "."
	case accesso.InvitoScaduto:
		v.Lead = "L'invito è scaduto il " + i.ScadeIl.InItaliano() + "."
	case accesso.InvitoRevocato:
		v.Lead = "L'invito è stato revocato, oppure sostituito da uno più recente."
		v.Text = "Controllare se per e-mail è arrivato un invito più recente. In caso contrario, chiederne uno nuovo."
	case accesso.InvitoUsato:
		v.Lead = "L'invito è già stato usato da un'altra persona: ogni invito vale una volta sola."
	case accesso.InvitoPerAltri:
		v.Status, v.Title = http.StatusForbidden, "Invito per un'altra persona"
		v.Lead = "L'invito è destinato a un codice fiscale diverso da quello con cui è avvenuto l'accesso."
		v.Text = "L'invito resta valido per la persona a cui è destinato. Se il codice fiscale indicato era sbagliato, chiedere un nuovo invito."
	case accesso.InvitoSenzaTitolo:
		v.Lead = "Chi ha spedito l'invito non può più offrire questo ruolo."
	default:
		v.Status, v.Title = http.StatusNotFound, "Invito non trovato"
		v.Lead = "Il collegamento non corrisponde a nessun invito."
		v.Text = "A volte il programma di posta spezza l'indirizzo: copiarlo per intero dal messaggio."
	}
	return v
}

func inviter(i accesso.Invito) string {
	if i.DaNome == "" {
		return "PAsS"
	}
	return i.DaNome
}

func startText(d kernel.Day) string {
	if d.IsZero() {
		return "da subito"
	}
	return d.InItaliano()
}

func endText(d kernel.Day) string {
	if d.IsZero() {
		return "senza scadenza"
	}
	return d.InItaliano()
}

// suspendedView is a form that waits to be sent again.
type suspendedView struct {
	Action  string
	Token   string
	Hidden  []ui.Hidden
	Details []ui.Detail
}

// newSuspendedView sends the fields as they were. The key is the submission,
// so that the same form is not done twice.
func newSuspendedView(key string, s web.Suspended) suspendedView {
	v := suspendedView{Action: web.LocalPath(s.Path, "/scrivania"), Token: key}
	names := make([]string, 0, len(s.Values))
	for n := range s.Values {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		for _, value := range s.Values[n] {
			v.Hidden = append(v.Hidden, ui.Hidden{Name: n, Value: value})
		}
		if text := strings.TrimSpace(strings.Join(s.Values[n], ", ")); text != "" {
			v.Details = append(v.Details, ui.Detail{Term: fieldTitle(n), Text: text})
		}
	}
	return v
}

// fieldTitle makes words of a field's name: "task_force" is "Task force".
func fieldTitle(name string) string {
	s := strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(name)
	if s == "" {
		return "Campo"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
