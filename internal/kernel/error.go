package kernel

import (
	"errors"
	"fmt"
)

// Code classifies every error that the edge may meet. The list is closed: the
// web edge maps each code to a page and an HTTP status in one place.
type Code string

// The closed list of codes.
const (
	NonValido      Code = "non_valido"      // the input is wrong: 422, with the fields
	NonAutenticato Code = "non_autenticato" // who are you: 401 or the sign-in page
	Vietato        Code = "vietato"         // known, but may not: 403
	NonTrovato     Code = "non_trovato"     // absent, or not to be known: 404
	Conflitto      Code = "conflitto"       // the state changed meanwhile: 409
	TroppoGrande   Code = "troppo_grande"   // body or file over the limit: 413
	TroppeVolte    Code = "troppe_volte"    // rate limit: 429
	NonDisponibile Code = "non_disponibile" // busy or starting: 503
	Interno        Code = "interno"         // our fault: 500
)

// FieldError says what is wrong with one field of a form, in Italian.
type FieldError struct {
	Field   string // name of the form field, empty for the whole form
	Message string // what happened and what to do, shown beside the field
}

// Error carries a safe outside for people and an inside for the log.
type Error struct {
	Code    Code
	Message string       // Italian, safe to show
	Fields  []FieldError // only with NonValido
	Cause   error        // for the log only
}

// Error is the inside, for the log.
func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Message
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Field, f.Message)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// E makes an error with a message for people.
func E(code Code, message string) *Error { return &Error{Code: code, Message: message} }

// Wrap makes an error with a message for people and a cause for the log.
func Wrap(code Code, message string, cause error) *Error {
	return &Error{Code: code, Message: message, Cause: cause}
}

// Invalid makes a NonValido error from the fields that are wrong, or nil when
// none is.
func Invalid(fields []FieldError) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Code: NonValido, Message: "Alcuni dati sono da correggere.", Fields: fields}
}

// CodeOf classifies any error; one that nobody classified is Interno.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Interno
}

// FieldsOf gives the wrong fields carried by err, or nil.
func FieldsOf(err error) []FieldError {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
