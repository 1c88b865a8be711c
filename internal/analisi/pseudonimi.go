package analisi

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"pass/internal/mining/eventlog"
)

// Protetti says what was taken away from a log before it was stored.
type Protetti struct {
	Persone   int      `json:"persone"`             // different names that became R1, R2…
	Casi      bool     `json:"casi"`                // the ids of the cases looked like personal data and became P1, P2…
	Attributi []string `json:"attributi,omitempty"` // further columns whose values became R1, R2…
}

var (
	// codiceFiscale finds the code of a person inside a text, with the letters
	// that replace digits in case of omocodia (d.m. 23/12/1976), also where it
	// touches other letters or digits.
	codiceFiscale = regexp.MustCompile(`(?i)([A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z])`)
	postaElettr   = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[^\s@]{2,}`)
	// telefono finds Italian numbers: mobile ones, and those of the fixed network
	// with their prefix apart, after +39 or of full length.
	telefono = regexp.MustCompile(`(?:^|[^0-9A-Za-z])((?:(?:\+|00)39[ ./-]?)?3[0-9]{2}[ ./-]?[0-9]{3}[ ./-]?[0-9]{3,4}|(?:\+|00)39[ ./-]?0[0-9]{1,3}[ ./-]?[0-9]{5,8}|0[1-9][0-9]{0,2}[ ./-][0-9]{5,8}|0[1-9][0-9]{7,9})(?:[^0-9A-Za-z]|$)`)
)

// minimoTelefono is how many digits a telephone number has at least.
const minimoTelefono = 7

// datoPersonale reports whether a text holds a codice fiscale, an e-mail
// address or a telephone number.
func datoPersonale(s string) bool {
	return strings.IndexByte(s, '@') >= 0 && postaElettr.MatchString(s) || len(s) >= 16 && codiceFiscale.MatchString(s) || haTelefono(s)
}

func haTelefono(s string) bool {
	if len(s) < minimoTelefono || !strings.ContainsAny(s, "03") {
		return false
	}
	cifre := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			cifre++
		}
	}
	return cifre >= minimoTelefono && telefono.MatchString(s)
}

// sigle gives the same pseudonym to the same name wherever it is.
type sigle map[string]string

func (s sigle) di(nome string) string {
	if s[nome] == "" {
		s[nome] = fmt.Sprintf("R%d", len(s)+1)
	}
	return s[nome]
}

// in puts pseudonyms for the codici fiscali, telephone numbers and e-mail
// addresses that stand within texts; the texts stay different from one another.
func (s sigle) in(testi []string) []string {
	if !slices.ContainsFunc(testi, datoPersonale) {
		return testi
	}
	out, visti := make([]string, len(testi)), make(map[string]bool, len(testi))
	for i, x := range testi {
		x = s.alPosto(codiceFiscale, x)
		x = s.alPosto(telefono, x)
		x = postaElettr.ReplaceAllStringFunc(x, s.di)
		for visti[x] {
			x += " bis"
		}
		visti[x] = true
		out[i] = x
	}
	return out
}

// alPosto puts pseudonyms for the first group of what re finds, in one walk: two
// numbers may share the space between them.
func (s sigle) alPosto(re *regexp.Regexp, x string) string {
	var b strings.Builder
	for {
		m := re.FindStringSubmatchIndex(x)
		if m == nil {
			b.WriteString(x)
			return b.String()
		}
		b.WriteString(x[:m[2]] + s.di(x[m[2]:m[3]]))
		x = x[m[3]:]
	}
}

// proteggi is the same log without names of people: the resources and the
// values of the attributes marked as personal become R1, R2…, the same name the
// same pseudonym wherever it is. An attribute that holds codici fiscali, telephone
// numbers or e-mail addresses, or that is the column of the resources, is
// treated so too; within an activity only they are replaced. If an id of a case looks personal
// they all become P1, P2…: the row of the file still leads the body to its
// practice.
func proteggi(l *eventlog.Log, personali []string) (*eventlog.Log, Protetti) {
	p := *l
	var fatto Protetti
	p.Attributes = slices.Clone(l.Attributes)
	noti := make(sigle, len(l.Resources))
	p.Resources = make([]string, len(l.Resources))
	for i, r := range l.Resources {
		p.Resources[i] = fmt.Sprintf("R%d", i+1)
		noti[r] = p.Resources[i]
	}
	fatto.Casi = slices.ContainsFunc(l.Cases, func(id string) bool { return datoPersonale(id) || nomeDiPersona(id) })
	p.Activities, p.Lifecycles = noti.in(l.Activities), noti.in(l.Lifecycles)
	for i := range p.Attributes {
		a := &p.Attributes[i]
		ripete := a.Name == l.Mapping.Resource || fatto.Casi && a.Name == l.Mapping.Case
		if !ripete && !slices.Contains(personali, a.Name) && !slices.ContainsFunc(a.Values, datoPersonale) {
			continue
		}
		fatto.Attributi = append(fatto.Attributi, a.Name)
		values := make([]string, len(a.Values))
		for j, v := range a.Values {
			values[j] = noti.di(v)
		}
		a.Values = values
	}
	fatto.Persone = len(noti)
	if fatto.Casi {
		p.Cases = make([]string, len(l.Cases))
		for i := range p.Cases {
			p.Cases[i] = fmt.Sprintf("P%d", i+1)
		}
	}
	p.Problems = senzaNomi(l.Problems)
	return &p, fatto
}
