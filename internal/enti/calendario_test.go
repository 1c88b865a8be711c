package enti_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/registro"
	"pass/internal/termini"
)

var giorno = kernel.MustDay

// sindaca is somebody who represents the body.
func (b banco) sindaca(t *testing.T, e enti.Ente) kernel.Actor {
	t.Helper()
	p := accessotest.Persona(t, b.DB, "Rita", "Sindaca", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, EnteID: e.ID, Titolo: "sindaco", Al: b.DB.Now().Day().AddDays(700)})
	return b.attore(t, p)
}

func (b banco) legale(t *testing.T, ente int64) (c *termini.Calendario) {
	t.Helper()
	b.legge(t, func(tx *db.Tx) (err error) { c, err = enti.CalendarioDi(ctx, tx, ente); return err })
	return c
}

// Row T1: the saint of a chief town is known and counts for working days only;
// of any other Comune it is unknown, and said so.
func TestT1ThePatronSaintOfEachBody(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		if _, err := enti.CaricaBase(ctx, b.DB, "03"); err != nil {
			t.Fatal(err)
		}
		_, seg := b.Segretaria(t, "Sara", "Segre")
		noti := 0
		b.legge(t, func(tx *db.Tx) error {
			cs, err := enti.Comuni(ctx, tx, "")
			for _, e := range cs {
				if _, ok := (enti.Calendario{Ente: e, Scelta: enti.PatronoNoto}).PatronoInVigore(); ok {
					noti++
				}
			}
			return err
		})
		uguali(t, "Comuni whose saint is known", noti, 12)
		ambrogio, lunedi := giorno("2026-12-07"), giorno("2026-12-08") // the 8th is a national holiday
		for nome, lavora := range map[string]bool{"Comune di Milano": false, "Comune di Monza": true, "Città metropolitana di Milano": true, "Comune di Gubbio": true} {
			e := b.Ente(t, nome)
			cal := b.legale(t, e.ID)
			uguali(t, nome+" works on Sant'Ambrogio", cal.Lavorativo(ambrogio), lavora)
			uguali(t, nome+": a term expires on Sant'Ambrogio", cal.ProssimoNonFestivo(ambrogio), ambrogio)
			uguali(t, nome+" works on the Immacolata", cal.Lavorativo(lunedi), false)
		}
		gubbio := b.Ente(t, "Comune di Gubbio")
		c, err := b.Enti.Calendario(ctx, seg, gubbio.ID)
		riesce(t, err)
		if _, ok := c.PatronoInVigore(); ok || c.Scelta != enti.PatronoNoto || c.Versione != 0 {
			t.Errorf("an unknown saint: %+v", c)
		}
		if _, err := b.Enti.Calendario(ctx, seg, 1<<40); kernel.CodeOf(err) != kernel.NonTrovato {
			t.Errorf("a body that is not there: %v", err)
		}
	})
}

func TestABodyWritesItsPatronSaintAndItsHours(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca := b.sindaca(t, e)
		dati := enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: termini.Patrono{Nome: " Sant'Ubaldo ", Mese: time.May, Giorno: 16},
			Orari: map[time.Weekday]string{time.Monday: "8-12, 13.30-18", time.Saturday: "8:30–12:00", time.Sunday: " "}}
		riesce(t, b.Enti.AggiornaCalendario(ctx, sindaca, e.ID, 0, dati))
		c, err := b.Enti.Calendario(ctx, sindaca, e.ID)
		riesce(t, err)
		p, ok := c.PatronoInVigore()
		if !ok || p.Nome != "Sant'Ubaldo" || p.Fonte != "Indicato dall'ente" || c.Versione != 1 || !c.Modifica {
			t.Errorf("read back: %+v", c)
		}
		uguali(t, "hours", enti.TestoOrari(c.Orari), "lun 8:00-12:00, lun 13:30-18:00, sab 8:30-12:00")
		uguali(t, "16 May 2028, a Tuesday, by the law", b.legale(t, e.ID).Lavorativo(giorno("2028-05-16")), false)
		b.legge(t, func(tx *db.Tx) error {
			lavoro, err := enti.GiorniDiLavoroDi(ctx, tx, e.ID)
			riesce(t, err)
			uguali(t, "a Tuesday without hours", lavoro.Lavorativo(giorno("2026-12-01")), false)
			uguali(t, "a Saturday with hours", lavoro.Lavorativo(giorno("2026-11-28")), true)
			o, ok, err := enti.OrarioDi(ctx, tx, e.ID)
			riesce(t, err)
			da, a := giorno("2026-11-30").Start(), giorno("2026-12-06").Start() // Monday to Saturday included
			if !ok || o.Durata(da, a) != 12*time.Hour {
				t.Errorf("office hours of a week: %v, %v", o.Durata(da, a), ok)
			}
			_, ok, err = enti.OrarioDi(ctx, tx, b.Ente(t, "Comune di Todi").ID)
			riesce(t, err)
			uguali(t, "hours of a body that wrote none", ok, false)
			return nil
		})
		// Who saw an older page does not overwrite what came in between.
		vuole(t, b.Enti.AggiornaCalendario(ctx, sindaca, e.ID, 0, dati), kernel.Conflitto)
		dati.Scelta = enti.PatronoNessuno
		riesce(t, b.Enti.AggiornaCalendario(ctx, sindaca, e.ID, 1, dati))
		uguali(t, "16 May 2028 without a saint", b.legale(t, e.ID).Lavorativo(giorno("2028-05-16")), true)
		b.legge(t, func(tx *db.Tx) error {
			n, err := registro.Quanti(ctx, tx, "AggiornaCalendario", "calendario", e.ID, kernel.InstantOf(inizio.Add(-time.Hour)))
			uguali(t, "acts in the trail", n, 2)
			return err
		})
		b.integro(t)
	})
}

