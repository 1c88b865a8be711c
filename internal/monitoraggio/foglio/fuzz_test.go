package foglio_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
)

// sound holds the promises of the package against any bytes: no crash, an
// error for people, no row lost, and a list of corrections that can be written.
func sound(t *testing.T, b []byte, name string) {
	l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), name)
	if err != nil {
		if c := kernel.CodeOf(err); c != kernel.NonValido && c != kernel.TroppoGrande {
			t.Errorf("%s: %v", c, err)
		}
		return
	}
	mm := foglio.Indovina(l, procedimenti)
	for i := range l.Fogli { // and by a person who takes the first columns
		if len(mm) < len(l.Fogli) {
			mm = append(mm, foglio.Mappa{Foglio: l.Fogli[i].Nome, Campi: map[foglio.Campo]int{foglio.CampoID: 0, foglio.CampoDomanda: 1, foglio.CampoSospensioni: 2}})
		}
	}
	for _, o := range []foglio.Opzioni{{Oggi: day("2024-12-31")}, {Chiave: []byte("k"), Correzioni: []foglio.Correzione{{Foglio: "CSV", Riga: 2, Col: 3, Valore: "1/1/24"}}}} {
		e := foglio.Estrai(l, mm, o)
		accounted(t, l, e)
		for _, p := range e.Problemi {
			if s := p.String(); !utf8.ValidString(s) && utf8.Valid(b) {
				t.Errorf("%q", s)
			}
		}
		for i := range e.Pratiche {
			if pp := e.Pratiche[i].Validate(); len(pp) > 0 {
				t.Errorf("%+v: %v", e.Pratiche[i], pp)
			}
		}
		if err := foglio.ScriviErrori(io.Discard, b, &e); err != nil {
			t.Errorf("list of corrections: %v", err)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for i := 3; i < 40; i += 4 {
		f.Add(newDirt(f, i).file)
	}
	f.Add([]byte("sep=,\nid pratica,data domanda,\"no\n1,3/4/24,\"\n"))
	f.Add([]byte("id;data domanda;sospensioni\n1;45000;2024-01-01/ 2024-02-01/2024-03-01\n\"\"\"1;;;"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 1<<16 && !bytes.HasPrefix(b, []byte("PK")) {
			sound(t, b, "x.csv")
		}
	})
}

func FuzzXLSX(f *testing.F) {
	for i := range 12 {
		if i%4 != 3 {
			f.Add(newDirt(f, i).file)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 1<<16 {
			sound(t, append([]byte("PK"), bytes.TrimPrefix(b, []byte("PK"))...), "x.xlsx")
		}
	})
}

// FuzzSheet changes the XML of a sheet rather than the archive around it.
func FuzzSheet(f *testing.F) {
	s := newSheet("PdC")
	d := newDirt(f, 0)
	for r, cells := range d.sheets[len(d.sheets)-1].rows {
		for c, v := range cells {
			s.set(r, c, v)
		}
	}
	f.Add(rawXLSX{}.sheet(s, new([]string)))
	f.Add(`<worksheet><cols><col min="1" max="99999" hidden="1"/></cols><sheetData><row r="2"><c><v>1</v></c></row><row r="1"><c r="B1" t="s"><v>9</v></c><c r="B1"><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A1:A9"/><mergeCell ref="$B$9:A1"/></mergeCells></worksheet>`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		b := zipOf(t, map[string]string{
			"xl/workbook.xml":            `<workbook><sheets><sheet name="PdC" r:id="a"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>`,
			"xl/worksheets/sheet1.xml":   text,
			"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>`,
		})
		sound(t, b, "x.xlsx")
	})
}

// BenchmarkM4 reads the file of a middling town: 2,000 rows, twelve columns.
func BenchmarkM4(b *testing.B) {
	s := newSheet("Permessi di costruire")
	for i, t := range []string{"Tipologia pratica", "N. pratica", "Data presentaz.", "Termine", "Data provv.", "Data silenzio assenso", "Conferenza dei servizi",
		"Tipo sospensione", "GG sospensione", "Motivo archiviazione", "Note", "Richiedente"} {
		s.set(2, i, t)
	}
	for r := range 2000 {
		g := day("2022-01-01").AddDays(r % 700)
		for c, v := range []any{"PdC ordinario", fmt.Sprintf("%d/2024", r), dated{serial(g, false)}, 60, g.AddDays(90).Time().Format("02/01/2006"), "", "NO",
			"", r % 40, "", "vedi fascicolo " + strings.Repeat("a", r%20), "Rossi Mario"} {
			s.set(r+3, c, v)
		}
	}
	file := rawXLSX{shared: true}.write(b, []*dirtySheet{s})
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		_, _, e := read(b, file, "x.xlsx", foglio.Opzioni{Oggi: day("2025-01-31")})
		if len(e.Pratiche) != 2000 {
			b.Fatal(len(e.Pratiche), e.Problemi[:1])
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "righe/s")
}
