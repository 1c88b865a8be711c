package enti

import (
	"context"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// PaginaDelegati is who is enabled for a body, and who is invited.
type PaginaDelegati struct {
	Ente           Ente
	Rappresentante accesso.PersonaConMandato // zero when nobody holds the mandate
	Delegati       []accesso.PersonaConMandato
	Inviti         []accesso.Invito
	PuoDelegare    bool       // the actor is the legal representative
	PuoTogliere    bool       // or the segreteria, which may end a mandate
	Limite         kernel.Day // the last day that a delegate's mandate may have
	Sospesa        bool       // no new delegates while the adesione is suspended
}

// Delegati shows the delegates of a body to its legal representative and to
// the segreteria; for anybody else the body is not there.
func (s *Service) Delegati(ctx context.Context, chi kernel.Actor, ente int64) (p PaginaDelegati, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { p, err = delegati(ctx, tx, chi, ente); return err })
	return p, err
}

func delegati(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64) (PaginaDelegati, error) {
	p := PaginaDelegati{PuoDelegare: PuoDelegare(ente, chi)}
	if !PuoVedereDelegati(ente, chi) {
		return p, negato(ente, chi)
	}
	p.PuoTogliere = true
	var err error
	if p.Ente, err = Get(ctx, tx, ente); err != nil {
		return p, err
	}
	persone, err := accesso.ConMandatoPerEnte(ctx, tx, ente)
	if err != nil {
		return p, err
	}
	for _, pm := range persone {
		switch {
		case pm.Mandato.Ruolo == kernel.Delegato:
			p.Delegati = append(p.Delegati, pm)
		case p.Rappresentante.ID == 0 || pm.ID == chi.Persona:
			p.Rappresentante, p.Limite = pm, pm.Mandato.Al
		}
	}
	a, ok, err := AdesioneInCarica(ctx, tx, ente)
	if err != nil {
		return p, err
	}
	p.Sospesa = !ok || a.Stato == Sospesa
	p.Inviti, err = accesso.InvitiAperti(ctx, tx, ente)
	return p, err
}

// negato tells the people of the body that the act is not theirs, and nothing
// to the others.
func negato(ente int64, chi kernel.Actor) error {
	if PuoVedereEnte(ente, chi) {
		return kernel.E(kernel.Vietato, "I delegati sono abilitati e rimossi solo dal legale rappresentante dell'ente.")
	}
	return db.ErrNotFound
}

// InvitaDelegato invites an official by e-mail to act for the body until al,
// which may not be later than the end of the representative's own mandate.
// Only the legal representative of that body may. Wrong input is
// kernel.NonValido on "email" and "al".
func (s *Service) InvitaDelegato(ctx context.Context, chi kernel.Actor, ente int64, email string, al kernel.Day) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		p, err := delegati(ctx, tx, chi, ente)
		if err != nil {
			return err
		}
		if !p.PuoDelegare {
			return negato(ente, chi)
		}
		if p.Sospesa {
			return kernel.E(kernel.Conflitto, "L'adesione dell'ente è sospesa: per ora non si possono abilitare delegati.")
		}
		if err := kernel.Invalid(validaDelega(p, email, al, tx.Now().Day())); err != nil {
			return err
		}
		_, err = s.accesso.Invita(ctx, tx, chi, accesso.Invito{Email: email, Ruolo: kernel.Delegato, EnteID: ente, Dal: tx.Now().Day(), Al: al},
			"delegato "+p.Ente.Del())
		return err
	})
}

func validaDelega(p PaginaDelegati, email string, al, oggi kernel.Day) []kernel.FieldError {
	var es []kernel.FieldError
	if !mail.ValidAddress(email) {
		es = append(es, kernel.FieldError{Field: "email", Message: "Scrivere un indirizzo completo, per esempio nome.cognome@comune.it."})
	}
	switch {
	case al.IsZero():
		es = append(es, kernel.FieldError{Field: "al", Message: "Indicare fino a quando vale la delega."})
	case al.Before(oggi):
		es = append(es, kernel.FieldError{Field: "al", Message: "La data è già passata. Indicare una data da oggi in poi."})
	case !p.Limite.IsZero() && al.After(p.Limite):
		es = append(es, kernel.FieldError{Field: "al", Message: "La delega non può durare più del mandato, che finisce il " + p.Limite.InItaliano() + "."})
	}
	return es
}

// RevocaInvitoDelegato makes an open invitation of the body useless.
func (s *Service) RevocaInvitoDelegato(ctx context.Context, chi kernel.Actor, ente, invito int64) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if !PuoVedereDelegati(ente, chi) {
			return negato(ente, chi)
		}
		i, err := accesso.GetInvito(ctx, tx, invito)
		if err != nil {
			return err
		}
		if i.EnteID != ente || i.Ruolo != kernel.Delegato {
			return db.ErrNotFound
		}
		return s.accesso.RevocaInvito(ctx, tx, chi, invito)
	})
}

// RimuoviDelegato ends the mandate of a delegate of the body at once. The
// representative needs no reason; the segreteria gives one.
func (s *Service) RimuoviDelegato(ctx context.Context, chi kernel.Actor, ente, mandato int64, motivo string) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if !PuoVedereDelegati(ente, chi) {
			return negato(ente, chi)
		}
		m, err := accesso.GetMandato(ctx, tx, mandato)
		if err != nil {
			return err
		}
		if m.EnteID != ente || m.Ruolo != kernel.Delegato {
			return db.ErrNotFound
		}
		if motivo == "" && PuoDelegare(ente, chi) {
			motivo = "Rimosso dal legale rappresentante."
		}
		if err := accesso.Revoca(ctx, tx, chi, mandato, motivo); err != nil {
			return err
		}
		return s.avvisaRimosso(ctx, tx, chi, m, motivo)
	})
}

func (s *Service) avvisaRimosso(ctx context.Context, tx *db.Tx, chi kernel.Actor, m accesso.Mandato, motivo string) error {
	p, err := accesso.GetPersona(ctx, tx, m.PersonaID)
	if err != nil {
		return err
	}
	e, err := Get(ctx, tx, m.EnteID)
	if err != nil {
		return err
	}
	if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: "RimuoviDelegato", Oggetto: "mandato", OggettoID: m.ID, Ente: e.ID}); err != nil {
		return err
	}
	return s.mail.Send(ctx, tx, mail.Message{To: p.Email, Subject: "Delega terminata: " + e.NomeEsteso(),
		Text: []string{"La delega per " + e.Il() + " in PAsS è terminata.", "Motivo: " + motivo}})
}
