// Package richiestetest makes a small world for tests: bodies that joined,
// people in every role, the real catalogue, and requests in any state. All of
// it is written through the real areas.
package richiestetest

import (
	"context"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/richieste"
)

// Inizio is when the world begins: a Monday morning in Italy.
var Inizio = time.Date(2026, time.November, 2, 9, 0, 0, 0, kernel.Rome)

// Mondo is the world. The Comune of Lodi asks; the Comune of Bergamo has its
// own requests; the procedure belongs to TF.
type Mondo struct {
	DB       *db.DB
	Orologio *dbtest.Clock
	Accesso  *accesso.Service
	Servizio *richieste.Service

	Lodi, Bergamo enti.Ente
	TF, AltraTF   catalogo.TaskForce
	Proc          catalogo.Procedimento

	Sindaca, Delegato, SindacoBergamo     accesso.Persona
	Segretario, Coordinatrice, Vice       accesso.Persona // Vice leads TF too
	AltroCoordinatore                     accesso.Persona
	Esperta, Esperto, EspertoAltrove      accesso.Persona // the first two of TF
	Regione, Osservatore, Amministratrice accesso.Persona
}

// Nuovo makes the world in a fresh database whose clock is orologio.
func Nuovo(t testing.TB, d *db.DB, orologio *dbtest.Clock) *Mondo {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	folder, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	q := jobs.New(d, log)
	m := &Mondo{DB: d, Orologio: orologio}
	posta := mail.New(d, q, mail.Local{}, "localhost", log)
	m.Accesso = accesso.New(accesso.Deps{DB: d, Mail: posta, Jobs: q, Config: accessotest.Config(), Log: log})
	m.Servizio = richieste.New(richieste.Deps{DB: d, Mail: posta, Jobs: q, Files: folder, Config: accessotest.Config(), Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	m.in(t, func(ctx context.Context, tx *db.Tx) error { return catalogo.Semina(ctx, tx) })
	m.in(t, m.leggiCatalogo)
	m.Lodi = m.ente(t, "098031", "E648", "Lodi", "LO", "Lodi", 45_000)
	m.Bergamo = m.ente(t, "016024", "A794", "Bergamo", "BG", "Bergamo", 120_000)
	m.persone(t)
	m.Aderisce(t, m.Lodi.ID, m.Sindaca)
	m.Aderisce(t, m.Bergamo.ID, m.SindacoBergamo)
	return m
}

// Each makes the world on both databases.
func Each(t *testing.T, fn func(t *testing.T, m *Mondo)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		c := dbtest.NewClock(Inizio)
		fn(t, Nuovo(t, dbtest.SQLite(t, db.Options{Clock: c.Now}), c))
	})
	t.Run("postgres", func(t *testing.T) {
		c := dbtest.NewClock(Inizio)
		fn(t, Nuovo(t, dbtest.Postgres(t, db.Options{Clock: c.Now}), c))
	})
}

// SQLite makes the world on the embedded database only.
func SQLite(t testing.TB) *Mondo {
	t.Helper()
	c := dbtest.NewClock(Inizio)
	return Nuovo(t, dbtest.SQLite(t, db.Options{Clock: c.Now}), c)
}

func (m *Mondo) leggiCatalogo(ctx context.Context, tx *db.Tx) error {
	ps, err := catalogo.Procedimenti(ctx, tx, true)
	if err != nil {
		return err
	}
	m.Proc = ps[0]
	tfs, err := catalogo.TaskForces(ctx, tx)
	for _, tf := range tfs {
		if tf.ID == m.Proc.TaskForceID {
			m.TF = tf
		} else {
			m.AltraTF = tf
		}
	}
	return err
}

func (m *Mondo) persone(t testing.TB) {
	n := 0
	new := func(nome, cognome string, md accesso.Mandato) accesso.Persona {
		n++
		return accessotest.PersonaCF(t, m.DB, accessotest.CF(n), nome, cognome, md)
	}
	m.Sindaca = new("Anna", "Rossi", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: m.Lodi.ID})
	m.Delegato = new("Dario", "Verdi", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: m.Lodi.ID})
	m.SindacoBergamo = new("Bruno", "Berti", accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: m.Bergamo.ID})
	m.Segretario = new("Sergio", "Neri", accesso.Mandato{Ruolo: kernel.Segreteria})
	m.Coordinatrice = new("Carla", "Conti", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: m.TF.ID})
	m.Vice = new("Vera", "Villa", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: m.TF.ID})
	m.AltroCoordinatore = new("Aldo", "Altri", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: m.AltraTF.ID})
	m.Esperta = new("Elena", "Bianchi", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: m.TF.ID})
	m.Esperto = new("Ezio", "Gatti", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: m.TF.ID})
	m.EspertoAltrove = new("Ugo", "Lontani", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: m.AltraTF.ID})
	m.Regione = new("Rita", "Regi", accesso.Mandato{Ruolo: kernel.Regione})
	m.Osservatore = new("Olga", "Orsi", accesso.Mandato{Ruolo: kernel.Osservatore})
	m.Amministratrice = new("Ada", "Admin", accesso.Mandato{Ruolo: kernel.Amministratore})
}

