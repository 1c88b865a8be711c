package redazione

import (
	"context"
	"encoding/json"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneContenuto = `c.id, c.tipo, c.slug, c.stato, c.versione, c.versione_pubblica, c.programmata_il, c.pubblicata_il, c.modificata_il,
	c.motivo, c.commenti_aperti, c.autore_id, c.autore, c.creato_il, c.aggiornato_il`

func (c *Contenuto) campi() []any {
	return []any{&c.ID, &c.Tipo, &c.Slug, &c.Stato, &c.Versione, &c.VersionePubblica, &c.ProgrammataIl, &c.PubblicataIl, &c.ModificataIl,
		&c.Motivo, &c.CommentiAperti, &c.AutoreID, &c.Autore, &c.CreatoIl, &c.AggiornatoIl}
}

const colonneVersione = `v.contenuto_id, v.n, v.titolo, v.sommario, v.corpo, v.inizio_il, v.fine_il, v.luogo, v.collegamento, v.registrazione,
	v.nota, v.persona_id, v.nome, v.il`

func (v *Versione) campi() []any {
	return []any{&v.ContenutoID, &v.N, &v.Titolo, &v.Sommario, &v.Corpo, &v.InizioIl, &v.FineIl, &v.Luogo, &v.Collegamento, &v.Registrazione,
		&v.Nota, &v.PersonaID, &v.Nome, &v.Il}
}

func scanContenuto(r db.Row) (c Contenuto, err error) { return c, r.Scan(c.campi()...) }
func scanVersione(r db.Row) (v Versione, err error)   { return v, r.Scan(v.campi()...) }

func getContenuto(ctx context.Context, tx *db.Tx, id int64) (Contenuto, error) {
	return db.One(ctx, tx, scanContenuto, `SELECT `+colonneContenuto+` FROM redazione_contenuti c WHERE c.id = $1`, id)
}

func getVersione(ctx context.Context, tx *db.Tx, id, n int64) (Versione, error) {
	return db.One(ctx, tx, scanVersione, `SELECT `+colonneVersione+` FROM redazione_versioni v WHERE v.contenuto_id = $1 AND v.n = $2`, id, n)
}

func versioniDi(ctx context.Context, tx *db.Tx, id int64) ([]Versione, error) {
	return db.Many(ctx, tx, scanVersione, `SELECT `+colonneVersione+` FROM redazione_versioni v WHERE v.contenuto_id = $1 ORDER BY v.n DESC`, id)
}

func inserisciContenuto(ctx context.Context, tx *db.Tx, c *Contenuto) (err error) {
	c.CreatoIl, c.AggiornatoIl = tx.Now(), tx.Now()
	c.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO redazione_contenuti (tipo, slug, stato, versione, commenti_aperti, autore_id, autore, creato_il, aggiornato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$8) RETURNING id`, string(c.Tipo), c.Slug, string(c.Stato), c.Versione, c.CommentiAperti, c.AutoreID, c.Autore, c.CreatoIl)
	return err
}

// salvaContenuto writes the life of a content. prima is what the act began
// from: when anything of it changed meanwhile nothing is written.
func salvaContenuto(ctx context.Context, tx *db.Tx, c *Contenuto, prima Contenuto) error {
	c.AggiornatoIl = tx.Now()
	n, err := tx.Exec(ctx, `UPDATE redazione_contenuti SET slug=$1, stato=$2, versione=$3, versione_pubblica=$4, programmata_il=$5, pubblicata_il=$6,
		modificata_il=$7, motivo=$8, commenti_aperti=$9, aggiornato_il=$10 WHERE id=$11 AND versione=$12 AND stato=$13
		AND versione_pubblica=$14 AND slug=$15 AND commenti_aperti=$16 AND programmata_il IS NOT DISTINCT FROM $17`,
		c.Slug, string(c.Stato), c.Versione, c.VersionePubblica, c.ProgrammataIl, c.PubblicataIl, c.ModificataIl, c.Motivo, c.CommentiAperti, c.AggiornatoIl, c.ID,
		prima.Versione, string(prima.Stato), prima.VersionePubblica, prima.Slug, prima.CommentiAperti, prima.ProgrammataIl)
	if err == nil && n == 0 {
		err = kernel.E(kernel.Conflitto, "Il contenuto è cambiato mentre la pagina era aperta. Nessun dato è stato perso: ricaricare la pagina e controllare.")
	}
	return err
}

func scriviVersione(ctx context.Context, tx *db.Tx, v Versione) error {
	_, err := tx.Exec(ctx, `INSERT INTO redazione_versioni (contenuto_id, n, titolo, sommario, corpo, inizio_il, fine_il, luogo, collegamento, registrazione, nota, persona_id, nome, il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14)`,
		v.ContenutoID, v.N, v.Titolo, v.Sommario, v.Corpo, v.InizioIl, v.FineIl, v.Luogo, v.Collegamento, v.Registrazione, v.Nota, v.PersonaID, v.Nome, tx.Now())
	return err
}

// slugDi tells which content an address leads to, or led to.
func slugDi(ctx context.Context, tx *db.Tx, tipo Tipo, slug string) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT contenuto_id FROM redazione_slug WHERE tipo = $1 AND slug = $2`, string(tipo), slug)
}

func scriviSlug(ctx context.Context, tx *db.Tx, c Contenuto) error {
	_, err := tx.Exec(ctx, `INSERT INTO redazione_slug (tipo, slug, contenuto_id) VALUES ($1,$2,$3)`, string(c.Tipo), c.Slug, c.ID)
	return err
}

// bozzaSalvata is what one person is typing.
type bozzaSalvata struct {
	Base  int64
	Testo Testo
	Il    kernel.Instant
}

// getBozza reads what the person is typing; false when that is nothing.
func getBozza(ctx context.Context, tx *db.Tx, id, persona int64) (b bozzaSalvata, ok bool, err error) {
	var dati string
	_, err = db.One(ctx, tx, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&b.Base, &dati, &b.Il) },
		`SELECT base, dati, il FROM redazione_bozze WHERE contenuto_id = $1 AND persona_id = $2`, id, persona)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return b, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(dati), &b.Testo)
	}
	return b, err == nil, err
}

func scriviBozza(ctx context.Context, tx *db.Tx, id, persona, base int64, t Testo) error {
	dati, err := json.Marshal(t)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO redazione_bozze (contenuto_id, persona_id, base, dati, il) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (contenuto_id, persona_id) DO UPDATE SET base = excluded.base, dati = excluded.dati, il = excluded.il`,
		id, persona, base, string(dati), tx.Now())
	return err
}

func dimenticaBozza(ctx context.Context, tx *db.Tx, id, persona int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM redazione_bozze WHERE contenuto_id = $1 AND persona_id = $2`, id, persona)
	return err
}
