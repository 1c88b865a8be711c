package pubblicoweb

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// keep is how long caches may hand out public data without asking again.
const keep = 5 * time.Minute

// dataFile is a file of open data, made once per version and kept compressed.
type dataFile struct {
	gz       []byte
	size     int // of the plain file, bytes
	etag     string
	modified kernel.Instant
}

// newDataFile makes a file of what build writes.
func newDataFile(build func(io.Writer) (kernel.Instant, error)) (dataFile, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	sum := sha256.New()
	n := &counter{w: io.MultiWriter(z, sum)}
	modified, err := build(n)
	if err == nil {
		err = z.Close()
	}
	return dataFile{gz: b.Bytes(), size: n.n, etag: hex.EncodeToString(sum.Sum(nil)[:16]), modified: modified}, err
}

type counter struct {
	w io.Writer
	n int
}

// Write implements io.Writer.
func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += n
	return n, err
}

// send answers with the file. With a download name it is an attachment.
func (f dataFile) send(c *web.Context, mediaType, download string) error {
	h := c.W.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Add("Vary", "Accept-Encoding")
	if c.Fresh(f.etag, f.modified, keep) {
		return nil
	}
	h.Set("Content-Type", mediaType)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if download != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": download}))
	}
	if strings.Contains(c.R.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(f.gz)))
		c.W.WriteHeader(http.StatusOK)
		_, _ = c.W.Write(f.gz)
		return nil
	}
	h.Set("Content-Length", strconv.Itoa(f.size))
	plain, err := gzip.NewReader(bytes.NewReader(f.gz))
	if err != nil {
		return err
	}
	c.W.WriteHeader(http.StatusOK)
	_, _ = io.Copy(c.W, plain)
	return nil
}
