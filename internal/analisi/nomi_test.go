package analisi

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pass/internal/mining/eventlog"
)

// People who do not exist, with what makes names hard to see: few letters,
// accents, apostrophes, particles, hyphens, other alphabets.
var (
	nomiPropri = []string{"Mario", "Giulia", "Niccolò", "Noè", "Ugo", "Eva", "Ada", "Zoe", "José", "Chloé", "Maria Grazia", "Anna-Maria", "Xia", "Zoë", "Đorđe", "Олена", "محمد", "Nicolo\u0300", "Krzysztof", "Ljubica"}
	cognomi    = []string{"Rossi", "Bo", "Re", "Fo", "D'Amico", "Dell’Orto", "De Re", "Di Pietro", "Lo Cicero", "Hu", "Chen", "Müller", "Zanè", "Costa", "Villa", "Marzo", "Gallo", "Forte", "Ngô",
		"Иванова", "Conte", "Bianchi Verdi", "Rao", "Brambilla", "Šimić", "Crnković", "Ó Brien", "Colombo", "Neri"}
)

// idPersonale makes an id that tells who somebody is.
func idPersonale(r *rand.Rand) string {
	scegli := func(xs []string) string { return xs[r.IntN(len(xs))] }
	nome, cognome := scegli(nomiPropri), scegli(cognomi)
	intero := cognome + " " + nome
	if r.IntN(2) == 0 {
		intero = nome + " " + cognome
	}
	switch r.IntN(5) {
	case 0:
		intero = strings.ToUpper(intero)
	case 1:
		intero = strings.ToLower(intero)
	}
	n := r.IntN(3000)
	lungo := cognome // alone it must be long enough to be no abbreviation
	if len([]rune(lungo)) < minimoNome || strings.Contains(lungo, " ") {
		lungo = "Brambilla"
	}
	fiscale := fmt.Sprintf("%s%02d%c%02dF%03d%c", scegli([]string{"DRGMRA", "BRTLCU", "XQZKRN", "rssmra"}), r.IntN(100), "ABCDEHLMPRST"[r.IntN(12)], r.IntN(72), r.IntN(1000), 'A'+rune(r.IntN(26)))
	cellulare := fmt.Sprintf("3%02d%s%07d", r.IntN(100), scegli([]string{"", " ", "-", "/", "."}), r.IntN(10_000_000))
	switch r.IntN(16) {
	case 0:
		return intero
	case 1:
		return fmt.Sprintf("%s %d", intero, n)
	case 2:
		return fmt.Sprintf("%d %s", n, intero)
	case 3:
		return fmt.Sprintf("PE/2024/%05d %s", n, intero)
	case 4:
		return fmt.Sprintf("SCIA %d - %s", n, intero)
	case 5:
		return fmt.Sprintf("%s_%d", strings.ReplaceAll(intero, " ", "_")+"_Brambilla", n)
	case 6:
		return fmt.Sprintf("%s%d", lungo, n)
	case 7:
		return fmt.Sprintf("Pratica%s%d", lungo, n)
	case 8:
		return fmt.Sprintf("%s, %s (%d)", cognome, nome, n)
	case 9:
		return fiscale
	case 10:
		return fmt.Sprintf("PE%s%d", fiscale, n)
	case 11:
		return fmt.Sprintf("pratica_%s/%d", fiscale, n)
	case 12:
		return fmt.Sprintf("%d %s@example.it", n, strings.ToLower(scegli([]string{"m.rossi", "ufficio12", "a1"})))
	case 13:
		return scegli([]string{"", "+39", "+39 ", "0039", "SCIA 12 "}) + cellulare
	case 14:
		return fmt.Sprintf("%s%d", scegli([]string{"02 ", "0371/", "+39 06 ", "045-"}), 1_000_000+r.IntN(1_000_000))
	}
	return fmt.Sprintf("Sig. %s n. %d", intero, n)
}

