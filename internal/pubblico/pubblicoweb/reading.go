package pubblicoweb

import (
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// reading are the figures of a scope in one semester, with their row in the
// data sets, if there is one.
type reading struct {
	m     pubblico.MisurePubbliche
	known bool
	row   string // "tempi-enti/2026-1/098031/aua"; empty: none
}

func (r reading) cite(column string) string {
	if r.row == "" {
		return ""
	}
	return r.row + "#" + column
}

// held says in a cell that a figure is held back; the note of the page says
// why.
const held = "dato riservato"

func (r reading) mean() ui.Cited {
	return citeMeasure(r.m.DurataMedia, r.cite("durata_media_giorni_di_calendario"))
}

// cases is how many practices the mean is of.
func (r reading) cases() ui.Cited {
	if r.m.Riservato(pubblico.Durate) {
		return citeMaybe(nil, r.cite("durata_media_n"))
	}
	return citeCount(r.m.DurataMedia.N, r.cite("durata_media_n"))
}

func (r reading) late() ui.Cited { return citeMaybe(r.m.Arretrato, r.cite("arretrato")) }

// whyNotLate is why the backlog is not known, or nothing.
func (r reading) whyNotLate() string {
	if r.m.Arretrato == nil && r.m.Riservato("arretrato") {
		return held
	}
	return r.m.MotivoArretrato
}

// count is a count of practices, or that it is held back.
func (r reading) count(n int64, column string) ui.Cell {
	if r.m.Riservato(column) {
		return ui.CitedCell(citeMaybe(nil, r.cite(column)), held)
	}
	return ui.CitedCell(citeCount(n, r.cite(column)), "")
}

// time is a mean or a median in a table whose other columns say of how many.
func (r reading) time(m pubblico.Misura, column string) ui.Cell {
	c := r.timeOf(m, column)
	if m.Nota() {
		c.Sub = ""
	}
	return c
}

// timeOf is a mean with its cases.
func (r reading) timeOf(m pubblico.Misura, column string) ui.Cell {
	c := measured(m, r.cite(column), "pratica", "pratiche")
	if r.m.Riservato(pubblico.Durate) {
		c.Sub = held
	}
	return c
}
