package monitoraggioweb_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"pass/internal/accesso"
	"pass/internal/accesso/accessotest"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/monitoraggiotest"
)

// carica sends a file in the field "file".
func (b *browser) carica(path, nome string, dati []byte) pagina {
	b.s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if nome != "" {
		part, err := w.CreateFormFile("file", nome)
		if err != nil {
			b.s.t.Fatal(err)
		}
		if _, err := part.Write(dati); err != nil {
			b.s.t.Fatal(err)
		}
	}
	w.Close()
	return b.manda("POST", path, w.FormDataContentType(), &body)
}

type goquerySel = goquery.Selection

var monitoraggiotestSem = monitoraggiotest.Semestre

// mandatoDi finds the mandate of a person for a body.
func mandatoDi(t *testing.T, s *sito, p accesso.Persona, ente int64) int64 {
	t.Helper()
	for _, m := range s.Actor(t, p).Mandati {
		if m.Ente == ente {
			return m.ID
		}
	}
	t.Fatalf("%s has no mandate for %d", p.Nome, ente)
	return 0
}

// nuovoSindaco is the mayor of a body that the world does not have.
func nuovoSindaco(t *testing.T, s *sito, n int, e enti.Ente) accesso.Persona {
	t.Helper()
	return accessotest.PersonaCF(t, s.DB, accessotest.CF(500+n), "Sindaco", fmt.Sprint("Numero", n), accesso.Mandato{Ruolo: kernel.LegaleRappresentante, Titolo: accesso.Sindaco, EnteID: e.ID})
}
