package esame

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/termini"
)

// pratiche writes the log of n practices of an office: an opinion takes about
// sixty days at another body, documents are asked of every third practice and
// of every ninth twice, a commission sits on the first of the month.
func pratiche(n int) string {
	var b strings.Builder
	b.WriteString("pratica;attività;inizio;fine;operatore\n")
	riga := func(p int, attivita string, inizio, fine time.Time, chi string) {
		fmt.Fprintf(&b, "P%03d;%s;%s;%s;%s\n", p, attivita, inizio.Format("02/01/2006 15:04"), fine.Format("02/01/2006 15:04"), chi)
	}
	for p := range n {
		t := time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 5*p)
		passa := func(giorni int) { t = t.AddDate(0, 0, giorni) }
		riga(p, "Ricezione della domanda", t, t.Add(10*time.Minute), "Anna")
		passa(2 + p%3)
		for volta := 0; volta < 2 && p%3 == 0 && (volta == 0 || p%9 == 0); volta++ {
			riga(p, "Richiesta integrazioni", t, t.Add(20*time.Minute), "Bruno")
			passa(20 + p%7)
			riga(p, "Integrazioni ricevute", t, t, "")
			passa(1)
		}
		riga(p, "Richiesta parere", t, t.Add(15*time.Minute), "Bruno")
		passa(55 + p%11)
		riga(p, "Parere reso", t, t, "Soprintendenza")
		passa(1)
		t = time.Date(t.Year(), t.Month()+1, 1, 15, 0, 0, 0, time.UTC)
		riga(p, "Commissione edilizia", t, t.Add(2*time.Hour), "Commissione")
		passa(3)
		riga(p, "Rilascio del permesso", t, t.Add(10*time.Minute), "Carla")
	}
	return b.String()
}

func leggi(t *testing.T, testo string) *eventlog.Log {
	t.Helper()
	l, err := eventlog.Read(strings.NewReader(testo), eventlog.Options{Zone: kernel.Rome})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func datiDi(l *eventlog.Log) Dati {
	termine := termini.Termine{N: 90}
	return Dati{Vista: l.All(), Passi: steps.Guess(l.Activities), Confermati: true, Termine: &termine, Ora: kernel.InstantOf(time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)), Seme: 1,
		Uno: "pratica", Molti: "pratiche"}
}

// TestB21GoldenText: the sentences of a fixed log, word by word. To accept new
// words run with PASS_GOLDEN=write and read the difference.
func TestB21GoldenText(t *testing.T) {
	e := Esamina(datiDi(leggi(t, pratiche(90))))
	var b strings.Builder
	for _, r := range e.Rilievi {
		fmt.Fprintf(&b, "[%s] %s\n", r.Causa, r.Frase)
		for _, d := range r.Dettagli {
			fmt.Fprintf(&b, "  %s\n", d)
		}
		for _, a := range r.Azioni {
			fmt.Fprintf(&b, "  > %s\n", a.Titolo)
		}
	}
	file := filepath.Join("testdata", "rilievi.txt")
	if os.Getenv("PASS_GOLDEN") == "write" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the sentences changed:\n%s\nwant:\n%s", b.String(), want)
	}
}

// TestB21EvidenceIsThere: the cases behind each sentence are those that a plain
// reading of the log finds.
func TestB21EvidenceIsThere(t *testing.T) {
	l := leggi(t, pratiche(90))
	e := Esamina(datiDi(l))
	tipi := map[string]int{}
	for _, r := range e.Rilievi {
		tipi[r.Prova.Tipo]++
		if len(r.Casi) == 0 || r.Totale < len(r.Casi) || r.Frase == "" || len(r.Azioni) == 0 {
			t.Errorf("%s: %d cases of %d, %d actions", r.Chiave, len(r.Casi), r.Totale, len(r.Azioni))
		}
		var want []int32
		for c := range l.Cases {
			if prova(l, int32(c), r.Prova) {
				want = append(want, int32(c))
			}
		}
		got := slices.Clone(r.Casi)
		slices.Sort(got)
		if r.Prova.Tipo != "termine" && !slices.Equal(got, want) {
			t.Errorf("%s: cases %v, the log has %v", r.Chiave, got, want)
		}
	}
	for _, tipo := range []string{"passaggio", "integrazioni", "seduta", "termine"} {
		if tipi[tipo] == 0 {
			t.Errorf("no finding of kind %s", tipo)
		}
	}
	if r := e.Rilievi[0]; r.Causa != AltroEnte {
		t.Errorf("the first finding is %s: %s", r.Causa, r.Frase)
	}
}

