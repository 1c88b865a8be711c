package accesso

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// riconosci finds the person of an account (issuer and subject), or ties the
// account to the person with that codice fiscale, or makes the person. An
// account never moves to another codice fiscale. Name and codice fiscale are
// those of the provider, the e-mail only if PAsS has none.
func riconosci(ctx context.Context, tx *db.Tx, emittente, soggetto string, a attributi) (int64, error) {
	cf := kernel.CodiceFiscale(a.Fiscale)
	p, err := db.One(ctx, tx, scanPersona, `SELECT `+colonnePersona+` FROM identita i JOIN persone p ON p.id = i.persona_id
		WHERE i.emittente = $1 AND i.soggetto = $2`, emittente, soggetto)
	switch {
	case err == nil && p.CodiceFiscale != "" && p.CodiceFiscale != cf:
		return 0, nega(IdentitaIncoerente, "the account of person %d came with another codice fiscale", p.ID)
	case err == nil:
	case kernel.CodeOf(err) != kernel.NonTrovato:
		return 0, err
	default:
		if p, err = personaPerAccesso(ctx, tx, cf, a); err != nil {
			return 0, err
		}
	}
	if _, err := tx.Exec(ctx, `INSERT INTO identita (persona_id, emittente, soggetto, creata_il, usata_il) VALUES ($1,$2,$3,$4,$4)
		ON CONFLICT (emittente, soggetto) DO UPDATE SET usata_il = excluded.usata_il`, p.ID, emittente, soggetto, tx.Now()); err != nil {
		return 0, err
	}
	fresh := p
	fresh.Nome, fresh.Cognome, fresh.CodiceFiscale = a.Nome, a.Cognome, cf
	if fresh.Email == "" {
		fresh.Email = a.Email
	}
	if fresh == p {
		return p.ID, nil
	}
	return p.ID, AggiornaPersona(ctx, tx, fresh)
}

// personaPerAccesso finds or makes the person; another sign-in of the same
// person may make it at the same moment.
func personaPerAccesso(ctx context.Context, tx *db.Tx, cf kernel.CodiceFiscale, a attributi) (Persona, error) {
	p, err := PersonaPerCF(ctx, tx, cf)
	if kernel.CodeOf(err) != kernel.NonTrovato {
		return p, err
	}
	_, err = CreaPersona(ctx, tx, Persona{CodiceFiscale: cf, Nome: a.Nome, Cognome: a.Cognome, Email: a.Email})
	if err != nil && kernel.CodeOf(err) != kernel.Conflitto {
		return Persona{}, err
	}
	return PersonaPerCF(ctx, tx, cf)
}
