package catalogoweb

import (
	"errors"
	"strconv"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/termini"
	"pass/internal/ui"
)

// message is what an error says to people.
func message(err error) string {
	var e *kernel.Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return "Il servizio non è riuscito a completare l'operazione."
}

// procedureForm is a procedure as the form holds it: what was typed.
type procedureForm struct {
	Nome, TaskForce, BaseLegale, Competente, Descrizione string
	Fonte, FonteURL, Affidabilita, Motivo                string
}

func parseProcedure(f *web.Form) procedureForm {
	return procedureForm{Nome: f.Text("nome"), TaskForce: f.Text("task_force"), BaseLegale: f.Text("base_legale"), Competente: f.Text("competente"),
		Descrizione: f.Text("descrizione"), Fonte: f.Text("fonte"), FonteURL: f.Text("fonte_url"), Affidabilita: f.Text("affidabilita"), Motivo: f.Text("motivo")}
}

func procedureFormOf(p catalogo.Procedimento) procedureForm {
	return procedureForm{Nome: p.Nome, TaskForce: strconv.FormatInt(p.TaskForceID, 10), BaseLegale: p.BaseLegale, Competente: p.Competente,
		Descrizione: p.Descrizione, Fonte: p.Fonte, FonteURL: p.FonteURL, Affidabilita: string(p.Affidabilita)}
}

func (f procedureForm) value(id int64) catalogo.Procedimento {
	tf, err := strconv.ParseInt(f.TaskForce, 10, 64)
	if err != nil {
		tf = 0
	}
	return catalogo.Procedimento{ID: id, Nome: f.Nome, TaskForceID: tf, BaseLegale: f.BaseLegale, Competente: f.Competente,
		Descrizione: f.Descrizione, Fonte: f.Fonte, FonteURL: f.FonteURL, Affidabilita: catalogo.Affidabilita(f.Affidabilita)}
}

// termForm is a term as the form holds it. Prefix tells its fields from those
// of the procedure, where both are in one form.
type termForm struct {
	Prefix                                                                         string
	VigenteDal, VigenteAl, Giorni, Unita, Decorrenza, Descrizione, Fonte, FonteURL string
	Affidabilita, Motivo                                                           string
}

// unit is the unit to show as chosen: calendar days until somebody chooses.
func (f termForm) unit() string {
	if f.Unita == "" {
		return pubblico.CodiceUnita(termini.GiorniDiCalendario)
	}
	return f.Unita
}

func parseTerm(f *web.Form, prefix string) termForm {
	return termForm{Prefix: prefix, VigenteDal: f.Text(prefix + "vigente_dal"), VigenteAl: f.Text(prefix + "vigente_al"),
		Giorni: f.Text(prefix + "giorni"), Unita: f.Text(prefix + "unita"), Decorrenza: f.Text(prefix + "decorrenza"), Descrizione: f.Text(prefix + "descrizione"),
		Fonte: f.Text(prefix + "fonte"), FonteURL: f.Text(prefix + "fonte_url"), Affidabilita: f.Text(prefix + "affidabilita"), Motivo: f.Text("motivo")}
}

func termFormOf(t catalogo.Termine) termForm {
	f := termForm{VigenteDal: t.VigenteDal.String(), VigenteAl: t.VigenteAl.String(), Unita: pubblico.CodiceUnita(t.Unita), Decorrenza: t.Decorrenza, Descrizione: t.Descrizione,
		Fonte: t.Fonte, FonteURL: t.FonteURL, Affidabilita: string(t.Affidabilita)}
	if t.Giorni != nil {
		f.Giorni = strconv.FormatInt(*t.Giorni, 10)
	}
	return f
}

