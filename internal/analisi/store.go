package analisi

import (
	"context"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

const colonne = `id, richiesta_id, n, file_id, deposito_id, origine, nome, sha256, dimensione, zona, ciclo, mesi, stato, avanzamento, tentativi, errore,
	caricato_da, caricato_nome, caricato_il, letto_il, passi_il, eliminato_il, memoria`

func scanRegistro(row db.Row) (r Registro, err error) {
	var file, deposito *int64
	err = row.Scan(&r.ID, &r.RichiestaID, &r.N, &file, &deposito, &r.Origine, &r.Nome, &r.SHA256, &r.Size, &r.Zona, &r.Ciclo, &r.Mesi, &r.Stato, &r.Avanzamento,
		&r.Tentativi, &r.Errore, &r.CaricatoDa, &r.CaricatoNome, &r.CaricatoIl, &r.LettoIl, &r.PassiIl, &r.EliminatoIl, &r.Memoria)
	if file != nil {
		r.FileID = *file
	}
	if deposito != nil {
		r.DepositoID = *deposito
	}
	return r, err
}

// oppureNulla is NULL for the id of nothing.
func oppureNulla(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
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
	r.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO analisi_registri (richiesta_id, n, file_id, origine, nome, sha256, dimensione, zona, ciclo, mesi,
			stato, avanzamento, tentativi, errore, risultato, problemi, caricato_da, caricato_nome, caricato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,0,'','','[]',$12,$13,$14) RETURNING id`,
		r.RichiestaID, r.N, oppureNulla(r.FileID), string(r.Origine), r.Nome, r.SHA256, r.Size, r.Zona, r.Ciclo.colonna(), r.Mesi,
		string(r.Stato), r.CaricatoDa, r.CaricatoNome, r.CaricatoIl)
	return err
}

// conferma stores how the log is to be read, and puts it in the queue. It
// reports false when somebody else did meanwhile.
func conferma(ctx context.Context, tx *db.Tx, r *Registro, c Scelte) (bool, error) {
	testo, err := json.Marshal(c)
	if err != nil {
		return false, err
	}
	prima := r.Stato
	r.Zona, r.Ciclo, r.Mesi, r.Stato, r.Avanzamento, r.Tentativi, r.Errore = c.Zona, c.Ciclo, c.Mesi, InCoda, 0, 0, ""
	n, err := tx.Exec(ctx, `UPDATE analisi_registri SET scelte = $1, zona = $2, ciclo = $3, mesi = $4, stato = $5, avanzamento = 0, tentativi = 0,
			errore = '', problemi = '[]', letto_il = NULL
		WHERE id = $6 AND stato = $7 AND file_id IS NOT NULL AND eliminato_il IS NULL`,
		string(testo), c.Zona, c.Ciclo.colonna(), c.Mesi, string(r.Stato), r.ID, string(prima))
	return n == 1, err
}

// scelteDi reads how a person wanted the log to be read; empty before anybody
// said.
func scelteDi(ctx context.Context, tx *db.Tx, r Registro) (Scelte, error) {
	c := Scelte{Zona: r.Zona, Ciclo: r.Ciclo, Mesi: r.Mesi}
	testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT scelte FROM analisi_registri WHERE id = $1`, r.ID)
	if err != nil || testo == "" {
		return c, err
	}
	if err := json.Unmarshal([]byte(testo), &c); err != nil {
		return c, fmt.Errorf("analisi: choices of %d: %w", r.ID, err)
	}
	return c, nil
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

// concludi stores how the reading ended: a log that was read leaves the
// uploaded file for its deposit, a refused one keeps it. It reports false when
// the log was concluded or deleted by somebody else meanwhile.
func concludi(ctx context.Context, tx *db.Tx, r Registro, e esito) (bool, error) {
	risultato, file := "", oppureNulla(r.FileID)
	if e.risultato != nil {
		b, err := json.Marshal(e.risultato)
		if err != nil {
			return false, fmt.Errorf("analisi: result of %d: %w", r.ID, err)
		}
		risultato, file = string(b), nil
	}
	problemi, err := json.Marshal(e.problemi)
	if err != nil {
		return false, fmt.Errorf("analisi: problems of %d: %w", r.ID, err)
	}
	n, err := tx.Exec(ctx, `UPDATE analisi_registri SET stato = $1, avanzamento = 100, errore = $2, risultato = $3, problemi = $4, letto_il = $5,
			file_id = $6, deposito_id = $7, memoria = $8
		WHERE id = $9 AND stato = 'in_lettura' AND eliminato_il IS NULL`,
		string(e.stato()), e.errore, risultato, string(problemi), tx.Now(), file, oppureNulla(e.deposito), e.memoria, r.ID)
	if err != nil || n != 1 || e.risultato == nil || r.FileID == 0 {
		return n == 1, err
	}
	return true, files.Forget(ctx, tx, r.FileID)
}

// dimentica takes everything but the trace of its existence away from the row.
func dimentica(ctx context.Context, tx *db.Tx, r Registro) error {
	for _, q := range []string{`DELETE FROM analisi_filtri WHERE registro_id = $1`, `DELETE FROM analisi_sintesi WHERE registro_id = $1`} {
		if _, err := tx.Exec(ctx, q, r.ID); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE analisi_registri SET file_id = NULL, deposito_id = NULL, risultato = '', problemi = '[]', errore = '', scelte = '', passi = '',
			nome = '', memoria = 0, eliminato_il = $1
		WHERE id = $2 AND eliminato_il IS NULL`, tx.Now(), r.ID)
	if err != nil {
		return err
	}
	for _, f := range []int64{r.FileID, r.DepositoID} {
		if f == 0 {
			continue
		}
		if err := files.Forget(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
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

// scaduti lists the logs whose time may be over: those uploaded before the
// limit of their months, and those whose file waits since before attesa.
func scaduti(ctx context.Context, tx *db.Tx, limite map[int]kernel.Instant, attesa kernel.Instant) ([]Registro, error) {
	return db.Many(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri
		WHERE eliminato_il IS NULL AND (mesi = 6 AND caricato_il < $1 OR mesi = 12 AND caricato_il < $2 OR mesi = 24 AND caricato_il < $3
			OR caricato_il < $4 AND stato IN ('da_confermare','rifiutato'))
		ORDER BY caricato_il, id LIMIT 500`, limite[6], limite[12], limite[24], attesa)
}

// daRileggere lists the logs that were read before PAsS kept a log of its own:
// they still have the uploaded file, and nothing to analyse.
func daRileggere(ctx context.Context, tx *db.Tx) ([]Registro, error) {
	return db.Many(ctx, tx, scanRegistro, `SELECT `+colonne+` FROM analisi_registri
		WHERE eliminato_il IS NULL AND stato = 'pronto' AND deposito_id IS NULL AND file_id IS NOT NULL ORDER BY id LIMIT 500`)
}
