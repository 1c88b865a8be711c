package termini_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// qualunque draws a term with closed suspensions, as many as n.
func qualunque(rt *rapid.T, n int) termini.Decorso {
	d := termini.Decorso{
		Dal: giorno("2020-01-01").AddDays(rapid.IntRange(0, 4000).Draw(rt, "dal")),
		Termine: termini.Termine{N: rapid.IntRange(1, 90).Draw(rt, "n"),
			Unita: rapid.SampledFrom([]termini.Unita{termini.GiorniDiCalendario, termini.GiorniLavorativi, termini.Mesi}).Draw(rt, "unità")},
	}
	for range rapid.IntRange(0, n).Draw(rt, "quante") {
		dal := d.Dal.AddDays(rapid.IntRange(0, 200).Draw(rt, "sospensione"))
		d.Sospensioni = append(d.Sospensioni, termini.Sospensione{Dal: dal, Al: dal.AddDays(rapid.IntRange(0, 60).Draw(rt, "giorni"))})
	}
	return d
}

// TestT3LaSospensioneSpostaDellaSuaLunghezza: on nominal due dates, due(after) −
// due(before) is the length of the union of the suspensions, when they begin
// before expiry; one that begins later, or on that day, moves nothing.
func TestT3LaSospensioneSpostaDellaSuaLunghezza(t *testing.T) {
	cal := termini.Nazionale()
	rapid.Check(t, func(rt *rapid.T) {
		d := qualunque(rt, 0)
		prima := d.Scadenza(cal)
		// Suspensions that begin before the first due date, whatever they do after.
		var ss []termini.Sospensione
		coperti := map[kernel.Day]bool{}
		for range rapid.IntRange(1, 6).Draw(rt, "quante") {
			dal := d.Dal.AddDays(rapid.IntRange(0, prima.Nominale.DaysSince(d.Dal)-1).Draw(rt, "sospensione"))
			al := dal.AddDays(rapid.IntRange(0, 60).Draw(rt, "giorni"))
			ss = append(ss, termini.Sospensione{Dal: dal, Al: al})
			for g := dal; g.Before(al); g = g.AddDays(1) {
				coperti[g] = true
			}
		}
		d.Sospensioni = ss
		dopo := d.Scadenza(cal)
		if got := dopo.Nominale.DaysSince(prima.Nominale); got != len(coperti) || dopo.GiorniSospesi != got {
			rt.Fatalf("spostata di %d (dice %d), sospesi %d giorni: %+v", got, dopo.GiorniSospesi, len(coperti), d)
		}
		tardi := dopo.Nominale.AddDays(rapid.IntRange(0, 30).Draw(rt, "tardi"))
		d.Sospensioni = append(slices.Clone(ss), termini.Sospensione{Dal: tardi, Al: tardi.AddDays(20)}, termini.Sospensione{Dal: tardi.AddDays(40)})
		if got := d.Scadenza(cal); got.Nominale != dopo.Nominale || got.Effettiva != dopo.Effettiva || got.Sospesa {
			rt.Fatalf("una sospensione dopo la scadenza la sposta a %s: %+v", got.Nominale, d)
		}
		if got := dopo.Effettiva.DaysSince(dopo.Nominale); got < 0 || got > 4 || cal.Festivo(dopo.Effettiva) || dopo.Prorogata() != (got > 0) {
			rt.Fatalf("prorogata di %d giorni: %+v", got, dopo)
		}
	})
}

