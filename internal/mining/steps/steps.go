// Package steps says what an activity of a log means for the clock of a
// procedure: ordinary work, a suspension that begins or ends, an opinion asked
// of another body or given by it, the receipt of the application, its end.
//
// A person confirms the meanings; Guess proposes them from the names.
package steps

// Kind is the meaning of an activity.
type Kind int

// The meanings.
const (
	Work            Kind = iota // work of the office that runs the procedure
	Receipt                     // the application arrives: the clock starts
	SuspensionStart             // documents or information are asked: the clock stops (law 241/1990, art. 2.7)
	SuspensionEnd               // they arrive: the clock goes on
	Interruption                // the clock will start again from zero
	Notice                      // communication of the reasons against (law 241/1990, art. 10-bis): the clock stops
	NoticeEnd                   // the answer to it arrives
	OtherBodyStart              // an opinion or act is asked of another body
	OtherBodyEnd                // it is given
	ExpressEnd                  // the procedure ends with an express measure
	TacitEnd                    // it ends by silence
	OtherEnd                    // it ends otherwise: withdrawn, archived
)

// Ends reports whether the activity concludes the procedure.
func (k Kind) Ends() bool { return k == ExpressEnd || k == TacitEnd || k == OtherEnd }
