package eventlog

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pass/internal/kernel"
)

func TestSameLogInEveryForm(t *testing.T) {
	for name, text := range map[string]string{
		"csv":            tinyCSV,
		"csv with BOM":   "\ufeff" + tinyCSV,
		"csv CRLF":       strings.ReplaceAll(tinyCSV, "\n", "\r\n"),
		"csv no last LF": strings.TrimSuffix(tinyCSV, "\n"),
		"xes":            tinyXES,
		"xes with BOM":   "\ufeff \n" + strings.TrimPrefix(tinyXES, `<?xml version="1.0" encoding="UTF-8" ?>`),
		"xes prefixed":   strings.NewReplacer("<log", "<x:log", "</log", "</x:log", "<trace", "<x:trace", "</trace", "</x:trace").Replace(tinyXES),
		"xes CRLF":       strings.ReplaceAll(tinyXES, "\n", "\r\n"),
	} {
		for _, compressed := range []bool{false, true} {
			data := []byte(text)
			if compressed {
				data = gzipped(t, text)
			}
			// One byte at a time, every token is cut at every place.
			for _, r := range []io.Reader{bytes.NewReader(data), iotest.OneByteReader(bytes.NewReader(data))} {
				l, err := Read(r, Options{})
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if got := describe(l); got != tinyEvents {
					t.Errorf("%s (gzip %v):\n%s", name, compressed, got)
				}
				if l.Ties != 0 || l.Inversions != 1 || l.ProblemCount != 0 || l.Compressed != compressed {
					t.Errorf("%s: ties %d, inversions %d, problems %v, compressed %v", name, l.Ties, l.Inversions, l.Problems, l.Compressed)
				}
			}
		}
	}
}

func TestRowsOfTheFile(t *testing.T) {
	csv, xes := mustRead(t, tinyCSV, Options{}), mustRead(t, tinyXES, Options{})
	if want := []int32{2, 5, 4, 3, 6}; !reflect.DeepEqual(csv.Row, want) {
		t.Errorf("CSV lines %v, want %v", csv.Row, want)
	}
	if want := []int32{1, 4, 3, 2, 5}; !reflect.DeepEqual(xes.Row, want) {
		t.Errorf("XES events %v, want %v", xes.Row, want)
	}
	if want := []int32{0, 3, 5}; !reflect.DeepEqual(xes.Start, want) {
		t.Errorf("starts %v, want %v", xes.Start, want)
	}
}

func TestLifecycle(t *testing.T) {
	const csv = "case,activity,timestamp,lifecycle:transition\n" +
		"1,A,2024-01-01,START\n1,A,2024-01-02,Complete\n2,A,2024-01-01,schedule\n1,B,2024-01-03,\n"
	for _, c := range []struct {
		mode    Lifecycle
		skipped int
		want    string
	}{
		{All, 0, "1|A|2024-01-01T00:00:00Z|-|START\n1|A|2024-01-02T00:00:00Z|-|Complete\n1|B|2024-01-03T00:00:00Z|-|-\n2|A|2024-01-01T00:00:00Z|-|schedule\n"},
		{Complete, 2, "1|A|2024-01-02T00:00:00Z|-|Complete\n1|B|2024-01-03T00:00:00Z|-|-\n"},
		{Distinct, 0, "1|A+START|2024-01-01T00:00:00Z|-|START\n1|A+Complete|2024-01-02T00:00:00Z|-|Complete\n1|B|2024-01-03T00:00:00Z|-|-\n2|A+schedule|2024-01-01T00:00:00Z|-|schedule\n"},
	} {
		l := mustRead(t, csv, Options{Lifecycle: c.mode})
		if got := describe(l); got != c.want || l.Skipped != c.skipped {
			t.Errorf("mode %d, skipped %d:\n%s", c.mode, l.Skipped, got)
		}
	}
	_, err := Read(strings.NewReader("case,activity,timestamp,lifecycle\n1,A,2024-01-01,start\n"), Options{Lifecycle: Complete})
	wantInvalid(t, err, "complete", "tutti")
}

