package richieste_test

import (
	"context"
	"testing"
	"time"

	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

// TestSinceWhenABodyIsHelped: the first request that an expert took in charge,
// unless it came to nothing.
func TestSinceWhenABodyIsHelped(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		primi := func() (out []richieste.PrimoAiuto) {
			t.Helper()
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) { out, err = richieste.PrimiAiuti(ctx, tx); return err })
			return out
		}
		for _, s := range []richieste.Stato{richieste.Inviata, richieste.Respinta, richieste.Annullata, richieste.Assegnata} {
			m.Porta(t, s)
		}
		senza := m.Porta(t, richieste.InLavorazione)
		ritirata := m.Porta(t, richieste.InLavorazione)
		m.Compi(t, m.Esperta, senza.ID, richieste.Mossa{Atto: richieste.ChiudiSenzaAssistenza, Testo: "L'ente ha risolto da sé."})
		m.Compi(t, m.Sindaca, ritirata.ID, richieste.Mossa{Atto: richieste.Ritira, Testo: "Non serve più."})
		if got := primi(); len(got) != 0 {
			t.Fatalf("nobody was helped: %+v", got)
		}
		m.Giorni(3)
		prima := m.Porta(t, richieste.InLavorazione)
		m.Orologio.Advance(48 * time.Hour)
		m.Porta(t, richieste.InLavorazione)
		want := richieste.PrimoAiuto{EnteID: m.Lodi.ID, ProcedimentoID: m.Proc.ID, Il: prima.PresaInCaricoIl}
		if got := primi(); len(got) != 1 || got[0] != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		// Withdrawn after the answer: help was given.
		m.Compi(t, m.Esperta, prima.ID, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco il modello di istruttoria."})
		m.Compi(t, m.Sindaca, prima.ID, richieste.Mossa{Atto: richieste.Ritira, Testo: "Grazie, basta così."})
		if got := primi(); len(got) != 1 || got[0] != want {
			t.Errorf("withdrawn after the answer: %+v, want %+v", got, want)
		}
	})
}
