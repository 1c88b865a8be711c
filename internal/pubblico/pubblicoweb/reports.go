package pubblicoweb

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/web"
	"pass/internal/pubblico"
	"pass/internal/pubblico/dati"
	"pass/internal/pubblico/rapporti"
	"pass/internal/ui"
)

const reportsURL = "/rapporti"

var crumbReports = ui.Link{Text: "Rapporti", URL: reportsURL}

// reportsView is the archive of the monitoring reports.
type reportsView struct {
	Page       ui.Page
	Search     ui.Field
	Count      string
	Region     ui.Table // those of the Region, before anything is searched
	Table      ui.Table
	Pagination ui.PaginationProps
	Empty      ui.EmptyStateProps
}

func (p pages) reports(c *web.Context) error {
	q, codice := c.Query("q"), c.Query("ente")
	if len(q) > 100 {
		q = q[:100]
	}
	page := max(1, c.QueryInt("pagina", 1))
	// Who has not searched finds the Region first, then the bodies.
	kind := ""
	if q == "" && codice == "" {
		kind = string(rapporti.Ente)
	}
	var region, list []pubblico.RapportoArchiviato
	var n int64
	err := p.db.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		if kind != "" && page == 1 {
			if region, err = pubblico.Rapporti(c.Ctx(), tx, string(rapporti.Regione), "", "", perPage, 0); err != nil {
				return err
			}
		}
		if n, err = pubblico.ContaRapporti(c.Ctx(), tx, kind, codice, q); err != nil {
			return err
		}
		list, err = pubblico.Rapporti(c.Ctx(), tx, kind, codice, q, perPage, (page-1)*perPage)
		return err
	})
	if err != nil {
		return err
	}
	v := newReportsView(list, n, q, codice, page)
	v.Region = reportsTable("Della regione", region)
	return c.HTML(200, reportsPage(v))
}

func reportsTable(caption string, list []pubblico.RapportoArchiviato) ui.Table {
	t := ui.Table{Caption: caption, HideCaption: true, Columns: []ui.Column{{Text: "Rapporto"}, {Text: "Di che cosa parla"}, {Text: "Semestre"}, {Text: "Pubblicato il"}}}
	for _, r := range list {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{ui.LinkCell(r.Numero, r.URL()), ui.TextCell(r.Nome), {Text: capitalized(r.Semestre.InItaliano()), Sub: fmt.Sprintf("versione %d delle cifre", r.Versione)}, ui.TextCell(r.PubblicatoIl.Day().InItaliano())}})
	}
	return t
}

func newReportsView(list []pubblico.RapportoArchiviato, n int64, q, codice string, page int) reportsView {
	v := reportsView{Count: count(n, "rapporto", "rapporti")}
	v.Page = frame(ui.Page{Title: "Rapporti di monitoraggio", Section: "cifre", Lead: "Ogni semestre la Regione pubblica tempi e arretrato dei procedimenti, per la regione e per ogni ente."}, textsOf.InItaliano(), crumbFigures)
	v.Search = ui.Field{Name: "q", Label: "Cerca il rapporto di un ente", Hint: "Per esempio: Lodi.", Value: q, Autocomplete: "off"}
	v.Table = reportsTable("Degli enti", list)
	query := url.Values{}
	for k, x := range map[string]string{"q": q, "ente": codice} {
		if x != "" {
			query.Set(k, x)
		}
	}
	v.Pagination = ui.PaginationProps{Page: page, Pages: max(1, int((n+perPage-1)/perPage)), Label: "Pagine dell’elenco dei rapporti", URL: func(n int) string {
		query.Set("pagina", strconv.Itoa(n))
		return reportsURL + "?" + query.Encode()
	}}
	v.Empty = ui.EmptyStateProps{Title: "Nessun rapporto è ancora pubblicato", Text: "I rapporti compaiono qui quando la Regione pubblica le cifre di un semestre.", Links: []ui.Link{{Text: "Le cifre dell’assistenza", URL: "/cifre"}}}
	if q != "" || codice != "" {
		v.Empty = ui.EmptyStateProps{Title: "Nessun rapporto trovato", Text: "Provare con una parte del nome dell’ente.", Links: []ui.Link{{Text: "Tutti i rapporti", URL: reportsURL}}}
	}
	return v
}

