package monitoraggio

import (
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/rapporti"
	"pass/internal/registro"
)

// EsitoRapporti is what PubblicaRapporti did.
type EsitoRapporti struct {
	Regione pubblico.RapportoArchiviato
	Nuovi   int // reports archived now
	Uguali  int // already archived for the same version of the figures
}

// PubblicaRapporti archives the report of the region and that of every body
// for a semester whose figures are public. The reports are numbered, and never
// change; doing it again for the same version of the figures changes nothing.
func (s *Service) PubblicaRapporti(ctx context.Context, chi kernel.Actor, sem kernel.Semestre) (out EsitoRapporti, err error) {
	if !Governa.Allows(chi) {
		return out, soloRegione("I rapporti li pubblica la Regione.")
	}
	tutti, err := s.componiRapporti(ctx, sem)
	if err != nil {
		return out, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		out = EsitoRapporti{}
		r, err := RilevazioneDi(ctx, tx, sem)
		if err != nil {
			return err
		}
		pubbliche, _, err := pubblico.Leggi[pubblico.Misure](ctx, tx, pubblico.ChiaveMisure)
		if err != nil {
			return err
		}
		if x, ok := pubbliche.Semestre(sem); !ok || x.Versione().N != tutti[0].Versione {
			return cambiataIntanto("La rilevazione")
		}
		for i, x := range tutti {
			a, nuovo, err := pubblico.ArchiviaRapporto(ctx, tx, pubblico.RapportoArchiviato{Semestre: sem, Ambito: string(x.Ambito), Codice: x.Codice,
				Nome: x.Nome, Titolo: x.Titolo, Versione: x.Versione, Contenuto: string(x.JSON())})
			if err != nil {
				return err
			}
			if i == 0 {
				out.Regione = a
			}
			if nuovo {
				out.Nuovi++
			} else {
				out.Uguali++
			}
		}
		if out.Nuovi == 0 {
			return nil
		}
		if s.Stampe != nil && s.Stampe.Disponibile() {
			if err := s.Stampe.Chiedi(ctx, tx, out.Regione); err != nil {
				return err
			}
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "PubblicaRapporti", Oggetto: "rilevazione", OggettoID: r.ID,
			Dettagli: map[string]any{"semestre": sem, "versione": tutti[0].Versione, "rapporti": out.Nuovi, "numero": out.Regione.Numero}})
	})
	return out, err
}

// componiRapporti composes the report of the region, then those of the bodies,
// from what is public.
func (s *Service) componiRapporti(ctx context.Context, sem kernel.Semestre) ([]rapporti.Rapporto, error) {
	lettore := pubblico.NewLettore(s.DB)
	v, err := lettore.Vista(ctx)
	if err != nil {
		return nil, err
	}
	m, err := lettore.Misure(ctx)
	if err != nil {
		return nil, err
	}
	f, err := rapporti.Prepara(dati.Sorgente{Vista: v, Misure: m, Enti: func(sem kernel.Semestre) (pubblico.MisureEnti, error) { return lettore.MisureEnti(ctx, sem) }}, sem)
	if err != nil {
		return nil, err
	}
	out := []rapporti.Rapporto{f.DellaRegione()}
	for _, codice := range f.Enti() {
		r, err := f.DellEnte(codice)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
