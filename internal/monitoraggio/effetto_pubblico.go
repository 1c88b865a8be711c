package monitoraggio

import (
	"context"
	"math"

	"pass/internal/monitoraggio/effetto"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// FonteEffetto is the source written beside the effect of assistance.
const FonteEffetto = "Confronto tra enti aiutati ed enti simili sui semestri pubblicati del monitoraggio"

// PubblicaEffetti computes the effects on the published semesters alone and
// puts them in public. While a published semester is being revised the effects
// already published stay as they are: nobody may read a revision that nobody
// signed.
func (s *Service) PubblicaEffetti(ctx context.Context) error {
	var inRevisione, pubblicate int64
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if inRevisione, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_rilevazioni r WHERE r.stato <> 'pubblicata'
			AND EXISTS (SELECT 1 FROM monitoraggio_versioni v WHERE v.rilevazione_id = r.id AND v.pubblicata_il IS NOT NULL)`); err != nil {
			return err
		}
		pubblicate, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_rilevazioni WHERE stato = 'pubblicata'`)
		return err
	})
	if err != nil || inRevisione > 0 || pubblicate == 0 {
		return err
	}
	ee, err := s.calcolaEffetti(ctx, func(r Rilevazione) bool { return r.Stato == Pubblicata })
	if err != nil || len(ee) == 0 {
		return err
	}
	out := pubblico.Effetto{CalcolatoIl: ee[0].CalcolatoIl}
	for _, e := range ee {
		out.Procedimenti = append(out.Procedimenti, pubblico.EffettoPubblico{Codice: e.Codice, Nome: e.Nome, Dal: e.Dal, Al: e.Al,
			Durata: effettoPubblico(e.Durata, 1), Arretrato: effettoPubblico(e.Arretrato, 100)})
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return pubblico.PubblicaAl(ctx, tx, pubblico.ChiaveEffetto, out, FonteEffetto, out.CalcolatoIl)
	})
}

// effettoPubblico is an effect without anything that tells of few bodies: the
// bodies left out of the comparison are not counted one reason at a time.
func effettoPubblico(e effetto.Effetto, scala float64) pubblico.EffettoMisura {
	e.Esclusi = nil
	if e.Lontani < pubblico.MinimoEntiEffetto {
		e.Lontani = 0
	}
	if e.Stima == nil || e.Intervallo == nil || min(e.NAiutati, e.NConfronto) < pubblico.MinimoEntiEffetto {
		e.Stima, e.Intervallo, e.Conclusione = nil, nil, effetto.NonCalcolabile
		e.Motivo = motivoPubblico(e)
		return pubblico.EffettoMisura{Conclusione: string(e.Conclusione), Motivo: e.Motivo, Frasi: effetto.Frasi(e)}
	}
	x := func(v float64) *float64 { v = math.Round(scala*v*10) / 10; return &v }
	return pubblico.EffettoMisura{Conclusione: string(e.Conclusione), Motivo: e.Motivo, Stima: x(*e.Stima), Basso: x(e.Intervallo[0]), Alto: x(e.Intervallo[1]),
		Aiutati: int64(e.NAiutati), Confronto: int64(e.NConfronto), Pratiche: int64(e.NPratiche()), Frasi: effetto.Frasi(e)}
}

// motivoPubblico is why an effect is not known, without the counts of few.
func motivoPubblico(e effetto.Effetto) string {
	if e.NAiutati == 0 && e.NConfronto == 0 {
		return "Non ci sono ancora abbastanza enti con dati prima e dopo l’aiuto."
	}
	return "Gli enti da confrontare, o le loro pratiche, sono ancora troppo pochi."
}
