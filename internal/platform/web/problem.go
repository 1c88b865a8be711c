package web

import (
	"encoding/json"
	"net/http"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/observe"
)

// apiPrefix is where machines are served: errors there are problem documents,
// whatever goes wrong and before which handler.
const apiPrefix = "/api/v"

// Problem is an error for machines, application/problem+json of RFC 9457.
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail,omitempty"`
	Instance string         `json:"instance,omitempty"` // the id of the request, as in the log
	Errors   []ProblemField `json:"errors,omitempty"`
}

// ProblemField is one thing that is wrong in the request.
type ProblemField struct {
	Location string `json:"location"` // "query.limit"
	Message  string `json:"message"`
}

// problemTitles say each status in Italian, always in the same words.
var problemTitles = map[int]string{400: "Richiesta non valida", 401: "Accesso richiesto", 403: "Accesso negato", 404: "Non trovato", 405: "Metodo non ammesso", 406: "Formato non disponibile",
	409: "Conflitto", 413: "Richiesta troppo grande", 422: "Parametri non validi", 429: "Troppe richieste", 500: "Errore interno", 503: "Servizio non disponibile"}

// ProblemTitle is the title of a problem with that status.
func ProblemTitle(status int) string {
	if t, ok := problemTitles[status]; ok {
		return t
	}
	return http.StatusText(status)
}

// Problem answers with a problem document. It is never kept by caches.
func (c *Context) Problem(status int, detail string, fields ...ProblemField) error {
	b, err := json.Marshal(Problem{Type: "about:blank", Title: ProblemTitle(status), Status: status, Detail: detail, Instance: "urn:pass:richiesta:" + observe.RequestID(c.Ctx()), Errors: fields})
	if err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.Header().Del("ETag")
	return c.Bytes(status, "application/problem+json", b)
}

// Bytes writes bytes of a type with a status.
func (c *Context) Bytes(status int, mediaType string, b []byte) error {
	c.W.Header().Set("Content-Type", mediaType)
	return c.write(status, b)
}

// forMachines reports whether the error goes out as a problem document.
func (c *Context) forMachines() bool { return strings.HasPrefix(c.R.URL.Path, apiPrefix) }

func (c *Context) problemOf(status int, e *kernel.Error) error {
	c.W.Header().Set("Access-Control-Allow-Origin", "*")
	var fields []ProblemField
	for _, f := range e.Fields {
		fields = append(fields, ProblemField{Location: f.Field, Message: f.Message})
	}
	return c.Problem(status, e.Message, fields...)
}
