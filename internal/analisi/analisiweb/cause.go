package analisiweb

import (
	"fmt"
	"net/http"
	"slices"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaCause is the page of the causes: what the time is made of, why one
// waits, what is done together, who else is waited for, what goes with delay.
type vistaCause struct {
	Pagina    ui.Page
	Schede    []ui.Link
	Passo     *ui.NextStepProps
	PassoLink []ui.Link
	Filtri    vistaFiltri
	Avviso    *ui.Alert
	Vuoto     *ui.EmptyStateProps
	Tempo     ui.ShareBarProps
	NonSaputo []string
	Passi     ui.Table
	Attese    blocco
	PerPasso  *ui.Table
	PerMano   *ui.Table
	Lotti     blocco
	Sedute    blocco
	Enti      blocco
	Ritardo   blocco
	Provati   []string // what was tested and not found
	Limiti    []string
}

// Beyond these sizes a page would come too late: the causes of waiting are not
// looked for, and the factors are looked for among some of the cases.
const (
	maxEventiCause = 200_000
	maxCasiFattori = 20_000
)

// How many rows the tables of the causes show.
const (
	maxPassiCause = 15
	maxManiCause  = 12
)

func (d Deps) cause(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaCause(vediCause(s, c)))
}

func vediCause(s *studio, c *web.Context) vistaCause {
	uno, _ := s.parola()
	v := vistaCause{Schede: s.schede("/cause"), Filtri: s.filtri("/cause", c.R.URL.Query()), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/cause")
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Cause", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = s.nessuno("/cause")
		return v
	}
	v.Passo, v.PassoLink = s.daConfermare()
	e := &esame.Esame{Dati: s.dati()}
	e.Tempi = timing.Split(s.vista, e.OpzioniTempi())
	v.Tempo, v.NonSaputo = vediTempo(e)
	v.Passi = s.tempoPerPasso(e)
	a := s.attese(e)
	v.Attese, v.PerPasso, v.PerMano = a.blocco, a.perPasso, a.perMano
	v.Lotti = s.lotti(a.lotti)
	v.Sedute = s.sedute()
	v.Enti = s.enti()
	v.Ritardo, v.Provati = s.fattori()
	v.Pagina = s.pagina("Cause", titoloCause(e, uno))
	v.Limiti = []string{"Le cause delle attese si leggono dalle date del registro: dicono che cosa succedeva mentre la " + uno + " aspettava, non di chi è la colpa.",
		"Togliere una causa accorcia l’attesa al massimo di quanto è scritto: il lavoro potrebbe fermarsi altrove."}
	return v
}

// titoloCause is the largest known part of the time, in one sentence.
func titoloCause(e *esame.Esame, uno string) string {
	w := &e.Tempi.Whole
	nomi := map[timing.Part]string{timing.Processing: "lavorazione", timing.Waiting: "attesa dentro l’ufficio", timing.WaitingOrProcessing: "tempo dell’ufficio, tra attesa e lavorazione", timing.Suspended: "sospensione", timing.OtherBody: "tempo di altri enti"}
	prima, parte := -1.0, timing.Waiting
	for _, x := range partiTempo {
		if q := w.Share(x.parte); q > prima {
			prima, parte = q, x.parte
		}
	}
	return fmt.Sprintf("In media una %s dura %s: %s è %s.", uno, esame.Durata(w.Total().Seconds()/float64(max(w.N, 1))), esame.IlPercento(prima), nomi[parte])
}

// tempoPerPasso splits the time by the activity that was waited for.
func (s *studio) tempoPerPasso(e *esame.Esame) ui.Table {
	t := ui.Table{Caption: "Il tempo prima di ogni attività e durante", Wide: true, Columns: []ui.Column{{Text: "Attività"}, {Text: "Volte", Numeric: true}, {Text: "Quota del totale", Numeric: true}, {Text: "Tempo medio", Numeric: true}},
		Note: "Il tempo di un’attività va dall’evento precedente alla sua fine. Le parti di ogni riga sommate danno il tempo medio."}
	var parti []int
	for i, x := range partiTempo {
		if e.Tempi.Whole.Share(x.parte) > 0 {
			parti = append(parti, i)
			t.Columns = append(t.Columns, ui.Column{Text: x.nome, Numeric: true})
		}
	}
	passi := slices.Clone(e.Tempi.Steps)
	slices.SortStableFunc(passi, func(a, b timing.Step) int { return compara(b.Total().Seconds(), a.Total().Seconds()) })
	totale := e.Tempi.Whole.Total().Seconds()
	for _, x := range passi {
		if x.N == 0 || x.Total().Seconds() == 0 || len(t.Rows) == maxPassiCause {
			continue
		}
		nome := s.Log.Activities[x.Activity]
		celle := []ui.Cell{ui.LinkCell(nome, s.casiDi(nome, "")), ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(esame.Percento(x.Total().Seconds() / totale)), ui.TextCell(esame.Durata(x.Total().Seconds() / float64(x.N)))}
		for _, i := range parti {
			celle = append(celle, ui.TextCell(durataSe(x.Mean(partiTempo[i].parte))))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: celle})
	}
	return t
}

