package patterns

import (
	"math"

	"pass/internal/mining/stats"
)

// logWait is the logarithm of 1 day + a wait in microseconds, in days.
func logWait(micros int64) float64 {
	return math.Log1p(float64(micros) / microsPerSecond / secondsInADay)
}

// waitOf is the wait, in seconds, of a logarithm.
func waitOf(x float64) float64 { return max(0, math.Expm1(x)) * secondsInADay }

// shrink estimates the typical wait of each body and how sure it is that it is
// the slowest. Waits within a body vary by a common variance; the means of the
// bodies vary around their own mean by a variance found by the method of
// moments (DerSimonian and Laird 1986), so that bodies with few answers are
// drawn to the mean of all.
func shrink(list []Body, seed uint64) {
	within := pooledVariance(list)
	centre, between := spreadOfMeans(list, within)
	mean, sd := make([]float64, len(list)), make([]float64, len(list))
	z := stats.NormQuantile((1 + intervalOfBody) / 2)
	for i := range list {
		mean[i], sd[i] = centre, math.Sqrt(between+within)
		if n := float64(len(list[i].observations)); n > 0 {
			weight := 1.0
			if within > 0 {
				weight = between / (between + within/n)
			}
			mean[i] = weight*stats.Mean(list[i].observations) + (1-weight)*centre
			sd[i] = math.Sqrt(weight * within / n)
		}
		list[i].Typical = waitOf(mean[i])
		list[i].TypicalLow, list[i].TypicalHigh = waitOf(mean[i]-z*sd[i]), waitOf(mean[i]+z*sd[i])
	}
	rng := stats.NewRNG(seed)
	won := make([]int, len(list))
	for range bodyDraws {
		best, top := -1, math.Inf(-1)
		for i := range list {
			if x := mean[i] + sd[i]*rng.Norm(); x > top {
				best, top = i, x
			}
		}
		if best >= 0 {
			won[best]++
		}
	}
	for i := range list {
		list[i].Slowest = share(won[i], bodyDraws)
		list[i].Conclusive = len(list) > 1 && list[i].Slowest >= convinced && list[i].Answers >= fewestAnswers
	}
}

// leastVariance keeps a few equal waits from looking certain: a tenth of the
// wait, more or less.
const leastVariance = 0.01

// leastBetween keeps bodies that look alike from being told equal for sure.
const leastBetween = 0.02

// pooledVariance is the variance of the waits around the mean of their body.
func pooledVariance(list []Body) float64 {
	sum, n := 0.0, 0
	for _, b := range list {
		if len(b.observations) > 1 {
			sum += stats.Variance(b.observations) * float64(len(b.observations)-1)
			n += len(b.observations) - 1
		}
	}
	if n == 0 {
		return 1 // nobody answered twice: a wait may well be some times another
	}
	return max(sum/float64(n), leastVariance)
}

// spreadOfMeans is the mean of the bodies and the variance around it.
func spreadOfMeans(list []Body, within float64) (centre, between float64) {
	var w, wy, w2, q float64
	k := 0
	for _, b := range list {
		if n := float64(len(b.observations)); n > 0 {
			w += n / within
			w2 += n / within * n / within
			wy += n / within * stats.Mean(b.observations)
			k++
		}
	}
	if k == 0 {
		return 0, 0
	}
	centre = wy / w
	for _, b := range list {
		if n := float64(len(b.observations)); n > 0 {
			d := stats.Mean(b.observations) - centre
			q += n / within * d * d
		}
	}
	if c := w - w2/w; k > 1 && c > 0 {
		between = (q - float64(k-1)) / c
	}
	between = max(between, leastBetween)
	return unweighted(list, within, between, centre), between
}

// unweighted is the mean of the bodies once their own spread is known: a body
// with many answers does not pull the others to itself.
func unweighted(list []Body, within, between, centre float64) float64 {
	var w, wy float64
	for _, b := range list {
		if n := float64(len(b.observations)); n > 0 {
			x := 1 / (between + within/n)
			w += x
			wy += x * stats.Mean(b.observations)
		}
	}
	if w == 0 {
		return centre
	}
	return wy / w
}
