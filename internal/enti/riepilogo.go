package enti

import (
	"context"

	"pass/internal/platform/db"
)

// RiepilogoProvincia counts the bodies of a provincial area that exist.
type RiepilogoProvincia struct {
	Codice, Sigla, Nome, Regione string
	Enti                         int64   // of every kind
	Comuni                       int64   // among them
	Aderenti                     int64   // bodies with an approved adesione
	ComuniAderenti               int64   // among them
	EntiAderenti                 []int64 // their ids, by name
}

// Riepilogo says who takes part in the service, by provincial area. It holds
// no personal data.
type Riepilogo struct {
	Province       []RiepilogoProvincia // by name
	Enti, Aderenti int64
}

// GetRiepilogo counts who takes part, for who publishes the figures. A
// suspended adesione does not count.
func GetRiepilogo(ctx context.Context, tx *db.Tx) (Riepilogo, error) {
	var out Riepilogo
	indice := map[string]int{}
	err := db.Each(ctx, tx, func(r db.Row) error {
		var p RiepilogoProvincia
		var id int64
		var tipo Tipo
		var aderente int64
		if err := r.Scan(&id, &tipo, &p.Codice, &p.Sigla, &p.Nome, &p.Regione, &aderente); err != nil {
			return err
		}
		i, ok := indice[p.Codice]
		if !ok {
			i = len(out.Province)
			indice[p.Codice] = i
			out.Province = append(out.Province, p)
		}
		q := &out.Province[i]
		q.conta(id, tipo, aderente == 1)
		out.Enti++
		out.Aderenti += aderente
		return nil
	}, `SELECT e.id, e.tipo, e.provincia_codice, e.provincia, e.provincia_nome, e.regione, CASE WHEN a.id IS NULL THEN 0 ELSE 1 END
		FROM enti e LEFT JOIN adesioni a ON a.ente_id = e.id AND a.stato = 'approvata'
		WHERE e.cessato_il IS NULL ORDER BY e.provincia_nome, e.provincia_codice, e.ordine, e.id`)
	return out, err
}

func (p *RiepilogoProvincia) conta(id int64, tipo Tipo, aderente bool) {
	p.Enti++
	if tipo == Comune {
		p.Comuni++
	}
	if !aderente {
		return
	}
	p.Aderenti++
	p.EntiAderenti = append(p.EntiAderenti, id)
	if tipo == Comune {
		p.ComuniAderenti++
	}
}

// Aderenti lists the bodies that exist and whose adesione is approved, by
// name: one query. A suspended adesione does not count.
func Aderenti(ctx context.Context, tx *db.Tx) ([]Ente, error) {
	return db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e JOIN adesioni a ON a.ente_id = e.id AND a.stato = 'approvata'
		WHERE e.cessato_il IS NULL ORDER BY e.ordine, e.id`)
}

// ContaPerTipo counts the bodies that exist, by kind.
func ContaPerTipo(ctx context.Context, tx *db.Tx) (map[Tipo]int64, error) {
	out := map[Tipo]int64{}
	return out, db.Each(ctx, tx, func(r db.Row) error {
		var t Tipo
		var n int64
		err := r.Scan(&t, &n)
		out[t] = n
		return err
	}, `SELECT tipo, COUNT(*) FROM enti WHERE cessato_il IS NULL GROUP BY tipo`)
}
