package monitoraggio

import (
	"context"
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/db"
)

// Mappa says which sheet is about which procedure and which column is which
// field. It is remembered for the next file with the same header.
func (s *Service) Mappa(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, id, versione int64, ms []foglio.Mappa) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, c, err := s.unCaricamento(ctx, tx, chi, ente, sem, id, versione)
		if err != nil {
			return err
		}
		_, ids, err := b.chiesti(ctx, tx)
		if err != nil {
			return err
		}
		if err := mappeValide(ms, ids); err != nil {
			return err
		}
		c.Mappe, c.Stato, c.Lavorazione.Correzioni = ms, DaConfermare, nil
		for _, m := range ms {
			if m.Procedimento == "" {
				continue
			}
			if err := ricordaMappa(ctx, tx, ente, m); err != nil {
				return err
			}
		}
		if err := salvaCaricamento(ctx, tx, &c); err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "Mappa", "caricamento", id, map[string]any{"fogli": len(ms)})
	})
}

// mappeValide checks a mapping as a person chose it; fields are "foglio-N" and
// "foglio-N.campo".
func mappeValide(ms []foglio.Mappa, ids map[string]int64) error {
	var fs []kernel.FieldError
	usati := 0
	for i, m := range ms {
		if m.Procedimento == "" {
			continue
		}
		usati++
		if _, ok := ids[m.Procedimento]; !ok {
			fs = append(fs, kernel.FieldError{Field: fmt.Sprintf("foglio-%d", i), Message: "Scegliere un procedimento della rilevazione."})
		}
		for _, campo := range foglio.Campi {
			if _, ok := m.Campi[campo]; !ok && campo.Obbligatorio() {
				fs = append(fs, kernel.FieldError{Field: fmt.Sprintf("foglio-%d.%s", i, campo), Message: "Foglio «" + m.Foglio + "»: scegliere la colonna di «" + campo.Etichetta() + "»."})
			}
		}
		var viste []int
		for _, campo := range foglio.Campi {
			col, ok := m.Campi[campo]
			if ok && slices.Contains(viste, col) {
				fs = append(fs, kernel.FieldError{Field: fmt.Sprintf("foglio-%d.%s", i, campo), Message: "Foglio «" + m.Foglio + "»: la colonna di «" + campo.Etichetta() + "» è già usata per un altro dato."})
			}
			viste = append(viste, col)
		}
	}
	if usati == 0 {
		fs = append(fs, kernel.FieldError{Field: "foglio-0", Message: "Scegliere il procedimento di almeno un foglio."})
	}
	return kernel.Invalid(fs)
}
