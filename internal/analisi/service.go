package analisi

import (
	"context"
	"fmt"
	"log/slog"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/registro"
	"pass/internal/richieste"
)

// Deps is what the service needs.
type Deps struct {
	DB    *db.DB
	Jobs  *jobs.Queue
	Files files.Store
	Log   *slog.Logger
}

// Service performs the acts on the logs of a request.
type Service struct {
	Deps
	lettore chan struct{} // holds one token while this node reads a log
}

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	s := &Service{Deps: d, lettore: make(chan struct{}, 1)}
	s.registraLavori()
	return s
}

// Elenco is the request with its logs, newest first, as the actor sees them.
type Elenco struct {
	Richiesta richieste.Richiesta
	Registri  []Registro
}

// Elenca lists the logs of a request; who may not see the request gets
// kernel.NonTrovato.
func (s *Service) Elenca(ctx context.Context, chi kernel.Actor, richiesta int64) (e Elenco, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if e.Richiesta, err = richieste.Carica(ctx, tx, chi, richiesta); err != nil {
			return err
		}
		e.Registri, err = elenco(ctx, tx, richiesta)
		return err
	})
	return e, err
}

// Scheda is one log with what the reading left.
type Scheda struct {
	Richiesta richieste.Richiesta
	Registro  Registro
	Risultato *Risultato         // nil unless the log is Pronto
	Problemi  []eventlog.Problem // the first rejected rows
}

// Apri reads one log of a request.
func (s *Service) Apri(ctx context.Context, chi kernel.Actor, richiesta, n int64) (v Scheda, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if v.Richiesta, v.Registro, err = carica(ctx, tx, chi, richiesta, n); err != nil {
			return err
		}
		v.Risultato, v.Problemi, err = contenuto(ctx, tx, v.Registro.ID)
		return err
	})
	return v, err
}

// Avanzamento reads only how far the reading of a log is.
func (s *Service) Avanzamento(ctx context.Context, chi kernel.Actor, richiesta, n int64) (r Registro, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		_, r, err = carica(ctx, tx, chi, richiesta, n)
		return err
	})
	return r, err
}

func carica(ctx context.Context, tx *db.Tx, chi kernel.Actor, richiesta, n int64) (q richieste.Richiesta, r Registro, err error) {
	if q, err = richieste.Carica(ctx, tx, chi, richiesta); err != nil {
		return q, r, err
	}
	r, err = trova(ctx, tx, q.ID, n)
	return q, r, err
}

// Quanti counts the logs of a request that the caller has already loaded for
// an actor.
func Quanti(ctx context.Context, tx *db.Tx, r richieste.Richiesta) (int, error) {
	return conta(ctx, tx, r.ID)
}

// VerificaCaricamento says whether the actor may upload to the request now, so
// that a page can tell before a large file is received: kernel.NonTrovato,
// kernel.Vietato or, when the request is not open, kernel.Conflitto.
func (s *Service) VerificaCaricamento(ctx context.Context, chi kernel.Actor, richiesta int64) error {
	return s.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := caricabile(ctx, tx, chi, richiesta)
		return err
	})
}

func caricabile(ctx context.Context, tx *db.Tx, chi kernel.Actor, richiesta int64) (richieste.Richiesta, error) {
	r, err := richieste.Carica(ctx, tx, chi, richiesta)
	switch {
	case err != nil:
		return r, err
	case !parte(chi, r):
		return r, kernel.E(kernel.Vietato, "I registri si caricano dall'ente che ha chiesto assistenza e dagli esperti incaricati.")
	case !PuoCaricare(chi, r):
		return r, kernel.E(kernel.Conflitto, "I registri si caricano quando la richiesta è aperta: dopo l'invio e prima della chiusura.")
	}
	return r, nil
}

// CaricaRegistro adds a log to the request and asks for its reading: row,
// audit entry and job in one transaction. The file is already in the store.
func (s *Service) CaricaRegistro(ctx context.Context, chi kernel.Actor, richiesta int64, c Caricamento) (g Registro, err error) {
	if errs := c.Valida(); len(errs) > 0 {
		return g, kernel.Invalid(errs)
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := caricabile(ctx, tx, chi, richiesta)
		if err != nil {
			return err
		}
		f, err := files.Record(ctx, tx, c.Stored, c.Nome, c.Tipo)
		if err != nil {
			return err
		}
		n, err := db.NextNumber(ctx, tx, fmt.Sprintf("analisi/%d", r.ID), 0)
		if err != nil {
			return err
		}
		g = Registro{RichiestaID: r.ID, N: int(n), FileID: f.ID, Nome: c.Nome, SHA256: c.SHA256, Size: c.Size, Zona: c.Zona, Ciclo: c.Ciclo,
			Stato: InCoda, CaricatoDa: chi.Persona, CaricatoNome: chi.Nome, CaricatoIl: tx.Now()}
		if err := inserisci(ctx, tx, &g); err != nil {
			return err
		}
		err = registro.Annota(ctx, tx, chi, registro.Voce{Atto: "CaricaRegistro", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: r.EnteID,
			Dettagli: map[string]any{"richiesta": r.ID, "n": g.N, "sha256": g.SHA256, "byte": g.Size}})
		if err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, tx, leggiArgs{g.ID})
	})
	return g, err
}

// EliminaRegistro deletes a log: file, result and rejected rows. The file
// leaves the store with the next sweep of orphans.
func (s *Service) EliminaRegistro(ctx context.Context, chi kernel.Actor, richiesta, n int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if !PuoEliminare(chi, r, g) {
			return kernel.E(kernel.Vietato, "Il registro si elimina dall'ente che ha chiesto assistenza o dall'esperto che lo ha caricato.")
		}
		return elimina(ctx, tx, chi, g, r.EnteID, "")
	})
}

// elimina makes the row forget the log; why is empty when a person decided it.
func elimina(ctx context.Context, tx *db.Tx, chi kernel.Actor, g Registro, ente int64, why string) error {
	if err := dimentica(ctx, tx, g.ID); err != nil {
		return err
	}
	if err := files.Forget(ctx, tx, g.FileID); err != nil {
		return err
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "EliminaRegistro", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: ente,
		Dettagli: map[string]any{"richiesta": g.RichiestaID, "n": g.N, "motivo": why}})
}
