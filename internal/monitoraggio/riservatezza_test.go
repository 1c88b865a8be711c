package monitoraggio_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	fogli "pass/internal/monitoraggio/foglio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

const unCodice = "RSSMRA80A01H501U"

// caricato uploads a file with one good row and one whose date is wrong.
func caricato(t *testing.T, m *mondo) monitoraggio.Caricamento {
	t.Helper()
	s, chi := m.Servizio, m.Actor(t, m.Sindaca)
	testo := []byte("id_pratica;data_domanda\nPdC/1;2025-08-01\nPdC/2;boh\n")
	l, err := monitoraggio.LeggiFoglio(ctx, bytes.NewReader(testo), int64(len(testo)), "permessi.csv")
	riesce(t, err)
	stored, err := s.Files.Put(ctx, bytes.NewReader(testo), fogli.MaxFile)
	riesce(t, err)
	id, err := s.Carica(ctx, chi, m.Lodi.ID, sem, monitoraggio.FileRicevuto{Stored: stored, Nome: "permessi.csv", Libro: l})
	riesce(t, err)
	k, err := s.ApriCaricamento(ctx, chi, m.Lodi.ID, sem, id)
	riesce(t, err)
	ms := k.Caricamento.Mappe
	ms[0].Procedimento = m.Proc.Codice
	riesce(t, s.Mappa(ctx, chi, m.Lodi.ID, sem, id, k.Caricamento.Versione, ms))
	k, err = s.ApriCaricamento(ctx, chi, m.Lodi.ID, sem, id)
	riesce(t, err)
	return k.Caricamento
}

// TestWhatWasTypedOverACellIsForgottenWithTheFile: a person may type a name in
// a cell; it must not outlive the file.
func TestWhatWasTypedOverACellIsForgottenWithTheFile(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		s, chi := m.Servizio, m.Actor(t, m.Sindaca)
		for _, acquisisce := range []bool{true, false} {
			c := caricato(t, m)
			rifiuta(t, s.CorreggiFile(ctx, chi, m.Lodi.ID, sem, c.ID, c.Versione, []fogli.Correzione{{Foglio: "CSV", Riga: 3, Col: 0, Valore: strings.Repeat("x", 2001)}}), kernel.NonValido)
			molte := make([]fogli.Correzione, 2001)
			for i := range molte {
				molte[i] = fogli.Correzione{Foglio: "CSV", Riga: i + 1, Salta: true}
			}
			rifiuta(t, s.CorreggiFile(ctx, chi, m.Lodi.ID, sem, c.ID, c.Versione, molte), kernel.Conflitto)
			riesce(t, s.CorreggiFile(ctx, chi, m.Lodi.ID, sem, c.ID, c.Versione, []fogli.Correzione{{Foglio: "CSV", Riga: 3, Col: 0, Valore: unCodice}}))
			if acquisisce {
				_, err := s.Acquisisci(ctx, chi, m.Lodi.ID, sem, c.ID, c.Versione+1)
				riesce(t, err)
			} else {
				riesce(t, s.Scarta(ctx, chi, m.Lodi.ID, sem, c.ID, c.Versione+1))
			}
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_caricamenti WHERE esito LIKE $1`, "%"+unCodice+"%")
			if n != 0 {
				t.Errorf("%d files that are over still hold what was typed", n)
			}
			return err
		})
	})
}

// TestNotesAndReasonsHoldNoCodiceFiscale: the note of an answer goes in the
// receipt, the reason of a version to the public.
func TestNotesAndReasonsHoldNoCodiceFiscale(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		s, chi := m.Servizio, m.Actor(t, m.Sindaca)
		for _, nota := range []string{"Pratica di " + unCodice + ".", strings.Repeat("x", 1001)} {
			rifiuta(t, s.Rispondi(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, nota), kernel.NonValido)
		}
		_, err := s.ChiudiRevisione(ctx, m.Actor(t, m.Regione), m.Rilevazione(t).ID, []int64{1}, "Corretta la pratica di "+unCodice)
		rifiuta(t, err, kernel.NonValido)
		m.Inviato(t, m.Sindaca, m.Lodi)
		rifiuta(t, s.Restituisci(ctx, m.Actor(t, m.Regione), sem, m.Lodi.ID, m.Invio(t, m.Lodi).Versione, "Togliere "+unCodice), kernel.NonValido)
	})
}

// TestAPracticeIsClosedOnce refuses a form that names the same practice twice.
func TestAPracticeIsClosedOnce(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		s, chi := m.Servizio, m.Actor(t, m.Sindaca)
		id, err := s.AggiungiPratica(ctx, chi, m.Lodi.ID, sem, pratica(m, "PdC/1", "2025-08-01"), "")
		riesce(t, err)
		una := monitoraggio.Chiusura{ID: id, Versione: 1, Provvedimento: kernel.MustDay("2025-09-01")}
		_, err = s.ChiudiPratiche(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, []monitoraggio.Chiusura{una, una})
		rifiuta(t, err, kernel.Conflitto)
		n, err := s.ChiudiPratiche(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, []monitoraggio.Chiusura{una})
		if riesce(t, err); n != 1 {
			t.Error(fmt.Sprint(n, " closed"))
		}
	})
}