// idLecito makes an id of a practice such as bodies and programs give.
func idLecito(r *rand.Rand) string {
	scegli := func(xs []string) string { return xs[r.IntN(len(xs))] }
	n, anno := 1+r.IntN(99_999), 2015+r.IntN(12)
	hex := func(k int) string { return fmt.Sprintf("%0*x", k, r.Uint64()>>(64-4*k)) }
	tipo := scegli([]string{"PE", "SCIA", "CILA", "PdC", "SUAP", "AUA", "prot.", "Prot.", "PROT", "Pratica", "pratica", "PRATICA", "Fascicolo", "Istanza", "Domanda", "Rif.", "Case", "case", "Application", "Offer"})
	switch r.IntN(14) {
	case 0:
		return fmt.Sprint(n)
	case 1:
		return fmt.Sprintf("%s/%d/%05d", scegli([]string{"PE", "PG", "CE", "SUE", "SUAP"}), anno, n)
	case 2:
		return fmt.Sprintf("%s %d", tipo, n)
	case 3:
		return fmt.Sprintf("%s %d-%d", tipo, anno, n)
	case 4:
		return fmt.Sprintf("%s_%d", tipo, n)
	case 5:
		return fmt.Sprintf("%s%d", tipo, n)
	case 6:
		return fmt.Sprintf("%d/%d", n, anno)
	case 7:
		return fmt.Sprintf("%05d.%d", n, anno)
	case 8:
		return fmt.Sprintf("%s-%s-%s-%s-%s", hex(8), hex(4), hex(4), hex(4), hex(12))
	case 9:
		return fmt.Sprintf("n. %d del %02d/%02d/%d", n, 1+r.IntN(28), 1+r.IntN(12), anno)
	case 10:
		return fmt.Sprintf("%c%d", 'A'+rune(r.IntN(26)), n)
	case 11:
		return fmt.Sprintf("%s %d bis", tipo, n)
	case 12:
		return fmt.Sprintf("%03d%07d", r.IntN(2)*100, n)
	}
	return fmt.Sprintf("X%d%c%dK%d", r.IntN(10), 'A'+rune(r.IntN(26)), r.IntN(10), r.IntN(10))
}

// TestErroriDeiNomi publishes how often an id with a person in it is kept, and
// how often one of a practice is taken for a person: none, of those made here.
func TestErroriDeiNomi(t *testing.T) {
	const quanti = 20_000
	r := rand.New(rand.NewPCG(4, 2026))
	personale := func(id string) bool { return datoPersonale(id) || nomeDiPersona(id) }
	var rimasti, presi []string
	for range quanti {
		if id := idPersonale(r); !personale(id) {
			rimasti = append(rimasti, id)
		}
		if id := idLecito(r); personale(id) {
			presi = append(presi, id)
		}
	}
	t.Logf("people left in the open: %d of %d; practices taken for people: %d of %d", len(rimasti), quanti, len(presi), quanti)
	if len(rimasti) != 0 {
		t.Errorf("%d of %d people are left, as %q", len(rimasti), quanti, rimasti[:min(20, len(rimasti))])
	}
	if len(presi) != 0 {
		t.Errorf("%d of %d practices are taken for people, as %q", len(presi), quanti, presi[:min(20, len(presi))])
	}
}

// TestNomiUnoPerUno: ids that have been asked about.
func TestNomiUnoPerUno(t *testing.T) {
	for id, want := range map[string]bool{
		"Rossi Mario 3": true, "ROSSI 12": true, "rossi3": true, "Bo 3": true, "Hu Xia 2": true, "bo ugo 3": true, "Pratica di Rossi 12": true, "Via Roma 12": true,
		"RSS MRA 80A01 H501U": true, "PERSSMRA80A01H501U3": true, "12rssmra80a01h501u": true, "tel. 12": true, "BRMB ADA 3": true, "NERI3A": true,
		"3331234567": true, "+39 06 1234567": true, "0371 123456": true, "a.b@c.it": true, "Иванова 3": true,
		"PE/2024/00123": false, "SCIA 12": false, "Pratica 2024-15": false, "case-10011": false, "Application_652823628": false, "173688": false, "NGA": false, "SCIA": false,
		"0000012345": false, "0123/2024": false, "2024001234": false, "A1B2C3D4": false, "9f8a7bde01": false, "N. 12 del 2024": false, "declaration 86791": false, "": false, "-": false,
	} {
		if got := datoPersonale(id) || nomeDiPersona(id); got != want {
			t.Errorf("%q: personal %v, want %v", id, got, want)
		}
	}
}

// TestParoleSenzaCognomi: a word that lets an id through is the name of nobody
// in the lists of this test, and is written as it is looked up.
func TestParoleSenzaCognomi(t *testing.T) {
	for _, n := range slices.Concat(nomiPropri, cognomi) {
		for p := range strings.FieldsFuncSeq(strings.ToLower(n), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len([]rune(p)) > 2 && parolePratica[p] {
				t.Errorf("%q of %q is a word of practices", p, n)
			}
		}
	}
	for p := range parolePratica {
		if p != strings.ToLower(p) {
			t.Errorf("%q is never found", p)
		}
	}
}

// TestProteggeIdConNumero: one such id gives a pseudonym to all, wherever the
// column is kept.
func TestProteggeIdConNumero(t *testing.T) {
	l := &eventlog.Log{Cases: []string{"PE/2024/1", "Rossi Mario 3"}, Activities: []string{"Chiamata al 333 1234567", "Parere"},
		Mapping: eventlog.Mapping{Case: "pratica"}, Attributes: []eventlog.Attribute{{Name: "pratica", Values: []string{"PE/2024/1", "Rossi Mario 3"}}}}
	p, fatto := proteggi(l, nil)
	if testo := fmt.Sprintf("%v %v %v", p.Cases, p.Activities, p.Attributes[0].Values); !fatto.Casi || strings.Contains(testo, "Rossi") || strings.Contains(testo, "1234567") {
		t.Errorf("%v: %s", fatto, testo)
	}
}
