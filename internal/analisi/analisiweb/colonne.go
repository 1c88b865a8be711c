package analisiweb

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"pass/internal/analisi"
	"pass/internal/analisi/esame"
	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/formats"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaColonne is the page where a person says what the columns of a file are.
type vistaColonne struct {
	Pagina    ui.Page
	Rifiuto   *ui.Alert // why the last reading was refused
	Ricordata string    // when the proposal was chosen for another log
	Anteprima *ui.Table
	Date      string // how the times look
	Azione    string
	Token     string
	Errori    ui.Errors
	Ruoli     []ui.Field
	Opzioni   [][]ui.Option // of Ruoli
	Parte     *ui.Field     // sheet or type of object, when there are several
	Parti     []ui.Option   // of Parte
	Tieni     *ui.Field
	Altre     []ui.Option // further columns
	Nomi      []ui.Option // the same, for Personali
	Tenute    []string
	Personali *ui.Field
	DiPersone []string
	Zona      ui.Field
	Ciclo     ui.Field
	Fasi      string // what the phases of the first rows mean for the choice of Ciclo
	Mesi      ui.Field
}

func urlColonne(richiesta int64, n int) string { return urlRegistro(richiesta, n) + "/colonne" }

// apriColonne opens the page of the columns for who may confirm them; done says
// that the answer is another page already.
func (d Deps) apriColonne(c *web.Context, foglio, oggetto string) (v analisi.SchedaColonne, done bool, err error) {
	id, n, err := ids(c)
	if err != nil {
		return v, false, err
	}
	if err := d.Analisi.VerificaCaricamento(c.Ctx(), c.Actor, id); err != nil {
		return v, false, err
	}
	esci, err := d.pesante(c, id, n)
	if err != nil {
		return v, false, err
	}
	defer esci()
	v, err = d.Analisi.ApriColonne(c.Ctx(), c.Actor, id, n, foglio, oggetto)
	if kernel.CodeOf(err) == kernel.Conflitto && c.R.Method == http.MethodGet {
		return v, true, c.Redirect(urlRegistro(id, int(n))) // the columns are confirmed: its page says the rest
	}
	return v, false, err
}

func (d Deps) colonne(c *web.Context) error {
	v, done, err := d.apriColonne(c, c.Query("foglio"), c.Query("oggetto"))
	switch {
	case done:
		return err
	case kernel.CodeOf(err) == kernel.NonValido && v.Registro.ID != 0:
		return c.HTML(http.StatusOK, paginaColonne(vediIlleggibile(v, err)))
	case err != nil:
		return err
	}
	return d.mostraColonne(c, http.StatusOK, v, v.Proposta, nil)
}

func (d Deps) mostraColonne(c *web.Context, status int, v analisi.SchedaColonne, s analisi.Scelte, errs ui.Errors) error {
	vista := vediColonne(v, s, errs)
	vista.Token = web.NewSubmission()
	return c.HTML(status, paginaColonne(vista))
}

func (d Deps) confermaColonne(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if err := d.Analisi.VerificaCaricamento(c.Ctx(), c.Actor, id); err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	v, _, err := d.apriColonne(c, f.Text("foglio"), f.Text("oggetto"))
	if err != nil {
		return err
	}
	if f.Text("azione") == azioneMostra {
		return d.mostraColonne(c, http.StatusOK, v, v.Proposta, nil) // the columns of the sheet or object just chosen
	}
	s := leggiScelte(f)
	if errs := v.ControllaColonne(s); len(errs) > 0 {
		return d.mostraColonne(c, http.StatusUnprocessableEntity, v, s, errs)
	}
	if err := d.Analisi.ConfermaColonne(c.Ctx(), c.Actor, v.Richiesta.ID, int64(v.Registro.N), s); err != nil {
		return err
	}
	c.SetNotice("success", "Colonne confermate", "PAsS sta leggendo il registro.")
	return c.Redirect(urlRegistro(v.Richiesta.ID, v.Registro.N))
}

