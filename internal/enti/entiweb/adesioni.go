package entiweb

import (
	"net/http"
	"strconv"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// tutti is the value of the filter that shows every state.
const tutti = "tutte"

func filtroCoda(c *web.Context) enti.FiltroCoda {
	f := enti.FiltroCoda{Provincia: c.Query("provincia"), Tutte: c.Query("stato") == tutti}
	for _, s := range enti.Stati {
		if string(s) == c.Query("stato") && s != enti.Bozza {
			f.Stato = s
		}
	}
	return f
}

// adesioni is GET /adesioni: the queue of the segreteria.
func (d Deps) adesioni(c *web.Context) error {
	f, pagina := filtroCoda(c), max(1, c.QueryInt("pagina", 1))
	coda, err := d.Enti.Coda(c.Ctx(), c.Actor, f, pagina, perPagina)
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaCoda(vistaCodaDi(f, pagina, coda, c.Now().Day())))
}

func (d Deps) adesioniCSV(c *web.Context) error {
	coda, err := d.Enti.Coda(c.Ctx(), c.Actor, filtroCoda(c), 1, 100_000)
	if err != nil {
		return err
	}
	righe := [][]string{{"ente", "provincia", "richiedente", "titolo", "stato", "inviata_il", "decisa_il", "fine_mandato"}}
	for _, v := range coda.Voci {
		a := v.Adesione
		righe = append(righe, []string{v.Ente.NomeEsteso(), v.Ente.Provincia, v.Richiedente.NomeCompleto(), string(a.Dati.Titolo), string(a.Stato),
			giornoCSV(a.InviataIl), giornoCSV(a.DecisaIl), a.Dati.MandatoAl.String()})
	}
	return scarica(c, "adesioni.csv", righe)
}

func giornoCSV(i kernel.Instant) string { return i.Day().String() }

// vistaCoda is the queue as the page shows it.
type vistaCoda struct {
	Filtro   enti.FiltroCoda
	Lead     string
	Conta    string
	CSV      string
	Stati    []ui.Option
	Province []ui.Option
	Attivi   []ui.Link
	Tabella  ui.Table
	Pagine   ui.PaginationProps
	Vuota    ui.EmptyStateProps
}

func vistaCodaDi(f enti.FiltroCoda, pagina int, c enti.Coda, oggi kernel.Day) vistaCoda {
	attese := c.PerStato[enti.Inviata] + c.PerStato[enti.InVerifica]
	v := vistaCoda{Filtro: f, Conta: quanti(c.Totale, "adesione", "adesioni"), CSV: indirizzoCoda(f, "/adesioni/elenco.csv", 0),
		Stati: opzioniStato(c.PerStato), Province: opzioniProvince(c.Province), Attivi: attiviCoda(f),
		Pagine: ui.PaginationProps{Page: pagina, Pages: pagine(c.Totale), Label: "Pagine delle adesioni",
			URL: func(n int) string { return indirizzoCoda(f, "/adesioni", n) }}}
	switch attese {
	case 0:
		v.Lead = "Nessuna adesione aspetta la segreteria."
	case 1:
		v.Lead = "1 adesione aspetta la segreteria."
	default:
		v.Lead = kernel.Numero(attese) + " adesioni aspettano la segreteria."
	}
	v.Vuota = ui.EmptyStateProps{Title: "Nessuna adesione in questo elenco", Text: "Quando un ente invia l'adesione, compare qui.",
		Links: []ui.Link{{Text: "Vedere tutte le adesioni", URL: "/adesioni?stato=" + tutti}}}
	v.Tabella = ui.Table{Caption: "Adesioni", HideCaption: true, Columns: []ui.Column{{Text: "Ente"}, {Text: "Chi la presenta"}, {Text: "Stato"},
		{Text: "Inviata"}, {Text: "In attesa"}}}
	for _, x := range c.Voci {
		a := x.Adesione
		attesa := "—"
		if a.Stato == enti.Inviata || a.Stato == enti.InVerifica {
			attesa = fa(a.InviataIl, oggi)
		}
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.Ente.NomeEsteso(), URL: urlAdesione(a.ID), Sub: x.Ente.Luogo()},
			{Text: x.Richiedente.NomeCompleto(), Sub: titoloPer(a.Dati.Titolo, x.Ente.Tipo)},
			ui.ChipCell(chip(a.Stato)), ui.TextCell(a.InviataIl.Breve()), ui.TextCell(attesa)}})
	}
	return v
}

func opzioniStato(n map[enti.Stato]int64) []ui.Option {
	conta := func(k int64) string { return " (" + kernel.Numero(k) + ")" }
	out := []ui.Option{{Value: "", Label: "Da decidere" + conta(n[enti.Inviata]+n[enti.InVerifica])}}
	var tutte int64
	for _, s := range enti.Stati {
		if s == enti.Bozza {
			continue
		}
		tutte += n[s]
		out = append(out, ui.Option{Value: string(s), Label: s.Etichetta() + conta(n[s])})
	}
	return append(out, ui.Option{Value: tutti, Label: "Tutte" + conta(tutte)})
}

func statoCoda(f enti.FiltroCoda) string {
	if f.Tutte {
		return tutti
	}
	return string(f.Stato)
}

func indirizzoCoda(f enti.FiltroCoda, path string, pagina int) string {
	n := ""
	if pagina > 1 {
		n = strconv.Itoa(pagina)
	}
	return conQuery(path, "stato", statoCoda(f), "provincia", f.Provincia, "pagina", n)
}

func attiviCoda(f enti.FiltroCoda) []ui.Link {
	var out []ui.Link
	if s := statoCoda(f); s != "" {
		testo := "Tutti gli stati"
		if !f.Tutte {
			testo = "Stato: " + f.Stato.Etichetta()
		}
		out = append(out, ui.Link{Text: testo, URL: indirizzoCoda(enti.FiltroCoda{Provincia: f.Provincia}, "/adesioni", 0)})
	}
	if f.Provincia != "" {
		g := f
		g.Provincia = ""
		out = append(out, ui.Link{Text: "Provincia: " + f.Provincia, URL: indirizzoCoda(g, "/adesioni", 0)})
	}
	return out
}
