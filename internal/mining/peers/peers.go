package peers

import (
	"math"

	"pass/internal/mining/stats"
)

// The evidence that is asked for.
const (
	MinBodies       = 5  // with data: fewer would not be anonymous, nor tell what is usual
	DefaultMinCases = 10 // of a body, for a verdict
	DefaultLevel    = 0.05
)

// Options of Compare. The zero value works.
type Options struct {
	MinCases int     // practices of a body for a verdict; 0: DefaultMinCases, never fewer than 4
	Level    float64 // probability of any false verdict where all bodies are alike
}

// Body is what is known of a body: its durations, or how many they are with
// their mean and standard deviation. Use OfQuartiles where only quartiles are
// known.
type Body struct {
	ID   string
	Days []float64 // durations in days; those that are negative or not numbers do not count

	// Without Days:
	N        int
	Mean, SD float64 // days; SD 0 or NaN: not known, that of the others is taken

	quartiles        bool // from OfQuartiles
	median, p25, p75 float64
}

// OfQuartiles is a Body of which only the median and the quartiles are known,
// in days. Three equal numbers tell the median alone: the spread is then that of
// the others.
func OfQuartiles(id string, n int, p25, median, p75 float64) Body {
	return Body{ID: id, N: n, quartiles: true, median: median, p25: p25, p75: p75}
}

// NotKnown says why there is no result or no verdict.
type NotKnown string

// The reasons.
const (
	Known         NotKnown = ""
	TooFewBodies  NotKnown = "fewer than five bodies with data"
	TooFewCases   NotKnown = "too few practices to tell"
	NoData        NotKnown = "no practices"
	NoSpread      NotKnown = "no spread within any body"
	NotAnonymous  NotKnown = "fewer than five bodies with enough practices"
	NotOneOfThese NotKnown = "the body is not one of those compared"
)

// Verdict is what can be said of a body.
type Verdict int

// The verdicts.
const (
	TooFew     Verdict = iota // nothing: see Point.NotKnown
	AsExpected                // no more than chance and the usual differences
	Higher                    // its practices last longer
	Lower                     // its practices last less
)

// Result compares the bodies. Durations are in days.
type Result struct {
	Bodies              int     // with data
	Cases               int     // practices of all
	Centre              float64 // typical duration of a typical body
	CentreLow, CentreUp float64 // 95 % interval of it
	Between             float64 // factor by which bodies usually differ from the centre, 1: not at all
	Within              float64 // factor by which practices of a body usually differ
	Alike               float64 // p-value that all bodies are alike (Cochran's Q)
	MinCases            int
	Level               float64
	Points              []Point // in the order of the bodies
	NotKnown            NotKnown
	mu, tau2, spread2   float64
	muVariance          float64
}

// Point is a body. Without practices all its figures are zero.
type Point struct {
	ID       string
	N        int
	Typical  float64 // geometric mean of its durations
	Shrunk   float64 // the best guess of what is typical of it, all bodies considered
	Low, Up  float64 // 95 % interval of Shrunk
	Own      float64 // weight of its own practices in Shrunk, 0 to 1; the rest is of the centre
	Limit    Limit   // where it stands in the funnel
	P        float64 // against what the others let expect, all verdicts considered; 1 without verdict
	Verdict  Verdict
	NotKnown NotKnown
}

// Limit is a place in the funnel.
type Limit int

// The places. The limits are for the eye: verdicts do not come from them.
const (
	Inside     Limit = iota // within the limits at 95 %
	Outside95               // beyond those, within those at 99.8 %
	Outside998              // beyond both
)

// halfDay is added to durations, in days, before their logarithm.
const halfDay = 0.5

