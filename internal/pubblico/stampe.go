package pubblico

import (
	"bytes"
	"context"
	"errors"
	"log/slog"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
)

// Stampe makes the PDF of reports, one at a time, as a job: a browser of the
// machine prints the page that everybody sees.
type Stampe struct {
	DB    *db.DB
	Jobs  *jobs.Queue
	Files files.Store
	Log   *slog.Logger
	// Stampa prints the page of that path.
	Stampa func(ctx context.Context, path string) ([]byte, error)
	// Disponibile reports whether the machine has a browser.
	Disponibile func() bool
}

const (
	// maxPDF is the largest PDF that is kept: reports take far less.
	maxPDF = 64 << 20
	// maxInAttesa is how many PDFs may wait before readers are asked to come
	// back: printed one at a time, they take some minutes.
	maxInAttesa = 50
)

type pdfArgs struct {
	Rapporto string `json:"rapporto"` // its number
}

// Kind implements jobs.Args.
func (pdfArgs) Kind() string { return "pubblico.pdf" }

// Registra registers the job.
func (s *Stampe) Registra() {
	jobs.HandleApart(s.Jobs, func(ctx context.Context, a pdfArgs) error { return s.Produci(ctx, a.Rapporto) })
}

// StatoPDF is what is known of the PDF of a report.
type StatoPDF struct {
	Chiesto    kernel.Instant // zero: nobody asked for it
	Prodotto   kernel.Instant // zero: not yet
	File       int64          // 0: not yet
	Dimensione int64          // bytes
}

// PDFDi reads the state of the PDF of a report.
func PDFDi(ctx context.Context, tx *db.Tx, rapporto int64) (StatoPDF, error) {
	out, err := db.One(ctx, tx, func(row db.Row) (p StatoPDF, err error) {
		var file, dimensione *int64
		err = row.Scan(&p.Chiesto, &p.Prodotto, &file, &dimensione)
		if file != nil && dimensione != nil {
			p.File, p.Dimensione = *file, *dimensione
		}
		return p, err
	}, `SELECT p.chiesto_il, p.prodotto_il, p.file_id, f.dimensione FROM pubblico_rapporti_pdf p LEFT JOIN files f ON f.id = p.file_id WHERE p.rapporto_id = $1`, rapporto)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return StatoPDF{}, nil
	}
	return out, err
}

// Chiedi asks for the PDF of a report, in the transaction of whoever needs it.
// Asking twice does nothing more. Without a browser it is refused, with what
// can be done instead.
func (s *Stampe) Chiedi(ctx context.Context, tx *db.Tx, r RapportoArchiviato) error {
	if !s.Disponibile() {
		return kernel.E(kernel.NonDisponibile, "Il PDF non si può preparare su questo servizio. Il rapporto si può leggere, stampare dal browser e scaricare come foglio di calcolo.")
	}
	nuovi, err := tx.Exec(ctx, `INSERT INTO pubblico_rapporti_pdf (rapporto_id, chiesto_il) VALUES ($1, $2) ON CONFLICT (rapporto_id) DO NOTHING`, r.ID, tx.Now())
	if err != nil || nuovi == 0 {
		return err
	}
	return s.Jobs.Enqueue(ctx, tx, pdfArgs{r.Numero}, jobs.Once())
}

// ChiediDalPubblico is Chiedi for readers, whom nobody knows: when many PDFs
// wait already it is refused, unless this one was asked for before. The office
// is never refused because of them.
func (s *Stampe) ChiediDalPubblico(ctx context.Context, tx *db.Tx, r RapportoArchiviato) error {
	p, err := PDFDi(ctx, tx, r.ID)
	if err != nil || !p.Chiesto.IsZero() {
		return err
	}
	inAttesa, err := s.Jobs.Waiting(ctx, tx, pdfArgs{})
	if err != nil {
		return err
	}
	if inAttesa >= maxInAttesa {
		return kernel.E(kernel.TroppeVolte, "Molti PDF sono in preparazione: riprovare tra qualche minuto.")
	}
	return s.Chiedi(ctx, tx, r)
}

// Produci prints a report and keeps the file; a report that has its PDF is
// left alone.
func (s *Stampe) Produci(ctx context.Context, numero string) error {
	var r RapportoArchiviato
	var p StatoPDF
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if r, err = RapportoDi(ctx, tx, numero); err != nil {
			return err
		}
		p, err = PDFDi(ctx, tx, r.ID)
		return err
	})
	switch {
	case kernel.CodeOf(err) == kernel.NonTrovato:
		return jobs.Abandon(err)
	case err != nil || p.File != 0:
		return err
	}
	b, err := s.Stampa(ctx, r.URL())
	if err != nil {
		return err
	}
	f, err := s.Files.Put(ctx, bytes.NewReader(b), maxPDF)
	if err != nil {
		return err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		riga, err := files.Record(ctx, tx, f, "rapporto-"+r.Numero+".pdf", "application/pdf")
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE pubblico_rapporti_pdf SET file_id = $1, prodotto_il = $2 WHERE rapporto_id = $3 AND file_id IS NULL`, riga.ID, tx.Now(), r.ID)
		return err
	})
	if err != nil {
		return errors.Join(err, files.Discard(ctx, s.DB, s.Files, err, f))
	}
	s.Log.Info("report printed", "number", r.Numero, "bytes", len(b))
	return nil
}
