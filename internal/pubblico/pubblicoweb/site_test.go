package pubblicoweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/pubblicoweb"
	"pass/internal/ui"
)

var ctx = context.Background()

const base = "https://pass.example"

// site is the public section behind the real router, on a real database.
type site struct {
	t  *testing.T
	h  http.Handler
	db *db.DB
}

// newSite opens a site with the first catalogue and no figures yet.
func newSite(t *testing.T, cfg config.Config) *site {
	d := dbtest.SQLite(t, db.Options{Clock: func() time.Time { return time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC) }})
	if cfg.Titolare == "" {
		cfg.Titolare = "Regione Lombardia, ANCI Lombardia"
	}
	cfg.GiorniSilenzio = 30
	s := &site{t: t, db: d}
	rt := web.NewRouter(web.Options{DB: d, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), SignIn: "/accesso", Resume: "/accesso/moduli-sospesi/",
		Identify: func(context.Context, *http.Request) (web.Identity, error) { return web.Identity{}, nil },
		Shell: func(c *web.Context) context.Context {
			c.TakeNotice()
			return ui.WithShell(c.Ctx(), ui.Page{Canonical: base + c.Path(), CurrentPath: c.R.URL.RequestURI(), Settings: ui.Settings{AccessibilityURL: cfg.Accessibilita}})
		},
		ErrorPage: func(_ *web.Context, _ int, e *kernel.Error) templ.Component {
			return ui.Frame(ui.Page{Title: "Errore", Lead: e.Message})
		}})
	pubblicoweb.Register(rt, pubblicoweb.Deps{DB: d, Config: cfg})
	s.h = rt.Handler()
	return s
}

// withCatalogue seeds the real catalogue: its texts are public too.
func (s *site) withCatalogue() *site {
	s.t.Helper()
	if err := s.db.InTx(ctx, func(tx *db.Tx) error { return catalogo.Semina(ctx, tx) }); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func (s *site) publish(a pubblico.Attivita) *site {
	s.t.Helper()
	if err := s.db.InTx(ctx, func(tx *db.Tx) error {
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, times(), "Monitoraggio"); err != nil {
			return err
		}
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisureEnti(times().Semestri[0].Semestre), timesBodies(), "Monitoraggio"); err != nil {
			return err
		}
		if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveEffetto, effects(), "Monitoraggio"); err != nil {
			return err
		}
		return pubblico.Pubblica(ctx, tx, pubblico.ChiaveAttivita, a, "Richieste registrate in PAsS")
	}); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func (s *site) get(path string) *httptest.ResponseRecorder {
	s.t.Helper()
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

func (s *site) page(path string) *goquery.Document {
	s.t.Helper()
	w := s.get(path)
	if w.Code != 200 {
		s.t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
	}
	return document(s.t, w.Body)
}

func document(t *testing.T, r io.Reader) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(r)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// text is what a person reads in the selection: elements apart, spaces folded,
// none before a stop.
func text(e *goquery.Selection) string {
	var parts []string
	for _, root := range e.Nodes {
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				parts = append(parts, n.Data)
			}
		}
	}
	return stops.ReplaceAllString(strings.Join(strings.Fields(strings.Join(parts, " ")), " "), "$1")
}

var stops = regexp.MustCompile(` ([.,;:)»])`)

func texts(e *goquery.Selection) []string {
	return e.Map(func(_ int, x *goquery.Selection) string { return text(x) })
}

// cifre are the figures of a scope with n requests: every measure is known.
func cifre(n int64) pubblico.Cifre {
	c := pubblico.Cifre{Ricevute: n, InLavorazione: n / 5, Respinte: n / 10, Annullate: n / 20,
		PresaInCarico: pubblico.NuovaMisura(2.54, n), PrimaRisposta: pubblico.NuovaMisura(9, n), Chiusura: pubblico.NuovaMisura(21.25, n/2), Soddisfazione: ratings(n / 3)}
	c.Evase = n - c.InLavorazione - c.Respinte - c.Annullate
	if n > 0 {
		for i, m := range pubblico.UltimiMesi(kernel.MustDay("2026-11-22")) {
			c.Mesi = append(c.Mesi, pubblico.Mese{Mese: m, Ricevute: int64(i), Evase: int64(i / 2)})
		}
	}
	return c
}

