package enti

import (
	"context"
	"fmt"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Impedimento is something that keeps a body from asking for help, with what
// to do about it. Areas to the right put and take them away; the keys of this
// area's own ones are "adesione", "ente" and "mandato".
type Impedimento struct {
	EnteID int64
	Chiave string // one per body: "monitoraggio.2026-1"
	Testo  string // for people: what is missing
	URL    string // where to remedy, may be empty
	Da     kernel.Instant
}

// PoniImpedimento keeps the body from asking for help until TogliImpedimento;
// the same key again replaces text and link and keeps the first instant.
func PoniImpedimento(ctx context.Context, tx *db.Tx, i Impedimento) error {
	_, err := tx.Exec(ctx, `INSERT INTO impedimenti (ente_id, chiave, testo, url, da_il) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (ente_id, chiave) DO UPDATE SET testo = excluded.testo, url = excluded.url`,
		i.EnteID, i.Chiave, i.Testo, i.URL, tx.Now())
	return err
}

// TogliImpedimento takes an impediment away; one that is not there is no
// error.
func TogliImpedimento(ctx context.Context, tx *db.Tx, ente int64, chiave string) error {
	_, err := tx.Exec(ctx, `DELETE FROM impedimenti WHERE ente_id = $1 AND chiave = $2`, ente, chiave)
	return err
}

// TogliATutti takes the impediments of that key away from every body.
func TogliATutti(ctx context.Context, tx *db.Tx, chiave string) error {
	_, err := tx.Exec(ctx, `DELETE FROM impedimenti WHERE chiave = $1`, chiave)
	return err
}

// Impediti lists the bodies that have an impediment of that key, in order.
func Impediti(ctx context.Context, tx *db.Tx, chiave string) ([]int64, error) {
	return db.Many(ctx, tx, db.Scalar[int64], `SELECT ente_id FROM impedimenti WHERE chiave = $1 ORDER BY ente_id`, chiave)
}

// Impedimenti lists those put for the body, oldest first.
func Impedimenti(ctx context.Context, tx *db.Tx, ente int64) ([]Impedimento, error) {
	return db.Many(ctx, tx, func(r db.Row) (i Impedimento, err error) {
		return i, r.Scan(&i.EnteID, &i.Chiave, &i.Testo, &i.URL, &i.Da)
	}, `SELECT ente_id, chiave, testo, url, da_il FROM impedimenti WHERE ente_id = $1 ORDER BY da_il, chiave`, ente)
}

// PuoChiedere reports whether the body may ask for help today: it exists, its
// adesione is approved, its representative's mandate holds, and nothing keeps
// it. When it may not, the reasons are listed.
func PuoChiedere(ctx context.Context, tx *db.Tx, ente int64) (bool, []Impedimento, error) {
	is, err := Impedimenti(ctx, tx, ente)
	if err != nil {
		return false, nil, err
	}
	e, err := Get(ctx, tx, ente)
	if err != nil {
		return false, nil, err
	}
	add := func(chiave, testo, url string) {
		is = append(is, Impedimento{EnteID: ente, Chiave: chiave, Testo: testo, URL: url})
	}
	if e.Cessato(tx.Now().Day()) {
		add("ente", e.NomeEsteso()+" non esiste più dal "+e.CessatoIl.InItaliano()+".", fmt.Sprintf("/enti/%d", ente))
	}
	a, ok, err := AdesioneInCarica(ctx, tx, ente)
	if err != nil {
		return false, nil, err
	}
	switch {
	case !ok:
		add("adesione", "L'adesione dell'ente non è approvata.", "/enti/adesione")
	case a.Stato == Sospesa:
		add("adesione", "L'adesione dell'ente è sospesa. Motivo: "+a.Motivo, "")
	default:
		m, err := accesso.GetMandato(ctx, tx, a.MandatoID)
		if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
			return false, nil, err
		}
		if err != nil || !m.Attivo(tx.Now().Day()) {
			add("mandato", "Il mandato del legale rappresentante è terminato. Chi lo rappresenta ora deve presentare una nuova adesione.", "/enti/adesione")
		}
	}
	return len(is) == 0, is, nil
}
