package termini_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// TestT1PasquaControUnSecondoAlgoritmo checks every year of the calendar, and
// dates that anybody can look up.
func TestT1PasquaControUnSecondoAlgoritmo(t *testing.T) {
	for anno := termini.PrimoAnno; anno <= termini.UltimoAnno; anno++ {
		if got, want := termini.Pasqua(anno), kernel.DayOf(knuth(anno)); got != want {
			t.Errorf("Pasqua %d: %s, want %s", anno, got, want)
		}
	}
	for _, g := range giorni("1583-04-10", "1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2008-03-23",
		"2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22", "2299-04-16") {
		if got := termini.Pasqua(g.Year()); got != g {
			t.Errorf("Pasqua %d: %s, want %s", g.Year(), got, g)
		}
	}
	cal := termini.Nazionale()
	for anno := 1949; anno <= termini.UltimoAnno; anno++ {
		if p := kernel.DayOf(knuth(anno)); !cal.Festivo(p) || !cal.Festivo(p.AddDays(1)) || cal.Lavorativo(p.AddDays(1)) {
			t.Errorf("%d: il giorno di Pasqua o il lunedì non è festivo", anno)
		}
	}
}

// nomi is the holidays of a year as "01-06 Epifania".
func nomi(anno int) []string {
	var s []string
	for _, f := range termini.Nazionale().Festivita(anno) {
		s = append(s, f.Giorno.String()[5:]+" "+f.Nome)
	}
	return s
}

// TestT1FestivitaDiOgniEpoca lists the holidays of years around each law.
func TestT1FestivitaDiOgniEpoca(t *testing.T) {
	for anno, want := range map[int]string{
		1948: "03-28 Pasqua",
		1976: "01-01 Capodanno|01-06 Epifania|03-19 San Giuseppe|04-18 Pasqua|04-19 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|05-27 Ascensione|06-02 Festa della Repubblica|06-17 Corpus Domini|06-29 Santi Pietro e Paolo|08-15 Assunzione|11-01 Ognissanti|11-04 Unità nazionale|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
		1977: "01-01 Capodanno|01-06 Epifania|04-10 Pasqua|04-11 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|08-15 Assunzione|11-01 Ognissanti|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
		1985: "01-01 Capodanno|04-07 Pasqua|04-08 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|08-15 Assunzione|11-01 Ognissanti|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
		2000: "01-01 Capodanno|01-06 Epifania|04-23 Pasqua|04-24 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|08-15 Assunzione|11-01 Ognissanti|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
		2025: "01-01 Capodanno|01-06 Epifania|04-20 Pasqua|04-21 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|06-02 Festa della Repubblica|08-15 Assunzione|11-01 Ognissanti|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
		2026: "01-01 Capodanno|01-06 Epifania|04-05 Pasqua|04-06 Lunedì dell'Angelo|04-25 Anniversario della Liberazione|05-01 Festa del Lavoro|06-02 Festa della Repubblica|08-15 Assunzione|10-04 San Francesco d'Assisi|11-01 Ognissanti|12-08 Immacolata Concezione|12-25 Natale|12-26 Santo Stefano",
	} {
		if got := strings.Join(nomi(anno), "|"); got != want {
			t.Errorf("%d:\n%s\nwant\n%s", anno, got, want)
		}
	}
	if slices.Contains(nomi(1582), "04-15 Pasqua") || len(nomi(1582)) != 0 {
		t.Errorf("prima della riforma: %v", nomi(1582))
	}
	for _, f := range termini.Nazionale().Festivita(2027) {
		if f.Fonte == "" || f.SoloLavorativi {
			t.Errorf("%+v: senza fonte, o solo per i giorni lavorativi", f)
		}
	}
}

