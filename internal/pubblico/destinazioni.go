package pubblico

import (
	"context"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneDestinazione = `id, indirizzo, descrizione, email, eventi, stato, creata_il, errori_dal, sospesa_il`

func scanDestinazione(r db.Row) (d Destinazione, err error) {
	var eventi, stato string
	err = r.Scan(&d.ID, &d.Indirizzo, &d.Descrizione, &d.Email, &eventi, &stato, &d.CreataIl, &d.ErroriDal, &d.SospesaIl)
	d.Eventi, d.Stato = leggiEventi(eventi), StatoDestinazione(stato)
	return d, err
}

// Destinazioni lists them all, the oldest first.
func Destinazioni(ctx context.Context, tx *db.Tx) ([]Destinazione, error) {
	return db.Many(ctx, tx, scanDestinazione, `SELECT `+colonneDestinazione+` FROM pubblico_destinazioni ORDER BY id`)
}

// DestinazioneDi reads one; NonTrovato when it is not there.
func DestinazioneDi(ctx context.Context, tx *db.Tx, id int64) (Destinazione, error) {
	return db.One(ctx, tx, scanDestinazione, `SELECT `+colonneDestinazione+` FROM pubblico_destinazioni WHERE id = $1`, id)
}

const colonneConsegna = `id, messaggio, evento, corpo, stato, tentativi, creata_il, prossima_il, ultima_il, esito`

func scanConsegna(r db.Row) (c Consegna, err error) {
	var evento, stato string
	err = r.Scan(&c.ID, &c.Messaggio, &evento, &c.Corpo, &stato, &c.Tentativi, &c.CreataIl, &c.ProssimaIl, &c.UltimaIl, &c.Esito)
	c.Evento, c.Stato = Evento(evento), StatoConsegna(stato)
	return c, err
}

// Consegne lists the messages to a Destinazione, the latest first.
func Consegne(ctx context.Context, tx *db.Tx, destinazione int64, limite int) ([]Consegna, error) {
	return db.Many(ctx, tx, scanConsegna, `SELECT `+colonneConsegna+` FROM pubblico_consegne WHERE destinazione_id = $1 ORDER BY id DESC LIMIT $2`, destinazione, limite)
}

// attesa is a message whose time has come.
type attesa struct{ consegna, destinazione int64 }

func daConsegnare(ctx context.Context, tx *db.Tx, limite int) ([]attesa, error) {
	return db.Many(ctx, tx, func(r db.Row) (a attesa, err error) { return a, r.Scan(&a.consegna, &a.destinazione) },
		`SELECT id, destinazione_id FROM pubblico_consegne WHERE stato = 'attesa' AND prossima_il <= $1 ORDER BY prossima_il, id LIMIT $2`, tx.Now(), limite)
}

// lavoro is a message with all that sending it needs.
type lavoro struct {
	Consegna
	destinazione Destinazione
	segreto      string
}

// affitto is for how long a node that took a message has it to itself.
const affitto = 2 * time.Minute

// prendi takes a message, unless another node has just done so.
func prendi(ctx context.Context, tx *db.Tx, id int64) (w lavoro, ok bool, err error) {
	w.Consegna, err = db.One(ctx, tx, scanConsegna, `UPDATE pubblico_consegne SET tentativi = tentativi + 1, ultima_il = $2, prossima_il = $3
		WHERE id = $1 AND stato = 'attesa' AND prossima_il <= $2 RETURNING `+colonneConsegna, id, tx.Now(), tx.Now().Add(affitto))
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return w, false, nil
	}
	if err != nil {
		return w, false, err
	}
	destinazione, err := db.One(ctx, tx, db.Scalar[int64], `SELECT destinazione_id FROM pubblico_consegne WHERE id = $1`, id)
	if err != nil {
		return w, false, err
	}
	if w.destinazione, err = DestinazioneDi(ctx, tx, destinazione); err != nil {
		return w, false, err
	}
	w.segreto, err = db.One(ctx, tx, db.Scalar[string], `SELECT segreto FROM pubblico_destinazioni WHERE id = $1`, destinazione)
	return w, true, err
}

// attese are the pauses before each further attempt: with them a receiver that
// is down for a day loses nothing.
var attese = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// annotaEsito writes how the attempt went, and reports whether the
// Destinazione has just been suspended because of it.
func annotaEsito(ctx context.Context, tx *db.Tx, w lavoro, esito string, riuscita bool) (sospesa bool, err error) {
	if riuscita {
		if _, err := tx.Exec(ctx, `UPDATE pubblico_consegne SET stato = 'consegnata', prossima_il = NULL, esito = $2 WHERE id = $1`, w.ID, esito); err != nil {
			return false, err
		}
		_, err := tx.Exec(ctx, `UPDATE pubblico_destinazioni SET errori_dal = NULL WHERE id = $1`, w.destinazione.ID)
		return false, err
	}
	if int(w.Tentativi) > len(attese) || w.Evento == Prova {
		_, err = tx.Exec(ctx, `UPDATE pubblico_consegne SET stato = 'fallita', prossima_il = NULL, esito = $2 WHERE id = $1`, w.ID, esito)
	} else {
		_, err = tx.Exec(ctx, `UPDATE pubblico_consegne SET prossima_il = $2, esito = $3 WHERE id = $1`, w.ID, tx.Now().Add(attese[w.Tentativi-1]), esito)
	}
	if err != nil || w.Evento == Prova {
		return false, err
	}
	if _, err := tx.Exec(ctx, `UPDATE pubblico_destinazioni SET errori_dal = COALESCE(errori_dal, $2) WHERE id = $1`, w.destinazione.ID, tx.Now()); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `UPDATE pubblico_destinazioni SET stato = 'sospesa', sospesa_il = $2 WHERE id = $1 AND stato = 'attiva' AND errori_dal <= $3`,
		w.destinazione.ID, tx.Now(), tx.Now().Add(-GiorniDiErrori*24*time.Hour))
	if err != nil || n == 0 {
		return false, err
	}
	return true, fermaConsegne(ctx, tx, w.destinazione.ID)
}

// fermaConsegne gives up the messages that wait for a Destinazione.
func fermaConsegne(ctx context.Context, tx *db.Tx, destinazione int64) error {
	_, err := tx.Exec(ctx, `UPDATE pubblico_consegne SET stato = 'fallita', prossima_il = NULL, esito = 'avvisi sospesi' WHERE destinazione_id = $1 AND stato = 'attesa'`, destinazione)
	return err
}
