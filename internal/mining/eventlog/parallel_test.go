package eventlog

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// fatal is what of testing.T and rapid.T the helpers need.
type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// sameInBlocks asks that reading in blocks, on any number of threads, gives
// what reading event by event gives: the same Log, numbers and problems, or the
// same error.
func sameInBlocks(t fatal, data []byte, o Options) {
	t.Helper()
	o.eventByEvent = true
	want, wantErr := Read(bytes.NewReader(data), o)
	o.eventByEvent = false
	for _, threads := range []int{1, 2, 8} {
		for _, block := range []int{5, 64, 700} {
			o.Threads, o.block = threads, block
			got, err := Read(iotest.HalfReader(bytes.NewReader(data)), o)
			whole, wholeErr := ReadBytes(data, o)
			if !reflect.DeepEqual(whole, got) || fmt.Sprint(err) != fmt.Sprint(wholeErr) {
				t.Fatalf("in memory: %v\n%+v\nfrom a reader: %v\n%+v", wholeErr, whole, err, got)
			}
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%d threads, blocks of %d: error\n%v\nwant\n%v", threads, block, err, wantErr)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%d threads, blocks of %d:\n%+v\nwant\n%+v", threads, block, got, want)
			}
		}
	}
}

// Awkward names, with line ends and quotes in them, and many ties.
func TestBlocksOfAwkwardNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rows(false).Draw(t, "rows")
		mode := Lifecycle(rapid.IntRange(0, 2).Draw(t, "lifecycle"))
		sameInBlocks(t, asCSV(rs), Options{Lifecycle: mode})
		sameInBlocks(t, asXES(rs), Options{Lifecycle: mode})
	})
}

// What figures do not need is left out only where no event tells a transition;
// the rest is what it was.
func TestFiguresOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rs := rows(false).Draw(t, "rows")
		if rapid.Bool().Draw(t, "no transitions") {
			for i := range rs {
				rs[i].lifecycle = ""
			}
		}
		for _, data := range [][]byte{asCSV(rs), asXES(rs)} {
			want, wantErr := Read(bytes.NewReader(data), Options{})
			if want != nil && len(want.Lifecycles) == 0 {
				want.Case, want.Row, want.Lifecycle = nil, nil, nil
				clear(want.Cases)
			}
			for _, o := range []Options{{eventByEvent: true}, {Threads: 1, block: 64}, {Threads: 2, block: 5}} {
				o.FiguresOnly = true
				got, err := Read(bytes.NewReader(data), o)
				if !reflect.DeepEqual(got, want) || fmt.Sprint(err) != fmt.Sprint(wantErr) {
					t.Fatalf("%v\n%+v\nwant %v\n%+v", err, got, wantErr, want)
				}
			}
		}
	})
}

