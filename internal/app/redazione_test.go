package app_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/redazione"
	"pass/tests/fixture"
)

// redazione publishes a notizia, an evento and a pagina, and leaves the
// notizia with a second version that the public does not read yet.
func (m *mondo) redazione(t *testing.T, w *fixture.World) {
	t.Helper()
	ctx, s, seg := t.Context(), m.app.Redazione, w.Actor(m.persone["segreteria"])
	inizio := kernel.InstantOf(presente.Add(240 * time.Hour))
	for key, x := range map[string]struct {
		tipo  redazione.Tipo
		testo redazione.Testo
	}{
		"notizia": {redazione.Notizia, redazione.Testo{Titolo: "Al via il servizio", Sommario: "Da oggi si può chiedere aiuto.", Corpo: "## Che cosa cambia\n\nSi comincia."}},
		"evento":  {redazione.Evento, redazione.Testo{Titolo: "Incontro con i Comuni", Sommario: "Un incontro a distanza.", Corpo: "Programma.", InizioIl: inizio, Luogo: "Sala civica"}},
		"pagina":  {redazione.Pagina, redazione.Testo{Titolo: "Chi siamo", Sommario: "Le persone del servizio.", Corpo: "Testo."}},
	} {
		id, err := s.Crea(ctx, seg, x.tipo, x.testo.Titolo)
		ok(t, err)
		_, err = s.Salva(ctx, seg, id, 1, x.testo, "")
		ok(t, err)
		ok(t, s.Pubblica(ctx, seg, id, 2))
		for i := range m.sigle {
			m.sigle[i][key] = redazione.Slug(x.testo.Titolo)
		}
		if key == "notizia" {
			m.notizia(t, seg, id)
		}
	}
}

// notizia gives the notizia a document.
func (m *mondo) notizia(t *testing.T, seg kernel.Actor, id int64) {
	t.Helper()
	pdf := fixture.PDF("atti")
	stored, err := m.app.Files.Put(t.Context(), bytes.NewReader(pdf), int64(len(pdf)))
	ok(t, err)
	a, err := m.app.Redazione.AllegaFile(t.Context(), seg, id, redazione.Caricato{Stored: stored, Nome: "atti.pdf", Tipo: files.PDF}, "Gli atti")
	ok(t, err)
	gettone, err := m.app.Redazione.GettoneCommento(t.Context(), id, true)
	ok(t, err)
	commento, err := m.app.Redazione.Commenta(t.Context(), redazione.Slug("Al via il servizio"), redazione.NuovoCommento{Nome: "Lia", Email: "lia@example.org",
		Testo: "Vale anche per le Unioni di Comuni?", Gettone: gettone})
	ok(t, err)
	for i := range m.sigle {
		m.sigle[i]["commento"] = fmt.Sprint(commento)
		m.sigle[i]["contenuto"], m.sigle[i]["allegato"] = fmt.Sprint(id), fmt.Sprint(a.ID)
	}
}
