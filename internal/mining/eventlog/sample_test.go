package eventlog

import (
	"reflect"
	"testing"
)

func TestSampleCSV(t *testing.T) {
	for name, c := range map[string]struct {
		head     string
		complete bool
		want     CSVSample
	}{
		"windows": {"sep=;\r\nPratica;Attivit\xe0\r\n1;\"a;b\"\r\n2;c", true, CSVSample{Delimiter: ';', Windows1252: true, Header: []string{"Pratica", "Attività"}, Rows: [][]string{{"1", "a;b"}, {"2", "c"}}}},
		"broken":  {"\xef\xbb\xbfa,b\n1,2\n\n3,\"4", false, CSVSample{Delimiter: ',', Header: []string{"a", "b"}, Rows: [][]string{{"1", "2"}}}},
		"most":    {"a|b\r1|2\r3|4\r5|6\r", true, CSVSample{Delimiter: '|', Header: []string{"a", "b"}, Rows: [][]string{{"1", "2"}, {"3", "4"}}}},
	} {
		got, err := SampleCSV([]byte(c.head), c.complete, 2, Options{})
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	if _, err := SampleCSV([]byte("\n\n"), true, 2, Options{}); err == nil {
		t.Error("nothing is read as something")
	}
}

// TestQuotedReturn keeps a carriage return that stands inside quotes at the
// end of a line.
func TestQuotedReturn(t *testing.T) {
	got, err := SampleCSV([]byte("a,b\r\n1,\"2\r\"\r\n\"3\r\",4\r"), true, 9, Options{})
	if want := [][]string{{"1", "2\r"}, {"3\r", "4"}}; err != nil || !reflect.DeepEqual(got.Rows, want) {
		t.Errorf("%q %v", got.Rows, err)
	}
}
