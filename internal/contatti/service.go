package contatti

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/registro"
	"pass/internal/richieste"
)

// Deps is what the service needs.
type Deps struct {
	DB        *db.DB
	Mail      *mail.Mailer
	Jobs      *jobs.Queue
	Files     files.Store
	Config    config.Config
	Log       *slog.Logger
	Richieste *richieste.Service
}

// Service performs the acts on the conversations with the public.
type Service struct {
	Deps
	chiaveMu sync.Mutex
	chiave   []byte
}

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	s := &Service{Deps: d}
	s.registraLavori()
	return s
}

// How often a form may be sent, in an hour: by one e-mail address, and from
// one network, where a whole office may sit.
const (
	maxPerIndirizzo = 5
	maxPerRete      = 40
)

// Times of the public form: faster than minCompilazione is no person, and a
// page older than maxCompilazione is opened again first.
const (
	minCompilazione = 3 * time.Second
	maxCompilazione = 24 * time.Hour
)

// Scrivi takes a message from the public form. rete names the network that it
// comes from, apertura is the hidden field of Firma.Apertura. Wrong fields are
// NonValido; too many messages are TroppeVolte; what was typed is never lost.
func (s *Service) Scrivi(ctx context.Context, m Modulo, rete, apertura string) (c Contatto, err error) {
	firma, err := s.Firma(ctx)
	if err != nil {
		return c, err
	}
	if errs := m.Valida(); len(errs) > 0 {
		return c, kernel.Invalid(errs)
	}
	if err := s.tempoDiCompilazione(firma, apertura); err != nil {
		return c, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		c, err = s.scrivi(ctx, tx, firma, m, rete)
		return err
	})
	return c, err
}

func (s *Service) tempoDiCompilazione(f Firma, apertura string) error {
	il, ok := f.ApertoIl(apertura)
	passati := s.DB.Now().Sub(il)
	switch {
	case !ok || passati > maxCompilazione:
		return kernel.Invalid([]kernel.FieldError{{Field: "testo", Message: "La pagina era aperta da più di un giorno. Il testo è ancora qui: rileggerlo e inviare di nuovo."}})
	case passati < minCompilazione:
		return kernel.Invalid([]kernel.FieldError{{Field: "testo", Message: "Il modulo è arrivato in meno di 3 secondi, come fanno i programmi. Il testo è ancora qui: inviare di nuovo."}})
	}
	return nil
}

func (s *Service) scrivi(ctx context.Context, tx *db.Tx, f Firma, m Modulo, rete string) (Contatto, error) {
	email := strings.TrimSpace(m.Email)
	if err := ritmo(ctx, tx, f, email, rete); err != nil {
		return Contatto{}, err
	}
	testo := strings.TrimSpace(m.Testo)
	c := Contatto{Stato: Nuovo, Argomento: Argomento(m.Argomento), Canale: DaModulo, Nome: unaRiga(m.Nome), Email: strings.ToLower(email),
		Oggetto: oggettoDa(testo), Pagina: m.Pagina}
	if m.Trappola != "" { // kept all the same: some programs fill in fields for people
		c.Stato = Spam
	}
	if err := apri(ctx, tx, &c); err != nil {
		return c, err
	}
	r := Messaggio{ContattoID: c.ID, Atto: Ricevi, A: c.Stato, Autore: c.Nome, Indirizzo: c.Email, Testo: testo, Il: tx.Now()}
	if err := inserisciMessaggio(ctx, tx, &r); err != nil {
		return c, err
	}
	if err := annota(ctx, tx, kernel.ActorSistema(), c, r, nil); err != nil {
		return c, err
	}
	if c.Stato == Spam {
		return c, nil
	}
	return c, s.ricevuta(ctx, tx, f, c, "")
}

// ritmo refuses who writes too often.
func ritmo(ctx context.Context, tx *db.Tx, f Firma, email, rete string) error {
	dal := tx.Now().Add(-time.Hour)
	for _, l := range []struct {
		chiave string
		most   int
	}{{f.Chiave("modulo-indirizzo", strings.ToLower(email)), maxPerIndirizzo}, {f.Chiave("modulo-rete", rete), maxPerRete}} {
		n, err := contaEvento(ctx, tx, l.chiave, dal)
		if err != nil {
			return err
		}
		if n > l.most {
			return kernel.E(kernel.TroppeVolte, "Sono arrivati molti messaggi in poco tempo. Il testo è ancora qui: copiarlo e riprovare tra un’ora.")
		}
	}
	return nil
}

