package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

func everyKind(rt *web.Router) {
	web.Public(rt, "GET /{$}", page("home"))
	web.Public(rt, "POST /contatti", page("grazie"))
	web.Authenticated(rt, "GET /privata", page("privata"))
	web.Authenticated(rt, "POST /privata", page("fatto"))
	web.Requires(governa, rt, "GET /governo", page("governo"))
	web.Requires(web.Permission{Name: "di.nessuno"}, rt, "GET /di-nessuno", page("mai"))
	web.Public(rt, "GET /errore", func(*web.Context) error { return errors.New("query failed: password=segretissima") })
	web.Public(rt, "GET /panico", func(*web.Context) error { panic("valore segretissimo") })
	web.Public(rt, "GET /sbagliato", func(*web.Context) error {
		return kernel.Invalid([]kernel.FieldError{{Field: "oggetto", Message: "Scrivere l'oggetto."}})
	})
	web.Public(rt, "GET /dati", func(c *web.Context) error { return c.JSON(200, map[string]int{"n": 1}) })
	web.Public(rt, "GET /file", func(c *web.Context) error {
		return c.Download("verbale.pdf", "application/pdf", 3, strings.NewReader("abc"))
	})
	rt.Static("/assets/", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "body{}") }))
}

// TestEveryAnswerCarriesTheHeaders covers ASVS 5.0.0 V3.4.1, V3.4.3–V3.4.6,
// V4.1.1 and V14.3.2 on pages, errors, redirects and files.
func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	s := newSite(t, lite(t), func(o *web.Options) { o.HSTS = true }, everyKind)
	const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	for _, c := range []struct {
		name   string
		ask    ask
		status int
		store  string // Cache-Control
		kind   string
	}{
		{"page", ask{path: "/"}, 200, "", "text/html; charset=utf-8"},
		{"page of who is signed in", ask{path: "/", who: "7"}, 200, "no-store", "text/html; charset=utf-8"},
		{"private page", ask{path: "/privata", who: "7"}, 200, "no-store", "text/html; charset=utf-8"},
		{"sign-in", ask{path: "/privata"}, 303, "no-store", "text/html; charset=utf-8"},
		{"denied", ask{path: "/governo", who: "7"}, 403, "no-store", "text/html; charset=utf-8"},
		{"not found", ask{path: "/manca"}, 404, "no-store", "text/html; charset=utf-8"},
		{"wrong method", ask{method: "DELETE", path: "/"}, 404, "no-store", "text/html; charset=utf-8"},
		{"bytes that are no text", ask{path: "/%ff"}, 404, "no-store", "text/html; charset=utf-8"},
		{"invalid", ask{path: "/sbagliato"}, 422, "no-store", "text/html; charset=utf-8"},
		{"failure", ask{path: "/errore"}, 500, "no-store", "text/html; charset=utf-8"},
		{"panic", ask{path: "/panico"}, 500, "no-store", "text/html; charset=utf-8"},
		{"failure as JSON", ask{path: "/errore", header: map[string]string{"Accept": "application/json"}}, 500, "no-store", "application/json; charset=utf-8"},
		{"session that cannot be read", ask{path: "/", who: "err"}, 500, "no-store", "text/html; charset=utf-8"},
		{"from another site", ask{method: "POST", path: "/contatti", header: map[string]string{"Sec-Fetch-Site": "cross-site"}}, 403, "no-store", "text/html; charset=utf-8"},
		{"JSON", ask{path: "/dati"}, 200, "", "application/json; charset=utf-8"},
		{"style sheet", ask{path: "/assets/pass.css"}, 200, "", "text/plain; charset=utf-8"},
		{"address to clean", ask{path: "/a//b"}, 307, "", "text/html; charset=utf-8"},
	} {
		r := s.do(c.ask)
		for key, want := range map[string]string{
			"Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Permissions-Policy":         "camera=(), microphone=(), geolocation=()",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains", "Cache-Control": c.store, "Content-Type": c.kind,
		} {
			if got := r.Header.Get(key); got != want {
				t.Errorf("%s: %s: %q, want %q", c.name, key, got, want)
			}
		}
		if r.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.name, r.StatusCode, c.status, body(t, r))
		}
	}
	if r := s.do(ask{path: "/file"}); r.Header.Get("Content-Security-Policy") != "default-src 'none'; sandbox" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a file is served with %v", r.Header)
	}
	plain := newSite(t, s.d, nil, everyKind)
	if got := plain.do(ask{path: "/"}).Header.Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS without HTTPS: %q", got)
	}
}

