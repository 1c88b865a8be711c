package quality

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
)

// only gives the issues of a kind.
func only(r *Report, c Code) (out []Issue) {
	for _, i := range r.Issues {
		if i.Code == c {
			out = append(out, i)
		}
	}
	return out
}

// TestBounds: places and cases are as many as asked, the totals whole.
func TestBounds(t *testing.T) {
	rows := register(200)
	for i := range rows {
		rows[i].resource = ""
	}
	rows[0].resource = people[0]
	r := Of(view(t, rows, nil), Options{Now: now, MaxPlaces: 7, MaxCases: 3})
	i := only(r, MissingResource)
	if len(i) != 1 || i[0].Count != len(rows)-1 || i[0].CaseCount != 200 || len(i[0].Places) != 7 || len(i[0].Cases) != 3 {
		t.Fatalf("%+v", i)
	}
	for n, p := range i[0].Places {
		if int(p.Row) != n+3 { // the header is 1, the row with a resource 2
			t.Errorf("place %d is row %d", n, p.Row)
		}
	}
}

// TestSameEveryTime: the report does not depend on the run.
func TestSameEveryTime(t *testing.T) {
	p := &plants{t: t, rows: register(120), raw: map[int]string{}}
	p.rowsAndValues()
	p.wholeCases()
	p.meanings()
	v := view(t, p.rows, p.raw)
	a, b := Of(v, Options{Now: now}), Of(v, Options{Now: now})
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs differ")
	}
}

