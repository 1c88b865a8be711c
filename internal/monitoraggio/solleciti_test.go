package monitoraggio_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

// esito is a preview, or its outcome, as counts.
func esito(e monitoraggio.EsitoSolleciti) string {
	return fmt.Sprint(len(e.DaScrivere), len(e.SollecitatiDaPoco), len(e.SenzaPersone))
}

func TestBulkRemindersAreSeenFirstAndSentOnce(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, segr := m.Servizio, m.Actor(t, m.Segretario)
		m.Molti(t, 3) // nobody acts for these
		m.Aperta(t)
		m.Giorni(5)
		mancanti := monitoraggio.FiltroInvii{Stato: monitoraggio.StatoMancante}
		_, e, err := s.AnteprimaSolleciti(ctx, segr, sem, mancanti)
		riesce(t, err)
		if got := esito(e); got != "4 0 3" {
			t.Fatalf("preview %s", got)
		}
		riceve(t, m, m.Sindaca, "invito") // a preview writes nothing
		if m.Invio(t, m.Lodi).Solleciti != 0 {
			t.Error("a preview counts as a reminder")
		}
		e, err = s.Sollecita(ctx, segr, sem, monitoraggio.FiltroInvii{Stato: monitoraggio.StatoMancante, Provincia: "BG"})
		riesce(t, err)
		if got := esito(e); got != "1 0 0" {
			t.Errorf("Bergamo: %s", got)
		}
		m.Giorni(2)
		e, err = s.Sollecita(ctx, segr, sem, mancanti)
		riesce(t, err)
		if got := esito(e); got != "3 1 3" { // Bergamo was reminded two days ago
			t.Errorf("all: %s", got)
		}
		e, err = s.Sollecita(ctx, segr, sem, mancanti) // pressed twice
		riesce(t, err)
		if got := esito(e); got != "0 4 3" {
			t.Errorf("again: %s", got)
		}
		riceve(t, m, m.Sindaca, "invito", "mancano i dati: Comune di Lodi")
		riceve(t, m, m.SindacoBergamo, "invito", "mancano i dati: Comune di Bergamo")
		riceve(t, m, m.Delegato, "invito", "mancano i dati") // one message for Lodi and Codogno
		if testo := m.Posta(t, m.Delegato)[0].Text; !strings.Contains(testo, "Comune di Codogno, Comune di Lodi") || !strings.Contains(testo, "venerdì 31 luglio 2026") || !strings.Contains(testo, "http://127.0.0.1:8080/monitoraggio") {
			t.Errorf("%s", testo)
		}
		if testo := m.Posta(t, m.Sindaca)[0].Text; !strings.Contains(testo, fmt.Sprintf("/monitoraggio/mio/2026-1?ente=%d", m.Lodi.ID)) {
			t.Errorf("%s", testo)
		}
		i := m.Invio(t, m.Lodi)
		if i.Solleciti != 1 || i.SollecitatoIl.IsZero() || i.Versione != 1 {
			t.Errorf("a page that somebody is filling in grew old: %+v", i)
		}
		m.Giorni(3)
		_, e, err = s.AnteprimaSolleciti(ctx, segr, sem, mancanti)
		riesce(t, err)
		if got := esito(e); got != "4 0 3" {
			t.Errorf("three days later: %s", got)
		}
	})
}

func TestWhoMayRemind(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Preparata(t)
	_, err := m.Servizio.Sollecita(ctx, m.Actor(t, m.Segretario), sem, monitoraggio.FiltroInvii{})
	rifiuta(t, err, kernel.Conflitto) // nobody has been asked yet
	for _, p := range []accesso.Persona{m.Sindaca, m.Delegato, m.Coordinatrice, m.Esperta, m.Osservatore, m.Amministratrice} {
		_, err := m.Servizio.Sollecita(ctx, m.Actor(t, p), sem, monitoraggio.FiltroInvii{})
		rifiuta(t, err, kernel.Vietato)
		_, _, err = m.Servizio.AnteprimaSolleciti(ctx, m.Actor(t, p), sem, monitoraggio.FiltroInvii{})
		rifiuta(t, err, kernel.Vietato)
	}
	_, err = m.Servizio.Sollecita(ctx, m.Actor(t, m.Regione), kernel.MustSemestre("2020-1"), monitoraggio.FiltroInvii{})
	rifiuta(t, err, kernel.NonTrovato)
}

// TestRemindersByThemselves lives through a whole campaign, the job running
// several times a day.
func TestRemindersByThemselves(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		for day := kernel.MustDay("2026-07-06"); !day.After(kernel.MustDay("2026-08-20")); day = day.AddDays(1) {
			m.Al(day.String())
			for range 2 {
				riesce(t, m.Servizio.Giornata(ctx))
			}
			if day == kernel.MustDay("2026-07-20") {
				segna(t, m, m.Bergamo, monitoraggio.Inviato)
			}
		}
		riceve(t, m, m.Sindaca, "invito", "mancano i dati", "mancano i dati", "mancano i dati", "il termine è passato")
		riceve(t, m, m.Delegato, "invito", "mancano i dati", "mancano i dati", "mancano i dati", "il termine è passato")
		riceve(t, m, m.SindacoBergamo, "invito", "mancano i dati")
		if i := m.Invio(t, m.Lodi); i.Solleciti != 4 {
			t.Errorf("%+v", i)
		}
	})
}

