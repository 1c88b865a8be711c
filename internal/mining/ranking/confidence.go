package ranking

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"pass/internal/mining/stats"
)

const (
	level         = 0.95
	maxUnits      = 2000 // cases that are drawn one by one; more are drawn in as many equal lots
	maxResampled  = 40   // entries whose confidence is measured, from the top
	maxResampling = 5000
)

// Confidence is what resampling the cases says of an entry; the target stays
// that of the whole view.
type Confidence struct {
	Resamplings       int
	ShareLow, ShareUp float64 // 95 % interval of TimeShare
	GainLow, GainUp   float64 // 95 % interval of Gain, seconds
	RankLow, RankUp   int     // places, from 1, between which 95 % of the resamplings put it
	First             float64 // share of the resamplings in which it is the first
	Top3              float64 // … and among the first three
	Ranked            int     // entries that took part: those with enough evidence, at most 40
}

// resample measures the confidence of the first entries that have the
// evidence.
func resample(s *segments, g *grouping, entries []Entry, o Options, stream uint64) {
	var at []int
	for i := range entries {
		if entries[i].NotKnown == Known && len(at) < maxResampled {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return
	}
	u := newUnits(s, o)
	totals, excesses := u.tables(g, entries, at)
	n := min(o.Bootstrap, maxResampling)
	draws := make([]draw, n)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(o.Threads, n) {
		wait.Go(func() {
			counts := make([]int32, len(u.size))
			for {
				b := int(next.Add(1)) - 1
				if b >= n {
					return
				}
				stats.NewStream(o.Seed, stream<<32|uint64(b)).Resample(counts)
				draws[b] = u.draw(counts, totals, excesses)
			}
		})
	}
	wait.Wait()
	for k, i := range at {
		entries[i].Confidence = summarise(draws, k, len(at))
	}
}

// units are what is drawn: cases, or lots of cases.
type units struct {
	of   []int32   // unit of each kept case
	size []float64 // cases of each unit
	time []float64 // seconds of each unit
}

func newUnits(s *segments, o Options) *units {
	n := s.view.Cases()
	u := &units{of: make([]int32, n)}
	for k := range u.of {
		u.of[k] = int32(k)
	}
	lots := n
	if n > maxUnits {
		lots = maxUnits
		stats.NewStream(o.Seed, 1<<60).Shuffle(n, func(i, j int) { u.of[i], u.of[j] = u.of[j], u.of[i] })
		for k := range u.of {
			u.of[k] %= maxUnits
		}
	}
	u.size, u.time = make([]float64, lots), make([]float64, lots)
	for _, lot := range u.of {
		u.size[lot]++
	}
	for i, k := range s.kase {
		u.time[u.of[k]] += float64(s.length[i]) / micros
	}
	return u
}

// tables gives the time and the excess of each entry in each unit, seconds.
func (u *units) tables(g *grouping, entries []Entry, at []int) (totals, excesses [][]float64) {
	number := make(map[[2]int32]int, len(g.ends))
	for e, ends := range g.ends {
		number[ends] = e
	}
	for _, i := range at {
		e := &entries[i]
		id := number[[2]int32{e.From, e.To}]
		total, excess := make([]float64, len(u.size)), make([]float64, len(u.size))
		for j := g.bounds[id]; j < g.bounds[id+1]; j++ {
			lot, seconds := u.of[g.kase[j]], float64(g.length[j])/micros
			total[lot] += seconds
			excess[lot] += max(0, seconds-e.Target)
		}
		totals, excesses = append(totals, total), append(excesses, excess)
	}
	return totals, excesses
}

// draw is one resampling.
type draw struct {
	share, gain []float64
	rank        []int
}

func (u *units) draw(counts []int32, totals, excesses [][]float64) draw {
	var cases, time float64
	for i, c := range counts {
		cases += float64(c) * u.size[i]
		time += float64(c) * u.time[i]
	}
	n := len(totals)
	d := draw{make([]float64, n), make([]float64, n), make([]int, n)}
	order := make([]int, n)
	for k := range n {
		var total, excess float64
		t, x := totals[k][:len(counts)], excesses[k][:len(counts)]
		for i, c := range counts {
			w := float64(c)
			total += w * t[i]
			excess += w * x[i]
		}
		if time > 0 {
			d.share[k] = total / time
		}
		d.gain[k] = excess / cases
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.gain[b], d.gain[a]) })
	for place, k := range order {
		d.rank[k] = place + 1
	}
	return d
}

// summarise gathers what the draws say of the k-th entry.
func summarise(draws []draw, k, ranked int) *Confidence {
	share, gain, rank := make([]float64, len(draws)), make([]float64, len(draws)), make([]float64, len(draws))
	c := &Confidence{Resamplings: len(draws), Ranked: ranked}
	for i, d := range draws {
		share[i], gain[i], rank[i] = d.share[k], d.gain[k], float64(d.rank[k])
		if d.rank[k] == 1 {
			c.First++
		}
		if d.rank[k] <= 3 {
			c.Top3++
		}
	}
	c.First /= float64(len(draws))
	c.Top3 /= float64(len(draws))
	c.ShareLow, c.ShareUp = stats.Interval(share, level)
	c.GainLow, c.GainUp = stats.Interval(gain, level)
	lo, hi := stats.Interval(rank, level)
	c.RankLow, c.RankUp = int(lo+0.5), int(hi+0.5)
	return c
}
