package eventlog

import (
	"strings"
	"testing"
)

// event writes an event with the fields that are not empty.
func event(activity, timestamp string) string {
	s := "<event>"
	if activity != "" {
		s += `<string key="concept:name" value="` + activity + `"/>`
	}
	if timestamp != "" {
		s += `<date key="time:timestamp" value="` + timestamp + `"/>`
	}
	return s + "</event>"
}

func trace(name string, events ...string) string {
	return `<trace><string key="concept:name" value="` + name + `"/>` + strings.Join(events, "") + "</trace>"
}

func TestXESBrokenEventsAreNamed(t *testing.T) {
	l := mustRead(t, "<log>"+
		trace("1", event("A", "2024-01-01"), event("", "2024-01-01"), event("B", ""), event("C", "2024-13-01"), "<event/>")+
		"<trace>"+event("D", "2024-01-01")+event("", "2024-01-01")+event("E", "2024-01-02")+"</trace>"+
		event("F", "2024-01-01")+
		trace("2", event("G", "2024-01-01T24:00:00Z"))+"</log>", Options{})
	wantProblems(t, l,
		Problem{2, "Manca l'attività."},
		Problem{3, "Manca la data."},
		Problem{4, "La data «2024-13-01» non esiste o non è in un formato riconosciuto."},
		Problem{5, "Manca l'attività."},
		Problem{6, "Manca l'identificativo del caso."},
		Problem{7, "Manca l'attività."},
		Problem{8, "Manca l'identificativo del caso."},
		Problem{9, "Manca l'identificativo del caso."})
	if got := describe(l); got != "1|A|2024-01-01T00:00:00Z|-|-\n2|G|2024-01-02T00:00:00Z|-|-\n" {
		t.Errorf("valid events:\n%s", got)
	}
	// The activities of the trace without name are not activities of the log.
	if got := strings.Join(l.Activities, ","); got != "A,G" {
		t.Errorf("activities %s", got)
	}
}

func TestXESNameAfterEvents(t *testing.T) {
	l := mustRead(t, "<log><trace>"+event("A", "2024-01-01")+`<string key="concept:name" value="1"/>`+event("B", "2024-01-02")+"</trace></log>", Options{})
	if got := describe(l); got != "1|A|2024-01-01T00:00:00Z|-|-\n1|B|2024-01-02T00:00:00Z|-|-\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestXESNames(t *testing.T) {
	l := mustRead(t, "<log>"+trace("1", event("A &amp; B", "2024-01-01"), event("A &#38; B", "2024-01-02"), event("A&#x20;&amp; B", "2024-01-03"),
		event("A &amp;amp; B", "2024-01-04"), event("two  spaces", "2024-01-05"), event("line\r\nend\tx", "2024-01-06"),
		event("line end x", "2024-01-07"), event("&quot;&lt;&apos;&gt;&#x20AC;", "2024-01-08"), event("l\xe0", "2024-01-09"))+"</log>", Options{})
	want := "A & B~A &amp; B~two  spaces~line end x~\"<'>€~là"
	if got := strings.Join(l.Activities, "~"); got != want {
		t.Errorf("activities %q, want %q", got, want)
	}
}

func TestXESEncoding(t *testing.T) {
	body := "<log>" + trace("1", event("citt\xe0", "2024-01-01")) + "</log>"
	for _, encoding := range []string{"ISO-8859-1", "windows-1252", "UTF-8"} {
		l := mustRead(t, `<?xml version="1.0" encoding="`+encoding+`"?>`+body, Options{})
		if l.Activities[0] != "città" || !l.Windows1252 {
			t.Errorf("%s: %q", encoding, l.Activities)
		}
	}
	// Declared Latin-1 holds even for bytes that would be UTF-8 too.
	l := mustRead(t, `<?xml version='1.0' encoding='iso-8859-1'?><log>`+trace("1", event("\xc3\xa0", "2024-01-01"))+"</log>", Options{})
	if l.Activities[0] != "Ã\u00a0" {
		t.Errorf("declared Latin-1 read as %q", l.Activities[0])
	}
	_, err := Read(strings.NewReader(`<?xml version="1.0" encoding="EBCDIC-IT"?>`+body), Options{})
	wantInvalid(t, err, "codifica")
}

func TestXESMapping(t *testing.T) {
	l := mustRead(t, `<log><trace><string key="id" value="7"/><event><string key="concept:name" value="01"/><string key="label" value="Esame"/>`+
		`<date key="planned" value="2024-05-01"/><string key="org:resource" value="Anna"/></event></trace></log>`,
		Options{Mapping: Mapping{Case: "id", Activity: "label", Timestamp: "planned", Resource: Ignored}})
	if got := describe(l); got != "7|Esame|2024-05-01T00:00:00Z|-|-\n" {
		t.Errorf("got %s", got)
	}
}

func TestHostileXML(t *testing.T) {
	good := trace("1", event("A", "2024-01-01"))
	for name, c := range map[string]struct {
		data, word string
	}{
		"bomb": {`<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><log>` +
			trace("1", event("&b;", "2024-01-01")) + "</log>", "DOCTYPE"},
		"external entity":     {`<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>` + trace("1", event("&x;", "2024-01-01")) + "</log>", "DOCTYPE"},
		"external DTD":        {`<!DOCTYPE log SYSTEM "http://example.org/x.dtd"><log>` + good + "</log>", "DOCTYPE"},
		"unknown entity":      {"<log>" + trace("1", event("&x;", "2024-01-01")) + "</log>", "XML"},
		"NUL reference":       {"<log>" + trace("1", event("&#0;", "2024-01-01")) + "</log>", "XML"},
		"surrogate":           {"<log>" + trace("1", event("&#xD800;", "2024-01-01")) + "</log>", "XML"},
		"huge reference":      {"<log>" + trace("1", event("&#x100000041;", "2024-01-01")) + "</log>", "XML"},
		"open reference":      {"<log>" + trace("1", event("a & b", "2024-01-01")) + "</log>", "XML"},
		"crossed tags":        {"<log><trace><event></trace></event></log>", "XML"},
		"closing only":        {"<log></trace></log>", "XML"},
		"two roots":           {"<log>" + good + "</log><log>" + good + "</log>", "XML"},
		"unquoted attribute":  {"<log><trace><string key=a/></trace></log>", "XML"},
		"lost quotes":         {`<log><trace><string key="concept:name" value="1/>` + event("A", "2024-01-01") + "</trace></log>", "XML"},
		"element declaration": {"<log><!ELEMENT x></log>", "XML"},
		"no name":             {"<log>< ></log>", "XML"},
		"open comment":        {"<log><!-- " + good + "</log>", "incompleto"},
		"MXML":                {"<WorkflowLog></WorkflowLog>", "«WorkflowLog»"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.data), Options{})
			wantInvalid(t, err, c.word)
		})
	}
}

func TestXESSkipsCDATA(t *testing.T) {
	l := mustRead(t, "<log><![CDATA[<trace><event>]]><?pi <trace> ?>"+trace("1", event("A", "2024-01-01"))+"</log><!-- end -->\n", Options{})
	if l.Events() != 1 {
		t.Errorf("%d events, want 1", l.Events())
	}
}
