package termini

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
)

// Problema is what is wrong with a calendar file, in Italian.
type Problema struct {
	Riga      int    // of the file, from 1
	Messaggio string // what happened; the event is left out
}

// What a file may hold, so that no calendar costs more than a moment and some
// megabytes: events, closed days with all their repetitions, octets of a line.
const (
	massimoEventi = 10_000
	massimoGiorni = 200_000
	massimaRiga   = 1 << 20

	// massimoIntervallo is far beyond the table of years: a larger number is no
	// repetition, and one near the largest integer would never come to an end.
	massimoIntervallo = 1000
)

// LeggiICS reads the closures of an iCalendar file (RFC 5545): whole days
// (DATE), times (DATE-TIME in UTC, in Italian time or without a zone, which is
// Italian time), yearly repetitions (RRULE FREQ=YEARLY with INTERVAL, COUNT,
// UNTIL), EXDATE. An event that cannot be read is named in the problems, with
// its line, and left out; everything else of the file is ignored. The error
// says that the file is not a calendar at all.
func LeggiICS(r io.Reader) ([]Chiusura, []Problema, error) {
	l := &lettore{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, massimaRiga)
	var logica strings.Builder
	inizio, n := 0, 0
	for sc.Scan() {
		n++
		fisica := strings.TrimSuffix(sc.Text(), "\r")
		if n == 1 {
			fisica = strings.TrimPrefix(fisica, "\ufeff")
		}
		if fisica != "" && (fisica[0] == ' ' || fisica[0] == '\t') {
			logica.WriteString(fisica[1:])
			continue
		}
		l.riga(inizio, logica.String())
		logica.Reset()
		logica.WriteString(fisica)
		inizio = n
	}
	l.riga(inizio, logica.String())
	switch {
	case errors.Is(sc.Err(), bufio.ErrTooLong):
		return nil, nil, errors.New("il file non è un calendario: ha una riga troppo lunga")
	case sc.Err() != nil:
		return nil, nil, sc.Err()
	case !l.calendario:
		return nil, nil, errors.New("il file non è un calendario: manca la riga BEGIN:VCALENDAR")
	case l.evento != nil:
		l.problema(l.evento.inizio, "l'evento non finisce: manca END:VEVENT")
	}
	return l.chiusure, l.problemi, nil
}

// lettore keeps what was read so far.
type lettore struct {
	calendario bool
	giorni     int      // closed so far
	troppi     bool     // events
	dentro     []string // components that are open inside the event, or outside it
	evento     *evento
	chiusure   []Chiusura
	problemi   []Problema
}

// evento is a VEVENT while it is read.
type evento struct {
	inizio, rigaFine, rigaRegola int // lines of the file
	c                            Chiusura
	dal, al                      momento
	durata                       time.Duration // of DURATION
	giorni                       int           // of DURATION
	haDurata, scartato           bool
	regola                       string
	escluse                      []momento
}

// momento is a DATE or a DATE-TIME by the Italian wall clock.
type momento struct {
	giorno kernel.Day
	ora    time.Duration
	orario bool
}

func (l *lettore) problema(riga int, format string, args ...any) {
	l.problemi = append(l.problemi, Problema{riga, fmt.Sprintf(format, args...)})
}

// riga reads a logical line that begins on line n of the file.
func (l *lettore) riga(n int, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	nome, parametri, valore, ok := proprieta(s)
	if !ok {
		if l.evento != nil && !l.evento.scartato {
			l.evento.scartato = true
			l.problema(n, "la riga non si legge: mancano i due punti fra nome e valore")
		}
		return
	}
	v := strings.ToUpper(valore)
	switch {
	case nome == "BEGIN" && v == "VCALENDAR":
		l.calendario = true
	case nome == "BEGIN" && v == "VEVENT" && l.calendario && len(l.dentro) == 0:
		if l.evento != nil {
			l.problema(l.evento.inizio, "l'evento non finisce: manca END:VEVENT")
		}
		l.evento = &evento{inizio: n}
	case nome == "END" && v == "VEVENT" && l.evento != nil:
		l.chiudi()
	case nome == "BEGIN":
		l.dentro = append(l.dentro, v)
	case nome == "END" && len(l.dentro) > 0:
		l.dentro = l.dentro[:len(l.dentro)-1]
	case l.evento != nil && len(l.dentro) == 0:
		if err := l.evento.leggi(n, nome, parametri, valore); err != nil && !l.evento.scartato {
			l.evento.scartato = true
			l.problema(n, "%s", err)
		}
	}
}

// chiudi ends the event and keeps it if it is good.
func (l *lettore) chiudi() {
	e := l.evento
	l.evento, l.dentro = nil, nil
	if e.scartato {
		return
	}
	if riga, err := e.componi(); err != nil {
		l.problema(riga, "%s", err)
		return
	}
	giorni := 0
	e.c.ogni(func(dal, al int) { giorni += al - dal + 1 })
	switch {
	case l.troppi:
	case len(l.chiusure) == massimoEventi:
		l.troppi = true
		l.problema(e.inizio, "il calendario ha più di %d eventi: questo e i seguenti sono stati esclusi", massimoEventi)
	case l.giorni+giorni > massimoGiorni:
		l.problema(e.inizio, "l'evento si ripete troppe volte: con gli altri chiude più di %d giorni di calendario; aggiungere un limite (UNTIL o COUNT)", massimoGiorni)
	default:
		l.giorni += giorni
		l.chiusure = append(l.chiusure, e.c)
	}
}

