package timing

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// office is a generator of practices: they arrive, are examined one by one by
// Anna, wait for Bruno and are closed by Carla, in the hours from 8 to 16 of the
// working days.
type office struct {
	r     *stats.RNG
	cases [][]event
	truth map[[2]int64]bool // case and end of the executions in a batch
}

// open moves an instant into office hours.
func open(t int64) int64 {
	for {
		d := dayOf(t)
		w := d.Time().Weekday()
		from := startOf(d) + 8*hour
		switch {
		case w == 0 || w == 6 || t >= from+8*hour:
			t = startOf(d.AddDays(1)) + 8*hour
		case t < from:
			return from
		default:
			return t
		}
	}
}

// plant makes n practices whose step "Firma" is done in batches of the given
// kind every pause days, or as it comes without a kind (−1).
func plant(r *stats.RNG, n int, kind BatchKind, pause int) *office {
	o := &office{r: r, truth: map[[2]int64]bool{}}
	clock, anna, bruno := at("2024-01-08 08:00"), int64(0), int64(0)
	var ready []int64
	for range n {
		clock = open(clock + int64(r.Exp()*5*float64(hour)))
		begin := open(max(clock, anna))
		anna = begin + int64((0.3+r.Float64())*float64(hour))
		o.cases = append(o.cases, []event{{activity: "Ricezione", resource: "Sportello", from: clock, to: clock}, {activity: "Esame", resource: "Anna", from: begin, to: anna}})
		ready = append(ready, anna)
	}
	sign := func(c int, from, to int64) {
		o.cases[c] = append(o.cases[c], event{activity: "Firma", resource: "Bruno", from: from, to: to})
	}
	next := 0
	for day := dayOf(ready[0]); next < n; day = day.AddDays(1) {
		if kind < 0 {
			begin := open(max(ready[next], bruno))
			bruno = begin + int64((0.2+r.Float64())*0.5*float64(hour))
			sign(next, begin, bruno)
			next++
			continue
		}
		if dayNumber(day)%pause != 0 {
			continue
		}
		at := open(startOf(day) + 10*hour)
		first := next
		for next < n && ready[next] <= at {
			next++
		}
		o.batch(first, next, kind, at, sign)
	}
	o.send()
	return o
}

// send has Carla do the last step some days later, at any hour, one by one.
func (o *office) send() {
	type letter struct {
		c    int
		from int64
	}
	var letters []letter
	for c := range o.cases {
		d := dayOf(o.cases[c][2].to).AddDays(1 + o.r.Poisson(3))
		letters = append(letters, letter{c, open(open(startOf(d)) + int64(o.r.Float64()*7.9*float64(hour)))})
	}
	slices.SortFunc(letters, func(a, b letter) int { return cmp.Compare(a.from, b.from) })
	carla := int64(0)
	for _, x := range letters {
		begin := open(max(x.from, carla))
		carla = begin + int64(o.r.Float64()*float64(hour/4))
		o.cases[x.c] = append(o.cases[x.c], event{activity: "Invio", resource: "Carla", from: begin, to: carla})
	}
}

// batch signs the practices [first, next).
func (o *office) batch(first, next int, kind BatchKind, at int64, sign func(int, int64, int64)) {
	length := int64(5 * 60 * Second)
	for c := first; c < next; c++ {
		from, to := at, at+length
		switch kind {
		case Sequential:
			at = to + int64(o.r.Float64()*30*float64(Second))
		case Concurrent:
			at = from + length/3 + int64(o.r.Float64()*60*float64(Second))
		}
		sign(c, from, to)
		if next-first >= 3 {
			o.truth[[2]int64{int64(c), to}] = true
		}
	}
}

// score compares the executions found in batches with the planted ones.
func (o *office) score(l *eventlog.Log, r *BatchResult, kind BatchKind) (found, right, kinds int) {
	for _, g := range r.Groups {
		for _, b := range g.Batches {
			for _, e := range b.Events {
				found++
				if l.Activities[l.Activity[e]] == "Firma" && o.truth[[2]int64{int64(l.Case[e]), l.Time[e]}] {
					right++
				}
			}
			if b.Kind == kind {
				kinds += len(b.Events)
			}
		}
	}
	return found, right, kinds
}

