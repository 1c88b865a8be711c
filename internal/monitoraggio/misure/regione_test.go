package misure_test

import (
	"reflect"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
)

// TestM3MediaRegionalePesata has a Comune with one slow practice and one with
// ninety-nine quick ones: the regional mean is that of the hundred practices,
// not of the two bodies, with median, 90th percentile and n beside it.
func TestM3MediaRegionalePesata(t *testing.T) {
	sem := kernel.MustSemestre("2025-1")
	dal := numero(2025, 1, 2)
	ente := func(n, durata int) *misure.Calcolo {
		c := misure.NewCalcolo(sem, giorni(60))
		for range n {
			p := caso{domanda: dal, atto: dal + durata, silenzio: mai, esclusoIl: mai}.pratica("p")
			c.Aggiungi(&p)
		}
		return c
	}
	regione := misure.NewCalcolo(sem, giorni(60))
	regione.Unisci(ente(1, 100))
	regione.Unisci(ente(99, 10))
	m := regione.Misure()
	if *m.DurataMedia != 10.9 || *m.DurataMediana != 10 || *m.DurataP90 != 10 || m.N != 100 || m.ConcluseEspresse != 100 || *m.TermineMassimo != 60 {
		t.Errorf("mean %v, median %v, P90 %v, n %d", *m.DurataMedia, *m.DurataMediana, *m.DurataP90, m.N)
	}
	if media := (*ente(1, 100).Misure().DurataMedia + *ente(99, 10).Misure().DurataMedia) / 2; media != 55 {
		t.Errorf("the mean of the means is %v: the test proves nothing", media)
	}
}

// TestM3UnisciInOgniOrdine wants the same figures, to the last bit, from the
// practices of many unequal bodies counted together, body by body, and body by
// body in another order, sums of bodies without practices among them.
func TestM3UnisciInOgniOrdine(t *testing.T) {
	g := nuovo(3)
	sem := kernel.MustSemestre("2024-2")
	for i := range 50 {
		generale := giorni(60 * (i % 2))
		tutte := misure.NewCalcolo(sem, generale)
		var enti []*misure.Calcolo
		for range 1 + g.IntN(30) {
			c := misure.NewCalcolo(sem, generale)
			if i%4 > 1 && g.uno(4) {
				tot := g.totali()
				c.AggiungiTotali(tot)
				tutte.AggiungiTotali(tot)
			} else {
				for range g.IntN(scegli(g, 3, 50, 400)) {
					p := g.conEsclusioni().pratica("p")
					c.Aggiungi(&p)
					tutte.Aggiungi(&p)
				}
			}
			enti = append(enti, c)
		}
		want := tutte.Misure()
		for range 3 {
			g.Shuffle(len(enti), func(i, j int) { enti[i], enti[j] = enti[j], enti[i] })
			regione := misure.NewCalcolo(sem, generale)
			for _, c := range enti {
				prima := c.Misure()
				regione.Unisci(c)
				if !reflect.DeepEqual(prima, c.Misure()) {
					t.Fatal("a united count has changed")
				}
			}
			if ho := regione.Misure(); !reflect.DeepEqual(ho, want) {
				t.Fatalf("got %+v\nwant %+v", ho, want)
			}
		}
	}
}

// totali makes the sums of a body that gives no practices.
func (g *generatore) totali() misure.Totali {
	t := misure.Totali{ConcluseSilenzioAssenso: g.IntN(20), ConcluseEspresse: g.IntN(90), Avviate: 200, Escluse: g.IntN(3)}
	t.ConConferenza, t.ConSospensioni = g.IntN(t.ConcluseEspresse+1), g.IntN(t.ConcluseEspresse+1)
	if t.ConcluseEspresse > 0 && !g.uno(5) {
		media := 1 + g.Float64()*200
		t.DurataMedia = &media
	}
	if !g.uno(5) {
		inizio, arretrato := g.IntN(100), g.IntN(80)
		t.PendentiInizio, t.Arretrato = &inizio, &arretrato
	}
	return t
}

