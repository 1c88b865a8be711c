package pubblicoweb_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"pass/internal/platform/config"
)

// TestTheMapOfTheSiteLeadsToPages opens every address of the map, and looks
// for the pages that a person can reach from the home page in it.
func TestTheMapOfTheSiteLeadsToPages(t *testing.T) {
	s := newSite(t, config.Config{URL: base}).withCatalogue().publish(activity())
	var set struct {
		Places []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(s.get("/sitemap.xml").Body.Bytes(), &set); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, p := range set.Places {
		path, ok := strings.CutPrefix(p.Loc, base)
		if !ok || listed[path] {
			t.Errorf("%q is not of this site, or stands twice", p.Loc)
			continue
		}
		listed[path] = true
		switch path { // pages of other areas, or of other tests
		case "/contatti", "/notizie", "/mappa":
			continue
		}
		if code := s.get(path).Code; code != 200 {
			t.Errorf("%s answers %d", path, code)
		}
		page := s.page(path)
		if page.Find(`meta[name="robots"]`).Length() > 0 || page.Find(`link[rel="canonical"]`).AttrOr("href", "") != p.Loc {
			t.Errorf("%s is not to be indexed, or has another canonical address", path)
		}
		for _, name := range []string{"og:title", "og:url", "og:type", "og:description"} {
			if page.Find(`meta[property="`+name+`"]`).AttrOr("content", "") == "" {
				t.Errorf("%s has no %s", path, name)
			}
		}
	}
	for _, want := range []string{"/", "/cifre", "/cifre/enti/098031", "/cifre/province/LO", "/cifre/tempi/2026-1", "/dati/tempi-enti", "/procedimenti/aua"} {
		if !listed[want] {
			t.Errorf("%s is not in the map", want)
		}
	}
}

func TestRobotsAreKeptOutOfTheReservedPages(t *testing.T) {
	s := newSite(t, config.Config{URL: base})
	got := s.get("/robots.txt").Body.String()
	for _, want := range []string{"User-agent: *\n", "Disallow: /accesso\n", "Disallow: /richieste\n", "Sitemap: " + base + "/sitemap.xml\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}
