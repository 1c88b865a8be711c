package analisiweb

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// formatiRegistro are the forms in which the selection of a log is taken away,
// with pseudonyms as it is kept.
var formatiRegistro = []struct {
	nome, testo, tipo string
	scrivi            func(io.Writer, *eventlog.View) error
}{
	{"registro.csv", "CSV", "text/csv; charset=utf-8", perFoglio},
	{"registro.xes", "XES", "application/xml", formats.WriteXES},
	{"registro.parquet", "Parquet", "application/vnd.apache.parquet", formats.WriteParquet},
	{"registro.ocel.json", "OCEL 2.0", "application/json", formats.WriteOCELJSON},
}

// esportaRegistro writes the selection in the form that the address names.
func (d Deps) esportaRegistro(c *web.Context, s *studio) error {
	nome := c.R.PathValue("file")
	for _, f := range formatiRegistro {
		if f.nome == nome {
			esci, err := d.code.esporta.entra(c.Ctx(), c.Actor.Persona)
			if err != nil {
				return err
			}
			defer esci()
			leggi, scrivi := io.Pipe()
			defer leggi.Close() // ends the writer when the browser goes away
			esito := make(chan error, 1)
			go func() { esito <- scriviProtetto(f.scrivi, scrivi, s.vista) }()
			if err := c.Download(f.nome, f.tipo, -1, leggi); err != nil {
				return err
			}
			leggi.Close()
			if err := <-esito; err != nil && !errors.Is(err, io.ErrClosedPipe) {
				panic(http.ErrAbortHandler) // the browser must not take half a log for a whole one
			}
			return nil
		}
	}
	return db.ErrNotFound
}

// scaricaRegistro are the links to those forms.
func (s *studio) scaricaRegistro() (out []ui.Link) {
	for _, f := range formatiRegistro {
		out = append(out, ui.Link{Text: f.testo, URL: s.qui("/esporta/" + f.nome)})
	}
	return out
}

// scriviProtetto writes the selection, then ends the pipe; a panic of the
// writer, which no router would catch here, is an error.
func scriviProtetto(scrivi func(io.Writer, *eventlog.View) error, w *io.PipeWriter, v *eventlog.View) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("analisiweb: writing a log: %v", p)
		}
		w.CloseWithError(err)
	}()
	return scrivi(w, v)
}

// perFoglio is the selection as CSV for a spreadsheet: no name is taken for a
// formula. The other forms have the names byte for byte.
func perFoglio(w io.Writer, v *eventlog.View) error {
	l := *v.Log
	for _, nomi := range []*[]string{&l.Cases, &l.Activities, &l.Resources, &l.Lifecycles} {
		*nomi = celle(*nomi)
	}
	l.Attributes = slices.Clone(l.Attributes)
	for i := range l.Attributes {
		a := &l.Attributes[i]
		a.Name, a.Values = cella(a.Name), celle(a.Values)
	}
	innocua := *v
	innocua.Log = &l
	return formats.WriteCSV(w, &innocua)
}

// celle is cella on names, without a copy when none changes.
func celle(nomi []string) []string {
	if !slices.ContainsFunc(nomi, func(s string) bool { return cella(s) != s }) {
		return nomi
	}
	out := make([]string, len(nomi))
	for i, s := range nomi {
		out[i] = cella(s)
	}
	return out
}
