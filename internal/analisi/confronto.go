package analisi

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/peers"
	"pass/internal/mining/stats"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// MinimoEnti is how many other bodies make a comparison anonymous, and how many
// must differ from what was shown before anything else is (see fotografia.go).
// Each counts with a log of at least peers.DefaultMinCases practices: the
// figures of fewer would tell those of one practice.
const MinimoEnti = 5

// Cifre are the few figures of a log with which like bodies are compared:
// times in seconds, shares of the gross time from 0 to 1. A share that the log
// does not tell is nil.
type Cifre struct {
	Casi          int        `json:"casi"`     // measured ones
	Concluse      bool       `json:"concluse"` // only the cases that ended were measured; false: nobody said which activities end them
	Dal           kernel.Day `json:"dal"`      // of the events of the log
	Al            kernel.Day `json:"al"`
	Media         float64    `json:"media"`
	Mediana       float64    `json:"mediana"`
	P25           float64    `json:"p25"`
	P75           float64    `json:"p75"`
	P90           float64    `json:"p90"`
	Attesa        *float64   `json:"attesa,omitempty"`
	Lavorazione   *float64   `json:"lavorazione,omitempty"`
	AttesaOLavoro *float64   `json:"attesa_o_lavoro,omitempty"` // the two together, where they cannot be told apart
	Sospensione   *float64   `json:"sospensione,omitempty"`
	AltriEnti     *float64   `json:"altri_enti,omitempty"`
}

// Confronto are the figures of other bodies of the same procedure and
// population class, without their names, as the last photograph shows them.
type Confronto struct {
	Classe    string     // code of monitoraggio.Classi
	Candidati int        // bodies that have a log with enough practices now, this one included
	Enti      int        // other bodies in the photograph; 0: there is none
	Altri     []Cifre    // one for each of them, rounded, by median
	Al        kernel.Day // of the photograph
	Proprie   *Cifre     // of this log, not rounded
}

// Anonimo reports whether the bodies are enough to be shown.
func (c Confronto) Anonimo() bool { return c.Enti >= MinimoEnti }

// Questo names the body of the log among those of Confronto.Corpi.
const Questo = "questo ente"

// Corpi are the bodies for peers.Compare, this one first; none when the others
// are too few, or this log has no figures.
func (c Confronto) Corpi() []peers.Body {
	if !c.Anonimo() || c.Proprie == nil {
		return nil
	}
	giorni := func(secondi float64) float64 { return secondi / 86_400 }
	out := make([]peers.Body, 0, len(c.Altri)+1)
	for i, x := range slices.Concat([]Cifre{*c.Proprie}, c.Altri) {
		nome := Questo
		if i > 0 {
			nome = fmt.Sprintf("ente %d", i)
		}
		out = append(out, peers.OfQuartiles(nome, x.Casi, giorni(x.P25), giorni(x.Mediana), giorni(x.P75)))
	}
	return out
}

// Confronto compares a log of a request with those of like bodies. What is
// told of the others comes from their photograph alone.
func (s *Service) Confronto(ctx context.Context, chi kernel.Actor, f Fonte) (c Confronto, err error) {
	if f.Richiesta == nil || f.Registro == nil {
		return c, kernel.E(kernel.NonValido, "Questo registro non ha enti simili con cui confrontarsi.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		q, g, err := carica(ctx, tx, chi, f.Richiesta.ID, int64(f.Registro.N))
		if err != nil {
			return err
		}
		e, err := enti.Get(ctx, tx, q.EnteID)
		if err != nil {
			return err
		}
		c = Confronto{Classe: monitoraggio.ClasseDi(e)}
		if c.Proprie, err = sintesiDi(ctx, tx, g.ID); err != nil {
			return err
		}
		adesso, err := candidati(ctx, tx, q.ProcedimentoID, c.Classe)
		if err != nil {
			return err
		}
		c.Candidati = len(adesso)
		foto, il, err := fotografiaDi(ctx, tx, q.ProcedimentoID, c.Classe)
		if err != nil || scaduta(il, tx.Now().Day()) {
			return err
		}
		c.Al = il.Day()
		for _, r := range foto {
			if r.Ente != q.EnteID {
				c.Altri = append(c.Altri, r.Cifre)
			}
		}
		return nil
	})
	if err != nil {
		return Confronto{}, err
	}
	if c.Enti = len(c.Altri); !c.Anonimo() {
		c.Enti, c.Altri = 0, nil
	}
	return c, nil
}

