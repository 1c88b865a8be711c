package termini_test

import (
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// presto fails the test when f is still running after a while: an attack on the
// reader is a file that takes for ever.
func presto(t *testing.T, f func()) {
	t.Helper()
	fatto := make(chan struct{})
	go func() { defer close(fatto); f() }()
	select {
	case <-fatto:
	case <-time.After(10 * time.Second):
		t.Fatal("the reader does not come to an end")
	}
}

func evento(righe ...string) string {
	return "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20260814\r\n" + strings.Join(righe, "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// TestUnIntervalloSenzaFine sends the intervals after which the year would
// overflow and begin again from before Christ.
func TestUnIntervalloSenzaFine(t *testing.T) {
	for _, n := range []string{"9223372036854775807", "4611686018427387904", "1001"} {
		presto(t, func() {
			cs, problemi, err := termini.LeggiICS(strings.NewReader(evento("RRULE:FREQ=YEARLY;INTERVAL=" + n)))
			if err != nil || len(cs) != 0 || len(problemi) != 1 {
				t.Errorf("INTERVAL=%s: %v, %v, %v", n, cs, problemi, err)
			}
		})
	}
	presto(t, func() {
		c := termini.Nazionale().ConChiusure(termini.Chiusura{Dal: kernel.MustDay("2026-08-14"), Al: kernel.MustDay("2026-08-15"), OgniAnni: 1<<63 - 1})
		if c.Lavorativo(kernel.MustDay("2026-08-14")) || !c.Lavorativo(kernel.MustDay("2028-08-14")) {
			t.Error("a closure that comes once more after ages is not closed once")
		}
	})
}

// TestUnaDurataLunghissima sends a number of a million figures: reading it must
// not cost the square of its length.
func TestUnaDurataLunghissima(t *testing.T) {
	durata := "DURATION:P" + strings.Repeat("1", 1<<20-100) + "D"
	presto(t, func() {
		inizio := time.Now()
		for range 5 {
			_, problemi, err := termini.LeggiICS(strings.NewReader(evento(durata)))
			if err != nil || len(problemi) != 1 {
				t.Errorf("%d problems, %v", len(problemi), err)
			}
		}
		t.Log(time.Since(inizio))
	})
}
