package analisi_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pass/internal/analisi"
	"pass/internal/analisi/analisitest"
	"pass/internal/mining/eventlog"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/files"
	"pass/internal/registro"
)

// permessi is a log of three practices. The wait for the opinion loses the
// most time: 10 and 30 days of 24 hours.
const permessi = `pratica,attività,data,operatore
P1,Ricezione,2026-01-01T09:00,Mario Draghetti
P1,Parere,2026-01-11T09:00,Lucia Bertolazzi
P1,Rilascio,2026-01-12T09:00,Mario Draghetti
P2,Ricezione,2026-02-01T09:00,Mario Draghetti
P2,Parere,2026-03-03T09:00,
P2,Rilascio,2026-03-04T09:00,Lucia Bertolazzi
P3,Ricezione,2026-02-02T09:00,Mario Draghetti
`

func TestCaricaELegge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		if g.N != 1 || g.Stato != analisi.InCoda {
			t.Fatalf("uploaded: %+v", g)
		}
		m.Avvia()
		s := m.Aspetta(g.N)
		if s.Registro.Stato != analisi.Pronto || s.Registro.Avanzamento != 100 || s.Registro.LettoIl.IsZero() || s.Registro.Errore != "" {
			t.Fatalf("read: %+v", s.Registro)
		}
		c := s.Risultato.Sintesi.Counts
		if c.Cases != 3 || c.Events != 7 || c.Activities != 3 || c.Variants != 2 || c.Resources != 2 || c.EventsWithoutResource != 1 {
			t.Errorf("counts: %+v", c)
		}
		e, quota, ok := s.Risultato.Principale()
		if !ok || e.From != "Ricezione" || e.To != "Parere" || e.Count != 2 || e.Median != 20*86400 || math.Abs(quota-40.0/42) > 1e-9 {
			t.Errorf("slowest: %+v, %v, %v", e, quota, ok)
		}
		if got := atti(t, d); got != "CaricaRegistro ConfermaColonne LeggiRegistro" {
			t.Errorf("audit: %s", got)
		}
	})
}

// atti lists the audited acts on logs, and checks the chain.
func atti(t *testing.T, d *db.DB) string {
	t.Helper()
	var nomi []string
	err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		if _, err := registro.Verifica(context.Background(), tx); err != nil {
			return err
		}
		nomi, err = db.Many(context.Background(), tx, db.Scalar[string],
			`SELECT atto FROM registro_atti WHERE oggetto = 'registro_eventi' AND ente_id = 1 ORDER BY numero`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(nomi, " ")
}

func TestRileggereNonCambiaNulla(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		m.Leggi(g)
		prima := m.Apri(g.N)
		m.Leggi(g)
		if dopo := m.Apri(g.N); dopo.Registro != prima.Registro {
			t.Errorf("read again: %+v, was %+v", dopo.Registro, prima.Registro)
		}
		if got := atti(t, d); got != "CaricaRegistro ConfermaColonne LeggiRegistro" {
			t.Errorf("audit: %s", got)
		}
	})
}

// spegne is a store whose files end with the node: the reading is cut after a
// part of the file.
type spegne struct {
	files.Store
	spegni context.CancelFunc
}

func (s spegne) Open(ctx context.Context, key string) (io.ReadSeekCloser, error) {
	f, err := s.Store.Open(ctx, key)
	return aMeta{f, s.spegni}, err
}

type aMeta struct {
	io.ReadSeekCloser
	spegni context.CancelFunc
}

func (a aMeta) Read(p []byte) (int, error) {
	n, err := a.ReadSeekCloser.Read(p[:min(len(p), 40)])
	a.spegni()
	return n, err
}

