package analisi_test

import (
	"slices"
	"strings"
	"testing"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

const gergo = "pratica,attività,data\nP1,X,2026-01-01\nP1,Y,2026-01-05\nP1,W,2026-02-01\n"

// TestIPassiDiLeggeRestano: what was said of one path stays beside what is said
// of another, brings the meanings that go with it, confirms nothing else, and
// is proposed for the next log of the same body only.
func TestIPassiDiLeggeRestano(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		g := m.CaricaCome(anna, analisitest.Lavorata, "gergo.csv", []byte(gergo), analisi.ScelteVuote())
		m.Leggi(g)
		indica := func(n int64, percorso string, want int, passi map[string]string) {
			t.Helper()
			if cambiati, err := m.Servizio.IndicaPassiLegge(ctx, anna, analisitest.Lavorata, n, percorso, passi); err != nil || cambiati != want {
				t.Fatalf("%s: %d meanings changed, %v", percorso, cambiati, err)
			}
		}
		apri := func(n int) analisi.Fonte {
			t.Helper()
			f, err := m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(n))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		indica(1, "legge-241", 2, map[string]string{"X": "", "Y": "richiesta-integrazioni", "W": "diniego"})
		indica(1, "permesso-costruire", 1, map[string]string{"X": "domanda"})
		indica(1, "legge-241", 0, map[string]string{"X": analisi.ComeProposto})
		f := apri(1)
		if x := f.Percorsi["legge-241"]; len(x) != 2 || x["Y"] != "richiesta-integrazioni" || x["W"] != "diniego" || f.Percorsi["permesso-costruire"]["X"] != "domanda" || f.Confermati {
			t.Errorf("kept: %v, confirmed %v", f.Percorsi, f.Confermati)
		}
		if want := []steps.Kind{steps.Receipt, steps.SuspensionStart, steps.ExpressEnd}; !slices.Equal(f.Passi, want) {
			t.Errorf("meanings %v, want %v", f.Passi, want)
		}
		indica(1, "permesso-costruire", 1, map[string]string{"Y": analisi.SoloSignificato + steps.OtherBodyStart.String()})
		if f := apri(1); f.Passi[1] != steps.OtherBodyStart || f.Percorsi["permesso-costruire"]["Y"] != "" || f.Percorsi["permesso-costruire"]["X"] != "domanda" {
			t.Errorf("an opinion that is no step: %v %v", f.Passi, f.Percorsi)
		}
		m.Leggi(m.CaricaCome(anna, analisitest.Lavorata, "dopo.csv", []byte(gergo), analisi.ScelteVuote()))
		if f := apri(2); f.Percorsi["legge-241"]["W"] != "diniego" {
			t.Errorf("the next log: %v", f.Percorsi)
		}
		indica(2, "legge-241", 0, map[string]string{"W": ""})
		if f := apri(1); f.Percorsi["legge-241"]["W"] != "diniego" {
			t.Errorf("the first log changed with the second: %v", f.Percorsi)
		}
		altri := m.CaricaCome(m.Attori["Bruno"], analisitest.DiAltri, "gergo.csv", []byte(gergo), analisi.ScelteVuote())
		m.Leggi(altri)
		if f, err := m.Servizio.ApriFonte(ctx, m.Attori["Bruno"], analisitest.DiAltri, int64(altri.N)); err != nil || len(f.Percorsi) != 0 {
			t.Errorf("another body knows: %v %v", f.Percorsi, err)
		}
		for campo, c := range map[string]struct {
			percorso string
			passi    map[string]string
		}{"percorso": {"inventato", nil}, "passi": {"legge-241", map[string]string{"X": "inventato"}}, "passi ": {"legge-241", map[string]string{"Q": "domanda"}},
			"passi  ": {"legge-241", map[string]string{"X": analisi.SoloSignificato + "inventato"}}} {
			_, err := m.Servizio.IndicaPassiLegge(ctx, anna, analisitest.Lavorata, 1, c.percorso, c.passi)
			if fields := kernel.FieldsOf(err); len(fields) != 1 || fields[0].Field != strings.TrimSpace(campo) {
				t.Errorf("%s: %v", campo, err)
			}
		}
	})
}
