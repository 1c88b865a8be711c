package analisi

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"pass/internal/analisi/deposito"
	"pass/internal/mining/eventlog"
)

func logDi(eventi int) *eventlog.Log { return &eventlog.Log{Time: make([]int64, eventi)} }

// TestIlCassettoTieneQuelliUsati fills the drawer and looks at what is let go.
func TestIlCassettoTieneQuelliUsati(t *testing.T) {
	peso := deposito.Memoria(logDi(100))
	c := nuovoCassetto(3 * peso)
	letti := map[string]int{}
	prendi := func(chiave string, eventi int) {
		t.Helper()
		l, err := c.prendi(context.Background(), chiave, func() (*eventlog.Log, error) { letti[chiave]++; return logDi(eventi), nil })
		if err != nil || l.Events() != eventi {
			t.Fatal(err)
		}
	}
	for _, k := range []string{"a", "b", "c", "a", "d"} { // d takes the place of b
		prendi(k, 100)
	}
	for _, k := range []string{"a", "c", "d"} {
		prendi(k, 100)
	}
	prendi("b", 100)
	if letti["a"] != 1 || letti["c"] != 1 || letti["d"] != 1 || letti["b"] != 2 {
		t.Errorf("read: %v", letti)
	}
	prendi("enorme", 1000) // over the whole drawer: given, not kept, and nothing is let go for it
	prendi("enorme", 1000)
	prendi("b", 100)
	if letti["enorme"] != 2 || letti["b"] != 2 || c.pieno > c.massimo || len(c.voci) != c.usate.Len() {
		t.Errorf("read: %v; %d of %d bytes", letti, c.pieno, c.massimo)
	}
}

// TestInsiemeSiLeggeUnaVolta asks for one log many times at once.
func TestInsiemeSiLeggeUnaVolta(t *testing.T) {
	c := nuovoCassetto(1 << 20)
	via := make(chan struct{})
	var volte atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			l, err := c.prendi(context.Background(), "a", func() (*eventlog.Log, error) {
				volte.Add(1)
				<-via
				return logDi(7), nil
			})
			if err != nil || l.Events() != 7 {
				t.Error(err)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for volte.Load() == 0 {
	}
	if _, err := c.prendi(ctx, "a", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("who stops waiting: %v", err)
	}
	close(via)
	wg.Wait()
	if volte.Load() != 1 {
		t.Errorf("read %d times", volte.Load())
	}
}

// TestUnErroreNonResta: who comes after a failed reading tries again, also
// after one that never returned.
func TestUnErroreNonResta(t *testing.T) {
	c := nuovoCassetto(1 << 20)
	rotto := errors.New("disk")
	if _, err := c.prendi(context.Background(), "a", func() (*eventlog.Log, error) { return nil, rotto }); !errors.Is(err, rotto) {
		t.Errorf("%v", err)
	}
	func() {
		defer func() {
			if fmt.Sprint(recover()) != "boom" {
				t.Error("the panic was lost")
			}
		}()
		c.prendi(context.Background(), "a", func() (*eventlog.Log, error) { panic("boom") }) //nolint:errcheck // it panics
	}()
	if l, err := c.prendi(context.Background(), "a", func() (*eventlog.Log, error) { return logDi(1), nil }); err != nil || l.Events() != 1 {
		t.Errorf("after the failures: %v", err)
	}
}

func TestCheCosaSembraUnaPersona(t *testing.T) {
	for s, want := range map[string][2]bool{ // personal data, name of a person
		"PE/2026/0042":             {false, false},
		"1":                        {false, false},
		"Rossi Mario":              {false, true},
		"D'Angelo":                 {false, true},
		"RSSMRA80A01E648X":         {true, true}, // its letters are no word of practices
		"pratica rssmra80a01e648x": {true, true},
		"RSSMRAULA0LE6Q8X":         {true, true}, // omocodia: letters for digits
		"mario.rossi@example.org":  {true, true},
		"@":                        {false, false},
		"a@b":                      {false, false},
		"AB":                       {false, false},
		"9f8b7c6d-0000":            {false, false},
		"XRSSMRA80A01E648XY":       {true, true}, // touching other letters
	} {
		if got := [2]bool{datoPersonale(s), nomeDiPersona(s)}; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
