package conformance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// TestLegalModels: each is valid, says where each rule comes from, and knows
// the activities of its procedure as offices write them.
func TestLegalModels(t *testing.T) {
	codes := map[string]bool{}
	for _, m := range Legal() {
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", m.Code, err)
		}
		if codes[m.Code] || LegalByCode(m.Code) == nil || m.Source == "" {
			t.Errorf("%s: code twice, not found or without source", m.Code)
		}
		codes[m.Code] = true
		for i, s := range m.Steps {
			if s.Source == "" {
				t.Errorf("%s: step %d (%s) has no source", m.Code, i, s.ID)
			}
		}
		for i, d := range m.Deadlines {
			if d.Source == "" {
				t.Errorf("%s: deadline %d has no source", m.Code, i)
			}
		}
		for i, c := range m.Constraints {
			if c.Source == "" {
				t.Errorf("%s: constraint %d has no source", m.Code, i)
			}
		}
	}
	if LegalByCode("nessuno") != nil {
		t.Error("a code that is not there gives a model")
	}
}

func TestLegalBinding(t *testing.T) {
	for _, c := range []struct {
		m    *Model
		want map[string]string
	}{
		{Generale(), map[string]string{
			"Ricezione domanda": "domanda", "Comunicazione di avvio del procedimento": "avvio", "Avvio procedimento": "avvio",
			"Richiesta integrazioni": "richiesta-integrazioni", "Ricezione integrazioni": "integrazioni",
			"Preavviso di rigetto": "preavviso", "Diniego": "diniego", "Provvedimento di rigetto": "diniego", "Silenzio assenso": "silenzio",
			"Archiviazione": "altra-conclusione", "Rilascio": "provvedimento", "Istruttoria tecnica": ""}},
		{PermessoDiCostruire(), map[string]string{"Proposta di provvedimento": "proposta", "Comunicazione del responsabile del procedimento": "responsabile"}},
		{ConferenzaSemplificata(false), map[string]string{"Indizione conferenza di servizi": "indizione"}},
		{Paesaggistica(), map[string]string{"Trasmissione alla Soprintendenza": "trasmissione", "Parere della Soprintendenza": "parere", "Richiesta parere Soprintendenza": "trasmissione"}},
	} {
		for name, want := range c.want {
			b := c.m.Bind([]string{name}, steps.Guess([]string{name}))
			got := ""
			if len(b.Steps[0]) > 0 {
				got = c.m.Steps[b.Steps[0][0]].ID
			}
			if got != want {
				t.Errorf("%s: %q is step %q, want %q (meaning %v)", c.m.Code, name, got, want, steps.Guess([]string{name})[0])
			}
		}
	}
}

