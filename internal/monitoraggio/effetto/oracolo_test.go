package effetto

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The oracle: the formulas of the package comment with full matrices, slow and
// obvious, sharing no code with the package but the rows.

type matrice [][]float64

func zeri(n, m int) matrice {
	x := make(matrice, n)
	for i := range x {
		x[i] = make([]float64, m)
	}
	return x
}

func per(a, b matrice) matrice {
	x := zeri(len(a), len(b[0]))
	for i := range a {
		for j := range b[0] {
			for k := range b {
				x[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return x
}

func trasposta(a matrice) matrice {
	x := zeri(len(a[0]), len(a))
	for i := range a {
		for j := range a[i] {
			x[j][i] = a[i][j]
		}
	}
	return x
}

func diagonale(d []float64) matrice {
	x := zeri(len(d), len(d))
	for i, v := range d {
		x[i][i] = v
	}
	return x
}

func uni(n int) []float64 {
	d := make([]float64, n)
	for i := range d {
		d[i] = 1
	}
	return d
}

func meno(a, b matrice) matrice {
	x := zeri(len(a), len(a[0]))
	for i := range a {
		for j := range a[i] {
			x[i][j] = a[i][j] - b[i][j]
		}
	}
	return x
}

// inversa by Gauss and Jordan with pivots.
func inversa(a matrice) matrice {
	n := len(a)
	m, x := meno(a, zeri(n, n)), diagonale(uni(n))
	for c := range n {
		p := c
		for i := c; i < n; i++ {
			if math.Abs(m[i][c]) > math.Abs(m[p][c]) {
				p = i
			}
		}
		m[c], m[p], x[c], x[p] = m[p], m[c], x[p], x[c]
		k := m[c][c]
		for j := range n {
			m[c][j] /= k
			x[c][j] /= k
		}
		for i := range n {
			if k := m[i][c]; i != c {
				for j := range n {
					m[i][j] -= k * m[c][j]
					x[i][j] -= k * x[c][j]
				}
			}
		}
	}
	return x
}

// radiceInversa is a^(−1/2) by Denman and Beavers' iteration.
func radiceInversa(a matrice) matrice {
	y, z := a, diagonale(uni(len(a)))
	for range 60 {
		iy, iz := inversa(y), inversa(z)
		y2, z2 := zeri(len(a), len(a)), zeri(len(a), len(a))
		for i := range a {
			for j := range a {
				y2[i][j], z2[i][j] = (y[i][j]+iz[i][j])/2, (z[i][j]+iy[i][j])/2
			}
		}
		y, z = y2, z2
	}
	return z
}

func disegno(c *confronto, conLivello bool) matrice {
	x := zeri(len(c.righe), c.celle)
	for i, r := range c.righe {
		x[i][r.cella] = 1
		if conLivello {
			x[i] = append(x[i], r.prima.media()-100)
		}
		d := 0.0
		if r.aiutato {
			d = 1
		}
		x[i] = append(x[i], d)
	}
	return x
}

// oracoloTau2 is the moment estimate with traces of full matrices.
func oracoloTau2(x matrice, y, v []float64) float64 {
	w := make([]float64, len(v))
	for i := range v {
		w[i] = 1 / v[i]
	}
	xtw := per(trasposta(x), diagonale(w))
	m := inversa(per(xtw, x))
	b := per(m, per(xtw, trasposta(matrice{y})))
	q, somma := 0.0, 0.0
	for i := range y {
		e := y[i]
		for j := range b {
			e -= x[i][j] * b[j][0]
		}
		q += w[i] * e * e
		somma += w[i]
	}
	tr := per(m, per(per(xtw, diagonale(w)), x))
	for i := range tr {
		somma -= tr[i][i]
	}
	return (q - float64(len(y)-len(x[0]))) / somma
}

// oracoloCR2 gives coefficient, standard error and degrees of freedom.
func oracoloCR2(c *confronto, x matrice, y, w []float64) (float64, float64, float64) {
	n, k := len(y), len(x[0])
	radici := make([]float64, n)
	for i := range w {
		radici[i] = math.Sqrt(w[i])
	}
	xs, ys := per(diagonale(radici), x), per(diagonale(radici), trasposta(matrice{y}))
	lineare := per(inversa(per(trasposta(xs), xs)), trasposta(xs)) // k×n
	ih := meno(diagonale(uni(n)), per(xs, lineare))
	e := per(ih, ys)
	valore, varianza := per(lineare, ys)[k-1][0], 0.0
	var pp []matrice
	for da, a := 0, 0; da < n; da = a {
		for a = da; a < n && c.righe[a].ente == c.righe[da].ente; a++ {
		}
		blocco, l := zeri(a-da, a-da), zeri(a-da, 1)
		for i := range blocco {
			copy(blocco[i], ih[da+i][da:a])
			l[i][0] = lineare[k-1][da+i]
		}
		al := per(radiceInversa(blocco), l)
		u := 0.0
		colonne := zeri(n, a-da)
		for i := range al {
			u += al[i][0] * e[da+i][0]
			for r := range n {
				colonne[r][i] = ih[r][da+i]
			}
		}
		varianza += u * u
		pp = append(pp, per(colonne, al))
	}
	traccia, quadrati := 0.0, 0.0
	for i, p := range pp {
		for j, r := range pp {
			s := per(trasposta(p), r)[0][0]
			quadrati += s * s
			if i == j {
				traccia += s
			}
		}
	}
	return valore, math.Sqrt(varianza), traccia * traccia / quadrati
}

// TestAgainstOracle: estimate, standard error and degrees of freedom equal those
// of full matrices, with staggered help, several classes and bodies in several
// cells, with and without the starting level.
func TestAgainstOracle(t *testing.T) {
	piuCelle := false
	for seme := range uint64(8) {
		m := mondo{aiutati: 9, confronto: 14, coorti: []int{3, 4, 5}, classi: 2, effetto: -15, vario: 6 * float64(seme%4), fattore: 1, scossa: 5 * float64(seme%3), mancanti: 0.1}
		serie, err := ordina(m.dati(rand.New(rand.NewPCG(21, seme))))
		if err != nil {
			t.Fatal(err)
		}
		o := Opzioni{}.conDefault()
		for _, conLivello := range []bool{false, true} {
			c := confronta(serie, finestre{-2, -1, 1, 2}, o)
			y, v := make([]float64, len(c.righe)), c.varianze()
			for i, r := range c.righe {
				y[i] = r.variazione()
				piuCelle = piuCelle || i > 0 && r.ente == c.righe[i-1].ente
			}
			x := disegno(c, conLivello)
			tau2 := max(oracoloTau2(x, y, v), mediana(v)/4)
			w := make([]float64, len(v))
			for i := range w {
				w[i] = 1 / (tau2 + v[i])
			}
			valore, errore, gradi := oracoloCR2(c, x, y, w)
			s, motivo := c.stima(conLivello)
			if s == nil {
				if gradi > minGradi {
					t.Errorf("%d: no estimate, %s", seme, motivo)
				}
				continue
			}
			if !vicino(s.Valore, valore, 1e-7) || !vicino(s.Errore, errore, 1e-7) || !vicino(s.Gradi, gradi, 1e-5) {
				t.Errorf("%d %v: %+v, the oracle says %v %v %v", seme, conLivello, *s, valore, errore, gradi)
			}
		}
	}
	if !piuCelle {
		t.Error("no body was in several cells")
	}
}

func mediana(v []float64) float64 {
	minori := func(x float64) (n int) {
		for _, y := range v {
			if y < x {
				n++
			}
		}
		return n
	}
	best := 0.0
	for _, x := range v {
		if minori(x) <= len(v)/2 && x > best {
			best = x
		}
	}
	return best
}