// TestT4LOrdineDegliEventiNonConta replays the same events in other orders,
// repeats them, cuts a suspension in two: same due date. Another term or another
// calendar leaves the paused days as they are.
func TestT4LOrdineDegliEventiNonConta(t *testing.T) {
	l, cal := lento(2019, 2033, ""), termini.Nazionale()
	milano := cal.ConPatrono(time.December, 7)
	for i := range 20_000 {
		r := rand.New(rand.NewPCG(4, uint64(i)))
		s := l.inventa(r.IntN)
		d, al := s.d, kernel.DayOf(l.giorno[s.al])
		want, sospesi := d.Scadenza(cal), termini.GiorniSospesi(d.Dal, al, d.Sospensioni)
		altro := d
		altro.Sospensioni, altro.Interruzioni = slices.Clone(d.Sospensioni), slices.Clone(d.Interruzioni)
		for _, x := range d.Sospensioni {
			if n := x.Al.DaysSince(x.Dal); !x.Al.IsZero() && x.Massimo == 0 && n > 0 {
				meta := x.Dal.AddDays(r.IntN(n + 1))
				altro.Sospensioni = append(altro.Sospensioni, termini.Sospensione{Dal: x.Dal, Al: meta}, termini.Sospensione{Dal: meta, Al: x.Al})
			}
		}
		altro.Interruzioni = append(altro.Interruzioni, d.Interruzioni...)
		r.Shuffle(len(altro.Sospensioni), func(i, j int) {
			altro.Sospensioni[i], altro.Sospensioni[j] = altro.Sospensioni[j], altro.Sospensioni[i]
		})
		r.Shuffle(len(altro.Interruzioni), func(i, j int) {
			altro.Interruzioni[i], altro.Interruzioni[j] = altro.Interruzioni[j], altro.Interruzioni[i]
		})
		if got := altro.Scadenza(cal); got != want {
			t.Fatalf("%d: %+v; in altro ordine %+v", i, want, got)
		}
		if n := termini.GiorniSospesi(d.Dal, al, altro.Sospensioni); n != sospesi {
			t.Fatalf("%d: %d giorni sospesi, in altro ordine %d", i, sospesi, n)
		}
		if want.Sospesa || d.Termine.Unita != termini.GiorniDiCalendario {
			continue
		}
		// A longer term keeps every paused day, and adds those it now reaches.
		lungo := d
		lungo.Termine.N += 30
		if got := lungo.Scadenza(milano); !got.Sospesa && got.Nominale.DaysSince(want.Nominale) != 30+got.GiorniSospesi-want.GiorniSospesi || !got.Sospesa && got.GiorniSospesi < want.GiorniSospesi {
			t.Fatalf("%d: con 30 giorni in più %+v, prima %+v", i, got, want)
		}
	}
}

// TestT5NessunTermineScadeMentreESospeso follows a practice day by day: paused,
// it is never late; resumed, it is late only after the days that were left.
func TestT5NessunTermineScadeMentreESospeso(t *testing.T) {
	cal := termini.Nazionale()
	rapid.Check(t, func(rt *rapid.T) {
		d := qualunque(rt, 3)
		prima := d.Scadenza(cal)
		ferma := d.Dal.AddDays(rapid.IntRange(0, prima.Nominale.DaysSince(d.Dal)-1).Draw(rt, "ferma"))
		aperta := d
		aperta.Sospensioni = append(slices.Clone(d.Sospensioni), termini.Sospensione{Dal: ferma})
		s := aperta.Scadenza(cal)
		if !s.Sospesa || !s.Nominale.IsZero() || !s.Effettiva.IsZero() || s.Residui < 1 || s.SospesaDal.After(ferma) {
			rt.Fatalf("con una sospensione aperta %+v", s)
		}
		durata := rapid.IntRange(0, 400).Draw(rt, "durata")
		for g := d.Dal; !g.After(ferma.AddDays(durata)); g = g.AddDays(1) {
			if aperta.Scaduto(cal, g) {
				rt.Fatalf("scaduto il %s, sospeso dal %s", g, ferma)
			}
		}
		riprende := ferma.AddDays(durata)
		chiusa := d
		chiusa.Sospensioni = append(slices.Clone(d.Sospensioni), termini.Sospensione{Dal: ferma, Al: riprende})
		if got := chiusa.Scadenza(cal); chiusa.Scaduto(cal, riprende) || chiusa.Scaduto(cal, got.Effettiva) || !chiusa.Scaduto(cal, got.Effettiva.AddDays(1)) {
			rt.Fatalf("alla ripresa del %s la scadenza è il %s", riprende, got.Effettiva)
		}
	})
	// Truly late: the term had expired before the suspension.
	tardi := termini.Decorso{Dal: giorno("2026-03-02"), Termine: termini.Termine{N: 30}, Sospensioni: []termini.Sospensione{{Dal: giorno("2026-04-01")}}}
	if s := tardi.Scadenza(cal); s.Sospesa || s.Effettiva != giorno("2026-04-01") || tardi.Scaduto(cal, giorno("2026-04-01")) || !tardi.Scaduto(cal, giorno("2026-04-02")) {
		t.Errorf("sospeso il giorno della scadenza: %+v", s)
	}
	tardi.Sospensioni[0].Dal = giorno("2026-03-31")
	if s := tardi.Scadenza(cal); !s.Sospesa || s.Residui != 1 || tardi.Scaduto(cal, giorno("2030-01-01")) {
		t.Errorf("sospeso il giorno prima della scadenza: %+v", s)
	}
}

