package db

import (
	"context"

	"pass/internal/kernel"
)

// NextNumber takes the next number, from 1, of a series that starts again each
// year. The number belongs to the transaction: if it rolls back, nobody has
// it and the next one takes it, so the series has no holes.
func NextNumber(ctx context.Context, tx *Tx, serie string, anno int) (int64, error) {
	return One(ctx, tx, Scalar[int64],
		`INSERT INTO numeri (serie, anno, ultimo) VALUES ($1, $2, 1)
		 ON CONFLICT (serie, anno) DO UPDATE SET ultimo = numeri.ultimo + 1
		 RETURNING ultimo`, serie, anno)
}

// Setting reads a setting of the installation; one that was never written is
// empty.
func Setting(ctx context.Context, tx *Tx, chiave string) (string, error) {
	v, err := One(ctx, tx, Scalar[string], `SELECT valore FROM impostazioni WHERE chiave = $1`, chiave)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return "", nil
	}
	return v, err
}

// SetSetting writes a setting of the installation.
func SetSetting(ctx context.Context, tx *Tx, chiave, valore string) error {
	_, err := tx.Exec(ctx, `INSERT INTO impostazioni (chiave, valore, aggiornata_il) VALUES ($1, $2, $3)
		ON CONFLICT (chiave) DO UPDATE SET valore = excluded.valore, aggiornata_il = excluded.aggiornata_il`,
		chiave, valore, tx.Now())
	return err
}
