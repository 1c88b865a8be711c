package effetto

import (
	"math"
	"slices"
)

// The Italian reasons for which a regression gives no figure.
const (
	troppiUguali = "I valori non variano da un ente all’altro: l’incertezza non si può misurare."
	pochiPesano  = "Troppo pochi enti pesano quasi tutto: un intervallo affidabile non si può calcolare."
)

// stima is the weighted regression of the changes; conLivello adds the level
// before the help. Nil, with the Italian reason, when no honest interval exists.
func (c *confronto) stima(conLivello bool) (*Stima95, string) {
	y, varianze := make([]float64, len(c.righe)), c.varianze()
	scala := 0.0
	for i, r := range c.righe {
		y[i] = r.variazione()
		scala = max(scala, r.prima.media(), r.dopo.media())
	}
	pesi := c.pesiCasuali(y, varianze, conLivello)
	q, ok := c.base(pesi, conLivello)
	if !ok {
		return nil, pochiPesano
	}
	if !conLivello {
		c.pesi = pesi
	}
	valore, errore, gradi := c.cr2(q, y, pesi)
	switch {
	case !(errore > 1e-9*scala):
		return nil, troppiUguali
	case !(gradi >= minGradi) || c.pesano(q, pesi) < minPesano:
		return nil, pochiPesano
	}
	m := quantileT(gradi) * errore
	return &Stima95{valore, errore, gradi, [2]float64{valore - m, valore + m}}, ""
}

// varianze are σ²(1/n before + 1/n after); nil when practices do not vary.
func (c *confronto) varianze() []float64 {
	scarti, gradi, quadrati := 0.0, 0, 0.0
	for _, r := range c.righe {
		scarti += r.prima.scarti() + r.dopo.scarti()
		gradi += r.prima.n + r.dopo.n - 2
		quadrati += r.prima.q + r.dopo.q
	}
	if scarti <= 1e-12*quadrati || gradi == 0 {
		return nil
	}
	v := make([]float64, len(c.righe))
	for i, r := range c.righe {
		v[i] = scarti / float64(gradi) * (1/float64(r.prima.n) + 1/float64(r.dopo.n))
	}
	return v
}

// pesiCasuali are 1/(τ² + v), scaled to mean 1, with τ² by moments: the
// weighted squared residuals have mean N − k + τ²(Σw − Σwh), h the leverages. No
// two offices are alike, and few bodies estimate τ² badly: it is at least a
// quarter of the middle v, so that no body counts over five times the middle one.
func (c *confronto) pesiCasuali(y, v []float64, conLivello bool) []float64 {
	w := make([]float64, len(y))
	for i := range w {
		w[i] = 1
		if v != nil {
			w[i] = 1 / v[i]
		}
	}
	q, ok := c.base(w, conLivello)
	if !ok || v == nil {
		return w
	}
	attesa, fattore, somma := float64(len(y)-len(q)), 0.0, 0.0
	for i, e := range residui(q, y, w) {
		somma += e * e
		h := 0.0
		for _, col := range q {
			h += col[i] * col[i]
		}
		fattore += w[i] * (1 - h)
	}
	tau2 := 0.0
	if fattore > 0 {
		tau2 = (somma - attesa) / fattore
	}
	ordinate := slices.Sorted(slices.Values(v))
	tau2 = max(tau2, ordinate[len(v)/2]/4)
	totale := 0.0
	for i := range w {
		w[i] = 1 / (tau2 + v[i])
		totale += w[i]
	}
	for i := range w {
		w[i] *= float64(len(w)) / totale
	}
	return w
}

// pesano is the number of bodies of equal weight that would be as many as those
// of the smaller group, (Σx)²/Σx² (Kish, Survey Sampling, 1965, §11.7).
func (c *confronto) pesano(q [][]float64, w []float64) float64 {
	aiuto := q[len(q)-1]
	var somma, quadrati [2]float64
	x := [2]float64{}
	for i, r := range c.righe {
		g := 0
		if r.aiutato {
			g = 1
		}
		x[g] += math.Sqrt(w[i]) * aiuto[i]
		if i+1 == len(c.righe) || c.righe[i+1].ente != r.ente {
			for g := range x {
				somma[g] += x[g]
				quadrati[g] += x[g] * x[g]
			}
			x = [2]float64{}
		}
	}
	return min(somma[0]*somma[0]/quadrati[0], somma[1]*somma[1]/quadrati[1])
}

