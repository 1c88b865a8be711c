package patterns

import (
	"cmp"
	"slices"

	"pass/internal/mining/eventlog"
)

// Return is a step backwards: from an activity to one that first happened
// before it in the same case.
type Return struct {
	From, To         int32
	FromName, ToName string
	Count            int     // passages
	Cases            []int32 // in which it happens
	Cost             Cost    // per case, from the first execution of To to the last return to it
}

// ReturnsOf lists the steps backwards, the dearest first, then by count and
// names.
func ReturnsOf(v *eventlog.View, o Options) []Return {
	l := v.Log
	known := newPairs(len(l.Activities))
	var found []Return
	var spent []costs
	first := make([]int32, len(l.Activities)) // place of the first execution in the case, from 1
	open := []int32{}                         // returns of the case being walked
	last := []int64{}                         // when each return last happened in the case
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		open = open[:0]
		for i, a := range t.Activity {
			if first[a] == 0 {
				first[a] = int32(i + 1)
				continue
			}
			x := t.Activity[i-1]
			if x == a || first[x] < first[a] {
				continue
			}
			n := known.number(x, a)
			if int(n) == len(found) {
				found = append(found, Return{From: x, To: a, FromName: l.Activities[x], ToName: l.Activities[a]})
				spent, last = append(spent, costs{}), append(last, 0)
			}
			r := &found[n]
			r.Count++
			if c := len(r.Cases); c == 0 || r.Cases[c-1] != t.Case {
				r.Cases = append(r.Cases, t.Case)
				open = append(open, n)
			}
			last[n] = t.Time[i]
		}
		for _, n := range open {
			spent[n].add(t.Time[first[found[n].To]-1], last[n], o.zone())
		}
		for _, a := range t.Activity {
			first[a] = 0
		}
	}
	for n := range found {
		found[n].Cost = spent[n].cost()
	}
	slices.SortFunc(found, func(a, b Return) int {
		return cmp.Or(cmp.Compare(b.Cost.Seconds, a.Cost.Seconds), cmp.Compare(b.Count, a.Count), cmp.Compare(a.FromName, b.FromName), cmp.Compare(a.ToName, b.ToName))
	})
	return found
}

// PingPong is work that goes back and forth between the same two activities,
// resources, offices or bodies.
type PingPong struct {
	A, B         int32 // ids, A the first by name
	AName, BName string
	Chains       int // unbroken alternations, such as A B A B
	Bounces      int // runs beyond the second: A B A is one
	Cases        []int32
	Cost         Cost // per chain, from the end of its first run to the beginning of its last
}

// PingPongs is what PingPongOf finds.
type PingPongs struct {
	Actor    string // "" for activities and resources
	NotKnown string
	List     []PingPong // the most bounces first, then the dearest, then by names
	Cases    []int32    // with any
}

// PingPongOfActivities looks for back and forth between activities.
func PingPongOfActivities(v *eventlog.View, o Options) *PingPongs {
	return pingPong(v, v.Log.Activity, v.Log.Activities, o)
}

// PingPongOf looks for back and forth between actors. An event without actor
// breaks the chain.
func PingPongOf(v *eventlog.View, a Actor, o Options) *PingPongs {
	column, names, ok := a.column(v.Log)
	if !ok {
		return &PingPongs{Actor: a.Attribute, NotKnown: noActor}
	}
	p := pingPong(v, column, names, o)
	p.Actor = a.Attribute
	return p
}

// run is events of one value that follow each other.
type run struct {
	value       int32
	first, last int64
}

func pingPong(v *eventlog.View, column []int32, names []string, o Options) *PingPongs {
	p := &PingPongs{}
	known, rank := newPairs(len(names)), ranks(names)
	var spent []costs
	var runs []run
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		runs = runsOf(runs[:0], &t, column)
		for lo := 0; lo+2 < len(runs); {
			hi := lo + 2 // the chain is runs[lo:hi]
			for hi < len(runs) && runs[lo].value != eventlog.None && runs[lo+1].value != eventlog.None && runs[hi].value == runs[hi-2].value {
				hi++
			}
			if hi-lo < 3 {
				lo++
				continue
			}
			a, b := runs[lo].value, runs[lo+1].value
			if rank[b] < rank[a] {
				a, b = b, a
			}
			n := known.number(a, b)
			if int(n) == len(p.List) {
				p.List, spent = append(p.List, PingPong{A: a, B: b, AName: names[a], BName: names[b]}), append(spent, costs{})
			}
			x := &p.List[n]
			x.Chains++
			x.Bounces += hi - lo - 2
			x.Cases = appendCase(x.Cases, t.Case)
			p.Cases = appendCase(p.Cases, t.Case)
			spent[n].add(runs[lo].last, runs[hi-1].first, o.zone())
			lo = hi - 1 // the last run may begin another chain
		}
	}
	for n := range p.List {
		p.List[n].Cost = spent[n].cost()
	}
	slices.SortFunc(p.List, func(a, b PingPong) int {
		return cmp.Or(cmp.Compare(b.Bounces, a.Bounces), cmp.Compare(b.Cost.Seconds, a.Cost.Seconds), cmp.Compare(a.AName, b.AName), cmp.Compare(a.BName, b.BName))
	})
	return p
}

// runsOf joins the consecutive events of one case with the same value.
func runsOf(runs []run, t *eventlog.Trace, column []int32) []run {
	for i := range t.Len() {
		value, at := column[t.Event(i)], t.Time[i]
		if n := len(runs); n > 0 && runs[n-1].value == value {
			runs[n-1].last = at
			continue
		}
		runs = append(runs, run{value, at, at})
	}
	return runs
}
