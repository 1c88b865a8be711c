package prediction

import (
	"slices"

	"pass/internal/mining/stats"
)

// forest is a quantile regression forest (Meinshausen 2006): trees that part
// the training samples by their features; the samples that share leaves with a
// new one are its neighbours, and their remaining times its prediction.
type forest struct {
	cuts  [][]float32 // by feature: upper bounds of the bins but the last
	codes [][]uint8   // by feature, by training sample: its bin
	y     []float64   // scaled target
	w     []float64   // weight
	group []int32     // by training sample: its period
	trees []tree
}

type tree struct {
	nodes []node
	held  []int32 // training samples, those of a leaf together
	out   []bool  // by group: not seen by this tree
}

type node struct {
	feature     int32 // -1 for a leaf
	bin         uint8 // left when code ≤ bin
	left, right int32
	lo, hi      int32 // of tree.held
	mean        float64
	weight      float64
}

const (
	maxBins  = 64
	maxDepth = 16
)

// growth says how a forest grows.
type growth struct {
	trees   int
	perTree int // samples
	leaf    int // least samples of a leaf
	tried   int // features tried at each node
	seed    uint64
}

// grow makes a forest of rows (samples × width features).
func grow(rows []float32, width int, y, w []float64, group []int32, g growth) *forest {
	f := &forest{y: y, w: w, group: group, cuts: make([][]float32, width), codes: make([][]uint8, width)}
	column := make([]float32, len(y))
	for j := range width {
		for i := range y {
			column[i] = rows[i*width+j]
		}
		f.cuts[j] = cutsOf(slices.Clone(column))
		f.codes[j] = make([]uint8, len(y))
		for i, v := range column {
			f.codes[j][i] = code(f.cuts[j], v)
		}
	}
	groups := int32(0)
	for _, c := range group {
		groups = max(groups, c+1)
	}
	f.trees = make([]tree, g.trees)
	for t := range f.trees {
		f.trees[t] = f.plant(g, int(groups), stats.NewStream(g.seed, uint64(t)))
	}
	return f
}

// cutsOf finds bounds that share the values evenly among the bins.
func cutsOf(values []float32) (cuts []float32) {
	slices.Sort(values)
	for b := 1; b < maxBins; b++ {
		c := values[b*len(values)/maxBins]
		if c < values[len(values)-1] && (len(cuts) == 0 || c > cuts[len(cuts)-1]) {
			cuts = append(cuts, c)
		}
	}
	return cuts
}

func code(cuts []float32, v float32) uint8 {
	n, _ := slices.BinarySearch(cuts, v)
	return uint8(n)
}

// plant grows one tree, to which four groups in ten stay unseen.
func (f *forest) plant(g growth, groups int, rng *stats.RNG) tree {
	t := tree{out: make([]bool, groups)}
	order := make([]int, groups)
	for c := range order {
		order[c] = c
	}
	rng.Shuffle(groups, func(i, j int) { order[i], order[j] = order[j], order[i] })
	for _, c := range order[:groups*4/10] {
		t.out[c] = true
	}
	for i, c := range f.group {
		if !t.out[c] {
			t.held = append(t.held, int32(i))
		}
	}
	if len(t.held) > g.perTree {
		rng.Shuffle(len(t.held), func(i, j int) { t.held[i], t.held[j] = t.held[j], t.held[i] })
		t.held = t.held[:g.perTree]
	}
	p := planter{f: f, t: &t, g: g, rng: rng, features: make([]int, len(f.cuts)), scratch: make([]int32, len(t.held))}
	for j := range p.features {
		p.features[j] = j
	}
	p.node(0, int32(len(t.held)), 0)
	return t
}

type planter struct {
	f        *forest
	t        *tree
	g        growth
	rng      *stats.RNG
	features []int
	scratch  []int32
}

