package monitoraggio

import (
	"context"
	"encoding/json"
	"time"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
)

// MinimoEnti is the least number of bodies that must have answered before a
// group of like bodies is set beside one of them: with fewer, the figures of
// the group would tell those of its members.
const MinimoEnti = 5

// Quadro are the figures of the whole Region for one campaign.
type Quadro struct {
	Semestre     kernel.Semestre      `json:"semestre"`
	Invitati     int                  `json:"enti_invitati"`
	Consegnati   int                  `json:"enti_consegnati"` // sent or approved
	Approvati    int                  `json:"enti_approvati"`
	Procedimenti []QuadroProcedimento `json:"procedimenti"` // in the order of the catalogue
	CalcolatoIl  kernel.Instant       `json:"calcolato_il"`
}

// QuadroProcedimento are the figures of one procedure.
type QuadroProcedimento struct {
	ProcedimentoID  int64          `json:"procedimento"`
	Codice          string         `json:"codice"` // of the catalogue
	Nome            string         `json:"nome"`
	RivoltoA        RivoltoA       `json:"rivolto_a"`
	Termine         string         `json:"termine"` // termini.ParseTermine; empty: each practice says its own
	TermineFonte    string         `json:"termine_fonte"`
	EntiAttesi      int            `json:"enti_attesi"` // invited bodies of the kind that is asked
	EntiConPratiche int            `json:"enti_con_pratiche"`
	EntiDichiarate  int            `json:"enti_dichiarate"` // only the eight numbers
	EntiNessuna     int            `json:"enti_nessuna"`    // no practice in the semester
	Regione         Cifre          `json:"regione"`
	Classi          []QuadroGruppo `json:"classi"`   // in the order of Classi
	Province        []QuadroGruppo `json:"province"` // by name
}

// QuadroGruppo are the figures of the bodies of one class or one province.
type QuadroGruppo struct {
	Codice     string `json:"codice"` // of the class, or sigla
	Nome       string `json:"nome"`
	EntiAttesi int    `json:"enti_attesi"`
	Enti       int    `json:"enti"` // that answered
	Cifre      Cifre  `json:"cifre"`
}

// Enti is how many bodies answered.
func (q QuadroProcedimento) Enti() int { return q.EntiConPratiche + q.EntiDichiarate + q.EntiNessuna }

// Classe are the figures of the like bodies; false when fewer than MinimoEnti
// of them answered.
func (q QuadroProcedimento) Classe(codice string) (g QuadroGruppo, mostra bool) {
	for _, g = range q.Classi {
		if g.Codice == codice {
			return g, g.Enti >= MinimoEnti
		}
	}
	return QuadroGruppo{Codice: codice, Nome: NomeClasse(codice)}, false
}

// TermineInItaliano is the maximum term for people, or "secondo la pratica".
func (q QuadroProcedimento) TermineInItaliano() string {
	t, err := leggiTermine(q.Termine)
	if err != nil || t == nil {
		return "secondo la pratica"
	}
	return t.InItaliano()
}

// Procedimento finds the figures of a procedure.
func (q Quadro) Procedimento(id int64) (QuadroProcedimento, bool) {
	for _, p := range q.Procedimenti {
		if p.ProcedimentoID == id {
			return p, true
		}
	}
	return QuadroProcedimento{}, false
}

// Cifre are measures as they are kept: unlike misure.Misure, whose JSON is the
// contract of the command line, nothing is left out.
type Cifre struct{ misure.Misure }

// cifreScritte is the stored form of Cifre.
type cifreScritte struct {
	ConcluseSilenzioAssenso int      `json:"concluse_silenzio_assenso"`
	ConcluseEspresse        int      `json:"concluse_espresse"`
	ConSospensioni          int      `json:"con_sospensioni"`
	ConConferenza           int      `json:"con_conferenza"`
	DurataMedia             *float64 `json:"durata_media"`
	DurataMediana           *float64 `json:"durata_mediana"`
	DurataP90               *float64 `json:"durata_p90"`
	DurataMediaNetta        *float64 `json:"durata_media_netta"`
	TermineMassimo          *float64 `json:"termine_massimo"`
	Avviate                 int      `json:"avviate"`
	InTransito              int      `json:"in_transito"`
	Arretrato               *int     `json:"arretrato"`
	PendentiInizio          int      `json:"pendenti_inizio"`
	PendentiFine            int      `json:"pendenti_fine"`
	Escluse                 int      `json:"escluse"`
	N                       int      `json:"n_durate"`
	SommaDurate             int64    `json:"somma_durate"`
	SommaNette              int64    `json:"somma_nette"`
	NettaMediana            *float64 `json:"netta_mediana"`
	NettaP90                *float64 `json:"netta_p90"`
	PendentiSenzaTermine    int      `json:"pendenti_senza_termine"`
	Sommate                 int      `json:"sommate"`
	SenzaStock              int      `json:"senza_stock"`
	NMedia                  int      `json:"n_media"`
}

