package analisiweb

import (
	"fmt"
	"net/http"
	"slices"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/performance"
	"pass/internal/mining/ranking"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// vistaColli is the page of the bottlenecks.
type vistaColli struct {
	Pagina        ui.Page
	Schede        []ui.Link
	Passo         *ui.NextStepProps // what is owed before the page can be trusted
	PassoLink     []ui.Link
	Filtri        vistaFiltri
	Avviso        *ui.Alert
	Errori        ui.Errors // of an action for the plan
	Scartate      *ui.Alert // rows of the file that are in no figure
	Vuoto         *ui.EmptyStateProps
	Rilievi       []vistaRilievo
	AltriRilievi  string // heads those beyond the first ones
	NessunRilievo string
	Molti         string
	Mappa         ui.ProcessMapProps
	URLMappa      string
	Tempo         ui.ShareBarProps
	URLCause      string
	NonSaputo     []string
	Classifica    ui.Table
	Limiti        []string
	Scarica       []ui.Link
}

// vistaRilievo is a finding on the page.
type vistaRilievo struct {
	ID, Frase, Guadagno string
	Chip                ui.Chip
	Dettagli            []string
	URLCasi, TestoCasi  string
	Azioni              []vistaAzione
}

// vistaAzione is something that can be done, with the button that brings it
// into the plan.
type vistaAzione struct {
	Titolo, Testo, Norma string
	Piano                *moduloPiano // nil: the actor may not, or there is no request
}

// primiRilievi are the findings that stand open: those that matter most.
const primiRilievi = 3

// quotaColli is the share of the paths shown beside the findings.
const quotaColli = 0.5

func (d Deps) colli(c *web.Context, s *studio) error {
	v, err := vediColli(s, c)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaColli(v))
}

func vediColli(s *studio, c *web.Context) (vistaColli, error) {
	uno, molti := s.parola()
	v := vistaColli{Schede: s.schede(""), Filtri: s.filtri("", c.R.URL.Query()), Avviso: s.avviso, Molti: molti, URLMappa: s.qui("/mappa"), URLCause: s.qui("/cause")}
	s.salvabile(&v.Filtri, "")
	v.Passo, v.PassoLink = s.daConfermare()
	v.Scartate = s.scartate()
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Colli di bottiglia", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = &ui.EmptyStateProps{Title: "Nessun caso", Text: "Con questi filtri non resta nessun caso del registro.", Links: []ui.Link{{Text: "Togli i filtri", URL: s.URL}}}
		return v, nil
	}
	e := esame.Esamina(s.dati())
	sintesi, err := s.conOrologio(e.Sintesi)
	if err != nil {
		return v, err
	}
	v.Pagina = s.pagina("Colli di bottiglia", titoloColli(e))
	for i, r := range e.Rilievi {
		v.Rilievi = append(v.Rilievi, s.vediRilievo(i, r, uno, molti))
	}
	v.AltriRilievi = fmt.Sprintf("Altri %d rilievi, con meno tempo in gioco", len(v.Rilievi)-primiRilievi)
	if len(v.Rilievi) == primiRilievi+1 {
		v.AltriRilievi = "Un altro rilievo, con meno tempo in gioco"
	}
	if len(e.Rilievi) == 0 {
		v.NessunRilievo = fmt.Sprintf("Con %s non c’è abbastanza evidenza per indicare un collo di bottiglia: servono almeno %d %s con lo stesso passaggio.", esame.Quanti(s.vista.Cases(), uno, molti), ranking.DefaultMinCases, molti)
	}
	v.Mappa = disegnaMappa(esame.FlussoDi(s.vista, sintesi), opzioniMappa{Quota: quotaColli, Misura: mappaMediana, Casi: s.casiDi, Orologio: s.orologio, Comuni: e.Sintesi.Transitions})
	v.Mappa.Desc = titoloColli(e)
	v.Tempo, v.NonSaputo = vediTempo(e)
	v.Classifica = s.vediClassifica(e, sintesi)
	v.Limiti = limitiColli(s, e)
	v.Scarica = []ui.Link{{Text: "Rapporto da stampare", URL: s.qui("/rapporto"), Icon: "print"}, {Text: "Classifica in CSV", URL: s.qui("/rapporto.csv"), Icon: "download"}}
	return v, nil
}

// titoloColli is the answer of the page in one sentence.
func titoloColli(e *esame.Esame) string {
	if len(e.Rilievi) > 0 {
		return e.Rilievi[0].Frase
	}
	d := e.Sintesi.CaseDurations
	return fmt.Sprintf("%s: la durata mediana è di %s.", esame.Quanti(d.Count, e.Uno, e.Molti), esame.Durata(d.Median))
}

