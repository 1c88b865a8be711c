package anagrafe_test

import (
	"testing"

	"pass/internal/enti/anagrafe"
)

func TestClasseDi(t *testing.T) {
	for _, tt := range []struct {
		abitanti int
		want     anagrafe.ClassePopolazione
		label    string
	}{
		{0, anagrafe.ClasseIgnota, "n.d."},
		{1, anagrafe.ClasseMeno1000, "Meno di 1.000 abitanti"},
		{999, anagrafe.ClasseMeno1000, "Meno di 1.000 abitanti"},
		{1000, anagrafe.ClasseMeno3000, "Da 1.000 a 2.999 abitanti"},
		{4999, anagrafe.ClasseMeno5000, "Da 3.000 a 4.999 abitanti"},
		{5000, anagrafe.ClasseMeno10000, "Da 5.000 a 9.999 abitanti"},
		{19999, anagrafe.ClasseMeno20000, "Da 10.000 a 19.999 abitanti"},
		{59999, anagrafe.ClasseMeno60000, "Da 20.000 a 59.999 abitanti"},
		{60000, anagrafe.ClasseMeno100000, "Da 60.000 a 99.999 abitanti"},
		{1354196, anagrafe.ClasseOltre100000, "100.000 abitanti e oltre"},
	} {
		got := anagrafe.ClasseDi(anagrafe.Popolazione{Abitanti: tt.abitanti})
		if got != tt.want || got.Etichetta() != tt.label {
			t.Errorf("%d: %s (%s), want %s (%s)", tt.abitanti, got, got.Etichetta(), tt.want, tt.label)
		}
	}
}

func TestClassiCoverEveryComune(t *testing.T) {
	known := map[anagrafe.ClassePopolazione]int{}
	for _, c := range anagrafe.Classi() {
		known[c] = 0
	}
	comuni, _, _ := anagrafe.Base()
	for _, c := range comuni {
		k := anagrafe.ClasseDi(c.Popolazione)
		if _, ok := known[k]; !ok {
			t.Errorf("%s has the unlisted class %s", c.Nome, k)
		}
		known[k]++
	}
	for c, n := range known {
		if n == 0 {
			t.Errorf("no Comune has the class %s", c)
		}
	}
	if known[anagrafe.ClasseIgnota] != 1 {
		t.Errorf("%d Comuni without population, want 1", known[anagrafe.ClasseIgnota])
	}
}
