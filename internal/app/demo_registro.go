package app

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// fabbrica invents the event log of an office that issues building permits. It
// is a small office at work: applications arrive, two technicians take them in
// order, a landscape opinion is asked of another body, a commission meets once
// a month, documents are asked and come late.
type fabbrica struct {
	rnd   *rand.Rand
	cal   *termini.Calendario
	fine  time.Time   // what happens later is not in the log
	liber []time.Time // when each technician is free
	righe []rigaRegistro
	lento float64 // how slow the other body is against the usual
}

// rigaRegistro is one event of the log.
type rigaRegistro struct {
	pratica, attivita, operatore, ufficio, tipo, vincolo string
	inizio, fine                                         time.Time
}

// praticaInventata is an application on its way.
type praticaInventata struct {
	nome, tipo, vincolo string
	ora                 time.Time
	tecnico             int
}

var tipiIntervento = []string{"Nuova costruzione", "Ristrutturazione", "Ampliamento", "Cambio di destinazione d'uso"}

// registroInventato is the log, as CSV, of n applications that arrived in the
// days before fine: as an office that keeps a spreadsheet would write it.
func registroInventato(seme uint64, n, giorni int, fine time.Time, lento float64) []byte {
	f := &fabbrica{rnd: rand.New(rand.NewPCG(seme, 380)), cal: termini.Nazionale(), fine: fine, liber: make([]time.Time, 2), lento: lento} //nolint:gosec // invented data
	arrivi := make([]time.Time, n)
	for i := range arrivi {
		arrivi[i] = fine.Add(-time.Duration(f.rnd.Float64() * float64(giorni) * 24 * float64(time.Hour)))
	}
	slices.SortFunc(arrivi, time.Time.Compare)
	for i, t := range arrivi {
		p := &praticaInventata{nome: fmt.Sprintf("PdC %d/%04d", t.Year(), i+1), tipo: tipiIntervento[f.rnd.IntN(len(tipiIntervento))], vincolo: "no", ora: t}
		if f.rnd.Float64() < 0.45 {
			p.vincolo = "sì"
		}
		f.vivi(p)
	}
	slices.SortStableFunc(f.righe, func(a, b rigaRegistro) int { return cmp.Compare(a.fine.Unix(), b.fine.Unix()) })
	return f.scriviCSV(formaDi(seme))
}

// forma is how an office writes when work begins.
type forma int

const (
	inColonne forma = iota // start and end in two columns
	inFasi                 // a row for the start and one for the end
	soloFini
)

// formaDi: the log on which the demonstration opens has two columns; one of the
// others has two rows, and one tells only the ends.
func formaDi(seme uint64) forma {
	switch seme {
	case 2:
		return inFasi
	case 3:
		return soloFini
	}
	return inColonne
}

const minutoInventato = "02/01/2006 15:04"

// scriviCSV writes the events that happened.
func (f *fabbrica) scriviCSV(come forma) []byte {
	const resto = "Operatore;Ufficio;Tipo di intervento;Vincolo paesaggistico\r\n"
	var b bytes.Buffer
	b.WriteString(map[forma]string{inColonne: "Numero pratica;Attività;Inizio;Fine;" + resto, inFasi: "Numero pratica;Attività;Data;lifecycle:transition;" + resto, soloFini: "Numero pratica;Attività;Data;" + resto}[come])
	riga := func(r *rigaRegistro, quando string) {
		fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s;%s\r\n", r.pratica, r.attivita, quando, r.operatore, r.ufficio, r.tipo, r.vincolo)
	}
	for i := range f.righe {
		r := &f.righe[i]
		inizio, fine := "", r.fine.Format(minutoInventato)
		if !r.inizio.IsZero() {
			inizio = r.inizio.Format(minutoInventato)
		}
		switch come {
		case inFasi:
			if inizio != "" {
				riga(r, inizio+";start")
			}
			riga(r, fine+";complete")
		case soloFini:
			riga(r, fine)
		default:
			riga(r, inizio+";"+fine)
		}
	}
	return b.Bytes()
}

