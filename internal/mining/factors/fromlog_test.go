package factors

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pass/internal/mining/eventlog"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
)

// register makes the log of a small office: practices with three to six dates,
// whose duration has nothing to do with what happens in them, when they start
// or what they are about; slow is what the type "vincolata" multiplies it by.
func register(rng *stats.RNG, practices int, slow float64) *eventlog.Log {
	l := &eventlog.Log{
		Start:      []int32{0},
		Activities: []string{"Presentazione", "Esame", "Richiesta integrazioni", "Ricezione integrazioni", "Richiesta parere", "Rilascio"},
		Resources:  []string{"Anna", "Bruno", "Carla"},
		Attributes: []eventlog.Attribute{
			{Name: "tipo", Values: []string{"libera", "vincolata"}},
			{Name: "metri quadri"},
			{Name: "protocollo"},
		},
	}
	for m := range 300 {
		l.Attributes[1].Values = append(l.Attributes[1].Values, fmt.Sprint(m+20))
	}
	for c := range practices {
		kind, size, who := int32(rng.Intn(2)), int32(rng.Intn(300)), int32(rng.Intn(4))-1
		l.Attributes[2].Values = append(l.Attributes[2].Values, fmt.Sprint("PG/", c))
		days := rng.LogNormal(4, 0.6)
		if kind == 1 {
			days *= slow
		}
		start := float64(19700 + 3*c)
		path := []int32{0, 1, 5}
		if rng.Intn(2) == 0 {
			path = slices.Insert(path, 2, 2, 3)
		}
		if rng.Intn(3) == 0 {
			path = slices.Insert(path, 2, 4)
		}
		for i, a := range path {
			at := start + float64(i)/float64(len(path)-1)*days
			l.Case, l.Activity, l.Resource = append(l.Case, int32(c)), append(l.Activity, a), append(l.Resource, who)
			l.Lifecycle, l.Row = append(l.Lifecycle, eventlog.None), append(l.Row, int32(len(l.Row)+1))
			l.Time = append(l.Time, int64(at)*86400e6) // whole days: many are equal
			for j, v := range []int32{kind, size, int32(c)} {
				l.Attributes[j].Column = append(l.Attributes[j].Column, v)
			}
		}
		l.Cases = append(l.Cases, fmt.Sprint("P", c))
		l.Start = append(l.Start, int32(len(l.Time)))
	}
	return l
}

var kinds = []steps.Kind{steps.Receipt, steps.Work, steps.SuspensionStart, steps.SuspensionEnd, steps.OtherBodyStart, steps.ExpressEnd}

func findIn(l *eventlog.Log, seed uint64) *Result {
	v := l.All()
	return Find(Durations(v), v.Kept, FromView(v, LogOptions{Kinds: kinds}), Options{Seed: seed})
}

// TestRegisters: of a thousand logs of small offices in which nothing goes with
// delay, at most one in twenty shows anything; the type that slows is found in
// most of those where it is planted.
func TestRegisters(t *testing.T) {
	rng, findings, tested := stats.NewRNG(31), 0, 0
	const runs = 1000
	for run := range runs {
		r := findIn(register(rng, 25+run%30, 1), uint64(run))
		tested += r.Tested
		if r.Found > 0 {
			findings++
		}
	}
	if tested < 8*runs {
		t.Errorf("only %d factors were tested in %d runs", tested, runs)
	}
	if findings > runs*5/100 {
		t.Errorf("%d of %d runs find something that is not there", findings, runs)
	}
	found, first := 0, 0
	const planted = 100
	for run := range planted {
		r := findIn(register(rng, 50, 3), uint64(run))
		if f := r.Findings[0]; f.Found && f.Factor.Name == "tipo" {
			found++
			if f.Levels[0].Value == "vincolata" && f.Levels[0].Found && f.Levels[0].Interval.Low > 0 {
				first++
			}
		}
	}
	if found < planted*3/4 || first < found*9/10 {
		t.Errorf("of %d runs the type is found in %d and its slow value in %d", planted, found, first)
	}
}

