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
)

// window is the part of the input that is in memory: buf[r:w] is not consumed
// yet. Slices of it hold until the next call of more.
type window struct {
	src   io.Reader
	buf   []byte
	r, w  int
	total int64 // bytes read from src
	eof   bool  // nothing will follow buf[r:w]

	maxBytes  int64
	maxRecord int
}

func newWindow(src io.Reader, o Options) *window {
	return &window{src: src, buf: make([]byte, min(windowSize, o.MaxRecord)), maxBytes: o.MaxBytes, maxRecord: o.MaxRecord}
}

func (w *window) unread() []byte { return w.buf[w.r:w.w] }

func (w *window) advance(n int) { w.r += n }

// more moves what is not consumed to the front and fills the window, doubling
// it when it is full. Filling it whole keeps the work linear however small the
// reads of src are.
func (w *window) more() error {
	if w.eof {
		return nil
	}
	copy(w.buf, w.buf[w.r:w.w])
	w.w -= w.r
	w.r = 0
	if w.w >= w.maxRecord {
		return errRecordTooLong
	}
	if w.w == len(w.buf) {
		w.buf = append(w.buf, make([]byte, len(w.buf))...)
	}
	return w.fill()
}

// fill reads until the window is full or the input ends. It is not
// io.ReadFull, which would hide the difference between the end of the input
// and a truncated gzip.
func (w *window) fill() error {
	for empty := 0; w.w < len(w.buf); {
		n, err := w.src.Read(w.buf[w.w:])
		w.w += n
		w.total += int64(n)
		if w.total > w.maxBytes {
			return errTooManyBytes
		}
		if err == io.EOF {
			w.eof = true
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			empty = 0
		} else if empty++; empty == 100 {
			return io.ErrNoProgress
		}
	}
	return nil
}

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
