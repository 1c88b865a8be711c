package redazione

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
)

// Tipo is a kind of content.
type Tipo string

// The kinds.
const (
	Notizia Tipo = "notizia"
	Evento  Tipo = "evento"
	Pagina  Tipo = "pagina"
)

// Tipi lists the kinds in the order in which pages show them.
var Tipi = []Tipo{Notizia, Evento, Pagina}

// Etichetta is the kind for people.
func (t Tipo) Etichetta() string {
	switch t {
	case Notizia:
		return "Notizia"
	case Evento:
		return "Evento"
	case Pagina:
		return "Pagina"
	}
	return string(t)
}

// Radice is the beginning of the public addresses of the kind.
func (t Tipo) Radice() string {
	switch t {
	case Evento:
		return "/eventi/"
	case Pagina:
		return "/pagine/"
	}
	return "/notizie/"
}

// Stato is where a content stands.
type Stato string

// The states.
const (
	Bozza       Stato = "bozza"
	Programmata Stato = "programmata" // goes out at its instant
	Pubblicata  Stato = "pubblicata"
	Ritirata    Stato = "ritirata" // was public, and is not any more
)

// Stati lists the states in their order.
var Stati = []Stato{Bozza, Programmata, Pubblicata, Ritirata}

// Etichetta is the state for people.
func (s Stato) Etichetta() string {
	switch s {
	case Bozza:
		return "Bozza"
	case Programmata:
		return "Programmata"
	case Pubblicata:
		return "Pubblicata"
	case Ritirata:
		return "Ritirata"
	}
	return string(s)
}

// Testo is what an editor writes of a content. Places, times and links to take
// part are of events only.
type Testo struct {
	Titolo        string
	Sommario      string // one or two sentences, for lists and feeds
	Corpo         string // Markdown, see package testo
	InizioIl      kernel.Instant
	FineIl        kernel.Instant // zero: not said
	Luogo         string
	Collegamento  string // where one takes part from a distance
	Registrazione string // where it can be seen again
}

// The limits of the texts, in characters.
const (
	MassimoTitolo   = 140
	MassimoSommario = 300
	MassimoCorpo    = 60_000
	MassimoLuogo    = 200
	massimoURL      = 500
)

// Controlla lists what is wrong with the fields of a text of that kind.
func (t Testo) Controlla(tipo Tipo) (es []kernel.FieldError) {
	add := func(campo, messaggio string) { es = append(es, kernel.FieldError{Field: campo, Message: messaggio}) }
	lungo := func(campo, nome, testo string, massimo int) {
		if n := utf8.RuneCountInString(testo); n > massimo {
			add(campo, nome+" ha "+kernel.Numero(int64(n))+" caratteri: il massimo è "+kernel.Numero(int64(massimo))+".")
		}
	}
	if t.Titolo == "" {
		add("titolo", "Scrivere il titolo.")
	}
	lungo("titolo", "Il titolo", t.Titolo, MassimoTitolo)
	lungo("sommario", "Il sommario", t.Sommario, MassimoSommario)
	lungo("corpo", "Il testo", t.Corpo, MassimoCorpo)
	if tipo != Evento {
		return es
	}
	lungo("luogo", "Il luogo", t.Luogo, MassimoLuogo)
	if !t.FineIl.IsZero() && (t.InizioIl.IsZero() || !t.FineIl.After(t.InizioIl)) {
		add("fine", "La fine dell'evento deve venire dopo l'inizio.")
	}
	for _, x := range []struct{ campo, indirizzo string }{{"collegamento", t.Collegamento}, {"registrazione", t.Registrazione}} {
		if x.indirizzo != "" && !IndirizzoValido(x.indirizzo) {
			add(x.campo, "Scrivere un indirizzo completo, che comincia con https://.")
		}
	}
	return es
}

// Pubblicabile lists what still lacks before the public may read the text.
func (t Testo) Pubblicabile(tipo Tipo) (es []kernel.FieldError) {
	es = t.Controlla(tipo)
	if t.Sommario == "" {
		es = append(es, kernel.FieldError{Field: "sommario", Message: "Scrivere il sommario: compare negli elenchi."})
	}
	if t.Corpo == "" {
		es = append(es, kernel.FieldError{Field: "corpo", Message: "Scrivere il testo."})
	}
	if tipo == Evento && t.InizioIl.IsZero() {
		es = append(es, kernel.FieldError{Field: "inizio", Message: "Indicare quando comincia l'evento."})
	}
	if tipo == Evento && t.Luogo == "" && t.Collegamento == "" {
		es = append(es, kernel.FieldError{Field: "luogo", Message: "Indicare il luogo, oppure il collegamento per partecipare."})
	}
	return es
}

// IndirizzoValido reports whether s is a whole https address.
func IndirizzoValido(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(s) <= massimoURL && !strings.ContainsAny(s, " \t\n\"<>")
}

// Contenuto is a piece of writing with its life.
type Contenuto struct {
	ID               int64
	Tipo             Tipo
	Slug             string
	Stato            Stato
	Versione         int64          // the latest
	VersionePubblica int64          // the one that the public reads; 0: none yet
	ProgrammataIl    kernel.Instant // when it goes out, only while programmata
	PubblicataIl     kernel.Instant // when it went out first
	ModificataIl     kernel.Instant // when the public last saw a change
	Motivo           string         // why it was withdrawn
	CommentiAperti   bool
	AutoreID         int64
	Autore           string
	CreatoIl         kernel.Instant
	AggiornatoIl     kernel.Instant
}

// URL is the public address of the content.
func (c Contenuto) URL() string { return c.Tipo.Radice() + c.Slug }

// Pubblico reports whether the public may read the content now.
func (c Contenuto) Pubblico() bool { return c.Stato == Pubblicata }

// DaPubblicare reports whether a public content has changes that the public
// does not see.
func (c Contenuto) DaPubblicare() bool { return c.Pubblico() && c.VersionePubblica != c.Versione }

// controlla lists what is wrong with a text to be saved: one that will go out by
// itself must lack nothing.
func (c Contenuto) controlla(t Testo) []kernel.FieldError {
	if c.Stato == Programmata {
		return t.Pubblicabile(c.Tipo)
	}
	return t.Controlla(c.Tipo)
}

// Versione is a content as somebody saved it once.
type Versione struct {
	ContenutoID, N int64
	Testo
	Nota      string // what the editor says of the change
	PersonaID int64
	Nome      string
	Il        kernel.Instant
}

// Slug makes the end of an address out of a title: "Al via la Fase 3!" becomes
// "al-via-la-fase-3". A title without letters or digits becomes "contenuto".
func Slug(titolo string) string {
	s := strings.ReplaceAll(kernel.Fold(titolo), " ", "-")
	s = strings.Map(func(r rune) rune {
		if r == '-' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	const most = 80
	if len(s) > most {
		if i := strings.LastIndexByte(s[:most], '-'); i > 0 {
			s = s[:i]
		} else {
			s = s[:most]
		}
	}
	if s = strings.Trim(s, "-"); s == "" {
		return "contenuto"
	}
	return s
}

// SlugValido reports whether s can end an address: what Slug makes is.
func SlugValido(s string) bool { return s != "" && s == Slug(s) }

// numerato is the slug with a number, for the second content of one title.
func numerato(slug string, n int) string {
	if n < 2 {
		return slug
	}
	return slug + "-" + strconv.Itoa(n)
}
