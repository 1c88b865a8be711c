package richieste

import (
	"context"
	"log/slog"
	"slices"
	"strings"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// Deps is what the service needs.
type Deps struct {
	DB     *db.DB
	Mail   *mail.Mailer
	Jobs   *jobs.Queue
	Files  files.Store
	Config config.Config
	Log    *slog.Logger
}

// Service performs the acts on requests.
type Service struct{ Deps }

// New makes the service and registers its jobs.
func New(d Deps) *Service {
	s := &Service{d}
	s.registraLavori()
	return s
}

// Crea begins a draft for a body. Who may not act for the body gets
// kernel.Vietato; a body that may not ask yet gets kernel.Conflitto with the
// reason.
func (s *Service) Crea(ctx context.Context, chi kernel.Actor, ente int64, m Modulo) (id int64, err error) {
	if !chi.DiEnte(ente) {
		return 0, kernel.E(kernel.Vietato, "Solo il legale rappresentante e i delegati dell'ente possono chiedere assistenza.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := puoChiedere(ctx, tx, ente); err != nil {
			return err
		}
		r := Richiesta{EnteID: ente, CreataDa: chi.Persona, Stato: Bozza, Modulo: m, ProcedimentoID: m.ProcedimentoID(),
			CreataIl: tx.Now(), StatoDal: tx.Now(), UltimoAttoIl: tx.Now()}
		if err := inserisci(ctx, tx, &r); err != nil {
			return err
		}
		id = r.ID
		_, err := s.annota(ctx, tx, chi, r, "", Mossa{Atto: Crea}, nil)
		return err
	})
	return id, err
}

func puoChiedere(ctx context.Context, tx *db.Tx, ente int64) error {
	ok, impedimenti, err := enti.PuoChiedere(ctx, tx, ente)
	if err != nil || ok {
		return err
	}
	if len(impedimenti) > 0 {
		return kernel.E(kernel.Conflitto, "Prima di chiedere assistenza: "+impedimenti[0].Testo)
	}
	return kernel.E(kernel.Conflitto, "L'ente non ha ancora un'adesione approvata: le richieste si aprono dopo l'approvazione.")
}

// Salva keeps the draft exactly as typed, and adds the files that it does not
// have yet. Autosave calls it too, without files. Saving twice changes nothing,
// so it leaves the submission of the form free for the act that follows.
func (s *Service) Salva(ctx context.Context, chi kernel.Actor, id int64, m Modulo, allegati []Allegato) error {
	ctx = db.WithSubmission(ctx, &db.Submission{})
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiBozza(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		r.Modulo, r.ProcedimentoID, r.UltimoAttoIl = m, m.ProcedimentoID(), tx.Now()
		if err := aggiorna(ctx, tx, &r, kernel.Fold(m.Oggetto)); err != nil {
			return err
		}
		if len(allegati) == 0 {
			return nil
		}
		nuovi, err := ancoraNuovi(ctx, tx, r, allegati)
		if err != nil {
			return err
		}
		primo, err := db.One(ctx, tx, db.Scalar[int64], `SELECT id FROM richieste_atti WHERE richiesta_id = $1 AND n = 1`, r.ID)
		if err != nil {
			return err
		}
		if err := allega(ctx, tx, r.ID, primo, nuovi); err != nil || len(nuovi) == 0 {
			return err
		}
		sums := make([]string, len(nuovi))
		for i, a := range nuovi {
			sums[i] = a.SHA256
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "Allega", Oggetto: "bozza", OggettoID: r.ID, Ente: r.EnteID,
			Dettagli: map[string]any{"file": sums}})
	})
}

func (s *Service) bozza(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (Richiesta, error) {
	r, err := Carica(ctx, tx, chi, id)
	if err == nil && r.Stato != Bozza {
		return r, kernel.E(kernel.Conflitto, "La richiesta è già stata inviata: non si modifica più. Si possono aggiungere messaggi e documenti.")
	}
	return r, err
}

// prendiBozza is bozza for who is going to change it.
func (s *Service) prendiBozza(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (Richiesta, error) {
	if err := attendi(ctx, tx, id); err != nil {
		return Richiesta{}, err
	}
	return s.bozza(ctx, tx, chi, id)
}

// Elimina removes a draft for good.
func (s *Service) Elimina(ctx context.Context, chi kernel.Actor, id int64) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiBozza(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		ds, err := documenti(ctx, tx, r)
		if err != nil {
			return err
		}
		if err := dimentica(ctx, tx, ds); err != nil {
			return err
		}
		for _, q := range []string{`DELETE FROM richieste_atti WHERE richiesta_id = $1`, `DELETE FROM richieste WHERE id = $1`} {
			if _, err := tx.Exec(ctx, q, r.ID); err != nil {
				return err
			}
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(Elimina), Oggetto: "richiesta", OggettoID: r.ID, Ente: r.EnteID})
	})
}