// TestT1OgniGiornoDal2020Al2035 compares holidays, working days and their counts
// with the slow calendar, and the roll-over of each day.
func TestT1OgniGiornoDal2020Al2035(t *testing.T) {
	cal, l := termini.Nazionale(), lento(2020, 2035, "")
	conta := 0
	for i, g := range l.giorno[:len(l.giorno)-7] {
		d := kernel.DayOf(g)
		if l.lavorato[i] {
			conta++
		}
		dopo := i
		for l.festivo[dopo] {
			dopo++
		}
		if cal.Festivo(d) != l.festivo[i] || cal.Lavorativo(d) != l.lavorato[i] || cal.ProssimoNonFestivo(d) != kernel.DayOf(l.giorno[dopo]) {
			t.Fatalf("%s: festivo %v, lavorativo %v, poi %s", d, cal.Festivo(d), cal.Lavorativo(d), cal.ProssimoNonFestivo(d))
		}
		if n := cal.GiorniLavorativi(giorno("2019-12-31"), d); n != conta || cal.GiorniLavorativi(d, giorno("2019-12-31")) != -conta {
			t.Fatalf("%s: %d giorni lavorativi, want %d", d, n, conta)
		}
	}
}

// TestT1SabatoSecondoIlProcedimento: Saturday is not a holiday unless the
// procedure says so, and even then it stays one for nothing else.
func TestT1SabatoSecondoIlProcedimento(t *testing.T) {
	cal := termini.Nazionale()
	trib := cal.ConSabatoProrogato()
	for _, c := range []struct{ g, senza, con string }{
		{"2026-06-20", "2026-06-20", "2026-06-22"}, // Saturday
		{"2026-08-15", "2026-08-17", "2026-08-17"}, // Saturday and holiday
		{"2025-04-26", "2025-04-26", "2025-04-28"},
		{"2026-06-19", "2026-06-19", "2026-06-19"},
	} {
		if got := cal.ProssimoNonFestivo(giorno(c.g)); got != giorno(c.senza) {
			t.Errorf("%s → %s", c.g, got)
		}
		if got := trib.ProssimoNonFestivo(giorno(c.g)); got != giorno(c.con) {
			t.Errorf("%s → %s con il sabato prorogato", c.g, got)
		}
	}
	if trib.Festivo(giorno("2026-06-20")) || cal.GiorniLavorativi(giorno("2026-06-01"), giorno("2026-07-01")) != trib.GiorniLavorativi(giorno("2026-06-01"), giorno("2026-07-01")) {
		t.Error("il sabato prorogato cambia altro")
	}
}

// TestT1SantAmbrogioSoloAMilano: the patron saint of Milano is not worked in
// Milano, and moves no due date anywhere.
func TestT1SantAmbrogioSoloAMilano(t *testing.T) {
	ambrogio := giorno("2026-12-07") // a Monday
	trenta := termini.Decorso{Dal: giorno("2026-11-07"), Termine: termini.Termine{N: 30}}
	for istat, nome := range capoluoghi {
		p, ok := termini.PatronoDi(istat)
		if !ok || p.Nome == "" || p.Fonte == "" {
			t.Errorf("%s: patrono non noto: %+v", nome, p)
			continue
		}
		cal := termini.Nazionale().ConFestaPatronale(p)
		milano := nome == "Milano"
		if cal.Lavorativo(ambrogio) == milano || cal.Festivo(ambrogio) {
			t.Errorf("%s: il 7 dicembre 2026 lavorativo %v, festivo %v", nome, cal.Lavorativo(ambrogio), cal.Festivo(ambrogio))
		}
		if s := trenta.Scadenza(cal); s.Nominale != ambrogio || s.Effettiva != ambrogio {
			t.Errorf("%s: il patrono sposta la scadenza a %s", nome, s.Effettiva)
		}
		if fs := cal.Festivita(2026); len(fs) != 14 || !slices.ContainsFunc(fs, func(f termini.Festa) bool { return f.SoloLavorativi && f.Nome == p.Nome && f.Fonte == p.Fonte }) {
			t.Errorf("%s: festività %v", nome, fs)
		}
	}
	if p, ok := termini.PatronoDi("015002"); ok {
		t.Errorf("un patrono inventato: %+v", p)
	}
	if _, ok := termini.Nazionale().Patrono(); ok {
		t.Error("il calendario nazionale ha un patrono")
	}
	conta := func(c *termini.Calendario) int { return c.GiorniLavorativi(giorno("2026-11-30"), giorno("2026-12-31")) }
	if n, m := conta(termini.Nazionale()), conta(termini.Nazionale().ConPatrono(time.December, 7)); n != 21 || m != 20 {
		t.Errorf("dicembre 2026: %d e, a Milano, %d giorni lavorativi; want 21 e 20", n, m)
	}
}

