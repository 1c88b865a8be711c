package main

import (
	"math/rand/v2"
	"os"

	"pass/internal/mining/eventlog"
)

// model is what the generator needs of an observed log.
type model struct {
	activities []string
	variants   [][]int32         // the sequence of each case: a variant is as probable as it is frequent
	next       [][]int32         // followers of each activity, as often as seen; −1 ends
	lasting    map[int64][]int64 // microseconds, by transition
	resources  [][]string        // of each activity, as often as seen; "" is none
}

func loadModel(file string) (*model, error) {
	if file == "" {
		return permit(), nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	l, err := eventlog.Read(f, eventlog.Options{})
	if err != nil {
		return nil, err
	}
	m := newModel(l.Activities)
	for c := range l.Cases {
		lo, hi := l.Start[c], l.Start[c+1]
		m.observe(l.Activity[lo:hi], l.Time[lo:hi])
		for i := lo; i < hi; i++ {
			name := ""
			if r := l.Resource[i]; r != eventlog.None {
				name = l.Resources[r]
			}
			m.resources[l.Activity[i]] = append(m.resources[l.Activity[i]], name)
		}
	}
	return m, nil
}

func newModel(activities []string) *model {
	n := len(activities)
	return &model{activities: activities, next: make([][]int32, n), resources: make([][]string, n), lasting: map[int64][]int64{}}
}

func (m *model) observe(sequence []int32, at []int64) {
	m.variants = append(m.variants, sequence)
	for i, a := range sequence {
		if i+1 == len(sequence) {
			m.next[a] = append(m.next[a], -1)
			break
		}
		m.next[a] = append(m.next[a], sequence[i+1])
		m.lasting[transition(a, sequence[i+1])] = append(m.lasting[transition(a, sequence[i+1])], at[i+1]-at[i])
	}
}

func transition(from, to int32) int64 { return int64(from)<<32 | int64(to) }

// step is a transition of the built-in process: its weight among those of the
// same activity, and the mean hours that it takes.
type step struct {
	from, to int32
	weight   int
	hours    float64
}

// permitActivities and permitSteps are a plausible building permit of a
// Comune. They imitate nobody's data.
var permitActivities = []string{
	"01 Ricezione della domanda", "02 Protocollazione", "03 Verifica dei diritti di segreteria", "04 Avvio del procedimento",
	"05 Assegnazione al responsabile", "06 Verifica formale", "07 Richiesta di integrazioni", "08 Sollecito delle integrazioni",
	"09 Ricezione delle integrazioni", "10 Istruttoria tecnica", "11 Richiesta parere paesaggistico", "12 Parere paesaggistico reso",
	"13 Richiesta parere dei vigili del fuoco", "14 Parere dei vigili del fuoco reso", "15 Indizione della conferenza di servizi",
	"16 Determinazione della conferenza", "17 Sopralluogo", "18 Calcolo del contributo di costruzione", "19 Comunicazione del contributo",
	"20 Pagamento del contributo", "21 Proposta di provvedimento", "22 Preavviso di diniego", "23 Osservazioni del richiedente",
	"24 Diniego", "25 Rilascio del permesso", "26 Notifica", "27 Archiviazione",
}

var permitSteps = []step{
	{0, 1, 97, 3}, {0, 2, 3, 20}, {1, 2, 70, 26}, {1, 3, 30, 40}, {2, 3, 90, 30}, {2, 26, 2, 700}, {3, 4, 95, 20}, {3, 5, 5, 50},
	{4, 5, 100, 60}, {5, 6, 30, 90}, {5, 9, 65, 120}, {5, 26, 5, 300}, {6, 8, 75, 500}, {6, 7, 20, 720}, {6, 26, 5, 1500}, {7, 8, 80, 300},
	{7, 26, 20, 900}, {8, 5, 25, 50}, {8, 9, 75, 90}, {9, 10, 20, 70}, {9, 12, 12, 60}, {9, 14, 6, 90}, {9, 16, 12, 140}, {9, 17, 30, 80},
	{9, 20, 12, 50}, {9, 6, 8, 100}, {10, 11, 100, 900}, {11, 9, 40, 50}, {11, 17, 40, 70}, {11, 20, 20, 60}, {12, 13, 100, 700}, {13, 17, 60, 50},
	{13, 20, 40, 60}, {14, 15, 100, 1000}, {15, 17, 70, 80}, {15, 21, 30, 90}, {16, 17, 50, 90}, {16, 9, 50, 40}, {17, 18, 100, 30},
	{18, 19, 92, 400}, {18, 18, 8, 600}, {19, 20, 100, 40}, {20, 24, 85, 60}, {20, 21, 15, 70}, {21, 22, 55, 200}, {21, 23, 45, 320},
	{22, 20, 40, 150}, {22, 23, 60, 170}, {23, 25, 100, 24}, {24, 25, 90, 24}, {24, 24, 10, 2}, {25, 26, 100, 48},
}

const permitResources = 48

// permit draws the cases of the built-in process, always the same ones.
func permit() *model {
	m := newModel(permitActivities)
	r := rand.New(rand.NewPCG(27, 48))
	steps := make([][]step, len(permitActivities))
	for _, s := range permitSteps {
		for range s.weight {
			steps[s.from] = append(steps[s.from], s)
		}
	}
	for range 1500 {
		sequence, at := []int32{0}, []int64{0}
		for a := int32(0); len(steps[a]) > 0 && len(sequence) < longest; {
			s := steps[a][r.IntN(len(steps[a]))]
			a = s.to
			sequence = append(sequence, a)
			at = append(at, at[len(at)-1]+int64(r.ExpFloat64()*s.hours*3.6e9)/1000*1000)
		}
		m.observe(sequence, at)
	}
	for a := range m.resources {
		for i := range 6 { // each activity has a small team, some work in several
			m.resources[a] = append(m.resources[a], "Addetto "+string([]byte{byte('0' + (a*5+i)%permitResources/10), byte('0' + (a*5+i)%permitResources%10)}))
		}
	}
	return m
}
