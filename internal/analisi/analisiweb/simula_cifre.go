package analisiweb

import (
	"fmt"
	"math"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/simulation"
	"pass/internal/ui"
)

// cifreSimula puts the base beside the scenario.
func cifreSimula(o *simulation.Outcome, molti string) ui.Table {
	t := ui.Table{Caption: "Che cosa cambierebbe", HideCaption: true, Columns: []ui.Column{{Text: "Misura"}, {Text: "Se nulla cambia", Numeric: true}}}
	con := &o.Base
	if len(o.Scenarios) > 0 {
		con = &o.Scenarios[0]
		t.Columns = append(t.Columns, ui.Column{Text: "Con lo scenario", Numeric: true}, ui.Column{Text: "Differenza", Numeric: true})
	}
	b, d := &o.Base, con.Against
	riga := func(nome string, prima, dopo simulation.Interval, diff func(*simulation.Difference) simulation.Interval, scrivi, segno func(float64) string) {
		celle := []ui.Cell{ui.TextCell(nome), intervallo(prima, scrivi)}
		if d != nil {
			x := diff(d)
			cella := intervallo(x, segno)
			if !esame.Certa(x) {
				cella = ui.Cell{Text: "non sicura", Sub: "tra " + segno(x.Low) + " e " + segno(x.High)}
				if x.Low == 0 && x.High == 0 {
					cella = ui.TextCell("nessuna")
				}
			}
			celle = append(celle, intervallo(dopo, scrivi), cella)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: celle})
	}
	riga("Durata media", b.Mean, con.Mean, func(d *simulation.Difference) simulation.Interval { return d.Mean }, esame.Durata, esame.Piu)
	riga("Durata mediana", b.Median, con.Median, func(d *simulation.Difference) simulation.Interval { return d.Median }, esame.Durata, esame.Piu)
	riga("Una su dieci dura più di", b.P90, con.P90, func(d *simulation.Difference) simulation.Interval { return d.P90 }, esame.Durata, esame.Piu)
	riga("Concluse in una settimana", b.PerWeek, con.PerWeek, func(d *simulation.Difference) simulation.Interval { return d.PerWeek }, unDecimale, conSegno)
	riga("Aperte "+traQuanto(o.Ran.Horizon), b.BacklogEnd, con.BacklogEnd, func(d *simulation.Difference) simulation.Interval { return d.BacklogEnd }, intero, conSegno)
	ultima := []ui.Cell{ui.TextCell("Arretrato smaltito"), ui.TextCell(esame.ArretratoBreve(b.Cleared))}
	if d != nil {
		ultima = append(ultima, ui.TextCell(esame.ArretratoBreve(con.Cleared)), ui.TextCell(quantoPrima(b.Cleared, con.Cleared)))
	}
	t.Rows = append(t.Rows, ui.Row{Cells: ultima})
	t.Note = fmt.Sprintf("Durate delle %s che arrivano nel periodo. L’arretrato è smaltito quando le %s aperte scendono a %s: quante sarebbero se nessuna facesse mai la coda.",
		molti, molti, kernel.Numero(int64(con.Cleared.Target)))
	return t
}

// quantoPrima says how much the end of the backlog moves.
func quantoPrima(base, con simulation.Clearing) string {
	switch {
	case base.Already && con.Already:
		return "nessuna"
	case base.At == nil || con.At == nil:
		if (base.At == nil) == (con.At == nil) && base.Already == con.Already {
			return "nessuna"
		}
		return "non si può misurare"
	case esame.Mese(base.At.Median) == esame.Mese(con.At.Median):
		return "stesso mese"
	}
	return esame.Piu(float64(con.At.Median-base.At.Median) / 1e6)
}

func traQuanto(micro int64) string {
	giorni := int(math.Round(float64(micro) / 1e6 / secondiGiorno))
	if giorni >= 360 && giorni <= 370 {
		return "tra un anno"
	}
	return "tra " + esame.Durata(float64(micro)/1e6)
}

