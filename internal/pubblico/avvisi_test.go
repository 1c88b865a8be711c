package pubblico_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/db/dbtest"
	"pass/internal/platform/jobs"
	"pass/internal/platform/mail"
	"pass/internal/pubblico"
)

// receiver is a program that wants to be told; it answers with status.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	got    []received
}

type received struct {
	head http.Header
	body string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{status: 204}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, _ := io.ReadAll(q.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, received{q.Header.Clone(), string(b)})
		if r.status == http.StatusFound {
			w.Header().Set("Location", r.URL+"/altrove")
		}
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) take() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.got
	r.got = nil
	return out
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

var amministratore = kernel.Actor{Persona: 1, Nome: "Ada", Mandati: []kernel.Mandato{{Ruolo: kernel.Amministratore}}}

// avvisi is the service on a database, with what it wrote into the trail.
func avvisi(t *testing.T, d *db.DB, interni bool) (*pubblico.Avvisi, *[]string) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	q := jobs.New(d, log)
	atti := &[]string{}
	a := &pubblico.Avvisi{DB: d, Jobs: q, Mail: mail.New(d, q, mail.Local{}, "pass.example", log), Log: log, Base: "https://pass.example", Interni: interni,
		Annota: func(_ context.Context, _ *db.Tx, _ kernel.Actor, atto string, _ int64, _ map[string]string) error {
			*atti = append(*atti, atto)
			return nil
		}}
	a.Registra()
	ok(t, q.Ready())
	return a, atti
}

func eachClock(t *testing.T, f func(t *testing.T, d *db.DB, clock *dbtest.Clock)) {
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	clock := dbtest.NewClock(start)
	dbtest.EachWith(t, db.Options{Clock: clock.Now}, func(t *testing.T, d *db.DB) {
		clock.Set(start)
		f(t, d, clock)
	})
}

func pubblicaNotizie(t *testing.T, d *db.DB, urls ...string) {
	t.Helper()
	var n pubblico.Notizie
	for _, u := range urls {
		n.Voci = append(n.Voci, pubblico.NotiziaBreve{Tipo: "notizia", Titolo: "Titolo di " + u, URL: u, Giorno: kernel.MustDay("2026-11-22"), ModificataIl: at("2026-11-22")})
	}
	ok(t, d.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, pubblico.ChiaveNotizie, n, "Redazione") }))
}

func destinazione(url string, es ...pubblico.Evento) pubblico.Destinazione {
	return pubblico.Destinazione{Indirizzo: url, Descrizione: "Portale", Email: "portale@ente.example", Eventi: es}
}

