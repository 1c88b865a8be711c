package analisi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/registro"
	"pass/internal/richieste"
)

type leggiArgs struct {
	Registro int64 `json:"registro"`
}

// Kind implements jobs.Args.
func (leggiArgs) Kind() string { return "analisi.leggi" }

type scadutiArgs struct{}

// Kind implements jobs.Args.
func (scadutiArgs) Kind() string { return "analisi.scaduti" }

func (s *Service) registraLavori() {
	jobs.Handle(s.Jobs, func(ctx context.Context, a leggiArgs) error { return s.LeggiRegistro(ctx, a.Registro) })
	jobs.Handle(s.Jobs, func(ctx context.Context, _ scadutiArgs) error {
		_, err := s.EliminaScaduti(ctx)
		return err
	})
	s.Jobs.Every(24*time.Hour, true, scadutiArgs{})
}

// LeggiRegistro reads an uploaded log and stores what it measured, or why the
// log was refused. It may be run again at any time: a log that is concluded or
// deleted is left as it is. An error means that the machinery failed and the
// reading is to be run again.
func (s *Service) LeggiRegistro(ctx context.Context, id int64) error {
	// One log at a time on each node: memory is for one.
	select {
	case s.lettore <- struct{}{}:
		defer func() { <-s.lettore }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var r Registro
	var f files.File
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = perID(ctx, tx, id); err != nil || r.Stato.Finito() || !r.EliminatoIl.IsZero() {
			return err
		}
		if err := comincia(ctx, tx, &r); err != nil {
			return err
		}
		f, err = files.Get(ctx, tx, r.FileID)
		return err
	})
	if err != nil || r.Stato != InLettura || !r.EliminatoIl.IsZero() {
		return err
	}
	if r.Tentativi > MaxTentativi {
		return s.concludi(ctx, r, esito{errore: "La lettura si è interrotta più volte. Il file caricato è al sicuro: dividerlo per periodo e caricarne una parte, oppure segnalare il problema."})
	}
	e, err := s.leggi(ctx, r, f)
	if err != nil {
		return err
	}
	return s.concludi(ctx, r, e)
}

// leggi reads the file outside of any transaction. Its error is of the
// machinery; what is wrong with the log is in esito.
func (s *Service) leggi(ctx context.Context, r Registro, f files.File) (esito, error) {
	content, err := s.Files.Open(ctx, f.Key)
	if err == nil {
		defer content.Close()
		var l *eventlog.Log
		var o eventlog.Options
		if o, err = r.options(); err != nil {
			return esito{}, fmt.Errorf("analisi: time zone %q: %w", r.Zona, err)
		}
		o.Progress = s.progresso(ctx, r)
		l, err = eventlog.Read(finche{ctx, content}, o)
		if l != nil && err == nil {
			var ris *Risultato
			if ris, err = misura(l); err == nil {
				return esito{risultato: ris, problemi: senzaNomi(l.Problems)}, nil
			}
		}
		if l != nil {
			return rifiuto(err, l.Problems)
		}
	}
	return rifiuto(err, nil)
}

// rifiuto keeps what is wrong with the log for people; any other error is of
// the machinery.
func rifiuto(err error, problemi []eventlog.Problem) (esito, error) {
	var k *kernel.Error
	if !errors.As(err, &k) || k.Code != kernel.NonValido && k.Code != kernel.NonTrovato {
		return esito{}, err
	}
	return esito{errore: pulito(senzaNome(k.Message)), problemi: senzaNomi(problemi)}, nil
}

// pulito drops NUL, which PostgreSQL does not keep in a text.
func pulito(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// finche makes the reading fail when ctx ends.
type finche struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (f finche) Read(p []byte) (int, error) {
	if err := f.ctx.Err(); err != nil {
		return 0, err
	}
	return f.r.Read(p)
}

// intervalloAvanzamento is how often at most the progress is written.
const intervalloAvanzamento = time.Second

// letturaCentesimi is the part of the work that reading is; the rest is
// measuring.
const letturaCentesimi = 95

// progresso writes how far the reading is in a small transaction of its own.
// That it may fail is no reason to stop reading.
func (s *Service) progresso(ctx context.Context, r Registro) func(int64) {
	ultimo := s.DB.Now()
	return func(letti int64) {
		ora := s.DB.Now()
		if r.Size == 0 || ora.Sub(ultimo) < intervalloAvanzamento {
			return
		}
		ultimo = ora
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			return avanza(ctx, tx, r.ID, int(min(letti, r.Size)*letturaCentesimi/r.Size))
		})
		if err != nil && ctx.Err() == nil {
			s.Log.WarnContext(ctx, "analisi: progress not written", "registro", r.ID, "err", err)
		}
	}
}

// concludi stores the outcome with its audit entry, unless the log was
// concluded or deleted meanwhile.
func (s *Service) concludi(ctx context.Context, r Registro, e esito) error {
	if e.problemi == nil {
		e.problemi = []eventlog.Problem{}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		fatto, err := concludi(ctx, tx, r.ID, e)
		if err != nil || !fatto {
			return err
		}
		atto, dettagli := "RifiutaRegistro", map[string]any{"richiesta": r.RichiestaID, "n": r.N}
		if e.risultato != nil {
			atto, dettagli["casi"], dettagli["eventi"] = "LeggiRegistro", e.risultato.Sintesi.Counts.Cases, e.risultato.Sintesi.Counts.Events
		}
		q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), r.RichiestaID)
		if err != nil {
			return err
		}
		return registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: atto, Oggetto: "registro_eventi", OggettoID: r.ID, Ente: q.EnteID, Dettagli: dettagli})
	})
}

// EliminaScaduti deletes the logs whose time of keeping is over, one
// transaction each, and counts them.
func (s *Service) EliminaScaduti(ctx context.Context) (eliminati int, err error) {
	oggi := s.DB.Now().Day()
	soglia := kernel.DayOf(oggi.Time().AddDate(0, -MesiConservazione, 3)).Start()
	var vecchi []Registro
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		vecchi, err = scaduti(ctx, tx, soglia)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, r := range vecchi {
		if oggi.Before(r.ConservatoFino()) {
			continue
		}
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), r.RichiestaID)
			if err != nil {
				return err
			}
			return elimina(ctx, tx, kernel.ActorSistema(), r, q.EnteID, "conservazione")
		})
		if err != nil {
			return eliminati, err
		}
		eliminati++
	}
	return eliminati, nil
}
