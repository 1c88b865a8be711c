package eventlog

import "math"

// None is the id of a resource or lifecycle transition that the event does not
// have.
const None int32 = -1

// NoTime in Log.Begin says that the start of an event is not known.
const NoTime int64 = math.MinInt64

// Format is the kind of file that a Log comes from.
type Format string

// The formats that Read understands.
const (
	CSV     Format = "CSV"
	XES     Format = "XES"
	XLSX    Format = "XLSX"
	Parquet Format = "Parquet"
	OCEL    Format = "OCEL 2.0" // JSON, XML or SQLite, flattened on one object type
	Table   Format = "tabella"  // rows that did not come from a file
)

// Log is an event log as columns. Event i has case Case[i], activity
// Activity[i] and so on; events of one case are consecutive and ordered by
// (timestamp, position in the file). A Log is not changed after Read, so many
// goroutines may walk it. Options.FiguresOnly leaves some columns nil.
type Log struct {
	Case      []int32 // index into Cases, never decreasing
	Activity  []int32 // index into Activities
	Resource  []int32 // index into Resources, or None
	Lifecycle []int32 // index into Lifecycles, or None
	Row       []int32 // where the event stands: CSV line or XES event, from 1
	Time      []int64 // microseconds since 1970-01-01T00:00:00Z; the end, where start and end are known

	// Begin is when the work of each event began, in the unit of Time and never
	// after it; NoTime where it is not known. It is nil when the log tells no
	// start at all.
	Begin []int64

	Attributes []Attribute // in the order of Options.Attributes

	// Start[c] is the first event of case c and Start[c+1] the one after its
	// last: len(Start) = len(Cases)+1.
	Start []int32

	Cases      []string // names by id, in order of first appearance
	Activities []string // with Distinct, "activity+TRANSITION"
	Resources  []string
	Lifecycles []string

	Problems     []Problem // the first rejected rows, by row
	ProblemCount int       // all rejected rows
	Skipped      int       // valid events left out by Options.Lifecycle

	Ties       int // consecutive events of a case with equal timestamps
	Inversions int // consecutive events of a case, in the order of the file, that go back in time

	Format      Format
	Compressed  bool    // the input was gzip
	Windows1252 bool    // at least one value was read as Windows-1252
	Delimiter   byte    // CSV only
	Mapping     Mapping // CSV columns or XES attributes that were read
}

// Attribute is a further column of the log. An attribute of the trace has the
// same value in all events of the case; in XES its name is "case:" + key.
type Attribute struct {
	Name   string
	Values []string // by id, in order of first appearance
	Column []int32  // by event: index into Values, or None
}

// OfCase is the id of the first value that a case has, or None.
func (a *Attribute) OfCase(l *Log, c int32) int32 {
	for _, v := range a.Column[l.Start[c]:l.Start[c+1]] {
		if v != None {
			return v
		}
	}
	return None
}

// Attribute finds a further column by name, nil if the log does not have it.
func (l *Log) Attribute(name string) *Attribute {
	for i := range l.Attributes {
		if l.Attributes[i].Name == name {
			return &l.Attributes[i]
		}
	}
	return nil
}

// Problem is a row that could not be used.
type Problem struct {
	Row    int    `json:"row"`    // CSV line counted from 1 with the header, or XES event from 1
	Reason string `json:"reason"` // Italian, for people
}

// Events is the number of events.
func (l *Log) Events() int { return len(l.Time) }

// Pairs is the number of consecutive events of a same case: events − cases.
func (l *Log) Pairs() int { return len(l.Time) - len(l.Cases) }

// TieShare is the share, from 0 to 1, of the consecutive pairs that have equal
// timestamps: where it is high the order of activities is the order of the
// file, and no more than that.
func (l *Log) TieShare() float64 {
	if l.Pairs() <= 0 {
		return 0
	}
	return float64(l.Ties) / float64(l.Pairs())
}