var capoluoghi = map[kernel.CodiceIstat]string{"012133": "Varese", "013075": "Como", "014061": "Sondrio", "015146": "Milano",
	"016024": "Bergamo", "017029": "Brescia", "018110": "Pavia", "019036": "Cremona", "020030": "Mantova", "097042": "Lecco",
	"098031": "Lodi", "108033": "Monza"}

// TestT1IlPatronoDiOgniCapoluogo holds the twelve feasts.
func TestT1IlPatronoDiOgniCapoluogo(t *testing.T) {
	for istat, want := range map[kernel.CodiceIstat]string{"012133": "05-08", "013075": "08-31", "014061": "06-19", "015146": "12-07",
		"016024": "08-26", "017029": "02-15", "018110": "12-09", "019036": "11-13", "020030": "03-18", "097042": "12-06", "098031": "01-19", "108033": "06-24"} {
		p, _ := termini.PatronoDi(istat)
		d := kernel.NewDay(2027, p.Mese, p.Giorno)
		if d.String()[5:] != want {
			t.Errorf("%s: %s, want %s", istat, d, want)
		}
		cal := termini.Nazionale().ConFestaPatronale(p)
		for anno := 2020; anno < 2040; anno++ {
			if cal.Lavorativo(kernel.NewDay(anno, p.Mese, p.Giorno)) {
				t.Errorf("%s: si lavora nel %d", p.Nome, anno)
			}
		}
	}
	bisestile := termini.Nazionale().ConPatrono(time.February, 29)
	if bisestile.Lavorativo(giorno("2028-02-29")) || !bisestile.Lavorativo(giorno("2027-03-01")) {
		t.Error("il patrono del 29 febbraio cade solo negli anni bisestili")
	}
	gennaio := termini.Nazionale().ConPatrono(time.January, 19)
	if primo := termini.PrimoAnno; gennaio.Lavorativo(kernel.NewDay(primo, 1, 19)) || gennaio.Lavorativo(kernel.NewDay(termini.UltimoAnno+150, 1, 19)) {
		t.Error("il patrono non vale in tutto il calendario")
	}
}

// TestT1LaSettimanaDellUfficio: an office may work on other days.
func TestT1LaSettimanaDellUfficio(t *testing.T) {
	sei := termini.Nazionale().ConSettimana(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday)
	if !sei.Lavorativo(giorno("2026-06-20")) || sei.Lavorativo(giorno("2026-06-21")) || sei.Lavorativo(giorno("2026-08-15")) {
		t.Error("la settimana di sei giorni")
	}
	if n := sei.GiorniLavorativi(giorno("2026-05-31"), giorno("2026-06-30")); n != 25 {
		t.Errorf("giugno 2026 su sei giorni: %d, want 25", n)
	}
	if got := sei.AggiungiLavorativi(giorno("2026-06-19"), 2); got != giorno("2026-06-22") {
		t.Errorf("due giorni dopo venerdì: %s", got)
	}
	mai := termini.Nazionale().ConSettimana()
	if mai.AggiungiLavorativi(giorno("2026-06-19"), 2) != giorno("2026-06-19") || mai.GiorniLavorativi(giorno("2026-01-01"), giorno("2027-01-01")) != 0 {
		t.Error("un ufficio che non lavora mai")
	}
	cal := termini.Nazionale()
	for _, c := range []struct {
		g    string
		n    int
		want string
	}{{"2026-06-01", 5, "2026-06-09"}, {"2026-06-05", 0, "2026-06-05"}, {"2026-06-06", 0, "2026-06-06"}, {"2026-06-06", 1, "2026-06-08"}, {"2026-12-24", 1, "2026-12-28"}} {
		if got := cal.AggiungiLavorativi(giorno(c.g), c.n); got != giorno(c.want) {
			t.Errorf("%s + %d: %s, want %s", c.g, c.n, got, c.want)
		}
	}
}

