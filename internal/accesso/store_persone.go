package accesso

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonnePersona = `p.id, COALESCE(p.codice_fiscale, ''), p.nome, p.cognome, p.email, p.creata_il`

func (p *Persona) campi() []any {
	return []any{&p.ID, &p.CodiceFiscale, &p.Nome, &p.Cognome, &p.Email, &p.CreataIl}
}

func scanPersona(r db.Row) (p Persona, err error) { return p, r.Scan(p.campi()...) }

// GetPersona reads a person, or returns db.ErrNotFound.
func GetPersona(ctx context.Context, tx *db.Tx, id int64) (Persona, error) {
	return db.One(ctx, tx, scanPersona, `SELECT `+colonnePersona+` FROM persone p WHERE p.id = $1`, id)
}

// PersonaPerCF finds a person by codice fiscale, or returns db.ErrNotFound.
func PersonaPerCF(ctx context.Context, tx *db.Tx, cf kernel.CodiceFiscale) (Persona, error) {
	return db.One(ctx, tx, scanPersona, `SELECT `+colonnePersona+` FROM persone p WHERE p.codice_fiscale = $1`, string(cf))
}

// PersonePerID reads many people at once; those that do not exist are missing
// from the map.
func PersonePerID(ctx context.Context, tx *db.Tx, ids []int64) (map[int64]Persona, error) {
	out := make(map[int64]Persona, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), db.MaxArgs)
		people, err := db.Many(ctx, tx, scanPersona,
			`SELECT `+colonnePersona+` FROM persone p WHERE p.id IN (`+db.Placeholders(1, n)+`)`, db.Args(ids[:n])...)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			out[p.ID] = p
		}
		ids = ids[n:]
	}
	return out, nil
}

// CreaPersona writes a new person and returns its id. A codice fiscale that
// somebody already has is a Conflitto.
func CreaPersona(ctx context.Context, tx *db.Tx, p Persona) (int64, error) {
	if err := p.Validate(); err != nil {
		return 0, err
	}
	id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO persone (codice_fiscale, nome, cognome, ricerca, email, creata_il)
		VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (codice_fiscale) DO NOTHING RETURNING id`,
		nullo(p.CodiceFiscale), p.Nome, p.Cognome, p.ricerca(), p.Email, tx.Now())
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return 0, kernel.E(kernel.Conflitto, "Il codice fiscale appartiene a una persona già registrata.")
	}
	return id, err
}

// AggiornaPersona writes name and e-mail of a person. The codice fiscale is
// written only once: one already there stays.
func AggiornaPersona(ctx context.Context, tx *db.Tx, p Persona) error {
	if err := p.Validate(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE persone SET nome = $1, cognome = $2, ricerca = $3, email = $4,
		codice_fiscale = COALESCE(codice_fiscale, $5) WHERE id = $6`,
		p.Nome, p.Cognome, p.ricerca(), p.Email, nullo(p.CodiceFiscale), p.ID)
	if err == nil && n == 0 {
		err = db.ErrNotFound
	}
	return err
}

// nullo stores an unknown codice fiscale as NULL, so that many may be unknown
// while each known one is unique.
func nullo(cf kernel.CodiceFiscale) any {
	if cf == "" {
		return nil
	}
	return string(cf)
}
