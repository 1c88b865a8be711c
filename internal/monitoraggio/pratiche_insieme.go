package monitoraggio

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// AggiungiPratiche writes many new practices of a body at once, all or none,
// with a fixed number of statements for each block: for who has them ready,
// such as another program or the demonstration. Only while the data are being
// written: after the sending practices are corrected one by one.
func (s *Service) AggiungiPratiche(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, ps []Pratica) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoScrive(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if err := b.inizia(ctx, tx, chi); err != nil {
			return err
		}
		fs, err := ferme(ctx, tx, ente)
		if err != nil {
			return err
		}
		nuove := make([]coppia, len(ps))
		procedimenti := map[int64]int{}
		visti := map[string]bool{}
		for i, p := range ps {
			p.ID, p.EnteID, p.Origine = 0, ente, DaModulo
			if _, err := b.chiede(p.ProcedimentoID); err != nil {
				return err
			}
			if errs := ValidaPratica(p, tx.Now().Day()); len(errs) > 0 {
				return kernel.Invalid([]kernel.FieldError{{Field: fmt.Sprintf("pratica-%d", i), Message: p.Pratica.ID + ": " + errs[0].Message}})
			}
			procedimenti[p.ProcedimentoID]++
			visti[fmt.Sprint(p.ProcedimentoID, " ", p.Pratica.ID)] = true
			nuove[i] = coppia{dopo: &p}
		}
		if len(visti) < len(ps) {
			return kernel.E(kernel.Conflitto, "Due pratiche hanno lo stesso numero. Nulla è stato scritto.")
		}
		if err := nessunaPresente(ctx, tx, ente, ps); err != nil {
			return err
		}
		if err := cambiaMolte(ctx, tx, chi, fs, nuove, ""); err != nil {
			return err
		}
		for _, procedimento := range slices.Sorted(maps.Keys(procedimenti)) {
			if err := b.usaPratiche(ctx, tx, chi, procedimento); err != nil {
				return err
			}
			if err := b.annota(ctx, tx, chi, "AggiungiPratiche", "invio", b.invio.ID, map[string]any{"semestre": sem.String(), "procedimento": procedimento, "pratiche": procedimenti[procedimento]}); err != nil {
				return err
			}
		}
		return nil
	})
}

// nessunaPresente refuses numbers that the body has already.
func nessunaPresente(ctx context.Context, tx *db.Tx, ente int64, ps []Pratica) error {
	numeri := map[int64][]string{}
	for _, p := range ps {
		numeri[p.ProcedimentoID] = append(numeri[p.ProcedimentoID], p.Pratica.ID)
	}
	for _, procedimento := range slices.Sorted(maps.Keys(numeri)) {
		gia, err := PratichePerNumero(ctx, tx, ente, procedimento, numeri[procedimento])
		if err != nil {
			return err
		}
		if len(gia) > 0 {
			return kernel.E(kernel.Conflitto, "Pratiche che ci sono già: "+elencoBreve(slices.Sorted(maps.Keys(gia)))+". Nulla è stato scritto.")
		}
	}
	return nil
}
