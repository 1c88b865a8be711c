package richieste

import (
	"context"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonne = `r.id, r.anno, r.numero, r.ente_id, r.provincia, r.procedimento_id, r.task_force_id, r.creata_da, r.stato, r.modulo,
	r.esito, r.voto, r.commento, r.creata_il, r.inviata_il, r.presa_in_carico_il, r.prima_risposta_il, r.chiusa_il,
	r.stato_dal, r.ultimo_atto_il, r.versione`

func scanRichiesta(row db.Row) (r Richiesta, err error) {
	var modulo string
	err = row.Scan(&r.ID, &r.Anno, &r.Numero, &r.EnteID, &r.Provincia, &r.ProcedimentoID, &r.TaskForceID, &r.CreataDa, &r.Stato, &modulo,
		&r.Esito, &r.Voto, &r.Commento, &r.CreataIl, &r.InviataIl, &r.PresaInCaricoIl, &r.PrimaRispostaIl, &r.ChiusaIl,
		&r.StatoDal, &r.UltimoAttoIl, &r.Versione)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal([]byte(modulo), &r.Modulo); err != nil {
		return r, fmt.Errorf("richieste: form of %d: %w", r.ID, err)
	}
	return r, nil
}

// Carica reads a request with its active incarichi, if the actor may see it;
// otherwise it does not exist.
func Carica(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (Richiesta, error) {
	r, err := carica(ctx, tx, id)
	if err == nil && !PuoVedere(chi, r) {
		return Richiesta{}, db.ErrNotFound
	}
	return r, err
}

// attendi makes who acts on the same request wait for each other, so that what
// is read next is what the other one left: two people who write at once must
// both succeed. On the embedded database there is one writer anyway.
func attendi(ctx context.Context, tx *db.Tx, id int64) error {
	_, err := tx.Exec(ctx, `UPDATE richieste SET versione = versione WHERE id = $1`, id)
	return err
}

func carica(ctx context.Context, tx *db.Tx, id int64) (Richiesta, error) {
	r, err := db.One(ctx, tx, scanRichiesta, `SELECT `+colonne+` FROM richieste r WHERE r.id = $1`, id)
	if err != nil {
		return r, err
	}
	one := []Richiesta{r}
	err = caricaIncarichi(ctx, tx, one)
	return one[0], err
}

// caricaIncarichi fills in the active incarichi of all the requests, the
// referente first, with one query.
func caricaIncarichi(ctx context.Context, tx *db.Tx, rs []Richiesta) error {
	if len(rs) == 0 {
		return nil
	}
	place := map[int64]int{}
	ids := make([]int64, len(rs))
	for i, r := range rs {
		place[r.ID], ids[i] = i, r.ID
	}
	return db.Each(ctx, tx, func(row db.Row) error {
		i, err := scanIncarico(row)
		if err == nil {
			r := &rs[place[i.RichiestaID]]
			r.Incarichi = append(r.Incarichi, i)
		}
		return err
	}, `SELECT id, richiesta_id, persona_id, referente, accettato, dal_il, al_il, fine FROM richieste_incarichi
		WHERE al_il IS NULL AND richiesta_id IN (`+db.Placeholders(1, len(ids))+`) ORDER BY referente DESC, id`, db.Args(ids)...)
}

func scanIncarico(row db.Row) (i Incarico, err error) {
	return i, row.Scan(&i.ID, &i.RichiestaID, &i.PersonaID, &i.Referente, &i.Accettato, &i.DalIl, &i.AlIl, &i.Fine)
}

func inserisci(ctx context.Context, tx *db.Tx, r *Richiesta) (err error) {
	modulo, err := json.Marshal(r.Modulo)
	if err != nil {
		return err
	}
	r.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO richieste
		(anno, numero, ente_id, provincia, procedimento_id, task_force_id, creata_da, stato, modulo, cerca, esito, voto, commento,
		 creata_il, stato_dal, ultimo_atto_il, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,'','',0,'',$10,$11,$12,1) RETURNING id`,
		r.Anno, r.Numero, r.EnteID, r.Provincia, r.ProcedimentoID, r.TaskForceID, r.CreataDa, string(r.Stato), string(modulo),
		r.CreataIl, r.StatoDal, r.UltimoAttoIl)
	r.Versione = 1
	return err
}

// aggiorna stores the request if nobody changed it meanwhile.
func aggiorna(ctx context.Context, tx *db.Tx, r *Richiesta, cerca string) error {
	modulo, err := json.Marshal(r.Modulo)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE richieste SET anno=$1, numero=$2, provincia=$3, procedimento_id=$4, task_force_id=$5, stato=$6, modulo=$7,
		cerca = CASE WHEN $8 = '' THEN cerca ELSE $8 END, esito=$9, voto=$10, commento=$11, inviata_il=$12, presa_in_carico_il=$13,
		prima_risposta_il=$14, chiusa_il=$15, stato_dal=$16, ultimo_atto_il=$17, versione = versione + 1
		WHERE id=$18 AND versione=$19`,
		r.Anno, r.Numero, r.Provincia, r.ProcedimentoID, r.TaskForceID, string(r.Stato), string(modulo), cerca, string(r.Esito), r.Voto, r.Commento,
		r.InviataIl, r.PresaInCaricoIl, r.PrimaRispostaIl, r.ChiusaIl, r.StatoDal, r.UltimoAttoIl, r.ID, r.Versione)
	if err != nil {
		return err
	}
	if n == 0 {
		return kernel.E(kernel.Conflitto, "Nel frattempo qualcun altro ha aggiornato la richiesta. Rileggerla prima di procedere.")
	}
	r.Versione++
	return nil
}

func salvaIncarichi(ctx context.Context, tx *db.Tx, r *Richiesta) (err error) {
	for i := range r.Incarichi {
		c := &r.Incarichi[i]
		if c.ID == 0 {
			c.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO richieste_incarichi (richiesta_id, persona_id, referente, accettato, dal_il, fine)
				VALUES ($1,$2,$3,$4,$5,'') RETURNING id`, r.ID, c.PersonaID, c.Referente, c.Accettato, c.DalIl)
		} else {
			_, err = tx.Exec(ctx, `UPDATE richieste_incarichi SET referente=$1, accettato=$2, al_il=$3, fine=$4 WHERE id=$5 AND richiesta_id=$6`,
				c.Referente, c.Accettato, c.AlIl, c.Fine, c.ID, r.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inserisciEvento adds a line to the timeline; its place follows the last one.
func inserisciEvento(ctx context.Context, tx *db.Tx, e *Evento) error {
	_, err := db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&e.ID, &e.N) },
		`INSERT INTO richieste_atti (richiesta_id, n, atto, da, a, persona_id, autore, ruolo, testo, il)
		 VALUES ($1, (SELECT COALESCE(MAX(n), 0) + 1 FROM richieste_atti WHERE richiesta_id = $1), $2,$3,$4,$5,$6,$7,$8,$9) RETURNING id, n`,
		e.RichiestaID, string(e.Atto), string(e.Da), string(e.A), e.PersonaID, e.Autore, string(e.Ruolo), e.Testo, e.Il)
	return err
}

// Cronologia reads the timeline of a request that the caller has already
// loaded for an actor: two queries, whatever its length.
func Cronologia(ctx context.Context, tx *db.Tx, r Richiesta) ([]Evento, error) {
	eventi, err := db.Many(ctx, tx, func(row db.Row) (e Evento, err error) {
		return e, row.Scan(&e.ID, &e.RichiestaID, &e.N, &e.Atto, &e.Da, &e.A, &e.PersonaID, &e.Autore, &e.Ruolo, &e.Testo, &e.Il)
	}, `SELECT id, richiesta_id, n, atto, da, a, persona_id, autore, ruolo, testo, il FROM richieste_atti WHERE richiesta_id = $1 ORDER BY n`, r.ID)
	if err != nil {
		return nil, err
	}
	docs, err := documenti(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	place := map[int64]int{}
	for i, e := range eventi {
		place[e.ID] = i
	}
	for _, d := range docs {
		if i, ok := place[d.EventoID]; ok {
			eventi[i].Documenti = append(eventi[i].Documenti, d)
		}
	}
	return eventi, nil
}

func scanDocumento(row db.Row) (d Documento, err error) {
	return d, row.Scan(&d.ID, &d.EventoID, &d.FileID, &d.Nome, &d.Tipo, &d.Size, &d.SHA256, &d.CreatoIl)
}

// documenti lists the files of a request, in the order of their arrival.
func documenti(ctx context.Context, tx *db.Tx, r Richiesta) ([]Documento, error) {
	return db.Many(ctx, tx, scanDocumento, `SELECT d.id, d.atto_id, d.file_id, f.nome, f.tipo, f.dimensione, f.sha256, f.creato_il
		FROM richieste_documenti d JOIN files f ON f.id = d.file_id WHERE d.richiesta_id = $1 ORDER BY d.id`, r.ID)
}

// documento finds a file of this very request.
func documento(ctx context.Context, tx *db.Tx, r Richiesta, id int64) (Documento, error) {
	return db.One(ctx, tx, scanDocumento, `SELECT d.id, d.atto_id, d.file_id, f.nome, f.tipo, f.dimensione, f.sha256, f.creato_il
		FROM richieste_documenti d JOIN files f ON f.id = d.file_id WHERE d.richiesta_id = $1 AND d.id = $2`, r.ID, id)
}

// Carichi counts the open requests on which each expert works now. It starts
// from the open states, which are few beside the requests of all years.
func Carichi(ctx context.Context, tx *db.Tx) (map[int64]int, error) {
	out := map[int64]int{}
	aperte := Aperte()
	err := db.Each(ctx, tx, func(row db.Row) error {
		var persona int64
		var n int
		if err := row.Scan(&persona, &n); err != nil {
			return err
		}
		out[persona] = n
		return nil
	}, `SELECT i.persona_id, COUNT(*) FROM richieste r JOIN richieste_incarichi i ON i.richiesta_id = r.id AND i.al_il IS NULL
		WHERE r.stato IN (`+db.Placeholders(1, len(aperte))+`) GROUP BY i.persona_id`, db.Args(aperte)...)
	return out, err
}
