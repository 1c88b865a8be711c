package deposito

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"io"
	"math"
	"sync"

	"pass/internal/mining/eventlog"
)

// massimoRapporto is what DEFLATE can reach at most: a section that promises
// more is a lie.
const massimoRapporto = 1032

type sezione struct {
	tag       byte
	posto     int
	lunga     uint64
	somma     uint32
	impaccata []byte
}

// Leggi reads what Scrivi wrote; anything else is ErrDanneggiato.
func Leggi(b []byte) (*eventlog.Log, error) {
	ss, err := sezioni(b)
	if err != nil {
		return nil, err
	}
	l, d, err := guscio(ss)
	if err != nil {
		return nil, err
	}
	if err := riempi(l, d, ss); err != nil {
		return nil, err
	}
	return l, controlla(l)
}

func sezioni(b []byte) (ss []sezione, err error) {
	if len(b) < len(marca)+1 || string(b[:len(marca)]) != marca {
		return nil, danneggiato("it has no mark")
	}
	if b[len(marca)] != versione {
		return nil, danneggiato("another version")
	}
	b = b[len(marca)+1:]
	viste := map[[2]int]bool{}
	for {
		if len(b) < testa {
			return nil, danneggiato("it ends before its end")
		}
		s := sezione{tag: b[0], posto: int(binary.LittleEndian.Uint32(b[1:])), lunga: binary.LittleEndian.Uint64(b[5:]), somma: binary.LittleEndian.Uint32(b[21:])}
		n := binary.LittleEndian.Uint64(b[13:])
		b = b[testa:]
		if n > uint64(len(b)) || s.lunga > n*massimoRapporto {
			return nil, danneggiato("a section goes beyond its end")
		}
		s.impaccata, b = b[:n], b[n:]
		if s.tag == tagFine {
			return ss, nil
		}
		if chi := [2]int{int(s.tag), s.posto}; viste[chi] {
			return nil, danneggiato("a section is there twice")
		} else {
			viste[chi] = true
		}
		ss = append(ss, s)
	}
}

// apri unpacks a section and checks its sum.
func (s sezione) apri() ([]byte, error) {
	raw := make([]byte, s.lunga)
	z := flate.NewReader(bytes.NewReader(s.impaccata))
	if _, err := io.ReadFull(z, raw); err != nil {
		return nil, danneggiato("a section does not open")
	}
	if crc32.Checksum(raw, tabella) != s.somma {
		return nil, danneggiato("a section has another sum")
	}
	return raw, nil
}

// guscio makes the log with everything but its columns.
func guscio(ss []sezione) (*eventlog.Log, dati, error) {
	var d dati
	if len(ss) == 0 || ss[0].tag != tagDati {
		return nil, d, danneggiato("it does not begin with its data")
	}
	raw, err := ss[0].apri()
	if err != nil {
		return nil, d, err
	}
	if err := json.Unmarshal(raw, &d); err != nil {
		return nil, d, danneggiato("its data do not read")
	}
	// Every column has at least one byte per event, every case at least one
	// byte of its length: what is allocated is in proportion to what is there.
	var eventi, casi uint64
	for _, s := range ss {
		switch s.tag {
		case tagRighe:
			eventi = s.lunga
		case tagLunghezze:
			casi = s.lunga
		}
	}
	if d.Eventi < 0 || d.Casi < 0 || uint64(d.Eventi) > eventi || uint64(d.Casi) > casi || d.Eventi > math.MaxInt32-1 || len(d.Attributi) > len(ss) {
		return nil, d, danneggiato("it promises more than it has")
	}
	l := &eventlog.Log{Problems: d.Problemi, ProblemCount: d.Scartati, Skipped: d.Saltati, Ties: d.Pari, Inversions: d.Inversioni, Format: d.Formato,
		Compressed: d.Compresso, Windows1252: d.Win1252, Delimiter: d.Separatore, Mapping: d.Colonne}
	for _, a := range d.Attributi {
		l.Attributes = append(l.Attributes, eventlog.Attribute{Name: a})
	}
	return l, d, nil
}

