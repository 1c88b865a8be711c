package monitoraggioweb

import (
	"testing"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/ui"
)

func TestOneLookHoldsEveryProcedureInOneTable(t *testing.T) {
	n := func(x float64) *float64 { return &x }
	arretrato := 5
	s := monitoraggio.Sguardo{Semestre: kernel.MustSemestre("2025-2"), Voci: []monitoraggio.VoceSguardo{
		{Procedimento: catalogo.Procedimento{ID: 7, Nome: "Permesso di costruire"}, HaQuadro: true, HaObiettivo: true,
			Mia:       monitoraggio.MisureEnte{Misure: misure.Misure{DurataMedia: n(105.4), NMedia: 14, TermineMassimo: n(60), Arretrato: &arretrato}},
			Quadro:    monitoraggio.QuadroProcedimento{Regione: monitoraggio.Cifre{Misure: misure.Misure{DurataMedia: n(87)}}},
			Obiettivo: monitoraggio.Obiettivo{BaseSemestre: kernel.MustSemestre("2024-1"), BaseDurata: n(80), Finale: monitoraggio.Traguardo{Semestre: kernel.MustSemestre("2026-2"), Durata: n(10)}}},
		{Procedimento: catalogo.Procedimento{ID: 8, Nome: "Sanatoria"}},
	}}
	table := inBreve(s)
	cells := func(r ui.Row) (out []string) {
		for _, c := range r.Cells {
			out = append(out, c.Text+"|"+c.Sub)
		}
		return out
	}
	want := [][]string{
		{"Permesso di costruire|", "105|su 14 pratiche, oltre il termine", "60|", "87|", "n.d.|", "72|entro il secondo semestre 2026", "5|"},
		{"Sanatoria|", "n.d.|su 0 pratiche", "n.d.|", "n.d.|", "n.d.|", "n.d.|", "n.d.|"},
	}
	if len(table.Rows) != len(want) || table.Rows[0].Tone != ui.Late || table.Rows[0].Cells[0].URL != "#procedimento-7" {
		t.Fatalf("%+v", table.Rows)
	}
	for i, w := range want {
		for k, got := range cells(table.Rows[i]) {
			if got != w[k] {
				t.Errorf("row %d, %s: %q, want %q", i, table.Columns[k].Text, got, w[k])
			}
		}
	}
}