// Files with every kind of fault and oddity, made of random pieces.
func TestBlocksOfBrokenFiles(t *testing.T) {
	csv := []string{"1,A,2024-01-01,Anna,complete,x\n", "2,B,2024-01-02T10:00:00+02:00,Bruno,start,y\r\n", "3,\"C\nD\",2024-01-02 10:00:00.5,,,\n", ",A,2024-01-01,,,\n",
		"1,,2024-01-01,,,\n", "1,A,never,,,\n", "1,A,2024-01-01\n", "\n", "   \n", "1,6\" pipe,2024-01-05T00:00:00Z,Anna,Complete,\"a\"\"b\"\n", "1,\"E,2024-01-01,,,\n",
		"2,\"F\"g,2024-01-01,Ann\xe0,schedule,z\n", "4,Rilascio \x80,31/03/2024 02:30,Annà,,à\n", "1,A,2024-01-01,\"x\ny\",z\n", "5,G,2024-02-30,,,\n", "6,H,2024-01-01,Anna,,"}
	xes := []string{trace("1", event("A", "2024-01-01"), event("B", "2024-01-01")), trace("2", event("A &amp; B", "2024-01-01T10:00:00.000+01:00")), "<trace/>\n", "<!-- <trace> -->",
		"<![CDATA[<trace><event>]]>", trace("1", event("", "2024-01-01"), event("A", "never"), event("A", ""), "<event/>"), "<trace>" + event("A", "2024-01-01") + "</trace>",
		"<trace>" + event("A", "2024-01-03") + `<string key="concept:name" value="9"/></trace>`, event("F", "2024-01-01"), `<string key="x" value="<trace>"/>`, `<string key="x" value="a > b &lt;trace"/>`,
		`<trace><string key="concept:name" value="3"><string key="concept:name" value="no"/></string><string key="tipo" value="T"/>` + event("C", "2024-01-02") + "</trace>",
		`<trace><string value='4' key='concept:name'/><event><string key="lifecycle:transition" value="start"/><date value="2024-01-02" key="time:timestamp"/><string key="concept:name" value="A"></string><string key="org:resource" value="R&#x20;1"/><list key="l"><values><int key="k" value="1"/></values></list></event></trace>`,
		"</trace>", "<trace>", "<event>", "</event>", "<?pi <trace> ?>", "&amp; text > text", trace("l\xe0", event("citt\xe0", "2024-01-02")), "<a:trace></a:trace>", "<traces/>", "<trace >" + `<string key="concept:name" value="8" /><event ><string key = "concept:name" value="A"/><date key="time:timestamp" value="2024-01-01T00:00:00Z"/></event ></trace >`}
	rapid.Check(t, func(t *rapid.T) {
		o := Options{Lifecycle: Lifecycle(rapid.IntRange(0, 2).Draw(t, "lifecycle")), MaxProblems: rapid.IntRange(1, 9).Draw(t, "problems"), MaxDepth: rapid.IntRange(3, 9).Draw(t, "depth")}
		if rapid.Bool().Draw(t, "limits") {
			o.MaxBytes = rapid.Int64Range(50, 3000).Draw(t, "bytes")
			o.MaxEvents = rapid.IntRange(1, 20).Draw(t, "events")
			o.MaxNames = rapid.Int64Range(1, 10).Draw(t, "names") * nameCost
			o.MaxRecord = rapid.IntRange(70, 200).Draw(t, "record")
		}
		if rapid.Bool().Draw(t, "further") {
			o.Attributes = []string{AllAttributes}
		}
		body := func(pieces []string) string {
			// Most pieces are good, so that blocks are.
			n, s := rapid.IntRange(0, 40).Draw(t, "pieces"), ""
			for range n {
				i := rapid.IntRange(0, 3*len(pieces)).Draw(t, "piece")
				if i >= len(pieces) {
					i %= 2
				}
				s += pieces[i]
			}
			return s
		}
		sameInBlocks(t, []byte("case,activity,timestamp,resource,lifecycle,note\n"+body(csv)), o)
		sameInBlocks(t, []byte("<log>"+body(xes)+"</log>"), o)
	})
}

// A column with more values than a part can number, and a case in all parts.
func TestManyNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource,note\n")
	for i := range 150_000 {
		fmt.Fprintf(&b, "%d,A%d,2024-01-01T00:00:%02dZ,R%d,n%d\n", i%70_000, i%3, i%60, i%66_000, i)
	}
	data := []byte(b.String())
	o := Options{Attributes: []string{"note"}, eventByEvent: true}
	want := mustRead(t, b.String(), o)
	for _, threads := range []int{1, 2} {
		got, err := Read(bytes.NewReader(data), Options{Attributes: []string{"note"}, Threads: threads})
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d threads: %v, the log is another", threads, err)
		}
	}
	checkLog(t, want)
}

// Files that are cut as in earnest, with the names of an office.
func TestLargeFiles(t *testing.T) {
	rs := synthetic(40_000)
	for i := range rs {
		if i%1000 == 7 {
			rs[i].resource = "Ufficio \"tecnico\",\nsecondo piano"
		}
	}
	for _, data := range [][]byte{asCSV(rs), asXES(rs)} {
		want, err := Read(bytes.NewReader(data), Options{eventByEvent: true})
		if err != nil {
			t.Fatal(err)
		}
		checkLog(t, want)
		for _, threads := range []int{1, 2, 5} {
			if got, err := Read(bytes.NewReader(data), Options{Threads: threads}); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %d threads: %v, the log is another", want.Format, threads, err)
			}
		}
	}
}