// durataSe is a length, or a dash where there is none.
func durataSe(secondi float64) string {
	if secondi == 0 {
		return "–"
	}
	return esame.Durata(secondi)
}

// cause are the causes of waiting in the order and colours of the page.
var causeAttesa = []struct {
	causa  timing.Cause
	nome   string
	spiega string
	chiave string
	colore int
}{{timing.Contention, "Carico di lavoro", "chi la svolge era occupato con pratiche arrivate prima", "carico", 1},
	{timing.Prioritization, "Precedenze", "chi la svolge era occupato con pratiche arrivate dopo", "precedenze", 3},
	{timing.Batching, "Esame a lotti", "si aspettava di trattarne più di una insieme", "lotti", 2},
	{timing.Unavailability, "Fuori orario", "era fuori dall’orario di chi la svolge, notti e fine settimana compresi", "orario", 6},
	{timing.Extraneous, "Altro", "per ragioni che il registro non mostra", "altro", 4},
	{timing.Untold, "Non si può dire", "le prove non bastano", "ignota", 0}}

// vistaAttese is why one waits, as a whole, by activity and by who does it.
type vistaAttese struct {
	blocco
	perPasso, perMano *ui.Table
	lotti             *timing.BatchResult
}

// attese tells why activities waited, as far as the evidence goes.
func (s *studio) attese(e *esame.Esame) (v vistaAttese) {
	if n := s.eventi(); n > maxEventiCause {
		v.Niente = fmt.Sprintf("Le cause delle attese non sono calcolate: la selezione ha %s eventi, oltre i %s che una pagina può guardare. Con un filtro, per esempio sul periodo, si vedono.", kernel.Numero(int64(n)), kernel.Numero(maxEventiCause))
		return v
	}
	o := e.OpzioniTempi()
	r := timing.Causes(s.vista, timing.CauseOptions{BatchOptions: timing.BatchOptions{Office: s.Orario}, Split: &o})
	v.lotti = r.Batches
	if r.NotKnown != "" {
		v.Niente = "Perché si aspetta non si può dire: " + esame.Perche(r.NotKnown)
		return v
	}
	w := &r.Whole
	if w.Total.Seconds() == 0 {
		v.Niente = "Nessuna attività ha aspettato: comincia appena finisce quella prima."
		return v
	}
	v.Frasi = append(v.Frasi, fmt.Sprintf("Su %s di attesa e lavorazione, %s è lavorazione. Le sospensioni e il tempo di altri enti non sono contati.", esame.Durata(w.Total.Seconds()+w.Work.Seconds()), esame.IlPercento(w.Efficiency())))
	if non := motivi(r.Reasons); non != "" && w.Share(timing.Untold) > 0 {
		v.Frasi = append(v.Frasi, fmt.Sprintf("Di %s dell’attesa la causa non si può dire: %s", esame.IlPercento(w.Share(timing.Untold)), non))
	}
	v.Barra = &ui.ShareBarProps{ID: "attese-parti", Title: "Perché si aspetta", Desc: fmt.Sprintf("%s di attesa, in %s.", esame.Durata(w.Total.Seconds()), esame.Quanti(w.N, "volta", "volte"))}
	t := ui.Table{Caption: "Che cosa cambierebbe togliendo ogni causa", Columns: []ui.Column{{Text: "Causa"}, {Text: "Quota dell’attesa", Numeric: true}, {Text: "Attesa, in tutto", Numeric: true}, {Text: "Lavorazione sul tempo dell’ufficio, senza questa causa", Numeric: true}},
		Note: fmt.Sprintf("Oggi la lavorazione è %s del tempo dell’ufficio.", esame.IlPercento(w.Efficiency()))}
	for _, x := range causeAttesa {
		q := w.Share(x.causa)
		if q == 0 {
			continue
		}
		v.Barra.Parts = append(v.Barra.Parts, ui.SharePart{Name: x.nome, Share: q, Text: esame.Percento(q), Colour: x.colore, Hatch: x.causa == timing.Untold})
		cella := ui.Cell{Text: x.nome, Sub: x.spiega}
		senza := esame.Percento(w.EfficiencyWithout(x.causa))
		if x.causa == timing.Untold {
			senza = "n.d."
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{cella, ui.TextCell(esame.Percento(q)), ui.TextCell(esame.Durata(w.By[x.causa].Seconds())), ui.TextCell(senza)}})
	}
	v.Tabella = &t
	v.perPasso, v.perMano = s.attesePerPasso(r), s.attesePerMano(r)
	return v
}

