// Package pdf prints pages of PAsS with a browser of the machine (Chromium):
// the tagged PDF of a page that everybody sees, with its headings, tables and
// language. It opens its own door on loopback for the time of the print, and
// the browser can reach nothing else.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"html"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/chromedp/chromedp"
)

// ErrNoBrowser is returned where no Chromium is installed.
var ErrNoBrowser = errors.New("pdf: no browser on this machine")

// Printer prints pages of one installation.
type Printer struct {
	// Browser is the path of Chromium; empty: the usual names are looked for.
	Browser string
	// Handler answers the requests of the browser.
	Handler http.Handler
	// Address is the public address, written at the foot of each sheet.
	Address string

	once sync.Once
	one  chan struct{} // a browser takes a hundred megabytes: one at a time
}

// longest is how long one print may take, once its turn has come.
const longest = 2 * time.Minute

// names are those that Chromium has on the systems where PAsS runs.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

func (p *Printer) browser() (string, error) {
	if p.Browser != "" {
		if _, err := os.Stat(p.Browser); err != nil {
			return "", ErrNoBrowser
		}
		return p.Browser, nil
	}
	for _, n := range names {
		if path, err := exec.LookPath(n); err == nil {
			return path, nil
		}
	}
	return "", ErrNoBrowser
}

// Available reports whether there is a browser to print with.
func (p *Printer) Available() bool {
	_, err := p.browser()
	return err == nil
}

// turn waits until no other page is printed, or ctx ends.
func (p *Printer) turn(ctx context.Context) (done func(), err error) {
	p.once.Do(func() { p.one = make(chan struct{}, 1) })
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.one <- struct{}{}:
		return func() { <-p.one }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Print gives the PDF of the page at the path, which begins with a slash: A4,
// tagged, with an outline, number and address at the foot. Pages are printed
// one at a time; the wait for the turn ends with ctx, and does not count in the
// two minutes that a print may take.
func (p *Printer) Print(ctx context.Context, path string) ([]byte, error) {
	browser, err := p.browser()
	if err != nil {
		return nil, err
	}
	done, err := p.turn(ctx)
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", path, err)
	}
	defer done()
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	base, stop, err := p.serve(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser),
		// Whatever a page may ask for, only our own door answers.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"))
	if os.Geteuid() == 0 { // Chromium's sandbox refuses root; the pages are our own
		options = append(options, chromedp.NoSandbox)
	}
	alloc, end := chromedp.NewExecAllocator(ctx, options...)
	defer end()
	tab, end := chromedp.NewContext(alloc)
	defer end()
	resp, err := chromedp.RunResponse(tab, chromedp.Navigate(base+path))
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", path, err)
	}
	if resp.Status != http.StatusOK {
		return nil, fmt.Errorf("pdf: %s answers %v", path, resp.Status)
	}
	out, err := chromedp.Run(tab, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFMargins(0.6, 0.6, 0.8, 0.6), chromedp.PDFPrintBackground(),
		chromedp.PDFHeaderTemplate("<span></span>"), chromedp.PDFFooterTemplate(p.footer(path)), chromedp.PDFOutlineAndTagged()))
	if err != nil {
		return nil, fmt.Errorf("pdf: %s: %w", path, err)
	}
	return out, nil
}

func (p *Printer) footer(path string) string {
	return `<div style="width:100%;font-size:8px;margin:0 15mm;display:flex;justify-content:space-between"><span>` + html.EscapeString(p.Address+path) +
		`</span><span>pagina <span class="pageNumber"></span> di <span class="totalPages"></span></span></div>`
}

// serve opens the door for one print.
func (p *Printer) serve(ctx context.Context) (base string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: p.Handler, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() { _ = server.Close() }, nil
}
