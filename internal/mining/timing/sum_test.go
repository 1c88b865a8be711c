package timing

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"testing"

	"pass/internal/mining/stats"
	"pass/internal/termini"
)

func TestSumsAreExact(t *testing.T) {
	r := stats.NewRNG(4)
	var s Sum
	want := new(big.Int)
	for range 20_000 {
		v := int64(r.Uint64())
		s.add(v)
		want.Add(want, big.NewInt(v))
		text, err := s.MarshalText()
		if err != nil || string(text) != want.String() {
			t.Fatalf("the sum is %s, want %s", text, want)
		}
		var back Sum
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Fatalf("%s is read back as %v, %v", text, back, err)
		}
		if n, ok := s.Micros(); ok != want.IsInt64() || ok && n != want.Int64() {
			t.Fatalf("%s as 64 bits is %d, %v", want, n, ok)
		}
		if f, _ := new(big.Float).SetInt(want).Float64(); math.Abs(s.Seconds()-f/1e6) > 1e-12*math.Abs(f) {
			t.Fatalf("%s is %v seconds", want, s.Seconds())
		}
		if s.Plus(negative(s)) != (Sum{}) {
			t.Fatalf("%s minus itself is not nothing", want)
		}
	}
	for _, bad := range []string{"", "x", "1.5", "1" + string(bytes.Repeat([]byte("0"), 40))} {
		if new(Sum).UnmarshalText([]byte(bad)) == nil {
			t.Errorf("%q is read as a sum", bad)
		}
	}
}

// TestResultsCanBeKept writes and reads the results as a cache does.
func TestResultsCanBeKept(t *testing.T) {
	l, _ := planted(3, 100)
	v := l.All()
	split := Split(v, SplitOptions{Kinds: kindsOf(l), Term: termini.Termine{N: 30}, Now: instant("2024-06-01")})
	flow := Flows(v, FlowOptions{})
	_, queues := Queues(v, FlowOptions{})
	_, starts := EstimateStarts(l, StartOptions{})
	for _, x := range []any{split, Causes(v, CauseOptions{}), Batches(v, BatchOptions{}), flow, &queues, starts} {
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatalf("%T: %v", x, err)
		}
		back := reflect.New(reflect.TypeOf(x).Elem()).Interface()
		if err := json.Unmarshal(b, back); err != nil || !reflect.DeepEqual(x, back) {
			t.Errorf("%T is not read back from JSON: %v", x, err)
		}
		var buf bytes.Buffer
		if _, days := x.(*Flow); days || x == any(split) {
			continue // kernel.Day speaks JSON only
		}
		if err := gob.NewEncoder(&buf).Encode(x); err != nil {
			t.Errorf("%T: gob: %v", x, err)
		}
	}
}

func TestCodesAreTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range AllParts() {
		seen[p.String()] = true
	}
	for _, c := range AllCauses() {
		seen[c.String()] = true
	}
	for k := Simultaneous; k <= Concurrent; k++ {
		seen[k.String()] = true
	}
	if len(seen) != 5+6+3 || seen["unknown"] || Part(9).String() != "unknown" {
		t.Errorf("the codes are %v", seen)
	}
}
