package effetto

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

var fineFrase = regexp.MustCompile(`[.!?](\s|$)`)

// controllaFrasi fails on a sentence of 25 words or more, on machine numbers
// and on jargon.
func controllaFrasi(t *testing.T, ff []string) {
	t.Helper()
	for _, testo := range ff {
		if !strings.HasSuffix(testo, ".") {
			t.Errorf("not a sentence: %q", testo)
		}
		for _, f := range fineFrase.Split(testo, -1) {
			if n := len(strings.Fields(f)); n >= 25 {
				t.Errorf("%d words: %q", n, f)
			}
		}
		for _, vietato := range []string{"NaN", "Inf", "%!", "si prega", "p-value", "significativ", "regressione", "e+", "'"} {
			if strings.Contains(testo, vietato) {
				t.Errorf("%q in %q", vietato, testo)
			}
		}
	}
}

func TestFrasiByHand(t *testing.T) {
	e := calcola(t, gruppi([]float64{-10, -12, -8, -11, -9}, []float64{0, 2, -2, 1, -1}))
	want := `Dopo l’aiuto, la durata media è di 10,0 giorni di calendario più bassa di quanto facevano attendere gli enti simili.
L’intervallo al 95% va da 12,3 giorni di calendario in meno a 7,7 giorni di calendario in meno.
L’intervallo dice quanto è incerta la stima: su 100 calcolati così, circa 95 contengono il valore vero.
Il confronto usa 5 enti aiutati e 5 enti simili non aiutati: 200 pratiche concluse in tutto.
Negli enti aiutati la durata media è passata da 100,0 a 90,0 giorni di calendario; negli enti simili da 100,0 a 100,0.
Si confrontano enti della stessa classe di popolazione, negli stessi semestri; chi ha più pratiche pesa di più.
Un confronto tra enti con lo stesso livello di partenza non è stato possibile.
Mancano dati per controllare se, prima dell’aiuto, i due gruppi andavano in modo simile.
Gli enti aiutati sono pochi: un solo ente può spostare il risultato.
Questo confronto non prova da solo che la differenza dipenda dall’aiuto: gli enti aiutati non sono stati scelti a caso.`
	if got := strings.Join(Frasi(e), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	controllaFrasi(t, Frasi(e))
}

func TestFrasiSayWhatCannotBeSaid(t *testing.T) {
	e := calcola(t, gruppi([]float64{1, 3, -1, 2, 0}, []float64{0, 2, -2, 1, -1}))
	f := strings.Join(Frasi(e), "\n")
	for _, s := range []string{"la differenza stimata è di 1 giorno di calendario in più.", "né che non le abbia cambiate", "dentro le normali oscillazioni"} {
		if !strings.Contains(f, s) {
			t.Errorf("%q is not in\n%s", s, f)
		}
	}
	controllaFrasi(t, Frasi(e))
	f = strings.Join(Frasi(calcola(t, gruppi([]float64{-1}, []float64{1}))), "\n")
	if !strings.Contains(f, "n.d.") || !strings.Contains(f, "Non significa che l’aiuto sia stato inutile") || strings.Contains(f, "0,0") {
		t.Error(f)
	}
}

// TestFrasiOfEveryWorld: whatever the outcome, short sentences with unit and n.
func TestFrasiOfEveryWorld(t *testing.T) {
	visti := map[Conclusione]bool{}
	for k, m := range mondi() {
		for giro := range 20 {
			e := calcola(t, m.dati(rand.New(rand.NewPCG(uint64(k), uint64(giro)))))
			ff := Frasi(e)
			controllaFrasi(t, ff)
			visti[e.Conclusione] = true
			tutte := strings.Join(ff, " ")
			if e.Conclusione == NonCalcolabile {
				continue
			}
			unita := "giorni di calendario"
			if m.quota {
				unita = "punti percentuali"
			}
			for _, s := range []string{unita, "non prova da solo che", "enti aiutati e", "L’intervallo al 95%"} {
				if !strings.Contains(tutte, s) {
					t.Errorf("%s: no %q in %s", m.nome, s, tutte)
				}
			}
		}
	}
	if !visti[Riduzione] || !visti[NonDistinguibile] {
		t.Errorf("only %v", visti)
	}
}

func TestAvvertenzaConfronti(t *testing.T) {
	if AvvertenzaConfronti(4) != "" {
		t.Error("four procedures need no warning")
	}
	want := "Su 16 procedimenti, anche senza alcun effetto, in media 0,8 risulterebbero diversi per puro caso."
	if got := AvvertenzaConfronti(16); got != want {
		t.Errorf("%q", got)
	}
}
