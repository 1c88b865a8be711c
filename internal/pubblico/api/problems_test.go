package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/pubblico/api"
	"pass/internal/pubblico/dati"
)

func TestEveryErrorIsAProblemDocument(t *testing.T) {
	s := newService(t).publish()
	for _, c := range []struct {
		method, path, accept string
		status               int
		location             string
	}{
		{"GET", "/province?limit=%zz", "", 400, ""},
		{"GET", "/nulla", "", 404, ""}, {"GET", "/enti/999999", "", 404, ""}, {"GET", "/insiemi/persone", "", 404, ""}, {"GET", "/insiemi/persone/righe", "", 404, ""},
		{"GET", "/procedimenti/nulla", "", 404, ""}, {"GET", "/semestri/2020-1/tempi", "", 404, ""}, {"GET", "/province/XX", "", 404, ""}, {"GET", "/x%00y", "", 404, ""},
		{"POST", "/status", "", 405, ""}, {"PUT", "/enti/098001", "", 405, ""}, {"DELETE", "/enti", "", 405, ""}, {"PATCH", "/", "", 405, ""},
		{"GET", "/regione", "text/html", 406, ""}, {"GET", "/regione", "application/json;q=0, text/csv", 406, ""},
		{"GET", "/enti?limit=0", "", 422, "query.limit"}, {"GET", "/enti?limit=1001", "", 422, "query.limit"}, {"GET", "/enti?limit=molti", "", 422, "query.limit"}, {"GET", "/enti?offset=-1", "", 422, "query.offset"},
		{"GET", "/enti?nome=lodi", "", 422, "query.nome"}, {"GET", "/insiemi/termini/righe?sigla=LO", "", 422, "query.sigla"}, {"GET", "/insiemi/obiettivi/righe?misura=peso", "", 422, "query.misura"},
		{"GET", "/semestri/domani/tempi", "", 422, "path.semestre"},
	} {
		w := s.ask(c.method, api.Prefix+c.path, "Accept", c.accept)
		if w.Code != c.status {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, w.Code, c.status, w.Body)
		}
		problem(t, c.method+" "+c.path, w.Code, w.Header(), decode(t, w.Body), c.location)
		if c.status == 405 && w.Header().Get("Allow") != "GET, HEAD, OPTIONS" {
			t.Errorf("%s %s: Allow %q", c.method, c.path, w.Header().Get("Allow"))
		}
	}
}

func problem(t *testing.T, what string, status int, h http.Header, body map[string]any, location string) {
	t.Helper()
	if h.Get("Content-Type") != "application/problem+json" || h.Get("Cache-Control") != "no-store" || h.Get("ETag") != "" || h.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%s: headers %v", what, h)
	}
	detail, _ := body["detail"].(string)
	if fmt.Sprint(body["status"]) != fmt.Sprint(status) || body["title"] == "" || body["type"] != "about:blank" || len(detail) < 10 || !strings.HasPrefix(fmt.Sprint(body["instance"]), "urn:pass:richiesta:") {
		t.Errorf("%s: %v", what, body)
	}
	if location == "" {
		return
	}
	fields, _ := body["errors"].([]any)
	if len(fields) != 1 || fields[0].(map[string]any)["location"] != location {
		t.Errorf("%s: the fields are %v, want %s", what, fields, location)
	}
}

// What fails inside is a problem too, and says nothing of the inside.
func TestFailuresAreProblemsWithoutTheInside(t *testing.T) {
	s := newService(t).publish()
	ok(t, s.db.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, `DROP TABLE pubblico_istantanee`); return err }))
	for path, want := range map[string]int{"/status": 503, "/regione": 500} {
		w := s.ask("GET", api.Prefix+path)
		if w.Code != want || strings.Contains(w.Body.String(), "pubblico_istantanee") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
		if want == 503 && w.Header().Get("Retry-After") == "" {
			t.Error("503 does not say when to try again")
		}
		problem(t, path, want, w.Header(), decode(t, w.Body), "")
	}
}

