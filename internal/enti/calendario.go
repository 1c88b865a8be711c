package enti

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// SceltaPatrono is what a body said of its patron saint.
type SceltaPatrono string

// The choices. Until a body says something it is PatronoNoto: the saint that
// package termini knows, which it does for the chief towns of Lombardy only.
const (
	PatronoNoto     SceltaPatrono = "noto"
	PatronoIndicato SceltaPatrono = "indicato"
	PatronoNessuno  SceltaPatrono = "nessuno"
)

// Calendario is when a body works: its patron saint, its office hours, and
// when it is closed besides the public holidays.
type Calendario struct {
	Ente     Ente
	Scelta   SceltaPatrono
	Patrono  termini.Patrono // as written by the body; zero unless Scelta is PatronoIndicato
	Orari    []FasciaOraria  // by weekday from Monday, then by hour
	Chiusure []ChiusuraEnte  // by first day
	Versione int64           // 0: the body has written nothing yet
	Modifica bool            // the actor may change it
}

// FasciaOraria is a span of office hours on a day of the week.
type FasciaOraria struct {
	Giorno time.Weekday
	termini.Fascia
}

// ChiusuraEnte is a time in which the body is closed besides the holidays.
type ChiusuraEnte struct {
	ID int64
	termini.Chiusura
}

// Settimana are the days of the week in the order in which Italians read them.
var Settimana = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// PatronoInVigore is the patron saint that counts; ok is false when it is not
// known, or there is none.
func (c Calendario) PatronoInVigore() (p termini.Patrono, ok bool) {
	switch c.Scelta {
	case PatronoIndicato:
		return c.Patrono, true
	case PatronoNessuno:
		return p, false
	}
	return c.patronoNoto()
}

// patronoNoto is the saint that PAsS knows for a Comune.
func (c Calendario) patronoNoto() (p termini.Patrono, ok bool) {
	if c.Ente.Tipo != Comune {
		return p, false
	}
	return termini.PatronoDi(c.Ente.Istat)
}

// Legale is the calendar by which legal terms run for the body: holidays of
// the law, and the patron saint for working days. Closures that an office
// chooses for itself never move a legal term.
func (c Calendario) Legale() *termini.Calendario {
	cal := termini.Nazionale()
	if p, ok := c.PatronoInVigore(); ok {
		cal = cal.ConFestaPatronale(p)
	}
	return cal
}

// Lavoro is the calendar of the days on which the body works: Legale without
// the closures of whole days, on the days of the week that have office hours
// (Monday to Friday when it wrote none).
func (c Calendario) Lavoro() *termini.Calendario {
	cal := c.Legale()
	if len(c.Orari) > 0 {
		var giorni []time.Weekday
		for _, f := range c.Orari {
			giorni = append(giorni, f.Giorno)
		}
		cal = cal.ConSettimana(giorni...)
	}
	return cal.ConChiusure(c.chiusure()...)
}

// Orario are the office hours with the closures taken away; ok is false when
// the body wrote none.
func (c Calendario) Orario() (o *termini.Orario, ok bool, err error) {
	if len(c.Orari) == 0 {
		return nil, false, nil
	}
	fasce := map[time.Weekday][]termini.Fascia{}
	for _, f := range c.Orari {
		fasce[f.Giorno] = append(fasce[f.Giorno], f.Fascia)
	}
	if o, err = termini.NewOrario(c.Lavoro(), fasce); err != nil {
		return nil, false, err
	}
	return o.ConChiusure(c.chiusure()...), true, nil
}

func (c Calendario) chiusure() []termini.Chiusura {
	out := make([]termini.Chiusura, len(c.Chiusure))
	for i, x := range c.Chiusure {
		out[i] = x.Chiusura
	}
	return out
}

// CalendarioDi is the calendar by which legal terms run for the body; see
// Calendario.Legale. A body that does not exist is db.ErrNotFound.
func CalendarioDi(ctx context.Context, tx *db.Tx, ente int64) (*termini.Calendario, error) {
	c, err := leggiCalendario(ctx, tx, ente)
	if err != nil {
		return nil, err
	}
	return c.Legale(), nil
}

// GiorniDiLavoroDi is the calendar of the days on which the body works; see
// Calendario.Lavoro.
func GiorniDiLavoroDi(ctx context.Context, tx *db.Tx, ente int64) (*termini.Calendario, error) {
	c, err := leggiCalendario(ctx, tx, ente)
	if err != nil {
		return nil, err
	}
	return c.Lavoro(), nil
}

