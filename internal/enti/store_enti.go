package enti

import (
	"context"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

const colonneEnte = `e.id, e.tipo, e.istat, e.belfiore, e.ipa, e.nome, e.altra_lingua, e.denominazione, e.provincia_codice,
	e.provincia, e.provincia_nome, e.regione, e.popolazione, e.popolazione_fonte, e.pec, e.istituito_il, e.cessato_il,
	COALESCE(e.successore_id, 0), e.versione`

func (e *Ente) campi() []any {
	return []any{&e.ID, &e.Tipo, &e.Istat, &e.Belfiore, &e.IPA, &e.Nome, &e.AltraLingua, &e.Denominazione, &e.ProvinciaCodice,
		&e.Provincia, &e.ProvinciaNome, &e.Regione, &e.Popolazione, &e.PopolazioneFonte, &e.PEC, &e.IstituitoIl, &e.CessatoIl,
		&e.SuccessoreID, &e.Versione}
}

func scanEnte(r db.Row) (e Ente, err error) { return e, r.Scan(e.campi()...) }

// Get reads a body, or returns db.ErrNotFound.
func Get(ctx context.Context, tx *db.Tx, id int64) (Ente, error) {
	return db.One(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e WHERE e.id = $1`, id)
}

// PerID reads many bodies at once; those that do not exist are missing from
// the map.
func PerID(ctx context.Context, tx *db.Tx, ids []int64) (map[int64]Ente, error) {
	out := make(map[int64]Ente, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), db.MaxArgs)
		es, err := db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e WHERE e.id IN (`+db.Placeholders(1, n)+`)`, db.Args(ids[:n])...)
		if err != nil {
			return nil, err
		}
		for _, e := range es {
			out[e.ID] = e
		}
		ids = ids[n:]
	}
	return out, nil
}

// Comuni lists the Comuni of a province (its sigla) that exist, by name; an
// empty sigla means every province.
func Comuni(ctx context.Context, tx *db.Tx, provincia string) ([]Ente, error) {
	return db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e
		WHERE e.tipo = 'comune' AND e.cessato_il IS NULL AND ($1 = '' OR e.provincia = $1) ORDER BY e.ordine, e.id`, provincia)
}

// Province lists the provincial areas in which the register has bodies, by
// name: sigla and name.
func Province(ctx context.Context, tx *db.Tx) ([]SiglaNome, error) {
	return db.Many(ctx, tx, func(r db.Row) (s SiglaNome, err error) { return s, r.Scan(&s.Sigla, &s.Nome) },
		`SELECT provincia, MAX(provincia_nome) FROM enti WHERE provincia <> '' AND cessato_il IS NULL GROUP BY provincia ORDER BY 2, 1`)
}

// SiglaNome names a provincial area.
type SiglaNome struct{ Sigla, Nome string }

// dopoOgniParola sorts after every text that begins with the prefix.
const dopoOgniParola = "\U0010FFFF"

// conParole is the SQL that keeps the bodies in whose names every word is the
// beginning of some word; its placeholders begin at from.
func conParole(from int, words []string) (query string, args []any) {
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, ` AND e.id IN (SELECT p.ente_id FROM enti_parole p WHERE p.parola >= $%d AND p.parola < $%d)`, from, from+1)
		args = append(args, w, w+dopoOgniParola)
		from += 2
	}
	return b.String(), args
}

// conTesto is conParole for what a person typed; "Comune di …" leaves out the
// bodies of another kind.
func conTesto(from int, testo string) (query string, args []any) {
	query, args = conParole(from, cercate(testo))
	if soloComuni(testo) {
		query += ` AND e.tipo = 'comune'`
	}
	return query, args
}

// Cerca finds the bodies that exist in whose names every word typed is the
// beginning of some word; accents, apostrophes and capitals do not count. The
// best come first: the exact name, then names that begin so, then the others,
// larger ones first. Nothing typed, nothing found.
func Cerca(ctx context.Context, tx *db.Tx, testo string, limite int) ([]Ente, error) {
	words := cercate(testo)
	if len(words) == 0 {
		return nil, nil
	}
	nome := strings.Join(words, " ")
	where, args := conTesto(4, testo)
	return db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e WHERE e.cessato_il IS NULL`+where+`
		ORDER BY CASE WHEN e.ordine = $1 THEN 0 WHEN e.ordine >= $1 AND e.ordine < $2 THEN 1 ELSE 2 END,
		e.popolazione DESC NULLS LAST, e.ordine, e.id LIMIT $3`,
		append([]any{nome, nome + dopoOgniParola, int64(limite)}, args...)...)
}

