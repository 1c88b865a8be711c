package contatti_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"pass/internal/contatti"
)

func crlf(s string) string { return strings.ReplaceAll(strings.TrimLeft(s, "\n"), "\n", "\r\n") }

// conversazioneConRisposta is a conversation with an answer of ours, and the
// Message-ID of that.
func (u *ufficio) conversazioneConRisposta(t *testing.T, da string) (contatti.Contatto, string) {
	t.Helper()
	_, c := u.arriva(t, crlf("From: Mario Rossi <"+da+">\nTo: "+casaDiPosta+"\nSubject: Permessi\nMessage-ID: <prima-"+da+">\nDate: Mon, 02 Nov 2026 09:00:00 +0100\n\nQuanto dura un permesso?\n"))
	u.compi(t, c.ID, contatti.Mossa{Atto: contatti.Rispondi, Testo: "Novanta giorni di calendario."})
	ms := u.scheda(t, c.ID).Messaggi
	return u.scheda(t, c.ID).Contatto, ms[len(ms)-1].MessageID
}

// TestReportsOfDeliveryFindTheirAnswer hand-shapes the reports of the servers
// that people use.
func TestReportsOfDeliveryFindTheirAnswer(t *testing.T) {
	dsn := func(id, action string) string {
		return crlf(`
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.net>
To: non-rispondere@pass.example.net
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1"

--B1
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.

--B1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; mario@example.com
Action: ` + action + `
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--B1
Content-Type: message/rfc822

Message-ID: <` + id + `>
Subject: [PAsS] Re: Permessi

Novanta giorni.
--B1--
`)
	}
	ndr := func(id string) string { // Exchange: no delivery-status, the identifier only in the headers quoted
		return crlf(`
Return-Path: <>
From: Microsoft Outlook <postmaster@comune.example>
To: non-rispondere@pass.example.net
Subject: Non recapitabile: [PAsS] Re: Permessi
X-MS-Exchange-Message-Is-Ndr:
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: 8bit

<html><body><p>Recapito non riuscito per: mario@example.com</p><p>Informazioni di diagnostica: Message-ID: ` + id + `</p></body></html>
`)
	}
	qmail := func(id string) string {
		return crlf("Return-Path: <>\nFrom: MAILER-DAEMON@old.example\nTo: non-rispondere@pass.example.net\nSubject: failure notice\n\nHi. This is the qmail-send program at old.example.\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <" + id + ">\n\nNovanta\n")
	}
	pec := func(id, tipo string) string {
		return crlf("From: posta-certificata@pec.aruba.it\nTo: non-rispondere@pass.example.net\nSubject: AVVISO: [PAsS] Re: Permessi\nX-Ricevuta: " + tipo + "\nX-Riferimento-Message-ID: <" + id + ">\nMessage-ID: <" + tipo + id + ">\n\nRicevuta\n")
	}
	each(t, func(t *testing.T, u *ufficio) {
		for i, x := range []struct {
			nome  string
			mail  func(id string) string
			stato contatti.Stato
			esito contatti.Esito
		}{
			{"failed", func(id string) string { return dsn(id, "failed") }, contatti.InLavorazione, contatti.ArrivoRapporto},
			{"delayed", func(id string) string { return dsn(id, "delayed") }, contatti.Risposto, contatti.ArrivoRapporto},
			{"exchange", ndr, contatti.InLavorazione, contatti.ArrivoRapporto},
			{"qmail", qmail, contatti.InLavorazione, contatti.ArrivoRapporto},
			{"certified, not delivered", func(id string) string { return pec(id, "errore-consegna") }, contatti.InLavorazione, contatti.ArrivoRapporto},
			{"certified, delivered", func(id string) string { return pec(id, "avvenuta-consegna") }, contatti.Risposto, contatti.ArrivoAutomatico},
		} {
			c, id := u.conversazioneConRisposta(t, fmt.Sprintf("mario%d@example.com", i))
			prima := len(u.spedite(t))
			esito, trovato := u.arriva(t, x.mail(id))
			if esito != x.esito || trovato.ID != c.ID || trovato.Stato != x.stato {
				t.Errorf("%s: %s in %d (%s), want %s in %d (%s)", x.nome, esito, trovato.ID, trovato.Stato, x.esito, c.ID, x.stato)
			}
			if n := len(u.spedite(t)); n != prima {
				t.Errorf("%s: a report was answered", x.nome)
			}
		}
		_, perso := u.arriva(t, crlf("Return-Path: <>\nFrom: MAILER-DAEMON@x.example\nSubject: failure notice\n\nnothing known\n"))
		if !perso.Automatico || perso.ID == 0 {
			t.Errorf("a report of nothing known: %+v", perso)
		}
	})
}

