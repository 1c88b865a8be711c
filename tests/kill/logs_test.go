package kill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"pass/internal/analisi"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// csv makes an event log that nobody has sent before; one in three is large
// enough to be killed while it is read.
func (p *person) csv() (content []byte, sum string, events int) {
	var b bytes.Buffer
	b.WriteString("pratica,attività,data\n")
	begin, upload := kernel.MustDay("2025-01-01"), uploads.Add(1)
	cases := 50 + p.rnd.IntN(450)
	if upload%3 == 0 {
		cases *= 200
	}
	for i := range cases {
		for j, a := range []string{"Ricezione", "Istruttoria", "Rilascio"} {
			fmt.Fprintf(&b, "PE/%d/%d,%s,%s\n", upload, i, a, begin.AddDays(i%200+j*p.rnd.IntN(30)))
			events++
		}
	}
	h := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(h[:]), events
}

// analyses is an office that uploads event logs for a request and says what
// their columns are.
func analyses(request int64) func(context.Context, *person) {
	return func(ctx context.Context, p *person) {
		if persist(ctx, p) {
			return
		}
		path := fmt.Sprintf("/analisi/richieste/%d/registri", request)
		if p.thing == 0 {
			content, sum, events := p.csv()
			p.try(&form{path: path, fields: url.Values{"token": {p.token()}}, file: content, field: "file", name: "registro.csv"},
				act{kind: "log", thing: request, text: p.unique("Registro"), sum: sum, events: events})
			return
		}
		p.try(&form{path: fmt.Sprintf("%s/%d/colonne", path, p.thing), fields: url.Values{"token": {p.token()}, "caso": {"pratica"}, "attivita": {"attività"}, "data": {"data"},
			"zona": {"Europe/Rome"}, "ciclo": {"tutti"}, "mesi": {"6"}}}, act{kind: "columns", thing: request, text: p.unique("Colonne"), sum: p.sum})
		pause(ctx, 50*time.Millisecond) // a node reads one log at a time
	}
}

// answeredLog notes an upload, and its number, which the next form needs: when
// the answer is to a form sent again it may not be known, and the log waits.
func (p *person) answeredLog(a *act, got answer) {
	p.ledger.ack(a, a.thing)
	if path, ok := strings.CutSuffix(got.location, "/colonne"); ok {
		p.thing, p.sum = idIn(path[strings.LastIndex(path, "/"):]), a.sum
	}
}

// storedLog is what the database remembers of an event log.
type storedLog struct {
	state  analisi.Stato
	events int64  // of the result
	reason string // when it was refused
}

func readLogs(ctx context.Context, tx *db.Tx, s stored) error {
	return db.Each(ctx, tx, func(r db.Row) error {
		var request int64
		var sum, state, result, reason string
		if err := r.Scan(&request, &sum, &state, &result, &reason); err != nil {
			return err
		}
		l := storedLog{state: analisi.Stato(state), reason: reason}
		if result != "" {
			var x analisi.Risultato
			if err := json.Unmarshal([]byte(result), &x); err != nil {
				return err
			}
			l.events = int64(x.Sintesi.Counts.Events)
		}
		key := logKey{request, sum}
		s.logs[key] = append(s.logs[key], l)
		return nil
	}, `SELECT richiesta_id, sha256, stato, risultato, errore FROM analisi_registri`)
}

type logKey struct {
	request int64
	sum     string
}

// lostLogs compares what people were told of their logs with what is stored:
// each is there once, one whose columns were confirmed was put in the queue, one
// that is ready has every event, one that was refused says why.
func (l *ledger) lostLogs(s stored, wrong func(*act, string)) {
	events := map[logKey]int{}
	for _, a := range l.acts {
		if a.kind != "log" && a.kind != "columns" {
			continue
		}
		key := logKey{a.thing, a.sum}
		found := s.logs[key]
		if a.kind == "log" {
			events[key] = a.events
			if n := len(found); n > 1 || a.acked && n != 1 {
				wrong(a, fmt.Sprintf("stored %d times", n))
			}
		}
		for _, x := range found {
			switch {
			case a.kind == "columns" && a.acked && x.state == analisi.DaConfermare:
				wrong(a, "the columns are not confirmed")
			case x.state == analisi.Pronto && x.events != int64(events[key]):
				wrong(a, fmt.Sprintf("ready with %d events of %d", x.events, events[key]))
			case x.state == analisi.Rifiutato && !strings.Contains(x.reason, "si è interrotta più volte"):
				wrong(a, "refused: "+x.reason)
			}
		}
	}
}

// readings waits until no log is being read, or waits for it, and counts those
// that were read, those that were given up, and those whose reading began more
// than once.
func (h *harness) readings(ctx context.Context) (ready, refused, again int64) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	d, err := db.Open(ctx, h.cfg.DatabaseAddress(), db.Options{Log: slog.New(slog.DiscardHandler)})
	h.must(err)
	defer d.Close()
	for {
		var left int64
		h.must(d.Read(ctx, func(tx *db.Tx) error {
			_, err := db.One(ctx, tx, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&left, &ready, &refused, &again) },
				`SELECT COUNT(*) FILTER (WHERE stato IN ('in_coda','in_lettura')), COUNT(*) FILTER (WHERE stato = 'pronto'), COUNT(*) FILTER (WHERE stato = 'rifiutato'),
					COUNT(*) FILTER (WHERE tentativi > 1) FROM analisi_registri`)
			return err
		}))
		if left == 0 {
			return ready, refused, again
		}
		pause(ctx, 100*time.Millisecond)
		if ctx.Err() != nil {
			h.t.Fatalf("%d logs are still being read: %v\n%s", left, h.stuck(d), h.server.tail())
		}
	}
}