func TestInterrottaRicomincia(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		interrompi := func() {
			t.Helper()
			ctx, cancel := context.WithCancel(context.Background())
			m.Servizio.Files = spegne{m.Files, cancel}
			if err := m.Servizio.LeggiRegistro(ctx, g.ID); !errors.Is(err, context.Canceled) {
				t.Fatalf("the cut reading ends with %v", err)
			}
			m.Servizio.Files = m.Files
		}
		interrompi()
		if s := m.Apri(g.N); s.Registro.Stato != analisi.InLettura || s.Risultato != nil || s.Registro.Tentativi != 1 {
			t.Fatalf("after the cut: %+v", s.Registro)
		}
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.Stato != analisi.Pronto || s.Risultato.Sintesi.Counts.Events != 7 || s.Registro.Tentativi != 2 {
			t.Fatalf("after the second reading: %+v", s.Registro)
		}

		g = m.Carica("pesante.csv", []byte(permessi))
		for range analisi.MaxTentativi {
			interrompi()
		}
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.Stato != analisi.Rifiutato || !strings.Contains(s.Registro.Errore, "interrotta più volte") {
			t.Errorf("after %d cuts: %+v", analisi.MaxTentativi, s.Registro)
		}
	})
}

func TestRegistriSbagliati(t *testing.T) {
	intero := analisitest.Gzip(t, []byte(permessi))
	var tante strings.Builder
	tante.WriteString("pratica,attività,data\n")
	for i := range analisi.MaxAttivita + 1 {
		fmt.Fprintf(&tante, "P,A%d,2026-01-01\n", i)
	}
	casi := []struct {
		nome, contenuto, errore string
		problemi                string // row: reason, one per line
	}{
		{"solo intestazione", "pratica,attività,data\n", "Il file non contiene eventi", ""},
		{"gzip troncato", string(intero[:len(intero)-12]), "gzip) è danneggiato o incompleto", ""},
		{"colonne ignote", "a;b\n1;2\n", "Colonne trovate: «a», «b». Rinominare quella giusta", ""},
		{"senza intestazione", "P1;Parere;2026-01-01;Lucia Bertolazzi\n", "Colonne trovate: nessun nome riconosciuto, forse manca l'intestazione. Rinominare", ""},
		{"foglio di calcolo", "PK\x03\x04resto", "salvarlo come XLSX", ""},
		{"con DOCTYPE", `<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log></log>`, "DOCTYPE", ""},
		{"troppe attività", tante.String(), "5.001 attività diverse", ""},
		{"nome enorme", "pratica,attività,data\nP," + strings.Repeat("x", 501) + ",2026-01-01\n", "oltre 500 caratteri", ""},
		{"nessuna riga buona", "pratica,attività,data\n,A,2026-01-01\nP,A,Lucia Bertolazzi\nP,A,31/02/2026\n", "Primo problema, alla riga 2: Manca l'identificativo del caso.",
			"2: Manca l'identificativo del caso.\n3: La data «…» non esiste o non è in un formato riconosciuto.\n4: La data «31/02/2026» non esiste o non è in un formato riconosciuto.\n"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		for _, c := range casi {
			t.Run(c.nome, func(t *testing.T) {
				g := m.Carica("registro.csv", []byte(c.contenuto))
				m.Leggi(g)
				s := m.Apri(g.N)
				if s.Registro.Stato != analisi.Rifiutato || s.Risultato != nil || s.Registro.Errore == "" || !strings.Contains(s.Registro.Errore, c.errore) {
					t.Errorf("%s: %q", s.Registro.Stato, s.Registro.Errore)
				}
				if got := righe(s); got != c.problemi {
					t.Errorf("rejected rows:\n%s", got)
				}
				if got := atti(t, d); !strings.HasSuffix(got, "CaricaRegistro ConfermaColonne RifiutaRegistro") {
					t.Errorf("audit: %s", got)
				}
			})
		}
	})
}

func righe(s analisi.Scheda) string {
	var b strings.Builder
	for _, p := range s.Problemi {
		fmt.Fprintf(&b, "%d: %s\n", p.Row, p.Reason)
	}
	return b.String()
}