// TestStepsAsAPersonSays: what a person says comes before names, words and
// meanings, also when it is "no step"; a step that the model has not says
// nothing.
func TestStepsAsAPersonSays(t *testing.T) {
	m := Generale()
	v := read(t, "P1;Ricezione domanda;2024-01-01", "P1;Diniego;2024-01-05", "P1;Rilascio;2024-01-06", "P1;Z9;2024-01-07", "P1;Archiviazione;2024-01-08")
	r, err := Check(v, m, Options{Kinds: steps.Guess(v.Log.Activities), Steps: map[string]string{"Diniego": "", "Z9": "provvedimento", "Rilascio": "inventato", "Archiviazione": "altra-conclusione"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		step string
		how  How
	}{"Ricezione domanda": {"domanda", ByKind}, "Diniego": {"", ByPerson}, "Z9": {"provvedimento", ByPerson}, "Rilascio": {"provvedimento", ByKind}, "Archiviazione": {"altra-conclusione", ByPerson}} {
		a := slices.Index(v.Log.Activities, name)
		got := ""
		for _, i := range r.Binding.Steps[a] {
			got += m.Steps[i].ID
		}
		if got != want.step || r.Binding.How[a] != want.how {
			t.Errorf("%s: step %q by %d, want %+v", name, got, r.Binding.How[a], want)
		}
	}
}

// judge checks one case "name@day, ..." against a model, with the guessed
// meanings; days are counted from 1 January of the year. The first case of the
// log has every step, so that all are recorded.
func judge(t *testing.T, m *Model, year int, text string) string {
	t.Helper()
	var cases [][]event
	for _, line := range []string{text, "Ricezione domanda@1, Comunicazione avvio procedimento@2, Indizione conferenza di servizi@3, Proposta di provvedimento@3, Trasmissione alla Soprintendenza@3, Parere della Soprintendenza@3, Preavviso di rigetto@4, Diniego@5"} {
		var events []event
		for _, part := range strings.Split(line, ", ") {
			name, day, _ := strings.Cut(part, "@")
			n := 0
			for _, c := range day {
				n = n*10 + int(c-'0')
			}
			events = append(events, event{name, kernel.NewDay(year, 1, 1).AddDays(n - 1)})
		}
		cases = append(cases, events)
	}
	v := build(cases)
	r := check(t, v, m, Options{Kinds: steps.Guess(v.Log.Activities)})
	var out []string
	for _, d := range r.Deviations(0) {
		s := string(d.Kind) + " " + d.Step
		if d.Rule.Part == ConstraintPart {
			s = string(m.Constraints[d.Rule.Index].Template) + " " + d.Step
		}
		if d.Kind == Late {
			s += " " + kernel.Numero(int64(d.Days))
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func TestLegalCases(t *testing.T) {
	for _, c := range []struct {
		m          *Model
		year       int
		text, want string
	}{
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9, Rilascio@38", ""},
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9, Rilascio@48", "in-ritardo provvedimento 10"},
		{Generale(), 2024, "Ricezione domanda@8, Rilascio@20", "saltato avvio"},
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9, Diniego@20", "precedenza diniego"},
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9, Richiesta integrazioni@10, Ricezione integrazioni@15, Richiesta integrazioni@16, Ricezione integrazioni@18, Rilascio@30", "al-massimo richiesta-integrazioni"},
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9, Silenzio assenso@39, Preavviso di rigetto@40, Diniego@41", "ripetuto diniego; non-insieme silenzio; in-ritardo diniego 3"},
		{Generale(), 2024, "Ricezione domanda@8, Comunicazione avvio procedimento@9", ""},
		// 60 days for the proposal, once more from the integrations: 20 January + 60 is 20 March 2024, then 30 days.
		{PermessoDiCostruire(), 2024, "Ricezione domanda@8, Avvio procedimento@10, Richiesta integrazioni@12, Ricezione integrazioni@20, Proposta di provvedimento@80, Rilascio@110", ""},
		{PermessoDiCostruire(), 2024, "Ricezione domanda@8, Avvio procedimento@10, Richiesta integrazioni@40, Ricezione integrazioni@50, Proposta di provvedimento@80, Rilascio@115", "in-ritardo richiesta-integrazioni 2; in-ritardo provvedimento 5"},
		{PermessoDiCostruire(), 2024, "Ricezione domanda@8, Avvio procedimento@10, Proposta di provvedimento@67, Preavviso di rigetto@70, Diniego@107", ""},
		// 45 days before DL 19/2026, 30 after it; the 14th of February 2027 is a Sunday.
		{ConferenzaSemplificata(false), 2024, "Ricezione domanda@8, Indizione conferenza di servizi@15, Parere reso@60, Rilascio@65", ""},
		{ConferenzaSemplificata(false), 2027, "Ricezione domanda@8, Indizione conferenza di servizi@15, Parere reso@60, Rilascio@65", "in-ritardo determinazione-ente 14; in-ritardo provvedimento 12"},
		{ConferenzaSemplificata(true), 2024, "Ricezione domanda@8, Indizione conferenza di servizi@15, Parere reso@100, Rilascio@108", ""},
		{Paesaggistica(), 2024, "Ricezione domanda@8, Trasmissione alla Soprintendenza@48, Parere della Soprintendenza@93, Rilascio@113", ""},
		{Paesaggistica(), 2024, "Ricezione domanda@8, Trasmissione alla Soprintendenza@58, Parere della Soprintendenza@113, Rilascio@143", "in-ritardo trasmissione 10; in-ritardo parere 10; in-ritardo provvedimento 9"},
		{Paesaggistica(), 2024, "Ricezione domanda@8, Trasmissione alla Soprintendenza@20, Silenzio assenso@60", "al-massimo silenzio"},
	} {
		if got := judge(t, c.m, c.year, c.text); got != c.want {
			t.Errorf("%s %d: %s:\n got %s\nwant %s", c.m.Code, c.year, c.text, got, c.want)
		}
	}
}

// TestTermsOfTheLegalModels: the terms that models name are those of termini.
func TestTermsOfTheLegalModels(t *testing.T) {
	for day, want := range map[string]int{"2026-02-19": 45, "2026-02-20": 30} {
		if r, ok := termini.RegolaVigente(termini.DeterminazioniConferenza, kernel.MustDay(day)); !ok || r.Termine.N != want {
			t.Errorf("on %s the term is %v, want %d", day, r.Termine, want)
		}
	}
}

func TestUsualPath(t *testing.T) {
	v := read(t, "P1;a;2024-01-01", "P1;b;2024-01-02", "P2;a;2024-01-01", "P2;b;2024-01-02", "P3;b;2024-01-01", "P3;a;2024-01-02", "P3;c;2024-01-03")
	m, o := UsualPath(v)
	if m == nil || !m.Closed || !o.Variant || o.Cases != 2 || len(m.Steps) != 2 || m.Steps[0].Name != "a" {
		t.Fatalf("%+v, %+v", m, o)
	}
	r := check(t, v, m, Options{})
	if r.Conforming != 2 || show(v, r) != "fuori-ordine passo-1 in P3\nnon-previsto «c» in P3\n" {
		t.Errorf("%d conforming, %s", r.Conforming, show(v, r))
	}
	if m, o := UsualPath(read(t, "P1;a;2024-01-01", "P2;b;2024-01-02")); m != nil || o.NotKnown == "" {
		t.Errorf("two cases: %+v, %+v", m, o)
	}
	// No two cases are alike: all have a, then b; half of them c after it.
	var lines []string
	for i, extra := range []string{"x1", "x2", "x3", "x4", "x5", "x6"} {
		on := "2024-01-0"
		lines = append(lines, extra+";a;"+on+"1", extra+";"+extra+";"+on+"2", extra+";b;"+on+"3")
		if i%2 == 0 {
			lines = append(lines, extra+";c;"+on+"4")
		}
	}
	m, o = UsualPath(read(t, lines...))
	if m == nil || m.Closed || o.Variant || len(m.Steps) != 3 || m.Steps[0].Name+m.Steps[1].Name+m.Steps[2].Name != "abc" || !m.Steps[2].Optional || m.Steps[1].Optional || o.Cases != 3 {
		t.Errorf("majority: %+v, %+v", m, o)
	}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
}

// TestUsualPathOfPublicLogs: a path is found on each, and it is valid.
func TestUsualPathOfPublicLogs(t *testing.T) {
	for _, name := range []string{"running_example", "receipt_wabo", "sepsis", "bpic2015_1", "roadtraffic100traces"} {
		v := public(t, name+".xes.gz", eventlog.Options{})
		m, o := UsualPath(v)
		if m == nil {
			t.Errorf("%s: %s", name, o.NotKnown)
			continue
		}
		r := check(t, v, m, Options{})
		if o.Variant && r.Conforming != o.Cases {
			t.Errorf("%s: %d cases follow the variant of %d", name, r.Conforming, o.Cases)
		}
		if r.Fitness <= 0 || r.Fitness > 1 {
			t.Errorf("%s: fitness %v", name, r.Fitness)
		}
	}
}

// TestReplayInTime: the whole of bpic2012 within two seconds. It takes a tenth
// of that; the best of some runs counts, because the machine of the tests may
// be busy with others.
func TestReplayInTime(t *testing.T) {
	v := public(t, "bpic2012_loan.xes.gz", eventlog.Options{})
	m := loanModel(v)
	best := time.Hour
	for range 5 {
		start := time.Now()
		r := check(t, v, m, Options{})
		if r.Cases != 13087 || len(r.Findings) == 0 {
			t.Fatalf("%d cases, %d findings", r.Cases, len(r.Findings))
		}
		if best = min(best, time.Since(start)); best < 2*time.Second {
			return
		}
	}
	t.Errorf("13,087 cases in %v", best)
}

// loanModel is the usual path with deadlines from the first step.
func loanModel(v *eventlog.View) *Model {
	m, _ := UsualPath(v)
	for _, s := range m.Steps[1:] {
		m.Deadlines = append(m.Deadlines, Deadline{From: m.Steps[0].ID, To: []string{s.ID}, Within: within(30, termini.GiorniDiCalendario), Pause: Net})
	}
	return m
}

func BenchmarkReplayBPIC2012(b *testing.B) {
	v := public(b, "bpic2012_loan.xes.gz", eventlog.Options{})
	m := loanModel(v)
	for b.Loop() {
		check(b, v, m, Options{})
	}
}
