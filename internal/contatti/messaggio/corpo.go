package messaggio

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
)

// corpo takes text and files out of the parts.
func (m *Messaggio) corpo(root *enmime.Part) {
	testo := m.testoDi(root)
	if t := pulito(testo, maxTesto); len(t) < len(testo) && utf8.RuneCountInString(testo) > maxTesto {
		m.Avvisi = append(m.Avvisi, "Il testo è stato accorciato: il resto è nell’originale.")
		testo = t
	} else {
		testo = t
	}
	testo = strings.TrimSpace(vuote.ReplaceAllString(testo, "\n\n"))
	m.Testo, m.Citazione = dividi(testo, m.risposta())
	m.allegati(root)
}

var vuote = regexp.MustCompile(`\n[ \t]*\n(?:[ \t]*\n)+`)

// risposta reports whether the message answers another one: a forwarded one is
// all content.
func (m *Messaggio) risposta() bool {
	o := strings.ToLower(strings.TrimSpace(m.Oggetto))
	for _, p := range []string{"i:", "fwd:", "fw:", "inoltro:", "wg:", "tr:"} {
		if strings.HasPrefix(o, p) {
			return false
		}
	}
	return len(m.RispondeA)+len(m.Citati) > 0 || strings.HasPrefix(o, "re:") || strings.HasPrefix(o, "r:") || strings.HasPrefix(o, "rif:")
}

// testoDi is the text that a person would read. Of alternatives the plain one
// is taken, unless it is empty.
func (m *Messaggio) testoDi(p *enmime.Part) string {
	if p.FirstChild == nil {
		switch {
		case allegata(p):
			return ""
		case p.ContentType == "text/html":
			return daHTML(m.converti(p))
		case p.ContentType == "" || strings.HasPrefix(p.ContentType, "text/"):
			return m.converti(p)
		}
		return ""
	}
	var parti []string
	for c := p.FirstChild; c != nil; c = c.NextSibling {
		t := m.testoDi(c)
		if strings.TrimSpace(t) == "" {
			continue
		}
		if p.ContentType == "multipart/alternative" {
			return t // plain comes before html (RFC 2046 §5.1.4)
		}
		parti = append(parti, t)
	}
	return strings.Join(parti, "\n\n")
}

// allegata reports whether a leaf is a file and no text to be read.
func allegata(p *enmime.Part) bool {
	if strings.EqualFold(p.Disposition, "attachment") || p.FileName != "" {
		return true
	}
	switch p.ContentType {
	case "", "text/plain", "text/html", "text/enriched":
		return false
	case "text/rfc822-headers", "message/global-headers", "message/delivery-status", "message/global-delivery-status", "message/disposition-notification", "message/feedback-report":
		return false
	}
	return !strings.HasPrefix(p.ContentType, "text/") || p.ContentType == "text/calendar"
}

func (m *Messaggio) allegati(p *enmime.Part) {
	if p.FirstChild != nil {
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			m.allegati(c)
		}
		return
	}
	if !allegata(p) {
		return
	}
	if len(m.Allegati) == maxAllegati {
		m.Avvisi = append(m.Avvisi, "I file sono più di 20: gli altri sono nell’originale.")
		p.Content = nil
	}
	if len(m.Allegati) >= maxAllegati {
		return
	}
	b := decodifica(p)
	nome := p.FileName
	if d, err := parole.DecodeHeader(nome); err == nil {
		nome = d
	}
	if nome == "" {
		nome = "senza-nome"
		if p.ContentType == "message/rfc822" {
			nome = "messaggio.eml"
		}
	}
	if len(b) > 0 {
		m.Allegati = append(m.Allegati, Allegato{Nome: pulito(nome, 200), Contenuto: b})
	}
	p.Content = nil // decoded: the raw bytes are not needed any more
}

// decodifica undoes the transfer encoding of a part, forgiving what is wrong.
func decodifica(p *enmime.Part) []byte {
	var cte string
	for key, v := range p.Header {
		if strings.EqualFold(key, "Content-Transfer-Encoding") && len(v) > 0 {
			cte = strings.ToLower(strings.TrimSpace(v[0]))
		}
	}
	switch cte {
	case "base64":
		clean := make([]byte, 0, len(p.Content))
		for _, c := range p.Content {
			if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' {
				clean = append(clean, c)
			}
		}
		if len(clean)%4 == 1 {
			clean = clean[:len(clean)-1]
		}
		out := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
		n, _ := base64.RawStdEncoding.Decode(out, clean) //nolint:errcheck // only the alphabet is left
		return out[:n]
	case "quoted-printable":
		return quotato(p.Content)
	}
	return p.Content
}

