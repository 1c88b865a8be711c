package stats

import (
	"cmp"
	"math"
	"slices"
)

// Survival is a step of a Kaplan–Meier curve.
type Survival struct {
	Time     float64 // in the unit of the durations
	AtRisk   int     // still under observation just before Time
	Events   int     // that ended at Time
	Survives float64 // probability of lasting longer than Time
	Error    float64 // standard error of Survives (Greenwood 1926)
}

// Curve is the steps of a Kaplan–Meier estimate, in order of time, one for
// each time at which something ended.
type Curve []Survival

// KaplanMeier estimates how long things last when some of them are still going
// on (Kaplan and Meier 1958): ended[i] tells whether durations[i] is the whole
// of it or what has passed so far. What ends at a time counts before what is
// lost to observation at that same time.
func KaplanMeier(durations []float64, ended []bool) Curve {
	order := make([]int, len(durations))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(durations[a], durations[b]), a-b) })
	var curve Curve
	survives, greenwood := 1.0, 0.0
	for lo := 0; lo < len(order); {
		hi, events := lo, 0
		for ; hi < len(order) && durations[order[hi]] == durations[order[lo]]; hi++ {
			if ended[order[hi]] {
				events++
			}
		}
		if events > 0 {
			risk := len(order) - lo
			n, d := float64(risk), float64(events)
			survives *= (n - d) / n
			greenwood += d / (n * (n - d))
			step := Survival{durations[order[lo]], risk, events, survives, 0}
			if events < risk {
				step.Error = survives * math.Sqrt(greenwood)
			}
			curve = append(curve, step)
		}
		lo = hi
	}
	return curve
}

// At is the probability of lasting longer than t.
func (c Curve) At(t float64) float64 {
	s := 1.0
	for _, step := range c {
		if step.Time > t {
			break
		}
		s = step.Survives
	}
	return s
}

// Quantile is the first time by which the share p has ended, NaN if the curve
// never gets there because too many are still open.
func (c Curve) Quantile(p float64) float64 {
	for _, step := range c {
		if step.Survives <= 1-p+1e-12 {
			return step.Time
		}
	}
	return math.NaN()
}
