package patterns

import (
	"strings"
	"unicode"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
)

// generic are the beginnings of the words that say what happens, not which body
// does it; a dot at the end asks for the whole word.
var generic = []string{"richiest", "richied", "rilasci", "parer", "reso.", "resa.", "resi.", "rese.", "ricezion", "ricevut", "ricevim", "trasmission", "trasmess",
	"acquisi", "espress", "espression", "nulla.", "nullaost", "osta.", "assens", "intes", "determin", "indizion", "indett", "conferenz", "serviz", "convoc",
	"ente.", "enti.", "amministrazion", "competent", "estern", "intern", "favorevol", "contrar", "negativ", "positiv", "tecnic", "condizion", "prescrizion",
	"sollecit", "invi", "inoltr", "pratic", "document", "atto.", "atti.", "parte.", "valutazion", "comunicazion", "motivat", "final", "conclus", "esit",
	"vincolant", "obbligatori", "preventiv", "integrat", "arriv", "consegn", "emission", "emess", "formulazion", "scadenz", "termin", "second", "prim",
	"sedut", "riunion", "verbal", "chius", "apert", "apertur", "parzial", "cds.", "asincron", "sincron", "simultan", "semplificat", "decision", "istruttori",
	"avvio.", "attes", "terzi.", "altr", "di.", "da.", "del.", "della.", "dell.", "dei.", "degli.", "delle.", "dello.", "al.", "alla.", "allo.", "all.", "agli.",
	"alle.", "ai.", "ad.", "il.", "lo.", "la.", "l.", "i.", "gli.", "le.", "un.", "una.", "e.", "ed.", "per.", "con.", "su.", "sul.", "sulla.", "in.", "nel.",
	"dal.", "dalla.", "dall.", "dallo.", "dagli.", "dai.", "n.", "a.", "o."}

// bodies are the beginnings of the names of bodies that are known even when
// they are written in lower case.
var bodies = []string{"soprintend", "sovrintend", "asl.", "ats.", "arpa.", "vigil", "vvf.", "provinci", "region", "parco.", "consorzi", "anas.", "autorit",
	"bacin", "geni", "demani", "comand", "prefettur", "questur", "ministe", "aipo.", "gse.", "terna.", "enac.", "snam.", "e-distribuzione."}

// BodiesByName proposes which other body each activity is about, from its name:
// what is left of "Parere reso da ARPA" without the words that any body has. It
// is "" for the activities that neither ask an opinion nor give one, and where
// no name of a body is left: one has a capital letter, or is known.
func BodiesByName(activities []string, kinds []steps.Kind) []string {
	out := make([]string, len(activities))
	written := map[string]string{} // by fold, as first written; only for looking up
	for a, name := range activities {
		if k := kindOf(kinds, int32(a)); k != steps.OtherBodyStart && k != steps.OtherBodyEnd {
			continue
		}
		body := bodyIn(name)
		fold := kernel.Fold(body)
		if written[fold] == "" {
			written[fold] = body
		}
		out[a] = written[fold]
	}
	return out
}

// bodyIn is the name of a body in the name of an activity.
func bodyIn(name string) string {
	words := strings.FieldsFunc(name, func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune("_-–:;,.()[]/'’", c)
	})
	first, last, named := -1, -1, false
	for i, w := range words {
		fold := kernel.Fold(w)
		if fold == "" || starts(fold, generic) {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		named = named || starts(fold, bodies) || unicode.IsUpper([]rune(w)[0])
	}
	if !named {
		return ""
	}
	return strings.Join(words[first:last+1], " ") // with the small words between: "Vigili del Fuoco"
}

// starts reports whether a word begins like one of a list.
func starts(word string, list []string) bool {
	for _, x := range list {
		if whole, exact := strings.CutSuffix(x, "."); exact && word == whole || !exact && strings.HasPrefix(word, x) {
			return true
		}
	}
	return false
}
