package analisiweb

import (
	"fmt"
	"math"

	"pass/internal/analisi/esame"
	"pass/internal/analisi/mappa"
	"pass/internal/kernel"
	"pass/internal/mining/performance"
	"pass/internal/ui"
)

// misuraMappa is what the map shows of the time of a passage.
type misuraMappa string

const (
	mappaMediana misuraMappa = "mediana"
	mappaMedia   misuraMappa = "media"
	mappaTotale  misuraMappa = "totale"
	mappaP90     misuraMappa = "p90"
)

// misureMappa lists the choices of the form.
var misureMappa = []ui.Option{{Value: string(mappaMediana), Label: "Mediana"}, {Value: string(mappaMedia), Label: "Media"},
	{Value: string(mappaP90), Label: "90° percentile"}, {Value: string(mappaTotale), Label: "Tempo totale"}}

func (m misuraMappa) nome() string {
	switch m {
	case mappaMedia:
		return "tempo medio"
	case mappaTotale:
		return "tempo totale"
	case mappaP90:
		return "90° percentile del tempo"
	}
	return "tempo mediano"
}

func (m misuraMappa) di(d performance.Durations) float64 {
	switch m {
	case mappaMedia:
		return d.Mean
	case mappaTotale:
		return d.Sum
	case mappaP90:
		return d.P90
	}
	return d.Median
}

// opzioniMappa are the choices of who looks at the map.
type opzioniMappa struct {
	Quota  float64 // share of activities and paths shown, 0 to 1
	Misura misuraMappa
	Casi   func(da, a string) string // address of the cases of a passage; of an activity when a is empty

	Orologio esame.Orologio     // of the lengths of the flow
	Comuni   []performance.Edge // the passages by the clock of the wall, in the order of the flow
}

// disegnaMappa lays out the process and fills the component.
func disegnaMappa(f *esame.Flusso, o opzioniMappa) ui.ProcessMapProps {
	scelta := mappa.Scegli(f.Grafo, o.Quota)
	p := ui.ProcessMapProps{ID: "mappa", Title: "Mappa del procedimento", Thickness: "numero di volte", Colour: o.colore()}
	scala := scalaMappa(f, scelta, o)
	p.Levels = scala.Classi
	var g mappa.Grafo
	var nodi, etichette []mappa.Misura
	posto := map[int]int{}
	for _, i := range scelta.Nodi {
		posto[i] = len(g.Nodi)
		g.Nodi = append(g.Nodi, f.Grafo.Nodi[i])
		n := nodoMappa(f, i, scala, o)
		w, h := ui.MapNodeSize(n.Lines, n.Figure)
		nodi = append(nodi, mappa.Misura{L: w, H: h})
		p.Nodes = append(p.Nodes, n)
	}
	piu := 1
	for _, i := range scelta.Archi {
		piu = max(piu, f.Grafo.Archi[i].Peso)
	}
	for _, i := range scelta.Archi {
		a := f.Grafo.Archi[i]
		g.Archi = append(g.Archi, mappa.Arco{Da: posto[a.Da], A: posto[a.A], Peso: a.Peso})
		e := arcoMappa(f, i, piu, scala, o)
		w, h := ui.MapLabelSize(e.Label)
		etichette = append(etichette, mappa.Misura{L: w, H: h})
		p.Edges = append(p.Edges, e)
	}
	d := mappa.Disponi(g, nodi, etichette)
	p.W, p.H = d.L, d.H
	for i, b := range d.Nodi {
		p.Nodes[i].X, p.Nodes[i].Y, p.Nodes[i].W, p.Nodes[i].H = b.X, b.Y, b.L, b.H
	}
	for i, l := range d.Linee {
		p.Edges[i].Path, p.Edges[i].Arrow, p.Edges[i].X, p.Edges[i].Y = l.Percorso, l.Punta(), l.X, l.Y
	}
	p.Table = tabellaMappa(f, scelta, o)
	p.Note = notaMappa(f, scelta, o)
	return p
}

// colore says what the colours mean.
func (o opzioniMappa) colore() string {
	if o.Orologio == esame.DiCalendario {
		return o.Misura.nome()
	}
	return o.Misura.nome() + " in " + o.Orologio.Nome()
}

func scalaMappa(f *esame.Flusso, s mappa.Scelta, o opzioniMappa) esame.Scala {
	massimo := 0.0
	for _, i := range s.Archi {
		massimo = math.Max(massimo, o.Misura.di(f.Passaggi[i].Durations))
	}
	if o.Misura == mappaTotale {
		return scalaTotale(massimo)
	}
	return o.Orologio.Scala(massimo)
}

// scalaTotale splits the greatest total into classes: totals have no round
// limits of their own.
func scalaTotale(massimo float64) esame.Scala {
	return esame.Scala{Limiti: [4]float64{massimo * 0.05, massimo * 0.2, massimo * 0.4, massimo * 0.7},
		Classi: []string{"meno del 5% del passaggio più lento", "dal 5 al 20%", "dal 20 al 40%", "dal 40 al 70%", "oltre il 70%"}}
}