// TestT3LeInterruzioni restart the full term; the last one rules, and earlier
// suspensions move nothing any more.
func TestT3LeInterruzioni(t *testing.T) {
	cal := termini.Nazionale()
	for _, c := range []struct {
		interruzioni []string
		sospensioni  string
		scadenza     string
	}{
		{[]string{"2026-03-12"}, "", "2026-04-11"},
		{[]string{"2026-03-20", "2026-03-12"}, "", "2026-04-19"},
		{[]string{"2026-03-12"}, "2026-03-04/2026-03-10", "2026-04-11"},
		{[]string{"2026-03-12"}, "2026-03-04/2026-03-14", "2026-04-13"},
		{[]string{"2026-03-12"}, "2026-03-20/2026-03-25", "2026-04-16"},
		{[]string{"2026-03-12"}, "2026-03-04/", ""},
		{[]string{"2026-03-02"}, "2026-03-04/2026-03-10", "2026-04-07"},
		{[]string{"2026-05-12"}, "", "2026-06-11"},
	} {
		d := termini.Decorso{Dal: giorno("2026-03-02"), Termine: termini.Termine{N: 30}, Interruzioni: giorni(c.interruzioni...), Sospensioni: leggiSospensioni(c.sospensioni)}
		if s := d.Scadenza(cal); s.Nominale != giorno(c.scadenza) || !s.Interrotta || d.Validate() != nil {
			t.Errorf("%v %s: %s, want %s; %v", c.interruzioni, c.sospensioni, s.Nominale, c.scadenza, d.Validate())
		}
	}
}

