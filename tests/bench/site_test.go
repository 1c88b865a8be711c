package bench_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/app"
	"pass/internal/platform/db"
	"pass/tests/bench/population"
	"pass/tests/fixture"
)

// adesso is the present of every population.
var adesso = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

// site is an installation with people signed in, and its log.
type site struct {
	app     *app.App
	handler http.Handler
	made    population.Made
	cookies map[int64]*http.Cookie
	log     *bufio.Scanner
}

// open opens the installation in dir, making its population if it is not there
// yet.
func open(t testing.TB, dir string, size population.Size) *site {
	t.Helper()
	cfg := fixture.Config(dir)
	cfg.Regione, cfg.Registro = "03", "json"
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = write
	s := &site{cookies: map[int64]*http.Cookie{}, log: bufio.NewScanner(read)}
	s.app, err = app.New(context.Background(), cfg, func() time.Time { return adesso })
	os.Stderr = stderr
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.app.Close(); write.Close(); read.Close() })
	s.populate(t, filepath.Join(dir, "made.json"), size)
	s.handler = s.app.Handler()
	return s
}

func (s *site) populate(t testing.TB, mark string, size population.Size) {
	t.Helper()
	if b, err := os.ReadFile(mark); err == nil {
		if err := json.Unmarshal(b, &s.made); err != nil {
			t.Fatal(err)
		}
		return
	}
	ctx := context.Background()
	var err error
	if s.made, err = population.Make(ctx, s.app.DB, size, 38); err != nil {
		t.Fatal(err)
	}
	if err := s.app.Richieste.PubblicaCifre(ctx); err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(s.made)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(mark, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// cookie signs the person in.
func (s *site) cookie(t testing.TB, persona int64) *http.Cookie {
	t.Helper()
	if c := s.cookies[persona]; c != nil || persona == 0 {
		return c
	}
	err := s.app.DB.InTx(context.Background(), func(tx *db.Tx) error {
		p, err := accesso.GetPersona(context.Background(), tx, persona)
		if err != nil {
			return err
		}
		_, token, err := accesso.CreaSessione(context.Background(), tx, accesso.Sessione{PersonaID: p.ID, Emittente: "prova", Agente: "Prova"})
		s.cookies[persona] = &http.Cookie{Name: cookieName(s.app), Value: token}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s.cookies[persona]
}

// answer is what one request cost.
type answer struct {
	took    time.Duration
	queries int64
	bytes   int
}

// get asks for a page as the person, and reads from the log what it cost.
func (s *site) get(t testing.TB, path string, persona int64) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8080"+path, nil)
	if c := s.cookie(t, persona); c != nil {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	start := time.Now()
	s.handler.ServeHTTP(w, r)
	took := time.Since(start)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d", path, w.Code)
	}
	for s.log.Scan() {
		var line struct {
			Msg     string
			Queries int64
		}
		if err := json.Unmarshal(s.log.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Msg == "request" {
			return answer{took, line.Queries, w.Body.Len()}
		}
	}
	t.Fatal("the log ended")
	return answer{}
}

// page is one page as one person sees it.
type page struct {
	name, path string
	persona    int64
}

// pages lists what is measured.
func (s *site) pages() []page {
	m := s.made
	one := fmt.Sprintf("/richieste/%d", m.Lunga)
	return []page{
		{"home pubblica", "/", 0},
		{"cifre della regione", "/cifre", 0},
		{"cifre di una provincia", "/cifre/province/BG", 0},
		{"cifre di un ente", "/cifre/enti/015146", 0},
		{"elenco, segreteria", "/richieste", m.Segreteria},
		{"elenco, segreteria, testo", "/richieste?testo=permesso", m.Segreteria},
		{"elenco, segreteria, tutte, ultima pagina", fmt.Sprintf("/richieste?stato=tutte&pagina=%d", max(1, m.Requests*95/100/30)), m.Segreteria},
		{"elenco, coordinatore", "/richieste", m.Coordinatore},
		{"elenco, esperto", "/richieste", m.Esperto},
		{"elenco, ente", "/richieste", m.Sindaco},
		{"richiesta con 40 atti, segreteria", one, m.Segreteria},
		{"richiesta con 40 atti, esperto", one, m.Esperto},
		{"richiesta con 40 atti, ente", one, m.Sindaco},
		{"scrivania, ente", "/scrivania", m.Sindaco},
		{"scrivania, esperto", "/scrivania", m.Esperto},
		{"scrivania, coordinatore", "/scrivania", m.Coordinatore},
		{"scrivania, segreteria", "/scrivania", m.Segreteria},
		{"scrivania, regione", "/scrivania", m.Regione},
		{"scrivania, amministratore", "/scrivania", m.Amministratore},
		{"enti", "/enti", m.Segreteria},
		{"persone", "/accesso/persone", m.Segreteria},
		{"registro degli atti", "/registro", m.Amministratore},
		{"esportazione CSV, coordinatore", "/richieste/esporta.csv", m.Coordinatore},
	}
}
