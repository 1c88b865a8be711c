package contatti_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"pass/internal/accesso/accessotest"
	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

var ctx = context.Background()

// ufficio is the office of the tests: the world of richieste, with the service
// of the conversations on top.
type ufficio struct {
	*richiestetest.Mondo
	c     *contatti.Service
	q     *jobs.Queue
	files *files.Folder
	firma contatti.Firma
}

const casaDiPosta = "contatti@pass.example.net"

func configurazione() config.Config {
	c := accessotest.Config()
	c.Contatto, c.ContattoEsteso, c.SMTPMittente = casaDiPosta, true, "non-rispondere@pass.example.net"
	return c
}

func nuovoUfficio(t testing.TB, m *richiestetest.Mondo, cfg config.Config, transport mail.Transport) *ufficio {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	folder, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { folder.Close() })
	u := &ufficio{Mondo: m, q: jobs.New(m.DB, log), files: folder}
	posta := mail.New(m.DB, u.q, transport, cfg.Host(), log)
	r := richieste.New(richieste.Deps{DB: m.DB, Mail: posta, Jobs: u.q, Files: folder, Config: cfg, Log: log})
	u.c = contatti.New(contatti.Deps{DB: m.DB, Mail: posta, Jobs: u.q, Files: folder, Config: cfg, Log: log, Richieste: r})
	if err := u.q.Ready(); err != nil {
		t.Fatal(err)
	}
	if u.firma, err = u.c.Firma(ctx); err != nil {
		t.Fatal(err)
	}
	return u
}

// each runs fn in an office on both databases.
func each(t *testing.T, fn func(t *testing.T, u *ufficio)) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		fn(t, nuovoUfficio(t, m, configurazione(), mail.Local{}))
	})
}

func suSQLite(t testing.TB) *ufficio {
	return nuovoUfficio(t, richiestetest.SQLite(t), configurazione(), mail.Local{})
}

var prossimoUID uint32

// arriva offers a mail to the office as the mailbox does.
func (u *ufficio) arriva(t testing.TB, raw string) (contatti.Esito, contatti.Contatto) {
	t.Helper()
	prossimoUID++
	e, c, err := u.c.Accogli(ctx, contatti.Arrivo{Casella: "prova INBOX", Validita: 1, UID: prossimoUID, Raw: []byte(raw), Dimensione: int64(len(raw))})
	if err != nil {
		t.Fatal(err)
	}
	return e, c
}

func (u *ufficio) segretaria(t testing.TB) kernel.Actor { return u.Actor(t, u.Segretario) }

func (u *ufficio) scheda(t testing.TB, id int64) contatti.Scheda {
	t.Helper()
	k, err := u.c.SchedaDi(ctx, u.segretaria(t), id)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (u *ufficio) compi(t testing.TB, id int64, m contatti.Mossa) contatti.Contatto {
	t.Helper()
	c, err := u.c.Compi(ctx, u.segretaria(t), id, m)
	if err != nil {
		t.Fatalf("%s: %v", m.Atto, err)
	}
	return c
}

// scrive sends the public form, opened a minute before.
func (u *ufficio) scrive(t testing.TB, m contatti.Modulo, rete string) (contatti.Contatto, error) {
	t.Helper()
	return u.c.Scrivi(ctx, m, rete, u.firma.Apertura(u.DB.Now().Add(-time.Minute)))
}

func (u *ufficio) conta(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	u.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		n, err = db.One(ctx, tx, db.Scalar[int], query, args...)
		return err
	})
	return n
}

// spedita is a mail in the outbox.
type spedita struct{ a, oggetto, testo, id, intestazioni string }

func (u *ufficio) spedite(t testing.TB) (out []spedita) {
	t.Helper()
	u.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = db.Many(ctx, tx, func(r db.Row) (s spedita, err error) {
			return s, r.Scan(&s.a, &s.oggetto, &s.testo, &s.id, &s.intestazioni)
		}, `SELECT destinatario, oggetto, testo, message_id, intestazioni FROM posta ORDER BY id`)
		return err
	})
	return out
}
