package conformance

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// TestPathByHand has one case for each way to leave a path.
func TestPathByHand(t *testing.T) {
	m := linear("a", "b", "c", "d")
	m.Steps[1].Optional, m.Steps[2].Repeatable, m.Closed = true, true, true
	v := read(t,
		"right;a;2024-01-01", "right;b;2024-01-02", "right;c;2024-01-03", "right;d;2024-01-04",
		"optional;a;2024-01-01", "optional;c;2024-01-02", "optional;c;2024-01-03", "optional;c;2024-01-04", "optional;d;2024-01-05",
		"skip;a;2024-01-01", "skip;b;2024-01-02", "skip;d;2024-01-03",
		"order;b;2024-01-01", "order;a;2024-01-02", "order;c;2024-01-03", "order;d;2024-01-04",
		"again;a;2024-01-01", "again;a;2024-01-02", "again;c;2024-01-03", "again;d;2024-01-04",
		"strange;a;2024-01-01", "strange;x;2024-01-02", "strange;c;2024-01-03", "strange;d;2024-01-04",
		"back;a;2024-01-01", "back;c;2024-01-02", "back;d;2024-01-03", "back;c;2024-01-04")
	r := check(t, v, m, Options{})
	const want = `fuori-ordine b in order
fuori-ordine c in back
non-previsto «x» in strange
ripetuto a in again
saltato c in skip
`
	if got := show(v, r); got != want {
		t.Errorf("findings:\n%swant\n%s", got, want)
	}
	if r.Conforming != 2 || r.Open != 0 {
		t.Errorf("%d conforming, %d open", r.Conforming, r.Open)
	}
	for k, want := range []float64{1, 1, 1 - 1.0/6, 1 - 1.0/7, 1 - 1.0/7, 1 - 1.0/7, 1 - 1.0/7} {
		if got := r.Results[k].Fitness; math.Abs(got-want) > 1e-12 {
			t.Errorf("fitness of %s = %v, want %v", v.Log.Cases[k], got, want)
		}
	}
	// Rows: "order" has its b in row 14, which came before a in row 15.
	d := r.Deviations(3)
	if len(d) != 1 || d[0].Row != 14 || d[0].OtherRow != 15 || d[0].Step != "b" || m.Law(d[0].Rule).Source != "fonte della prova" {
		t.Errorf("deviations of order: %+v", d)
	}
	if d := r.Deviations(4); len(d) != 1 || d[0].Row != 19 || d[0].OtherRow != 18 {
		t.Errorf("deviations of again: %+v", d)
	}
	if d := r.Deviations(2); len(d) != 1 || d[0].Event != -1 || d[0].Row != 0 || d[0].OtherRow != 12 {
		t.Errorf("deviations of skip: %+v", d)
	}
}

// TestSwapIsOneDeviation: two steps in the wrong order are one departure, of
// cost 2, and the model says nothing of activities that are not its own.
func TestSwapIsOneDeviation(t *testing.T) {
	v := read(t, "P1;a;2024-01-01", "P1;c;2024-01-02", "P1;lavoro;2024-01-02", "P1;b;2024-01-03", "P1;d;2024-01-04",
		"P2;a;2024-01-01", "P2;b;2024-01-02", "P2;c;2024-01-03", "P2;d;2024-01-04")
	r := check(t, v, linear("a", "b", "c", "d"), Options{})
	if d := r.Deviations(0); len(d) != 1 || d[0].Kind != WrongOrder || r.Results[0].Cost != 2 || len(r.Deviations(1)) != 0 {
		t.Errorf("%+v, cost %d", d, r.Results[0].Cost)
	}
	if len(r.Ignored) != 1 || v.Log.Activities[r.Ignored[0]] != "lavoro" {
		t.Errorf("ignored %v", r.Ignored)
	}
}

