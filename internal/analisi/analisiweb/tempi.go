package analisiweb

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/patterns"
	"pass/internal/mining/steps"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaTempi is the page of the times: how long cases last, how many are open,
// when things happen.
type vistaTempi struct {
	Pagina    ui.Page
	Schede    []ui.Link
	Filtri    vistaFiltri
	Avviso    *ui.Alert
	Vuoto     *ui.EmptyStateProps
	Durate    ui.HistogramProps
	Lavoro    vistaLavoro
	Aperte    ui.PlotProps
	Little    []string
	Dove      *ui.Table // where the open cases stand
	Code      ui.Table
	Punti     ui.PlotProps
	Ordini    []ui.Link
	Spettro   ui.PlotProps
	Passaggio []ui.Link
}

func (d Deps) tempi(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaTempi(vediTempi(s, c.R.URL.Query())))
}

func vediTempi(s *studio, q url.Values) vistaTempi {
	v := vistaTempi{Schede: s.schede("/tempi"), Filtri: s.filtri("/tempi", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/tempi")
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Tempi", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = s.nessuno("/tempi")
		return v
	}
	t := s.orologio.Istogramma(s.vista, s.calendario)
	_, molti := s.parola()
	lead := fmt.Sprintf("Metà delle %s dura meno di %s, una su dieci più di %s.", molti, s.orologio.DiIstogramma(t.Median), s.orologio.DiIstogramma(t.P90))
	v.Pagina = s.pagina("Tempi", lead)
	v.Durate = s.istogramma(t)
	v.Lavoro = s.lavoro(q)
	s.aperteNelTempo(&v)
	v.Code = s.code()
	v.Punti, v.Ordini = s.punti(q)
	v.Spettro, v.Passaggio = s.spettro(q)
	return v
}

const secondiGiorno = 86400.0

// nessuno is shown when the filters leave nothing.
func (s *studio) nessuno(pagina string) *ui.EmptyStateProps {
	return &ui.EmptyStateProps{Title: "Nessun caso", Text: "Con questi filtri non resta nessun caso del registro.", Links: []ui.Link{{Text: "Togli i filtri", URL: s.URL + pagina}}}
}

// istogramma is how long the cases last, with the legal term on it.
func (s *studio) istogramma(t *patterns.Throughput) ui.HistogramProps {
	uno, molti := s.parola()
	h := ui.HistogramProps{ID: "durate", Title: "Durata delle " + molti, Unit: "durata", CountText: molti, First: "0",
		Desc: fmt.Sprintf("Dal primo all’ultimo evento, sospensioni comprese: in media %s.", s.orologio.DiIstogramma(t.Mean)),
		Note: "La durata è tempo trascorso; quella che conta per il termine di legge esclude le sospensioni ammesse."}
	if s.orologio != esame.DiCalendario {
		d := patterns.ThroughputOf(s.vista)
		h.Note = fmt.Sprintf("Con notti e feste la durata mediana è di %s, la media di %s. Le altre figure della pagina contano tutto il tempo.", esame.DiCalendario.DiIstogramma(d.Median), esame.DiCalendario.DiIstogramma(d.Mean))
	}
	giorniBrevi := func(x float64) string {
		if x == 0 {
			return "0"
		}
		return s.orologio.DiIstogramma(x)
	}
	ultimo := 0.0
	for _, b := range t.Bins {
		testo := "da " + giorniBrevi(b.From) + " a " + giorniBrevi(b.To)
		if b.Open {
			testo = "da " + giorniBrevi(b.From) + " in su"
		}
		h.Bins = append(h.Bins, ui.HistogramBin{Label: testo, Count: b.Count})
		ultimo = b.To
	}
	if n := len(t.Bins); n > 0 {
		if t.Bins[n-1].Open {
			ultimo = t.Bins[n-1].From + t.Width
			h.Last = "oltre " + giorniBrevi(t.Bins[n-1].From)
		} else {
			h.Last = giorniBrevi(ultimo)
		}
	}
	if s.Termine != nil && ultimo > 0 && s.orologio == esame.DiCalendario {
		if giorni := float64(s.Termine.N); giorni < ultimo {
			h.Mark, h.MarkText = giorni/ultimo, "termine: "+s.Termine.InItaliano()
		}
	}
	if t.Single > 0 {
		h.Note += fmt.Sprintf(" %s un solo evento: la durata è zero perché altro non si sa.", esame.Quanti(t.Single, uno+" ha", molti+" hanno"))
	}
	return h
}

// aperteNelTempo is the backlog with arrivals and completions, checked by
// Little's law.
func (s *studio) aperteNelTempo(v *vistaTempi) {
	_, molti := s.parola()
	o := timing.FlowOptions{Kinds: s.Passi, Now: s.ora, Unit: timing.ByMonth}
	if !slices.ContainsFunc(s.Passi, steps.Kind.Ends) {
		o.Kinds, o.Now = nil, kernel.Instant{}
	}
	f := timing.Flows(s.vista, o)
	p := ui.PlotProps{ID: "aperte", Title: molti + " aperte nel tempo", MaxX: float64(len(f.Days)), YText: molti + " aperte", XText: "mese"}
	p.Title = esame.Maiuscola(p.Title)
	curva := ui.PlotSeries{Kind: ui.PlotSteps, Colour: 1}
	p.Table = ui.Table{Caption: p.Title, Columns: []ui.Column{{Text: "Mese"}, {Text: "Aperte all’inizio", Numeric: true}, {Text: "Arrivate", Numeric: true}, {Text: "Concluse", Numeric: true}}}
	massimo := 1.0
	for i, g := range f.Days {
		curva.Points = append(curva.Points, ui.PlotPoint{X: float64(i), Y: float64(f.Backlog[i])})
		massimo = math.Max(massimo, float64(f.Backlog[i]))
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(meseDi(g)), ui.TextCell(kernel.Numero(int64(f.Backlog[i]))), ui.TextCell(kernel.Numero(int64(f.Arrivals[i]))), ui.TextCell(kernel.Numero(int64(f.Completions[i])))}})
	}
	massimo = math.Max(massimo, float64(f.Final))
	curva.Points = append(curva.Points, ui.PlotPoint{X: float64(len(f.Days)), Y: float64(f.Final)})
	p.MaxY, p.YTicks = tacche(massimo)
	if n := len(f.Days); n > 0 {
		p.XTicks = []ui.Tick{{At: 0, Text: meseDi(f.Days[0])}, {At: float64(n), Text: "oggi"}}
		if f.Ends != "" {
			p.XTicks[1].Text = meseDi(f.Days[n-1])
		}
		p.Desc = fmt.Sprintf("All’inizio erano %s, alla fine %s.", kernel.Numero(int64(f.Backlog[0])), kernel.Numero(int64(f.Final)))
		v.Little = s.little(o, f)
	}
	if f.Ends != "" {
		p.Note = "Quali " + molti + " siano concluse non si sa: " + esame.Perche(f.Ends) + " Ognuna conta fino al suo ultimo evento."
	}
	p.Series = []ui.PlotSeries{curva}
	v.Aperte = p
	s.doveSono(v)
}

