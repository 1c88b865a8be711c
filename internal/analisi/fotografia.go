package analisi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/peers"
	"pass/internal/platform/db"
)

// A comparison of five bodies names nobody, but two of them do: who looks
// before and after a body joins reads its figures in the difference. So nobody
// looks at the bodies as they are: all look at one photograph of them, and
// whatever a page shows is computed from it and from the figures of who looks.
//
//   - Its figures are rounded, and kept as they were rounded: durations to two
//     significant digits, practices down to 1, 2, 5, 10, 20…, shares to 5 %.
//   - It is taken when there are MinimoEnti+1 bodies: whoever looks, even one of
//     them, has at least MinimoEnti others.
//   - It is taken anew only when the figures that would appear are those of
//     MinimoEnti+1 bodies or more, and those that would vanish are of nobody or
//     of as many. Whoever compares two photographs, even if one of the figures
//     is his own, has a difference of at least MinimoEnti bodies, in which
//     nothing tells whose is which. Until then new figures wait; when only
//     bodies that join are enough, they are added and the rest stays.
//   - The figures of a body whose log is deleted stay, with no trace of whose
//     they were: taken away alone they would be told. They cannot be found again
//     by anybody, not even in the database.
//
// What is left: who knows the figures of all the others but one knows that one
// too; who keeps every photograph of years, and knows which bodies came and went
// between them, may find a difference of fewer.

// ritratto are the rounded figures of a body in a photograph.
type ritratto struct {
	Ente  int64 `json:"ente,omitempty"` // 0 once the log they come from is deleted
	Cifre Cifre `json:"cifre"`
}

// scaduta reports whether a photograph is too old to be shown: no log behind it
// would be kept any longer.
func scaduta(il kernel.Instant, oggi kernel.Day) bool {
	return il.Day().Before(kernel.DayOf(oggi.Time().AddDate(0, -MesiConservazione, 0)))
}

// passoQuote is the rounding of the shares.
const passoQuote = 0.05

// arrotondate are the figures as others may see them.
func (c Cifre) arrotondate() Cifre {
	durata := func(secondi float64) float64 { return peers.TwoDigits(secondi/86_400) * 86_400 }
	quota := func(q *float64) *float64 {
		if q == nil {
			return nil
		}
		v := math.Round(*q/passoQuote) * passoQuote
		return &v
	}
	return Cifre{Casi: peers.RoundDown(c.Casi), P25: durata(c.P25), Mediana: durata(c.Mediana), P75: durata(c.P75), Attesa: quota(c.Attesa), Lavorazione: quota(c.Lavorazione),
		AttesaOLavoro: quota(c.AttesaOLavoro), Sospensione: quota(c.Sospensione), AltriEnti: quota(c.AltriEnti)}
}

// uguali reports whether two figures show the same.
func (c Cifre) uguali(d Cifre) bool {
	a, err := json.Marshal(c)
	b, altro := json.Marshal(d)
	return err == nil && altro == nil && string(a) == string(b)
}

// candidati are the bodies that may be photographed now, each with its newest
// log of enough practices.
func candidati(ctx context.Context, tx *db.Tx, procedimento int64, classe string) (out []ritratto, err error) {
	ultimo := int64(0)
	err = db.Each(ctx, tx, func(row db.Row) error {
		var id, ente int64
		var testo string
		if err := row.Scan(&id, &ente, &testo); err != nil {
			return err
		}
		var x Cifre
		if err := json.Unmarshal([]byte(testo), &x); err != nil {
			return fmt.Errorf("analisi: figures of %d: %w", id, err)
		}
		if ente != ultimo && x.Casi >= peers.DefaultMinCases {
			ultimo = ente
			out = append(out, ritratto{ente, x.arrotondate()})
		}
		return nil
	}, `SELECT registro_id, ente_id, cifre FROM analisi_sintesi WHERE procedimento_id = $1 AND classe = $2
		ORDER BY ente_id, letto_il DESC, registro_id DESC`, procedimento, classe)
	return out, err
}

// fotografiaDi reads the photograph; none has no body and the zero instant.
func fotografiaDi(ctx context.Context, tx *db.Tx, procedimento int64, classe string) (foto []ritratto, il kernel.Instant, err error) {
	var testo string
	_, err = db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&testo, &il) },
		`SELECT enti, scattata_il FROM analisi_fotografie WHERE procedimento_id = $1 AND classe = $2`, procedimento, classe)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil, il, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(testo), &foto)
	}
	if err != nil {
		return nil, il, fmt.Errorf("analisi: photograph %d %s: %w", procedimento, classe, err)
	}
	return foto, il, nil
}

