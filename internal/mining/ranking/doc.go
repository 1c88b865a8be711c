// Package ranking says where a procedure loses its time: for each step and for
// each transition how much, in how many cases, how evenly, whether it grows,
// how sure that is, and how much shorter the mean case would be without its
// excess.
//
//		case      A ───────── B ── C ─────── C
//		segments    to B        to C  to C          their sum is the case
//		transitions A→B         B→C   C→C           a segment each
//		steps       B           C     C             what leads to them, from anywhere
//
//	  - A segment is the time from an event to the next one of its case. Where
//	    the log tells when the work of an event began, what comes before that is
//	    waiting and the rest is work, and the case starts with its first start.
//	    The segments of a case add up to its duration: so do the totals of the
//	    transitions, and those of the steps, over all cases.
//	  - The gain is what the mean duration of all cases would lose if no segment
//	    of the entry lasted longer than its target: the median of the entry, or
//	    the one that the caller sets. It assumes that what follows comes as much
//	    earlier. Gains of transitions add up; a step and the transitions into it
//	    are the same time seen twice.
//	  - The trend is the median slope of the segments over the time at which they
//	    begin. Only those that began early enough count: nine in ten of the later
//	    ones would not be seen if the log ends before they do. A direction is
//	    claimed when it survives the control of all trends at once.
//	  - The confidence comes from resampling whole cases: an interval of the share
//	    and of the gain, and how often the entry keeps its place.
//	  - Below the stated evidence an entry is listed with its figures and no claim,
//	    and says why.
package ranking
