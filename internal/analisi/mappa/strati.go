package mappa

import (
	"cmp"
	"slices"
)

// cell is something that has a place in a layer: a node, the label of a
// passage, or a bend of one.
type cell struct {
	node  int // place in Grafo.Nodi, −1 for the others
	layer int
	l, h  float64
	x, y  float64
	up    []link // to cells of the layer above
	down  []link // to cells of the layer below
}

type link struct {
	cell   int
	weight float64
}

// route is a passage through the layers, always downwards.
type route struct {
	arco     int
	reversed bool  // the passage goes up
	cells    []int // from the upper node to the lower one
	label    int   // cell of the label
}

// table is the drawing while it is made.
type table struct {
	g      Grafo
	cells  []cell
	layers [][]int // cells of each layer, from the left
	routes []route
	loops  []int // passages from a node to itself
	labels []Misura
}

// newTable gives nodes a layer and breaks passages into cells. Between two
// layers of nodes there is one for labels and bends.
func newTable(g Grafo, sizes, labels []Misura) *table {
	t := &table{g: g, labels: labels}
	layer := layersOf(g)
	last := 0
	for i := range g.Nodi {
		t.cells = append(t.cells, cell{node: i, layer: 2 * layer[i], l: sizes[i].L, h: sizes[i].H})
		last = max(last, 2*layer[i])
	}
	t.layers = make([][]int, last+1)
	for i, a := range g.Archi {
		if a.Da == a.A {
			t.loops = append(t.loops, i)
			t.cells[a.Da].l += loop + labels[i].L
			continue
		}
		t.route(i, layer)
	}
	for i, c := range t.cells {
		t.layers[c.layer] = append(t.layers[c.layer], i)
	}
	return t
}

// route makes the cells of a passage between two nodes.
func (t *table) route(i int, layer []int) {
	a := t.g.Archi[i]
	r := route{arco: i}
	from, to := a.Da, a.A
	if layer[from] > layer[to] {
		from, to, r.reversed = to, from, true
	}
	top, bottom := 2*layer[from], 2*layer[to]
	middle := (top + bottom) / 2
	if middle%2 == 0 {
		middle++
	}
	r.cells = append(r.cells, from)
	for y := top + 1; y < bottom; y++ {
		c := cell{node: -1, layer: y, l: gapLine}
		if y == middle {
			c.l, c.h = t.labels[i].L+gapLine, t.labels[i].H
			r.label = len(t.cells)
		}
		r.cells = append(r.cells, len(t.cells))
		t.cells = append(t.cells, c)
	}
	r.cells = append(r.cells, to)
	weight := 1 + 3*float64(a.Peso)/float64(t.heaviest())
	for k := 1; k < len(r.cells); k++ {
		up, down := r.cells[k-1], r.cells[k]
		w := weight
		if t.cells[up].node < 0 && t.cells[down].node < 0 {
			w *= 8 // long passages run straight
		}
		t.cells[up].down = append(t.cells[up].down, link{down, w})
		t.cells[down].up = append(t.cells[down].up, link{up, w})
	}
	t.routes = append(t.routes, r)
}

func (t *table) heaviest() int {
	most := 1
	for _, a := range t.g.Archi {
		most = max(most, a.Peso)
	}
	return most
}

// layersOf gives each node the length of the longest way to it, on the
// passages that go forward in the order of flow.
func layersOf(g Grafo) []int {
	order := flow(g)
	place := make([]int, len(g.Nodi))
	for p, i := range order {
		place[i] = p
	}
	forward := make([][]int, len(g.Nodi))
	counts := forwardShare(g, place)
	for i, a := range g.Archi {
		from, to := a.Da, a.A
		if from == to || !counts[i] {
			continue
		}
		if place[from] > place[to] {
			from, to = to, from
		}
		forward[from] = append(forward[from], to)
	}
	layer := make([]int, len(g.Nodi))
	for _, i := range order {
		for _, j := range forward[i] {
			layer[j] = max(layer[j], layer[i]+1)
		}
	}
	return separate(g, layer, order)
}

// flow orders the nodes so that as few occurrences as possible go back. It
// begins twice, with the mean places of the nodes in the cases and with a walk
// along the heaviest passages, moves one node at a time to where it saves the
// most until none saves anything, and keeps the better order. The ends of the
// process stay at the ends.
func flow(g Grafo) []int {
	n := len(g.Nodi)
	weight := weights(g)
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(g.Nodi[i].Posizione, g.Nodi[j].Posizione) })
	walked := walk(g, places, weight)
	for _, order := range [][]int{places, walked} {
		for moved := true; moved; {
			moved = false
			for _, i := range slices.Clone(order) {
				if !g.Nodi[i].Estremo && sift(g, order, weight, i) {
					moved = true
				}
			}
		}
	}
	if goesBack(places, weight) < goesBack(walked, weight) {
		return places
	}
	return walked
}

