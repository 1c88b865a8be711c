package eventlog

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog/instant"
)

// xesReader turns the elements of an XES document into events. It asks for
// well-formed tags, properly nested, and is indifferent to the names of the
// attribute elements, because only their key and value matter here.
type xesReader struct {
	w    *window
	b    *builder
	time *instant.Parser
	keys Mapping

	open       []byte // names of the open elements, one after the other
	starts     []int  // where each name begins in open: its length is the depth
	latin      bool   // the prolog declares Latin-1 or Windows-1252
	rootClosed bool

	traceDepth int // depth of the open trace, 0 if none
	trace      struct {
		name  []byte
		id    int32 // None until the first event with the name known
		first int   // index of its first event in the builder
	}

	eventDepth int // depth of the open event, 0 if none
	ordinal    int // of the last event begun, from 1
	event      rawEvent
	when       timeState
	start      timeState
	badTime    []byte
	badStart   []byte
	further    *furtherKeys
}

// timeState is what is known of the time of an event.
type timeState int

const (
	timeMissing timeState = iota
	timeBad
	timeGood
)

func readXES(w *window, b *builder) error {
	x := &xesReader{w: w, b: b, time: instant.NewParser(b.opts.Zone), keys: xesKeys(b.opts.Mapping)}
	b.out.Format = XES
	b.out.Mapping = x.keys
	b.decodeWith(x.decode)
	x.further = newFurtherKeys(b, x.keys)
	return b.run(w, x)
}

// resume reads events from the window, and asks at the end that the document
// is whole.
func (x *xesReader) resume() error {
	w := x.w
	for {
		n, err := consume(x, w.unread(), x.b.opts.MaxRecord)
		if err != nil {
			return x.explain(err)
		}
		w.advance(n)
		if w.eof {
			break
		}
		if err := w.more(); err != nil {
			return x.explain(err)
		}
	}
	if len(w.unread()) > 0 || !x.rootClosed {
		return x.malformed("Il file XES è incompleto", errors.New("end of input inside the log"))
	}
	return nil
}

// clean: a trace may begin, with nothing open but the log.
func (x *xesReader) clean() bool { return len(x.starts) == 1 && x.traceDepth == 0 && x.eventDepth == 0 }

func (x *xesReader) row() int { return x.ordinal }

func (x *xesReader) advance(events int) { x.ordinal += events }

// xesKeys fills the names that the mapping leaves to the standard extensions
// (IEEE 1849-2016, clause 7: concept, time, org, lifecycle).
func xesKeys(m Mapping) Mapping {
	set := func(name *string, standard string) {
		if *name == "" {
			*name = standard
		}
	}
	set(&m.Case, "concept:name")
	set(&m.Activity, "concept:name")
	set(&m.Timestamp, "time:timestamp")
	set(&m.Resource, "org:resource")
	set(&m.Lifecycle, "lifecycle:transition")
	set(&m.Start, "start_timestamp")                // as pm4py writes it; no extension of the standard has a start
	m.Case = strings.TrimPrefix(m.Case, casePrefix) // by the name that it has as a column
	return m
}

// decode makes a name of an attribute value.
func (x *xesReader) decode(raw []byte) (string, bool, error) {
	text := ""
	switch {
	case x.latin:
		text = from1252(raw)
	case utf8.Valid(raw):
		if bytes.IndexByte(raw, '&') < 0 && !bytes.ContainsAny(raw, "<\t\r\n") {
			return "", false, nil
		}
		text = string(raw)
	default:
		text = from1252(raw)
	}
	x.b.out.Windows1252 = x.b.out.Windows1252 || len(text) != len(raw)
	text, err := unescape(text)
	return text, err == nil && text != string(raw), err
}

// begin takes an opening tag. Its key and value are those of an attribute.
func (x *xesReader) begin(name, key, value []byte, selfClosing bool) error {
	depth := len(x.starts)
	local := localName(name)
	switch {
	case depth == 0 && x.rootClosed:
		return errSyntax
	case depth == 0 && string(local) != "log":
		return kernel.E(kernel.NonValido, fmt.Sprintf(
			"Il file XML non è un registro XES: l'elemento principale è «%s», non «log». Esportare i dati in XES o CSV.", excerpt(name)))
	case x.eventDepth > 0:
		if depth == x.eventDepth {
			if err := x.eventAttribute(key, value); err != nil {
				return err
			}
		}
	case string(local) == "event" && (depth == 1 || depth == x.traceDepth):
		if x.ordinal++; x.ordinal >= math.MaxInt32 {
			return errTooManyEvents
		}
		x.beginEvent(depth + 1)
	case string(local) == "trace" && depth == 1:
		x.beginTrace(depth + 1)
	case x.traceDepth > 0 && depth == x.traceDepth:
		if string(key) == x.keys.Case {
			x.trace.name = append(x.trace.name[:0], value...)
		}
		if err := x.further.ofATrace(key, value); err != nil {
			return err
		}
	}
	if depth >= x.b.opts.MaxDepth {
		return kernel.E(kernel.NonValido, fmt.Sprintf("Il file XES ha più di %d elementi annidati. Controllare l'esportazione.", x.b.opts.MaxDepth))
	}
	x.starts = append(x.starts, len(x.open))
	x.open = append(x.open, name...)
	if selfClosing {
		return x.end(name)
	}
	return nil
}

