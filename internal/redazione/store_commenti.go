package redazione

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/redazione/spam"
)

const colonneCommento = `k.id, k.contenuto_id, COALESCE(k.padre_id, 0), k.nome, k.email, k.testo, k.stato, k.motivo, k.punteggio, k.segnale,
	k.inviato_il, k.deciso_il, k.deciso_nome, k.imparato`

func (c *Commento) campi() []any {
	return []any{&c.ID, &c.ContenutoID, &c.PadreID, &c.Nome, &c.Email, &c.Testo, &c.Stato, &c.Motivo, &c.Punteggio, &c.Segnale,
		&c.InviatoIl, &c.DecisoIl, &c.DecisoNome, &c.imparato}
}

func scanCommento(r db.Row) (c Commento, err error) { return c, r.Scan(c.campi()...) }

func getCommento(ctx context.Context, tx *db.Tx, id int64) (Commento, error) {
	return db.One(ctx, tx, scanCommento, `SELECT `+colonneCommento+` FROM redazione_commenti k WHERE k.id = $1`, id)
}

func commentoUguale(ctx context.Context, tx *db.Tx, impronta string) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT id FROM redazione_commenti WHERE impronta = $1`, impronta)
}

func inserisciCommento(ctx context.Context, tx *db.Tx, c Commento, impronta string) (int64, error) {
	var padre *int64
	if c.PadreID != 0 {
		padre = &c.PadreID
	}
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO redazione_commenti (contenuto_id, padre_id, nome, email, testo, stato, punteggio, segnale, impronta, inviato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) RETURNING id`,
		c.ContenutoID, padre, c.Nome, c.Email, c.Testo, string(c.Stato), c.Punteggio, c.Segnale, impronta, tx.Now())
}

// salvaCommento writes a decision, if nobody decided since the comment was read
// in the state prima.
func salvaCommento(ctx context.Context, tx *db.Tx, c Commento, prima StatoCommento, persona int64) error {
	n, err := tx.Exec(ctx, `UPDATE redazione_commenti SET stato=$1, motivo=$2, deciso_il=$3, deciso_da=$4, deciso_nome=$5, imparato=$6 WHERE id=$7 AND stato=$8`,
		string(c.Stato), c.Motivo, c.DecisoIl, persona, c.DecisoNome, c.imparato, c.ID, string(prima))
	if err == nil && n == 0 {
		err = giaDeciso("")
	}
	return err
}

// commentiPubblici lists the public comments of a notizia with their answers,
// oldest first. E-mails are not read at all.
func commentiPubblici(ctx context.Context, tx *db.Tx, contenuto int64) (out []Commento, err error) {
	dove := map[int64]int{}
	var risposte []Commento
	err = db.Each(ctx, tx, func(r db.Row) error {
		c := Commento{ContenutoID: contenuto, Stato: CommentoPubblicato}
		if err := r.Scan(&c.ID, &c.PadreID, &c.Nome, &c.Testo, &c.InviatoIl); err != nil {
			return err
		}
		if c.PadreID != 0 {
			risposte = append(risposte, c)
			return nil
		}
		dove[c.ID] = len(out)
		out = append(out, c)
		return nil
	}, `SELECT id, COALESCE(padre_id, 0), nome, testo, inviato_il FROM redazione_commenti WHERE contenuto_id = $1 AND stato = 'pubblicato' ORDER BY id`, contenuto)
	for _, c := range risposte {
		if i, ok := dove[c.PadreID]; ok {
			out[i].Risposte = append(out[i].Risposte, c)
		}
	}
	return out, err
}

func commentiPerStato(ctx context.Context, tx *db.Tx) (map[StatoCommento]int64, error) {
	out := map[StatoCommento]int64{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var s StatoCommento
		var n int64
		err := r.Scan(&s, &n)
		out[s] = n
		return err
	}, `SELECT stato, COUNT(*) FROM redazione_commenti GROUP BY stato`)
}

// CommentiInAttesa counts the comments that wait for a decision, for the desk.
func CommentiInAttesa(ctx context.Context, tx *db.Tx) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM redazione_commenti WHERE stato = 'in_attesa'`)
}

func codaCommenti(ctx context.Context, tx *db.Tx, stato StatoCommento, limite, salto int) ([]CommentoInCoda, error) {
	ordine := ` ORDER BY k.inviato_il, k.id`
	if stato == CommentoPubblicato || stato == CommentoRespinto {
		ordine = ` ORDER BY k.deciso_il DESC NULLS LAST, k.id DESC`
	}
	return db.Many(ctx, tx, func(r db.Row) (x CommentoInCoda, err error) {
		var c Contenuto
		err = r.Scan(append(x.Commento.campi(), &x.Titolo, &c.Tipo, &c.Slug)...)
		x.URL = c.URL()
		return x, err
	}, `SELECT `+colonneCommento+`, v.titolo, c.tipo, c.slug FROM redazione_commenti k JOIN redazione_contenuti c ON c.id = k.contenuto_id
		JOIN redazione_versioni v ON v.contenuto_id = c.id AND v.n = c.versione WHERE k.stato = $1`+ordine+` LIMIT $2 OFFSET $3`, string(stato), limite, salto)
}

// imparatoPer reads what moderation taught of some features.
func imparatoPer(ctx context.Context, tx *db.Tx, fs []int64) (spam.Imparato, error) {
	out := spam.Imparato{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var f int64
		var c spam.Conteggi
		err := r.Scan(&f, &c.Spam, &c.Buoni)
		out[f] = c
		return err
	}, `SELECT caratteristica, spam, buoni FROM redazione_spam WHERE caratteristica IN (`+db.Placeholders(1, len(fs))+`)`, db.Args(fs)...)
}

// conta adds n to the messages of a kind that have each of the features.
func conta(ctx context.Context, tx *db.Tx, fs []int64, indesiderato bool, n int64) error {
	s, b := int64(0), n
	if indesiderato {
		s, b = n, 0
	}
	for _, f := range fs {
		_, err := tx.Exec(ctx, `INSERT INTO redazione_spam (caratteristica, spam, buoni) VALUES ($1,$2,$3)
			ON CONFLICT (caratteristica) DO UPDATE SET spam = redazione_spam.spam + excluded.spam, buoni = redazione_spam.buoni + excluded.buoni`, f, s, b)
		if err != nil {
			return err
		}
	}
	return nil
}

// vecchi drops the links to manage subscriptions that were sent before.
func vecchi(ctx context.Context, tx *db.Tx, prima kernel.Instant) error {
	_, err := tx.Exec(ctx, `DELETE FROM redazione_gettoni WHERE scopo = 'gestione' AND creato_il < $1`, prima)
	return err
}

// scadute deletes the subscriptions that nobody confirmed in time.
func scadute(ctx context.Context, tx *db.Tx, prima kernel.Instant) error {
	const vecchie = `SELECT id FROM redazione_iscrizioni WHERE confermata_il IS NULL AND chiesta_il < $1`
	if _, err := tx.Exec(ctx, `DELETE FROM redazione_gettoni WHERE iscrizione_id IN (`+vecchie+`)`, prima); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM redazione_iscrizioni WHERE confermata_il IS NULL AND chiesta_il < $1`, prima)
	return err
}
