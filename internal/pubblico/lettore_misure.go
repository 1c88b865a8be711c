package pubblico

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// VistaMisure are the published times of procedures; with Versione 0 of the
// Istantanea nothing was published yet. It is shared between requests: nobody
// may change it.
type VistaMisure struct {
	Misure Misure
	Di     Istantanea
}

// Misure gives the times of procedures as they are published now. The content
// is read again only when it changed.
func (l *Lettore) Misure(ctx context.Context) (*VistaMisure, error) {
	l.mu.Lock()
	known := l.misure
	l.mu.Unlock()
	out := known
	err := l.db.Read(ctx, func(tx *db.Tx) error {
		head, err := Testa(ctx, tx, ChiaveMisure)
		if kernel.CodeOf(err) == kernel.NonTrovato {
			out = &VistaMisure{}
			return nil
		}
		if err != nil || head == known.Di {
			return err
		}
		out = &VistaMisure{Di: head}
		return refresh(ctx, tx, head, known.Di, &out.Misure, known.Misure)
	})
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.misure = out
	l.mu.Unlock()
	return out, nil
}

// MisureEnti gives the figures of every body in a published semester;
// NonTrovato when it was not published.
func (l *Lettore) MisureEnti(ctx context.Context, s kernel.Semestre) (out MisureEnti, err error) {
	return out, l.db.Read(ctx, func(tx *db.Tx) error {
		out, _, err = Leggi[MisureEnti](ctx, tx, ChiaveMisureEnti(s))
		return err
	})
}