// reportView is one report as it was published.
type reportView struct {
	Page     ui.Page
	Number   []ui.Detail
	Sections []reportSection
	Exports  []ui.Link
	PDF      pdfView
	Others   []ui.Link
}

type reportSection struct {
	ID, Title        string
	Sentences, Notes []string
	Table            *ui.Table
}

// pdfView says what can be done about the PDF.
type pdfView struct {
	Ask  string // address that asks for it; empty: it cannot be asked for now
	Text string
}

func (p pages) readReport(c *web.Context) (a pubblico.RapportoArchiviato, r rapporti.Rapporto, pdf pubblico.StatoPDF, err error) {
	err = p.db.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		if a, err = pubblico.RapportoDi(c.Ctx(), tx, c.R.PathValue("numero")); err != nil {
			return err
		}
		pdf, err = pubblico.PDFDi(c.Ctx(), tx, a.ID)
		return err
	})
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return a, r, pdf, kernel.E(kernel.NonTrovato, "Il rapporto cercato non esiste. Tutti i rapporti sono nell’elenco.")
	}
	if err == nil {
		r, err = rapporti.Leggi([]byte(a.Contenuto))
	}
	return a, r, pdf, err
}

func (p pages) report(c *web.Context) error {
	a, r, pdf, err := p.readReport(c)
	if err != nil {
		return err
	}
	oggi, err := p.today(c, r)
	if err != nil {
		return err
	}
	return c.HTML(200, reportPage(p.newReportView(a, r, oggi, pdf)))
}

// today composes the same report from what is published now; nil when it
// cannot be any more.
func (p pages) today(c *web.Context, r rapporti.Rapporto) (*rapporti.Rapporto, error) {
	s, err := p.source(c)
	if err != nil {
		return nil, err
	}
	if s.Enti, err = p.bodiesOf(c, r); err != nil {
		return nil, err
	}
	f, err := rapporti.Prepara(s, r.Semestre)
	var oggi rapporti.Rapporto
	switch {
	case err != nil:
	case r.Ambito == rapporti.Regione:
		oggi = f.DellaRegione()
	default:
		oggi, err = f.DellEnte(r.Codice)
	}
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil, nil
	}
	return &oggi, err
}

// bodiesOf gives the rows that a report is made of: none for the region, those
// of the one body otherwise, from memory where they are kept there.
func (p pages) bodiesOf(c *web.Context, r rapporti.Rapporto) (func(kernel.Semestre) (pubblico.MisureEnti, error), error) {
	if r.Ambito == rapporti.Regione {
		return func(s kernel.Semestre) (pubblico.MisureEnti, error) { return pubblico.MisureEnti{Semestre: s}, nil }, nil
	}
	pub, err := p.lettore.Tutto(c.Ctx())
	if err != nil {
		return nil, err
	}
	var id int64
	istat := r.Codice
	if e := pub.Ente(r.Codice); e != nil {
		id, istat = e.ID, e.Istat
	}
	kept := map[kernel.Semestre][]pubblico.MisuraEnte{}
	for _, x := range pub.Storico.Ente(r.Codice) {
		kept[x.Semestre] = append(kept[x.Semestre], pubblico.MisuraEnte{EnteID: id, Istat: istat, Nome: r.Nome, Classe: x.Classe, Procedimento: x.Procedimento, Fonte: x.Fonte, Misure: x.Misure})
	}
	recent := map[kernel.Semestre]bool{}
	for i, x := range pub.Misure.Misure.Semestri {
		recent[x.Semestre] = i < pubblico.MaxSemestriStorico
	}
	return func(s kernel.Semestre) (pubblico.MisureEnti, error) {
		if recent[s] {
			return pubblico.MisureEnti{Semestre: s, Righe: kept[s]}, nil
		}
		m, err := p.lettore.MisureEnti(c.Ctx(), s)
		m.Righe = slices.DeleteFunc(m.Righe, func(x pubblico.MisuraEnte) bool { return pubblico.CodiceEnte(x.Istat, x.EnteID) != r.Codice })
		return m, err
	}, nil
}

