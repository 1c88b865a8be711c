// Package effetto estimates what changed in the bodies that were helped,
// compared with similar bodies that were not, and says in plain Italian what
// can and cannot be concluded. It is pure: no clock, no randomness, no files.
//
// # Question
//
// For one procedure: by how many calendar days did the mean duration of the
// bodies that were helped move, beyond the movement of like bodies in the same
// semesters? The same method serves the share of the backlog (QuotaArretrato).
//
// # Method
//
//  1. Windows. A body helped in semester h is seen before (the Finestra
//     semesters that end with h−1) and after (those that begin with h+1). The
//     semester h itself is neither: its practices are partly before the help.
//  2. Comparison. Bodies never helped, and bodies helped only after the last
//     semester of the window, seen in the same semesters and in the same class
//     of population. Each (h, class) is a cell with a level of its own, so a
//     body is never compared with other semesters or other classes, and bodies
//     already helped never serve as a term of comparison. Sources: Goodman-Bacon,
//     J. Econometrics 225 (2021); Callaway and Sant'Anna, ibid.; Cengiz et al.,
//     QJE 134 (2019), for the stacked cells.
//  3. Weights. The change of a body has variance τ² + σ²(1/n_before + 1/n_after):
//     σ² is pooled over all practices of the procedure, because in skewed data
//     the variance of one body goes with its mean; τ², the spread between bodies,
//     is by moments as in DerSimonian and Laird, Controlled Clinical Trials 7
//     (1986). The weight is the inverse: more practices count more, but no large
//     city alone decides, by a floor on τ² and a minimum of bodies that really
//     count. The figure is the mean effect over bodies so weighted.
//  4. Uncertainty. Weighted least squares of the change on cells and help, with
//     standard errors clustered by body, corrected for small samples (CR2), and
//     Student's t with Satterthwaite degrees of freedom: Bell and McCaffrey,
//     Survey Methodology 28 (2002); Pustejovsky and Tipton, JBES 36 (2018). Fewer
//     than 4 degrees of freedom give no figure (Tipton, Psych. Methods 20, 2015).
//  5. Starting level. Offices often ask for help when they are slow, and slow
//     offices tend to come back by themselves. So a second estimate also compares
//     at equal starting level. If help was sought for lasting reasons the first
//     is right, if for a passing bad period the second; the truth lies between
//     (Angrist and Pischke, Mostly Harmless Econometrics, §5.4; Ding and Li,
//     Political Analysis 27, 2019). Stima is the first; Intervallo covers both.
//  6. Earlier trend. The same regression one window earlier, where nothing
//     should be seen. If something is, nothing is concluded.
//
// TestX13 draws 500 histories with a known effect in each of fourteen worlds, from
// 5 bodies against 5 to staggered help: the interval covers the truth more than 95
// times in a hundred, and an effect that is not there is claimed at most 3.
//
// # Limits
//
// Help is not drawn by lot, so no figure here proves a cause. A body helped on
// another procedure only still counts as not helped on this one. A body that
// lacks one semester of a window counts with the others. Duration looks at
// concluded practices only: read it beside the backlog, because closing
// old practices makes the mean longer at first. At 95%, about one procedure in twenty looks
// different by chance alone (AvvertenzaConfronti).
package effetto
