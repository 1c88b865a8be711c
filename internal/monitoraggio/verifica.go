package monitoraggio

import (
	"context"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Approva accepts the data that a body sent: they count in the figures that
// are locked.
func (s *Service) Approva(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente, versione int64) error {
	return s.suInvio(ctx, chi, sem, ente, versione, AttoApprova, "", kernel.Day{})
}

// Restituisci gives the data back to the body to be corrected, with the
// reason; the body has at least GiorniPerCorreggere days.
func (s *Service) Restituisci(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente, versione int64, motivo string) error {
	return s.suInvio(ctx, chi, sem, ente, versione, AttoRestituisci, motivo, kernel.Day{})
}

// Riapri opens again, with the reason, the data that a body sent, also when
// they were approved: the body may change them and sends them again.
func (s *Service) Riapri(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente, versione int64, motivo string) error {
	return s.suInvio(ctx, chi, sem, ente, versione, AttoRiapri, motivo, kernel.Day{})
}

// Proroga gives one body more days; al is its new last day.
func (s *Service) Proroga(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente, versione int64, al kernel.Day) error {
	return s.suInvio(ctx, chi, sem, ente, versione, AttoProroga, "", al)
}

// lettere are what the body reads after each act.
var lettere = map[AttoInvio]lettera{AttoApprova: accettati, AttoRestituisci: restituiti, AttoRiapri: riaperti, AttoProroga: nuovoTermine}

// suInvio is the one way in which the segreteria and the Region act on the
// data of one body: load, may they, is it the version they saw, is the act
// possible now, store, impediment, audit, one message to each of its people.
func (s *Service) suInvio(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente, versione int64, a AttoInvio, motivo string, al kernel.Day) error {
	if err := soloVerifica(chi); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := RilevazioneDi(ctx, tx, sem)
		if err != nil {
			return err
		}
		i, err := InvioDi(ctx, tx, r.ID, ente)
		if err != nil {
			return err
		}
		prima := i
		if err := i.applica(r, a, chi, motivo, al, tx.Now()); err != nil {
			return err
		}
		if prima.Versione != versione {
			return cambiataIntanto("Questa raccolta di dati")
		}
		if err := salvaInvio(ctx, tx, &i); err != nil {
			return err
		}
		if err := s.InvioCambiato(ctx, tx, chi, r, i); err != nil {
			return err
		}
		dettagli := map[string]any{"semestre": sem, "da": prima.Stato, "a": i.Stato}
		if passaggiInvio[a].motivo {
			dettagli["motivo"] = i.Motivo
		}
		if a == AttoProroga {
			dettagli["scadenza"] = i.Proroga
		}
		if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(a), Oggetto: "invio", OggettoID: i.ID, Ente: ente, Dettagli: dettagli}); err != nil {
			return err
		}
		e, err := enti.Get(ctx, tx, ente)
		if err != nil {
			return err
		}
		_, err = s.spedisci(ctx, tx, r, lettere[a], []mancante{{i, e}})
		return err
	})
}
