package monitoraggiotest

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
)

// Inizio is when the world begins: a Monday morning in Italy, five days after
// the end of Semestre.
var Inizio = time.Date(2026, time.July, 6, 9, 0, 0, 0, kernel.Rome)

// Semestre is the one whose campaign the world runs.
var Semestre = kernel.MustSemestre("2026-1")

// Mondo is a small region: three Comuni and a Provincia that joined, a Comune
// that has not, people in every role, the real catalogue. All of it but the
// register is written through the real areas.
type Mondo struct {
	DB       *db.DB
	Orologio *dbtest.Clock
	Accesso  *accesso.Service
	Servizio *monitoraggio.Service

	Lodi, Bergamo, Codogno, ProvinciaLodi enti.Ente
	Crema                                 enti.Ente               // has not joined
	Proc                                  catalogo.Procedimento   // of the Comuni, in the campaign of Aperta
	Altro                                 catalogo.Procedimento   // of everybody, in the campaign of Aperta
	Catalogo                              []catalogo.Procedimento // all the active ones

	Sindaca, SindacoBergamo, SindacoCodogno, Presidente accesso.Persona
	Delegato                                            accesso.Persona // of Lodi and of Codogno
	SindacoCrema                                        accesso.Persona // without a mandate yet
	Segretario, Regione, Osservatore                    accesso.Persona
	Coordinatrice, Esperta, Amministratrice             accesso.Persona
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
	m.Servizio = monitoraggio.New(monitoraggio.Deps{DB: d, Mail: posta, Jobs: q, Files: folder, Config: accessotest.Config(), Log: log})
	if err := q.Ready(); err != nil {
		t.Fatal(err)
	}
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := catalogo.Semina(ctx, tx); err != nil {
			return err
		}
		m.Catalogo, err = catalogo.Procedimenti(ctx, tx, true)
		return err
	})
	m.Proc, m.Altro = m.Catalogo[0], m.Catalogo[1]
	m.Lodi = m.Ente(t, enti.Comune, "098031", "Lodi", "LO", "Lodi", 45_000)
	m.Bergamo = m.Ente(t, enti.Comune, "016024", "Bergamo", "BG", "Bergamo", 120_000)
	m.Codogno = m.Ente(t, enti.Comune, "098019", "Codogno", "LO", "Lodi", 16_000)
	m.ProvinciaLodi = m.Ente(t, enti.Provincia, "098", "Lodi", "LO", "Lodi", 227_000)
	m.Crema = m.Ente(t, enti.Comune, "019035", "Crema", "CR", "Cremona", 34_000)
	m.persone(t)
	for e, p := range map[int64]accesso.Persona{m.Lodi.ID: m.Sindaca, m.Bergamo.ID: m.SindacoBergamo, m.Codogno.ID: m.SindacoCodogno, m.ProvinciaLodi.ID: m.Presidente} {
		m.Aderisce(t, e, p)
	}
	return m
}

// Each makes the world on both databases.
func Each(t *testing.T, fn func(t *testing.T, m *Mondo)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
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

func (m *Mondo) persone(t testing.TB) {
	n := 0
	persona := func(nome, cognome string, mandati ...accesso.Mandato) accesso.Persona {
		n++
		return accessotest.PersonaCF(t, m.DB, accessotest.CF(n), nome, cognome, mandati...)
	}
	capo := func(e enti.Ente, titolo accesso.Titolo) accesso.Mandato {
		return accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: titolo, EnteID: e.ID}
	}
	tf := m.Proc.TaskForceID
	m.Sindaca = persona("Anna", "Rossi", capo(m.Lodi, accesso.Sindaco))
	m.SindacoBergamo = persona("Bruno", "Berti", capo(m.Bergamo, accesso.Sindaco))
	m.SindacoCodogno = persona("Cesare", "Codi", capo(m.Codogno, accesso.Sindaco))
	m.Presidente = persona("Paola", "Prova", capo(m.ProvinciaLodi, accesso.Presidente))
	m.Delegato = persona("Dario", "Verdi", accesso.Mandato{Ruolo: kernel.Delegato, EnteID: m.Lodi.ID}, accesso.Mandato{Ruolo: kernel.Delegato, EnteID: m.Codogno.ID})
	m.SindacoCrema = persona("Carlo", "Cremaschi")
	m.Segretario = persona("Sergio", "Neri", accesso.Mandato{Ruolo: kernel.Segreteria})
	m.Regione = persona("Rita", "Regi", accesso.Mandato{Ruolo: kernel.Regione})
	m.Osservatore = persona("Olga", "Orsi", accesso.Mandato{Ruolo: kernel.Osservatore})
	m.Coordinatrice = persona("Carla", "Conti", accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: tf})
	m.Esperta = persona("Elena", "Bianchi", accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: tf})
	m.Amministratrice = persona("Ada", "Admin", accesso.Mandato{Ruolo: kernel.Amministratore})
}

