package eventlog

import (
	"io"
	"math"
	"sync"
)

// The blocks in which a file is read. Small files are read event by event.
const (
	blockSize = 1 << 20 // at most
	leastSize = 512 << 10
	smallFile = 64 << 10
	headSize  = 64 << 10 // of the first block, which nearly always holds more than events
)

// format reads one kind of file. It reads a whole file event by event, and is
// the definition of what the file says; workers read the simple parts of it
// faster.
type format interface {
	// resume reads from the window until it pauses (errPause) or ends (nil).
	resume() error
	// clean reports whether a part may begin where the format is.
	clean() bool
	// cut finds the last place of data where a part may begin, 0 if none.
	cut(data []byte) int
	// scanner makes a reader of parts; it does not change the format.
	scanner() partScanner
	// row is the next line or event; advance moves it.
	row() int
	advance(units int)
}

// partScanner reads the simple beginning of a block into a part, whose names
// are set. It stops at whatever is not simple.
type partScanner interface {
	read(data []byte, p *part)
}

// block is a piece of the input, cut where a part may begin.
type block struct {
	data  []byte
	buf   []byte // to be used again; nil when data is the caller's
	err   error  // of the input after data: io.EOF, errPause when more blocks follow
	uncut bool   // no place to cut was found: the next block is its continuation
	parts []*part
	done  chan struct{}
}

// pipeline reads blocks, has workers make parts of them and merges the parts
// in order. What workers leave is read event by event.
type pipeline struct {
	b     *builder
	f     format
	w     *window // of f
	src   io.Reader
	carry []byte // read, in no block yet
	whole bool   // carry is the caller's, and holds all there is
	begun bool
	taken int // bytes of the blocks, about
	ended bool
	last  error // of the input, when it has ended
	size  int

	attributes int // of every part

	queue []*block
	free  [][]byte
	names sync.Pool
	tasks chan *block
	all   sync.WaitGroup

	inPlace partScanner // without workers
}

// run reads the rest of the file: what is in the window, then its source.
func (b *builder) run(w *window, f format) error {
	p := &pipeline{b: b, f: f, w: w, src: w.src, size: min(blockSize, b.opts.MaxRecord), attributes: len(b.attributes)}
	small := smallFile
	if b.opts.block > 0 {
		p.size, small = min(b.opts.block, b.opts.MaxRecord), 0
	}
	// Further attributes of XES are found as it is read: not by workers.
	found := b.out.Format == XES && len(b.opts.Attributes) > 0
	if b.opts.eventByEvent || found || w.eof && len(w.unread()) < small {
		return f.resume()
	}
	p.names.New = func() any { return new(nameSet) }
	p.open()
	defer p.stop()
	p.start(b.opts.Threads)
	for depth := 2*b.opts.Threads + 1; ; {
		for len(p.queue) < depth && !p.over() {
			p.enqueue()
		}
		if len(p.queue) == 0 {
			return nil
		}
		if err := p.use(p.dequeue()); err != nil {
			return err
		}
	}
}

// open takes what the window has read already.
func (p *pipeline) open() {
	w, head := p.w, p.w.unread()
	p.carry, p.ended, p.last = append([]byte{}, head...), w.eof, io.EOF
	if data := p.b.memory; data != nil {
		read := p.b.opts.MaxBytes - w.src.(*limited).left - int64(len(head))
		if int64(len(data)) > p.b.opts.MaxBytes {
			data, p.last = data[:p.b.opts.MaxBytes], errTooManyBytes
		}
		p.carry, p.ended, p.whole = data[read:], true, true
	}
	w.advance(len(head))
}

// over reports whether no block is left in the input.
func (p *pipeline) over() bool {
	return p.ended && p.carry == nil
}

// start makes the workers; with one thread the work is done in place.
func (p *pipeline) start(threads int) {
	if threads <= 1 {
		p.inPlace = p.f.scanner()
		return
	}
	p.tasks = make(chan *block, 2*threads+1)
	for range threads {
		s := p.f.scanner()
		p.all.Go(func() {
			for k := range p.tasks {
				p.scan(s, k)
				close(k.done)
			}
		})
	}
}

// stop waits for the workers, so that nothing touches the input any more.
func (p *pipeline) stop() {
	if p.tasks != nil {
		close(p.tasks)
		p.all.Wait()
	}
}

