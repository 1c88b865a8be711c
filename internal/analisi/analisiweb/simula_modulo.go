package analisiweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/mining/simulation"
	"pass/internal/mining/steps"
	"pass/internal/ui"
)

// moduloSimula offers only what the model can try.
func (s *studio) moduloSimula(m *simulation.Model, q url.Values) moduloSimula {
	f := moduloSimula{Form: ui.FormProps{Action: s.URL + "/simula", Get: true, Label: "Scenario da provare"}, Valori: map[string]string{}}
	f.Form.Hidden = s.nascosti()
	for _, k := range chiaviSimula {
		f.Valori[k] = q.Get(k)
	}
	nessuna := ui.Option{Value: "", Label: "Nessuna modifica"}
	f.Persone, f.Passi, f.Attese, f.Cicli, f.Sedute = []ui.Option{nessuna}, []ui.Option{nessuna}, []ui.Option{nessuna}, []ui.Option{nessuna}, []ui.Option{nessuna}
	for _, p := range m.Pools {
		if p.Staff > 0 {
			testa := s.Log.Activities[testaPool(m, p)]
			for _, a := range p.Activities {
				if f.Valori["persone_a"] == s.Log.Activities[a] {
					f.Valori["persone_a"] = testa
				}
			}
			f.Persone = append(f.Persone, ui.Option{Value: testa, Label: s.nomiPool(p) + " (oggi " + esame.Quanti(p.Staff, "persona", "persone") + ")"})
		}
	}
	for _, n := range []int{-2, -1, 1, 2, 3, 5} {
		testo := esame.Quanti(n, "persona in più", "persone in più")
		if n < 0 {
			testo = esame.Quanti(-n, "persona in meno", "persone in meno")
		}
		f.Quante = append(f.Quante, ui.Option{Value: strconv.Itoa(n), Label: testo})
	}
	if f.Valori["persone"] == "" {
		f.Valori["persone"] = "1"
	}
	s.vociPassi(m, &f)
	f.SenzaPersone, f.SenzaSedute, f.SenzaRitorni = len(f.Persone) == 1, len(f.Sedute) == 1, len(f.Cicli) == 1
	return f
}

// vociPassi offers the steps, the longest first.
func (s *studio) vociPassi(m *simulation.Model, f *moduloSimula) {
	passi := slices.Clone(m.Steps)
	slices.SortStableFunc(passi, func(a, b simulation.Step) int {
		return compara(b.Total()*float64(b.N), a.Total()*float64(a.N))
	})
	for _, p := range passi[:min(len(passi), maxVociSimula)] {
		if p.N == 0 {
			continue
		}
		nome := s.Log.Activities[p.Activity]
		voce := ui.Option{Value: nome, Label: nome + " (" + esame.Durata(p.Total()) + " in media)"}
		if p.Total() > 0 && !p.External {
			f.Passi = append(f.Passi, voce)
		}
		if p.Other > 0 {
			f.Attese = append(f.Attese, ui.Option{Value: nome, Label: nome + " (" + esame.Durata(p.Other) + " di attesa in media)"})
		}
		if m.Check(simulation.Change{What: simulation.NoLoop, Activity: p.Activity}) == "" {
			f.Cicli = append(f.Cicli, ui.Option{Value: nome, Label: nome + " (" + esame.Quanti(len(m.Repeats(p.Activity)), "caso la ripete", "casi la ripetono") + ")"})
		}
		if p.BatchEvery > 0 {
			f.Sedute = append(f.Sedute, ui.Option{Value: nome, Label: nome + " (oggi ogni " + esame.Durata(p.BatchEvery) + ")"})
		}
	}
}

// testaPool is the activity that gives its people the most to do.
func testaPool(m *simulation.Model, p simulation.Pool) int32 {
	peso := func(a int32) float64 { return float64(m.Steps[a].N) * (m.Steps[a].Queue + m.Steps[a].Work) }
	return slices.MaxFunc(p.Activities, func(a, b int32) int { return compara(peso(a), peso(b)) })
}

// nomiPool names the activities that share people, the first three.
func (s *studio) nomiPool(p simulation.Pool) string {
	var nomi []string
	for _, a := range p.Activities[:min(len(p.Activities), 3)] {
		nomi = append(nomi, "«"+s.Log.Activities[a]+"»")
	}
	testo := strings.Join(nomi, ", ")
	if n := len(p.Activities) - 3; n > 0 {
		testo += " e " + esame.Quanti(n, "altra attività", "altre attività")
	}
	return testo
}

// proposte are scenarios built from the findings that the model can try.
func (s *studio) proposte(m *simulation.Model) (out []ui.CardProps) {
	visti := map[string]bool{}
	for _, r := range esame.Esamina(s.dati()).Rilievi {
		kv, titolo := s.daRilievo(m, r)
		if kv == nil || visti[titolo] || len(out) == 4 {
			continue
		}
		visti[titolo] = true
		out = append(out, ui.CardProps{Title: titolo, URL: s.qui("/simula", kv...), Text: r.Frase, H3: true})
	}
	return out
}

// daRilievo turns a finding into a scenario, nil when the model cannot try it.
func (s *studio) daRilievo(m *simulation.Model, r esame.Rilievo) (kv []string, titolo string) {
	a := int32(slices.Index(s.Log.Activities, r.Prova.A))
	if a < 0 {
		return nil, ""
	}
	nome := s.Log.Activities[a]
	esterno := int(a) < len(s.Passi) && s.Passi[a] != steps.Work && m.Steps[a].External
	for _, x := range []struct {
		vale   bool
		che    simulation.What
		valore float64
		titolo string
		kv     []string
	}{
		{r.Causa == esame.Ritorno || r.Causa == esame.Ripetizioni || r.Causa == esame.Rimpallo, simulation.NoLoop, 0, "E se «" + nome + "» non si ripetesse mai?", []string{"ciclo", nome}},
		{r.Causa == esame.Lotto, simulation.BatchEvery, m.Steps[a].BatchEvery / 2, "E se «" + nome + "» si facesse il doppio delle volte?", []string{"sedute_a", nome, "sedute", decimale(m.Steps[a].BatchEvery/2/secondiGiorno, 0)}},
		{r.Causa == esame.Contesa, simulation.StaffOf, 1, "E se su «" + nome + "» ci fosse una persona in più?", []string{"persone_a", nome, "persone", "1"}},
		{esterno || r.Causa == esame.AltroEnte || r.Causa == esame.Sospensione, simulation.WaitBy, 0.5, "E se l’attesa di «" + nome + "» si dimezzasse?", []string{"attesa", nome, "attesa_meno", "50"}},
		{true, simulation.StepBy, 0.5, "E se il tempo di «" + nome + "» si dimezzasse?", []string{"passo", nome, "meno", "50"}},
	} {
		if x.vale && m.Check(simulation.Change{What: x.che, Activity: a, Value: x.valore}) == "" {
			return x.kv, x.titolo
		}
	}
	return nil, ""
}