// prova is the plain reading of one case.
func prova(l *eventlog.Log, c int32, p Prova) bool {
	richieste := 0
	for i := l.Start[c]; i < l.Start[c+1]; i++ {
		nome := l.Activities[l.Activity[i]]
		if nome == "Richiesta integrazioni" {
			richieste++
		}
		switch p.Tipo {
		case "passaggio":
			if i > l.Start[c] && l.Activities[l.Activity[i-1]] == p.Da && nome == p.A {
				return true
			}
		case "seduta":
			if nome == p.A {
				return true
			}
		}
	}
	return p.Tipo == "integrazioni" && richieste > 1
}

// TestB7NoClaimsOnFewPractices: with eight practices nothing is claimed of a
// passage, and what cannot be told has its reason.
func TestB7NoClaimsOnFewPractices(t *testing.T) {
	e := Esamina(datiDi(leggi(t, pratiche(8))))
	for _, r := range e.Rilievi {
		if r.Prova.Tipo != "termine" {
			t.Errorf("claimed on eight practices: %s", r.Frase)
		}
	}
	solo := leggi(t, "pratica;attività;data\nA;Ricezione;10/01/2024\nA;Conclusione;10/03/2024\nB;Ricezione;12/01/2024\nB;Conclusione;20/02/2024\n")
	e = Esamina(datiDi(solo))
	if len(e.Rilievi) > 1 || e.Tempi.Known.Starts != timing.NoStarts || e.Tempi.Known.Suspensions == "" || Perche(e.Tempi.Known.Suspensions) == Perche("unknown") {
		t.Errorf("two practices with two dates: %d findings, %+v", len(e.Rilievi), e.Tempi.Known)
	}
	if vuoto := Esamina(Dati{Vista: &eventlog.View{Log: solo}}); vuoto.Rilievi != nil {
		t.Error("findings on nothing")
	}
}

// TestActions: every kind of finding has a name and something to do, and the
// keys of its actions are its own.
func TestActions(t *testing.T) {
	for _, c := range Cause() {
		viste := map[string]bool{}
		if c.Etichetta() == "" || len(AzioniPer(c)) == 0 {
			t.Errorf("%s has no name or no action", c)
		}
		for _, a := range AzioniPer(c) {
			if viste[a.Chiave] || a.Titolo == "" || a.Testo == "" || strings.HasSuffix(a.Titolo, ".") || len([]rune(a.Titolo)) > 200 {
				t.Errorf("%s: action %+v", c, a)
			}
			viste[a.Chiave] = true
		}
	}
}

func TestWords(t *testing.T) {
	for secondi, want := range map[float64]string{0: "0 secondi", 0.2: "meno di 1 secondo", 45: "45 secondi", 90: "2 minuti", 3600: "1 ora", 5400: "1,5 ore", 86400: "24 ore", 47 * 3600: "47 ore", 48 * 3600: "2 giorni di calendario", 58.4 * 86400: "58 giorni di calendario"} {
		if got := Durata(secondi); got != want {
			t.Errorf("%v seconds: %q, want %q", secondi, got, want)
		}
	}
	for quota, want := range map[float64]string{0.41: "il 41%", 0.08: "l’8%", 0.01: "l’1%", 0.112: "l’11%", 0.005: "lo 0,5%", 0.0001: "meno dello 0,1%", 0.8: "l’80%", 1: "il 100%"} {
		if got := IlPercento(quota); got != want {
			t.Errorf("%v: %q, want %q", quota, got, want)
		}
	}
	for quota, want := range map[float64]string{0.41: "nel 41%", 0.08: "nell’8%", 0.005: "nello 0,5%"} {
		if got := NelPercento(quota); got != want {
			t.Errorf("%v: %q, want %q", quota, got, want)
		}
	}
}
