package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"pass/internal/platform/mail"
)

var authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// TestMain makes an authority that this process trusts, before Go reads the
// list of the system.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "pass-mail-*")
	if err != nil {
		panic(err)
	}
	authority.key = newKey()
	der := sign(&x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Prova"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, nil, authority.key, authority.key)
	if authority.cert, err = x509.ParseCertificate(der); err != nil {
		panic(err)
	}
	file := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		panic(err)
	}
	os.Setenv("SSL_CERT_FILE", file)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

func newKey() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	return k
}

func sign(c, parent *x509.Certificate, key, by *ecdsa.PrivateKey) []byte {
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		panic(err)
	}
	return der
}

// certificate of 127.0.0.1, signed by the authority or by itself.
func certificate(trusted bool) *tls.Config {
	key := newKey()
	c := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "127.0.0.1"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der := sign(c, nil, key, key)
	if trusted {
		der = sign(c, authority.cert, key, authority.key)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// envelope is a message as the server received it.
type envelope struct {
	from, to string
	tls      bool
	header   netmail.Header
	text     string // of the first part
	html     string // of the second
	raw      string
}

// server is a real SMTP server. refuse, when given, may answer to RCPT; it is
// told how many times a client came that far.
type server struct {
	port    int
	arrived chan envelope
	refuse  func(n int, to string) error
	asked   atomic.Int64
}

func newServer(t *testing.T, tlsConfig *tls.Config, refuse func(n int, to string) error) *server {
	t.Helper()
	s := &server{arrived: make(chan envelope, 100), refuse: refuse}
	back := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	back.Domain, back.TLSConfig = "prova.example.org", tlsConfig
	back.ErrorLog = quiet{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	done := make(chan struct{})
	go func() { defer close(done); _ = back.Serve(l) }()
	t.Cleanup(func() { l.Close(); back.Close(); <-done }) // Close before Serve knows the listener would leave it open
	return s
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func (s *server) transport(mode string) mail.SMTP {
	return mail.SMTP{Host: "127.0.0.1", Port: s.port, From: "non-rispondere@example.org", TLS: mode}
}

type session struct {
	server *server
	conn   *smtp.Conn
	e      envelope
}

func (s *session) Reset()        { s.e = envelope{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.e.from = from; return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	asked := int(s.server.asked.Add(1))
	if s.server.refuse != nil {
		if err := s.server.refuse(asked, to); err != nil {
			return err
		}
	}
	s.e.to += to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, s.e.tls = s.conn.TLSConnectionState()
	if err := s.e.parse(raw); err != nil {
		return err
	}
	s.server.arrived <- s.e
	return nil
}

func (e *envelope) parse(raw []byte) error {
	e.raw = string(raw)
	msg, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	e.header = msg.Header
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		return fmt.Errorf("%s, %w", kind, err)
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for i, want := range []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"} {
		p, err := parts.NextRawPart()
		if err != nil {
			return err
		}
		if got := p.Header.Get("Content-Type"); got != want || p.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
			return fmt.Errorf("part %d is %s, %s", i, got, p.Header.Get("Content-Transfer-Encoding"))
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			return err
		}
		if i == 0 {
			e.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		} else {
			e.html = string(body)
		}
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return fmt.Errorf("more than two parts: %w", err)
	}
	return nil
}

// next waits for a message.
func (s *server) next(t *testing.T) envelope {
	t.Helper()
	select {
	case e := <-s.arrived:
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no message arrived")
		return envelope{}
	}
}
