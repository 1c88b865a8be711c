package ranking

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

var monday = time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC)

// csv writes a log one event at a time.
type csv struct{ strings.Builder }

func (c *csv) event(id any, activity string, hours float64) {
	if c.Len() == 0 {
		c.WriteString("case,activity,timestamp\n")
	}
	at := monday.Add(time.Duration(hours * float64(time.Hour)).Truncate(time.Microsecond))
	fmt.Fprintf(c, "%v,%s,%s\n", id, activity, at.Format(time.RFC3339Nano))
}

func (c *csv) view(t testing.TB) *eventlog.View {
	t.Helper()
	l, err := eventlog.Read(strings.NewReader(c.String()), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l.All()
}

// office is a procedure with a planted bottleneck: Parere takes long and
// unevenly, longer by grow hours for each case; Esame takes as long, evenly.
func office(t testing.TB, rng *stats.RNG, cases int, grow float64) *eventlog.View {
	var c csv
	for k := range cases {
		at := float64(k) * 24
		c.event(k, "Ricezione", at)
		at += 100 + 4*rng.Float64()
		c.event(k, "Esame", at)
		at += rng.LogNormal(4, 1) + grow*float64(k)
		c.event(k, "Parere", at)
		at += 10 * rng.Exp()
		c.event(k, "Rilascio", at)
	}
	return c.view(t)
}

func find(t testing.TB, entries []Entry, from, to string) *Entry {
	t.Helper()
	for i := range entries {
		if entries[i].FromName == from && entries[i].ToName == to {
			return &entries[i]
		}
	}
	t.Fatalf("no entry %q → %q", from, to)
	return nil
}
