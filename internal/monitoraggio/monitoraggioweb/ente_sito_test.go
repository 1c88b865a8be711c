package monitoraggioweb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/monitoraggio/monitoraggioweb"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// sitoEnte is the real router over the world of monitoraggiotest, with real
// sessions.
type sitoEnte struct {
	*monitoraggiotest.Mondo
	t *testing.T
	h http.Handler
}

func nuovoSitoEnte(t *testing.T) *sitoEnte {
	t.Helper()
	m := monitoraggiotest.SQLite(t)
	rt := web.NewRouter(web.Options{DB: m.DB, Log: slog.New(slog.DiscardHandler), SignIn: "/accesso", Resume: "/riprendi/", Identify: m.Accesso.Identify,
		Shell: func(c *web.Context) context.Context {
			p := ui.Page{}
			if n, ok := c.TakeNotice(); ok {
				p.Notice = &ui.Alert{Tone: ui.Tone(n.Kind), Title: n.Title, Text: n.Text}
			}
			return ui.WithShell(c.Ctx(), p)
		},
		ErrorPage: func(_ *web.Context, status int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: fmt.Sprint("Errore ", status), Lead: e.Message})
		}})
	monitoraggioweb.Register(rt, monitoraggioweb.Deps{Monitoraggio: m.Servizio})
	return &sitoEnte{m, t, rt.Handler()}
}

// visita is a person with a session.
type visita struct {
	s       *sitoEnte
	cookies map[string]*http.Cookie
}

func (s *sitoEnte) di(p accesso.Persona) *visita {
	c := accessotest.SignIn(s.t, s.DB, p)
	return &visita{s, map[string]*http.Cookie{c.Name: c}}
}

// foglia is an answer as a person reads it.
type foglia struct {
	*goquery.Document
	t      *testing.T
	Code   int
	Header http.Header
	Body   []byte
}

func (b *visita) manda(method, path, kind string, body io.Reader) foglia {
	b.s.t.Helper()
	r := httptest.NewRequest(method, path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.s.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	text := w.Body.Bytes()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		b.s.t.Fatal(err)
	}
	p := foglia{doc, b.s.t, w.Code, w.Header(), text}
	if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") && w.Code != http.StatusSeeOther {
		p.inOrdine(path)
		if dir := os.Getenv("PASS_TEST_PAGINE"); dir != "" { // to look at them
			nome := strings.NewReplacer("/", "_", "?", "+", "=", "-", "&", "+").Replace(strings.Trim(path, "/"))
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s_%d.html", nome, w.Code)), text, 0o600); err != nil {
				b.s.t.Fatal(err)
			}
		}
	}
	return p
}

// inOrdine checks what holds on every page.
func (p foglia) inOrdine(path string) {
	p.t.Helper()
	if n := p.Find("h1").Length(); n != 1 {
		p.t.Errorf("%s: %d h1", path, n)
	}
	ids := map[string]int{}
	p.Find("[id]").Each(func(_ int, e *goquery.Selection) { ids[e.AttrOr("id", "")]++ })
	for id, n := range ids {
		if n > 1 {
			p.t.Errorf("%s: id %q %d times", path, id, n)
		}
	}
	p.Find("label[for]").Each(func(_ int, e *goquery.Selection) {
		if ids[e.AttrOr("for", "")] == 0 {
			p.t.Errorf("%s: label %q leads nowhere", path, detto(e))
		}
	})
	p.Find("input:not([type=hidden]), select, textarea").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); p.Find(fmt.Sprintf("label[for=%q]", id)).Length() == 0 {
			p.t.Errorf("%s: control %q without label", path, e.AttrOr("name", ""))
		}
	})
	p.Find("a[href^='#']").Each(func(_ int, e *goquery.Selection) {
		if href := e.AttrOr("href", "#"); ids[href[1:]] == 0 {
			p.t.Errorf("%s: the link %q leads nowhere", path, href)
		}
	})
	p.Find("[style], script:not([src])").Each(func(_ int, e *goquery.Selection) {
		p.t.Errorf("%s: inline style or script in <%s>", path, goquery.NodeName(e))
	})
	if n := p.Find("main .btn-primary:not(.btn-outline-primary)").Length(); n > 1 {
		p.t.Errorf("%s: %d primary buttons", path, n)
	}
}

