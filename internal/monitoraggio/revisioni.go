package monitoraggio

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"pass/internal/enti"
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
		if _, err := InvioDi(ctx, tx, r.ID, ente); err != nil {
			return err
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

// ChiudiRevisione ends the given open revisions of a campaign together: their
// bodies' figures are computed again and make version n+1, with the reason for
// the public. The other bodies keep their locked figures, digit by digit. The
// later locked semesters in which those bodies' figures changed get a new
// version too. nuove are the versions made; none when nothing changed.
func (s *Service) ChiudiRevisione(ctx context.Context, chi kernel.Actor, rilevazione int64, ids []int64, motivo string) (nuove []VersioneCifre, err error) {
	if !Governa.Allows(chi) {
		return nil, soloRegione("Le revisioni le conclude la Regione.")
	}
	if err := motivoRegione("motivo", motivo); err != nil {
		return nil, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		nuove = nil
		r, err := GetRilevazione(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		scelti, err := scegliAperte(ctx, tx, r, ids)
		if err != nil {
			return err
		}
		da := []Rilevazione{r}
		for _, ente := range slices.Sorted(maps.Keys(scelti)) {
			dopo, err := fermeDopo(ctx, tx, r.Semestre, ente)
			if err != nil {
				return err
			}
			for _, x := range dopo {
				if !slices.ContainsFunc(da, func(y Rilevazione) bool { return y.ID == x.ID }) {
					da = append(da, x)
				}
			}
		}
		for _, x := range da {
			perche := motivo
			if x.ID != r.ID {
				perche = "Segue la revisione del " + r.Semestre.InItaliano() + ": " + motivo
			}
			v, err := s.rivedi(ctx, tx, chi, x, scelti, perche)
			if err != nil {
				return err
			}
			if v != nil {
				nuove = append(nuove, *v)
			}
		}
		return nil
	})
	return nuove, err
}

// scegliAperte are the bodies of the chosen revisions, all open.
func scegliAperte(ctx context.Context, tx *db.Tx, r Rilevazione, ids []int64) (map[int64]bool, error) {
	vs, err := RevisioniDi(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	scelti := map[int64]bool{}
	for _, v := range vs {
		if slices.Contains(ids, v.ID) && v.Stato == RevisioneAperta {
			scelti[v.EnteID] = true
		}
	}
	if len(ids) == 0 {
		return nil, kernel.Invalid([]kernel.FieldError{{Field: "revisione", Message: "Scegliere almeno una revisione da concludere."}})
	}
	if len(scelti) != len(ids) {
		return nil, cambiataIntanto("L'elenco delle revisioni")
	}
	return scelti, nil
}

// rivedi makes the next version of a campaign from the bodies in scelti; nil
// when their figures did not change. Their open revisions end.
func (s *Service) rivedi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Rilevazione, scelti map[int64]bool, motivo string) (*VersioneCifre, error) {
	_, prima, err := ultimaIntegra(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	ferme, err := RigheDi(ctx, tx, prima.ID)
	if err != nil {
		return nil, err
	}
	c, err := raccogli(ctx, tx, r, approvati)
	if err != nil {
		return nil, err
	}
	for _, m := range ferme { // a body stays where it was counted
		c.posti[m.EnteID] = posto{m.Classe, m.Provincia}
	}
	for _, i := range c.invii {
		if scelti[i.EnteID] && i.Stato != Approvato {
			return nil, kernel.E(kernel.Conflitto, "I dati "+c.enti[i.EnteID].Del()+" per il "+r.Semestre.InItaliano()+" non sono approvati. Nulla è stato modificato: approvarli, poi concludere la revisione.")
		}
	}
	diverse, err := c.diverse(ferme, scelti)
	if err != nil {
		return nil, err
	}
	if err := s.concludi(ctx, tx, chi, r, scelti); err != nil || !diverse {
		return nil, err
	}
	v := &VersioneCifre{N: prima.N + 1, Motivo: motivo, BloccataDa: chi.Persona}
	if err := s.congela(ctx, tx, &c, v, c.righe()); err != nil {
		return nil, err
	}
	return v, annotaVersione(ctx, tx, chi, "ChiudiRevisione", r, *v)
}

// diverse reports whether the figures of the chosen bodies differ from the
// locked ones; those of any other body must not.
func (c *raccolto) diverse(ferme []MisureEnte, scelti map[int64]bool) (bool, error) {
	testi := func(ms []MisureEnte) map[chiave]string {
		out := map[chiave]string{}
		for _, m := range ms {
			b, _ := Cifre{m.Misure}.MarshalJSON() //nolint:errchkjson // numbers only
			out[chiave{m.EnteID, m.ProcedimentoID}] = string(m.Modo) + string(b)
		}
		return out
	}
	prima, dopo := testi(ferme), testi(c.righe())
	diversi := map[int64]bool{}
	for k := range maps.Keys(prima) {
		diversi[k.ente] = diversi[k.ente] || prima[k] != dopo[k]
	}
	for k := range maps.Keys(dopo) {
		diversi[k.ente] = diversi[k.ente] || prima[k] != dopo[k]
	}
	var altri []string
	muta := false
	for _, ente := range slices.Sorted(maps.Keys(diversi)) {
		switch {
		case !diversi[ente]:
		case scelti[ente]:
			muta = true
		default:
			altri = append(altri, nomeEnte(c.enti, ente))
		}
	}
	if len(altri) > 0 {
		return false, kernel.E(kernel.Conflitto, "Anche i dati di altri enti sono cambiati dopo il blocco del "+c.r.Semestre.InItaliano()+": "+elencoBreve(altri)+
			". Nulla è stato modificato: concludere le loro revisioni insieme a questa.")
	}
	return muta, nil
}

func nomeEnte(es map[int64]enti.Ente, id int64) string {
	if e, ok := es[id]; ok {
		return e.NomeEsteso()
	}
	return fmt.Sprintf("ente %d", id)
}

// concludi ends the open revisions of the chosen bodies.
func (s *Service) concludi(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Rilevazione, scelti map[int64]bool) error {
	vs, err := RevisioniDi(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	for _, v := range vs {
		if v.Stato != RevisioneAperta || !scelti[v.EnteID] {
			continue
		}
		v.Stato, v.ConclusaIl = RevisioneConclusa, tx.Now()
		if err := salvaRevisione(ctx, tx, &v); err != nil {
			return err
		}
		if err := annotaRevisione(ctx, tx, chi, "ConcludiRevisione", r, v); err != nil {
			return err
		}
	}
	return nil
}
