package richieste_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

// lettera is a message as the outbox keeps it.
type lettera struct{ a, oggetto, testo string }

func posta(t *testing.T, m *richiestetest.Mondo, after *int64) (out []lettera) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		return db.Each(ctx, tx, func(row db.Row) error {
			var l lettera
			var id int64
			err := row.Scan(&id, &l.a, &l.oggetto, &l.testo)
			out, *after = append(out, l), max(*after, id)
			return err
		}, `SELECT id, destinatario, oggetto, testo FROM posta WHERE id > $1 ORDER BY id`, *after)
	})
	return out
}

// TestMessagesByActAndRole reads, for each act, who gets a message out of the
// outbox, and compares with what is written here by hand.
func TestMessagesByActAndRole(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		ente := []accesso.Persona{m.Sindaca, m.Delegato}
		coord := []accesso.Persona{m.Coordinatrice, m.Vice}
		text := "Ecco perché."
		for _, c := range []struct {
			from richieste.Stato
			who  accesso.Persona
			act  richieste.Mossa
			to   []accesso.Persona
			told []accesso.Persona // relieved of the incarico
		}{
			{richieste.Inviata, m.Segretario, richieste.Mossa{Atto: richieste.PrendiInValutazione}, nil, nil},
			{richieste.Inviata, m.Segretario, richieste.Mossa{Atto: richieste.Smista, TaskForce: m.TF.ID}, slices.Concat(ente, coord), nil},
			{richieste.Inviata, m.Segretario, richieste.Mossa{Atto: richieste.Respingi, Testo: text}, ente, nil},
			{richieste.Respinta, m.Segretario, richieste.Mossa{Atto: richieste.Ripristina, Testo: text}, ente, nil},
			{richieste.InValutazione, m.Vice, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperta.ID, m.Esperto.ID}}, slices.Concat(ente, []accesso.Persona{m.Esperta, m.Esperto}), nil},
			{richieste.InLavorazione, m.Segretario, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperto.ID}}, slices.Concat(ente, []accesso.Persona{m.Esperto}), []accesso.Persona{m.Esperta}},
			{richieste.Assegnata, m.Esperta, richieste.Mossa{Atto: richieste.PrendiInCarico}, slices.Concat(ente, coord), nil},
			{richieste.Assegnata, m.Esperta, richieste.Mossa{Atto: richieste.Declina, Testo: text}, coord, nil},
			{richieste.InLavorazione, m.Esperta, richieste.Mossa{Atto: richieste.RinviaPerCompetenza, Testo: text}, slices.Concat(ente, []accesso.Persona{m.Segretario}), nil},
			{richieste.InLavorazione, m.Coordinatrice, richieste.Mossa{Atto: richieste.RinviaPerCompetenza, Testo: text}, slices.Concat(ente, []accesso.Persona{m.Segretario}), []accesso.Persona{m.Esperta}},
			{richieste.InLavorazione, m.Esperta, richieste.Mossa{Atto: richieste.SegnalaIrreperibile, Testo: text}, slices.Concat(ente, []accesso.Persona{m.Segretario}), nil},
			{richieste.InLavorazione, m.Esperta, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: text}, ente, nil},
			{richieste.InAttesa, m.Delegato, richieste.Mossa{Atto: richieste.Integra, Testo: text}, []accesso.Persona{m.Esperta}, nil},
			{richieste.InLavorazione, m.Delegato, richieste.Mossa{Atto: richieste.Scrivi, Testo: text}, []accesso.Persona{m.Sindaca, m.Esperta}, nil},
			{richieste.InLavorazione, m.Segretario, richieste.Mossa{Atto: richieste.Scrivi, Testo: text}, slices.Concat(ente, []accesso.Persona{m.Esperta}), nil},
			{richieste.InValutazione, m.Sindaca, richieste.Mossa{Atto: richieste.Scrivi, Testo: text}, slices.Concat([]accesso.Persona{m.Delegato}, coord), nil},
			{richieste.Inviata, m.Sindaca, richieste.Mossa{Atto: richieste.Scrivi, Testo: text}, []accesso.Persona{m.Delegato, m.Segretario}, nil},
			{richieste.InLavorazione, m.Esperta, richieste.Mossa{Atto: richieste.Rispondi, Testo: text}, ente, nil},
			{richieste.InLavorazione, m.Segretario, richieste.Mossa{Atto: richieste.ChiudiSenzaAssistenza, Testo: text}, slices.Concat(ente, coord, []accesso.Persona{m.Esperta}), nil},
			{richieste.RispostaInviata, m.Sindaca, richieste.Mossa{Atto: richieste.Conferma, Voto: 5}, slices.Concat(coord, []accesso.Persona{m.Esperta}), nil},
			{richieste.RispostaInviata, m.Sindaca, richieste.Mossa{Atto: richieste.Riapri, Testo: text}, slices.Concat(coord, []accesso.Persona{m.Esperta}), nil},
			{richieste.InLavorazione, m.Sindaca, richieste.Mossa{Atto: richieste.Ritira, Testo: text}, slices.Concat(coord, []accesso.Persona{m.Esperta, m.Segretario}), nil},
		} {
			var mark int64
			r := m.Porta(t, c.from)
			posta(t, m, &mark)
			m.Compi(t, c.who, r.ID, c.act)
			same(t, string(c.act.Atto)+" in "+string(c.from), posta(t, m, &mark), c.to, c.told)
		}
		var mark int64
		posta(t, m, &mark)
		r := m.Inviata(t)
		same(t, "Invia", posta(t, m, &mark), slices.Concat(ente, []accesso.Persona{m.Segretario}), nil)
		// PAsS speaks to the body alone, then to the experts too.
		r = m.Porta(t, richieste.RispostaInviata)
		posta(t, m, &mark)
		for _, a := range []richieste.Atto{richieste.Sollecita, richieste.EvadiPerSilenzio} {
			_, err := m.Servizio.Compi(bg, kernel.ActorSistema(), r.ID, richieste.Mossa{Atto: a}, nil)
			ok(t, err)
			to := ente
			if a == richieste.EvadiPerSilenzio {
				to = slices.Concat(ente, []accesso.Persona{m.Esperta})
			}
			same(t, string(a), posta(t, m, &mark), to, nil)
		}
	})
}

