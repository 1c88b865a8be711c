package entiweb

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

func urlCalendario(id int64) string { return urlEnte(id) + "/calendario" }

// moduloChiusura is a closure as it was typed.
type moduloChiusura struct {
	Nome, Dal, Al, Dalle, Alle string
	OgniAnno                   bool
}

// vistaCalendario is the calendar of a body as the page shows it.
type vistaCalendario struct {
	enti.Calendario
	Percorso []ui.Link
	Sezione  string
	Guida    string // what comes next, in a sentence
	Patrono  []ui.Detail
	Orario   []ui.Detail
	Giorni   ui.Table
	Tutte    []vistaChiusura // every closure that was written
	Conta    string
	Modulo   moduloChiusura
	Errori   ui.Errors
	Token    string
}

// vistaChiusura is one closure with the form that takes it away.
type vistaChiusura struct {
	ID     int64
	Nome   string
	Quando string
}

// calendario is GET /enti/{id}/calendario.
func (d Deps) calendario(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return d.mostraCalendario(c, http.StatusOK, id, moduloChiusura{}, nil)
}

func (d Deps) mostraCalendario(c *web.Context, status int, id int64, m moduloChiusura, es ui.Errors) error {
	cal, err := d.Enti.Calendario(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	v := vistaCalendarioDi(cal, enti.Consulta.Allows(c.Actor), c.Now().Day())
	v.Modulo, v.Errori, v.Token = m, es, web.NewSubmission()
	return c.HTML(status, paginaCalendario(v))
}

func vistaCalendarioDi(cal enti.Calendario, legge bool, oggi kernel.Day) vistaCalendario {
	v := vistaCalendario{Calendario: cal, Orario: dettagliOrario(cal), Patrono: dettagliPatrono(cal)}
	v.Percorso, v.Sezione = percorsoEnte(cal.Ente, legge)
	prossimi := cal.Prossimi(oggi)
	v.Guida = "Nei prossimi dodici mesi non ci sono chiusure."
	if len(prossimi) > 0 {
		v.Guida = "La prossima chiusura è " + quandoChiude(prossimi[0]) + ": " + prossimi[0].Nome + "."
	}
	v.Giorni = tabellaGiorni(prossimi)
	for _, x := range cal.Chiusure {
		v.Tutte = append(v.Tutte, vistaChiusura{ID: x.ID, Nome: x.Nome, Quando: quandoSempre(x)})
	}
	v.Conta = quanti(int64(len(v.Tutte)), "chiusura indicata dall'ente", "chiusure indicate dall'ente")
	if len(v.Tutte) == 0 {
		v.Conta = "Nessuna chiusura indicata dall'ente"
	}
	return v
}

// percorsoEnte leads to the sheet of the body: from the register, for who
// reads it.
func percorsoEnte(e enti.Ente, legge bool) (percorso []ui.Link, sezione string) {
	percorso, sezione = []ui.Link{scrivania}, "scrivania"
	if legge {
		percorso, sezione = append(percorso, registro), "enti"
	}
	return append(percorso, ui.Link{Text: e.NomeEsteso(), URL: urlEnte(e.ID)}), sezione
}

func dettagliPatrono(cal enti.Calendario) []ui.Detail {
	p, ok := cal.PatronoInVigore()
	if !ok {
		return nil
	}
	fonte := p.Fonte
	if cal.Scelta == enti.PatronoNoto {
		fonte = "PAsS, da " + fonte
	}
	return []ui.Detail{{Term: "Nome", Text: p.Nome}, {Term: "Festa", Text: festa(p)}, {Term: "Fonte", Text: fonte}}
}

// senzaPatrono says why no patron saint is shown.
func senzaPatrono(cal enti.Calendario) string {
	if cal.Scelta == enti.PatronoNessuno {
		return "Gli uffici non hanno una festa del patrono."
	}
	return "Non indicato: nei giorni lavorativi non se ne tiene conto."
}

// festa is the day of the feast without the year: "7 dicembre".
func festa(p termini.Patrono) string {
	return strings.TrimSuffix(kernel.NewDay(2024, p.Mese, p.Giorno).InItaliano(), " 2024")
}

func dettagliOrario(cal enti.Calendario) []ui.Detail {
	if len(cal.Orari) == 0 {
		return nil
	}
	var out []ui.Detail
	for _, g := range enti.Settimana {
		if testo := strings.ReplaceAll(cal.OrarioDelGiorno(g), "-", "–"); testo != "" {
			out = append(out, ui.Detail{Term: enti.NomeGiorno(g), Text: testo})
		}
	}
	if len(out) < len(enti.Settimana) {
		out = append(out, ui.Detail{Term: "Altri giorni", Text: "chiuso"})
	}
	return out
}

// quandoChiude says when a closure of the next year is, with its hours.
func quandoChiude(g enti.GiornoDiChiusura) string {
	s := g.Giorno.ConGiornoSettimana()
	if !g.Al.IsZero() {
		s = "da " + s + " a " + g.Al.ConGiornoSettimana()
	}
	if g.Parte {
		s += oreDi(g.Dalle, g.Alle)
	}
	return s
}

func oreDi(dalle, alle time.Duration) string {
	return ", dalle " + enti.TestoOra(dalle) + " alle " + enti.TestoOra(alle)
}

// quandoSempre says when a closure is, the years after included.
func quandoSempre(x enti.ChiusuraEnte) string {
	s := x.Dal.InItaliano()
	if ultimo := x.Ultimo(); ultimo.After(x.Dal) {
		s = conArticolo("dal ", "dall'", x.Dal) + conArticolo(" al ", " all'", ultimo)
	}
	if x.Oraria {
		s += oreDi(x.Dalle, x.Alle)
	}
	switch {
	case x.OgniAnni == 1:
		s += ", ogni anno"
	case x.OgniAnni > 1:
		s += ", ogni " + strconv.Itoa(x.OgniAnni) + " anni"
	}
	if x.Volte > 0 {
		s += ", " + quanti(int64(x.Volte), "volta", "volte")
	}
	if !x.Fino.IsZero() {
		s += conArticolo(", fino al ", ", fino all'", x.Fino)
	}
	if n := len(x.Escluse); n > 0 {
		s += ", tranne " + quanti(int64(n), "data", "date")
	}
	return s
}

// conArticolo puts the article that the day wants: "dal 10 agosto 2026",
// "dall'8 marzo 2026".
func conArticolo(prima, elisa string, d kernel.Day) string {
	if g := d.Time().Day(); g == 8 || g == 11 {
		return elisa + d.InItaliano()
	}
	return prima + d.InItaliano()
}

func tabellaGiorni(gs []enti.GiornoDiChiusura) ui.Table {
	t := ui.Table{Caption: "Festività e chiusure dei prossimi dodici mesi", HideCaption: true,
		Columns: []ui.Column{{Text: "Quando"}, {Text: "Che cosa"}, {Text: "Scadenze di legge"}},
		Note: "Le festività sono quelle della l. 260/1949, con le modifiche fino alla l. 151/2025; anche le domeniche sono festive. " +
			"Una scadenza che cade in un giorno festivo passa al primo non festivo (codice civile, art. 2963)."}
	for _, g := range gs {
		scadenze := "si spostano"
		if g.Tipo != enti.FestaNazionale {
			scadenze = "non si spostano"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.TextCell(quandoChiude(g)), {Text: g.Nome, Sub: string(g.Tipo)}, ui.TextCell(scadenze)}})
	}
	return t
}

