package quality

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/termini"
)

// row is one line of a register.
type row struct{ practice, activity, at, resource, lifecycle, office string }

const header = "pratica;attività;data;risorsa;ciclo di vita;ufficio"

var (
	people  = []string{"Rossi Mario", "Bianchi Anna", "Verdi Luca"}
	offices = []string{"Sportello unico edilizia", "Ufficio ambiente"}
	now     = time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
)

// register is a clean log of n practices: working hours of working days, all
// fields filled, all practices concluded.
func register(n int) (rows []row) {
	rng := stats.NewRNG(11)
	working := termini.Nazionale()
	for p := range n {
		day := working.AggiungiLavorativi(kernel.MustDay("2024-01-08"), rng.Intn(200))
		add := func(activity, lifecycle string, later int) {
			day = working.AggiungiLavorativi(day, later)
			at := fmt.Sprintf("%sT%02d:%02d:%02d", day, 8+later%2, rng.Intn(60), 1+rng.Intn(59))
			if activity == "Istruttoria tecnica" && lifecycle == "complete" {
				at = fmt.Sprintf("%sT%02d:%02d:%02d", day, 12+rng.Intn(5), rng.Intn(60), 1+rng.Intn(59))
			}
			rows = append(rows, row{fmt.Sprintf("2024/%04d", p+1), activity, at, people[rng.Intn(3)], lifecycle, offices[rng.Intn(2)]})
		}
		add("Ricezione domanda", "complete", 0)
		add("Comunicazione di avvio del procedimento", "complete", 1+rng.Intn(3))
		if p%3 == 0 {
			add("Richiesta integrazioni", "complete", 2+rng.Intn(5))
			add("Ricezione integrazioni", "complete", 5+rng.Intn(10))
		}
		add("Istruttoria tecnica", "start", 1+rng.Intn(10))
		add("Istruttoria tecnica", "complete", 2*rng.Intn(8))
		add("Rilascio", "complete", 1+rng.Intn(6))
	}
	return rows
}

func (r row) line() string {
	return strings.Join([]string{r.practice, r.activity, r.at, r.resource, r.lifecycle, r.office}, ";")
}

// view reads rows as a file; each may be replaced by its own text.
func view(t testing.TB, rows []row, raw map[int]string) *eventlog.View {
	t.Helper()
	lines := []string{header}
	for i, r := range rows {
		if s, ok := raw[i]; ok {
			lines = append(lines, s)
			continue
		}
		lines = append(lines, r.line())
	}
	l, err := eventlog.Read(strings.NewReader(strings.Join(lines, "\n")+"\n"), eventlog.Options{Zone: kernel.Rome, Attributes: []string{"ufficio"}})
	if err != nil {
		t.Fatal(err)
	}
	return l.All()
}

func describe(r *Report) string {
	var b strings.Builder
	for _, i := range r.Issues {
		fmt.Fprintf(&b, "%s %s «%s» %d in %d: %s\n", i.Severity.Label(), i.Code, i.Column, i.Count, i.CaseCount, i.Description)
	}
	return b.String()
}

// TestCleanLog: nothing is said of a log with nothing wrong.
func TestCleanLog(t *testing.T) {
	for _, n := range []int{12, 60, 300} {
		r := Of(view(t, register(n), nil), Options{Now: now})
		if len(r.Issues) > 0 || len(r.NotChecked) > 0 {
			t.Errorf("%d practices:\n%s%v", n, describe(r), r.NotChecked)
		}
	}
}

// plants is a register in which errors are put one by one, each in a practice
// of its own.
type plants struct {
	t       *testing.T
	rows    []row
	raw     map[int]string
	next    int // practice
	planted []plant
}

// plant is an error and how it must be reported.
type plant struct {
	what   string
	code   Code
	column string
	row    int // of the file
	other  int // row that it is compared with, 0 any
}

// practice gives the places of the rows of a practice that has no error yet;
// with is an activity that it must have.
func (p *plants) practice(with string) []int {
	for {
		p.next++
		id := fmt.Sprintf("2024/%04d", p.next)
		var at []int
		has := false
		for i, r := range p.rows {
			if r.practice == id {
				at = append(at, i)
				has = has || r.activity == with
			}
		}
		if len(at) == 0 {
			p.t.Fatal("no practice is left")
		}
		if has || with == "" {
			return at
		}
	}
}

func (p *plants) find(at []int, activity string) int {
	for _, i := range at {
		if p.rows[i].activity == activity {
			return i
		}
	}
	p.t.Fatalf("no %q in the practice", activity)
	return -1
}

