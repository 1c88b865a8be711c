package timing

// Reason says why a figure cannot be told: a code, the sentence is composed
// where it is shown. The empty Reason says that it is known.
type Reason string

// The reasons.
const (
	NoStarts         Reason = "no_starts"           // no event says when its work began: waiting and processing cannot be told apart
	SomeStarts       Reason = "some_starts"         // some events do not: what lies before them stays together
	NoMeanings       Reason = "no_meanings"         // nobody said what the activities mean: suspensions, other bodies and ends are not known
	NoSuspensions    Reason = "no_suspension_steps" // no activity of the log suspends the clock
	NoOtherBodies    Reason = "no_other_body_steps" // no activity asks another body, and no event is another body's
	NoEnds           Reason = "no_end_steps"        // no activity ends the procedure: which cases are open is not known
	NoTerm           Reason = "no_term"             // the legal term was not given
	NoReceipt        Reason = "no_receipt"          // the case has no receipt of the application
	NotEnded         Reason = "not_ended"           // the case has no end, and the present day was not given
	BadDates         Reason = "bad_dates"           // the dates of the case are impossible for a term
	NoResources      Reason = "no_resources"        // no event names who did it
	FewResources     Reason = "few_resources"       // too few events name who did them
	FewEvents        Reason = "few_events"          // too few events for a judgement
	FewPerResource   Reason = "few_per_resource"    // this resource has too few events
	CoarseTimes      Reason = "coarse_times"        // the times are dates only: hours are not known
	NoWaiting        Reason = "no_waiting"          // nothing waited
	NoEnablement     Reason = "no_enablement"       // the first step of a case: since when it could be done is not known
	NotStationary    Reason = "not_stationary"      // the backlog at the two ends of the window differs too much
	EmptyWindow      Reason = "empty_window"        // nothing happened in the window
	NoCalendar       Reason = "no_calendar"         // no office hours were given or could be found
	NothingEstimated Reason = "nothing_estimated"   // every start is known
)
