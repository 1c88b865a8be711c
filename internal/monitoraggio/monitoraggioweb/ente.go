package monitoraggioweb

import (
	"math"
	"slices"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaSguardo is the page that a mayor reads in one look.
type vistaSguardo struct {
	Pagina   ui.Page
	Passo    *ui.NextStepProps
	Azione   *ui.Link // the one button
	Breve    ui.Table // all the procedures in one look
	Periodo  string
	Voci     []vistaVoce
	Vuoto    *ui.EmptyStateProps
	Semestri ui.Table
	Nota     string
	Altro    []ui.Link
}

// vistaVoce is one procedure on that page.
type vistaVoce struct {
	ID        string
	Nome      string
	Frase     string
	Chips     []ui.Chip
	Cifre     []ui.FigureProps
	Tempo     *ui.LineChartProps
	Confronto *ui.BarChartProps
	Termine   string
	Link      ui.Link
	Perche    []string // why a figure is not known
	Aperto    bool
	Regole    []string
	Attesta   string // that a target is only an example
}

func (p *pagine) sguardoMio(c *web.Context) error {
	v, err := p.mia(c)
	if err != nil {
		return err
	}
	if v.ente == 0 {
		return p.scegliEnte(c)
	}
	return p.mostraSguardo(c, v.ente, v)
}

func (p *pagine) sguardoEnte(c *web.Context) error {
	ente, err := c.ID("ente")
	if err != nil {
		return err
	}
	return p.mostraSguardo(c, ente, via{ente: ente, molti: len(c.Actor.Enti()) > 1})
}

func (p *pagine) mostraSguardo(c *web.Context, ente int64, v via) error {
	s, err := p.Monitoraggio.Sguardo(c.Ctx(), c.Actor, ente)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaSguardo(vediSguardo(s, v, c.Now().Day())))
}

// scegliEnte asks for which body, when the actor acts for several.
func (p *pagine) scegliEnte(c *web.Context) error {
	es, err := p.Monitoraggio.MieiEnti(c.Ctx(), c.Actor)
	if err != nil {
		return err
	}
	var cards []ui.CardProps
	for _, e := range es {
		cards = append(cards, ui.CardProps{Title: e.NomeEsteso(), URL: "/monitoraggio/mio?ente=" + strconv.FormatInt(e.ID, 10)})
	}
	return c.HTML(200, paginaScelta(ui.Page{Title: "Tempi dei procedimenti", Section: "monitoraggio", Lead: "Di quale ente?",
		Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}}, cards))
}

// vediSguardo decides what the page says.
func vediSguardo(s monitoraggio.Sguardo, v via, oggi kernel.Day) vistaSguardo {
	out := vistaSguardo{Pagina: ui.Page{Title: "Tempi dei procedimenti", Kicker: s.Ente.NomeEsteso(), Section: "monitoraggio",
		Breadcrumb: []ui.Link{{Text: "Scrivania", URL: "/scrivania"}}}}
	if !s.Mio {
		out.Pagina.Title = "Tempi dei procedimenti: " + s.Ente.NomeEsteso()
		out.Pagina.Kicker = ""
		out.Pagina.Breadcrumb = append(out.Pagina.Breadcrumb, ui.Link{Text: "Monitoraggio", URL: "/monitoraggio"})
	}
	out.Pagina.Lead = fraseGenerale(s)
	if s.Mio {
		out.Passo, out.Azione = passoMio(s, v, oggi)
	}
	slices.SortStableFunc(s.Voci, func(a, b monitoraggio.VoceSguardo) int { return b.Mia.Misure.NMedia - a.Mia.Misure.NMedia })
	if len(s.Voci) > 0 {
		out.Breve, out.Periodo = inBreve(s), s.Semestre.InItaliano()
	}
	for i, x := range s.Voci {
		out.Voci = append(out.Voci, vediVoce(s, x, v, i == 0))
	}
	if len(s.Semestri) == 0 {
		out.Vuoto = &ui.EmptyStateProps{Title: "Nessuna rilevazione aperta", Text: "Quando la Regione apre la raccolta di un semestre, l’invito arriva per posta elettronica e i dati si inseriscono qui."}
	}
	out.Semestri = tabellaSemestri(s, v)
	if len(s.Voci) > 0 {
		out.Altro = []ui.Link{{Text: "Tabella per Amministrazione Trasparente", URL: "/monitoraggio/enti/" + strconv.FormatInt(s.Ente.ID, 10) + "/trasparenza", Note: "l. 241/1990, art. 2 c. 4-bis"}}
	}
	out.Nota = "Le durate sono in giorni di calendario, dalla domanda al provvedimento, comprese le sospensioni; le medie pesano ogni pratica allo stesso modo (DPCM 12 novembre 2021, allegato B, appendice 2). L’arretrato conta le pratiche aperte oltre il termine, tolte le sospensioni."
	return out
}

