package effetto

import "math"

func scalare(a, b []float64) (s float64) {
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

func norma(a []float64) float64 { return math.Sqrt(scalare(a, a)) }

// togli takes k times b from a.
func togli(a, b []float64, k float64) {
	for i, x := range b {
		a[i] -= k * x
	}
}

// autovalori are the eigenvalues of a small symmetric matrix, which is
// overwritten, and its eigenvectors as rows: Jacobi's rotations (Golub and Van
// Loan, Matrix Computations, 4th ed., §8.5).
func autovalori(m [][]float64) ([]float64, [][]float64) {
	n := len(m)
	v, d := make([][]float64, n), make([]float64, n)
	for i := range v {
		v[i] = make([]float64, n)
		v[i][i] = 1
	}
	for range 50 {
		fuori := 0.0
		for i := range m {
			for j := range i {
				fuori += m[i][j] * m[i][j]
			}
		}
		if fuori < 1e-28 {
			break
		}
		for p := range m {
			for q := range p {
				ruota(m, v, p, q)
			}
		}
	}
	for i := range d {
		d[i] = m[i][i]
	}
	return d, v
}

// ruota makes m[p][q] zero.
func ruota(m, v [][]float64, p, q int) {
	if m[p][q] == 0 {
		return
	}
	theta := (m[q][q] - m[p][p]) / (2 * m[p][q])
	t := 1 / (math.Abs(theta) + math.Sqrt(theta*theta+1))
	if theta < 0 {
		t = -t
	}
	cos := 1 / math.Sqrt(t*t+1)
	sin := t * cos
	for k := range m {
		m[k][p], m[k][q] = cos*m[k][p]-sin*m[k][q], sin*m[k][p]+cos*m[k][q]
	}
	for k := range m {
		m[p][k], m[q][k] = cos*m[p][k]-sin*m[q][k], sin*m[p][k]+cos*m[q][k]
		v[p][k], v[q][k] = cos*v[p][k]-sin*v[q][k], sin*v[p][k]+cos*v[q][k]
	}
}

// quantileT is the 97.5% point of Student's t with these degrees of freedom,
// at least 4: bisection on the area between −t and t, by Simpson's rule.
func quantileT(gradi float64) float64 {
	a, _ := math.Lgamma((gradi + 1) / 2)
	b, _ := math.Lgamma(gradi / 2)
	k := math.Exp(a-b) / math.Sqrt(gradi*math.Pi)
	f := func(x float64) float64 { return k * math.Exp(-(gradi+1)/2*math.Log1p(x*x/gradi)) }
	basso, alto := 1.9, 3.0
	for range 50 {
		t := (basso + alto) / 2
		const passi = 200
		area := f(0) + f(t)
		for i := 1; i < passi; i++ {
			area += f(t*float64(i)/passi) * float64(2+2*(i%2))
		}
		if 2*area*t/passi/3 < 0.95 {
			basso = t
		} else {
			alto = t
		}
	}
	return (basso + alto) / 2
}
