package accesso

import (
	"context"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// Invita writes an invitation and mails its link; descrizione completes "come
// …": "delegato del Comune di Lodi". An open invitation for the same address,
// role and scope is revoked: only the last link works. What is wrong with the
// input is NonValido (field email and those of Mandato.Validate); a role that
// chi may not offer is Vietato.
func (s *Service) Invita(ctx context.Context, tx *db.Tx, chi kernel.Actor, i Invito, descrizione string) (int64, error) {
	i.Email, i.Descrizione, i.Da = strings.TrimSpace(i.Email), strings.TrimSpace(descrizione), chi.Persona
	if err := i.Validate(tx.Now().Day()); err != nil {
		return 0, err
	}
	if !PuoInvitare(chi, i) {
		return 0, kernel.E(kernel.Vietato, "Non è possibile offrire questo ruolo.")
	}
	if err := troppi(ctx, tx, i); err != nil {
		return 0, err
	}
	if err := s.sostituisci(ctx, tx, chi, i); err != nil {
		return 0, err
	}
	token := nuovoToken()
	i.ScadeIl = tx.Now().Add(DurataInvito)
	id, err := scriviInvito(ctx, tx, i, token)
	if err != nil {
		return 0, err
	}
	if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: "Invita", Oggetto: "invito", OggettoID: id, Ente: i.EnteID,
		Dettagli: map[string]any{"ruolo": i.Ruolo, "task_force": i.TaskForceID, "al": i.Al}}); err != nil {
		return 0, err
	}
	return id, s.Mail.Send(ctx, tx, mail.Message{
		To:      i.Email,
		Subject: "Invito a PAsS: " + i.Descrizione,
		Text: []string{
			chi.Nome + " invita a usare PAsS come " + i.Descrizione + ".",
			"L'invito vale fino al " + i.ScadeIl.Day().InItaliano() + " e si usa una volta sola. Per accettarlo si accede con SPID, CIE o CNS.",
			"Chi non aspettava questo messaggio può ignorarlo: finché l'invito non è accettato non succede nulla.",
		},
		Link: s.Config.BaseURL() + "/accesso/inviti/" + token, Label: "Leggere e accettare l'invito",
		Thread: "invito-" + impronta(token)[:12],
	})
}

// troppi refuses invitations of delegates that are more than a body can need in
// a day: each one is a message to an address that anybody may type.
func troppi(ctx context.Context, tx *db.Tx, i Invito) error {
	if i.Ruolo != kernel.Delegato {
		return nil
	}
	n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM inviti WHERE da_id = $1 AND creato_il > $2`, i.Da, tx.Now().Add(-24*time.Hour))
	if err == nil && n >= maxInviti {
		err = kernel.E(kernel.TroppeVolte, "Sono già stati spediti molti inviti nelle ultime 24 ore: quelli restano validi. I prossimi si possono spedire domani.")
	}
	return err
}

// Validate checks the invitation; besides the fields of Mandato.Validate,
// email and codice_fiscale.
func (i Invito) Validate(oggi kernel.Day) error {
	var fields []kernel.FieldError
	if !mail.ValidAddress(i.Email) {
		fields = append(fields, kernel.FieldError{Field: "email", Message: emailErrata})
	}
	if i.CodiceFiscale != "" {
		if _, err := kernel.ParseCodiceFiscale(string(i.CodiceFiscale)); err != nil {
			fields = append(fields, kernel.FieldError{Field: "codice_fiscale", Message: messaggio(err)})
		}
	}
	m := i.Mandato(0)
	fields = append(fields, kernel.FieldsOf(m.Validate())...)
	if m.Scaduto(oggi) {
		fields = append(fields, kernel.FieldError{Field: "al", Message: "La fine dell'incarico è già passata: scegliere una data futura."})
	}
	return kernel.Invalid(fields)
}

func (s *Service) sostituisci(ctx context.Context, tx *db.Tx, chi kernel.Actor, i Invito) error {
	old, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT id FROM inviti WHERE email = $1 AND ruolo = $2 AND ente_id = $3 AND task_force_id = $4
		AND accettato_il IS NULL AND revocato_il IS NULL`, i.Email, string(i.Ruolo), i.EnteID, i.TaskForceID)
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := revocaInvito(ctx, tx, chi, id, i.EnteID); err != nil {
			return err
		}
	}
	return nil
}

// RevocaInvito makes an open invitation useless. Who may not see it gets
// NonTrovato; one already accepted or revoked is a Conflitto.
func (s *Service) RevocaInvito(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) error {
	i, err := GetInvito(ctx, tx, id)
	if err != nil {
		return err
	}
	if !puoRevocareInvito(chi, i) {
		return db.ErrNotFound
	}
	return revocaInvito(ctx, tx, chi, id, i.EnteID)
}

func revocaInvito(ctx context.Context, tx *db.Tx, chi kernel.Actor, id, ente int64) error {
	n, err := tx.Exec(ctx, `UPDATE inviti SET revocato_il = $1 WHERE id = $2 AND accettato_il IS NULL AND revocato_il IS NULL`, tx.Now(), id)
	if err != nil {
		return err
	}
	if n == 0 {
		return kernel.E(kernel.Conflitto, "L'invito era già stato accettato o revocato.")
	}
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "RevocaInvito", Oggetto: "invito", OggettoID: id, Ente: ente})
}

