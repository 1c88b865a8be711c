package bench

import (
	"testing"
	"time"

	"pass/internal/app"
	"pass/tests/bench/population"
	"pass/tests/fixture"
)

// now is when everything here happens.
var now = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

func clock() time.Time { return now }

// populated opens a fresh installation with a population of that size.
func populated(t testing.TB, dir, region string, size population.Size) (*app.App, population.Made) {
	t.Helper()
	cfg := fixture.Config(dir)
	cfg.Regione = region
	a := fixture.New(t, cfg, clock)
	made, err := population.Make(t.Context(), a.DB, size, 42)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Richieste.PubblicaCifre(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := lockThePast(t.Context(), a, made); err != nil {
		t.Fatal(err)
	}
	return a, made
}

// No page asks more queries of a larger installation, nor of a longer story.
func TestQueriesDoNotGrow(t *testing.T) {
	counts := func(size population.Size) (pages []page, queries []int64) {
		a, made := populated(t, t.TempDir(), fixture.Regione, size)
		h := enter(t, a, a.Handler(), made)
		pages = h.pages()
		for _, p := range pages {
			h.read(t, p) // what is read once for all is read now
			_, n := h.read(t, p)
			queries = append(queries, n)
		}
		return pages, queries
	}
	_, few := counts(population.Size{Bodies: 8, People: 60, Experts: 6, Requests: 20, Years: 2, Long: 8, Practices: 100, Semesters: 3})
	pages, many := counts(population.Size{Bodies: 60, People: 250, Experts: 24, Requests: 400, Years: 2, Long: 40, Practices: 3000, Semesters: 3})
	for i, p := range pages {
		if many[i] != few[i] {
			t.Errorf("%s as %q: %d queries with 20 requests, %d with 400", p.path, p.who, few[i], many[i])
		}
		if many[i] > 40 {
			t.Errorf("%s as %q: %d queries", p.path, p.who, many[i])
		}
	}
}
