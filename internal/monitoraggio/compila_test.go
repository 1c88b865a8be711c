package monitoraggio_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	fogli "pass/internal/monitoraggio/foglio"
	"pass/internal/monitoraggio/misure"
	"pass/internal/monitoraggio/monitoraggiotest"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// campagna opens the campaign of a semester on its first day of gathering.
func campagna(t *testing.T, m *mondo, semestre kernel.Semestre) {
	t.Helper()
	m.Al(semestre.Al().AddDays(6).String())
	d := m.Dati()
	d.Semestre, d.Scadenza = semestre, semestre.Al().AddDays(40)
	chi := m.Actor(t, m.Regione)
	riesce(t, m.Servizio.Crea(ctx, chi, d))
	_, err := m.Servizio.Apri(ctx, chi, semestre, 1)
	riesce(t, err)
}

// manda sends and approves what a body has for a semester.
func manda(t *testing.T, m *mondo, e enti.Ente, semestre kernel.Semestre) monitoraggio.Ricevuta {
	t.Helper()
	chi := m.Actor(t, m.Sindaca)
	riesce(t, m.Servizio.Rispondi(ctx, chi, e.ID, semestre, m.Altro.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""))
	ric, err := m.Servizio.Invia(ctx, chi, e.ID, semestre, "")
	riesce(t, err)
	return ric
}

// blocca closes and locks a campaign once everybody was heard.
func blocca(t *testing.T, m *mondo, semestre kernel.Semestre, inviati ...enti.Ente) {
	t.Helper()
	segr, regione := m.Actor(t, m.Segretario), m.Actor(t, m.Regione)
	var r monitoraggio.Rilevazione
	leggi := func() {
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
			r, err = monitoraggio.RilevazioneDi(ctx, tx, semestre)
			return err
		})
	}
	leggi()
	for _, e := range inviati {
		var i monitoraggio.Invio
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) (err error) {
			i, err = monitoraggio.InvioDi(ctx, tx, r.ID, e.ID)
			return err
		})
		riesce(t, m.Servizio.Approva(ctx, segr, semestre, e.ID, i.Versione))
	}
	leggi()
	riesce(t, m.Servizio.Chiudi(ctx, regione, semestre, r.Versione))
	leggi()
	_, err := m.Servizio.Blocca(ctx, regione, r.ID, r.Versione)
	riesce(t, err)
}

func misureDi(t *testing.T, m *mondo, e enti.Ente, semestre kernel.Semestre) (out misure.Misure) {
	t.Helper()
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		r, err := monitoraggio.RilevazioneDi(ctx, tx, semestre)
		if err != nil {
			return err
		}
		ms, err := monitoraggio.MisureDi(ctx, tx, r, e.ID)
		for _, x := range ms {
			if x.ProcedimentoID == m.Proc.ID {
				out = x.Misure
			}
		}
		return err
	})
	return out
}

// pratica is a practice of the procedure of the Comuni.
func pratica(m *mondo, numero, domanda string) monitoraggio.Pratica {
	return monitoraggio.Pratica{ProcedimentoID: m.Proc.ID, Pratica: misure.Pratica{ID: numero, Domanda: kernel.MustDay(domanda)}}
}

