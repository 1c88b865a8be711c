package eventlog

import (
	"errors"
	"time"

	"pass/internal/mining/eventlog/instant"
)

// RowError is what Rows.Next returns for a row that is there but cannot be
// used: it becomes a Problem, and the reading goes on.
type RowError struct {
	Reason string // Italian, for people
}

func (e *RowError) Error() string { return "row rejected: " + e.Reason }

// Roles by the names that Guess and the command line use.
const (
	CaseRole      = "case"
	ActivityRole  = "activity"
	TimestampRole = "timestamp"
	ResourceRole  = "resource"
	LifecycleRole = "lifecycle"
	StartRole     = "start"
)

var roleNames = [roles]string{CaseRole, ActivityRole, TimestampRole, ResourceRole, LifecycleRole, StartRole}

// Guess proposes a column of a header for each role, as ReadTable would choose
// it: names given in m come first. missing are the roles that must have a
// column and have none: those of m that the header does not have, and case,
// activity and timestamp when nothing tells them.
func Guess(header []string, m Mapping) (found Mapping, missing []string) {
	column, _ := matchRoles(header, m)
	given := m.names()
	for r, c := range column {
		if c < 0 && given[r] != Ignored && (role(r) <= roleTime || given[r] != "") {
			missing = append(missing, roleNames[r])
		}
	}
	return mappingOf(header, column), missing
}

// asRowError gives the reason of a row that cannot be used.
func asRowError(err error) (string, bool) {
	var bad *RowError
	if errors.As(err, &bad) {
		return bad.Reason, true
	}
	return "", false
}

// ParseTime reads a time as every format does: microseconds since 1970 UTC, in
// zone (nil is UTC) when the text has no offset. It reports false for what is
// no time.
func ParseTime(text string, zone *time.Location) (micros int64, ok bool) {
	return instant.NewParser(zone).Parse([]byte(text))
}
