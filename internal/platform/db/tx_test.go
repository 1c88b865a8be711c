package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
)

// TestTransactions runs all of this file on one database of each kind, because
// making one takes longer than any of them.
func TestTransactions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct {
			name string
			test func(*testing.T, *db.DB)
		}{
			{"EffectsWaitForTheCommitAndKeepTheirOrder", effectsWaitForTheCommitAndKeepTheirOrder},
			{"APanicOrAPersonWhoLeavesUndoesTheTransaction", aPanicOrAPersonWhoLeavesUndoesTheTransaction},
			{"AReaderSeesOneInstant", aReaderSeesOneInstant},
			{"PlaceholdersGoByNumberNotByPlace", placeholdersGoByNumberNotByPlace},
			{"WrongArgumentsAreRefusedBeforeTheyAreSent", wrongArgumentsAreRefusedBeforeTheyAreSent},
			{"ListsOfValues", listsOfValues},
			{"ErrorsOfTheEdgesAreTold", errorsOfTheEdgesAreTold},
			{"UnknownTimesAreNull", unknownTimesAreNull},
			{"SeriesOfNumbersStartAgainEachYearAndHaveNoHoles", seriesOfNumbersStartAgainEachYearAndHaveNoHoles},
			{"Settings", settings},
		} {
			t.Run(c.name, func(t *testing.T) { c.test(t, d) })
		}
	})
}

func write(tx *db.Tx, key, value string) error { return db.SetSetting(ctx, tx, key, value) }

func read(t *testing.T, d *db.DB, key string) (v string) {
	t.Helper()
	err := d.Read(ctx, func(tx *db.Tx) (err error) { v, err = db.Setting(ctx, tx, key); return err })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func effectsWaitForTheCommitAndKeepTheirOrder(t *testing.T, d *db.DB) {
	var order []string
	err := d.InTx(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(func() { order = append(order, "first, and the row is "+read(t, d, t.Name())) })
		tx.AfterCommit(func() { order = append(order, "second") })
		order = append(order, "work")
		return write(tx, t.Name(), "there")
	})
	if err != nil || !slices.Equal(order, []string{"work", "first, and the row is there", "second"}) {
		t.Errorf("%v, %v", order, err)
	}
}

func aPanicOrAPersonWhoLeavesUndoesTheTransaction(t *testing.T, d *db.DB) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = d.InTx(ctx, func(tx *db.Tx) error {
			if err := write(tx, "panic", "x"); err != nil {
				t.Error(err)
			}
			panic("boom")
		})
	}()
	c, cancel := context.WithCancel(ctx)
	err := d.InTx(c, func(tx *db.Tx) error {
		defer cancel()
		return write(tx, "gone", "x")
	})
	if err == nil {
		t.Error("a transaction of a cancelled request was committed")
	}
	// The connections are free again, and nothing was written.
	if err := d.InTx(ctx, func(tx *db.Tx) error { return write(tx, "after", "y") }); err != nil {
		t.Fatal(err)
	}
	if read(t, d, "panic")+read(t, d, "gone") != "" || read(t, d, "after") != "y" {
		t.Error("rows of transactions that never were")
	}
}

