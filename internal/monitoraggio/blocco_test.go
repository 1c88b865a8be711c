package monitoraggio_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/registro"
)

// fermo is everything that a locked version says, as it is stored.
func fermo(t *testing.T, m *mondo, v monitoraggio.VersioneCifre) (out []monitoraggio.MisureEnte, quadro monitoraggio.Quadro, impronta string) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
		vs, err := monitoraggio.VersioniDi(ctx, tx, v.RilevazioneID)
		for _, x := range vs {
			if x.ID == v.ID {
				quadro, impronta = x.Quadro, x.Impronta
			}
		}
		if err == nil {
			out, err = monitoraggio.RigheDi(ctx, tx, v.ID)
		}
		return err
	})
	return out, quadro, impronta
}

// integre checks the prints of all versions.
func integre(t *testing.T, m *mondo, n int) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		got, problemi, err := monitoraggio.VerificaImpronte(ctx, tx)
		if got != n || len(problemi) != 0 {
			t.Errorf("%d versions hold, want %d: %v", got, n, problemi)
		}
		return err
	})
}

func TestTheFiguresAreLockedOnlyWhenNothingIsPending(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		regione := m.Actor(t, m.Regione)
		r := m.Aperta(t)
		gravi := func() (out []string) {
			ks, err := m.Servizio.Valida(ctx, regione, r.ID)
			riesce(t, err)
			for _, k := range ks {
				if k.Grave {
					out = append(out, k.Testo)
				}
			}
			return out
		}
		if g := gravi(); len(g) != 2 || !strings.Contains(g[0], "non è chiusa") || !strings.Contains(g[1], "Nessun ente") {
			t.Errorf("an open campaign: %q", g)
		}
		_, err := m.Servizio.Blocca(ctx, regione, r.ID, r.Versione)
		rifiuta(t, err, kernel.Conflitto)
		m.Approvato(t, m.Sindaca, m.Lodi)
		m.Inviato(t, m.SindacoBergamo, m.Bergamo)
		r = m.Rilevazione(t)
		riesce(t, m.Servizio.Chiudi(ctx, regione, sem, r.Versione))
		r = m.Rilevazione(t)
		if g := gravi(); len(g) != 1 || !strings.Contains(g[0], "ancora da verificare: 1") {
			t.Errorf("data to check: %q", g)
		}
		riesce(t, m.Servizio.Approva(ctx, m.Actor(t, m.Segretario), sem, m.Bergamo.ID, m.Invio(t, m.Bergamo).Versione))
		for _, chi := range []kernel.Actor{m.Actor(t, m.Segretario), m.Actor(t, m.Sindaca), {}} {
			_, err = m.Servizio.Blocca(ctx, chi, r.ID, r.Versione)
			rifiuta(t, err, kernel.Vietato)
			_, err = m.Servizio.Valida(ctx, chi, r.ID)
			rifiuta(t, err, kernel.Vietato)
		}
		v, err := m.Servizio.Blocca(ctx, regione, r.ID, r.Versione)
		riesce(t, err)
		if v.N != 1 || len(v.Impronta) != 64 || m.Rilevazione(t).Stato != monitoraggio.Bloccata {
			t.Errorf("%+v", v)
		}
		if ms, _, _ := fermo(t, m, v); len(ms) != 4 { // two bodies, two procedures; who did not answer is out
			t.Errorf("%d rows", len(ms))
		}
		_, err = m.Servizio.Blocca(ctx, regione, r.ID, m.Rilevazione(t).Versione)
		rifiuta(t, err, kernel.Conflitto)
		integre(t, m, 1)
	})
}

