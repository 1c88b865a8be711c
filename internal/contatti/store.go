package contatti

import (
	"context"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

const colonne = `c.id, c.anno, c.numero, c.stato, c.argomento, c.canale, c.automatico, c.nome, c.email, c.oggetto, c.pagina, c.assegnato_a, c.richiesta_id,
	c.creato_il, c.stato_dal, c.ultimo_arrivo_il, c.chiuso_il, c.versione`

func scanContatto(row db.Row) (c Contatto, err error) {
	return c, row.Scan(&c.ID, &c.Anno, &c.Numero, &c.Stato, &c.Argomento, &c.Canale, &c.Automatico, &c.Nome, &c.Email, &c.Oggetto, &c.Pagina, &c.Assegnato, &c.Richiesta,
		&c.CreatoIl, &c.StatoDal, &c.UltimoArrivoIl, &c.ChiusoIl, &c.Versione)
}

func carica(ctx context.Context, tx *db.Tx, id int64) (Contatto, error) {
	return db.One(ctx, tx, scanContatto, `SELECT `+colonne+` FROM contatti c WHERE c.id = $1`, id)
}

// prendi is carica for who is going to change it: whoever else wants to waits.
func prendi(ctx context.Context, tx *db.Tx, id int64) (Contatto, error) {
	if _, err := tx.Exec(ctx, `UPDATE contatti SET versione = versione WHERE id = $1`, id); err != nil {
		return Contatto{}, err
	}
	return carica(ctx, tx, id)
}

// perNumero finds a conversation by its number; one that is not there, or no
// more, is ErrNotFound.
func perNumero(ctx context.Context, tx *db.Tx, anno int, numero int64) (Contatto, error) {
	return db.One(ctx, tx, scanContatto, `SELECT `+colonne+` FROM contatti c WHERE c.anno = $1 AND c.numero = $2`, anno, numero)
}

// perMessageID finds the conversation that holds a mail with that identifier,
// the latest if there are several.
func perMessageID(ctx context.Context, tx *db.Tx, id string) (Contatto, error) {
	return db.One(ctx, tx, scanContatto, `SELECT `+colonne+` FROM contatti c JOIN contatti_messaggi m ON m.contatto_id = c.id
		WHERE m.message_id = $1 ORDER BY m.id DESC LIMIT 1`, id)
}

func inserisci(ctx context.Context, tx *db.Tx, c *Contatto) (err error) {
	c.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO contatti (anno, numero, stato, argomento, canale, automatico, nome, email, oggetto, pagina, cerca,
		assegnato_a, richiesta_id, creato_il, stato_dal, ultimo_arrivo_il, chiuso_il, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,0,0,$12,$13,$14,$15,1) RETURNING id`,
		c.Anno, c.Numero, string(c.Stato), string(c.Argomento), string(c.Canale), c.Automatico, c.Nome, c.Email, c.Oggetto, c.Pagina,
		kernel.Fold(c.Codice()+" "+c.Oggetto+" "+c.Nome+" "+c.Email), c.CreatoIl, c.StatoDal, c.UltimoArrivoIl, c.ChiusoIl)
	c.Versione = 1
	return err
}

// aggiorna stores the conversation if nobody changed it meanwhile.
func aggiorna(ctx context.Context, tx *db.Tx, c *Contatto) error {
	n, err := tx.Exec(ctx, `UPDATE contatti SET stato=$1, assegnato_a=$2, richiesta_id=$3, stato_dal=$4, ultimo_arrivo_il=$5, chiuso_il=$6,
		versione = versione + 1 WHERE id=$7 AND versione=$8`,
		string(c.Stato), c.Assegnato, c.Richiesta, c.StatoDal, c.UltimoArrivoIl, c.ChiusoIl, c.ID, c.Versione)
	if err == nil && n == 0 {
		return kernel.E(kernel.Conflitto, "Il messaggio è stato cambiato da un’altra persona. Nulla è andato perso: ricaricare la pagina.")
	}
	c.Versione++
	return err
}

const colonneMessaggio = `m.id, m.contatto_id, m.n, m.atto, m.da, m.a, m.persona_id, m.autore, m.indirizzo, m.testo, m.citazione, m.avvisi, m.message_id,
	COALESCE(m.originale_id, 0), m.il`

func scanMessaggio(row db.Row) (m Messaggio, err error) {
	var avvisi string
	err = row.Scan(&m.ID, &m.ContattoID, &m.N, &m.Atto, &m.Da, &m.A, &m.Persona, &m.Autore, &m.Indirizzo, &m.Testo, &m.Citazione, &avvisi, &m.MessageID, &m.Originale, &m.Il)
	if err == nil && avvisi != "" {
		if err := json.Unmarshal([]byte(avvisi), &m.Avvisi); err != nil {
			return m, fmt.Errorf("contatti: notes of message %d: %w", m.ID, err)
		}
	}
	return m, err
}

func inserisciMessaggio(ctx context.Context, tx *db.Tx, m *Messaggio) error {
	avvisi := ""
	if len(m.Avvisi) > 0 {
		b, err := json.Marshal(m.Avvisi)
		if err != nil {
			return err
		}
		avvisi = string(b)
	}
	n, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM contatti_messaggi WHERE contatto_id = $1`, m.ContattoID)
	if err != nil {
		return err
	}
	m.N = n + 1
	var originale any
	if m.Originale != 0 {
		originale = m.Originale
	}
	m.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO contatti_messaggi (contatto_id, n, atto, da, a, persona_id, autore, indirizzo, testo, citazione, avvisi,
		message_id, originale_id, il) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14) RETURNING id`,
		m.ContattoID, m.N, string(m.Atto), string(m.Da), string(m.A), m.Persona, m.Autore, m.Indirizzo, m.Testo, m.Citazione, avvisi, m.MessageID, originale, m.Il)
	return err
}

// messaggiDi reads the timeline with its files: two queries.
func messaggiDi(ctx context.Context, tx *db.Tx, contatto int64) ([]Messaggio, error) {
	ms, err := db.Many(ctx, tx, scanMessaggio, `SELECT `+colonneMessaggio+` FROM contatti_messaggi m WHERE m.contatto_id = $1 ORDER BY m.n`, contatto)
	if err != nil || len(ms) == 0 {
		return ms, err
	}
	place := map[int64]int{}
	for i, m := range ms {
		place[m.ID] = i
	}
	return ms, db.Each(ctx, tx, func(row db.Row) error {
		var a Allegato
		var messaggio int64
		if err := row.Scan(&a.ID, &messaggio, &a.FileID, &a.Nome, &a.Tipo, &a.Size); err != nil {
			return err
		}
		m := &ms[place[messaggio]]
		m.Allegati = append(m.Allegati, a)
		return nil
	}, `SELECT a.id, a.messaggio_id, f.id, f.nome, f.tipo, f.dimensione FROM contatti_allegati a JOIN files f ON f.id = a.file_id
		JOIN contatti_messaggi m ON m.id = a.messaggio_id WHERE m.contatto_id = $1 ORDER BY a.id`, contatto)
}

func allega(ctx context.Context, tx *db.Tx, messaggio int64, f files.File) error {
	_, err := tx.Exec(ctx, `INSERT INTO contatti_allegati (messaggio_id, file_id) VALUES ($1,$2)`, messaggio, f.ID)
	return err
}

// fileDi is the file of an attachment of the conversation, or of a mail as it
// came.
func fileDi(ctx context.Context, tx *db.Tx, contatto, allegato int64) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT a.file_id FROM contatti_allegati a JOIN contatti_messaggi m ON m.id = a.messaggio_id
		WHERE m.contatto_id = $1 AND a.id = $2`, contatto, allegato)
}

