package richiesteweb

import (
	"strconv"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/richieste"
	"pass/internal/ui"
)

// elencoVista is what the page of the list shows.
type elencoVista struct {
	Page     ui.Page
	Stati    []ui.Link // the states with their counts
	Filtri   ui.FiltersProps
	Testo    ui.Field
	TF       ui.Field
	TFOpts   []ui.Option
	Proc     ui.Field
	ProcOpts []ui.Option
	Prov     ui.Field
	ProvOpts []ui.Option
	Ente     ui.Field
	Combo    ui.Combo
	ConEnte  bool // whether the reader sees more than one body
	Mie      ui.Field
	ConMie   bool
	MieSi    bool
	Ordine   ui.Field
	OrdOpts  []ui.Option
	Conteggi string
	Esporta  []ui.Link
	Tabella  ui.Table
	Vuoto    *ui.EmptyStateProps
	Pagine   ui.PaginationProps
	Nuova    string // address of a new request, when the reader may ask
}

// vistaElenco decides everything that the list shows.
func vistaElenco(l richieste.PaginaElenco, f filtri, chi kernel.Actor, silenzio int) elencoVista {
	v := elencoVista{ConEnte: !ruoloDiEnte(chi) || len(chi.Enti()) > 1, ConMie: chi.Has(kernel.EspertoRuolo), MieSi: f.Mie}
	if richieste.Chiede.Allows(chi) {
		v.Nuova = "/richieste/nuova"
	}
	v.Stati = statiConConteggi(l, f)
	v.filtri(l, f)
	v.Conteggi = conta(l.Totale, "richiesta", "richieste")
	if q := quantePagine(l.Totale); q > 1 {
		v.Conteggi += ", pagina " + strconv.Itoa(f.Pagina) + " di " + strconv.Itoa(q)
	}
	g := f
	g.Pagina = 1
	v.Esporta = []ui.Link{{Text: "CSV", URL: g.indirizzo("/richieste/esporta.csv")}, {Text: "XLSX", URL: g.indirizzo("/richieste/esporta.xlsx")}}
	v.Tabella = tabella(l, chi, silenzio, v.ConEnte)
	v.Pagine = ui.PaginationProps{Page: f.Pagina, Pages: quantePagine(l.Totale), Label: "Pagine delle richieste",
		URL: func(n int) string { h := f; h.Pagina = n; return h.indirizzo("/richieste") }}
	if l.Totale == 0 {
		v.Vuoto, v.Esporta = vuoto(f, v.Nuova), nil
	}
	v.Page = ui.Page{Title: "Richieste", Section: "richieste", Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}, Lead: lead(l, f, chi, silenzio)}
	return v
}

// lead answers "what is still, and since when" in one sentence.
func lead(l richieste.PaginaElenco, f filtri, chi kernel.Actor, silenzio int) string {
	if l.Totale == 0 || len(l.Righe) == 0 || f.Stato != "" || f.Recenti || f.Pagina > 1 {
		return ""
	}
	oggi := l.Ora.Day()
	mie := 0
	for _, r := range l.Righe {
		if tocca(chi, r, r.ProssimoPasso(oggi, silenzio)) {
			mie++
		}
	}
	s := conta(l.Totale, "richiesta non è chiusa", "richieste non sono chiuse")
	s += "; la più ferma è nello stesso stato " + daQuanto(l.Righe[0].StatoDal, oggi) + "."
	if mie > 0 && l.Totale <= richieste.PerPagina {
		s += " In " + conta(mie, "caso", "casi") + " il prossimo passo spetta a chi legge."
	}
	return s
}

func statiConConteggi(l richieste.PaginaElenco, f filtri) []ui.Link {
	aperte, tutteN := 0, 0
	for s, n := range l.PerStato {
		tutteN += n
		if s == richieste.Bozza || s.Aperta() {
			aperte += n
		}
	}
	link := func(value, text string, n int) ui.Link {
		return ui.Link{Text: text, Note: kernel.Numero(int64(n)), Current: f.Stato == value, URL: f.con(func(g *filtri) { g.Stato = value })}
	}
	out := []ui.Link{link("", "Non chiuse", aperte)}
	for _, s := range richieste.Stati {
		if n := l.PerStato[s]; n > 0 || f.Stato == string(s) {
			out = append(out, link(string(s), s.Etichetta(), n))
		}
	}
	return append(out, link(tutte, "Tutte", tutteN))
}

