package contatti

import (
	"context"
	"slices"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// maxRicevute is how many automatic receipts an address gets in 24 hours: the
// rest of what it writes is kept without one.
const maxRicevute = 3

// maxRicevuteOra is how many automatic receipts leave in an hour, to whoever: a
// sender may be invented, and the receipt then reaches somebody who wrote
// nothing.
const maxRicevuteOra = 60

const (
	piedeRisposta  = "Si può rispondere a questo messaggio. Il codice nell’oggetto serve a ritrovare la conversazione."
	piedeSenzaCasa = "Questo messaggio è automatico: per scrivere ancora si usa la pagina Contatti."
)

// ricevuta tells the author that the message arrived and its number. It
// repeats nothing of the message, so that nobody writes to others through it.
// rispondeA is the Message-ID that it answers, when the message was a mail.
func (s *Service) ricevuta(ctx context.Context, tx *db.Tx, f Firma, c Contatto, rispondeA string) error {
	n, err := contaEvento(ctx, tx, f.Chiave("ricevuta", c.Email), tx.Now().Add(-24*time.Hour))
	if err != nil || n > maxRicevute || !mail.ValidAddress(c.Email) {
		return err
	}
	// A new conversation holds the row of its number until the end: whoever
	// counts here has already waited for the others.
	tutte := f.Chiave("ricevute", "tutte")
	if n, err = quantiEventi(ctx, tx, tutte, tx.Now().Add(-time.Hour)); err != nil || n >= maxRicevuteOra {
		return err
	}
	if _, err := contaEvento(ctx, tx, tutte, tx.Now()); err != nil {
		return err
	}
	m, err := s.busta(f, c, "Messaggio ricevuto")
	if err != nil {
		return err
	}
	m.Headers.AutoSubmitted, m.Headers.InReplyTo = "auto-generated", rispondeA
	if rispondeA != "" {
		m.Headers.AutoSubmitted, m.Headers.References = "auto-replied", []string{rispondeA}
	}
	m.Text = []string{"Buongiorno,", "il messaggio è arrivato alla Segreteria tecnica di PAsS, con il numero " + c.Codice() + ".",
		"Una persona lo legge e risponde a questo indirizzo. Per le segnalazioni di accessibilità la risposta arriva entro 30 giorni di calendario.",
		"Chi non ha scritto nulla può ignorare questo messaggio."}
	if err := s.Mail.Send(ctx, tx, m); err != nil {
		return err
	}
	return inserisciMessaggio(ctx, tx, &Messaggio{ContattoID: c.ID, Atto: Ricevuta, Da: c.Stato, A: c.Stato, Autore: "PAsS", Indirizzo: c.Email,
		MessageID: m.Headers.MessageID, Il: tx.Now()})
}

// busta is a mail of a conversation without its text.
func (s *Service) busta(f Firma, c Contatto, oggetto string) (mail.Message, error) {
	id, err := f.MessageID(c, s.Config.Host())
	m := mail.Message{To: c.Email, Subject: oggetto + " [" + f.Codice(c.Anno, c.Numero) + "]", Footer: piedeSenzaCasa,
		Headers: mail.Headers{MessageID: id, Instance: f.Istanza(), ReplyTo: s.indirizzoRisposte(f, c)}}
	if m.Headers.ReplyTo != "" {
		m.Footer = piedeRisposta
	}
	return m, err
}

// indirizzoRisposte is where an answer of the person comes back: the contact
// address, with the code after a plus where the mail server takes that.
func (s *Service) indirizzoRisposte(f Firma, c Contatto) string {
	local, domain, ok := strings.Cut(s.Config.Contatto, "@")
	if !ok || domain == "example.org" { // nobody configured it yet
		return ""
	}
	if s.Config.ContattoEsteso {
		local += "+" + strings.ToLower(f.Codice(c.Anno, c.Numero))
	}
	return local + "@" + domain
}

// rispondi sends what the segreteria wrote, in the thread of the conversation,
// with the message that it answers quoted under it.
func (s *Service) rispondi(ctx context.Context, tx *db.Tx, f Firma, c Contatto, m Mossa, r *Messaggio) error {
	ms, err := messaggiDi(ctx, tx, c.ID)
	if err != nil {
		return err
	}
	a := strings.TrimSpace(m.Destinatario)
	if a == "" {
		a = c.Email
	}
	if !slices.Contains(Corrispondenti(c, ms), a) || !mail.ValidAddress(a) {
		return kernel.Invalid([]kernel.FieldError{{Field: "destinatario", Message: "Scegliere l’indirizzo tra quelli di chi ha scritto."}})
	}
	b, err := s.busta(f, c, "Re: "+senzaRe(c.Oggetto))
	if err != nil {
		return err
	}
	b.To, b.Headers.AutoSubmitted = a, "no"
	b.Headers.InReplyTo, b.Headers.References = filo(ms)
	b.Text = append(paragrafi(r.Testo), "Segreteria tecnica di PAsS")
	if prima, ok := ultimoDi(ms, a); ok {
		b.Text = append(b.Text, citato(prima))
	}
	r.Indirizzo, r.MessageID = a, b.Headers.MessageID
	return s.Mail.Send(ctx, tx, b)
}

// Corrispondenti lists the addresses that wrote in the conversation, that of
// its beginning first: answers go only to one of them.
func Corrispondenti(c Contatto, ms []Messaggio) []string {
	out := []string{c.Email}
	for _, m := range ms {
		if m.Atto == Ricevi && m.Indirizzo != "" && !slices.Contains(out, m.Indirizzo) {
			out = append(out, m.Indirizzo)
		}
	}
	return out
}

// filo is the thread of a conversation as mail programs follow it: the last
// message that came, and the identifiers so far, the first and the latest ones.
func filo(ms []Messaggio) (rispondeA string, refs []string) {
	for _, m := range ms {
		if m.MessageID == "" {
			continue
		}
		refs = append(refs, m.MessageID)
		if m.Atto == Ricevi {
			rispondeA = m.MessageID
		}
	}
	const most = 12
	if len(refs) > most {
		refs = append(refs[:1:1], refs[len(refs)-most+1:]...)
	}
	return rispondeA, refs
}

func ultimoDi(ms []Messaggio, indirizzo string) (Messaggio, bool) {
	for _, m := range slices.Backward(ms) {
		if m.Atto == Ricevi && m.Indirizzo == indirizzo {
			return m, true
		}
	}
	return Messaggio{}, false
}

// citato quotes a message as mail programs do, its first lines only.
func citato(m Messaggio) string {
	righe := strings.Split(m.Testo, "\n")
	const most = 40
	if len(righe) > most {
		righe = append(righe[:most:most], "[…]")
	}
	return "Il " + m.Il.InItaliano() + " " + m.Autore + " ha scritto:\n> " + strings.Join(righe, "\n> ")
}

// paragrafi cuts a text where a line is empty.
func paragrafi(s string) (out []string) {
	for _, p := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if p = strings.Trim(p, "\n"); strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return out
}

// senzaRe takes away the "Re:", "R:", "Fwd:" and "I:" that programs put before
// a subject, so that they do not pile up.
func senzaRe(oggetto string) string {
	s := strings.TrimSpace(oggetto)
	for {
		cut := s
		for _, p := range []string{"re:", "r:", "fwd:", "fw:", "i:", "rif:", "aw:", "sv:"} {
			if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
				s = strings.TrimSpace(s[len(p):])
			}
		}
		if s == cut {
			return s
		}
	}
}
