package conformance

import (
	"fmt"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// TestEndsOfDeadlines: from the first or from the last one before the end, to
// the first of several, only for the cases with, or without, another step.
func TestEndsOfDeadlines(t *testing.T) {
	on := func(n int) kernel.Day { return kernel.MustDay("2024-01-08").AddDays(n) }
	events := []event{{"a", on(0)}, {"x", on(1)}, {"a", on(20)}, {"c", on(35)}, {"b", on(50)}, {"a", on(60)}}
	for _, c := range []struct {
		what string
		d    Deadline
		want string
	}{
		{"from the first", Deadline{From: "a", To: []string{"b", "c"}}, "c 25 rows 5 2"},
		{"from the last before the end", Deadline{From: "a", FromLast: true, To: []string{"b", "c"}}, "c 5 rows 5 4"},
		{"to one only", Deadline{From: "a", FromLast: true, To: []string{"b"}}, "b 20 rows 6 4"},
		{"with a step that is there", Deadline{From: "a", To: []string{"b"}, If: "x"}, "b 40 rows 6 2"},
		{"with a step that is not", Deadline{From: "a", To: []string{"b"}, If: "y"}, ""},
		{"without a step that is there", Deadline{From: "a", To: []string{"b"}, Unless: "x"}, ""},
		{"without a step that is not", Deadline{From: "a", To: []string{"b"}, Unless: "y"}, "b 40 rows 6 2"},
		{"to a step that comes only before", Deadline{From: "b", To: []string{"c"}}, ""},
		{"from a step that is not there", Deadline{From: "y", To: []string{"b"}}, ""},
	} {
		m := linear("a", "b", "c", "x", "y")
		for i := range m.Steps {
			m.Steps[i].Anywhere = true
		}
		c.d.Within = within(10, termini.GiorniDiCalendario)
		m.Deadlines = []Deadline{c.d}
		got := ""
		for _, d := range check(t, build([][]event{events}), m, Options{}).Deviations(0) {
			got += fmt.Sprintf("%s %d rows %d %d", d.Step, d.Days, d.Row, d.OtherRow)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}

// TestDeadlineToARequest: a deadline that ends with what stops the clock is
// judged all the same.
func TestDeadlineToARequest(t *testing.T) {
	m := linear("domanda", "richiesta")
	m.Deadlines = []Deadline{{From: "domanda", To: []string{"richiesta"}, Within: within(10, termini.GiorniDiCalendario), Pause: Net}}
	v := build([][]event{{{"domanda", kernel.MustDay("2024-01-08")}, {"richiesta", kernel.MustDay("2024-01-17")}}})
	r := check(t, v, m, Options{Kinds: kindsOf(v, map[string]steps.Kind{"richiesta": steps.SuspensionStart})})
	if len(r.NotJudged) != 0 || r.Conforming != 1 {
		t.Errorf("%+v %s", r.NotJudged, show(v, r))
	}
}

// TestTwoTerms: five working days after thirty days; 8 January + 30 is
// Wednesday 7 February, five working days more Wednesday 14.
func TestTwoTerms(t *testing.T) {
	m := linear("a", "b")
	m.Deadlines = []Deadline{{From: "a", To: []string{"b"}, Within: within(30, termini.GiorniDiCalendario), Then: termini.DecisioneConferenza}}
	for day, want := range map[string]int{"2024-02-14": 0, "2024-02-15": 1} {
		v := build([][]event{{{"a", kernel.MustDay("2024-01-08")}, {"b", kernel.MustDay(day)}}})
		if n := len(check(t, v, m, Options{}).Deviations(0)); n != want {
			t.Errorf("%s: %d deviations, want %d", day, n, want)
		}
	}
}

// TestPoorPractices: thirty practices with three to five dates and nothing
// else. What is not recorded is not held against anybody.
func TestPoorPractices(t *testing.T) {
	var cases [][]event
	for p := range 30 {
		on := kernel.MustDay("2024-01-08").AddDays(5 * p)
		events := []event{{"Domanda", on}}
		if p%3 == 0 {
			events = append(events, event{"Richiesta integrazioni", on.AddDays(10)}, event{"Ricezione integrazioni", on.AddDays(25)})
		}
		if p%10 != 9 {
			late := 0
			if p == 6 {
				late = 20
			}
			events = append(events, event{"Provvedimento finale", on.AddDays(24 + 15*max(0, 1-p%3) + late)})
		}
		cases = append(cases, events)
	}
	v := build(cases)
	r := check(t, v, Generale(), Options{Kinds: steps.Guess(v.Log.Activities)})
	// 30 days and 15 suspended; the practice took 59.
	if got, want := show(v, r), "in-ritardo provvedimento in c6 by 14 days\n"; got != want || r.Conforming != 29 || r.Open != 3 {
		t.Errorf("findings:\n%swant\n%s%d conforming, %d open", got, want, r.Conforming, r.Open)
	}
	for _, id := range []string{"avvio", "preavviso", "diniego", "silenzio"} {
		found := false
		for _, x := range r.NotRecorded {
			found = found || x == id
		}
		if !found {
			t.Errorf("%s is not told as not recorded: %v", id, r.NotRecorded)
		}
	}
}
