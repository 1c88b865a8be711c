package monitoraggio

import (
	"context"
	"slices"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// RespiroSolleciti is how many calendar days must pass after a reminder before
// the same body is reminded by hand again.
const RespiroSolleciti = 3

// EsitoSolleciti says who a reminder goes to and who is left out.
type EsitoSolleciti struct {
	DaScrivere        []RigaInvio // bodies that are, or were, written to
	SollecitatiDaPoco []RigaInvio // reminded in the last RespiroSolleciti days
	SenzaPersone      []RigaInvio // nobody with an address acts for them today
}

// recente reports whether the body was reminded too short ago.
func (i Invio) recente(oggi kernel.Day) bool {
	return !i.SollecitatoIl.IsZero() && oggi.DaysSince(i.SollecitatoIl.Day()) < RespiroSolleciti
}

// AnteprimaSolleciti tells what Sollecita would do with the bodies of the
// filter: it writes nothing.
func (s *Service) AnteprimaSolleciti(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, f FiltroInvii) (r Rilevazione, e EsitoSolleciti, err error) {
	if err := soloVerifica(chi); err != nil {
		return r, e, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if r, err = RilevazioneDi(ctx, tx, sem); err != nil {
			return err
		}
		e, err = daSollecitare(ctx, tx, r, f)
		return err
	})
	return r, e, err
}

// daSollecitare splits the bodies of the filter that have not sent.
func daSollecitare(ctx context.Context, tx *db.Tx, r Rilevazione, f FiltroInvii) (e EsitoSolleciti, err error) {
	e = EsitoSolleciti{}
	if !r.Puo(AttoSollecita) {
		return e, nil
	}
	righe, err := righeInvii(ctx, tx, r)
	if err != nil {
		return e, err
	}
	righe = slices.DeleteFunc(f.scegli(r, righe, tx.Now().Day()), func(x RigaInvio) bool { return x.Stato.Consegnato() })
	ids := make([]int64, len(righe))
	for i, x := range righe {
		ids[i] = x.EnteID
	}
	persone, err := accesso.ConMandatoPerEnti(ctx, tx, ids)
	if err != nil {
		return e, err
	}
	for _, x := range righe {
		raggiungibile := slices.ContainsFunc(persone[x.EnteID], func(p accesso.PersonaConMandato) bool { return mail.ValidAddress(p.Email) })
		switch {
		case !raggiungibile:
			e.SenzaPersone = append(e.SenzaPersone, x)
		case x.recente(tx.Now().Day()):
			e.SollecitatiDaPoco = append(e.SollecitatiDaPoco, x)
		default:
			e.DaScrivere = append(e.DaScrivere, x)
		}
	}
	return e, nil
}

// Sollecita reminds the bodies of the filter that have not sent: one message
// for each address. Whoever was reminded in the last days is left out, so that
// pressing twice writes once.
func (s *Service) Sollecita(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, f FiltroInvii) (e EsitoSolleciti, err error) {
	if err := soloVerifica(chi); err != nil {
		return e, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := RilevazioneDi(ctx, tx, sem)
		if err != nil {
			return err
		}
		if err := r.applica(AttoSollecita, tx.Now()); err != nil {
			return err
		}
		if e, err = daSollecitare(ctx, tx, r, f); err != nil {
			return err
		}
		if len(e.DaScrivere) == 0 {
			return nil
		}
		ms := make([]mancante, len(e.DaScrivere))
		for i, x := range e.DaScrivere {
			ms[i] = mancante{x.Invio, x.Ente}
		}
		if err := s.ricorda(ctx, tx, r, ms); err != nil {
			return err
		}
		return annotaRilevazione(ctx, tx, chi, r, string(AttoSollecita), map[string]any{"enti": len(ms), "lasciati": len(e.SollecitatiDaPoco) + len(e.SenzaPersone)})
	})
	return e, err
}

