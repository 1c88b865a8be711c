package richieste

import (
	"context"
	"slices"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Nomi name what requests point to, by id.
type Nomi struct {
	Enti         map[int64]enti.Ente
	Procedimenti map[int64]catalogo.Procedimento
	TaskForce    map[int64]catalogo.TaskForce
	Persone      map[int64]accesso.Persona
}

// PaginaElenco is a page of the list with what its rows and filters show.
type PaginaElenco struct {
	Elenco
	Nomi
	Procedimenti []catalogo.Procedimento // of the whole catalogue, for the filter
	TaskForces   []catalogo.TaskForce
	Province     []enti.SiglaNome
	Trovati      []enti.Ente // bodies that match the words typed in the filter
	Ora          kernel.Instant
}

// Elenca reads a page of the list for the actor: a fixed number of queries,
// whatever the number of rows. cercaEnte are the words typed in the filter on
// the body when none was chosen yet.
func (s *Service) Elenca(ctx context.Context, chi kernel.Actor, f Filtro, cercaEnte string) (p PaginaElenco, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p = PaginaElenco{Ora: tx.Now()}
		if p.Elenco, err = Trova(ctx, tx, chi, f); err != nil {
			return err
		}
		if p.Nomi, err = nomi(ctx, tx, p.Righe, f.Ente); err != nil {
			return err
		}
		if p.Procedimenti, err = catalogo.Procedimenti(ctx, tx, false); err != nil {
			return err
		}
		p.Nomi.Procedimenti = perID(p.Procedimenti, func(x catalogo.Procedimento) int64 { return x.ID })
		if p.TaskForces, err = catalogo.TaskForces(ctx, tx); err != nil {
			return err
		}
		p.Nomi.TaskForce = perID(p.TaskForces, func(x catalogo.TaskForce) int64 { return x.ID })
		if p.Province, err = enti.Province(ctx, tx); err != nil {
			return err
		}
		if cercaEnte != "" && f.Ente == 0 {
			p.Trovati, err = enti.Cerca(ctx, tx, cercaEnte, 8)
		}
		return err
	})
	return p, err
}

// nomi reads the bodies and the experts of the requests, and one more body.
func nomi(ctx context.Context, tx *db.Tx, rs []Richiesta, ente int64) (n Nomi, err error) {
	var es, ps []int64
	if ente != 0 {
		es = append(es, ente)
	}
	for _, r := range rs {
		es = append(es, r.EnteID)
		for _, i := range r.Incarichi {
			ps = append(ps, i.PersonaID)
		}
	}
	if n.Enti, err = enti.PerID(ctx, tx, unici(es)); err != nil {
		return n, err
	}
	n.Persone, err = accesso.PersonePerID(ctx, tx, unici(ps))
	return n, err
}

func unici(ids []int64) []int64 {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func perID[T any](list []T, id func(T) int64) map[int64]T {
	out := make(map[int64]T, len(list))
	for _, x := range list {
		out[id(x)] = x
	}
	return out
}

// Scheda is a request with everything that its page shows.
type Scheda struct {
	Richiesta
	Eventi        []Evento
	Ente          enti.Ente
	Procedimento  catalogo.Procedimento // zero in a draft that names none
	Termine       catalogo.Termine      // in force today
	HaTermine     bool
	TaskForces    []catalogo.TaskForce
	Esperti       []accesso.Persona           // with an active incarico, the referente first
	Assegnabili   []accesso.PersonaConMandato // experts of the task force, when the actor may assign
	Carichi       map[int64]int               // open requests of each expert, with Assegnabili
	AttiPossibili []Atto                      // what the actor may do now
	Azioni        []Azione                    // the plan of intervention
	Pianifica     bool                        // whether the actor may change the plan
	Ora           kernel.Instant
}

// TaskForce is the one that has the request, or the zero one.
func (s Scheda) TaskForce() catalogo.TaskForce {
	for _, t := range s.TaskForces {
		if t.ID == s.TaskForceID {
			return t
		}
	}
	return catalogo.TaskForce{}
}

// Scheda reads a request for its page: a fixed number of queries, whatever the
// length of its story.
func (s *Service) Scheda(ctx context.Context, chi kernel.Actor, id int64) (v Scheda, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		v = Scheda{Ora: tx.Now()}
		if v.Richiesta, err = Carica(ctx, tx, chi, id); err != nil {
			return err
		}
		if v.Eventi, err = Cronologia(ctx, tx, v.Richiesta); err != nil {
			return err
		}
		if v.Ente, err = enti.Get(ctx, tx, v.EnteID); err != nil {
			return err
		}
		if v.TaskForces, err = catalogo.TaskForces(ctx, tx); err != nil {
			return err
		}
		if err := v.leggiProcedimento(ctx, tx); err != nil {
			return err
		}
		if v.Azioni, err = Piano(ctx, tx, v.Richiesta); err != nil {
			return err
		}
		v.AttiPossibili, v.Pianifica = Possibili(chi, v.Richiesta, v.Ora), PuoPianificare(chi, v.Richiesta)
		return v.leggiEsperti(ctx, tx)
	})
	return v, err
}