func (p pages) newReportView(a pubblico.RapportoArchiviato, r rapporti.Rapporto, oggi *rapporti.Rapporto, pdf pubblico.StatoPDF) reportView {
	v := reportView{}
	v.Page = frame(ui.Page{Title: a.Titolo, Kicker: "Rapporto " + a.Numero, Section: "cifre", Lead: "Pubblicato il " + a.PubblicatoIl.Day().InItaliano() + ". Questo rapporto resta com’è: una correzione fa un rapporto nuovo."}, a.PubblicatoIl.InItaliano(), crumbFigures, crumbReports)
	v.Number = []ui.Detail{{Term: "Numero", Text: a.Numero}, {Term: "Semestre", Text: a.Semestre.InItaliano()}, {Term: "Versione delle cifre", Text: fmt.Sprint(a.Versione)}, {Term: "Impronta del rapporto (SHA-256)", Text: a.Impronta}}
	for _, s := range r.Sezioni {
		v.Sections = append(v.Sections, newReportSection(r, s, oggi))
	}
	v.Sections = append(v.Sections, comparison(r, oggi))
	base := a.URL() + "/"
	v.Exports = []ui.Link{{Text: "Foglio di calcolo", URL: base + "rapporto.xlsx", Note: "XLSX"}, {Text: "Tutte le cifre", URL: base + "rapporto.csv", Note: "CSV"}, {Text: "Il rapporto per le macchine", URL: base + "rapporto.json", Note: "JSON"}}
	switch {
	case pdf.File != 0:
		v.Exports = append([]ui.Link{{Text: "PDF accessibile (etichettato)", URL: base + "rapporto.pdf", Note: "PDF, " + files.Size(pdf.Dimensione)}}, v.Exports...)
	case p.stampe == nil || !p.stampe.Disponibile():
		v.PDF.Text = "Su questo servizio il PDF non si può preparare. La pagina si può stampare dal browser."
	case !pdf.Chiesto.IsZero():
		v.PDF.Text = "Il PDF è in preparazione: di solito basta un minuto. Ricaricare la pagina per scaricarlo."
	default:
		v.PDF = pdfView{Ask: base + "pdf", Text: "Il PDF si prepara alla prima richiesta, in circa un minuto."}
	}
	if r.Ambito == rapporti.Ente {
		v.Others = append(v.Others, ui.Link{Text: "La pagina dell’ente", URL: "/cifre/enti/" + r.Codice}, ui.Link{Text: "Gli altri rapporti dell’ente", URL: reportsURL + "?ente=" + r.Codice})
	}
	v.Others = append(v.Others, ui.Link{Text: "Tutti i rapporti", URL: reportsURL})
	return v
}

