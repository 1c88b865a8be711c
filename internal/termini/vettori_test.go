package termini_test

import (
	"testing"

	"pass/internal/kernel"
	"pass/internal/termini"
)

var giorno = kernel.MustDay

// giorni reads days, for tables.
func giorni(ss ...string) []kernel.Day {
	var ds []kernel.Day
	for _, s := range ss {
		ds = append(ds, giorno(s))
	}
	return ds
}

// TestVettoriDeiTermini holds worked examples of the rules, computed by hand on
// the calendar; each names its law.
func TestVettoriDeiTermini(t *testing.T) {
	cal := termini.Nazionale()
	s := func(dal, al string) termini.Sospensione {
		return termini.Sospensione{Dal: giorno(dal), Al: giorno(al)}
	}
	for _, c := range []struct {
		che, dal, termine   string
		sospensioni         []termini.Sospensione
		nominale, effettiva string
	}{
		{"a: 30 giorni, L. 241/1990 art. 2 c. 2", "2026-03-02", "30", nil, "2026-04-01", "2026-04-01"},
		{"b: Pasqua e Lunedì dell'Angelo, L. 260/1949 art. 2", "2026-03-06", "30", nil, "2026-04-05", "2026-04-07"},
		{"c: domenica", "2026-09-04", "30", nil, "2026-10-04", "2026-10-05"},
		{"c: San Francesco, L. 151/2025", "2027-09-04", "30", nil, "2027-10-04", "2027-10-05"},
		{"c: il 4 ottobre prima della L. 151/2025", "2024-09-04", "30", nil, "2024-10-04", "2024-10-04"},
		{"d: mese senza quel giorno, c.c. art. 2963 c. 5", "2027-01-31", "1m", nil, "2027-02-28", "2027-03-01"},
		{"d: anno bisestile", "2028-01-31", "1m", nil, "2028-02-29", "2028-02-29"},
		{"e: sospensione chiusa, L. 241/1990 art. 2 c. 7", "2026-01-12", "30", []termini.Sospensione{s("2026-01-22", "2026-02-20")}, "2026-03-12", "2026-03-12"},
		{"e: senza documenti riprende dopo 30 giorni", "2026-01-12", "30", []termini.Sospensione{s("2026-01-22", "2026-02-21")}, "2026-03-13", "2026-03-13"},
		{"f: preavviso con osservazioni, art. 10-bis: sabato resta", "2026-05-04", "30", []termini.Sospensione{s("2026-05-25", "2026-06-11")}, "2026-06-20", "2026-06-20"},
		{"f: preavviso senza osservazioni", "2026-05-04", "30", []termini.Sospensione{s("2026-05-25", "2026-06-04")}, "2026-06-13", "2026-06-13"},
		{"g: indizione in 5 giorni lavorativi, art. 14-bis c. 2", "2026-06-01", "5l", nil, "2026-06-09", "2026-06-09"},
		{"g: integrazioni", "2026-06-09", "15", nil, "2026-06-24", "2026-06-24"},
		{"g: determinazioni", "2026-06-09", "30", nil, "2026-07-09", "2026-07-09"},
		{"g: interessi sensibili: sabato resta", "2026-06-09", "60", nil, "2026-08-08", "2026-08-08"},
		{"g: decisione", "2026-07-09", "5l", nil, "2026-07-16", "2026-07-16"},
		{"g: riunione", "2026-07-09", "10", nil, "2026-07-19", "2026-07-20"},
	} {
		term, err := termini.ParseTermine(c.termine)
		if err != nil {
			t.Fatal(err)
		}
		d := termini.Decorso{Dal: giorno(c.dal), Termine: term, Sospensioni: c.sospensioni}
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", c.che, err)
		}
		got := d.Scadenza(cal)
		if got.Nominale != giorno(c.nominale) || got.Effettiva != giorno(c.effettiva) {
			t.Errorf("%s: %s, %s; want %s, %s", c.che, got.Nominale, got.Effettiva, c.nominale, c.effettiva)
		}
	}
}
