package formats

import (
	"regexp"
	"strconv"
	"strings"
)

// timeForm are the parts of a time as eventlog reads it: date, hour, offset.
var timeForm = regexp.MustCompile(`^(?:(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}))` +
	`(?:(?:[Tt]| +|, +)(\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?))?\s*(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$`)

// learn counts one text of the column of the time.
func (t *Times) learn(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	m := timeForm.FindStringSubmatch(text)
	if m == nil {
		t.Unreadable++
		return
	}
	dayFirst := m[5] != ""
	month, day := m[3], m[4]
	if dayFirst {
		day, month = m[5], m[6]
	}
	mm, _ := strconv.Atoi(month)
	dd, _ := strconv.Atoi(day)
	if mm < 1 || mm > 12 || dd < 1 || dd > 31 {
		t.Unreadable++
		if dayFirst && dd >= 1 && dd <= 12 && mm <= 31 {
			t.MonthFirst++
		}
		return
	}
	t.Read++
	if dayFirst {
		t.DayFirst++
	}
	if t.Example == "" {
		t.Example = shorten(text)
	}
	switch {
	case m[8] == "":
		t.DateOnly++
	case m[9] == "":
		t.WithoutOffset++
	}
}
