package monitoraggio_test

import (
	"context"
	"testing"

	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
)

// TestM5ARevisionReachesTheLaterLockedSemesters has a practice that was open
// over two locked semesters: correcting its end moves both.
func TestM5ARevisionReachesTheLaterLockedSemesters(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, regione, segretario, sindaca := m.Servizio, m.Actor(t, m.Regione), m.Actor(t, m.Segretario), m.Actor(t, m.Sindaca)
		prima := kernel.MustSemestre("2025-2")
		m.Aperta(t)
		d := m.Dati()
		d.Semestre = prima
		riesce(t, s.Crea(ctx, regione, d))
		letta := func(x kernel.Semestre) (r monitoraggio.Rilevazione) {
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
				r, err = monitoraggio.RilevazioneDi(ctx, tx, x)
				return err
			})
			return r
		}
		_, err := s.Apri(ctx, regione, prima, letta(prima).Versione)
		riesce(t, err)
		id, err := s.AggiungiPratica(ctx, sindaca, m.Lodi.ID, prima, monitoraggio.Pratica{ProcedimentoID: m.Proc.ID, Pratica: misure.Pratica{ID: "a cavallo", Domanda: kernel.MustDay("2025-08-01")}}, "")
		riesce(t, err)
		for _, x := range []kernel.Semestre{prima, sem} {
			riesce(t, s.Rispondi(ctx, sindaca, m.Lodi.ID, x, m.Proc.ID, monitoraggio.DaPratiche, monitoraggio.OttoNumeri{}, ""))
			riesce(t, s.Rispondi(ctx, sindaca, m.Lodi.ID, x, m.Altro.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""))
			_, err := s.Invia(ctx, sindaca, m.Lodi.ID, x, "")
			riesce(t, err)
			r := letta(x)
			var invio monitoraggio.Invio
			m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
				invio, err = monitoraggio.InvioDi(ctx, tx, r.ID, m.Lodi.ID)
				return err
			})
			riesce(t, s.Approva(ctx, segretario, x, m.Lodi.ID, invio.Versione))
			riesce(t, s.Chiudi(ctx, regione, x, r.Versione))
			r = letta(x)
			_, err = s.Blocca(ctx, regione, r.ID, r.Versione)
			riesce(t, err)
		}
		var p monitoraggio.Pratica
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
			p, err = monitoraggio.GetPratica(ctx, tx, id)
			return err
		})
		p.Provvedimento = kernel.MustDay("2025-10-10") // it had ended in the semester before
		rifiuta(t, s.CorreggiPratica(ctx, sindaca, m.Lodi.ID, prima, p, "il provvedimento c'era"), kernel.Conflitto)
		riesce(t, s.ChiediRevisione(ctx, sindaca, m.Lodi.ID, prima, "il provvedimento c'era"))
		x, err := s.Revisioni(ctx, regione, prima)
		riesce(t, err)
		riesce(t, s.ConcediRevisione(ctx, regione, x.Righe[0].ID, x.Righe[0].Versione, ""))
		dopo, err := s.Revisioni(ctx, regione, sem)
		riesce(t, err)
		if len(dopo.Righe) != 1 || dopo.Righe[0].Stato != monitoraggio.RevisioneAperta || dopo.Righe[0].Motivo != "Segue la revisione del secondo semestre 2025." {
			t.Fatalf("the later semester: %+v", dopo.Righe)
		}
		riesce(t, s.CorreggiPratica(ctx, sindaca, m.Lodi.ID, prima, p, "il provvedimento c'era"))
		nuove, err := s.ChiudiRevisione(ctx, regione, letta(prima).ID, []int64{x.Righe[0].ID}, "Un provvedimento non indicato")
		riesce(t, err)
		if len(nuove) != 2 || nuove[0].Quadro.Semestre != prima || nuove[1].Quadro.Semestre != sem || nuove[1].Motivo != "Segue la revisione del secondo semestre 2025: Un provvedimento non indicato" {
			t.Fatalf("%+v", nuove)
		}
		a, _ := nuove[0].Quadro.Procedimento(m.Proc.ID)
		b, _ := nuove[1].Quadro.Procedimento(m.Proc.ID)
		if a.Regione.ConcluseEspresse != 1 || a.Regione.PendentiFine != 0 || b.Regione.PendentiInizio != 0 || b.Regione.InTransito != 0 {
			t.Errorf("%+v then %+v", a.Regione.Misure, b.Regione.Misure)
		}
		for _, y := range []kernel.Semestre{prima, sem} {
			z, err := s.Revisioni(ctx, regione, y)
			riesce(t, err)
			if z.Righe[0].Stato != monitoraggio.RevisioneConclusa || len(z.Versioni) != 2 {
				t.Errorf("%s: %+v", y, z)
			}
		}
		integre(t, m, 4)
	})
}
