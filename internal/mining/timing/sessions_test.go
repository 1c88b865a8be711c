package timing

import (
	"math"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// practices makes n practices with dates only, on working days; the commission
// sits every pause days, or decides as it comes when pause is 0.
func practices(r *stats.RNG, n, pause int) [][]event {
	d := kernel.MustDay("2023-01-02")
	working := func(d kernel.Day) kernel.Day {
		for d.Time().Weekday() == 0 || d.Time().Weekday() == 6 {
			d = d.AddDays(1)
		}
		return d
	}
	add := func(es []event, a string, d kernel.Day) []event {
		return append(es, event{activity: a, to: startOf(d)})
	}
	var cases [][]event
	for range n {
		d = d.AddDays(r.Poisson(1.5))
		arrived := working(d)
		examined := working(arrived.AddDays(2 + r.Poisson(12)))
		sat := working(examined.AddDays(1 + int(r.Exp()*15)))
		if pause > 0 {
			sat = examined.AddDays(1)
			for dayNumber(sat)%pause != 0 {
				sat = sat.AddDays(1)
			}
			sat = working(sat)
			if r.Intn(20) == 0 { // some urgent ones do not wait
				sat = working(examined.AddDays(1 + r.Intn(4)))
			}
		}
		es := add(add(nil, "Ricezione istanza", arrived), "Istruttoria", examined)
		es = add(es, "Parere commissione", sat)
		cases = append(cases, add(es, "Rilascio", working(sat.AddDays(1+r.Intn(9)))))
	}
	return cases
}

func TestSittingsOfACommissionAreFound(t *testing.T) {
	for _, pause := range []int{7, 14, 30} {
		found, right, planted, false_ := 0, 0, 0, 0
		for seed := range uint64(40) {
			l := build(practices(stats.NewRNG(seed), 150, pause)...)
			sat := map[int32]int{}
			for e := range l.Time {
				if l.Activities[l.Activity[e]] == "Parere commissione" && onSitting(l, e, pause) {
					sat[int32(e)] = dayNumber(dayOf(l.Time[e]))
				}
			}
			size := map[int]int{}
			for _, d := range sat {
				size[d]++
			}
			for _, d := range sat {
				if size[d] >= 2 {
					planted++
				}
			}
			for _, s := range FindSessions(l.All()) {
				if l.Activities[s.Activity] != "Parere commissione" {
					false_++
					continue
				}
				for _, x := range s.Days {
					for _, e := range x.Events {
						found++
						if _, ok := sat[e]; ok {
							right++
						}
					}
				}
				if math.Abs(s.PeriodDays-float64(pause)) > 2 || s.Saved.Seconds() <= 0 || compareSums(s.Saved, s.Waited) > 0 {
					t.Errorf("every %d days, seed %d: period %v, saved %v of %v days", pause, seed, s.PeriodDays, s.Saved.Days(), s.Waited.Days())
				}
			}
		}
		precision, recall := float64(right)/float64(found), float64(right)/float64(planted)
		t.Logf("every %d days: precision %.3f, recall %.3f of %d; %d other activities", pause, precision, recall, planted, false_)
		if precision < 0.9 || recall < 0.9 || false_ > 4 {
			t.Errorf("every %d days: precision %.3f, recall %.3f, %d other activities", pause, precision, recall, false_)
		}
	}
}

// TestFiftyPracticesAreEnough checks that a small office is served too.
func TestFiftyPracticesAreEnough(t *testing.T) {
	for _, pause := range []int{7, 14, 30} {
		found := 0
		for seed := range uint64(100) {
			l := build(practices(stats.NewRNG(seed), 50, pause)...)
			if s := FindSessions(l.All()); len(s) == 1 && l.Activities[s[0].Activity] == "Parere commissione" {
				found++
			}
		}
		if found < 90 {
			t.Errorf("every %d days: found in %d of 100 small logs", pause, found)
		}
	}
}

// onSitting reports whether an event is on a day of sitting.
func onSitting(l *eventlog.Log, e, pause int) bool {
	d := dayNumber(dayOf(l.Time[e]))
	w := dayOf(l.Time[e]).Time().Weekday()
	return d%pause == 0 || w == 1 && (d%pause == 1 || d%pause == 2)
}

func TestAnOfficeThatDecidesAsItComesHasNoSittings(t *testing.T) {
	false_, activities := 0, 0
	for seed := range uint64(200) {
		l := build(practices(stats.NewRNG(5000+seed), 20+int(seed)*2, 0)...)
		false_ += len(FindSessions(l.All()))
		activities += len(l.Activities)
	}
	t.Logf("%d false finds on %d activities", false_, activities)
	if float64(false_) > 0.01*float64(activities) {
		t.Errorf("%d false finds on %d activities", false_, activities)
	}
}
