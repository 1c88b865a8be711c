package pubblicoweb

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico/dati"
	"pass/internal/ui"
)

// dataURL is the catalogue of the data sets, for people.
const dataURL = "/dati"

var crumbData = ui.Link{Text: "Dati aperti", URL: dataURL}

// dataView is the list of the data sets.
type dataView struct {
	Page   ui.Page
	Groups []titledTable
}

// dataSetView is the page of one data set.
type dataSetView struct {
	Page       ui.Page
	Facts      []ui.Detail
	Downloads  []ui.Link
	Dictionary ui.Table
	Sample     ui.Table
	Cite       string
}

// published reads the tables' source and which version it is.
func (p pages) published(c *web.Context) (dati.Sorgente, version, error) {
	s, err := p.source(c)
	if err != nil {
		return s, version{}, err
	}
	return s, version{s.Vista.DiAttivita, s.Vista.DiCatalogo, s.Misure.Di, s.Effetto.CalcolatoIl}, nil
}

func (p pages) data(c *web.Context) error {
	s, _, err := p.published(c)
	if err != nil {
		return err
	}
	return c.HTML(200, dataPage(newDataView(dati.Elenco(s))))
}

func newDataView(list []dati.Insieme) dataView {
	out := dataView{}
	last := kernel.Instant{}
	for _, i := range list {
		if i.AggiornatoIl.After(last) {
			last = i.AggiornatoIl
		}
		if n := len(out.Groups); n == 0 || out.Groups[n-1].Title != i.Fonte {
			out.Groups = append(out.Groups, titledTable{ID: fmt.Sprintf("gruppo-%d", n+1), Title: i.Fonte,
				Table: ui.Table{Caption: "Dati da: " + i.Fonte, HideCaption: true, Columns: []ui.Column{{Text: "Insieme di dati"}, {Text: "Aggiornato"}, {Text: "File"}}}})
		}
		g := &out.Groups[len(out.Groups)-1]
		g.Table.Rows = append(g.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: i.Titolo, URL: dataURL + "/" + i.Codice, Sub: i.Descrizione},
			ui.TextCell(i.AggiornatoIl.Day().InItaliano()), {Body: fileLinks(i.Titolo, dataURL+"/"+i.Codice)}}})
	}
	day := textsOf.InItaliano()
	if !last.IsZero() {
		day = last.InItaliano()
	}
	out.Page = frame(ui.Page{Title: "Dati aperti", Section: "cifre", Lead: "Tutte le cifre di PAsS da scaricare e riusare liberamente, citando la fonte."}, day, crumbFigures)
	if len(list) == 0 {
		out.Page.Lead = "I dati non sono ancora pubblicati. Compaiono qui appena il servizio li calcola la prima volta."
	}
	return out
}

// dataSet answers for the page of a data set and for its files: the mux has no
// pattern for "{codice}.csv".
func (p pages) dataSet(c *web.Context) error {
	name := c.R.PathValue("codice")
	if codice, ok := strings.CutSuffix(name, ".csv"); ok {
		return p.dataFile(c, kernel.Semestre{}, codice, csvForm, "pass-"+codice+".csv")
	}
	if codice, ok := strings.CutSuffix(name, ".json"); ok {
		return p.dataFile(c, kernel.Semestre{}, codice, jsonForm, "pass-"+codice+".json")
	}
	s, v, err := p.published(c)
	if err != nil {
		return err
	}
	if _, err := dati.Descritto(s, name); err != nil { // no place for what is not there
		return err
	}
	sample, err := p.samples.get(c.Ctx(), v.of(name), name, func() (dataSample, error) {
		t, end, err := tableOf(c.Ctx(), s, name, kernel.Semestre{})
		if err != nil {
			return dataSample{}, err
		}
		defer end()
		return dataSample{t.Insieme, slices.Clone(t.Righe[:min(sampleRows, len(t.Righe))]), len(t.Righe)}, nil
	})
	if err != nil {
		return err
	}
	return c.HTML(200, dataSetPage(p.newDataSetView(sample)))
}

// tableOf makes a data set, or what of it belongs to a semester when that is
// not zero. A large one is in memory until end is called.
func tableOf(ctx context.Context, s dati.Sorgente, codice string, sem kernel.Semestre) (t dati.Tabella, end func(), err error) {
	if end, err = dati.Turno(ctx, codice); err != nil {
		return t, nil, err
	}
	if sem.IsZero() {
		t, err = dati.Di(s, codice)
	} else {
		t, err = dati.DelSemestre(s, codice, sem)
	}
	if err != nil {
		end()
	}
	return t, end, err
}

// dataForm is a form of the file of a data set.
type dataForm struct {
	ext, mediaType string
	write          func(dati.Tabella, io.Writer) error
}

var (
	csvForm  = dataForm{".csv", "text/csv; charset=utf-8", func(t dati.Tabella, w io.Writer) error { return t.ScriviCSV(w) }}
	jsonForm = dataForm{".json", "application/json", func(t dati.Tabella, w io.Writer) error { return t.ScriviJSON(w) }}
)

