package termini_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// The slow, obvious second implementation. It walks day by day and was written
// from the sentences of the package comment, without the code of the package.

// calendarioLento knows the days of some years one by one.
type calendarioLento struct {
	primo             time.Time
	giorno            []time.Time
	festivo, lavorato []bool
}

// knuth is Easter by Knuth's algorithm E (The Art of Computer Programming,
// 1.3.2, exercise 14), after Lilius and Clavius.
func knuth(y int) time.Time {
	g, c := y%19+1, y/100+1
	x, z := 3*c/4-12, (8*c+5)/25-5
	d, e := 5*y/4-x-10, (11*g+20+z-x)%30
	if e < 0 {
		e += 30
	}
	if e == 25 && g > 11 || e == 24 {
		e++
	}
	n := 44 - e
	if n < 21 {
		n += 30
	}
	n += 7 - (d+n)%7
	return time.Date(y, time.March, n, 0, 0, 0, 0, time.UTC)
}

// festeOggi are the fixed holidays of the years from 2001, by month and day.
var festeOggi = map[string]bool{"01-01": true, "01-06": true, "04-25": true, "05-01": true, "06-02": true, "08-15": true,
	"11-01": true, "12-08": true, "12-25": true, "12-26": true}

// lento makes the slow calendar of the years da–a; patrono is "12-07", or empty.
func lento(da, a int, patrono string) *calendarioLento {
	c := &calendarioLento{primo: time.Date(da, 1, 1, 0, 0, 0, 0, time.UTC)}
	for t := c.primo; t.Year() <= a; t = t.AddDate(0, 0, 1) {
		md := t.Format("01-02")
		festivo := t.Weekday() == time.Sunday || festeOggi[md] || md == "10-04" && t.Year() >= 2026 ||
			t.Equal(knuth(t.Year()).AddDate(0, 0, 1))
		c.giorno = append(c.giorno, t)
		c.festivo = append(c.festivo, festivo)
		c.lavorato = append(c.lavorato, !festivo && t.Weekday() != time.Saturday && md != patrono)
	}
	return c
}

// sospensioneLenta is [dal, al), or open.
type sospensioneLenta struct {
	dal, al int
	aperta  bool
}

// praticaLenta is a term, its days given by their place in the slow calendar.
type praticaLenta struct {
	dal, n       int
	unita        byte // 'g', 'l', 'm'
	sospensioni  []sospensioneLenta
	interruzioni []int
}

// scadenza gives both due dates; false when they are unknown.
func (c *calendarioLento) scadenza(p praticaLenta) (nominale, effettiva int, nota bool) {
	inizio := p.dal
	for _, i := range p.interruzioni {
		if i > inizio {
			inizio = i
		}
	}
	resta := c.ultimo(inizio, p) - inizio
	g := inizio
	for resta > 0 {
		ferma := false
		for _, s := range p.sospensioni {
			if g >= s.dal && s.aperta {
				return 0, 0, false
			}
			if g >= s.dal && g < s.al {
				ferma = true
			}
		}
		if !ferma {
			resta--
		}
		g++
	}
	nominale = g
	for c.festivo[g] {
		g++
	}
	return nominale, g, true
}

// ultimo is the last day of the term when nothing suspends it.
func (c *calendarioLento) ultimo(inizio int, p praticaLenta) int {
	g := inizio
	switch p.unita {
	case 'g':
		for i := 0; i < p.n; i++ {
			g++
		}
	case 'l':
		for i := 0; i < p.n; {
			g++
			if c.lavorato[g] {
				i++
			}
		}
	case 'm':
		for i := 0; i < p.n; i++ {
			for mese := c.giorno[g].Month(); c.giorno[g].Month() == mese; {
				g++
			}
		}
		for c.giorno[g].Day() < c.giorno[inizio].Day() && c.giorno[g+1].Day() != 1 {
			g++
		}
	}
	return g
}

// durate counts gross, net and working days one by one.
func (c *calendarioLento) durate(p praticaLenta, al int) (lordi, netti, lavorativi int) {
	for g := p.dal; g < al; g++ {
		lordi++
		ferma := false
		for _, s := range p.sospensioni {
			ferma = ferma || g >= s.dal && (s.aperta || g < s.al)
		}
		if !ferma {
			netti++
		}
		if c.lavorato[g+1] {
			lavorativi++
		}
	}
	return lordi, netti, lavorativi
}

// sequenza is a practice in both forms, and the day asked about.
type sequenza struct {
	lenta praticaLenta
	d     termini.Decorso
	al    int
}

