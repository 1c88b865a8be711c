package catalogo

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/registro"
)

// seedProcedure is a procedure of the first catalogue with its term.
type seedProcedure struct {
	Procedimento
	taskForce string
	termine   Termine
}

// Semina writes the first catalogue: six task forces, twenty procedures and
// their terms. It may run at every start: what is already there, and may have
// been changed by the Region, is left alone.
func Semina(ctx context.Context, tx *db.Tx) error {
	ids, added, err := seminaTaskForces(ctx, tx)
	if err != nil {
		return err
	}
	present, err := Procedimenti(ctx, tx, false)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, p := range present {
		known[p.Codice] = true
	}
	for i, s := range seedProcedures() {
		if known[s.Codice] {
			continue
		}
		s.TaskForceID, s.Ordine, s.Attivo = ids[s.taskForce], i+1, true
		if s.termine.ProcedimentoID, err = insertProcedimento(ctx, tx, s.Procedimento); err != nil {
			return err
		}
		s.termine.Motivo = seedReason
		if _, err := insertTermine(ctx, tx, s.termine); err != nil {
			return err
		}
		added++
	}
	return publishSeed(ctx, tx, added)
}

func seminaTaskForces(ctx context.Context, tx *db.Tx) (ids map[string]int64, added int, err error) {
	present, err := TaskForces(ctx, tx)
	if err != nil {
		return nil, 0, err
	}
	ids = map[string]int64{}
	for _, t := range present {
		ids[t.Codice] = t.ID
	}
	for i, t := range seedTaskForces {
		if ids[t.Codice] != 0 {
			continue
		}
		t.Ordine, t.Attiva = i+1, true
		if ids[t.Codice], err = insertTaskForce(ctx, tx, t); err != nil {
			return nil, 0, err
		}
		added++
	}
	return ids, added, nil
}

// publishSeed notes the act and publishes, if there is anything new to tell.
func publishSeed(ctx context.Context, tx *db.Tx, added int) error {
	if added > 0 {
		if err := registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: "Semina", Oggetto: "catalogo",
			Dettagli: map[string]any{"voci": added, "motivo": seedReason}}); err != nil {
			return err
		}
		return pubblica(ctx, tx)
	}
	if _, err := pubblico.Testa(ctx, tx, pubblico.ChiaveCatalogo); kernel.CodeOf(err) != kernel.NonTrovato {
		return err
	}
	return pubblica(ctx, tx)
}
