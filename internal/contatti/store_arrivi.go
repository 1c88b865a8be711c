package contatti

import (
	"context"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// arrivo is the row of a mail that the mailbox gave.
type arrivo struct {
	esito                         Esito
	messageID, impronta, mittente string
	contatto                      int64
	n                             int // line of the timeline
	tentativi                     int
}

// unoPerVolta makes those who take in mail wait for each other: two copies of
// one mail, read at once from two folders, must see each other.
func unoPerVolta(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE contatti_posta SET errore = errore WHERE id = 1`)
	return err
}

// arrivoDi reads what became of a mail of a mailbox, if it was seen.
func arrivoDi(ctx context.Context, tx *db.Tx, a Arrivo) (r arrivo, ok bool, err error) {
	r, err = db.One(ctx, tx, func(row db.Row) (r arrivo, err error) {
		return r, row.Scan(&r.esito, &r.contatto, &r.n, &r.tentativi)
	}, `SELECT esito, contatto_id, messaggio_n, tentativi FROM contatti_arrivi WHERE casella = $1 AND validita = $2 AND uid = $3`, a.Casella, int64(a.Validita), int64(a.UID))
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return r, false, nil
	}
	return r, err == nil, err
}

// segnaArrivo writes what became of a mail.
func segnaArrivo(ctx context.Context, tx *db.Tx, a Arrivo, r arrivo) error {
	_, err := tx.Exec(ctx, `INSERT INTO contatti_arrivi (casella, validita, uid, message_id, impronta, mittente, esito, contatto_id, messaggio_n, tentativi, segnato, arrivato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,1,$10,$11)
		ON CONFLICT (casella, validita, uid) DO UPDATE SET message_id = excluded.message_id, impronta = excluded.impronta, mittente = excluded.mittente, esito = excluded.esito,
		contatto_id = excluded.contatto_id, messaggio_n = excluded.messaggio_n, tentativi = contatti_arrivi.tentativi + 1`,
		a.Casella, int64(a.Validita), int64(a.UID), r.messageID, r.impronta, r.mittente, string(r.esito), r.contatto, r.n, false, tx.Now())
	return err
}

// doppione finds the mail that d is a copy of: the same identifier and sender,
// and the same content, or the same text with something added at its end as
// mailing lists do. Without an identifier only the same content counts. Two
// mails that share an identifier and nothing else are two.
func doppione(ctx context.Context, tx *db.Tx, d deposito) (r arrivo, err error) {
	const colonneArrivo = `SELECT a.esito, a.message_id, a.impronta, a.mittente, a.contatto_id, a.messaggio_n FROM contatti_arrivi a
		WHERE a.contatto_id <> 0 AND a.esito IN ('nuovo','accodato','automatico','rapporto','troppo_grande') AND `
	scan := func(row db.Row) (r arrivo, err error) {
		return r, row.Scan(&r.esito, &r.messageID, &r.impronta, &r.mittente, &r.contatto, &r.n)
	}
	var prima []arrivo
	if d.MessageID != "" {
		prima, err = db.Many(ctx, tx, scan, colonneArrivo+`a.message_id = $1 ORDER BY a.id LIMIT 50`, d.MessageID)
	} else {
		prima, err = db.Many(ctx, tx, scan, colonneArrivo+`a.message_id = '' AND a.impronta = $1 ORDER BY a.id LIMIT 1`, d.Impronta)
	}
	for _, p := range prima {
		if p.impronta == d.Impronta {
			return p, nil
		}
		if p.mittente != d.Da.Email {
			continue
		}
		testo, err := testoDi(ctx, tx, p)
		if err != nil {
			return r, err
		}
		if stessoTesto(testo, d.Testo+" "+d.Citazione) {
			return p, nil
		}
	}
	return r, err
}

// testoDi is the text of a mail already here; empty when it is gone.
func testoDi(ctx context.Context, tx *db.Tx, p arrivo) (string, error) {
	t, err := db.One(ctx, tx, func(row db.Row) (string, error) {
		var a, b string
		err := row.Scan(&a, &b)
		return a + " " + b, err
	}, `SELECT testo, citazione FROM contatti_messaggi WHERE contatto_id = $1 AND n = $2`, p.contatto, p.n)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return "", nil
	}
	return t, err
}

// stessoTesto reports whether one text begins with the other, spaces apart.
func stessoTesto(a, b string) bool {
	a, b = strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " ")
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || len(a) >= 20 && strings.HasPrefix(b, a)
}

// ultimoUID is the highest number seen in a folder with that validity.
func ultimoUID(ctx context.Context, tx *db.Tx, casella string, validita uint32) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COALESCE(MAX(uid), 0) FROM contatti_arrivi WHERE casella = $1 AND validita = $2`, casella, int64(validita))
}

// daRiprendere lists the mails that could not be stored, and those that were
// and are not yet marked as read in the mailbox.
func daRiprendere(ctx context.Context, tx *db.Tx, casella string, validita uint32) (ritenta, segna []int64, err error) {
	ritenta, err = db.Many(ctx, tx, db.Scalar[int64], `SELECT uid FROM contatti_arrivi WHERE casella = $1 AND validita = $2 AND esito = 'da_ritentare' AND tentativi < $3 ORDER BY uid LIMIT 200`,
		casella, int64(validita), maxTentativi)
	if err != nil {
		return nil, nil, err
	}
	segna, err = db.Many(ctx, tx, db.Scalar[int64], `SELECT uid FROM contatti_arrivi WHERE casella = $1 AND validita = $2 AND segnato = $3 AND esito <> 'da_ritentare' ORDER BY uid LIMIT 1000`,
		casella, int64(validita), false)
	return ritenta, segna, err
}

func segnati(ctx context.Context, tx *db.Tx, casella string, validita uint32, uids []int64) error {
	for _, u := range uids {
		if _, err := tx.Exec(ctx, `UPDATE contatti_arrivi SET segnato = $1 WHERE casella = $2 AND validita = $3 AND uid = $4`, true, casella, int64(validita), u); err != nil {
			return err
		}
	}
	return nil
}

// lettura notes how a reading of the mailbox ended.
func lettura(ctx context.Context, tx *db.Tx, errore string) error {
	if errore != "" {
		_, err := tx.Exec(ctx, `UPDATE contatti_posta SET errore = $1 WHERE id = 1`, errore)
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE contatti_posta SET errore = '', letta_il = $1 WHERE id = 1`, tx.Now())
	return err
}
