package ui

// Tone says what a message or a state means. It is always written in words
// too: colour never speaks alone.
type Tone string

// The tones.
const (
	Neutral Tone = ""        // structure, drafts, things that are over
	Info    Tone = "info"    // in progress
	Success Tone = "success" // done, accepted
	Warning Tone = "warning" // waits for the reader
	Late    Tone = "late"    // past its term, refused, failed
)

// alertClass is Bootstrap Italia's class for the tone.
func (t Tone) alertClass() string {
	switch t {
	case Success:
		return "alert-success"
	case Warning:
		return "alert-warning"
	case Late:
		return "alert-danger"
	}
	return "alert-info"
}

// icon is the sprite's sign for the tone.
func (t Tone) icon() string {
	switch t {
	case Success:
		return "check-circle"
	case Warning:
		return "warning-circle"
	case Late:
		return "error"
	}
	return "info-circle"
}

// prefix is read by screen readers before a message, in place of its colour.
func (t Tone) prefix() string {
	switch t {
	case Success:
		return "Fatto: "
	case Warning:
		return "Attenzione: "
	case Late:
		return "Errore: "
	}
	return ""
}

// class is the suffix of our own classes for the tone.
func (t Tone) class() string {
	if t == Neutral {
		return "neutral"
	}
	return string(t)
}
