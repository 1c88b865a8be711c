package monitoraggio

import (
	"context"
	"io"
	"slices"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// CifreDi reads the figures of the Region for a semester: the locked version,
// the last computed ones, or those of this moment when none were computed yet.
func (s *Service) CifreDi(ctx context.Context, chi kernel.Actor, sem kernel.Semestre) (c CifreSemestre, err error) {
	if !chi.DiSistema && !Consulta.Allows(chi) {
		return c, kernel.E(kernel.Vietato, "Le cifre provvisorie della regione sono per chi segue il monitoraggio.")
	}
	return c, s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = LeggiCifre(ctx, tx, s.Config.Regione, sem)
		return err
	})
}

// LeggiCifre is CifreDi inside a transaction, for whoever runs the
// installation; regione is the ISTAT code of the region served.
func LeggiCifre(ctx context.Context, tx *db.Tx, regione string, sem kernel.Semestre) (c CifreSemestre, err error) {
	c.Regione = enti.NomeRegione(regione)
	if c.Rilevazione, err = RilevazioneDi(ctx, tx, sem); err != nil {
		return c, err
	}
	if c.Versioni, err = VersioniDi(ctx, tx, c.Rilevazione.ID); err != nil {
		return c, err
	}
	if n := len(c.Versioni); n > 0 && c.Rilevazione.Stato.Ferma() {
		c.Versione, c.Quadro = &c.Versioni[n-1], c.Versioni[n-1].Quadro
	} else {
		pronto := false
		if c.Quadro, pronto, err = LeggiQuadro(ctx, tx, c.Rilevazione); err != nil {
			return c, err
		}
		if !pronto {
			if c.Quadro, err = CalcolaQuadro(ctx, tx, c.Rilevazione); err != nil {
				return c, err
			}
		}
	}
	if c.Obiettivi, err = Obiettivi(ctx, tx); err != nil {
		return c, err
	}
	if err = c.contaRevisioni(ctx, tx); err != nil {
		return c, err
	}
	prima, err := RilevazioneDi(ctx, tx, sem.Add(-1))
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return c, nil
	}
	if err != nil {
		return c, err
	}
	q, ok, err := LeggiQuadro(ctx, tx, prima)
	if ok {
		c.Prima = &q
	}
	return c, err
}

func (c *CifreSemestre) contaRevisioni(ctx context.Context, tx *db.Tx) error {
	vs, err := RevisioniDi(ctx, tx, c.Rilevazione.ID)
	for _, v := range vs {
		switch v.Stato {
		case RevisioneChiesta:
			c.Chieste++
		case RevisioneAperta:
			c.Aperte++
		}
	}
	return err
}

// EsportaCifre writes the workbook of the figures of the Region: the national
// layout first, then every measure.
func (c CifreSemestre) EsportaCifre(w io.Writer, estratto kernel.Instant) error {
	return ScriviXLSX(w, c.Al(), c.TabellaNazionale(estratto), c.TabellaDettaglio(estratto))
}

// TrasparenzaDi reads the table of art. 2 c. 4-bis of one body; sem zero is
// the latest semester that the body has sent.
func (s *Service) TrasparenzaDi(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (x Trasparenza, err error) {
	if !PuoVedere(chi, ente) {
		return x, db.ErrNotFound
	}
	return x, s.DB.Read(ctx, func(tx *db.Tx) error {
		x, err = s.trasparenza(ctx, tx, ente, sem)
		return err
	})
}

func (s *Service) trasparenza(ctx context.Context, tx *db.Tx, ente int64, sem kernel.Semestre) (x Trasparenza, err error) {
	e, err := enti.Get(ctx, tx, ente)
	if err != nil {
		return x, err
	}
	x = Trasparenza{Ente: e.NomeEsteso(), EnteID: ente}
	invii, err := InviiEnte(ctx, tx, ente)
	if err != nil {
		return x, err
	}
	tutte, err := Rilevazioni(ctx, tx)
	if err != nil {
		return x, err
	}
	var scelta *Rilevazione
	var invio Invio
	for i, r := range tutte { // the latest first
		k := slices.IndexFunc(invii, func(v Invio) bool { return v.RilevazioneID == r.ID && v.Stato.Consegnato() })
		if k < 0 {
			continue
		}
		x.Semestri = append(x.Semestri, r.Semestre)
		if scelta == nil && (sem.IsZero() || sem == r.Semestre) {
			scelta, invio = &tutte[i], invii[k]
		}
	}
	if scelta == nil {
		if !sem.IsZero() {
			return x, db.ErrNotFound
		}
		return x, nil
	}
	x.Semestre, x.Stato, x.Al = scelta.Semestre, statoCifreEnte(*scelta, invio), invio.InviatoIl
	if scelta.Stato == Pubblicata {
		x.Indirizzo = s.Config.BaseURL() + "/cifre/tempi/" + x.Semestre.String()
	}
	x.Righe, err = s.righeTrasparenza(ctx, tx, *scelta, ente)
	return x, err
}

func (s *Service) righeTrasparenza(ctx context.Context, tx *db.Tx, r Rilevazione, ente int64) (out []RigaTrasparenza, err error) {
	ms, err := MisureDi(ctx, tx, r, ente)
	if err != nil {
		return nil, err
	}
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return nil, err
	}
	for _, p := range ps { // in the order of the catalogue
		k := slices.IndexFunc(ms, func(m MisureEnte) bool { return m.ProcedimentoID == p.ID })
		l := slices.IndexFunc(rilevati, func(l Rilevato) bool { return l.ProcedimentoID == p.ID })
		if k < 0 || l < 0 {
			continue
		}
		termine := "secondo la pratica"
		if t := rilevati[l].Termine; t != nil {
			termine = t.InItaliano()
		}
		out = append(out, RigaTrasparenza{Procedimento: p.Nome, BaseLegale: p.BaseLegale, Termine: termine, TermineFonte: rilevati[l].TermineFonte,
			URL: s.Config.BaseURL() + "/procedimenti/" + p.Codice, Modo: ms[k].Modo, Misure: ms[k].Misure})
	}
	return out, nil
}

func statoCifreEnte(r Rilevazione, i Invio) string {
	switch {
	case r.Stato.Ferma():
		return "bloccate dalla Regione"
	case i.Stato == Approvato:
		return "approvate dalla segreteria tecnica"
	}
	return "inviate dall'ente il " + i.InviatoIl.Day().InItaliano() + ", in attesa di verifica"
}
