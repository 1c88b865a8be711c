// Package deposito writes an event log, already without names of people, as
// the bytes that PAsS keeps, and reads them back: one million events in a small
// part of a second.
//
//	"PASSLOG" version ─ section ─ section ─ … ─ end
//	section: tag, place, raw length, packed length, CRC-32C of the raw bytes, packed bytes
//
// Numbers are little-endian. Each column is a section of its own, packed with
// DEFLATE (RFC 1951) and read in parallel. Identifiers are as wide as the
// longest needs, times and rows are the differences from the one before. What
// is read is checked: a damaged deposit is an error, never a wrong figure.
package deposito

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"pass/internal/mining/eventlog"
)

// versione is the last byte of the mark; another layout gets another one.
const versione = 1

const marca = "PASSLOG"

// ErrDanneggiato says that the bytes are not a deposit, or no longer.
var ErrDanneggiato = errors.New("deposito: the stored log is damaged")

// The tags of the sections. place tells the attributes apart.
const (
	tagFine byte = iota
	tagDati
	tagCasi
	tagAttivita
	tagRisorse
	tagCicli
	tagLunghezze
	tagColAttivita
	tagColRisorse
	tagColCicli
	tagRighe
	tagTempi
	tagInizi
	tagValori
	tagColValori
)

// dati is what does not grow with the events.
type dati struct {
	Eventi     int                `json:"eventi"`
	Casi       int                `json:"casi"`
	Inizi      bool               `json:"inizi"`
	Attributi  []string           `json:"attributi"`
	Problemi   []eventlog.Problem `json:"problemi"`
	Scartati   int                `json:"scartati"`
	Saltati    int                `json:"saltati"`
	Pari       int                `json:"pari"`
	Inversioni int                `json:"inversioni"`
	Formato    eventlog.Format    `json:"formato"`
	Compresso  bool               `json:"compresso"`
	Win1252    bool               `json:"win1252"`
	Separatore byte               `json:"separatore"`
	Colonne    eventlog.Mapping   `json:"colonne"`
}

var tabella = crc32.MakeTable(crc32.Castagnoli)

// scrittore packs sections; the first error stays.
type scrittore struct {
	w      io.Writer
	z      *flate.Writer
	packed bytes.Buffer
	err    error
}

// testa is the size of what comes before the packed bytes of a section.
const testa = 1 + 4 + 8 + 8 + 4

func (s *scrittore) sezione(tag byte, posto int, raw []byte) {
	if s.err != nil {
		return
	}
	s.packed.Reset()
	s.z.Reset(&s.packed)
	if _, s.err = s.z.Write(raw); s.err != nil {
		return
	}
	if s.err = s.z.Close(); s.err != nil {
		return
	}
	h := make([]byte, testa)
	h[0] = tag
	binary.LittleEndian.PutUint32(h[1:], uint32(posto))
	binary.LittleEndian.PutUint64(h[5:], uint64(len(raw)))
	binary.LittleEndian.PutUint64(h[13:], uint64(s.packed.Len()))
	binary.LittleEndian.PutUint32(h[21:], crc32.Checksum(raw, tabella))
	if _, s.err = s.w.Write(h); s.err == nil {
		_, s.err = s.w.Write(s.packed.Bytes())
	}
}

