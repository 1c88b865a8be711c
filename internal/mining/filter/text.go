package filter

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// SyntaxError is a text that is not that of a Filter.
type SyntaxError struct {
	Key, Value string
	Reason     string
}

// Error says what cannot be read.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("filter: %s=%q: %s", e.Key, e.Value, e.Reason)
}

// MaxText bounds the text that Parse reads, in bytes.
const MaxText = 64 << 10

// inner writes the characters that have a meaning within a value; outer keeps
// as they are those that a query may hold (RFC 3986, §3.4), so that it stays
// short.
var (
	inner   = strings.NewReplacer("~", "~0", ">", "~1", ":", "~2", "|", "~3", "!", "~4", "/", "~5")
	unInner = strings.NewReplacer("~0", "~", "~1", ">", "~2", ":", "~3", "|", "~4", "!", "~5", "/")
	outer   = strings.NewReplacer("%3A", ":", "%2F", "/", "%21", "!", "%7E", "~")
)

// String is the canonical text of the filter: equal filters give equal texts.
func (f Filter) String() string {
	f = f.Canonical()
	var b strings.Builder
	put := func(key, value string) {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(key + "=" + outer.Replace(url.QueryEscape(value)))
	}
	each(put, "periodo", f.Periods, Period.text)
	each(put, "con", f.With, Names.text)
	each(put, "senza", f.Without, inner.Replace)
	each(put, "prima", f.First, Names.text)
	each(put, "ultima", f.Last, Names.text)
	each(put, "segue", f.Follows, Follow.text)
	each(put, "varianti", f.Variants, Variants.text)
	each(put, "attributo", f.Attributes, Attribute.text)
	each(put, "risorsa", f.Resources, Values.text)
	each(put, "durata", f.Durations, Range.seconds)
	each(put, "eventi", f.Events, Range.text)
	each(put, "concluse", f.Finished, Names.text)
	each(put, "nascondi", f.Hidden, inner.Replace)
	return b.String()
}

func each[T any](put func(key, value string), key string, conditions []T, text func(T) string) {
	for _, c := range conditions {
		put(key, text(c))
	}
}

func (n Names) text() string {
	parts := make([]string, len(n))
	for i, s := range n {
		parts[i] = inner.Replace(s)
	}
	return strings.Join(parts, "|")
}

func (p Period) text() string {
	if p.From == NoStart && p.To == NoEnd {
		return ""
	}
	return string(p.Mode) + ":" + instant(p.From) + "/" + instant(p.To)
}

const day = 86400 * 1_000_000

// instant writes a day alone when it is its first instant, in UTC.
func instant(t int64) string {
	switch {
	case t == NoStart || t == NoEnd:
		return ""
	case t%day == 0:
		return time.UnixMicro(t).UTC().Format(time.DateOnly)
	}
	return time.UnixMicro(t).UTC().Format(time.RFC3339Nano)
}

func (f Follow) text() string {
	arrow := ">"
	if f.Eventually {
		arrow = ">>"
	}
	return negation(f.Not) + inner.Replace(f.A) + arrow + inner.Replace(f.B)
}

func negation(not bool) string {
	if not {
		return "!"
	}
	return ""
}

func (v Variants) text() string {
	switch {
	case len(v.IDs) > 0:
		return strings.Join(v.IDs, "|")
	case v.Top > 0:
		return "top:" + strconv.Itoa(v.Top)
	case v.Coverage > 0:
		return "copertura:" + strconv.FormatFloat(v.Coverage, 'g', -1, 64)
	}
	return ""
}

func (v Values) text() string {
	if len(v.Values) == 0 {
		return ""
	}
	if text := negation(v.Not) + Names(v.Values).text(); text != "" {
		return text
	}
	return "|" // the empty value alone
}

func (a Attribute) text() string {
	if len(a.Values.Values) == 0 {
		return ""
	}
	return negation(a.Not) + inner.Replace(a.Name) + ":" + Names(a.Values.Values).text()
}

func (r Range) text() string    { return r.join(func(n int64) string { return strconv.FormatInt(n, 10) }) }
func (r Range) seconds() string { return r.join(seconds) }

func (r Range) join(number func(int64) string) string {
	if r.Min == NoStart && r.Max == NoEnd {
		return ""
	}
	low, high := "", ""
	if r.Min != NoStart {
		low = number(r.Min)
	}
	if r.Max != NoEnd {
		high = number(r.Max)
	}
	return low + ".." + high
}

// seconds writes microseconds as seconds, exactly.
func seconds(micros int64) string {
	sign, n := "", uint64(micros)
	if micros < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%d.%06d", n/1e6, n%1e6)
	return sign + strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