func TestRigheRotteNominate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		rotte := strings.Repeat("P9,Parere,ieri,Mario Draghetti\n", analisi.MaxProblemi+50)
		g := m.Carica("rotte.csv", []byte(permessi+"P4,,2026-01-01,\nP4,Parere,2026-13-01,\nP4,Parere\n"+rotte))
		m.Leggi(g)
		s := m.Apri(g.N)
		if s.Registro.Stato != analisi.Pronto || s.Risultato.Sintesi.Counts.Cases != 3 {
			t.Fatalf("%+v", s.Registro)
		}
		if got := s.Risultato.Sintesi.DroppedTotal; got != 3+analisi.MaxProblemi+50 {
			t.Errorf("%d rejected rows in all", got)
		}
		if len(s.Problemi) != analisi.MaxProblemi {
			t.Errorf("%d rejected rows kept", len(s.Problemi))
		}
		for i, riga := range []int{9, 10, 11} {
			if s.Problemi[i].Row != riga || s.Problemi[i].Reason == "" {
				t.Errorf("rejected row %d: %+v", i, s.Problemi[i])
			}
		}
	})
}

// TestNessunNome looks for the operators of the log in all that is stored of
// it, outside of the uploaded file.
func TestNessunNome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi+"P5,Parere,Lucia Bertolazzi,Mario Draghetti\n"))
		m.Leggi(g)
		var testo string
		m.In(func(ctx context.Context, tx *db.Tx) (err error) {
			testo, err = db.One(ctx, tx, db.Scalar[string], `SELECT risultato || problemi || errore FROM analisi_registri WHERE id = $1`, g.ID)
			return err
		})
		if !strings.Contains(testo, `{"da":"R1","a":"R2","volte":1}`) {
			t.Errorf("no pseudonyms in %s", testo)
		}
		for _, nome := range []string{"Draghetti", "Bertolazzi", "Mario", "Lucia"} {
			if strings.Contains(testo, nome) {
				t.Errorf("%s is in what is stored: %s", nome, testo)
			}
		}
	})
}

func TestSoloEventiDiFine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		testo := "pratica,attività,data,lifecycle\nP,A,2026-01-01,START\nP,A,2026-01-02,COMPLETE\nP,B,2026-01-03,complete\n"
		for ciclo, want := range map[analisi.Ciclo][2]int{analisi.Tutti: {3, 0}, analisi.Completi: {2, 1}} {
			c := analisi.ScelteVuote()
			c.Ciclo = ciclo
			g := m.CaricaCome(m.Attori["Carla"], analisitest.Lavorata, "fasi.csv", []byte(testo), c)
			m.Leggi(g)
			s := m.Apri(g.N).Risultato.Sintesi
			if got := [2]int{s.Counts.Events, s.Skipped}; got != want {
				t.Errorf("%s: events and skipped = %v, want %v", ciclo, got, want)
			}
		}
	})
}

// fasi is a log that writes the start and the end of each activity, with a
// start without an end, an end without a start and another phase.
const fasi = "pratica,attività,data,fase,operatore\n" +
	"P,Istruttoria,2026-01-01T09:00,START,Mario\nP,Sopralluogo,2026-01-02T09:00,schedule,\nP,Istruttoria,2026-01-03T09:00,COMPLETE,Mario\n" +
	"P,Rilascio,2026-01-05T09:00,complete,Lucia\nP,Sopralluogo,2026-01-06T09:00,start,Mario\n"

