package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
)

// onRead calls do when the body is read for the first time: what happens while
// a form is on its way.
type onRead struct {
	r  io.Reader
	do func()
}

func (o *onRead) Read(p []byte) (int, error) {
	if o.do != nil {
		o.do()
		o.do = nil
	}
	return o.r.Read(p)
}

// TestWhoAsksIsLookedAtAgainWhenTheFormIsWhole: a request that was begun before
// the mandate ended, and is finished after, does nothing.
func TestWhoAsksIsLookedAtAgainWhenTheFormIsWhole(t *testing.T) {
	staff := web.Identity{Actor: kernel.Actor{Persona: 7, Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}}, Session: 1}
	for name, c := range map[string]struct {
		then   web.Identity
		err    error
		status int
		says   string
	}{
		"nothing changes":    {staff, nil, 200, "fatto"},
		"the mandate ends":   {web.Identity{Actor: kernel.Actor{Persona: 7}, Session: 1}, nil, 403, "riservata a un altro ruolo"},
		"the session ends":   {web.Identity{}, nil, 401, "La sessione è finita"},
		"the session lapses": {web.Identity{Expired: 7}, nil, 401, "La sessione è finita"},
		"nobody can tell":    {web.Identity{}, errors.New("the database is gone"), 500, "non è riuscito"},
	} {
		now, err, done := staff, error(nil), false
		s := newSite(t, lite(t), func(o *web.Options) {
			o.Identify = func(context.Context, *http.Request) (web.Identity, error) { return now, err }
		}, func(rt *web.Router) {
			web.Requires(governa, rt, "POST /atto", func(c *web.Context) error {
				if _, err := c.Form(0); err != nil {
					return err
				}
				done = true
				return page("fatto")(c)
			})
		})
		res := s.do(ask{method: "POST", path: "/atto", kind: "application/x-www-form-urlencoded",
			body: &onRead{strings.NewReader("testo=x"), func() { now, err = c.then, c.err }}})
		if b := body(t, res); res.StatusCode != c.status || !strings.Contains(b, c.says) || done != (c.status == 200) {
			t.Errorf("%s: %d %s, done %v", name, res.StatusCode, b, done)
		}
	}
}

// line is a writer that notes the deadlines set on its connection.
type line struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (l *line) SetReadDeadline(t time.Time) error { l.set = append(l.set, t); return nil }

func TestABodyHasATimeToArrive(t *testing.T) {
	for max, limit := range map[int64]time.Duration{0: time.Minute, 1000: 20 * time.Minute} {
		s := receiver(t, max, func(c *web.Context, _ *web.Form) error { return page("")(c) })
		l := &line{ResponseRecorder: httptest.NewRecorder()}
		r := httptest.NewRequest("POST", "/modulo", strings.NewReader("a=b"))
		before := time.Now()
		s.handler.ServeHTTP(l, r)
		if len(l.set) != 2 || l.set[0].Before(before.Add(limit)) || l.set[0].After(time.Now().Add(limit)) || !l.set[1].IsZero() {
			t.Errorf("%d bytes: deadlines %v from %v", max, l.set, before)
		}
	}
}

// TestUploadsHaveNoNameWhileTheyAreUsed: a process that is killed leaves no
// document of anybody behind.
func TestUploadsHaveNoNameWhileTheyAreUsed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file keeps its name there")
	}
	emptyTemp(t)
	s := receiver(t, 1000, func(c *web.Context, f *web.Form) error {
		left, err := os.ReadDir(os.TempDir())
		if err != nil || len(left) != 0 {
			t.Errorf("during the request: %v, %v", left, err)
		}
		b, err := io.ReadAll(io.NewSectionReader(f.Files["allegato"], 0, 1000))
		if err != nil || string(b) != "contenuto" {
			t.Errorf("%q, %v", b, err)
		}
		return page("")(c)
	})
	r, kind := multi(part{"allegato", "a.txt", strings.NewReader("contenuto")})
	if res := s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind}); res.StatusCode != 200 {
		t.Errorf("%d", res.StatusCode)
	}
}

// TestInterruptedFormsDoNotPileUp: the cookie of a session that expired cannot
// fill the database.
func TestInterruptedFormsDoNotPileUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := numbered(t, d)
		other := s.do(ask{method: "POST", path: "/richieste", who: "8x", form: url.Values{"oggetto": {"di un'altra persona"}}})
		last := ""
		for range 25 {
			res := s.do(ask{method: "POST", path: "/richieste", who: "7x", form: url.Values{"oggetto": {"x"}}})
			last = res.Header.Get("Location")
		}
		n := int64(0)
		err := d.Read(ctx, func(tx *db.Tx) (err error) {
			n, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM moduli_sospesi WHERE persona_id = 7`)
			return err
		})
		if err != nil || n != 20 {
			t.Errorf("%d are kept, %v", n, err)
		}
		for who, location := range map[string]string{"7": last, "8": other.Header.Get("Location")} {
			u, err := url.Parse(location)
			if err != nil {
				t.Fatal(err)
			}
			if res := s.do(ask{path: u.Query().Get("ritorno"), who: who}); res.StatusCode != 200 {
				t.Errorf("the last form of %s: %d", who, res.StatusCode)
			}
		}
	})
}
