package richieste

import (
	"context"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
	"pass/internal/termini"
)

type sollecitiArgs struct{}

// Kind implements jobs.Args.
func (sollecitiArgs) Kind() string { return "richieste.solleciti" }

type cifreArgs struct {
	Slot int64 `json:"slot"`
}

// Kind implements jobs.Args.
func (cifreArgs) Kind() string { return "richieste.cifre" }

// intervalloCifre is how often at most the public figures are made again.
const intervalloCifre = 4 * time.Second

func (s *Service) registraLavori() {
	jobs.Handle(s.Jobs, func(ctx context.Context, _ sollecitiArgs) error {
		_, err := s.Solleciti(ctx)
		return err
	})
	jobs.Handle(s.Jobs, func(ctx context.Context, _ cifreArgs) error { return s.PubblicaCifre(ctx) })
	s.Jobs.Every(time.Hour, true, sollecitiArgs{})
	s.Jobs.Every(24*time.Hour, true, cifreArgs{})
}

// AggiornaCifre asks for fresh public figures once tx is committed; the acts
// of the same few seconds share one computation.
func (s *Service) AggiornaCifre(ctx context.Context, tx *db.Tx) error {
	slot, at := jobs.Slot(time.Now(), intervalloCifre)
	return s.Jobs.Enqueue(ctx, tx, cifreArgs{slot}, jobs.Once(), jobs.At(at))
}

// Promemoria is how many reminders come before a silent answer closes its
// request.
const Promemoria = 2

// respiro is the least time, in calendar days, between a reminder and what
// follows it, also when PAsS was off for a while.
const respiro = 5

// attesa is a request whose answer waits, with its reminders so far.
type attesa struct {
	id         int64
	dal        kernel.Instant // when the answer was delivered
	ultimo     kernel.Instant // last reminder
	promemoria int
	versione   int64
}

// dovuto tells which act of PAsS is due on the request on day oggi, if any:
// reminders at a third and at two thirds of the silence, then the closure. The
// clock is gross: calendar days, holidays included.
func (a attesa) dovuto(oggi kernel.Day, silenzio int) (Atto, bool) {
	passati := termini.GiorniLordi(a.dal.Day(), oggi)
	if !a.ultimo.IsZero() && termini.GiorniLordi(a.ultimo.Day(), oggi) < min(respiro, silenzio/3) {
		return "", false
	}
	switch {
	case a.promemoria < Promemoria && passati >= silenzio*(a.promemoria+1)/(Promemoria+1):
		return Sollecita, true
	case a.promemoria >= Promemoria && passati >= silenzio:
		return EvadiPerSilenzio, true
	}
	return "", false
}

// Solleciti does what is due on the answers that wait for a confirmation, one
// transaction each, and counts the acts. It may be run at any time and as
// often as one likes.
func (s *Service) Solleciti(ctx context.Context) (fatti int, err error) {
	var attese []attesa
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		attese, err = db.Many(ctx, tx, func(row db.Row) (a attesa, err error) {
			return a, row.Scan(&a.id, &a.dal, &a.versione, &a.promemoria, &a.ultimo)
		}, `SELECT r.id, r.stato_dal, r.versione, COUNT(e.id), MAX(e.il) FROM richieste r
			LEFT JOIN richieste_atti e ON e.richiesta_id = r.id AND e.atto = 'Sollecita' AND e.il >= r.stato_dal
			WHERE r.stato = 'risposta_inviata' GROUP BY r.id, r.stato_dal, r.versione ORDER BY r.id`)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, a := range attese {
		atto, ok := a.dovuto(s.DB.Now().Day(), s.Config.GiorniSilenzio)
		if !ok {
			continue
		}
		_, err := s.Compi(ctx, kernel.ActorSistema(), a.id, Mossa{Atto: atto, Versione: a.versione}, nil)
		if kernel.CodeOf(err) == kernel.Conflitto {
			continue // somebody acted in between
		}
		if err != nil {
			return fatti, err
		}
		fatti++
	}
	return fatti, nil
}
