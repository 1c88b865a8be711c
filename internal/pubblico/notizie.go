package pubblico

import (
	"fmt"
	"strings"

	"pass/internal/kernel"
)

// ChiaveNotizie is the snapshot of what the office writes, type Notizie.
// redazione publishes it at each change.
const ChiaveNotizie = "notizie"

// Notizie are the public news, events and static pages.
type Notizie struct {
	Voci []NotiziaBreve `json:"voci"` // the latest published first
}

// NotiziaBreve is one content, as lists show it.
type NotiziaBreve struct {
	Tipo         string         `json:"tipo"` // notizia, evento or pagina
	Titolo       string         `json:"titolo"`
	Sommario     string         `json:"sommario"`
	URL          string         `json:"indirizzo"` // path on this site
	Giorno       kernel.Day     `json:"giorno"`    // of the first publication; of an event the day on which it begins
	ModificataIl kernel.Instant `json:"modificata_il"`
}

// Controlla refuses a content without a title or an address, and an address
// that stands twice.
func (n Notizie) Controlla() error {
	visti := map[string]bool{}
	for _, v := range n.Voci {
		if v.Titolo == "" || !strings.HasPrefix(v.URL, "/") || visti[v.URL] || v.Giorno.IsZero() || v.ModificataIl.IsZero() {
			return fmt.Errorf("pubblico: the content %q at %q is incomplete or repeated", v.Titolo, v.URL)
		}
		if v.Tipo != "notizia" && v.Tipo != "evento" && v.Tipo != "pagina" {
			return fmt.Errorf("pubblico: the content at %q is of the unknown kind %q", v.URL, v.Tipo)
		}
		visti[v.URL] = true
	}
	return nil
}

// Ultime gives the latest news, at most n; events and static pages are not
// among them.
func (v *Vista) Ultime(n int) (out []NotiziaBreve) {
	for _, x := range v.Notizie.Voci {
		if x.Tipo == "notizia" && len(out) < n {
			out = append(out, x)
		}
	}
	return out
}
