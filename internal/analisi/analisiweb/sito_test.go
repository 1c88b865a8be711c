package analisiweb_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/analisi/analisitest"
	"pass/internal/analisi/analisiweb"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// sito is the real router over the world of analisitest, with real sessions.
type sito struct {
	*analisitest.Mondo
	t     *testing.T
	h     http.Handler
	rotte []web.Route
}

func nuovoSito(t *testing.T) *sito {
	d := dbtest.SQLite(t, db.Options{})
	m := analisitest.Nuovo(t, d)
	rt := web.NewRouter(web.Options{DB: d, Log: slog.New(slog.DiscardHandler), SignIn: "/accesso", Resume: "/riprendi/",
		Secure:   accessotest.Config().Secure(),
		Identify: accessotest.Servizio(t, d).Identify,
		Shell:    func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(c *web.Context, status int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: "Errore", Lead: e.Message})
		}})
	log := slog.New(slog.DiscardHandler)
	q := jobs.New(d, log)
	assistenza := richieste.New(richieste.Deps{DB: d, Jobs: q, Mail: mail.New(d, q, mail.Local{}, "pass.example.org", log), Config: accessotest.Config(), Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	analisiweb.Register(rt, analisiweb.Deps{Analisi: m.Servizio, Richieste: assistenza})
	return &sito{m, t, rt.Handler(), rt.Routes()}
}

// browser is a person with a session.
type browser struct {
	s *sito
	c *http.Cookie
}

func (s *sito) di(p accesso.Persona) browser {
	c := accessotest.SignIn(s.t, s.DB, p)
	c.Name = web.CookieName(accessotest.Config().Secure(), accesso.CookieSessione)
	return browser{s, c}
}

func (b browser) manda(method, path, kind string, body io.Reader) *httptest.ResponseRecorder {
	b.s.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Header.Set("Content-Type", kind)
	r.AddCookie(b.c)
	w := httptest.NewRecorder()
	b.s.h.ServeHTTP(w, r)
	return w
}

func (b browser) get(path string) *httptest.ResponseRecorder {
	b.s.t.Helper()
	return b.manda("GET", path, "", nil)
}

func (b browser) post(path string, v url.Values) *httptest.ResponseRecorder {
	b.s.t.Helper()
	return b.manda("POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// carica sends the upload form with the fields in pairs; no name, no file.
func (b browser) carica(path, nome string, contenuto io.Reader, campi ...string) *httptest.ResponseRecorder {
	b.s.t.Helper()
	body, scrivi := io.Pipe()
	mw := multipart.NewWriter(scrivi)
	go func() {
		err := func() error {
			if nome != "" {
				part, err := mw.CreateFormFile("file", nome)
				if err != nil {
					return err
				}
				if _, err := io.Copy(part, contenuto); err != nil {
					return err
				}
			}
			for i := 0; i < len(campi); i += 2 {
				if err := mw.WriteField(campi[i], campi[i+1]); err != nil {
					return err
				}
			}
			return mw.Close()
		}()
		scrivi.CloseWithError(err)
	}()
	return b.manda("POST", path, mw.FormDataContentType(), body)
}

func pagina(t *testing.T, w *httptest.ResponseRecorder, status int) *goquery.Document {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("h1").Length(); n > 1 {
		t.Errorf("%d h1", n)
	}
	doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id, _ := e.Attr("id"); doc.Find(fmt.Sprintf("[id=%q]", id)).Length() > 1 {
			t.Errorf("id %q twice", id)
		}
	})
	return doc
}

func testo(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// zeri gives n bytes of text.
type zeri struct{ n int64 }

func (z *zeri) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	k := min(int64(len(p)), z.n)
	for i := range p[:k] {
		p[i] = 'a'
	}
	z.n -= k
	return int(k), nil
}

// collegamento is the link that the page of a request shows to the person.
func (s *sito) collegamento(p accesso.Persona, id int64) string {
	s.t.Helper()
	var out []string
	s.In(func(ctx context.Context, tx *db.Tx) error {
		chi := s.Attori[p.Nome]
		r, err := richieste.Carica(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		links, err := analisiweb.Collegamenti(ctx, tx, chi, r)
		for _, l := range links {
			if l.URL != "/analisi/richieste/"+strconv.FormatInt(id, 10) {
				s.t.Errorf("link to %s", l.URL)
			}
			out = append(out, l.Text)
		}
		return err
	})
	return strings.Join(out, ", ")
}
