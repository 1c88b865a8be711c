package formats

import (
	"io"

	"github.com/parquet-go/parquet-go"

	"pass/internal/mining/eventlog"
)

// parquetGroupRows is how many rows are kept in memory before they are written.
const parquetGroupRows = 100_000

// WriteParquet writes the visible events of a view as Parquet: the columns of
// WriteCSV in the same order, names as dictionary-encoded strings, times as
// timestamps in microseconds adjusted to UTC, compressed with Zstandard.
func WriteParquet(w io.Writer, v *eventlog.View) error {
	x := newWalk(v)
	word := parquet.Compressed(parquet.Encoded(parquet.String(), &parquet.RLEDictionary), &parquet.Zstd)
	stamp := parquet.Compressed(parquet.Timestamp(parquet.Microsecond), &parquet.Zstd)
	group := orderedGroup{Group: parquet.Group{}}
	for _, name := range append(append([]string{}, roleColumns...), x.names...) {
		node := parquet.Optional(word)
		switch name {
		case caseColumn, activityColumn:
			node = parquet.Required(word)
		case timeColumn:
			node = parquet.Required(stamp)
		case startColumn:
			node = parquet.Optional(stamp)
		}
		group.Group[name] = node
		group.order = append(group.order, name)
	}
	out := parquet.NewGenericWriter[any](w, parquet.NewSchema("log", group), parquet.MaxRowsPerRowGroup(parquetGroupRows), parquet.CreatedBy("PAsS", "", ""))
	rows := []parquet.Row{make(parquet.Row, 0, len(group.order))}
	err := x.each(func(_ int, r *record) error {
		row := append(rows[0][:0], word0(r.caseName, 0), word0(r.activity, 1), parquet.Int64Value(r.time).Level(0, 0, 2),
			word1(r.resource, 3), word1(r.lifecycle, 4))
		if begin := parquet.NullValue().Level(0, 0, 5); r.begin == eventlog.NoTime {
			row = append(row, begin)
		} else {
			row = append(row, parquet.Int64Value(r.begin).Level(0, 1, 5))
		}
		for i, value := range r.attributes {
			row = append(row, word1(value, len(roleColumns)+i))
		}
		rows[0] = row
		_, err := out.WriteRows(rows)
		return err
	})
	if err != nil {
		return err
	}
	return out.Close()
}

// word0 is a value of a required column, word1 one of an optional column.
func word0(s string, column int) parquet.Value {
	return parquet.ByteArrayValue([]byte(s)).Level(0, 0, column)
}

func word1(s string, column int) parquet.Value {
	if s == "" {
		return parquet.NullValue().Level(0, 0, column)
	}
	return parquet.ByteArrayValue([]byte(s)).Level(0, 1, column)
}

// orderedGroup is a group whose columns keep their order; the group of the
// library sorts them by name.
type orderedGroup struct {
	parquet.Group
	order []string
}

// Fields lists the columns in their order.
func (g orderedGroup) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		out[i] = byName[name]
	}
	return out
}
