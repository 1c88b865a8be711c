package contatti

import (
	"context"
	"strconv"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// Richiesta is what the segreteria chooses when a conversation becomes a
// request for assistance.
type Richiesta struct {
	Ente         int64
	Procedimento int64 // 0: the body chooses
	Oggetto      string
	Descrizione  string
}

// Sceglibili are the bodies found by name and the procedures of the catalogue.
type Sceglibili struct {
	Enti         []enti.Ente
	Ente         enti.Ente // the chosen one, zero when none
	Procedimenti []catalogo.Procedimento
	TaskForces   []catalogo.TaskForce
}

// PerRichiesta reads what the form of CreaRichiesta offers. nome is what was
// typed to find the body, ente the body chosen, or 0.
func (s *Service) PerRichiesta(ctx context.Context, chi kernel.Actor, id, ente int64, nome string) (k Scheda, o Sceglibili, err error) {
	if err := consente(chi, Gestisce); err != nil {
		return k, o, err
	}
	if k, err = s.SchedaDi(ctx, chi, id); err != nil {
		return k, o, err
	}
	if !k.Ammette(CreaRichiesta) {
		return k, o, kernel.E(kernel.Conflitto, "Da questo messaggio non si può più creare una richiesta: è chiuso, o ne ha già una.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if ente != 0 {
			if o.Ente, err = enti.Get(ctx, tx, ente); err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
				return err
			}
		}
		if o.Ente.ID == 0 && nome != "" {
			if o.Enti, err = enti.Cerca(ctx, tx, nome, 10); err != nil {
				return err
			}
		}
		if o.Procedimenti, err = catalogo.Procedimenti(ctx, tx, true); err != nil {
			return err
		}
		o.TaskForces, err = catalogo.TaskForces(ctx, tx)
		return err
	})
	return k, o, err
}

// DiventaRichiesta makes of the conversation a draft request of a body, and
// tells its author that the body has it.
func (s *Service) DiventaRichiesta(ctx context.Context, chi kernel.Actor, id int64, q Richiesta) (c Contatto, err error) {
	if err := consente(chi, Gestisce); err != nil {
		return c, err
	}
	firma, err := s.Firma(ctx)
	if err != nil {
		return c, err
	}
	if q.Ente <= 0 {
		return c, kernel.Invalid([]kernel.FieldError{{Field: "ente_nome", Message: "Cercare l’ente per nome e sceglierlo dall’elenco."}})
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if c, err = prendi(ctx, tx, id); err != nil {
			return err
		}
		da := c.Stato
		if err := c.Applica(CreaRichiesta, tx.Now()); err != nil {
			return err
		}
		m := richieste.Modulo{Oggetto: accorcia(unaRiga(q.Oggetto), richieste.MaxOggetto), Descrizione: q.Descrizione}
		if q.Procedimento > 0 {
			m.Procedimento = strconv.FormatInt(q.Procedimento, 10)
		}
		bozza, err := s.Richieste.Prepara(ctx, tx, chi, q.Ente, m, "Bozza preparata dalla segreteria dal messaggio "+c.Codice()+".")
		if err != nil {
			return err
		}
		e, err := enti.Get(ctx, tx, q.Ente)
		if err != nil {
			return err
		}
		c.Richiesta = bozza.ID
		if err := aggiorna(ctx, tx, &c); err != nil {
			return err
		}
		r := Messaggio{ContattoID: c.ID, Atto: CreaRichiesta, Da: da, A: c.Stato, Persona: chi.Persona, Autore: chi.Nome, Il: tx.Now(),
			Testo: "Bozza di richiesta per " + e.NomeEsteso() + ". La invia l’ente, dopo averla controllata."}
		if err := s.avvisaAutore(ctx, tx, firma, c, e, &r); err != nil {
			return err
		}
		if err := inserisciMessaggio(ctx, tx, &r); err != nil {
			return err
		}
		return annota(ctx, tx, chi, c, r, map[string]any{"richiesta": bozza.ID})
	})
	return c, err
}

// avvisaAutore tells the person who wrote where their message went.
func (s *Service) avvisaAutore(ctx context.Context, tx *db.Tx, f Firma, c Contatto, e enti.Ente, r *Messaggio) error {
	if c.Email == "" {
		return nil
	}
	b, err := s.busta(f, c, "Il messaggio può diventare una richiesta di assistenza")
	if err != nil {
		return err
	}
	ms, err := messaggiDi(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	b.Headers.InReplyTo, b.Headers.References = filo(ms)
	b.Text = []string{"Buongiorno,", "dal messaggio " + c.Codice() + " la segreteria tecnica ha preparato una bozza di richiesta di assistenza per " + e.NomeEsteso() + ".",
		"La controllano e la inviano il legale rappresentante o i delegati dell’ente."}
	r.Indirizzo, r.MessageID = c.Email, b.Headers.MessageID
	return s.Mail.Send(ctx, tx, b)
}