// TestConstraintsByHand: for each template a case that breaks it and one that
// does not.
func TestConstraintsByHand(t *testing.T) {
	for _, c := range []struct {
		rule      Constraint
		good, bad string
	}{
		{Constraint{Template: Precedence, A: "a", B: "b"}, "a b b", "c b a b"},
		{Constraint{Template: Precedence, A: "a", B: "b"}, "c", "b"},
		{Constraint{Template: Response, A: "a", B: "b"}, "a a b c", "a b a"},
		{Constraint{Template: NotCoexistence, A: "a", B: "b"}, "a a c", "b c a"},
		{Constraint{Template: NotSuccession, A: "a", B: "b"}, "b b a", "b a b"},
		{Constraint{Template: Absence, A: "a", N: 1}, "b a c", "a b a"},
		{Constraint{Template: Absence, A: "a"}, "b", "b a"},
		{Constraint{Template: Existence, A: "a", N: 2}, "a b a", "b a"},
		{Constraint{Template: Exactly, A: "a", N: 2}, "a a", "a a a"},
		{Constraint{Template: Exactly, A: "a", N: 2}, "a a", "a"},
		{Constraint{Template: Init, A: "a"}, "a b", "b a"},
		{Constraint{Template: End, A: "a"}, "b a", "a b"},
		{Constraint{Template: SameDayOrAfter, A: "a", B: "b"}, "a b", "b a"},
	} {
		m := linear("a", "b", "c")
		for i := range m.Steps {
			m.Steps[i].Anywhere = true
		}
		m.Constraints = []Constraint{c.rule}
		var cases [][]event
		for _, text := range []string{c.good, c.bad, "a b c"} { // the last one makes all steps recorded
			var events []event
			for i, name := range strings.Fields(text) {
				events = append(events, event{name, kernel.MustDay("2024-01-01").AddDays(i)})
			}
			cases = append(cases, events)
		}
		r := check(t, build(cases), m, Options{})
		if n := r.Results[0].Deviations; n != 0 {
			t.Errorf("%v: %q has %d deviations", c.rule, c.good, n)
		}
		if d := r.Deviations(1); c.rule.Template == Absence && (len(d) != 1 || d[0].Row != 2+int32(len(strings.Fields(c.good)))+2*int32(c.rule.N)+int32(1-c.rule.N)) {
			t.Errorf("%v: %q has %+v", c.rule, c.bad, d) // the execution that is too many
		}
		if d := r.Deviations(1); len(d) != 1 || d[0].Kind != Broken || d[0].Rule != (Rule{ConstraintPart, 0}) {
			t.Errorf("%v: %q has %+v", c.rule, c.bad, d)
		}
	}
}