// calendarioICS is GET /enti/{id}/calendario.ics.
func (d Deps) calendarioICS(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	e, file, err := d.Enti.ICS(c.Ctx(), c.Actor, id)
	if err != nil {
		return err
	}
	nome := "chiusure-" + strings.ReplaceAll(kernel.Fold(e.NomeEsteso()), " ", "-") + ".ics"
	return c.Download(nome, "text/calendar; charset=utf-8", int64(len(file)), bytes.NewReader(file))
}

// aggiungiChiusura is POST /enti/{id}/calendario/chiusure.
func (d Deps) aggiungiChiusura(c *web.Context) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := moduloChiusura{Nome: f.Text("nome"), Dal: f.Text("dal"), Al: f.Text("al"), Dalle: f.Text("dalle"), Alle: f.Text("alle"), OgniAnno: f.Text("ogni_anno") != ""}
	x, err := m.chiusura(f)
	if err == nil {
		_, err = d.Enti.AggiungiChiusura(c.Ctx(), c.Actor, id, x)
	}
	if es, status, ok := errori(err); ok {
		return d.mostraCalendario(c, status, id, m, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Chiusura aggiunta", x.Nome+": "+quandoSempre(enti.ChiusuraEnte{Chiusura: x})+".")
	return c.Redirect(urlCalendario(id))
}

// chiusura reads the form; what cannot even be read is an error of its field.
func (m moduloChiusura) chiusura(f *web.Form) (termini.Chiusura, error) {
	var es []kernel.FieldError
	x := termini.Chiusura{Nome: m.Nome, Dal: giornoDi(f, "dal", &es), Al: giornoDi(f, "al", &es)}
	if x.Al.IsZero() {
		x.Al = x.Dal
	}
	if m.OgniAnno {
		x.OgniAnni = 1
	}
	if m.Dalle == "" && m.Alle == "" {
		if !x.Al.IsZero() {
			x.Al = x.Al.AddDays(1) // whole days end before the day after
		}
		return x, kernel.Invalid(es)
	}
	x.Oraria = true
	for _, o := range []struct {
		campo, scritto string
		in             *time.Duration
	}{{"dalle", m.Dalle, &x.Dalle}, {"alle", m.Alle, &x.Alle}} {
		d, ok := enti.LeggiOra(o.scritto)
		if !ok {
			es = append(es, kernel.FieldError{Field: o.campo, Message: "Scrivere l'ora con ore e minuti, per esempio 14:00."})
		}
		*o.in = d
	}
	return x, kernel.Invalid(es)
}

// togliChiusura is POST /enti/{id}/calendario/chiusure/{chiusura}/togli.
func (d Deps) togliChiusura(c *web.Context) error {
	id, chiusura, err := dueID(c, "chiusura")
	if err != nil {
		return err
	}
	if _, err := c.Form(0); err != nil {
		return err
	}
	if err := d.Enti.TogliChiusura(c.Ctx(), c.Actor, id, chiusura); err != nil {
		return err
	}
	c.SetNotice("success", "Chiusura tolta", "Il registro degli atti la conserva.")
	return c.Redirect(urlCalendario(id))
}
