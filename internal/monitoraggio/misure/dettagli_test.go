package misure_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

func trim(s string) string { return strings.TrimSpace(s) }

// calcola counts the rows of a table (without its header) over 2025-1.
func calcola(t *testing.T, generale *termini.Termine, righe ...string) misure.Misure {
	t.Helper()
	testo := "id_pratica,data_domanda,data_provvedimento,data_silenzio_assenso,conferenza_servizi,sospensioni,termine,motivo_esclusione\n" + strings.Join(righe, "\n")
	pratiche, problemi, err := misure.LeggiCSV(strings.NewReader(testo))
	if err != nil || problemi != nil {
		t.Fatal(err, problemi)
	}
	c := misure.NewCalcolo(kernel.MustSemestre("2025-1"), generale)
	for i := range pratiche {
		c.Aggiungi(&pratiche[i])
	}
	return c.Misure()
}

func scritto[T any](v *T) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(*v)
}

// TestFrasi takes the sentences of the package comment one by one.
func TestFrasi(t *testing.T) {
	for _, c := range []struct {
		frase    string
		generale int
		righe    []string
		ho       func(misure.Misure) string
		want     string
	}{
		{"concluded whatever the start; both ends of the semester are in it", 0,
			[]string{"a,2020-05-05,2025-01-01", "b,2020-05-05,2025-06-30", "c,2020-05-05,2024-12-31", "d,2020-05-05,2025-07-01", "e,2020-05-05,,2025-06-30"},
			func(m misure.Misure) string {
				return fmt.Sprint(m.ConcluseEspresse, m.ConcluseSilenzioAssenso, m.PendentiInizio, m.PendentiFine, m.InTransito, m.Avviate)
			}, "2 1 4 1 4 0"},
		{"avviate are the applications of the semester, both ends in it", 0,
			[]string{"a,2025-01-01,", "b,2025-06-30,", "c,2024-12-31,", "d,2025-07-01,"},
			func(m misure.Misure) string {
				return fmt.Sprint(m.Avviate, m.InTransito, m.PendentiInizio, m.PendentiFine)
			}, "2 3 1 3"},
		{"duration at least 1", 0, []string{"a,2025-03-03,2025-03-03"}, func(m misure.Misure) string { return scritto(m.DurataMedia) }, "1"},
		{"holidays inside count, the first day does not", 0, []string{"a,2025-04-18,2025-04-22"}, func(m misure.Misure) string { return scritto(m.DurataMedia) }, "4"},
		{"net at least 0", 0, []string{"a,2025-03-03,2025-03-13,,,400,,"}, func(m misure.Misure) string { return scritto(m.DurataMediaNetta) }, "0"},
		{"a suspension of every day leaves nothing", 0, []string{"a,2025-03-03,2025-03-13,,,2025-01-01/,,"}, func(m misure.Misure) string { return scritto(m.DurataMediaNetta) }, "0"},
		{"overlapping suspensions count once, parts outside do not count", 0, []string{"a,2025-03-03,2025-04-02,,,2025-03-10/2025-03-20 2025-03-15/2025-03-25 2025-02-01/2025-03-05 2025-04-01/2025-05-01,,"},
			func(m misure.Misure) string { return scritto(m.DurataMedia) + " " + scritto(m.DurataMediaNetta) }, "30 12"},
		{"a suspension outside the practice, or of no days, is none", 0, []string{"a,2025-03-03,2025-04-02,,,2025-01-10/2025-03-03,,", "b,2025-03-03,2025-04-02,,,2025-04-02/,,", "c,2025-03-03,2025-04-02,,,0,,", "d,2025-03-03,2025-04-02,,,2025-03-10/2025-03-10,,", "e,2025-03-03,2025-04-02,,,2025-03-10/2025-03-11,,"},
			func(m misure.Misure) string { return fmt.Sprint(m.ConSospensioni) }, "1"},
		{"suspensions and conferenza of silenzio-assenso are not counted", 0, []string{"a,2025-03-03,,2025-04-02,si,10,,"},
			func(m misure.Misure) string {
				return fmt.Sprint(m.ConSospensioni, m.ConConferenza, scritto(m.DurataMedia))
			}, "0 0null"},
		{"percentiles by linear interpolation", 0, []string{"a,2025-03-01,2025-03-02", "b,2025-03-01,2025-03-03", "c,2025-03-01,2025-03-05", "d,2025-03-01,2025-03-11"},
			func(m misure.Misure) string { return scritto(m.DurataMediana) + " " + scritto(m.DurataP90) }, "3 8.2"},
		{"more than the term, not equal to it", 60, []string{"a,2025-05-01,", "b,2025-04-30,", "c,2025-04-30,,,,1,,", "d,2025-04-30,,,,2025-05-05/2025-05-06,,"},
			func(m misure.Misure) string { return scritto(m.Arretrato) }, "1"},
		{"the nominal term, without the roll-over of holidays", 29, []string{"a,2025-05-31,,,,,,", "b,2025-05-31,,,,,30,"},
			func(m misure.Misure) string { return scritto(m.Arretrato) }, "1"},
		{"the suspension is clipped to the end of the semester", 60, []string{"a,2025-04-30,,,,2025-06-29/2025-12-31,,", "b,2025-04-29,,,,2025-06-29/,,"},
			func(m misure.Misure) string { return scritto(m.Arretrato) }, "1"},
		{"the term of the row beats the general one", 1000, []string{"a,2025-01-01,,,,,5,", "b,2025-01-01,,,,,,"},
			func(m misure.Misure) string { return scritto(m.Arretrato) + " " + scritto(m.TermineMassimo) }, "1 1000"},
		{"a pending row without any term makes arretrato unknown", 0, []string{"a,2025-01-01,,,,,5,", "b,2025-01-01,,,,,,"},
			func(m misure.Misure) string { return scritto(m.Arretrato) + " " + m.MotivoArretrato() }, "null " + misure.MotivoPendentiSenza},
		{"only pending rows need a term", 0, []string{"a,2025-01-01,,,,,5,", "b,2025-01-01,2025-06-30,,,,,", "c,2025-07-01,,,,,,", "d,2025-01-01,,,,,,x"},
			func(m misure.Misure) string { return scritto(m.Arretrato) }, "1"},
		{"nothing pending, nothing late", 0, []string{"b,2025-01-01,2025-06-30,,,,,"}, func(m misure.Misure) string { return scritto(m.Arretrato) }, "0"},
		{"the median term is over the practices in transit that have one", 0,
			[]string{"a,2025-01-01,2025-02-01,,,,30,", "b,2025-01-01,,2025-02-01,,,61,", "c,2025-01-01,2025-02-01,,,,,", "d,2024-01-01,2024-12-31,,,,900,", "e,2025-07-01,,,,,900,", "f,2025-01-01,,,,,900,x"},
			func(m misure.Misure) string { return scritto(m.TermineMassimo) }, "45.5"},
		{"no term at all", 0, []string{"a,2025-01-01,2025-02-01,,,,,"}, func(m misure.Misure) string { return scritto(m.TermineMassimo) + " " + m.MotivoTermine() }, "null " + misure.MotivoNessunTermine},
		{"an excluded row counts only in escluse, whatever else it says", 0, []string{"a,2025-02-31,2024-01-01,2025-02-01,boh,x,0,archiviata", ",,,,,,,altro"},
			func(m misure.Misure) string { return fmt.Sprint(m.Escluse, m.InTransito, m.Avviate, m.Concluse()) }, "2 0 0 0"},
		{"nothing to average is unknown", 30, []string{"a,2025-02-01,,2025-02-05,,,,"},
			func(m misure.Misure) string {
				return scritto(m.DurataMedia) + scritto(m.DurataMediana) + scritto(m.DurataP90) + scritto(m.DurataMediaNetta)
			}, "nullnullnullnull"},
		{"nothing is rounded", 0, []string{"a,2025-03-01,2025-03-02", "b,2025-03-01,2025-03-02", "c,2025-03-01,2025-03-03"},
			func(m misure.Misure) string { return scritto(m.DurataMedia) }, fmt.Sprint(4.0 / 3)},
	} {
		if got := c.ho(calcola(t, giorni(c.generale), c.righe...)); got != c.want {
			t.Errorf("%s: %s, want %s", c.frase, got, c.want)
		}
	}
}

