package population

import (
	"fmt"
	"math/rand/v2"
	"time"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/richieste"
)

// event is a line of a timeline that is still to get its id.
type event struct {
	life  *life
	n     int
	atto  richieste.Atto
	da, a richieste.Stato
	chi   kernel.Actor
	testo string
	il    kernel.Instant
	docs  int // documents delivered with it
}

// life is one request from its beginning to the present.
type life struct {
	r      richieste.Richiesta
	body   body
	tf     int64 // where it belongs
	proc   catalogo.Procedimento
	events []event
	now    kernel.Instant // of the life
	end    kernel.Instant // the present
	rnd    *rand.Rand
	staff  staff
}

// days waits about so many days, more often less and sometimes much more.
func (l *life) days(mean float64) {
	d := l.rnd.ExpFloat64()*mean*0.7 + mean*0.3
	l.now = l.now.Add(time.Duration(d*24*float64(time.Hour)) + time.Minute)
}

// ended reports whether the life has reached the present.
func (l *life) ended() bool { return !l.now.Before(l.end) }

// do performs an act now, as the table of the acts allows; past the present
// nothing happens.
func (l *life) do(chi kernel.Actor, m richieste.Mossa, docs int) error {
	if l.ended() {
		return nil
	}
	da := l.r.Stato
	if err := l.r.Applica(chi, m, l.now); err != nil {
		return fmt.Errorf("population: %s in state %s: %w", m.Atto, da, err)
	}
	if m.Atto == richieste.Invia {
		l.r.InviataIl, l.r.Provincia = l.now, l.body.Provincia
	}
	l.note(m.Atto, da, chi, m.Testo, docs)
	return nil
}

func (l *life) note(a richieste.Atto, da richieste.Stato, chi kernel.Actor, text string, docs int) {
	if len(l.events) > 0 {
		l.r.Versione++
	}
	l.events = append(l.events, event{life: l, n: len(l.events) + 1, atto: a, da: da, a: l.r.Stato, chi: chi, testo: text, il: l.now, docs: docs})
}

// begin writes the draft.
func (l *life) begin(chi kernel.Actor, at kernel.Instant) {
	l.now = at
	l.r = richieste.Richiesta{EnteID: l.body.ID, CreataDa: chi.Persona, Stato: richieste.Bozza, CreataIl: at, StatoDal: at, UltimoAttoIl: at, Versione: 1}
	l.r.Modulo = richieste.Modulo{Oggetto: oggetto(l.rnd, l.proc.Nome), Procedimento: fmt.Sprint(l.proc.ID), Descrizione: testo(l.rnd, 3+l.rnd.IntN(5)),
		RisultatoAtteso: testo(l.rnd, 1), Pratiche: fmt.Sprint(1 + l.rnd.IntN(60)), Referente: "Ufficio tecnico", Telefono: "02 1234567"}
	l.r.ProcedimentoID = l.proc.ID
	l.note(richieste.Crea, "", chi, "", 0)
}

func (l *life) ente() kernel.Actor       { return pick(l.rnd, l.body.people) }
func (l *life) segreteria() kernel.Actor { return pick(l.rnd, l.staff.segreteria) }
func (l *life) coordinatore() kernel.Actor {
	return pick(l.rnd, l.staff.coordinatori[l.tf])
}

// expert is one of those who work on it now, or false.
func (l *life) expert(accepted bool) (kernel.Actor, bool) {
	for _, i := range l.r.Incarichi {
		if !i.AlIl.IsZero() || accepted && !i.Accettato {
			continue
		}
		for _, e := range l.staff.esperti[l.r.TaskForceID] {
			if e.Persona == i.PersonaID {
				return e, true
			}
		}
	}
	return kernel.Actor{}, false
}

func pick[T any](rnd *rand.Rand, list []T) T { return list[rnd.IntN(len(list))] }

func (l *life) chance(p float64) bool { return l.rnd.Float64() < p }

// run lives until the present, or until the request rests.
func (l *life) run() error {
	for !l.ended() {
		rests, err := l.step()
		if err != nil || rests {
			return err
		}
	}
	return nil
}

// step does the next thing that happens in the present state.
func (l *life) step() (rests bool, err error) {
	switch l.r.Stato {
	case richieste.Bozza:
		l.days(0.8)
		return false, l.send()
	case richieste.Inviata, richieste.InValutazione:
		return false, l.evaluate()
	case richieste.Assegnata:
		return false, l.charge()
	case richieste.InLavorazione:
		return false, l.work()
	case richieste.InAttesa:
		return false, l.await()
	case richieste.RispostaInviata:
		return false, l.answered()
	case richieste.Evasa:
		l.days(30)
		if l.chance(0.015) && l.r.ChiusaIl.Add(170*24*time.Hour).After(l.now) {
			return false, l.do(l.ente(), richieste.Mossa{Atto: richieste.Riapri, Testo: testo(l.rnd, 2)}, 0)
		}
	}
	return true, nil
}

