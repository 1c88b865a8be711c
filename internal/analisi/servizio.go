package analisi

import (
	"context"
	"fmt"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// Periodo is from one day to another, both included; a zero day is no limit.
type Periodo struct{ Dal, Al kernel.Day }

// MaxAttiServizio bounds the acts of the service that are looked at together.
const MaxAttiServizio = 500_000

// URLServizio is where the service looks at itself.
const URLServizio = "/analisi/servizio"

// significatiServizio tell what the acts on a request mean for the time of the
// service: it stops while the body owes something, and after the answer it is
// the body that reads it.
var significatiServizio = map[richieste.Atto]steps.Kind{
	richieste.Invia: steps.Receipt, richieste.ChiediIntegrazioni: steps.SuspensionStart, richieste.Integra: steps.SuspensionEnd,
	richieste.SegnalaIrreperibile: steps.SuspensionStart, richieste.Rispondi: steps.OtherBodyStart, richieste.Riapri: steps.OtherBodyEnd,
	richieste.Conferma: steps.ExpressEnd, richieste.EvadiPerSilenzio: steps.TacitEnd,
	richieste.ChiudiSenzaAssistenza: steps.OtherEnd, richieste.Respingi: steps.OtherEnd, richieste.Ritira: steps.OtherEnd,
}

// RegistroDelServizio is the timelines of the requests sent in the period as a
// log: the case is the request, the activity is the act as the timeline tells
// it, the resource is the role of who did it. Nobody is named and nothing of
// what was written is there. kernel.Vietato to who may not see the service;
// kernel.Conflitto when there is no act, or too many.
func (s *Service) RegistroDelServizio(ctx context.Context, chi kernel.Actor, p Periodo) (*eventlog.Log, error) {
	if !Servizio.Allows(chi) && !chi.DiSistema {
		return nil, kernel.E(kernel.Vietato, "L'analisi del servizio è della segreteria tecnica, della Regione e dell'amministratore.")
	}
	var ultimo int64
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		ultimo, err = richieste.UltimoAtto(ctx, tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	chiave := fmt.Sprintf("servizio %s %s %d", p.Dal, p.Al, ultimo)
	return s.cassetto.prendi(ctx, chiave, func() (l *eventlog.Log, err error) {
		err = s.DB.Read(ctx, func(tx *db.Tx) error {
			l, err = logDelServizio(ctx, tx, p)
			return err
		})
		return l, err
	})
}

func logDelServizio(ctx context.Context, tx *db.Tx, p Periodo) (*eventlog.Log, error) {
	dal, al := kernel.MustDay("2000-01-01").Start(), kernel.MustDay("9999-01-01").Start()
	if !p.Dal.IsZero() {
		dal = p.Dal.Start()
	}
	if !p.Al.IsZero() {
		al = p.Al.AddDays(1).Start()
	}
	atti, err := richieste.AttiDelServizio(ctx, tx, dal, al, MaxAttiServizio+1)
	switch {
	case err != nil:
		return nil, err
	case len(atti) == 0:
		return nil, kernel.E(kernel.Conflitto, "In questo periodo nessuna richiesta è stata inviata. Scegliere un periodo più lungo.")
	case len(atti) > MaxAttiServizio:
		return nil, kernel.E(kernel.Conflitto, "In questo periodo ci sono più di "+kernel.Numero(MaxAttiServizio)+" atti. Scegliere un periodo più breve.")
	}
	tfs, err := catalogo.TaskForces(ctx, tx)
	if err != nil {
		return nil, err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return nil, err
	}
	tf, proc := map[int64]string{}, map[int64]string{}
	for _, x := range tfs {
		tf[x.ID] = x.Nome
	}
	for _, x := range ps {
		proc[x.ID] = x.Nome
	}
	t := tabella{intestazione: []string{"richiesta", "atto", "istante", "ruolo", "task force", "procedimento", "provincia"}}
	for _, a := range atti {
		t.righe = append(t.righe, []string{a.Codice, a.Atto.Fatto(), a.Il.String(), a.Ruolo.Etichetta(), tf[a.TaskForceID], proc[a.ProcedimentoID], a.Provincia})
	}
	return t.leggi(eventlog.Options{MaxProblems: MaxProblemi, Attributes: t.intestazione[4:],
		Mapping: eventlog.Mapping{Case: "richiesta", Activity: "atto", Timestamp: "istante", Resource: "ruolo"}})
}

// FonteServizio is RegistroDelServizio as the pages want it.
func (s *Service) FonteServizio(ctx context.Context, chi kernel.Actor, p Periodo) (Fonte, error) {
	l, err := s.RegistroDelServizio(ctx, chi, p)
	if err != nil {
		return Fonte{}, err
	}
	noti := map[string]steps.Kind{}
	for a, k := range significatiServizio {
		noti[a.Fatto()] = k
	}
	f := Fonte{Titolo: "Il servizio di PAsS", URL: URLServizio, Log: l, Confermati: true, Passi: make([]steps.Kind, len(l.Activities)),
		Legale: termini.Nazionale(), Lavoro: termini.Nazionale()}
	for a, nome := range l.Activities {
		f.Passi[a] = noti[nome]
	}
	f.Fini = fini(f.Passi)
	return f, nil
}
