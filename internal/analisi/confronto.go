package analisi

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// MinimoEnti is how many other bodies make a comparison anonymous.
const MinimoEnti = 5

// Cifre are the few figures of a log with which like bodies are compared:
// times in seconds, shares of the gross time from 0 to 1.
type Cifre struct {
	Casi          int        `json:"casi"`
	Dal           kernel.Day `json:"dal"`
	Al            kernel.Day `json:"al"`
	Media         float64    `json:"media"`
	Mediana       float64    `json:"mediana"`
	P90           float64    `json:"p90"`
	Attesa        *float64   `json:"attesa,omitempty"` // nil: the log does not tell
	Lavorazione   *float64   `json:"lavorazione,omitempty"`
	AttesaOLavoro *float64   `json:"attesa_o_lavoro,omitempty"` // the two together, where they cannot be told apart
	Sospensione   *float64   `json:"sospensione,omitempty"`
	AltriEnti     *float64   `json:"altri_enti,omitempty"`
}

// Confronto are the figures of other bodies of the same procedure and
// population class, without their names.
type Confronto struct {
	Classe  string  // code of monitoraggio.Classi
	Enti    int     // other bodies that have a log; Altri is empty when they are too few
	Altri   []Cifre // one for each other body, its newest log, by median
	Proprie *Cifre  // of this log
}

// Anonimo reports whether the bodies are enough to be shown.
func (c Confronto) Anonimo() bool { return c.Enti >= MinimoEnti }

// Confronto compares a log of a request with those of like bodies. The figures
// of the others are there only when they are at least MinimoEnti.
func (s *Service) Confronto(ctx context.Context, chi kernel.Actor, f Fonte) (c Confronto, err error) {
	if f.Richiesta == nil || f.Registro == nil {
		return c, kernel.E(kernel.NonValido, "Questo registro non ha enti simili con cui confrontarsi.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, f.Richiesta.ID, int64(f.Registro.N))
		if err != nil {
			return err
		}
		e, err := enti.Get(ctx, tx, q.EnteID)
		if err != nil {
			return err
		}
		c = Confronto{Classe: monitoraggio.ClasseDi(e)}
		visti := map[int64]bool{}
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
			switch {
			case id == g.ID:
				c.Proprie = &x
			case ente != q.EnteID && !visti[ente]:
				visti[ente] = true
				c.Altri = append(c.Altri, x)
			}
			return nil
		}, `SELECT registro_id, ente_id, cifre FROM analisi_sintesi WHERE procedimento_id = $1 AND classe = $2
			ORDER BY ente_id, letto_il DESC, registro_id DESC`, q.ProcedimentoID, c.Classe)
		return err
	})
	if err != nil {
		return Confronto{}, err
	}
	c.Enti = len(c.Altri)
	if !c.Anonimo() {
		c.Altri = nil
	}
	slices.SortFunc(c.Altri, func(a, b Cifre) int {
		return cmp.Or(cmp.Compare(a.Mediana, b.Mediana), cmp.Compare(a.Media, b.Media), a.Casi-b.Casi)
	})
	return c, nil
}

// riprendi is done once a log was read: what the body already said of its
// activities is taken up, and the figures for the comparison are kept.
func (s *Service) riprendi(ctx context.Context, tx *db.Tx, q richieste.Richiesta, r Registro, ris Risultato) error {
	m, err := mappaDi(ctx, tx, q)
	if err != nil {
		return err
	}
	p := Passi{Significati: m.passi.Significati, Termine: m.passi.Termine}
	if r.Origine == DaPratiche {
		p.Significati = significatiPratiche
	}
	noti := len(p.Significati) > 0
	for _, a := range ris.Sintesi.ActivityFrequency {
		if _, ok := p.Significati[a.Name]; !ok {
			noti = false
		}
	}
	if noti {
		if err := s.passiNoti(ctx, tx, q, r, p); err != nil {
			return err
		}
	}
	return s.annotaSintesi(ctx, tx, q, r.ID, cifreBase(ris))
}

// passiNoti confirms meanings that are all known already. Without a remembered
// term the one of the catalogue holds.
func (s *Service) passiNoti(ctx context.Context, tx *db.Tx, q richieste.Richiesta, r Registro, p Passi) error {
	if p.Termine == nil {
		f := Fonte{Richiesta: &q, Registro: &r}
		t, ok, err := f.termineCatalogo(ctx, tx)
		if err != nil {
			return err
		}
		if ok {
			p.Termine = &t
		}
	}
	return salvaPassi(ctx, tx, r.ID, p)
}

func cifreBase(ris Risultato) Cifre {
	d := ris.Sintesi.CaseDurations
	return Cifre{Casi: d.Count, Dal: kernel.InstantOf(ris.Sintesi.Span.First).Day(), Al: kernel.InstantOf(ris.Sintesi.Span.Last).Day(),
		Media: d.Mean, Mediana: d.Median, P90: d.P90}
}

// annotaSintesi keeps the figures of a log for the comparison.
func (s *Service) annotaSintesi(ctx context.Context, tx *db.Tx, q richieste.Richiesta, registro int64, c Cifre) error {
	e, err := enti.Get(ctx, tx, q.EnteID)
	if err != nil {
		return err
	}
	testo, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO analisi_sintesi (registro_id, ente_id, procedimento_id, classe, provincia, cifre, letto_il) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (registro_id) DO UPDATE SET cifre = excluded.cifre, classe = excluded.classe`,
		registro, q.EnteID, q.ProcedimentoID, monitoraggio.ClasseDi(e), e.Provincia, string(testo), tx.Now())
	return err
}

// cifreDi are the figures of an open log, with the shares of its time.
func (s *Service) cifreDi(_ context.Context, f Fonte) (Cifre, error) {
	return cifreBase(*f.Risultato), nil
}
