package monitoraggioweb

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// rotteCifre are the pages of the figures of the Region, of their locking and
// of the targets.
func (p *pagine) rotteCifre(rt *web.Router) {
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/cifre", p.cifre)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/cifre.xlsx", p.cifreXLSX)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/cifre.csv", p.cifreCSV)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/dettaglio.csv", p.dettaglioCSV)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/rilevazioni/{sem}/cifre/{procedimento}", p.cifreProcedimento)
	web.Requires(monitoraggio.Governa, rt, "GET /monitoraggio/rilevazioni/{sem}/blocco", p.blocco)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/rilevazioni/{sem}/blocco/{atto}", p.attoBlocco)
	web.Requires(monitoraggio.Verifica, rt, "GET /monitoraggio/rilevazioni/{sem}/revisioni", p.revisioni)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/rilevazioni/{sem}/revisioni", p.chiudiRevisioni)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/rilevazioni/{sem}/revisioni/{id}/{atto}", p.attoRevisione)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/obiettivi", p.obiettivi)
	web.Requires(monitoraggio.Consulta, rt, "GET /monitoraggio/obiettivi/{procedimento}", p.obiettivo)
	web.Requires(monitoraggio.Governa, rt, "POST /monitoraggio/obiettivi/{procedimento}", p.impostaObiettivo)
	web.Requires(monitoraggio.Legge, rt, "GET /monitoraggio/enti/{ente}/trasparenza", p.trasparenza)
	web.Requires(monitoraggio.Legge, rt, "GET /monitoraggio/enti/{ente}/trasparenza.xlsx", p.trasparenzaXLSX)
	web.Requires(monitoraggio.Legge, rt, "GET /monitoraggio/enti/{ente}/trasparenza.csv", p.trasparenzaCSV)
}

// cifreVista is the page of the figures of the Region.
type cifreVista struct {
	Pagina     ui.Page
	Passo      *ui.NextStepProps
	Bottone    ui.Link
	Frasi      []string
	Cifre      []ui.FigureProps
	Tabella    ui.Table
	Esporta    []ui.Link
	Regola     []string
	Versioni   ui.Table
	Dimostra   bool // some targets are demonstration values
	Appendice2 []ui.Table
	Conto      string
	Altro      []ui.Link
}

func (p *pagine) leggiCifre(c *web.Context) (monitoraggio.CifreSemestre, error) {
	sem, err := semestre(c)
	if err != nil {
		return monitoraggio.CifreSemestre{}, err
	}
	return p.Monitoraggio.CifreDi(c.Ctx(), c.Actor, sem)
}

func (p *pagine) cifre(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	return c.HTML(200, paginaCifre(vistaCifre(x, c.Actor, c.Now())))
}

func (p *pagine) cifreXLSX(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := x.EsportaCifre(&b, c.Now()); err != nil {
		return err
	}
	return c.Download("pass-tempi-"+x.Rilevazione.Semestre.String()+".xlsx", tipoXLSX, int64(b.Len()), &b)
}

const tipoXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

func (p *pagine) cifreCSV(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	return scaricaCSV(c, "pass-tempi-"+x.Rilevazione.Semestre.String()+".csv", x.TabellaNazionale(c.Now()))
}

func (p *pagine) dettaglioCSV(c *web.Context) error {
	x, err := p.leggiCifre(c)
	if err != nil {
		return err
	}
	return scaricaCSV(c, "pass-tempi-dettaglio-"+x.Rilevazione.Semestre.String()+".csv", x.TabellaDettaglio(c.Now()))
}

func scaricaCSV(c *web.Context, nome string, t monitoraggio.Tabella) error {
	var b bytes.Buffer
	if err := t.ScriviCSV(&b); err != nil {
		return err
	}
	return c.Download(nome, "text/csv; charset=utf-8", int64(b.Len()), &b)
}