func TestPlantedBatchesAreFound(t *testing.T) {
	for name, kind := range map[string]BatchKind{"simultaneous": Simultaneous, "sequential": Sequential, "concurrent": Concurrent} {
		found, right, planted, kinds, endsFound, endsRight := 0, 0, 0, 0, 0, 0
		for seed := range uint64(40) {
			o := plant(stats.NewRNG(seed), 150, kind, 3+int(seed%5))
			l := build(o.cases...)
			f, r, k := o.score(l, Batches(l.All(), BatchOptions{}), kind)
			found, right, kinds, planted = found+f, right+r, kinds+k, planted+len(o.truth)
			l.Begin = nil // ends only: the tolerance between one and the next is then to be told
			f, r, _ = o.score(l, Batches(l.All(), BatchOptions{Tolerance: 6 * minute}), kind)
			endsFound, endsRight = endsFound+f, endsRight+r
		}
		if p, q := float64(endsRight)/float64(endsFound), float64(endsRight)/float64(planted); p < 0.9 || q < 0.9 {
			t.Errorf("%s, ends only: precision %.3f, recall %.3f", name, p, q)
		}
		precision, recall := float64(right)/float64(found), float64(right)/float64(planted)
		t.Logf("%s: precision %.3f, recall %.3f of %d, of the kind %.3f", name, precision, recall, planted, float64(kinds)/float64(found))
		if precision < 0.9 || recall < 0.9 || float64(kinds) < 0.9*float64(found) {
			t.Errorf("%s: precision %.3f, recall %.3f, kind %.3f", name, precision, recall, float64(kinds)/float64(found))
		}
	}
}

func TestABusyQueueIsNoBatch(t *testing.T) {
	false_, executions := 0, 0
	for seed := range uint64(60) {
		o := plant(stats.NewRNG(1000+seed), 150, -1, 0)
		l := build(o.cases...)
		for _, g := range Batches(l.All(), BatchOptions{}).Groups {
			false_ += g.Batched
		}
		executions += l.Events()
	}
	t.Logf("%d of %d executions are taken for batches", false_, executions)
	if float64(false_) > 0.01*float64(executions) {
		t.Errorf("%d of %d executions are taken for batches", false_, executions)
	}
}

func TestABatchSaysWhatItCosts(t *testing.T) {
	var cases [][]event
	for month := 1; month <= 4; month++ {
		for d := 2; d <= 26; d += 6 { // five practices, signed on the 28th
			cases = append(cases, []event{
				{activity: "Esame", resource: "Anna", begin: fmt.Sprintf("2024-%02d-%02d 09:00", month, d), end: fmt.Sprintf("2024-%02d-%02d 10:00", month, d)},
				{activity: "Firma", resource: "Bruno", begin: fmt.Sprintf("2024-%02d-28 10:%02d", month, d), end: fmt.Sprintf("2024-%02d-28 10:%02d", month, d+6)},
			})
		}
	}
	l := build(cases...)
	r := Batches(l.All(), BatchOptions{})
	if len(r.Groups) != 1 || len(r.Groups[0].Batches) != 4 || r.Groups[0].Batched != 20 {
		t.Fatalf("found %+v", r)
	}
	g := r.Groups[0]
	b := g.Batches[0]
	if b.Kind != Sequential || b.Held != (24+18+12+6)*Day || len(b.Cases) != 5 || int(g.PeriodDays) != 30 || !g.Regular {
		t.Errorf("kind %v, held %d days, period %v", b.Kind, b.Held/Day, g.PeriodDays)
	}
	// The pauses are 31, 29 and 31 days, 31 before the first too, an hour less in the
	// last: of each five, those of the 2nd and of the 8th go half a pause earlier.
	want := 2*15.5 + 2*15.5 + 2*14.5 + 2*15.5
	if got := g.Saved.Days(); got < want-0.2 || got > want+0.2 {
		t.Errorf("twice as many batches save %v days, want about %v", got, want)
	}
}

func TestBatchesSayWhyTheyCannotBeTold(t *testing.T) {
	dates := build([]event{{activity: "a", resource: "x", end: "2024-01-01"}, {activity: "b", resource: "x", end: "2024-01-05"}})
	if r := Batches(dates.All(), BatchOptions{}); r.NotKnown != CoarseTimes {
		t.Errorf("dates only: %q", r.NotKnown)
	}
	nobody := build([]event{{activity: "a", end: "2024-01-01 10:00"}, {activity: "b", end: "2024-01-05 11:00"}})
	if r := Batches(nobody.All(), BatchOptions{}); r.NotKnown != NoResources {
		t.Errorf("no resource: %q", r.NotKnown)
	}
	var short [][]event
	for i := range int64(40) {
		t := at("2024-01-01 10:00") + i*Day
		short = append(short, []event{{activity: "a", resource: "x" + string(rune('a'+i%8)), to: t}, {activity: "b", resource: "y" + string(rune('a'+i%8)), to: t + hour}})
	}
	few := build(short...)
	if r := Batches(few.All(), BatchOptions{}); r.NotKnown != FewEvents {
		t.Errorf("few events: %q", r.NotKnown)
	}
	if r := Batches(build(short[:9]...).All(), BatchOptions{}); r.NotKnown != NoCalendar {
		t.Errorf("no office hours: %q", r.NotKnown)
	}
}
