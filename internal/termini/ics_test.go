package termini_test

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pass/internal/kernel"
	"pass/internal/termini"
)

var fatto = kernel.InstantOf(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))

func esporta(t *testing.T, cs []termini.Chiusura) string {
	t.Helper()
	var b bytes.Buffer
	if err := termini.ScriviICS(&b, cs, fatto); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func importa(t *testing.T, s string) []termini.Chiusura {
	t.Helper()
	cs, problemi, err := termini.LeggiICS(strings.NewReader(s))
	if err != nil || len(problemi) > 0 {
		t.Fatalf("%v, %v", problemi, err)
	}
	return cs
}

// TestT7QuarantaEventiAvantiEIndietro imports a feed of forty events as offices
// publish them, exports them and imports them again: nothing changes, in the
// list and in the calendar that they make.
func TestT7QuarantaEventiAvantiEIndietro(t *testing.T) {
	feed, err := os.ReadFile("testdata/chiusure.ics")
	if err != nil {
		t.Fatal(err)
	}
	primo := importa(t, string(feed))
	if len(primo) != 40 {
		t.Fatalf("%d eventi, want 40", len(primo))
	}
	testo := esporta(t, primo)
	secondo := importa(t, testo)
	if d := cmp.Diff(primo, secondo, cmp.Comparer(func(a, b kernel.Day) bool { return a == b })); d != "" {
		t.Errorf("dopo l'esportazione cambia:\n%s", d)
	}
	if terzo := esporta(t, secondo); terzo != testo {
		t.Error("due esportazioni sono diverse")
	}
	for _, r := range strings.Split(strings.TrimSuffix(testo, "\r\n"), "\r\n") {
		if len(r) > 75 || strings.ContainsAny(r, "\r\n") || !utf8.ValidString(r) {
			t.Errorf("riga di %d ottetti: %q", len(r), r)
		}
	}
	a, b := termini.Nazionale().ConChiusure(primo...), termini.Nazionale().ConChiusure(secondo...)
	chiusi := 0
	for d := giorno("2010-01-01"); d.Year() < 2045; d = d.AddDays(1) {
		if a.Lavorativo(d) != b.Lavorativo(d) {
			t.Errorf("%s: lavorativo %v e poi %v", d, a.Lavorativo(d), b.Lavorativo(d))
		}
		if !a.Lavorativo(d) && termini.Nazionale().Lavorativo(d) {
			chiusi++
		}
	}
	if chiusi < 40 {
		t.Errorf("il calendario chiude solo %d giorni", chiusi)
	}
}

// TestT7CheCosaDiceIlFeed reads the events that are hard to read.
func TestT7CheCosaDiceIlFeed(t *testing.T) {
	feed, err := os.ReadFile("testdata/chiusure.ics")
	if err != nil {
		t.Fatal(err)
	}
	eventi := map[string]termini.Chiusura{}
	for _, c := range importa(t, string(feed)) {
		if c.UID == "" {
			t.Errorf("%s: senza UID", c.Nome)
		}
		c.UID = ""
		eventi[c.Nome] = c
	}
	for _, want := range []termini.Chiusura{
		{Nome: "Chiusura straordinaria 1", Dal: giorno("2026-01-02"), Al: giorno("2026-01-03")},
		{Nome: "Chiusura straordinaria 3", Dal: giorno("2026-03-01"), Al: giorno("2026-03-04")},
		{Nome: "Disinfestazione; uffici, archivi e protocollo", Dal: giorno("2027-06-04"), Al: giorno("2027-06-05")},
		{Nome: "Santo patrono (vecchia data)", Dal: giorno("2010-05-10"), Al: giorno("2010-05-11"), OgniAnni: 1, Fino: giorno("2019-05-10")},
		{Nome: "Fiera biennale", Dal: giorno("2021-09-14"), Al: giorno("2021-09-16"), OgniAnni: 2, Volte: 5},
		{Nome: "Lutto cittadino", Dal: giorno("2022-03-01"), Al: giorno("2022-03-02"), OgniAnni: 1, Volte: 4, Escluse: giorni("2023-03-01", "2024-03-01")},
		{Nome: "Vigilia di Capodanno", Dal: giorno("2020-12-31"), Al: giorno("2020-12-31"), Oraria: true, Dalle: ore(12, 0), Alle: ore(18, 0), OgniAnni: 1, Fino: giorno("2029-12-31")},
		{Nome: "Giovedì grasso", Dal: giorno("2026-02-12"), Al: giorno("2026-02-12"), Oraria: true, Dalle: ore(13, 30), Alle: ore(18, 0)},
		{Nome: "Assemblea", Dal: giorno("2026-06-12"), Al: giorno("2026-06-12"), Oraria: true, Dalle: ore(10, 0), Alle: ore(12, 0)},
		{Nome: "Assemblea d’inverno", Dal: giorno("2026-11-12"), Al: giorno("2026-11-12"), Oraria: true, Dalle: ore(9, 0), Alle: ore(11, 0)},
		{Nome: "Trasloco dell’archivio", Dal: giorno("2026-10-05"), Al: giorno("2026-10-12")},
		{Nome: "Interruzione di energia elettrica", Dal: giorno("2026-09-16"), Al: giorno("2026-09-16"), Oraria: true, Dalle: ore(8, 30), Alle: ore(12, 0)},
		{Nome: "Seggio elettorale", Dal: giorno("2026-06-05"), Al: giorno("2026-06-08"), Oraria: true, Dalle: ore(14, 0), Alle: ore(15, 0)},
		{Nome: "Manutenzione straordinaria dell’impianto di riscaldamento della sede di via Giuseppe Verdi, con chiusura al pubblico di tutti gli uffici à è ì ò ù", Dal: giorno("2026-11-02"), Al: giorno("2026-11-04")},
		{Nome: "Pomeriggio di chiusura 1", Dal: giorno("2028-01-10"), Al: giorno("2028-01-10"), Oraria: true, Dalle: ore(13, 30), Alle: ore(18, 0)},
		{Nome: "Prima riga\nSeconda riga con \\ barra", Dal: giorno("2026-11-16"), Al: giorno("2026-11-17")},
	} {
		if d := cmp.Diff(want, eventi[want.Nome], cmp.Comparer(func(a, b kernel.Day) bool { return a == b })); d != "" {
			t.Errorf("%s:\n%s", want.Nome, d)
		}
	}
}

// TestT7LeRicorrenze: what repeats is closed on the days that it says, and no other.
func TestT7LeRicorrenze(t *testing.T) {
	for regola, want := range map[string][]string{
		"20200608;FREQ=YEARLY":                                        {"2020-06-08", "2021-06-08", "2022-06-08", "2023-06-08", "2026-06-08", "2027-06-08", "2028-06-08", "2029-06-08"},
		"20200608;FREQ=YEARLY;COUNT=2":                                {"2020-06-08", "2021-06-08"},
		"20200608;FREQ=YEARLY;COUNT=1":                                {"2020-06-08"},
		"20200608;FREQ=YEARLY;INTERVAL=3;WKST=MO":                     {"2020-06-08", "2023-06-08", "2026-06-08", "2029-06-08"},
		"20200608;FREQ=YEARLY;UNTIL=20230608":                         {"2020-06-08", "2021-06-08", "2022-06-08", "2023-06-08"},
		"20200608;FREQ=YEARLY;UNTIL=20230607":                         {"2020-06-08", "2021-06-08", "2022-06-08"},
		"20200608;FREQ=YEARLY;UNTIL=20190101":                         nil,
		"20200229;FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;UNTIL=20300101": {"2024-02-29", "2028-02-29"},
		"20210914;FREQ=YEARLY;INTERVAL=2;COUNT=3":                     {"2021-09-14", "2023-09-14", "2025-09-15"},
		"20200608;FREQ=YEARLY;COUNT=4\nEXDATE;VALUE=DATE:20210608":    {"2020-06-08", "2022-06-08", "2023-06-08"},
		"20200608;FREQ=YEARLY;COUNT=4\nEXDATE:20210608,20230608":      {"2020-06-08", "2022-06-08"},
		"20200608;freq=yearly;count=2":                                {"2020-06-08", "2021-06-08"},
		"21990608;FREQ=YEARLY;UNTIL=20300101":                         nil,
		"20260608;FREQ=YEARLY;UNTIL=20290608":                         {"2026-06-08", "2027-06-08", "2028-06-08", "2029-06-08"},
	} {
		inizio, resto, _ := strings.Cut(regola, ";")
		durata := ""
		if inizio == "20210914" {
			durata = "DURATION:P2D\n"
		}
		cs := importa(t, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:"+inizio+"\n"+durata+"RRULE:"+resto+"\nEND:VEVENT\nEND:VCALENDAR\n")
		cal, naz := termini.Nazionale().ConChiusure(cs...), termini.Nazionale()
		var got []string
		for d := giorno("2018-01-01"); d.Year() < 2030; d = d.AddDays(1) {
			// Only the first working day of each closing.
			if naz.Lavorativo(d) && !cal.Lavorativo(d) && (d.AddDays(-1).Time().Weekday() == time.Sunday || cal.Lavorativo(d.AddDays(-1)) || naz.Festivo(d.AddDays(-1))) {
				got = append(got, d.String())
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: chiuso %v, want %v", regola, got, want)
		}
	}
}

// TestT7GliErroriDiconoLaRiga: what cannot be read is named by its line, left
// out, and the rest is read.
func TestT7GliErroriDiconoLaRiga(t *testing.T) {
	buono := "BEGIN:VEVENT\nUID:buono\nDTSTART;VALUE=DATE:20260608\nEND:VEVENT\n"
	for _, c := range []struct {
		evento string
		riga   int
		dice   string
	}{
		{"UID:x", 5, "l'evento non ha un giorno di inizio (DTSTART)"},
		{"DTSTART;VALUE=DATE:20260230", 6, "la data \"20260230\" non esiste"},
		{"UID:x\nDTSTART:domani", 7, "la data \"domani\" non si legge"},
		{"DTSTART:20260608T250000", 6, "non si legge"},
		{"DTSTART;TZID=America/New_York:20260608T120000\nDURATION:PT1H", 6, "il fuso orario \"America/New_York\" non è quello italiano"},
		{"DTSTART;VALUE=DATE:20260608\nDTEND;VALUE=DATE:20260608", 7, "finisce prima di cominciare, o non dura nulla"},
		{"DTSTART;VALUE=DATE:20260608\nDTEND;VALUE=DATE:20260601", 7, "finisce prima di cominciare"},
		{"DTEND:20260608T110000\nDTSTART:20260608T120000", 6, "finisce prima di cominciare"},
		{"DTSTART:20260608T120000\nDTEND:20260608T120000", 7, "non dura nulla"},
		{"DTSTART:20260608T120000", 5, "non dura nulla"},
		{"DTSTART:20260608T120000\nDTEND;VALUE=DATE:20260609", 7, "entrambi giorni o entrambi orari"},
		{"DTSTART;VALUE=DATE:20260608\nDTEND:20260609T120000", 7, "entrambi giorni o entrambi orari"},
		{"DTSTART;VALUE=DATE:20260608\nDURATION:PT4H", 7, "un evento di giorni interi non può durare ore"},
		{"DTSTART;VALUE=DATE:20260608\nDURATION:P400D", 7, "l'evento dura più di un anno"},
		{"DTSTART;VALUE=DATE:20260608\nDTEND;VALUE=DATE:20270610", 7, "l'evento dura più di un anno"},
		{"DTSTART;VALUE=DATE:15820608", 5, "l'evento è fuori dal calendario: gli anni ammessi vanno dal 1583 al 2299"},
		{"DTSTART;VALUE=DATE:22991231", 5, "l'evento è fuori dal calendario"},
		{"DTSTART;VALUE=DATE:20260608\nDURATION:4H", 7, "la durata \"4H\" non si legge"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=WEEKLY", 7, "la ricorrenza \"FREQ=WEEKLY\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:COUNT=4", 7, "non dice ogni quanto (FREQ)"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;BYDAY=1MO", 7, "la ricorrenza \"BYDAY=1MO\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;BYMONTH=7", 7, "\"BYMONTH=7\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;BYMONTHDAY=7", 7, "\"BYMONTHDAY=7\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;BYSETPOS=6", 7, "\"BYSETPOS=6\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;BYSETPOS=8", 7, "\"BYSETPOS=8\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;INTERVAL=0", 7, "\"INTERVAL=0\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;INTERVAL=x", 7, "\"INTERVAL=X\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;COUNT=0", 7, "\"COUNT=0\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;COUNT=-", 7, "\"COUNT=-\" non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;UNTIL=mai", 7, "la data \"MAI\" non si legge"},
		{"DTSTART;VALUE=DATE:20260608\nRRULE:FREQ=YEARLY;COUNT=2;UNTIL=20300101", 7, "sia COUNT sia UNTIL"},
		{"DTSTART;VALUE=DATE:20260608\nRDATE:20260609", 7, "(RDATE) non sono gestite"},
		{"DTSTART;VALUE=DATE:20260608\nRECURRENCE-ID:20260609", 7, "(RECURRENCE-ID) non è gestita"},
		{"DTSTART;VALUE=DATE:20260608\nEXDATE:20260608,ieri", 7, "la data \"ieri\" non si legge"},
		{"DTSTART;VALUE=DATE:20260608\nqualcosa", 7, "mancano i due punti fra nome e valore"},
		{"SUMMARY:riga\n  piegata\n\tdue volte\nDTSTART:x\nDTEND:y", 9, "la data \"x\" non si legge"},
	} {
		testo := "BEGIN:VCALENDAR\nVERSION:2.0\nX-A:1\nX-B:2\nBEGIN:VEVENT\n" + c.evento + "\nEND:VEVENT\n" + buono + "END:VCALENDAR\n"
		for nome, testo := range map[string]string{"LF": testo, "CRLF": strings.ReplaceAll(testo, "\n", "\r\n")} {
			cs, problemi, err := termini.LeggiICS(strings.NewReader(testo))
			if err != nil || len(cs) != 1 || cs[0].UID != "buono" || len(problemi) != 1 || problemi[0].Riga != c.riga || !strings.Contains(problemi[0].Messaggio, c.dice) {
				t.Errorf("%s, %q: %v, %v, %v; want riga %d, %q", nome, c.evento, cs, problemi, err, c.riga, c.dice)
			}
		}
	}
}

// TestT7FileCheNonSonoCalendari are refused as a whole, and what is cut short is
// told.
func TestT7FileCheNonSonoCalendari(t *testing.T) {
	for testo, dice := range map[string]string{
		"":                           "manca la riga BEGIN:VCALENDAR",
		"id;data\n1;2":               "manca la riga BEGIN:VCALENDAR",
		"BEGIN:VEVENT\nEND:VEVENT\n": "manca la riga BEGIN:VCALENDAR",
		strings.Repeat("x", 1<<20+1): "una riga troppo lunga",
		"\ufeffBEGIN:VCALENDAR\nEND:VEVENT\nEND:VCALENDAR": "",
		"begin:vcalendar\nend:vcalendar":                   "",
	} {
		cs, problemi, err := termini.LeggiICS(strings.NewReader(testo))
		if (err == nil) != (dice == "") || err != nil && !strings.Contains(err.Error(), dice) || len(cs)+len(problemi) > 0 {
			t.Errorf("%.30q: %v, %v, %v; want %q", testo, cs, problemi, err, dice)
		}
	}
	evento := "BEGIN:VEVENT\nDTSTART:20260608\n"
	cs, problemi, err := termini.LeggiICS(strings.NewReader("BEGIN:VCALENDAR\n" + evento + evento + "END:VEVENT\n" + evento))
	if err != nil || len(cs) != 1 || len(problemi) != 2 || problemi[0].Riga != 2 || problemi[1].Riga != 7 || !strings.Contains(problemi[1].Messaggio, "manca END:VEVENT") {
		t.Errorf("eventi che non finiscono: %v, %v, %v", cs, problemi, err)
	}
	evento += "END:VEVENT\n"
	cs, problemi, err = termini.LeggiICS(strings.NewReader("BEGIN:VCALENDAR\n" + strings.Repeat(evento, 10_002)))
	if err != nil || len(cs) != 10_000 || len(problemi) != 1 || problemi[0].Riga != 2+3*10_000 || !strings.Contains(problemi[0].Messaggio, "più di 10000 eventi") {
		t.Errorf("troppi eventi: %d, %v, %v", len(cs), problemi, err)
	}
	// Twice 400 times 249 days and an end are the most that fits.
	lungo := "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20200101\nDURATION:P249D\nRRULE:FREQ=YEARLY;COUNT=400\nEND:VEVENT\n"
	cs, problemi, err = termini.LeggiICS(strings.NewReader("BEGIN:VCALENDAR\n" + lungo + lungo + evento))
	if err != nil || len(cs) != 2 || len(problemi) != 1 || problemi[0].Riga != 12 || !strings.Contains(problemi[0].Messaggio, "chiude più di 200000 giorni") {
		t.Errorf("troppi giorni: %d, %v, %v", len(cs), problemi, err)
	}
	anno := importa(t, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20280102\nEND:VEVENT\n")
	if len(anno) != 1 || anno[0].Al.DaysSince(anno[0].Dal) != 366 {
		t.Errorf("un evento di 366 giorni: %v", anno)
	}
}

// TestT7TestiEParametri: quotes keep what separates, and a name is text and
// nothing else.
func TestT7TestiEParametri(t *testing.T) {
	for riga, want := range map[string]string{
		`SUMMARY;X-A="uno;due:tre";X-B=4:Fiera: pomeriggio`: "Fiera: pomeriggio",
		`SUMMARY;X-A="uno:due":Fiera; mattina`:              "Fiera; mattina",
		"SUMMARY:Fi\x07e\x01ra\t":                           "Fiera",
		"SUMMARY:Fier\xe0":                                  "Fier\uFFFD",
		`SUMMARY:a\nb\Nc\\nd`:                               "a\nb\nc\\nd",
		"summary:minuscolo":                                 "minuscolo",
	} {
		cs := importa(t, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X-A=\"a;b:c\";value=date:20260608\n"+riga+"\nEND:VEVENT\n")
		if len(cs) != 1 || cs[0].Nome != want || cs[0].Dal != giorno("2026-06-08") {
			t.Errorf("%q: %v", riga, cs)
		}
	}
}

// TestT7LePieghe: a line of 75 octets stays whole, one of 76 is folded as late
// as a character allows, and the rest at 74 octets more.
func TestT7LePieghe(t *testing.T) {
	for _, c := range []struct{ nome, riga string }{
		{strings.Repeat("x", 67), "SUMMARY:" + strings.Repeat("x", 67) + "\r\n"},
		{strings.Repeat("x", 68), "SUMMARY:" + strings.Repeat("x", 67) + "\r\n x\r\n"},
		{strings.Repeat("x", 66) + "è", "SUMMARY:" + strings.Repeat("x", 66) + "\r\n è\r\n"},
		{strings.Repeat("x", 65) + "è", "SUMMARY:" + strings.Repeat("x", 65) + "è\r\n"},
		{strings.Repeat("x", 64) + "😀", "SUMMARY:" + strings.Repeat("x", 64) + "\r\n 😀\r\n"},
		{strings.Repeat("x", 67+74), "SUMMARY:" + strings.Repeat("x", 67) + "\r\n " + strings.Repeat("x", 74) + "\r\n"},
		{strings.Repeat("x", 67+75), "SUMMARY:" + strings.Repeat("x", 67) + "\r\n " + strings.Repeat("x", 74) + "\r\n x\r\n"},
	} {
		got := esporta(t, []termini.Chiusura{{UID: "a", Nome: c.nome, Dal: giorno("2026-06-08"), Al: giorno("2026-06-09")}})
		if !strings.Contains(got, "\r\n"+c.riga+"END:VEVENT") {
			t.Errorf("%d ottetti: %q", len(c.nome), got)
		}
	}
}

// TestT7LEsportazione holds the text of a small calendar.
func TestT7LEsportazione(t *testing.T) {
	got := esporta(t, []termini.Chiusura{
		{UID: "a@b", Nome: "Fiera; piazza, via \\ e\nborgo", Dal: giorno("2026-09-14"), Al: giorno("2026-09-16"), OgniAnni: 2, Volte: 3, Escluse: giorni("2028-09-14")},
		{UID: "c", Nome: "Vecchia", Dal: giorno("2020-05-10"), Al: giorno("2020-05-11"), OgniAnni: 1, Fino: giorno("2029-05-10")},
	})
	want := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//PAsS//Chiusure degli uffici//IT\r\nCALSCALE:GREGORIAN\r\n" +
		"BEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20260102T030405Z\r\nDTSTART;VALUE=DATE:20260914\r\nDTEND;VALUE=DATE:20260916\r\nSUMMARY:Fiera\\; piazza\\, via \\\\ e\\nborgo\r\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\nEXDATE;VALUE=DATE:20280914\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:c\r\nDTSTAMP:20260102T030405Z\r\nDTSTART;VALUE=DATE:20200510\r\nDTEND;VALUE=DATE:20200511\r\nSUMMARY:Vecchia\r\nRRULE:FREQ=YEARLY;UNTIL=20290510\r\nEND:VEVENT\r\n" +
		"END:VCALENDAR\r\n"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	orario := esporta(t, []termini.Chiusura{
		{UID: "a", Dal: giorno("2026-12-24"), Al: giorno("2026-12-24"), Oraria: true, Dalle: ore(12, 0), Alle: ore(18, 30), OgniAnni: 1, Fino: giorno("2030-07-01"), Escluse: giorni("2027-12-24")},
		{UID: "b", Dal: giorno("2026-12-31"), Al: giorno("2026-12-31"), Oraria: true, Dalle: ore(12, 0), Alle: ore(18, 30)},
	})
	for _, r := range []string{"\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Rome\r\n", "\r\nDTSTART;TZID=Europe/Rome:20261224T120000\r\nDTEND;TZID=Europe/Rome:20261224T183000\r\n",
		"\r\nRRULE:FREQ=YEARLY;UNTIL=20300701T215959Z\r\nEXDATE;TZID=Europe/Rome:20271224T120000\r\n"} {
		if strings.Count(orario, r) != 1 {
			t.Errorf("manca %q, o c'è due volte, in\n%s", r, orario)
		}
	}
	if strings.Contains(got, "VTIMEZONE") {
		t.Error("un calendario di giorni interi ha un fuso")
	}
}

// TestT7LeDurate reads DURATION.
func TestT7LeDurate(t *testing.T) {
	for durata, want := range map[string]string{"P1D": "2026-06-09 00:00", "P2W": "2026-06-22 00:00", "P1W2D": "2026-06-17 00:00", "PT36H": "2026-06-09 12:00",
		"P1DT90M": "2026-06-09 01:30", "pt30m": "2026-06-08 00:30", "+PT3600S": "2026-06-08 01:00", "PT10000S": "2026-06-08 02:46"} {
		cs := importa(t, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260608T000000\nDURATION:"+durata+"\nEND:VEVENT\n")
		if got := cs[0].Al.Time().Add(cs[0].Alle.Truncate(time.Minute)).Format("2006-01-02 15:04"); got != want {
			t.Errorf("%s: fino a %s, want %s", durata, got, want)
		}
	}
	for _, durata := range []string{"", "P", "1D", "PD", "P1", "P1H", "PT1D", "PT1W", "PT", "-P1D", "P1X", "P10001D", "P1DT", "PT1HT1H", "P99999999999999999999D"} {
		_, problemi, err := termini.LeggiICS(strings.NewReader("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260608T000000\nDURATION:" + durata + "\nEND:VEVENT\n"))
		if err != nil || len(problemi) != 1 {
			t.Errorf("%q è letta: %v, %v", durata, problemi, err)
		}
	}
}

// FuzzT7ICS: no file breaks the reader, and what it reads survives a round trip.
func FuzzT7ICS(f *testing.F) {
	feed, err := os.ReadFile("testdata/chiusure.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(feed))
	f.Add("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260608T000000\nDURATION:PT1S\nRRULE:FREQ=YEARLY;UNTIL=20300101T000000Z\nEND:VEVENT\n")
	f.Fuzz(func(t *testing.T, s string) {
		cs, _, err := termini.LeggiICS(strings.NewReader(s))
		if err != nil || len(cs) == 0 {
			return
		}
		ancora := importa(t, esporta(t, cs))
		if d := cmp.Diff(cs, ancora, cmp.Comparer(func(a, b kernel.Day) bool { return a == b })); d != "" {
			t.Errorf("%q cambia:\n%s", s, d)
		}
	})
}