// TestMachinesAreKeptAndNeverAnswered tries the headers by which programs say
// what they are, one at a time.
func TestMachinesAreKeptAndNeverAnswered(t *testing.T) {
	u := suSQLite(t)
	macchine := []string{"Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied; owner=x", "Precedence: bulk", "Precedence: Junk", "X-Autoreply: yes", "X-Autorespond: 1",
		"Return-Path: <>", "List-Unsubscribe: <https://example.com/u>", "Subject: Risposta automatica: assente", "From: MAILER-DAEMON@example.com", "From: owner-lista@example.com", "X-Ricevuta: accettazione"}
	silenzio := []string{"Precedence: list", "List-Id: <lista.example.com>\r\nList-Post: <mailto:lista@example.com>\r\nList-Unsubscribe: <x>", "X-Auto-Response-Suppress: OOF", "From: no-reply@example.com",
		"From: " + casaDiPosta, "X-Loop: yes", "From: noreply-123@example.com"}
	for i, h := range append(macchine, silenzio...) {
		raw := h + "\r\n"
		if !strings.Contains(h, "From:") {
			raw += fmt.Sprintf("From: mittente%d@example.com\r\n", i)
		}
		if !strings.Contains(h, "Subject:") {
			raw += "Subject: Prova\r\n"
		}
		raw += fmt.Sprintf("To: %s\r\nMessage-ID: <m%d@example.com>\r\n\r\nTesto numero %d del messaggio.\r\n", casaDiPosta, i, i)
		esito, c := u.arriva(t, raw)
		if c.ID == 0 || c.Automatico != (i < len(macchine)) || (esito == contatti.ArrivoNuovo) == (i < len(macchine)) {
			t.Errorf("%s: %s, %+v", h, esito, c)
		}
		if got := len(u.spedite(t)); got != 0 {
			t.Fatalf("%s: answered", h)
		}
	}
	u.arriva(t, "From: persona@example.com\r\nSubject: Prova\r\nAuto-Submitted: no\r\nMessage-ID: <p1@x>\r\n\r\nUna persona vera che scrive.\r\n")
	got := u.spedite(t)
	if len(got) != 1 || got[0].a != "persona@example.com" || !strings.Contains(got[0].intestazioni, `"auto_submitted":"auto-replied"`) || !strings.Contains(got[0].intestazioni, `"in_reply_to":"p1@x"`) {
		t.Errorf("the receipt of a person: %+v", got)
	}
}

