package analisi_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/kernel"
	"pass/internal/mining/steps"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/richieste"
)

// TestChiPuoGliAltriAtti tries every person on what can be done with a log
// beside uploading and deleting it.
func TestChiPuoGliAltriAtti(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		const ok = kernel.Code("")
		for _, c := range []struct {
			chi                                     string
			vede, conferma, passi, riduce, pratiche kernel.Code
		}{
			{"Anna", ok, ok, ok, ok, kernel.Conflitto},
			{"Carla", ok, ok, ok, kernel.Vietato, kernel.Vietato},
			{"Elsa", ok, kernel.Vietato, kernel.Vietato, kernel.Vietato, kernel.Vietato},
			{"Gina", ok, kernel.Vietato, kernel.Vietato, kernel.Vietato, kernel.Vietato},
			{"Bruno", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato},
			{"Dario", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato},
			{"Fabio", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato},
			{"Ivo", kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato, kernel.NonTrovato},
		} {
			chi, s := m.Attori[c.chi], m.Servizio
			pronto := m.Carica("permessi.csv", []byte(permessi))
			m.Leggi(pronto)
			attesa := m.CaricaSolo(m.Attori["Anna"], analisitest.Lavorata, "attesa.csv", []byte(permessi))
			n, a := int64(pronto.N), int64(attesa.N)
			fonte, err := s.ApriFonte(ctx, chi, analisitest.Lavorata, n)
			_, passi := s.ApriPassi(ctx, chi, analisitest.Lavorata, n)
			_, colonne := s.ApriColonne(ctx, chi, analisitest.Lavorata, a, "", "")
			id, filtro := s.SalvaFiltro(ctx, chi, analisitest.Lavorata, n, analisi.Filtro{Nome: "Parere", Testo: "con=Parere"})
			for che, err := range map[string]error{"source": err, "meanings": passi, "columns": colonne, "save a filter": filtro} {
				if codice(err) != c.vede {
					t.Errorf("%s, %s: %v, want %q", c.chi, che, err, c.vede)
				}
			}
			if c.vede == ok {
				if _, err := s.Confronto(ctx, chi, fonte); err != nil {
					t.Errorf("%s compares: %v", c.chi, err)
				}
				if err := s.EliminaFiltro(ctx, chi, analisitest.Lavorata, n, id); err != nil {
					t.Errorf("%s takes the filter away: %v", c.chi, err)
				}
			}
			if got := codice(s.ConfermaColonne(ctx, chi, analisitest.Lavorata, a, analisi.ScelteVuote())); got != c.conferma {
				t.Errorf("%s confirms the columns: %q, want %q", c.chi, got, c.conferma)
			}
			if got := codice(s.ConfermaPassi(ctx, chi, analisitest.Lavorata, n, analisi.Passi{})); got != c.passi {
				t.Errorf("%s confirms the meanings: %q, want %q", c.chi, got, c.passi)
			}
			if _, err := s.IndicaPassiLegge(ctx, chi, analisitest.Lavorata, n, "legge-241", nil); codice(err) != c.passi {
				t.Errorf("%s says the legal steps: %v, want %q", c.chi, err, c.passi)
			}
			if got := codice(s.RiduciConservazione(ctx, chi, analisitest.Lavorata, n, 6)); got != c.riduce {
				t.Errorf("%s shortens the keeping: %q, want %q", c.chi, got, c.riduce)
			}
			if _, err := s.UsaPratiche(ctx, chi, analisitest.Lavorata, 24); codice(err) != c.pratiche {
				t.Errorf("%s uses the practices: %v, want %q", c.chi, err, c.pratiche)
			}
		}
	})
}

