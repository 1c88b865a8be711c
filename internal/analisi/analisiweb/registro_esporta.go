package analisiweb

import (
	"bytes"
	"io"

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
	{"registro.csv", "CSV", "text/csv; charset=utf-8", formats.WriteCSV},
	{"registro.xes", "XES", "application/xml", formats.WriteXES},
	{"registro.parquet", "Parquet", "application/vnd.apache.parquet", formats.WriteParquet},
	{"registro.ocel.json", "OCEL 2.0", "application/json", formats.WriteOCELJSON},
}

// esportaRegistro writes the selection in the form that the address names.
func (d Deps) esportaRegistro(c *web.Context, s *studio) error {
	nome := c.R.PathValue("file")
	for _, f := range formatiRegistro {
		if f.nome == nome {
			var b bytes.Buffer
			if err := f.scrivi(&b, s.vista); err != nil {
				return err
			}
			return c.Download(f.nome, f.tipo, int64(b.Len()), &b)
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
