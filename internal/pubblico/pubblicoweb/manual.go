package pubblicoweb

import (
	"io/fs"
	"strings"

	"pass/docs/manuale"
	"pass/internal/platform/web"
	"pass/internal/ui"
)

// guides lists the guides of the manual, in order.
var guides = []struct{ file, key, who string }{
	{"ente.md", "ente", "Per chi lavora in un Comune, in una Provincia o in un’Unione."},
	{"esperto.md", "esperto", "Per chi risponde alle richieste."},
	{"coordinatore.md", "coordinatore", "Per chi guida una task force."},
	{"segreteria.md", "segreteria", "Per chi approva le adesioni e smista le richieste."},
	{"redazione.md", "redazione", "Per chi scrive sul sito e legge i commenti."},
	{"regione.md", "regione", "Per chi, in Regione, misura i tempi e pubblica i risultati."},
}

func (p pages) manual(c *web.Context) error {
	var cards []ui.CardProps
	for _, g := range guides {
		d, err := readGuide(g.file)
		if err != nil {
			return err
		}
		cards = append(cards, ui.CardProps{Title: d.Title, URL: "/manuale/" + g.key, Text: g.who})
	}
	return c.HTML(200, manualPage(frame(ui.Page{Title: "Manuale d’uso", Section: "manuale", Lead: "Una guida breve per ogni ruolo, passo per passo."}, textsOf.InItaliano()), cards))
}

func (p pages) guide(c *web.Context) error {
	for _, g := range guides {
		if g.key != c.R.PathValue("guida") {
			continue
		}
		d, err := readGuide(g.file)
		if err != nil {
			return err
		}
		page := frame(ui.Page{Title: d.Title, Section: "manuale", Lead: g.who}, textsOf.InItaliano(), ui.Link{Text: "Manuale d’uso", URL: "/manuale"})
		return c.HTML(200, guidePage(page, d))
	}
	return absent()
}

func readGuide(file string) (document, error) {
	b, err := fs.ReadFile(manuale.Testi, file)
	if err != nil {
		return document{}, err
	}
	return parseMarkdown(strings.ReplaceAll(string(b), "\r\n", "\n")), nil
}
