package analisiweb

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/conformance"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaLegge is the page that compares the cases with the path of the law.
type vistaLegge struct {
	Pagina  ui.Page
	Schede  []ui.Link
	Filtri  vistaFiltri
	Avviso  *ui.Alert
	Vuoto   *ui.EmptyStateProps
	Modelli []ui.Link
	Fonte   []string // the law of the path and what is to be verified
	Cifre   []ui.FigureProps
	Scarti  blocco
	Passi   ui.Table
	Modulo  *moduloLegge // nil: the actor may not say which activity is which step, or the path is not of the law
	Errori  ui.Errors
	Limiti  []string
}

// usuale is the path of most cases, in the address: it has no legal value.
const usuale = "usuale"

// perProcedimento are the ready paths of the procedures of the catalogue.
var perProcedimento = map[string]string{"permesso-di-costruire": "permesso-costruire", "autorizzazione-paesaggistica": "autorizzazione-paesaggistica"}

// modello chooses the path: the one asked for, else that of the procedure of
// the request, else the general one.
func (s *studio) modello(chiesto string) (m *conformance.Model, codice string) {
	if chiesto == usuale {
		if m, o := conformance.UsualPath(s.vista); o.NotKnown == "" {
			return m, usuale
		}
	}
	if m := conformance.LegalByCode(chiesto); m != nil {
		return m, chiesto
	}
	codice = "legge-241"
	if x, ok := perProcedimento[s.Procedimento.Codice]; ok {
		codice = x
	}
	return conformance.LegalByCode(codice), codice
}

// confronta checks the selection against the path.
func (s *studio) confronta(chiesto string) (*conformance.Report, string, error) {
	m, codice := s.modello(chiesto)
	o := conformance.Options{Kinds: s.Passi, Calendar: s.Legale, Steps: s.Percorsi[codice]}
	if s.Confermati {
		o.Now = s.ora.Day()
	}
	r, err := conformance.Check(s.vista, m, o)
	return r, codice, err
}

func (d Deps) legge(c *web.Context, s *studio) error {
	v, err := vediLegge(s, c.R.URL.Query())
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaLegge(v))
}

func vediLegge(s *studio, q url.Values) (vistaLegge, error) {
	v := vistaLegge{Schede: s.schede("/legge"), Filtri: s.filtri("/legge", q), Avviso: s.avviso}
	s.salvabile(&v.Filtri, "/legge")
	if s.vista.Cases() == 0 {
		v.Pagina = s.pagina("Legge", "Nessun caso risponde ai filtri scelti.")
		v.Vuoto = s.nessuno("/legge")
		return v, nil
	}
	r, codice, err := s.confronta(q.Get("percorso"))
	if err != nil {
		return v, err
	}
	for _, m := range conformance.Legal() {
		v.Modelli = append(v.Modelli, ui.Link{Text: m.Name, URL: s.qui("/legge", "percorso", m.Code), Current: m.Code == codice})
	}
	v.Modelli = append(v.Modelli, ui.Link{Text: "Percorso più seguito", URL: s.qui("/legge", "percorso", usuale), Current: codice == usuale})
	v.Fonte = fonteModello(r.Model, codice)
	v.Passi = s.passiModello(r)
	v.Modulo = s.moduloLegge(r, codice)
	v.Limiti = s.limitiLegge(r)
	if r.NotKnown != "" {
		v.Pagina = s.pagina("Percorso di legge", "Il registro non basta per il confronto: nessuna attività si riconosce tra i passi del percorso.")
		v.Scarti.Niente = "Nessun confronto. I passi si riconoscono dai nomi e dal significato delle attività: nella scheda «Colli di bottiglia» si possono confermare."
		return v, nil
	}
	v.Pagina = s.pagina("Percorso di legge", s.titoloLegge(r))
	v.Cifre = s.cifreLegge(r)
	v.Scarti = s.scarti(r, codice)
	return v, nil
}

func (s *studio) titoloLegge(r *conformance.Report) string {
	uno, molti := s.parola()
	if r.Conforming == r.Cases {
		return fmt.Sprintf("%s: nel registro nessuna si scosta dal percorso «%s».", esame.Maiuscola(esame.Quanti(r.Cases, uno, molti)), r.Model.Name)
	}
	return fmt.Sprintf("%s su %s %s il percorso «%s» (%s), per quanto si legge nel registro.", esame.Maiuscola(esame.Quanti(r.Conforming, uno, molti)), kernel.Numero(int64(r.Cases)), plurale(r.Conforming, "segue", "seguono"),
		r.Model.Name, esame.Percento(float64(r.Conforming)/float64(r.Cases)))
}