func TestWrongCalendarsAreRefusedByField(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca := b.sindaca(t, e)
		santo := termini.Patrono{Nome: "Sant'Ubaldo", Mese: time.May, Giorno: 16}
		for nome, caso := range map[string]struct {
			d    enti.DatiCalendario
			want string
		}{
			"no answer":           {enti.DatiCalendario{}, "[patrono]"},
			"30 February":         {enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: termini.Patrono{Nome: "Santo", Mese: time.February, Giorno: 30}}, "[giorno]"},
			"month 13":            {enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: termini.Patrono{Nome: "Santo", Mese: 13, Giorno: 1}}, "[giorno]"},
			"no name":             {enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: termini.Patrono{Mese: 1, Giorno: 1}}, "[santo]"},
			"long source":         {enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: termini.Patrono{Nome: "Santo", Mese: 1, Giorno: 1, Fonte: strings.Repeat("è", 201)}}, "[fonte]"},
			"hours that overlap":  {enti.DatiCalendario{Scelta: enti.PatronoIndicato, Patrono: santo, Orari: map[time.Weekday]string{time.Monday: "8-13, 12-18"}}, "[orario_1]"},
			"hours on two days":   {enti.DatiCalendario{Scelta: enti.PatronoNoto, Orari: map[time.Weekday]string{time.Tuesday: "mattina", time.Sunday: "18-8"}}, "[orario_2 orario_7]"},
			"an hour that is not": {enti.DatiCalendario{Scelta: enti.PatronoNoto, Orari: map[time.Weekday]string{time.Friday: "8-25"}}, "[orario_5]"},
			"too many spans":      {enti.DatiCalendario{Scelta: enti.PatronoNoto, Orari: map[time.Weekday]string{time.Friday: "1-2,3-4,5-6,7-8,9-10"}}, "[orario_5]"},
		} {
			err := b.Enti.AggiornaCalendario(ctx, sindaca, e.ID, 0, caso.d)
			vuole(t, err, kernel.NonValido)
			uguali(t, nome, campi(err), caso.want)
		}
		for nome, caso := range map[string]struct {
			x    termini.Chiusura
			want string
		}{
			"nothing":            {termini.Chiusura{}, "[nome dal]"},
			"ends before":        {termini.Chiusura{Nome: "Ponte", Dal: giorno("2026-12-07"), Al: giorno("2026-12-06")}, "[al]"},
			"two years":          {termini.Chiusura{Nome: "Ponte", Dal: giorno("2026-12-07"), Al: giorno("2028-12-07")}, "[al]"},
			"the year 1":         {termini.Chiusura{Nome: "Ponte", Dal: giorno("0011-12-07"), Al: giorno("0011-12-08")}, "[dal]"},
			"hours backwards":    {termini.Chiusura{Nome: "Ponte", Dal: giorno("2026-12-07"), Al: giorno("2026-12-07"), Oraria: true, Dalle: 14 * time.Hour, Alle: 13 * time.Hour}, "[alle]"},
			"hours after 24":     {termini.Chiusura{Nome: "Ponte", Dal: giorno("2026-12-07"), Al: giorno("2026-12-07"), Oraria: true, Dalle: 14 * time.Hour, Alle: 25 * time.Hour}, "[alle]"},
			"a name of a letter": {termini.Chiusura{Nome: "x", Dal: giorno("2026-12-07"), Al: giorno("2026-12-08")}, "[nome]"},
		} {
			_, err := b.Enti.AggiungiChiusura(ctx, sindaca, e.ID, caso.x)
			vuole(t, err, kernel.NonValido)
			uguali(t, nome, campi(err), caso.want)
		}
		if c, err := b.Enti.Calendario(ctx, sindaca, e.ID); err != nil || c.Versione != 0 || len(c.Chiusure) != 0 {
			t.Errorf("something was written: %+v, %v", c, err)
		}
	})
}

