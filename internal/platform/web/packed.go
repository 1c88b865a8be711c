package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Packed is an answer kept to be sent many times: compressed, with its ETag.
type Packed struct {
	Type   string // media type
	Body   []byte // gzip
	Length int    // of the plain body
	ETag   string
}

// Pack compresses a body that is the same for everybody. It must hold no
// secret: a compressed page that mixes secrets with what the reader typed
// tells them by its length (BREACH).
func Pack(mediaType string, plain []byte) (Packed, error) {
	sum := sha256.Sum256(plain)
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, 6)
	if err == nil {
		_, err = z.Write(plain)
	}
	if err == nil {
		err = z.Close()
	}
	return Packed{Type: mediaType, Body: b.Bytes(), Length: len(plain), ETag: `"` + hex.EncodeToString(sum[:12]) + `"`}, err
}

// Unpack gives the plain body.
func (p Packed) Unpack() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(p.Body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// Anonymous reports whether the page is the one that everybody would see:
// nobody is signed in, and there is no notice for this browser alone.
func (c *Context) Anonymous() bool { return c.Session == 0 && c.expired == 0 && !c.noticed }

// Render gives the markup of a page as c.HTML would send it.
func (c *Context) Render(page templ.Component) ([]byte, error) {
	var b bytes.Buffer
	if err := page.Render(c.Ctx(), &b); err != nil {
		return nil, fmt.Errorf("web: render: %w", err)
	}
	return b.Bytes(), nil
}

// Send answers with a Packed that browsers and proxies may keep for maxAge
// seconds; one who has it already is told so.
func (c *Context) Send(p Packed, maxAge int) error {
	h := c.W.Header()
	h.Set("Cache-Control", "public, max-age="+strconv.Itoa(maxAge))
	h.Set("ETag", p.ETag)
	h.Add("Vary", "Accept-Encoding, Cookie")
	if matches(c.R.Header.Get("If-None-Match"), p.ETag) {
		c.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	body := p.Body
	if strings.Contains(c.R.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
	} else {
		var err error
		if body, err = p.Unpack(); err != nil {
			return err
		}
	}
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.W.WriteHeader(http.StatusOK)
	_, _ = c.W.Write(body)
	return nil
}

// matches reads If-None-Match: a list of tags, perhaps weak, or *.
func matches(header, etag string) bool {
	for _, t := range strings.Split(header, ",") {
		if t = strings.TrimPrefix(strings.TrimSpace(t), "W/"); t == etag || t == "*" {
			return true
		}
	}
	return false
}

// AllowFrames lets other sites show this answer in a frame: it must hold no
// form and nothing of whoever is signed in.
func (c *Context) AllowFrames() {
	h := c.W.Header()
	h.Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors *", 1))
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Del("Cross-Origin-Opener-Policy")
}
