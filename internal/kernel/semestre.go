package kernel

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Semestre is one of the two periods of a year over which the monitoring law
// counts procedures: January to June, July to December (DPCM 12 November
// 2021, annex B, appendix 2). The zero value means "none".
type Semestre struct{ n int } // 2*year + 0 or 1; zero: none

// NewSemestre is the first (parte 1) or the second (parte 2) half of a year.
func NewSemestre(anno, parte int) (Semestre, error) {
	if anno < 1900 || anno > 2299 || parte != 1 && parte != 2 {
		return Semestre{}, fmt.Errorf("kernel: %d-%d is not a semester", anno, parte)
	}
	return Semestre{2*anno + parte - 1}, nil
}

// ParseSemestre reads "2026-1" or "2026-2"; the empty text is no semester.
func ParseSemestre(s string) (Semestre, error) {
	if s == "" {
		return Semestre{}, nil
	}
	if len(s) != 6 || s[4] != '-' || !digits(s[:4]) || !digits(s[5:]) {
		return Semestre{}, fmt.Errorf("kernel: %q is not a semester, as 2026-1 is", s)
	}
	anno := int(s[0]-'0')*1000 + int(s[1]-'0')*100 + int(s[2]-'0')*10 + int(s[3]-'0')
	return NewSemestre(anno, int(s[5]-'0'))
}

// MustSemestre is ParseSemestre for constants in tests and seeds.
func MustSemestre(s string) Semestre {
	x, err := ParseSemestre(s)
	if err != nil {
		panic(err)
	}
	return x
}

// SemestreDi is the semester in which the day falls.
func SemestreDi(d Day) Semestre {
	if d.IsZero() {
		return Semestre{}
	}
	n := 2 * d.t.Year()
	if d.t.Month() > time.June {
		n++
	}
	return Semestre{n}
}

// IsZero reports whether there is no semester.
func (s Semestre) IsZero() bool { return s.n == 0 }

// Anno is the year.
func (s Semestre) Anno() int { return s.n / 2 }

// Parte is 1 for January to June, 2 for July to December.
func (s Semestre) Parte() int { return s.n%2 + 1 }

// Dal is the first day.
func (s Semestre) Dal() Day {
	if s.IsZero() {
		return Day{}
	}
	return NewDay(s.Anno(), time.Month(1+6*(s.n%2)), 1)
}

// Al is the last day: 30 June or 31 December.
func (s Semestre) Al() Day {
	if s.IsZero() {
		return Day{}
	}
	return s.Add(1).Dal().AddDays(-1)
}

// Contiene reports whether the day falls in the semester.
func (s Semestre) Contiene(d Day) bool { return !s.IsZero() && SemestreDi(d) == s }

// Add moves by n semesters.
func (s Semestre) Add(n int) Semestre { return Semestre{s.n + n} }

// Before reports whether s comes earlier than u.
func (s Semestre) Before(u Semestre) bool { return s.n < u.n }

// String is the stored form, "2026-1", whose text order is the time order.
func (s Semestre) String() string {
	if s.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%d", s.Anno(), s.Parte())
}

// InItaliano is "primo semestre 2026".
func (s Semestre) InItaliano() string {
	if s.IsZero() {
		return ""
	}
	return [...]string{"primo", "secondo"}[s.n%2] + fmt.Sprintf(" semestre %d", s.Anno())
}

// MarshalText writes the stored form.
func (s Semestre) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Semestre) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSemestre(string(b))
	return err
}

// Scan reads a text column.
func (s *Semestre) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*s = Semestre{}
	case string:
		*s, err = ParseSemestre(v)
	case []byte:
		*s, err = ParseSemestre(string(v))
	default:
		err = fmt.Errorf("kernel: cannot read a semester from %T", src)
	}
	return err
}

// Value gives the stored form; no semester is the empty text.
func (s Semestre) Value() (driver.Value, error) { return s.String(), nil }
