package stats

import "math"

// NormCDF is the probability that a standard normal is at most x.
func NormCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// NormQuantile is the inverse of NormCDF, to about 16 digits (Wichura 1988,
// Applied Statistics algorithm AS 241). It is ∓Inf at 0 and 1, NaN outside.
func NormQuantile(p float64) float64 {
	switch {
	case math.IsNaN(p) || p < 0 || p > 1:
		return math.NaN()
	case p == 0:
		return math.Inf(-1)
	case p == 1:
		return math.Inf(1)
	}
	q := p - 0.5
	if math.Abs(q) <= 0.425 {
		r := 0.180625 - q*q
		return q * ratio(r, &centreA, &centreB)
	}
	r := math.Sqrt(-math.Log(min(p, 1-p)))
	var x float64
	if r <= 5 {
		x = ratio(r-1.6, &middleA, &middleB)
	} else {
		x = ratio(r-5, &farA, &farB)
	}
	return math.Copysign(x, q)
}

// ratio is a quotient of two polynomials of degree 7.
func ratio(x float64, above, below *[8]float64) float64 {
	var a, b float64
	for i := 7; i >= 0; i-- {
		a, b = a*x+above[i], b*x+below[i]
	}
	return a / b
}

// The coefficients of AS 241.
var (
	centreA = [8]float64{3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
		45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727}
	centreB = [8]float64{1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
		21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610}
	middleA = [8]float64{1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
		1.27045825245236838258, 0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4}
	middleB = [8]float64{1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
		0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9}
	farA = [8]float64{6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230,
		0.0265321895265761230930, 0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7}
	farB = [8]float64{1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
		7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}
)

// ChiSquareSF is the probability that a chi-square with df degrees of freedom
// is at least x.
func ChiSquareSF(x float64, df int) float64 {
	if df <= 0 || math.IsNaN(x) {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	if math.IsInf(x, 1) {
		return 0
	}
	return gammaTail(float64(df)/2, x/2)
}

// GammaP is the regularised lower incomplete gamma function P(a, x): the
// probability that a Gamma of shape a and scale 1 is at most x.
func GammaP(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	return 1 - gammaTail(a, x)
}

// gammaTail is 1 − P(a, x): the series below the mean, where it converges
// fast, Lentz's continued fraction above it.
func gammaTail(a, x float64) float64 {
	logGamma, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - logGamma)
	const enough = 1e-16
	if x < a+1 {
		term := 1 / a
		sum := term
		for n := 1; n < 100000 && term > sum*enough; n++ {
			term *= x / (a + float64(n))
			sum += term
		}
		return 1 - sum*front
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1; i < 100000; i++ {
		n := float64(i)
		up := n * (a - n)
		b += 2
		d = up*d + b
		if math.Abs(d) < tiny {
			d = tiny
		}
		c = b + up/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		step := d * c
		h *= step
		if math.Abs(step-1) < enough {
			break
		}
	}
	return front * h
}

// TwoSided is the probability that a standard normal is at least as far from 0
// as z.
func TwoSided(z float64) float64 {
	if math.IsNaN(z) {
		return 1
	}
	return min(1, math.Erfc(math.Abs(z)/math.Sqrt2))
}

// Wilson is the score interval of a proportion of k in n (Wilson 1927): it
// stays within 0 and 1 and holds with few observations. With n = 0 it is the
// whole of 0 … 1.
func Wilson(k, n int, level float64) (lo, hi float64) {
	if n <= 0 {
		return 0, 1
	}
	z := NormQuantile((1 + level) / 2)
	m, p := float64(n), float64(k)/float64(n)
	centre := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	scale := 1 + z*z/m
	return max(0, (centre-half)/scale), min(1, (centre+half)/scale)
}
