// Package spam tells unwanted comments from true ones, without asking anybody
// outside. It is a naive Bayes over the words of a comment, its pairs of words
// and a few traits (links, prices, capitals, foreign letters), each kept as a
// number. It starts from examples that we wrote, in Italian and English, and
// learns from what moderators decide. It is pure and deterministic, and only
// sorts: a person decides.
package spam

import (
	"hash/fnv"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"pass/internal/kernel"
)

// Messaggio is a comment as it arrived.
type Messaggio struct {
	Nome, Email, Testo string
}

// Soglia is the score from which a comment waits among the spam. It is high
// because a true comment that is not seen does more harm than one to reject.
const Soglia = 0.90

// caselle is how many numbers features are hashed into.
const caselle = 1 << 18

// Conteggi are how many messages of each kind had a feature.
type Conteggi struct {
	Spam, Buoni int64
}

// Imparato is what moderation taught: counts by feature. The counts of all
// messages are under Totale.
type Imparato map[int64]Conteggi

// Totale is the feature that every message has.
const Totale int64 = caselle

// pesoImparato is how many examples of ours a decision of a moderator is worth.
const pesoImparato = 4

// Punteggio is how probable it is that the message is spam, from 0 to 1.
func Punteggio(m Messaggio, imparato Imparato) float64 {
	base := modello()
	odds, used := 0.0, 0
	for _, f := range Caratteristiche(m) {
		if f == Totale {
			continue
		}
		b, i := base.n[f], imparato[f]
		spam, buoni := float64(b.Spam+pesoImparato*i.Spam), float64(b.Buoni+pesoImparato*i.Buoni)
		if spam+buoni == 0 {
			continue // never seen: it says nothing
		}
		tot := imparato[Totale]
		nSpam, nBuoni := float64(base.spam+pesoImparato*tot.Spam), float64(base.buoni+pesoImparato*tot.Buoni)
		r := math.Log((spam+0.4)/(nSpam+0.8)) - math.Log((buoni+0.4)/(nBuoni+0.8))
		odds += max(min(r, maxPeso), -maxPeso)
		used++
	}
	if used == 0 {
		return 0.5
	}
	return 1 / (1 + math.Exp(-odds/temperatura))
}

const (
	maxPeso     = 3.0 // what one feature may say, so that no word decides alone
	temperatura = 1.6 // features are not independent: their sum says too much
)

// Caratteristiche lists the features of a message, each once, in order.
func Caratteristiche(m Messaggio) []int64 {
	testo := strings.ToValidUTF8(m.Testo, " ")
	links := link.FindAllString(testo, -1)
	words := parole(link.ReplaceAllString(testo, " "))
	out := []int64{Totale}
	add := func(kind, what string) { out = append(out, numero(kind+what)) }
	for i, w := range words {
		add("p:", w)
		if i > 0 {
			add("c:", words[i-1]+" "+w)
		}
	}
	for _, t := range tratti(m, testo, links) {
		add("t:", t)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var (
	link     = regexp.MustCompile(`(?i)(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|info|biz|xyz|top|ru|cn|shop|online|site|click|io|link|club|live|vip)\b\S*`)
	nostrano = regexp.MustCompile(`(?i)\.(?:it|eu)(?:[/:?#]|$)`)
	prezzo   = regexp.MustCompile(`(?i)[$€£]\s?\d|\d\s?[$€£%]|\b\d[\d.,]*\s?(?:euro|usd|dollars|dollari|eur|btc)\b`)
	telefono = regexp.MustCompile(`\+\d[\d ().-]{7,}\d`)
	gridato  = regexp.MustCompile(`[!?]{2,}`)
	nomeSito = regexp.MustCompile(`(?i)https?:|www\.|\.(?:com|net|xyz|info|top|shop|ru)\b`)
)

// tratti are what is seen without reading the words. Neither the language nor
// the name of a person is among them: nobody is spam for where they come from.
// Another alphabet is, because those who moderate could not read it.
func tratti(m Messaggio, testo string, links []string) (out []string) {
	add := func(ok bool, what ...string) {
		if ok {
			out = append(out, what...)
		}
	}
	stranieri := 0
	for _, l := range links {
		if !nostrano.MatchString(l) {
			stranieri++
		}
	}
	add(stranieri > 0, "link", "link-altrove")
	add(stranieri > 1, "link-molti", "link-molti-2")
	add(len(links) == 0, "nessun-link")
	add(nomeSito.MatchString(m.Nome), "nome-sito", "nome-sito-2", "nome-sito-3")
	add(prezzo.MatchString(testo), "prezzo")
	add(telefono.MatchString(testo), "telefono")
	add(gridato.MatchString(testo), "gridato")
	maiuscole, lettere, estranee, disegni := 0, 0, 0, 0
	for _, r := range testo {
		switch {
		case unicode.IsLetter(r):
			lettere++
			if unicode.IsUpper(r) {
				maiuscole++
			}
			if !unicode.Is(unicode.Latin, r) {
				estranee++
			}
		case unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r):
			disegni++
		}
	}
	add(lettere > 20 && maiuscole*3 > lettere, "maiuscole", "maiuscole-2")
	add(estranee*4 > lettere, "estranee", "estranee-2", "estranee-3", "estranee-4")
	add(disegni > 1, "disegni", "disegni-2")
	return out
}

func parole(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(kernel.Fold(s)) {
		if len(w) > 30 {
			w = w[:30]
		}
		if strings.Trim(w, "0123456789") == "" {
			w = "#" // which number it is does not matter
		}
		out = append(out, w)
	}
	return out
}

func numero(s string) int64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return int64(h.Sum32() % caselle)
}

// base is what our own examples say.
type base struct {
	n           map[int64]Conteggi
	spam, buoni int64
}

var modello = sync.OnceValue(func() base {
	b := base{n: map[int64]Conteggi{}}
	for _, m := range Riempi(esempiSpam, 1) {
		b.impara(m, true)
	}
	for _, m := range Riempi(esempiBuoni, 1) {
		b.impara(m, false)
	}
	return b
})

func (b *base) impara(m Messaggio, spam bool) {
	for _, f := range Caratteristiche(m) {
		c := b.n[f]
		if spam {
			c.Spam++
		} else {
			c.Buoni++
		}
		b.n[f] = c
	}
	if spam {
		b.spam++
	} else {
		b.buoni++
	}
}
