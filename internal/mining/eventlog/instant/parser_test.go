package instant

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2024-01-31":                       "2024-01-31T00:00:00Z",
		" 2024-01-31 ":                     "2024-01-31T00:00:00Z",
		"2024-01-31T10:20":                 "2024-01-31T10:20:00Z",
		"2024-01-31 10:20:30":              "2024-01-31T10:20:30Z",
		"2024-01-31T10:20:30Z":             "2024-01-31T10:20:30Z",
		"2024-01-31T10:20:30+02:00":        "2024-01-31T08:20:30Z",
		"2024-01-31T10:20:30.5-0330":       "2024-01-31T13:50:30.5Z",
		"2024-01-31 10:20:30+01":           "2024-01-31T09:20:30Z",
		"2024-01-31 10:20:30 UTC":          "2024-01-31T10:20:30Z",
		"2024-01-31T10:20:30,123456789Z":   "2024-01-31T10:20:30.123456Z", // cut, not rounded
		"2024-01-31T24:00:00":              "2024-02-01T00:00:00Z",
		"2024-02-29T23:59:59.999999+00:00": "2024-02-29T23:59:59.999999Z",
		"1948-01-26T22:59:00+00:00":        "1948-01-26T22:59:00Z",
		"0001-01-01":                       "0001-01-01T00:00:00Z",
		"2011/10/01 00:38:44.546":          "2011-10-01T00:38:44.546Z",
		"31/12/2023":                       "2023-12-31T00:00:00Z",
		"1/2/2024":                         "2024-02-01T00:00:00Z",
		"01/02/2024 09:05":                 "2024-02-01T09:05:00Z",
		"01/02/2024 9:05:06":               "2024-02-01T09:05:06Z",
		"01-02-2024 09.05":                 "2024-02-01T09:05:00Z",
		"01.02.2024, 09:05":                "2024-02-01T09:05:00Z",
	} {
		got, ok := NewParser(time.UTC).Parse([]byte(text))
		if at := time.UnixMicro(got).UTC().Format(time.RFC3339Nano); !ok || at != want {
			t.Errorf("%q = %s %v, want %s", text, at, ok, want)
		}
	}
	for _, text := range []string{"", "NaN", "2024", "2024-01", "2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "32/01/2024", "12/31/2024",
		"0000-01-01", "01/02/24", "2024-01/31", "2024-1-31T", "2024-01-31T10", "2024-01-31T25:00", "2024-01-31T24:00:01", "2024-01-31T10:60",
		"2024-01-31T10:20:60", "2024-01-31T10:20:30.", "2024-01-31T10:20:30+25:00", "2024-01-31T10:20:30+1", "2024-01-31T10:20:30 PM",
		"2024-01-31T10:20:30Z tail", "2024-01-31x", "99999-01-01", "-2024-01-01", "1706695230", "2024-01-31T1:2", "Infinity", "2024-01-31T10:20.5"} {
		if got, ok := NewParser(time.UTC).Parse([]byte(text)); ok {
			t.Errorf("%q was read as %s", text, time.UnixMicro(got).UTC())
		}
	}
}

func TestZone(t *testing.T) {
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	p := NewParser(rome)
	for _, c := range []struct{ local, want string }{
		{"15/01/2024 12:00", "2024-01-15T11:00:00Z"},
		{"15/07/2024 12:00", "2024-07-15T10:00:00Z"},
		{"15/07/2024", "2024-07-14T22:00:00Z"},
		{"31/03/2024 01:59", "2024-03-31T00:59:00Z"},
		{"31/03/2024 02:30", "2024-03-31T01:30:00Z"}, // skipped: forward to 03:30
		{"31/03/2024 03:00", "2024-03-31T01:00:00Z"},
		{"27/10/2024 01:59", "2024-10-26T23:59:00Z"},
		{"27/10/2024 02:30", "2024-10-27T00:30:00Z"}, // twice: the first
		{"27/10/2024 03:00", "2024-10-27T02:00:00Z"},
		{"2024-07-15T12:00:00Z", "2024-07-15T12:00:00Z"}, // its own offset wins
	} {
		got, ok := p.Parse([]byte(c.local))
		if at := time.UnixMicro(got).UTC().Format(time.RFC3339); !ok || at != c.want {
			t.Errorf("%s = %s %v, want %s", c.local, at, ok, c.want)
		}
	}
}

// What Go's time package writes is read back, in any offset.
func TestTimeRoundTrip(t *testing.T) {
	parser := NewParser(time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		micros := rapid.Int64Range(-62_135_596_800_000_000+86_400_000_000, 253_402_214_400_000_000).Draw(t, "micros")
		zone := time.FixedZone("", 60*rapid.IntRange(-14*60, 14*60).Draw(t, "minutes"))
		at := time.UnixMicro(micros).In(zone)
		for _, layout := range []string{time.RFC3339Nano, "02/01/2006 15:04:05.999999 -0700", "2006-01-02 15.04.05,000000-07:00"} {
			text := at.Format(layout)
			if got, ok := parser.Parse([]byte(text)); !ok || got != micros {
				t.Fatalf("%s = %d %v, want %d", text, got, ok, micros)
			}
		}
	})
}
