package riserbo

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// classificata draws a table as those that are published: bodies, each in a
// province and in a class; totals of both, and of the region.
func classificata(enti []int64, provincia, classe []int, province, classi int) *Tabella {
	t := &Tabella{}
	foglie := make([]int, len(enti))
	perProvincia, perClasse := make([][]int, province), make([][]int, classi)
	sommeP, sommeC, tutte := make([]int64, province), make([]int64, classi), int64(0)
	for i, v := range enti {
		foglie[i] = t.Cella(v, 0)
		perProvincia[provincia[i]] = append(perProvincia[provincia[i]], foglie[i])
		perClasse[classe[i]] = append(perClasse[classe[i]], foglie[i])
		sommeP[provincia[i]] += v
		sommeC[classe[i]] += v
		tutte += v
	}
	regione := t.Cella(tutte, 2)
	totali := func(gruppi [][]int, somme []int64) {
		var celle []int
		for g, f := range gruppi {
			c := t.Cella(somme[g], 1)
			celle = append(celle, c)
			t.Somma(f, []int{c})
		}
		t.Somma(celle, []int{regione})
	}
	totali(perProvincia, sommeP)
	totali(perClasse, sommeC)
	return t
}

// possibili lists by exhaustion which values each protected count may have for
// somebody who reads the others: an attacker that shares nothing with Attacca.
func possibili(t *Tabella, nascoste []bool) map[int]map[int64]bool {
	massimo := slices.Max(t.valori) + MinimoCasi
	valori := slices.Clone(t.valori)
	resta := make([]int, len(t.somme)) // hidden counts of each sum that have no value yet
	for s, ts := range t.somme {
		for _, x := range ts {
			if nascoste[x.cella] {
				resta[s]++
			}
		}
	}
	out := map[int]map[int64]bool{}
	var libere []int
	for c, n := range nascoste {
		if n {
			libere = append(libere, c)
			out[c] = map[int64]bool{}
		}
	}
	torna := func(c int) bool {
		for _, s := range t.di[c] {
			if resta[s] > 0 {
				continue
			}
			var saldo int64
			for _, x := range t.somme[s] {
				saldo += x.segno * valori[x.cella]
			}
			if saldo != 0 {
				return false
			}
		}
		return true
	}
	passi := 0
	var prova func(i int)
	prova = func(i int) {
		if passi++; passi > 400_000 {
			return
		}
		if i == len(libere) {
			for _, c := range libere {
				out[c][valori[c]] = true
			}
			return
		}
		c := libere[i]
		for _, s := range t.di[c] {
			resta[s]--
		}
		for v := int64(0); v <= massimo; v++ {
			if valori[c] = v; torna(c) {
				prova(i + 1)
			}
		}
		valori[c] = t.valori[c]
		for _, s := range t.di[c] {
			resta[s]++
		}
	}
	prova(0)
	if passi > 400_000 {
		return nil
	}
	return out
}

func disegna(r *rapid.T) *Tabella {
	n := rapid.IntRange(1, 7).Draw(r, "enti")
	province, classi := rapid.IntRange(1, 3).Draw(r, "province"), rapid.IntRange(1, 3).Draw(r, "classi")
	enti, p, c := make([]int64, n), make([]int, n), make([]int, n)
	for i := range n {
		enti[i] = rapid.Int64Range(0, 9).Draw(r, "pratiche")
		p[i], c[i] = rapid.IntRange(0, province-1).Draw(r, "provincia"), rapid.IntRange(0, classi-1).Draw(r, "classe")
	}
	return classificata(enti, p, c, province, classi)
}

// TestM10NoArithmeticRecoversASmallCount lets an exhaustive attacker loose on
// small tables of every shape.
func TestM10NoArithmeticRecoversASmallCount(t *testing.T) {
	provate, intere := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		x := disegna(r)
		nascoste := x.Nascondi()
		senzaScampo := x.Attacca(nuovaScelta(x).nascoste) // also when nothing is published
		for c, n := range nascoste {
			if !n || x.protette[c] {
				continue
			}
			nascoste[c] = false
			if len(x.Attacca(nascoste)) <= len(senzaScampo) {
				r.Fatalf("%v with %v hidden: count %d need not be", x.valori, nascoste, c)
			}
			nascoste[c] = true
		}
		valori := possibili(x, nascoste)
		if valori == nil {
			return // too many solutions to list them all: nothing is recovered
		}
		provate++
		for c, n := range nascoste {
			if !x.protette[c] {
				continue
			}
			if !n {
				r.Fatalf("the small count %d is published", c)
			}
			if len(valori[c]) < 2 {
				r.Fatalf("count %d of %v (hidden %v) can only be %v", c, x.valori, nascoste, valori[c])
			}
			if len(valori[c]) > Ampiezza {
				intere++
			}
		}
	})
	if provate == 0 {
		t.Error("no table was small enough to be attacked by exhaustion")
	}
	t.Logf("%d tables attacked by exhaustion, %d small counts may have more than %d values", provate, intere, Ampiezza)
}

