package richieste_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
	"pass/internal/richieste"
	"pass/internal/richieste/richiestetest"
)

var bg = context.Background()

func want(t *testing.T, err error, code kernel.Code) {
	t.Helper()
	if err == nil || kernel.CodeOf(err) != code {
		t.Fatalf("%v, want %s", err, code)
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func file(t *testing.T, m *richiestetest.Mondo, nome, content string) richieste.Allegato {
	t.Helper()
	s, err := m.Servizio.Files.Put(bg, strings.NewReader(content), 1000)
	ok(t, err)
	return richieste.Allegato{Stored: s, Nome: nome, Tipo: "application/pdf"}
}

func scheda(t *testing.T, m *richiestetest.Mondo, p accesso.Persona, id int64) richieste.Scheda {
	t.Helper()
	s, err := m.Servizio.Scheda(bg, m.Actor(t, p), id)
	ok(t, err)
	return s
}

func TestTheWholeLife(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		sindaca, modulo := m.Actor(t, m.Sindaca), m.Modulo()
		id := m.Bozza(t, m.Delegato, m.Lodi.ID)
		ok(t, m.Servizio.Salva(bg, sindaca, id, richieste.Modulo{Oggetto: "mezza"}, []richieste.Allegato{file(t, m, "elenco.pdf", "uno")}))
		m.Giorni(1)
		inviata, err := m.Servizio.Invia(bg, sindaca, id, modulo, []richieste.Allegato{file(t, m, "tabella.pdf", "due")})
		ok(t, err)
		if inviata.Codice() != "2026/0001" || inviata.Provincia != "LO" || inviata.Stato != richieste.Inviata {
			t.Fatalf("%+v", inviata)
		}
		step := func(days int, p accesso.Persona, a richieste.Mossa, stato richieste.Stato, files ...richieste.Allegato) {
			t.Helper()
			m.Giorni(days)
			r, err := m.Servizio.Compi(bg, m.Actor(t, p), id, a, files)
			ok(t, err)
			if r.Stato != stato {
				t.Fatalf("%s leads to %s", a.Atto, r.Stato)
			}
		}
		step(0, m.Segretario, richieste.Mossa{Atto: richieste.PrendiInValutazione}, richieste.InValutazione)
		step(1, m.Segretario, richieste.Mossa{Atto: richieste.Smista, TaskForce: m.TF.ID}, richieste.InValutazione)
		step(1, m.Coordinatrice, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{m.Esperto.ID, m.Esperta.ID}, Testo: "Insieme."}, richieste.Assegnata)
		step(1, m.Esperto, richieste.Mossa{Atto: richieste.Declina, Testo: "Sono in ferie."}, richieste.Assegnata)
		step(1, m.Esperta, richieste.Mossa{Atto: richieste.PrendiInCarico}, richieste.InLavorazione)
		step(1, m.Esperta, richieste.Mossa{Atto: richieste.ChiediIntegrazioni, Testo: "Serve l'elenco."}, richieste.InAttesa)
		step(1, m.Delegato, richieste.Mossa{Atto: richieste.Integra, Testo: "Eccolo."}, richieste.InLavorazione, file(t, m, "elenco2.pdf", "tre"))
		step(1, m.Sindaca, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Grazie."}, richieste.InLavorazione)
		step(1, m.Esperta, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco il modello."}, richieste.RispostaInviata, file(t, m, "modello.pdf", "quattro"))
		step(1, m.Sindaca, richieste.Mossa{Atto: richieste.Riapri, Testo: "Manca un pezzo."}, richieste.InLavorazione)
		step(1, m.Esperta, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Completo."}, richieste.RispostaInviata)
		step(1, m.Delegato, richieste.Mossa{Atto: richieste.Conferma, Voto: 4, Testo: "Utile."}, richieste.Evasa)

		s := scheda(t, m, m.Sindaca, id)
		var acts []string
		for _, e := range s.Eventi {
			acts = append(acts, string(e.Atto))
		}
		want := "Crea Invia PrendiInValutazione Smista Assegna Declina PrendiInCarico ChiediIntegrazioni Integra Scrivi Rispondi Riapri Rispondi Conferma"
		if strings.Join(acts, " ") != want {
			t.Fatalf("timeline: %v", acts)
		}
		if s.Eventi[4].Testo != "Esperti: Ezio Gatti, Elena Bianchi. Referente: Ezio Gatti.\nInsieme." || s.Eventi[4].Ruolo != kernel.Coordinatore {
			t.Fatalf("%+v", s.Eventi[4])
		}
		if d := s.Eventi[1].Documenti; len(d) != 2 || d[0].Nome != "elenco.pdf" || d[1].Nome != "tabella.pdf" || len(s.Eventi[0].Documenti) != 0 {
			t.Fatalf("the files of the draft belong to the sending: %+v", s.Eventi[:2])
		}
		if s.Esito != richieste.ConAssistenza || s.Voto != 4 || s.Commento != "Utile." || len(s.Esperti) != 1 || s.Esperti[0].ID != m.Esperta.ID {
			t.Fatalf("%+v", s.Richiesta)
		}
		if got := s.PrimaRispostaIl.Sub(s.InviataIl); got != 8*24*time.Hour {
			t.Fatalf("first answer after %s", got)
		}
		timesEqual(t, s)
		trailMatches(t, m, id, want)
	})
}

// timesEqual compares the columns with what the timeline says.
func timesEqual(t *testing.T, s richieste.Scheda) {
	t.Helper()
	inviata, tempi := richieste.TempiDaEventi(s.Eventi)
	if inviata != s.InviataIl || tempi.InCarico != s.PresaInCaricoIl || tempi.PrimaRisposta != s.PrimaRispostaIl || tempi.Chiusura != s.ChiusaIl {
		t.Fatalf("the timeline says %s %+v, the columns %+v", inviata, tempi, s.Richiesta)
	}
}

// trailMatches compares the audit trail of the request with its timeline.
func trailMatches(t *testing.T, m *richiestetest.Mondo, id int64, acts string) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		if _, err := registro.Verifica(ctx, tx); err != nil {
			return err
		}
		got, err := db.Many(ctx, tx, db.Scalar[string], `SELECT atto FROM registro_atti WHERE oggetto = 'richiesta' AND oggetto_id = $1 ORDER BY numero`, id)
		if strings.Join(got, " ") != acts {
			t.Errorf("audit trail: %v", got)
		}
		return err
	})
}

