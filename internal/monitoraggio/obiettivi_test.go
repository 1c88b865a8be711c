package monitoraggio_test

import (
	"math"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/registro"

	"context"
)

func punt[T any](x T) *T { return &x }

// traguardi are those that Trento revised: −5% and −10% of the duration, −30%
// and −80% of the arretrato, on 2022-2 (misure.html of pat_pnrr).
func traguardi() monitoraggio.Obiettivo {
	return monitoraggio.Obiettivo{BaseSemestre: kernel.MustSemestre("2022-2"), BaseDurata: punt(80.0), BaseArretrato: punt(int64(100)),
		Intermedio: monitoraggio.Traguardo{Semestre: kernel.MustSemestre("2024-2"), Durata: punt(5.0), Arretrato: punt(30.0)},
		Finale:     monitoraggio.Traguardo{Semestre: kernel.MustSemestre("2026-2"), Durata: punt(10.0), Arretrato: punt(80.0)},
		Fonte:      "Deliberazione di prova", Motivo: "Prima impostazione"}
}

// TestM6TheLightChangesExactlyAtItsBoundaries has the cases at which the
// declared rule turns. From 2022-2 to 2024-2 there are four semesters: in
// 2023-2 half of the interim target is expected, in 2023-1 a quarter.
func TestM6TheLightChangesExactlyAtItsBoundaries(t *testing.T) {
	o := traguardi()
	zero := o
	zero.BaseArretrato = punt(int64(0))
	nessuno := o
	nessuno.Finale.Arretrato, nessuno.Intermedio.Arretrato = nil, nil
	fermo := o
	fermo.Finale.Durata = punt(0.0)
	durata := func(o monitoraggio.Obiettivo, s string, v float64) monitoraggio.Semaforo {
		return o.Durata(kernel.MustSemestre(s), &v)
	}
	arretrato := func(o monitoraggio.Obiettivo, s string, v int) monitoraggio.Semaforo {
		return o.Arretrato(kernel.MustSemestre(s), &v)
	}
	for nome, x := range map[string]struct {
		s           monitoraggio.Semaforo
		colore      monitoraggio.Colore
		avanzamento float64 // −1: unknown
		raggiunto   bool
	}{
		"1 the interim target, to the last digit":             {durata(o, "2024-2", 76), monitoraggio.Verde, 100, true},
		"2 a hair above it at its own semester":               {durata(o, "2024-2", 76.01), monitoraggio.Giallo, 99.75, false},
		"3 exactly half of the share at its own semester":     {durata(o, "2024-2", 78), monitoraggio.Giallo, 50, false},
		"4 a hair less than half":                             {durata(o, "2024-2", 78.01), monitoraggio.Rosso, 49.75, false},
		"5 exactly the share of the elapsed semesters":        {durata(o, "2023-2", 78), monitoraggio.Verde, 50, false},
		"6 exactly half of that share":                        {durata(o, "2023-2", 79), monitoraggio.Giallo, 25, false},
		"7 it got worse: the progress shown stops at zero":    {durata(o, "2023-1", 88), monitoraggio.Rosso, 0, false},
		"8 far beyond: the progress shown stops at a hundred": {arretrato(o, "2023-1", 0), monitoraggio.Verde, 100, true},
		"9 after the interim semester the final one applies":  {durata(o, "2025-1", 76), monitoraggio.Giallo, 50, false},
		"10 after the final semester all of it is expected":   {arretrato(o, "2027-2", 21), monitoraggio.Giallo, 98.75, false},
		"11 a baseline of zero that stays zero is reached":    {arretrato(zero, "2024-1", 0), monitoraggio.Verde, 100, true},
		"12 a baseline of zero that grew cannot be compared":  {arretrato(zero, "2024-1", 1), monitoraggio.Grigio, -1, false},
		"13 the value is not known":                           {o.Durata(kernel.MustSemestre("2024-1"), nil), monitoraggio.Grigio, -1, false},
		"14 the semester of the baseline itself":              {durata(o, "2022-2", 80), monitoraggio.Grigio, -1, false},
		"15 no target for this measure":                       {arretrato(nessuno, "2024-1", 3), monitoraggio.Grigio, -1, false},
		"16 a target of zero asks not to get worse":           {durata(fermo, "2026-2", 80), monitoraggio.Verde, 100, true},
		"17 and is missed when it does":                       {durata(fermo, "2026-2", 80.1), monitoraggio.Rosso, 0, false},
	} {
		if x.s.Colore != x.colore || x.s.Raggiunto != x.raggiunto {
			t.Errorf("%s: %s, reached %v", nome, x.s.Colore, x.s.Raggiunto)
		}
		switch {
		case x.avanzamento < 0 && (x.s.Avanzamento != nil || x.s.Motivo == ""):
			t.Errorf("%s: progress %v, reason %q", nome, x.s.Avanzamento, x.s.Motivo)
		case x.avanzamento >= 0 && (x.s.Avanzamento == nil || math.Abs(*x.s.Avanzamento-x.avanzamento) > 1e-6):
			t.Errorf("%s: progress %v, want %v", nome, x.s.Avanzamento, x.avanzamento)
		}
	}
}

