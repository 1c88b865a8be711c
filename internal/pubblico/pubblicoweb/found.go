package pubblicoweb

import (
	"bytes"
	"encoding/xml"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
)

// closed are the parts of the site that search engines have no business in:
// whoever asks is sent to the sign-in.
var closed = []string{"/accesso", "/scrivania", "/richieste", "/adesioni", "/monitoraggio", "/analisi", "/registro", "/catalogo", "/redazione/", "/contatti/messaggi", "/amministrazione", "/sviluppo", "/embed/"}

// robots tells search engines where they may go, and where the map is.
func (p pages) robots(c *web.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range closed {
		b.WriteString("Disallow: " + path + "\n")
	}
	b.WriteString("Sitemap: " + p.config.BaseURL() + "/sitemap.xml\n")
	return c.Raw("text/plain; charset=utf-8", []byte(b.String()))
}

// sitePage is an address of the map of the site.
type sitePage struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"` // ISO day
}

type siteMap struct {
	XMLName xml.Name   `xml:"urlset"`
	Xmlns   string     `xml:"xmlns,attr"`
	Places  []sitePage `xml:"url"`
}

// maxPages is how many addresses one map may hold (sitemaps.org).
const maxPages = 50_000

// sitemap lists every public page that is worth finding, with the day of its
// last change where it is known.
func (p pages) sitemap(c *web.Context) error {
	s, err := p.source(c)
	if err != nil {
		return err
	}
	var reports []pubblico.RapportoArchiviato
	err = p.db.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		reports, err = pubblico.Rapporti(c.Ctx(), tx, "", "", "", 1000, 0)
		return err
	})
	if err != nil {
		return err
	}
	set := siteMap{Xmlns: "http://www.sitemaps.org/schemas/sitemap/0.9", Places: sitePages(s, reports)}
	if len(set.Places) > maxPages {
		set.Places = set.Places[:maxPages]
	}
	for i := range set.Places {
		set.Places[i].Loc = p.config.BaseURL() + set.Places[i].Loc
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(set); err != nil {
		return err
	}
	return c.Raw("application/xml; charset=utf-8", b.Bytes())
}

// sitePages are the paths of the public pages, the most general first.
func sitePages(s dati.Sorgente, reports []pubblico.RapportoArchiviato) (out []sitePage) {
	add := func(day kernel.Day, paths ...string) {
		for _, path := range paths {
			x := sitePage{Loc: path}
			if !day.IsZero() {
				x.LastMod = day.String()
			}
			out = append(out, x)
		}
	}
	v := s.Vista
	figures := v.Attivita.AggiornataAl.Day()
	add(figures, "/")
	add(textsOf, "/che-cosa-e", "/come-chiedere-aiuto", "/task-force", "/procedimenti", howURL, "/privacy", "/note-legali", "/accessibilita", "/contatti", "/manuale")
	add(figures, "/cifre", "/cifre/enti", timesURL, "/mappa", reportsURL, "/dati", "/notizie")
	for _, x := range v.Catalogo.TaskForces {
		add(figures, "/task-force/"+x.Codice)
	}
	for _, x := range v.Catalogo.Procedimenti {
		add(figures, "/procedimenti/"+x.Codice)
	}
	for _, x := range s.Misure.Misure.Semestri {
		add(x.Versione().PubblicataIl.Day(), semesterURL(x.Semestre, ""))
	}
	for _, i := range dati.Elenco(s) {
		add(i.AggiornatoIl.Day(), "/dati/"+i.Codice)
	}
	for _, x := range v.Notizie.Voci {
		add(x.ModificataIl.Day(), x.URL)
	}
	for _, r := range reports {
		add(r.PubblicatoIl.Day(), r.URL())
	}
	for _, x := range v.Attivita.Province {
		add(figures, "/cifre/province/"+x.Sigla)
	}
	for _, x := range v.Attivita.Enti {
		if x.CessatoIl.IsZero() {
			add(figures, "/cifre/enti/"+x.Codice())
		}
	}
	return out
}
