package bench

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// publicPages lists the address of every public page of figures, of the lists
// that lead to them and of the open data.
func (h *house) publicPages(t testing.TB) (out []string) {
	t.Helper()
	pub, err := pubblico.NewLettore(h.app.DB).Tutto(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out = []string{"/", "/cifre", "/mappa", "/mappa/comuni", "/cifre/tempi", "/task-force", "/procedimenti"}
	for _, e := range pub.Attivita.Enti {
		out = append(out, "/cifre/enti/"+e.Codice())
	}
	for _, p := range pub.Attivita.Province {
		out = append(out, "/cifre/province/"+p.Sigla, "/mappa/province/"+p.Sigla, "/embed/cifre/province/"+p.Sigla, "/embed/mappa/province/"+p.Sigla)
	}
	for _, p := range pub.Catalogo.Procedimenti {
		out = append(out, "/procedimenti/"+p.Codice, "/embed/procedimenti/"+p.Codice, "/mappa?cifra=durata&procedimento="+p.Codice)
	}
	for _, x := range pub.Catalogo.TaskForces {
		out = append(out, "/task-force/"+x.Codice, "/embed/task-force/"+x.Codice)
	}
	for _, s := range pub.Misure.Misure.Semestri {
		out = append(out, "/cifre/tempi/"+s.Semestre.String())
	}
	for n := range (len(pub.Attivita.Enti) + 49) / 50 {
		out = append(out, fmt.Sprintf("/cifre/enti?pagina=%d", n+1))
	}
	out = append(out, "/dati")
	for _, d := range dati.Codici() {
		out = append(out, "/dati/"+d)
	}
	return append(out, "/rapporti", "/notizie", "/eventi", "/cifre/come-si-calcola", "/embed/cifre", "/embed/mappa")
}

// loadBoundaries draws real boundaries if the public files are there.
func (h *house) loadBoundaries(t testing.TB) bool {
	t.Helper()
	folder := filepath.Join(cmp.Or(os.Getenv("PASS_TEST_DATA"), filepath.Join("..", "..", "..", "shared")), "data")
	var files []string
	for _, f := range []string{"lombardia_comuni_2026.topo.json", "lombardia_province.topo.json"} {
		path := filepath.Join(folder, f)
		if _, err := os.Stat(path); err != nil {
			return false
		}
		files = append(files, path)
	}
	if err := h.app.ImportaConfini(t.Context(), new(strings.Builder), files, "ISTAT", kernel.MustDay("2026-01-01")); err != nil {
		t.Fatal(err)
	}
	return true
}

// ask reads a page as an anonymous browser; anew asks for one made now.
func (h *house) ask(t testing.TB, path string, anew bool) (took time.Duration, bytes int, queries int64) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Host = "localhost:8080"
	r.Header.Set("Accept-Encoding", "gzip")
	if anew {
		r.Header.Set("Cache-Control", "no-cache")
	}
	ctx, counter := db.WithCounter(r.Context())
	w := httptest.NewRecorder()
	start := time.Now()
	h.handler.ServeHTTP(w, r.WithContext(ctx))
	took = time.Since(start)
	if w.Code != http.StatusOK && w.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return took, w.Body.Len(), counter.N()
}

// BenchmarkPubbliche builds every public page of figures, first cold and then
// kept, on the full population.
func BenchmarkPubbliche(b *testing.B) {
	h, _ := full(b)
	real := h.loadBoundaries(b)
	paths := h.publicPages(b)
	start := time.Now()
	h.ask(b, "/", true)
	fmt.Printf("\nreading everything that is published: %.0f ms; boundaries: %v\n", ms(time.Since(start)), real)
	for _, anew := range []bool{true, false} {
		name := map[bool]string{true: "cold", false: "kept"}[anew]
		b.Run(name, func(b *testing.B) {
			var times []time.Duration
			var largest, sum int
			var most int64
			for b.Loop() {
				times, largest, sum, most = times[:0], 0, 0, 0
				start := time.Now()
				for _, p := range paths {
					took, bytes, queries := h.ask(b, p, anew)
					times, largest, sum, most = append(times, took), max(largest, bytes), sum+bytes, max(most, queries)
				}
				fmt.Printf("%s: %s pages in %.2f s; median %.2f ms, p99 %.2f ms; %d queries at most; on average %d kB compressed, the largest %d kB\n", name, kernel.Numero(int64(len(paths))), time.Since(start).Seconds(),
					ms(percentile(times, 50)), ms(percentile(times, 99)), most, sum/len(paths)/1000, largest/1000)
			}
			b.ReportMetric(float64(len(paths)), "pages")
			b.ReportMetric(ms(percentile(times, 99)), "p99-ms")
		})
	}
}