func (s *studio) little(o timing.FlowOptions, f *timing.Flow) []string {
	_, molti := s.parola()
	l := timing.CheckLittle(s.vista, o, f.Days[0], f.Days[len(f.Days)-1])
	if l.NotKnown != "" || l.L == 0 {
		return nil
	}
	testo := fmt.Sprintf("In media sono aperte %s %s; ne arrivano %s al mese e ciascuna resta %s: il prodotto (legge di Little) dà %s, con uno scarto pari %s.",
		kernel.Decimale(l.L, 0), molti, kernel.Decimale(l.Lambda*30.44, 1), esame.Durata(l.W*secondiGiorno), kernel.Decimale(l.Lambda*l.W, 0), alPercento(math.Abs(l.Gap)))
	out := []string{testo}
	if l.NotStationary != "" {
		out = append(out, "Lo scarto è atteso: "+esame.Perche(l.NotStationary))
	}
	return out
}

// alPercento is a share after "pari".
func alPercento(quota float64) string {
	return "al" + strings.TrimPrefix(esame.NelPercento(quota), "nel")
}

// doveSono lists where the open cases stand.
func (s *studio) doveSono(v *vistaTempi) {
	w, perche := timing.WorkInProgress(s.vista, s.Passi)
	if perche != "" || len(w) == 0 {
		return
	}
	slices.SortStableFunc(w, func(a, b timing.Standing) int { return len(b.Cases) - len(a.Cases) })
	t := ui.Table{Caption: "Dove sono ferme quelle aperte", Columns: []ui.Column{{Text: "Ultima attività svolta"}, {Text: "Aperte", Numeric: true}, {Text: "Ferme da, in mediana", Numeric: true}}}
	for _, x := range w {
		var ferme []float64
		for _, c := range x.Cases {
			ferme = append(ferme, float64(s.ora.Time().UnixMicro()-ultima(s.Log, c))/1e6)
		}
		slices.Sort(ferme)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(s.Log.Activities[x.Activity]), ui.TextCell(kernel.Numero(int64(len(x.Cases)))), ui.TextCell(esame.Durata(ferme[len(ferme)/2]))}})
	}
	v.Dove = &t
}

