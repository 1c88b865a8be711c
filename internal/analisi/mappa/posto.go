package mappa

import "math"

// rounds is how many times the layers are pulled towards their neighbours.
const rounds = 60

// place gives every cell its coordinates. In each layer the cells go as near
// as they can to the weighted mean of their neighbours without changing order
// or overlapping: a least squares problem with an order, solved by pooling
// adjacent violators (Ayer and others, Annals of Mathematical Statistics 26,
// 1955).
func (t *table) place() {
	t.vertical()
	for _, layer := range t.layers {
		x := 0.0
		for k, i := range layer {
			if k > 0 {
				x += t.apart(layer[k-1], i)
			}
			t.cells[i].x = x
		}
	}
	for r := range rounds {
		if r%2 == 0 {
			for y := range t.layers {
				t.pull(y, r)
			}
		} else {
			for y := len(t.layers) - 1; y >= 0; y-- {
				t.pull(y, r)
			}
		}
	}
	left := math.Inf(1)
	for _, c := range t.cells {
		left = math.Min(left, c.x-c.l/2)
	}
	for i := range t.cells {
		t.cells[i].x += margin - left
	}
}

// vertical gives the layers their heights.
func (t *table) vertical() {
	y := margin
	for _, layer := range t.layers {
		h := 0.0
		for _, i := range layer {
			h = math.Max(h, t.cells[i].h)
		}
		for _, i := range layer {
			t.cells[i].y = y + h/2
		}
		y += h + gapY
	}
}

// apart is the least distance of the centres of two neighbours.
func (t *table) apart(a, b int) float64 {
	gap := gapLine
	if t.cells[a].node >= 0 || t.cells[b].node >= 0 {
		gap = gapX
	}
	return (t.cells[a].l+t.cells[b].l)/2 + gap
}

// pull moves the cells of a layer; in the first rounds they listen only to the
// side that was just placed, then to both.
func (t *table) pull(y, round int) {
	layer := t.layers[y]
	want, weight := make([]float64, len(layer)), make([]float64, len(layer))
	for k, i := range layer {
		c := &t.cells[i]
		sum, w := 0.0, 0.0
		add := func(links []link) {
			for _, l := range links {
				sum += t.cells[l.cell].x * l.weight
				w += l.weight
			}
		}
		if round >= rounds/2 || round%2 == 0 {
			add(c.up)
		}
		if round >= rounds/2 || round%2 == 1 {
			add(c.down)
		}
		if w == 0 {
			sum, w = c.x*0.01, 0.01
		}
		want[k], weight[k] = sum/w, w
	}
	t.settle(layer, want, weight)
}

// block is a run of cells that touch one another.
type block struct {
	sum, weight float64
	first       int
}

// settle places the cells of a layer as near to want as their order and sizes
// allow.
func (t *table) settle(layer []int, want, weight []float64) {
	offset := make([]float64, len(layer)) // from the first of the layer, all touching
	var blocks []block
	for k, i := range layer {
		if k > 0 {
			offset[k] = offset[k-1] + t.apart(layer[k-1], i)
		}
		blocks = append(blocks, block{(want[k] - offset[k]) * weight[k], weight[k], k})
		for n := len(blocks); n > 1 && blocks[n-2].sum/blocks[n-2].weight > blocks[n-1].sum/blocks[n-1].weight; n = len(blocks) {
			blocks[n-2].sum += blocks[n-1].sum
			blocks[n-2].weight += blocks[n-1].weight
			blocks = blocks[:n-1]
		}
	}
	for b, bl := range blocks {
		end := len(layer)
		if b+1 < len(blocks) {
			end = blocks[b+1].first
		}
		for k := bl.first; k < end; k++ {
			t.cells[layer[k]].x = bl.sum/bl.weight + offset[k]
		}
	}
}
