package eventlog

// View is a selection of a Log: which cases count and, in them, which
// activities. It shares the columns of the Log, so that filters compose
// without copying them. Every kept case has at least one visible event. A View
// is not changed once made, so many goroutines may walk it.
type View struct {
	Log    *Log
	Kept   []int32 // ids of the kept cases, ascending
	Hidden []bool  // by activity: its events are passed over; nil hides none
}

// All is the View that leaves nothing out.
func (l *Log) All() *View {
	kept := make([]int32, len(l.Cases))
	for c := range kept {
		kept[c] = int32(c)
	}
	return &View{Log: l, Kept: kept}
}

// Cases is the number of kept cases.
func (v *View) Cases() int { return len(v.Kept) }

// Events is the number of visible events.
func (v *View) Events() (n int) {
	var t Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		n += t.Len()
	}
	return n
}

// Trace is the visible events of one case, in order, as columns. It is filled
// by View.Trace and belongs to one goroutine; its slices hold until the next
// call and must not be changed.
type Trace struct {
	Case      int32 // id of the case in the Log
	Activity  []int32
	Resource  []int32
	Lifecycle []int32
	Time      []int64
	Begin     []int64 // nil when the Log has none

	first  int     // of the events in the Log, when none is hidden
	events []int32 // places in the Log, when some are hidden
	copied columns
}

// columns hold a Trace with hidden events.
type columns struct {
	activity, resource, lifecycle, events []int32
	time, begin                           []int64
}

// Len is the number of visible events.
func (t *Trace) Len() int { return len(t.Time) }

// Event is the place in the columns of the Log of the i-th visible event.
func (t *Trace) Event(i int) int {
	if t.events != nil {
		return int(t.events[i])
	}
	return t.first + i
}

// Trace fills t with the k-th kept case.
func (v *View) Trace(k int, t *Trace) {
	l, c := v.Log, v.Kept[k]
	lo, hi := l.Start[c], l.Start[c+1]
	t.Case, t.first, t.events = c, int(lo), nil
	if v.Hidden != nil {
		v.visible(lo, hi, t)
		return
	}
	t.Activity, t.Resource, t.Time = l.Activity[lo:hi], l.Resource[lo:hi], l.Time[lo:hi]
	t.Lifecycle, t.Begin = nil, nil
	if l.Lifecycle != nil {
		t.Lifecycle = l.Lifecycle[lo:hi]
	}
	if l.Begin != nil {
		t.Begin = l.Begin[lo:hi]
	}
}

// visible copies the events that are not hidden.
func (v *View) visible(lo, hi int32, t *Trace) {
	l, s := v.Log, &t.copied
	s.activity, s.resource, s.lifecycle, s.events = s.activity[:0], s.resource[:0], s.lifecycle[:0], s.events[:0]
	s.time, s.begin = s.time[:0], s.begin[:0]
	for i := lo; i < hi; i++ {
		if v.Hidden[l.Activity[i]] {
			continue
		}
		s.activity = append(s.activity, l.Activity[i])
		s.resource = append(s.resource, l.Resource[i])
		if l.Lifecycle != nil {
			s.lifecycle = append(s.lifecycle, l.Lifecycle[i])
		}
		s.time = append(s.time, l.Time[i])
		s.events = append(s.events, i)
		if l.Begin != nil {
			s.begin = append(s.begin, l.Begin[i])
		}
	}
	t.Activity, t.Resource, t.Lifecycle, t.Time, t.events = s.activity, s.resource, s.lifecycle, s.time, s.events
	t.Begin = nil
	if l.Begin != nil {
		t.Begin = s.begin
	}
}