// Ente writes a body straight into the register, as the base list would.
func (m *Mondo) Ente(t testing.TB, tipo enti.Tipo, istat, nome, sigla, provincia string, abitanti int64) (e enti.Ente) {
	t.Helper()
	denominazione := "Comune di " + nome
	if tipo == enti.Provincia {
		denominazione = "Provincia di " + nome
	}
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti (tipo, istat, nome, denominazione, ordine, provincia_codice, provincia,
			provincia_nome, regione, popolazione, popolazione_fonte, creato_il, aggiornato_il)
			VALUES ($1,$2,$3,$4,$5,$6,$7,$8,'03',$9,'Censimento',$10,$10) RETURNING id`,
			string(tipo), istat, nome, denominazione, kernel.Fold(nome), istat[:3], sigla, provincia, abitanti, tx.Now())
		if err != nil {
			return err
		}
		e, err = enti.Get(ctx, tx, id)
		return err
	})
	return e
}

// Aderisce gives the body an approved adesione, represented by the person.
func (m *Mondo) Aderisce(t testing.TB, ente int64, rappresentante accesso.Persona) {
	t.Helper()
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO adesioni (ente_id, richiedente_id, titolo, stato, mandato_id, creata_il, inviata_il, decisa_il, aggiornata_il)
			SELECT $1, p.id, 'sindaco', 'approvata', m.id, $2, $2, $2, $2 FROM persone p JOIN mandati m ON m.persona_id = p.id
			WHERE p.id = $3 AND m.ente_id = $1 AND m.ruolo = 'legale_rappresentante'`, ente, tx.Now(), rappresentante.ID)
		return err
	})
}

// Entra makes Crema join, represented by SindacoCrema.
func (m *Mondo) Entra(t testing.TB) {
	t.Helper()
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		_, err := accesso.Conferisci(ctx, tx, kernel.ActorSistema(), accesso.Mandato{PersonaID: m.SindacoCrema.ID, Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: m.Crema.ID})
		return err
	})
	m.Aderisce(t, m.Crema.ID, m.SindacoCrema)
}

// Molti makes n Comuni of the province of Milano that joined and for which
// nobody acts today.
func (m *Mondo) Molti(t testing.TB, n int) {
	t.Helper()
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		for i := range n {
			id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO enti (tipo, istat, nome, denominazione, ordine, provincia_codice, provincia,
				provincia_nome, regione, popolazione, popolazione_fonte, creato_il, aggiornato_il)
				VALUES ('comune',$1,$2,$3,$4,'015','MI','Milano','03',$5,'Censimento',$6,$6) RETURNING id`,
				fmt.Sprintf("7%05d", i), fmt.Sprintf("Prova %04d", i), fmt.Sprintf("Comune di Prova %04d", i), fmt.Sprintf("prova %04d", i), 500+i, tx.Now())
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO adesioni (ente_id, richiedente_id, titolo, stato, mandato_id, creata_il, inviata_il, decisa_il, aggiornata_il)
				VALUES ($1,$2,'sindaco','approvata',0,$3,$3,$3,$3)`, id, m.Sindaca.ID, tx.Now())
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Scrivi runs fn in a transaction.
func (m *Mondo) Scrivi(t testing.TB, fn func(ctx context.Context, tx *db.Tx) error) {
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
	t.Helper()
	return accessotest.Actor(t, m.DB, p)
}

// Giorni moves the clock by whole days; Al to the morning of a day.
func (m *Mondo) Giorni(n int) { m.Orologio.Advance(time.Duration(n) * 24 * time.Hour) }

// Al moves the clock to nine in the morning of a day.
func (m *Mondo) Al(giorno string) {
	m.Orologio.Set(kernel.MustDay(giorno).Start().Time().Add(9 * time.Hour))
}

// Posta lists what was written to the person, newest first.
func (m *Mondo) Posta(t testing.TB, p accesso.Persona) (es []mail.Entry) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		es, err = mail.Outbox(ctx, tx, p.Email, 1000)
		return err
	})
	return es
}

