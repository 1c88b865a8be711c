package pubblicoweb

import (
	"testing"
	"time"
	"unsafe"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/pubblico"
	"pass/internal/pubblico/mappa"
)

// TestBoundariesAreSimplifiedOncePerVersion: two maps made one after the other
// share the very same text of a path, until other boundaries are published.
func TestBoundariesAreSimplifiedOncePerVersion(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{Clock: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }})
	publish := func(side int32, requests int64) {
		t.Helper()
		a := pubblico.Attivita{AggiornataAl: kernel.MustDay("2026-11-22").Start(), Regione: pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 61, EntiAderenti: 2},
			Province: []pubblico.CifreProvincia{{Sigla: "LO", Nome: "Lodi", EntiTotali: 61, EntiAderenti: 2, Cifre: pubblico.Cifre{Ricevute: requests, Evase: requests}}},
			Enti:     []pubblico.CifreEnte{{ID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO"}}}
		c := mappa.Confini{Livello: mappa.Province, Fonte: "Confini inventati", Il: kernel.MustDay("2026-01-01"), Archi: [][]mappa.Punto{{{0, 0}, {side, 0}, {side, 900}, {0, 900}, {0, 0}}},
			Forme: []mappa.Forma{{Codice: "LO", Nome: "Lodi", Sigla: "LO", Anelli: [][]int32{{0}}}}}
		m := c
		m.Livello, m.Forme = mappa.Comuni, []mappa.Forma{{Codice: "098031", Nome: "Lodi", Sigla: "LO", Anelli: [][]int32{{0}}}}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := pubblico.Pubblica(t.Context(), tx, pubblico.ChiaveAttivita, a, "Richieste"); err != nil {
				return err
			}
			if err := pubblico.Pubblica(t.Context(), tx, pubblico.ChiaveConfiniProvince, c, c.Fonte); err != nil {
				return err
			}
			return pubblico.Pubblica(t.Context(), tx, pubblico.ChiaveConfiniComuni, m, m.Fonte)
		}); err != nil {
			t.Fatal(err)
		}
	}
	p := pages{lettore: pubblico.NewLettore(d), outlines: &outlines{}, follows: func() bool { return false }}
	paths := func() (out []string) {
		t.Helper()
		pub, err := p.lettore.Tutto(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range [][2]string{{mapURL, ""}, {mapURL + "/comuni", ""}, {mapURL + "/province/LO", "LO"}, {mapURL + "/province/lo", "lo"}} {
			v, err := p.newMapView(pub, chooseMap(pub, "", ""), x[0], x[1])
			if err != nil || v.Map == nil || len(v.Map.Shapes) != 1 {
				t.Fatalf("%s: %+v, %v", x[0], v.Map, err)
			}
			out = append(append(out, v.Map.Shapes[0].Path), v.Map.Borders...)
		}
		if m := p.homeMap(pub); m == nil || len(m.Shapes) != 1 {
			t.Fatalf("home: %+v", m)
		} else {
			out = append(out, m.Shapes[0].Path)
		}
		return out
	}
	same := func(a, b string) bool { return unsafe.StringData(a) == unsafe.StringData(b) } //nolint:gosec // only compared
	publish(900, 40)
	first := paths()
	publish(900, 41) // other figures on the same boundaries
	for i, again := range paths() {
		if !same(first[i], again) {
			t.Errorf("path %d was made again", i)
		}
	}
	if n := len(p.outlines.by); n != 4 {
		t.Errorf("%d outlines are kept", n)
	}
	publish(1800, 41)
	for i, now := range paths() {
		if now == first[i] {
			t.Errorf("path %d is that of the old boundaries", i)
		}
	}
}
