package web_test

import (
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/web"
)

func TestIDsHaveOneSpelling(t *testing.T) {
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /richieste/{id}", func(c *web.Context) error {
			id, err := c.ID("id")
			if err != nil {
				return err
			}
			return page(fmt.Sprint("n. ", id))(c)
		})
	})
	for id, status := range map[string]int{"1": 200, "9223372036854775807": 200, "0": 404, "-1": 404, "+1": 404, "01": 404, "1.0": 404, "1e3": 404, "0x1": 404,
		"9223372036854775808": 404, "abc": 404, "%31": 200, "1%00": 404, "1%20": 404, "%D9%A1": 404, "1;drop": 404} {
		if r := s.do(ask{path: "/richieste/" + id}); r.StatusCode != status {
			t.Errorf("%s: %d, want %d", id, r.StatusCode, status)
		}
	}
}

func TestQueriesHoldOnlyWhatADatabaseStores(t *testing.T) {
	var got []string
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /cerca", func(c *web.Context) error {
			got = []string{c.Query("q"), c.R.URL.Query().Get("q"), fmt.Sprint(c.QueryInt("pagina", 1))}
			return page("")(c)
		})
	})
	for query, want := range map[string][]string{
		"q=a%20b&pagina=3":                  {"a b", "a b", "3"},
		"q=%20citt%C3%A0%20&pagina=x":       {"città", " città ", "1"},
		"q=a%00b":                           {"ab", "ab", "1"},
		"q=a%FFb&pagina=-2":                 {"a\uFFFDb", "a\uFFFDb", "-2"},
		"q=a\xffb":                          {"a\uFFFDb", "a\uFFFDb", "1"},
		"q=%zz&pagina=99999999999999999999": {"", "", "1"},
		"q=&pagina=9223372036854775807":     {"", "", "1"},
		"q=&pagina=-9223372036854775808":    {"", "", "1"},
		"q=&pagina=9007199254740992":        {"", "", "9007199254740992"},
		"":                                  {"", "", "1"},
	} {
		s.do(ask{path: "/cerca?" + query})
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
}

func TestPagesAreCompressedForThoseWhoReadIt(t *testing.T) {
	long := strings.Repeat("Lombardia ", 500)
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /lunga", page(long))
		web.Public(rt, "GET /corta", page("corta"))
		web.Public(rt, "GET /calendario", func(c *web.Context) error { return c.Raw("text/calendar; charset=utf-8", []byte(long)) })
	})
	for _, c := range []struct {
		path, accept string
		zipped       bool
	}{{"/lunga", "gzip, br", true}, {"/lunga", "", false}, {"/corta", "gzip", false}, {"/calendario", "gzip", true}} {
		r := s.do(ask{path: c.path, header: map[string]string{"Accept-Encoding": c.accept}})
		if (r.Header.Get("Content-Encoding") == "gzip") != c.zipped || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s for %q: %v", c.path, c.accept, r.Header)
		}
		if !c.zipped {
			if b := body(t, r); r.Header.Get("Content-Length") != fmt.Sprint(len(b)) {
				t.Errorf("%s: %d bytes, said %s", c.path, len(b), r.Header.Get("Content-Length"))
			}
			continue
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(z); err != nil || !strings.Contains(string(b), long) || r.Header.Get("Content-Length") != "" {
			t.Errorf("%s: %d bytes, %v", c.path, len(b), err)
		}
	}
}

// TestDownloadsAreNamedSafely covers ASVS 5.0.0 V5.4.1 (RFC 6266).
func TestDownloadsAreNamedSafely(t *testing.T) {
	for name, want := range map[string]string{
		"verbale.pdf": "verbale.pdf", "Delibera n. 1, «città».pdf": "Delibera n. 1, «città».pdf", `a"b\c;d.pdf`: `a"b\c;d.pdf`,
		"a\r\nSet-Cookie: x=y": "a\r\nSet-Cookie: x=y", "": "",
	} {
		s := newSite(t, lite(t), nil, func(rt *web.Router) {
			web.Public(rt, "GET /file", func(c *web.Context) error {
				return c.Download(name, "application/pdf", 3, strings.NewReader("abc"))
			})
		})
		r := s.do(ask{path: "/file"})
		raw := r.Header.Get("Content-Disposition")
		kind, params, err := mime.ParseMediaType(raw)
		if err != nil || kind != "attachment" || params["filename"] != want || strings.ContainsAny(raw, "\r\n") || r.Header.Get("Set-Cookie") != "" {
			t.Errorf("%q: %q, %v", name, raw, err)
		}
		if b := body(t, r); b != "abc" || r.Header.Get("Content-Length") != "3" || r.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%q: %q %v", name, b, r.Header)
		}
	}
}

