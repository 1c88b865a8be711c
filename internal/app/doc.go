// Package app wires everything from one Config: database, jobs, mail, files,
// the areas with their web packages, the shell around pages. Nothing imports
// it but cmd and tests. The test of the architecture lives here.
package app
