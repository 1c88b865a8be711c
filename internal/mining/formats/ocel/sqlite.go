package ocel

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/mining/formats/sqlitefile"
)

// sqliteSource is an OCEL 2.0 log as an SQLite database (OCEL 2.0
// specification, §7.1): event and object say the types, event_object the
// links, and each type has a table of its own with times and attributes.
type sqliteSource struct {
	db                   *sqlitefile.DB
	event, object, links *table
	eventTypes           []typeTable
	objectTypes          []typeTable
}

// sqliteMemory bounds what is gathered of the events, about, in bytes.
const sqliteMemory = 2 << 30

// table is a table with the places of the columns that the standard names.
type table struct {
	*sqlitefile.Table
	columns []int
}

// typeTable is the table of a type.
type typeTable struct {
	kind string
	table
}

var errNoLog = kernel.E(kernel.NonValido, "La base dati SQLite non è un registro OCEL 2.0: mancano le tabelle «event», «object» ed «event_object». Esportare i dati in OCEL 2.0 o CSV.")

func openSQLite(data []byte) (source, error) {
	db, err := sqlitefile.Open(data)
	if err != nil {
		return nil, explainDatabase(err)
	}
	s := &sqliteSource{db: db}
	s.event = find(db, "event", "ocel_id", "ocel_type")
	s.object = find(db, "object", "ocel_id", "ocel_type")
	s.links = find(db, "event_object", "ocel_event_id", "ocel_object_id")
	if s.event == nil || s.object == nil || s.links == nil {
		return nil, errNoLog
	}
	if s.eventTypes, err = s.types("event_"); err != nil {
		return nil, err
	}
	s.objectTypes, err = s.types("object_")
	return s, err
}

// find gives a table that has the columns, nil if there is none.
func find(db *sqlitefile.DB, name string, columns ...string) *table {
	t := &table{Table: db.Table(name)}
	if t.Table == nil {
		return nil
	}
	for _, c := range columns {
		i := t.Column(c)
		if i < 0 {
			return nil
		}
		t.columns = append(t.columns, i)
	}
	return t
}

// types reads event_map_type or object_map_type and finds the table of each
// type.
func (s *sqliteSource) types(prefix string) (out []typeTable, err error) {
	names := find(s.db, prefix+"map_type", "ocel_type", "ocel_type_map")
	if names == nil {
		return nil, errNoLog
	}
	err = names.Scan(func(_ int64, row []sqlitefile.Value) error {
		kind, mapped := row[names.columns[0]], row[names.columns[1]]
		t := find(s.db, prefix+string(mapped.Bytes), "ocel_id", "ocel_time")
		if t != nil && !slices.ContainsFunc(out, func(o typeTable) bool { return o.Table == t.Table }) { // a table is read once
			out = append(out, typeTable{string(kind.Bytes), *t})
		}
		if len(out) > maxColumns {
			return errTooMuch
		}
		return nil
	})
	return out, explainDatabase(err)
}

func (s *sqliteSource) declared(yield func(name []byte) error) error {
	for _, t := range s.eventTypes {
		for _, name := range t.Columns {
			if strings.HasPrefix(strings.ToLower(name), "ocel_") {
				continue
			}
			if err := yield([]byte(name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// objects yields every object without attributes, then each row of attributes
// as the same object again.
func (s *sqliteSource) objects(yield func(*object) error) error {
	err := s.object.Scan(func(_ int64, row []sqlitefile.Value) error {
		return yield(&object{id: sqlText(row[s.object.columns[0]]), kind: sqlText(row[s.object.columns[1]])})
	})
	if err != nil {
		return explainDatabase(err)
	}
	for _, t := range s.objectTypes {
		x := object{kind: []byte(t.kind)}
		err := t.Scan(func(_ int64, row []sqlitefile.Value) error {
			x.id = sqlText(row[t.columns[0]])
			x.values = t.values(row, x.values[:0])
			for i := range x.values {
				x.values[i].time = sqlText(row[t.columns[1]])
			}
			return yield(&x)
		})
		if err != nil {
			return explainDatabase(err)
		}
	}
	return nil
}

// values are the attributes of a row.
func (t *typeTable) values(row []sqlitefile.Value, out []value) []value {
	for i, v := range row {
		name := t.Columns[i]
		if v.Kind == sqlitefile.Null || v.Kind == sqlitefile.Blob || strings.HasPrefix(strings.ToLower(name), "ocel_") {
			continue
		}
		out = append(out, value{name: []byte(name), text: sqlText(v)})
	}
	return out
}

// events yields the events in the order of their table. What the other tables
// say of them is gathered first.
func (s *sqliteSource) events(yield func(*event) error) error {
	places := map[string]int32{}
	var all []event
	room := sqliteMemory
	spend := func(n int) error {
		if room -= n; room < 0 {
			return errTooMuch
		}
		return nil
	}
	err := s.event.Scan(func(_ int64, row []sqlitefile.Value) error {
		e := event{id: bytes.Clone(sqlText(row[s.event.columns[0]])), kind: bytes.Clone(sqlText(row[s.event.columns[1]]))}
		if _, twice := places[string(e.id)]; !twice {
			places[string(e.id)] = int32(len(all))
		}
		all = append(all, e)
		return spend(300 + len(e.id) + len(e.kind))
	})
	if err != nil {
		return explainDatabase(err)
	}
	for _, t := range s.eventTypes {
		err := t.Scan(func(_ int64, row []sqlitefile.Value) error {
			i, ok := places[string(sqlText(row[t.columns[0]]))]
			if !ok {
				return nil // an event that the table of events does not have is none
			}
			e := &all[i]
			e.time = bytes.Clone(sqlText(row[t.columns[1]]))
			cost := len(e.time)
			for _, v := range t.values(row, nil) {
				e.values = append(e.values, value{name: v.name, text: bytes.Clone(v.text)})
				cost += 120 + len(v.name) + len(v.text)
			}
			return spend(cost)
		})
		if err != nil {
			return explainDatabase(err)
		}
	}
	err = s.links.Scan(func(_ int64, row []sqlitefile.Value) error {
		i, ok := places[string(sqlText(row[s.links.columns[0]]))]
		if !ok {
			return nil
		}
		id := bytes.Clone(sqlText(row[s.links.columns[1]]))
		all[i].objects = append(all[i].objects, id)
		return spend(60 + len(id))
	})
	if err != nil {
		return explainDatabase(err)
	}
	for i := range all {
		if err := yield(&all[i]); err != nil {
			return err
		}
	}
	return nil
}

// sqlText writes a value as text.
func sqlText(v sqlitefile.Value) []byte {
	switch v.Kind {
	case sqlitefile.Int:
		return strconv.AppendInt(nil, v.Int, 10)
	case sqlitefile.Float:
		return strconv.AppendFloat(nil, v.Float, 'g', -1, 64)
	case sqlitefile.Text:
		return v.Bytes
	}
	return nil
}

func explainDatabase(err error) error {
	switch {
	case errors.Is(err, sqlitefile.ErrCorrupt):
		return kernel.Wrap(kernel.NonValido, "La base dati SQLite è danneggiata o incompleta. Esportarla e caricarla di nuovo.", err)
	case errors.Is(err, sqlitefile.ErrUnsupported):
		return kernel.Wrap(kernel.NonValido, "La base dati SQLite ha tabelle in una forma che non si può leggere. Esportare il registro in OCEL 2.0 JSON.", err)
	}
	return err
}
