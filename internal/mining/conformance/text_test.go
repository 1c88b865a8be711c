package conformance

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/termini"
)

// TestTextRoundTrip: every ready model, and one with everything in it, comes
// back from its text as it was.
func TestTextRoundTrip(t *testing.T) {
	all := &Model{
		Code: "tutto", Name: `Un "nome" con = e spazi`, Source: "L. 1/2000, art. 1", Note: "riga\nseconda", Closed: true,
		Steps: []Step{
			{ID: "a", Name: "A", Activities: []string{"Attività, prima", "x=y"}, Words: []string{"una -altra"}, Kinds: []steps.Kind{steps.Receipt, steps.Notice}, Optional: true, Repeatable: true, Source: "s", Note: "n", Uncertain: true},
			{ID: "b-1", Name: "", Or: true, Final: true, Kinds: []steps.Kind{steps.TacitEnd}},
			{ID: "c", Name: "chiuso", Anywhere: true, Activities: []string{"facoltativo"}},
		},
		Deadlines: []Deadline{
			{From: "a", FromLast: true, To: []string{"b-1", "c"}, Within: within(5, termini.GiorniLavorativi), Pause: NetRestarts, If: "c", Unless: "b-1", Source: "s", Note: "n", Uncertain: true},
			{From: "a", To: []string{"c"}, Rule: termini.ConclusioneOrdinaria, Then: termini.DecisioneConferenza},
		},
		Constraints: []Constraint{{Template: Absence, A: "a", N: 3}, {Template: Absence, A: "a"}, {Template: Precedence, A: "a", B: "c", Source: "s", Uncertain: true}},
	}
	for _, m := range append(Legal(), all) {
		text := m.String()
		got, err := ParseModel("# commento\n\n" + text)
		if err != nil {
			t.Fatalf("%s: %v\n%s", m.Code, err, text)
		}
		if !reflect.DeepEqual(got, m) {
			t.Errorf("%s comes back as\n%+v\nwant\n%+v", m.Code, got, m)
		}
	}
}

// TestTextErrors: what is wrong is said in Italian, with the line.
func TestTextErrors(t *testing.T) {
	const head = "modello m \"M\"\npasso a \"A\" attivita=x\n"
	for text, want := range map[string]string{
		"":                                               "codice del modello",
		"modello m \"M\"\n":                              "fra 1 e 200 passi",
		head + "salto a":                                 "riga 3",
		head + "=x":                                      "riga 3",
		head + "passo a \"A\" attivita=x":                "scritto due volte",
		head + "passo b \"B\" attivita=\"x":              "virgolette",
		head + "passo b \"B\"":                           "non dice quali",
		head + "passo b \"B\" colore=x":                  "non si riconosce",
		head + "passo b \"B\" entro=3":                   "qui non ci va",
		head + "passo b \"B\" significato=z":             "riga 3",
		head + "termine da=a a=z entro=3":                "passo \"z\"",
		head + "termine da=a a=a entro=zz":               "riga 3",
		head + "termine da=a a=a":                        "termine",
		head + "termine da=a a=a entro=3 conto=boh":      "conta",
		head + "termine da=a a=a regola=nessuna":         "non è conosciuto",
		head + "vincolo sempre a=a":                      "non è conosciuto",
		head + "vincolo precedenza a=a":                  "passo che non c'è",
		head + "vincolo almeno a=a":                      "vuole un numero",
		head + "vincolo almeno a=a n=molte":              "non è un numero",
		head + "passo b \"B\" oppure ovunque attivita=y": "alternativa",
	} {
		_, err := ParseModel(text)
		var e *kernel.Error
		if !errors.As(err, &e) || e.Code != kernel.NonValido || !strings.Contains(e.Message, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// FuzzParseModel: whatever is read without error is written and read again the
// same.
func FuzzParseModel(f *testing.F) {
	for _, m := range Legal() {
		f.Add(m.String())
	}
	f.Add("modello m \"M\" chiuso\npasso a \"A\" parole=\"b -c\"\nvincolo almeno a=a n=1")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseModel(text)
		if err != nil {
			return
		}
		again, err := ParseModel(m.String())
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%q comes back as %q: %v", text, again, err)
		}
	})
}
