package termini_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// ore is a time of day.
func ore(h, m int) time.Duration { return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute }

// alle is the instant at which the clock in Italy shows "2026-06-15 08:30".
func alle(s string) kernel.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, kernel.Rome)
	if err != nil {
		panic(err)
	}
	return kernel.InstantOf(t)
}

var spezzata = []termini.Fascia{{Dalle: ore(13, 30), Alle: ore(18, 0)}, {Dalle: ore(8, 0), Alle: ore(12, 0)}}

// sportello is open 08–12 and 13:30–18, on Friday in the morning; Christmas Eve
// closes at 11, the 15th of June is closed from 10 to 15, the 16th whole.
func sportello(t *testing.T) *termini.Orario {
	o, err := termini.NewOrario(termini.Nazionale().ConPatrono(time.December, 7), map[time.Weekday][]termini.Fascia{
		time.Monday: spezzata, time.Tuesday: spezzata, time.Wednesday: spezzata, time.Thursday: spezzata, time.Friday: {{Dalle: ore(8, 0), Alle: ore(12, 0)}},
		time.Saturday: {{Dalle: ore(9, 0), Alle: ore(12, 0)}}, // the calendar does not count Saturdays: closed all the same
	})
	if err != nil {
		t.Fatal(err)
	}
	vigilia := giorno("2020-12-24")
	return o.ConChiusure(termini.Chiusura{Dal: vigilia, Al: vigilia, Oraria: true, Dalle: ore(11, 0), Alle: ore(18, 0), OgniAnni: 1}).
		ConChiusure(
			termini.Chiusura{Dal: giorno("2026-06-15"), Al: giorno("2026-06-15"), Oraria: true, Dalle: ore(10, 0), Alle: ore(15, 0)},
			termini.Chiusura{Dal: giorno("2026-06-16"), Al: giorno("2026-06-17")},
			termini.Chiusura{Dal: giorno("2026-07-07"), Al: giorno("2026-07-09"), Oraria: true, Dalle: ore(16, 0), Alle: ore(9, 0)})
}

// TestT6OrariSpezzatiEMezzeGiornate holds durations in open hours that can be
// counted on the fingers, clock changes included.
func TestT6OrariSpezzatiEMezzeGiornate(t *testing.T) {
	o := sportello(t)
	for _, c := range []struct {
		che, da, a string
		want       time.Duration
	}{
		{"un giorno intero", "2026-06-22 00:00", "2026-06-23 00:00", ore(8, 30)},
		{"dalla mattina al pomeriggio", "2026-06-22 11:00", "2026-06-22 14:00", ore(1, 30)},
		{"pausa di mezzogiorno", "2026-06-22 12:00", "2026-06-22 13:30", 0},
		{"un minuto", "2026-06-22 08:00", "2026-06-22 08:01", ore(0, 1)},
		{"prima dell'apertura", "2026-06-22 06:00", "2026-06-22 08:00", 0},
		{"dopo la chiusura", "2026-06-22 18:00", "2026-06-22 23:00", 0},
		{"venerdì", "2026-06-26 00:00", "2026-06-27 00:00", ore(4, 0)},
		{"fine settimana", "2026-06-26 12:00", "2026-06-29 08:00", 0},
		{"da giovedì sera a lunedì mattina", "2026-06-25 17:00", "2026-06-29 09:00", ore(6, 0)},
		{"una settimana", "2026-06-22 00:00", "2026-06-29 00:00", ore(38, 0)},
		{"festa del 2 giugno", "2026-06-01 17:00", "2026-06-03 09:00", ore(2, 0)},
		{"patrono a Milano", "2026-12-04 00:00", "2026-12-10 00:00", ore(12, 30)},
		{"chiusura dalle 10 alle 15", "2026-06-15 00:00", "2026-06-16 00:00", ore(5, 0)},
		{"chiusura di tutto il giorno", "2026-06-16 00:00", "2026-06-17 00:00", 0},
		{"chiusura dalle 16 alle 9 di due giorni dopo", "2026-07-07 00:00", "2026-07-10 00:00", ore(14, 0)},
		{"vigilia di Natale 2026", "2026-12-24 00:00", "2026-12-25 00:00", ore(3, 0)},
		{"vigilia di Natale 2029", "2029-12-24 09:30", "2029-12-25 00:00", ore(1, 30)},
		{"vigilia prima che la chiusura esistesse", "2019-12-24 00:00", "2019-12-25 00:00", ore(8, 30)},
		{"ora legale, primavera", "2026-03-27 11:00", "2026-03-30 09:00", ore(2, 0)},
		{"ora legale, autunno", "2026-10-23 11:00", "2026-10-26 09:00", ore(2, 0)},
		{"niente", "2026-06-22 09:00", "2026-06-22 09:00", 0},
		{"al contrario", "2026-06-22 11:00", "2026-06-22 09:00", 0},
		{"al contrario fra giorni", "2026-06-23 11:00", "2026-06-22 09:00", 0},
	} {
		if got := o.Durata(alle(c.da), alle(c.a)); got != c.want {
			t.Errorf("%s: %s, want %s", c.che, got, c.want)
		}
	}
	if o.Durata(kernel.Instant{}, alle("2026-06-22 09:00")) != 0 || o.Durata(alle("2026-06-22 09:00"), kernel.Instant{}) != 0 {
		t.Error("un istante ignoto ha una durata")
	}
}

