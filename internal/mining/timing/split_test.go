package timing

import (
	"reflect"
	"runtime"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

func parts(t *testing.T, got Parts, hours map[Part]float64) {
	t.Helper()
	var want Parts
	for p, h := range hours {
		want[p] = int64(h * 3600 * float64(Second))
	}
	if got != want {
		t.Errorf("the parts are %v hours, want %v", inHours(got), inHours(want))
	}
}

func inHours(p Parts) (h [partCount]float64) {
	for i, v := range p {
		h[i] = float64(v) / 3600 / float64(Second)
	}
	return h
}

func TestSplitOfACaseWithEveryPart(t *testing.T) {
	l := build([]event{
		{activity: "Ricezione istanza", begin: "2024-01-08 09:00", end: "2024-01-08 09:00"},
		{activity: "Istruttoria", begin: "2024-01-09 09:00", end: "2024-01-09 12:00"},                   // 24 h waiting, 3 h work
		{activity: "Richiesta integrazioni", begin: "2024-01-10 10:00", end: "2024-01-10 11:00"},        // from midnight of the 10th
		{activity: "Ricezione integrazioni", begin: "2024-01-15 16:00", end: "2024-01-15 16:00"},        // to midnight of the 15th
		{activity: "Richiesta parere ASL", begin: "2024-01-15 17:00", end: "2024-01-15 18:00"},          // 1 h work
		{activity: "Parere reso ASL", begin: "2024-01-20 10:00", end: "2024-01-20 10:00"},               // 112 h elsewhere
		{activity: "Rilascio permesso", begin: "2024-01-22 09:00", end: "2024-01-22 10:00"},             // 47 h waiting, 1 h work
		{activity: "Notifica del permesso", begin: "2024-01-22 12:00", end: "2024-01-22 12:00"},         // 2 h waiting
		{activity: "Calcolo oneri", begin: "2024-01-09 11:00", end: "2024-01-09 13:00", from: 0},        // overlaps: 1 h more
		{activity: "Pagamento oneri", begin: "2024-01-18 09:00", end: "2024-01-18 11:00", resource: ""}, // while elsewhere: not counted
	})
	r := Split(l.All(), SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 8}})
	c := r.Cases[0]
	// Gross: 8 January 9:00 to 22 January 12:00 = 339 hours.
	parts(t, c.Parts, map[Part]float64{Waiting: 24 + 11 + 17 + 47 + 2, Processing: 3 + 1 + 1 + 1, Suspended: 5 * 24, OtherBody: 112})
	if c.SuspendedDays != 5 || c.Parts.Total() != c.To-c.From || r.Known != (Known{}) {
		t.Errorf("suspended days %d, known %+v", c.SuspendedDays, r.Known)
	}
	want := Legal{Start: kernel.MustDay("2024-01-08"), End: kernel.MustDay("2024-01-22"), GrossDays: 14, SuspendedDays: 5, NetDays: 9,
		Due: kernel.MustDay("2024-01-22")} // 16 January + 5 is a Sunday
	if *c.Legal != want {
		t.Errorf("legal view %+v, want %+v", *c.Legal, want)
	}
}

func TestSplitSaysWhatCannotBeTold(t *testing.T) {
	l := build([]event{{activity: "Ricezione istanza", end: "2024-01-08"}, {activity: "Richiesta integrazioni", end: "2024-01-18"},
		{activity: "Ricezione integrazioni", end: "2024-01-28"}, {activity: "Rilascio", end: "2024-02-08"}})
	r := Split(l.All(), SplitOptions{})
	if want := (Known{NoStarts, NoMeanings, NoMeanings, NoMeanings}); r.Known != want {
		t.Errorf("known %+v, want %+v", r.Known, want)
	}
	parts(t, r.Cases[0].Parts, map[Part]float64{WaitingOrProcessing: 31 * 24})
	r = Split(l.All(), SplitOptions{Kinds: kindsOf(l)})
	if want := (Known{Starts: NoStarts, OtherBodies: NoOtherBodies}); r.Known != want {
		t.Errorf("known %+v, want %+v", r.Known, want)
	}
	parts(t, r.Cases[0].Parts, map[Part]float64{WaitingOrProcessing: 21 * 24, Suspended: 240})
	if r.Cases[0].Legal != nil || r.Known.Of(Waiting) != NoStarts || r.Known.Of(Suspended) != "" {
		t.Error("without a term there is a legal view, or the parts are known wrongly")
	}
	l.Begin = []int64{eventlog.NoTime, eventlog.NoTime, eventlog.NoTime, at("2024-02-07")}
	r = Split(l.All(), SplitOptions{})
	parts(t, r.Cases[0].Parts, map[Part]float64{WaitingOrProcessing: 20 * 24, Waiting: 240, Processing: 24})
	if r.Known.Starts != SomeStarts {
		t.Errorf("starts are %q", r.Known.Starts)
	}
}

