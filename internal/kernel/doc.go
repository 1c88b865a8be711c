// Package kernel holds the few types that every area speaks: instants and
// days, semesters, the codes that identify Italian public bodies and people,
// the Actor who performs an act, and the closed list of errors.
//
// It imports only the standard library, reads no clock and opens nothing: time
// and randomness reach it as arguments.
package kernel