// TestOddMailsAreNotLost tries what is neither usual nor hostile.
func TestOddMailsAreNotLost(t *testing.T) {
	u := suSQLite(t)
	testoDi := func(c contatti.Contatto) contatti.Messaggio {
		ms := u.scheda(t, c.ID).Messaggi
		for i := len(ms) - 1; i >= 0; i-- {
			if ms[i].Originale != 0 {
				return ms[i]
			}
		}
		t.Fatalf("conversation %d holds no mail", c.ID)
		return contatti.Messaggio{}
	}
	a := "From: a@example.com\r\nSubject: uguale\r\nMessage-ID: <stesso@x>\r\n\r\nPrimo testo, lungo abbastanza da contare.\r\n"
	_, primo := u.arriva(t, a)
	esito, altro := u.arriva(t, strings.Replace(a, "Primo testo", "Secondo testo", 1))
	if esito != contatti.ArrivoNuovo || altro.ID == primo.ID {
		t.Errorf("two mails with one identifier: %s", esito)
	}
	if esito, _ := u.arriva(t, strings.Replace(a, "contare.", "contare.\r\n\r\n_____\r\nLista di prova", 1)); esito != contatti.ArrivoDoppione {
		t.Errorf("the copy of a mailing list: %s", esito)
	}
	senzaID := "From: b@example.com\r\nSubject: x\r\nDate: Mon, 02 Nov 2026 09:00:00 +0100\r\n\r\nSenza identificativo.\r\n"
	u.arriva(t, senzaID)
	if esito, _ := u.arriva(t, senzaID); esito != contatti.ArrivoDoppione {
		t.Errorf("the same without an identifier: %s", esito)
	}
	if esito, _ := u.arriva(t, strings.Replace(senzaID, "09:00", "09:01", 1)); esito != contatti.ArrivoNuovo {
		t.Errorf("another without an identifier: %s", esito)
	}
	falso := strings.Replace(u.firma.Codice(primo.Anno, primo.Numero), "-", "-", 1)
	falso = falso[:len(falso)-1] + string(rune('a'+(falso[len(falso)-1]-'a'+1)%26))
	if _, c := u.arriva(t, "From: c@example.com\r\nSubject: Re: ["+falso+"]\r\nMessage-ID: <f1@x>\r\n\r\nCodice inventato.\r\n"); c.ID == primo.ID {
		t.Error("a forged code is taken")
	}
	if _, c := u.arriva(t, "From: c2@example.com\r\nSubject: Re: "+primo.Codice()+"\r\nMessage-ID: <f2@x>\r\n\r\nNumero senza firma.\r\n"); c.ID == primo.ID {
		t.Error("a bare number is taken")
	}
	_, c := u.arriva(t, "From: =?utf-8?Q?Nicol=C3=B2?= <d@example.com>\r\nSubject: =?iso-8859-1?B?UGVyY2jp?=\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<script>alert('x')</script><p>Perch\xe9 <b>no</b>?</p><a href=\"https://example.com/x\">qui</a>\r\n")
	if m := testoDi(c); m.Testo != "Perché no?\nqui (https://example.com/x)" && m.Testo != "Perché no?\n\nqui (https://example.com/x)" || c.Oggetto != "Perché" || c.Nome != "Nicolò" {
		t.Errorf("html: %q, %q, %q", m.Testo, c.Oggetto, c.Nome)
	}
	_, c = u.arriva(t, "From: e@example.com\r\nContent-Type: text/plain; charset=x-inventato\r\n\r\nCitt\xe0\r\n")
	if m := testoDi(c); m.Testo != "Città" || len(m.Avvisi) == 0 {
		t.Errorf("unknown charset: %q %q", m.Testo, m.Avvisi)
	}
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.4 prova"))
	_, c = u.arriva(t, crlf("From: f@example.com\nSubject: File\nContent-Type: multipart/mixed; boundary=M\n\n--M\nContent-Type: text/plain\n\nEcco i file.\n--M\nContent-Type: application/octet-stream; name=\"../../atto.pdf\"\nContent-Transfer-Encoding: base64\n\n"+pdf+
		"\n--M\nContent-Type: application/pdf; name=\"finto.pdf\"\nContent-Transfer-Encoding: base64\n\n"+base64.StdEncoding.EncodeToString([]byte("MZ\x90 programma"))+"\n--M\nContent-Type: application/x-msdownload; name=setup.exe\n\nMZ\n--M--\n"))
	if m := testoDi(c); len(m.Allegati) != 1 || m.Allegati[0].Nome != "atto.pdf" || m.Allegati[0].Tipo != "application/pdf" || len(m.Avvisi) != 2 {
		t.Errorf("files: %+v %q", m.Allegati, m.Avvisi)
	}
	interno := crlf("From: Ufficio <ufficio@pec.example>\nSubject: Richiesta\nMessage-ID: <dentro@pec.example>\nContent-Type: text/plain; charset=utf-8\n\nTesto della PEC.\n")
	_, c = u.arriva(t, crlf("From: \"Per conto di: ufficio@pec.example\" <posta-certificata@pec.aruba.it>\nReply-To: ufficio@pec.example\nSubject: POSTA CERTIFICATA: Richiesta\nX-Trasporto: posta-certificata\nMessage-ID: <fuori@pec.aruba.it>\nContent-Type: multipart/mixed; boundary=P\n\n--P\nContent-Type: text/plain\n\nMessaggio di posta certificata\n--P\nContent-Type: message/rfc822; name=\"postacert.eml\"\nContent-Disposition: attachment; filename=\"postacert.eml\"\n\n")+interno+"\r\n--P--\r\n")
	if m := testoDi(c); m.Testo != "Testo della PEC." || c.Email != "ufficio@pec.example" || c.Oggetto != "Richiesta" {
		t.Errorf("certified mail: %+v, %q", c, m.Testo)
	}
	for _, raw := range []string{"", "\r\n", "niente intestazioni", "From: \r\n\r\n", "\x00\xff\xfe", "Subject: solo oggetto\r\n\r\n", "Content-Type: multipart/mixed\r\n\r\nsenza confine"} {
		if esito, c := u.arriva(t, raw); c.ID == 0 && esito != contatti.ArrivoDoppione {
			t.Errorf("%q is lost: %s", raw, esito)
		}
	}
}

