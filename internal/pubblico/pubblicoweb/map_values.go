package pubblicoweb

import (
	"math"
	"net/url"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/pubblico"
	"pass/internal/ui"
)

// mapFigureKind is a figure that the map may show.
type mapFigureKind struct {
	Code, Label string
	Unit        string // after a number in a sentence
	Column      string // head of the table
	Procedure   bool   // it is of one procedure in one semester
	Count       bool   // whole numbers: zero is a class of its own
}

// mapFigures are the figures of the map, the first shown at first.
var mapFigures = []mapFigureKind{
	{Code: "ricevute", Label: "Richieste ricevute", Unit: "richieste", Column: "Richieste ricevute", Count: true},
	{Code: "evase", Label: "Richieste evase", Unit: "richieste", Column: "Richieste evase", Count: true},
	{Code: "aderenti", Label: "Enti che hanno aderito, su cento", Unit: "enti su cento", Column: "Enti aderenti, su cento"},
	{Code: "presa", Label: "Tempo di presa in carico", Unit: "giorni di calendario", Column: "Presa in carico, giorni di calendario"},
	{Code: "chiusura", Label: "Tempo di chiusura", Unit: "giorni di calendario", Column: "Chiusura, giorni di calendario"},
	{Code: "durata", Label: "Durata media di un procedimento", Unit: "giorni di calendario", Column: "Durata media, giorni di calendario", Procedure: true},
	{Code: "arretrato", Label: "Arretrato di un procedimento", Unit: "pratiche", Column: "Arretrato, pratiche", Procedure: true, Count: true},
}

// mapChoice is what the reader asked the map to show.
type mapChoice struct {
	figure    mapFigureKind
	procedure string // its code, when the figure has one
	name      string // of the procedure
	semester  pubblico.SemestrePubblico
	query     string // canonical
}

// chooseMap reads the form: what is not known becomes the first choice.
func chooseMap(pub *pubblico.Pubblicato, figure, procedure string) mapChoice {
	out := mapChoice{figure: mapFigures[0]}
	q := url.Values{}
	if i := slices.IndexFunc(mapFigures, func(f mapFigureKind) bool { return f.Code == figure }); i >= 0 {
		out.figure = mapFigures[i]
		q.Set("cifra", figure)
	}
	if all := pub.Misure.Misure.Semestri; len(all) > 0 {
		out.semester = all[0]
		out.procedure = regionPlace(pub).main(all[0], procedure)
		if out.procedure == procedure && procedure != "" {
			q.Set("procedimento", procedure)
		}
		x, _ := measuredProcedure(all[0], out.procedure)
		out.name = x.Nome
	}
	out.query = q.Encode()
	return out
}

// title says what the map shows.
func (m mapChoice) title() string {
	if m.figure.Procedure && m.name != "" {
		return m.figure.Label[:len(m.figure.Label)-len(" di un procedimento")] + ": " + m.name
	}
	return m.figure.Label
}

// mapValue is the figure of one territory.
type mapValue struct {
	v     float64
	known bool
	cell  ui.Cell
}

func unknownValue(cell ui.Cell) mapValue { return mapValue{cell: cell} }

// measureValue is a mean or a median.
func measureValue(m pubblico.Misura, cifra, one, many string) mapValue {
	cell := measured(m, cifra, one, many)
	if !m.Nota() {
		return unknownValue(cell)
	}
	return mapValue{*m.Valore, true, cell}
}

func countValue(n int64, cifra string) mapValue {
	return mapValue{float64(n), true, ui.CitedCell(citeCount(n, cifra), "")}
}

// activity reads a figure of requests.
func (m mapChoice) activity(s scope, joined, all int64) mapValue {
	switch m.figure.Code {
	case "evase":
		return countValue(s.cifre.Evase, s.cite("evase"))
	case "aderenti":
		if all == 0 {
			return unknownValue(ui.Cell{Text: "n.d.", Sub: "nessun ente"})
		}
		share := math.Round(1000*float64(joined)/float64(all)) / 10
		return mapValue{share, true, ui.Cell{Text: decimal(share), Sub: "sono " + kernel.Numero(joined) + " su " + kernel.Numero(all)}}
	case "presa":
		return measureValue(s.cifre.PresaInCarico, s.cite("presa_in_carico_giorni_mediana"), "caso", "casi")
	case "chiusura":
		return measureValue(s.cifre.Chiusura, s.cite("chiusura_giorni_mediana"), "caso", "casi")
	}
	return countValue(s.cifre.Ricevute, s.cite("ricevute"))
}

// monitoring reads a figure of a procedure.
func (m mapChoice) monitoring(r reading) mapValue {
	if m.figure.Code == "durata" {
		if !r.known {
			return unknownValue(ui.Cell{Text: "n.d.", Sub: "nessun dato approvato"})
		}
		cell := r.timeOf(r.m.DurataMedia, "durata_media_giorni_di_calendario")
		if !r.m.DurataMedia.Nota() {
			return unknownValue(cell)
		}
		return mapValue{*r.m.DurataMedia.Valore, true, cell}
	}
	if r.m.Arretrato == nil {
		why := r.whyNotLate()
		if why == "" {
			why = "nessun dato approvato"
		}
		return unknownValue(ui.CitedCell(r.late(), why))
	}
	return mapValue{float64(*r.m.Arretrato), true, ui.CitedCell(r.late(), "")}
}

