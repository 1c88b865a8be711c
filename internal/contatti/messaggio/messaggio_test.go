package messaggio

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// memoria runs fn and gives the highest heap seen meanwhile, in bytes above
// that of the beginning.
func memoria(fn func()) uint64 {
	debug.FreeOSMemory()
	var prima, ora runtime.MemStats
	runtime.ReadMemStats(&prima)
	done := make(chan struct{})
	go func() { defer close(done); fn() }()
	var most uint64
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return most
		case <-tick.C:
			runtime.ReadMemStats(&ora)
			if ora.HeapAlloc > prima.HeapAlloc {
				most = max(most, ora.HeapAlloc-prima.HeapAlloc)
			}
		}
	}
}

// ostili are mails made to exhaust who reads them, each of 25 MB.
func ostili() map[string][]byte {
	pieno := func(head, body string, unit string) []byte {
		var b bytes.Buffer
		b.WriteString(head)
		for b.Len() < MaxByte-len(unit)-len(body) {
			b.WriteString(unit)
		}
		b.WriteString(body)
		return b.Bytes()
	}
	var dentro strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&dentro, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return map[string][]byte{
		"wrong base64":       pieno("From: a@b.it\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n", "", "!!!!\x80\x81"),
		"one long line":      pieno("From: a@b.it\r\n\r\n", "", "a"),
		"one long header":    pieno("From: a@b.it\r\nSubject: ", "\r\n\r\nx", "x"),
		"many headers":       pieno("From: a@b.it\r\n", "\r\n\r\nx", "X-A: b\r\n"),
		"many parts":         pieno("From: a@b.it\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n", "", "--q\r\n\r\nx\r\n"),
		"many empty parts":   pieno("From: a@b.it\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n", "", "--q\r\n"),
		"deep":               []byte("From: a@b.it\r\n" + dentro.String()),
		"nested html":        pieno("From: a@b.it\r\nContent-Type: text/html\r\n\r\n", "", "<div><blockquote>"),
		"open tag":           pieno("From: a@b.it\r\nContent-Type: text/html\r\n\r\n<a href=\"", "", "x"),
		"comment":            pieno("From: a@b.it\r\nContent-Type: text/html\r\n\r\n<!-- ", "", "-- <"),
		"quoted printable":   pieno("From: a@b.it\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", "", "=C3=A8="),
		"undeclared letters": pieno("From: a@b.it\r\nContent-Type: text/plain\r\n\r\n", "", "perch\xe9 "),
		"wide letters":       pieno("From: a@b.it\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n", "", "\x00a\xd8\x00"),
		"state of letters":   pieno("From: a@b.it\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n", "", "\x1b$B\x1b(B"),
		"quoted lines":       pieno("From: a@b.it\r\nSubject: Re: x\r\n\r\n", "", "> \n"),
		"addresses":          pieno("From: a@b.it\r\nTo: ", "\r\n\r\nx", "<a@b.it>,"),
		"encoded words":      pieno("From: a@b.it\r\nSubject: ", "\r\n\r\nx", "=?utf-8?Q?=C3?= "),
		"one big file": pieno("From: a@b.it\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			"\r\n--q--\r\n", strings.Repeat("QUJD", 19)+"\r\n"),
		"report": pieno("From: MAILER-DAEMON@b.it\r\nContent-Type: multipart/report; boundary=q\r\n\r\n--q\r\nContent-Type: message/delivery-status\r\n\r\n", "\r\n--q--\r\n", "Action: failed\r\n\r\n"),
	}
}

// TestHostileMailsStayWithinMemory reads each of the hostile mails, whole, in
// less than 256 MB.
func TestHostileMailsStayWithinMemory(t *testing.T) {
	for name, raw := range ostili() {
		var m Messaggio
		used := memoria(func() { m = Leggi(raw) })
		if used > 256<<20-uint64(len(raw)) {
			t.Errorf("%s: %d MB", name, used>>20)
		}
		tiene(t, m)
		if m.Da.Email == "" {
			t.Errorf("%s: the sender is lost", name)
		}
	}
}

// tiene checks what always holds of a mail that was read.
func tiene(t *testing.T, m Messaggio) {
	t.Helper()
	for _, s := range []string{m.Testo, m.Citazione, m.Oggetto, m.Da.Nome, m.Da.Email, m.RispostaA.Email, m.Data, m.Istanza, m.Consegna.Motivo} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\u202e") {
			t.Fatalf("a text that nobody can store: %q", s)
		}
	}
	if utf8.RuneCountInString(m.Testo)+utf8.RuneCountInString(m.Citazione) > maxTesto+10 || len(m.Allegati) > maxAllegati || len(m.Citati) > maxCitati || len(m.MessageID) > 300 {
		t.Fatalf("over a limit: %d characters, %d files, %d references", utf8.RuneCountInString(m.Testo), len(m.Allegati), len(m.Citati))
	}
	if strings.ContainsAny(m.Oggetto+m.Da.Email+m.Da.Nome+m.MessageID, "\r\n") {
		t.Fatalf("a header of more lines: %q", m.Oggetto)
	}
	if m.Genere == "" || len(m.Impronta) != 64 {
		t.Fatalf("unfinished: %q %q", m.Genere, m.Impronta)
	}
}

