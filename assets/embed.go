// Package assets embeds the built style sheet, script, fonts and signs, and
// serves them. The folder dist is made by build.mjs and is not in the
// repository; a binary built without it still runs, with bare pages.
package assets

import (
	"embed"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// Prefix is the path under which Handler must be mounted.
const Prefix = "/assets/"

// manifest maps plain names to names with their content hash.
var manifest = sync.OnceValue(func() map[string]string {
	return readManifest(dist)
})

func readManifest(files fs.FS) map[string]string {
	m := map[string]string{}
	b, err := fs.ReadFile(files, "dist/manifest.json")
	if err != nil {
		return m
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return map[string]string{}
	}
	return m
}

// Built reports whether the assets were built into the binary.
func Built() bool { return len(manifest()) > 0 }

// URL is the address of an asset by its plain name: URL("pass.css") is
// "/assets/pass-1A2B3C4D.css". An unknown name keeps its plain form.
func URL(name string) string {
	if hashed, ok := manifest()[name]; ok {
		return Prefix + hashed
	}
	return Prefix + name
}

// Handler serves the assets under Prefix: hashed names for ever, plain names
// with revalidation, compressed when the browser accepts gzip.
func Handler() http.Handler { return handler(dist, manifest()) }

func handler(files fs.FS, names map[string]string) http.Handler {
	hashed := map[string]bool{}
	for _, h := range names {
		hashed[h] = true
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Metodo non ammesso.", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, Prefix)
		cache := "public, max-age=31536000, immutable"
		if h, ok := names[name]; ok {
			name, cache = h, "public, max-age=300"
		}
		if !hashed[name] {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", cache)
		serve(w, r, files, name)
	})
}

// serve writes one file, or its compressed sibling.
func serve(w http.ResponseWriter, r *http.Request, files fs.FS, name string) {
	h := w.Header()
	h.Set("Content-Type", contentType(name))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+name+`"`)
	served := "dist/" + name
	if acceptsGzip(r) {
		if _, err := fs.Stat(files, served+".gz"); err == nil {
			served += ".gz"
			h.Set("Content-Encoding", "gzip")
			h.Set("ETag", `"`+name+`.gz"`)
		}
	}
	http.ServeFileFS(w, r, files, served)
}

// acceptsGzip reads Accept-Encoding; "gzip;q=0" refuses it.
func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding != "gzip" && coding != "*" {
			continue
		}
		q := strings.ReplaceAll(params, " ", "")
		return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
	}
	return false
}

// contentType is fixed for the kinds we ship, so that the host's tables do
// not matter.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