// TestDeadlinesByHand: 30 days from 8 January 2024 end on 7 February.
func TestDeadlinesByHand(t *testing.T) {
	meanings := map[string]steps.Kind{"interrotto": steps.Interruption, "chiesto": steps.SuspensionStart, "arrivato": steps.SuspensionEnd, "preavviso": steps.Notice, "osservazioni": steps.NoticeEnd, "fine": steps.ExpressEnd}
	for _, c := range []struct {
		what   string
		pause  Pause
		events string // name@day of January 2024, counted on
		late   int    // days, −1 when not judged
	}{
		{"on the last day", Gross, "domanda@8 fine@38", 0},
		{"one day late", Gross, "domanda@8 fine@39", 1},
		{"gross of the suspension", Gross, "domanda@8 chiesto@10 arrivato@20 fine@48", 10},
		{"net of it", Net, "domanda@8 chiesto@10 arrivato@20 fine@48", 0},
		{"net, late all the same", Net, "domanda@8 chiesto@10 arrivato@20 fine@50", 2},
		{"the law lets the clock stop for 30 days at most", NetOnce, "domanda@8 chiesto@10 arrivato@60 fine@69", 1},
		{"and only once", NetOnce, "domanda@8 chiesto@10 arrivato@20 chiesto@21 arrivato@31 fine@48", 0},
		{"so that the second time does not count", NetOnce, "domanda@8 chiesto@10 arrivato@20 chiesto@21 arrivato@31 fine@49", 1},
		{"the full term again, which ends on a Sunday", NetRestarts, "domanda@8 chiesto@20 arrivato@40 fine@71", 0},
		{"the full term again, late", NetRestarts, "domanda@8 chiesto@20 arrivato@40 fine@73", 2},
		{"interrupted, the full term again", Net, "domanda@8 interrotto@20 arrivato@40 fine@71", 0},
		{"interrupted, the full term again, late", Net, "domanda@8 interrotto@20 arrivato@40 fine@73", 2},
		{"asked and never answered", Net, "domanda@8 chiesto@20 fine@90", -1},
		{"asked after the term", Net, "domanda@8 chiesto@50 fine@90", 52},
		// Observations on the 15th, ten days more: stopped from the 10th to the 25th.
		{"notice of refusal", Net, "domanda@8 preavviso@10 osservazioni@15 fine@53", 0},
		{"notice of refusal, late", Net, "domanda@8 preavviso@10 osservazioni@15 fine@54", 1},
	} {
		m := linear("domanda", "fine")
		m.Deadlines = []Deadline{{From: "domanda", To: []string{"fine"}, Within: within(30, termini.GiorniDiCalendario), Pause: c.pause, Source: "prova"}}
		var events []event
		for _, e := range strings.Fields(c.events) {
			name, day, _ := strings.Cut(e, "@")
			var n int
			fmt.Sscan(day, &n)
			events = append(events, event{name, kernel.MustDay("2024-01-01").AddDays(n - 1)})
		}
		v := build([][]event{events})
		r := check(t, v, m, Options{Kinds: kindsOf(v, meanings)})
		got := 0
		if len(r.NotJudged) > 0 {
			got = -1
		}
		for _, d := range r.Deviations(0) {
			if d.Kind != Late || d.Step != "fine" || d.Row != int32(len(events)+1) || d.OtherRow != 2 {
				t.Errorf("%s: %+v", c.what, d)
			}
			got = d.Days
		}
		if got != c.late {
			t.Errorf("%s: %d days late, want %d", c.what, got, c.late)
		}
	}
}

// TestPendingDeadline: what has not happened yet is late only for a given day.
func TestPendingDeadline(t *testing.T) {
	m := linear("domanda", "fine")
	m.Steps[1].Final = true
	m.Deadlines = []Deadline{{From: "domanda", To: []string{"fine"}, Within: within(30, termini.GiorniDiCalendario)}}
	v := read(t, "P1;domanda;2024-01-08", "P2;domanda;2024-01-09", "P2;fine;2024-01-10")
	if r := check(t, v, m, Options{}); len(r.Findings) != 0 || r.Open != 1 {
		t.Errorf("without a day: %+v", r.Findings)
	}
	if r := check(t, v, m, Options{Now: kernel.MustDay("2024-02-07")}); len(r.Findings) != 0 {
		t.Errorf("on the last day: %+v", r.Findings)
	}
	r := check(t, v, m, Options{Now: kernel.MustDay("2024-02-17")})
	if d := r.Deviations(0); len(d) != 1 || !d[0].Pending || d[0].Days != 10 || d[0].Due != kernel.MustDay("2024-02-07") || r.Findings[0].Pending != 1 {
		t.Errorf("ten days after: %+v", d)
	}
}

