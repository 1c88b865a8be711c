package entiweb_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti/entitest"
	"pass/internal/enti/entiweb"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
)

var inizio = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)

// sito is the area behind the real router, on SQLite.
type sito struct {
	*entitest.Banco
	t       *testing.T
	clock   *dbtest.Clock
	handler http.Handler
	router  *web.Router
}

func nuovoSito(t *testing.T) *sito {
	t.Helper()
	clock := dbtest.NewClock(inizio)
	b := entitest.Nuovo(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}))
	rt := web.NewRouter(web.Options{DB: b.DB, Log: slog.New(slog.DiscardHandler), Identify: b.Accesso.Identify,
		Shell: func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(_ *web.Context, _ int, e *kernel.Error) templ.Component {
			return templ.Raw("<h1>" + html.EscapeString(e.Message) + "</h1>")
		},
		SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/"})
	entiweb.Register(rt, entiweb.Deps{Enti: b.Enti})
	return &sito{Banco: b, t: t, clock: clock, handler: rt.Handler(), router: rt}
}

// utente is somebody with a browser; nil cookie is a visitor.
type utente struct {
	*sito
	persona accesso.Persona
	cookie  *http.Cookie
}

func (s *sito) entra(p accesso.Persona) *utente {
	s.t.Helper()
	return &utente{s, p, accessotest.SignIn(s.t, s.DB, p)}
}

func (s *sito) nuovo(n int, nome string, mandati ...accesso.Mandato) *utente {
	s.t.Helper()
	return s.entra(accessotest.PersonaCF(s.t, s.DB, accessotest.CF(n), nome, "Prova", mandati...))
}

func (u *utente) attore() kernel.Actor { return accessotest.Actor(u.t, u.DB, u.persona) }

// pagina is one answer.
type pagina struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
	*goquery.Document
}

func (u *utente) chiede(r *http.Request) pagina {
	u.t.Helper()
	if u.cookie != nil {
		r.AddCookie(u.cookie)
	}
	w := httptest.NewRecorder()
	u.handler.ServeHTTP(w, r)
	res := w.Result()
	body, _ := io.ReadAll(res.Body)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		u.t.Fatal(err)
	}
	return pagina{u.t, res.StatusCode, res.Header, body, doc}
}

func (u *utente) get(path string) pagina {
	u.t.Helper()
	return u.chiede(httptest.NewRequest(http.MethodGet, path, nil))
}

func (u *utente) post(path string, pairs ...string) pagina {
	u.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return u.chiede(r)
}

// carica sends the form of a page with a file, as a browser would.
func (u *utente) carica(path string, campi map[string]string, nome string, contenuto []byte) pagina {
	u.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("protocollo", nome)
	if err == nil {
		_, err = part.Write(contenuto)
	}
	for k, v := range campi {
		if err == nil {
			err = w.WriteField(k, v)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		u.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return u.chiede(r)
}

// campi reads what a form of the page would send: the hidden fields too.
func (p pagina) campi(form string) map[string]string {
	p.t.Helper()
	out := map[string]string{}
	p.Find(form).Find("input,textarea,select").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		kind, _ := s.Attr("type")
		if name == "" || kind == "file" || kind == "submit" {
			return
		}
		value, _ := s.Attr("value")
		switch {
		case kind == "radio" || kind == "checkbox":
			if _, checked := s.Attr("checked"); !checked {
				return
			}
		case goquery.NodeName(s) == "textarea":
			value = s.Text()
		case goquery.NodeName(s) == "select":
			value, _ = s.Find("option[selected]").Attr("value")
		}
		out[name] = value
	})
	return out
}

// con adds to the fields of a form what somebody types.
func con(campi map[string]string, pairs ...string) []string {
	for i := 0; i < len(pairs); i += 2 {
		campi[pairs[i]] = pairs[i+1]
	}
	var out []string
	for k, v := range campi {
		out = append(out, k, v)
	}
	return out
}

// vuole checks status and that every text is in the page.
func (p pagina) vuole(status int, testi ...string) pagina {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d (Location %q): %.600s", p.status, status, p.header.Get("Location"), p.testo())
	}
	for _, s := range testi {
		if !strings.Contains(p.testo(), s) {
			p.t.Errorf("the page lacks %q: %.900s", s, p.testo())
		}
	}
	return p
}

func (p pagina) testo() string { return strings.Join(strings.Fields(p.Text()), " ") }

// verso follows a redirect.
func (p pagina) verso(u *utente) pagina {
	p.t.Helper()
	p.vuole(http.StatusSeeOther)
	return u.get(p.header.Get("Location"))
}

// errore is the message beside a field.
func (p pagina) errore(campo string) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.Join(strings.Fields(p.Find("#campo-"+campo+"-errore").Text()), " "), "Errore: "))
}
