package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// SubmissionField is the hidden field that tells one sending of a form from
// the next.
const SubmissionField = "token"

const (
	maxText  = 2 << 20   // bytes of all text fields together
	maxBody  = 320 << 20 // bytes of a whole request; beyond it the connection is cut
	maxFiles = 40        // files of a whole request
	maxParts = 5000      // parts of a whole request, files and fields
)

// How long a body may take to arrive: whoever sends it slowly on purpose holds
// a connection, and 200 MB on a line of 2 Mbit/s are 14 minutes.
const (
	textTime = time.Minute
	fileTime = 20 * time.Minute
)

// Form is what a person sent: text fields and files. A file that is too large
// is dropped while the fields around it are kept.
type Form struct {
	url.Values
	Files map[string]*Upload // the last file of each field
	many  map[string][]*Upload
}

// Uploads lists the files of a field that takes several, in the order chosen.
func (f *Form) Uploads(name string) []*Upload { return f.many[name] }

// Text gives a field without spaces around it and with plain line ends.
func (f *Form) Text(name string) string {
	return strings.TrimSpace(strings.ReplaceAll(f.Get(name), "\r\n", "\n"))
}

// Upload is one received file, in a temporary place until the request ends.
type Upload struct {
	Name     string // cleaned
	Size     int64
	TooLarge bool
	file     *os.File
}

// ReadAt and Read give the content; Rewind starts again.
func (u *Upload) ReadAt(p []byte, off int64) (int, error) { return u.file.ReadAt(p, off) }

// Read implements io.Reader.
func (u *Upload) Read(p []byte) (int, error) { return u.file.Read(p) }

// Check tells the kind of the file, or says in Italian why it is refused.
func (u *Upload) Check(max int64, allowed []files.Kind) (files.Kind, error) {
	if u.TooLarge || u.Size > max {
		return files.Kind{}, kernel.E(kernel.NonValido, "Il file «"+u.Name+"» supera il limite di "+files.Size(max)+". Ridurlo o dividerlo e sceglierlo di nuovo.")
	}
	return files.Check(u.Name, u.file, u.Size, allowed)
}

// Store keeps the file for good.
func (u *Upload) Store(ctx context.Context, s files.Store, max int64) (files.Stored, error) {
	if _, err := u.file.Seek(0, io.SeekStart); err != nil {
		return files.Stored{}, err
	}
	return s.Put(ctx, u, max)
}

// Form reads the body once; files longer than maxFile are marked TooLarge.
// From here on Ctx carries the submission. One that was already received is
// db.ErrRepeated, which the router answers: what the handler would read first
// has changed since, because of that very submission.
func (c *Context) Form(maxFile int64) (*Form, error) {
	if c.form == nil {
		c.form = &Form{Values: url.Values{}, Files: map[string]*Upload{}, many: map[string][]*Upload{}}
		c.formErr = c.readForm(c.form, maxFile)
	}
	if c.formErr != nil {
		return nil, c.formErr
	}
	return c.form, nil
}

func (c *Context) readForm(f *Form, maxFile int64) error {
	// The writer of the server itself, which then closes the connection.
	c.R.Body = http.MaxBytesReader(c.out.ResponseWriter, c.R.Body, maxBody)
	defer c.hurry(maxFile)()
	kind, params, err := mime.ParseMediaType(c.R.Header.Get("Content-Type"))
	if err != nil {
		kind = "application/x-www-form-urlencoded"
	}
	if kind == "multipart/form-data" {
		err = f.readParts(c.R.Body, params["boundary"], maxFile)
	} else {
		err = f.readEncoded(c.R.Body)
	}
	if err != nil {
		return bodyError(err)
	}
	if err := c.again(); err != nil {
		return err
	}
	f.Values = storable(f.Values)
	if key := f.Get(SubmissionField); key != "" && len(key) <= 64 && c.Session != 0 {
		c.submission = &db.Submission{Key: key, Persona: c.Actor.Persona}
		if _, _, err := c.rt.opts.DB.Settled(c.Ctx(), c.submission); kernel.CodeOf(err) != kernel.NonTrovato {
			return cmp.Or(err, db.ErrRepeated)
		}
		c.R = c.R.WithContext(db.WithSubmission(c.Ctx(), c.submission))
	}
	return nil
}

