package web_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
)

// part is a field or, when it has a file name, a file of a multipart form.
type part struct {
	field, file string
	content     io.Reader
}

// multi writes the parts while they are read.
func multi(parts ...part) (io.Reader, string) {
	r, w := io.Pipe()
	m := multipart.NewWriter(w)
	go func() {
		var err error
		for _, p := range parts {
			var out io.Writer
			if p.file != "" {
				out, err = m.CreateFormFile(p.field, p.file)
			} else {
				out, err = m.CreateFormField(p.field)
			}
			if err == nil {
				_, err = io.Copy(out, p.content)
			}
			if err != nil {
				break
			}
		}
		w.CloseWithError(errors.Join(err, m.Close()))
	}()
	return r, m.FormDataContentType()
}

func field(name, value string) part { return part{field: name, content: strings.NewReader(value)} }

// zeros gives n bytes.
func zeros(n int64) io.Reader { return io.LimitReader(endless{}, n) }

type endless struct{}

func (endless) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// emptyTemp makes the temporary folder of this test its own, and checks at the
// end that nothing is left there.
func emptyTemp(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}

// receiver is a site with one form whose files may have max bytes; fn sees it.
func receiver(t *testing.T, max int64, fn func(c *web.Context, f *web.Form) error) *site {
	return newSite(t, lite(t), nil, func(rt *web.Router) {
		web.Public(rt, "POST /modulo", func(c *web.Context) error {
			f, err := c.Form(max)
			if err != nil {
				if again, e := c.Form(max); again != nil || e == nil {
					t.Error("a form that failed is read the second time")
				}
				return err
			}
			if again, err := c.Form(max); again != f || err != nil {
				t.Errorf("read twice: %v", err)
			}
			return fn(c, f)
		})
	})
}

func TestAFileThatIsTooLargeKeepsTheFieldsAroundIt(t *testing.T) {
	emptyTemp(t)
	const max = 25_000_000
	s := receiver(t, max, func(c *web.Context, f *web.Form) error {
		up := f.Files["allegato"]
		if up == nil || !up.TooLarge || up.Name != "grande.pdf" || f.Get("prima") != "uno" || f.Text("dopo") != "due\ntre" {
			t.Errorf("%+v, %v", up, f.Values)
		}
		_, err := up.Check(max, files.Documenti)
		return err
	})
	r, kind := multi(field("prima", "uno"), part{"allegato", "../../grande.pdf", io.MultiReader(strings.NewReader("%PDF-1.7"), zeros(40<<20))}, field("dopo", " due\r\ntre \r\n"))
	res := s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind})
	if b := body(t, res); res.StatusCode != 422 || !strings.Contains(b, "Il file «grande.pdf» supera il limite di 25 MB") {
		t.Errorf("%d %s", res.StatusCode, b)
	}
}

// TestARequestBeyondTheLimitIsCut counts how much of an endless body is read.
func TestARequestBeyondTheLimitIsCut(t *testing.T) {
	emptyTemp(t)
	s := receiver(t, 1000, func(*web.Context, *web.Form) error { t.Error("the form arrived"); return nil })
	r, kind := multi(part{"allegato", "a.pdf", endless{}})
	read := &counter{r: r}
	res := s.do(ask{method: "POST", path: "/modulo", body: read, kind: kind})
	if b := body(t, res); res.StatusCode != 413 || !strings.Contains(b, "supera il limite di 335,5 MB") {
		t.Errorf("%d %s", res.StatusCode, b)
	}
	if read.n < 320<<20 || read.n > 321<<20 {
		t.Errorf("%d bytes were read", read.n)
	}
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func TestAnOversizedRequestEndsTheConnection(t *testing.T) {
	s := receiver(t, 1000, func(*web.Context, *web.Form) error { return nil })
	server := httptest.NewServer(s.handler)
	defer server.Close()
	r, err := http.Post(server.URL+"/modulo", "application/x-www-form-urlencoded", io.MultiReader(strings.NewReader("a="), strings.NewReader(strings.Repeat("x", 3<<20))))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != 413 {
		t.Errorf("%d", r.StatusCode)
	}
}

func TestFormsThatAreRefused(t *testing.T) {
	emptyTemp(t)
	s := receiver(t, 1000, func(*web.Context, *web.Form) error { return errors.New("the form arrived") })
	var tooMany, tooManyParts []part
	for i := range 42 {
		tooMany = append(tooMany, part{"allegato", fmt.Sprint(i, ".txt"), strings.NewReader("x")})
	}
	for range 5001 {
		tooManyParts = append(tooManyParts, field("a", ""))
	}
	broken := "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nmezzo"
	for name, c := range map[string]struct {
		body   func() (io.Reader, string)
		status int
		says   string
	}{
		"too many files":  {func() (io.Reader, string) { return multi(tooMany...) }, 413, "troppi"},
		"too many fields": {func() (io.Reader, string) { return multi(tooManyParts...) }, 413, "troppo lungo"},
		"too much text":   {func() (io.Reader, string) { return multi(part{field: "a", content: zeros(2<<20 + 1)}) }, 413, "troppo lungo"},
		"too much in two": {func() (io.Reader, string) {
			return multi(field("a", strings.Repeat("x", 1<<20)), part{field: "b", content: zeros(1<<20 + 1)})
		}, 413, "troppo lungo"},
		"too much encoded": {func() (io.Reader, string) {
			return strings.NewReader("a=" + strings.Repeat("x", 2<<20)), "application/x-www-form-urlencoded"
		}, 413, "troppo lungo"},
		"cut short":         {func() (io.Reader, string) { return strings.NewReader(broken), "multipart/form-data; boundary=x" }, 422, "si è interrotto"},
		"without boundary":  {func() (io.Reader, string) { return strings.NewReader(broken), "multipart/form-data" }, 422, "si è interrotto"},
		"not a form at all": {func() (io.Reader, string) { return strings.NewReader("\x00\x01"), "multipart/form-data; boundary=x" }, 422, "si è interrotto"},
		"badly encoded":     {func() (io.Reader, string) { return strings.NewReader("a=%zz"), "application/x-www-form-urlencoded" }, 422, "incompleto"},
	} {
		r, kind := c.body()
		res := s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind})
		if b := body(t, res); res.StatusCode != c.status || !strings.Contains(b, c.says) {
			t.Errorf("%s: %d %s", name, res.StatusCode, b)
		}
	}
}

