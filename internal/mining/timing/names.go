package timing

// Codes for storage, URLs and exports; they never change.
var (
	partCodes  = [partCount]string{"waiting", "processing", "suspended", "other_body", "waiting_or_processing"}
	causeCodes = [causeCount]string{"batching", "contention", "prioritization", "unavailability", "extraneous", "untold"}
	batchCodes = [...]string{"simultaneous", "sequential", "concurrent"}
)

// AllParts lists the parts in the order in which they are shown.
func AllParts() []Part { return []Part{Waiting, Processing, Suspended, OtherBody, WaitingOrProcessing} }

// AllCauses lists the causes in the order in which they win.
func AllCauses() []Cause {
	return []Cause{Batching, Contention, Prioritization, Unavailability, Extraneous, Untold}
}

// String is the code of the part.
func (p Part) String() string { return code(partCodes[:], int(p)) }

// String is the code of the cause.
func (c Cause) String() string { return code(causeCodes[:], int(c)) }

// String is the code of the kind.
func (k BatchKind) String() string { return code(batchCodes[:], int(k)) }

func code(codes []string, i int) string {
	if i < 0 || i >= len(codes) {
		return "unknown"
	}
	return codes[i]
}
