package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// Context is one request with who makes it.
type Context struct {
	W       http.ResponseWriter
	R       *http.Request
	Actor   kernel.Actor
	Session int64 // 0 when nobody is signed in

	rt         *Router
	route      Route
	expired    int64
	out        *recorder
	form       *Form
	formErr    error
	submission *db.Submission
	noticed    bool // the notice of the request was shown, and no new one was set
}

// Ctx is the request's context; once the form is read it also carries the
// submission, so that a repeated one is done once.
func (c *Context) Ctx() context.Context { return c.R.Context() }

// Now is the present instant.
func (c *Context) Now() kernel.Instant { return c.rt.opts.DB.Now() }

// Path is the path of the request, Query one of its parameters.
func (c *Context) Path() string { return c.R.URL.Path }

// Query gives a parameter of the address, without spaces around it and without
// what no database stores.
func (c *Context) Query(name string) string { return strings.TrimSpace(c.R.URL.Query().Get(name)) }

// maxNumber is the greatest number that an address may carry: 2^53, that of
// JavaScript. Pages and rows multiplied stay far from the end of an int64.
const maxNumber = 1 << 53

// QueryInt gives a number of the address, or fallback.
func (c *Context) QueryInt(name string, fallback int) int {
	n, err := strconv.Atoi(c.Query(name))
	if err != nil || n > maxNumber || n < -maxNumber {
		return fallback
	}
	return n
}

// ID reads a positive number from the path; anything else, such as +7 or 007,
// is NonTrovato, so that a record has one address.
func (c *Context) ID(name string) (int64, error) {
	n, err := strconv.ParseInt(c.R.PathValue(name), 10, 64)
	if err != nil || n <= 0 || strconv.FormatInt(n, 10) != c.R.PathValue(name) {
		return 0, db.ErrNotFound
	}
	return n, nil
}

// WantsJSON reports whether a script asks, not a person.
func (c *Context) WantsJSON() bool {
	return strings.HasPrefix(c.R.Header.Get("Accept"), "application/json")
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// HTML renders the whole page first and writes it only if that went well.
func (c *Context) HTML(status int, page templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer func() {
		if buf.Cap() <= 1<<20 {
			buffers.Put(buf)
		}
	}()
	if err := page.Render(c.Ctx(), buf); err != nil {
		return fmt.Errorf("web: render: %w", err)
	}
	if c.noticed {
		c.SetCookie(noticeCookie, "", -1)
	}
	c.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	return c.write(status, buf.Bytes())
}

// JSON writes v.
func (c *Context) JSON(status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/json; charset=utf-8")
	return c.write(status, b)
}

func (c *Context) write(status int, b []byte) error {
	h := c.W.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(b) > 1400 && strings.Contains(c.R.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		c.W.WriteHeader(status)
		z := zippers.Get().(*gzip.Writer)
		defer zippers.Put(z)
		z.Reset(c.W)
		if _, err := z.Write(b); err != nil {
			return nil //nolint:nilerr // the browser went away
		}
		_ = z.Close()
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(len(b)))
	c.W.WriteHeader(status)
	_, _ = c.W.Write(b)
	return nil
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, 5)
	return z
}}

// Redirect sends the browser to a path of this site with 303 and notes it as
// the outcome of the submission, if there was one. A path that leads elsewhere
// is an error: what comes from outside goes through LocalPath first.
func (c *Context) Redirect(path string) error {
	if LocalPath(path, "") == "" {
		return fmt.Errorf("web: redirect to %q, which is not a path of this site", path)
	}
	if c.submission != nil {
		if err := c.rt.opts.DB.Settle(context.WithoutCancel(c.Ctx()), c.submission, path); err != nil {
			c.rt.opts.Log.WarnContext(c.Ctx(), "cannot settle the submission", "err", err)
		}
	}
	return c.redirect(path)
}

func (c *Context) redirect(path string) error {
	http.Redirect(c.W, c.R, path, http.StatusSeeOther)
	return nil
}

// RedirectOut sends the browser to another site: the identity provider.
func (c *Context) RedirectOut(address string) error {
	http.Redirect(c.W, c.R, address, http.StatusFound)
	return nil
}

// Download sends a file as an attachment that no browser opens by itself. The
// name is quoted as RFC 6266 says.
func (c *Context) Download(name, mediaType string, size int64, r io.Reader) error {
	h := c.W.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if size >= 0 {
		h.Set("Content-Length", strconv.FormatInt(size, 10))
	}
	c.W.WriteHeader(http.StatusOK)
	_, _ = io.Copy(c.W, r)
	return nil
}

