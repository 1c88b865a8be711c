package analisiweb

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/performance"
	"pass/internal/mining/timing"
	"pass/internal/ui"
)

// vistaLavoro tells work from waiting: as the log says or, when it does not and
// a person asks for it, as an estimate.
type vistaLavoro struct {
	blocco
	Titolo string
	Chip   *ui.Chip  // says that it is an estimate
	Scelta []ui.Link // without and with the estimate; nil when there is nothing to choose
	Metodo []string
	Errore *ui.Table // how far estimates were from the truth elsewhere
}

const (
	// maxEventiLavoro is how many events a page measures and estimates: beyond
	// them it would come too late.
	maxEventiLavoro = 500_000
	maxRigheLavoro  = 20
)

// lavoro chooses what can be told.
func (s *studio) lavoro(q url.Values) vistaLavoro {
	v := vistaLavoro{Titolo: "Quanto si lavora e quanto si aspetta"}
	n := s.Log.Events()
	switch {
	case s.haInizi() && n > maxEventiLavoro:
		v.Niente = fmt.Sprintf("Lavoro e attesa di ogni attività non sono calcolati: il registro ha %s eventi, oltre i %s che una pagina può guardare.", kernel.Numero(int64(n)), kernel.Numero(maxEventiLavoro))
	case s.haInizi():
		s.lavoroScritto(&v)
	case s.Log.HasStarts():
		v.Niente = "Il registro annota inizi e fini, ma è stato letto contando ogni riga. Caricarlo di nuovo e scegliere «" + opzioniCiclo()[2].Label + "»: attesa e lavorazione si distinguono."
	case s.servizio():
		v.Niente = "Gli atti di PAsS hanno un solo istante: attesa e lavorazione non si distinguono."
	default:
		s.lavoroStimato(&v, q)
	}
	return v
}

// haInizi reports whether some event of the log says when its work began.
func (s *studio) haInizi() bool {
	return slices.ContainsFunc(s.Log.Begin, func(t int64) bool { return t != eventlog.NoTime })
}

// lavoroScritto measures what the log says.
func (s *studio) lavoroScritto(v *vistaLavoro) {
	uno, molti := s.parola()
	x := performance.IntervalsOf(s.vista, 0)
	ignoti := x.Counts.WithoutStart
	che := "è lavorata per"
	if ignoti > 0 {
		che = "è lavorata almeno per"
	}
	if x.CaseSojourn.Sum > 0 {
		v.Frasi = append(v.Frasi, fmt.Sprintf("In media una %s %s %s, %s della sua durata. Se due attività si sovrappongono, il tempo conta una volta.", uno, che,
			esame.Durata(x.CaseService.Mean), esame.IlPercento(x.CaseService.Sum/x.CaseSojourn.Sum)))
	}
	if sovrapposto := x.CaseServiceSum.Sum - x.CaseService.Sum; sovrapposto > 0 && x.CaseServiceSum.Sum > 0 {
		v.Frasi = append(v.Frasi, fmt.Sprintf("Contando due volte ciò che si sovrappone, il lavoro sarebbe %s in tutto invece di %s.", esame.Durata(x.CaseServiceSum.Sum), esame.Durata(x.CaseService.Sum)))
	}
	if ignoti > 0 {
		v.Frasi = append(v.Frasi, fmt.Sprintf("Di %s su %s l’inizio non è scritto: per quelle il lavoro sta nell’attesa.", esame.Quanti(ignoti, "attività svolta", "attività svolte"), kernel.Numero(int64(x.Counts.Instances))))
	}
	t := ui.Table{Caption: "Attesa e lavorazione, attività per attività", Wide: true, Columns: []ui.Column{{Text: "Attività"}, {Text: "Volte", Numeric: true}, {Text: "Attesa prima, mediana", Numeric: true},
		{Text: "Attesa prima, media", Numeric: true}, {Text: "Lavorazione, media", Numeric: true}, {Text: "Attesa, in tutto", Numeric: true}, {Text: "Lavorazione, in tutto", Numeric: true}},
		Note: "L’attesa va dalla fine dell’ultima attività già cominciata all’inizio di questa; comprende sospensioni e altri enti. Della prima attività di una " + uno + " non si conosce."}
	passi := slices.Clone(x.Activities)
	slices.SortStableFunc(passi, func(a, b performance.ActivityTime) int { return cmp.Compare(pesoLavoro(&b), pesoLavoro(&a)) })
	for _, a := range passi[:min(len(passi), maxRigheLavoro)] {
		t.Rows = append(t.Rows, ui.Row{Cells: s.rigaLavoro(&a)})
	}
	if altre := len(passi) - maxRigheLavoro; altre > 0 {
		t.Note += " Sono mostrate quelle che pesano di più; le altre sono " + kernel.Numero(int64(altre)) + "."
	}
	v.Tabella = &t
	v.Link = &ui.Link{Text: "Di che cosa è fatto il tempo delle " + molti, URL: s.qui("/cause")}
}

