package eventlog

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
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
	for _, slice := range publicSlices(f, "bpic2012_W_start_end.csv.gz") {
		f.Add(slice)
	}
	f.Fuzz(fuzzRead)
}

// publicSlices are the beginnings of public logs, none where the test data are
// not beside the checkout.
func publicSlices(f *testing.F, files ...string) (slices [][]byte) {
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return nil
	}
	for _, name := range files {
		file, err := os.Open(filepath.Join(dir, "logs", name))
		if err != nil {
			f.Fatal(err)
		}
		z, err := gzip.NewReader(file)
		if err != nil {
			f.Fatal(err)
		}
		head, err := io.ReadAll(io.LimitReader(z, 200<<10))
		file.Close()
		if err != nil {
			f.Fatal(err)
		}
		if i := bytes.Index(head, []byte("<trace")); i >= 0 { // some traces, without what stands before
			traces := head[i:]
			traces = traces[:min(len(traces), 6000)]
			if end := bytes.LastIndex(traces, []byte("</trace>")); end > 0 {
				traces = traces[:end+len("</trace>")]
			}
			head = append(append([]byte("<log>\n"), traces...), "</log>"...)
		} else {
			head = head[:2000]
		}
		slices = append(slices, head)
	}
	return slices
}

func FuzzReadXES(f *testing.F) {
	for _, s := range []string{tinyXES, "<log>" + trace("1", event("&#x41;", "2024-01-01")) + "</log>", "<log><!--x--><![CDATA[]]>" + trace("1") + event("A", "2024-01-01") + "</log>",
		`<?xml version="1.0" encoding="latin1"?><x:log><trace>` + event("\xe0", "2024-01-01") + `<int key="concept:name" value='1'></int></trace></x:log>`,
		"<!DOCTYPE log []><log/>"} {
		f.Add([]byte(s))
	}
	for _, slice := range publicSlices(f, "running_example.xes.gz", "receipt_wabo.xes.gz", "roadtraffic100traces.xes.gz", "bpic2015_1_phases.xes.gz") {
		f.Add(slice)
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