// TestPoorLogs: nothing breaks and nothing false is said without cases, with
// one, with days only and without resources.
func TestPoorLogs(t *testing.T) {
	if r := Of((&eventlog.Log{Start: []int32{0}}).All(), Options{}); len(r.Issues) > 0 || r.Cases != 0 {
		t.Errorf("empty: %s", describe(r))
	}
	text := "pratica;attività;data\n"
	for p := range 15 {
		day := kernel.MustDay("2024-01-08").AddDays(7 * p)
		text += fmt.Sprintf("P%d;Ricezione domanda;%s\nP%d;Richiesta integrazioni;%s\nP%d;Ricezione integrazioni;%s\nP%d;Rilascio;%s\n",
			p, day, p, day.AddDays(10), p, day.AddDays(20+p), p, day.AddDays(40+2*p))
	}
	for name, zone := range map[string]*time.Location{"days in Rome": kernel.Rome, "days in UTC": time.UTC} {
		l, err := eventlog.Read(strings.NewReader(text), eventlog.Options{Zone: zone})
		if err != nil {
			t.Fatal(err)
		}
		r := Of(l.All(), Options{Now: now})
		if len(only(r, DatesOnly)) != 1 || !r.DatesOnly || len(only(r, NightReceipt))+len(only(r, MixedPrecision))+len(only(r, BulkLoad))+len(only(r, MissingResource)) > 0 {
			t.Errorf("%s: %s", name, describe(r))
		}
		if !slices.ContainsFunc(r.NotChecked, func(s string) bool { return strings.Contains(s, "chi ha lavorato") }) {
			t.Errorf("%s: nothing is said of the resources: %v", name, r.NotChecked)
		}
	}
	l, err := eventlog.Read(strings.NewReader("pratica;attività;data\nP1;Rilascio;2024-01-08T10:11:12\n"), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r := Of(l.All(), Options{}); !r.Has(SingleEvent) || r.Has(FutureTime) || len(r.NotChecked) < 2 {
		t.Errorf("one event: %s %v", describe(r), r.NotChecked)
	}
}

// TestTiesAndBulk: many equal instants are told, in a case and over cases.
func TestTiesAndBulk(t *testing.T) {
	rows := register(60)
	for i := range rows {
		if rows[i].activity == "Comunicazione di avvio del procedimento" && i%2 == 0 {
			rows[i].at = rows[i-1].at
		}
	}
	if r := Of(view(t, rows, nil), Options{Now: now}); !r.Has(EqualTimes) || r.Has(BulkLoad) {
		t.Errorf("ties: %s", describe(r))
	}
	rows = register(60)
	for i := range rows {
		if rows[i].activity == "Rilascio" {
			rows[i].at = "2025-05-05T12:13:14"
		}
	}
	r := Of(view(t, rows, nil), Options{Now: now})
	if b := only(r, BulkLoad); len(b) != 1 || b[0].Count != 60 || b[0].CaseCount != 60 {
		t.Errorf("bulk: %s", describe(r))
	}
	for i := range rows {
		rows[i].at = rows[i].at[:11] + "12:00:00"
	}
	if r := Of(view(t, rows, nil), Options{Now: now}); !r.Has(ConstantClock) || !r.DatesOnly {
		t.Errorf("constant clock: %s", describe(r))
	}
}

// TestStartAfterEnd: the reader rejects such rows; a log from elsewhere is
// looked at too.
func TestStartAfterEnd(t *testing.T) {
	l, err := eventlog.Read(strings.NewReader("pratica;attività;inizio;fine\nP1;A;2024-01-09T10:00:01;2024-01-08T10:00:01\nP1;B;2024-01-08T10:00:01;2024-01-09T10:00:01\n"),
		eventlog.Options{Mapping: eventlog.Mapping{Case: "pratica", Activity: "attività", Timestamp: "fine", Start: "inizio"}})
	if err != nil {
		t.Fatal(err)
	}
	r := Of(l.All(), Options{})
	if i := only(r, RejectedRow); len(i) != 1 || i[0].Column != "inizio" || i[0].Places[0].Row != 2 {
		t.Errorf("read: %s", describe(r))
	}
	l.Begin[0] = l.Time[0] + 1
	if i := only(Of(l.All(), Options{}), StartAfterEnd); len(i) != 1 || i[0].Places[0].Row != 3 {
		t.Errorf("in memory: %+v", i)
	}
}

// TestMeaningsGiven: the meanings confirmed by a person go before the guess.
func TestMeaningsGiven(t *testing.T) {
	v := view(t, register(12), nil)
	kinds := make([]steps.Kind, len(v.Log.Activities))
	r := Of(v, Options{Now: now, Kinds: kinds})
	if r.Has(NoEnd) || len(r.NotChecked) != 2 {
		t.Errorf("without meanings: %s %v", describe(r), r.NotChecked)
	}
	kinds[slices.Index(v.Log.Activities, "Rilascio")] = steps.TacitEnd
	kinds[slices.Index(v.Log.Activities, "Istruttoria tecnica")] = steps.ExpressEnd
	if i := only(Of(v, Options{Now: now, Kinds: kinds}), TwoEnds); len(i) != 1 || i[0].Count != 12 {
		t.Errorf("two ends: %+v", i)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"", "abc", 3}, {"richiesta parere", "richesta parere", 1}, {"ambiente", "ambinete", 1}, {"kitten", "sitting", 3}, {"ab", "ba", 1}, {"abcd", "badc", 2}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
		if distance([]rune(c.a), []rune(c.b)) != distance([]rune(c.b), []rune(c.a)) {
			t.Errorf("%q, %q: not symmetric", c.a, c.b)
		}
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		rare, usual string
		want        bool
	}{
		{"Richesta parere", "Richiesta parere", true}, {"Rilascio ", "Rilascio", true}, {"RILASCIO", "Rilascio", true}, {"Attivita", "Attività", true},
		{"Fase 1", "Fase 2", false}, {"01_HOOFD_010", "01_HOOFD_011", false}, {"01_HOOFD_101b", "01_HOOFD_101", false}, {"Domanda incompleta", "Domanda completa", false}, {"Irregolare la domanda", "Regolare la domanda", false}, {"Fase A", "Fase B", false}, {"Parere di A", "Parere da A", false}, {"ASL", "ARL", false}, {"Parere reso", "Parere richiesto", false},
		{"Accettazione", "Archiviazione", false}, {"Rilascio", "Rilancio titoli", false},
	} {
		got := alike([]string{c.rare, c.usual}, []int{1, 10}, false)
		if (len(got) == 1) != c.want {
			t.Errorf("%q and %q: %v, want %v", c.rare, c.usual, got, c.want)
		}
		if c.want && got[0] != (pair{0, 1}) {
			t.Errorf("%q and %q: %v", c.rare, c.usual, got)
		}
	}
	// Two people as busy as each other are two people, two activities with one wrong letter are one.
	for anyway, want := range map[bool]int{true: 1, false: 0} {
		if got := alike([]string{"Richesta parere", "Richiesta parere"}, []int{9, 10}, anyway); len(got) != want {
			t.Errorf("as frequent, anyway %v: %v", anyway, got)
		}
		if got := alike([]string{"Comunicazzione inizzio", "Comunicazione inizio"}, []int{9, 10}, anyway); len(got) != 0 {
			t.Errorf("two letters, as frequent, anyway %v: %v", anyway, got)
		}
	}
}

// TestThreshold: the modified z-score by hand. Of 1…21 the median is 11 and the
// MAD 5.
func TestThreshold(t *testing.T) {
	var values []float64
	for i := range 21 {
		values = append(values, float64(i+1))
	}
	if got := threshold(values); math.Abs(got-(11+3.5*5/0.6745)) > 1e-9 {
		t.Errorf("threshold %v", got)
	}
	// Ninety-nine zeros and a 20: the mean deviation is a fifth.
	if got := threshold(append(make([]float64, 99), 20)); math.Abs(got-3.5*1.253314*0.2) > 1e-9 {
		t.Errorf("threshold of equal values %v", got)
	}
	if !math.IsInf(threshold(values[:10]), 1) || !math.IsInf(threshold(make([]float64, 50)), 1) {
		t.Error("a threshold on few or equal values")
	}
}

