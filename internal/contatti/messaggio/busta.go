package messaggio

import (
	"io"
	"mime"
	"net/textproto"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/charset"
)

// intestazioni reads headers, decoded (RFC 2047), whatever their capitals.
type intestazioni struct{ h textproto.MIMEHeader }

var parole = mime.WordDecoder{CharsetReader: func(label string, in io.Reader) (io.Reader, error) {
	return charset.NewReaderLabel(label, in)
}}

// una is the first header of that name, decoded and on one line.
func (i intestazioni) una(name string) string {
	for _, v := range i.tutte(name) {
		return v
	}
	return ""
}

// presente tells an empty header from one that is not there.
func (i intestazioni) presente(name string) bool { return len(i.tutte(name)) > 0 }

func (i intestazioni) tutte(name string) (out []string) {
	for key, values := range i.h {
		if !strings.EqualFold(key, name) {
			continue
		}
		for _, v := range values[:min(len(values), 50)] {
			v = v[:min(len(v), 20_000)]
			if d, err := parole.DecodeHeader(v); err == nil {
				v = d
			}
			out = append(out, strings.Join(strings.Fields(pulito(v, 20_000)), " "))
		}
	}
	return out
}

var identificativo = regexp.MustCompile(`<([^<>\s]{3,300})>`)

// identificativi lists the Message-IDs of a header, without brackets.
func identificativi(s string) (out []string) {
	for _, m := range identificativo.FindAllStringSubmatch(s, maxCitati*4) {
		out = append(out, m[1])
	}
	if len(out) == 0 && strings.Contains(s, "@") && !strings.ContainsAny(s, " <>") && len(s) <= 300 {
		out = append(out, s) // some programs forget the brackets
	}
	return out
}

// busta reads what the headers say.
func (m *Messaggio) busta(h intestazioni) {
	m.Oggetto, m.Data, m.Istanza = taglia(h.una("Subject"), 300), taglia(h.una("Date"), 100), taglia(h.una("X-PAsS-Istanza"), 64)
	if ids := identificativi(h.una("Message-ID")); len(ids) > 0 {
		m.MessageID = ids[0]
	}
	m.RispondeA = identificativi(strings.Join(h.tutte("In-Reply-To"), " "))
	m.Citati = identificativi(strings.Join(h.tutte("References"), " "))
	// Certified mail says in a header of its own what a receipt is about.
	m.RispondeA = append(m.RispondeA, identificativi(h.una("X-Riferimento-Message-ID"))...)
	if len(m.Citati) > maxCitati {
		m.Citati = append(m.Citati[:1:1], m.Citati[len(m.Citati)-maxCitati+1:]...)
	}
	m.Da = indirizzo(h.una("From"))
	if m.Da.Email == "" {
		m.Da = indirizzo(h.una("Sender"))
	}
	m.RispostaA = m.Da
	if r := indirizzo(h.una("Reply-To")); r.Email != "" {
		m.RispostaA = r
	}
	for _, name := range []string{"To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"} {
		for _, v := range h.tutte(name) {
			for _, e := range posta.FindAllString(v, 100) {
				m.Destinati = append(m.Destinati, strings.ToLower(e))
			}
		}
	}
}

// classifica tells people from machines. Sources: RFC 3834 §2 and §5, RFC 3464,
// RFC 2919 and 2369 (List-*), [MS-OXCMAIL] §2.1.3.2.9 (X-Auto-Response-Suppress),
// DM 2 novembre 2005 (X-Ricevuta).
func (m *Messaggio) classifica(h intestazioni, root *enmime.Part) {
	automatico := func(perche string) {
		if m.Genere == Persona {
			m.Genere, m.Perche = Automatico, perche
		}
		m.Silenzio = true
	}
	if m.rapporto(h, root) {
		m.Silenzio = true
		return
	}
	if v := strings.ToLower(h.una("Auto-Submitted")); v != "" && !strings.HasPrefix(v, "no") {
		automatico("Auto-Submitted: " + v)
	}
	switch v := strings.ToLower(h.una("Precedence")); v {
	case "bulk", "junk", "auto_reply":
		automatico("Precedence: " + v)
	case "list":
		m.Silenzio = true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-Ricevuta", "X-FC-MachineGenerated"} {
		if h.presente(name) {
			automatico(name)
		}
	}
	for _, name := range []string{"List-Id", "List-Post", "List-Unsubscribe", "Mailing-List", "X-Mailing-List", "X-Auto-Response-Suppress", "X-Loop"} {
		if h.presente(name) {
			m.Silenzio = true
		}
	}
	if h.presente("List-Unsubscribe") && !h.presente("List-Post") && len(m.RispondeA) == 0 {
		automatico("List-Unsubscribe")
	}
	if h.presente("Return-Path") && strings.ReplaceAll(h.una("Return-Path"), " ", "") == "<>" {
		automatico("Return-Path: <>")
	}
	if trova(root, func(p *enmime.Part) bool {
		return p.ContentType == "message/disposition-notification" || p.ContentType == "message/feedback-report"
	}) != nil {
		automatico("multipart/report")
	}
	if automaticoOggetto.MatchString(m.Oggetto) {
		automatico("Subject")
	}
	if macchina.MatchString(m.Da.Email) {
		automatico("From: " + m.Da.Email)
	}
	if m.Da.Email == "" || muto.MatchString(m.RispostaA.Email) {
		m.Silenzio = true
	}
}

