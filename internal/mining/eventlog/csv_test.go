package eventlog

import (
	"strings"
	"testing"
)

func TestBrokenRowsAreNamed(t *testing.T) {
	l := mustRead(t, `case,activity,timestamp,resource
1,A,2024-01-01,Anna
,A,2024-01-01,Anna
1,,2024-01-01,Anna
1,A,,Anna
1,A,2024-02-30,Anna
1,A,NaN,Anna
1,A,2024-01-01

"1","two
lines",2024-01-02,Anna
1,A,2024-01-01,Anna,more
1,"B
C,2024-01-03",Anna
1,D,2024-01-04,"never closed
1,E,2024-01-05,Anna
  ,A,2024-01-05,Anna
`, Options{})
	wantProblems(t, l,
		Problem{3, "Manca l'identificativo del caso."},
		Problem{4, "Manca l'attività."},
		Problem{5, "Manca la data."},
		Problem{6, "La data «2024-02-30» non esiste o non è in un formato riconosciuto."},
		Problem{7, "La data «NaN» non esiste o non è in un formato riconosciuto."},
		Problem{8, "Le colonne sono 3 invece di 4."},
		Problem{12, "Le colonne sono 5 invece di 4."},
		Problem{13, "Le colonne sono 3 invece di 4. Le virgolette uniscono le righe da 13 a 14."},
		Problem{15, "Le virgolette aperte in questa riga non sono mai chiuse."},
		Problem{17, "Manca l'identificativo del caso."})
	want := "1|A|2024-01-01T00:00:00Z|Anna|-\n1|two\nlines|2024-01-02T00:00:00Z|Anna|-\n1|E|2024-01-05T00:00:00Z|Anna|-\n"
	if got := describe(l); got != want {
		t.Errorf("valid events:\n%s", got)
	}
}

func TestDelimiterAndDates(t *testing.T) {
	const want = "7/2024|Esame|2024-03-31T00:00:00Z|Rossi, Anna|-\n7/2024|Rilascio|2024-04-02T09:30:00Z|Rossi, Anna|-\n"
	for name, text := range map[string]string{
		"semicolon":   "N. pratica;Attività;Data;Ufficio\n7/2024;Esame;31/03/2024;Rossi, Anna\n7/2024;Rilascio;02/04/2024 09:30;Rossi, Anna\n",
		"tab":         "N. pratica\tAttività\tData\tUfficio\n7/2024\tEsame\t31/03/2024\tRossi, Anna\n7/2024\tRilascio\t2/4/2024 9:30:00\tRossi, Anna\n",
		"bar":         "N. pratica|Attività|Data|Ufficio\n7/2024|Esame|31-03-2024|Rossi, Anna\n7/2024|Rilascio|02.04.2024 09.30|Rossi, Anna\n",
		"comma":       "N. pratica,Attività,Data,Ufficio\n7/2024,Esame,31/03/2024,\"Rossi, Anna\"\n7/2024,Rilascio,\"02/04/2024, 09:30\",\"Rossi, Anna\"\n",
		"Excel hint":  "sep=;\r\nN. pratica;Attività;Data;Ufficio\r\n7/2024;Esame;31/03/2024;Rossi, Anna\r\n7/2024;Rilascio;02/04/2024 09:30;Rossi, Anna\r\n",
		"old Mac":     "N. pratica;Attività;Data;Ufficio\r7/2024;Esame;31/03/2024;Rossi, Anna\r7/2024;Rilascio;02/04/2024 09:30;Rossi, Anna\r",
		"other order": "Note;Data;Ufficio;Attività;N. pratica\n,,,;31/03/2024;Rossi, Anna;Esame;7/2024\n,,,;02/04/2024 09:30;Rossi, Anna;Rilascio;7/2024\n",
	} {
		l := mustRead(t, text, Options{})
		if got := describe(l); got != want || l.ProblemCount != 0 {
			t.Errorf("%s: delimiter %q, problems %v\n%s", name, l.Delimiter, l.Problems, got)
		}
	}
}

func TestQuotes(t *testing.T) {
	l := mustRead(t, "case,activity,timestamp\r\n"+
		"1,\"say \"\"yes\"\"\",2024-01-01\r\n"+ // doubled quotes
		"1,6\" pipe,2024-01-02\r\n"+ // quotes in the middle stand for themselves
		"\"1\",\"a\"b,\"2024-01-03\"\r\n"+ // so does what follows closing quotes
		"1,\"\",2024-01-04\r\n"+
		"1,\"x\r\ny\",2024-01-05", Options{})
	want := "say \"yes\"~6\" pipe~ab~x\r\ny"
	if got := strings.Join(l.Activities, "~"); got != want {
		t.Errorf("activities %q, want %q", got, want)
	}
	wantProblems(t, l, Problem{5, reasonActivity})
}

func TestWindows1252(t *testing.T) {
	l := mustRead(t, "Pratica;Attivit\xe0;Data;Operatore\n1;Verifica conformit\xe0 \x80;01/02/2024;Nicol\xf2\n"+
		"1;Verifica conformità €;02/02/2024;Nicolò\n2;Verifica conformit\xe0 \x80;03/02/2024;Anna\n", Options{})
	if len(l.Activities) != 1 || l.Activities[0] != "Verifica conformità €" {
		t.Errorf("activities %q", l.Activities)
	}
	if len(l.Resources) != 2 || l.Resources[0] != "Nicolò" || !l.Windows1252 {
		t.Errorf("resources %q, Windows-1252 %v", l.Resources, l.Windows1252)
	}
	if l.Mapping.Activity != "Attività" {
		t.Errorf("mapping %+v", l.Mapping)
	}
	if mustRead(t, tinyCSV, Options{}).Windows1252 {
		t.Error("UTF-8 was taken for Windows-1252")
	}
}

func TestColumns(t *testing.T) {
	for header, want := range map[string]Mapping{
		"case:concept:name,concept:name,time:timestamp,org:resource,lifecycle:transition": {"case:concept:name", "concept:name", "time:timestamp", "org:resource", "lifecycle:transition", ""},
		"Case ID,Activity,Complete Timestamp,Resource,Variant":                            {"Case ID", "Activity", "Complete Timestamp", "Resource", "", ""},
		"case_id,start_time,end_time,creator,activity,resource":                           {"case_id", "activity", "end_time", "resource", "", "start_time"},
		"Numero pratica,Fase,Data e ora,Istruttore":                                       {"Numero pratica", "Fase", "Data e ora", "Istruttore", "", ""},
		"event,case,date": {"case", "event", "date", "", "", ""},
	} {
		l := mustRead(t, header+"\n"+strings.Repeat("2024-01-01,", strings.Count(header, ","))+"2024-01-01\n", Options{})
		if l.Mapping != want {
			t.Errorf("%s: %+v", header, l.Mapping)
		}
	}
}

func TestGivenMapping(t *testing.T) {
	const csv = "case,activity,code,timestamp,sent,resource\n1,Esame,E1,2024-01-01,2024-05-01,Anna\n"
	l := mustRead(t, csv, Options{Mapping: Mapping{Activity: "code", Timestamp: "SENT", Resource: Ignored}})
	if got := describe(l); got != "1|E1|2024-05-01T00:00:00Z|-|-\n" {
		t.Errorf("got %s", got)
	}
	_, err := Read(strings.NewReader(csv), Options{Mapping: Mapping{Activity: "phase"}})
	wantInvalid(t, err, "«phase»", "«code»", "«resource»")
	_, err = Read(strings.NewReader("a,b,timestamp\n1,2,3\n"), Options{})
	wantInvalid(t, err, "del caso", "«a», «b», «timestamp»")
}
