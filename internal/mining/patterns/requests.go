package patterns

import (
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// noRequests is why nothing is known of requests for integrations.
const noRequests = "no activity of the log means a request for integrations"

// Requests are the requests for integrations (steps.SuspensionStart) per case.
type Requests struct {
	NotKnown string
	Cases    int     // in the view
	Once     []int32 // cases with exactly one
	Repeated []int32 // cases with two or more: the law allows one (L. 241/1990, art. 2, c. 7)
	Most     int     // the most in one case
	Total    int     // all requests
	SameDay  int     // of Repeated, those whose requests all fall on one day: perhaps one request in several rows
	Cost     Cost    // of Repeated: from the first request to the last one
	Answers  Cost    // of Repeated: from each request beyond the first to the next answer (steps.SuspensionEnd), where there is one
	Open     int     // requests beyond the first without an answer
}

// Share is the part of the cases with two requests or more.
func (r *Requests) Share() float64 { return share(len(r.Repeated), r.Cases) }

// RequestsOf counts the requests for integrations. kinds is by activity; an
// activity beyond its length is ordinary work.
func RequestsOf(v *eventlog.View, kinds []steps.Kind, o Options) *Requests {
	r := &Requests{Cases: v.Cases()}
	asked := false
	for a := range v.Log.Activities {
		asked = asked || kindOf(kinds, int32(a)) == steps.SuspensionStart
	}
	if !asked {
		r.NotKnown = noRequests
		return r
	}
	var between, answers costs
	var t eventlog.Trace
	for k := range v.Kept {
		v.Trace(k, &t)
		n, first, last, waiting := 0, int64(0), int64(0), false
		for i, a := range t.Activity {
			switch kindOf(kinds, a) {
			case steps.SuspensionStart:
				if waiting {
					r.Open++ // asked again before any answer
				}
				if n++; n == 1 {
					first = t.Time[i]
				}
				last, waiting = t.Time[i], n > 1
			case steps.SuspensionEnd:
				if waiting {
					answers.add(last, t.Time[i], o.zone())
					waiting = false
				}
			}
		}
		if waiting {
			r.Open++
		}
		r.Total += n
		r.Most = max(r.Most, n)
		if n == 1 {
			r.Once = append(r.Once, t.Case)
		}
		if n > 1 {
			r.Repeated = append(r.Repeated, t.Case)
			between.add(first, last, o.zone())
			if civilDay(first, o.zone()) == civilDay(last, o.zone()) {
				r.SameDay++
			}
		}
	}
	r.Cost, r.Answers = between.cost(), answers.cost()
	return r
}

// kindOf is the meaning of an activity.
func kindOf(kinds []steps.Kind, a int32) steps.Kind {
	if int(a) < len(kinds) {
		return kinds[a]
	}
	return steps.Work
}
