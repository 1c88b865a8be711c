package analisi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"pass/internal/analisi/deposito"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/registro"
	"pass/internal/richieste"
	"pass/internal/termini"
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
		return errors.Join(err, s.scattaTutte(ctx), s.rileggiVecchi(ctx))
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
	var fonte sorgente
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if r, err = perID(ctx, tx, id); err != nil || r.Stato != InCoda && r.Stato != InLettura || !r.EliminatoIl.IsZero() {
			return err
		}
		if err := comincia(ctx, tx, &r); err != nil {
			return err
		}
		fonte, err = sorgenteDi(ctx, tx, r)
		return err
	})
	if err != nil || r.Stato != InLettura || !r.EliminatoIl.IsZero() {
		return err
	}
	if r.Tentativi > MaxTentativi {
		return s.concludi(ctx, r, esito{errore: "La lettura si è interrotta più volte. Il file caricato è al sicuro: dividerlo per periodo e caricarne una parte, oppure segnalare il problema."}, files.Stored{})
	}
	e, st, err := s.leggi(ctx, r, fonte)
	if err != nil {
		return err
	}
	err = s.concludi(ctx, r, e, st)
	if st.Key != "" {
		if left := files.Discard(context.WithoutCancel(ctx), s.DB, s.Files, err, st); left != nil {
			s.Log.WarnContext(ctx, "analisi: a deposit is left to the sweep", "err", left)
		}
	}
	return err
}

// sorgente is what a log is read from.
type sorgente struct {
	file     files.File
	scelte   Scelte
	pratiche *eventlog.Log // already made, of DaPratiche
	sintesi  *SintesiPratiche
	passi    Passi               // what the body said of the activities of earlier logs
	legale   *termini.Calendario // of the body
}

func sorgenteDi(ctx context.Context, tx *db.Tx, r Registro) (f sorgente, err error) {
	if f.scelte, err = scelteDi(ctx, tx, r); err != nil {
		return f, err
	}
	q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), r.RichiestaID)
	if err != nil {
		return f, err
	}
	m, err := mappaDi(ctx, tx, q)
	if err != nil {
		return f, err
	}
	f.passi = m.passi
	if f.legale, err = enti.CalendarioDi(ctx, tx, q.EnteID); err != nil {
		return f, err
	}
	if r.Origine == DaPratiche {
		f.pratiche, f.sintesi, err = logDellePratiche(ctx, tx, q)
		return f, err
	}
	f.file, err = files.Get(ctx, tx, r.FileID)
	return f, err
}

// leggi reads the log outside of any transaction and stores it without names.
// Its error is of the machinery; what is wrong with the log is in esito. A node
// that dies after the deposit was written leaves an orphan, which the sweep
// removes.
func (s *Service) leggi(ctx context.Context, r Registro, fonte sorgente) (e esito, st files.Stored, err error) {
	l, err := s.leggiLog(ctx, r, fonte)
	if err == nil {
		err = ammissibile(l)
	}
	if err != nil {
		var problemi []eventlog.Problem
		if l != nil {
			problemi = l.Problems
		}
		e, err = rifiuto(err, problemi)
		return e, st, err
	}
	p, fatto := proteggi(l, fonte.scelte.Personali)
	var unione *Unione
	if fonte.scelte.Ciclo == Unisci {
		if p, unione, err = unisci(p); err != nil {
			e, err = rifiuto(err, p.Problems)
			return e, st, err
		}
	}
	if st, err = s.deponi(ctx, p); err != nil {
		return e, st, err
	}
	e = esito{risultato: misura(p, fatto), problemi: p.Problems, memoria: deposito.Memoria(p)}
	e.risultato.Pratiche, e.risultato.Lettura.Unione = fonte.sintesi, unione
	var kinds []steps.Kind
	if e.noti = tuttiNoti(p.Activities, r, fonte.passi); e.noti != nil {
		kinds, _ = proposte(p.Activities, *e.noti, Passi{})
	}
	e.cifre = cifreDi(p, kinds, fonte.legale)
	return e, st, nil
}

// leggiLog opens what the log comes from.
func (s *Service) leggiLog(ctx context.Context, r Registro, fonte sorgente) (*eventlog.Log, error) {
	if r.Origine == DaPratiche {
		return fonte.pratiche, nil
	}
	content, err := s.Files.Open(ctx, fonte.file.Key)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	o, err := fonte.scelte.options()
	if err != nil {
		return nil, fmt.Errorf("analisi: time zone %q: %w", fonte.scelte.Zona, err)
	}
	o.Progress = s.progresso(ctx, r)
	return formats.Read(finche{ctx, content}, o)
}

