package conformance

// variantResult is what the activities alone tell: the same for all cases of a
// variant.
type variantResult struct {
	cost, worst int
	open        bool
	tooLong     bool // to be aligned
	deviations  []variantDeviation
}

// mostCells bounds the table of one alignment, 200 MB: a case of hundreds of
// thousands of events is a mistake of the data.
const mostCells = 50_000_000

// variantDeviation has places in the sequence instead of events.
type variantDeviation struct {
	kind      DeviationKind
	rule      Rule
	step      int   // in Model.Steps, or −1
	at, other int32 // or −1
}

func (x *variantResult) fitness() float64 { return fitness(x.cost, x.worst) }

// variant judges one sequence of activities.
func (c *checker) variant(seq []int32) variantResult {
	var judged []int32 // activities
	var at []int32     // their places in seq
	for i, a := range seq {
		if c.path.judged[a] {
			judged, at = append(judged, a), append(at, int32(i))
		}
	}
	x := variantResult{open: c.open(seq)}
	if x.tooLong = len(judged)*(len(c.path.places)+1) > mostCells; !x.tooLong {
		a := c.path.align(judged, x.open)
		x.cost, x.worst = a.cost, a.worst
		x.deviations = c.path.explain(judged, &a, at)
	}
	for i := range c.model.Constraints {
		if d, broken := c.constraint(i, seq, x.open); broken {
			x.deviations = append(x.deviations, d)
		}
	}
	return x
}

// open reports whether a final step is still to come. A model without final
// steps, or a log that does not record them, tells nothing: then every case
// counts as finished.
func (c *checker) open(seq []int32) bool {
	told := false
	for i := range c.model.Steps {
		if !c.known[i] || !c.model.Steps[i].ends() {
			continue
		}
		told = true
		for _, a := range seq {
			if c.is[i][a] {
				return false
			}
		}
	}
	return told
}

// explain names what the alignment found.
func (p *path) explain(seq []int32, a *aligned, at []int32) (out []variantDeviation) {
	moved := make([]bool, len(p.places)) // skipped places whose event is found elsewhere
	for i, j := range a.placeOf {
		if j >= 0 {
			continue
		}
		d := variantDeviation{kind: Unexpected, rule: Rule{PathPart, -1}, step: -1, at: at[i], other: -1}
		if j = p.skippedFor(seq[i], a, moved); j >= 0 {
			moved[j] = true
			d.kind, d.other = WrongOrder, p.outOfPlace(i, j, a, at)
		} else if j = p.placeFor(seq[i]); j >= 0 {
			d.kind, d.other = Repeated, firstOf(a.placeOf, j, at)
			if p.places[j].repeatable {
				d.kind, d.other = WrongOrder, p.outOfPlace(i, j, a, at)
			}
		}
		if j >= 0 {
			d.step = p.step[j][seq[i]]
			d.rule.Index = d.step
		}
		out = append(out, d)
	}
	for _, j := range a.skipped {
		if !moved[j] && !p.places[j].free {
			s := p.places[j].step
			out = append(out, variantDeviation{kind: Skipped, rule: Rule{PathPart, s}, step: s, at: -1, other: p.neighbour(j, a, at)})
		}
	}
	return out
}

// skippedFor is a place that was left empty and that the activity could fill.
func (p *path) skippedFor(activity int32, a *aligned, moved []bool) int {
	for _, j := range a.skipped {
		if p.fits[j][activity] && !moved[j] {
			return j
		}
	}
	return -1
}

// placeFor is the first place that the activity could fill, or −1.
func (p *path) placeFor(activity int32) int {
	for j := range p.places {
		if p.fits[j][activity] {
			return j
		}
	}
	return -1
}

// outOfPlace is the event that shows why the i-th event is out of order: the
// first before it that fills a later place, else the last after it that fills
// an earlier one.
func (p *path) outOfPlace(i, place int, a *aligned, at []int32) int32 {
	for k := range i {
		if a.placeOf[k] > place {
			return at[k]
		}
	}
	for k := len(a.placeOf) - 1; k > i; k-- {
		if j := a.placeOf[k]; j >= 0 && j < place {
			return at[k]
		}
	}
	return -1
}

