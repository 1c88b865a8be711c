package esame

import (
	"cmp"
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/ranking"
	"pass/internal/mining/timing"
)

// Rilievo is a bottleneck in words.
type Rilievo struct {
	Chiave   string // stable for the same log and filter: it names the finding in links and in the plan
	Causa    Causa
	Frase    string   // the finding: "Il 22% del tempo passa tra … e …: 56 giorni di calendario in mediana su 71 pratiche."
	Dettagli []string // what it is made of, how sure, where it goes
	Guadagno float64  // seconds that the mean case would lose; 0: cannot be said
	Casi     []int32  // behind it, ids of the log, the heaviest first
	Totale   int      // how many those are in all
	Prova    Prova
	Azioni   []Azione
}

// Prova says which cases a finding stands on, in terms that an address can
// hold. Da and A are names of activities.
type Prova struct {
	Tipo  string // "passaggio", "passo", "integrazioni", "ritorno", "ente", "termine"
	Da, A string
}

// maxRilievi is how many findings a page tells: the first ones are those that
// matter.
const maxRilievi = 8

// rilievi composes the findings, those that would shorten the mean most first:
// the gain of a transition is what the mean would lose if its time were halved,
// so that a wait that is always long counts as much as one that is long at
// times.
func (e *Esame) rilievi() (out []Rilievo) {
	for i := range e.Classifica.Transitions {
		x := &e.Classifica.Transitions[i]
		if x.NotKnown != ranking.Known || x.Gain <= 0 || x.TimeShare < 0.01 || e.seduta(x.To) != nil {
			continue // what waits for a sitting is told once, by sedute
		}
		if out = append(out, e.passaggio(x)); len(out) == maxRilievi-2 {
			break
		}
	}
	out = append(out, e.sedute()...)
	if r, ok := e.integrazioni(); ok {
		out = append(out, r)
	}
	if r, ok := e.enteLento(); ok {
		out = append(out, r)
	}
	if r, ok := e.ritorno(); ok {
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Rilievo) int { return cmp.Compare(b.Guadagno, a.Guadagno) })
	if len(out) > maxRilievi {
		out = out[:maxRilievi]
	}
	if r, ok := e.oltreTermine(); ok {
		out = append(out, r)
	}
	return out
}

// passaggio tells of a transition that loses time.
func (e *Esame) passaggio(x *ranking.Entry) Rilievo {
	r := Rilievo{Chiave: "passaggio:" + x.FromName + ">" + x.ToName, Guadagno: x.Gain / 2, Casi: x.Cases, Totale: x.CaseCount, Prova: Prova{"passaggio", x.FromName, x.ToName}}
	r.Causa = e.causa(x)
	r.Azioni = AzioniPer(r.Causa)
	dove := fmt.Sprintf("tra «%s» e «%s»", x.FromName, x.ToName)
	if x.From == x.To {
		dove = fmt.Sprintf("tra un passo «%s» e il successivo", x.FromName)
	}
	r.Frase = fmt.Sprintf("%s del tempo passa %s: %s in mediana, in %s su %s.", Maiuscola(IlPercento(x.TimeShare)), dove, Durata(x.Median),
		e.casi(x.CaseCount), kernel.Numero(int64(e.Classifica.Cases)))
	r.Dettagli = append(r.Dettagli, e.composizione(x)...)
	r.Dettagli = append(r.Dettagli, e.perche(x)...)
	r.Dettagli = append(r.Dettagli, fmt.Sprintf("Metà delle volte dura tra %s e %s; una volta su dieci oltre %s.", Durata(x.P25), Durata(x.P75), Durata(x.P90)))
	r.Dettagli = append(r.Dettagli, fmt.Sprintf("Se questo tempo si dimezzasse, la durata media scenderebbe di %s.", Durata(r.Guadagno)))
	r.Dettagli = append(r.Dettagli, andamento(x.Trend)...)
	if c := x.Confidence; c != nil {
		testo := fmt.Sprintf("Estraendo a caso altre %s come queste, la quota di tempo starebbe tra %s e %s (95 volte su 100).", e.Molti, IlPercento(c.ShareLow), IlPercento(c.ShareUp))
		if c.Top3 >= sicuroPrimi {
			testo += fmt.Sprintf(" Il passaggio resterebbe tra i primi tre %s delle volte.", IlPercento(c.Top3))
		}
		r.Dettagli = append(r.Dettagli, testo)
	}
	return r
}