// TestDecorsiImpossibili: each is refused with a line that names what is wrong.
func TestDecorsiImpossibili(t *testing.T) {
	buono := termini.Decorso{Dal: giorno("2026-03-02"), Termine: termini.Termine{N: 30}}
	con := func(f func(*termini.Decorso)) termini.Decorso { d := buono; f(&d); return d }
	sosp := func(ss ...termini.Sospensione) termini.Decorso {
		return con(func(d *termini.Decorso) { d.Sospensioni = ss })
	}
	info := termini.Informazioni(giorno("2026-03-10"), giorno("2026-03-20"))
	altra := info
	altra.Tipo = termini.SospensioneProcedimento
	for _, c := range []struct {
		d    termini.Decorso
		dice string // empty: good
	}{
		{buono, ""},
		{con(func(d *termini.Decorso) { d.Dal = kernel.Day{} }), "manca il giorno di inizio del termine"},
		{con(func(d *termini.Decorso) { d.Dal = giorno("1582-12-31") }), "l'inizio è fuori dal calendario: 1582-12-31; gli anni ammessi vanno dal 1583 al 2299"},
		{con(func(d *termini.Decorso) { d.Dal = giorno("1583-01-01") }), ""},
		{con(func(d *termini.Decorso) { d.Dal = giorno("2299-12-31") }), ""},
		{con(func(d *termini.Decorso) { d.Dal = giorno("2300-01-01") }), "l'inizio è fuori dal calendario: 2300-01-01"},
		{con(func(d *termini.Decorso) { d.Termine.N = 0 }), "il termine deve stare fra 1 e 36.500 giorni di calendario"},
		{con(func(d *termini.Decorso) { d.Termine.Unita = 7 }), "l'unità del termine non esiste: 7"},
		{con(func(d *termini.Decorso) { d.Termine.Unita = -1 }), "l'unità del termine non esiste: -1"},
		{con(func(d *termini.Decorso) { d.Interruzioni = giorni("2026-03-01") }), "l'interruzione del 2026-03-01 viene prima dell'inizio del termine, il 2026-03-02"},
		{con(func(d *termini.Decorso) { d.Interruzioni = giorni("2026-03-02") }), ""},
		{con(func(d *termini.Decorso) { d.Interruzioni = giorni("2300-03-02") }), "l'interruzione è fuori dal calendario"},
		{sosp(termini.Sospensione{}), "manca il giorno di inizio di una sospensione"},
		{sosp(termini.Sospensione{Dal: giorno("2300-01-01")}), "l'inizio di una sospensione è fuori dal calendario"},
		{sosp(termini.Sospensione{Dal: giorno("2026-03-10"), Al: giorno("2300-01-01")}), "la fine di una sospensione è fuori dal calendario"},
		{sosp(termini.Sospensione{Dal: giorno("2026-03-10"), Al: giorno("2026-03-09")}), "la sospensione dal 2026-03-10 finisce prima di cominciare, il 2026-03-09"},
		{sosp(termini.Sospensione{Dal: giorno("2026-03-10"), Al: giorno("2026-03-10")}), ""},
		{sosp(termini.Sospensione{Dal: giorno("2026-03-10"), Massimo: -1}), "la durata massima della sospensione dal 2026-03-10 è negativa"},
		{sosp(info), ""},
		{sosp(altra, altra), ""},
		{sosp(info, altra, info), "la legge la consente una volta sola (L. 241/1990, art. 2, c. 7)"},
	} {
		err := c.d.Validate()
		if (err == nil) != (c.dice == "") || err != nil && !strings.Contains(err.Error(), c.dice) {
			t.Errorf("%+v: %v, want %q", c.d, err, c.dice)
		}
	}
}

// TestTermini reads and writes terms.
func TestTermini(t *testing.T) {
	for _, c := range []struct {
		s, canonico, italiano string
		termine               termini.Termine
	}{
		{"60", "60", "60 giorni di calendario", termini.Termine{N: 60}},
		{"1", "1", "1 giorno di calendario", termini.Termine{N: 1}},
		{"5l", "5l", "5 giorni lavorativi", termini.Termine{N: 5, Unita: termini.GiorniLavorativi}},
		{"1L", "1l", "1 giorno lavorativo", termini.Termine{N: 1, Unita: termini.GiorniLavorativi}},
		{"3m", "3m", "3 mesi", termini.Termine{N: 3, Unita: termini.Mesi}},
		{"1M", "1m", "1 mese", termini.Termine{N: 1, Unita: termini.Mesi}},
		{"36500", "36500", "36.500 giorni di calendario", termini.Termine{N: 36500}},
		{"25000l", "25000l", "25.000 giorni lavorativi", termini.Termine{N: 25000, Unita: termini.GiorniLavorativi}},
		{"1200m", "1200m", "1.200 mesi", termini.Termine{N: 1200, Unita: termini.Mesi}},
	} {
		got, err := termini.ParseTermine(c.s)
		if err != nil || got != c.termine || got.String() != c.canonico || got.InItaliano() != c.italiano {
			t.Errorf("%q: %+v, %s, %s, %v", c.s, got, got, got.InItaliano(), err)
		}
		b, err := json.Marshal(got)
		var back termini.Termine
		if err != nil || json.Unmarshal(b, &back) != nil || back != got {
			t.Errorf("%s in JSON: %s, %+v, %v", c.s, b, back, err)
		}
	}
	for _, s := range []string{"", "l", "m", "0", "0l", "-5", "+5", "5 l", "l5", "5x", "5.5", "5g", "36501", "25001l", "1201m", "99999999999999999999", "٣", "5ll", "5:", "5/"} {
		if got, err := termini.ParseTermine(s); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q si legge come %s, %v", s, got, err)
		}
	}
	vuoto := termini.Termine{N: 4}
	if err := vuoto.UnmarshalText(nil); err != nil || !vuoto.IsZero() || vuoto.String() != "" {
		t.Errorf("il termine vuoto: %+v, %v", vuoto, err)
	}
	if (termini.Termine{N: 4}).IsZero() {
		t.Error("quattro giorni sono nessun termine")
	}
}

