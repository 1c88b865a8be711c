package contatti_test

import (
	"context"
	"fmt"
	"net"
	"net/smtp"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"pass/internal/contatti"
	"pass/internal/platform/config"
	"pass/internal/platform/mail"
	"pass/internal/richieste/richiestetest"
)

// serverVeri are the SMTP and IMAP addresses of servers that we did not write
// (scripts/mail-test.sh).
func serverVeri(t *testing.T) (smtpAddr, imapAddr string) {
	t.Helper()
	v := os.Getenv("PASS_TEST_MAIL")
	if v == "" {
		if os.Getenv("PASS_TEST_REQUIRE_MAIL") != "" {
			t.Fatal("PASS_TEST_MAIL is empty: the mail servers are required here")
		}
		t.Skip("mail servers skipped: set PASS_TEST_MAIL (make test does)")
	}
	smtpAddr, imapAddr, _ = strings.Cut(v, ",")
	return smtpAddr, imapAddr
}

func porta(t *testing.T, address string) (string, int) {
	t.Helper()
	host, p, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(p)
	if err != nil {
		t.Fatal(err)
	}
	return host, n
}

// istanza is a whole office whose mail goes through the real servers.
func istanza(t *testing.T, dominio string) *ufficio {
	t.Helper()
	smtpAddr, imapAddr := serverVeri(t)
	casella := "contatti@" + dominio
	vuota(t, imapAddr, casella)
	cfg := configurazione()
	cfg.URL = "http://127.0.0.1:8080"
	cfg.Contatto, cfg.SMTPMittente, cfg.ContattoEsteso = casella, casella, true
	cfg.SMTPHost, cfg.SMTPPorta = porta(t, smtpAddr)
	cfg.IMAPHost, cfg.IMAPPorta = porta(t, imapAddr)
	cfg.IMAPUtente, cfg.IMAPPassword, cfg.IMAPTLS, cfg.IMAPCartella = casella, "prova", "nessuno", "INBOX, Altra"
	u := nuovoUfficio(t, richiestetest.SQLite(t), cfg, trasporto(cfg))
	if err := u.q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := u.q.Stop(c); err != nil {
			t.Error(err)
		}
	})
	return u
}

func trasporto(c config.Config) mail.SMTP {
	return mail.SMTP{Host: c.SMTPHost, Port: c.SMTPPorta, From: c.SMTPMittente, TLS: "nessuno"}
}

