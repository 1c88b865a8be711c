package monitoraggio

import (
	"context"
	"encoding/json"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/db"
)

// StatoCaricamento is where a file of practices is.
type StatoCaricamento string

// The states of a file.
const (
	DaMappare    StatoCaricamento = "da_mappare"    // which column is which must be said
	DaConfermare StatoCaricamento = "da_confermare" // it was read: problems are shown, nothing is in yet
	Acquisito    StatoCaricamento = "acquisito"
	Scartato     StatoCaricamento = "scartato"
)

// Etichetta is the state for people.
func (s StatoCaricamento) Etichetta() string {
	switch s {
	case DaMappare:
		return "Colonne da indicare"
	case DaConfermare:
		return "Da confermare"
	case Acquisito:
		return "Acquisito"
	case Scartato:
		return "Scartato"
	}
	return string(s)
}

// InCorso reports whether the file still waits for a decision.
func (s StatoCaricamento) InCorso() bool { return s == DaMappare || s == DaConfermare }

// Caricamento is a file of practices that a body uploaded: read, mapped,
// corrected, then taken in or left.
type Caricamento struct {
	ID          int64
	InvioID     int64
	FileID      int64
	Stato       StatoCaricamento
	Mappe       []foglio.Mappa
	Pratiche    int // read, or taken in
	Errori      int
	Avvisi      int
	CaricatoIl  kernel.Instant
	CaricatoDa  int64
	Versione    int64
	NomeFile    string
	SHA256      string
	Dimensione  int64 // bytes
	Lavorazione Lavorazione
}

// Lavorazione is what was done on a file so far.
type Lavorazione struct {
	Correzioni    []foglio.Correzione `json:"correzioni,omitempty"`
	Nuove         int                 `json:"nuove"`
	Aggiornate    int                 `json:"aggiornate"`
	Invariate     int                 `json:"invariate"`
	Fuori         int                 `json:"fuori"`                    // rows in error when it was taken in
	DatiPersonali bool                `json:"dati_personali,omitempty"` // the file was removed after its use
}

const colonneCaricamento = `c.id, c.invio_id, c.file_id, c.stato, c.mappe, c.esito, c.pratiche, c.errori, c.avvisi, c.caricato_il, c.caricato_da, c.versione, f.nome, f.sha256, f.dimensione`

func scanCaricamento(row db.Row) (c Caricamento, err error) {
	var mappe, esito string
	if err = row.Scan(&c.ID, &c.InvioID, &c.FileID, &c.Stato, &mappe, &esito, &c.Pratiche, &c.Errori, &c.Avvisi, &c.CaricatoIl, &c.CaricatoDa, &c.Versione,
		&c.NomeFile, &c.SHA256, &c.Dimensione); err != nil {
		return c, err
	}
	if err = json.Unmarshal([]byte(mappe), &c.Mappe); err != nil {
		return c, fmt.Errorf("monitoraggio: mapping of file %d: %w", c.ID, err)
	}
	if err = json.Unmarshal([]byte(esito), &c.Lavorazione); err != nil {
		return c, fmt.Errorf("monitoraggio: outcome of file %d: %w", c.ID, err)
	}
	return c, nil
}

// caricamentiDi lists the files of a body for a campaign, the latest first.
func caricamentiDi(ctx context.Context, tx *db.Tx, invio int64) ([]Caricamento, error) {
	return db.Many(ctx, tx, scanCaricamento, `SELECT `+colonneCaricamento+` FROM monitoraggio_caricamenti c JOIN files f ON f.id = c.file_id WHERE c.invio_id = $1 ORDER BY c.id DESC`, invio)
}

func caricamentoDi(ctx context.Context, tx *db.Tx, invio, id int64) (Caricamento, error) {
	return db.One(ctx, tx, scanCaricamento, `SELECT `+colonneCaricamento+` FROM monitoraggio_caricamenti c JOIN files f ON f.id = c.file_id WHERE c.invio_id = $1 AND c.id = $2`, invio, id)
}

func (c *Caricamento) testi() (mappe, esito string, err error) {
	a, err := json.Marshal(c.Mappe)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(c.Lavorazione)
	return string(a), string(b), err
}

func inserisciCaricamento(ctx context.Context, tx *db.Tx, c Caricamento) (int64, error) {
	mappe, esito, err := c.testi()
	if err != nil {
		return 0, err
	}
	return db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_caricamenti (invio_id, file_id, stato, mappe, esito, pratiche, errori, avvisi, caricato_il, caricato_da, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1) RETURNING id`, c.InvioID, c.FileID, c.Stato, mappe, esito, c.Pratiche, c.Errori, c.Avvisi, tx.Now(), c.CaricatoDa)
}

// salvaCaricamento stores what may change, if nobody changed it meanwhile.
func salvaCaricamento(ctx context.Context, tx *db.Tx, c *Caricamento) error {
	mappe, esito, err := c.testi()
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_caricamenti SET file_id = $1, stato = $2, mappe = $3, esito = $4, pratiche = $5, errori = $6, avvisi = $7, versione = versione + 1
		WHERE id = $8 AND versione = $9`, c.FileID, c.Stato, mappe, esito, c.Pratiche, c.Errori, c.Avvisi, c.ID, c.Versione)
	if err == nil && n == 0 {
		return cambiataIntanto("La lettura del file")
	}
	c.Versione++
	return err
}

// mappeRicordate lists the mappings that the body confirmed before.
func mappeRicordate(ctx context.Context, tx *db.Tx, ente int64) ([]foglio.Mappa, error) {
	return db.Many(ctx, tx, func(row db.Row) (m foglio.Mappa, err error) {
		var testo string
		if err = row.Scan(&testo); err != nil {
			return m, err
		}
		return m, json.Unmarshal([]byte(testo), &m)
	}, `SELECT mappa FROM monitoraggio_mappe WHERE ente_id = $1 ORDER BY usata_il DESC, impronta`, ente)
}

func ricordaMappa(ctx context.Context, tx *db.Tx, ente int64, m foglio.Mappa) error {
	if m.Impronta == "" {
		return nil
	}
	m.Dubbi, m.Ricordata = nil, false
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO monitoraggio_mappe (ente_id, impronta, mappa, usata_il) VALUES ($1,$2,$3,$4)
		ON CONFLICT (ente_id, impronta) DO UPDATE SET mappa = excluded.mappa, usata_il = excluded.usata_il`, ente, m.Impronta, string(b), tx.Now())
	return err
}
