// Package messaggio reads e-mails, whatever they hold: it never fails, never
// runs anything and never keeps more memory than a few times the message. What
// cannot be understood is said in a note, and the message as it came is kept
// by the caller.
//
// Structure and headers are read by enmime, without decoding: its decoder of
// base64 keeps one error for each wrong byte, so that 25 MB of wrong bytes
// would take gigabytes. Bodies are decoded here, up to a limit.
package messaggio

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"regexp"
	"strings"

	"github.com/jhillyerd/enmime/v2"
)

// Limits of what is looked at.
const (
	MaxByte         = 25_000_000 // bytes of a whole message
	maxParti        = 300        // parts
	maxConfini      = 40         // declared boundaries, and so the depth
	maxIntestazioni = 256 << 10  // bytes of the first block of headers
	maxTesto        = 100_000    // characters of text kept
	maxHTML         = 1 << 20    // bytes of HTML turned into text
	maxAllegati     = 20
	maxCitati       = 50 // identifiers of References
)

// Genere tells people from machines.
type Genere string

// The kinds of message.
const (
	Persona    Genere = "persona"
	Automatico Genere = "automatico" // holiday replies, newsletters, read receipts
	Rapporto   Genere = "rapporto"   // of delivery, RFC 3464 and what resembles it
)

// Indirizzo is an address with the name beside it.
type Indirizzo struct{ Nome, Email string } // Email in lower case, empty when unreadable

// Allegato is a file inside a message.
type Allegato struct {
	Nome      string
	Contenuto []byte
}

// Consegna is what a delivery report says.
type Consegna struct {
	Fallita      bool   // for good; a delay is not
	Destinatario string // may be empty
	Motivo       string // as the server said it
}

// Messaggio is an e-mail, read.
type Messaggio struct {
	MessageID   string // without brackets, may be empty
	RispondeA   []string
	Citati      []string // References, oldest first
	Da          Indirizzo
	RispostaA   Indirizzo // Reply-To, or From
	Destinati   []string  // every address that it was sent to
	Oggetto     string
	Data        string // as written
	Testo       string // what the author wrote
	Citazione   string // what they quote of earlier messages
	Avvisi      []string
	Allegati    []Allegato
	Genere      Genere
	Perche      string // the header that says that a machine wrote
	Silenzio    bool   // no automatic answer, even if a person wrote
	Consegna    Consegna
	Istanza     string // X-PAsS-Istanza
	Impronta    string // of sender, date, subject, text and files: hex SHA-256
	Certificata bool   // came by certified mail
}

// Leggi reads a message. It never fails: what cannot be read is said in Avvisi.
func Leggi(raw []byte) Messaggio {
	if len(raw) > MaxByte {
		raw = raw[:MaxByte]
	}
	m := Messaggio{Genere: Persona}
	if why := anomalia(raw); why != "" {
		m.Avvisi = append(m.Avvisi, "Il messaggio è costruito in modo anomalo ("+why+"): qui c’è solo l’inizio, il resto è nell’originale.")
		raw = soloInizio(raw)
	}
	root, err := parser.ReadParts(bytes.NewReader(raw))
	if err != nil {
		m.Avvisi = append(m.Avvisi, "Il messaggio non si legge per intero: il resto è nell’originale.")
		if root, err = parser.ReadParts(bytes.NewReader(soloInizio(raw))); err != nil {
			m.Testo = pulito(string(raw[:min(len(raw), 4000)]), 4000)
			m.chiudi()
			return m
		}
	}
	h := intestazioni{root.Header}
	m.busta(h)
	if busta := trova(root, certificato); busta != nil && h.una("X-Trasporto") == "posta-certificata" {
		m.certificata(decodifica(busta))
		return m
	}
	m.corpo(root)
	m.classifica(h, root)
	m.chiudi()
	return m
}

var parser = enmime.NewParser(enmime.RawContent(true), enmime.SkipMalformedParts(true), enmime.MaxStoredPartErrors(10),
	enmime.DisableTextConversion(true), enmime.MultipartWOBoundaryAsSinglePart(true), enmime.StripMediaTypeInvalidCharacters(true))

// certificata reads the message inside the envelope of certified mail, which
// holds it whole. Source: DM 2 novembre 2005, technical rules, §6.2; RFC 6109 §3.2.
func (m *Messaggio) certificata(dentro []byte) {
	outer := *m
	inner := Leggi(dentro)
	*m = inner
	m.Certificata, m.Silenzio = true, inner.Silenzio
	m.Destinati = append(outer.Destinati, inner.Destinati...)
	m.RispondeA, m.Citati = append(inner.RispondeA, outer.RispondeA...), append(outer.Citati, inner.Citati...)
	if m.MessageID == "" {
		m.MessageID = outer.MessageID
	}
	if m.Da.Email == "" {
		m.Da, m.RispostaA = outer.RispostaA, outer.RispostaA
	}
	m.Avvisi = append(m.Avvisi, "Arrivato per posta certificata.")
}