// daConfermare asks for the meanings of the activities, without which waiting,
// suspensions and other bodies are not told apart.
func (s *studio) daConfermare() (*ui.NextStepProps, []ui.Link) {
	if s.servizio() || s.Confermati {
		return nil, nil
	}
	return &ui.NextStepProps{Title: "Confermare che cosa significa ogni attività",
			Text: "PAsS ha proposto quali attività sospendono il termine, quali chiedono pareri ad altri enti e quali concludono la pratica. Finché nessuno conferma, le cifre sono una prima lettura."},
		[]ui.Link{{Text: "Conferma le attività", URL: s.URL + "/passi", Primary: true}}
}

// scartate tells of the rows that could not be used; nil when there are none.
func (s *studio) scartate() *ui.Alert {
	if s.Risultato == nil || s.Risultato.Sintesi.DroppedTotal == 0 {
		return nil
	}
	return &ui.Alert{Tone: ui.Warning, Title: esame.Quanti(s.Risultato.Sintesi.DroppedTotal, "riga del file è stata scartata.", "righe del file sono state scartate."),
		Text: "Non entrano in nessuna cifra.", Links: []ui.Link{{Text: "Quali righe, e perché", URL: s.URL + "/dati#scartate"}}}
}

func (s *studio) vediRilievo(i int, r esame.Rilievo, uno, molti string) vistaRilievo {
	v := vistaRilievo{ID: fmt.Sprintf("rilievo-%d", i+1), Frase: r.Frase, Dettagli: r.Dettagli, Chip: ui.Chip{Text: r.Causa.Etichetta(), Tone: ui.Neutral},
		URLCasi: s.qui("/casi", "rilievo", r.Chiave), TestoCasi: "Le " + esame.Quanti(r.Totale, uno, molti) + " dietro questa frase"}
	if r.Totale == 1 {
		v.TestoCasi = "La " + uno + " dietro questa frase"
	}
	if r.Guadagno > 0 {
		v.Guadagno = "Fino a " + esame.Durata(r.Guadagno) + " in meno nella durata media"
	}
	if s.servizio() {
		return v // the library is about the procedures of the bodies
	}
	for j, a := range r.Azioni {
		x := vistaAzione{Titolo: a.Titolo, Testo: a.Testo, Norma: a.Norma}
		if richieste.PuoPianificare(s.chi, *s.Richiesta) {
			x.Piano = s.moduloPiano(fmt.Sprintf("%s-azione-%d", v.ID, j+1), i+1, r, a)
		}
		v.Azioni = append(v.Azioni, x)
	}
	return v
}

// partiTempo are the parts of the time in the order and colours of the page.
var partiTempo = []struct {
	parte  timing.Part
	nome   string
	colore int
	trama  bool
}{{timing.Processing, "Lavorazione", 1, false}, {timing.Waiting, "Attesa", 6, false}, {timing.WaitingOrProcessing, "Ufficio, tra attesa e lavorazione", 5, false},
	{timing.Suspended, "Sospensione", 0, true}, {timing.OtherBody, "Altri enti", 2, false}}

// vediTempo splits the gross time; what cannot be known is told, not drawn as
// zero.
func vediTempo(e *esame.Esame) (ui.ShareBarProps, []string) {
	w := &e.Tempi.Whole
	p := ui.ShareBarProps{ID: "parti", Title: "Il tempo di una " + e.Uno + ", in media",
		Desc: fmt.Sprintf("Durata lorda di %s in media, sospensioni comprese. Le parti sommate danno il totale.", esame.Durata(w.Total().Seconds()/float64(max(w.N, 1)))),
		Note: "I giorni di calendario sono tempo trascorso, notti e feste comprese."}
	for _, x := range partiTempo {
		if quota := w.Share(x.parte); quota > 0 {
			p.Parts = append(p.Parts, ui.SharePart{Name: x.nome, Share: quota, Text: esame.Durata(w.Mean(x.parte)) + ", " + esame.Percento(quota), Colour: x.colore, Hatch: x.trama})
		}
	}
	var non []string
	k := e.Tempi.Known
	for _, x := range []struct {
		nome   string
		motivo timing.Reason
	}{{"Attesa e lavorazione", k.Starts}, {"Sospensioni", k.Suspensions}, {"Altri enti", k.OtherBodies}, {e.Molti + " ancora aperte", k.Open}} {
		if x.motivo != "" {
			non = append(non, capitale(x.nome)+": "+esame.Perche(x.motivo))
		}
	}
	return p, non
}

// maxClassifica is how many transitions the page lists.
const maxClassifica = 15

