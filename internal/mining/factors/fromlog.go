package factors

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// LogOptions guides FromView. The zero value works.
type LogOptions struct {
	Zone  *time.Location // of weekdays and months; nil: UTC
	Kinds []steps.Kind   // by activity; nil: nobody said
	Class int            // cases in each class of a number, at least; 0: 10
}

// maxClasses is how many classes a number is cut into at most.
const maxClasses = 4

// Durations is the duration of each kept case in seconds, from its first event
// (or start) to its last.
func Durations(v *eventlog.View) []float64 {
	out := make([]float64, len(v.Kept))
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		first := t.Time[0]
		for _, b := range t.Begin {
			if b != eventlog.NoTime {
				first = min(first, b)
			}
		}
		out[k] = float64(t.Time[t.Len()-1]-first) / 1e6
	}
	return out
}

// FromView makes the factors that the log itself offers, one value for each kept
// case: when it started, with what and by whom, which activities it met, how
// often it was suspended, and every column. Cases that are not over should have
// been filtered out: their durations are not known yet.
func FromView(v *eventlog.View, o LogOptions) []Factor {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Class <= 0 {
		o.Class = 10
	}
	b := newBuilders(v, o)
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		b.add(&t)
	}
	out := b.factors()
	for i := range v.Log.Attributes {
		out = append(out, column(v, &v.Log.Attributes[i], o.Class))
	}
	return out
}

// builders collect the factors of FromView.
type builders struct {
	view                                *eventlog.View
	o                                   LogOptions
	weekday, month, period, first, resp labels
	suspended, asked                    labels
	seen                                []int32   // by activity: the last case, from 1
	happened                            [][]int32 // by activity: cases that met it
}

func newBuilders(v *eventlog.View, o LogOptions) *builders {
	n := len(v.Log.Activities)
	return &builders{view: v, o: o, seen: make([]int32, n), happened: make([][]int32, n)}
}

func (b *builders) add(t *eventlog.Trace) {
	l := b.view.Log
	start := time.UnixMicro(t.Time[0]).In(b.o.Zone)
	weekday := (int(start.Weekday())+6)%7 + 1
	half := (int(start.Month()) + 5) / 6
	b.weekday.add(strconv.Itoa(weekday))
	b.month.add(strconv.Itoa(int(start.Month())))
	b.period.add(strconv.Itoa(start.Year()) + "-" + strconv.Itoa(half))
	b.first.add(l.Activities[t.Activity[0]])
	b.resource(t)
	suspended, asked := 0, 0
	k := int32(len(b.weekday.of))
	for _, a := range t.Activity {
		if b.o.Kinds != nil {
			switch b.o.Kinds[a] {
			case steps.SuspensionStart, steps.Interruption, steps.Notice:
				suspended++
			case steps.OtherBodyStart:
				asked++
			}
		}
		if b.seen[a] != k {
			b.seen[a] = k
			b.happened[a] = append(b.happened[a], k-1)
		}
	}
	b.suspended.add(times(suspended))
	b.asked.add(times(asked))
}

func (b *builders) resource(t *eventlog.Trace) {
	for _, r := range t.Resource {
		if r != eventlog.None {
			b.resp.add(b.view.Log.Resources[r])
			return
		}
	}
	b.resp.none()
}

func times(n int) string {
	switch n {
	case 0, 1:
		return strconv.Itoa(n)
	}
	return "2+"
}

// maxHappened bounds the activities whose presence is a factor: the ones that
// divide the cases most evenly. Each factor costs power to all others.
const maxHappened = 10

func (b *builders) factors() []Factor {
	out := []Factor{
		b.weekday.factor(Weekday, true), b.month.factor(Month, true), b.period.factor(Period, true),
		b.first.factor(FirstStep, false), b.resp.factor(Resource, false),
	}
	if b.o.Kinds != nil {
		suspended, asked := b.suspended.factor(Suspended, true), b.asked.factor(OtherBody, true)
		suspended.During, asked.During = true, true
		out = append(out, suspended, asked)
	}
	return append(out, b.presences()...)
}

