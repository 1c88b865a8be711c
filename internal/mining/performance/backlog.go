package performance

import (
	"encoding/json"
	"time"

	"pass/internal/mining/stats"
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

// mostMonths bounds the months of a Summary: a log that spans more than 200
// years has wrong dates, and its backlog by month says nothing.
const mostMonths = 200 * 12

// backlog is the number of open cases at each UTC month start that follows the
// first event, until the first that follows the last one.
func (w *walk) backlog(first, last int64) []Backlog {
	out := []Backlog{}
	if from, to := time.UnixMicro(first).UTC(), time.UnixMicro(last).UTC(); len(w.view.Kept) == 0 || (to.Year()-from.Year())*12 > mostMonths {
		return out
	}
	g := stats.NewGrid(first, last, stats.ByMonth, time.UTC, mostMonths/12+1)
	flows := make([]*stats.Flow, len(w.parts))
	share(w.threads, len(w.parts), func(_ *scratch, i int) {
		flows[i] = g.NewFlow()
		w.parts[i].ends(flows[i].Add)
	})
	all := flows[0]
	for _, f := range flows[1:] {
		all.Join(f)
	}
	var b Backlog
	for n := range all.Arrived {
		b.At = time.UnixMicro(g.Starts[n+1]).UTC()
		b.Started += all.Arrived[n]
		b.Finished += all.Ended[n]
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
