package app_test

import (
	"fmt"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/tests/fixture"
)

// dati gives both bodies something in the monitoring: a semester already sent,
// with its receipt, and in the one that is open a practice and a file that
// waits for its columns.
func (m *mondo) dati(t *testing.T, w *fixture.World) {
	t.Helper()
	regione, proc := w.Actor(m.persone["regione"]), w.Procedimento(w.TaskForce(0).ID).ID
	prima, ora := kernel.MustSemestre("2025-2"), kernel.MustSemestre("2026-1")
	ok(t, m.app.Monitoraggio.Crea(t.Context(), regione, monitoraggio.DatiRilevazione{Semestre: prima, Scadenza: kernel.MustDay("2026-12-31"),
		Procedimenti: map[int64]monitoraggio.RivoltoA{proc: monitoraggio.RivoltoATutti}}))
	_, err := m.app.Monitoraggio.Apri(t.Context(), regione, prima, 1)
	ok(t, err)
	for i, chi := range []string{"legale", "altro legale"} {
		legale, ente := w.Actor(m.persone[chi]), numero(m.sigle[i]["ente"])
		ok(t, m.app.Monitoraggio.Rispondi(t.Context(), legale, ente, prima, proc, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""))
		ricevuta, err := m.app.Monitoraggio.Invia(t.Context(), legale, ente, prima, "")
		ok(t, err)
		pratica, err := m.app.Monitoraggio.AggiungiPratica(t.Context(), legale, ente, ora, monitoraggio.Pratica{ProcedimentoID: proc,
			Pratica: misure.Pratica{ID: "1/2026", Domanda: kernel.MustDay("2026-02-02")}}, "")
		ok(t, err)
		testo := "alfa;beta\n1;02/02/2026\n"
		libro, err := monitoraggio.LeggiFoglio(t.Context(), strings.NewReader(testo), int64(len(testo)), "pratiche.csv")
		ok(t, err)
		stored, err := m.app.Files.Put(t.Context(), strings.NewReader(testo), 1000)
		ok(t, err)
		caricamento, err := m.app.Monitoraggio.Carica(t.Context(), legale, ente, ora, monitoraggio.FileRicevuto{Stored: stored, Nome: "pratiche.csv", Libro: libro})
		ok(t, err)
		m.sigle[i]["ricevuta"], m.sigle[i]["pratica"], m.sigle[i]["caricamento"] = fmt.Sprint(ricevuta.Numero), fmt.Sprint(pratica), fmt.Sprint(caricamento)
	}
	m.pubblicata(t, w, prima)
}

// pubblicata leads the campaign of a semester to the public.
func (m *mondo) pubblicata(t *testing.T, w *fixture.World, sem kernel.Semestre) {
	t.Helper()
	s, regione, segreteria := m.app.Monitoraggio, w.Actor(m.persone["regione"]), w.Actor(m.persone["segreteria"])
	letta := func() (r monitoraggio.Rilevazione, is []monitoraggio.Invio) {
		ok(t, m.app.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			if r, err = monitoraggio.RilevazioneDi(t.Context(), tx, sem); err != nil {
				return err
			}
			is, err = monitoraggio.InviiDi(t.Context(), tx, r.ID)
			return err
		}))
		return r, is
	}
	r, is := letta()
	for _, i := range is {
		ok(t, s.Approva(t.Context(), segreteria, sem, i.EnteID, i.Versione))
	}
	ok(t, s.Chiudi(t.Context(), regione, sem, r.Versione))
	r, _ = letta()
	v, err := s.Blocca(t.Context(), regione, r.ID, r.Versione)
	ok(t, err)
	_, err = s.Firma(t.Context(), regione, r.ID, v.Impronta)
	ok(t, err)
	r, _ = letta()
	_, err = s.Pubblica(t.Context(), regione, r.ID, r.Versione)
	ok(t, err)
	_, err = s.PubblicaRapporti(t.Context(), regione, sem)
	ok(t, err)
}