// firstOf is the first event that fills a place.
func firstOf(placeOf []int, place int, at []int32) int32 {
	for i, j := range placeOf {
		if j == place {
			return at[i]
		}
	}
	return -1
}

// neighbour is the last event that fills a place before the skipped one, after
// which it should have come; −1 if there is none.
func (p *path) neighbour(place int, a *aligned, at []int32) int32 {
	for i := len(a.placeOf) - 1; i >= 0; i-- {
		if j := a.placeOf[i]; j >= 0 && j < place {
			return at[i]
		}
	}
	return -1
}

// constraint judges one rule on a sequence.
func (c *checker) constraint(n int, seq []int32, open bool) (variantDeviation, bool) {
	rule := &c.model.Constraints[n]
	if rule.Template == SameDayOrAfter { // depends on the days
		return variantDeviation{}, false
	}
	s := c.index[rule.A]
	d := variantDeviation{kind: Broken, rule: Rule{ConstraintPart, n}, step: s, at: -1, other: -1}
	if rule.B != "" {
		b := c.index[rule.B]
		if !c.known[b] || (!c.known[s] && rule.Template != Precedence) {
			return d, false
		}
		if rule.Template == Precedence || rule.Template == NotSuccession {
			d.step = b
		}
		return c.pair(rule.Template, d, c.placesOf(s, seq), c.placesOf(b, seq), open, c.known[s])
	}
	return c.count(rule, d, c.placesOf(s, seq), seq, open)
}

// placesOf lists where a step happens.
func (c *checker) placesOf(step int, seq []int32) (out []int32) {
	for i, a := range seq {
		if c.is[step][a] {
			out = append(out, int32(i))
		}
	}
	return out
}

// pair judges the templates with two steps.
func (c *checker) pair(t Template, d variantDeviation, a, b []int32, open, aKnown bool) (variantDeviation, bool) {
	switch t {
	case Precedence:
		if aKnown && len(b) > 0 && (len(a) == 0 || a[0] > b[0]) {
			d.at = b[0]
			if len(a) > 0 {
				d.other = a[0]
			}
			return d, true
		}
	case Response:
		if !open && len(a) > 0 && (len(b) == 0 || b[len(b)-1] < a[len(a)-1]) {
			d.other = a[len(a)-1]
			return d, true
		}
	case NotCoexistence:
		if len(a) > 0 && len(b) > 0 {
			d.at, d.other = max(a[0], b[0]), min(a[0], b[0])
			return d, true
		}
	case NotSuccession:
		if len(a) > 0 && len(b) > 0 && b[len(b)-1] > a[0] {
			d.at, d.other = b[len(b)-1], a[0]
			return d, true
		}
	}
	return d, false
}

// count judges the templates with one step.
func (c *checker) count(rule *Constraint, d variantDeviation, a, seq []int32, open bool) (variantDeviation, bool) {
	most, least := len(a), 0
	switch rule.Template {
	case Absence:
		most = rule.N
	case Existence:
		least = rule.N
	case Exactly:
		most, least = rule.N, rule.N
	case Init, End:
		return c.edge(rule.Template, d, seq, open)
	}
	if len(a) > most {
		d.at = a[most]
		if most > 0 {
			d.other = a[0]
		}
		return d, true
	}
	return d, len(a) < least && !open && c.known[d.step]
}

// edge judges which step is the first or the last among those of the model.
func (c *checker) edge(t Template, d variantDeviation, seq []int32, open bool) (variantDeviation, bool) {
	if !c.known[d.step] || t == End && open {
		return d, false
	}
	found := int32(-1)
	for i, a := range seq {
		if len(c.binding.Steps[a]) > 0 || c.model.Closed {
			found = int32(i)
			if t == Init {
				break
			}
		}
	}
	if found < 0 {
		return d, false
	}
	d.at = found
	return d, !c.is[d.step][seq[found]]
}