func intervallo(i simulation.Interval, scrivi func(float64) string) ui.Cell {
	c := ui.Cell{Text: scrivi(i.Mean)}
	switch {
	case scrivi(i.Low) == scrivi(i.High):
	case c.Text == esame.Durata(i.Mean):
		c.Sub = esame.TraBreve(i.Mean, i.Low, i.High)
	default:
		c.Sub = "tra " + scrivi(i.Low) + " e " + scrivi(i.High)
	}
	return c
}

func unDecimale(x float64) string {
	if math.Abs(x) >= 20 || x == math.Trunc(x) {
		return kernel.Decimale(x, 0)
	}
	return kernel.Decimale(x, 1)
}

// intero writes a number of cases.
func intero(x float64) string { return kernel.Numero(int64(math.Round(x))) }

func conSegno(x float64) string {
	x = math.Round(x*10) / 10
	switch {
	case x > 0:
		return "+" + unDecimale(x)
	case x < 0:
		return "−" + unDecimale(-x)
	}
	return "0"
}

// curvaSimula draws the open cases of the weeks to come.
func curvaSimula(o *simulation.Outcome, m *simulation.Model, molti string) ui.PlotProps {
	p := ui.PlotProps{ID: "arretrato", Title: esame.Maiuscola(molti) + " aperte nei mesi che vengono", YText: molti + " aperte", XText: "mese", MinX: float64(m.Now)}
	b := o.Base.Backlog
	if len(b) == 0 {
		p.Desc = "Il periodo simulato è troppo breve per una curva."
		return p
	}
	p.MaxX = float64(b[len(b)-1].At)
	massimo := 1.0
	disegna := func(nome string, punti []simulation.Point, colore int) {
		banda, linea := ui.PlotSeries{Kind: ui.PlotBand, Colour: colore, Faint: true}, ui.PlotSeries{Name: nome, Kind: ui.PlotLine, Colour: colore}
		linea.Points = append(linea.Points, ui.PlotPoint{X: float64(m.Now), Y: float64(m.Open)})
		banda.Points = append(banda.Points, ui.PlotPoint{X: float64(m.Now), Y: float64(m.Open)})
		for _, x := range punti {
			linea.Points = append(linea.Points, ui.PlotPoint{X: float64(x.At), Y: x.Mean})
			banda.Points = append(banda.Points, ui.PlotPoint{X: float64(x.At), Y: x.Low})
			massimo = math.Max(massimo, x.High)
		}
		for i := len(punti) - 1; i >= 0; i-- {
			banda.Points = append(banda.Points, ui.PlotPoint{X: float64(punti[i].At), Y: punti[i].High})
		}
		banda.Points = append(banda.Points, ui.PlotPoint{X: float64(m.Now), Y: float64(m.Open)})
		p.Series = append(p.Series, banda, linea)
	}
	p.Table = ui.Table{Caption: p.Title, Columns: []ui.Column{{Text: "Data"}, {Text: "Se nulla cambia", Numeric: true}}}
	fine := b[len(b)-1]
	p.Desc = fmt.Sprintf("Oggi sono %s; se nulla cambia, alla fine saranno circa %s (tra %s e %s).", kernel.Numero(int64(m.Open)), intero(fine.Mean), intero(fine.Low), intero(fine.High))
	var con []simulation.Point
	if len(o.Scenarios) > 0 {
		con = o.Scenarios[0].Backlog
		disegna("se nulla cambia", b, 5)
		disegna("con lo scenario", con, 1)
		p.Table.Columns = append(p.Table.Columns, ui.Column{Text: "Con lo scenario", Numeric: true})
		if n := len(con); n > 0 {
			p.Desc = fmt.Sprintf("Oggi sono %s; alla fine saranno circa %s se nulla cambia, circa %s con lo scenario.", kernel.Numero(int64(m.Open)), intero(fine.Mean), intero(con[n-1].Mean))
		}
	} else {
		disegna("se nulla cambia", b, 1)
	}
	for i := 3; i < len(b); i += 4 {
		celle := []ui.Cell{ui.TextCell(istante(b[i].At).Day().InItaliano()), intervallo(b[i].Interval, intero)}
		if i < len(con) {
			celle = append(celle, intervallo(con[i].Interval, intero))
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: celle})
	}
	p.MaxY, p.YTicks = tacche(massimo)
	p.XTicks = []ui.Tick{{At: p.MinX, Text: istante(m.Now).Day().InItaliano()}, {At: p.MaxX, Text: istante(fine.At).Day().InItaliano()}}
	p.Note = fmt.Sprintf("La fascia contiene %s simulazioni su 100.", kernel.Numero(int64(math.Round(100*o.Ran.Level))))
	return p
}

