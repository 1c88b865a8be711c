package population_test

import (
	"context"
	"testing"
	"time"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/richieste"
	"pass/tests/bench/population"
	"pass/tests/integrity"
)

var small = population.Size{Bodies: 40, People: 150, Experts: 12, Requests: 400, Years: 2, Long: 40}

func installation(t *testing.T) *db.DB {
	t.Helper()
	clock := dbtest.NewClock(time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC))
	d := dbtest.SQLite(t, db.Options{Clock: clock.Now})
	if _, err := enti.CaricaBase(t.Context(), d, "03"); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(t.Context(), func(tx *db.Tx) error { return catalogo.Semina(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatIsMadeFitsTogether(t *testing.T) {
	d := installation(t)
	made, err := population.Make(t.Context(), d, small, 1)
	if err != nil {
		t.Fatal(err)
	}
	if made.Requests != small.Requests || made.Bodies != small.Bodies || made.People < small.People {
		t.Errorf("made %+v of %+v", made, small)
	}
	problems, err := integrity.Check(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	perState := map[richieste.Stato]int{}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		return db.Each(t.Context(), tx, func(r db.Row) error {
			var s richieste.Stato
			var n int
			err := r.Scan(&s, &n)
			perState[s] = n
			return err
		}, `SELECT stato, COUNT(*) FROM richieste GROUP BY stato`)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range richieste.Stati {
		if perState[s] == 0 {
			t.Errorf("no request is in state %s", s)
		}
	}
	t.Logf("%+v, acts per request %.1f, per state %v", made, float64(made.Acts)/float64(made.Requests), perState)
}

// Broken on purpose, the checker must notice: it judges the other tests.
func TestTheCheckerSeesWhatIsWrong(t *testing.T) {
	d := installation(t)
	if _, err := population.Make(t.Context(), d, small, 2); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`UPDATE richieste SET stato = 'evasa' WHERE id = (SELECT MIN(id) FROM richieste WHERE stato = 'inviata')`,
		`UPDATE richieste SET numero = numero + 1000 WHERE id = (SELECT MIN(id) FROM richieste WHERE numero = 3)`,
		`DELETE FROM richieste_documenti WHERE id = 1`,
		`DELETE FROM richieste_atti WHERE id = (SELECT MAX(e.id) FROM richieste_atti e WHERE e.atto = 'Scrivi' AND NOT EXISTS (SELECT 1 FROM richieste_documenti d WHERE d.atto_id = e.id))`,
		`UPDATE adesioni SET stato = 'sospesa' WHERE id = 1`,
		`UPDATE richieste_atti SET n = 99 WHERE id = 12`,
		`UPDATE richieste SET chiusa_il = NULL WHERE id = (SELECT MIN(id) FROM richieste WHERE stato = 'respinta')`,
		`UPDATE registro_testa SET hash = ''`,
	} {
		undo := kernel.E(kernel.Conflitto, "undo")
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if n, err := tx.Exec(t.Context(), q); err != nil || n == 0 {
				t.Fatalf("%s: %d rows, %v", q, n, err)
			}
			problems, err := integrity.CheckTx(context.Background(), tx, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(problems) == 0 {
				t.Errorf("not noticed: %s", q)
			}
			return undo
		})
		if err != error(undo) {
			t.Fatal(err)
		}
	}
}
