package richiesteweb

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// digitato is what a person typed in the form of an act, kept when the act
// does not succeed.
type digitato struct {
	Atto      richieste.Atto
	Testo     string
	TaskForce string
	Esperti   []string
	Referente string
	Voto      string
	Errori    ui.Errors
	Avviso    *ui.Alert // what went wrong with the act as a whole
}

// modalita says how the page offers an act.
type modalita struct {
	spiega   string // what the act does, in a sentence
	testo    string // label of the text; empty: no text
	righe    int
	allegati bool
	danno    bool   // cannot be undone, or only with a reason
	invito   string // leads to the form from the next step; only of acts that may be primary
}

var modi = map[richieste.Atto]modalita{
	richieste.PrendiInValutazione:   {spiega: "La richiesta resta alla segreteria tecnica, che ne valuta il contenuto."},
	richieste.Smista:                {spiega: "La task force scelta riceve la richiesta: il coordinatore sceglierà gli esperti.", testo: "Nota per il coordinatore", righe: 3, invito: "Scegli la task force"},
	richieste.Respingi:              {spiega: "La richiesta si chiude. L’ente riceve il motivo.", testo: "Motivo", righe: 5, danno: true},
	richieste.Ripristina:            {spiega: "La richiesta torna in valutazione.", testo: "Motivo", righe: 4},
	richieste.Assegna:               {spiega: "Gli esperti scelti ricevono un messaggio. Chi già segue la richiesta e non è scelto la lascia.", testo: "Nota per gli esperti", righe: 3, invito: "Scegli gli esperti"},
	richieste.PrendiInCarico:        {spiega: "La richiesta passa in lavorazione e l’ente riceve un messaggio."},
	richieste.Declina:               {spiega: "Il coordinatore sceglierà un altro esperto.", testo: "Motivo", righe: 4},
	richieste.RinviaPerCompetenza:   {spiega: "La richiesta torna alla segreteria tecnica, senza task force né esperti.", testo: "Motivo", righe: 4, danno: true},
	richieste.SegnalaIrreperibile:   {spiega: "La richiesta resta in attesa. Sono avvisati il legale rappresentante e la segreteria tecnica.", testo: "Motivo", righe: 4},
	richieste.ChiediIntegrazioni:    {spiega: "La richiesta resta in attesa finché l’ente non risponde.", testo: "Che cosa serve, punto per punto", righe: 6, allegati: true},
	richieste.Integra:               {spiega: "La richiesta torna in lavorazione.", testo: "Che cosa si invia", righe: 6, allegati: true, invito: "Prepara le integrazioni"},
	richieste.Scrivi:                {spiega: "Lo leggono l’ente, gli esperti, il coordinatore e la segreteria tecnica.", testo: "Messaggio", righe: 5, allegati: true},
	richieste.Rispondi:              {spiega: "L’ente riceve la risposta e la conferma, oppure riapre la richiesta.", testo: "Risposta", righe: 10, allegati: true, invito: "Scrivi la risposta"},
	richieste.ChiudiSenzaAssistenza: {spiega: "La richiesta è evasa senza risposta: l’ente ha risolto da sé o non si trova.", testo: "Motivo", righe: 4, danno: true},
	richieste.Conferma:              {spiega: "Con la conferma la richiesta è evasa. Il voto serve a migliorare il servizio.", testo: "Commento", righe: 4, invito: "Conferma la risposta"},
	richieste.Riapri:                {spiega: "La richiesta torna in lavorazione dagli stessi esperti.", testo: "Che cosa manca", righe: 5},
	richieste.Ritira:                {spiega: "La richiesta si chiude e non si può riprendere.", testo: "Motivo", righe: 4, danno: true},
}

