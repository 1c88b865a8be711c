package foglio

import (
	"strings"

	"pass/internal/kernel"
)

// Campo is a field of a practice that a column may hold.
type Campo string

// The fields. The first two are needed; the names are those of the file of the
// command line where it has them.
const (
	CampoID               Campo = "id_pratica"
	CampoDomanda          Campo = "data_domanda"
	CampoProvvedimento    Campo = "data_provvedimento"
	CampoSilenzio         Campo = "data_silenzio_assenso"
	CampoConferenza       Campo = "conferenza_servizi"
	CampoSospensioni      Campo = "sospensioni"
	CampoGiorniSospesi    Campo = "giorni_sospensioni"
	CampoTipoSospensione  Campo = "tipo_sospensione"
	CampoInizioSosp       Campo = "inizio_sospensione"
	CampoFineSosp         Campo = "fine_sospensione"
	CampoTermine          Campo = "termine"
	CampoMotivoEsclusione Campo = "motivo_esclusione"
	CampoDataEsclusione   Campo = "data_esclusione"
	CampoTipologia        Campo = "tipologia"
)

// Campi lists the fields in the order in which pages show them.
var Campi = []Campo{CampoID, CampoTipologia, CampoDomanda, CampoTermine, CampoProvvedimento, CampoSilenzio, CampoConferenza,
	CampoSospensioni, CampoGiorniSospesi, CampoTipoSospensione, CampoInizioSosp, CampoFineSosp, CampoMotivoEsclusione, CampoDataEsclusione}

// Obbligatorio reports whether a practice cannot be without the field.
func (c Campo) Obbligatorio() bool { return c == CampoID || c == CampoDomanda }

// Etichetta is the name of the field for people.
func (c Campo) Etichetta() string { return etichette[c] }

var etichette = map[Campo]string{
	CampoID:               "numero della pratica",
	CampoDomanda:          "data della domanda",
	CampoProvvedimento:    "data del provvedimento",
	CampoSilenzio:         "data del silenzio-assenso",
	CampoConferenza:       "conferenza di servizi",
	CampoSospensioni:      "sospensioni",
	CampoGiorniSospesi:    "giorni di sospensione",
	CampoTipoSospensione:  "tipo di sospensione",
	CampoInizioSosp:       "inizio della sospensione",
	CampoFineSosp:         "fine della sospensione",
	CampoTermine:          "termine",
	CampoMotivoEsclusione: "motivo di esclusione",
	CampoDataEsclusione:   "data di esclusione",
	CampoTipologia:        "tipologia",
}

