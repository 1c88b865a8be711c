package contatti

import (
	"context"
	"io"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/registro"
)

// Scheda is what the page of a conversation needs.
type Scheda struct {
	Contatto
	Messaggi   []Messaggio
	Segreteria []accesso.PersonaConMandato // who may take it
	Incaricato string                      // name of who has it, empty when nobody
	Possibili  []Atto                      // acts of the reader, now
	Firmato    string                      // the code as mails carry it
	Ora        kernel.Instant
}

// SchedaDi reads one conversation.
func (s *Service) SchedaDi(ctx context.Context, chi kernel.Actor, id int64) (k Scheda, err error) {
	if err := consente(chi, Consulta); err != nil {
		return k, err
	}
	firma, err := s.Firma(ctx)
	if err != nil {
		return k, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		k.Ora = tx.Now()
		if k.Contatto, err = carica(ctx, tx, id); err != nil {
			return err
		}
		if k.Messaggi, err = messaggiDi(ctx, tx, id); err != nil {
			return err
		}
		if k.Segreteria, err = accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0); err != nil || k.Assegnato == 0 {
			return err
		}
		p, err := accesso.GetPersona(ctx, tx, k.Assegnato)
		k.Incaricato = p.NomeCompleto()
		return err
	})
	k.Firmato = firma.Codice(k.Anno, k.Numero)
	if Gestisce.Allows(chi) {
		for _, r := range Regole {
			if !r.DiSistema && k.Ammette(r.Atto) {
				k.Possibili = append(k.Possibili, r.Atto)
			}
		}
	}
	return k, err
}

// ApriAllegato reads a file that came with a message.
func (s *Service) ApriAllegato(ctx context.Context, chi kernel.Actor, contatto, allegato int64) (files.File, io.ReadSeekCloser, error) {
	if err := consente(chi, Consulta); err != nil {
		return files.File{}, nil, err
	}
	return s.apri(ctx, func(tx *db.Tx) (int64, error) { return fileDi(ctx, tx, contatto, allegato) })
}

// ApriOriginale reads a mail as it came. Who opens it is written down: it is
// all that the sender's machine said.
func (s *Service) ApriOriginale(ctx context.Context, chi kernel.Actor, contatto int64, n int) (f files.File, r io.ReadSeekCloser, err error) {
	if err := consente(chi, Gestisce); err != nil {
		return f, nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := originaleDi(ctx, tx, contatto, n); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ApriOriginale", Oggetto: "contatto", OggettoID: contatto, Dettagli: map[string]any{"n": n}})
	})
	if err != nil {
		return f, nil, err
	}
	return s.apri(ctx, func(tx *db.Tx) (int64, error) { return originaleDi(ctx, tx, contatto, n) })
}

func (s *Service) apri(ctx context.Context, which func(tx *db.Tx) (int64, error)) (f files.File, r io.ReadSeekCloser, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		id, err := which(tx)
		if err != nil {
			return err
		}
		if f, err = files.Get(ctx, tx, id); err != nil {
			return err
		}
		r, err = s.Files.Open(ctx, f.Key)
		return err
	})
	return f, r, err
}

// PerRicevuta reads what the public receipt shows of a signed code: the
// conversation without its texts. A code that is not ours is ErrNotFound.
func (s *Service) PerRicevuta(ctx context.Context, codice string) (c Contatto, err error) {
	firma, err := s.Firma(ctx)
	if err != nil {
		return c, err
	}
	anno, numero, ok := firma.Leggi(codice)
	if !ok || firma.Codice(anno, numero) != codice {
		return c, db.ErrNotFound
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		c, err = perNumero(ctx, tx, anno, numero)
		return err
	})
	return c, err
}