func certificato(p *enmime.Part) bool {
	return p.ContentType == "message/rfc822" && strings.EqualFold(p.FileName, "postacert.eml")
}

// chiudi makes the fingerprint.
func (m *Messaggio) chiudi() {
	h := sha256.New()
	for _, s := range []string{m.Da.Email, m.Data, m.Oggetto, strings.Join(strings.Fields(m.Testo+" "+m.Citazione), " ")} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	for _, a := range m.Allegati {
		sum := sha256.Sum256(a.Contenuto)
		h.Write(sum[:])
	}
	m.Impronta = hex.EncodeToString(h.Sum(nil))
}

// anomalia says why a message must not be taken apart, or nothing. It costs one
// reading of the bytes.
func anomalia(raw []byte) string {
	if n := fineIntestazioni(raw); n > maxIntestazioni {
		return "intestazioni troppo lunghe"
	}
	confini := map[string]bool{}
	dichiarati := confine.FindAllSubmatch(raw, maxConfini+1)
	if len(dichiarati) > maxConfini {
		return "troppe parti una dentro l’altra"
	}
	for _, d := range dichiarati {
		confini[string(bytes.Trim(d[1], `" `))] = true
	}
	parti := 0
	for rest := raw; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		if len(line) < 3 || line[0] != '-' || line[1] != '-' || len(line) > 300 {
			continue
		}
		name := strings.TrimRight(string(line[2:]), " \t\r")
		if confini[name] || confini[strings.TrimSuffix(name, "--")] {
			if parti++; parti > maxParti {
				return "troppe parti"
			}
		}
	}
	return ""
}

var confine = regexp.MustCompile(`(?i)boundary\*?0?\*?\s*=\s*("[^"\r\n]{1,200}"|[^\s;"]{1,200})`)

// fineIntestazioni is where the first block of headers ends.
func fineIntestazioni(raw []byte) int {
	end := len(raw)
	for _, sep := range []string{"\n\n", "\n\r\n"} {
		if i := bytes.Index(raw, []byte(sep)); i >= 0 && i < end {
			end = i
		}
	}
	return end
}

// soloInizio makes of a strange message one plain text: its usual headers,
// cut, and the beginning of its body.
func soloInizio(raw []byte) []byte {
	end := fineIntestazioni(raw)
	var out bytes.Buffer
	keep := false
	for _, line := range bytes.Split(raw[:min(end, 64<<10)], []byte{'\n'}) {
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 || len(line) > 2000 {
			keep = false
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := bytes.Cut(line, []byte{':'})
			keep = usuali[strings.ToLower(string(bytes.TrimSpace(name)))]
		}
		if keep {
			out.Write(line)
			out.WriteString("\r\n")
		}
	}
	out.WriteString("\r\n")
	body := raw[end:]
	out.Write(body[:min(len(body), 64<<10)])
	return out.Bytes()
}

var usuali = map[string]bool{"from": true, "to": true, "cc": true, "subject": true, "date": true, "message-id": true, "in-reply-to": true, "references": true,
	"reply-to": true, "return-path": true, "auto-submitted": true, "precedence": true, "delivered-to": true, "x-pass-istanza": true}

// trova walks the parts, first the outer ones, until one satisfies ok.
func trova(root *enmime.Part, ok func(*enmime.Part) bool) *enmime.Part {
	queue := []*enmime.Part{root}
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if ok(p) {
			return p
		}
		for c := p.FirstChild; c != nil; c = c.NextSibling {
			queue = append(queue, c)
		}
	}
	return nil
}

// indirizzo reads one address out of a header, as best it can.
func indirizzo(s string) Indirizzo {
	if a, err := mail.ParseAddress(s); err == nil {
		return Indirizzo{pulito(a.Name, 200), strings.ToLower(pulito(a.Address, 254))}
	}
	if list, err := mail.ParseAddressList(s); err == nil && len(list) > 0 {
		return Indirizzo{pulito(list[0].Name, 200), strings.ToLower(pulito(list[0].Address, 254))}
	}
	e := posta.FindString(s)
	nome, _, _ := strings.Cut(s, "<")
	return Indirizzo{pulito(strings.Trim(strings.TrimSpace(nome), `"'`), 200), strings.ToLower(e)}
}

var posta = regexp.MustCompile(`[A-Za-z0-9._%+\-=!#$&'*/?^{|}~]{1,64}@[A-Za-z0-9.-]{1,190}`)
