package pubblico

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Vista is what public pages read: the snapshots as they stood at the same
// instant. It is shared between requests: nobody may change it. A snapshot
// that was never published is empty, and its Istantanea has Versione 0.
type Vista struct {
	Attivita    Attivita
	Catalogo    Catalogo
	Calendari   Calendari
	DiAttivita  Istantanea
	DiCatalogo  Istantanea
	DiCalendari Istantanea
	Notizie     Notizie
	DiNotizie   Istantanea

	enti map[string]*CifreEnte // by Codice
	nomi []string              // folded names, as Attivita.Enti
}

// Lettore reads the snapshots for public pages. It keeps the last content of
// each, so that a page costs one small query however large they are.
type Lettore struct {
	db *db.DB

	mu     sync.Mutex
	last   *Vista
	misure *VistaMisure

	lettura sync.Mutex // one at a time reads everything again
	tutto   atomic.Pointer[Pubblicato]
}

// NewLettore makes a reader.
func NewLettore(d *db.DB) *Lettore {
	return &Lettore{db: d, last: newVista(Vista{}), misure: &VistaMisure{}}
}

// Vista gives the snapshots as they are published now.
func (l *Lettore) Vista(ctx context.Context) (*Vista, error) {
	l.mu.Lock()
	known := l.last
	l.mu.Unlock()
	var out *Vista
	err := l.db.Read(ctx, func(tx *db.Tx) error {
		heads, err := db.Many(ctx, tx, scanTesta, selectTeste)
		if err != nil {
			return err
		}
		next := Vista{}
		for _, h := range heads {
			switch h.Chiave {
			case ChiaveAttivita:
				next.DiAttivita = h
			case ChiaveCatalogo:
				next.DiCatalogo = h
			case ChiaveCalendari:
				next.DiCalendari = h
			case ChiaveNotizie:
				next.DiNotizie = h
			}
		}
		if next.DiAttivita == known.DiAttivita && next.DiCatalogo == known.DiCatalogo && next.DiCalendari == known.DiCalendari && next.DiNotizie == known.DiNotizie {
			out = known
			return nil
		}
		if err := refresh(ctx, tx, next.DiAttivita, known.DiAttivita, &next.Attivita, known.Attivita); err != nil {
			return err
		}
		if err := refresh(ctx, tx, next.DiCatalogo, known.DiCatalogo, &next.Catalogo, known.Catalogo); err != nil {
			return err
		}
		if err := refresh(ctx, tx, next.DiCalendari, known.DiCalendari, &next.Calendari, known.Calendari); err != nil {
			return err
		}
		if err := refresh(ctx, tx, next.DiNotizie, known.DiNotizie, &next.Notizie, known.Notizie); err != nil {
			return err
		}
		out = newVista(next)
		return nil
	})
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.last = out
	l.mu.Unlock()
	return out, nil
}

// refresh reads the content again only when its version is another.
func refresh[T any](ctx context.Context, tx *db.Tx, now, before Istantanea, into *T, known T) error {
	switch now.Versione {
	case 0:
		return nil
	case before.Versione:
		*into = known
		return nil
	}
	testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT dati FROM pubblico_istantanee WHERE chiave = $1`, now.Chiave)
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(testo), into); err != nil {
		return fmt.Errorf("pubblico: the snapshot %q cannot be read: %w", now.Chiave, err)
	}
	return nil
}

func newVista(v Vista) *Vista {
	v.enti = map[string]*CifreEnte{}
	v.nomi = make([]string, len(v.Attivita.Enti))
	for i := range v.Attivita.Enti {
		e := &v.Attivita.Enti[i]
		v.nomi[i] = " " + kernel.Fold(e.Nome)
		for _, codice := range []string{e.Codice(), fmt.Sprintf("id-%d", e.ID)} {
			if old := v.enti[codice]; old == nil || !old.CessatoIl.IsZero() {
				v.enti[codice] = e
			}
		}
	}
	return &v
}

// Ente finds a body by its Codice, or by "id-7"; nil when it is not in the
// register. Of two bodies that had the same code the living one is meant.
func (v *Vista) Ente(codice string) *CifreEnte { return v.enti[codice] }

// Provincia finds a province by its abbreviation, whatever the case.
func (v *Vista) Provincia(sigla string) (CifreProvincia, bool) {
	for _, p := range v.Attivita.Province {
		if strings.EqualFold(p.Sigla, sigla) {
			return p, true
		}
	}
	return CifreProvincia{}, false
}

// EntiDi lists the bodies of a province that exist today, in the order of
// names.
func (v *Vista) EntiDi(sigla string) []CifreEnte {
	var out []CifreEnte
	for _, e := range v.Attivita.Enti {
		if e.Provincia == sigla && e.CessatoIl.IsZero() {
			out = append(out, e)
		}
	}
	return out
}

// Cerca finds bodies by name: every word of testo begins a word of the name,
// whatever accents, apostrophes and case. Names that begin with testo come
// first, the ceased last.
func (v *Vista) Cerca(testo string) []CifreEnte {
	words := strings.Fields(kernel.Fold(testo))
	if len(words) == 0 {
		return nil
	}
	var found []int
	for i, name := range v.nomi {
		if hasWords(name, words) {
			found = append(found, i)
		}
	}
	whole := strings.Join(words, " ")
	rank := func(i int) int {
		switch name := v.nomi[i]; {
		case !v.Attivita.Enti[i].CessatoIl.IsZero():
			return 3
		case strings.HasSuffix(name, " "+whole):
			return 0
		case strings.Contains(name, " "+whole):
			return 1
		}
		return 2
	}
	sort.SliceStable(found, func(a, b int) bool { return rank(found[a]) < rank(found[b]) })
	out := make([]CifreEnte, len(found))
	for i, at := range found {
		out[i] = v.Attivita.Enti[at]
	}
	return out
}

// hasWords reports whether each word begins a word of the folded name.
func hasWords(name string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(name, " "+w) {
			return false
		}
	}
	return true
}

// TaskForce finds a task force of the catalogue.
func (v *Vista) TaskForce(codice string) (TaskForcePubblica, bool) {
	for _, t := range v.Catalogo.TaskForces {
		if t.Codice == codice {
			return t, true
		}
	}
	return TaskForcePubblica{}, false
}

// Procedimento finds a procedure of the catalogue.
func (v *Vista) Procedimento(codice string) (ProcedimentoPubblico, bool) {
	for _, p := range v.Catalogo.Procedimenti {
		if p.Codice == codice {
			return p, true
		}
	}
	return ProcedimentoPubblico{}, false
}

// ProcedimentiDi lists the procedures of a task force, in order.
func (v *Vista) ProcedimentiDi(taskForce string) []ProcedimentoPubblico {
	var out []ProcedimentoPubblico
	for _, p := range v.Catalogo.Procedimenti {
		if p.TaskForce == taskForce {
			out = append(out, p)
		}
	}
	return out
}

// CifreTaskForce gives the figures of a task force; false when there are none.
func (v *Vista) CifreTaskForce(codice string) (CifreTaskForce, bool) {
	for _, c := range v.Attivita.TaskForces {
		if c.Codice == codice {
			return c, true
		}
	}
	return CifreTaskForce{}, false
}

// CifreProcedimento gives the figures of a procedure; false when there are
// none.
func (v *Vista) CifreProcedimento(codice string) (CifreProcedimento, bool) {
	for _, c := range v.Attivita.Procedimenti {
		if c.Codice == codice {
			return c, true
		}
	}
	return CifreProcedimento{}, false
}