// TestConfrontoAnonimo adds bodies one at a time: the figures of the others
// appear with the sixth body, so that each has five others, one for each body,
// its newest, rounded and never with a name.
func TestConfrontoAnonimo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.Leggi(g)
		anna := m.Attori["Anna"]
		confronta := func() analisi.Confronto {
			t.Helper()
			f, err := m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(g.N))
			if err != nil {
				t.Fatal(err)
			}
			c, err := m.Servizio.Confronto(ctx, anna, f)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		delegati := map[int64]kernel.Actor{1: anna}
		pratiche := func(n, giorni int) []byte {
			var b strings.Builder
			b.WriteString("pratica,attività,data\n")
			for i := range n {
				fmt.Fprintf(&b, "P%d,Ricezione,2026-01-01\nP%d,Rilascio,2026-02-%02d\n", i, i, giorni)
			}
			return []byte(b.String())
		}
		altro := func(ente int64, giorni int, abitanti, procedimento int64, quante ...int) {
			t.Helper()
			n := 10
			if len(quante) > 0 {
				n = quante[0]
			}
			if quanti(t, m, `SELECT COUNT(*) FROM enti WHERE id = $1`, ente) == 0 {
				m.Ente(ente, fmt.Sprintf("Comune %d", ente), abitanti)
			}
			r := m.Richiesta(ente, procedimento)
			if delegati[ente].Persona == 0 {
				delegati[ente] = m.Delegato(ente)
			}
			x := m.CaricaCome(delegati[ente], r, "altro.csv", pratiche(n, giorni), analisi.ScelteVuote())
			m.Leggi(x)
		}
		for i := range int64(4) {
			altro(10+i, 10+int(i), 30_000, 1)
		}
		altro(10, 20, 30_000, 1)    // newer, of a body that is there
		altro(20, 15, 1_000, 1)     // another class
		altro(22, 15, 30_000, 1, 9) // too few practices: they would be told one by one
		altro(21, 15, 30_000, 2)    // another procedure
		altro(1, 9, 45_000, 1)      // the body itself
		if c := confronta(); c.Anonimo() || c.Enti != 0 || c.Candidati != 5 || c.Altri != nil || c.Proprie == nil || c.Proprie.Casi != 3 || c.Proprie.Concluse || c.Classe != "c4" {
			t.Fatalf("four others: %+v", c)
		}
		if err := m.Servizio.ConfermaPassi(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.Passi{}); err != nil {
			t.Fatal(err)
		}
		if c := confronta(); c.Proprie.Casi != 2 || !c.Proprie.Concluse { // the third practice has only arrived
			t.Errorf("once the meanings are confirmed: %+v", c.Proprie)
		}
		altro(14, 14, 30_000, 1)
		c := confronta()
		if corpi := c.Corpi(); len(corpi) != 6 || corpi[0].ID != analisi.Questo || strings.Contains(fmt.Sprint(corpi), "Comune") {
			t.Errorf("bodies to compare: %+v", corpi)
		}
		var mediane []int
		for _, x := range c.Altri {
			mediane = append(mediane, int(x.Mediana/86400))
		}
		if !c.Anonimo() || !slices.Equal(mediane, []int{41, 42, 43, 44, 50}) {
			t.Errorf("five others: %v", mediane)
		}
		if x := c.Altri[0]; x.AttesaOLavoro == nil || *x.AttesaOLavoro != 1 || x.Attesa != nil || x.Sospensione != nil {
			t.Errorf("shares that nobody knows: %+v", x)
		}
		if err := m.Servizio.EliminaRegistro(ctx, anna, analisitest.Lavorata, int64(g.N)); err != nil {
			t.Fatal(err)
		}
		if n := quanti(t, m, `SELECT COUNT(*) FROM analisi_sintesi WHERE registro_id = $1`, g.ID); n != 0 {
			t.Error("the figures of a deleted log stay")
		}
	})
}

