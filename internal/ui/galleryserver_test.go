package ui

import (
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/a-h/templ"

	"pass/assets"
)

// TestServeGallery serves the gallery on the address in PASS_GALLERY, for as
// long as somebody looks at it:
//
//	PASS_GALLERY=127.0.0.1:8077 go test ./internal/ui -run TestServeGallery -timeout 0
func TestServeGallery(t *testing.T) {
	addr := os.Getenv("PASS_GALLERY")
	if addr == "" {
		t.Skip("PASS_GALLERY is not set: nobody is looking")
	}
	if !assets.Built() {
		t.Fatal("the assets are not built: node assets/build.mjs")
	}
	SetAssetURL(assets.URL)
	t.Cleanup(func() { assetURL.Store(nil) })
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("POST /richieste/bozza", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /enti/suggerimenti", suggestions)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if err := Gallery().Render(r.Context(), w); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("GET /casa", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", contentSecurityPolicy)
		p := Page{Title: "PAsS", Heading: "Esperti al fianco dei Comuni, quando una procedura si ferma", Hero: true, Demo: true, Robots: true,
			Lead:    "PAsS mette gli esperti del PNRR a disposizione di Comuni e Province lombarde per ridurre tempi e arretrati.",
			Actions: ActionLinks([]Link{{Text: "Chiedi assistenza", URL: "/accesso", Primary: true}, {Text: "Guarda i dati", URL: "/pubblico"}}),
			Nav:     galleryPage().Nav[2:4]}
		if err := Layout(p).Render(templ.WithChildren(r.Context(), galleryFigures()), w); err != nil {
			t.Error(err)
		}
	})
	server := &http.Server{Addr: addr, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	if err := server.ListenAndServe(); err != nil {
		t.Fatal(err)
	}
}

const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func suggestions(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	body := `{"items":[{"value":"1","label":"Lodi","note":"Comune, provincia di Lodi"},{"value":"2","label":"Lodi Vecchio","note":"Comune, provincia di Lodi"}]}`
	if r.URL.Query().Get("q") == "zz" {
		body = `{"items":[]}`
	}
	if _, err := w.Write([]byte(body)); err != nil {
		return
	}
}
