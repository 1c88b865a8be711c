package kill

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// person is somebody with a browser who goes on writing whatever happens to
// the server: a form without an answer is sent again, as it was.
type person struct {
	name   string
	base   string
	cookie *http.Cookie
	http   *http.Client
	ledger *ledger
	rnd    *rand.Rand
	n      int
	todo   func(ctx context.Context, p *person) // what this person does, again and again

	thing      int64  // the draft they work on, or the number of the log whose columns they confirm; or 0
	sum        string // of that log
	pending    *form  // sent, and not answered
	pendingAct *act   // what the pending form is
}

var uploads atomic.Int64

// form is what a browser sends.
type form struct {
	path   string
	fields url.Values
	file   []byte // of the field fileField
	field  string
	name   string // of the file; a document, if empty
}

func newPerson(name, base string, cookie *http.Cookie, l *ledger, seed uint64, todo func(context.Context, *person)) *person {
	return &person{name: name, base: base, cookie: cookie, ledger: l, rnd: rand.New(rand.NewPCG(seed, 7)), todo: todo,
		http: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// run works until evening, and then until the last form is answered.
func (p *person) run(ctx context.Context, evening *atomic.Bool) {
	defer p.http.CloseIdleConnections()
	for ctx.Err() == nil && (p.pending != nil || !evening.Load()) {
		p.todo(ctx, p)
	}
}

// unique makes a text that nobody has written before.
func (p *person) unique(what string) string {
	p.n++
	return fmt.Sprintf("%s %d di %s: il tempo passa e la pratica è ferma.", what, p.n, p.name)
}

// pdf makes a file of up to 64 kB that nobody has sent before.
func (p *person) pdf() (content []byte, sum string) {
	content = fmt.Appendf(nil, "%%PDF-1.7\n%% %s %d\n", p.name, uploads.Add(1))
	for range p.rnd.IntN(8_000) {
		content = binary.LittleEndian.AppendUint64(content, p.rnd.Uint64())
	}
	h := sha256.Sum256(content)
	return content, hex.EncodeToString(h[:])
}

// token is a fresh value for the hidden field of a form.
func (p *person) token() string { return fmt.Sprintf("kill-%016x%08x", p.rnd.Uint64(), p.n) }

func (f *form) encode() (body []byte, kind string, err error) {
	if f.file == nil {
		return []byte(f.fields.Encode()), "application/x-www-form-urlencoded", nil
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range f.fields {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				return nil, "", err
			}
		}
	}
	part, err := w.CreateFormFile(f.field, cmp.Or(f.name, "documento.pdf"))
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(f.file); err != nil {
		return nil, "", err
	}
	err = w.Close()
	return b.Bytes(), w.FormDataContentType(), err
}

// answer is what came back; none when the server died.
type answer struct {
	status   int
	location string
	body     string
}

func (p *person) send(f *form) (a answer, ok bool) {
	body, kind, err := f.encode()
	if err != nil {
		p.ledger.wrong("%s: %v", p.name, err)
		return a, false
	}
	return p.do(http.MethodPost, f.path, kind, body)
}

func (p *person) do(method, path, kind string, body []byte) (a answer, ok bool) {
	r, err := http.NewRequest(method, p.base+path, bytes.NewReader(body))
	if err != nil {
		p.ledger.wrong("%s: %v", p.name, err)
		return a, false
	}
	r.AddCookie(p.cookie)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	res, err := p.http.Do(r)
	if err != nil {
		return a, false
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil && res.StatusCode == http.StatusOK {
		return a, false // cut while it was read: the page was not seen
	}
	return answer{res.StatusCode, res.Header.Get("Location"), string(b)}, true
}

// submit sends a form until it is answered, over as many lives of the server
// as it takes: first the one that is still pending.
func (p *person) submit(f *form, a *act) (answer, bool) {
	p.pending, p.pendingAct = f, a
	return p.retry()
}

func (p *person) retry() (answer, bool) {
	f, a := p.pending, p.pendingAct
	got, ok := p.send(f)
	if !ok {
		return got, false
	}
	p.pending = nil
	if got.status != http.StatusSeeOther && got.status != http.StatusOK {
		p.ledger.wrong("%s: POST %s answered %d for %s %q: %s", p.name, f.path, got.status, a.kind, a.text, excerpt(got.body))
		return got, false
	}
	return got, true
}

var tags = regexp.MustCompile(`(?s)<(script|style|header|footer|nav).*?</(script|style|header|footer|nav)>|<[^>]*>`)

func excerpt(page string) string {
	text := strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
	return text[:min(len(text), 600)]
}

var number = regexp.MustCompile(`\d+`)

// idIn reads the first number of an address.
func idIn(address string) int64 {
	n, err := strconv.ParseInt(number.FindString(address), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
