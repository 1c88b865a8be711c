package kill

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// act is something that a client sent: what was in it, and whether the answer
// said that it was done.
type act struct {
	kind  string // draft, autosave, sent, message, protocol, log, columns
	thing int64  // the request or the adesione; 0 while not known
	text  string // unique
	sum   string // SHA-256 of the file that went with it, or empty
	acked bool

	events int // in the file, of a log
}

// ledger is what people remember having sent.
type ledger struct {
	mu    sync.Mutex
	acts  []*act
	acked int      // how many of them were acknowledged
	bad   []string // answers that should not be
}

func (l *ledger) add(a act) *act {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acts = append(l.acts, &a)
	return &a
}

func (l *ledger) ack(a *act, thing int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a.acked, a.thing = true, thing
	l.acked++
}

func (l *ledger) wrong(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bad = append(l.bad, fmt.Sprintf(format, args...))
}

// done is how many acts were acknowledged so far.
func (l *ledger) done() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.acked
}

// count tells how many acts of a kind were acknowledged.
func (l *ledger) count() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := map[string]int{}
	for _, a := range l.acts {
		if a.acked {
			out[a.kind]++
		}
	}
	return out
}

// stored is what the database remembers.
type stored struct {
	drafts   map[int64]richieste.Modulo // every request with its form
	state    map[int64]string
	messages map[string][]string // text of a message to the hashes of its files, once per time it was written
	times    map[string]int      // text of a message to how many times it was written
	files    map[int64]map[string]bool
	protocol map[int64]map[string]bool
	logs     map[logKey][]storedLog
}

func read(ctx context.Context, tx *db.Tx) (s stored, err error) {
	s = stored{map[int64]richieste.Modulo{}, map[int64]string{}, map[string][]string{}, map[string]int{}, map[int64]map[string]bool{}, map[int64]map[string]bool{}, map[logKey][]storedLog{}}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var id int64
		var form, state string
		if err := r.Scan(&id, &form, &state); err != nil {
			return err
		}
		var m richieste.Modulo
		err := json.Unmarshal([]byte(form), &m)
		s.drafts[id], s.state[id] = m, state
		return err
	}, `SELECT id, modulo, stato FROM richieste`)
	if err != nil {
		return s, err
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var text string
		err := r.Scan(&text)
		s.times[text]++
		return err
	}, `SELECT testo FROM richieste_atti WHERE atto = 'Scrivi'`)
	if err != nil {
		return s, err
	}
	err = db.Each(ctx, tx, func(r db.Row) error {
		var id int64
		var text, sum string
		err := r.Scan(&id, &text, &sum)
		s.messages[text] = append(s.messages[text], sum)
		put(s.files, id, sum)
		return err
	}, `SELECT e.richiesta_id, e.testo, f.sha256 FROM richieste_documenti d JOIN richieste_atti e ON e.id = d.atto_id JOIN files f ON f.id = d.file_id`)
	if err != nil {
		return s, err
	}
	if err := readLogs(ctx, tx, s); err != nil {
		return s, err
	}
	return s, db.Each(ctx, tx, func(r db.Row) error {
		var id int64
		var sum string
		err := r.Scan(&id, &sum)
		put(s.protocol, id, sum)
		return err
	}, `SELECT v.adesione_id, f.sha256 FROM adesioni_atti v JOIN files f ON f.id = v.file_id WHERE v.atto = 'CaricaProtocollo'`)
}

func put(m map[int64]map[string]bool, id int64, sum string) {
	if m[id] == nil {
		m[id] = map[string]bool{}
	}
	m[id][sum] = true
}

// lost compares what people were told with what is stored.
func (l *ledger) lost(s stored) (problems []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	wrong := func(a *act, why string) {
		problems = append(problems, fmt.Sprintf("%s %q on %d (acknowledged: %v): %s", a.kind, a.text, a.thing, a.acked, why))
	}
	l.lostLogs(s, wrong)
	last := map[int64]*act{}      // the latest acknowledged text of each draft
	later := map[int64][]string{} // texts that followed it and were not answered
	for _, a := range l.acts {
		switch a.kind {
		case "message":
			if n := s.times[a.text]; n > 1 || a.acked && n != 1 {
				wrong(a, fmt.Sprintf("written %d times", n))
			} else if n == 1 && (len(s.messages[a.text]) != 1 || s.messages[a.text][0] != a.sum) {
				wrong(a, "without its file")
			}
		case "protocol":
			if a.acked && !s.protocol[a.thing][a.sum] {
				wrong(a, "not stored")
			}
		case "draft":
			if _, ok := s.drafts[a.thing]; a.acked && !ok {
				wrong(a, "not stored")
			}
		case "autosave", "sent":
			if !a.acked {
				later[a.thing] = append(later[a.thing], a.text)
				continue
			}
			last[a.thing], later[a.thing] = a, nil
			if a.kind == "sent" && (s.state[a.thing] == "bozza" || !s.files[a.thing][a.sum]) {
				wrong(a, "not sent, or without its file")
			}
		}
	}
	for id, a := range last {
		got, ok := s.drafts[id], false
		for _, text := range append(later[id], a.text) {
			ok = ok || got.Descrizione == text
		}
		if !ok {
			wrong(a, fmt.Sprintf("the form holds %q", got.Descrizione))
		}
	}
	return append(problems, l.bad...)
}
