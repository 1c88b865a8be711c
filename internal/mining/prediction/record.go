package prediction

import (
	"cmp"
	"slices"
)

// record is a prediction that was made on a past date, or one of a complete
// case of which the learner did not know the period.
type record struct {
	of, seen int32 // case of the Log, events seen
	at, end  int64 // of the prediction, of the case; end is forever while it is open
	place    float64
	stands   float64   // for how many a complete held-out case stands; 0 of others
	period   int32     // of a held-out case
	curve    []float32 // quantiles of the prediction, scaled; nil: the place is known
}

const forever = int64(1<<63 - 1)

const curvePoints = 100

// curveOf keeps the quantiles of a distribution.
func curveOf(d *distribution) []float32 {
	c := make([]float32, curvePoints-1)
	k := 0
	for i := range c {
		p := float64(i+1) / curvePoints
		for k < len(d.upTo)-1 && d.upTo[k] < p-1e-9 {
			k++
		}
		c[i] = float32(d.bins.value[k])
	}
	return c
}

// placeIn is where a scaled time stands among the quantiles, from 0 to 1.
func placeIn(curve []float32, y float64) float64 {
	lo, _ := slices.BinarySearch(curve, float32(y))
	hi := lo
	for hi < len(curve) && curve[hi] == float32(y) {
		hi++
	}
	if hi > lo { // from a tie the middle
		return float64(lo+hi+1) / 2 / curvePoints
	}
	if lo == 0 || lo == len(curve) {
		return (float64(lo) + 0.5) / curvePoints
	}
	part := (y - float64(curve[lo-1])) / float64(curve[lo]-curve[lo-1])
	return (float64(lo) + part) / curvePoints
}

// truthAt is what a record tells at an instant: where the truth stands or, of a
// case that is open then, beyond what it stands.
func (r *record) truthAt(now int64) truth {
	t := truth{of: r.of, seen: r.seen, at: r.at, place: r.place, open: r.end > now, stands: r.stands, period: r.period}
	if r.curve != nil {
		t.place = placeIn(r.curve, scale(float64(min(now, r.end)-r.at)/1e6))
	}
	return t
}

// truth is where the remaining time of a case stood in its prediction.
type truth struct {
	of, seen int32
	at       int64
	place    float64
	open     bool    // it stands beyond
	weight   float64 // lately
	stands   float64
	period   int32
}

// survive sorts truths by place, and gives for each level the place under which
// this share of them stands, as far as the open ones allow to know: the estimate
// of Kaplan and Meier (1958) with weights.
func survive(truths []truth, levels []float64) []float64 {
	slices.SortFunc(truths, func(a, b truth) int {
		if c := cmp.Compare(a.place, b.place); c != 0 {
			return c
		}
		if a.open != b.open {
			if b.open {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.seen, b.seen), cmp.Compare(a.at, b.at))
	})
	var left float64
	for i := range truths {
		left += truths[i].weight
	}
	places := make([]float64, len(levels))
	for i := range places {
		places[i] = 1
	}
	s, k := 1.0, 0
	for i := range truths {
		t := &truths[i]
		if !t.open {
			s *= 1 - min(1, t.weight/max(left, 1e-300))
			for k < len(levels) && 1-s >= levels[k]-1e-12 {
				places[k] = t.place
				k++
			}
		}
		left -= t.weight
	}
	return places
}