// ruolo is one of the roles of a column, in the order of the form.
type ruolo struct {
	campo, nome, aiuto string
	obbligatorio       bool
	colonna            func(*eventlog.Mapping) *string
}

var ruoli = []ruolo{
	{"caso", "Pratica", "Il numero che distingue una pratica dall’altra.", true, func(m *eventlog.Mapping) *string { return &m.Case }},
	{"attivita", "Attività", "Che cosa è successo: «Parere», «Rilascio».", true, func(m *eventlog.Mapping) *string { return &m.Activity }},
	{"data", "Data e ora", "Quando è successo; se c’è anche l’inizio, quando è finito.", true, func(m *eventlog.Mapping) *string { return &m.Timestamp }},
	{"inizio", "Inizio dell’attività", "Serve a distinguere il lavoro dall’attesa.", false, func(m *eventlog.Mapping) *string { return &m.Start }},
	{"risorsa", "Operatore o ufficio", "I nomi diventano R1, R2 e così via.", false, func(m *eventlog.Mapping) *string { return &m.Resource }},
	{"ciclo_colonna", "Fase dell’attività", "Dice se la riga è l’inizio o la fine (start, complete).", false, func(m *eventlog.Mapping) *string { return &m.Lifecycle }},
}

// azioneMostra is the button that shows the columns of another sheet or type of
// object.
const azioneMostra = "mostra"

// leggiScelte reads the form.
func leggiScelte(f *web.Form) analisi.Scelte {
	s := analisi.Scelte{Oggetto: f.Text("oggetto"), Foglio: f.Text("foglio"), Tieni: f.Values["tieni"], Zona: f.Text("zona"), Ciclo: analisi.Ciclo(f.Text("ciclo"))}
	for _, r := range ruoli {
		if v := f.Values.Get(r.campo); v != "" {
			*r.colonna(&s.Colonne) = v
		} else if !r.obbligatorio {
			*r.colonna(&s.Colonne) = eventlog.Ignored
		}
	}
	for _, p := range f.Values["personali"] {
		if !slices.Contains(s.Tieni, p) {
			continue
		}
		s.Personali = append(s.Personali, p)
	}
	mesi, err := strconv.Atoi(f.Text("mesi"))
	if err == nil {
		s.Mesi = mesi
	}
	return s
}

// righeAnteprima is how many rows of the file the page shows.
const righeAnteprima = 8

func vediColonne(v analisi.SchedaColonne, s analisi.Scelte, errs ui.Errors) vistaColonne {
	r, g := v.Richiesta, v.Registro
	out := vistaColonne{Azione: urlColonne(r.ID, g.N), Errori: errs,
		Pagina: ui.Page{Title: "Che cosa contiene il registro", Kicker: "Richiesta " + r.Codice() + ", " + g.Nome, Section: "richieste",
			Lead:       "PAsS propone che cosa è ogni colonna. Correggere se serve, poi avviare la lettura.",
			Breadcrumb: append(percorsoRegistri(r), ui.Link{Text: g.Nome, URL: urlRegistro(r.ID, g.N)})},
		Zona: ui.Field{Name: "zona", Label: "Fuso orario delle ore senza fuso", Value: s.Zona, Required: true, Error: errs.For("zona"),
			Hint: "Vale solo per le date che nel file non lo indicano."},
		Ciclo: ui.Field{Name: "ciclo", Label: "Eventi da contare", Value: string(s.Ciclo), Required: true, Error: errs.For("ciclo")},
		Mesi: ui.Field{Name: "mesi", Label: "Conservare il registro per", Value: strconv.Itoa(s.Mesi), Required: true, Error: errs.For("mesi"),
			Hint: "Dalla data del caricamento. Poi PAsS lo elimina da sé; si può eliminare prima."},
	}
	if g.Stato == analisi.Rifiutato {
		out.Rifiuto = &ui.Alert{Tone: ui.Late, Title: "L’ultima lettura non è riuscita.", Text: g.Errore}
	}
	if !v.Ricordata.IsZero() {
		out.Ricordata = "Le scelte proposte sono quelle del registro precedente, del " + v.Ricordata.Day().InItaliano() + "."
	}
	out.vediRuoli(v, s, errs)
	return out
}

