package analisiweb

import (
	"context"
	"testing"
	"time"

	"pass/internal/kernel"
)

// TestCoda lets in as many as there is room for, few for each person, and gives
// every place back once.
func TestCoda(t *testing.T) {
	ctx := context.Background()
	q := nuovaCoda(2, 2, time.Millisecond)
	entra := func(persona int64) func() {
		t.Helper()
		esci, err := q.entra(ctx, persona)
		if err != nil {
			t.Fatal(err)
		}
		return esci
	}
	uno, due := entra(1), entra(1)
	if _, err := q.entra(ctx, 1); kernel.CodeOf(err) != kernel.TroppeVolte {
		t.Errorf("a third page of the same person: %v", err)
	}
	if _, err := q.entra(ctx, 2); kernel.CodeOf(err) != kernel.NonDisponibile {
		t.Errorf("no room: %v", err)
	}
	uno()
	uno() // the answer went out, then the handler ended
	tre := entra(2)
	finito, annulla := context.WithCancel(ctx)
	annulla()
	q.attesa = time.Hour
	if _, err := q.entra(finito, 3); err != context.Canceled {
		t.Errorf("who went away: %v", err)
	}
	due()
	tre()
	if len(q.posti) != 0 || len(q.diCiascun) != 0 {
		t.Errorf("left: %d places, %v", len(q.posti), q.diCiascun)
	}
}