const livello = "X-Trasporto: posta-certificata\nContent-Type: message/rfc822; name=postacert.eml\n\n"

const bustaPEC = "From: posta-certificata@pec.it\r\nX-Trasporto: posta-certificata\r\n%sContent-Type: multipart/mixed; boundary=p\r\n\r\n--p\r\nContent-Type: message/rfc822; name=postacert.eml\r\n\r\n%s\r\n--p--"

// TestCertifiedMailIsOpenedOnce reads envelopes in envelopes, 10 MB of them: what
// is inside the second one stays a file.
func TestCertifiedMailIsOpenedOnce(t *testing.T) {
	raw := strings.Repeat(livello, 128_000)
	m := Leggi([]byte(raw))
	if m.Certificata || len(m.Allegati) != 1 || len(m.Allegati[0].Contenuto) != len(raw)-len(livello) {
		t.Errorf("a root that calls itself an envelope: certified %v, %d files", m.Certificata, len(m.Allegati))
	}
	m = Leggi(fmt.Appendf(nil, bustaPEC, "", "From: x@y.it\n"+raw))
	if !m.Certificata || m.Da.Email != "x@y.it" || len(m.Allegati) != 1 || len(m.Allegati[0].Contenuto) < len(raw)-len(livello)-2 {
		t.Errorf("many envelopes in one: certified %v, from %q, %d files", m.Certificata, m.Da.Email, len(m.Allegati))
	}
	due := strings.ReplaceAll(fmt.Sprintf(bustaPEC, "", "From: fondo@y.it\r\n\r\nciao"), "=p", "=q")
	if m = Leggi(fmt.Appendf(nil, bustaPEC, "", strings.ReplaceAll(due, "--p", "--q"))); !m.Certificata || m.Da.Email != "posta-certificata@pec.it" || strings.Contains(m.Testo, "ciao") {
		t.Errorf("the second envelope was opened: %+v", m)
	}
}

// TestTheEnvelopeOfCertifiedMailIsNotBelieved: it proves nothing, and its own
// signs of a machine silence the receipt.
func TestTheEnvelopeOfCertifiedMailIsNotBelieved(t *testing.T) {
	for h, silenzio := range map[string]bool{"": false, "Auto-Submitted: auto-generated\r\n": true, "List-Id: <l.y.it>\r\n": true, "Precedence: bulk\r\n": true, "Return-Path: <>\r\n": true} {
		m := Leggi(fmt.Appendf(nil, bustaPEC, h, "From: x@y.it\r\n\r\nciao"))
		if m.Silenzio != silenzio || m.Testo != "ciao" || m.Genere != Persona {
			t.Errorf("%q outside: silent %v, %s %q", h, m.Silenzio, m.Genere, m.Testo)
		}
		if len(m.Avvisi) != 1 || m.Avvisi[0] != "Si dichiara di posta certificata: la firma del gestore non è stata controllata." {
			t.Errorf("notes %q", m.Avvisi)
		}
		if m = Leggi(fmt.Appendf(nil, bustaPEC, "", h+"From: x@y.it\r\n\r\nciao")); m.Silenzio != silenzio {
			t.Errorf("%q inside: silent %v", h, m.Silenzio)
		}
	}
}

