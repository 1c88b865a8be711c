package accesso

import (
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/mail"
)

// Persona is one human being. CodiceFiscale is empty for who was only
// announced and has never signed in.
type Persona struct {
	ID            int64
	CodiceFiscale kernel.CodiceFiscale
	Nome, Cognome string
	Email         string // where PAsS writes; the person may change it
	CreataIl      kernel.Instant
}

// NomeCompleto is the name as pages and timelines write it: "Anna Rossi".
func (p Persona) NomeCompleto() string { return strings.TrimSpace(p.Nome + " " + p.Cognome) }

// ricerca is the folded text by which people are searched and sorted.
func (p Persona) ricerca() string { return kernel.Fold(p.Cognome + " " + p.Nome + " " + p.Email) }

// Validate checks what a person or a colleague typed; the fields of the error
// are codice_fiscale, nome, cognome and email.
func (p Persona) Validate() error {
	var fields []kernel.FieldError
	if p.CodiceFiscale != "" {
		if _, err := kernel.ParseCodiceFiscale(string(p.CodiceFiscale)); err != nil {
			fields = append(fields, kernel.FieldError{Field: "codice_fiscale", Message: messaggio(err)})
		}
	}
	if n := len(p.Nome); n == 0 || n > 100 {
		fields = append(fields, kernel.FieldError{Field: "nome", Message: "Scrivere il nome, al massimo 100 caratteri."})
	}
	if n := len(p.Cognome); n == 0 || n > 100 {
		fields = append(fields, kernel.FieldError{Field: "cognome", Message: "Scrivere il cognome, al massimo 100 caratteri."})
	}
	if p.Email != "" && !mail.ValidAddress(p.Email) {
		fields = append(fields, kernel.FieldError{Field: "email", Message: emailErrata})
	}
	return kernel.Invalid(fields)
}

const emailErrata = "Scrivere un indirizzo completo, per esempio nome.cognome@comune.it."

// messaggio is the outside of an error, for people.
func messaggio(err error) string {
	if e, ok := err.(*kernel.Error); ok {
		return e.Message
	}
	return "Il valore non è valido."
}