// vediRuoli fills the fields that depend on the columns of the file.
func (out *vistaColonne) vediRuoli(v analisi.SchedaColonne, s analisi.Scelte, errs ui.Errors) {
	switch {
	case len(v.Anteprima.Oggetti) > 0:
		out.Parte = &ui.Field{Name: "oggetto", Label: "Tipo di oggetto che fa da pratica", Value: s.Oggetto, Required: true, Error: errs.For("oggetto")}
		for _, o := range v.Anteprima.Oggetti {
			out.Parti = append(out.Parti, ui.Option{Value: o.Name, Label: fmt.Sprintf("%s (%s, %s)", o.Name, esame.Quanti(o.Objects, "oggetto", "oggetti"), esame.Quanti(o.Events, "evento", "eventi"))})
		}
	case len(v.Anteprima.Fogli) > 1:
		out.Parte = &ui.Field{Name: "foglio", Label: "Foglio", Value: s.Foglio, Required: true, Error: errs.For("foglio")}
		for _, f := range v.Anteprima.Fogli {
			out.Parti = append(out.Parti, ui.Option{Value: f, Label: f})
		}
	}
	out.Date, out.Fasi = noteDate(v.Anteprima.Date), noteFasi(v.Anteprima)
	out.Anteprima = tabellaAnteprima(v.Anteprima)
	for _, r := range ruoli {
		scelta := *r.colonna(&s.Colonne)
		if scelta == eventlog.Ignored {
			scelta = ""
		}
		vuota := "Nessuna"
		if r.obbligatorio {
			vuota = "Scegliere"
		}
		opts := []ui.Option{{Value: "", Label: vuota}}
		for _, col := range v.Anteprima.Colonne {
			opts = append(opts, ui.Option{Value: col.Nome, Label: col.Nome})
		}
		out.Ruoli = append(out.Ruoli, ui.Field{Name: r.campo, Label: r.nome, Hint: r.aiuto, Value: scelta, Required: r.obbligatorio, Error: errs.For(r.campo)})
		out.Opzioni = append(out.Opzioni, opts)
	}
	for _, col := range v.Anteprima.Colonne {
		haRuolo := slices.ContainsFunc(ruoli, func(r ruolo) bool { return *r.colonna(&s.Colonne) == col.Nome })
		if haRuolo && !slices.Contains(s.Tieni, col.Nome) {
			continue
		}
		out.Altre = append(out.Altre, ui.Option{Value: col.Nome, Label: col.Nome, Hint: descriviColonna(col)})
		out.Nomi = append(out.Nomi, ui.Option{Value: col.Nome, Label: col.Nome})
	}
	if len(out.Altre) == 0 {
		return
	}
	out.Tieni = &ui.Field{Name: "tieni", Label: "Altre colonne da tenere", Error: errs.For("tieni"),
		Hint: "Servono a filtrare e a cercare le cause: tipologia, zona, esito. Le colonne scelte sopra si tengono comunque."}
	out.Personali = &ui.Field{Name: "personali", Label: "Tra queste, quelle che contengono nomi di persone", Error: errs.For("personali"),
		Hint: "I valori diventano R1, R2 e così via. Codici fiscali e indirizzi e-mail sono sostituiti comunque."}
	out.Tenute, out.DiPersone = s.Tieni, s.Personali
}

