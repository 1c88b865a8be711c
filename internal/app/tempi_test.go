package app

import (
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestTheServerWaitsForNobodyForEver: a body that never arrives, for a page
// that does not even read it, does not hold the connection.
func TestTheServerWaitsForNobodyForEver(t *testing.T) {
	s := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for name, d := range map[string]time.Duration{"headers": s.ReadHeaderTimeout, "request": s.ReadTimeout, "answer": s.WriteTimeout, "idle": s.IdleTimeout} {
		if d <= 0 || d > 30*time.Minute {
			t.Errorf("%s: %v", name, d)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.ReadTimeout = 100 * time.Millisecond
	go s.Serve(l) //nolint:errcheck // closed below
	defer s.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na")); err != nil {
		t.Fatal(err)
	}
	for buf := make([]byte, 1<<10); ; {
		if _, err := c.Read(buf); err != nil {
			if e, ok := err.(net.Error); ok && e.Timeout() {
				t.Error("the connection is still open")
			}
			return
		}
	}
}
