package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/api"
	"pass/internal/pubblico/dati"
)

var ctx = context.Background()

// service is the interface behind the real router, on a real database.
type service struct {
	t     *testing.T
	h     http.Handler
	rt    *web.Router
	db    *db.DB
	spec  *huma.OpenAPI
	clock *dbtest.Clock
}

func open(t *testing.T, d *db.DB, clock *dbtest.Clock, limit int) *service {
	s := &service{t: t, db: d, clock: clock}
	s.rt = web.NewRouter(web.Options{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/accesso", Resume: "/x/", HSTS: true,
		Identify:  func(context.Context, *http.Request) (web.Identity, error) { return web.Identity{}, nil },
		Shell:     func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(*web.Context, int, *kernel.Error) templ.Component { return templ.Raw("a page") }})
	s.spec = api.Register(s.rt, api.Deps{DB: d, Config: config.Config{URL: "https://pass.example", Contatto: "pass@regione.example", APILimite: limit}})
	s.h = s.rt.Handler()
	return s
}

func newService(t *testing.T) *service {
	clock := dbtest.NewClock(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	return open(t, dbtest.SQLite(t, db.Options{Clock: clock.Now}), clock, 100_000)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](x T) *T { return &x }

func cifre(n int64) pubblico.Cifre {
	return pubblico.Cifre{Ricevute: n, Evase: n, PresaInCarico: pubblico.NuovaMisura(2.54, n), Chiusura: pubblico.NuovaMisura(21.25, n/2)}
}

// publish fills the service with everything that may be published.
func (s *service) publish() *service {
	s.t.Helper()
	at := kernel.MustDay("2026-11-22").Start()
	sem := kernel.MustSemestre("2026-1")
	few := pubblico.MisurePubbliche{Riservate: []string{"concluse_espresse", pubblico.Durate}, Avviate: 7, MotivoArretrato: "qualche pratica non ha un termine"}
	many := pubblico.MisurePubbliche{ConcluseEspresse: 2512, Avviate: 2600, DurataMedia: pubblico.NuovaMisura(71.42, 2512), DurataMediana: pubblico.NuovaMisura(60, 2512), TermineMassimo: ptr(60.0), Arretrato: ptr(int64(0))}
	a := pubblico.Attivita{AggiornataAl: at, Regione: pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 1514, EntiAderenti: 312, Cifre: cifre(1240)},
		Province:     []pubblico.CifreProvincia{{Sigla: "LO", Nome: "Lodi", EntiTotali: 61, EntiAderenti: 2, Cifre: cifre(40)}, {Sigla: "SO", Nome: "Sondrio", EntiTotali: 78}},
		TaskForces:   []pubblico.CifreTaskForce{{Codice: "rinnovabili", Esperti: ptr(int64(14)), Cifre: cifre(30)}, {Codice: "rifiuti"}},
		Procedimenti: []pubblico.CifreProcedimento{{Codice: "permesso-di-costruire", Cifre: cifre(60)}}}
	for i := range 250 {
		e := pubblico.CifreEnte{ID: int64(i + 1), Istat: fmt.Sprintf("098%03d", i+1), Nome: fmt.Sprintf("Comune di Prova %d", i+1), Provincia: []string{"LO", "SO"}[i%2], Aderente: i%3 == 0}
		if i == 7 {
			e.Nome, e.Cifre = "Comune di Lodi, già “Laus”", cifre(12)
		}
		a.Enti = append(a.Enti, e)
	}
	m := pubblico.Misure{Regione: "Lombardia", Semestri: []pubblico.SemestrePubblico{{Semestre: sem, Fonte: "Monitoraggio", Invitati: 40, Rispondenti: 31,
		Versioni: []pubblico.VersionePubblica{{N: 1, Impronta: strings.Repeat("ab", 32), BloccataIl: at, FirmataIl: at, PubblicataIl: at}},
		Procedimenti: []pubblico.ProcedimentoMisurato{{Codice: "permesso-di-costruire", Nome: "Permesso di costruire", EntiAttesi: 40, EntiRispondenti: 31, Regione: many,
			Province:  []pubblico.GruppoMisure{{Codice: "LO", Nome: "Lodi", EntiAttesi: 3, EntiRispondenti: 2, Misure: few}},
			Obiettivo: &pubblico.ObiettivoMisto{Versione: 1, BaseSemestre: kernel.MustSemestre("2021-2"), BaseDurata: ptr(84.5), Fonte: "Piano", Durata: pubblico.SemaforoPubblico{Colore: "verde"}, Arretrato: pubblico.SemaforoPubblico{Colore: "grigio", Motivo: "x"}}}}}}}
	ok(s.t, s.db.InTx(ctx, func(tx *db.Tx) error {
		return errors.Join(catalogo.Semina(ctx, tx), pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, a, "Richieste"), pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, m, "Monitoraggio"),
			pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisureEnti(sem), pubblico.MisureEnti{Semestre: sem, Versione: 1, Righe: []pubblico.MisuraEnte{{EnteID: 1, Istat: "098001", Nome: "Comune di Prova 1", Provincia: "LO", Classe: "piccoli", Procedimento: "permesso-di-costruire", Fonte: "pratiche", Misure: few}}}, "Monitoraggio"),
			pubblico.Pubblica(ctx, tx, pubblico.ChiaveNotizie, pubblico.Notizie{Voci: []pubblico.NotiziaBreve{{Tipo: "notizia", Titolo: "Aperta la rilevazione", Sommario: "S", URL: "/notizie/aperta", Giorno: kernel.MustDay("2026-11-20"), ModificataIl: at}}}, "Redazione"))
	}))
	return s
}

