package analisiweb

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/mining/performance"
	"pass/internal/termini"
	"pass/internal/ui"
)

// chiaveOrologio is the clock in the address.
const chiaveOrologio = "orologio"

// pagineOrologio are the pages that tell the times by the clock chosen.
var pagineOrologio = []string{"", "/mappa", "/tempi", "/casi"}

// vistaOrologio is the choice of the clock, under the filters.
type vistaOrologio struct {
	Scelte []ui.Link
	Nota   []string
	Link   *ui.Link // where the body writes its hours
}

// orologi are the clocks by which this log can be told: office hours only when
// the body wrote them and the log has hours.
func (s *studio) orologi() []esame.Orologio {
	out := []esame.Orologio{esame.DiCalendario, esame.Lavorativi}
	if s.Orario != nil && !s.soloDate() {
		out = append(out, esame.Ufficio)
	}
	return out
}

// campioneDate is how many cases tell whether a log has only dates.
const campioneDate = 2000

// soloDate reports whether the log has dates without hours.
func (s *studio) soloDate() bool {
	v := *s.Log.All()
	v.Kept = v.Kept[:min(len(v.Kept), campioneDate)]
	g, err := performance.GranularityOf(&v)
	return err == nil && g.Days
}

// scegliOrologio reads the clock of the address; one that cannot be used leaves
// that of the wall.
func (s *studio) scegliOrologio(q url.Values) {
	chiesto := esame.Orologio(q.Get(chiaveOrologio))
	if chiesto == esame.DiCalendario || !slices.Contains(s.orologi(), chiesto) {
		return
	}
	giorni, orario := s.Lavoro, s.Orario
	if giorni == nil {
		giorni = termini.Nazionale()
	}
	if chiesto != esame.Ufficio {
		orario = nil
	}
	c, err := performance.NewCalendar(s.Log, nil, giorni, orario)
	if err != nil {
		s.avviso = &ui.Alert{Tone: ui.Warning, Title: "Giorni lavorativi e ore d’ufficio non si possono contare.", Text: "Le date del registro coprono più di 200 anni: correggerle. Le durate sono in giorni di calendario."}
		return
	}
	s.orologio, s.calendario = chiesto, c
}

// passa is the length between two instants of the log, by the clock chosen.
func (s *studio) passa(da, a int64) float64 {
	switch s.orologio {
	case esame.Lavorativi:
		return float64(s.calendario.Between(performance.WorkingDays, da, a))
	case esame.Ufficio:
		return float64(s.calendario.Between(performance.OfficeHours, da, a)) / 1e6
	}
	return float64(a-da) / 1e6
}

// sintesi measures the selection: by the clock chosen and by that of the wall,
// with the passages in the same order.
func (s *studio) sintesi() (scelta, comune *performance.Summary, err error) {
	if s.orologio == esame.DiCalendario {
		comune = performance.Summarize(s.vista, 0)
		return comune, comune, nil
	}
	comune, c, err := s.calendario.Summarize(s.vista, s.orologio.Misura(), 0)
	if err != nil {
		return nil, nil, fmt.Errorf("lengths in %s: %w", s.orologio.Misura(), err)
	}
	return esame.Con(comune, c), comune, nil
}

// conOrologio tells a summary of the selection by the clock chosen.
func (s *studio) conOrologio(comune *performance.Summary) (*performance.Summary, error) {
	if s.orologio == esame.DiCalendario {
		return comune, nil
	}
	c, err := s.calendario.Durations(s.vista, s.orologio.Misura(), 0)
	if err != nil {
		return nil, fmt.Errorf("lengths in %s: %w", s.orologio.Misura(), err)
	}
	return esame.Con(comune, c), nil
}

// tempo writes the length between two instants by the clock chosen, with that
// of the wall beside.
func (s *studio) tempo(da, a int64) string {
	comune := esame.Durata(float64(a-da) / 1e6)
	if s.orologio == esame.DiCalendario {
		return comune
	}
	return s.orologio.Durata(s.passa(da, a)) + " (" + comune + ")"
}

// accanto is a length of the clock of the wall, told beside the one chosen;
// empty when that is the one chosen.
func (s *studio) accanto(secondi float64) string {
	if s.orologio == esame.DiCalendario {
		return ""
	}
	return "pari a " + esame.Durata(secondi)
}

// sceltaOrologio offers the clocks on a page that tells times by them, and on
// the others says which one they use.
func (s *studio) sceltaOrologio(pagina string, q url.Values) (v vistaOrologio) {
	if !slices.Contains(pagineOrologio, pagina) {
		if s.orologio != esame.DiCalendario {
			v.Nota = []string{"In questa pagina le durate sono in giorni di calendario, notti e feste comprese."}
		}
		return v
	}
	for _, o := range s.orologi() {
		x := *s
		x.orologio = o
		altro := altri(q)
		altro.Del(chiaveOrologio)
		if pagina == "/casi" {
			for _, k := range append([]string{"caso"}, chiaviProva...) {
				if y := q.Get(k); y != "" {
					altro.Set(k, y)
				}
			}
		}
		v.Scelte = append(v.Scelte, ui.Link{Text: o.Nome(), URL: x.indirizzo(pagina, altro, s.filtro), Current: o == s.orologio})
	}
	v.Nota = s.notaOrologio()
	if s.orologio != esame.DiCalendario && s.Orario == nil && s.Richiesta != nil && enti.PuoVedereEnte(s.Ente.ID, s.chi) {
		v.Link = &ui.Link{Text: "Orario e chiusure dell’ente", URL: fmt.Sprintf("/enti/%d/calendario", s.Ente.ID)}
	}
	return v
}

// notaOrologio says what the clock chosen counts, and on whose word.
func (s *studio) notaOrologio() (out []string) {
	switch s.orologio {
	case esame.DiCalendario:
		return nil
	case esame.Ufficio:
		out = append(out, "Si contano le ore in cui gli uffici sono aperti, secondo l’orario indicato dall’ente.")
	default:
		out = append(out, "Si contano i giorni di lavoro dopo quello di partenza: nello stesso giorno la durata è zero.")
	}
	switch {
	case s.Richiesta == nil:
		return append(out, "Sono i giorni dal lunedì al venerdì, senza le feste nazionali.")
	case s.Orario == nil:
		out = append(out, "L’ente non ha indicato il proprio orario: valgono i giorni dal lunedì al venerdì, senza le feste nazionali.")
	default:
		out = append(out, "Feste nazionali e chiusure indicate dall’ente non contano.")
	}
	if p, ok := s.patrono(); ok {
		return append(out, "Non conta neppure la festa patronale: "+p+".")
	}
	return append(out, "Per l’ente non è indicata nessuna festa patronale: non se ne tiene conto.")
}

// patrono is the patron saint on whose day the body does not work: "San Siro,
// 9 dicembre".
func (s *studio) patrono() (string, bool) {
	if s.Legale == nil {
		return "", false
	}
	p, ok := s.Legale.Patrono()
	if !ok {
		return "", false
	}
	giorno, _ := strings.CutSuffix(kernel.NewDay(2000, p.Mese, p.Giorno).InItaliano(), " 2000")
	return p.Nome + ", " + giorno, true
}