// TestFormsOfOtherSitesAreRefused covers ASVS 5.0.0 V3.5.1.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	ran := 0
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "POST /contatti", func(c *web.Context) error { ran++; return c.Redirect("/") })
		web.Authenticated(rt, "POST /atto", func(c *web.Context) error { ran++; return c.Redirect("/") })
		web.Public(rt, "GET /{$}", func(c *web.Context) error { ran++; return page("home")(c) })
	})
	for _, c := range []struct {
		method, path string
		header       map[string]string
		runs         int
	}{
		{"POST", "/contatti", map[string]string{"Sec-Fetch-Site": "cross-site"}, 0},
		{"POST", "/contatti", map[string]string{"Sec-Fetch-Site": "same-site"}, 0},
		{"POST", "/atto", map[string]string{"Sec-Fetch-Site": "cross-site"}, 0},
		{"POST", "/atto", map[string]string{"Origin": "https://evil.example"}, 0},
		{"POST", "/atto", map[string]string{"Origin": "null"}, 0},
		{"POST", "/atto", map[string]string{"Origin": "https://example.com.evil.example"}, 0},
		{"POST", "/manca", map[string]string{"Sec-Fetch-Site": "cross-site"}, 0},
		{"POST", "/atto", map[string]string{"Sec-Fetch-Site": "same-origin"}, 1},
		{"POST", "/atto", map[string]string{"Sec-Fetch-Site": "none"}, 1},
		{"POST", "/atto", map[string]string{"Origin": "http://example.com"}, 1}, // the host of httptest
		{"POST", "/atto", nil, 1},
		{"GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site"}, 1},
	} {
		ran = 0
		r := s.do(ask{method: c.method, path: c.path, who: "7", header: c.header})
		if ran != c.runs || (r.StatusCode == 403) != (c.runs == 0) {
			t.Errorf("%s %s with %v: status %d, ran %d times", c.method, c.path, c.header, r.StatusCode, ran)
		}
		if c.runs == 0 && !strings.Contains(body(t, r), "arriva da un altro sito") {
			t.Error("the refusal is not explained")
		}
	}
}

// TestNobodyEntersByDefault covers ASVS 5.0.0 V8.2.1 and V8.3.1.
func TestNobodyEntersByDefault(t *testing.T) {
	s := newSite(t, lite(t), nil, everyKind)
	for _, c := range []struct {
		path, who string
		status    int
	}{
		{"/", "", 200}, {"/", "7", 200},
		{"/privata", "", 303}, {"/privata", "7x", 303}, {"/privata", "7", 200}, {"/privata", "7s", 200},
		{"/governo", "", 303}, {"/governo", "7x", 303}, {"/governo", "7", 403}, {"/governo", "7s", 200},
		{"/di-nessuno", "", 303}, {"/di-nessuno", "7", 403}, {"/di-nessuno", "7s", 403},
		{"/privata", "err", 500},
	} {
		s.log.take()
		r := s.do(ask{path: c.path, who: c.who})
		if r.StatusCode != c.status {
			t.Errorf("%s as %q: %d, want %d", c.path, c.who, r.StatusCode, c.status)
		}
		if denied := strings.Contains(s.log.take(), `"msg":"denied"`); denied != (c.status == 403) {
			t.Errorf("%s as %q: denial logged: %v", c.path, c.who, denied)
		}
	}
	var got []string
	for _, r := range s.rt.Routes() {
		got = append(got, fmt.Sprint(r.Access, " ", r.Pattern, " ", r.Permission.Name))
	}
	if len(got) != 11 || got[0] != "0 GET /{$} " || got[2] != "1 GET /privata " || got[4] != "2 GET /governo prova.governa" {
		t.Errorf("routes %q", got)
	}
}

