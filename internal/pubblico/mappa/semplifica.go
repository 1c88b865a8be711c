package mappa

import (
	"container/heap"
	"math"
)

// Semplifica takes away the points whose triangle with their neighbours is
// smaller than area, in square metres, the smallest first (Visvalingam and
// Whyatt, The Cartographic Journal 30, 1993). The ends of arcs stay, and a ring
// of one arc keeps three points: no shape and no border between two shapes
// disappears. The result has arcs of its own.
func (c Confini) Semplifica(area float64) Confini {
	out := c
	out.Archi = make([][]Punto, len(c.Archi))
	for i, a := range c.Archi {
		keep := 2
		if a[0] == a[len(a)-1] {
			keep = 4
		}
		out.Archi[i] = sfoltisci(a, area, keep)
	}
	// Two arcs between the same ends may become the same line: then the shape
	// between them would have no inside, and both stay as they were.
	seen := map[[2]Punto]int{}
	for i, a := range out.Archi {
		if len(a) != 2 {
			continue
		}
		k := [2]Punto{a[0], a[1]}
		if prima(k[1], k[0]) {
			k[0], k[1] = k[1], k[0]
		}
		if j, ok := seen[k]; ok {
			out.Archi[i], out.Archi[j] = c.Archi[i], c.Archi[j]
			continue
		}
		seen[k] = i
	}
	return out
}

// vertice is a point of an arc with its neighbours that are still there.
type vertice struct {
	i, prev, next int
	area          float64
	at            int // in the heap, -1 when gone
}

type coda []*vertice

// Len, Less, Swap, Push and Pop implement heap.Interface.
func (q coda) Len() int { return len(q) }
func (q coda) Less(a, b int) bool {
	return q[a].area < q[b].area || q[a].area == q[b].area && q[a].i < q[b].i
}
func (q coda) Swap(a, b int) { q[a], q[b] = q[b], q[a]; q[a].at, q[b].at = a, b }

// Push adds a vertex.
func (q *coda) Push(x any) { v := x.(*vertice); v.at = len(*q); *q = append(*q, v) }

// Pop takes the last away.
func (q *coda) Pop() any {
	old := *q
	v := old[len(old)-1]
	*q, v.at = old[:len(old)-1], -1
	return v
}

func sfoltisci(a []Punto, area float64, keep int) []Punto {
	if len(a) <= keep {
		return a
	}
	vs := make([]*vertice, len(a))
	q := make(coda, 0, len(a))
	for i := range a {
		vs[i] = &vertice{i: i, prev: i - 1, next: i + 1, at: -1}
		if i > 0 && i < len(a)-1 {
			vs[i].area = triangolo(a[i-1], a[i], a[i+1])
			heap.Push(&q, vs[i])
		}
	}
	left := len(a)
	for left > keep && q.Len() > 0 && q[0].area < area {
		v := heap.Pop(&q).(*vertice)
		left--
		p, n := vs[v.prev], vs[v.next]
		p.next, n.prev = v.next, v.prev
		for _, x := range []*vertice{p, n} {
			if x.at >= 0 {
				x.area = math.Max(v.area, triangolo(a[x.prev], a[x.i], a[x.next]))
				heap.Fix(&q, x.at)
			}
		}
	}
	out := make([]Punto, 0, left)
	for i := 0; i < len(a); i = vs[i].next {
		out = append(out, a[i])
	}
	return out
}

// triangolo is the area of a triangle, in square metres.
func triangolo(a, b, c Punto) float64 {
	return math.Abs(float64(b[0]-a[0])*float64(c[1]-a[1])-float64(c[0]-a[0])*float64(b[1]-a[1])) / 2
}
