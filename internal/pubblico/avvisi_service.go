package pubblico

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/platform/web"
)

// GestisceAvvisi is the permission to decide which programs are told.
var GestisceAvvisi = web.Permission{Name: "pubblico.avvisi", Roles: []kernel.Ruolo{kernel.Amministratore}}

// Avvisi tells other programs what was published.
type Avvisi struct {
	DB   *db.DB
	Jobs *jobs.Queue
	Mail *mail.Mailer
	Log  *slog.Logger
	Base string // public address of the service
	// Interni allows addresses of this machine and without encryption: in a
	// demonstration and in tests.
	Interni bool
	// Annota writes the act into the audit trail, which lies to the right of
	// this area, in the transaction of the act.
	Annota func(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto string, destinazione int64, dettagli map[string]string) error

	client *http.Client
}

type consegneArgs struct{}

// Kind implements jobs.Args.
func (consegneArgs) Kind() string { return "pubblico.consegne" }

type pulisciArgs struct{}

// Kind implements jobs.Args.
func (pulisciArgs) Kind() string { return "pubblico.consegne_vecchie" }

// Registra registers the job that delivers.
func (a *Avvisi) Registra() {
	a.client = cliente(a.Interni)
	jobs.Handle(a.Jobs, func(ctx context.Context, _ consegneArgs) error { return a.Consegna(ctx) })
	a.Jobs.Every(15*time.Second, true, consegneArgs{})
	jobs.Handle(a.Jobs, func(ctx context.Context, _ pulisciArgs) error { return a.Pulizia(ctx) })
	a.Jobs.Every(24*time.Hour, true, pulisciArgs{})
}

// perGiro is how many messages one run of the job sends.
const perGiro = 50

// Consegna sends the messages whose time has come.
func (a *Avvisi) Consegna(ctx context.Context) error {
	var due []attesa
	if err := a.DB.Read(ctx, func(tx *db.Tx) (err error) { due, err = daConsegnare(ctx, tx, perGiro); return err }); err != nil {
		return err
	}
	// A program that does not answer makes only itself wait.
	silent := map[int64]bool{}
	for _, x := range due {
		if silent[x.destinazione] {
			continue
		}
		riuscita, err := a.consegnaUna(ctx, x.consegna)
		if err != nil {
			return err
		}
		silent[x.destinazione] = !riuscita
	}
	return nil
}

// Pulizia forgets the messages of more than EtaConsegne.
func (a *Avvisi) Pulizia(ctx context.Context) error {
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM pubblico_consegne WHERE stato <> 'attesa' AND creata_il < $1`, tx.Now().Add(-EtaConsegne))
		return err
	})
}

// EtaConsegne is for how long the log keeps a message.
const EtaConsegne = 90 * 24 * time.Hour

// consegnaUna takes a message, sends it outside of any transaction and writes
// how it went. A node that dies in between leaves it to another, after the
// lease: the receiver knows a message that comes twice by its id.
func (a *Avvisi) consegnaUna(ctx context.Context, id int64) (riuscita bool, err error) {
	var w lavoro
	var mine bool
	var ora kernel.Instant
	if err := a.DB.InTx(ctx, func(tx *db.Tx) (err error) { ora = tx.Now(); w, mine, err = prendi(ctx, tx, id); return err }); err != nil || !mine {
		return true, err
	}
	esito, riuscita := spedisci(ctx, a.client, w, ora)
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if !riuscita {
		a.Log.WarnContext(ctx, "webhook failed", "destinazione", w.destinazione.ID, "tentativo", w.Tentativi, "esito", esito)
	}
	return riuscita, a.DB.InTx(ctx, func(tx *db.Tx) error {
		sospesa, err := annotaEsito(ctx, tx, w, esito, riuscita)
		if err != nil || !sospesa {
			return err
		}
		if err := a.Annota(ctx, tx, kernel.ActorSistema(), "SospendiAvvisi", w.destinazione.ID, map[string]string{"motivo": "consegne fallite"}); err != nil {
			return err
		}
		return a.Mail.Send(ctx, tx, mail.Message{To: w.destinazione.Email, Subject: "Gli avvisi automatici sono sospesi", Link: a.Base + "/amministrazione/webhook", Label: "Gli avvisi automatici",
			Text: []string{fmt.Sprintf("Gli avvisi a «%s» non arrivano da %d giorni di 24 ore: PAsS ha smesso di inviarli.", w.destinazione.Descrizione, GiorniDiErrori),
				"Quando il programma è di nuovo raggiungibile, un amministratore può riattivarli. Gli avvisi di questi giorni non saranno ripetuti: i dati sono tutti nelle pagine pubbliche."}})
	})
}

// RegistraDestinazione adds a Destinazione and gives its secret, which is
// never shown again.
func (a *Avvisi) RegistraDestinazione(ctx context.Context, chi kernel.Actor, d Destinazione) (id int64, segreto string, err error) {
	if !GestisceAvvisi.Allows(chi) {
		return 0, "", vietatoAChi()
	}
	if err := d.Valida(a.Interni); err != nil {
		return 0, "", err
	}
	segreto, err = nuovoSegreto()
	if err != nil {
		return 0, "", err
	}
	return id, segreto, a.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		same, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM pubblico_destinazioni WHERE indirizzo = $1`, d.Indirizzo)
		if err != nil {
			return err
		}
		if same > 0 {
			return kernel.Invalid([]kernel.FieldError{{Field: "indirizzo", Message: "Questo indirizzo riceve già gli avvisi."}})
		}
		id, err = db.One(ctx, tx, db.Scalar[int64], `INSERT INTO pubblico_destinazioni (indirizzo, descrizione, email, eventi, segreto, stato, creata_il, creata_da)
			VALUES ($1, $2, $3, $4, $5, 'attiva', $6, $7) RETURNING id`, d.Indirizzo, d.Descrizione, d.Email, testoEventi(d.Eventi), segreto, tx.Now(), chi.Persona)
		if err != nil {
			return err
		}
		return a.Annota(ctx, tx, chi, "RegistraDestinazione", id, map[string]string{"indirizzo": d.Indirizzo, "eventi": testoEventi(d.Eventi)})
	})
}

