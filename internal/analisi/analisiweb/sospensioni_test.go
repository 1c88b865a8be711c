package analisiweb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/platform/db"
)

// integrate writes n practices whose documents arrive 200 days after they were
// asked for, and that end a month later.
func integrate(n int) string {
	var b strings.Builder
	b.WriteString("pratica,attività,data\n")
	for p := range n {
		t := time.Date(2024, 1, 8+p, 9, 0, 0, 0, time.UTC)
		for _, r := range []struct {
			attivita string
			dopo     int
		}{{"Ricezione della domanda", 0}, {"Richiesta integrazioni", 10}, {"Integrazioni ricevute", 210}, {"Rilascio del permesso", 240}} {
			fmt.Fprintf(&b, "P%02d,%s,%s\n", p, r.attivita, t.AddDate(0, 0, r.dopo).Format("2006-01-02T15:04"))
		}
	}
	return b.String()
}

// TestLaRegolaDelProcedimento: the same log is suspended as the law of the
// procedure admits, and the page says by which rule.
func TestLaRegolaDelProcedimento(t *testing.T) {
	s := nuovoSito(t)
	anna := s.di(s.Anna)
	for codice, c := range map[string]struct{ regola, sospensione string }{
		"via-paur":              {"una volta sola, fino a 180 giorni di calendario. Sospensioni e scadenze seguono questa regola (D.lgs. 152/2006, art. 27-bis, c. 5).", "180 giorni di calendario, 75%"},
		"permesso-di-costruire": {"il termine ricomincia da capo quando arrivano. Sospensioni e scadenze seguono questa regola (D.P.R. 380/2001, art. 20, c. 5).", "200 giorni di calendario, 83%"},
		"aua":                   {"Il catalogo non ha la regola di questo procedimento sulle sospensioni: durano quanto dice il registro", "200 giorni di calendario, 83%"},
	} {
		var id int64
		s.In(func(ctx context.Context, tx *db.Tx) (err error) {
			id, err = db.One(ctx, tx, db.Scalar[int64], `SELECT id FROM catalogo_procedimenti WHERE codice = $1`, codice)
			return err
		})
		r := s.Richiesta(1, id)
		g := s.CaricaCome(s.Attori["Anna"], r, "pratiche.csv", []byte(integrate(12)), analisi.ScelteVuote())
		s.Leggi(g)
		doc := pagina(t, anna.get(fmt.Sprintf("/analisi/richieste/%d/registri/%d", r, g.N)), 200)
		if got := testo(doc.Find("#limiti").Closest("section")); !strings.Contains(got, c.regola) {
			t.Errorf("%s: the page does not say %q: %s", codice, c.regola, got)
		}
		if got := testo(doc.Find("#tempo").Closest("section")); !strings.Contains(got, c.sospensione) {
			t.Errorf("%s: the time is not %q: %s", codice, c.sospensione, got)
		}
	}
}
