package ranking

import (
	"math"
	"slices"

	"pass/internal/mining/stats"
)

const (
	rawPoints   = 200   // segments that count one by one in a trend
	periods     = 60    // otherwise: equal periods with a median each …
	periodLeast = 5     // … of at least so many segments,
	manyPoints  = 20000 // and of more than so many in all only every second, third … counts
	microsDay   = 86400 * micros
	daysYear    = 365.25
	trendDays   = 28 // a trend over less than four weeks is no trend
)

// points are the scratch of a trend.
type points struct {
	x, y   []float64
	values []int64
	bounds []int32
}

// trend is the slope of the segments over the time at which they began. Those
// that began within p90 of the end of the observation of this entry do not
// count: their long ones have not been seen yet.
func (w *worker) trend(start, length []int64, p90 int64, minCases int) Trend {
	if len(start) < minCases {
		return unknown(TooFewCases, 0)
	}
	first, last := start[0], start[0]+length[0]
	for i, s := range start {
		first, last = min(first, s), max(last, s+length[i])
	}
	last -= p90
	p := &w.points
	p.x, p.y = p.x[:0], p.y[:0]
	count := 0
	for _, s := range start {
		if s <= last {
			count++
		}
	}
	if count < minCases || float64(last-first) < trendDays*microsDay {
		return unknown(TooShort, count)
	}
	if count <= rawPoints {
		for i, s := range start {
			if s <= last {
				p.x, p.y = append(p.x, float64(s-first)/microsDay), append(p.y, float64(length[i])/micros)
			}
		}
	} else {
		p.medians(start, length, first, last, count)
	}
	slope, lo, hi := stats.TheilSen(p.x, p.y)
	if len(p.x) < 4 || math.IsNaN(slope) || math.IsInf(lo, 0) || math.IsInf(hi, 0) {
		return unknown(TooShort, count)
	}
	return Trend{
		PerYear: slope * daysYear, Low: lo * daysYear, Up: hi * daysYear,
		P: stats.MannKendallOver(p.x, p.y), Q: 1, Points: len(p.x), Count: count,
	}
}

// unknown is no trend, for a reason.
func unknown(why NotKnown, count int) Trend { return Trend{P: 1, Q: 1, Count: count, NotKnown: why} }

// medians gathers the segments in equal periods; those with few are left out.
func (p *points) medians(start, length []int64, first, last int64, count int) {
	width := float64(last-first)/periods + 1
	period := func(s int64) int { return int(float64(s-first) / width) }
	p.bounds = append(p.bounds[:0], make([]int32, periods+2)...)
	step := 1 + count/manyPoints
	for i := 0; i < len(start); i += step {
		if s := start[i]; s <= last {
			p.bounds[period(s)+2]++
		}
	}
	for k := 2; k < len(p.bounds); k++ {
		p.bounds[k] += p.bounds[k-1]
	}
	p.values = slices.Grow(p.values[:0], count)[:count]
	for i := 0; i < len(start); i += step {
		if s := start[i]; s <= last {
			k := period(s) + 1
			p.values[p.bounds[k]] = length[i]
			p.bounds[k]++
		}
	}
	// The cursor of each period has moved to its end.
	var median [1]float64
	for k := range periods {
		values := p.values[p.bounds[k]:p.bounds[k+1]]
		if len(values) < periodLeast {
			continue
		}
		stats.SelectQuantiles(values, fractions[1:2], median[:])
		p.x, p.y = append(p.x, (float64(k)+0.5)*width/microsDay), append(p.y, median[0]/micros)
	}
}