// Equal timestamps keep the order of the file, within a case that is in order
// and within one that must be sorted.
func TestTieOrder(t *testing.T) {
	l := mustRead(t, "case,activity,timestamp\n"+
		"1,C,2024-01-01\n2,Z,2024-01-03\n1,A,2024-01-01\n2,Y,2024-01-01\n1,B,2024-01-01\n2,X,2024-01-01\n2,W,2024-01-03\n", Options{})
	var order string
	for _, a := range l.Activity {
		order += l.Activities[a]
	}
	if order != "CABYXZW" {
		t.Errorf("order %s, want CABYXZW", order)
	}
	if l.Ties != 4 || l.Inversions != 1 || l.TieShare() != 0.8 {
		t.Errorf("ties %d, inversions %d, share %v, want 4, 1, 0.8", l.Ties, l.Inversions, l.TieShare())
	}
}

func TestUnusableFiles(t *testing.T) {
	whole := gzipped(t, strings.Repeat(tinyCSV, 1000))
	corrupt := bytes.Clone(whole)
	corrupt[len(corrupt)/2] ^= 0xff
	for _, c := range []struct {
		name, data string
		words      []string
	}{
		{"empty", "", []string{"vuoto"}},
		{"only spaces", " \n\r\n\t", []string{"vuoto"}},
		{"only BOM", "\ufeff", []string{"vuoto"}},
		{"empty gzip", string(gzipped(t, "")), []string{"vuoto"}},
		{"gzip magic only", "\x1f\x8b", []string{"gzip"}},
		{"truncated gzip", string(whole[:len(whole)/2]), []string{"gzip", "incompleto"}},
		{"gzip without trailer", string(whole[:len(whole)-4]), []string{"gzip", "incompleto"}},
		{"corrupt gzip", string(corrupt), []string{"gzip", "danneggiato"}},
		{"spreadsheet", "PK\x03\x04....", []string{"foglio di calcolo", "CSV"}},
		{"PDF", "%PDF-1.7\n", []string{"PDF"}},
		{"UTF-16", "\xff\xfec\x00a\x00", []string{"UTF-16"}},
		{"binary", "case,\x00\x01\x02", []string{"non è un registro"}},
		{"prose", "Gentile signora,\nle scrivo per la pratica.\n", []string{"Non si riconosce la colonna"}},
		{"one column", "case\n1\n", []string{"non è un registro"}},
		{"header only", "case,activity,timestamp\n", []string{"non contiene eventi"}},
		{"HTML", "<html><body>Errore</body></html>", []string{"«html»"}},
		{"log without events", "<log><trace/><trace></trace></log>", []string{"non contiene eventi"}},
		{"no closing tag", strings.TrimSuffix(tinyXES, "</log>\n"), []string{"incompleto", "evento 5"}},
		{"half a tag", tinyXES[:len(tinyXES)/2], []string{"incompleto"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.data), Options{})
			wantInvalid(t, err, c.words...)
		})
	}
}

func TestNoValidEventKeepsProblems(t *testing.T) {
	l, err := Read(strings.NewReader("case,activity,timestamp\n1,,2024-01-01\n,A,2024-01-01\n"), Options{})
	wantInvalid(t, err, "Nessun evento valido", "riga 2")
	wantProblems(t, l, Problem{2, reasonActivity}, Problem{3, reasonCase})
}

// manyNames is a log of n cases with the same activity, twice each.
func manyNames(t *testing.T, f Format, n int) string {
	t.Helper()
	var b strings.Builder
	if f == CSV {
		b.WriteString("case,activity,timestamp\n")
		for i := range 2 * n {
			fmt.Fprintf(&b, "%d,A,2024-01-01\n", i%n)
		}
		return b.String()
	}
	b.WriteString("<log>")
	for i := range 2 * n {
		fmt.Fprintf(&b, `<trace><string key="concept:name" value="%d"/><event><string key="concept:name" value="A"/><date key="time:timestamp" value="2024-01-01T00:00:00Z"/></event></trace>`, i%n)
	}
	return b.String() + "</log>"
}