// leggi takes one property of the event.
func (e *evento) leggi(n int, nome string, parametri map[string]string, valore string) (err error) {
	switch nome {
	case "UID":
		e.c.UID = testo(valore)
	case "SUMMARY":
		e.c.Nome = testo(valore)
	case "DTSTART":
		e.dal, err = leggiMomento(parametri, valore)
	case "DTEND":
		e.rigaFine = n
		e.al, err = leggiMomento(parametri, valore)
	case "DURATION":
		e.rigaFine, e.haDurata = n, true
		e.giorni, e.durata, err = leggiDurata(valore)
	case "RRULE":
		e.rigaRegola, e.regola = n, strings.ToUpper(valore)
	case "RDATE":
		err = errors.New("le date aggiunte (RDATE) non sono gestite: scrivere un evento per ciascuna")
	case "RECURRENCE-ID":
		err = errors.New("la modifica di una sola ricorrenza (RECURRENCE-ID) non è gestita: scrivere un evento a parte")
	case "EXDATE":
		for _, v := range strings.Split(valore, ",") {
			m, errore := leggiMomento(parametri, v)
			if errore != nil {
				return errore
			}
			e.escluse = append(e.escluse, m)
		}
	}
	return err
}

// componi makes the closure; the line is that of what is wrong.
func (e *evento) componi() (riga int, err error) {
	c := &e.c
	if e.dal.giorno.IsZero() {
		return e.inizio, errors.New("l'evento non ha un giorno di inizio (DTSTART)")
	}
	c.Dal, c.Dalle, c.Oraria = e.dal.giorno, e.dal.ora, e.dal.orario
	switch {
	case !e.al.giorno.IsZero() && e.al.orario != e.dal.orario:
		return e.rigaFine, errors.New("inizio e fine devono essere entrambi giorni o entrambi orari")
	case !e.al.giorno.IsZero():
		c.Al, c.Alle = e.al.giorno, e.al.ora
	case e.haDurata && !e.dal.orario && e.durata != 0:
		return e.rigaFine, errors.New("un evento di giorni interi non può durare ore")
	case e.haDurata:
		t := c.Dal.Time().AddDate(0, 0, e.giorni).Add(c.Dalle + e.durata)
		c.Al = kernel.DayOf(t)
		c.Alle = t.Sub(c.Al.Time())
	case c.Oraria:
		c.Al, c.Alle = c.Dal, c.Dalle
	default:
		c.Al = c.Dal.AddDays(1)
	}
	if fuoriCalendario(c.Dal) || fuoriCalendario(c.Al) {
		return e.inizio, fmt.Errorf("l'evento è fuori dal calendario: gli anni ammessi vanno dal %d al %d", PrimoAnno, UltimoAnno)
	}
	if durata := c.Al.DaysSince(c.Dal); durata > 366 {
		return max(e.rigaFine, e.inizio), errors.New("l'evento dura più di un anno")
	} else if durata < 0 || durata == 0 && c.Alle <= c.Dalle {
		return max(e.rigaFine, e.inizio), errors.New("l'evento finisce prima di cominciare, o non dura nulla")
	}
	if err := c.ripeti(e.regola); err != nil {
		return e.rigaRegola, err
	}
	for _, m := range e.escluse {
		c.Escluse = append(c.Escluse, m.giorno)
	}
	return 0, nil
}

// ripeti reads a RRULE.
func (c *Chiusura) ripeti(regola string) error {
	if regola == "" {
		return nil
	}
	c.OgniAnni = 1
	annuale := false
	for _, parte := range strings.Split(regola, ";") {
		chiave, valore, _ := strings.Cut(parte, "=")
		n, err := strconv.Atoi(valore)
		switch {
		case chiave == "FREQ" && valore == "YEARLY":
			annuale = true
		case chiave == "INTERVAL" && err == nil && n > 0 && n <= massimoIntervallo:
			c.OgniAnni = n
		case chiave == "COUNT" && err == nil && n > 0:
			c.Volte = n
		case chiave == "UNTIL":
			m, err := leggiMomento(nil, valore)
			if err != nil {
				return err
			}
			c.Fino = m.giorno
		case chiave == "BYMONTH" && err == nil && n == int(c.Dal.Time().Month()),
			chiave == "BYMONTHDAY" && err == nil && n == c.Dal.Time().Day(),
			chiave == "WKST":
		default:
			return fmt.Errorf("la ricorrenza %q non è gestita: sono ammesse quelle annuali nello stesso giorno", parte)
		}
	}
	if !annuale {
		return errors.New("la ricorrenza non dice ogni quanto (FREQ)")
	}
	if c.Volte > 0 && !c.Fino.IsZero() {
		return errors.New("la ricorrenza ha sia COUNT sia UNTIL: RFC 5545 ne ammette uno")
	}
	return nil
}
