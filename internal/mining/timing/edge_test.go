package timing

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/termini"
)

// routine is a resource at work in every hour from 8 to 16 for six weeks, so that
// hours are known; the tests add what they need after it.
func routine(resource string) (cases [][]event) {
	for week := range int64(6) {
		for d := range int64(5) {
			for h := range int64(8) {
				from := at("2024-01-08 08:20") + (7*week+d)*Day + h*hour
				cases = append(cases, []event{{activity: "Altro", resource: resource, from: from, to: from + 5*minute}})
			}
		}
	}
	return cases
}

// waitOf is the causes of the waiting before an activity.
func waitOf(t *testing.T, l *eventlog.Log, activity string) CauseSplit {
	t.Helper()
	for _, a := range Causes(l.All(), CauseOptions{BatchOptions: BatchOptions{Office: officeHours(t)}}).Activities {
		if l.Activities[a.Activity] == activity {
			return a.CauseSplit
		}
	}
	t.Fatalf("%q is not there", activity)
	return CauseSplit{}
}

func TestWhoCameAtTheSameTimeIsNotPreferred(t *testing.T) {
	arrive := event{activity: "Arrivo", resource: "Portale", begin: "2024-03-04 09:00", end: "2024-03-04 09:00"}
	late := event{activity: "Arrivo", resource: "Portale", begin: "2024-03-04 09:10", end: "2024-03-04 09:10"}
	one := event{activity: "Esame", resource: "Anna", begin: "2024-03-04 09:00", end: "2024-03-04 10:00"}
	two := event{activity: "Esame", resource: "Anna", begin: "2024-03-04 10:30", end: "2024-03-04 11:00"}
	same := waitOf(t, build(append(routine("Anna"), []event{arrive, one}, []event{arrive, two})...), "Esame")
	// 09:00 to 10:30: an hour behind the other, and half an hour in which Anna was free.
	if same.By[Contention] != SumOf(hour) || same.By[Prioritization] != (Sum{}) || same.By[Extraneous] != SumOf(30*minute) || same.Total != SumOf(90*minute) {
		t.Errorf("at the same time: %v", same.By)
	}
	one.begin = "2024-03-04 09:15"
	preferred := waitOf(t, build(append(routine("Anna"), []event{late, one}, []event{arrive, two})...), "Esame")
	if preferred.By[Prioritization] != SumOf(45*minute) {
		t.Errorf("ten minutes later, served first: %v", preferred.By)
	}
}

func TestABatchComesBeforeOnlyWhatItCouldNotJoin(t *testing.T) {
	cases := routine("Bruno")
	for week := range int64(6) {
		friday := at("2024-02-23 00:00") + week*7*Day
		do := func(ready, from, length int64, activity string) {
			cases = append(cases, []event{{activity: "Esame", resource: "Anna", from: ready - 5*minute, to: ready}, {activity: activity, resource: "Bruno", from: from, to: from + length}})
		}
		monday := friday + 3*Day
		do(friday+11*hour, monday+9*hour, 45*minute, "Urgenza") // could be done before the batch was full, and was done before it
		for i := range int64(4) {
			do(friday+(9+i)*hour, monday+10*hour+i*10*minute, 10*minute, "Firma")
		}
	}
	got := waitOf(t, build(cases...), "Firma")
	// Each week the four wait 3, 2, 1 and 0 hours for the batch to fill, then for
	// the urgent one and for each other.
	if want := SumOf(6 * 6 * hour); got.By[Batching] != want {
		t.Errorf("for the batch: %v hours, want 36", got.By[Batching].Seconds()/3600)
	}
	if want := SumOf(6 * (4*45 + 10 + 20 + 30) * minute); got.By[Contention] != want || got.By[Prioritization] != (Sum{}) {
		t.Errorf("behind others: %v and %v hours, want 24 and 0", got.By[Contention].Seconds()/3600, got.By[Prioritization].Seconds()/3600)
	}
}

func TestWithoutHoursTheRestIsNotTold(t *testing.T) {
	var cases [][]event
	for i := range int64(20) { // two weeks only
		from := at("2024-01-08 09:00") + i*12*hour
		cases = append(cases, []event{{activity: "Arrivo", resource: "Portale", from: from, to: from}, {activity: "Esame", resource: "Anna", from: from + 5*hour, to: from + 6*hour}})
	}
	r := Causes(build(cases...).All(), CauseOptions{})
	if r.NotKnown != "" || r.Reasons[NoCalendar] != 20 || r.Unmeasured[NoEnablement] != 20 || len(r.Reasons) != 1 || r.Whole.By[Extraneous] != (Sum{}) || r.Whole.By[Untold] != SumOf(20*5*hour) || r.Batches.NotKnown != NoCalendar {
		t.Errorf("%q, %v, %v", r.NotKnown, r.Reasons, r.Whole.By)
	}
}

func TestNothingWaited(t *testing.T) {
	if r := Causes(build(routine("Anna")...).All(), CauseOptions{}); r.NotKnown != "" || r.Unmeasured[NoEnablement] != 240 || r.Whole.N != 0 || r.Whole.Efforts != 240 {
		t.Errorf("%q, %d of %d waited", r.NotKnown, r.Whole.N, r.Whole.Efforts)
	}
}

