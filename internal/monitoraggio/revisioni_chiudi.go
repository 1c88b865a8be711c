package monitoraggio

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// ChiudiRevisione ends the given open revisions of a campaign together: their
// bodies' figures are computed again and make version n+1, with the reason for
// the public. The other bodies keep their locked figures, digit by digit. The
// later locked semesters in which those bodies' figures changed get a new
// version too. nuove are the versions made; none when nothing changed.
func (s *Service) ChiudiRevisione(ctx context.Context, chi kernel.Actor, rilevazione int64, ids []int64, motivo string) (nuove []VersioneCifre, err error) {
	if !Governa.Allows(chi) {
		return nil, soloRegione("Le revisioni le conclude la Regione.")
	}
	if err := motivoRegione("motivo", motivo); err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		nuove = nil
		r, err := GetRilevazione(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		scelti, err := scegliAperte(ctx, tx, r, ids)
		if err != nil {
			return err
		}
		da := []Rilevazione{r}
		for _, ente := range slices.Sorted(maps.Keys(scelti)) {
			dopo, err := fermeDopo(ctx, tx, r.Semestre, ente)
			if err != nil {
				return err
			}
			for _, x := range dopo {
				if !slices.ContainsFunc(da, func(y Rilevazione) bool { return y.ID == x.ID }) {
					da = append(da, x)
				}
			}
		}
		for _, x := range da {
			perche := motivo
			if x.ID != r.ID {
				perche = "Segue la revisione del " + r.Semestre.InItaliano() + ": " + motivo
			}
			v, err := s.rivedi(ctx, tx, chi, x, scelti, perche)
			if err != nil {
				return err
			}
			if v != nil {
				nuove = append(nuove, *v)
			}
		}
		return nil
	})
	return nuove, err
}

// scegliAperte are the bodies of the chosen revisions, all open.
func scegliAperte(ctx context.Context, tx *db.Tx, r Rilevazione, ids []int64) (map[int64]bool, error) {
	vs, err := RevisioniDi(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	scelti := map[int64]bool{}
	for _, v := range vs {
		if slices.Contains(ids, v.ID) && v.Stato == RevisioneAperta {
			scelti[v.EnteID] = true
		}
	}
	if len(ids) == 0 {
		return nil, kernel.Invalid([]kernel.FieldError{{Field: "revisione", Message: "Scegliere almeno una revisione da concludere."}})
	}
	if len(scelti) != len(ids) {
		return nil, cambiataIntanto("L'elenco delle revisioni")
	}
	return scelti, nil
}

// rivedi makes the next version of a campaign from the bodies in scelti; nil
// when their figures did not change. Their open revisions end.
func (s *Service) rivedi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Rilevazione, scelti map[int64]bool, motivo string) (*VersioneCifre, error) {
	if err := attendiEnti(ctx, tx, r.ID); err != nil {
		return nil, err
	}
	_, prima, err := ultimaIntegra(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	ferme, err := RigheDi(ctx, tx, prima.ID)
	if err != nil {
		return nil, err
	}
	c, err := raccogli(ctx, tx, r, approvati)
	if err != nil {
		return nil, err
	}
	for _, m := range ferme { // a body stays where it was counted
		c.posti[m.EnteID] = posto{m.Classe, m.Provincia}
	}
	for _, i := range c.invii {
		if scelti[i.EnteID] && i.Stato != Approvato {
			return nil, kernel.E(kernel.Conflitto, "I dati "+c.enti[i.EnteID].Del()+" per il "+r.Semestre.InItaliano()+" non sono approvati. Nulla è stato modificato: approvarli, poi concludere la revisione.")
		}
	}
	diverse, err := c.diverse(ferme, scelti)
	if err != nil {
		return nil, err
	}
	if err := s.concludi(ctx, tx, chi, r, scelti); err != nil || !diverse {
		return nil, err
	}
	v := &VersioneCifre{N: prima.N + 1, Motivo: motivo, BloccataDa: chi.Persona}
	if err := s.congela(ctx, tx, &c, v, c.righe()); err != nil {
		return nil, err
	}
	return v, annotaVersione(ctx, tx, chi, "ChiudiRevisione", r, *v)
}

// diverse reports whether the figures of the chosen bodies differ from the
// locked ones; those of any other body must not.
func (c *raccolto) diverse(ferme []MisureEnte, scelti map[int64]bool) (bool, error) {
	testi := func(ms []MisureEnte) map[chiave]string {
		out := map[chiave]string{}
		for _, m := range ms {
			b, _ := Cifre{m.Misure}.MarshalJSON() //nolint:errchkjson // numbers only
			out[chiave{m.EnteID, m.ProcedimentoID}] = string(m.Modo) + string(b)
		}
		return out
	}
	prima, dopo := testi(ferme), testi(c.righe())
	diversi := map[int64]bool{}
	for k := range maps.Keys(prima) {
		diversi[k.ente] = diversi[k.ente] || prima[k] != dopo[k]
	}
	for k := range maps.Keys(dopo) {
		diversi[k.ente] = diversi[k.ente] || prima[k] != dopo[k]
	}
	var altri []string
	muta := false
	for _, ente := range slices.Sorted(maps.Keys(diversi)) {
		switch {
		case !diversi[ente]:
		case scelti[ente]:
			muta = true
		default:
			altri = append(altri, nomeEnte(c.enti, ente))
		}
	}
	if len(altri) > 0 {
		return false, kernel.E(kernel.Conflitto, "Anche i dati di altri enti sono cambiati dopo il blocco del "+c.r.Semestre.InItaliano()+": "+elencoBreve(altri)+
			". Nulla è stato modificato: concludere le loro revisioni insieme a questa.")
	}
	return muta, nil
}

func nomeEnte(es map[int64]enti.Ente, id int64) string {
	if e, ok := es[id]; ok {
		return e.NomeEsteso()
	}
	return fmt.Sprintf("ente %d", id)
}

// concludi ends the open revisions of the chosen bodies.
func (s *Service) concludi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Rilevazione, scelti map[int64]bool) error {
	vs, err := RevisioniDi(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, v := range vs {
		if v.Stato != RevisioneAperta || !scelti[v.EnteID] {
			continue
		}
		v.Stato, v.ConclusaIl = RevisioneConclusa, tx.Now()
		if err := salvaRevisione(ctx, tx, &v); err != nil {
			return err
		}
		if err := annotaRevisione(ctx, tx, chi, "ConcludiRevisione", r, v); err != nil {
			return err
		}
	}
	return nil
}
