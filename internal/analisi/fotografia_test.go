package analisi

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestFotografieSenzaDifferenze lets bodies come, change and go at random for
// years; at every photograph each body subtracts the one before, and its own
// figures, from what it sees.
func TestFotografieSenzaDifferenze(t *testing.T) {
	scattate, attese := 0, 0
	for seme := range uint64(60) {
		r := rand.New(rand.NewPCG(seme, 16))
		enti, prossimo, cifra := map[int64]Cifre{}, int64(1), 0.0
		var foto []ritratto
		nuova := func() Cifre { cifra++; return Cifre{Casi: 10, Mediana: cifra} } // never the same twice
		for range 150 {
			chi := slices.Sorted(maps.Keys(enti))
			switch x := r.IntN(10); {
			case x < 4 || len(chi) == 0:
				enti[prossimo] = nuova()
				prossimo++
			case x < 8:
				enti[chi[r.IntN(len(chi))]] = nuova()
			default:
				via := chi[r.IntN(len(chi))]
				delete(enti, via)
				for i := range foto {
					if foto[i].Ente == via {
						foto[i].Ente = 0
					}
				}
			}
			var adesso []ritratto
			for _, e := range slices.Sorted(maps.Keys(enti)) {
				adesso = append(adesso, ritratto{e, enti[e]})
			}
			dopo, ok := prossima(foto, adesso)
			if !ok {
				attese++
				continue
			}
			scattate++
			for _, d := range [][2][]ritratto{{foto, dopo}, {dopo, foto}} {
				soli := senza(d[1], d[0])
				for _, chi := range append(soli, ritratto{}) { // a stranger, or one of them
					altri := slices.DeleteFunc(slices.Clone(soli), func(x ritratto) bool { return chi.Ente != 0 && x.Ente == chi.Ente })
					if n := len(altri); n > 0 && n < MinimoEnti {
						t.Fatalf("seed %d: the difference tells of %d bodies: %v", seme, n, altri)
					}
				}
			}
			foto = dopo
		}
	}
	if scattate < 100 || attese < scattate {
		t.Errorf("%d photographs, %d waits: the test shows nothing", scattate, attese)
	}
}

// senza are the figures of a that b does not show.
func senza(a, b []ritratto) []ritratto {
	viste := map[string]bool{}
	for _, x := range b {
		viste[scritte(x.Cifre)] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(x ritratto) bool { return viste[scritte(x.Cifre)] })
}

func scritte(c Cifre) string {
	b, err := json.Marshal(c)
	return fmt.Sprint(string(b), err)
}

// TestCifreArrotondate: what others see has two digits, and nothing else.
func TestCifreArrotondate(t *testing.T) {
	q := 0.337
	c := Cifre{Casi: 37, Concluse: true, Media: 5e6, P25: 20.4 * 86400, Mediana: 41.7 * 86400, P75: 123.4 * 86400, P90: 7e6, Attesa: &q}.arrotondate()
	if c.Casi != 20 || c.Concluse || c.Media != 0 || c.P90 != 0 || c.P25 != 20*86400 || c.Mediana != 42*86400 || c.P75 != 120*86400 || fmt.Sprintf("%.4f", *c.Attesa) != "0.3500" || c.Lavorazione != nil || q != 0.337 {
		t.Errorf("%+v", c)
	}
}
