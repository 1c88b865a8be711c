package ocel

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// rows drains a flattened log as "number field|field|…" or "number ! reason".
func rows(f *Flat) (out []string, err error) {
	defer f.Close()
	for {
		n, fields, err := f.Rows.Next()
		var bad *eventlog.RowError
		switch {
		case err == io.EOF:
			return out, nil
		case errors.As(err, &bad):
			out = append(out, fmt.Sprintf("%d ! %s", n, bad.Reason))
		case err != nil:
			return out, err
		default:
			texts := make([]string, len(fields))
			for i, x := range fields {
				texts[i] = string(x)
			}
			out = append(out, fmt.Sprintf("%d %s", n, strings.Join(texts, "|")))
		}
	}
}

// TestValuesOverTime gives an object the value that holds at the time of each
// event; what the event says under the same name stays; an object without the
// attribute does not inherit it from the one before.
func TestValuesOverTime(t *testing.T) {
	const log = `{"objects":[
		{"id":"a","type":"x","attributes":[{"name":"v","time":"2024-01-05T00:00:00Z","value":"late"},{"name":"v","time":"2024-01-03T00:00:00+00:00","value":"first"}]},
		{"id":"b","type":"x"}],
	"events":[
		{"id":"1","type":"A","time":"2024-01-01T00:00:00Z","relationships":[{"objectId":"a"},{"objectId":"b"}]},
		{"id":"2","type":"A","time":"2024-01-04T00:00:00Z","relationships":[{"objectId":"a"}]},
		{"id":"3","type":"A","time":"2024-01-05T00:00:00Z","relationships":[{"objectId":"a"}]},
		{"id":"4","type":"A","time":"2024-01-06T00:00:00Z","attributes":[{"name":"case:v","value":"own"},{"name":"concept:name","value":"no role"}],"relationships":[{"objectId":"b"},{"objectId":"a"}]}]}`
	f, err := Flatten(JSON, []byte(log), eventlog.Options{Attributes: []string{eventlog.AllAttributes}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(f.Rows.Header, []string{CaseColumn, ActivityColumn, TimeColumn, "case:v"}) {
		t.Errorf("%q", f.Rows.Header)
	}
	got, err := rows(f)
	want := []string{"1 a|A|2024-01-01T00:00:00Z|first", "1 b|A|2024-01-01T00:00:00Z|", "2 a|A|2024-01-04T00:00:00Z|first", "3 a|A|2024-01-05T00:00:00Z|late",
		"4 b|A|2024-01-06T00:00:00Z|own", "4 a|A|2024-01-06T00:00:00Z|own"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q %v", got, err)
	}
}

// FuzzFlatten reads any text in both forms of text.
func FuzzFlatten(f *testing.F) {
	f.Add(`{"eventTypes":[{"name":"A","attributes":[{"name":"v"}]}],"objects":[{"id":"a","type":"x","attributes":[{"name":"v","time":"2024-01-05T00:00:00Z","value":1}]}],"events":[{"id":"1","type":"A","time":"2024","attributes":[{"name":"v","value":null}],"relationships":[{"objectId":"a"}]}]}`)
	f.Add(`<log><objects><object id="a" type="x"><attributes><attribute name="v" time="">1</attribute></attributes></object></objects><events><event id="1" type="A" time="2024"><objects><relationship object-id="a"/></objects></event></events></log>`)
	f.Fuzz(func(t *testing.T, text string) {
		form := JSON
		if strings.HasPrefix(strings.TrimSpace(text), "<") {
			form = XML
		}
		opts := eventlog.Options{Attributes: []string{eventlog.AllAttributes}, MaxNames: 1 << 20}
		flat, err := Flatten(form, []byte(text), opts)
		var k *kernel.Error
		if err == nil {
			_, err = rows(flat)
		}
		if err != nil && !errors.As(err, &k) {
			t.Fatalf("an error for nobody: %v", err)
		}
	})
}
