package kernel_test

import (
	"database/sql/driver"
	"encoding/json"
	"testing"
	"time"

	"pass/internal/kernel"
)

func at(s string) kernel.Instant {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return kernel.InstantOf(t)
}

func TestAnInstantIsReadInItalianTimeAroundClockChangeAndMidnight(t *testing.T) {
	for _, c := range []struct{ utc, day, long, short string }{
		{"2026-11-22T19:02:34.123Z", "2026-11-22", "22 novembre 2026, ore 20:02", "22/11/2026 20:02"},
		{"2026-03-29T00:59:59Z", "2026-03-29", "29 marzo 2026, ore 01:59", "29/03/2026 01:59"},
		{"2026-03-29T01:00:00Z", "2026-03-29", "29 marzo 2026, ore 03:00", "29/03/2026 03:00"},
		{"2026-10-25T00:30:00Z", "2026-10-25", "25 ottobre 2026, ore 02:30", "25/10/2026 02:30"},
		{"2026-10-25T01:30:00Z", "2026-10-25", "25 ottobre 2026, ore 02:30", "25/10/2026 02:30"},
		{"2026-12-31T22:59:59.999Z", "2026-12-31", "31 dicembre 2026, ore 23:59", "31/12/2026 23:59"},
		{"2026-12-31T23:00:00Z", "2027-01-01", "1° gennaio 2027, ore 00:00", "01/01/2027 00:00"},
		{"2026-07-31T22:00:00Z", "2026-08-01", "1° agosto 2026, ore 00:00", "01/08/2026 00:00"},
		{"2026-07-31T21:59:59.999Z", "2026-07-31", "31 luglio 2026, ore 23:59", "31/07/2026 23:59"},
	} {
		i := at(c.utc)
		if got := i.Day().String(); got != c.day {
			t.Errorf("%s: day %s, want %s", c.utc, got, c.day)
		}
		if got := i.InItaliano(); got != c.long {
			t.Errorf("%s: %q, want %q", c.utc, got, c.long)
		}
		if got := i.Breve(); got != c.short {
			t.Errorf("%s: %q, want %q", c.utc, got, c.short)
		}
	}
	var never kernel.Instant
	if never.InItaliano() != "n.d." || never.Breve() != "n.d." || !never.Day().IsZero() || never.String() != "" {
		t.Errorf("the zero instant: %q %q %q", never.InItaliano(), never.Breve(), never.Day())
	}
}

func TestADayStartsAtItsMidnightInItaly(t *testing.T) {
	for _, c := range []struct{ day, start string }{
		{"2026-01-15", "2026-01-14T23:00:00.000Z"},
		{"2026-07-15", "2026-07-14T22:00:00.000Z"},
		{"2026-03-29", "2026-03-28T23:00:00.000Z"},
		{"2026-03-30", "2026-03-29T22:00:00.000Z"},
		{"2026-10-25", "2026-10-24T22:00:00.000Z"},
		{"2026-10-26", "2026-10-25T23:00:00.000Z"},
	} {
		if got := kernel.MustDay(c.day).Start().String(); got != c.start {
			t.Errorf("%s starts at %s, want %s", c.day, got, c.start)
		}
	}
	if !(kernel.Day{}).Start().IsZero() {
		t.Error("the unknown day starts")
	}
	for d := kernel.MustDay("1981-01-01"); d.Year() < 2040; d = d.AddDays(1) {
		if d.Start().Day() != d || d.Start().Add(-time.Millisecond).Day() != d.AddDays(-1) {
			t.Fatalf("%s does not start at its own beginning: %s", d, d.Start())
		}
	}
}

func TestCalendarArithmetic(t *testing.T) {
	d := kernel.MustDay
	for _, c := range []struct {
		a, b string
		days int
	}{
		{"2026-03-28", "2026-03-30", 2}, {"2026-10-24", "2026-10-26", 2}, {"2028-02-28", "2028-03-01", 2},
		{"2027-02-28", "2027-03-01", 1}, {"2026-12-31", "2026-01-01", -364}, {"2026-05-01", "2026-05-01", 0},
		{"0001-01-02", "9999-12-31", 3652057},
	} {
		if got := d(c.b).DaysSince(d(c.a)); got != c.days {
			t.Errorf("%s → %s: %d days, want %d", c.a, c.b, got, c.days)
		}
		if got := d(c.a).AddDays(c.days); got != d(c.b) {
			t.Errorf("%s + %d = %s, want %s", c.a, c.days, got, c.b)
		}
	}
	if kernel.NewDay(2026, time.April, 31) != d("2026-05-01") || !d("2026-01-01").Before(d("2026-01-02")) || !d("2026-01-02").After(d("2026-01-01")) {
		t.Error("days are not ordered")
	}
	if kernel.DayOf(time.Date(2026, 3, 29, 23, 59, 0, 0, kernel.Rome)).String() != "2026-03-29" || !kernel.DayOf(time.Time{}).IsZero() {
		t.Error("DayOf does not take the date of the zone")
	}
}

func TestDaysInItalian(t *testing.T) {
	for day, want := range map[string][2]string{
		"2026-11-22": {"22 novembre 2026", "domenica 22 novembre 2026"},
		"2026-12-04": {"4 dicembre 2026", "venerdì 4 dicembre 2026"},
		"2026-06-01": {"1° giugno 2026", "lunedì 1° giugno 2026"},
		"":           {"n.d.", "n.d."},
	} {
		d := kernel.MustDay(day)
		if d.InItaliano() != want[0] || d.ConGiornoSettimana() != want[1] {
			t.Errorf("%s: %q, %q", day, d.InItaliano(), d.ConGiornoSettimana())
		}
	}
}

