package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"pass/internal/accesso"
	"pass/internal/analisi"
	"pass/internal/app"
	"pass/internal/contatti"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/config"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/pubblico"
	"pass/internal/richieste"
	"pass/internal/termini"
	"pass/tests/fixture"
)

// presente is when the tests of the whole installation happen.
var presente = time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)

func orologio() time.Time { return presente }

// mondo is a small lived-in installation: two bodies, each with its mayor and
// its delegate, a task force with coordinator and expert for each, the people
// who see everything, and requests, documents, logs and adesioni of both.
type mondo struct {
	cfg     config.Config
	app     *app.App
	persone map[string]int64        // "legale", "altro legale", "segreteria", …
	cookie  map[string]*http.Cookie // their sessions
	sigle   [2]map[string]string    // names in addresses: of their own body, of the other one
}

// ruoli are the people of the matrix, in the order of its columns: those of
// the first body and task force, and somebody without any mandate.
var ruoli = []string{"legale", "delegato", "segreteria", "coordinatore", "esperto", "regione", "osservatore", "amministratore", "nessuno"}

func nuovoMondo(t *testing.T, database string) *mondo {
	t.Helper()
	cfg := fixture.Config(t.TempDir())
	cfg.Database = database
	m := &mondo{cfg: cfg, app: fixture.New(t, cfg, orologio), persone: map[string]int64{}, cookie: map[string]*http.Cookie{}}
	w := fixture.In(t, m.app)
	m.personale(w)
	for i, nome := range []string{"Gubbio", "Assisi"} {
		m.sigle[i] = map[string]string{}
		m.lato(t, w, i, nome)
	}
	m.comuni(t, w)
	m.campagne(t, w)
	m.redazione(t, w)
	for nome, id := range m.persone {
		m.cookie[nome] = w.SignIn(id)
	}
	m.sessioni(t, w)
	if err := m.app.Richieste.PubblicaCifre(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

// personale makes the people of the service.
func (m *mondo) personale(w *fixture.World) {
	for i, prefix := range []string{"", "altro "} {
		tf := w.TaskForce(i).ID
		m.persone[prefix+"coordinatore"] = w.Staff("Carla", "Coordina "+fmt.Sprint(i), kernel.Coordinatore, tf).Persona
		m.persone[prefix+"esperto"] = w.Staff("Elio", "Esperto "+fmt.Sprint(i), kernel.EspertoRuolo, tf).Persona
	}
	for nome, ruolo := range map[string]kernel.Ruolo{"segreteria": kernel.Segreteria, "regione": kernel.Regione, "osservatore": kernel.Osservatore, "amministratore": kernel.Amministratore} {
		m.persone[nome] = w.Staff("Anna", nome, ruolo, 0).Persona
	}
	w.Staff("Ada", "Seconda", kernel.Amministratore, 0)
	m.persone["nessuno"] = w.Persona("Nino", "Nessuno").Persona
}

// lato makes a body with its people and what belongs to it.
func (m *mondo) lato(t *testing.T, w *fixture.World, i int, nome string) {
	prefix := []string{"", "altro "}[i]
	s := m.sigle[i]
	set := func(key string, id int64) { s[key] = fmt.Sprint(id) }
	e, seg := w.Ente("Comune di "+nome), w.Actor(m.persone["segreteria"])
	legale := w.Persona("Maria", "Sindaca "+nome)
	set("adesione", w.Adesione(legale, e))
	legale = w.Approva(seg, legale, numero(s["adesione"]))
	set("mandato-legale", legale.Mandati[0].ID)
	delegato := w.Persona("Dino", "Delegato "+nome, accesso.Mandato{Ruolo: kernel.Delegato, EnteID: e.ID})
	set("mandato", delegato.Mandati[0].ID)
	tolto := w.Persona("Tito", "Tolto "+nome, accesso.Mandato{Ruolo: kernel.Delegato, EnteID: e.ID})
	m.persone[prefix+"legale"], m.persone[prefix+"delegato"], m.persone[prefix+"tolto"] = legale.Persona, delegato.Persona, tolto.Persona
	set("persona", delegato.Persona)
	set("ente", e.ID)
	s["istat"] = string(e.Istat)
	team := fixture.Squadra{Ente: legale, Segreteria: seg, Coordinatore: w.Actor(m.persone[prefix+"coordinatore"]),
		Esperto: w.Actor(m.persone[prefix+"esperto"]), EnteID: e.ID, TaskForce: w.TaskForce(i).ID}
	for _, stato := range richieste.Stati {
		set(string(stato), w.Richiesta(team, "Richiesta di "+nome, stato))
	}
	err := m.app.Richieste.Salva(t.Context(), legale, numero(s["bozza"]), w.Modulo(team.TaskForce, "Bozza"), []richieste.Allegato{w.Allegato("bozza " + nome)})
	ok(t, err)
	for key, stato := range map[string]string{"doc": "in_lavorazione", "doc-bozza": "bozza"} {
		set(key, m.uno(t, `SELECT id FROM richieste_documenti WHERE richiesta_id = $1`, numero(s[stato])))
	}
	ok(t, m.app.Enti.InvitaDelegato(t.Context(), legale, e.ID, "invitato."+strings.ToLower(nome)+"@example.org", m.app.DB.Now().Day().AddDays(30)))
	set("invito", m.uno(t, `SELECT id FROM inviti WHERE ente_id = $1`, e.ID))
	chiusura, err := m.app.Enti.AggiungiChiusura(t.Context(), legale, e.ID, termini.Chiusura{Nome: "Ponte", Dal: kernel.MustDay("2026-12-07"), Al: kernel.MustDay("2026-12-08")})
	ok(t, err)
	set("chiusura", chiusura)
	m.registro(t, legale, numero(s["in_lavorazione"]))
	s["registro"] = "1"
	azione, err := m.app.Richieste.AggiungiAzione(t.Context(), legale, numero(s["in_lavorazione"]), richieste.NuovaAzione{Titolo: "Chiedere il parere alla ricezione",
		Responsabile: "Ufficio tecnico", Entro: kernel.InstantOf(time.Now()).Day().AddDays(30)})
	ok(t, err)
	s["azione"] = fmt.Sprint(azione.N)
	ok(t, m.app.DB.InTx(t.Context(), func(tx *db.Tx) error {
		return accesso.Revoca(t.Context(), tx, legale, tolto.Mandati[0].ID, "Non lavora più per l'ente.")
	}))
}

// registro uploads a small event log for a request and reads it.
func (m *mondo) registro(t *testing.T, chi kernel.Actor, richiesta int64) {
	t.Helper()
	log := []byte("caso,attività,data e ora\n1,Presentata,2026-01-10 09:00:00\n1,Istruita,2026-02-10 09:00:00\n2,Presentata,2026-01-12 09:00:00\n2,Istruita,2026-03-12 09:00:00\n")
	stored, err := m.app.Files.Put(t.Context(), bytes.NewReader(log), int64(len(log)))
	ok(t, err)
	g, err := m.app.Analisi.CaricaRegistro(t.Context(), chi, richiesta, analisi.Caricamento{Stored: stored, Nome: "registro.csv", Tipo: files.CSV.Type})
	ok(t, err)
	ok(t, m.app.Analisi.ConfermaColonne(t.Context(), chi, richiesta, int64(g.N), analisi.ScelteVuote()))
	ok(t, m.app.Analisi.LeggiRegistro(t.Context(), g.ID))
	if m.uno(t, `SELECT COUNT(*) FROM analisi_registri WHERE id = $1 AND stato = 'pronto'`, g.ID) != 1 {
		t.Fatal("the log was refused")
	}
}

// comuni makes what belongs to nobody in particular.
func (m *mondo) comuni(t *testing.T, w *fixture.World) {
	firma, err := m.app.Contatti.Firma(t.Context())
	ok(t, err)
	scritto, err := m.app.Contatti.Scrivi(t.Context(), contatti.Modulo{Nome: "Mario Rossi", Email: "mario@example.net", Argomento: "altro",
		Testo: "Vorrei sapere come funziona il servizio."}, "192.0.2.0/24", firma.Apertura(m.app.DB.Now().Add(-time.Minute)))
	ok(t, err)
	for i := range m.sigle {
		m.sigle[i]["contatto"], m.sigle[i]["ricevuta-contatto"] = fmt.Sprint(scritto.ID), firma.Codice(scritto.Anno, scritto.Numero)
	}
	// An address of this machine: nobody is ever called by these tests.
	destinazione, _, err := m.app.Avvisi.RegistraDestinazione(t.Context(), w.Actor(m.persone["amministratore"]), pubblico.Destinazione{Indirizzo: "https://127.0.0.1:1/avvisi",
		Descrizione: "Portale di prova", Email: "portale@example.org", Eventi: pubblico.Eventi})
	ok(t, err)
	seg := w.Actor(m.persone["segreteria"])
	unione, err := m.app.Enti.CreaEnte(t.Context(), seg, enti.DatiEnte{Tipo: enti.Unione, Nome: "Unione dei Comuni di prova", Provincia: "PG"})
	ok(t, err)
	aspirante := w.Persona("Aldo", "Aspirante")
	inviata := w.Adesione(aspirante, w.Ente("Comune di Todi"))
	_, err = m.app.Accesso.InvitaPersonale(t.Context(), seg, accesso.Invito{Email: "esperta@example.org", Ruolo: kernel.Osservatore})
	ok(t, err)
	invito := m.uno(t, `SELECT MAX(id) FROM inviti`)
	proc := w.Procedimento(w.TaskForce(0).ID)
	termine := m.uno(t, `SELECT id FROM catalogo_termini WHERE procedimento_id = $1`, proc.ID)
	for i := range m.sigle {
		s := m.sigle[i]
		s["destinazione"] = fmt.Sprint(destinazione)
		s["unione"], s["adesione-inviata"], s["invito-personale"] = fmt.Sprint(unione), fmt.Sprint(inviata), fmt.Sprint(invito)
		s["token"] = m.token(t, "esperta@example.org")
		s["tf"], s["procedimento"], s["termine"] = fmt.Sprint(w.TaskForce(0).ID), fmt.Sprint(proc.ID), fmt.Sprint(termine)
		s["codice-tf"], s["codice-procedimento"], s["guida"], s["sigla"] = w.TaskForce(0).Codice, proc.Codice, "ente", "PG"
	}
}

// campagne opens the campaign of the monitoring for the semester 2026-1, to
// which both bodies are invited.
func (m *mondo) campagne(t *testing.T, w *fixture.World) {
	t.Helper()
	regione, sem := w.Actor(m.persone["regione"]), kernel.MustSemestre("2026-1")
	ok(t, m.app.Monitoraggio.Crea(t.Context(), regione, monitoraggio.DatiRilevazione{Semestre: sem, Scadenza: kernel.MustDay("2026-12-31"),
		Procedimenti: map[int64]monitoraggio.RivoltoA{w.Procedimento(w.TaskForce(0).ID).ID: monitoraggio.RivoltoATutti}}))
	n, err := m.app.Monitoraggio.Apri(t.Context(), regione, sem, 1)
	ok(t, err)
	if n != 2 {
		t.Fatalf("%d bodies invited", n)
	}
	m.dati(t, w)
}

var inLink = regexp.MustCompile(`/accesso/inviti/([A-Za-z0-9_-]+)`)

// token reads the link of an invitation where the person would: in the mail.
func (m *mondo) token(t *testing.T, email string) string {
	t.Helper()
	var testo string
	ok(t, m.app.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		testo, err = db.One(t.Context(), tx, db.Scalar[string], `SELECT testo FROM posta WHERE destinatario = $1 ORDER BY id DESC`, email)
		return err
	}))
	found := inLink.FindStringSubmatch(testo)
	if found == nil {
		t.Fatalf("no invitation in %q", testo)
	}
	return found[1]
}

