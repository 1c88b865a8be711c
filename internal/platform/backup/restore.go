package backup

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// keyChange maps the keys of the archived files to those of the new store.
type keyChange struct{ old, new string }

// Restore brings an archive back into an empty installation. The archive is
// verified whole before anything is written; rows are written in one
// transaction.
func Restore(ctx context.Context, d *db.DB, store files.Store, path string) (Manifest, error) {
	m, err := Verify(path)
	if err != nil {
		return m, err
	}
	known, err := db.Migrations(d.Kind())
	if err != nil {
		return m, err
	}
	for _, name := range m.Migrations {
		if !slices.Contains(known, name) {
			return m, fmt.Errorf("l'archivio viene da una versione più recente di passd (%s): aggiornare il programma", name)
		}
	}
	if len(m.Migrations) != len(known) {
		return m, fmt.Errorf("l'archivio viene da una versione precedente di passd: ripristinarlo con quella versione e poi aggiornare")
	}
	var keys []keyChange
	undo := func() (err error) {
		for _, k := range keys {
			err = errors.Join(err, store.Remove(context.WithoutCancel(ctx), k.new))
		}
		keys = nil
		return err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		if err := errors.Join(undo(), empty(ctx, tx)); err != nil {
			return err
		}
		tables, err := tx.Tables(ctx)
		if err != nil {
			return err
		}
		if err := tx.BeginLoad(ctx, tables); err != nil {
			return err
		}
		rows := map[string]int64{}
		_, err = walk(path, func(name string, r io.Reader) error {
			if table, ok := strings.CutPrefix(name, tablePrefix); ok {
				table = strings.TrimSuffix(table, tableSuffix)
				rows[table], err = loadTable(ctx, tx, tables, table, r)
				return err
			}
			stored, err := store.Put(ctx, r, 1<<40)
			keys = append(keys, keyChange{strings.TrimPrefix(name, filePrefix), stored.Key})
			return err
		})
		if err != nil {
			return err
		}
		for _, t := range m.Tables {
			if rows[t.Name] != t.Rows {
				return fmt.Errorf("la tabella %s ha %d righe, l'indice ne dichiara %d", t.Name, rows[t.Name], t.Rows)
			}
		}
		for _, k := range keys {
			if _, err := tx.Exec(ctx, `UPDATE files SET chiave = $1 WHERE chiave = $2`, k.new, k.old); err != nil {
				return err
			}
		}
		return tx.EndLoad(ctx, tables)
	})
	if err != nil {
		err = errors.Join(err, undo())
	}
	return m, err
}

// empty refuses an installation that somebody already uses: there are people,
// or acts in the audit trail, which nothing may delete.
func empty(ctx context.Context, tx *db.Tx) error {
	n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT (SELECT COUNT(*) FROM persone) + (SELECT COUNT(*) FROM registro_atti)`)
	if err == nil && n > 0 {
		return fmt.Errorf("la base dati di destinazione contiene già dati: il ripristino vuole un'installazione vuota")
	}
	return err
}

// loadTable writes the rows of a table and counts them.
func loadTable(ctx context.Context, tx *db.Tx, tables []db.TableDump, name string, r io.Reader) (rows int64, err error) {
	i := slices.IndexFunc(tables, func(t db.TableDump) bool { return t.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("l'archivio contiene una tabella sconosciuta: %s", name)
	}
	dec := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	dec.UseNumber()
	var columns []string
	if err := dec.Decode(&columns); err != nil {
		return 0, fmt.Errorf("la tabella %s non si legge: %w", name, err)
	}
	if !slices.Equal(columns, tables[i].Columns) {
		return 0, fmt.Errorf("la tabella %s ha colonne diverse da quelle attese", name)
	}
	for {
		var values []any
		err := dec.Decode(&values)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, fmt.Errorf("la tabella %s non si legge: %w", name, err)
		}
		for j, v := range values {
			if n, ok := v.(json.Number); ok {
				if values[j], err = number(n); err != nil {
					return rows, err
				}
			}
		}
		if err := tx.Load(ctx, tables[i], values); err != nil {
			return rows, err
		}
		rows++
	}
}

func number(n json.Number) (any, error) {
	if i, err := n.Int64(); err == nil {
		return i, nil
	}
	return n.Float64()
}
