package monitoraggio

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// StatoRevisione is where a revision is.
type StatoRevisione string

// The states of a revision; at most one per body and campaign is chiesta or
// aperta.
const (
	RevisioneChiesta  = "chiesta"
	RevisioneAperta   = "aperta"
	RevisioneConclusa = "conclusa"
	RevisioneRespinta = "respinta"
)

// Etichetta is the state for people.
func (s StatoRevisione) Etichetta() string {
	switch s {
	case RevisioneChiesta:
		return "Chiesta"
	case RevisioneAperta:
		return "Aperta"
	case RevisioneConclusa:
		return "Conclusa"
	case RevisioneRespinta:
		return "Respinta"
	}
	return string(s)
}

// Revisione is a reasoned opening of the locked figures of one body.
type Revisione struct {
	ID            int64
	RilevazioneID int64
	EnteID        int64
	Stato         StatoRevisione
	Motivo        string // of who asked, or of who opened it
	Risposta      string // of who decided
	ChiestaIl     kernel.Instant
	ChiestaDa     int64
	DecisaIl      kernel.Instant
	DecisaDa      int64
	ConclusaIl    kernel.Instant
	Versione      int64
}

const colonneRevisione = `id, rilevazione_id, ente_id, stato, motivo, risposta, chiesta_il, chiesta_da, decisa_il, decisa_da, conclusa_il, versione`

func scanRevisione(row db.Row) (v Revisione, err error) {
	return v, row.Scan(&v.ID, &v.RilevazioneID, &v.EnteID, &v.Stato, &v.Motivo, &v.Risposta, &v.ChiestaIl, &v.ChiestaDa, &v.DecisaIl, &v.DecisaDa, &v.ConclusaIl, &v.Versione)
}

// RevisioniDi lists the revisions of a campaign, the latest first.
func RevisioniDi(ctx context.Context, tx *db.Tx, rilevazione int64) ([]Revisione, error) {
	return db.Many(ctx, tx, scanRevisione, `SELECT `+colonneRevisione+` FROM monitoraggio_revisioni WHERE rilevazione_id = $1 ORDER BY id DESC`, rilevazione)
}

// RevisioniEnte lists the revisions of a body, the latest first.
func RevisioniEnte(ctx context.Context, tx *db.Tx, ente int64) ([]Revisione, error) {
	return db.Many(ctx, tx, scanRevisione, `SELECT `+colonneRevisione+` FROM monitoraggio_revisioni WHERE ente_id = $1 ORDER BY id DESC`, ente)
}

// InserisciRevisione writes a revision, asked for or opened at once; a body
// has at most one under way for a campaign.
func InserisciRevisione(ctx context.Context, tx *db.Tx, v Revisione) (int64, error) {
	id, err := db.One(ctx, tx, db.Scalar[int64], `INSERT INTO monitoraggio_revisioni (rilevazione_id, ente_id, stato, motivo, risposta, chiesta_il, chiesta_da, decisa_il, decisa_da, versione)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,1) ON CONFLICT DO NOTHING RETURNING id`,
		v.RilevazioneID, v.EnteID, v.Stato, v.Motivo, v.Risposta, tx.Now(), v.ChiestaDa, v.DecisaIl, v.DecisaDa)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return 0, kernel.E(kernel.Conflitto, "C'è già una revisione in corso per questo ente e questo semestre. Nulla è stato aggiunto.")
	}
	return id, err
}

func salvaRevisione(ctx context.Context, tx *db.Tx, v *Revisione) error {
	n, err := tx.Exec(ctx, `UPDATE monitoraggio_revisioni SET stato = $1, risposta = $2, decisa_il = $3, decisa_da = $4, conclusa_il = $5, versione = versione + 1
		WHERE id = $6 AND versione = $7`, v.Stato, v.Risposta, v.DecisaIl, v.DecisaDa, v.ConclusaIl, v.ID, v.Versione)
	if err == nil && n == 0 {
		return cambiataIntanto("La revisione")
	}
	v.Versione++
	return err
}