func TestAFormThatIsCutAnywhereIsRefused(t *testing.T) {
	emptyTemp(t)
	s := receiver(t, 1000, func(*web.Context, *web.Form) error { return kernel.E(kernel.Conflitto, "Il modulo è arrivato.") })
	r, kind := multi(field("oggetto", "Aiuto"), part{"allegato", "a.txt", strings.NewReader("due")}, field("fine", "x"))
	whole, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	whole = bytes.TrimRight(whole, "\r\n")
	for n := range len(whole) {
		if res := s.do(ask{method: "POST", path: "/modulo", body: bytes.NewReader(whole[:n]), kind: kind}); res.StatusCode != 422 {
			t.Fatalf("cut after %d of %d bytes: %d", n, len(whole), res.StatusCode)
		}
	}
	if res := s.do(ask{method: "POST", path: "/modulo", body: bytes.NewReader(whole), kind: kind}); res.StatusCode != 409 {
		t.Errorf("whole: %d", res.StatusCode)
	}
}

func TestFieldsHoldOnlyWhatADatabaseStores(t *testing.T) {
	emptyTemp(t)
	var got url.Values
	s := receiver(t, 1000, func(c *web.Context, f *web.Form) error { got = f.Values; return page("")(c) })
	want := url.Values{"nome": {"ab", "c\uFFFDd"}, "ab": {"x"}}
	s.do(ask{method: "POST", path: "/modulo", body: strings.NewReader("nome=a%00b&nome=c%ffd&a%00b=x"), kind: "application/x-www-form-urlencoded"})
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%q", got)
	}
	r, kind := multi(field("nome", "a\x00b"), field("nome", "c\xffd"), field("ab", "x"))
	s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind})
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("multipart: %q", got)
	}
}

func TestUploadsAreCheckedAndStored(t *testing.T) {
	emptyTemp(t)
	store, err := files.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	s := receiver(t, 100, func(c *web.Context, f *web.Form) error {
		if len(f.Uploads("allegato")) != 2 || f.Files["allegato"] != f.Uploads("allegato")[1] || f.Uploads("altro") != nil {
			t.Errorf("%d files", len(f.Uploads("allegato")))
		}
		var names []string
		for _, up := range f.Uploads("allegato") {
			kind, err := up.Check(100, files.Documenti)
			if err != nil {
				return err
			}
			st, err := up.Store(c.Ctx(), store, 100)
			if err != nil {
				return err
			}
			in, err := store.Open(c.Ctx(), st.Key)
			if err != nil {
				return err
			}
			b, err := io.ReadAll(in)
			in.Close()
			if err != nil || st.Size != up.Size {
				return fmt.Errorf("stored %d of %d: %w", st.Size, up.Size, err)
			}
			names = append(names, up.Name+" "+kind.Name+" "+string(b))
		}
		return page(strings.Join(names, "; "))(c)
	})
	send := func(second string) (int, string) {
		r, kind := multi(part{"allegato", "a.pdf", strings.NewReader("%PDF-1.7 uno")}, part{"allegato", `C:\b.txt`, strings.NewReader(second)})
		res := s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind})
		return res.StatusCode, body(t, res)
	}
	if status, b := send("due"); status != 200 || !strings.Contains(b, "a.pdf PDF %PDF-1.7 uno; b.txt testo due") {
		t.Errorf("%d %s", status, b)
	}
	if status, b := send("du\x00e"); status != 422 || !strings.Contains(b, "non è testo") {
		t.Errorf("%d %s", status, b)
	}
	if status, b := send(strings.Repeat("x", 101)); status != 422 || !strings.Contains(b, "supera il limite di 100 byte") {
		t.Errorf("%d %s", status, b)
	}
	if status, b := send(""); status != 422 || !strings.Contains(b, "vuoto") {
		t.Errorf("%d %s", status, b)
	}
}

func TestAPanicLeavesNoUploadBehind(t *testing.T) {
	emptyTemp(t)
	s := receiver(t, 100, func(*web.Context, *web.Form) error { panic("boom") })
	r, kind := multi(part{"allegato", "a.pdf", strings.NewReader("%PDF-1.7")})
	if res := s.do(ask{method: "POST", path: "/modulo", body: r, kind: kind}); res.StatusCode != 500 {
		t.Errorf("%d", res.StatusCode)
	}
}

func TestAnEmptyFileInputIsNoFile(t *testing.T) {
	s := receiver(t, 100, func(c *web.Context, f *web.Form) error {
		if len(f.Files) != 0 || f.Uploads("allegato") != nil {
			t.Errorf("%v", f.Files)
		}
		return page("")(c)
	})
	raw := "--x\r\nContent-Disposition: form-data; name=\"allegato\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--x--\r\n"
	if res := s.do(ask{method: "POST", path: "/modulo", body: bytes.NewBufferString(raw), kind: "multipart/form-data; boundary=x"}); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, body(t, res))
	}
}

func TestSubmissionsDiffer(t *testing.T) {
	a, b := web.NewSubmission(), web.NewSubmission()
	if a == b || len(a) != 32 {
		t.Errorf("%s, %s", a, b)
	}
}
