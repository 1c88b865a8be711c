package kernel

// Ruolo is what a person may be in PAsS. A person may hold several at once,
// each within its scope.
type Ruolo string

// The roles.
const (
	LegaleRappresentante Ruolo = "legale_rappresentante" // Sindaco, Presidente, or who stands in their place
	Delegato             Ruolo = "delegato"              // official enabled by the legale rappresentante
	Segreteria           Ruolo = "segreteria"            // Segreteria tecnica: approves, triages, verifies
	Coordinatore         Ruolo = "coordinatore"          // leads a task force
	EspertoRuolo         Ruolo = "esperto"               // expert of a task force
	Regione              Ruolo = "regione"               // cabina di regia
	Osservatore          Ruolo = "osservatore"           // ANCI, UPL, Provincia: reads statistics
	Amministratore       Ruolo = "amministratore"        // runs the installation
	Sistema              Ruolo = "sistema"               // PAsS itself, in its jobs
)

// Ruoli lists the roles that people hold, in the order in which pages show
// them.
var Ruoli = []Ruolo{LegaleRappresentante, Delegato, Segreteria, Coordinatore, EspertoRuolo, Regione, Osservatore, Amministratore}

// Etichetta is the name of the role for people.
func (r Ruolo) Etichetta() string {
	switch r {
	case LegaleRappresentante:
		return "Legale rappresentante"
	case Delegato:
		return "Delegato"
	case Segreteria:
		return "Segreteria tecnica"
	case Coordinatore:
		return "Coordinatore di task force"
	case EspertoRuolo:
		return "Esperto"
	case Regione:
		return "Regione (cabina di regia)"
	case Osservatore:
		return "Osservatore"
	case Amministratore:
		return "Amministratore"
	case Sistema:
		return "PAsS"
	}
	return string(r)
}

// Mandato is one active role of the actor with its scope.
type Mandato struct {
	ID        int64
	Ruolo     Ruolo
	Ente      int64 // for legale rappresentante and delegato, else 0
	TaskForce int64 // for coordinatore and esperto, else 0
}

// Actor is who performs an act: a signed-in person with the mandates that
// hold at that moment, or PAsS itself. The zero Actor may do nothing.
type Actor struct {
	Persona int64
	Nome    string
	Mandati []Mandato
	// DiSistema marks acts that PAsS performs by itself, in jobs.
	DiSistema bool
}

// ActorSistema is PAsS itself.
func ActorSistema() Actor { return Actor{Nome: "PAsS", DiSistema: true} }

// Has reports whether the actor holds the role in any scope.
func (a Actor) Has(r Ruolo) bool {
	for _, m := range a.Mandati {
		if m.Ruolo == r {
			return true
		}
	}
	return false
}

// HasAny reports whether the actor holds one of the roles in any scope.
func (a Actor) HasAny(rs ...Ruolo) bool {
	for _, r := range rs {
		if a.Has(r) {
			return true
		}
	}
	return false
}

// HasEnte reports whether the actor holds the role for that body.
func (a Actor) HasEnte(r Ruolo, ente int64) bool {
	for _, m := range a.Mandati {
		if m.Ruolo == r && m.Ente == ente && ente != 0 {
			return true
		}
	}
	return false
}

// DiEnte reports whether the actor acts for the body, as legal
// representative or as delegate.
func (a Actor) DiEnte(ente int64) bool {
	return a.HasEnte(LegaleRappresentante, ente) || a.HasEnte(Delegato, ente)
}

// HasTaskForce reports whether the actor holds the role in that task force.
func (a Actor) HasTaskForce(r Ruolo, taskForce int64) bool {
	for _, m := range a.Mandati {
		if m.Ruolo == r && m.TaskForce == taskForce && taskForce != 0 {
			return true
		}
	}
	return false
}

// Enti lists the bodies for which the actor acts, each once, in the order of
// the mandates.
func (a Actor) Enti() []int64 {
	var ids []int64
	for _, m := range a.Mandati {
		if m.Ente == 0 || (m.Ruolo != LegaleRappresentante && m.Ruolo != Delegato) {
			continue
		}
		seen := false
		for _, id := range ids {
			seen = seen || id == m.Ente
		}
		if !seen {
			ids = append(ids, m.Ente)
		}
	}
	return ids
}

// TaskForces lists the task forces in which the actor holds the role.
func (a Actor) TaskForces(r Ruolo) []int64 {
	var ids []int64
	for _, m := range a.Mandati {
		if m.Ruolo == r && m.TaskForce != 0 {
			ids = append(ids, m.TaskForce)
		}
	}
	return ids
}

// RuoloPrincipale is the role written beside the actor's name in the
// timeline, the first in the order of Ruoli.
func (a Actor) RuoloPrincipale() Ruolo {
	if a.DiSistema {
		return Sistema
	}
	for _, r := range Ruoli {
		if a.Has(r) {
			return r
		}
	}
	return ""
}
