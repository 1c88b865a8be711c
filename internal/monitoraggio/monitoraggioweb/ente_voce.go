package monitoraggioweb

import (
	"fmt"
	"math"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/ui"
)

// vediVoce shows one procedure of the body beside term, Region, like bodies
// and target.
func vediVoce(s monitoraggio.Sguardo, x monitoraggio.VoceSguardo, v via, prima bool) vistaVoce {
	m := x.Mia.Misure
	out := vistaVoce{ID: fmt.Sprintf("procedimento-%d", x.Procedimento.ID), Nome: x.Procedimento.Nome, Aperto: prima}
	v.sem = s.Semestre
	if s.Mio {
		out.Link = ui.Link{Text: "Pratiche e dati", URL: v.proc(x.Procedimento.ID, "pratiche")}
	}
	out.Frase = fraseVoce(x)
	semestre := s.Semestre.InItaliano()
	media := ui.FigureProps{Label: "Tempo medio dell’ente", Value: valoreGiorni(m.DurataMedia), Unit: unitaGiorni(m.DurataMedia), Period: semestre,
		N: "su " + quanti(m.NMedia, "pratica conclusa con provvedimento espresso", "pratiche concluse con provvedimento espresso"), Source: x.Mia.Modo.Etichetta()}
	if y := annoPrima(x); y != nil && m.DurataMedia != nil {
		media.Trend = scarto(*m.DurataMedia-*y, "di un anno fa")
		media.Tone = tonoDifferenza(*m.DurataMedia - *y)
	}
	if m.DurataMedia == nil {
		out.Perche = append(out.Perche, "Tempo medio n.d.: "+m.MotivoDurate()+".")
	}
	out.Cifre = append(out.Cifre, media, cifraArretrato(x, s.Semestre))
	out.accanto(s, x)
	if m.Arretrato == nil {
		out.Perche = append(out.Perche, "Arretrato n.d.: "+m.MotivoArretrato()+".")
	}
	out.conObiettivo(x, s.Semestre)
	out.Tempo = andamento(x, out.ID)
	return out
}

func valoreGiorni(x *float64) string {
	if x == nil {
		return "n.d."
	}
	return breveGiorni(*x)
}

func unitaGiorni(x *float64) string {
	switch {
	case x == nil:
		return ""
	case breveGiorni(*x) == "1":
		return "giorno di calendario"
	}
	return "giorni di calendario"
}

func fraseVoce(x monitoraggio.VoceSguardo) string {
	m := x.Mia.Misure
	if x.Mia.Modo == monitoraggio.Nessuna {
		return "Nessuna pratica nel semestre."
	}
	concluse := quanti(m.Concluse(), "pratica conclusa", "pratiche concluse") + ", " + quanti(m.Avviate, "avviata", "avviate")
	if m.SenzaStock == 0 {
		concluse += ", " + quanti(m.PendentiFine, "ancora aperta", "ancora aperte") + " alla fine"
	}
	return maiuscola(concluse) + "."
}

// accanto sets the mean of the body beside the Region, the like bodies and the
// maximum term.
func (v *vistaVoce) accanto(s monitoraggio.Sguardo, x monitoraggio.VoceSguardo) {
	m := x.Mia.Misure
	if m.DurataMedia == nil && !x.HaQuadro {
		return
	}
	c := &ui.BarChartProps{ID: "confronto-" + v.ID, Title: "Tempo medio a confronto, " + s.Semestre.InItaliano(), Unit: "giorni di calendario", Category: "Chi"}
	c.Bars = append(c.Bars, barra(s.Ente.NomeEsteso()+", "+quanti(m.NMedia, "pratica", "pratiche"), m.DurataMedia, true))
	if x.HaQuadro {
		r := x.Quadro.Regione
		c.Bars = append(c.Bars, barra("Media regionale, "+quanti(r.NMedia, "pratica", "pratiche")+" di "+quanti(x.Quadro.Enti(), "ente", "enti"), r.DurataMedia, false))
	} else {
		v.Perche = append(v.Perche, "Media regionale e degli enti simili n.d.: finché le cifre non sono bloccate servono i dati di almeno "+kernel.Numero(monitoraggio.MinimoEnti)+" enti.")
	}
	simili := minuscola(monitoraggio.NomeClasse(monitoraggio.ClasseDi(s.Ente)))
	switch {
	case x.HaSimili:
		y := x.Simili.Cifre.Misure
		c.Bars = append(c.Bars, barra("Enti simili ("+simili+"), "+quanti(y.NMedia, "pratica", "pratiche")+" di "+quanti(x.Simili.Enti, "ente", "enti"), y.DurataMedia, false))
	case x.HaQuadro:
		v.Perche = append(v.Perche, fmt.Sprintf("Enti simili (%s) n.d.: hanno risposto in meno di %d.", simili, monitoraggio.MinimoEnti))
	}
	if t := m.TermineMassimo; t != nil {
		c.Target, c.TargetText = *t, "Termine: "+breveGiorni(*t)
		v.Termine = "Termine massimo: " + termineDetto(x) + "."
		if x.Rilevato.TermineFonte != "" {
			v.Termine += " Fonte: " + strings.TrimSuffix(x.Rilevato.TermineFonte, ".") + "."
		}
	} else {
		v.Perche = append(v.Perche, "Termine massimo n.d.: "+m.MotivoTermine()+".")
	}
	c.Desc = strings.TrimSuffix(maiuscola(confrontoDetto(x)), ".") + "."
	v.Confronto = c
}

