// Package riserbo keeps small counts out of what is published, together with
// whatever else would give them away. It is pure.
//
// A count of fewer than MinimoCasi practices may tell about a person, so it is
// hidden (primary suppression). That is not enough: where the total of a
// province and all its bodies but one are published, a subtraction gives the
// missing one. So other counts are hidden too (complementary suppression). Of
// them is published, from the dearest on, all that can be while an attacker who
// knows every published count and every sum that ties them can neither compute
// a small count nor enclose it in fewer than Ampiezza+1 values. Then no further
// count could be published.
//
// The attacker of Attacca knows that counts are whole numbers and not
// negative, solves the linear system of all sums (Gauss), and narrows
// intervals along each sum (propagation of bounds) until nothing moves. It is
// the auditing step of the method in A. Hundepool et al., "Statistical
// Disclosure Control", Wiley 2012, chapter 4, with propagation in place of a
// linear programme for each cell.
package riserbo