func TestSuspensionsFollowTheLegalClock(t *testing.T) {
	for name, c := range map[string]struct {
		events []event
		law    bool
		days   int
		legal  int // suspended days admitted by law
	}{
		"as the log says":               {events: integration("2024-03-10", "2024-05-01"), days: 52, legal: 52},
		"at most thirty days":           {events: integration("2024-03-10", "2024-05-01"), law: true, days: 30, legal: 30},
		"never answered":                {events: integration("2024-03-10", ""), days: 174, legal: 174},
		"never answered, but limited":   {events: integration("2024-03-10", ""), law: true, days: 30, legal: 30},
		"a second one is not admitted":  {events: append(integration("2024-03-10", "2024-03-20"), integration("2024-04-10", "2024-04-20")[1:3]...), law: true, days: 20, legal: 10},
		"a notice with observations":    {events: refusal("2024-03-04", "2024-03-11"), days: 17, legal: 17}, // 11 March + 10 days
		"a notice without observations": {events: refusal("2024-03-04", ""), days: 10, legal: 10},
		"observations too late":         {events: refusal("2024-03-04", "2024-03-25"), days: 10, legal: 10},
	} {
		l := build(c.events)
		o := SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 30}}
		if c.law {
			o.Rules = LawRules(o.Kinds, information)
		}
		got := Split(l.All(), o).Cases[0]
		if got.SuspendedDays != c.days || got.Legal.SuspendedDays != c.legal {
			t.Errorf("%s: suspended days %d, by law %d; want %d and %d", name, got.SuspendedDays, got.Legal.SuspendedDays, c.days, c.legal)
		}
	}
}

func integration(asked, given string) []event {
	es := []event{{activity: "Ricezione istanza", end: "2024-03-01 08:00"}, {activity: "Richiesta integrazioni", end: asked + " 12:00"}}
	if given != "" {
		es = append(es, event{activity: "Integrazioni ricevute", end: given + " 09:00"})
	}
	return append(es, event{activity: "Rilascio", end: "2024-08-31 10:00"})
}

func refusal(sent, observed string) []event {
	es := []event{{activity: "Ricezione istanza", end: "2024-03-01 08:00"}, {activity: "Preavviso di rigetto", end: sent + " 12:00"}}
	if observed != "" {
		es = append(es, event{activity: "Osservazioni al preavviso", end: observed + " 09:00"})
	}
	return append(es, event{activity: "Diniego", end: "2024-08-31 10:00"})
}

func TestAnswersOfOtherBodiesFindTheirRequest(t *testing.T) {
	l := build([]event{
		{activity: "Ricezione istanza", end: "2024-01-01"}, {activity: "Richiesta parere ASL", end: "2024-01-02"},
		{activity: "Indizione conferenza di servizi", end: "2024-01-04"}, {activity: "Parere reso Soprintendenza", end: "2024-01-05"}, // nobody asked
		{activity: "Parere reso ASL", end: "2024-01-07"}, {activity: "Conclusione conferenza di servizi", end: "2024-01-12"},
		{activity: "Richiesta parere", end: "2024-01-20"}, {activity: "Rilascio", end: "2024-01-25"},
	})
	c := Split(l.All(), SplitOptions{Kinds: kindsOf(l)}).Cases[0]
	parts(t, c.Parts, map[Part]float64{OtherBody: 24 * (10 + 5), WaitingOrProcessing: 24 * (1 + 8)})
	if c.Unclosed != 1 {
		t.Errorf("%d requests without an answer, want 1", c.Unclosed)
	}
	// By an attribute that names the body the same activity can be asked of two.
	l = build([]event{
		{activity: "Richiesta parere", resource: "ASL", end: "2024-01-01"}, {activity: "Richiesta parere", resource: "ARPA", end: "2024-01-03"},
		{activity: "Parere reso", resource: "ARPA", end: "2024-01-04"}, {activity: "Istruttoria", resource: "Comune", end: "2024-01-10"},
		{activity: "Parere reso", resource: "ASL", end: "2024-01-11"}, {activity: "Esame", resource: "Regione", end: "2024-01-13"}, {activity: "Rilascio", resource: "Comune", end: "2024-01-16"},
	})
	r := Split(l.All(), SplitOptions{Kinds: kindsOf(l), OwnBody: []string{"Comune"}})
	parts(t, r.Cases[0].Parts, map[Part]float64{OtherBody: 24 * 12, WaitingOrProcessing: 24 * 3})
	if r.Known.OtherBodies != "" || r.Cases[0].Unclosed != 0 {
		t.Errorf("known %+v, unclosed %d", r.Known, r.Cases[0].Unclosed)
	}
}

