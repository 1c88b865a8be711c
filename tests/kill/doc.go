// Package kill holds the crash test: it runs the real binary, lets people
// write over HTTP, kills it with SIGKILL at random moments, and proves that
// nothing acknowledged is lost, nothing is half written, no e-mail is lost and
// the audit trail matches the data. See kill_test.go.
package kill
