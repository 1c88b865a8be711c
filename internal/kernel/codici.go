package kernel

import (
	"strings"
)

// CodiceIstat is the six-digit code of a Comune (three of the province, three
// of the Comune), kept as text because leading zeros count. Source: ISTAT,
// Codici statistici delle unità amministrative territoriali.
type CodiceIstat string

// Valid reports whether the code has six digits.
func (c CodiceIstat) Valid() bool { return len(c) == 6 && digits(string(c)) }

// Provincia is the three-digit code of the province.
func (c CodiceIstat) Provincia() string {
	if !c.Valid() {
		return ""
	}
	return string(c[:3])
}

// CodiceBelfiore is the cadastral code of a Comune, a letter and three digits.
type CodiceBelfiore string

// Valid reports whether the code is a capital letter followed by three digits.
func (c CodiceBelfiore) Valid() bool {
	return len(c) == 4 && c[0] >= 'A' && c[0] <= 'Z' && digits(string(c[1:]))
}

// CodiceIPA identifies a body in the Indice delle Pubbliche Amministrazioni.
// It is assigned, never derived from other codes.
type CodiceIPA string

// CodiceFiscale is the sixteen-character personal tax code with its check
// character. Source: D.M. 23/12/1976 (GU 345 of 29/12/1976).
type CodiceFiscale string

// ParseCodiceFiscale normalises s (case, spaces, the TINIT- prefix of SPID and
// CIE) and checks form and check character; omocodia is accepted.
func ParseCodiceFiscale(s string) (CodiceFiscale, error) {
	s = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(s), " ", ""))
	s = strings.TrimPrefix(s, "TINIT-")
	if len(s) != 16 {
		return "", E(NonValido, "Il codice fiscale ha 16 caratteri.")
	}
	if !cfShape(s) {
		return "", E(NonValido, "Il codice fiscale contiene caratteri fuori posto.")
	}
	if cfCheck(s[:15]) != s[15] {
		return "", E(NonValido, "Il carattere di controllo del codice fiscale non corrisponde.")
	}
	return CodiceFiscale(s), nil
}

// Mascherato shows only what is needed to recognise the code.
func (c CodiceFiscale) Mascherato() string {
	if len(c) != 16 {
		return ""
	}
	return string(c[:3]) + "•••••••••••" + string(c[14:])
}

// cfShape checks letters and digits in their places, the letter of the month
// and the day of birth, which is 40 more for women. In an omocodia letters
// stand for digits. Source: D.M. 23/12/1976, articles 3 to 8.
func cfShape(s string) bool {
	const mesi = "ABCDEHLMPRST"
	for i := 0; i < 16; i++ {
		switch i {
		case 6, 7, 9, 10, 12, 13, 14:
			if cfDigit(s[i]) < 0 {
				return false
			}
		case 8:
			if strings.IndexByte(mesi, s[i]) < 0 {
				return false
			}
		default:
			if s[i] < 'A' || s[i] > 'Z' {
				return false
			}
		}
	}
	day := cfDigit(s[9])*10 + cfDigit(s[10])
	return day >= 1 && day <= 31 || day >= 41 && day <= 71
}

// cfDigit is the value of a digit, or of the letter that stands for it in an
// omocodia, or -1.
func cfDigit(c byte) int {
	if c >= '0' && c <= '9' {
		return int(c - '0')
	}
	return strings.IndexByte("LMNPQRSTUV", c)
}

// CompletaCodiceFiscale adds the check character to the first fifteen, for
// invented people; ok is false when those are not well formed.
func CompletaCodiceFiscale(primi string) (cf CodiceFiscale, ok bool) {
	if len(primi) != 15 || !cfShape(primi+"A") {
		return "", false
	}
	return CodiceFiscale(primi + string(cfCheck(primi))), true
}

// cfCheck computes the check character of the first fifteen characters.
func cfCheck(s string) byte {
	odd := [...]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i := 0; i < 15; i++ {
		n := int(s[i] - 'A')
		if s[i] <= '9' {
			n = int(s[i] - '0')
		}
		if i%2 == 0 {
			sum += odd[n]
		} else {
			sum += n
		}
	}
	return byte('A' + sum%26)
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