func TestOpenCasesLastUntilNow(t *testing.T) {
	l := build(
		[]event{{activity: "Ricezione istanza", end: "2024-01-01"}, {activity: "Istruttoria", end: "2024-01-11"}},
		[]event{{activity: "Ricezione istanza", end: "2024-01-01"}, {activity: "Diniego", end: "2024-01-06"}},
		[]event{{activity: "Istruttoria", end: "2024-01-01"}, {activity: "Richiesta integrazioni", end: "2024-01-05"}},
	)
	r := Split(l.All(), SplitOptions{Kinds: kindsOf(l), Now: instant("2024-01-21"), Term: termini.Termine{N: 15}})
	parts(t, r.Cases[0].Parts, map[Part]float64{WaitingOrProcessing: 20 * 24})
	parts(t, r.Cases[1].Parts, map[Part]float64{WaitingOrProcessing: 5 * 24})
	parts(t, r.Cases[2].Parts, map[Part]float64{WaitingOrProcessing: 4 * 24, Suspended: 16 * 24})
	if !r.Cases[0].Open || r.Cases[1].Open || r.Judged != 2 || r.Exceeded != 1 || r.Cases[2].Legal.NotKnown != NoReceipt || r.Unclosed != 1 {
		t.Errorf("open %v %v, judged %d, exceeded %d, unclosed %d", r.Cases[0].Open, r.Cases[1].Open, r.Judged, r.Exceeded, r.Unclosed)
	}
	last := r.Transitions[len(r.Transitions)-1]
	if last.To != eventlog.None || last.N != 1 || last.Parts[Suspended].Seconds() != 16*86400 {
		t.Errorf("the open end of the last case is %+v", last)
	}
}

// anyKinds gives every activity a meaning by chance.
func anyKinds(l *eventlog.Log, r *stats.RNG) []steps.Kind {
	kinds := make([]steps.Kind, len(l.Activities))
	for a := range kinds {
		kinds[a] = steps.Kinds()[r.Intn(len(steps.Kinds()))]
	}
	return kinds
}

// checkSplit verifies the invariants of a result.
func checkSplit(t *testing.T, v *eventlog.View, r *SplitResult) {
	t.Helper()
	var gross, cases, ss, first, ts Sum
	var tr eventlog.Trace
	for k, c := range r.Cases {
		v.Trace(k, &tr)
		from, to := tr.Time[0], tr.Time[tr.Len()-1]
		for i := range tr.Begin {
			if tr.Begin[i] != eventlog.NoTime {
				from = min(from, tr.Begin[i])
			}
		}
		if c.Parts.Total() != c.To-c.From || c.From != from || c.To < to || c.To != to && !c.Open {
			t.Fatalf("case %d: the parts make %d of [%d, %d]", c.Case, c.Parts.Total(), c.From, c.To)
		}
		for p, v := range c.Parts {
			if v < 0 {
				t.Fatalf("case %d: part %d is negative", c.Case, p)
			}
		}
		gross.add(c.To - c.From)
		cases.add(c.Parts.Total())
		first.add(tr.Time[0] - from)
	}
	n := 0
	for i := range r.Steps {
		ss, n = ss.Plus(r.Steps[i].Total()), n+r.Steps[i].N
	}
	for i := range r.Transitions {
		ts = ts.Plus(r.Transitions[i].Total())
		if r.Transitions[i].To == eventlog.None {
			ss = ss.Plus(r.Transitions[i].Total())
		}
	}
	if r.Whole.Total() != gross || cases != gross || ss != gross || ts.Plus(first) != gross || n != v.Events() {
		t.Fatalf("gross %v, whole %v, steps %v, transitions %v", gross.Seconds(), r.Whole.Total().Seconds(), ss.Seconds(), ts.Seconds())
	}
}

func TestPartsSumToTheGrossDurationOfEveryPublicCase(t *testing.T) {
	for i, file := range publicLogs {
		l := public(t, file)
		rng := stats.NewRNG(uint64(i))
		for round := range 3 {
			o := SplitOptions{Kinds: anyKinds(l, rng), Term: termini.Termine{N: 30}}
			if round > 0 {
				o.Now = instant("2026-01-01")
				o.Rules = map[int32]SuspensionRule{0: information, 1: {MaxDays: 5}}
			}
			v := l.All()
			if round == 2 {
				v = hidden(l, rng)
				if n := len(l.Resources); n > 0 {
					o.OwnBody = l.Resources[:n/2]
				}
			}
			r := Split(v, o)
			checkSplit(t, v, r)
			if again := Split(v, o); round == 0 && !reflect.DeepEqual(r, again) {
				t.Errorf("%s: a second run differs", file)
			}
		}
		if r := Split(l.All(), SplitOptions{}); r.Known.Suspensions != NoMeanings || r.Whole.Parts[Suspended] != (Sum{}) {
			t.Errorf("%s: something is suspended without meanings", file)
		}
	}
}

func TestSplitIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	l := public(t, "bpic2012_loan.xes.gz")
	o := SplitOptions{Kinds: anyKinds(l, stats.NewRNG(2)), Term: termini.Termine{N: 30}}
	many := Split(l.All(), o)
	before := runtime.GOMAXPROCS(1)
	one := Split(l.All(), o)
	runtime.GOMAXPROCS(7)
	seven := Split(l.All(), o)
	runtime.GOMAXPROCS(before)
	if !reflect.DeepEqual(one, many) || !reflect.DeepEqual(one, seven) {
		t.Error("the result depends on the number of processors")
	}
}

func BenchmarkSplit(b *testing.B) {
	l := public(b, "bpic2012_loan.xes.gz")
	kinds := anyKinds(l, stats.NewRNG(1))
	b.ReportAllocs()
	for b.Loop() {
		Split(l.All(), SplitOptions{Kinds: kinds, Term: termini.Termine{N: 30}})
	}
}
