package analisiweb

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/filter"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaFiltri is the form of the filters and the conditions in force.
type vistaFiltri struct {
	Props      ui.FiltersProps
	Attivita   []ui.Option
	Attributi  []ui.Option
	Modi       []ui.Option
	Salvati    []ui.Link
	Salva      *salvaFiltro // nil: nothing to save, or the log is not of a request
	Selezione  string       // "71 pratiche su 180"
	Filtrata   bool
	Indirizzo  string
	PuoSalvare bool
	Orologio   vistaOrologio
}

// salvaFiltro keeps the selection with a name.
type salvaFiltro struct {
	Azione, Token, Testo, Pagina string
}

// maxVociFiltro bounds the options of a select of the form.
const maxVociFiltro = 200

func (s *studio) filtri(pagina string, q url.Values) vistaFiltri {
	_, molti := s.parola()
	v := vistaFiltri{Props: ui.FiltersProps{Action: s.URL + pagina, Label: "Filtra le " + molti, Reset: s.indirizzo(pagina, altri(q), filter.Filter{})}}
	v.Props.Hidden = append(v.Props.Hidden, ui.Hidden{Name: "filtra", Value: "si"})
	for k, valori := range altri(q) {
		v.Props.Hidden = append(v.Props.Hidden, ui.Hidden{Name: k, Value: valori[0]})
	}
	slices.SortFunc(v.Props.Hidden, func(a, b ui.Hidden) int { return strings.Compare(a.Name, b.Name) })
	if testo := s.filtro.String(); testo != "" {
		condizioni, _ := url.ParseQuery(testo)
		for _, k := range filter.Keys {
			for _, x := range condizioni[k] {
				v.Props.Hidden = append(v.Props.Hidden, ui.Hidden{Name: k, Value: x})
			}
		}
	}
	for _, c := range s.condizioni() {
		v.Props.Active = append(v.Props.Active, ui.Link{Text: c.testo, URL: s.indirizzo(pagina, altri(q), c.senza)})
	}
	v.Modi = []ui.Option{{Value: string(filter.Started), Label: "Cominciate nel periodo"}, {Value: string(filter.Ended), Label: "Finite nel periodo"}, {Value: string(filter.Touching), Label: "Aperte nel periodo"}, {Value: string(filter.Contained), Label: "Tutte dentro il periodo"}}
	v.Attivita = []ui.Option{{Value: "", Label: "Qualsiasi"}}
	for _, a := range ordinate(s.Log.Activities) {
		v.Attivita = append(v.Attivita, ui.Option{Value: a, Label: a})
	}
	v.Attributi = attributiFiltro(s.Log)
	v.Filtrata = !s.filtro.IsZero()
	v.Selezione = esame.Quanti(s.vista.Cases(), "caso", "casi") + " su " + kernel.Numero(int64(len(s.Log.Cases)))
	for _, f := range s.Filtri {
		if x, err := filter.Parse(f.Testo); err == nil {
			v.Salvati = append(v.Salvati, ui.Link{Text: f.Nome, URL: s.indirizzo(pagina, altri(q), x), Current: x.String() == s.filtro.String()})
		}
	}
	v.Indirizzo = s.indirizzo(pagina, altri(q), s.filtro)
	v.Orologio = s.sceltaOrologio(pagina, q)
	return v
}

func ordinate(nomi []string) []string {
	out := slices.Clone(nomi)
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(kernel.Fold(a), kernel.Fold(b)) })
	return out[:min(len(out), maxVociFiltro)]
}

// attributiFiltro offers the values of the further columns that have few.
func attributiFiltro(l *eventlog.Log) []ui.Option {
	out := []ui.Option{{Value: "", Label: "Qualsiasi"}}
	for _, a := range l.Attributes {
		if len(a.Values) > 25 {
			continue
		}
		for _, x := range ordinate(a.Values) {
			if x != "" && len(out) < maxVociFiltro {
				out = append(out, ui.Option{Value: filter.Filter{Attributes: []filter.Attribute{{Name: a.Name, Values: filter.Values{Values: []string{x}}}}}.String(), Label: a.Name + ": " + x})
			}
		}
	}
	return out
}

