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
	"github.com/jhillyerd/enmime/v2/mediatype"
)

// Limits of what is looked at.
const (
	MaxByte         = 25_000_000 // bytes of a whole message
	maxParti        = 300        // parts
	maxConfini      = 40         // declared boundaries
	maxMultiparti   = 10         // multiparts opened, and so the depth: enmime takes twice the time for each one inside another
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
	Certificata bool   // says that it came by certified mail; nobody checked
}

// Leggi reads a message. It never fails: what cannot be read is said in Avvisi.
// An envelope of certified mail is opened, one inside it is not.
func Leggi(raw []byte) Messaggio { return leggi(raw, true) }

func leggi(raw []byte, apriBusta bool) Messaggio {
	if len(raw) > MaxByte {
		raw = raw[:MaxByte]
	}
	m := Messaggio{Genere: Persona}
	if why := anomalia(raw); why != "" {
		m.Avvisi = append(m.Avvisi, "Il messaggio è costruito in modo anomalo ("+why+"): qui c’è solo l’inizio, il resto è nell’originale.")
		raw = soloInizio(raw)
	}
	root, chiuse, err := parti(raw)
	if chiuse {
		m.Avvisi = append(m.Avvisi, "Alcune parti del messaggio non sono state aperte: sono nell’originale.")
	}
	if err != nil {
		m.Avvisi = append(m.Avvisi, "Il messaggio non si legge per intero: il resto è nell’originale.")
		if root, _, err = parti(soloInizio(raw)); err != nil {
			m.Testo = pulito(string(raw[:min(len(raw), 4000)]), 4000)
			m.chiudi()
			return m
		}
	}
	h := intestazioni{root.Header}
	m.busta(h)
	dentro := func(p *enmime.Part) bool { return p != root && certificato(p) }
	if busta := trova(root, dentro); apriBusta && busta != nil && h.una("X-Trasporto") == "posta-certificata" {
		m.classifica(h, root)
		m.certificata(decodifica(busta))
		return m
	}
	m.corpo(root)
	m.classifica(h, root)
	m.chiudi()
	return m
}

// parti takes a message apart. chiuse: some multiparts were left as they are,
// because they are too many or their boundary was not among those counted.
func parti(raw []byte) (root *enmime.Part, chiuse bool, err error) {
	noti, aperte := confini(raw), 0
	tipo := func(v string) (mtype string, params map[string]string, invalid []string, err error) {
		mtype, params, invalid, err = mediatype.ParseWithOptions(v, mediatype.ParseOptions{StripMediaTypeInvalidCharacters: true})
		if b := params["boundary"]; b != "" {
			if aperte++; aperte > maxMultiparti || !noti[b] {
				chiuse = true
				return "text/plain", nil, nil, nil
			}
		}
		return mtype, params, invalid, err
	}
	root, err = enmime.NewParser(enmime.RawContent(true), enmime.SkipMalformedParts(true), enmime.MaxStoredPartErrors(10), enmime.DisableTextConversion(true),
		enmime.MultipartWOBoundaryAsSinglePart(true), enmime.SetCustomParseMediaType(tipo)).ReadParts(bytes.NewReader(raw))
	return root, chiuse, err
}

// certificata reads the message inside the envelope of certified mail, which
// holds it whole. Anybody can write such an envelope, and the signature of the
// manager is not checked: so its own signs of a machine count too. Source: DM 2
// novembre 2005, technical rules, §6.2; RFC 6109 §3.2.
func (m *Messaggio) certificata(dentro []byte) {
	outer := *m
	inner := leggi(dentro, false)
	*m = inner
	m.Certificata, m.Silenzio = true, outer.Silenzio || inner.Silenzio
	m.Destinati = append(outer.Destinati, inner.Destinati...)
	m.RispondeA, m.Citati = append(inner.RispondeA, outer.RispondeA...), append(outer.Citati, inner.Citati...)
	if m.MessageID == "" {
		m.MessageID = outer.MessageID
	}
	if m.Da.Email == "" {
		m.Da, m.RispostaA = outer.RispostaA, outer.RispostaA
	}
	m.Avvisi = append(m.Avvisi, "Si dichiara di posta certificata: la firma del gestore non è stata controllata.")
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
	if len(confine.FindAllIndex(raw, maxConfini+1)) > maxConfini {
		return "troppe parti una dentro l’altra"
	}
	noti, n := confini(raw), 0
	for rest := raw; len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		if len(line) < 3 || line[0] != '-' || line[1] != '-' || len(line) > 300 {
			continue
		}
		name := strings.TrimRight(string(line[2:]), " \t\r")
		if noti[name] || noti[strings.TrimSuffix(name, "--")] {
			if n++; n > maxParti {
				return "troppe parti"
			}
		}
	}
	return ""
}

// confini lists the boundaries declared, the first ones.
func confini(raw []byte) map[string]bool {
	out := map[string]bool{}
	for _, d := range confine.FindAllSubmatch(raw, maxConfini) {
		out[string(bytes.Trim(d[1], `" `))] = true
	}
	return out
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
	"reply-to": true, "return-path": true, "auto-submitted": true, "precedence": true, "delivered-to": true, "x-pass-istanza": true,
	"list-id": true, "list-post": true, "list-unsubscribe": true, "x-autoreply": true, "x-auto-response-suppress": true, "x-loop": true}

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