func originaleDi(ctx context.Context, tx *db.Tx, contatto int64, n int) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT m.originale_id FROM contatti_messaggi m WHERE m.contatto_id = $1 AND m.n = $2 AND m.originale_id IS NOT NULL`, contatto, n)
}

// conta notes one event of a key, and says how many there were since.
func contaEvento(ctx context.Context, tx *db.Tx, chiave string, dal kernel.Instant) (int, error) {
	if _, err := tx.Exec(ctx, `INSERT INTO contatti_ritmo (chiave, il) VALUES ($1, $2)`, chiave, tx.Now()); err != nil {
		return 0, err
	}
	return quantiEventi(ctx, tx, chiave, dal)
}

func quantiEventi(ctx context.Context, tx *db.Tx, chiave string, dal kernel.Instant) (int, error) {
	return db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM contatti_ritmo WHERE chiave = $1 AND il > $2`, chiave, dal)
}

// chiaveDiFirma is the key of the codes; nuova becomes it if there is none.
func chiaveDiFirma(ctx context.Context, tx *db.Tx, nuova string) (string, error) {
	if _, err := tx.Exec(ctx, `UPDATE contatti_posta SET chiave = $1 WHERE id = 1 AND chiave = ''`, nuova); err != nil {
		return "", err
	}
	return db.One(ctx, tx, db.Scalar[string], `SELECT chiave FROM contatti_posta WHERE id = 1`)
}