// daModulo is what the form of the filters asks for. The error is for people.
func daModulo(q url.Values) (f filter.Filter, err error) {
	dal, err := giornoDi(q.Get("dal"))
	if err != nil {
		return f, err
	}
	al, err := giornoDi(q.Get("al"))
	if err != nil {
		return f, err
	}
	if !dal.IsZero() || !al.IsZero() {
		p := filter.Period{Mode: filter.Mode(q.Get("modo")), From: filter.NoStart, To: filter.NoEnd}
		if !slices.Contains([]filter.Mode{filter.Started, filter.Ended, filter.Touching, filter.Contained}, p.Mode) {
			p.Mode = filter.Started
		}
		if !dal.IsZero() {
			p.From = dal.Start().Time().UnixMicro()
		}
		if !al.IsZero() {
			p.To = al.AddDays(1).Start().Time().UnixMicro()
		}
		if p.From > p.To {
			return f, kernel.E(kernel.NonValido, "La prima data è dopo la seconda.")
		}
		f.Periods = append(f.Periods, p)
	}
	if x := q.Get("con_passo"); x != "" {
		f.With = append(f.With, filter.Names{x})
	}
	if x := q.Get("senza_passo"); x != "" {
		f.Without = append(f.Without, x)
	}
	if x := q.Get("valore"); x != "" {
		a, err := filter.Parse(x)
		if err != nil {
			return f, kernel.E(kernel.NonValido, "Il valore scelto non si riconosce.")
		}
		f = filter.And(f, a)
	}
	durata, err := durataDi(q.Get("durata_da"), q.Get("durata_a"))
	if err != nil {
		return f, err
	}
	return filter.And(f, durata), nil
}

func giornoDi(testo string) (kernel.Day, error) {
	if testo = strings.TrimSpace(testo); testo == "" {
		return kernel.Day{}, nil
	}
	d, err := kernel.ParseDay(testo)
	if err != nil {
		return d, kernel.E(kernel.NonValido, "La data «"+testo+"» non esiste: scriverla come gg/mm/aaaa.")
	}
	return d, nil
}

// durataDi reads lengths in calendar days of 24 hours.
func durataDi(da, a string) (filter.Filter, error) {
	r := filter.Range{Min: filter.NoStart, Max: filter.NoEnd}
	for i, testo := range []string{da, a} {
		testo = strings.Replace(strings.TrimSpace(testo), ",", ".", 1)
		if testo == "" {
			continue
		}
		n, err := strconv.ParseFloat(testo, 64)
		if err != nil || n < 0 || n > 100_000 || math.IsNaN(n) {
			return filter.Filter{}, kernel.E(kernel.NonValido, "La durata «"+testo+"» non è un numero di giorni di calendario.")
		}
		micro := int64(n * 24 * 3600 * 1e6)
		if i == 0 {
			r.Min = micro
		} else {
			r.Max = micro
		}
	}
	if r.Min == filter.NoStart && r.Max == filter.NoEnd {
		return filter.Filter{}, nil
	}
	return filter.Filter{Durations: []filter.Range{r}}, nil
}

// condizione is one condition in force and the selection without it.
type condizione struct {
	testo string
	senza filter.Filter
}

// condizioni tells the conditions of the selection, one by one.
func (s *studio) condizioni() (out []condizione) {
	query, _ := url.ParseQuery(s.filtro.String())
	for _, k := range filter.Keys {
		for i := range query[k] {
			sola := url.Values{k: {query[k][i]}}
			resto := url.Values{}
			for altra, valori := range query {
				resto[altra] = slices.Clone(valori)
			}
			resto[k] = slices.Delete(resto[k], i, i+1)
			una, err := filter.FromQuery(sola)
			senza, err2 := filter.FromQuery(resto)
			if err == nil && err2 == nil {
				out = append(out, condizione{raccontaFiltro(una), senza})
			}
		}
	}
	return out
}

