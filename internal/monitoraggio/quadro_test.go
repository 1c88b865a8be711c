package monitoraggio_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

// TestTheStoredFiguresKeepEveryField fills each field of misure.Misure with a
// value of its own: one that is added later and not kept fails here.
func TestTheStoredFiguresKeepEveryField(t *testing.T) {
	var m misure.Misure
	v := reflect.ValueOf(&m).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		switch {
		case f.Kind() == reflect.Int || f.Kind() == reflect.Int64:
			f.SetInt(int64(i + 1))
		case f.Type() == reflect.TypeFor[*float64]():
			f.Set(reflect.ValueOf(punt(float64(i) + 0.125)))
		case f.Type() == reflect.TypeFor[*int]():
			f.Set(reflect.ValueOf(punt(i + 1)))
		default:
			t.Fatalf("%s is a %s: the test does not know it", v.Type().Field(i).Name, f.Type())
		}
	}
	b, err := json.Marshal(monitoraggio.Cifre{Misure: m})
	riesce(t, err)
	var back monitoraggio.Cifre
	riesce(t, json.Unmarshal(b, &back))
	if !reflect.DeepEqual(back.Misure, m) {
		t.Errorf("kept\n%+v\nof\n%+v", back.Misure, m)
	}
}

// rilevatoDi is what the campaign asks about Proc.
func rilevatoDi(t *testing.T, m *mondo) (l monitoraggio.Rilevato) {
	t.Helper()
	for _, x := range rilevati(t, m) {
		if x.ProcedimentoID == m.Proc.ID {
			l = x
		}
	}
	return l
}

// TestM1TheFiguresOfTheDatabaseAreThoseOfThePractices compares what one query
// gives with a count of the same practices in memory: per body, per class, per
// province and for the Region.
func TestM1TheFiguresOfTheDatabaseAreThoseOfThePractices(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		tutte := m.Semina(t, 60)
		termine := rilevatoDi(t, m).Termine
		regione, lodi := misure.NewCalcolo(sem, termine), misure.NewCalcolo(sem, termine)
		for ente, ps := range tutte {
			uno := misure.NewCalcolo(sem, termine)
			for _, p := range ps {
				uno.Aggiungi(p)
				regione.Aggiungi(p)
				if ente == m.Lodi.ID || ente == m.Codogno.ID {
					lodi.Aggiungi(p)
				}
			}
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
				ms, err := monitoraggio.MisureDi(ctx, tx, m.Rilevazione(t), ente)
				for _, x := range ms {
					if x.ProcedimentoID == m.Proc.ID && !reflect.DeepEqual(x.Misure, uno.Misure()) {
						t.Errorf("body %d: %+v, want %+v", ente, x.Misure, uno.Misure())
					}
				}
				if len(ms) != 2 {
					t.Errorf("%d procedures", len(ms))
				}
				return err
			})
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			q, err := monitoraggio.CalcolaQuadro(ctx, tx, m.Rilevazione(t))
			if err != nil {
				return err
			}
			p, _ := q.Procedimento(m.Proc.ID)
			if !reflect.DeepEqual(p.Regione.Misure, regione.Misure()) {
				t.Errorf("region: %+v, want %+v", p.Regione.Misure, regione.Misure())
			}
			if p.EntiAttesi != 3 || p.Enti() != 3 || p.EntiConPratiche != 3 || q.Invitati != 4 || q.Approvati != 4 {
				t.Errorf("coverage: %+v", p)
			}
			if len(p.Province) != 2 || p.Province[1].Codice != "LO" || p.Province[1].Enti != 2 || !reflect.DeepEqual(p.Province[1].Cifre.Misure, lodi.Misure()) {
				t.Errorf("provinces: %+v", p.Province)
			}
			if len(p.Classi) != 2 || p.Classi[0].Codice != "c4" || p.Classi[0].Enti != 2 {
				t.Errorf("classes: %+v", p.Classi)
			}
			if _, mostra := p.Classe("c4"); mostra {
				t.Error("two like bodies are shown")
			}
			return nil
		})
	})
}

