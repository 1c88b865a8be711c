package richieste_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

// TestSQLVisibilityIsPuoVedere compares the two on a mixed population: every
// actor, with every mandate in some mix, on requests in every state.
func TestSQLVisibilityIsPuoVedere(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		var all []int64
		for _, s := range richieste.Stati[1:] {
			all = append(all, m.Porta(t, s).ID)
		}
		all = append(all, m.Bozza(t, m.Sindaca, m.Lodi.ID), m.Bozza(t, m.SindacoBergamo, m.Bergamo.ID))
		altra := m.Inviata(t)
		m.Compi(t, m.Segretario, altra.ID, richieste.Mossa{Atto: richieste.Smista, TaskForce: m.AltraTF.ID})
		m.Compi(t, m.Segretario, altra.ID, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.EspertoAltrove.ID}})
		ceduta := m.Porta(t, richieste.Assegnata)
		m.Compi(t, m.Coordinatrice, ceduta.ID, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperto.ID}})
		all = append(all, altra.ID, ceduta.ID)
		actors := map[string]kernel.Actor{"nobody": {}, "former expert": {Persona: m.Esperta.ID}}
		for _, p := range persone(m) {
			actors[p.NomeCompleto()] = m.Actor(t, p)
		}
		mix := m.Actor(t, m.Esperta)
		mix.Mandati = append(mix.Mandati, kernel.Mandato{Ruolo: kernel.Delegato, Ente: m.Bergamo.ID}, kernel.Mandato{Ruolo: kernel.Coordinatore, TaskForce: m.AltraTF.ID})
		actors["mix"] = mix
		seen := 0
		for name, chi := range actors {
			var byPredicate, bySQL []int64
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
				for _, id := range all {
					r, err := richieste.Carica(ctx, tx, chi, id)
					switch {
					case err == nil && richieste.PuoVedere(chi, r):
						byPredicate = append(byPredicate, id)
					case kernel.CodeOf(err) != kernel.NonTrovato:
						t.Errorf("%s, %d: %v", name, id, err)
					}
				}
				return richieste.Tutte(ctx, tx, chi, richieste.Filtro{Tutte: true}, func(r richieste.Richiesta) error {
					bySQL = append(bySQL, r.ID)
					return nil
				})
			})
			slices.Sort(byPredicate)
			slices.Sort(bySQL)
			if !slices.Equal(byPredicate, bySQL) {
				t.Errorf("%s: SQL shows %v, PuoVedere %v", name, bySQL, byPredicate)
			}
			seen += len(bySQL)
		}
		if seen < 40 {
			t.Fatalf("only %d pairs seen", seen)
		}
	})
}

func persone(m *richiestetest.Mondo) []accesso.Persona {
	return []accesso.Persona{m.Sindaca, m.Delegato, m.SindacoBergamo, m.Segretario, m.Coordinatrice, m.Vice, m.AltroCoordinatore,
		m.Esperta, m.Esperto, m.EspertoAltrove, m.Regione, m.Osservatore, m.Amministratrice}
}

func TestAnotherBodysRequestDoesNotExist(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		r := m.Porta(t, richieste.InLavorazione)
		_, err := m.Servizio.Compi(bg, m.Actor(t, m.Sindaca), r.ID, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Ecco."}, []richieste.Allegato{file(t, m, "a.pdf", "uno")})
		ok(t, err)
		s := scheda(t, m, m.Sindaca, r.ID)
		doc := s.Eventi[len(s.Eventi)-1].Documenti[0].ID
		mio := m.Bozza(t, m.SindacoBergamo, m.Bergamo.ID)
		for _, p := range []accesso.Persona{m.SindacoBergamo, m.AltroCoordinatore, m.Esperto, m.EspertoAltrove, m.Regione, m.Osservatore, m.Amministratrice} {
			chi := m.Actor(t, p)
			_, err := m.Servizio.Scheda(bg, chi, r.ID)
			want(t, err, kernel.NonTrovato)
			_, err = m.Servizio.Compi(bg, chi, r.ID, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Salve."}, nil)
			want(t, err, kernel.NonTrovato)
			_, _, err = m.Servizio.ApriDocumento(bg, chi, r.ID, doc)
			want(t, err, kernel.NonTrovato)
			_, err = m.Servizio.ApriBozza(bg, chi, r.ID)
			want(t, err, kernel.NonTrovato)
		}
		// Nor by way of a request of one's own.
		_, _, err = m.Servizio.ApriDocumento(bg, m.Actor(t, m.SindacoBergamo), mio, doc)
		want(t, err, kernel.NonTrovato)
		want(t, m.Servizio.TogliAllegato(bg, m.Actor(t, m.SindacoBergamo), mio, doc), kernel.NonTrovato)
		d, content, err := m.Servizio.ApriDocumento(bg, m.Actor(t, m.Esperta), r.ID, doc)
		ok(t, err)
		defer content.Close()
		var b bytes.Buffer
		if _, err := b.ReadFrom(content); err != nil || b.String() != "uno" || d.Nome != "a.pdf" {
			t.Fatalf("%q %v", b.String(), err)
		}
	})
}

// TestAnExpertLosesWhatTheyLeave covers the incarico and the mandate.
func TestAnExpertLosesWhatTheyLeave(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		r := m.Porta(t, richieste.InLavorazione)
		chi := m.Actor(t, m.Esperta)
		ok(t, m.DB.InTx(bg, func(tx *db.Tx) error {
			return accesso.Revoca(bg, tx, kernel.ActorSistema(), chi.Mandati[0].ID, "Fine del contratto.")
		}))
		_, err := m.Servizio.Scheda(bg, m.Actor(t, m.Esperta), r.ID)
		want(t, err, kernel.NonTrovato)
		// The request is not stuck: the coordinator chooses somebody else.
		m.Compi(t, m.Coordinatrice, r.ID, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperto.ID}})
		m.Compi(t, m.Esperto, r.ID, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco."})
		_, err = m.Servizio.Compi(bg, m.Actor(t, m.Coordinatrice), m.Porta(t, richieste.InValutazione).ID,
			richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperta.ID}}, nil)
		want(t, err, kernel.NonValido) // no longer an expert
	})
}
