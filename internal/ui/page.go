package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Page is everything that Layout writes around the content of a page.
type Page struct {
	Title       string          // <title>, and the h1 unless Heading is set
	Heading     string          // h1, when it must differ from Title
	Kicker      string          // short line above the h1: "Richiesta n. 2026/0042"
	Lead        string          // the page's answer in one sentence, under the h1
	Chips       []Chip          // states shown beside the h1
	Actions     templ.Component // buttons under the lead; one primary at most
	Section     string          // Key of the active entry of Nav
	Breadcrumb  []Link          // ancestors, the home first; the page itself is added from Title
	User        *User           // nil for an anonymous visitor
	LoginURL    string          // for anonymous visitors; "/accesso" when empty
	Nav         []Link          // main navigation; Key marks the section
	Demo        bool            // shows the demonstration banner, on every page of the installation
	DevMail     string          // URL of the development outbox, shown in the demonstration banner
	Notice      *Alert          // outcome of the act just done
	Settings    Settings        // what the installation says of itself
	UpdatedAt   string          // last update, in words: "22 novembre 2026"
	Canonical   string          // absolute address of the page, empty when it has none
	Robots      bool            // may search engines index it? public pages only
	Feeds       []Link          // Atom feeds of what the page shows
	CurrentPath string          // path and query, carried by the feedback link
	Hero        bool            // home only: heading and lead on the institutional band
	Narrow      bool            // forms: one readable column
}

// heading is the text of the h1.
func (p Page) heading() string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.Title
}

// maxTitle is how many characters of a title browsers and search engines show.
const maxTitle = 70

// documentTitle is the text of <title>.
func (p Page) documentTitle() string {
	if p.Title == "" || p.Title == "PAsS" {
		return "PAsS — " + p.Settings.tagline()
	}
	return DocumentTitle(p.Title)
}

// DocumentTitle is the text of <title> of a document with a heading: a long one
// goes without the name of the service, and is cut if that is not enough; the
// heading has it whole.
func DocumentTitle(heading string) string {
	if t := heading + " — PAsS"; utf8.RuneCountInString(t) <= maxTitle {
		return t
	}
	if r := []rune(heading); len(r) > maxTitle {
		return strings.TrimRight(string(r[:maxTitle-1]), " ,:;") + "…"
	}
	return heading
}

// User is the signed-in person as the header shows them.
type User struct {
	Name      string // "Anna Rossi"
	Role      string // "Delegata, Comune di Lodi"
	Links     []Link // entries of the personal menu
	LogoutURL string // target of the POST that signs out
	Token     string // value of the hidden field "token" of that POST, when the edge wants one
}

// Link is a named address.
type Link struct {
	Text    string
	URL     string
	Key     string // section of Nav that the link opens; see Page.Section
	Icon    string // name in the sprite without "it-": "download"
	Note    string // small text after the link: "PDF, 120 kB"
	Primary bool   // drawn as the primary button where links are buttons
	Current bool   // is it the page shown?
	Count   int    // things waiting behind the link, shown when positive
}

// Settings is what the installation says of itself in header and footer. The
// zero value is usable.
type Settings struct {
	Owner            string // "Regione Lombardia · ANCI Lombardia · PoliS-Lombardia · UPL"
	OwnerURL         string
	Tagline          string // under the name; "PNRR, ASsistenza e Supporto a Comuni e Province" when empty
	AccessibilityURL string // declaration on form.agid.gov.it; "/accessibilita" when empty
	PrivacyURL       string // "/privacy" when empty
	LegalURL         string // "/note-legali" when empty
	FeedbackURL      string // "/contatti" when empty
	ContactEmail     string
	DPO              string // name and address of the Responsabile della protezione dei dati
	Licence          string // "CC BY 4.0" when empty
	LicenceURL       string
	Version          string // version of the program, shown small
}

func or(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func (s Settings) owner() string {
	return or(s.Owner, "Regione Lombardia · ANCI Lombardia · PoliS-Lombardia · UPL")
}
func (s Settings) tagline() string {
	return or(s.Tagline, "PNRR, ASsistenza e Supporto a Comuni e Province")
}
func (s Settings) accessibility() string { return or(s.AccessibilityURL, "/accessibilita") }
func (s Settings) privacy() string       { return or(s.PrivacyURL, "/privacy") }
func (s Settings) legal() string         { return or(s.LegalURL, "/note-legali") }
func (s Settings) feedback() string      { return or(s.FeedbackURL, "/contatti") }
func (s Settings) licence() string       { return or(s.Licence, "CC BY 4.0") }
func (s Settings) licenceURL() string {
	return or(s.LicenceURL, "https://creativecommons.org/licenses/by/4.0/deed.it")
}