func TestTargetsThatContradictThemselvesAreRefused(t *testing.T) {
	if err := traguardi().Validate(); err != nil {
		t.Fatal(err)
	}
	for campo, cambia := range map[string]func(o *monitoraggio.Obiettivo){
		"base_semestre":       func(o *monitoraggio.Obiettivo) { o.BaseSemestre = kernel.Semestre{} },
		"base_durata":         func(o *monitoraggio.Obiettivo) { o.BaseDurata = punt(0.5) },
		"base_arretrato":      func(o *monitoraggio.Obiettivo) { o.BaseArretrato = punt(int64(-1)) },
		"intermedio_semestre": func(o *monitoraggio.Obiettivo) { o.Intermedio.Semestre = kernel.MustSemestre("2022-2") },
		"intermedio_durata":   func(o *monitoraggio.Obiettivo) { o.Intermedio.Durata = punt(100.1) },
		"finale_semestre":     func(o *monitoraggio.Obiettivo) { o.Finale.Semestre = kernel.MustSemestre("2024-2") },
		"finale_arretrato":    func(o *monitoraggio.Obiettivo) { o.Finale.Arretrato = punt(math.NaN()) },
		"finale_durata":       func(o *monitoraggio.Obiettivo) { o.BaseDurata, o.Intermedio.Durata = nil, nil },
		"fonte":               func(o *monitoraggio.Obiettivo) { o.Fonte = " " },
		"motivo":              func(o *monitoraggio.Obiettivo) { o.Motivo = "" },
	} {
		o := traguardi()
		cambia(&o)
		fs := kernel.FieldsOf(o.Validate())
		if len(fs) != 1 || fs[0].Field != campo {
			t.Errorf("%s: %v", campo, fs)
		}
	}
	o := traguardi()
	o.Fonte, o.Dimostrativo = "", true
	if err := o.Validate(); err != nil {
		t.Errorf("a demonstration value needs no source: %v", err)
	}
}

func TestRevisedTargetsKeepTheEarlierVersions(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		regione := m.Actor(t, m.Regione)
		o := traguardi()
		o.ProcedimentoID = m.Proc.ID
		_, err := m.Servizio.ImpostaObiettivo(ctx, m.Actor(t, m.Segretario), o)
		rifiuta(t, err, kernel.Vietato)
		n, err := m.Servizio.ImpostaObiettivo(ctx, regione, o)
		riesce(t, err)
		if n != 1 {
			t.Errorf("version %d", n)
		}
		_, err = m.Servizio.ImpostaObiettivo(ctx, regione, o) // the page is old
		rifiuta(t, err, kernel.Conflitto)
		o.N, o.Finale.Durata, o.Motivo = 1, punt(15.0), "Rimodulazione"
		_, err = m.Servizio.ImpostaObiettivo(ctx, regione, o)
		riesce(t, err)
		x, err := m.Servizio.SchedaObiettivo(ctx, m.Actor(t, m.Osservatore), m.Proc.ID)
		riesce(t, err)
		if len(x.Storia) != 2 || *x.Storia[0].Finale.Durata != 15 || *x.Storia[1].Finale.Durata != 10 || x.Storia[1].Motivo != "Prima impostazione" || x.Storia[0].InseritoDa != m.Regione.ID {
			t.Errorf("history %+v", x.Storia)
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			inVigore, err := monitoraggio.Obiettivi(ctx, tx)
			if len(inVigore) != 1 || inVigore[m.Proc.ID].N != 2 {
				t.Errorf("in force %+v", inVigore)
			}
			return err
		})
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error { _, err := registro.Verifica(ctx, tx); return err })
		_, err = m.Servizio.SchedaObiettivo(ctx, m.Actor(t, m.Sindaca), m.Proc.ID)
		rifiuta(t, err, kernel.Vietato)
	})
}
