package analisi

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/steps"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/termini"
)

// The activities of the practices of the monitoring.
const (
	attRicezione    = "Ricezione della domanda"
	attIntegrazioni = "Richiesta di integrazioni"
	attIntegrate    = "Arrivo delle integrazioni"
	attPreavviso    = "Preavviso di rigetto"
	attOsservazioni = "Fine del preavviso di rigetto"
	attSospesa      = "Sospensione per un altro procedimento"
	attRipresa      = "Ripresa dopo un altro procedimento"
	attEspresso     = "Provvedimento espresso"
	attSilenzio     = "Silenzio assenso"
	attEsclusa      = "Esclusione dal monitoraggio"
)

// significatiPratiche are known in advance: nobody has to confirm them.
var significatiPratiche = map[string]steps.Kind{
	attRicezione: steps.Receipt, attIntegrazioni: steps.SuspensionStart, attIntegrate: steps.SuspensionEnd,
	attPreavviso: steps.Notice, attOsservazioni: steps.NoticeEnd, attSospesa: steps.SuspensionStart, attRipresa: steps.SuspensionEnd,
	attEspresso: steps.ExpressEnd, attSilenzio: steps.TacitEnd, attEsclusa: steps.OtherEnd,
}

// SintesiPratiche says what the practices of the monitoring hold, before and
// after they become a log.
type SintesiPratiche struct {
	Totale     int        `json:"totale"`
	Dal        kernel.Day `json:"dal"` // first and last application
	Al         kernel.Day `json:"al"`
	Aperte     int        `json:"aperte"`      // without a day of conclusion
	SoloGiorni int        `json:"solo_giorni"` // suspended for some days, nobody knows which
	Saltate    int        `json:"saltate"`     // excluded without a day: they do not enter the log
}

// SintesiDellePratiche tells what a log made from the practices of the body
// would hold. Who may not read the practices of the body gets kernel.Vietato.
func (s *Service) SintesiDellePratiche(ctx context.Context, chi kernel.Actor, richiesta int64) (v SintesiPratiche, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		q, err := richieste.Carica(ctx, tx, chi, richiesta)
		if err != nil {
			return err
		}
		if !PuoUsarePratiche(chi, q) {
			return kernel.E(kernel.Vietato, soloEnte)
		}
		ps, err := praticheDi(ctx, tx, q)
		v = riassumi(ps)
		return err
	})
	return v, err
}

const soloEnte = "Le pratiche del monitoraggio si usano dall'ente che le ha scritte, quando la richiesta è aperta."

// PuoUsarePratiche reports whether the actor may make a log of the practices
// of the body: only its own people, who see them one by one.
func PuoUsarePratiche(chi kernel.Actor, q richieste.Richiesta) bool {
	return PuoCaricare(chi, q) && monitoraggio.PuoVederePratiche(chi, q.EnteID)
}

// UsaPratiche makes a log of the practices of the monitoring: row, audit entry
// and job in one transaction, no file.
func (s *Service) UsaPratiche(ctx context.Context, chi kernel.Actor, richiesta int64, mesi int) (g Registro, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		q, err := richieste.Carica(ctx, tx, chi, richiesta)
		if err != nil {
			return err
		}
		if !PuoUsarePratiche(chi, q) {
			return kernel.E(kernel.Vietato, soloEnte)
		}
		if !slices.Contains(Mesi, mesi) {
			return kernel.Invalid([]kernel.FieldError{{Field: "mesi", Message: "Scegliere per quanto tempo conservare il registro."}})
		}
		ps, err := praticheDi(ctx, tx, q)
		if err != nil {
			return err
		}
		if v := riassumi(ps); v.Totale == v.Saltate {
			return kernel.E(kernel.Conflitto, "Nel monitoraggio non ci sono ancora pratiche di questo procedimento. Aggiungerle dalla pagina del monitoraggio, oppure caricare un registro.")
		}
		g = Registro{Origine: DaPratiche, Nome: "Pratiche del monitoraggio", Zona: ZonaPredefinita, Ciclo: Tutti, Mesi: mesi, Stato: InCoda}
		if err := aggiungi(ctx, tx, chi, q, "UsaPratiche", &g); err != nil {
			return err
		}
		return s.Jobs.Enqueue(ctx, tx, leggiArgs{g.ID})
	})
	return g, err
}

