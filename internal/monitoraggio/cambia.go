package monitoraggio

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// ferma is a locked semester of a body, as far as changes are concerned.
type ferma struct {
	rilevazione int64
	semestre    kernel.Semestre
	revisione   bool                       // a revision is open: changes may pass
	termini     map[int64]*termini.Termine // per procedure of the campaign
}

// ferme lists the locked semesters in which the body has figures.
func ferme(ctx context.Context, tx *db.Tx, ente int64) (out []ferma, err error) {
	out, err = db.Many(ctx, tx, func(row db.Row) (f ferma, err error) {
		var revisioni int64
		f.termini = map[int64]*termini.Termine{}
		err = row.Scan(&f.rilevazione, &f.semestre, &revisioni)
		f.revisione = revisioni > 0
		return f, err
	}, `SELECT r.id, r.semestre, (SELECT COUNT(*) FROM monitoraggio_revisioni v WHERE v.rilevazione_id = r.id AND v.ente_id = i.ente_id AND v.stato = 'aperta')
		FROM monitoraggio_rilevazioni r JOIN monitoraggio_invii i ON i.rilevazione_id = r.id
		WHERE i.ente_id = $1 AND i.stato = 'approvato' AND r.stato IN ('bloccata','firmata','pubblicata') ORDER BY r.semestre`, ente)
	if err != nil || len(out) == 0 {
		return out, err
	}
	place := map[int64]int{}
	for i, f := range out {
		place[f.rilevazione] = i
	}
	return out, db.Each(ctx, tx, func(row db.Row) error {
		var ril, proc int64
		var t string
		if err := row.Scan(&ril, &proc, &t); err != nil {
			return err
		}
		term, err := leggiTermine(t)
		if i, ok := place[ril]; ok {
			out[i].termini[proc] = term
		}
		return err
	}, `SELECT l.rilevazione_id, l.procedimento_id, l.termine FROM monitoraggio_rilevati l JOIN monitoraggio_invii i ON i.rilevazione_id = l.rilevazione_id WHERE i.ente_id = $1`, ente)
}

// tocca reports whether the practice counts for anything in the semester; nil
// does not.
func (f ferma) tocca(p *Pratica) bool {
	return p != nil && (p.InTransito(f.semestre) || p.EsclusaNel(f.semestre))
}

// muove lists the locked semesters whose figures would change if prima became
// dopo; nil is a practice that is not there.
func muove(fs []ferma, prima, dopo *Pratica) (out []ferma) {
	procedimento := int64(0)
	for _, p := range []*Pratica{prima, dopo} {
		if p != nil {
			procedimento = p.ProcedimentoID
		}
	}
	conta := func(f ferma, t *termini.Termine, p *Pratica) string {
		c := misure.NewCalcolo(f.semestre, t)
		if p != nil {
			c.Aggiungi(&p.Pratica)
		}
		b, _ := json.Marshal(c.Misure()) //nolint:errchkjson // numbers only
		return string(b)
	}
	for _, f := range fs {
		if !f.tocca(prima) && !f.tocca(dopo) {
			continue
		}
		if t, ok := f.termini[procedimento]; ok && conta(f, t, prima) != conta(f, t, dopo) {
			out = append(out, f)
		}
	}
	return out
}

// cambia writes a practice (prima nil: a new one; dopo nil: it is taken away),
// keeps what it was, and refuses what would move locked figures without an
// open revision. fs comes from ferme. Annotating the act is up to the caller.
func cambia(ctx context.Context, tx *db.Tx, chi kernel.Actor, fs []ferma, prima, dopo *Pratica, motivo string) (id int64, err error) {
	if err := trattiene(fs, prima, dopo); err != nil {
		return 0, err
	}
	ref := prima
	if ref == nil {
		ref = dopo
	}
	if dopo == nil {
		id = prima.ID
		n, err := tx.Exec(ctx, `DELETE FROM monitoraggio_pratiche WHERE id = $1 AND ente_id = $2 AND versione = $3`, prima.ID, prima.EnteID, prima.Versione)
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return 0, cambiataIntanto("La pratica")
		}
	} else if id, err = scriviPratica(ctx, tx, *dopo); err != nil {
		if db.IsUnique(err) {
			return 0, kernel.E(kernel.Conflitto, fmt.Sprintf("La pratica %s c'è già per questo procedimento. Nulla è stato aggiunto: aprire quella che c'è e correggerla.", dopo.Pratica.ID))
		}
		return 0, err
	}
	if prima == nil {
		return id, nil // the row itself tells what was written
	}
	_, err = tx.Exec(ctx, `INSERT INTO monitoraggio_modifiche (pratica_id, ente_id, procedimento_id, prima, dopo, motivo, persona_id, il) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		id, ref.EnteID, ref.ProcedimentoID, testoPratica(prima), testoPratica(dopo), motivo, chi.Persona, tx.Now())
	return id, err
}

// trattiene is the error of a change that would move locked figures.
func trattiene(fs []ferma, prima, dopo *Pratica) error {
	var fermi []string
	for _, f := range muove(fs, prima, dopo) {
		if !f.revisione {
			fermi = append(fermi, f.semestre.InItaliano())
		}
	}
	if len(fermi) == 0 {
		return nil
	}
	numero := ""
	for _, p := range []*Pratica{prima, dopo} {
		if p != nil {
			numero = p.Pratica.ID
		}
	}
	return kernel.E(kernel.Conflitto, fmt.Sprintf("La pratica %s conta nelle cifre già bloccate (%s). Nulla è stato modificato. Per correggerla, chiedere la revisione di quel semestre indicando il motivo.",
		numero, strings.Join(fermi, ", ")))
}

// foto is a practice as the history of changes keeps it.
type foto struct {
	Numero          string     `json:"numero"`
	Tipologia       string     `json:"tipologia,omitempty"`
	Domanda         kernel.Day `json:"data_domanda"`
	Provvedimento   kernel.Day `json:"data_provvedimento"`
	SilenzioAssenso kernel.Day `json:"data_silenzio_assenso"`
	Conferenza      bool       `json:"conferenza"`
	Sospensioni     string     `json:"sospensioni"`
	GiorniSospesi   int        `json:"giorni_sospesi"`
	Termine         string     `json:"termine"`
	EsclusaIl       kernel.Day `json:"esclusa_il"`
	Motivo          string     `json:"motivo_esclusione"`
	Nota            string     `json:"nota,omitempty"`
}

func testoPratica(p *Pratica) string {
	if p == nil {
		return ""
	}
	b, _ := json.Marshal(foto{p.Pratica.ID, p.Tipologia, p.Domanda, p.Provvedimento, p.SilenzioAssenso, p.Conferenza, //nolint:errchkjson // plain values
		TestoSospensioni(p.Sospensioni), p.GiorniSospesi, testoTermine(p.Termine), p.EsclusaIl, p.MotivoEsclusione, p.Nota})
	return string(b)
}