// causa tells what the time of a transition mostly was.
func (e *Esame) causa(x *ranking.Entry) Causa {
	if p := x.Parts; p != nil && x.Total > 0 {
		switch {
		case p.OtherBody > x.Total/2:
			return AltroEnte
		case p.Suspended > x.Total/2:
			return Sospensione
		case p.Work > x.Total/2:
			return Lavorazione
		}
	}
	if c := e.causeDi(x); c != nil {
		return causaPrevalente(c)
	}
	return Attesa
}

// Nights and weekends are three quarters of the calendar: waiting outside the
// hours of who does the work is a cause only beyond that.
const (
	soloChiuso  = 0.85 // share of the waiting outside the hours that makes it the cause
	prevale     = 0.5  // share of the rest that makes another one the cause
	sicuroPrimi = 0.5  // share of the resamplings that makes it worth telling
)

// causaPrevalente is the cause of most of the waiting within the hours.
func causaPrevalente(c *timing.CauseSplit) Causa {
	fuori := c.Share(timing.Unavailability)
	if fuori > soloChiuso {
		return FuoriOrario
	}
	resto := 1 - fuori
	switch {
	case c.Share(timing.Contention)+c.Share(timing.Prioritization) > prevale*resto:
		return Contesa
	case c.Share(timing.Batching) > prevale*resto:
		return Lotto
	}
	return Attesa
}

// seduta is the activity when it is done on few days for many cases.
func (e *Esame) seduta(a int32) *timing.Sessions {
	for i := range e.Sedute {
		if e.Sedute[i].Activity == a {
			return &e.Sedute[i]
		}
	}
	return nil
}

// causeDi is why a transition waited, nil where nothing is claimed.
func (e *Esame) causeDi(x *ranking.Entry) *timing.CauseSplit {
	if e.Cause == nil || e.Cause.NotKnown != "" {
		return nil
	}
	for i := range e.Cause.Transitions {
		if t := &e.Cause.Transitions[i]; t.From == x.From && t.To == x.To && t.Share(timing.Untold) < 0.5 {
			return &t.CauseSplit
		}
	}
	return nil
}

// nomiCause say the causes of waiting in words.
var nomiCause = []struct {
	causa timing.Cause
	testo string
}{{timing.Contention, "chi la svolge era occupato con pratiche arrivate prima"}, {timing.Prioritization, "chi la svolge era occupato con pratiche arrivate dopo"},
	{timing.Batching, "si aspettava di trattarne più di una insieme"}, {timing.Unavailability, "era fuori dall’orario di chi la svolge, notti e fine settimana compresi"},
	{timing.Extraneous, "per ragioni che il registro non mostra"}, {timing.Untold, "per ragioni che non si possono dire"}}

// NomeCausa is a cause of waiting in words.
func NomeCausa(c timing.Cause) string {
	for _, n := range nomiCause {
		if n.causa == c {
			return n.testo
		}
	}
	return ""
}

// perche tells why a transition waited, as far as the evidence goes.
func (e *Esame) perche(x *ranking.Entry) []string {
	c := e.causeDi(x)
	if c == nil {
		return nil
	}
	var voci []string
	for _, n := range nomiCause {
		if q := c.Share(n.causa); q >= 0.05 {
			voci = append(voci, "per "+IlPercento(q)+" "+n.testo)
		}
	}
	if len(voci) == 0 {
		return nil
	}
	return []string{"L’attesa prima di «" + x.ToName + "»: " + elenco(voci) + "."}
}

