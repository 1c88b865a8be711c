package registro_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/registro"
)

var ctx = context.Background()

var anna = kernel.Actor{Persona: 7, Nome: "Anna «Nita» D'Àmbra", Mandati: []kernel.Mandato{{Ruolo: kernel.Delegato, Ente: 3}}}

func annota(d *db.DB, voci ...registro.Voce) error {
	return d.InTx(ctx, func(tx *db.Tx) error {
		for _, v := range voci {
			if err := registro.Annota(ctx, tx, anna, v); err != nil {
				return err
			}
		}
		return nil
	})
}

func voce(n int64) registro.Voce {
	return registro.Voce{Atto: "Approva", Oggetto: "adesione", OggettoID: n, Ente: 3, Dettagli: map[string]any{"esito": "<sì> & \u2028", "n": n}}
}

func verifica(t *testing.T, d *db.DB) (n int64, err error) {
	t.Helper()
	err = d.Read(ctx, func(tx *db.Tx) (err error) { n, err = registro.Verifica(ctx, tx); return err })
	return n, err
}

func TestTheChainHolds(t *testing.T) {
	start := time.Date(2026, 11, 22, 20, 2, 34, 123456789, time.UTC)
	clock := dbtest.NewClock(start)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		if n, err := verifica(t, d); n != 0 || err != nil {
			t.Errorf("an empty trail: %d, %v", n, err)
		}
		if err := annota(d, voce(1), voce(2), registro.Voce{Atto: "Entra", Oggetto: "sessione"}); err != nil {
			t.Fatal(err)
		}
		undone := errors.New("undone")
		err := d.InTx(ctx, func(tx *db.Tx) error {
			return errors.Join(registro.Annota(ctx, tx, anna, voce(9)), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		clock.Advance(time.Hour)
		err = d.InTx(ctx, func(tx *db.Tx) error { return registro.Annota(ctx, tx, kernel.ActorSistema(), voce(4)) })
		if err != nil {
			t.Fatal(err)
		}
		if n, err := verifica(t, d); n != 4 || err != nil {
			t.Errorf("%d entries hold, %v", n, err)
		}
		elenco(t, d)
	})
}

// elenco checks what was written by TestTheChainHolds.
func elenco(t *testing.T, d *db.DB) {
	admin := kernel.Actor{Persona: 1, Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}}
	var all []registro.Registrata
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = registro.Elenco(ctx, tx, admin, registro.Filtro{}, 10)
		for f, want := range map[registro.Filtro]string{
			{Atto: "Entra"}: "3", {Persona: 7}: "3 2 1", {Prima: 3}: "2 1", {Persona: 1 << 40}: "", {Prima: 1 << 40, Atto: "Approva"}: "4 2 1",
		} {
			some, err := registro.Elenco(ctx, tx, admin, f, 10)
			if err != nil {
				t.Errorf("%+v: %v", f, err)
			}
			var got []string
			for _, r := range some {
				got = append(got, fmt.Sprint(r.Numero))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%+v: %v, want %s", f, got, want)
			}
		}
		for _, other := range []kernel.Actor{{}, anna, kernel.ActorSistema()} {
			if _, err := registro.Elenco(ctx, tx, other, registro.Filtro{}, 10); kernel.CodeOf(err) != kernel.Vietato {
				t.Errorf("%s reads the trail: %v", other.Nome, err)
			}
		}
		return err
	})
	if err != nil || len(all) != 4 {
		t.Fatalf("%d entries, %v", len(all), err)
	}
	last, first := all[0], all[3]
	if last.Ruolo != kernel.Sistema || last.PersonaID != 0 || last.Nome != "PAsS" || last.Il.String() != "2026-11-22T21:02:34.123Z" {
		t.Errorf("last %+v", last)
	}
	if first.Nome != anna.Nome || first.Ruolo != kernel.Delegato || first.EnteID != 3 || first.OggettoID != 1 || !strings.Contains(first.Dettagli, `"n":1`) || all[1].Dettagli != "{}" {
		t.Errorf("first %+v", first)
	}
}

