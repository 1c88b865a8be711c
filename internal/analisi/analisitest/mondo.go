// Package analisitest makes the small world in which the tests of analisi
// happen: two bodies, their requests, the people around them.
package analisitest

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/analisi"
	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/richieste"
)

// The requests of the world.
const (
	Lavorata int64 = 1 // of body 1, in_lavorazione, task force 1, expert Carla
	DiAltri  int64 = 2 // of body 2, inviata
	InBozza  int64 = 3 // of body 1, bozza
	Chiusa   int64 = 4 // of body 1, evasa, task force 1, expert Carla
)

// Mondo is the world over one database.
type Mondo struct {
	t        testing.TB
	DB       *db.DB
	Files    *files.Folder
	Queue    *jobs.Queue // ready, not started
	Servizio *analisi.Service

	Anna   accesso.Persona // delegata of body 1
	Bruno  accesso.Persona // sindaco of body 2
	Carla  accesso.Persona // expert of task force 1, works on Lavorata and Chiusa
	Dario  accesso.Persona // expert of task force 1 without incarichi
	Elsa   accesso.Persona // coordinator of task force 1
	Fabio  accesso.Persona // coordinator of task force 2
	Gina   accesso.Persona // segreteria
	Ivo    accesso.Persona // regione
	Tutti  []accesso.Persona
	Attori map[string]kernel.Actor // by first name
}

// Nuovo makes the world on d.
func Nuovo(t testing.TB, d *db.DB) *Mondo {
	t.Helper()
	store, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	log := slog.New(slog.DiscardHandler)
	m := &Mondo{t: t, DB: d, Files: store, Queue: jobs.New(d, log), Attori: map[string]kernel.Actor{}}
	m.Servizio = analisi.New(analisi.Deps{DB: d, Jobs: m.Queue, Files: store, Log: log})
	if err := m.Queue.Ready(); err != nil {
		t.Fatal(err)
	}
	m.In(catalogo.Semina)
	m.Ente(1, "Comune di Lodi", 45_000)
	m.Ente(2, "Comune di Codogno", 15_000)
	m.persone()
	m.richieste()
	return m
}

