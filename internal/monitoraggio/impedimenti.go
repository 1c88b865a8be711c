package monitoraggio

import (
	"context"
	"fmt"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// chiaveImpedimento is the key under which enti keeps the impediment of a
// campaign: "monitoraggio.2026-1".
func chiaveImpedimento(r Rilevazione) string { return "monitoraggio." + r.Semestre.String() }

func impedimento(r Rilevazione, i Invio) enti.Impedimento {
	return enti.Impedimento{EnteID: i.EnteID, Chiave: chiaveImpedimento(r),
		Testo: "Mancano i dati del monitoraggio dei tempi del " + r.Semestre.InItaliano() + ", attesi entro il " + i.Scadenza(r).InItaliano() + ".",
		URL:   fmt.Sprintf("/monitoraggio/mio/%s?ente=%d", r.Semestre, i.EnteID)}
}

// aggiornaImpedimenti makes the impediments of a campaign what Impedisce says
// today; it writes only what differs, and may run at any time.
func (s *Service) aggiornaImpedimenti(ctx context.Context, tx *db.Tx, r Rilevazione) error {
	if r.Stato != Aperta || !r.Obbligatoria {
		return enti.TogliATutti(ctx, tx, chiaveImpedimento(r))
	}
	impediti, err := enti.Impediti(ctx, tx, chiaveImpedimento(r))
	if err != nil {
		return err
	}
	gia := make(map[int64]bool, len(impediti))
	for _, e := range impediti {
		gia[e] = true
	}
	is, err := InviiDi(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, i := range is {
		if Impedisce(r, i, tx.Now().Day()) != gia[i.EnteID] {
			if err := s.impedimentoDi(ctx, tx, r, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// impedimentoDi is aggiornaImpedimenti for one body.
func (s *Service) impedimentoDi(ctx context.Context, tx *db.Tx, r Rilevazione, i Invio) error {
	if Impedisce(r, i, tx.Now().Day()) {
		return enti.PoniImpedimento(ctx, tx, impedimento(r, i))
	}
	return enti.TogliImpedimento(ctx, tx, i.EnteID, chiaveImpedimento(r))
}

// InvioCambiato does, in the transaction of an act on the data of a body, what
// follows from it: the impediment goes or comes, and the figures of the Region
// are computed again. Every act that changes i.Stato calls it.
func (s *Service) InvioCambiato(ctx context.Context, tx *db.Tx, _ kernel.Actor, r Rilevazione, i Invio) error {
	if err := s.impedimentoDi(ctx, tx, r, i); err != nil {
		return err
	}
	return s.RichiediQuadro(ctx, tx, r.ID)
}
