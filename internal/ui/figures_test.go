package ui

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pass/internal/kernel"
)

func TestTermLine(t *testing.T) {
	cases := map[string]struct {
		term TermLineProps
		want []termBar
		due  string
	}{
		"running": {TermLineProps{Total: 40, Spans: []TermSpan{{Days: 10}}}, []termBar{{"0.0%", "25.0%", "corso", "25.0%"}}, "100.0%"},
		"suspended time moves the term": {TermLineProps{Total: 30, Spans: []TermSpan{{Days: 10}, {Days: 10, Suspended: true}, {Days: 5}}},
			[]termBar{{"0.0%", "25.0%", "corso", "25.0%"}, {"25.0%", "25.0%", "sospeso", "50.0%"}, {"50.0%", "12.5%", "corso", "62.5%"}}, "100.0%"},
		"past the term": {TermLineProps{Total: 30, Spans: []TermSpan{{Days: 40}}},
			[]termBar{{"0.0%", "75.0%", "corso", "75.0%"}, {"75.0%", "25.0%", "oltre", "100.0%"}}, "75.0%"},
		"nothing passed": {TermLineProps{Total: 30}, nil, "100.0%"},
		"no term":        {TermLineProps{}, nil, "0.0%"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, c.term.bars()); diff != "" {
				t.Error(diff)
			}
			if got := c.term.dueMark(); got != c.due {
				t.Errorf("term at %s, want %s", got, c.due)
			}
		})
	}
}

func TestBarsStartAtZero(t *testing.T) {
	rows, height := BarChartProps{Target: 40, Bars: []Bar{{Label: "A", Value: 80}, {Label: "B", Value: 20}, {Label: "C", Value: -5},
		{Label: "Un nome molto lungo che va su due righe", Missing: true, Value: 999}}}.layout()
	var widths []string
	for _, r := range rows {
		widths = append(widths, r.Width)
	}
	if want := []string{"100.00%", "25.00%", "0.00%", "100.00%"}; !slices.Equal(widths, want) {
		t.Errorf("widths %v, want %v", widths, want)
	}
	if n := len(rows[3].Lines); n != 2 {
		t.Errorf("the long name takes %d lines", n)
	}
	if last := rows[3].BarY + barHeight; last > height {
		t.Errorf("the last bar ends at %d, the drawing at %d", last, height)
	}
}

func TestEmptyBarChart(t *testing.T) {
	if _, height := (BarChartProps{}).layout(); height < 1 {
		t.Errorf("height %d", height)
	}
}

func TestLineBreaksWhereDataMiss(t *testing.T) {
	c := LineChartProps{Labels: []string{"a", "b", "c", "d"}}
	s := Series{Values: []float64{10, math.NaN(), 5, 0}}
	c.Series = []Series{s}
	if got, want := c.path(s), "M0.0 26.0M666.7 116.0L1000.0 206.0"; got != want {
		t.Errorf("path %q, want %q", got, want)
	}
	if got := len(c.points(s)); got != 3 {
		t.Errorf("%d points, want 3", got)
	}
}

func TestNamesOfLinesDoNotOverlap(t *testing.T) {
	c := LineChartProps{Labels: []string{"a", "b"}, Series: []Series{{Name: "A", Values: []float64{1, 50}}, {Name: "B", Values: []float64{2, 50}}, {Name: "C", Values: []float64{3, 49}}}}
	ls := c.labels()
	if len(ls) != 3 {
		t.Fatalf("%d names", len(ls))
	}
	for i := 1; i < len(ls); i++ {
		if ls[i].at-ls[i-1].at < 17 {
			t.Errorf("%q and %q are %.0f px apart", ls[i-1].Text, ls[i].Text, ls[i].at-ls[i-1].at)
		}
	}
}

func TestRoundUp(t *testing.T) {
	for v, want := range map[float64]float64{0: 1, -3: 1, 0.7: 0.8, 1: 1, 11: 15, 71: 80, 96: 100, 100: 100, 1204: 1500} {
		if got := roundUp(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("roundUp(%v) = %v, want %v", v, got, want)
		}
	}
}

func TestPaginationWindow(t *testing.T) {
	for _, c := range []struct {
		page, pages int
		want        []int
	}{{1, 1, []int{1}}, {1, 3, []int{1, 2, 3}}, {5, 12, []int{1, 0, 4, 5, 6, 0, 12}}, {12, 12, []int{1, 0, 11, 12}}} {
		if got := (PaginationProps{Page: c.page, Pages: c.pages}).window(); !slices.Equal(got, c.want) {
			t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{0: "0 byte", 999: "999 byte", 1000: "1 kB", 12_499: "12 kB", 999_700: "1 MB", 1_240_000: "1,2 MB", 20_000_000: "20 MB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestErrorsOf(t *testing.T) {
	es := ErrorsOf(kernel.Invalid([]kernel.FieldError{{Field: "oggetto", Message: "Manca."}}))
	if got := es.For("oggetto"); got != "Manca." {
		t.Errorf("For = %q", got)
	}
	if got := es.For("altro") + ErrorsOf(errors.New("altro")).For("oggetto"); got != "" {
		t.Errorf("an error for a field that is right: %q", got)
	}
}

func TestFieldID(t *testing.T) {
	for name, want := range map[string]string{"oggetto": "campo-oggetto", "righe[2].data": "campo-righe-2-data"} {
		if got := FieldID(name); got != want {
			t.Errorf("FieldID(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestPublishedFiguresCarryTheirMark(t *testing.T) {
	cited := Cited{Text: "1.204", Value: "1204", Cifra: `richieste-enti/"98"#ricevute`}
	cases := map[string]string{
		"figure":     render(t, Figure(FigureProps{Label: "Ricevute", Value: cited.Text, Data: cited.Value, Cifra: cited.Cifra})),
		"cell":       render(t, DataTable(Table{Columns: []Column{{Text: "n"}}, Rows: []Row{{Cells: []Cell{CitedCell(cited, "di 9")}}}})),
		"sentence":   render(t, Words(Say("Sono arrivate ", cited, "."))),
		"line chart": render(t, LineChart(LineChartProps{Labels: []string{"ott"}, Series: []Series{{Values: []float64{1204}, Cited: []Cited{cited}}}})),
		"bar chart":  render(t, BarChart(BarChartProps{Bars: []Bar{{Label: "Lodi", Value: 1204, Text: "1.204", Cited: &cited}}})),
	}
	for name, markup := range cases {
		t.Run(name, func(t *testing.T) {
			found := elements(parse(t, markup), "data")
			if len(found) != 1 {
				t.Fatalf("%d marked figures in %s", len(found), markup)
			}
			mark, _ := attr(found[0], "data-cifra")
			value, _ := attr(found[0], "value")
			if mark != cited.Cifra || value != cited.Value || text(found[0]) != cited.Text {
				t.Errorf("%q %q %q", mark, value, text(found[0]))
			}
		})
	}
	if got := text(parse(t, cases["sentence"])); got != "Sono arrivate 1.204." {
		t.Errorf("the sentence reads %q", got)
	}
	if unknown := render(t, Words(Say(Cited{Text: "n.d.", Cifra: "x/y#z"}))); unknown != `<data value="" data-cifra="x/y#z">n.d.</data>` {
		t.Error(unknown)
	}
}