// vediIlleggibile says why nothing of the file can be shown.
func vediIlleggibile(v analisi.SchedaColonne, err error) vistaColonne {
	out := vediColonne(v, v.Proposta, nil)
	out.Pagina.Lead = "Il file non si legge come registro."
	out.Rifiuto = &ui.Alert{Tone: ui.Late, Title: "Il registro non si può leggere.", Text: messaggio(err),
		Links: []ui.Link{{Text: "Caricare il file corretto", URL: urlElenco(v.Richiesta.ID) + "#carica"}}}
	out.Azione = ""
	return out
}

// noteDate says what is odd in the column of the time, before the reading.
func noteDate(t formats.Times) string {
	switch tot := t.Read + t.Unreadable; {
	case t.MonthFirst > 0:
		return "Alcune date sembrano scritte all’americana, mese prima del giorno: PAsS legge prima il giorno. Quelle righe saranno scartate."
	case tot > 0 && t.Read == 0:
		return "Nelle prime righe nessun valore della colonna della data si legge come data: forse la colonna è un’altra."
	case t.Read > 0 && t.DateOnly == t.Read:
		return "Le date sono senza ora: l’ordine delle attività dello stesso giorno è quello del file."
	}
	return ""
}

// noteFasi says what the phases of the activities mean for what is counted.
func noteFasi(a analisi.Anteprima) string {
	if !a.InizioEFine {
		return ""
	}
	fasi := make([]string, len(a.Fasi))
	for i, f := range a.Fasi {
		fasi[i] = "«" + tronca(f, 20) + "»"
	}
	return "Nelle prime righe la fase è " + strings.Join(fasi[:min(len(fasi), 6)], ", ") + ": ogni attività è scritta più volte. Contando tutte le righe, conterebbe più volte."
}

func tabellaAnteprima(a analisi.Anteprima) *ui.Table {
	t := &ui.Table{Caption: "Le prime righe del file"}
	for _, col := range a.Colonne {
		t.Columns = append(t.Columns, ui.Column{Text: col.Nome})
	}
	for _, riga := range a.Righe[:min(len(a.Righe), righeAnteprima)] {
		var cells []ui.Cell
		for i := range a.Colonne {
			testo := ""
			if i < len(riga) {
				testo = tronca(riga[i], 60)
			}
			cells = append(cells, ui.TextCell(testo))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

func descriviColonna(c analisi.Colonna) string {
	if c.Diversi == 0 {
		return "vuota nelle prime righe"
	}
	esempi := make([]string, len(c.Esempi))
	for i, e := range c.Esempi {
		esempi[i] = "«" + tronca(e, 30) + "»"
	}
	return fmt.Sprintf("%s nelle prime righe: %s", esame.Quanti(c.Diversi, "valore", "valori"), strings.Join(esempi, ", "))
}

func tronca(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// opzioniZona, opzioniCiclo and opzioniMesi are the choices of the form.
func opzioniZona() []ui.Option {
	return []ui.Option{{Value: analisi.ZonaPredefinita, Label: "Ora italiana (Europe/Rome)"}, {Value: "UTC", Label: "Tempo universale (UTC)"}}
}

func opzioniCiclo() []ui.Option {
	return []ui.Option{
		{Value: string(analisi.Tutti), Label: analisi.Tutti.Etichetta(), Hint: "Quando ogni riga è un’attività: è la scelta più comune."},
		{Value: string(analisi.Completi), Label: analisi.Completi.Etichetta(), Hint: "Quando il registro annota anche gli inizi, ma non interessano: attesa e lavorazione restano insieme."},
		{Value: string(analisi.Unisci), Label: analisi.Unisci.Etichetta(), Hint: "Conta le stesse fini e sa da quando si lavora: attesa e lavorazione si distinguono. Gli inizi senza fine restano fuori, e PAsS dice quanti sono."},
	}
}

func opzioniMesi(massimo int) []ui.Option {
	var out []ui.Option
	for _, m := range analisi.Mesi {
		if m <= massimo {
			out = append(out, ui.Option{Value: strconv.Itoa(m), Label: mesi(m)})
		}
	}
	return out
}
