package formats

import (
	"regexp"
	"strconv"
	"strings"

	"pass/internal/mining/eventlog"
)

// timeForm are the parts of a time that eventlog has read: two figures and a
// year when the day stands first, an hour, an offset.
var timeForm = regexp.MustCompile(`^(?:\d{4}\D|(\d{1,2})[-/.](\d{1,2})[-/.]\d{4})[-/.\d]*(?:[Tt, ]+(\d{1,2}[:.][\d:.,]*))?\s*(.*)$`)

// learn counts one text of the column of the time.
func (t *Times) learn(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	m := timeForm.FindStringSubmatch(text)
	if _, ok := eventlog.ParseTime(text, nil); !ok || m == nil {
		t.Unreadable++
		if m != nil && m[1] != "" {
			first, _ := strconv.Atoi(m[1])
			second, _ := strconv.Atoi(m[2])
			if first >= 1 && first <= 12 && second > 12 && second <= 31 {
				t.MonthFirst++
			}
		}
		return
	}
	t.Read++
	if m[1] != "" {
		t.DayFirst++
	}
	if t.Example == "" {
		t.Example = shorten(text)
	}
	switch {
	case m[3] == "":
		t.DateOnly++
	case m[4] == "":
		t.WithoutOffset++
	}
}