// TestDerivati checks balance, clearance and pressure by hand, and that each
// says why when it cannot be known.
func TestDerivati(t *testing.T) {
	m := calcola(t, giorni(40), "a,2025-01-01,2025-01-31,,,,,", "b,2024-01-01,,,,,,", "c,2025-06-01,,,,,,", "d,2025-06-01,,2025-06-05,,,,", "e,2024-12-01,,2025-01-05,,,,")
	if *m.Saldo().Valore != 0 || *m.IndiceSmaltimento().Valore != 1 || *m.IndicePressione().Valore != math.Hypot(0.75, 0.2) || *m.QuotaArretrato().Valore != 0.5 {
		t.Errorf("%v %v %v %v", *m.Saldo().Valore, *m.IndiceSmaltimento().Valore, *m.IndicePressione().Valore, *m.QuotaArretrato().Valore)
	}
	if s := m.IndicePressione().InItaliano(2); s != "0,78" {
		t.Error(s)
	}
	vuote := misure.NewCalcolo(kernel.MustSemestre("2025-1"), nil).Misure()
	for _, c := range []struct {
		nome string
		d    misure.Derivato
		want string
	}{
		{"clearance of nothing", vuote.IndiceSmaltimento(), misure.MotivoNessunaAvviata},
		{"pressure of nothing", vuote.IndicePressione(), misure.MotivoNessunTransito},
		{"share of nothing", vuote.QuotaArretrato(), misure.MotivoNessunaPendente},
		{"pressure without acts", calcola(t, giorni(30), "a,2025-01-01,").IndicePressione(), misure.MotivoNessunaEspressa},
		{"pressure without a term", calcola(t, nil, "a,2025-01-01,2025-01-03").IndicePressione(), misure.MotivoNessunTermine},
		{"pressure with a term of no days", misure.Misure{InTransito: 1, DurataMedia: p64(1), TermineMassimo: p64(0), Arretrato: p64int(0)}.IndicePressione(), misure.MotivoNessunTermine},
		{"pressure with an unknown backlog", calcola(t, nil, "a,2025-01-01,2025-01-03,,,,30,", "b,2025-01-01,").IndicePressione(), misure.MotivoPendentiSenza},
		{"share of an unknown backlog", calcola(t, nil, "b,2025-01-01,").QuotaArretrato(), misure.MotivoPendentiSenza},
	} {
		if c.d.Valore != nil || c.d.Motivo != c.want || c.d.InItaliano(1) != "n.d." {
			t.Errorf("%s: %v, %q, want %q", c.nome, c.d.Valore, c.d.Motivo, c.want)
		}
	}
	unGiorno := misure.Misure{InTransito: 1, DurataMedia: p64(1), TermineMassimo: p64(1), Arretrato: p64int(0)}
	if v := unGiorno.IndicePressione(); v.Valore == nil || *v.Valore != 1 {
		t.Errorf("pressure with a term of one day: %+v", v)
	}
	if *vuote.Saldo().Valore != 0 {
		t.Error("the balance of nothing is zero")
	}
}