// ricorda marks the bodies as reminded and writes to them; whoever sent in the
// meantime, or was reminded by somebody else, is passed over.
func (s *Service) ricorda(ctx context.Context, tx *db.Tx, r Rilevazione, ms []mancante) error {
	var tardi, presto []mancante
	for _, m := range ms {
		segnato, err := segnaSollecito(ctx, tx, m.Invio)
		if err != nil {
			return err
		}
		switch {
		case !segnato:
		case m.InRitardo(r, tx.Now().Day()):
			tardi = append(tardi, m)
		default:
			presto = append(presto, m)
		}
	}
	if _, err := s.spedisci(ctx, tx, r, promemoria, presto); err != nil {
		return err
	}
	_, err := s.spedisci(ctx, tx, r, scaduto, tardi)
	return err
}

// segnaSollecito writes that the body was reminded now, unless it has sent or
// was reminded since i was read.
func segnaSollecito(ctx context.Context, tx *db.Tx, i Invio) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET sollecitato_il = $1, solleciti = solleciti + 1
		WHERE id = $2 AND solleciti = $3 AND stato IN ('non_iniziato','bozza','restituito')`, tx.Now(), i.ID, i.Solleciti)
	return n > 0, err
}

// Promemoria are the calendar days before the last one at which PAsS reminds
// by itself; -1 is the day after it.
var Promemoria = []int{14, 7, 1, -1}

// dovuto reports whether on that day PAsS reminds the body by itself: the day
// of a reminder has come, and since then nobody has written to it, neither to
// invite nor to remind nor to give data back. Days on which PAsS was off are
// made up for by one reminder, not by all those that were missed.
func (i Invio) dovuto(r Rilevazione, oggi kernel.Day) bool {
	if r.Stato != Aperta || i.Stato.Consegnato() {
		return false
	}
	ultimo := i.InvitatoIl
	for _, x := range []kernel.Instant{i.SollecitatoIl, i.DecisoIl} {
		if x.After(ultimo) {
			ultimo = x
		}
	}
	for n := len(Promemoria) - 1; n >= 0; n-- { // the latest whose day has come
		if giorno := i.Scadenza(r).AddDays(-Promemoria[n]); !oggi.Before(giorno) {
			return ultimo.Day().Before(giorno)
		}
	}
	return false
}

// lottoSolleciti is how many bodies one transaction of the job reminds.
const lottoSolleciti = 200

// Giornata does what the passing of the days asks for on every open campaign:
// invitations to bodies that joined meanwhile, reminders that are due,
// impediments of whoever is late. It may run at any time and as often as one
// likes.
func (s *Service) Giornata(ctx context.Context) error {
	var aperte []Rilevazione
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		rs, err := Rilevazioni(ctx, tx)
		aperte = slices.DeleteFunc(rs, func(r Rilevazione) bool { return r.Stato != Aperta })
		return err
	})
	if err != nil {
		return err
	}
	if err := s.lasciaVecchi(ctx); err != nil {
		return err
	}
	for _, r := range aperte {
		if err := s.proseguiInviti(ctx, r.Semestre); err != nil {
			return err
		}
		if err := s.promemoriaDi(ctx, r.Semestre); err != nil {
			return err
		}
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			r, err := RilevazioneDi(ctx, tx, r.Semestre)
			if err != nil {
				return ignora(err, kernel.NonTrovato)
			}
			return s.aggiornaImpedimenti(ctx, tx, r)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// promemoriaDi sends the reminders that are due, lot by lot.
func (s *Service) promemoriaDi(ctx context.Context, sem kernel.Semestre) error {
	for {
		fatti := 0
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			fatti = 0
			r, err := RilevazioneDi(ctx, tx, sem)
			if err != nil {
				return ignora(err, kernel.NonTrovato)
			}
			is, err := InviiDi(ctx, tx, r.ID)
			if err != nil {
				return err
			}
			is = slices.DeleteFunc(is, func(i Invio) bool { return !i.dovuto(r, tx.Now().Day()) })
			if len(is) == 0 {
				return nil
			}
			fatti = min(len(is), lottoSolleciti)
			ms, err := conEnti(ctx, tx, is[:fatti])
			if err != nil {
				return err
			}
			if err := s.ricorda(ctx, tx, r, ms); err != nil {
				return err
			}
			return annotaRilevazione(ctx, tx, kernel.ActorSistema(), r, string(AttoSollecita), map[string]any{"enti": len(ms)})
		})
		if err != nil || fatti < lottoSolleciti {
			return err
		}
	}
}
