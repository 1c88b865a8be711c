// Package ocel reads object-centric event logs of the standard OCEL 2.0
// (ocel-standard.org) and flattens them on one type of object, so that they
// become rows of an event log.
//
//	JSON, XML, SQLite → source: objects, events ─ index ─ flattening → rows
//
// The three forms are walked where they lie in memory: once for what there is
// (objects, their types, attributes of events), then once for the rows. A row
// is an event and an object of the type; its number is that of the event in
// the file, from 1. The rules are told in package formats.
//
// # Limits
//
// Different ids, types, names and values of objects together take at most
// Options.MaxNames bytes; a thousand different attributes; XML and JSON are
// nested at most 100 and 1,000 deep; what is gathered of the events of a
// database takes at most 2 GiB.
package ocel

import (
	"io"
	"iter"

	"pass/internal/mining/eventlog"
)

// The columns of a flattened log, by the names of XES logs as tables; those of
// the attributes follow.
const (
	CaseColumn     = "case:concept:name"
	ActivityColumn = "concept:name"
	TimeColumn     = "time:timestamp"
	CasePrefix     = "case:" // before the attributes of objects
)

// Form is the kind of file that a log is written in.
type Form string

// The forms of the standard.
const (
	JSON   Form = "JSON"
	XML    Form = "XML"
	SQLite Form = "SQLite"
)

// Type is a type of object of a log, with what there is of it.
type Type struct {
	Name    string
	Objects int // that at least one event names
	Events  int // that name at least one object of the type
}

// Flat is a log flattened on one type of object.
type Flat struct {
	Rows  eventlog.Rows
	Types []Type // most objects first, then most events, then name
	Close func()
}

// Types lists the types of objects of a log, in the order of Flat.Types. The
// error is a *kernel.Error.
func Types(form Form, data []byte) ([]Type, error) {
	o, err := open(form, data, eventlog.Options{})
	if err != nil {
		return nil, err
	}
	return o.types, nil
}

// Flatten makes rows of a log on the type of Options.ObjectType, or on the first
// of Types. The error is a *kernel.Error.
func Flatten(form Form, data []byte, opts eventlog.Options) (*Flat, error) {
	o, err := open(form, data, opts)
	if err != nil {
		return nil, err
	}
	chosen, err := o.choose(opts.ObjectType)
	if err != nil {
		return nil, err
	}
	f, err := newFlattening(o, chosen, opts)
	if err != nil {
		return nil, explain(err)
	}
	next, stop := iter.Pull2(f.rows)
	rows := eventlog.Rows{Format: eventlog.OCEL, Header: f.header, Next: func() (int, [][]byte, error) {
		row, err, ok := next()
		switch {
		case !ok:
			return 0, nil, io.EOF
		case err != nil:
			return row.n, nil, explain(err)
		}
		return row.n, row.fields, nil
	}}
	return &Flat{Rows: rows, Types: o.types, Close: stop}, nil
}

func open(form Form, data []byte, opts eventlog.Options) (*index, error) {
	var src source
	var err error
	switch form {
	case XML:
		src, err = openXML(data)
	case SQLite:
		src, err = openSQLite(data)
	default:
		src, err = openJSON(data)
	}
	if err != nil {
		return nil, err
	}
	return newIndex(src, opts)
}