// weights has the occurrences of each pair of nodes. Where two follow each
// other about as often both ways, the way that goes with their mean places
// gets the greater of the two: a step of a loop is not the beginning of the
// process because it goes back a little more often than forward.
func weights(g Grafo) []int {
	n := len(g.Nodi)
	weight := make([]int, n*n)
	for _, a := range g.Archi {
		weight[a.Da*n+a.A] += a.Peso
	}
	for i := range n {
		for j := range n {
			ahead, back := &weight[i*n+j], &weight[j*n+i]
			if g.Nodi[i].Posizione < g.Nodi[j].Posizione && *ahead < *back && 2**ahead > *back {
				*ahead, *back = *back, *ahead
			}
		}
	}
	return weight
}

// walk is the order in which a walk along the heaviest passages leaves the
// nodes for good, reversed: each stands before what follows it.
func walk(g Grafo, from, weight []int) []int {
	n := len(from)
	seen := make([]bool, n)
	var left []int
	var visit func(i int)
	visit = func(i int) {
		seen[i] = true
		next := slices.Clone(from)
		slices.SortStableFunc(next, func(a, b int) int { return cmp.Compare(weight[i*n+b], weight[i*n+a]) })
		for _, j := range next {
			if weight[i*n+j] > 0 && !seen[j] {
				visit(j)
			}
		}
		left = append(left, i)
	}
	for _, i := range from {
		if !seen[i] {
			visit(i)
		}
	}
	slices.Reverse(left)
	// The ends go to the ends, whatever the walk met first.
	slices.SortStableFunc(left, func(i, j int) int { return cmp.Compare(end(g.Nodi[i]), end(g.Nodi[j])) })
	return left
}

// end is −1 for the beginning of the process, 1 for its end.
func end(n Nodo) int {
	switch {
	case !n.Estremo:
		return 0
	case n.Posizione < 0.5:
		return -1
	}
	return 1
}

// goesBack is how many occurrences go back in an order.
func goesBack(order, weight []int) (total int) {
	for p, i := range order {
		for _, j := range order[:p] {
			total += weight[i*len(order)+j]
		}
	}
	return total
}

// sift moves node i to the place of the order where the least goes back, and
// reports whether that saved anything.
func sift(g Grafo, order, weight []int, i int) bool {
	n := len(order)
	at := slices.Index(order, i)
	best, place := 0, at
	try := func(step int) {
		change := 0 // of what goes back, against where the node is
		for p := at + step; p >= 0 && p < n && !g.Nodi[order[p]].Estremo; p += step {
			change += step * (weight[i*n+order[p]] - weight[order[p]*n+i])
			if change < best {
				best, place = change, p
			}
		}
	}
	try(1)
	try(-1)
	if place == at {
		return false
	}
	copy(order[at:], order[at+1:])
	copy(order[place+1:], order[place:n-1])
	order[place] = i
	return true
}

// forwardShare says which passages count for the layers: all that go forward,
// and those that go back only when nothing goes forward between the two nodes.
func forwardShare(g Grafo, place []int) []bool {
	pair := func(a Arco) [2]int { return [2]int{min(a.Da, a.A), max(a.Da, a.A)} }
	ahead := map[[2]int]bool{}
	for _, a := range g.Archi {
		if place[a.Da] < place[a.A] {
			ahead[pair(a)] = true
		}
	}
	counts := make([]bool, len(g.Archi))
	for i, a := range g.Archi {
		counts[i] = place[a.Da] < place[a.A] || !ahead[pair(a)]
	}
	return counts
}

// separate pulls nodes with no way in down to just above their first
// successor, makes sure that no passage joins two nodes of one layer, and puts
// the end of the process under everything.
func separate(g Grafo, layer, order []int) []int {
	hasIn := make([]bool, len(g.Nodi))
	first := make([]int, len(g.Nodi))
	for i := range first {
		first[i] = -1
	}
	for _, a := range g.Archi {
		if layer[a.Da] < layer[a.A] {
			hasIn[a.A] = true
			if first[a.Da] < 0 || layer[a.A] < first[a.Da] {
				first[a.Da] = layer[a.A]
			}
		}
	}
	for _, i := range order {
		if !hasIn[i] && !g.Nodi[i].Estremo && first[i] > 0 {
			layer[i] = first[i] - 1
		}
	}
	for _, a := range g.Archi {
		if a.Da != a.A && layer[a.Da] == layer[a.A] {
			layer = layerByLayer(g, layer, order)
			break
		}
	}
	last := 0
	for i, n := range g.Nodi {
		if end(n) < 1 {
			last = max(last, layer[i]+1)
		}
	}
	for i, n := range g.Nodi {
		if end(n) == 1 {
			layer[i] = last
		}
	}
	return layer
}

// layerByLayer opens the layers in which a passage would lie flat.
func layerByLayer(g Grafo, layer, order []int) []int {
	rank := make([]int, len(order))
	sorted := slices.Clone(order)
	slices.SortStableFunc(sorted, func(i, j int) int { return cmp.Compare(layer[i], layer[j]) })
	for p, i := range sorted {
		rank[i] = p
	}
	next := make([][]int, len(g.Nodi))
	for _, a := range g.Archi {
		if a.Da == a.A {
			continue
		}
		from, to := a.Da, a.A
		if rank[from] > rank[to] {
			from, to = to, from
		}
		next[from] = append(next[from], to)
	}
	out := slices.Clone(layer)
	for _, i := range sorted {
		for _, j := range next[i] {
			out[j] = max(out[j], out[i]+1)
		}
	}
	return out
}