// TestT6OreCheLOrologioSaltaORipete: an office open on the night of the clock
// change works one hour less, or one more.
func TestT6OreCheLOrologioSaltaORipete(t *testing.T) {
	cal := termini.Nazionale().ConSettimana(time.Sunday)
	notte, err := termini.NewOrario(cal, map[time.Weekday][]termini.Fascia{time.Sunday: {{Dalle: 0, Alle: ore(6, 0)}, {Dalle: ore(23, 0), Alle: ore(24, 0)}}})
	if err != nil {
		t.Fatal(err)
	}
	for g, want := range map[string]time.Duration{"2026-03-22": ore(7, 0), "2026-03-29": ore(6, 0), "2026-10-25": ore(8, 0)} {
		if got := notte.Durata(giorno(g).Start(), giorno(g).AddDays(1).Start()); got != want {
			t.Errorf("%s: %s, want %s", g, got, want)
		}
	}
	if fine, ok := notte.Aggiungi(alle("2026-03-29 01:30"), ore(1, 0)); !ok || fine != alle("2026-03-29 03:30") {
		t.Errorf("un'ora dalle 1:30 dell'ora legale: %s", fine)
	}
}

// TestT6AggiungereOre is the inverse of Durata.
func TestT6AggiungereOre(t *testing.T) {
	o := sportello(t)
	for _, c := range []struct {
		da   string
		d    time.Duration
		want string
	}{
		{"2026-06-22 08:00", ore(4, 0), "2026-06-22 12:00"},
		{"2026-06-22 08:00", ore(4, 1), "2026-06-22 13:31"},
		{"2026-06-22 08:00", ore(8, 30), "2026-06-22 18:00"},
		{"2026-06-22 12:30", ore(1, 0), "2026-06-22 14:30"},
		{"2026-06-25 17:30", ore(1, 0), "2026-06-26 08:30"},
		{"2026-06-26 11:30", ore(1, 0), "2026-06-29 08:30"},
		{"2026-06-12 11:30", ore(3, 0), "2026-06-15 15:30"},
		{"2026-06-27 11:30", 0, "2026-06-27 11:30"},
	} {
		if got, ok := o.Aggiungi(alle(c.da), c.d); !ok || got != alle(c.want) {
			t.Errorf("%s + %s: %s, want %s", c.da, c.d, got.Breve(), c.want)
		}
	}
	r := rand.New(rand.NewPCG(6, 6))
	for range 2000 {
		da := alle("2026-01-01 00:00").Add(time.Duration(r.IntN(366*24*60)) * time.Minute)
		d := time.Duration(1+r.IntN(100*60)) * time.Minute
		a, ok := o.Aggiungi(da, d)
		if !ok || o.Durata(da, a) != d || o.Durata(da, a.Add(-time.Minute)) != d-time.Minute {
			t.Fatalf("%s + %s = %s, che dista %s", da.Breve(), d, a.Breve(), o.Durata(da, a))
		}
	}
	if _, ok := o.Aggiungi(alle("2026-06-22 08:00"), -1); ok {
		t.Error("si possono aggiungere ore negative")
	}
	if _, ok := o.Aggiungi(kernel.Instant{}, ore(1, 0)); ok {
		t.Error("si possono aggiungere ore a un istante ignoto")
	}
	chiuso, err := termini.NewOrario(termini.Nazionale(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := chiuso.Aggiungi(alle("2026-06-22 08:00"), time.Nanosecond); ok {
		t.Error("un ufficio sempre chiuso apre")
	}
	lungo, ok := o.Aggiungi(alle("2026-06-22 08:00"), 40_000*time.Hour)
	if !ok || o.Durata(alle("2026-06-22 08:00"), lungo) != 40_000*time.Hour {
		t.Errorf("quarantamila ore: %s", lungo.Breve())
	}
}

// TestOrariImpossibili are refused.
func TestOrariImpossibili(t *testing.T) {
	for _, fs := range []map[time.Weekday][]termini.Fascia{
		{time.Monday: {{Dalle: ore(8, 0), Alle: ore(8, 0)}}},
		{time.Monday: {{Dalle: ore(9, 0), Alle: ore(8, 0)}}},
		{time.Monday: {{Dalle: -1, Alle: ore(8, 0)}}},
		{time.Monday: {{Dalle: ore(8, 0), Alle: ore(24, 1)}}},
		{time.Monday: {{Dalle: ore(8, 0), Alle: ore(12, 0)}, {Dalle: ore(11, 59), Alle: ore(13, 0)}}},
		{7: {{Dalle: ore(8, 0), Alle: ore(12, 0)}}},
		{-1: {{Dalle: ore(8, 0), Alle: ore(12, 0)}}},
	} {
		if _, err := termini.NewOrario(termini.Nazionale(), fs); err == nil {
			t.Errorf("%v è accettato", fs)
		}
	}
	o, err := termini.NewOrario(termini.Nazionale(), map[time.Weekday][]termini.Fascia{time.Monday: {{Dalle: 0, Alle: ore(12, 0)}, {Dalle: ore(12, 0), Alle: ore(24, 0)}}})
	if err != nil || o.Durata(giorno("2026-06-22").Start(), giorno("2026-06-23").Start()) != ore(24, 0) {
		t.Errorf("un giorno intero in due fasce che si toccano: %v", err)
	}
}

// TestT7RicorrenzeDiUnaChiusura: what touches the days asked for, and nothing
// else; a beginning before them counts while the closure lasts.
func TestT7RicorrenzeDiUnaChiusura(t *testing.T) {
	ferie := termini.Chiusura{Dal: giorno("2024-12-30"), Al: giorno("2025-01-03"), OgniAnni: 1, Volte: 4, Escluse: []kernel.Day{giorno("2025-12-30")}}
	bisestile := termini.Chiusura{Dal: giorno("2024-02-29"), Al: giorno("2024-03-01"), OgniAnni: 1, Fino: giorno("2032-02-28")}
	oraria := termini.Chiusura{Dal: giorno("2026-08-14"), Al: giorno("2026-08-14"), Oraria: true, Dalle: 12 * time.Hour, Alle: 18 * time.Hour}
	for _, c := range []struct {
		c             termini.Chiusura
		dal, al, want string
	}{
		{ferie, "2025-01-02", "2030-01-01", "2024-12-30 2026-12-30 2027-12-30"},
		{ferie, "2025-01-03", "2026-12-30", ""},
		{ferie, "2026-12-01", "2026-12-31", "2026-12-30"},
		{bisestile, "2024-03-01", "2040-01-01", "2028-02-29"},
		{oraria, "2026-08-14", "2026-08-15", "2026-08-14"},
		{oraria, "2026-08-15", "2027-08-15", ""},
	} {
		var got []string
		for _, d := range c.c.Ricorrenze(giorno(c.dal), giorno(c.al)) {
			got = append(got, d.String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("[%s, %s): %q, want %q", c.dal, c.al, s, c.want)
		}
	}
}

// TestAperture: the openings of a day last as long as Durata says.
func TestAperture(t *testing.T) {
	o, err := termini.NewOrario(termini.Nazionale(), map[time.Weekday][]termini.Fascia{
		time.Monday: {{Dalle: ore(8, 0), Alle: ore(12, 0)}, {Dalle: ore(14, 0), Alle: ore(17, 0)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for g, attese := range map[string]int{"2024-01-08": 2, "2024-01-09": 0, "2024-04-01": 0} { // Easter Monday
		aa := o.Aperture(giorno(g))
		if len(aa) != attese {
			t.Errorf("%s: %d aperture, attese %d", g, len(aa), attese)
		}
		var somma time.Duration
		for _, a := range aa {
			somma += a.A.Sub(a.Da)
		}
		if somma != o.Durata(giorno(g).Start(), giorno(g).AddDays(1).Start()) {
			t.Errorf("%s: le aperture durano %v, Durata dice altro", g, somma)
		}
	}
}
