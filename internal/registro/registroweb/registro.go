// Package registroweb shows the audit trail to the administrators.
package registroweb

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/registro"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct{ DB *db.DB }

// perPagina is the number of entries of a page.
const perPagina = 50

// Register adds the routes of the area.
func Register(rt *web.Router, d Deps) {
	web.Requires(registro.Consulta, rt, "GET /registro", d.elenco)
}

// view is one page of the trail.
type view struct {
	Atto     string
	Tabella  ui.Table
	Vuota    bool
	Prossima string // address of the older entries, or empty
}

func (d Deps) elenco(c *web.Context) error {
	f := registro.Filtro{Atto: c.Query("atto"), Prima: int64(c.QueryInt("prima", 0)), Persona: int64(c.QueryInt("persona", 0))}
	var voci []registro.Registrata
	err := d.DB.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		voci, err = registro.Elenco(c.Ctx(), tx, c.Actor, f, perPagina)
		return err
	})
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, page(vista(voci, f.Atto)))
}

func vista(voci []registro.Registrata, atto string) view {
	v := view{Atto: atto, Vuota: len(voci) == 0, Tabella: ui.Table{Caption: "Atti, dal più recente", HideCaption: true, Columns: []ui.Column{
		{Text: "N.", Numeric: true}, {Text: "Quando"}, {Text: "Chi"}, {Text: "Atto"}, {Text: "Su che cosa"}, {Text: "Impronta"}}}}
	for _, r := range voci {
		chi := r.Nome
		if chi == "" {
			chi = "PAsS"
		}
		su := r.Oggetto
		if r.OggettoID != 0 {
			su += " " + strconv.FormatInt(r.OggettoID, 10)
		}
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(kernel.Numero(r.Numero)), ui.TextCell(r.Il.Breve()),
			{Text: chi, Sub: r.Ruolo.Etichetta()}, ui.TextCell(r.Atto), {Text: su, Sub: dettagli(r.Dettagli)}, ui.TextCell(r.Hash[:12] + "…")}})
	}
	if len(voci) == perPagina {
		v.Prossima = "/registro?prima=" + strconv.FormatInt(voci[len(voci)-1].Numero, 10)
		if atto != "" {
			v.Prossima += "&atto=" + url.QueryEscape(atto)
		}
	}
	return v
}

// dettagli writes the details of an act, kept as JSON, as people read them:
// "a: inviata, da: bozza". What is not an object is shown as it is.
func dettagli(raw string) string {
	var m map[string]any
	if json.Unmarshal([]byte(raw), &m) != nil {
		return raw
	}
	var out []string
	for k, v := range m {
		if t := dettaglio(v); t != "" {
			out = append(out, strings.ReplaceAll(k, "_", " ")+": "+t)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func dettaglio(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return strings.ReplaceAll(x, "_", " ")
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		if x {
			return "sì"
		}
		return "no"
	case []any:
		var out []string
		for _, e := range x {
			out = append(out, dettaglio(e))
		}
		return strings.Join(out, " e ")
	}
	return fmt.Sprint(v)
}
