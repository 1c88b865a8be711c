package analisiweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/simulation"
	"pass/internal/mining/timing"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaSimula is the page of the what-if.
type vistaSimula struct {
	Pagina   ui.Page
	Schede   []ui.Link
	Filtri   vistaFiltri
	Avviso   *ui.Alert
	Errore   *ui.Alert // what was asked and cannot be tried
	Vuoto    *ui.EmptyStateProps
	Seconda  string // the backlog, after the sentence of the lead
	Modulo   moduloSimula
	Proposte []ui.CardProps
	Togli    string // the address without the scenario; empty when there is none
	Cifre    ui.Table
	Curva    ui.PlotProps
	Ipotesi  []string
	Prova    []string
	Limiti   []string
}

// moduloSimula is the form of the scenario: all of it stays in the address.
type moduloSimula struct {
	Form                                    ui.FormProps
	Valori                                  map[string]string
	Persone, Quante, Passi, Attese, Cicli   []ui.Option
	Sedute                                  []ui.Option
	SenzaPersone, SenzaSedute, SenzaRitorni bool
}

// The keys of the scenario in the address.
var chiaviSimula = []string{"persone_a", "persone", "passo", "meno", "giorni", "attesa", "attesa_meno", "attesa_giorni", "ciclo", "sedute_a", "sedute", "arrivi"}

// The budget of a page: enough runs for steady intervals, few enough for an
// answer in about a second.
const (
	ripetizioniPagina = 60
	eventiPagina      = 1_500_000
	ripetizioniProva  = 30
	eventiProva       = 500_000
	eventiSimulati    = 60_000
	maxVociSimula     = 60 // steps offered, the most frequent
)

func (d Deps) simula(c *web.Context, s *studio) error {
	return c.HTML(http.StatusOK, paginaSimula(vediSimula(s, c.R.URL.Query())))
}

// fineRegistro is the last instant that the log knows of, not beyond now.
func (s *studio) fineRegistro() int64 {
	fine := slices.Max(s.Log.Time)
	if ora := s.ora.Time().UnixMicro(); fine > ora {
		return ora
	}
	return fine
}

// recenti keeps the cases begun last, as many as hold about so many events, so
// that a page answers in time on a large log. The text says so, empty when
// nothing was left out.
func (s *studio) recenti(eventi int) (*eventlog.View, string) {
	casi, somma := slices.Clone(s.vista.Kept), 0
	slices.SortStableFunc(casi, func(a, b int32) int { return cmp.Compare(prima(s.Log, b), prima(s.Log, a)) })
	for i, c := range casi {
		if somma += int(s.Log.Start[c+1] - s.Log.Start[c]); somma > eventi && i > 0 {
			casi = casi[:i]
			break
		}
	}
	if len(casi) == len(s.vista.Kept) {
		return s.vista, ""
	}
	slices.Sort(casi)
	v := *s.vista
	v.Kept = casi
	_, molti := s.parola()
	return &v, "Per rispondere in tempo si guardano solo le " + kernel.Numero(int64(len(casi))) + " " + molti + " cominciate più di recente: filtrare un periodo per vedere le altre."
}

// finiDelRegistro says which activities conclude, nil when nobody said.
func (s *studio) finiDelRegistro() []bool {
	d := s.dati()
	if !d.HaFini() {
		return nil
	}
	return d.Fini()
}

// opzioniSimula calibrates on what is known of the log.
func (s *studio) opzioniSimula() simulation.Options {
	o := simulation.Options{Now: s.fineRegistro(), Ends: s.finiDelRegistro()}
	if s.Confermati || o.Ends != nil {
		o.Kind = s.Passi
	}
	for _, x := range timing.FindSessions(s.vista) {
		if x.PeriodDays > 0 {
			if o.BatchEvery == nil {
				o.BatchEvery = make([]float64, len(s.Log.Activities))
			}
			o.BatchEvery[x.Activity] = x.PeriodDays * secondiGiorno
		}
	}
	return o
}

