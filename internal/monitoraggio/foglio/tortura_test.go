package foglio_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"pass/internal/monitoraggio/foglio"
)

// seedM4 makes the torture set; tortureBooks is how many Comuni the known
// collection has (Provincia autonoma di Trento, one workbook per Comune).
const (
	seedM4       = 20211112
	tortureBooks = 166
)

// newDirt makes the i-th book: its writer first, then its sheets.
func newDirt(t testing.TB, i int) *dirtyBook {
	d := &dirt{Rand: rand.New(rand.NewPCG(seedM4, uint64(i))), book: &dirtyBook{
		errors: map[problemKey]bool{}, notices: map[noticeKey]int{}, skips: map[skipKey]int{}, fields: map[string]map[foglio.Campo]int{}}}
	writer := i % 4
	d.csv, d.special = writer == 3, writer < 2
	d.epoch1904 = !d.csv && d.chance(15)
	d.book.csv = d.csv
	d.book.options = foglio.Opzioni{Oggi: day("2025-01-31")}
	if d.chance(70) {
		d.book.options.Chiave = []byte("a key of the tests")
	}
	procedures := []string{"pdc", "sanatoria"}
	if d.csv || d.chance(40) {
		procedures = procedures[:1]
	}
	if !d.csv && d.chance(60) {
		d.staff()
	}
	for _, p := range procedures {
		d.table(p)
	}
	if !d.csv && d.chance(25) {
		d.hiddenSheet()
	}
	b := d.book
	b.name = fmt.Sprintf("comune_%03d.xlsx", i)
	switch writer {
	case 0, 1:
		b.file = rawXLSX{epoch1904: d.epoch1904, shared: writer == 1, prefix: pick(d, "", "", "x:"), noRefs: d.chance(20),
			absolute: d.chance(30), dimension: pick(d, "", "A1", "A1:XFD1048576")}.write(t, b.sheets)
	case 2:
		b.file = library(t, b.sheets, d.epoch1904)
	case 3:
		b.name = "Permessi di costruire.csv"
		text := csvText(b.sheets[0], pick(d, ";", ",", "\t", "|"), pick(d, "\n", "\r\n"))
		b.file = encode(t, text, pick(d, "utf-8", "bom", "utf-16le", "utf-16be", "utf-16-unmarked"))
		if old := strings.NewReplacer("\u200b", "", "—", "-").Replace(text); d.chance(40) {
			b.file = encode(t, old, "windows-1252")
		}
	}
	return b
}

// check compares what was found in a book with what was put in it.
func check(t *testing.T, b *dirtyBook) (found, wrong int) {
	t.Helper()
	_, mm, e := read(t, b.file, b.name, b.options)
	for _, m := range mm {
		if d := gocmp.Diff(b.fields[m.Foglio], m.Campi); d != "" {
			t.Errorf("columns of %s (doubts %v):\n%s", m.Foglio, m.Dubbi, d)
		}
	}
	got := e.Pratiche
	for i := range got {
		if strings.HasPrefix(got[i].ID, "ps-") {
			got[i].ID = "pseudonym"
		}
	}
	if d := gocmp.Diff(b.practices, got, sameDay); d != "" {
		t.Errorf("practices:\n%s", d)
	}
	errors, notices := map[problemKey]bool{}, map[noticeKey]int{}
	for _, p := range e.Problemi {
		if p.Gravita == foglio.GravitaErrore {
			errors[problemKey{p.Foglio, p.Riga, p.Colonna, p.Tipo}] = true
		} else {
			notices[noticeKey{p.Foglio, p.Colonna, p.Tipo}] += max(p.Righe, 1)
		}
		for _, s := range append(surnames, "rssmra", "bncnna", "frrlcu") {
			if strings.Contains(strings.ToLower(p.Messaggio+p.Valore), strings.ToLower(s)) {
				t.Errorf("personal data in %q %q", p.Messaggio, p.Valore)
			}
		}
	}
	if d := gocmp.Diff(b.errors, errors); d != "" {
		t.Errorf("errors:\n%s", d)
	}
	if d := gocmp.Diff(b.notices, notices); d != "" {
		t.Errorf("notices:\n%s", d)
	}
	skips := map[skipKey]int{}
	for _, s := range e.Saltate {
		skips[skipKey{s.Foglio, s.Riga, s.Motivo}] += s.Righe
	}
	if d := gocmp.Diff(b.skips, skips); d != "" {
		t.Errorf("rows left out:\n%s", d)
	}
	if e.DatiPersonali != b.personal {
		t.Errorf("personal data %v, want %v", e.DatiPersonali, b.personal)
	}
	return len(got), len(errors)
}

// TestM4 is the torture set: 166 workbooks with known dirt, whose practices,
// errors (sheet, row, column, kind), notices and left-out rows are all known
// by construction.
func TestM4(t *testing.T) {
	practices, errors, kinds := 0, 0, map[foglio.Tipo]int{}
	for i := range tortureBooks {
		t.Run(fmt.Sprintf("%03d", i), func(t *testing.T) {
			b := newDirt(t, i)
			p, e := check(t, b)
			practices, errors = practices+p, errors+e
			for k := range b.errors {
				kinds[k.Kind]++
			}
			for k, n := range b.notices {
				kinds[k.Kind] += n
			}
		})
	}
	t.Logf("%d workbooks: %d practices, %d errors", tortureBooks, practices, errors)
	var all []string
	for k, n := range kinds {
		all = append(all, fmt.Sprintf("%s %d", k, n))
	}
	slices.SortFunc(all, cmp.Compare[string])
	t.Log(strings.Join(all, ", "))
	if !t.Failed() && (practices < 3000 || errors < 300 || len(kinds) < 28) {
		t.Errorf("the set is too kind: %d practices, %d errors, %d kinds", practices, errors, len(kinds))
	}
}