// TestM2OpenPracticesCarryOverThreeSemesters: a body types a practice once;
// the stock at the end of a semester is that at the beginning of the next, and
// stock + started − concluded − excluded = stock holds, whatever happens.
func TestM2OpenPracticesCarryOverThreeSemesters(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, chi := m.Servizio, m.Actor(t, m.Sindaca)
		sems := []kernel.Semestre{kernel.MustSemestre("2025-1"), kernel.MustSemestre("2025-2"), kernel.MustSemestre("2026-1")}
		var prima *misure.Misure
		for k, semestre := range sems {
			campagna(t, m, semestre)
			c, err := s.Compilazione(ctx, chi, m.Lodi.ID, semestre)
			riesce(t, err)
			v, _ := c.Voce(m.Proc.ID)
			if want := []int{0, 3, 5}[k]; v.Riportate != want || v.DaChiudere != want || (k > 0) != (v.Modo == monitoraggio.DaPratiche) {
				t.Fatalf("%s: %d carried over, %d to close, mode %q; want %d", semestre, v.Riportate, v.DaChiudere, v.Modo, want)
			}
			// The oldest open one is closed, each year one is archived.
			k2, err := s.Pratiche(ctx, chi, m.Lodi.ID, semestre, m.Proc.ID)
			riesce(t, err)
			if k > 0 {
				cs := []monitoraggio.Chiusura{{ID: k2.Pratiche[0].ID, Versione: k2.Pratiche[0].Versione, Provvedimento: semestre.Dal().AddDays(50)},
					{ID: k2.Pratiche[1].ID, Versione: k2.Pratiche[1].Versione, EsclusaIl: semestre.Dal().AddDays(60), MotivoEsclusione: fogli.Motivi[1].Testo},
					{ID: k2.Pratiche[2].ID, Versione: k2.Pratiche[2].Versione}}
				n, err := s.ChiudiPratiche(ctx, chi, m.Lodi.ID, semestre, m.Proc.ID, cs)
				if riesce(t, err); n != 2 {
					t.Fatalf("%d closed", n)
				}
			}
			for i := range 5 + k {
				p := pratica(m, fmt.Sprintf("%s/%d", semestre, i), semestre.Dal().AddDays(10*i).String())
				if i < 2 {
					p.Provvedimento = p.Domanda.AddDays(30)
				}
				if _, err := s.AggiungiPratica(ctx, chi, m.Lodi.ID, semestre, p, ""); err != nil {
					t.Fatal(err)
				}
			}
			x := misureDi(t, m, m.Lodi, semestre)
			if x.PendentiInizio+x.Avviate-x.Concluse()-x.Escluse != x.PendentiFine || x.InTransito != x.PendentiInizio+x.Avviate {
				t.Errorf("%s does not add up: %+v", semestre, x)
			}
			if prima != nil && prima.PendentiFine != x.PendentiInizio {
				t.Errorf("%s begins with %d, the one before ended with %d", semestre, x.PendentiInizio, prima.PendentiFine)
			}
			prima = &x
			manda(t, m, m.Lodi, semestre)
			blocca(t, m, semestre, m.Lodi)
			if y := misureDi(t, m, m.Lodi, semestre); y.PendentiFine != x.PendentiFine || y.Concluse() != x.Concluse() {
				t.Errorf("%s: locked %+v, live %+v", semestre, y, x)
			}
		}
		conta, counter := db.WithCounter(ctx)
		g, err := s.Sguardo(conta, chi, m.Lodi.ID)
		if riesce(t, err); counter.N() > 40 || len(g.Voci) == 0 || len(g.Voci[0].Serie) != 3 || g.Voci[0].Serie[1].Arretrato == nil {
			t.Errorf("the one look costs %d queries: %+v", counter.N(), g.Voci)
		}
		fermaCheConta(t, m, sems)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error { _, err := registro.Verifica(ctx, tx); return err })
	})
}

// TestM2TheStockAddsUpOverTenSemesters throws ten semesters of random events at
// three bodies, and checks the stock of each against the one before.
func TestM2TheStockAddsUpOverTenSemesters(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		rnd := rand.New(rand.NewPCG(7, 11))
		corpi := map[int64]kernel.Actor{m.Lodi.ID: m.Actor(t, m.Sindaca), m.Bergamo.ID: m.Actor(t, m.SindacoBergamo), m.Codogno.ID: m.Actor(t, m.SindacoCodogno)}
		prima := map[int64]misure.Misure{}
		ultimo := kernel.MustSemestre("2026-1")
		for k := range 10 {
			semestre := ultimo.Add(k - 9)
			campagna(t, m, semestre)
			for _, e := range []enti.Ente{m.Lodi, m.Bergamo, m.Codogno} {
				semestreCasuale(t, m, rnd, corpi[e.ID], e, semestre)
				x := misureDi(t, m, e, semestre)
				if x.PendentiInizio+x.Avviate-x.Concluse()-x.Escluse != x.PendentiFine {
					t.Fatalf("%s, %s does not add up: %+v", e.Nome, semestre, x)
				}
				if p, ok := prima[e.ID]; ok && p.PendentiFine != x.PendentiInizio {
					t.Fatalf("%s, %s begins with %d, the one before ended with %d", e.Nome, semestre, x.PendentiInizio, p.PendentiFine)
				}
				prima[e.ID] = x
			}
		}
		if tot := prima[m.Lodi.ID].PendentiFine + prima[m.Bergamo.ID].PendentiFine; tot == 0 {
			t.Error("nothing is ever open: the events prove nothing")
		}
	})
}

