package pubblicoweb

import (
	"context"
	"errors"
	"sync"
	"testing"

	"pass/internal/kernel"
)

func TestWhatIsOnTheShelfIsMadeOnceForEachVersion(t *testing.T) {
	s := newShelf[int]()
	made := 0 // by one at a time
	get := func(of version) int {
		t.Helper()
		x, err := s.get(t.Context(), of, "a", func() (int, error) { made++; return made, nil })
		if err != nil {
			t.Error(err)
		}
		return x
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if x := get(version{}); x != 1 {
				t.Errorf("the %d. was handed out", x)
			}
		})
	}
	all.Wait()
	next := version{effetto: kernel.MustDay("2026-11-23").Start()}
	if first, again := get(next), get(next); first != 2 || again != 2 || made != 2 {
		t.Errorf("made %d times in two versions", made)
	}
	fault := errors.New("fault")
	if _, err := s.get(t.Context(), version{}, "b", func() (int, error) { return 0, fault }); !errors.Is(err, fault) {
		t.Error(err)
	}
	if x, err := s.get(t.Context(), version{}, "b", func() (int, error) { return 7, nil }); x != 7 || err != nil {
		t.Errorf("after a fault: %d, %v", x, err)
	}
}

func TestWhoWaitsAtTheShelfMayGiveUp(t *testing.T) {
	s := newShelf[int]()
	_, err := s.get(t.Context(), version{}, "a", func() (int, error) {
		gone, end := context.WithCancel(t.Context())
		end()
		if _, err := s.get(gone, version{}, "a", func() (int, error) { t.Error("made twice"); return 0, nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("who waits: %v", err)
		}
		if x, err := s.get(t.Context(), version{}, "b", func() (int, error) { return 2, nil }); x != 2 || err != nil {
			t.Errorf("another thing: %d, %v", x, err)
		}
		return 1, nil
	})
	if err != nil {
		t.Error(err)
	}
}
