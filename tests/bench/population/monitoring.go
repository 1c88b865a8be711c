package population

import (
	"context"
	"fmt"
	"math/rand/v2"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
)

// surveyed are the procedures that the campaigns ask about, by kind of body.
var surveyed = []struct {
	code string
	who  monitoraggio.RivoltoA
	mean float64 // calendar days that one takes, more or less
	term string  // what the campaign says, as termini reads it
}{
	{"permesso-di-costruire", monitoraggio.RivoltoAComuni, 71, "60"},
	{"piani-attuativi", monitoraggio.RivoltoAComuni, 140, "120"},
	{"sanatoria", monitoraggio.RivoltoAComuni, 80, "60"},
	{"pas", monitoraggio.RivoltoAComuni, 30, "30"},
	{"aua", monitoraggio.RivoltoAProvince, 110, "90"},
	{"aia", monitoraggio.RivoltoAProvince, 190, "150"},
	{"autorizzazione-rifiuti", monitoraggio.RivoltoAProvince, 170, "150"},
}

// monitoring writes the campaigns of the last semesters, all approved but the
// last, which is still being filled, and the practices of every body. Locking
// the past ones is for the caller, through the service.
func (m *maker) monitoring(ctx context.Context, tx *db.Tx) error {
	if m.size.Practices == 0 {
		return nil
	}
	last := kernel.SemestreDi(m.now.Day()).Add(-1)
	first := last.Add(1 - m.size.Semesters)
	procs := map[string]int64{}
	list, err := catalogo.Procedimenti(ctx, tx, true)
	if err != nil {
		return err
	}
	for _, p := range list {
		procs[p.Codice] = p.ID
	}
	if err := m.campaigns(first, last, procs).write(ctx, tx); err != nil {
		return err
	}
	practices := newTable("monitoraggio_pratiche", `ente_id procedimento_id id_pratica tipologia data_domanda data_provvedimento data_silenzio_assenso conferenza
		sospensioni giorni_sospesi termine esclusa_il motivo_esclusione nota fine origine caricamento_id foglio riga creata_il aggiornata_il versione`)
	var weights float64
	weight := make([]float64, len(m.bodies))
	for i := range m.bodies {
		weight[i] = m.rnd.ExpFloat64() + 0.2
		weights += weight[i]
	}
	for i, b := range m.bodies {
		slow := 0.6 + m.rnd.Float64()*0.9 // some bodies are always slower
		for k := range max(1, int(weight[i]/weights*float64(m.size.Practices))) {
			s := m.procedure(b)
			p := practice{rnd: m.rnd, from: first.Dal(), to: m.now.Day()}
			p.live(surveyed[s].mean * slow)
			practices.add(p.row(b.ID, procs[surveyed[s].code], fmt.Sprintf("%d/%d", p.domanda.Year(), k+1), m.now)...)
			m.made.Practices++
		}
	}
	return practices.write(ctx, tx)
}

// procedure picks one of those that the body is asked about, the first ones
// more often.
func (m *maker) procedure(b body) int {
	from, n := 0, 4
	if b.Tipo == enti.Provincia || b.Tipo == enti.CittaMetropolitana {
		from, n = 4, 3
	}
	u := m.rnd.Float64()
	return from + int(u*u*float64(n))
}

// practice is one case, from its application to its end or to the present.
type practice struct {
	rnd                                      *rand.Rand
	from, to                                 kernel.Day
	domanda, atto, silenzio, esclusa, chiusa kernel.Day
	conferenza                               bool
	sospesa                                  string
}

