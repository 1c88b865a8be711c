package bench_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"pass/internal/app"
	"pass/internal/platform/db"
	"pass/internal/platform/web"

	"pass/internal/accesso"
	"pass/tests/bench/population"
)

func cookieName(a *app.App) string {
	return web.CookieName(a.Config.Secure(), accesso.CookieSessione)
}

// small and larger are the two populations of TestQueriesDoNotGrow.
var (
	small  = population.Size{Bodies: 30, People: 120, Experts: 12, Requests: 20, Years: 1, Long: 12}
	larger = population.Size{Bodies: 200, People: 700, Experts: 30, Requests: 400, Years: 2, Long: 40}
)

// TestQueriesDoNotGrow asks for every page on two populations: the number of
// queries must be the same, so that no page costs a query a row.
func TestQueriesDoNotGrow(t *testing.T) {
	a, b := open(t, t.TempDir(), small), open(t, t.TempDir(), larger)
	inB := map[string]page{}
	for _, p := range b.pages() {
		inB[p.name] = p
	}
	for _, p := range a.pages() {
		a.get(t, p.path, p.persona) // the first view may fill a cache
		b.get(t, inB[p.name].path, inB[p.name].persona)
		few, many := a.get(t, p.path, p.persona).queries, b.get(t, inB[p.name].path, inB[p.name].persona).queries
		if few != many && many > few+1 { // an empty list may spare the query that names its rows
			t.Errorf("%s: %d queries on %d requests, %d on %d", p.name, few, small.Requests, many, larger.Requests)
		}
	}
}

var (
	fullOnce sync.Once
	full     *site
)

// BenchmarkPages measures every page on the full population.
func BenchmarkPages(b *testing.B) {
	fullOnce.Do(func() {
		dir := filepath.Join("out", "popolazione-"+population.Version)
		if err := os.MkdirAll(dir, 0o750); err != nil {
			b.Fatal(err)
		}
		full = open(b, dir, population.Full)
	})
	s := full
	var rows [][]string
	for _, p := range s.pages() {
		s.get(b, p.path, p.persona)
		var all []time.Duration
		var last answer
		b.Run(strings.ReplaceAll(p.name, " ", "_"), func(b *testing.B) {
			all = all[:0]
			for b.Loop() {
				last = s.get(b, p.path, p.persona)
				all = append(all, last.took)
			}
			b.ReportMetric(float64(last.queries), "queries")
			b.ReportMetric(ms(percentile(all, 99)), "p99-ms")
		})
		rows = append(rows, []string{p.name, num(percentile(all, 50)), num(percentile(all, 99)), fmt.Sprint(last.queries), fmt.Sprint(last.bytes / 1000), fmt.Sprint(len(all))})
	}
	for name, query := range map[string]string{
		"limite: una riga per chiave":             `SELECT id FROM richieste WHERE id = 12345`,
		"limite: scansione di tutte le richieste": `SELECT COUNT(*) FROM richieste WHERE commento <> 'x'`,
	} {
		var all []time.Duration
		for range 200 {
			start := time.Now()
			if err := s.app.DB.Read(context.Background(), func(tx *db.Tx) error {
				_, err := db.Many(context.Background(), tx, db.Scalar[int64], query)
				return err
			}); err != nil {
				b.Fatal(err)
			}
			all = append(all, time.Since(start))
		}
		rows = append(rows, []string{name, num(percentile(all, 50)), num(percentile(all, 99)), "1", "", "200"})
	}
	print(s, rows)
}

func print(s *site, rows [][]string) {
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintf(w, "\n%d enti aderenti, %d persone, %d richieste, %d atti, SQLite\n", s.made.Bodies, s.made.People, s.made.Requests, s.made.Acts)
	fmt.Fprintln(w, "pagina\tmediana ms\tp99 ms\tquery\tkB\tn")
	for _, r := range rows {
		fmt.Fprintln(w, strings.Join(r, "\t"))
	}
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err == nil {
		fmt.Fprintf(w, "memoria massima del processo: %d MB\n", u.Maxrss/1024)
	}
	w.Flush()
}

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	return sorted[(len(sorted)-1)*p/100]
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func num(d time.Duration) string { return fmt.Sprintf("%.2f", ms(d)) }