func TestOnlySignedFiguresArePublished(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		regione := m.Actor(t, m.Regione)
		v := m.Bloccata(t)
		r := m.Rilevazione(t)
		_, err := m.Servizio.Pubblica(ctx, regione, r.ID, r.Versione)
		rifiuta(t, err, kernel.Conflitto)
		_, err = m.Servizio.Firma(ctx, regione, r.ID, strings.Repeat("0", 64)) // other figures than those read
		rifiuta(t, err, kernel.Conflitto)
		_, err = m.Servizio.Firma(ctx, kernel.ActorSistema(), r.ID, v.Impronta) // a person signs
		rifiuta(t, err, kernel.Vietato)
		v, err = m.Servizio.Firma(ctx, regione, r.ID, v.Impronta)
		riesce(t, err)
		if v.Firmatario != "Rita Regi" || v.FirmataDa != m.Regione.ID || v.FirmataIl.IsZero() {
			t.Errorf("%+v", v)
		}
		_, err = m.Servizio.Firma(ctx, regione, r.ID, v.Impronta)
		rifiuta(t, err, kernel.Conflitto)
		rifiuta(t, m.DB.Read(ctx, func(tx *db.Tx) error { _, err := pubblico.Testa(ctx, tx, pubblico.ChiaveMisure); return err }), kernel.NonTrovato)
		_, err = m.Servizio.Pubblica(ctx, m.Actor(t, m.Segretario), r.ID, m.Rilevazione(t).Versione)
		rifiuta(t, err, kernel.Vietato)
		_, err = m.Servizio.Pubblica(ctx, regione, r.ID, m.Rilevazione(t).Versione)
		riesce(t, err)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			x, _, err := pubblico.Leggi[pubblico.Misure](ctx, tx, pubblico.ChiaveMisure)
			if err != nil {
				return err
			}
			s, ok := x.Semestre(sem)
			if !ok || s.Versione().Impronta != v.Impronta || s.Versione().N != 1 || s.Rispondenti != 4 {
				t.Errorf("published %+v", s)
			}
			righe, _, err := pubblico.Leggi[pubblico.MisureEnti](ctx, tx, pubblico.ChiaveMisureEnti(sem))
			if len(righe.Righe) != 3 || righe.Righe[0].Nome == "" || righe.Righe[0].Procedimento != m.Proc.Codice {
				t.Errorf("bodies %+v", righe)
			}
			return err
		})
		integre(t, m, 1)
	})
}

