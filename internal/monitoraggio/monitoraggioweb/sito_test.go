package monitoraggioweb_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
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
	"pass/internal/kernel"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/monitoraggio/monitoraggioweb"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// sito is the real router over the world of monitoraggiotest, with real sessions.
type sito struct {
	*monitoraggiotest.Mondo
	t  *testing.T
	h  http.Handler
	rt *web.Router
}

func nuovoSito(t *testing.T) *sito {
	t.Helper()
	m := monitoraggiotest.SQLite(t)
	rt := web.NewRouter(web.Options{DB: m.DB, Log: slog.New(slog.DiscardHandler), SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/",
		Identify: m.Accesso.Identify,
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
	return &sito{m, t, rt.Handler(), rt}
}

// browser is a person with a session; nil is nobody.
type browser struct {
	s       *sito
	cookies map[string]*http.Cookie
}

func (s *sito) di(p accesso.Persona) *browser {
	c := accessotest.SignIn(s.t, s.DB, p)
	return &browser{s, map[string]*http.Cookie{c.Name: c}}
}

func (s *sito) nessuno() *browser { return &browser{s, map[string]*http.Cookie{}} }

// pagina is an answer as a person reads it.
type pagina struct {
	*goquery.Document
	t      *testing.T
	Code   int
	Header http.Header
	Body   []byte
}

func (b *browser) manda(method, path, kind string, body io.Reader) pagina {
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
	text := w.Body.String()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		b.s.t.Fatal(err)
	}
	p := pagina{doc, b.s.t, w.Code, w.Header(), []byte(text)}
	if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") && w.Code != http.StatusSeeOther {
		p.inOrdine(path)
		if dir := os.Getenv("PASS_TEST_PAGINE"); dir != "" { // to look at them
			nome := strings.NewReplacer("/", "_", "?", "+", "=", "-", "&", "+").Replace(strings.Trim(path, "/"))
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s_%d.html", nome, w.Code)), []byte(text), 0o600); err != nil {
				b.s.t.Fatal(err)
			}
		}
	}
	return p
}

// inOrdine checks what holds on every page.
func (p pagina) inOrdine(path string) {
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
			p.t.Errorf("%s: label %q leads nowhere", path, testo(e))
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

func (b *browser) get(path string) pagina { b.s.t.Helper(); return b.manda("GET", path, "", nil) }

func (b *browser) post(path string, v url.Values) pagina {
	b.s.t.Helper()
	return b.manda("POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

func (p pagina) is(code int) pagina {
	p.t.Helper()
	if p.Code != code {
		p.t.Fatalf("status %d, want %d: %.600s", p.Code, code, testo(p.Find("main")))
	}
	return p
}

// goes checks where a redirect leads; an empty path only that it is one.
func (p pagina) goes(path string) string {
	p.t.Helper()
	p.is(http.StatusSeeOther)
	to := p.Header.Get("Location")
	if path != "" && to != path {
		p.t.Fatalf("leads to %s, want %s", to, path)
	}
	return to
}

func (p pagina) says(selector string, texts ...string) pagina {
	p.t.Helper()
	got := testo(p.Find(selector))
	for _, s := range texts {
		if !strings.Contains(got, s) {
			p.t.Fatalf("%q does not say %q: %.900s", selector, s, got)
		}
	}
	return p
}

func (p pagina) lacks(selector string) pagina {
	p.t.Helper()
	if s := p.Find(selector); s.Length() > 0 {
		p.t.Fatalf("%q is there: %s", selector, testo(s))
	}
	return p
}

// campi are the fields of a form as the browser would send them.
func (p pagina) campi(action string) url.Values {
	p.t.Helper()
	v := url.Values{}
	form := p.Find(fmt.Sprintf("form[action=%q]", action)).First()
	if form.Length() == 0 {
		p.t.Fatalf("no form for %s in %.600s", action, testo(p.Find("main")))
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

func testo(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }
