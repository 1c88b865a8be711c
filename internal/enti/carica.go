package enti

import (
	"context"
	"fmt"

	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// CaricaBase writes into the register the Comuni, Province and Città
// metropolitane of a region (ISTAT code, "03" for Lombardia) that it does not
// have yet, from the list that the program carries. It changes nothing that is
// already there, so it may run at each start; nuovi is how many it added.
func CaricaBase(ctx context.Context, d *db.DB, regione string) (nuovi int, err error) {
	comuni, province := anagrafe.BaseRegione(regione)
	if len(comuni) == 0 {
		return 0, kernel.E(kernel.NonValido, "Nessuna regione ha il codice ISTAT "+regione+". I codici vanno da 01 a 20.")
	}
	_, _, fonte := anagrafe.Base()
	chiave := "enti.base." + regione
	versione := fmt.Sprintf("%s, %d Comuni", fonte.Riferimento, len(comuni))
	var done string
	if err := d.Read(ctx, func(tx *db.Tx) (err error) { done, err = db.Setting(ctx, tx, chiave); return err }); err != nil || done == versione {
		return 0, err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error {
		nuovi = 0
		r, err := leggiRegistro(ctx, tx)
		if err != nil {
			return err
		}
		for _, e := range entiDiBase(comuni, province, fonte) {
			if r.ha(e) {
				continue
			}
			if _, err := inserisci(ctx, tx, e); err != nil {
				return err
			}
			nuovi++
		}
		if err := db.SetSetting(ctx, tx, chiave, versione); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: "CaricaBase", Oggetto: "registro_enti",
			Dettagli: map[string]any{"regione": regione, "nuovi": nuovi, "riferimento": fonte.Riferimento}})
	})
	return nuovi, err
}

func entiDiBase(comuni []anagrafe.Comune, province []anagrafe.Provincia, fonte anagrafe.Fonte) []Ente {
	nomi := map[string]string{}
	var es []Ente
	for _, p := range province {
		nomi[p.Codice] = p.Nome
		if p.HaEnte() {
			es = append(es, enteDiProvincia(p))
		}
	}
	for _, c := range comuni {
		e := enteDiComune(c.Voce(), nomi[c.Provincia])
		e.Popolazione, e.PopolazioneFonte = popolazione(c.Popolazione, "Censimento", fonte.AnnoPopolazione)
		es = append(es, e)
	}
	return es
}

func enteDiComune(c anagrafe.Voce, provinciaNome string) Ente {
	return Ente{Tipo: Comune, Istat: c.Istat, Belfiore: c.Belfiore, Nome: c.Nome, AltraLingua: c.AltraLingua,
		Denominazione: denominazione(Comune, c.Nome), ProvinciaCodice: c.Provincia, Provincia: c.Sigla,
		ProvinciaNome: provinciaNome, Regione: c.Regione, IstituitoIl: c.Istituito}
}

func enteDiProvincia(p anagrafe.Provincia) Ente {
	e := Ente{Tipo: Provincia, Istat: kernel.CodiceIstat(p.UTS), Nome: p.Nome, Denominazione: p.Denominazione,
		ProvinciaCodice: p.Codice, Provincia: p.Sigla, ProvinciaNome: p.Nome, Regione: p.Regione}
	if p.Tipo == anagrafe.TipoCittaMetropolitana {
		e.Tipo = CittaMetropolitana
	}
	if e.Denominazione == "" {
		e.Denominazione = denominazione(e.Tipo, e.Nome)
	}
	return e
}

// popolazione turns a figure into the two columns: nil when it is not known.
func popolazione(p anagrafe.Popolazione, titolo string, anno int) (*int64, string) {
	if !p.Conosciuta() {
		return nil, ""
	}
	if p.Anno > 0 {
		anno = p.Anno
	}
	n := int64(p.Abitanti)
	fonte := titolo
	if anno > 0 {
		fonte = fmt.Sprintf("%s %d", titolo, anno)
	}
	if p.Nota != "" {
		fonte += " (" + p.Nota + ")"
	}
	return &n, fonte
}

// registroEnti is the register in memory, while a list is compared with it.
type registroEnti struct {
	enti     map[int64]*Ente
	belfiore map[kernel.CodiceBelfiore]int64 // the living before the ceased
	istat    map[kernel.CodiceIstat]int64    // Comuni only, same
	province map[string]int64                // Provincia or Città metropolitana by its three digits
	ipa      map[kernel.CodiceIPA]int64
	regioni  map[string]bool // those loaded: where some Comune is
}

func leggiRegistro(ctx context.Context, tx *db.Tx) (*registroEnti, error) {
	es, err := db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e ORDER BY e.id`)
	if err != nil {
		return nil, err
	}
	r := &registroEnti{enti: map[int64]*Ente{}, belfiore: map[kernel.CodiceBelfiore]int64{}, istat: map[kernel.CodiceIstat]int64{},
		province: map[string]int64{}, ipa: map[kernel.CodiceIPA]int64{}, regioni: map[string]bool{}}
	for i := range es {
		r.aggiungi(&es[i])
	}
	return r, nil
}

func (r *registroEnti) aggiungi(e *Ente) {
	r.enti[e.ID] = e
	vivo := e.CessatoIl.IsZero()
	if id := r.belfiore[e.Belfiore]; e.Belfiore != "" && (id == 0 || vivo) {
		r.belfiore[e.Belfiore] = e.ID
	}
	if id := r.ipa[e.IPA]; e.IPA != "" && (id == 0 || vivo) {
		r.ipa[e.IPA] = e.ID
	}
	switch e.Tipo {
	case Comune:
		if id := r.istat[e.Istat]; id == 0 || vivo {
			r.istat[e.Istat] = e.ID
		}
		if vivo {
			r.regioni[e.Regione] = true
		}
	case Provincia, CittaMetropolitana:
		if id := r.province[e.ProvinciaCodice]; id == 0 || vivo {
			r.province[e.ProvinciaCodice] = e.ID
		}
	}
}

// ha reports whether the register knows the body, living or ceased.
func (r *registroEnti) ha(e Ente) bool {
	if e.Tipo == Provincia || e.Tipo == CittaMetropolitana {
		return r.province[e.ProvinciaCodice] != 0
	}
	return e.Belfiore != "" && r.belfiore[e.Belfiore] != 0 || r.istat[e.Istat] != 0
}

// comune finds a Comune by its codes, or nil.
func (r *registroEnti) comune(istat kernel.CodiceIstat, belfiore kernel.CodiceBelfiore) *Ente {
	if id := r.belfiore[belfiore]; belfiore != "" && id != 0 {
		return r.enti[id]
	}
	return r.enti[r.istat[istat]]
}

// voci are the Comuni of the register as anagrafe.Confronta wants them.
func (r *registroEnti) voci() []anagrafe.Voce {
	var vs []anagrafe.Voce
	for _, e := range r.enti {
		if e.Tipo != Comune {
			continue
		}
		v := anagrafe.Voce{Istat: e.Istat, Belfiore: e.Belfiore, Nome: e.Nome, AltraLingua: e.AltraLingua, Provincia: e.ProvinciaCodice,
			Sigla: e.Provincia, Regione: e.Regione, Istituito: e.IstituitoIl, Cessato: e.CessatoIl}
		if s := r.enti[e.SuccessoreID]; s != nil {
			v.Successore = s.Istat
		}
		vs = append(vs, v)
	}
	return vs
}