// apri gives a new conversation its number and stores it.
func apri(ctx context.Context, tx *db.Tx, c *Contatto) (err error) {
	c.CreatoIl, c.StatoDal, c.UltimoArrivoIl, c.Anno = tx.Now(), tx.Now(), tx.Now(), tx.Now().Day().Year()
	if !c.Stato.Aperto() {
		c.ChiusoIl = c.StatoDal
	}
	if c.Numero, err = db.NextNumber(ctx, tx, "contatti", c.Anno); err != nil {
		return err
	}
	return inserisci(ctx, tx, c)
}

// annota writes the audit entry of an act; no text and no address of the
// public goes there, because the trail is never cleaned.
func annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, c Contatto, m Messaggio, altro map[string]any) error {
	d := map[string]any{"codice": c.Codice(), "da": m.Da, "a": c.Stato, "n": m.N}
	for k, v := range altro {
		d[k] = v
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(m.Atto), Oggetto: "contatto", OggettoID: c.ID, Dettagli: d})
}

// unaRiga is a text on one line, without what is not printed.
func unaRiga(s string) string { return strings.Join(strings.Fields(s), " ") }

// Mossa is an act with what it needs.
type Mossa struct {
	Atto         Atto
	Testo        string // Rispondi, Annota
	Persona      int64  // Affida
	Destinatario string // Rispondi: one of the addresses that wrote; the first when empty
}

// MaxRisposta is how long an answer or a note may be, in characters.
const MaxRisposta = 10_000

// Valida checks what can be checked without the conversation.
func (m Mossa) Valida() error {
	n := len([]rune(strings.TrimSpace(m.Testo)))
	switch {
	case m.Atto == Rispondi && n < 2:
		return kernel.Invalid([]kernel.FieldError{{Field: "testo_Rispondi", Message: "Scrivere la risposta."}})
	case m.Atto == Annota && n < 2:
		return kernel.Invalid([]kernel.FieldError{{Field: "testo_Annota", Message: "Scrivere la nota."}})
	case n > MaxRisposta:
		return kernel.Invalid([]kernel.FieldError{{Field: "testo_" + string(m.Atto), Message: "Il testo può avere al massimo 10.000 caratteri."}})
	case m.Atto == Affida && m.Persona <= 0:
		return kernel.Invalid([]kernel.FieldError{{Field: "persona", Message: "Scegliere la persona dall’elenco."}})
	}
	return nil
}

// Compi performs an act of the segreteria: one transaction with the state, the
// timeline, the audit trail and the mail. CreaRichiesta has its own.
func (s *Service) Compi(ctx context.Context, chi kernel.Actor, id int64, m Mossa) (c Contatto, err error) {
	if err := consente(chi, Gestisce); err != nil {
		return c, err
	}
	if r, ok := regola(m.Atto); !ok || r.DiSistema || m.Atto == CreaRichiesta {
		return c, db.ErrNotFound
	}
	firma, err := s.Firma(ctx)
	if err != nil {
		return c, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if c, err = prendi(ctx, tx, id); err != nil {
			return err
		}
		if !c.Ammette(m.Atto) {
			return c.Applica(m.Atto, tx.Now())
		}
		if err := m.Valida(); err != nil {
			return err
		}
		return s.compi(ctx, tx, chi, firma, &c, m)
	})
	return c, err
}

func (s *Service) compi(ctx context.Context, tx *db.Tx, chi kernel.Actor, f Firma, c *Contatto, m Mossa) error {
	r := Messaggio{ContattoID: c.ID, Atto: m.Atto, Da: c.Stato, Persona: chi.Persona, Autore: chi.Nome, Testo: strings.TrimSpace(m.Testo), Il: tx.Now()}
	if err := c.Applica(m.Atto, tx.Now()); err != nil {
		return err
	}
	r.A = c.Stato
	switch m.Atto {
	case PrendiInCarico:
		c.Assegnato = chi.Persona
	case Affida:
		nome, err := personaDiSegreteria(ctx, tx, m.Persona)
		if err != nil {
			return err
		}
		c.Assegnato, r.Testo = m.Persona, "A "+nome+"."
	case Rispondi:
		if c.Assegnato == 0 {
			c.Assegnato = chi.Persona
		}
		if err := s.rispondi(ctx, tx, f, *c, m, &r); err != nil {
			return err
		}
	}
	if err := aggiorna(ctx, tx, c); err != nil {
		return err
	}
	if err := inserisciMessaggio(ctx, tx, &r); err != nil {
		return err
	}
	return annota(ctx, tx, chi, *c, r, nil)
}

func personaDiSegreteria(ctx context.Context, tx *db.Tx, id int64) (string, error) {
	list, err := accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0)
	for _, p := range list {
		if p.ID == id {
			return p.NomeCompleto(), nil
		}
	}
	if err == nil {
		err = kernel.Invalid([]kernel.FieldError{{Field: "persona", Message: "Scegliere la persona dall’elenco della segreteria."}})
	}
	return "", err
}