func TestSignInComesBackToThePage(t *testing.T) {
	s := newSite(t, lite(t), nil, everyKind)
	for _, c := range []struct {
		a       ask
		ritorno string
	}{
		{ask{path: "/privata"}, "/privata"},
		{ask{method: "HEAD", path: "/privata", who: "7x"}, "/privata"},
		{ask{path: "/privata?q=a%20b&c=%26&x=%2F%2Fevil.example"}, "/privata?q=a%20b&c=%26&x=%2F%2Fevil.example"},
		{ask{path: "http://evil.example/privata"}, "/privata"},
		{ask{method: "POST", path: "/privata", form: url.Values{"a": {"1"}}}, "/scrivania"},
	} {
		r := s.do(c.a)
		u, err := url.Parse(r.Header.Get("Location"))
		if err != nil || r.StatusCode != 303 || u.Path != "/accesso" || u.Host != "" || u.Query().Get("ritorno") != c.ritorno {
			t.Errorf("%s %s: %d to %s", c.a.method, c.a.path, r.StatusCode, r.Header.Get("Location"))
		}
		if got := web.LocalPath(u.Query().Get("ritorno"), "/altrove"); got != c.ritorno {
			t.Errorf("%s comes back to %s", c.ritorno, got)
		}
	}
	r := s.do(ask{path: "/privata", header: map[string]string{"Accept": "application/json"}})
	if b := body(t, r); r.StatusCode != 401 || !strings.Contains(b, `"code":"non_autenticato"`) {
		t.Errorf("a script gets %d %s", r.StatusCode, b)
	}
}

func TestOnlyPathsOfThisSiteAreFollowed(t *testing.T) {
	for p, want := range map[string]string{
		"/": "/", "/richieste/12": "/richieste/12", "/cifre?provincia=LO&x=a%20b": "/cifre?provincia=LO&x=a%20b", "/citt%C3%A0": "/citt%C3%A0",
		"/x?u=//evil.example": "/x?u=//evil.example", "/%2f/evil.example": "/%2f/evil.example", "/a/../b": "/a/../b",
		"": "", "richieste": "", "//evil.example": "", "///evil.example": "", "https://evil.example": "", "https:evil.example": "", "http:///x": "",
		"javascript:alert(1)": "", `/\evil.example`: "", `\\evil.example`: "", `/x\..\y`: "", "/\t/evil.example": "", "/\n/evil.example": "", "\t//evil.example": "",
		" /x": "", "/x\r\nSet-Cookie: a=b": "", "/%zz": "", "mailto:a@b.it": "", "?x=1": "", "#x": "", "/x\x00": "", "data:text/html,x": "",
	} {
		fallback := "/scrivania"
		if want == "" {
			want = fallback
		}
		if got := web.LocalPath(p, fallback); got != want {
			t.Errorf("%q: %q, want %q", p, got, want)
		}
	}
	for p, want := range map[string]int{"/richieste/1?a=b#c": 303, "https://evil.example/": 500, "//evil.example": 500, `/\evil.example`: 500, "": 500} {
		s := newSite(t, lite(t), nil, func(rt *web.Router) {
			web.Public(rt, "GET /vai", func(c *web.Context) error { return c.Redirect(p) })
		})
		r := s.do(ask{path: "/vai"})
		if r.StatusCode != want || want == 303 && r.Header.Get("Location") != p || want == 500 && r.Header.Get("Location") != "" {
			t.Errorf("redirect to %q: %d, %q", p, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

var requestID = regexp.MustCompile(`\[([0-9a-f]{16})\]`)

// TestFailuresShowAnIDAndNoDetail covers ASVS 5.0.0 V16.5.1.
func TestFailuresShowAnIDAndNoDetail(t *testing.T) {
	s := newSite(t, lite(t), nil, everyKind)
	for _, path := range []string{"/errore", "/panico"} {
		s.log.take()
		r := s.do(ask{path: path})
		b := body(t, r)
		id := requestID.FindStringSubmatch(b)
		if r.StatusCode != 500 || id == nil || strings.Contains(b, "segretissim") || !strings.Contains(b, "riprovare tra qualche minuto") {
			t.Fatalf("%s: %d %s", path, r.StatusCode, b)
		}
		if log := s.log.take(); strings.Count(log, `"id":"`+id[1]+`"`) < 2 || !strings.Contains(log, "segretissim") || !strings.Contains(log, `"status":500`) {
			t.Errorf("%s: the log does not tell what happened to %s:\n%s", path, id[1], log)
		}
	}
	if a, b := body(t, s.do(ask{path: "/errore"})), body(t, s.do(ask{path: "/errore"})); a == b {
		t.Error("two requests share an id")
	}
}

func TestAnErrorPageThatFailsIsStillAnAnswer(t *testing.T) {
	for name, broken := range map[string]func(*web.Context, int, *kernel.Error) templ.Component{
		"panic": func(*web.Context, int, *kernel.Error) templ.Component { panic("segretissimo") },
		"error": func(*web.Context, int, *kernel.Error) templ.Component {
			return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
				fmt.Fprint(w, "<p>mezza pagina")
				return errors.New("segretissimo")
			})
		},
	} {
		s := newSite(t, lite(t), func(o *web.Options) { o.ErrorPage = broken }, everyKind)
		r := s.do(ask{path: "/manca"})
		b := body(t, r)
		if r.StatusCode != 404 || !strings.Contains(b, "Riprovare") || strings.Contains(b, "segretissim") || strings.Contains(b, "mezza") || r.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d %s", name, r.StatusCode, b)
		}
	}
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	codes := map[kernel.Code]int{kernel.NonValido: 422, kernel.NonAutenticato: 401, kernel.Vietato: 403, kernel.NonTrovato: 404, kernel.Conflitto: 409,
		kernel.TroppoGrande: 413, kernel.TroppeVolte: 429, kernel.NonDisponibile: 503, kernel.Interno: 500, "sconosciuto": 500}
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /{codice}", func(c *web.Context) error {
			e := kernel.Wrap(kernel.Code(c.R.PathValue("codice")), "Che cosa è successo.", errors.New("segretissimo"))
			e.Fields = []kernel.FieldError{{Field: "oggetto", Message: "Scrivere l'oggetto."}}
			return fmt.Errorf("service: %w", e)
		})
	})
	for code, status := range codes {
		if web.Status(code) != status {
			t.Errorf("%s is %d", code, web.Status(code))
		}
		r := s.do(ask{path: "/" + string(code)})
		b := body(t, r)
		if r.StatusCode != status || strings.Contains(b, "segretissimo") || strings.Contains(b, "Che cosa è successo.") != (status != 500) {
			t.Errorf("%s: %d %s", code, r.StatusCode, b)
		}
		if (r.Header.Get("Retry-After") != "") != (status == 503) {
			t.Errorf("%s: Retry-After %q", code, r.Header.Get("Retry-After"))
		}
		r = s.do(ask{path: "/" + string(code), header: map[string]string{"Accept": "application/json, text/plain"}})
		var got struct {
			Error, Code, ID string
			Fields          []kernel.FieldError
		}
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || got.Code != string(code) || got.Error == "" || len(got.ID) != 16 || (len(got.Fields) == 1) != (status != 500) {
			t.Errorf("%s as JSON: %+v, %v", code, got, err)
		}
	}
}

