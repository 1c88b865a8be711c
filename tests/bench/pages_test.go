package bench

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"pass/internal/app"
	"pass/internal/enti"
	"pass/internal/platform/db"
	"pass/tests/bench/population"
	"pass/tests/fixture"
)

// page is a page as one person reads it.
type page struct {
	who, name, path string // without a name it is not measured, only counted
}

// house is an installation with a population and a session for each role.
type house struct {
	handler http.Handler
	app     *app.App
	made    population.Made
	cookies map[string]*http.Cookie
	ente    enti.Ente
}

// enter wires what a test needs to read pages of the installation.
func enter(t testing.TB, a *app.App, handler http.Handler, made population.Made) *house {
	t.Helper()
	h := &house{app: a, handler: handler, made: made, cookies: map[string]*http.Cookie{}}
	w := fixture.In(t, a)
	for who, id := range map[string]int64{"segreteria": made.Segreteria, "coordinatore": made.Coordinatore, "esperto": made.Esperto,
		"sindaco": made.Sindaco, "regione": made.Regione, "osservatore": made.Osservatore, "amministratore": made.Amministratore} {
		h.cookies[who] = w.SignIn(id)
	}
	if err := a.DB.Read(t.Context(), func(tx *db.Tx) (err error) { h.ente, err = enti.Get(t.Context(), tx, made.Ente); return err }); err != nil {
		t.Fatal(err)
	}
	return h
}

// read asks for a page; it must answer.
func (h *house) read(t testing.TB, p page) (bytes int, queries int64) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, p.path, nil)
	r.Host = "localhost:8080"
	if c := h.cookies[p.who]; c != nil {
		r.AddCookie(c)
	}
	ctx, counter := db.WithCounter(r.Context())
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r.WithContext(ctx))
	if w.Code != http.StatusOK {
		t.Fatalf("%s as %s: %d %s", p.path, p.who, w.Code, w.Header().Get("Location"))
	}
	return w.Body.Len(), counter.N()
}

// pages lists what people read, each with somebody who may.
func (h *house) pages() []page {
	m := h.made
	f := fmt.Sprintf
	out := []page{
		{"", "public home", "/"},
		{"", "public figures", "/cifre"},
		{"", "public province", "/cifre/province/" + h.ente.Provincia},
		{"", "public bodies", "/cifre/enti"},
		{"", "public body", "/cifre/enti/" + string(h.ente.Istat)},
		{"", "public bodies CSV", "/cifre/enti.csv"},
		{"", "public map", "/mappa"}, {"", "public map of Comuni", "/mappa/comuni?cifra=aderenti"}, {"", "", "/mappa/province/" + h.ente.Provincia},
		{"", "public procedure", "/procedimenti/permesso-di-costruire"}, {"", "", "/task-force/rinnovabili"}, {"", "", "/cifre/tempi"}, {"", "", "/embed/mappa"},
		{"", "", "/embed/cifre/enti/" + string(h.ente.Istat)},
		{"", "", "/cifre/province.csv"}, {"", "", "/task-force"}, {"", "", "/procedimenti"}, {"", "", "/status"},
		{"segreteria", "list", "/richieste"},
		{"segreteria", "list, last pages", f("/richieste?stato=tutte&pagina=%d", max(1, m.Requests/35))},
		{"segreteria", "list, latest first", "/richieste?stato=tutte&ordine=recenti"},
		{"segreteria", "list by text", "/richieste?stato=tutte&testo=" + url.QueryEscape(h.ente.Nome)},
		{"segreteria", "list by number", "/richieste?stato=tutte&testo=2026%2F00"},
		{"segreteria", "list by body", f("/richieste?stato=tutte&ente=%d", m.Ente)},
		{"segreteria", "list by province", "/richieste?stato=tutte&provincia=" + h.ente.Provincia},
		{"segreteria", "list by state", "/richieste?stato=evasa"},
		{"coordinatore", "list", "/richieste"},
		{"esperto", "list", "/richieste"},
		{"esperto", "list of one's own", "/richieste?mie=si&stato=tutte"},
		{"sindaco", "list", "/richieste?stato=tutte"},
		{"segreteria", "export CSV, open", "/richieste/esporta.csv"},
		{"segreteria", "export CSV, all", "/richieste/esporta.csv?stato=tutte"},
		{"segreteria", "export XLSX, open", "/richieste/esporta.xlsx"},
		{"sindaco", "", "/richieste/nuova"}, {"sindaco", "draft", f("/richieste/%d/modifica", m.Bozza)},
	}
	for _, who := range []string{"sindaco", "segreteria", "coordinatore", "esperto"} {
		out = append(out, page{who, "request, 40 acts", f("/richieste/%d", m.Lunga)},
			page{who, "", f("/richieste/%d/stampa", m.Lunga)}, page{who, "", f("/richieste/%d/ricevuta", m.Lunga)},
			page{who, "", f("/analisi/richieste/%d", m.Lunga)})
	}
	for _, who := range []string{"sindaco", "segreteria", "coordinatore", "esperto", "regione", "osservatore", "amministratore"} {
		out = append(out, page{who, "desk", "/scrivania"})
	}
	return append(append(out, h.otherPages()...), h.monitoringPages()...)
}

// otherPages are those of the people who run the service.
func (h *house) otherPages() []page {
	f := fmt.Sprintf
	return []page{
		{"segreteria", "register of bodies", "/enti"},
		{"segreteria", "bodies by name", "/enti?testo=san"},
		{"segreteria", "bodies CSV", "/enti/elenco.csv"},
		{"segreteria", "suggestions", "/enti/suggerimenti?q=san"},
		{"segreteria", "body", f("/enti/%d", h.ente.ID)},
		{"sindaco", "delegates", f("/enti/%d/delegati", h.ente.ID)},
		{"sindaco", "calendar of a body", f("/enti/%d/calendario", h.ente.ID)},
		{"", "due date", "/procedimenti/permesso-di-costruire/scadenza?dal=2026-03-02"},
		{"segreteria", "adesioni", "/adesioni?stato=tutte"},
		{"segreteria", "adesioni CSV", "/adesioni/elenco.csv?stato=tutte"},
		{"segreteria", "people", "/accesso/persone"},
		{"segreteria", "people by name", "/accesso/persone?testo=example"},
		{"amministratore", "people CSV", "/accesso/persone/elenco.csv"},
		{"segreteria", "person", f("/accesso/persone/%d", h.made.Sindaco)},
		{"sindaco", "", "/accesso/profilo"}, {"sindaco", "", "/accesso/sessioni"},
		{"regione", "catalogue", "/catalogo"},
		{"amministratore", "audit trail", "/registro"},
		{"amministratore", "audit trail by act", "/registro?atto=Respingi"},
	}
}