// inserisci writes a new body with the words under which it is found.
func inserisci(ctx context.Context, tx *db.Tx, e Ente) (int64, error) {
	if e.Denominazione == "" {
		e.Denominazione = denominazione(e.Tipo, e.Nome)
	}
	id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti (tipo, istat, belfiore, ipa, nome, altra_lingua, denominazione, ordine,
		provincia_codice, provincia, provincia_nome, regione, popolazione, popolazione_fonte, pec, istituito_il, creato_il, aggiornato_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$17) RETURNING id`,
		string(e.Tipo), string(e.Istat), string(e.Belfiore), string(e.IPA), e.Nome, e.AltraLingua, e.Denominazione, kernel.Fold(e.Nome),
		e.ProvinciaCodice, e.Provincia, e.ProvinciaNome, e.Regione, e.Popolazione, e.PopolazioneFonte, e.PEC, e.IstituitoIl, tx.Now())
	if db.IsUnique(err) {
		return 0, kernel.Wrap(kernel.Conflitto, "Nel registro c'è già un ente con gli stessi codici: "+e.NomeEsteso()+". Nessun dato è cambiato.", err)
	}
	if err != nil {
		return 0, err
	}
	return id, scriviParole(ctx, tx, id, parole(e.Nome, e.AltraLingua, e.denominazionePropria()))
}

// denominazionePropria is the part of the name that says something more than
// the kind: every Comune is a "Comune di".
func (e Ente) denominazionePropria() string {
	if e.Tipo == Comune {
		return ""
	}
	return e.Denominazione
}

// aggiorna writes all the facts of a body; who changes it names the version
// that they saw. It is a Conflitto when somebody was faster.
func aggiorna(ctx context.Context, tx *db.Tx, e Ente) error {
	n, err := tx.Exec(ctx, `UPDATE enti SET tipo=$1, istat=$2, belfiore=$3, ipa=$4, nome=$5, altra_lingua=$6, denominazione=$7, ordine=$8,
		provincia_codice=$9, provincia=$10, provincia_nome=$11, regione=$12, popolazione=$13, popolazione_fonte=$14, pec=$15,
		istituito_il=$16, cessato_il=$17, successore_id=$18, aggiornato_il=$19, versione = versione + 1 WHERE id=$20 AND versione=$21`,
		string(e.Tipo), string(e.Istat), string(e.Belfiore), string(e.IPA), e.Nome, e.AltraLingua, e.Denominazione, kernel.Fold(e.Nome),
		e.ProvinciaCodice, e.Provincia, e.ProvinciaNome, e.Regione, e.Popolazione, e.PopolazioneFonte, e.PEC,
		e.IstituitoIl, e.CessatoIl, nullo(e.SuccessoreID), tx.Now(), e.ID, e.Versione)
	if err != nil {
		return err
	}
	if n == 0 {
		return kernel.E(kernel.Conflitto, "I dati dell'ente sono cambiati nel frattempo. Nessun dato è stato perso: ricaricare la pagina e ripetere la modifica.")
	}
	return nil
}

// nullo stores "none" as NULL.
func nullo(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func scriviParole(ctx context.Context, tx *db.Tx, id int64, words []string) error {
	if len(words) == 0 {
		return nil
	}
	var b strings.Builder
	b.WriteString(`INSERT INTO enti_parole (parola, ente_id) VALUES `)
	args := []any{id}
	for i, w := range words {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `($%d,$1)`, i+2)
		args = append(args, w)
	}
	b.WriteString(` ON CONFLICT DO NOTHING`)
	_, err := tx.Exec(ctx, b.String(), args...)
	return err
}

// indicizza writes anew the words of a body: those of its names, of the names
// it had, and of the bodies that ceased into it, so that people who remember
// the old name find the new one.
func indicizza(ctx context.Context, tx *db.Tx, e Ente) error {
	nomi := []string{e.Nome, e.AltraLingua, e.denominazionePropria()}
	vecchi, err := db.Many(ctx, tx, db.Scalar[string], `SELECT v.prima FROM enti_variazioni v WHERE v.ente_id = $1 AND v.campo = 'nome'
		UNION SELECT e.nome FROM enti e WHERE e.successore_id = $2`, e.ID, e.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM enti_parole WHERE ente_id = $1`, e.ID); err != nil {
		return err
	}
	return scriviParole(ctx, tx, e.ID, parole(append(nomi, vecchi...)...))
}

// VariazioneEnte is one change in the history of a body.
type VariazioneEnte struct {
	ID           int64
	EnteID       int64
	Campo        string // nome, istat, belfiore, provincia, popolazione, pec, ipa, istituzione, cessazione, ripristino
	Prima, Dopo  string
	Dal          kernel.Day // since when it holds; zero when the source does not say
	Fonte        string
	PersonaID    int64 // who loaded it, 0 for PAsS itself
	RegistrataIl kernel.Instant
}

// Etichetta names the field that changed, for people.
func (v VariazioneEnte) Etichetta() string {
	switch v.Campo {
	case "nome":
		return "Nome"
	case "istat":
		return "Codice ISTAT"
	case "belfiore":
		return "Codice Belfiore"
	case "ipa":
		return "Codice IPA"
	case "pec":
		return "PEC"
	case "provincia":
		return "Provincia"
	case "popolazione":
		return "Popolazione"
	case "istituzione":
		return "Istituzione"
	case "cessazione":
		return "Cessazione"
	case "ripristino":
		return "Ripristino"
	}
	return v.Campo
}

func scriviVariazione(ctx context.Context, tx *db.Tx, v VariazioneEnte) error {
	_, err := tx.Exec(ctx, `INSERT INTO enti_variazioni (ente_id, campo, prima, dopo, dal, fonte, persona_id, registrata_il)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`, v.EnteID, v.Campo, v.Prima, v.Dopo, v.Dal, v.Fonte, v.PersonaID, tx.Now())
	return err
}

// Storia lists what changed in a body, newest first.
func Storia(ctx context.Context, tx *db.Tx, ente int64) ([]VariazioneEnte, error) {
	return db.Many(ctx, tx, func(r db.Row) (v VariazioneEnte, err error) {
		return v, r.Scan(&v.ID, &v.EnteID, &v.Campo, &v.Prima, &v.Dopo, &v.Dal, &v.Fonte, &v.PersonaID, &v.RegistrataIl)
	}, `SELECT id, ente_id, campo, prima, dopo, dal, fonte, persona_id, registrata_il FROM enti_variazioni
		WHERE ente_id = $1 ORDER BY id DESC`, ente)
}