func TestABrowserThatLeftGetsNoErrorPage(t *testing.T) {
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /lenta", func(c *web.Context) error {
			return c.R.Context().Err()
		})
		web.Public(rt, "GET /altro", func(*web.Context) error { return fmt.Errorf("a job: %w", context.Canceled) })
	})
	gone, cancel := context.WithCancel(ctx)
	cancel()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, httptest.NewRequest("GET", "/lenta", nil).WithContext(gone))
	if log := s.log.take(); w.Body.Len() != 0 || !strings.Contains(log, `"status":499`) || strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("wrote %q, logged %s", w.Body, log)
	}
	if r := s.do(ask{path: "/altro"}); r.StatusCode != 500 {
		t.Errorf("something else was cancelled: %d", r.StatusCode)
	}
}

// TestTheRequestLogHasNoSecrets covers ASVS 5.0.0 V16.2.5: what stands in
// paths, queries, cookies and forms is not logged.
func TestTheRequestLogHasNoSecrets(t *testing.T) {
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /inviti/{token}", func(c *web.Context) error { c.SetNotice("info", "segreto", ""); return c.Redirect("/segreto") })
		web.Authenticated(rt, "POST /atto", func(c *web.Context) error {
			if _, err := c.Form(0); err != nil {
				return err
			}
			return db.ErrNotFound
		})
	})
	s.do(ask{path: "/inviti/segreto?code=segreto", header: map[string]string{"Cookie": "pass-sessione=segreto", "Authorization": "Bearer segreto", "User-Agent": "segreto"}})
	s.do(ask{method: "POST", path: "/atto?x=segreto", who: "7", form: url.Values{"testo": {"segreto"}, "token": {"segreto"}}})
	log := s.log.take()
	if strings.Contains(log, "segreto") {
		t.Errorf("logged:\n%s", log)
	}
	for _, want := range []string{`"route":"GET /inviti/{token}"`, `"status":303`, `"route":"POST /atto"`, `"status":404`, `"persona":7`, `"queries":`, `"ms":`, `"id":"`} {
		if !strings.Contains(log, want) {
			t.Errorf("%s is not in the log:\n%s", want, log)
		}
	}
}
