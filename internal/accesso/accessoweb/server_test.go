package accessoweb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/accesso/accessoweb"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/idp"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

var (
	ctx    = context.Background()
	inizio = time.Date(2026, 11, 23, 11, 0, 0, 0, time.UTC)
)

// The invented people of the demonstration provider.
var mario, lucia = idp.Person{CodiceFiscale: "RSSMRA80A01F205X", Nome: "Mario", Cognome: "Rossi", Email: "mario@example.org", Note: "Sindaco"},
	idp.Person{CodiceFiscale: "VRDLGU80A01F205T", Nome: "Lucia", Cognome: "Verdi", Email: "lucia@example.org", Note: "Esperta"}

// server is PAsS with only this area, the demonstration provider, and a clock.
type server struct {
	*accesso.Service
	d     *db.DB
	clock *dbtest.Clock
	base  string
}

func start(t *testing.T) *server {
	t.Helper()
	s := &server{clock: dbtest.NewClock(inizio)}
	s.d = dbtest.SQLite(t, db.Options{Clock: s.clock.Now})
	if err := s.d.InTx(ctx, func(tx *db.Tx) error { return db.SetSetting(ctx, tx, idp.SettingName, idp.SettingValue) }); err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewUnstartedServer(nil)
	cfg := accessotest.Config()
	cfg.Indirizzo, cfg.URL, cfg.Sviluppo = ts.Listener.Addr().String(), "http://"+ts.Listener.Addr().String(), true
	provider, err := idp.New(ctx, idp.Options{Config: cfg, DB: s.d, Render: showPeople,
		People: func(context.Context) ([]idp.Person, error) { return []idp.Person{mario, lucia}, nil }})
	if err != nil {
		t.Fatal(err)
	}
	cfg.OIDCEmittente, cfg.OIDCCliente, cfg.OIDCSegreto = provider.Issuer, provider.ClientID, provider.Secret
	s.Service = accessotest.ServizioCon(t, accesso.Deps{DB: s.d, Config: cfg, TaskForces: accessotest.TaskForces,
		NomeEnte: func(context.Context, *db.Tx, []int64) (map[int64]string, error) {
			return map[int64]string{5: "Comune di Prova"}, nil
		}})
	log := slog.New(slog.DiscardHandler)
	rt := web.NewRouter(web.Options{DB: s.d, Log: log, Identify: s.Identify, SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/",
		Shell: func(c *web.Context) context.Context {
			p := ui.Page{}
			if n, ok := c.TakeNotice(); ok {
				p.Notice = &ui.Alert{Tone: ui.Tone(n.Kind), Title: n.Title, Text: n.Text}
			}
			return ui.WithShell(c.Ctx(), p)
		},
		ErrorPage: func(_ *web.Context, _ int, e *kernel.Error) templ.Component {
			return templ.Raw(`<main><h1>Errore</h1><p id="errore">` + templ.EscapeString(e.Message) + `</p></main>`)
		}})
	accessoweb.Register(rt, accessoweb.Deps{Accesso: s.Service})
	web.Authenticated(rt, "GET /scrivania", func(c *web.Context) error {
		return c.HTML(http.StatusOK, templ.Raw(`<main><h1>Scrivania</h1><p id="chi">`+templ.EscapeString(c.Actor.Nome)+`</p></main>`))
	})
	mux := http.NewServeMux()
	mux.Handle(idp.Prefix, provider)
	mux.Handle("/", rt.Handler())
	ts.Config.Handler = mux
	ts.Start()
	t.Cleanup(ts.Close)
	s.base = ts.URL
	return s
}

