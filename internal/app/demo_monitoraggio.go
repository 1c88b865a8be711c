package app

import (
	"fmt"
	"time"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// demoRilevati are the procedures that the invented campaigns ask about, with
// an invented duration in calendar days, baseline and targets.
var demoRilevati = []struct {
	codice     string
	rivolto    monitoraggio.RivoltoA
	durata     float64
	perAnno    int // practices of a body of 10,000 inhabitants
	base       float64
	arretrato  int64
	intermedio float64
	finale     float64
}{
	{"permesso-di-costruire", monitoraggio.RivoltoAComuni, 66, 18, 84, 120, 10, 20},
	{"sanatoria", monitoraggio.RivoltoAComuni, 58, 8, 70, 60, 5, 15},
	{"pas", monitoraggio.RivoltoAComuni, 27, 6, 33, 12, 5, 10},
	{"aua", monitoraggio.RivoltoAProvince, 104, 40, 118, 30, 10, 20},
	{"autorizzazione-rifiuti", monitoraggio.RivoltoAProvince, 150, 12, 171, 15, 10, 15},
}

// fascicolo is an invented practice, from its application to its end.
type fascicolo struct {
	procedimento            int64
	numero                  string
	domanda, atto, silenzio kernel.Day
	conferenza              bool
	sospensioni             []termini.Sospensione
	id                      int64 // in the database, 0 while it is not there
	chiusa                  bool  // its end is written too
}

// monitoraggio tells three campaigns: two that are published, and one on which
// the bodies are at work.
func (d *demo) monitoraggio() error {
	ultimo := kernel.SemestreDi(kernel.DayOf(d.end.AddDate(0, 0, -30))).Add(-1)
	if err := d.obiettivi(ultimo); err != nil {
		return err
	}
	storie := make([][]*fascicolo, len(d.enti))
	for i, e := range d.enti {
		storie[i] = d.fascicoli(e, ultimo.Add(-3))
	}
	aperte := []time.Time{d.end.AddDate(0, -11, 0), d.end.AddDate(0, -8, 0), d.end.AddDate(0, -1, -10)}
	for k, apertura := range aperte {
		if err := d.campagna(ultimo.Add(k-2), apertura, storie, k == 2); err != nil {
			return fmt.Errorf("%s: %w", ultimo.Add(k-2), err)
		}
	}
	return nil
}

func (d *demo) procedimento(codice string) (id int64) {
	for _, p := range d.proc {
		if p.Codice == codice {
			id = p.ID
		}
	}
	return id
}

func (d *demo) obiettivi(ultimo kernel.Semestre) error {
	d.clock.set(d.end.AddDate(-1, 0, 0))
	cento := func(x float64) *float64 { return &x }
	return d.in(func(tx *db.Tx) error {
		for _, p := range demoRilevati {
			o := monitoraggio.Obiettivo{ProcedimentoID: d.procedimento(p.codice), N: 1, BaseSemestre: ultimo.Add(-4), BaseDurata: cento(p.base), BaseArretrato: &p.arretrato,
				Intermedio: monitoraggio.Traguardo{Semestre: ultimo.Add(-1), Durata: cento(p.intermedio), Arretrato: cento(40)},
				Finale:     monitoraggio.Traguardo{Semestre: ultimo.Add(1), Durata: cento(p.finale), Arretrato: cento(80)},
				Fonte:      "Valori inventati per la dimostrazione", Dimostrativo: true, Motivo: "Primi valori, dimostrativi"}
			if err := monitoraggio.InserisciObiettivo(d.ctx, tx, d.staff[kernel.Regione], o); err != nil {
				return err
			}
		}
		return nil
	})
}

// fascicoli invents the practices of a body from the first day of a semester.
func (d *demo) fascicoli(e enteDemo, dal kernel.Semestre) (out []*fascicolo) {
	lento := 0.7 + d.rnd.Float64()*0.7
	oggi := kernel.DayOf(d.end)
	for _, p := range demoRilevati {
		if !p.rivolto.Comprende(e.Tipo) {
			continue
		}
		n := p.perAnno * 2
		if e.Tipo == enti.Comune && e.Popolazione != nil {
			n = max(2, min(n*2, int(int64(n)**e.Popolazione/10_000)))
		}
		giorni := oggi.DaysSince(dal.Dal())
		for i := range n {
			f := &fascicolo{procedimento: d.procedimento(p.codice), domanda: dal.Dal().AddDays(giorni * i / n).AddDays(d.rnd.IntN(9))}
			if f.domanda.After(oggi) {
				continue
			}
			f.numero = fmt.Sprintf("%d/%03d", f.domanda.Year(), i+1)
			f.vivi(d, p.durata*lento*(1.15-0.3*float64(i)/float64(n)), oggi)
			out = append(out, f)
		}
	}
	return out
}

func (f *fascicolo) vivi(d *demo, durata float64, oggi kernel.Day) {
	lungo := 6 + int(durata*(0.45+0.55*d.rnd.ExpFloat64()))
	f.conferenza = d.rnd.IntN(7) == 0
	if d.rnd.IntN(4) == 0 {
		a := f.domanda.AddDays(8 + d.rnd.IntN(12))
		b := a.AddDays(10 + d.rnd.IntN(21))
		if !b.After(oggi) {
			f.sospensioni = []termini.Sospensione{{Dal: a, Al: b}}
			lungo = max(lungo, b.DaysSince(f.domanda)+3) + b.DaysSince(a)
		}
	}
	fine := f.domanda.AddDays(lungo)
	switch {
	case fine.After(oggi) || d.rnd.IntN(30) == 0: // still open
	case d.rnd.IntN(12) == 0:
		f.silenzio = fine
	default:
		f.atto = fine
	}
}

func (f *fascicolo) pratica(ente int64, al kernel.Day) monitoraggio.Pratica {
	p := monitoraggio.Pratica{ID: f.id, EnteID: ente, ProcedimentoID: f.procedimento, Origine: monitoraggio.DaModulo,
		Pratica: misure.Pratica{ID: f.numero, Domanda: f.domanda, Conferenza: f.conferenza, Sospensioni: f.sospensioni}}
	if !f.atto.After(al) {
		p.Provvedimento = f.atto
	}
	if !f.silenzio.After(al) {
		p.SilenzioAssenso = f.silenzio
	}
	return p
}

// campagna tells one campaign from its preparation to its publication, or to
// today.
func (d *demo) campagna(sem kernel.Semestre, apertura time.Time, storie [][]*fascicolo, inCorso bool) error {
	regione, m := d.staff[kernel.Regione], d.a.Monitoraggio
	d.clock.set(d.inUfficio(apertura))
	chiesti := map[int64]monitoraggio.RivoltoA{}
	for _, p := range demoRilevati {
		chiesti[d.procedimento(p.codice)] = p.rivolto
	}
	scadenza := kernel.DayOf(apertura).AddDays(52)
	if inCorso {
		scadenza = kernel.DayOf(d.end).AddDays(12)
	}
	if err := m.Crea(d.ctx, regione, monitoraggio.DatiRilevazione{Semestre: sem, Scadenza: scadenza, Obbligatoria: false, Procedimenti: chiesti,
		Nota: "Bastano le pratiche del semestre: quelle rimaste aperte ci sono già."}); err != nil {
		return err
	}
	if err := d.suRilevazione(sem, func(r monitoraggio.Rilevazione) error { _, err := m.Apri(d.ctx, regione, sem, r.Versione); return err }); err != nil {
		return err
	}
	for i, e := range d.enti {
		if e.dal.After(apertura) {
			continue
		}
		d.clock.set(d.inUfficio(apertura.Add(time.Duration(2+i%20) * 24 * time.Hour)))
		if err := d.compila(e, i, sem, storie[i], inCorso); err != nil {
			return fmt.Errorf("%s: %w", e.Nome, err)
		}
	}
	if inCorso {
		return nil
	}
	d.clock.set(d.inUfficio(scadenza.AddDays(3).Start().Time()))
	for _, act := range []func(r monitoraggio.Rilevazione) error{
		func(r monitoraggio.Rilevazione) error { return m.Chiudi(d.ctx, regione, sem, r.Versione) },
		func(r monitoraggio.Rilevazione) error {
			v, err := m.Blocca(d.ctx, regione, r.ID, r.Versione)
			if err == nil {
				_, err = m.Firma(d.ctx, regione, r.ID, v.Impronta)
			}
			return err
		},
		func(r monitoraggio.Rilevazione) error {
			_, err := m.Pubblica(d.ctx, regione, r.ID, r.Versione)
			return err
		},
		func(r monitoraggio.Rilevazione) error { _, err := m.PubblicaRapporti(d.ctx, regione, sem); return err },
	} {
		if err := d.suRilevazione(sem, act); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) suRilevazione(sem kernel.Semestre, fn func(monitoraggio.Rilevazione) error) error {
	var r monitoraggio.Rilevazione
	err := d.a.DB.Read(d.ctx, func(tx *db.Tx) (err error) {
		r, err = monitoraggio.RilevazioneDi(d.ctx, tx, sem)
		return err
	})
	if err != nil {
		return err
	}
	return fn(r)
}

// compila is what one body does in a campaign: it writes what is new, and
// sends; in the present one a few are still behind.
func (d *demo) compila(e enteDemo, i int, sem kernel.Semestre, storia []*fascicolo, inCorso bool) error {
	m, chi := d.a.Monitoraggio, e.sindaco
	mia := e.Nome == "Vimercate" // the mayor whom the README knows has something to do
	indietro := inCorso && (mia || i%6 == 5)
	if indietro && !mia {
		return nil
	}
	if err := d.scrivi(e, sem, storia, indietro, mia && inCorso); err != nil {
		return err
	}
	for _, p := range demoRilevati {
		if !p.rivolto.Comprende(e.Tipo) || indietro {
			continue
		}
		if err := d.rispondi(e, sem, d.procedimento(p.codice), storia); err != nil {
			return err
		}
	}
	if indietro {
		return nil
	}
	if _, err := m.Invia(d.ctx, chi, e.ID, sem, ""); err != nil {
		return err
	}
	segreteria := d.staff[kernel.Segreteria]
	d.clock.set(d.clock.now().Add(50 * time.Hour))
	return d.suInvio(sem, e.ID, func(v monitoraggio.Invio) error {
		switch {
		case inCorso && i%6 == 1:
			return nil // waits for the segreteria
		case inCorso && i%12 == 2:
			return m.Restituisci(d.ctx, segreteria, sem, e.ID, v.Versione, "Tre permessi di costruire durano più di un anno senza sospensioni: forse non sono state segnalate.")
		}
		return m.Approva(d.ctx, segreteria, sem, e.ID, v.Versione)
	})
}

// scrivi writes the practices that the body did not write yet, and how the
// others ended.
func (d *demo) scrivi(e enteDemo, sem kernel.Semestre, storia []*fascicolo, indietro, mia bool) error {
	var nuove []monitoraggio.Pratica
	chiuse := map[int64][]monitoraggio.Chiusura{}
	for _, f := range storia {
		p := f.pratica(e.ID, sem.Al())
		finita := p.Fine()
		switch {
		case f.domanda.After(sem.Al()), mia && f.id == 0 && f.domanda.After(sem.Dal().AddDays(60)): // to come, or still to be written
		case f.id == 0 && !finita.IsZero() && finita.Before(sem.Dal()): // over before the first campaign of this body
		case f.id == 0:
			nuove = append(nuove, p)
			f.id, f.chiusa = -1, !finita.IsZero()
		case !finita.IsZero() && !f.chiusa && !indietro:
			chiuse[f.procedimento] = append(chiuse[f.procedimento], monitoraggio.Chiusura{ID: f.id, Versione: 1, Provvedimento: p.Provvedimento, SilenzioAssenso: p.SilenzioAssenso})
			f.chiusa = true
		}
	}
	if len(nuove) > 0 {
		if err := d.a.Monitoraggio.AggiungiPratiche(d.ctx, e.sindaco, e.ID, sem, nuove); err != nil {
			return err
		}
	}
	for _, p := range demoRilevati {
		id := d.procedimento(p.codice)
		if len(chiuse[id]) == 0 {
			continue
		}
		if _, err := d.a.Monitoraggio.ChiudiPratiche(d.ctx, e.sindaco, e.ID, sem, id, chiuse[id]); err != nil {
			return err
		}
	}
	return d.numera(e, storia)
}

// numera learns the identifiers of the practices that were written.
func (d *demo) numera(e enteDemo, storia []*fascicolo) error {
	return d.a.DB.Read(d.ctx, func(tx *db.Tx) error {
		ps, err := monitoraggio.PraticheEnte(d.ctx, tx, e.ID, 0, kernel.MustDay("2000-01-01"), kernel.DayOf(d.end))
		if err != nil {
			return err
		}
		id := map[string]int64{}
		for _, p := range ps {
			id[fmt.Sprint(p.ProcedimentoID, p.Pratica.ID)] = p.ID
		}
		for _, f := range storia {
			if f.id != 0 {
				f.id = id[fmt.Sprint(f.procedimento, f.numero)]
			}
		}
		return nil
	})
}

// rispondi says that there was no practice where there was none.
func (d *demo) rispondi(e enteDemo, sem kernel.Semestre, procedimento int64, storia []*fascicolo) error {
	for _, f := range storia {
		p := f.pratica(e.ID, kernel.DayOf(d.end))
		if f.procedimento == procedimento && f.id != 0 && p.InTransito(sem) {
			return d.a.Monitoraggio.Rispondi(d.ctx, e.sindaco, e.ID, sem, procedimento, monitoraggio.DaPratiche, monitoraggio.OttoNumeri{}, "")
		}
	}
	return d.a.Monitoraggio.Rispondi(d.ctx, e.sindaco, e.ID, sem, procedimento, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, "")
}

func (d *demo) suInvio(sem kernel.Semestre, ente int64, fn func(monitoraggio.Invio) error) error {
	return d.suRilevazione(sem, func(r monitoraggio.Rilevazione) error {
		var v monitoraggio.Invio
		err := d.a.DB.Read(d.ctx, func(tx *db.Tx) (err error) {
			v, err = monitoraggio.InvioDi(d.ctx, tx, r.ID, ente)
			return err
		})
		if err != nil {
			return err
		}
		return fn(v)
	})
}
