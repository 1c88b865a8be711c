package eventlog

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
)

// rowsOf makes a table of cells; rows are numbered from 2, as under a header.
func rowsOf(header string, lines ...string) Rows {
	i := 0
	return Rows{Format: XLSX, Header: strings.Split(header, ","), Next: func() (int, [][]byte, error) {
		if i == len(lines) {
			return 0, nil, io.EOF
		}
		var fields [][]byte
		for _, f := range strings.Split(lines[i], ",") {
			fields = append(fields, []byte(f))
		}
		i++
		return i + 1, fields, nil
	}}
}

func TestReadTable(t *testing.T) {
	l, err := ReadTable(rowsOf("Pratica,Attività,Data,Operatore,Quartiere,Note",
		"1,Ricezione,08/01/2024 09:00,Anna,Nord",
		",,,",
		"1,Esame,2024-01-09,,Nord,con planimetria,,",
		"2,Ricezione,mai,Anna",
		"2,Ricezione,09/01/2024,Anna,Sud,,altro",
		",Esame,09/01/2024",
		"2,Esame"), Options{Attributes: []string{AllAttributes}})
	if err != nil {
		t.Fatal(err)
	}
	if got := describe(l); got != "1|Ricezione|2024-01-08T09:00:00Z|Anna|-\n1|Esame|2024-01-09T00:00:00Z|-|-\n" || l.Format != XLSX {
		t.Errorf("%s:\n%s", l.Format, got)
	}
	wantProblems(t, l, Problem{5, "La data «mai» non esiste o non è in un formato riconosciuto."},
		Problem{6, "Le colonne sono 7 invece di 6."}, Problem{7, reasonCase}, Problem{8, reasonTime})
	want := []Attribute{{"Quartiere", []string{"Nord"}, []int32{0, 0}}, {"Note", []string{"con planimetria"}, []int32{None, 0}}}
	if !reflect.DeepEqual(l.Attributes, want) {
		t.Errorf("attributes %+v", l.Attributes)
	}
}

func TestReadTableErrors(t *testing.T) {
	header := "case,activity,timestamp"
	disk := errors.New("disk on fire")
	if _, err := ReadTable(Rows{Header: strings.Split(header, ","), Next: func() (int, [][]byte, error) { return 0, nil, disk }}, Options{}); !errors.Is(err, disk) {
		t.Errorf("error %v, want the one of the disk", err)
	}
	long := "1,A," + strings.Repeat("x", 100)
	for _, c := range []struct {
		rows  Rows
		opts  Options
		words string
	}{
		{rowsOf(header), Options{}, "non contiene eventi"},
		{rowsOf("a,b,c", long), Options{}, "Non si riconosce la colonna"},
		{rowsOf(header, long), Options{Attributes: []string{"ufficio"}}, "«ufficio»"},
		{rowsOf(header, long), Options{MaxRecord: 50}, "riga 2"},
		{rowsOf(header, long, long), Options{MaxBytes: 150}, "150 byte"},
		{rowsOf(header, "1,A,2024-01-01", "1,A,2024-01-01"), Options{MaxEvents: 1}, "1 eventi"},
	} {
		_, err := ReadTable(c.rows, c.opts)
		wantInvalid(t, err, c.words)
	}
}

// A start may be absent, not unreadable nor after the end.
func TestStart(t *testing.T) {
	const csv = "case,activity,start time,end time\n1,A,2024-01-01,2024-01-02\n1,B,,2024-01-01\n1,C,2024-01-05,2024-01-04\n1,D,soon,2024-01-04\n2,E,2024-01-03,2024-01-03\n"
	l := mustRead(t, csv, Options{})
	day := func(d int64) int64 { return 1_704_067_200_000_000 + (d-1)*86_400_000_000 }
	if want := []int64{NoTime, day(1), day(3)}; !reflect.DeepEqual(l.Begin, want) || l.Mapping.Start != "start time" {
		t.Errorf("starts %v, want %v; mapping %+v", l.Begin, want, l.Mapping)
	}
	wantProblems(t, l, Problem{4, reasonStart}, Problem{5, "La data «soon» non esiste o non è in un formato riconosciuto."})
	if l := mustRead(t, csv, Options{Mapping: Mapping{Start: Ignored}}); l.Begin != nil || l.ProblemCount != 0 {
		t.Errorf("ignored starts: %v, %v", l.Begin, l.Problems)
	}
	if l := mustRead(t, "case,activity,start,end time\n1,A,,2024-01-02\n", Options{}); l.Begin != nil || l.Mapping.Start != "start" {
		t.Errorf("no start: %v, mapping %+v", l.Begin, l.Mapping)
	}
	// Without an end, the start is the time.
	if l := mustRead(t, "case,activity,data inizio\n1,A,2024-01-02\n", Options{}); l.Begin != nil || l.Mapping.Timestamp != "data inizio" {
		t.Errorf("only a start: %v, mapping %+v", l.Begin, l.Mapping)
	}
	xes := mustRead(t, "<log>"+trace("1", `<event><string key="concept:name" value="A"/><date key="time:timestamp" value="2024-01-02"/><date key="start_timestamp" value="2024-01-01"/></event>`,
		event("B", "2024-01-01"), `<event><string key="concept:name" value="C"/><date key="time:timestamp" value="2024-01-02"/><date key="start_timestamp" value="2024-01-03"/></event>`)+"</log>", Options{})
	if want := []int64{NoTime, day(1)}; !reflect.DeepEqual(xes.Begin, want) {
		t.Errorf("starts of XES %v, want %v", xes.Begin, want)
	}
	wantProblems(t, xes, Problem{3, reasonStart})
}