func vediSimula(s *studio, q url.Values) vistaSimula {
	v := vistaSimula{Schede: s.schede("/simula"), Filtri: s.filtri("/simula", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/simula")
	if s.vista.Cases() == 0 {
		v.Pagina, v.Vuoto = s.pagina("E se…", "Nessun caso risponde ai filtri scelti."), s.nessuno("/simula")
		return v
	}
	o := s.opzioniSimula()
	vista, parte := s.recenti(eventiSimulati)
	m := simulation.Calibrate(vista, o)
	_, molti := s.parola()
	if m.Unknown != "" {
		v.Pagina = s.pagina("E se…", "Su questo registro non si può simulare niente.")
		v.Vuoto = &ui.EmptyStateProps{Title: "Troppo poco per simulare", Text: esame.PercheSimulazione(m.Unknown, m.Completed, molti)}
		if !s.filtro.IsZero() {
			v.Vuoto.Links = []ui.Link{{Text: "Togli i filtri", URL: s.URL + "/simula"}}
		}
		return v
	}
	x := leggiScenario(s.Log, m, q)
	v.Modulo = s.moduloSimula(m, q)
	v.Errore = x.errore()
	v.rispondi(s, m, x)
	if len(x.modifiche) == 0 {
		v.Proposte = s.proposte(m)
	} else {
		v.Togli = s.qui("/simula")
	}
	v.Ipotesi, v.Limiti = append(v.Ipotesi, ipotesiSimula(s, m)...), limitiSimula(m, v.Modulo)
	if parte != "" {
		v.Limiti = append([]string{parte}, v.Limiti...)
	}
	v.Prova = esame.FrasiProva(simulation.Try(vista, o, 0, 0, simulation.Budget{Replications: ripetizioniProva, Events: eventiProva, Seed: seme}), molti)
	return v
}

// rispondi runs the scenario and tells what it found.
func (v *vistaSimula) rispondi(s *studio, m *simulation.Model, x scenario) {
	_, molti := s.parola()
	var scenari []simulation.Scenario
	if len(x.modifiche) > 0 {
		scenari = []simulation.Scenario{{Name: x.nome(), Changes: x.modifiche}}
	}
	out := m.Run(scenari, simulation.Budget{Replications: ripetizioniPagina, Events: eventiPagina, Seed: seme})
	base, scelto := &out.Base, &out.Base
	lead := esame.FraseBase(base, molti)
	if len(out.Scenarios) > 0 {
		scelto = &out.Scenarios[0]
		lead = esame.FraseScenario(x.nome(), base, scelto)
	}
	v.Pagina = s.pagina("E se…", lead)
	v.Seconda = esame.FraseArretrato(scelto.Cleared, molti, out.Ran.Clearing)
	v.Cifre = cifreSimula(out, molti)
	v.Curva = curvaSimula(out, m, molti)
	v.Ipotesi = corsaSimula(out)
}

// scenario is what the address asks to change, in words and for the engine.
type scenario struct {
	modifiche []simulation.Change
	parole    []string // after "con"
	problemi  []string
}

// nome is the scenario in words: "con una persona in più su «Istruttoria» e con il 10% di arrivi in meno".
func (x *scenario) nome() string {
	if len(x.parole) < 2 {
		return strings.Join(x.parole, "")
	}
	n := len(x.parole) - 1
	return strings.Join(x.parole[:n], ", ") + " e " + x.parole[n]
}

func (x *scenario) errore() *ui.Alert {
	if len(x.problemi) == 0 {
		return nil
	}
	return &ui.Alert{Tone: ui.Warning, Title: "Una parte dello scenario non si può provare.", Text: "Il resto è calcolato senza di essa.", Items: x.problemi}
}

// prova adds a change if the model can bear it.
func (x *scenario) prova(l *eventlog.Log, m *simulation.Model, c simulation.Change, parole string) {
	if p := m.Check(c); p != "" {
		nome := ""
		if int(c.Activity) < len(l.Activities) {
			nome = l.Activities[c.Activity]
		}
		x.problemi = append(x.problemi, esame.PercheNonSiProva(p, nome))
		return
	}
	x.modifiche, x.parole = append(x.modifiche, c), append(x.parole, parole)
}

// attivitaDi finds an activity by name; one that is not there is told.
func (x *scenario) attivitaDi(l *eventlog.Log, nome string) (int32, bool) {
	if nome == "" {
		return 0, false
	}
	i := slices.Index(l.Activities, nome)
	if i < 0 {
		x.problemi = append(x.problemi, "Nel registro non c’è l’attività «"+nome+"».")
		return 0, false
	}
	return int32(i), true
}

// numero reads a number of the form between two limits; an empty one is none.
func (x *scenario) numero(q url.Values, chiave string, da, a float64) (float64, bool) {
	testo := strings.TrimSpace(q.Get(chiave))
	if testo == "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(strings.Replace(strings.TrimSuffix(testo, "%"), ",", ".", 1), 64)
	if err != nil || !(n >= da && n <= a) {
		x.problemi = append(x.problemi, "«"+testo+"» non va bene: serve un numero da "+kernel.Decimale(da, 0)+" a "+kernel.Decimale(a, 0)+".")
		return 0, false
	}
	return n, true
}

func leggiScenario(l *eventlog.Log, m *simulation.Model, q url.Values) (x scenario) {
	x.persone(l, m, q)
	x.passo(l, m, q)
	x.attesa(l, m, q)
	if a, ok := x.attivitaDi(l, q.Get("ciclo")); ok {
		x.prova(l, m, simulation.Change{What: simulation.NoLoop, Activity: a}, "senza ripetere «"+l.Activities[a]+"»")
	}
	if a, ok := x.attivitaDi(l, q.Get("sedute_a")); ok {
		if n, ok := x.numero(q, "sedute", 1, 365); ok {
			x.prova(l, m, simulation.Change{What: simulation.BatchEvery, Activity: a, Value: n * secondiGiorno}, "con «"+l.Activities[a]+"» ogni "+esame.Giorni(n))
		}
	}
	if n, ok := x.numero(q, "arrivi", -100, 900); ok && n != 0 {
		come := " di arrivi in più"
		if n < 0 {
			come = " di arrivi in meno"
		}
		x.prova(l, m, simulation.Change{What: simulation.Arrivals, Value: 1 + n/100}, "con "+esame.IlPercento(max(n, -n)/100)+come)
	}
	return x
}

// persone are more or fewer people than the pool has.
func (x *scenario) persone(l *eventlog.Log, m *simulation.Model, q url.Values) {
	a, ok := x.attivitaDi(l, q.Get("persone_a"))
	if !ok {
		return
	}
	n, ok := x.numero(q, "persone", -50, 50)
	if !ok || n == 0 {
		return
	}
	oggi, nome := 0, l.Activities[a]
	for _, p := range m.Pools {
		if slices.Contains(p.Activities, a) {
			oggi, nome = p.Staff, l.Activities[testaPool(m, p)]
		}
	}
	quante, come := int(n), " in più"
	if n < 0 {
		quante, come = -quante, " in meno"
	}
	parole := "con " + esame.Quanti(quante, "persona", "persone") + come + " su «" + nome + "»"
	if quante == 1 {
		parole = "con una persona" + come + " su «" + nome + "»"
	}
	x.prova(l, m, simulation.Change{What: simulation.StaffOf, Activity: a, Value: float64(oggi + int(n))}, parole)
}

func (x *scenario) passo(l *eventlog.Log, m *simulation.Model, q url.Values) {
	a, ok := x.attivitaDi(l, q.Get("passo"))
	if !ok {
		return
	}
	nome := "con «" + l.Activities[a] + "»"
	if n, ok := x.numero(q, "giorni", 0, 3650); ok {
		x.prova(l, m, simulation.Change{What: simulation.StepTarget, Activity: a, Value: n * secondiGiorno}, nome+" in "+esame.Giorni(n)+" di media")
	} else if n, ok := x.numero(q, "meno", 1, 99); ok {
		x.prova(l, m, simulation.Change{What: simulation.StepBy, Activity: a, Value: 1 - n/100}, nome+" più rapido "+esame.DelPercento(n/100))
	}
}

func (x *scenario) attesa(l *eventlog.Log, m *simulation.Model, q url.Values) {
	a, ok := x.attivitaDi(l, q.Get("attesa"))
	if !ok {
		return
	}
	nome := "con l’attesa di «" + l.Activities[a] + "»"
	if n, ok := x.numero(q, "attesa_giorni", 0, 3650); ok {
		x.prova(l, m, simulation.Change{What: simulation.WaitAtMost, Activity: a, Value: n * secondiGiorno}, nome+" mai oltre "+esame.Giorni(n))
	} else if n, ok := x.numero(q, "attesa_meno", 1, 100); ok {
		x.prova(l, m, simulation.Change{What: simulation.WaitBy, Activity: a, Value: 1 - n/100}, nome+" ridotta "+esame.DelPercento(n/100))
	}
}
