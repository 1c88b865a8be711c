package kill

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"pass/internal/platform/db"
)

// expected is how many messages each act makes, with the people of this
// harness: a body has two, the segreteria two, the task force one coordinator,
// the requests with messages two experts. The author of a message gets none,
// who sends a request does.
var expected = []struct {
	table, act, subject string
	count               int
}{
	{"richiesta", "Invia", ": ricevuta", 4},
	{"richiesta", "Smista", ": affidata a una task force", 3},
	{"richiesta", "Scrivi", ": nuovo messaggio", 3},
	{"adesione", "CaricaProtocollo", "[PAsS] Ricevuta del Protocollo", 1},
}

// mails compares the acts with the messages that they require: an act and its
// messages are one transaction.
func mails(ctx context.Context, tx *db.Tx) (problems []string, err error) {
	type what struct {
		thread string // "richiesta-12"
		act    string
	}
	missing := map[what]int{}
	for _, q := range []string{`SELECT 'richiesta-' || CAST(richiesta_id AS TEXT), atto, COUNT(*) FROM richieste_atti GROUP BY richiesta_id, atto`,
		`SELECT 'adesione-' || CAST(adesione_id AS TEXT), atto, COUNT(*) FROM adesioni_atti GROUP BY adesione_id, atto`} {
		err := db.Each(ctx, tx, func(r db.Row) error {
			var w what
			var acts int
			err := r.Scan(&w.thread, &w.act, &acts)
			for _, x := range expected {
				if w.act == x.act && strings.HasPrefix(w.thread, x.table) {
					missing[w] += acts * x.count
				}
			}
			return err
		}, q)
		if err != nil {
			return nil, err
		}
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var thread, subject string
		var messages int
		err := r.Scan(&thread, &subject, &messages)
		thread, _, _ = strings.Cut(thread, "@")
		for _, x := range expected {
			if strings.Contains(subject, x.subject) && strings.HasPrefix(thread, x.table) {
				missing[what{thread, x.act}] -= messages
			}
		}
		return err
	}, `SELECT filo, oggetto, COUNT(*) FROM posta GROUP BY filo, oggetto`)
	for w, n := range missing {
		if n != 0 {
			problems = append(problems, fmt.Sprintf("%s, %s: %d messages are missing", w.thread, w.act, n))
		}
	}
	return problems, err
}

// later lets an hour pass for what was interrupted on PostgreSQL: other nodes
// might be at it, so River and the mailer wait eleven minutes before they take
// it up again. On the embedded database passd takes it up at its next start.
func (h *harness) later(ctx context.Context) {
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{Log: slog.New(slog.DiscardHandler)})
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
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{Log: slog.New(slog.DiscardHandler)})
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
