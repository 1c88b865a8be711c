package contattiweb

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/accesso"
	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// filtri are the choices of the list, as they stay in the address.
type filtri struct {
	Stato     string // "" the open ones, "tutti", "automatici", or a state
	Argomento string
	Persona   int64
	Testo     string
	Recenti   bool
	Pagina    int
}

const (
	tutti      = "tutti"
	automatici = "automatici"
)

func leggiFiltri(q url.Values) filtri {
	id := func(name string) int64 {
		n, err := strconv.ParseInt(q.Get(name), 10, 64)
		if err != nil || n < 0 || n > 1<<53 {
			return 0
		}
		return n
	}
	testo := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(q.Get("testo"), "")), " "))
	f := filtri{Stato: q.Get("stato"), Argomento: q.Get("argomento"), Persona: id("persona"), Testo: string(testo[:min(len(testo), 200)]),
		Recenti: q.Get("ordine") == "recenti", Pagina: max(1, int(id("pagina")))}
	if f.Stato != tutti && f.Stato != automatici && !slices.Contains(contatti.Stati, contatti.Stato(f.Stato)) {
		f.Stato = ""
	}
	if !slices.Contains(argomenti(), contatti.Argomento(f.Argomento)) {
		f.Argomento = ""
	}
	return f
}

func argomenti() []contatti.Argomento {
	return append(slices.Clone(contatti.Argomenti), contatti.ArgomentoDaPosta)
}

func (f filtri) filtro() contatti.Filtro {
	out := contatti.Filtro{Tutti: f.Stato == tutti, Automatici: f.Stato == automatici, Argomento: contatti.Argomento(f.Argomento), Assegnato: f.Persona,
		Testo: f.Testo, Recenti: f.Recenti, Pagina: f.Pagina}
	if f.Stato != "" && f.Stato != tutti && f.Stato != automatici {
		out.Stati = []contatti.Stato{contatti.Stato(f.Stato)}
	}
	return out
}

