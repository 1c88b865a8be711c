package pubblicoweb

import (
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/termini"
	"pass/internal/ui"
)

// dueForm is what a person asks of the calculator, as it was typed: it stays
// in the address, so that an answer can be sent to others.
type dueForm struct {
	Dal, Sospeso, Ripreso, Interrotto string // days
	Comune                            string // ISTAT code, for terms in working days
}

func dueFormOf(c *web.Context) dueForm {
	return dueForm{Dal: c.Query("dal"), Sospeso: c.Query("sospeso"), Ripreso: c.Query("ripreso"), Interrotto: c.Query("interrotto"), Comune: c.Query("comune")}
}

// asked reports whether there is anything to compute: the page is also opened
// empty.
func (f dueForm) asked() bool { return f != dueForm{} }

// dueView is the page that computes when a term expires.
type dueView struct {
	Page      ui.Page
	URL       string
	Form      dueForm
	Errors    ui.Errors
	Countable bool
	Why       string      // why it is not countable
	Comuni    []ui.Option // empty when the patron saint cannot matter
	Answer    *dueAnswer  // nil until it is asked, and when it cannot be read
}

// dueAnswer is the due date with what it follows from.
type dueAnswer struct {
	Sentence string
	Today    string // where today stands
	Tone     ui.Tone
	Facts    []ui.Detail
	Rules    []string
	Trust    *ui.Chip
	Caution  string
}

func (p pages) dueDate(c *web.Context) error {
	v, err := p.lettore.Vista(c.Ctx())
	if err != nil {
		return err
	}
	found, ok := v.Procedimento(c.R.PathValue("codice"))
	if !ok {
		return absent()
	}
	out := newDueView(v, found, dueFormOf(c), c.Now().Day())
	status := 200
	if len(out.Errors) > 0 {
		status = 422
	}
	return c.HTML(status, duePage(out))
}

func newDueView(v *pubblico.Vista, p pubblico.ProcedimentoPubblico, f dueForm, oggi kernel.Day) dueView {
	out := dueView{Form: f, URL: "/procedimenti/" + p.Codice + "/scadenza"}
	out.Page = frame(ui.Page{Title: "Calcola la scadenza", Heading: "Quando scade il termine?", Kicker: p.Nome, Section: "procedimenti", Narrow: true,
		Lead: "Basta il giorno della domanda. Se il termine si è fermato, si aggiunge quando."}, catalogueUpdated(v),
		crumbProcedures, ui.Link{Text: p.Nome, URL: "/procedimenti/" + p.Codice})
	for _, t := range p.Termini {
		l, ok := t.Legale()
		out.Countable = out.Countable || ok
		if ok && l.Unita == termini.GiorniLavorativi && out.Comuni == nil {
			out.Comuni = comuneOptions(v)
		}
		if t.Descrizione != "" {
			out.Why = t.Descrizione
		}
	}
	if !out.Countable || !f.asked() {
		return out
	}
	d, t, es := f.read(p)
	if len(es) > 0 {
		out.Errors = es
		return out
	}
	out.Answer = newDueAnswer(v, d, t, f.Comune, oggi)
	return out
}

// comuneOptions are the Comuni whose patron saint is known.
func comuneOptions(v *pubblico.Vista) []ui.Option {
	out := []ui.Option{{Label: "Nessuno, o un Comune non in elenco"}}
	for _, e := range v.ConPatrono() {
		p, _ := v.Patrono(e.Istat)
		out = append(out, ui.Option{Value: e.Istat, Label: e.Nome + ": " + feast(p)})
	}
	return out
}

func feast(p termini.Patrono) string {
	day := kernel.NewDay(2024, p.Mese, p.Giorno).InItaliano()
	return p.Nome + ", " + strings.TrimSuffix(day, " 2024")
}

