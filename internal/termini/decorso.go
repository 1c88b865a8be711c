package termini

import (
	"errors"
	"fmt"

	"pass/internal/kernel"
)

// TipoSospensione says why a term stops.
type TipoSospensione string

// The reasons that the law knows; the zero value is any other.
const (
	SospensioneGenerica      TipoSospensione = ""                 // given as it is
	SospensioneInformazioni  TipoSospensione = "informazioni"     // L. 241/1990 art. 2 c. 7: once, at most 30 days
	SospensionePreavviso     TipoSospensione = "preavviso"        // L. 241/1990 art. 10-bis
	SospensioneProcedimento  TipoSospensione = "sub_procedimento" // another procedure must end first: d.lgs. 152/2006 art. 208 c. 3 while VIA runs
	SospensioneIntegrazioniP TipoSospensione = "integrazioni_via" // d.lgs. 152/2006 art. 27-bis c. 5: once, at most 180 days
)

// unaVolta are the reasons that the law allows only once in a procedure.
var unaVolta = map[TipoSospensione]string{
	SospensioneInformazioni:  "L. 241/1990, art. 2, c. 7",
	SospensioneIntegrazioniP: "d.lgs. 152/2006, art. 27-bis, c. 5",
}

// Sospensione stops a term on the days [Dal, Al).
type Sospensione struct {
	Dal        kernel.Day      // first day without effect: what elapsed before stays elapsed
	Al         kernel.Day      // the term goes on from this day; zero: still open
	Tipo       TipoSospensione // why
	BaseLegale string          // the law, as people cite it
	Massimo    int             // cap in days, 0 none: an open or longer one ends Dal+Massimo
}

// Fine is the day from which the term runs again, the cap applied; zero while
// nothing ends the suspension.
func (s Sospensione) Fine() kernel.Day {
	if i := s.intervallo(); i.al != mai {
		return giorno(i.al)
	}
	return kernel.Day{}
}

// intervallo is the suspension as day numbers, the cap applied.
func (s Sospensione) intervallo() intervallo {
	i := intervallo{numero(s.Dal), mai}
	if !s.Al.IsZero() {
		i.al = numero(s.Al)
	}
	if s.Massimo > 0 {
		i.al = min(i.al, i.dal+s.Massimo)
	}
	return i
}

// Decorso is a term that runs: everything needed to say when it expires. The
// order of the events does not matter.
type Decorso struct {
	Dal          kernel.Day // receipt of the application, or start ex officio
	Termine      Termine
	Sospensioni  []Sospensione
	Interruzioni []kernel.Day // the last one rules
}

// Validate says, in Italian, what is impossible: days unknown or outside the
// calendar, a suspension that ends before it starts, an interruption before the
// start, a second suspension where the law allows one.
func (d Decorso) Validate() error {
	if d.Dal.IsZero() {
		return errors.New("manca il giorno di inizio del termine")
	}
	if fuoriCalendario(d.Dal) {
		return errFuori("l'inizio", d.Dal)
	}
	if err := d.Termine.Validate(); err != nil {
		return err
	}
	visti := map[TipoSospensione]bool{}
	for _, s := range d.Sospensioni {
		if err := s.Validate(); err != nil {
			return err
		}
		if legge, ok := unaVolta[s.Tipo]; ok && visti[s.Tipo] {
			return fmt.Errorf("la sospensione dal %s non è ammessa: la legge la consente una volta sola (%s)", s.Dal, legge)
		}
		visti[s.Tipo] = true
	}
	for _, g := range d.Interruzioni {
		if fuoriCalendario(g) {
			return errFuori("l'interruzione", g)
		}
		if g.Before(d.Dal) {
			return fmt.Errorf("l'interruzione del %s viene prima dell'inizio del termine, il %s", g, d.Dal)
		}
	}
	return nil
}