func TestWhatComesDuringABatchIsNotInIt(t *testing.T) {
	var cases [][]event
	for week := range int64(6) {
		monday := at("2024-01-08 10:00") + week*7*Day
		for i := range int64(5) {
			ready := monday - 3*Day + i*hour
			if i == 4 {
				ready = monday + 15*minute // comes while the others are signed
			}
			from := monday + i*10*minute
			cases = append(cases, []event{{activity: "Esame", resource: "Anna", from: ready - 20*minute, to: ready}, {activity: "Firma", resource: "Bruno", from: from, to: from + 10*minute}})
		}
	}
	r := Batches(build(cases...).All(), BatchOptions{Office: officeHours(t)})
	if len(r.Groups) != 1 || len(r.Groups[0].Batches) != 6 || r.Groups[0].Batched != 24 {
		t.Errorf("batches: %+v", r)
	}
}

// TestABusyDeskMakesNoBatchByChance uses a resource that does many things at once,
// each after a hidden delay: executions that follow each other closely are many,
// as many as chance makes.
func TestABusyDeskMakesNoBatchByChance(t *testing.T) {
	found, executions := 0, 0
	for seed := range uint64(20) {
		r := stats.NewRNG(seed)
		var cases [][]event
		for range 400 {
			day := startOf(dayOf(open(at("2024-01-08 08:00")+int64(r.Float64()*60*float64(Day))))) + 8*hour
			ready := day + int64(r.Float64()*4*float64(hour))
			from := ready + int64(r.Float64()*3.5*float64(hour)) // on the same day
			cases = append(cases, []event{{activity: "Esame", resource: "Anna", from: ready, to: ready}, {activity: "Firma", resource: "Bruno", from: from, to: from + int64(r.Exp()*float64(hour))}})
		}
		l := build(cases...)
		for _, g := range Batches(l.All(), BatchOptions{Office: officeHours(t), MinSize: 2}).Groups {
			found += g.Batched
		}
		executions += l.Events()
	}
	t.Logf("%d of %d executions", found, executions)
	if 100*found > executions {
		t.Errorf("%d of %d executions are taken for batches", found, executions)
	}
}

func TestAnInterruptionRestartsTheTerm(t *testing.T) {
	l := build([]event{{activity: "Ricezione istanza", end: "2024-03-01"}, {activity: "Interruzione dei termini", end: "2024-03-20"}, {activity: "Rilascio", end: "2024-04-15"}})
	x := Split(l.All(), SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 30}}).Cases[0].Legal
	if x.Due != kernel.MustDay("2024-04-19") || x.Exceeded || x.GrossDays != 45 {
		t.Errorf("interrupted: %+v", x)
	}
	l = build([]event{{activity: "Istruttoria", end: "2024-02-20"}, {activity: "Interruzione dei termini", end: "2024-02-21"}, {activity: "Ricezione istanza", end: "2024-03-01"}, {activity: "Rilascio", end: "2024-04-15"}})
	x = Split(l.All(), SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 30}}).Cases[0].Legal
	if x.NotKnown != "" || x.Due != kernel.MustDay("2024-04-02") || !x.Exceeded { // 31 March is Easter, and Monday is a holiday
		t.Errorf("interrupted before it was received: %+v", x)
	}
}

func TestAnAnswerNobodyAskedForClosesNothing(t *testing.T) {
	l := build([]event{
		{activity: "Richiesta parere", resource: "ASL", end: "2024-01-01"}, {activity: "Parere reso", resource: "ARPA", end: "2024-01-03"},
		{activity: "Parere reso", resource: "ASL", end: "2024-01-06"}, {activity: "Rilascio", resource: "Comune", end: "2024-01-16"},
	})
	c := Split(l.All(), SplitOptions{Kinds: kindsOf(l), OwnBody: []string{"Comune"}}).Cases[0]
	parts(t, c.Parts, map[Part]float64{OtherBody: 24 * 5, WaitingOrProcessing: 24 * 10})
	if c.Unclosed != 0 {
		t.Errorf("%d requests are open", c.Unclosed)
	}
	l.Attributes = []eventlog.Attribute{{Name: "ente", Values: l.Resources, Column: l.Resource}}
	c = Split(l.All(), SplitOptions{Kinds: kindsOf(l), Body: "ente"}).Cases[0] // what the office itself is was not said
	parts(t, c.Parts, map[Part]float64{OtherBody: 24 * 5, WaitingOrProcessing: 24 * 10})
}

func TestAStepIsMadePossibleByTheLastEndBeforeIt(t *testing.T) {
	l := build([]event{
		{activity: "lungo", begin: "2024-01-01 08:00", end: "2024-01-01 12:00"}, {activity: "breve", begin: "2024-01-01 09:00", end: "2024-01-01 10:00"},
		{activity: "dopo", begin: "2024-01-01 14:00", end: "2024-01-01 15:00"},
	})
	xs := instances(l.All())
	last := xs[2]
	if l.Activities[last.previous] != "lungo" || last.waits() != (span{at("2024-01-01 12:00"), at("2024-01-01 14:00")}) {
		t.Errorf("made possible by %q at %d", l.Activities[last.previous], last.enabled)
	}
	if w := xs[1].waits(); w.from != w.to || xs[0].enabled != eventlog.NoTime {
		t.Errorf("an overlap waited %v", w)
	}
}

func TestEventsOfTheSameInstantDoNotGiveTheStart(t *testing.T) {
	l := build([]event{{activity: "a", end: "2024-01-01 09:00"}, {activity: "b", end: "2024-01-01 11:00"}, {activity: "c", end: "2024-01-01 11:00"}})
	out, r := EstimateStarts(l, StartOptions{})
	if out.Begin[1] != at("2024-01-01 09:00") || out.Begin[2] != at("2024-01-01 09:00") || r.Enabled != 2 || r.Instant != 1 {
		t.Errorf("starts %v, %+v", out.Begin, r)
	}
}
