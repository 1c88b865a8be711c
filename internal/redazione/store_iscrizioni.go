package redazione

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneIscrizione = `i.id, i.email, i.oggetto, i.visto, i.chiesta_il, i.confermata_il, i.avvisata_il`

func scanIscrizione(r db.Row) (i Iscrizione, err error) {
	return i, r.Scan(&i.ID, &i.Email, &i.Oggetto, &i.visto, &i.ChiestaIl, &i.ConfermataIl, &i.AvvisataIl)
}

// iscrizionePer reads the subscription of an address to an object, and makes it
// when there is none; one that waits for its confirmation waits from now.
func iscrizionePer(ctx context.Context, tx *db.Tx, email string, o Oggetto) (Iscrizione, error) {
	return db.One(ctx, tx, scanIscrizione, `INSERT INTO redazione_iscrizioni AS i (email, oggetto, chiesta_il) VALUES ($1,$2,$3)
		ON CONFLICT (email, oggetto) DO UPDATE SET chiesta_il = CASE WHEN i.confermata_il IS NULL THEN excluded.chiesta_il ELSE i.chiesta_il END
		RETURNING id, email, oggetto, visto, chiesta_il, confermata_il, avvisata_il`, email, string(o), tx.Now())
}

func getIscrizione(ctx context.Context, tx *db.Tx, id int64) (Iscrizione, error) {
	return db.One(ctx, tx, scanIscrizione, `SELECT `+colonneIscrizione+` FROM redazione_iscrizioni i WHERE i.id = $1`, id)
}

func iscrizioniDi(ctx context.Context, tx *db.Tx, email string) ([]Iscrizione, error) {
	return db.Many(ctx, tx, scanIscrizione, `SELECT `+colonneIscrizione+` FROM redazione_iscrizioni i WHERE i.email = $1 AND i.confermata_il IS NOT NULL ORDER BY i.id`, email)
}

// daControllare lists the subscriptions that nobody looked at on the day yet.
func daControllare(ctx context.Context, tx *db.Tx, oggi kernel.Day, dopo int64, limite int) ([]int64, error) {
	return db.Many(ctx, tx, db.Scalar[int64], `SELECT id FROM redazione_iscrizioni WHERE confermata_il IS NOT NULL AND (controllata IS NULL OR controllata < $1) AND id > $2 ORDER BY id LIMIT $3`,
		oggi, dopo, limite)
}

func togliIscrizione(ctx context.Context, tx *db.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM redazione_gettoni WHERE iscrizione_id = $1`, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM redazione_iscrizioni WHERE id = $1`, id)
	return err
}

// nuovoGettone makes the secret of a link; only its hash is stored.
func nuovoGettone(ctx context.Context, tx *db.Tx, iscrizione int64, scopo string) (string, error) {
	token, hash, err := nuovoToken()
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `INSERT INTO redazione_gettoni (hash, iscrizione_id, scopo, creato_il) VALUES ($1,$2,$3,$4)`, hash, iscrizione, scopo, tx.Now())
	return token, err
}

// iscrizioneDelGettone reads the subscription that a link belongs to.
func iscrizioneDelGettone(ctx context.Context, tx *db.Tx, token, scopo string) (Iscrizione, error) {
	return db.One(ctx, tx, scanIscrizione, `SELECT `+colonneIscrizione+` FROM redazione_gettoni g JOIN redazione_iscrizioni i ON i.id = g.iscrizione_id
		WHERE g.hash = $1 AND g.scopo = $2`, hashToken(token), scopo)
}

func dimenticaGettoni(ctx context.Context, tx *db.Tx, iscrizione int64, scopo string) error {
	_, err := tx.Exec(ctx, `DELETE FROM redazione_gettoni WHERE iscrizione_id = $1 AND scopo = $2`, iscrizione, scopo)
	return err
}

// gettoniDaIeri counts the links made since yesterday for a subscription, and
// those to confirm any subscription of the same address.
func gettoniDaIeri(ctx context.Context, tx *db.Tx, i Iscrizione) (suoi, dellIndirizzo int64, err error) {
	ieri := tx.Now().Day().AddDays(-1).Start()
	if suoi, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM redazione_gettoni WHERE iscrizione_id = $1 AND creato_il > $2`, i.ID, ieri); err != nil {
		return 0, 0, err
	}
	dellIndirizzo, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM redazione_gettoni g JOIN redazione_iscrizioni i ON i.id = g.iscrizione_id
		WHERE i.email = $1 AND g.scopo = 'conferma' AND g.creato_il > $2`, i.Email, ieri)
	return suoi, dellIndirizzo, err
}

// voce is an entry of a feed.
type voce struct {
	ID                               int64
	Oggetto                          Oggetto
	Chiave, Titolo, Testo, Indirizzo string
	PubblicataIl                     kernel.Instant
}

func vociDi(ctx context.Context, tx *db.Tx, o Oggetto, limite int) ([]voce, error) {
	return db.Many(ctx, tx, func(r db.Row) (v voce, err error) {
		return v, r.Scan(&v.ID, &v.Oggetto, &v.Chiave, &v.Titolo, &v.Testo, &v.Indirizzo, &v.PubblicataIl)
	}, `SELECT id, oggetto, chiave, titolo, testo, indirizzo, pubblicata_il FROM redazione_voci WHERE oggetto = $1 ORDER BY pubblicata_il DESC, chiave DESC LIMIT $2`, string(o), limite)
}

// chiaviDelleVoci lists the entries that there are, as "oggetto chiave".
func chiaviDelleVoci(ctx context.Context, tx *db.Tx) (map[string]bool, error) {
	out := map[string]bool{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var o, k string
		err := r.Scan(&o, &k)
		out[o+" "+k] = true
		return err
	}, `SELECT oggetto, chiave FROM redazione_voci`)
}

func scriviVoce(ctx context.Context, tx *db.Tx, v voce) error {
	_, err := tx.Exec(ctx, `INSERT INTO redazione_voci (oggetto, chiave, titolo, testo, indirizzo, pubblicata_il) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (oggetto, chiave) DO NOTHING`, string(v.Oggetto), v.Chiave, v.Titolo, v.Testo, v.Indirizzo, tx.Now())
	return err
}