// dataFile answers with the file of a data set, or with what of it belongs to a
// published semester when that is not zero.
func (p pages) dataFile(c *web.Context, sem kernel.Semestre, codice string, form dataForm, download string) error {
	s, v, err := p.published(c)
	if err != nil {
		return err
	}
	if _, err := dati.Descritto(s, codice); err != nil {
		return err
	}
	name := codice + form.ext
	if !sem.IsZero() {
		name = codice + "/" + sem.String() + form.ext
	}
	f, err := p.shelf.get(c.Ctx(), v.of(codice), name, func() (dataFile, error) {
		t, end, err := tableOf(c.Ctx(), s, codice, sem)
		if err != nil {
			return dataFile{}, err
		}
		defer end()
		return newDataFile(func(w io.Writer) (kernel.Instant, error) { return t.AggiornatoIl, form.write(t, w) })
	})
	if err != nil {
		return err
	}
	return f.send(c, form.mediaType, download)
}

func (p pages) dictionary(c *web.Context) error {
	codice := c.R.PathValue("codice")
	s, v, err := p.published(c)
	if err != nil {
		return err
	}
	i, err := dati.Descritto(s, codice)
	if err != nil {
		return err
	}
	f, err := p.shelf.get(c.Ctx(), v, codice+"/dizionario.csv", func() (dataFile, error) {
		return newDataFile(func(w io.Writer) (kernel.Instant, error) { return i.AggiornatoIl, i.ScriviDizionario(w) })
	})
	if err != nil {
		return err
	}
	return f.send(c, "text/csv; charset=utf-8", "pass-"+codice+"-dizionario.csv")
}

// sampleRows is how many rows of a data set its page shows.
const sampleRows = 5

// dataSample is what the page of a data set shows of it.
type dataSample struct {
	dati.Insieme
	rows  [][]string // the first
	total int
}

// frequencies say the codes of the EU vocabulary in words.
var frequencies = map[string]string{"UPDATE_CONT": "a ogni atto, entro pochi minuti", "ANNUAL_2": "ogni semestre, quando la Regione firma le cifre", "IRREG": "quando cambia il catalogo"}

func (p pages) newDataSetView(t dataSample) dataSetView {
	at := dataURL + "/" + t.Codice
	day := t.AggiornatoIl.Day().InItaliano()
	out := dataSetView{Page: frame(ui.Page{Title: t.Titolo, Kicker: "Dati aperti", Section: "cifre", Lead: t.Descrizione}, t.AggiornatoIl.InItaliano(), crumbFigures, crumbData)}
	out.Facts = []ui.Detail{{Term: "Licenza", Text: "CC BY 4.0", URL: licenceURL}, {Term: "Fonte", Text: t.Fonte}, {Term: "Titolare", Text: p.config.TitolareDati},
		{Term: "Ultimo aggiornamento", Text: t.AggiornatoIl.InItaliano()}, {Term: "Si aggiorna", Text: frequencies[t.Frequenza]}, {Term: "Righe", Text: kernel.Numero(int64(t.total))},
		{Term: "Come si calcola", Text: "Spiegazione delle cifre", URL: t.Metodo}, {Term: "Codice", Text: t.Codice}}
	out.Downloads = []ui.Link{{Text: "Scarica in CSV", URL: at + ".csv", Icon: "download", Primary: true}, {Text: "Scarica in JSON", URL: at + ".json", Icon: "download"}, {Text: "Dizionario in CSV", URL: at + "/dizionario.csv", Icon: "download"}}
	out.Dictionary = dictionaryTable(t.Insieme)
	out.Sample = sampleTable(t)
	out.Cite = fmt.Sprintf("%s, «%s», PAsS, dati al %s, %s, licenza CC BY 4.0", p.config.TitolareDati, t.Titolo, day, p.config.BaseURL()+at)
	return out
}

func dictionaryTable(i dati.Insieme) ui.Table {
	out := ui.Table{Caption: "Dizionario dei dati", HideCaption: true, Note: "Le colonne segnate «chiave» identificano la riga. Una cella vuota vuol dire che il dato non è noto.",
		Columns: []ui.Column{{Text: "Colonna"}, {Text: "Significato"}, {Text: "Tipo"}, {Text: "Unità"}}}
	keys := map[string]bool{}
	for _, k := range i.Chiave {
		keys[k] = true
	}
	for _, c := range i.Colonne {
		kind := string(c.Tipo)
		if keys[c.Nome] {
			kind += ", chiave"
		}
		unit := c.Unita
		if unit == "" {
			unit = "nessuna"
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []ui.Cell{{Body: columnName(c.Nome)}, {Text: c.Etichetta, Sub: c.Descrizione}, ui.TextCell(kind), ui.TextCell(unit)}})
	}
	return out
}

func sampleTable(t dataSample) ui.Table {
	out := ui.Table{Caption: "Prime righe dei dati", Wide: true}
	for _, c := range t.Colonne {
		out.Columns = append(out.Columns, ui.Column{Text: c.Nome, Numeric: c.Tipo == dati.Intero || c.Tipo == dati.Decimale})
	}
	for _, r := range t.rows {
		row := ui.Row{}
		for _, cell := range r {
			row.Cells = append(row.Cells, ui.Cell{Text: cell})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