// scatta takes the photograph anew, if enough differs from the last.
func scatta(ctx context.Context, tx *db.Tx, procedimento int64, classe string) error {
	// Who comes second waits here, and sees what the first has taken.
	_, err := tx.Exec(ctx, `INSERT INTO analisi_fotografie (procedimento_id, classe, enti, scattata_il) VALUES ($1,$2,'[]',$3)
		ON CONFLICT (procedimento_id, classe) DO UPDATE SET enti = analisi_fotografie.enti`, procedimento, classe, tx.Now())
	if err != nil {
		return err
	}
	prima, _, err := fotografiaDi(ctx, tx, procedimento, classe)
	if err != nil {
		return err
	}
	adesso, err := candidati(ctx, tx, procedimento, classe)
	if err != nil {
		return err
	}
	nuova, ok := prossima(prima, adesso)
	if !ok {
		return nil
	}
	return salvaFotografia(ctx, tx, procedimento, classe, nuova, tx.Now())
}

func salvaFotografia(ctx context.Context, tx *db.Tx, procedimento int64, classe string, foto []ritratto, il kernel.Instant) error {
	// The place in the list must not tell who came when.
	slices.SortFunc(foto, func(a, b ritratto) int {
		return cmp.Or(cmp.Compare(a.Cifre.Mediana, b.Cifre.Mediana), cmp.Compare(a.Cifre.P75, b.Cifre.P75), cmp.Compare(a.Cifre.P25, b.Cifre.P25), a.Cifre.Casi-b.Cifre.Casi)
	})
	testo, err := json.Marshal(foto)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE analisi_fotografie SET enti = $1, scattata_il = $2 WHERE procedimento_id = $3 AND classe = $4`, string(testo), il, procedimento, classe)
	return err
}

// prossima is the photograph that may follow prima, when the bodies are as they
// are adesso; false when it has to wait.
func prossima(prima, adesso []ritratto) (nuova []ritratto, ok bool) {
	ora := make(map[int64]Cifre, len(adesso))
	for _, r := range adesso {
		ora[r.Ente] = r.Cifre
	}
	ritratti := make(map[int64]bool, len(prima))
	spariti, cambiati := 0, 0 // figures that would go with their body, or for others of it
	for _, r := range prima {
		ritratti[r.Ente] = true
		switch c, resta := ora[r.Ente]; {
		case r.Ente == 0 || !resta:
			spariti++
		case !c.uguali(r.Cifre):
			cambiati++
		}
	}
	var arrivati []ritratto
	for _, r := range adesso {
		if !ritratti[r.Ente] {
			arrivati = append(arrivati, r)
		}
	}
	const abbastanza = MinimoEnti + 1
	switch via := spariti + cambiati; {
	case len(arrivati)+cambiati >= abbastanza && (via == 0 || via >= abbastanza):
		return slices.Clone(adesso), true
	case len(arrivati) >= abbastanza:
		return slices.Concat(prima, arrivati), true
	}
	return nil, false
}

// slega takes the name of a body from its figures in the photographs of a
// procedure, when it has no log behind them any more.
func slega(ctx context.Context, tx *db.Tx, ente, procedimento int64) error {
	classi, err := db.Many(ctx, tx, db.Scalar[string], `UPDATE analisi_fotografie SET enti = enti WHERE procedimento_id = $1 RETURNING classe`, procedimento)
	if err != nil {
		return err
	}
	for _, classe := range classi {
		foto, il, err := fotografiaDi(ctx, tx, procedimento, classe)
		if err != nil {
			return err
		}
		adesso, err := candidati(ctx, tx, procedimento, classe)
		if err != nil {
			return err
		}
		suo := func(r ritratto) bool { return r.Ente == ente }
		if i := slices.IndexFunc(foto, suo); i >= 0 && !slices.ContainsFunc(adesso, suo) {
			foto[i].Ente = 0
			if err := salvaFotografia(ctx, tx, procedimento, classe, foto, il); err != nil {
				return err
			}
		}
		if err := scatta(ctx, tx, procedimento, classe); err != nil {
			return err
		}
	}
	return nil
}

// scattaTutte takes every photograph that can be taken: those of figures that
// are older than photographs.
func (s *Service) scattaTutte(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		type gruppo struct {
			procedimento int64
			classe       string
		}
		gruppi, err := db.Many(ctx, tx, func(row db.Row) (g gruppo, err error) { return g, row.Scan(&g.procedimento, &g.classe) },
			`SELECT DISTINCT procedimento_id, classe FROM analisi_sintesi ORDER BY procedimento_id, classe`)
		if err != nil {
			return err
		}
		for _, g := range gruppi {
			if err := scatta(ctx, tx, g.procedimento, g.classe); err != nil {
				return err
			}
		}
		return nil
	})
}