func pesoLavoro(a *performance.ActivityTime) float64 {
	if a.Waiting == nil {
		return a.Service.Sum
	}
	return a.Service.Sum + a.Waiting.Sum
}

// rigaLavoro is one activity; what is not known is told, not zero.
func (s *studio) rigaLavoro(a *performance.ActivityTime) []ui.Cell {
	mediana, media, tutta := ui.TextCell("–"), ui.TextCell("–"), ui.TextCell("–")
	if w := a.Waiting; w != nil {
		mediana, media, tutta = ui.TextCell(esame.Durata(w.Median)), ui.TextCell(esame.Durata(w.Mean)), ui.TextCell(esame.Durata(w.Sum))
	}
	lavoro, lavori := ui.TextCell("non si sa"), ui.TextCell("non si sa")
	if noti := a.Instances - a.WithoutStart; noti > 0 {
		lavoro, lavori = ui.TextCell(esame.Durata(a.Service.Sum/float64(noti))), ui.TextCell(esame.Durata(a.Service.Sum))
		if a.WithoutStart > 0 {
			lavoro.Sub = "su " + kernel.Numero(int64(noti)) + " con l’inizio scritto"
		}
	}
	return []ui.Cell{ui.LinkCell(a.Name, s.casiDi(a.Name, "")), ui.TextCell(kernel.Numero(int64(a.Instances))), mediana, media, lavoro, tutta, lavori}
}

// lavoroStimato offers the estimate and, when it is asked for, shows it.
func (s *studio) lavoroStimato(v *vistaLavoro, q url.Values) {
	uno, _ := s.parola()
	chiesta := q.Get("stima") == "si"
	v.Frasi = append(v.Frasi, "Il registro dice quando un’attività finisce, non quando comincia: attesa e lavorazione restano insieme. Gli inizi si possono stimare.")
	v.Scelta = []ui.Link{{Text: "Solo ciò che è scritto", URL: s.qui("/tempi") + "#lavoro", Current: !chiesta}, {Text: "Con gli inizi stimati", URL: s.qui("/tempi", "stima", "si") + "#lavoro", Current: chiesta}}
	if !chiesta {
		return
	}
	v.Titolo, v.Chip = "Quanto si lavora e quanto si aspetta: una stima", &ui.Chip{Text: "Stima, non un dato del registro", Tone: ui.Warning}
	if n := s.Log.Events(); n > maxEventiLavoro {
		v.Niente = fmt.Sprintf("La stima non è calcolata: guarda tutto il registro, che ha %s eventi, oltre i %s che una pagina può guardare.", kernel.Numero(int64(n)), kernel.Numero(maxEventiLavoro))
		return
	}
	d := s.dati()
	x := esame.StimaInizi(d)
	if x.Tempi == nil {
		v.Niente = "Gli inizi non si possono stimare: " + esame.Perche(x.Inizi.NotKnown)
		return
	}
	w := &x.Tempi.Whole
	p := ui.ShareBarProps{ID: "stima-parti", Title: "Il tempo di una " + uno + ", in media: stima", Desc: fmt.Sprintf("Durata lorda di %s in media. Lavorazione e attesa sono stimate, il resto è scritto nel registro.", esame.Durata(w.Total().Seconds()/float64(max(w.N, 1)))),
		Note: "La durata e le altre parti sono quelle esatte: cambia solo la divisione tra attesa e lavorazione."}
	for _, parte := range partiTempo {
		if quota := w.Share(parte.parte); quota > 0 {
			nome := parte.nome
			if parte.parte == timing.Processing || parte.parte == timing.Waiting {
				nome += " (stima)"
			}
			p.Parts = append(p.Parts, ui.SharePart{Name: nome, Share: quota, Text: esame.Durata(w.Mean(parte.parte)) + ", " + esame.Percento(quota), Colour: parte.colore, Hatch: parte.trama})
		}
	}
	v.Barra, v.Tabella = &p, s.passiStimati(x.Tempi)
	v.Metodo = metodoStima(x.Inizi)
	v.Errore = erroreStima()
}