// province gives the figure of a province.
func (m mapChoice) province(pub *pubblico.Pubblicato, sigla string) mapValue {
	if m.figure.Procedure {
		return m.monitoring(regionPlace(pub).scopeAt(m.semester, m.procedure, "provincia", sigla))
	}
	x, ok := pub.Provincia(sigla)
	if !ok {
		return unknownValue(ui.Cell{Text: "n.d.", Sub: "fuori dal registro"})
	}
	return m.activity(provinceScope(pub.Vista, x), x.EntiAderenti, x.EntiTotali)
}

// comuni gives the figure of each Comune, by ISTAT code.
func (m mapChoice) comuni(pub *pubblico.Pubblicato) func(istat string) mapValue {
	if m.figure.Procedure {
		rows := map[string]reading{}
		for _, x := range pub.Storico.Procedimento(m.semester.Semestre, m.procedure) {
			rows[x.Ente] = reading{x.Misure, true, mark("tempi-enti", m.semester.Semestre.String(), x.Ente, m.procedure)}
		}
		return func(istat string) mapValue { return m.monitoring(rows[istat]) }
	}
	return func(istat string) mapValue {
		e := pub.Ente(istat)
		if e == nil {
			return unknownValue(ui.Cell{Text: "n.d.", Sub: "fuori dal registro"})
		}
		if m.figure.Code == "aderenti" {
			if e.Aderente {
				return mapValue{100, true, ui.TextCell("Ha aderito")}
			}
			return mapValue{0, true, ui.TextCell("Non ha ancora aderito")}
		}
		return m.activity(bodyScope(pub.Vista, *e), 0, 0)
	}
}

// mapClasses are at most five intervals with round limits. Limits[i] is where
// class i+1 begins.
type mapClasses struct {
	limits []float64
	zero   bool // the first class is zero alone
	yesNo  bool // joined or not: no number to read
}

// maxClasses is how many classes a map has.
const maxClasses = 5

// newMapClasses splits the values into classes of about as many territories,
// at round limits.
func newMapClasses(values []float64, kind mapFigureKind) mapClasses {
	var out mapClasses
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	n := maxClasses
	if kind.Count {
		out.zero = true
		sorted = slices.DeleteFunc(sorted, func(v float64) bool { return v <= 0 })
		out.limits = append(out.limits, 1)
		n--
	}
	if len(sorted) == 0 {
		return out
	}
	last := math.Inf(-1)
	if out.zero {
		last = 1
	}
	for i := 1; i < n; i++ {
		limit := roundLimit(sorted[len(sorted)*i/n], kind.Count)
		if limit > last && limit > sorted[0] && limit <= sorted[len(sorted)-1] {
			out.limits, last = append(out.limits, limit), limit
		}
	}
	return out
}

// roundLimit is the number with one figure, or with a half, nearest to v.
func roundLimit(v float64, whole bool) float64 {
	if v <= 0 {
		return 0
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	best := power
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10} {
		x := m * power
		if whole && x != math.Trunc(x) {
			continue
		}
		if math.Abs(x-v) < math.Abs(best-v) {
			best = x
		}
	}
	return best
}

// of is the class of a value.
func (c mapClasses) of(v float64) int {
	i := 0
	for _, l := range c.limits {
		if v >= l {
			i++
		}
	}
	return i
}

// texts say the classes in words.
func (c mapClasses) texts() []string {
	if c.yesNo {
		return []string{"Non ha ancora aderito", "Ha aderito"}
	}
	if len(c.limits) == 0 {
		return []string{"tutti i valori"}
	}
	whole := c.zero
	for _, l := range c.limits {
		whole = whole && l == math.Trunc(l)
	}
	out := []string{"meno di " + decimal(c.limits[0])}
	if c.zero {
		out[0] = "nessuna"
	}
	for i, l := range c.limits {
		switch {
		case i == len(c.limits)-1:
			out = append(out, decimal(l)+" e oltre")
		case whole && c.limits[i+1]-1 == l:
			out = append(out, decimal(l))
		case whole:
			out = append(out, "da "+decimal(l)+" a "+decimal(c.limits[i+1]-1))
		default:
			out = append(out, "da "+decimal(l)+" a meno di "+decimal(c.limits[i+1]))
		}
	}
	return out
}

// mapColours go from light to dark, told apart by who does not see colours.
var mapColours = [maxClasses]string{"#dbe9f6", "#a9cce8", "#6aa5d6", "#2f77b8", "#0b3d73"}

// colour is that of a class among n: with few classes they stand further apart.
func colour(class, n int) string {
	if n <= 1 {
		return mapColours[2]
	}
	return mapColours[class*(maxClasses-1)/(n-1)]
}

func px(n int) string { return strconv.Itoa(n) }