// deponi writes the log without names to the store.
func (s *Service) deponi(ctx context.Context, p *eventlog.Log) (files.Stored, error) {
	leggi, scrivi := io.Pipe()
	go func() { scrivi.CloseWithError(deposito.Scrivi(scrivi, p)) }()
	st, err := s.Files.Put(ctx, finche{ctx, leggi}, MaxDeposito)
	leggi.Close() // ends the writer, if it is still there
	return st, err
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
func (s *Service) concludi(ctx context.Context, r Registro, e esito, st files.Stored) error {
	if e.problemi == nil {
		e.problemi = []eventlog.Problem{}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), r.RichiestaID)
		if err != nil {
			return err
		}
		if ora, err := perID(ctx, tx, r.ID); err != nil || ora.Stato != InLettura || !ora.EliminatoIl.IsZero() {
			return err
		}
		atto, dettagli := "RifiutaRegistro", map[string]any{"richiesta": r.RichiestaID, "n": r.N}
		if e.risultato != nil {
			f, err := files.Record(ctx, tx, st, nomeDeposito, tipoDeposito)
			if err != nil {
				return err
			}
			e.deposito = f.ID
			atto, dettagli["casi"], dettagli["eventi"] = "LeggiRegistro", e.risultato.Sintesi.Counts.Cases, e.risultato.Sintesi.Counts.Events
		}
		if fatto, err := concludi(ctx, tx, r, e); err != nil || !fatto {
			return errors.Join(err, files.Forget(ctx, tx, e.deposito))
		}
		if e.risultato != nil {
			if err := s.riprendi(ctx, tx, q, r, e); err != nil {
				return err
			}
		}
		return registro.Annota(ctx, tx, kernel.ActorSistema(), registro.Voce{Atto: atto, Oggetto: "registro_eventi", OggettoID: r.ID, Ente: q.EnteID, Dettagli: dettagli})
	})
}

// The deposit is no document of anybody: nobody downloads it.
const (
	nomeDeposito = "registro.passlog"
	tipoDeposito = "application/octet-stream"
)

// EliminaScaduti deletes the logs whose time of keeping is over, one
// transaction each, and counts them; then what is remembered of columns and
// activities without any log.
func (s *Service) EliminaScaduti(ctx context.Context) (eliminati int, err error) {
	oggi := s.DB.Now().Day()
	limite := map[int]kernel.Instant{}
	for _, m := range Mesi {
		limite[m] = kernel.DayOf(oggi.Time().AddDate(0, -m, 3)).Start()
	}
	attesa := kernel.DayOf(oggi.Time().AddDate(0, 0, 3-GiorniConferma)).Start()
	var vecchi []Registro
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		vecchi, err = scaduti(ctx, tx, limite, attesa)
		return err
	})
	if err != nil {
		return 0, err
	}
	var errs []error // one log that cannot go keeps no other
	for _, r := range vecchi {
		if oggi.Before(r.ConservatoFino()) {
			continue
		}
		err := s.DB.InTx(ctx, func(tx *db.Tx) error {
			q, err := richieste.Carica(ctx, tx, kernel.ActorSistema(), r.RichiestaID)
			if err != nil {
				return err
			}
			return elimina(ctx, tx, kernel.ActorSistema(), r, q, "conservazione")
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("analisi: log %d is kept beyond its day: %w", r.ID, err))
			continue
		}
		eliminati++
	}
	errs = append(errs, s.DB.InTx(ctx, func(tx *db.Tx) error { return dimenticaMappe(ctx, tx) }))
	return eliminati, errors.Join(errs...)
}

// rileggiVecchi puts back in the queue the logs that were read before PAsS kept
// a log of its own: they get a deposit, and their file is let go.
func (s *Service) rileggiVecchi(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		vecchi, err := daRileggere(ctx, tx)
		if err != nil {
			return err
		}
		for _, r := range vecchi {
			if _, err := tx.Exec(ctx, `UPDATE analisi_registri SET stato = 'in_coda', avanzamento = 0, tentativi = 0 WHERE id = $1`, r.ID); err != nil {
				return err
			}
			if err := s.Jobs.Enqueue(ctx, tx, leggiArgs{r.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}