// says that the row at place i has an error.
func (p *plants) says(what string, code Code, column string, i, other int) {
	if other >= 0 {
		other += 2
	} else {
		other = 0
	}
	p.planted = append(p.planted, plant{what, code, column, i + 2, other})
}

// add appends a row and gives its place.
func (p *plants) add(r row) int {
	p.rows = append(p.rows, r)
	return len(p.rows) - 1
}

func later(at string, d time.Duration) string {
	x, err := time.Parse("2006-01-02T15:04:05", at)
	if err != nil {
		panic(err)
	}
	return x.Add(d).Format("2006-01-02T15:04:05")
}

// rowsAndValues plants errors of single rows.
func (p *plants) rowsAndValues() {
	for _, c := range []struct {
		what, column string
		spoil        func(r row) string
	}{
		{"no practice", "pratica", func(r row) string { r.practice = ""; return r.line() }},
		{"no activity", "attività", func(r row) string { r.activity = " "; return r.line() }},
		{"no date", "data", func(r row) string { r.at = ""; return r.line() }},
		{"a day that does not exist", "data", func(r row) string { r.at = "31/02/2024"; return r.line() }},
		{"a column too few", "", func(r row) string { return r.practice + ";" + r.activity }},
	} {
		i := p.practice("")[1]
		p.raw[i] = c.spoil(p.rows[i])
		p.says(c.what, RejectedRow, c.column, i, -1)
	}
	set := func(what string, code Code, column, activity string, change func(r *row)) {
		i := p.find(p.practice(activity), activity)
		change(&p.rows[i])
		p.says(what, code, column, i, -1)
	}
	const receipt, start = "Ricezione domanda", "Comunicazione di avvio del procedimento"
	set("no resource", MissingResource, "risorsa", start, func(r *row) { r.resource = "" })
	set("no office", MissingValue, "ufficio", start, func(r *row) { r.office = "" })
	set("no lifecycle", MissingValue, "ciclo di vita", start, func(r *row) { r.lifecycle = "" })
	set("the future", FutureTime, "data", "Rilascio", func(r *row) { r.at = "2031-03-04T09:12:13" })
	set("1948", ImplausibleTime, "data", receipt, func(r *row) { r.at = "1948-03-04T09:12:13" })
	set("a day without hour", MixedPrecision, "data", start, func(r *row) { r.at = r.at[:10] })
	set("a slip of the pen in the activity", SimilarActivity, "attività", "Istruttoria tecnica", func(r *row) { r.activity = "Istrutoria tecnica" })
	set("the same activity in capitals", SimilarActivity, "attività", "Rilascio", func(r *row) { r.activity = "RILASCIO" })
	set("a slip of the pen in the resource", SimilarValue, "risorsa", start, func(r *row) { r.resource = "Rosi Mario" })
	set("a slip of the pen in the office", SimilarValue, "ufficio", start, func(r *row) { r.office = "Ufficio ambinete" })
	set("letters of another encoding", BrokenText, "ufficio", start, func(r *row) { r.office = "UnitÃ  edilizia" })
	set("received on a Sunday", HolidayReceipt, "data", receipt, func(r *row) { r.at = "2024-01-07T09:12:13" })
	set("received on a holiday", HolidayReceipt, "data", receipt, func(r *row) { r.at = "2023-12-08T09:12:13" })
	set("received at night", NightReceipt, "data", receipt, func(r *row) { r.at = "2024-01-05T23:12:13" })
	set("no receipt", NoStart, "pratica", receipt, func(r *row) { r.activity = "Istruttoria tecnica" })
}

// wholeCases plants errors of practices.
func (p *plants) wholeCases() {
	at := p.practice("")
	a, b := at[1], at[2]
	p.rows[a], p.rows[b] = p.rows[b], p.rows[a]
	p.says("rows in the wrong order", OrderInverted, "data", b, a)

	i := p.find(p.practice(""), "Comunicazione di avvio del procedimento")
	p.says("a row twice", ExactDuplicate, "attività", p.add(p.rows[i]), i)
	i = p.find(p.practice(""), "Comunicazione di avvio del procedimento")
	twice := p.rows[i]
	twice.at = later(twice.at, 100*time.Second)
	p.says("a row almost twice", NearDuplicate, "attività", p.add(twice), i)

	at = p.practice("")
	similar := p.rows[at[0]]
	similar.practice = strings.ReplaceAll(similar.practice, "/", "-")
	similar.at = later(similar.at, time.Hour)
	n := p.add(similar)
	p.says("a practice of one event", SingleEvent, "pratica", n, -1)
	p.says("a practice without end", NoEnd, "pratica", n, -1)
	p.says("a number written in another way", SimilarCase, "pratica", n, at[0])

	trial := row{"Prova 1", "Ricezione domanda", "2024-05-06T09:10:11", people[0], "complete", offices[0]}
	n = p.add(trial)
	p.says("a practice that is a trial", TestCase, "pratica", n, -1)

}

