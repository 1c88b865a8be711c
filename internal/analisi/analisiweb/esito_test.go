package analisiweb

import (
	"testing"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/mining/performance"
)

func TestIlPercento(t *testing.T) {
	for quota, want := range map[float64]string{
		0: "lo 0%", 0.0004: "meno dello 0,1%", 0.005: "lo 0,5%", 0.01: "l’1%", 0.012: "l’1,2%", 0.032: "il 3,2%", 0.08: "l’8%", 0.0996: "il 10%",
		0.11: "l’11%", 0.18: "il 18%", 0.41: "il 41%", 0.8: "l’80%", 0.886: "l’89%", 0.996: "il 100%", 1: "il 100%",
	} {
		if got := esame.IlPercento(quota); got != want {
			t.Errorf("%v = %q, want %q", quota, got, want)
		}
	}
}

func TestFrase(t *testing.T) {
	edge := func(from, to string, count int, sum, median float64) performance.Edge {
		return performance.Edge{From: from, To: to, Durations: performance.Durations{Count: count, Sum: sum, Mean: sum / float64(count), Median: median}}
	}
	for _, c := range []struct {
		passaggi []performance.Edge
		totale   float64
		want     string
	}{
		{[]performance.Edge{edge("A", "B", 37, 41*86400, 58*86400), edge("B", "C", 40, 59*86400/2, 3600)}, 100 * 86400,
			"Il passaggio da «A» a «B» pesa per il 41% del tempo totale di attraversamento: 58 giorni di calendario in mediana su 37 passaggi."},
		{[]performance.Edge{edge("A", "B", 791, 791*3.1*86400, 38)}, 791 * 10 * 86400,
			"Il passaggio da «A» a «B» pesa per il 31% del tempo totale di attraversamento: 3,1 giorni di 24 ore in media su 791 passaggi. La mediana è di 38 secondi: il peso viene da pochi passaggi molto lunghi."},
		{[]performance.Edge{edge("A", "A", 2, 7200, 3600)}, 7200,
			"La ripetizione di «A» pesa per il 100% del tempo totale di attraversamento: 1 ora in mediana su 2 passaggi."},
		{[]performance.Edge{edge("A", "B", 1, 86400*3, 86400*3)}, 86400 * 37.5,
			"Il passaggio da «A» a «B» pesa per l’8% del tempo totale di attraversamento: 3 giorni di calendario, in un solo passaggio."},
		{[]performance.Edge{edge("A", "B", 5, 0, 0)}, 0, "Gli eventi di ogni caso hanno tutti lo stesso istante: il registro non dice quanto tempo passa."},
		{nil, 0, "Ogni caso ha un solo evento: dal registro non si vede nessun passaggio tra attività."},
	} {
		r := analisi.Risultato{Sintesi: performance.Summary{Transitions: c.passaggi, CaseDurations: performance.Durations{Sum: c.totale}}}
		for _, e := range c.passaggi {
			r.Sintesi.Counts.Transitions += e.Count
		}
		if got := frase(r); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestCella(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "-x": "'-x", "@a": "'@a", "+3": "'+3", "\tz": "'\tz", "Parere": "Parere", "": "", "A=B": "A=B"} {
		if got := cella(in); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
}

func TestSequenza(t *testing.T) {
	passi := []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14"}
	if got := sequenza(passi); got != "1 → 2 → 3 → 4 → 5 → 6 → 7 → 8 → 9 → 10 → 11 → 12 → … e altri 2 passi" {
		t.Error(got)
	}
	if got := sequenza(passi[:3]); got != "1 → 2 → 3" {
		t.Error(got)
	}
}
