package redazione

import (
	"context"
	"log/slog"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/pubblico"
	"pass/internal/redazione/testo"
	"pass/internal/registro"
)

// Deps is what the area needs; Log may be nil.
type Deps struct {
	DB     *db.DB
	Mail   *mail.Mailer
	Jobs   *jobs.Queue
	Files  files.Store
	Config config.Config
	Log    *slog.Logger
}

// Service holds the use cases of the area.
type Service struct {
	db      *db.DB
	mail    *mail.Mailer
	jobs    *jobs.Queue
	files   files.Store
	config  config.Config
	log     *slog.Logger
	lettore *pubblico.Lettore
	chiave  cassaforte
	freno   freno
}

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	s := &Service{db: d.DB, mail: d.Mail, jobs: d.Jobs, files: d.Files, config: d.Config, log: d.Log, lettore: pubblico.NewLettore(d.DB)}
	s.lavori()
	return s
}

// annota writes an act on a content into the audit trail.
func annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto Atto, c Contenuto, dettagli map[string]any) error {
	if dettagli == nil {
		dettagli = map[string]any{}
	}
	dettagli["tipo"], dettagli["slug"], dettagli["versione"], dettagli["stato"] = c.Tipo, c.Slug, c.Versione, c.Stato
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(atto), Oggetto: "contenuto", OggettoID: c.ID, Dettagli: dettagli})
}

// Crea begins a content with its title, as a draft whose first version has
// nothing else.
func (s *Service) Crea(ctx context.Context, chi kernel.Actor, tipo Tipo, titolo string) (id int64, err error) {
	if err := permesso(Scrive, chi); err != nil {
		return 0, err
	}
	t := Testo{Titolo: titolo}
	es := t.Controlla(tipo)
	if tipo != Notizia && tipo != Evento && tipo != Pagina {
		es = append([]kernel.FieldError{{Field: "tipo", Message: "Scegliere che cosa scrivere."}}, es...)
	}
	if err := kernel.Invalid(es); err != nil {
		return 0, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		c := Contenuto{Tipo: tipo, Stato: Bozza, Versione: 1, CommentiAperti: tipo == Notizia, AutoreID: chi.Persona, Autore: chi.Nome}
		if c.Slug, err = slugLibero(ctx, tx, tipo, Slug(titolo)); err != nil {
			return err
		}
		if err := inserisciContenuto(ctx, tx, &c); err != nil {
			return err
		}
		id = c.ID
		if err := scriviSlug(ctx, tx, c); err != nil {
			return err
		}
		if err := scriviVersione(ctx, tx, Versione{ContenutoID: c.ID, N: 1, Testo: t, PersonaID: chi.Persona, Nome: chi.Nome}); err != nil {
			return err
		}
		return annota(ctx, tx, chi, ActCrea, c, nil)
	})
	return id, err
}

// slugLibero is the slug, with a number when another content has, or had, it.
func slugLibero(ctx context.Context, tx *db.Tx, tipo Tipo, slug string) (string, error) {
	for n := 1; ; n++ {
		prova := numerato(slug, n)
		_, err := slugDi(ctx, tx, tipo, prova)
		if kernel.CodeOf(err) == kernel.NonTrovato {
			return prova, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// Salva saves a new version, written on the version base. When somebody saved
// another one meanwhile it is a Conflitto that says who, and nothing is
// written: what was typed stays with the page, which may save again on the new
// base. An unchanged text saves nothing.
func (s *Service) Salva(ctx context.Context, chi kernel.Actor, id, base int64, t Testo, nota string) (versione int64, err error) {
	err = s.agisci(ctx, chi, id, ActSalva, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		if err := kernel.Invalid(c.controlla(t)); err != nil {
			return nil, err
		}
		ultima, err := getVersione(ctx, tx, id, c.Versione)
		if err != nil {
			return nil, err
		}
		if base != c.Versione {
			return nil, kernel.E(kernel.Conflitto, ultima.Nome+" ha salvato la versione "+kernel.Numero(c.Versione)+" il "+ultima.Il.InItaliano()+
				", mentre questa pagina era aperta. Quello che è scritto qui è intatto: confrontare le due versioni e salvare di nuovo.")
		}
		if err := dimenticaBozza(ctx, tx, id, chi.Persona); err != nil {
			return nil, err
		}
		if ultima.Testo == t {
			return nil, errInvariato
		}
		c.Versione++
		versione = c.Versione
		return map[string]any{"nota": nota}, scriviVersione(ctx, tx, Versione{ContenutoID: id, N: c.Versione, Testo: t, Nota: nota, PersonaID: chi.Persona, Nome: chi.Nome})
	})
	return versione, err
}

// errInvariato ends an act that found nothing to change; what it wrote so far
// is kept, and there is no entry in the audit trail.
var errInvariato = kernel.E(kernel.Conflitto, "Nessuna modifica da salvare.")

// agisci is the one way in which a content changes: load, may they, act, store,
// audit, snapshot.
func (s *Service) agisci(ctx context.Context, chi kernel.Actor, id int64, atto Atto, fn func(tx *db.Tx, c *Contenuto) (map[string]any, error)) error {
	if err := permesso(atto.permesso(), chi); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error { return agisciIn(ctx, tx, chi, id, atto, fn) })
}

func agisciIn(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64, atto Atto, fn func(tx *db.Tx, c *Contenuto) (map[string]any, error)) error {
	c, err := getContenuto(ctx, tx, id)
	if err != nil {
		return err
	}
	prima := c
	dettagli, err := fn(tx, &c)
	if err == errInvariato { //nolint:errorlint // the very value
		return nil
	}
	if err != nil {
		return err
	}
	if err := salvaContenuto(ctx, tx, &c, prima); err != nil {
		return err
	}
	if err := annota(ctx, tx, chi, atto, c, dettagli); err != nil {
		return err
	}
	if prima.Pubblico() || c.Pubblico() {
		return pubblicaIstantanea(ctx, tx)
	}
	return nil
}

// Pubblica shows the latest version to the public. versione is the one that
// the actor saw; fields that lack are an Invalid.
func (s *Service) Pubblica(ctx context.Context, chi kernel.Actor, id, versione int64) error {
	return s.agisci(ctx, chi, id, ActPubblica, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		if err := s.pronto(ctx, tx, *c, versione); err != nil {
			return nil, err
		}
		return nil, c.Pubblica(tx.Now())
	})
}

