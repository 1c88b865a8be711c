package foglio

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/termini"
)

// siNo reads an answer; ok is false for anything else. The words are those of
// the file of the command line and the usual ones around them.
func siNo(c Cella) (si, ok bool) {
	switch w := strings.ReplaceAll(kernel.Fold(c.Testo), " ", ""); w {
	case "si", "s", "x", "1", "true", "vero", "yes", "y", "sì":
		return true, true
	case "", "no", "n", "0", "false", "falso":
		return false, true
	}
	if f, err := strconv.ParseFloat(c.Testo, 64); err == nil && c.Tipo != Testo && (f == 0 || f == 1) {
		return f == 1, true
	}
	return false, false
}

var (
	reGiorni   = regexp.MustCompile(`\s*(?:giorni|giorno|gg\.?|g\.?)$`)
	reMigliaia = regexp.MustCompile(`^\d{1,3}([.' ]\d{3})+(,0+)?$`)
	reDecimali = regexp.MustCompile(`^(\d+)[.,]0+$`)
)

// intero reads a whole number, 0 or more, as Italian offices write it: «30»,
// «30 gg», «1.234», «30,0». ok is false for anything else.
func intero(c Cella) (n int, ok bool) {
	if c.Tipo == Numero || c.Tipo == Data {
		x, err := strconv.ParseFloat(c.Testo, 64)
		if err != nil || x != math.Trunc(x) || x < 0 || x > 1e6 {
			return 0, false
		}
		if c.Tipo == Data && x > 3660 { // ten years shown as a date are a date
			return 0, false
		}
		return int(x), true
	}
	if c.Tipo != Testo {
		return 0, false
	}
	s := reGiorni.ReplaceAllString(strings.ToLower(pulisci(c.Testo)), "")
	if reMigliaia.MatchString(s) {
		s, _, _ = strings.Cut(s, ",")
		s = strings.NewReplacer(".", "", "'", "", " ", "").Replace(s)
	} else if m := reDecimali.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	if !cifre(s) || len(s) > 6 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

var reTermine = regexp.MustCompile(`^([\d.,' ]+?)\s*(l|m|mesi|mese|(?:giorni|giorno|gg\.?|g\.?)\s*(?:lavorativi|lav\.?|l\.?)|(?:giorni|giorno|gg\.?|g\.?)(?:\s*(?:di calendario|naturali|consecutivi|solari))?)?$`)

// termine reads a term: «60», «60 gg», «5 giorni lavorativi», «3 mesi», «5l».
func termine(c Cella) (t termini.Termine, ok bool) {
	s := strings.ToLower(pulisci(c.Testo))
	unita := termini.GiorniDiCalendario
	if c.Tipo == Testo {
		m := reTermine.FindStringSubmatch(s)
		if m == nil {
			return t, false
		}
		s = m[1]
		switch {
		case m[2] == "l" || strings.Contains(m[2], "l") && strings.HasPrefix(m[2], "g") && !strings.Contains(m[2], "calendario") &&
			!strings.Contains(m[2], "naturali") && !strings.Contains(m[2], "solari"):
			unita = termini.GiorniLavorativi
		case strings.HasPrefix(m[2], "m"):
			unita = termini.Mesi
		}
	}
	n, ok := intero(Cella{Testo: s, Tipo: c.Tipo})
	t = termini.Termine{N: n, Unita: unita}
	return t, ok && t.Validate() == nil
}

// segnoDiVuoto reports whether a text only says that there is nothing; parola
// is true when it says so in words, which the person is told.
func segnoDiVuoto(c Cella, c2 Campo) (vuoto, parola bool) {
	if c.Tipo == FormulaVuota || c.Tipo == Errore {
		return false, false
	}
	s := pulisci(c.Testo)
	w := kernel.Fold(s)
	switch {
	case w == "":
		return true, false
	case paroleVuote[w]:
		return true, true
	case (c2 == CampoProvvedimento || c2 == CampoSilenzio) && paroleAperte[w]:
		return true, true
	}
	return false, false
}

var paroleVuote = frasi("nd|n d|na|n a|null|nessuna|nessuno|vuoto|vuota|assente|non disponibile|non presente|non applicabile|non prevista|non previsto")

var paroleAperte = frasi("in corso|aperta|aperto|in istruttoria|pendente|in attesa|non conclusa|non concluso|in itinere|no|non rilasciato|non rilasciata|sospesa|sospeso|da rilasciare|in lavorazione")

func frasi(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.SplitSeq(s, "|") {
		out[w] = true
	}
	return out
}

var (
	reData     = regexp.MustCompile(`\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})`)
	reTraDate  = regexp.MustCompile(`(?i)\b(dal|al|da|a|fino|sino|e|in corso|ad oggi|oggi|aperta|corso)\b`)
	reUnaData  = regexp.MustCompile(`(?i)(/|-|–|dal|in corso|ad oggi|oggi|aperta)`)
	reCapoCopp = regexp.MustCompile(`[;\n|]+`)
)

// sospensioni reads the cell of the suspensions: pairs «inizio/fine» separated
// by spaces, with ISO dates, as in the file of the command line; or pairs of
// Italian dates («dal 3/4/2024 al 10/5/2024; …»); or a whole number of days.
func sospensioni(c Cella) (ss []termini.Sospensione, giorni int, forma formaData, ok bool) {
	if n, si := intero(c); si {
		return nil, n, dataCerta, true
	}
	if c.Tipo != Testo || len(c.Testo) > 2000 {
		return nil, 0, dataNessuna, false
	}
	forma = dataCerta
	if coppie, si := coppieISO(c.Testo); si {
		return coppie, 0, forma, true
	}
	for _, pezzo := range reCapoCopp.Split(c.Testo, -1) {
		if pezzo = pulisci(pezzo); pezzo == "" {
			continue
		}
		nuove, f, si := coppieItaliane(pezzo)
		if !si {
			return nil, 0, dataNessuna, false
		}
		if f == dataBreve {
			forma = f
		}
		ss = append(ss, nuove...)
	}
	return ss, 0, forma, len(ss) > 0
}

func coppieISO(s string) (ss []termini.Sospensione, ok bool) {
	for coppia := range strings.FieldsSeq(spazi.Replace(s)) {
		dal, al, due := strings.Cut(strings.Trim(coppia, ";,"), "/")
		a, err := kernel.ParseDay(dal)
		b, err2 := kernel.ParseDay(al)
		if !due || err != nil || err2 != nil || a.IsZero() {
			return nil, false
		}
		ss = append(ss, termini.Sospensione{Dal: a, Al: b})
	}
	return ss, len(ss) > 0
}

func coppieItaliane(s string) (ss []termini.Sospensione, forma formaData, ok bool) {
	trovate := reData.FindAllString(s, -1)
	resto := reTraDate.ReplaceAllString(reData.ReplaceAllString(s, " "), " ")
	if len(trovate) == 0 || len(trovate) > 20 || kernel.Fold(resto) != "" {
		return nil, dataNessuna, false
	}
	forma = dataCerta
	giorni := make([]kernel.Day, len(trovate))
	for i, t := range trovate {
		d := daTesto(t, false)
		if d.giorno.IsZero() {
			return nil, dataNessuna, false
		}
		if d.forma == dataBreve {
			forma = dataBreve
		}
		giorni[i] = d.giorno
	}
	if len(giorni) == 1 && reUnaData.MatchString(reData.ReplaceAllString(s, " ")) {
		return []termini.Sospensione{{Dal: giorni[0]}}, forma, true
	}
	if len(giorni)%2 != 0 {
		return nil, dataNessuna, false
	}
	for i := 0; i < len(giorni); i += 2 {
		ss = append(ss, termini.Sospensione{Dal: giorni[i], Al: giorni[i+1]})
	}
	return ss, forma, true
}

// Motivo is a reason for closing a practice without an act.
type Motivo struct {
	Codice  string
	Testo   string
	Esclude bool // from the measures
	segni   []string
}

// Motivi are the reasons of the collection of the Provincia autonoma di Trento
// (github.com/franzmelchiori/pat_pnrr). Only the first two exclude.
var Motivi = []Motivo{
	{"eliminata_precedente_monitoraggio", "eliminata da precedente monitoraggio", true, []string{"precedente monitoraggio", "monitoraggio precedente", "precedenti monitoraggi"}},
	{"archiviata_inerzia", "archiviata o in archiviazione per inerzia del richiedente", true, []string{"inerzia"}},
	{"controversie_legali", "sospesa per controversie legali", false, []string{"controversi", "contenzios", "legali"}},
	{"silenzio_assenso", "formato silenzio assenso", false, []string{"silenzio"}},
	{"attesa_pagamento", "in attesa di pagamento oneri/sanzioni da oltre 30 giorni", false, []string{"pagament", "oneri", "sanzion"}},
	{"salvaguardia", "mancata conformità PRG in regime di salvaguardia", false, []string{"salvaguardia", "conformita"}},
}

// motivoDi recognises a reason; nil when it is none of those.
func motivoDi(s string) *Motivo {
	w := kernel.Fold(s)
	for i := range Motivi {
		for _, segno := range Motivi[i].segni {
			if strings.Contains(w, segno) {
				return &Motivi[i]
			}
		}
	}
	return nil
}
