// Package compare says what changed between two logs or two periods of one:
// how long cases last, where the difference arose, which steps and transitions
// are new or gone, and how much of it comes from other cases arriving rather
// than from the same ones lasting longer.
//
//		mean case after − before
//		  = Σ transitions (time per case after − before)     where: Entry.Contribution
//		  = Σ groups mix + Σ groups within                   why:   Mix (Kitagawa 1955)
//
//	  - Activities are the same when their names are. The time of an activity is
//	    what leads to it; a case that meets it twice counts once, with the mean.
//	  - The overall difference is claimed by a permutation of the cases between
//	    the two sides (Welch's statistic, so that unequal spreads do no harm), at
//	    the level. Durations of entries are compared by ranks over cases and
//	    shares of cases by Fisher's exact test, all of them together under one
//	    level (Benjamini–Hochberg).
//	  - Intervals come from resampling the cases of each side.
//	  - Cases that are still open make a later period look shorter: compare those
//	    that are over, and see Result.Unripe.
//	  - Below the stated evidence the figures are listed without claim.
package compare
