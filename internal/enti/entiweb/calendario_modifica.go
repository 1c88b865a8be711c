package entiweb

import (
	"net/http"
	"strconv"
	"time"

	"pass/internal/enti"
	"pass/internal/platform/web"
	"pass/internal/termini"
	"pass/internal/ui"
)

// moduloCalendario is the form of patron saint and office hours as it was
// typed.
type moduloCalendario struct {
	Scelta, Santo, Giorno, Mese, Fonte string
	Orari                              map[time.Weekday]string
	Versione                           int64
}

func moduloDiCalendario(c enti.Calendario) moduloCalendario {
	m := moduloCalendario{Scelta: string(c.Scelta), Orari: map[time.Weekday]string{}, Versione: c.Versione}
	if c.Scelta == enti.PatronoIndicato {
		m.Santo, m.Fonte = c.Patrono.Nome, c.Patrono.Fonte
		m.Giorno, m.Mese = strconv.Itoa(c.Patrono.Giorno), strconv.Itoa(int(c.Patrono.Mese))
	}
	for _, g := range enti.Settimana {
		m.Orari[g] = c.OrarioDelGiorno(g)
	}
	return m
}

func leggiCalendario(f *web.Form) moduloCalendario {
	m := moduloCalendario{Scelta: f.Text("patrono"), Santo: f.Text("santo"), Giorno: f.Text("giorno"), Mese: f.Text("mese"), Fonte: f.Text("fonte"),
		Orari: map[time.Weekday]string{}, Versione: numero(f, "versione")}
	for i, g := range enti.Settimana {
		m.Orari[g] = f.Text(campoOrario(i))
	}
	return m
}

func campoOrario(i int) string { return "orario_" + strconv.Itoa(i+1) }

// dati turns the form into what the area takes; a day or a month that is no
// number is one that does not exist.
func (m moduloCalendario) dati() enti.DatiCalendario {
	giorno, _ := strconv.Atoi(m.Giorno)
	mese, _ := strconv.Atoi(m.Mese)
	return enti.DatiCalendario{Scelta: enti.SceltaPatrono(m.Scelta), Orari: m.Orari,
		Patrono: termini.Patrono{Nome: m.Santo, Giorno: giorno, Mese: time.Month(mese), Fonte: m.Fonte}}
}

// vistaModulo is the form of patron saint and office hours as the page shows
// it.
type vistaModulo struct {
	enti.Calendario
	Modulo   moduloCalendario
	Scelte   []ui.Option
	Percorso []ui.Link
	Sezione  string
	Errori   ui.Errors
	Token    string
}

// modificaCalendario is GET /enti/{id}/calendario/modifica.
func (d Deps) modificaCalendario(c *web.Context) error {
	cal, err := d.calendarioDaModificare(c)
	if err != nil {
		return err
	}
	return mostraModulo(c, http.StatusOK, cal, moduloDiCalendario(cal), nil)
}

// calendarioDaModificare reads the calendar that the address names, for who
// may change it.
func (d Deps) calendarioDaModificare(c *web.Context) (enti.Calendario, error) {
	id, err := c.ID("id")
	if err != nil {
		return enti.Calendario{}, err
	}
	return d.Enti.CalendarioDaModificare(c.Ctx(), c.Actor, id)
}

func mostraModulo(c *web.Context, status int, cal enti.Calendario, m moduloCalendario, es ui.Errors) error {
	v := vistaModulo{Calendario: cal, Modulo: m, Scelte: scelteDiPatrono(cal), Errori: es, Token: web.NewSubmission()}
	v.Percorso, v.Sezione = percorsoEnte(cal.Ente, enti.Consulta.Allows(c.Actor))
	v.Percorso = append(v.Percorso, ui.Link{Text: "Calendario", URL: urlCalendario(cal.Ente.ID)})
	return c.HTML(status, paginaModuloCalendario(v))
}

// scelteDiPatrono are the answers about the patron saint.
func scelteDiPatrono(cal enti.Calendario) []ui.Option {
	noto := ui.Option{Value: string(enti.PatronoNoto), Label: "Non indicato", Hint: "PAsS non conosce il santo patrono di questo ente."}
	cal.Scelta = enti.PatronoNoto
	if p, ok := cal.PatronoInVigore(); ok {
		noto.Label, noto.Hint = p.Nome+", "+festa(p), "Così risulta a PAsS, da "+p.Fonte+"."
	}
	return []ui.Option{noto, {Value: string(enti.PatronoIndicato), Label: "Quello scritto qui sotto"},
		{Value: string(enti.PatronoNessuno), Label: "Nessuno", Hint: "Gli uffici non hanno una festa del patrono."}}
}

// mesi are the months of a year, to choose from.
func mesi() []ui.Option {
	out := []ui.Option{{Label: "Scegliere il mese"}}
	for i, m := range []string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"} {
		out = append(out, ui.Option{Value: strconv.Itoa(i + 1), Label: m})
	}
	return out
}

// salvaCalendario is POST /enti/{id}/calendario/modifica.
func (d Deps) salvaCalendario(c *web.Context) error {
	cal, err := d.calendarioDaModificare(c)
	if err != nil {
		return err
	}
	f, err := c.Form(0)
	if err != nil {
		return err
	}
	m := leggiCalendario(f)
	err = d.Enti.AggiornaCalendario(c.Ctx(), c.Actor, cal.Ente.ID, m.Versione, m.dati())
	if es, status, ok := errori(err); ok {
		return mostraModulo(c, status, cal, m, es)
	}
	if err != nil {
		return err
	}
	c.SetNotice("success", "Calendario salvato", "I conti dei giorni lavorativi ne tengono conto da subito.")
	return c.Redirect(urlCalendario(cal.Ente.ID))
}