// riempi reads the sections in parallel, then what needs the cases.
func riempi(l *eventlog.Log, d dati, ss []sezione) error {
	raws, errs := make([][]byte, len(ss)), make([]error, len(ss))
	var wg sync.WaitGroup
	gate := make(chan struct{}, 4)
	for i := 1; i < len(ss); i++ {
		wg.Go(func() {
			gate <- struct{}{}
			defer func() { <-gate }()
			if raws[i], errs[i] = ss[i].apri(); errs[i] == nil && ss[i].tag != tagTempi && ss[i].tag != tagInizi {
				errs[i] = posa(l, d, ss[i], raws[i])
				raws[i] = nil
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	if len(l.Start) != d.Casi+1 || int(l.Start[d.Casi]) != d.Eventi {
		return danneggiato("cases and events do not agree")
	}
	for i := 1; i < len(ss); i++ {
		if ss[i].tag == tagTempi {
			if err := posaTempi(l, d, raws[i]); err != nil {
				return err
			}
		}
	}
	for i := 1; i < len(ss); i++ {
		if ss[i].tag == tagInizi && d.Inizi {
			if err := posaInizi(l, raws[i]); err != nil {
				return err
			}
		}
	}
	if d.Inizi != (l.Begin != nil) || len(l.Time) != d.Eventi {
		return danneggiato("a column is missing")
	}
	return nil
}

// posa puts one section where it belongs. No section is there twice, so each
// writes to a field of its own and they may run together.
func posa(l *eventlog.Log, d dati, s sezione, raw []byte) (err error) {
	switch s.tag {
	case tagCasi:
		l.Cases, err = leggiNomi(raw)
	case tagAttivita:
		l.Activities, err = leggiNomi(raw)
	case tagRisorse:
		l.Resources, err = leggiNomi(raw)
	case tagCicli:
		l.Lifecycles, err = leggiNomi(raw)
	case tagLunghezze:
		l.Start, err = leggiLunghezze(raw, d.Casi)
	case tagColAttivita:
		l.Activity, err = leggiColonna(raw, d.Eventi)
	case tagColRisorse:
		l.Resource, err = leggiColonna(raw, d.Eventi)
	case tagColCicli:
		l.Lifecycle, err = leggiColonna(raw, d.Eventi)
	case tagRighe:
		l.Row, err = leggiDifferenze(raw, d.Eventi)
	case tagValori, tagColValori:
		if s.posto >= len(l.Attributes) {
			return danneggiato("an attribute too many")
		}
		if s.tag == tagValori {
			l.Attributes[s.posto].Values, err = leggiNomi(raw)
		} else {
			l.Attributes[s.posto].Column, err = leggiColonna(raw, d.Eventi)
		}
	default:
		return danneggiato("an unknown section")
	}
	return err
}

func leggiNomi(b []byte) ([]string, error) {
	n, k := binary.Uvarint(b)
	if k <= 0 || n > uint64(len(b)) {
		return nil, danneggiato("names")
	}
	if n == 0 && k == len(b) {
		return nil, nil
	}
	all := string(b) // one copy, of which the names are parts
	names := make([]string, n)
	at := k
	for i := range names {
		m, k := binary.Uvarint(b[at:])
		if k <= 0 || m > uint64(len(b)-at-k) {
			return nil, danneggiato("names")
		}
		names[i] = all[at+k : at+k+int(m)]
		at += k + int(m)
	}
	if at != len(b) {
		return nil, danneggiato("names")
	}
	return names, nil
}

func leggiLunghezze(b []byte, casi int) ([]int32, error) {
	start := make([]int32, casi+1)
	tot := uint64(0)
	for c := 1; c <= casi; c++ {
		n, k := binary.Uvarint(b)
		if k <= 0 || n == 0 || n > math.MaxInt32 {
			return nil, danneggiato("cases")
		}
		b = b[k:]
		if tot += n; tot > math.MaxInt32 {
			return nil, danneggiato("cases")
		}
		start[c] = int32(tot)
	}
	if len(b) != 0 {
		return nil, danneggiato("cases")
	}
	return start, nil
}

func leggiColonna(b []byte, eventi int) ([]int32, error) {
	out := make([]int32, eventi)
	switch {
	case len(b) == eventi:
		for i := range out {
			out[i] = int32(b[i]) - 1
		}
	case len(b) == 2*eventi:
		for i := range out {
			out[i] = int32(binary.LittleEndian.Uint16(b[2*i:])) - 1
		}
	case len(b) == 4*eventi:
		for i := range out {
			out[i] = int32(binary.LittleEndian.Uint32(b[4*i:])) - 1
		}
	default:
		return nil, danneggiato("a column")
	}
	return out, nil
}

func leggiDifferenze(b []byte, eventi int) ([]int32, error) {
	out := make([]int32, eventi)
	prima := int64(0)
	for i := range out {
		v, k := binary.Varint(b)
		if prima += v; k <= 0 || prima < math.MinInt32 || prima > math.MaxInt32 {
			return nil, danneggiato("rows")
		}
		b = b[k:]
		out[i] = int32(prima)
	}
	if len(b) != 0 {
		return nil, danneggiato("rows")
	}
	return out, nil
}

// posaTempi fills the times, and the case of every event.
func posaTempi(l *eventlog.Log, d dati, b []byte) error {
	l.Time, l.Case = make([]int64, d.Eventi), make([]int32, d.Eventi)
	base := int64(0)
	for c := range d.Casi {
		lo, hi := l.Start[c], l.Start[c+1]
		prima := base
		for i := lo; i < hi; i++ {
			v, k := binary.Varint(b)
			if k <= 0 || i > lo && v < 0 {
				return danneggiato("times")
			}
			b = b[k:]
			prima += v
			l.Time[i], l.Case[i] = prima, int32(c)
		}
		base = l.Time[lo]
	}
	if len(b) != 0 {
		return danneggiato("times")
	}
	return nil
}

func posaInizi(l *eventlog.Log, b []byte) error {
	l.Begin = make([]int64, len(l.Time))
	for i := range l.Begin {
		v, k := binary.Uvarint(b)
		if k <= 0 {
			return danneggiato("starts")
		}
		b = b[k:]
		if l.Begin[i] = eventlog.NoTime; v > 0 {
			l.Begin[i] = l.Time[i] - int64(v-1)
		}
	}
	if len(b) != 0 {
		return danneggiato("starts")
	}
	return nil
}

// controlla checks that identifiers name something.
func controlla(l *eventlog.Log) error {
	if len(l.Cases) != len(l.Start)-1 || !dentro(l.Activity, len(l.Activities), 0) || !dentro(l.Resource, len(l.Resources), -1) ||
		!dentro(l.Lifecycle, len(l.Lifecycles), -1) || len(l.Row) != len(l.Time) || len(l.Activity) != len(l.Time) ||
		len(l.Resource) != len(l.Time) || len(l.Lifecycle) != len(l.Time) {
		return danneggiato("columns and names do not agree")
	}
	for i := range l.Attributes {
		if a := &l.Attributes[i]; len(a.Column) != len(l.Time) || !dentro(a.Column, len(a.Values), -1) {
			return danneggiato("an attribute does not agree with its values")
		}
	}
	return nil
}

func dentro(ids []int32, n int, minimo int32) bool {
	for _, v := range ids {
		if v < minimo || int(v) >= n {
			return false
		}
	}
	return true
}
