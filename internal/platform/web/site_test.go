package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/observe"
	"pass/internal/platform/web"
)

var ctx = context.Background()

var governa = web.Permission{Name: "prova.governa", Roles: []kernel.Ruolo{kernel.Segreteria}}

// site is a router with its log and its database. Who asks is told by the
// cookie "prova": "7" is person 7, "7s" the same with the role segreteria,
// "7x" the same whose session has just expired, "err" a session that cannot be
// read.
type site struct {
	d       *db.DB
	log     *safeBuffer
	rt      *web.Router
	handler http.Handler
}

func identify(_ context.Context, r *http.Request) (id web.Identity, err error) {
	ck, err := r.Cookie("prova")
	if err != nil {
		return id, nil
	}
	if ck.Value == "err" {
		return id, errors.New("the sessions cannot be read: token=segretissimo")
	}
	digits := strings.TrimRight(ck.Value, "sx")
	persona, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return id, err
	}
	if strings.HasSuffix(ck.Value, "x") {
		return web.Identity{Expired: persona}, nil
	}
	id = web.Identity{Actor: kernel.Actor{Persona: persona, Nome: "Anna"}, Session: 1}
	if strings.HasSuffix(ck.Value, "s") {
		id.Actor.Mandati = []kernel.Mandato{{Ruolo: kernel.Segreteria}}
	}
	return id, nil
}

// newSite makes a site; routes adds what the test needs.
func newSite(t *testing.T, d *db.DB, change func(*web.Options), routes func(rt *web.Router)) *site {
	t.Helper()
	s := &site{d: d, log: new(safeBuffer)}
	opts := web.Options{DB: d, Log: observe.New(s.log, true), Identify: identify,
		Shell: func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(c *web.Context, status int, e *kernel.Error) templ.Component {
			return text(fmt.Sprintf("%d %s [%s] %s", status, e.Message, observe.RequestID(c.Ctx()), fmt.Sprint(e.Fields)))
		},
		SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/"}
	if change != nil {
		change(&opts)
	}
	s.rt = web.NewRouter(opts)
	routes(s.rt)
	s.handler = s.rt.Handler()
	return s
}

func lite(t *testing.T) *db.DB { return dbtest.SQLite(t, db.Options{}) }

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "<p>"+html.EscapeString(s)+"</p>")
		return err
	})
}

// page answers with a text.
func page(s string) web.Handler { return func(c *web.Context) error { return c.HTML(200, text(s)) } }

// ask is one request: who it comes from, and what else it carries.
type ask struct {
	method, path, who string
	header            map[string]string
	form              url.Values
	body              io.Reader
	kind              string // Content-Type of body
}

func (s *site) do(a ask) *http.Response {
	if a.form != nil {
		a.body, a.kind = strings.NewReader(a.form.Encode()), "application/x-www-form-urlencoded"
	}
	if a.method == "" {
		a.method = "GET"
	}
	r := httptest.NewRequest(a.method, a.path, a.body)
	if a.kind != "" {
		r.Header.Set("Content-Type", a.kind)
	}
	if a.who != "" {
		r.AddCookie(&http.Cookie{Name: "prova", Value: a.who})
	}
	for k, v := range a.header {
		if k == "Cookie" {
			r.Header.Add(k, v)
		} else {
			r.Header.Set(k, v)
		}
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// take gives what was logged since the last time.
func (s *safeBuffer) take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.b.Reset()
	return s.b.String()
}
