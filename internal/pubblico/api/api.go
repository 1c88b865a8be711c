package api

import (
	"cmp"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"pass/internal/kernel"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
)

// Prefix is the address of version 1.
const Prefix = "/api/v1"

// version is that of the interface, not of the program: minor numbers add, a
// major one would have another Prefix.
const version = "1.0.0"

// Deps is what the interface needs.
type Deps struct {
	DB     *db.DB
	Config config.Config
}

// API serves version 1.
type API struct {
	lettore *pubblico.Lettore
	base    string // public address of the service
	tables  tables
	limiter *limiter
	spec    *huma.OpenAPI
}

// Register adds the routes and gives the description of what was added.
func Register(rt *web.Router, d Deps) *huma.OpenAPI {
	once.Do(settings)
	a := &API{lettore: pubblico.NewLettore(d.DB), base: d.Config.BaseURL(), limiter: newLimiter(cmp.Or(d.Config.APILimite, defaultLimit))}
	h := huma.NewAPI(newConfig(d.Config), &adapter{rt: rt, api: a})
	a.spec = h.OpenAPI()
	a.operations(h)
	document(a.spec)
	a.descriptions(rt)
	a.others(rt)
	return a.spec
}

var once sync.Once

// settings of huma are global: problems are ours, and arrays are never null.
func settings() {
	huma.DefaultArrayNullable = false
	huma.NewError = newProblem
}

func newConfig(c config.Config) huma.Config {
	contact := &huma.Contact{Name: "Segreteria tecnica di PAsS", URL: c.BaseURL() + "/contatti"}
	if c.Contatto != "" {
		contact.Email = c.Contatto
	}
	out := huma.DefaultConfig("PAsS, dati pubblici", version)
	out.OpenAPIPath, out.DocsPath, out.SchemasPath, out.CreateHooks = "", "", "", nil
	out.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	out.Info.Description = "Le cifre pubbliche dell’assistenza a Comuni e Province: richieste, tempi, arretrato, obiettivi, procedimenti e termini. Solo lettura, senza credenziali. I valori non noti mancano dalla risposta."
	out.Info.TermsOfService = c.BaseURL() + "/note-legali"
	out.Info.Contact = contact
	out.Info.License = &huma.License{Name: "Creative Commons Attribuzione 4.0 Internazionale", URL: "https://creativecommons.org/licenses/by/4.0/"}
	out.Info.Extensions = map[string]any{"x-summary": "Richieste di aiuto, tempi e arretrato dei procedimenti di Comuni e Province.", "x-api-id": c.BaseURL() + Prefix}
	out.Servers = []*huma.Server{{URL: c.BaseURL() + Prefix, Description: "Servizio in esercizio"}}
	out.ExternalDocs = &huma.ExternalDocs{Description: "Insiemi di dati e loro dizionari", URL: c.BaseURL() + "/dati"}
	out.Tags = []*huma.Tag{{Name: "dati", Description: "Insiemi di dati, con tutte le righe"}, {Name: "notizie", Description: "Notizie ed eventi"},
		{Name: "richieste", Description: "Richieste di aiuto per territorio, ente, task force"}, {Name: "servizio", Description: "Stato del servizio"}, {Name: "tempi", Description: "Tempi e arretrato dei procedimenti"}}
	return out
}

// others answer what no operation does: they are problems too.
func (a *API) others(rt *web.Router) {
	web.Public(rt, "GET "+Prefix+"/{resto...}", func(*web.Context) error {
		return kernel.E(kernel.NonTrovato, "Questo indirizzo non esiste. L’elenco degli indirizzi è in "+Prefix+"/openapi.json.")
	})
	web.Public(rt, "GET /api", a.docs)
	web.Public(rt, "GET "+Prefix, func(c *web.Context) error { return c.Redirect("/api") })
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		web.Public(rt, method+" "+Prefix+"/{resto...}", func(c *web.Context) error {
			crossOrigin(c)
			c.W.Header().Set("Allow", allowed)
			return c.Problem(http.StatusMethodNotAllowed, "Questo indirizzo si può solo leggere, con GET.")
		})
	}
	web.Public(rt, http.MethodOptions+" "+Prefix+"/{resto...}", func(c *web.Context) error {
		crossOrigin(c)
		c.W.Header().Set("Allow", allowed)
		c.W.Header().Set("Access-Control-Allow-Methods", allowed)
		c.W.Header().Set("Access-Control-Allow-Headers", "Accept, If-None-Match")
		c.W.Header().Set("Access-Control-Max-Age", "86400")
		c.W.WriteHeader(http.StatusNoContent)
		return nil
	})
}

const allowed = "GET, HEAD, OPTIONS"

// descriptions serve the OpenAPI document, as JSON and as YAML.
func (a *API) descriptions(rt *web.Router) {
	json, err := a.spec.MarshalJSON()
	if err != nil {
		panic("api: the description cannot be written: " + err.Error()) // at start, and in every test
	}
	yaml, err := a.spec.YAML()
	if err != nil {
		panic("api: the description cannot be written: " + err.Error())
	}
	for name, form := range map[string]struct {
		mediaType string
		b         []byte
	}{"openapi.json": {"application/vnd.oai.openapi+json;version=3.1", json}, "openapi.yaml": {"application/vnd.oai.openapi;version=3.1", yaml}} {
		web.Public(rt, "GET "+Prefix+"/"+name, func(c *web.Context) error {
			crossOrigin(c)
			if c.Fresh(tagOf(form.b), kernel.Instant{}, keep) {
				return nil
			}
			return c.Bytes(http.StatusOK, form.mediaType, form.b)
		})
	}
}
