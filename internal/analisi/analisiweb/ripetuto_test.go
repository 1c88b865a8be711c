package analisiweb_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"pass/internal/analisi/analisitest"
	"pass/internal/platform/db"
)

// TestColonneConfermateDueVolte: a form that is sent again, because the answer
// was lost or the button was pressed twice, leads where it led; another one
// after it is told that the columns are confirmed.
func TestColonneConfermateDueVolte(t *testing.T) {
	s := nuovoSito(t)
	g := s.CaricaSolo(s.Attori["Anna"], analisitest.Lavorata, "permessi.csv", []byte("pratica,attività,data\nP,A,2026-01-01\n"))
	path := fmt.Sprintf("%s/registri/%d", richiesta, g.N)
	anna := s.di(s.Anna)
	modulo := func(token string) url.Values {
		return url.Values{"token": {token}, "caso": {"pratica"}, "attivita": {"attività"}, "data": {"data"}, "zona": {"Europe/Rome"}, "ciclo": {"tutti"}, "mesi": {"6"}}
	}
	for range 2 {
		if w := anna.post(path+"/colonne", modulo("uno")); w.Code != 303 || w.Header().Get("Location") != path {
			t.Errorf("%d, leads to %q", w.Code, w.Header().Get("Location"))
		}
	}
	s.In(func(ctx context.Context, tx *db.Tx) error { // a node that died before it could note where the form led
		_, err := tx.Exec(ctx, `UPDATE invii SET esito = '' WHERE chiave = 'uno'`)
		return err
	})
	if w := anna.post(path+"/colonne", modulo("uno")); w.Code != 303 {
		t.Errorf("after the death of a node: %d", w.Code)
	}
	if w := anna.post(path+"/colonne", modulo("due")); w.Code != 409 {
		t.Errorf("another form: %d", w.Code)
	}
}