// Ente writes a Comune of the province of Lodi with that id.
func (m *Mondo) Ente(id int64, nome string, abitanti int64) {
	m.t.Helper()
	m.In(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO enti (id, tipo, istat, belfiore, nome, denominazione, ordine, provincia_codice, provincia,
			provincia_nome, regione, popolazione, popolazione_fonte, creato_il, aggiornato_il)
			VALUES ($1,'comune',$2,$3,$4,$4,$5,'098','LO','Lodi','03',$6,'Censimento',$7,$7)`,
			id, fmt.Sprintf("098%03d", id), fmt.Sprintf("E%03d", id), nome, kernel.Fold(nome), abitanti, tx.Now())
		return err
	})
}

func (m *Mondo) persone() {
	for _, p := range []struct {
		dove          *accesso.Persona
		nome, cognome string
		mandato       accesso.Mandato
	}{
		{&m.Anna, "Anna", "Rossi", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: 1}},
		{&m.Bruno, "Bruno", "Bianchi", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: "sindaco", EnteID: 2}},
		{&m.Carla, "Carla", "Verdi", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1}},
		{&m.Dario, "Dario", "Neri", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: 1}},
		{&m.Elsa, "Elsa", "Gallo", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: 1}},
		{&m.Fabio, "Fabio", "Riva", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: 2}},
		{&m.Gina, "Gina", "Monti", accesso.Mandato{Ruolo: kernel.Segreteria}},
		{&m.Ivo, "Ivo", "Costa", accesso.Mandato{Ruolo: kernel.Regione}},
	} {
		*p.dove = accessotest.Persona(m.t, m.DB, p.nome, p.cognome, p.mandato)
		m.Tutti = append(m.Tutti, *p.dove)
		m.Attori[p.nome] = accessotest.Actor(m.t, m.DB, *p.dove)
	}
}

func (m *Mondo) richieste() {
	for _, r := range []struct {
		id, ente, numero, taskForce int64
		stato                       richieste.Stato
		esperta                     int64
	}{
		{Lavorata, 1, 1, 1, richieste.InLavorazione, m.Carla.ID},
		{DiAltri, 2, 2, 0, richieste.Inviata, 0},
		{InBozza, 1, 0, 0, richieste.Bozza, 0},
		{Chiusa, 1, 3, 1, richieste.Evasa, m.Carla.ID},
	} {
		m.In(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO richieste (id, anno, numero, ente_id, provincia, procedimento_id, task_force_id, creata_da, stato, modulo, cerca,
				esito, voto, commento, creata_il, stato_dal, ultimo_atto_il, versione) VALUES ($1,2026,$2,$3,'LO',1,$4,$5,$6,$7,'','',0,'',$8,$8,$8,1)`,
				r.id, r.numero, r.ente, r.taskForce, m.Anna.ID, string(r.stato), `{"oggetto":"Permessi di costruire in ritardo"}`, tx.Now())
			if err != nil || r.esperta == 0 {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO richieste_incarichi (richiesta_id, persona_id, referente, accettato, dal_il, fine) VALUES ($1,$2,$3,$4,$5,'')`,
				r.id, r.esperta, true, true, tx.Now())
			return err
		})
	}
}

// In runs fn in a transaction.
func (m *Mondo) In(fn func(ctx context.Context, tx *db.Tx) error) {
	m.t.Helper()
	ctx := context.Background()
	if err := m.DB.InTx(ctx, func(tx *db.Tx) error { return fn(ctx, tx) }); err != nil {
		m.t.Fatal(err)
	}
}

// Carica uploads a log for Lavorata as Anna and lets the reader guess its
// columns, without reading it.
func (m *Mondo) Carica(nome string, contenuto []byte) analisi.Registro {
	m.t.Helper()
	return m.CaricaCome(m.Attori["Anna"], Lavorata, nome, contenuto, analisi.ScelteVuote())
}

// CaricaCome is Carica with actor, request and choices given.
func (m *Mondo) CaricaCome(chi kernel.Actor, richiesta int64, nome string, contenuto []byte, c analisi.Scelte) analisi.Registro {
	m.t.Helper()
	g := m.CaricaSolo(chi, richiesta, nome, contenuto)
	if err := m.Servizio.ConfermaColonne(context.Background(), chi, richiesta, int64(g.N), c); err != nil {
		m.t.Fatal(err)
	}
	g.Stato = analisi.InCoda
	return g
}

// CaricaSolo uploads a log and says nothing of its columns.
func (m *Mondo) CaricaSolo(chi kernel.Actor, richiesta int64, nome string, contenuto []byte) analisi.Registro {
	m.t.Helper()
	ctx := context.Background()
	st, err := m.Files.Put(ctx, bytes.NewReader(contenuto), files.MaxRegistro)
	if err != nil {
		m.t.Fatal(err)
	}
	g, err := m.Servizio.CaricaRegistro(ctx, chi, richiesta, analisi.Caricamento{Stored: st, Nome: nome, Tipo: "text/csv"})
	if err != nil {
		m.t.Fatal(err)
	}
	return g
}

// Leggi runs the reading of a log at once.
func (m *Mondo) Leggi(g analisi.Registro) {
	m.t.Helper()
	if err := m.Servizio.LeggiRegistro(context.Background(), g.ID); err != nil {
		m.t.Fatal(err)
	}
}

// Apri reads a log of Lavorata as Anna.
func (m *Mondo) Apri(n int) analisi.Scheda {
	m.t.Helper()
	s, err := m.Servizio.Apri(context.Background(), m.Attori["Anna"], Lavorata, int64(n))
	if err != nil {
		m.t.Fatal(err)
	}
	return s
}

// Avvia starts the queue until the test ends.
func (m *Mondo) Avvia() {
	m.t.Helper()
	if err := m.Queue.Start(context.Background()); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := m.Queue.Stop(ctx); err != nil {
			m.t.Errorf("stop the queue: %v", err)
		}
	})
}

// Richiesta writes an open request of the body for the procedure.
func (m *Mondo) Richiesta(ente, procedimento int64) (id int64) {
	m.t.Helper()
	m.In(func(ctx context.Context, tx *db.Tx) (err error) {
		id, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO richieste (id, anno, numero, ente_id, provincia, procedimento_id, task_force_id, creata_da, stato, modulo, cerca,
			esito, voto, commento, creata_il, stato_dal, ultimo_atto_il, versione)
			SELECT MAX(id) + 1, 2026, MAX(numero) + 1, CAST($1 AS BIGINT), 'LO', CAST($2 AS BIGINT), 1, CAST($3 AS BIGINT), 'in_lavorazione', '{}', '', '', 0, '', MAX(creata_il), MAX(creata_il), MAX(creata_il), 1
			FROM richieste RETURNING id`, ente, procedimento, m.Anna.ID)
		return err
	})
	return id
}