// eventi is how many events the selection shows.
func (s *studio) eventi() (n int) {
	var t eventlog.Trace
	for k := range s.vista.Kept {
		s.vista.Trace(k, &t)
		n += t.Len()
	}
	return n
}

// motivi is the most frequent reason why causes are not told.
func motivi(r map[timing.Reason]int) string {
	var primo timing.Reason
	for motivo, n := range r {
		if n > r[primo] || n == r[primo] && (primo == "" || motivo < primo) {
			primo = motivo
		}
	}
	if primo == "" {
		return ""
	}
	return esame.Perche(primo)
}

// colonneCause are the causes that are anywhere, as columns of a table.
func colonneCause(w *timing.CauseSplit, t *ui.Table) (out []int) {
	for i, x := range causeAttesa {
		if w.Share(x.causa) > 0 {
			out = append(out, i)
			t.Columns = append(t.Columns, ui.Column{Text: x.nome, Numeric: true})
		}
	}
	return out
}

func celleCause(x *timing.CauseSplit, colonne []int) (out []ui.Cell) {
	for _, i := range colonne {
		testo := "–"
		if q := x.Share(causeAttesa[i].causa); q > 0 {
			testo = esame.Percento(q)
		}
		out = append(out, ui.TextCell(testo))
	}
	return out
}

func (s *studio) attesePerPasso(r *timing.CauseResult) *ui.Table {
	t := ui.Table{Caption: "Attese prima di ogni attività", Wide: true, Columns: []ui.Column{{Text: "Attività"}, {Text: "Volte", Numeric: true}, {Text: "Attesa media", Numeric: true}}, Note: "Le quote sono dell’attesa di ogni riga."}
	colonne := colonneCause(&r.Whole, &t)
	for i := range r.Activities {
		x := &r.Activities[i]
		if x.Total.Seconds() == 0 || len(t.Rows) == maxPassiCause {
			continue
		}
		nome := s.Log.Activities[x.Activity]
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{ui.LinkCell(nome, s.casiDi(nome, "")), ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(esame.Durata(x.Total.Seconds() / float64(max(x.N, 1))))}, celleCause(&x.CauseSplit, colonne)...)})
	}
	return &t
}

func (s *studio) attesePerMano(r *timing.CauseResult) *ui.Table {
	t := ui.Table{Caption: "Attese prima del lavoro di ognuno", Wide: true, Columns: []ui.Column{{Text: "Chi"}, {Text: "Volte", Numeric: true}, {Text: "Attesa media", Numeric: true}}, Note: "È il tempo in cui la pratica aspettava, non una misura di chi lavora."}
	colonne := colonneCause(&r.Whole, &t)
	for i := range r.Resources {
		x := &r.Resources[i]
		if x.Resource == eventlog.None || x.Total.Seconds() == 0 || len(t.Rows) == maxManiCause {
			continue
		}
		chi := ui.TextCell(s.Log.Resources[x.Resource])
		if x.NotKnown != "" {
			chi.Sub = "Non si può dire: " + esame.Perche(x.NotKnown)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{chi, ui.TextCell(kernel.Numero(int64(x.N))), ui.TextCell(esame.Durata(x.Total.Seconds() / float64(max(x.N, 1))))}, celleCause(&x.CauseSplit, colonne)...)})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return &t
}