func (s *service) ask(method, path string, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *service) get(path string) map[string]any {
	s.t.Helper()
	w := s.ask("GET", path)
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json" {
		s.t.Fatalf("%s: %d %s %s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	return decode(s.t, w.Body)
}

func decode(t *testing.T, r io.Reader) (out map[string]any) {
	t.Helper()
	d := json.NewDecoder(r)
	d.UseNumber()
	ok(t, d.Decode(&out))
	return out
}

// everyPath lists an address of each operation.
var everyPath = []string{"/status", "/insiemi", "/insiemi/termini", "/insiemi/termini/righe", "/regione", "/province", "/province/LO", "/enti", "/enti/098001", "/task-force",
	"/procedimenti", "/procedimenti/permesso-di-costruire", "/semestri", "/semestri/2026-1/tempi", "/notizie"}

// TestQ9TheDescriptionIsWhatIsServed compares the operations of the document
// with the routes of the router, both ways.
func TestQ9TheDescriptionIsWhatIsServed(t *testing.T) {
	s := newService(t).publish()
	described := map[string]bool{}
	for path, item := range s.spec.Paths {
		if item.Get == nil || item.Post != nil || item.Put != nil || item.Delete != nil || item.Patch != nil {
			t.Errorf("%s: the interface only reads", path)
		}
		described["GET "+api.Prefix+path] = true
	}
	for _, r := range s.rt.Routes() {
		if strings.Contains(r.Pattern, "{resto...}") || strings.Contains(r.Pattern, "/openapi.") || r.Pattern == "GET "+api.Prefix || r.Pattern == "GET /api" {
			continue
		}
		if !described[r.Pattern] || r.Access != web.AccessPublic {
			t.Errorf("%s is served, not described, or not public", r.Pattern)
		}
		delete(described, r.Pattern)
	}
	for pattern := range described {
		t.Errorf("%s is described, not served", pattern)
	}
	served := decode(t, s.ask("GET", api.Prefix+"/openapi.json").Body)
	if served["openapi"] != "3.1.0" || len(served["paths"].(map[string]any)) != len(everyPath) {
		t.Errorf("the document is %v with %d paths", served["openapi"], len(served["paths"].(map[string]any)))
	}
	if yaml := s.ask("GET", api.Prefix+"/openapi.yaml"); yaml.Code != 200 || !strings.Contains(yaml.Body.String(), "openapi: 3.1.0") {
		t.Errorf("YAML: %d", yaml.Code)
	}
}

// TestAnswersKeepTheirDescription validates each answer with its own schema.
func TestAnswersKeepTheirDescription(t *testing.T) {
	s := newService(t).publish()
	for _, path := range everyPath {
		w := s.ask("GET", api.Prefix+path)
		if w.Code != 200 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
			continue
		}
		var body any
		ok(t, json.Unmarshal(w.Body.Bytes(), &body))
		schema := s.operation(path).Responses["200"].Content["application/json"].Schema
		res := huma.ValidateResult{}
		huma.Validate(s.spec.Components.Schemas, schema, huma.NewPathBuffer([]byte{}, 0), huma.ModeReadFromServer, body, &res)
		for _, err := range res.Errors {
			t.Errorf("%s: %v", path, err)
		}
		noNulls(t, path, body)
		for _, name := range []string{"Etag", "X-Ratelimit-Limit", "X-Ratelimit-Remaining", "X-Ratelimit-Reset", "Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security"} {
			if w.Header().Get(name) == "" {
				t.Errorf("%s: no header %s", path, name)
			}
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %v", path, w.Header())
		}
		if again := s.ask("GET", api.Prefix+path, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 || again.Body.Len() != 0 {
			t.Errorf("%s asked again: %d", path, again.Code)
		}
	}
}

// operation finds the description of an address.
func (s *service) operation(path string) *huma.Operation {
	s.t.Helper()
	path, _, _ = strings.Cut(path, "?")
	if item, plain := s.spec.Paths[path]; plain {
		return item.Get
	}
	for pattern, item := range s.spec.Paths {
		re := regexp.MustCompile("^" + regexp.MustCompile(`\{[^}]+\}`).ReplaceAllString(pattern, "[^/]+") + "$")
		if re.MatchString(path) {
			return item.Get
		}
	}
	s.t.Fatalf("%s is not described", path)
	return nil
}

func noNulls(t *testing.T, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case nil:
		t.Errorf("%s has a null", path)
	case []any:
		for _, x := range v {
			noNulls(t, path, x)
		}
	case map[string]any:
		for k, x := range v {
			noNulls(t, path+"."+k, x)
		}
	}
}

