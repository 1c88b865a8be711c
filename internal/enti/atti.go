package enti

import (
	"context"
	"io"
	"unicode/utf8"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// ScegliEnte changes the body of a draft.
func (s *Service) ScegliEnte(ctx context.Context, chi kernel.Actor, id, versione, ente int64) error {
	return s.agisci(ctx, chi, id, versione, ActSalva, "", func(tx *db.Tx, a *Adesione, _ Adesione, _ Ente) (map[string]any, error) {
		if a.Stato != Bozza && a.EnteID != ente {
			return nil, kernel.E(kernel.Conflitto, "L'adesione è già stata inviata: l'ente non si cambia più. Per un altro ente iniziare una nuova adesione.")
		}
		e, err := attivo(ctx, tx, ente)
		if err != nil {
			return nil, err
		}
		if altra, ok, err := aperta(ctx, tx, ente, chi.Persona); err != nil {
			return nil, err
		} else if ok && altra.ID != a.ID {
			return nil, kernel.E(kernel.Conflitto, "Per "+e.Il()+" c'è già un'adesione aperta a proprio nome.")
		}
		a.EnteID = ente
		return map[string]any{"ente": ente}, nil
	})
}

// Salva keeps what the applicant declares. With completa the data must be
// those that can be sent; without, a draft may have gaps.
func (s *Service) Salva(ctx context.Context, chi kernel.Actor, id, versione int64, d DatiAdesione, completa bool) error {
	return s.agisci(ctx, chi, id, versione, ActSalva, "", func(tx *db.Tx, a *Adesione, _ Adesione, e Ente) (map[string]any, error) {
		fields := d.Validate(e.Tipo, tx.Now().Day())
		if !completa {
			fields = soloScritti(fields, d)
		}
		a.Dati = d
		return nil, kernel.Invalid(fields)
	})
}

// soloScritti leaves out what is only missing: a draft may have gaps.
func soloScritti(fields []kernel.FieldError, d DatiAdesione) []kernel.FieldError {
	var out []kernel.FieldError
	for _, f := range fields {
		if f.Field == "titolo" && d.Titolo == "" || f.Field == "mandato_al" && d.MandatoAl.IsZero() {
			continue
		}
		out = append(out, f)
	}
	return out
}

// Caricato is a file as a person sends it.
type Caricato struct {
	Nome       string
	Dimensione int64 // bytes; more than files.MaxProtocollo is refused
	Contenuto  io.ReaderAt
}

// Ricevuta proves that a Protocollo was received.
type Ricevuta struct {
	File files.File
	Il   kernel.Instant
}

// CaricaProtocollo receives the signed Protocollo di Collaborazione: a PDF or a
// .p7m by its content, at most files.MaxProtocollo bytes. A new one takes the
// place of the one before, which stays in the timeline. The receipt, with the
// SHA-256 of the file, is returned and e-mailed. A file that is refused is
// kernel.NonValido on the field "protocollo".
func (s *Service) CaricaProtocollo(ctx context.Context, chi kernel.Actor, id, versione int64, c Caricato) (r Ricevuta, err error) {
	// First whether it makes sense to receive it: nothing is stored for
	// somebody who may not.
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, _, err := caricata(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		if err := a.Agisci(ActCaricaProtocollo, ParteDi(a, chi), "", tx.Now()); err != nil {
			return err
		}
		if a.Versione != versione {
			return cambiata()
		}
		return troppiCaricamenti(ctx, tx, id)
	})
	if err != nil {
		return r, err
	}
	nome := files.CleanName(c.Nome)
	kind, err := controlla(nome, c)
	if err != nil {
		return r, err
	}
	stored, err := s.files.Put(ctx, io.NewSectionReader(c.Contenuto, 0, c.Dimensione), files.MaxProtocollo)
	if err != nil {
		return r, err
	}
	err = s.agisci(ctx, chi, id, versione, ActCaricaProtocollo, "", func(tx *db.Tx, a *Adesione, _ Adesione, _ Ente) (map[string]any, error) {
		f, err := files.Record(ctx, tx, stored, nome, kind.Type)
		if err != nil {
			return nil, err
		}
		a.FileID, a.CaricatoIl = f.ID, tx.Now()
		r = Ricevuta{File: f, Il: tx.Now()}
		return map[string]any{"file": f.ID, "sha256": f.SHA256, "dimensione": f.Size}, nil
	})
	if err != nil {
		if left := files.Discard(context.WithoutCancel(ctx), s.db, s.files, err, stored); left != nil {
			s.log.WarnContext(ctx, "enti: a file is left to the sweep", "err", left)
		}
	}
	return r, err
}