// Raw sends bytes of another type, such as a calendar or an image.
func (c *Context) Raw(mediaType string, b []byte) error {
	c.W.Header().Set("Content-Type", mediaType)
	return c.write(http.StatusOK, b)
}

// Notice is what a page says once about the act that led to it.
type Notice struct {
	Kind  string `json:"k"` // success, info, warning, danger
	Title string `json:"t"`
	Text  string `json:"x"`
}

const noticeCookie = "avviso"

// SetNotice keeps a notice for the next page that is shown. One that is too
// long for a cookie is dropped.
func (c *Context) SetNotice(kind, title, text string) {
	b, err := json.Marshal(Notice{kind, title, text})
	if err != nil || len(b) > 2000 {
		return
	}
	c.noticed = false
	c.SetCookie(noticeCookie, base64.RawURLEncoding.EncodeToString(b), 5*time.Minute)
}

// TakeNotice reads the notice. It is forgotten with the page that shows it: an
// answer that is not a page, such as a redirect or a download, leaves it for
// the next one.
func (c *Context) TakeNotice() (n Notice, ok bool) {
	v := c.Cookie(noticeCookie)
	if v == "" || len(v) > 4096 || c.R.Method != http.MethodGet {
		return n, false
	}
	c.noticed = true
	b, err := base64.RawURLEncoding.DecodeString(v)
	if err != nil || json.Unmarshal(b, &n) != nil || n.Title == "" {
		return Notice{}, false
	}
	switch n.Kind {
	case "success", "info", "warning", "danger":
	default:
		n.Kind = "info"
	}
	return n, true
}

// CookieName is the full name of a cookie of ours.
func CookieName(secure bool, name string) string {
	if secure {
		return "__Host-pass-" + name
	}
	return "pass-" + name
}

// SetCookie sets a technical cookie; a negative age removes it.
func (c *Context) SetCookie(name, value string, age time.Duration) {
	ck := &http.Cookie{Name: CookieName(c.rt.opts.Secure, name), Value: value, Path: "/", HttpOnly: true,
		Secure: c.rt.opts.Secure, SameSite: http.SameSiteLaxMode, MaxAge: int(age.Seconds())}
	if age < 0 {
		ck.MaxAge = -1
	}
	http.SetCookie(c.W, ck)
}

// Cookie reads a cookie of ours, or nothing.
func (c *Context) Cookie(name string) string {
	ck, err := c.R.Cookie(CookieName(c.rt.opts.Secure, name))
	if err != nil {
		return ""
	}
	return ck.Value
}

// repeated answers a form that was sent twice with where the first one led.
func (c *Context) repeated() error {
	location, at, err := c.settled()
	if err != nil {
		return kernel.Wrap(kernel.Conflitto, "Questo modulo è già stato inviato.", err)
	}
	if location == "" {
		location = "/scrivania"
	}
	if c.Cookie(noticeCookie) == "" {
		c.SetNotice("info", "Già ricevuto", "L'invio era già stato registrato il "+at.Breve()+": non serve ripeterlo.")
	}
	return c.redirect(location)
}

// maxSettle is how long after a sending its outcome may still be on its way.
const maxSettle = 2 * time.Second

// settled asks where the first sending led. After two quick clicks the browser
// follows the second answer, while the first is still on its way: it is worth
// a short wait. One that was received longer ago was interrupted, and never
// says more.
func (c *Context) settled() (location string, at kernel.Instant, err error) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 40 {
		if location, at, err = c.rt.opts.DB.Settled(c.Ctx(), c.submission); err != nil || location != "" || c.Now().Sub(at) > maxSettle {
			return location, at, err
		}
		select {
		case <-again.C:
		case <-c.Ctx().Done():
			return location, at, err
		}
	}
	return location, at, err
}

// toSignIn sends to the sign-in page. A form that arrives after the session
// expired is kept first, so that nothing typed is lost.
func (c *Context) toSignIn() error {
	if c.WantsJSON() {
		return kernel.E(kernel.NonAutenticato, "La sessione è scaduta. Accedere di nuovo: quello che è scritto resta su questo computer.")
	}
	back := c.R.URL.RequestURI()
	if c.R.Method != http.MethodGet && c.R.Method != http.MethodHead {
		back = "/scrivania"
		if c.expired != 0 {
			key, err := c.suspend()
			if err != nil {
				return err
			}
			back = c.rt.opts.Resume + key
		}
	}
	return c.redirect(c.rt.opts.SignIn + "?ritorno=" + url.QueryEscape(back))
}
