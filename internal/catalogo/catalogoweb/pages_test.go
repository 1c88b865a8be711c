package catalogoweb_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"pass/internal/catalogo"
	"pass/internal/catalogo/catalogoweb"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

var ctx = context.Background()

// site is the real router over a real database; the role comes from a header,
// in the place of a session.
type site struct {
	t  *testing.T
	h  http.Handler
	db *db.DB
}

func newSite(t *testing.T) *site {
	d := dbtest.SQLite(t, db.Options{Clock: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }})
	if err := d.InTx(ctx, func(tx *db.Tx) error { return catalogo.Semina(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
	rt := web.NewRouter(web.Options{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/accesso", Resume: "/riprendi/",
		Identify: func(_ context.Context, r *http.Request) (web.Identity, error) {
			role := kernel.Ruolo(r.Header.Get("X-Role"))
			if role == "" {
				return web.Identity{}, nil
			}
			return web.Identity{Session: 1, Actor: kernel.Actor{Persona: 7, Nome: "Carla Verdi", Mandati: []kernel.Mandato{{Ruolo: role, Ente: 1, TaskForce: 1}}}}, nil
		},
		Shell: func(c *web.Context) context.Context { return c.Ctx() },
		ErrorPage: func(c *web.Context, status int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: "Errore", Lead: e.Message})
		}})
	catalogoweb.Register(rt, catalogoweb.Deps{Catalogo: catalogo.New(catalogo.Deps{DB: d})})
	return &site{t: t, h: rt.Handler(), db: d}
}

func (s *site) do(role kernel.Ruolo, method, path string, form url.Values) *httptest.ResponseRecorder {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("X-Role", string(role))
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	return w
}

func (s *site) page(role kernel.Ruolo, path string) *goquery.Document {
	s.t.Helper()
	return s.doc(s.do(role, "GET", path, nil), 200)
}

func (s *site) doc(w *httptest.ResponseRecorder, status int) *goquery.Document {
	s.t.Helper()
	if w.Code != status {
		s.t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return doc
}

func (s *site) procedure(codice string) catalogo.Procedimento {
	s.t.Helper()
	var p catalogo.Procedimento
	if err := s.db.Read(ctx, func(tx *db.Tx) (err error) { p, err = catalogo.ProcedimentoPerCodice(ctx, tx, codice); return err }); err != nil {
		s.t.Fatal(err)
	}
	return p
}

// cells writes the cells of a row with " | " between them.
func cells(e *goquery.Selection) string {
	return strings.Join(e.Map(func(_ int, c *goquery.Selection) string { return strings.Join(strings.Fields(c.Text()), " ") }), " | ")
}

// filled reads the form with that action as a browser would send it.
func filled(t *testing.T, doc *goquery.Document, action string) url.Values {
	t.Helper()
	form := doc.Find(fmt.Sprintf("form[action=%q]", action))
	if form.Length() != 1 {
		t.Fatalf("%d forms with action %s", form.Length(), action)
	}
	v := url.Values{}
	form.Find("input[name], textarea[name]").Each(func(_ int, e *goquery.Selection) {
		kind, _ := e.Attr("type")
		_, checked := e.Attr("checked")
		if (kind == "radio" || kind == "checkbox") && !checked {
			return
		}
		value, isInput := e.Attr("value")
		if !isInput {
			value = e.Text()
		}
		v.Set(e.AttrOr("name", ""), value)
	})
	form.Find("select[name]").Each(func(_ int, e *goquery.Selection) {
		v.Set(e.AttrOr("name", ""), e.Find("option[selected]").AttrOr("value", ""))
	})
	return v
}

func TestTheListShowsTermsAndConfidence(t *testing.T) {
	s := newSite(t)
	doc := s.page(kernel.Osservatore, "/catalogo")
	if n := doc.Find("main section.pass-section").Length(); n != 6 {
		t.Errorf("%d task forces", n)
	}
	if n := doc.Find("main tbody tr").Length(); n != 20 {
		t.Errorf("%d procedures", n)
	}
	row := doc.Find("tbody tr").FilterFunction(func(_ int, e *goquery.Selection) bool {
		return strings.TrimSpace(e.Find("th").Text()) == "Permesso di costruire"
	})
	if text := cells(row.Find("th, td")); text != "Permesso di costruire | 60 | Confermato | Comune" {
		t.Errorf("row: %q", text)
	}
	if doc.Find(`a[href="/catalogo/procedimenti/nuovo"]`).Length() != 0 {
		t.Error("an observer is offered a change")
	}
	if s.page(kernel.Regione, "/catalogo").Find(`a[href="/catalogo/procedimenti/nuovo"]`).Length() != 1 {
		t.Error("the Region is not offered a new procedure")
	}
	filtered := s.page(kernel.Regione, "/catalogo?task_force=appalti&affidabilita=da_verificare")
	if n := filtered.Find("main tbody tr").Length(); n != 2 {
		t.Errorf("%d procedures pass the filter", n)
	}
	if hrefs := filtered.Find(".pass-active-filters a").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("href", "") }); strings.Join(hrefs, " ") != "/catalogo?affidabilita=da_verificare /catalogo?task_force=appalti" {
		t.Errorf("links that remove a filter: %v", hrefs)
	}
	if s.page(kernel.Regione, "/catalogo?task_force=appalti&affidabilita=confermato").Find(".pass-empty").Length() != 1 {
		t.Error("an empty list does not say so")
	}
}

