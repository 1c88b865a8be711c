package analisiweb

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/conformance"
	"pass/internal/mining/steps"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// maxPassiLegge is how many activities the form asks about, the most frequent.
const maxPassiLegge = 50

// nessunPasso says in the form that an activity is no step of the path.
const nessunPasso = "nessuno"

// moduloLegge says which activity of the log is which step of the path.
type moduloLegge struct {
	Form   ui.FormProps
	Campi  []campoLegge
	Altre  string
	Aperto bool
}

// campoLegge is the question about one activity.
type campoLegge struct {
	Campo   ui.Field
	Opzioni []ui.Option
}

// attivitaLegge are the activities that the form asks about, the most frequent
// first, then by name: the same whatever the selection, so that what was sent
// finds its fields.
func (s *studio) attivitaLegge() []int {
	volte := make([]int, len(s.Log.Activities))
	for _, a := range s.Log.Activity {
		volte[a]++
	}
	out := make([]int, len(volte))
	for a := range out {
		out[a] = a
	}
	slices.SortStableFunc(out, func(a, b int) int { return volte[b] - volte[a] })
	return out[:min(len(out), maxPassiLegge)]
}

func campoPassoLegge(i int) string { return "passo-" + strconv.Itoa(i) }

// moduloLegge is the form with what was said and, beside it, what PAsS
// recognises by itself; sent again, it shows what was typed.
func (s *studio) moduloLegge(r *conformance.Report, codice string) *moduloLegge {
	if s.servizio() || codice == usuale || !analisi.PuoIndicarePassi(s.chi, *s.Richiesta) {
		return nil
	}
	m := &moduloLegge{Aperto: len(s.erroriLegge) > 0 || r.NotKnown != "",
		Form: ui.FormProps{Action: s.URL + "/legge", Token: web.NewSubmission(), Label: "Passi di legge", Hidden: []ui.Hidden{
			{Name: "percorso", Value: codice}, {Name: "filtro", Value: s.filtro.String()}, {Name: chiaveOrologio, Value: string(s.orologio)}}}}
	da := r.Model.Bind(s.Log.Activities, s.Passi)
	chieste, altri := s.attivitaLegge(), altriFatti(r.Model)
	for i, a := range chieste {
		nome := s.Log.Activities[a]
		scelto := analisi.ComeProposto
		if id, ok := s.Percorsi[codice][nome]; ok {
			scelto = cmp.Or(id, nessunPasso)
			if k := s.Passi[a]; id == "" && slices.Contains(altri, k) {
				scelto = analisi.SoloSignificato + k.String()
			}
		}
		if x, ok := s.scritti[campoPassoLegge(i)]; ok {
			scelto = x
		}
		proposta := "nessun passo"
		if len(da.Steps[a]) > 0 {
			proposta = r.Model.Steps[da.Steps[a][0]].Name
		} else if k := s.Passi[a]; slices.Contains(altri, k) {
			proposta = k.Label()
		}
		c := campoLegge{Campo: ui.Field{Name: campoPassoLegge(i), Label: nome, Value: scelto, Required: true, Error: s.erroriLegge.For(campoPassoLegge(i))},
			Opzioni: []ui.Option{{Value: analisi.ComeProposto, Label: "Come lo riconosce PAsS: " + proposta}, {Value: nessunPasso, Label: "Non è un passo di questo percorso"}}}
		for _, p := range r.Model.Steps {
			c.Opzioni = append(c.Opzioni, ui.Option{Value: p.ID, Label: p.Name, Group: "Passi del percorso"})
		}
		for _, k := range altri {
			c.Opzioni = append(c.Opzioni, ui.Option{Value: analisi.SoloSignificato + k.String(), Label: k.Label(), Group: "Altri fatti che contano per il termine"})
		}
		m.Campi = append(m.Campi, c)
	}
	if altre := len(s.Log.Activities) - len(chieste); altre > 0 {
		m.Altre = "Per " + esame.Quanti(altre, "attività più rara vale ciò che riconosce PAsS.", "attività più rare vale ciò che riconosce PAsS.")
	}
	return m
}