// pronto refuses to publish a version that lacks something, or that is not the
// one that the actor saw.
func (s *Service) pronto(ctx context.Context, tx *db.Tx, c Contenuto, versione int64) error {
	if versione != c.Versione {
		return kernel.E(kernel.Conflitto, "Il contenuto è cambiato mentre la pagina era aperta. Nessun dato è stato perso: ricaricare la pagina e controllare.")
	}
	v, err := getVersione(ctx, tx, c.ID, c.Versione)
	if err != nil {
		return err
	}
	if es := v.Pubblicabile(c.Tipo); len(es) > 0 {
		return kernel.E(kernel.Conflitto, "Il contenuto non si può ancora pubblicare. "+es[0].Message)
	}
	return nil
}

// Programma makes the content go out at an instant to come.
func (s *Service) Programma(ctx context.Context, chi kernel.Actor, id, versione int64, il kernel.Instant) error {
	return s.agisci(ctx, chi, id, ActProgramma, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		if err := s.pronto(ctx, tx, *c, versione); err != nil {
			return nil, err
		}
		if err := c.Programma(il, tx.Now()); err != nil {
			return nil, err
		}
		return map[string]any{"il": il}, s.jobs.Enqueue(ctx, tx, pubblicaArgs{Il: il}, jobs.At(il.Time()))
	})
}

// AnnullaProgrammazione takes a scheduled content back among the drafts.
func (s *Service) AnnullaProgrammazione(ctx context.Context, chi kernel.Actor, id int64) error {
	return s.agisci(ctx, chi, id, ActAnnullaProgrammazione, func(_ *db.Tx, c *Contenuto) (map[string]any, error) {
		return nil, c.AnnullaProgrammazione()
	})
}

// Ritira takes a content away from the public, with the reason.
func (s *Service) Ritira(ctx context.Context, chi kernel.Actor, id int64, motivo string) error {
	return s.agisci(ctx, chi, id, ActRitira, func(_ *db.Tx, c *Contenuto) (map[string]any, error) {
		return map[string]any{"motivo": motivo}, c.Ritira(motivo)
	})
}

// ApriCommenti lets the public comment on a notizia; ChiudiCommenti ends that,
// and what is public stays.
func (s *Service) ApriCommenti(ctx context.Context, chi kernel.Actor, id int64) error {
	return s.commenti(ctx, chi, id, ActApriCommenti, true)
}

// ChiudiCommenti ends the comments on a notizia.
func (s *Service) ChiudiCommenti(ctx context.Context, chi kernel.Actor, id int64) error {
	return s.commenti(ctx, chi, id, ActChiudiCommenti, false)
}

func (s *Service) commenti(ctx context.Context, chi kernel.Actor, id int64, atto Atto, aperti bool) error {
	return s.agisci(ctx, chi, id, atto, func(_ *db.Tx, c *Contenuto) (map[string]any, error) {
		if c.Tipo != Notizia {
			return nil, kernel.E(kernel.Conflitto, "Solo le notizie hanno commenti. Nessun dato è cambiato.")
		}
		if c.CommentiAperti == aperti {
			return nil, errInvariato
		}
		c.CommentiAperti = aperti
		return nil, nil
	})
}

