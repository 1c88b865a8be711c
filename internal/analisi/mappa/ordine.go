package mappa

import (
	"cmp"
	"slices"
)

// sweeps is how many times the layers are ordered from the top and back.
const sweeps = 12

// order arranges each layer so that few passages cross: every cell goes to the
// weighted mean place of its neighbours, from the top and from the bottom in
// turn; the arrangement with the fewest crossings is kept.
func (t *table) order() {
	pos := make([]float64, len(t.cells))
	t.depthFirst()
	t.number(pos)
	best, fewest := t.copyLayers(), t.crossings(pos)
	for s := 0; s < sweeps && fewest > 0; s++ {
		if s%2 == 0 {
			for y := 1; y < len(t.layers); y++ {
				t.sortLayer(y, pos, func(c *cell) []link { return c.up })
			}
		} else {
			for y := len(t.layers) - 2; y >= 0; y-- {
				t.sortLayer(y, pos, func(c *cell) []link { return c.down })
			}
		}
		if n := t.crossings(pos); n < fewest {
			best, fewest = t.copyLayers(), n
		}
	}
	t.layers = best
}

// depthFirst orders the layers as a walk from the top meets the cells, the
// heaviest passage first: the main path becomes a column.
func (t *table) depthFirst() {
	seen := make([]bool, len(t.cells))
	fresh := make([][]int, len(t.layers))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		fresh[t.cells[i].layer] = append(fresh[t.cells[i].layer], i)
		next := slices.Clone(t.cells[i].down)
		slices.SortStableFunc(next, func(a, b link) int { return cmp.Compare(b.weight, a.weight) })
		for _, l := range next {
			visit(l.cell)
		}
	}
	for _, layer := range t.layers {
		for _, i := range layer {
			visit(i)
		}
	}
	t.layers = fresh
}

func (t *table) number(pos []float64) {
	for _, layer := range t.layers {
		for p, i := range layer {
			pos[i] = float64(p)
		}
	}
}

func (t *table) copyLayers() [][]int {
	out := make([][]int, len(t.layers))
	for y, layer := range t.layers {
		out[y] = slices.Clone(layer)
	}
	return out
}

// sortLayer moves the cells of a layer to the mean place of their neighbours;
// one without neighbours stays where it is.
func (t *table) sortLayer(y int, pos []float64, side func(*cell) []link) {
	want := make(map[int]float64, len(t.layers[y]))
	for _, i := range t.layers[y] {
		sum, weight := 0.0, 0.0
		for _, l := range side(&t.cells[i]) {
			sum += pos[l.cell] * l.weight
			weight += l.weight
		}
		want[i] = pos[i]
		if weight > 0 {
			want[i] = sum / weight
		}
	}
	slices.SortStableFunc(t.layers[y], func(a, b int) int { return cmp.Compare(want[a], want[b]) })
	for p, i := range t.layers[y] {
		pos[i] = float64(p)
	}
}

// crossings counts the pairs of passages that cross between each layer and
// the next.
func (t *table) crossings(pos []float64) (n int) {
	for y := 0; y+1 < len(t.layers); y++ {
		width := len(t.layers[y+1])
		tree := make([]int, width+1)
		total := 0
		for _, i := range t.layers[y] {
			ends := make([]int, 0, len(t.cells[i].down))
			for _, l := range t.cells[i].down {
				ends = append(ends, int(pos[l.cell]))
			}
			slices.Sort(ends)
			for _, e := range ends {
				before := 0
				for k := e + 1; k > 0; k -= k & -k {
					before += tree[k]
				}
				n += total - before
			}
			for _, e := range ends {
				for k := e + 1; k <= width; k += k & -k {
					tree[k]++
				}
				total++
			}
		}
	}
	return n
}
