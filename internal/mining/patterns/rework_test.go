package patterns

import (
	"fmt"
	"math"
	"testing"

	"pass/internal/mining/eventlog"
)

// TestReworkByHand has the counts that edeaR's definitions give, worked out on
// paper. P1: A A B A (Anna, Anna, Bruno, Anna); P2: A A A B B (Anna, Bruno,
// Anna, then twice Carla); P3: A B A B (Anna, Bruno, Carla, nobody).
func TestReworkByHand(t *testing.T) {
	v := read(t,
		"P1;A;2024-01-01;Anna", "P1;A;2024-01-03;Anna", "P1;B;2024-01-04;Bruno", "P1;A;2024-01-11;Anna",
		"P2;A;2024-02-01;Anna", "P2;A;2024-02-02;Bruno", "P2;A;2024-02-04;Anna", "P2;B;2024-02-05;Carla", "P2;B;2024-02-05;Carla",
		"P3;A;2024-03-01;Anna", "P3;B;2024-03-02;Bruno", "P3;A;2024-03-03;Carla", "P3;B;2024-03-10;",
		"P4;A;2024-04-01;Anna", "P4;B;2024-04-02;Anna")
	r := ReworkOf(v, Options{})
	if r.Cases != 4 || r.Events != 15 || r.EventsWithoutResource != 1 || names(v, r.WithRework) != "P1 P2 P3" {
		t.Errorf("%d cases, %d events, %d without resource, rework in %s", r.Cases, r.Events, r.EventsWithoutResource, names(v, r.WithRework))
	}
	// Cost per case: 10 days in P1, 4 in P2 (A on the 1st, B on the 5th), 9 in P3.
	if r.Cost.Days != 23 || r.Cost.Count != 3 || r.Cost.Seconds != 23*86400 || r.Cost.MedianSeconds != 9*86400 {
		t.Errorf("cost %+v", r.Cost)
	}
	got := ""
	for _, a := range r.Activities {
		got += fmt.Sprintf("%s n=%d in=%d rework=%s passages=%d loops=%d/%d/%d size %d in %s %dd, repetitions=%d/%d/%d size %d in %s %dd, cost %dd, %.3f %.3f\n",
			a.Name, a.Events, a.InCases, names(v, a.Rework), a.Passages,
			a.SelfLoops.Repeat, a.SelfLoops.Redo, a.SelfLoops.Unknown, a.SelfLoops.Size, names(v, a.SelfLoops.Cases), a.SelfLoops.Cost.Days,
			a.Repetitions.Repeat, a.Repetitions.Redo, a.Repetitions.Unknown, a.Repetitions.Size, names(v, a.Repetitions.Cases), a.Repetitions.Cost.Days,
			a.Cost.Days, a.RelativeSelfLoops(), a.RelativeRepetitions())
	}
	const want = `A n=9 in=4 rework=P1 P2 P3 passages=3 loops=1/1/0 size 3 in P1 P2 5d, repetitions=1/1/0 size 2 in P1 P3 12d, cost 15d, 0.222 0.222
B n=6 in=4 rework=P2 P3 passages=1 loops=1/0/0 size 1 in P2 0d, repetitions=0/0/1 size 1 in P3 8d, cost 8d, 0.167 0.167
`
	if got != want {
		t.Errorf("activities:\n%swant\n%s", got, want)
	}
	got = ""
	for _, x := range r.Resources {
		got += fmt.Sprintf("%s n=%d %d/%d/%d %d/%d/%d; ", x.Name, x.Events, x.SelfLoops.Repeat, x.SelfLoops.Redo, x.SelfLoops.Unknown,
			x.Repetitions.Repeat, x.Repetitions.Redo, x.Repetitions.Unknown)
	}
	// Anna begins the self-loops of A in P1 (repeat) and P2 (redo), the
	// repetitions of A in P1 (repeat) and P3 (redo).
	if want := "Anna n=8 1/1/0 1/1/0; Bruno n=3 0/0/0 0/0/1; Carla n=3 1/0/0 0/0/0; "; got != want {
		t.Errorf("resources: %s\nwant %s", got, want)
	}
	if s := r.SelfLoops; s.Min != 0 || s.Max != 2 || s.Mean != 0.75 || s.Median != 0.5 || math.Abs(s.StDev-0.9574) > 1e-4 {
		t.Errorf("self-loops per case %+v", s)
	}
	if s := r.Repetitions; s.Max != 2 || s.Mean != 0.75 || s.Q3 != 1.25 {
		t.Errorf("repetitions per case %+v", s)
	}
}

// TestReworkAgainstOracle compares with pm4py on the public logs.
func TestReworkAgainstOracle(t *testing.T) {
	dir := publicData(t)
	for _, name := range []string{"running_example", "receipt_wabo", "roadtraffic100traces", "sepsis", "bpic2015_1"} {
		var want struct {
			Rework    map[string]int `json:"rework_cases_per_activity"`
			SelfLoops map[string]int `json:"self_loops_per_activity"`
		}
		readJSON(t, dir+"/expected/"+name+".json.gz", &want)
		cases, loops := map[string]int{}, map[string]int{}
		for _, a := range ReworkOf(public(t, name+".xes.gz", eventlog.Options{}), Options{}).Activities {
			cases[a.Name] = len(a.Rework)
			if a.Passages > 0 {
				loops[a.Name] = a.Passages
			}
		}
		if fmt.Sprint(cases) != fmt.Sprint(want.Rework) {
			t.Errorf("%s: rework %v, want %v", name, cases, want.Rework)
		}
		if fmt.Sprint(loops) != fmt.Sprint(want.SelfLoops) {
			t.Errorf("%s: self loops %v, want %v", name, loops, want.SelfLoops)
		}
	}
}

// TestReworkAddsUp checks what must hold of any log: a self-loop of size s is s
// transitions to itself, and repeated executions are loops or repetitions.
func TestReworkAddsUp(t *testing.T) {
	for seed := range uint64(20) {
		v := generated(3000, seed)
		for _, a := range ReworkOf(v, Options{}).Activities {
			if a.SelfLoops.Size != a.Passages {
				t.Fatalf("seed %d, %s: size of self-loops %d, transitions to itself %d", seed, a.Name, a.SelfLoops.Size, a.Passages)
			}
			if more := a.Events - a.InCases; a.SelfLoops.Size+a.Repetitions.Size != more {
				t.Fatalf("seed %d, %s: %d executions beyond the first, explained %d", seed, a.Name, more, a.SelfLoops.Size+a.Repetitions.Size)
			}
			if a.Cost.Count != len(a.Rework) || a.Repetitions.Cost.Count != len(a.Repetitions.Cases) || a.SelfLoops.Cost.Count != a.SelfLoops.All() {
				t.Fatalf("seed %d, %s: costs of %d, %d, %d", seed, a.Name, a.Cost.Count, a.Repetitions.Cost.Count, a.SelfLoops.Cost.Count)
			}
		}
	}
}