// sedute tells of the activities that wait for a day of the calendar.
func (e *Esame) sedute() (out []Rilievo) {
	l := e.log()
	for i := range e.Sedute {
		x := &e.Sedute[i]
		nome := l.Activities[x.Activity]
		r := Rilievo{Chiave: "seduta:" + nome, Causa: Lotto, Azioni: AzioniPer(Lotto), Prova: Prova{Tipo: "seduta", A: nome}, Guadagno: x.Saved.Seconds() / float64(max(e.Vista.Cases(), 1))}
		visti := map[int32]bool{}
		for _, s := range x.Days {
			for _, c := range s.Cases {
				if !visti[c] {
					visti[c] = true
					r.Casi = append(r.Casi, c)
				}
			}
		}
		r.Totale = len(r.Casi)
		r.Frase = fmt.Sprintf("«%s» tratta le %s insieme, in %s: prima si aspetta %s in mediana.", nome, e.Molti, Quanti(len(x.Days), "giornata", "giornate"), Durata(x.MedianWait))
		if x.PeriodDays > 0 {
			r.Dettagli = append(r.Dettagli, fmt.Sprintf("Tra una giornata e la successiva passano %s, con %s per volta in media.", Durata(x.PeriodDays*giorno), e.casi(int(x.MeanSize+0.5))))
		}
		if r.Guadagno > 0 {
			r.Dettagli = append(r.Dettagli, fmt.Sprintf("Con il doppio delle giornate la durata media scenderebbe di %s.", Durata(r.Guadagno)))
		}
		out = append(out, r)
	}
	return out
}

// composizione tells what the time was made of, as far as it is known.
func (e *Esame) composizione(x *ranking.Entry) []string {
	p := x.Parts
	if p == nil || x.Total <= 0 {
		return nil
	}
	var voci []string
	for _, v := range []struct {
		nome    string
		secondi float64
	}{{"presso altri enti", p.OtherBody}, {"sospeso", p.Suspended}, {"di attesa", p.Waiting}, {"di lavorazione", p.Work}, {"dell’ufficio, tra attesa e lavorazione", p.Office}} {
		if q := v.secondi / x.Total; q >= 0.01 {
			voci = append(voci, "per "+IlPercento(q)+" "+v.nome)
		}
	}
	if len(voci) == 0 {
		return nil
	}
	return []string{"Questo tempo è " + elenco(voci) + "."}
}

func elenco(voci []string) string {
	out := voci[0]
	for i, v := range voci[1:] {
		if i == len(voci)-2 {
			out += " e " + v
		} else {
			out += ", " + v
		}
	}
	return out
}

// andamento tells of a trend, only when one can be told.
func andamento(t ranking.Trend) []string {
	switch t.Direction() {
	case 1:
		return []string{fmt.Sprintf("Nel tempo si allunga: circa %s in più ogni anno (tra %s e %s).", Durata(t.PerYear), Durata(max(t.Low, 0)), Durata(t.Up))}
	case -1:
		return []string{fmt.Sprintf("Nel tempo si accorcia: circa %s in meno ogni anno (tra %s e %s).", Durata(-t.PerYear), Durata(max(-t.Up, 0)), Durata(-t.Low))}
	}
	return nil
}

// integrazioni tells of documents asked more than once.
func (e *Esame) integrazioni() (r Rilievo, ok bool) {
	q := e.Richieste
	if q == nil || q.NotKnown != "" || len(q.Repeated) < 3 {
		return r, false
	}
	r = Rilievo{Chiave: "integrazioni", Causa: Ripetizioni, Casi: q.Repeated, Totale: len(q.Repeated), Prova: Prova{Tipo: "integrazioni"}, Azioni: AzioniPer(Ripetizioni)}
	r.Guadagno = q.Cost.Seconds / float64(q.Cases)
	r.Frase = fmt.Sprintf("In %s su %s (%s) le integrazioni sono state chieste più di una volta: dalla prima all’ultima richiesta passano %s in mediana.",
		e.casi(len(q.Repeated)), kernel.Numero(int64(q.Cases)), Percento(q.Share()), Durata(q.Cost.MedianSeconds))
	r.Dettagli = append(r.Dettagli, fmt.Sprintf("Senza le richieste successive alla prima la durata media scenderebbe di %s al massimo.", Durata(r.Guadagno)))
	if q.SameDay > 0 {
		r.Dettagli = append(r.Dettagli, fmt.Sprintf("In %s le richieste hanno la stessa data: forse è una sola richiesta scritta su più righe.", e.casi(q.SameDay)))
	}
	return r, true
}