// sintesiDi reads the figures of one log, nil when it has none.
func sintesiDi(ctx context.Context, tx *db.Tx, registro int64) (*Cifre, error) {
	testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT cifre FROM analisi_sintesi WHERE registro_id = $1`, registro)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := new(Cifre)
	if err := json.Unmarshal([]byte(testo), c); err != nil {
		return nil, fmt.Errorf("analisi: figures of %d: %w", registro, err)
	}
	return c, nil
}

// riprendi is done once a log was read: what the body already said of its
// activities is taken up, and the figures for the comparison are kept.
func (s *Service) riprendi(ctx context.Context, tx *db.Tx, q richieste.Richiesta, r Registro, e esito) error {
	if e.noti != nil {
		if err := s.passiNoti(ctx, tx, q, r, *e.noti); err != nil {
			return err
		}
	}
	return s.annotaSintesi(ctx, tx, q, r.ID, e.cifre)
}

// tuttiNoti gives the meanings of these activities when every one is known from
// before: from the practices of the monitoring, or from an earlier log.
func tuttiNoti(attivita []string, r Registro, ricordati Passi) *Passi {
	p := Passi{Significati: map[string]steps.Kind{}, Termine: ricordati.Termine}
	noti := ricordati.Significati
	if r.Origine == DaPratiche {
		noti = significatiPratiche
	}
	for _, a := range attivita {
		k, ok := noti[a]
		if !ok {
			return nil
		}
		p.Significati[a] = k
	}
	return &p
}

// passiNoti confirms meanings that are all known already. Without a remembered
// term the one of the catalogue holds.
func (s *Service) passiNoti(ctx context.Context, tx *db.Tx, q richieste.Richiesta, r Registro, p Passi) error {
	if p.Termine == nil {
		f := Fonte{Richiesta: &q, Registro: &r}
		t, ok, err := f.termineCatalogo(ctx, tx)
		if err != nil {
			return err
		}
		if ok {
			p.Termine = &t
		}
	}
	return salvaPassi(ctx, tx, r.ID, p)
}

// cifreDi measures a log for the comparison. kinds are the meanings of its
// activities, nil when nobody confirmed them.
func cifreDi(l *eventlog.Log, kinds []steps.Kind, legale *termini.Calendario) Cifre {
	t := timing.Split(l.All(), timing.SplitOptions{Kinds: kinds, Calendar: legale})
	finite := fini(kinds)
	tutte, concluse := make([]int64, 0, len(t.Cases)), []int64{}
	dal, al := int64(math.MaxInt64), int64(math.MinInt64)
	for _, c := range t.Cases {
		tutte = append(tutte, c.To-c.From)
		dal, al = min(dal, c.From), max(al, c.To)
		if conclusa(l, c.Case, finite) {
			concluse = append(concluse, c.To-c.From)
		}
	}
	durate := tutte
	c := Cifre{Dal: giorno(dal), Al: giorno(al)}
	if len(concluse) > 0 {
		durate, c.Concluse = concluse, true
	}
	slices.Sort(durate)
	somma := 0.0
	for _, d := range durate {
		somma += float64(d) / 1e6
	}
	quantile := func(num int) float64 { return stats.QuantileInt(durate, num, 100) / 1e6 }
	c.Casi, c.Media, c.P25, c.Mediana, c.P75, c.P90 = len(durate), somma/float64(len(durate)), quantile(25), quantile(50), quantile(75), quantile(90)
	quota := func(p timing.Part, ignota timing.Reason) *float64 {
		if ignota != "" {
			return nil
		}
		v := t.Whole.Share(p)
		return &v
	}
	c.Sospensione, c.AltriEnti = quota(timing.Suspended, t.Known.Suspensions), quota(timing.OtherBody, t.Known.OtherBodies)
	if c.Attesa, c.Lavorazione = quota(timing.Waiting, t.Known.Starts), quota(timing.Processing, t.Known.Starts); c.Attesa == nil {
		v := t.Whole.Share(timing.Waiting) + t.Whole.Share(timing.Processing) + t.Whole.Share(timing.WaitingOrProcessing)
		c.AttesaOLavoro = &v
	}
	return c
}

// conclusa reports whether the case has an activity that ends the procedure.
func conclusa(l *eventlog.Log, c int32, finite []bool) bool {
	if len(finite) == 0 {
		return false
	}
	return slices.ContainsFunc(l.Activity[l.Start[c]:l.Start[c+1]], func(a int32) bool { return finite[a] })
}

func giorno(micro int64) kernel.Day { return kernel.InstantOf(time.UnixMicro(micro)).Day() }

// annotaSintesi keeps the figures of a log for the comparison.
func (s *Service) annotaSintesi(ctx context.Context, tx *db.Tx, q richieste.Richiesta, registro int64, c Cifre) error {
	e, err := enti.Get(ctx, tx, q.EnteID)
	if err != nil {
		return err
	}
	testo, err := json.Marshal(c)
	if err != nil {
		return err
	}
	classe := monitoraggio.ClasseDi(e)
	_, err = tx.Exec(ctx, `INSERT INTO analisi_sintesi (registro_id, ente_id, procedimento_id, classe, provincia, cifre, letto_il) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (registro_id) DO UPDATE SET cifre = excluded.cifre, classe = excluded.classe`,
		registro, q.EnteID, q.ProcedimentoID, classe, e.Provincia, string(testo), tx.Now())
	if err != nil {
		return err
	}
	return scatta(ctx, tx, q.ProcedimentoID, classe)
}