// raccontaFiltro says one condition in words.
func raccontaFiltro(f filter.Filter) string {
	switch {
	case len(f.Periods) > 0:
		return raccontaPeriodo(f.Periods[0])
	case len(f.With) > 0:
		return "con " + virgolette(f.With[0], " o ")
	case len(f.Without) > 0:
		return "senza " + virgolette(f.Without, " o ")
	case len(f.First) > 0:
		return "cominciano con " + virgolette(f.First[0], " o ")
	case len(f.Last) > 0:
		return "finiscono con " + virgolette(f.Last[0], " o ")
	case len(f.Finished) > 0:
		return "concluse con " + virgolette(f.Finished[0], " o ")
	case len(f.Follows) > 0:
		x := f.Follows[0]
		come := " seguito da "
		if x.Eventually {
			come = " seguito, anche più tardi, da "
		}
		if x.Not {
			come = " mai" + come
		}
		return "«" + x.A + "»" + come + "«" + x.B + "»"
	case len(f.Variants) > 0:
		return raccontaVarianti(f.Variants[0])
	case len(f.Attributes) > 0:
		return f.Attributes[0].Name + ": " + raccontaValori(f.Attributes[0].Values)
	case len(f.Resources) > 0:
		return "operatore: " + raccontaValori(f.Resources[0])
	case len(f.Durations) > 0:
		return "durata " + raccontaIntervallo(f.Durations[0], func(n int64) string { return esame.Durata(float64(n) / 1e6) })
	case len(f.Events) > 0:
		return "numero di eventi " + raccontaIntervallo(f.Events[0], kernel.Numero)
	case len(f.Hidden) > 0:
		return "senza mostrare " + virgolette(f.Hidden, ", ")
	}
	return "selezione"
}

func virgolette(nomi []string, fra string) string {
	return "«" + strings.Join(nomi, "»"+fra+"«") + "»"
}

func raccontaPeriodo(p filter.Period) string {
	come := map[filter.Mode]string{filter.Started: "cominciate", filter.Ended: "finite", filter.Touching: "aperte", filter.Contained: "tutte dentro il periodo"}[p.Mode]
	if p.From != filter.NoStart {
		come += " dal " + giornoMicro(p.From).InItaliano()
	}
	if p.To != filter.NoEnd {
		come += " fino al " + giornoMicro(p.To-1).InItaliano()
	}
	return come
}

func giornoMicro(t int64) kernel.Day { return kernel.InstantOf(time.UnixMicro(t)).Day() }

func raccontaVarianti(v filter.Variants) string {
	switch {
	case v.Top == 1:
		return "percorso più frequente"
	case v.Top > 0:
		return "i " + kernel.Numero(int64(v.Top)) + " percorsi più frequenti"
	case v.Coverage > 0:
		return "percorsi più frequenti fino al " + esame.Percento(v.Coverage) + " dei casi"
	case len(v.IDs) == 1:
		return "un solo percorso"
	}
	return kernel.Numero(int64(len(v.IDs))) + " percorsi scelti"
}

func raccontaValori(v filter.Values) string {
	nomi := slices.Clone(v.Values)
	for i, x := range nomi {
		if x == "" {
			nomi[i] = "nessun valore"
		}
	}
	testo := strings.Join(nomi, " o ")
	if v.Not {
		return "non " + testo
	}
	return testo
}

func raccontaIntervallo(r filter.Range, scrivi func(int64) string) string {
	switch {
	case r.Min == filter.NoStart:
		return "fino a " + scrivi(r.Max)
	case r.Max == filter.NoEnd:
		return "da " + scrivi(r.Min) + " in su"
	}
	return "da " + scrivi(r.Min) + " a " + scrivi(r.Max)
}

// salvabile adds the form that keeps the selection with a name.
func (s *studio) salvabile(v *vistaFiltri, pagina string) {
	if s.servizio() {
		return
	}
	v.Salva = &salvaFiltro{Azione: s.URL + "/filtri", Token: web.NewSubmission(), Testo: s.filtro.String(), Pagina: pagina}
}
