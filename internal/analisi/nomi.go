package analisi

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"pass/internal/kernel"
)

// parolePratica are the words that a practice number is made of, folded. None
// is a common surname or first name: what is not here may be somebody. The
// English ones are those of the public event logs.
var parolePratica = insieme(`
	pratica pratiche prat fascicolo fasc protocollo prot istanza domanda richiesta permesso permessi concessione autorizzazione comunicazione segnalazione
	atto determina determinazione delibera deliberazione ordinanza caso casi numero num anno codice cod riferimento rif registro documento doc procedimento proc
	edilizia commercio ambiente urbanistica tributi anagrafe sanatoria condono agibilita accesso certificato licenza variante contributo bando progetto
	appalto sportello ufficio settore servizio comune provincia ente unico suap sue suape scia scea cila cilas dia cil pdc aua paur
	vas via vinca aia imu tari tarsu cosap tosap cup cig pec rup uff sett art mod pos ord arch
	case cases application order ticket request trace instance process item incident invoice offer claim loan declaration travel permit purchase
	receipt payment event object workflow record document project task patient admission wabo
	customer product container truck package delivery supplier transport goods vehicle quotation
	di del della dei al dal il la nr no bis ter`)

// nomiMesi are the months, which a quoted date may hold.
var nomiMesi = insieme("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre gen feb mar apr mag giu lug ago set sett ott nov dic")

// nomiBrevi are names of people of up to three letters, which in capital or in
// small letters look like any abbreviation. tel is a way to reach somebody.
var nomiBrevi = insieme(`ada ida ivo leo lea lia mia noa pia ugo eva zoe teo gio gea dea isa ina ali ana amy ian eli ela max sam tom tim kim lee jan joe
	roy ray guy nur zhu liu lin sun pan jin rao das rai dho tel`)

func insieme(parole string) map[string]bool {
	out := map[string]bool{}
	for p := range strings.FieldsSeq(parole) {
		out[p] = true
	}
	return out
}

const (
	minimoNome  = 4 // under the letters of nearly every surname
	minimoHex   = 8 // characters of a code of hexadecimal digits
	minimoCambi = 3 // times that a code goes from letters to digits, or back
)

// uuid is an identifier made by a program (RFC 9562).
var uuid = regexp.MustCompile(`(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// parola is a run of letters within an id.
type parola struct {
	testo  string
	vicina bool // only spaces, commas, apostrophes or points are between it and the word before
}

// nomeDiPersona reports whether an id may hold the name of somebody: words that
// are not those of practices. Numbers, abbreviations and codes made by programs
// are none; in doubt a word is a name, because a pseudonym takes nothing away
// from the analysis and a name in the open would.
func nomeDiPersona(id string) bool { return nomeTra(id, parolePratica) }

func nomeTra(id string, note map[string]bool) bool {
	if uuid.MatchString(id) {
		return false
	}
	parole, lettere, cifre := paroleDi(id)
	if lettere >= minimoNome && !cifre { // a practice has a number
		return !tutteNote(parole, note)
	}
	corte := false // the word before is short and unknown
	for _, p := range parole {
		f := kernel.Fold(p.testo)
		n := len([]rune(f))
		if note[f] {
			corte = false
			continue
		}
		switch {
		case n >= 2 && !latina(f), n >= minimoNome && (strings.ContainsAny(f, "aeiouy") || scrittaDaNome(p.testo)), n < minimoNome && nomiBrevi[f]:
			return true
		case n >= 2 && scrittaDaNome(p.testo), n >= 2 && corte && p.vicina:
			return true
		}
		corte = n >= 2
	}
	return false
}

// tutteNote reports whether there are words and all are among these.
func tutteNote(parole []parola, note map[string]bool) bool {
	for _, p := range parole {
		if !note[kernel.Fold(p.testo)] {
			return false
		}
	}
	return len(parole) > 0
}

// scrittaDaNome reports whether a word is written as names are: a capital, then
// small letters.
func scrittaDaNome(w string) bool {
	for i, r := range []rune(w) {
		if i == 0 != unicode.IsUpper(r) && !unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return true
}

func latina(f string) bool {
	for _, r := range f {
		if r > unicode.MaxASCII {
			return false
		}
	}
	return true
}

// paroleDi splits an id into its words, but those within codes, and counts its
// letters.
func paroleDi(id string) (out []parola, lettere int, cifre bool) {
	vicina := false
	for inizio := 0; inizio < len(id); {
		fine := inizio
		for i, r := range id[inizio:] {
			if !alfanumerico(r) {
				break
			}
			fine = inizio + i + utf8.RuneLen(r)
		}
		if fine == inizio {
			r, n := utf8.DecodeRuneInString(id[inizio:])
			vicina = vicina && strings.ContainsRune(" ,.'’", r)
			inizio += n
			continue
		}
		runs, n, haCifre := tratti(id[inizio:fine])
		lettere, cifre = lettere+n, cifre || haCifre
		if !codiceDiProgramma(id[inizio:fine], runs) {
			for i, w := range runs {
				out = append(out, parola{w, vicina && i == 0})
			}
		}
		vicina = len(runs) > 0 && !haCifre
		inizio = fine
	}
	return out, lettere, cifre
}

func alfanumerico(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// tratti are the runs of letters of a token.
func tratti(s string) (runs []string, lettere int, cifre bool) {
	da := -1
	for i, r := range s {
		if unicode.IsDigit(r) {
			if cifre = true; da >= 0 {
				runs, da = append(runs, s[da:i]), -1
			}
			continue
		}
		if unicode.IsLetter(r) {
			lettere++
		}
		if da < 0 {
			da = i
		}
	}
	if da >= 0 {
		runs = append(runs, s[da:])
	}
	return runs, lettere, cifre
}

// codiceDiProgramma reports whether a token mixes letters and digits as only
// programs do: short runs, or hexadecimal digits, of one case.
func codiceDiProgramma(s string, runs []string) bool {
	cambi, hex, prima := 0, len(s) >= minimoHex, rune(0)
	for _, r := range s {
		hex = hex && (unicode.IsDigit(r) || r >= 'a' && r <= 'f' || r >= 'A' && r <= 'F')
		if prima != 0 && unicode.IsDigit(prima) != unicode.IsDigit(r) {
			cambi++
		}
		prima = r
	}
	if cambi < minimoCambi || s != strings.ToUpper(s) && (!hex || s != strings.ToLower(s)) {
		return false
	}
	for _, w := range runs {
		if !hex && len([]rune(w)) > minimoNome {
			return false
		}
	}
	return true
}