// Closures count for the work of the office, never for its legal terms.
func TestClosuresAreForTheOfficeAlone(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e, altro := b.Ente(t, "Comune di Gubbio"), b.Ente(t, "Comune di Todi")
		sindaca, todi := b.sindaca(t, e), b.sindaca(t, altro)
		riesce(t, b.Enti.AggiornaCalendario(ctx, sindaca, e.ID, 0, enti.DatiCalendario{Scelta: enti.PatronoNoto,
			Orari: map[time.Weekday]string{time.Monday: "8-12,14-18", time.Tuesday: "8-12", time.Wednesday: "8-12", time.Thursday: "8-12", time.Friday: "8-12"}}))
		estiva, err := b.Enti.AggiungiChiusura(ctx, sindaca, e.ID, termini.Chiusura{Nome: "Chiusura estiva", Dal: giorno("2026-08-10"), Al: giorno("2026-08-15"), OgniAnni: 1})
		riesce(t, err)
		_, err = b.Enti.AggiungiChiusura(ctx, sindaca, e.ID, termini.Chiusura{Nome: "Assemblea", Dal: giorno("2026-11-30"), Al: giorno("2026-11-30"), Oraria: true, Dalle: 10 * time.Hour, Alle: 15 * time.Hour})
		riesce(t, err)
		_, err = b.Enti.AggiungiChiusura(ctx, sindaca, e.ID, termini.Chiusura{Nome: "Di nuovo", Dal: giorno("2026-08-10"), Al: giorno("2026-08-15"), OgniAnni: 1})
		vuole(t, err, kernel.NonValido)
		b.legge(t, func(tx *db.Tx) error {
			lavoro, err := enti.GiorniDiLavoroDi(ctx, tx, e.ID)
			riesce(t, err)
			o, _, err := enti.OrarioDi(ctx, tx, e.ID)
			riesce(t, err)
			da, a := giorno("2027-08-08"), giorno("2027-08-15") // Monday to Saturday, a year later
			uguali(t, "working days by the law", b.legale(t, e.ID).GiorniLavorativi(da, a), 5)
			uguali(t, "days worked", lavoro.GiorniLavorativi(da, a), 1) // Monday 9 alone
			uguali(t, "hours of the Monday with an assembly", o.Durata(giorno("2026-11-30").Start(), giorno("2026-12-01").Start()), 5*time.Hour)
			return nil
		})
		c, err := b.Enti.Calendario(ctx, sindaca, e.ID)
		riesce(t, err)
		var nomi []string
		for _, g := range c.Prossimi(giorno("2026-11-23")) {
			if g.Tipo == enti.ChiusuraPropria {
				nomi = append(nomi, fmt.Sprint(g.Nome, " ", g.Giorno, " ", g.Al, " ", g.Parte))
			}
		}
		uguali(t, "closures of the next year", nomi, "[Assemblea 2026-11-30  true Chiusura estiva 2027-08-10 2027-08-14 false]")
		// Somebody else's closures are not there.
		vuole(t, b.Enti.TogliChiusura(ctx, todi, altro.ID, estiva), kernel.NonTrovato)
		vuole(t, b.Enti.TogliChiusura(ctx, todi, e.ID, estiva), kernel.NonTrovato)
		riesce(t, b.Enti.TogliChiusura(ctx, sindaca, e.ID, estiva))
		vuole(t, b.Enti.TogliChiusura(ctx, sindaca, e.ID, estiva), kernel.NonTrovato)
		b.integro(t)
	})
}

