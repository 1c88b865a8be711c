package richiesteweb

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/a-h/templ"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/richieste"
	"pass/internal/termini"
	"pass/internal/ui"
)

// percorso is the address of a request, or of something under it.
func percorso(id int64, sotto ...string) string {
	return strings.Join(append([]string{fmt.Sprintf("/richieste/%d", id)}, sotto...), "/")
}

// chip shows a state. It draws attention when the next step is the reader's.
func chip(s richieste.Stato, tocca bool) ui.Chip {
	c := ui.Chip{Text: s.Etichetta()}
	switch {
	case tocca:
		c.Tone = ui.Warning
	case s == richieste.Evasa:
		c.Tone = ui.Success
	case s.Aperta():
		c.Tone = ui.Info
	}
	return c
}

// tocca reports whether the next step of the request is the actor's.
func tocca(chi kernel.Actor, r richieste.Richiesta, p richieste.Passo) bool {
	return p.Chi != "" && slices.Contains(richieste.Parti(chi, r), p.Chi)
}

// aChi says who owes the next step: "al Comune di Lodi", "alla segreteria
// tecnica". esperti are the names of those who have the request now.
func aChi(p richieste.Parte, e enti.Ente, esperti []string) string {
	switch p {
	case richieste.ParteEnte:
		return e.Al()
	case richieste.ParteSegreteria:
		return "alla segreteria tecnica"
	case richieste.ParteCoordinatore:
		return "al coordinatore della task force"
	case richieste.ParteEsperto:
		if len(esperti) > 0 {
			return "a " + strings.Join(esperti, ", ")
		}
		return "agli esperti"
	}
	return ""
}

// entroQuando says by when, in words, and how far that is from oggi in calendar
// days.
func entroQuando(p richieste.Passo, oggi kernel.Day) string {
	switch n := termini.GiorniLordi(oggi, p.Entro); {
	case p.Entro.IsZero():
		return ""
	case p.Tardi > 0:
		return "Era entro " + p.Entro.ConGiornoSettimana() + ": in ritardo di " + kernel.GiorniDiCalendario(p.Tardi) + "."
	case n < 0:
		return "Era entro " + p.Entro.ConGiornoSettimana() + "."
	case n == 0:
		return "Entro oggi, " + p.Entro.ConGiornoSettimana() + "."
	default:
		return "Entro " + p.Entro.ConGiornoSettimana() + ", tra " + kernel.GiorniDiCalendario(n) + "."
	}
}

// daQuanto says since when, in calendar days, gross.
func daQuanto(dal kernel.Instant, oggi kernel.Day) string {
	if n := termini.GiorniLordi(dal.Day(), oggi); n > 0 {
		return "da " + kernel.GiorniDiCalendario(n)
	}
	return "da oggi"
}

// termineLegale is the maximum term of a procedure, in a few words.
func termineLegale(t catalogo.Termine, ok bool) string {
	l, numero := t.Legale()
	switch {
	case !ok:
		return "nessun termine in vigore nel catalogo"
	case !numero:
		return t.Descrizione
	}
	s := l.InItaliano()
	if t.Affidabilita != catalogo.Confermato {
		s += " (" + strings.ToLower(t.Affidabilita.Etichetta()) + ")"
	}
	return s
}

// conta writes a count with its noun.
func conta(n int, uno, tanti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(int64(n)) + " " + tanti
}

// allegatoDi shows a file of a request.
func allegatoDi(r int64, d richieste.Documento) ui.Attachment {
	return ui.Attachment{Name: d.Nome, URL: percorso(r, "documenti", fmt.Sprint(d.ID)), Size: ui.Bytes(d.Size)}
}

// conAzioni puts buttons under the lead of the page, if there are any.
func conAzioni(p ui.Page, azioni templ.Component, ci bool) ui.Page {
	if ci {
		p.Actions = azioni
	}
	return p
}

// perTaskForce lists procedures under the name of their task force.
func perTaskForce(tfs []catalogo.TaskForce, ps []catalogo.Procedimento) []ui.Option {
	var out []ui.Option
	for _, t := range tfs {
		for _, p := range ps {
			if p.TaskForceID == t.ID {
				out = append(out, ui.Option{Value: strconv.FormatInt(p.ID, 10), Label: p.Nome, Group: t.Nome})
			}
		}
	}
	return out
}

// iniziale writes the first letter as a capital.
func iniziale(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// accorcia keeps a text that should be one line within reason.
func accorcia(s string) string {
	r := []rune(s)
	if len(r) > richieste.MaxOggetto {
		return string(r[:richieste.MaxOggetto]) + "…"
	}
	return s
}

// messaggio is what an error says to people.
func messaggio(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return "L’operazione non è riuscita. Riprovare tra qualche minuto."
}

// minuscola writes the first letter small, to go on after a colon.
func minuscola(s string) string {
	for i, r := range s {
		return string(unicode.ToLower(r)) + s[i+len(string(r)):]
	}
	return s
}
