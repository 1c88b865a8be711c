package foglio

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"

	"pass/internal/kernel"
)

// reCF finds a codice fiscale, also with spaces or points between its parts
// and with the letters of omocodia (D.M. 23/12/1976). The check character is
// not looked at: a mistyped code is somebody's all the same.
var reCF = regexp.MustCompile(`(?i)(?:^|[^A-Z0-9])([A-Z]{3}[ .\-]?[A-Z]{3}[ .\-]?[0-9LMNPQRSTUV]{2}[A-EHLMPR-T][0-9LMNPQRSTUV]{2}[ .\-]?[A-Z][0-9LMNPQRSTUV]{3}[A-Z])(?:$|[^A-Z0-9])`)

// haCF reports whether the text holds a codice fiscale.
func haCF(s string) bool { return len(s) >= 16 && reCF.MatchString(s) }

// senzaCF puts a mark where a codice fiscale was.
func senzaCF(s string) string {
	for range 20 {
		i := reCF.FindStringSubmatchIndex(s)
		if len(s) < 16 || i == nil {
			return s
		}
		s = s[:i[2]] + "[codice fiscale tolto]" + s[i[3]:]
	}
	return "[testo con codici fiscali]"
}

// titoliPersonali are the words of the titles of columns about people.
var titoliPersonali = insieme("richiedente richiedenti nominativo nominativi cognome nome intestatario intestatari committente " +
	"committenti proprietario proprietari ditta titolare titolari istante istanti progettista tecnico direttore cf email mail pec " +
	"telefono cellulare indirizzo residenza anagrafica proponente dichiarante beneficiario responsabile rup istruttore soggetto ragione")

// titoloPersonale reports whether a column is about people, by its title.
func titoloPersonale(t string) bool {
	w := kernel.Fold(strings.ReplaceAll(t, "_", " "))
	if strings.Contains(w, "codice fiscale") || strings.Contains(w, "cod fisc") || strings.Contains(w, "cod fiscale") || strings.HasPrefix(w, "c f ") || w == "c f" {
		return true
	}
	data := false
	for x := range strings.FieldsSeq(w) {
		data = data || x == "data" || x == "numero" || x == "id" || x == "protocollo" || x == "sospensione" || x == "sospensioni" || x == "termine"
		if titoliPersonali[x] && !data {
			return true
		}
	}
	return false
}

// mestiere are the words of office that stand in an identifier without being names.
var mestiere = insieme("pratica prat numero num nr prot protocollo protocollata edilizia edilizio permesso di costruire del della dei " +
	"scia cila pdc dia suap sue condono sanatoria variante anno istanza domanda fascicolo ordinario asseverato accertamento " +
	"piano attuativo lottizzazione recupero convenzionato conformita impianto progetto comparto lotto residenziale commerciale " +
	"produttivo industriale nuova costruzione ristrutturazione demolizione manutenzione straordinaria ampliamento cambio uso via viale " +
	"piazza vas aia aua paur rifiuti bonifica fotovoltaico opere concessione licenza agibilita idraulica sismica deposito posizione " +
	"autorizzazione unica provvedimento registro interno bis ter quater comune ufficio settore paesaggistica ambientale totale " +
	"gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre si no")

// pareNome reports whether a text reads as the name of a person: two words or
// more of letters only, of three letters or more, that an office does not use.
func pareNome(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(strings.Map(soloLettere, s)) {
		if len([]rune(w)) < 3 {
			continue
		}
		if strings.ContainsFunc(w, unicode.IsDigit) || mestiere[kernel.Fold(w)] || meseDi(kernel.Fold(w)) > 0 {
			continue
		}
		if r := []rune(w); !unicode.IsUpper(r[0]) {
			continue
		}
		n++
	}
	return n >= 2
}

func soloLettere(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return r
	}
	return ' '
}

// personale reports whether an identifier tells who somebody is.
func personale(s string) bool { return haCF(s) || pareNome(s) }

// pseudonimo stands for an identifier that tells who somebody is: the same text
// gives the same pseudonym under the same key, and nobody without the key can
// go back. Case and spaces do not count.
func pseudonimo(chiave []byte, s string) string {
	m := hmac.New(sha256.New, chiave)
	m.Write([]byte(strings.ReplaceAll(kernel.Fold(s), " ", "")))
	return "ps-" + hex.EncodeToString(m.Sum(nil)[:10])
}

// citabile is what a message may repeat of a cell: figures with few words,
// nothing that could tell who somebody is, and not much of anything.
func citabile(s string) string {
	s = pulisci(s)
	switch {
	case s == "":
		return ""
	case haCF(s):
		return "un codice fiscale"
	case !strings.ContainsFunc(s, unicode.IsDigit) && strings.ContainsFunc(s, unicode.IsLetter) && !mestiere[kernel.Fold(s)] && len(s) > 3:
		return "un testo senza cifre"
	case pareNome(strings.ToUpper(s)):
		return "un testo con parole"
	case len([]rune(s)) > 40:
		return "un testo lungo"
	}
	return "«" + s + "»"
}