func same(t *testing.T, what string, got []lettera, to, told []accesso.Persona) {
	t.Helper()
	var a, b, c, d []string
	for _, l := range got {
		if strings.Contains(l.oggetto, "incarico concluso") {
			c = append(c, l.a)
			if strings.Contains(l.testo, "http") {
				t.Errorf("%s: who was relieved gets a link that does not open", what)
			}
			continue
		}
		a = append(a, l.a)
		if !strings.HasPrefix(l.oggetto, "[PAsS] Richiesta 2026/") || !strings.Contains(l.testo, "/richieste/") {
			t.Errorf("%s: %q %q", what, l.oggetto, l.testo)
		}
		if strings.Contains(l.testo, "Ecco perché") {
			t.Errorf("%s: the message carries the text, which belongs behind the sign-in", what)
		}
	}
	for _, p := range to {
		b = append(b, p.Email)
	}
	for _, p := range told {
		d = append(d, p.Email)
	}
	for _, s := range [][]string{a, b, c, d} {
		slices.Sort(s)
	}
	if !slices.Equal(a, b) || !slices.Equal(c, d) {
		t.Errorf("%s: told %v and relieved %v, want %v and %v", what, a, c, b, d)
	}
}

func TestAnActThatFailsWritesToNobody(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		r := m.Porta(t, richieste.InLavorazione)
		var mark int64
		posta(t, m, &mark)
		_, err := m.Servizio.Compi(bg, m.Actor(t, m.Esperta), r.ID, richieste.Mossa{Atto: richieste.Rispondi}, nil)
		want(t, err, kernel.NonValido)
		if got := posta(t, m, &mark); len(got) != 0 {
			t.Fatalf("%v", got)
		}
	})
}
