package kernel

import (
	"database/sql/driver"
	"fmt"
	"time"
	_ "time/tzdata" // Europe/Rome does not depend on the host
)

// instantLayout is fixed width, so that the text order in SQLite is the time
// order.
const instantLayout = "2006-01-02T15:04:05.000Z"

// dayLayout is the ISO 8601 calendar date.
const dayLayout = "2006-01-02"

// Rome is the zone in which people read dates. Its rules are embedded by this
// package, because they must be there before its variables are made: Go
// initialises an import first, but orders strangers by name.
var Rome = mustZone("Europe/Rome")

func mustZone(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic("kernel: the time zone data is missing: " + err.Error())
	}
	return l
}

// Instant is a point on the time line, in UTC, cut to the millisecond. The
// zero value means "never happened" and is stored as NULL.
type Instant struct{ t time.Time }

// InstantOf converts t to UTC and cuts it to the millisecond.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Millisecond)}
}

// ParseInstant reads the stored text form, "2026-11-22T20:02:34.123Z".
func ParseInstant(s string) (Instant, error) {
	if s == "" {
		return Instant{}, nil
	}
	t, err := time.Parse(instantLayout, s)
	if err != nil {
		return Instant{}, fmt.Errorf("kernel: %q is not an instant: %w", s, err)
	}
	return InstantOf(t), nil
}

// Time gives the instant as time.Time in UTC.
func (i Instant) Time() time.Time { return i.t }

// IsZero reports whether the instant never happened.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Before, After, Add and Sub work as on time.Time.
func (i Instant) Before(j Instant) bool { return i.t.Before(j.t) }

// After reports whether i comes later than j.
func (i Instant) After(j Instant) bool { return i.t.After(j.t) }

// Add moves the instant by d.
func (i Instant) Add(d time.Duration) Instant { return InstantOf(i.t.Add(d)) }

// Sub is the time elapsed from j to i.
func (i Instant) Sub(j Instant) time.Duration { return i.t.Sub(j.t) }

// Day is the calendar day of the instant as a person in Italy reads it.
func (i Instant) Day() Day {
	if i.IsZero() {
		return Day{}
	}
	return DayOf(i.t.In(Rome))
}

// String is the stored form; the zero instant is empty.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format(instantLayout)
}

// MarshalJSON writes the stored form, or null.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + i.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (i *Instant) UnmarshalJSON(b []byte) (err error) {
	s, err := jsonText(b)
	if err != nil {
		return err
	}
	*i, err = ParseInstant(s)
	return err
}

// Scan reads TEXT from SQLite and timestamptz from PostgreSQL.
func (i *Instant) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
	case time.Time:
		*i = InstantOf(v)
	case string:
		*i, err = ParseInstant(v)
	case []byte:
		*i, err = ParseInstant(string(v))
	default:
		err = fmt.Errorf("kernel: cannot read an instant from %T", src)
	}
	return err
}

// Value gives the text form; platform/db turns it into a timestamptz for
// PostgreSQL.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// Day is a civil date without a zone. The zero value means "not known" and is
// stored as NULL.
type Day struct{ t time.Time }

// DayOf is the civil date that t shows in its own zone.
func DayOf(t time.Time) Day {
	if t.IsZero() {
		return Day{}
	}
	return NewDay(t.Year(), t.Month(), t.Day())
}

// NewDay normalises like time.Date: the 31st of April is the 1st of May.
func NewDay(year int, month time.Month, day int) Day {
	return Day{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// ParseDay reads an ISO date, "2026-11-22"; the empty text is the unknown day.
// Dates before 2 January of the year 1 are refused: the zero Day stands for
// the unknown one, and PostgreSQL writes earlier years differently.
func ParseDay(s string) (Day, error) {
	if s == "" {
		return Day{}, nil
	}
	t, err := time.Parse(dayLayout, s)
	if err != nil || !t.After(time.Time{}) {
		return Day{}, fmt.Errorf("kernel: %q is not a date", s)
	}
	return Day{t}, nil
}

// MustDay is ParseDay for constants in tests and seeds.
func MustDay(s string) Day {
	d, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is the midnight of the day in UTC; for the start of the day in Italy
// use Start.
func (d Day) Time() time.Time { return d.t }

// Start is the instant at which the day begins in Italy.
func (d Day) Start() Instant {
	if d.IsZero() {
		return Instant{}
	}
	return InstantOf(time.Date(d.t.Year(), d.t.Month(), d.t.Day(), 0, 0, 0, 0, Rome))
}

// IsZero reports whether the day is not known.
func (d Day) IsZero() bool { return d.t.IsZero() }

// Before reports whether d comes earlier than e.
func (d Day) Before(e Day) bool { return d.t.Before(e.t) }

// After reports whether d comes later than e.
func (d Day) After(e Day) bool { return d.t.After(e.t) }

// AddDays moves by calendar days.
func (d Day) AddDays(n int) Day { return Day{d.t.AddDate(0, 0, n)} }

// DaysSince is the number of calendar days from e to d, negative when d comes
// earlier.
func (d Day) DaysSince(e Day) int { return int((d.t.Unix() - e.t.Unix()) / (24 * 60 * 60)) }

// Year is the calendar year.
func (d Day) Year() int { return d.t.Year() }

// String is the ISO date; the zero day is empty.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.t.Format(dayLayout)
}

// MarshalJSON writes the ISO date, or null.
func (d Day) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *Day) UnmarshalJSON(b []byte) (err error) {
	s, err := jsonText(b)
	if err != nil {
		return err
	}
	*d, err = ParseDay(s)
	return err
}

// jsonText takes the text out of a JSON string; null is the empty text.
func jsonText(b []byte) (string, error) {
	if string(b) == "null" {
		return "", nil
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return "", fmt.Errorf("kernel: %s is not a JSON string", b)
	}
	return string(b[1 : len(b)-1]), nil
}

// Scan reads TEXT from SQLite and date from PostgreSQL.
func (d *Day) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		*d = Day{}
	case time.Time:
		*d = DayOf(v)
	case string:
		*d, err = ParseDay(v)
	case []byte:
		*d, err = ParseDay(string(v))
	default:
		err = fmt.Errorf("kernel: cannot read a date from %T", src)
	}
	return err
}

// Value gives the ISO date; platform/db turns it into a date for PostgreSQL.
func (d Day) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}
