package ui

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

var update = flag.Bool("update", false, "rewrite testdata with what the components render now")

// render gives the markup of a component, with text as its children.
func render(t *testing.T, c templ.Component, children ...templ.Component) string {
	t.Helper()
	ctx := context.Background()
	if len(children) > 0 {
		ctx = templ.WithChildren(ctx, templ.Join(children...))
	}
	var b strings.Builder
	if err := c.Render(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// parse reads markup as a browser would.
func parse(t *testing.T, markup string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// elements lists those below n whose name is one of the names, or all.
func elements(n *html.Node, names ...string) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && (len(names) == 0 || contains(names, d.Data)) {
			out = append(out, d)
		}
	}
	return out
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// text is what a person reads in n.
func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// TestGolden shows in a diff what a change does to the markup:
//
//	go test ./internal/ui -run TestGolden -update
func TestGolden(t *testing.T) {
	for name, c := range goldens() {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(render(t, c, templ.Raw("<p>Contenuto</p>")), "><", ">\n<") + "\n"
			file := filepath.Join("testdata", name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("markup changed (-testdata +now); if it is meant, run with -update:\n%s", diff)
			}
		})
	}
}

func goldens() map[string]templ.Component {
	wrong := Field{Name: "oggetto", Label: "Oggetto", Value: `<b>"Scuola"</b>`, Hint: "In poche parole.", Error: "L’oggetto è troppo lungo.", Required: true, MaxLength: 120}
	page := galleryPage()
	page.Notice.Title = "Fatto <script>"
	return map[string]templ.Component{
		"layout":      Layout(page),
		"layout-home": Layout(Page{Title: "PAsS", Heading: "Chi siamo", Hero: true, Robots: true, Lead: "Una frase.", Canonical: "https://pass.example/"}),
		"alert":       AlertBox(Alert{Tone: Late, Title: "Non riuscito.", Text: "Nulla è perso.", Items: []string{"uno"}, Links: []Link{{Text: "Riprova", URL: "/x"}}}),
		"callout":     Callout(CalloutProps{Tone: Warning, Title: "Da verificare"}),
		"receipt":     Receipt(ReceiptProps{Title: "Ricevuto", Number: "1", Time: "oggi", Hash: "ab", Next: []string{"Poi"}, Rows: []Detail{{Term: "File", Text: "a.pdf"}}}),
		"chip":        Chips([]Chip{{Text: "Bozza"}, {Text: "In corso", Tone: Info}, {Text: "Evasa", Tone: Success}, {Text: "Attende", Tone: Warning}, {Text: "Oltre", Tone: Late}}),
		"buttons": templ.Join(Button(ButtonProps{Text: "Invia", Icon: "mail"}), Button(ButtonProps{Text: "Salva", Name: "azione", Value: "bozza", Secondary: true, NoCheck: true}),
			ButtonLink(Link{Text: "Apri", URL: "javascript:alert(1)", Primary: true}), PrintButton()),
		"form":        Form(FormProps{Action: "/x", Token: "t", Upload: true, Autosave: "/x/bozza", Label: "Prova", Privacy: "/privacy", Hidden: []Hidden{{"versione", "3"}}}),
		"actionform":  ActionForm(ActionFormProps{Action: "/x", Token: "t", Button: ButtonProps{Text: "Rimuovi", Danger: true, Context: "Anna"}}),
		"textfield":   TextField(wrong),
		"textarea":    TextAreaField(wrong),
		"datefield":   DateField(Field{Name: "dal", Label: "Dal", Value: "2026-11-03", Min: "2026-01-01", Required: true}),
		"numberfield": NumberField(Field{Name: "giorni", Label: "Durata", Unit: "giorni", Value: "30"}),
		"password":    PasswordField(Field{Name: "codice", Label: "Codice", Value: "segreto", Required: true}),
		"select":      SelectField(Field{Name: "tf", Label: "Task force", Value: "2"}, []Option{{Value: "1", Label: "Uno"}, {Value: "2", Label: "Due"}}),
		"radio":       RadioField(Field{Name: "u", Label: "Urgenza", Required: true, Error: "Manca.", Value: "b"}, []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B", Hint: "Aiuto."}}),
		"checkboxes":  CheckboxGroup(Field{Name: "t", Label: "Temi"}, []Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}, []string{"b"}),
		"checkbox":    CheckboxField(Field{Name: "ok", Label: "Letto", Required: true, Error: "Serve la conferma."}, false),
		"upload":      UploadField(Field{Name: "file", Label: "File", Required: true}, Upload{Accept: []string{".pdf"}, MaxBytes: 20_000_000, Kept: []Attachment{{Name: "a.pdf", Size: "1 MB"}}}),
		"combobox":    Combobox(Field{Name: "ente_nome", Label: "Ente", Value: "Lodi", Required: true}, Combo{SuggestURL: "/enti/suggerimenti", IDName: "ente", IDValue: "7"}),
		"combobox-nojs": Combobox(Field{Name: "ente_nome", Label: "Ente", Value: "lod", Required: true}, Combo{SuggestURL: "/s", IDName: "ente", IDValue: "2",
			Candidates: []Option{{Value: "1", Label: "Lodi"}, {Value: "2", Label: "Lodi Vecchio"}}}),
		"errorsummary": ErrorSummary(galleryErrors()),
		"table":        DataTable(galleryTable()),
		"pagination":   Pagination(galleryPagination()),
		"filters":      Filters(FiltersProps{Action: "/x", Hidden: []Hidden{{"ordine", "attesa"}}, Active: []Link{{Text: "Stato: aperta", URL: "/x?"}}, Reset: "/x"}),
		"listsummary":  ListSummary("2 richieste", []Link{{Text: "CSV", URL: "/x.csv"}}),
		"empty":        EmptyState(EmptyStateProps{Title: "Niente", Text: "Perché.", Links: []Link{{Text: "Avanti", URL: "/x"}}}),
		"timeline":     Timeline(galleryTimeline(), "Il Comune risponde."),
		"nextstep":     NextStep(NextStepProps{Title: "Tocca al Comune", Due: "Scaduto da 2 giorni.", Late: true, Term: galleryTerm(), Later: "Poi."}),
		"details":      DescriptionList([]Detail{{Term: "Nome", Text: "Lodi"}, {Term: "Sito", URL: "https://example.org"}, {Term: "Vuoto"}}),
		"stepper":      Stepper([]Step{{Text: "Uno", URL: "/1", Done: true}, {Text: "Due", Current: true}, {Text: "Tre"}}),
		"card":         Card(CardProps{Kicker: "Task force", Title: "Bonifiche", URL: "/x", Icon: "pa", Text: "Testo.", Chip: &Chip{Text: "Nuova"}, Meta: []string{"3 esperti"}}),
		"figure":       Figure(FigureProps{Label: "Tempo", Value: "71", Unit: "giorni", Period: "primo semestre", N: "su 37", Source: "PAsS", URL: "/m", Trend: "12 in meno", Tone: Success}),
		"section":      Section("s", "Sezione", Link{Text: "Tutto", URL: "/x"}),
		"panel":        Panel("p", "Pannello"),
		"twocolumns":   TwoColumns(templ.Raw("<p>Lato</p>")),
		"disclosure":   Disclosure("Altro", true),
		"progress":     Progress(ProgressProps{ID: "p", Label: "Lettura", Value: 1, Max: 4, Text: "Un quarto", PollURL: "/p", PageURL: "/r"}),
		"progress-end": Progress(ProgressProps{ID: "p", Label: "Lettura", Text: "Finita", Done: true, PollURL: "/p", PageURL: "/r"}),
		"barchart":     BarChart(galleryBars()),
		"linechart":    LineChart(galleryLines()),
	}
}