// modelli are the ways in which offices name each column, as words already
// canonical (see parole). A title matches when it has all the words.
var modelli = map[Campo][]string{
	CampoID: {"id pratica", "numero pratica", "codice pratica", "pratica", "protocollo", "numero protocollo", "protocollo pratica",
		"numero fascicolo", "fascicolo", "id", "identificativo", "identificativo pratica", "numero domanda", "id domanda", "codice domanda",
		"protocollo domanda", "riferimento pratica", "numero registro", "numero pratica protocollo"},
	CampoDomanda: {"data domanda", "data presentazione", "data presentazione domanda", "data presentazione pratica", "data protocollo",
		"data ricezione", "data ricezione domanda", "data arrivo", "data inizio pratica", "data inizio", "data avvio", "data inizio procedimento",
		"data avvio procedimento", "data deposito", "pervenuta il", "presentata il", "data ingresso", "presentazione", "data protocollo domanda", "ricezione domanda"},
	CampoProvvedimento: {"data provvedimento", "data rilascio", "data fine pratica", "data fine", "data conclusione", "data chiusura",
		"data atto", "data provvedimento finale", "data adozione", "data emissione", "data determina", "data fine procedimento",
		"rilasciata il", "conclusa il", "provvedimento", "data esito", "data diniego", "data rilascio provvedimento", "data rilascio titolo",
		"data conclusione procedimento", "data provvedimento espresso", "rilascio", "data adozione provvedimento", "data titolo"},
	CampoSilenzio:   {"data silenzio assenso", "silenzio assenso", "data fine pratica silenzio assenso", "data formazione silenzio assenso"},
	CampoConferenza: {"conferenza servizi", "conferenza", "indizione conferenza servizi"},
	CampoSospensioni: {"sospensione", "periodo sospensione", "sospensione dal al", "periodo sospensione dal al", "sospensione termine",
		"sospensione periodo giorni"},
	CampoGiorniSospesi:   {"giorni sospensione", "durata sospensione", "totale giorni sospensione", "numero giorni sospensione", "durata giorni sospensione"},
	CampoTipoSospensione: {"tipo sospensione", "tipologia sospensione", "tipologia massima sospensione", "causa sospensione", "motivo sospensione", "causale sospensione"},
	CampoInizioSosp: {"inizio sospensione", "data inizio sospensione", "sospensione dal", "sospensione inizio", "periodo sospensione inizio",
		"periodo sospensione dal", "data sospensione", "sospesa dal"},
	CampoFineSosp: {"fine sospensione", "sospensione al", "data fine sospensione", "ripresa termine", "data ripresa", "sospensione fine", "sospesa al",
		"periodo sospensione fine", "periodo sospensione al",
		"riavvio termine"},
	CampoTermine: {"termine", "termine normativo", "giorni termine normativo", "giorni termine", "termine massimo", "termine legge",
		"termine procedimento", "termine giorni", "termine massimo giorni", "termine conclusione procedimento"},
	CampoMotivoEsclusione: {"motivo esclusione", "motivo archiviazione", "esclusione", "causale esclusione", "motivo", "causale archiviazione", "motivo chiusura"},
	CampoDataEsclusione:   {"data esclusione", "data archiviazione"},
	CampoTipologia:        {"tipologia pratica", "tipo pratica", "tipologia", "tipo", "tipo intervento", "tipologia intervento", "tipologia domanda", "tipo procedimento", "tipologia procedimento"},
}

// estranee are words that make another thing of a title, unless the way of
// naming has them: «data fine lavori» is not the end of the practice.
var estranee = insieme("definitiva scadenza prevista previsto previsione pagamento parere integrazione commissione lavori " +
	"validita nascita sopralluogo versamento ritiro pubblicazione precedente note osservazione comunicazione accesso oneri decorrenza " +
	"affissione notifica approvazione convocazione responsabile istruttore ufficio mappale foglio particella importo")

// vuote are words that say nothing about which column it is.
var vuoteParole = insieme("di del dello della dei degli delle d l la lo le i gli alla allo per con su in e o da nel nella obbligatorio " +
	"obbligatoria facoltativo facoltativa eventuale formato gg mm aaaa yyyy aa si no s n")

// abbreviazioni and plurals, to the canonical word.
var canoniche = map[string]string{
	"nr": "numero", "num": "numero", "no": "numero", "nro": "numero", "numeri": "numero", "prot": "protocollo", "pratiche": "pratica",
	"prat": "pratica", "provv": "provvedimento", "provv.to": "provvedimento", "provvto": "provvedimento", "cds": "conferenza",
	"conf": "conferenza", "serv": "servizi", "servizio": "servizi", "sosp": "sospensione", "sospensioni": "sospensione",
	"sospesi": "sospensione", "giorno": "giorni", "ggg": "giorni", "dt": "data", "date": "data", "dat": "data", "istanza": "domanda",
	"richiesta": "domanda", "motivazione": "motivo", "motivi": "motivo", "causali": "causale", "termini": "termine", "sa": "silenzio",
	"cod": "codice", "rif": "riferimento", "fasc": "fascicolo", "tip": "tipo", "tipologie": "tipologia", "max": "massimo", "massima": "massima",
	"legale": "legge", "identificativi": "identificativo", "ricevimento": "ricezione", "determinazione": "determina", "tot": "totale",
	"integrazioni": "integrazione", "pareri": "parere", "osservazioni": "osservazione", "riattivazione": "riavvio", "pervenuto": "pervenuta",
	"presentato": "presentata", "rilasciato": "rilasciata", "concluso": "conclusa", "sospeso": "sospesa", "formaz": "formazione",
	"edilizia": "", "edilizio": "", "suap": "", "sue": "",
}

