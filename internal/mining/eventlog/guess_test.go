package eventlog

import (
	"io"
	"slices"
	"testing"
)

func TestGuess(t *testing.T) {
	m, missing := Guess([]string{"Note", "Pratica", "Data fine", "Data inizio", "Ufficio"}, Mapping{})
	if want := (Mapping{Case: "Pratica", Timestamp: "Data fine", Start: "Data inizio", Resource: "Ufficio"}); m != want || !slices.Equal(missing, []string{ActivityRole}) {
		t.Errorf("%+v, missing %v", m, missing)
	}
	m, missing = Guess([]string{"Note", "Pratica"}, Mapping{Activity: "Note", Resource: "Chi", Lifecycle: Ignored})
	if m.Activity != "Note" || !slices.Equal(missing, []string{TimestampRole, ResourceRole}) {
		t.Errorf("%+v, missing %v", m, missing)
	}
}

func TestParseTime(t *testing.T) {
	if at, ok := ParseTime("03/04/2024 10:00", nil); !ok || at != 1712138400000000 {
		t.Error(at, ok)
	}
	if _, ok := ParseTime("31/02/2024", nil); ok {
		t.Error("31 February is read")
	}
}

// TestRowError rejects a row that the table itself cannot use.
func TestRowError(t *testing.T) {
	n := 0
	l, err := ReadTable(Rows{Format: XLSX, Header: []string{"case", "activity", "timestamp"}, Next: func() (int, [][]byte, error) {
		switch n++; n {
		case 1:
			return 2, nil, &RowError{"La cella B2 mostra un errore."}
		case 2:
			return 3, [][]byte{[]byte("c"), []byte("a"), []byte("2024-01-01")}, nil
		}
		return 0, nil, io.EOF
	}}, Options{})
	if err != nil || l.Events() != 1 || l.ProblemCount != 1 || l.Problems[0] != (Problem{2, "La cella B2 mostra un errore."}) {
		t.Errorf("%+v %v", l, err)
	}
}
