package pubblicoweb_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/platform/config"
)

const (
	minGulpease = 60 // easy for who has a lower secondary school diploma
	maxWords    = 25 // of one sentence
)

// abbreviations end with a dot that ends no sentence.
var abbreviations = strings.NewReplacer("D.lgs. ", "Dlgs ", "d.lgs. ", "dlgs ", "D.P.R. ", "Dpr ", "L.r. ", "Lr ", "l.r. ", "lr ", "d.l. ", "dl ", "r.r. ", "rr ",
	"art. ", "art ", "artt. ", "artt ", "n.d.", "nd", "n. ", "n ", "e) ", "e ")

var sentenceEnd = regexp.MustCompile(`[.!?](\s+|$)`)

// prose gives the blocks of text of a page: headings, paragraphs and items.
// Numbers with their notes, tables, forms and drawings are not prose.
func prose(doc *goquery.Document) []string {
	main := doc.Find("main").Clone()
	main.Find("nav, table, form, svg, dl, .pass-figure, .pass-table-note, .pass-chip, .pass-meta, .pass-links, .pass-kicker, .visually-hidden, .pass-list-summary, details").Remove()
	var out []string
	main.Find("h1, h2, h3, p, li, figcaption").Each(func(_ int, e *goquery.Selection) {
		if e.Find("p, li").Length() == 0 && text(e) != "" {
			out = append(out, abbreviations.Replace(text(e)))
		}
	})
	return out
}

func sentences(block string) []string {
	var out []string
	for _, s := range sentenceEnd.Split(block, -1) {
		if len(strings.Fields(s)) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// gulpease is the index of readability of Italian texts by GULP, Università La
// Sapienza: 89 + (300 × sentences − 10 × letters) / words.
func gulpease(blocks []string) (index float64, words int) {
	letters, phrases := 0, 0
	for _, b := range blocks {
		phrases += len(sentences(b))
		words += len(strings.Fields(b))
		for _, r := range b {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters++
			}
		}
	}
	return 89 + float64(300*phrases-10*letters)/float64(words), words
}

var banned = regexp.MustCompile(`(?i)si prega di|onde evitare|al fine di|in ottemperanza|suddett|predett|ai sensi d|fruizione|implement|tempistic|attenzionare|espletare|quanto sopra`)

// TestPublicTextsAreEasyToRead reads every page as people do.
func TestPublicTextsAreEasyToRead(t *testing.T) {
	s := newSite(t, config.Config{Contatto: "pass@regione.example", RPD: "rpd@regione.example"}).withCatalogue().publish(activity())
	pages := append([]string(nil), everyPage...)
	for _, e := range s.page("/procedimenti").Find("tbody th a").Nodes {
		pages = append(pages, goquery.NewDocumentFromNode(e).AttrOr("href", ""))
	}
	for _, e := range s.page("/task-force").Find("main .pass-card-link").Nodes {
		pages = append(pages, goquery.NewDocumentFromNode(e).AttrOr("href", ""))
	}
	for _, path := range pages {
		blocks := prose(s.page(path))
		index, words := gulpease(blocks)
		if words < 10 {
			t.Errorf("%s: only %d words were read", path, words)
		}
		t.Logf("%s: Gulpease %.0f, %d words", path, index, words)
		if index < minGulpease {
			t.Errorf("%s: Gulpease %.1f, at least %d is wanted", path, index, minGulpease)
		}
		for _, b := range blocks {
			for _, p := range sentences(b) {
				if n := len(strings.Fields(p)); n > maxWords {
					t.Errorf("%s: a sentence of %d words: %s", path, n, p)
				}
			}
			if w := banned.FindString(b); w != "" {
				t.Errorf("%s: bureaucratic words %q in: %s", path, w, b)
			}
		}
	}
}

// TestGulpeaseOfKnownTexts checks the instrument itself.
func TestGulpeaseOfKnownTexts(t *testing.T) {
	// 2 sentences, 7 words, 26 letters.
	if got, words := gulpease([]string{"Il gatto dorme. La porta è aperta."}); words != 7 || got != 89+float64(300*2-10*26)/7 {
		t.Errorf("Gulpease %v of %d words", got, words)
	}
	hard, _ := gulpease([]string{strings.Repeat("amministrazione procedimentale ", 20) + "."})
	if hard > 0 {
		t.Errorf("a wall of long words has Gulpease %v", hard)
	}
}

// acronyms that pages use, with the words that explain each.
var acronyms = map[string]string{
	"SPID": "identità digitale pubblica", "CIE": "carta d’identità elettronica", "TS-CNS": "tessera sanitaria",
	"PNRR": "Piano nazionale di ripresa e resilienza", "VIA": "impatto ambientale", "SUAP": "sportello unico", "PGT": "piano di governo del territorio",
	"RPD": "responsabile della protezione dei dati", "AgID": "Agenzia per l’Italia digitale", "GDPR": "regolamento europeo", "FER": "fonti rinnovabili", "POB": "progetto operativo", "MISP": "messa in sicurezza permanente",
}

// TestAcronymsAreExplained wants the words of an acronym on the page where the
// prose uses it.
func TestAcronymsAreExplained(t *testing.T) {
	s := newSite(t, config.Config{}).withCatalogue().publish(activity())
	pages := append([]string(nil), everyPage...)
	for _, e := range s.page("/procedimenti").Find("tbody th a").Nodes {
		pages = append(pages, goquery.NewDocumentFromNode(e).AttrOr("href", ""))
	}
	for _, path := range pages {
		all := strings.Join(prose(s.page(path)), " ")
		for short, words := range acronyms {
			used := regexp.MustCompile(`(^|[^\p{L}-])` + short + `([^\p{L}-]|$)`).MatchString(all)
			if used && !strings.Contains(strings.ToLower(all), strings.ToLower(words)) {
				t.Errorf("%s uses %s without «%s»", path, short, words)
			}
		}
	}
}