func TestInstantKeepsMillisecondsAndItsTextSortsLikeTime(t *testing.T) {
	i := kernel.InstantOf(time.Date(2026, 3, 29, 3, 0, 0, 999_999_999, kernel.Rome))
	if i.String() != "2026-03-29T01:00:00.999Z" {
		t.Fatalf("stored as %s", i)
	}
	later := i.Add(time.Millisecond)
	if later.String() <= i.String() || !later.After(i) || !i.Before(later) || later.Sub(i) != time.Millisecond {
		t.Errorf("%s then %s", i, later)
	}
	for _, bad := range []string{"2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00.999+02:00", "2026-03-29T01:00:00.9999Z", "2026-02-30T00:00:00.000Z", "x"} {
		if got, err := kernel.ParseInstant(bad); err == nil {
			t.Errorf("%q is read as %s", bad, got)
		}
	}
	if !kernel.InstantOf(time.Time{}).IsZero() {
		t.Error("the zero time is an instant")
	}
}

func TestDatesThatAreRefused(t *testing.T) {
	for _, bad := range []string{"2026-02-29", "2026-13-01", "2026-1-1", "26-01-01", "01/02/2026", "2026-01-01T00:00:00Z", " 2026-01-01",
		"0000-01-01", "0001-01-01", "-001-01-01", "10000-01-01", "2026-01-01\x00", "٢٠٢٦-٠١-٠١"} {
		if got, err := kernel.ParseDay(bad); err == nil {
			t.Errorf("%q is read as %q", bad, got)
		}
	}
}

func TestTimesTravelAsJSON(t *testing.T) {
	type both struct {
		I kernel.Instant
		D kernel.Day
	}
	full := both{at("2026-11-22T20:02:34.123Z"), kernel.MustDay("2026-11-22")}
	for v, want := range map[both]string{
		full: `{"I":"2026-11-22T20:02:34.123Z","D":"2026-11-22"}`,
		{}:   `{"I":null,"D":null}`,
	} {
		b, err := json.Marshal(v)
		if err != nil || string(b) != want {
			t.Errorf("%s, %v; want %s", b, err, want)
		}
		back := full
		if err := json.Unmarshal(b, &back); err != nil || back != v {
			t.Errorf("read back %+v, %v", back, err)
		}
	}
	for _, bad := range []string{`{"I":1}`, `{"I":true}`, `{"I":"ieri"}`, `{"D":20261122}`, `{"D":"2026-11-31"}`, `{"D":{}}`, `{"D":[]}`, `{"I":"2026-11-22"}`} {
		var v both
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s is read as %+v", bad, v)
		}
	}
}

func TestTimesAreScannedFromBothDatabases(t *testing.T) {
	rome := time.Date(2026, 11, 22, 0, 30, 0, 0, kernel.Rome)
	for _, c := range []struct {
		src          any
		instant, day string
		badI, badD   bool
	}{
		{src: nil},
		{src: "", instant: "", day: ""},
		{src: rome, instant: "2026-11-21T23:30:00.000Z", day: "2026-11-22"},
		{src: "2026-11-22T20:02:34.123Z", instant: "2026-11-22T20:02:34.123Z", badD: true},
		{src: []byte("2026-11-22T20:02:34.123Z"), instant: "2026-11-22T20:02:34.123Z", badD: true},
		{src: "2026-11-22", day: "2026-11-22", badI: true},
		{src: []byte("2026-11-22"), day: "2026-11-22", badI: true},
		{src: int64(7), badI: true, badD: true},
		{src: true, badI: true, badD: true},
	} {
		i, d := at("1999-01-01T00:00:00Z"), kernel.MustDay("1999-01-01")
		if err := i.Scan(c.src); (err != nil) != c.badI || err == nil && i.String() != c.instant {
			t.Errorf("instant from %v: %s, %v", c.src, i, err)
		}
		if err := d.Scan(c.src); (err != nil) != c.badD || err == nil && d.String() != c.day {
			t.Errorf("day from %v: %s, %v", c.src, d, err)
		}
	}
}

func TestTimesAreStoredAsTextOrNull(t *testing.T) {
	for _, c := range []struct {
		v    driver.Valuer
		want driver.Value
	}{
		{at("2026-11-22T20:02:34.123Z"), "2026-11-22T20:02:34.123Z"}, {kernel.MustDay("2026-11-22"), "2026-11-22"},
		{kernel.Instant{}, nil}, {kernel.Day{}, nil},
	} {
		if got, err := c.v.Value(); err != nil || got != c.want {
			t.Errorf("%v is stored as %v, %v", c.v, got, err)
		}
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"", "2026-11-22", "2028-02-29", "2027-02-29", "0001-01-01", "9999-12-31", "2026-1-2", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := kernel.ParseDay(s)
		if err != nil {
			if !d.IsZero() {
				t.Fatalf("%q is refused but gives %s", s, d)
			}
			return
		}
		if d.String() != s || d.IsZero() != (s == "") {
			t.Fatalf("%q is read as %q", s, d)
		}
		if !d.IsZero() && (d.AddDays(1).DaysSince(d) != 1 || d.InItaliano() == "n.d.") {
			t.Fatalf("%q: next day %s", s, d.AddDays(1))
		}
	})
}
