package stats

import (
	"math"
	"math/bits"
)

// RNG gives random numbers that depend on its seed alone: PCG-DXSM with 128
// bits of state (O'Neill 2014, "PCG: A Family of Simple Fast Space-Efficient
// Statistically Good Algorithms for Random Number Generation"; output function
// DXSM of 2019). An RNG belongs to one goroutine. It is not for secrets.
type RNG struct{ high, low uint64 }

// NewRNG starts the stream of a seed.
func NewRNG(seed uint64) *RNG { return NewStream(seed, 0) }

// NewStream starts one of the many streams of a seed, so that parts of a
// computation that run at the same time do not depend on each other's order.
func NewStream(seed, stream uint64) *RNG {
	s := splitMix(seed)
	return &RNG{high: splitMix(s ^ splitMix(stream)), low: splitMix(s + stream*0x9e3779b97f4a7c15 + 1)}
}

// splitMix spreads the bits of a seed (Steele, Lea and Flood 2014).
func splitMix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Uint64 is uniform on all 64 bits.
func (r *RNG) Uint64() uint64 {
	const (
		mulHigh, mulLow = 2549297995355413924, 4865540595714422341
		incHigh, incLow = 6364136223846793005, 1442695040888963407
		cheap           = 0xda942042e4dd58b5
	)
	high, low := bits.Mul64(r.low, mulLow)
	high += r.high*mulLow + r.low*mulHigh
	low, carry := bits.Add64(low, incLow, 0)
	high, _ = bits.Add64(high, incHigh, carry)
	r.high, r.low = high, low
	high ^= high >> 32
	high *= cheap
	high ^= high >> 48
	return high * (low | 1)
}

// Float64 is uniform on [0, 1).
func (r *RNG) Float64() float64 { return float64(r.Uint64()>>11) / (1 << 53) }

// open is uniform on (0, 1), for the inverses of distributions.
func (r *RNG) open() float64 { return (float64(r.Uint64()>>11) + 0.5) / (1 << 53) }

// Intn is uniform on 0 … n−1, without bias (Lemire 2019). It panics unless n
// is positive.
func (r *RNG) Intn(n int) int {
	if n <= 0 {
		panic("stats: Intn of a number that is not positive")
	}
	bound := uint64(n)
	high, low := bits.Mul64(r.Uint64(), bound)
	if low < bound {
		for threshold := -bound % bound; low < threshold; {
			high, low = bits.Mul64(r.Uint64(), bound)
		}
	}
	return int(high)
}

// Shuffle puts n things in random order through swap.
func (r *RNG) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.Intn(i+1))
	}
}

// Permute is Shuffle for numbers, faster.
func (r *RNG) Permute(v []float64) {
	for i := len(v) - 1; i > 0; i-- {
		j := r.Intn(i + 1)
		v[i], v[j] = v[j], v[i]
	}
}

// Norm is standard normal, by inversion: one number of the stream each.
func (r *RNG) Norm() float64 { return NormQuantile(r.open()) }

// Exp is exponential with mean 1.
func (r *RNG) Exp() float64 { return -math.Log(r.open()) }

// LogNormal is exp of a normal with the given mean and standard deviation.
func (r *RNG) LogNormal(mu, sigma float64) float64 { return math.Exp(mu + sigma*r.Norm()) }

// Gamma has the given shape and scale, mean shape·scale (Marsaglia and Tsang
// 2000). Both must be positive.
func (r *RNG) Gamma(shape, scale float64) float64 {
	if shape < 1 {
		return r.Gamma(shape+1, scale) * math.Pow(r.open(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.Norm()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.open()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v * scale
		}
	}
}

// Poisson counts the events of mean λ; great means are drawn in parts.
func (r *RNG) Poisson(mean float64) int {
	n := 0
	for mean > 0 {
		part := min(mean, 30)
		mean -= part
		limit := math.Exp(-part)
		for p := r.open(); p > limit; p *= r.open() {
			n++
		}
	}
	return n
}
