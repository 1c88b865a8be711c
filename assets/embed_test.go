package assets

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var files = fstest.MapFS{
	"dist/.gitkeep":             {},
	"dist/manifest.json":        {Data: []byte(`{"pass.css":"pass-AB12CD34.css","f.woff2":"f-00000000.woff2"}`)},
	"dist/pass-AB12CD34.css":    {Data: []byte("body{color:red}")},
	"dist/pass-AB12CD34.css.gz": {Data: []byte("compressed")},
	"dist/f-00000000.woff2":     {Data: []byte("font")},
}

func get(method, path string, header ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler(files, readManifest(files)).ServeHTTP(w, r)
	return w.Result()
}

func TestHandler(t *testing.T) {
	cases := map[string]struct {
		method, path string
		header       []string
		status       int
		want         map[string]string
	}{
		"hashed": {"GET", "/assets/pass-AB12CD34.css", nil, 200, map[string]string{
			"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": "text/css; charset=utf-8",
			"X-Content-Type-Options": "nosniff", "Content-Encoding": "", "Vary": "Accept-Encoding"}},
		"gzip":           {"GET", "/assets/pass-AB12CD34.css", []string{"Accept-Encoding", "br, gzip;q=0.8"}, 200, map[string]string{"Content-Encoding": "gzip", "Content-Type": "text/css; charset=utf-8"}},
		"gzip refused":   {"GET", "/assets/pass-AB12CD34.css", []string{"Accept-Encoding", "gzip;q=0"}, 200, map[string]string{"Content-Encoding": ""}},
		"no sibling":     {"GET", "/assets/f-00000000.woff2", []string{"Accept-Encoding", "gzip"}, 200, map[string]string{"Content-Encoding": "", "Content-Type": "font/woff2"}},
		"plain name":     {"GET", "/assets/pass.css", nil, 200, map[string]string{"Cache-Control": "public, max-age=300"}},
		"head":           {"HEAD", "/assets/pass.css", nil, 200, map[string]string{"Content-Length": "15"}},
		"not modified":   {"GET", "/assets/pass.css", []string{"If-None-Match", `"pass-AB12CD34.css"`}, 304, nil},
		"unknown":        {"GET", "/assets/x.css", nil, 404, map[string]string{"Cache-Control": ""}},
		"the manifest":   {"GET", "/assets/manifest.json", nil, 404, nil},
		"the sibling":    {"GET", "/assets/pass-AB12CD34.css.gz", nil, 404, nil},
		"the folder":     {"GET", "/assets/", nil, 404, nil},
		"out of dist":    {"GET", "/assets/../embed.go", nil, 404, nil},
		"another method": {"POST", "/assets/pass.css", nil, 405, map[string]string{"Allow": "GET, HEAD"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			res := get(c.method, c.path, c.header...)
			if res.StatusCode != c.status {
				t.Fatalf("status %d, want %d", res.StatusCode, c.status)
			}
			for key, want := range c.want {
				if got := res.Header.Get(key); got != want {
					t.Errorf("%s: %q, want %q", key, got, want)
				}
			}
		})
	}
}

func TestManifest(t *testing.T) {
	if n := len(readManifest(files)); n != 2 {
		t.Errorf("%d names", n)
	}
	for name, broken := range map[string]fstest.MapFS{"absent": {}, "broken": {"dist/manifest.json": {Data: []byte("{")}}} {
		if n := len(readManifest(broken)); n != 0 {
			t.Errorf("%s: %d names", name, n)
		}
	}
}

func TestURL(t *testing.T) {
	if got := URL("no-such.css"); got != "/assets/no-such.css" {
		t.Errorf("URL = %q", got)
	}
	if got := URL("pass.css"); Built() != strings.HasPrefix(got, "/assets/pass-") || !strings.HasSuffix(got, ".css") {
		t.Errorf("URL = %q, built = %v", got, Built())
	}
}