// TestMissingDataKeepFromAskingForHelp from the day after the last one until
// they come, the term moves, the requirement is lifted or the campaign closes.
func TestMissingDataKeepFromAskingForHelp(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, regione, segr := m.Servizio, m.Actor(t, m.Regione), m.Actor(t, m.Segretario)
		m.Aperta(t)
		m.Al("2026-07-31")
		riesce(t, s.Giornata(ctx))
		impediti(t, m)
		m.Al("2026-08-01")
		riesce(t, s.Giornata(ctx))
		riesce(t, s.Giornata(ctx))
		impediti(t, m, m.Lodi, m.Bergamo, m.Codogno, m.ProvinciaLodi)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			ok, is, err := enti.PuoChiedere(ctx, tx, m.Lodi.ID)
			if ok || len(is) != 1 || !strings.Contains(is[0].Testo, "primo semestre 2026, attesi entro il 31 luglio 2026") || is[0].URL != fmt.Sprintf("/monitoraggio/mio/2026-1?ente=%d", m.Lodi.ID) {
				t.Errorf("%v %+v", ok, is)
			}
			return err
		})
		riesce(t, s.Proroga(ctx, segr, sem, m.Codogno.ID, m.Invio(t, m.Codogno).Versione, kernel.MustDay("2026-08-20")))
		impediti(t, m, m.Lodi, m.Bergamo, m.ProvinciaLodi)
		segna(t, m, m.Bergamo, monitoraggio.Inviato)
		impediti(t, m, m.Lodi, m.ProvinciaLodi)
		riesce(t, s.Restituisci(ctx, segr, sem, m.Bergamo.ID, m.Invio(t, m.Bergamo).Versione, "Le date non tornano."))
		impediti(t, m, m.Lodi, m.ProvinciaLodi) // it has a week
		m.Al("2026-08-09")
		riesce(t, s.Giornata(ctx))
		impediti(t, m, m.Lodi, m.Bergamo, m.ProvinciaLodi)
		d := m.Dati()
		d.Obbligatoria = false
		riesce(t, s.Aggiorna(ctx, regione, sem, m.Rilevazione(t).Versione, d))
		impediti(t, m)
		d.Obbligatoria = true
		riesce(t, s.Aggiorna(ctx, regione, sem, m.Rilevazione(t).Versione, d))
		impediti(t, m, m.Lodi, m.Bergamo, m.ProvinciaLodi)
		_, err := s.ProrogaTutti(ctx, regione, sem, m.Rilevazione(t).Versione, kernel.MustDay("2026-08-31"))
		riesce(t, err)
		impediti(t, m)
		m.Al("2026-09-01")
		riesce(t, s.Giornata(ctx))
		impediti(t, m, m.Lodi, m.Bergamo, m.Codogno, m.ProvinciaLodi)
		riesce(t, s.Chiudi(ctx, regione, sem, m.Rilevazione(t).Versione))
		impediti(t, m)
	})
}

// impediti checks which bodies the campaign keeps from asking.
func impediti(t *testing.T, m *mondo, want ...enti.Ente) {
	t.Helper()
	voluti := map[int64]bool{}
	for _, e := range want {
		voluti[e.ID] = true
	}
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		got, err := enti.Impediti(ctx, tx, "monitoraggio.2026-1")
		if len(got) != len(want) {
			t.Errorf("%d bodies are held back, want %d", len(got), len(want))
		}
		for _, e := range got {
			if !voluti[e] {
				t.Errorf("body %d is held back", e)
			}
		}
		return err
	})
}

// TestManyWhoPressAtOnceWriteOnce: reminders, invitations and the job of the
// day, all at the same moment.
func TestManyWhoPressAtOnceWriteOnce(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		segr := m.Actor(t, m.Segretario)
		m.Aperta(t)
		m.Entra(t)
		m.Al("2026-07-17") // a reminder is due today, too
		errs := make(chan error, 12)
		atti := []func() error{
			func() error { _, err := m.Servizio.Sollecita(ctx, segr, sem, monitoraggio.FiltroInvii{}); return err },
			func() error { return m.Servizio.Giornata(ctx) },
			func() error { _, err := m.Servizio.AggiungiEnti(ctx, segr, sem); return err },
		}
		for i := range 12 {
			go func() { errs <- atti[i%len(atti)]() }()
		}
		for range 12 {
			riesce(t, <-errs)
		}
		riceve(t, m, m.Sindaca, "invito", "mancano i dati")
		riceve(t, m, m.Delegato, "invito", "mancano i dati")
		if got := lettere(t, m, m.SindacoCrema); len(got) == 0 || len(got) > 2 || !strings.Contains(got[0], "invito") {
			t.Errorf("Crema received %q", got)
		}
		if i := m.Invio(t, m.Lodi); i.Solleciti != 1 {
			t.Errorf("%+v", i)
		}
	})
}