// MarshalJSON writes every figure.
func (c Cifre) MarshalJSON() ([]byte, error) {
	m := c.Misure
	return json.Marshal(cifreScritte{m.ConcluseSilenzioAssenso, m.ConcluseEspresse, m.ConSospensioni, m.ConConferenza, m.DurataMedia, m.DurataMediana,
		m.DurataP90, m.DurataMediaNetta, m.TermineMassimo, m.Avviate, m.InTransito, m.Arretrato, m.PendentiInizio, m.PendentiFine, m.Escluse,
		m.N, m.SommaDurate, m.SommaNette, m.NettaMediana, m.NettaP90, m.PendentiSenzaTermine, m.Sommate, m.SenzaStock, m.NMedia})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Cifre) UnmarshalJSON(b []byte) error {
	var s cifreScritte
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	c.Misure = misure.Misure{ConcluseSilenzioAssenso: s.ConcluseSilenzioAssenso, ConcluseEspresse: s.ConcluseEspresse, ConSospensioni: s.ConSospensioni,
		ConConferenza: s.ConConferenza, DurataMedia: s.DurataMedia, DurataMediana: s.DurataMediana, DurataP90: s.DurataP90,
		DurataMediaNetta: s.DurataMediaNetta, TermineMassimo: s.TermineMassimo, Avviate: s.Avviate, InTransito: s.InTransito, Arretrato: s.Arretrato,
		PendentiInizio: s.PendentiInizio, PendentiFine: s.PendentiFine, Escluse: s.Escluse, N: s.N, SommaDurate: s.SommaDurate, SommaNette: s.SommaNette,
		NettaMediana: s.NettaMediana, NettaP90: s.NettaP90, PendentiSenzaTermine: s.PendentiSenzaTermine, Sommate: s.Sommate, SenzaStock: s.SenzaStock, NMedia: s.NMedia}
	return nil
}

// QuadroArgs is the job that computes the figures of a campaign again.
type QuadroArgs struct {
	Rilevazione int64 `json:"rilevazione"`
	Slot        int64 `json:"slot"`
}

// Kind names the job.
func (QuadroArgs) Kind() string { return "monitoraggio.quadro" }

// intervalloQuadro is how long acts share one computation.
const intervalloQuadro = 20 * time.Second

// RichiediQuadro asks for fresh figures of the Region once tx is committed;
// the acts of the same few seconds share one computation.
func (s *Service) RichiediQuadro(ctx context.Context, tx *db.Tx, rilevazione int64) error {
	slot, at := jobs.Slot(time.Now(), intervalloQuadro)
	return s.Jobs.Enqueue(ctx, tx, QuadroArgs{rilevazione, slot}, jobs.Once(), jobs.At(at))
}

// AggiornaQuadro computes and keeps the figures of a campaign that is not
// locked; a locked one stays as it is.
func (s *Service) AggiornaQuadro(ctx context.Context, rilevazione int64) error {
	var q Quadro
	ferma := false
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		r, err := GetRilevazione(ctx, tx, rilevazione)
		if err != nil {
			return err
		}
		if ferma = r.Stato.Ferma(); ferma {
			return nil
		}
		q, err = CalcolaQuadro(ctx, tx, r)
		return err
	})
	if err != nil || ferma {
		return err
	}
	b, err := json.Marshal(q)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_quadri (rilevazione_id, quadro, calcolato_il) VALUES ($1,$2,$3)
			ON CONFLICT (rilevazione_id) DO UPDATE SET quadro = excluded.quadro, calcolato_il = excluded.calcolato_il
			WHERE monitoraggio_quadri.calcolato_il <= excluded.calcolato_il`, rilevazione, string(b), q.CalcolatoIl)
		return err
	})
}
