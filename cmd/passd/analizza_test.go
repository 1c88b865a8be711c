package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
)

// lanciaAnalizza runs a command line as main does.
func lanciaAnalizza(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = esegui(context.Background(), append([]string{"analizza"}, args...), &out, &err)
	return code, out.String(), err.String()
}

// tabellaEventi has three practices, a tie, a lifecycle and two rows that
// cannot be used. Its figures were computed by hand.
const tabellaEventi = `Pratica;Fase;Data;Operatore;lifecycle:transition;Settore, interno
P1;Domanda;2024-01-01 00:00;anna;complete;Urbanistica
P1;Parere;2024-01-02 00:00;bruno;start;Urbanistica
P1;Parere;2024-01-04 00:00;bruno;COMPLETE;Urbanistica
P1;Rilascio;2024-01-04 00:00;anna;complete;Urbanistica
P2;Domanda;2024-02-01 00:00;anna;complete;Ambiente
P2;Rilascio;2024-02-03 12:00;;complete;Ambiente
;Domanda;2024-02-01 00:00;anna;complete;Ambiente
P3;Domanda;01/03/2024 10:30;anna;complete;Ambiente
P3;Rilascio;31/02/2024;anna;complete;Ambiente
`

// golden compares with a file of testdata.
func golden(t *testing.T, nome, got string) {
	t.Helper()
	path := filepath.Join("testdata", nome)
	if os.Getenv("PASS_GOLDEN") != "" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", nome, got, want)
	}
}

// TestAnalizzaJSON holds the JSON of the contract to the letter: the keys and
// their order, seconds, null where a figure cannot be known.
func TestAnalizzaJSON(t *testing.T) {
	code, out, stderr := lanciaAnalizza(scriviFile(t, "e.csv", tabellaEventi), "--json")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	golden(t, "analizza.json", out)
}

