package pubblicoweb

import (
	"context"
	"sync"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// version says from which snapshots something was made.
type version struct {
	attivita, catalogo, misure pubblico.Istantanea
	effetto                    kernel.Instant
}

// of keeps what a data set depends on: the large ones are not made again when
// other figures change.
func (v version) of(codice string) version {
	if dati.Grande(codice) {
		return version{misure: v.misure}
	}
	return v
}

// shelf keeps, by name, what was made of the version that is published now. Its
// names must be those of data sets and semesters that are published: each has a
// slot for good.
type shelf[T any] struct {
	mu    sync.Mutex
	slots map[string]*slot[T]
}

type slot[T any] struct {
	making chan struct{} // held by who makes the thing, or looks at it
	made   bool
	of     version
	thing  T
}

func newShelf[T any]() *shelf[T] { return &shelf[T]{slots: map[string]*slot[T]{}} }

func (s *shelf[T]) slot(name string) *slot[T] {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.slots[name]
	if p == nil {
		p = &slot[T]{making: make(chan struct{}, 1)}
		s.slots[name] = p
	}
	return p
}

// get hands out a thing, making it when this version does not have it yet.
// Whoever asks meanwhile waits, until ctx ends: it is made once.
func (s *shelf[T]) get(ctx context.Context, of version, name string, build func() (T, error)) (out T, err error) {
	p := s.slot(name)
	select {
	case p.making <- struct{}{}:
		defer func() { <-p.making }()
	case <-ctx.Done():
		return out, ctx.Err()
	}
	if p.made && p.of == of {
		return p.thing, nil
	}
	if out, err = build(); err == nil {
		p.made, p.of, p.thing = true, of, out
	}
	return out, err
}
