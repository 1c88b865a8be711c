package misure_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

func giorni(n int) *termini.Termine {
	if n == 0 {
		return nil
	}
	return &termini.Termine{N: n, Unita: termini.GiorniDiCalendario}
}

// estremi are the numbers of the first and last day of a semester.
func estremi(anno, parte int) (d0, d1 int) {
	if parte == 1 {
		return numero(anno, 1, 1), numero(anno, 6, 30)
	}
	return numero(anno, 7, 1), numero(anno, 12, 31)
}

func uguali(v *float64, x float64) bool {
	if v == nil || math.IsNaN(x) {
		return v == nil && math.IsNaN(x)
	}
	return math.Abs(*v-x) <= 1e-9*math.Max(1, math.Abs(x))
}

// confronta tells every figure that differs from the oracle's.
func confronta(m misure.Misure, a atteso) (diversi []string) {
	dico := func(nome string, ho, voglio any) {
		diversi = append(diversi, fmt.Sprintf("%s: %v, the oracle says %v", nome, ho, voglio))
	}
	for _, x := range []struct {
		nome       string
		ho, voglio int
	}{
		{"concluse_silenzio_assenso", m.ConcluseSilenzioAssenso, a.silenzio}, {"concluse_espresse", m.ConcluseEspresse, a.espresse},
		{"con_sospensioni", m.ConSospensioni, a.sospensioni}, {"con_conferenza", m.ConConferenza, a.conferenza},
		{"avviate", m.Avviate, a.avviate}, {"in_transito", m.InTransito, a.transito},
		{"pendenti_inizio", m.PendentiInizio, a.inizio}, {"pendenti_fine", m.PendentiFine, a.fine}, {"escluse", m.Escluse, a.escluse},
	} {
		if x.ho != x.voglio {
			dico(x.nome, x.ho, x.voglio)
		}
	}
	var arretrato *float64
	if m.Arretrato != nil {
		v := float64(*m.Arretrato)
		arretrato = &v
	}
	for _, x := range []struct {
		nome   string
		ho     *float64
		voglio float64
	}{
		{"durata_media", m.DurataMedia, a.media}, {"durata_mediana", m.DurataMediana, a.mediana}, {"durata_p90", m.DurataP90, a.p90},
		{"durata_media_netta", m.DurataMediaNetta, a.netta}, {"netta mediana", m.NettaMediana, a.nettaMediana}, {"netta p90", m.NettaP90, a.nettaP90},
		{"termine_massimo", m.TermineMassimo, a.termine}, {"arretrato", arretrato, a.arretrato},
	} {
		if !uguali(x.ho, x.voglio) {
			ho := "null"
			if x.ho != nil {
				ho = fmt.Sprint(*x.ho)
			}
			dico(x.nome, ho, x.voglio)
		}
	}
	return diversi
}

// TestM1MisureUgualiAllOracolo reads 300,000 practices from generated dirty
// tables and compares every figure of every semester with the second
// implementation, and every error with those that the generator planted.
func TestM1MisureUgualiAllOracolo(t *testing.T) {
	g, lette, tutte := nuovo(20211112), 0, 300_000
	if testing.Short() {
		tutte = 60_000
	}
	for file := 0; lette < tutte; file++ {
		righe := scegli(g, 1, 7, 300, 5000, 20_000)
		lette += righe
		prova := g.tabella(righe)
		pratiche, problemi, err := misure.LeggiCSV(bytes.NewReader(prova.testo))
		if err != nil {
			t.Fatalf("file %d: %v\n%.300s", file, err, prova.testo)
		}
		if len(pratiche) != len(prova.casi) {
			t.Fatalf("file %d: %d practices, %d written", file, len(pratiche), len(prova.casi))
		}
		var ho []errore
		for _, p := range problemi {
			ho = append(ho, errore{p.Riga, p.Colonna})
		}
		if fmt.Sprint(ho) != fmt.Sprint(prova.errori) {
			for i := range max(len(ho), len(prova.errori)) {
				if i >= len(ho) || i >= len(prova.errori) || ho[i] != prova.errori[i] {
					t.Fatalf("file %d: error %d is not the planted one:\n%v\n%v", file, i, problemi[max(0, min(i, len(problemi)-1)):min(len(problemi), i+2)], prova.errori[min(i, len(prova.errori)):min(len(prova.errori), i+2)])
				}
			}
		}
		for _, termine := range []int{0, scegli(g, 30, 60, 90)} {
			anno, parte := 2022+g.IntN(4), 1+g.IntN(2)
			sem, _ := kernel.NewSemestre(anno, parte)
			c := misure.NewCalcolo(sem, giorni(termine))
			for i := range pratiche {
				c.Aggiungi(&pratiche[i])
			}
			d0, d1 := estremi(anno, parte)
			if diversi := confronta(c.Misure(), oracolo(prova.casi, d0, d1, termine)); diversi != nil {
				t.Fatalf("file %d, %s, term %d:\n%s", file, sem, termine, strings.Join(diversi, "\n"))
			}
		}
	}
}
