package monitoraggio

import (
	"context"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// RevisioniSemestre are the revisions of a campaign with the names to show.
type RevisioniSemestre struct {
	Rilevazione Rilevazione
	Righe       []RigaRevisione // the latest first
	Versioni    []VersioneCifre
}

// RigaRevisione is one revision with its names.
type RigaRevisione struct {
	Revisione
	Ente    enti.Ente
	Chiesta string // name of who asked
	Decisa  string // name of who decided
}

// Revisioni reads the revisions of a semester.
func (s *Service) Revisioni(ctx context.Context, chi kernel.Actor, sem kernel.Semestre) (out RevisioniSemestre, err error) {
	if err := soloVerifica(chi); err != nil {
		return out, err
	}
	return out, s.DB.Read(ctx, func(tx *db.Tx) error {
		if out.Rilevazione, err = RilevazioneDi(ctx, tx, sem); err != nil {
			return err
		}
		if out.Versioni, err = VersioniDi(ctx, tx, out.Rilevazione.ID); err != nil {
			return err
		}
		vs, err := RevisioniDi(ctx, tx, out.Rilevazione.ID)
		if err != nil {
			return err
		}
		var di, persone []int64
		for _, v := range vs {
			di, persone = append(di, v.EnteID), append(persone, v.ChiestaDa, v.DecisaDa)
		}
		es, err := enti.PerID(ctx, tx, di)
		if err != nil {
			return err
		}
		ps, err := accesso.PersonePerID(ctx, tx, persone)
		for _, v := range vs {
			out.Righe = append(out.Righe, RigaRevisione{v, es[v.EnteID], ps[v.ChiestaDa].NomeCompleto(), ps[v.DecisaDa].NomeCompleto()})
		}
		return err
	})
}

// SchedaObiettivo is a procedure with its targets, the version in force first.
type SchedaObiettivo struct {
	Procedimento catalogo.Procedimento
	Storia       []Obiettivo
}

// InVigore is the version in force; false when there is none.
func (x SchedaObiettivo) InVigore() (Obiettivo, bool) {
	if len(x.Storia) == 0 {
		return Obiettivo{ProcedimentoID: x.Procedimento.ID}, false
	}
	return x.Storia[0], true
}

// ElencoObiettivi lists the active procedures with the targets in force.
func (s *Service) ElencoObiettivi(ctx context.Context, chi kernel.Actor) (out []SchedaObiettivo, err error) {
	if !Consulta.Allows(chi) {
		return nil, kernel.E(kernel.Vietato, "Gli obiettivi sono per chi segue il monitoraggio.")
	}
	return out, s.DB.Read(ctx, func(tx *db.Tx) error {
		ps, err := catalogo.Procedimenti(ctx, tx, true)
		if err != nil {
			return err
		}
		obiettivi, err := Obiettivi(ctx, tx)
		for _, p := range ps {
			x := SchedaObiettivo{Procedimento: p}
			if o, ok := obiettivi[p.ID]; ok {
				x.Storia = []Obiettivo{o}
			}
			out = append(out, x)
		}
		return err
	})
}

// SchedaObiettivo reads the targets of a procedure with all their versions.
func (s *Service) SchedaObiettivo(ctx context.Context, chi kernel.Actor, procedimento int64) (x SchedaObiettivo, err error) {
	if !Consulta.Allows(chi) {
		return x, kernel.E(kernel.Vietato, "Gli obiettivi sono per chi segue il monitoraggio.")
	}
	return x, s.DB.Read(ctx, func(tx *db.Tx) error {
		if x.Procedimento, err = catalogo.GetProcedimento(ctx, tx, procedimento); err != nil {
			return err
		}
		x.Storia, err = StoriaObiettivo(ctx, tx, procedimento)
		return err
	})
}
