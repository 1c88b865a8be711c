package kernel_test

import (
	"slices"
	"testing"

	"pass/internal/kernel"
)

var delegata = kernel.Actor{Persona: 9, Nome: "Anna Prova", Mandati: []kernel.Mandato{
	{ID: 1, Ruolo: kernel.EspertoRuolo, TaskForce: 3},
	{ID: 2, Ruolo: kernel.Delegato, Ente: 10},
	{ID: 3, Ruolo: kernel.LegaleRappresentante, Ente: 20},
	{ID: 4, Ruolo: kernel.Delegato, Ente: 20},
	{ID: 5, Ruolo: kernel.EspertoRuolo, TaskForce: 4},
}}

func TestARoleHoldsOnlyInItsScope(t *testing.T) {
	a := delegata
	for what, is := range map[string]bool{
		"delegata del 10": a.HasEnte(kernel.Delegato, 10), "del 10": a.DiEnte(10), "del 20": a.DiEnte(20),
		"legale del 20": a.HasEnte(kernel.LegaleRappresentante, 20), "esperta della 3": a.HasTaskForce(kernel.EspertoRuolo, 3),
		"uno dei due": a.HasAny(kernel.Regione, kernel.Delegato),
	} {
		if !is {
			t.Errorf("%s: no", what)
		}
	}
	for what, is := range map[string]bool{
		"legale del 10": a.HasEnte(kernel.LegaleRappresentante, 10), "di un ente qualunque": a.DiEnte(0), "del 30": a.DiEnte(30),
		"della 5": a.HasTaskForce(kernel.EspertoRuolo, 5), "di nessuna": a.HasTaskForce(kernel.EspertoRuolo, 0),
		"coordinatrice della 3": a.HasTaskForce(kernel.Coordinatore, 3), "amministratrice": a.Has(kernel.Amministratore), "nessun ruolo": a.HasAny(),
	} {
		if is {
			t.Errorf("%s: yes", what)
		}
	}
}

func TestTheZeroActorMayDoNothing(t *testing.T) {
	var a kernel.Actor
	for _, r := range append(kernel.Ruoli, kernel.Sistema, "") {
		if a.Has(r) || a.HasEnte(r, 0) || a.HasTaskForce(r, 0) {
			t.Errorf("the zero actor is %q", r)
		}
	}
	if a.DiEnte(0) || len(a.Enti()) != 0 || a.RuoloPrincipale() != "" {
		t.Error("the zero actor acts for somebody")
	}
	// A mandate whose scope is missing must not reach records without one.
	broken := kernel.Actor{Mandati: []kernel.Mandato{{Ruolo: kernel.Delegato}, {Ruolo: kernel.EspertoRuolo}}}
	if broken.DiEnte(0) || broken.HasTaskForce(kernel.EspertoRuolo, 0) || len(broken.Enti()) != 0 || len(broken.TaskForces(kernel.EspertoRuolo)) != 0 {
		t.Error("a mandate without scope reaches something")
	}
}

func TestScopesAreListedOnce(t *testing.T) {
	if got := delegata.Enti(); !slices.Equal(got, []int64{10, 20}) {
		t.Errorf("bodies %v", got)
	}
	if got := delegata.TaskForces(kernel.EspertoRuolo); !slices.Equal(got, []int64{3, 4}) {
		t.Errorf("task forces %v", got)
	}
	if delegata.RuoloPrincipale() != kernel.LegaleRappresentante || kernel.ActorSistema().RuoloPrincipale() != kernel.Sistema {
		t.Errorf("main role %s", delegata.RuoloPrincipale())
	}
}

func TestEveryRoleHasAName(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range append(slices.Clone(kernel.Ruoli), kernel.Sistema) {
		name := r.Etichetta()
		if name == string(r) || name == "" || seen[name] {
			t.Errorf("role %s is called %q", r, name)
		}
		seen[name] = true
	}
}
