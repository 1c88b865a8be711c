package analisi

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/registro"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// Passi are what the activities of a log mean for the clock of the procedure,
// and its legal term.
type Passi struct {
	Significati map[string]steps.Kind `json:"significati"` // by name of the activity
	Termine     *termini.Termine      `json:"termine"`     // nil when none is known

	// Percorsi are the legal steps as a person said them: by code of the path,
	// then by name of the activity, the id of the step, "" for none of them.
	Percorsi map[string]map[string]string `json:"percorsi,omitempty"`
}

// Passo is one activity with its proposed or confirmed meaning.
type Passo struct {
	Attivita    string
	Significato steps.Kind
	Casi        int     // cases that have it
	Ultima      float64 // share of the cases that end with it, from 0 to 1
	Ricordato   bool    // the body said so for an earlier log
}

// SchedaPassi is what the page of the meanings shows.
type SchedaPassi struct {
	Richiesta  richieste.Richiesta
	Registro   Registro
	Passi      []Passo          // by cases, then name
	Termine    *termini.Termine // confirmed, else remembered, else of the catalogue
	Catalogo   catalogo.Termine // in force on the day of the upload, with its source
	HaCatalogo bool
	Puo        bool // whether the actor may confirm
}

// ApriPassi reads the meanings of the activities of a log that was read, as
// confirmed or as proposed.
func (s *Service) ApriPassi(ctx context.Context, chi kernel.Actor, richiesta, n int64) (v SchedaPassi, err error) {
	f, err := s.ApriFonte(ctx, chi, richiesta, n)
	if err != nil {
		return v, err
	}
	v = SchedaPassi{Richiesta: *f.Richiesta, Registro: *f.Registro, Termine: f.Termine, Catalogo: f.Catalogo, HaCatalogo: f.HaCatalogo, Puo: parte(chi, *f.Richiesta)}
	casi, ultime := frequenzeDi(f.Log)
	for a, nome := range f.Log.Activities {
		v.Passi = append(v.Passi, Passo{Attivita: nome, Significato: f.Passi[a], Casi: casi[a], Ultima: float64(ultime[a]) / float64(len(f.Log.Cases)), Ricordato: f.Ricordati[nome]})
	}
	slices.SortStableFunc(v.Passi, func(a, b Passo) int { return b.Casi - a.Casi })
	return v, nil
}

// frequenzeDi counts, by activity, the cases that have it and those that end
// with it.
func frequenzeDi(l *eventlog.Log) (casi, ultime []int) {
	casi, ultime = make([]int, len(l.Activities)), make([]int, len(l.Activities))
	visto := make([]int32, len(l.Activities))
	for c := range l.Cases {
		tratto := l.Activity[l.Start[c]:l.Start[c+1]]
		for _, a := range tratto {
			if visto[a] != int32(c)+1 {
				visto[a] = int32(c) + 1
				casi[a]++
			}
		}
		ultime[tratto[len(tratto)-1]]++
	}
	return casi, ultime
}

// ConfermaPassi stores what a person says the activities mean; what is not
// named stays as proposed. It is remembered for the next log of the same body
// and procedure.
func (s *Service) ConfermaPassi(ctx context.Context, chi kernel.Actor, richiesta, n int64, p Passi) error {
	f, err := s.ApriFonte(ctx, chi, richiesta, n)
	if err != nil {
		return err
	}
	if errs := p.valida(f.Log); len(errs) > 0 {
		return kernel.Invalid(errs)
	}
	tutti := Passi{Significati: map[string]steps.Kind{}, Termine: p.Termine, Percorsi: f.Percorsi}
	for a, nome := range f.Log.Activities {
		tutti.Significati[nome] = f.Passi[a]
	}
	maps.Copy(tutti.Significati, p.Significati)
	cifre := cifreDi(f.Log, f.con(tutti).Passi, f.Legale)
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		switch {
		case err != nil:
			return err
		case !parte(chi, q):
			return kernel.E(kernel.Vietato, "Il significato delle attività si conferma dall'ente che ha chiesto assistenza e dagli esperti incaricati.")
		case g.Stato != Pronto:
			return kernel.E(kernel.Conflitto, "Il registro non è pronto: il significato delle attività si conferma dopo la lettura.")
		}
		if err := salvaPassi(ctx, tx, g.ID, tutti); err != nil {
			return err
		}
		if err := ricordaPassi(ctx, tx, q, tutti); err != nil {
			return err
		}
		if err := s.annotaSintesi(ctx, tx, q, g.ID, cifre); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ConfermaPassi", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
			Dettagli: map[string]any{"richiesta": q.ID, "n": g.N, "attivita": len(tutti.Significati)}})
	})
}

func (p Passi) valida(l *eventlog.Log) []kernel.FieldError {
	var errs []kernel.FieldError
	for nome, k := range p.Significati {
		if !k.Valid() || !slices.Contains(l.Activities, nome) {
			errs = append(errs, kernel.FieldError{Field: "passi", Message: "Scegliere il significato di ogni attività dall'elenco."})
			break
		}
	}
	if p.Termine != nil {
		if err := p.Termine.Validate(); err != nil {
			errs = append(errs, kernel.FieldError{Field: "termine", Message: "Il termine si scrive 90 (giorni di calendario), 30l (giorni lavorativi) o 3m (mesi)."})
		}
	}
	return errs
}

// proposte joins what is known of the meanings of these activities, from the
// surest to the least: what was confirmed for this log, what the body said of
// another one, what the names suggest. ricordati are the names known from
// another log.
func proposte(attivita []string, confermati, noti Passi) (kinds []steps.Kind, ricordati map[string]bool) {
	kinds, ricordati = steps.Guess(attivita), map[string]bool{}
	for a, nome := range attivita {
		if k, ok := confermati.Significati[nome]; ok {
			kinds[a] = k
		} else if k, ok := noti.Significati[nome]; ok {
			kinds[a], ricordati[nome] = k, true
		}
	}
	return kinds, ricordati
}

func salvaPassi(ctx context.Context, tx *db.Tx, id int64, p Passi) error {
	testo, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE analisi_registri SET passi = $1, passi_il = $2 WHERE id = $3`, string(testo), tx.Now(), id)
	return err
}

// passiDi reads the confirmed meanings of a log; the zero one before that.
func passiDi(ctx context.Context, tx *db.Tx, id int64) (p Passi, err error) {
	testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT passi FROM analisi_registri WHERE id = $1`, id)
	if err != nil || testo == "" {
		return p, err
	}
	if err := json.Unmarshal([]byte(testo), &p); err != nil {
		return p, fmt.Errorf("analisi: meanings of %d: %w", id, err)
	}
	return p, nil
}
