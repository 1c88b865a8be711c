// Package quality looks for what is wrong, or strange, in the data of a log
// before anybody draws conclusions from it: values that are missing, rows out
// of order, impossible and future times, duplicates, names written in two ways,
// cases without an end or with two.
//
// Every Issue says where it stands (row of the file, column, case), how often,
// what it is in plain Italian and what it does to the figures. Nothing is
// mended: the person who knows the procedure decides. An issue is a question,
// not a verdict: an application may well be filed on a Sunday by certified
// mail.
//
// The kinds of problem are those of S. Suriadi, R. Andrews, A. ter Hofstede, M.
// Wynn, "Event log imperfection patterns for process mining", Information
// Systems 64 (2017), and of N. Martin et al., "Interactive data cleaning for
// process mining: a case study of an outpatient clinic's appointment system"
// (daqapo), with those of a municipal register: tacit and express end
// together, receipts on holidays, clocks that stop and never go on.
//
// # Rules
//
//   - Outliers: modified z-score over 3.5 (B. Iglewicz, D. Hoaglin, "How to
//     detect and handle outliers", 1993) of the logarithm of 1 hour + duration,
//     only the long side, with at least 20 cases.
//   - Similar names: equal by kernel.Fold, or at a Damerau-Levenshtein distance
//     (optimal string alignment) of 1, or of 2 for names of 12 letters or more;
//     never by words with digits or of less than four letters. The rarer is at
//     most a third as frequent, but for activities with one wrong letter.
//   - Near duplicates: same case, activity and lifecycle within five minutes,
//     different in something else.
//   - Weekends, holidays and the patron saint are those of the calendar.
//
// Places and cases are bounded by Options; totals are always whole.
package quality
