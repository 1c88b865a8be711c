package analisi

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"

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
	lettore  chan struct{} // holds one token while this node reads a log
	cassetto *cassetto     // logs that are open
	esiti    esiti         // results that were shown last
}

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	s := &Service{Deps: d, lettore: make(chan struct{}, 1), cassetto: nuovoCassetto(MaxMemoria)}
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
	Scelte    Scelte             // how it was, or is to be, read
	Problemi  []eventlog.Problem // the first rejected rows
}

// Apri reads one log of a request.
func (s *Service) Apri(ctx context.Context, chi kernel.Actor, richiesta, n int64) (v Scheda, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		if v.Richiesta, v.Registro, err = carica(ctx, tx, chi, richiesta, n); err != nil {
			return err
		}
		if v.Scelte, err = scelteDi(ctx, tx, v.Registro); err != nil {
			return err
		}
		v.Risultato, v.Problemi, err = contenuto(ctx, tx, v.Registro.ID)
		v.Registro.letto(v.Risultato)
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

// CaricaRegistro adds a log to the request: row and audit entry in one
// transaction. The file is already in the store; somebody still has to say
// what its columns are, with ConfermaColonne.
func (s *Service) CaricaRegistro(ctx context.Context, chi kernel.Actor, richiesta int64, c Caricamento) (g Registro, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := caricabile(ctx, tx, chi, richiesta)
		if err != nil {
			return err
		}
		f, err := files.Record(ctx, tx, c.Stored, c.Nome, c.Tipo)
		if err != nil {
			return err
		}
		vuote := ScelteVuote()
		g = Registro{FileID: f.ID, Origine: DaFile, Nome: c.Nome, SHA256: c.SHA256, Size: c.Size, Zona: vuote.Zona, Ciclo: vuote.Ciclo, Mesi: vuote.Mesi, Stato: DaConfermare}
		return aggiungi(ctx, tx, chi, r, "CaricaRegistro", &g)
	})
	return g, err
}

// aggiungi gives the log its number and stores it with its audit entry.
func aggiungi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r richieste.Richiesta, atto string, g *Registro) error {
	n, err := db.NextNumber(ctx, tx, fmt.Sprintf("analisi/%d", r.ID), 0)
	if err != nil {
		return err
	}
	g.RichiestaID, g.N, g.CaricatoDa, g.CaricatoNome, g.CaricatoIl = r.ID, int(n), chi.Persona, chi.Nome, tx.Now()
	if err := inserisci(ctx, tx, g); err != nil {
		return err
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "registro_eventi", OggettoID: g.ID, Ente: r.EnteID,
		Dettagli: map[string]any{"richiesta": r.ID, "n": g.N, "sha256": g.SHA256, "byte": g.Size}})
}

// ConfermaColonne says how the uploaded file is to be read and asks for its
// reading: choices, audit entry and job in one transaction. The choices are
// remembered for the next log of the same body and procedure. Only who uploads
// logs for the request; a log that is being read, or was, is kernel.Conflitto.
func (s *Service) ConfermaColonne(ctx context.Context, chi kernel.Actor, richiesta, n int64, c Scelte) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if _, err := caricabile(ctx, tx, chi, richiesta); err != nil {
			return err
		}
		if errs := c.Valida(); len(errs) > 0 {
			return kernel.Invalid(errs)
		}
		if !g.Confermabile() {
			return giaConfermato()
		}
		if fatto, err := conferma(ctx, tx, &g, c); err != nil || !fatto {
			return cmp.Or(err, giaConfermato())
		}
		if err := ricordaScelte(ctx, tx, q, c); err != nil {
			return err
		}
		err = registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ConfermaColonne", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
			Dettagli: map[string]any{"richiesta": q.ID, "n": g.N, "mesi": c.Mesi, "tenute": len(c.Tieni), "personali": len(c.Personali)}})
		if err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, tx, leggiArgs{g.ID})
	})
}

func giaConfermato() error {
	return kernel.E(kernel.Conflitto, "Le colonne di questo registro sono già confermate. Per leggerlo in altro modo, caricare di nuovo il file.")
}

// RiduciConservazione makes the time of keeping of a log shorter. A longer one
// would keep data beyond what was said when they were uploaded.
func (s *Service) RiduciConservazione(ctx context.Context, chi kernel.Actor, richiesta, n int64, mesi int) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if !PuoEliminare(chi, r, g) {
			return kernel.E(kernel.Vietato, "La conservazione si cambia dall'ente che ha chiesto assistenza o dall'esperto che ha caricato il registro.")
		}
		if !slices.Contains(Mesi, mesi) || mesi >= g.Mesi {
			return kernel.Invalid([]kernel.FieldError{{Field: "mesi", Message: "La conservazione si può solo accorciare: scegliere un tempo più breve."}})
		}
		if _, err := tx.Exec(ctx, `UPDATE analisi_registri SET mesi = $1 WHERE id = $2`, mesi, g.ID); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "RiduciConservazione", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: r.EnteID,
			Dettagli: map[string]any{"richiesta": r.ID, "n": g.N, "da": g.Mesi, "a": mesi}})
	})
}

// EliminaRegistro deletes a log: files, result, rejected rows, filters, the
// figures for the comparison and, with the last log of the body for the
// procedure, what was remembered of its columns and activities. The files leave
// the store with the next sweep of orphans.
func (s *Service) EliminaRegistro(ctx context.Context, chi kernel.Actor, richiesta, n int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, g, err := carica(ctx, tx, chi, richiesta, n)
		if err != nil {
			return err
		}
		if !PuoEliminare(chi, r, g) {
			return kernel.E(kernel.Vietato, "Il registro si elimina dall'ente che ha chiesto assistenza o dall'esperto che lo ha caricato.")
		}
		return elimina(ctx, tx, chi, g, r, "")
	})
}

// elimina makes the row forget the log; why is empty when a person decided it.
// With the last log of the body for that procedure goes what was remembered of
// its columns and activities.
func elimina(ctx context.Context, tx *db.Tx, chi kernel.Actor, g Registro, q richieste.Richiesta, why string) error {
	if err := dimentica(ctx, tx, g); err != nil {
		return err
	}
	if err := slega(ctx, tx, q.EnteID, q.ProcedimentoID); err != nil {
		return err
	}
	if err := dimenticaMappe(ctx, tx); err != nil {
		return err
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "EliminaRegistro", Oggetto: "registro_eventi", OggettoID: g.ID, Ente: q.EnteID,
		Dettagli: map[string]any{"richiesta": g.RichiestaID, "n": g.N, "motivo": why}})
}
