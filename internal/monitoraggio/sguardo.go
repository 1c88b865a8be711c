package monitoraggio

import (
	"context"
	"sync"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Sguardo is how the procedures of a body are going, beside the Region, the
// like bodies and the targets, with what is to be done next.
type Sguardo struct {
	Ente      enti.Ente
	Mio       bool            // the actor is of the body
	Semestre  kernel.Semestre // of the figures shown; zero when there are none
	Provvisie bool            // the figures are of a draft, nobody has sent them
	Voci      []VoceSguardo   // one per procedure with something to show
	Semestri  []SemestreEnte  // the campaigns of the body, the latest first

	segue bool // the actor follows the gathering, and reads provisional figures of the Region
}

// SemestreEnte is one campaign as the body sees it.
type SemestreEnte struct {
	Rilevazione Rilevazione
	Invio       Invio
	Revisione   StatoRevisione
	Mancano     int // procedures without an answer, only while the body may send
	Chiesti     int // procedures asked of the body
}

// VoceSguardo are the figures of one procedure.
type VoceSguardo struct {
	Procedimento catalogo.Procedimento
	Rilevato     Rilevato
	Mia          MisureEnte
	Quadro       QuadroProcedimento // of the Region, in the same semester
	HaQuadro     bool
	Simili       QuadroGruppo // bodies of the same class
	HaSimili     bool         // enough of them answered
	Obiettivo    Obiettivo
	HaObiettivo  bool
	Serie        []PuntoSerie // the last semesters, the oldest first
}

// PuntoSerie are the figures of a procedure in one semester of the series; nil
// is not known.
type PuntoSerie struct {
	Semestre  kernel.Semestre
	Media     *float64 // calendar days, gross
	N         int      // express acts behind it
	Arretrato *int
	Regione   *float64 // mean of the Region, calendar days, gross
}

// SemestriSerie is how many semesters a series shows.
const SemestriSerie = 6

// Sguardo reads the page of one body; who may not see its figures gets
// kernel.NonTrovato.
func (s *Service) Sguardo(ctx context.Context, chi kernel.Actor, ente int64) (v Sguardo, err error) {
	if !PuoVedere(chi, ente) {
		return v, db.ErrNotFound
	}
	v.Mio, v.segue = PuoCompilare(chi, ente), Consulta.Allows(chi)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if v.Ente, err = enti.Get(ctx, tx, ente); err != nil {
			return err
		}
		if err := v.conSemestri(ctx, tx); err != nil {
			return err
		}
		return v.conVoci(ctx, tx)
	})
	return v, err
}

// conSemestri lists the campaigns of the body; those in preparation are not
// for it yet.
func (v *Sguardo) conSemestri(ctx context.Context, tx *db.Tx) error {
	tutte, err := Rilevazioni(ctx, tx)
	if err != nil {
		return err
	}
	invii, err := InviiEnte(ctx, tx, v.Ente.ID)
	if err != nil {
		return err
	}
	revisioni, err := RevisioniEnte(ctx, tx, v.Ente.ID)
	if err != nil {
		return err
	}
	for _, r := range tutte {
		for _, i := range invii {
			if i.RilevazioneID != r.ID || r.Stato == InPreparazione {
				continue
			}
			x := SemestreEnte{Rilevazione: r, Invio: i}
			for _, y := range revisioni {
				if y.RilevazioneID == r.ID && (y.Stato == RevisioneChiesta || y.Stato == RevisioneAperta) {
					x.Revisione = y.Stato
				}
			}
			if Scrivibile(r, i) == nil {
				if x.Mancano, x.Chiesti, err = mancanti(ctx, tx, v.Ente, r, i); err != nil {
					return err
				}
			}
			v.Semestri = append(v.Semestri, x)
		}
	}
	return nil
}

// mancanti counts the procedures asked of the body that have neither an answer
// nor a practice.
func mancanti(ctx context.Context, tx *db.Tx, e enti.Ente, r Rilevazione, i Invio) (mancano, chiesti int, err error) {
	ls, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return 0, 0, err
	}
	ms, err := MisureVive(ctx, tx, r, e.ID)
	if err != nil {
		return 0, 0, err
	}
	for _, l := range ls {
		if !l.RivoltoA.Comprende(e.Tipo) {
			continue
		}
		chiesti++
		for _, m := range ms {
			if m.ProcedimentoID == l.ProcedimentoID && (m.Modo == "" || m.Modo == DaPratiche) && m.Misure.InTransito == 0 && m.Misure.Escluse == 0 {
				mancano++
			}
		}
	}
	return mancano, chiesti, nil
}

// mostrato is the campaign whose figures the page shows: the last one that was
// sent, else the last one.
func (v *Sguardo) mostrato() (SemestreEnte, bool) {
	for _, x := range v.Semestri {
		if x.Invio.Stato.Consegnato() {
			return x, true
		}
	}
	if len(v.Semestri) > 0 {
		v.Provvisie = true
		return v.Semestri[0], true
	}
	return SemestreEnte{}, false
}

