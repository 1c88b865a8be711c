package monitoraggioweb

import (
	"fmt"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// procedimentoVista is the page of one procedure in the Region.
type procedimentoVista struct {
	Pagina   ui.Page
	Frasi    []string
	Cifre    []ui.FigureProps
	Province *ui.BarChartProps
	Classi   ui.Table
	PerProv  ui.Table
	Regola   []string
}

func (p *pagine) cifreProcedimento(c *web.Context) error {
	id, err := c.ID("procedimento")
	if err != nil {
		return err
	}
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	q, ok := x.Quadro.Procedimento(id)
	if !ok {
		return db.ErrNotFound
	}
	return c.HTML(200, paginaCifreProcedimento(vistaProcedimento(x, q)))
}

func vistaProcedimento(x monitoraggio.CifreSemestre, q monitoraggio.QuadroProcedimento) procedimentoVista {
	sem := x.Rilevazione.Semestre
	v := procedimentoVista{Regola: monitoraggio.RegolaSemaforo}
	v.Pagina = ui.Page{Title: q.Nome, Kicker: "Cifre del " + sem.InItaliano(), Section: "monitoraggio", Breadcrumb: bricioleRilevazione(sem, ui.Link{Text: "Cifre", URL: percorso(sem, "cifre")}),
		Lead: "Termine massimo: " + q.TermineInItaliano() + ". Cifre " + x.Stato() + ".", UpdatedAt: x.Al().InItaliano()}
	if q.Regione.DurataMedia != nil {
		v.Frasi = append(v.Frasi, fraseProcedimento(x, q))
	}
	d, a := x.Semafori(q)
	for _, y := range []struct {
		nome string
		s    monitoraggio.Semaforo
	}{{"Durata media", d}, {"Arretrato", a}} {
		frase := y.nome + ": " + minuscola(chipSemaforo(y.s).Text)
		if y.s.Colore == monitoraggio.Grigio {
			frase += ", " + y.s.Motivo
		} else {
			frase += ", " + dettaglioLuce(y.s)
		}
		v.Frasi = append(v.Frasi, frase+".")
	}
	v.Frasi = append(v.Frasi, fmt.Sprintf("Hanno risposto %s su %s: %s con le pratiche, %s con i soli totali, %s senza pratiche.", quanti(q.Enti(), "ente", "enti"),
		kernel.Numero(int64(q.EntiAttesi)), kernel.Numero(int64(q.EntiConPratiche)), kernel.Numero(int64(q.EntiDichiarate)), kernel.Numero(int64(q.EntiNessuna))))
	v.Classi, v.PerProv = tabellaGruppi("Classe di enti", q.Classi), tabellaGruppi("Provincia", q.Province)
	v.Province = graficoProvince(q, sem)
	return v
}

func tabellaGruppi(nome string, gs []monitoraggio.QuadroGruppo) ui.Table {
	t := ui.Table{Caption: "Misure per " + minuscola(nome), HideCaption: true, Wide: true, Columns: []ui.Column{{Text: nome}, {Text: "Enti con dati", Numeric: true}, {Text: "Pratiche concluse con provvedimento", Numeric: true},
		{Text: "Durata media, giorni di calendario", Numeric: true}, {Text: "Mediana, giorni di calendario", Numeric: true}, {Text: "90% entro, giorni di calendario", Numeric: true}, {Text: "Arretrato, pratiche", Numeric: true}}}
	for _, g := range gs {
		m := g.Cifre.Misure
		arretrato := monitoraggio.Ignoto
		if m.Arretrato != nil && g.Enti > 0 {
			arretrato = kernel.Numero(int64(*m.Arretrato))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(g.Nome), {Text: kernel.Numero(int64(g.Enti)), Sub: "su " + kernel.Numero(int64(g.EntiAttesi))},
			ui.TextCell(kernel.Numero(int64(m.ConcluseEspresse))), ui.TextCell(decimaleOND(m.DurataMedia)), ui.TextCell(decimaleOND(m.DurataMediana)), ui.TextCell(decimaleOND(m.DurataP90)), ui.TextCell(arretrato)}})
	}
	return t
}

func decimaleOND(x *float64) string {
	if x == nil {
		return monitoraggio.Ignoto
	}
	return kernel.Decimale(*x, 1)
}

// graficoProvince sets the provinces side by side; nil when fewer than two
// are known.
func graficoProvince(q monitoraggio.QuadroProcedimento, sem kernel.Semestre) *ui.BarChartProps {
	b := &ui.BarChartProps{ID: "province", Title: "Durata media per provincia", Unit: "giorni di calendario", Category: "Provincia",
		Desc: "Durata media in giorni di calendario, " + sem.InItaliano() + "."}
	note := 0
	for _, g := range q.Province {
		bar := ui.Bar{Label: g.Nome, Text: monitoraggio.Ignoto, Missing: g.Cifre.DurataMedia == nil}
		if x := g.Cifre.DurataMedia; x != nil {
			bar.Value, bar.Text = *x, mediaInGiorni(*x)
			note++
		}
		b.Bars = append(b.Bars, bar)
	}
	if note < 2 {
		return nil
	}
	if t := q.Regione.TermineMassimo; t != nil {
		b.Target, b.TargetText = *t, "Termine: "+kernel.Decimale(*t, 0)+" giorni di calendario"
	}
	return b
}
