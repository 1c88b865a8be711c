package instant

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// FuzzTime asks that the fast way of reading times gives what the general one
// gives.
func FuzzTime(f *testing.F) {
	for _, s := range []string{"2024-03-31T02:30:00", "2024-02-29 23:59:59.1234567+05:30", "2024-01-01T24:00:00Z", "2023-02-29T00:00:00Z", "2011-12-30T12:14:47.81-00:00", "2024-01-01T00:00:0:Z", "0000-01-01T00:00:00"} {
		f.Add(s, s)
	}
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		p, q := NewParser(rome), NewParser(rome)
		for _, s := range []string{first, second, first} { // what is remembered must not matter
			at, ok := p.Parse([]byte(s))
			want, wantOK := q.general([]byte(s))
			if ok != wantOK || ok && at != want {
				t.Fatalf("%q: %d %v, want %d %v", s, at, ok, want, wantOK)
			}
		}
	})
}
