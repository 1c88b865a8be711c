package conformance

import (
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/mining/steps"
)

// Binding says which steps each activity is.
type Binding struct {
	Steps [][]int // by activity: places in Model.Steps; none when no step wants it
	How   []How   // by activity: what it was told by
}

// How tells by what an activity was bound, so that a person may confirm what
// was only guessed.
type How int8

// The ways.
const (
	Unbound How = iota
	ByName
	ByWords
	ByKind
	ByPerson // a person said so: Options.Steps
)

// Bind finds the steps of each activity. kinds may be shorter than activities;
// the rest is ordinary work. By name an activity may be several steps, which a
// usual path needs; by words it is the step with the most words, by meaning the
// first one.
func (m *Model) Bind(activities []string, kinds []steps.Kind) *Binding {
	b := &Binding{Steps: make([][]int, len(activities)), How: make([]How, len(activities))}
	folded := make([][]string, len(m.Steps))
	for i, s := range m.Steps {
		for _, name := range s.Activities {
			folded[i] = append(folded[i], kernel.Fold(name))
		}
	}
	for a, name := range activities {
		fold := kernel.Fold(name)
		for i := range m.Steps {
			if slices.Contains(folded[i], fold) {
				b.Steps[a], b.How[a] = append(b.Steps[a], i), ByName
			}
		}
		if b.How[a] == Unbound {
			if i := m.byWords(strings.Fields(fold)); i >= 0 {
				b.Steps[a], b.How[a] = []int{i}, ByWords
			}
		}
		if b.How[a] == Unbound && a < len(kinds) && kinds[a] != steps.Work {
			if i := slices.IndexFunc(m.Steps, func(s Step) bool { return slices.Contains(s.Kinds, kinds[a]) }); i >= 0 {
				b.Steps[a], b.How[a] = []int{i}, ByKind
			}
		}
	}
	return b
}

// said puts what a person said in the place of what was guessed.
func (b *Binding) said(m *Model, activities []string, steps map[string]string) *Binding {
	for a, name := range activities {
		id, ok := steps[name]
		if !ok {
			continue
		}
		if id == "" {
			b.Steps[a], b.How[a] = nil, ByPerson
		} else if i := slices.IndexFunc(m.Steps, func(s Step) bool { return s.ID == id }); i >= 0 {
			b.Steps[a], b.How[a] = []int{i}, ByPerson
		}
	}
	return b
}

// byWords is the step with the longest pattern that a name satisfies, or −1.
func (m *Model) byWords(name []string) int {
	best, most := -1, 0
	for i, s := range m.Steps {
		for _, pattern := range s.Words {
			wanted, unwanted := wordsOf(pattern)
			if len(wanted) > most && !slices.ContainsFunc(wanted, func(w string) bool { return !begins(name, w) }) &&
				!slices.ContainsFunc(unwanted, func(w string) bool { return begins(name, w) }) {
				best, most = i, len(wanted)
			}
		}
	}
	return best
}

// wordsOf splits a pattern, "diniego -preavviso".
func wordsOf(pattern string) (wanted, unwanted []string) {
	for _, w := range strings.Fields(pattern) {
		if rest, not := strings.CutPrefix(w, "-"); not {
			unwanted = append(unwanted, strings.Fields(kernel.Fold(rest))...)
		} else {
			wanted = append(wanted, strings.Fields(kernel.Fold(w))...)
		}
	}
	return wanted, unwanted
}

// begins reports whether one of the words of a name begins with w.
func begins(name []string, w string) bool {
	return slices.ContainsFunc(name, func(n string) bool { return strings.HasPrefix(n, w) })
}