func (v *Sguardo) conVoci(ctx context.Context, tx *db.Tx) error {
	x, ok := v.mostrato()
	if !ok {
		return nil
	}
	v.Semestre = x.Rilevazione.Semestre
	procedimenti, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return err
	}
	rilevati, err := Rilevati(ctx, tx, x.Rilevazione.ID)
	if err != nil {
		return err
	}
	obiettivi, err := Obiettivi(ctx, tx)
	if err != nil {
		return err
	}
	serie, mie, quadro, err := v.serie(ctx, tx, x)
	if err != nil {
		return err
	}
	for _, p := range procedimenti {
		for _, m := range mie {
			if m.ProcedimentoID != p.ID || m.Modo == "" && m.Misure.InTransito == 0 {
				continue
			}
			y := VoceSguardo{Procedimento: p, Mia: m, Serie: serie[p.ID]}
			for _, l := range rilevati {
				if l.ProcedimentoID == p.ID {
					y.Rilevato = l
				}
			}
			// Before the lock a mean of few bodies would tell what one of them sent.
			y.Quadro, y.HaQuadro = quadro.Procedimento(p.ID)
			y.HaQuadro = y.HaQuadro && (v.segue || x.Rilevazione.Stato.Ferma() || y.Quadro.Enti() >= MinimoEnti)
			if y.HaQuadro {
				y.Simili, y.HaSimili = y.Quadro.Classe(ClasseDi(v.Ente))
			}
			y.Obiettivo, y.HaObiettivo = obiettivi[p.ID]
			v.Voci = append(v.Voci, y)
		}
	}
	return nil
}

// serie reads the figures of the last semesters up to the one shown, whose
// figures and regional ones it gives too.
func (v *Sguardo) serie(ctx context.Context, tx *db.Tx, x SemestreEnte) (per map[int64][]PuntoSerie, mie []MisureEnte, quadro Quadro, err error) {
	per = map[int64][]PuntoSerie{}
	var ultime []SemestreEnte
	for _, y := range v.Semestri {
		if !x.Rilevazione.Semestre.Before(y.Rilevazione.Semestre) && len(ultime) < SemestriSerie {
			ultime = append([]SemestreEnte{y}, ultime...)
		}
	}
	for _, y := range ultime {
		ms, err := MisureDi(ctx, tx, y.Rilevazione, v.Ente.ID)
		if err != nil {
			return nil, nil, quadro, err
		}
		regione, err := medieRegione(ctx, tx, y.Rilevazione, v.segue)
		if err != nil {
			return nil, nil, quadro, err
		}
		for _, m := range ms {
			p := PuntoSerie{Semestre: y.Rilevazione.Semestre}
			if m.Modo != "" || y.Rilevazione.ID == x.Rilevazione.ID {
				p.Media, p.N, p.Arretrato = m.Misure.DurataMedia, m.Misure.NMedia, m.Misure.Arretrato
			}
			p.Regione = regione[m.ProcedimentoID]
			per[m.ProcedimentoID] = append(per[m.ProcedimentoID], p)
		}
		if y.Rilevazione.ID == x.Rilevazione.ID {
			mie = ms
		}
	}
	quadro, _, err = LeggiQuadro(ctx, tx, x.Rilevazione)
	return per, mie, quadro, err
}

// medieFerme keeps the regional means of locked versions by their print: they
// never change, and reading a whole Quadro for one number per procedure costs
// most of a page.
var medieFerme sync.Map // print → map[int64]*float64

// medieRegione are the regional mean durations of a campaign by procedure, in
// calendar days; empty before they are computed.
func medieRegione(ctx context.Context, tx *db.Tx, r Rilevazione, tutte bool) (map[int64]*float64, error) {
	impronta := ""
	if r.Stato.Ferma() {
		var err error
		impronta, err = db.One(ctx, tx, db.Scalar[string], `SELECT impronta FROM monitoraggio_versioni WHERE rilevazione_id = $1 ORDER BY n DESC LIMIT 1`, r.ID)
		if err != nil {
			return nil, err
		}
		if note, ok := medieFerme.Load(impronta); ok {
			return note.(map[int64]*float64), nil
		}
	}
	q, _, err := LeggiQuadro(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	out := map[int64]*float64{}
	for _, p := range q.Procedimenti {
		if tutte || r.Stato.Ferma() || p.Enti() >= MinimoEnti {
			out[p.ProcedimentoID] = p.Regione.DurataMedia
		}
	}
	if impronta != "" {
		medieFerme.Store(impronta, out)
	}
	return out, nil
}

// MieiEnti lists the bodies for which the actor acts, for who has several.
func (s *Service) MieiEnti(ctx context.Context, chi kernel.Actor) (out []enti.Ente, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		per, err := enti.PerID(ctx, tx, chi.Enti())
		for _, id := range chi.Enti() {
			if e, ok := per[id]; ok {
				out = append(out, e)
			}
		}
		return err
	})
	return out, err
}
