package redazione

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
	"pass/internal/platform/mail"
)

// StatoCommento is where a comment stands.
type StatoCommento string

// The states of a comment.
const (
	InAttesa           StatoCommento = "in_attesa"
	CommentoPubblicato StatoCommento = "pubblicato"
	CommentoRespinto   StatoCommento = "respinto"
	CommentoSpam       StatoCommento = "spam"
)

// StatiCommento lists the states in the order of the queue.
var StatiCommento = []StatoCommento{InAttesa, CommentoSpam, CommentoPubblicato, CommentoRespinto}

// Etichetta is the state for people.
func (s StatoCommento) Etichetta() string {
	switch s {
	case InAttesa:
		return "In attesa"
	case CommentoPubblicato:
		return "Pubblicato"
	case CommentoRespinto:
		return "Respinto"
	case CommentoSpam:
		return "Spam"
	}
	return string(s)
}

// AttoCommento is an act on a comment. Its name is the one in the audit trail.
type AttoCommento string

// The acts on comments.
const (
	ActApprova      AttoCommento = "Approva"
	ActRespingi     AttoCommento = "Respingi"
	ActSegnalaSpam  AttoCommento = "SegnalaSpam"
	ActCancellaDati AttoCommento = "CancellaDati"
)

// Etichetta is the act as the button names it.
func (a AttoCommento) Etichetta() string {
	switch a {
	case ActApprova:
		return "Approva"
	case ActRespingi:
		return "Respingi"
	case ActSegnalaSpam:
		return "Segna come spam"
	case ActCancellaDati:
		return "Cancella nome ed e-mail"
	}
	return string(a)
}

// Commento is what somebody wrote under a notizia.
type Commento struct {
	ID          int64
	ContenutoID int64
	PadreID     int64 // the comment that it answers, or 0
	Nome        string
	Email       string // for who moderates only; empty once it was forgotten
	Testo       string
	Stato       StatoCommento
	Motivo      string
	Punteggio   float64 // of the filter, from 0 to 1
	Segnale     string  // why it went among the spam, or empty
	InviatoIl   kernel.Instant
	DecisoIl    kernel.Instant
	DecisoNome  string
	imparato    string // what it taught the filter: "", "spam" or "buono"

	Risposte []Commento // of a public one, oldest first
}

// NuovoCommento is a comment as it arrived.
type NuovoCommento struct {
	Nome, Email, Testo string
	RispostaA          int64  // the comment that it answers, or 0
	Gettone            string // of the form, see GettoneCommento
	Trappola           string // the field that only programs fill
	Da                 string // network address of who sends it; never stored
}

// The limits of a comment, in characters, and how many links it may have.
const (
	MassimoNome     = 80
	MassimoCommento = 3000
	massimoLink     = 2
)

var conLink = regexp.MustCompile(`(?i)https?://|www\.`)

// Controlla lists what is wrong with the fields.
func (n NuovoCommento) Controlla() (es []kernel.FieldError) {
	add := func(campo, messaggio string) { es = append(es, kernel.FieldError{Field: campo, Message: messaggio}) }
	switch {
	case n.Nome == "":
		add("nome", "Scrivere il nome con cui firmare il commento.")
	case utf8.RuneCountInString(n.Nome) > MassimoNome:
		add("nome", "Il nome supera gli "+strconv.Itoa(MassimoNome)+" caratteri: accorciarlo.")
	}
	if !mail.ValidAddress(n.Email) {
		add("email", "Scrivere un indirizzo e-mail completo, per esempio nome@esempio.it.")
	}
	switch quanti := utf8.RuneCountInString(n.Testo); {
	case n.Testo == "":
		add("commento", "Scrivere il commento.")
	case quanti > MassimoCommento:
		add("commento", "Il commento ha "+kernel.Numero(int64(quanti))+" caratteri: il massimo è "+kernel.Numero(MassimoCommento)+".")
	case len(conLink.FindAllString(n.Testo, -1)) > massimoLink:
		add("commento", "Il commento ha più di due indirizzi web: toglierne qualcuno.")
	}
	return es
}

// impronta tells the same comment sent twice.
func (n NuovoCommento) impronta(contenuto int64) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{strconv.FormatInt(contenuto, 10), strconv.FormatInt(n.RispostaA, 10), strings.ToLower(n.Email), n.Nome, n.Testo}, "\x00")))
	return hex.EncodeToString(sum[:])
}

// Decidi moves a comment on; it is pure.
func (c *Commento) Decidi(atto AttoCommento, motivo string, chi kernel.Actor, ora kernel.Instant) error {
	nuovo := map[AttoCommento]StatoCommento{ActApprova: CommentoPubblicato, ActRespingi: CommentoRespinto, ActSegnalaSpam: CommentoSpam}[atto]
	switch {
	case nuovo == "":
		return kernel.E(kernel.NonTrovato, "La pagina o il dato cercato non esiste.")
	case c.Stato == nuovo:
		return kernel.E(kernel.Conflitto, "Il commento è già in questo stato. Nessun dato è cambiato.")
	case atto == ActRespingi && motivo == "":
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere il motivo: resta nella storia del commento."}})
	case utf8.RuneCountInString(motivo) > 500:
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Il motivo supera i 500 caratteri: accorciarlo."}})
	}
	c.Stato, c.Motivo, c.DecisoIl, c.DecisoNome = nuovo, motivo, ora, chi.Nome
	return nil
}