// semestreCasuale closes some of the open practices and adds some.
func semestreCasuale(t *testing.T, m *mondo, rnd *rand.Rand, chi kernel.Actor, e enti.Ente, semestre kernel.Semestre) {
	t.Helper()
	k, err := m.Servizio.Pratiche(ctx, chi, e.ID, semestre, m.Proc.ID)
	riesce(t, err)
	var cs []monitoraggio.Chiusura
	for _, p := range k.Pratiche {
		if !p.Fine().IsZero() || !p.EsclusaIl.IsZero() {
			continue
		}
		c := monitoraggio.Chiusura{ID: p.ID, Versione: p.Versione}
		g := semestre.Dal().AddDays(rnd.IntN(180))
		switch rnd.IntN(5) {
		case 0:
			c.Provvedimento = g
		case 1:
			c.SilenzioAssenso = g
		case 2:
			c.EsclusaIl, c.MotivoEsclusione = g, fogli.Motivi[rnd.IntN(2)].Testo
		}
		cs = append(cs, c)
	}
	_, err = m.Servizio.ChiudiPratiche(ctx, chi, e.ID, semestre, m.Proc.ID, cs)
	riesce(t, err)
	for i := range rnd.IntN(5) {
		p := pratica(m, fmt.Sprintf("%s/%d", semestre, i), semestre.Dal().AddDays(rnd.IntN(180)).String())
		if rnd.IntN(3) == 0 {
			p.Provvedimento = p.Domanda.AddDays(rnd.IntN(5))
		}
		_, err := m.Servizio.AggiungiPratica(ctx, chi, e.ID, semestre, p, "")
		riesce(t, err)
	}
}

// fermaCheConta tries to move locked figures by every act of the body, then
// asks for a revision and corrects with its reason.
func fermaCheConta(t *testing.T, m *mondo, sems []kernel.Semestre) {
	t.Helper()
	s, chi := m.Servizio, m.Actor(t, m.Sindaca)
	primo := sems[0]
	k, err := s.Pratiche(ctx, chi, m.Lodi.ID, primo, m.Proc.ID)
	riesce(t, err)
	p := k.Pratiche[0]
	p.Provvedimento = p.Domanda.AddDays(31)
	rifiuta(t, s.CorreggiPratica(ctx, chi, m.Lodi.ID, primo, p, "Era un giorno dopo."), kernel.Conflitto)
	rifiuta(t, s.EliminaPratica(ctx, chi, m.Lodi.ID, primo, m.Proc.ID, p.ID, p.Versione, "Doppia."), kernel.Conflitto)
	_, err = s.AggiungiPratica(ctx, chi, m.Lodi.ID, primo, pratica(m, "dimenticata", "2025-02-03"), "Dimenticata.")
	rifiuta(t, err, kernel.Conflitto)
	rifiuta(t, s.ChiediRevisione(ctx, chi, m.Lodi.ID, primo, " "), kernel.NonValido)
	rifiuta(t, s.ChiediRevisione(ctx, m.Actor(t, m.SindacoBergamo), m.Lodi.ID, primo, "Per loro."), kernel.NonTrovato)
	riesce(t, s.ChiediRevisione(ctx, chi, m.Lodi.ID, primo, "La data del provvedimento era quella della bozza."))
	rifiuta(t, s.ChiediRevisione(ctx, chi, m.Lodi.ID, primo, "Ancora."), kernel.Conflitto)
	if es := m.Posta(t, m.Regione); len(es) == 0 || !strings.Contains(es[0].Subject, "Revisione chiesta") {
		t.Errorf("the Region was not told: %v", es)
	}
	rifiuta(t, s.CorreggiPratica(ctx, chi, m.Lodi.ID, primo, p, "Non ancora."), kernel.Conflitto)
	var v monitoraggio.Revisione
	m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
		vs, err := monitoraggio.RevisioniEnte(ctx, tx, m.Lodi.ID)
		v = vs[0]
		return err
	})
	riesce(t, s.ConcediRevisione(ctx, m.Actor(t, m.Regione), v.ID, v.Versione, "Va bene."))
	rifiuta(t, s.CorreggiPratica(ctx, chi, m.Lodi.ID, primo, p, ""), kernel.NonValido)
	riesce(t, s.CorreggiPratica(ctx, chi, m.Lodi.ID, primo, p, "Era un giorno dopo."))
}

