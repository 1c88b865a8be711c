// Package instant reads the times of event logs, as ISO 8601 or Italian dates,
// into microseconds since 1970-01-01 UTC.
package instant

import "time"

const (
	microsecond int64 = 1
	second            = 1_000_000 * microsecond
	day               = 86_400 * second
)

// Parser reads the times of a log. It belongs to one goroutine. It keeps the offset of the last day
// seen, because logs mostly stay in one.
type Parser struct {
	zone *time.Location // nil for UTC

	cachedDay    int64 // local day since 1970, valid if cached
	cachedOffset int64 // seconds
	cached       bool

	// The last date and offset that fast met, as their bytes, and what they are.
	dateBytes    uint64
	dayBytes     uint16
	dateMicros   int64
	offsetBytes  uint64
	offsetMicros int64
}

// NewParser makes a Parser; zone is that of the times without offset.
func NewParser(zone *time.Location) *Parser {
	if zone == time.UTC || zone.String() == "UTC" {
		zone = nil
	}
	return &Parser{zone: zone}
}

// Parse reads a date, or a date with time, and gives microseconds since 1970
// UTC. The date is aaaa-mm-gg or gg-mm-aaaa, with -, / or . between; then T or
// spaces; hh:mm[:ss[.fraction]] with : or . between; then Z, UTC, ±hh[:mm] or
// nothing. It reports false for anything else and for dates that do not exist.
func (t *Parser) Parse(s []byte) (int64, bool) {
	if at, ok := t.fast(s); ok {
		return at, true
	}
	return t.general(s)
}

func (t *Parser) general(s []byte) (int64, bool) {
	s = trimSpaces(s)
	days, s, ok := parseDate(s)
	if !ok {
		return 0, false
	}
	micros := int64(0)
	if clock, found := cutClockSeparator(s); found {
		if micros, s, ok = parseClock(clock); !ok {
			return 0, false
		}
	}
	offset, local, ok := parseOffset(trimSpaces(s))
	if !ok {
		return 0, false
	}
	at := days*day + micros
	if local {
		offset = t.offsetAt(at)
	}
	return at - offset*second, true
}

func trimSpaces(s []byte) []byte {
	for len(s) > 0 && s[0] <= ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	return s
}

// parseDate reads the date and gives days since 1970-01-01.
func parseDate(s []byte) (days int64, rest []byte, ok bool) {
	a, na, s := number(s)
	if len(s) == 0 || s[0] != '-' && s[0] != '/' && s[0] != '.' {
		return 0, nil, false
	}
	sep := s[0]
	b, nb, s := number(s[1:])
	if nb < 1 || nb > 2 || len(s) == 0 || s[0] != sep {
		return 0, nil, false
	}
	c, nc, s := number(s[1:])
	var year, dayOfMonth int
	switch {
	case na == 4 && (nc == 1 || nc == 2):
		year, dayOfMonth = a, c
	case nc == 4 && (na == 1 || na == 2):
		year, dayOfMonth = c, a
	default:
		return 0, nil, false
	}
	if year < 1 || b < 1 || b > 12 || dayOfMonth < 1 || dayOfMonth > daysIn(year, b) {
		return 0, nil, false
	}
	return civil(year, b, dayOfMonth), s, true
}

// cutClockSeparator reports whether a time of day follows the date.
func cutClockSeparator(s []byte) ([]byte, bool) {
	if len(s) == 0 {
		return s, false
	}
	if s[0] == 'T' || s[0] == 't' {
		return s[1:], true
	}
	if s[0] == ',' && len(s) > 1 && s[1] == ' ' {
		s = s[1:]
	}
	if s[0] != ' ' {
		return s, false
	}
	s = trimSpaces(s)
	return s, len(s) > 0 && s[0] >= '0' && s[0] <= '9'
}