func TestFiltriSalvati(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		g := m.Carica("permessi.csv", []byte(permessi))
		if _, err := m.Servizio.SalvaFiltro(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.Filtro{Nome: "a", Testo: "con=Parere"}); codice(err) != kernel.Conflitto {
			t.Errorf("before the reading: %v", err)
		}
		m.Leggi(g)
		salva := func(nome, testo string) (int64, kernel.Code) {
			id, err := m.Servizio.SalvaFiltro(ctx, anna, analisitest.Lavorata, int64(g.N), analisi.Filtro{Nome: nome, Testo: testo})
			return id, codice(err)
		}
		for _, c := range [][2]string{{"", "con=Parere"}, {strings.Repeat("x", 81), "con=Parere"}, {"vuoto", ""}, {"vuoto", "vista=mappa"}, {"rotto", "durata=boh"}, {"lungo", "con=" + strings.Repeat("x", 5000)}} {
			if _, got := salva(c[0], c[1]); got != kernel.NonValido {
				t.Errorf("%.20q %.20q: %q", c[0], c[1], got)
			}
		}
		uno, _ := salva("Con parere", "con=Parere")
		salva("Altro", "senza=Parere")
		if di, got := salva(" Con parere ", "con=Rilascio"); got != "" || di != uno {
			t.Errorf("the same name: %d, %q", di, got)
		}
		f, err := m.Servizio.ApriFonte(ctx, anna, analisitest.Lavorata, int64(g.N))
		if err != nil || len(f.Filtri) != 2 || f.Filtri[0].Nome != "Altro" || f.Filtri[1].Testo != "con=Rilascio" {
			t.Errorf("%+v, %v", f.Filtri, err)
		}
		carla := m.Attori["Carla"] // the expert of the request
		if _, err := m.Servizio.SalvaFiltro(ctx, carla, analisitest.Lavorata, int64(g.N), analisi.Filtro{Nome: "Con parere", Testo: "senza=Parere"}); codice(err) != kernel.NonValido {
			t.Errorf("over the filter of somebody else: %v", err)
		}
		if err := m.Servizio.EliminaFiltro(ctx, carla, analisitest.Lavorata, int64(g.N), uno); codice(err) != kernel.Vietato {
			t.Errorf("the filter of somebody else: %v", err)
		}
		suo, err := m.Servizio.SalvaFiltro(ctx, carla, analisitest.Lavorata, int64(g.N), analisi.Filtro{Nome: "Di Carla", Testo: "senza=Parere"})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Servizio.EliminaFiltro(ctx, anna, analisitest.Lavorata, int64(g.N), suo); err != nil {
			t.Errorf("the body takes away a filter of its log: %v", err)
		}
		due := m.Carica("altro.csv", []byte(permessi))
		m.Leggi(due)
		if err := m.Servizio.EliminaFiltro(ctx, anna, analisitest.Lavorata, int64(due.N), uno); codice(err) != kernel.NonTrovato {
			t.Errorf("a filter of another log: %v", err)
		}
		if err := m.Servizio.EliminaFiltro(ctx, anna, analisitest.Lavorata, int64(g.N), uno); err != nil {
			t.Error(err)
		}
		for i := range analisi.MaxFiltri {
			if _, got := salva(fmt.Sprint(i), "con=Parere"); got != "" && i < analisi.MaxFiltri-1 {
				t.Fatalf("filter %d: %q", i, got)
			}
		}
		if n := quanti(t, m, `SELECT COUNT(*) FROM analisi_filtri`); n != analisi.MaxFiltri {
			t.Errorf("%d filters", n)
		}
		if err := m.Servizio.EliminaRegistro(ctx, anna, analisitest.Lavorata, int64(g.N)); err != nil {
			t.Fatal(err)
		}
		if n := quanti(t, m, `SELECT COUNT(*) FROM analisi_filtri`); n != 0 {
			t.Errorf("%d filters of a deleted log", n)
		}
	})
}

// TestConservazioneScelta: each log leaves on its own day; a file that nobody
// confirms leaves after thirty.
func TestConservazioneScelta(t *testing.T) {
	inizio := time.Date(2026, 1, 31, 10, 0, 0, 0, time.UTC)
	clock := dbtest.NewClock(inizio)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(inizio)
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		for _, mesi := range analisi.Mesi {
			c := analisi.ScelteVuote()
			c.Mesi = mesi
			m.Leggi(m.CaricaCome(anna, analisitest.Lavorata, fmt.Sprint(mesi), []byte(permessi), c))
		}
		m.CaricaSolo(anna, analisitest.Lavorata, "attesa", []byte(permessi))
		m.Leggi(m.Carica("rifiutato", []byte("pratica,attività,data\n,A,2026-01-01\n")))
		if err := m.Servizio.RiduciConservazione(ctx, anna, analisitest.Lavorata, 3, 24); codice(err) != kernel.NonValido {
			t.Errorf("a longer time: %v", err)
		}
		restano := func() string {
			t.Helper()
			if _, err := m.Servizio.EliminaScaduti(ctx); err != nil {
				t.Fatal(err)
			}
			e, err := m.Servizio.Elenca(ctx, anna, analisitest.Lavorata)
			if err != nil {
				t.Fatal(err)
			}
			var nomi []string
			for _, g := range e.Registri {
				nomi = append(nomi, g.Nome)
			}
			slices.Sort(nomi)
			return strings.Join(nomi, " ")
		}
		for _, c := range []struct{ giorno, want string }{
			{"2026-03-01", "12 24 6 attesa rifiutato"},
			{"2026-03-02", "12 24 6"},
			{"2026-07-30", "12 24 6"},
			{"2026-07-31", "12 24"},
			{"2027-01-30", "12 24"},
			{"2027-01-31", "24"},
		} {
			clock.Set(kernel.MustDay(c.giorno).Start().Time().Add(time.Hour))
			if got := restano(); got != c.want {
				t.Errorf("on %s: %s, want %s", c.giorno, got, c.want)
			}
		}
		if err := m.Servizio.RiduciConservazione(ctx, anna, analisitest.Lavorata, 3, 12); err != nil {
			t.Fatal(err)
		}
		if got := restano(); got != "" {
			t.Errorf("shortened: %s", got)
		}
	})
}