// ente writes a Comune straight into the register, as the base list would.
func (m *Mondo) ente(t testing.TB, istat, belfiore, nome, sigla, provincia string, abitanti int64) (e enti.Ente) {
	m.in(t, func(ctx context.Context, tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti (tipo, istat, belfiore, nome, denominazione, ordine, provincia_codice, provincia,
			provincia_nome, regione, popolazione, popolazione_fonte, creato_il, aggiornato_il)
			VALUES ('comune',$1,$2,$3,$4,$5,$6,$7,$8,'03',$9,'Censimento',$10,$10) RETURNING id`,
			istat, belfiore, nome, "Comune di "+nome, kernel.Fold(nome), istat[:3], sigla, provincia, abitanti, tx.Now())
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO enti_parole (parola, ente_id) VALUES ($1, $2)`, kernel.Fold(nome), id); err != nil {
			return err
		}
		e, err = enti.Get(ctx, tx, id)
		return err
	})
	return e
}

// Aderisce gives the body an approved adesione, represented by the person.
func (m *Mondo) Aderisce(t testing.TB, ente int64, rappresentante accesso.Persona) {
	m.in(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO adesioni (ente_id, richiedente_id, titolo, stato, mandato_id, creata_il, inviata_il, decisa_il, aggiornata_il)
			SELECT $1, p.id, 'sindaco', 'approvata', m.id, $2, $2, $2, $2 FROM persone p JOIN mandati m ON m.persona_id = p.id
			WHERE p.id = $3 AND m.ente_id = $1 AND m.ruolo = 'legale_rappresentante'`, ente, tx.Now(), rappresentante.ID)
		return err
	})
}

func (m *Mondo) in(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := m.DB.InTx(context.Background(), func(tx *db.Tx) error { return fn(context.Background(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// Leggi runs fn on a snapshot.
func (m *Mondo) Leggi(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := m.DB.Read(context.Background(), func(tx *db.Tx) error { return fn(context.Background(), tx) }); err != nil {
		t.Fatal(err)
	}
}

// Actor is the person as services see it now.
func (m *Mondo) Actor(t testing.TB, p accesso.Persona) kernel.Actor {
	return accessotest.Actor(t, m.DB, p)
}

// Giorni moves the clock by whole days.
func (m *Mondo) Giorni(n int) { m.Orologio.Advance(time.Duration(n) * 24 * time.Hour) }

// Modulo is a form in order.
func (m *Mondo) Modulo() richieste.Modulo {
	return richieste.Modulo{Oggetto: "Ritardi nei permessi di costruire", Procedimento: strconv.FormatInt(m.Proc.ID, 10),
		Descrizione: "Le istruttorie sono ferme da otto mesi: mancano i tecnici che le seguano.", RisultatoAtteso: "Un modello di istruttoria"}
}

// Bozza is a fresh draft of the person's body.
func (m *Mondo) Bozza(t testing.TB, p accesso.Persona, ente int64) int64 {
	t.Helper()
	id, err := m.Servizio.Crea(context.Background(), m.Actor(t, p), ente, richieste.Modulo{})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Inviata is a fresh request of Lodi.
func (m *Mondo) Inviata(t testing.TB) richieste.Richiesta {
	t.Helper()
	r, err := m.Servizio.Invia(context.Background(), m.Actor(t, m.Sindaca), m.Bozza(t, m.Sindaca, m.Lodi.ID), m.Modulo(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Compi performs an act and gives the request as it is then.
func (m *Mondo) Compi(t testing.TB, p accesso.Persona, id int64, mossa richieste.Mossa) richieste.Richiesta {
	t.Helper()
	r, err := m.Servizio.Compi(context.Background(), m.Actor(t, p), id, mossa, nil)
	if err != nil {
		t.Fatalf("%s: %v", mossa.Atto, err)
	}
	return r
}

// Porta makes a request of Lodi and leads it to the state by the usual acts;
// Esperta has it from Assegnata on.
func (m *Mondo) Porta(t testing.TB, s richieste.Stato) richieste.Richiesta {
	t.Helper()
	r := m.Inviata(t)
	do := func(p accesso.Persona, mossa richieste.Mossa) { r = m.Compi(t, p, r.ID, mossa) }
	switch s {
	case richieste.Inviata:
		return r
	case richieste.Respinta:
		do(m.Segretario, richieste.Mossa{Atto: richieste.Respingi, Testo: "È fuori dal perimetro."})
		return r
	case richieste.Annullata:
		do(m.Sindaca, richieste.Mossa{Atto: richieste.Ritira, Testo: "Non serve più."})
		return r
	}
	do(m.Segretario, richieste.Mossa{Atto: richieste.Smista, TaskForce: m.TF.ID})
	if s == richieste.InValutazione {
		return r
	}
	do(m.Coordinatrice, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperta.ID}})
	if s == richieste.Assegnata {
		return r
	}
	do(m.Esperta, richieste.Mossa{Atto: richieste.PrendiInCarico})
	switch s {
	case richieste.InLavorazione:
		return r
	case richieste.InAttesa:
		do(m.Esperta, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: "Serve l'elenco delle pratiche."})
		return r
	}
	do(m.Esperta, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco il modello di istruttoria."})
	if s == richieste.RispostaInviata {
		return r
	}
	do(m.Sindaca, richieste.Mossa{Atto: richieste.Conferma, Voto: 5})
	return r
}
