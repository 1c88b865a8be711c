package monitoraggio

import (
	"context"
	"slices"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
)

// lottoInviti is how many bodies one transaction invites: the others write
// meanwhile.
const lottoInviti = 200

// daInvitare lists the bodies that the campaign concerns and that have not
// been invited: they exist, their adesione is approved, and a procedure is
// asked of bodies like them.
func daInvitare(ctx context.Context, tx *db.Tx, r Rilevazione) ([]enti.Ente, error) {
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	is, err := InviiDi(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	gia := make(map[int64]bool, len(is))
	for _, i := range is {
		gia[i.EnteID] = true
	}
	es, err := enti.Aderenti(ctx, tx)
	return slices.DeleteFunc(es, func(e enti.Ente) bool { return gia[e.ID] || !riguarda(rilevati, e.Tipo) }), err
}

// riguarda reports whether a campaign asks anything of bodies of that kind.
func riguarda(rilevati []Rilevato, t enti.Tipo) bool {
	return slices.ContainsFunc(rilevati, func(x Rilevato) bool { return x.RivoltoA.Comprende(t) })
}

// invita invites the next lot of bodies. The row and the letter are written
// together, so that a body is written to once, however often this runs; if
// some are left, the job goes on.
func (s *Service) invita(ctx context.Context, tx *db.Tx, r Rilevazione) (fatti, restano int, err error) {
	es, err := daInvitare(ctx, tx, r)
	if err != nil {
		return 0, 0, err
	}
	lotto := es[:min(len(es), lottoInviti)]
	restano = len(es) - len(lotto)
	var nuovi []mancante
	for _, e := range lotto {
		nuovo, err := inserisciInvio(ctx, tx, r.ID, e.ID)
		if err != nil {
			return 0, 0, err
		}
		if nuovo {
			nuovi = append(nuovi, mancante{Invio{EnteID: e.ID}, e})
		}
	}
	if _, err := s.spedisci(ctx, tx, r, invito, nuovi); err != nil {
		return 0, 0, err
	}
	if restano > 0 {
		err = s.Jobs.Enqueue(ctx, tx, invitiArgs{r.Semestre}, jobs.Once())
	}
	return len(nuovi), restano, err
}

// AggiungiEnti invites at once the bodies that joined after the opening, and
// counts them; otherwise PAsS does it within the hour.
func (s *Service) AggiungiEnti(ctx context.Context, chi kernel.Actor, sem kernel.Semestre) (n int, err error) {
	if err := soloVerifica(chi); err != nil {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := RilevazioneDi(ctx, tx, sem)
		if err != nil {
			return err
		}
		if err := r.applica(AttoAggiungiEnti, tx.Now()); err != nil {
			return err
		}
		fatti, restano, err := s.invita(ctx, tx, r)
		if n = fatti + restano; err != nil || n == 0 {
			return err
		}
		return annotaRilevazione(ctx, tx, chi, r, string(AttoAggiungiEnti), map[string]any{"enti": n})
	})
	return n, err
}

// proseguiInviti invites, lot by lot, whoever is left.
func (s *Service) proseguiInviti(ctx context.Context, sem kernel.Semestre) error {
	for {
		fatti := 0
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			fatti = 0
			r, err := RilevazioneDi(ctx, tx, sem)
			if err != nil || r.Stato != Aperta {
				return ignora(err, kernel.NonTrovato)
			}
			if fatti, _, err = s.invita(ctx, tx, r); err != nil || fatti == 0 {
				return err
			}
			return annotaRilevazione(ctx, tx, kernel.ActorSistema(), r, string(AttoAggiungiEnti), map[string]any{"enti": fatti})
		})
		if err != nil || fatti == 0 {
			return err
		}
	}
}

// ignora forgets an error of that code.
func ignora(err error, c kernel.Code) error {
	if err != nil && kernel.CodeOf(err) == c {
		return nil
	}
	return err
}
