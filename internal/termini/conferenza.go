package termini

import "pass/internal/kernel"

// Conferenza is a decisional conferenza di servizi (L. 241/1990 art. 14 and
// following).
type Conferenza struct {
	Avvio     kernel.Day // receipt of the application, or start ex officio: it chooses the version of the rules
	Indizione kernel.Day // convened; zero: not yet, and the last good day is used
	Riunione  kernel.Day // simultaneous: first meeting; zero: not yet, as above
	Sensibili bool       // environment, landscape, cultural heritage, health or public safety take part
}

// Finestre are the windows of a conferenza. Those that do not belong to its kind
// are zero.
type Finestre struct {
	Indizione      Finestra // to convene it
	Integrazioni   Finestra // simplified: to ask for documents
	Determinazioni Finestra // simplified: to give one's determination; silence is unconditional assent (art. 14-bis c. 4)
	Decisione      Finestra // simplified: to decide without a meeting
	Riunione       Finestra // the meeting, or the first one
	Lavori         Finestra // simultaneous: to end the works
}

// Semplificata gives the windows of the asynchronous form (art. 14-bis c. 2–6):
// 30 days for determinations, 60 for sensitive interests; 45 and 90 for what
// started before 20 February 2026 (DL 19/2026 art. 5).
func (c Conferenza) Semplificata(cal *Calendario) Finestre {
	f := Finestre{Indizione: FinestraDi(IndizioneConferenza, c.Avvio, c.Avvio, cal)}
	indetta := oppure(c.Indizione, f.Indizione.Entro)
	f.Integrazioni = FinestraDi(IntegrazioniConferenza, c.Avvio, indetta, cal)
	codice := DeterminazioniConferenza
	if c.Sensibili {
		codice = DeterminazioniSensibili
	}
	f.Determinazioni = FinestraDi(codice, c.Avvio, indetta, cal)
	f.Decisione = FinestraDi(DecisioneConferenza, c.Avvio, f.Determinazioni.Entro, cal)
	f.Riunione = FinestraDi(RiunioneDopoSemplificata, c.Avvio, f.Determinazioni.Entro, cal)
	return f
}

// Simultanea gives the windows of the synchronous form convened directly
// (art. 14-bis c. 7, 14-ter c. 2): first meeting within 30 days, works over
// within 30 from it, 60 for sensitive interests; 45, 45 and 90 for what started
// before 20 February 2026 (DL 19/2026 art. 5).
func (c Conferenza) Simultanea(cal *Calendario) Finestre {
	f := Finestre{Indizione: FinestraDi(IndizioneConferenza, c.Avvio, c.Avvio, cal)}
	f.Riunione = FinestraDi(RiunioneSimultanea, c.Avvio, oppure(c.Indizione, f.Indizione.Entro), cal)
	codice := LavoriSimultanea
	if c.Sensibili {
		codice = LavoriSimultaneaSensibili
	}
	f.Lavori = FinestraDi(codice, c.Avvio, oppure(c.Riunione, f.Riunione.Entro), cal)
	return f
}

// oppure is d, or e where d is not known.
func oppure(d, e kernel.Day) kernel.Day {
	if d.IsZero() {
		return e
	}
	return d
}
