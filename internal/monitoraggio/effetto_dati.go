package monitoraggio

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/effetto"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/platform/jobs"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// EffettoProcedimento says what changed, on one procedure, in the bodies that
// were helped, compared with like bodies that were not.
//
// A body is helped from the semester in which an expert first took in charge a
// request of its on that procedure (richieste.PrimiAiuti). Durations are those
// of the eight measures: calendar days, gross, practices concluded by an
// express act. The share is that of the practices beyond their term among
// those pending on the last day of the semester. Only semesters whose data the
// body sent count (approved, once the figures are locked), and only answers
// that come from practices: a semester that was not sent is missing, not zero.
type EffettoProcedimento struct {
	ProcedimentoID int64           `json:"procedimento"`
	Codice         string          `json:"codice"` // of the catalogue
	Nome           string          `json:"nome"`
	Ordine         int             `json:"ordine"`    // place in the catalogue
	Durata         effetto.Effetto `json:"durata"`    // calendar days
	Arretrato      effetto.Effetto `json:"arretrato"` // share, from 0 to 1
	Dal            kernel.Semestre `json:"dal"`       // first and last semester with data; zero: none
	Al             kernel.Semestre `json:"al"`
	Enti           int             `json:"enti"`          // bodies that sent data
	Aiutati        int             `json:"aiutati"`       // bodies helped, also without data
	Dichiarate     int             `json:"dichiarate"`    // answers left out: only numbers were declared
	SenzaTermine   int             `json:"senza_termine"` // semesters of bodies left out of Arretrato: a pending practice has no term
	CalcolatoIl    kernel.Instant  `json:"calcolato_il"`
}

// storiaEnte is what one body reported in one campaign for one procedure.
type storiaEnte struct {
	modo                              Modo // empty: nothing was sent
	n, somma, quadrati                int64
	pendenti, arretrato, senzaTermine int
}

// raccoltaEffetti is everything that the comparison needs, read with a
// constant number of queries.
type raccoltaEffetti struct {
	campagne     []Rilevazione // by semester, the earliest first
	termini      []map[int64]*termini.Termine
	storie       map[chiave][]storiaEnte // one per campaign
	enti         map[int64]enti.Ente
	aiuti        map[chiave]kernel.Semestre
	procedimenti []catalogo.Procedimento // those that some campaign asked about
	ora          kernel.Instant
}

// leggiEffetti reads campaigns, answers, bodies, help and then all practices
// in one stream. Nothing is kept of a practice but what it counts for.
// quali chooses the campaigns.
func leggiEffetti(ctx context.Context, tx *db.Tx, quali func(Rilevazione) bool) (c raccoltaEffetti, err error) {
	c = raccoltaEffetti{storie: map[chiave][]storiaEnte{}, aiuti: map[chiave]kernel.Semestre{}, ora: tx.Now()}
	tutte, err := Rilevazioni(ctx, tx)
	for _, r := range tutte {
		if quali(r) {
			c.campagne = append(c.campagne, r)
		}
	}
	if err != nil || len(c.campagne) == 0 {
		return c, err
	}
	slices.Reverse(c.campagne)
	posto := make(map[int64]int, len(c.campagne))
	for i, r := range c.campagne {
		posto[r.ID] = i
	}
	if err = c.leggiRilevati(ctx, tx, posto); err != nil {
		return c, err
	}
	if err = c.leggiRisposte(ctx, tx, posto); err != nil {
		return c, err
	}
	primi, err := richieste.PrimiAiuti(ctx, tx)
	if err != nil {
		return c, err
	}
	for _, a := range primi {
		c.aiuti[chiave{a.EnteID, a.ProcedimentoID}] = kernel.SemestreDi(a.Il.Day())
	}
	if c.enti, err = enti.PerID(ctx, tx, c.chi()); err != nil {
		return c, err
	}
	return c, scorriPeriodo(ctx, tx, c.campagne[0].Semestre.Dal(), c.campagne[len(c.campagne)-1].Semestre.Al(), 0, c.conta)
}