// withNotices is a site whose shell takes the notice, as the real one does.
func withNotices(t *testing.T, secure bool, last *string) *site {
	return newSite(t, lite(t), func(o *web.Options) { o.Secure = secure }, func(rt *web.Router) {
		take := func(c *web.Context) { n, ok := c.TakeNotice(); *last = fmt.Sprint(ok, n) }
		web.Public(rt, "POST /atto", func(c *web.Context) error {
			take(c)
			c.SetNotice("success", "Inviata <ora>", "Testo è")
			return c.Redirect("/pagina")
		})
		web.Public(rt, "GET /pagina", func(c *web.Context) error { take(c); return page("")(c) })
		web.Public(rt, "GET /altrove", func(c *web.Context) error { take(c); return c.Redirect("/pagina") })
		web.Public(rt, "GET /file", func(c *web.Context) error {
			take(c)
			return c.Download("a", "text/plain", 1, strings.NewReader("a"))
		})
		web.Public(rt, "GET /nuovo", func(c *web.Context) error {
			take(c)
			c.SetNotice("info", "Altro", "")
			return page("")(c)
		})
		web.Public(rt, "GET /lungo", func(c *web.Context) error {
			c.SetNotice("info", "Lungo", strings.Repeat("x", 3000))
			return c.Redirect("/pagina")
		})
	})
}

func noticeOf(r *http.Response) *http.Cookie {
	var last *http.Cookie
	for _, ck := range r.Cookies() {
		if strings.HasSuffix(ck.Name, "pass-avviso") {
			last = ck
		}
	}
	return last
}

// TestNoticesAreShownOnce also covers the attributes of our cookies, ASVS
// 5.0.0 V3.3.1–V3.3.4.
func TestNoticesAreShownOnce(t *testing.T) {
	for _, secure := range []bool{false, true} {
		var last string
		s := withNotices(t, secure, &last)
		ck := noticeOf(s.do(ask{method: "POST", path: "/atto"}))
		if ck == nil || ck.Name != web.CookieName(secure, "avviso") || ck.Secure != secure || strings.HasPrefix(ck.Name, "__Host-") != secure ||
			!ck.HttpOnly || ck.SameSite != http.SameSiteLaxMode || ck.Path != "/" || ck.Domain != "" || ck.MaxAge != 300 {
			t.Fatalf("cookie %+v", ck)
		}
		carry := map[string]string{"Cookie": ck.Name + "=" + ck.Value}
		for _, c := range []struct {
			path   string
			forget bool
		}{{"/altrove", false}, {"/file", false}, {"/pagina", true}} {
			r := s.do(ask{path: c.path, header: carry})
			if last != "true {success Inviata <ora> Testo è}" {
				t.Errorf("%s: %s", c.path, last)
			}
			if gone := noticeOf(r); (gone != nil && gone.MaxAge < 0) != c.forget {
				t.Errorf("%s: cookie %+v", c.path, gone)
			}
		}
		if ck := noticeOf(s.do(ask{path: "/nuovo", header: carry})); ck == nil || ck.MaxAge < 0 {
			t.Errorf("the notice of the page itself is lost: %+v", ck)
		}
		if ck := noticeOf(s.do(ask{path: "/lungo"})); ck != nil {
			t.Errorf("a notice too long for a cookie: %d bytes", len(ck.Value))
		}
	}
}

func TestANoticeThatWasTamperedWithIsHarmless(t *testing.T) {
	var last string
	s := withNotices(t, false, &last)
	b64 := base64.RawURLEncoding.EncodeToString
	for value, want := range map[string]string{
		b64([]byte(`{"k":"success","t":"T","x":"X"}`)):                      "true {success T X}",
		b64([]byte(`{"k":"<script>","t":"T","x":"X"}`)):                     "true {info T X}",
		b64([]byte(`{"k":"danger","x":"senza titolo"}`)):                    "false {  }",
		b64([]byte(`{"k":1}`)):                                              "false {  }",
		b64([]byte(`[`)):                                                    "false {  }",
		b64([]byte(`{"k":"info","t":"` + strings.Repeat("x", 5000) + `"}`)): "false {  }",
		"%%%": "false {  }",
		base64.StdEncoding.EncodeToString([]byte(`{"k":"success","t":"T+/","x":"XX"}`)): "false {  }",
	} {
		last = ""
		r := s.do(ask{path: "/pagina", header: map[string]string{"Cookie": "pass-avviso=" + value}})
		if r.StatusCode != 200 || last != want {
			t.Errorf("%.60s: %d, %s, want %s", value, r.StatusCode, last, want)
		}
	}
}

func TestTheAnswerOfTheWriterItselfIsLoggedToo(t *testing.T) {
	s := newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "GET /diretta", func(c *web.Context) error {
			c.W.WriteHeader(http.StatusTeapot)
			_, err := io.Copy(c.W, strings.NewReader("tè"))
			return err
		})
		web.Public(rt, "GET /poi-errore", func(c *web.Context) error {
			if err := page("intera")(c); err != nil {
				return err
			}
			return kernel.E(kernel.Conflitto, "Troppo tardi.")
		})
		web.Public(rt, "GET /sveglia", func(c *web.Context) error { return http.NewResponseController(c.W).Flush() })
	})
	if r := s.do(ask{path: "/diretta"}); body(t, r) != "tè" || !strings.Contains(s.log.take(), `"status":418`) {
		t.Errorf("%d", r.StatusCode)
	}
	if r := s.do(ask{path: "/poi-errore"}); body(t, r) != "<p>intera</p>" || !strings.Contains(s.log.take(), "error after the answer began") {
		t.Error("two answers, or the error is not told")
	}
	if r := s.do(ask{path: "/sveglia"}); r.StatusCode != 200 {
		t.Errorf("the controller of the writer: %d", r.StatusCode)
	}
}