func entra(t *testing.T, imapAddr, utente string) *imapclient.Client {
	t.Helper()
	c, err := imapclient.DialInsecure(imapAddr, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Login(utente, "prova").Wait(); err != nil {
		t.Fatal(err)
	}
	return c
}

// vuota removes what an earlier test left.
func vuota(t *testing.T, imapAddr, utente string) {
	t.Helper()
	c := entra(t, imapAddr, utente)
	for _, cartella := range []string{"INBOX", "Altra"} {
		sel, err := c.Select(cartella, nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if sel.NumMessages == 0 {
			continue
		}
		var all imap.SeqSet
		all.AddRange(1, 0)
		if err := c.Store(all, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close(); err != nil {
			t.Fatal(err)
		}
		if err := c.Expunge().Close(); err != nil {
			t.Fatal(err)
		}
	}
	c.Close()
}

func spedisci(t *testing.T, da, a, raw string) {
	t.Helper()
	smtpAddr, _ := serverVeri(t)
	if err := smtp.SendMail(smtpAddr, nil, da, []string{a}, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// finche reads the mailboxes until ok, or fails.
func finche(t *testing.T, che string, ok func() bool, uffici ...*ufficio) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(60 * time.Second)
	for {
		for _, u := range uffici {
			if _, err := u.c.LeggiCasella(ctx); err != nil {
				t.Fatal(err)
			}
		}
		if ok() {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("it never happened: %s", che)
		}
	}
}

// ricevute reads the mails of a mailbox, as they are.
func ricevute(t *testing.T, utente string) (out []string) {
	t.Helper()
	_, imapAddr := serverVeri(t)
	c := entra(t, imapAddr, utente)
	defer c.Close()
	sel, err := c.Select("INBOX", nil).Wait()
	if err != nil || sel.NumMessages == 0 {
		return nil
	}
	var all imap.SeqSet
	all.AddRange(1, 0)
	list, err := c.Fetch(all, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{Peek: true}}}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		for _, b := range m.BodySection {
			out = append(out, string(b.Bytes))
		}
	}
	return out
}

func intestazione(raw, nome string) string {
	head, _, _ := strings.Cut(raw, "\r\n\r\n")
	head = strings.ReplaceAll(strings.ReplaceAll(head, "\r\n\t", " "), "\r\n ", " ")
	for _, line := range strings.Split(head, "\r\n") {
		if n, v, ok := strings.Cut(line, ":"); ok && strings.EqualFold(n, nome) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// TestAConversationThroughRealServers goes all the way: a person writes, the
// office answers, the person answers to the address with the code and nothing
// else; the same mail in a second folder is no other one.
func TestAConversationThroughRealServers(t *testing.T) {
	_, imapAddr := serverVeri(t)
	u := istanza(t, "uno.example.net")
	vuota(t, imapAddr, "mario@uno.example.net")
	raw := crlf("From: Mario <mario@uno.example.net>\nTo: contatti@uno.example.net\nSubject: Una domanda\nMessage-ID: <vera-1@uno>\nDate: Mon, 02 Nov 2026 09:00:00 +0100\n\nQuando apre la prossima rilevazione?\n")
	spedisci(t, "mario@uno.example.net", "contatti@uno.example.net", raw)
	finche(t, "the mail becomes a conversation", func() bool { return u.conta(t, `SELECT COUNT(*) FROM contatti`) == 1 }, u)
	id := int64(u.conta(t, `SELECT MIN(id) FROM contatti`))
	finche(t, "the receipt is in Mario's mailbox", func() bool { return len(ricevute(t, "mario@uno.example.net")) == 1 })
	if r := ricevute(t, "mario@uno.example.net")[0]; intestazione(r, "Auto-Submitted") != "auto-replied" || intestazione(r, "In-Reply-To") != "<vera-1@uno>" || intestazione(r, "X-PAsS-Istanza") == "" {
		t.Errorf("the receipt: %.800s", r)
	}
	u.compi(t, id, contatti.Mossa{Atto: contatti.Rispondi, Testo: "A gennaio.\n\nSaluti"})
	finche(t, "the answer is in Mario's mailbox", func() bool { return len(ricevute(t, "mario@uno.example.net")) == 2 })
	nostra := ricevute(t, "mario@uno.example.net")[1]
	a := strings.Trim(intestazione(nostra, "Reply-To"), "<>")
	if !strings.HasPrefix(a, "contatti+c-2026-") || intestazione(nostra, "Auto-Submitted") != "no" || !strings.Contains(intestazione(nostra, "References"), "<vera-1@uno>") {
		t.Errorf("the answer: Reply-To %q, %q, %q", a, intestazione(nostra, "Auto-Submitted"), intestazione(nostra, "References"))
	}
	spedisci(t, "mario@uno.example.net", a, crlf("From: Mario <mario@uno.example.net>\nSubject: grazie\nMessage-ID: <vera-2@uno>\n\nE quanto dura?\n"))
	finche(t, "the answer to the address with the code joins", func() bool { return u.scheda(t, id).Stato == contatti.Riaperto }, u)

	c := entra(t, imapAddr, "contatti@uno.example.net")
	ap := c.Append("Altra", int64(len(raw)), nil)
	if _, err := ap.Write([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	if err := ap.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ap.Wait(); err != nil {
		t.Fatal(err)
	}
	finche(t, "the copy is recognised", func() bool { return u.conta(t, `SELECT COUNT(*) FROM contatti_arrivi WHERE esito = 'doppione'`) == 1 }, u)
	if n := u.conta(t, `SELECT COUNT(*) FROM contatti`); n != 1 {
		t.Errorf("%d conversations", n)
	}
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	finche(t, "all is marked as read", func() bool {
		found, err := c.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagSeen}}, nil).Wait()
		return err == nil && len(found.AllUIDs()) == 0
	}, u)
}

// TestAnAnswerThatDoesNotArriveComesBack has the real servers refuse a mailbox
// that does not exist.
func TestAnAnswerThatDoesNotArriveComesBack(t *testing.T) {
	u := istanza(t, "uno.example.net")
	_, c := u.arriva(t, crlf("From: Chi <inesistente@uno.example.net>\nSubject: prova\nMessage-ID: <i1@x>\n\nUna domanda qualsiasi.\n"))
	u.compi(t, c.ID, contatti.Mossa{Atto: contatti.Rispondi, Testo: "Una risposta."})
	finche(t, "the report joins its conversation", func() bool { return u.scheda(t, c.ID).Stato == contatti.InLavorazione }, u)
	var rimbalzi int
	for _, m := range u.scheda(t, c.ID).Messaggi {
		if m.Atto == contatti.Rimbalza {
			rimbalzi++
			if !strings.Contains(m.Testo, "inesistente@uno.example.net") {
				t.Errorf("the report says %q", m.Testo)
			}
		}
	}
	if rimbalzi == 0 || rimbalzi > 2 { // the receipt comes back too
		t.Errorf("%d reports", rimbalzi)
	}
}

// TestTwoInstallationsDoNotTalkForEver lets two offices write to each other
// through the real servers, begun by a person and begun by a form.
func TestTwoInstallationsDoNotTalkForEver(t *testing.T) {
	uno, due := istanza(t, "uno.example.net"), istanza(t, "due.example.net")
	quiete := func(che string, most int) {
		t.Helper()
		// Quiet is when every mail sent has been taken in by the other.
		finche(t, che+" ends", func() bool {
			spedite := uno.conta(t, `SELECT COUNT(*) FROM posta`) + due.conta(t, `SELECT COUNT(*) FROM posta`)
			arrivate := uno.conta(t, `SELECT COUNT(*) FROM contatti_arrivi WHERE casella NOT LIKE 'prova%'`) + due.conta(t, `SELECT COUNT(*) FROM contatti_arrivi WHERE casella NOT LIKE 'prova%'`)
			if spedite > 10 {
				t.Fatalf("%s: a loop, %d mails", che, spedite)
			}
			return spedite == arrivate
		}, uno, due)
		if n := uno.conta(t, `SELECT COUNT(*) FROM posta`) + due.conta(t, `SELECT COUNT(*) FROM posta`); n > most {
			t.Errorf("%s: %d mails", che, n)
		}
	}
	if _, err := due.scrive(t, contatti.Modulo{Nome: "Uno", Email: "contatti@uno.example.net", Argomento: "altro", Testo: "Qualcuno scrive l’indirizzo dell’altra istanza."}, "r"); err != nil {
		t.Fatal(err)
	}
	quiete("a form with the address of the other", 1)
	_, c := uno.arriva(t, crlf("From: Due <contatti@due.example.net>\nPrecedence: list\nSubject: Buongiorno\nMessage-ID: <primo@due>\n\nScriviamo da un altro ufficio.\n"))
	uno.compi(t, c.ID, contatti.Mossa{Atto: contatti.Rispondi, Testo: "Rispondiamo noi."})
	quiete("an answer of a person to the other", 3) // one before, the answer, the receipt of the other
	if n := due.conta(t, `SELECT COUNT(*) FROM contatti WHERE canale = 'posta'`); n != 1 {
		t.Errorf("the other office has %d conversations", n)
	}
}

// TestAReadingThatIsCutLosesAndDoublesNothing fills the mailbox and cuts the
// reading again and again.
func TestAReadingThatIsCutLosesAndDoublesNothing(t *testing.T) {
	u := istanza(t, "uno.example.net")
	const mails = 60
	for i := range mails {
		c := clienti[i%len(clienti)]
		spedisci(t, "carico@uno.example.net", "contatti@uno.example.net", crlf(c.scrivi(lettera{da: fmt.Sprintf("no-reply%d@cliente.example", i), nome: "Carico", a: "contatti@uno.example.net",
			oggetto: fmt.Sprintf("Carico %d", i), id: fmt.Sprintf("<carico-%d@x>", i), testo: fmt.Sprintf("Messaggio di carico numero %d.", i)})))
	}
	taglia := 20 * time.Millisecond
	finche(t, "all is read", func() bool {
		c, cancel := context.WithTimeout(ctx, taglia)
		defer cancel()
		_, _ = u.c.LeggiCasella(c) // cut somewhere
		taglia += 15 * time.Millisecond
		return u.conta(t, `SELECT COUNT(*) FROM contatti_messaggi WHERE atto = 'Ricevi'`) >= mails
	})
	if _, err := u.c.LeggiCasella(ctx); err != nil {
		t.Fatal(err)
	}
	for what, query := range map[string]string{"conversations": `SELECT COUNT(*) FROM contatti`, "messages": `SELECT COUNT(*) FROM contatti_messaggi WHERE atto = 'Ricevi'`,
		"identifiers": `SELECT COUNT(DISTINCT message_id) FROM contatti_messaggi WHERE atto = 'Ricevi'`, "arrivals": `SELECT COUNT(*) FROM contatti_arrivi WHERE esito = 'nuovo'`} {
		if n := u.conta(t, query); n != mails {
			t.Errorf("%d %s of %d mails", n, what, mails)
		}
	}
}