// leggiRilevati reads which procedures each campaign asked about, and the term
// that it gave.
func (c *raccoltaEffetti) leggiRilevati(ctx context.Context, tx *db.Tx, posto map[int64]int) error {
	c.termini = make([]map[int64]*termini.Termine, len(c.campagne))
	for i := range c.termini {
		c.termini[i] = map[int64]*termini.Termine{}
	}
	chiesti := map[int64]bool{}
	err := db.Each(ctx, tx, func(row db.Row) error {
		var rilevazione, procedimento int64
		var testo string
		if err := row.Scan(&rilevazione, &procedimento, &testo); err != nil {
			return err
		}
		t, err := leggiTermine(testo)
		if i, ok := posto[rilevazione]; ok {
			c.termini[i][procedimento], chiesti[procedimento] = t, true
		}
		return err
	}, `SELECT rilevazione_id, procedimento_id, termine FROM monitoraggio_rilevati`)
	if err != nil {
		return err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	for _, p := range ps {
		if chiesti[p.ID] {
			c.procedimenti = append(c.procedimenti, p)
		}
	}
	return err
}

// leggiRisposte reads who sent what: the answers that count in the figures.
func (c *raccoltaEffetti) leggiRisposte(ctx context.Context, tx *db.Tx, posto map[int64]int) error {
	return db.Each(ctx, tx, func(row db.Row) error {
		var k chiave
		var rilevazione int64
		var modo Modo
		if err := row.Scan(&rilevazione, &k.ente, &k.procedimento, &modo); err != nil {
			return err
		}
		i, ok := posto[rilevazione]
		if !ok {
			return nil
		}
		if _, chiesto := c.termini[i][k.procedimento]; !chiesto {
			return nil
		}
		if c.storie[k] == nil {
			c.storie[k] = make([]storiaEnte, len(c.campagne))
		}
		c.storie[k][i].modo = modo
		return nil
	}, `SELECT i.rilevazione_id, i.ente_id, r.procedimento_id, r.modo
		FROM monitoraggio_risposte r JOIN monitoraggio_invii i ON i.id = r.invio_id JOIN monitoraggio_rilevazioni c ON c.id = i.rilevazione_id
		WHERE i.stato = 'approvato' OR (i.stato = 'inviato' AND c.stato IN ('aperta','chiusa'))`)
}

// chi are the bodies that matter.
func (c *raccoltaEffetti) chi() []int64 {
	visti := map[int64]bool{}
	for k := range c.storie {
		visti[k.ente] = true
	}
	for k := range c.aiuti {
		visti[k.ente] = true
	}
	out := make([]int64, 0, len(visti))
	for id := range visti {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// conta counts one practice in the campaigns in which its body answered with
// practices.
func (c *raccoltaEffetti) conta(k chiave, p *misure.Pratica) {
	storia := c.storie[k]
	for i := range storia {
		s, sem := &storia[i], c.campagne[i].Semestre
		switch {
		case s.modo != DaPratiche:
		case p.ConclusaEspressa(sem):
			giorni, _ := p.Durata()
			d := int64(giorni)
			s.n, s.somma, s.quadrati = s.n+1, s.somma+d, s.quadrati+d*d
		case p.PendenteAl(sem.Al()):
			s.pendenti++
			switch ritardo, noto := p.InRitardoAl(sem.Al(), c.termini[i][k.procedimento]); {
			case !noto:
				s.senzaTermine++
			case ritardo:
				s.arretrato++
			}
		}
	}
}

// effetti compares the bodies, procedure by procedure, in the order of the
// catalogue. It is pure.
func (c *raccoltaEffetti) effetti() ([]EffettoProcedimento, error) {
	perProcedimento := map[int64]map[int64]bool{} // procedure → bodies
	segna := func(k chiave) {
		if perProcedimento[k.procedimento] == nil {
			perProcedimento[k.procedimento] = map[int64]bool{}
		}
		perProcedimento[k.procedimento][k.ente] = true
	}
	for k := range c.storie {
		segna(k)
	}
	for k := range c.aiuti {
		segna(k)
	}
	out := make([]EffettoProcedimento, 0, len(c.procedimenti))
	for i, p := range c.procedimenti {
		e := EffettoProcedimento{ProcedimentoID: p.ID, Codice: p.Codice, Nome: p.Nome, Ordine: i, CalcolatoIl: c.ora}
		durate := effetto.Dati{Procedimento: p.Nome, Misura: effetto.Durata}
		quote := effetto.Dati{Procedimento: p.Nome, Misura: effetto.QuotaArretrato}
		for ente := range perProcedimento[p.ID] {
			d, q := c.serie(chiave{ente, p.ID}, &e)
			if !d.Aiuto.IsZero() || len(d.Punti) > 0 {
				durate.Serie = append(durate.Serie, d)
			}
			if !q.Aiuto.IsZero() || len(q.Punti) > 0 {
				quote.Serie = append(quote.Serie, q)
			}
		}
		var err error
		if e.Durata, err = effetto.Calcola(durate, effetto.Opzioni{}); err != nil {
			return nil, err
		}
		if e.Arretrato, err = effetto.Calcola(quote, effetto.Opzioni{}); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// serie are the histories of one body for one procedure, counted into e.
func (c *raccoltaEffetti) serie(k chiave, e *EffettoProcedimento) (durate, quote effetto.Serie) {
	durate = effetto.Serie{Ente: strconv.FormatInt(k.ente, 10), Classe: ClasseDi(c.enti[k.ente]), Aiuto: c.aiuti[k]}
	quote = durate
	for i, s := range c.storie[k] {
		sem := c.campagne[i].Semestre
		switch s.modo {
		case DaPratiche, Nessuna:
			durate.Punti = append(durate.Punti, effetto.Punto{Semestre: sem, N: int(s.n), Somma: float64(s.somma), Quadrati: float64(s.quadrati)})
			if s.senzaTermine == 0 {
				quote.Punti = append(quote.Punti, effetto.PuntoQuota(sem, s.pendenti, s.arretrato))
			} else {
				e.SenzaTermine++
			}
			if e.Dal.IsZero() || sem.Before(e.Dal) {
				e.Dal = sem
			}
			if e.Al.Before(sem) {
				e.Al = sem
			}
		case Dichiarate:
			e.Dichiarate++
		}
	}
	if len(durate.Punti) > 0 {
		e.Enti++
	}
	if !durate.Aiuto.IsZero() {
		e.Aiutati++
	}
	return durate, quote
}

// CalcolaEffetti compares helped and not helped bodies on every procedure that
// some campaign asked about, in the order of the catalogue: a constant number
// of queries, the practices in one stream.
func (s *Service) CalcolaEffetti(ctx context.Context) ([]EffettoProcedimento, error) {
	return s.calcolaEffetti(ctx, func(Rilevazione) bool { return true })
}

func (s *Service) calcolaEffetti(ctx context.Context, quali func(Rilevazione) bool) ([]EffettoProcedimento, error) {
	var c raccoltaEffetti
	if err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = leggiEffetti(ctx, tx, quali)
		return err
	}); err != nil {
		return nil, err
	}
	return c.effetti()
}

// AggiornaEffetti computes the effects again and keeps them for the pages.
func (s *Service) AggiornaEffetti(ctx context.Context) error {
	ee, err := s.CalcolaEffetti(ctx)
	if err != nil || len(ee) == 0 {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, e := range ee {
			b, err := json.Marshal(e)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `INSERT INTO monitoraggio_effetti (procedimento_id, effetto, calcolato_il) VALUES ($1,$2,$3)
				ON CONFLICT (procedimento_id) DO UPDATE SET effetto = excluded.effetto, calcolato_il = excluded.calcolato_il
				WHERE monitoraggio_effetti.calcolato_il <= excluded.calcolato_il`, e.ProcedimentoID, string(b), e.CalcolatoIl); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `DELETE FROM monitoraggio_effetti WHERE calcolato_il < $1`, ee[0].CalcolatoIl)
		return err
	})
}

func scanEffetto(row db.Row) (e EffettoProcedimento, err error) {
	var testo string
	if err = row.Scan(&testo); err != nil {
		return e, err
	}
	if err = json.Unmarshal([]byte(testo), &e); err != nil {
		err = fmt.Errorf("monitoraggio: stored effect: %w", err)
	}
	return e, err
}

// Effetti reads the effects last computed, one per procedure that some
// campaign asked about, in the order of the catalogue. Empty when none were
// computed yet. The error is Vietato for those who do not
// read the figures of the Region.
func (s *Service) Effetti(ctx context.Context, chi kernel.Actor) (out []EffettoProcedimento, err error) {
	if !chi.DiSistema && !Consulta.Allows(chi) {
		return nil, kernel.E(kernel.Vietato, "L'effetto dell'assistenza è riservato a chi segue il monitoraggio.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out, err = db.Many(ctx, tx, scanEffetto, `SELECT effetto FROM monitoraggio_effetti`)
		return err
	})
	slices.SortStableFunc(out, func(a, b EffettoProcedimento) int { return a.Ordine - b.Ordine })
	return out, err
}

// EffettoDi reads the effect on one procedure; false when none was computed.
// Whether the reader may see it is up to the caller.
func EffettoDi(ctx context.Context, tx *db.Tx, procedimento int64) (EffettoProcedimento, bool, error) {
	e, err := db.One(ctx, tx, scanEffetto, `SELECT effetto FROM monitoraggio_effetti WHERE procedimento_id = $1`, procedimento)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return EffettoProcedimento{}, false, nil
	}
	return e, err == nil, err
}