// maxCaricamenti is how many times the Protocollo of one adesione may be
// received: every one of them stays in the timeline, and anybody with a digital
// identity may send it.
const maxCaricamenti = 20

func troppiCaricamenti(ctx context.Context, tx *db.Tx, adesione int64) error {
	n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM adesioni_atti WHERE adesione_id = $1 AND atto = $2`, adesione, string(ActCaricaProtocollo))
	if err == nil && n >= maxCaricamenti {
		err = kernel.Invalid([]kernel.FieldError{{Field: "protocollo", Message: "Il Protocollo di questa adesione è già stato caricato molte volte: resta valido l'ultimo. Inviare l'adesione con quello."}})
	}
	return err
}

func controlla(nome string, c Caricato) (files.Kind, error) {
	var testo string
	kind, err := files.Kind{}, error(nil)
	if c.Dimensione > files.MaxProtocollo {
		testo = "Il file «" + nome + "» supera il limite di " + files.Size(files.MaxProtocollo) + ". Ridurlo e sceglierlo di nuovo."
	} else if kind, err = files.Check(nome, c.Contenuto, c.Dimensione, files.Protocollo); err != nil {
		testo = messaggio(err)
	}
	if testo != "" {
		return files.Kind{}, kernel.Invalid([]kernel.FieldError{{Field: "protocollo", Message: testo}})
	}
	return kind, nil
}

func messaggio(err error) string {
	if e, ok := err.(*kernel.Error); ok {
		return e.Message
	}
	return "Il file non si legge. Sceglierlo di nuovo."
}

// Invia hands the adesione to the segreteria. dichiara is the declaration of
// art. 47 DPR 445/2000 that the data are true; without it, and with data or
// Protocollo missing, it is kernel.NonValido.
func (s *Service) Invia(ctx context.Context, chi kernel.Actor, id, versione int64, dichiara bool) error {
	return s.agisci(ctx, chi, id, versione, ActInvia, "", func(tx *db.Tx, a *Adesione, _ Adesione, e Ente) (map[string]any, error) {
		if _, err := attivo(ctx, tx, e.ID); err != nil {
			return nil, err
		}
		fields := a.Completa(e.Tipo, tx.Now().Day())
		if !dichiara {
			fields = append(fields, kernel.FieldError{Field: "dichiarazione", Message: "Confermare la dichiarazione per inviare l'adesione."})
		}
		return nil, kernel.Invalid(fields)
	})
}

// PrendiInVerifica is the segreteria beginning to look at an adesione.
func (s *Service) PrendiInVerifica(ctx context.Context, chi kernel.Actor, id, versione int64) error {
	return s.agisci(ctx, chi, id, versione, ActPrendiInVerifica, "", nil)
}

// ChiediIntegrazioni gives the adesione back to who asked for it, with what is
// to be mended.
func (s *Service) ChiediIntegrazioni(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActChiediIntegrazioni, motivo, nil)
}

// Respingi refuses the adesione, with the reason.
func (s *Service) Respingi(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActRespingi, motivo, nil)
}

// Sospendi keeps the body from asking for help, with the reason; its people go
// on seeing what is theirs.
func (s *Service) Sospendi(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActSospendi, motivo, nil)
}

// Riattiva ends a suspension, with the reason.
func (s *Service) Riattiva(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActRiattiva, motivo, nil)
}

// Cessa ends the adesione of the body for good, with the reason: every mandate
// and every open invitation for it ends at once.
func (s *Service) Cessa(ctx context.Context, chi kernel.Actor, id, versione int64, motivo string) error {
	return s.agisci(ctx, chi, id, versione, ActCessa, motivo, func(tx *db.Tx, _ *Adesione, _ Adesione, e Ente) (map[string]any, error) {
		perche := taglia("Adesione cessata: " + motivo)
		for _, r := range []kernel.Ruolo{kernel.LegaleRappresentante, kernel.Delegato} {
			if err := accesso.RevocaPerEnte(ctx, tx, chi, e.ID, r, perche); err != nil {
				return nil, err
			}
		}
		return nil, s.revocaInviti(ctx, tx, chi, e.ID)
	})
}

// taglia shortens a reason to what the mandate can hold.
func taglia(s string) string {
	const max = 480
	if len(s) <= max {
		return s
	}
	s = s[:max]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s + "…"
}