// moduloAtto is the form of one act.
type moduloAtto struct {
	Atto      richieste.Atto
	Titolo    string
	Spiega    string
	Invito    string
	Form      ui.FormProps
	Testo     *ui.Field
	TaskForce *ui.Field
	TFOpts    []ui.Option
	Esperti   *ui.Field
	EspOpts   []ui.Option
	Scelti    []string
	Referente *ui.Field
	RefOpts   []ui.Option
	Voto      *ui.Field
	VotoOpts  []ui.Option
	Allegati  *ui.Field
	Upload    ui.Upload
	Bottone   ui.ButtonProps
	Errori    ui.Errors
	Aperto    bool
}

// semplice reports whether the act needs no more than a click.
func (m moduloAtto) semplice() bool {
	return m.Testo == nil && m.TaskForce == nil && m.Esperti == nil && m.Voto == nil && m.Allegati == nil
}

// ancora is where the form is on the page.
func (m moduloAtto) ancora() string { return "atto-" + string(m.Atto) }

// modulo builds the form of an act; d is what was typed, if it was this one.
func modulo(s richieste.Scheda, a richieste.Atto, d digitato, primario bool) moduloAtto {
	mine := d.Atto == a
	if !mine {
		d = digitato{}
	}
	how := modi[a]
	m := moduloAtto{Atto: a, Titolo: a.Etichetta(), Spiega: how.spiega, Invito: how.invito, Errori: d.Errori, Aperto: mine || primario,
		Bottone: ui.ButtonProps{Text: a.Etichetta(), Secondary: !primario, Danger: how.danno}}
	m.Form = ui.FormProps{Action: percorso(s.ID, "atti", string(a)), Token: web.NewSubmission(), Upload: how.allegati, Label: a.Etichetta(),
		Hidden: []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(s.Versione, 10)}}}
	field := func(name, label string) ui.Field {
		f := ui.Field{Name: name, Label: label, Error: d.Errori.For(name), ID: ui.FieldID(string(a) + "-" + name)}
		if mine {
			f.ID = "" // where the error summary leads
		}
		return f
	}
	if how.testo != "" {
		f := field("testo", how.testo)
		f.Value, f.Rows, f.Required, f.MaxLength = d.Testo, how.righe, serveTesto(a), richieste.MaxTesto
		m.Testo = &f
	}
	if how.allegati {
		f := field(campoAllegati, "")
		g, up := campoFile(f.ID, richieste.MaxDocumenti, d.Errori)
		m.Allegati, m.Upload = &g, up
		if mine && len(d.Errori) > 0 {
			g.Hint += " I file già scelti vanno scelti di nuovo."
		}
	}
	switch a {
	case richieste.Smista:
		m.smista(s, d, field("task_force", "Task force"))
	case richieste.Assegna:
		m.assegna(s, d, field("esperti", "Esperti"), field("referente", "Referente"), mine)
	case richieste.Conferma:
		f := field("voto", "Quanto è stata utile la risposta?")
		f.Required, f.Value = true, d.Voto
		m.Voto = &f
		m.VotoOpts = []ui.Option{{Value: "5", Label: "5 – molto utile"}, {Value: "4", Label: "4 – utile"}, {Value: "3", Label: "3 – abbastanza utile"},
			{Value: "2", Label: "2 – poco utile"}, {Value: "1", Label: "1 – per niente utile"}}
	}
	return m
}

func serveTesto(a richieste.Atto) bool {
	return slices.ContainsFunc(richieste.Regole, func(g richieste.Regola) bool { return g.Atto == a && g.Testo })
}

// smista offers the task forces, that of the procedure already chosen.
func (m *moduloAtto) smista(s richieste.Scheda, d digitato, f ui.Field) {
	f.Required, f.Value = true, d.TaskForce
	if f.Value == "" {
		f.Value = strconv.FormatInt(cmp.Or(s.TaskForceID, s.Procedimento.TaskForceID), 10)
	}
	for _, t := range s.TaskForces {
		if !t.Attiva {
			continue
		}
		o := ui.Option{Value: strconv.FormatInt(t.ID, 10), Label: t.Nome}
		if t.ID == s.Procedimento.TaskForceID {
			o.Hint = "È la task force del procedimento."
		}
		m.TFOpts = append(m.TFOpts, o)
	}
	m.TaskForce = &f
}

