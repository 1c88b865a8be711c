package enti

import (
	"context"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Approva accepts the adesione and confers the mandate of legale
// rappresentante from today to the declared end. When the body already has a
// representative this is a subentro: the adesione and the mandate before end,
// and both people are told. A suspended adesione must be decided first.
func (s *Service) Approva(ctx context.Context, chi kernel.Actor, id, versione int64) error {
	return s.agisci(ctx, chi, id, versione, ActApprova, "", func(tx *db.Tx, a *Adesione, _ Adesione, e Ente) (map[string]any, error) {
		if _, err := attivo(ctx, tx, e.ID); err != nil {
			return nil, err
		}
		if fields := a.Completa(e.Tipo, tx.Now().Day()); len(fields) > 0 {
			return nil, kernel.E(kernel.Conflitto, "L'adesione non si può approvare. "+fields[0].Message+" Chiedere integrazioni a chi l'ha inviata.")
		}
		vecchia, ok, err := AdesioneInCarica(ctx, tx, e.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			if err := s.subentra(ctx, tx, chi, a, vecchia, e); err != nil {
				return nil, err
			}
		}
		if err := accesso.RevocaPerEnte(ctx, tx, chi, e.ID, kernel.LegaleRappresentante, "Subentro di un nuovo legale rappresentante."); err != nil {
			return nil, err
		}
		a.MandatoID, err = s.conferisci(ctx, tx, chi, *a)
		return map[string]any{"mandato": a.MandatoID, "sostituisce": a.SostituisceID}, err
	})
}

func (s *Service) conferisci(ctx context.Context, tx *db.Tx, chi kernel.Actor, a Adesione) (int64, error) {
	return accesso.Conferisci(ctx, tx, chi, accesso.Mandato{PersonaID: a.RichiedenteID, Ruolo: kernel.LegaleRappresentante,
		Titolo: a.Dati.Titolo, EnteID: a.EnteID, Dal: tx.Now().Day(), Al: a.Dati.MandatoAl})
}

// subentra ends the adesione that was in carica in favour of the new one.
func (s *Service) subentra(ctx context.Context, tx *db.Tx, chi kernel.Actor, nuova *Adesione, vecchia Adesione, e Ente) error {
	if vecchia.Stato == Sospesa {
		return kernel.E(kernel.Conflitto, "L'adesione "+e.Del()+" è sospesa. Riattivarla o cessarla prima di approvare un nuovo rappresentante.")
	}
	p, err := accesso.GetPersona(ctx, tx, nuova.RichiedenteID)
	if err != nil {
		return err
	}
	motivo := "Subentro di " + p.NomeCompleto() + ", " + nuova.Dati.Titolo.Etichetta() + "."
	if nuova.RichiedenteID == vecchia.RichiedenteID {
		motivo = "Rinnovo del mandato della stessa persona."
	}
	nuova.SostituisceID = vecchia.ID
	if err := s.diSistema(ctx, tx, vecchia, ActSubentra, motivo, e); err != nil {
		return err
	}
	return s.revocaInviti(ctx, tx, chi, e.ID)
}

// diSistema performs one of PAsS's own acts, which follow from another one.
func (s *Service) diSistema(ctx context.Context, tx *db.Tx, a Adesione, atto Atto, motivo string, e Ente) error {
	chi, prima := kernel.ActorSistema(), a.Stato
	if err := a.Agisci(atto, ParteSistema, motivo, tx.Now()); err != nil {
		return err
	}
	if atto == ActRipristina {
		id, err := s.conferisci(ctx, tx, chi, a)
		if err != nil {
			return err
		}
		a.MandatoID = id
	}
	if err := salvaAdesione(ctx, tx, &a); err != nil {
		return err
	}
	if err := annota(ctx, tx, chi, a, e, AttoAdesione{Atto: atto, Da: prima, A: a.Stato, Motivo: motivo}, nil); err != nil {
		return err
	}
	return s.avvisa(ctx, tx, chi, atto, a, e)
}

// AnnullaDecisione undoes an approval, a refusal or a request for corrections,
// with the reason: the adesione is in verifica again. Undoing an approval ends
// the mandate that it gave, the delegates enabled since then and the open
// invitations; the representative who was there before, if any, is restored.
func (s *Service) AnnullaDecisione(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActAnnullaDecisione, motivo, func(tx *db.Tx, a *Adesione, prima Adesione, e Ente) (map[string]any, error) {
		if prima.Stato == Respinta {
			if altra, ok, err := aperta(ctx, tx, e.ID, a.RichiedenteID); err != nil {
				return nil, err
			} else if ok && altra.ID != a.ID {
				return nil, kernel.E(kernel.Conflitto, "Chi ha chiesto l'adesione ne ha già iniziata un'altra per lo stesso ente: verificare quella.")
			}
		}
		if prima.Stato != Approvata {
			return nil, nil
		}
		return s.annullaApprovazione(ctx, tx, chi, a, prima, taglia("Approvazione annullata: "+a.Motivo), e)
	})
}

func (s *Service) annullaApprovazione(ctx context.Context, tx *db.Tx, chi kernel.Actor, a *Adesione, prima Adesione, motivo string, e Ente) (map[string]any, error) {
	persone, err := accesso.ConMandatoPerEnte(ctx, tx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range persone {
		m := p.Mandato
		if m.ID == prima.MandatoID || m.Ruolo == kernel.Delegato && !m.ConferitoIl.Before(prima.DecisaIl) {
			if err := accesso.Revoca(ctx, tx, chi, m.ID, motivo); err != nil {
				return nil, err
			}
		}
	}
	if err := s.revocaInviti(ctx, tx, chi, e.ID); err != nil {
		return nil, err
	}
	a.MandatoID, a.SostituisceID = 0, 0
	// The body has one adesione in carica at most: this one leaves first.
	if err := salvaAdesione(ctx, tx, a); err != nil {
		return nil, err
	}
	return map[string]any{"mandato": prima.MandatoID}, s.ripristina(ctx, tx, prima.SostituisceID, e)
}

// ripristina brings back the adesione that a wrong subentro had ended, if its
// mandate would still be running.
func (s *Service) ripristina(ctx context.Context, tx *db.Tx, id int64, e Ente) error {
	if id == 0 {
		return nil
	}
	vecchia, err := getAdesione(ctx, tx, id)
	if err != nil {
		return err
	}
	if vecchia.Stato != Cessata || vecchia.Dati.MandatoAl.Before(tx.Now().Day()) {
		return nil
	}
	return s.diSistema(ctx, tx, vecchia, ActRipristina, "La decisione che aveva portato al subentro è stata annullata.", e)
}

func (s *Service) revocaInviti(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64) error {
	inviti, err := accesso.InvitiAperti(ctx, tx, ente)
	if err != nil {
		return err
	}
	for _, i := range inviti {
		if err := s.accesso.RevocaInvito(ctx, tx, chi, i.ID); err != nil {
			return err
		}
	}
	return nil
}