// principale is the procedure that the sentence speaks of: the one with most
// practices concluded by an express act, of those with a mean.
func principale(s monitoraggio.Sguardo) (x monitoraggio.VoceSguardo, ok bool) {
	for _, y := range s.Voci {
		if y.Mia.Misure.DurataMedia != nil && (!ok || y.Mia.Misure.NMedia > x.Mia.Misure.NMedia) {
			x, ok = y, true
		}
	}
	return x, ok
}

// fraseGenerale answers «come va» in one sentence.
func fraseGenerale(s monitoraggio.Sguardo) string {
	if s.Semestre.IsZero() {
		return "Non ci sono ancora cifre di questo ente."
	}
	x, ok := principale(s)
	if !ok {
		return "Nel " + s.Semestre.InItaliano() + " non risultano pratiche concluse con provvedimento espresso."
	}
	testo := x.Procedimento.Nome + ", " + s.Semestre.InItaliano() + ": in media " + giorniMedi(x.Mia.Misure.DurataMedia) + " su " +
		quanti(x.Mia.Misure.NMedia, "pratica", "pratiche")
	if c := confronti(x); c != "" {
		testo += ", " + c
	}
	if s.Provvisie {
		testo += ". Sono cifre provvisorie: i dati non sono stati inviati"
	}
	return testo + "."
}

// confronti sets the mean beside that of a year before and the term.
func confronti(x monitoraggio.VoceSguardo) string {
	mia := x.Mia.Misure.DurataMedia
	out := ""
	if prima := annoPrima(x); prima != nil {
		out = scarto(*mia-*prima, "di un anno fa")
	}
	if t := x.Mia.Misure.TermineMassimo; t != nil {
		d := scarto(*mia-*t, "del termine")
		if out != "" {
			out += " e "
		}
		out += d
	}
	return out
}

func annoPrima(x monitoraggio.VoceSguardo) *float64 {
	if len(x.Serie) == 0 {
		return nil
	}
	ultimo := x.Serie[len(x.Serie)-1].Semestre
	for _, y := range x.Serie {
		if y.Semestre == ultimo.Add(-2) {
			return y.Media
		}
	}
	return nil
}

func scarto(d float64, diChe string) string {
	switch n := math.Round(d); {
	case n > 0:
		return kernel.Numero(int64(n)) + " in più " + diChe
	case n < 0:
		return kernel.Numero(int64(-n)) + " in meno " + diChe
	default:
		return "quanto " + map[string]string{"di un anno fa": "un anno fa", "del termine": "il termine", "della media regionale": "la media regionale"}[diChe]
	}
}

