package population

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// table gathers the rows of a table and writes them many at a time.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

func newTable(name, columns string) *table {
	return &table{name: name, columns: strings.Fields(columns)}
}

func (t *table) add(values ...any) { t.rows = append(t.rows, values) }

// maxVariables is within what SQLite takes in one statement.
const maxVariables = 450

func (t *table) write(ctx context.Context, tx *db.Tx) error {
	per := maxVariables / len(t.columns)
	for rows := range slices.Chunk(t.rows, per) {
		var q strings.Builder
		fmt.Fprintf(&q, "INSERT INTO %s (%s) VALUES ", t.name, strings.Join(t.columns, ", "))
		var args []any
		for i, r := range rows {
			if len(r) != len(t.columns) {
				return fmt.Errorf("population: a row of %s has %d values", t.name, len(r))
			}
			if i > 0 {
				q.WriteByte(',')
			}
			q.WriteString("(" + db.Placeholders(len(args)+1, len(r)) + ")")
			args = append(args, r...)
		}
		if _, err := tx.Exec(ctx, q.String(), args...); err != nil {
			return err
		}
	}
	t.rows = nil
	return nil
}

// trail gathers audit entries and writes them in the order of time, chained to
// what is already there.
type trail struct{ entries []registro.Registrata }

func (l *trail) add(chi kernel.Actor, il kernel.Instant, v registro.Voce) error {
	b, err := json.Marshal(v.Dettagli)
	if err != nil {
		return err
	}
	l.entries = append(l.entries, registro.Registrata{Il: il, PersonaID: chi.Persona, Nome: chi.Nome, Ruolo: chi.RuoloPrincipale(),
		Atto: v.Atto, Oggetto: v.Oggetto, OggettoID: v.OggettoID, EnteID: v.Ente, Dettagli: string(b)})
	return nil
}

func (l *trail) write(ctx context.Context, tx *db.Tx) error {
	slices.SortStableFunc(l.entries, func(a, b registro.Registrata) int { return a.Il.Time().Compare(b.Il.Time()) })
	var last int64
	var prev string
	_, err := db.One(ctx, tx, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&last, &prev) },
		`SELECT numero, hash FROM registro_testa WHERE id = 1`)
	if err != nil {
		return err
	}
	t := newTable("registro_atti", "numero il persona_id nome ruolo atto oggetto oggetto_id ente_id dettagli hash")
	for _, e := range l.entries {
		last++
		e.Numero = last
		prev = e.Impronta(prev)
		t.add(e.Numero, e.Il, e.PersonaID, e.Nome, string(e.Ruolo), e.Atto, e.Oggetto, e.OggettoID, e.EnteID, e.Dettagli, prev)
	}
	if err := t.write(ctx, tx); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE registro_testa SET numero = $1, hash = $2 WHERE id = 1`, last, prev)
	return err
}

// stored invents the row of a file: id, key, sum, size, and the row.
func stored(id int64) (key, sum string, size int64) {
	h := sha256.Sum256(fmt.Appendf(nil, "population-%d", id))
	text := hex.EncodeToString(h[:])
	return text[:2] + "/" + text[:32], text, 20_000 + int64(h[0])*4_000
}
