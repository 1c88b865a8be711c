package enti

import (
	"context"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneAdesione = `a.id, a.ente_id, a.richiedente_id, a.titolo, a.mandato_al, a.protocollo_numero, a.protocollo_data, a.stato,
	COALESCE(a.file_id, 0), a.caricato_il, a.motivo, a.mandato_id, COALESCE(a.sostituisce_id, 0), a.creata_il, a.inviata_il,
	a.decisa_il, a.aggiornata_il, a.versione`

func (a *Adesione) campi() []any {
	return []any{&a.ID, &a.EnteID, &a.RichiedenteID, &a.Dati.Titolo, &a.Dati.MandatoAl, &a.Dati.Protocollo, &a.Dati.ProtoData, &a.Stato,
		&a.FileID, &a.CaricatoIl, &a.Motivo, &a.MandatoID, &a.SostituisceID, &a.CreataIl, &a.InviataIl,
		&a.DecisaIl, &a.AggiornataIl, &a.Versione}
}

func scanAdesione(r db.Row) (a Adesione, err error) { return a, r.Scan(a.campi()...) }

// getAdesione reads an adesione, or returns db.ErrNotFound.
func getAdesione(ctx context.Context, tx *db.Tx, id int64) (Adesione, error) {
	return db.One(ctx, tx, scanAdesione, `SELECT `+colonneAdesione+` FROM adesioni a WHERE a.id = $1`, id)
}

// AdesioneInCarica reads the adesione of a body that is approved or suspended;
// false when it has none.
func AdesioneInCarica(ctx context.Context, tx *db.Tx, ente int64) (Adesione, bool, error) {
	a, err := db.One(ctx, tx, scanAdesione, `SELECT `+colonneAdesione+` FROM adesioni a WHERE a.ente_id = $1 AND a.stato IN ('approvata','sospesa')`, ente)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return Adesione{}, false, nil
	}
	return a, err == nil, err
}

// AdesioniDi lists the adesioni that a person asked for, newest first.
func AdesioniDi(ctx context.Context, tx *db.Tx, persona int64) ([]Adesione, error) {
	return db.Many(ctx, tx, scanAdesione, `SELECT `+colonneAdesione+` FROM adesioni a WHERE a.richiedente_id = $1 ORDER BY a.id DESC`, persona)
}

func adesioniDiEnte(ctx context.Context, tx *db.Tx, ente int64) ([]Adesione, error) {
	return db.Many(ctx, tx, scanAdesione, `SELECT `+colonneAdesione+` FROM adesioni a WHERE a.ente_id = $1 ORDER BY a.id DESC`, ente)
}

// aperta reads the adesione of a person for a body that is still on its way.
func aperta(ctx context.Context, tx *db.Tx, ente, persona int64) (Adesione, bool, error) {
	a, err := db.One(ctx, tx, scanAdesione, `SELECT `+colonneAdesione+` FROM adesioni a
		WHERE a.ente_id = $1 AND a.richiedente_id = $2 AND a.stato IN ('bozza','inviata','in_verifica','da_integrare')`, ente, persona)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return Adesione{}, false, nil
	}
	return a, err == nil, err
}

