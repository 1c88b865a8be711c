package monitoraggio

import (
	"context"
	"encoding/json"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/registro"
)

// Modifica is one change of a practice, as people read it.
type Modifica struct {
	PraticaID int64
	Il        kernel.Instant
	Da        string // who changed it
	Motivo    string
	Cambi     []Cambio // empty: the practice was taken away
}

// Cambio is one datum before and after.
type Cambio struct{ Campo, Prima, Dopo string }

// modificheDi lists the changes of a practice, the latest first.
func modificheDi(ctx context.Context, tx *db.Tx, pratica int64) (out []Modifica, err error) {
	var persone []int64
	var chi []int64
	err = db.Each(ctx, tx, func(row db.Row) error {
		var m Modifica
		var prima, dopo string
		var persona int64
		if err := row.Scan(&m.PraticaID, &prima, &dopo, &m.Motivo, &persona, &m.Il); err != nil {
			return err
		}
		m.Cambi, err = cambi(prima, dopo)
		out, chi, persone = append(out, m), append(chi, persona), append(persone, persona)
		return err
	}, `SELECT pratica_id, prima, dopo, motivo, persona_id, il FROM monitoraggio_modifiche WHERE pratica_id = $1 ORDER BY id DESC`, pratica)
	if err != nil {
		return nil, err
	}
	nomi, err := accesso.PersonePerID(ctx, tx, persone)
	for i, id := range chi {
		out[i].Da = "PAsS"
		if id != 0 {
			out[i].Da = nomi[id].NomeCompleto()
		}
	}
	return out, err
}

// ModificheDopoInvio counts the changes of single practices of a body since an
// instant: the corrections that a receipt does not show.
func ModificheDopoInvio(ctx context.Context, tx *db.Tx, ente int64, dal kernel.Instant) (int64, error) {
	return db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_modifiche WHERE ente_id = $1 AND il > $2 AND motivo <> ''`, ente, dal)
}

func cambi(prima, dopo string) (out []Cambio, err error) {
	var a, b foto
	if prima == "" || dopo == "" {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(prima), &a); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(dopo), &b); err != nil {
		return nil, err
	}
	add := func(campo, x, y string) {
		if x != y {
			out = append(out, Cambio{campo, x, y})
		}
	}
	siNo := map[bool]string{true: "sì", false: "no"}
	add("Numero della pratica", a.Numero, b.Numero)
	add("Tipologia", a.Tipologia, b.Tipologia)
	add("Data della domanda", giornoONulla(a.Domanda), giornoONulla(b.Domanda))
	add("Provvedimento", giornoONulla(a.Provvedimento), giornoONulla(b.Provvedimento))
	add("Silenzio-assenso", giornoONulla(a.SilenzioAssenso), giornoONulla(b.SilenzioAssenso))
	add("Conferenza di servizi", siNo[a.Conferenza], siNo[b.Conferenza])
	add("Sospensioni", a.Sospensioni, b.Sospensioni)
	add("Giorni sospesi", kernel.Numero(int64(a.GiorniSospesi)), kernel.Numero(int64(b.GiorniSospesi)))
	add("Termine", a.Termine, b.Termine)
	add("Esclusa dal", giornoONulla(a.EsclusaIl), giornoONulla(b.EsclusaIl))
	add("Motivo dell'esclusione", a.Motivo, b.Motivo)
	add("Nota", a.Nota, b.Nota)
	return out, nil
}

func giornoONulla(d kernel.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.InItaliano()
}

// statoRevisione is the state of the revision in course of a body, or empty.
func statoRevisione(ctx context.Context, tx *db.Tx, rilevazione, ente int64) (StatoRevisione, error) {
	s, err := db.One(ctx, tx, db.Scalar[StatoRevisione], `SELECT stato FROM monitoraggio_revisioni WHERE rilevazione_id = $1 AND ente_id = $2 AND stato IN ('chiesta','aperta')`, rilevazione, ente)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return "", nil
	}
	return s, err
}

// ChiediRevisione asks the Region to open the locked figures of the body for a
// semester, with the reason; until then nothing moves.
func (s *Service) ChiediRevisione(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, motivo string) error {
	motivo = strings.TrimSpace(motivo)
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoMio(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if !b.r.Stato.Ferma() || b.invio.Stato != Approvato {
			return kernel.E(kernel.Conflitto, "Le cifre del "+sem.InItaliano()+" non sono bloccate: la revisione non serve.")
		}
		if motivo == "" {
			return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere che cosa va corretto e perché."}})
		}
		if err := motivoPratica(motivo); err != nil {
			return err
		}
		if _, err := InserisciRevisione(ctx, tx, Revisione{RilevazioneID: b.r.ID, EnteID: ente, Stato: RevisioneChiesta, Motivo: motivo, ChiestaDa: chi.Persona}); err != nil {
			return err
		}
		if err := s.avvisaRevisione(ctx, tx, b); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: "ChiediRevisione", Oggetto: "rilevazione", OggettoID: b.r.ID, Ente: ente,
			Dettagli: map[string]any{"semestre": sem.String(), "motivo": motivo}})
	})
}

// avvisaRevisione tells the Region that a revision waits for its decision.
func (s *Service) avvisaRevisione(ctx context.Context, tx *db.Tx, b banco) error {
	persone, err := accesso.ConRuolo(ctx, tx, kernel.Regione, 0)
	if err != nil {
		return err
	}
	scritti := map[string]bool{"": true}
	for _, p := range persone {
		if scritti[p.Email] {
			continue
		}
		scritti[p.Email] = true
		err := s.Mail.Send(ctx, tx, mail.Message{To: p.Email, Subject: "Revisione chiesta: " + b.r.Semestre.InItaliano() + ", " + b.ente.NomeEsteso(),
			Text: []string{b.ente.NomeEsteso() + " chiede di correggere i dati già bloccati del " + b.r.Semestre.InItaliano() + ". Il motivo è nella pagina delle revisioni."},
			Link: s.Config.BaseURL() + "/monitoraggio/rilevazioni/" + b.r.Semestre.String() + "/revisioni", Label: "Decidere la revisione"})
		if err != nil {
			return err
		}
	}
	return nil
}