// passoMio is the next step of the body with its one button.
func passoMio(s monitoraggio.Sguardo, v via, oggi kernel.Day) (*ui.NextStepProps, *ui.Link) {
	for _, x := range s.Semestri {
		r, i := x.Rilevazione, x.Invio
		v.sem = r.Semestre
		switch {
		case monitoraggio.Scrivibile(r, i) == nil:
			return passoAperto(x, v, oggi)
		case x.Revisione == monitoraggio.RevisioneAperta:
			return &ui.NextStepProps{Title: "Una revisione è aperta", Text: "Si possono correggere le pratiche del " + r.Semestre.InItaliano() + ", una per una, con il motivo."},
				&ui.Link{Text: "Correggere i dati", URL: v.a(), Primary: true}
		}
	}
	if len(s.Semestri) == 0 {
		return nil, nil
	}
	x := s.Semestri[0]
	v.sem = x.Rilevazione.Semestre
	testo := "I dati del " + v.sem.InItaliano() + " sono stati inviati"
	switch {
	case x.Invio.Stato == monitoraggio.Approvato:
		testo += " e approvati"
	case !x.Invio.Stato.Consegnato():
		testo = "La raccolta del " + v.sem.InItaliano() + " è chiusa e i dati non risultano inviati"
	}
	return &ui.NextStepProps{Title: "Non c’è niente da fare ora", Text: testo + ".", Later: "La raccolta del prossimo semestre si apre dopo la sua fine: un avviso arriva per posta elettronica."}, nil
}

func passoAperto(x monitoraggio.SemestreEnte, v via, oggi kernel.Day) (*ui.NextStepProps, *ui.Link) {
	sem := x.Rilevazione.Semestre.InItaliano()
	due, tardi := entro(x.Invio.Scadenza(x.Rilevazione), oggi)
	passo := &ui.NextStepProps{Title: "Tocca all’ente", Due: due, Late: tardi}
	azione := &ui.Link{Text: "Continuare", URL: v.a(), Primary: true}
	switch {
	case x.Invio.Stato == monitoraggio.Restituito:
		passo.Text = "I dati del " + sem + " vanno corretti e inviati di nuovo. Motivo: " + x.Invio.Motivo
		azione.Text = "Correggere i dati"
	case x.Invio.Stato == monitoraggio.NonIniziato:
		passo.Text = "Vanno inviati i dati del " + sem + ": " + quanti(x.Chiesti, "procedimento", "procedimenti") + "."
		azione.Text = "Iniziare"
	case x.Mancano > 0:
		passo.Text = "Per il " + sem + mancaMancano(x.Mancano) + quanti(x.Mancano, "procedimento", "procedimenti") + " su " + strconv.Itoa(x.Chiesti) + "."
	default:
		passo.Text = "I dati del " + sem + " sono completi: basta rivederli e inviarli."
		azione = &ui.Link{Text: "Rivedere e inviare", URL: v.a("invia"), Primary: true}
	}
	return passo, azione
}

func mancaMancano(n int) string {
	if n == 1 {
		return " manca "
	}
	return " mancano "
}

func tabellaSemestri(s monitoraggio.Sguardo, v via) ui.Table {
	t := ui.Table{Caption: "Semestri rilevati, dal più recente", HideCaption: true,
		Columns: []ui.Column{{Text: "Semestre"}, {Text: "Dati dell’ente"}, {Text: "Inviati il"}, {Text: "Rilevazione"}}}
	for _, x := range s.Semestri {
		v.sem = x.Rilevazione.Semestre
		prima := ui.TextCell(maiuscola(v.sem.InItaliano()))
		if s.Mio {
			prima.URL = v.a()
		}
		inviati := ui.TextCell("non inviati")
		if !x.Invio.InviatoIl.IsZero() {
			inviati = ui.Cell{Text: x.Invio.InviatoIl.Breve(), Sub: "Ricevuta n. " + kernel.Numero(x.Invio.Numero)}
			if s.Mio {
				inviati.URL = v.a("ricevuta")
			}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{prima, ui.ChipCell(chipInvio(x.Invio.Stato, s.Mio && monitoraggio.Scrivibile(x.Rilevazione, x.Invio) == nil)), inviati, ui.TextCell(x.Rilevazione.Stato.Etichetta())}})
	}
	return t
}
