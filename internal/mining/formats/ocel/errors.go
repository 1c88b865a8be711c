package ocel

import (
	"errors"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// malformed is a place of a file that cannot be read on.
type malformed struct {
	where string // Italian
	cause error
}

func (e *malformed) Error() string { return "malformed " + e.where + ": " + e.cause.Error() }
func (e *malformed) Unwrap() error { return e.cause }

// after says in which event a file broke.
func after(n int, cause error) error {
	var m *malformed
	var k *kernel.Error
	if cause == nil || errors.As(cause, &m) || errors.As(cause, &k) || errors.Is(cause, errTooMuch) {
		return cause
	}
	return &malformed{where: "dopo l'evento " + kernel.Numero(int64(n)), cause: cause}
}

func explain(err error) error {
	var k *kernel.Error
	var m *malformed
	var row *eventlog.RowError
	switch {
	case err == nil || errors.As(err, &k) || errors.As(err, &row):
		return err
	case errors.Is(err, errTooMuch):
		return kernel.Wrap(kernel.NonValido, "Il registro OCEL contiene troppi oggetti o attributi diversi. Dividerlo per periodo e caricarne una parte.", err)
	case errors.As(err, &m):
		return kernel.Wrap(kernel.NonValido, "Il registro OCEL è danneggiato o incompleto "+m.where+". Esportarlo e caricarlo di nuovo.", err)
	}
	return kernel.Wrap(kernel.NonValido, "Il registro OCEL è danneggiato o incompleto. Esportarlo e caricarlo di nuovo.", err)
}
