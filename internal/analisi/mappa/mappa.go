// Package mappa draws the map of a process: which activities and passages to
// show, and where each of them stands on the page.
//
//	Grafo ── Scegli ──▶ the most frequent paths ── Disponi ──▶ Disegno
//
// The drawing is layered, as in Sugiyama, Tagawa and Toda, "Methods for visual
// understanding of hierarchical system structures" (IEEE Trans. SMC 11, 1981):
// time goes down the page, an activity stands under those that mostly come
// before it, long passages and the labels have places of their own in the
// layers, so that nothing overlaps. It is deterministic and takes
// milliseconds, so that the map is drawn anew at each change of filter.
package mappa

import (
	"cmp"
	"math"
	"slices"
)

// Nodo is an activity, or one of the two ends of the process.
type Nodo struct {
	Nome      string
	Peso      int     // how often it occurs
	Tempo     float64 // seconds spent to reach it, in all
	Posizione float64 // mean place in its cases, from 0 (first) to 1 (last)
	Estremo   bool    // the beginning or the end of the process: a small circle
}

// Arco is a passage from a node to another, or to itself.
type Arco struct {
	Da, A int     // places in Grafo.Nodi
	Peso  int     // how often it occurs
	Tempo float64 // seconds that it takes, in all
}

// Grafo is what can be drawn.
type Grafo struct {
	Nodi  []Nodo
	Archi []Arco
}

// Scelta is a part of a Grafo: places of what is shown, ascending.
type Scelta struct {
	Nodi, Archi []int
}

// Limits of a map that a person can read and a page can carry.
const (
	MaxNodi  = 45
	MaxArchi = 110
)

// Scegli takes the activities and passages that weigh most, by how often they
// occur and by the time that they take in equal parts, so that a rare passage
// which takes a quarter of the time is not left out. quota, from 0 to 1, is the
// share of both that is asked for, at most MaxNodi and MaxArchi. What lies on
// the most travelled way from the beginning of the process to each of those
// activities, and from there to its end, is shown too: no piece of the map
// stands apart from the flow.
func Scegli(g Grafo, quota float64) Scelta {
	shown := chooseNodes(g, quota)
	keep := make([]bool, len(g.Archi))
	connect(g, shown, keep)
	candidates := make([]int, 0, len(g.Archi))
	kept := 0
	for i, a := range g.Archi {
		switch {
		case keep[i]:
			kept++
		case shown[a.Da] && shown[a.A]:
			candidates = append(candidates, i)
		}
	}
	peso, tempo := 0, 0.0
	for _, a := range g.Archi {
		peso, tempo = peso+a.Peso, tempo+a.Tempo
	}
	heavy := func(i int) float64 { return weigh(g.Archi[i].Peso, peso, g.Archi[i].Tempo, tempo) }
	slices.SortStableFunc(candidates, func(i, j int) int { return cmp.Compare(heavy(j), heavy(i)) })
	if len(candidates) > 0 {
		for _, i := range candidates[:max(min(share(len(candidates), quota), MaxArchi-kept), 0)] {
			keep[i] = true
		}
	}
	return Scelta{places(shown), places(keep)}
}

// connect adds the most travelled ways between the ends of the process and the
// shown activities: those whose least travelled passage is travelled most.
func connect(g Grafo, shown, keep []bool) {
	for side := range 2 {
		var root []int
		for i, n := range g.Nodi {
			if n.Estremo && (end(n) < 0) == (side == 0) {
				root = append(root, i)
			}
		}
		way := widest(g, root, side == 1)
		for i := range g.Nodi {
			if !shown[i] {
				continue
			}
			for at := i; way[at] >= 0 && !keep[way[at]]; {
				a := g.Archi[way[at]]
				keep[way[at]] = true
				at = a.Da
				if side == 1 {
					at = a.A
				}
				shown[at] = true
			}
		}
	}
}

// widest gives each node the last passage of the most travelled way from the
// roots to it or, backwards, the first one of the way from it to them; −1 for
// roots and for nodes that have none. It is Dijkstra's algorithm on the width
// of a way.
func widest(g Grafo, roots []int, backwards bool) []int {
	next := make([][]int, len(g.Nodi))
	for i, a := range g.Archi {
		if backwards {
			a.Da = a.A
		}
		next[a.Da] = append(next[a.Da], i)
	}
	way, width, done := make([]int, len(g.Nodi)), make([]int, len(g.Nodi)), make([]bool, len(g.Nodi))
	for i := range way {
		way[i] = -1
	}
	for _, r := range roots {
		width[r] = math.MaxInt
	}
	for {
		at := -1
		for i := range g.Nodi {
			if !done[i] && width[i] > 0 && (at < 0 || width[i] > width[at]) {
				at = i
			}
		}
		if at < 0 {
			return way
		}
		done[at] = true
		for _, i := range next[at] {
			to := g.Archi[i].A
			if backwards {
				to = g.Archi[i].Da
			}
			if w := min(width[at], g.Archi[i].Peso); !done[to] && w > width[to] {
				width[to], way[to] = w, i
			}
		}
	}
}

func chooseNodes(g Grafo, quota float64) []bool {
	var order []int
	shown := make([]bool, len(g.Nodi))
	for i, n := range g.Nodi {
		if n.Estremo {
			shown[i] = true
		} else {
			order = append(order, i)
		}
	}
	peso, tempo := 0, 0.0
	for _, n := range g.Nodi {
		peso, tempo = peso+n.Peso, tempo+n.Tempo
	}
	heavy := func(i int) float64 { return weigh(g.Nodi[i].Peso, peso, g.Nodi[i].Tempo, tempo) }
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(heavy(j), heavy(i)) })
	for _, i := range order[:min(share(len(order), quota), MaxNodi)] {
		shown[i] = true
	}
	return shown
}

// weigh adds the shares of occurrences and of time.
func weigh(peso, pesi int, tempo, tempi float64) float64 {
	w := float64(peso) / float64(max(pesi, 1))
	if tempi > 0 {
		w += tempo / tempi
	}
	return w
}

// share is how many of n a quota asks for, one at least.
func share(n int, quota float64) int {
	k := int(float64(n)*quota + 0.999999)
	return min(max(k, 1), n)
}

func places(which []bool) []int {
	var out []int
	for i, yes := range which {
		if yes {
			out = append(out, i)
		}
	}
	return out
}
