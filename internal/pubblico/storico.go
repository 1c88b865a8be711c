package pubblico

import (
	"math"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// MaxSemestriStorico is how many semesters of the figures of bodies are kept
// in memory: eight years. With 1,500 bodies and twenty procedures a semester
// takes some 4 MB.
const MaxSemestriStorico = 16

// Storico are the figures of every body over the published semesters, kept
// compact in memory so that the page of a body asks nothing of the database.
// It is shared between requests: nobody may change it.
type Storico struct {
	semestri []*semestreStorico // the latest first
}

// semestreStorico are the rows of one semester, sorted by body.
type semestreStorico struct {
	semestre kernel.Semestre
	di       Istantanea
	righe    []rigaCompatta
	testi    []string // procedures, classes, sources and reasons: rows hold places in it
	enti     map[string][2]int32
	simili   map[[2]uint16][]int32 // class and procedure → rows
	nomi     []string              // by place of the body
}

// rigaCompatta is a MisuraEnte without pointers: 130 bytes and nothing for the
// garbage collector to follow. An unknown count is -1, an unknown time NaN.
type rigaCompatta struct {
	ente                                                          int32 // place in nomi
	procedimento, classe, fonte, motivo, riservate                uint16
	silenzio, espresse, sospese, conferenza, avviate              int32
	nMedia, nMediana, nP90, nNetta, transito, arretrato, pendenti int32
	media, mediana, p90, netta, termine                           float64
}

// PuntoEnte are the figures of one body for one procedure in one semester.
type PuntoEnte struct {
	Semestre     kernel.Semestre
	Ente         string // its public code
	Procedimento string
	Classe       string
	Fonte        string // pratiche, dichiarate or nessuna
	Misure       MisurePubbliche
}

func nuovoSemestre(di Istantanea, m MisureEnti) *semestreStorico {
	s := &semestreStorico{semestre: m.Semestre, di: di, enti: map[string][2]int32{}, simili: map[[2]uint16][]int32{}}
	posti := map[string]uint16{}
	posto := func(t string) uint16 {
		if i, ok := posti[t]; ok {
			return i
		}
		i := uint16(len(s.testi)) //nolint:gosec // some dozens
		posti[t], s.testi = i, append(s.testi, t)
		return i
	}
	righe := slices.Clone(m.Righe)
	slices.SortStableFunc(righe, func(a, b MisuraEnte) int { return int(a.EnteID - b.EnteID) })
	s.righe = make([]rigaCompatta, len(righe))
	for i, r := range righe {
		codice := CodiceEnte(r.Istat, r.EnteID)
		at, ok := s.enti[codice]
		if !ok {
			at = [2]int32{int32(i), int32(i)} //nolint:gosec // rows of a file
			s.nomi = append(s.nomi, codice)
		}
		at[1]++
		s.enti[codice] = at
		x := compatta(r.Misure)
		x.ente = int32(len(s.nomi) - 1) //nolint:gosec // rows of a file
		x.procedimento, x.classe, x.fonte, x.motivo = posto(r.Procedimento), posto(r.Classe), posto(r.Fonte), posto(r.Misure.MotivoArretrato)
		x.riservate = posto(strings.Join(r.Misure.Riservate, " "))
		s.righe[i] = x
		k := [2]uint16{x.classe, x.procedimento}
		s.simili[k] = append(s.simili[k], int32(i)) //nolint:gosec // rows of a file
	}
	return s
}

func compatta(m MisurePubbliche) rigaCompatta {
	n := func(x int64) int32 { return int32(x) } //nolint:gosec // practices of a semester
	opt := func(x *int64) int32 {
		if x == nil {
			return -1
		}
		return n(*x)
	}
	f := func(x *float64) float64 {
		if x == nil {
			return math.NaN()
		}
		return *x
	}
	return rigaCompatta{silenzio: n(m.ConcluseSilenzioAssenso), espresse: n(m.ConcluseEspresse), sospese: n(m.ConSospensioni), conferenza: n(m.ConConferenza), avviate: n(m.Avviate),
		nMedia: n(m.DurataMedia.N), nMediana: n(m.DurataMediana.N), nP90: n(m.DurataP90.N), nNetta: n(m.DurataMediaNetta.N),
		transito: opt(m.InTransito), arretrato: opt(m.Arretrato), pendenti: opt(m.PendentiFine),
		media: f(m.DurataMedia.Valore), mediana: f(m.DurataMediana.Valore), p90: f(m.DurataP90.Valore), netta: f(m.DurataMediaNetta.Valore), termine: f(m.TermineMassimo)}
}

func (s *semestreStorico) punto(i int32) PuntoEnte {
	r := &s.righe[i]
	opt := func(x int32) *int64 {
		if x < 0 {
			return nil
		}
		v := int64(x)
		return &v
	}
	f := func(x float64) *float64 {
		if math.IsNaN(x) {
			return nil
		}
		return &x
	}
	misura := func(x float64, n int32) Misura { return Misura{Valore: f(x), N: int64(n)} }
	return PuntoEnte{Semestre: s.semestre, Ente: s.nomi[r.ente], Procedimento: s.testi[r.procedimento], Classe: s.testi[r.classe], Fonte: s.testi[r.fonte],
		Misure: MisurePubbliche{ConcluseSilenzioAssenso: int64(r.silenzio), ConcluseEspresse: int64(r.espresse), ConSospensioni: int64(r.sospese), ConConferenza: int64(r.conferenza), Avviate: int64(r.avviate),
			DurataMedia: misura(r.media, r.nMedia), DurataMediana: misura(r.mediana, r.nMediana), DurataP90: misura(r.p90, r.nP90), DurataMediaNetta: misura(r.netta, r.nNetta),
			TermineMassimo: f(r.termine), InTransito: opt(r.transito), Arretrato: opt(r.arretrato), PendentiFine: opt(r.pendenti), MotivoArretrato: s.testi[r.motivo], Riservate: strings.Fields(s.testi[r.riservate])}}
}

// Ente gives the figures of a body in every semester kept, the latest first,
// by its public code.
func (s *Storico) Ente(codice string) (out []PuntoEnte) {
	for _, x := range s.semestri {
		at := x.enti[codice]
		for i := at[0]; i < at[1]; i++ {
			out = append(out, x.punto(i))
		}
	}
	return out
}

// Simili gives the figures of the bodies of a class on a procedure in one
// semester, in the order of the register.
func (s *Storico) Simili(sem kernel.Semestre, classe, procedimento string) (out []PuntoEnte) {
	for _, x := range s.semestri {
		if x.semestre != sem {
			continue
		}
		c, p := slices.Index(x.testi, classe), slices.Index(x.testi, procedimento)
		if c < 0 || p < 0 {
			return nil
		}
		for _, i := range x.simili[[2]uint16{uint16(c), uint16(p)}] { //nolint:gosec // places in testi
			out = append(out, x.punto(i))
		}
	}
	return out
}

// Procedimento gives the figures of every body on a procedure in one semester.
func (s *Storico) Procedimento(sem kernel.Semestre, procedimento string) (out []PuntoEnte) {
	for _, x := range s.semestri {
		p := slices.Index(x.testi, procedimento)
		if x.semestre != sem || p < 0 {
			continue
		}
		for i := range x.righe {
			if int(x.righe[i].procedimento) == p {
				out = append(out, x.punto(int32(i))) //nolint:gosec // rows of a file
			}
		}
	}
	return out
}