// TestPendingOnlyWhatIsDue: a term for something that need not happen says
// nothing against an open case in which it did not.
func TestPendingOnlyWhatIsDue(t *testing.T) {
	m := linear("domanda", "fine")
	m.Steps[1].Final = true
	m.Steps = append(m.Steps, Step{ID: "richiesta", Name: "richiesta", Activities: []string{"richiesta"}, Anywhere: true})
	m.Deadlines = []Deadline{{From: "domanda", To: []string{"richiesta"}, Within: within(30, termini.GiorniDiCalendario)}}
	v := read(t, "P1;domanda;2024-01-08", "P2;domanda;2024-01-09", "P2;richiesta;2024-03-10")
	r := check(t, v, m, Options{Now: kernel.MustDay("2024-04-17")})
	if len(r.Findings) != 1 || r.Findings[0].Count != 1 || r.Findings[0].Pending != 0 {
		t.Errorf("only the late request is a departure: %+v", r.Findings)
	}
}

// TestOpenAndNotRecorded: an open case has skipped nothing that may still come,
// and a step that no activity is is not missing from all cases.
func TestOpenAndNotRecorded(t *testing.T) {
	m := linear("domanda", "avvio", "istruttoria", "fine")
	m.Steps[3].Final = true
	m.Constraints = []Constraint{{Template: Response, A: "domanda", B: "istruttoria"}, {Template: Precedence, A: "avvio", B: "fine"}}
	v := read(t, "P1;domanda;2024-01-08", "P2;domanda;2024-01-09", "P2;fine;2024-01-10", "P3;domanda;2024-01-09", "P3;istruttoria;2024-01-10", "P3;fine;2024-01-11")
	r := check(t, v, m, Options{})
	const want = "regola-violata istruttoria in P2\nsaltato istruttoria in P2\n"
	if got := strings.ReplaceAll(show(v, r), "violata domanda", "violata istruttoria"); got != want {
		t.Errorf("findings:\n%swant\n%s", got, want)
	}
	if fmt.Sprint(r.NotRecorded) != "[avvio]" || r.Open != 1 || r.Conforming != 2 {
		t.Errorf("not recorded %v, open %d, conforming %d", r.NotRecorded, r.Open, r.Conforming)
	}
}

func TestNothingToJudge(t *testing.T) {
	m := linear("domanda", "fine")
	if r := check(t, (&eventlog.Log{Start: []int32{0}}).All(), m, Options{}); r.NotKnown != noCases {
		t.Errorf("no cases: %+v", r)
	}
	if r := check(t, read(t, "P1;A;2024-01-01"), m, Options{}); r.NotKnown != noStepKnown || len(r.Findings) > 0 {
		t.Errorf("a log of something else: %+v", r)
	}
	m.Deadlines = []Deadline{{From: "domanda", To: []string{"fine"}, Within: within(30, termini.GiorniDiCalendario)}}
	if r := check(t, read(t, "P1;domanda;1500-01-01", "P1;fine;2024-01-01"), m, Options{}); len(r.NotJudged) != 1 || len(r.NotJudged[0].Cases) != 1 {
		t.Errorf("a date outside the calendar: %+v", r.NotJudged)
	}
	m.Steps[0].ID = "Domanda!"
	var e *kernel.Error
	if _, err := Check(read(t, "P1;A;2024-01-01"), m, Options{}); !errors.As(err, &e) || e.Code != kernel.NonValido {
		t.Errorf("a model that is not valid: %v", err)
	}
}

// TestPlanted: in logs that follow a random model, every planted deviation is
// found in its case, with its kind and step, and nothing else is.
func TestPlanted(t *testing.T) {
	for seed := range uint64(300) {
		rng := stats.NewRNG(seed)
		m, gap := randomModel(rng)
		var cases [][]event
		var want []string
		for c := range 30 {
			events := conforming(m, gap, rng)
			expected := ""
			if c >= 6 { // the first ones are as they should be, so that every step is recorded
				events, expected = plant(m, gap, events, rng)
			}
			cases, want = append(cases, events), append(want, expected)
		}
		v := build(cases)
		r := check(t, v, m, Options{})
		for k := range cases {
			got := ""
			for _, d := range r.Deviations(k) {
				got += fmt.Sprintf("%s %s; ", d.Kind, d.Step)
			}
			if got != want[k] {
				t.Fatalf("seed %d, case %d %v:\n got %s\nwant %s", seed, k, cases[k], got, want[k])
			}
		}
	}
}

