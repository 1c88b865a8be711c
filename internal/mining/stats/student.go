package stats

import "math"

// StudentTwoSided is the probability that Student's t with df degrees of
// freedom, not necessarily a whole number, is at least as far from 0 as t.
func StudentTwoSided(t, df float64) float64 {
	switch {
	case math.IsNaN(t) || math.IsNaN(df) || df <= 0:
		return 1
	case math.IsInf(t, 0):
		return 0
	case df > 1e7:
		return TwoSided(t)
	}
	return BetaP(df/2, 0.5, df/(df+t*t))
}

// StudentQuantile is the inverse of the distribution function of Student's t,
// by bisection: p of its probability lies below it.
func StudentQuantile(p, df float64) float64 {
	if !(p > 0 && p < 1) || !(df > 0) {
		return math.NaN()
	}
	tail := 2 * min(p, 1-p)
	lo, hi := 0.0, 1.0
	for StudentTwoSided(hi, df) > tail && hi < 1e300 {
		lo, hi = hi, hi*2
	}
	for range 200 {
		mid := lo + (hi-lo)/2
		if mid == lo || mid == hi {
			break
		}
		if StudentTwoSided(mid, df) > tail {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Copysign((lo+hi)/2, p-0.5)
}

// BetaP is the regularised incomplete beta function I_x(a, b): the probability
// that a Beta(a, b) is at most x.
func BetaP(a, b, x float64) float64 {
	if x <= 0 {
		return 0
	}
	if x >= 1 {
		return 1
	}
	if x > (a+1)/(a+b+2) {
		return 1 - BetaP(b, a, 1-x)
	}
	la, _ := math.Lgamma(a)
	lb, _ := math.Lgamma(b)
	lab, _ := math.Lgamma(a + b)
	front := math.Exp(lab-la-lb+a*math.Log(x)+b*math.Log1p(-x)) / a
	return front * betaFraction(a, b, x)
}

// betaFraction is the continued fraction of BetaP by the method of Lentz.
func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	guard := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/guard(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < 100000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d = 1 / guard(1+even*d)
		c = guard(1 + even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d = 1 / guard(1+odd*d)
		c = guard(1 + odd/c)
		step := d * c
		h *= step
		if math.Abs(step-1) < 1e-15 {
			break
		}
	}
	return h
}
