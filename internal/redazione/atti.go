package redazione

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// Atto is an act on a content. Its name is the one in the audit trail.
type Atto string

// The acts on contents.
const (
	ActCrea                  Atto = "Crea"
	ActSalva                 Atto = "Salva"
	ActPubblica              Atto = "Pubblica"
	ActProgramma             Atto = "Programma"
	ActAnnullaProgrammazione Atto = "AnnullaProgrammazione"
	ActRitira                Atto = "Ritira"
	ActCambiaIndirizzo       Atto = "CambiaIndirizzo"
	ActRipristinaVersione    Atto = "RipristinaVersione"
	ActAllegaFile            Atto = "AllegaFile"
	ActTogliFile             Atto = "TogliFile"
	ActApriCommenti          Atto = "ApriCommenti"
	ActChiudiCommenti        Atto = "ChiudiCommenti"
)

// Etichetta is the act as the button names it.
func (a Atto) Etichetta() string {
	switch a {
	case ActCrea:
		return "Crea"
	case ActSalva:
		return "Salva"
	case ActPubblica:
		return "Pubblica"
	case ActProgramma:
		return "Programma"
	case ActAnnullaProgrammazione:
		return "Annulla la programmazione"
	case ActRitira:
		return "Ritira"
	case ActCambiaIndirizzo:
		return "Cambia indirizzo"
	case ActRipristinaVersione:
		return "Ripristina"
	case ActAllegaFile:
		return "Carica"
	case ActTogliFile:
		return "Togli"
	case ActApriCommenti:
		return "Apri i commenti"
	case ActChiudiCommenti:
		return "Chiudi i commenti"
	}
	return string(a)
}

// permesso is who may do an act: writing is for more roles than publishing.
func (a Atto) permesso() web.Permission {
	switch a {
	case ActPubblica, ActProgramma, ActAnnullaProgrammazione, ActRitira:
		return Pubblica
	case ActApriCommenti, ActChiudiCommenti:
		return Modera
	}
	return Scrive
}

// Consentito refuses who may never do the act.
func (a Atto) Consentito(chi kernel.Actor) error { return permesso(a.permesso(), chi) }

// Consentiti lists the acts of state that the actor may do on the content now,
// the most natural first.
func Consentiti(c Contenuto, chi kernel.Actor) (out []Atto) {
	add := func(a Atto, ok bool) {
		if ok && a.permesso().Allows(chi) {
			out = append(out, a)
		}
	}
	add(ActPubblica, c.Stato != Pubblicata || c.DaPubblicare())
	add(ActProgramma, c.Stato == Bozza || c.Stato == Ritirata)
	add(ActAnnullaProgrammazione, c.Stato == Programmata)
	add(ActRitira, c.Stato == Pubblicata)
	add(ActApriCommenti, c.Tipo == Notizia && !c.CommentiAperti)
	add(ActChiudiCommenti, c.Tipo == Notizia && c.CommentiAperti)
	return out
}

// The acts below are pure: time comes in, and a Conflitto says why not.

// Pubblica shows the latest version to the public.
func (c *Contenuto) Pubblica(ora kernel.Instant) error {
	if c.Stato == Pubblicata && !c.DaPubblicare() {
		return kernel.E(kernel.Conflitto, "L'ultima versione è già pubblica. Nessun dato è cambiato.")
	}
	c.Stato, c.ProgrammataIl, c.Motivo = Pubblicata, kernel.Instant{}, ""
	c.VersionePubblica, c.ModificataIl = c.Versione, ora
	if c.PubblicataIl.IsZero() {
		c.PubblicataIl = ora
	}
	return nil
}

// Programma makes the content go out at an instant to come.
func (c *Contenuto) Programma(il, ora kernel.Instant) error {
	switch {
	case c.Stato != Bozza && c.Stato != Ritirata:
		return kernel.E(kernel.Conflitto, "Solo una bozza o un contenuto ritirato si può programmare. Nessun dato è cambiato.")
	case !il.After(ora):
		return kernel.Invalid([]kernel.FieldError{{Field: "quando", Message: "Indicare un giorno e un'ora futuri."}})
	}
	c.Stato, c.ProgrammataIl = Programmata, il
	return nil
}

// AnnullaProgrammazione takes back the instant.
func (c *Contenuto) AnnullaProgrammazione() error {
	if c.Stato != Programmata {
		return kernel.E(kernel.Conflitto, "Il contenuto non è programmato. Nessun dato è cambiato.")
	}
	c.Stato, c.ProgrammataIl = Bozza, kernel.Instant{}
	if !c.PubblicataIl.IsZero() {
		c.Stato = Ritirata
	}
	return nil
}

// Ritira takes the content away from the public, with the reason.
func (c *Contenuto) Ritira(motivo string) error {
	switch {
	case c.Stato != Pubblicata:
		return kernel.E(kernel.Conflitto, "Il contenuto non è pubblico. Nessun dato è cambiato.")
	case motivo == "":
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere il motivo: resta nella storia del contenuto."}})
	case len(motivo) > 2000:
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Il motivo è troppo lungo: accorciarlo."}})
	}
	c.Stato, c.Motivo = Ritirata, motivo
	return nil
}