// sessioni opens for everybody a second session, and keeps a form that was
// interrupted: what is one's own in the matrix.
func (m *mondo) sessioni(t *testing.T, w *fixture.World) {
	for _, id := range m.persone {
		w.SignIn(id)
		w.Tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO moduli_sospesi (chiave, persona_id, percorso, valori, creato_il) VALUES ($1,$2,'/accesso/profilo','{"email":["x"]}',$3)`,
				"modulo-"+fmt.Sprint(id), id, tx.Now())
			return err
		})
	}
}

// uno reads one number.
func (m *mondo) uno(t *testing.T, query string, args ...any) (n int64) {
	t.Helper()
	ok(t, m.app.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		n, err = db.One(t.Context(), tx, db.Scalar[int64], query, args...)
		return err
	}))
	return n
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func numero(s string) (n int64) {
	_, err := fmt.Sscan(s, &n)
	if err != nil {
		panic(err)
	}
	return n
}

// indirizzo fills the names of an address in: {altro:x} is x of the other
// side, {io:sessione} and {io:modulo} belong to the person on the first side
// and to somebody else on the second.
func (m *mondo) indirizzo(t *testing.T, template string, lato int, chi string) string {
	t.Helper()
	mine := m.persone[chi]
	if lato == 1 {
		mine = m.persone["altro legale"]
	}
	return regexp.MustCompile(`\{[^}]+\}`).ReplaceAllStringFunc(template, func(name string) string {
		name = strings.Trim(name, "{}")
		side := lato
		switch {
		case name == "io:sessione":
			return fmt.Sprint(m.uno(t, `SELECT MAX(id) FROM sessioni WHERE persona_id = $1`, mine))
		case name == "io:modulo":
			return "modulo-" + fmt.Sprint(mine)
		case strings.HasPrefix(name, "altro:"):
			name, side = strings.TrimPrefix(name, "altro:"), 1-lato
		}
		value, known := m.sigle[side][name]
		if !known {
			t.Fatalf("the world has no {%s}, named by %s", name, template)
		}
		return url.PathEscape(value)
	})
}

// risposta is an answer of the service.
type risposta struct {
	stato int
	verso string // Location
	testo string
}

// chiedi makes a real request through the whole service.
func chiedi(h http.Handler, metodo, indirizzo string, cookie *http.Cookie, corpo string, header ...string) risposta {
	r := httptest.NewRequest(metodo, indirizzo, strings.NewReader(corpo))
	r.Host = "localhost:8080"
	if metodo == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	if cookie != nil {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return risposta{w.Code, w.Header().Get("Location"), w.Body.String()}
}

// impronta hashes every row of every table, so that a test can tell that
// nothing changed.
func (m *mondo) impronta(t *testing.T) string {
	t.Helper()
	sum := sha256.New()
	ok(t, m.app.DB.Read(t.Context(), func(tx *db.Tx) error {
		tables, err := tx.Tables(t.Context())
		if err != nil {
			return err
		}
		for _, table := range tables {
			fmt.Fprintln(sum, table.Name)
			if err := tx.Dump(t.Context(), table, func(values []any) error { _, err := fmt.Fprintln(sum, values...); return err }); err != nil {
				return err
			}
		}
		return nil
	}))
	return hex.EncodeToString(sum.Sum(nil))
}

// copia gives the same world in an installation of its own.
func (m *mondo) copia(t *testing.T) *mondo {
	t.Helper()
	out := *m
	out.cfg.Dati = t.TempDir()
	out.cfg.Database = filepath.Join(out.cfg.Dati, "pass.db")
	ok(t, m.app.DB.InTx(t.Context(), func(tx *db.Tx) error { // nobody writes while the files are copied
		for _, suffix := range []string{"", "-wal"} {
			if err := copiaFile(m.cfg.DatabaseAddress()+suffix, out.cfg.Database+suffix); err != nil {
				return err
			}
		}
		return nil
	}))
	out.cfg.Dati = m.cfg.Dati // the uploaded files are only read
	out.app = fixture.New(t, out.cfg, orologio)
	return &out
}

func copiaFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
