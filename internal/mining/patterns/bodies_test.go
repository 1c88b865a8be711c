package patterns

import (
	"fmt"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// kindsByName gives the meanings of the fixtures.
func kindsByName(l *eventlog.Log, meanings map[string]steps.Kind) []steps.Kind {
	kinds := make([]steps.Kind, len(l.Activities))
	for a, name := range l.Activities {
		kinds[a] = meanings[name]
	}
	return kinds
}

var opinions = map[string]steps.Kind{"indizione": steps.OtherBodyStart, "richiesta": steps.OtherBodyStart, "parere": steps.OtherBodyEnd}

func showBodies(v *eventlog.View, b *Bodies) string {
	s := ""
	for _, x := range b.List {
		s += fmt.Sprintf("%s %d in %s %d days, open %d; ", x.Name, x.Answers, names(v, x.Cases), x.Wait.Days, x.Open)
	}
	return s
}

func TestBodiesByHand(t *testing.T) {
	v := read(t,
		// One conferenza is convened, three bodies answer; the third never does.
		"P1;indizione;2024-01-01;Comune", "P1;parere;2024-01-11;ASL", "P1;parere;2024-02-20;Soprintendenza",
		"P2;indizione;2024-01-01;Comune", "P2;parere;2024-01-08;ASL", "P2;fine;2024-03-01;Comune",
		// An answer to nothing, and one by nobody.
		"P3;parere;2024-01-05;ASL", "P4;richiesta;2024-01-01;Comune", "P4;parere;2024-01-05;")
	got := BodiesOf(v, BodiesOptions{Kinds: kindsByName(v.Log, opinions)})
	if s, want := showBodies(v, got), "Soprintendenza 1 in P1 50 days, open 0; ASL 2 in P1 P2 17 days, open 0; "; s != want {
		t.Errorf("by resource: %s\nwant %s", s, want)
	}
	if got.Requests != 3 || got.Given != 5 || got.Unasked != 1 || got.Nameless != 1 || got.Ambiguous != 0 {
		t.Errorf("%+v", got)
	}
	// By attribute, each request names its body; the ARPA never answers.
	v = read(t,
		"P1;richiesta;2024-01-01;Anna;ASL", "P1;richiesta;2024-01-03;Anna;Soprintendenza", "P1;richiesta;2024-01-03;Anna;ARPA",
		"P1;parere;2024-01-31;Bruno;Soprintendenza", "P1;parere;2024-02-02;Bruno;ASL", "P1;fine;2024-04-12;Anna;Comune",
		"P2;richiesta;2024-01-01;Anna;ARPA", "P2;parere;2024-01-21;Anna;ARPA")
	got = BodiesOf(v, BodiesOptions{Kinds: kindsByName(v.Log, opinions), Attribute: "ufficio"})
	if s, want := showBodies(v, got), "ARPA 1 in P1 P2 20 days, open 1; ASL 1 in P1 32 days, open 0; Soprintendenza 1 in P1 28 days, open 0; "; s != want {
		t.Errorf("by office: %s\nwant %s", s, want)
	}
	if arpa := got.List[0]; names(v, arpa.OpenCases) != "P1" || arpa.OpenSeconds < 99*86400 || arpa.Conclusive {
		t.Errorf("ARPA: %+v", arpa)
	}
	// By the name of the activity.
	v = read(t, "P1;chiesto ad ASL;2024-01-01;", "P1;chiesto ad ARPA;2024-01-01;", "P1;reso da ARPA;2024-01-05;", "P1;reso da ASL;2024-01-31;")
	o := BodiesOptions{Kinds: []steps.Kind{steps.OtherBodyStart, steps.OtherBodyStart, steps.OtherBodyEnd, steps.OtherBodyEnd}, ByActivity: []string{"ASL", "ARPA", "ARPA", "ASL"}}
	if s, want := showBodies(v, BodiesOf(v, o)), "ASL 1 in P1 30 days, open 0; ARPA 1 in P1 4 days, open 0; "; s != want {
		t.Errorf("by activity: %s\nwant %s", s, want)
	}
	// Asked twice by an office, answered twice: each answer to the oldest request
	// that is open, and it is told that this was a choice.
	v = read(t, "P1;richiesta;2024-01-01;Comune", "P1;richiesta;2024-01-11;Comune", "P1;parere;2024-01-21;ASL", "P1;parere;2024-01-31;ASL")
	got = BodiesOf(v, BodiesOptions{Kinds: kindsByName(v.Log, opinions)})
	if b := got.List[0]; b.Wait.Days != 40 || b.Wait.MaxSeconds != 20*86400 || got.Ambiguous != 1 {
		t.Errorf("two requests of an office: %+v, %d ambiguous", b.Wait, got.Ambiguous)
	}
	v = read(t, "P1;richiesta;2024-01-01;;ASL", "P1;richiesta;2024-01-11;;ASL", "P1;parere;2024-01-21;;ASL", "P1;parere;2024-01-31;;ASL")
	got = BodiesOf(v, BodiesOptions{Kinds: kindsByName(v.Log, opinions), Attribute: "ufficio"})
	if b := got.List[0]; b.Wait.Days != 40 || b.Wait.MaxSeconds != 20*86400 || b.Open != 0 {
		t.Errorf("two requests to a body: %+v, %d open", b.Wait, b.Open)
	}
	// By the name that the activity holds, found by itself; Anna only files what arrives.
	v = read(t, "P1;Richiesta parere ASL;2024-01-01;Anna", "P1;Richiesta parere ARPA;2024-01-02;Anna", "P1;Parere reso da ARPA;2024-01-05;Anna", "P1;Parere reso da ASL;2024-01-31;Anna")
	kinds := []steps.Kind{steps.OtherBodyStart, steps.OtherBodyStart, steps.OtherBodyEnd, steps.OtherBodyEnd}
	if s, want := showBodies(v, BodiesOf(v, BodiesOptions{Kinds: kinds})), "ASL 1 in P1 30 days, open 0; ARPA 1 in P1 3 days, open 0; "; s != want {
		t.Errorf("by name: %s\nwant %s", s, want)
	}
	v = read(t, "P1;richiesta;2024-01-01;", "P1;parere;2024-01-05;")
	for what, o := range map[string]BodiesOptions{"no meanings": {}, "no names": {Kinds: []steps.Kind{steps.OtherBodyStart, steps.OtherBodyEnd}}} {
		if b := BodiesOf(v, o); b.NotKnown == "" || len(b.List) > 0 {
			t.Errorf("%s: %+v", what, b)
		}
	}
}

func TestBodiesByName(t *testing.T) {
	for name, want := range map[string]string{
		"Parere ASL": "ASL", "Richiesta parere alla Soprintendenza": "Soprintendenza", "parere soprintendenza": "soprintendenza", "Parere reso": "", "PARERE": "",
		"Parere dei Vigili del Fuoco": "Vigili del Fuoco", "Richiesta parere enti esterni": "", "Indizione conferenza di servizi": "", "Nulla osta ANAS": "ANAS",
		"Parere favorevole con prescrizioni": "", "Parere tecnico dell'ARPA (reso)": "ARPA", "Determinazione Provincia di Lecco": "Provincia di Lecco", "parere commissione": "",
	} {
		for _, k := range []steps.Kind{steps.OtherBodyStart, steps.OtherBodyEnd} {
			if got := BodiesByName([]string{name}, []steps.Kind{k})[0]; got != want {
				t.Errorf("%q: %q, want %q", name, got, want)
			}
		}
	}
	if got := BodiesByName([]string{"Rilascio ASL", "Parere ASL", "richiesto parere Asl"}, []steps.Kind{steps.ExpressEnd, steps.OtherBodyEnd, steps.OtherBodyStart}); got[0] != "" || got[1] != "ASL" || got[2] != "ASL" {
		t.Errorf("the same body: %q", got)
	}
}

// conference is a log of cases in which bodies are asked and answer; the wait
// for body slow is factor times longer. Body i answers in every (i+1)-th case
// only, so that some have few answers.
func conference(cases, bodies, slow int, factor float64, uneven bool, seed uint64) *eventlog.View {
	rng := stats.NewRNG(seed)
	l := &eventlog.Log{Activities: []string{"indizione", "parere"}, Resources: []string{"Comune"}, Start: []int32{0}}
	for b := range bodies {
		l.Resources = append(l.Resources, fmt.Sprintf("ente %c", 'A'+b))
	}
	base := time.Date(2024, 1, 8, 8, 0, 0, 0, time.UTC).UnixMicro()
	add := func(c, activity, resource int, at int64) {
		l.Case, l.Activity, l.Resource = append(l.Case, int32(c)), append(l.Activity, int32(activity)), append(l.Resource, int32(resource))
		l.Lifecycle, l.Row, l.Time = append(l.Lifecycle, eventlog.None), append(l.Row, int32(len(l.Row)+2)), append(l.Time, at)
	}
	for c := range cases {
		at := base + int64(rng.Intn(300))*day
		add(c, 0, 0, at)
		var given [][2]int64
		for b := range bodies {
			wait := rng.LogNormal(3.2, 0.5) // about 25 days
			if uneven && c%(1+b%3) != 0 {
				continue
			}
			if b == slow {
				wait *= factor
			}
			given = append(given, [2]int64{at + int64(wait*day), int64(b + 1)})
		}
		for len(given) > 0 { // in order of time
			first := 0
			for i := range given {
				if given[i][0] < given[first][0] {
					first = i
				}
			}
			add(c, 1, int(given[first][1]), given[first][0])
			given = append(given[:first], given[first+1:]...)
		}
		l.Cases = append(l.Cases, fmt.Sprint("P", c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l.All()
}

// TestPlantedSlowBody: a body three times slower than the others is the first
// of the list, with many cases always, with a few almost always, and what the
// list says of its own certainty is true.
func TestPlantedSlowBody(t *testing.T) {
	kinds := []steps.Kind{steps.OtherBodyStart, steps.OtherBodyEnd}
	const runs = 200
	for _, c := range []struct {
		cases, atLeast int
		uneven         bool
	}{{40, 200, false}, {40, 200, true}, {12, 196, true}, {6, 180, true}} {
		first, claimed, right := 0, 0, 0
		for seed := range uint64(runs) {
			slow := int(seed) % 6
			v := conference(c.cases, 6, slow, 3, c.uneven, seed)
			top := BodiesOf(v, BodiesOptions{Kinds: kinds, Seed: seed}).List[0]
			is := top.Name == fmt.Sprintf("ente %c", 'A'+slow)
			if is {
				first++
			}
			if top.Conclusive {
				claimed++
				if is {
					right++
				}
			}
		}
		if first < c.atLeast {
			t.Errorf("%d cases, uneven %v: the slow body is first in %d of %d runs, want %d", c.cases, c.uneven, first, runs, c.atLeast)
		}
		if right*100 < claimed*98 {
			t.Errorf("%d cases, uneven %v: of %d conclusive claims %d are right", c.cases, c.uneven, claimed, right)
		}
		if c.cases == 40 && claimed < runs*9/10 {
			t.Errorf("40 cases, uneven %v: only %d claims of %d", c.uneven, claimed, runs)
		}
	}
}

// TestNoSlowBody: where all bodies are alike, one is called the slowest with
// conviction in less than one run in ten.
func TestNoSlowBody(t *testing.T) {
	kinds := []steps.Kind{steps.OtherBodyStart, steps.OtherBodyEnd}
	const runs = 200
	claimed := 0
	for seed := range uint64(runs) {
		for _, b := range BodiesOf(conference(12, 6, -1, 1, true, seed+1000), BodiesOptions{Kinds: kinds, Seed: seed}).List {
			if b.Conclusive {
				claimed++
			}
		}
	}
	if claimed*10 >= runs {
		t.Errorf("%d claims in %d runs without any slow body", claimed, runs)
	}
}

// TestOneLongWait: a body that answered once, somewhat later than the slow one
// does on average, is not put before it.
func TestOneLongWait(t *testing.T) {
	var lines []string
	ask := func(p int, body string, days int) {
		on := kernel.MustDay("2024-01-08")
		lines = append(lines, fmt.Sprintf("P%d;richiesta;%s;;%s", p, on, body), fmt.Sprintf("P%d;parere;%s;;%s", p, on.AddDays(days), body))
	}
	for p := range 20 {
		ask(p, "lento", 60+p%5*10)   // 60 to 100 days
		ask(100+p, "uno", 15+p%4*10) // 15 to 45
		ask(200+p, "due", 15+p%4*10)
		ask(300+p, "tre", 20+p%4*10)
	}
	ask(400, "raro", 85) // the others of the slow body are 80 on average
	v := read(t, lines...)
	got := BodiesOf(v, BodiesOptions{Kinds: kindsByName(v.Log, opinions), Attribute: "ufficio"})
	if got.List[0].Name != "lento" || got.List[1].Name != "raro" || got.List[1].Conclusive {
		t.Errorf("%s", showBodies(v, got))
	}
	if b := got.List[1]; b.TypicalHigh-b.TypicalLow < 2*(got.List[0].TypicalHigh-got.List[0].TypicalLow) {
		t.Errorf("one answer is told as %v–%v days, twenty as %v–%v", b.TypicalLow/86400, b.TypicalHigh/86400, got.List[0].TypicalLow/86400, got.List[0].TypicalHigh/86400)
	}
}