func aReaderSeesOneInstant(t *testing.T, d *db.DB) {
	err := d.Read(ctx, func(tx *db.Tx) error {
		before, err := db.Setting(ctx, tx, t.Name())
		if err != nil {
			return err
		}
		if err := d.InTx(ctx, func(w *db.Tx) error { return write(w, t.Name(), "new") }); err != nil {
			return err
		}
		after, err := db.Setting(ctx, tx, t.Name())
		if before != "" || after != "" {
			t.Errorf("read %q, then %q", before, after)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if read(t, d, t.Name()) != "new" {
		t.Error("the next reader sees nothing")
	}
}

func placeholdersGoByNumberNotByPlace(t *testing.T, d *db.DB) {
	err := d.Read(ctx, func(tx *db.Tx) error {
		got, err := db.One(ctx, tx, scanText, `SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT) || CAST($2 AS TEXT)`, "a", "b")
		if got != "bab" {
			t.Errorf("%q", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func wrongArgumentsAreRefusedBeforeTheyAreSent(t *testing.T, d *db.DB) {
	for _, c := range []struct {
		query string
		args  []any
	}{
		{`SELECT valore FROM impostazioni WHERE chiave = $1`, nil},
		{`SELECT valore FROM impostazioni WHERE chiave = $1 AND valore = $2`, []any{"a"}},
		{`SELECT valore FROM impostazioni`, []any{"a"}},
		{`SELECT valore FROM impostazioni WHERE chiave = $12`, []any{"a", "b"}},
	} {
		err := d.InTx(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(ctx, c.query, c.args...); err == nil {
				t.Errorf("executed %s with %d arguments", c.query, len(c.args))
			}
			_, err := db.Many(ctx, tx, scanText, c.query, c.args...)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "arguments") {
			t.Errorf("%s with %d arguments: %v", c.query, len(c.args), err)
		}
	}
}

func listsOfValues(t *testing.T, d *db.DB) {
	if got := db.Placeholders(3, 3); got != "$3,$4,$5" || db.Placeholders(1, 0) != "" {
		t.Errorf("%q", got)
	}
	err := d.InTx(ctx, func(tx *db.Tx) error {
		for _, k := range []string{"a", "b", "c"} {
			if err := write(tx, k, strings.ToUpper(k)); err != nil {
				return err
			}
		}
		keys := []string{"a", "c", "z"}
		got, err := db.Many(ctx, tx, scanText, `SELECT valore FROM impostazioni WHERE chiave IN (`+db.Placeholders(1, len(keys))+`) ORDER BY chiave`, db.Args(keys)...)
		if fmt.Sprint(got) != "[A C]" {
			t.Errorf("%v", got)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func errorsOfTheEdgesAreTold(t *testing.T, d *db.DB) {
	boom := errors.New("boom")
	err := d.Read(ctx, func(tx *db.Tx) error {
		if _, err := db.One(ctx, tx, scanText, `SELECT valore FROM impostazioni WHERE chiave = 'manca'`); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("no row: %v", err)
		}
		if _, err := db.One(ctx, tx, func(db.Row) (string, error) { return "", boom }, `SELECT 1`); !errors.Is(err, boom) {
			t.Errorf("a scan that fails: %v", err)
		}
		_, err := db.Many(ctx, tx, scanText, `SELECT valore FROM tabella_che_non_esiste`)
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "tabella_che_non_esiste") || kernel.CodeOf(err) != kernel.Interno {
		t.Errorf("unknown table: %v", err)
	}
	insert := func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO impostazioni (chiave, valore, aggiornata_il) VALUES ('doppia', '', $1)`, tx.Now())
		return err
	}
	if err := d.InTx(ctx, insert); err != nil {
		t.Fatal(err)
	}
	if err := d.InTx(ctx, insert); !db.IsUnique(err) {
		t.Errorf("the same key twice: %v", err)
	}
	if db.IsUnique(nil) || db.IsUnique(boom) {
		t.Error("anything is a broken constraint")
	}
}

func unknownTimesAreNull(t *testing.T, d *db.DB) {
	err := d.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO posta (destinatario, oggetto, testo, html, message_id, stato, creata_il, spedita_il)
			VALUES ('a@example.org', '', '', '', 'm', 'da_spedire', $1, $2)`, tx.Now(), kernel.Instant{})
		if err != nil {
			return err
		}
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM posta WHERE spedita_il IS NULL`)
		if n != 1 {
			t.Error("the instant that never happened is stored as something")
		}
		if err != nil {
			return err
		}
		at, err := db.One(ctx, tx, db.Scalar[kernel.Instant], `SELECT spedita_il FROM posta`)
		if !at.IsZero() {
			t.Errorf("read back %s", at)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func seriesOfNumbersStartAgainEachYearAndHaveNoHoles(t *testing.T, d *db.DB) {
	next := func(serie string, anno int, fail error) (n int64) {
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			if n, err = db.NextNumber(ctx, tx, serie, anno); err != nil {
				return err
			}
			return fail
		})
		if !errors.Is(err, fail) {
			t.Fatal(err)
		}
		return n
	}
	undone := errors.New("undone")
	got := []int64{next("R", 2026, nil), next("R", 2026, undone), next("R", 2026, nil), next("R", 2027, nil), next("A", 2026, nil)}
	if !slices.Equal(got, []int64{1, 2, 2, 1, 1}) {
		t.Errorf("%v", got)
	}
}

func settings(t *testing.T, d *db.DB) {
	if got := read(t, d, "mai"); got != "" {
		t.Errorf("a setting that was never written: %q", got)
	}
	for _, v := range []string{"uno", "due", ""} {
		if err := d.InTx(ctx, func(tx *db.Tx) error { return write(tx, "k", v) }); err != nil {
			t.Fatal(err)
		}
		if got := read(t, d, "k"); got != v {
			t.Errorf("wrote %q, read %q", v, got)
		}
	}
}
