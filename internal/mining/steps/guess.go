package steps

import (
	"slices"
	"strings"

	"pass/internal/kernel"
)

// Guess proposes the meaning of activities from their names, one for one, as
// Italian municipal practice writes them. It is cautious: a name that is not
// understood, that can mean two things, or that is in another language stays
// Work. A person confirms the proposal.
func Guess(names []string) []Kind {
	kinds := make([]Kind, len(names))
	for i, n := range names {
		kinds[i] = guess(n)
	}
	return kinds
}

// name is an activity's name as folded words, abbreviations written out.
type name []string

// abbreviations of office jargon. Fold has already made "int.ni" two words, so
// endings of one or two letters are dropped with "".
var abbreviations = map[string]string{
	"rich": "richiesta", "ric": "ricezione", "integ": "integrazioni", "integr": "integrazioni",
	"doc": "documenti", "docum": "documenti", "provv": "provvedimento", "prov": "provvedimento",
	"sosp": "sospensione", "proc": "procedimento", "cds": "conferenza", "cdss": "conferenza", "conf": "conferenza",
	"oss": "osservazioni", "osserv": "osservazioni", "preavv": "preavviso", "nullaosta": "nulla", "sopr": "soprintendenza",
	"pdc": "permesso", "aut": "autorizzazione", "prot": "protocollazione", "com": "comunicazione", "comunic": "comunicazione",
	"pres": "presentazione", "acq": "acquisizione", "arch": "archiviazione", "ril": "rilascio", "interr": "interruzione",
	"ni": "", "ne": "", "ta": "", "to": "", "va": "", "zione": "",
}

// words folds a name; leading codes ("T06", "1.2", "fase 3") say nothing.
func words(s string) name {
	var ws name
	for _, w := range strings.Fields(kernel.Fold(s)) {
		if full, ok := abbreviations[w]; ok {
			w = full
		}
		if w == "" || len(ws) == 0 && (w == "fase" || w == "data" || w == "step" || strings.ContainsAny(w, "0123456789")) {
			continue
		}
		ws = append(ws, w)
	}
	return ws
}

// has reports whether a word begins with one of the stems; a stem that ends in
// "." is a whole word.
func (n name) has(stems ...string) bool {
	return slices.ContainsFunc(n, func(w string) bool { return begins(w, stems) })
}

// leads is has of the first word only.
func (n name) leads(stems ...string) bool { return len(n) > 0 && begins(n[0], stems) }

// only reports whether every word is one of the stems or a particle.
func (n name) only(stems ...string) bool {
	some := false
	for _, w := range n {
		switch {
		case begins(w, stems):
			some = true
		case !begins(w, particles):
			return false
		}
	}
	return some
}

func begins(w string, stems []string) bool {
	return slices.ContainsFunc(stems, func(s string) bool {
		if whole, ok := strings.CutSuffix(s, "."); ok {
			return w == whole
		}
		return strings.HasPrefix(w, s)
	})
}

var particles = []string{"di.", "del.", "della.", "dell.", "delle.", "dei.", "degli.", "dello.", "d.", "al.", "alla.", "all.", "a.", "la.", "il.", "lo.", "l.", "le.", "da.", "dal.", "dalla.", "dall.", "dalle.", "dagli.", "sul.", "sulla.", "sull.", "nel.", "nella.", "e.", "con.", "per.", "n.", "in."}

// The stems of the acts and of their objects.
var (
	// desk acts prepare, look at or tell about something: they are work, whatever it is about.
	desk = []string{"esame", "verific", "controll", "valutazion", "istruttori", "analisi", "redazion", "predisposizion", "preparazion", "bozz", "firm", "prorog", "sollecit", "promemoria", "propost", "notific", "pubblicazion", "pagament", "versament", "calcol", "liquidazion", "assegnazion", "revisione", "registrazion", "inseriment", "aggiornament", "scansion", "visto.", "attestazion", "certificazion", "sopralluog", "delega", "nomina"}

	ask     = []string{"richiest", "richieder", "richiedia", "chiedi", "chiest"}
	arrives = []string{"ricezion", "ricevut", "ricevim", "pervenut", "arriv", "acquisizion", "acquisit", "presentazion", "presentat", "deposit", "consegn", "protocoll", "evas", "rientr", "ingress"}
	answers = []string{"rispost", "riscontr"}
	none    = []string{"non.", "mancat", "assenza.", "omess", "senza."}

	integration = []string{"integrazion", "integrativ", "chiariment", "regolarizzazion", "perfezionament"}
	documents   = []string{"document", "soccorso."}
	opinion     = []string{"parer", "nulla."}
	bodies      = []string{"soprintendenza", "sovrintendenza", "asl.", "ats.", "ausl.", "asp.", "arpa", "vvf.", "vigili.", "genio.", "provincia.", "regione.", "prefettura", "questura", "ministero", "anas.", "autorita.", "consorzio.", "antimafia", "durc.", "casellario", "inps.", "inail.", "enti.", "ente.", "amministrazioni."}
	application = []string{"istanz", "domand", "pratic", "segnalazion", "scia.", "cila.", "cilas.", "dichiarazion", "permesso.", "candidatur"}
	measures    = []string{"permess", "provvediment", "autorizzazion", "concession", "titol", "licenz", "certificat", "attestat", "determin", "decret", "ordinanz", "atto.", "aua.", "aia.", "paur.", "patentin", "contrassegn", "carta.", "nulla."}
)

