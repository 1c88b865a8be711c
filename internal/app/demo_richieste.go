package app

import (
	"fmt"
	"time"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

// quanteRichieste is how many requests the demonstration tells, over a year.
const quanteRichieste = 96

var demoOggetti = []struct{ oggetto, descrizione, risultato string }{
	{"Pratiche ferme da oltre un anno", "Diverse pratiche sono ferme in istruttoria da oltre un anno. L'ufficio ha due tecnici a tempo parziale e non riesce a smaltire l'arretrato.", "Un piano di rientro con priorità e tempi."},
	{"Dubbi sui termini dopo le ultime modifiche di legge", "Non è chiaro quale termine si applichi alle domande presentate prima della modifica, e come si calcolino le sospensioni.", "Una nota che dica quale termine si applica e come si conta."},
	{"Convocazione della conferenza di servizi", "La conferenza di servizi coinvolge sette enti. Due non rispondono e il termine si avvicina.", "Schema di convocazione e di determina conclusiva."},
	{"Richieste di integrazione ripetute", "Le integrazioni sono chieste più volte sulla stessa pratica. I tempi si allungano e i professionisti protestano.", "Un elenco unico dei documenti da chiedere una sola volta."},
	{"Primo caso per il nostro ufficio", "È la prima volta che l'ufficio segue questo procedimento e non ci sono atti precedenti a cui riferirsi.", "Un modello di istruttoria passo per passo."},
	{"Pareri che arrivano in ritardo", "I pareri degli altri enti arrivano in media dopo due mesi. Vorremmo capire quali rimedi sono possibili.", "Una proposta di accordo o di solleciti con i riferimenti di legge."},
	{"Verifica di un atto prima dell'adozione", "Chiediamo un confronto sulla bozza dell'atto conclusivo, in particolare sulle prescrizioni.", "Osservazioni puntuali sulla bozza."},
}

var demoOggettoRegistro = struct{ oggetto, descrizione, risultato string }{"Permessi di costruire: dove si perde il tempo",
	"I permessi di costruire superano spesso il termine. Carichiamo il registro delle pratiche degli ultimi due anni per capire in quali passaggi si perde tempo.",
	"L'elenco dei colli di bottiglia con le azioni da fare, e una stima di quando si smaltisce l'arretrato."}

// richieste writes the life of the requests in order of time, so that numbers
// and audit trail follow each other as in real life.
func (d *demo) richieste() error {
	type passo struct {
		il time.Time
		fa func() error
	}
	var coda []passo
	inizio := d.end.AddDate(0, -12, 0)
	ampiezza := d.end.Sub(inizio) - 76*time.Hour
	for i := range quanteRichieste {
		t := inizio.Add(time.Duration(float64(ampiezza) * float64(i) / quanteRichieste)).Add(time.Duration(d.rnd.IntN(20)) * time.Hour)
		e := d.ente(i, t)
		if e == nil {
			continue
		}
		v := &vita{d: d, n: i, ente: *e, fine: d.rnd.IntN(100)}
		t = d.inUfficio(t)
		coda = append(coda, passo{t, v.invia})
		for _, s := range v.dopo() {
			t = d.inUfficio(t.Add(time.Duration(8+d.rnd.IntN(s.entro*24)) * time.Hour))
			if t.After(d.end) {
				break
			}
			coda = append(coda, passo{t, s.fa})
		}
	}
	for i, v := range d.storieRegistro() {
		t := d.inUfficio(d.inizioRegistri().Add(time.Duration(i) * 26 * time.Hour))
		coda = append(coda, passo{t, v.invia})
		for _, s := range append(v.dopo()[:4:4], tappa{4, v.portaRegistro}) {
			t = d.inUfficio(t.Add(time.Duration(8+d.rnd.IntN(s.entro*24)) * time.Hour))
			coda = append(coda, passo{t, s.fa})
		}
	}
	promemoria := inizio
	for len(coda) > 0 {
		first := 0
		for i := range coda {
			if coda[i].il.Before(coda[first].il) {
				first = i
			}
		}
		p := coda[first]
		coda = append(coda[:first], coda[first+1:]...)
		for ; promemoria.Before(p.il); promemoria = promemoria.Add(24 * time.Hour) {
			d.clock.set(promemoria)
			if _, err := d.a.Richieste.Solleciti(d.ctx); err != nil {
				return err
			}
		}
		d.clock.set(p.il)
		if err := p.fa(); err != nil {
			return err
		}
	}
	return d.bozze()
}

// inUfficio moves a time forward to the next working hour in Italy: Monday to
// Friday, from 8 to 18.
func (d *demo) inUfficio(t time.Time) time.Time {
	t = t.In(kernel.Rome).Add(time.Duration(d.rnd.IntN(60)) * time.Minute)
	for t.Hour() < 8 || t.Hour() >= 18 || t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		t = t.Add(time.Hour)
	}
	return t
}

// ente chooses a body that had joined by then; the known ones come often.
func (d *demo) ente(i int, t time.Time) *enteDemo {
	var ok []int
	for j := range d.enti {
		if d.enti[j].dal.Before(t) {
			ok = append(ok, j)
		}
	}
	if len(ok) == 0 {
		return nil
	}
	if i%6 < 2 && len(ok) > 1 {
		return &d.enti[ok[i%2]]
	}
	return &d.enti[ok[d.rnd.IntN(len(ok))]]
}

// vita is the story of one request.
type vita struct {
	d       *demo
	n       int
	ente    enteDemo
	fine    int // 0 to 99: how the story ends
	id      int64
	tf      int64
	esperto kernel.Actor

	registro uint64 // the log that the body brings, 0 for none
}