// maxCode is how many queues the page lists.
const maxCode = 10

// code lists the steps with the longest queues.
func (s *studio) code() ui.Table {
	giorni, code := timing.Queues(s.vista, timing.FlowOptions{Kinds: s.Passi, Unit: timing.ByWeek})
	slices.SortStableFunc(code, func(a, b timing.StepQueue) int { return compara(b.Mean, a.Mean) })
	_, molti := s.parola()
	t := ui.Table{Caption: "Code prima delle attività", Columns: []ui.Column{{Text: "Attività"}, {Text: "In coda, in media", Numeric: true}, {Text: "Coda massima", Numeric: true}, {Text: "Nella settimana del"}, {Text: "Attesa media", Numeric: true}},
		Note: "La coda è fatta delle " + molti + " che aspettano l’attività: dal passo precedente fino all’inizio del lavoro o, dove l’inizio non è scritto, fino alla fine."}
	for _, x := range code[:min(len(code), maxCode)] {
		if x.N == 0 || x.Max == 0 {
			continue
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(s.Log.Activities[x.Activity]), ui.TextCell(kernel.Decimale(x.Mean, 1)), ui.TextCell(kernel.Numero(int64(x.Max))),
			ui.TextCell(giorni[x.MaxAt].InItaliano()), ui.TextCell(esame.Durata(x.Waited.Seconds() / float64(x.N)))}})
	}
	return t
}

