package eventlog

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pass/internal/kernel"
)

// tinyCSV and tinyXES are the same log: two practices, the events of the first
// mixed with those of the second and one of them out of order.
const tinyCSV = `pratica,attività,data,operatore,ciclo
P1,Ricezione,2024-01-08T09:00:00Z,Anna,complete
P2,Ricezione,2024-01-08T10:00:00+01:00,Bruno,complete
P1,Rilascio,2024-01-12T09:00:00Z,,complete
P1,"Esame, tecnico",2024-01-10T09:00:00.5Z,Bruno,start
P2,"Esame, tecnico",2024-01-09T09:00:00Z,Bruno,
`

const tinyXES = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- a comment with <trace> inside -->
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
 <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
 <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
 <trace><string key="concept:name" value="empty"/></trace>
 <trace>
  <string key="concept:name" value="P1"><string key="concept:name" value="nested"/></string>
  <event><string key="concept:name" value="Ricezione"/><string key="org:resource" value="Anna"/>
   <date key="time:timestamp" value="2024-01-08T09:00:00Z"/><string key="lifecycle:transition" value="complete"/></event>
 </trace>
 <trace>
  <string key="concept:name" value="P2"/>
  <event><string key='concept:name' value='Ricezione'/><string key="org:resource" value="Bruno"/>
   <date key="time:timestamp" value="2024-01-08T10:00:00+01:00"/><string key="lifecycle:transition" value="complete"/></event>
 </trace>
 <trace>
  <string key="concept:name" value="P&#49;"/>
  <event><string key="concept:name" value="Rilascio"/><string key="org:resource" value=""/>
   <date key="time:timestamp" value="2024-01-12T09:00:00Z"/><string key="lifecycle:transition" value="complete"/></event>
  <event><string key="concept:name" value="Esame, tecnico"/><string key="org:resource" value="Bruno"/>
   <date key="time:timestamp" value="2024-01-10T09:00:00.500+00:00"/><string key="lifecycle:transition" value="start"/>
   <list key="docs"><values><string key="concept:name" value="nested"/></values></list></event>
 </trace>
 <trace>
  <string key="concept:name" value="P2"/>
  <event><string key="concept:name" value="Esame, tecnico"/><string key="org:resource" value="Bruno"/>
   <date key="time:timestamp" value="2024-01-09T09:00:00Z"/></event>
 </trace>
</log>
`

// describe writes the events of a log one per line, in the order of the log.
func describe(l *Log) string {
	var b strings.Builder
	name := func(names []string, id int32) string {
		if id == None {
			return "-"
		}
		return names[id]
	}
	for i := range l.Time {
		fmt.Fprintf(&b, "%s|%s|%s|%s|%s\n", l.Cases[l.Case[i]], l.Activities[l.Activity[i]],
			time.UnixMicro(l.Time[i]).UTC().Format(time.RFC3339Nano), name(l.Resources, l.Resource[i]), name(l.Lifecycles, l.Lifecycle[i]))
	}
	return b.String()
}

const tinyEvents = `P1|Ricezione|2024-01-08T09:00:00Z|Anna|complete
P1|Esame, tecnico|2024-01-10T09:00:00.5Z|Bruno|start
P1|Rilascio|2024-01-12T09:00:00Z|-|complete
P2|Ricezione|2024-01-08T09:00:00Z|Bruno|complete
P2|Esame, tecnico|2024-01-09T09:00:00Z|Bruno|-
`

func mustRead(t testing.TB, text string, o Options) *Log {
	t.Helper()
	l, err := Read(strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return l
}

// wantInvalid asks for a NonValido error whose message for people contains
// each of the words.
func wantInvalid(t testing.TB, err error, words ...string) {
	t.Helper()
	var k *kernel.Error
	if !errors.As(err, &k) || k.Code != kernel.NonValido {
		t.Fatalf("error = %v, want NonValido", err)
	}
	for _, w := range words {
		if !strings.Contains(k.Message, w) {
			t.Errorf("message %q does not say %q", k.Message, w)
		}
	}
}

func wantProblems(t testing.TB, l *Log, want ...Problem) {
	t.Helper()
	if fmt.Sprint(l.Problems) != fmt.Sprint(want) || l.ProblemCount != len(want) {
		t.Errorf("problems (%d):\n got %v\nwant %v", l.ProblemCount, l.Problems, want)
	}
}

func gzipped(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