// randomModel is a closed path of 4 to 8 steps s0, s1, …, where some are
// optional or repeatable, with a deadline between each and the next: gap days.
// The first two are neither optional nor repeatable.
func randomModel(rng *stats.RNG) (*Model, int) {
	m := &Model{Code: "prova", Name: "Prova", Closed: true}
	n, gap := 4+rng.Intn(5), 5+rng.Intn(40)
	for i := range n {
		id := fmt.Sprint("s", i)
		m.Steps = append(m.Steps, Step{ID: id, Name: id, Activities: []string{id}, Optional: i > 1 && rng.Intn(4) == 0, Repeatable: i > 1 && rng.Intn(4) == 0})
	}
	// A deadline of a step that may be missing would hide the skip of another.
	for i := 1; i < n; i++ {
		m.Deadlines = append(m.Deadlines, Deadline{From: "s0", To: []string{fmt.Sprint("s", i)}, Within: within(i*gap, termini.GiorniDiCalendario)})
	}
	return m, gap
}

// conforming is a case in which every step comes well within its deadline, so
// that one more event or a swap does not make it late.
func conforming(m *Model, gap int, rng *stats.RNG) (events []event) {
	on := kernel.MustDay("2023-01-09").AddDays(rng.Intn(300))
	for i, s := range m.Steps {
		if s.Optional && rng.Intn(2) == 0 {
			continue
		}
		times := 1
		if s.Repeatable {
			times += rng.Intn(3)
		}
		for range times {
			events = append(events, event{s.ID, on})
		}
		if i > 0 || rng.Intn(2) == 0 {
			on = on.AddDays(rng.Intn(max(1, gap/2)))
		}
	}
	return events
}

// plant makes one deviation and says how it must be reported.
func plant(m *Model, gap int, events []event, rng *stats.RNG) ([]event, string) {
	step := func(e event) *Step {
		for i := range m.Steps {
			if m.Steps[i].ID == e.name {
				return &m.Steps[i]
			}
		}
		return nil
	}
	out := append([]event{}, events...)
	switch rng.Intn(5) {
	case 0: // skip one that must be there: all its executions
		var must []string
		for i := range m.Steps {
			if !m.Steps[i].Optional {
				must = append(must, m.Steps[i].ID)
			}
		}
		gone := must[rng.Intn(len(must))]
		out = out[:0]
		for _, e := range events {
			if e.name != gone {
				out = append(out, e)
			}
		}
		if gone == "s0" {
			return out, "saltato s0; "
		}
		return out, "saltato " + gone + "; "
	case 1: // swap the first two, which happen once each
		out[0].name, out[1].name = out[1].name, out[0].name
		return out, "fuori-ordine s0; "
	case 2: // one that nobody foresees
		i := rng.Intn(len(out))
		out = append(out[:i+1], append([]event{{"estraneo", out[i].on}}, out[i+1:]...)...)
		return out, "non-previsto ; "
	case 3: // again, at the end, one that happens once
		last := out[len(out)-1]
		again := out[0]
		if step(last).ID == again.name {
			return out, ""
		}
		again.on = last.on
		return append(out, again), "ripetuto " + again.name + "; "
	default: // the last step late by some days
		i := len(out) - 1
		for i > 0 && out[i-1].name == out[i].name {
			i-- // the deadline looks at the first execution
		}
		var place int
		fmt.Sscanf(out[i].name, "s%d", &place)
		due := termini.Decorso{Dal: out[0].on, Termine: within(place*gap, termini.GiorniDiCalendario)}.Scadenza(termini.Nazionale()).Effettiva
		for j := i; j < len(out); j++ {
			out[j].on = due.AddDays(1 + rng.Intn(50) + j)
		}
		return out, "in-ritardo " + out[i].name + "; "
	}
}
