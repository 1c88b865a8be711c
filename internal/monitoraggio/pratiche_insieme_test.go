package monitoraggio_test

import (
	"context"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

// TestManyPracticesComeInTogetherOrNotAtAll: what is wrong with one of them,
// or is there already, leaves nothing of the others.
func TestManyPracticesComeInTogetherOrNotAtAll(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		chi, sem := m.Actor(t, m.Sindaca), monitoraggiotest.Semestre
		quante := func() (n int) {
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
				ps, err := monitoraggio.PraticheEnte(ctx, tx, m.Lodi.ID, 0, sem.Dal(), sem.Al())
				n = len(ps)
				return err
			})
			return n
		}
		buona := func(numero string) monitoraggio.Pratica { return pratica(m, numero, "2026-02-03") }
		cattiva := buona("x")
		cattiva.Provvedimento = kernel.MustDay("2026-01-01")
		for _, c := range []struct {
			ps     []monitoraggio.Pratica
			codice kernel.Code
			dopo   int
		}{
			{[]monitoraggio.Pratica{buona("1"), cattiva}, kernel.NonValido, 0},
			{[]monitoraggio.Pratica{buona("1"), buona("1")}, kernel.Conflitto, 0},
			{[]monitoraggio.Pratica{buona("1"), buona("2"), buona("3")}, "", 3},
			{[]monitoraggio.Pratica{buona("4"), buona("2")}, kernel.Conflitto, 3},
		} {
			err := m.Servizio.AggiungiPratiche(ctx, chi, m.Lodi.ID, sem, c.ps)
			if err == nil != (c.codice == "") || err != nil && kernel.CodeOf(err) != c.codice {
				t.Errorf("%d practices: %v, want %q", len(c.ps), err, c.codice)
			}
			if n := quante(); n != c.dopo {
				t.Errorf("%d practices are there, want %d", n, c.dopo)
			}
		}
		if err := m.Servizio.AggiungiPratiche(ctx, chi, m.Bergamo.ID, sem, []monitoraggio.Pratica{buona("9")}); kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("for another body: %v", err)
		}
	})
}
