// Package stats holds the statistics that the measures of an event log stand
// on: order statistics, distributions, tests that need no normality, trends,
// control of many tests at once, survival with open cases, and a generator of
// random numbers that depends on nothing but its seed.
//
//	describing   Quantile, QuantileInt, MedianInt, Median, MAD, Mean, Variance
//	comparing    MannWhitney, KruskalWallis, CliffDelta, FisherExact, PermutationP, SequentialP
//	trends       TheilSen, MannKendall
//	many tests   BenjaminiHochberg, BenjaminiYekutieli, Holm
//	intervals    BootstrapCI, Interval, Wilson
//	open cases   KaplanMeier
//	tails        NormCDF, NormQuantile, StudentTwoSided, ChiSquareSF, GammaP, BetaP
//	chance       RNG
//
// Everything is pure: the same arguments give the same result on every
// machine. What cannot be computed (no values, no variation) is NaN, or 1 for a
// p-value, because no evidence is no evidence.
package stats
