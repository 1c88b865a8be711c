package monitoraggioweb_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/monitoraggio/monitoraggioweb"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// sitoEffetto is the real router over the real service; the role comes from a
// header, in the place of a session.
type sitoEffetto struct {
	t *testing.T
	h http.Handler
	s *monitoraggio.Service
}

func nuovoSitoEffetto(t *testing.T, d *db.DB) *sitoEffetto {
	t.Helper()
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	q := jobs.New(d, log)
	s := monitoraggio.New(monitoraggio.Deps{DB: d, Jobs: q, Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, func(tx *db.Tx) error { return catalogo.Semina(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	rt := web.NewRouter(web.Options{DB: d, Log: log, SignIn: "/accesso", Resume: "/riprendi/",
		Identify: func(_ context.Context, r *http.Request) (web.Identity, error) {
			return web.Identity{Session: 1, Actor: kernel.Actor{Persona: 7, Nome: "Rita Regi",
				Mandati: []kernel.Mandato{{Ruolo: kernel.Ruolo(r.Header.Get("X-Role")), Ente: 1, TaskForce: 1}}}}, nil
		},
		Shell: func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(c *web.Context, status int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: "Errore", Lead: e.Message})
		}})
	monitoraggioweb.Register(rt, monitoraggioweb.Deps{Monitoraggio: s})
	return &sitoEffetto{t, rt.Handler(), s}
}

func (s *sitoEffetto) apri(ruolo kernel.Ruolo, percorso string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", percorso, nil)
	r.Header.Set("X-Role", string(ruolo))
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *sitoEffetto) pagina() *goquery.Document {
	s.t.Helper()
	w := s.apri(kernel.Osservatore, "/monitoraggio/effetto")
	if w.Code != 200 {
		s.t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if f := os.Getenv("PASS_TEST_PAGINA"); f != "" { // to look at it
		if err := os.WriteFile(f, w.Body.Bytes(), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

func parole(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// TestThePageTellsThePlantedEffect: what was planted is told, what was not
// planted is not, and the CSV says the same numbers as the page.
func TestThePageTellsThePlantedEffect(t *testing.T) {
	clock := func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }
	dbtest.EachWith(t, db.Options{Clock: clock}, func(t *testing.T, d *db.DB) {
		s := nuovoSitoEffetto(t, d)
		if p := parole(s.pagina().Find("main")); !strings.Contains(p, "Nessun effetto è ancora calcolato") || !strings.Contains(p, "Come si calcola") {
			t.Errorf("empty: %s", p)
		}
		mondo := monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: 160, Pratiche: 5})
		if err := s.s.AggiornaEffetti(context.Background()); err != nil {
			t.Fatal(err)
		}
		doc := s.pagina()
		con, senza := doc.Find(fmt.Sprintf("section[aria-labelledby=p-%d]", mondo.Con.ID)), doc.Find(fmt.Sprintf("section[aria-labelledby=p-%d]", mondo.Senza.ID))
		if p := parole(con); !strings.Contains(p, "Dopo l’aiuto, la durata media è di ") || !strings.Contains(p, "giorni di calendario più bassa di quanto facevano attendere gli enti simili") ||
			!strings.Contains(p, "non sono stati scelti a caso") || !strings.Contains(p, "Enti con dati: 160. Enti aiutati: 40.") || !strings.Contains(p, "con i soli numeri dichiarati: 8.") {
			t.Errorf("planted: %s", p)
		}
		if p := parole(senza); !strings.Contains(p, "Non si può dire che l’aiuto abbia cambiato le cose, né che non le abbia cambiate.") || strings.Contains(p, "Dopo l’aiuto, ") {
			t.Errorf("not planted: %s", p)
		}
		if p := parole(doc.Find("main")); !strings.Contains(p, "Procedimenti: 2. Rispetto agli enti simili, la durata media degli enti aiutati è più bassa in 1 e più alta in 0. Non si distingue in 1, non si calcola in 0.") {
			t.Errorf("summary: %s", p)
		}
		doc.Find("figure.pass-chart svg").Each(func(_ int, g *goquery.Selection) {
			for _, id := range strings.Fields(g.AttrOr("aria-labelledby", "")) {
				if doc.Find("[id='"+id+"']").Length() != 1 {
					t.Errorf("a drawing is named by %s", id)
				}
			}
		})
		if n := doc.Find("figure.pass-chart svg circle").Length(); n != 4 {
			t.Errorf("%d drawings", n)
		}
		ugualeAlCSV(t, s, doc, mondo)
	})
}

// ugualeAlCSV compares the figures of the tables with those of the export.
func ugualeAlCSV(t *testing.T, s *sitoEffetto, doc *goquery.Document, mondo *monitoraggiotest.Effetti) {
	t.Helper()
	w := s.apri(kernel.Regione, "/monitoraggio/effetto.csv")
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff")))
	r.Comma = ';'
	righe, err := r.ReadAll()
	if err != nil || w.Code != 200 || len(righe) != 5 {
		t.Fatalf("status %d, %d rows, %v", w.Code, len(righe), err)
	}
	colonna := map[string]int{}
	for i, c := range righe[0] {
		colonna[c] = i
	}
	numero := strings.NewReplacer("−", "-", "+", "", ".", "", "%", "")
	for i, riga := range righe[1:] {
		proc := mondo.Con
		if i >= 2 {
			proc = mondo.Senza
		}
		if riga[colonna["codice"]] != proc.Codice {
			t.Errorf("row %d is of %s", i, riga[0])
		}
		tab := doc.Find(fmt.Sprintf("section[aria-labelledby=p-%d] table", proc.ID)).Eq(i % 2)
		var visti []string
		tab.Find("tbody td").Each(func(_ int, c *goquery.Selection) { visti = append(visti, numero.Replace(parole(c))) })
		v := func(c string) string { return riga[colonna[c]] }
		attesi := []string{v("enti_aiutati"), v("pratiche_aiutati"), v("aiutati_prima"), v("aiutati_dopo"), "", v("enti_simili"), v("pratiche_simili"), v("simili_prima"), v("simili_dopo"), ""}
		for j := range attesi {
			if j >= len(visti) || attesi[j] != "" && visti[j] != attesi[j] {
				t.Fatalf("%s %s: the page says %v, the file %v", proc.Codice, v("misura"), visti, attesi)
			}
		}
		piede := numero.Replace(parole(tab.Find("tfoot")))
		if !strings.Contains(piede, v("differenza")+" intervallo al 95: da "+v("intervallo_da")+" a "+v("intervallo_a")) && !strings.Contains(piede, v("differenza")+"intervallo al 95: da "+v("intervallo_da")+" a "+v("intervallo_a")) {
			t.Errorf("%s: the page says %q, the file %s from %s to %s", proc.Codice, piede, v("differenza"), v("intervallo_da"), v("intervallo_a"))
		}
	}
	if v := righe[1][colonna["differenza"]]; !strings.HasPrefix(v, "-") || righe[1][colonna["conclusione"]] != "riduzione" || righe[3][colonna["conclusione"]] != "non_distinguibile" {
		t.Errorf("planted: %v", righe)
	}
}

// TestFewBodiesGiveNoFigure: the reason is told, nothing is drawn.
func TestFewBodiesGiveNoFigure(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	s := nuovoSitoEffetto(t, d)
	monitoraggiotest.SeminaEffetti(t, d, monitoraggiotest.Taglia{Enti: 12, Pratiche: 4})
	if err := s.s.AggiornaEffetti(context.Background()); err != nil {
		t.Fatal(err)
	}
	doc := s.pagina()
	p := parole(doc.Find("section[aria-labelledby=senza]"))
	if !strings.Contains(p, "ne servono almeno 5") || !strings.Contains(p, "Non significa che l’aiuto sia stato inutile.") || doc.Find("figure").Length() != 0 {
		t.Errorf("few: %s", p)
	}
	w := s.apri(kernel.Segreteria, "/monitoraggio/effetto.csv")
	b, _ := io.ReadAll(w.Body)
	if n := strings.Count(string(b), ";non_calcolabile;;;;"); n != 4 {
		t.Errorf("%d rows without figures: %s", n, b)
	}
}

func TestWhoOpensTheEffect(t *testing.T) {
	s := nuovoSitoEffetto(t, dbtest.SQLite(t, db.Options{}))
	for _, r := range kernel.Ruoli {
		want := 200
		if r == kernel.LegaleRappresentante || r == kernel.Delegato || r == kernel.Amministratore {
			want = 403
		}
		for _, p := range []string{"/monitoraggio/effetto", "/monitoraggio/effetto.csv"} {
			if got := s.apri(r, p).Code; got != want {
				t.Errorf("%s on %s: %d, want %d", r, p, got, want)
			}
		}
	}
}