// own removes the guards of the trail, as somebody with the password of the
// database could.
func own(t *testing.T, d *db.DB, statements ...string) {
	t.Helper()
	guards := []string{`DROP TRIGGER registro_non_si_modifica ON registro_atti`}
	if d.Kind() == db.SQLite {
		guards = []string{`DROP TRIGGER registro_non_si_modifica`, `DROP TRIGGER registro_non_si_cancella`}
	}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, s := range append(guards, statements...) {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryAlterationIsFoundAndNamed alters one copy of a trail of five
// entries in one way each (Garante per la protezione dei dati personali,
// 27.11.2008: log-ins of administrators are kept complete and unalterable).
func TestEveryAlterationIsFoundAndNamed(t *testing.T) {
	copied := `INSERT INTO registro_atti SELECT %d, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash FROM registro_atti WHERE numero = 4`
	cases := []struct{ name, statement, want string }{
		{"who", `UPDATE registro_atti SET nome = 'Altro' WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"person", `UPDATE registro_atti SET persona_id = 8 WHERE numero = 1`, "la voce 1 è stata alterata"},
		{"role", `UPDATE registro_atti SET ruolo = 'segreteria' WHERE numero = 5`, "la voce 5 è stata alterata"},
		{"act", `UPDATE registro_atti SET atto = 'Respingi' WHERE numero = 2`, "la voce 2 è stata alterata"},
		{"object", `UPDATE registro_atti SET oggetto_id = 33 WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"kind of object", `UPDATE registro_atti SET oggetto = 'richiesta' WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"body", `UPDATE registro_atti SET ente_id = 4 WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"when", `UPDATE registro_atti SET il = (SELECT MIN(il) FROM registro_atti) WHERE numero = 4`, "la voce 4 è stata alterata"},
		{"details", `UPDATE registro_atti SET dettagli = '{}' WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"hash", `UPDATE registro_atti SET hash = (SELECT hash FROM registro_atti WHERE numero = 1) WHERE numero = 3`, "la voce 3 è stata alterata"},
		{"moved text", `UPDATE registro_atti SET oggetto = 'adesion', atto = 'eApprova' WHERE numero = 2`, "la voce 2 è stata alterata"},
		{"delete first", `DELETE FROM registro_atti WHERE numero = 1`, "la voce 1 manca"},
		{"delete middle", `DELETE FROM registro_atti WHERE numero = 3`, "la voce 3 manca"},
		{"delete last two", `DELETE FROM registro_atti WHERE numero >= 4`, "mancano le voci da 4 a 5"},
		{"delete all", `DELETE FROM registro_atti`, "mancano le voci da 1 a 5"},
		{"insert after", fmt.Sprintf(copied, 6), "la voce 6 è stata alterata"},
		{"insert before", fmt.Sprintf(copied, 0), "la voce 0 è in più"},
		{"insert below", fmt.Sprintf(copied, -3), "la voce -3 è in più"},
		{"head back", `UPDATE registro_testa SET numero = 4`, "la voce 5 è in più"},
		{"head hash", `UPDATE registro_testa SET hash = ''`, "la testa non corrisponde alla voce 5"},
		{"head gone", `DELETE FROM registro_testa`, "non_trovato"},
	}
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 20, 2, 34, 0, time.UTC))
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		for n := range int64(5) {
			if err := annota(d, voce(n)); err != nil {
				t.Fatal(err)
			}
			clock.Advance(time.Minute)
		}
		if n, err := verifica(t, d); n != 5 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		own(t, d)
		for _, c := range cases {
			// Each alteration is undone with its transaction.
			undone := errors.New("undone")
			err := d.InTx(ctx, func(tx *db.Tx) error {
				touched, err := tx.Exec(ctx, c.statement)
				if err != nil || touched == 0 {
					t.Errorf("%s: %d rows, %v", c.name, touched, err)
				}
				if _, err := registro.Verifica(ctx, tx); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %v, want %q", c.name, err, c.want)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Error(err)
			}
		}
		if n, err := verifica(t, d); n != 5 || err != nil {
			t.Errorf("after undoing all: %d, %v", n, err)
		}
	})
}

func TestTheTrailIsOnlyAddedTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := annota(d, voce(1), voce(2)); err != nil {
			t.Fatal(err)
		}
		statements := []string{`UPDATE registro_atti SET nome = 'x' WHERE numero = 1`, `UPDATE registro_atti SET hash = hash`,
			`DELETE FROM registro_atti WHERE numero = 2`, `DELETE FROM registro_atti`}
		replace := `INTO registro_atti (numero, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash)
			SELECT 1, il, persona_id, 'x', ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash FROM registro_atti WHERE numero = 1`
		if d.Kind() == db.SQLite {
			statements = append(statements, `INSERT OR REPLACE `+replace, `REPLACE `+replace)
		} else {
			statements = append(statements, `TRUNCATE registro_atti`, `TRUNCATE registro_atti CASCADE`,
				`INSERT `+replace+` ON CONFLICT (numero) DO UPDATE SET nome = excluded.nome`)
		}
		for _, s := range statements {
			err := d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, s); return err })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", s, err)
			}
		}
		if n, err := verifica(t, d); n != 2 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestManyAtOnceKeepOneChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		for g := range int64(8) {
			wg.Go(func() {
				for n := range int64(50) {
					if err := annota(d, voce(g*50+n)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		wg.Wait()
		if n, err := verifica(t, d); n != 400 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	})
}

func TestDetailsThatCannotBeWrittenStopTheAct(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	v := voce(1)
	v.Dettagli = map[string]any{"canale": make(chan int)}
	if err := annota(d, v); err == nil {
		t.Error("an act whose details are lost")
	}
	if n, err := verifica(t, d); n != 0 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}
