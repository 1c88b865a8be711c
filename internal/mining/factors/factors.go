package factors

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"pass/internal/mining/stats"
)

// What is looked at, unless Options say otherwise.
const (
	DefaultLevel    = 0.05
	DefaultMinCases = 20 // below it no factor is tested
	DefaultMinGroup = 5  // values with fewer cases are gathered
)

// None is the value of a case that has none.
const None int32 = -1

// Kind is what a factor is about.
type Kind string

// The kinds of factors.
const (
	Column    Kind = "column"    // a column of the log; Name is the column
	Weekday   Kind = "weekday"   // of the start; values are 1 (Monday) to 7
	Month     Kind = "month"     // of the start; values are 1 to 12
	Period    Kind = "period"    // half-year of the start, such as 2024-1
	FirstStep Kind = "first"     // the activity that the case starts with
	Resource  Kind = "resource"  // of the first event that has one
	Happened  Kind = "happened"  // whether the activity Name occurs; values are "no" and "yes"
	Suspended Kind = "suspended" // how many times it was suspended: 0, 1, 2+
	OtherBody Kind = "body"      // how many acts of other bodies were asked: 0, 1, 2+
)

// Factor is a value for each case.
type Factor struct {
	Kind    Kind
	Name    string
	Values  []string // by id
	Of      []int32  // by case, in the order of the outcome: index into Values, or None
	Ordered bool     // the values are in an order, such as classes of a number
	// Also are other activities that occur in exactly the same cases as the one
	// of a Happened factor.
	Also []string
	// During says that the value is made while the case runs, such as a
	// suspension: it may be a part of the delay rather than go before it.
	During bool
}

// Options of Find. The zero value works.
type Options struct {
	Level    float64 // probability of finding anything where there is nothing
	MinCases int
	MinGroup int
	Sharper  bool   // Benjamini–Hochberg instead of Benjamini–Yekutieli: finds more, holds if the factors do not work against each other
	Seed     uint64 // of the permutations
	MaxCases int    // ids listed for each value; 0: 200, negative: all
}

// NotKnown says why something was not tested.
type NotKnown string

// The reasons.
const (
	Known         NotKnown = ""
	TooFewCases   NotKnown = "too few cases"
	NoVariation   NotKnown = "all cases alike"
	OneValue      NotKnown = "one value only, or all others too rare"
	TooManyValues NotKnown = "nearly as many values as cases"
)

// Result is what goes with the outcome.
type Result struct {
	Cases    int       // with a known outcome
	Tested   int       // factors that could be tested
	Found    int       // of these
	Level    float64   // as asked
	Findings []Finding // found first, then by Share, then by P and name; the untested last
	NotKnown NotKnown
}

// Finding is what was seen of a factor.
type Finding struct {
	Factor   *Factor
	N        int     // cases with a known outcome and a value that counts
	Missing  int     // cases without value
	P, Q     float64 // of one test, and with all factors together
	Share    float64 // of the variance of the ranks, 0 to 1
	Found    bool
	Levels   []Level // values, the greatest median first
	Rivals   []Rival // the other found factors, the one that explains most of it first
	NotKnown NotKnown
}

// Verdict is what the other factors leave of a finding.
type Verdict string

// The verdicts.
const (
	Alone       Verdict = "alone"       // no other factor was found
	Independent Verdict = "independent" // it stays, whatever other found factor is held still
	Explained   Verdict = "explained"   // with another one held still it can no longer be seen
	Inseparable Verdict = "inseparable" // it always goes with another one
)

// Verdict sums the rivals up.
func (f *Finding) Verdict() Verdict {
	if len(f.Rivals) == 0 {
		return Alone
	}
	return f.Rivals[0].Verdict
}

// Rival is the same factor with another one held still.
type Rival struct {
	Other   *Factor
	P       float64 // of the factor within the values of Other
	Verdict Verdict // never Alone
}

