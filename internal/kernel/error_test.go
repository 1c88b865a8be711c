package kernel_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"pass/internal/kernel"
)

func TestAnErrorKeepsItsCodeThroughWrapping(t *testing.T) {
	inner := kernel.Wrap(kernel.Conflitto, "La richiesta è già stata presa in carico.", io.ErrUnexpectedEOF)
	err := fmt.Errorf("store: %w", fmt.Errorf("service: %w", inner))
	if kernel.CodeOf(err) != kernel.Conflitto || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%s, cause kept: %v", kernel.CodeOf(err), errors.Is(err, io.ErrUnexpectedEOF))
	}
	if s := inner.Error(); !strings.Contains(s, "conflitto") || !strings.Contains(s, "unexpected EOF") {
		t.Errorf("the log would read %q", s)
	}
	if kernel.CodeOf(io.EOF) != kernel.Interno {
		t.Error("an error that nobody classified must be ours")
	}
}

func TestInvalidCarriesTheFieldsOrIsNothing(t *testing.T) {
	if err := kernel.Invalid(nil); err != nil {
		t.Errorf("no wrong field, but %v", err)
	}
	fields := []kernel.FieldError{{Field: "oggetto", Message: "Scrivere l'oggetto."}}
	err := fmt.Errorf("richieste: %w", kernel.Invalid(fields))
	if got := kernel.FieldsOf(err); len(got) != 1 || got[0] != fields[0] || kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("%v, %s", got, kernel.CodeOf(err))
	}
	if !strings.Contains(err.Error(), "[oggetto: Scrivere l'oggetto.]") || kernel.FieldsOf(io.EOF) != nil {
		t.Errorf("%q", err)
	}
}