func barra(nome string, valore *float64, mia bool) ui.Bar {
	if valore == nil {
		return ui.Bar{Label: nome, Missing: true, Highlight: mia}
	}
	return ui.Bar{Label: nome, Value: *valore, Text: giorniMedi(valore), Highlight: mia}
}

// confrontoDetto says the chart in words.
func confrontoDetto(x monitoraggio.VoceSguardo) string {
	mia := x.Mia.Misure.DurataMedia
	if mia == nil {
		return "il tempo medio dell’ente non è noto"
	}
	var parti []string
	if t := x.Mia.Misure.TermineMassimo; t != nil {
		parti = append(parti, scarto(*mia-*t, "del termine"))
	}
	if r := x.Quadro.Regione.DurataMedia; x.HaQuadro && r != nil {
		parti = append(parti, scarto(*mia-*r, "della media regionale"))
	}
	if len(parti) == 0 {
		return "tempo medio dell’ente: " + giorniMedi(mia)
	}
	return giorniMedi(mia) + ": " + strings.Join(parti, ", ")
}

// termineDetto is the maximum term in its own unit.
func termineDetto(x monitoraggio.VoceSguardo) string {
	if x.Rilevato.Termine != nil {
		return x.Rilevato.Termine.InItaliano()
	}
	return giorniMedi(x.Mia.Misure.TermineMassimo) + " (mediana dei termini delle pratiche)"
}

func cifraArretrato(x monitoraggio.VoceSguardo, sem kernel.Semestre) ui.FigureProps {
	f := ui.FigureProps{Label: "Arretrato", Value: "n.d.", Period: "al " + sem.Al().InItaliano()}
	a := x.Mia.Misure.Arretrato
	if a == nil {
		return f
	}
	f.Value, f.Unit = kernel.Numero(int64(*a)), map[bool]string{true: "pratica oltre il termine", false: "pratiche oltre il termine"}[*a == 1]
	if x.Mia.Misure.SenzaStock == 0 {
		f.N = "su " + quanti(x.Mia.Misure.PendentiFine, "aperta", "aperte")
	}
	for _, y := range x.Serie {
		if y.Semestre == sem.Add(-2) && y.Arretrato != nil {
			f.Trend = scarto(float64(*a-*y.Arretrato), "di un anno fa")
			f.Tone = tonoDifferenza(float64(*a - *y.Arretrato))
		}
	}
	return f
}

func tonoDifferenza(d float64) ui.Tone {
	switch n := math.Round(d); {
	case n < 0:
		return ui.Success
	case n > 0:
		return ui.Warning
	}
	return ui.Neutral
}

// conObiettivo adds the targets with their lights in words.
func (v *vistaVoce) conObiettivo(x monitoraggio.VoceSguardo, sem kernel.Semestre) {
	if !x.HaObiettivo {
		v.Chips = append(v.Chips, ui.Chip{Text: "Nessun obiettivo fissato"})
		return
	}
	// The arretrato of the Region is a count of all bodies: one body is not
	// measured against it.
	y := x.Obiettivo.Durata(sem, x.Mia.Misure.DurataMedia)
	if y.Traguardo != nil {
		testo := "Durata: " + y.InItaliano()
		if y.Colore == monitoraggio.Grigio {
			testo += ", n.d. (" + y.Motivo + ")"
		} else {
			testo += ", " + minuscola(y.Colore.Etichetta())
		}
		v.Chips = append(v.Chips, ui.Chip{Text: testo, Tone: tonoColore(y.Colore)})
	}
	v.Regole = monitoraggio.RegolaSemaforo
	v.Attesta = "Partenza e obiettivo sono quelli della Regione per tutto il procedimento."
	if x.Obiettivo.Dimostrativo {
		v.Attesta += " Sono valori dimostrativi."
	}
}

func tonoColore(c monitoraggio.Colore) ui.Tone {
	switch c {
	case monitoraggio.Verde:
		return ui.Success
	case monitoraggio.Giallo:
		return ui.Warning
	case monitoraggio.Rosso:
		return ui.Late
	}
	return ui.Neutral
}

// andamento draws the last semesters; nil with fewer than two.
func andamento(x monitoraggio.VoceSguardo, id string) *ui.LineChartProps {
	noti := 0
	mia, regione := ui.Series{Name: "Ente"}, ui.Series{Name: "Media regionale"}
	var etichette []string
	for _, y := range x.Serie {
		etichette = append(etichette, fmt.Sprintf("%d° sem. %d", y.Semestre.Parte(), y.Semestre.Anno()))
		if y.Media != nil {
			noti++
		}
		mia.Values, mia.Texts = append(mia.Values, oNaN(y.Media)), append(mia.Texts, valoreGiorni(y.Media))
		regione.Values, regione.Texts = append(regione.Values, oNaN(y.Regione)), append(regione.Texts, valoreGiorni(y.Regione))
	}
	if noti < 2 {
		return nil
	}
	c := &ui.LineChartProps{ID: "andamento-" + id, Title: "Tempo medio di " + x.Procedimento.Nome, Unit: "giorni di calendario", Labels: etichette, Series: []ui.Series{mia, regione},
		Desc: "Tempo medio dell’ente e della Regione negli ultimi semestri, in giorni di calendario.", Note: "Fonte: rilevazioni semestrali. I semestri senza dati restano vuoti."}
	if t := x.Mia.Misure.TermineMassimo; t != nil {
		c.Target, c.TargetText = *t, "Termine: "+breveGiorni(*t)
	}
	return c
}

func oNaN(x *float64) float64 {
	if x == nil {
		return math.NaN()
	}
	return *x
}