// value reads the term; the errors are about what could not even be read.
func (f termForm) value(procedimento, id int64) (t catalogo.Termine, err error) {
	var wrong []kernel.FieldError
	day := func(name, text string) kernel.Day {
		d, err := kernel.ParseDay(text)
		if err != nil {
			wrong = append(wrong, kernel.FieldError{Field: f.Prefix + name, Message: "La data non è leggibile: si scrive con giorno, mese e anno."})
		}
		return d
	}
	t = catalogo.Termine{ID: id, ProcedimentoID: procedimento, VigenteDal: day("vigente_dal", f.VigenteDal), VigenteAl: day("vigente_al", f.VigenteAl),
		Decorrenza: f.Decorrenza, Descrizione: f.Descrizione, Fonte: f.Fonte, FonteURL: f.FonteURL, Affidabilita: catalogo.Affidabilita(f.Affidabilita)}
	// No choice at all is calendar days: the rule (c.c. art. 2963).
	u, known := pubblico.UnitaDi(f.Unita)
	if !known {
		u = -1
	}
	t.Unita = u
	if f.Giorni != "" {
		n, err := strconv.ParseInt(strings.ReplaceAll(f.Giorni, ".", ""), 10, 64)
		if err != nil {
			wrong = append(wrong, kernel.FieldError{Field: f.Prefix + "giorni", Message: "Scrivere il numero in cifre, per esempio 60."})
		}
		t.Giorni = &n
	}
	return t, kernel.Invalid(wrong)
}

// taskForceForm is a task force as the form holds it.
type taskForceForm struct {
	Nome, Descrizione, Ordine, Motivo string
	Attiva                            bool
}

func parseTaskForce(f *web.Form) taskForceForm {
	return taskForceForm{Nome: f.Text("nome"), Descrizione: f.Text("descrizione"), Ordine: f.Text("ordine"), Motivo: f.Text("motivo"), Attiva: f.Text("attiva") != ""}
}

func taskForceFormOf(t catalogo.TaskForce) taskForceForm {
	return taskForceForm{Nome: t.Nome, Descrizione: t.Descrizione, Ordine: strconv.Itoa(t.Ordine), Attiva: t.Attiva}
}

// value reads the task force; an order that is no number keeps the old one.
func (f taskForceForm) value(old catalogo.TaskForce) (catalogo.TaskForce, error) {
	old.Nome, old.Descrizione, old.Attiva = f.Nome, f.Descrizione, f.Attiva
	n, err := strconv.Atoi(f.Ordine)
	if err != nil || n < 1 || n > 999 {
		return old, kernel.Invalid([]kernel.FieldError{{Field: "ordine", Message: "Il posto nell'elenco è un numero da 1 a 999."}})
	}
	old.Ordine = n
	return old, nil
}

// unitOptions are the units of a term.
func unitOptions() []ui.Option {
	texts := map[termini.Unita]ui.Option{
		termini.GiorniDiCalendario: {Label: "Giorni di calendario", Hint: "La regola: si contano anche domeniche e feste."},
		termini.GiorniLavorativi:   {Label: "Giorni lavorativi", Hint: "Solo se la legge dice «lavorativi»."},
		termini.Mesi:               {Label: "Mesi", Hint: "Secondo il calendario, qualunque sia la loro lunghezza."},
	}
	var out []ui.Option
	for _, u := range catalogo.Unita {
		o := texts[u]
		o.Value = pubblico.CodiceUnita(u)
		out = append(out, o)
	}
	return out
}

func affidabilitaOptions() []ui.Option {
	hints := map[catalogo.Affidabilita]string{
		catalogo.Confermato:   "Una fonte pubblica lo dice, ed è citata.",
		catalogo.DaVerificare: "Va controllato sul testo in vigore.",
		catalogo.Ipotesi:      "È una nostra supposizione, per cominciare.",
	}
	var out []ui.Option
	for _, a := range catalogo.LivelliAffidabilita {
		out = append(out, ui.Option{Value: string(a), Label: a.Etichetta(), Hint: hints[a]})
	}
	return out
}

func taskForceOptions(tfs []catalogo.TaskForce, current string) []ui.Option {
	var out []ui.Option
	for _, t := range tfs {
		id := strconv.FormatInt(t.ID, 10)
		if t.Attiva || id == current {
			out = append(out, ui.Option{Value: id, Label: t.Nome})
		}
	}
	return out
}
