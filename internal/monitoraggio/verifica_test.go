package monitoraggio_test

import (
	"context"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// segna puts the data of a body in a state as Invia does, without its answers.
func segna(t *testing.T, m *mondo, e enti.Ente, s monitoraggio.StatoInvio) {
	t.Helper()
	r := m.Rilevazione(t)
	m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET stato = $1, inviato_il = $2, numero = 1, versione = versione + 1 WHERE rilevazione_id = $3 AND ente_id = $4`,
			string(s), tx.Now(), r.ID, e.ID); err != nil {
			return err
		}
		i, err := monitoraggio.InvioDi(ctx, tx, r.ID, e.ID)
		if err != nil {
			return err
		}
		return m.Servizio.InvioCambiato(ctx, tx, kernel.ActorSistema(), r, i)
	})
}

func TestTheCheckOfABody(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, segr := m.Servizio, m.Actor(t, m.Segretario)
		m.Aperta(t)
		rifiuta(t, s.Approva(ctx, segr, sem, m.Lodi.ID, 1), kernel.Conflitto) // nothing sent
		segna(t, m, m.Lodi, monitoraggio.Inviato)
		v := m.Invio(t, m.Lodi).Versione
		rifiuta(t, s.Restituisci(ctx, segr, sem, m.Lodi.ID, v, "  "), kernel.NonValido)
		riesce(t, s.Restituisci(ctx, segr, sem, m.Lodi.ID, v, "Nel foglio PdC mancano tre pratiche."))
		i := m.Invio(t, m.Lodi)
		if i.Stato != monitoraggio.Restituito || i.Motivo != "Nel foglio PdC mancano tre pratiche." || i.DecisoDa != m.Segretario.ID {
			t.Errorf("%+v", i)
		}
		riceve(t, m, m.Sindaca, "invito", "dati da correggere: Comune di Lodi")
		riceve(t, m, m.Delegato, "invito", "dati da correggere: Comune di Lodi")
		if testo := m.Posta(t, m.Sindaca)[0].Text; strings.Contains(testo, "tre pratiche") || !strings.Contains(testo, "Il motivo è scritto nella pagina") {
			t.Errorf("figures or reasons in a mail: %s", testo)
		}
		rifiuta(t, s.Approva(ctx, segr, sem, m.Lodi.ID, i.Versione), kernel.Conflitto)
		segna(t, m, m.Lodi, monitoraggio.Inviato)
		v = m.Invio(t, m.Lodi).Versione
		rifiuta(t, s.Approva(ctx, segr, sem, m.Lodi.ID, v-1), kernel.Conflitto) // the page is old
		riesce(t, s.Approva(ctx, segr, sem, m.Lodi.ID, v))
		if i = m.Invio(t, m.Lodi); i.Stato != monitoraggio.Approvato || i.Motivo != "" {
			t.Errorf("%+v", i)
		}
		rifiuta(t, s.Approva(ctx, segr, sem, m.Lodi.ID, i.Versione), kernel.Conflitto)
		riesce(t, s.Riapri(ctx, segr, sem, m.Lodi.ID, i.Versione, "L'ente ha trovato un errore."))
		if i = m.Invio(t, m.Lodi); i.Stato != monitoraggio.InBozza || i.Motivo != "L'ente ha trovato un errore." {
			t.Errorf("%+v", i)
		}
		riceve(t, m, m.Sindaca, "invito", "dati da correggere", "dati approvati", "dati riaperti")
		riesce(t, s.Proroga(ctx, segr, sem, m.Lodi.ID, i.Versione, kernel.MustDay("2026-08-20")))
		riceve(t, m, m.Sindaca, "invito", "dati da correggere", "dati approvati", "dati riaperti", "nuovo termine")
		if testo := m.Posta(t, m.Sindaca)[0].Text; !strings.Contains(testo, "giovedì 20 agosto 2026") {
			t.Errorf("%s", testo)
		}
		riceve(t, m, m.SindacoBergamo, "invito")
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error { _, err := registro.Verifica(ctx, tx); return err })
	})
}

func TestWhoChecks(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Aperta(t)
	segna(t, m, m.Lodi, monitoraggio.Inviato)
	v := m.Invio(t, m.Lodi).Versione
	for _, p := range []accesso.Persona{m.Sindaca, m.Delegato, m.Coordinatrice, m.Esperta, m.Osservatore, m.Amministratrice} {
		chi := m.Actor(t, p)
		rifiuta(t, m.Servizio.Approva(ctx, chi, sem, m.Lodi.ID, v), kernel.Vietato)
		rifiuta(t, m.Servizio.Restituisci(ctx, chi, sem, m.Lodi.ID, v, "No."), kernel.Vietato)
		rifiuta(t, m.Servizio.Riapri(ctx, chi, sem, m.Lodi.ID, v, "No."), kernel.Vietato)
		rifiuta(t, m.Servizio.Proroga(ctx, chi, sem, m.Lodi.ID, v, kernel.MustDay("2026-08-20")), kernel.Vietato)
	}
	segr := m.Actor(t, m.Segretario)
	rifiuta(t, m.Servizio.Approva(ctx, segr, sem, m.Crema.ID, 1), kernel.NonTrovato) // not invited
	rifiuta(t, m.Servizio.Approva(ctx, segr, kernel.MustSemestre("2020-1"), m.Lodi.ID, 1), kernel.NonTrovato)
	if i := m.Invio(t, m.Lodi); i.Stato != monitoraggio.Inviato || i.Versione != v {
		t.Errorf("%+v", i)
	}
	riesce(t, m.Servizio.Approva(ctx, m.Actor(t, m.Regione), sem, m.Lodi.ID, v))
}
