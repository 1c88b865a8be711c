package analisi

import (
	"context"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/filter"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Filtro is a selection of a log that somebody saved with a name.
type Filtro struct {
	ID    int64
	Nome  string
	Testo string // in the form of mining/filter
}

// Limits of the saved filters.
const (
	MaxFiltri      = 50 // of a log
	maxNomeFiltro  = 80
	maxTestoFiltro = 4000
)

// SalvaFiltro keeps a filter of a log with a name; one of the same person with
// the same name is replaced, that of somebody else is refused. Who may
// read the log may save filters for it.
func (s *Service) SalvaFiltro(ctx context.Context, chi kernel.Actor, richiesta, n int64, f Filtro) (id int64, err error) {
	f.Nome, f.Testo = strings.TrimSpace(f.Nome), strings.TrimSpace(f.Testo)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if g.Stato != Pronto {
			return kernel.E(kernel.Conflitto, "Il registro non è pronto: i filtri si salvano dopo la lettura.")
		}
		if errs := f.valida(); len(errs) > 0 {
			return kernel.Invalid(errs)
		}
		id, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO analisi_filtri (registro_id, nome, testo, salvato_da, salvato_il) VALUES ($1,$2,$3,$4,$5)
			ON CONFLICT (registro_id, nome) DO UPDATE SET testo = excluded.testo, salvato_il = excluded.salvato_il
			WHERE analisi_filtri.salvato_da = excluded.salvato_da RETURNING id`, g.ID, f.Nome, f.Testo, chi.Persona, tx.Now())
		if kernel.CodeOf(err) == kernel.NonTrovato {
			return kernel.Invalid([]kernel.FieldError{{Field: "nome", Message: "Un’altra persona ha già salvato un filtro con questo nome: sceglierne un altro."}})
		}
		if err != nil {
			return err
		}
		quanti, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM analisi_filtri WHERE registro_id = $1`, g.ID)
		if err != nil {
			return err
		}
		if quanti > MaxFiltri {
			return kernel.E(kernel.Conflitto, "I filtri salvati per questo registro sono già "+kernel.Numero(MaxFiltri)+": eliminarne uno prima di salvarne un altro.")
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "SalvaFiltro", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
			Dettagli: map[string]any{"richiesta": q.ID, "n": g.N, "filtro": id}})
	})
	return id, err
}

func (f Filtro) valida() []kernel.FieldError {
	var errs []kernel.FieldError
	switch n := utf8.RuneCountInString(f.Nome); {
	case n == 0:
		errs = append(errs, kernel.FieldError{Field: "nome", Message: "Scrivere un nome per il filtro."})
	case n > maxNomeFiltro:
		errs = append(errs, kernel.FieldError{Field: "nome", Message: "Il nome è troppo lungo: bastano " + kernel.Numero(maxNomeFiltro) + " caratteri."})
	}
	switch x, err := filter.Parse(f.Testo); {
	case err != nil:
		errs = append(errs, kernel.FieldError{Field: "testo", Message: "Il filtro non si legge: sceglierlo di nuovo dalla pagina."})
	case x.IsZero():
		errs = append(errs, kernel.FieldError{Field: "testo", Message: "Scegliere che cosa filtrare prima di salvare."})
	case len(f.Testo) > maxTestoFiltro:
		errs = append(errs, kernel.FieldError{Field: "testo", Message: "Il filtro è troppo lungo: togliere qualche condizione."})
	}
	return errs
}

// EliminaFiltro takes a saved filter away: the person who saved it may, and
// those of the body whose log it is.
func (s *Service) EliminaFiltro(ctx context.Context, chi kernel.Actor, richiesta, n, id int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		di, err := db.One(ctx, tx, db.Scalar[int64], `SELECT salvato_da FROM analisi_filtri WHERE id = $1 AND registro_id = $2`, id, g.ID)
		if err != nil {
			return err
		}
		if di != chi.Persona && !chi.DiEnte(q.EnteID) {
			return kernel.E(kernel.Vietato, "Il filtro si elimina da chi lo ha salvato o dall’ente.")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM analisi_filtri WHERE id = $1`, id); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "EliminaFiltro", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
			Dettagli: map[string]any{"richiesta": q.ID, "n": g.N, "filtro": id}})
	})
}

// filtriDi lists the saved filters of a log, by name.
func filtriDi(ctx context.Context, tx *db.Tx, id int64) ([]Filtro, error) {
	return db.Many(ctx, tx, func(row db.Row) (f Filtro, err error) { return f, row.Scan(&f.ID, &f.Nome, &f.Testo) },
		`SELECT id, nome, testo FROM analisi_filtri WHERE registro_id = $1 ORDER BY nome, id`, id)
}
