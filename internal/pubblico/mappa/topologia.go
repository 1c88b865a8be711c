package mappa

// figura is a shape as it was read: rings of points, the last not the first
// again.
type figura struct {
	codice, nome, sigla string
	anelli              [][]Punto
}

// topologia cuts the rings of all shapes where neighbours begin or cease to
// run together, and keeps each stretch once.
func topologia(figure []figura) (archi [][]Punto, forme []Forma) {
	nodi := incroci(figure)
	noti := map[chiaveArco][]int32{}
	for _, f := range figure {
		forma := Forma{Codice: f.codice, Nome: f.nome, Sigla: f.sigla}
		for _, anello := range f.anelli {
			var arcs []int32
			for _, tratto := range taglia(anello, nodi) {
				arcs = append(arcs, posto(tratto, noti, &archi))
			}
			forma.Anelli = append(forma.Anelli, arcs)
		}
		forme = append(forme, forma)
	}
	return archi, forme
}

// incroci finds the points where arcs must end: those with other neighbours in
// one ring than in another.
func incroci(figure []figura) map[Punto]bool {
	vicini := map[Punto][2]Punto{}
	nodi := map[Punto]bool{}
	for _, f := range figure {
		for _, anello := range f.anelli {
			for i, p := range anello {
				v := [2]Punto{anello[(i+len(anello)-1)%len(anello)], anello[(i+1)%len(anello)]}
				if old, ok := vicini[p]; ok && old != v && old != [2]Punto{v[1], v[0]} {
					nodi[p] = true
				} else if !ok {
					vicini[p] = v
				}
			}
		}
	}
	return nodi
}

// taglia cuts a ring at the nodes; one without nodes is a single stretch that
// comes back to its smallest point, so that the same ring is the same stretch
// wherever it begins.
func taglia(anello []Punto, nodi map[Punto]bool) (out [][]Punto) {
	n := len(anello)
	first := -1
	for i, p := range anello {
		if nodi[p] {
			first = i
			break
		}
	}
	if first < 0 {
		least := 0
		for i, p := range anello {
			if prima(p, anello[least]) {
				least = i
			}
		}
		out = append(out, append(append([]Punto{}, anello[least:]...), anello[:least+1]...))
		return out
	}
	tratto := []Punto{anello[first]}
	for k := 1; k <= n; k++ {
		p := anello[(first+k)%n]
		tratto = append(tratto, p)
		if nodi[p] {
			out = append(out, tratto)
			tratto = []Punto{p}
		}
	}
	return out
}

func prima(a, b Punto) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// chiaveArco finds an arc whichever way it is walked: its ends in order, and
// its length.
type chiaveArco struct {
	a, b Punto
	n    int
}

// posto finds the arc among those known, or adds it; ^i is arc i backwards.
func posto(t []Punto, noti map[chiaveArco][]int32, archi *[][]Punto) int32 {
	k := chiaveArco{t[0], t[len(t)-1], len(t)}
	if prima(k.b, k.a) {
		k.a, k.b = k.b, k.a
	}
	for _, i := range noti[k] {
		switch a := (*archi)[i]; {
		case uguali(a, t, false):
			return i
		case uguali(a, t, true):
			return ^i
		}
	}
	i := int32(len(*archi)) //nolint:gosec // at most maxPunti
	*archi = append(*archi, t)
	noti[k] = append(noti[k], i)
	return i
}

func uguali(a, b []Punto, rovescio bool) bool {
	for i := range a {
		j := i
		if rovescio {
			j = len(b) - 1 - i
		}
		if a[i] != b[j] {
			return false
		}
	}
	return true
}