func vistaCifre(x monitoraggio.CifreSemestre, chi kernel.Actor, ora kernel.Instant) cifreVista {
	sem := x.Rilevazione.Semestre
	v := cifreVista{Regola: monitoraggio.RegolaSemaforo, Frasi: frasiCifre(x)}
	v.Pagina = ui.Page{Title: "Cifre del " + sem.InItaliano(), Section: "monitoraggio", Breadcrumb: bricioleRilevazione(sem), Chips: []ui.Chip{chipRilevazione(x.Rilevazione.Stato)},
		Lead: "Tempi e arretrato dei procedimenti in " + x.Regione + ": cifre " + x.Stato() + ".", UpdatedAt: x.Al().InItaliano()}
	v.Passo, v.Bottone = passoCifre(x, chi)
	v.Cifre = cifreInNumeri(x)
	v.Tabella = tabellaCifre(x)
	for _, t := range partiNazionale(x.TabellaNazionale(ora)) {
		v.Appendice2 = append(v.Appendice2, tabellaUI(t, t.Titolo))
	}
	v.Conto = quanti(len(x.Quadro.Procedimenti), "procedimento", "procedimenti")
	v.Esporta = []ui.Link{{Text: "Formato nazionale", URL: percorso(sem, "cifre.xlsx"), Note: "XLSX"}, {Text: "Formato nazionale", URL: percorso(sem, "cifre.csv"), Note: "CSV"},
		{Text: "Tutte le misure, per classe e provincia", URL: percorso(sem, "dettaglio.csv"), Note: "CSV"}}
	v.Versioni = tabellaVersioni(x.Versioni)
	if x.Versione != nil && monitoraggio.Verifica.Allows(chi) {
		testo := "Revisioni"
		if x.Aperte > 0 {
			testo = "Revisioni, " + quanti(x.Aperte, "aperta", "aperte")
		}
		v.Altro = append(v.Altro, ui.Link{Text: testo, URL: percorso(sem, "revisioni")})
	}
	for _, p := range x.Quadro.Procedimenti {
		v.Dimostra = v.Dimostra || x.Obiettivi[p.ProcedimentoID].Dimostrativo
	}
	return v
}

// passoCifre is what the reader does next with the figures.
func passoCifre(x monitoraggio.CifreSemestre, chi kernel.Actor) (*ui.NextStepProps, ui.Link) {
	if !monitoraggio.Governa.Allows(chi) {
		return nil, ui.Link{}
	}
	r := x.Rilevazione
	blocco := percorso(r.Semestre, "blocco")
	switch {
	case x.Chieste > 0:
		return &ui.NextStepProps{Title: "Tocca alla Regione", Text: "Decidere: " + quanti(x.Chieste, "revisione chiesta.", "revisioni chieste.")},
			ui.Link{Text: "Vedere le revisioni", URL: percorso(r.Semestre, "revisioni"), Primary: true}
	case r.Stato == monitoraggio.Chiusa:
		return &ui.NextStepProps{Title: "Tocca alla Regione", Text: "Controllare le cifre e bloccarle."}, ui.Link{Text: "Controllare e bloccare", URL: blocco, Primary: true}
	case r.Stato == monitoraggio.Bloccata:
		return &ui.NextStepProps{Title: "Tocca alla Regione", Text: "Firmare le cifre bloccate."}, ui.Link{Text: "Firmare", URL: blocco, Primary: true}
	case r.Stato == monitoraggio.Firmata:
		return &ui.NextStepProps{Title: "Tocca alla Regione", Text: "Pubblicare le cifre firmate."}, ui.Link{Text: "Pubblicare", URL: blocco, Primary: true}
	}
	return nil, ui.Link{}
}

// misurati are the procedures with a mean duration, those of more practices
// first.
func misurati(x monitoraggio.CifreSemestre) []monitoraggio.QuadroProcedimento {
	var out []monitoraggio.QuadroProcedimento
	for _, p := range x.Quadro.Procedimenti {
		if p.Regione.DurataMedia != nil {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b monitoraggio.QuadroProcedimento) int { return b.Regione.NMedia - a.Regione.NMedia })
	return out
}

// frasiCifre say the figures in words: the procedures with most practices.
func frasiCifre(x monitoraggio.CifreSemestre) (out []string) {
	const quante = 4
	if x.Versione == nil {
		out = append(out, fmt.Sprintf("Le cifre sono provvisorie: hanno inviato i dati %s su %s.", quanti(x.Quadro.Consegnati, "ente", "enti"), kernel.Numero(int64(x.Quadro.Invitati))))
	}
	prime := len(out)
	for _, p := range misurati(x) {
		if len(out) == prime+quante {
			break
		}
		out = append(out, fraseProcedimento(x, p))
	}
	if len(out) == prime {
		return []string{"Nessun ente ha ancora inviato pratiche concluse con provvedimento espresso: i tempi non sono noti."}
	}
	return out
}

// fraseProcedimento is one figure as a sentence that can be quoted.
func fraseProcedimento(x monitoraggio.CifreSemestre, p monitoraggio.QuadroProcedimento) string {
	m := p.Regione
	s := fmt.Sprintf("%s: in media %s su %s", p.Nome, mediaInGiorni(*m.DurataMedia), quanti(m.NMedia, "pratica conclusa", "pratiche concluse"))
	if x.Prima != nil {
		if q, ok := x.Prima.Procedimento(p.ProcedimentoID); ok && q.Regione.DurataMedia != nil {
			s += ", " + rispetto(*m.DurataMedia-*q.Regione.DurataMedia, "del semestre precedente", "come nel semestre precedente")
		}
	}
	if m.TermineMassimo != nil {
		s += ", " + rispetto(*m.DurataMedia-*m.TermineMassimo, "del termine", "quanto il termine")
	}
	return s + "."
}

