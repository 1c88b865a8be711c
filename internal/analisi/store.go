package analisi

import (
	"context"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
)

const colonne = `id, richiesta_id, n, file_id, nome, sha256, dimensione, zona, ciclo, stato, avanzamento, tentativi, errore,
	caricato_da, caricato_nome, caricato_il, letto_il, eliminato_il`

func scanRegistro(row db.Row) (r Registro, err error) {
	var file *int64
	err = row.Scan(&r.ID, &r.RichiestaID, &r.N, &file, &r.Nome, &r.SHA256, &r.Size, &r.Zona, &r.Ciclo, &r.Stato, &r.Avanzamento,
		&r.Tentativi, &r.Errore, &r.CaricatoDa, &r.CaricatoNome, &r.CaricatoIl, &r.LettoIl, &r.EliminatoIl)
	if file != nil {
		r.FileID = *file
	}
	return r, err
}

// elenco lists the logs of a request that the caller has already loaded for an
// actor, newest first, without the deleted ones.
func elenco(ctx context.Context, tx *db.Tx, richiesta int64) ([]Registro, error) {
	return db.Many(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri
		WHERE richiesta_id = $1 AND eliminato_il IS NULL ORDER BY n DESC`, richiesta)
}

// trova reads one log of that very request; a deleted one is not there.
func trova(ctx context.Context, tx *db.Tx, richiesta, n int64) (Registro, error) {
	return db.One(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri
		WHERE richiesta_id = $1 AND n = $2 AND eliminato_il IS NULL`, richiesta, n)
}

// perID reads a log for a job, deleted or not.
func perID(ctx context.Context, tx *db.Tx, id int64) (Registro, error) {
	return db.One(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri WHERE id = $1`, id)
}

func conta(ctx context.Context, tx *db.Tx, richiesta int64) (int, error) {
	return db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM analisi_registri WHERE richiesta_id = $1 AND eliminato_il IS NULL`, richiesta)
}

func inserisci(ctx context.Context, tx *db.Tx, r *Registro) (err error) {
	r.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO analisi_registri (richiesta_id, n, file_id, nome, sha256, dimensione, zona, ciclo,
			stato, avanzamento, tentativi, errore, risultato, problemi, caricato_da, caricato_nome, caricato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,0,0,'','','[]',$10,$11,$12) RETURNING id`,
		r.RichiestaID, r.N, r.FileID, r.Nome, r.SHA256, r.Size, r.Zona, string(r.Ciclo), string(r.Stato), r.CaricatoDa, r.CaricatoNome, r.CaricatoIl)
	return err
}

// comincia counts a beginning of the reading.
func comincia(ctx context.Context, tx *db.Tx, r *Registro) error {
	r.Stato, r.Avanzamento = InLettura, 0
	r.Tentativi++
	_, err := tx.Exec(ctx, `UPDATE analisi_registri SET stato = $1, avanzamento = 0, tentativi = $2 WHERE id = $3`, string(r.Stato), r.Tentativi, r.ID)
	return err
}

// avanza notes how far the reading is; it never goes back, and leaves alone a
// log that is no longer being read.
func avanza(ctx context.Context, tx *db.Tx, id int64, centesimi int) error {
	_, err := tx.Exec(ctx, `UPDATE analisi_registri SET avanzamento = $1
		WHERE id = $2 AND stato = 'in_lettura' AND eliminato_il IS NULL AND avanzamento < $1`, centesimi, id)
	return err
}

// concludi stores how the reading ended. It reports false when the log was
// concluded or deleted by somebody else meanwhile.
func concludi(ctx context.Context, tx *db.Tx, id int64, e esito) (bool, error) {
	risultato := ""
	if e.risultato != nil {
		b, err := json.Marshal(e.risultato)
		if err != nil {
			return false, fmt.Errorf("analisi: result of %d: %w", id, err)
		}
		risultato = string(b)
	}
	problemi, err := json.Marshal(e.problemi)
	if err != nil {
		return false, fmt.Errorf("analisi: problems of %d: %w", id, err)
	}
	n, err := tx.Exec(ctx, `UPDATE analisi_registri SET stato = $1, avanzamento = 100, errore = $2, risultato = $3, problemi = $4, letto_il = $5
		WHERE id = $6 AND stato = 'in_lettura' AND eliminato_il IS NULL`,
		string(e.stato()), e.errore, risultato, string(problemi), tx.Now(), id)
	return n == 1, err
}

// dimentica takes file, result and problems away from the row.
func dimentica(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE analisi_registri SET file_id = NULL, risultato = '', problemi = '[]', errore = '', eliminato_il = $1
		WHERE id = $2 AND eliminato_il IS NULL`, tx.Now(), id)
	return err
}

// contenuto reads what the reading left: the result, nil unless Pronto, and
// the first rejected rows.
func contenuto(ctx context.Context, tx *db.Tx, id int64) (*Risultato, []eventlog.Problem, error) {
	var testo, righe string
	_, err := db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&testo, &righe) },
		`SELECT risultato, problemi FROM analisi_registri WHERE id = $1`, id)
	if err != nil {
		return nil, nil, err
	}
	var problemi []eventlog.Problem
	if err := json.Unmarshal([]byte(righe), &problemi); err != nil {
		return nil, nil, fmt.Errorf("analisi: problems of %d: %w", id, err)
	}
	if testo == "" {
		return nil, problemi, nil
	}
	r := new(Risultato)
	if err := json.Unmarshal([]byte(testo), r); err != nil {
		return nil, nil, fmt.Errorf("analisi: result of %d: %w", id, err)
	}
	return r, problemi, nil
}

// scaduti lists the logs uploaded before the given instant.
func scaduti(ctx context.Context, tx *db.Tx, prima kernel.Instant) ([]Registro, error) {
	return db.Many(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri
		WHERE eliminato_il IS NULL AND caricato_il < $1 ORDER BY caricato_il, id LIMIT 500`, prima)
}
