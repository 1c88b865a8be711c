package kill

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"pass/internal/platform/config"
)

// passd gives the passd to be killed: PASS_BIN, or one built here.
func passd(t *testing.T) string {
	t.Helper()
	if path := os.Getenv("PASS_BIN"); path != "" {
		abs, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return abs
	}
	path := filepath.Join(t.TempDir(), "passd")
	build := exec.Command("go", "build", "-o", path, "pass/cmd/passd")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("cannot build passd: %v\n%s", err, out)
	}
	return path
}

// server is passd as an office runs it.
type server struct {
	bin  string
	cfg  config.Config
	log  *os.File
	cmd  *exec.Cmd
	dead chan error
}

func newServer(t *testing.T, cfg config.Config) *server {
	t.Helper()
	log, err := os.Create(filepath.Join(t.TempDir(), "passd.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { log.Close() })
	return &server{bin: passd(t), cfg: cfg, log: log}
}

// freePort finds a port that nobody listens on.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// launch starts the process and does not wait for it to be ready.
func (s *server) launch() error {
	s.cmd = exec.Command(s.bin, "serve", "--indirizzo", s.cfg.Indirizzo, "--dati", s.cfg.Dati, "--database", s.cfg.Database, "--regione", s.cfg.Regione,
		"--smtp-host", s.cfg.SMTPHost, "--smtp-porta", strconv.Itoa(s.cfg.SMTPPorta), "--smtp-tls", "nessuno")
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	s.dead = make(chan error, 1)
	go func(cmd *exec.Cmd, dead chan error) { dead <- cmd.Wait() }(s.cmd, s.dead)
	return nil
}

// ready waits until a page answers.
func (s *server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	probe := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := probe.Get(s.cfg.BaseURL() + "/status")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-s.dead:
			return fmt.Errorf("passd ended by itself: %v", err)
		case <-ctx.Done():
			return fmt.Errorf("passd does not answer: %v", err)
		case <-tick.C:
		}
	}
}

// kill ends the process as a power cut would end it for its memory.
func (s *server) kill() error {
	if err := s.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("passd was already dead: %w", err)
	}
	<-s.dead
	return nil
}

// tail is the end of the log, to be read when something is wrong.
func (s *server) tail() string {
	b, err := os.ReadFile(s.log.Name())
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-4000):])
}
