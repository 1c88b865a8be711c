package filter

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
)

// row is an event of a generated log.
type row struct {
	trace, activity, resource, kind string
	at                              int64 // seconds
}

var (
	traces     = []string{"1", "2", "3", "4", "5", "6"}
	activities = []string{"A", "B!", "C>|", "~à:/"}
	resources  = []string{"", "anna", "bru|no"}
	kinds      = []string{"", "edilizia", "suap & altro"}
)

const origin = 1704067200 // 2024-01-01T00:00:00Z

func rows() *rapid.Generator[[]row] {
	one := rapid.Custom(func(t *rapid.T) row {
		return row{
			rapid.SampledFrom(traces).Draw(t, "case"), rapid.SampledFrom(activities).Draw(t, "activity"),
			rapid.SampledFrom(resources).Draw(t, "resource"), rapid.SampledFrom(kinds).Draw(t, "kind"),
			origin + rapid.Int64Range(0, 20).Draw(t, "at")*43200,
		}
	})
	return rapid.SliceOfN(one, 1, 40)
}

func logOf(t testing.TB, rr []row) *eventlog.Log {
	var b strings.Builder
	b.WriteString("case,activity,timestamp,resource,kind\n")
	for _, r := range rr {
		fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", r.trace, r.activity, time.Unix(r.at, 0).UTC().Format(time.RFC3339), r.resource, r.kind)
	}
	l, err := eventlog.Read(strings.NewReader(b.String()), eventlog.Options{Attributes: []string{"kind"}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func names() *rapid.Generator[Names] {
	return rapid.Custom(func(t *rapid.T) Names {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(activities), 1, 3, rapid.ID[string]).Draw(t, "names")
	})
}

// some draws few conditions: mostly none, so that cases are left over.
func some[T any](t *rapid.T, label string, g *rapid.Generator[T]) []T {
	if rapid.IntRange(0, 3).Draw(t, label+"?") > 0 {
		return nil
	}
	return rapid.SliceOfN(g, 1, 2).Draw(t, label)
}

func instants(t *rapid.T) int64 {
	return (origin + rapid.Int64Range(-1, 21).Draw(t, "instant")*43200) * 1_000_000
}

// filters draws filters over the names of the generated logs.
func filters() *rapid.Generator[Filter] {
	activity := rapid.SampledFrom(activities)
	values := func(of []string) *rapid.Generator[Values] {
		return rapid.Custom(func(t *rapid.T) Values {
			return Values{rapid.SliceOfNDistinct(rapid.SampledFrom(of), 1, 2, rapid.ID[string]).Draw(t, "values"), rapid.Bool().Draw(t, "not")}
		})
	}
	return rapid.Custom(func(t *rapid.T) Filter {
		return Filter{
			Periods: some(t, "periods", rapid.Custom(func(t *rapid.T) Period {
				return Period{rapid.SampledFrom([]Mode{Started, Ended, Touching, Contained}).Draw(t, "mode"),
					rapid.SampledFrom([]int64{NoStart, instants(t)}).Draw(t, "from"), rapid.SampledFrom([]int64{NoEnd, instants(t)}).Draw(t, "to")}
			})),
			With: some(t, "with", names()), Without: some(t, "without", activity), First: some(t, "first", names()), Last: some(t, "last", names()),
			Follows: some(t, "follows", rapid.Custom(func(t *rapid.T) Follow {
				return Follow{activity.Draw(t, "a"), activity.Draw(t, "b"), rapid.Bool().Draw(t, "eventually"), rapid.Bool().Draw(t, "not")}
			})),
			Variants: some(t, "variants", rapid.Custom(func(t *rapid.T) Variants {
				if rapid.Bool().Draw(t, "top?") {
					return Variants{Top: rapid.IntRange(1, 4).Draw(t, "top")}
				}
				return Variants{Coverage: rapid.SampledFrom([]float64{0.2, 0.5, 0.8, 1}).Draw(t, "coverage")}
			})),
			Attributes: some(t, "attributes", rapid.Custom(func(t *rapid.T) Attribute { return Attribute{"kind", values(kinds).Draw(t, "values")} })),
			Resources:  some(t, "resources", values(resources)),
			Durations: some(t, "durations", rapid.Custom(func(t *rapid.T) Range {
				return Range{rapid.SampledFrom([]int64{NoStart, 0, 43200_000_000, 1_500_000}).Draw(t, "min"), rapid.SampledFrom([]int64{NoEnd, 432000_000_000}).Draw(t, "max")}
			})),
			Events: some(t, "events", rapid.Custom(func(t *rapid.T) Range {
				return Range{rapid.SampledFrom([]int64{NoStart, 1, 2}).Draw(t, "min"), rapid.SampledFrom([]int64{NoEnd, 5}).Draw(t, "max")}
			})),
			Finished: some(t, "finished", names()), Hidden: some(t, "hidden", activity),
		}
	})
}

// TestFilterThenCount compares the figures of the filtered log with those of a
// log made of the rows that a naive filter leaves, with any number of threads.
func TestFilterThenCount(t *testing.T) {
	left := 0
	rapid.Check(t, func(rt *rapid.T) {
		rr := rows().Draw(rt, "rows")
		l := logOf(t, append(slices.Clone(rr), everything...))
		rr = append(rr, everything...)
		f := filters().Draw(rt, "filter")
		want := naive(rr, f)
		for _, threads := range []int{1, 3} {
			v, err := ApplyOn(l, f, threads)
			if err != nil {
				rt.Fatal(err)
			}
			var got, kept []string
			for _, c := range v.Kept {
				got = append(got, l.Cases[c])
			}
			for id := range want {
				kept = append(kept, id)
			}
			slices.Sort(got)
			slices.Sort(kept)
			if !slices.Equal(got, kept) {
				rt.Fatalf("%s: kept %v, want %v", f, got, kept)
			}
			if len(kept) == 0 {
				continue
			}
			left++
			if a, b := figures(rt, v), figures(rt, logOf(t, chosen(rr, want)).All()); a != b {
				rt.Fatalf("%s: %s\nwant %s", f, a, b)
			}
		}
	})
	if left == 0 {
		t.Error("no filter left a case")
	}
}

// everything is a case with every name, so that no filter names what is not
// there.
var everything = func() (rr []row) {
	for i, a := range activities {
		rr = append(rr, row{"all", a, resources[1+i%2], kinds[1+i%2], origin + int64(i)})
	}
	return rr
}()

// chosen are the rows of the chosen cases in the order of the file.
func chosen(rr []row, want map[string][]row) (out []row) {
	for _, r := range rr {
		if slices.Contains(want[r.trace], r) {
			out = append(out, r)
		}
	}
	return out
}

func figures(t *rapid.T, v *eventlog.View) string {
	s := performance.Summarize(v, 1)
	s.Counts.Inversions = 0 // of the file
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestText reads back what it wrote, and writes equal filters equally.
func TestText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := filters().Draw(rt, "filter")
		text := f.String()
		back, err := Parse(text)
		if err != nil {
			rt.Fatal(err)
		}
		if !reflect.DeepEqual(back, f.Canonical()) || back.String() != text {
			rt.Fatalf("%s reads back as %s\n%+v\n%+v", text, back, back, f.Canonical())
		}
	})
}