// TestTooLargeIsSaidAndLeft takes only the headers of a mail beyond the limit.
func TestTooLargeIsSaidAndLeft(t *testing.T) {
	u := suSQLite(t)
	esito, c, err := u.c.Accogli(ctx, contatti.Arrivo{Casella: "p", Validita: 1, UID: 1, Dimensione: 40_000_000,
		Raw: []byte("From: grande@example.com\r\nSubject: Tutto il progetto\r\nMessage-ID: <g@x>\r\nContent-Type: multipart/mixed; boundary=G\r\n\r\n")})
	if err != nil || esito != contatti.ArrivoTroppoGrande || c.Oggetto != "Tutto il progetto" {
		t.Fatalf("%s %+v %v", esito, c, err)
	}
	if m := u.scheda(t, c.ID).Messaggi[0]; len(m.Avvisi) != 1 || !strings.Contains(m.Avvisi[0], "25 MB") {
		t.Errorf("notes %q", m.Avvisi)
	}
	if len(u.spedite(t)) != 1 {
		t.Error("the sender is not told")
	}
}

// TestAFloodMakesFewConversationsAndFewReceipts lets a program without any
// header write two hundred times.
func TestAFloodMakesFewConversationsAndFewReceipts(t *testing.T) {
	u := suSQLite(t)
	for i := range 200 {
		u.Orologio.Advance(5 * time.Second)
		if esito, c := u.arriva(t, fmt.Sprintf("From: robot@example.com\r\nSubject: giro %d\r\nMessage-ID: <%d@robot>\r\n\r\nMessaggio numero %d del robot.\r\n", i, i, i)); c.ID == 0 {
			t.Fatalf("lost: %s", esito)
		}
	}
	if n := u.conta(t, `SELECT COUNT(*) FROM contatti`); n > 12 {
		t.Errorf("%d conversations", n)
	}
	if n := u.conta(t, `SELECT COUNT(*) FROM contatti_messaggi WHERE atto = 'Ricevi'`); n != 200 {
		t.Errorf("%d of 200 mails kept", n)
	}
	if n := len(u.spedite(t)); n != 3 {
		t.Errorf("%d receipts", n)
	}
}

// TestReceiptsHaveACeilingInAll lets seventy invented senders write in an hour:
// everybody is kept, sixty get a receipt, and an hour later others do again.
func TestReceiptsHaveACeilingInAll(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		scrive := func(i int) contatti.Contatto {
			esito, c := u.arriva(t, fmt.Sprintf("From: inventato%d@example.com\r\nSubject: domanda %d\r\nMessage-ID: <%d@inventato>\r\n\r\nDomanda numero %d.\r\n", i, i, i, i))
			if esito != contatti.ArrivoNuovo || c.ID == 0 {
				t.Fatalf("mail %d: %s", i, esito)
			}
			return c
		}
		var c contatti.Contatto
		for i := range 70 {
			u.Orologio.Advance(time.Second)
			c = scrive(i)
		}
		if n, k := len(u.spedite(t)), u.scheda(t, c.ID); n != 60 || len(k.Messaggi) != 1 {
			t.Errorf("%d receipts; the last conversation has %d lines", n, len(k.Messaggi))
		}
		u.Orologio.Advance(time.Hour)
		if scrive(70); len(u.spedite(t)) != 61 {
			t.Errorf("an hour later: %d receipts", len(u.spedite(t)))
		}
	})
}