// filtri fills in the fields of the filters and the list of those in use.
func (v *elencoVista) filtri(l richieste.PaginaElenco, f filtri) {
	id := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	v.Filtri = ui.FiltersProps{Action: "/richieste", Label: "Filtri delle richieste", Reset: filtri{Stato: f.Stato, Recenti: f.Recenti, Pagina: 1}.indirizzo("/richieste"),
		Open: len(l.Trovati) > 0}
	if f.Stato != "" {
		v.Filtri.Hidden = append(v.Filtri.Hidden, ui.Hidden{Name: "stato", Value: f.Stato})
	}
	togli := func(text string, change func(*filtri)) {
		v.Filtri.Active = append(v.Filtri.Active, ui.Link{Text: text, URL: f.con(change)})
	}
	v.Testo = ui.Field{Name: "testo", Label: "Parole dell’oggetto o numero", Value: f.Testo, MaxLength: 200}
	v.TF = ui.Field{Name: "task_force", Label: "Task force", Value: id(f.TaskForce)}
	v.TFOpts = []ui.Option{{Value: "", Label: "Tutte"}}
	for _, t := range l.TaskForces {
		v.TFOpts = append(v.TFOpts, ui.Option{Value: id(t.ID), Label: t.Nome})
	}
	v.Proc = ui.Field{Name: "procedimento", Label: "Procedimento", Value: id(f.Procedimento)}
	v.ProcOpts = append([]ui.Option{{Value: "", Label: "Tutti"}}, perTaskForce(l.TaskForces, l.Procedimenti)...)
	v.Prov = ui.Field{Name: "provincia", Label: "Provincia", Value: f.Provincia}
	v.ProvOpts = []ui.Option{{Value: "", Label: "Tutte"}}
	for _, s := range l.Province {
		v.ProvOpts = append(v.ProvOpts, ui.Option{Value: s.Sigla, Label: s.Nome})
	}
	v.Mie = ui.Field{Name: "mie", Label: "Solo quelle assegnate a me", Required: true}
	v.Ordine = ui.Field{Name: "ordine", Label: "Ordine", Value: "", Required: true}
	if f.Recenti {
		v.Ordine.Value = "recenti"
	}
	v.OrdOpts = []ui.Option{{Value: "", Label: "Le più ferme prima"}, {Value: "recenti", Label: "Gli ultimi movimenti prima"}}
	v.ente(l, f)
	if f.Testo != "" {
		togli("Parole: "+f.Testo, func(g *filtri) { g.Testo = "" })
	}
	if f.TaskForce != 0 {
		togli("Task force: "+nomeDi(l.Nomi.TaskForce[f.TaskForce].Nome), func(g *filtri) { g.TaskForce = 0 })
	}
	if f.Procedimento != 0 {
		togli("Procedimento: "+nomeDi(l.Nomi.Procedimenti[f.Procedimento].Nome), func(g *filtri) { g.Procedimento = 0 })
	}
	if f.Provincia != "" {
		togli("Provincia: "+f.Provincia, func(g *filtri) { g.Provincia = "" })
	}
	if f.Ente != 0 {
		togli("Ente: "+nomeDi(l.Enti[f.Ente].NomeEsteso()), func(g *filtri) { g.Ente = 0 })
	}
	if f.Mie {
		togli("Assegnate a me", func(g *filtri) { g.Mie = false })
	}
}

func nomeDi(s string) string {
	if s == "" {
		return "non in elenco"
	}
	return s
}

func (v *elencoVista) ente(l richieste.PaginaElenco, f filtri) {
	v.Ente = ui.Field{Name: "ente_nome", Label: "Ente", Value: f.EnteNome}
	v.Combo = ui.Combo{SuggestURL: "/enti/suggerimenti", IDName: "ente"}
	if e, ok := l.Enti[f.Ente]; ok && f.Ente != 0 {
		v.Ente.Value, v.Combo.IDValue = e.NomeEsteso(), strconv.FormatInt(e.ID, 10)
	}
	for _, e := range l.Trovati {
		v.Combo.Candidates = append(v.Combo.Candidates, ui.Option{Value: strconv.FormatInt(e.ID, 10), Label: e.NomeEsteso(), Hint: e.Luogo()})
	}
	if f.EnteNome != "" && f.Ente == 0 && len(l.Trovati) == 0 {
		v.Ente.Error = "Nessun ente ha questo nome. Controllare come è scritto, oppure lasciare vuoto."
		v.Filtri.Open = true
	}
}

// stessoNome reports whether the words typed are the name of the body.
func stessoNome(testo string, e enti.Ente) bool {
	t := kernel.Fold(testo)
	return t == kernel.Fold(e.NomeEsteso()) || t == kernel.Fold(e.Nome)
}