// TestWhatWouldMoveAFigureIsOdd checks the warnings before the sending.
func TestWhatWouldMoveAFigureIsOdd(t *testing.T) {
	m := monitoraggiotest.SQLite(t)
	m.Aperta(t)
	s, chi := m.Servizio, m.Actor(t, m.Sindaca)
	lenta := pratica(m, "lenta", "2024-01-10")
	lenta.Provvedimento = kernel.MustDay("2026-02-10")
	vecchia := pratica(m, "vecchia", "2019-01-10")
	dopo := pratica(m, "dopo", "2026-06-01")
	dopo.Provvedimento = kernel.MustDay("2026-07-03")
	for _, p := range []monitoraggio.Pratica{lenta, vecchia, dopo} {
		if _, err := s.AggiungiPratica(ctx, chi, m.Lodi.ID, sem, p, ""); err != nil {
			t.Fatal(err)
		}
	}
	c, err := s.Compilazione(ctx, chi, m.Lodi.ID, sem)
	riesce(t, err)
	v, _ := c.Voce(m.Proc.ID)
	testo := strings.Join(v.Avvisi, "\n")
	for _, x := range []string{"1 pratica conclusa oltre il termine senza sospensioni", "1 pratica aperta da più di cinque anni", "1 pratica conclusa dopo la fine del semestre"} {
		if !strings.Contains(testo, x) {
			t.Errorf("no warning %q in %s", x, testo)
		}
	}
	// What is not complete is not sent, and says why.
	_, err = s.Invia(ctx, chi, m.Lodi.ID, sem, "")
	rifiuta(t, err, kernel.NonValido)
	rifiuta(t, s.Rispondi(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, monitoraggio.Nessuna, monitoraggio.OttoNumeri{}, ""), kernel.Conflitto)
	rifiuta(t, s.Rispondi(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, "altro", monitoraggio.OttoNumeri{}, ""), kernel.NonValido)
	if c, err = s.Compilazione(ctx, chi, m.Lodi.ID, sem); err != nil || c.Completa() || c.Invio.Stato != monitoraggio.InBozza {
		t.Errorf("%v %v %v", c.Completa(), c.Invio.Stato, err)
	}
	_, err = s.AggiungiPratica(ctx, chi, m.Lodi.ID, sem, pratica(m, "domani", "2026-12-01"), "")
	rifiuta(t, err, kernel.NonValido)
	_, err = s.AggiungiPratica(ctx, chi, m.Lodi.ID, sem, pratica(m, "RSSMRA80A01F205X", "2026-02-01"), "")
	rifiuta(t, err, kernel.NonValido)
	rifiuta(t, s.EscludiPratica(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, 1, 1, kernel.MustDay("2026-03-01"), "", ""), kernel.NonValido)
	riesce(t, s.EscludiPratica(ctx, chi, m.Lodi.ID, sem, m.Proc.ID, 2, 1, kernel.MustDay("2026-03-01"), fogli.Motivi[1].Testo, ""))
	if x := misureDi(t, m, m.Lodi, sem); x.Escluse != 1 {
		t.Errorf("%+v", x)
	}
	// The Comune in which nobody was invited, and a campaign in preparation.
	_, err = s.Compilazione(ctx, m.Actor(t, m.Segretario), m.Crema.ID, sem)
	rifiuta(t, err, kernel.NonTrovato)
	_, err = s.Compilazione(ctx, chi, m.Lodi.ID, sem.Add(1))
	rifiuta(t, err, kernel.NonTrovato)
}