// Scrivi writes the log to w. The columns and names of l are only read.
func Scrivi(w io.Writer, l *eventlog.Log) error {
	z, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		return err
	}
	s := &scrittore{w: w, z: z}
	if _, err := w.Write(append([]byte(marca), versione)); err != nil {
		return err
	}
	d := dati{Eventi: l.Events(), Casi: len(l.Cases), Inizi: l.Begin != nil, Problemi: l.Problems, Scartati: l.ProblemCount, Saltati: l.Skipped,
		Pari: l.Ties, Inversioni: l.Inversions, Formato: l.Format, Compresso: l.Compressed, Win1252: l.Windows1252, Separatore: l.Delimiter, Colonne: l.Mapping}
	for _, a := range l.Attributes {
		d.Attributi = append(d.Attributi, a.Name)
	}
	testo, err := json.Marshal(d)
	if err != nil {
		return err
	}
	s.sezione(tagDati, 0, testo)
	s.sezione(tagCasi, 0, nomi(l.Cases))
	s.sezione(tagAttivita, 0, nomi(l.Activities))
	s.sezione(tagRisorse, 0, nomi(l.Resources))
	s.sezione(tagCicli, 0, nomi(l.Lifecycles))
	s.sezione(tagLunghezze, 0, lunghezze(l.Start))
	s.sezione(tagColAttivita, 0, colonna(l.Activity, len(l.Activities)))
	s.sezione(tagColRisorse, 0, colonna(l.Resource, len(l.Resources)))
	s.sezione(tagColCicli, 0, colonna(l.Lifecycle, len(l.Lifecycles)))
	s.sezione(tagRighe, 0, differenze(l.Row))
	s.sezione(tagTempi, 0, tempi(l))
	if l.Begin != nil {
		s.sezione(tagInizi, 0, inizi(l))
	}
	for i := range l.Attributes {
		a := &l.Attributes[i]
		s.sezione(tagValori, i, nomi(a.Values))
		s.sezione(tagColValori, i, colonna(a.Column, len(a.Values)))
	}
	s.sezione(tagFine, 0, nil)
	return s.err
}

func nomi(names []string) []byte {
	b := binary.AppendUvarint(nil, uint64(len(names)))
	for _, n := range names {
		b = append(binary.AppendUvarint(b, uint64(len(n))), n...)
	}
	return b
}

func lunghezze(start []int32) []byte {
	var b []byte
	for c := 1; c < len(start); c++ {
		b = binary.AppendUvarint(b, uint64(start[c]-start[c-1]))
	}
	return b
}

// larghezza is how many bytes an identifier takes, None included as zero.
func larghezza(n int) int {
	switch {
	case n < 1<<8:
		return 1
	case n < 1<<16:
		return 2
	}
	return 4
}

// colonna writes identifiers plus one, so that None is zero.
func colonna(ids []int32, n int) []byte {
	b := make([]byte, len(ids)*larghezza(n))
	switch larghezza(n) {
	case 1:
		for i, v := range ids {
			b[i] = byte(v + 1)
		}
	case 2:
		for i, v := range ids {
			binary.LittleEndian.PutUint16(b[2*i:], uint16(v+1))
		}
	default:
		for i, v := range ids {
			binary.LittleEndian.PutUint32(b[4*i:], uint32(v+1))
		}
	}
	return b
}

func differenze(rows []int32) []byte {
	b := make([]byte, 0, 2*len(rows))
	prima := int32(0)
	for _, r := range rows {
		b = binary.AppendVarint(b, int64(r)-int64(prima))
		prima = r
	}
	return b
}

// tempi are, for each case, the first instant from the first of the case
// before, then the pauses.
func tempi(l *eventlog.Log) []byte {
	b := make([]byte, 0, 6*len(l.Time))
	base := int64(0)
	for c := range l.Cases {
		lo, hi := l.Start[c], l.Start[c+1]
		prima := base
		for i := lo; i < hi; i++ {
			b = binary.AppendVarint(b, l.Time[i]-prima)
			prima = l.Time[i]
		}
		if lo < hi {
			base = l.Time[lo]
		}
	}
	return b
}

// inizi are one plus the length of the work of each event; zero is unknown.
func inizi(l *eventlog.Log) []byte {
	b := make([]byte, 0, 4*len(l.Begin))
	for i, t := range l.Begin {
		v := uint64(0)
		if t != eventlog.NoTime {
			v = uint64(l.Time[i]-t) + 1
		}
		b = binary.AppendUvarint(b, v)
	}
	return b
}

// Memoria is about how many bytes the log takes in memory.
func Memoria(l *eventlog.Log) int64 {
	n := int64(len(l.Time))*28 + int64(len(l.Begin))*8 + int64(len(l.Start))*4
	for _, names := range [][]string{l.Cases, l.Activities, l.Resources, l.Lifecycles} {
		n += pesoNomi(names)
	}
	for i := range l.Attributes {
		n += pesoNomi(l.Attributes[i].Values) + int64(len(l.Attributes[i].Column))*4
	}
	return n
}

func pesoNomi(names []string) (n int64) {
	for _, s := range names {
		n += 16 + int64(len(s))
	}
	return n
}

func danneggiato(che string) error { return fmt.Errorf("%w: %s", ErrDanneggiato, che) }
