// Package entitest makes registers, joined bodies and their people for the
// tests of every area.
package entitest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"testing"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
)

// Regione is the small region that tests load: Umbria, 92 Comuni and two
// Province.
const Regione = "10"

// Banco is the area on a database, with a register, a folder for files and
// mail that stays in the local outbox.
type Banco struct {
	DB      *db.DB
	Files   *files.Folder
	Accesso *accesso.Service
	Enti    *enti.Service
}

// Nuovo wires the area on d and loads Regione.
func Nuovo(t testing.TB, d *db.DB) *Banco {
	t.Helper()
	store, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := slog.New(slog.DiscardHandler)
	q := jobs.New(d, log)
	posta := mail.New(d, q, mail.Local{}, "localhost", log)
	a := accesso.New(accesso.Deps{DB: d, Mail: posta, Jobs: q, Config: accessotest.Config(), Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	if _, err := enti.CaricaBase(context.Background(), d, Regione); err != nil {
		t.Fatal(err)
	}
	return &Banco{DB: d, Files: store, Accesso: a,
		Enti: enti.New(enti.Deps{DB: d, Mail: posta, Files: store, Config: accessotest.Config(), Log: log, Accesso: a})}
}

// Ente finds the body with that name, such as "Comune di Gubbio".
func (b *Banco) Ente(t testing.TB, nome string) (e enti.Ente) {
	t.Helper()
	err := b.DB.Read(context.Background(), func(tx *db.Tx) error {
		es, err := enti.Cerca(context.Background(), tx, nome, 1)
		if err == nil && len(es) == 0 {
			t.Fatalf("no body is called %q", nome)
		}
		if err == nil {
			e = es[0]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Segretaria writes a member of the segreteria.
func (b *Banco) Segretaria(t testing.TB, nome, cognome string) (accesso.Persona, kernel.Actor) {
	t.Helper()
	p := accessotest.Persona(t, b.DB, nome, cognome, accesso.Mandato{Ruolo: kernel.Segreteria})
	return p, accessotest.Actor(t, b.DB, p)
}

// PDF is a small file that is a PDF by its content.
func PDF(testo string) []byte { return []byte("%PDF-1.7\n% " + testo + "\n%%EOF\n") }

// Caricato makes an upload of these bytes.
func Caricato(nome string, contenuto []byte) enti.Caricato {
	return enti.Caricato{Nome: nome, Dimensione: int64(len(contenuto)), Contenuto: bytes.NewReader(contenuto)}
}

// Dati declares a mandate that ends two years from today.
func (b *Banco) Dati(e enti.Ente) enti.DatiAdesione {
	return enti.DatiAdesione{Titolo: enti.Titoli(e.Tipo)[0], MandatoAl: b.DB.Now().Day().AddDays(730)}
}

// Inviata makes an adesione of the person for the body, up to its sending.
func (b *Banco) Inviata(t testing.TB, chi kernel.Actor, e enti.Ente) enti.Adesione {
	t.Helper()
	ctx := context.Background()
	id, err := b.Enti.Crea(ctx, chi, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Enti.Salva(ctx, chi, id, 1, b.Dati(e), true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Enti.CaricaProtocollo(ctx, chi, id, 2, Caricato("protocollo.pdf", PDF(chi.Nome))); err != nil {
		t.Fatal(err)
	}
	if err := b.Enti.Invia(ctx, chi, id, 3, true); err != nil {
		t.Fatal(err)
	}
	return b.Adesione(t, chi, id)
}

// Approvata makes an adesione and has it approved, so that the person is the
// legal representative of the body.
func (b *Banco) Approvata(t testing.TB, chi, segreteria kernel.Actor, e enti.Ente) enti.Adesione {
	t.Helper()
	ctx := context.Background()
	a := b.Inviata(t, chi, e)
	if err := b.Enti.PrendiInVerifica(ctx, segreteria, a.ID, a.Versione); err != nil {
		t.Fatal(err)
	}
	if err := b.Enti.Approva(ctx, segreteria, a.ID, a.Versione+1); err != nil {
		t.Fatal(err)
	}
	return b.Adesione(t, segreteria, a.ID)
}

// Adesione reads an adesione as the actor sees it.
func (b *Banco) Adesione(t testing.TB, chi kernel.Actor, id int64) enti.Adesione {
	t.Helper()
	d, err := b.Enti.Dettaglio(context.Background(), chi, id)
	if err != nil {
		t.Fatal(err)
	}
	return d.Adesione
}

// Posta lists what was written to an address, newest first.
func (b *Banco) Posta(t testing.TB, a string) (es []mail.Entry) {
	t.Helper()
	err := b.DB.Read(context.Background(), func(tx *db.Tx) (err error) {
		es, err = mail.Outbox(context.Background(), tx, a, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return es
}

// Leggi reads the whole Protocollo back from the store.
func (b *Banco) Leggi(t testing.TB, chi kernel.Actor, id int64) (files.File, []byte) {
	t.Helper()
	f, r, err := b.Enti.Protocollo(context.Background(), chi, id)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return f, content
}
