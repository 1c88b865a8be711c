package eventlog

import (
	"errors"
	"io"
)

// windowSize is the first size of the window; it doubles, up to MaxRecord, only
// for a record that does not fit.
const windowSize = 512 << 10

var (
	errRecordTooLong = errors.New("record too long")
	errTooManyBytes  = errors.New("too many bytes after decompression")
	// errPause says that the window is empty for now: what follows is elsewhere.
	errPause = errors.New("pause")
)

// window is the part of the input that is in memory: buf[r:w] is not consumed
// yet. Slices of it hold until the next call of more.
type window struct {
	src  io.Reader
	buf  []byte
	r, w int
	eof  bool // nothing will follow buf[r:w]

	maxRecord int
}

func newWindow(src io.Reader, o Options) *window {
	return &window{src: src, buf: make([]byte, min(windowSize, o.MaxRecord+1)), maxRecord: o.MaxRecord}
}

func (w *window) unread() []byte { return w.buf[w.r:w.w] }

func (w *window) advance(n int) { w.r += n }

// more moves what is not consumed to the front and fills the window, doubling
// it when it is full. Filling it whole keeps the work linear however small the
// reads of src are. One byte more than MaxRecord is read, to see whether the
// input ends there.
func (w *window) more() error {
	if w.eof {
		return nil
	}
	copy(w.buf, w.buf[w.r:w.w])
	w.w -= w.r
	w.r = 0
	if w.w > w.maxRecord {
		return errRecordTooLong
	}
	if w.w == len(w.buf) {
		w.buf = append(w.buf, make([]byte, min(len(w.buf), w.maxRecord+1-len(w.buf)))...)
	}
	return w.fill()
}

// fill reads until the window is full or the input ends. What comes before an
// error is used before the error is told. It is not io.ReadFull, which would
// hide the difference between the end of the input and a truncated gzip.
func (w *window) fill() error {
	before := w.w
	for w.w < len(w.buf) {
		n, err := readSome(w.src, w.buf[w.w:])
		w.w += n
		switch {
		case err == io.EOF:
			w.eof = true
			return nil
		case err != nil && w.w > before:
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}

// readSome reads at least one byte, or gives an error and no bytes.
func readSome(r io.Reader, p []byte) (int, error) {
	for range 100 {
		n, err := r.Read(p)
		if n > 0 {
			return n, nil // an error comes again
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}

// limited gives an error after a number of bytes. Its errors repeat.
type limited struct {
	r    io.Reader
	left int64
	err  error
}

func (l *limited) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	if l.left == 0 {
		// The input may end just here.
		var one [1]byte
		n, err := readSome(l.r, one[:])
		if l.err = err; n > 0 {
			l.err = errTooManyBytes
		}
		return 0, l.err
	}
	n, err := readSome(l.r, p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	l.err = err
	return n, err
}

// stage is a piece of the input that is in memory already.
type stage struct {
	data []byte
	err  error // after data; io.EOF if nothing follows, errPause if more will be fed
}

func (s *stage) Read(p []byte) (int, error) {
	if len(s.data) == 0 {
		return 0, s.err
	}
	n := copy(p, s.data)
	s.data = s.data[n:]
	return n, nil
}

// load makes data the whole content of the window, with err after it.
func (w *window) load(data []byte, err error) {
	w.r, w.w, w.eof = 0, 0, false
	w.feed(data, err)
}

// feed makes data what follows the window.
func (w *window) feed(data []byte, err error) { w.src = &stage{data, err} }

// input counts the bytes taken from the caller's reader and remembers its
// failure, so that a broken disk is not taken for a broken file.
type input struct {
	r        io.Reader
	n        int64
	err      error
	progress func(int64)
}

func (in *input) Read(p []byte) (int, error) {
	n, err := in.r.Read(p)
	in.n += int64(n)
	if err != nil && err != io.EOF {
		in.err = err
	}
	if in.progress != nil && n > 0 {
		in.progress(in.n)
	}
	return n, err
}
