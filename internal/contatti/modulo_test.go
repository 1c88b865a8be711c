package contatti_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/contatti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/richieste"
)

var buono = contatti.Modulo{Nome: "Mario Rossi", Email: "Mario@Example.com", Argomento: "altro", Testo: "Vorrei sapere come si aderisce al servizio.", Pagina: "/cifre"}

func TestTheFormMakesAConversationWithItsReceipt(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		c, err := u.scrive(t, buono, "192.0.2.0/24")
		if err != nil {
			t.Fatal(err)
		}
		if c.Codice() != "C-2026-000001" || c.Stato != contatti.Nuovo || c.Email != "mario@example.com" || c.Pagina != "/cifre" {
			t.Errorf("%+v", c)
		}
		out := u.spedite(t)
		if len(out) != 1 || out[0].a != "mario@example.com" || !strings.Contains(out[0].oggetto, u.firma.Codice(c.Anno, c.Numero)) || strings.Contains(out[0].testo, "aderisce") {
			t.Fatalf("the receipt repeats the message, or is not there: %+v", out)
		}
		if k, err := u.c.PerRicevuta(ctx, u.firma.Codice(c.Anno, c.Numero)); err != nil || k.ID != c.ID {
			t.Errorf("the public receipt: %+v %v", k, err)
		}
		for _, codice := range []string{c.Codice(), c.Codice() + "-aaaaaaaa", "x", strings.ToLower(u.firma.Codice(c.Anno, c.Numero))} {
			if _, err := u.c.PerRicevuta(ctx, codice); kernel.CodeOf(err) != kernel.NonTrovato {
				t.Errorf("receipt of %q: %v", codice, err)
			}
		}
	})
}

func TestTheFormRefusesAndKeepsCount(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		for name, m := range map[string]contatti.Modulo{"nome": {Email: "a@b.it", Argomento: "altro", Testo: buono.Testo}, "email": {Nome: "a", Email: "a", Argomento: "altro", Testo: buono.Testo},
			"argomento": {Nome: "a", Email: "a@b.it", Argomento: "posta", Testo: buono.Testo}, "testo": {Nome: "a", Email: "a@b.it", Argomento: "altro", Testo: "x"}} {
			_, err := u.scrive(t, m, "r")
			if fs := kernel.FieldsOf(err); len(fs) != 1 || fs[0].Field != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, aperto := range map[string]string{"at once": u.firma.Apertura(u.DB.Now()), "no instant": "", "forged": "1700000000-aaaaaaaa", "yesterday": u.firma.Apertura(u.DB.Now().Add(-25 * time.Hour))} {
			if _, err := u.c.Scrivi(ctx, buono, "r", aperto); kernel.CodeOf(err) != kernel.NonValido {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := u.conta(t, `SELECT COUNT(*) FROM contatti`); n != 0 {
			t.Fatalf("%d conversations of wrong forms", n)
		}
		for i := range 8 {
			_, err := u.scrive(t, buono, fmt.Sprintf("rete-%d", i))
			if (i < 5) != (err == nil) || err != nil && kernel.CodeOf(err) != kernel.TroppeVolte {
				t.Errorf("message %d of one address in an hour: %v", i+1, err)
			}
		}
		u.Orologio.Advance(61 * time.Minute)
		var rifiutati int
		for i := range 50 {
			m := buono
			m.Email = fmt.Sprintf("p%d@example.com", i)
			if _, err := u.scrive(t, m, "una rete"); kernel.CodeOf(err) == kernel.TroppeVolte && err != nil {
				rifiutati++
			}
		}
		if rifiutati != 10 {
			t.Errorf("%d of 50 messages of one network refused", rifiutati)
		}
		trappola := buono
		trappola.Trappola, trappola.Email = "http://spam.example", "robot@example.com"
		prima := len(u.spedite(t))
		c, err := u.scrive(t, trappola, "altra rete")
		if err != nil || c.Stato != contatti.Spam || len(u.spedite(t)) != prima {
			t.Errorf("the trap: %+v %v", c, err)
		}
	})
}

func TestTheSameSendingIsOne(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		invio := &db.Submission{Key: "contatti-uno"}
		aperto := u.firma.Apertura(u.DB.Now().Add(-time.Minute))
		if _, err := u.c.Scrivi(db.WithSubmission(ctx, invio), buono, "r", aperto); err != nil {
			t.Fatal(err)
		}
		if _, err := u.c.Scrivi(db.WithSubmission(ctx, &db.Submission{Key: "contatti-uno"}), buono, "r", aperto); !errors.Is(err, db.ErrRepeated) {
			t.Errorf("the second sending: %v", err)
		}
		if n := u.conta(t, `SELECT COUNT(*) FROM contatti`); n != 1 {
			t.Errorf("%d conversations", n)
		}
	})
}

