package peers

import (
	"math"

	"pass/internal/mining/stats"
)

// unit is a body with data, on logarithms.
type unit struct {
	place    int
	n        int
	mean     float64
	raw      bool    // mean is the logarithm of the mean of several durations of unknown spread
	spread2  float64 // variance of its practices, NaN where it cannot be known
	loss     float64 // by which mean is less precise than one of normal values
	variance float64 // of mean
	df       float64 // behind variance
}

func newUnit(b Body) unit {
	switch {
	case b.Days != nil:
	case b.quartiles:
		return ofQuartiles(b)
	default:
		return summarised(b)
	}
	var logs []float64
	for _, d := range b.Days {
		if d >= 0 && !math.IsInf(d, 0) {
			logs = append(logs, math.Log(d+halfDay))
		}
	}
	return unit{n: len(logs), mean: stats.Mean(logs), spread2: stats.Variance(logs), loss: 1}
}

// ofQuartiles takes the logarithms of the quartiles as those of normal values.
// A median is less precise than a mean: by π/2.
func ofQuartiles(b Body) unit {
	if b.N <= 0 || !(b.p25 <= b.median && b.median <= b.p75 && b.p25 >= 0) || math.IsInf(b.p75, 0) {
		return unit{}
	}
	u := unit{n: b.N, mean: math.Log(b.median + halfDay), spread2: math.NaN(), loss: math.Pi / 2}
	if b.N >= 4 && b.p75 > b.p25 {
		sd := math.Log((b.p75+halfDay)/(b.p25+halfDay)) / (2 * stats.NormQuantile(0.75))
		u.spread2 = sd * sd
	}
	return u
}

// summarised goes from mean and deviation to those of the logarithms, as if
// these were normal.
func summarised(b Body) unit {
	m := b.Mean + halfDay
	if b.N <= 0 || !(m >= halfDay) || math.IsInf(m, 0) {
		return unit{}
	}
	u := unit{n: b.N, mean: math.Log(m), spread2: math.NaN(), loss: 1}
	if b.N > 1 && b.SD > 0 && !math.IsInf(b.SD, 0) {
		u.spread2 = math.Log1p(b.SD * b.SD / (m * m))
		u.mean -= u.spread2 / 2
	} else {
		u.raw = b.N > 1
	}
	return u
}

// pooled is the variance of the practices within their bodies.
func pooled(units []unit) float64 {
	var sum, df float64
	for _, u := range units {
		if u.n > 1 && !math.IsNaN(u.spread2) {
			sum += float64(u.n-1) * u.spread2
			df += float64(u.n - 1)
		}
	}
	return sum / df
}

// priorDF is how many practices the spread common to all counts for in that of
// each body (as in Smyth 2004).
const priorDF = 8

// moderate gives each body the variance of its mean.
func moderate(units []unit, common float64) {
	for i := range units {
		u := &units[i]
		spread, df := common, float64(priorDF)
		if u.raw {
			u.mean -= common / 2 // from the mean of the durations to that of their logarithms
		}
		if u.n > 1 && !math.IsNaN(u.spread2) {
			df += float64(u.n - 1)
			spread = (priorDF*common + float64(u.n-1)*u.spread2) / df
		}
		u.variance, u.df = u.loss*spread/float64(u.n), df
	}
}

// weighted is the mean of the bodies by precision, with its variance.
func weighted(units []unit, tau2 float64) (mean, variance float64) {
	var sum, weight float64
	for _, u := range units {
		w := 1 / (u.variance + tau2)
		sum += w * u.mean
		weight += w
	}
	return sum / weight, 1 / weight
}

// cochran is the weighted sum of squares about mean.
func cochran(units []unit, mean, tau2 float64) (q float64) {
	for _, u := range units {
		q += (u.mean - mean) * (u.mean - mean) / (u.variance + tau2)
	}
	return q
}

// pauleMandel is the variance between bodies with which their weighted sum of
// squares is what it should be, 0 if it is less without any.
func pauleMandel(units []unit) float64 {
	want := float64(len(units) - 1)
	excess := func(tau2 float64) float64 {
		mean, _ := weighted(units, tau2)
		return cochran(units, mean, tau2) - want
	}
	if excess(0) <= 0 {
		return 0
	}
	lo, hi := 0.0, 1.0
	for excess(hi) > 0 && hi < 1e12 {
		lo, hi = hi, hi*2
	}
	for range 100 {
		mid := (lo + hi) / 2
		if excess(mid) > 0 {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}

// against is the p-value of a body under what the others let expect of a new
// one: their centre, its uncertainty, the variance between them and that of the
// body's own mean; degrees of freedom as Satterthwaite 1946.
func against(u unit, others []unit) float64 {
	tau2 := pauleMandel(others)
	mean, variance := weighted(others, tau2)
	total := u.variance + tau2 + variance
	// How many bodies tell of τ²: those whose own mean is precise beside it. A τ²
	// that is small beside all of them matters little; it need not be known well.
	tell := -1.0
	for _, o := range others {
		tell += math.Pow(tau2/(o.variance+tau2), 2)
	}
	df := total * total / (u.variance*u.variance/u.df + tau2*tau2/max(tell, float64(len(others)-1)/4))
	return stats.StudentTwoSided((u.mean-mean)/math.Sqrt(total), df)
}
