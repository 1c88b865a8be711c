package contatti

import (
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/mail"
)

// Modulo is what a person writes in the public form, as typed.
type Modulo struct {
	Nome, Email, Argomento, Testo string
	Pagina                        string // path of this site that it is about; already checked
	Trappola                      string // a field that people do not see: programs fill it in
}

// Limits of the texts, in characters.
const (
	MaxNome  = 100
	MaxTesto = 5000
)

// Valida says what is wrong, field by field.
func (m Modulo) Valida() []kernel.FieldError {
	var errs []kernel.FieldError
	bad := func(field, message string) {
		errs = append(errs, kernel.FieldError{Field: field, Message: message})
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(m.Nome)); {
	case n == 0:
		bad("nome", "Scrivere nome e cognome, o il nome dell’ufficio.")
	case n > MaxNome:
		bad("nome", "Il nome può avere al massimo 100 caratteri.")
	}
	if !mail.ValidAddress(strings.TrimSpace(m.Email)) {
		bad("email", "Scrivere un indirizzo completo, per esempio nome.cognome@comune.it. Serve per rispondere.")
	}
	if !slices.Contains(Argomenti, Argomento(m.Argomento)) {
		bad("argomento", "Scegliere l’argomento dall’elenco.")
	}
	switch n := utf8.RuneCountInString(strings.TrimSpace(m.Testo)); {
	case n < 10:
		bad("testo", "Scrivere il messaggio, con almeno 10 caratteri.")
	case n > MaxTesto:
		bad("testo", "Il messaggio è di "+kernel.Numero(int64(n))+" caratteri: il massimo è "+kernel.Numero(MaxTesto)+".")
	}
	return errs
}

// oggetto makes a subject out of a text without one: its first words.
func oggettoDa(testo string) string {
	return accorcia(strings.Join(strings.Fields(testo), " "), 80)
}

// accorcia cuts at most characters, at a space if there is one near.
func accorcia(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	cut := string(r[:most-1])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)*2/3 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,;:.") + "…"
}