// hurry bounds the time in which the body arrives, and gives what ends that.
func (c *Context) hurry(maxFile int64) (end func()) {
	limit := textTime
	if maxFile > 0 {
		limit = fileTime
	}
	conn := http.NewResponseController(c.out.ResponseWriter)
	if conn.SetReadDeadline(time.Now().Add(limit)) != nil {
		return func() {} // not a connection, as in tests
	}
	return func() { _ = conn.SetReadDeadline(time.Time{}) }
}

// again looks once more at who asks, when the body is whole: its sender decides
// when that is, and meanwhile a session may be closed or a mandate end.
func (c *Context) again() error {
	if c.Session == 0 {
		return nil
	}
	id, err := c.rt.opts.Identify(c.Ctx(), c.R)
	if err != nil {
		return err
	}
	c.Actor, c.Session = id.Actor, id.Session
	if c.Session == 0 {
		return kernel.E(kernel.NonAutenticato, "La sessione è finita mentre il modulo arrivava. Nessun dato è stato registrato: accedere e inviarlo di nuovo.")
	}
	return c.allowed()
}

// storable drops from what people send the bytes that PostgreSQL refuses in
// texts: NUL and broken UTF-8.
func storable(in url.Values) url.Values {
	out := make(url.Values, len(in))
	for name, values := range in {
		for _, v := range values {
			out.Add(storableText(name), storableText(v))
		}
	}
	return out
}

func storableText(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func (f *Form) readEncoded(body io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(body, maxText+1))
	if err != nil {
		return err
	}
	if len(b) > maxText {
		return kernel.E(kernel.TroppoGrande, "Il testo inviato è troppo lungo.")
	}
	f.Values, err = url.ParseQuery(string(b))
	if err != nil {
		return kernel.Wrap(kernel.NonValido, "Il modulo è arrivato incompleto. Tornare indietro e inviarlo di nuovo.", err)
	}
	return nil
}

// ending keeps the end of what was read, because multipart.Reader takes a body
// that is cut between two parts for a whole one.
type ending struct {
	r        io.Reader
	boundary string
	last     []byte
}

// Read implements io.Reader.
func (e *ending) Read(p []byte) (int, error) {
	const kept = 1 << 13 // more than the reader's own buffer
	n, err := e.r.Read(p)
	e.last = append(e.last, p[:n]...)
	if over := len(e.last) - kept; over > 0 {
		e.last = append(e.last[:0], e.last[over:]...)
	}
	return n, err
}

// closed reports a body without its closing boundary (RFC 2046 §5.1.1).
func (e *ending) closed() error {
	if !bytes.Contains(e.last, []byte("--"+e.boundary+"--")) {
		return io.ErrUnexpectedEOF
	}
	return nil
}

func (f *Form) readParts(body io.Reader, boundary string, maxFile int64) error {
	end := &ending{r: body, boundary: boundary}
	r := multipart.NewReader(end, boundary)
	left, files := int64(maxText), 0
	for parts := 0; ; parts++ {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return end.closed()
		}
		if err != nil {
			return err
		}
		if parts >= maxParts {
			return kernel.E(kernel.TroppoGrande, "Il testo inviato è troppo lungo.")
		}
		name := storableText(part.FormName())
		if part.FileName() != "" {
			up, err := spool(part, maxFile)
			if err != nil {
				return err
			}
			f.Files[name], f.many[name] = up, append(f.many[name], up)
			if files++; files > maxFiles {
				return kernel.E(kernel.TroppoGrande, "I file scelti sono troppi. Inviarne meno per volta.")
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return err
		}
		if left -= int64(len(b)); left < 0 {
			return kernel.E(kernel.TroppoGrande, "Il testo inviato è troppo lungo.")
		}
		f.Add(name, string(b))
	}
}