func (s *studio) cifreLegge(r *conformance.Report) []ui.FigureProps {
	_, molti := s.parola()
	return []ui.FigureProps{
		{Label: "Seguono il percorso", Value: esame.Percento(float64(r.Conforming) / float64(r.Cases)), Unit: kernel.Numero(int64(r.Conforming)) + " " + molti, N: "su " + kernel.Numero(int64(r.Cases))},
		{Label: "Aderenza dei passi", Value: esame.Percento(r.Fitness), Unit: "dei passi al loro posto"},
		{Label: "Ancora aperte", Value: kernel.Numero(int64(r.Open)), Unit: molti + ", per cui i passi futuri non mancano"},
	}
}

// fonteModello tells where the path comes from and what is to be verified.
func fonteModello(m *conformance.Model, codice string) (out []string) {
	if codice == usuale {
		return []string{"Questo è il percorso che le pratiche seguono più spesso: non ha valore di legge."}
	}
	out = append(out, "Fonte: "+m.Source+".")
	if m.Note != "" {
		out = append(out, m.Note)
	}
	return append(out, "Il confronto guarda ciò che il registro riporta: non è un giudizio sull’atto. Un passo può esserci stato senza essere scritto.")
}

// chiaveScarto names a finding in the address, the same for the same path.
func chiaveScarto(f *conformance.Finding) string {
	return strings.Join([]string{string(f.Kind), strconv.Itoa(int(f.Rule.Part)), strconv.Itoa(f.Rule.Index), f.Step, strconv.Itoa(int(f.Activity))}, ":")
}

// scarti lists the departures from the path, the most cases first.
func (s *studio) scarti(r *conformance.Report, codice string) (b blocco) {
	_, molti := s.parola()
	if len(r.Findings) == 0 {
		b.Niente = "Nessuno scostamento, per quanto si legge nel registro."
		return b
	}
	t := ui.Table{Caption: "Scostamenti dal percorso", HideCaption: true, Columns: []ui.Column{{Text: "Che cosa"}, {Text: "Regola"}, {Text: esame.Maiuscola(molti), Numeric: true}, {Text: "Quota", Numeric: true}, {Text: "Ritardo"}}}
	for i := range r.Findings {
		f := &r.Findings[i]
		regola := ui.TextCell(f.Law.Source)
		if f.Law.Source == "" {
			regola.Text = "percorso più seguito"
		}
		regola.Sub = f.Law.Note
		if f.Law.Uncertain {
			regola.Sub = strings.TrimSpace("Da verificare prima di farla valere. " + f.Law.Note)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(s.diceScarto(r.Model, f), s.qui("/casi", "legge", chiaveScarto(f), "percorso", codice)), regola,
			ui.TextCell(kernel.Numero(int64(len(f.Cases)))), ui.TextCell(esame.Percento(float64(len(f.Cases)) / float64(r.Cases))), ui.TextCell(ritardoScarto(f))}})
	}
	b.Tabella = &t
	return b
}

func ritardoScarto(f *conformance.Finding) string {
	if f.Kind != conformance.Late {
		return "–"
	}
	testo := fmt.Sprintf("%s in mediana, %s al massimo", kernel.GiorniDiCalendario(int(f.MedianDays+0.5)), kernel.GiorniDiCalendario(f.MaxDays))
	if f.Pending > 0 {
		testo += fmt.Sprintf("; %s", esame.Quanti(f.Pending, "ancora senza l’atto", "ancora senza l’atto"))
	}
	return testo
}

// diceScarto is a departure in words.
func (s *studio) diceScarto(m *conformance.Model, f *conformance.Finding) string {
	passo := "«" + nomePasso(m, f.Step) + "»"
	switch f.Kind {
	case conformance.Skipped:
		return "Manca " + passo
	case conformance.WrongOrder:
		return passo + " è fuori ordine"
	case conformance.Repeated:
		return passo + " si ripete"
	case conformance.Unexpected:
		if f.Activity >= 0 {
			return "«" + s.Log.Activities[f.Activity] + "» non è previsto"
		}
		return "Un’attività non è prevista"
	case conformance.Late:
		return s.diceTermine(m, f)
	}
	return diceVincolo(m, f.Rule.Index)
}