func motivoRegione(campo, motivo string) error {
	switch {
	case strings.TrimSpace(motivo) == "":
		return kernel.Invalid([]kernel.FieldError{{Field: campo, Message: "Indicare il motivo."}})
	case utf8.RuneCountInString(motivo) > maxTestoObiettivo:
		return kernel.Invalid([]kernel.FieldError{{Field: campo, Message: "Il testo supera 1.000 caratteri: accorciarlo."}})
	case codiceFiscale.MatchString(motivo): // the reason of a version is for the public
		return kernel.Invalid([]kernel.FieldError{{Field: campo, Message: soloNumeri}})
	}
	return nil
}

// ConcediRevisione opens the revision that a body asked for. The later locked
// semesters of the same body are opened with it, because a corrected practice
// may count there too.
func (s *Service) ConcediRevisione(ctx context.Context, chi kernel.Actor, id, versione int64, risposta string) error {
	if !Governa.Allows(chi) {
		return soloRegione("Le revisioni le decide la Regione.")
	}
	if strings.TrimSpace(risposta) != "" {
		if err := motivoRegione("risposta", risposta); err != nil {
			return err
		}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		v, r, err := revisioneAlla(ctx, tx, id, versione, RevisioneChiesta)
		if err != nil {
			return err
		}
		v.Stato, v.Risposta, v.DecisaIl, v.DecisaDa = RevisioneAperta, risposta, tx.Now(), chi.Persona
		if err := salvaRevisione(ctx, tx, &v); err != nil {
			return err
		}
		return s.apriConseguenti(ctx, tx, chi, "ConcediRevisione", r, v)
	})
}

// ApriRevisione opens a revision that the Region itself wants.
func (s *Service) ApriRevisione(ctx context.Context, chi kernel.Actor, rilevazione, ente int64, motivo string) error {
	if !Governa.Allows(chi) {
		return soloRegione("Le revisioni le apre la Regione.")
	}
	if err := motivoRegione("motivo", motivo); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := GetRilevazione(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		if !r.Stato.Ferma() {
			return kernel.E(kernel.Conflitto, "Le cifre di questo semestre non sono bloccate: l'ente può correggere senza revisione.")
		}
		i, err := InvioDi(ctx, tx, r.ID, ente)
		if err != nil {
			return err
		}
		if i.Stato != Approvato {
			return kernel.E(kernel.Conflitto, "I dati di questo ente non sono nelle cifre bloccate: non c'è nulla da rivedere.")
		}
		v := Revisione{RilevazioneID: r.ID, EnteID: ente, Stato: RevisioneAperta, Motivo: motivo, ChiestaDa: chi.Persona, DecisaIl: tx.Now(), DecisaDa: chi.Persona}
		if v.ID, err = InserisciRevisione(ctx, tx, v); err != nil {
			return err
		}
		return s.apriConseguenti(ctx, tx, chi, "ApriRevisione", r, v)
	})
}

