package quality

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
)

// The bounds of the comparison of names.
const (
	mostNames      = 400 // of one column: beyond it only names that fold alike are found
	shortName      = 5   // letters, under which one letter more or less is another word
	shortWord      = 4   // letters, under which a word must be the same
	longName       = 12  // letters, from which two may differ
	rarer          = 3   // times less frequent is the wrong one
	mostCaseGroups = 1 << 20
)

// labels looks at the names themselves.
func (c *checker) labels() {
	l := c.log
	c.similar(SimilarActivity, c.mapping.Activity, l.Activity, l.Activities)
	c.broken(c.mapping.Activity, l.Activity, l.Activities)
	c.similar(SimilarValue, c.mapping.Resource, l.Resource, l.Resources)
	c.broken(c.mapping.Resource, l.Resource, l.Resources)
	for i := range l.Attributes {
		a := &l.Attributes[i]
		c.similar(SimilarValue, a.Name, a.Column, a.Values)
		c.broken(a.Name, a.Column, a.Values)
	}
	c.caseNames()
}

// pair is a rare name and the one that it is like.
type pair struct{ rare, usual int32 }

// similar makes an issue of each name that looks like a more frequent one.
func (c *checker) similar(code Code, column string, ids []int32, names []string) {
	count := make([]int, len(names))
	c.traces(func(t *eventlog.Trace) {
		for i := range t.Len() {
			if id := ids[t.Event(i)]; id != eventlog.None {
				count[id]++
			}
		}
	})
	pairs := alike(names, count, code == SimilarActivity)
	if len(pairs) == 0 {
		return
	}
	byRare := map[int32]*found{} // only for looking up
	for _, p := range pairs {
		byRare[p.rare] = c.find(code, column)
	}
	c.traces(func(t *eventlog.Trace) {
		for i := range t.Len() {
			e := t.Event(i)
			if f := byRare[ids[e]]; f != nil {
				f.at(e, names[ids[e]])
			}
		}
	})
	for _, p := range pairs {
		f := byRare[p.rare]
		f.close("«"+names[p.rare]+"» e «"+names[p.usual]+"»", names[p.rare], names[p.usual])
	}
}

// alike lists the names in use that look like a more frequent one, in the
// order of the names; each with the most frequent that it looks like. With
// anyway, one wrong letter is enough even if both are as frequent: activities
// are few and chosen by the office, people and values may really be alike.
func alike(names []string, count []int, anyway bool) (out []pair) {
	var used []int32
	folded := make([][]rune, len(names))
	for id, n := range count {
		if n > 0 {
			used = append(used, int32(id))
			folded[id] = []rune(kernel.Fold(names[id]))
		}
	}
	slices.SortFunc(used, func(a, b int32) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(names[a], names[b]))
	})
	sameFold := map[string]int32{} // only for looking up
	for i, id := range used {
		fold := string(folded[id])
		if usual, ok := sameFold[fold]; ok {
			out = append(out, pair{id, usual})
			continue
		}
		sameFold[fold] = id
		if len(used) > mostNames {
			continue
		}
		for _, usual := range used[:i] {
			far := spelledAlike(folded[id], folded[usual])
			if far >= 0 && (count[id]*rarer <= count[usual] || anyway && far <= 1) {
				out = append(out, pair{id, usual})
				break
			}
		}
	}
	slices.SortFunc(out, func(a, b pair) int { return strings.Compare(names[a.rare], names[b.rare]) })
	return out
}

// spelledAlike is how many letters two folded names differ by, if they may be
// one with a slip of the pen, else −1. Words with digits are codes, and must be
// the same; so must short words: phase A is not phase B.
func spelledAlike(a, b []rune) int {
	letters := min(len(a), len(b))
	most := 1
	if letters >= longName {
		most = 2
	}
	if letters < shortName || max(len(a), len(b))-letters > most || codes(a) != codes(b) || opposite(a, b) || otherShortWord(a, b) {
		return -1
	}
	if d := distance(a, b); d <= most {
		return d
	}
	return -1
}

// otherShortWord reports whether two names of as many words differ in a word of
// less than four letters.
func otherShortWord(a, b []rune) bool {
	x, y := strings.Fields(string(a)), strings.Fields(string(b))
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] && min(len(x[i]), len(y[i])) < shortWord {
			return true
		}
	}
	return false
}

// codes are the words of a name that hold digits.
func codes(s []rune) string {
	var out []string
	for _, w := range strings.Fields(string(s)) {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// opposite reports whether one name is the other with a prefix that turns a
// word into its contrary: complete, incomplete.
func opposite(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	from := 0
	for from < len(a) && a[from] == b[from] {
		from++
	}
	// The letters put in may also be told one place earlier: "in" before "n".
	for ; from >= 0; from-- {
		more := len(b) - len(a)
		if slices.Equal(a[from:], b[from+more:]) && (from == 0 || b[from-1] == ' ') &&
			slices.Contains([]string{"in", "im", "ir", "il", "dis", "s"}, string(b[from:from+more])) {
			return true
		}
	}
	return false
}

// distance is the optimal string alignment distance: letters put in, left out,
// changed, or two neighbours swapped.
func distance(a, b []rune) int {
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

// broken looks for text that was read in the wrong encoding.
func (c *checker) broken(column string, ids []int32, names []string) {
	bad := make([]bool, len(names))
	for id, n := range names {
		bad[id] = mangled(n)
	}
	if !slices.Contains(bad, true) {
		return
	}
	f := c.find(BrokenText, column)
	c.traces(func(t *eventlog.Trace) {
		for i := range t.Len() {
			e := t.Event(i)
			if id := ids[e]; id != eventlog.None && bad[id] {
				f.at(e, names[id])
			}
		}
	})
	f.close("")
}

// mangled reports whether a text holds a replacement character, or the pairs
// that UTF-8 letters become when they are read as Windows-1252.
func mangled(s string) bool {
	if strings.ContainsRune(s, utf8.RuneError) {
		return true
	}
	for _, pair := range []string{"Ã¨", "Ã©", "Ã²", "Ã¹", "Ã¬", "Ã\u00a0", "Ã ", "Ã€", "Ãˆ", "â€™", "â€“", "Â°", "Âº"} {
		if strings.Contains(s, pair) {
			return true
		}
	}
	return false
}

// trialWords are in the numbers of cases that nobody filed.
var trialWords = []string{"test", "prova", "demo", "esempio"}

// caseNames looks at the numbers of the cases.
func (c *checker) caseNames() {
	trial, like := c.find(TestCase, c.mapping.Case), c.find(SimilarCase, c.mapping.Case)
	first := map[string]int32{} // only for looking up
	examples := ""
	for _, id := range c.view.Kept {
		event := int(c.log.Start[id])
		fold := kernel.Fold(c.log.Cases[id])
		for _, w := range strings.Fields(fold) {
			if slices.Contains(trialWords, w) {
				trial.at(event, c.log.Cases[id])
				break
			}
		}
		key := strings.ReplaceAll(fold, " ", "")
		if other, ok := first[key]; ok {
			like.with(event, c.log.Cases[id], c.log.Row[c.log.Start[other]])
			if examples == "" {
				examples = "«" + c.log.Cases[id] + "» e «" + c.log.Cases[other] + "»"
			}
		} else if len(first) < mostCaseGroups && key != "" {
			first[key] = id
		}
	}
	trial.close("")
	like.close(examples)
}
