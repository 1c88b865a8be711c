package monitoraggio_test

import (
	"context"
	"runtime"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

// TestM5TheLockWaitsForWhoIsWriting: an act of a body is under way when the
// Region locks. The lock comes after it, and the figures hold what it wrote.
func TestM5TheLockWaitsForWhoIsWriting(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		r := m.Chiusa(t)
		regione := m.Actor(t, m.Regione)
		var prima, dopo int
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			ms, err := monitoraggio.MisureVive(ctx, tx, r, m.Lodi.ID)
			prima = diProc(ms, m)
			return err
		})
		fatto := make(chan error, 1)
		var v monitoraggio.VersioneCifre
		m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
			// What every act of the body does first: see bancoScrive.
			if _, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET versione = versione WHERE ente_id = $1`, m.Lodi.ID); err != nil {
				return err
			}
			go func() {
				var err error
				v, err = m.Servizio.Blocca(ctx, regione, r.ID, r.Versione)
				fatto <- err
			}()
			if err := attesoDaQualcuno(ctx, m, fatto); err != nil {
				t.Error(err)
			}
			d := kernel.MustDay("2026-02-02")
			return monitoraggiotest.ScriviPratica(ctx, tx, m.Lodi.ID, m.Proc.ID, &misure.Pratica{ID: "intanto", Domanda: d, Provvedimento: d.AddDays(9)})
		})
		riesce(t, <-fatto)
		ferme, _, _ := fermo(t, m, v)
		for _, x := range ferme {
			if x.EnteID == m.Lodi.ID {
				dopo += x.Misure.ConcluseEspresse
			}
		}
		if dopo != prima+1 {
			t.Errorf("%d practices in the locked figures, want %d", dopo, prima+1)
		}
	})
}

func diProc(ms []monitoraggio.MisureEnte, m *mondo) (n int) {
	for _, x := range ms {
		if x.ProcedimentoID == m.Proc.ID {
			n = x.Misure.ConcluseEspresse
		}
	}
	return n
}

// attesoDaQualcuno returns when another transaction waits for this one. On the
// embedded database the other waits for the one writer, which is this.
func attesoDaQualcuno(ctx context.Context, m *mondo, fatto chan error) error {
	if m.DB.Kind() != db.Postgres {
		return nil
	}
	for {
		select {
		case err := <-fatto:
			fatto <- err
			return kernel.E(kernel.Interno, "the lock did not wait")
		default:
		}
		var n int64
		err := m.DB.Read(ctx, func(tx *db.Tx) (err error) {
			n, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted AND a.datname = current_database()`)
			return err
		})
		if err != nil || n > 0 {
			return err
		}
		runtime.Gosched()
	}
}
