// Package peers compares the durations of one procedure across bodies that are
// alike, without making a league table of chance.
//
//		practices of each body ── log(days + ½) ── mean and spread of each
//		   spread: pulled towards that of all (few practices tell little of it)
//		   between bodies: variance τ² (Paule and Mandel 1982)
//		      ├─ funnel: limits at 95 % and 99.8 % by number of practices, τ² included (Spiegelhalter 2005)
//		      ├─ shrinkage: each body drawn towards the centre, the more the fewer its practices (empirical Bayes)
//		      └─ verdict: each body against what the others let expect, all verdicts under one level (Holm 1979)
//
//	  - Durations are skewed, so that all is done on logarithms: the typical
//	    duration of a body is its geometric mean, near its median, and bodies
//	    differ by factors. Half a day keeps durations of zero days.
//	  - A body with fewer practices than the stated minimum gets no verdict: with
//	    three practices nobody is slow or fast. Nothing is ever put in order of
//	    duration: points come in the order in which they were given.
//	  - Where bodies really are alike, the probability that any of them is called
//	    higher or lower is at most the level. Where they differ among themselves,
//	    one is only called so if it differs more than the others do.
//	  - With fewer than five bodies that have data there is no result at all; the
//	    points for others to see are without name and rounded, and only given when
//	    there are at least five of them.
//	  - That the bodies are alike (same procedure, same class of population, same
//	    kind of cases) is for the caller to see to.
package peers
