package simulation

import (
	"cmp"
	"math"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

// job is a task that was done: it could begin when the event before it in its
// case happened.
type job struct {
	story, event int32
	enabled, end int64
	service      int64 // known, or the most that it can have taken
	typical      int64 // of its activity, where it is not known
	known        bool
}

func (j *job) took() int64 { return j.end - j.enabled }

// lateness bounds by how much, as a share of the time that tasks took, a replay
// of history may end later than history did.
const lateness = 0.02

// jobs are the tasks of each pool, in the order in which they could begin.
func jobs(all []story, pools []int32, n int) [][]job {
	by := make([][]job, n)
	for i := range all {
		s := &all[i]
		for k := 1; k < len(s.at); k++ {
			p := pools[s.activity[k]]
			if p == none {
				continue
			}
			j := job{story: int32(i), event: int32(k), enabled: s.at[k-1], end: s.at[k]}
			if s.begin != nil && s.begin[k] != eventlog.NoTime {
				j.known = true
				j.service = s.at[k] - max(s.begin[k], j.enabled)
			}
			by[p] = append(by[p], j)
		}
	}
	for p := range by {
		slices.SortFunc(by[p], func(a, b job) int {
			return cmp.Or(cmp.Compare(a.enabled, b.enabled), cmp.Compare(a.end, b.end), cmp.Compare(a.story, b.story), cmp.Compare(a.event, b.event))
		})
	}
	return by
}

// measure gives jobs without a known beginning the most work that they can have
// been: the time since the job could begin or, where later, since its person
// ended something else; where the person is not known, since as many jobs of
// the pool ended before it as it has people.
func measure(all []story, by [][]job, staff []int, activities int) {
	mine := map[int32][]int64{} // ends by person
	for i := range all {
		s := &all[i]
		for k, r := range s.resource {
			if r != eventlog.None {
				mine[r] = append(mine[r], s.at[k])
			}
		}
	}
	for _, e := range mine {
		slices.Sort(e)
	}
	spans := make([][]int64, activities)
	for p := range by {
		pool := make([]int64, len(by[p]))
		for i := range by[p] {
			pool[i] = by[p][i].end
		}
		slices.Sort(pool)
		for i := range by[p] {
			j := &by[p][i]
			if j.known {
				continue
			}
			before, back := pool, staff[p]
			if r := all[j.story].resource[j.event]; r != eventlog.None {
				before, back = mine[r], 1
			}
			from := j.enabled
			if k, _ := slices.BinarySearch(before, j.end); k >= back {
				from = max(from, before[k-back])
			}
			j.service = j.end - from
			if a := all[j.story].activity[j.event]; j.service > 0 {
				spans[a] = append(spans[a], j.service)
			}
		}
	}
	for p := range by {
		for i := range by[p] {
			if j := &by[p][i]; !j.known {
				v := spans[all[j.story].activity[j.event]]
				j.typical = middle(v)
			}
		}
	}
}

// middle is the median of values, which it may sort.
func middle(values []int64) int64 {
	if len(values) == 0 {
		return 0
	}
	if !slices.IsSorted(values) {
		slices.Sort(values)
	}
	return int64(stats.QuantileInt(values, 1, 2))
}

// replayed is what a replay of history says of a job.
type replayed struct{ queued, service, after int64 }

// replay sends the jobs through c people, first come first served, unknown
// work held within factor times what is typical of its activity. late is
// the mean of how much later than in history they end, as a share of the mean
// of what they took.
func replay(by []job, c int, factor float64, into []replayed) (late float64) {
	free := make([]int64, c) // when each is free, a heap
	for i := range free {
		free[i] = math.MinInt64
	}
	var over, took float64
	for i := range by {
		j := &by[i]
		service := j.service
		if !j.known {
			service = min(service, int64(factor*float64(j.typical)))
		}
		if service <= 0 {
			if into != nil {
				into[i] = replayed{after: j.took()}
			}
			continue
		}
		begin := max(j.enabled, free[0])
		end := begin + service
		free[0] = end
		sink(free)
		over += float64(max(0, end-j.end))
		took += float64(j.took())
		if into != nil {
			into[i] = replayed{begin - j.enabled, service, max(0, j.end-end)}
		}
	}
	if took == 0 {
		return 0
	}
	return over / took
}

// sink puts the first of a heap where it belongs.
func sink(h []int64) {
	for i := 0; ; {
		down := 2*i + 1
		if down >= len(h) {
			return
		}
		if down+1 < len(h) && h[down+1] < h[down] {
			down++
		}
		if h[i] <= h[down] {
			return
		}
		h[i], h[down] = h[down], h[i]
		i = down
	}
}

// mostTypical is beyond how many times the typical work of an activity nothing
// is bounded.
const mostTypical = 64.0

// fit finds the loosest bound of the unknown work with which a replay keeps up
// with history: the most work, and so the most queue, that the log allows.
func fit(by []job, c int) float64 {
	if replay(by, c, mostTypical, nil) <= lateness {
		return mostTypical
	}
	lo, hi := 0.0, mostTypical
	for range 16 {
		mid := hi / 4
		if lo > 0 {
			mid = math.Sqrt(lo * hi)
		}
		if replay(by, c, mid, nil) <= lateness {
			lo = mid
		} else {
			hi = mid
		}
		if hi < 1e-3 {
			break
		}
	}
	return lo
}

// peak is the greatest number of jobs at work at once since a time, as far as
// beginnings are known; at least one.
func peak(by []job, since int64) int {
	var moves []int64 // times doubled, one more for a beginning
	for i := range by {
		if j := &by[i]; j.known && j.service > 0 && j.end > since {
			moves = append(moves, 2*(j.end-j.service)+1, 2*j.end)
		}
	}
	slices.Sort(moves) // an end comes before a beginning at the same time
	most, now := 1, 0
	for _, x := range moves {
		if x&1 == 1 {
			now++
		} else {
			now--
		}
		most = max(most, now)
	}
	return most
}