// Compare looks at the bodies together.
func Compare(bodies []Body, o Options) *Result {
	if o.MinCases <= 0 {
		o.MinCases = DefaultMinCases
	}
	if o.Level <= 0 {
		o.Level = DefaultLevel
	}
	r := &Result{MinCases: max(o.MinCases, 4), Level: o.Level}
	units := make([]unit, 0, len(bodies))
	for i, b := range bodies {
		u := newUnit(b)
		u.place = i
		r.Points = append(r.Points, Point{ID: b.ID, N: u.n, P: 1, NotKnown: NoData})
		if u.n > 0 {
			units = append(units, u)
			r.Bodies++
			r.Cases += u.n
		}
	}
	if r.Bodies < MinBodies {
		r.NotKnown = TooFewBodies
		r.Points = nil
		return r
	}
	if r.spread2 = pooled(units); !(r.spread2 > 0) {
		r.NotKnown = NoSpread
		r.Points = nil
		return r
	}
	moderate(units, r.spread2)
	r.centre(units)
	r.shrink(units)
	r.judge(units)
	return r
}

// days goes back from logarithms.
func days(x float64) float64 { return max(0, math.Exp(x)-halfDay) }

// centre estimates what is common and how much bodies differ.
func (r *Result) centre(units []unit) {
	r.tau2 = pauleMandel(units)
	r.mu, r.muVariance = weighted(units, r.tau2)
	half := stats.StudentQuantile(0.975, float64(len(units)-1)) * math.Sqrt(r.muVariance)
	r.Centre, r.CentreLow, r.CentreUp = days(r.mu), days(r.mu-half), days(r.mu+half)
	r.Between, r.Within = math.Exp(math.Sqrt(r.tau2)), math.Exp(math.Sqrt(r.spread2))
	fixed, _ := weighted(units, 0)
	r.Alike = stats.ChiSquareSF(cochran(units, fixed, 0), len(units)-1)
}

// shrink draws each body towards the centre.
func (r *Result) shrink(units []unit) {
	for _, u := range units {
		p := &r.Points[u.place]
		own := 0.0
		if r.tau2 > 0 {
			own = r.tau2 / (r.tau2 + u.variance)
		}
		guess := r.mu + own*(u.mean-r.mu)
		// The uncertainty of the centre is part of it (Morris 1983).
		half := stats.NormQuantile(0.975) * math.Sqrt(own*u.variance+(1-own)*(1-own)*r.muVariance)
		p.Typical, p.Shrunk, p.Own = days(u.mean), days(guess), own
		p.Low, p.Up = days(guess-half), days(guess+half)
		lo998, lo95, up95, up998 := r.limits(u.variance)
		switch {
		case u.mean < lo998 || u.mean > up998:
			p.Limit = Outside998
		case u.mean < lo95 || u.mean > up95:
			p.Limit = Outside95
		}
	}
}

// judge compares each body that has the evidence with all others.
func (r *Result) judge(units []unit) {
	var p []float64
	var at []int
	others := make([]unit, 0, len(units))
	for i, u := range units {
		point := &r.Points[u.place]
		if point.NotKnown = Known; u.n < r.MinCases {
			point.NotKnown = TooFewCases
			continue
		}
		others = append(append(others[:0], units[:i]...), units[i+1:]...)
		p = append(p, against(u, others))
		at = append(at, i)
	}
	for k, adjusted := range stats.Holm(p) {
		u := units[at[k]]
		point := &r.Points[u.place]
		point.P, point.Verdict = adjusted, AsExpected
		if adjusted <= r.Level {
			point.Verdict = Higher
			if u.mean < r.mu {
				point.Verdict = Lower
			}
		}
	}
}

// Limits are those of the funnel, in days, for a body with n practices.
func (r *Result) Limits(n int) (low998, low95, up95, up998 float64) {
	a, b, c, d := r.limits(r.spread2 / float64(max(n, 1)))
	return days(a), days(b), days(c), days(d)
}

func (r *Result) limits(variance float64) (low998, low95, up95, up998 float64) {
	sd := math.Sqrt(variance + r.tau2)
	z95, z998 := stats.NormQuantile(0.975)*sd, stats.NormQuantile(0.999)*sd
	return r.mu - z998, r.mu - z95, r.mu + z95, r.mu + z998
}