// EsitoInvito says whether the actor may accept an invitation, and if not why.
type EsitoInvito string

// The outcomes; each has its page.
const (
	InvitoAperto       EsitoInvito = "aperto"
	InvitoSconosciuto  EsitoInvito = "sconosciuto"   // the link was never valid, or was cut by the mail program
	InvitoScaduto      EsitoInvito = "scaduto"       // more than DurataInvito passed
	InvitoRevocato     EsitoInvito = "revocato"      // or replaced by a newer one
	InvitoGiaAccettato EsitoInvito = "accettato"     // by this person
	InvitoUsato        EsitoInvito = "usato"         // by somebody else
	InvitoPerAltri     EsitoInvito = "per_altri"     // the codice fiscale is another one
	InvitoSenzaTitolo  EsitoInvito = "senza_mandato" // who invited may no longer offer the role
)

// LeggiInvito finds the invitation of a link and says what the actor may do
// with it. Of an invitation for somebody else nothing but the outcome is told.
func (s *Service) LeggiInvito(ctx context.Context, chi kernel.Actor, token string) (i Invito, e EsitoInvito, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		i, e, err = s.esamina(ctx, tx, chi, token)
		return err
	})
	return i, e, err
}

func (s *Service) esamina(ctx context.Context, tx *db.Tx, chi kernel.Actor, token string) (Invito, EsitoInvito, error) {
	if len(token) != lunghezzaToken {
		return Invito{}, InvitoSconosciuto, nil
	}
	i, err := invitoPerToken(ctx, tx, token)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return Invito{}, InvitoSconosciuto, nil
	}
	if err != nil {
		return Invito{}, "", err
	}
	p, err := GetPersona(ctx, tx, chi.Persona)
	if err != nil {
		return Invito{}, "", err
	}
	switch stato := i.Stato(tx.Now()); {
	case stato == "accettato" && i.AccettatoDa == p.ID:
		return i, InvitoGiaAccettato, nil
	case stato == "accettato":
		return Invito{}, InvitoUsato, nil
	case i.CodiceFiscale != "" && i.CodiceFiscale != p.CodiceFiscale:
		return Invito{}, InvitoPerAltri, nil
	case stato == "revocato":
		return i, InvitoRevocato, nil
	case stato == "scaduto":
		return i, InvitoScaduto, nil
	}
	if i.Da != 0 {
		da, err := ActorDi(ctx, tx, i.Da)
		if err != nil {
			return Invito{}, "", err
		}
		i.DaNome = da.Nome
		if !PuoInvitare(da, i) {
			return i, InvitoSenzaTitolo, nil
		}
	}
	return i, InvitoAperto, nil
}

// AccettaInvito makes the mandate that the invitation offers, once, and tells
// who invited. An outcome other than InvitoAperto means that nothing was done.
func (s *Service) AccettaInvito(ctx context.Context, chi kernel.Actor, token string) (i Invito, e EsitoInvito, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if i, e, err = s.esamina(ctx, tx, chi, token); err != nil || e != InvitoAperto {
			return err
		}
		n, err := tx.Exec(ctx, `UPDATE inviti SET accettato_il = $1, accettato_da = $2 WHERE id = $3 AND accettato_il IS NULL AND revocato_il IS NULL`,
			tx.Now(), chi.Persona, i.ID)
		if err != nil {
			return err
		}
		if n == 0 { // another request was faster
			i, e, err = s.esamina(ctx, tx, chi, token)
			return err
		}
		conferisce := kernel.ActorSistema()
		if i.Da != 0 {
			if conferisce, err = ActorDi(ctx, tx, i.Da); err != nil {
				return err
			}
		}
		if i.MandatoID, err = Conferisci(ctx, tx, conferisce, i.Mandato(chi.Persona)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE inviti SET mandato_id = $1 WHERE id = $2`, i.MandatoID, i.ID); err != nil {
			return err
		}
		return s.dopoAccettazione(ctx, tx, chi, i)
	})
	return i, e, err
}

// dopoAccettazione completes the person's e-mail, records the act and tells
// who invited.
func (s *Service) dopoAccettazione(ctx context.Context, tx *db.Tx, chi kernel.Actor, i Invito) error {
	p, err := GetPersona(ctx, tx, chi.Persona)
	if err != nil {
		return err
	}
	if p.Email == "" {
		p.Email = i.Email
		if err := AggiornaPersona(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: "AccettaInvito", Oggetto: "invito", OggettoID: i.ID, Ente: i.EnteID,
		Dettagli: map[string]any{"ruolo": i.Ruolo, "mandato": i.MandatoID}}); err != nil {
		return err
	}
	if i.Da == 0 {
		return nil
	}
	da, err := GetPersona(ctx, tx, i.Da)
	if err != nil {
		return err
	}
	return s.Mail.Send(ctx, tx, mail.Message{To: da.Email, Subject: "Invito accettato: " + i.Descrizione,
		Text: []string{chi.Nome + " ha accettato l'invito come " + i.Descrizione + " e può già accedere.",
			"Se la persona non è quella attesa, l'incarico si può terminare subito da PAsS."},
		Link: s.Config.BaseURL() + "/scrivania", Label: "Aprire PAsS"})
}
