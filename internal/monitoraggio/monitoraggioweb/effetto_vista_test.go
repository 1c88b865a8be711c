package monitoraggioweb

import (
	"math"
	"strings"
	"testing"

	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/effetto"
)

// stimato is a procedure whose durations changed by stima, in [da, a].
func stimato(stima, da, a float64) monitoraggio.EffettoProcedimento {
	return monitoraggio.EffettoProcedimento{Nome: "=Permesso", Durata: effetto.Effetto{Conclusione: effetto.Riduzione, Stima: &stima, Intervallo: &[2]float64{da, a},
		Aiutati: &effetto.Medie{Prima: 90, Dopo: 90 + stima}, Confronto: &effetto.Medie{Prima: 90, Dopo: 90}}, Arretrato: effetto.Effetto{Misura: effetto.QuotaArretrato,
		Conclusione: effetto.NonCalcolabile, Motivo: "Gli enti aiutati che si possono confrontare sono 2: ne servono almeno 5."}}
}

// TestDrawingsShareAScale: procedures compare at sight, and one that is known
// badly does not flatten the others: it goes on beyond the drawing.
func TestDrawingsShareAScale(t *testing.T) {
	v := vediEffetti([]monitoraggio.EffettoProcedimento{stimato(-20, -25, -15), stimato(-5, -9, -1), stimato(10, -300, 320)})
	var d []*disegnoEffetto
	for _, s := range v.Schede {
		d = append(d, s.Misure[0].Disegno)
		if x := s.Misure[1]; x.Disegno != nil || !strings.Contains(strings.Join(x.Seguito, " "), "ne servono almeno 5") || len(x.Tabella.Rows) != 0 {
			t.Errorf("no figure: %+v", x)
		}
	}
	for i, want := range []struct {
		sin, punto, des    string
		oltreSin, oltreDes bool
	}{{"37.50%", "40.00%", "42.50%", false, false}, {"45.50%", "47.50%", "49.50%", false, false}, {"0.00%", "55.00%", "100.00%", true, true}} {
		g := d[i]
		if g.Sinistra != want.sin || g.Punto != want.punto || g.Destra != want.des || g.OltreSin != want.oltreSin || g.OltreDes != want.oltreDes || g.Massimo != "+100 giorni di calendario" || g.Minimo != "−100 giorni di calendario" {
			t.Errorf("drawing %d: %+v", i, g)
		}
	}
	if !strings.Contains(d[2].Testo, "da −300,0 a +320,0") {
		t.Errorf("the words say all of it: %s", d[2].Testo)
	}
	if b, err := csvEffetti([]monitoraggio.EffettoProcedimento{stimato(-1234.56, -2000, -1000)}); err != nil || !strings.Contains(string(b), ";'=Permesso;durata_media;giorni di calendario;riduzione;-1234,6;-2000,0;-1000,0;") {
		t.Errorf("%s %v", b, err)
	}
}

func TestTheScaleIsRound(t *testing.T) {
	for _, c := range []struct {
		x, want float64
		m       effetto.Misura
	}{{0, 1, effetto.Durata}, {1.01, 2, effetto.Durata}, {25, 50, effetto.Durata}, {50, 50, effetto.Durata}, {51, 100, effetto.Durata}, {0, 0.01, effetto.QuotaArretrato}, {0.21, 0.5, effetto.QuotaArretrato}} {
		if got := tondaEffetto(c.x, c.m); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v: %v, want %v", c.x, got, c.want)
		}
	}
	if got := differenzaEffetto(effetto.Durata, 0.04); got != "0,0" {
		t.Errorf("nothing has no sign: %s", got)
	}
}

// TestManyComparisonsAreWarnedOf: some differ by chance alone.
func TestManyComparisonsAreWarnedOf(t *testing.T) {
	var ee []monitoraggio.EffettoProcedimento
	for range 20 {
		ee = append(ee, stimato(-20, -25, -15))
	}
	if v := vediEffetti(ee); !strings.Contains(v.Avvertenza, "Su 20 procedimenti") {
		t.Error(v.Avvertenza)
	}
	if v := vediEffetti(ee[:2]); v.Avvertenza != "" {
		t.Error(v.Avvertenza)
	}
}
