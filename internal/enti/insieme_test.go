package enti_test

import (
	"slices"
	"testing"

	"pass/internal/enti"
	"pass/internal/platform/db"
)

// TestBodiesAndImpedimentsAllAtOnce: what other areas read for many bodies is
// what they would read one by one.
func TestBodiesAndImpedimentsAllAtOnce(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		gubbio, assisi := b.Ente(t, "Comune di Gubbio"), b.Ente(t, "Comune di Assisi")
		_, segreteria := b.Segretaria(t, "Sara", "Segreteria")
		_, maria := b.persona(t, 1, "Maria")
		a := b.Approvata(t, maria, segreteria, gubbio)
		_, mario := b.persona(t, 2, "Mario")
		b.Inviata(t, mario, assisi) // not approved yet
		aderenti := func() (nomi []string) {
			b.legge(t, func(tx *db.Tx) error {
				es, err := enti.Aderenti(ctx, tx)
				for _, e := range es {
					nomi = append(nomi, e.NomeEsteso())
				}
				return err
			})
			return nomi
		}
		if got := aderenti(); !slices.Equal(got, []string{"Comune di Gubbio"}) {
			t.Errorf("joined: %v", got)
		}
		b.legge(t, func(tx *db.Tx) error {
			n, err := enti.ContaPerTipo(ctx, tx)
			if n[enti.Comune] != 92 || n[enti.Provincia] != 2 || len(n) != 2 {
				t.Errorf("bodies by kind: %v", n)
			}
			return err
		})
		for _, e := range []enti.Ente{gubbio, assisi} {
			b.scrive(t, func(tx *db.Tx) error {
				return enti.PoniImpedimento(ctx, tx, enti.Impedimento{EnteID: e.ID, Chiave: "prova.1", Testo: "Prova."})
			})
		}
		b.scrive(t, func(tx *db.Tx) error {
			return enti.PoniImpedimento(ctx, tx, enti.Impedimento{EnteID: gubbio.ID, Chiave: "prova.2", Testo: "Prova."})
		})
		impediti := func(chiave string) (out []int64) {
			b.legge(t, func(tx *db.Tx) (err error) { out, err = enti.Impediti(ctx, tx, chiave); return err })
			return out
		}
		want := []int64{gubbio.ID, assisi.ID}
		slices.Sort(want)
		if got := impediti("prova.1"); !slices.Equal(got, want) {
			t.Errorf("held back: %v, want %v", got, want)
		}
		b.scrive(t, func(tx *db.Tx) error { return enti.TogliATutti(ctx, tx, "prova.1") })
		if got := impediti("prova.1"); len(got) != 0 {
			t.Errorf("still held back: %v", got)
		}
		if got := impediti("prova.2"); !slices.Equal(got, []int64{gubbio.ID}) {
			t.Errorf("another key went too: %v", got)
		}
		riesce(t, b.Enti.Sospendi(ctx, segreteria, a.ID, a.Versione, "Prova."))
		if got := aderenti(); len(got) != 0 {
			t.Errorf("a suspended body counts as joined: %v", got)
		}
	})
}