// TestM5ALockedSemesterDoesNotMoveByAnyRoute tries every act that writes, and
// then SQL by hand, on both databases.
func TestM5ALockedSemesterDoesNotMoveByAnyRoute(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		v := m.Pubblicata(t)
		righe, quadro, impronta := fermo(t, m, v)
		r := m.Rilevazione(t)
		s, regione, segretario, sindaca := m.Servizio, m.Actor(t, m.Regione), m.Actor(t, m.Segretario), m.Actor(t, m.Sindaca)
		pratica := praticaDiLodi(t, m)
		chiusaPrima := pratica
		chiusaPrima.Provvedimento, chiusaPrima.SilenzioAssenso, chiusaPrima.EsclusaIl, chiusaPrima.MotivoEsclusione = kernel.MustDay("2026-03-03"), kernel.Day{}, kernel.Day{}, ""
		chiusaPrima.Domanda = kernel.MustDay("2026-01-02")
		nuova := monitoraggio.Pratica{EnteID: m.Lodi.ID, ProcedimentoID: m.Proc.ID, Pratica: misure.Pratica{ID: "nuova", Domanda: kernel.MustDay("2026-02-01")}}
		invio := m.Invio(t, m.Lodi)
		d := m.Dati()
		d.Procedimenti = map[int64]monitoraggio.RivoltoA{m.Altro.ID: monitoraggio.RivoltoATutti}
		for nome, atto := range map[string]func() error{
			"correct a practice": func() error { return s.CorreggiPratica(ctx, sindaca, m.Lodi.ID, sem, chiusaPrima, "un errore") },
			"add a practice": func() error {
				_, err := s.AggiungiPratica(ctx, sindaca, m.Lodi.ID, sem, nuova, "dimenticata")
				return err
			},
			"take one away": func() error {
				return s.EliminaPratica(ctx, sindaca, m.Lodi.ID, sem, m.Proc.ID, pratica.ID, pratica.Versione, "un errore")
			},
			"exclude one": func() error {
				return s.EscludiPratica(ctx, sindaca, m.Lodi.ID, sem, m.Proc.ID, pratica.ID, pratica.Versione, kernel.MustDay("2026-02-02"), "archiviata", "un errore")
			},
			"answer otherwise": func() error {
				return s.Rispondi(ctx, sindaca, m.Lodi.ID, sem, m.Proc.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, "")
			},
			"send again": func() error { _, err := s.Invia(ctx, sindaca, m.Lodi.ID, sem, ""); return err },
			"give back":  func() error { return s.Restituisci(ctx, segretario, sem, m.Lodi.ID, invio.Versione, "x") },
			"open again": func() error { return s.Riapri(ctx, segretario, sem, m.Lodi.ID, invio.Versione, "x") },
			"reopen all": func() error {
				_, err := s.RiapriRaccolta(ctx, regione, sem, r.Versione, kernel.MustDay("2026-12-31"))
				return err
			},
			"lock again":     func() error { _, err := s.Blocca(ctx, regione, r.ID, r.Versione); return err },
			"sign again":     func() error { _, err := s.Firma(ctx, regione, r.ID, impronta); return err },
			"publish again":  func() error { _, err := s.Pubblica(ctx, regione, r.ID, r.Versione); return err },
			"delete":         func() error { return s.EliminaRilevazione(ctx, regione, sem, r.Versione) },
			"revise nothing": func() error { _, err := s.ChiudiRevisione(ctx, regione, r.ID, []int64{1}, "x"); return err },
			"compute the rest": func() error {
				riesce(t, s.AggiornaQuadro(ctx, r.ID))
				return kernel.E(kernel.Conflitto, "locked figures are left alone")
			},
		} {
			if err := atto(); err == nil || kernel.CodeOf(err) == kernel.Interno {
				t.Errorf("%s: %v", nome, err)
			}
		}
		for _, q := range []string{
			`UPDATE monitoraggio_misure SET misure = '{}' WHERE versione_id = $1`,
			`UPDATE monitoraggio_misure SET ente_id = ente_id + 1000 WHERE versione_id = $1`,
			`DELETE FROM monitoraggio_misure WHERE versione_id = $1`,
			`UPDATE monitoraggio_versioni SET quadro = '{}' WHERE id = $1`,
			`UPDATE monitoraggio_versioni SET impronta = 'x' WHERE id = $1`,
			`UPDATE monitoraggio_versioni SET n = 7 WHERE id = $1`,
			`UPDATE monitoraggio_versioni SET firmatario = 'Altri' WHERE id = $1`,
			`UPDATE monitoraggio_versioni SET firmata_il = NULL WHERE id = $1`,
			`UPDATE monitoraggio_versioni SET pubblicata_il = NULL, pubblicata_da = 0 WHERE id = $1`,
			`DELETE FROM monitoraggio_versioni WHERE id = $1`,
			`INSERT INTO monitoraggio_misure (versione_id, ente_id, procedimento_id, fonte, classe, provincia, misure) SELECT versione_id, ente_id, procedimento_id, fonte, classe, provincia, '{}' FROM monitoraggio_misure WHERE versione_id = $1`,
		} {
			if err := m.DB.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, v.ID); return err }); err == nil {
				t.Errorf("done: %s", q)
			}
		}
		daSoloUnDatabase(t, m, v.ID)
		dopo, quadroDopo, improntaDopo := fermo(t, m, v)
		if !reflect.DeepEqual(dopo, righe) || !reflect.DeepEqual(quadroDopo, quadro) || improntaDopo != impronta {
			t.Error("the locked figures moved")
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			ms, err := monitoraggio.MisureDi(ctx, tx, m.Rilevazione(t), m.Lodi.ID)
			if len(ms) != 1 || !reflect.DeepEqual(ms[0], righe[0]) {
				t.Errorf("the page of the body says %+v, locked %+v", ms, righe[0])
			}
			return err
		})
		integre(t, m, 1)
	})
}

// daSoloUnDatabase tries what only one of the two databases speaks.
func daSoloUnDatabase(t *testing.T, m *mondo, versione int64) {
	t.Helper()
	prova := func(q string, args ...any) {
		t.Helper()
		if err := m.DB.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, args...); return err }); err == nil {
			t.Errorf("done: %s", q)
		}
	}
	if m.DB.Kind() == db.Postgres {
		prova(`TRUNCATE monitoraggio_misure`)
		prova(`TRUNCATE monitoraggio_versioni CASCADE`)
		return
	}
	prova(`INSERT OR REPLACE INTO monitoraggio_misure (versione_id, ente_id, procedimento_id, fonte, classe, provincia, misure)
		SELECT versione_id, ente_id, procedimento_id, fonte, classe, provincia, '{}' FROM monitoraggio_misure WHERE versione_id = $1`, versione)
	prova(`INSERT OR REPLACE INTO monitoraggio_misure (rowid, versione_id, ente_id, procedimento_id, fonte, classe, provincia, misure)
		SELECT rowid, versione_id, ente_id + 5000, procedimento_id, fonte, classe, provincia, '{}' FROM monitoraggio_misure WHERE versione_id = $1`, versione)
	prova(`INSERT OR REPLACE INTO monitoraggio_versioni (id, rilevazione_id, n, motivo, quadro, impronta, bloccata_il, bloccata_da, firmata_da, firmatario, pubblicata_da)
		SELECT id, rilevazione_id, n, motivo, '{}', impronta, bloccata_il, bloccata_da, 0, '', 0 FROM monitoraggio_versioni WHERE id = $1`, versione)
	prova(`UPDATE OR REPLACE monitoraggio_misure SET misure = '{}' WHERE versione_id = $1`, versione)
}