// effettiArgs is the job that computes the effects. Slot 0 is the daily look,
// which leaves fresh ones as they are.
type effettiArgs struct {
	Slot int64 `json:"slot"`
}

// Kind implements jobs.Args.
func (effettiArgs) Kind() string { return "monitoraggio.effetti" }

// intervalloEffetti is how long acts share one computation.
const intervalloEffetti = time.Minute

// RichiediEffetti has the effects computed again once tx is committed, as when
// figures are locked.
func (s *Service) RichiediEffetti(ctx context.Context, tx *db.Tx) error {
	slot, at := jobs.Slot(time.Now(), intervalloEffetti)
	return s.Jobs.Enqueue(ctx, tx, effettiArgs{slot}, jobs.Once(), jobs.At(at))
}

// registraEffetti registers the job: at every request, and every hour if the
// effects were not computed since midnight.
func (s *Service) registraEffetti() {
	jobs.Handle(s.Jobs, func(ctx context.Context, a effettiArgs) error {
		if a.Slot == 0 {
			return s.RinfrescaEffetti(ctx)
		}
		return errors.Join(s.AggiornaEffetti(ctx), s.PubblicaEffetti(ctx))
	})
	s.Jobs.Every(time.Hour, true, effettiArgs{})
}

// RinfrescaEffetti computes the effects unless it was done today.
func (s *Service) RinfrescaEffetti(ctx context.Context) error {
	fresche := false
	err := s.DB.Read(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_effetti WHERE calcolato_il >= $1`, tx.Now().Day().Start())
		fresche = n > 0
		return err
	})
	if err != nil || fresche {
		return err
	}
	return errors.Join(s.AggiornaEffetti(ctx), s.PubblicaEffetti(ctx))
}