func (p *practice) live(mean float64) {
	p.domanda = p.from.AddDays(p.rnd.IntN(p.to.DaysSince(p.from)))
	long := 1 + int(mean*(0.3+0.7*p.rnd.ExpFloat64()))
	if p.rnd.IntN(4) == 0 {
		a := p.domanda.AddDays(5 + p.rnd.IntN(20))
		b := a.AddDays(5 + p.rnd.IntN(30))
		p.sospesa = a.String() + "/" + b.String()
		long += b.DaysSince(a)
	}
	end := p.domanda.AddDays(long)
	p.conferenza = p.rnd.IntN(6) == 0
	switch k := p.rnd.IntN(100); {
	case k < 3: // never ends
	case end.After(p.to):
	case k < 5:
		p.esclusa = end
	case k < 12:
		p.silenzio = end
	default:
		p.atto = end
	}
	for _, d := range []kernel.Day{p.esclusa, p.silenzio, p.atto} {
		if !d.IsZero() {
			p.chiusa = d
		}
	}
}

func (p *practice) row(ente, procedimento int64, numero string, now kernel.Instant) []any {
	motivo := ""
	if !p.esclusa.IsZero() {
		motivo = "Archiviata per inerzia del richiedente"
	}
	return []any{ente, procedimento, numero, "", p.domanda, p.atto, p.silenzio, p.conferenza, p.sospesa, 0, "", p.esclusa, motivo, "", p.chiusa,
		string(monitoraggio.DaModulo), 0, "", 0, now, now, 1}
}

// tables are written one after the other.
type tables []*table

func (ts tables) write(ctx context.Context, tx *db.Tx) error {
	for _, t := range ts {
		if err := t.write(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// campaigns makes the campaigns, the procedures that they ask about, and what
// the bodies answered.
func (m *maker) campaigns(first, last kernel.Semestre, procs map[string]int64) tables {
	campaigns := newTable("monitoraggio_rilevazioni", "id semestre dal al stato scadenza obbligatoria nota creata_il aperta_il chiusa_il versione")
	asked := newTable("monitoraggio_rilevati", "rilevazione_id procedimento_id rivolto_a termine termine_fonte")
	sent := newTable("monitoraggio_invii", `id rilevazione_id ente_id stato motivo numero invitato_il solleciti inviato_il inviato_da deciso_il deciso_da aggiornato_il versione`)
	answers := newTable("monitoraggio_risposte", "invio_id procedimento_id modo dichiarate nota aggiornata_il aggiornata_da")
	var id, invio int64
	for s := first; !last.Before(s); s = s.Add(1) {
		id++
		current := s == last
		opened, deadline := s.Al().AddDays(5).Start(), s.Al().AddDays(60)
		state, closed := monitoraggio.Chiusa, deadline.AddDays(1).Start()
		if current {
			state, deadline, closed = monitoraggio.Aperta, m.now.Day().AddDays(14), kernel.Instant{}
		}
		m.made.Campaigns = append(m.made.Campaigns, id)
		m.made.Semester = s.String()
		campaigns.add(id, s, s.Dal(), s.Al(), string(state), deadline, false, "", opened, opened, closed, 1)
		for _, p := range surveyed {
			asked.add(id, procs[p.code], string(p.who), p.term, "Generato per le misure")
		}
		for i, b := range m.bodies {
			invio++
			stato, at := monitoraggio.Approvato, opened
			var decided kernel.Instant
			switch {
			case !current:
				decided = closed
			case i%5 == 0: // the first body is among them
				stato = monitoraggio.InBozza
			case i%5 < 3:
				stato = monitoraggio.Inviato
			default:
				decided = m.now
			}
			numero, sentAt, sentBy := invio, at, b.people[0].Persona
			if stato == monitoraggio.InBozza {
				numero, sentAt, sentBy = 0, kernel.Instant{}, 0
			}
			decidedBy := int64(0)
			if !decided.IsZero() {
				decidedBy = m.staff.segreteria[0].Persona
			}
			sent.add(invio, id, b.ID, string(stato), "", numero, opened, 0, sentAt, sentBy, decided, decidedBy, at, 1)
			for _, p := range surveyed {
				if p.who.Comprende(b.Tipo) {
					answers.add(invio, procs[p.code], string(monitoraggio.DaPratiche), "", "", at, b.people[0].Persona)
				}
			}
		}
	}
	return tables{campaigns, asked, sent, answers}
}
