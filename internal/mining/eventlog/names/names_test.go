package names

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// upper is a decoder that changes some names: those that begin with & lose it
// and are in capitals.
func upper(raw []byte) (string, bool, error) {
	if len(raw) == 0 || raw[0] != '&' {
		return "", false, nil
	}
	return strings.ToUpper(string(raw[1:])), true, nil
}

func dictionary(room *int64) *Dictionary {
	d, seed := new(Dictionary), NewSeed()
	d.Init(room, &seed)
	d.DecodeWith(upper)
	return d
}

// Any names, written in several ways and of every length, are numbered as a
// plain map numbers them, one by one or part by part.
func TestAgainstTheObvious(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raws := rapid.SliceOf(rapid.StringMatching(`&?[aAbB]{0,3}((xyz){0,9}[01]?)`)).Draw(t, "names")
		block := []byte(strings.Join(raws, ""))
		room := int64(1 << 30)
		one, many := dictionary(&room), dictionary(&room)
		var local Local
		local.Reset(many.seed, block)
		known, want, order := map[string]int32{}, []int32{}, []string{}
		locals, at := []uint16{}, 0
		for i, raw := range raws {
			name := raw
			if changed, ok, _ := upper([]byte(raw)); ok {
				name = changed
			}
			if _, ok := known[name]; !ok {
				known[name] = int32(len(order))
				order = append(order, name)
			}
			want = append(want, known[name])
			if id, err := one.ID([]byte(raw)); err != nil || id != want[i] {
				t.Fatalf("%q has number %d (%v), want %d", raw, id, err, want[i])
			}
			slice := block[at : at+len(raw)]
			if i%3 == 0 {
				slice = bytes.Clone(slice) // as where quotes were doubled
			}
			at += len(raw)
			id, ok := local.ID(slice)
			if !ok {
				t.Fatal("no number left")
			}
			locals = append(locals, id)
		}
		ids, err := many.Merge(&local)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range locals {
			if ids[l] != want[i] {
				t.Fatalf("merged, %q has number %d, want %d", raws[i], ids[l], want[i])
			}
		}
		if fmt.Sprint(one.Names()) != fmt.Sprint(order) || fmt.Sprint(many.Names()) != fmt.Sprint(order) {
			t.Fatalf("names %q and %q, want %q", one.Names(), many.Names(), order)
		}
	})
}

func TestManyNames(t *testing.T) {
	room := int64(1 << 30)
	d := dictionary(&room)
	for round := range 2 {
		for i := range 200_000 {
			if id, err := d.ID(fmt.Appendf(nil, "pratica-%d", i)); err != nil || id != int32(i) {
				t.Fatalf("round %d: name %d has number %d (%v)", round, i, id, err)
			}
		}
	}
	var l Local
	seed := NewSeed()
	l.Reset(&seed, nil)
	for i := range NoID {
		if id, ok := l.ID(fmt.Appendf(nil, "%d", i)); !ok || int(id) != i {
			t.Fatalf("name %d has number %d, %v", i, id, ok)
		}
	}
	if _, ok := l.ID([]byte("one more")); ok {
		t.Error("a number was found where there is none left")
	}
	if id, ok := l.ID([]byte("65534")); !ok || id != 65534 {
		t.Errorf("the last name has number %d, %v", id, ok)
	}
}

func TestRoom(t *testing.T) {
	room := int64(3*Cost + 10)
	d := dictionary(&room)
	for i, raw := range []string{"a", "a", "&b", "a"} {
		if _, err := d.ID([]byte(raw)); err != nil {
			t.Fatalf("name %d: %v", i, err)
		}
	}
	if _, err := d.ID([]byte("c")); !errors.Is(err, ErrTooMany) {
		t.Errorf("error %v, want that there are too many", err)
	}
}
