package esame

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/filter"
	"pass/internal/mining/timing"
)

// senzaInizi is the log without its starts.
func senzaInizi(l *eventlog.Log) *eventlog.Log {
	bare := *l
	bare.Begin = nil
	return &bare
}

// TestStimaInizi: the estimate divides what the office took, and nothing else,
// of every case, also when a filter hides activities.
func TestStimaInizi(t *testing.T) {
	l := senzaInizi(leggi(t, pratiche(60)))
	for nome, f := range map[string]filter.Filter{"all": {}, "without an activity": {Hidden: []string{"Ricezione della domanda", "Commissione edilizia"}}} {
		d := datiDi(l)
		v, err := filter.Apply(l, f)
		if err != nil {
			t.Fatal(err)
		}
		d.Vista = v
		esatto, s := timing.Split(v, d.OpzioniTempi()), StimaInizi(d)
		if s.Tempi == nil || s.Inizi.N != l.Events() || s.Inizi.Known != 0 {
			t.Fatalf("%s: no estimate: %+v", nome, s.Inizi)
		}
		for i, c := range s.Tempi.Cases {
			e := esatto.Cases[i]
			if c.From != e.From || c.To != e.To || c.Parts.Total() != e.Parts.Total() || c.Parts[timing.Suspended] != e.Parts[timing.Suspended] || c.Parts[timing.OtherBody] != e.Parts[timing.OtherBody] {
				t.Fatalf("%s: case %d is %+v, exactly %+v", nome, c.Case, c, e)
			}
		}
		for _, x := range s.Tempi.Steps {
			if n := l.Activities[x.Activity]; (n == "Integrazioni ricevute" || n == "Parere reso") && x.Share(timing.Processing) != 0 {
				t.Errorf("%s: the office works on %q", nome, n)
			}
		}
		w := &s.Tempi.Whole
		if w.Share(timing.Processing) <= 0 || w.Share(timing.Waiting) <= 0 || esatto.Whole.Share(timing.Processing) != 0 {
			t.Errorf("%s: work %v, waiting %v; exactly %v", nome, w.Share(timing.Processing), w.Share(timing.Waiting), esatto.Whole.Share(timing.Processing))
		}
	}
	if l.Begin != nil {
		t.Error("the log was changed")
	}
	if s := StimaInizi(datiDi(leggi(t, "pratica,attività,data\nP,A,2026-01-01\nP,B,2026-01-09\n"))); s.Tempi != nil || s.Inizi.NotKnown != timing.FewEvents {
		t.Errorf("two events: %+v", s.Inizi)
	}
	if s := StimaInizi(datiDi(leggi(t, pratiche(60)))); s.Tempi != nil || s.Inizi.NotKnown != timing.NothingEstimated {
		t.Errorf("starts that are known: %+v", s.Inizi)
	}
}

// TestProveStima computes again the errors that the page shows.
func TestProveStima(t *testing.T) {
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
	for _, p := range ProveStima {
		f, err := os.Open(filepath.Join(dir, "logs", p.File))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var o eventlog.Options
		if strings.HasSuffix(p.File, ".csv.gz") {
			o.Mapping = eventlog.Mapping{Case: "case_id", Activity: "activity", Timestamp: "end_time", Start: "start_time", Resource: "resource"}
		}
		l, err := eventlog.Read(f, o)
		if err != nil {
			t.Fatal(err)
		}
		if l.Begin == nil {
			l, _ = l.Pair()
		}
		c := timing.CheckStarts(l, timing.StartOptions{})
		got := ProvaStima{p.File, p.Registro, c.Ours.N, math.Round(c.Ours.Median), math.Round(c.Ours.P90), math.Round(c.Ours.Mean), math.Round(c.Published.Mean), math.Round(c.Zero.Mean)}
		if got != p {
			t.Errorf("%s: the page says %+v, it is %+v", p.File, p, got)
		}
	}
}