func TestLimits(t *testing.T) {
	long := "case,activity,timestamp\n1," + strings.Repeat("x", 2<<20) + ",2024-01-01\n"
	longTag := `<log><trace><string key="concept:name" value="` + strings.Repeat("x", 2<<20) + `"/></trace></log>`
	deep := "<log>" + strings.Repeat("<list>", 200)
	many := "case,activity,timestamp\n" + strings.Repeat("1,A,2024-01-01\n", 11)
	bomb := gzipped(t, "case,activity,timestamp\n"+strings.Repeat("1,A,2024-01-01\n", 1<<18))
	for _, c := range []struct {
		name, data string
		opts       Options
		words      []string
	}{
		{"bytes", string(bomb), Options{MaxBytes: 1 << 20}, []string{"1 MiB", "decompresso"}},
		{"events", many, Options{MaxEvents: 10}, []string{"10 eventi"}},
		{"line", long, Options{MaxRecord: 1 << 20}, []string{"riga 2", "1 MiB"}},
		{"tag", longTag, Options{MaxRecord: 1 << 20}, []string{"1 MiB"}},
		{"depth", deep, Options{}, []string{"100 elementi annidati"}},
		{"names", manyNames(t, CSV, 100), Options{MaxNames: 100 * nameCost}, []string{"troppi casi", "Dividerlo"}},
		{"names of XES", manyNames(t, XES, 100), Options{MaxNames: 100 * nameCost}, []string{"troppi casi", "Dividerlo"}},
		{"long names", manyNames(t, CSV, 10) + strings.Repeat("x", 5000) + ",A,2024-01-01\n", Options{MaxNames: 5000}, []string{"troppi casi"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.data), c.opts)
			wantInvalid(t, err, c.words...)
		})
	}
	for _, f := range []Format{CSV, XES} { // a name met again takes no more room
		if l := mustRead(t, manyNames(t, f, 100), Options{MaxNames: 110 * nameCost}); len(l.Cases) != 100 {
			t.Errorf("%s: %d cases", f, len(l.Cases))
		}
	}
	if l := mustRead(t, many, Options{MaxEvents: 11}); l.Events() != 11 {
		t.Errorf("%d events, want the 11 that the limit allows", l.Events())
	}
	if l := mustRead(t, long, Options{}); len(l.Activities[0]) != 2<<20 {
		t.Errorf("a name of 2 MiB was cut to %d", len(l.Activities[0]))
	}
}

// A long comment or text is skipped whatever its length, and needs no memory
// when it is text.
func TestEndlessText(t *testing.T) {
	r := io.MultiReader(strings.NewReader("<log>"), io.LimitReader(repeat('x'), 64<<20), strings.NewReader(tinyXES[strings.Index(tinyXES, "<extension"):]))
	l, err := Read(r, Options{MaxRecord: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if got := describe(l); got != tinyEvents {
		t.Errorf("events after the text:\n%s", got)
	}
}

type repeat byte

func (c repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// A failure of the reader is not the fault of the file.
func TestReaderFails(t *testing.T) {
	disk := errors.New("disk on fire")
	for _, data := range [][]byte{nil, []byte(tinyCSV), []byte(tinyXES), gzipped(t, tinyCSV)[:20]} {
		_, err := Read(io.MultiReader(bytes.NewReader(data), iotest.ErrReader(disk)), Options{})
		if !errors.Is(err, disk) || kernel.CodeOf(err) != kernel.Interno {
			t.Errorf("error %v, want the one of the disk", err)
		}
	}
}

func TestProgress(t *testing.T) {
	data := gzipped(t, tinyCSV)
	var calls []int64
	l, err := Read(iotest.HalfReader(bytes.NewReader(data)), Options{Progress: func(n int64) { calls = append(calls, n) }})
	if err != nil || l.Events() != 5 {
		t.Fatal(err)
	}
	if len(calls) == 0 || calls[len(calls)-1] != int64(len(data)) {
		t.Errorf("progress %v does not end at %d, the size of the file", calls, len(data))
	}
	calls = append(calls, -1)
	if _, err := ReadBytes([]byte(tinyCSV), Options{block: 60, Progress: func(n int64) { calls = append(calls, n) }}); err != nil {
		t.Fatal(err)
	}
	if last := calls[len(calls)-1]; last != int64(len(tinyCSV)) {
		t.Errorf("progress in memory ends at %d, want %d", last, len(tinyCSV))
	}
	for i := 1; i < len(calls); i++ {
		if calls[i] < 0 {
			i++ // another reading
			continue
		}
		if calls[i] <= calls[i-1] {
			t.Errorf("progress %v does not grow", calls)
		}
	}
}

func TestProblemsAreBounded(t *testing.T) {
	l := mustRead(t, "case,activity,timestamp\n1,A,2024-01-01\n"+strings.Repeat("1,A,never\n", 2500), Options{})
	if len(l.Problems) != DefaultMaxProblems || l.ProblemCount != 2500 {
		t.Errorf("%d problems kept of %d, want 1000 of 2500", len(l.Problems), l.ProblemCount)
	}
	if last := l.Problems[999]; last.Row != 1002 {
		t.Errorf("the thousandth problem is at row %d, want 1002", last.Row)
	}
}
