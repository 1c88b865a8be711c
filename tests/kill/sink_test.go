package kill

import (
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// sink is the mail server of the world: it takes everything, slowly enough
// that a kill often finds a message on its way.
type sink struct {
	port int
	mu   sync.Mutex
	seen map[string]int    // Message-ID to how many times
	to   map[string]string // Message-ID to recipient
	bad  []string
}

func newSink(t *testing.T) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{port: l.Addr().(*net.TCPAddr).Port, seen: map[string]int{}, to: map[string]string{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{sink: s}, nil }))
	server.Domain = "localhost"
	server.ErrorLog = quiet{}
	go server.Serve(l) //nolint:errcheck // ends with Close
	t.Cleanup(func() { server.Close() })
	return s
}

// quiet drops the complaints about connections that the kills cut.
type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

type session struct {
	sink *sink
	to   []string
}

func (s *session) Reset()                                    { s.to = nil }
func (*session) Logout() error                               { return nil }
func (*session) Mail(string, *smtp.MailOptions) error        { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = append(s.to, to); return nil }

func (s *session) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, m.Body); err != nil {
		return err
	}
	id := strings.Trim(m.Header.Get("Message-ID"), "<>")
	wait := time.NewTimer(3 * time.Millisecond)
	<-wait.C
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	if len(s.to) != 1 || s.sink.to[id] != "" && s.sink.to[id] != s.to[0] {
		s.sink.bad = append(s.sink.bad, id)
		return nil
	}
	s.sink.seen[id]++
	s.sink.to[id] = s.to[0]
	return nil
}

// received gives what arrived so far.
func (s *sink) received() (to map[string]string, twice int, bad []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to = map[string]string{}
	for id, n := range s.seen {
		to[id] = s.to[id]
		if n > 1 {
			twice++
		}
	}
	return to, twice, append([]string(nil), s.bad...)
}