func (s *studio) diceTermine(m *conformance.Model, f *conformance.Finding) string {
	d := m.Deadlines[f.Rule.Index]
	fino := make([]string, len(d.To))
	for i, x := range d.To {
		fino[i] = nomePasso(m, x)
	}
	termine := "il termine"
	if d.Rule == "" && d.Within.N > 0 {
		termine = "i " + d.Within.InItaliano()
	}
	return fmt.Sprintf("Oltre %s da «%s» a %s", termine, nomePasso(m, d.From), virgolette(fino, " o "))
}

func nomePasso(m *conformance.Model, id string) string {
	if i := slices.IndexFunc(m.Steps, func(x conformance.Step) bool { return x.ID == id }); i >= 0 {
		return m.Steps[i].Name
	}
	return id
}

// diceVincolo is a rule that does not hold, in words.
func diceVincolo(m *conformance.Model, i int) string {
	if i < 0 || i >= len(m.Constraints) {
		return "Una regola non è rispettata"
	}
	c := m.Constraints[i]
	a, b := "«"+nomePasso(m, c.A)+"»", "«"+nomePasso(m, c.B)+"»"
	volte := esame.Quanti(c.N, "volta", "volte")
	switch c.Template {
	case conformance.Precedence:
		return b + " senza prima " + a
	case conformance.Response:
		return "Dopo " + a + " manca " + b
	case conformance.NotCoexistence:
		return a + " e " + b + " nella stessa pratica"
	case conformance.NotSuccession:
		return b + " dopo " + a
	case conformance.Absence:
		if c.N == 0 {
			return a + " non è ammesso"
		}
		return a + " più di " + volte
	case conformance.Existence:
		return a + " meno di " + volte
	case conformance.Exactly:
		return a + " non " + volte
	case conformance.Init:
		return "La pratica non comincia con " + a
	case conformance.End:
		return "La pratica non finisce con " + a
	}
	return b + " in un giorno prima di " + a
}

// passiModello says by which activities of the log each step is known.
func (s *studio) passiModello(r *conformance.Report) ui.Table {
	t := ui.Table{Caption: "I passi e le attività che li registrano", Columns: []ui.Column{{Text: "Passo"}, {Text: "Attività del registro"}, {Text: "Riconosciuta da"}}}
	for i, p := range r.Model.Steps {
		var nomi []string
		come := ""
		if r.Binding != nil {
			for a, passi := range r.Binding.Steps {
				if slices.Contains(passi, i) {
					nomi = append(nomi, s.Log.Activities[a])
					come = map[conformance.How]string{conformance.ByName: "nome", conformance.ByWords: "parole del nome", conformance.ByKind: "significato", conformance.ByPerson: "chi segue la richiesta"}[r.Binding.How[a]]
				}
			}
		}
		if nomi == nil {
			nomi, come = []string{"nessuna: il passo non è registrato e non si giudica"}, "–"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: p.Name, Sub: p.Source}, ui.TextCell(strings.Join(nomi, ", ")), ui.TextCell(come)}})
	}
	return t
}

// limitiLegge says what was not judged.
func (s *studio) limitiLegge(r *conformance.Report) (out []string) {
	uno, molti := s.parola()
	n := map[int32]bool{}
	for _, x := range r.NotJudged {
		for _, c := range x.Cases {
			n[c] = true
		}
	}
	if len(n) > 0 {
		out = append(out, fmt.Sprintf("In %s almeno un termine non si può giudicare: mancano date, o una sospensione non è mai finita.", esame.Quanti(len(n), uno, molti)))
	}
	if len(r.Ignored) > 0 && !r.Model.Closed {
		nomi := make([]string, 0, len(r.Ignored))
		for _, a := range r.Ignored[:min(len(r.Ignored), maxPassiVoce)] {
			nomi = append(nomi, s.Log.Activities[a])
		}
		out = append(out, "Il percorso non dice niente di queste attività, che non sono giudicate: "+virgolette(nomi, ", ")+".")
	}
	if !s.Confermati {
		out = append(out, "I significati delle attività sono ancora proposte: confermarli può cambiare il confronto.")
	}
	return append(out, "Leggi regionali e regolamenti possono fissare termini diversi: le regole segnate «da verificare» vanno controllate dall’ufficio.")
}

// provaLegge looks up the cases of a departure.
func (s *studio) provaLegge(chiave, percorso string) ([]int32, string) {
	r, _, err := s.confronta(percorso)
	if err != nil || r.NotKnown != "" {
		return nil, ""
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; chiaveScarto(f) == chiave {
			return f.Cases, s.diceScarto(r.Model, f) + ". Fonte: " + f.Law.Source + "."
		}
	}
	return nil, ""
}
