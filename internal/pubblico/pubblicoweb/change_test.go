package pubblicoweb_test

import (
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

type (
	catalogue = *catalogo.Service
	procedure = catalogo.Procedimento
)

// change lets the Region change the term of the AUA through the real service.
func (s *site) change(act func(catalogue, procedure) error) {
	s.t.Helper()
	var p procedure
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { p, err = catalogo.ProcedimentoPerCodice(ctx, tx, "aua"); return err })
	if err == nil {
		err = act(catalogo.New(catalogo.Deps{DB: s.db}), p)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func term(procedimento int64, from string, days int64) catalogo.Termine {
	return catalogo.Termine{ProcedimentoID: procedimento, VigenteDal: kernel.MustDay(from), Giorni: &days, Decorrenza: "Dalla domanda", Fonte: "Legge", Affidabilita: catalogo.Confermato}
}
