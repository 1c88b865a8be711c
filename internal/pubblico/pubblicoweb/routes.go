// Package pubblicoweb is the public section: what PAsS is, task forces and
// procedures, how to ask for help, live figures, the legal pages and the
// manual. It reads only published snapshots and sets no cookie.
package pubblicoweb

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// Deps is what the pages need.
type Deps struct {
	DB     *db.DB
	Config config.Config
	Stampe *pubblico.Stampe // the PDF of reports
	// Avvisi tells other programs what is published; nil: nobody.
	Avvisi *pubblico.Avvisi
}

type pages struct {
	config   config.Config
	db       *db.DB
	lettore  *pubblico.Lettore
	shelf    *shelf[dataFile]
	samples  *shelf[dataSample]
	cache    *cache
	outlines *outlines
	follows  func() bool // is there a page from which to follow others?
	stampe   *pubblico.Stampe
	avvisi   *pubblico.Avvisi
}

// Register adds the routes.
func Register(rt *web.Router, d Deps) {
	// Commands and tests wire the pages without defaults.
	d.Config.TitolareDati, d.Config.TitolareIPA = cmp.Or(d.Config.TitolareDati, "Regione Lombardia"), cmp.Or(d.Config.TitolareIPA, "r_lombar")
	p := pages{config: d.Config, db: d.DB, stampe: d.Stampe, avvisi: d.Avvisi, lettore: pubblico.NewLettore(d.DB), shelf: newShelf[dataFile](), samples: newShelf[dataSample](), cache: newCache(cacheBytes), outlines: &outlines{},
		follows: sync.OnceValue(func() bool {
			return slices.ContainsFunc(rt.Routes(), func(r web.Route) bool { return r.Pattern == "GET "+followURL })
		})}
	web.Public(rt, "GET /{$}", p.home)
	web.Public(rt, "GET /che-cosa-e", p.about)
	web.Public(rt, "GET /come-chiedere-aiuto", p.help)
	web.Public(rt, "GET /task-force", p.taskForces)
	web.Public(rt, "GET /task-force/{codice}", p.taskForce)
	web.Public(rt, "GET /procedimenti", p.procedures)
	web.Public(rt, "GET /procedimenti/{codice}", p.procedure)
	web.Public(rt, "GET /procedimenti/{codice}/scadenza", p.dueDate)
	web.Public(rt, "GET /cifre", p.region)
	web.Public(rt, "GET /cifre/come-si-calcola", p.method)
	web.Public(rt, "GET /cifre/tempi", p.times)
	web.Public(rt, "GET /cifre/tempi/{sem}", p.timesOf)
	web.Public(rt, "GET /cifre/tempi/{sem}/procedimenti.csv", p.timesCSV)
	web.Public(rt, "GET /cifre/tempi/{sem}/enti.csv", p.timesBodiesCSV)
	web.Public(rt, "GET /cifre/province.csv", p.provincesCSV)
	web.Public(rt, "GET /cifre/province/{sigla}", p.province)
	web.Public(rt, "GET /cifre/enti", p.bodies)
	web.Public(rt, "GET /cifre/enti.csv", p.bodiesCSV)
	web.Public(rt, "GET /cifre/enti/{codice}", p.body)
	web.Public(rt, "GET /dati", p.data)
	web.Public(rt, "GET /dati/{codice}", p.dataSet)
	web.Public(rt, "GET /dati/{codice}/dizionario.csv", p.dictionary)
	web.Public(rt, "GET /dati/catalogo", p.catalogueAny)
	for _, f := range serializations {
		web.Public(rt, "GET /dati/catalogo"+f.ext, p.catalogueFile(f))
	}
	p.mapRoutes(rt)
	p.embedRoutes(rt)
	web.Public(rt, "GET /robots.txt", p.robots)
	web.Public(rt, "GET /sitemap.xml", p.sitemap)
	web.Public(rt, "GET /rapporti", p.reports)
	web.Public(rt, "GET /rapporti/{numero}", p.report)
	web.Public(rt, "GET /rapporti/{numero}/{file}", p.reportFile)
	web.Public(rt, "POST /rapporti/{numero}/pdf", p.askPDF)
	web.Public(rt, "GET /privacy", p.privacy)
	web.Public(rt, "GET /note-legali", p.legal)
	web.Public(rt, "GET /accessibilita", p.accessibility)
	web.Public(rt, "GET /manuale", p.manual)
	web.Public(rt, "GET /manuale/{guida}", p.guide)
	web.Public(rt, "GET /status", p.status)
	if d.Avvisi != nil {
		p.registerHooks(rt)
	}
}

var crumbHome = ui.Link{Text: "Home", URL: "/"}

// textsOf is the day on which the fixed texts were last revised.
var textsOf = kernel.NewDay(2026, time.November, 22)

// frame is what all public pages have in common. A page of figures passes when
// they were updated, the others the day of their text.
func frame(p ui.Page, updated string, parents ...ui.Link) ui.Page {
	p.Robots, p.UpdatedAt = true, updated
	if !p.Hero {
		p.Breadcrumb = append([]ui.Link{crumbHome}, parents...)
	}
	return p
}

// status tells a monitor that the service answers; the database was asked.
func (p pages) status(c *web.Context) error {
	c.R.Header.Set("Accept", "application/json")
	if _, err := p.lettore.Vista(c.Ctx()); err != nil {
		return kernel.Wrap(kernel.NonDisponibile, "Il servizio non è disponibile.", err)
	}
	return c.JSON(200, map[string]string{"status": "ok"})
}
