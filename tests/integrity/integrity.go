// Package integrity looks at a whole installation from outside and says what
// does not fit together: it knows the tables, and repeats nothing of the
// services that wrote them. The kill harness, the restore drill and the
// generated population are judged by it.
package integrity

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/registro"
	"pass/internal/richieste"
)

// maxProblems bounds what is told.
const maxProblems = 50

// checker gathers problems.
type checker struct {
	tx       *db.Tx
	problems []string
}

func (c *checker) wrong(format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, fmt.Sprintf(format, args...))
	}
}

// Check reads everything in one snapshot and lists what is wrong. With a nil
// store the contents of the files are not looked at.
func Check(ctx context.Context, d *db.DB, store files.Store) (problems []string, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		problems, err = CheckTx(ctx, tx, store)
		return err
	})
	return problems, err
}

// CheckTx is Check in a transaction that is already open.
func CheckTx(ctx context.Context, tx *db.Tx, store files.Store) ([]string, error) {
	c := &checker{tx: tx}
	steps := []func(context.Context) error{c.trail, c.requests, c.numbers, c.adesioni, c.references, c.monitoring}
	if store != nil {
		steps = append(steps, func(ctx context.Context) error { return c.contents(ctx, store) })
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return c.problems, nil
}

func (c *checker) trail(ctx context.Context) error {
	if _, err := registro.Verifica(ctx, c.tx); err != nil {
		c.wrong("audit trail: %v", err)
	}
	return nil
}

// request is the present of a request and its timeline.
type request struct {
	id, numero                                              int64
	anno                                                    int
	stato                                                   richieste.Stato
	inviata, carico, risposta, chiusa, statoDal, ultimoAtto kernel.Instant
	acts                                                    []richieste.Evento
}

func (c *checker) requests(ctx context.Context) error {
	list, err := db.Many(ctx, c.tx, func(r db.Row) (q request, err error) {
		return q, r.Scan(&q.id, &q.anno, &q.numero, &q.stato, &q.inviata, &q.carico, &q.risposta, &q.chiusa, &q.statoDal, &q.ultimoAtto)
	}, `SELECT id, anno, numero, stato, inviata_il, presa_in_carico_il, prima_risposta_il, chiusa_il, stato_dal, ultimo_atto_il FROM richieste ORDER BY id`)
	if err != nil {
		return err
	}
	acts, err := db.Many(ctx, c.tx, func(r db.Row) (e richieste.Evento, err error) {
		return e, r.Scan(&e.ID, &e.RichiestaID, &e.N, &e.Atto, &e.Da, &e.A, &e.PersonaID, &e.Il)
	}, `SELECT id, richiesta_id, n, atto, da, a, persona_id, il FROM richieste_atti ORDER BY richiesta_id, n`)
	if err != nil {
		return err
	}
	per := map[int64][]richieste.Evento{}
	for _, e := range acts {
		per[e.RichiestaID] = append(per[e.RichiestaID], e)
	}
	for _, q := range list {
		q.acts = per[q.id]
		c.timeline(q)
	}
	return c.audited(ctx, acts)
}

// timeline compares the columns of a request with its acts.
func (c *checker) timeline(q request) {
	if len(q.acts) == 0 {
		c.wrong("request %d has no timeline", q.id)
		return
	}
	state, since, sent := richieste.Stato(""), kernel.Instant{}, 0
	for i, e := range q.acts {
		if e.N != i+1 {
			c.wrong("request %d: act %d stands at place %d", q.id, i+1, e.N)
		}
		if e.Da != state || (i == 0) != (e.Atto == richieste.Crea) {
			c.wrong("request %d: act %d (%s) starts from %q, but the state was %q", q.id, e.N, e.Atto, e.Da, state)
		}
		if e.A != e.Da {
			since = e.Il
		}
		if e.Atto == richieste.Invia {
			sent++
		}
		state = e.A
	}
	inviata, t := richieste.TempiDaEventi(q.acts)
	switch {
	case state != q.stato:
		c.wrong("request %d is %q, its last act leads to %q", q.id, q.stato, state)
	case (q.numero > 0) != (q.stato != richieste.Bozza) || (sent == 1) != (q.numero > 0) || sent > 1:
		c.wrong("request %d in state %q has number %d and was sent %d times", q.id, q.stato, q.numero, sent)
	case inviata != q.inviata || t.InCarico != q.carico || t.PrimaRisposta != q.risposta || t.Chiusura != q.chiusa || since != q.statoDal:
		c.wrong("request %d: its times are not those of its timeline", q.id)
	case q.numero > 0 && q.inviata.Day().Year() != q.anno:
		c.wrong("request %d has the year %d and was sent on %s", q.id, q.anno, q.inviata)
	case q.acts[len(q.acts)-1].Il.After(q.ultimoAtto):
		c.wrong("request %d: the last act is later than its own note of it", q.id)
	}
}

// entry is an audit entry on a request.
type entry struct {
	number, request int64
	act             string
	person          int64
	at              kernel.Instant
	Event           int64    `json:"evento"`
	Files           []string `json:"file"`
}

// audited compares timelines with the audit trail, both ways.
func (c *checker) audited(ctx context.Context, acts []richieste.Evento) error {
	entries, err := db.Many(ctx, c.tx, func(r db.Row) (e entry, err error) {
		var details string
		if err := r.Scan(&e.number, &e.request, &e.act, &e.person, &e.at, &details); err != nil {
			return e, err
		}
		return e, json.Unmarshal([]byte(details), &e)
	}, `SELECT numero, oggetto_id, atto, persona_id, il, dettagli FROM registro_atti WHERE oggetto = 'richiesta' ORDER BY numero`)
	if err != nil {
		return err
	}
	gone, byEvent := map[int64]bool{}, map[int64]entry{}
	for _, e := range entries {
		if e.act == string(richieste.Elimina) {
			gone[e.request] = true
		} else if _, twice := byEvent[e.Event]; twice && !gone[e.request] {
			c.wrong("audit entry %d repeats act %d", e.number, e.Event)
		} else {
			byEvent[e.Event] = e
		}
	}
	sums, err := c.documents(ctx)
	if err != nil {
		return err
	}
	known := map[int64]bool{}
	for _, a := range acts {
		known[a.ID] = true
		e, ok := byEvent[a.ID]
		switch {
		case !ok:
			c.wrong("act %d (%s on request %d) has no audit entry", a.ID, a.Atto, a.RichiestaID)
		case e.act != string(a.Atto) || e.request != a.RichiestaID || e.person != a.PersonaID || e.at != a.Il:
			c.wrong("act %d (%s on request %d) differs from audit entry %d", a.ID, a.Atto, a.RichiestaID, e.number)
		case a.Atto != richieste.Crea && !slices.Equal(e.Files, sums[a.ID]):
			c.wrong("act %d (%s on request %d) has other files than audit entry %d", a.ID, a.Atto, a.RichiestaID, e.number)
		}
	}
	for _, e := range entries {
		if e.act != string(richieste.Elimina) && !known[e.Event] && !gone[e.request] {
			c.wrong("audit entry %d (%s on request %d) has no act", e.number, e.act, e.request)
		}
	}
	return nil
}

// documents lists the hashes of the files of each act.
func (c *checker) documents(ctx context.Context) (map[int64][]string, error) {
	out := map[int64][]string{}
	err := db.Each(ctx, c.tx, func(r db.Row) error {
		var act int64
		var sum string
		err := r.Scan(&act, &sum)
		out[act] = append(out[act], sum)
		return err
	}, `SELECT d.atto_id, f.sha256 FROM richieste_documenti d JOIN files f ON f.id = d.file_id ORDER BY d.id`)
	return out, err
}

// numbers looks for holes and repetitions in the numbers of each year.
func (c *checker) numbers(ctx context.Context) error {
	return db.Each(ctx, c.tx, func(r db.Row) error {
		var year, last, count, distinct, highest int64
		if err := r.Scan(&year, &last, &count, &distinct, &highest); err != nil {
			return err
		}
		if last != count || count != distinct || distinct != highest {
			c.wrong("year %d: the series stands at %d, but there are %d requests with %d numbers up to %d", year, last, count, distinct, highest)
		}
		return nil
	}, `SELECT n.anno, n.ultimo, COUNT(r.id), COUNT(DISTINCT r.numero), COALESCE(MAX(r.numero), 0) FROM numeri n
		LEFT JOIN richieste r ON r.anno = n.anno AND r.numero > 0 WHERE n.serie = 'richieste' GROUP BY n.anno, n.ultimo`)
}

// contents reads every file again.
func (c *checker) contents(ctx context.Context, store files.Store) error {
	type row struct {
		key, sum string
		size     int64
	}
	rows, err := db.Many(ctx, c.tx, func(r db.Row) (f row, err error) { return f, r.Scan(&f.key, &f.sum, &f.size) },
		`SELECT chiave, sha256, dimensione FROM files ORDER BY id`)
	if err != nil {
		return err
	}
	for _, f := range rows {
		in, err := store.Open(ctx, f.key)
		if err != nil {
			c.wrong("file %s: %v", f.key, err)
			continue
		}
		h := sha256.New()
		n, err := io.Copy(h, in)
		in.Close()
		if sum := hex.EncodeToString(h.Sum(nil)); err != nil || sum != f.sum || n != f.size {
			c.wrong("file %s: %d bytes with hash %s, want %d with %s (%v)", f.key, n, sum, f.size, f.sum, err)
		}
	}
	return nil
}