// inventa makes any sequence of events around the years 2020–2030; scegli(n) is
// a number from 0 to n−1.
func (c *calendarioLento) inventa(scegli func(n int) int) sequenza {
	day := func(i int) kernel.Day { return kernel.DayOf(c.giorno[i]) }
	s := sequenza{lenta: praticaLenta{dal: 600 + scegli(3600)}}
	p := &s.lenta
	switch scegli(4) {
	case 0:
		p.n, p.unita, s.d.Termine.Unita = 1+scegli(15), 'l', termini.GiorniLavorativi
	case 1:
		p.n, p.unita, s.d.Termine.Unita = 1+scegli(3), 'm', termini.Mesi
	default:
		p.n, p.unita = 1+scegli(60), 'g'
	}
	s.d.Dal, s.d.Termine.N = day(p.dal), p.n
	for range scegli(5) {
		dal := p.dal - 15 + scegli(100)
		l := sospensioneLenta{dal: dal, al: dal + scegli(25)}
		x := termini.Sospensione{Dal: day(dal), Al: day(l.al)}
		switch scegli(12) {
		case 0: // open
			l.aperta, x.Al = true, kernel.Day{}
		case 1: // open, with a cap
			x.Al, x.Massimo = kernel.Day{}, 1+scegli(30)
			l.al = dal + x.Massimo
		case 2: // longer than its cap, or not
			x.Massimo = 1 + scegli(20)
			l.al = min(l.al, dal+x.Massimo)
		}
		p.sospensioni, s.d.Sospensioni = append(p.sospensioni, l), append(s.d.Sospensioni, x)
	}
	if scegli(4) == 0 {
		for range 1 + scegli(2) {
			i := p.dal + scegli(50)
			p.interruzioni, s.d.Interruzioni = append(p.interruzioni, i), append(s.d.Interruzioni, day(i))
		}
	}
	s.al = p.dal + scegli(150)
	return s
}

// confronta reports where the package and the oracle disagree, empty if nowhere.
func (c *calendarioLento) confronta(s sequenza, cal *termini.Calendario) string {
	day := func(i int) kernel.Day { return kernel.DayOf(c.giorno[i]) }
	if err := s.d.Validate(); err != nil {
		return "rifiutata: " + err.Error()
	}
	nominale, effettiva, nota := c.scadenza(s.lenta)
	got, al := s.d.Scadenza(cal), day(s.al)
	if got.Sospesa == nota {
		return "sospesa: " + strconv.FormatBool(got.Sospesa)
	}
	if nota && (got.Nominale != day(nominale) || got.Effettiva != day(effettiva)) {
		return "scadenza " + got.Nominale.String() + ", " + got.Effettiva.String() + "; oracolo " + day(nominale).String() + ", " + day(effettiva).String()
	}
	if !nota && !(got.Nominale.IsZero() && got.Effettiva.IsZero()) {
		return "una scadenza ignota ha un giorno"
	}
	if got.Scaduta(al) != (nota && s.al > effettiva) || s.d.Scaduto(cal, al) != got.Scaduta(al) {
		return "scaduta al " + al.String()
	}
	lordi, netti, lavorativi := c.durate(s.lenta, s.al)
	if termini.GiorniLordi(s.d.Dal, al) != lordi || termini.GiorniNetti(s.d.Dal, al, s.d.Sospensioni) != netti ||
		termini.GiorniSospesi(s.d.Dal, al, s.d.Sospensioni) != lordi-netti || cal.GiorniLavorativi(s.d.Dal, al) != lavorativi {
		return "durate al " + al.String() + ": oracolo " + strconv.Itoa(lordi) + ", " + strconv.Itoa(netti) + ", " + strconv.Itoa(lavorativi)
	}
	return ""
}

// sequenze is how many sequences TestT3Fuzz tries; TERMINI_SEQUENZE changes it.
func sequenze(t *testing.T) int {
	s := os.Getenv("TERMINI_SEQUENZE")
	if s == "" {
		return 1_000_000
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestT3UnMilioneDiSequenzeControLOracolo compares a million invented sequences
// of events with the oracle, with and without the patron saint of Milano.
func TestT3UnMilioneDiSequenzeControLOracolo(t *testing.T) {
	lenti := []*calendarioLento{lento(2019, 2033, ""), lento(2019, 2033, "12-07")}
	cal := []*termini.Calendario{termini.Nazionale(), termini.Nazionale().ConPatrono(time.December, 7)}
	quante, squadre := sequenze(t), runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for k := range squadre {
		wg.Go(func() {
			for i := k; i < quante; i += squadre {
				r := rand.New(rand.NewPCG(20260220, uint64(i)))
				s := lenti[i%2].inventa(r.IntN)
				if m := lenti[i%2].confronta(s, cal[i%2]); m != "" {
					t.Errorf("sequenza %d: %s\n%+v", i, m, s.d)
					return
				}
			}
		})
	}
	wg.Wait()
}

// FuzzT3 lets the fuzzer choose the events.
func FuzzT3(f *testing.F) {
	f.Add([]byte("una sequenza qualunque di eventi"))
	f.Add([]byte{0, 1, 2, 3, 250, 4, 17, 99, 200, 41, 5, 0, 0, 11, 8})
	l, cal := lento(2019, 2033, ""), termini.Nazionale()
	f.Fuzz(func(t *testing.T, b []byte) {
		i := 0
		s := l.inventa(func(n int) int {
			v := 0
			for range 2 {
				if i < len(b) {
					v = v<<8 | int(b[i])
					i++
				}
			}
			return v % n
		})
		if m := l.confronta(s, cal); m != "" {
			t.Fatalf("%s\n%+v", m, s.d)
		}
	})
}