// Delegato makes a person who acts for the body.
func (m *Mondo) Delegato(ente int64) kernel.Actor {
	m.t.Helper()
	p := accessotest.Persona(m.t, m.DB, "Nora", fmt.Sprintf("Delegata%d", ente), accesso.Mandato{Ruolo: kernel.Delegato, EnteID: ente})
	return accessotest.Actor(m.t, m.DB, p)
}

// Atti writes acts of the segreteria in the timeline of a request, an hour one
// after the other.
func (m *Mondo) Atti(richiesta int64, atti ...richieste.Atto) {
	m.t.Helper()
	m.In(func(ctx context.Context, tx *db.Tx) error {
		for i, a := range atti {
			_, err := tx.Exec(ctx, `INSERT INTO richieste_atti (richiesta_id, n, atto, da, a, persona_id, autore, ruolo, testo, il)
				SELECT $1, COALESCE(MAX(n), 0) + 1, $2, 'inviata', 'inviata', $3, $4, 'segreteria', 'Un testo.', $5 FROM richieste_atti WHERE richiesta_id = $1`,
				richiesta, string(a), m.Gina.ID, m.Gina.NomeCompleto(), tx.Now().Add(time.Duration(i)*time.Hour))
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE richieste SET inviata_il = creata_il WHERE id = $1`, richiesta)
		return err
	})
}

// AspettaDeposito waits until a log of Lavorata has its deposit.
func (m *Mondo) AspettaDeposito(n int) analisi.Scheda {
	m.t.Helper()
	return m.aspetta(n, func(s analisi.Scheda) bool { return s.Registro.DepositoID != 0 })
}

// Aspetta waits until the queue has read a log of Lavorata.
func (m *Mondo) Aspetta(n int) analisi.Scheda {
	m.t.Helper()
	return m.aspetta(n, func(s analisi.Scheda) bool { return s.Registro.Stato.Finito() })
}

func (m *Mondo) aspetta(n int, fatto func(analisi.Scheda) bool) analisi.Scheda {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		s := m.Apri(n)
		if fatto(s) {
			return s
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			m.t.Fatalf("log %d is still %s", n, s.Registro.Stato)
		}
	}
}

// Gzip compresses a log.
func Gzip(t testing.TB, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := gzip.NewWriter(&buf)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// DatiPubblici finds the public test data beside the checkout and skips the
// test when they are not there.
func DatiPubblici(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("PASS_TEST_DATA")
	if dir == "" {
		_, file, _, _ := runtime.Caller(0)
		dir = filepath.Join(filepath.Dir(file), "..", "..", "..", "..", "shared")
	}
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		t.Skipf("no public test data in %s", dir)
	}
	return dir
}
