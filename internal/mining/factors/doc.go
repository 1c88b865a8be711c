// Package factors looks for what goes with delay: the kind of practice, the
// office, the month or the day of the start, a suspension, any column of the
// log. "Goes with" is all that it says: what is found is not a cause.
//
//			outcome (duration, lateness)   factor: a value for each case
//			     │                            │ rare values gathered; too few: not tested
//			     └── Kruskal–Wallis, by permutation when groups are small ── p
//			           all factors together: Benjamini–Yekutieli ─────────── q: found or not
//			             each value of what was found against the rest ───── Holm, at the level that is left
//			               again within the values of each other one found ─ still there, or not told apart
//
//		  - When nothing goes with delay, the probability of finding anything at all,
//		    factor or value, is at most Options.Level, however the factors depend on
//	    each other.
//		  - The values of a factor are only tested when the factor is found, at the
//		    level times the share of the factors that were found (Benjamini and
//		    Bogomolov 2014), so that the expected share of false ones stays in hand.
//		  - The share of a factor is that of the variance of the ranks (adjusted for
//		    the number of values); the effect of a value is the difference of medians
//		    and Cliff's delta between its cases and the rest.
//		  - Two factors that go together are told apart by ranking within the values
//		    of the other (aligned ranks, Hodges and Lehmann 1962). Where that leaves
//		    nothing to compare they are said to be inseparable.
package factors