// TestInizioEFineUniti: the wizard recognises a log of starts and ends, the
// choice is stored with the log and remembered, what was left out is told.
func TestInizioEFineUniti(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		anna := m.Attori["Anna"]
		g := m.CaricaSolo(anna, analisitest.Lavorata, "fasi.csv", []byte(fasi))
		v, err := m.Servizio.ApriColonne(context.Background(), anna, analisitest.Lavorata, int64(g.N), "", "")
		if err != nil || !v.Anteprima.InizioEFine || v.Proposta.Ciclo != analisi.Unisci || strings.Join(v.Anteprima.Fasi, " ") != "START schedule COMPLETE complete start" {
			t.Fatalf("proposed: %+v, %v, %v", v.Proposta, v.Anteprima.Fasi, err)
		}
		if err := m.Servizio.ConfermaColonne(context.Background(), anna, analisitest.Lavorata, int64(g.N), v.Proposta); err != nil {
			t.Fatal(err)
		}
		m.Leggi(g)
		f, err := m.Servizio.ApriFonte(context.Background(), anna, analisitest.Lavorata, int64(g.N))
		if err != nil {
			t.Fatal(err)
		}
		if f.Registro.Ciclo != analisi.Unisci || m.Apri(g.N).Registro.Ciclo != analisi.Unisci {
			t.Errorf("the log is read as %q", f.Registro.Ciclo)
		}
		want := analisi.Unione{Unite: 1, FiniSole: 1, IniziSoli: 1, AltreFasi: []analisi.Quante{{Nome: "schedule", Volte: 1}},
			Soli: []analisi.Spaiata{{Attivita: "Rilascio", Fini: 1}, {Attivita: "Sopralluogo", Inizi: 1}}, RigheSole: []int32{6}}
		if got := f.Risultato.Lettura.Unione; got == nil || !reflect.DeepEqual(*got, want) || got.Fuori() != 2 {
			t.Errorf("joined: %+v, want %+v", got, want)
		}
		if l := f.Log; l.Events() != 2 || l.Begin == nil || l.Time[0]-l.Begin[0] != 2*86400e6 || l.Begin[1] != eventlog.NoTime || f.Risultato.Sintesi.Counts.Events != 2 {
			t.Errorf("the deposit has %d events, begin %v", l.Events(), l.Begin)
		}
		due := m.CaricaSolo(anna, analisitest.Lavorata, "fasi2.csv", []byte(fasi))
		if v, err = m.Servizio.ApriColonne(context.Background(), anna, analisitest.Lavorata, int64(due.N), "", ""); err != nil || v.Ricordata.IsZero() || v.Proposta.Ciclo != analisi.Unisci {
			t.Errorf("remembered: %q, %v", v.Proposta.Ciclo, err)
		}
		v.Proposta.Colonne.Resource = eventlog.Ignored
		solo := m.CaricaCome(anna, analisitest.Lavorata, "inizi.csv", []byte("pratica,attività,data,fase\nP,A,2026-01-01,start\nP,B,2026-01-02,start\n"), v.Proposta)
		m.Leggi(solo)
		if s := m.Apri(solo.N); s.Registro.Stato != analisi.Rifiutato || !strings.Contains(s.Registro.Errore, "Nessuna riga dice la fine") || !s.Registro.Confermabile() {
			t.Errorf("only starts: %+v", s.Registro)
		}
	})
}

// TestSoloFineNonSiUnisce: a log that writes only ends is proposed as it is.
func TestSoloFineNonSiUnisce(t *testing.T) {
	m := analisitest.Nuovo(t, dbtest.SQLite(t, db.Options{}))
	g := m.CaricaSolo(m.Attori["Anna"], analisitest.Lavorata, "fini.csv", []byte(strings.NewReplacer("START", "complete", ",start,", ",complete,").Replace(fasi)))
	v, err := m.Servizio.ApriColonne(context.Background(), m.Attori["Anna"], analisitest.Lavorata, int64(g.N), "", "")
	if err != nil || v.Anteprima.InizioEFine || v.Proposta.Ciclo != analisi.Tutti {
		t.Errorf("proposed: %q, %v", v.Proposta.Ciclo, err)
	}
}

// TestLimitiDelRisultato reads a log whose practice has more steps, and whose
// graph has more transitions, than are kept.
func TestLimitiDelRisultato(t *testing.T) {
	var b strings.Builder
	b.WriteString("pratica,attività,data\n")
	const attivita = 160 // ordered pairs: 25,600
	n := 0
	for i := range attivita {
		for j := range attivita {
			for _, a := range []int{i, j} {
				fmt.Fprintf(&b, "P,A%d,%s\n", a, fmt.Sprintf("2026-01-01T%02d:%02d:%02d", n/3600%24, n/60%60, n%60))
				n++
			}
		}
	}
	m := analisitest.Nuovo(t, dbtest.SQLite(t, db.Options{}))
	g := m.Carica("grande.csv", []byte(b.String()))
	m.Leggi(g)
	s := m.Apri(g.N).Risultato.Sintesi
	if s.Counts.Edges <= analisi.MaxPassaggi || len(s.Transitions) != analisi.MaxPassaggi {
		t.Errorf("%d transitions kept of %d", len(s.Transitions), s.Counts.Edges)
	}
	if v := s.Variants[0].Sequence; len(v) != analisi.MaxPassiVariante+1 || v[len(v)-1] != "… e altri 51.000 passi" {
		t.Errorf("variant of %d steps, the last is %q", len(v), v[len(v)-1])
	}
}

