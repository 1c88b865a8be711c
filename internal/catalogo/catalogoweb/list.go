package catalogoweb

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/termini"
	"pass/internal/ui"
)

// listView is the page of the whole catalogue.
type listView struct {
	Page       ui.Page
	CanChange  bool
	Count      string
	Export     string
	Filters    ui.FiltersProps
	TaskForce  ui.Field
	Options    []ui.Option
	Confidence ui.Field
	Groups     []listGroup
	Empty      bool
}

type listGroup struct {
	ID, Name, URL string
	Retired       bool
	Table         ui.Table
}

// filter is what the address asks to see.
type filter struct{ TaskForce, Affidabilita string }

func filterOf(c *web.Context) filter {
	return filter{TaskForce: c.Query("task_force"), Affidabilita: c.Query("affidabilita")}
}

func (f filter) query() string {
	var q []string
	if f.TaskForce != "" {
		q = append(q, "task_force="+f.TaskForce)
	}
	if f.Affidabilita != "" {
		q = append(q, "affidabilita="+f.Affidabilita)
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + strings.Join(q, "&")
}

// clean keeps only values that exist, so that the links made from them are
// safe.
func (f filter) clean(q catalogo.Quadro) filter {
	out := filter{}
	for _, t := range q.TaskForces {
		if t.Codice == f.TaskForce {
			out.TaskForce = t.Codice
		}
	}
	for _, a := range catalogo.LivelliAffidabilita {
		if string(a) == f.Affidabilita {
			out.Affidabilita = f.Affidabilita
		}
	}
	return out
}

// row is a procedure as lists show it, with its term of today.
type row struct {
	catalogo.Procedimento
	taskForce catalogo.TaskForce
	termine   catalogo.Termine
	hasTerm   bool
}

// rows are the procedures that pass the filter, in order.
func rows(q catalogo.Quadro, f filter, oggi kernel.Day) []row {
	tfs := map[int64]catalogo.TaskForce{}
	for _, t := range q.TaskForces {
		tfs[t.ID] = t
	}
	var out []row
	for _, p := range q.Procedimenti {
		r := row{Procedimento: p, taskForce: tfs[p.TaskForceID]}
		r.termine, r.hasTerm = q.Storie[p.ID].InVigore(oggi)
		if (f.TaskForce == "" || r.taskForce.Codice == f.TaskForce) && (f.Affidabilita == "" || r.hasTerm && string(r.termine.Affidabilita) == f.Affidabilita) {
			out = append(out, r)
		}
	}
	return out
}

func (p pages) list(c *web.Context) error {
	q, err := p.Catalogo.Quadro(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	return c.HTML(200, listPage(newListView(q, filterOf(c).clean(q), catalogo.Modifica.Allows(c.Actor), c.Now().Day())))
}

func newListView(q catalogo.Quadro, f filter, canChange bool, oggi kernel.Day) listView {
	found := rows(q, f, oggi)
	v := listView{CanChange: canChange, Empty: len(found) == 0, Export: "/catalogo/procedimenti.csv" + f.query()}
	v.Page = frame(ui.Page{Title: "Catalogo dei procedimenti", Lead: lead(rows(q, filter{}, oggi))})
	v.Count = plural(len(found), "procedimento", "procedimenti")
	v.Filters = ui.FiltersProps{Action: "/catalogo", Label: "Filtri del catalogo", Reset: "/catalogo"}
	v.TaskForce = ui.Field{Name: "task_force", Label: "Task force", Value: f.TaskForce, Required: true}
	v.Options = []ui.Option{{Value: "", Label: "Tutte"}}
	v.Confidence = ui.Field{Name: "affidabilita", Label: "Affidabilità del termine", Value: f.Affidabilita, Required: true}
	for _, t := range q.TaskForces {
		v.Options = append(v.Options, ui.Option{Value: t.Codice, Label: t.Nome})
		if t.Codice == f.TaskForce {
			v.Filters.Active = append(v.Filters.Active, ui.Link{Text: t.Nome, URL: "/catalogo" + filter{Affidabilita: f.Affidabilita}.query()})
		}
	}
	if f.Affidabilita != "" {
		v.Filters.Active = append(v.Filters.Active, ui.Link{Text: catalogo.Affidabilita(f.Affidabilita).Etichetta(), URL: "/catalogo" + filter{TaskForce: f.TaskForce}.query()})
	}
	for _, t := range q.TaskForces {
		g := listGroup{ID: "tf-" + t.Codice, Name: t.Nome, URL: taskForceURL(t.ID), Retired: !t.Attiva, Table: groupTable(t, found)}
		if len(g.Table.Rows) > 0 || (f == filter{} && canChange) {
			v.Groups = append(v.Groups, g)
		}
	}
	return v
}

func groupTable(t catalogo.TaskForce, found []row) ui.Table {
	out := ui.Table{Caption: "Procedimenti della task force " + t.Nome, HideCaption: true, Columns: []ui.Column{
		{Text: "Procedimento"}, {Text: "Termine massimo", Numeric: true}, {Text: "Affidabilità del termine"}, {Text: "Competente"}}}
	once := inCalendarDays(t, found)
	if once {
		out.Columns[1].Text += ", giorni di calendario"
	}
	for _, r := range found {
		if r.TaskForceID != t.ID {
			continue
		}
		length := termText(r.termine, r.hasTerm)
		if l, ok := r.termine.Legale(); ok && once {
			length = kernel.Numero(int64(l.N))
		}
		name := ui.LinkCell(r.Nome, procedureURL(r.ID))
		if !r.Attivo {
			name.Sub = "Non attivo: non si accettano nuove richieste"
		}
		conf := ui.TextCell("n.d.")
		if r.hasTerm {
			conf = ui.ChipCell(confidence(r.termine.Affidabilita))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []ui.Cell{name, ui.TextCell(length), conf, ui.TextCell(r.Competente)}})
	}
	return out
}

// inCalendarDays reports whether all the terms of the group count calendar
// days: then the head of the column says it once.
func inCalendarDays(t catalogo.TaskForce, found []row) bool {
	for _, r := range found {
		if l, ok := r.termine.Legale(); ok && r.TaskForceID == t.ID && l.Unita != termini.GiorniDiCalendario {
			return false
		}
	}
	return true
}

// lead says how many terms may be trusted.
func lead(all []row) string {
	active, sure := 0, 0
	for _, r := range all {
		if r.Attivo {
			active++
			if r.hasTerm && r.termine.Affidabilita == catalogo.Confermato {
				sure++
			}
		}
	}
	return fmt.Sprintf("%s su cui gli enti possono chiedere aiuto. I termini confermati da una fonte sono %d, quelli da verificare %d.",
		plural(active, "procedimento attivo", "procedimenti attivi"), sure, active-sure)
}

func (p pages) csv(c *web.Context) error {
	q, err := p.Catalogo.Quadro(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"codice", "nome", "task_force", "attivo", "competente", "base_legale", "nel_catalogo",
		"termine", "termine_unita", "decorrenza", "vigente_dal", "affidabilita_termine", "fonte_termine", "fonte_url"})
	for _, r := range rows(q, filterOf(c).clean(q), c.Now().Day()) {
		n, unita := "", ""
		if l, ok := r.termine.Legale(); ok {
			n, unita = strconv.Itoa(l.N), pubblico.CodiceUnita(l.Unita)
		}
		_ = w.Write(guarded([]string{r.Codice, r.Nome, r.taskForce.Codice, strconv.FormatBool(r.Attivo), r.Competente, r.BaseLegale, string(r.Affidabilita),
			n, unita, r.termine.Decorrenza, r.termine.VigenteDal.String(), string(r.termine.Affidabilita), r.termine.Fonte, r.termine.FonteURL}))
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return c.Download("catalogo-procedimenti.csv", "text/csv; charset=utf-8", int64(b.Len()), &b)
}

// guarded keeps spreadsheets from reading a text as a formula (OWASP ASVS
// V1.2.10).
func guarded(cells []string) []string {
	for i, s := range cells {
		if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
			cells[i] = "'" + s
		}
	}
	return cells
}