// Invia sends the request as the form says: it is checked, gets its number,
// and the segreteria is told. On bad input the draft keeps what was typed.
func (s *Service) Invia(ctx context.Context, chi kernel.Actor, id int64, m Modulo, allegati []Allegato) (inviata Richiesta, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := s.prendiBozza(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		if errs := m.Valida(tx.Now().Day()); len(errs) > 0 {
			return kernel.Invalid(errs)
		}
		if err := puoChiedere(ctx, tx, r.EnteID); err != nil {
			return err
		}
		nuovi, err := ancoraNuovi(ctx, tx, r, allegati)
		if err != nil {
			return err
		}
		p, err := catalogo.GetProcedimento(ctx, tx, m.ProcedimentoID())
		if kernel.CodeOf(err) == kernel.NonTrovato || err == nil && !p.Attivo {
			return kernel.Invalid([]kernel.FieldError{{Field: "procedimento", Message: "Questo procedimento non è più nel catalogo: sceglierne un altro."}})
		}
		if err != nil {
			return err
		}
		e, err := enti.Get(ctx, tx, r.EnteID)
		if err != nil {
			return err
		}
		da := r.Stato
		if err := r.Applica(chi, Mossa{Atto: Invia}, tx.Now()); err != nil {
			return err
		}
		r.Modulo, r.ProcedimentoID, r.Provincia, r.InviataIl = m, p.ID, e.Provincia, tx.Now()
		r.Anno = tx.Now().Day().Year()
		if r.Numero, err = db.NextNumber(ctx, tx, "richieste", r.Anno); err != nil {
			return err
		}
		if err := aggiorna(ctx, tx, &r, kernel.Fold(r.Codice()+" "+m.Oggetto+" "+e.Nome)); err != nil {
			return err
		}
		if _, err := s.annota(ctx, tx, chi, r, da, Mossa{Atto: Invia, Testo: strings.TrimSpace(m.Descrizione)}, nuovi); err != nil {
			return err
		}
		inviata = r
		return s.dopo(ctx, tx, chi, r, Mossa{Atto: Invia})
	})
	return inviata, err
}

// Compi performs any other act: one transaction with the state, the timeline,
// the audit trail, the files and the messages.
func (s *Service) Compi(ctx context.Context, chi kernel.Actor, id int64, m Mossa, allegati []Allegato) (fatta Richiesta, err error) {
	if m.Atto == Invia || m.Atto == Elimina || m.Atto == Crea {
		return fatta, db.ErrNotFound
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := attendi(ctx, tx, id); err != nil {
			return err
		}
		r, err := caricaPer(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		fatta, err = s.compi(ctx, tx, chi, r, m, allegati)
		return err
	})
	return fatta, err
}

// caricaPer is Carica, open to PAsS itself too.
func caricaPer(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (Richiesta, error) {
	if chi.DiSistema {
		return carica(ctx, tx, id)
	}
	return Carica(ctx, tx, chi, id)
}

func (s *Service) compi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Richiesta, m Mossa, allegati []Allegato) (Richiesta, error) {
	if err := r.ammette(chi, m, tx.Now()); err != nil {
		return r, err // before anything else is told
	}
	if err := s.verifica(ctx, tx, r, m); err != nil {
		return r, err
	}
	prima := r
	prima.Incarichi = slices.Clone(r.Incarichi)
	if err := r.Applica(chi, m, tx.Now()); err != nil {
		return r, err
	}
	if err := aggiorna(ctx, tx, &r, ""); err != nil {
		return r, err
	}
	if err := salvaIncarichi(ctx, tx, &r); err != nil {
		return r, err
	}
	m.Testo = strings.TrimSpace(m.Testo)
	if m.Atto == Smista || m.Atto == Assegna {
		nota, err := descrivi(ctx, tx, r, m)
		if err != nil {
			return r, err
		}
		m.Testo = strings.TrimSpace(nota + "\n" + m.Testo)
	}
	if _, err := s.annota(ctx, tx, chi, r, prima.Stato, m, allegati); err != nil {
		return r, err
	}
	return r, s.dopo(ctx, tx, chi, r, m, prima.Incarichi...)
}

