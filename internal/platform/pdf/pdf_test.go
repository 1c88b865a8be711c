package pdf_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"pass/internal/platform/pdf"
)

const page = `<!DOCTYPE html><html lang="it"><head><title>Rapporto di prova</title></head><body><h1>Titolo</h1><img src="https://example.org/x.png" alt="">
<table><caption>Cifre</caption><tr><th scope="col">Voce</th><th scope="col">Pratiche</th></tr><tr><td>Concluse</td><td>1.204</td></tr></table></body></html>`

// tool finds a command that the tests need; the test command installs it.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("PASS_TEST_REQUIRE_BROWSER") != "" {
			t.Fatalf("%s is missing", name)
		}
		t.Skipf("%s is missing", name)
	}
	return path
}

func TestThePrintIsTaggedAndSaysWhatThePageSays(t *testing.T) {
	chromium, pdfinfo, pdftotext := tool(t, "chromium"), tool(t, "pdfinfo"), tool(t, "pdftotext")
	p := &pdf.Printer{Browser: chromium, Address: "https://pass.example.org", Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/rapporti/1" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
	})}
	b, err := p.Print(t.Context(), "/rapporti/1")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out := func(args ...string) string {
		got, err := exec.CommandContext(t.Context(), args[0], args[1:]...).Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		return string(got)
	}
	if got := out(pdfinfo, path); !strings.Contains(got, "Title:           Rapporto di prova") || !strings.Contains(got, "Tagged:          yes") || !strings.Contains(got, "A4") {
		t.Errorf("pdfinfo:\n%s", got)
	}
	if got := out(pdfinfo, "-struct", path); !strings.Contains(got, "H1") || !strings.Contains(got, "Table") || !strings.Contains(got, "TH") {
		t.Errorf("structure:\n%s", got)
	}
	if got := out(pdftotext, "-layout", path, "-"); !strings.Contains(got, "1.204") || !strings.Contains(got, "https://pass.example.org/rapporti/1") || !strings.Contains(got, "pagina 1 di 1") {
		t.Errorf("text:\n%s", got)
	}
	if _, err := p.Print(t.Context(), "/altra"); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a page that is not there: %v", err)
	}
}

func TestWithoutABrowserItSaysSo(t *testing.T) {
	p := &pdf.Printer{Browser: filepath.Join(t.TempDir(), "chromium")}
	if _, err := p.Print(t.Context(), "/"); p.Available() || !errors.Is(err, pdf.ErrNoBrowser) {
		t.Errorf("available %v, %v", p.Available(), err)
	}
}

// TestWhoWaitsForTheTurnMayGiveUp: the browser is a command that says when it
// started, and never answers.
func TestWhoWaitsForTheTurnMayGiveUp(t *testing.T) {
	folder := t.TempDir()
	browser, started := filepath.Join(folder, "chromium"), filepath.Join(folder, "started")
	if err := syscall.Mkfifo(started, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(browser, []byte("#!/bin/sh\necho yes > '"+started+"'\nexec sleep 600\n"), 0o700); err != nil { //nolint:gosec // it must run
		t.Fatal(err)
	}
	p := &pdf.Printer{Browser: browser, Handler: http.NotFoundHandler()}
	begin := func(ctx context.Context) <-chan error {
		out := make(chan error, 1)
		go func() { _, err := p.Print(ctx, "/x"); out <- err }()
		return out
	}
	gives := func(who string, from <-chan error) {
		t.Helper()
		select {
		case err := <-from:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: %v", who, err)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("%s still waits", who)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	defer end()
	first := begin(ctx)
	if _, err := os.ReadFile(started); err != nil { // waits until the browser runs
		t.Fatal(err)
	}
	waiting, giveUp := context.WithCancel(t.Context())
	second := begin(waiting)
	giveUp()
	gives("the second", second)
	select {
	case err := <-first:
		t.Errorf("the first ended with it: %v", err)
	default:
	}
	end()
	gives("the first", first)
}