// Dati are those of a campaign in order: Proc for the Comuni, Altro for
// everybody, until the last day of July, required.
func (m *Mondo) Dati() monitoraggio.DatiRilevazione {
	return monitoraggio.DatiRilevazione{Semestre: Semestre, Scadenza: kernel.MustDay("2026-07-31"), Obbligatoria: true,
		Procedimenti: map[int64]monitoraggio.RivoltoA{m.Proc.ID: monitoraggio.RivoltoAComuni, m.Altro.ID: monitoraggio.RivoltoATutti}}
}

// Preparata makes the campaign of Dati.
func (m *Mondo) Preparata(t testing.TB) monitoraggio.Rilevazione {
	t.Helper()
	if err := m.Servizio.Crea(context.Background(), m.Actor(t, m.Regione), m.Dati()); err != nil {
		t.Fatal(err)
	}
	return m.Rilevazione(t)
}

// Aperta makes the campaign of Dati and opens it.
func (m *Mondo) Aperta(t testing.TB) monitoraggio.Rilevazione {
	t.Helper()
	r := m.Preparata(t)
	if _, err := m.Servizio.Apri(context.Background(), m.Actor(t, m.Regione), Semestre, r.Versione); err != nil {
		t.Fatal(err)
	}
	return m.Rilevazione(t)
}

// Rilevazione reads the campaign of Semestre.
func (m *Mondo) Rilevazione(t testing.TB) (r monitoraggio.Rilevazione) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		r, err = monitoraggio.RilevazioneDi(ctx, tx, Semestre)
		return err
	})
	return r
}

// Invio reads what a body sends for Semestre.
func (m *Mondo) Invio(t testing.TB, e enti.Ente) (i monitoraggio.Invio) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		r, err := monitoraggio.RilevazioneDi(ctx, tx, Semestre)
		if err != nil {
			return err
		}
		i, err = monitoraggio.InvioDi(ctx, tx, r.ID, e.ID)
		return err
	})
	return i
}

// Inviato makes the body send: no practice for every procedure asked of it.
func (m *Mondo) Inviato(t testing.TB, p accesso.Persona, e enti.Ente) monitoraggio.Ricevuta {
	t.Helper()
	ctx, chi := context.Background(), m.Actor(t, p)
	c, err := m.Servizio.Compilazione(ctx, chi, e.ID, Semestre)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range c.Voci {
		if err := m.Servizio.Rispondi(ctx, chi, e.ID, Semestre, v.Procedimento.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""); err != nil {
			t.Fatal(err)
		}
	}
	ric, err := m.Servizio.Invia(ctx, chi, e.ID, Semestre, "")
	if err != nil {
		t.Fatal(err)
	}
	return ric
}

// Approvato makes the body send, and approves what it sent.
func (m *Mondo) Approvato(t testing.TB, p accesso.Persona, e enti.Ente) {
	t.Helper()
	m.Inviato(t, p, e)
	if err := m.Servizio.Approva(context.Background(), m.Actor(t, m.Segretario), Semestre, e.ID, m.Invio(t, e).Versione); err != nil {
		t.Fatal(err)
	}
}
