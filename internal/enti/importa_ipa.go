package enti

import (
	"context"
	"maps"
	"slices"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

// ipa takes from IPA the code and the certified address of each body of the
// register, and adds the Unioni and Comunità montane whose seat is in one of
// its regions.
func (i *importazione) ipa(ctx context.Context, es []anagrafe.EnteIPA) error {
	visti := map[int64]bool{}
	for _, n := range es {
		tipo, nostro := tipoDiIPA(n.Genere)
		sede := i.r.comune(n.SedeIstat, n.SedeBelfiore)
		if !nostro || sede == nil {
			i.rap.Fuori++
			continue
		}
		e := i.trovaIPA(n, tipo, sede)
		switch {
		case e != nil && visti[e.ID]:
			i.rap.problema("%s: IPA ha più voci per questo ente; vale la prima, «%s» è stata ignorata.", e.NomeEsteso(), n.IPA)
			continue
		case e == nil && !tipo.Associativo():
			i.rap.problema("«%s» (%s) non corrisponde a nessun ente del registro.", n.Nome, n.IPA)
			continue
		case e == nil && n.InLiquidazione:
			i.rap.problema("«%s» (%s) è in liquidazione: non è stato aggiunto.", n.Nome, n.IPA)
			continue
		case e == nil:
			if err := i.nuovaAssociazione(ctx, n, tipo, *sede); err != nil {
				return err
			}
			continue
		}
		visti[e.ID] = true
		if err := i.aggiornaIPA(ctx, e, n); err != nil {
			return err
		}
	}
	i.rap.Invariati = max(0, len(es)-i.rap.Fuori-i.rap.Nuovi-i.rap.Cambiati)
	return nil
}

func tipoDiIPA(g anagrafe.Genere) (Tipo, bool) {
	switch g {
	case anagrafe.GenereComune:
		return Comune, true
	case anagrafe.GenereProvincia:
		return Provincia, true
	case anagrafe.GenereCittaMetropolitana:
		return CittaMetropolitana, true
	case anagrafe.GenereUnione:
		return Unione, true
	case anagrafe.GenereComunitaMontana:
		return ComunitaMontana, true
	}
	return "", false
}

// trovaIPA finds the body: by the code it already has, a Comune by its seat, a
// Provincia by the province of its seat, an association by its name.
func (i *importazione) trovaIPA(n anagrafe.EnteIPA, tipo Tipo, sede *Ente) *Ente {
	if e := i.r.enti[i.r.ipa[n.IPA]]; e != nil && e.Tipo == tipo {
		return e
	}
	switch tipo {
	case Comune:
		return sede
	case Provincia, CittaMetropolitana:
		if e := i.r.enti[i.r.province[sede.ProvinciaCodice]]; e != nil && e.Tipo == tipo {
			return e
		}
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(i.r.enti)) {
		e := i.r.enti[id]
		if e.Tipo == tipo && e.Provincia == sede.Provincia && e.IPA == "" && kernel.Fold(e.Nome) == kernel.Fold(n.Nome) {
			return e
		}
	}
	return nil
}

func (i *importazione) aggiornaIPA(ctx context.Context, e *Ente, n anagrafe.EnteIPA) error {
	var storia []VariazioneEnte
	if altro := i.r.enti[i.r.ipa[n.IPA]]; altro != nil && altro.ID != e.ID {
		i.rap.problema("Il codice IPA %s è già %s: %s non è stato aggiornato.", n.IPA, altro.Del(), e.NomeEsteso())
		return nil
	}
	if e.IPA != n.IPA {
		storia = append(storia, VariazioneEnte{Campo: "ipa", Prima: string(e.IPA), Dopo: string(n.IPA)})
		e.IPA = n.IPA
	}
	if pec := primaPEC(n); pec != "" && pec != e.PEC {
		storia = append(storia, VariazioneEnte{Campo: "pec", Prima: e.PEC, Dopo: pec})
		e.PEC = pec
	}
	rinominato := e.Tipo.Associativo() && kernel.Fold(e.Nome) != kernel.Fold(n.Nome)
	if rinominato {
		storia = append(storia, VariazioneEnte{Campo: "nome", Prima: e.Nome, Dopo: n.Nome})
		e.Nome, e.Denominazione = n.Nome, denominazione(e.Tipo, n.Nome)
	}
	if len(storia) == 0 {
		return nil
	}
	if err := i.cambia(ctx, e, storia...); err != nil {
		return err
	}
	i.r.ipa[e.IPA] = e.ID
	i.rap.cambiato(e, "")
	if rinominato {
		return indicizza(ctx, i.tx, *e)
	}
	return nil
}

func (i *importazione) nuovaAssociazione(ctx context.Context, n anagrafe.EnteIPA, tipo Tipo, sede Ente) error {
	e := Ente{Tipo: tipo, IPA: n.IPA, Nome: n.Nome, Denominazione: denominazione(tipo, n.Nome), PEC: primaPEC(n),
		ProvinciaCodice: sede.ProvinciaCodice, Provincia: sede.Provincia, ProvinciaNome: sede.ProvinciaNome, Regione: sede.Regione}
	id, err := inserisci(ctx, i.tx, e)
	if err != nil {
		return err
	}
	e.ID, e.Versione = id, 1
	i.r.aggiungi(&e)
	i.rap.Nuovi++
	i.rap.Modifiche = append(i.rap.Modifiche, e.NomeEsteso()+" è un nuovo ente.")
	return scriviVariazione(ctx, i.tx, VariazioneEnte{EnteID: id, Campo: "istituzione", Dopo: e.NomeEsteso(), Fonte: i.fonte, PersonaID: i.chi.Persona})
}

func primaPEC(n anagrafe.EnteIPA) string {
	if len(n.PEC) == 0 {
		return ""
	}
	return n.PEC[0]
}
