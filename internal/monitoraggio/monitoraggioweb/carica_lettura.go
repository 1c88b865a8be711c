package monitoraggioweb

import (
	"fmt"
	"strconv"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/foglio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// vistaLettura is what was read in a file, before and after it is taken in.
type vistaLettura struct {
	Pagina     ui.Page
	Passi      []ui.Step
	Errori     ui.Errors
	Mappa      *vistaMappa
	Esito      *vistaEsito
	Finito     *ui.Alert
	Indietro   ui.Link
	Nascosti   []ui.Hidden // the version of the reading
	Scarta     *ui.ActionFormProps
	Dettagli   []ui.Detail
	AltriPassi []ui.Link
}

// vistaMappa asks which sheet and which columns.
type vistaMappa struct {
	Azione       string
	Token        string
	Fogli        []foglioMappa
	Procedimenti []ui.Option
}

// foglioMappa is one sheet in that form.
type foglioMappa struct {
	Indice       int
	Nome         string
	Righe        string
	Nascosto     bool
	Dubbi        []string
	Procedimento ui.Field
	Intestazione ui.Field
	Campi        []ui.Field
	Colonne      []ui.Option
}

// vistaEsito is what the file would bring.
type vistaEsito struct {
	Cifre     []ui.FigureProps
	Correggi  ui.Table
	Ci        []rigaCorrezione
	Pagine    ui.PaginationProps
	Azione    string // of the corrections
	Token     string
	Nascosti  []ui.Hidden
	Avvisi    []string
	Saltate   []string
	Fogli     ui.Table
	Acquisci  *ui.ActionFormProps
	Scarica   *ui.Link
	Colonne   ui.Link
	Personali bool
	Altri     string
}

// rigaCorrezione is a wrong cell that can be rewritten in the browser.
type rigaCorrezione struct {
	I      int
	P      foglio.Problema
	Cella  bool // it has a cell; else only the row can be left out
	Dove   string
	Valore string
}

func (r rigaCorrezione) nome(che string) string { return fmt.Sprintf("%s-%d", che, r.I) }
func (r rigaCorrezione) id(che string) string   { return fmt.Sprintf("campo-%s-%d", che, r.I) }

func (p *pagine) caricamento(c *web.Context) error { return p.mostraLettura(c, 200, nil, nil) }

func (p *pagine) mostraLettura(c *web.Context, status int, scelte []foglio.Mappa, errori ui.Errors) error {
	v, _, err := p.miaPerProc(c)
	if err != nil {
		return err
	}
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	l, err := p.Monitoraggio.ApriCaricamento(c.Ctx(), c.Actor, v.ente, v.sem, id)
	if err != nil {
		return err
	}
	return c.HTML(status, paginaLettura(vediLettura(l, v, c.Query("colonne") != "", c.QueryInt("pagina", 1), scelte, errori)))
}

func vediLettura(l monitoraggio.Lettura, v via, colonne bool, pagina int, scelte []foglio.Mappa, errori ui.Errors) vistaLettura {
	c := l.Caricamento
	sotto := func(parti ...any) string { return v.a(append([]any{"caricamenti", c.ID}, parti...)...) }
	out := vistaLettura{Errori: errori, Indietro: ui.Link{Text: "Tornare al semestre", URL: v.a()}, Nascosti: []ui.Hidden{{Name: "versione", Value: strconv.FormatInt(c.Versione, 10)}},
		Pagina: ui.Page{Title: c.NomeFile, Kicker: l.Ente.NomeEsteso() + ", " + v.sem.InItaliano(), Section: "monitoraggio", Breadcrumb: v.briciole(v.briciolaSemestre()),
			Chips: []ui.Chip{chipCaricamento(c.Stato)}}}
	if l.Libro == nil {
		out.finito(c, v)
		return out
	}
	mappa := colonne || c.Stato == monitoraggio.DaMappare || scelte != nil
	out.Passi = []ui.Step{{Text: "File", Done: true}, {Text: "Colonne", Done: !mappa, Current: mappa, URL: conParametro(sotto(), "colonne=1")}, {Text: "Controllo", Current: !mappa}, {Text: "Acquisizione"}}
	out.Scarta = &ui.ActionFormProps{Action: sotto("scarta"), Token: web.NewSubmission(), Hidden: out.Nascosti, Button: ui.ButtonProps{Text: "Scarta il file", Secondary: true, Danger: true}}
	if mappa {
		if scelte == nil {
			scelte = c.Mappe
		}
		out.Pagina.Lead = "Indicare a quale procedimento si riferisce ogni foglio e quale colonna contiene ogni dato. La scelta viene ricordata per il prossimo file uguale."
		out.Mappa = vediMappa(l, scelte, sotto("mappa"), errori)
		return out
	}
	out.Esito = vediEsitoFile(l, v, sotto, pagina, out.Nascosti)
	out.Pagina.Lead = fraseEsito(l)
	return out
}

func conParametro(path, q string) string {
	for i := range path {
		if path[i] == '?' {
			return path + "&" + q
		}
	}
	return path + "?" + q
}

// finito shows a file that was taken in or left.
func (out *vistaLettura) finito(c monitoraggio.Caricamento, v via) {
	w := c.Lavorazione
	out.Finito = &ui.Alert{Tone: ui.Info, Title: "Il file è stato scartato.", Text: "Nessuna delle sue pratiche è entrata nei dati."}
	if c.Stato == monitoraggio.Acquisito {
		out.Finito = &ui.Alert{Tone: ui.Success, Title: "Il file è stato acquisito.", Text: quanti(c.Pratiche, "pratica", "pratiche") + " lette: " + quanti(w.Nuove, "nuova", "nuove") + ", " +
			quanti(w.Aggiornate, "aggiornata", "aggiornate") + ", " + quanti(w.Invariate, "già uguale", "già uguali") + "."}
		if w.Fuori > 0 {
			out.Finito.Tone = ui.Warning
			out.Finito.Text += " Righe rimaste fuori perché con errori: " + kernel.Numero(int64(w.Fuori)) + ". Per aggiungerle, correggere il file e caricarlo di nuovo: le pratiche già acquisite non si raddoppiano."
		}
		out.Dettagli = []ui.Detail{{Term: "Impronta SHA-256 del file", Text: c.SHA256}, {Term: "Caricato", Text: c.CaricatoIl.InItaliano()}}
		if w.DatiPersonali {
			out.Dettagli = []ui.Detail{{Term: "Caricato", Text: c.CaricatoIl.InItaliano()}, {Term: "Contenuto del file", Text: "Eliminato dopo l’acquisizione, perché conteneva nomi o codici fiscali. Nessuno è entrato nei dati."}}
		}
	}
	out.AltriPassi = []ui.Link{{Text: "Caricare un altro file", URL: v.a("carica")}}
}

func fraseEsito(l monitoraggio.Lettura) string {
	k, e := l.Confronto, l.Esito
	testo := "Lette " + quanti(e.RigheLette, "riga", "righe") + ": " + quanti(k.Prese(), "pratica pronta", "pratiche pronte")
	if fuori := e.RigheInErrore + len(k.Fuori); fuori > 0 {
		testo += ", " + quanti(fuori, "con errori", "con errori")
	}
	return testo + ", " + quanti(e.RigheSaltate, "lasciata da parte", "lasciate da parte") + ". Nulla è ancora entrato nei dati."
}

func vediEsitoFile(l monitoraggio.Lettura, v via, sotto func(...any) string, pagina int, nascosti []ui.Hidden) *vistaEsito {
	k, e := l.Confronto, l.Esito
	out := &vistaEsito{Azione: sotto("correggi"), Token: web.NewSubmission(), Nascosti: nascosti, Personali: e.DatiPersonali,
		Colonne: ui.Link{Text: "Cambiare fogli e colonne", URL: conParametro(sotto(), "colonne=1")}}
	out.Cifre = []ui.FigureProps{{Label: "Nuove", Value: kernel.Numero(int64(k.Nuove)), Unit: senzaNumero(k.Nuove, "pratica", "pratiche")}, {Label: "Da aggiornare", Value: kernel.Numero(int64(k.Aggiornate)), Unit: senzaNumero(k.Aggiornate, "pratica", "pratiche")},
		{Label: "Già uguali", Value: kernel.Numero(int64(k.Invariate)), Unit: senzaNumero(k.Invariate, "pratica", "pratiche")}, {Label: "Con errori", Value: kernel.Numero(int64(e.RigheInErrore + len(k.Fuori))), Unit: senzaNumero(e.RigheInErrore+len(k.Fuori), "riga", "righe")}}
	out.problemi(l, sotto, pagina)
	if k.Conservate > 0 {
		out.Avvisi = append(out.Avvisi, "Nel file risultano aperte "+quanti(k.Conservate, "pratica", "pratiche")+" che qui sono già concluse: la conclusione resta.")
	}
	for _, s := range e.Saltate {
		if len(out.Saltate) == 200 {
			break
		}
		testo := "Foglio «" + s.Foglio + "»"
		if s.Riga > 0 {
			testo += ", riga " + strconv.Itoa(s.Riga)
		}
		out.Saltate = append(out.Saltate, testo+": "+s.Messaggio)
	}
	out.Fogli = ui.Table{Caption: "Che cosa è stato letto, foglio per foglio", Columns: []ui.Column{{Text: "Foglio"}, {Text: "Procedimento"}, {Text: "Righe", Numeric: true}, {Text: "Pratiche", Numeric: true},
		{Text: "In errore", Numeric: true}, {Text: "Lasciate da parte", Numeric: true}}}
	nomi := map[string]string{}
	for _, p := range l.Procedimenti {
		nomi[p.Codice] = p.Nome
	}
	for _, f := range e.Fogli {
		proc := nomi[f.Procedimento]
		if !f.Letto {
			proc = "Non letto"
		}
		out.Fogli.Rows = append(out.Fogli.Rows, ui.Row{Cells: []ui.Cell{{Text: f.Nome, Sub: f.Motivo}, ui.TextCell(proc), ui.TextCell(strconv.Itoa(f.Righe)), ui.TextCell(strconv.Itoa(f.Pratiche)),
			ui.TextCell(strconv.Itoa(f.InErrore)), ui.TextCell(strconv.Itoa(f.Saltate))}})
	}
	if k.Prese() > 0 && l.Aperta {
		testo := "Acquisisci " + quanti(k.Prese(), "pratica", "pratiche")
		if fuori := e.RigheInErrore + len(k.Fuori); fuori > 0 {
			testo += " e lascia fuori " + quanti(fuori, "riga", "righe")
		}
		out.Acquisci = &ui.ActionFormProps{Action: sotto("acquisisci"), Token: web.NewSubmission(), Hidden: nascosti, Button: ui.ButtonProps{Text: testo}}
	}
	if len(e.Problemi)+len(k.Fuori) > 0 {
		out.Scarica = &ui.Link{Text: "Scaricare il file con le celle da correggere segnate", URL: sotto("errori"), Icon: "download", Note: "XLSX"}
	}
	return out
}

// senzaNumero is the noun that goes with a count written apart.
func senzaNumero(n int, una, molte string) string {
	if n == 1 {
		return una
	}
	return molte
}

// problemi lists errors, which can be mended here, and notices.
func (out *vistaEsito) problemi(l monitoraggio.Lettura, sotto func(...any) string, pagina int) {
	var errori []foglio.Problema
	for _, p := range append(append([]foglio.Problema{}, l.Esito.Problemi...), l.Confronto.Fuori...) {
		if p.Gravita == foglio.GravitaErrore {
			errori = append(errori, p)
		} else if len(out.Avvisi) < 200 {
			out.Avvisi = append(out.Avvisi, p.String())
		}
	}
	if n := l.Esito.AltriProblemi; n > 0 {
		out.Altri = "Altri " + kernel.Numero(int64(n)) + " problemi non sono elencati: il file ha troppi errori per correggerli qui."
	}
	pagine := max(1, (len(errori)+perPagina-1)/perPagina)
	pagina = min(max(1, pagina), pagine)
	alla := func(n int) string { return conParametro(sotto(), "pagina="+strconv.Itoa(n)) }
	out.Pagine = ui.PaginationProps{Page: pagina, Pages: pagine, Label: "Pagine degli errori", URL: alla}
	out.Correggi = ui.Table{Caption: "Righe con errori", Columns: []ui.Column{{Text: "Dove"}, {Text: "Che cosa non va"}, {Text: "Valore giusto"}, {Text: "Oppure"}}}
	for i, p := range errori[(pagina-1)*perPagina : min(len(errori), pagina*perPagina)] {
		r := rigaCorrezione{I: i, P: p, Cella: p.Riga > 0 && p.Col >= 0, Valore: p.Valore, Dove: "Foglio «" + p.Foglio + "»"}
		if p.Riga > 0 {
			r.Dove += ", riga " + strconv.Itoa(p.Riga)
		}
		sub := ""
		if p.Colonna != "" {
			sub = "colonna " + p.Colonna
			if p.Titolo != "" {
				sub += " «" + p.Titolo + "»"
			}
		}
		out.Ci = append(out.Ci, r)
		riga := ui.Row{Cells: []ui.Cell{{Text: r.Dove, Sub: sub}, ui.TextCell(p.Messaggio), {Text: "—"}, {Text: "—"}}}
		if r.Cella {
			riga.Cells[2] = ui.Cell{Body: campoCorrezione(r)}
		}
		if p.Riga > 0 {
			riga.Cells[3] = ui.Cell{Body: campoSalta(r)}
		}
		out.Correggi.Rows = append(out.Correggi.Rows, riga)
	}
}

// correggiFile takes the cells rewritten and the rows left out in the browser.
func (p *pagine) correggiFile(c *web.Context) error {
	v, id, versione, f, err := p.unCaricamento(c)
	if err != nil {
		return err
	}
	var cs []foglio.Correzione
	saltate := map[string]bool{}
	for i := 0; f.Has(fmt.Sprintf("foglio-%d", i)) && i < 2*perPagina; i++ {
		n := func(che string) string { return fmt.Sprintf("%s-%d", che, i) }
		riga, err1 := strconv.Atoi(f.Get(n("riga")))
		col, err2 := strconv.Atoi(f.Get(n("col")))
		if err1 != nil || err2 != nil || riga < 1 {
			continue
		}
		nome := f.Get(n("foglio"))
		chiave := nome + "\x00" + strconv.Itoa(riga)
		switch {
		case f.Get(n("salta")) != "" && !saltate[chiave]:
			saltate[chiave] = true
			cs = append(cs, foglio.Correzione{Foglio: nome, Riga: riga, Salta: true})
		case f.Get(n("salta")) == "" && col >= 0 && f.Text(n("valore")) != f.Text(n("prima")):
			cs = append(cs, foglio.Correzione{Foglio: nome, Riga: riga, Col: col, Valore: f.Text(n("valore"))})
		}
	}
	if err := p.Monitoraggio.CorreggiFile(c.Ctx(), c.Actor, v.ente, v.sem, id, versione, cs); err != nil {
		return err
	}
	if len(cs) > 0 {
		c.SetNotice("success", "Correzioni salvate", "Il file è stato riletto con "+quanti(len(cs), "correzione", "correzioni")+". Nulla è ancora entrato nei dati.")
	}
	return c.Redirect(v.a("caricamenti", id))
}
