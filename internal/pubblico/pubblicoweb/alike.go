package pubblicoweb

import (
	"fmt"
	"math"
	"slices"
	"sort"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// minAlike is the least number of like bodies that are shown side by side.
const minAlike = 5

// alikePart sets a body among those of its class: where it stands, never in
// which position.
type alikePart struct {
	Sentences []ui.Sentence
	Plot      *ui.PlotProps
}

func newAlikePart(p place, s pubblico.SemestrePubblico, x pubblico.ProcedimentoMisurato) *alikePart {
	out := &alikePart{}
	if p.class == "" {
		return nil
	}
	var means []float64
	own := math.NaN()
	for _, b := range p.pub.Storico.Simili(s.Semestre, p.class, x.Codice) {
		if !b.Misure.DurataMedia.Nota() {
			continue
		}
		v := *b.Misure.DurataMedia.Valore
		means = append(means, v)
		if b.Ente == p.code {
			own = v
		}
	}
	class := p.className(s)
	if len(means) < minAlike {
		out.Sentences = plain(fmt.Sprintf("Gli enti simili con almeno %d pratiche sono %d: per confrontarli ne servono %d.", pubblico.MinimoCasi, len(means), minAlike))
		return out
	}
	sort.Float64s(means)
	low, mid, high := quantile(means, 0.25), quantile(means, 0.5), quantile(means, 0.75)
	out.Sentences = plain(
		fmt.Sprintf("Gli enti della stessa classe con almeno %d pratiche sono %d. La classe è: %s.", pubblico.MinimoCasi, len(means), class),
		fmt.Sprintf("Metà di loro ha una durata media tra %s e %s giorni di calendario.", decimal(low), decimal(high)))
	out.Sentences = append(out.Sentences, ui.Say(whereStands(own, means, low, high)))
	out.Plot = strip(means, own, mid, class)
	return out
}

// whereStands says in words where the body is among the others.
func whereStands(own float64, means []float64, low, high float64) string {
	switch {
	case math.IsNaN(own):
		return fmt.Sprintf("Questo ente ha meno di %d pratiche: non si confronta.", pubblico.MinimoCasi)
	case own < low:
		return "Questo ente è più rapido di almeno tre quarti degli enti simili."
	case own > high:
		return "Questo ente è più lento di almeno tre quarti degli enti simili."
	}
	return "Questo ente sta nella metà centrale degli enti simili."
}

// quantile is the value below which a share of the sorted values stands.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	v := sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
	return math.Round(v*10) / 10
}

// strip draws each body as a dot, near ones one above the other, from zero.
func strip(means []float64, own, mid float64, class string) *ui.PlotProps {
	top := ui.RoundUp(means[len(means)-1])
	const bins = 50
	heights := make([]int, bins+1)
	var others, here []ui.PlotPoint
	tallest := 1
	for _, v := range means {
		b := int(v / top * bins)
		heights[b]++
		tallest = max(tallest, heights[b])
		pt := ui.PlotPoint{X: v, Y: float64(heights[b])}
		if v == own && len(here) == 0 {
			here = append(here, pt)
		} else {
			others = append(others, pt)
		}
	}
	out := &ui.PlotProps{ID: "simili-durata", Title: "Durata media negli enti simili", Desc: "Ogni punto è un ente: " + class + ".", MinX: 0, MaxX: top, MinY: 0, MaxY: float64(tallest) + 1, Height: 40 + 8*min(tallest, 20),
		XTicks: []ui.Tick{{At: 0, Text: "0"}, {At: top / 2, Text: decimal(top / 2)}, {At: top, Text: decimal(top)}}, XText: "giorni di calendario",
		Series: []ui.PlotSeries{{Name: "Enti simili", Points: others}}, MarkX: mid, MarkText: "mediana " + decimal(mid)}
	if len(here) > 0 {
		out.Series = append(out.Series, ui.PlotSeries{Name: "Questo ente", Points: here, Colour: 1, Large: true})
	}
	out.Table = ui.Table{Caption: "Durata media negli enti simili, giorni di calendario", Columns: []ui.Column{{Text: "Intervallo"}, {Text: "Enti", Numeric: true}}}
	for i, step := 0, top/10; i < 10; i++ {
		from, to := float64(i)*step, float64(i+1)*step
		n := 0
		for _, v := range means {
			if v >= from && (v < to || i == 9) {
				n++
			}
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell("da " + decimal(from) + " a meno di " + decimal(to)), ui.TextCell(kernel.Numero(int64(n)))}})
	}
	out.Table.Rows = slices.DeleteFunc(out.Table.Rows, func(r ui.Row) bool { return r.Cells[1].Text == "0" })
	return out
}
