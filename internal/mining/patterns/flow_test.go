package patterns

import (
	"fmt"
	"testing"

	"pass/internal/mining/steps"
)

func TestReturnsByHand(t *testing.T) {
	v := read(t,
		// A B C B C A: back to B, then to A; B→C the second time is forward.
		"P1;A;2024-01-01;", "P1;B;2024-01-02;", "P1;C;2024-01-05;", "P1;B;2024-01-10;", "P1;C;2024-01-11;", "P1;A;2024-01-20;",
		"P2;A;2024-02-01;", "P2;B;2024-02-02;", "P2;C;2024-02-03;", "P2;B;2024-02-04;", "P2;C;2024-02-05;", "P2;B;2024-02-06;",
		"P3;A;2024-02-01;", "P3;A;2024-02-02;", "P3;C;2024-02-03;")
	got := ""
	for _, r := range ReturnsOf(v, Options{}) {
		got += fmt.Sprintf("%s→%s n=%d in %s, %d days; ", r.FromName, r.ToName, r.Count, names(v, r.Cases), r.Cost.Days)
	}
	if want := "C→A n=1 in P1, 19 days; C→B n=3 in P1 P2, 12 days; "; got != want {
		t.Errorf("returns %s\nwant    %s", got, want)
	}
}

func TestPingPongByHand(t *testing.T) {
	v := read(t,
		"P1;A;2024-01-01;Anna;Edilizia", "P1;B;2024-01-02;Anna;Edilizia", "P1;A;2024-01-03;Bruno;Ambiente", "P1;C;2024-01-08;Anna;Edilizia", "P1;C;2024-01-09;Bruno;Ambiente",
		// Bruno waits between two of Anna, but an unknown event stands between.
		"P2;A;2024-02-01;Anna;Edilizia", "P2;B;2024-02-02;;", "P2;B;2024-02-03;Bruno;Ambiente", "P2;A;2024-02-04;;", "P2;C;2024-02-05;Anna;Suap",
		// Two chains that share a run: Anna Bruno Anna, Anna Carla Anna.
		"P3;A;2024-03-01;Anna;Suap", "P3;B;2024-03-02;Bruno;Suap", "P3;C;2024-03-03;Anna;Suap", "P3;D;2024-03-04;Carla;Suap", "P3;E;2024-03-05;Anna;Suap")
	show := func(p *PingPongs) string {
		s := ""
		for _, x := range p.List {
			s += fmt.Sprintf("%s/%s chains %d bounces %d in %s, %d days; ", x.AName, x.BName, x.Chains, x.Bounces, names(v, x.Cases), x.Cost.Days)
		}
		return s + "in all " + names(v, p.Cases)
	}
	if got, want := show(PingPongOf(v, Actor{}, Options{})),
		"Anna/Bruno chains 2 bounces 3 in P1 P3, 9 days; Anna/Carla chains 1 bounces 1 in P3, 2 days; in all P1 P3"; got != want {
		t.Errorf("people: %s\nwant    %s", got, want)
	}
	if got, want := show(PingPongOf(v, Actor{Attribute: "ufficio"}, Options{})), "Ambiente/Edilizia chains 1 bounces 2 in P1, 7 days; in all P1"; got != want {
		t.Errorf("offices: %s\nwant    %s", got, want)
	}
	// P1 has A B A; P2 has A B B A, which is a bounce too.
	if got, want := show(PingPongOfActivities(v, Options{})), "A/B chains 2 bounces 2 in P1 P2, 5 days; in all P1 P2"; got != want {
		t.Errorf("activities: %s\nwant    %s", got, want)
	}
	if p := PingPongOf(v, Actor{Attribute: "sportello"}, Options{}); p.NotKnown == "" || len(p.List) > 0 {
		t.Errorf("an attribute that is not there: %+v", p)
	}
}

func TestRequestsByHand(t *testing.T) {
	v := read(t,
		"P1;domanda;2024-01-01;", "P1;richiesta;2024-01-10;", "P1;risposta;2024-01-20;", "P1;richiesta;2024-02-10;", "P1;risposta;2024-03-01;", "P1;rilascio;2024-03-05;",
		"P2;domanda;2024-01-01;", "P2;richiesta;2024-01-10;", "P2;rilascio;2024-03-05;",
		"P3;domanda;2024-01-01;", "P3;richiesta;2024-01-10;", "P3;richiesta;2024-01-10;", "P3;richiesta;2024-01-10;",
		"P4;domanda;2024-01-01;", "P4;rilascio;2024-03-05;")
	kinds := make([]steps.Kind, len(v.Log.Activities))
	for a, name := range v.Log.Activities {
		switch name {
		case "richiesta":
			kinds[a] = steps.SuspensionStart
		case "risposta":
			kinds[a] = steps.SuspensionEnd
		}
	}
	r := RequestsOf(v, kinds, Options{})
	if names(v, r.Repeated) != "P1 P3" || names(v, r.Once) != "P2" || r.Total != 6 || r.Most != 3 || r.SameDay != 1 || r.Share() != 0.5 {
		t.Errorf("%+v", r)
	}
	if r.Cost.Days != 31 || r.Cost.Count != 2 || r.Answers.Days != 20 || r.Answers.Count != 1 || r.Open != 2 {
		t.Errorf("cost %+v, answers %+v, open %d", r.Cost, r.Answers, r.Open)
	}
	if r := RequestsOf(v, nil, Options{}); r.NotKnown == "" {
		t.Error("without meanings the requests are not known")
	}
}
