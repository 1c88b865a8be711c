package redazione

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/redazione/testo"
)

// PerPagina is how many contents a list shows at once.
const PerPagina = 20

// Scheda is a content with all that editors see of it.
type Scheda struct {
	Contenuto
	Ultima   Versione   // the latest version
	Versioni []Versione // the latest first
	Allegati []Allegato
}

// Elenco lists the contents for editors, the last changed first.
func (s *Service) Elenco(ctx context.Context, chi kernel.Actor, f Filtro, pagina int) (out []Riga, totale int64, err error) {
	if err := permesso(Scrive, chi); err != nil {
		return nil, 0, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, totale, err = elenco(ctx, tx, f, PerPagina, (pagina-1)*PerPagina)
		return err
	})
	return out, totale, err
}

// Scheda reads a content for editors.
func (s *Service) Scheda(ctx context.Context, chi kernel.Actor, id int64) (x Scheda, err error) {
	if err := permesso(Scrive, chi); err != nil {
		return x, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if x.Contenuto, err = getContenuto(ctx, tx, id); err != nil {
			return err
		}
		if x.Versioni, err = versioniDi(ctx, tx, id); err != nil {
			return err
		}
		x.Ultima = x.Versioni[0]
		if x.Allegati, err = allegatiDi(ctx, tx, id); err != nil {
			return err
		}
		return nil
	})
	return x, err
}

// BozzaInCorso is what somebody was typing when they left.
type BozzaInCorso struct {
	Testo Testo
	Base  int64 // the version on which it was written
	Il    kernel.Instant
}

// BozzaInCorso reads what the actor was typing; false when that is nothing.
func (s *Service) BozzaInCorso(ctx context.Context, chi kernel.Actor, id int64) (b BozzaInCorso, ok bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var x bozzaSalvata
		x, ok, err = getBozza(ctx, tx, id, chi.Persona)
		b = BozzaInCorso{Testo: x.Testo, Base: x.Base, Il: x.Il}
		return err
	})
	return b, ok, err
}

// Confronta reads two versions of a content and sets their texts side by side,
// line by line.
func (s *Service) Confronta(ctx context.Context, chi kernel.Actor, id, prima, dopo int64) (a, b Versione, righe []testo.Riga, err error) {
	if err := permesso(Scrive, chi); err != nil {
		return a, b, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if a, err = getVersione(ctx, tx, id, prima); err != nil {
			return err
		}
		b, err = getVersione(ctx, tx, id, dopo)
		return err
	})
	if err == nil {
		righe = testo.Confronta(a.Intero(), b.Intero())
	}
	return a, b, righe, err
}

// Intero is the whole text in lines, for a comparison.
func (t Testo) Intero() string {
	s := "Titolo: " + t.Titolo + "\nSommario: " + t.Sommario
	for _, x := range []struct{ nome, valore string }{{"Luogo", t.Luogo}, {"Collegamento", t.Collegamento}, {"Registrazione", t.Registrazione}} {
		if x.valore != "" {
			s += "\n" + x.nome + ": " + x.valore
		}
	}
	if !t.InizioIl.IsZero() {
		s += "\nInizio: " + t.InizioIl.InItaliano()
	}
	if !t.FineIl.IsZero() {
		s += "\nFine: " + t.FineIl.InItaliano()
	}
	return s + "\n\n" + t.Corpo
}

// Notizie lists the public news of a year (0: all), the latest first, with the
// years that have any.
func (s *Service) Notizie(ctx context.Context, anno, pagina int) (out []Riga, totale int64, anni []int, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if anni, err = anniDiNotizie(ctx, tx); err != nil {
			return err
		}
		out, totale, err = notizie(ctx, tx, anno, PerPagina, (pagina-1)*PerPagina)
		return err
	})
	return out, totale, anni, err
}

// Eventi lists the public events: those to come, the nearest first, and those
// that have begun, the latest first.
func (s *Service) Eventi(ctx context.Context, pagina int) (futuri, passati []Riga, totale int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		oggi := tx.Now().Day().Start() // what begins today is still to come
		if futuri, _, err = eventi(ctx, tx, true, oggi, 100, 0); err != nil {
			return err
		}
		passati, totale, err = eventi(ctx, tx, false, oggi, PerPagina, (pagina-1)*PerPagina)
		return err
	})
	return futuri, passati, totale, err
}

// Pubblicato is a public content with all that its page shows.
type Pubblicato struct {
	Riga
	Allegati []Allegato
	Commenti []Commento // the public ones, oldest first
}

// Pubblicato finds a public content by its address. verso is where it went when
// the address is a former one. What is not public is NonTrovato.
func (s *Service) Pubblicato(ctx context.Context, tipo Tipo, slug string) (p Pubblicato, verso string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		id, err := slugDi(ctx, tx, tipo, slug)
		if err != nil {
			return err
		}
		if p.Riga, err = getPubblico(ctx, tx, id); err != nil {
			return err
		}
		if p.Slug != slug {
			verso = p.URL()
			return nil
		}
		if p.Allegati, err = allegatiDi(ctx, tx, id); err != nil || tipo != Notizia {
			return err
		}
		p.Commenti, err = commentiPubblici(ctx, tx, id)
		return err
	})
	return p, verso, err
}
