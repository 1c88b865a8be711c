package timing

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/termini"
)

const minute = 60 * Second

// officeHours is Monday to Friday, 8 to 16.
func officeHours(t *testing.T) *termini.Orario {
	t.Helper()
	spans := map[time.Weekday][]termini.Fascia{}
	for d := time.Monday; d <= time.Friday; d++ {
		spans[d] = []termini.Fascia{{Dalle: 8 * time.Hour, Alle: 16 * time.Hour}}
	}
	o, err := termini.NewOrario(termini.Nazionale(), spans)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// isOpen is the same hours for the generator, without the calendar of termini.
func isOpen(at int64) bool {
	d := dayOf(at)
	w := d.Time().Weekday()
	h := (at - startOf(d)) / hour
	return w != 0 && w != 6 && h >= 8 && h < 16
}

// policy is how a planted resource works.
type policy int

const (
	fifo    policy = iota // whoever comes first
	lifo                  // whoever comes last
	sitting               // every third day at ten everything there is, quickly
	absent                // as it comes, but a hidden delay holds each
)

// item is something that waits for a planted resource.
type item struct {
	enabled, ready int64 // ready: the hidden delay is over
	begin, end     int64
	batch          int64 // when the last of its batch arrived
}

// serve runs one resource minute by minute until everything is done. The truth is
// counted at every minute by what then holds the item.
func serve(r *stats.RNG, p policy, items []item) (truth [causeCount]int64) {
	slices.SortFunc(items, func(a, b item) int { return int(min(1, max(-1, a.enabled-b.enabled))) })
	if p == sitting {
		schedule(items)
	}
	var now *item
	first := 0
	for at := items[0].enabled; first < len(items); at += minute {
		working := isOpen(at)
		if now != nil && at >= now.end {
			now = nil
		}
		if now == nil && working {
			if now = next(items[first:], p, at); now != nil {
				now.begin, now.end = at, at+(5+int64(r.Intn(30)))*minute
				if p == sitting {
					now.end = at + (1+int64(r.Intn(2)))*minute
				}
			}
		}
		for first < len(items) && items[first].begin != 0 {
			first++
		}
		for i := first; i < len(items) && items[i].enabled <= at; i++ {
			x := &items[i]
			switch {
			case x.begin != 0:
			case x.batch > at:
				truth[Batching] += minute
			case now != nil && now.enabled <= max(x.enabled, x.batch):
				truth[Contention] += minute
			case now != nil:
				truth[Prioritization] += minute
			case !working:
				truth[Unavailability] += minute
			default:
				truth[Extraneous] += minute
			}
		}
	}
	return truth
}

// schedule gives every item the sitting that takes it, and its batch.
func schedule(items []item) {
	for first := 0; first < len(items); {
		day := dayOf(items[first].enabled)
		for dayNumber(day)%3 != 0 || !isOpen(startOf(day)+10*hour) || startOf(day)+10*hour < items[first].enabled {
			day = day.AddDays(1)
		}
		at, next := startOf(day)+10*hour, first
		for next < len(items) && items[next].enabled <= at {
			next++
		}
		for i := first; i < next; i++ {
			items[i].ready, items[i].batch = at, items[next-1].enabled
		}
		first = next
	}
}

// next chooses what a free resource begins.
func next(items []item, p policy, at int64) (x *item) {
	for i := range items {
		y := &items[i]
		if y.enabled > at {
			break
		}
		if y.begin != 0 || y.ready > at {
			continue
		}
		if x == nil || p == lifo {
			x = y
		}
	}
	return x
}

// planted makes a log with four activities, each by a resource that works by its
// own policy, and the waiting of each by cause.
func planted(seed uint64, n int) (*eventlog.Log, [4][causeCount]int64) {
	r := stats.NewRNG(seed)
	names := []string{"Protocollo", "Esame", "Firma", "Parere"}
	var truth [4][causeCount]int64
	var cases [][]event
	for p := range names {
		at := at("2024-01-08 08:00")
		items := make([]item, n)
		for i := range items {
			at += int64(r.Exp()*75) * minute
			items[i] = item{enabled: at, ready: at}
			if policy(p) == absent {
				items[i].ready = at + int64(r.Exp()*600)*minute
			}
		}
		truth[p] = serve(r, policy(p), items)
		for _, x := range items {
			cases = append(cases, []event{{activity: "Arrivo", resource: "Portale", from: x.enabled, to: x.enabled},
				{activity: names[p], resource: "Ufficio " + names[p], from: x.begin, to: x.end}})
		}
	}
	return build(cases...), truth
}

func TestPlantedCausesAreSplitAsPlanted(t *testing.T) {
	for _, c := range []struct {
		name      string
		office    *termini.Orario
		tolerance float64 // of the waiting of the activity
	}{{"given hours", officeHours(t), 0.03}, {"hours found in the log", nil, 0.05}} {
		var worst float64
		for seed := range uint64(8) {
			l, truth := planted(seed, 800)
			o := CauseOptions{}
			o.Office = c.office
			r := Causes(l.All(), o)
			checkCauses(t, l.All(), r)
			if r.NotKnown != "" || len(r.Activities) != 5 {
				t.Fatalf("%s: %q, %d activities", c.name, r.NotKnown, len(r.Activities))
			}
			for p, name := range []string{"Protocollo", "Esame", "Firma", "Parere"} {
				got := r.Activities[slices.IndexFunc(r.Activities, func(a ActivityCauses) bool { return l.Activities[a.Activity] == name })]
				total := int64(0)
				for _, v := range truth[p] {
					total += v
				}
				if got.Total != SumOf(total) {
					t.Fatalf("%s, seed %d, %s: the waiting is %v, planted %v", c.name, seed, name, got.Total.Seconds(), float64(total)/1e6)
				}
				for cause, v := range truth[p] {
					d := math.Abs(got.By[cause].float()-float64(v)) / float64(total)
					worst = max(worst, d)
					if d > c.tolerance {
						t.Errorf("%s, seed %d, %s: cause %d is %.3f of the waiting, planted %.3f", c.name, seed, name, cause, got.Share(Cause(cause)), float64(v)/float64(total))
					}
				}
			}
		}
		t.Logf("%s: the largest difference is %.4f of the waiting of an activity", c.name, worst)
	}
}

// checkCauses verifies that all sums agree exactly.
func checkCauses(t *testing.T, v *eventlog.View, r *CauseResult) {
	t.Helper()
	var waits, whole, as Sum
	for _, x := range instances(v) {
		if x.begin != eventlog.NoTime {
			w := x.waits()
			waits.add(w.to - w.from)
		}
	}
	sum := func(s *CauseSplit) (t Sum) {
		for _, x := range s.By {
			t = t.Plus(x)
		}
		return t
	}
	whole = sum(&r.Whole)
	for i := range r.Activities {
		a := &r.Activities[i]
		as = as.Plus(a.Total)
		if sum(&a.CauseSplit) != a.Total {
			t.Fatalf("the causes of activity %d do not sum to its waiting", a.Activity)
		}
	}
	var ts Sum
	for i := range r.Transitions {
		ts = ts.Plus(r.Transitions[i].Total)
	}
	if whole != r.Whole.Total || as != whole || ts != whole || whole.Plus(r.Stopped) != waits {
		t.Fatalf("waiting %v: whole %v, activities %v, transitions %v, stopped %v", waits.Seconds(), whole.Seconds(), as.Seconds(), ts.Seconds(), r.Stopped.Seconds())
	}
}

func TestCausesOfPublicLogsSumExactly(t *testing.T) {
	for i, file := range publicLogs {
		l := paired(t, file)
		rng := stats.NewRNG(uint64(i))
		for round := range 2 {
			o := CauseOptions{}
			v := l.All()
			if round == 1 {
				o.Split = &SplitOptions{Kinds: anyKinds(l, rng)}
				v = hidden(l, rng)
			}
			r := Causes(v, o)
			checkCauses(t, v, r)
			if r.NotKnown != "" && (r.Whole.By[Untold] != r.Whole.Total) {
				t.Errorf("%s: %q, and yet causes are claimed", file, r.NotKnown)
			}
			if round == 0 {
				t.Logf("%s: %q, efficiency %.3f, shares %.3f %.3f %.3f %.3f %.3f untold %.3f, %v", file, r.NotKnown, r.Whole.Efficiency(), r.Whole.Share(0), r.Whole.Share(1),
					r.Whole.Share(2), r.Whole.Share(3), r.Whole.Share(4), r.Whole.Share(5), r.Reasons)
				if again := Causes(v, o); !reflect.DeepEqual(r, again) {
					t.Errorf("%s: a second run differs", file)
				}
			}
		}
	}
}

// spoiled takes evidence away from a log; the key is what is then said.
var spoiled = map[Reason]func(l *eventlog.Log){
	NoStarts: func(l *eventlog.Log) { l.Begin = nil },
	NoResources: func(l *eventlog.Log) {
		for i := range l.Resource {
			l.Resource[i] = eventlog.None
		}
	},
	FewResources: func(l *eventlog.Log) {
		for i := range l.Resource {
			if i%5 > 0 {
				l.Resource[i] = eventlog.None
			}
		}
	},
	SomeStarts: func(l *eventlog.Log) {
		for i := range l.Begin {
			if i%5 > 0 {
				l.Begin[i] = eventlog.NoTime
			}
		}
	},
	CoarseTimes: func(l *eventlog.Log) {
		for i := range l.Time {
			l.Time[i] = startOf(dayOf(l.Time[i]))
			l.Begin[i] = min(startOf(dayOf(l.Begin[i])), l.Time[i])
		}
	},
}

func TestNoCauseIsClaimedWithoutEvidence(t *testing.T) {
	full, _ := planted(1, 800)
	part := func(change func(l *eventlog.Log)) *CauseResult {
		l := *full
		l.Begin, l.Resource, l.Time = slices.Clone(l.Begin), slices.Clone(l.Resource), slices.Clone(l.Time)
		change(&l)
		return Causes(l.All(), CauseOptions{})
	}
	for want, change := range spoiled {
		r := part(change)
		if r.NotKnown != want || r.Whole.By[Untold] != r.Whole.Total {
			t.Errorf("%s: got %q, shares %v", want, r.NotKnown, r.Whole.By)
		}
	}
	small, _ := planted(1, 3)
	if r := Causes(small.All(), CauseOptions{}); r.NotKnown != FewEvents {
		t.Errorf("24 events: %q", r.NotKnown)
	}
	few := part(func(l *eventlog.Log) {
		l.Resources = append(slices.Clone(l.Resources), "Supplente")
		n := 0
		for i := range l.Resource {
			if l.Activities[l.Activity[i]] == "Esame" && n < 4 {
				l.Resource[i] = int32(len(l.Resources) - 1)
				n++
			}
		}
	})
	if few.NotKnown != "" || few.Reasons[FewPerResource] == 0 {
		t.Errorf("a resource with four events: %q, %v", few.NotKnown, few.Reasons)
	}
	for _, x := range few.Resources {
		if x.Events == 4 && (x.NotKnown != FewPerResource || x.By[Untold] != x.Total) {
			t.Errorf("a resource with four events: %+v", x)
		}
	}
}

func TestEfficiencyWithoutACause(t *testing.T) {
	s := CauseSplit{Work: SumOf(100), Total: SumOf(300)}
	s.By[Batching], s.By[Extraneous] = SumOf(200), SumOf(100)
	if s.Efficiency() != 0.25 || s.EfficiencyWithout(Batching) != 0.5 || math.Abs(s.EfficiencyWithout(Extraneous)-1.0/3) > 1e-15 || s.Share(Batching) != 2.0/3 {
		t.Errorf("efficiency %v, %v, %v", s.Efficiency(), s.EfficiencyWithout(Batching), s.EfficiencyWithout(Extraneous))
	}
}

func TestSuspendedTimeIsNoWaiting(t *testing.T) {
	var cases [][]event
	for i := range 20 {
		day := int64(i) * 7 * Day
		e := func(a, who, from, to string) event {
			return event{activity: a, resource: who, from: at(from) + day, to: at(to) + day}
		}
		cases = append(cases, []event{
			e("Ricezione istanza", "Anna", "2023-01-09 09:00", "2023-01-09 09:05"), e("Richiesta integrazioni", "Anna", "2023-01-10 09:00", "2023-01-10 09:30"),
			e("Integrazioni ricevute", "Anna", "2023-01-20 09:00", "2023-01-20 09:10"), e("Rilascio", "Anna", "2023-01-24 09:00", "2023-01-24 10:00"),
		})
	}
	l := build(cases...)
	with := Causes(l.All(), CauseOptions{Split: &SplitOptions{Kinds: kindsOf(l)}})
	without := Causes(l.All(), CauseOptions{})
	if with.Whole.Total.Plus(with.Stopped) != without.Whole.Total || math.Abs(with.Stopped.Days()/20-10) > 0.5 {
		t.Errorf("stopped %v days each, waiting %v and %v", with.Stopped.Days()/20, with.Whole.Total.Days(), without.Whole.Total.Days())
	}
}