// TestT1LeChiusure: closed days are not worked and move no due date; the
// calendar that they were added to does not change.
func TestT1LeChiusure(t *testing.T) {
	cal := termini.Nazionale()
	chiuso := cal.ConChiusure(
		termini.Chiusura{Dal: giorno("2026-08-10"), Al: giorno("2026-08-22")},
		termini.Chiusura{Dal: giorno("2026-08-20"), Al: giorno("2026-08-22")},
		termini.Chiusura{Dal: giorno("2026-08-24"), Al: giorno("2026-08-24"), Oraria: true, Dalle: 12 * time.Hour, Alle: 18 * time.Hour})
	ancora := chiuso.ConChiusure(termini.Chiusura{Dal: giorno("2026-08-25"), Al: giorno("2026-08-26")})
	agosto := func(c *termini.Calendario) int { return c.GiorniLavorativi(giorno("2026-07-31"), giorno("2026-08-31")) }
	if agosto(cal) != 21 || agosto(chiuso) != 11 || agosto(ancora) != 10 {
		t.Errorf("agosto 2026: %d, %d, %d giorni lavorativi; want 21, 11, 10", agosto(cal), agosto(chiuso), agosto(ancora))
	}
	if chiuso.Festivo(giorno("2026-08-12")) || chiuso.ProssimoNonFestivo(giorno("2026-08-12")) != giorno("2026-08-12") {
		t.Error("una chiusura sposta la scadenza")
	}
	if chiuso.Lavorativo(giorno("2026-08-21")) || !chiuso.Lavorativo(giorno("2026-08-24")) {
		t.Error("la chiusura di una mezza giornata toglie il giorno, o quella intera no")
	}
}

// TestT1IlCalendarioArrivaInFondo: the first and the last days that a term can
// reach, and the years before 1970, are counted like the others.
func TestT1IlCalendarioArrivaInFondo(t *testing.T) {
	cal := termini.Nazionale()
	natale := kernel.NewDay(termini.UltimoAnno+150, time.December, 25)
	if natale.Time().Weekday() != time.Saturday || !cal.Festivo(natale) || !cal.Festivo(natale.AddDays(1)) || !cal.Festivo(kernel.NewDay(termini.UltimoAnno+150, time.January, 6)) {
		t.Errorf("%s: le feste dell'ultimo anno", natale.ConGiornoSettimana())
	}
	fiera := cal.ConChiusure(termini.Chiusura{Dal: giorno("2020-03-02"), Al: giorno("2020-03-03"), OgniAnni: 1})
	if g := kernel.NewDay(termini.UltimoAnno+150, time.March, 2); !cal.Lavorativo(g) || fiera.Lavorativo(g) {
		t.Errorf("%s: la chiusura dell'ultimo anno", g.ConGiornoSettimana())
	}
	for _, c := range []struct {
		dal, al string
		want    int
	}{
		{"1969-12-22", "1970-01-12", 11}, // 15 days from Monday to Friday, less 25 and 26 December, 1 and 6 January
		{"1969-06-08", "1969-06-15", 5}, {"1965-02-01", "1965-02-08", 5}, {"1583-03-06", "1583-03-20", 10},
	} {
		n := 0
		for d := giorno(c.dal).AddDays(1); !d.After(giorno(c.al)); d = d.AddDays(1) {
			if cal.Lavorativo(d) {
				n++
			}
		}
		if got := cal.GiorniLavorativi(giorno(c.dal), giorno(c.al)); got != c.want || n != c.want {
			t.Errorf("%s–%s: %d giorni lavorativi, uno per uno %d, want %d", c.dal, c.al, got, n, c.want)
		}
	}
}