// TestRegistroPubblico reads the log of the building permits of five Dutch
// municipalities through the queue and compares it with independent results.
func TestRegistroPubblico(t *testing.T) {
	dir := analisitest.DatiPubblici(t)
	contenuto, err := os.ReadFile(filepath.Join(dir, "logs", "receipt_wabo.xes.gz"))
	if err != nil {
		t.Fatal(err)
	}
	attese := leggiAttese(t, filepath.Join(dir, "expected", "receipt_wabo.json.gz"))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		m.Avvia()
		s := m.Aspetta(m.Carica("receipt_wabo.xes.gz", contenuto).N)
		if s.Risultato == nil {
			t.Fatalf("refused: %s", s.Registro.Errore)
		}
		c := s.Risultato.Sintesi.Counts
		if c.Cases != 1434 || c.Events != 8577 {
			t.Errorf("%d cases, %d events", c.Cases, c.Events)
		}
		if got := s.Risultato.Sintesi.CaseDurations; math.Abs(got.Median-attese["median"]) > 0.001 || math.Abs(got.Mean-attese["mean"]) > 0.001 {
			t.Errorf("durations %+v, want %v", got, attese)
		}
	})
}

func leggiAttese(t *testing.T, file string) map[string]float64 {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var v struct {
		Durate map[string]float64 `json:"case_duration_seconds"`
	}
	if err := json.NewDecoder(z).Decode(&v); err != nil {
		t.Fatal(err)
	}
	if v.Durate["median"] <= 0 {
		t.Fatalf("no median in %s", file)
	}
	return v.Durate
}

// muoreDopo is a store whose node dies as soon as the deposit is written.
type muoreDopo struct {
	files.Store
	spegni context.CancelFunc
}

func (m muoreDopo) Put(ctx context.Context, r io.Reader, max int64) (files.Stored, error) {
	st, err := m.Store.Put(ctx, r, max)
	m.spegni()
	return st, err
}

// TestMortaDopoIlDeposito: the next reading leaves one deposit with its row, and
// the orphan of the first is for the sweep.
func TestMortaDopoIlDeposito(t *testing.T) {
	clock := dbtest.NewClock(time.Now().Add(time.Hour)) // files carry the time of the machine
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		m := analisitest.Nuovo(t, d)
		g := m.Carica("permessi.csv", []byte(permessi))
		ctx, cancel := context.WithCancel(context.Background())
		m.Servizio.Files = muoreDopo{m.Files, cancel}
		if err := m.Servizio.LeggiRegistro(ctx, g.ID); !errors.Is(err, context.Canceled) {
			t.Fatalf("the cut reading ends with %v", err)
		}
		m.Servizio.Files = m.Files
		if s := m.Apri(g.N); s.Registro.Stato != analisi.InLettura || s.Registro.FileID == 0 || s.Registro.DepositoID != 0 {
			t.Fatalf("after the cut: %+v", s.Registro)
		}
		m.Leggi(g)
		if s := m.Apri(g.N); s.Registro.Stato != analisi.Pronto || s.Registro.DepositoID == 0 {
			t.Fatalf("after the second reading: %+v", s.Registro)
		}
		if n, err := files.Sweep(context.Background(), d, m.Files, time.Minute); err != nil || n != 2 { // the orphan and the uploaded file
			t.Errorf("swept %d files, %v", n, err)
		}
		if _, err := m.Servizio.ApriFonte(context.Background(), m.Attori["Anna"], analisitest.Lavorata, int64(g.N)); err != nil {
			t.Errorf("the deposit was swept too: %v", err)
		}
		if got := atti(t, d); got != "CaricaRegistro ConfermaColonne LeggiRegistro" {
			t.Errorf("audit: %s", got)
		}
	})
}
