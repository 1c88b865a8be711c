package kernel_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/kernel"
)

func TestNumero(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 7: "7", 999: "999", 1000: "1.000", 999_999: "999.999", 1_234_567: "1.234.567", -1: "−1", -1000: "−1.000", -999: "−999",
		math.MaxInt64: "9.223.372.036.854.775.807", math.MinInt64: "−9.223.372.036.854.775.808",
	} {
		if got := kernel.Numero(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDecimale(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{0, 1, "0,0"}, {0, 0, "0"}, {1234.56, 1, "1.234,6"}, {1234.56, 0, "1.235"}, {-0.5, 1, "−0,5"}, {-0.04, 1, "0,0"}, {-0.4, 0, "0"},
		{-1234.5, 2, "−1.234,50"}, {0.999, 2, "1,00"}, {999.95, 1, "1.000,0"}, {1e20, 1, "100.000.000.000.000.000.000,0"},
		{math.Copysign(0, -1), 2, "0,00"}, {math.NaN(), 1, "n.d."}, {math.Inf(1), 1, "n.d."}, {math.Inf(-1), 0, "n.d."},
	} {
		if got := kernel.Decimale(c.x, c.decimals); got != c.want {
			t.Errorf("%v with %d: %q, want %q", c.x, c.decimals, got, c.want)
		}
	}
}

func TestDurata(t *testing.T) {
	day := 24 * time.Hour
	for d, want := range map[time.Duration]string{
		0: "0 secondi", time.Millisecond: "0 secondi", -time.Millisecond: "0 secondi", time.Second: "1 secondo", 59*time.Second + 999*time.Millisecond: "59 secondi",
		time.Minute: "1 minuto", 25 * time.Minute: "25 minuti", time.Hour: "1 ora", time.Hour + time.Minute: "1 ora e 1 minuto",
		2*time.Hour + 30*time.Minute + 59*time.Second: "2 ore e 30 minuti", day: "1 giorno di calendario", day + 59*time.Minute: "1 giorno di calendario",
		day + time.Hour: "1 giorno di calendario e 1 ora", 3*day + 4*time.Hour: "3 giorni di calendario e 4 ore", 29*day + 23*time.Hour: "29 giorni di calendario e 23 ore",
		30*day + 23*time.Hour: "30 giorni di calendario", 1234 * day: "1.234 giorni di calendario", -26 * time.Hour: "−1 giorno di calendario e 2 ore",
		math.MinInt64: "−106.751 giorni di calendario", math.MaxInt64: "106.751 giorni di calendario",
	} {
		if got := kernel.Durata(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestGiorniDiCalendario(t *testing.T) {
	for n, want := range map[int]string{0: "0 giorni di calendario", 1: "1 giorno di calendario", 30: "30 giorni di calendario", 1000: "1.000 giorni di calendario"} {
		if got := kernel.GiorniDiCalendario(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestGiorniLavorativiENetti(t *testing.T) {
	for n, want := range map[int]string{0: "0 giorni lavorativi", 1: "1 giorno lavorativo", 5: "5 giorni lavorativi", 1250: "1.250 giorni lavorativi"} {
		if got := kernel.GiorniLavorativi(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
	for n, want := range map[int]string{0: "0 giorni netti (senza le sospensioni)", 1: "1 giorno netto (senza le sospensioni)", 48: "48 giorni netti (senza le sospensioni)"} {
		if got := kernel.GiorniNetti(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}

func TestFold(t *testing.T) {
	for s, want := range map[string]string{
		"":                         "",
		"  ":                       "",
		"Cantù":                    "cantu",
		"CANTÙ":                    "cantu",
		"Cantu\u0300":              "cantu",
		"Ne\u0301rac e\u0300 qui":  "nerac e qui",
		"Sant'Angelo Lodigiano":    "sant angelo lodigiano",
		"Sant’Angelo  Lodigiano":   "sant angelo lodigiano",
		"Cava Manara (PV)":         "cava manara pv",
		"Presezzo-Bonate / S.Gio.": "presezzo bonate s gio",
		"Châtillon, Aÿ":            "chatillon ay",
		"Straße ẞ":                 "strasse ss",
		"Šempeter Čačak ŽIVA":      "sempeter cacak ziva",
		"art. 20, L. 241/1990":     "art 20 l 241 1990",
		"\x00a\xffb":               "a b",
	} {
		if got := kernel.Fold(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := kernel.Fold(rapid.String().Draw(t, "s"))
		if twice := kernel.Fold(once); twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}