// base are orthonormal columns that span √w·(cells, level, help), the help
// last, by Gram-Schmidt done twice; false when the help, or the level, is a
// combination of the others.
func (c *confronto) base(w []float64, conLivello bool) ([][]float64, bool) {
	n := len(c.righe)
	colonne := make([][]float64, c.celle, c.celle+2)
	for k := range colonne {
		colonne[k] = make([]float64, n)
	}
	livello, aiuto := make([]float64, n), make([]float64, n)
	for i, r := range c.righe {
		radice := math.Sqrt(w[i])
		colonne[r.cella][i] = radice
		livello[i] = radice * r.prima.media()
		if r.aiutato {
			aiuto[i] = radice
		}
	}
	if conLivello {
		colonne = append(colonne, livello)
	}
	colonne = append(colonne, aiuto)
	for k, col := range colonne {
		prima := norma(col)
		for range 2 {
			for _, p := range colonne[:k] {
				togli(col, p, scalare(col, p))
			}
		}
		dopo := norma(col)
		if !(dopo > 1e-7*prima) {
			return nil, false
		}
		for i := range col {
			col[i] /= dopo
		}
	}
	return colonne, true
}

// residui are those of √w·y on the base.
func residui(q [][]float64, y, w []float64) []float64 {
	e := make([]float64, len(y))
	for i := range e {
		e[i] = math.Sqrt(w[i]) * y[i]
	}
	for range 2 {
		for _, col := range q {
			togli(e, col, scalare(e, col))
		}
	}
	return e
}

// cr2 is the coefficient of the help, its standard error clustered by body with
// the CR2 correction, and the Satterthwaite degrees of freedom when the changes
// have the variances 1/w. The rows of a body stand together.
func (c *confronto) cr2(q [][]float64, y, w []float64) (valore, errore, gradi float64) {
	aiuto, k := q[len(q)-1], len(q)
	// In the base, √w·help = … + r·aiuto, so its coefficient is (aiuto·√w·y)/r.
	r := 0.0
	for i, x := range c.righe {
		if x.aiutato {
			r += math.Sqrt(w[i]) * aiuto[i]
		}
		valore += math.Sqrt(w[i]) * aiuto[i] * y[i]
	}
	valore /= r
	e := residui(q, y, w)
	zz, z := make([]float64, k*k), make([]float64, k)
	varianza, traccia, quadrati := 0.0, 0.0, 0.0
	for da, a := 0, 0; da < len(c.righe); da = a {
		for a = da; a < len(c.righe) && c.righe[a].ente == c.righe[da].ente; a++ {
		}
		l := correggi(q, da, a)
		u, norm := 0.0, 0.0
		clear(z)
		for i, x := range l {
			x /= r
			u += x * e[da+i]
			norm += x * x
			for j, col := range q {
				z[j] += col[da+i] * x
			}
		}
		zn := scalare(z, z)
		varianza += u * u
		traccia += norm - zn
		quadrati += norm * (norm - 2*zn)
		for i, zi := range z {
			for j, zj := range z {
				zz[i*k+j] += zi * zj
			}
		}
	}
	return valore, math.Sqrt(varianza), traccia * traccia / (quadrati + scalare(zz, zz))
}

// correggi is (I − H)^(−1/2) times the last column of the base, over the rows
// of one body; directions that the model fits exactly are left out.
func correggi(q [][]float64, da, a int) []float64 {
	n := a - da
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			if i == j {
				m[i][j] = 1
			}
			for _, col := range q {
				m[i][j] -= col[da+i] * col[da+j]
			}
		}
	}
	valori, vettori := autovalori(m)
	l, out := q[len(q)-1][da:a], make([]float64, n)
	for k, v := range valori {
		if v > 1e-9 {
			togli(out, vettori[k], -scalare(vettori[k], l)/math.Sqrt(v))
		}
	}
	return out
}