// mediaInGiorni names the unit of a mean.
func mediaInGiorni(x float64) string { return kernel.Decimale(x, 1) + " giorni di calendario" }

func rispetto(delta float64, di, uguale string) string {
	switch d := math.Round(delta*10) / 10; {
	case d > 0:
		return kernel.Decimale(d, 1) + " in più " + di
	case d < 0:
		return kernel.Decimale(-d, 1) + " in meno " + di
	}
	return uguale
}

func cifreInNumeri(x monitoraggio.CifreSemestre) []ui.FigureProps {
	periodo := x.Rilevazione.Semestre.InItaliano()
	contati := x.Quadro.Consegnati
	if x.Versione != nil {
		contati = x.Quadro.Approvati
	}
	colori, conObiettivo, concluse, arretrato, noto := map[monitoraggio.Colore]int{}, 0, 0, 0, true
	for _, p := range x.Quadro.Procedimenti {
		d, a := x.Semafori(p)
		for _, s := range []monitoraggio.Semaforo{d, a} {
			colori[s.Colore]++
			if s.Colore != monitoraggio.Grigio {
				conObiettivo++
			}
		}
		concluse += p.Regione.Concluse()
		if p.Regione.Arretrato != nil {
			arretrato += *p.Regione.Arretrato
		} else {
			noto = false
		}
	}
	fonte := "Monitoraggio semestrale"
	out := []ui.FigureProps{
		{Label: "Enti con dati", Value: kernel.Numero(int64(contati)), Unit: "enti", Period: periodo, N: "su " + kernel.Numero(int64(x.Quadro.Invitati)) + " invitati", Source: fonte},
		{Label: "Pratiche concluse", Value: kernel.Numero(int64(concluse)), Unit: "pratiche", Period: periodo, N: "in " + quanti(len(x.Quadro.Procedimenti), "procedimento", "procedimenti"), Source: fonte},
		{Label: "Arretrato", Value: monitoraggio.Ignoto, Period: "al " + x.Rilevazione.Semestre.Al().InItaliano(), N: "qualche ente non conosce il proprio", Source: fonte},
		{Label: "Misure in linea con l’obiettivo", Value: kernel.Numero(int64(colori[monitoraggio.Verde])), Unit: "misure", Period: periodo, N: "su " + kernel.Numero(int64(conObiettivo)) + " confrontabili", Source: fonte, URL: "#regola"},
	}
	if noto {
		out[2].Value, out[2].Unit, out[2].N = kernel.Numero(int64(arretrato)), "pratiche", "pendenti oltre il termine"
	}
	return out
}

// tabellaCifre is the regional table at a glance.
func tabellaCifre(x monitoraggio.CifreSemestre) ui.Table {
	t := ui.Table{Caption: "Misure per procedimento", HideCaption: true, Wide: true, Columns: []ui.Column{{Text: "Procedimento"}, {Text: "Durata media, giorni di calendario", Numeric: true},
		{Text: "Mediana, giorni di calendario", Numeric: true}, {Text: "90% entro, giorni di calendario", Numeric: true}, {Text: "Termine, giorni di calendario", Numeric: true},
		{Text: "Arretrato, pratiche", Numeric: true}, {Text: "Enti con dati", Numeric: true}, {Text: "Obiettivo della durata"}, {Text: "Obiettivo dell’arretrato"}},
		Note: "Le medie sono di tutte le pratiche della regione. Dove manca un valore c’è «n.d.» con il motivo."}
	naz := x.TabellaNazionale(x.Al())
	det := x.TabellaDettaglio(x.Al())
	k := 0
	for i, p := range x.Quadro.Procedimenti {
		for det.Righe[k][2].Dato != "Regione" {
			k++
		}
		d, a := x.Semafori(p)
		media := cella(campo(naz, i, "durata_media"))
		if p.Regione.DurataMedia != nil {
			media = cellaCon(campo(naz, i, "durata_media"), "su "+quanti(p.Regione.NMedia, "pratica", "pratiche"))
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(p.Nome, percorso(x.Rilevazione.Semestre, "cifre", fmt.Sprint(p.ProcedimentoID))), media,
			cella(campo(det, k, "durata_mediana")), cella(campo(det, k, "durata_p90")), cella(campo(naz, i, "termine_massimo")), cella(campo(naz, i, "arretrato")),
			{Text: kernel.Numero(int64(p.Enti())), Sub: "su " + kernel.Numero(int64(p.EntiAttesi)) + " attesi"}, cellaSemaforo(d), cellaSemaforo(a)}})
		k++
	}
	return t
}

