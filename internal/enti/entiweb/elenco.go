package entiweb

import (
	"net/http"
	"strconv"

	"pass/internal/enti"
	"pass/internal/enti/anagrafe"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// filtro reads the filters of the register from the address; unknown values
// do not filter.
func filtro(c *web.Context) enti.Filtro {
	f := enti.Filtro{Testo: c.Query("q"), Provincia: c.Query("provincia"), Cessati: c.Query("cessati") == "si",
		Pagina: max(1, c.QueryInt("pagina", 1)), Per: perPagina}
	if t := enti.Tipo(c.Query("tipo")); t.Valid() {
		f.Tipo = t
	}
	for _, o := range statiFiltro() {
		if o.Value == c.Query("adesione") {
			f.Adesione = o.Value
		}
	}
	if len(f.Testo) > 200 {
		f.Testo = f.Testo[:200]
	}
	return f
}

func (d Deps) elenco(c *web.Context) error {
	f := filtro(c)
	vs, totale, err := d.Enti.Elenco(c.Ctx(), c.Actor, f)
	if err != nil {
		return err
	}
	province, err := d.Enti.Province(c.Ctx())
	if err != nil {
		return err
	}
	return c.HTML(http.StatusOK, paginaElenco(vistaElenco(f, vs, totale, province, enti.Gestisci.Allows(c.Actor))))
}

func (d Deps) elencoCSV(c *web.Context) error {
	f := filtro(c)
	f.Per = 0
	vs, _, err := d.Enti.Elenco(c.Ctx(), c.Actor, f)
	if err != nil {
		return err
	}
	righe := [][]string{{"tipo", "nome", "codice_istat", "codice_belfiore", "codice_ipa", "provincia", "sigla", "regione", "popolazione",
		"fonte_popolazione", "pec", "istituito_il", "cessato_il", "adesione", "fine_mandato"}}
	for _, v := range vs {
		e := v.Ente
		abitanti := ""
		if e.Popolazione != nil {
			abitanti = strconv.FormatInt(*e.Popolazione, 10)
		}
		righe = append(righe, []string{string(e.Tipo), e.NomeEsteso(), string(e.Istat), string(e.Belfiore), string(e.IPA), e.ProvinciaNome,
			e.Provincia, enti.NomeRegione(e.Regione), abitanti, e.PopolazioneFonte, e.PEC, e.IstituitoIl.String(), e.CessatoIl.String(),
			string(v.Stato), v.Al.String()})
	}
	return scarica(c, "enti.csv", righe)
}

// vistaElencoEnti is the register as the page shows it.
type vistaElencoEnti struct {
	Filtro     enti.Filtro
	Conta      string
	CSV        string
	Tabella    ui.Table
	Attivi     []ui.Link
	Province   []ui.Option
	Pagine     ui.PaginationProps
	PuoGestire bool
}

func vistaElenco(f enti.Filtro, vs []enti.VoceElenco, totale int64, province []enti.SiglaNome, gestisce bool) vistaElencoEnti {
	v := vistaElencoEnti{Filtro: f, Conta: quanti(totale, "ente", "enti"), CSV: indirizzo(f, "/enti/elenco.csv", 0), PuoGestire: gestisce,
		Attivi: filtriAttivi(f), Province: opzioniProvince(province),
		Pagine: ui.PaginationProps{Page: f.Pagina, Pages: pagine(totale), Label: "Pagine del registro",
			URL: func(n int) string { return indirizzo(f, "/enti", n) }}}
	v.Tabella = ui.Table{Caption: "Registro degli enti", HideCaption: true, Columns: []ui.Column{{Text: "Ente"}, {Text: "Provincia"},
		{Text: "Abitanti", Numeric: true}, {Text: "Adesione"}, {Text: "Codice ISTAT"}}}
	if f.Cessati {
		v.Tabella.Columns[3].Text = "Cessato dal"
	}
	for _, x := range vs {
		e := x.Ente
		stato := ui.ChipCell(chip(x.Stato))
		if !x.Al.IsZero() {
			stato.Sub = "mandato fino al " + x.Al.InItaliano()
		}
		if f.Cessati {
			stato = ui.TextCell(e.CessatoIl.InItaliano())
		}
		v.Tabella.Rows = append(v.Tabella.Rows, ui.Row{Cells: []ui.Cell{
			{Text: e.NomeEsteso(), URL: urlEnte(e.ID), Sub: e.AltraLingua}, ui.TextCell(e.Luogo()),
			{Text: abitanti(e)}, stato, ui.TextCell(string(e.Istat))}})
	}
	return v
}

func abitanti(e enti.Ente) string {
	if e.Popolazione == nil {
		return "n.d."
	}
	return kernel.Numero(*e.Popolazione)
}

func opzioniProvince(ps []enti.SiglaNome) []ui.Option {
	out := []ui.Option{{Value: "", Label: "Tutte le province"}}
	for _, p := range ps {
		out = append(out, ui.Option{Value: p.Sigla, Label: p.Nome + " (" + p.Sigla + ")"})
	}
	return out
}

func opzioniTipo() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Tutti i tipi"}}
	for _, t := range enti.Tipi {
		out = append(out, ui.Option{Value: string(t), Label: t.Etichetta()})
	}
	return out
}

func statiFiltro() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Con o senza adesione"}, {Value: enti.NonAderente, Label: "Nessuna adesione"}}
	for _, s := range enti.Stati {
		if s != enti.Bozza {
			out = append(out, ui.Option{Value: string(s), Label: s.Etichetta()})
		}
	}
	return out
}

// indirizzo is the register with these filters, on that page.
func indirizzo(f enti.Filtro, path string, pagina int) string {
	cessati, n := "", ""
	if f.Cessati {
		cessati = "si"
	}
	if pagina > 1 {
		n = strconv.Itoa(pagina)
	}
	return conQuery(path, "q", f.Testo, "tipo", string(f.Tipo), "provincia", f.Provincia, "adesione", f.Adesione, "cessati", cessati, "pagina", n)
}

// filtriAttivi are the filters in force, each with the address without it.
func filtriAttivi(f enti.Filtro) []ui.Link {
	var out []ui.Link
	add := func(testo string, senza enti.Filtro) {
		out = append(out, ui.Link{Text: testo, URL: indirizzo(senza, "/enti", 0)})
	}
	if f.Testo != "" {
		g := f
		g.Testo = ""
		add("Nome: "+f.Testo, g)
	}
	if f.Tipo != "" {
		g := f
		g.Tipo = ""
		add(f.Tipo.Etichetta(), g)
	}
	if f.Provincia != "" {
		g := f
		g.Provincia = ""
		add("Provincia: "+f.Provincia, g)
	}
	if f.Adesione != "" {
		g := f
		g.Adesione = ""
		for _, o := range statiFiltro() {
			if o.Value == f.Adesione {
				add("Adesione: "+o.Label, g)
			}
		}
	}
	if f.Cessati {
		g := f
		g.Cessati = false
		add("Solo enti cessati", g)
	}
	return out
}

// fonteRegistro names the sources of the register, under the table.
func fonteRegistro() string {
	_, _, f := anagrafe.Base()
	return "Fonte: ISTAT e ANPR, registro di base al " + f.Riferimento.InItaliano() + " e successivi aggiornamenti. «n.d.»: dato non disponibile."
}