// praticaDiLodi is a practice of Lodi that is open at the end of the semester.
func praticaDiLodi(t *testing.T, m *mondo) (out monitoraggio.Pratica) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		ps, err := monitoraggio.PraticheEnte(ctx, tx, m.Lodi.ID, m.Proc.ID, sem.Dal(), sem.Al())
		for _, p := range ps {
			if p.PendenteAl(sem.Al()) {
				out = p
			}
		}
		return err
	})
	if out.ID == 0 {
		t.Fatal("the sample has no open practice")
	}
	return out
}

// TestWhatSlipsPastTheDatabaseIsSeenByThePrint adds a row to a locked version,
// which no trigger can tell from the locking itself.
func TestWhatSlipsPastTheDatabaseIsSeenByThePrint(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		v := m.Bloccata(t)
		m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO monitoraggio_misure (versione_id, ente_id, procedimento_id, fonte, classe, provincia, misure) VALUES ($1, 999, 1, 'nessuna', 'c1', 'LO', '{}')`, v.ID)
			return err
		})
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			n, problemi, err := monitoraggio.VerificaImpronte(ctx, tx)
			if n != 0 || len(problemi) != 1 || !strings.Contains(problemi[0], "primo semestre 2026, versione 1") {
				t.Errorf("%d, %q", n, problemi)
			}
			return err
		})
		_, err := m.Servizio.Firma(ctx, m.Actor(t, m.Regione), v.RilevazioneID, v.Impronta)
		rifiuta(t, err, kernel.Conflitto) // nobody signs what was altered
	})
}

func TestM5ALaterChangeIsAVersionWithItsReason(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		v := m.Pubblicata(t)
		righe, _, _ := fermo(t, m, v)
		s, regione, sindaca := m.Servizio, m.Actor(t, m.Regione), m.Actor(t, m.Sindaca)
		riesce(t, s.ChiediRevisione(ctx, sindaca, m.Lodi.ID, sem, "una data sbagliata"))
		x, err := s.Revisioni(ctx, m.Actor(t, m.Segretario), sem)
		riesce(t, err)
		if len(x.Righe) != 1 || x.Righe[0].Stato != monitoraggio.RevisioneChiesta || x.Righe[0].Chiesta != "Anna Rossi" {
			t.Fatalf("%+v", x.Righe)
		}
		rev := x.Righe[0]
		rifiuta(t, s.ConcediRevisione(ctx, m.Actor(t, m.Segretario), rev.ID, rev.Versione, ""), kernel.Vietato)
		riesce(t, s.ConcediRevisione(ctx, regione, rev.ID, rev.Versione, "va bene"))
		_, err = s.ChiudiRevisione(ctx, regione, v.RilevazioneID, []int64{rev.ID}, "")
		rifiuta(t, err, kernel.NonValido)
		p := praticaDiLodi(t, m)
		p.Provvedimento, p.SilenzioAssenso, p.EsclusaIl, p.MotivoEsclusione = kernel.MustDay("2026-03-03"), kernel.Day{}, kernel.Day{}, ""
		p.Domanda, p.Sospensioni = kernel.MustDay("2026-01-02"), nil
		riesce(t, s.CorreggiPratica(ctx, sindaca, m.Lodi.ID, sem, p, "data sbagliata"))
		nuove, err := s.ChiudiRevisione(ctx, regione, v.RilevazioneID, []int64{rev.ID}, "Una data sbagliata in un Comune")
		riesce(t, err)
		if len(nuove) != 1 || nuove[0].N != 2 || nuove[0].Motivo != "Una data sbagliata in un Comune" || m.Rilevazione(t).Stato != monitoraggio.Bloccata {
			t.Fatalf("%+v", nuove)
		}
		dopo, _, _ := fermo(t, m, nuove[0])
		prima, _, _ := fermo(t, m, v)
		if !reflect.DeepEqual(prima, righe) {
			t.Error("version 1 moved")
		}
		for i := range dopo {
			if dopo[i].EnteID == m.Lodi.ID == reflect.DeepEqual(dopo[i], righe[i]) {
				t.Errorf("body %d: %+v, was %+v", dopo[i].EnteID, dopo[i].Misure, righe[i].Misure)
			}
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error { // the public still reads version 1
			y, _, err := pubblico.Leggi[pubblico.Misure](ctx, tx, pubblico.ChiaveMisure)
			if n := y.Semestri[0].Versione().N; n != 1 {
				t.Errorf("version %d is public before its signature", n)
			}
			return err
		})
		_, err = s.Firma(ctx, regione, v.RilevazioneID, nuove[0].Impronta)
		riesce(t, err)
		_, err = s.Pubblica(ctx, regione, v.RilevazioneID, m.Rilevazione(t).Versione)
		riesce(t, err)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			y, _, err := pubblico.Leggi[pubblico.Misure](ctx, tx, pubblico.ChiaveMisure)
			if vs := y.Semestri[0].Versioni; len(vs) != 2 || vs[1].Motivo != "Una data sbagliata in un Comune" || vs[1].N != 2 {
				t.Errorf("published versions %+v", vs)
			}
			if _, err := registro.Verifica(ctx, tx); err != nil {
				t.Error(err)
			}
			return err
		})
		integre(t, m, 2)
		rifiuta(t, s.CorreggiPratica(ctx, sindaca, m.Lodi.ID, sem, praticaDiLodi(t, m), "ancora"), kernel.Conflitto) // the revision is over
	})
}

func TestARevisionThatChangesNothingMakesNoVersion(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	v := m.Bloccata(t)
	regione := m.Actor(t, m.Regione)
	riesce(t, m.Servizio.ApriRevisione(ctx, regione, v.RilevazioneID, m.Lodi.ID, "controllo"))
	rifiuta(t, m.Servizio.ApriRevisione(ctx, regione, v.RilevazioneID, m.Lodi.ID, "controllo"), kernel.Conflitto)
	x, err := m.Servizio.Revisioni(ctx, regione, sem)
	riesce(t, err)
	nuove, err := m.Servizio.ChiudiRevisione(ctx, regione, v.RilevazioneID, []int64{x.Righe[0].ID}, "nulla da cambiare")
	riesce(t, err)
	if len(nuove) != 0 || m.Rilevazione(t).Stato != monitoraggio.Bloccata {
		t.Errorf("%+v", nuove)
	}
	integre(t, m, 1)
}

// TestTwoRevisionsThatBothMovedEndTogether because the figures of the Region
// hold both.
func TestTwoRevisionsThatBothMovedEndTogether(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	v := m.Bloccata(t)
	regione := m.Actor(t, m.Regione)
	for _, e := range []int64{m.Lodi.ID, m.Bergamo.ID} {
		riesce(t, m.Servizio.ApriRevisione(ctx, regione, v.RilevazioneID, e, "controllo"))
	}
	for e, chi := range map[int64]kernel.Actor{m.Lodi.ID: m.Actor(t, m.Sindaca), m.Bergamo.ID: m.Actor(t, m.SindacoBergamo)} {
		d := kernel.MustDay("2026-02-02")
		_, err := m.Servizio.AggiungiPratica(ctx, chi, e, sem, monitoraggio.Pratica{ProcedimentoID: m.Proc.ID, Pratica: misure.Pratica{ID: "in più", Domanda: d, Provvedimento: d.AddDays(9)}}, "dimenticata")
		riesce(t, err)
	}
	x, err := m.Servizio.Revisioni(ctx, regione, sem)
	riesce(t, err)
	_, err = m.Servizio.ChiudiRevisione(ctx, regione, v.RilevazioneID, []int64{x.Righe[0].ID}, "una sola")
	rifiuta(t, err, kernel.Conflitto)
	nuove, err := m.Servizio.ChiudiRevisione(ctx, regione, v.RilevazioneID, []int64{x.Righe[0].ID, x.Righe[1].ID}, "tutte e due")
	riesce(t, err)
	if len(nuove) != 1 || nuove[0].N != 2 {
		t.Errorf("%+v", nuove)
	}
	integre(t, m, 2)
}