// TestWithoutComplementsTheAttackWorks: the test above can fail.
func TestWithoutComplementsTheAttackWorks(t *testing.T) {
	x := classificata([]int64{3, 20, 30}, []int{0, 0, 0}, []int{0, 0, 0}, 1, 1)
	sole := slices.Clone(x.protette)
	if got := x.Attacca(sole); !slices.Equal(got, []int{0}) {
		t.Errorf("exposed: %v", got)
	}
	if got := possibili(x, sole)[0]; len(got) != 1 || !got[3] {
		t.Errorf("a subtraction finds %v", got)
	}
	if got := x.Nascondi(); !slices.Equal(got, []bool{true, true, false, false, false, false}) {
		t.Errorf("hidden: %v", got)
	}
}

func TestTwoSmallCountsDoNotCoverEachOther(t *testing.T) {
	// 1+2: a total of 3 leaves both within 0..3.
	x := classificata([]int64{1, 2, 40, 50}, []int{0, 0, 0, 0}, []int{0, 0, 0, 0}, 1, 1)
	if got := x.Nascondi(); !got[0] || !got[1] || !got[2] || got[3] {
		t.Errorf("hidden: %v", got)
	}
}

// TestChains: the system as a whole gives a count that no sum gives alone.
func TestChains(t *testing.T) {
	x := &Tabella{}
	a, b, c := x.Cella(3, 0), x.Cella(9, 0), x.Cella(8, 0)
	ab, bc, ac := x.Cella(12, 1), x.Cella(17, 1), x.Cella(11, 1)
	x.Somma([]int{a, b}, []int{ab})
	x.Somma([]int{b, c}, []int{bc})
	x.Somma([]int{a, c}, []int{ac})
	all := []bool{true, true, true, false, false, false}
	if note := x.risolvi(all); !note[a] || !note[b] || !note[c] {
		t.Errorf("three sums of three counts: %v", note)
	}
	got := x.Nascondi()
	if e := x.Attacca(got); len(e) > 0 || !got[a] {
		t.Errorf("exposed %v with %v hidden", e, got)
	}
}

func TestNothingSmallHidesNothing(t *testing.T) {
	x := classificata([]int64{0, 5, 30, 0}, []int{0, 0, 1, 1}, []int{0, 1, 0, 1}, 2, 2)
	if slices.Contains(x.Nascondi(), true) {
		t.Error("a count is hidden without a reason")
	}
}

func TestASumThatIsOffIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a false sum was taken")
		}
	}()
	x := &Tabella{}
	x.Somma([]int{x.Cella(1, 0)}, []int{x.Cella(2, 0)})
}

// lombardia is a table as large as the real ones: 1,500 bodies, most of them
// small.
func lombardia(seme uint64) *Tabella {
	r := rand.New(rand.NewPCG(seme, 1))
	const n = 1500
	enti, p, c := make([]int64, n), make([]int, n), make([]int, n)
	for i := range n {
		p[i], c[i] = r.IntN(12), r.IntN(6)
		enti[i] = int64(r.ExpFloat64() * float64(3+12*c[i]))
	}
	return classificata(enti, p, c, 12, 6)
}

// TestM10TheRegionIsSafeAndUseful: at full size nothing is exposed, the totals
// stay, and few counts are hidden besides the small ones.
func TestM10TheRegionIsSafeAndUseful(t *testing.T) {
	for seme := range uint64(5) {
		x := lombardia(seme)
		nascoste := x.Nascondi()
		if e := x.Attacca(nascoste); len(e) > 0 {
			t.Fatalf("seed %d: %d counts exposed", seme, len(e))
		}
		piccole, altre, totali := 0, 0, 0
		for c, n := range nascoste {
			switch {
			case !n:
			case c >= 1500:
				totali++
			case x.protette[c]:
				piccole++
			default:
				altre++
			}
		}
		if totali > 0 || altre*50 > piccole {
			t.Errorf("seed %d: %d totals hidden, and %d bodies beside %d small ones", seme, totali, altre, piccole)
		}
	}
}

func BenchmarkNascondi(b *testing.B) {
	x := lombardia(1)
	for b.Loop() {
		x.Nascondi()
	}
}
