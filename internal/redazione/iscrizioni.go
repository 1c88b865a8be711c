package redazione

import (
	"context"
	"encoding/json"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// Iscrizione is what somebody follows by e-mail.
type Iscrizione struct {
	ID           int64
	Email        string
	Oggetto      Oggetto
	ChiestaIl    kernel.Instant
	ConfermataIl kernel.Instant // zero until the person opened the link of the message
	AvvisataIl   kernel.Instant // of the last notice
	visto        string         // what they were last told, JSON
}

// visto is what a follower was last told.
type visto struct {
	Cifre []Cifra        `json:"cifre,omitempty"`
	Fino  kernel.Instant `json:"fino,omitzero"` // news published up to then
}

// What others may cause an address to be written in a day: nobody fills the
// mailbox of another.
const (
	massimoConferme          = 3  // by one subscription
	massimoConfermeIndirizzo = 12 // by all the subscriptions of the address that wait for its word
)

// Cerca tells what may be followed under that name; NonTrovato when there is no
// such thing.
func (s *Service) Cerca(ctx context.Context, o Oggetto) (Seguito, error) {
	f, err := s.leggiFonte(ctx)
	if err != nil {
		return Seguito{}, err
	}
	x, ok := f.trova(o)
	if !ok {
		return x, db.ErrNotFound
	}
	return x, nil
}

// Seguibili lists what may be chosen from a list: news, region, provinces and
// procedures. Bodies are too many: one comes from their page.
func (s *Service) Seguibili(ctx context.Context) (out []Seguito, err error) {
	f, err := s.leggiFonte(ctx)
	if err != nil {
		return nil, err
	}
	os := []Oggetto{SegueNotizie, SegueRegione}
	for _, p := range f.vista.Attivita.Province {
		os = append(os, Oggetto("province/"+p.Sigla))
	}
	for _, p := range f.vista.Catalogo.Procedimenti {
		os = append(os, Oggetto("procedimenti/"+p.Codice))
	}
	for _, o := range os {
		if x, ok := f.trova(o); ok {
			out = append(out, x)
		}
	}
	return out, nil
}

// ChiediIscrizione sends a message with the link that confirms. It answers the
// same whether the address already follows or not; da is the network address of
// who asks, which is never stored.
func (s *Service) ChiediIscrizione(ctx context.Context, o Oggetto, email, da string) (Seguito, error) {
	var es []kernel.FieldError
	x, err := s.Cerca(ctx, o)
	switch {
	case kernel.CodeOf(err) == kernel.NonTrovato:
		es = append(es, kernel.FieldError{Field: "oggetto", Message: "Scegliere che cosa seguire."})
	case err != nil:
		return x, err
	}
	if !mail.ValidAddress(email) {
		es = append(es, kernel.FieldError{Field: "email", Message: "Scrivere un indirizzo e-mail completo, per esempio nome@esempio.it."})
	}
	if err := kernel.Invalid(es); err != nil {
		return x, err
	}
	if !s.freno.passa("segui", da, s.db.Now()) {
		return x, troppi()
	}
	return x, s.db.InTx(ctx, func(tx *db.Tx) error {
		i, err := iscrizionePer(ctx, tx, strings.ToLower(email), x.Oggetto)
		if err != nil {
			return err
		}
		n, tutti, err := gettoniDaIeri(ctx, tx, i)
		if err != nil || n >= massimoConferme || tutti >= massimoConfermeIndirizzo {
			return err
		}
		scopo := "conferma"
		if !i.ConfermataIl.IsZero() {
			scopo = "gestione"
		}
		token, err := nuovoGettone(ctx, tx, i.ID, scopo)
		if err != nil {
			return err
		}
		return s.mail.Send(ctx, tx, s.messaggioIscrizione(i, x, token))
	})
}

func (s *Service) messaggioIscrizione(i Iscrizione, x Seguito, token string) mail.Message {
	base := s.config.BaseURL()
	if !i.ConfermataIl.IsZero() {
		return mail.Message{To: i.Email, Subject: "Iscrizione già attiva: " + x.Nome, Text: []string{"Questo indirizzo segue già «" + x.Nome + "»: non occorre altro."},
			Link: base + "/segui/iscrizione/" + token, Label: "Gestire le iscrizioni"}
	}
	return mail.Message{To: i.Email, Subject: "Confermare l'iscrizione: " + x.Nome,
		Text: []string{"Qualcuno, forse chi legge, ha chiesto di seguire «" + x.Nome + "» con questo indirizzo.",
			"Per ricevere gli avvisi aprire il collegamento entro 7 giorni di calendario. Chi non ha chiesto nulla può ignorare il messaggio: non ne arriveranno altri."},
		Link: base + "/segui/conferma/" + token, Label: "Confermare l'iscrizione"}
}

// DaConfermare tells what a link of confirmation is for; NonTrovato when it is
// of no use any more.
func (s *Service) DaConfermare(ctx context.Context, token string) (x Seguito, err error) {
	var i Iscrizione
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		i, err = iscrizioneDelGettone(ctx, tx, token, "conferma")
		return err
	})
	if err != nil {
		return x, linkScaduto(err)
	}
	return s.Cerca(ctx, i.Oggetto)
}