// TestTotaliNellaRegione mixes practices with sums: the mean weighs both, the
// percentiles say over how many practices they are, and what a body did not
// give is unknown for all, with its reason.
func TestTotaliNellaRegione(t *testing.T) {
	sem := kernel.MustSemestre("2025-1")
	c := misure.NewCalcolo(sem, giorni(60))
	p := caso{domanda: numero(2025, 1, 1), atto: numero(2025, 1, 11), silenzio: mai, esclusoIl: mai}.pratica("p")
	c.Aggiungi(&p)
	c.AggiungiTotali(misure.Totali{ConcluseEspresse: 3, ConSospensioni: 2, ConConferenza: 1, DurataMedia: p64(50), Avviate: 4, ConcluseSilenzioAssenso: 1, PendentiInizio: p64int(7), Arretrato: p64int(2), Escluse: 1})
	m := c.Misure()
	if *m.DurataMedia != 40 || m.NMedia != 4 || *m.DurataMediana != 10 || m.N != 1 || *m.DurataMediaNetta != 10 {
		t.Errorf("%+v", m)
	}
	if m.PendentiInizio != 7 || m.InTransito != 12 || m.PendentiFine != 6 || *m.Arretrato != 2 || m.Escluse != 1 || m.Sommate != 1 || m.SenzaStock != 0 ||
		m.ConSospensioni != 2 || m.ConConferenza != 1 || m.ConcluseEspresse != 4 || m.ConcluseSilenzioAssenso != 1 || m.Avviate != 5 {
		t.Errorf("%+v", m)
	}
	if v := m.IndicePressione(); v.Valore == nil {
		t.Errorf("pressure is unknown: %s", v.Motivo)
	}
	c.AggiungiTotali(misure.Totali{ConcluseEspresse: 5, Avviate: 4})
	m = c.Misure()
	if m.Arretrato != nil || m.MotivoArretrato() != misure.MotivoArretratoIgnoto || *m.DurataMedia != 40 || m.NMedia != 4 || m.ConcluseEspresse != 9 || m.SenzaStock != 1 {
		t.Errorf("%+v", m)
	}
	if v := m.IndicePressione(); v.Valore != nil || v.Motivo != misure.MotivoStockIgnoto {
		t.Errorf("pressure with an unknown stock: %+v", v)
	}
	if v := m.QuotaArretrato(); v.Valore != nil || v.Motivo != misure.MotivoArretratoIgnoto {
		t.Errorf("share of a backlog that a body did not give: %+v", v)
	}
	conArretrato := misure.NewCalcolo(sem, nil)
	conArretrato.AggiungiTotali(misure.Totali{ConcluseEspresse: 1, DurataMedia: p64(7.25), TermineMassimo: p64(30), Arretrato: p64int(1)})
	m = conArretrato.Misure()
	if v := m.QuotaArretrato(); v.Valore != nil || v.Motivo != misure.MotivoStockIgnoto || *m.DurataMedia != 7.25 || *m.TermineMassimo != 30 || *m.Arretrato != 1 {
		t.Errorf("share of an unknown stock: %+v of %+v", v, m)
	}
	sole := misure.NewCalcolo(sem, nil)
	sole.AggiungiTotali(misure.Totali{ConcluseEspresse: 5, TermineMassimo: p64(90), Arretrato: p64int(0), PendentiInizio: p64int(5)})
	sole.AggiungiTotali(misure.Totali{ConcluseEspresse: 5, TermineMassimo: p64(60), Arretrato: p64int(0), PendentiInizio: p64int(5)})
	m = sole.Misure()
	if m.DurataMedia != nil || m.MotivoDurate() != misure.MotivoDurateMancantiDi || m.MotivoPercentili() != misure.MotivoSoloSomme || *m.TermineMassimo != 75 {
		t.Errorf("%+v: %s, %s", m, m.MotivoDurate(), m.MotivoPercentili())
	}
}

func p64(x float64) *float64 { return &x }
func p64int(x int) *int      { return &x }

// TestTotaliValidate names each figure that cannot be.
func TestTotaliValidate(t *testing.T) {
	buono := misure.Totali{ConcluseSilenzioAssenso: 1, ConcluseEspresse: 4, ConSospensioni: 4, ConConferenza: 4, DurataMedia: p64(1), TermineMassimo: p64(1), Avviate: 3, PendentiInizio: p64int(3), Arretrato: p64int(1)}
	if pp := buono.Validate(); pp != nil {
		t.Fatalf("good sums: %v", pp)
	}
	for _, x := range []misure.Totali{
		{PendentiInizio: p64int(0)},
		{}, // a body where nothing happened
		{ConcluseEspresse: 10_000_000, DurataMedia: p64(150_000), TermineMassimo: p64(150_000)},
		{ConcluseEspresse: 1, PendentiInizio: p64int(1), Arretrato: p64int(0)},
		{ConcluseEspresse: 5, Arretrato: p64int(9)}, // the stock is not known
	} {
		if pp := x.Validate(); pp != nil {
			t.Errorf("%+v: %v", x, pp)
		}
	}
	nan := 0.0
	nan /= nan
	for chiave, rompi := range map[string]func(*misure.Totali){
		"concluse_silenzio_assenso": func(x *misure.Totali) { x.ConcluseSilenzioAssenso = -1 },
		"concluse_espresse":         func(x *misure.Totali) { x.ConcluseEspresse = 10_000_001 },
		"con_sospensioni":           func(x *misure.Totali) { x.ConSospensioni = 5 },
		"con_conferenza":            func(x *misure.Totali) { x.ConConferenza = 5 },
		"durata_media":              func(x *misure.Totali) { x.DurataMedia = p64(0.99) },
		"termine_massimo ":          func(x *misure.Totali) { x.TermineMassimo = p64(150_001) },
		"durata_media   ":           func(x *misure.Totali) { x.DurataMedia = p64(150_001) },
		"durata_media ":             func(x *misure.Totali) { x.DurataMedia = &nan },
		"durata_media  ": func(x *misure.Totali) {
			x.ConcluseEspresse, x.ConSospensioni, x.ConConferenza, x.Arretrato = 0, 0, 0, nil
		},
		"termine_massimo": func(x *misure.Totali) { x.TermineMassimo = p64(0) },
		"pendenti_inizio": func(x *misure.Totali) { x.PendentiInizio = p64int(1) },
		"arretrato":       func(x *misure.Totali) { x.Arretrato = p64int(2) },
		"avviate":         func(x *misure.Totali) { x.Avviate = -1 },
		"escluse":         func(x *misure.Totali) { x.Escluse = -1 },
	} {
		x := buono
		rompi(&x)
		pp := x.Validate()
		if len(pp) != 1 || pp[0].Colonna != trim(chiave) || pp[0].Messaggio == "" {
			t.Errorf("%s: %v", chiave, pp)
		}
	}
}
