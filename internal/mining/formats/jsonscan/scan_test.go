package jsonscan

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strconv"
	"strings"
	"testing"
)

// build reads any value with the walks, as encoding/json does.
func build(s *Scanner) (any, error) {
	k, err := s.Peek()
	if err != nil {
		return nil, err
	}
	switch k {
	case Object:
		out := map[string]any{}
		return out, s.Object(func(key []byte) error {
			name := string([]rune(string(key)))
			v, err := build(s)
			out[name] = v
			return err
		})
	case Array:
		out := []any{}
		err := s.Array(func() error {
			v, err := build(s)
			out = append(out, v)
			return err
		})
		return out, err
	}
	text, err := s.Text()
	switch {
	case err != nil || k == Null:
		return nil, err
	case k == Bool:
		return string(text) == "true", nil
	case k == Number:
		x, err := strconv.ParseFloat(string(text), 64)
		if math.IsInf(x, 0) {
			err = ErrSyntax // encoding/json refuses them too
		}
		return x, err
	}
	return string([]rune(string(text))), nil // each wrong byte becomes U+FFFD
}

var seeds = []string{`{}`, `[]`, `{"a":[1,-2.5e3,true,false,null,"x\"\\\/\b\f\n\r\t\u00e0\ud83d\ude00"],"b":{"c":{}}}`, ` [ 1 , [ ] , { "k" : "v" } ] `,
	`"\ud800"`, `"\ud800\u0041"`, `[1,]`, `{"a"}`, `{"a":1,}`, `[`, `"`, `"\`, `"\u12"`, `01`, `-`, `1.`, `1e`, `tru`, `[NaN]`, ``, `{"a":1]`}

// FuzzScanner compares with encoding/json whatever that one accepts, and the
// two ways to pass over a value with one another.
func FuzzScanner(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 10_000 {
			return
		}
		s := &Scanner{Data: []byte(text)}
		got, err := build(s)
		read := err == nil && s.End()
		skipper := &Scanner{Data: []byte(text)}
		skipped := skipper.Skip() == nil && skipper.End()
		if read && !skipped {
			t.Fatalf("read but not skipped: %q", text)
		}
		var want any
		if json.Unmarshal([]byte(text), &want) != nil {
			return
		}
		if !read || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %v %v, want %v", text, got, err, want)
		}
	})
}

func TestNotJSON(t *testing.T) {
	for _, text := range seeds[6:] {
		s := &Scanner{Data: []byte(text)}
		_, err := build(s)
		if lenient := text == "[NaN]" || text == "01"; (err == nil) != lenient {
			t.Errorf("%q: %v", text, err)
		}
	}
	deep := &Scanner{Data: []byte(strings.Repeat("[", 1<<20))}
	if err := deep.Skip(); !errors.Is(err, ErrDeep) {
		t.Errorf("deep: %v", err)
	}
	deep = &Scanner{Data: []byte(strings.Repeat("[", 1<<20))}
	if _, err := build(deep); !errors.Is(err, ErrDeep) {
		t.Errorf("deep: %v", err)
	}
}
