package contatti_test

import (
	"encoding/base64"
	"fmt"
	"mime"
	"mime/quotedprintable"
	"strings"
	"testing"

	"pass/internal/contatti"
)

// cliente is a mail program with its habits: which headers it writes, how it
// encodes, how it quotes, what it forgets.
type cliente struct {
	nome       string
	agente     string // header that names it
	idForma    string // shape of its Message-IDs, %s is the unique part
	re, inoltr string // prefixes of answer and forward
	html       string // "", "solo", "insieme"
	cte        string // "7bit", "quoted-printable", "base64", "8bit"
	charset    string
	refs       string // "tutti", "solo-risposta", "nessuno": what an answer carries
	assenza    string // header of its holiday reply
	cita       string // line before the quotation; %s is the sender
	crlf       bool
	extra      string // other headers of every mail
}

// clienti are 25 programs as they were seen to behave.
var clienti = []cliente{
	{"Outlook 365", "X-MS-Has-Attach: no", "AM0PR05MB%s@AM0PR05MB1234.eurprd05.prod.outlook.com", "R: ", "I: ", "insieme", "quoted-printable", "utf-8", "tutti", "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All", "________________________________\nDa: %s\nInviato: lunedì 2 novembre 2026 09:00\nA: PAsS\nOggetto: prova", true, "Thread-Topic: prova\r\nThread-Index: AdoX1234==\r\nx-ms-exchange-senderadcheck: 1"},
	{"Outlook 2010", "X-Mailer: Microsoft Outlook 14.0", "000001da$%s$00000000@comune.it", "R: ", "I: ", "insieme", "quoted-printable", "iso-8859-1", "solo-risposta", "X-Autoreply: yes", "-----Messaggio originale-----\nDa: %s\nInviato: lunedì 2 novembre 2026 09:00", true, "Thread-Index: AdoX"},
	{"Outlook Express", "X-Mailer: Microsoft Outlook Express 6.00.2900.5931", "%s$0100a8c0@pc1", "Re: ", "Fw: ", "insieme", "quoted-printable", "iso-8859-1", "solo-risposta", "Precedence: auto_reply", "----- Original Message -----\nFrom: %s", true, "X-Priority: 3"},
	{"Gmail web", "X-Gm-Message-State: AOJu0Y", "CAF%s@mail.gmail.com", "Re: ", "Fwd: ", "insieme", "quoted-printable", "UTF-8", "tutti", "Auto-Submitted: auto-replied\r\nPrecedence: bulk", "Il giorno lun 2 nov 2026 alle ore 09:00 %s\n<x@y.it> ha scritto:", true, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=gmail.com;\r\n\ts=20230601; h=from:to:subject; bh=abc=; b=def="},
	{"Gmail Android", "X-Received: by 2002:a17", "CAG%s@mail.gmail.com", "Re: ", "Fwd: ", "insieme", "base64", "UTF-8", "tutti", "Auto-Submitted: auto-replied", "Il lun 2 nov 2026, 09:00 %s <x@y.it> ha scritto:", true, ""},
	{"Apple Mail", "X-Mailer: Apple Mail (2.3774.200.91.1.1)", "%s-4C1E-9F52-AB12CD34EF56@me.com", "Re: ", "Fwd: ", "", "quoted-printable", "utf-8", "tutti", "Auto-Submitted: auto-replied (vacation)", "Il giorno 2 nov 2026, alle ore 09:00, %s <x@y.it> ha scritto:", false, "Mime-Version: 1.0 (Mac OS X Mail 16.0)"},
	{"iPhone Mail", "X-Mailer: iPhone Mail (21A360)", "%s-8B2D@icloud.com", "Re: ", "Fwd: ", "solo", "quoted-printable", "utf-8", "tutti", "Auto-Submitted: auto-replied", "Il giorno 2 nov 2026, alle ore 09:00, %s ha scritto:", false, "Content-Language: it"},
	{"Thunderbird", "User-Agent: Mozilla Thunderbird", "%s@example.org", "Re: ", "Fwd: ", "", "8bit", "UTF-8", "tutti", "Auto-Submitted: auto-replied", "Il 02/11/26 09:00, %s ha scritto:", true, "Content-Language: it"},
	{"Thunderbird 2", "User-Agent: Thunderbird 2.0.0.24", "%s@tin.it", "Re: ", "Fwd: ", "", "7bit", "ISO-8859-15", "tutti", "Precedence: junk", "%s ha scritto:", true, ""},
	{"Aruba webmail", "X-Mailer: Aruba Webmail", "%s.SM@webmail.aruba.it", "R: ", "I: ", "insieme", "base64", "utf-8", "tutti", "X-Autorespond: yes", "In data 02/11/2026 09:00 %s ha scritto:", true, "X-Originating-IP: 203.0.113.7"},
	{"Libero", "X-Mailer: Libero Mail", "%s.libero@libero.it", "R: ", "I: ", "insieme", "quoted-printable", "UTF-8", "solo-risposta", "X-Autoresponder: yes", "Il 02/11/2026 09:00 %s ha scritto:", true, "X-libjamoibt: 1234"},
	{"Virgilio", "X-Mailer: OX App Suite", "%s@mail.virgilio.it", "Re: ", "Fwd: ", "insieme", "quoted-printable", "UTF-8", "tutti", "Auto-Submitted: auto-replied (vacation)", "Il 02/11/2026 09:00 CET %s ha scritto:", true, "X-Priority: 3\r\nImportance: Normal"},
	{"Roundcube", "User-Agent: Roundcube Webmail/1.6.5", "%s@comune.lodi.it", "Re: ", "Fwd: ", "", "7bit", "UTF-8", "tutti", "X-Autoreply: yes", "Il 2026-11-02 09:00 %s ha scritto:", true, "X-Sender: x@comune.lodi.it"},
	{"Zimbra", "X-Mailer: Zimbra 8.8.15_GA_4508", "%s.1234.1699.JavaMail.zimbra@provincia.it", "Re: ", "I: ", "insieme", "quoted-printable", "utf-8", "tutti", "Auto-Submitted: auto-replied (zimbra; vacation)\r\nPrecedence: bulk", "Da: \"%s\" <x@y.it>\nA: \"PAsS\" <p@y.it>\nInviato: Lunedì, 2 novembre 2026 9:00:00", true, "Thread-Topic: prova\r\nThread-Index: abc"},
	{"SOGo", "User-Agent: SOGoMail 5.8.4", "%s-5f3b1c80@127.0.0.1", "Re: ", "Fwd: ", "", "quoted-printable", "utf-8", "tutti", "Auto-Submitted: auto-replied\r\nX-Autoreply: yes", "On Monday, November 02, 2026 09:00 CET, %s wrote:", true, "X-Forward: 127.0.0.1"},
	{"Horde", "User-Agent: Horde Application Framework 5", "20261102090000.Horde.%s@ente.it", "Re: ", "Fwd: ", "", "quoted-printable", "utf-8; format=flowed; DelSp=Yes", "tutti", "Precedence: junk", "%s ha scritto:", true, ""},
	{"SquirrelMail", "User-Agent: SquirrelMail/1.4.23", "%s.squirrel@mail.ente.it", "Re: ", "Fwd: ", "", "8bit", "iso-8859-1", "tutti", "Auto-Submitted: auto-replied", "> ", true, "X-Priority: 3 (Normal)"},
	{"Exchange 2013", "X-OriginatorOrg: regione.it", "%s@EXCH01.regione.local", "R: ", "I: ", "insieme", "base64", "utf-8", "tutti", "X-Auto-Response-Suppress: All\r\nAuto-Submitted: auto-generated", "________________________________\nDa: %s\nInviato: lunedì", true, "Accept-Language: it-IT, en-US\r\nX-MS-TNEF-Correlator:"},
	{"Lotus Notes", "X-Mailer: Lotus Notes Release 8.5.3", "OF%s-ONC1257.0030@anci.it", "Re: ", "Fw: ", "insieme", "base64", "ISO-8859-1", "solo-risposta", "Auto-Submitted: auto-generated", "Da: %s\nPer: PAsS\nData: 02/11/2026 09:00", true, "X-MIMETrack: Serialize by Router"},
	{"GroupWise", "X-Mailer: Novell GroupWise Internet Agent 18.0", "%s.6C0D.0047.1@asl.it", "Rif: ", "I: ", "", "quoted-printable", "US-ASCII", "solo-risposta", "X-Autoreply: yes", ">>> %s 02/11/2026 09:00 >>>", true, ""},
	{"Yahoo", "X-Mailer: WebService/1.1.21952 YMailNorrin", "%s.1699999@mail.yahoo.com", "Re: ", "Fw: ", "insieme", "quoted-printable", "UTF-8", "tutti", "Auto-Submitted: auto-replied", "Il lunedì 2 novembre 2026 alle ore 09:00:00 CET, %s ha scritto:", false, "References-Extra: x"},
	{"mutt", "User-Agent: Mutt/2.2.9", "20261102.%s@host", "Re: ", "Fwd: ", "", "8bit", "utf-8", "tutti", "Precedence: bulk", "On Mon, Nov 02, 2026 at 09:00:00AM +0100, %s wrote:", false, "Content-Disposition: inline"},
	{"K-9 Mail", "User-Agent: K-9 Mail for Android", "%s-F00D@example.net", "Re: ", "Fwd: ", "insieme", "base64", "UTF-8", "tutti", "Auto-Submitted: auto-replied", "Il 2 novembre 2026 09:00:00 CET, %s ha scritto:", true, "Autocrypt: addr=x@y.it; keydata=abc"},
	{"Proton", "X-Pm-Message-Id: abc", "%s_xyz=@protonmail.com", "Re: ", "Fw: ", "insieme", "base64", "utf-8", "tutti", "Auto-Submitted: auto-replied", "On Monday, November 2nd, 2026 at 9:00 AM, %s <x@y.it> wrote:", true, ""},
	{"Protocollo informatico", "X-Mailer: JavaMail", "%s.JavaMail.tomcat@protocollo", "RE: ", "FW: ", "", "7bit", "us-ascii", "nessuno", "Auto-Submitted: auto-generated", "", true, "MIME-Version: 1.0"},
}

// lettera is a mail before it is written the way of a client.
type lettera struct {
	da, nome, a, cc string
	oggetto, testo  string
	id              string
	rispondeA       string
	citati          []string
	altro           string // other headers
}

// scrivi writes the mail as the client does.
func (c cliente) scrivi(l lettera) string {
	nl := "\n"
	if c.crlf {
		nl = "\r\n"
	}
	var b strings.Builder
	h := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	h("Return-Path", "<"+l.da+">")
	h("Received", "from mx.example.net (mx.example.net [203.0.113.9])\n\tby mail.pass.example.net with ESMTPS id 4ABC;\n\tMon,  2 Nov 2026 09:00:00 +0100 (CET)")
	h("From", mime.QEncoding.Encode("utf-8", l.nome)+" <"+l.da+">")
	h("To", l.a)
	h("Cc", l.cc)
	h("Subject", mime.BEncoding.Encode("utf-8", l.oggetto))
	h("Date", "Mon, 02 Nov 2026 09:00:00 +0100")
	h("Message-ID", l.id)
	if c.refs != "nessuno" {
		h("In-Reply-To", l.rispondeA)
	}
	if c.refs == "tutti" && len(l.citati) > 0 {
		h("References", strings.Join(l.citati, "\n\t"))
	}
	b.WriteString(c.agente + "\n")
	if c.extra != "" {
		b.WriteString(c.extra + "\n")
	}
	if l.altro != "" {
		b.WriteString(l.altro + "\n")
	}
	if !strings.Contains(c.extra, "ime-Version") && !strings.Contains(c.extra, "MIME-Version") {
		h("MIME-Version", "1.0")
	}
	b.WriteString(c.corpo(l.testo))
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\n", nl)
}

func (c cliente) corpo(testo string) string {
	html := "<html><head><style>p{color:red}</style><script>alert(1)</script></head><body><p>" + strings.ReplaceAll(strings.ReplaceAll(testo, "&", "&amp;"), "\n", "<br>\n") + "</p></body></html>"
	switch c.html {
	case "solo":
		return c.parte("text/html", html)
	case "insieme":
		return "Content-Type: multipart/alternative;\n boundary=\"----=_Parte_" + c.cte + "\"\n\n------=_Parte_" + c.cte + "\n" + c.parte("text/plain", testo) +
			"\n------=_Parte_" + c.cte + "\n" + c.parte("text/html", html) + "\n------=_Parte_" + c.cte + "--\n"
	}
	return c.parte("text/plain", testo)
}

func (c cliente) parte(kind, testo string) string {
	label, _, _ := strings.Cut(c.charset, ";")
	var raw []byte
	switch strings.ToLower(label) {
	case "utf-8":
		raw = []byte(testo)
	default: // the letters of Italian are one byte in the others
		for _, r := range testo {
			if r < 256 && !(strings.EqualFold(label, "us-ascii") && r > 127) {
				raw = append(raw, byte(r))
			} else {
				raw = append(raw, '?')
			}
		}
	}
	head := "Content-Type: " + kind + "; charset=" + c.charset + "\nContent-Transfer-Encoding: " + c.cte + "\n\n"
	switch c.cte {
	case "base64":
		s := base64.StdEncoding.EncodeToString(raw)
		var b strings.Builder
		for len(s) > 76 {
			b.WriteString(s[:76] + "\n")
			s = s[76:]
		}
		return head + b.String() + s + "\n"
	case "quoted-printable":
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write(raw)
		_ = w.Close()
		return head + b.String() + "\n"
	}
	return head + string(raw) + "\n"
}

func (c cliente) messageID(n int) string {
	return "<" + fmt.Sprintf(c.idForma, fmt.Sprintf("%08x", n*7919)) + ">"
}

// quota is the answer with the earlier message under it.
func (c cliente) quota(nuovo, chi, vecchio string) string {
	if c.cita == "" {
		return nuovo
	}
	cita := c.cita
	if strings.Contains(cita, "%s") {
		cita = fmt.Sprintf(cita, chi)
	}
	return nuovo + "\n\n" + cita + "\n> " + strings.ReplaceAll(vecchio, "\n", "\n> ")
}

// TestTheCorpusIsNeitherLostNorDoubled tells, for each client, a whole story:
// the first mail, its copy in another folder, our answer, the answers to it
// with and without its headers, a third person who answers all, our own mail
// that comes back, a holiday reply, a forward. The generator knows where each
// belongs.
func TestTheCorpusIsNeitherLostNorDoubled(t *testing.T) {
	each(t, func(t *testing.T, u *ufficio) {
		n, tenuti := 0, 0
		for i, c := range clienti {
			s := &storia{t: t, u: u, c: c, i: i}
			s.racconta()
			n, tenuti = n+s.n, tenuti+s.tenuti
		}
		t.Logf("%d mails, %d kept in conversations", n, tenuti)
		if n < 200 {
			t.Errorf("the corpus has only %d mails", n)
		}
		if got := u.conta(t, `SELECT COUNT(*) FROM contatti_arrivi`); got != n {
			t.Errorf("%d mails came, %d are noted", n, got)
		}
		if got := u.conta(t, `SELECT COUNT(*) FROM contatti_messaggi WHERE atto IN ('Ricevi','RiceviAvviso','Rimbalza')`); got != tenuti {
			t.Errorf("%d mails should be in conversations, %d are", tenuti, got)
		}
		if got := u.conta(t, `SELECT COUNT(*) FROM contatti_messaggi WHERE atto IN ('Ricevi','RiceviAvviso','Rimbalza') AND originale_id IS NULL`); got != 0 {
			t.Errorf("%d mails without their original", got)
		}
	})
}

type storia struct {
	t         *testing.T
	u         *ufficio
	c         cliente
	i         int
	n, tenuti int
	filo      int64 // the conversation of the story
}

// deve offers a mail and compares with what the generator knows: its outcome,
// and whether it belongs to the conversation of the story.
func (s *storia) deve(che, raw string, vuole contatti.Esito, nelFilo bool) contatti.Contatto {
	s.t.Helper()
	s.n++
	esito, c := s.u.arriva(s.t, raw)
	if esito != vuole {
		s.t.Errorf("%s, %s: %s, want %s\n%s", s.c.nome, che, esito, vuole, raw)
	}
	if esito == contatti.ArrivoProprio || esito == contatti.ArrivoDoppione {
		return c
	}
	s.tenuti++
	if nelFilo && c.ID != s.filo || !nelFilo && c.ID == s.filo {
		s.t.Errorf("%s, %s: conversation %d, the story has %d", s.c.nome, che, c.ID, s.filo)
	}
	return c
}

func (s *storia) racconta() {
	c, u, t := s.c, s.u, s.t
	da, testo := fmt.Sprintf("persona%d@cliente%d.example", s.i, s.i), "Buongiorno, perché la città non c’è? Così è difficile: è già più di un’ora."
	if strings.EqualFold(c.charset, "US-ASCII") || strings.HasPrefix(strings.ToLower(c.charset), "iso") {
		testo = "Buongiorno, perche' la pagina non funziona? Serve aiuto da un'ora."
	}
	ultimo := func() string { // Message-ID of our latest mail of the story
		ms := u.scheda(t, s.filo).Messaggi
		for k := len(ms) - 1; k >= 0; k-- {
			if ms[k].Atto == contatti.Rispondi {
				return "<" + ms[k].MessageID + ">"
			}
		}
		t.Fatal("no answer of ours")
		return ""
	}
	base := s.i * 100
	prima := lettera{da: da, nome: "Zoë Rossi", a: casaDiPosta, oggetto: "Una domanda sul servizio", testo: testo, id: c.messageID(base + 1)}
	raw := c.scrivi(prima)
	k := s.deve("first", raw, contatti.ArrivoNuovo, false)
	s.filo = k.ID
	if m := u.scheda(t, s.filo).Messaggi[0]; m.Testo != testo || m.Autore != "Zoë Rossi" || m.Indirizzo != da {
		t.Errorf("%s: first mail is read as %q by %q %q", c.nome, m.Testo, m.Autore, m.Indirizzo)
	}
	s.deve("copy in another folder", "Delivered-To: altra@pass.example.net\r\n"+raw, contatti.ArrivoDoppione, true)
	u.compi(t, s.filo, contatti.Mossa{Atto: contatti.Rispondi, Testo: "Buongiorno, la pagina torna domani."})
	nostro := ultimo()
	tag := u.scheda(t, s.filo).Firmato
	oggetto := c.re + "[PAsS] Re: Una domanda sul servizio [" + tag + "]"
	s.deve("own mail back", "Return-Path: <non-rispondere@pass.example.net>\r\nFrom: PAsS <non-rispondere@pass.example.net>\r\nTo: "+da+"\r\nSubject: [PAsS] Re: Una domanda sul servizio ["+tag+"]\r\nMessage-ID: "+nostro+"\r\nAuto-Submitted: no\r\nX-PAsS-Istanza: "+u.firma.Istanza()+"\r\n\r\nBuongiorno\r\n", contatti.ArrivoProprio, true)

	risposta := prima
	risposta.oggetto, risposta.id, risposta.rispondeA, risposta.citati = oggetto, c.messageID(base+2), nostro, []string{prima.id, nostro}
	risposta.testo = c.quota("Grazie, aspetto domani.", "PAsS", "Buongiorno, la pagina torna domani.")
	k = s.deve("answer", c.scrivi(risposta), contatti.ArrivoAccodato, true)
	if k.Stato != contatti.Riaperto {
		t.Errorf("%s: after the answer the state is %s", c.nome, k.Stato)
	}
	ms := u.scheda(t, s.filo).Messaggi
	if m := ms[len(ms)-1]; m.Testo != "Grazie, aspetto domani." || c.cita != "" && m.Citazione == "" {
		t.Errorf("%s: the answer is read as %q, quoting %q", c.nome, m.Testo, m.Citazione)
	}

	senza := cliente{nome: c.nome, agente: c.agente, cte: c.cte, charset: c.charset, html: c.html, refs: "nessuno", crlf: c.crlf}
	soloCodice := prima
	soloCodice.oggetto, soloCodice.id, soloCodice.testo = strings.ToUpper(oggetto), c.messageID(base+3), "Ancora non funziona."
	s.deve("answer with the code only", senza.scrivi(soloCodice), contatti.ArrivoAccodato, true)

	aCodice := prima
	aCodice.oggetto, aCodice.id, aCodice.testo = c.re+"Una domanda sul servizio", c.messageID(base+4), "Rispondo senza oggetto giusto."
	aCodice.a = "PAsS <" + strings.Replace(casaDiPosta, "@", "+"+strings.ToLower(tag)+"@", 1) + ">"
	s.deve("answer to the address with the code", senza.scrivi(aCodice), contatti.ArrivoAccodato, true)

	terzo := lettera{da: fmt.Sprintf("collega%d@cliente%d.example", s.i, s.i), nome: "Il Collega", a: da, cc: casaDiPosta, oggetto: c.re + "Una domanda sul servizio", id: c.messageID(base + 5),
		rispondeA: prima.id, citati: []string{prima.id}, testo: "Anch’io ho lo stesso problema."}
	tutte := c
	if c.refs == "nessuno" {
		tutte.refs = "tutti"
	}
	s.deve("third person answers all", tutte.scrivi(terzo), contatti.ArrivoAccodato, true)

	assente := risposta
	assente.id, assente.altro, assente.testo = c.messageID(base+6), c.assenza, "Sono assente fino a lunedì."
	prima2 := u.scheda(t, s.filo).Stato
	k = s.deve("holiday reply", c.scrivi(assente), contatti.ArrivoAutomatico, true)
	if k.Stato != prima2 {
		t.Errorf("%s: a holiday reply moved %s to %s", c.nome, prima2, k.Stato)
	}

	inoltro := lettera{da: fmt.Sprintf("altro%d@cliente%d.example", s.i, s.i), nome: "Altra Persona", a: casaDiPosta, oggetto: c.inoltr + "Una domanda sul servizio", id: c.messageID(base + 7),
		testo: "Vi giro questo.\n\n---------- Forwarded message ---------\nDa: " + da + "\n" + testo}
	inoltrato := s.deve("forward, same bare subject", c.scrivi(inoltro), contatti.ArrivoNuovo, false)
	if m := u.scheda(t, inoltrato.ID).Messaggi[0]; !strings.Contains(m.Testo, "Forwarded") && !strings.Contains(m.Testo, "Da: ") {
		t.Errorf("%s: the forwarded text is not read: %q", c.nome, m.Testo)
	}
	stesso := prima
	stesso.id, stesso.testo = c.messageID(base+8), "Un’altra domanda, che con la prima non c’entra."
	s.deve("same person, same bare subject", c.scrivi(stesso), contatti.ArrivoNuovo, false)
}