// lessico is every word that the ways of naming use.
var lessico = func() map[string]bool {
	out := map[string]bool{}
	for _, ms := range modelli {
		for _, m := range ms {
			for w := range strings.FieldsSeq(m) {
				out[w] = true
			}
		}
	}
	return out
}()

func insieme(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

// parole gives the canonical words of a title: folded, abbreviations and
// misspellings undone, words that say nothing left out.
func parole(titolo string) []string {
	if len(titolo) > 200 { // a sentence, not a title
		return nil
	}
	var out []string
	ww := strings.Fields(sigle.Replace(kernel.Fold(strings.ReplaceAll(pulisci(titolo), "_", " "))))
	for i, w := range ww {
		switch {
		case w == "gg" && !(i+1 < len(ww) && (ww[i+1] == "mm" || ww[i+1] == "m")):
			w = "giorni"
		case w == "n" && i+1 < len(ww) && (i == 0 || ww[i-1] != "s"):
			w = "numero"
		}
		if vuoteParole[w] {
			continue
		}
		if w = canonica(w); w != "" && (len(out) == 0 || out[len(out)-1] != w) {
			out = append(out, w)
		}
	}
	return out
}

// sigle written with points.
var sigle = strings.NewReplacer("c d s", "cds", "c d servizi", "conferenza servizi")

func canonica(w string) string {
	if c, ok := canoniche[w]; ok {
		return c
	}
	if lessico[w] || estranee[w] || len(w) < 4 || cifre(w) {
		return w
	}
	// An abbreviation («presentaz»), else a misspelling («presetnazione»). The
	// shortest candidate is taken, then the first by letters, so that the answer
	// does not depend on the order of a map.
	breve, vicina := "", ""
	for c := range lessico {
		if strings.HasPrefix(c, w) && primaParola(c, breve) {
			breve = c
		}
		if tolleranza := len(w) / 6; tolleranza > 0 && distanza(w, c, tolleranza) <= tolleranza && primaParola(c, vicina) {
			vicina = c
		}
	}
	if breve != "" {
		return breve
	}
	if vicina != "" {
		return vicina
	}
	return w
}

func primaParola(a, b string) bool {
	return b == "" || len(a) < len(b) || len(a) == len(b) && a < b
}

// distanza is how many letters differ, counting two swapped neighbours as one
// (Damerau-Levenshtein, restricted); more than massimo is not told exactly.
func distanza(a, b string, massimo int) int {
	if d := len(a) - len(b); d > massimo || -d > massimo {
		return massimo + 1
	}
	var prec2, prec, corr [64]int
	if len(b) >= 64 {
		return massimo + 1
	}
	for j := range len(b) + 1 {
		prec[j] = j
	}
	for i := 1; i <= len(a); i++ {
		corr[0] = i
		for j := 1; j <= len(b); j++ {
			costo := 1
			if a[i-1] == b[j-1] {
				costo = 0
			}
			corr[j] = min(prec[j]+1, corr[j-1]+1, prec[j-1]+costo)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				corr[j] = min(corr[j], prec2[j-2]+1)
			}
		}
		prec2, prec = prec, corr
	}
	return prec[len(b)]
}

// minimo is the least score at which a title is taken for a field.
const minimo = 60

// punti says how well a title (its canonical words) names the field, 0–120:
// the share of its words that the best way of naming explains, and a little
// more for a longer one.
func punti(ww []string, c Campo) int {
	if len(ww) == 0 || len(ww) > 12 {
		return 0
	}
	migliore := 0
	for _, m := range modelli[c] {
		n := 0
		for w := range strings.FieldsSeq(m) {
			if !contiene(ww, w) {
				n = -1
				break
			}
			n++
		}
		if n < 1 {
			continue
		}
		p := 100*n/len(ww) + 4*min(n, 5)
		for _, w := range ww {
			if estranee[w] {
				p = 0
			}
		}
		migliore = max(migliore, p)
	}
	return migliore
}

func contiene(ww []string, w string) bool {
	for _, x := range ww {
		if x == w {
			return true
		}
	}
	return false
}