// TestAnalizzaPerPersone holds the report that people read.
func TestAnalizzaPerPersone(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("e.csv", []byte(tabellaEventi), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, stderr := lanciaAnalizza("e.csv")
	if code != 0 || stderr != "" {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	t.Chdir(cartellaDiPartenza)
	golden(t, "analizza.txt", out)
}

// TestAnalizzaOpzioni follows each option to the figures.
func TestAnalizzaOpzioni(t *testing.T) {
	type figure struct {
		Counts            map[string]int `json:"counts"`
		ActivityFrequency map[string]int `json:"activity_frequency"`
		Span              [2]string      `json:"time_span"`
		Skipped           int            `json:"skipped_by_lifecycle"`
	}
	path := scriviFile(t, "e.csv", tabellaEventi)
	for _, c := range []struct {
		nome  string
		args  []string
		verso func(f figure) bool
	}{
		{"all", nil, func(f figure) bool {
			return f.Counts["events"] == 7 && f.Counts["cases"] == 3 && f.Counts["resources"] == 2
		}},
		{"complete", []string{"--ciclo", "completi"}, func(f figure) bool { return f.Counts["events"] == 6 && f.Skipped == 1 }},
		{"distinct", []string{"--ciclo=distinti"}, func(f figure) bool {
			return f.ActivityFrequency["Parere+start"] == 1 && f.ActivityFrequency["Parere+COMPLETE"] == 1
		}},
		{"zone", []string{"--zona", "Europe/Rome"}, func(f figure) bool { return f.Span[0] == "2023-12-31T23:00:00Z" }},
		{"activity with a comma", []string{"--mappa", "activity=Settore, interno,resource=-"}, func(f figure) bool {
			return f.ActivityFrequency["Urbanistica"] == 4 && f.Counts["resources"] == 0
		}},
		{"case", []string{"--mappa=case=Operatore"}, func(f figure) bool { return f.Counts["cases"] == 2 }},
	} {
		code, out, stderr := lanciaAnalizza(append([]string{path, "--json"}, c.args...)...)
		var f figure
		if code != 0 || stderr != "" || json.Unmarshal([]byte(out), &f) != nil || !c.verso(f) {
			t.Errorf("%s: exit %d, %s%s", c.nome, code, stderr, out)
		}
	}
}

// TestAnalizzaCompresso wants the same figures from the compressed file.
func TestAnalizzaCompresso(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write([]byte(tabellaEventi)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	_, plain, _ := lanciaAnalizza(scriviFile(t, "e.csv", tabellaEventi), "--json")
	_, packed, _ := lanciaAnalizza(scriviFile(t, "e.bin", z.String()), "--json")
	if strings.Replace(packed, `"compressed": true`, `"compressed": false`, 1) != plain {
		t.Errorf("compressed\n%s\nplain\n%s", packed, plain)
	}
}

// TestAnalizzaFormati wants the same figures from every format that can hold
// the log, and from the standard input.
func TestAnalizzaFormati(t *testing.T) {
	path := scriviFile(t, "e.csv", tabellaEventi)
	l, err := eventlog.Read(strings.NewReader(tabellaEventi), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, testo, _ := lanciaAnalizza(path, "--json")
	want := cifre(t, testo)
	for nome, scrivi := range map[string]func(io.Writer, *eventlog.View) error{
		"CSV": formats.WriteCSV, "XES": formats.WriteXES, "Parquet": formats.WriteParquet, "OCEL": formats.WriteOCELJSON,
	} {
		var b bytes.Buffer
		if err := scrivi(&b, l.All()); err != nil {
			t.Fatal(err)
		}
		code, out, stderr := lanciaAnalizza(scriviFile(t, "senza-estensione", b.String()), "--json")
		if code != 0 || !reflect.DeepEqual(cifre(t, out), want) {
			t.Errorf("%s: exit %d, %s\n%s\nwant\n%s", nome, code, stderr, out, testo)
		}
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	prima := os.Stdin
	os.Stdin = f
	defer func() { os.Stdin = prima }()
	if code, out, stderr := lanciaAnalizza("-", "--json"); code != 0 || out != testo {
		t.Errorf("standard input: exit %d, %s\n%s", code, stderr, out)
	}
}

// cifre are the figures without what tells the file: the rejected rows, the
// columns and the order of the rows.
func cifre(t *testing.T, testo string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(testo), &m); err != nil {
		t.Fatal(err)
	}
	for _, chiave := range []string{"input", "dropped", "dropped_total"} {
		delete(m, chiave)
	}
	delete(m["counts"].(map[string]any), "file_order_inversions")
	return m
}

// TestAnalizzaIllegibile wants exit code 2, one Italian line on the standard
// error, and nothing on the standard output.
func TestAnalizzaIllegibile(t *testing.T) {
	buono := scriviFile(t, "e.csv", tabellaEventi)
	for _, c := range []struct {
		nome string
		args []string
		dice string
	}{
		{"missing", []string{filepath.Join(t.TempDir(), "no.csv")}, "non esiste"},
		{"directory", []string{t.TempDir()}, "è una cartella"},
		{"empty", []string{scriviFile(t, "e.csv", "")}, "e.csv»: il file è vuoto. "},
		{"no valid event", []string{scriviFile(t, "e.csv", "case,activity,timestamp\n1,A,never\n")}, "nessun evento valido"},
		{"header only", []string{scriviFile(t, "e.csv", "case,activity,timestamp\n")}, "non contiene eventi"},
		{"binary", []string{scriviFile(t, "e.bin", "\x7fELF\x00\x01")}, "non"},
		{"truncated gzip", []string{scriviFile(t, "e.gz", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b")}, "danneggiato"},
		{"other table", []string{scriviFile(t, "e.csv", "nome,cognome\na,b\n")}, "Oppure indicarla con --mappa."},
		{"unknown column", []string{buono, "--mappa", "case=Fascicolo"}, "«Fascicolo»"},
		{"mapping without role", []string{buono, "--mappa", "Fascicolo"}, "--mappa"},
		{"role twice", []string{buono, "--mappa", "case=Pratica,case=Fase"}, "due volte"},
		{"role without column", []string{buono, "--mappa", "case=,activity=Fase"}, "manca la colonna"},
		{"lifecycle", []string{buono, "--ciclo", "alcuni"}, "«alcuni» non è un valore di --ciclo"},
		{"zone", []string{buono, "--zona", "Marte"}, "«Marte» non è una zona"},
		{"zone of the host", []string{buono, "--zona", "Local"}, "non è una zona"},
		{"unknown option", []string{buono, "--xyz"}, "--xyz"},
		{"no file", nil, "manca"},
	} {
		for _, modo := range [][]string{nil, {"--json"}} {
			code, out, stderr := lanciaAnalizza(append(c.args, modo...)...)
			if code != 2 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "\n") || !strings.Contains(stderr, c.dice) {
				t.Errorf("%s: exit %d, out %q, err %q", c.nome, code, out, stderr)
			}
		}
	}
}

// TestAnalizzaInterrotta wants the command to stop when it is told to.
func TestAnalizzaInterrotta(t *testing.T) {
	ctx, ferma := context.WithCancel(context.Background())
	ferma()
	var out, errori bytes.Buffer
	code := esegui(ctx, []string{"analizza", scriviFile(t, "e.csv", tabellaEventi)}, &out, &errori)
	if code != 1 || out.Len() > 0 || errori.String() != "passd: analisi interrotta\n" {
		t.Errorf("exit %d, out %q, err %q", code, out.String(), errori.String())
	}
}

// cartellaDiPartenza is the folder of this package.
var cartellaDiPartenza, _ = os.Getwd()

// datiPubblici finds the public test data that stand beside the checkout.
func datiPubblici(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		dir = filepath.Join(cartellaDiPartenza, "..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	return dir
}

// TestAnalizzaOracolo compares whole runs of the command with the results of an
// independent tool on public logs, key by key as a program would.
func TestAnalizzaOracolo(t *testing.T) {
	dir := datiPubblici(t)
	for nome, ciclo := range map[string]string{"receipt_wabo": "tutti", "sepsis": "tutti", "running_example": "tutti",
		"roadtraffic100traces": "tutti", "bpic2015_1_phases.complete": "completi", "bpic2012_loan.activity_lifecycle": "distinti"} {
		log, _, _ := strings.Cut(nome, ".")
		code, out, stderr := lanciaAnalizza(filepath.Join(dir, "logs", log+".xes.gz"), "--json", "--ciclo", ciclo)
		if code != 0 {
			t.Fatalf("%s: exit %d, %s", nome, code, stderr)
		}
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatal(err)
		}
		for _, chiave := range []string{"start_activities", "end_activities", "activity_frequency", "case_duration_seconds", "case_arrival_average_seconds", "dfg",
			"variants_top20", "rework_cases_per_activity", "rework_repeated_events_per_activity", "self_loops_per_activity", "backlog_month_start"} {
			want := atteso(t, filepath.Join(dir, "expected", nome+".json.gz"))
			if !uguali(got[chiave], want[chiave]) {
				t.Errorf("%s: %s differs", nome, chiave)
			}
		}
	}
}

// TestAnalizzaOracoloIntervalli compares the intervals of the command with those
// of the independent tool, for starts in a column and for start and complete
// events; other ways to count events tell none.
func TestAnalizzaOracoloIntervalli(t *testing.T) {
	dir := datiPubblici(t)
	for nome, args := range map[string][]string{
		"bpic2012_W_start_end": {"bpic2012_W_start_end.csv.gz", "--mappa", "case=case_id,activity=activity,timestamp=end_time,start=start_time"},
		"bpic2012_loan":        {"bpic2012_loan.xes.gz"}, "bpic2015_1_phases": {"bpic2015_1_phases.xes.gz"},
	} {
		code, out, stderr := lanciaAnalizza(append([]string{filepath.Join(dir, "logs", args[0]), "--json"}, args[1:]...)...)
		var got struct {
			Intervals map[string]any `json:"intervals"`
		}
		if code != 0 || json.Unmarshal([]byte(out), &got) != nil {
			t.Fatalf("%s: exit %d, %s", nome, code, stderr)
		}
		want := atteso(t, filepath.Join(dir, "expected", nome+".intervals.json.gz"))
		for _, chiave := range []string{"activities", "dfg", "case_sojourn_seconds", "case_service_seconds", "case_service_sum_seconds"} {
			if !uguali(got.Intervals[chiave], want[chiave]) {
				t.Errorf("%s: %s differs", nome, chiave)
			}
		}
		conti, attesi := got.Intervals["counts"].(map[string]any), want["counts"].(map[string]any)
		delete(conti, "without_start") // the independent tool does not count them
		if fuori := attesi["dropped"].(map[string]any); fuori["start without complete"] == 0.0 {
			delete(fuori, "start without complete")
		}
		if !uguali(conti, attesi) {
			t.Errorf("%s: counts %v, want %v", nome, conti, attesi)
		}
	}
	for _, ciclo := range []string{"completi", "distinti"} {
		_, out, _ := lanciaAnalizza(scriviFile(t, "e.csv", tabellaEventi), "--json", "--ciclo", ciclo)
		if strings.Contains(out, `"intervals"`) {
			t.Errorf("--ciclo %s tells intervals", ciclo)
		}
	}
}

// TestAnalizzaInizioInUnaColonna wants the same work and waiting from a start
// column, and names the starts of no pair.
func TestAnalizzaInizioInUnaColonna(t *testing.T) {
	type intervalli struct {
		Intervals *struct {
			Counts  map[string]any
			Orphans []map[string]any
			Service map[string]any `json:"case_service_seconds"`
		}
	}
	leggi := func(testo string) (x intervalli) {
		code, out, stderr := lanciaAnalizza(scriviFile(t, "e.csv", testo), "--json")
		if code != 0 || json.Unmarshal([]byte(out), &x) != nil || x.Intervals == nil {
			t.Fatalf("exit %d: %s%s", code, stderr, out)
		}
		return x
	}
	colonna := leggi("caso,attivita,inizio,data\n1,A,2026-01-01,2026-01-03\n1,B,2026-01-02,2026-01-05\n")
	coppie := leggi("caso,attivita,data,lifecycle\n1,A,2026-01-01,start\n1,B,2026-01-02,start\n1,A,2026-01-03,complete\n1,B,2026-01-05,complete\n1,B,2026-01-06,start\n1,C,2026-01-07,suspend\n")
	if !uguali(colonna.Intervals.Service, coppie.Intervals.Service) || colonna.Intervals.Service["sum"] != 4*86400.0 {
		t.Errorf("work %v in a column, %v in pairs: want 4 days, the overlap once", colonna.Intervals.Service, coppie.Intervals.Service)
	}
	if got := coppie.Intervals.Counts["dropped"]; !uguali(got, map[string]any{"start without complete": 1.0, "suspend": 1.0}) {
		t.Errorf("left out: %v", got)
	}
	if got := coppie.Intervals.Orphans; len(got) != 1 || got[0]["activity"] != "B" || got[0]["starts"] != 1.0 || len(colonna.Intervals.Orphans) != 0 {
		t.Errorf("orphans: %v", got)
	}
}

func atteso(t *testing.T, path string) (m map[string]any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(z).Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

// uguali compares JSON values, numbers to max(0.001, 1e-9 relative).
func uguali(a, b any) bool {
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		return ok && math.Abs(x-y) <= max(0.001, 1e-9*math.Abs(y))
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !uguali(x[i], y[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k := range x {
			if _, here := y[k]; !here || !uguali(x[k], y[k]) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}

// TestAnalizzaNonComandaIlTerminale: nothing that a file says reaches the
// terminal as a command, be it a name, a rejected row or the name of the file.
func TestAnalizzaNonComandaIlTerminale(t *testing.T) {
	testo := "caso,attivita,data\nP1,\"A\x1b]0;preso\x07\x1b[2J\",2026-01-01\nP1,B\u009b31m\u202e,2026-01-02\nP1,C,\x1b[2Jieri\n"
	for _, args := range [][]string{{scriviFile(t, "e\x1b[2J.csv", testo)}, {filepath.Join(t.TempDir(), "no\x1b[2J.csv")}, {scriviFile(t, "x.csv", "a\x1b[2J,b,c\n1,2,3\n")}} {
		_, out, stderr := lanciaAnalizza(args...)
		if strings.ContainsAny(out+stderr, "\x1b\x07\u009b\u202e") {
			t.Errorf("%q", out+stderr)
		}
	}
}
