package performance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/termini"
)

// comune is the calendar of a town whose patron saint is on 24 June, and hours
// that are open in the hour that summer time skips.
func comune(t testing.TB) (*termini.Calendario, *termini.Orario) {
	cal := termini.Nazionale().ConPatrono(time.June, 24)
	morning := termini.Fascia{Dalle: 8 * time.Hour, Alle: 13 * time.Hour}
	hours, err := termini.NewOrario(cal, map[time.Weekday][]termini.Fascia{
		time.Monday: {morning}, time.Tuesday: {morning, {Dalle: 14*time.Hour + 30*time.Minute, Alle: 17 * time.Hour}},
		time.Wednesday: {morning}, time.Thursday: {morning}, time.Friday: {morning, {Dalle: 20 * time.Hour, Alle: 24 * time.Hour}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return cal, hours
}

// TestCalendarAgainstTermini compares lengths between random instants with
// those of termini, one by one.
func TestCalendarAgainstTermini(t *testing.T) {
	cal, hours := comune(t)
	rapid.Check(t, func(rt *rapid.T) {
		instant := rapid.Int64Range(time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC).Unix())
		var at [2]int64
		for i := range at {
			at[i] = instant.Draw(rt, "instant") * 1_000_000
			if rapid.Bool().Draw(rt, "midnight") {
				at[i] = kernel.InstantOf(time.UnixMicro(at[i])).Day().Start().Time().UnixMicro()
			}
		}
		from, to := min(at[0], at[1]), max(at[0], at[1])
		l := &eventlog.Log{Time: []int64{from, to}, Start: []int32{0, 2}, Case: []int32{0, 0}, Cases: []string{"1"}}
		c, err := NewCalendar(l, nil, cal, hours)
		if err != nil {
			rt.Fatal(err)
		}
		a, b := kernel.InstantOf(time.UnixMicro(from)), kernel.InstantOf(time.UnixMicro(to))
		for _, x := range []struct {
			m    Measure
			want int64
		}{
			{Elapsed, to - from}, {CalendarDays, int64(b.Day().DaysSince(a.Day()))}, {WorkingDays, int64(cal.GiorniLavorativi(a.Day(), b.Day()))},
			{OfficeHours, hours.Durata(a, b).Microseconds()},
		} {
			if got := c.Between(x.m, from, to); got != x.want {
				rt.Fatalf("%s from %s to %s: %d, want %d", x.m, a.Time(), b.Time(), got, x.want)
			}
		}
	})
}

// tre is one practice around a weekend, the change of the clock and the patron
// saint, and one of a single day.
const tre = `case,activity,timestamp
1,Domanda,2024-03-29T12:00:00+01:00
1,Parere,2024-04-02T09:00:00+02:00
1,Rilascio,2024-06-25T15:00:00+02:00
2,Domanda,2024-06-21T21:00:00+02:00
2,Rilascio,2024-06-21T23:30:00+02:00
`

func TestCalendarDurations(t *testing.T) {
	cal, hours := comune(t)
	l := read(t, tre)
	c, err := NewCalendar(l, nil, cal, hours)
	if err != nil {
		t.Fatal(err)
	}
	// Friday 29 March 12:00 – Tuesday 2 April 9:00, Easter Monday between: one
	// working day; 1 hour + 4 of the evening + 1 on Tuesday are open. Summer time
	// begins between, so that 93 hours of the clock are 92.
	for m, want := range map[Measure]string{
		Elapsed: "331200 7279200 9000", CalendarDays: "4 84 0", WorkingDays: "1 57 0", OfficeHours: "21600 " + fmt.Sprint(office(hours)) + " 9000",
	} {
		s, err := c.Durations(l.All(), m, 2)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, e := range s.Transitions {
			got[e.From+e.To] = e.Sum
		}
		if text := fmt.Sprintf("%v %v %v", int64(got["DomandaParere"]), int64(got["ParereRilascio"]), int64(got["DomandaRilascio"])); text != want {
			t.Errorf("%s: %s, want %s", m, text, want)
		}
		if total := got["DomandaParere"] + got["ParereRilascio"] + got["DomandaRilascio"]; s.CaseDurations.Sum != total || s.CaseDurations.Count != 2 || s.Zone != "Europe/Rome" {
			t.Errorf("%s: cases %+v, transitions make %v", m, s.CaseDurations, total)
		}
	}
	if l.Time[0] != time.Date(2024, 3, 29, 11, 0, 0, 0, time.UTC).UnixMicro() {
		t.Error("the log changed")
	}
}

// office is the second transition of tre, counted by termini.
func office(hours *termini.Orario) int64 {
	from := time.Date(2024, 4, 2, 9, 0, 0, 0, kernel.Rome)
	to := time.Date(2024, 6, 25, 15, 0, 0, 0, kernel.Rome)
	return int64(hours.Durata(kernel.InstantOf(from), kernel.InstantOf(to)).Seconds())
}

func TestCalendarLimits(t *testing.T) {
	cal, _ := comune(t)
	l := read(t, tre)
	c, err := NewCalendar(l, time.UTC, cal, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Durations(l.All(), OfficeHours, 0); !errors.Is(err, ErrNotKnown) {
		t.Errorf("office hours of no office: %v", err)
	}
	if s, err := c.Durations(l.All(), CalendarDays, 0); err != nil || s.Zone != "UTC" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := NewCalendar(read(t, "case,activity,timestamp\n1,A,1001-01-01\n1,B,2001-01-01\n"), nil, nil, nil); !errors.Is(err, ErrTooLong) {
		t.Errorf("a thousand years: %v", err)
	}
	empty := &eventlog.Log{Start: []int32{0}}
	c, err = NewCalendar(empty, nil, cal, nil)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := c.Durations(empty.All(), WorkingDays, 0); err != nil || s.CaseDurations.Count != 0 {
		t.Errorf("empty log: %+v, %v", s, err)
	}
}

// TestCalendarSame wants the same figures with hidden activities and any number
// of threads.
func TestCalendarSame(t *testing.T) {
	cal, hours := comune(t)
	l := planted(20_000)
	c, err := NewCalendar(l, nil, cal, hours)
	if err != nil {
		t.Fatal(err)
	}
	hidden := make([]bool, len(l.Activities))
	hidden[5] = true
	v := &eventlog.View{Log: l, Hidden: hidden}
	for id := range l.Cases {
		for _, a := range l.Activity[l.Start[id]:l.Start[id+1]] {
			if a != 5 {
				v.Kept = append(v.Kept, int32(id))
				break
			}
		}
	}
	for _, m := range []Measure{Elapsed, CalendarDays, WorkingDays, OfficeHours} {
		var want []byte
		for _, threads := range []int{1, 2, 7} {
			s, err := c.Durations(v, m, threads)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if !bytes.Equal(got, want) {
				t.Fatalf("%s: %d threads count otherwise", m, threads)
			}
		}
	}
}

func TestGranularity(t *testing.T) {
	days := "case,activity,timestamp\n"
	for i := range 40 {
		days += fmt.Sprintf("%d,A,%s\n", i%7, time.Date(2024, 3, 1+i, 0, 0, 0, 0, kernel.Rome).Format(time.RFC3339))
	}
	for name, c := range map[string]struct {
		text string
		want Granularity
	}{
		"Italian days":      {days, Granularity{40, 40, "Europe/Rome", 1, true}},
		"days without zone": {"case,activity,timestamp\n1,A,2024-07-01\n1,B,2024-07-03\n", Granularity{2, 2, "UTC", 1, true}},
		"instants":          {tre, Granularity{5, 0, "UTC", 0, false}},
		"mixed":             {"case,activity,timestamp\n1,A,2024-07-01\n1,B,2024-07-03T10:00\n", Granularity{2, 1, "UTC", 0.5, false}},
	} {
		got, err := GranularityOf(read(t, c.text).All())
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, c.want)
		}
		if want := map[bool]Measure{true: CalendarDays, false: Elapsed}[c.want.Days]; got.Choose() != want {
			t.Errorf("%s: chooses %s", name, got.Choose())
		}
	}
	// Italian days across the change of the clock: an hour less as instants.
	l := read(t, "case,activity,timestamp\n1,A,2024-03-30T00:00:00+01:00\n1,B,2024-04-01T00:00:00+02:00\n")
	c, err := NewCalendar(l, kernel.Rome, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Durations(l.All(), CalendarDays, 0)
	if err != nil || s.CaseDurations.Sum != 2 || math.Abs(Summarize(l.All(), 0).CaseDurations.Sum-47*3600) > 1e-9 {
		t.Errorf("%+v, %v", s, err)
	}
	if !strings.Contains(ErrTooLong.Error(), "200") {
		t.Error("the error does not say the limit")
	}
}

func BenchmarkCalendar(b *testing.B) {
	cal, hours := comune(b)
	l := planted(1_000_000)
	for _, m := range []Measure{CalendarDays, WorkingDays, OfficeHours} {
		b.Run(string(m), func(b *testing.B) {
			for b.Loop() {
				c, err := NewCalendar(l, nil, cal, hours)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := c.Durations(l.All(), m, 0); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestCalendarSummarize: both at once are the same as one at a time, whatever
// is hidden, and a begun work before the first event is within the calendar.
func TestCalendarSummarize(t *testing.T) {
	cal, hours := comune(t)
	l := read(t, tre)
	c, err := NewCalendar(l, nil, cal, hours)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range [][]bool{nil, {false, true, false}} {
		v := l.All()
		v.Hidden = hidden
		for _, m := range []Measure{WorkingDays, OfficeHours} {
			s, d, err := c.Summarize(v, m, 2)
			if err != nil {
				t.Fatal(err)
			}
			wantD, err := c.Durations(v, m, 1)
			if err != nil {
				t.Fatal(err)
			}
			if want := Summarize(v, 1); asJSON(t, s) != asJSON(t, want) || asJSON(t, d) != asJSON(t, wantD) {
				t.Errorf("%s, hidden %v:\n%s\n%s", m, hidden, asJSON(t, s), asJSON(t, want))
			}
			for i := range s.Transitions {
				if s.Transitions[i].From != d.Transitions[i].From || s.Transitions[i].To != d.Transitions[i].To {
					t.Errorf("%s: transition %d is in another place", m, i)
				}
			}
		}
	}
	l.Begin = []int64{l.Time[0] - 7*microsPerDay, eventlog.NoTime, eventlog.NoTime, eventlog.NoTime, eventlog.NoTime}
	if c, err = NewCalendar(l, nil, cal, hours); err != nil {
		t.Fatal(err)
	}
	if got := c.Between(WorkingDays, l.Begin[0], l.Time[0]); got != 5 {
		t.Errorf("from a week before the first event: %d working days", got)
	}
}

func asJSON(t *testing.T, x any) string {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