func (b *visita) get(path string) foglia { b.s.t.Helper(); return b.manda("GET", path, "", nil) }

func (b *visita) post(path string, v url.Values) foglia {
	b.s.t.Helper()
	return b.manda("POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// carica sends a file in the field "file".
func (b *visita) carica(path, nome string, dati []byte) foglia {
	b.s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if nome != "" {
		part, err := w.CreateFormFile("file", nome)
		if err != nil {
			b.s.t.Fatal(err)
		}
		if _, err := part.Write(dati); err != nil {
			b.s.t.Fatal(err)
		}
	}
	w.Close()
	return b.manda("POST", path, w.FormDataContentType(), &body)
}

func (p foglia) is(code int) foglia {
	p.t.Helper()
	if p.Code != code {
		p.t.Fatalf("status %d, want %d: %.900s", p.Code, code, detto(p.Find("main")))
	}
	return p
}

// goes checks where a redirect leads; an empty path only that it is one.
func (p foglia) goes(path string) string {
	p.t.Helper()
	p.is(http.StatusSeeOther)
	to := p.Header.Get("Location")
	if path != "" && to != path {
		p.t.Fatalf("leads to %s, want %s", to, path)
	}
	return to
}

func (p foglia) says(selector string, texts ...string) foglia {
	p.t.Helper()
	got := detto(p.Find(selector))
	for _, s := range texts {
		if !strings.Contains(got, s) {
			p.t.Errorf("%q does not say %q: %.1500s", selector, s, got)
		}
	}
	return p
}

func (p foglia) lacks(selector string) foglia {
	p.t.Helper()
	if s := p.Find(selector); s.Length() > 0 {
		p.t.Errorf("%q is there: %.300s", selector, detto(s))
	}
	return p
}

// campi are the fields of a form as the browser would send them.
func (p foglia) campi(action string) url.Values {
	p.t.Helper()
	v := url.Values{}
	form := p.Find(fmt.Sprintf("form[action=%q]", action)).First()
	if form.Length() == 0 {
		p.t.Fatalf("no form for %s in %.600s", action, detto(p.Find("main")))
	}
	form.Find("input, textarea, select").Each(func(_ int, e *goquery.Selection) {
		name, ok := e.Attr("name")
		kind := e.AttrOr("type", "")
		_, checked := e.Attr("checked")
		switch {
		case !ok || kind == "file":
		case goquery.NodeName(e) == "textarea":
			v.Add(name, strings.TrimPrefix(e.Text(), "\n"))
		case goquery.NodeName(e) == "select":
			v.Add(name, e.Find("option[selected]").AttrOr("value", e.Find("option").First().AttrOr("value", "")))
		case kind == "radio" || kind == "checkbox":
			if checked {
				v.Add(name, e.AttrOr("value", "on"))
			}
		default:
			v.Add(name, e.AttrOr("value", ""))
		}
	})
	return v
}

func detto(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

type goquerySel = goquery.Selection

var monitoraggiotestSem = monitoraggiotest.Semestre

// mandatoDi finds the mandate of a person for a body.
func mandatoDi(t *testing.T, s *sitoEnte, p accesso.Persona, ente int64) int64 {
	t.Helper()
	for _, m := range s.Actor(t, p).Mandati {
		if m.Ente == ente {
			return m.ID
		}
	}
	t.Fatalf("%s has no mandate for %d", p.Nome, ente)
	return 0
}

// nuovoSindaco is the mayor of a body that the world does not have.
func nuovoSindaco(t *testing.T, s *sitoEnte, n int, e enti.Ente) accesso.Persona {
	t.Helper()
	return accessotest.PersonaCF(t, s.DB, accessotest.CF(500+n), "Sindaco", fmt.Sprint("Numero", n), accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: e.ID})
}