func TestWhoMayReadAndAnswer(t *testing.T) {
	u := suSQLite(t)
	c, err := u.scrive(t, buono, "r")
	if err != nil {
		t.Fatal(err)
	}
	amministra := u.Actor(t, u.Amministratrice)
	if _, err := u.c.SchedaDi(ctx, amministra, c.ID); err != nil {
		t.Error(err)
	}
	for name, chi := range map[string]kernel.Actor{"amministratrice": amministra, "sindaca": u.Actor(t, u.Sindaca), "nobody": {}} {
		if _, err := u.c.Compi(ctx, chi, c.ID, contatti.Mossa{Atto: contatti.Chiudi}); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("%s closes: %v", name, err)
		}
		if _, _, err := u.c.ApriOriginale(ctx, chi, c.ID, 1); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("%s opens the original: %v", name, err)
		}
	}
	if _, err := u.c.SchedaDi(ctx, u.Actor(t, u.Sindaca), c.ID); kernel.CodeOf(err) != kernel.Vietato {
		t.Errorf("a mayor reads: %v", err)
	}
	if _, err := u.c.Compi(ctx, u.segretaria(t), c.ID, contatti.Mossa{Atto: contatti.Rispondi, Testo: "ciao ciao", Destinatario: "altri@example.com"}); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("an answer to who never wrote: %v", err)
	}
	if _, err := u.c.Compi(ctx, u.segretaria(t), c.ID, contatti.Mossa{Atto: contatti.Affida, Persona: u.Sindaca.ID}); kernel.CodeOf(err) != kernel.NonValido {
		t.Errorf("given to somebody outside the segreteria: %v", err)
	}
	if _, err := u.c.Compi(ctx, u.segretaria(t), c.ID, contatti.Mossa{Atto: contatti.Ricevi}); kernel.CodeOf(err) != kernel.NonTrovato {
		t.Errorf("an act of the system by a person: %v", err)
	}
}

func TestAMessageBecomesADraftOfTheBody(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		c, err := u.scrive(t, buono, "r")
		if err != nil {
			t.Fatal(err)
		}
		q := contatti.Richiesta{Ente: u.Lodi.ID, Procedimento: u.Proc.ID, Oggetto: "Permessi fermi", Descrizione: "Ci sono venti permessi fermi da mesi."}
		if _, err := u.c.DiventaRichiesta(ctx, u.Actor(t, u.Sindaca), c.ID, q); kernel.CodeOf(err) != kernel.Vietato {
			t.Errorf("by a mayor: %v", err)
		}
		if c, err = u.c.DiventaRichiesta(ctx, u.segretaria(t), c.ID, q); err != nil {
			t.Fatal(err)
		}
		if _, err := u.c.DiventaRichiesta(ctx, u.segretaria(t), c.ID, q); kernel.CodeOf(err) != kernel.Conflitto {
			t.Errorf("twice: %v", err)
		}
		u.Leggi(t, func(ctx2 context.Context, tx *db.Tx) error {
			r, err := richieste.Carica(ctx2, tx, u.Actor(t, u.Delegato), c.Richiesta)
			if err != nil || r.Stato != richieste.Bozza || r.Modulo.Oggetto != "Permessi fermi" || r.ProcedimentoID != u.Proc.ID {
				t.Errorf("the draft: %+v %v", r, err)
			}
			if _, err := richieste.Carica(ctx2, tx, u.segretaria(t), c.Richiesta); kernel.CodeOf(err) != kernel.NonTrovato {
				t.Errorf("the segreteria sees the draft: %v", err)
			}
			return nil
		})
		a := map[string]int{}
		for _, m := range u.spedite(t) {
			a[m.a]++
		}
		if a["mario@example.com"] != 2 || a[u.Sindaca.Email] != 1 || a[u.Delegato.Email] != 1 {
			t.Errorf("who is told: %v", a)
		}
	})
}

func TestWhatIsOverGoesAfterTwoYears(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		_, c := u.arriva(t, "From: Mario <mario@example.com>\r\nSubject: x\r\nMessage-ID: <v@x>\r\n\r\nUn messaggio che si cancella.\r\n")
		aperto, err := u.scrive(t, buono, "r")
		if err != nil {
			t.Fatal(err)
		}
		u.compi(t, c.ID, contatti.Mossa{Atto: contatti.Chiudi})
		u.Giorni(729)
		if n, err := u.c.Conserva(ctx); err != nil || n != 0 {
			t.Fatalf("too early: %d %v", n, err)
		}
		u.Giorni(3)
		if n, err := u.c.Conserva(ctx); err != nil || n != 1 {
			t.Fatalf("%d gone, %v", n, err)
		}
		if n := u.conta(t, `SELECT COUNT(*) FROM contatti`); n != 1 {
			t.Errorf("%d left", n)
		}
		u.scheda(t, aperto.ID)
		if n := u.conta(t, `SELECT COUNT(*) FROM files`) + u.conta(t, `SELECT COUNT(*) FROM contatti_arrivi WHERE mittente <> ''`) + u.conta(t, `SELECT COUNT(*) FROM contatti_ritmo`); n != 0 {
			t.Errorf("%d traces of who wrote", n)
		}
	})
}
