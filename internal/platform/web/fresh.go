package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"pass/internal/kernel"
)

// Fresh marks an answer that everybody may keep: its validators and for how
// long it needs no asking again. When the browser has it already the answer is
// 304, and Fresh reports true: there is nothing more to write. etag is the
// plain value, without quotes. Answers to people who are signed in are not
// kept, because their pages carry their name.
func (c *Context) Fresh(etag string, modified kernel.Instant, maxAge time.Duration) bool {
	h := c.W.Header()
	if c.Session == 0 {
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(maxAge.Seconds())))
	}
	// Weak, because the same content may travel compressed or not.
	tag := `W/"` + etag + `"`
	h.Set("ETag", tag)
	if !modified.IsZero() {
		h.Set("Last-Modified", modified.Time().Truncate(time.Second).Format(http.TimeFormat))
	}
	if !c.known(tag, modified) {
		return false
	}
	h.Del("Content-Type")
	c.W.WriteHeader(http.StatusNotModified)
	return true
}

// known reports whether the request says that it holds this very version. As
// RFC 9110 wants, the date counts only when there is no tag.
func (c *Context) known(tag string, modified kernel.Instant) bool {
	if c.R.Method != http.MethodGet && c.R.Method != http.MethodHead {
		return false
	}
	if held := c.R.Header.Get("If-None-Match"); held != "" {
		return matches(held, strings.TrimPrefix(tag, "W/"))
	}
	since, err := http.ParseTime(c.R.Header.Get("If-Modified-Since"))
	return err == nil && !modified.IsZero() && !modified.Time().Truncate(time.Second).After(since)
}