func linkScaduto(err error) error {
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return kernel.E(kernel.NonTrovato, "Il collegamento non vale più: è già stato usato, oppure sono passati troppi giorni. Si può chiedere di nuovo l'iscrizione.")
	}
	return err
}

// ConfermaIscrizione begins the notices: from what is published now on.
func (s *Service) ConfermaIscrizione(ctx context.Context, token string) (x Seguito, err error) {
	f, err := s.leggiFonte(ctx)
	if err != nil {
		return x, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		i, err := iscrizioneDelGettone(ctx, tx, token, "conferma")
		if err != nil {
			return linkScaduto(err)
		}
		x, _ = f.trova(i.Oggetto)
		if err := dimenticaGettoni(ctx, tx, i.ID, "conferma"); err != nil {
			return err
		}
		v, err := json.Marshal(visto{Cifre: f.cifre(i.Oggetto), Fino: tx.Now()})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE redazione_iscrizioni SET confermata_il = $1, visto = $2, controllata = $3 WHERE id = $4`, tx.Now(), string(v), tx.Now().Day(), i.ID)
		return err
	})
	return x, err
}

// Iscrizioni lists everything that the address of a link follows.
func (s *Service) Iscrizioni(ctx context.Context, token string) (email string, out []Iscrizione, nomi map[Oggetto]Seguito, err error) {
	f, err := s.leggiFonte(ctx)
	if err != nil {
		return "", nil, nil, err
	}
	nomi = map[Oggetto]Seguito{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		i, err := iscrizioneDelGettone(ctx, tx, token, "gestione")
		if err != nil {
			return linkScaduto(err)
		}
		email = i.Email
		out, err = iscrizioniDi(ctx, tx, i.Email)
		return err
	})
	for _, i := range out {
		x, ok := f.trova(i.Oggetto)
		if !ok {
			x = Seguito{Oggetto: i.Oggetto, Nome: string(i.Oggetto)}
		}
		nomi[i.Oggetto] = x
	}
	return email, out, nomi, err
}

// Disiscrivi ends the notices of the subscription of the link; of another one
// of the same address when altra is its id; of all of them when tutte. What was
// stored of it is deleted. A link that is of no use any more is no error: the
// notices have ended already.
func (s *Service) Disiscrivi(ctx context.Context, token string, altra int64, tutte bool) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		i, err := iscrizioneDelGettone(ctx, tx, token, "gestione")
		if kernel.CodeOf(err) == kernel.NonTrovato {
			return nil
		}
		if err != nil {
			return err
		}
		tolte := []int64{i.ID}
		if tutte || altra != 0 {
			tolte = nil
			tra, err := iscrizioniDi(ctx, tx, i.Email)
			if err != nil {
				return err
			}
			for _, x := range tra {
				if tutte || x.ID == altra {
					tolte = append(tolte, x.ID)
				}
			}
		}
		for _, id := range tolte {
			if err := togliIscrizione(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}
