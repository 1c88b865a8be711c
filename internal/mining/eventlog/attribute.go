package eventlog

import (
	"fmt"
	"slices"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog/names"
)

// maxAttributes bounds the keys that AllAttributes may find in an XES file.
const maxAttributes = 1000

// cellCost is the memory that one event takes in the column of an attribute.
const cellCost = 4

// attribute is a further column while it is read. The column may be shorter
// than the log: what is missing at its end is None.
type attribute struct {
	name   string
	values names.Dictionary
	column []int32
}

// set gives event i of the column, not before the last one, a value.
func (a *attribute) set(i int, raw []byte) error {
	if blank(raw) {
		return nil
	}
	id, err := a.values.ID(raw)
	if err == nil {
		a.put(i, id)
	}
	return err
}

func (a *attribute) put(i int, id int32) {
	a.extend(i + 1)
	a.column[i] = id
}

// extend makes the column at least n long.
func (a *attribute) extend(n int) {
	for len(a.column) < n {
		a.column = append(a.column, None)
	}
}

// addAttribute opens a further column and gives its place. Its cells are paid
// for by add.
func (b *builder) addAttribute(name string) int {
	a := &attribute{name: name}
	a.values.Init(&b.room, &b.seed)
	a.values.DecodeWith(b.decode)
	b.attributes = append(b.attributes, a)
	return len(b.attributes) - 1
}

// furtherColumns are the columns of a table that Options.Attributes asks for.
func furtherColumns(header []string, column [roles]int, wanted []string) ([]int, error) {
	var out []int
	if slices.Equal(wanted, []string{AllAttributes}) {
		for i, name := range header {
			if !slices.Contains(column[:], i) && !blank([]byte(name)) {
				out = append(out, i)
			}
		}
		return out, nil
	}
	for _, name := range wanted {
		i := slices.Index(header, name)
		if i < 0 {
			i = slices.IndexFunc(header, func(h string) bool { return kernel.Fold(h) == kernel.Fold(name) })
		}
		if i < 0 {
			return nil, kernel.E(kernel.NonValido, fmt.Sprintf("Nel file non c'è la colonna «%s». Colonne trovate: %s.", name, listColumns(header)))
		}
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	return out, nil
}