// quotato undoes quoted-printable (RFC 2045 §6.7); what is no code stays.
func quotato(in []byte) []byte {
	out := make([]byte, 0, len(in))
	for i := 0; i < len(in); i++ {
		if in[i] != '=' {
			out = append(out, in[i])
			continue
		}
		rest := in[i+1:]
		end := 0
		for end < len(rest) && (rest[end] == ' ' || rest[end] == '\t') {
			end++
		}
		switch {
		case end < len(rest) && rest[end] == '\n':
			i += end + 1
		case end+1 < len(rest) && rest[end] == '\r' && rest[end+1] == '\n':
			i += end + 2
		case len(rest) >= 2 && cifra(rest[0]) >= 0 && cifra(rest[1]) >= 0:
			out = append(out, byte(cifra(rest[0])<<4|cifra(rest[1])))
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return out
}

func cifra(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// converti is the text of a part in UTF-8. A wrong or unknown character set is
// read as Windows-1252, which has a letter for each byte, unless the bytes are
// good UTF-8.
func (m *Messaggio) converti(p *enmime.Part) string {
	b := decodifica(p)
	if len(b) > 4*maxTesto && len(b) > maxHTML {
		b = b[:max(4*maxTesto, maxHTML)]
		for i := 0; i < utf8.UTFMax && len(b) > 0 && !utf8.RuneStart(b[len(b)-1]); i++ {
			b = b[:len(b)-1]
		}
		m.Avvisi = append(m.Avvisi, "Il testo è stato accorciato: il resto è nell’originale.")
	}
	label := strings.ToLower(strings.Trim(strings.TrimSpace(p.Charset), `"'`))
	stateful := strings.HasPrefix(label, "iso-2022") || strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "hz")
	if utf8.Valid(b) && !stateful {
		return string(b)
	}
	enc, _ := charset.Lookup(label)
	if enc == nil || label == "utf-8" || label == "us-ascii" || label == "" {
		if label != "" && label != "us-ascii" {
			m.Avvisi = append(m.Avvisi, "L’alfabeto dichiarato dal messaggio non è giusto: qualche lettera può essere sbagliata.")
		}
		enc = charmap.Windows1252
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	return string(out)
}

// pulito drops what no text may carry, and characters that turn the direction
// of writing; line ends become plain.
func pulito(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	n := 0
	for _, r := range s {
		switch {
		case r == '\n' || r == '\t':
		case r == '\r':
			r = '\n'
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff', r == '\u200b':
			continue
		case r == '\u00a0':
			r = ' '
		}
		if n++; n > most {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}

// dividi separates what was written now from what is quoted. What is not an
// answer, or would leave nothing, stays whole.
func dividi(testo string, risposta bool) (scritto, citato string) {
	if !risposta {
		return testo, ""
	}
	cut := len(testo)
	for _, re := range inizioCitazione {
		if i := re.FindStringIndex(testo); i != nil && i[0] < cut {
			cut = i[0]
		}
	}
	if i := codaCitata(testo); i < cut {
		cut = i
	}
	scritto, citato = strings.TrimSpace(testo[:cut]), strings.TrimSpace(testo[cut:])
	if scritto == "" {
		return testo, ""
	}
	return scritto, citato
}

// inizioCitazione are the lines by which mail programs begin a quotation.
var inizioCitazione = []*regexp.Regexp{
	regexp.MustCompile(`(?m)^(Il|In data|Il giorno)\s[^\n]{5,200}(\n[^\n]{0,200})?\bha scritto:?\s*$`),
	regexp.MustCompile(`(?m)^On\s[^\n]{5,200}(\n[^\n]{0,200})?\bwrote:\s*$`),
	regexp.MustCompile(`(?im)^[-_ ]{2,}\s*(messaggio originale|original message|messaggio inoltrato|forwarded message)\s*[-_ ]{2,}\s*$`),
	regexp.MustCompile(`(?m)^_{20,}\s*\n\s*\*?(Da|From|De|Von):`),
	regexp.MustCompile(`(?m)^\*?(Da|From):\*?\s[^\n]+\n\*?(Inviato|Sent|Data|Date|A|Per|To|Oggetto|Subject)(:\*?|\*:)\s`),
	regexp.MustCompile(`(?m)^[^\n>]{2,120} (ha scritto|wrote):\s*\n\s*>`),
	regexp.MustCompile(`(?m)^-{3,}\s*$\n^(Da|From|Il|On)\b`),
}

// codaCitata is where the last lines begin that are all quoted.
func codaCitata(testo string) int {
	at := len(testo)
	for at > 0 {
		start := strings.LastIndexByte(strings.TrimSuffix(testo[:at], "\n"), '\n') + 1
		line := strings.TrimSpace(testo[start:at])
		if line != "" && !strings.HasPrefix(line, ">") {
			break
		}
		at = start
	}
	if !bytes.Contains([]byte(testo[at:]), []byte(">")) {
		return len(testo)
	}
	return at
}