type tappa struct {
	entro int // days
	fa    func() error
}

func (v *vita) invia() error {
	p := v.d.proc[(v.n*7+v.n/3)%len(v.d.proc)]
	if v.n%3 == 0 {
		for _, x := range v.d.proc {
			if x.TaskForceID == v.d.tf["edilizia-urbanistica"].ID {
				p = x
			}
		}
	}
	o := demoOggetti[v.n%len(demoOggetti)]
	if v.registro > 0 {
		o = demoOggettoRegistro
		for _, x := range v.d.proc {
			if x.Codice == "permesso-di-costruire" {
				p = x
			}
		}
	}
	v.tf = p.TaskForceID
	m := richieste.Modulo{Oggetto: o.oggetto, Procedimento: fmt.Sprint(p.ID), Descrizione: o.descrizione, RisultatoAtteso: o.risultato,
		Pratiche: fmt.Sprint(3 + v.n%40), Referente: "Ufficio tecnico"}
	id, err := v.d.a.Richieste.Crea(v.d.ctx, v.ente.sindaco, v.ente.ID, m)
	if err != nil {
		return err
	}
	v.id = id
	_, err = v.d.a.Richieste.Invia(v.d.ctx, v.ente.sindaco, id, m, nil)
	return err
}

func (v *vita) compi(chi kernel.Actor, m richieste.Mossa, allegati ...richieste.Allegato) error {
	_, err := v.d.a.Richieste.Compi(v.d.ctx, chi, v.id, m, allegati)
	return err
}

// dopo lists what happens after the sending; time may end before the story.
func (v *vita) dopo() []tappa {
	segreteria := v.d.staff[kernel.Segreteria]
	if v.fine < 4 {
		return []tappa{{3, func() error {
			return v.compi(segreteria, richieste.Mossa{Atto: richieste.Respingi, Testo: "La richiesta riguarda un procedimento ordinario, che non rientra tra quelli complessi del progetto."})
		}}}
	}
	out := []tappa{
		{2, func() error { return v.compi(segreteria, richieste.Mossa{Atto: richieste.PrendiInValutazione}) }},
		{3, func() error {
			return v.compi(segreteria, richieste.Mossa{Atto: richieste.Smista, TaskForce: v.tf})
		}},
		{4, func() error {
			esperti := v.d.esperti[v.tf]
			scelto := esperti[v.n%len(esperti)]
			if err := v.actor(scelto); err != nil {
				return err
			}
			return v.compi(v.d.coord[v.tf], richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{scelto}})
		}},
		{4, func() error { return v.compi(v.esperto, richieste.Mossa{Atto: richieste.PrendiInCarico}) }},
	}
	if v.n%3 != 1 {
		out = append(out,
			tappa{6, func() error {
				return v.compi(v.esperto, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: "Servono l'elenco delle pratiche con le date di avvio e l'ultimo atto di ciascuna."})
			}},
			tappa{12, func() error {
				doc, err := v.d.allegato("elenco-pratiche.txt")
				if err != nil {
					return err
				}
				return v.compi(v.ente.sindaco, richieste.Mossa{Atto: richieste.Integra, Testo: "In allegato l'elenco richiesto."}, doc)
			}})
	}
	if v.n%4 == 0 {
		out = append(out, tappa{5, func() error {
			return v.compi(v.esperto, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Una prima indicazione: conviene trattare insieme le pratiche con lo stesso parere mancante."})
		}})
	}
	risposta := tappa{14, func() error {
		doc, err := v.d.allegato("relazione.txt")
		if err != nil {
			return err
		}
		return v.compi(v.esperto, richieste.Mossa{Atto: richieste.Rispondi, Testo: "In allegato la relazione con le indicazioni operative e i riferimenti di legge. Il primo passo proposto è convocare un'unica conferenza di servizi."}, doc)
	}}
	out = append(out, risposta)
	if v.fine < 8 {
		out = append(out, tappa{6, func() error {
			return v.compi(v.ente.sindaco, richieste.Mossa{Atto: richieste.Riapri, Testo: "Manca l'indicazione per le pratiche presentate prima della modifica di legge."})
		}}, risposta)
	}
	if v.fine < 80 {
		out = append(out, tappa{9, func() error {
			return v.compi(v.ente.sindaco, richieste.Mossa{Atto: richieste.Conferma, Voto: 3 + v.n%3, Testo: "Indicazioni chiare e subito applicabili."})
		}})
	}
	return out
}

func (v *vita) actor(persona int64) error {
	return v.d.a.DB.Read(v.d.ctx, func(tx *db.Tx) (err error) {
		v.esperto, err = accesso.ActorDi(v.d.ctx, tx, persona)
		return err
	})
}

// bozze leaves a draft on the desk of the first body, and two requests that
// have just arrived on that of the segreteria.
func (d *demo) bozze() error {
	d.clock.set(d.end.Add(-3 * time.Hour))
	if len(d.enti) == 0 {
		return nil
	}
	for i := range min(2, len(d.enti)-1) {
		v := &vita{d: d, n: quanteRichieste + i, ente: d.enti[len(d.enti)-1-i]}
		if err := v.invia(); err != nil {
			return err
		}
	}
	_, err := d.a.Richieste.Crea(d.ctx, d.enti[0].sindaco, d.enti[0].ID, richieste.Modulo{Oggetto: "Sanatorie: come ordinare l'arretrato",
		Descrizione: "Bozza da completare con il numero delle pratiche."})
	return err
}
