package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
)

func TestAPackedAnswerIsSentOnceAndThenConfirmed(t *testing.T) {
	page := strings.Repeat("<p>la stessa per tutti</p>", 200)
	packed, err := web.Pack("text/html; charset=utf-8", []byte(page))
	if err != nil || packed.Length != len(page) {
		t.Fatal(packed.Length, err)
	}
	s := newSite(t, dbtest.SQLite(t, db.Options{}), nil, func(rt *web.Router) {
		web.Public(rt, "GET /pagina", func(c *web.Context) error {
			if c.R.URL.Query().Has("cornice") {
				c.AllowFrames()
			}
			return c.Send(packed, 60)
		})
	})
	ask := func(path string, headers ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w
	}
	plain, zipped := ask("/pagina"), ask("/pagina", "Accept-Encoding", "br, gzip")
	if plain.Body.String() != page || zipped.Header().Get("Content-Encoding") != "gzip" || zipped.Body.Len() >= len(page)/10 {
		t.Errorf("%d plain bytes, %d zipped (%s)", plain.Body.Len(), zipped.Body.Len(), zipped.Header().Get("Content-Encoding"))
	}
	if got := zipped.Header().Get("Cache-Control"); got != "public, max-age=60" || !strings.Contains(zipped.Header().Get("Vary"), "Cookie") {
		t.Errorf("%q, %q", got, zipped.Header().Get("Vary"))
	}
	for _, tag := range []string{packed.ETag, "W/" + packed.ETag, `"x", ` + packed.ETag, "*"} {
		if w := ask("/pagina", "If-None-Match", tag); w.Code != 304 || w.Body.Len() != 0 {
			t.Errorf("%s: %d with %d bytes", tag, w.Code, w.Body.Len())
		}
	}
	if w := ask("/pagina", "If-None-Match", `"altro"`); w.Code != 200 {
		t.Errorf("another tag: %d", w.Code)
	}
	if got := plain.Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors 'none'") {
		t.Errorf("framed by others: %s", got)
	}
	if got := ask("/pagina?cornice").Header().Get("Content-Security-Policy"); !strings.Contains(got, "frame-ancestors *") || !strings.Contains(got, "default-src 'none'") {
		t.Errorf("cannot be framed: %s", got)
	}
}