// TestQ9WhatIsPublishedIsToldSignedAndRetried drives a real server, and checks
// the signature with openssl.
func TestQ9WhatIsPublishedIsToldSignedAndRetried(t *testing.T) {
	eachClock(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		a, atti := avvisi(t, d, true)
		r := newReceiver(t)
		id, secret, err := a.RegistraDestinazione(ctx, amministratore, destinazione(r.URL+"/avvisi", pubblico.NotiziaPubblicata, pubblico.CifrePubblicate))
		ok(t, err)
		pubblicaNotizie(t, d, "/notizie/una")
		pubblicaNotizie(t, d, "/notizie/due", "/notizie/una")
		ok(t, a.Consegna(ctx))
		got := r.take()
		if len(got) != 2 {
			t.Fatalf("%d messages", len(got))
		}
		for i, want := range []string{"/notizie/una", "/notizie/due"} {
			var body struct {
				Type      string
				Timestamp string
				Data      map[string]string
			}
			ok(t, json.Unmarshal([]byte(got[i].body), &body))
			if body.Type != "notizia.pubblicata" || body.Data["indirizzo"] != want || body.Timestamp != "2026-11-22T09:00:00.000Z" {
				t.Errorf("message %d: %s", i, got[i].body)
			}
			verify(t, secret, got[i])
		}
		if got[0].head.Get("Webhook-Id") == got[1].head.Get("Webhook-Id") {
			t.Error("two messages have one id")
		}

		r.answer(http.StatusInternalServerError)
		pubblicaNotizie(t, d, "/notizie/tre", "/notizie/due", "/notizie/una")
		ok(t, a.Consegna(ctx))
		first := r.take()
		ok(t, a.Consegna(ctx)) // not yet time
		if again := r.take(); len(first) != 1 || len(again) != 0 {
			t.Fatalf("%d and %d attempts", len(first), len(again))
		}
		clock.Advance(5 * time.Second)
		r.answer(http.StatusOK)
		ok(t, a.Consegna(ctx))
		second := r.take()
		if len(second) != 1 || second[0].head.Get("Webhook-Id") != first[0].head.Get("Webhook-Id") || second[0].head.Get("Webhook-Timestamp") == first[0].head.Get("Webhook-Timestamp") || second[0].body != first[0].body {
			t.Fatalf("the second attempt is another message: %+v", second)
		}
		verify(t, secret, second[0])
		clock.Advance(24 * time.Hour)
		ok(t, a.Consegna(ctx))
		if late := r.take(); len(late) != 0 {
			t.Error("what arrived is sent again")
		}
		_, log, err := a.Quadro(ctx, amministratore, id)
		if ok(t, err); len(log) != 3 || log[0].Tentativi != 2 || log[0].Stato != pubblico.ConsegnaConsegnata || log[0].Esito != "risposta 200" {
			t.Errorf("log: %+v", log)
		}
		if strings.Join(*atti, " ") != "RegistraDestinazione" {
			t.Errorf("trail: %v", *atti)
		}
		clock.Advance(pubblico.EtaConsegne)
		ok(t, a.Pulizia(ctx))
		if _, log, err = a.Quadro(ctx, amministratore, id); err != nil || len(log) != 0 {
			t.Errorf("old messages are kept: %v, %v", log, err)
		}
	})
}

// verify computes the signature of Standard Webhooks with openssl.
func verify(t *testing.T, secret string, r received) {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) != 32 {
		t.Fatalf("secret %q: %v", secret, err)
	}
	cmd := exec.Command("openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:"+hex.EncodeToString(key), "-binary")
	cmd.Stdin = strings.NewReader(r.head.Get("Webhook-Id") + "." + r.head.Get("Webhook-Timestamp") + "." + r.body)
	sum, err := cmd.Output()
	ok(t, err)
	if want := "v1," + base64.StdEncoding.EncodeToString(sum); r.head.Get("Webhook-Signature") != want {
		t.Errorf("signature %s, openssl says %s", r.head.Get("Webhook-Signature"), want)
	}
	if r.head.Get("Content-Type") != "application/json" || strings.Contains(r.body, secret) {
		t.Errorf("%v", r.head)
	}
}

// What is not committed is not told; a semester is told once per version; who
// did not ask for an event does not get it.
func TestOnlyWhatIsPublishedIsTold(t *testing.T) {
	eachClock(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		a, _ := avvisi(t, d, true)
		r := newReceiver(t)
		_, _, err := a.RegistraDestinazione(ctx, amministratore, destinazione(r.URL, pubblico.CifrePubblicate, pubblico.RapportoPubblicato))
		ok(t, err)
		pubblicaNotizie(t, d, "/notizie/una")
		m := pubblico.Misure{Regione: "Lombardia", Semestri: []pubblico.SemestrePubblico{{Semestre: kernel.MustSemestre("2026-1"), Fonte: "M",
			Versioni: []pubblico.VersionePubblica{{N: 1, Impronta: strings.Repeat("ab", 32), BloccataIl: at("2026-11-20"), FirmataIl: at("2026-11-20"), PubblicataIl: at("2026-11-20")}}}}}
		if err := d.InTx(ctx, func(tx *db.Tx) error {
			ok(t, pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, m, "M"))
			return io.ErrUnexpectedEOF
		}); err == nil {
			t.Fatal("committed")
		}
		publishMisure := func() {
			ok(t, d.InTx(ctx, func(tx *db.Tx) error { return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, m, "M") }))
		}
		ok(t, a.Consegna(ctx))
		if got := r.take(); len(got) != 0 {
			t.Fatalf("told of what is not published: %+v", got)
		}
		publishMisure()
		publishMisure()
		m.Semestri[0].Versioni = append(m.Semestri[0].Versioni, m.Semestri[0].Versioni[0])
		m.Semestri[0].Versioni[1].N = 2
		publishMisure()
		ok(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, _, err := pubblico.ArchiviaRapporto(ctx, tx, pubblico.RapportoArchiviato{Semestre: kernel.MustSemestre("2026-1"), Ambito: "regione", Codice: "03", Nome: "Lombardia", Titolo: "T", Versione: 1, Contenuto: "{}"})
			return err
		}))
		ok(t, a.Consegna(ctx))
		var seen []string
		for _, g := range r.take() {
			var body struct {
				Type string
				Data struct{ Versione int64 }
			}
			ok(t, json.Unmarshal([]byte(g.body), &body))
			seen = append(seen, body.Type+strings.Repeat("+", int(body.Data.Versione)))
		}
		if strings.Join(seen, " ") != "cifre.pubblicate+ cifre.pubblicate++ rapporto.pubblicato" {
			t.Errorf("told: %v", seen)
		}
	})
}