// presences are the factors of the activities that some cases meet and others
// do not.
func (b *builders) presences() (out []Factor) {
	n := len(b.view.Kept)
	uneven := func(a int32) int { return min(len(b.happened[a]), n-len(b.happened[a])) }
	var some []int32
	for a := range b.happened {
		if uneven(int32(a)) >= DefaultMinGroup {
			some = append(some, int32(a))
		}
	}
	names := b.view.Log.Activities
	slices.SortFunc(some, func(x, y int32) int {
		return cmp.Or(cmp.Compare(uneven(y), uneven(x)), strings.Compare(names[x], names[y]))
	})
	var chosen []int32
	for _, a := range some {
		if same := slices.IndexFunc(chosen, func(c int32) bool { return slices.Equal(b.happened[a], b.happened[c]) }); same >= 0 {
			out[same].Also = append(out[same].Also, names[a])
			continue
		}
		if len(out) == maxHappened {
			continue
		}
		f := Factor{Kind: Happened, Name: names[a], Values: []string{"no", "yes"}, Of: make([]int32, n), Ordered: true, During: true}
		for _, k := range b.happened[a] {
			f.Of[k] = 1
		}
		out, chosen = append(out, f), append(chosen, a)
	}
	return out
}

// labels numbers texts in order of appearance.
type labels struct {
	ids    map[string]int32
	values []string
	of     []int32
}

func (l *labels) add(value string) {
	if l.ids == nil {
		l.ids = map[string]int32{}
	}
	id, ok := l.ids[value]
	if !ok {
		id = int32(len(l.values))
		l.ids[value] = id
		l.values = append(l.values, value)
	}
	l.of = append(l.of, id)
}

func (l *labels) none() { l.of = append(l.of, None) }

// factor gives the values in order if they have one.
func (l *labels) factor(k Kind, ordered bool) Factor {
	f := Factor{Kind: k, Values: l.values, Of: l.of, Ordered: ordered}
	if !ordered {
		return f
	}
	f.Values = slices.Clone(l.values)
	slices.SortFunc(f.Values, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	f.Of = make([]int32, len(l.of))
	for i, id := range l.of {
		f.Of[i] = None
		if id != None {
			f.Of[i] = int32(slices.Index(f.Values, l.values[id]))
		}
	}
	return f
}

// column is the factor of a column: its values, or classes of equal size if
// they are numbers and many.
func column(v *eventlog.View, a *eventlog.Attribute, class int) Factor {
	f := Factor{Kind: Column, Name: a.Name, Values: a.Values, Of: make([]int32, len(v.Kept))}
	var numbers []float64
	used := map[int32]bool{}
	allNumbers := true
	for k, c := range v.Kept {
		id := a.OfCase(v.Log, c)
		f.Of[k] = id
		if id == None {
			continue
		}
		used[id] = true
		x, err := strconv.ParseFloat(strings.TrimSpace(a.Values[id]), 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			allNumbers = false
		}
		numbers = append(numbers, x)
	}
	if !allNumbers || len(used) <= 2*maxClasses || len(numbers) < 2*class {
		return f
	}
	return classes(f, numbers, class)
}

// classes cuts a numeric factor at its quantiles.
func classes(f Factor, numbers []float64, class int) Factor {
	slices.Sort(numbers)
	k := min(maxClasses, len(numbers)/class)
	var bounds []float64 // greatest value of each class
	for i := 1; i <= k; i++ {
		b := numbers[i*len(numbers)/k-1]
		if len(bounds) == 0 || b > bounds[len(bounds)-1] {
			bounds = append(bounds, b)
		}
	}
	out := Factor{Kind: f.Kind, Name: f.Name, Of: make([]int32, len(f.Of)), Ordered: true}
	low := numbers[0]
	for _, b := range bounds {
		out.Values = append(out.Values, number(low)+" … "+number(b))
		if i, _ := slices.BinarySearch(numbers, b); i < len(numbers) {
			for i < len(numbers) && numbers[i] <= b {
				i++
			}
			if i < len(numbers) {
				low = numbers[i]
			}
		}
	}
	for i, id := range f.Of {
		out.Of[i] = None
		if id != None {
			x, _ := strconv.ParseFloat(strings.TrimSpace(f.Values[id]), 64) // parsed before
			at, _ := slices.BinarySearch(bounds, x)
			out.Of[i] = int32(at)
		}
	}
	return out
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