// corsaSimula says what was run.
func corsaSimula(o *simulation.Outcome) []string {
	r := o.Ran
	out := []string{fmt.Sprintf("%s simulazioni con gli stessi arrivi per ogni scenario, su %s. Lo stesso indirizzo dà sempre lo stesso risultato.",
		kernel.Numero(int64(r.Replications)), esame.Durata(float64(r.Horizon)/1e6))}
	if r.Cut > 0 {
		out = append(out, fmt.Sprintf("%s simulazioni si sono fermate prima della fine, per rispondere in tempo: le loro cifre sono troppo basse.", kernel.Numero(int64(r.Cut))))
	}
	return out
}

// ipotesiSimula says what the model takes for granted, and from what.
func ipotesiSimula(s *studio, m *simulation.Model) (out []string) {
	_, molti := s.parola()
	out = append(out, fmt.Sprintf("Il presente è il %s, ultimo giorno del registro: %s concluse e %s aperte.", istante(m.Now).Day().InItaliano(), esame.Quanti(m.Completed, "pratica", molti), kernel.Numero(int64(m.Open))))
	stagione := ""
	if m.Seasonal {
		stagione = ", della stessa stagione"
	}
	out = append(out, fmt.Sprintf("Arrivi: come nelle settimane passate%s, in media %s a settimana, su %d settimane di storia.", stagione, unDecimale(m.PerWeek), m.Weeks))
	stimato := false
	for _, p := range m.Pools {
		if p.Staff == 0 {
			continue
		}
		out = append(out, fmt.Sprintf("%s: %s nel registro degli ultimi 90 giorni di calendario; il lavoro ne occupa %s del tempo.", s.nomiPool(p), esame.Quanti(p.Staff, "persona", "persone"), esame.IlPercento(p.Busy)))
		stimato = stimato || !p.WorkKnown
	}
	if stimato {
		out = append(out, "Quanto dura il lavoro non è scritto: è stimato come il massimo che le date permettono. L’effetto di più persone è quindi il più grande possibile.")
	}
	out = append(out, "La simulazione conta tutto il tempo, notti e feste comprese: giorni di calendario, non giorni lavorativi.")
	if n := len(m.Stale); n > 0 {
		out = append(out, fmt.Sprintf("%s aperte sono ferme da più di ogni altra conclusa: forse sono già chiuse e il registro non lo dice.", esame.Maiuscola(esame.Quanti(n, "pratica", molti))))
	}
	return out
}

// limitiSimula says what cannot be simulated on this log, and why.
func limitiSimula(m *simulation.Model, f moduloSimula) (out []string) {
	if f.SenzaPersone {
		out = append(out, "Il numero di persone non si può provare: il registro non dice chi svolge le attività.")
	}
	if f.SenzaSedute {
		out = append(out, "Sedute più frequenti non si possono provare: nessuna attività si fa in pochi giorni per molte pratiche.")
	}
	if f.SenzaRitorni {
		out = append(out, "Togliere le ripetizioni non si può provare: nessuna pratica ripete un’attività.")
	}
	senza := 0
	for _, p := range m.Steps {
		if p.N > 0 && p.Pool < 0 && !p.External {
			senza++
		}
	}
	if senza > 0 && !f.SenzaPersone {
		out = append(out, fmt.Sprintf("Per %s il registro non dice chi lavora: il loro tempo resta com’è, qualunque sia il numero di persone.", esame.Quanti(senza, "attività", "attività")))
	}
	return append(out, "Come cambierebbe il comportamento delle persone non si prevede: lo scenario cambia solo ciò che è scritto.")
}
