package richieste

import (
	"context"
	"fmt"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// Prepara makes, in tx, a draft for a body out of what somebody wrote to the
// segreteria, and tells the people of the body. It stays theirs: only they see
// it, change it and send it. perche is the line of the timeline. Who is not of
// the segreteria gets kernel.Vietato, a body that may not ask yet
// kernel.Conflitto.
func (s *Service) Prepara(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, m Modulo, perche string) (Richiesta, error) {
	if !chi.Has(kernel.Segreteria) {
		return Richiesta{}, kernel.E(kernel.Vietato, "Solo la segreteria tecnica prepara una richiesta per un ente.")
	}
	if err := puoChiedere(ctx, tx, ente); err != nil {
		return Richiesta{}, err
	}
	r := Richiesta{EnteID: ente, CreataDa: chi.Persona, Stato: Bozza, Modulo: m, ProcedimentoID: m.ProcedimentoID(),
		CreataIl: tx.Now(), StatoDal: tx.Now(), UltimoAttoIl: tx.Now()}
	if err := inserisci(ctx, tx, &r); err != nil {
		return r, err
	}
	if _, err := s.annota(ctx, tx, chi, r, "", Mossa{Atto: Crea, Testo: perche}, nil); err != nil {
		return r, err
	}
	return r, s.avvisaPreparata(ctx, tx, r)
}

func (s *Service) avvisaPreparata(ctx context.Context, tx *db.Tx, r Richiesta) error {
	e, err := enti.Get(ctx, tx, r.EnteID)
	if err != nil {
		return err
	}
	list, err := persone(accesso.ConMandatoPerEnte(ctx, tx, r.EnteID))
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := s.Mail.Send(ctx, tx, mail.Message{To: p.Email, Subject: "Una bozza di richiesta è pronta",
			Text: []string{"Buongiorno " + p.NomeCompleto() + ",",
				"la segreteria tecnica ha preparato una bozza di richiesta per " + e.NomeEsteso() + ". Parte da un messaggio arrivato alla segreteria.",
				"La bozza è dell’ente: si può correggere, inviare o eliminare. Finché non è inviata nessun altro la vede."},
			Link: fmt.Sprintf("%s/richieste/%d/modifica", s.Config.BaseURL(), r.ID), Label: "Aprire la bozza", Thread: fmt.Sprintf("richiesta-%d", r.ID)}); err != nil {
			return err
		}
	}
	return nil
}
