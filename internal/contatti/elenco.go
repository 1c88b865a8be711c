package contatti

import (
	"context"
	"fmt"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// PerPagina is how many conversations a page of the list holds.
const PerPagina = 25

// Filtro chooses conversations; zero fields do not filter.
type Filtro struct {
	Stati      []Stato // empty: those that are open
	Tutti      bool    // of every state
	Automatici bool    // those begun by machines, which otherwise are left out
	Argomento  Argomento
	Assegnato  int64 // person
	Testo      string
	Recenti    bool // latest arrival first; otherwise the oldest of the present state
	Pagina     int  // from 1
}

// Elenco is one page of the list.
type Elenco struct {
	Righe      []Contatto
	Totale     int // of all pages
	PerStato   map[Stato]int
	Automatici int // open ones begun by machines
	Persone    map[int64]accesso.Persona
	Segreteria []accesso.PersonaConMandato
	Ora        kernel.Instant
	LettaIl    kernel.Instant // when the mailbox was last read; zero: never
	Errore     string         // why the last reading failed, for the office; empty when it went well
}

type dove struct {
	sql  []string
	args []any
}

func (w *dove) con(sql string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		sql = strings.Replace(sql, "%s", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	w.sql = append(w.sql, sql)
}

func (w *dove) String() string { return strings.Join(w.sql, " AND ") }

func (f Filtro) dove() *dove {
	w := &dove{}
	w.con("c.automatico = %s", f.Automatici)
	if f.Argomento != "" {
		w.con("c.argomento = %s", string(f.Argomento))
	}
	if f.Assegnato != 0 {
		w.con("c.assegnato_a = %s", f.Assegnato)
	}
	for _, parola := range strings.Fields(kernel.Fold(f.Testo)) {
		w.con("c.cerca LIKE %s", "%"+parola+"%")
	}
	return w
}

func (f Filtro) stati() []Stato {
	switch {
	case f.Tutti:
		return Stati
	case len(f.Stati) > 0:
		return f.Stati
	}
	return vivi
}

func (w *dove) conStati(stati []Stato) {
	in := make([]any, len(stati))
	for i, s := range stati {
		in[i] = string(s)
	}
	w.con("c.stato IN ("+strings.TrimSuffix(strings.Repeat("%s,", len(in)), ",")+")", in...)
}

// ordine is what waits for the office first, and there the oldest first.
const ordine = `CASE c.stato WHEN 'riaperto' THEN 0 WHEN 'nuovo' THEN 0 WHEN 'in_lavorazione' THEN 1 ELSE 2 END, c.ultimo_arrivo_il, c.id`

func (f Filtro) ordine() string {
	if f.Recenti {
		return "c.ultimo_arrivo_il DESC, c.id DESC"
	}
	return ordine
}

// Elenca reads one page of the list: a fixed number of queries.
func (s *Service) Elenca(ctx context.Context, chi kernel.Actor, f Filtro) (e Elenco, err error) {
	if err := consente(chi, Consulta); err != nil {
		return e, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		e, err = elenca(ctx, tx, f)
		return err
	})
	return e, err
}

func elenca(ctx context.Context, tx *db.Tx, f Filtro) (e Elenco, err error) {
	e.Ora, e.PerStato = tx.Now(), map[Stato]int{}
	w := f.dove()
	err = db.Each(ctx, tx, func(row db.Row) error {
		var s Stato
		var n int
		err := row.Scan(&s, &n)
		e.PerStato[s] = n
		return err
	}, `SELECT c.stato, COUNT(*) FROM contatti c WHERE `+w.String()+` GROUP BY c.stato`, w.args...)
	if err != nil {
		return e, err
	}
	for _, s := range f.stati() {
		e.Totale += e.PerStato[s]
	}
	w.conStati(f.stati())
	args := append(w.args, PerPagina, (max(1, f.Pagina)-1)*PerPagina)
	e.Righe, err = db.Many(ctx, tx, scanContatto, fmt.Sprintf(`SELECT `+colonne+` FROM contatti c WHERE `+w.String()+` ORDER BY `+f.ordine()+` LIMIT $%d OFFSET $%d`,
		len(args)-1, len(args)), args...)
	if err != nil {
		return e, err
	}
	return e, e.completa(ctx, tx)
}

// completa adds the names of the people, and what is known of the mailbox.
func (e *Elenco) completa(ctx context.Context, tx *db.Tx) (err error) {
	var ids []int64
	for _, c := range e.Righe {
		if c.Assegnato != 0 {
			ids = append(ids, c.Assegnato)
		}
	}
	if e.Persone, err = accesso.PersonePerID(ctx, tx, ids); err != nil {
		return err
	}
	if e.Segreteria, err = accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0); err != nil {
		return err
	}
	if e.Automatici, err = db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM contatti c WHERE c.automatico = $1 AND c.stato IN ('nuovo','riaperto','in_lavorazione','risposto')`, true); err != nil {
		return err
	}
	_, err = db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&e.LettaIl, &e.Errore) },
		`SELECT letta_il, errore FROM contatti_posta WHERE id = 1`)
	return err
}

// tutti hands to fn every conversation of the filter, for exports.
func tutti(ctx context.Context, tx *db.Tx, f Filtro, fn func(Contatto) error) error {
	w := f.dove()
	w.conStati(f.stati())
	return db.Each(ctx, tx, func(row db.Row) error {
		c, err := scanContatto(row)
		if err != nil {
			return err
		}
		return fn(c)
	}, `SELECT `+colonne+` FROM contatti c WHERE `+w.String()+` ORDER BY `+f.ordine(), w.args...)
}

// DaLeggere says how many conversations wait for a first reading or for an
// answer, and since when the oldest one does.
type DaLeggere struct {
	Quanti int
	Dal    kernel.Instant // zero when there is none
}

// Attese reads DaLeggere for the desk of the segreteria; others wait for
// nothing.
func Attese(ctx context.Context, tx *db.Tx, chi kernel.Actor) (d DaLeggere, err error) {
	if !Gestisce.Allows(chi) {
		return d, nil
	}
	_, err = db.One(ctx, tx, func(row db.Row) (struct{}, error) { return struct{}{}, row.Scan(&d.Quanti, &d.Dal) },
		`SELECT COUNT(*), MIN(c.ultimo_arrivo_il) FROM contatti c WHERE c.stato IN ('nuovo','riaperto') AND c.automatico = $1`, false)
	return d, err
}