func (f filtri) indirizzo(path string) string {
	q := url.Values{}
	set := func(name, value string, ok bool) {
		if ok {
			q.Set(name, value)
		}
	}
	set("stato", f.Stato, f.Stato != "")
	set("argomento", f.Argomento, f.Argomento != "")
	set("persona", strconv.FormatInt(f.Persona, 10), f.Persona != 0)
	set("testo", f.Testo, f.Testo != "")
	set("ordine", "recenti", f.Recenti)
	set("pagina", strconv.Itoa(f.Pagina), f.Pagina > 1)
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// con is the same list with one choice changed, from its first page.
func (f filtri) con(change func(*filtri)) string {
	f.Pagina = 1
	change(&f)
	return f.indirizzo(elencoURL)
}

func quantePagine(n int) int { return max(1, (n+contatti.PerPagina-1)/contatti.PerPagina) }

func (p *pagine) elenco(c *web.Context) error {
	f := leggiFiltri(c.R.URL.Query())
	e, err := p.Contatti.Elenca(c.Ctx(), c.Actor, f.filtro())
	if err != nil {
		return err
	}
	if n := quantePagine(e.Totale); f.Pagina > n {
		f.Pagina = n
		return c.Redirect(f.indirizzo(elencoURL))
	}
	return c.HTML(200, paginaElenco(vistaElenco(e, f, p.Config.IMAPHost != "")))
}

func (p *pagine) esportaCSV(c *web.Context) error {
	var b bytes.Buffer
	if err := p.Contatti.EsportaCSV(c.Ctx(), c.Actor, leggiFiltri(c.R.URL.Query()).filtro(), &b); err != nil {
		return err
	}
	return c.Download("messaggi-"+c.Now().Day().String()+".csv", "text/csv; charset=utf-8; header=present", int64(b.Len()), &b)
}

func (p *pagine) esportaXLSX(c *web.Context) error {
	var b bytes.Buffer
	if err := p.Contatti.EsportaXLSX(c.Ctx(), c.Actor, leggiFiltri(c.R.URL.Query()).filtro(), &b); err != nil {
		return err
	}
	return c.Download("messaggi-"+c.Now().Day().String()+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", int64(b.Len()), &b)
}

// elencoVista is what the list shows.
type elencoVista struct {
	Page       ui.Page
	Guasto     *ui.Alert // the mailbox is not read
	Stati      []ui.Link
	Filtri     ui.FiltersProps
	Testo      ui.Field
	Argomento  ui.Field
	Argomenti  []ui.Option
	Persona    ui.Field
	Persone    []ui.Option
	Ordine     ui.Field
	Ordini     []ui.Option
	Conteggi   string
	Esporta    []ui.Link
	Tabella    ui.Table
	Vuoto      *ui.EmptyStateProps
	Pagine     ui.PaginationProps
	LetturaDel string
}

func vistaElenco(e contatti.Elenco, f filtri, conCasella bool) elencoVista {
	v := elencoVista{Stati: statiConConteggi(e, f)}
	v.Page = ui.Page{Title: "Messaggi del pubblico", Section: "messaggi", Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}, Lead: lead(e, f)}
	v.filtri(e, f)
	v.Conteggi = conta(e.Totale, "conversazione", "conversazioni")
	if n := quantePagine(e.Totale); n > 1 {
		v.Conteggi += ", pagina " + strconv.Itoa(f.Pagina) + " di " + strconv.Itoa(n)
	}
	g := f
	g.Pagina = 1
	v.Esporta = []ui.Link{{Text: "CSV", URL: g.indirizzo(elencoURL + "/esporta.csv")}, {Text: "XLSX", URL: g.indirizzo(elencoURL + "/esporta.xlsx")}}
	v.Tabella = tabella(e)
	v.Pagine = ui.PaginationProps{Page: f.Pagina, Pages: quantePagine(e.Totale), Label: "Pagine dei messaggi",
		URL: func(n int) string { h := f; h.Pagina = n; return h.indirizzo(elencoURL) }}
	if e.Totale == 0 {
		v.Vuoto, v.Esporta = vuoto(f), nil
	}
	switch {
	case !conCasella:
		v.LetturaDel = "La casella di posta non è collegata: qui arrivano solo i messaggi del modulo pubblico."
	case e.Errore != "":
		v.Guasto = &ui.Alert{Tone: ui.Late, Title: "La casella di posta non si legge.", Text: "I messaggi restano nella casella e arrivano quando torna raggiungibile. Avvisare chi gestisce il servizio."}
	case !e.LettaIl.IsZero():
		v.LetturaDel = "Casella di posta letta il " + e.LettaIl.InItaliano() + "."
	}
	return v
}

// lead answers "what waits, and since when" in one sentence.
func lead(e contatti.Elenco, f filtri) string {
	if f != (filtri{Pagina: 1}) || len(e.Righe) == 0 {
		return ""
	}
	n := e.PerStato[contatti.Nuovo] + e.PerStato[contatti.Riaperto]
	if n == 0 {
		return "Nessun messaggio aspetta di essere letto."
	}
	return conta(n, "messaggio aspetta", "messaggi aspettano") + " una prima lettura; il più vecchio è arrivato " + daQuanto(e.Righe[0].UltimoArrivoIl, e.Ora.Day()) + "."
}

func statiConConteggi(e contatti.Elenco, f filtri) []ui.Link {
	aperti, tot := 0, 0
	for s, n := range e.PerStato {
		tot += n
		if s.Aperto() {
			aperti += n
		}
	}
	if f.Stato == automatici { // the counts are of the machines now
		aperti, tot = 0, 0
	}
	link := func(value, text string, n int) ui.Link {
		l := ui.Link{Text: text, Current: f.Stato == value, URL: f.con(func(g *filtri) { g.Stato = value })}
		if f.Stato != automatici || value == automatici {
			l.Note = kernel.Numero(int64(n))
		}
		return l
	}
	out := []ui.Link{link("", "Aperti", aperti)}
	for _, s := range contatti.Stati {
		if n := e.PerStato[s]; f.Stato != automatici && n > 0 || f.Stato == string(s) {
			out = append(out, link(string(s), s.Etichetta(), n))
		}
	}
	out = append(out, link(tutti, "Tutti", tot))
	if e.Automatici > 0 || f.Stato == automatici {
		out = append(out, link(automatici, "Automatici", e.Automatici))
	}
	return out
}

func (v *elencoVista) filtri(e contatti.Elenco, f filtri) {
	v.Filtri = ui.FiltersProps{Action: elencoURL, Label: "Filtri dei messaggi", Reset: filtri{Stato: f.Stato, Pagina: 1}.indirizzo(elencoURL)}
	if f.Stato != "" {
		v.Filtri.Hidden = []ui.Hidden{{Name: "stato", Value: f.Stato}}
	}
	togli := func(text string, change func(*filtri)) {
		v.Filtri.Active = append(v.Filtri.Active, ui.Link{Text: text, URL: f.con(change)})
	}
	v.Testo = ui.Field{Name: "testo", Label: "Numero, nome, indirizzo o oggetto", Value: f.Testo, MaxLength: 200}
	v.Argomento = ui.Field{Name: "argomento", Label: "Argomento", Value: f.Argomento}
	v.Argomenti = []ui.Option{{Value: "", Label: "Tutti"}}
	for _, a := range argomenti() {
		v.Argomenti = append(v.Argomenti, ui.Option{Value: string(a), Label: a.Etichetta()})
	}
	v.Persona = ui.Field{Name: "persona", Label: "Affidati a", Value: idTesto(f.Persona)}
	v.Persone = append([]ui.Option{{Value: "", Label: "Chiunque"}}, persone(e.Segreteria)...)
	v.Ordine = ui.Field{Name: "ordine", Label: "Ordine", Required: true}
	if f.Recenti {
		v.Ordine.Value = "recenti"
	}
	v.Ordini = []ui.Option{{Value: "", Label: "Chi aspetta da più tempo"}, {Value: "recenti", Label: "Gli ultimi arrivati prima"}}
	if f.Testo != "" {
		togli("Parole: "+f.Testo, func(g *filtri) { g.Testo = "" })
	}
	if f.Argomento != "" {
		togli("Argomento: "+contatti.Argomento(f.Argomento).Etichetta(), func(g *filtri) { g.Argomento = "" })
	}
	if f.Persona != 0 {
		nome := "persona non in elenco"
		for _, p := range e.Segreteria {
			if p.ID == f.Persona {
				nome = p.NomeCompleto()
			}
		}
		togli("Affidati a: "+nome, func(g *filtri) { g.Persona = 0 })
	}
}

func idTesto(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func persone(list []accesso.PersonaConMandato) (out []ui.Option) {
	for _, p := range list {
		out = append(out, ui.Option{Value: idTesto(p.ID), Label: p.NomeCompleto()})
	}
	return out
}

func tabella(e contatti.Elenco) ui.Table {
	t := ui.Table{Caption: "Messaggi del pubblico", HideCaption: true, Note: "I giorni sono di calendario.",
		Columns: []ui.Column{{Text: "Messaggio"}, {Text: "Da"}, {Text: "Argomento"}, {Text: "Stato"}, {Text: "Affidato a"}}}
	oggi := e.Ora.Day()
	for _, c := range e.Righe {
		stato := chip(c.Stato)
		row := ui.Row{Cells: []ui.Cell{{Text: c.Codice(), URL: percorso(c.ID), Sub: senzaOggetto(c.Oggetto)}, {Text: chiScrive(c), Sub: c.Email},
			{Text: c.Argomento.Etichetta(), Sub: c.Pagina}, {Chip: &stato, Sub: "ultimo messaggio " + daQuanto(c.UltimoArrivoIl, oggi)}, {Text: "Nessuno"}}}
		if p, ok := e.Persone[c.Assegnato]; ok {
			row.Cells[4].Text = p.NomeCompleto()
		}
		if c.Stato == contatti.Nuovo || c.Stato == contatti.Riaperto {
			row.Tone = ui.Warning
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func chiScrive(c contatti.Contatto) string {
	if c.Nome != "" {
		return c.Nome
	}
	if c.Email != "" {
		return c.Email
	}
	return "Mittente non leggibile"
}

func senzaOggetto(s string) string {
	if s == "" {
		return "Senza oggetto"
	}
	return s
}

func chip(s contatti.Stato) ui.Chip {
	c := ui.Chip{Text: s.Etichetta()}
	switch s {
	case contatti.Nuovo, contatti.Riaperto:
		c.Tone = ui.Warning
	case contatti.InLavorazione:
		c.Tone = ui.Info
	case contatti.Risposto:
		c.Tone = ui.Success
	}
	return c
}

// daQuanto says since when, in calendar days.
func daQuanto(dal kernel.Instant, oggi kernel.Day) string {
	if n := termini.GiorniLordi(dal.Day(), oggi); n > 0 {
		return kernel.GiorniDiCalendario(n) + " fa"
	}
	return "oggi"
}

func conta(n int, uno, tanti string) string {
	if n == 1 {
		return "1 " + uno
	}
	return kernel.Numero(int64(n)) + " " + tanti
}

func vuoto(f filtri) *ui.EmptyStateProps {
	if f.Testo != "" || f.Argomento != "" || f.Persona != 0 {
		return &ui.EmptyStateProps{Title: "Nessun messaggio con questi filtri", Text: "Si può togliere un filtro o cercare in tutti gli stati.",
			Links: []ui.Link{{Text: "Togli tutti i filtri", URL: elencoURL}, {Text: "Cerca in tutti gli stati", URL: f.con(func(g *filtri) { g.Stato = tutti })}}}
	}
	if f.Stato == "" {
		return &ui.EmptyStateProps{Title: "Nessun messaggio aperto", Text: "Qui arriva ciò che il pubblico scrive dal modulo o per e-mail, dal messaggio che aspetta da più tempo.",
			Links: []ui.Link{{Text: "Vedi quelli chiusi", URL: f.con(func(g *filtri) { g.Stato = tutti })}}}
	}
	return &ui.EmptyStateProps{Title: "Nessun messaggio qui", Links: []ui.Link{{Text: "Messaggi aperti", URL: elencoURL}}}
}