func newReportSection(r rapporti.Rapporto, s rapporti.Sezione, oggi *rapporti.Rapporto) reportSection {
	out := reportSection{ID: s.Codice, Title: s.Titolo, Sentences: s.Frasi, Notes: s.Note}
	if s.Tabella == nil {
		return out
	}
	// A figure leads back to its data set only while that says the same.
	live := oggi != nil && oggi.Versione == r.Versione && s.Codice != rapporti.Assistenza
	t := ui.Table{Caption: s.Titolo + ", " + r.Semestre.InItaliano(), HideCaption: true, Wide: len(s.Tabella.Colonne) > 5}
	for _, c := range s.Tabella.Colonne {
		t.Columns = append(t.Columns, ui.Column{Text: c.Etichetta, Numeric: c.Numerica})
	}
	for _, row := range s.Tabella.Righe {
		var cells []ui.Cell
		for i, x := range row.Celle {
			cell := ui.Cell{Text: x.Testo, Sub: x.Motivo}
			if s.Tabella.Colonne[i].Numerica {
				cell.Data = x.Valore
				if live {
					cell.Cifra = dati.Cifra(s.Tabella.Insieme, row.Chiave, s.Tabella.Colonne[i].Nome)
				}
			}
			cells = append(cells, cell)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	out.Table = &t
	return out
}

// maxDifferences is how many changed figures a page lists.
const maxDifferences = 100

// comparison says whether the figures published today are those of the report.
func comparison(r rapporti.Rapporto, oggi *rapporti.Rapporto) reportSection {
	out := reportSection{ID: "confronto", Title: "Il rapporto e le cifre di oggi"}
	if oggi == nil {
		out.Sentences = []string{"Oggi queste cifre non sono più pubblicate: resta il rapporto."}
		return out
	}
	ds := rapporti.Confronta(r, *oggi, rapporti.Assistenza)
	if len(ds) == 0 {
		out.Sentences = []string{"Le cifre pubblicate oggi per il " + r.Semestre.InItaliano() + " sono le stesse di questo rapporto."}
		return out
	}
	why := "nessuna revisione lo spiega"
	if oggi.Versione != r.Versione {
		why = fmt.Sprintf("oggi vale la versione %d", oggi.Versione)
	}
	out.Sentences = []string{fmt.Sprintf("Le cifre pubblicate oggi non sono più quelle di questo rapporto: %s. Sono diverse %s.", why, count(int64(len(ds)), "cifra", "cifre"))}
	t := ui.Table{Caption: "Cifre cambiate dopo il rapporto", HideCaption: true, Columns: []ui.Column{{Text: "Dove"}, {Text: "Cifra"}, {Text: "Nel rapporto"}, {Text: "Oggi"}}}
	or := func(s string) string {
		if s == "" {
			return "riga assente"
		}
		return s
	}
	for _, d := range ds[:min(len(ds), maxDifferences)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Riga, Sub: d.Sezione}, ui.TextCell(d.Colonna), ui.TextCell(or(d.Prima)), ui.TextCell(or(d.Ora))}})
	}
	if len(ds) > maxDifferences {
		out.Notes = []string{fmt.Sprintf("Sono mostrate le prime %d.", maxDifferences)}
	}
	out.Table = &t
	return out
}

// reportFile downloads a report in another form.
func (p pages) reportFile(c *web.Context) error {
	a, r, pdf, err := p.readReport(c)
	if err != nil {
		return err
	}
	name := strings.ToLower("rapporto-" + a.Numero)
	var b bytes.Buffer
	switch c.R.PathValue("file") {
	case "rapporto.pdf":
		if pdf.File == 0 {
			return kernel.E(kernel.NonTrovato, "Il PDF di questo rapporto non è ancora pronto. Si chiede dalla pagina del rapporto.")
		}
		return p.reportPDF(c, pdf.File, name+".pdf")
	case "rapporto.json":
		b.WriteString(a.Contenuto)
		return c.Download(name+".json", "application/json", int64(b.Len()), &b)
	case "rapporto.csv":
		if err := r.ScriviCSV(&b); err != nil {
			return err
		}
		return c.Download(name+".csv", "text/csv; charset=utf-8", int64(b.Len()), &b)
	case "rapporto.xlsx":
		if err := r.ScriviXLSX(&b, a.Numero, a.PubblicatoIl); err != nil {
			return err
		}
		return c.Download(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", int64(b.Len()), &b)
	}
	return absent()
}

func (p pages) reportPDF(c *web.Context, id int64, name string) error {
	var f files.File
	err := p.db.Read(c.Ctx(), func(tx *db.Tx) (err error) {
		f, err = files.Get(c.Ctx(), tx, id)
		return err
	})
	if err != nil {
		return err
	}
	in, err := p.stampe.Files.Open(c.Ctx(), f.Key)
	if err != nil {
		return err
	}
	defer in.Close()
	return c.Download(name, "application/pdf", f.Size, in)
}

// askPDF asks for the PDF of a report: whoever wants it, once per report.
func (p pages) askPDF(c *web.Context) error {
	if _, err := c.Form(0); err != nil {
		return err
	}
	a, _, _, err := p.readReport(c)
	if err != nil {
		return err
	}
	if p.stampe == nil {
		return kernel.E(kernel.NonDisponibile, "Il PDF non si può preparare su questo servizio.")
	}
	if err := p.db.InTx(c.Ctx(), func(tx *db.Tx) error { return p.stampe.ChiediDalPubblico(c.Ctx(), tx, a) }); err != nil {
		return err
	}
	return c.Redirect(a.URL() + "#scarica")
}