// praticheDi reads all the practices of the body for the procedure, whenever
// they were open.
func praticheDi(ctx context.Context, tx *db.Tx, q richieste.Richiesta) ([]monitoraggio.Pratica, error) {
	return monitoraggio.PraticheEnte(ctx, tx, q.EnteID, q.ProcedimentoID, kernel.MustDay("1950-01-01"), kernel.MustDay("9999-12-31"))
}

func riassumi(ps []monitoraggio.Pratica) (v SintesiPratiche) {
	for _, p := range ps {
		v.Totale++
		if p.SempreEsclusa() {
			v.Saltate++
			continue
		}
		if v.Dal.IsZero() || p.Domanda.Before(v.Dal) {
			v.Dal = p.Domanda
		}
		if p.Domanda.After(v.Al) {
			v.Al = p.Domanda
		}
		if p.Provvedimento.IsZero() && p.SilenzioAssenso.IsZero() && p.EsclusaIl.IsZero() {
			v.Aperte++
		}
		if len(p.Sospensioni) == 0 && p.GiorniSospesi > 0 {
			v.SoloGiorni++
		}
	}
	return v
}

// logDellePratiche makes the log of the practices of a request.
func logDellePratiche(ctx context.Context, tx *db.Tx, q richieste.Richiesta) (*eventlog.Log, *SintesiPratiche, error) {
	ps, err := praticheDi(ctx, tx, q)
	if err != nil {
		return nil, nil, err
	}
	v := riassumi(ps)
	l, err := daPratiche(ps)
	return l, &v, err
}

// daPratiche turns practices into events of whole days, in the zone of Rome.
// The number of a practice is not kept.
func daPratiche(ps []monitoraggio.Pratica) (*eventlog.Log, error) {
	t := tabella{intestazione: []string{"pratica", "attività", "data", "tipologia", "conferenza di servizi"}}
	for i, p := range ps {
		if p.SempreEsclusa() {
			continue
		}
		conferenza := "no"
		if p.Conferenza {
			conferenza = "sì"
		}
		for _, e := range eventiDi(p) {
			t.righe = append(t.righe, []string{fmt.Sprintf("P%d", i+1), e.attivita, e.il.String(), p.Tipologia, conferenza})
		}
	}
	return t.leggi(eventlog.Options{Zone: kernel.Rome, MaxEvents: MaxEventi, MaxProblems: MaxProblemi, Attributes: []string{"tipologia", "conferenza di servizi"},
		Mapping: eventlog.Mapping{Case: "pratica", Activity: "attività", Timestamp: "data"}})
}

type giornata struct {
	attivita string
	il       kernel.Day
}

// eventiDi lists what is known of a practice in the order in which the log
// must have them when days are equal.
func eventiDi(p monitoraggio.Pratica) []giornata {
	es := []giornata{{attRicezione, p.Domanda}}
	ss := slices.Clone(p.Sospensioni)
	slices.SortStableFunc(ss, func(a, b termini.Sospensione) int { return a.Dal.DaysSince(b.Dal) })
	for _, s := range ss {
		inizio, fine := attIntegrazioni, attIntegrate
		switch s.Tipo {
		case termini.SospensionePreavviso:
			inizio, fine = attPreavviso, attOsservazioni
		case termini.SospensioneProcedimento:
			inizio, fine = attSospesa, attRipresa
		}
		es = append(es, giornata{inizio, s.Dal})
		if f := s.Fine(); !f.IsZero() {
			es = append(es, giornata{fine, f})
		}
	}
	for _, e := range []giornata{{attEspresso, p.Provvedimento}, {attSilenzio, p.SilenzioAssenso}, {attEsclusa, p.EsclusaIl}} {
		if !e.il.IsZero() {
			es = append(es, e)
		}
	}
	return es
}

// tabella is a log that PAsS makes by itself, as rows of text.
type tabella struct {
	intestazione []string
	righe        [][]string
}

func (t tabella) leggi(o eventlog.Options) (*eventlog.Log, error) {
	i := -1
	campi := make([][]byte, len(t.intestazione))
	return eventlog.ReadTable(eventlog.Rows{Format: eventlog.Table, Header: t.intestazione, Next: func() (int, [][]byte, error) {
		if i++; i >= len(t.righe) {
			return 0, nil, io.EOF
		}
		for k, v := range t.righe[i] {
			campi[k] = []byte(strings.TrimSpace(v))
		}
		return i + 1, campi, nil
	}}, o)
}
