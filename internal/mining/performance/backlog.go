package performance

import (
	"encoding/json"
	"time"
)

// Backlog is how many cases were open at an instant: begun before it and with
// their last event at it or after it.
type Backlog struct {
	At       time.Time
	Open     int
	Started  int // first event before At
	Finished int // last event before At
}

// MarshalJSON writes [at, open, started, finished].
func (b Backlog) MarshalJSON() ([]byte, error) {
	return json.Marshal([4]any{b.At, b.Open, b.Started, b.Finished})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (b *Backlog) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[4]any{&b.At, &b.Open, &b.Started, &b.Finished})
}

const (
	microsPerDay = 86400 * 1_000_000

	// mostMonths bounds the months of a Summary: a log that spans more than 200
	// years has wrong dates, and its backlog by month says nothing.
	mostMonths = 200 * 12
)

// months numbers the UTC months from that of the first event.
type months struct {
	first  int64   // day since 1970
	number []int32 // by day from first
	starts []time.Time
}

// newMonths covers two instants; it reports false when they are too far apart.
func newMonths(first, last int64) (m months, ok bool) {
	from, to := time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC()
	if (to.Year()-from.Year())*12 > mostMonths {
		return m, false
	}
	at := time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	m.first = at.Unix() / 86400
	if at.Unix() < 0 {
		m.first = -(-at.Unix() / 86400) // whole days, so the division is exact
	}
	for n := int32(0); !at.After(to); n++ {
		m.starts = append(m.starts, at)
		next := at.AddDate(0, 1, 0)
		for range int(next.Sub(at).Hours()) / 24 {
			m.number = append(m.number, n)
		}
		at = next
	}
	m.starts = append(m.starts, at)
	return m, true
}

// of is the month of an instant.
func (m *months) of(t int64) int32 {
	return m.number[(t-m.first*microsPerDay)/microsPerDay]
}

// backlog is the number of open cases at each UTC month start that follows the
// first event, until the first that follows the last one.
func (w *walk) backlog(first, last int64) []Backlog {
	out := []Backlog{}
	if len(w.view.Kept) == 0 {
		return out
	}
	m, ok := newMonths(first, last)
	if !ok {
		return out
	}
	started, finished := make([][]int, len(w.parts)), make([][]int, len(w.parts))
	share(w.threads, len(w.parts), func(_ *scratch, i int) {
		started[i], finished[i] = make([]int, len(m.starts)), make([]int, len(m.starts))
		w.parts[i].ends(func(begin, end int64) {
			started[i][m.of(begin)]++
			finished[i][m.of(end)]++
		})
	})
	var b Backlog
	for n := range m.starts[1:] {
		b.At = m.starts[n+1]
		for i := range w.parts {
			b.Started += started[i][n]
			b.Finished += finished[i][n]
		}
		b.Open = b.Started - b.Finished
		out = append(out, b)
	}
	return out
}

// ends calls f with the first and last instant of every case.
func (p *part) ends(f func(begin, end int64)) {
	l := p.view.Log
	for _, c := range p.view.Kept[p.from:p.to] {
		f(l.Time[l.Start[c]], l.Time[l.Start[c+1]-1])
	}
}
