package pubblico

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// RapportoArchiviato is a monitoring report in the archive. What it says is in
// Contenuto, the JSON that package rapporti reads; once archived it never
// changes (the database refuses it).
type RapportoArchiviato struct {
	ID           int64
	Numero       string // "RM-2026-0001", in the order of publication
	Semestre     kernel.Semestre
	Ambito       string // "regione" or "ente"
	Codice       string // of the region or of the body, as in public addresses
	Nome         string
	Titolo       string
	Versione     int64  // of the figures
	Contenuto    string // JSON; empty in lists
	Impronta     string // hex SHA-256 of Contenuto
	PubblicatoIl kernel.Instant
}

// URL is the page of the report.
func (r RapportoArchiviato) URL() string { return "/rapporti/" + r.Numero }

// Integro reports whether the content is the one that was archived.
func (r RapportoArchiviato) Integro() bool {
	sum := sha256.Sum256([]byte(r.Contenuto))
	return hex.EncodeToString(sum[:]) == r.Impronta
}

// ArchiviaRapporto numbers and keeps a report. A report of the same scope,
// semester and version that is already there stays, and is given with nuovo
// false: publishing twice changes nothing.
func ArchiviaRapporto(ctx context.Context, tx *db.Tx, r RapportoArchiviato) (out RapportoArchiviato, nuovo bool, err error) {
	if r.Semestre.IsZero() || r.Codice == "" || r.Versione < 1 || r.Contenuto == "" {
		return out, false, fmt.Errorf("pubblico: a report without semester, scope, version or content")
	}
	out, err = db.One(ctx, tx, scanRapporto, `SELECT `+colonneRapporto+` FROM pubblico_rapporti WHERE semestre = $1 AND ambito = $2 AND codice = $3 AND versione = $4`,
		r.Semestre.String(), r.Ambito, r.Codice, r.Versione)
	if kernel.CodeOf(err) != kernel.NonTrovato {
		return out, false, err
	}
	r.PubblicatoIl = tx.Now()
	anno := r.PubblicatoIl.Day().Time().Year()
	n, err := db.NextNumber(ctx, tx, "rapporti", anno)
	if err != nil {
		return out, false, err
	}
	sum := sha256.Sum256([]byte(r.Contenuto))
	r.Numero, r.Impronta = fmt.Sprintf("RM-%d-%04d", anno, n), hex.EncodeToString(sum[:])
	r.ID, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO pubblico_rapporti (numero, semestre, ambito, codice, nome, nome_ricerca, titolo, versione, contenuto, impronta, pubblicato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11) RETURNING id`,
		r.Numero, r.Semestre.String(), r.Ambito, r.Codice, r.Nome, kernel.Fold(r.Nome), r.Titolo, r.Versione, r.Contenuto, r.Impronta, r.PubblicatoIl)
	if err != nil {
		return r, true, err
	}
	return r, true, avvisa(ctx, tx, RapportoPubblicato, map[string]any{"numero": r.Numero, "titolo": r.Titolo, "semestre": r.Semestre, "indirizzo": r.URL()})
}

const colonneRapporto = `id, numero, semestre, ambito, codice, nome, titolo, versione, impronta, pubblicato_il`

func scanRapporto(row db.Row) (r RapportoArchiviato, err error) {
	var sem string
	if err := row.Scan(&r.ID, &r.Numero, &sem, &r.Ambito, &r.Codice, &r.Nome, &r.Titolo, &r.Versione, &r.Impronta, &r.PubblicatoIl); err != nil {
		return r, err
	}
	r.Semestre, err = kernel.ParseSemestre(sem)
	return r, err
}

// RapportoDi reads a report with its content; NonTrovato when the number was
// never given.
func RapportoDi(ctx context.Context, tx *db.Tx, numero string) (RapportoArchiviato, error) {
	return db.One(ctx, tx, func(row db.Row) (r RapportoArchiviato, err error) {
		var sem string
		if err := row.Scan(&r.ID, &r.Numero, &sem, &r.Ambito, &r.Codice, &r.Nome, &r.Titolo, &r.Versione, &r.Impronta, &r.PubblicatoIl, &r.Contenuto); err != nil {
			return r, err
		}
		r.Semestre, err = kernel.ParseSemestre(sem)
		return r, err
	}, `SELECT `+colonneRapporto+`, contenuto FROM pubblico_rapporti WHERE numero = $1`, numero)
}

// Rapporti lists reports without their content, the latest first: of one kind,
// of one body when codice is given, whose name contains every word of nome.
// limite is at most 1000.
func Rapporti(ctx context.Context, tx *db.Tx, ambito, codice, nome string, limite, salta int) ([]RapportoArchiviato, error) {
	return db.Many(ctx, tx, scanRapporto, `SELECT `+colonneRapporto+` FROM pubblico_rapporti
		WHERE ($1 = '' OR ambito = $1) AND ($2 = '' OR codice = $2) AND ($3 = '' OR nome_ricerca LIKE $3)
		ORDER BY pubblicato_il DESC, id DESC LIMIT $4 OFFSET $5`, ambito, codice, cercato(nome), min(limite, 1000), salta)
}

// ContaRapporti counts what Rapporti would list without a limit.
func ContaRapporti(ctx context.Context, tx *db.Tx, ambito, codice, nome string) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM pubblico_rapporti
		WHERE ($1 = '' OR ambito = $1) AND ($2 = '' OR codice = $2) AND ($3 = '' OR nome_ricerca LIKE $3)`, ambito, codice, cercato(nome))
}

// cercato is the pattern that finds a folded name; it holds no wildcard of
// the person.
func cercato(nome string) string {
	f := kernel.Fold(nome)
	if f == "" {
		return ""
	}
	return "%" + f + "%"
}

// ControllaRapporti reads every archived report and says which are no longer
// what they were.
func ControllaRapporti(ctx context.Context, tx *db.Tx) (integri int, problemi []string, err error) {
	numeri, err := db.Many(ctx, tx, db.Scalar[string], `SELECT numero FROM pubblico_rapporti ORDER BY id`)
	if err != nil {
		return 0, nil, err
	}
	for _, n := range numeri {
		r, err := RapportoDi(ctx, tx, n)
		if err != nil {
			return integri, problemi, err
		}
		if r.Integro() {
			integri++
		} else {
			problemi = append(problemi, "il rapporto "+n+" non è quello archiviato: la sua impronta è un'altra")
		}
	}
	return integri, problemi, nil
}