// Validate refuses days that are unknown or out of order, and a negative cap.
func (s Sospensione) Validate() error {
	switch {
	case s.Dal.IsZero():
		return errors.New("manca il giorno di inizio di una sospensione")
	case fuoriCalendario(s.Dal):
		return errFuori("l'inizio di una sospensione", s.Dal)
	case !s.Al.IsZero() && fuoriCalendario(s.Al):
		return errFuori("la fine di una sospensione", s.Al)
	case !s.Al.IsZero() && s.Al.Before(s.Dal):
		return fmt.Errorf("la sospensione dal %s finisce prima di cominciare, il %s", s.Dal, s.Al)
	case s.Massimo < 0:
		return fmt.Errorf("la durata massima della sospensione dal %s è negativa", s.Dal)
	}
	return nil
}

func errFuori(che string, g kernel.Day) error {
	return fmt.Errorf("%s è fuori dal calendario: %s; gli anni ammessi vanno dal %d al %d", che, g, PrimoAnno, UltimoAnno)
}

// Scadenza is when a term expires, and why.
type Scadenza struct {
	Nominale  kernel.Day // before the roll-over; zero while an open suspension keeps it unknown
	Effettiva kernel.Day // the last good day; zero as above

	Sospesa       bool       // an open suspension keeps the due date unknown
	SospesaDal    kernel.Day // since when
	Residui       int        // calendar days left when it began
	Inizio        kernel.Day // the start, or the last interruption
	Interrotta    bool       // the full term restarted on Inizio
	GiorniSospesi int        // calendar days that moved the due date
	Termine       Termine
}

// Scadenza computes the due date: sentences 1 to 7 of the package comment. The
// Decorso must be valid.
func (d Decorso) Scadenza(cal *Calendario) Scadenza {
	r := Scadenza{Inizio: d.Dal, Termine: d.Termine}
	for _, g := range d.Interruzioni {
		r.Interrotta = true
		if g.After(r.Inizio) {
			r.Inizio = g
		}
	}
	inizio := numero(r.Inizio)
	scade := d.Termine.dopo(cal, inizio)
	var mem [8]intervallo
	for _, c := range unione(mem[:0], inizio, d.Sospensioni) {
		if c.dal >= scade {
			break
		}
		if c.al == mai {
			r.Sospesa, r.SospesaDal, r.Residui = true, giorno(c.dal), scade-c.dal
			return r
		}
		scade += c.al - c.dal
		r.GiorniSospesi += c.al - c.dal
	}
	r.Nominale = giorno(scade)
	r.Effettiva = giorno(cal.prossimoNonFestivo(scade))
	return r
}

// Scaduto reports whether the day al is after the due date; never while an open
// suspension keeps it unknown.
func (d Decorso) Scaduto(cal *Calendario, al kernel.Day) bool {
	return d.Scadenza(cal).Scaduta(al)
}

// Scaduta reports whether the day al is after the due date.
func (s Scadenza) Scaduta(al kernel.Day) bool { return !s.Sospesa && al.After(s.Effettiva) }

// Prorogata reports whether a holiday moved the due date.
func (s Scadenza) Prorogata() bool { return s.Nominale != s.Effettiva }

// Regole are the rules that gave the due date, one plain Italian sentence each.
func (s Scadenza) Regole() []string {
	r := []string{"Il termine è di " + s.Termine.InItaliano() + " e il giorno iniziale non si conta (codice civile, art. 2963)."}
	if s.Interrotta {
		r = append(r, "L'interruzione del "+s.Inizio.InItaliano()+" fa ricominciare l'intero termine.")
	}
	if s.GiorniSospesi > 0 {
		r = append(r, "La sospensione sposta la scadenza di "+kernel.GiorniDiCalendario(s.GiorniSospesi)+".")
	}
	switch {
	case s.Sospesa:
		r = append(r, "Il termine è sospeso dal "+s.SospesaDal.InItaliano()+": alla ripresa il tempo che resta è di "+kernel.GiorniDiCalendario(s.Residui)+".")
	case s.Prorogata():
		r = append(r, "La scadenza nominale cade in un giorno festivo: passa al primo giorno non festivo (codice civile, art. 2963, comma 3).")
	default:
		r = append(r, "La scadenza nominale non cade in un giorno festivo: non si sposta. Il sabato non è festivo.")
	}
	return r
}
