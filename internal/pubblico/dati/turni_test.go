package dati_test

import (
	"context"
	"errors"
	"testing"

	"pass/internal/kernel"
	"pass/internal/pubblico/dati"
)

func TestAtMostTwoLargeTablesAreMadeAtOnce(t *testing.T) {
	turn := func(codice string) func() {
		t.Helper()
		end, err := dati.Turno(t.Context(), codice)
		if err != nil {
			t.Fatal(err)
		}
		return end
	}
	first, second := turn("tempi-enti"), turn("tempi-enti")
	gone, leave := context.WithCancel(t.Context())
	out := make(chan error, 1)
	go func() { _, err := dati.Turno(gone, "tempi-enti"); out <- err }()
	turn("richieste-regione")() // the small ones do not wait
	leave()
	if err := <-out; kernel.CodeOf(err) != kernel.NonDisponibile || !errors.Is(err, context.Canceled) {
		t.Errorf("the third: %v", err)
	}
	first()
	turn("tempi-enti")()
	second()
}