// assegna offers the experts of the task force, the least busy first, with the
// open requests of each.
func (m *moduloAtto) assegna(s richieste.Scheda, d digitato, f, ref ui.Field, mine bool) {
	f.Required, f.Hint = true, "Accanto a ogni nome ci sono le richieste aperte che segue ora."
	ref.Required, ref.Value = true, d.Referente
	ref.Hint = "Risponde per tutti. Se non è tra gli esperti spuntati, si aggiunge."
	m.Scelti = d.Esperti
	if !mine {
		for _, i := range s.Incarichi {
			m.Scelti = append(m.Scelti, strconv.FormatInt(i.PersonaID, 10))
			if i.Referente {
				ref.Value = strconv.FormatInt(i.PersonaID, 10)
			}
		}
	}
	list := slices.Clone(s.Assegnabili)
	slices.SortStableFunc(list, func(a, b espertoConMandato) int { return s.Carichi[a.ID] - s.Carichi[b.ID] })
	m.RefOpts = []ui.Option{{Value: "", Label: "Il primo degli esperti spuntati"}}
	for _, p := range list {
		id := strconv.FormatInt(p.ID, 10)
		m.EspOpts = append(m.EspOpts, ui.Option{Value: id, Label: p.NomeCompleto(), Hint: carico(s.Carichi[p.ID])})
		m.RefOpts = append(m.RefOpts, ui.Option{Value: id, Label: p.NomeCompleto()})
	}
	if len(list) == 0 {
		f.Hint = "La task force non ha ancora esperti: la segreteria tecnica può invitarli."
	}
	m.Esperti, m.Referente = &f, &ref
}

func carico(n int) string {
	if n == 0 {
		return "nessuna richiesta aperta"
	}
	return conta(n, "richiesta aperta", "richieste aperte")
}

// primari are the acts that may be primary, the first possible one wins.
var primari = []richieste.Atto{richieste.Conferma, richieste.Integra, richieste.PrendiInCarico, richieste.Rispondi, richieste.Assegna, richieste.Smista}

// principale is the act that the page puts first, or "".
func principale(s richieste.Scheda) richieste.Atto {
	for _, a := range primari {
		switch {
		case !slices.Contains(s.AttiPossibili, a):
		case a == richieste.Assegna && s.Stato != richieste.InValutazione && len(s.Incarichi) > 0:
		case a == richieste.Smista && s.TaskForceID != 0:
		default:
			return a
		}
	}
	return ""
}

// mossa reads the form of an act.
func mossa(a richieste.Atto, f *web.Form) (richieste.Mossa, digitato) {
	d := digitato{Atto: a, Testo: f.Text("testo"), TaskForce: f.Text("task_force"), Esperti: f.Values["esperti"], Referente: f.Text("referente"), Voto: f.Text("voto")}
	id := func(s string) int64 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return 0
		}
		return n
	}
	m := richieste.Mossa{Atto: a, Testo: d.Testo, TaskForce: id(d.TaskForce), Voto: int(id(d.Voto)), Versione: id(f.Text("versione"))}
	if r := id(d.Referente); r != 0 {
		m.Esperti = append(m.Esperti, r)
	}
	for _, e := range d.Esperti {
		if n := id(e); !slices.Contains(m.Esperti, n) {
			m.Esperti = append(m.Esperti, n)
		}
	}
	return m, d
}

// fallito says in the page what went wrong with an act.
func (d digitato) fallito(err error) digitato {
	d.Errori = ui.ErrorsOf(err)
	if kernel.CodeOf(err) == kernel.Conflitto {
		d.Avviso = &ui.Alert{Tone: ui.Late, Title: fmt.Sprintf("«%s» non è stato registrato.", d.Atto.Etichetta()), Text: messaggio(err)}
	}
	return d
}
