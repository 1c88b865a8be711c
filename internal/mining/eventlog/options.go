package eventlog

import (
	"math"
	"time"
)

// Lifecycle says which events count when the log has lifecycle transitions
// (start, complete, schedule…).
type Lifecycle int

// The ways to treat lifecycle transitions.
const (
	All      Lifecycle = iota // every event counts
	Complete                  // only "complete", in any case; an event without transition is complete
	Distinct                  // every event counts, its activity is "activity+TRANSITION" as written
)

// Mapping names the column (CSV) or the attribute key (XES) of each role. An
// empty name is guessed from the header in CSV and is the standard extension
// in XES; Ignored leaves an optional role out.
type Mapping struct {
	Case      string // XES: attribute of the trace
	Activity  string
	Timestamp string
	Resource  string // optional
	Lifecycle string // optional
	Start     string // optional: when the work began; Timestamp is then its end
}

// AllAttributes, alone in Options.Attributes, keeps every column or key that has
// no role.
const AllAttributes = "*"

// Ignored in a Mapping says that a role must not be read though it is there.
const Ignored = "-"

// The defaults of Options.
const (
	DefaultMaxBytes    = 2 << 30
	DefaultMaxEvents   = 100_000_000
	DefaultMaxNames    = 1 << 30
	DefaultMaxRecord   = 16 << 20
	DefaultMaxDepth    = 100
	DefaultMaxProblems = 1000
)

// Options guides Read. The zero value works.
type Options struct {
	Mapping     Mapping
	Delimiter   byte           // CSV; 0 is told by content
	Zone        *time.Location // of times without offset; nil is UTC
	Lifecycle   Lifecycle
	Attributes  []string // further columns (CSV) or keys (XES, "case:" before those of the trace) to keep; AllAttributes keeps every one
	ObjectType  string   // OCEL: the type of object that is the case; "" is the most frequent one
	Sheet       string   // XLSX: the sheet to read; "" is the first one that has the columns of a log
	Threads     int      // 0 is all processors; the result does not depend on it
	MaxBytes    int64    // after decompression; 0 is DefaultMaxBytes
	MaxEvents   int      // 0 is DefaultMaxEvents
	MaxNames    int64    // bytes of memory for the different names, about; 0 is DefaultMaxNames
	MaxRecord   int      // bytes of one CSV record or XML tag; 0 is DefaultMaxRecord
	MaxDepth    int      // of nested XML elements; 0 is DefaultMaxDepth
	MaxProblems int      // kept in Log.Problems; 0 is DefaultMaxProblems

	// FiguresOnly leaves out what figures do not need when no event tells a
	// transition: Case, Row and Lifecycle of the Log are nil, the names of the
	// cases empty.
	FiguresOnly bool

	// Progress, if set, is called as the input is read with the bytes taken
	// from the reader so far (before decompression, so that they compare with
	// the size of the file). It runs on the goroutine of Read.
	Progress func(bytesRead int64)

	block        int  // bytes of a block, for tests; 0 is blockSize, and small files are not cut
	eventByEvent bool // never in blocks, for tests
}

func (o Options) withDefaults() Options {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxEvents <= 0 {
		o.MaxEvents = DefaultMaxEvents
	}
	o.MaxEvents = min(o.MaxEvents, math.MaxInt32-1)
	if o.MaxNames <= 0 {
		o.MaxNames = DefaultMaxNames
	}
	if o.MaxRecord <= 0 {
		o.MaxRecord = DefaultMaxRecord
	}
	if o.MaxDepth <= 0 {
		o.MaxDepth = DefaultMaxDepth
	}
	if o.MaxProblems <= 0 {
		o.MaxProblems = DefaultMaxProblems
	}
	o.Threads = threadsOf(o)
	return o
}