func nuovoSegreto() (string, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return "", fmt.Errorf("pubblico: no randomness: %w", err)
	}
	return prefissoSegreto + base64.StdEncoding.EncodeToString(raw), nil
}

func vietatoAChi() error {
	return kernel.E(kernel.Vietato, "Gli avvisi automatici sono gestiti dagli amministratori.")
}

// atto runs an act of an administrator on a Destinazione.
func (a *Avvisi) atto(ctx context.Context, chi kernel.Actor, nome string, id int64, fn func(*db.Tx, Destinazione) error) error {
	if !GestisceAvvisi.Allows(chi) {
		return vietatoAChi()
	}
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		d, err := DestinazioneDi(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := fn(tx, d); err != nil {
			return err
		}
		return a.Annota(ctx, tx, chi, nome, id, map[string]string{"indirizzo": d.Indirizzo})
	})
}

// SospendiAvvisi stops the messages to a Destinazione.
func (a *Avvisi) SospendiAvvisi(ctx context.Context, chi kernel.Actor, id int64) error {
	return a.atto(ctx, chi, "SospendiAvvisi", id, func(tx *db.Tx, d Destinazione) error {
		if d.Stato == DestinazioneSospesa {
			return kernel.E(kernel.Conflitto, "Gli avvisi a questo programma sono già sospesi.")
		}
		if _, err := tx.Exec(ctx, `UPDATE pubblico_destinazioni SET stato = 'sospesa', sospesa_il = $2 WHERE id = $1`, id, tx.Now()); err != nil {
			return err
		}
		return fermaConsegne(ctx, tx, id)
	})
}

// RiattivaAvvisi starts them again, from what is published next.
func (a *Avvisi) RiattivaAvvisi(ctx context.Context, chi kernel.Actor, id int64) error {
	return a.atto(ctx, chi, "RiattivaAvvisi", id, func(tx *db.Tx, d Destinazione) error {
		if d.Stato == DestinazioneAttiva {
			return kernel.E(kernel.Conflitto, "Gli avvisi a questo programma sono già attivi.")
		}
		_, err := tx.Exec(ctx, `UPDATE pubblico_destinazioni SET stato = 'attiva', sospesa_il = NULL, errori_dal = NULL WHERE id = $1`, id)
		return err
	})
}

// TogliDestinazione forgets a Destinazione with its messages.
func (a *Avvisi) TogliDestinazione(ctx context.Context, chi kernel.Actor, id int64) error {
	return a.atto(ctx, chi, "TogliDestinazione", id, func(tx *db.Tx, _ Destinazione) error {
		_, err := tx.Exec(ctx, `DELETE FROM pubblico_destinazioni WHERE id = $1`, id)
		return err
	})
}

// ProvaAvvisi sends a message at once and says how it went.
func (a *Avvisi) ProvaAvvisi(ctx context.Context, chi kernel.Actor, id int64) (esito Consegna, err error) {
	var consegna int64
	err = a.atto(ctx, chi, "ProvaAvvisi", id, func(tx *db.Tx, _ Destinazione) (err error) {
		consegna, err = nuovaConsegna(ctx, tx, id, Prova, fmt.Sprintf(`{"type":"prova","timestamp":%q,"data":{"messaggio":"Questa è una prova di PAsS."}}`, tx.Now()))
		return err
	})
	if err == nil {
		_, err = a.consegnaUna(ctx, consegna)
	}
	if err != nil {
		return esito, err
	}
	return esito, a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		esito, err = db.One(ctx, tx, scanConsegna, `SELECT `+colonneConsegna+` FROM pubblico_consegne WHERE id = $1`, consegna)
		return err
	})
}

// Quadro reads what an administrator sees: a Destinazione and its messages.
func (a *Avvisi) Quadro(ctx context.Context, chi kernel.Actor, id int64) (d Destinazione, cs []Consegna, err error) {
	if !GestisceAvvisi.Allows(chi) {
		return d, nil, vietatoAChi()
	}
	return d, cs, a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = DestinazioneDi(ctx, tx, id); err == nil {
			cs, err = Consegne(ctx, tx, id, 50)
		}
		return err
	})
}

// Elenco lists the Destinazioni for an administrator.
func (a *Avvisi) Elenco(ctx context.Context, chi kernel.Actor) (out []Destinazione, err error) {
	if !GestisceAvvisi.Allows(chi) {
		return nil, vietatoAChi()
	}
	return out, a.DB.Read(ctx, func(tx *db.Tx) (err error) { out, err = Destinazioni(ctx, tx); return err })
}
