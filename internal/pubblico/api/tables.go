package api

import (
	"context"
	"encoding/json"
	"sync"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// tables keeps the tables of the version that is published now: a page of a
// list must not make them all again.
type tables struct {
	mu    sync.Mutex
	of    [3]pubblico.Istantanea
	rows  map[string]dati.Tabella
	count int
}

// maxKept is how many rows are kept in all; larger tables are made again for
// each request, two at a time.
const maxKept = 100_000

// source reads what is published now.
func (a *API) source(ctx context.Context) (s dati.Sorgente, err error) {
	if s.Vista, err = a.lettore.Vista(ctx); err != nil {
		return s, err
	}
	s.Misure, err = a.lettore.Misure(ctx)
	s.Enti = func(sem kernel.Semestre) (pubblico.MisureEnti, error) { return a.lettore.MisureEnti(ctx, sem) }
	return s, err
}

// table gives a data set, or what of it belongs to a semester when that is not
// zero.
func (a *API) table(ctx context.Context, codice string, sem kernel.Semestre) (dati.Tabella, error) {
	s, err := a.source(ctx)
	if err != nil {
		return dati.Tabella{}, err
	}
	of, name := [3]pubblico.Istantanea{s.Vista.DiAttivita, s.Vista.DiCatalogo, s.Misure.Di}, codice+"/"+sem.String()
	if t, ok := a.tables.get(of, name); ok {
		return t, nil
	}
	end, err := dati.Turno(ctx, codice)
	if err != nil {
		return dati.Tabella{}, err
	}
	defer end()
	if t, ok := a.tables.get(of, name); ok { // made by whoever had the turn before
		return t, nil
	}
	var t dati.Tabella
	if sem.IsZero() {
		t, err = dati.Di(s, codice)
	} else {
		t, err = dati.DelSemestre(s, codice, sem)
	}
	if err == nil {
		a.tables.put(of, name, t)
	}
	return t, err
}

func (k *tables) get(of [3]pubblico.Istantanea, name string) (dati.Tabella, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of != of || k.rows == nil {
		k.of, k.rows, k.count = of, map[string]dati.Tabella{}, 0
	}
	t, ok := k.rows[name]
	return t, ok
}

func (k *tables) put(of [3]pubblico.Istantanea, name string, t dati.Tabella) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, there := k.rows[name]; !there && k.of == of && k.count+len(t.Righe) <= maxKept {
		k.rows[name] = t
		k.count += len(t.Righe)
	}
}

// leggi makes a typed value of a row: its properties are the columns.
func leggi[T any](t dati.Tabella) func([]string) (T, error) {
	return func(riga []string) (out T, err error) {
		return out, json.Unmarshal(t.RigaJSON(riga), &out)
	}
}

// riga finds the row with the value in its first key column.
func riga[T any](t dati.Tabella, codice string) (out T, err error) {
	for _, r := range t.Righe {
		if r[t.Colonna(t.Chiave[0])] == codice {
			return leggi[T](t)(r)
		}
	}
	return out, kernel.E(kernel.NonTrovato, "Non c’è niente con questo codice.")
}
