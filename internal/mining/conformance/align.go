package conformance

// path is the ordered part of a model, bound to the activities of a log.
type path struct {
	places []place
	fits   [][]bool // by place, activity
	step   [][]int  // by place, activity: which step it is there
	judged []bool   // by activity: it is in the path, or must be said unexpected
}

// place is one stop of the path.
type place struct {
	step       int // the first of its steps, in Model.Steps
	free       bool
	repeatable bool
	final      bool
}

// pathOf makes the path of a model; a place that no activity fills is free.
func pathOf(m *Model, b *Binding, recorded []bool) *path {
	p := &path{judged: make([]bool, len(b.Steps))}
	of := make([]int, len(m.Steps)) // place of each step, or −1
	for i := range m.Steps {
		s := &m.Steps[i]
		of[i] = -1
		if s.Anywhere {
			continue
		}
		if !s.Or {
			p.places = append(p.places, place{step: i, free: s.Optional, repeatable: s.Repeatable})
			p.fits, p.step = append(p.fits, make([]bool, len(b.Steps))), append(p.step, make([]int, len(b.Steps)))
		}
		of[i] = len(p.places) - 1
		if s.ends() {
			p.places[of[i]].final = true
		}
	}
	filled := make([]bool, len(p.places))
	for a, list := range b.Steps {
		p.judged[a] = m.Closed && len(list) == 0
		for _, i := range list {
			if of[i] >= 0 {
				if !p.fits[of[i]][a] {
					p.step[of[i]][a] = i
				}
				p.fits[of[i]][a], p.judged[a] = true, true
				filled[of[i]] = filled[of[i]] || recorded[a]
			}
		}
	}
	for i := range p.places {
		p.places[i].free = p.places[i].free || !filled[i]
	}
	return p
}

// ends reports whether the case is over once the step happens.
func (s *Step) ends() bool {
	for _, k := range s.Kinds {
		if k.Ends() {
			return true
		}
	}
	return s.Final
}

// aligned is the best alignment of one sequence.
type aligned struct {
	cost, worst int
	placeOf     []int // by event of the sequence: the place it fills, or −1
	skipped     []int // places left empty, in order, free ones included
}

// align compares a sequence of activities, only judged ones, with the path. In
// an open case the places at the end may be missing.
func (p *path) align(seq []int32, open bool) aligned {
	n, m := len(seq), len(p.places)
	cost := p.costs(seq)
	width := m + 1
	end := m
	if open {
		for j := range m {
			if cost[n*width+j] < cost[n*width+end] {
				end = j
			}
		}
	}
	a := aligned{cost: int(cost[n*width+end]), worst: n, placeOf: make([]int, n)}
	for j := range end {
		if !p.places[j].free {
			a.worst++
		}
	}
	for i, j := n, end; i > 0 || j > 0; {
		here := cost[i*width+j]
		switch {
		case i > 0 && cost[(i-1)*width+j]+1 == here:
			i--
			a.placeOf[i] = -1
		case i > 0 && j > 0 && p.fits[j-1][seq[i-1]] && cost[(i-1)*width+j-1] == here:
			i, j = i-1, j-1
			a.placeOf[i] = j
		case i > 0 && j > 0 && p.places[j-1].repeatable && p.fits[j-1][seq[i-1]] && cost[(i-1)*width+j] == here:
			i--
			a.placeOf[i] = j - 1
		default:
			j--
			a.skipped = append(a.skipped, j)
		}
	}
	a.skipped = reallySkipped(a)
	return a
}

// costs fills the table: cost[i·width+j] is the least cost of the first i
// events and the first j places.
func (p *path) costs(seq []int32) []int32 {
	n, m := len(seq), len(p.places)
	width := m + 1
	cost := make([]int32, (n+1)*width)
	for i := 0; i <= n; i++ {
		for j := 0; j <= m; j++ {
			if i == 0 && j == 0 {
				continue
			}
			best := int32(1 << 30)
			if i > 0 {
				best = cost[(i-1)*width+j] + 1
			}
			if j > 0 {
				best = min(best, cost[i*width+j-1]+p.skip(j-1))
			}
			if i > 0 && j > 0 && p.fits[j-1][seq[i-1]] {
				best = min(best, cost[(i-1)*width+j-1])
				if p.places[j-1].repeatable {
					best = min(best, cost[(i-1)*width+j])
				}
			}
			cost[i*width+j] = best
		}
	}
	return cost
}

func (p *path) skip(j int) int32 {
	if p.places[j].free {
		return 0
	}
	return 1
}

// reallySkipped puts the skipped places in order, without those that a
// repeated event fills.
func reallySkipped(a aligned) (out []int) {
	for i := len(a.skipped) - 1; i >= 0; i-- {
		filled := false
		for _, j := range a.placeOf {
			filled = filled || j == a.skipped[i]
		}
		if !filled {
			out = append(out, a.skipped[i])
		}
	}
	return out
}