// TestFiveThousandRowsEnterInFewQueries: a large file costs few statements,
// whatever its rows, and again when all of them change.
func TestFiveThousandRowsEnterInFewQueries(t *testing.T) {
	const righe = 5000
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		m.Aperta(t)
		s, chi := m.Servizio, m.Actor(t, m.Sindaca)
		scrivi := func(giorni int) []byte {
			var b bytes.Buffer
			b.WriteString("id_pratica;data_domanda;data_provvedimento;sospensioni\n")
			for i := range righe {
				d := kernel.MustDay("2025-08-01").AddDays(i % 300)
				atto := ""
				if i%3 > 0 {
					atto = d.AddDays(giorni).String()
				}
				fmt.Fprintf(&b, "PdC/%d;%s;%s;%d\n", i, d, atto, i%5)
			}
			return b.Bytes()
		}
		for giro, giorni := range []int{20, 25} {
			testo := scrivi(giorni)
			l, err := monitoraggio.LeggiFoglio(ctx, bytes.NewReader(testo), int64(len(testo)), "permessi.csv")
			riesce(t, err)
			stored, err := s.Files.Put(ctx, bytes.NewReader(testo), fogli.MaxFile)
			riesce(t, err)
			id, err := s.Carica(ctx, chi, m.Lodi.ID, sem, monitoraggio.FileRicevuto{Stored: stored, Nome: "permessi.csv", Libro: l})
			riesce(t, err)
			k, err := s.ApriCaricamento(ctx, chi, m.Lodi.ID, sem, id)
			riesce(t, err)
			if k.Caricamento.Stato == monitoraggio.DaMappare {
				ms := k.Caricamento.Mappe
				ms[0].Procedimento = m.Proc.Codice
				riesce(t, s.Mappa(ctx, chi, m.Lodi.ID, sem, id, k.Caricamento.Versione, ms))
				k, err = s.ApriCaricamento(ctx, chi, m.Lodi.ID, sem, id)
				riesce(t, err)
			}
			conta, counter := db.WithCounter(ctx)
			c, err := s.Acquisisci(conta, chi, m.Lodi.ID, sem, id, k.Caricamento.Versione)
			riesce(t, err)
			if n := counter.N(); n > 60+2*righe/50 {
				t.Errorf("round %d: %d queries", giro, n)
			}
			w := c.Lavorazione
			if giro == 0 && w.Nuove != righe || giro == 1 && (w.Nuove != 0 || w.Aggiornate+w.Invariate != righe || w.Aggiornate < righe/2) || w.Fuori != 0 {
				t.Errorf("round %d: %+v", giro, w)
			}
			x := misureDi(t, m, m.Lodi, sem)
			if x.PendentiInizio+x.Avviate-x.Concluse() != x.PendentiFine || x.N == 0 || *x.DurataMedia != float64(giorni) {
				t.Errorf("round %d: %+v, mean %v", giro, x, *x.DurataMedia)
			}
		}
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM monitoraggio_modifiche WHERE ente_id = $1`, m.Lodi.ID)
			if n < righe/2 {
				t.Errorf("the history keeps %d changes", n)
			}
			return err
		})
	})
}

// TestTotalsAfterTheSending: a practice that would not count is refused, and a
// revision lets the totals be corrected while the locked ones stay.
func TestTotalsAfterTheSending(t *testing.T) {
	monitoraggiotest.Each(t, func(t *testing.T, m *mondo) {
		s, chi, e := m.Servizio, m.Actor(t, m.Sindaca), m.Lodi.ID
		campagna(t, m, sem)
		n := func(x int64) *int64 { return &x }
		media := 70.0
		numeri := monitoraggio.OttoNumeri{ConcluseSilenzioAssenso: n(0), ConcluseEspresse: n(12), ConSospensioni: n(1), ConConferenza: n(2), DurataMedia: &media, Avviate: n(9), Arretrato: n(3)}
		riesce(t, s.Rispondi(ctx, chi, e, sem, m.Proc.ID, monitoraggio.Dichiarate, numeri, ""))
		manda(t, m, m.Lodi, sem)
		_, err := s.AggiungiPratica(ctx, chi, e, sem, pratica(m, "1", "2026-02-01"), "Dimenticata.")
		rifiuta(t, err, kernel.Conflitto)
		p := pratica(m, "2", "2026-02-01")
		p.ProcedimentoID = m.Altro.ID
		_, err = s.AggiungiPratica(ctx, chi, e, sem, p, "Dimenticata.")
		rifiuta(t, err, kernel.Conflitto)
		rifiuta(t, s.Rispondi(ctx, chi, e, sem, m.Proc.ID, monitoraggio.Dichiarate, numeri, ""), kernel.Conflitto)
		blocca(t, m, sem, m.Lodi)
		media = 75
		rifiuta(t, s.Rispondi(ctx, chi, e, sem, m.Proc.ID, monitoraggio.Dichiarate, numeri, ""), kernel.Conflitto)
		riesce(t, s.ChiediRevisione(ctx, chi, e, sem, "La media era sbagliata."))
		rifiuta(t, s.Rispondi(ctx, chi, e, sem, m.Proc.ID, monitoraggio.Dichiarate, numeri, ""), kernel.Conflitto)
		m.Leggi(t, func(ctx context.Context, tx *db.Tx) error {
			vs, err := monitoraggio.RevisioniEnte(ctx, tx, e)
			if err != nil {
				return err
			}
			return s.ConcediRevisione(ctx, m.Actor(t, m.Regione), vs[0].ID, vs[0].Versione, "Va bene.")
		})
		riesce(t, s.Rispondi(ctx, chi, e, sem, m.Proc.ID, monitoraggio.Dichiarate, numeri, ""))
		if x := misureDi(t, m, m.Lodi, sem); *x.DurataMedia != 70 {
			t.Errorf("the locked mean moved to %v", *x.DurataMedia)
		}
	})
}