// activity is a region with a busy Comune, a quiet one, one that did not join,
// one that ceased and a Unione without code.
func activity() pubblico.Attivita {
	experts := int64(14)
	return pubblico.Attivita{AggiornataAl: kernel.InstantOf(time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)), Dal: kernel.MustDay("2026-01-08"),
		Regione: pubblico.CifreRegione{Codice: "03", Nome: "Lombardia", EntiTotali: 1514, EntiAderenti: 312, Cifre: cifre(1240)},
		Province: []pubblico.CifreProvincia{
			{Sigla: "LO", Nome: "Lodi", EntiTotali: 61, EntiAderenti: 2, Cifre: cifre(40)},
			{Sigla: "SO", Nome: "Sondrio", EntiTotali: 78, EntiAderenti: 0}},
		Enti: []pubblico.CifreEnte{
			{ID: 11, Istat: "098007", Nome: "Comune di Camairago", Provincia: "LO", CessatoIl: kernel.MustDay("2018-01-01"), Successore: "098031"},
			{ID: 12, Istat: "098031", Nome: "Comune di Lodi", Provincia: "LO", Aderente: true, AderenteDal: kernel.MustDay("2026-01-08"), Cifre: cifre(40)},
			{ID: 13, Istat: "098032", Nome: "Comune di Lodi Vecchio", Provincia: "LO", Aderente: true, AderenteDal: kernel.MustDay("2026-03-02"), Cifre: cifre(2)},
			{ID: 14, Istat: "098033", Nome: "Comune di Maccastorna", Provincia: "LO"},
			{ID: 15, Nome: "Unione dell’Adda", Provincia: "LO"},
		},
		TaskForces:   []pubblico.CifreTaskForce{{Codice: "rinnovabili", Esperti: &experts, Cifre: cifre(30)}, {Codice: "rifiuti"}},
		Procedimenti: []pubblico.CifreProcedimento{{Codice: "permesso-di-costruire", Cifre: cifre(60)}, {Codice: "aua", Cifre: cifre(3)}},
	}
}

// everyPage lists one address for each public page.
var everyPage = []string{"/", "/che-cosa-e", "/come-chiedere-aiuto", "/task-force", "/task-force/rinnovabili", "/task-force/rifiuti", "/procedimenti",
	"/procedimenti/permesso-di-costruire", "/procedimenti/affidamenti-sopra-soglia", "/procedimenti/aua",
	"/procedimenti/permesso-di-costruire/scadenza", "/procedimenti/permesso-di-costruire/scadenza?dal=2026-03-02&sospeso=2026-03-10", "/procedimenti/permesso-di-costruire/scadenza?dal=2026-02-04",
	"/procedimenti/affidamenti-sopra-soglia/scadenza", "/cifre", "/cifre/tempi", "/cifre/tempi/2026-1", "/cifre/tempi/2026-1?procedimento=permesso-di-costruire", "/cifre/come-si-calcola", "/cifre/province/LO", "/cifre/province/SO",
	"/cifre/enti", "/cifre/enti?q=lodi", "/cifre/enti?provincia=LO", "/cifre/enti?q=zzz", "/cifre/enti/098031", "/cifre/enti/098032", "/cifre/enti/098033", "/cifre/enti/098007", "/cifre/enti/id-15",
	"/dati", "/dati/richieste-regione", "/dati/richieste-enti", "/dati/richieste-mesi", "/dati/tempi-procedimenti", "/dati/obiettivi", "/dati/procedimenti", "/dati/termini",
	"/mappa", "/mappa?cifra=durata&procedimento=permesso-di-costruire", "/mappa/comuni", "/mappa/comuni?cifra=aderenti", "/mappa/province/LO", "/mappa/province/LO?cifra=arretrato",
	"/privacy", "/note-legali", "/accessibilita", "/manuale", "/manuale/ente", "/manuale/esperto", "/manuale/coordinatore", "/manuale/segreteria", "/manuale/redazione"}

// ratings is the mean of n ratings; of fewer than five it is held back.
func ratings(n int64) pubblico.Misura {
	if n > 0 && n < pubblico.MinimoCasi {
		return pubblico.Misura{Riservata: true}
	}
	return pubblico.NuovaMisura(4.2, n)
}
