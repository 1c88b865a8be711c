package catalogo

import (
	"context"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

const colTaskForce = `id, codice, nome, descrizione, ordine, attiva`

func scanTaskForce(r db.Row) (t TaskForce, err error) {
	return t, r.Scan(&t.ID, &t.Codice, &t.Nome, &t.Descrizione, &t.Ordine, &t.Attiva)
}

// TaskForces lists all task forces, retired ones too, in their order.
func TaskForces(ctx context.Context, tx *db.Tx) ([]TaskForce, error) {
	return db.Many(ctx, tx, scanTaskForce, `SELECT `+colTaskForce+` FROM catalogo_task_force ORDER BY ordine, id`)
}

// GetTaskForce reads one task force; NonTrovato when absent.
func GetTaskForce(ctx context.Context, tx *db.Tx, id int64) (TaskForce, error) {
	return db.One(ctx, tx, scanTaskForce, `SELECT `+colTaskForce+` FROM catalogo_task_force WHERE id = $1`, id)
}

// TaskForcePerCodice reads one task force by its code; NonTrovato when absent.
func TaskForcePerCodice(ctx context.Context, tx *db.Tx, codice string) (TaskForce, error) {
	return db.One(ctx, tx, scanTaskForce, `SELECT `+colTaskForce+` FROM catalogo_task_force WHERE codice = $1`, codice)
}

func insertTaskForce(ctx context.Context, tx *db.Tx, t TaskForce) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO catalogo_task_force (codice, nome, descrizione, ordine, attiva, aggiornata_il)
		VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`, t.Codice, t.Nome, t.Descrizione, t.Ordine, t.Attiva, tx.Now())
}

func updateTaskForce(ctx context.Context, tx *db.Tx, t TaskForce) error {
	_, err := tx.Exec(ctx, `UPDATE catalogo_task_force SET nome = $1, descrizione = $2, ordine = $3, attiva = $4, aggiornata_il = $5 WHERE id = $6`,
		t.Nome, t.Descrizione, t.Ordine, t.Attiva, tx.Now(), t.ID)
	return err
}

const colProcedimento = `id, codice, nome, task_force_id, base_legale, competente, descrizione, fonte, fonte_url, affidabilita, ordine, attivo`

func scanProcedimento(r db.Row) (p Procedimento, err error) {
	return p, r.Scan(&p.ID, &p.Codice, &p.Nome, &p.TaskForceID, &p.BaseLegale, &p.Competente, &p.Descrizione,
		&p.Fonte, &p.FonteURL, &p.Affidabilita, &p.Ordine, &p.Attivo)
}

// Procedimenti lists the procedures in their order; with soloAttivi only those
// for which requests are taken.
func Procedimenti(ctx context.Context, tx *db.Tx, soloAttivi bool) ([]Procedimento, error) {
	query := `SELECT ` + colProcedimento + ` FROM catalogo_procedimenti ORDER BY ordine, id`
	if soloAttivi {
		query = `SELECT ` + colProcedimento + ` FROM catalogo_procedimenti WHERE attivo ORDER BY ordine, id`
	}
	return db.Many(ctx, tx, scanProcedimento, query)
}

// GetProcedimento reads one procedure; NonTrovato when absent.
func GetProcedimento(ctx context.Context, tx *db.Tx, id int64) (Procedimento, error) {
	return db.One(ctx, tx, scanProcedimento, `SELECT `+colProcedimento+` FROM catalogo_procedimenti WHERE id = $1`, id)
}

// ProcedimentoPerCodice reads one procedure by its code; NonTrovato when
// absent.
func ProcedimentoPerCodice(ctx context.Context, tx *db.Tx, codice string) (Procedimento, error) {
	return db.One(ctx, tx, scanProcedimento, `SELECT `+colProcedimento+` FROM catalogo_procedimenti WHERE codice = $1`, codice)
}

func insertProcedimento(ctx context.Context, tx *db.Tx, p Procedimento) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO catalogo_procedimenti
		(codice, nome, task_force_id, base_legale, competente, descrizione, fonte, fonte_url, affidabilita, ordine, attivo, aggiornato_il)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		p.Codice, p.Nome, p.TaskForceID, p.BaseLegale, p.Competente, p.Descrizione, p.Fonte, p.FonteURL, string(p.Affidabilita), p.Ordine, p.Attivo, tx.Now())
}

func updateProcedimento(ctx context.Context, tx *db.Tx, p Procedimento) error {
	_, err := tx.Exec(ctx, `UPDATE catalogo_procedimenti SET nome = $1, task_force_id = $2, base_legale = $3, competente = $4,
		descrizione = $5, fonte = $6, fonte_url = $7, affidabilita = $8, attivo = $9, aggiornato_il = $10 WHERE id = $11`,
		p.Nome, p.TaskForceID, p.BaseLegale, p.Competente, p.Descrizione, p.Fonte, p.FonteURL, string(p.Affidabilita), p.Attivo, tx.Now(), p.ID)
	return err
}

const colTermine = `id, procedimento_id, vigente_dal, vigente_al, giorni, unita, decorrenza, descrizione, fonte, fonte_url, affidabilita, motivo, inserito_il`

func scanTermine(r db.Row) (t Termine, err error) {
	var unita string
	if err := r.Scan(&t.ID, &t.ProcedimentoID, &t.VigenteDal, &t.VigenteAl, &t.Giorni, &unita, &t.Decorrenza, &t.Descrizione,
		&t.Fonte, &t.FonteURL, &t.Affidabilita, &t.Motivo, &t.InseritoIl); err != nil {
		return t, err
	}
	var known bool
	if t.Unita, known = pubblico.UnitaDi(unita); !known {
		return t, fmt.Errorf("catalogo: term %d has the unknown unit %q", t.ID, unita)
	}
	return t, nil
}

// Termini is the whole history of a procedure's terms, oldest first.
func Termini(ctx context.Context, tx *db.Tx, procedimento int64) (Storia, error) {
	return db.Many(ctx, tx, scanTermine, `SELECT `+colTermine+` FROM catalogo_termini WHERE procedimento_id = $1 ORDER BY vigente_dal`, procedimento)
}

// TuttiITermini gives the history of every procedure, by its ID.
func TuttiITermini(ctx context.Context, tx *db.Tx) (map[int64]Storia, error) {
	all, err := db.Many(ctx, tx, scanTermine, `SELECT `+colTermine+` FROM catalogo_termini ORDER BY procedimento_id, vigente_dal`)
	out := map[int64]Storia{}
	for _, t := range all {
		out[t.ProcedimentoID] = append(out[t.ProcedimentoID], t)
	}
	return out, err
}

// TermineVigente gives the term of the procedure in force on the day al; false
// when there is none.
func TermineVigente(ctx context.Context, tx *db.Tx, procedimento int64, al kernel.Day) (Termine, bool, error) {
	t, err := db.One(ctx, tx, scanTermine, `SELECT `+colTermine+` FROM catalogo_termini
		WHERE procedimento_id = $1 AND vigente_dal <= $2 AND (vigente_al IS NULL OR vigente_al >= $2)`, procedimento, al)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return Termine{}, false, nil
	}
	return t, err == nil, err
}

// saveStoria writes what changed between two histories of a procedure: terms
// that went away, changed, or came. It returns the ID of the last one added.
func saveStoria(ctx context.Context, tx *db.Tx, before, after Storia) (added int64, err error) {
	for _, t := range before {
		if after.index(t.ID) < 0 {
			if _, err := tx.Exec(ctx, `DELETE FROM catalogo_termini WHERE id = $1`, t.ID); err != nil {
				return 0, err
			}
		}
	}
	for _, t := range after {
		if t.ID == 0 {
			continue
		}
		if i := before.index(t.ID); i >= 0 && !before[i].equal(t) {
			if err := updateTermine(ctx, tx, t); err != nil {
				return 0, err
			}
		}
	}
	for _, t := range after {
		if t.ID == 0 {
			if added, err = insertTermine(ctx, tx, t); err != nil {
				return 0, err
			}
		}
	}
	return added, nil
}

func insertTermine(ctx context.Context, tx *db.Tx, t Termine) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO catalogo_termini
		(procedimento_id, vigente_dal, vigente_al, giorni, unita, decorrenza, descrizione, fonte, fonte_url, affidabilita, motivo, inserito_il)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
		t.ProcedimentoID, t.VigenteDal, t.VigenteAl, t.Giorni, pubblico.CodiceUnita(t.Unita), t.Decorrenza, t.Descrizione, t.Fonte, t.FonteURL,
		string(t.Affidabilita), t.Motivo, tx.Now())
}

func updateTermine(ctx context.Context, tx *db.Tx, t Termine) error {
	_, err := tx.Exec(ctx, `UPDATE catalogo_termini SET vigente_dal = $1, vigente_al = $2, giorni = $3, unita = $4, decorrenza = $5,
		descrizione = $6, fonte = $7, fonte_url = $8, affidabilita = $9, motivo = $10 WHERE id = $11`,
		t.VigenteDal, t.VigenteAl, t.Giorni, pubblico.CodiceUnita(t.Unita), t.Decorrenza, t.Descrizione, t.Fonte, t.FonteURL,
		string(t.Affidabilita), t.Motivo, t.ID)
	return err
}

func (t Termine) equal(u Termine) bool {
	if (t.Giorni == nil) != (u.Giorni == nil) || (t.Giorni != nil && *t.Giorni != *u.Giorni) {
		return false
	}
	t.Giorni, u.Giorni = nil, nil
	return t == u
}
