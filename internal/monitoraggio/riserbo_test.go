package monitoraggio

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"pass/internal/monitoraggio/misure"
	"pass/internal/pubblico"
)

// riga draws the figures of a body that keep their balances.
func riga(r *rapid.T) misure.Misure {
	n := func(what string, most int) int { return rapid.IntRange(0, most).Draw(r, what) }
	m := misure.Misure{PendentiInizio: n("pendenti", 12), Avviate: n("avviate", 12)}
	m.InTransito = m.PendentiInizio + m.Avviate
	concluse := n("concluse", m.InTransito)
	m.ConcluseSilenzioAssenso = min(concluse, n("silenzio", 4))
	m.ConcluseEspresse = concluse - m.ConcluseSilenzioAssenso
	m.PendentiFine = m.InTransito - concluse
	m.ConSospensioni, m.ConConferenza = n("sospensioni", m.ConcluseEspresse), n("conferenza", m.ConcluseEspresse)
	m.N, m.NMedia = m.ConcluseEspresse, m.ConcluseEspresse
	arretrato := n("arretrato", m.PendentiFine)
	m.Arretrato = &arretrato
	return m
}

func sommate(ms []misure.Misure) (out misure.Misure) {
	arretrato := 0
	for _, m := range ms {
		out.PendentiInizio += m.PendentiInizio
		out.Avviate += m.Avviate
		out.InTransito += m.InTransito
		out.ConcluseSilenzioAssenso += m.ConcluseSilenzioAssenso
		out.ConcluseEspresse += m.ConcluseEspresse
		out.PendentiFine += m.PendentiFine
		out.ConSospensioni += m.ConSospensioni
		out.ConConferenza += m.ConConferenza
		out.N += m.N
		out.NMedia += m.NMedia
		arretrato += *m.Arretrato
	}
	out.Arretrato = &arretrato
	return out
}

// pubblicata is one row as a reader has it: the counts by name, without those
// that are held back.
type pubblicata map[string]int

func leggibile(m misure.Misure, riservate []string) pubblicata {
	out := pubblicata{"concluse_silenzio_assenso": m.ConcluseSilenzioAssenso, "concluse_espresse": m.ConcluseEspresse, "con_sospensioni": m.ConSospensioni,
		"con_conferenza": m.ConConferenza, "avviate": m.Avviate, "in_transito": m.InTransito, "pendenti_fine": m.PendentiFine, "arretrato": *m.Arretrato,
		pubblico.Durate: m.NMedia}
	for _, nome := range riservate {
		delete(out, nome)
	}
	return out
}

// ricava is what a patient reader does with paper and pencil, over and over:
// wherever all counts but one of a sum are known, the last one is the
// difference. It knows the balances within a row, the pending of the semester
// before, and that the times are of the express acts.
func ricava(righe []pubblicata, prima []int, somme [][2][]int) {
	for mosso := true; mosso; {
		mosso = false
		completa := func(sinistra, destra []func() (*int, func(int))) {
			saldo, ignote := 0, 0
			var scrivi func(int)
			var segno int
			for lato, termini := range [][]func() (*int, func(int)){sinistra, destra} {
				for _, leggi := range termini {
					v, metti := leggi()
					if v == nil {
						ignote, scrivi, segno = ignote+1, metti, lato
						continue
					}
					if lato == 0 {
						saldo += *v
					} else {
						saldo -= *v
					}
				}
			}
			if ignote == 1 {
				if segno == 0 {
					saldo = -saldo
				}
				scrivi(saldo)
				mosso = true
			}
		}
		campo := func(i int, nome string) func() (*int, func(int)) {
			return func() (*int, func(int)) {
				if v, ok := righe[i][nome]; ok {
					return &v, nil
				}
				return nil, func(v int) { righe[i][nome] = v }
			}
		}
		for i := range righe {
			aperte := prima[i]
			completa([]func() (*int, func(int)){campo(i, "avviate"), func() (*int, func(int)) { return &aperte, nil }}, []func() (*int, func(int)){campo(i, "in_transito")})
			completa([]func() (*int, func(int)){campo(i, "pendenti_fine"), campo(i, "concluse_silenzio_assenso"), campo(i, "concluse_espresse")}, []func() (*int, func(int)){campo(i, "in_transito")})
			completa([]func() (*int, func(int)){campo(i, pubblico.Durate)}, []func() (*int, func(int)){campo(i, "concluse_espresse")})
		}
		for _, s := range somme {
			for nome := range leggibile(misure.Misure{Arretrato: new(int)}, nil) {
				var parti []func() (*int, func(int))
				for _, i := range s[0] {
					parti = append(parti, campo(i, nome))
				}
				completa(parti, []func() (*int, func(int)){campo(s[1][0], nome)})
			}
		}
	}
}

