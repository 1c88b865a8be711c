package richieste

import (
	"context"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// PerPagina is the number of rows of a page of the list.
const PerPagina = 30

// Filtro chooses requests; zero fields do not filter.
type Filtro struct {
	Stati        []Stato // none: the open ones, drafts of one's own body included
	Tutte        bool    // whatever the state
	TaskForce    int64
	DaSmistare   bool // without a task force yet
	Procedimento int64
	Ente         int64
	Provincia    string
	Esperto      int64 // with an active incarico of this person
	Testo        string
	Recenti      bool // latest movement first; otherwise the oldest in its state first
	Pagina       int  // from 1
}

// Elenco is one page of a list with its counts.
type Elenco struct {
	Righe  []Richiesta
	Totale int
	// PerStato counts the requests that the actor may see in each state, with
	// every filter but that on the state.
	PerStato map[Stato]int
}

// where writes the condition of what the actor may see and of the filters.
// Texts are fixed; values are only arguments.
type where struct {
	sql  []string
	args []any
}

func (w *where) add(format string, args ...any) {
	var marks []any
	for _, a := range args {
		w.args = append(w.args, a)
		marks = append(marks, fmt.Sprintf("$%d", len(w.args)))
	}
	w.sql = append(w.sql, fmt.Sprintf(format, marks...))
}

// in is a placeholder list for the values, added to the arguments.
func in[T any](w *where, values []T) string {
	from := len(w.args) + 1
	w.args = append(w.args, db.Args(values)...)
	return "(" + db.Placeholders(from, len(values)) + ")"
}

// visibile repeats PuoVedere in SQL; a test compares the two on every request.
func (w *where) visibile(chi kernel.Actor) {
	var o []string
	if e := chi.Enti(); len(e) > 0 {
		o = append(o, "r.ente_id IN "+in(w, e))
	}
	if chi.Has(kernel.Segreteria) {
		o = append(o, "r.stato <> 'bozza'")
	}
	if tf := chi.TaskForces(kernel.Coordinatore); len(tf) > 0 {
		o = append(o, "r.stato <> 'bozza' AND r.task_force_id IN "+in(w, tf))
	}
	if chi.Has(kernel.EspertoRuolo) {
		w.args = append(w.args, chi.Persona)
		o = append(o, fmt.Sprintf("r.id IN (SELECT i.richiesta_id FROM richieste_incarichi i WHERE i.persona_id = $%d AND i.al_il IS NULL)", len(w.args)))
	}
	if len(o) == 0 {
		o = []string{"1 = 0"}
	}
	w.sql = append(w.sql, "("+strings.Join(o, " OR ")+")")
}

func (w *where) filtri(f Filtro) {
	if f.TaskForce != 0 {
		w.add("r.task_force_id = %s", f.TaskForce)
	}
	if f.DaSmistare {
		w.add("r.task_force_id = 0")
	}
	if f.Procedimento != 0 {
		w.add("r.procedimento_id = %s", f.Procedimento)
	}
	if f.Ente != 0 {
		w.add("r.ente_id = %s", f.Ente)
	}
	if f.Provincia != "" {
		w.add("r.provincia = %s", f.Provincia)
	}
	if f.Esperto != 0 {
		w.add("r.id IN (SELECT i.richiesta_id FROM richieste_incarichi i WHERE i.persona_id = %s AND i.al_il IS NULL)", f.Esperto)
	}
	for _, parola := range strings.Fields(kernel.Fold(f.Testo)) {
		w.add("r.cerca LIKE %s", "%"+parola+"%")
	}
}

func (w *where) stati(f Filtro) {
	if f.Tutte {
		return
	}
	stati := f.Stati
	if len(stati) == 0 {
		stati = append([]Stato{Bozza}, Aperte()...)
	}
	var text []string
	for _, s := range stati {
		text = append(text, string(s))
	}
	w.sql = append(w.sql, "r.stato IN "+in(w, text))
}

func (w *where) String() string { return strings.Join(w.sql, " AND ") }

// Trova reads one page of the requests that the actor may see: three queries,
// whatever the number of rows.
func Trova(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Filtro) (out Elenco, err error) {
	var w where
	w.visibile(chi)
	w.filtri(f)
	out.PerStato = map[Stato]int{}
	err = db.Each(ctx, tx, func(row db.Row) error {
		var s Stato
		var n int
		if err := row.Scan(&s, &n); err != nil {
			return err
		}
		out.PerStato[s] = n
		return nil
	}, `SELECT r.stato, COUNT(*) FROM richieste r WHERE `+w.String()+` GROUP BY r.stato`, w.args...)
	if err != nil {
		return out, err
	}
	for _, s := range Stati {
		if f.Tutte || len(f.Stati) == 0 && (s == Bozza || s.Aperta()) || contiene(f.Stati, s) {
			out.Totale += out.PerStato[s]
		}
	}
	w.stati(f)
	query := w.pagina(f, PerPagina)
	if out.Righe, err = db.Many(ctx, tx, scanRichiesta, query, w.args...); err != nil {
		return out, err
	}
	return out, caricaIncarichi(ctx, tx, out.Righe)
}

func (w *where) pagina(f Filtro, perPagina int) string {
	ordine := "r.stato_dal, r.id"
	if f.Recenti {
		ordine = "r.ultimo_atto_il DESC, r.id DESC"
	}
	q := `SELECT ` + colonne + ` FROM richieste r WHERE ` + w.String() + ` ORDER BY ` + ordine
	if perPagina > 0 {
		w.args = append(w.args, perPagina, max(f.Pagina-1, 0)*perPagina)
		q += fmt.Sprintf(" LIMIT $%d OFFSET $%d", len(w.args)-1, len(w.args))
	}
	return q
}

// Tutte hands to fn every request of the filter that the actor may see, one at
// a time and without incarichi, for exports. fn may not use tx.
func Tutte(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Filtro, fn func(Richiesta) error) error {
	var w where
	w.visibile(chi)
	w.filtri(f)
	w.stati(f)
	query := w.pagina(f, 0)
	return db.Each(ctx, tx, func(row db.Row) error {
		r, err := scanRichiesta(row)
		if err != nil {
			return err
		}
		return fn(r)
	}, query, w.args...)
}

// entiDi lists the bodies of the requests of the filter, each once.
func entiDi(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Filtro) ([]int64, error) {
	var w where
	w.visibile(chi)
	w.filtri(f)
	w.stati(f)
	return db.Many(ctx, tx, db.Scalar[int64], `SELECT DISTINCT r.ente_id FROM richieste r WHERE `+w.String()+` ORDER BY 1`, w.args...)
}

func contiene(stati []Stato, s Stato) bool {
	for _, x := range stati {
		if x == s {
			return true
		}
	}
	return false
}
