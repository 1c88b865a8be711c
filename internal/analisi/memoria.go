package analisi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// mappa is what a body chose the last time for a procedure.
type mappa struct {
	scelte Scelte
	passi  Passi
	il     kernel.Instant // zero: never
}

// mappaDi reads the last choices of the body and procedure of a request.
func mappaDi(ctx context.Context, tx *db.Tx, q richieste.Richiesta) (m mappa, err error) {
	var scelte, passi string
	_, err = db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&scelte, &passi, &m.il) },
		`SELECT scelte, passi, aggiornata_il FROM analisi_mappe WHERE ente_id = $1 AND procedimento_id = $2`, q.EnteID, q.ProcedimentoID)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return mappa{}, nil
	}
	if err == nil && scelte != "" {
		err = json.Unmarshal([]byte(scelte), &m.scelte)
	}
	if err == nil && passi != "" {
		err = json.Unmarshal([]byte(passi), &m.passi)
	}
	if err != nil {
		return m, fmt.Errorf("analisi: choices of body %d, procedure %d: %w", q.EnteID, q.ProcedimentoID, err)
	}
	return m, nil
}

func salvaMappa(ctx context.Context, tx *db.Tx, q richieste.Richiesta, m mappa) error {
	scelte, err := json.Marshal(m.scelte)
	if err != nil {
		return err
	}
	passi, err := json.Marshal(m.passi)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO analisi_mappe (ente_id, procedimento_id, scelte, passi, aggiornata_il) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (ente_id, procedimento_id) DO UPDATE SET scelte = excluded.scelte, passi = excluded.passi, aggiornata_il = excluded.aggiornata_il`,
		q.EnteID, q.ProcedimentoID, string(scelte), string(passi), tx.Now())
	return err
}

// dimenticaMappe deletes what is remembered for a body and a procedure that
// have no log any more: the names of the columns and of the activities are of
// the body, and are kept no longer than its logs.
func dimenticaMappe(ctx context.Context, tx *db.Tx) error {
	type di struct{ ente, procedimento int64 }
	mappe, err := db.Many(ctx, tx, func(r db.Row) (d di, err error) { return d, r.Scan(&d.ente, &d.procedimento) }, `SELECT ente_id, procedimento_id FROM analisi_mappe`)
	if err != nil || len(mappe) == 0 {
		return err
	}
	vive, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT DISTINCT richiesta_id FROM analisi_registri WHERE eliminato_il IS NULL ORDER BY richiesta_id`)
	if err != nil {
		return err
	}
	servono := map[di]bool{}
	for _, id := range vive {
		q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), id)
		if err != nil {
			return err
		}
		servono[di{q.EnteID, q.ProcedimentoID}] = true
	}
	for _, m := range mappe {
		if servono[m] {
			continue
		}
		if _, err := tx.Exec(ctx, `DELETE FROM analisi_mappe WHERE ente_id = $1 AND procedimento_id = $2`, m.ente, m.procedimento); err != nil {
			return err
		}
	}
	return nil
}

// ricordaScelte keeps how the last log of the body and procedure was read.
func ricordaScelte(ctx context.Context, tx *db.Tx, q richieste.Richiesta, c Scelte) error {
	m, err := mappaDi(ctx, tx, q)
	if err != nil {
		return err
	}
	m.scelte = c
	return salvaMappa(ctx, tx, q, m)
}

// ricordaPassi adds meanings to those that the body already gave.
func ricordaPassi(ctx context.Context, tx *db.Tx, q richieste.Richiesta, p Passi) error {
	m, err := mappaDi(ctx, tx, q)
	if err != nil {
		return err
	}
	if m.passi.Significati == nil || len(m.passi.Significati) > MaxAttivita {
		m.passi.Significati = map[string]steps.Kind{}
	}
	maps.Copy(m.passi.Significati, p.Significati)
	m.passi.Termine = p.Termine
	return salvaMappa(ctx, tx, q, m)
}

// ricordaPercorso adds the legal steps of a path, and the meanings that they
// bring, to those that the body already gave.
func ricordaPercorso(ctx context.Context, tx *db.Tx, q richieste.Richiesta, percorso string, passi map[string]string, significati map[string]steps.Kind) error {
	m, err := mappaDi(ctx, tx, q)
	if err != nil {
		return err
	}
	if m.passi.Significati == nil {
		m.passi.Significati = map[string]steps.Kind{}
	}
	maps.Copy(m.passi.Significati, significati)
	if len(m.passi.Percorsi[percorso]) > MaxAttivita {
		delete(m.passi.Percorsi, percorso)
	}
	m.passi.Percorsi = conPercorso(m.passi.Percorsi, percorso, passi)
	return salvaMappa(ctx, tx, q, m)
}

// adatta are the remembered choices, as far as this file has the columns; ok
// is false when a necessary one is missing.
func (s Scelte) adatta(colonne []string) (Scelte, bool) {
	for i, col := range s.ruoli() {
		switch {
		case *col == eventlog.Ignored || slices.Contains(colonne, *col):
		case i < 3:
			return s, false
		default:
			*col = eventlog.Ignored
		}
	}
	c := s
	c.Tieni, c.Personali = nil, nil
	for _, t := range s.Tieni {
		if slices.Contains(colonne, t) {
			c.Tieni = append(c.Tieni, t)
			if slices.Contains(s.Personali, t) {
				c.Personali = append(c.Personali, t)
			}
		}
	}
	return c, true
}
