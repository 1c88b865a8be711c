package monitoraggioweb

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// leggiFiltroInvii reads the address, or the hidden fields of a form; what
// makes no sense does not filter.
func leggiFiltroInvii(q url.Values) monitoraggio.FiltroInvii {
	f := monitoraggio.FiltroInvii{Stato: monitoraggio.StatoInvio(q.Get("stato")), Provincia: strings.ToUpper(corto(q.Get("provincia"), 2)),
		Classe: corto(q.Get("classe"), 2), Testo: corto(q.Get("testo"), 100)}
	if !slices.Contains(monitoraggio.StatiInvio, f.Stato) && f.Stato != monitoraggio.StatoRitardo && f.Stato != monitoraggio.StatoMancante {
		f.Stato = ""
	}
	n, err := strconv.Atoi(q.Get("pagina"))
	if f.Pagina = 1; err == nil && n > 1 && n < 1<<31 {
		f.Pagina = n
	}
	if e, err := strconv.ParseInt(q.Get("ente"), 10, 64); err == nil && e > 0 {
		f.Ente = e
	}
	return f
}

// corto keeps words within most characters, with single spaces.
func corto(s string, most int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	return string(r[:min(len(r), most)])
}

// valoriInvii is the canonical form of a filter.
func valoriInvii(f monitoraggio.FiltroInvii) url.Values {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	set("stato", string(f.Stato))
	set("provincia", f.Provincia)
	set("classe", f.Classe)
	set("testo", f.Testo)
	set("ente", strconv.FormatInt(f.Ente, 10))
	if f.Pagina > 1 {
		q.Set("pagina", strconv.Itoa(f.Pagina))
	}
	return q
}

// conFiltro is the address of a page under a campaign with a filter.
func conFiltro(s kernel.Semestre, sotto string, f monitoraggio.FiltroInvii) string {
	if q := valoriInvii(f).Encode(); q != "" {
		return percorso(s, sotto) + "?" + q
	}
	return percorso(s, sotto)
}

// invii is the list of the bodies of a campaign.
func (p *pagine) invii(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	f := leggiFiltroInvii(c.R.URL.Query())
	v, err := p.Monitoraggio.Panorama(c.Ctx(), c.Actor, sem, f)
	if err != nil {
		return err
	}
	if n := pagineInvii(v.Totale); f.Pagina > n {
		f.Pagina = n
		return c.Redirect(conFiltro(sem, "enti", f))
	}
	return c.HTML(200, paginaInvii(vistaInvii(v, f, c.Actor)))
}

func pagineInvii(n int) int { return max(1, (n+monitoraggio.PerPagina-1)/monitoraggio.PerPagina) }

