package esame

import (
	"testing"
	"time"

	"pass/internal/mining/performance"
	"pass/internal/termini"
)

func TestDurataFine(t *testing.T) {
	for secondi, want := range map[float64]string{
		0: "0 secondi", 0.3: "meno di 1 secondo", 1: "1 secondo", 59.4: "59 secondi", 59.6: "1 minuto", 90: "2 minuti", 3540: "59 minuti",
		3599: "1 ora", 3600: "1 ora", 5400: "1,5 ore", 36 * 3600: "36 ore", 172_799: "2 giorni di calendario", 2.5 * 86400: "2,5 giorni di 24 ore",
		2.96 * 86400: "3 giorni di calendario", 3 * 86400: "3 giorni di calendario", 9.94 * 86400: "9,9 giorni di 24 ore", 9.97 * 86400: "10 giorni di calendario",
		58.4 * 86400: "58 giorni di calendario", 1234 * 86400: "1.234 giorni di calendario",
	} {
		if got := DurataFine(secondi); got != want {
			t.Errorf("%v s = %q, want %q", secondi, got, want)
		}
	}
	for secondi, want := range map[float64][2]string{2.5 * 86400: {"2,5", "giorni di 24 ore"}, 0.2: {"<1", "secondo"}, 3 * 86400: {"3", "giorni di calendario"}} {
		if v, u := ValoreUnitaFine(secondi); v != want[0] || u != want[1] {
			t.Errorf("%v s = %q %q", secondi, v, u)
		}
	}
}

func TestOrologio(t *testing.T) {
	for _, c := range []struct {
		o            Orologio
		x            float64
		lunga, corta string
	}{
		{DiCalendario, 58 * 86400, "58 giorni di calendario", "58 g"}, {Lavorativi, 0, "0 giorni lavorativi", "0 g"}, {Lavorativi, 1, "1 giorno lavorativo", "1 g"},
		{Lavorativi, 2.5, "2,5 giorni lavorativi", "2,5 g"}, {Lavorativi, 1234, "1.234 giorni lavorativi", "1.234 g"},
		{Ufficio, 0, "0 minuti d’ufficio", "0 min"}, {Ufficio, 20, "meno di 1 minuto d’ufficio", "0 min"}, {Ufficio, 90 * 60, "1,5 ore d’ufficio", "2 h"},
		{Ufficio, 25 * 60, "25 minuti d’ufficio", "25 min"}, {Ufficio, 3600, "1 ora d’ufficio", "1 h"}, {Ufficio, 228 * 3600, "228 ore d’ufficio", "228 h"},
	} {
		if got := c.o.Durata(c.x); got != c.lunga {
			t.Errorf("%s %v = %q, want %q", c.o.Nome(), c.x, got, c.lunga)
		}
		if got := c.o.Breve(c.x); got != c.corta {
			t.Errorf("%s %v = %q, want %q", c.o.Nome(), c.x, got, c.corta)
		}
	}
	if v, u := Ufficio.ValoreUnita(20); v != "<1" || u != "minuto d’ufficio" {
		t.Errorf("%q %q", v, u)
	}
}

// TestIstogrammaDegliOrologi: every case is in one interval, the intervals are
// as wide as one unit of the clock or more, and the ends are those of the
// lengths counted one by one.
func TestIstogrammaDegliOrologi(t *testing.T) {
	l := leggi(t, pratiche(60))
	giorni := termini.Nazionale().ConPatrono(time.June, 24)
	mattina := []termini.Fascia{{Dalle: 8 * time.Hour, Alle: 13 * time.Hour}}
	orario, err := termini.NewOrario(giorni, map[time.Weekday][]termini.Fascia{time.Monday: mattina, time.Wednesday: mattina, time.Friday: mattina})
	if err != nil {
		t.Fatal(err)
	}
	c, err := performance.NewCalendar(l, nil, giorni, orario)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Orologio{DiCalendario, Lavorativi, Ufficio} {
		h := o.Istogramma(l.All(), c)
		s, err := c.Durations(l.All(), o.Misura(), 1)
		if err != nil {
			t.Fatal(err)
		}
		somma := 0
		for _, b := range h.Bins {
			somma += b.Count
			if len(b.Cases) != b.Count || b.To <= b.From {
				t.Errorf("%s: interval %+v", o.Nome(), b)
			}
		}
		if somma != 60 || h.Width < 1 {
			t.Errorf("%s: %d cases, width %v", o.Nome(), somma, h.Width)
		}
		if got, want := o.DiIstogramma(h.Median), o.Durata(s.CaseDurations.Median); got != want {
			t.Errorf("%s: median %s, want %s", o.Nome(), got, want)
		}
	}
	// All the practices of half a day: the intervals are joined to whole ones.
	breve := leggi(t, "pratica;attività;data\nA;x;01/07/2024 08:00\nA;y;01/07/2024 08:10\nB;x;01/07/2024 08:00\nB;y;01/07/2024 09:30\nC;x;01/07/2024 08:00\nC;y;01/07/2024 12:00\n")
	if c, err = performance.NewCalendar(breve, nil, giorni, orario); err != nil {
		t.Fatal(err)
	}
	h := Ufficio.Istogramma(breve.All(), c)
	if h.Width != 1 || len(h.Bins) != 5 || h.Bins[0].Count != 1 || h.Bins[1].Count != 1 || h.Bins[4].Count != 1 {
		t.Errorf("joined intervals: %+v", h)
	}
}
