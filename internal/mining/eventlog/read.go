package eventlog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"pass/internal/kernel"
)

// Read reads a whole event log from r.
//
// When the file itself is wrong (empty, not a log, truncated, over a limit, no
// valid event) the error is a *kernel.Error with code NonValido and a message
// for people. When no event is valid the Log is returned beside the error, for
// its Problems; with any other error it is nil. A failure of r is returned as
// it is, wrapped.
func Read(r io.Reader, opts Options) (*Log, error) {
	o := opts.withDefaults()
	in := &input{r: r, progress: o.Progress}
	return readFrom(in, newBuilder(o))
}

// ReadBytes is Read for a file that is in memory already: blocks of it are read
// where they stand. The Log keeps nothing of data.
func ReadBytes(data []byte, opts Options) (*Log, error) {
	o := opts.withDefaults()
	if told := o.Progress; told != nil {
		most := int64(0)
		o.Progress = func(n int64) { // the beginning is read twice
			if n > most {
				most = n
				told(n)
			}
		}
	}
	b := newBuilder(o)
	if len(data) < 2 || data[0] != gzipMagic[0] || data[1] != gzipMagic[1] {
		b.memory = data
	}
	return readFrom(&input{r: bytes.NewReader(data), progress: o.Progress}, b)
}

func readFrom(in *input, b *builder) (*Log, error) {
	o := b.opts
	src, compressed, err := decompress(bufio.NewReaderSize(in, 256<<10))
	if err == nil {
		err = readContent(newWindow(&limited{r: src, left: o.MaxBytes}, o), b)
	}
	if err != nil && in.err != nil && errors.Is(err, in.err) {
		return nil, fmt.Errorf("eventlog: reading the input: %w", in.err)
	}
	if err != nil {
		return nil, explain(err, o)
	}
	return finish(b, compressed)
}

// finish makes the Log of what was read.
func finish(b *builder, compressed bool) (*Log, error) {
	l := b.log()
	l.Compressed = compressed
	if l.Events() == 0 {
		return l, noEvent(l)
	}
	return l, nil
}

const gzipMagic = "\x1f\x8b" // RFC 1952

// decompress looks for the mark of gzip.
func decompress(raw *bufio.Reader) (io.Reader, bool, error) {
	magic, err := raw.Peek(2)
	if err == io.EOF && len(magic) == 0 {
		return nil, false, kernel.E(kernel.NonValido, msgEmpty)
	}
	if err != nil || string(magic) != gzipMagic {
		return raw, false, nil
	}
	z, err := gzip.NewReader(raw)
	if err != nil {
		return nil, true, kernel.Wrap(kernel.NonValido, msgGzip, err)
	}
	return gzipReader{z}, true, nil
}

// gzipReader marks the errors that come from the compression.
type gzipReader struct{ z *gzip.Reader }

type gzipError struct{ error }

func (e gzipError) Unwrap() error { return e.error }

func (g gzipReader) Read(p []byte) (int, error) {
	n, err := g.z.Read(p)
	if err != nil && err != io.EOF {
		err = gzipError{err}
	}
	return n, err
}

// readContent tells XES from CSV by the first character that is not a space.
func readContent(w *window, b *builder) error {
	if err := w.more(); err != nil {
		return err
	}
	if bytes.HasPrefix(w.unread(), utf8BOM) {
		w.advance(len(utf8BOM))
	}
	for {
		head := bytes.TrimLeft(w.unread(), " \t\r\n")
		switch {
		case len(head) == 0 && w.eof:
			return kernel.E(kernel.NonValido, msgEmpty)
		case len(head) == 0:
			w.advance(len(w.unread()))
			if err := w.more(); err != nil {
				return err
			}
		case head[0] == '<':
			return readXES(w, b)
		default:
			if err := refuseForeign(w.unread()); err != nil {
				return err
			}
			return readCSV(w, b)
		}
	}
}

// foreign lists the first bytes of files that people upload by mistake.
var foreign = []struct{ magic, message string }{
	{"PK\x03\x04", "Il file è un foglio di calcolo o un archivio ZIP. Salvarlo come CSV e riprovare."},
	{"\xd0\xcf\x11\xe0", "Il file è un documento Office. Salvarlo come CSV e riprovare."},
	{"%PDF", "Il file è un PDF, non un registro di eventi. Esportare i dati in CSV o XES."},
	{"\xff\xfe", msgUTF16},
	{"\xfe\xff", msgUTF16},
}

func refuseForeign(head []byte) error {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return kernel.E(kernel.NonValido, f.message)
		}
	}
	if bytes.IndexByte(head[:min(len(head), 64<<10)], 0) >= 0 {
		return kernel.E(kernel.NonValido, msgNotLog)
	}
	return nil
}

// Messages for people.
const (
	msgEmpty  = "Il file è vuoto. Controllare l'esportazione e caricarlo di nuovo."
	msgGzip   = "Il file compresso (gzip) è danneggiato o incompleto. Caricarlo di nuovo."
	msgUTF16  = "Il file è in UTF-16. Salvarlo in UTF-8 e riprovare."
	msgNotLog = "Il file non è un registro di eventi CSV o XES. Esportare i dati in uno di questi formati."
)

// explain gives a message for people to the errors of the machinery.
func explain(err error, o Options) error {
	var k *kernel.Error
	var z gzipError
	switch {
	case errors.As(err, &k):
		return err
	case errors.As(err, &z):
		return kernel.Wrap(kernel.NonValido, msgGzip, err)
	case errors.Is(err, errTooManyBytes):
		return kernel.Wrap(kernel.NonValido, fmt.Sprintf(
			"Il file, decompresso, supera %s. Dividerlo per periodo e caricarne una parte.", size(o.MaxBytes)), err)
	case errors.Is(err, errTooManyNames):
		return kernel.Wrap(kernel.NonValido, "Il file contiene troppi casi, attività e risorse diversi. Dividerlo per periodo e caricarne una parte.", err)
	case errors.Is(err, errTooManyEvents):
		return kernel.Wrap(kernel.NonValido, fmt.Sprintf(
			"Il file ha più di %s eventi. Dividerlo per periodo e caricarne una parte.", kernel.Numero(int64(o.MaxEvents))), err)
	}
	return fmt.Errorf("eventlog: %w", err)
}

// noEvent explains why a file that could be read has no usable event.
func noEvent(l *Log) error {
	switch {
	case l.ProblemCount > 0:
		p := l.Problems[0]
		where := "alla riga"
		if l.Format == XES || l.Format == OCEL {
			where = "all'evento"
		}
		return kernel.E(kernel.NonValido, fmt.Sprintf("Nessun evento valido: %s scartati. Primo problema, %s %s: %s",
			kernel.Numero(int64(l.ProblemCount)), where, kernel.Numero(int64(p.Row)), p.Reason))
	case l.Skipped > 0:
		return kernel.E(kernel.NonValido, "Nessun evento di tipo «complete» nel file. Scegliere di contare tutti gli eventi.")
	}
	return kernel.E(kernel.NonValido, "Il file non contiene eventi. Controllare l'esportazione e caricarlo di nuovo.")
}

// size writes a number of bytes for people.
func size(n int64) string {
	for _, u := range []struct {
		unit  int64
		label string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n >= u.unit && n%u.unit == 0 {
			return kernel.Numero(n/u.unit) + " " + u.label
		}
	}
	return kernel.Numero(n) + " byte"
}
