package patterns

import (
	"fmt"
	"math"
	"testing"

	"pass/internal/mining/eventlog"
)

func TestHandoverByHand(t *testing.T) {
	v := read(t,
		"P1;A;2024-01-01;Anna;", "P1;B;2024-01-03;Bruno;", "P1;C;2024-01-04;Bruno;", "P1;D;2024-01-14;Carla;",
		"P2;A;2024-01-01;Anna;", "P2;B;2024-01-02;;", "P2;C;2024-01-03;Carla;", "P2;D;2024-01-05;Bruno;",
		"P3;A;2024-01-01;Anna;", "P3;B;2024-01-03;Bruno;", "P3;D;2024-01-05;Dario;")
	h := HandoverOf(v, Actor{}, Options{})
	got := ""
	for _, p := range h.Passages {
		got += fmt.Sprintf("%s→%s %d in %s %d days; ", p.FromName, p.ToName, p.Count, names(v, p.Cases), p.Wait.Days)
	}
	if want := "Anna→Bruno 2 in P1 P3 4 days; Bruno→Bruno 1 in P1 1 days; Bruno→Carla 1 in P1 10 days; Bruno→Dario 1 in P3 2 days; Carla→Bruno 1 in P2 2 days; "; got != want {
		t.Errorf("passages %s\nwant     %s", got, want)
	}
	got = ""
	for _, n := range h.Nodes {
		got += fmt.Sprintf("%s events %d cases %d sent %d received %d kept %d partners %d/%d; ", n.Name, n.Events, n.Cases, n.Sent, n.Received, n.Kept, n.PartnersOut, n.PartnersIn)
	}
	if want := "Bruno events 4 cases 3 sent 2 received 3 kept 1 partners 2/2; Anna events 3 cases 3 sent 2 received 0 kept 0 partners 1/0; " +
		"Carla events 2 cases 2 sent 1 received 1 kept 0 partners 1/1; Dario events 1 cases 1 sent 0 received 1 kept 0 partners 0/1; "; got != want {
		t.Errorf("nodes %s\nwant  %s", got, want)
	}
	if h.Total != 6 || h.Events != 11 || h.WithActor != 10 || h.Density != 4.0/12 || h.Reciprocity != 0.5 || math.Abs(h.SelfShare-1.0/6) > 1e-15 {
		t.Errorf("total %d, density %v, reciprocity %v, self %v, coverage %v", h.Total, h.Density, h.Reciprocity, h.SelfShare, h.Coverage())
	}
	// Bruno stands on Anna→Carla, Anna→Dario and Carla→Dario: 3 of 6 ordered pairs of the others.
	if !h.BetweennessTold || h.Nodes[0].Betweenness != 0.5 || h.Nodes[1].Betweenness != 0 {
		t.Errorf("betweenness %v", h.Nodes)
	}
	if h := HandoverOf(v, Actor{Attribute: "ufficio"}, Options{}); h.NotKnown == "" {
		t.Error("no office is known, and yet there is a matrix")
	}
}

// TestHandoverAgainstOracle compares with pm4py on the public logs.
func TestHandoverAgainstOracle(t *testing.T) {
	dir := publicData(t)
	for _, name := range []string{"running_example", "receipt_wabo", "roadtraffic100traces", "bpic2015_2", "sepsis"} {
		var want struct {
			Handover struct {
				Pairs, Total int
				Listed       []struct {
					From, To string
					Count    int
				}
			}
		}
		readJSON(t, dir+"/expected/"+name+".json.gz", &want)
		h := HandoverOf(public(t, name+".xes.gz", eventlog.Options{}), Actor{}, Options{})
		if len(h.Passages) != want.Handover.Pairs || h.Total != want.Handover.Total {
			t.Errorf("%s: %d pairs, %d passages, want %d, %d", name, len(h.Passages), h.Total, want.Handover.Pairs, want.Handover.Total)
			continue
		}
		for i, w := range want.Handover.Listed {
			if p := h.Passages[i]; p.FromName != w.From || p.ToName != w.To || p.Count != w.Count {
				t.Errorf("%s: passage %d is %s→%s %d, want %v", name, i, p.FromName, p.ToName, p.Count, w)
			}
		}
	}
}

// TestBetweennessOfKnownGraphs: a line, a star, a ring.
func TestBetweennessOfKnownGraphs(t *testing.T) {
	both := func(n int, pairs ...[2]int32) [][]int32 {
		out := make([][]int32, n)
		for _, p := range pairs {
			out[p[0]], out[p[1]] = append(out[p[0]], p[1]), append(out[p[1]], p[0])
		}
		return out
	}
	for name, c := range map[string]struct {
		graph [][]int32
		want  []float64
	}{
		"line of five":  {both(5, [2]int32{0, 1}, [2]int32{1, 2}, [2]int32{2, 3}, [2]int32{3, 4}), []float64{0, 0.5, 2.0 / 3, 0.5, 0}},
		"star of four":  {both(4, [2]int32{0, 1}, [2]int32{0, 2}, [2]int32{0, 3}), []float64{1, 0, 0, 0}},
		"ring of four":  {both(4, [2]int32{0, 1}, [2]int32{1, 2}, [2]int32{2, 3}, [2]int32{3, 0}), []float64{1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6}},
		"one way alone": {[][]int32{{1}, {2}, {}}, []float64{0, 0.5, 0}},
	} {
		for i, got := range betweenness(c.graph) {
			if math.Abs(got-c.want[i]) > 1e-12 {
				t.Errorf("%s: node %d has %v, want %v", name, i, got, c.want[i])
			}
		}
	}
}