// node makes the node of the samples held[lo:hi] and those below it.
func (p *planter) node(lo, hi int32, depth int) int32 {
	at := int32(len(p.t.nodes))
	var sum, weight float64
	for _, i := range p.t.held[lo:hi] {
		sum += p.f.w[i] * p.f.y[i]
		weight += p.f.w[i]
	}
	p.t.nodes = append(p.t.nodes, node{feature: -1, lo: lo, hi: hi, mean: sum / weight, weight: weight})
	if depth >= maxDepth || int(hi-lo) < 2*p.g.leaf {
		return at
	}
	feature, bin := p.best(lo, hi, sum, weight)
	if feature < 0 {
		return at
	}
	codes, held := p.f.codes[feature], p.t.held
	mid, rest := lo, p.scratch[:0]
	for _, i := range held[lo:hi] {
		if codes[i] <= bin {
			held[mid] = i
			mid++
		} else {
			rest = append(rest, i)
		}
	}
	copy(held[mid:hi], rest)
	left := p.node(lo, mid, depth+1)
	right := p.node(mid, hi, depth+1)
	n := &p.t.nodes[at]
	n.feature, n.bin, n.left, n.right = int32(feature), bin, left, right
	return at
}

// best is the split, among some features, that leaves the least variance; -1
// when none helps.
func (p *planter) best(lo, hi int32, total, weight float64) (feature int, bin uint8) {
	feature = -1
	least := total*total/weight + 1e-9*weight
	for tried := range min(p.g.tried, len(p.features)) {
		k := tried + p.rng.Intn(len(p.features)-tried)
		p.features[tried], p.features[k] = p.features[k], p.features[tried]
		j := p.features[tried]
		codes := p.f.codes[j]
		var sum, ws [maxBins]float64
		var count [maxBins]int32
		for _, i := range p.t.held[lo:hi] {
			c := codes[i]
			sum[c] += p.f.w[i] * p.f.y[i]
			ws[c] += p.f.w[i]
			count[c]++
		}
		var s, w float64
		var c int32
		for b := range p.f.cuts[j] {
			s += sum[b]
			w += ws[b]
			c += count[b]
			if int(c) < p.g.leaf || count[b] == 0 {
				continue
			}
			if int(hi-lo-c) < p.g.leaf {
				break
			}
			if gain := s*s/w + (total-s)*(total-s)/(weight-w); gain > least {
				least, feature, bin = gain, j, uint8(b)
			}
		}
	}
	return feature, bin
}

// leaf is where a coded row ends up in a tree.
func (t *tree) leaf(codes []uint8) *node {
	n := &t.nodes[0]
	for n.feature >= 0 {
		if codes[n.feature] <= n.bin {
			n = &t.nodes[n.left]
		} else {
			n = &t.nodes[n.right]
		}
	}
	return n
}

// neighbour is a training sample with the weight that it has in a prediction.
type neighbour struct {
	sample int32
	weight float64
}

// neighbours are the training samples that share leaves with a row; weights
// sum to one. When not is ≥ 0, trees that saw that group are left out.
func (f *forest) neighbours(codes []uint8, not int32, into []neighbour) []neighbour {
	into = into[:0]
	trees := 0
	for t := range f.trees {
		tr := &f.trees[t]
		if not >= 0 && !tr.out[not] {
			continue
		}
		trees++
		n := tr.leaf(codes)
		for _, i := range tr.held[n.lo:n.hi] {
			into = append(into, neighbour{i, f.w[i] / n.weight})
		}
	}
	for i := range into {
		into[i].weight /= float64(trees)
	}
	return into
}

func (f *forest) code(row []float32, codes []uint8) {
	for j := range codes {
		codes[j] = code(f.cuts[j], row[j])
	}
}

// moves is how much each feature moves the mean of the samples on the way of a
// row through the trees, on average.
func (f *forest) moves(codes []uint8) []float64 {
	moved := make([]float64, len(f.cuts))
	for i := range f.trees {
		t := &f.trees[i]
		n := &t.nodes[0]
		for n.feature >= 0 {
			next := &t.nodes[n.right]
			if codes[n.feature] <= n.bin {
				next = &t.nodes[n.left]
			}
			moved[n.feature] += (next.mean - n.mean) / float64(len(f.trees))
			n = next
		}
	}
	return moved
}