// spool writes a file part to a temporary file; beyond max it only counts, so
// that the fields after it can still be read.
func spool(part *multipart.Part, max int64) (*Upload, error) {
	tmp, err := os.CreateTemp("", "pass-upload-*")
	if err != nil {
		return nil, err
	}
	// Without a name from now on, so that nothing stays behind when the process
	// dies. Where an open file keeps its name, discard removes it.
	_ = os.Remove(tmp.Name())
	up := &Upload{Name: files.CleanName(part.FileName()), file: tmp}
	if up.Size, err = io.Copy(tmp, io.LimitReader(part, max+1)); err == nil && up.Size > max {
		up.TooLarge = true
		_, err = io.Copy(io.Discard, part)
	}
	if err != nil {
		up.discard()
		return nil, err
	}
	return up, nil
}

func (u *Upload) discard() {
	u.file.Close()
	_ = os.Remove(u.file.Name()) // mostly gone already
}

func (c *Context) cleanup() {
	if c.form == nil {
		return
	}
	for _, us := range c.form.many {
		for _, u := range us {
			u.discard()
		}
	}
}

func bodyError(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return kernel.Wrap(kernel.TroppoGrande, "Il file supera il limite di "+files.Size(maxBody)+". Ridurlo o dividerlo e inviarlo di nuovo.", err)
	}
	var e *kernel.Error
	if errors.As(err, &e) {
		return err
	}
	return kernel.Wrap(kernel.NonValido, "L'invio si è interrotto prima della fine. Nessun dato è stato registrato: inviare di nuovo.", err)
}

// Suspended is a form that arrived after the session had expired.
type Suspended struct {
	Path   string
	Values url.Values
}

// suspend keeps the text fields of a form until the person has signed in
// again.
func (c *Context) suspend() (key string, err error) {
	f, err := c.Form(0)
	if err != nil {
		return "", err
	}
	f.Del(SubmissionField)
	values, err := json.Marshal(f.Values)
	if err != nil {
		return "", err
	}
	key = newID() + newID()
	err = c.rt.opts.DB.InTx(c.Ctx(), func(tx *db.Tx) error {
		_, err := tx.Exec(c.Ctx(), `INSERT INTO moduli_sospesi (chiave, persona_id, percorso, valori, creato_il) VALUES ($1,$2,$3,$4,$5)`,
			key, c.expired, c.R.URL.RequestURI(), string(values), tx.Now())
		if err != nil {
			return err
		}
		_, err = tx.Exec(c.Ctx(), `DELETE FROM moduli_sospesi WHERE persona_id = $1 AND id NOT IN
			(SELECT id FROM moduli_sospesi WHERE persona_id = $1 ORDER BY id DESC LIMIT $2)`, c.expired, maxSuspended)
		return err
	})
	return key, err
}

// maxSuspended is how many interrupted forms of one person are kept, the latest.
const maxSuspended = 20

// Resume reads a suspended form of the same person.
func (c *Context) Resume(key string) (s Suspended, err error) {
	err = c.rt.opts.DB.Read(c.Ctx(), func(tx *db.Tx) error {
		var values string
		_, err := db.One(c.Ctx(), tx, func(r db.Row) (struct{}, error) { return struct{}{}, r.Scan(&s.Path, &values) },
			`SELECT percorso, valori FROM moduli_sospesi WHERE chiave = $1 AND persona_id = $2`, key, c.Actor.Persona)
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(values), &s.Values)
	})
	return s, err
}

// NewSubmission makes the value of SubmissionField for a fresh form.
func NewSubmission() string { return newID() + newID() }
