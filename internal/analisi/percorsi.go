package analisi

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/mining/conformance"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// ComeProposto, in the place of the step of an activity, takes away what a
// person said of it: names and meanings tell again.
const ComeProposto = "-"

// SoloSignificato, before the text of a steps.Kind, says of an activity that it
// is no step of the path but counts for the term: an opinion asked, a
// suspension.
const SoloSignificato = "="

// IndicaPassiLegge stores which activities of a log are which steps of a path
// of the law, and remembers it for the next log of the same body and procedure.
// percorso is the code of the path; passi is, by name of the activity, the id
// of the step, "" for none, ComeProposto for what PAsS recognises, a meaning
// after SoloSignificato. An activity whose meaning does not go with its step takes that of the step: cambiati is
// how many. It does not confirm the other meanings. Wrong input is
// kernel.NonValido on "percorso" and "passi".
func (s *Service) IndicaPassiLegge(ctx context.Context, chi kernel.Actor, richiesta, n int64, percorso string, passi map[string]string) (cambiati int, err error) {
	f, err := s.ApriFonte(ctx, chi, richiesta, n)
	if err != nil {
		return 0, err
	}
	m := conformance.LegalByCode(percorso)
	if errs := validaPercorso(m, f.Log.Activities, passi); len(errs) > 0 {
		return 0, kernel.Invalid(errs)
	}
	nuovi := significatiDi(m, f, passi)
	for a, nome := range f.Log.Activities {
		if k, ok := nuovi[nome]; ok {
			f.Passi[a] = k
		}
	}
	passi = senzaSignificati(passi)
	cifre, percorsi := cifreDi(f.Log, f.Passi, f.Legale), conPercorso(f.Percorsi, percorso, passi)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		switch {
		case err != nil:
			return err
		case !PuoIndicarePassi(chi, q):
			return kernel.E(kernel.Vietato, "I passi di legge sono indicati dall'ente che ha chiesto assistenza e dagli esperti incaricati.")
		case g.Stato != Pronto:
			return kernel.E(kernel.Conflitto, "Il registro non è pronto: i passi di legge si indicano dopo la lettura.")
		}
		if err := salvaPercorsi(ctx, tx, g.ID, percorsi, nuovi); err != nil {
			return err
		}
		if err := ricordaPercorso(ctx, tx, q, percorso, passi, nuovi); err != nil {
			return err
		}
		if err := s.annotaSintesi(ctx, tx, q, g.ID, cifre); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "IndicaPassiLegge", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
			Dettagli: map[string]any{"richiesta": q.ID, "n": g.N, "percorso": percorso, "attivita": len(passi), "significati": len(nuovi)}})
	})
	return len(nuovi), err
}

func validaPercorso(m *conformance.Model, attivita []string, passi map[string]string) (errs []kernel.FieldError) {
	if m == nil {
		return []kernel.FieldError{{Field: "percorso", Message: "Scegliere il percorso di legge dall'elenco."}}
	}
	for nome, id := range passi {
		k, solo := soloSignificato(id)
		noto := solo && k.Valid() || id == "" || id == ComeProposto || slices.ContainsFunc(m.Steps, func(x conformance.Step) bool { return x.ID == id })
		if !noto || !slices.Contains(attivita, nome) {
			return []kernel.FieldError{{Field: "passi", Message: "Scegliere il passo di ogni attività dall'elenco."}}
		}
	}
	return nil
}

// soloSignificato is the meaning after SoloSignificato.
func soloSignificato(id string) (k steps.Kind, ok bool) {
	codice, ok := strings.CutPrefix(id, SoloSignificato)
	if !ok {
		return 0, false
	}
	k, err := steps.Parse(codice)
	return k, err == nil
}

// senzaSignificati are the steps alone: what has only a meaning is none.
func senzaSignificati(passi map[string]string) map[string]string {
	out := map[string]string{}
	for nome, id := range passi {
		if strings.HasPrefix(id, SoloSignificato) {
			id = ""
		}
		out[nome] = id
	}
	return out
}

// significatiDi are the meanings that change because of the steps.
func significatiDi(m *conformance.Model, f Fonte, passi map[string]string) map[string]steps.Kind {
	out := map[string]steps.Kind{}
	for a, nome := range f.Log.Activities {
		if k, ok := soloSignificato(passi[nome]); ok && k != f.Passi[a] {
			out[nome] = k
		}
		i := slices.IndexFunc(m.Steps, func(x conformance.Step) bool { return x.ID == passi[nome] })
		if i < 0 {
			continue
		}
		switch x := m.Steps[i]; {
		case len(x.Kinds) > 0 && !slices.Contains(x.Kinds, f.Passi[a]):
			out[nome] = x.Kinds[0]
		case x.Final && !f.Passi[a].Ends():
			out[nome] = steps.ExpressEnd
		}
	}
	return out
}

// conPercorso is what was said of the paths with something more about one.
func conPercorso(percorsi map[string]map[string]string, percorso string, passi map[string]string) map[string]map[string]string {
	out := sopra(percorsi, nil)
	uno := map[string]string{}
	maps.Copy(uno, out[percorso])
	maps.Copy(uno, passi)
	maps.DeleteFunc(uno, func(_, id string) bool { return id == ComeProposto })
	out[percorso] = uno
	return out
}

// sopra is what was said of the paths, for the log where it was said of it,
// else as remembered from another one.
func sopra(ricordati, detti map[string]map[string]string) map[string]map[string]string {
	out := map[string]map[string]string{}
	maps.Copy(out, ricordati)
	maps.Copy(out, detti)
	return out
}

// salvaPercorsi writes the legal steps beside the meanings of the log, which
// stay confirmed or proposed as they were.
func salvaPercorsi(ctx context.Context, tx *db.Tx, id int64, percorsi map[string]map[string]string, significati map[string]steps.Kind) error {
	p, err := passiDi(ctx, tx, id)
	if err != nil {
		return err
	}
	if p.Significati == nil {
		p.Significati = map[string]steps.Kind{}
	}
	maps.Copy(p.Significati, significati)
	p.Percorsi = percorsi
	testo, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE analisi_registri SET passi = $1 WHERE id = $2`, string(testo), id)
	return err
}