// TestTerminiInMesiELavorativi counts terms of other units on the calendar of
// each practice.
func TestTerminiInMesiELavorativi(t *testing.T) {
	p := misure.Pratica{ID: "p", Domanda: kernel.MustDay("2025-01-31"), Termine: &termini.Termine{N: 1, Unita: termini.Mesi}}
	if n, ok := p.GiorniTermine(nil); !ok || n != 28 {
		t.Errorf("a month from 31 January is %d days, want 28", n)
	}
	p.Termine = &termini.Termine{N: 5, Unita: termini.GiorniLavorativi}
	p.Domanda = kernel.MustDay("2025-04-17") // Thursday before Easter; 21 and 25 April are holidays
	if n, ok := p.GiorniTermine(nil); !ok || n != 11 {
		t.Errorf("five working days from 17 April 2025 are %d days, want 11", n)
	}
	for al, want := range map[string]bool{"2025-04-28": false, "2025-04-29": true} {
		if ritardo, noto := p.InRitardoAl(kernel.MustDay(al), nil); ritardo != want || !noto {
			t.Errorf("late on %s: %t, %t", al, ritardo, noto)
		}
	}
	c := misure.NewCalcolo(kernel.MustSemestre("2025-1"), &termini.Termine{N: 3, Unita: termini.Mesi})
	if m := c.Misure(); *m.TermineMassimo != 90 {
		t.Errorf("three months from 1 January 2025 are %v days, want 90", *m.TermineMassimo)
	}
	o := misure.NewCalcolo(kernel.MustSemestre("2025-1"), giorni(30))
	q := misure.Pratica{ID: "q", Domanda: kernel.MustDay("2025-02-01")}
	o.Aggiungi(&q)
	c.Unisci(o)
	if m := c.Misure(); *m.TermineMassimo != 30 {
		t.Errorf("with two general terms the median of the practices is %v, want 30", *m.TermineMassimo)
	}
	uguale := misure.NewCalcolo(kernel.MustSemestre("2025-1"), giorni(90))
	uguale.Unisci(misure.NewCalcolo(kernel.MustSemestre("2025-1"), giorni(90)))
	if m := uguale.Misure(); m.TermineMassimo == nil || *m.TermineMassimo != 90 {
		t.Error("two counts with the same general term keep it")
	}
	uguale.Unisci(c)
	uguale.Unisci(misure.NewCalcolo(kernel.MustSemestre("2025-1"), giorni(90)))
	if m := uguale.Misure(); *m.TermineMassimo != 30 {
		t.Errorf("once mixed, always mixed: %v", *m.TermineMassimo)
	}
	senza := misure.NewCalcolo(kernel.MustSemestre("2025-1"), nil)
	senza.Unisci(uguale)
	if m := senza.Misure(); *m.TermineMassimo != 30 {
		t.Errorf("the term of the practices is %v, want 30", *m.TermineMassimo)
	}
}