// passiStimati are the activities with the most time of the office.
func (s *studio) passiStimati(r *timing.SplitResult) *ui.Table {
	t := ui.Table{Caption: "Attesa e lavorazione stimate, attività per attività", Columns: []ui.Column{{Text: "Attività"}, {Text: "Volte", Numeric: true}, {Text: "Attesa media (stima)", Numeric: true}, {Text: "Lavorazione media (stima)", Numeric: true}},
		Note: "Il tempo sospeso e quello di altri enti non è compreso. La prima attività di ogni pratica non è stimata."}
	ufficio := func(x *timing.Step) float64 {
		return x.Parts[timing.Waiting].Seconds() + x.Parts[timing.Processing].Seconds()
	}
	passi := slices.Clone(r.Steps)
	slices.SortStableFunc(passi, func(a, b timing.Step) int { return cmp.Compare(ufficio(&b), ufficio(&a)) })
	for _, x := range passi[:min(len(passi), maxRigheLavoro)] {
		if ufficio(&x) == 0 {
			continue
		}
		nome := s.Log.Activities[x.Activity]
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(nome, s.casiDi(nome, "")), ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(durataSe(x.Mean(timing.Waiting))), ui.TextCell(durataSe(x.Mean(timing.Processing)))}})
	}
	return &t
}

// metodoStima says how the starts were estimated, and where each comes from.
func metodoStima(r *timing.StartReport) []string {
	out := []string{"Metodo: il lavoro comincia quando il passo precedente è finito e chi lo svolge è libero.",
		"Fonte: Chapela-Campa e Dumas, «Repairing Activity Start Times to Improve Business Process Simulation», 2022 (arXiv 2208.12224).",
		"In più, PAsS guarda l’orario di chi lavora e accorcia le durate oltre il doppio di quella usuale.",
		"Se chi lavora ha altri compiti che il registro non mostra, la lavorazione stimata è troppo lunga."}
	quota := func(n int, testo string) {
		if n > 0 {
			out = append(out, fmt.Sprintf("%s degli inizi: %s.", esame.Maiuscola(esame.IlPercento(float64(n)/float64(r.N))), testo))
		}
	}
	quota(r.Enabled, "quando finisce il passo precedente della pratica")
	quota(r.Available, "quando chi lavora finisce ciò che faceva prima")
	quota(r.Opening, "quando chi lavora comincia la giornata")
	quota(r.Cut, "accorciato, perché la durata era oltre il doppio di quella usuale")
	quota(r.Typical, "dalla durata usuale, perché prima non c’è niente")
	quota(r.DatesOnly+r.Instant, "uguale alla fine: arriva da fuori, oppure l’ora non c’è o la durata non si ricava")
	return out
}

// erroreStima is how far the estimates were from the truth on public logs whose
// starts were hidden.
func erroreStima() *ui.Table {
	t := ui.Table{Caption: "Di quanto la stima sbaglia dove gli inizi si conoscono", Wide: true, Columns: []ui.Column{{Text: "Registro pubblico"}, {Text: "Attività", Numeric: true}, {Text: "Errore mediano", Numeric: true},
		{Text: "Nove volte su dieci entro", Numeric: true}, {Text: "Errore medio", Numeric: true}, {Text: "Medio, metodo come pubblicato", Numeric: true}, {Text: "Medio, se il lavoro non durasse", Numeric: true}},
		Note: "Gli inizi scritti sono stati nascosti, stimati e confrontati. Dove le ore sono poche, come nei permessi edilizi, la stima non aggiunge quasi niente. Su questo registro l’errore non si conosce."}
	for _, p := range esame.ProveStima {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(p.Registro), ui.TextCell(kernel.Numero(int64(p.N))), ui.TextCell(esame.Durata(p.Mediano)), ui.TextCell(esame.Durata(p.Novanta)),
			ui.TextCell(esame.Durata(p.Medio)), ui.TextCell(esame.Durata(p.Pubblicato)), ui.TextCell(esame.Durata(p.Istantaneo))}})
	}
	return &t
}