func TestWhoWritesACalendar(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca, altra := b.sindaca(t, e), b.sindaca(t, b.Ente(t, "Comune di Todi"))
		_, seg := b.Segretaria(t, "Sara", "Segre")
		di := func(m accesso.Mandato) kernel.Actor {
			return b.attore(t, accessotest.Persona(t, b.DB, "Pina", string(m.Ruolo), m))
		}
		delegata := di(accesso.Mandato{Ruolo: kernel.Delegato, EnteID: e.ID, Al: b.DB.Now().Day().AddDays(30)})
		for nome, caso := range map[string]struct {
			chi  kernel.Actor
			code kernel.Code // empty: may
		}{
			"sindaca": {sindaca, ""}, "delegata": {delegata, ""}, "segreteria": {seg, ""}, "altra sindaca": {altra, kernel.NonTrovato},
			"regione": {di(accesso.Mandato{Ruolo: kernel.Regione}), kernel.Vietato}, "nessuno": {b.attore(t, accessotest.Persona(t, b.DB, "Nino", "Nessuno")), kernel.NonTrovato},
			"amministratore": {di(accesso.Mandato{Ruolo: kernel.Amministratore}), kernel.NonTrovato},
		} {
			c, errLegge := b.Enti.Calendario(ctx, caso.chi, e.ID)
			errs := []error{b.Enti.AggiornaCalendario(ctx, caso.chi, e.ID, c.Versione, enti.DatiCalendario{Scelta: enti.PatronoNoto})}
			id, err := b.Enti.AggiungiChiusura(ctx, caso.chi, e.ID, termini.Chiusura{Nome: "Ponte " + nome, Dal: giorno("2026-12-07"), Al: giorno("2026-12-08")})
			errs = append(errs, err)
			if caso.code == "" {
				errs = append(errs, b.Enti.TogliChiusura(ctx, caso.chi, e.ID, id))
			} else {
				errs = append(errs, b.Enti.TogliChiusura(ctx, caso.chi, e.ID, 1))
			}
			for i, err := range errs {
				if caso.code == "" && err != nil || caso.code != "" && kernel.CodeOf(err) != caso.code {
					t.Errorf("%s, act %d: %v", nome, i, err)
				}
			}
			if (errLegge == nil) != (caso.code != kernel.NonTrovato) {
				t.Errorf("%s reads: %v", nome, errLegge)
			}
		}
	})
}

// Row T7: a calendar file of forty events comes in and goes out equal.
func TestT7ACalendarFileComesInAndGoesOut(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca := b.sindaca(t, e)
		var eventi []termini.Chiusura
		for i := range 40 {
			x := termini.Chiusura{UID: fmt.Sprintf("evento-%02d@example.org", i), Nome: fmt.Sprintf("Chiusura %d; sede, «Palazzo»", i), Dal: giorno("2027-01-01").AddDays(9 * i)}
			x.Al = x.Dal.AddDays(1 + i%4)
			switch i % 4 {
			case 1:
				x.OgniAnni = 1
			case 2:
				x.OgniAnni, x.Volte, x.Escluse = 1, 5, []kernel.Day{kernel.NewDay(x.Dal.Year()+1, x.Dal.Time().Month(), x.Dal.Time().Day())}
			case 3:
				x.Oraria, x.Al, x.Dalle, x.Alle = true, x.Dal, 13*time.Hour+30*time.Minute, 18*time.Hour
			}
			eventi = append(eventi, x)
		}
		var file bytes.Buffer
		riesce(t, termini.ScriviICS(&file, eventi, b.DB.Now()))
		a, err := b.Enti.EsaminaICS(ctx, sindaca, e.ID, file.Bytes())
		riesce(t, err)
		uguali(t, "preview", fmt.Sprint(len(a.Nuove), len(a.Cambiate), a.Uguali, len(a.Problemi)), "40 0 0 0")
		if c, err := b.Enti.Calendario(ctx, sindaca, e.ID); err != nil || len(c.Chiusure) != 0 {
			t.Fatalf("the preview wrote %d closures, %v", len(c.Chiusure), err)
		}
		_, err = b.Enti.ImportaChiusure(ctx, sindaca, e.ID, file.Bytes())
		riesce(t, err)
		_, uscito, err := b.Enti.ICS(ctx, sindaca, e.ID)
		riesce(t, err)
		riletti, problemi, err := termini.LeggiICS(bytes.NewReader(uscito))
		riesce(t, err)
		slices.SortFunc(riletti, func(a, b termini.Chiusura) int { return strings.Compare(a.UID, b.UID) })
		if len(problemi) != 0 || fmt.Sprint(riletti) != fmt.Sprint(eventi) {
			t.Errorf("problems %v\n%v\n%v", problemi, riletti, eventi)
		}
		// The same file again changes nothing; one event changed is replaced.
		_, err = b.Enti.ImportaChiusure(ctx, sindaca, e.ID, file.Bytes())
		vuole(t, err, kernel.Conflitto)
		altro := strings.Replace(file.String(), "Chiusura 0\\;", "Trasloco\\;", 1) + "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:rotto\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
		a, err = b.Enti.ImportaChiusure(ctx, sindaca, e.ID, []byte(altro))
		riesce(t, err)
		uguali(t, "a changed file", fmt.Sprint(len(a.Nuove), len(a.Cambiate), a.Uguali, len(a.Problemi)), "0 1 39 1")
		_, err = b.Enti.EsaminaICS(ctx, sindaca, e.ID, []byte("non è un calendario"))
		uguali(t, "not a calendar", campi(err), "[file]")
		b.integro(t)
	})
}