func TestWhoMayReachWhat(t *testing.T) {
	s := newSite(t)
	id := s.procedure("aua").ID
	read := []string{"/catalogo", "/catalogo/procedimenti.csv", fmt.Sprintf("/catalogo/procedimenti/%d", id), "/catalogo/task-force/1"}
	change := []string{"/catalogo/procedimenti/nuovo", fmt.Sprintf("/catalogo/procedimenti/%d/modifica", id), fmt.Sprintf("/catalogo/procedimenti/%d/termini/nuovo", id),
		fmt.Sprintf("/catalogo/procedimenti/%d/termini/%d", id, id), "/catalogo/task-force/nuova"}
	for _, role := range append([]kernel.Ruolo{""}, kernel.Ruoli...) {
		body := role == kernel.LegaleRappresentante || role == kernel.Delegato
		for _, path := range append(append([]string{}, read...), change...) {
			want := 200
			switch {
			case role == "":
				want = 303
			case body, role != kernel.Regione && !contains(read, path):
				want = 403
			}
			if got := s.do(role, "GET", path, nil).Code; got != want {
				t.Errorf("%q %s: %d, want %d", role, path, got, want)
			}
		}
	}
	for _, path := range []string{"/catalogo/procedimenti/999", "/catalogo/procedimenti/x", "/catalogo/task-force/999", fmt.Sprintf("/catalogo/procedimenti/%d/termini/999", id)} {
		if got := s.do(kernel.Regione, "GET", path, nil).Code; got != 404 {
			t.Errorf("%s: %d", path, got)
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestTheRegionAddsATermAndTheSheetShowsTheHistory(t *testing.T) {
	s := newSite(t)
	sheet := fmt.Sprintf("/catalogo/procedimenti/%d", s.procedure("aua").ID)
	path := sheet + "/termini/nuovo"
	v := filled(t, s.page(kernel.Regione, path), path)
	v.Set("giorni", "cento")
	v.Set("vigente_dal", "2026-12-01")
	v.Set("motivo", "Nuova legge")
	v.Set("affidabilita", "confermato")
	v.Set("fonte", "Legge nuova, art. 1")
	doc := s.doc(s.do(kernel.Regione, "POST", path, v), 422)
	if doc.Find(`.pass-errors a[href="#campo-giorni"]`).Length() != 1 || doc.Find("#campo-giorni").AttrOr("value", "") != "cento" || doc.Find("#campo-motivo").Text() != "Nuova legge" {
		t.Error("the error does not lead to its field, or what was typed is lost")
	}
	v.Set("giorni", "100")
	if w := s.do(kernel.Regione, "POST", path, v); w.Code != 303 || w.Header().Get("Location") != sheet {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	doc = s.page(kernel.Regione, sheet)
	rows := doc.Find("main tbody tr").Map(func(_ int, e *goquery.Selection) string {
		return cells(e.Find("th, td.pass-num"))
	})
	want := []string{"dal 1° dicembre 2026 Non ancora in vigore | 100 giorni di calendario Dalla presentazione della domanda",
		"dal 13 giugno 2013 al 30 novembre 2026 In vigore oggi | 90 giorni di calendario Dalla presentazione della domanda"}
	if strings.Join(rows, "\n") != strings.Join(want, "\n") {
		t.Errorf("history:\n%s", strings.Join(rows, "\n"))
	}
	if !strings.Contains(doc.Find("main").Text(), "Oggi il termine massimo è di 90 giorni di calendario.") {
		t.Error("the term of today is not said")
	}
	if w := s.do(kernel.Regione, "POST", path, v); w.Code != 303 {
		t.Errorf("the same form sent twice: %d", w.Code)
	}
	if n := s.page(kernel.Regione, sheet).Find("main tbody tr").Length(); n != 2 {
		t.Errorf("%d terms after a double submit", n)
	}
}

func TestATermIsCorrectedAndTakenAway(t *testing.T) {
	s := newSite(t)
	sheet := fmt.Sprintf("/catalogo/procedimenti/%d", s.procedure("aua").ID)
	path := sheet + "/termini/nuovo"
	v := filled(t, s.page(kernel.Regione, path), path)
	v.Set("giorni", "100")
	v.Set("vigente_dal", "2026-12-01")
	v.Set("motivo", "Nuova legge")
	v.Set("affidabilita", "confermato")
	v.Set("fonte", "Legge nuova, art. 1")
	s.do(kernel.Regione, "POST", path, v)
	edit := s.page(kernel.Regione, sheet).Find(`main tbody a[href*="/termini/"]`).First().AttrOr("href", "")
	v = filled(t, s.page(kernel.Regione, edit), edit)
	if v.Get("giorni") != "100" || v.Get("vigente_dal") != "2026-12-01" {
		t.Fatalf("the form holds %v", v)
	}
	if v.Get("unita") != "calendario" {
		t.Errorf("calendar days are not chosen to begin with: %v", v)
	}
	v.Set("unita", "settimane")
	v.Set("motivo", "Errore di scrittura")
	if doc := s.doc(s.do(kernel.Regione, "POST", edit, v), 422); doc.Find(`.pass-errors a[href^="#campo-unita"]`).Length() != 1 {
		t.Error("a unit that does not exist is not said beside its field")
	}
	v.Set("unita", "mesi")
	v.Set("giorni", "110")
	if w := s.do(kernel.Regione, "POST", edit, v); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if text := s.page(kernel.Regione, sheet).Find("main tbody tr").First().Text(); !strings.Contains(text, "110 mesi") || !strings.Contains(text, "Errore di scrittura") {
		t.Errorf("corrected row: %s", text)
	}
	remove := filled(t, s.page(kernel.Regione, edit), edit+"/togli")
	doc := s.doc(s.do(kernel.Regione, "POST", edit+"/togli", remove), 422)
	if doc.Find(`.pass-errors a[href="#campo-motivo_togli"]`).Length() != 1 || doc.Find("#campo-motivo_togli").Length() != 1 {
		t.Error("taking away without a reason does not say what is missing")
	}
	remove.Set("motivo_togli", "Legge non approvata")
	remove.Set("token", web.NewSubmission())
	if w := s.do(kernel.Regione, "POST", edit+"/togli", remove); w.Code != 303 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if n := s.page(kernel.Regione, sheet).Find("main tbody tr").Length(); n != 1 {
		t.Errorf("%d terms are left", n)
	}
}

func TestProceduresAndTaskForcesAreAddedChangedAndRetired(t *testing.T) {
	s := newSite(t)
	v := filled(t, s.page(kernel.Regione, "/catalogo/task-force/nuova"), "/catalogo/task-force/nuova")
	doc := s.doc(s.do(kernel.Regione, "POST", "/catalogo/task-force/nuova", v), 422)
	if n := doc.Find(".pass-errors li").Length(); n != 3 {
		t.Errorf("%d errors, want name, description and reason", n)
	}
	v.Set("nome", "Infrastrutture digitali")
	v.Set("descrizione", "Aiuta con i servizi digitali.")
	v.Set("motivo", "Nuovo bisogno")
	tf := s.do(kernel.Regione, "POST", "/catalogo/task-force/nuova", v).Header().Get("Location")
	if s.page(kernel.Segreteria, tf).Find("#campo-nome").Length() != 0 || s.page(kernel.Regione, tf).Find("#campo-nome").Length() != 1 {
		t.Error("the form is for the Region, and only for it")
	}
	const path = "/catalogo/procedimenti/nuovo"
	v = filled(t, s.page(kernel.Regione, path), path)
	for k, x := range map[string]string{"nome": "Banda ultralarga", "task_force": tf[strings.LastIndex(tf, "/")+1:], "base_legale": "D.lgs. 259/2003", "competente": "Comune",
		"affidabilita": "ipotesi", "termine_giorni": "90", "termine_decorrenza": "Dalla domanda", "termine_affidabilita": "confermato", "motivo": "Richiesto dagli enti"} {
		v.Set(k, x)
	}
	doc = s.doc(s.do(kernel.Regione, "POST", path, v), 422)
	if doc.Find(`.pass-errors a[href="#campo-termine_fonte"]`).Length() != 1 || doc.Find("#campo-termine_fonte-errore").Length() != 1 {
		t.Error("a confirmed term without a source was not refused beside its field")
	}
	v.Set("termine_fonte", "D.lgs. 259/2003, art. 44")
	sheet := s.do(kernel.Regione, "POST", path, v).Header().Get("Location")
	if h1 := strings.TrimSpace(s.page(kernel.Regione, sheet).Find("h1").Text()); h1 != "Banda ultralarga" {
		t.Fatalf("h1 %q", h1)
	}
	v = filled(t, s.page(kernel.Regione, sheet+"/modifica"), sheet+"/modifica")
	v.Set("nome", "Banda ultra larga")
	v.Set("motivo", "Nome corretto")
	s.do(kernel.Regione, "POST", sheet+"/modifica", v)
	v = filled(t, s.page(kernel.Regione, sheet), sheet+"/disattiva")
	s.doc(s.do(kernel.Regione, "POST", sheet+"/disattiva", v), 422)
	v.Set("motivo", "Fuori dal perimetro")
	v.Set("token", web.NewSubmission())
	s.do(kernel.Regione, "POST", sheet+"/disattiva", v)
	doc = s.page(kernel.Regione, sheet)
	if text := doc.Find(".pass-heading").Text(); !strings.Contains(text, "Banda ultra larga") || !strings.Contains(text, "Non attivo") {
		t.Errorf("heading: %s", text)
	}
	if doc.Find(`form[action$="/riattiva"]`).Length() != 1 {
		t.Error("a retired procedure cannot be taken back")
	}
}

func TestTheCSVHasEveryProcedureOnce(t *testing.T) {
	s := newSite(t)
	w := s.do(kernel.Regione, "GET", "/catalogo/procedimenti.csv?affidabilita=confermato", nil)
	records, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(records) < 5 || len(records) > 20 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for _, r := range records[1:] {
		if r[11] != "confermato" || r[7] == "" || r[8] != "calendario" {
			t.Errorf("row %v", r)
		}
	}
}
