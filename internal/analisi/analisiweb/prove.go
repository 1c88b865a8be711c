package analisiweb

import (
	"fmt"
	"net/url"
	"strings"

	"pass/internal/mining/patterns"
)

// The rows of the tables whose cases no filter can name are named in the
// address by what they tell; the page of the cases looks them up again.
const (
	provaRipetute     = "ripetute"     // a: the activity, or any
	provaIntegrazioni = "integrazioni" // asked more than once
	provaRitorno      = "ritorno"      // a, b: from, to
	provaRimpallo     = "rimpallo"     // a, b, attore
	provaMani         = "mani"         // a, b, attore
	provaLotto        = "lotto"        // a: the activity, b: who does it
	provaSeduta       = "seduta"       // a: the activity
	provaEnte         = "ente"         // a: the body
	provaFattore      = "fattore"      // a: kind:name, b: value
	provaQualita      = "qualita"      // a: code, b: column and values
)

// chiaviProva are the keys of the address that name an evidence.
var chiaviProva = []string{"rilievo", "prova", "legge", "percorso", "attore", "a", "b"}

// prova gives the cases behind a row of a table, with what the row says of
// them. asked is false when the address names none; a nil list with asked true
// says that it holds no more for this selection.
func (s *studio) prova(q url.Values) (casi []int32, frase string, asked bool) {
	a, b := q.Get("a"), q.Get("b")
	if chiave := q.Get("legge"); chiave != "" {
		casi, frase = s.provaLegge(chiave, q.Get("percorso"))
		return casi, frase, true
	}
	switch tipo := q.Get("prova"); tipo {
	case "":
		return nil, "", false
	case provaRipetute, provaIntegrazioni, provaRitorno:
		casi, frase = s.provaRipetizioni(tipo, a, b)
	case provaRimpallo, provaMani:
		casi, frase = s.provaPassaggi(tipo, a, b, q.Get("attore"))
	case provaLotto, provaSeduta, provaEnte:
		casi, frase = s.provaCause(tipo, a, b)
	case provaFattore:
		casi, frase = s.provaFattori(a, b)
	case provaQualita:
		casi, frase = s.provaProblemi(a, b)
	}
	return casi, frase, true
}

func (s *studio) provaRipetizioni(tipo, a, b string) ([]int32, string) {
	switch tipo {
	case provaRipetute:
		r := patterns.ReworkOf(s.vista, patterns.Options{})
		if a == "" {
			return r.WithRework, "Almeno un’attività si ripete."
		}
		for i := range r.Activities {
			if r.Activities[i].Name == a {
				return r.Activities[i].Rework, "«" + a + "» si ripete."
			}
		}
	case provaIntegrazioni:
		return patterns.RequestsOf(s.vista, s.Passi, patterns.Options{}).Repeated, "Le integrazioni sono state chieste più di una volta."
	case provaRitorno:
		for _, x := range patterns.ReturnsOf(s.vista, patterns.Options{}) {
			if x.FromName == a && x.ToName == b {
				return x.Cases, fmt.Sprintf("Da «%s» si torna a «%s».", a, b)
			}
		}
	}
	return nil, ""
}

func (s *studio) provaPassaggi(tipo, a, b, chiave string) ([]int32, string) {
	attore := patterns.Actor{Attribute: strings.TrimPrefix(chiave, attoreColonna)}
	if !strings.HasPrefix(chiave, attoreColonna) {
		attore.Attribute = ""
	}
	if tipo == provaMani {
		for _, p := range patterns.HandoverOf(s.vista, attore, patterns.Options{}).Passages {
			if p.FromName == a && p.ToName == b {
				return p.Cases, fmt.Sprintf("Il lavoro passa da %s a %s.", a, b)
			}
		}
		return nil, ""
	}
	p := patterns.PingPongOfActivities(s.vista, patterns.Options{})
	if chiave != attoreAttivita {
		p = patterns.PingPongOf(s.vista, attore, patterns.Options{})
	}
	for _, x := range p.List {
		if x.AName == a && x.BName == b {
			return x.Cases, fmt.Sprintf("Il lavoro va avanti e indietro tra «%s» e «%s».", a, b)
		}
	}
	return nil, ""
}
