package monitoraggioweb

import (
	"fmt"
	"math"

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
	out.Cifre = append(out.Cifre, media, cifraTermine(x), cifraRegione(x, semestre), cifraSimili(x, s, semestre), cifraArretrato(x, s.Semestre))
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

func cifraTermine(x monitoraggio.VoceSguardo) ui.FigureProps {
	f := ui.FigureProps{Label: "Termine massimo", Value: "n.d.", Source: x.Rilevato.TermineFonte}
	switch t := x.Mia.Misure.TermineMassimo; {
	case x.Rilevato.Termine != nil:
		f.Value, f.Unit = kernel.Numero(int64(x.Rilevato.Termine.N)), unitaTermine(x)
	case t != nil:
		f.Value, f.Unit, f.N = breveGiorni(*t), unitaGiorni(t), "mediana dei termini delle pratiche"
	default:
		f.N = "nessun termine massimo indicato"
	}
	return f
}

// unitaTermine is the unit of the term without its number.
func unitaTermine(x monitoraggio.VoceSguardo) string {
	testo, n := x.Rilevato.Termine.InItaliano(), kernel.Numero(int64(x.Rilevato.Termine.N))
	if len(testo) > len(n) && testo[:len(n)] == n {
		return testo[len(n)+1:]
	}
	return testo
}

func cifraRegione(x monitoraggio.VoceSguardo, semestre string) ui.FigureProps {
	f := ui.FigureProps{Label: "Media regionale", Value: "n.d.", Period: semestre}
	if !x.HaQuadro {
		f.N = "non ancora calcolata"
		return f
	}
	r := x.Quadro.Regione
	f.Value, f.Unit = valoreGiorni(r.DurataMedia), unitaGiorni(r.DurataMedia)
	f.N = "su " + quanti(r.NMedia, "pratica", "pratiche") + " di " + quanti(x.Quadro.Enti(), "ente", "enti")
	return f
}

func cifraSimili(x monitoraggio.VoceSguardo, s monitoraggio.Sguardo, semestre string) ui.FigureProps {
	f := ui.FigureProps{Label: "Enti simili", Value: "n.d.", Period: semestre, Source: monitoraggio.NomeClasse(monitoraggio.ClasseDi(s.Ente))}
	switch {
	case !x.HaQuadro:
		f.N = "non ancora calcolata"
	case !x.HaSimili:
		f.N = fmt.Sprintf("meno di %d enti simili hanno risposto", monitoraggio.MinimoEnti)
	default:
		m := x.Simili.Cifre.Misure
		f.Value, f.Unit = valoreGiorni(m.DurataMedia), unitaGiorni(m.DurataMedia)
		f.N = "su " + quanti(m.NMedia, "pratica", "pratiche") + " di " + quanti(x.Simili.Enti, "ente", "enti")
	}
	return f
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
	for _, y := range []struct {
		nome string
		s    monitoraggio.Semaforo
	}{{"Durata", x.Obiettivo.Durata(sem, x.Mia.Misure.DurataMedia)}, {"Arretrato", x.Obiettivo.Arretrato(sem, x.Mia.Misure.Arretrato)}} {
		if y.s.Traguardo == nil {
			continue
		}
		testo := y.nome + ": " + y.s.InItaliano()
		if y.s.Colore == monitoraggio.Grigio {
			testo += ", n.d. (" + y.s.Motivo + ")"
		} else {
			testo += ", " + minuscola(y.s.Colore.Etichetta())
		}
		v.Chips = append(v.Chips, ui.Chip{Text: testo, Tone: tonoColore(y.s.Colore)})
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