// attributes writes the further columns, in the order of the events.
func attributes(l *Log) string {
	var b strings.Builder
	for _, a := range l.Attributes {
		b.WriteString(a.Name + ":")
		for _, id := range a.Column {
			if id == None {
				b.WriteString(" -")
			} else {
				b.WriteString(" " + a.Values[id])
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAttributesCSV(t *testing.T) {
	const csv = "case,Quartiere,activity,timestamp,Esito,\n2,SUE,B,2024-01-03,\"a, b\",x\n1, ,A,2024-01-01,,x\n2,SUAP,A,2024-01-02,ok,x\n1,SUE,B,bad,never,x\n"
	for _, c := range []struct {
		wanted []string
		want   string
	}{
		{nil, ""},
		{[]string{AllAttributes}, "Quartiere: SUAP SUE -\nEsito: ok a, b -\n"},
		{[]string{"esito", "case", "esito"}, "Esito: ok a, b -\ncase: 2 2 1\n"},
	} {
		l := mustRead(t, csv, Options{Attributes: c.wanted})
		if got := attributes(l); got != c.want {
			t.Errorf("%v: got\n%swant\n%s", c.wanted, got, c.want)
		}
	}
	l := mustRead(t, csv, Options{Attributes: []string{AllAttributes}})
	if a := l.Attribute("Quartiere"); a == nil || a.Values[a.OfCase(l, 0)] != "SUAP" || a.OfCase(l, 1) != None {
		t.Errorf("value of the case: %+v", a)
	}
	_, err := Read(strings.NewReader(csv), Options{Attributes: []string{AllAttributes}, MaxNames: 5*nameCost + 30})
	wantInvalid(t, err, "troppi casi")
}

func TestAttributesXES(t *testing.T) {
	const xes = `<log><string key="source" value="log"/><trace><string key="concept:name" value="1"/><string key="tipo" value="A&amp;B"><string key="in" value="nested"/></string>
<event><string key="concept:name" value="X"/><date key="time:timestamp" value="2024-01-01"/><int key="costo" value="5"/></event>
<event><string key="concept:name" value="Y"/><date key="time:timestamp" value="2024-01-02"/><string key="case:tipo" value="own"/></event>
<string key="late" value="z"/></trace>
<trace><string key="tipo" value="lost"/><event><string key="concept:name" value="X"/><date key="time:timestamp" value="2024-01-02"/><int key="costo" value="9"/></event></trace>
<trace><string key="concept:name" value="2"/><event><string key="concept:name" value="X"/><date key="time:timestamp" value="2024-01-01"/><int key="costo" value="7"/><int key="vuoto" value=""/></event></trace></log>`
	for _, c := range []struct {
		wanted []string
		want   string
	}{
		{[]string{AllAttributes}, "case:tipo: A&B own -\ncosto: 5 - 7\ncase:late: z z -\n"},
		{[]string{"costo", "assente", "case:tipo"}, "costo: 5 - 7\nassente: - - -\ncase:tipo: A&B own -\n"},
		{[]string{"concept:name"}, "concept:name: X Y X\n"},
	} {
		l := mustRead(t, xes, Options{Attributes: c.wanted})
		if got := attributes(l); got != c.want {
			t.Errorf("%v: got\n%swant\n%s", c.wanted, got, c.want)
		}
		checkLog(t, l)
	}
	var many strings.Builder
	for i := range maxAttributes + 1 {
		fmt.Fprintf(&many, `<int key="k%d" value="1"/>`, i)
	}
	_, err := Read(strings.NewReader("<log><trace><event>"+many.String()+"</event></trace></log>"), Options{Attributes: []string{AllAttributes}})
	wantInvalid(t, err, "troppi")
}