// TestTheFiguresOfTheRegionCostAFixedNumberOfQueries, however many the bodies.
func TestTheFiguresOfTheRegionCostAFixedNumberOfQueries(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Molti(t, 120)
	m.Aperta(t)
	m.Semina(t, 3)
	c, n := db.WithCounter(ctx)
	riesce(t, m.DB.Read(c, func(tx *db.Tx) error {
		q, err := monitoraggio.CalcolaQuadro(c, tx, m.Rilevazione(t))
		if p, _ := q.Procedimento(m.Proc.ID); p.Enti() < 40 {
			t.Errorf("%d bodies", p.Enti())
		}
		return err
	}))
	if n.N() > 6 {
		t.Errorf("%d queries", n.N())
	}
}

// TestM3TheMeanOfTheRegionIsOfPractices has a Comune with one slow practice
// and one with nine fast ones.
func TestM3TheMeanOfTheRegionIsOfPractices(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		m.Scrivi(t, func(ctx context.Context, tx *db.Tx) error {
			r, err := monitoraggio.RilevazioneDi(ctx, tx, sem)
			if err != nil {
				return err
			}
			for ente, ps := range map[int64][2]int{m.Lodi.ID: {1, 100}, m.Bergamo.ID: {9, 10}} {
				for k := range ps[0] {
					d := kernel.MustDay("2026-02-02")
					if err := monitoraggiotest.ScriviPratica(ctx, tx, ente, m.Proc.ID, &misure.Pratica{ID: fmt.Sprint(k), Domanda: d, Provvedimento: d.AddDays(ps[1])}); err != nil {
						return err
					}
				}
				if _, err := tx.Exec(ctx, `INSERT INTO monitoraggio_risposte (invio_id, procedimento_id, modo, dichiarate, nota, aggiornata_il, aggiornata_da)
					SELECT id, $1, 'pratiche', '', '', $2, 0 FROM monitoraggio_invii WHERE rilevazione_id = $3 AND ente_id = $4`, m.Proc.ID, tx.Now(), r.ID, ente); err != nil {
					return err
				}
			}
			// Codogno gives its numbers alone: ten more acts, 20 days on average.
			numeri := `{"concluse_silenzio_assenso":0,"concluse_espresse":10,"con_sospensioni":2,"con_conferenza":1,"durata_media":20,"termine_massimo":60,"avviate":12,"arretrato":3,"in_transito":null,"pendenti_inizio":5,"pendenti_fine":7}`
			if _, err := tx.Exec(ctx, `INSERT INTO monitoraggio_risposte (invio_id, procedimento_id, modo, dichiarate, nota, aggiornata_il, aggiornata_da)
				SELECT id, $1, 'dichiarate', $2, '', $3, 0 FROM monitoraggio_invii WHERE rilevazione_id = $4 AND ente_id = $5`, m.Proc.ID, numeri, tx.Now(), r.ID, m.Codogno.ID); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `UPDATE monitoraggio_invii SET stato = 'inviato' WHERE rilevazione_id = $1`, r.ID)
			return err
		})
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			q, err := monitoraggio.CalcolaQuadro(ctx, tx, m.Rilevazione(t))
			p, _ := q.Procedimento(m.Proc.ID)
			x := p.Regione
			if x.DurataMedia == nil || *x.DurataMedia != (100+90+200)/20.0 || x.NMedia != 20 || x.N != 10 || *x.DurataMediana != 10 {
				t.Errorf("%+v", x.Misure)
			}
			if x.Avviate != 22 || *x.Arretrato != 3 || x.PendentiInizio != 5 || x.PendentiFine != 7 || p.EntiDichiarate != 1 {
				t.Errorf("%+v", x.Misure)
			}
			return err
		})
	})
}

func TestTheJobKeepsTheFiguresUntilTheyAreLocked(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		r := m.Aperta(t)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			_, ok, err := monitoraggio.LeggiQuadro(ctx, tx, r)
			if ok {
				t.Error("figures before any computation")
			}
			return err
		})
		m.Semina(t, 5)
		riesce(t, m.Servizio.AggiornaQuadro(ctx, r.ID))
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			q, ok, err := monitoraggio.LeggiQuadro(ctx, tx, r)
			if p, _ := q.Procedimento(m.Proc.ID); !ok || p.Enti() != 3 || q.CalcolatoIl.IsZero() {
				t.Errorf("%v %+v", ok, q)
			}
			return err
		})
	})
}
