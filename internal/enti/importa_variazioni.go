package enti

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
)

// variazioni applies the differences in their order. Each is compared again
// with the row it concerns, so that applying one twice changes nothing.
func (i *importazione) variazioni(ctx context.Context, vs []anagrafe.Variazione, province []anagrafe.Provincia) error {
	nomi := i.nomiProvince(province)
	for _, v := range vs {
		var err error
		switch v.Tipo {
		case anagrafe.NuovaIstituzione:
			err = i.nuovo(ctx, v, nomi)
		case anagrafe.Fusione, anagrafe.Cessazione:
			err = i.cessa(ctx, v)
		default:
			err = i.modifica(ctx, v, nomi)
		}
		if err != nil {
			return fmt.Errorf("enti: %s: %w", v.Descrizione(), err)
		}
	}
	return nil
}

// nomiProvince gives the name of a provincial area by its three digits: from
// the list that is being read, or else from the register and the base list.
func (i *importazione) nomiProvince(lista []anagrafe.Provincia) map[string]string {
	nomi := map[string]string{}
	_, base, _ := anagrafe.Base()
	for _, p := range append(base, lista...) {
		nomi[p.Codice] = p.Nome
	}
	for codice, id := range i.r.province {
		if nomi[codice] == "" {
			nomi[codice] = i.r.enti[id].Nome
		}
	}
	return nomi
}

func (i *importazione) nuovo(ctx context.Context, v anagrafe.Variazione, nomi map[string]string) error {
	if !i.r.regioni[v.Dopo.Regione] {
		return nil
	}
	if e := i.r.comune(v.Dopo.Istat, v.Dopo.Belfiore); e != nil && e.CessatoIl.IsZero() {
		return nil
	}
	e := enteDiComune(v.Dopo, nomi[v.Dopo.Provincia])
	if e.IstituitoIl.IsZero() {
		e.IstituitoIl = v.Dal
	}
	id, err := inserisci(ctx, i.tx, e)
	if err != nil {
		return err
	}
	e.ID, e.Versione = id, 1
	i.r.aggiungi(&e)
	i.rap.Nuovi++
	i.rap.Modifiche = append(i.rap.Modifiche, v.Descrizione())
	return scriviVariazione(ctx, i.tx, VariazioneEnte{EnteID: id, Campo: "istituzione", Dopo: e.NomeEsteso(), Dal: v.Dal, Fonte: i.fonte, PersonaID: i.chi.Persona})
}

// modifica brings codes, province and name of a Comune to what the list says.
func (i *importazione) modifica(ctx context.Context, v anagrafe.Variazione, nomi map[string]string) error {
	e := i.r.comune(v.Prima.Istat, v.Prima.Belfiore)
	if e == nil {
		e = i.r.comune(v.Dopo.Istat, v.Dopo.Belfiore)
	}
	if e == nil {
		i.rap.problema("%s Il Comune non è nel registro.", v.Descrizione())
		return nil
	}
	var storia []VariazioneEnte
	cambio := func(campo, prima, dopo string) {
		if dopo != "" && prima != dopo {
			storia = append(storia, VariazioneEnte{Campo: campo, Prima: prima, Dopo: dopo, Dal: v.Dal})
		}
	}
	prima := *e
	switch v.Tipo {
	case anagrafe.Ripristino:
		if !e.CessatoIl.IsZero() {
			cambio("ripristino", "cessato il "+e.CessatoIl.InItaliano(), "attivo")
			e.CessatoIl, e.SuccessoreID = kernel.Day{}, 0
		}
	case anagrafe.CambioProvincia, anagrafe.CambioCodice:
		cambio("provincia", e.Provincia, v.Dopo.Sigla)
		cambio("istat", string(e.Istat), string(v.Dopo.Istat))
		cambio("belfiore", string(e.Belfiore), string(v.Dopo.Belfiore))
		e.codici(v.Dopo, nomi[v.Dopo.Provincia])
	case anagrafe.CambioNome, anagrafe.CambioGrafia:
		if v.Tipo == anagrafe.CambioNome {
			cambio("nome", e.Nome, v.Dopo.Nome)
		}
		e.Nome, e.Denominazione = v.Dopo.Nome, denominazione(e.Tipo, v.Dopo.Nome)
		if v.Dopo.AltraLingua != "" {
			e.AltraLingua = v.Dopo.AltraLingua
		}
	}
	if *e == prima {
		return nil
	}
	if err := i.cambia(ctx, e, storia...); err != nil {
		return err
	}
	i.r.aggiungi(e)
	i.rap.cambiato(e, "%s", v.Descrizione())
	return indicizza(ctx, i.tx, *e)
}

// codici takes codes and place from the list, where it gives them.
func (e *Ente) codici(v anagrafe.Voce, provinciaNome string) {
	e.Istat, e.ProvinciaCodice, e.Provincia = v.Istat, v.Provincia, v.Sigla
	if v.Belfiore != "" {
		e.Belfiore = v.Belfiore
	}
	if provinciaNome != "" {
		e.ProvinciaNome = provinciaNome
	}
	if v.Regione != "" {
		e.Regione = v.Regione
	}
}

