package timing

import (
	"slices"

	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// Legal is a case by the legal clock, in days. It stands beside the gross parts
// and does not enter them: a suspension that the law does not admit (a second
// one where it allows one) is suspended time in fact and none by law.
type Legal struct {
	Start kernel.Day // receipt of the application; without receipts in the log, the first event
	End   kernel.Day // the day of the end, or today for an open case
	Open  bool

	GrossDays, SuspendedDays, NetDays int

	Due         kernel.Day // the last good day; zero while an open suspension keeps it unknown
	Exceeded    bool       // End is after Due
	NotAdmitted int        // suspensions that the law does not admit

	NotKnown Reason // why there is no judgement: nothing else is then to be used
}

// dayOf is the day in Rome of an instant.
func dayOf(t int64) kernel.Day { return kernel.DayOf(time.UnixMicro(t).In(kernel.Rome)) }

// romeDay is the same day as a number, since 1 January 1970. Rome is always ahead
// of UTC, by two hours at most: only in the last hours of a day in UTC is the zone
// to be asked.
func romeDay(t int64) int {
	day := t / Day
	if t%Day < 0 {
		day--
	}
	if t-day*Day < 22*hourMicros {
		return int(day)
	}
	return dayNumber(dayOf(t))
}

// dayNumber is the days since 1 January 1970.
func dayNumber(d kernel.Day) int {
	s := d.Time().Unix()
	n := s / (24 * 60 * 60)
	if s%(24*60*60) < 0 {
		n--
	}
	return int(n)
}

// midnight reports whether an instant is the beginning of a day, in Rome or in UTC:
// a date without its hour, as the reader gave it a zone.
func midnight(t int64) bool { return t%Day == 0 || t%hourMicros == 0 && startOf(dayOf(t)) == t }

// datesShare is the share of times at midnight sharp above which they are dates.
const datesShare = 0.02

// someDates reports whether some of the times are dates without hours.
func someDates(at func(i int) int64, n int) bool {
	dates := 0
	for i := range n {
		if midnight(at(i)) {
			dates++
		}
	}
	return float64(dates) > datesShare*float64(n)
}

// startOf is the midnight in Rome with which a day begins.
func startOf(d kernel.Day) int64 { return d.Start().Time().UnixMicro() }

// caseClock is what the meanings of a case's events say to the legal clock.
type caseClock struct {
	start, end    kernel.Day // zero: not known
	ended         bool
	assumed       bool // the start is the first event
	today         kernel.Day
	suspensions   []termini.Sospensione // all, also those that are not admitted
	interruptions []kernel.Day
	refused       []int // places in suspensions that their rule does not admit
	unclosed      int
}

// clock reads the legal clock of one case.
func (s *splitter) clock(t *eventlog.Trace) {
	x := &s.legal
	*x = caseClock{suspensions: x.suspensions[:0], interruptions: x.interruptions[:0], refused: x.refused[:0]}
	if s.now != eventlog.NoTime {
		x.today = dayOf(s.now)
	}
	if s.o.Kinds == nil {
		return
	}
	var stopped []int    // open suspensions
	restarting := -1     // the suspension whose reply begins the term again
	var noticed []notice // notices of refusal
	answered := 0        // the notices before this one have their answer
	for i, a := range t.Activity {
		k := s.kind(a)
		if k == steps.Work || k == steps.OtherBodyStart || k == steps.OtherBodyEnd {
			continue
		}
		d := dayOf(t.Time[i])
		switch {
		case k == steps.Receipt && x.start.IsZero():
			x.start = d
		case k == steps.SuspensionStart:
			rule := s.o.Rules[a]
			stopped = append(stopped, len(x.suspensions))
			if rule.Restarts && restarting >= 0 {
				x.refused = append(x.refused, len(x.suspensions))
			} else if rule.Restarts {
				restarting = len(x.suspensions)
			}
			x.suspensions = append(x.suspensions, termini.Sospensione{Dal: d, Tipo: rule.Type, Massimo: rule.MaxDays, BaseLegale: rule.Basis})
		case k == steps.SuspensionEnd:
			for _, j := range stopped {
				x.suspensions[j].Al = d
				if j == restarting {
					x.interruptions = append(x.interruptions, d)
				}
			}
			stopped = stopped[:0]
		case k == steps.Notice:
			noticed = append(noticed, notice{sent: d})
		case k == steps.NoticeEnd:
			for ; answered < len(noticed); answered++ {
				noticed[answered].answered = d
			}
		case k == steps.Interruption:
			x.interruptions = append(x.interruptions, d)
		case k.Ends() && !x.ended:
			x.ended, x.end = true, d
		}
	}
	x.unclosed = len(stopped)
	if x.start.IsZero() && !s.has[steps.Receipt] {
		x.start, x.assumed = dayOf(t.Time[0]), true
	}
	x.notices(noticed, dayOf(t.Time[0]), s.cal)
}

// notice is a notice of refusal. It is taken as received on the day it is sent,
// as certified e-mail is.
type notice struct{ sent, answered kernel.Day }

// notices turns notices of refusal into what termini makes of them: a suspension
// or, for cases that began before 17 July 2020, an interruption. The clock does
// not run until that interruption ends, so that time is suspended too.
func (x *caseClock) notices(noticed []notice, first kernel.Day, cal *termini.Calendario) {
	from := x.start
	if from.IsZero() {
		from = first
	}
	for _, n := range noticed {
		d := termini.Decorso{Dal: from}.ConPreavviso(termini.Preavviso{Inviato: n.sent, Ricevuto: n.sent, Osservazioni: n.answered}, cal)
		x.suspensions = append(x.suspensions, d.Sospensioni...)
		x.interruptions = append(x.interruptions, d.Interruzioni...)
		for _, restart := range d.Interruzioni {
			x.suspensions = append(x.suspensions, termini.Sospensione{Dal: n.sent, Al: restart, Tipo: termini.SospensionePreavviso})
		}
	}
}

// days fills the suspended instants of a case: every day that termini counts as
// suspended between its first and its last, from midnight to midnight.
func (x *caseClock) days(c *CaseSplit, buf []span, out *[]span) {
	*out = buf
	if len(x.suspensions) == 0 {
		return
	}
	first, last := dayOf(c.From), dayOf(c.To)
	c.SuspendedDays = termini.GiorniSospesi(first, last, x.suspensions)
	for _, s := range x.suspensions {
		from, to := s.Dal, s.Fine()
		if to.IsZero() || to.After(last) {
			to = last
		}
		if from.Before(to) {
			buf = append(buf, span{max(startOf(from), c.From), min(startOf(to), c.To)})
		}
	}
	*out = union(buf)
}

// judge is the case by the law; nil without a term.
func (x *caseClock) judge(term termini.Termine, cal *termini.Calendario) *Legal {
	if term.IsZero() {
		return nil
	}
	l := &Legal{Start: x.start, End: x.end, Open: !x.ended}
	if l.Open {
		l.End = x.today
	}
	switch {
	case l.Start.IsZero():
		l.NotKnown = NoReceipt
	case l.End.IsZero():
		l.NotKnown = NotEnded
	case l.End.Before(l.Start):
		l.NotKnown = BadDates
	}
	if l.NotKnown != "" {
		return l
	}
	d := termini.Decorso{Dal: l.Start, Termine: term}
	for _, i := range x.interruptions {
		if !i.Before(l.Start) {
			d.Interruzioni = append(d.Interruzioni, i)
		}
	}
	for i, s := range x.suspensions {
		if slices.Contains(x.refused, i) {
			l.NotAdmitted++
			continue
		}
		d.Sospensioni = append(d.Sospensioni, s)
		if d.Validate() != nil && s.Validate() == nil {
			d.Sospensioni = d.Sospensioni[:len(d.Sospensioni)-1]
			l.NotAdmitted++
		}
	}
	if d.Validate() != nil {
		l.NotKnown = BadDates
		return l
	}
	l.GrossDays = termini.GiorniLordi(l.Start, l.End)
	l.SuspendedDays = termini.GiorniSospesi(l.Start, l.End, d.Sospensioni)
	l.NetDays = l.GrossDays - l.SuspendedDays
	s := d.Scadenza(cal)
	l.Due, l.Exceeded = s.Effettiva, s.Scaduta(l.End)
	return l
}
