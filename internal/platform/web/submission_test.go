package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
)

// numbered is a site with one form that takes a number and leads to it.
func numbered(t *testing.T, d *db.DB) *site {
	return newSite(t, d, nil, func(rt *web.Router) {
		web.Authenticated(rt, "POST /richieste", func(c *web.Context) error {
			f, err := c.Form(0)
			if err != nil {
				return err
			}
			var n int64
			err = d.InTx(c.Ctx(), func(tx *db.Tx) error {
				if n, err = db.NextNumber(c.Ctx(), tx, "R", 2026); err != nil {
					return err
				}
				if f.Text("oggetto") == "" {
					return kernel.Invalid([]kernel.FieldError{{Field: "oggetto", Message: "Scrivere l'oggetto."}})
				}
				return nil
			})
			if err != nil {
				return err
			}
			c.SetNotice("success", "Inviata", "")
			return c.Redirect(fmt.Sprint("/richieste/", n))
		})
		web.Authenticated(rt, "GET /accesso/moduli-sospesi/{chiave}", func(c *web.Context) error {
			s, err := c.Resume(c.R.PathValue("chiave"))
			if err != nil {
				return err
			}
			return c.JSON(200, s)
		})
	})
}

func send(s *site, who, token, oggetto string) *http.Response {
	return s.do(ask{method: "POST", path: "/richieste", who: who, form: url.Values{web.SubmissionField: {token}, "oggetto": {oggetto}}})
}

func taken(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COALESCE(MAX(ultimo), 0) FROM numeri`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestADoubleClickActsOnce covers ASVS 5.0.0 V2.3.3 and V2.3.4.
func TestADoubleClickActsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := numbered(t, d)
		first := send(s, "7", "t1", "Aiuto")
		if first.StatusCode != 303 || first.Header.Get("Location") != "/richieste/1" {
			t.Fatalf("%d to %s", first.StatusCode, first.Header.Get("Location"))
		}
		again := send(s, "7", "t1", "Aiuto")
		if again.StatusCode != 303 || again.Header.Get("Location") != "/richieste/1" || noticeOf(again) == nil {
			t.Errorf("again: %d to %s", again.StatusCode, again.Header.Get("Location"))
		}
		// Another sending of the form is another act.
		if other := send(s, "7", "t2", "Aiuto"); other.Header.Get("Location") != "/richieste/2" {
			t.Errorf("another: %d to %s", other.StatusCode, other.Header.Get("Location"))
		}
		// The same key in another hand neither acts nor learns anything.
		if stolen := send(s, "8", "t1", "Aiuto"); stolen.StatusCode != 409 || stolen.Header.Get("Location") != "" {
			t.Errorf("stolen: %d to %s", stolen.StatusCode, stolen.Header.Get("Location"))
		}
		// A form that was refused may be sent again with the same key.
		if bad := send(s, "7", "t3", ""); bad.StatusCode != 422 {
			t.Errorf("bad: %d", bad.StatusCode)
		}
		if good := send(s, "7", "t3", "Aiuto"); good.Header.Get("Location") != "/richieste/3" {
			t.Errorf("good: %d to %s", good.StatusCode, good.Header.Get("Location"))
		}
		if n := taken(t, d); n != 3 {
			t.Errorf("%d acts", n)
		}
	})
}

func TestManyClicksAtOnceLeadWhereTheFirstOneDid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := numbered(t, d)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				r := send(s, "7", "t1", "Aiuto")
				if r.StatusCode != 303 || r.Header.Get("Location") != "/richieste/1" {
					t.Errorf("%d to %s", r.StatusCode, r.Header.Get("Location"))
				}
			})
		}
		wg.Wait()
		if n := taken(t, d); n != 1 {
			t.Errorf("%d acts", n)
		}
	})
}

func TestAKeyThatIsNoneProtectsNothingAndBreaksNothing(t *testing.T) {
	s := numbered(t, lite(t))
	for i, token := range []string{"", strings.Repeat("x", 65), ""} {
		if r := send(s, "7", token, "Aiuto"); r.Header.Get("Location") != fmt.Sprint("/richieste/", i+1) {
			t.Errorf("%d to %s", r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// TestAFormOfAnExpiredSessionIsKept: nothing typed is lost, and only who typed
// it reads it again.
func TestAFormOfAnExpiredSessionIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := numbered(t, d)
		r, kind := multi(field("oggetto", "Città <b> è\x00"), field("oggetto", "due"), field(web.SubmissionField, "t1"),
			part{"allegato", "a.pdf", strings.NewReader("%PDF")}, field("fine", "x"))
		res := s.do(ask{method: "POST", path: "/richieste?bozza=3", who: "7x", body: r, kind: kind})
		u, err := url.Parse(res.Header.Get("Location"))
		if err != nil || res.StatusCode != 303 || u.Path != "/accesso" {
			t.Fatalf("%d to %s", res.StatusCode, res.Header.Get("Location"))
		}
		back := u.Query().Get("ritorno")
		if !strings.HasPrefix(back, "/accesso/moduli-sospesi/") || len(back) != len("/accesso/moduli-sospesi/")+32 {
			t.Fatalf("back to %s", back)
		}
		if n := taken(t, d); n != 0 {
			t.Error("the act was done without a session")
		}
		var kept web.Suspended
		if err := json.NewDecoder(s.do(ask{path: back, who: "7"}).Body).Decode(&kept); err != nil {
			t.Fatal(err)
		}
		want := web.Suspended{Path: "/richieste?bozza=3", Values: url.Values{"oggetto": {"Città <b> è", "due"}, "fine": {"x"}}}
		if fmt.Sprint(kept) != fmt.Sprint(want) {
			t.Errorf("kept %v", kept)
		}
		for _, who := range []string{"8", "8s"} {
			if r := s.do(ask{path: back, who: who}); r.StatusCode != 404 {
				t.Errorf("%s reads it: %d %s", who, r.StatusCode, body(t, r))
			}
		}
		if r := s.do(ask{path: "/accesso/moduli-sospesi/" + strings.Repeat("0", 32), who: "7"}); r.StatusCode != 404 {
			t.Errorf("a key of nobody: %d", r.StatusCode)
		}
		if r := s.do(ask{path: back}); r.StatusCode != 303 {
			t.Errorf("without a session: %d", r.StatusCode)
		}
	})
}

func TestAFormThatIsTooLongIsNotKept(t *testing.T) {
	s := numbered(t, lite(t))
	res := s.do(ask{method: "POST", path: "/richieste", who: "7x", form: url.Values{"a": {strings.Repeat("x", 3<<20)}}})
	if b := body(t, res); res.StatusCode != 413 || !strings.Contains(b, "troppo lungo") {
		t.Errorf("%d %s", res.StatusCode, b)
	}
}
