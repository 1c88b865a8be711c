package richieste

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"pass/internal/kernel"
)

// Modulo is what the body writes in a request, exactly as typed: a draft may
// hold anything, and nothing typed is lost. Valida decides whether it can be
// sent.
type Modulo struct {
	Oggetto         string `json:"oggetto"`
	Procedimento    string `json:"procedimento"` // id of the procedure, as the form sends it
	Descrizione     string `json:"descrizione"`
	RisultatoAtteso string `json:"risultato_atteso"`
	Pratiche        string `json:"pratiche"`  // how many practices are concerned, optional
	EntroIl         string `json:"entro_il"`  // day by which help is needed (ISO), optional
	Referente       string `json:"referente"` // office or person to call, optional
	Telefono        string `json:"telefono"`  // optional
}

// Limits of the texts, in characters.
const (
	MaxOggetto     = 150
	MaxDescrizione = 5000
	MaxTesto       = 5000
)

// Limits of the files: with one act, and with the request when it is sent.
const (
	MaxDocumenti       = 5
	MaxDocumentiModulo = 10
)

// ProcedimentoID is the chosen procedure, or 0.
func (m Modulo) ProcedimentoID() int64 {
	n, err := strconv.ParseInt(m.Procedimento, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Titolo is the subject, or what a list shows in its place.
func (m Modulo) Titolo() string {
	if t := strings.TrimSpace(m.Oggetto); t != "" {
		return t
	}
	return "Richiesta senza oggetto"
}

// Valida checks a form that is about to be sent on day oggi. Whether the
// procedure is in the catalogue is checked by the service.
func (m Modulo) Valida(oggi kernel.Day) []kernel.FieldError {
	var errs []kernel.FieldError
	bad := func(field, message string) { errs = append(errs, kernel.FieldError{Field: field, Message: message}) }
	if m.ProcedimentoID() == 0 {
		bad("procedimento", "Scegliere il procedimento dall'elenco.")
	}
	testo(bad, "oggetto", m.Oggetto, 5, MaxOggetto, "Scrivere l'oggetto in una riga, per esempio «Ritardi nei permessi di costruire».")
	testo(bad, "descrizione", m.Descrizione, 20, MaxDescrizione, "Descrivere il problema: che cosa è fermo, da quanto, che cosa è già stato tentato.")
	testo(bad, "risultato_atteso", m.RisultatoAtteso, 0, MaxDescrizione, "")
	testo(bad, "referente", m.Referente, 0, 200, "")
	if p := strings.TrimSpace(m.Pratiche); p != "" {
		if n, err := strconv.Atoi(p); err != nil || n < 0 || n > 1_000_000 {
			bad("pratiche", "Scrivere un numero intero, per esempio 12, oppure lasciare vuoto.")
		}
	}
	if d := strings.TrimSpace(m.EntroIl); d != "" {
		day, err := kernel.ParseDay(d)
		switch {
		case err != nil:
			bad("entro_il", "La data non esiste. Scriverla come giorno, mese e anno.")
		case day.Before(oggi):
			bad("entro_il", "La data è già passata: indicare un giorno da oggi in poi, oppure lasciare vuoto.")
		}
	}
	if t := strings.TrimSpace(m.Telefono); t != "" && !telefonoPlausibile(t) {
		bad("telefono", "Il numero di telefono contiene caratteri non ammessi.")
	}
	return errs
}

func testo(bad func(field, message string), field, value string, least, most int, missing string) {
	n := utf8.RuneCountInString(strings.TrimSpace(value))
	switch {
	case n < least && n == 0:
		bad(field, missing)
	case n < least:
		bad(field, "Il testo è troppo breve. "+missing)
	case n > most:
		bad(field, "Il testo è di "+kernel.Numero(int64(n))+" caratteri: il massimo è "+kernel.Numero(int64(most))+".")
	}
}

func telefonoPlausibile(t string) bool {
	n := 0
	for _, c := range t {
		switch {
		case c >= '0' && c <= '9':
			n++
		case strings.ContainsRune("+ ./-()", c):
		default:
			return false
		}
	}
	return n >= 5 && n <= 16
}