// Level is a value of a factor.
type Level struct {
	Value        string
	Gathered     int // values that were too rare alone and stand here together, or 0
	N            int
	Median, Mean float64      // of the outcome, in its unit
	Difference   float64      // Median less the median of all others; 0 without others
	Interval     *stats.Range // 95 % interval of Difference; nil unless Found
	Delta        float64      // Cliff's delta against all others: above 0, more; 0 without others
	P            float64      // against all others, adjusted over the values; 1 if the factor is not found
	Found        bool
	Cases        []int32 // the greatest outcome first, at most Options.MaxCases of N
}

// Find tests which factors go with the outcome y, one for each case, NaN where
// it is not known; ids are the cases in the Log. For lateness, y is 1 or 0.
func Find(y []float64, ids []int32, factors []Factor, o Options) *Result {
	o = o.withDefaults()
	r := &Result{Level: o.Level}
	for _, v := range y {
		if !math.IsNaN(v) {
			r.Cases++
		}
	}
	switch {
	case r.Cases < o.MinCases:
		r.NotKnown = TooFewCases
	case constant(y):
		r.NotKnown = NoVariation
	}
	tests := make([]*test, len(factors))
	for i := range factors {
		tests[i] = newTest(y, ids, &factors[i], o)
		if r.NotKnown != Known && tests[i].finding.NotKnown == Known {
			tests[i].finding.NotKnown = r.NotKnown
		}
	}
	r.control(tests, o)
	for _, t := range tests {
		r.Findings = append(r.Findings, t.finding)
	}
	slices.SortStableFunc(r.Findings, order)
	return r
}

func (o Options) withDefaults() Options {
	if o.Level <= 0 {
		o.Level = DefaultLevel
	}
	if o.MinCases <= 0 {
		o.MinCases = DefaultMinCases
	}
	if o.MinGroup <= 0 {
		o.MinGroup = DefaultMinGroup
	}
	if o.MaxCases == 0 {
		o.MaxCases = 200
	}
	return o
}

// control decides what is found, then looks at the values and the rivals of it.
func (r *Result) control(tests []*test, o Options) {
	var tested []*test
	for _, t := range tests {
		if t.finding.NotKnown == Known {
			tested = append(tested, t)
		}
	}
	r.Tested = len(tested)
	each(len(tested), func(i int) { tested[i].overall(o.Seed + uint64(i)*7919) })
	p := make([]float64, len(tested))
	for i, t := range tested {
		p[i] = t.finding.P
	}
	q := stats.BenjaminiYekutieli(p)
	if o.Sharper {
		q = stats.BenjaminiHochberg(p)
	}
	var found []*test
	for i, t := range tested {
		t.finding.Q = q[i]
		if t.finding.Found = q[i] <= o.Level; t.finding.Found {
			found = append(found, t)
		}
	}
	r.Found = len(found)
	each(len(found), func(i int) {
		found[i].values(o.Level*float64(len(found))/float64(len(tested)), o.Seed+uint64(i))
		found[i].rivals(found, o)
	})
}

// each does n independent things on all processors: seeds go with i, so that
// the result does not depend on how many there are.
func each(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

// order puts what was found first.
func order(a, b Finding) int {
	side := func(f Finding) int {
		switch {
		case f.Found:
			return 0
		case f.NotKnown == Known:
			return 1
		}
		return 2
	}
	return cmp.Or(cmp.Compare(side(a), side(b)), cmp.Compare(b.Share, a.Share), cmp.Compare(a.P, b.P),
		strings.Compare(string(a.Factor.Kind), string(b.Factor.Kind)), strings.Compare(a.Factor.Name, b.Factor.Name))
}

func constant(y []float64) bool {
	first := math.NaN()
	for _, v := range y {
		if math.IsNaN(v) {
			continue
		}
		if math.IsNaN(first) {
			first = v
		}
		if v != first {
			return false
		}
	}
	return true
}
