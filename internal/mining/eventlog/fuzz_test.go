package eventlog

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"pass/internal/kernel"
)

// fuzzOptions keep hostile inputs small.
var fuzzOptions = Options{MaxBytes: 1 << 20, MaxRecord: 4 << 10, MaxDepth: 20, MaxEvents: 10_000}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{tinyCSV, "\ufeffcase;activity;timestamp\r\n1;A;31/03/2024 02:30\r\n", "sep=|\ncase|activity|date\n1|\"a\"\"b\"c|2024-01-01\n",
		"case,activity,timestamp\n1,\"A\n2,B,2024-01-01\n", "pratica\tfase\tdata\n\xe0\t\x80\t1.2.2024\n", "case,activity,timestamp\r1,A,2024-01-01\r"} {
		f.Add([]byte(s))
	}
	f.Fuzz(fuzzRead)
}

func FuzzReadXES(f *testing.F) {
	for _, s := range []string{tinyXES, "<log>" + trace("1", event("&#x41;", "2024-01-01")) + "</log>", "<log><!--x--><![CDATA[]]>" + trace("1") + event("A", "2024-01-01") + "</log>",
		`<?xml version="1.0" encoding="latin1"?><x:log><trace>` + event("\xe0", "2024-01-01") + `<int key="concept:name" value='1'></int></trace></x:log>`,
		"<!DOCTYPE log []><log/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(fuzzRead)
}

// fuzzRead asks that any bytes give a sound Log or an error for people, and
// the same ones however the bytes come.
func fuzzRead(t *testing.T, data []byte) {
	l, err := Read(bytes.NewReader(data), fuzzOptions)
	slow, slowErr := Read(iotest.OneByteReader(bytes.NewReader(data)), fuzzOptions)
	if !reflect.DeepEqual(l, slow) || (err == nil) != (slowErr == nil) {
		t.Fatalf("whole: %v, byte by byte: %v", err, slowErr)
	}
	sameInBlocks(t, data, fuzzOptions)
	if err != nil {
		var k *kernel.Error
		if !errors.As(err, &k) || k.Code != kernel.NonValido || k.Message == "" {
			t.Fatalf("error %v has no message for people", err)
		}
		return
	}
	checkLog(t, l)
	for _, p := range l.Problems {
		if p.Row < 1 || p.Reason == "" || !utf8.ValidString(p.Reason) {
			t.Fatalf("problem %v", p)
		}
	}
}
