package bench

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"pass/internal/kernel"
)

// row is a line of the table.
type row struct {
	name     string
	times    []time.Duration
	queries  int64
	bytes    int
	withText bool // queries and bytes are known
}

// BenchmarkPages measures every page on the full population.
func BenchmarkPages(b *testing.B) {
	h, started := full(b)
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Logf("the peak counts the start too: %v", err)
	}
	var rows []row
	for _, p := range h.pages() {
		if p.name == "" {
			continue
		}
		r := row{name: strings.TrimSuffix(p.name+", "+p.who, ", "), withText: true}
		h.read(b, p) // what is read once for all is read now
		b.Run(strings.NewReplacer(" ", "_", ",", "").Replace(r.name), func(b *testing.B) {
			r.times = r.times[:0]
			for range b.N {
				start := time.Now()
				r.bytes, r.queries = h.read(b, p)
				r.times = append(r.times, time.Since(start))
			}
			b.ReportMetric(float64(r.queries), "queries")
			b.ReportMetric(ms(percentile(r.times, 99)), "p99-ms")
		})
		rows = append(rows, r)
	}
	peak := peakMemory()
	rows = append(rows, limits(b, h)...)
	b.Cleanup(func() { show(h, rows, started, peak) })
}

// limits measures what the machine can do at best: the same file, the same
// driver, prepared statements, and nothing of ours.
func limits(b *testing.B, h *house) (rows []row) {
	raw, err := sql.Open("sqlite", "file:"+h.app.Config.DatabaseAddress()+"?mode=ro&_pragma=cache_size(-32000)")
	if err != nil {
		b.Fatal(err)
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	for _, l := range []struct{ name, query string }{
		{"limit: one request by key", `SELECT modulo FROM richieste WHERE id = ?`},
		{"limit: 30 requests by key, in one query", `SELECT modulo FROM richieste WHERE id BETWEEN ? AND ?1 + 29`},
		{"limit: scan of the requests", `SELECT modulo FROM richieste WHERE commento = 'x' AND id > ? * 0`},
		{"limit: scan of the acts", `SELECT testo FROM richieste_atti WHERE testo = 'x' AND id > ? * 0`},
	} {
		s, err := raw.Prepare(l.query)
		if err != nil {
			b.Fatal(err)
		}
		r := row{name: l.name}
		for i := range 50 {
			start := time.Now()
			if err := drain(s, 1+i*317%h.made.Requests); err != nil {
				b.Fatal(err)
			}
			r.times = append(r.times, time.Since(start))
		}
		rows = append(rows, r)
		s.Close()
	}
	return rows
}

func drain(s *sql.Stmt, key int) error {
	rows, err := s.Query(key)
	if err != nil {
		return err
	}
	defer rows.Close()
	var text string
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return err
		}
	}
	return rows.Err()
}

func show(h *house, rows []row, started time.Duration, peak int64) {
	w := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	n := func(i int) string { return kernel.Numero(int64(i)) }
	fmt.Fprintf(w, "\n%s bodies that joined, %s people, %s requests, %s acts, SQLite\n", n(h.made.Bodies), n(h.made.People), n(h.made.Requests), n(h.made.Acts))
	fmt.Fprintln(w, "page\tmedian ms\tp99 ms\tqueries\tkB\tn")
	for _, r := range rows {
		queries, size := "", ""
		if r.withText {
			queries, size = fmt.Sprint(r.queries), fmt.Sprint((r.bytes+500)/1000)
		}
		fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%s\t%s\t%d\n", r.name, ms(percentile(r.times, 50)), ms(percentile(r.times, 99)), queries, size, len(r.times))
	}
	w.Flush()
	fmt.Printf("from launch to the first page: %.0f ms; peak memory while serving: %d MB\n", ms(started), peak/1000)
}

// peakMemory is the peak resident memory of this process, in kB, or 0 where
// the system does not tell.
func peakMemory() (kb int64) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for _, line := range bytes.Split(status, []byte("\n")) {
		if _, err := fmt.Sscanf(string(line), "VmHWM: %d kB", &kb); err == nil {
			return kb
		}
	}
	return 0
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
