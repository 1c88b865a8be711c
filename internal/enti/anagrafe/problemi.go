package anagrafe

import (
	"cmp"
	"fmt"
	"slices"

	"pass/internal/kernel"
)

// MaxProblemi is how many problems a reader lists one by one; the others are
// counted in a last entry without a row.
const MaxProblemi = 500

// Problema is something wrong in a file, told to the person who loaded it.
type Problema struct {
	Riga      int    // from 1, as a spreadsheet counts; 0 when the whole file is meant
	Colonna   string // the header of the column, empty when the whole row is meant
	Messaggio string // Italian: what is wrong and what was done
	Scartata  bool   // true when the row did not become a record
}

// String is the problem in one line, for a report.
func (p Problema) String() string {
	s := p.Messaggio
	if p.Riga > 0 {
		s = fmt.Sprintf("Riga %d", p.Riga)
		if p.Colonna != "" {
			s += fmt.Sprintf(", colonna «%s»", p.Colonna)
		}
		s += ": " + p.Messaggio
	}
	if p.Scartata {
		s += " La riga non è stata caricata."
	}
	return s
}

// raccolta gathers problems within a bound. A notice that concerns many rows is
// kept once, with the first row and the number of rows.
type raccolta struct {
	elenco   []Problema
	altri    int
	ripetuti map[string]*ripetuto
}

type ripetuto struct {
	primo Problema
	righe int
}

func (r *raccolta) aggiungi(p Problema) {
	if len(r.elenco) >= MaxProblemi {
		r.altri++
		return
	}
	r.elenco = append(r.elenco, p)
}

func (r *raccolta) unaVolta(p Problema) {
	if r.ripetuti == nil {
		r.ripetuti = map[string]*ripetuto{}
	}
	k := p.Colonna + "\x00" + p.Messaggio
	if r.ripetuti[k] == nil {
		r.ripetuti[k] = &ripetuto{primo: p}
	}
	r.ripetuti[k].righe++
}

// chiudi gives the problems by row.
func (r *raccolta) chiudi() []Problema {
	out := r.elenco
	for _, v := range r.ripetuti {
		p := v.primo
		if v.righe > 1 {
			p.Messaggio += fmt.Sprintf(" Vale per %s righe.", kernel.Numero(int64(v.righe)))
		}
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Problema) int {
		return cmp.Or(cmp.Compare(a.Riga, b.Riga), cmp.Compare(a.Colonna, b.Colonna), cmp.Compare(a.Messaggio, b.Messaggio))
	})
	if r.altri > 0 {
		out = append(out, Problema{Messaggio: fmt.Sprintf(
			"Altri %s problemi non sono elencati. Conviene correggere i primi e ricaricare il file.", kernel.Numero(int64(r.altri)))})
	}
	return out
}
