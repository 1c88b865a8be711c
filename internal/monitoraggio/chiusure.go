package monitoraggio

import (
	"context"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Chiusura is how an open practice ended: one of the three days at most. All
// zero leaves it open.
type Chiusura struct {
	ID, Versione     int64
	Provvedimento    kernel.Day
	SilenzioAssenso  kernel.Day
	EsclusaIl        kernel.Day
	MotivoEsclusione string
}

func (c Chiusura) vuota() bool {
	return c.Provvedimento.IsZero() && c.SilenzioAssenso.IsZero() && c.EsclusaIl.IsZero()
}

// ChiudiPratiche writes how open practices ended, all together or none. What
// is wrong is kernel.NonValido with the fields "chiusa-ID". It says how many
// were closed.
func (s *Service) ChiudiPratiche(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento int64, cs []Chiusura) (n int, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoScrive(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if _, err := b.chiede(procedimento); err != nil {
			return err
		}
		if err := b.inizia(ctx, tx, chi); err != nil {
			return err
		}
		coppie, err := chiusure(ctx, tx, ente, procedimento, cs)
		if err != nil || len(coppie) == 0 {
			return err
		}
		fs, err := ferme(ctx, tx, ente)
		if err != nil {
			return err
		}
		if err := cambiaMolte(ctx, tx, chi, fs, coppie, ""); err != nil {
			return err
		}
		if err := b.usaPratiche(ctx, tx, chi, procedimento); err != nil {
			return err
		}
		n = len(coppie)
		return b.annota(ctx, tx, chi, "ChiudiPratiche", "invio", b.invio.ID, map[string]any{"semestre": sem.String(), "procedimento": procedimento, "pratiche": n})
	})
	return n, err
}

// chiusure pairs what was typed with the practices that are there.
func chiusure(ctx context.Context, tx *db.Tx, ente, procedimento int64, cs []Chiusura) ([]coppia, error) {
	var errori []kernel.FieldError
	var out []coppia
	aperte, err := praticheAperte(ctx, tx, ente, procedimento)
	if err != nil {
		return nil, err
	}
	per := make(map[int64]Pratica, len(aperte))
	for _, p := range aperte {
		per[p.ID] = p
	}
	for _, c := range cs {
		if c.vuota() {
			continue
		}
		prima, ok := per[c.ID]
		if !ok || prima.Versione != c.Versione {
			return nil, cambiataIntanto("Una pratica")
		}
		delete(per, c.ID) // one practice is closed once
		dopo := prima
		dopo.Provvedimento, dopo.SilenzioAssenso = c.Provvedimento, c.SilenzioAssenso
		if !c.EsclusaIl.IsZero() {
			dopo.EsclusaIl, dopo.MotivoEsclusione = c.EsclusaIl, c.MotivoEsclusione
		}
		for _, f := range ValidaPratica(dopo, tx.Now().Day()) {
			errori = append(errori, kernel.FieldError{Field: fmt.Sprintf("chiusa-%d", c.ID), Message: f.Message})
		}
		out = append(out, coppia{&prima, &dopo})
	}
	return out, kernel.Invalid(errori)
}

// praticheAperte lists the practices without an end, the oldest first.
func praticheAperte(ctx context.Context, tx *db.Tx, ente, procedimento int64) ([]Pratica, error) {
	return db.Many(ctx, tx, scanPratica, `SELECT `+colonnePratica+` FROM monitoraggio_pratiche
		WHERE ente_id = $1 AND procedimento_id = $2 AND fine IS NULL ORDER BY data_domanda, id_pratica`, ente, procedimento)
}