// vediClassifica lists the passages that take the most time; scelta are the
// lengths by the clock chosen, which stand before those of the wall.
func (s *studio) vediClassifica(e *esame.Esame, scelta *performance.Summary) ui.Table {
	t := ui.Table{Caption: "Passaggi in ordine di tempo", HideCaption: true, Wide: true, Columns: []ui.Column{{Text: "Passaggio"}, {Text: "Casi", Numeric: true}, {Text: "Quota del tempo", Numeric: true},
		{Text: "Mediana", Numeric: true}, {Text: "90° percentile", Numeric: true}},
		Note: "Quota del tempo: tempo del passaggio su quello di tutti i casi. Andamento e sicurezza sono detti solo con abbastanza casi."}
	altro := s.orologio != esame.DiCalendario
	passaggi := map[[2]string]performance.Durations{}
	if altro {
		t.Columns = append(t.Columns, ui.Column{Text: "Mediana, con notti e feste", Numeric: true})
		t.Note += " Ordine, quota, andamento e frasi sui rilievi contano tutto il tempo, notti e feste comprese."
		for _, x := range scelta.Transitions {
			passaggi[[2]string{x.From, x.To}] = x.Durations
		}
	}
	t.Columns = append(t.Columns, ui.Column{Text: "Andamento"}, ui.Column{Text: "Sicurezza"})
	for i := range e.Classifica.Transitions {
		x := &e.Classifica.Transitions[i]
		if i == maxClassifica {
			break
		}
		r := ui.Row{Cells: []ui.Cell{ui.LinkCell(x.FromName+" → "+x.ToName, s.casiDi(x.FromName, x.ToName)), ui.TextCell(kernel.Numero(int64(x.CaseCount))), ui.TextCell(esame.Percento(x.TimeShare))}}
		if altro {
			d := passaggi[[2]string{x.FromName, x.ToName}]
			r.Cells = append(r.Cells, ui.TextCell(s.orologio.Durata(d.Median)), ui.TextCell(s.orologio.Durata(d.P90)), ui.TextCell(esame.Durata(x.Median)))
		} else {
			r.Cells = append(r.Cells, ui.TextCell(esame.Durata(x.Median)), ui.TextCell(esame.Durata(x.P90)))
		}
		r.Cells = append(r.Cells, ui.TextCell(andamentoBreve(x.Trend)), ui.TextCell(sicurezza(x)))
		t.Rows = append(t.Rows, r)
	}
	return t
}

func andamentoBreve(t ranking.Trend) string {
	switch {
	case t.NotKnown != ranking.Known:
		return "n.d."
	case t.Direction() > 0:
		return "si allunga"
	case t.Direction() < 0:
		return "si accorcia"
	}
	return "stabile, per quanto si vede"
}

// sicurezza says how sure the place of an entry is.
func sicurezza(x *ranking.Entry) string {
	switch {
	case x.NotKnown == ranking.TooFewCases:
		return "pochi casi: solo un’indicazione"
	case x.NotKnown == ranking.OneCaseAlone:
		return "quasi tutto è di un solo caso"
	case x.NotKnown != ranking.Known || x.Confidence == nil:
		return "n.d."
	}
	return fmt.Sprintf("tra %s e %s del tempo", esame.IlPercento(x.Confidence.ShareLow), esame.IlPercento(x.Confidence.ShareUp))
}

// limitiColli says what the page cannot tell.
func limitiColli(s *studio, e *esame.Esame) (out []string) {
	c := e.Sintesi.Counts
	if quota := c.TieShare(); quota >= 0.05 {
		out = append(out, fmt.Sprintf("%s dei passaggi ha la stessa data e ora: lì l’ordine è quello del file, e la mappa può cambiare se il file si ordina altrimenti.", capitale(esame.IlPercento(quota))))
	}
	if !e.HaFini() {
		out = append(out, "Nessuna attività è indicata come conclusione: le durate arrivano all’ultimo evento, anche dove la "+e.Uno+" è ancora aperta.")
	}
	out = append(out, s.regolaSospensioni()...)
	if n := len(s.vista.Log.Cases); n < 30 {
		out = append(out, fmt.Sprintf("Il registro ha %s: mediane e quote parlano solo di queste.", esame.Quanti(n, e.Uno, e.Molti)))
	}
	out = append(out, "Le cifre dicono dove passa il tempo, non di chi è la colpa: un’attesa può avere una buona ragione.")
	if !s.servizio() {
		out = append(out, "Gli operatori sono sigle come R1: chi ha fatto che cosa non si legge.")
	}
	return out
}

// regolaSospensioni says by which rule suspensions and due dates are counted.
func (s *studio) regolaSospensioni() []string {
	switch {
	case s.servizio() || !slices.Contains(s.Passi, steps.SuspensionStart):
		return nil
	case s.Sospensione != nil:
		return []string{s.Sospensione.Testo + " Sospensioni e scadenze seguono questa regola (" + s.Sospensione.Fonte + ")."}
	}
	return []string{"Il catalogo non ha la regola di questo procedimento sulle sospensioni: durano quanto dice il registro, senza il massimo di legge."}
}

func capitale(s string) string { return esame.Maiuscola(s) }
