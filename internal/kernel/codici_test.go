package kernel_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"pass/internal/kernel"
)

// pari and dispari are the tables of D.M. 23/12/1976, art. 9, written out as
// they are printed there.
var dispari = map[byte]int{
	'0': 1, '1': 0, '2': 5, '3': 7, '4': 9, '5': 13, '6': 15, '7': 17, '8': 19, '9': 21,
	'A': 1, 'B': 0, 'C': 5, 'D': 7, 'E': 9, 'F': 13, 'G': 15, 'H': 17, 'I': 19, 'J': 21, 'K': 2, 'L': 4, 'M': 18,
	'N': 20, 'O': 11, 'P': 3, 'Q': 6, 'R': 8, 'S': 12, 'T': 14, 'U': 16, 'V': 10, 'W': 22, 'X': 25, 'Y': 24, 'Z': 23,
}

func pari(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	return int(c - 'A')
}

func controllo(primi string) string {
	n := 0
	for i := range primi {
		if i%2 == 0 {
			n += dispari[primi[i]]
		} else {
			n += pari(primi[i])
		}
	}
	return string(rune('A' + n%26))
}

// omocode replaces the digits at the given places with the letters that stand
// for them.
func omocode(primi string, places ...int) string {
	b := []byte(primi)
	for _, i := range places {
		b[i] = "LMNPQRSTUV"[b[i]-'0']
	}
	return string(b) + controllo(string(b))
}

func TestCodiceFiscaleAccepted(t *testing.T) {
	const man, woman = "RSSMRA85T10A562", "VRDLCU80A41F205"
	for in, want := range map[string]string{
		"RSSMRA85T10A562S":                      "RSSMRA85T10A562S",
		"MRTMTT91D08F205J":                      "MRTMTT91D08F205J",
		"rssmra85t10a562s":                      "RSSMRA85T10A562S",
		" RSS MRA 85T10 A562S ":                 "RSSMRA85T10A562S",
		"TINIT-RSSMRA85T10A562S":                "RSSMRA85T10A562S",
		"tinit-rssmra85t10a562s":                "RSSMRA85T10A562S",
		woman + controllo(woman):                woman + controllo(woman),
		omocode(man, 14):                        omocode(man, 14),
		omocode(man, 6, 7, 9, 10):               omocode(man, 6, 7, 9, 10),
		omocode(man, 12, 13, 14):                omocode(man, 12, 13, 14),
		omocode(woman, 6, 7, 9, 10, 12, 13, 14): omocode(woman, 6, 7, 9, 10, 12, 13, 14),
	} {
		got, err := kernel.ParseCodiceFiscale(in)
		if err != nil || string(got) != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestCodiceFiscaleRefused(t *testing.T) {
	with := func(primi string) string { return primi + controllo(primi) }
	for in, why := range map[string]string{
		"":                      "16 caratteri",
		"RSSMRA85T10A562":       "16 caratteri",
		"RSSMRA85T10A562SS":     "16 caratteri",
		"01234567890":           "16 caratteri",
		"RSSMRA85T10A562T":      "controllo",
		"RSSMRA85T10A652S":      "controllo",
		"1SSMRA85T10A562S":      "fuori posto",
		"RSSMRA8AT10A562S":      "fuori posto",
		"RSSMRA85T10A5621":      "fuori posto",
		"RSSMRÀ85T10A562":       "fuori posto",
		with("RSSMRA85F10A562"): "fuori posto", // F is no month
		with("RSSMRA85T00A562"): "fuori posto",
		with("RSSMRA85T32A562"): "fuori posto",
		with("RSSMRA85T40A562"): "fuori posto",
		with("RSSMRA85T72A562"): "fuori posto",
		"RSSMRA85T10A56\x00S":   "fuori posto",
	} {
		got, err := kernel.ParseCodiceFiscale(in)
		if err == nil || got != "" || kernel.CodeOf(err) != kernel.NonValido || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %q, %v; want %q", in, got, err, why)
		}
	}
}

func TestEveryWrongCharacterIsNoticedByTheCheckCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		primi := rapid.StringMatching(`[A-Z]{6}[0-9]{2}[ABCDEHLMPRST][0-2][1-9][A-Z][0-9]{3}`).Draw(t, "primi")
		good := primi + controllo(primi)
		if cf, err := kernel.ParseCodiceFiscale(good); err != nil || string(cf) != good {
			t.Fatalf("%s: %v", good, err)
		}
		if cf, ok := kernel.CompletaCodiceFiscale(primi); !ok || string(cf) != good {
			t.Fatalf("%s is completed as %s, %v", primi, cf, ok)
		}
		for c := 'A'; c <= 'Z'; c++ {
			if _, err := kernel.ParseCodiceFiscale(primi + string(c)); (err == nil) != (string(c) == good[15:]) {
				t.Fatalf("%s%c: %v", primi, c, err)
			}
		}
	})
}

func TestOnlyWhatIsNeededOfACodiceFiscaleIsShown(t *testing.T) {
	if got := kernel.CodiceFiscale("RSSMRA85T10A562S").Mascherato(); got != "RSS•••••••••••2S" {
		t.Errorf("%q", got)
	}
	if got := kernel.CodiceFiscale("RSSMRA").Mascherato(); got != "" {
		t.Errorf("an incomplete code shows %q", got)
	}
}

func TestCodesOfBodies(t *testing.T) {
	for c, want := range map[kernel.CodiceIstat]string{"015146": "015", "001001": "001", "15146": "", "0151466": "", "01514A": "", "": "", "٠١٥": ""} {
		if got := c.Provincia(); got != want || c.Valid() != (want != "") {
			t.Errorf("%q: province %q, valid %v", c, got, c.Valid())
		}
	}
	for c, want := range map[kernel.CodiceBelfiore]bool{"F205": true, "f205": false, "F20": false, "2205": false, "F2O5": false, "": false} {
		if c.Valid() != want {
			t.Errorf("%q: valid %v", c, c.Valid())
		}
	}
}

func FuzzParseCodiceFiscale(f *testing.F) {
	for _, s := range []string{"", "RSSMRA85T10A562S", "tinit-rssmra85t10a562s", " rss mra 85t10a56n x", "RSSMRA85T10A56NH", "ſſſſſſ", "ıııııı85ı"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cf, err := kernel.ParseCodiceFiscale(s)
		if err != nil {
			if cf != "" || kernel.CodeOf(err) != kernel.NonValido {
				t.Fatalf("%q is refused but gives %q, %v", s, cf, err)
			}
			return
		}
		if len(cf) != 16 || controllo(string(cf[:15])) != string(cf[15:]) || strings.ToUpper(string(cf)) != string(cf) {
			t.Fatalf("%q is read as %q", s, cf)
		}
		if again, err := kernel.ParseCodiceFiscale(string(cf)); err != nil || again != cf {
			t.Fatalf("%q is not read twice: %q, %v", cf, again, err)
		}
	})
}