// TestPublicLogs: known defects of the public logs are found.
func TestPublicLogs(t *testing.T) {
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		root, err := filepath.Abs("../../..")
		if err != nil {
			t.Fatal(err)
		}
		dir = filepath.Join(filepath.Dir(root), "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	for file, want := range map[string][]Code{
		"bpic2019_1_per_variant.xes.gz": {ImplausibleTime}, // dates such as 1948
		"bpic2015_1.xes.gz":             {EqualTimes},      // half of the pairs
		"roadtraffic100traces.xes.gz":   {MissingResource}, // on three events of four
	} {
		f, err := os.Open(filepath.Join(dir, "logs", file))
		if err != nil {
			t.Fatal(err)
		}
		l, err := eventlog.Read(f, eventlog.Options{})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		r := Of(l.All(), Options{Now: now})
		for _, c := range want {
			if !r.Has(c) {
				t.Errorf("%s: no %s\n%s", file, c, describe(r))
			}
		}
		t.Logf("%s: %d events in %v\n%s", file, r.Events, time.Since(start), describe(r))
	}
}

// BenchmarkMillion looks at a million events.
func BenchmarkMillion(b *testing.B) {
	v := view(b, register(170_000), nil)
	b.ResetTimer()
	for b.Loop() {
		Of(v, Options{Now: now})
	}
	b.ReportMetric(float64(v.Events()), "events")
}

// TestDistinctLifecycles: where start and complete are two activities, none is
// without the other.
func TestDistinctLifecycles(t *testing.T) {
	l, err := eventlog.Read(strings.NewReader(header+"\n"+"P1;A;2024-01-08T10:11:12;Anna;start;x\nP1;A;2024-01-08T11:11:12;Anna;complete;x\nP1;B;2024-01-09T11:11:12;Anna;complete;x\n"),
		eventlog.Options{Lifecycle: eventlog.Distinct})
	if err != nil {
		t.Fatal(err)
	}
	if r := Of(l.All(), Options{Now: now}); r.Has(UnbalancedStarts) {
		t.Error(describe(r))
	}
}

func TestMangled(t *testing.T) {
	for text, want := range map[string]bool{"Attività": false, "AttivitÃ ": true, "perch\uFFFD": true, "citt\xe0": true, "L’esame è più": false, "lâ€™esame": true, "3° lotto, São Paulo": false} {
		if mangled(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// TestOrderOfIssues: the most serious first, each with its word.
func TestOrderOfIssues(t *testing.T) {
	p := &plants{t: t, rows: register(120), raw: map[int]string{}}
	p.rowsAndValues()
	r := Of(view(t, p.rows, p.raw), Options{Now: now})
	labels := ""
	for _, i := range r.Issues {
		if !strings.HasSuffix(labels, i.Severity.Label()) {
			labels += " " + i.Severity.Label()
		}
	}
	if labels != " Grave Attenzione Da sapere" {
		t.Errorf("severities in the order%s", labels)
	}
}

// TestReceiptOrBeginning: a receipt is called so only if an activity means it.
func TestReceiptOrBeginning(t *testing.T) {
	rows := register(12)
	rows[0].at = "2024-01-07T09:12:13"
	v := view(t, rows, nil)
	for want, kinds := range map[string][]steps.Kind{"1 domanda risulta ricevuta in un giorno non lavorativo.": nil, "1 pratica comincia in un giorno non lavorativo.": make([]steps.Kind, 1)} {
		if i := only(Of(v, Options{Now: now, Kinds: kinds}), HolidayReceipt); len(i) != 1 || i[0].Description != want {
			t.Errorf("%+v, want %q", i, want)
		}
	}
}

// TestNotEverythingIsWrong: what happens at the same instant as the end is not
// after it, and documents that arrive in two rows are one suspension.
func TestNotEverythingIsWrong(t *testing.T) {
	rows := register(30)
	for _, i := range []int{2, 3} { // the first practice has a suspension
		if !strings.HasSuffix(rows[i].activity, "integrazioni") {
			t.Fatalf("row %d is %q", i, rows[i].activity)
		}
	}
	again := rows[3]
	again.at = later(again.at, 3*time.Hour)
	last := rows[6]
	if last.activity != "Rilascio" {
		t.Fatalf("the last row is %q", last.activity)
	}
	last.activity = "Notifica"
	rows = append(rows, again, last)
	if r := Of(view(t, rows, nil), Options{Now: now}); r.Has(UnpairedPause) || r.Has(AfterEnd) {
		t.Error(describe(r))
	}
}
