package foglio_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/foglio"
)

// refused reads a file that cannot be read and gives what people are told.
func refused(t *testing.T, b []byte) *kernel.Error {
	t.Helper()
	l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), "x")
	var e *kernel.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, %v", l, err)
	}
	if !strings.HasSuffix(e.Message, " Nessun dato è stato cambiato.") {
		t.Errorf("the message does not say what is safe: %s", e.Message)
	}
	return e
}

func TestM4_AFileThatCannotBeReadSaysWhy(t *testing.T) {
	ods := zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
	for name, tt := range map[string]struct {
		file []byte
		code kernel.Code
		want string
	}{
		"empty":             {nil, kernel.NonValido, "Il file è vuoto."},
		"blank":             {[]byte("\n ;;\n"), kernel.NonValido, "Nel file non c'è nessuna riga scritta."},
		"old or encrypted":  {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), kernel.NonValido, "vecchio formato XLS, oppure è protetto da password"},
		"a web page as XLS": {[]byte("\n<html><table><tr><td>id_pratica"), kernel.NonValido, "pagina web"},
		"PDF":               {[]byte("%PDF-1.7 ..."), kernel.NonValido, "PDF"},
		"ODS":               {ods, kernel.NonValido, "formato ODS"},
		"an archive":        {zipOf(t, map[string]string{"pratiche.csv": "id_pratica"}), kernel.NonValido, "archivio ZIP"},
		"half an archive":   {ods[:len(ods)/2], kernel.NonValido, "non è un foglio XLSX leggibile"},
		"binary":            {[]byte("id\x00\x01\x02;x\n"), kernel.NonValido, "né un foglio XLSX né un testo CSV"},
		"large":             {make([]byte, foglio.MaxFile+1), kernel.TroppoGrande, "supera 20 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			if e := refused(t, tt.file); e.Code != tt.code || !strings.Contains(e.Message, tt.want) {
				t.Errorf("got %s: %s", e.Code, e.Message)
			}
		})
	}
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// workbookWith is a small workbook one part of which is replaced by a stream.
func workbookWith(t *testing.T, part string, write func(io.Writer)) []byte {
	t.Helper()
	s := newSheet("PdC")
	s.set(0, 0, "id_pratica")
	s.set(0, 1, "data_domanda")
	z, err := zip.NewReader(bytes.NewReader(rawXLSX{}.write(t, []*dirtySheet{s})), int64(len(rawXLSX{}.write(t, []*dirtySheet{s}))))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, flate.BestSpeed) })
	for _, f := range z.File {
		if f.Name == part {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	p, err := w.Create(part)
	if err != nil {
		t.Fatal(err)
	}
	write(p)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// memory gives the bytes that stay reachable after fn, and by how much the heap
// had to grow for it.
func memory(fn func() any) (kept, grown uint64) {
	var a, b runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&a)
	x := fn()
	runtime.GC()
	runtime.ReadMemStats(&b)
	runtime.KeepAlive(x)
	return max(b.HeapAlloc, a.HeapAlloc) - a.HeapAlloc, max(b.HeapSys, a.HeapSys) - a.HeapSys
}

// Archives made to swell are refused before they do.
func TestM4_SwellingArchives(t *testing.T) {
	const sheet = "xl/worksheets/sheet1.xml"
	const head = `<worksheet><sheetData>`
	chunk := strings.Repeat(" ", 1<<20)
	for name, tt := range map[string]struct {
		part  string
		write func(io.Writer)
	}{
		"a gigabyte of spaces": {sheet, func(w io.Writer) {
			for range 1100 {
				io.WriteString(w, chunk)
			}
		}},
		"one endless cell": {sheet, func(w io.Writer) {
			io.WriteString(w, head+`<row r="1"><c r="A1" t="inlineStr"><is><t>`)
			for range 40 {
				io.WriteString(w, strings.ReplaceAll(chunk, " ", "a"))
			}
		}},
		"a ladder without end": {sheet, func(w io.Writer) {
			for range 300 {
				io.WriteString(w, strings.ReplaceAll(chunk, " ", "<a>"))
			}
		}},
		"strings without end": {"xl/sharedStrings.xml", func(w io.Writer) {
			io.WriteString(w, "<sst>")
			for range 3000 {
				io.WriteString(w, "<si><t>"+strings.Repeat("è", 30_000)+"</t></si>")
			}
		}},
		"styles without end": {"xl/styles.xml", func(w io.Writer) {
			io.WriteString(w, "<styleSheet><cellXfs>"+strings.Repeat(`<xf numFmtId="14"/>`, 100_000))
		}},
		"merges without end": {sheet, func(w io.Writer) {
			io.WriteString(w, head+`</sheetData><mergeCells>`+strings.Repeat(`<mergeCell ref="A1:B9"/>`, 60_000))
		}},
		"rows that are one cell far to the right": {sheet, func(w io.Writer) {
			io.WriteString(w, head)
			for i := range 150_000 {
				fmt.Fprintf(w, `<row r="%d"><c r="SR%d"><v>1</v></c></row>`, i+1, i+1)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			b := workbookWith(t, tt.part, tt.write)
			if len(b) > foglio.MaxFile {
				t.Fatalf("the file itself is %d bytes", len(b))
			}
			_, grown := memory(func() any {
				if e := refused(t, b); e.Code != kernel.TroppoGrande {
					t.Errorf("got %s: %s", e.Code, e.Message)
				}
				return nil
			})
			if grown > 300<<20 {
				t.Errorf("the heap grew by %d MB", grown>>20)
			}
		})
	}
}

func TestM4_TooManyRows(t *testing.T) {
	row := `<row><c t="inlineStr"><is><t>1/2024</t></is></c><c s="1"><v>45000</v></c></row>`
	many := func(n int) []byte {
		return workbookWith(t, "xl/worksheets/sheet1.xml", func(w io.Writer) {
			io.WriteString(w, `<worksheet><sheetData>`+strings.Repeat(row, n)+`</sheetData></worksheet>`)
		})
	}
	if e := refused(t, many(foglio.MaxRighe+1)); e.Code != kernel.TroppoGrande || !strings.Contains(e.Message, "più di 200.000 righe") {
		t.Error(e.Message)
	}
	if e := refused(t, []byte(strings.Repeat("1/2024;03/04/2024\n", foglio.MaxRighe+1))); e.Code != kernel.TroppoGrande {
		t.Error(e.Message)
	}
	b := many(foglio.MaxRighe)
	kept, _ := memory(func() any {
		l, err := foglio.Leggi(bytes.NewReader(b), int64(len(b)), "x.xlsx")
		if err != nil || l.RigheLette() != foglio.MaxRighe {
			t.Fatal(err)
		}
		return l
	})
	if kept > 120<<20 {
		t.Errorf("%d MB kept for the largest file", kept>>20)
	}
}

// A sheet that declares a gigabyte of cells costs what is written in it.
func TestM4_DeclaredDimensionCostsNothing(t *testing.T) {
	s := newSheet("Permessi di costruire")
	s.set(0, 0, "id_pratica")
	s.set(0, 1, "data_domanda")
	s.set(1_048_575, 0, "1/2024")
	s.set(1_048_575, 1, "03/04/2024")
	s.merges = [][4]int{{0, 3, 1_048_575, 16_000}}
	b := rawXLSX{dimension: "A1:XFD1048576"}.write(t, []*dirtySheet{s})
	kept, grown := memory(func() any {
		_, _, e := read(t, b, "x.xlsx", foglio.Opzioni{})
		if len(e.Pratiche) != 1 || e.Pratiche[0].Riga != 1_048_576 {
			t.Errorf("practices %+v", e.Pratiche)
		}
		return e
	})
	if kept > 1<<20 || grown > 20<<20 {
		t.Errorf("%d kept, the heap grew by %d", kept, grown)
	}
}

// Every row of a file of nothing but errors is counted, while the list stays bounded.
func TestM4_ManyErrorsAreCountedAndBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("id_pratica;data_domanda\n")
	for i := range 8000 {
		fmt.Fprintf(&b, "%d/24;boh\n", i)
	}
	l, _, e := read(t, []byte(b.String()), "x.csv", foglio.Opzioni{})
	if e.RigheInErrore != 8000 || len(e.Problemi) != foglio.MaxProblemi || e.AltriProblemi != 3000 || l.RigheLette() != 8001 {
		t.Errorf("%d in error, %d told, %d more", e.RigheInErrore, len(e.Problemi), e.AltriProblemi)
	}
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is gone") }

func TestM4_ABrokenReadIsTold(t *testing.T) {
	if _, err := foglio.Leggi(failing{}, 100, "x"); kernel.CodeOf(err) != kernel.NonValido {
		t.Error(err)
	}
}

// The library that marks a workbook fills the gaps of every row and between
// rows: a small file must not become gigabytes because of it.
func TestAMarkedWorkbookDoesNotSwell(t *testing.T) {
	const testa = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id_pratica</t></is></c><c r="B1" t="inlineStr"><is><t>data_domanda</t></is></c></row>`
	for name, row := range map[string]string{
		"cells far to the right":    `<row r="%[1]d"><c r="A%[1]d"><v>1</v></c><c r="B%[1]d" t="inlineStr"><is><t>boh</t></is></c><c r="XFD%[1]d"/></row>`,
		"a reference that is wrong": `<row r="%[1]d"><c r="A%[1]d"><v>1</v></c><c r="B%[1]d" t="inlineStr"><is><t>boh</t></is></c><c r="XFD99999999"/></row>`,
	} {
		t.Run(name, func(t *testing.T) {
			b := workbookWith(t, "xl/worksheets/sheet1.xml", func(w io.Writer) {
				io.WriteString(w, testa)
				for i := range 1000 {
					fmt.Fprintf(w, row, i+2)
				}
				io.WriteString(w, `</sheetData></worksheet>`)
			})
			_, _, e := read(t, b, "x.xlsx", foglio.Opzioni{})
			if len(e.Problemi) == 0 {
				t.Fatal("nothing is wrong in it, so nothing would be marked")
			}
			var out bytes.Buffer
			var a, z runtime.MemStats
			runtime.ReadMemStats(&a)
			if err := foglio.ScriviErrori(&out, b, &e); err != nil {
				t.Fatal(err)
			}
			runtime.ReadMemStats(&z)
			if mb := (z.TotalAlloc - a.TotalAlloc) >> 20; mb > 400 {
				t.Errorf("%d bytes cost %d MB", len(b), mb)
			}
		})
	}
}