// meanings plants errors in what the steps of a practice mean together.
func (p *plants) meanings() {
	i := p.find(p.practice(""), "Rilascio")
	tacit := p.rows[i]
	tacit.activity, tacit.at = "Silenzio assenso", later(tacit.at, -time.Hour)
	p.says("two ends", TwoEnds, "attività", i, p.add(tacit))

	i = p.find(p.practice(""), "Rilascio")
	after := p.rows[i]
	after.activity, after.at = "Sopralluogo", later(after.at, 72*time.Hour)
	p.says("an event after the end", AfterEnd, "data", p.add(after), i)

	i = p.practice("")[0]
	before := p.rows[i]
	before.activity, before.at = "Sopralluogo", later(before.at, -72*time.Hour)
	p.says("an event before the receipt", BeforeReceipt, "data", p.add(before), i)

	i = p.find(p.practice("Ricezione integrazioni"), "Ricezione integrazioni")
	p.rows[i].activity = "Sopralluogo"
	p.says("a suspension that never ends", UnpairedPause, "attività", i-1, -1)
	i = p.find(p.practice("Ricezione integrazioni"), "Richiesta integrazioni")
	p.rows[i].activity = "Sopralluogo"
	p.says("a suspension that never began", UnpairedPause, "attività", i+1, -1)

	i = p.find(p.practice(""), "Istruttoria tecnica")
	p.rows[i].lifecycle = "complete"
	p.says("a complete without start", UnbalancedStarts, "ciclo di vita", i, -1)
	i = p.find(p.practice(""), "Istruttoria tecnica") + 1
	p.rows[i].lifecycle = "start"
	p.says("a start without complete", UnbalancedStarts, "ciclo di vita", i, -1)

	i = p.find(p.practice(""), "Rilascio")
	p.rows[i].at = "2025-05-30T09:10:11"
	first := p.find(p.practiceOf(i), "Ricezione domanda")
	p.rows[first].at = "1999-03-04T09:10:11"
	p.says("a very long practice", LongCase, "data", i, first)

	at := p.practice("")
	for k := range 60 {
		more := p.rows[at[1]]
		more.activity, more.at = "Sopralluogo", later(more.at, time.Duration(1+k)*7*time.Minute)
		p.add(more)
	}
	p.says("a practice of many events", ManyEvents, "pratica", at[0], -1)
}

// practiceOf lists the places of the rows of the practice of a row.
func (p *plants) practiceOf(i int) (at []int) {
	for k, r := range p.rows {
		if r.practice == p.rows[i].practice {
			at = append(at, k)
		}
	}
	return at
}

// TestPlantedErrors: each of more than twenty-five errors is named with its
// kind, row and column.
func TestPlantedErrors(t *testing.T) {
	p := &plants{t: t, rows: register(120), raw: map[int]string{}}
	p.rowsAndValues()
	p.wholeCases()
	p.meanings()
	if len(p.planted) < 25 {
		t.Fatalf("only %d errors", len(p.planted))
	}
	r := Of(view(t, p.rows, p.raw), Options{Now: now, MaxPlaces: 1000})
	for _, e := range p.planted {
		found := false
		for _, i := range r.Issues {
			if i.Code != e.code || i.Column != e.column {
				continue
			}
			found = found || slices.ContainsFunc(i.Places, func(x Place) bool {
				return int(x.Row) == e.row && x.Column == e.column && (e.other == 0 || int(x.Other) == e.other)
			})
		}
		if !found {
			t.Errorf("%s: %s in row %d, column %q, is not named", e.what, e.code, e.row, e.column)
		}
	}
	if t.Failed() {
		t.Log("\n" + describe(r))
	}
	for _, i := range r.Issues {
		if i.Title == "" || i.Description == "" || i.Effect == "" || strings.ContainsAny(i.Description, "#@%") {
			t.Errorf("%s says %q, %q, %q", i.Code, i.Title, i.Description, i.Effect)
		}
	}
}
