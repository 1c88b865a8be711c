package timing

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/termini"
)

// asked is a practice of 60 days whose documents are asked on 20 January and
// arrive on 20 February, and once more in April.
func asked(last string) *eventlog.Log {
	return build([]event{{activity: "Ricezione domanda", end: "2024-01-10 09:00"}, {activity: "Richiesta integrazioni", end: "2024-01-20 09:00"},
		{activity: "Integrazioni ricevute", end: "2024-02-20 09:00"}, {activity: "Richiesta integrazioni", end: "2024-04-01 09:00"}, {activity: "Integrazioni ricevute", end: "2024-04-11 09:00"},
		{activity: "Rilascio", end: last}})
}

// TestLawRules holds a practice to the rule of its procedure: as the log says,
// thirty days once, and the term that begins again with the reply.
func TestLawRules(t *testing.T) {
	for nome, c := range map[string]struct {
		rule        *SuspensionRule
		last        string
		due         kernel.Day
		exceeded    bool
		suspended   int // days of the split
		notAdmitted int
	}{
		// 10 January + 60 days + 31 + 10 suspended.
		"as the log says": {nil, "2024-04-20 09:00", kernel.NewDay(2024, 4, 20), false, 41, 0},
		// 30 days count of the first request, none of the second: 9 April.
		"once, thirty days": {&information, "2024-04-20 09:00", kernel.NewDay(2024, 4, 9), true, 40, 1},
		// From 20 February 60 days, which end on Saturday the 20th of April.
		"again from the reply": {&SuspensionRule{Restarts: true, Basis: "DPR 380/2001, art. 20"}, "2024-04-20 09:00", kernel.NewDay(2024, 4, 20), false, 41, 1},
		"too late":             {&SuspensionRule{Restarts: true}, "2024-04-23 09:00", kernel.NewDay(2024, 4, 20), true, 41, 1},
	} {
		l := asked(c.last)
		o := SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 60}}
		if c.rule != nil {
			o.Rules = LawRules(o.Kinds, *c.rule)
		}
		x := Split(l.All(), o).Cases[0]
		if x.Legal == nil || x.Legal.Due != c.due || x.Legal.Exceeded != c.exceeded || x.Legal.NotAdmitted != c.notAdmitted || x.SuspendedDays != c.suspended {
			t.Errorf("%s: due %v, exceeded %v, %d not admitted, %d days suspended; want %+v", nome, x.Legal.Due, x.Legal.Exceeded, x.Legal.NotAdmitted, x.SuspendedDays, c)
		}
		if x.Parts.Total() != x.To-x.From {
			t.Errorf("%s: the parts make %d of %d", nome, x.Parts.Total(), x.To-x.From)
		}
	}
}

// TestTheTermThatBeginsAgainIsStillOpen: until the documents arrive nothing is
// due.
func TestTheTermThatBeginsAgainIsStillOpen(t *testing.T) {
	l := build([]event{{activity: "Ricezione domanda", end: "2024-01-10 09:00"}, {activity: "Richiesta integrazioni", end: "2024-01-20 09:00"}}, []event{{activity: "Ricezione domanda", end: "2024-01-10 09:00"}, {activity: "Rilascio", end: "2024-01-11 09:00"}})
	o := SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 60}, Now: instant("2024-09-01")}
	o.Rules = LawRules(o.Kinds, SuspensionRule{Restarts: true})
	if x := Split(l.All(), o).Cases[0]; !x.Open || x.Legal.Exceeded || !x.Legal.Due.IsZero() {
		t.Errorf("%+v, %+v", x, x.Legal)
	}
}
