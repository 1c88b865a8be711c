package redazioneweb

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/redazione"
	"pass/internal/ui"
)

var (
	crumbHome      = ui.Link{Text: "Home", URL: "/"}
	crumbNotizie   = ui.Link{Text: "Notizie", URL: "/notizie"}
	crumbEventi    = ui.Link{Text: "Eventi", URL: "/eventi"}
	crumbScrivania = ui.Link{Text: "Scrivania", URL: "/scrivania"}
	crumbRedazione = ui.Link{Text: "Redazione", URL: "/redazione"}
	feedNotizie    = ui.Link{Text: "PAsS: notizie", URL: "/notizie.atom"}
)

func urlContenuto(id int64) string { return "/redazione/contenuti/" + strconv.FormatInt(id, 10) }

// chip shows the state of a content to editors.
func chip(c redazione.Contenuto) ui.Chip {
	switch c.Stato {
	case redazione.Bozza:
		return ui.Chip{Text: "Bozza", Tone: ui.Warning}
	case redazione.Programmata:
		return ui.Chip{Text: "Programmata", Tone: ui.Info}
	case redazione.Pubblicata:
		return ui.Chip{Text: "Pubblicata", Tone: ui.Success}
	}
	return ui.Chip{Text: c.Stato.Etichetta()}
}

// errori takes out of an error what the same page can show: wrong fields (422),
// or a state that changed meanwhile (409). ok is false for every other error.
func errori(err error) (es ui.Errors, status int, ok bool) {
	var e *kernel.Error
	if !errors.As(err, &e) {
		return nil, 0, false
	}
	switch e.Code {
	case kernel.NonValido:
		if len(e.Fields) > 0 {
			return ui.Errors(e.Fields), http.StatusUnprocessableEntity, true
		}
		return ui.Errors{{Message: e.Message}}, http.StatusUnprocessableEntity, true
	case kernel.TroppeVolte:
		return ui.Errors{{Message: e.Message}}, http.StatusTooManyRequests, true
	case kernel.Conflitto:
		return ui.Errors{{Message: e.Message}}, http.StatusConflict, true
	}
	return nil, 0, false
}

func numero(f *web.Form, campo string) int64 {
	n, err := strconv.ParseInt(f.Text(campo), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// conQuery is a path with parameters, the empty ones left out.
func conQuery(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

func pagine(totale int64) int {
	return int((totale + redazione.PerPagina - 1) / redazione.PerPagina)
}

// paginaDi is the page asked for, from 1; one that is absurd is the first.
func paginaDi(c *web.Context) int {
	if n := c.QueryInt("pagina", 1); n >= 1 && n <= 100_000 {
		return n
	}
	return 1
}

func quanti(n int64, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(n) + " " + molti
}

var oraScritta = regexp.MustCompile(`^([01]?[0-9]|2[0-3])[:.]([0-5][0-9])$`)

// istante reads a day and an hour as people in Italy write them. Both empty is
// the unknown instant; a day without an hour is midnight.
func istante(giorno, ora string) (kernel.Instant, bool) {
	if giorno == "" && ora == "" {
		return kernel.Instant{}, true
	}
	var d kernel.Day
	for _, layout := range []string{"2006-01-02", "2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, giorno); err == nil {
			d = kernel.DayOf(t)
			break
		}
	}
	if d.IsZero() {
		return kernel.Instant{}, false
	}
	h, m := 0, 0
	if ora != "" {
		found := oraScritta.FindStringSubmatch(ora)
		if found == nil {
			return kernel.Instant{}, false
		}
		h, _ = strconv.Atoi(found[1])
		m, _ = strconv.Atoi(found[2])
	}
	t := d.Time()
	return kernel.InstantOf(time.Date(t.Year(), t.Month(), t.Day(), h, m, 0, 0, kernel.Rome)), true
}

// giornoEOra is an instant as the two fields of a form.
func giornoEOra(i kernel.Instant) (giorno, ora string) {
	if i.IsZero() {
		return "", ""
	}
	return i.Day().String(), i.Time().In(kernel.Rome).Format("15:04")
}

// quando says when an event takes place, in a sentence without its verb.
func quando(t redazione.Testo) string {
	s := t.InizioIl.Day().ConGiornoSettimana() + ", ore " + t.InizioIl.Time().In(kernel.Rome).Format("15:04")
	if t.FineIl.IsZero() {
		return s
	}
	fine := t.FineIl.Time().In(kernel.Rome).Format("15:04")
	if t.FineIl.Day() == t.InizioIl.Day() {
		return s + "–" + fine
	}
	return "da " + s + " a " + t.FineIl.Day().ConGiornoSettimana() + ", ore " + fine
}