// guess tries the meanings from the most to the least telling.
func guess(s string) Kind {
	n := words(s)
	if len(n) == 0 || n.leads(desk...) {
		return Work
	}
	for _, try := range []func(name) (Kind, bool){notice, suspension, silence, integrations, conference, otherBody, otherEnd, expressEnd, receipt} {
		if k, ok := try(n); ok {
			return k
		}
	}
	return Work
}

// notice is the communication of the reasons against, and the answer to it.
func notice(n name) (Kind, bool) {
	tenBis := n.has("10bis.") || n.has("10.") && n.has("bis.")
	against := n.has("ostativ", "rigett", "dinieg", "negativ")
	about := n.has("preavvis") || n.has("ostativ") && n.has("motiv", "comunicazion") || tenBis
	if !about {
		return Work, false
	}
	switch {
	case n.leads("ritir", "revoc", "annullament") || n.has(none...):
		return Work, true
	case n.has("osservazion", "controdeduzion", "memori") || n.has(answers...):
		if n.has(ask...) {
			return Work, true
		}
		return NoticeEnd, true
	case against || tenBis:
		return Notice, true
	}
	return Work, true // the notice of an inspection, of something else
}

// suspension is what says by name that the clock stops, goes on or restarts.
func suspension(n name) (Kind, bool) {
	clock := n.has("termin", "procediment", "pratic", "istruttori", "decorrenz") || n.only("sospension", "sospes", "inizio", "interruzion", "interrott")
	switch {
	case n.has("sospension", "sospes", "sospend"):
		if n.has("fine.", "ripres", "revoc", "cessazion", "riavvi", "riattivazion", "conclusion", "chiusur") || n.leads("termine.") {
			return SuspensionEnd, !n.has("lavor", "attivit")
		}
		if n.has(ask...) || n.has("lavor", "attivit") || !clock && !n.has(integration...) {
			return Work, true
		}
		return SuspensionStart, true
	case n.has("ripres", "riavvi", "riattivazion") && n.has("termin", "procediment", "decorrenz"):
		return SuspensionEnd, true
	case n.has("interruzion", "interrott") && clock:
		if n.has("fine.") || n.has(ask...) {
			return Work, true
		}
		return Interruption, true
	}
	return Work, false
}

// integrations are documents or information asked of the applicant.
func integrations(n name) (Kind, bool) {
	aid := n.has("soccorso.") && n.has("istruttori")
	sure := n.has(integration...) || aid
	if !sure && !(n.has(documents...) && n.has(ask...)) || n.has(opinion...) || n.has(bodies...) {
		return Work, false
	}
	asked, arrived := n.has(ask...), n.has(arrives...)
	switch {
	case n.has(none...) || n.has("prorog", "scadenz", "sollecit", "trasmission", "verific", "valutazion", "esame", "controll"):
		return Work, true
	case n.leads(answers...) || asked && n.has("evas") || !asked && n.has(answers...):
		return SuspensionEnd, true
	case asked && arrived:
		return Work, true // another body asks us, or a form of both
	case arrived:
		return SuspensionEnd, true
	case asked || n.has("attesa.") || aid:
		return SuspensionStart, true
	}
	return Work, true
}

// generic words of an activity's name say what is done, not who or what it is
// about.
var generic = [][]string{desk, ask, arrives, answers, none, opinion, particles, {
	"osta.", "reso.", "resa.", "resi.", "rese.", "espress", "favorevol", "contrari", "formulat", "rilasci", "emess", "condizionat",
	"indizion", "indett", "convocazion", "convocat", "avvio.", "apertur", "chiusur", "conclus", "esit", "determinazion", "motivat",
	"invi", "trasmission", "trasmess", "inoltr", "silenzio.", "assens", "sollecit", "ente.", "enti.", "atti.", "atto.", "pratic", "istanz", "tecnic",
}}

// Subject is what the name of an activity is about: its folded words without
// acts and particles. "Richiesta parere ASL" and "Parere reso dall'ASL" are both
// about "asl"; "Richiesta parere" is about nothing in particular.
func Subject(activity string) []string {
	var about []string
	for _, w := range words(activity) {
		if strings.ContainsAny(w, "0123456789") || slices.ContainsFunc(generic, func(stems []string) bool { return begins(w, stems) }) {
			continue
		}
		about = append(about, w)
	}
	return about
}