// read makes the course of the term and picks the term of the catalogue that
// was in force when it started. What is wrong is said beside its field.
func (f dueForm) read(p pubblico.ProcedimentoPubblico) (d termini.Decorso, t pubblico.TerminePubblico, es ui.Errors) {
	bad := func(field, message string) { es = append(es, kernel.FieldError{Field: field, Message: message}) }
	day := func(field, text string) kernel.Day {
		d, ok := typedDay(text)
		switch {
		case !ok:
			bad(field, "La data non si legge: si scrive come giorno, mese e anno, per esempio 31/05/2026.")
		case !d.IsZero() && (d.Year() < termini.PrimoAnno || d.Year() > termini.UltimoAnno):
			bad(field, "L’anno è fuori dal calendario: controllare la data.")
		}
		return d
	}
	d.Dal = day("dal", f.Dal)
	s := termini.Sospensione{Dal: day("sospeso", f.Sospeso), Al: day("ripreso", f.Ripreso)}
	interrotto := day("interrotto", f.Interrotto)
	if d.Dal.IsZero() && len(es) == 0 {
		bad("dal", "Indicare il giorno in cui la domanda è arrivata.")
	}
	if len(es) > 0 {
		return d, t, es
	}
	t, found := p.InVigore(d.Dal)
	if !found {
		bad("dal", "In quel giorno il catalogo non ha un termine in vigore. "+firstTerm(p))
		return d, t, es
	}
	l, countable := t.Legale()
	if !countable {
		bad("dal", "Il termine in vigore quel giorno non è un solo numero: la scadenza non si può calcolare.")
	}
	d.Termine = l
	switch {
	case s.Dal.IsZero() && !s.Al.IsZero():
		bad("sospeso", "Manca il giorno in cui il termine si è fermato.")
	case !s.Al.IsZero() && s.Al.Before(s.Dal):
		bad("ripreso", "Il termine riprende prima di fermarsi: controllare le due date.")
	case !s.Dal.IsZero() && s.Dal.Before(d.Dal):
		bad("sospeso", "La sospensione comincia prima della domanda: controllare le due date.")
	case !s.Dal.IsZero():
		d.Sospensioni = []termini.Sospensione{s}
	}
	if !interrotto.IsZero() {
		if interrotto.Before(d.Dal) {
			bad("interrotto", "L’interruzione viene prima della domanda: controllare le due date.")
		}
		d.Interruzioni = []kernel.Day{interrotto}
	}
	if err := d.Validate(); err != nil && len(es) == 0 {
		bad("dal", "Il calcolo non è possibile: "+err.Error()+".")
	}
	return d, t, es
}

// firstTerm says since when the catalogue knows a term.
func firstTerm(p pubblico.ProcedimentoPubblico) string {
	if len(p.Termini) == 0 {
		return "Il termine non è ancora stato scritto."
	}
	return "Il primo termine noto vale " + dal(p.Termini[0].VigenteDal) + "."
}

// typedDay reads a date as the browser sends it or as people type it; the
// empty text is no day.
func typedDay(s string) (kernel.Day, bool) {
	if d, err := kernel.ParseDay(s); err == nil {
		return d, true
	}
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1 {
			return kernel.DayOf(t), true
		}
	}
	return kernel.Day{}, false
}

// shownDay is what a date field shows again: the ISO form if it was read, or
// else what was typed.
func shownDay(s string) string {
	if d, ok := typedDay(s); ok {
		return d.String()
	}
	return s
}

func newDueAnswer(v *pubblico.Vista, d termini.Decorso, t pubblico.TerminePubblico, comune string, oggi kernel.Day) *dueAnswer {
	cal := termini.Nazionale()
	patron, known := v.Patrono(comune)
	working := d.Termine.Unita == termini.GiorniLavorativi
	if working && known {
		cal = cal.ConFestaPatronale(patron)
	}
	r := d.Scadenza(cal)
	chip := confidence(t.Affidabilita)
	out := &dueAnswer{Rules: r.Regole(), Trust: &chip, Caution: confidenceText(t.Affidabilita), Tone: ui.Info}
	out.Facts = []ui.Detail{{Term: "Giorno della domanda", Text: d.Dal.ConGiornoSettimana()},
		{Term: "Termine in vigore quel giorno", Text: d.Termine.InItaliano()}, {Term: "Da quando si conta", Text: t.Decorrenza},
		{Term: "Fonte del termine", Text: t.Fonte, URL: t.FonteURL}}
	if working {
		saint := "non indicato: nel conto non c’è"
		if known {
			saint = feast(patron)
		}
		out.Facts = append(out.Facts, ui.Detail{Term: "Santo patrono", Text: saint})
	}
	if r.Sospesa {
		out.Sentence, out.Tone = "La scadenza non si conosce ancora: il termine è sospeso.", ui.Warning
		out.Today = "Quando si sa il giorno di ripresa, si può rifare il calcolo."
		return out
	}
	out.Sentence = "La scadenza è " + r.Effettiva.ConGiornoSettimana() + "."
	out.Today, out.Tone = today(r, oggi)
	out.Facts = append([]ui.Detail{{Term: "Scadenza nominale", Text: r.Nominale.ConGiornoSettimana()},
		{Term: "Scadenza effettiva", Text: r.Effettiva.ConGiornoSettimana()}}, out.Facts...)
	return out
}

// today says how far the due date is, in calendar days.
func today(r termini.Scadenza, oggi kernel.Day) (string, ui.Tone) {
	n := termini.GiorniLordi(oggi, r.Effettiva)
	switch {
	case r.Scaduta(oggi):
		return "È passata da " + kernel.GiorniDiCalendario(-n) + ".", ui.Late
	case n == 0:
		return "È oggi.", ui.Warning
	case n == 1:
		return "Manca " + kernel.GiorniDiCalendario(n) + ".", ui.Info
	}
	return "Mancano " + kernel.GiorniDiCalendario(n) + ".", ui.Info
}