// apriConseguenti opens, or decides, the revisions of the later locked
// semesters of the body, tells the body once, and records the act.
func (s *Service) apriConseguenti(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto string, r Rilevazione, v Revisione) error {
	dopo, err := fermeDopo(ctx, tx, r.Semestre, v.EnteID)
	if err != nil {
		return err
	}
	for _, f := range dopo {
		_, err := InserisciRevisione(ctx, tx, Revisione{RilevazioneID: f.ID, EnteID: v.EnteID, Stato: RevisioneAperta,
			Motivo: "Segue la revisione del " + r.Semestre.InItaliano() + ".", ChiestaDa: chi.Persona, DecisaIl: tx.Now(), DecisaDa: chi.Persona})
		if kernel.CodeOf(err) != kernel.Conflitto && err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE monitoraggio_revisioni SET stato = 'aperta', decisa_il = $1, decisa_da = $2, versione = versione + 1
			WHERE rilevazione_id = $3 AND ente_id = $4 AND stato = 'chiesta'`, tx.Now(), chi.Persona, f.ID, v.EnteID); err != nil {
			return err
		}
	}
	if err := annotaRevisione(ctx, tx, chi, atto, r, v); err != nil {
		return err
	}
	return s.scriviRevisione(ctx, tx, r, v.EnteID, revisioneAperta)
}

// fermeDopo lists the locked campaigns after the semester in which the body
// has figures.
func fermeDopo(ctx context.Context, tx *db.Tx, sem kernel.Semestre, ente int64) ([]Rilevazione, error) {
	tutte, err := Rilevazioni(ctx, tx)
	if err != nil {
		return nil, err
	}
	invii, err := InviiEnte(ctx, tx, ente)
	if err != nil {
		return nil, err
	}
	approvata := map[int64]bool{}
	for _, i := range invii {
		approvata[i.RilevazioneID] = i.Stato == Approvato
	}
	var out []Rilevazione
	for _, r := range slices.Backward(tutte) { // the earliest first
		if r.Stato.Ferma() && sem.Before(r.Semestre) && approvata[r.ID] {
			out = append(out, r)
		}
	}
	return out, nil
}

// RespingiRevisione refuses a revision, with the reason.
func (s *Service) RespingiRevisione(ctx context.Context, chi kernel.Actor, id, versione int64, risposta string) error {
	if !Governa.Allows(chi) {
		return soloRegione("Le revisioni le decide la Regione.")
	}
	if err := motivoRegione("risposta", risposta); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		v, r, err := revisioneAlla(ctx, tx, id, versione, RevisioneChiesta)
		if err != nil {
			return err
		}
		v.Stato, v.Risposta, v.DecisaIl, v.DecisaDa = RevisioneRespinta, risposta, tx.Now(), chi.Persona
		if err := salvaRevisione(ctx, tx, &v); err != nil {
			return err
		}
		if err := annotaRevisione(ctx, tx, chi, "RespingiRevisione", r, v); err != nil {
			return err
		}
		return s.scriviRevisione(ctx, tx, r, v.EnteID, revisioneRespinta)
	})
}

func revisioneAlla(ctx context.Context, tx *db.Tx, id, versione int64, stato StatoRevisione) (v Revisione, r Rilevazione, err error) {
	v, err = db.One(ctx, tx, scanRevisione, `SELECT `+colonneRevisione+` FROM monitoraggio_revisioni WHERE id = $1`, id)
	if err != nil {
		return v, r, err
	}
	if v.Versione != versione || v.Stato != stato {
		return v, r, cambiataIntanto("La revisione")
	}
	r, err = GetRilevazione(ctx, tx, v.RilevazioneID)
	return v, r, err
}

func annotaRevisione(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto string, r Rilevazione, v Revisione) error {
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "revisione", OggettoID: v.ID, Ente: v.EnteID, Dettagli: map[string]any{"semestre": r.Semestre}})
}

// The letters of the revisions.
var (
	revisioneAperta = lettera{"revisione aperta", []string{
		"La revisione dei dati sui tempi dei procedimenti del {semestre} è aperta: ora si possono correggere.",
		"Le cifre già pubblicate restano visibili fino alla nuova versione."}, "Correggere i dati"}
	revisioneRespinta = lettera{"revisione respinta", []string{
		"La revisione dei dati sui tempi dei procedimenti del {semestre} non è stata concessa. Il motivo è scritto nella pagina."}, "Leggere il motivo"}
)

// scriviRevisione writes to the people of the body.
func (s *Service) scriviRevisione(ctx context.Context, tx *db.Tx, r Rilevazione, ente int64, l lettera) error {
	i, err := InvioDi(ctx, tx, r.ID, ente)
	if err != nil {
		return err
	}
	ms, err := conEnti(ctx, tx, []Invio{i})
	if err != nil || len(ms) == 0 {
		return err
	}
	_, err = s.spedisci(ctx, tx, r, l, ms)
	return err
}