// TestOrderDoesNotMatter joins two filters both ways, and filters one after the
// other.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f, g := filters().Draw(rt, "f"), filters().Draw(rt, "g")
		if a, b := And(f, g), And(g, f); a.String() != b.String() || !reflect.DeepEqual(a, b) {
			rt.Fatalf("%s\n%s", a, b)
		}
		f.Variants, g.Variants, f.Hidden, g.Hidden = nil, nil, nil, nil // these are of the whole log
		l := logOf(t, append(rows().Draw(rt, "rows"), everything...))
		var kept [3][]int32
		for i, x := range []Filter{f, g, And(f, g)} {
			v, err := Apply(l, x)
			if err != nil {
				rt.Fatal(err)
			}
			kept[i] = v.Kept
		}
		both := slices.DeleteFunc(kept[0], func(c int32) bool { return !slices.Contains(kept[1], c) })
		if !slices.Equal(both, kept[2]) {
			rt.Fatalf("one after the other %v, together %v", both, kept[2])
		}
	})
}

func TestKnownTexts(t *testing.T) {
	f := Filter{
		Periods: []Period{{Started, 1704067200_000000, NoEnd}}, With: []Names{{"Parere", "Avvio"}}, Without: []string{"a=b&c"},
		Follows: []Follow{{"A", "B>C", true, true}}, Variants: []Variants{{Coverage: 0.8}}, Attributes: []Attribute{{"tipo: x", Values{[]string{""}, false}}},
		Durations: []Range{{0, 86400_500_000}}, Events: []Range{{NoStart, 5}}, Resources: []Values{{[]string{""}, false}},
	}
	const want = "periodo=iniziati:2024-01-01/&con=Avvio%7CParere&senza=a%3Db%26c&segue=!A%3E%3EB~1C&varianti=copertura:0.8&attributo=tipo~2+x:&risorsa=%7C&durata=0..86400.5&eventi=..5"
	if got := f.String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	back, err := Parse(want + "&pagina=2&con=&zona=x")
	if err != nil || !reflect.DeepEqual(back, f.Canonical()) {
		t.Errorf("%+v, %v, want %+v", back, err, f.Canonical())
	}
	if !(Filter{Without: []string{""}, Periods: []Period{{Ended, NoStart, NoEnd}}, Events: []Range{{NoStart, NoEnd}}}).IsZero() {
		t.Error("empty conditions are conditions")
	}
	for _, bad := range []string{"periodo=2024", "periodo=iniziati:x/", "periodo=mai:2024-01-01/", "segue=A", "varianti=top:0", "varianti=copertura:NaN",
		"varianti=abc", "attributo=x", "durata=1", "durata=1..x", "durata=0..0.1234567", "eventi=1.5..", "con=%zz", strings.Repeat("a", MaxText+1)} {
		var s *SyntaxError
		if _, err := Parse(bad); !errors.As(err, &s) || s.Reason == "" {
			t.Errorf("%.40s: %v", bad, err)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	l := logOf(t, everything)
	for text, want := range map[string]UnknownError{
		"con=Z": {KindActivity, "Z", ""}, "senza=Z": {KindActivity, "Z", ""}, "prima=A|Z": {KindActivity, "Z", ""}, "ultima=Z": {KindActivity, "Z", ""},
		"segue=A>Z": {KindActivity, "Z", ""}, "segue=Z>A": {KindActivity, "Z", ""}, "concluse=Z": {KindActivity, "Z", ""}, "nascondi=Z": {KindActivity, "Z", ""},
		"risorsa=zoe": {KindResource, "zoe", ""}, "attributo=z:v": {KindAttribute, "z", ""}, "attributo=kind:v": {KindValue, "v", "kind"},
		"varianti=0123456789abcdef": {KindVariant, "0123456789abcdef", ""},
	} {
		f, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		var got *UnknownError
		if _, err = Apply(l, f); !errors.As(err, &got) || *got != want || !strings.Contains(err.Error(), want.Name) {
			t.Errorf("%s: %v, want %v", text, err, &want)
		}
	}
}

func TestVariantsByID(t *testing.T) {
	l := logOf(t, []row{{"1", "A", "", "", 0}, {"1", "B!", "", "", 1}, {"2", "A", "", "", 0}, {"3", "A", "", "", 0}, {"3", "C>|", "", "", 1}, {"3", "B!", "", "", 2}})
	for _, c := range []struct {
		f    Filter
		want []int32
	}{
		{Filter{Variants: []Variants{{IDs: []string{VariantID([]string{"A", "B!"})}}}}, []int32{0}},
		{Filter{Variants: []Variants{{IDs: []string{VariantID([]string{"A", "B!"})}}}, Hidden: []string{"C>|"}}, []int32{0, 2}},
		{Filter{Variants: []Variants{{IDs: []string{VariantID([]string{"A"})}}}}, []int32{1}},
		{Filter{Variants: []Variants{{Top: 1}}, Hidden: []string{"C>|"}}, []int32{0, 2}},
		{Filter{Hidden: []string{"A"}}, []int32{0, 2}},
	} {
		v, err := Apply(l, c.f)
		if err != nil || !slices.Equal(v.Kept, c.want) {
			t.Errorf("%s: %v, %v, want %v", c.f, v.Kept, err, c.want)
		}
		back, err := Parse(c.f.String())
		if err != nil || !reflect.DeepEqual(back, c.f.Canonical()) {
			t.Errorf("%s reads back as %+v, %v", c.f, back, err)
		}
	}
	if VariantID([]string{"A", "B"}) == VariantID([]string{"AB"}) || VariantID([]string{"A", "B"}) == VariantID([]string{"B", "A"}) {
		t.Error("different sequences have one id")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("periodo=iniziati:2024-01-01/2024-07-01&con=A|B&segue=!A>>B&varianti=top:10&attributo=N:v|w&durata=0..86400.5")
	f.Add("risorsa=!&attributo=:&con=||&periodo=dentro:/2024-01-01T10:00:00.5%2B02:00&durata=-1..&eventi=..-3")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := Parse(text)
		if err != nil {
			return
		}
		if len(a.Durations) > 0 && (a.Durations[0].Min == math.MinInt64 || a.Durations[0].Max == math.MaxInt64) {
			return
		}
		written := a.String()
		b, err := Parse(written)
		if err != nil || b.String() != written {
			t.Fatalf("%q → %q → %q, %v", text, written, b.String(), err)
		}
	})
}
