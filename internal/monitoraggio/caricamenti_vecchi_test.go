package monitoraggio_test

import (
	"testing"

	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
)

// TestAFileThatNobodyConfirmedIsNotKeptForEver: after thirty days its content
// is gone, and the page says that it was discarded.
func TestAFileThatNobodyConfirmedIsNotKeptForEver(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		c := caricato(t, m)
		stato := func() (monitoraggio.StatoCaricamento, string) {
			cs, err := m.Servizio.Caricamenti(ctx, m.Actor(t, m.Sindaca), m.Lodi.ID, sem)
			riesce(t, err)
			if len(cs) != 1 || cs[0].ID != c.ID {
				t.Fatalf("%+v", cs)
			}
			return cs[0].Stato, cs[0].SHA256
		}
		_, prima := stato()
		m.Giorni(29)
		riesce(t, m.Servizio.Giornata(ctx))
		if s, sum := stato(); !s.InCorso() || sum != prima {
			t.Errorf("after 29 days the file is %q", s)
		}
		m.Giorni(2)
		riesce(t, m.Servizio.Giornata(ctx))
		if s, sum := stato(); s != monitoraggio.Scartato || sum == prima {
			t.Errorf("after 31 days the file is %q, with its content: %t", s, sum == prima)
		}
	})
}
