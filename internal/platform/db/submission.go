package db

import (
	"context"
	"errors"

	"pass/internal/kernel"
)

// ErrRepeated says that this very submission was already received: the form
// was sent twice.
var ErrRepeated = errors.New("db: the submission was already received")

// Submission is one sending of a form. Its key comes from the form, so that
// the second click on the same button carries the same one.
type Submission struct {
	Key     string
	Persona int64
	claimed bool
}

type submissionKey struct{}

// WithSubmission makes the first InTx run with ctx claim the submission: its
// key is stored in that transaction, and a repeated one gets ErrRepeated
// before anything is done. A transaction that fails leaves the key free.
func WithSubmission(ctx context.Context, s *Submission) context.Context {
	return context.WithValue(ctx, submissionKey{}, s)
}

func (tx *Tx) claim(ctx context.Context) error {
	s, ok := ctx.Value(submissionKey{}).(*Submission)
	if !ok || s.claimed || s.Key == "" {
		return nil
	}
	n, err := tx.Exec(ctx, `INSERT INTO invii (chiave, persona_id, esito, ricevuto_il) VALUES ($1, $2, '', $3)
		ON CONFLICT (chiave) DO NOTHING`, s.Key, s.Persona, tx.now)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrRepeated
	}
	tx.AfterCommit(func() { s.claimed = true })
	return nil
}

// Settle notes where the person was sent after the submission, for the next
// time that it arrives.
func (d *DB) Settle(ctx context.Context, s *Submission, location string) error {
	if !s.claimed {
		return nil
	}
	return d.InTx(ctx, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE invii SET esito = $1 WHERE chiave = $2`, location, s.Key)
		return err
	})
}

// Settled tells where a repeated submission went the first time; empty when
// that is not known.
func (d *DB) Settled(ctx context.Context, s *Submission) (location string, at kernel.Instant, err error) {
	err = d.Read(ctx, func(tx *Tx) error {
		_, err := One(ctx, tx, func(r Row) (struct{}, error) { return struct{}{}, r.Scan(&location, &at) },
			`SELECT esito, ricevuto_il FROM invii WHERE chiave = $1 AND persona_id = $2`, s.Key, s.Persona)
		return err
	})
	return location, at, err
}
