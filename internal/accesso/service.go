package accesso

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
	"pass/internal/registro"
)

// CookieSessione is the name of the session's cookie, before the prefix that
// platform/web adds.
const CookieSessione = "sessione"

// Scelta is one thing to choose from, such as a task force.
type Scelta struct {
	ID     int64
	Codice string // short name, such as EU; may be empty
	Nome   string
}

// Deps is what the service needs.
type Deps struct {
	DB     *db.DB
	Mail   *mail.Mailer
	Jobs   *jobs.Queue
	Config config.Config
	Log    *slog.Logger
	// HTTP reaches the identity provider; nil is a client with a timeout.
	HTTP *http.Client
	// TaskForces lists the task forces to choose from, in their order. It
	// comes from an area to the right of this one; nil means none.
	TaskForces func(ctx context.Context, tx *db.Tx) ([]Scelta, error)
	// NomeEnte names bodies: "Comune di Lodi". It comes from an area to the
	// right of this one; nil means that names are not known.
	NomeEnte func(ctx context.Context, tx *db.Tx, ids []int64) (map[int64]string, error)
}

// Service holds the use cases of the area.
type Service struct {
	Deps
	idp    fornitore
	negati alMinuto // failed sign-ins written into registro
}

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	if d.TaskForces == nil {
		d.TaskForces = func(context.Context, *db.Tx) ([]Scelta, error) { return nil, nil }
	}
	if d.NomeEnte == nil {
		d.NomeEnte = func(context.Context, *db.Tx, []int64) (map[int64]string, error) { return nil, nil }
	}
	if d.HTTP == nil {
		d.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	s := &Service{Deps: d}
	jobs.Handle(d.Jobs, s.pulisci)
	d.Jobs.Every(time.Hour, true, pulisciArgs{})
	return s
}

func (s *Service) durate() Durate {
	return Durate{Inattiva: s.Config.SessioneInattiva, Massima: s.Config.SessioneMassima}
}

// Identify reads the session of a request, for web.Options. The mandates are
// those of this very moment. A session that has just run out is closed, and
// tells whose it was so that a form is not lost.
func (s *Service) Identify(ctx context.Context, r *http.Request) (id web.Identity, err error) {
	ck, err := r.Cookie(web.CookieName(s.Config.Secure(), CookieSessione))
	if err != nil || len(ck.Value) != lunghezzaToken {
		return web.Identity{}, nil
	}
	var se Sessione
	var ora kernel.Instant
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		var p Persona
		var err error
		ora = tx.Now()
		if se, p, err = sessionePerToken(ctx, tx, ck.Value); err != nil {
			return err
		}
		if se.ChiusaIl.IsZero() && se.ScadutaIl(ora, s.durate()) == "" {
			id.Session = se.ID
			id.Actor, err = actorDi(ctx, tx, p)
		}
		return err
	})
	switch {
	case kernel.CodeOf(err) == kernel.NonTrovato:
		return web.Identity{}, nil
	case err != nil:
		return web.Identity{}, err
	case id.Session != 0:
		s.vedi(ctx, se, ora)
	case se.ChiusaIl.IsZero():
		s.scade(ctx, se, ora)
		id.Expired = se.PersonaID
	case se.riprendibile(ora):
		id.Expired = se.PersonaID
	}
	return id, nil
}

// vedi notes at most once a minute that the session is in use; a failure only
// shortens the session, so it must not fail the request.
func (s *Service) vedi(ctx context.Context, se Sessione, ora kernel.Instant) {
	if ora.Sub(se.VistaIl) < time.Minute {
		return
	}
	if err := s.DB.InTx(ctx, func(tx *db.Tx) error { return vediSessione(ctx, tx, se.ID, ora) }); err != nil {
		s.Log.WarnContext(ctx, "accesso: cannot note the session", "session", se.ID, "err", err)
	}
}

func (s *Service) scade(ctx context.Context, se Sessione, ora kernel.Instant) {
	reason := se.ScadutaIl(ora, s.durate())
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := chiudiSessione(ctx, tx, se.ID, se.PersonaID, reason)
		return err
	})
	if err != nil {
		s.Log.WarnContext(ctx, "accesso: cannot close the session", "session", se.ID, "err", err)
		return
	}
	s.Log.InfoContext(ctx, "accesso: session expired", "session", se.ID, "persona", se.PersonaID, "reason", string(reason))
}

// Esci closes the session with which the request was made.
func (s *Service) Esci(ctx context.Context, chi kernel.Actor, sessione int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		closed, err := chiudiSessione(ctx, tx, sessione, chi.Persona, Uscita)
		if err != nil || !closed {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "Esci", Oggetto: "sessione", OggettoID: sessione})
	})
}

