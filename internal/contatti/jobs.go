package contatti

import (
	"context"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/registro"
)

// MesiConservati is for how long a closed conversation is kept, in months
// after its closing; then it goes with its files.
const MesiConservati = 24

// Ages after which the machinery of the mailbox is thrown away. That of what
// arrived is long, because a mailbox that was moved gives it all again.
const (
	etaRitmo  = 24 * time.Hour
	etaArrivi = 3 * 365 * 24 * time.Hour
)

// perVolta bounds how many conversations one transaction removes.
const perVolta = 100

type conservazioneArgs struct{}

// Kind implements jobs.Args.
func (conservazioneArgs) Kind() string { return "contatti.conservazione" }

func (s *Service) registraLavori() {
	jobs.Handle(s.Jobs, func(ctx context.Context, _ conservazioneArgs) error {
		_, err := s.Conserva(ctx)
		return err
	})
	s.Jobs.Every(24*time.Hour, true, conservazioneArgs{})
	s.registraCasella()
}

// Conserva removes the conversations whose time is over, and what counted how
// often somebody wrote. It says how many conversations went.
func (s *Service) Conserva(ctx context.Context) (n int, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM contatti_ritmo WHERE il < $1`, tx.Now().Add(-etaRitmo)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM contatti_arrivi WHERE arrivato_il < $1 AND esito <> 'da_ritentare'`, tx.Now().Add(-etaArrivi))
		return err
	})
	for err == nil {
		var gone int
		err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
			gone, err = scaduti(ctx, tx)
			return err
		})
		n += gone
		if gone < perVolta {
			break
		}
	}
	return n, err
}

// scaduti removes up to perVolta conversations closed long ago.
func scaduti(ctx context.Context, tx *db.Tx) (int, error) {
	limite := kernel.InstantOf(tx.Now().Time().AddDate(0, -MesiConservati, 0))
	vecchi, err := db.Many(ctx, tx, scanContatto, `SELECT `+colonne+` FROM contatti c WHERE c.chiuso_il < $1 ORDER BY c.id LIMIT $2`, limite, perVolta)
	for _, c := range vecchi {
		if err := elimina(ctx, tx, c); err != nil {
			return 0, err
		}
	}
	return len(vecchi), err
}

// elimina forgets a conversation with its files; the audit trail keeps that it
// was there, without any person of the public.
func elimina(ctx context.Context, tx *db.Tx, c Contatto) error {
	ids, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT a.file_id FROM contatti_allegati a JOIN contatti_messaggi m ON m.id = a.messaggio_id WHERE m.contatto_id = $1
		UNION SELECT m.originale_id FROM contatti_messaggi m WHERE m.contatto_id = $1 AND m.originale_id IS NOT NULL`, c.ID)
	if err != nil {
		return err
	}
	for _, q := range []string{`DELETE FROM contatti_allegati WHERE messaggio_id IN (SELECT id FROM contatti_messaggi WHERE contatto_id = $1)`,
		`DELETE FROM contatti_messaggi WHERE contatto_id = $1`, `DELETE FROM contatti WHERE id = $1`, `UPDATE contatti_arrivi SET mittente = '' WHERE contatto_id = $1`} {
		if _, err := tx.Exec(ctx, q, c.ID); err != nil {
			return err
		}
	}
	for _, id := range ids {
		if err := files.Forget(ctx, tx, id); err != nil {
			return err
		}
	}
	return registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: "Conserva", Oggetto: "contatto", OggettoID: c.ID,
		Dettagli: map[string]any{"codice": c.Codice(), "chiuso_il": c.ChiusoIl}})
}
