package patterns

import (
	"math/bits"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
)

const microsPerSecond = 1e6

// Options guides the measures. The zero value works.
type Options struct {
	Zone *time.Location // in which civil days are counted; nil is kernel.Rome
}

func (o Options) zone() *time.Location {
	if o.Zone == nil {
		return kernel.Rome
	}
	return o.Zone
}

// Cost is what some work takes beyond the first time, or a wait: elapsed time,
// nights and holidays included.
type Cost struct {
	Count         int     // durations that are summed, one or more per case
	Seconds       float64 // their sum
	Days          int64   // sum of the calendar days between the civil days
	MedianSeconds float64 // type 7
	MaxSeconds    float64
}

// costs collects durations.
type costs struct {
	values []int64 // microseconds
	days   int64
}

// add counts the time between two instants, the first not after the second.
func (c *costs) add(from, to int64, zone *time.Location) {
	c.values = append(c.values, to-from)
	if from != to {
		c.days += civilDay(to, zone) - civilDay(from, zone)
	}
}

func (c *costs) cost() Cost {
	if len(c.values) == 0 {
		return Cost{}
	}
	slices.Sort(c.values)
	return Cost{
		Count: len(c.values), Seconds: sumOf(c.values) / microsPerSecond, Days: c.days,
		MedianSeconds: stats.QuantileInt(c.values, 1, 2) / microsPerSecond,
		MaxSeconds:    float64(c.values[len(c.values)-1]) / microsPerSecond,
	}
}

// sumOf adds values that are not negative without overflow, and so that their
// order does not matter.
func sumOf(values []int64) float64 {
	var high, low, carry uint64
	for _, v := range values {
		low, carry = bits.Add64(low, uint64(v), 0)
		high += carry
	}
	return float64(high)*(1<<64) + float64(low)
}

// civilDay numbers the day that an instant shows in a zone.
func civilDay(micros int64, zone *time.Location) int64 {
	t := time.UnixMicro(micros).In(zone)
	_, offset := t.Zone()
	return floorDiv(t.Unix()+int64(offset), 24*60*60)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// appendCase adds a case to a list that cases join in order, once each.
func appendCase(list []int32, c int32) []int32 {
	if n := len(list); n > 0 && list[n-1] == c {
		return list
	}
	return append(list, c)
}

// Actor says who does an event: its resource, or the value of a further column.
type Actor struct {
	Attribute string // "" is the resource
}

// column is the actor of each event of the log, and the names of the actors;
// ok is false when the log tells no actor at all.
func (a Actor) column(l *eventlog.Log) (column []int32, names []string, ok bool) {
	if a.Attribute == "" {
		return l.Resource, l.Resources, len(l.Resources) > 0
	}
	if attr := l.Attribute(a.Attribute); attr != nil && len(attr.Values) > 0 {
		return attr.Column, attr.Values, true
	}
	return nil, nil, false
}

// noActor says why measures by actor are not known.
const noActor = "the log does not tell the actor of its events"

// ranks gives the place of each name in byte order.
func ranks(names []string) []int32 {
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return strings.Compare(names[a], names[b]) })
	rank := make([]int32, len(names))
	for place, id := range order {
		rank[id] = int32(place)
	}
	return rank
}

// share is part over whole, 0 of nothing.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// denseLimit is the greatest number of names whose pairs are found in a plain
// matrix, 16 MiB at most.
const denseLimit = 2048

// pairs numbers ordered pairs of ids in order of appearance.
type pairs struct {
	width  int
	dense  []int32          // number + 1 by from*width + to
	sparse map[uint64]int32 // only for looking up
	keys   []uint64         // from*width + to, by number
}

func newPairs(names int) pairs {
	p := pairs{width: max(names, 1)}
	if names <= denseLimit {
		p.dense = make([]int32, names*names)
	} else {
		p.sparse = map[uint64]int32{}
	}
	return p
}

// number is that of a pair, which becomes known.
func (p *pairs) number(from, to int32) int32 {
	key := uint64(from)*uint64(p.width) + uint64(to)
	if p.dense != nil {
		if p.dense[key] == 0 {
			p.keys = append(p.keys, key)
			p.dense[key] = int32(len(p.keys))
		}
		return p.dense[key] - 1
	}
	n, ok := p.sparse[key]
	if !ok {
		n = int32(len(p.keys))
		p.sparse[key] = n
		p.keys = append(p.keys, key)
	}
	return n
}

// ends gives the two ids of a pair.
func (p *pairs) ends(number int32) (from, to int32) {
	key := p.keys[number]
	return int32(key / uint64(p.width)), int32(key % uint64(p.width))
}
