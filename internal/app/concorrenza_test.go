package app_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"

	"pass/internal/platform/db/dbtest"
	"pass/tests/integrity"
)

// People who write on the same request at the same instant all succeed, on
// both databases, and the timeline holds each message once.
func TestPeopleMayWriteOnOneRequestAtOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { scrivonoInsieme(t, filepath.Join(t.TempDir(), "pass.db")) })
	t.Run("postgres", func(t *testing.T) { scrivonoInsieme(t, dbtest.PostgresURL(t)) })
}

func scrivonoInsieme(t *testing.T, database string) {
	m := nuovoMondo(t, database)
	h := m.app.Handler()
	path := "/richieste/" + m.sigle[0]["in_lavorazione"] + "/atti/Scrivi"
	var wg sync.WaitGroup
	for _, chi := range []string{"legale", "delegato", "segreteria", "coordinatore", "esperto"} {
		for i := range 4 {
			wg.Go(func() {
				body := url.Values{"testo": {fmt.Sprintf("Messaggio %d di %s", i, chi)}, "token": {fmt.Sprintf("insieme-%s-%d", chi, i)}}.Encode()
				if a := chiedi(h, http.MethodPost, path, m.cookie[chi], body); a.stato != http.StatusSeeOther {
					t.Errorf("message %d of %s: %d", i, chi, a.stato)
				}
			})
		}
	}
	wg.Wait()
	if n := m.uno(t, `SELECT COUNT(DISTINCT testo) FROM richieste_atti WHERE atto = 'Scrivi'`); n != 20 {
		t.Errorf("%d messages, want 20", n)
	}
	problems, err := integrity.Check(t.Context(), m.app.DB, m.app.Files)
	ok(t, err)
	for _, p := range problems {
		t.Error(p)
	}
}
