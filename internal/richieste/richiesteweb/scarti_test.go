package richiesteweb_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"pass/internal/richieste"
)

// TestActsThatFailLeaveNoFile: a file is stored before the act that takes it,
// and whoever sends acts that fail must not fill the disk by them.
func TestActsThatFailLeaveNoFile(t *testing.T) {
	s := nuovoSito(t)
	ente, r := s.di(s.Sindaca), s.Inviata(t)
	bozza := s.Bozza(t, s.Sindaca, s.Lodi.ID)
	modulo := fmt.Sprintf("/richieste/%d/modifica", bozza)
	atto := func(a string) string { return fmt.Sprintf("/richieste/%d/atti/%s", r.ID, a) }
	one := documento{"piano.pdf", pdf("piano")}
	tanti := make([]documento, richieste.MaxDocumentiModulo)
	for i := range tanti {
		tanti[i] = documento{fmt.Sprintf("%d.pdf", i), pdf(fmt.Sprint("contenuto ", i))}
	}
	campi := func(path, action string, set ...string) url.Values {
		v := ente.get(path).campi(action)
		for i := 0; i+1 < len(set); i += 2 {
			v.Set(set[i], set[i+1])
		}
		return v
	}
	request := fmt.Sprintf("/richieste/%d", r.ID)
	for _, c := range []struct {
		name  string
		path  string
		form  url.Values
		ds    []documento
		code  int
		files int // that the store holds more than before
	}{
		{"an act of another role", atto("Rispondi"), campi(request, atto("Scrivi"), "testo", "x"), []documento{one}, 403, 0},
		{"an act that is none", atto("Inventato"), campi(request, atto("Scrivi"), "testo", "x"), []documento{one}, 404, 0},
		{"an old version", atto("Scrivi"), campi(request, atto("Scrivi"), "testo", "x", "versione", "999"), []documento{one}, 409, 0},
		{"no text", atto("Scrivi"), campi(request, atto("Scrivi"), "testo", ""), []documento{one}, 422, 0},
		{"a message", atto("Scrivi"), campi(request, atto("Scrivi"), "testo", "x"), []documento{one}, 303, 1},
		{"a draft", modulo, campi(modulo, modulo, "azione", "bozza"), tanti, 303, len(tanti)},
		{"the same again", modulo, campi(modulo, modulo, "azione", "bozza"), tanti, 303, 0},
		{"one too many", modulo, campi(modulo, modulo, "azione", "bozza"), []documento{one}, 422, 0},
		{"sending with one too many", modulo, campi(modulo, modulo, "azione", "invia"), []documento{one}, 422, 0},
	} {
		before := s.file(t)
		if p := ente.invia(c.path, c.form, c.ds...); p.Code != c.code {
			t.Errorf("%s: %d", c.name, p.Code)
		}
		if n := s.file(t) - before; n != c.files {
			t.Errorf("%s: %d files more, want %d", c.name, n, c.files)
		}
	}
}

// file counts what the store holds.
func (s *sito) file(t *testing.T) int {
	t.Helper()
	keys, err := s.Servizio.Files.Keys(t.Context(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return len(keys)
}