// TestM10ThePublishedFiguresKeepTheirSmallCounts publishes random figures of a
// procedure and lets the reader loose on them.
func TestM10ThePublishedFiguresKeepTheirSmallCounts(t *testing.T) {
	nascosti := 0
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(r, "enti")
		righe := make([]MisureEnte, n)
		var tutte []misure.Misure
		gruppi := map[string][]int{}
		for i := range righe {
			righe[i] = MisureEnte{Misure: riga(r), Provincia: rapid.SampledFrom([]string{"BG", "LO", "MI"}).Draw(r, "provincia"), Classe: rapid.SampledFrom([]string{"c1", "c2"}).Draw(r, "classe")}
			tutte = append(tutte, righe[i].Misure)
			gruppi[righe[i].Provincia] = append(gruppi[righe[i].Provincia], i)
			gruppi[righe[i].Classe] = append(gruppi[righe[i].Classe], i)
		}
		p := QuadroProcedimento{Regione: Cifre{sommate(tutte)}}
		ms := append([]misure.Misure{}, tutte...)
		var somme [][2][]int
		aggiungi := func(codici []string) (out []QuadroGruppo) {
			var totali []int
			for _, c := range codici {
				var dentro []misure.Misure
				for _, i := range gruppi[c] {
					dentro = append(dentro, tutte[i])
				}
				g := sommate(dentro)
				out = append(out, QuadroGruppo{Codice: c, Cifre: Cifre{g}})
				somme = append(somme, [2][]int{gruppi[c], {len(ms)}})
				totali = append(totali, len(ms))
				ms = append(ms, g)
			}
			somme = append(somme, [2][]int{totali, {n + 5}})
			return out
		}
		p.Province, p.Classi = aggiungi([]string{"BG", "LO", "MI"}), aggiungi([]string{"c1", "c2"})
		ms = append(ms, p.Regione.Misure)
		coperti := riservati(p, righe)
		nomi := append(append(append([][]string{}, coperti.enti...), coperti.province...), append(coperti.classi, coperti.regione)...)
		pub, prima := make([]pubblicata, len(ms)), make([]int, len(ms))
		for i, m := range ms {
			pub[i], prima[i] = leggibile(m, nomi[i]), m.PendentiInizio
			nascosti += len(nomi[i])
		}
		ricava(pub, prima, somme)
		for i, m := range ms {
			for nome, v := range leggibile(m, nil) {
				if saputo, ok := pub[i][nome]; ok && v > 0 && v < pubblico.MinimoCasi {
					r.Fatalf("row %d: %s is %d, and a reader finds %d", i, nome, v, saputo)
				}
			}
		}
	})
	if nascosti == 0 {
		t.Error("nothing was held back: the reader had nothing to look for")
	}
}

// TestASmallArretratoIsHeldBackWhateverIsKnownOfTheRest: a body that gives its
// sums alone does not say what is open, and its arretrato is still published.
func TestASmallArretratoIsHeldBackWhateverIsKnownOfTheRest(t *testing.T) {
	uno := 1
	m := misure.Misure{ConcluseEspresse: 30, N: 30, NMedia: 30, Avviate: 20, Arretrato: &uno, Sommate: 1, SenzaStock: 1}
	got := riservati(QuadroProcedimento{Regione: Cifre{m}}, []MisureEnte{{Misure: m}})
	if fmt.Sprint(got.enti, got.regione) != "[[arretrato]] [arretrato]" {
		t.Errorf("held back: %v of the body, %v of the Region", got.enti, got.regione)
	}
}

// TestAReaderFindsWhatPrimarySuppressionLeaves: the test above can fail.
func TestAReaderFindsWhatPrimarySuppressionLeaves(t *testing.T) {
	enti := []misure.Misure{{ConcluseEspresse: 3, NMedia: 3, Avviate: 3, InTransito: 3}, {ConcluseEspresse: 30, NMedia: 30, Avviate: 30, InTransito: 30}}
	for i := range enti {
		enti[i].Arretrato = new(int)
	}
	tutto := sommate(enti)
	pub := []pubblicata{leggibile(enti[0], []string{"concluse_espresse", "avviate", "in_transito", pubblico.Durate}), leggibile(enti[1], nil), leggibile(tutto, nil)}
	ricava(pub, []int{0, 0, 0}, [][2][]int{{{0, 1}, {2}}})
	if got := fmt.Sprint(pub[0]["concluse_espresse"]); got != "3" {
		t.Errorf("the reader finds %s", got)
	}
}
