package richieste_test

import (
	"context"
	"strings"
	"testing"

	"pass/internal/platform/db"
	"pass/internal/registro"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

// TestFilesOfADraftAreInTheTrail: whoever puts a document in a draft, or takes
// it away, leaves an entry with its fingerprint; saving the text alone, which
// happens by itself every few seconds, leaves none.
func TestFilesOfADraftAreInTheTrail(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		sindaca := m.Actor(t, m.Sindaca)
		id := m.Bozza(t, m.Sindaca, m.Lodi.ID)
		a := file(t, m, "a.pdf", "uno")
		ok(t, m.Servizio.Salva(bg, sindaca, id, richieste.Modulo{Oggetto: "x"}, nil))
		ok(t, m.Servizio.Salva(bg, sindaca, id, richieste.Modulo{}, []richieste.Allegato{a}))
		ok(t, m.Servizio.Salva(bg, sindaca, id, richieste.Modulo{}, []richieste.Allegato{file(t, m, "a.pdf", "uno")})) // it is there already
		b, err := m.Servizio.ApriBozza(bg, sindaca, id)
		ok(t, err)
		ok(t, m.Servizio.TogliAllegato(bg, sindaca, id, b.Documenti[0].ID))
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			for _, atto := range []string{"Allega", "TogliAllegato"} {
				voci, err := registro.Elenco(ctx, tx, m.Actor(t, m.Amministratrice), registro.Filtro{Atto: atto}, 10)
				if err != nil {
					return err
				}
				if len(voci) != 1 || voci[0].PersonaID != m.Sindaca.ID || voci[0].Oggetto != "bozza" || voci[0].OggettoID != id || voci[0].EnteID != m.Lodi.ID || !strings.Contains(voci[0].Dettagli, a.SHA256) {
					t.Errorf("%s: %+v", atto, voci)
				}
			}
			return nil
		})
	})
}
