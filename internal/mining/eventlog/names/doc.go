// Package names numbers the names of an event log in order of first appearance.
//
// A worker that reads a part of the file numbers its names with a Local, which
// points into the file and takes 16 bits for each; a Dictionary numbers those
// of the whole log, asked name by name or with the names of a part at once.
// Both look names up by open addressing with a hash that nobody can foresee,
// and compare them whole.
package names
