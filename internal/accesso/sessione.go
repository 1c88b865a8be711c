package accesso

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"time"

	"pass/internal/kernel"
)

// Motivo says why a session is closed; empty while it is open.
type Motivo string

// The reasons.
const (
	Uscita             Motivo = "uscita"               // the person signed out
	NuovoAccesso       Motivo = "nuovo_accesso"        // the same browser signed in again
	Inattiva           Motivo = "inattiva"             // nothing happened for too long
	DurataMassima      Motivo = "durata_massima"       // open for too long
	ChiusaDallaPersona Motivo = "chiusa_dalla_persona" // ended from another device of the person
	ChiusaDaAltri      Motivo = "chiusa_da_altri"      // ended by segreteria or amministratore
)

// Etichetta is the reason for people.
func (m Motivo) Etichetta() string {
	switch m {
	case Uscita:
		return "Uscita"
	case NuovoAccesso:
		return "Nuovo accesso dallo stesso browser"
	case Inattiva:
		return "Scaduta per inattività"
	case DurataMassima:
		return "Scaduta per durata massima"
	case ChiusaDallaPersona:
		return "Chiusa dalla persona"
	case ChiusaDaAltri:
		return "Chiusa dalla segreteria o da un amministratore"
	}
	return string(m)
}

// Sessione is one signed-in browser. VistaIl is precise to the minute.
type Sessione struct {
	ID, PersonaID int64
	Emittente     string // issuer of the provider
	Agente        string // short label of the browser: "Firefox su Windows"
	CreataIl      kernel.Instant
	VistaIl       kernel.Instant
	ChiusaIl      kernel.Instant
	Motivo        Motivo
}

// Durate are the timeouts of sessions.
type Durate struct{ Inattiva, Massima time.Duration }

// ScadutaIl tells why the session is over at that instant, or is empty while
// it may still be used.
func (s Sessione) ScadutaIl(ora kernel.Instant, d Durate) Motivo {
	switch {
	case !ora.Before(s.CreataIl.Add(d.Massima)):
		return DurataMassima
	case !ora.Before(s.VistaIl.Add(d.Inattiva)):
		return Inattiva
	}
	return ""
}

// finestraRipresa is how long after it expired a session still tells whose
// form it was, so that a form left open over a weekend is kept.
const finestraRipresa = 72 * time.Hour

// riprendibile reports whether a session that is over expired by itself, and
// recently.
func (s Sessione) riprendibile(ora kernel.Instant) bool {
	return (s.Motivo == Inattiva || s.Motivo == DurataMassima) && ora.Before(s.ChiusaIl.Add(finestraRipresa))
}

// nuovoToken makes 32 random bytes, as they travel in a cookie or in a link.
func nuovoToken() string {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		panic("accesso: no randomness: " + err.Error()) // crypto/rand never fails on supported systems
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// lunghezzaToken is the length of what nuovoToken makes.
const lunghezzaToken = 43

// impronta is what is stored of a token.
func impronta(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

// etichettaAgente shortens a User-Agent header to browser and system, which is
// all that a person needs to recognise a session.
func etichettaAgente(ua string) string {
	browser, system := "Browser", ""
	for _, b := range [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"}, {"CriOS", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, b[0]) {
			browser = b[1]
			break
		}
	}
	for _, s := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"}} {
		if strings.Contains(ua, s[0]) {
			system = s[1]
			break
		}
	}
	if system == "" {
		return browser
	}
	return browser + " su " + system
}
