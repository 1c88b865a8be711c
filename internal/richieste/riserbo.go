package richieste

import (
	"pass/internal/pubblico"
	"pass/internal/pubblico/riserbo"
)

// riserva holds back the ratings of few bodies, and those that would give them
// away: a mean with its number is a sum, and the sum of a province without all
// its bodies but one is that of the missing one. Medians do not add up, so
// times need only their own threshold; counts of requests are acts of public
// bodies and stay.
func (in datiCifre) riserva(out *pubblico.Attivita) {
	t := &riserbo.Tabella{}
	var voti []*pubblico.Misura
	cella := func(m *pubblico.Misura, livello int) int {
		voti = append(voti, m)
		return t.Cella(m.N, livello)
	}
	regione := cella(&out.Regione.Soddisfazione, 2)
	perProvincia, province := map[string][]int{}, []int{}
	for i := range out.Enti {
		e := &out.Enti[i]
		perProvincia[e.Provincia] = append(perProvincia[e.Provincia], cella(&e.Soddisfazione, 0))
	}
	var somme [][2][]int
	for i := range out.Province {
		p := cella(&out.Province[i].Soddisfazione, 1)
		province = append(province, p)
		somme = append(somme, [2][]int{perProvincia[out.Province[i].Sigla], {p}})
	}
	perTF, taskForces := map[string][]int{}, []int{}
	for i, p := range in.procedimenti {
		c := cella(&out.Procedimenti[i].Soddisfazione, 0)
		for _, t := range in.taskForces {
			if t.ID == p.TaskForceID {
				perTF[t.Codice] = append(perTF[t.Codice], c)
			}
		}
	}
	for i := range out.TaskForces {
		f := cella(&out.TaskForces[i].Soddisfazione, 1)
		taskForces = append(taskForces, f)
		somme = append(somme, [2][]int{perTF[out.TaskForces[i].Codice], {f}})
	}
	somme = append(somme, [2][]int{append(province, perProvincia[""]...), {regione}}, [2][]int{taskForces, {regione}})
	for _, s := range somme {
		t.Pareggia(s[0], s[1][0])
	}
	for c, nascosta := range t.Nascondi()[:len(voti)] {
		if nascosta {
			*voti[c] = pubblico.Misura{Riservata: true}
		}
	}
}