// TestMultipartsInsideEachOtherAreFew writes boundaries in all the ways that the
// reader understands: each level costs it twice the time, so that 39 would take
// days.
func TestMultipartsInsideEachOtherAreFew(t *testing.T) {
	for nome, forma := range map[string][2]string{"plain": {"=b%d", "b%d"}, "folded": {"=\"b\r\n %d\"", "b %d"}, "escaped": {"=\"b\\\"%d\"", "b\"%d"},
		"continued": {"*0=b; boundary*1=%d", "b%d"}, "encoded": {"*=utf-8''b%%20%d", "b %d"}, "long": {"=\"" + strings.Repeat("x", 250) + "%d\"", strings.Repeat("x", 250) + "%d"}} {
		for _, livelli := range []int{maxConfini - 1, 200} {
			raw := []byte("From: a@b.it\r\n")
			for i := range livelli {
				raw = fmt.Appendf(raw, "Content-Type: multipart/mixed; boundary"+forma[0]+"\r\n\r\n--"+forma[1]+"\r\n", i, i)
			}
			root, chiuse, err := parti(raw)
			n := 0
			for p := root; p != nil; p = p.FirstChild {
				n++
			}
			if err != nil || !chiuse || n > maxMultiparti+1 {
				t.Fatalf("%s, %d levels: %d opened, %v", nome, livelli, n, err)
			}
			if m := Leggi(raw); len(m.Avvisi) == 0 || m.Da.Email != "a@b.it" {
				t.Errorf("%s, %d levels: nothing is said, or the sender is lost: %q", nome, livelli, m.Avvisi)
			}
		}
	}
}

func FuzzMessaggio(f *testing.F) {
	for _, s := range []string{"", "From: a@b.it\r\n\r\nx", "Subject: =?utf-8?B?w6g=?=\r\nFrom: \"x\" <a@b.it>\r\nContent-Type: multipart/alternative; boundary=\"q\"\r\n\r\n--q\r\n\r\nciao\r\n--q\r\nContent-Type: text/html\r\n\r\n<p>ciao\r\n--q--",
		"From: posta-certificata@pec.it\r\nX-Trasporto: posta-certificata\r\nContent-Type: multipart/mixed; boundary=p\r\n\r\n--p\r\nContent-Type: message/rfc822; name=postacert.eml\r\n\r\nFrom: x@y.it\r\n\r\nciao\r\n--p--",
		"Content-Type: multipart/report; boundary=r\r\n\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.it\r\nAction: failed\r\n\r\n--r--",
		"Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=iso-2022-jp\r\n\r\nPHA+\x1b", "Content-Type: text/plain; charset=utf-7\r\n\r\n+AOg-", "From: a@b.it\r\nSubject: Re: x\r\n\r\nsì\n\nIl giorno 2 Mario ha scritto:\n> no"} {
		f.Add([]byte(s))
	}
	f.Add([]byte(strings.Repeat(livello, 200)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		// All that is allocated, kept or not, bounds what is kept.
		var prima, dopo runtime.MemStats
		runtime.ReadMemStats(&prima)
		a := Leggi(raw)
		runtime.ReadMemStats(&dopo)
		if used := dopo.TotalAlloc - prima.TotalAlloc; used > 64<<20+200*uint64(len(raw)) {
			t.Fatalf("%d bytes take %d MB", len(raw), used>>20)
		}
		tiene(t, a)
		if b := Leggi(raw); a.Impronta != b.Impronta || a.Testo != b.Testo {
			t.Fatal("two readings differ")
		}
	})
}
