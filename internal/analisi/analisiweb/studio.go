package analisiweb

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/filter"
	"pass/internal/mining/performance"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// studio is an open log with the selection that the address asks for: what
// every page of the analysis stands on.
type studio struct {
	analisi.Fonte
	filtro filter.Filter
	vista  *eventlog.View
	avviso *ui.Alert // what the address asks for cannot be used
	ora    kernel.Instant
	chi    kernel.Actor

	orologio   esame.Orologio        // by which durations are told
	calendario *performance.Calendar // of the log; nil for the clock of the wall

	rifiutata   *moduloPiano      // an action for the plan that was sent with errors
	erroriLegge ui.Errors         // of the legal steps that were sent
	scritti     map[string]string // the legal steps that were sent, by field
}

// suRegistro opens the log of a request for a page.
func (d Deps) suRegistro(pagina func(*web.Context, *studio) error) func(*web.Context) error {
	return func(c *web.Context) error {
		id, n, err := ids(c)
		if err != nil {
			return err
		}
		esci, err := d.pesante(c, id, n)
		if err != nil {
			return err
		}
		defer esci()
		f, err := d.Analisi.ApriFonte(c.Ctx(), c.Actor, id, n)
		if err != nil {
			return err
		}
		return mostraStudio(c, f, pagina)
	}
}

// suServizio opens the log of PAsS itself for a page.
func (d Deps) suServizio(pagina func(*web.Context, *studio) error) func(*web.Context) error {
	return func(c *web.Context) error {
		esci, err := mettiInCoda(c, d.code.grandi)
		if err != nil {
			return err
		}
		defer esci()
		f, err := d.Analisi.FonteServizio(c.Ctx(), c.Actor, analisi.Periodo{})
		if err != nil {
			return err
		}
		return mostraStudio(c, f, pagina)
	}
}

// mostraStudio applies the filter of the address; what the form of the filters
// sent is first turned into that address.
func mostraStudio(c *web.Context, f analisi.Fonte, pagina func(*web.Context, *studio) error) error {
	s := &studio{Fonte: f, ora: c.Now(), chi: c.Actor}
	q := breve(c.R.URL)
	if q == nil {
		return kernel.E(kernel.NonValido, "L’indirizzo è troppo lungo: il filtro ha troppe condizioni. Tornare al registro e scegliere di nuovo.")
	}
	if c.R.Method == http.MethodGet && q.Has("filtra") {
		scelto, err := daModulo(q)
		if err != nil {
			s.avviso = &ui.Alert{Tone: ui.Warning, Title: "Il filtro non si può usare.", Text: perLePersone(err) + " È mostrato tutto il registro."}
			q.Del("filtra")
		} else {
			return c.Redirect(s.indirizzo(strings.TrimPrefix(c.Path(), f.URL), altri(q), filter.And(scelto, leggiFiltro(q))))
		}
	}
	s.seleziona(q)
	return pagina(c, s)
}

// Every link of a page repeats the selection of its address, and every
// condition of it has a link of its own: a short address bounds both.
const (
	maxIndirizzo  = 16 << 10 // bytes of the query
	maxCondizioni = 60       // of the filter
)

// breve reads the query of an address; nil when a page could not carry it.
func breve(u *url.URL) url.Values {
	if len(u.RawQuery) > maxIndirizzo {
		return nil
	}
	q, n := u.Query(), 0
	for _, k := range filter.Keys {
		n += len(q[k])
	}
	if n > maxCondizioni {
		return nil
	}
	return q
}

// leggiFiltro reads what it can; seleziona tells what it cannot.
func leggiFiltro(q url.Values) filter.Filter {
	f, err := filter.FromQuery(q)
	if err != nil {
		return filter.Filter{}
	}
	return f
}

// seleziona applies the filter of the query; one that cannot be used leaves
// the whole log, with a word about it.
func (s *studio) seleziona(q url.Values) {
	f, err := filter.FromQuery(q)
	if err == nil {
		s.vista, err = filter.Apply(s.Log, f)
	}
	if err != nil {
		s.vista, f = s.Log.All(), filter.Filter{}
		text := "L’indirizzo contiene un filtro che non si riconosce."
		var u *filter.UnknownError
		if errors.As(err, &u) {
			text = "Il filtro nomina qualcosa che nel registro non c’è: «" + u.Name + "»."
		}
		s.avviso = &ui.Alert{Tone: ui.Warning, Title: "Il filtro non si può usare.", Text: text + " È mostrato tutto il registro."}
	}
	s.filtro = f
	s.scegliOrologio(q)
}

