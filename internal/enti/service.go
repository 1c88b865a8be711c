package enti

import (
	"context"
	"log/slog"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// Deps is what the area needs; Log may be nil.
type Deps struct {
	DB      *db.DB
	Mail    *mail.Mailer
	Files   files.Store
	Config  config.Config
	Log     *slog.Logger
	Accesso *accesso.Service
}

// Service holds the use cases of the area.
type Service struct {
	db      *db.DB
	mail    *mail.Mailer
	files   files.Store
	config  config.Config
	log     *slog.Logger
	accesso *accesso.Service
}

// New makes the service.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Service{db: d.DB, mail: d.Mail, files: d.Files, config: d.Config, log: d.Log, accesso: d.Accesso}
}

// maxAperte bounds the adesioni that one person may keep open.
const maxAperte = 10

// Crea begins an adesione of the actor for a body, as a draft; any signed-in
// person may. One already open for the same body is given back. A body that
// ceased is a Conflitto.
func (s *Service) Crea(ctx context.Context, chi kernel.Actor, ente int64) (id int64, err error) {
	if chi.Persona == 0 {
		return 0, kernel.E(kernel.Vietato, "Per aderire occorre accedere con la propria identità digitale.")
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		e, err := attivo(ctx, tx, ente)
		if err != nil {
			return err
		}
		a, ok, err := aperta(ctx, tx, ente, chi.Persona)
		if err != nil || ok {
			id = a.ID
			return err
		}
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM adesioni a
			WHERE a.richiedente_id = $1 AND a.stato IN ('bozza','inviata','in_verifica','da_integrare')`, chi.Persona)
		if err != nil {
			return err
		}
		if n >= maxAperte {
			return kernel.E(kernel.Conflitto, "Ci sono già molte adesioni aperte a proprio nome. Completare o correggere quelle esistenti.")
		}
		if id, err = inserisciAdesione(ctx, tx, ente, chi.Persona); err != nil {
			if db.IsUnique(err) { // the same person, twice at once
				err = kernel.Wrap(kernel.Conflitto, "Per questo ente c'è già un'adesione aperta a proprio nome. Riprenderla dalla scrivania.", err)
			}
			return err
		}
		return annota(ctx, tx, chi, Adesione{ID: id, EnteID: ente, Stato: Bozza}, e, AttoAdesione{Atto: ActCrea, A: Bozza}, nil)
	})
	return id, err
}

// attivo reads a body that exists today; one that ceased is a Conflitto that
// names who took its place.
func attivo(ctx context.Context, tx *db.Tx, ente int64) (Ente, error) {
	e, err := Get(ctx, tx, ente)
	if err != nil || !e.Cessato(tx.Now().Day()) {
		return e, err
	}
	testo := e.NomeEsteso() + " non esiste più dal " + e.CessatoIl.InItaliano() + "."
	if erede, err := Get(ctx, tx, e.SuccessoreID); err == nil {
		testo += " Scegliere " + erede.NomeEsteso() + "."
	}
	return e, kernel.E(kernel.Conflitto, testo)
}

// annota writes an act into the timeline and into the audit trail.
func annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, a Adesione, e Ente, v AttoAdesione, dettagli map[string]any) error {
	v.AdesioneID, v.PersonaID, v.Nome = a.ID, chi.Persona, chi.Nome
	v.Ruolo = ruoloIn(a, chi)
	if err := scriviAtto(ctx, tx, v); err != nil {
		return err
	}
	if dettagli == nil {
		dettagli = map[string]any{}
	}
	dettagli["da"], dettagli["a"] = v.Da, v.A
	if v.Motivo != "" {
		dettagli["motivo"] = v.Motivo
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(v.Atto), Oggetto: "adesione", OggettoID: a.ID, Ente: e.ID, Dettagli: dettagli})
}

// ruoloIn is the role beside the name in the timeline: who asks is there as
// such, whatever else they are.
func ruoloIn(a Adesione, chi kernel.Actor) kernel.Ruolo {
	switch ParteDi(a, chi) {
	case ParteSegreteria:
		return kernel.Segreteria
	case ParteSistema:
		return kernel.Sistema
	}
	return kernel.LegaleRappresentante
}

// agisci is the one way in which an adesione changes: load, may they see it,
// is it still the version they saw, does the law allow it, effects of the act,
// store, timeline, audit, mail.
func (s *Service) agisci(ctx context.Context, chi kernel.Actor, id, versione int64, atto Atto, motivo string,
	effetti func(tx *db.Tx, a *Adesione, prima Adesione, e Ente) (dettagli map[string]any, err error)) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		a, e, err := caricata(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		prima := a
		if err := a.Agisci(atto, ParteDi(a, chi), motivo, tx.Now()); err != nil {
			return err
		}
		if versione != prima.Versione {
			return cambiata()
		}
		var dettagli map[string]any
		if effetti != nil {
			if dettagli, err = effetti(tx, &a, prima, e); err != nil {
				return err
			}
		}
		if a.EnteID != e.ID {
			if e, err = Get(ctx, tx, a.EnteID); err != nil {
				return err
			}
		}
		if a.Versione == prima.Versione {
			if err := salvaAdesione(ctx, tx, &a); err != nil {
				return err
			}
		}
		v := AttoAdesione{Atto: atto, Da: prima.Stato, A: a.Stato, Motivo: motivoDi(atto, a)}
		if atto == ActCaricaProtocollo {
			v.FileID = a.FileID
		}
		if err := annota(ctx, tx, chi, a, e, v, dettagli); err != nil {
			return err
		}
		return s.avvisa(ctx, tx, chi, atto, a, e)
	})
}

// motivoDi is the reason written with the act, for those that have one.
func motivoDi(atto Atto, a Adesione) string {
	if r := regolaDi(atto); r != nil && r.Motivo {
		return a.Motivo
	}
	return ""
}

// caricata reads an adesione and its body for somebody who may see it; for
// anybody else it does not exist.
func caricata(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (Adesione, Ente, error) {
	a, err := getAdesione(ctx, tx, id)
	if err != nil {
		return a, Ente{}, err
	}
	if !PuoVedere(a, chi) {
		return Adesione{}, Ente{}, db.ErrNotFound
	}
	e, err := Get(ctx, tx, a.EnteID)
	return a, e, err
}