// campo finds a cell of a table by the code of its column.
func campo(t monitoraggio.Tabella, riga int, codice string) monitoraggio.Cella {
	return t.Righe[riga][slices.IndexFunc(t.Colonne, func(c monitoraggio.Colonna) bool { return c.Codice == codice })]
}

func cella(c monitoraggio.Cella) ui.Cell {
	if strings.HasPrefix(c.Dato, "http") {
		return ui.Cell{Body: collegamento(c.Dato)}
	}
	return ui.Cell{Body: valore(c.Dato, c.Testo, c.Motivo)}
}

func cellaCon(c monitoraggio.Cella, sotto string) ui.Cell {
	return ui.Cell{Body: valore(c.Dato, c.Testo, sotto)}
}

// chipSemaforo says the light in words, besides its colour.
func chipSemaforo(s monitoraggio.Semaforo) ui.Chip {
	c := ui.Chip{Text: s.Colore.Etichetta()}
	switch s.Colore {
	case monitoraggio.Verde:
		c.Tone = ui.Success
		if s.Raggiunto {
			c.Text = "Raggiunto"
		}
	case monitoraggio.Giallo:
		c.Tone = ui.Warning
	case monitoraggio.Rosso:
		c.Tone = ui.Late
	}
	return c
}

func cellaSemaforo(s monitoraggio.Semaforo) ui.Cell {
	sotto := s.Motivo
	if s.Colore != monitoraggio.Grigio {
		sotto = dettaglioLuce(s)
	}
	return ui.Cell{Body: luce(chipSemaforo(s), sotto)}
}

// dettaglioLuce says what was obtained and what is asked for.
func dettaglioLuce(s monitoraggio.Semaforo) string {
	testo := "obiettivo " + s.InItaliano()
	switch r := s.Riduzione; {
	case r == nil:
		return "zero dall’inizio, " + testo
	case *r < 0:
		return "aumento " + percento(-*r) + ", " + testo
	default:
		return "riduzione " + percento(*r) + ", " + testo
	}
}

// partiNazionale splits the national layout, which is too wide for a page: the
// items, the targets, how far they are. Every column but the semester is there.
func partiNazionale(t monitoraggio.Tabella) []monitoraggio.Tabella {
	da := func(a, b int) []int {
		out := []int{0}
		for k := a; k < b; k++ {
			out = append(out, k)
		}
		return out
	}
	partenza := slices.IndexFunc(t.Colonne, func(c monitoraggio.Colonna) bool { return c.Codice == "partenza_semestre" })
	avanzamento := slices.IndexFunc(t.Colonne, func(c monitoraggio.Colonna) bool { return c.Codice == "avanzamento_durata" })
	return []monitoraggio.Tabella{t.Parte("Le voci dell’appendice 2", da(2, partenza)...), t.Parte("Partenza e obiettivi", da(partenza, avanzamento)...),
		t.Parte("Avanzamento verso gli obiettivi", da(avanzamento, len(t.Colonne))...)}
}

// tabellaUI shows a table of figures as it is in the files.
func tabellaUI(t monitoraggio.Tabella, caption string) ui.Table {
	out := ui.Table{Caption: caption, Wide: len(t.Colonne) > 6}
	for _, c := range t.Colonne {
		out.Columns = append(out.Columns, ui.Column{Text: c.Titolo, Numeric: c.Numerica})
	}
	for _, r := range t.Righe {
		row := ui.Row{}
		for _, c := range r {
			row.Cells = append(row.Cells, cella(c))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func tabellaVersioni(vs []monitoraggio.VersioneCifre) ui.Table {
	t := ui.Table{Caption: "Versioni delle cifre", HideCaption: true, Columns: []ui.Column{{Text: "Versione"}, {Text: "Bloccata il"}, {Text: "Firmata"}, {Text: "Pubblicata il"}, {Text: "Impronta SHA-256"}},
		Note: "Una versione bloccata non cambia più: ogni correzione fa una versione nuova, con il motivo."}
	for _, v := range slices.Backward(vs) {
		motivo := v.Motivo
		if motivo == "" {
			motivo = "Prima versione"
		}
		firma := ui.TextCell("n.d.")
		if !v.FirmataIl.IsZero() {
			firma = ui.Cell{Text: v.Firmatario, Sub: v.FirmataIl.InItaliano()}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("Versione %d", v.N), Sub: motivo}, ui.TextCell(v.BloccataIl.InItaliano()), firma,
			ui.TextCell(v.PubblicataIl.InItaliano()), {Body: impronta(v.Impronta)}}})
	}
	return t
}