// scan makes parts of a block.
func (p *pipeline) scan(s partScanner, k *block) {
	for at := 0; at < len(k.data); {
		q := &part{names: p.names.Get().(*nameSet)}
		q.names.reset(&p.b.seed, k.data[at:], p.attributes)
		s.read(k.data[at:], q)
		k.parts = append(k.parts, q)
		at += q.consumed
		if !q.full || q.consumed == 0 {
			return
		}
	}
}

// enqueue takes a block from the input and gives it to the workers.
func (p *pipeline) enqueue() {
	k := p.read()
	p.queue = append(p.queue, k)
	if p.tasks != nil && !k.uncut {
		k.done = make(chan struct{})
		p.tasks <- k
	}
}

// dequeue gives the next block, scanned.
func (p *pipeline) dequeue() *block {
	k := p.queue[0]
	p.queue = p.queue[1:]
	if k.done != nil {
		<-k.done
	}
	return k
}

// read makes the next block of the input.
func (p *pipeline) read() *block {
	if p.whole {
		return p.slice()
	}
	k := &block{err: errPause, buf: p.buffer(p.next())}
	n := copy(k.buf, p.carry)
	p.carry = p.carry[n:]
	for n < len(k.buf) && !p.ended {
		m, err := readSome(p.src, k.buf[n:])
		n += m
		if err != nil {
			p.last, p.ended = err, true
		}
	}
	if len(p.carry) == 0 && p.ended {
		k.data, k.err, p.carry = k.buf[:n], p.last, nil
		return k
	}
	k.cut(p.f, k.buf[:n])
	p.carry = append(append([]byte{}, k.buf[len(k.data):n]...), p.carry...)
	return k
}

// cut takes the part of data that ends where a part may begin.
func (k *block) cut(f format, data []byte) {
	n := f.cut(data)
	if k.uncut = n == 0; k.uncut {
		n = len(data)
	}
	k.data = data[:n]
}

// slice makes the next block of an input that is in memory.
func (p *pipeline) slice() *block {
	k, size := &block{err: errPause}, p.next()
	if len(p.carry) <= size {
		k.data, k.err, p.carry = p.carry, p.last, nil
	} else {
		k.cut(p.f, p.carry[:size])
		p.carry = p.carry[len(k.data):]
	}
	if progress := p.b.opts.Progress; progress != nil {
		progress(int64(len(p.b.memory) - len(p.carry)))
	}
	return k
}

// next is the size of the next block: a small one for the head, then larger
// ones as the file proves large, so that a small one takes little memory.
func (p *pipeline) next() int {
	size := min(headSize, p.size)
	if p.begun {
		for size = min(leastSize, p.size); size < p.size && size < p.taken/64; {
			size = min(2*size, p.size)
		}
	}
	p.begun = true
	p.taken += size
	return size
}

func (p *pipeline) buffer(size int) []byte {
	for n := len(p.free); n > 0; n-- {
		buf := p.free[n-1]
		if p.free = p.free[:n-1]; cap(buf) >= size {
			return buf[:size]
		}
	}
	return make([]byte, size)
}

// release gives back the memory of a block.
func (p *pipeline) release(k *block) {
	for _, q := range k.parts {
		if q.names != nil {
			p.names.Put(q.names)
			q.names = nil
		}
	}
	if k.buf != nil {
		p.free = append(p.free, k.buf)
	}
}

// use merges the parts of a block and reads event by event what they left.
func (p *pipeline) use(k *block) error {
	if p.tasks == nil && !k.uncut {
		p.scan(p.inPlace, k)
	}
	rest := k.data
	for _, q := range k.parts {
		names := q.names
		if q.consumed == 0 || !p.f.clean() || p.f.row()+q.units >= math.MaxInt32 || !p.b.roomFor(q) || p.b.merge(q, p.f.row()) != nil {
			break
		}
		p.names.Put(names)
		p.f.advance(q.units)
		rest = rest[q.consumed:]
	}
	if len(rest) == 0 && k.err == errPause {
		p.release(k)
		return nil
	}
	return p.takeOver(k, rest)
}

// takeOver reads rest, and the blocks after k if it must, event by event until
// a part may begin again. The parts of those blocks began at a wrong place:
// they are dropped.
func (p *pipeline) takeOver(k *block, rest []byte) error {
	p.w.load(rest, k.err)
	for {
		err := p.f.resume()
		p.release(k)
		if err != errPause {
			return err
		}
		if len(p.w.unread()) == 0 && p.f.clean() {
			return nil
		}
		if len(p.queue) == 0 {
			p.enqueue()
		}
		k = p.dequeue()
		p.w.feed(k.data, k.err)
	}
}
