package pubblico

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico/mappa"
)

// Pubblicato is everything that is published, as it stood when it was read: it
// is shared between requests, and nobody may change it.
type Pubblicato struct {
	*Vista
	Misure    *VistaMisure
	Storico   *Storico
	Effetto   Effetto
	DiEffetto Istantanea
	// Boundaries to draw; without shapes until somebody loads them.
	Comuni   mappa.Confini
	Province mappa.Confini
	// Versione changes whenever any snapshot does: pages made of them may be
	// kept under it.
	Versione string

	teste []Istantanea
}

// Testa is the head of a snapshot; its Versione is 0 when it was never
// published.
func (p *Pubblicato) Testa(chiave string) Istantanea {
	for _, t := range p.teste {
		if t.Chiave == chiave {
			return t
		}
	}
	return Istantanea{}
}

// Tutto gives everything that is published now. While nothing changes it costs
// one query, of the heads alone.
func (l *Lettore) Tutto(ctx context.Context) (*Pubblicato, error) {
	teste, err := l.teste(ctx)
	if err != nil {
		return nil, err
	}
	if p := l.tutto.Load(); p != nil && slices.Equal(p.teste, teste) {
		return p, nil
	}
	l.lettura.Lock() // one reads, the others wait for it
	defer l.lettura.Unlock()
	before := l.tutto.Load()
	if before != nil && slices.Equal(before.teste, teste) {
		return before, nil
	}
	if before == nil {
		before = &Pubblicato{Storico: &Storico{}}
	}
	p := &Pubblicato{teste: teste, Versione: improntaTeste(teste), DiEffetto: Istantanea{}}
	if p.Vista, err = l.Vista(ctx); err != nil {
		return nil, err
	}
	if p.Misure, err = l.Misure(ctx); err != nil {
		return nil, err
	}
	p.DiEffetto = p.Testa(ChiaveEffetto)
	err = l.db.Read(ctx, func(tx *db.Tx) error {
		if err := refresh(ctx, tx, p.DiEffetto, before.DiEffetto, &p.Effetto, before.Effetto); err != nil {
			return err
		}
		if err := refresh(ctx, tx, p.Testa(ChiaveConfiniComuni), before.Testa(ChiaveConfiniComuni), &p.Comuni, before.Comuni); err != nil {
			return err
		}
		if err := refresh(ctx, tx, p.Testa(ChiaveConfiniProvince), before.Testa(ChiaveConfiniProvince), &p.Province, before.Province); err != nil {
			return err
		}
		p.Storico, err = leggiStorico(ctx, tx, teste, before.Storico)
		return err
	})
	if err != nil {
		return nil, err
	}
	l.tutto.Store(p)
	return p, nil
}

// selectTeste reads an index that has nothing else: with a condition on the key,
// SQLite would go through the pages of the data.
const selectTeste = `SELECT ` + colonneTesta + ` FROM pubblico_istantanee`

func (l *Lettore) teste(ctx context.Context) (out []Istantanea, err error) {
	err = l.db.Read(ctx, func(tx *db.Tx) error {
		out, err = db.Many(ctx, tx, scanTesta, selectTeste)
		return err
	})
	slices.SortFunc(out, func(a, b Istantanea) int { return cmp.Compare(a.Chiave, b.Chiave) })
	return out, err
}

func improntaTeste(teste []Istantanea) string {
	h := sha256.New()
	for _, t := range teste {
		fmt.Fprintf(h, "%s %d %s\n", t.Chiave, t.Versione, t.PubblicataIl)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// leggiStorico reads the semesters of bodies that changed, the latest
// MaxSemestriStorico.
func leggiStorico(ctx context.Context, tx *db.Tx, teste []Istantanea, before *Storico) (*Storico, error) {
	out := &Storico{}
	for i := len(teste) - 1; i >= 0 && len(out.semestri) < MaxSemestriStorico; i-- {
		sem, ok := strings.CutPrefix(teste[i].Chiave, ChiaveMisure+"/")
		if !ok {
			continue
		}
		if at := slices.IndexFunc(before.semestri, func(s *semestreStorico) bool { return s.di == teste[i] }); at >= 0 {
			out.semestri = append(out.semestri, before.semestri[at])
			continue
		}
		if _, err := kernel.ParseSemestre(sem); err != nil {
			return nil, fmt.Errorf("pubblico: snapshot %q: %w", teste[i].Chiave, err)
		}
		m, di, err := Leggi[MisureEnti](ctx, tx, teste[i].Chiave)
		if err != nil {
			return nil, err
		}
		out.semestri = append(out.semestri, nuovoSemestre(di, m))
	}
	return out, nil
}
