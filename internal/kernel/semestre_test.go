package kernel

import (
	"encoding/json"
	"testing"
)

func TestSemestre(t *testing.T) {
	for _, c := range []struct{ s, dal, al, testo, dopo string }{
		{"2025-1", "2025-01-01", "2025-06-30", "primo semestre 2025", "2025-2"},
		{"2025-2", "2025-07-01", "2025-12-31", "secondo semestre 2025", "2026-1"},
	} {
		s := MustSemestre(c.s)
		if s.Dal().String() != c.dal || s.Al().String() != c.al || s.InItaliano() != c.testo || s.Add(1).String() != c.dopo || s.Add(1).Add(-1) != s {
			t.Errorf("%s: %s..%s %q, then %s", s, s.Dal(), s.Al(), s.InItaliano(), s.Add(1))
		}
		if !s.Contiene(s.Dal()) || !s.Contiene(s.Al()) || s.Contiene(s.Al().AddDays(1)) || s.Contiene(s.Dal().AddDays(-1)) || s.Contiene(Day{}) {
			t.Errorf("%s holds the wrong days", s)
		}
		if SemestreDi(s.Dal()) != s || SemestreDi(s.Al()) != s || !s.Before(s.Add(1)) || s.Before(s) {
			t.Errorf("%s is not the semester of its days", s)
		}
	}
	var zero Semestre
	if !zero.IsZero() || zero.String() != "" || !zero.Dal().IsZero() || !zero.Al().IsZero() || zero.InItaliano() != "" {
		t.Error("the zero semester is not empty")
	}
	for _, bad := range []string{"2025", "2025-0", "2025-3", "2025-01", "25-1", "2025/1", "1899-1", "2300-1", "duemila", " 2025-1"} {
		if s, err := ParseSemestre(bad); err == nil {
			t.Errorf("%q was read as %s", bad, s)
		}
	}
}

func TestSemestreStored(t *testing.T) {
	s := MustSemestre("2026-2")
	for _, src := range []any{"2026-2", []byte("2026-2")} {
		var got Semestre
		if err := got.Scan(src); err != nil || got != s {
			t.Errorf("from %T: %s, %v", src, got, err)
		}
	}
	var none Semestre
	if err := none.Scan(nil); err != nil || !none.IsZero() {
		t.Errorf("NULL: %s, %v", none, err)
	}
	if err := none.Scan(3); err == nil {
		t.Error("a number was read as a semester")
	}
	if v, err := s.Value(); err != nil || v != "2026-2" {
		t.Errorf("%v, %v", v, err)
	}
	b, err := json.Marshal(map[string]Semestre{"semestre": s})
	if err != nil || string(b) != `{"semestre":"2026-2"}` {
		t.Errorf("%s, %v", b, err)
	}
	var back map[string]Semestre
	if err := json.Unmarshal(b, &back); err != nil || back["semestre"] != s {
		t.Errorf("%v, %v", back, err)
	}
}
