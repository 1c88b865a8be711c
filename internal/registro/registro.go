package registro

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
)

// Consulta is the permission to read the audit trail.
var Consulta = web.Permission{Name: "registro.consulta", Roles: []kernel.Ruolo{kernel.Amministratore}}

// Voce is one act to be recorded.
type Voce struct {
	Atto      string // the act's method name, such as "PrendiInCarico"
	Oggetto   string // what it was done on: "richiesta", "adesione", …
	OggettoID int64
	Ente      int64 // the body concerned, or 0
	Dettagli  any   // small facts for who checks, as JSON; no secrets
}

// Registrata is one recorded act.
type Registrata struct {
	Numero    int64
	Il        kernel.Instant
	PersonaID int64 // 0: PAsS itself
	Nome      string
	Ruolo     kernel.Ruolo
	Atto      string
	Oggetto   string
	OggettoID int64
	EnteID    int64
	Dettagli  string // JSON
	Hash      string // hex SHA-256 over this entry and the previous hash
}

// Annota records an act in its own transaction.
func Annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, v Voce) error {
	dettagli := "{}"
	if v.Dettagli != nil {
		b, err := json.Marshal(v.Dettagli)
		if err != nil {
			return fmt.Errorf("registro: %w", err)
		}
		dettagli = string(b)
	}
	r := Registrata{Il: tx.Now(), PersonaID: chi.Persona, Nome: chi.Nome, Ruolo: chi.RuoloPrincipale(),
		Atto: v.Atto, Oggetto: v.Oggetto, OggettoID: v.OggettoID, EnteID: v.Ente, Dettagli: dettagli}
	prev, err := db.One(ctx, tx, func(row db.Row) (hash string, err error) {
		return hash, row.Scan(&r.Numero, &hash)
	}, `UPDATE registro_testa SET numero = numero + 1 WHERE id = 1 RETURNING numero, hash`)
	if err != nil {
		return err
	}
	r.Hash = r.Impronta(prev)
	if _, err := tx.Exec(ctx, `INSERT INTO registro_atti (numero, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
		r.Numero, r.Il, r.PersonaID, r.Nome, string(r.Ruolo), r.Atto, r.Oggetto, r.OggettoID, r.EnteID, r.Dettagli, r.Hash); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE registro_testa SET hash = $1 WHERE id = 1`, r.Hash)
	return err
}

// Impronta hashes the entry, each field with its length in front, after the
// hash of the previous one (empty for the first).
func (r Registrata) Impronta(prev string) string {
	h := sha256.New()
	for _, f := range []string{prev, fmt.Sprint(r.Numero), r.Il.String(), fmt.Sprint(r.PersonaID), r.Nome, string(r.Ruolo),
		r.Atto, r.Oggetto, fmt.Sprint(r.OggettoID), fmt.Sprint(r.EnteID), r.Dettagli} {
		fmt.Fprintf(h, "%d:%s", len(f), f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

const columns = `numero, il, persona_id, nome, ruolo, atto, oggetto, oggetto_id, ente_id, dettagli, hash`

func scan(row db.Row) (r Registrata, err error) {
	return r, row.Scan(&r.Numero, &r.Il, &r.PersonaID, &r.Nome, &r.Ruolo, &r.Atto, &r.Oggetto, &r.OggettoID, &r.EnteID, &r.Dettagli, &r.Hash)
}

// Verifica walks the whole chain. It returns how many entries hold; the error,
// in Italian, names the first that does not. Whoever can write to the database
// and knows this program could make the whole chain again: only a copy kept
// elsewhere, such as an archive, tells that.
func Verifica(ctx context.Context, tx *db.Tx) (n int64, err error) {
	prev := ""
	err = db.Each(ctx, tx, func(row db.Row) error {
		r, err := scan(row)
		if err != nil {
			return err
		}
		if r.Numero <= n {
			return fmt.Errorf("registro: la voce %d è in più", r.Numero)
		}
		if r.Numero != n+1 {
			return fmt.Errorf("registro: la voce %d manca", n+1)
		}
		if r.Impronta(prev) != r.Hash {
			return fmt.Errorf("registro: la voce %d è stata alterata", r.Numero)
		}
		n, prev = r.Numero, r.Hash
		return nil
	}, `SELECT `+columns+` FROM registro_atti ORDER BY numero`)
	if err != nil {
		return n, err
	}
	numero, hash, err := testa(ctx, tx)
	switch {
	case err != nil:
		return n, err
	case numero > n:
		return n, fmt.Errorf("registro: mancano le voci da %d a %d", n+1, numero)
	case numero < n:
		return n, fmt.Errorf("registro: la voce %d è in più", numero+1)
	case hash != prev:
		return n, fmt.Errorf("registro: la testa non corrisponde alla voce %d", n)
	}
	return n, nil
}

// testa reads the number and the hash of the last entry as Annota left them.
func testa(ctx context.Context, tx *db.Tx) (numero int64, hash string, err error) {
	_, err = db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&numero, &hash) },
		`SELECT numero, hash FROM registro_testa WHERE id = 1`)
	return numero, hash, err
}

// Quanti counts the entries of an act on one object after an instant, for
// limits on how often it may be done.
func Quanti(ctx context.Context, tx *db.Tx, atto, oggetto string, id int64, dal kernel.Instant) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM registro_atti WHERE oggetto = $1 AND oggetto_id = $2 AND atto = $3 AND il > $4`,
		oggetto, id, atto, dal)
}

// Filtro chooses entries; zero fields do not filter.
type Filtro struct {
	Atto    string
	Persona int64
	Prima   int64 // only entries with a lower number, for paging
}

// Elenco lists entries, newest first. It asks for the Actor because the trail
// itself holds personal data.
func Elenco(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Filtro, limite int) ([]Registrata, error) {
	if !Consulta.Allows(chi) {
		return nil, kernel.E(kernel.Vietato, "Il registro degli atti è riservato agli amministratori.")
	}
	return db.Many(ctx, tx, scan, `SELECT `+columns+` FROM registro_atti
		WHERE ($1 = '' OR atto = $1) AND (CAST($2 AS BIGINT) = 0 OR persona_id = $2) AND (CAST($3 AS BIGINT) = 0 OR numero < $3)
		ORDER BY numero DESC LIMIT $4`, f.Atto, f.Persona, f.Prima, limite)
}