// verifica checks what an act names against the areas that own it.
func (s *Service) verifica(ctx context.Context, tx *db.Tx, r Richiesta, m Mossa) error {
	switch m.Atto {
	case Smista:
		tf, err := catalogo.GetTaskForce(ctx, tx, m.TaskForce)
		if kernel.CodeOf(err) == kernel.NonTrovato || err == nil && !tf.Attiva {
			return kernel.Invalid([]kernel.FieldError{{Field: "task_force", Message: "Scegliere la task force dall'elenco."}})
		}
		return err
	case Assegna:
		possibili, err := accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, r.TaskForceID)
		if err != nil {
			return err
		}
		for i, p := range m.Esperti {
			ok := slices.ContainsFunc(possibili, func(e accesso.PersonaConMandato) bool { return e.ID == p })
			if !ok || slices.Contains(m.Esperti[:i], p) {
				return kernel.Invalid([]kernel.FieldError{{Field: "esperti", Message: "Scegliere gli esperti dall'elenco della task force."}})
			}
		}
	}
	return nil
}

// descrivi writes in the timeline what the act chose.
func descrivi(ctx context.Context, tx *db.Tx, r Richiesta, m Mossa) (string, error) {
	if m.Atto == Smista {
		tf, err := catalogo.GetTaskForce(ctx, tx, m.TaskForce)
		return "Task force: " + tf.Nome + ".", err
	}
	persone, err := accesso.PersonePerID(ctx, tx, m.Esperti)
	if err != nil {
		return "", err
	}
	var nomi []string
	for _, p := range m.Esperti {
		nomi = append(nomi, persone[p].NomeCompleto())
	}
	if len(nomi) == 1 {
		return "Esperto: " + nomi[0] + ".", nil
	}
	return "Esperti: " + strings.Join(nomi, ", ") + ". Referente: " + nomi[0] + ".", nil
}

// annota writes the line of the timeline, its files and the audit entry.
func (s *Service) annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Richiesta, da Stato, m Mossa, allegati []Allegato) (Evento, error) {
	e := Evento{RichiestaID: r.ID, Atto: m.Atto, Da: da, A: r.Stato, PersonaID: chi.Persona, Autore: chi.Nome,
		Ruolo: ruolo(chi, r), Testo: m.Testo, Il: tx.Now()}
	if err := inserisciEvento(ctx, tx, &e); err != nil {
		return e, err
	}
	if err := allega(ctx, tx, r.ID, e.ID, allegati); err != nil {
		return e, err
	}
	if m.Atto == Invia { // what waited in the draft is delivered now
		if _, err := tx.Exec(ctx, `UPDATE richieste_documenti SET atto_id = $1 WHERE richiesta_id = $2`, e.ID, r.ID); err != nil {
			return e, err
		}
	}
	sums, err := db.Many(ctx, tx, db.Scalar[string], `SELECT f.sha256 FROM richieste_documenti d JOIN files f ON f.id = d.file_id
		WHERE d.atto_id = $1 ORDER BY d.id`, e.ID)
	if err != nil {
		return e, err
	}
	return e, registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(m.Atto), Oggetto: "richiesta", OggettoID: r.ID, Ente: r.EnteID,
		Dettagli: map[string]any{"da": da, "a": r.Stato, "evento": e.ID, "file": sums}})
}

// ruolo is the role in which the actor touches this request.
func ruolo(chi kernel.Actor, r Richiesta) kernel.Ruolo {
	parti := Parti(chi, r)
	if len(parti) == 0 {
		return chi.RuoloPrincipale()
	}
	switch parti[len(parti)-1] {
	case ParteEsperto:
		return kernel.EspertoRuolo
	case ParteCoordinatore:
		return kernel.Coordinatore
	case ParteSegreteria:
		return kernel.Segreteria
	case ParteEnte:
		if chi.HasEnte(kernel.LegaleRappresentante, r.EnteID) {
			return kernel.LegaleRappresentante
		}
		return kernel.Delegato
	}
	return kernel.Sistema
}