// ChiudiSessione ends one of the actor's own sessions. Somebody else's is
// NonTrovato, one already closed a Conflitto.
func (s *Service) ChiudiSessione(ctx context.Context, chi kernel.Actor, sessione int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT id FROM sessioni WHERE id = $1 AND persona_id = $2`, sessione, chi.Persona)
		if err != nil {
			return err
		}
		closed, err := chiudiSessione(ctx, tx, n, chi.Persona, ChiusaDallaPersona)
		if err != nil {
			return err
		}
		if !closed {
			return kernel.E(kernel.Conflitto, "La sessione era già chiusa.")
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ChiudiSessione", Oggetto: "sessione", OggettoID: sessione})
	})
}

// ChiudiSessioniDi ends all the sessions of a person and counts them: the
// person's own, or somebody's by who manages people.
func (s *Service) ChiudiSessioniDi(ctx context.Context, chi kernel.Actor, persona int64) (n int64, err error) {
	motivo := ChiusaDallaPersona
	if persona != chi.Persona {
		motivo = ChiusaDaAltri
		if !GestiscePersone.Allows(chi) {
			return 0, db.ErrNotFound
		}
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := GetPersona(ctx, tx, persona); err != nil {
			return err
		}
		if n, err = chiudiSessioni(ctx, tx, persona, motivo); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ChiudiSessioni", Oggetto: "persona", OggettoID: persona,
			Dettagli: map[string]any{"chiuse": n}})
	})
	return n, err
}

// CambiaEmail changes the address where PAsS writes to the actor. The old
// address is told, so that a change by somebody else does not pass unseen; more
// than maxCambi in a day are TroppeVolte, since each one writes to an address
// that nobody has proven to own.
func (s *Service) CambiaEmail(ctx context.Context, chi kernel.Actor, email string) error {
	email = strings.TrimSpace(email)
	if !mail.ValidAddress(email) {
		return kernel.Invalid([]kernel.FieldError{{Field: "email", Message: emailErrata}})
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := GetPersona(ctx, tx, chi.Persona)
		if err != nil || p.Email == email {
			return err
		}
		if n, err := registro.Quanti(ctx, tx, "CambiaEmail", "persona", p.ID, tx.Now().Add(-24*time.Hour)); err != nil {
			return err
		} else if n >= maxCambi {
			return kernel.E(kernel.TroppeVolte, "L'indirizzo è già stato cambiato più volte nelle ultime 24 ore. Resta valido l'ultimo: si può cambiare di nuovo domani.")
		}
		old := p.Email
		p.Email = email
		if err := AggiornaPersona(ctx, tx, p); err != nil {
			return err
		}
		if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: "CambiaEmail", Oggetto: "persona", OggettoID: p.ID}); err != nil {
			return err
		}
		for _, to := range []string{old, email} {
			if to == "" {
				continue
			}
			if err := s.Mail.Send(ctx, tx, mail.Message{To: to, Subject: "Indirizzo e-mail cambiato",
				Text: []string{"L'indirizzo a cui PAsS scrive è stato cambiato.",
					"Chi non ha chiesto il cambio può controllare il proprio profilo e chiudere le sessioni aperte."},
				Link: s.Config.BaseURL() + "/accesso/profilo", Label: "Aprire il profilo"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TerminaMandato ends a mandate of that person at once, with a reason (field
// motivo); a role that chi may not end is Vietato. The last active
// amministratore cannot be removed: nobody could appoint another from the
// pages.
func (s *Service) TerminaMandato(ctx context.Context, chi kernel.Actor, persona, mandato int64, motivo string) error {
	if !GestiscePersone.Allows(chi) {
		return db.ErrNotFound
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := GetMandato(ctx, tx, mandato)
		if err != nil {
			return err
		}
		if m.PersonaID != persona {
			return db.ErrNotFound
		}
		if !PuoTerminare(chi, m.Ruolo) {
			return kernel.E(kernel.Vietato, "Gli incarichi di segreteria e di amministratore sono terminati da un amministratore.")
		}
		if m.Ruolo == kernel.Amministratore && m.Attivo(tx.Now().Day()) {
			// Two who end two different ones at the same moment must not both
			// count the other's: touching the rows makes the second one wait.
			if _, err := tx.Exec(ctx, `UPDATE mandati SET motivo = motivo WHERE ruolo = 'amministratore' AND revocato_il IS NULL`); err != nil {
				return err
			}
			admins, err := ConRuolo(ctx, tx, kernel.Amministratore, 0)
			if err != nil {
				return err
			}
			if len(admins) <= 1 {
				return kernel.E(kernel.Conflitto, "È l'unico amministratore: prima serve nominarne un altro.")
			}
		}
		return Revoca(ctx, tx, chi, mandato, motivo)
	})
}

// CreaAmministratore gives the amministratore role to the person with that
// codice fiscale, for "passd admin crea". The person is made if not known; one
// who already is amministratore keeps the mandate.
func (s *Service) CreaAmministratore(ctx context.Context, cf, nome, cognome, email string) (id int64, err error) {
	code, err := kernel.ParseCodiceFiscale(cf)
	if err != nil {
		return 0, kernel.Invalid([]kernel.FieldError{{Field: "codice_fiscale", Message: messaggio(err)}})
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := PersonaPerCF(ctx, tx, code)
		switch {
		case err == nil:
			id = p.ID
		case kernel.CodeOf(err) == kernel.NonTrovato:
			id, err = CreaPersona(ctx, tx, Persona{CodiceFiscale: code, Nome: strings.TrimSpace(nome), Cognome: strings.TrimSpace(cognome), Email: strings.TrimSpace(email)})
		}
		if err != nil {
			return err
		}
		a, err := ActorDi(ctx, tx, id)
		if err != nil || a.Has(kernel.Amministratore) {
			return err
		}
		_, err = Conferisci(ctx, tx, kernel.ActorSistema(), Mandato{PersonaID: id, Ruolo: kernel.Amministratore})
		return err
	})
	return id, err
}