// showPeople draws the demonstration provider's list, which the app draws with
// its own shell.
func showPeople(w http.ResponseWriter, _ *http.Request, status int, p idp.Page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<form method="post" action="%s">`, p.Action)
	for _, h := range p.Hidden {
		fmt.Fprintf(w, `<input type="hidden" name="%s" value="%s">`, h.Name, html.EscapeString(h.Value))
	}
	for _, known := range p.People {
		fmt.Fprintf(w, `<button name="cf" value="%s">%s</button>`, known.CodiceFiscale, known.Nome)
	}
	for _, e := range p.Errors {
		fmt.Fprintf(w, `<p class="pass-errors">%s</p>`, e.Message)
	}
	fmt.Fprintf(w, `</form><a href="%s">Annulla</a>`, html.EscapeString(p.Cancel))
}

// browser keeps cookies and follows redirects, as a person's one does.
type browser struct {
	t *testing.T
	s *server
	c *http.Client
}

func (s *server) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, s, &http.Client{Jar: jar}}
}

// as is a browser in which the person is signed in.
func (s *server) as(t *testing.T, p accesso.Persona) *browser {
	t.Helper()
	b := s.browser(t)
	b.c.Jar.SetCookies(b.url("/"), []*http.Cookie{accessotest.SignIn(t, s.d, p)})
	return b
}

func (b *browser) url(path string) *url.URL {
	u, err := url.Parse(b.s.base + path)
	if err != nil {
		b.t.Fatal(err)
	}
	return u
}

func (b *browser) cookie(name string) string {
	for _, c := range b.c.Jar.Cookies(b.url("/")) {
		if c.Name == "pass-"+name {
			return c.Value
		}
	}
	return ""
}

// page is an answer as a person reads it.
type page struct {
	*goquery.Document
	t      *testing.T
	Status int
	Path   string
	Header http.Header
	Body   string
}

func (b *browser) do(r *http.Request) page {
	b.t.Helper()
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	res, err := b.c.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	return page{doc, b.t, res.StatusCode, res.Request.URL.RequestURI(), res.Header, string(raw)}
}

func (b *browser) get(path string) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url(path).String(), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(r)
}

func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url(path).String(), strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func (b *browser) upload(path, field, name, content string) page {
	b.t.Helper()
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		b.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, b.url(path).String(), &buf)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}

// submit sends the page's form with that action, with its own fields changed
// by edits.
func (b *browser) submit(p page, action string, edits url.Values) page {
	b.t.Helper()
	form := p.Find(`form[method="post"][action="` + action + `"]`).First()
	if form.Length() == 0 {
		b.t.Fatalf("%s has no form to %s", p.Path, action)
	}
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		if kind, _ := f.Attr("type"); kind != "radio" && kind != "checkbox" && kind != "file" {
			values.Add(f.AttrOr("name", ""), f.AttrOr("value", f.Text()))
		}
	})
	for k, v := range edits {
		values[k] = v
	}
	return b.post(action, values)
}

// enter signs in through the demonstration provider.
func (b *browser) enter(back string, who idp.Person) page {
	b.t.Helper()
	p := b.get("/accesso?ritorno=" + url.QueryEscape(back))
	link := p.Find(`a[href^="/accesso/entra"]`).AttrOr("href", "")
	if link == "" {
		b.t.Fatalf("no way in from %s: %s", p.Path, p.text("main"))
	}
	list := b.get(link)
	if list.Find(`button[name="cf"]`).Length() == 0 {
		b.t.Fatalf("no people at %s (%d): %s", list.Path, list.Status, list.Body)
	}
	return b.submit(list, "/demo-idp/authorize", url.Values{"cf": {string(who.CodiceFiscale)}})
}

func (p page) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// says fails unless the selector's text contains all the words.
func (p page) says(selector string, words ...string) {
	p.t.Helper()
	for _, w := range words {
		if got := p.text(selector); !strings.Contains(got, w) {
			p.t.Errorf("%s: %q is %q, without %q", p.Path, selector, got, w)
		}
	}
}

func (p page) is(status int, path string) page {
	p.t.Helper()
	if p.Status != status || p.Path != path {
		p.t.Errorf("got %d at %s, want %d at %s: %s", p.Status, p.Path, status, path, p.text("main"))
	}
	return p
}

// lastLink is the link of the last message to that address.
func (s *server) lastLink(t *testing.T, to string) string {
	t.Helper()
	var out []mail.Entry
	if err := s.d.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = mail.Outbox(ctx, tx, to, 1)
		return err
	}); err != nil || len(out) == 0 {
		t.Fatalf("no message to %s: %v", to, err)
	}
	return strings.TrimPrefix(out[0].Link, s.base)
}

func (s *server) staff(t *testing.T, r kernel.Ruolo) accesso.Persona {
	t.Helper()
	m := accesso.Mandato{Ruolo: r}
	if accesso.DiTaskForce(r) {
		m.TaskForceID = 1
	}
	if accesso.DiEnte(r) {
		m.EnteID = 5
	}
	return accessotest.Persona(t, s.d, "Nome", "Di "+string(r), m)
}
