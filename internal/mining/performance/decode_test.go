package performance

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
)

// TestSummaryRoundTrip stores a summary as JSON and reads it back: only the
// passages of work, which the JSON form leaves out, are missing.
func TestSummaryRoundTrip(t *testing.T) {
	for name, text := range map[string]string{
		"two cases": "caso,attività,data,operatore\nA,Z,2024-01-01,X\nA,B,2024-01-03,Y\nB,B,2024-01-02,X\nB,Z,2024-01-02,X\n,Z,2024-01-02,X\n",
		"one event": "caso,attività,data\nA,Z,2024-01-01\n",
	} {
		t.Run(name, func(t *testing.T) {
			l, err := eventlog.Read(strings.NewReader(text), eventlog.Options{})
			if err != nil {
				t.Fatal(err)
			}
			want := Summarize(l.All(), 0)
			b, err := json.Marshal(want)
			if err != nil {
				t.Fatal(err)
			}
			var got Summary
			if err := json.Unmarshal(b, &got); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(&got, want) {
				t.Errorf("read back\n%+v, want\n%+v", &got, want)
			}
		})
	}
	text, err := json.Marshal(Span{time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 1, 2, 3, 4, 5, 678_000_000, time.UTC)})
	if want := `["2024-01-01T00:00:00Z","2024-01-02T03:04:05.678000Z"]`; err != nil || string(text) != want {
		t.Errorf("period %s, %v, want %s", text, err, want)
	}
	var s Span
	if err := json.Unmarshal([]byte("null"), &s); err != nil || !s.First.IsZero() {
		t.Errorf("null = %+v, %v", s, err)
	}
}
