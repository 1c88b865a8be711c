package simulation

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// made is an event of a generated log, seconds from 2024-01-01.
type made struct {
	c, activity, who string
	at, begin        float64
}

var epoch = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func stamp(s float64) string {
	return epoch.Add(time.Duration(s*1e6) * time.Microsecond).Format("2006-01-02T15:04:05.000000Z")
}

// logOf writes events as CSV and reads them back, so that the model sees what a
// person would import.
func logOf(t testing.TB, events []made, begins bool) *eventlog.Log {
	t.Helper()
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource,start\n")
	for _, e := range events {
		start := ""
		if begins {
			start = stamp(e.begin)
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", e.c, e.activity, stamp(e.at), e.who, start)
	}
	m := eventlog.Mapping{Case: "case", Activity: "activity", Timestamp: "timestamp", Resource: "resource"}
	if begins {
		m.Start = "start"
	}
	l, err := eventlog.Read(strings.NewReader(b.String()), eventlog.Options{Mapping: m})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// office generates n cases that arrive at random and are worked by c people,
// first come first served; then a signature takes two days that keep nobody busy.
func office(n, c int, between, work float64, seed uint64) (events []made) {
	arrivals, works := stats.NewStream(seed, 1), stats.NewStream(seed, 2)
	free := make([]float64, c)
	at := 0.0
	for i := range n {
		at += between * arrivals.Exp()
		who := 0
		for k := range free {
			if free[k] < free[who] {
				who = k
			}
		}
		begin := max(at, free[who])
		free[who] = begin + work*works.Exp()
		id, person := fmt.Sprintf("p%05d", i), fmt.Sprintf("r%d", who)
		events = append(events, made{id, "Protocollo", "", at, at}, made{id, "Istruttoria", person, free[who], begin},
			made{id, "Rilascio", "", free[who] + 2*86400, free[who] + 2*86400})
	}
	return events
}

func activity(t testing.TB, l *eventlog.Log, name string) int32 {
	t.Helper()
	i := slices.Index(l.Activities, name)
	if i < 0 {
		t.Fatalf("no activity %q in %q", name, l.Activities)
	}
	return int32(i)
}

// calibrated is the model of a log that ends with Rilascio.
func calibrated(t testing.TB, l *eventlog.Log, o Options) *Model {
	t.Helper()
	o.Ends = make([]bool, len(l.Activities))
	o.Ends[activity(t, l, "Rilascio")] = true
	m := Calibrate(l.All(), o)
	if m.Unknown != "" {
		t.Fatalf("nothing calibrated: %s", m.Unknown)
	}
	return m
}

const days = 86400.0

// TestStaffIsFound plants an office with two people at 85 % and asks what a
// third one would bring. Theory and model must agree, with and without the
// beginnings of the work in the log.
func TestStaffIsFound(t *testing.T) {
	const work, c, load = 2 * days, 2, 0.85
	between := work / c / load
	theory := func(c int) float64 {
		a := work / between
		return erlangC(c, a)*work/float64(c)/(1-a/float64(c)) + work + 2*days
	}
	for _, begins := range []bool{true, false} {
		t.Run(fmt.Sprintf("begins %v", begins), func(t *testing.T) {
			l := logOf(t, office(3000, c, between, work, 3), begins)
			m := calibrated(t, l, Options{})
			step := &m.Steps[activity(t, l, "Istruttoria")]
			p := m.Pools[step.Pool]
			if p.Staff != c || !p.StaffKnown || p.WorkKnown != begins {
				t.Errorf("staff %d known %v, work known %v", p.Staff, p.StaffKnown, p.WorkKnown)
			}
			near(t, "work", step.Work, work, 0.05)
			near(t, "busy", p.Busy, load, 0.05)
			o := m.Run([]Scenario{{Name: "three", Changes: []Change{{StaffOf, step.Activity, 3}}}}, Budget{Seed: 1, Horizon: 2 * year64})
			near(t, "base", o.Base.Mean.Mean, theory(2), 0.05)
			near(t, "three", o.Scenarios[0].Mean.Mean, theory(3), 0.05)
			if d := o.Scenarios[0].Against; d.Mean.High >= 0 {
				t.Errorf("a third person does not help in all runs: %+v", d.Mean)
			}
		})
	}
}

// TestNobodyNamed: without people and beginnings a queue cannot be told from
// other waiting, unless somebody says how many work there.
func TestNobodyNamed(t *testing.T) {
	events := office(1500, 1, 2*days/0.8, 2*days, 4)
	for i := range events {
		events[i].who = ""
	}
	l := logOf(t, events, false)
	m := calibrated(t, l, Options{})
	a := activity(t, l, "Istruttoria")
	if s := m.Steps[a]; s.Pool != none || s.Queue != 0 || s.Work != 0 {
		t.Errorf("a queue is claimed without evidence: %+v", s)
	}
	if got := m.Check(Change{StaffOf, a, 2}); got != NoStaff {
		t.Errorf("staff of a step without staff: %q", got)
	}
	staff := make([]int, len(l.Activities))
	staff[a] = 1
	m = calibrated(t, l, Options{Staff: staff})
	s := m.Steps[a]
	near(t, "work with the staff given", s.Work, 2*days, 0.1)
	if m.Pools[s.Pool].WorkKnown {
		t.Error("the work is said to be known")
	}
}

// TestParts: queue, work and else sum to the time of the step.
func TestParts(t *testing.T) {
	l := logOf(t, office(800, 2, 1.2*days, 2*days, 5), false)
	m := calibrated(t, l, Options{})
	for _, name := range []string{"Istruttoria", "Rilascio"} {
		a := activity(t, l, name)
		var total, n float64
		for _, s := range m.stories {
			for k := 1; s.complete && k < len(s.at); k++ {
				if s.activity[k] == a {
					total += float64(s.at[k]-s.at[k-1]) / 1e6
					n++
				}
			}
		}
		near(t, name, m.Steps[a].Total(), total/n, 1e-6)
	}
}

// TestClearing plants an office in which one person cannot keep up, and asks
// when two would have cleared the backlog.
func TestClearing(t *testing.T) {
	const work = 2 * days
	between := work / 1.25 // one person has a quarter too much
	l := logOf(t, office(700, 1, between, work, 6), true)
	now := lastEvent(l.All())/4*3 + l.Time[0]/4 // in the midst, with cases open
	m := calibrated(t, l, Options{Now: now})
	a := activity(t, l, "Istruttoria")
	if m.Open < 60 {
		t.Fatalf("only %d cases are open", m.Open)
	}
	o := m.Run([]Scenario{{Changes: []Change{{StaffOf, a, 2}}}}, Budget{Seed: 2, Replications: 60})
	if got := o.Base.Cleared; got.Never < 0.95 || got.At != nil {
		t.Errorf("one person clears the backlog: %+v", got)
	}
	got := o.Scenarios[0].Cleared
	if got.Never > 0 || got.At == nil || got.At.High == nil {
		t.Fatalf("two people do not clear the backlog: %+v", got)
	}
	var sum, weight float64 // of the work that the runs draw
	for _, x := range m.templates {
		w := m.stories[x.story].weight
		sum += w * float64(x.tasks[slices.Index(x.activity, a)-1].service) / 1e6
		weight += w
	}
	near(t, "work", sum/weight, work, 0.15)
	near(t, "arrivals a week", m.PerWeek, 7*days/between, 0.15)
	want := float64(m.Open-got.Target) / (2*weight/sum - m.PerWeek/7/days) // seconds
	near(t, "cleared after (days)", float64(got.At.Median-now)/1e6/days, want/days, 0.15)
	if float64(got.At.Low-now)/1e6 > want || float64(*got.At.High-now)/1e6 < want {
		t.Errorf("the interval does not hold what arithmetic says")
	}
	plain, ok := m.Capacity(Budget{Seed: 2})
	if !ok || plain.Never < 0.9 {
		t.Errorf("by arrivals and conclusions alone: %+v", plain)
	}
}

// TestNothingChanged: runs share their arrivals and cases, so that a scenario
// without effect differs by nothing at all.
func TestNothingChanged(t *testing.T) {
	l := logOf(t, office(600, 2, 1.2*days, 2*days, 7), true)
	m := calibrated(t, l, Options{})
	a := activity(t, l, "Istruttoria")
	o := m.Run([]Scenario{{Changes: []Change{{StepBy, a, 1}, {Arrivals, 0, 1}, {StaffOf, a, 2}}}, {Changes: []Change{{Arrivals, 0, 1.2}}}}, Budget{Seed: 3, Replications: 20})
	if d := *o.Scenarios[0].Against; d != (Difference{}) {
		t.Errorf("no change makes a difference: %+v", d)
	}
	if d := o.Scenarios[1].Against; d.Mean.Low <= 0 {
		t.Errorf("a fifth more arrivals do not lengthen the queue: %+v", d.Mean)
	}
	near(t, "arrivals", o.Scenarios[1].Arrived.Mean, 1.2*o.Base.Arrived.Mean, 0.02)
	again := m.Run([]Scenario{{}}, Budget{Seed: 3, Replications: 20})
	if again.Base.Mean != o.Base.Mean || !slices.Equal(again.Base.Backlog, o.Base.Backlog) {
		t.Error("the same seed gives other results")
	}
}

// loops generates cases of which every second is sent back once for twenty days,
// and asks another body for forty; a commission decides every thirty days.
func loops(n int) (events []made) {
	rng := stats.NewRNG(9)
	at := 0.0
	for i := range n {
		at += days * rng.Exp()
		id, x := fmt.Sprintf("p%05d", i), at
		do := func(activity string, after float64) {
			x += after
			events = append(events, made{id, activity, "", x, x})
		}
		do("Protocollo", 0)
		do("Verifica", 5*days)
		if i%2 == 0 {
			do("Richiesta integrazioni", days)
			do("Verifica", 19*days)
		}
		do("Parere reso", 40*days)
		do("Rilascio", 30*days-math.Mod(x, 30*days))
	}
	return events
}

// TestChanges: each change does to the mean what arithmetic says.
func TestChanges(t *testing.T) {
	l := logOf(t, loops(600), false)
	kinds := make([]steps.Kind, len(l.Activities))
	check, opinion, release := activity(t, l, "Verifica"), activity(t, l, "Parere reso"), activity(t, l, "Rilascio")
	kinds[opinion] = steps.OtherBodyEnd
	every := make([]float64, len(l.Activities))
	every[release] = 30 * days
	m := calibrated(t, l, Options{Kind: kinds, BatchEvery: every})
	if !m.Steps[opinion].External || m.Steps[check].External {
		t.Errorf("external: %+v", m.Steps)
	}
	if p := m.Check(Change{NoLoop, opinion, 0}); p != NoRepeat {
		t.Errorf("a loop where there is none: %q", p)
	}
	o := m.Run([]Scenario{
		{"no loop", []Change{{NoLoop, check, 0}}},
		{"opinion in half the time", []Change{{WaitBy, opinion, 0.5}}},
		{"opinion in thirty days at most", []Change{{WaitAtMost, opinion, 30 * days}}},
		{"commission every fortnight", []Change{{BatchEvery, release, 14 * days}}},
		{"opinion brought to ten days", []Change{{StepTarget, opinion, 10 * days}}},
		{"all at once", []Change{{NoLoop, check, 0}, {WaitBy, opinion, 0.5}}},
	}, Budget{Seed: 5, Replications: 20})
	batch := m.Steps[release].Total() * (1 - 14.0/30)
	for i, want := range []float64{10 * days, 20 * days, 10 * days, batch, 30 * days, 30 * days} {
		s := o.Scenarios[i]
		near(t, s.Name, -s.Against.Mean.Mean, want, 0.06)
	}
	for _, c := range []Change{{StaffOf, check, -1}, {WaitBy, opinion, math.NaN()}, {StepBy, 99, 1}, {What(99), check, 1}, {BatchEvery, check, days}, {Arrivals, 0, 11}} {
		if m.Check(c) == "" {
			t.Errorf("%+v passes", c)
		}
	}
}

// TestPoor: what is too little is said.
func TestPoor(t *testing.T) {
	l := logOf(t, office(20, 1, 3*days, days, 1), false)
	m := Calibrate(l.All(), Options{})
	if m.Unknown != TooFewCompleted {
		t.Errorf("twenty cases: %q", m.Unknown)
	}
	if o := m.Run(nil, Budget{}); o.Ran.Replications != 0 {
		t.Errorf("it runs: %+v", o.Ran)
	}
	l = logOf(t, office(100, 4, days/10, days, 1), false)
	if m := Calibrate(l.All(), Options{}); m.Unknown != TooShort {
		t.Errorf("ten days: %q", m.Unknown)
	}
}

// TestBudget: the number of events is held, and what was run is said.
func TestBudget(t *testing.T) {
	l := logOf(t, office(2000, 2, 1.2*days, 2*days, 8), true)
	m := calibrated(t, l, Options{})
	o := m.Run([]Scenario{{}, {}}, Budget{Events: 60_000})
	if o.Ran.Events > 70_000 || o.Ran.Replications < 1 || o.Ran.Replications >= 100 {
		t.Errorf("%+v", o.Ran)
	}
	o = m.Run(nil, Budget{Events: 5000, Horizon: 20 * year64})
	if o.Ran.Cut == 0 {
		t.Errorf("runs of twenty years within 5,000 events are not cut: %+v", o.Ran)
	}
}
