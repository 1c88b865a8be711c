package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// keep is how long caches may hand out an answer without asking again.
const keep = time.Minute

// adapter makes each operation a route of ours. The answer is made in memory,
// so that headers, validators and compression are those of every page.
type adapter struct {
	rt  *web.Router
	api *API
}

// Handle implements huma.Adapter.
func (d *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	web.Public(d.rt, op.Method+" "+Prefix+op.Path, func(c *web.Context) error {
		crossOrigin(c)
		if wait := d.api.limit(c); wait > 0 {
			c.W.Header().Set("Retry-After", strconv.Itoa(wait))
			return c.Problem(http.StatusTooManyRequests, "Le richieste di questa rete sono troppe. Riprovare tra "+strconv.Itoa(wait)+" secondi.")
		}
		if _, err := url.ParseQuery(c.R.URL.RawQuery); err != nil {
			return c.Problem(http.StatusBadRequest, detailOf(http.StatusBadRequest))
		}
		if !acceptsJSON(c.R.Header.Get("Accept")) {
			return c.Problem(http.StatusNotAcceptable, "Le risposte sono solo in application/json.")
		}
		answer, out := &buffer{head: http.Header{}}, &outcome{}
		handler(humago.NewContext(op, c.R.WithContext(context.WithValue(c.Ctx(), outcomeKey{}, out)), answer))
		switch {
		case out.err != nil:
			return out.err
		case answer.status >= http.StatusBadRequest:
			return c.Problem(answer.status, detailOf(answer.status), fieldsOf(answer.body.Bytes())...)
		}
		for name, values := range answer.head {
			c.W.Header()[name] = values
		}
		if c.Fresh(tagOf(answer.body.Bytes()), kernel.Instant{}, keep) {
			return nil
		}
		return c.Bytes(answer.status, answer.head.Get("Content-Type"), answer.body.Bytes())
	})
}

// ServeHTTP implements huma.Adapter; requests come through the router.
func (d *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// buffer is an answer that has not left yet.
type buffer struct {
	head   http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (b *buffer) Header() http.Header { return b.head }

// WriteHeader implements http.ResponseWriter.
func (b *buffer) WriteHeader(status int) { b.status = status }

// Write implements http.ResponseWriter.
func (b *buffer) Write(p []byte) (int, error) {
	if b.status == 0 {
		b.status = http.StatusOK
	}
	return b.body.Write(p)
}

// outcome carries what went wrong out of huma, which would flatten it.
type outcome struct {
	err error // of the handler, one of ours
}

// fieldsOf reads which parameters huma refused.
func fieldsOf(body []byte) (out []web.ProblemField) {
	var p Problema
	if json.Unmarshal(body, &p) == nil {
		for _, f := range p.Campi {
			out = append(out, web.ProblemField{Location: f.Dove, Message: f.Messaggio})
		}
	}
	return out
}

type outcomeKey struct{}

// crossOrigin lets every site read: the data are public and no cookie counts.
func crossOrigin(c *web.Context) {
	h := c.W.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Link, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
}

func tagOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// acceptsJSON reports whether JSON is among the forms asked for. Weights do
// not matter but for zero: there is only one form.
func acceptsJSON(accept string) bool {
	if strings.TrimSpace(accept) == "" {
		return true
	}
	for _, one := range strings.Split(accept, ",") {
		kind, params, _ := strings.Cut(strings.ToLower(one), ";")
		switch strings.TrimSpace(kind) {
		case "application/json", "application/*", "*/*", "application/problem+json":
			if q := strings.ReplaceAll(params, " ", ""); q != "q=0" && !strings.HasPrefix(q, "q=0.000") {
				return true
			}
		}
	}
	return false
}

func detailOf(status int) string {
	if status == http.StatusUnprocessableEntity {
		return "Qualche parametro della richiesta non è ammesso."
	}
	return "La richiesta non si può leggere."
}