// TestM8TheInterfaceSaysWhatTheFilesSay compares every row of every data set,
// and every typed resource, with the table it comes from.
func TestM8TheInterfaceSaysWhatTheFilesSay(t *testing.T) {
	s := newService(t).publish()
	src := s.source()
	for _, i := range dati.Elenco(src) {
		codice := i.Codice
		tab, err := dati.Di(src, codice)
		ok(t, err)
		var got [][]byte
		for path := api.Prefix + "/insiemi/" + codice + "/righe?limit=100"; path != ""; {
			w := s.ask("GET", path)
			var page struct {
				Items []json.RawMessage `json:"items"`
			}
			ok(t, json.Unmarshal(w.Body.Bytes(), &page))
			for _, x := range page.Items {
				got = append(got, x)
			}
			path = next(w.Header().Get("Link"))
		}
		if len(got) != len(tab.Righe) {
			t.Fatalf("%s: %d rows of %d", codice, len(got), len(tab.Righe))
		}
		for i, r := range tab.Righe {
			if !bytes.Equal(got[i], tab.RigaJSON(r)) {
				t.Errorf("%s: %s instead of %s", codice, got[i], tab.RigaJSON(r))
			}
		}
	}
	for path, codice := range map[string]string{"/regione": "richieste-regione", "/province/LO": "richieste-province", "/enti/098008": "richieste-enti"} {
		s.sameRow(t, path, s.get(api.Prefix+path), src, codice)
	}
	for path, codice := range map[string]string{"/province": "richieste-province", "/enti?limit=1000": "richieste-enti", "/task-force": "richieste-task-force", "/semestri/2026-1/tempi": "tempi-procedimenti", "/procedimenti": "procedimenti"} {
		items := s.get(api.Prefix + path)["items"].([]any)
		tab, err := dati.Di(src, codice)
		ok(t, err)
		if len(items) != len(tab.Righe) {
			t.Errorf("%s: %d of %d", path, len(items), len(tab.Righe))
		}
		for _, x := range items {
			s.sameRow(t, path, x.(map[string]any), src, codice)
		}
	}
}

func (s *service) source() dati.Sorgente {
	s.t.Helper()
	l := pubblico.NewLettore(s.db)
	v, err := l.Vista(ctx)
	ok(s.t, err)
	m, err := l.Misure(ctx)
	ok(s.t, err)
	return dati.Sorgente{Vista: v, Misure: m, Enti: func(sem kernel.Semestre) (pubblico.MisureEnti, error) { return l.MisureEnti(ctx, sem) }}
}

// sameRow finds the row by its key and compares all columns.
func (s *service) sameRow(t *testing.T, path string, got map[string]any, src dati.Sorgente, codice string) {
	t.Helper()
	tab, err := dati.Di(src, codice)
	ok(t, err)
	for _, r := range tab.Righe {
		if key := tab.ChiaveDi(r); slices.ContainsFunc(tab.Chiave, func(k string) bool { return fmt.Sprint(got[k]) != key[slices.Index(tab.Chiave, k)] }) {
			continue
		}
		if want := decode(t, bytes.NewReader(tab.RigaJSON(r))); fmt.Sprint(want) != fmt.Sprint(got) {
			t.Errorf("%s says\n%v\nthe data set %s\n%v", path, got, codice, want)
		}
		return
	}
	t.Errorf("%s: %v is in no row of %s", path, got, codice)
}

// next is the address of the next page, from the Link header.
func next(link string) string {
	for _, l := range strings.Split(link, ", ") {
		if at, rel, _ := strings.Cut(l, "; "); rel == `rel="next"` {
			return strings.Trim(at, "<>")
		}
	}
	return ""
}
