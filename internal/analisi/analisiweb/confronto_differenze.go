package analisiweb

import (
	"fmt"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/compare"
	"pass/internal/ui"
)

// maxDifferenze is how many steps the page lists.
const maxDifferenze = 12

// raccontaDifferenza tells what changed between two groups: the whole, why,
// then the steps, only where it is claimed.
func (s *studio) raccontaDifferenza(v *vistaDifferenza, r *compare.Result, prima, dopo string) {
	v.Frasi = append(v.Frasi, esame.FraseDifferenza(r, prima, dopo))
	v.Frasi = append(v.Frasi, esame.FrasiMescolanza(r)...)
	t := ui.Table{Caption: "I due gruppi", Columns: []ui.Column{{Text: "Gruppo"}, {Text: "Pratiche", Numeric: true}, {Text: "Durata media", Numeric: true}, {Text: "Durata mediana", Numeric: true}}}
	for _, x := range []struct {
		nome string
		s    compare.Side
	}{{esame.Maiuscola(prima), r.Before}, {esame.Maiuscola(dopo), r.After}} {
		media, mediana := "—", "—"
		if x.s.Cases > 0 {
			media, mediana = esame.Durata(x.s.Mean), esame.Durata(x.s.Median)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(x.nome), ui.TextCell(kernel.Numero(int64(x.s.Cases))), ui.TextCell(media), ui.TextCell(mediana)}})
	}
	v.Cifre = &t
	if r.NotKnown == compare.Known {
		v.Passi, v.Nessuno = s.passiCambiati(r)
	}
}

// passiCambiati lists the steps whose time or frequency changed.
func (s *studio) passiCambiati(r *compare.Result) (*ui.Table, string) {
	t := ui.Table{Caption: "I passaggi cambiati", Columns: []ui.Column{{Text: "Passaggio"}, {Text: "Prima", Numeric: true}, {Text: "Dopo", Numeric: true}, {Text: "Che cosa è cambiato"}},
		Note: "Prima e dopo: mediana del passaggio e quota delle pratiche che lo hanno. L’intervallo contiene la differenza vera 95 volte su 100."}
	for i := range r.Transitions {
		x := &r.Transitions[i]
		if !x.Duration.Found && !x.Share.Found {
			continue
		}
		if len(t.Rows) == maxDifferenze {
			break
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(x.From+" → "+x.To, s.casiDi(x.From, x.To)), cifrePasso(&x.Before), cifrePasso(&x.After), ui.TextCell(comeCambia(x))}})
	}
	if len(t.Rows) == 0 {
		return nil, fmt.Sprintf("Di nessun passaggio si può dire che sia cambiato: %s guardati insieme.", esame.Quanti(r.Tests, "confronto", "confronti"))
	}
	return &t, ""
}

func cifrePasso(f *compare.Figures) ui.Cell {
	if f.Cases == 0 {
		return ui.TextCell("mai")
	}
	return ui.Cell{Text: esame.Durata(f.Median), Sub: esame.Percento(f.Share) + " delle pratiche, " + kernel.Numero(int64(f.Cases))}
}

// comeCambia says only what is claimed of a step.
func comeCambia(x *compare.Entry) string {
	testo := ""
	if x.Duration.Found {
		testo = fmt.Sprintf("durata: %s in mediana (tra %s e %s)", esame.Piu(x.Duration.Difference), esame.Piu(x.Duration.Low), esame.Piu(x.Duration.Up))
	}
	if !x.Share.Found {
		return esame.Maiuscola(testo)
	}
	quota := "più frequente"
	switch {
	case x.State == compare.New:
		quota = "prima non c’era"
	case x.State == compare.Gone:
		quota = "non c’è più"
	case x.Share.Difference < 0:
		quota = "meno frequente"
	}
	if testo != "" {
		return esame.Maiuscola(quota + "; " + testo)
	}
	return esame.Maiuscola(quota)
}