func inserisciAdesione(ctx context.Context, tx *db.Tx, ente, persona int64) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO adesioni (ente_id, richiedente_id, stato, creata_il, aggiornata_il)
		VALUES ($1,$2,'bozza',$3,$3) RETURNING id`, ente, persona, tx.Now())
}

// salvaAdesione writes the whole adesione if nobody changed it since it was
// read, and moves its version on.
func salvaAdesione(ctx context.Context, tx *db.Tx, a *Adesione) error {
	n, err := tx.Exec(ctx, `UPDATE adesioni SET ente_id=$1, titolo=$2, mandato_al=$3, protocollo_numero=$4, protocollo_data=$5, stato=$6,
		file_id=$7, caricato_il=$8, motivo=$9, mandato_id=$10, sostituisce_id=$11, inviata_il=$12, decisa_il=$13, aggiornata_il=$14,
		versione = versione + 1 WHERE id=$15 AND versione=$16`,
		a.EnteID, string(a.Dati.Titolo), a.Dati.MandatoAl, a.Dati.Protocollo, a.Dati.ProtoData, string(a.Stato),
		nullo(a.FileID), a.CaricatoIl, a.Motivo, a.MandatoID, nullo(a.SostituisceID), a.InviataIl, a.DecisaIl, a.AggiornataIl,
		a.ID, a.Versione)
	if db.IsUnique(err) {
		return kernel.Wrap(kernel.Conflitto, "Per questo ente esiste già un'altra adesione nello stesso stato. Nessun dato è cambiato: ricaricare la pagina.", err)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return cambiata()
	}
	a.Versione++
	return nil
}

func cambiata() error {
	return kernel.E(kernel.Conflitto, "L'adesione è cambiata mentre la pagina era aperta. Nessun dato è stato perso: ricaricare la pagina e controllare.")
}

// AttoAdesione is one entry of the timeline of an adesione.
type AttoAdesione struct {
	ID         int64
	AdesioneID int64
	Atto       Atto
	Da, A      Stato
	Motivo     string
	FileID     int64 // the Protocollo received with the act, or 0
	PersonaID  int64 // 0: PAsS itself
	Nome       string
	Ruolo      kernel.Ruolo
	Il         kernel.Instant
}

func scriviAtto(ctx context.Context, tx *db.Tx, v AttoAdesione) error {
	_, err := tx.Exec(ctx, `INSERT INTO adesioni_atti (adesione_id, atto, da_stato, a_stato, motivo, file_id, persona_id, nome, ruolo, il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)`,
		v.AdesioneID, string(v.Atto), string(v.Da), string(v.A), v.Motivo, nullo(v.FileID), v.PersonaID, v.Nome, string(v.Ruolo), tx.Now())
	return err
}

func attiDi(ctx context.Context, tx *db.Tx, adesione int64) ([]AttoAdesione, error) {
	return db.Many(ctx, tx, func(r db.Row) (v AttoAdesione, err error) {
		return v, r.Scan(&v.ID, &v.AdesioneID, &v.Atto, &v.Da, &v.A, &v.Motivo, &v.FileID, &v.PersonaID, &v.Nome, &v.Ruolo, &v.Il)
	}, `SELECT id, adesione_id, atto, da_stato, a_stato, motivo, COALESCE(file_id, 0), persona_id, nome, ruolo, il
		FROM adesioni_atti WHERE adesione_id = $1 ORDER BY id`, adesione)
}

// VoceCoda is one line of the queue of the segreteria.
type VoceCoda struct {
	Adesione    Adesione
	Ente        Ente
	Richiedente accesso.Persona
}

// FiltroCoda chooses adesioni; zero fields do not filter.
type FiltroCoda struct {
	Stato     Stato  // empty: those that wait for the segreteria
	Tutte     bool   // every state but bozza
	Provincia string // sigla
}

// whereCoda is shared by the list and its count; $1 state, $2 all, $3 sigla.
const whereCoda = ` FROM adesioni a JOIN enti e ON e.id = a.ente_id WHERE a.stato <> 'bozza'
	AND (($1 = '' AND CAST($2 AS BIGINT) = 0 AND a.stato IN ('inviata','in_verifica')) OR ($1 <> '' AND a.stato = $1) OR ($1 = '' AND CAST($2 AS BIGINT) = 1))
	AND ($3 = '' OR e.provincia = $3)`

func (f FiltroCoda) args() []any {
	tutte := int64(0)
	if f.Tutte {
		tutte = 1
	}
	return []any{string(f.Stato), tutte, f.Provincia}
}

// coda lists the adesioni, the one that has waited longest first.
func coda(ctx context.Context, tx *db.Tx, f FiltroCoda, limite, salto int) (vs []VoceCoda, total int64, err error) {
	total, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+whereCoda, f.args()...)
	if err != nil {
		return nil, 0, err
	}
	vs, err = db.Many(ctx, tx, func(r db.Row) (v VoceCoda, err error) {
		return v, r.Scan(append(v.Adesione.campi(), v.Ente.campi()...)...)
	}, `SELECT `+colonneAdesione+`, `+colonneEnte+whereCoda+`
		ORDER BY CASE WHEN a.stato IN ('inviata','in_verifica') THEN 0 ELSE 1 END, a.inviata_il NULLS LAST, a.id LIMIT $4 OFFSET $5`,
		append(f.args(), int64(limite), int64(salto))...)
	if err != nil {
		return nil, 0, err
	}
	ids := make([]int64, len(vs))
	for i, v := range vs {
		ids[i] = v.Adesione.RichiedenteID
	}
	people, err := accesso.PersonePerID(ctx, tx, ids)
	for i := range vs {
		vs[i].Richiedente = people[vs[i].Adesione.RichiedenteID]
	}
	return vs, total, err
}

// perStato counts the adesioni by state, drafts left out.
func perStato(ctx context.Context, tx *db.Tx) (map[Stato]int64, error) {
	out := map[Stato]int64{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var s Stato
		var n int64
		err := r.Scan(&s, &n)
		out[s] = n
		return err
	}, `SELECT stato, COUNT(*) FROM adesioni WHERE stato <> 'bozza' GROUP BY stato`)
}