// altriFatti are the meanings that no step of the path has: opinions,
// suspensions of another kind.
func altriFatti(m *conformance.Model) (out []steps.Kind) {
	for _, k := range steps.Kinds() {
		if k != steps.Work && !k.Ends() && !slices.ContainsFunc(m.Steps, func(p conformance.Step) bool { return slices.Contains(p.Kinds, k) }) {
			out = append(out, k)
		}
	}
	return out
}

// indicaPassi keeps which activities are which steps of a path of the law.
func (d Deps) indicaPassi(c *web.Context) error {
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	s, esci, err := d.studioDaModulo(c, f.Text("filtro"), f.Text(chiaveOrologio))
	defer esci()
	if err != nil {
		return err
	}
	if !analisi.PuoIndicarePassi(c.Actor, *s.Richiesta) {
		return kernel.E(kernel.Vietato, "I passi di legge sono indicati dall’ente che ha chiesto assistenza e dagli esperti incaricati. Il registro resta come prima.")
	}
	codice := f.Text("percorso")
	passi, errs := s.leggiPassiLegge(f, codice)
	cambiati := 0
	if len(errs) == 0 {
		cambiati, err = d.Analisi.IndicaPassiLegge(c.Ctx(), c.Actor, s.Richiesta.ID, int64(s.Registro.N), codice, passi)
		errs = kernel.FieldsOf(err)
	}
	if len(errs) > 0 {
		return d.leggeRifiutata(c, s, f, codice, errs)
	}
	if err != nil {
		return err
	}
	testo := "Valgono per questo registro e saranno proposti per i prossimi dello stesso procedimento."
	if cambiati > 0 {
		testo += " Con il passo cambia anche il significato di " + esame.Quanti(cambiati, "attività", "attività") + ", e con esso sospensioni e durate nette."
	}
	c.SetNotice("success", "Passi di legge indicati", testo)
	return c.Redirect(s.qui("/legge", "percorso", codice) + "#passi")
}

// leggiPassiLegge reads the form: by name of the activity, the id of the step.
func (s *studio) leggiPassiLegge(f *web.Form, codice string) (passi map[string]string, errs ui.Errors) {
	m := conformance.LegalByCode(codice)
	if m == nil {
		return nil, ui.Errors{{Field: campoPassoLegge(0), Message: "Scegliere il percorso di legge, poi il passo di ogni attività."}}
	}
	passi = map[string]string{}
	for i, a := range s.attivitaLegge() {
		x := f.Text(campoPassoLegge(i))
		switch {
		case x == nessunPasso:
			passi[s.Log.Activities[a]] = ""
		case x == analisi.ComeProposto, slices.ContainsFunc(m.Steps, func(p conformance.Step) bool { return p.ID == x }),
			slices.ContainsFunc(altriFatti(m), func(k steps.Kind) bool { return x == analisi.SoloSignificato+k.String() }):
			passi[s.Log.Activities[a]] = x
		default:
			errs = append(errs, kernel.FieldError{Field: campoPassoLegge(i), Message: "Scegliere il passo di «" + s.Log.Activities[a] + "» dall’elenco."})
		}
	}
	return passi, errs
}

// leggeRifiutata shows the page again, with what was chosen and what is wrong.
func (d Deps) leggeRifiutata(c *web.Context, s *studio, f *web.Form, codice string, errs ui.Errors) error {
	s.erroriLegge, s.scritti = errs, map[string]string{}
	for i := range s.attivitaLegge() {
		if f.Has(campoPassoLegge(i)) {
			s.scritti[campoPassoLegge(i)] = f.Text(campoPassoLegge(i))
		}
	}
	v, err := vediLegge(s, url.Values{"percorso": {codice}})
	if err != nil {
		return err
	}
	v.Errori = errs
	return c.HTML(http.StatusUnprocessableEntity, paginaLegge(v))
}
