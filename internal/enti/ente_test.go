package enti_test

import (
	"strings"
	"testing"

	"pass/internal/enti"
)

func TestNamesInsideASentence(t *testing.T) {
	for _, tt := range []struct{ nome, il, del string }{
		{"Comune di Lodi", "il Comune di Lodi", "del Comune di Lodi"},
		{"Provincia dell'Aquila", "la Provincia dell'Aquila", "della Provincia dell'Aquila"},
		{"Città metropolitana di Milano", "la Città metropolitana di Milano", "della Città metropolitana di Milano"},
		{"Unione dei Comuni Terre dei Frassini", "l'Unione dei Comuni Terre dei Frassini", "dell'Unione dei Comuni Terre dei Frassini"},
		{"Comunità montana di Valle Trompia", "la Comunità montana di Valle Trompia", "della Comunità montana di Valle Trompia"},
		{"Libero consorzio comunale di Enna", "il Libero consorzio comunale di Enna", "del Libero consorzio comunale di Enna"},
		{"Terre d'Acqua", "l'ente Terre d'Acqua", "dell'ente Terre d'Acqua"},
	} {
		e := enti.Ente{Denominazione: tt.nome}
		uguali(t, tt.nome, e.Il()+", "+e.Del(), tt.il+", "+tt.del)
		uguali(t, tt.nome+" after a", e.Al(), "a"+strings.TrimPrefix(tt.del, "de"))
	}
}

func TestEveryWordForPeopleIsWritten(t *testing.T) {
	for _, s := range enti.Stati {
		if s.Etichetta() == "n.d." {
			t.Errorf("state %s has no label", s)
		}
	}
	for _, k := range enti.Tipi {
		if !k.Valid() || len(enti.Titoli(k)) == 0 {
			t.Errorf("kind %s: %q, titles %v", k, k.Etichetta(), enti.Titoli(k))
		}
	}
	for _, r := range append([]enti.Regola{{Atto: enti.ActCrea}}, enti.Regole...) {
		if r.Atto.Etichetta() == string(r.Atto) && r.Atto != enti.ActApprova && r.Atto != enti.ActRespingi && r.Atto != enti.ActSospendi && r.Atto != enti.ActRiattiva {
			t.Errorf("act %s has no label", r.Atto)
		}
	}
}