// TestRegistriDiPrima: a log that was read before deposits existed is read
// again, and its file is let go.
func TestRegistriDiPrima(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.In(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE analisi_registri SET stato = 'pronto', avanzamento = 100, tentativi = 1, scelte = '', risultato = '{}' WHERE id = $1`, g.ID)
			return err
		})
		if _, err := m.Servizio.ApriFonte(ctx, m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); codice(err) != kernel.Conflitto {
			t.Errorf("without a deposit: %v", err)
		}
		m.Avvia() // the daily job runs at the start
		s := m.AspettaDeposito(g.N)
		if s.Registro.FileID != 0 || s.Risultato.Sintesi.Counts.Events != 7 {
			t.Errorf("%+v", s.Registro)
		}
	})
}

// TestIlServizioSiGuarda makes the log of the service of a small world and
// looks at who may.
func TestIlServizioSiGuarda(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		gina := m.Attori["Gina"]
		if _, err := m.Servizio.RegistroDelServizio(ctx, gina, analisi.Periodo{}); codice(err) != kernel.Conflitto {
			t.Errorf("without acts: %v", err)
		}
		m.Atti(analisitest.Lavorata, richieste.Crea, richieste.Invia, richieste.Smista, richieste.PrendiInCarico, richieste.ChiediIntegrazioni, richieste.Integra)
		m.Atti(analisitest.Chiusa, richieste.Invia, richieste.Respingi)
		for chi, want := range map[string]kernel.Code{"Gina": "", "Ivo": "", "Anna": kernel.Vietato, "Carla": kernel.Vietato, "Elsa": kernel.Vietato, "Bruno": kernel.Vietato} {
			f, err := m.Servizio.FonteServizio(ctx, m.Attori[chi], analisi.Periodo{})
			if codice(err) != want {
				t.Errorf("%s: %v, want %q", chi, err, want)
			}
			if err != nil {
				continue
			}
			if got := strings.Join(f.Log.Cases, " "); got != "2026/0001 2026/0003" || f.Log.Events() != 7 {
				t.Errorf("cases %s, %d events", got, f.Log.Events())
			}
			sospende := slices.Index(f.Log.Activities, richieste.ChiediIntegrazioni.Fatto())
			if sospende < 0 || f.Passi[sospende] != steps.SuspensionStart || !f.Fini[slices.Index(f.Log.Activities, richieste.Respingi.Fatto())] {
				t.Errorf("meanings %v of %v", f.Passi, f.Log.Activities)
			}
			if got := f.Log.Attribute("procedimento"); got == nil || len(got.Values) != 1 {
				t.Errorf("procedure: %+v", got)
			}
			testo := fmt.Sprint(f.Log.Resources, f.Log.Attributes)
			for _, p := range m.Tutti {
				if strings.Contains(testo, p.Cognome) {
					t.Errorf("%s is in the log", p.Cognome)
				}
			}
		}
		prima, _ := m.Servizio.RegistroDelServizio(ctx, gina, analisi.Periodo{})
		dopo, err := m.Servizio.RegistroDelServizio(ctx, gina, analisi.Periodo{})
		if err != nil || prima != dopo {
			t.Error("the log was made again though nothing happened")
		}
		m.Atti(analisitest.Lavorata, richieste.Rispondi)
		if dopo, err = m.Servizio.RegistroDelServizio(ctx, gina, analisi.Periodo{}); err != nil || dopo.Events() != 8 {
			t.Errorf("after an act: %v", err)
		}
		if _, err := m.Servizio.RegistroDelServizio(ctx, gina, analisi.Periodo{Al: kernel.MustDay("2020-01-01")}); codice(err) != kernel.Conflitto {
			t.Errorf("a period without requests: %v", err)
		}
	})
}