func nodoMappa(f *esame.Flusso, i int, s esame.Scala, o opzioniMappa) ui.MapNode {
	n := f.Grafo.Nodi[i]
	if n.Estremo {
		return ui.MapNode{Lines: []string{n.Nome}, Terminal: true, Text: n.Nome}
	}
	volte := esame.Quanti(n.Peso, "volta", "volte")
	text := n.Nome + ": " + volte
	if f.Medie[i] > 0 {
		text += ", in media " + o.Orologio.Durata(f.Medie[i]) + " dopo il passo precedente"
	}
	tempo := f.Medie[i]
	if o.Misura == mappaTotale {
		tempo = f.Tempi[i]
	}
	return ui.MapNode{Lines: ui.MapLines(n.Nome), Figure: volte, Level: s.Livello(tempo), URL: o.Casi(n.Nome, ""), Text: text}
}

func arcoMappa(f *esame.Flusso, i, piu int, s esame.Scala, o opzioniMappa) ui.MapEdge {
	e := f.Passaggi[i]
	volte := kernel.Numero(int64(e.Count))
	m := ui.MapEdge{Label: volte, Text: fmt.Sprintf("%s → %s: %s", e.From, e.To, esame.Quanti(e.Count, "volta", "volte")), Slowest: i == f.Maggiore}
	m.Width = 1 + int(math.Round(5*math.Sqrt(float64(e.Count)/float64(piu))))
	if e.From == "Inizio" || e.To == "Fine" {
		if a := f.Grafo.Archi[i]; f.Grafo.Nodi[a.Da].Estremo || f.Grafo.Nodi[a.A].Estremo {
			return m
		}
	}
	t := o.Misura.di(e.Durations)
	m.Level = s.Livello(t)
	m.Label = volte + " · " + o.Orologio.Breve(t)
	m.Text += ", " + o.Misura.nome() + " " + o.Orologio.Durata(t)
	return m
}

// tabellaMappa lists the passages of the map; by another clock than that of
// the wall, with the median of the latter beside.
func tabellaMappa(f *esame.Flusso, s mappa.Scelta, o opzioniMappa) ui.Table {
	t := ui.Table{Caption: "Passaggi della mappa", Columns: []ui.Column{{Text: "Da"}, {Text: "A"}, {Text: "Volte", Numeric: true}, {Text: "Media", Numeric: true},
		{Text: "Mediana", Numeric: true}, {Text: "90° percentile", Numeric: true}, {Text: "Totale", Numeric: true}},
		Note: "Notti, feste e sospensioni sono comprese. I passaggi dall’inizio e alla fine non hanno durata."}
	altro := o.Orologio != esame.DiCalendario
	if altro {
		t.Note = "Le durate sono in " + o.Orologio.Nome() + ", le ultime due colonne contano tutto il tempo. I passaggi dall’inizio e alla fine non hanno durata."
		t.Columns = append(t.Columns, ui.Column{Text: "Mediana, con notti e feste", Numeric: true}, ui.Column{Text: "Totale, con notti e feste", Numeric: true})
	}
	for _, i := range s.Archi {
		e := f.Passaggi[i]
		r := ui.Row{Cells: []ui.Cell{ui.TextCell(e.From), ui.LinkCell(e.To, o.Casi(e.From, e.To)), ui.TextCell(kernel.Numero(int64(e.Count)))}}
		a := f.Grafo.Archi[i]
		estremo := f.Grafo.Nodi[a.Da].Estremo || f.Grafo.Nodi[a.A].Estremo
		if estremo {
			r.Cells[1] = ui.TextCell(e.To)
		}
		for _, x := range []float64{e.Mean, e.Median, e.P90, e.Sum} {
			r.Cells = append(r.Cells, cellaMappa(estremo, o.Orologio, x))
		}
		if altro {
			var c performance.Edge
			if !estremo {
				c = o.Comuni[i]
			}
			r.Cells = append(r.Cells, cellaMappa(estremo, esame.DiCalendario, c.Median), cellaMappa(estremo, esame.DiCalendario, c.Sum))
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

func cellaMappa(estremo bool, o esame.Orologio, x float64) ui.Cell {
	if estremo {
		return ui.TextCell("–")
	}
	return ui.TextCell(o.Durata(x))
}

// notaMappa says what the map leaves out, and what its labels mean.
func notaMappa(f *esame.Flusso, s mappa.Scelta, o opzioniMappa) string {
	note := "Accanto a ogni freccia: quante volte e quanto tempo (" + o.Orologio.Sigle() + ")."
	if n, m := len(s.Nodi)-2, len(f.Grafo.Nodi)-2; n < m {
		note += fmt.Sprintf(" Sono mostrate %d attività su %d.", n, m)
	}
	if n, m := len(s.Archi), len(f.Grafo.Archi); n < m {
		note += fmt.Sprintf(" Sono mostrati %d passaggi su %d: i più frequenti e i più lenti.", n, m)
	}
	return note
}
