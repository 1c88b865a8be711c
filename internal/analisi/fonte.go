package analisi

import (
	"context"
	"fmt"
	"sync"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// Fonte is a log with everything that is known about it: what the pages of the
// analysis stand on, wherever the log comes from.
type Fonte struct {
	Titolo     string // "permessi.csv"
	URL        string // of the pages of this log
	Log        *eventlog.Log
	Passi      []steps.Kind                 // by activity of the log
	Confermati bool                         // a person confirmed the meanings; else they are proposals
	Ricordati  map[string]bool              // names whose meaning comes from an earlier log of the body
	Fini       []bool                       // by activity: it concludes the procedure
	Percorsi   map[string]map[string]string // legal steps that a person said: see Passi.Percorsi
	Termine    *termini.Termine

	Catalogo   catalogo.Termine // in force when the log was uploaded, with its source
	HaCatalogo bool
	Legale     *termini.Calendario // holidays by which legal terms run
	Lavoro     *termini.Calendario // days on which the body works
	Orario     *termini.Orario     // office hours; nil when the body wrote none

	// Of the logs of a request; nil and zero for the service itself.
	Richiesta    *richieste.Richiesta
	Registro     *Registro
	Risultato    *Risultato
	Problemi     []eventlog.Problem
	Ente         enti.Ente
	Procedimento catalogo.Procedimento
	Sospensione  *catalogo.Sospensione // what its law says of suspensions; nil: the catalogue does not know
	Filtri       []Filtro
}

// con is the same source with other meanings and term.
func (f Fonte) con(p Passi) Fonte {
	f.Passi, _ = proposte(f.Log.Activities, p, Passi{})
	f.Fini = fini(f.Passi)
	f.Termine = p.Termine
	return f
}

func fini(kinds []steps.Kind) []bool {
	out := make([]bool, len(kinds))
	for a, k := range kinds {
		out[a] = k.Ends()
	}
	return out
}

// ApriFonte opens a log of a request that was read. Who may not see the request
// gets kernel.NonTrovato; a log that is not Pronto is kernel.Conflitto.
func (s *Service) ApriFonte(ctx context.Context, chi kernel.Actor, richiesta, n int64) (f Fonte, err error) {
	var confermati Passi
	var m mappa
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if g.Stato != Pronto || g.DepositoID == 0 {
			return kernel.E(kernel.Conflitto, "Il registro non è ancora pronto. Aprire la sua pagina per vedere a che punto è la lettura.")
		}
		f = Fonte{Titolo: g.Nome, URL: fmt.Sprintf("/analisi/richieste/%d/registri/%d", q.ID, g.N), Richiesta: &q, Registro: &g, Confermati: !g.PassiIl.IsZero()}
		if f.Risultato, f.Problemi, err = s.esiti.leggi(ctx, tx, g); err != nil {
			return err
		}
		f.Registro.letto(f.Risultato)
		if confermati, err = passiDi(ctx, tx, g.ID); err != nil {
			return err
		}
		if m, err = mappaDi(ctx, tx, q); err != nil {
			return err
		}
		if f.Filtri, err = filtriDi(ctx, tx, g.ID); err != nil {
			return err
		}
		return f.contesto(ctx, tx)
	})
	if err != nil {
		return Fonte{}, err
	}
	if f.Log, err = s.apriDeposito(ctx, f.Registro.DepositoID); err != nil {
		return Fonte{}, err
	}
	f.Passi, f.Ricordati = proposte(f.Log.Activities, confermati, m.passi)
	f.Fini = fini(f.Passi)
	f.Percorsi = sopra(m.passi.Percorsi, confermati.Percorsi)
	switch {
	case f.Confermati:
		f.Termine = confermati.Termine
	case m.passi.Termine != nil:
		f.Termine = m.passi.Termine
	case f.HaCatalogo:
		if t, ok := f.Catalogo.Legale(); ok {
			f.Termine = &t
		}
	}
	return f, nil
}

// contesto reads body, procedure, term and calendars.
func (f *Fonte) contesto(ctx context.Context, tx *db.Tx) (err error) {
	if f.Ente, err = enti.Get(ctx, tx, f.Richiesta.EnteID); err != nil {
		return err
	}
	if f.Procedimento, err = catalogo.GetProcedimento(ctx, tx, f.Richiesta.ProcedimentoID); err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
		return err
	}
	if s, ok := catalogo.SospensioneDi(f.Procedimento.Codice); ok {
		f.Sospensione = &s
	}
	if _, _, err = f.termineCatalogo(ctx, tx); err != nil {
		return err
	}
	f.Legale, f.Lavoro, f.Orario, err = enti.CalendariDi(ctx, tx, f.Richiesta.EnteID)
	return err
}

// termineCatalogo reads the legal term in force when the log was uploaded; ok
// is false when it is no number of days, or unknown.
func (f *Fonte) termineCatalogo(ctx context.Context, tx *db.Tx) (t termini.Termine, ok bool, err error) {
	f.Catalogo, f.HaCatalogo, err = catalogo.TermineVigente(ctx, tx, f.Richiesta.ProcedimentoID, f.Registro.CaricatoIl.Day())
	if err == nil && f.HaCatalogo {
		t, ok = f.Catalogo.Legale()
	}
	return t, ok, err
}

// esiti remembers the results that were decoded last: the pages of a log ask
// for the same one at each click, and a large one takes long to decode. What it
// gives is shared and must not be changed.
type esiti struct {
	mu   sync.Mutex
	voci map[int64]esitoLetto
}

type esitoLetto struct {
	lettoIl   kernel.Instant
	risultato *Risultato
	problemi  []eventlog.Problem
}

// maxEsiti bounds the results that a node remembers.
const maxEsiti = 32

func (e *esiti) leggi(ctx context.Context, tx *db.Tx, g Registro) (*Risultato, []eventlog.Problem, error) {
	e.mu.Lock()
	v, ok := e.voci[g.ID]
	e.mu.Unlock()
	if ok && v.lettoIl == g.LettoIl {
		return v.risultato, v.problemi, nil
	}
	r, problemi, err := contenuto(ctx, tx, g.ID)
	if err != nil {
		return nil, nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.voci == nil || len(e.voci) >= maxEsiti {
		e.voci = map[int64]esitoLetto{}
	}
	e.voci[g.ID] = esitoLetto{g.LettoIl, r, problemi}
	return r, problemi, nil
}
