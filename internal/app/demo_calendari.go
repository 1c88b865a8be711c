package app

import (
	"time"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/termini"
)

// calendari gives office hours and a few closures to some of the bodies that
// joined. Patron saints are not invented: those that PAsS knows are real.
func (d *demo) calendari() error {
	d.clock.set(d.end.AddDate(0, 0, -20))
	corto, lungo := "8:00-12:30", "8:00-12:30, 14:00-17:30"
	orari := map[time.Weekday]string{time.Monday: lungo, time.Tuesday: corto, time.Wednesday: lungo, time.Thursday: corto, time.Friday: corto}
	estate := kernel.NewDay(d.end.Year(), time.August, 10)
	vigilia := kernel.NewDay(d.end.Year(), time.December, 24)
	for i, e := range d.enti {
		if i%3 == 2 {
			continue // some have said nothing yet
		}
		if err := d.a.Enti.AggiornaCalendario(d.ctx, e.sindaco, e.ID, 0, enti.DatiCalendario{Scelta: enti.PatronoNoto, Orari: orari}); err != nil {
			return err
		}
		for _, x := range []termini.Chiusura{
			{Nome: "Chiusura estiva", Dal: estate, Al: estate.AddDays(5), OgniAnni: 1},
			{Nome: "Vigilia di Natale", Dal: vigilia, Al: vigilia, Oraria: true, Dalle: 12*time.Hour + 30*time.Minute, Alle: 18 * time.Hour, OgniAnni: 1},
		} {
			if _, err := d.a.Enti.AggiungiChiusura(d.ctx, e.sindaco, e.ID, x); err != nil {
				return err
			}
		}
	}
	return nil
}
