package testo

import "strings"

// Segno tells a line that is the same from one that went or came.
type Segno int

// The signs.
const (
	Uguale Segno = iota
	Tolta
	Aggiunta
)

// Riga is one line of a comparison.
type Riga struct {
	Segno Segno
	Testo string
}

// massimoConfronto bounds the work: beyond so many pairs of lines the two texts
// are shown whole, one after the other.
const massimoConfronto = 4_000_000

// Confronta compares two texts line by line, by their longest common
// subsequence. Empty lines that are the same are left out.
func Confronta(prima, dopo string) (out []Riga) {
	a, b := strings.Split(prima, "\n"), strings.Split(dopo, "\n")
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		out = append(out, Riga{Uguale, a[i]})
		i++
	}
	ca, cb := 0, 0
	for ca < len(a)-i && cb < len(b)-i && a[len(a)-1-ca] == b[len(b)-1-cb] {
		ca, cb = ca+1, cb+1
	}
	out = append(out, diverse(a[i:len(a)-ca], b[i:len(b)-cb])...)
	for _, l := range a[len(a)-ca:] {
		out = append(out, Riga{Uguale, l})
	}
	return pulite(out)
}

func diverse(a, b []string) (out []Riga) {
	if len(a)*len(b) > massimoConfronto {
		return append(tutte(Tolta, a), tutte(Aggiunta, b)...)
	}
	// lcs[i][j] is the length of the longest common subsequence of a[i:] and b[j:].
	w := len(b) + 1
	lcs := make([]int32, (len(a)+1)*w)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lcs[i*w+j] = lcs[(i+1)*w+j+1] + 1
			} else {
				lcs[i*w+j] = max(lcs[(i+1)*w+j], lcs[i*w+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = append(out, Riga{Uguale, a[i]})
			i, j = i+1, j+1
		case lcs[(i+1)*w+j] >= lcs[i*w+j+1]:
			out = append(out, Riga{Tolta, a[i]})
			i++
		default:
			out = append(out, Riga{Aggiunta, b[j]})
			j++
		}
	}
	return append(append(out, tutte(Tolta, a[i:])...), tutte(Aggiunta, b[j:])...)
}

func tutte(s Segno, lines []string) (out []Riga) {
	for _, l := range lines {
		out = append(out, Riga{s, l})
	}
	return out
}

func pulite(in []Riga) (out []Riga) {
	for _, r := range in {
		if r.Testo != "" || r.Segno != Uguale {
			out = append(out, r)
		}
	}
	return out
}
