package kill

import (
	"context"
	"fmt"
	"time"

	"pass/internal/platform/db"
)

// expected is how many messages each act makes, with the people of this
// harness: a body has two, the segreteria two, the task force one coordinator,
// the requests with messages two experts. The author of a message gets none,
// who sends a request does.
var expected = []struct{ act, subject, count string }{
	{"Invia", "ricevuta", "4"},
	{"Smista", "affidata a una task force", "3"},
	{"Scrivi", "nuovo messaggio", "3"},
}

// mails compares the acts with the messages that they require: an act and its
// messages are one transaction.
func mails(ctx context.Context, tx *db.Tx) (problems []string, err error) {
	for _, x := range expected {
		err := db.Each(ctx, tx, func(r db.Row) error {
			var id, acts, messages int64
			err := r.Scan(&id, &acts, &messages)
			problems = append(problems, fmt.Sprintf("request %d: %d times %s, %d messages", id, acts, x.act, messages))
			return err
		}, `SELECT id, acts, messages FROM (SELECT q.id,
				(SELECT COUNT(*) FROM richieste_atti e WHERE e.richiesta_id = q.id AND e.atto = $1) AS acts,
				(SELECT COUNT(*) FROM posta p WHERE p.filo = 'richiesta-' || CAST(q.id AS TEXT) || '@localhost' AND p.oggetto LIKE $2) AS messages
			FROM richieste q) x WHERE acts * `+x.count+` <> messages`, x.act, "%: "+x.subject)
		if err != nil {
			return problems, err
		}
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var id, acts, messages int64
		err := r.Scan(&id, &acts, &messages)
		problems = append(problems, fmt.Sprintf("adesione %d: %d Protocolli, %d receipts", id, acts, messages))
		return err
	}, `SELECT id, acts, messages FROM (SELECT a.id,
			(SELECT COUNT(*) FROM adesioni_atti v WHERE v.adesione_id = a.id AND v.atto = 'CaricaProtocollo') AS acts,
			(SELECT COUNT(*) FROM posta p WHERE p.filo = 'adesione-' || CAST(a.id AS TEXT) || '@localhost' AND p.oggetto LIKE '%Ricevuta del Protocollo%') AS messages
		FROM adesioni a) x WHERE acts <> messages`)
	return problems, err
}

// later lets an hour pass for what was interrupted on PostgreSQL: other nodes
// might be at it, so River and the mailer wait eleven minutes before they take
// it up again. On the embedded database passd takes it up at its next start.
func (h *harness) later(ctx context.Context) {
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{})
	h.must(err)
	defer d.Close()
	if d.Kind() != db.Postgres {
		return
	}
	h.must(d.InTx(ctx, func(tx *db.Tx) error {
		for _, q := range []string{
			`UPDATE river_job SET attempted_at = attempted_at - interval '1 hour' WHERE state = 'running'`,
			`UPDATE river_job SET scheduled_at = scheduled_at - interval '1 hour' WHERE state IN ('retryable', 'scheduled')`,
			`UPDATE river_leader SET elected_at = elected_at - interval '1 hour', expires_at = expires_at - interval '1 hour'`,
			`UPDATE posta SET creata_il = creata_il - interval '1 hour' WHERE stato = 'da_spedire'`,
		} {
			if _, err := tx.Exec(ctx, q); err != nil {
				return err
			}
		}
		return nil
	}))
}

// drain waits until all the mail has left.
func (h *harness) drain(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{})
	h.must(err)
	defer d.Close()
	for {
		var left int64
		h.must(d.Read(ctx, func(tx *db.Tx) error {
			left, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM posta WHERE stato <> 'spedita'`)
			return err
		}))
		if left == 0 {
			return
		}
		pause(ctx, 100*time.Millisecond)
		if ctx.Err() != nil {
			h.t.Fatalf("%d messages have not left: %v\n%s", left, h.stuck(d), h.server.tail())
		}
	}
}

// posted compares the messages that passd wrote with those that the world
// received: each at least once, and none that was never written.
func (h *harness) posted(ctx context.Context, d *db.DB) (problems []string) {
	received, _, bad := h.sink.Received()
	for _, id := range bad {
		problems = append(problems, "message "+id+" had other recipients")
	}
	h.must(d.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var id, to, state string
			if err := r.Scan(&id, &to, &state); err != nil {
				return err
			}
			if received[id] != to {
				problems = append(problems, fmt.Sprintf("message %s to %s is %q and was received by %q", id, to, state, received[id]))
			}
			delete(received, id)
			return nil
		}, `SELECT message_id, destinatario, stato FROM posta`)
	}))
	for id, to := range received {
		problems = append(problems, fmt.Sprintf("message %s to %s belongs to no act", id, to))
	}
	return problems
}

// stuck tells how the jobs of the mail stand, when some has not left.
func (h *harness) stuck(d *db.DB) (out []string) {
	ctx := context.Background()
	h.must(d.Read(ctx, func(tx *db.Tx) error {
		return db.Each(ctx, tx, func(r db.Row) error {
			var kind, state string
			var jobs, attempts int64
			err := r.Scan(&kind, &state, &jobs, &attempts)
			out = append(out, fmt.Sprintf("%s %s: %d jobs, up to %d attempts", kind, state, jobs, attempts))
			return err
		}, `SELECT kind, CAST(state AS TEXT), COUNT(*), MAX(attempt) FROM river_job GROUP BY kind, state ORDER BY kind, state`)
	}))
	return out
}
