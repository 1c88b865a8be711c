package conformance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pass/internal/mining/eventlog"
)

// Origin tells how a usual path was found.
type Origin struct {
	NotKnown string  // English: why there is none
	Variant  bool    // the most frequent variant; else the path of the majority
	Cases    int     // of the variant, or with all the steps of the path
	Share    float64 // of the cases of the view
}

// The bounds of a usual path.
const (
	frequentVariant = 0.2 // share of the cases from which the most frequent variant is taken as the path
	majority        = 0.5 // share of the cases from which an activity is in the path of the majority
	nearlyAll       = 0.8 // share under which it is optional there
	fewestCases     = 3
)

// UsualPath is a model of how most cases go, for when nobody gives one. It has
// no legal value. If one variant has at least a fifth of the cases it is that
// variant, closed; else the activities that most cases have, in the order of
// their mean place among the steps of each case, open to anything else.
func UsualPath(v *eventlog.View) (*Model, Origin) {
	g := v.Variants()
	if v.Cases() < fewestCases {
		return nil, Origin{NotKnown: "there are fewer than three cases"}
	}
	best := 0
	for n := range g.Len() {
		if cmp.Or(cmp.Compare(g.Count[n], g.Count[best]), compareNames(v.Log.Activities, g.Sequence(best), g.Sequence(n))) > 0 {
			best = n
		}
	}
	if seq := g.Sequence(best); float64(g.Count[best]) >= frequentVariant*float64(v.Cases()) && g.Count[best] > 1 && len(seq) <= mostSteps {
		m := &Model{Code: "percorso-abituale", Name: "Percorso più frequente", Closed: true}
		for i, a := range seq {
			m.Steps = append(m.Steps, stepOf(i, v.Log.Activities[a]))
		}
		return m, Origin{Variant: true, Cases: g.Count[best], Share: share(g.Count[best], v.Cases())}
	}
	return majorityPath(v, g)
}

func stepOf(i int, activity string) Step {
	return Step{ID: fmt.Sprintf("passo-%d", i+1), Name: activity, Activities: []string{activity}}
}

func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

// compareNames compares two sequences by the bytes of their names.
func compareNames(names []string, a, b []int32) int {
	return slices.CompareFunc(a, b, func(x, y int32) int { return strings.Compare(names[x], names[y]) })
}

// habit is how an activity usually goes.
type habit struct {
	activity int32
	cases    int     // that have it
	again    int     // of those, where it happens more than once
	place    float64 // sum over the cases of the place of its first execution, from 0 to 1
}

// majorityPath orders the activities that most cases have.
func majorityPath(v *eventlog.View, g *eventlog.Variants) (*Model, Origin) {
	habits := habitsOf(v, g)
	in := habits[:0]
	for _, h := range habits {
		if float64(h.cases) >= majority*float64(v.Cases()) && len(in) < mostSteps {
			in = append(in, h)
		}
	}
	if len(in) < 2 {
		return nil, Origin{NotKnown: "no two activities happen in most of the cases"}
	}
	names := v.Log.Activities
	slices.SortFunc(in, func(a, b habit) int {
		return cmp.Or(cmp.Compare(a.place/float64(a.cases), b.place/float64(b.cases)), cmp.Compare(b.cases, a.cases), cmp.Compare(names[a.activity], names[b.activity]))
	})
	m := &Model{Code: "percorso-abituale", Name: "Percorso della maggior parte delle pratiche"}
	member := make([]bool, len(names))
	for i, h := range in {
		s := stepOf(i, names[h.activity])
		s.Optional = float64(h.cases) < nearlyAll*float64(v.Cases())
		s.Repeatable = float64(h.again) >= majority*float64(h.cases)
		m.Steps = append(m.Steps, s)
		member[h.activity] = true
	}
	return m, Origin{Cases: complete(g, member, len(in)), Share: share(complete(g, member, len(in)), v.Cases())}
}

// habitsOf counts by variant; the place of an activity is among the different
// activities of the case, so that repetitions do not move it.
func habitsOf(v *eventlog.View, g *eventlog.Variants) []habit {
	habits := make([]habit, len(v.Log.Activities))
	seen := make([]int, len(habits)) // times in the variant
	for a := range habits {
		habits[a].activity = int32(a)
	}
	for n := range g.Len() {
		seq := g.Sequence(n)
		var first []int32
		for _, a := range seq {
			if seen[a]++; seen[a] == 1 {
				first = append(first, a)
			}
		}
		for i, a := range first {
			h := &habits[a]
			h.cases += g.Count[n]
			if seen[a] > 1 {
				h.again += g.Count[n]
			}
			h.place += float64(g.Count[n]) * float64(i+1) / float64(len(first)+1)
			seen[a] = 0
		}
	}
	return habits
}

// complete counts the cases that have all the activities of a path.
func complete(g *eventlog.Variants, member []bool, wanted int) (cases int) {
	for n := range g.Len() {
		found := map[int32]bool{}
		for _, a := range g.Sequence(n) {
			if member[a] {
				found[a] = true
			}
		}
		if len(found) == wanted {
			cases += g.Count[n]
		}
	}
	return cases
}