// indirizzo is a page of this log with a selection, and with the clock in
// force.
func (s *studio) indirizzo(pagina string, altro url.Values, f filter.Filter) string {
	query := f.String()
	if s.orologio != esame.DiCalendario {
		altro = maps.Clone(altro)
		if altro == nil {
			altro = url.Values{}
		}
		altro.Set(chiaveOrologio, string(s.orologio))
	}
	if extra := altro.Encode(); extra != "" {
		if query != "" {
			query += "&"
		}
		query += extra
	}
	if query == "" {
		return s.URL + pagina
	}
	return s.URL + pagina + "?" + query
}

// qui is a page of this log with the selection in force; kv are further keys
// and values.
func (s *studio) qui(pagina string, kv ...string) string {
	altro := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		altro.Set(kv[i], kv[i+1])
	}
	return s.indirizzo(pagina, altro, s.filtro)
}

// altri are the keys of the query that belong to the page, not to the filter.
func altri(q url.Values) url.Values {
	out := url.Values{}
	for _, k := range append([]string{"quota", "misura", "da_passo", "scala", "ordine", "attore", "percorso", "taglio", "accanto", "stima", chiaveOrologio}, chiaviSimula...) {
		if v := q.Get(k); v != "" {
			out.Set(k, v)
		}
	}
	return out
}

// casiDi is the address of the cases in which a is directly followed by b, or
// that have a.
func (s *studio) casiDi(a, b string) string {
	f := filter.Filter{With: []filter.Names{{a}}}
	if b != "" {
		f = filter.Filter{Follows: []filter.Follow{{A: a, B: b}}}
	}
	return s.indirizzo("/casi", nil, filter.And(s.filtro, f))
}

// servizio reports whether the log is that of PAsS itself.
func (s *studio) servizio() bool { return s.Richiesta == nil }

// parola is what a case is called.
func (s *studio) parola() (uno, molti string) {
	if s.servizio() {
		return "richiesta", "richieste"
	}
	return "pratica", "pratiche"
}

// dati is the log for the pure part.
func (s *studio) dati() esame.Dati {
	d := esame.Dati{Vista: s.vista, Passi: s.Passi, Confermati: s.Confermati, Termine: s.Termine, Legale: s.Legale, Orario: s.Orario, Ora: s.ora, Seme: seme}
	d.Uno, d.Molti = s.parola()
	if r := s.Sospensione; r != nil {
		d.Regola = &timing.SuspensionRule{Type: r.Tipo, MaxDays: r.Massimo, Restarts: r.Riparte, Basis: r.Fonte}
	}
	return d
}

// seme is of every resampling of the pages: the same log and selection give
// the same words.
const seme = 20211112

// pagina is the frame of a page of the analysis.
func (s *studio) pagina(titolo, lead string) ui.Page {
	p := ui.Page{Title: titolo, Lead: lead, Section: "richieste"}
	if s.servizio() {
		p.Section, p.Kicker = "servizio", "Analisi del servizio"
		p.Breadcrumb = []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}
		return p
	}
	p.Kicker = "Richiesta " + s.Richiesta.Codice() + " · " + s.Titolo
	p.Breadcrumb = []ui.Link{{Text: "Richieste", URL: "/richieste"}, {Text: s.Richiesta.Codice(), URL: urlRichiesta(s.Richiesta.ID)},
		{Text: "Analisi dei colli di bottiglia", URL: urlElenco(s.Richiesta.ID)}}
	return p
}

// schede are the pages of the analysis, with the selection kept from one to
// the next.
func (s *studio) schede(qui string) []ui.Link {
	voci := []struct{ testo, pagina string }{{"Colli di bottiglia", ""}, {"Mappa", "/mappa"}, {"Tempi", "/tempi"}, {"Percorsi", "/percorsi"}, {"Cause", "/cause"},
		{"Legge", "/legge"}, {"E se…", "/simula"}, {"A rischio", "/aperte"}, {"Confronto", "/confronto"}, {"Dati", "/dati"}}
	if s.servizio() {
		voci = voci[:5]
	}
	out := make([]ui.Link, len(voci))
	for i, v := range voci {
		out[i] = ui.Link{Text: v.testo, URL: s.qui(v.pagina), Current: v.pagina == qui}
	}
	return out
}

// chiavi are the keys of a query, in order.
func chiavi(q url.Values) []string { return slices.Sorted(maps.Keys(q)) }

// istante reads a time of the log.
func istante(micro int64) kernel.Instant { return kernel.InstantOf(time.UnixMicro(micro)) }

// perLePersone is what an error says to people.
func perLePersone(err error) string {
	var k *kernel.Error
	if errors.As(err, &k) {
		return k.Message
	}
	return "Qualcosa non si è potuto leggere."
}