func TestRequestsOfANetworkAreLimited(t *testing.T) {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	s := open(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}), clock, 3)
	from := func(address string) (int, http.Header) {
		w := s.ask("GET", api.Prefix+"/status", "X-Forwarded-For", address)
		if w.Code == 429 {
			problem(t, "429", 429, w.Header(), decode(t, w.Body), "")
		}
		return w.Code, w.Header()
	}
	// httptest's peer is 192.0.2.1, which is no proxy of ours: the header must not count.
	for i, want := range []string{"2", "1", "0"} {
		code, h := from(fmt.Sprintf("198.51.100.%d", i))
		if code != 200 || h.Get("X-RateLimit-Limit") != "3" || h.Get("X-RateLimit-Remaining") != want {
			t.Errorf("request %d: %d, %v", i, code, h)
		}
	}
	code, h := from("203.0.113.9")
	if code != 429 || h.Get("Retry-After") != "20" || h.Get("X-RateLimit-Remaining") != "0" || h.Get("X-RateLimit-Reset") != "60" {
		t.Errorf("the fourth: %d, %v", code, h)
	}
	clock.Advance(20 * time.Second)
	if code, _ := from(""); code != 200 {
		t.Errorf("after the wait: %d", code)
	}
	if code, _ := from(""); code != 429 {
		t.Errorf("and again at once: %d", code)
	}
}

func TestOtherSitesMayReadAndHeadHasNoBody(t *testing.T) {
	s := newService(t).publish()
	w := s.ask("OPTIONS", api.Prefix+"/enti", "Origin", "https://altri.example", "Access-Control-Request-Method", "GET")
	if w.Code != 204 || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
	if w := s.ask("GET", api.Prefix+"/enti", "Origin", "https://altri.example", "Sec-Fetch-Site", "cross-site"); w.Code != 200 {
		t.Errorf("from another site: %d", w.Code)
	}
	if w := s.ask("HEAD", api.Prefix+"/enti"); w.Code != 200 || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
}

func TestBodiesAreFoundAndListsHavePages(t *testing.T) {
	s := newService(t).publish()
	for path, want := range map[string]int{"/enti?q=lodi": 1, "/enti?q=prova%2010": 11, "/enti?provincia=SO&limit=1000": 125, "/enti?q=prova&provincia=LO&limit=7": 7, "/enti?offset=240": 10, "/enti?offset=9999": 0,
		"/insiemi/richieste-mesi/righe?ambito=ente": 0, "/insiemi/tempi-enti/righe?semestre=2026-1&codice=098001": 1, "/semestri/2026-1/tempi?ambito=provincia": 1, "/semestri/2026-1/tempi?procedimento=x": 0, "/notizie?tipo=evento": 0, "/notizie?tipo=notizia": 1} {
		got := s.get(api.Prefix + path)
		if items := got["items"].([]any); len(items) != want {
			t.Errorf("%s: %d, want %d of %v", path, len(items), want, got["totale"])
		}
	}
	w := s.ask("GET", api.Prefix+"/enti?limit=100&offset=100&provincia=LO")
	want := `</api/v1/enti?limit=100&offset=0&provincia=LO>; rel="first", </api/v1/enti?limit=100&offset=0&provincia=LO>; rel="prev", </api/v1/enti?limit=100&offset=100&provincia=LO>; rel="last"`
	if got := w.Header().Get("Link"); got != want {
		t.Errorf("Link\n%s\nwant\n%s", got, want)
	}
	if before := newService(t); before.ask("GET", api.Prefix+"/regione").Code != 404 || before.ask("GET", api.Prefix+"/insiemi").Code != 200 {
		t.Error("before anything is published")
	}
}

// TestALargeTableWaitsForItsTurn: the deadline is what the client would wait.
func TestALargeTableWaitsForItsTurn(t *testing.T) {
	s := newService(t).publish()
	asks := func() int {
		c, end := context.WithTimeout(ctx, time.Second)
		defer end()
		w := httptest.NewRecorder()
		s.h.ServeHTTP(w, httptest.NewRequestWithContext(c, "GET", api.Prefix+"/insiemi/tempi-enti/righe?limit=1", nil))
		return w.Code
	}
	for range 2 {
		end, err := dati.Turno(ctx, "tempi-enti")
		ok(t, err)
		defer end()
	}
	if code := asks(); code != http.StatusServiceUnavailable {
		t.Errorf("when two others are made: %d", code)
	}
	if w := s.ask("GET", api.Prefix+"/insiemi/richieste-province/righe"); w.Code != http.StatusOK {
		t.Errorf("a small one: %d", w.Code)
	}
}
