// Package atom writes feeds as RFC 4287 wants them. It is pure.
package atom

import (
	"encoding/xml"
	"time"

	"pass/internal/kernel"
)

// MediaType is what a feed is served as.
const MediaType = "application/atom+xml; charset=utf-8"

// Feed is a list of entries, the latest first.
type Feed struct {
	ID           string // an IRI that never changes: "tag:pass.example,2026:notizie"
	Titolo       string
	Sottotitolo  string
	URL          string // absolute address of the feed itself
	Pagina       string // absolute address of the page that says the same
	Autore       string
	AggiornatoIl kernel.Instant // of an empty feed; otherwise that of the latest entry counts
	Voci         []Voce
}

// Voce is an entry.
type Voce struct {
	ID           string // an IRI that never changes
	Titolo       string
	URL          string // absolute
	Sommario     string // plain text
	HTML         string // the whole text, safe already; may be empty
	PubblicataIl kernel.Instant
	AggiornataIl kernel.Instant
}

type collegamento struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type contenuto struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type voce struct {
	ID        string       `xml:"id"`
	Title     string       `xml:"title"`
	Link      collegamento `xml:"link"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Summary   string       `xml:"summary"`
	Content   *contenuto   `xml:"content"`
}

type feed struct {
	XMLName  xml.Name       `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string         `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID       string         `xml:"id"`
	Title    string         `xml:"title"`
	Subtitle string         `xml:"subtitle,omitempty"`
	Updated  string         `xml:"updated"`
	Author   string         `xml:"author>name"`
	Links    []collegamento `xml:"link"`
	Entries  []voce         `xml:"entry"`
}

// Scrivi gives the feed as XML.
func (f Feed) Scrivi() ([]byte, error) {
	latest := f.AggiornatoIl
	for i, v := range f.Voci {
		if i == 0 || v.AggiornataIl.After(latest) {
			latest = v.AggiornataIl
		}
	}
	out := feed{Lang: "it", ID: f.ID, Title: f.Titolo, Subtitle: f.Sottotitolo, Updated: quando(latest), Author: f.Autore,
		Links: []collegamento{{"self", "application/atom+xml", f.URL}, {"alternate", "text/html", f.Pagina}}}
	for _, v := range f.Voci {
		e := voce{ID: v.ID, Title: v.Titolo, Link: collegamento{"alternate", "text/html", v.URL}, Published: quando(v.PubblicataIl), Updated: quando(v.AggiornataIl), Summary: v.Sommario}
		if v.HTML != "" {
			e.Content = &contenuto{"html", v.HTML}
		}
		out.Entries = append(out.Entries, e)
	}
	b, err := xml.Marshal(out)
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), b...), nil
}

// quando writes an instant as RFC 3339 does; one that is not known is the
// beginning of the computers' time, because the element is obligatory.
func quando(i kernel.Instant) string {
	if i.IsZero() {
		return "1970-01-01T00:00:00Z"
	}
	return i.Time().Format(time.RFC3339)
}