// cessa closes the row of a Comune; its adesioni and requests stay with it.
// A successor that is only likely is proposed, not written, unless asked for.
func (i *importazione) cessa(ctx context.Context, v anagrafe.Variazione) error {
	e := i.r.comune(v.Prima.Istat, v.Prima.Belfiore)
	if e == nil {
		i.rap.problema("%s Il Comune non è nel registro.", v.Descrizione())
		return nil
	}
	var erede *Ente
	if v.Tipo == anagrafe.Fusione && (v.Certa || i.opz.Incerte) {
		erede = i.r.comune(v.Successore.Istat, v.Successore.Belfiore)
	} else if v.Tipo == anagrafe.Fusione {
		i.rap.problema("%s Il successore si indica nella scheda dell'ente.", v.Descrizione())
	}
	return i.chiudi(ctx, e, erede, v.Dal, v.Descrizione())
}

// chiudi writes when a body ceased and who has its territory; either may be
// known already.
func (i *importazione) chiudi(ctx context.Context, e, erede *Ente, dal kernel.Day, descrizione string) error {
	if erede != nil && erede.ID == e.ID {
		erede = nil
	}
	if !e.CessatoIl.IsZero() && (erede == nil || e.SuccessoreID != 0) {
		return nil
	}
	v := VariazioneEnte{Campo: "cessazione", Prima: e.NomeEsteso(), Dal: dal}
	if e.CessatoIl.IsZero() {
		e.CessatoIl = dal
		i.rap.Cessati++
	}
	if erede != nil {
		e.SuccessoreID, v.Dopo = erede.ID, erede.NomeEsteso()
	}
	if err := i.cambia(ctx, e, v); err != nil {
		return err
	}
	i.r.aggiungi(e)
	i.rap.Modifiche = append(i.rap.Modifiche, descrizione)
	if erede == nil {
		return nil
	}
	return indicizza(ctx, i.tx, *erede)
}

// successioni says of the Comuni of the register, living or ceased without an
// heir, where their territory went.
func (i *importazione) successioni(ctx context.Context, ss []anagrafe.Successione) error {
	fuori := 0
	for _, s := range ss {
		e, erede := i.r.enti[i.r.istat[s.Cessato]], i.r.enti[i.r.istat[s.Successore]]
		if e == nil || s.Dal.After(i.oggi) {
			fuori++
			continue
		}
		if erede == nil {
			i.rap.problema("%s cessa, ma il successore con codice ISTAT %s non è nel registro.", e.NomeEsteso(), s.Successore)
			continue
		}
		if e.CessatoIl.IsZero() && e.Belfiore != "" && e.Belfiore == erede.Belfiore {
			continue
		}
		if err := i.chiudi(ctx, e, erede, s.Dal, e.NomeEsteso()+" confluisce in "+erede.NomeEsteso()+"."); err != nil {
			return err
		}
	}
	i.rap.Fuori = fuori
	i.rap.Invariati = max(0, len(ss)-fuori-i.rap.Cessati)
	return nil
}

// province adds the Province that the register lacks and follows their names;
// one that the list no longer names is only reported, because its end is a
// legal act that the segreteria records.
func (i *importazione) province(ctx context.Context, lista []anagrafe.Provincia) error {
	viste := map[string]bool{}
	for _, p := range lista {
		viste[p.Codice] = true
		if !i.r.regioni[p.Regione] || p.Tipo == "" || !p.HaEnte() {
			continue
		}
		n := enteDiProvincia(p)
		id := i.r.province[p.Codice]
		if id == 0 {
			if err := i.nuovaProvincia(ctx, n); err != nil {
				return err
			}
			continue
		}
		e := i.r.enti[id]
		if kernel.Fold(e.Nome) == kernel.Fold(n.Nome) && e.Tipo == n.Tipo && e.Provincia == n.Provincia {
			continue
		}
		storia := VariazioneEnte{Campo: "nome", Prima: e.NomeEsteso(), Dopo: n.NomeEsteso()}
		e.Tipo, e.Nome, e.Denominazione, e.Provincia, e.ProvinciaNome = n.Tipo, n.Nome, n.Denominazione, n.Provincia, n.Nome
		if err := i.cambia(ctx, e, storia); err != nil {
			return err
		}
		i.rap.cambiato(e, "%s si chiama ora %s.", storia.Prima, storia.Dopo)
		if err := indicizza(ctx, i.tx, *e); err != nil {
			return err
		}
	}
	for _, codice := range slices.Sorted(maps.Keys(i.r.province)) {
		if e := i.r.enti[i.r.province[codice]]; len(viste) > 0 && !viste[codice] && e.CessatoIl.IsZero() {
			i.rap.problema("%s non è più nell'elenco: verificare se è cessata.", e.NomeEsteso())
		}
	}
	return nil
}

func (i *importazione) nuovaProvincia(ctx context.Context, e Ente) error {
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