// vivi tells one application from its receipt to its end.
func (f *fabbrica) vivi(p *praticaInventata) {
	f.evento(p, "Protocollazione istanza", "Laura Galli", "Protocollo", f.minuti(5, 20))
	f.attendi(p, 1, 4)
	f.evento(p, "Verifica formale", "Laura Galli", "Sportello edilizia", f.minuti(30, 90))
	for volta := 0; volta < 3 && f.rnd.Float64() < []float64{0.55, 0.4, 0.15}[volta]; volta++ {
		f.attendi(p, 2, 8)
		f.evento(p, "Richiesta integrazioni", f.istruttore(p), "Ufficio tecnico", f.minuti(20, 60))
		f.attendi(p, 12, 45)
		f.evento(p, "Integrazioni ricevute", "", "Protocollo", 0)
	}
	f.istruttoria(p)
	if p.vincolo == "sì" {
		f.attendi(p, 1, 5)
		f.evento(p, "Richiesta parere paesaggistico", f.istruttore(p), "Ufficio tecnico", f.minuti(20, 45))
		f.attendi(p, 40*f.lento, 76*f.lento)
		f.evento(p, "Parere paesaggistico reso", "", "Soprintendenza", 0)
	}
	f.commissione(p)
	f.attendi(p, 1, 6)
	if f.rnd.Float64() < 0.12 {
		f.evento(p, "Preavviso di rigetto", f.istruttore(p), "Ufficio tecnico", f.minuti(60, 120))
		f.attendi(p, 8, 12)
		f.evento(p, "Osservazioni al preavviso", "", "Protocollo", 0)
		f.attendi(p, 5, 12)
		f.evento(p, "Diniego", "Sara Rota", "Dirigente", f.minuti(20, 40))
		return
	}
	f.evento(p, "Calcolo degli oneri", "Paolo Fumagalli", "Ragioneria", f.minuti(30, 90))
	f.attendi(p, 6, 25)
	f.evento(p, "Rilascio del permesso", "Sara Rota", "Dirigente", f.minuti(10, 30))
}

// istruttoria waits for a free technician, who then works a few days on it
// among the others.
func (f *fabbrica) istruttoria(p *praticaInventata) {
	p.tecnico = 0
	if f.liber[1].Before(f.liber[0]) {
		p.tecnico = 1
	}
	inizio := p.ora
	if f.liber[p.tecnico].After(inizio) {
		inizio = f.liber[p.tecnico]
	}
	inizio = f.ufficio(inizio)
	lavoro := time.Duration(6+f.rnd.IntN(9)) * time.Hour
	fine := f.ufficio(inizio.Add(lavoro * 4)) // a quarter of the day is for this
	f.liber[p.tecnico] = inizio.Add(lavoro * 3)
	p.ora = fine
	f.scrivi(p, "Istruttoria tecnica", f.istruttore(p), "Ufficio tecnico", inizio, fine)
}

// commissione waits for the first Tuesday of a month, at 15: all that is ready
// is seen together.
func (f *fabbrica) commissione(p *praticaInventata) {
	giorno := time.Date(p.ora.Year(), p.ora.Month(), 1, 15, 0, 0, 0, kernel.Rome)
	for giorno.Weekday() != time.Tuesday || !giorno.After(p.ora) {
		giorno = giorno.AddDate(0, 0, 1)
		if giorno.Day() > 7 {
			giorno = time.Date(giorno.Year(), giorno.Month()+1, 1, 15, 0, 0, 0, kernel.Rome)
		}
	}
	p.ora = giorno.Add(2 * time.Hour)
	f.scrivi(p, "Commissione per il paesaggio e l'edilizia", "Commissione", "Commissione", giorno, p.ora)
}

// attendi lets days pass, more often few than many.
func (f *fabbrica) attendi(p *praticaInventata, da, a float64) {
	giorni := da + (a-da)*math.Pow(f.rnd.Float64(), 1.3)
	p.ora = f.ufficio(p.ora.Add(time.Duration(giorni * 24 * float64(time.Hour))))
}

// evento happens in the office hours from now on; without a length only its
// end is known.
func (f *fabbrica) evento(p *praticaInventata, attivita, operatore, ufficio string, dura time.Duration) {
	inizio := f.ufficio(p.ora)
	p.ora = inizio.Add(dura)
	if dura == 0 {
		inizio = time.Time{}
	}
	f.scrivi(p, attivita, operatore, ufficio, inizio, p.ora)
}

func (f *fabbrica) scrivi(p *praticaInventata, attivita, operatore, ufficio string, inizio, fine time.Time) {
	if fine.After(f.fine) {
		return
	}
	f.righe = append(f.righe, rigaRegistro{p.nome, attivita, operatore, ufficio, p.tipo, p.vincolo, inizio, fine})
}

func (f *fabbrica) istruttore(p *praticaInventata) string {
	return []string{"Marco Conti", "Elena Villa"}[p.tecnico]
}

func (f *fabbrica) minuti(da, a int) time.Duration {
	return time.Duration(da+f.rnd.IntN(a-da)) * time.Minute
}

// ufficio moves a time forward to the opening hours of a working day.
func (f *fabbrica) ufficio(t time.Time) time.Time {
	t = t.In(kernel.Rome)
	for t.Hour() < 8 || t.Hour() >= 17 || !f.cal.Lavorativo(kernel.DayOf(t)) {
		t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour()+1, t.Minute(), 0, 0, kernel.Rome)
	}
	return t
}