// OrarioDi are the office hours of the body without its closures; ok is false
// when it wrote none.
func OrarioDi(ctx context.Context, tx *db.Tx, ente int64) (o *termini.Orario, ok bool, err error) {
	c, err := leggiCalendario(ctx, tx, ente)
	if err != nil {
		return nil, false, err
	}
	return c.Orario()
}

// Calendario shows the calendar of a body to its own people and to who reads
// the register.
func (s *Service) Calendario(ctx context.Context, chi kernel.Actor, ente int64) (c Calendario, err error) {
	if !PuoVedereEnte(ente, chi) {
		return c, db.ErrNotFound
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { c, err = leggiCalendario(ctx, tx, ente); return err })
	c.Modifica = PuoModificareCalendario(ente, chi)
	return c, err
}

// CalendarioDaModificare is Calendario for who is about to change it: for the
// others who see it, it is kernel.Vietato.
func (s *Service) CalendarioDaModificare(ctx context.Context, chi kernel.Actor, ente int64) (Calendario, error) {
	c, err := s.Calendario(ctx, chi, ente)
	if err == nil && !c.Modifica {
		err = kernel.E(kernel.Vietato, nonScrive)
	}
	return c, err
}

// TipoChiusura says why a body does not work, in words for people.
type TipoChiusura string

// The reasons. Only a national holiday moves a legal due date.
const (
	FestaNazionale  TipoChiusura = "Festività nazionale"
	FestaPatronale  TipoChiusura = "Santo patrono"
	ChiusuraPropria TipoChiusura = "Chiusura dell'ente"
)

// GiornoDiChiusura is a day, or a part of it, on which the body does not work.
type GiornoDiChiusura struct {
	Giorno kernel.Day
	Al     kernel.Day // last day, when it is more than one; else zero
	Nome   string
	Tipo   TipoChiusura
	Fonte  string
	Dalle  time.Duration // with Parte
	Alle   time.Duration
	Parte  bool // only a part of the day
}

// Prossimi lists the holidays, the patron saint and the closures from the day
// until a year later, in order. Sundays are left out.
func (c Calendario) Prossimi(oggi kernel.Day) []GiornoDiChiusura {
	fine := kernel.NewDay(oggi.Year()+1, oggi.Time().Month(), oggi.Time().Day())
	dentro := func(d kernel.Day) bool { return !d.Before(oggi) && d.Before(fine) }
	var out []GiornoDiChiusura
	cal := c.Legale()
	for anno := oggi.Year(); anno <= fine.Year(); anno++ {
		for _, f := range cal.Festivita(anno) {
			if !dentro(f.Giorno) {
				continue
			}
			g := GiornoDiChiusura{Giorno: f.Giorno, Nome: f.Nome, Tipo: FestaNazionale, Fonte: f.Fonte}
			if f.SoloLavorativi {
				g.Tipo = FestaPatronale
			}
			out = append(out, g)
		}
	}
	for _, x := range c.Chiusure {
		for _, d := range x.Ricorrenze(oggi, fine) {
			out = append(out, x.nelGiorno(d))
		}
	}
	slices.SortStableFunc(out, func(a, b GiornoDiChiusura) int {
		return cmp.Or(a.Giorno.DaysSince(b.Giorno), cmp.Compare(a.Dalle, b.Dalle))
	})
	return out
}

func (x ChiusuraEnte) nelGiorno(d kernel.Day) GiornoDiChiusura {
	g := GiornoDiChiusura{Giorno: d, Nome: x.Nome, Tipo: ChiusuraPropria, Parte: x.Oraria, Dalle: x.Dalle, Alle: x.Alle}
	ultimo := d.AddDays(x.Al.DaysSince(x.Dal))
	if !x.Oraria {
		ultimo = ultimo.AddDays(-1)
	}
	if ultimo.After(d) {
		g.Al = ultimo
	}
	return g
}

// Ultimo is the last day of the closure, the first time.
func (x ChiusuraEnte) Ultimo() kernel.Day {
	if x.Oraria {
		return x.Al
	}
	return x.Al.AddDays(-1)
}

// CalendariDi are the three calendars of the body at once: see Calendario.Legale,
// Lavoro and Orario; orario is nil when the body wrote no office hours.
func CalendariDi(ctx context.Context, tx *db.Tx, ente int64) (legale, lavoro *termini.Calendario, orario *termini.Orario, err error) {
	c, err := leggiCalendario(ctx, tx, ente)
	if err != nil {
		return nil, nil, nil, err
	}
	orario, _, err = c.Orario()
	return c.Legale(), c.Lavoro(), orario, err
}
