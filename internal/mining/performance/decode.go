package performance

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Span) UnmarshalJSON(b []byte) error {
	var ends *[2]time.Time
	if err := json.Unmarshal(b, &ends); err != nil {
		return err
	}
	*s = Span{}
	if ends != nil {
		*s = Span{First: ends[0], Last: ends[1]}
	}
	return nil
}

// UnmarshalJSON reads what MarshalJSON wrote; the order is that of f, whatever
// the order of the keys.
func (f *Frequencies) UnmarshalJSON(b []byte) error {
	var counts map[string]int
	if err := json.Unmarshal(b, &counts); err != nil {
		return err
	}
	out := make(Frequencies, 0, len(counts))
	for name, n := range counts {
		out = append(out, Frequency{name, n})
	}
	slices.SortFunc(out, func(a, b Frequency) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Name, b.Name))
	})
	*f = out
	return nil
}
