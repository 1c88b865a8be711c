package mappa

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"testing"
)

// random is a small congruential generator: the graphs are the same in every
// run.
type random uint64

func (r *random) next(n int) int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(uint64(*r)>>33) % n
}

// graph makes a process of n activities between two ends, mostly forward, with
// loops and ways back.
func graph(seed uint64, n, passages int) Grafo {
	r := random(seed)
	g := Grafo{Nodi: []Nodo{{Nome: "Inizio", Posizione: -1, Estremo: true}}}
	for i := range n {
		g.Nodi = append(g.Nodi, Nodo{Nome: fmt.Sprint("Attività ", i), Peso: 1 + r.next(1000), Posizione: float64(i) / float64(n)})
	}
	g.Nodi = append(g.Nodi, Nodo{Nome: "Fine", Posizione: 2, Estremo: true})
	seen := map[[2]int]bool{}
	add := func(from, to int) {
		if from < len(g.Nodi)-1 && to > 0 && !seen[[2]int{from, to}] {
			seen[[2]int{from, to}] = true
			g.Archi = append(g.Archi, Arco{Da: from, A: to, Peso: 1 + r.next(500)})
		}
	}
	for i := range n + 1 {
		add(i, i+1)
	}
	for range passages {
		add(r.next(n+1), 1+r.next(n+1))
	}
	return g
}

func sizes(g Grafo) (nodes, labels []Misura) {
	r := random(7)
	for range g.Nodi {
		nodes = append(nodes, Misura{90 + float64(r.next(120)), 30 + float64(r.next(40))})
	}
	for range g.Archi {
		labels = append(labels, Misura{30 + float64(r.next(60)), 17})
	}
	return nodes, labels
}

// TestNothingOverlaps draws random processes: no node covers another node or a
// label, no label covers another, everything is inside the drawing.
func TestNothingOverlaps(t *testing.T) {
	for seed := range uint64(60) {
		g := graph(seed, 3+int(seed)%30, int(seed)*2)
		nodes, labels := sizes(g)
		d := Disponi(g, nodes, labels)
		var boxes []Riquadro
		for i, b := range d.Nodi {
			if b.L != nodes[i].L && b.L <= 0 || b.H != nodes[i].H {
				t.Fatalf("seed %d: node %d has size %v, asked %v", seed, i, b, nodes[i])
			}
			boxes = append(boxes, b)
		}
		for i, l := range d.Linee {
			if l.Percorso == "" {
				t.Fatalf("seed %d: passage %d is not drawn", seed, i)
			}
			boxes = append(boxes, Riquadro{l.X, l.Y, labels[i].L, labels[i].H})
		}
		for i, a := range boxes {
			if a.X-a.L/2 < 0 || a.Y-a.H/2 < 0 || a.X+a.L/2 > d.L || a.Y+a.H/2 > d.H {
				t.Fatalf("seed %d: box %d %v is outside of %v × %v", seed, i, a, d.L, d.H)
			}
			for j := range i {
				b := boxes[j]
				if math.Abs(a.X-b.X) < (a.L+b.L)/2-0.5 && math.Abs(a.Y-b.Y) < (a.H+b.H)/2-0.5 {
					t.Fatalf("seed %d: box %d %v covers box %d %v", seed, i, a, j, b)
				}
			}
		}
	}
}

// TestTheMapIsDeterministic draws twice.
func TestTheMapIsDeterministic(t *testing.T) {
	g := graph(5, 25, 60)
	nodes, labels := sizes(g)
	if a, b := Disponi(g, nodes, labels), Disponi(g, nodes, labels); !reflect.DeepEqual(a, b) {
		t.Error("two drawings of one process differ")
	}
}

// TestTimeGoesDown: a process without ways back is drawn from the top to the
// bottom.
func TestTimeGoesDown(t *testing.T) {
	g := Grafo{Nodi: []Nodo{{Posizione: -1, Estremo: true}, {Posizione: 0.1}, {Posizione: 0.5}, {Posizione: 0.5}, {Posizione: 2, Estremo: true}},
		Archi: []Arco{{Da: 0, A: 1, Peso: 9}, {Da: 1, A: 2, Peso: 5}, {Da: 1, A: 3, Peso: 4}, {Da: 2, A: 4, Peso: 5}, {Da: 3, A: 4, Peso: 4}, {Da: 0, A: 4, Peso: 1}}}
	nodes, labels := sizes(g)
	d := Disponi(g, nodes, labels)
	for _, a := range g.Archi {
		if d.Nodi[a.Da].Y >= d.Nodi[a.A].Y {
			t.Errorf("passage %v goes up: %v → %v", a, d.Nodi[a.Da], d.Nodi[a.A])
		}
	}
	if d.Strati != 4 {
		t.Errorf("%d layers, want 4", d.Strati)
	}
}

// TestScegli keeps the ends and, for each shown activity, a way from the
// beginning and one to the end; more is shown when more is asked.
func TestScegli(t *testing.T) {
	g := graph(3, 40, 120)
	before := 0
	for _, quota := range []float64{0, 0.1, 0.5, 1} {
		s := Scegli(g, quota)
		shown := make([]bool, len(g.Nodi))
		for _, i := range s.Nodi {
			shown[i] = true
		}
		from, to := map[int]bool{0: true}, map[int]bool{len(g.Nodi) - 1: true}
		for range g.Nodi {
			for _, i := range s.Archi {
				a := g.Archi[i]
				if !shown[a.Da] || !shown[a.A] {
					t.Fatalf("quota %v shows a passage without its activity", quota)
				}
				from[a.A] = from[a.A] || from[a.Da]
				to[a.Da] = to[a.Da] || to[a.A]
			}
		}
		for _, i := range s.Nodi {
			if !from[i] || !to[i] {
				t.Errorf("quota %v: %s stands apart", quota, g.Nodi[i].Nome)
			}
		}
		if !shown[0] || !shown[len(g.Nodi)-1] || len(s.Nodi)+len(s.Archi) < before {
			t.Errorf("quota %v: %d nodes, %d passages after %d things", quota, len(s.Nodi), len(s.Archi), before)
		}
		before = len(s.Nodi) + len(s.Archi)
	}
	if all := Scegli(g, 1); len(all.Nodi) != 42 || len(all.Archi) < MaxArchi {
		t.Errorf("everything: %d nodes, %d passages", len(all.Nodi), len(all.Archi))
	}
}

// TestScegliKeepsTheSlow: a rare passage that takes most of the time is shown.
func TestScegliKeepsTheSlow(t *testing.T) {
	g := graph(3, 40, 120)
	slow := len(g.Archi) - 1
	g.Archi[slow].Peso, g.Archi[slow].Tempo = 1, 1e6
	g.Nodi[g.Archi[slow].Da].Tempo, g.Nodi[g.Archi[slow].A].Tempo = 1e6, 1e6
	s := Scegli(g, 0.1)
	if !slices.Contains(s.Archi, slow) && g.Archi[slow].Da != g.Archi[slow].A {
		t.Errorf("the slowest passage is left out: %v", s.Archi)
	}
}

func BenchmarkDisponi(b *testing.B) {
	g := graph(1, MaxNodi, 2*MaxArchi)
	s := Scegli(g, 1)
	var part Grafo
	part.Nodi = g.Nodi
	for _, i := range s.Archi {
		part.Archi = append(part.Archi, g.Archi[i])
	}
	nodes, labels := sizes(part)
	b.ReportMetric(float64(len(part.Archi)), "passages")
	for b.Loop() {
		Disponi(part, nodes, labels)
	}
}