// parseClock reads a time of day in microseconds; 24:00:00 is the end of the
// day (XML Schema dateTime).
func parseClock(s []byte) (micros int64, rest []byte, ok bool) {
	h, nh, s := number(s)
	if nh < 1 || nh > 2 || len(s) == 0 || s[0] != ':' && s[0] != '.' {
		return 0, nil, false
	}
	sep := s[0]
	m, nm, s := number(s[1:])
	if nm != 2 {
		return 0, nil, false
	}
	sec, fraction := 0, int64(0)
	if len(s) > 0 && s[0] == sep {
		var ns int
		if sec, ns, s = number(s[1:]); ns != 2 {
			return 0, nil, false
		}
		if len(s) > 0 && (s[0] == '.' || s[0] == ',') {
			if fraction, s, ok = parseFraction(s[1:]); !ok {
				return 0, nil, false
			}
		}
	}
	micros = (int64(h)*3600+int64(m)*60+int64(sec))*second + fraction
	if h > 24 || m > 59 || sec > 59 || micros > day {
		return 0, nil, false
	}
	return micros, s, true
}

// parseFraction cuts the fraction of a second to microseconds.
func parseFraction(s []byte) (micros int64, rest []byte, ok bool) {
	i := 0
	unit := second / 10
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		micros += int64(s[i]-'0') * unit
		unit /= 10
	}
	return micros, s[i:], i > 0
}

// parseOffset reads the offset in seconds; local is true when there is none.
func parseOffset(s []byte) (seconds int64, local, ok bool) {
	if len(s) == 0 {
		return 0, true, true
	}
	switch string(s) {
	case "Z", "z", "UTC", "GMT":
		return 0, false, true
	}
	sign := int64(1)
	if s[0] == '-' {
		sign = -1
	} else if s[0] != '+' {
		return 0, false, false
	}
	h, n, s := number(s[1:])
	m := 0
	switch {
	case n == 4 && len(s) == 0:
		h, m = h/100, h%100
	case n == 2 && len(s) > 0 && s[0] == ':':
		if m, n, s = number(s[1:]); n != 2 || len(s) > 0 {
			return 0, false, false
		}
	case n != 2 || len(s) > 0:
		return 0, false, false
	}
	if h > 18 || m > 59 {
		return 0, false, false
	}
	return sign * int64(h*3600+m*60), false, true
}

// number reads up to nine digits and how many they were.
func number(s []byte) (value, digits int, rest []byte) {
	for digits < len(s) && digits < 9 {
		c := s[digits] - '0'
		if c > 9 {
			break
		}
		value = value*10 + int(c)
		digits++
	}
	return value, digits, s[digits:]
}

// offsetAt is the offset in seconds of the zone at a local time given as
// microseconds since 1970 of a clock without zone.
func (t *Parser) offsetAt(local int64) int64 {
	if t.zone == nil {
		return 0
	}
	d := floorDiv(local, day)
	if t.cached && t.cachedDay == d {
		return t.cachedOffset
	}
	from, to := t.offset((d-1)*day), t.offset((d+2)*day)
	if from == to {
		t.cachedDay, t.cachedOffset, t.cached = d, from, true
		return from
	}
	// The clock changes about this day. The earliest instant that shows this
	// local time is the first occurrence; if none shows it, reading it with the
	// offset of before moves it forward by the gap.
	for _, off := range []int64{max(from, to), min(from, to)} {
		if t.offset(local-off*second) == off {
			return off
		}
	}
	return from
}

// offset is the offset in seconds of the zone at an instant.
func (t *Parser) offset(instant int64) int64 {
	_, off := time.UnixMicro(instant).In(t.zone).Zone()
	return int64(off)
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

var monthDays = [13]int{0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func daysIn(year, month int) int {
	if month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		return 29
	}
	return monthDays[month]
}

// civil is the number of days from 1970-01-01 to a date of the proleptic
// Gregorian calendar. Source: H. Hinnant, "chrono-Compatible Low-Level Date
// Algorithms", days_from_civil.
func civil(year, month, dayOfMonth int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	era := year / 400 // years are positive here
	yearOfEra := year - era*400
	dayOfYear := (153*(month-3)+2)/5 + dayOfMonth - 1
	dayOfEra := yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear
	return int64(era)*146097 + int64(dayOfEra) - 719468
}
