package monitoraggio

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pass/internal/monitoraggio/misure"
)

// BenchmarkRiservati holds back the figures of one procedure of a semester:
// 1,500 bodies, 12 provinces and 6 classes, each body with a mean number of
// practices that grows with its class.
func BenchmarkRiservati(b *testing.B) {
	for _, media := range []float64{1, 5, 20} {
		b.Run(fmt.Sprintf("practices=%g", media), func(b *testing.B) {
			p, righe := regione(1500, media)
			hidden := 0
			for b.Loop() {
				hidden = 0
				for _, nomi := range riservati(p, righe).enti {
					hidden += len(nomi)
				}
			}
			b.ReportMetric(float64(hidden), "hidden")
		})
	}
}

// regione draws the figures of a procedure: n bodies that conclude, in mean,
// media practices in the smallest class and six times as many in the largest.
func regione(n int, media float64) (p QuadroProcedimento, righe []MisureEnte) {
	r := rand.New(rand.NewPCG(7, 7))
	var tutte []misure.Misure
	province, classi := map[string][]misure.Misure{}, map[string][]misure.Misure{}
	for range n {
		classe := r.IntN(6)
		quante := func() int { return int(r.ExpFloat64() * media * float64(1+classe)) }
		m := misure.Misure{PendentiInizio: quante(), Avviate: quante()}
		m.InTransito = m.PendentiInizio + m.Avviate
		concluse := r.IntN(m.InTransito + 1)
		m.ConcluseSilenzioAssenso = min(concluse, r.IntN(3))
		m.ConcluseEspresse = concluse - m.ConcluseSilenzioAssenso
		m.PendentiFine = m.InTransito - concluse
		m.ConSospensioni, m.ConConferenza = r.IntN(m.ConcluseEspresse+1), r.IntN(m.ConcluseEspresse+1)/3
		m.N, m.NMedia = m.ConcluseEspresse, m.ConcluseEspresse
		arretrato := r.IntN(m.PendentiFine + 1)
		m.Arretrato = &arretrato
		e := MisureEnte{Provincia: fmt.Sprint("P", r.IntN(12)), Classe: fmt.Sprint("C", classe), Misure: m}
		righe, tutte = append(righe, e), append(tutte, m)
		province[e.Provincia], classi[e.Classe] = append(province[e.Provincia], m), append(classi[e.Classe], m)
	}
	p.Regione = Cifre{sommate(tutte)}
	for i := range 12 {
		codice := fmt.Sprint("P", i)
		p.Province = append(p.Province, QuadroGruppo{Codice: codice, Cifre: Cifre{sommate(province[codice])}})
	}
	for i := range 6 {
		codice := fmt.Sprint("C", i)
		p.Classi = append(p.Classi, QuadroGruppo{Codice: codice, Cifre: Cifre{sommate(classi[codice])}})
	}
	return p, righe
}
