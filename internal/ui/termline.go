package ui

import "strconv"

// TermLineProps is the time spent against a legal term, in calendar days.
type TermLineProps struct {
	Spans []TermSpan // what has passed so far, in order
	Total int        // days of the term, suspensions not counted
	Text  string     // the same in words; always shown
}

// TermSpan is a stretch of days.
type TermSpan struct {
	Days      int
	Suspended bool // the term does not run: hatched
}

// termBar is a stretch as drawn, in hundredths of the line's width.
type termBar struct {
	X, Width, Kind string
	End            string
}

// elapsed counts the days in which the term ran, and all the days.
func (t TermLineProps) elapsed() (running, all int) {
	for _, s := range t.Spans {
		all += s.Days
		if !s.Suspended {
			running += s.Days
		}
	}
	return running, all
}

// scale is the number of days that fill the line, and the day of the term on
// it: suspended days move the term forward.
func (t TermLineProps) scale() (full, due int) {
	running, all := t.elapsed()
	due = t.Total + all - running
	return max(due, all, 1), due
}

// bars lays the stretches along the line; days past the term get their own.
func (t TermLineProps) bars() []termBar {
	full, due := t.scale()
	var out []termBar
	add := func(from, to int, kind string) {
		if to > from {
			out = append(out, termBar{X: percent(from, full), Width: percent(to-from, full), Kind: kind, End: percent(to, full)})
		}
	}
	at := 0
	for _, s := range t.Spans {
		end := at + s.Days
		switch {
		case s.Suspended:
			add(at, end, "sospeso")
		default:
			add(at, min(end, max(due, at)), "corso")
			add(max(at, due), end, "oltre")
		}
		at = end
	}
	return out
}

// dueMark is where the term falls on the line.
func (t TermLineProps) dueMark() string {
	full, due := t.scale()
	return percent(due, full)
}

// percent is a part of a whole as SVG wants it, with one decimal.
func percent(part, whole int) string {
	return strconv.FormatFloat(100*float64(part)/float64(whole), 'f', 1, 64) + "%"
}