var (
	automaticoOggetto = regexp.MustCompile(`(?i)^\s*(risposta automatica|automatic reply|auto(matic)?[- ]?reply|autorisposta|out of office|fuori sede|assente dall.ufficio|abwesenheitsnotiz|réponse automatique)\b`)
	macchina          = regexp.MustCompile(`(?i)^(mailer-daemon|mailerdaemon|postmaster|mail-daemon|listserv|majordomo|owner-[^@]*|[^@]*-(request|owner|bounces?))@`)
	muto              = regexp.MustCompile(`(?i)^(no-?_?reply|non-?_?rispondere|do-?not-?reply|donotreply|nessuna-?risposta)[^@]*@`)
	fallimento        = regexp.MustCompile(`(?i)(undeliver|delivery (status notification|failure|has failed)|mail delivery (failed|subsystem)|returned mail|failure notice|mancata consegna|non recapitabile|impossibile recapitare|non consegnat)`)
)

// rapporto reads a delivery report; false when the message is none.
func (m *Messaggio) rapporto(h intestazioni, root *enmime.Part) bool {
	stato := trova(root, func(p *enmime.Part) bool {
		return p.ContentType == "message/delivery-status" || p.ContentType == "message/global-delivery-status" // RFC 6533
	})
	ricevuta := strings.ToLower(h.una("X-Ricevuta"))
	daMacchina := macchina.MatchString(m.Da.Email) || strings.ReplaceAll(h.una("Return-Path"), " ", "") == "<>"
	switch {
	case stato != nil:
		m.Genere, m.Perche = Rapporto, "message/delivery-status"
		m.Consegna = consegna(string(decodifica(stato)))
	case ricevuta == "non-accettazione" || strings.Contains(ricevuta, "errore-consegna") || ricevuta == "rilevazione-virus":
		m.Genere, m.Perche, m.Consegna = Rapporto, "X-Ricevuta: "+ricevuta, Consegna{Fallita: true, Motivo: ricevuta}
	case ricevuta == "" && daMacchina && fallimento.MatchString(m.Oggetto):
		m.Genere, m.Perche, m.Consegna = Rapporto, "Subject", Consegna{Fallita: true, Motivo: m.Oggetto}
		if f := indirizzo(h.una("X-Failed-Recipients")); f.Email != "" {
			m.Consegna.Destinatario = f.Email
		}
	default:
		return false
	}
	if o := trova(root, func(p *enmime.Part) bool {
		return p.ContentType == "message/rfc822" || p.ContentType == "text/rfc822-headers"
	}); o != nil {
		b := decodifica(o)
		b = append(b[:min(len(b), maxIntestazioni):min(len(b), maxIntestazioni)], "\r\n\r\n"...)
		if i := messageID.FindSubmatch(b); i != nil {
			m.RispondeA = append(m.RispondeA, string(i[1]))
		}
	}
	return true
}

var messageID = regexp.MustCompile(`(?im)^Message-ID:\s*<([^<>\s]{3,300})>`)

// consegna reads the fields of RFC 3464 §2.3. Several recipients: the worst
// counts.
func consegna(s string) (c Consegna) {
	c.Motivo = "consegna riuscita o in corso"
	for _, block := range strings.Split(strings.ReplaceAll(s[:min(len(s), 64<<10)], "\r\n", "\n"), "\n\n") {
		campi := map[string]string{}
		ultimo := ""
		for _, line := range strings.Split(block, "\n") {
			if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
				campi[ultimo] += " " + strings.TrimSpace(line)
				continue
			}
			name, value, _ := strings.Cut(line, ":")
			ultimo = strings.ToLower(strings.TrimSpace(name))
			campi[ultimo] = strings.TrimSpace(value)
		}
		if strings.EqualFold(campi["action"], "failed") && !c.Fallita {
			c = Consegna{Fallita: true, Destinatario: posta.FindString(campi["final-recipient"] + " " + campi["original-recipient"]),
				Motivo: taglia(pulito(strings.TrimSpace(campi["status"]+" "+campi["diagnostic-code"]), 500), 500)}
		}
	}
	return c
}

func taglia(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