func tabella(l richieste.PaginaElenco, chi kernel.Actor, silenzio int, conEnte bool) ui.Table {
	t := ui.Table{Caption: "Richieste", HideCaption: true, Columns: []ui.Column{{Text: "Richiesta"}}}
	if conEnte {
		t.Columns = append(t.Columns, ui.Column{Text: "Ente"})
	}
	t.Columns = append(t.Columns, ui.Column{Text: "Procedimento"}, ui.Column{Text: "Stato"}, ui.Column{Text: "Prossimo passo"})
	t.Note = "I giorni sono di calendario. I termini dei passi sono obiettivi di servizio di PAsS, non termini di legge."
	oggi := l.Ora.Day()
	for _, r := range l.Righe {
		t.Rows = append(t.Rows, riga(l, r, chi, oggi, silenzio, conEnte))
	}
	return t
}

func riga(l richieste.PaginaElenco, r richieste.Richiesta, chi kernel.Actor, oggi kernel.Day, silenzio int, conEnte bool) ui.Row {
	p := r.ProssimoPasso(oggi, silenzio)
	mia := tocca(chi, r, p)
	codice := "Richiesta " + r.Codice()
	if r.Stato == richieste.Bozza {
		codice = "Bozza"
	}
	row := ui.Row{Cells: []ui.Cell{{Text: codice, URL: percorso(r.ID), Sub: accorcia(r.Modulo.Titolo())}}}
	if conEnte {
		e := l.Enti[r.EnteID]
		row.Cells = append(row.Cells, ui.Cell{Text: e.NomeEsteso(), Sub: e.Luogo()})
	}
	proc := l.Nomi.Procedimenti[r.ProcedimentoID].Nome
	if proc == "" {
		proc = "Da scegliere"
	}
	row.Cells = append(row.Cells, ui.Cell{Text: proc, Sub: l.Nomi.TaskForce[r.TaskForceID].Nome})
	stato := chip(r.Stato, mia)
	row.Cells = append(row.Cells, ui.Cell{Chip: &stato, Sub: daQuanto(r.StatoDal, oggi)})
	passo := ui.Cell{Text: "Nessuno", Sub: ""}
	if p.Chi != "" {
		passo = ui.Cell{Text: iniziale(chiFa(p.Chi, esperti(l.Nomi, r))), Sub: entroBreve(p)}
	}
	switch {
	case p.Tardi > 0:
		row.Tone = ui.Late
	case mia:
		row.Tone = ui.Warning
	}
	row.Cells = append(row.Cells, passo)
	return row
}

// esperti are the names of the active incarichi of a request.
func esperti(n richieste.Nomi, r richieste.Richiesta) []string {
	var out []string
	for _, i := range r.Incarichi {
		if p, ok := n.Persone[i.PersonaID]; ok {
			out = append(out, p.NomeCompleto())
		}
	}
	return out
}

// chiFa is who owes the step, for a cell.
func chiFa(p richieste.Parte, esperti []string) string {
	if p == richieste.ParteEsperto && len(esperti) > 0 {
		if len(esperti) > 1 {
			return esperti[0] + " e " + conta(len(esperti)-1, "altro esperto", "altri esperti")
		}
		return esperti[0]
	}
	return p.Etichetta()
}

func entroBreve(p richieste.Passo) string {
	switch {
	case p.Entro.IsZero():
		return ""
	case p.Tardi > 0:
		return "in ritardo di " + kernel.GiorniDiCalendario(p.Tardi)
	}
	return "entro il " + p.Entro.InItaliano()
}

func vuoto(f filtri, nuova string) *ui.EmptyStateProps {
	switch {
	case f.scelti():
		return &ui.EmptyStateProps{Title: "Nessuna richiesta con questi filtri", Text: "Si può togliere un filtro o cercare tra tutti gli stati.",
			Links: []ui.Link{{Text: "Togli tutti i filtri", URL: filtri{Pagina: 1}.indirizzo("/richieste")}, {Text: "Cerca in tutti gli stati", URL: f.con(func(g *filtri) { g.Stato = tutte })}}}
	case nuova != "" && f.Stato == "":
		return &ui.EmptyStateProps{Title: "Nessuna richiesta aperta", Text: "Per avere l’aiuto di un esperto su un procedimento si invia una richiesta: servono pochi minuti, e la bozza si salva da sola.",
			Links: []ui.Link{{Text: "Nuova richiesta", URL: nuova, Primary: true}, {Text: "Vedi quelle chiuse", URL: f.con(func(g *filtri) { g.Stato = tutte })}}}
	case f.Stato == "":
		return &ui.EmptyStateProps{Title: "Nessuna richiesta aperta", Text: "Qui compaiono le richieste da seguire, dalla più ferma.",
			Links: []ui.Link{{Text: "Vedi quelle chiuse", URL: f.con(func(g *filtri) { g.Stato = tutte })}}}
	}
	return &ui.EmptyStateProps{Title: "Nessuna richiesta in questo stato", Links: []ui.Link{{Text: "Richieste non chiuse", URL: f.con(func(g *filtri) { g.Stato = "" })}}}
}