// TestUnisciSemestriDiversi is a mistake of the program, never a figure.
func TestUnisciSemestriDiversi(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two semesters were united")
		}
	}()
	misure.NewCalcolo(kernel.MustSemestre("2025-1"), nil).Unisci(misure.NewCalcolo(kernel.MustSemestre("2025-2"), nil))
}

// TestValidate covers what a table of the command line cannot say.
func TestValidate(t *testing.T) {
	d := kernel.MustDay
	for colonna, p := range map[string]misure.Pratica{
		misure.ColonnaEsclusioneIl:       {ID: "a", Domanda: d("2025-01-02"), EsclusaIl: d("2025-01-01"), MotivoEsclusione: "x"},
		misure.ColonnaMotivo:             {ID: "a", Domanda: d("2025-01-02"), EsclusaIl: d("2025-01-02")},
		misure.ColonnaSospensioni:        {ID: "a", Domanda: d("2025-01-02"), GiorniSospesi: -1},
		misure.ColonnaSospensioni + " ":  {ID: "a", Domanda: d("2025-01-02"), GiorniSospesi: 1, Sospensioni: []termini.Sospensione{{Dal: d("2025-01-05")}}},
		misure.ColonnaSospensioni + "  ": {ID: "a", Domanda: d("2025-01-02"), Sospensioni: []termini.Sospensione{{Al: d("2025-01-05")}}},
		misure.ColonnaTermine:            {ID: "a", Domanda: d("2025-01-02"), Termine: &termini.Termine{}},
		misure.ColonnaID:                 {ID: "a\x00", Domanda: d("2025-01-02")},
	} {
		pp := p.Validate()
		if len(pp) != 1 || pp[0].Colonna != trim(colonna) || pp[0].Messaggio == "" {
			t.Errorf("%s: %v", colonna, pp)
		}
	}
}

// TestMotivoEsclude wants only the first two reasons of Trento to exclude.
func TestMotivoEsclude(t *testing.T) {
	for i, m := range misure.MotiviTrento {
		if esclude, noto := misure.MotivoEsclude("  " + strings.ToUpper(m.Testo) + "."); esclude != (i < 2) || !noto {
			t.Errorf("%s: %t, %t", m.Testo, esclude, noto)
		}
	}
	if esclude, noto := misure.MotivoEsclude("smarrita"); esclude || noto {
		t.Error("an unknown reason is for the office to judge")
	}
}

// TestPraticaAperta has no duration, and is late only when someone says so.
func TestPraticaAperta(t *testing.T) {
	p := misure.Pratica{ID: "p", Domanda: kernel.MustDay("2025-01-10")}
	if _, nota := p.Durata(); nota {
		t.Error("an open practice has a duration")
	}
	if n, nota := p.DurataNetta(); n != 0 || nota {
		t.Error("an open practice has a net duration")
	}
	if ritardo, noto := p.InRitardoAl(kernel.MustDay("2025-12-31"), nil); ritardo || noto {
		t.Error("without a term nobody knows")
	}
	if ritardo, noto := p.InRitardoAl(kernel.MustDay("2025-01-09"), nil); ritardo || !noto {
		t.Error("before it starts it is not late")
	}
	if lorda, _ := p.Durata(); lorda != 0 {
		t.Errorf("an open practice lasts %d days", lorda)
	}
	if termine, noto := p.GiorniTermine(nil); termine != 0 || noto {
		t.Errorf("no term is %d days", termine)
	}
	chiusa := p
	chiusa.SilenzioAssenso, chiusa.GiorniSospesi = kernel.MustDay("2025-01-30"), 5
	lorda, nota := chiusa.Durata()
	netta, nettaNota := chiusa.DurataNetta()
	if lorda != 20 || !nota || netta != 15 || !nettaNota {
		t.Errorf("%d days gross, %d net, want 20 and 15", lorda, netta)
	}
	p.GiorniSospesi = 100
	if n := p.GiorniNettiAl(kernel.MustDay("2025-01-20")); n != -90 {
		t.Errorf("net days %d, want -90", n)
	}
}

// TestEsclusaPrimaDellaDomanda is refused by Validate, and does not break the
// balance where it has crept in.
func TestEsclusaPrimaDellaDomanda(t *testing.T) {
	p := misure.Pratica{ID: "p", Domanda: kernel.MustDay("2025-01-10"), EsclusaIl: kernel.MustDay("2024-01-10"), MotivoEsclusione: "x"}
	c := misure.NewCalcolo(kernel.MustSemestre("2025-1"), nil)
	c.Aggiungi(&p)
	if c.Semestre() != kernel.MustSemestre("2025-1") {
		t.Error(c.Semestre())
	}
	flusso(t, c.Semestre(), c.Misure(), 0)
	if m := c.Misure(); m.Escluse != 1 || m.Avviate != 1 {
		t.Errorf("%+v", m)
	}
}