func (s *Scheda) leggiProcedimento(ctx context.Context, tx *db.Tx) (err error) {
	if s.ProcedimentoID == 0 {
		return nil
	}
	s.Procedimento, err = catalogo.GetProcedimento(ctx, tx, s.ProcedimentoID)
	if kernel.CodeOf(err) == kernel.NonTrovato && s.Stato == Bozza {
		return nil // a draft may name anything
	}
	if err != nil {
		return err
	}
	s.Termine, s.HaTermine, err = catalogo.TermineVigente(ctx, tx, s.ProcedimentoID, s.Ora.Day())
	return err
}

func (s *Scheda) leggiEsperti(ctx context.Context, tx *db.Tx) error {
	var ids []int64
	for _, i := range s.Incarichi {
		ids = append(ids, i.PersonaID)
	}
	persone, err := accesso.PersonePerID(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if p, ok := persone[id]; ok {
			s.Esperti = append(s.Esperti, p)
		}
	}
	if !slices.Contains(s.AttiPossibili, Assegna) {
		return nil
	}
	if s.Assegnabili, err = accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, s.TaskForceID); err != nil {
		return err
	}
	s.Carichi, err = Carichi(ctx, tx)
	return err
}

// PaginaBozza is a draft with what its form offers.
type PaginaBozza struct {
	Richiesta
	Ente         enti.Ente
	Documenti    []Documento
	TaskForces   []catalogo.TaskForce
	Procedimenti []catalogo.Procedimento // active ones
	Termini      map[int64]catalogo.Termine
	Ora          kernel.Instant
}

// ApriBozza reads a draft for its form. A request that was already sent is
// kernel.Conflitto.
func (s *Service) ApriBozza(ctx context.Context, chi kernel.Actor, id int64) (p PaginaBozza, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		p = PaginaBozza{Ora: tx.Now(), Termini: map[int64]catalogo.Termine{}}
		if p.Richiesta, err = s.bozza(ctx, tx, chi, id); err != nil {
			return err
		}
		if p.Ente, err = enti.Get(ctx, tx, p.EnteID); err != nil {
			return err
		}
		if p.Documenti, err = documenti(ctx, tx, p.Richiesta); err != nil {
			return err
		}
		if p.TaskForces, err = catalogo.TaskForces(ctx, tx); err != nil {
			return err
		}
		if p.Procedimenti, err = catalogo.Procedimenti(ctx, tx, true); err != nil {
			return err
		}
		storie, err := catalogo.TuttiITermini(ctx, tx)
		for id, storia := range storie {
			if t, ok := storia.InVigore(p.Ora.Day()); ok {
				p.Termini[id] = t
			}
		}
		return err
	})
	return p, err
}

// PaginaNuova is what the page of a new request asks.
type PaginaNuova struct {
	Enti  []enti.Ente // for which the actor acts, in the order of the mandates
	Bozze []Richiesta // that they have already begun, the latest first
	// Ostacoli says why the chosen body may not ask yet; only with one body.
	Ostacoli []enti.Impedimento
	PuoEnte  bool // whether the chosen body may ask
}

// PreparaNuova reads what the page of a new request asks. ente is the chosen
// body; 0 takes the only one, if it is one.
func (s *Service) PreparaNuova(ctx context.Context, chi kernel.Actor, ente int64) (p PaginaNuova, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p = PaginaNuova{PuoEnte: true}
		ids := chi.Enti()
		per, err := enti.PerID(ctx, tx, slices.Clone(ids))
		if err != nil {
			return err
		}
		for _, id := range ids {
			if e, ok := per[id]; ok {
				p.Enti = append(p.Enti, e)
			}
		}
		bozze, err := Trova(ctx, tx, chi, Filtro{Stati: []Stato{Bozza}, Recenti: true})
		if err != nil {
			return err
		}
		p.Bozze = bozze.Righe
		if ente == 0 && len(p.Enti) == 1 {
			ente = p.Enti[0].ID
		}
		if ente != 0 && chi.DiEnte(ente) {
			p.PuoEnte, p.Ostacoli, err = enti.PuoChiedere(ctx, tx, ente)
		}
		return err
	})
	return p, err
}