func TestWhoNeverAnswersIsSuspendedAndToldByMail(t *testing.T) {
	eachClock(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		a, atti := avvisi(t, d, true)
		dead, alive := newReceiver(t), newReceiver(t)
		dead.answer(http.StatusFound)
		id, _, err := a.RegistraDestinazione(ctx, amministratore, destinazione(dead.URL, pubblico.NotiziaPubblicata))
		ok(t, err)
		_, _, err = a.RegistraDestinazione(ctx, amministratore, destinazione(alive.URL, pubblico.NotiziaPubblicata))
		ok(t, err)
		pubblicaNotizie(t, d, "/notizie/due", "/notizie/una")
		attempts := 0
		for range 12 {
			ok(t, a.Consegna(ctx))
			for _, g := range dead.take() {
				attempts++
				if strings.Contains(g.head.Get("Host"), "altrove") {
					t.Error("a redirect was followed")
				}
			}
			clock.Advance(12 * time.Hour)
		}
		if got := alive.take(); len(got) != 2 {
			t.Errorf("the other program got %d messages", len(got))
		}
		x, log, err := a.Quadro(ctx, amministratore, id)
		if ok(t, err); x.Stato != pubblico.DestinazioneSospesa || log[0].Stato != pubblico.ConsegnaFallita || log[1].Stato != pubblico.ConsegnaFallita || attempts < 5 {
			t.Errorf("after five days: %+v, %d attempts, %+v", x, attempts, log)
		}
		ok(t, d.Read(ctx, func(tx *db.Tx) error {
			out, err := mail.Outbox(ctx, tx, "portale@ente.example", 10)
			if len(out) != 1 || !strings.Contains(out[0].Subject, "sospesi") {
				t.Errorf("mail: %+v", out)
			}
			return err
		}))
		pubblicaNotizie(t, d, "/notizie/tre", "/notizie/due", "/notizie/una")
		dead.answer(http.StatusOK)
		ok(t, a.Consegna(ctx))
		ok(t, a.RiattivaAvvisi(ctx, amministratore, id))
		ok(t, a.Consegna(ctx))
		if got := dead.take(); len(got) != 0 {
			t.Errorf("what was published while suspended is told: %v", got)
		}
		esito, err := a.ProvaAvvisi(ctx, amministratore, id)
		if ok(t, err); esito.Stato != pubblico.ConsegnaConsegnata || len(dead.take()) != 1 {
			t.Errorf("test: %+v", esito)
		}
		if err := a.RiattivaAvvisi(ctx, amministratore, id); kernel.CodeOf(err) != kernel.Conflitto {
			t.Errorf("reactivated twice: %v", err)
		}
		ok(t, a.SospendiAvvisi(ctx, amministratore, id))
		ok(t, a.TogliDestinazione(ctx, amministratore, id))
		if strings.Join(*atti, " ") != "RegistraDestinazione RegistraDestinazione SospendiAvvisi RiattivaAvvisi ProvaAvvisi SospendiAvvisi TogliDestinazione" {
			t.Errorf("trail: %v", *atti)
		}
	})
}

