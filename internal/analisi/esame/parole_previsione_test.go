package esame

import (
	"testing"
	"time"

	"pass/internal/mining/compare"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/peers"
	"pass/internal/mining/prediction"
	"pass/internal/mining/simulation"
)

const g = 86400.0

func data(s string) int64 {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return t.UnixMicro()
}

func TestFraseScenario(t *testing.T) {
	base := &simulation.Result{Mean: simulation.Interval{Mean: 103 * g, Low: 95 * g, High: 110 * g}}
	con := func(media, basso, alto, da, a float64) *simulation.Result {
		return &simulation.Result{Mean: simulation.Interval{Mean: media * g, Low: basso * g, High: alto * g},
			Against: &simulation.Difference{Mean: simulation.Interval{Mean: (media - 103) * g, Low: da * g, High: a * g}}}
	}
	for _, c := range []struct {
		r    *simulation.Result
		want string
	}{
		{con(88, 81, 96, -20, -9), "Con un istruttore in più la durata media scenderebbe da 103 a 88 giorni di calendario (tra 81 e 96)."},
		{con(120, 110, 130, 9, 25), "Con un istruttore in più la durata media salirebbe da 103 a 120 giorni di calendario (tra 110 e 130)."},
		{con(101, 90, 112, -9, 4), "Con un istruttore in più la durata media non cambierebbe in modo sicuro: la differenza sta tra −9 giorni di calendario e +4 giorni di calendario."},
		{con(102.8, 95, 110, -0.4, -0.1), "Con un istruttore in più la durata media cambierebbe appena: −4,8 ore su 103 giorni di calendario."},
		{con(103, 95, 110, 0, 0), "Con un istruttore in più la durata media resterebbe di 103 giorni di calendario."},
	} {
		if got := FraseScenario("con un istruttore in più", base, c.r); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestFraseArretrato(t *testing.T) {
	alto := data("2027-06-10")
	const treAnni = int64(3 * 365.25 * 86400 * 1e6)
	for _, c := range []struct {
		c           simulation.Clearing
		want, breve string
	}{
		{simulation.Clearing{At: &simulation.Span{Median: data("2027-03-20"), Low: data("2027-02-02"), High: &alto}},
			"L’arretrato si smaltirebbe entro marzo 2027 (tra febbraio 2027 e giugno 2027).", "marzo 2027 (tra febbraio 2027 e giugno 2027)"},
		{simulation.Clearing{Never: 0.3, At: &simulation.Span{Median: data("2027-03-20"), Low: data("2027-02-02")}},
			"L’arretrato si smaltirebbe entro marzo 2027, non prima di febbraio 2027; in 30 simulazioni su 100 non si smaltisce entro 3 anni.", "marzo 2027, non prima di febbraio 2027"},
		{simulation.Clearing{Never: 0.92}, "Con questi arrivi l’arretrato non si smaltisce: in 92 simulazioni su 100 resta oltre 3 anni.", "non si smaltisce con questi arrivi"},
		{simulation.Clearing{Already: true}, "Non c’è arretrato da smaltire: le pratiche aperte non sono più di quelle sempre in corso.", "nessun arretrato"},
	} {
		if got := FraseArretrato(c.c, "pratiche", treAnni); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if got := ArretratoBreve(c.c); got != c.breve {
			t.Errorf("short: %s, want %s", got, c.breve)
		}
	}
}

func TestFrasiProva(t *testing.T) {
	b := &simulation.BackTest{From: data("2026-03-06"), To: data("2026-10-29"), Ended: 50, Concluded: 112 * g, ConcludedTold: 120 * g, ConcludedNaive: 115 * g,
		Error: 4.4, Naive: 5, Today: 6, Mean: 28, Inside: 0.79}
	if got := FrasiProva(b, "pratiche"); len(got) != 6 || got[2] != "Errore della prova a ritroso sulla durata: 8 giorni di calendario; ripetendo la media passata l’errore sarebbe stato di 3 giorni di calendario." {
		t.Errorf("%q", got)
	}
	b.Naive = 4
	if got := FrasiProva(b, "pratiche"); len(got) != 7 {
		t.Errorf("a naive forecast that did better is not told: %q", got)
	}
	if got := FrasiProva(&simulation.BackTest{Unknown: simulation.TooShort}, "pratiche"); len(got) != 1 {
		t.Errorf("without evidence: %q", got)
	}
}

func TestRagione(t *testing.T) {
	l := &eventlog.Log{Activities: []string{"Parere"}, Resources: []string{"R1"}}
	for want, r := range map[string]prediction.Reason{
		"Dopo «Parere»: più tempo":                                   {Feature: prediction.LastActivity, Factor: 1.4},
		"Ferma da 66 giorni di calendario: meno tempo":               {Feature: prediction.SinceLast, Activity: eventlog.None, Value: 66 * g, Factor: 0.8},
		"«Parere» non ancora fatta: più tempo":                       {Feature: prediction.Count, Factor: 1.2},
		"«Parere» 2 volte: più tempo":                                {Feature: prediction.Count, Value: 2, Factor: 1.2},
		"Ultimo passo svolto da R1: meno tempo":                      {Feature: prediction.LastResource, Activity: eventlog.None, Factor: 0.9},
		"Chi ha svolto l’ultimo passo non è scritto: meno tempo":     {Feature: prediction.LastResource, Activity: eventlog.None, Resource: eventlog.None, Factor: 0.9},
		"1 passo ripetuto: più tempo":                                {Feature: prediction.Repeats, Activity: eventlog.None, Value: 1, Factor: 1.1},
		"3 giorni di calendario tra gli ultimi due passi: più tempo": {Feature: prediction.LastGap, Activity: eventlog.None, Value: 3 * g, Factor: 1.1},
	} {
		if got := Ragione(r, l); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestFraseDifferenza(t *testing.T) {
	r := &compare.Result{Before: compare.Side{Cases: 68, Mean: 120 * g}, After: compare.Side{Cases: 78, Mean: 100 * g},
		Mean: compare.Change{Difference: -20 * g, Low: -30 * g, Up: -10 * g, Found: true}}
	want := "La durata media è più breve dal 1° luglio in poi che prima: da 120 a 100 giorni di calendario (differenza tra −30 giorni di calendario e −10 giorni di calendario)."
	if got := FraseDifferenza(r, "prima", "dal 1° luglio in poi"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r.Mean.Found = false
	if got := FraseDifferenza(r, "prima", "dopo"); got != "Tra i due gruppi non c’è una differenza di durata che il caso non spieghi: in media prima 120 giorni di calendario, dopo 100 giorni di calendario." {
		t.Error(got)
	}
	r.NotKnown, r.After.Cases = compare.TooFewCases, 3
	if got := FraseDifferenza(r, "prima", "dopo"); got != "I casi sono troppo pochi per dire che cosa è cambiato: 68 e 3, ne servono almeno 10 per parte." {
		t.Error(got)
	}
}

// TestVerdettoDiPochi: a body with three practices is never slow.
func TestVerdettoDiPochi(t *testing.T) {
	bodies := []peers.Body{{ID: "a", Days: []float64{400, 500, 600}}}
	for _, id := range []string{"b", "c", "d", "e", "f"} {
		b := peers.Body{ID: id}
		for i := range 30 {
			b.Days = append(b.Days, float64(40+i))
		}
		bodies = append(bodies, b)
	}
	r := peers.Compare(bodies, peers.Options{})
	if got := Verdetto(&r.Points[0], r); got != "Le pratiche concluse di questo ente sono meno di 10: con così poche nessuno è lento o veloce." {
		t.Error(got)
	}
	if got := Verdetto(&r.Points[1], r); got != "La durata di questo ente è quella che ci si aspetta da enti simili: la differenza può venire dal caso." {
		t.Error(got)
	}
}