// inviiCSV is the same list as a file.
func (p *pagine) inviiCSV(c *web.Context) error {
	sem, err := semestre(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := p.Monitoraggio.EsportaInvii(c.Ctx(), c.Actor, sem, leggiFiltroInvii(c.R.URL.Query()), &b); err != nil {
		return err
	}
	return c.Download("monitoraggio-"+sem.String()+"-enti.csv", "text/csv; charset=utf-8; header=present", int64(b.Len()), &b)
}

// inviiVista is what the list shows.
type inviiVista struct {
	Page     ui.Page
	Stati    []ui.Link
	Filtri   ui.FiltersProps
	Testo    ui.Field
	Prov     ui.Field
	ProvOpts []ui.Option
	Classe   ui.Field
	ClOpts   []ui.Option
	Conteggi string
	Esporta  []ui.Link
	Sollecit ui.Link // reminder of those of the filter, when the reader may
	Tabella  ui.Table
	Vuoto    *ui.EmptyStateProps
	Pagine   ui.PaginationProps
}

func vistaInvii(p monitoraggio.Panorama, f monitoraggio.FiltroInvii, chi kernel.Actor) inviiVista {
	v := inviiVista{Stati: statiInvii(p, f, string(f.Stato))}
	sem := p.Semestre
	v.Page = ui.Page{Title: "Enti della rilevazione", Kicker: maiuscola(sem.InItaliano()), Section: "monitoraggio", Breadcrumb: bricioleRilevazione(sem), Lead: leadCampagna(p)}
	v.filtri(p, f)
	v.Conteggi = quanti(p.Totale, "ente", "enti")
	if n := pagineInvii(p.Totale); n > 1 {
		v.Conteggi += ", pagina " + strconv.Itoa(f.Pagina) + " di " + strconv.Itoa(n)
	}
	g := f
	g.Pagina = 1
	v.Esporta = []ui.Link{{Text: "CSV", URL: conFiltro(sem, "enti.csv", g)}}
	mancano := mancanti(p.PerStato)
	if monitoraggio.Verifica.Allows(chi) && p.Puo(monitoraggio.AttoSollecita) && mancano > 0 && f.Stato != monitoraggio.Inviato && f.Stato != monitoraggio.Approvato {
		if g.Stato == "" {
			g.Stato = monitoraggio.StatoMancante
		}
		v.Sollecit = ui.Link{Text: "Sollecita questi enti", URL: conFiltro(sem, "solleciti", g), Primary: f.Stato != monitoraggio.Inviato}
		if f.Stato == "" {
			v.Sollecit.Text = "Sollecita chi manca"
		}
	}
	v.Tabella = tabellaInvii(p, chi)
	v.Pagine = ui.PaginationProps{Page: f.Pagina, Pages: pagineInvii(p.Totale), Label: "Pagine degli enti",
		URL: func(n int) string { h := f; h.Pagina = n; return conFiltro(sem, "enti", h) }}
	if p.Totale == 0 {
		v.Vuoto, v.Esporta = inviiVuoti(p, f), nil
	}
	return v
}

// statiInvii are the states with their counts, each with the same filter.
func statiInvii(p monitoraggio.Panorama, f monitoraggio.FiltroInvii, scelto string) []ui.Link {
	tutti := 0
	for _, n := range p.PerStato {
		tutti += n
	}
	link := func(s monitoraggio.StatoInvio, text string, n int) ui.Link {
		g := f
		g.Stato, g.Pagina = s, 1
		return ui.Link{Text: text, Note: kernel.Numero(int64(n)), URL: conFiltro(p.Semestre, "enti", g), Current: scelto == string(s) && scelto != ""}
	}
	all := link("", "Tutti", tutti)
	all.Current = scelto == "" && f.Pagina > 0
	out := []ui.Link{all}
	for _, s := range monitoraggio.StatiInvio {
		out = append(out, link(s, s.Etichetta(), p.PerStato[s]))
	}
	out = append(out, link(monitoraggio.StatoMancante, "Mancano", mancanti(p.PerStato)))
	if p.InRitardo > 0 || scelto == string(monitoraggio.StatoRitardo) {
		out = append(out, link(monitoraggio.StatoRitardo, "In ritardo", p.InRitardo))
	}
	return out
}

func (v *inviiVista) filtri(p monitoraggio.Panorama, f monitoraggio.FiltroInvii) {
	sem := p.Semestre
	v.Filtri = ui.FiltersProps{Action: percorso(sem, "enti"), Label: "Filtri degli enti", Reset: conFiltro(sem, "enti", monitoraggio.FiltroInvii{Stato: f.Stato})}
	if f.Stato != "" {
		v.Filtri.Hidden = []ui.Hidden{{Name: "stato", Value: string(f.Stato)}}
	}
	togli := func(text string, change func(*monitoraggio.FiltroInvii)) {
		g := f
		g.Pagina = 1
		change(&g)
		v.Filtri.Active = append(v.Filtri.Active, ui.Link{Text: text, URL: conFiltro(sem, "enti", g)})
	}
	v.Testo = ui.Field{Name: "testo", Label: "Nome dell’ente", Value: f.Testo, MaxLength: 100}
	v.Prov = ui.Field{Name: "provincia", Label: "Provincia", Value: f.Provincia}
	v.ProvOpts = []ui.Option{{Value: "", Label: "Tutte"}}
	for _, g := range p.PerProvincia {
		if g.Codice != "" {
			v.ProvOpts = append(v.ProvOpts, ui.Option{Value: g.Codice, Label: g.Nome})
		}
	}
	v.Classe = ui.Field{Name: "classe", Label: "Enti simili", Value: f.Classe}
	v.ClOpts = []ui.Option{{Value: "", Label: "Tutti"}}
	for _, k := range monitoraggio.Classi {
		v.ClOpts = append(v.ClOpts, ui.Option{Value: k.Codice, Label: k.Nome})
	}
	if f.Testo != "" {
		togli("Nome: "+f.Testo, func(g *monitoraggio.FiltroInvii) { g.Testo = "" })
	}
	if f.Provincia != "" {
		togli("Provincia: "+f.Provincia, func(g *monitoraggio.FiltroInvii) { g.Provincia = "" })
	}
	if f.Classe != "" {
		togli(monitoraggio.NomeClasse(f.Classe), func(g *monitoraggio.FiltroInvii) { g.Classe = "" })
	}
	if f.Ente != 0 {
		togli("Un solo ente", func(g *monitoraggio.FiltroInvii) { g.Ente = 0 })
	}
}

func inviiVuoti(p monitoraggio.Panorama, f monitoraggio.FiltroInvii) *ui.EmptyStateProps {
	tutti := ui.Link{Text: "Vedi tutti gli enti", URL: percorso(p.Semestre, "enti")}
	switch {
	case p.Stato == monitoraggio.InPreparazione:
		return &ui.EmptyStateProps{Title: "Gli enti non sono ancora invitati", Text: "L’invito parte quando la Regione apre la raccolta.", Links: []ui.Link{{Text: "Vedi la rilevazione", URL: percorso(p.Semestre)}}}
	case p.Copertura.Invitati == 0:
		return &ui.EmptyStateProps{Title: "Nessun ente invitato", Text: "Sono invitati gli enti con l’adesione approvata, anche quelli che aderiscono a raccolta aperta."}
	case f.Stato == monitoraggio.Inviato:
		return &ui.EmptyStateProps{Title: "Nessun ente aspetta la verifica", Text: "I dati inviati compaiono qui, finché non sono approvati o restituiti.", Links: []ui.Link{tutti}}
	}
	return &ui.EmptyStateProps{Title: "Nessun ente con questi filtri", Text: "Si può togliere un filtro o guardare tutti gli stati.", Links: []ui.Link{tutti}}
}

func tabellaInvii(p monitoraggio.Panorama, chi kernel.Actor) ui.Table {
	t := ui.Table{Caption: "Enti della rilevazione", HideCaption: true, Note: "I giorni sono di calendario.",
		Columns: []ui.Column{{Text: "Ente"}, {Text: "Stato"}, {Text: "Ultimo giorno per inviare"}, {Text: "Ultimo sollecito"}, {Text: "Inviato"}}}
	for _, x := range p.Righe {
		t.Rows = append(t.Rows, rigaInvio(p.Rilevazione, x, p.Oggi, monitoraggio.Verifica.Allows(chi)))
	}
	return t
}

func rigaInvio(r monitoraggio.Rilevazione, x monitoraggio.RigaInvio, oggi kernel.Day, verifica bool) ui.Row {
	aspetta := verifica && x.Stato == monitoraggio.Inviato && !r.Stato.Ferma()
	stato := chipInvio(x.Stato, aspetta)
	scadenza := ui.Cell{Text: x.Scadenza(r).InItaliano()}
	row := ui.Row{}
	switch {
	case x.InRitardo(r, oggi):
		scadenza.Sub, row.Tone = "in ritardo di "+kernel.GiorniDiCalendario(oggi.DaysSince(x.Scadenza(r))), ui.Late
	case x.Scadenza(r).After(r.Scadenza):
		scadenza.Sub = "con proroga"
	}
	if aspetta {
		row.Tone = ui.Warning
	}
	sollecito := ui.Cell{Text: "Nessuno"}
	if x.Solleciti > 0 {
		sollecito = ui.Cell{Text: x.SollecitatoIl.Day().InItaliano(), Sub: quanti(x.Solleciti, "sollecito", "solleciti") + " in tutto"}
	}
	inviato := ui.Cell{Text: "Non ancora"}
	if !x.InviatoIl.IsZero() {
		inviato = ui.Cell{Text: x.InviatoIl.Day().InItaliano()}
		if x.Numero != 0 {
			inviato.Sub = "ricevuta n. " + strconv.FormatInt(x.Numero, 10)
		}
	}
	row.Cells = []ui.Cell{{Text: x.Ente.NomeEsteso(), URL: percorsoInvio(r.Semestre, x.EnteID), Sub: x.Ente.Luogo()}, ui.ChipCell(stato), scadenza, sollecito, inviato}
	return row
}