// enteLento tells of the body that answers later than the others.
func (e *Esame) enteLento() (r Rilievo, ok bool) {
	if e.Enti == nil || e.Enti.NotKnown != "" || len(e.Enti.List) < 2 || !e.Enti.List[0].Conclusive {
		return r, false
	}
	b := &e.Enti.List[0]
	r = Rilievo{Chiave: "ente:" + b.Name, Causa: EnteLento, Casi: b.Cases, Totale: len(b.Cases), Prova: Prova{Tipo: "ente", A: b.Name}, Azioni: AzioniPer(EnteLento)}
	r.Frase = fmt.Sprintf("Tra gli enti a cui si chiedono pareri, «%s» risponde più tardi: %s in mediana su %s.", b.Name, Durata(b.Wait.MedianSeconds), Quanti(b.Answers, "risposta", "risposte"))
	r.Dettagli = append(r.Dettagli, fmt.Sprintf("La probabilità che sia davvero il più lento, visto quante risposte ci sono, è %s.", IlPercento(b.Slowest)))
	if b.Open > 0 {
		r.Dettagli = append(r.Dettagli, fmt.Sprintf("%s senza risposta, la più vecchia da %s.", Maiuscola(Quanti(b.Open, "richiesta è", "richieste sono")), Durata(b.OpenSeconds)))
	}
	return r, true
}

// ritorno tells of the dearest step backwards.
func (e *Esame) ritorno() (r Rilievo, ok bool) {
	for i := range e.Ritorni {
		x := &e.Ritorni[i]
		if len(x.Cases) < ranking.DefaultMinCases || e.sospende(x.From) || e.sospende(x.To) {
			continue
		}
		r = Rilievo{Chiave: "ritorno:" + x.FromName + ">" + x.ToName, Causa: Ritorno, Casi: x.Cases, Totale: len(x.Cases), Prova: Prova{"ritorno", x.FromName, x.ToName}, Azioni: AzioniPer(Ritorno)}
		r.Guadagno = x.Cost.Seconds / float64(e.Classifica.Cases)
		if r.Guadagno < giorno/4 {
			return r, false
		}
		r.Frase = fmt.Sprintf("In %s su %s da «%s» si torna a «%s»: ogni volta passano %s in mediana.", e.casi(len(x.Cases)), kernel.Numero(int64(e.Classifica.Cases)),
			x.FromName, x.ToName, Durata(x.Cost.MedianSeconds))
		r.Dettagli = []string{fmt.Sprintf("Senza questi ritorni la durata media scenderebbe di %s al massimo.", Durata(r.Guadagno))}
		return r, true
	}
	return r, false
}

// sospende reports whether an activity belongs to the exchange of documents:
// going back there is told by integrazioni.
func (e *Esame) sospende(a int32) bool {
	if int(a) >= len(e.Passi) || a == eventlog.None {
		return false
	}
	k := e.Passi[a]
	return k.Stops() || k.Resumes()
}

// oltreTermine tells how many cases passed their legal term.
func (e *Esame) oltreTermine() (r Rilievo, ok bool) {
	t := e.Tempi
	if e.Termine == nil || t.Judged == 0 || t.Exceeded == 0 {
		return r, false
	}
	for _, c := range t.Cases {
		if c.Legal != nil && c.Legal.Exceeded {
			r.Casi = append(r.Casi, c.Case)
		}
	}
	r.Chiave, r.Causa, r.Totale, r.Prova, r.Azioni = "termine", OltreTermine, len(r.Casi), Prova{Tipo: "termine"}, AzioniPer(OltreTermine)
	r.Frase = fmt.Sprintf("%s su %s %s il termine di legge (%s), contando le sospensioni ammesse.", Maiuscola(e.casi(t.Exceeded)), kernel.Numero(int64(t.Judged)),
		plurale(t.Exceeded, "ha superato", "hanno superato"), e.Termine.InItaliano())
	if mancano := e.Vista.Cases() - t.Judged; mancano > 0 {
		r.Dettagli = append(r.Dettagli, fmt.Sprintf("Di %s non si può dire: manca la data di arrivo o quella della fine.", e.casi(mancano)))
	}
	return r, true
}

// casi counts cases by their name.
func (e *Esame) casi(n int) string { return Quanti(n, e.Uno, e.Molti) }

func plurale(n int, uno, molti string) string {
	if n == 1 {
		return uno
	}
	return molti
}