// CambiaIndirizzo gives the content another slug; the former one leads to it
// for ever. A slug that another content has, or had, is refused.
func (s *Service) CambiaIndirizzo(ctx context.Context, chi kernel.Actor, id int64, slug string) error {
	if !SlugValido(slug) {
		return kernel.Invalid([]kernel.FieldError{{Field: "slug", Message: "Usare solo lettere minuscole senza accento, cifre e trattini."}})
	}
	return s.agisci(ctx, chi, id, ActCambiaIndirizzo, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		if c.Slug == slug {
			return nil, errInvariato
		}
		di, err := slugDi(ctx, tx, c.Tipo, slug)
		prima := c.Slug
		c.Slug = slug
		switch {
		case kernel.CodeOf(err) == kernel.NonTrovato:
			err = scriviSlug(ctx, tx, *c)
		case err == nil && di != c.ID:
			err = kernel.Invalid([]kernel.FieldError{{Field: "slug", Message: "Questo indirizzo è già di un altro contenuto: sceglierne uno diverso."}})
		}
		return map[string]any{"prima": prima}, err
	})
}

// RipristinaVersione saves an old version again, as the latest one.
func (s *Service) RipristinaVersione(ctx context.Context, chi kernel.Actor, id, n, versione int64) error {
	return s.agisci(ctx, chi, id, ActRipristinaVersione, func(tx *db.Tx, c *Contenuto) (map[string]any, error) {
		if versione != c.Versione {
			return nil, kernel.E(kernel.Conflitto, "Il contenuto è cambiato mentre la pagina era aperta. Nessun dato è stato perso: ricaricare la pagina e controllare.")
		}
		v, err := getVersione(ctx, tx, id, n)
		if err != nil {
			return nil, err
		}
		if n == c.Versione {
			return nil, errInvariato
		}
		if es := c.controlla(v.Testo); len(es) > 0 {
			return nil, kernel.E(kernel.Conflitto, "La versione non si può ripristinare in un contenuto programmato. "+es[0].Message)
		}
		c.Versione++
		return map[string]any{"ripristina": n}, scriviVersione(ctx, tx, Versione{ContenutoID: id, N: c.Versione, Testo: v.Testo,
			Nota: "Ripristino della versione " + kernel.Numero(n), PersonaID: chi.Persona, Nome: chi.Nome})
	})
}

// SalvaBozza keeps what the actor is typing, apart from the versions; it is
// offered back until it is saved or thrown away.
func (s *Service) SalvaBozza(ctx context.Context, chi kernel.Actor, id, base int64, t Testo) error {
	if err := permesso(Scrive, chi); err != nil {
		return err
	}
	if len(t.Corpo) > 4*MassimoCorpo || len(t.Titolo) > 4*MassimoTitolo || len(t.Sommario) > 4*MassimoSommario {
		return kernel.E(kernel.NonValido, "Il testo è troppo lungo per essere tenuto come bozza.")
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := getContenuto(ctx, tx, id); err != nil {
			return err
		}
		return scriviBozza(ctx, tx, id, chi.Persona, base, t)
	})
}

// ScartaBozza throws away what the actor was typing.
func (s *Service) ScartaBozza(ctx context.Context, chi kernel.Actor, id int64) error {
	if err := permesso(Scrive, chi); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error { return dimenticaBozza(ctx, tx, id, chi.Persona) })
}

// pubblicaIstantanea publishes what the public may read, for the home page and
// the map of the site.
func pubblicaIstantanea(ctx context.Context, tx *db.Tx) error {
	righe, err := pubblici(ctx, tx)
	if err != nil {
		return err
	}
	n := pubblico.Notizie{Voci: []pubblico.NotiziaBreve{}}
	for _, r := range righe {
		v := pubblico.NotiziaBreve{Tipo: string(r.Tipo), Titolo: r.Testo.Titolo, Sommario: r.Testo.Sommario, URL: r.URL(), Giorno: r.PubblicataIl.Day(), ModificataIl: r.ModificataIl}
		if r.Tipo == Evento {
			v.Giorno = r.Testo.InizioIl.Day()
		}
		n.Voci = append(n.Voci, v)
	}
	return pubblico.Pubblica(ctx, tx, pubblico.ChiaveNotizie, n, "Redazione di PAsS")
}

// Rendi makes the page of a text: its Markdown with the images and documents of
// the content.
func Rendi(corpo string, allegati []Allegato) string {
	m := map[int64]testo.Allegato{}
	for _, a := range allegati {
		m[a.ID] = testo.Allegato{URL: a.URL(), Descrizione: a.Descrizione, Immagine: a.Immagine}
	}
	return testo.Rendi(corpo, m)
}
