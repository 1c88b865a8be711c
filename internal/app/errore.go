package app

import (
	"net/http"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/observe"
	"pass/internal/platform/web"
)

// erroreView is the page of an error: what happened, what is safe, what to do.
type erroreView struct {
	Titolo, Testo string
	Problemi      []string
	Codice        string // of the request, to quote when asking for help
	Accesso       bool   // signing in may help
	Grave         bool
}

func paginaErrore(c *web.Context, status int, e *kernel.Error) templ.Component {
	v := erroreView{Titolo: titoloErrore(status), Testo: e.Message, Codice: observe.RequestID(c.Ctx()), Accesso: c.Session == 0, Grave: status >= 500}
	for _, f := range e.Fields {
		v.Problemi = append(v.Problemi, f.Message)
	}
	return errore(v)
}

func titoloErrore(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Pagina non trovata"
	case http.StatusForbidden:
		return "Accesso non consentito"
	case http.StatusUnauthorized:
		return "Occorre accedere"
	case http.StatusConflict:
		return "La situazione è cambiata"
	case http.StatusUnprocessableEntity:
		return "Dati da correggere"
	case http.StatusRequestEntityTooLarge:
		return "Invio troppo grande"
	case http.StatusTooManyRequests:
		return "Troppi tentativi"
	case http.StatusServiceUnavailable:
		return "Servizio occupato"
	}
	return "Qualcosa non ha funzionato"
}
