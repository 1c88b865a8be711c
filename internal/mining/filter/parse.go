package filter

import (
	"cmp"
	"math"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Keys are those of the text form, in its order: Parse passes over all others,
// so that a page may keep its own beside them.
var Keys = []string{"periodo", "con", "senza", "prima", "ultima", "segue", "varianti", "attributo", "risorsa", "durata", "eventi", "concluse", "nascondi"}

// Parse reads what String wrote, or a URL query with other keys too. The error
// is a *SyntaxError.
func Parse(text string) (Filter, error) {
	if len(text) > MaxText {
		return Filter{}, &SyntaxError{Reason: "too long"}
	}
	query, err := url.ParseQuery(text)
	if err != nil {
		return Filter{}, &SyntaxError{Value: text, Reason: "not a query"}
	}
	return FromQuery(query)
}

// FromQuery reads the keys of the text form out of a URL query.
func FromQuery(query url.Values) (f Filter, err error) {
	for _, key := range Keys {
		for _, value := range query[key] {
			if value == "" {
				continue // an empty field of a form
			}
			if reason := f.add(key, value); reason != "" {
				return Filter{}, &SyntaxError{key, value, reason}
			}
		}
	}
	return f.Canonical(), nil
}

// add reads one condition and says what is wrong with it.
func (f *Filter) add(key, value string) (reason string) {
	switch key {
	case "periodo":
		return keep(&f.Periods, value, parsePeriod)
	case "con":
		f.With = append(f.With, parseNames(value))
	case "senza":
		f.Without = append(f.Without, unInner.Replace(value))
	case "prima":
		f.First = append(f.First, parseNames(value))
	case "ultima":
		f.Last = append(f.Last, parseNames(value))
	case "segue":
		return keep(&f.Follows, value, parseFollow)
	case "varianti":
		return keep(&f.Variants, value, parseVariants)
	case "attributo":
		return keep(&f.Attributes, value, parseAttribute)
	case "risorsa":
		f.Resources = append(f.Resources, parseValues(value))
	case "durata":
		return keep(&f.Durations, value, func(s string) (Range, string) { return parseRange(s, parseSeconds) })
	case "eventi":
		return keep(&f.Events, value, func(s string) (Range, string) {
			return parseRange(s, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
		})
	case "concluse":
		f.Finished = append(f.Finished, parseNames(value))
	case "nascondi":
		f.Hidden = append(f.Hidden, unInner.Replace(value))
	}
	return ""
}

func keep[T any](into *[]T, value string, parse func(string) (T, string)) string {
	condition, reason := parse(value)
	*into = append(*into, condition)
	return reason
}

func parseNames(s string) Names {
	names := strings.Split(s, "|")
	for i := range names {
		names[i] = unInner.Replace(names[i])
	}
	return names
}

func parsePeriod(s string) (p Period, reason string) {
	mode, rest, found := strings.Cut(s, ":")
	from, to, both := strings.Cut(rest, "/")
	p = Period{Mode(mode), NoStart, NoEnd}
	if !found || !both || !slices.Contains([]Mode{Started, Ended, Touching, Contained}, p.Mode) {
		return p, "want mode:from/to"
	}
	for _, end := range []struct {
		text string
		into *int64
	}{{from, &p.From}, {to, &p.To}} {
		if end.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, end.text)
		if err != nil {
			t, err = time.Parse(time.RFC3339Nano, end.text)
		}
		if err != nil {
			return p, "not an instant"
		}
		*end.into = t.UnixMicro()
	}
	return p, ""
}

func parseFollow(s string) (f Follow, reason string) {
	s, f.Not = strings.CutPrefix(s, "!")
	a, b, found := strings.Cut(s, ">")
	b, f.Eventually = strings.CutPrefix(b, ">")
	f.A, f.B = unInner.Replace(a), unInner.Replace(b)
	if !found {
		return f, "want A>B or A>>B"
	}
	return f, ""
}

var variantID = regexp.MustCompile(`^[0-9a-f]{16}$`)

func parseVariants(s string) (v Variants, reason string) {
	if n, ok := strings.CutPrefix(s, "top:"); ok {
		top, err := strconv.Atoi(n)
		if err != nil || top < 1 {
			return v, "want a number from 1"
		}
		return Variants{Top: top}, ""
	}
	if n, ok := strings.CutPrefix(s, "copertura:"); ok {
		share, err := strconv.ParseFloat(n, 64)
		if err != nil || math.IsNaN(share) || share <= 0 || share > 1 {
			return v, "want a share from 0 to 1"
		}
		return Variants{Coverage: share}, ""
	}
	v.IDs = strings.Split(s, "|")
	for _, id := range v.IDs {
		if !variantID.MatchString(id) {
			return v, "not an id of a variant"
		}
	}
	return v, ""
}

func parseValues(s string) (v Values) {
	s, v.Not = strings.CutPrefix(s, "!")
	v.Values = parseNames(s)
	return v
}

func parseAttribute(s string) (a Attribute, reason string) {
	s, not := strings.CutPrefix(s, "!")
	name, list, found := strings.Cut(s, ":")
	a = Attribute{unInner.Replace(name), Values{parseNames(list), not}}
	if !found {
		return a, "want name:value"
	}
	return a, ""
}

func parseRange(s string, number func(string) (int64, error)) (r Range, reason string) {
	low, high, found := strings.Cut(s, "..")
	r = Range{NoStart, NoEnd}
	if !found {
		return r, "want from..to"
	}
	var errLow, errHigh error
	if low != "" {
		r.Min, errLow = number(low)
	}
	if high != "" {
		r.Max, errHigh = number(high)
	}
	if cmp.Or(errLow, errHigh) != nil {
		return r, "not a number"
	}
	return r, ""
}

// parseSeconds reads seconds with at most six decimals.
func parseSeconds(s string) (int64, error) {
	s, negative := strings.CutPrefix(s, "-")
	whole, part, _ := strings.Cut(s, ".")
	if len(part) > 6 {
		return 0, strconv.ErrRange
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", 6-len(part)), 10, 63)
	if negative {
		return -int64(n), err
	}
	return int64(n), err
}
