package filter

import (
	"fmt"
	"slices"
	"sync"

	"pass/internal/mining/eventlog"
)

// Kind is what a name of a filter stands for.
type Kind string

// The kinds of names.
const (
	KindActivity  Kind = "activity"
	KindResource  Kind = "resource"
	KindAttribute Kind = "attribute"
	KindValue     Kind = "value"
	KindVariant   Kind = "variant"
)

// UnknownError says that the log does not have a name that the filter needs.
type UnknownError struct {
	Kind Kind
	Name string
	Of   string // with KindValue, the attribute
}

// Error names what is missing.
func (e *UnknownError) Error() string {
	if e.Of != "" {
		return fmt.Sprintf("filter: the log has no %s %q of %q", e.Kind, e.Name, e.Of)
	}
	return fmt.Sprintf("filter: the log has no %s %q", e.Kind, e.Name)
}

// Apply chooses the cases and activities of a log. The view shares its columns.
// Names that the log does not have are an *UnknownError. The result may be
// without cases.
func Apply(l *eventlog.Log, f Filter) (*eventlog.View, error) { return ApplyOn(l, f, 0) }

// ApplyOn is Apply on a number of threads, which does not change the result; 0
// is all processors.
func ApplyOn(l *eventlog.Log, f Filter, threads int) (*eventlog.View, error) {
	c, err := compile(l, f.Canonical())
	if err != nil {
		return nil, err
	}
	v := l.All()
	v.Hidden = c.hidden
	if len(c.tests) == 0 && c.hidden == nil {
		if len(c.variants) == 0 {
			return v, nil
		}
	} else {
		v.Kept = choose(v, threads, c.passes)
	}
	if len(c.variants) > 0 {
		if v.Kept, err = c.chooseVariants(v, threads); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// choose keeps the cases that pass, in order.
func choose(v *eventlog.View, threads int, passes func(c int32) bool) []int32 {
	parts := v.Parts(threads)
	kept := make([][]int32, len(parts))
	var group sync.WaitGroup
	for i, p := range parts {
		group.Go(func() {
			out := make([]int32, 0, p[1]-p[0])
			for _, c := range v.Kept[p[0]:p[1]] {
				if passes(c) {
					out = append(out, c)
				}
			}
			kept[i] = out
		})
	}
	group.Wait()
	if len(kept) == 1 {
		return kept[0]
	}
	return slices.Concat(kept...)
}

// compiled is a filter whose names have become ids of the log.
type compiled struct {
	log      *eventlog.Log
	tests    []func(c int32) bool // the cheap ones first
	variants []Variants
	hidden   []bool
	ids      map[string]int32 // of activities
}

func compile(l *eventlog.Log, f Filter) (*compiled, error) {
	c := &compiled{log: l, variants: f.Variants}
	c.periods(f.Periods)
	c.ranges(f.Durations, f.Events)
	for _, step := range []func() error{
		func() error { return c.ends(f.First, func(id int32) int32 { return l.Start[id] }) },
		func() error { return c.ends(f.Last, func(id int32) int32 { return l.Start[id+1] - 1 }) },
		func() error { return c.presence(f.With, true) },
		func() error { return c.presence(f.Finished, true) },
		func() error { return c.absence(f.Without) },
		func() error { return c.follows(f.Follows) },
		func() error { return c.resources(f.Resources) },
		func() error { return c.attributes(f.Attributes) },
		func() error { return c.hide(f.Hidden) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// passes reports whether a case meets all conditions but the variants, and has
// an event that is not hidden.
func (c *compiled) passes(id int32) bool {
	for _, test := range c.tests {
		if !test(id) {
			return false
		}
	}
	return c.hidden == nil || c.visible(id)
}

func (c *compiled) visible(id int32) bool {
	for _, a := range c.activities(id) {
		if !c.hidden[a] {
			return true
		}
	}
	return false
}

func (c *compiled) activities(id int32) []int32 {
	return c.log.Activity[c.log.Start[id]:c.log.Start[id+1]]
}

func (c *compiled) add(test func(id int32) bool) { c.tests = append(c.tests, test) }

// activity finds the id of a name.
func (c *compiled) activity(name string) (int32, error) {
	if c.ids == nil {
		c.ids = idsOf(c.log.Activities)
	}
	id, ok := c.ids[name]
	if !ok {
		return 0, &UnknownError{Kind: KindActivity, Name: name}
	}
	return id, nil
}

func idsOf(names []string) map[string]int32 {
	ids := make(map[string]int32, len(names))
	for id, name := range names {
		ids[name] = int32(id)
	}
	return ids
}

// set marks some activities.
func (c *compiled) set(names []string) ([]bool, error) {
	marked := make([]bool, len(c.log.Activities))
	for _, name := range names {
		id, err := c.activity(name)
		if err != nil {
			return nil, err
		}
		marked[id] = true
	}
	return marked, nil
}

func (c *compiled) periods(periods []Period) {
	l := c.log
	for _, p := range periods {
		from, to := p.From, p.To
		first := func(id int32) int64 { return l.Time[l.Start[id]] }
		last := func(id int32) int64 { return l.Time[l.Start[id+1]-1] }
		switch p.Mode {
		case Started:
			c.add(func(id int32) bool { t := first(id); return from <= t && t < to })
		case Ended:
			c.add(func(id int32) bool { t := last(id); return from <= t && t < to })
		case Touching:
			c.add(func(id int32) bool { return first(id) < to && last(id) >= from })
		default:
			c.add(func(id int32) bool { return first(id) >= from && last(id) < to })
		}
	}
}

func (c *compiled) ranges(durations, events []Range) {
	l := c.log
	for _, r := range durations {
		c.add(func(id int32) bool {
			d := l.Time[l.Start[id+1]-1] - l.Time[l.Start[id]]
			return r.Min <= d && d <= r.Max
		})
	}
	for _, r := range events {
		c.add(func(id int32) bool {
			n := int64(l.Start[id+1] - l.Start[id])
			return r.Min <= n && n <= r.Max
		})
	}
}

// ends wants the event at a place of the case to have one of the activities.
func (c *compiled) ends(wanted []Names, place func(id int32) int32) error {
	for _, names := range wanted {
		marked, err := c.set(names)
		if err != nil {
			return err
		}
		c.add(func(id int32) bool { return marked[c.log.Activity[place(id)]] })
	}
	return nil
}

// presence wants some event, or none, to have one of the activities.
func (c *compiled) presence(wanted []Names, want bool) error {
	for _, names := range wanted {
		marked, err := c.set(names)
		if err != nil {
			return err
		}
		c.add(func(id int32) bool {
			for _, a := range c.activities(id) {
				if marked[a] {
					return want
				}
			}
			return !want
		})
	}
	return nil
}

func (c *compiled) absence(names []string) error {
	if len(names) == 0 {
		return nil
	}
	return c.presence([]Names{names}, false)
}

func (c *compiled) follows(wanted []Follow) error {
	for _, f := range wanted {
		a, err := c.activity(f.A)
		if err != nil {
			return err
		}
		b, err := c.activity(f.B)
		if err != nil {
			return err
		}
		find := directly
		if f.Eventually {
			find = eventually
		}
		not := f.Not
		c.add(func(id int32) bool { return find(c.activities(id), a, b) != not })
	}
	return nil
}

func directly(activities []int32, a, b int32) bool {
	for i := 1; i < len(activities); i++ {
		if activities[i] == b && activities[i-1] == a {
			return true
		}
	}
	return false
}

func eventually(activities []int32, a, b int32) bool {
	i := slices.Index(activities, a)
	return i >= 0 && slices.Contains(activities[i+1:], b)
}

func (c *compiled) hide(names []string) (err error) {
	if len(names) > 0 {
		c.hidden, err = c.set(names)
	}
	return err
}

func (c *compiled) resources(wanted []Values) error {
	for _, w := range wanted {
		if err := c.column(w, c.log.Resource, c.log.Resources, UnknownError{Kind: KindResource}); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiled) attributes(wanted []Attribute) error {
	for _, w := range wanted {
		a := c.log.Attribute(w.Name)
		if a == nil {
			return &UnknownError{Kind: KindAttribute, Name: w.Name}
		}
		if err := c.column(w.Values, a.Column, a.Values, UnknownError{Kind: KindValue, Of: w.Name}); err != nil {
			return err
		}
	}
	return nil
}

// column wants some event, or none, to have one of the values; the empty one
// stands for a case without any.
func (c *compiled) column(w Values, column []int32, names []string, unknown UnknownError) error {
	marked, without := make([]bool, len(names)), false
	ids := idsOf(names)
	for _, name := range w.Values {
		id, ok := ids[name]
		switch {
		case name == "":
			without = true
		case !ok:
			unknown.Name = name
			return &unknown
		default:
			marked[id] = true
		}
	}
	c.add(func(id int32) bool {
		some := false
		for _, v := range column[c.log.Start[id]:c.log.Start[id+1]] {
			if v != eventlog.None {
				if some = true; marked[v] {
					return !w.Not
				}
			}
		}
		return (without && !some) != w.Not
	})
	return nil
}