func (x *xesReader) beginEvent(depth int) {
	x.eventDepth = depth
	x.event = rawEvent{row: x.ordinal, activity: x.event.activity[:0], resource: x.event.resource[:0], lifecycle: x.event.lifecycle[:0], begin: NoTime}
	x.when, x.start = timeMissing, timeMissing
	x.further.beginEvent()
}

func (x *xesReader) beginTrace(depth int) {
	x.traceDepth = depth
	x.trace.name = x.trace.name[:0]
	x.trace.id = None
	x.trace.first = len(x.b.out.Time)
	x.further.beginTrace()
}

// eventAttribute keeps the values that make an event; the window may move
// before the event ends, so they are copied.
func (x *xesReader) eventAttribute(key, value []byte) error {
	switch string(key) {
	case x.keys.Timestamp:
		x.event.time, x.when, x.badTime = x.parseTime(value, x.badTime)
	case x.keys.Activity:
		x.event.activity = append(x.event.activity[:0], value...)
	case x.keys.Resource:
		x.event.resource = append(x.event.resource[:0], value...)
	case x.keys.Lifecycle:
		x.event.lifecycle = append(x.event.lifecycle[:0], value...)
	case x.keys.Start:
		x.event.begin, x.start, x.badStart = x.parseTime(value, x.badStart)
	}
	return x.further.ofAnEvent(key, value)
}

// parseTime reads a time, or keeps in bad what cannot be read.
func (x *xesReader) parseTime(value, bad []byte) (int64, timeState, []byte) {
	at, ok := x.time.Parse(value)
	switch {
	case ok:
		return at, timeGood, bad
	case blank(value):
		return NoTime, timeMissing, bad
	}
	return NoTime, timeBad, append(bad[:0], value...)
}

// end takes a closing tag, which must be that of the innermost element.
func (x *xesReader) end(name []byte) error {
	depth := len(x.starts)
	if depth == 0 {
		return errSyntax
	}
	start := x.starts[depth-1]
	if !bytes.Equal(x.open[start:], name) {
		return errSyntax
	}
	x.open, x.starts = x.open[:start], x.starts[:depth-1]
	switch depth {
	case 1:
		x.rootClosed = true
	case x.eventDepth:
		x.eventDepth = 0
		return x.endEvent()
	case x.traceDepth:
		x.traceDepth = 0
		return x.endTrace()
	}
	return nil
}

// endEvent hands the event to the builder, or names its problem.
func (x *xesReader) endEvent() error {
	e := &x.event
	switch {
	case x.traceDepth == 0:
		x.b.reject(e.row, reasonCase)
		return nil
	case blank(e.activity):
		x.b.reject(e.row, reasonActivity)
		return nil
	case x.when == timeMissing:
		x.b.reject(e.row, reasonTime)
		return nil
	case x.when == timeBad:
		x.b.reject(e.row, timeReason(x.badTime, x.b.detailed()))
		return nil
	case x.start == timeBad:
		x.b.reject(e.row, timeReason(x.badStart, x.b.detailed()))
		return nil
	case x.start == timeGood && e.begin > e.time:
		x.b.reject(e.row, reasonStart)
		return nil
	}
	if blank(e.resource) {
		e.resource = e.resource[:0]
	}
	if blank(e.lifecycle) {
		e.lifecycle = e.lifecycle[:0]
	}
	if !x.b.opts.keeps(e.lifecycle) {
		x.b.out.Skipped++
		return nil
	}
	if x.trace.id == None && !blank(x.trace.name) {
		if err := x.nameTrace(); err != nil {
			return err
		}
	}
	return x.b.add(x.trace.id, e, x.further.values())
}

func (x *xesReader) nameTrace() (err error) {
	x.trace.id, err = x.b.cases.ID(x.trace.name)
	return err
}

// endTrace settles a trace whose name came after its events, or never came.
func (x *xesReader) endTrace() error {
	first := x.trace.first
	if first == len(x.b.out.Case) {
		return nil
	}
	if x.b.out.Case[first] == None {
		if blank(x.trace.name) {
			x.b.rejectFrom(first, reasonCase)
			return nil
		}
		if x.trace.id == None {
			if err := x.nameTrace(); err != nil {
				return err
			}
		}
		x.b.setCase(first, x.trace.id)
	}
	return x.further.endTrace(first)
}

// explain adds to an error where in the file it happened.
func (x *xesReader) explain(err error) error {
	switch {
	case errors.Is(err, errDoctype):
		return kernel.Wrap(kernel.NonValido, "Il file contiene un DOCTYPE, che per sicurezza non è ammesso. Esportarlo di nuovo senza DOCTYPE.", err)
	case errors.Is(err, errEncoding):
		return kernel.Wrap(kernel.NonValido, "La codifica del file XES non è riconosciuta. Esportarlo di nuovo in UTF-8.", err)
	case errors.Is(err, errSyntax), errors.Is(err, errReference), errors.Is(err, errMarkup):
		return x.malformed("Il file XES non è XML corretto", err)
	case errors.Is(err, errRecordTooLong):
		return x.malformed("Un elemento del file XES supera "+size(int64(x.b.opts.MaxRecord)), err)
	}
	return err
}

func (x *xesReader) malformed(what string, cause error) error {
	where := "prima del primo evento"
	if x.ordinal > 0 {
		where = "dopo l'evento " + kernel.Numero(int64(x.ordinal))
	}
	return kernel.Wrap(kernel.NonValido, what+" "+where+". Esportarlo e caricarlo di nuovo.", cause)
}
