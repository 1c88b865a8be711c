package richieste_test

import (
	"sync"
	"testing"

	"pass/internal/kernel"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

func TestSilenceCloses(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		muta, sveglia := m.Porta(t, richieste.RispostaInviata), m.Porta(t, richieste.RispostaInviata)
		run := func(days, acts int) {
			t.Helper()
			m.Giorni(days)
			for i, want := range []int{acts, 0} { // twice is as once
				if n, err := m.Servizio.Solleciti(bg); err != nil || n != want {
					t.Fatalf("run %d: %d acts, %v; want %d", i+1, n, err, want)
				}
			}
		}
		run(9, 0)
		run(1, 2) // day 10: both
		m.Compi(t, m.Sindaca, sveglia.ID, richieste.Mossa{Atto: richieste.Conferma, Voto: 3})
		run(9, 0)
		run(1, 1) // day 20
		run(9, 0)
		run(1, 1) // day 30
		run(60, 0)
		s := scheda(t, m, m.Sindaca, muta.ID)
		if s.Stato != richieste.Evasa || s.Esito != richieste.ConAssistenza || s.Voto != 0 {
			t.Fatalf("%+v", s.Richiesta)
		}
		last := s.Eventi[len(s.Eventi)-1]
		if last.Atto != richieste.EvadiPerSilenzio || last.PersonaID != 0 || last.Ruolo != kernel.Sistema {
			t.Fatalf("%+v", last)
		}
		timesEqual(t, s)
		// Reopened and answered again, the count starts again.
		m.Compi(t, m.Sindaca, muta.ID, richieste.Mossa{Atto: richieste.Riapri, Testo: "Manca ancora."})
		m.Compi(t, m.Esperta, muta.ID, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco."})
		run(9, 0)
		run(1, 1)
	})
}

func TestTwoNodesRemindOnce(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		r := m.Porta(t, richieste.RispostaInviata)
		m.Giorni(10)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := m.Servizio.Solleciti(bg); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		n := 0
		for _, e := range scheda(t, m, m.Sindaca, r.ID).Eventi {
			if e.Atto == richieste.Sollecita {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("%d reminders at once", n)
		}
	})
}