// TestMesi: months go by the calendar, to the last day where the day lacks.
func TestMesi(t *testing.T) {
	for _, c := range []struct {
		dal, nominale string
		n             int
	}{
		{"2026-01-31", "2026-02-28", 1}, {"2026-01-30", "2026-02-28", 1}, {"2026-01-28", "2026-02-28", 1}, {"2028-01-31", "2028-02-29", 1}, {"2026-01-31", "2026-03-31", 2},
		{"2026-03-31", "2026-04-30", 1}, {"2026-11-30", "2027-02-28", 3}, {"2026-12-15", "2027-01-15", 1}, {"2024-02-29", "2025-02-28", 12}, {"2026-01-01", "2126-01-01", 1200},
	} {
		s := termini.Decorso{Dal: giorno(c.dal), Termine: termini.Termine{N: c.n, Unita: termini.Mesi}}.Scadenza(termini.Nazionale())
		if s.Nominale != giorno(c.nominale) {
			t.Errorf("%s + %d mesi: %s, want %s", c.dal, c.n, s.Nominale, c.nominale)
		}
	}
	lontano := termini.Decorso{Dal: giorno("2299-12-31"), Termine: termini.Termine{N: 25000, Unita: termini.GiorniLavorativi}}.Scadenza(termini.Nazionale())
	if lontano.Effettiva.Year() < 2395 || lontano.Effettiva.Year() > termini.UltimoAnno+150 {
		t.Errorf("il termine più lungo esce dal calendario: %s", lontano.Effettiva)
	}
}

// TestLeRegoleDette: the due date tells its reasons, each in a short sentence.
func TestLeRegoleDette(t *testing.T) {
	cal := termini.Nazionale()
	d := termini.Decorso{Dal: giorno("2026-03-06"), Termine: termini.Termine{N: 30}}
	dice := func(d termini.Decorso) string { return strings.Join(d.Scadenza(cal).Regole(), "\n") }
	attese := []struct {
		d    termini.Decorso
		want string
	}{
		{d, "Il termine è di 30 giorni di calendario e il giorno iniziale non si conta (codice civile, art. 2963).\nLa scadenza nominale cade in un giorno festivo: passa al primo giorno non festivo (codice civile, art. 2963, comma 3)."},
	}
	e := d
	e.Sospensioni = leggiSospensioni("2026-03-10/2026-03-12")
	attese = append(attese, struct {
		d    termini.Decorso
		want string
	}{e, "Il termine è di 30 giorni di calendario e il giorno iniziale non si conta (codice civile, art. 2963).\nLa sospensione sposta la scadenza di 2 giorni di calendario.\nLa scadenza nominale non cade in un giorno festivo: non si sposta. Il sabato non è festivo."})
	f := d
	f.Interruzioni, f.Sospensioni = giorni("2026-03-09"), leggiSospensioni("2026-03-10/2026-03-11 2026-03-20/")
	attese = append(attese, struct {
		d    termini.Decorso
		want string
	}{f, "Il termine è di 30 giorni di calendario e il giorno iniziale non si conta (codice civile, art. 2963).\nL'interruzione del 9 marzo 2026 fa ricominciare l'intero termine.\nLa sospensione sposta la scadenza di 1 giorno di calendario.\nIl termine è sospeso dal 20 marzo 2026: alla ripresa il tempo che resta è di 20 giorni di calendario."})
	for _, a := range attese {
		if got := dice(a.d); got != a.want {
			t.Errorf("dice\n%s\nwant\n%s", got, a.want)
		}
	}
}
