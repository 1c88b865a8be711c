package monitoraggioweb

import (
	"errors"
	"fmt"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/ui"
)

// percorso is the address of a campaign, or of something under it.
func percorso(s kernel.Semestre, sotto ...string) string {
	return strings.Join(append([]string{"/monitoraggio/rilevazioni/" + s.String()}, sotto...), "/")
}

// percorsoInvio is the address of the check of one body.
func percorsoInvio(s kernel.Semestre, ente int64) string {
	return percorso(s, "enti", fmt.Sprint(ente))
}

// briciole are the ancestors of a page of the monitoring.
func briciole(altre ...ui.Link) []ui.Link {
	return append([]ui.Link{{Text: "Scrivania", URL: "/scrivania"}, {Text: "Monitoraggio", URL: "/monitoraggio"}}, altre...)
}

// bricioleRilevazione are the ancestors of a page of a campaign.
func bricioleRilevazione(s kernel.Semestre, altre ...ui.Link) []ui.Link {
	return briciole(append([]ui.Link{{Text: maiuscola(s.InItaliano()), URL: percorso(s)}}, altre...)...)
}

// chipRilevazione shows the state of a campaign.
func chipRilevazione(s monitoraggio.StatoRilevazione) ui.Chip {
	c := ui.Chip{Text: s.Etichetta()}
	switch s {
	case monitoraggio.Aperta:
		c.Tone = ui.Info
	case monitoraggio.Pubblicata:
		c.Tone = ui.Success
	}
	return c
}

// chipInvio shows where the data of a body are. It draws attention when the
// next step is the reader's: tocca.
func chipInvio(s monitoraggio.StatoInvio, tocca bool) ui.Chip {
	c := ui.Chip{Text: s.Etichetta()}
	switch {
	case tocca:
		c.Tone = ui.Warning
	case s == monitoraggio.Approvato:
		c.Tone = ui.Success
	case s != monitoraggio.NonIniziato:
		c.Tone = ui.Info
	}
	return c
}

// entroIl says by when, in words, and how far that is from oggi.
func entroIl(d, oggi kernel.Day) string {
	switch n := d.DaysSince(oggi); {
	case n < 0:
		return "Era entro " + d.ConGiornoSettimana() + ": in ritardo di " + kernel.GiorniDiCalendario(-n) + "."
	case n == 0:
		return "Entro oggi, " + d.ConGiornoSettimana() + "."
	default:
		return "Entro " + d.ConGiornoSettimana() + ", tra " + kernel.GiorniDiCalendario(n) + "."
	}
}

// quanti writes a count with its noun: "1 ente", "12 enti".
func quanti(n int, uno, molti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(int64(n)) + " " + molti
}

// suTotale writes a part of a whole with its share: "412 su 800 (52%)".
func suTotale(n, totale int) string {
	if totale == 0 {
		return kernel.Numero(int64(n))
	}
	return kernel.Numero(int64(n)) + " su " + kernel.Numero(int64(totale)) + " (" + kernel.Decimale(100*float64(n)/float64(totale), 0) + "%)"
}

func maiuscola(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

func minuscola(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToLower(string(r[0])) + string(r[1:])
}

// testoErrore is what an error says to people.
func testoErrore(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return ""
}

// paragrafi are the lines of a text that a person wrote.
func paragrafi(s string) (out []string) {
	for _, r := range strings.Split(s, "\n") {
		if r = strings.TrimSpace(r); r != "" {
			out = append(out, r)
		}
	}
	return out
}
