package app

import (
	"strings"

	"pass/internal/kernel"
)

// PersonaDimostrativa is an invented person of the demonstration.
type PersonaDimostrativa struct {
	Nome          string
	Ruolo         string
	CodiceFiscale kernel.CodiceFiscale
	Email         string
}

// personaDemo is who the demonstration knows by name: one for each role, whom
// the README and "passd demo" list.
type personaDemo struct {
	nome, cognome string
	nota          string
	ruolo         kernel.Ruolo
	ente          string // name of the body, for who acts for one
	taskForce     string // code, for coordinators and experts
}

// Everybody is invented; the Comuni exist.
var demoPersone = []personaDemo{
	{"Anna", "Brambati", "Sindaca del Comune di Vimercate", kernel.LegaleRappresentante, "Vimercate", ""},
	{"Marco", "Ferraroni", "Delegato del Comune di Vimercate", kernel.Delegato, "Vimercate", ""},
	{"Giulio", "Pedretti", "Sindaco del Comune di Sondalo", kernel.LegaleRappresentante, "Sondalo", ""},
	{"Elena", "Sartirana", "Segreteria tecnica", kernel.Segreteria, "", ""},
	{"Paolo", "Locatelli", "Coordinatore, Edilizia e Urbanistica", kernel.Coordinatore, "", "edilizia-urbanistica"},
	{"Chiara", "Bonfanti", "Esperta, Edilizia e Urbanistica", kernel.EspertoRuolo, "", "edilizia-urbanistica"},
	{"Laura", "Maggioni", "Regione, cabina di regia", kernel.Regione, "", ""},
	{"Davide", "Crippa", "Osservatore, associazione dei Comuni", kernel.Osservatore, "", ""},
	{"Silvia", "Invernizzi", "Amministratrice dell'installazione", kernel.Amministratore, "", ""},
	{"Franca", "Dell'Orto", "Sindaca di un Comune non ancora registrato", "", "", ""},
}

// PersoneDimostrative lists one invented person for each role.
func PersoneDimostrative() []PersonaDimostrativa {
	var out []PersonaDimostrativa
	for i, p := range demoPersone {
		out = append(out, PersonaDimostrativa{Nome: p.nome + " " + p.cognome, Ruolo: p.nota, CodiceFiscale: cfInventato(p.nome, p.cognome, i), Email: emailInventata(p.nome, p.cognome)})
	}
	return out
}

// cfInventato makes a well-formed code: letters of the names, a birth year
// after 1950 and a foreign birthplace that does not exist (Z999).
func cfInventato(nome, cognome string, n int) kernel.CodiceFiscale {
	mesi := "ABCDEHLMPRST"
	primi := tre(cognome) + tre(nome) + string([]byte{'5' + byte(n/10%5), '0' + byte(n%10)}) + string(mesi[n%12]) +
		string([]byte{'0' + byte(n/7%3), '1' + byte(n%9)}) + "Z999"
	cf, ok := kernel.CompletaCodiceFiscale(primi)
	if !ok {
		panic("app: invented codice fiscale is malformed: " + primi)
	}
	return cf
}

func tre(s string) string {
	s = strings.ToUpper(strings.ReplaceAll(kernel.Fold(s), " ", ""))
	var c, v string
	for _, r := range s {
		if strings.ContainsRune("AEIOU", r) {
			v += string(r)
		} else {
			c += string(r)
		}
	}
	return (c + v + "XXX")[:3]
}

func emailInventata(nome, cognome string) string {
	return strings.ReplaceAll(kernel.Fold(nome), " ", "") + "." + strings.ReplaceAll(kernel.Fold(cognome), " ", "") + "@esempio.it"
}