// An event without UID is the same event the second time; too many are refused
// whole.
func TestCalendarFilesAreTakenSafely(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca := b.sindaca(t, e)
		senza := []byte("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261207\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
		a, err := b.Enti.ImportaChiusure(ctx, sindaca, e.ID, senza)
		riesce(t, err)
		uguali(t, "first", len(a.Nuove), 1)
		a, err = b.Enti.EsaminaICS(ctx, sindaca, e.ID, senza)
		riesce(t, err)
		uguali(t, "second", fmt.Sprint(len(a.Nuove), a.Uguali), "0 1")
		var tanti bytes.Buffer
		var eventi []termini.Chiusura
		for i := range enti.MassimoChiusure {
			eventi = append(eventi, termini.Chiusura{UID: fmt.Sprint("n", i), Nome: "Chiusura", Dal: giorno("2027-01-01").AddDays(i), Al: giorno("2027-01-02").AddDays(i)})
		}
		riesce(t, termini.ScriviICS(&tanti, eventi, b.DB.Now()))
		_, err = b.Enti.ImportaChiusure(ctx, sindaca, e.ID, tanti.Bytes())
		uguali(t, "too many", campi(err), "[file]")
		if c, _ := b.Enti.Calendario(ctx, sindaca, e.ID); len(c.Chiusure) != 1 {
			t.Errorf("%d closures", len(c.Chiusure))
		}
	})
}

// What a Comune says of its saint reaches the public, and nothing else does.
func TestTheSaintOfAComuneIsPublished(t *testing.T) {
	suOgni(t, func(t *testing.T, b banco) {
		e := b.Ente(t, "Comune di Gubbio")
		sindaca := b.sindaca(t, e)
		_, seg := b.Segretaria(t, "Sara", "Segre")
		scrivi := func(chi kernel.Actor, ente, versione int64, s enti.SceltaPatrono) {
			t.Helper()
			riesce(t, b.Enti.AggiornaCalendario(ctx, chi, ente, versione, enti.DatiCalendario{Scelta: s,
				Patrono: termini.Patrono{Nome: "Sant'Ubaldo", Mese: time.May, Giorno: 16, Fonte: "Statuto, art. 3"}}))
		}
		pubblicati := func() (c pubblico.Calendari) {
			b.legge(t, func(tx *db.Tx) (err error) {
				c, _, err = pubblico.Leggi[pubblico.Calendari](ctx, tx, pubblico.ChiaveCalendari)
				return err
			})
			return c
		}
		scrivi(sindaca, e.ID, 0, enti.PatronoIndicato)
		scrivi(seg, b.Ente(t, "Provincia di Perugia").ID, 0, enti.PatronoIndicato)
		uguali(t, "published", pubblicati().Enti, fmt.Sprint([]pubblico.PatronoComune{{Istat: string(e.Istat), Nome: "Comune di Gubbio", Santo: "Sant'Ubaldo", Mese: 5, Giorno: 16, Fonte: "Statuto, art. 3"}}))
		scrivi(sindaca, e.ID, 1, enti.PatronoNessuno)
		uguali(t, "none", pubblicati().Enti, fmt.Sprint([]pubblico.PatronoComune{{Istat: string(e.Istat), Nome: "Comune di Gubbio"}}))
		scrivi(sindaca, e.ID, 2, enti.PatronoNoto)
		uguali(t, "nothing said", len(pubblicati().Enti), 0)
	})
}