// In production nothing inside the network is reached, however it is named.
func TestNoMessageReachesTheInside(t *testing.T) {
	eachClock(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		a, _ := avvisi(t, d, false)
		r := newReceiver(t)
		port := r.URL[strings.LastIndex(r.URL, ":"):]
		for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fd00::1]", "[fe80::1]", "[64:ff9b::7f00:1]", "2130706433"} {
			id, _, err := a.RegistraDestinazione(ctx, amministratore, destinazione("https://"+host+port, pubblico.NotiziaPubblicata))
			ok(t, err)
			esito, err := a.ProvaAvvisi(ctx, amministratore, id)
			if ok(t, err); esito.Stato != pubblico.ConsegnaFallita {
				t.Errorf("%s: %+v", host, esito)
			}
			if host != "2130706433" && esito.Esito != "l’indirizzo è di una rete interna: non è ammesso" {
				t.Errorf("%s: %s", host, esito.Esito)
			}
		}
		if len(r.take()) != 0 {
			t.Error("a message reached this machine")
		}
	})
}

func TestWhatADestinazioneMustSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, _ := avvisi(t, d, false)
		for name, x := range map[string]struct {
			d     pubblico.Destinazione
			field string
		}{
			"nothing":       {destinazione("", pubblico.CifrePubblicate), "indirizzo"},
			"in clear":      {destinazione("http://portale.example/x", pubblico.CifrePubblicate), "indirizzo"},
			"no address":    {destinazione("https://", pubblico.CifrePubblicate), "indirizzo"},
			"another kind":  {destinazione("ftp://portale.example", pubblico.CifrePubblicate), "indirizzo"},
			"a password":    {destinazione("https://u:p@portale.example", pubblico.CifrePubblicate), "indirizzo"},
			"no event":      {destinazione("https://portale.example"), "eventi"},
			"the test":      {destinazione("https://portale.example", pubblico.Prova), "eventi"},
			"no mail":       {pubblico.Destinazione{Indirizzo: "https://portale.example", Descrizione: "x", Email: "x", Eventi: pubblico.Eventi}, "email"},
			"no name":       {pubblico.Destinazione{Indirizzo: "https://portale.example", Email: "x@y.it", Eventi: pubblico.Eventi}, "descrizione"},
			"invented kind": {destinazione("https://portale.example", "altro"), "eventi"},
		} {
			_, _, err := a.RegistraDestinazione(ctx, amministratore, x.d)
			if fs := kernel.FieldsOf(err); len(fs) != 1 || fs[0].Field != x.field {
				t.Errorf("%s: %v", name, err)
			}
		}
		good := destinazione("https://portale.example/x", pubblico.Eventi...)
		_, one, err := a.RegistraDestinazione(ctx, amministratore, good)
		ok(t, err)
		if _, _, err := a.RegistraDestinazione(ctx, amministratore, good); len(kernel.FieldsOf(err)) != 1 {
			t.Errorf("the same address twice: %v", err)
		}
		good.Indirizzo += "2"
		_, two, err := a.RegistraDestinazione(ctx, amministratore, good)
		if ok(t, err); one == two || !bytes.HasPrefix([]byte(one), []byte("whsec_")) {
			t.Errorf("secrets %s and %s", one, two)
		}
		other := kernel.Actor{Persona: 2, Mandati: []kernel.Mandato{{Ruolo: kernel.Segreteria}}}
		if _, _, err := a.RegistraDestinazione(ctx, other, good); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("by the segreteria: %v", err)
		}
		if _, err := a.Elenco(ctx, other); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("list for the segreteria: %v", err)
		}
		if err := a.TogliDestinazione(ctx, other, 1); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("removal by the segreteria: %v", err)
		}
	})
}