func (l *life) send() error {
	docs := 0
	if l.chance(0.5) {
		docs = 1 + l.rnd.IntN(2)
	}
	return l.do(l.ente(), richieste.Mossa{Atto: richieste.Invia, Testo: l.r.Modulo.Descrizione}, docs)
}

func (l *life) evaluate() error {
	switch {
	case l.r.Stato == richieste.Inviata && l.chance(0.02):
		l.days(2)
		return l.do(l.ente(), richieste.Mossa{Atto: richieste.Ritira, Testo: "L'ufficio ha risolto da sé."}, 0)
	case l.r.Stato == richieste.Inviata && l.chance(0.7):
		l.days(1.5)
		return l.do(l.segreteria(), richieste.Mossa{Atto: richieste.PrendiInValutazione}, 0)
	case l.r.TaskForceID != 0:
		return l.assign()
	case l.chance(0.04):
		l.days(3)
		return l.do(l.segreteria(), richieste.Mossa{Atto: richieste.Respingi, Testo: "Il procedimento è fuori dal perimetro del servizio."}, 0)
	}
	l.days(1.2)
	return l.do(l.segreteria(), richieste.Mossa{Atto: richieste.Smista, TaskForce: l.tf, Testo: "Task force: " + l.proc.Nome + "."}, 0)
}

func (l *life) assign() error {
	l.days(2)
	e := pick(l.rnd, l.staff.esperti[l.tf])
	m := richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{e.Persona}, Testo: "Esperto: " + e.Nome + "."}
	if o := pick(l.rnd, l.staff.esperti[l.tf]); l.chance(0.25) && o.Persona != e.Persona {
		m.Esperti = append(m.Esperti, o.Persona)
		m.Testo = "Esperti: " + e.Nome + ", " + o.Nome + ". Referente: " + e.Nome + "."
	}
	return l.do(l.coordinatore(), m, 0)
}

func (l *life) charge() error {
	l.days(2)
	e, ok := l.expert(false)
	if !ok {
		return l.assign()
	}
	switch {
	case l.chance(0.05):
		return l.do(e, richieste.Mossa{Atto: richieste.Declina, Testo: "Carico di lavoro già pieno."}, 0)
	case l.chance(0.03):
		return l.do(e, richieste.Mossa{Atto: richieste.RinviaPerCompetenza, Testo: "Serve un'altra task force."}, 0)
	}
	return l.do(e, richieste.Mossa{Atto: richieste.PrendiInCarico}, 0)
}

func (l *life) work() error {
	e, ok := l.expert(true)
	if !ok {
		e, ok = l.expert(false)
	}
	if !ok {
		return l.assign()
	}
	switch {
	case l.chance(0.49):
		l.days(3)
		return l.write(e)
	case l.chance(0.3):
		l.days(4)
		return l.do(e, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: testo(l.rnd, 3)}, 0)
	case l.chance(0.02):
		l.days(10)
		return l.do(e, richieste.Mossa{Atto: richieste.ChiudiSenzaAssistenza, Testo: "L'ente ha risolto da sé."}, 0)
	}
	l.days(9)
	return l.do(e, richieste.Mossa{Atto: richieste.Rispondi, Testo: testo(l.rnd, 8)}, 1)
}

// write adds a message of either side.
func (l *life) write(e kernel.Actor) error {
	chi := e
	if l.chance(0.5) {
		chi = l.ente()
	}
	docs := 0
	if l.chance(0.15) {
		docs = 1
	}
	return l.do(chi, richieste.Mossa{Atto: richieste.Scrivi, Testo: testo(l.rnd, 2+l.rnd.IntN(3))}, docs)
}

func (l *life) await() error {
	e, ok := l.expert(false)
	switch {
	case ok && l.chance(0.06):
		l.days(14)
		return l.do(e, richieste.Mossa{Atto: richieste.SegnalaIrreperibile, Testo: "L'ufficio non risponde al telefono né per posta."}, 0)
	case ok && l.chance(0.03):
		l.days(20)
		return l.do(e, richieste.Mossa{Atto: richieste.ChiudiSenzaAssistenza, Testo: "L'ente non si trova."}, 0)
	}
	l.days(7)
	return l.do(l.ente(), richieste.Mossa{Atto: richieste.Integra, Testo: testo(l.rnd, 2)}, 1)
}

func (l *life) answered() error {
	switch {
	case l.chance(0.05):
		l.days(5)
		return l.do(l.ente(), richieste.Mossa{Atto: richieste.Riapri, Testo: testo(l.rnd, 2)}, 0)
	case l.chance(0.7):
		l.days(5)
		return l.do(l.ente(), richieste.Mossa{Atto: richieste.Conferma, Voto: 1 + min(4, 1+l.rnd.IntN(5))}, 0)
	}
	from := l.now
	for i, atto := range []richieste.Atto{richieste.Sollecita, richieste.Sollecita, richieste.EvadiPerSilenzio} {
		l.now = from.Add(time.Duration(i+1) * 10 * 24 * time.Hour)
		if err := l.do(kernel.ActorSistema(), richieste.Mossa{Atto: atto}, 0); err != nil {
			return err
		}
	}
	return nil
}