func compara(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// tacche gives the top of an axis from zero and its ticks.
func tacche(massimo float64) (top float64, out []ui.Tick) {
	top = ui.RoundUp(massimo)
	for _, q := range []float64{0, 0.5, 1} {
		testo := kernel.Numero(int64(math.Round(top * q)))
		if top < 4 {
			testo = kernel.Decimale(top*q, 1)
		}
		out = append(out, ui.Tick{At: top * q, Text: testo})
	}
	return top, out
}

func meseDi(d kernel.Day) string {
	t := d.Time()
	return [...]string{"gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"}[t.Month()-1] + " " + t.Format("2006")
}

// The dotted chart shows at most these dots, the spectrum these lines: a page
// stays small.
const (
	maxPunti = 2500
	maxLinee = 600
)

var ordiniPunti = []struct {
	chiave, nome string
	ordine       patterns.Order
	relativo     bool
}{{"inizio", "per data di inizio", patterns.ByStart, false}, {"durata", "per durata", patterns.ByDuration, true}}

// punti is the dotted chart: each line is a case, each dot an event.
func (s *studio) punti(q url.Values) (ui.PlotProps, []ui.Link) {
	scelto := ordiniPunti[0]
	var link []ui.Link
	for _, o := range ordiniPunti {
		if q.Get("ordine") == o.chiave {
			scelto = o
		}
	}
	for _, o := range ordiniPunti {
		link = append(link, ui.Link{Text: esame.Maiuscola(o.nome), URL: s.qui("/tempi", "ordine", o.chiave) + "#punti-titolo", Current: o.chiave == scelto.chiave})
	}
	d := patterns.DottedOf(s.vista, patterns.DottedOptions{Order: scelto.ordine, Relative: scelto.relativo, MaxDots: maxPunti})
	uno, molti := s.parola()
	p := ui.PlotProps{ID: "punti", Title: "Ogni evento di ogni " + uno, Desc: "Una riga per ogni " + uno + ", " + scelto.nome + "; un punto per ogni evento.", Height: 360, Down: true,
		MinX: float64(d.From), MaxX: float64(d.To), MaxY: float64(max(len(d.Lines)-1, 1)), YText: esame.Quanti(len(d.Lines), uno, molti)}
	p.Series = serieAttivita(s.Log, d)
	if scelto.relativo {
		p.XTicks = []ui.Tick{{At: float64(d.From), Text: "inizio"}, {At: float64(d.To), Text: esame.Durata(float64(d.To-d.From) / 1e6)}}
	} else {
		p.XTicks = []ui.Tick{{At: float64(d.From), Text: istante(d.From).Day().InItaliano()}, {At: float64(d.To), Text: istante(d.To).Day().InItaliano()}}
	}
	p.Note = "Le attività più frequenti hanno un colore, le altre sono grigie. Le stesse date sono nell’elenco delle " + molti + "."
	if d.Sampled() {
		p.Note += fmt.Sprintf(" Sono mostrate %s su %s, scelte a distanza regolare nell’ordine.", esame.Quanti(len(d.Lines), uno, molti), kernel.Numero(int64(d.Cases)))
	}
	return p, link
}

// serieAttivita gives a colour to the most frequent activities of the dots.
func serieAttivita(l *eventlog.Log, d *patterns.Dotted) []ui.PlotSeries {
	volte := make([]int, len(l.Activities))
	for _, x := range d.Dots {
		volte[x.Activity]++
	}
	ordine := make([]int, len(volte))
	for i := range ordine {
		ordine[i] = i
	}
	slices.SortStableFunc(ordine, func(a, b int) int { return volte[b] - volte[a] })
	out := []ui.PlotSeries{{Kind: ui.PlotDots, Faint: true}}
	colore := make([]int, len(volte))
	for i, a := range ordine[:min(len(ordine), 6)] {
		if volte[a] > 0 {
			out = append(out, ui.PlotSeries{Name: l.Activities[a], Kind: ui.PlotDots, Colour: i + 1})
			colore[a] = len(out) - 1
		}
	}
	for _, x := range d.Dots {
		s := &out[colore[x.Activity]]
		s.Points = append(s.Points, ui.PlotPoint{X: float64(x.At), Y: float64(x.Line)})
	}
	return out
}

// spettro shows when each passage through one segment begins and ends.
func (s *studio) spettro(q url.Values) (ui.PlotProps, []ui.Link) {
	sp := patterns.SpectrumOf(s.vista, patterns.SpectrumOptions{Most: 8, MaxLines: 8 * maxLinee})
	p := ui.PlotProps{ID: "spettro", Title: "Quando si passa da un’attività all’altra", MaxY: 1, Height: 200, Down: true}
	if len(sp.Segments) == 0 {
		p.Desc = "Nessun passaggio tra due attività."
		return p, nil
	}
	i := 0
	var link []ui.Link
	for k, g := range sp.Segments {
		nome := g.FromName + " → " + g.ToName
		if q.Get("da_passo") == nome {
			i = k
		}
	}
	for k, g := range sp.Segments {
		nome := g.FromName + " → " + g.ToName
		link = append(link, ui.Link{Text: nome, URL: s.qui("/tempi", "da_passo", nome) + "#spettro-titolo", Current: k == i})
	}
	g := sp.Segments[i]
	p.Desc = fmt.Sprintf("«%s» in alto, «%s» in basso: ogni linea è una volta. Più la linea è inclinata, più tempo passa; in evidenza il quarto più lento, oltre %s.", g.FromName, g.ToName, esame.Durata(g.Q3))
	lente, altre := ui.PlotSeries{Name: "il quarto più lento", Kind: ui.PlotSegments, Colour: 6}, ui.PlotSeries{Name: "le altre", Kind: ui.PlotSegments}
	p.MinX, p.MaxX = math.Inf(1), math.Inf(-1)
	for _, l := range g.Lines[:min(len(g.Lines), maxLinee)] {
		p.MinX, p.MaxX = math.Min(p.MinX, float64(l.Start)), math.Max(p.MaxX, float64(l.End))
		x := &altre
		if l.Quartile == 4 {
			x = &lente
		}
		x.Points = append(x.Points, ui.PlotPoint{X: float64(l.Start), Y: 0}, ui.PlotPoint{X: float64(l.End), Y: 1})
	}
	p.Series = []ui.PlotSeries{altre, lente}
	p.XTicks = []ui.Tick{{At: p.MinX, Text: istante(int64(p.MinX)).Day().InItaliano()}, {At: p.MaxX, Text: istante(int64(p.MaxX)).Day().InItaliano()}}
	if n := len(g.Lines); n < g.Count || n > maxLinee {
		p.Note = fmt.Sprintf("Sono mostrate %d volte su %s.", min(n, maxLinee), kernel.Numero(int64(g.Count)))
	}
	return p, link
}