func TestTheFilesOfTheSendingAreInTheTrail(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		id := m.Bozza(t, m.Sindaca, m.Lodi.ID)
		a, b := file(t, m, "a.pdf", "uno"), file(t, m, "b.pdf", "due")
		ok(t, m.Servizio.Salva(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), []richieste.Allegato{a}))
		ok(t, m.Servizio.Salva(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), []richieste.Allegato{a})) // twice is once
		_, err := m.Servizio.Invia(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), []richieste.Allegato{a, b})
		ok(t, err)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			d, err := db.One(ctx, tx, db.Scalar[string], `SELECT dettagli FROM registro_atti WHERE atto = 'Invia' AND oggetto_id = $1`, id)
			if strings.Count(d, a.SHA256) != 1 || !strings.Contains(d, b.SHA256) {
				t.Errorf("the trail says %s", d)
			}
			return err
		})
		if docs := scheda(t, m, m.Sindaca, id).Eventi[1].Documenti; len(docs) != 2 {
			t.Errorf("%d documents", len(docs))
		}
	})
}

func TestADraftIsKeptAsTypedAndLeavesNothingBehind(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		sindaca := m.Actor(t, m.Sindaca)
		id := m.Bozza(t, m.Sindaca, m.Lodi.ID)
		typed := richieste.Modulo{Oggetto: "  <b>ah</b>\n", Pratiche: "circa dodici", EntroIl: "31/02/2026", Procedimento: "999999", Telefono: "boh"}
		ok(t, m.Servizio.Salva(bg, sindaca, id, typed, []richieste.Allegato{file(t, m, "a.pdf", "uno"), file(t, m, "b.pdf", "due")}))
		b, err := m.Servizio.ApriBozza(bg, m.Actor(t, m.Delegato), id)
		ok(t, err)
		if b.Modulo != typed {
			t.Fatalf("%+v", b.Modulo)
		}
		_, err = m.Servizio.Invia(bg, sindaca, id, typed, nil)
		want(t, err, kernel.NonValido)
		for _, field := range []string{"descrizione", "pratiche", "entro_il", "telefono"} {
			if !slices.ContainsFunc(kernel.FieldsOf(err), func(f kernel.FieldError) bool { return f.Field == field }) {
				t.Errorf("no error beside %s: %v", field, err)
			}
		}
		modulo := m.Modulo()
		modulo.Procedimento = "999999"
		_, err = m.Servizio.Invia(bg, sindaca, id, modulo, nil)
		if f := kernel.FieldsOf(err); len(f) != 1 || f[0].Field != "procedimento" {
			t.Fatalf("%v", err)
		}
		want(t, m.Servizio.Salva(bg, m.Actor(t, m.SindacoBergamo), id, typed, nil), kernel.NonTrovato)
		want(t, m.Servizio.Salva(bg, m.Actor(t, m.Segretario), id, typed, nil), kernel.NonTrovato)
		ok(t, m.Servizio.TogliAllegato(bg, sindaca, id, b.Documenti[0].ID))
		want(t, m.Servizio.TogliAllegato(bg, sindaca, id, b.Documenti[0].ID), kernel.NonTrovato)
		ok(t, m.Servizio.Elimina(bg, sindaca, id))
		want(t, m.Servizio.Elimina(bg, sindaca, id), kernel.NonTrovato)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			for _, table := range []string{"richieste", "richieste_atti", "richieste_documenti", "files"} {
				n, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM `+table)
				if err != nil {
					return err
				}
				if n != 0 {
					t.Errorf("%d rows left in %s", n, table)
				}
			}
			return nil
		})
	})
}

func TestADraftCarriesSoManyFiles(t *testing.T) {
	m := richiestetest.SQLite(t)
	id := m.Bozza(t, m.Sindaca, m.Lodi.ID)
	var as []richieste.Allegato
	for i := range richieste.MaxDocumentiModulo + 1 {
		as = append(as, file(t, m, fmt.Sprintf("%d.pdf", i), fmt.Sprint(i)))
	}
	err := m.Servizio.Salva(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), as)
	if f := kernel.FieldsOf(err); len(f) != 1 || f[0].Field != "allegati" {
		t.Fatalf("%v", err)
	}
	ok(t, m.Servizio.Salva(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), as[1:]))
	_, err = m.Servizio.Invia(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), as[:1])
	want(t, err, kernel.NonValido)
}

func TestWhoMayAsk(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		for _, p := range []accesso.Persona{m.SindacoBergamo, m.Segretario, m.Coordinatrice, m.Esperta, m.Regione, m.Osservatore, m.Amministratrice} {
			_, err := m.Servizio.Crea(bg, m.Actor(t, p), m.Lodi.ID, richieste.Modulo{})
			want(t, err, kernel.Vietato)
		}
		id := m.Bozza(t, m.Delegato, m.Lodi.ID)
		ok(t, m.DB.InTx(bg, func(tx *db.Tx) error {
			return enti.PoniImpedimento(bg, tx, enti.Impedimento{EnteID: m.Lodi.ID, Chiave: "prova", Testo: "mancano i dati del semestre."})
		}))
		_, err := m.Servizio.Crea(bg, m.Actor(t, m.Sindaca), m.Lodi.ID, richieste.Modulo{})
		if want(t, err, kernel.Conflitto); !strings.Contains(err.Error(), "mancano i dati del semestre") {
			t.Fatal(err)
		}
		_, err = m.Servizio.Invia(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), nil)
		want(t, err, kernel.Conflitto)
		ok(t, m.DB.InTx(bg, func(tx *db.Tx) error { return enti.TogliImpedimento(bg, tx, m.Lodi.ID, "prova") }))
		_, err = m.Servizio.Invia(bg, m.Actor(t, m.Sindaca), id, m.Modulo(), nil)
		ok(t, err)
	})
}

// TestTwoCoordinatorsAssignAtOnce lets both start from the same page: one
// passes, the other is told.
func TestTwoCoordinatorsAssignAtOnce(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		for round := range 5 {
			r := m.Porta(t, richieste.InValutazione)
			versione := r.Versione
			if round%2 == 1 {
				versione = 0 // not even with the page's version
			}
			errs := make([]error, 2)
			actors := []kernel.Actor{m.Actor(t, m.Coordinatrice), m.Actor(t, m.Vice)}
			start, done := make(chan struct{}), sync.WaitGroup{}
			for i, chi := range actors {
				done.Go(func() {
					<-start
					_, errs[i] = m.Servizio.Compi(bg, chi, r.ID, richieste.Mossa{Atto: richieste.Assegna, Esperti: []int64{[]int64{m.Esperta.ID, m.Esperto.ID}[i]}, Versione: versione}, nil)
				})
			}
			close(start)
			done.Wait()
			passed := 0
			for _, err := range errs {
				if err == nil {
					passed++
				} else if kernel.CodeOf(err) != kernel.Conflitto {
					t.Fatal(err)
				}
			}
			s := scheda(t, m, m.Segretario, r.ID)
			if versione != 0 && (passed != 1 || len(s.Incarichi) != 1) {
				t.Fatalf("%d passed, incarichi %+v", passed, s.Incarichi)
			}
			if passed == 0 || len(s.Incarichi) != 1 || len(s.Eventi) != 3+passed {
				t.Fatalf("%d passed, %d incarichi, %d events", passed, len(s.Incarichi), len(s.Eventi))
			}
		}
	})
}

func TestAStalePageIsRefused(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		r := m.Porta(t, richieste.InLavorazione)
		m.Compi(t, m.Sindaca, r.ID, richieste.Mossa{Atto: richieste.Scrivi, Testo: "Una novità."})
		_, err := m.Servizio.Compi(bg, m.Actor(t, m.Esperta), r.ID, richieste.Mossa{Atto: richieste.Rispondi, Testo: "Ecco.", Versione: r.Versione}, nil)
		want(t, err, kernel.Conflitto)
		if s := scheda(t, m, m.Esperta, r.ID); s.Stato != richieste.InLavorazione {
			t.Fatal("refused, and done")
		}
	})
}

func TestNumbersStartAgainEachYearWithoutHoles(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		var ids []int64
		for range 12 {
			ids = append(ids, m.Bozza(t, m.Sindaca, m.Lodi.ID))
		}
		sindaca, bad := m.Actor(t, m.Sindaca), m.Modulo()
		bad.Procedimento = "999999" // refused after the number might have been taken
		var wg sync.WaitGroup
		for i, id := range ids[:8] {
			wg.Go(func() {
				modulo := m.Modulo()
				if i%3 == 2 {
					modulo = bad
				}
				_, _ = m.Servizio.Invia(bg, sindaca, id, modulo, nil)
			})
		}
		wg.Wait()
		m.Orologio.Set(time.Date(2026, 12, 31, 22, 59, 0, 0, time.UTC)) // 23:59 in Italy
		r, err := m.Servizio.Invia(bg, sindaca, ids[8], m.Modulo(), nil)
		ok(t, err)
		if r.Codice() != "2026/0007" {
			t.Errorf("after six it is %s", r.Codice())
		}
		m.Orologio.Advance(2 * time.Minute) // the new year in Italy, not yet in UTC
		if r, err = m.Servizio.Invia(bg, sindaca, ids[9], m.Modulo(), nil); err != nil || r.Codice() != "2027/0001" {
			t.Errorf("%s %v", r.Codice(), err)
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			ns, err := db.Many(ctx, tx, db.Scalar[int64], `SELECT numero FROM richieste WHERE anno = 2026 ORDER BY numero`)
			if !slices.Equal(ns, []int64{1, 2, 3, 4, 5, 6, 7}) {
				t.Errorf("numbers: %v", ns)
			}
			return err
		})
	})
}

func TestOnlyExpertsOfTheTaskForceAreAssigned(t *testing.T) {
	m := richiestetest.SQLite(t)
	r := m.Porta(t, richieste.InValutazione)
	for _, es := range [][]int64{{m.EspertoAltrove.ID}, {m.Esperta.ID, m.EspertoAltrove.ID}, {m.Segretario.ID}, {m.Esperta.ID, m.Esperta.ID}, {0}, {-5}} {
		_, err := m.Servizio.Compi(bg, m.Actor(t, m.Coordinatrice), r.ID, richieste.Mossa{Atto: richieste.Assegna, Esperti: es}, nil)
		if f := kernel.FieldsOf(err); len(f) != 1 || f[0].Field != "esperti" {
			t.Errorf("%v: %v", es, err)
		}
	}
	_, err := m.Servizio.Compi(bg, m.Actor(t, m.Segretario), r.ID, richieste.Mossa{Atto: richieste.Smista, TaskForce: 99999}, nil)
	if f := kernel.FieldsOf(err); len(f) != 1 || f[0].Field != "task_force" {
		t.Error(err)
	}
	for _, a := range []richieste.Atto{richieste.Invia, richieste.Elimina, richieste.Crea, "Altro"} {
		_, err := m.Servizio.Compi(bg, m.Actor(t, m.Sindaca), r.ID, richieste.Mossa{Atto: a}, nil)
		want(t, err, kernel.NonTrovato)
	}
	_, err = m.Servizio.Compi(bg, m.Actor(t, m.Sindaca), r.ID, richieste.Mossa{Atto: richieste.EvadiPerSilenzio}, nil)
	want(t, err, kernel.Vietato)
}

func TestTheLoadOfExperts(t *testing.T) {
	richiestetest.Each(t, func(t *testing.T, m *richiestetest.Mondo) {
		for _, s := range []richieste.Stato{richieste.Assegnata, richieste.InLavorazione, richieste.InAttesa, richieste.Evasa} {
			m.Porta(t, s)
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			c, err := richieste.Carichi(ctx, tx)
			if c[m.Esperta.ID] != 3 || c[m.Esperto.ID] != 0 {
				t.Errorf("%v", c)
			}
			return err
		})
	})
}