// TestFromView looks at the factors themselves.
func TestFromView(t *testing.T) {
	l := register(stats.NewRNG(32), 40, 1)
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	l.Time[0] = time.Date(2024, 6, 30, 22, 30, 0, 0, time.UTC).UnixMicro() // July, and Monday, in Rome
	for i := 1; i < int(l.Start[1]); i++ {
		l.Time[i] = l.Time[0]
	}
	v := l.All()
	factors := FromView(v, LogOptions{Zone: rome, Kinds: kinds})
	value := func(k Kind, name string, place int) string {
		for _, f := range factors {
			if f.Kind == k && f.Name == name {
				if len(f.Of) != 40 {
					t.Fatalf("%s: %d values", k, len(f.Of))
				}
				if f.Of[place] == None {
					return "-"
				}
				return f.Values[f.Of[place]]
			}
		}
		t.Fatalf("no factor %s %s", k, name)
		return ""
	}
	has := func(place int, a int32) bool {
		return slices.Contains(l.Activity[l.Start[place]:l.Start[place+1]], a)
	}
	for k, want := range map[Kind]string{Weekday: "1", Month: "7", Period: "2024-2", FirstStep: "Presentazione"} {
		if got := value(k, "", 0); got != want {
			t.Errorf("%s = %q, want %q", k, got, want)
		}
	}
	for place := range 40 {
		want := map[bool]string{true: "1", false: "0"}
		if got := value(Suspended, "", place); got != want[has(place, 2)] {
			t.Errorf("practice %d suspended %s times", place, got)
		}
		if got := value(OtherBody, "", place); got != want[has(place, 4)] {
			t.Errorf("practice %d asked %s opinions", place, got)
		}
		if got, r := value(Resource, "", place), l.Resource[l.Start[place]]; r < 0 && got != "-" || r >= 0 && got != l.Resources[r] {
			t.Errorf("practice %d is of %s", place, got)
		}
		yes := map[bool]string{true: "yes", false: "no"}
		if got := value(Happened, "Ricezione integrazioni", place); got != yes[has(place, 3)] {
			t.Errorf("practice %d: %s", place, got)
		}
	}
	checkPresences(t, factors)
}

// checkPresences: activities that always come together are one factor.
func checkPresences(t *testing.T, factors []Factor) {
	t.Helper()
	for _, f := range factors {
		switch {
		case f.Kind == Happened && f.Name == "Ricezione integrazioni" && !slices.Equal(f.Also, []string{"Richiesta integrazioni"}):
			t.Errorf("what always comes along with it: %v", f.Also)
		case f.Kind == Happened && !f.During, f.Kind == Column && f.During:
			t.Errorf("%s %s: before or during?", f.Kind, f.Name)
		case f.Kind == Happened && (f.Name == "Esame" || f.Name == "Richiesta integrazioni"):
			t.Errorf("%s is no factor of its own", f.Name)
		}
	}
}

// TestClasses cuts numbers into classes that cover all of them.
func TestClasses(t *testing.T) {
	l := register(stats.NewRNG(33), 60, 1)
	v := l.All()
	f := column(v, &l.Attributes[1], 10)
	count := make([]int, len(f.Values))
	for _, id := range f.Of {
		count[id]++
	}
	if len(f.Values) != 4 || slices.Min(count) < 10 || !f.Ordered {
		t.Errorf("classes %v of %v cases", f.Values, count)
	}
	low := f.Of[slices.IndexFunc(v.Kept, func(c int32) bool { return l.Attributes[1].Values[l.Attributes[1].OfCase(l, c)] == smallest(l) })]
	if low != 0 || f.Values[0][:len(smallest(l))] != smallest(l) {
		t.Errorf("the smallest, %s, is in class %d of %v", smallest(l), low, f.Values)
	}
	if f = column(v, &l.Attributes[2], 10); len(f.Values) != 60 || f.Ordered {
		t.Error("a protocol number is no number")
	}
	// A column of two numbers stays as it is, and so does one with few cases.
	l.Attributes[0].Values = []string{"1", "2"}
	if f = column(v, &l.Attributes[0], 10); len(f.Values) != 2 {
		t.Errorf("%v", f.Values)
	}
	if f = column(v, &l.Attributes[1], 31); f.Ordered {
		t.Errorf("classes of too few: %v", f.Values)
	}
}

// smallest is the least number of the second column.
func smallest(l *eventlog.Log) string {
	least := slices.Min(l.Attributes[1].Column)
	return l.Attributes[1].Values[least]
}

// TestOneCase goes through a log of one practice and an empty one.
func TestOneCase(t *testing.T) {
	if r := findIn(register(stats.NewRNG(34), 1, 1), 1); r.NotKnown != TooFewCases || r.Found != 0 {
		t.Errorf("%+v", r)
	}
	if r := findIn(register(stats.NewRNG(34), 0, 1), 1); r.NotKnown != TooFewCases || r.Cases != 0 {
		t.Errorf("%+v", r)
	}
}
