package monitoraggio

import (
	"slices"
	"strings"

	"pass/internal/kernel"
)

// AttoRilevazione is what the Region does with a campaign while data are
// gathered; locking, signing and publishing follow.
type AttoRilevazione string

// The acts on a campaign. The names are those of the methods, of the buttons
// and of the audit trail.
const (
	AttoAggiorna       AttoRilevazione = "Aggiorna"
	AttoElimina        AttoRilevazione = "EliminaRilevazione"
	AttoApri           AttoRilevazione = "Apri"
	AttoProrogaTutti   AttoRilevazione = "ProrogaTutti"
	AttoChiudi         AttoRilevazione = "Chiudi"
	AttoRiapriRaccolta AttoRilevazione = "RiapriRaccolta"
	AttoAggiungiEnti   AttoRilevazione = "AggiungiEnti"
	AttoSollecita      AttoRilevazione = "Sollecita"
)

// AttiRilevazione lists the acts in the order in which pages offer them.
var AttiRilevazione = []AttoRilevazione{AttoAggiorna, AttoApri, AttoSollecita, AttoAggiungiEnti, AttoProrogaTutti, AttoChiudi, AttoRiapriRaccolta, AttoElimina}

// passaggi say from which states an act on a campaign starts, and where it
// leads; an empty state is "the same".
var passaggi = map[AttoRilevazione]struct {
	da []StatoRilevazione
	a  StatoRilevazione
}{
	AttoAggiorna:       {[]StatoRilevazione{InPreparazione, Aperta}, ""},
	AttoElimina:        {[]StatoRilevazione{InPreparazione}, ""},
	AttoApri:           {[]StatoRilevazione{InPreparazione}, Aperta},
	AttoProrogaTutti:   {[]StatoRilevazione{Aperta}, ""},
	AttoChiudi:         {[]StatoRilevazione{Aperta}, Chiusa},
	AttoRiapriRaccolta: {[]StatoRilevazione{Chiusa}, Aperta},
	AttoAggiungiEnti:   {[]StatoRilevazione{Aperta}, ""},
	AttoSollecita:      {[]StatoRilevazione{Aperta}, ""},
}

// Puo reports whether the act is possible in the present state.
func (r Rilevazione) Puo(a AttoRilevazione) bool { return slices.Contains(passaggi[a].da, r.Stato) }

// applica performs the act on the state, or says in Italian why it cannot.
func (r *Rilevazione) applica(a AttoRilevazione, ora kernel.Instant) error {
	if !r.Puo(a) {
		return kernel.E(kernel.Conflitto, "La rilevazione del "+r.Semestre.InItaliano()+" è nello stato «"+strings.ToLower(r.Stato.Etichetta())+
			"»: questo non si può fare. Nulla è stato modificato.")
	}
	switch a {
	case AttoApri:
		if !ora.Day().After(r.Semestre.Al()) {
			return kernel.E(kernel.Conflitto, "Il "+r.Semestre.InItaliano()+" non è ancora finito: la raccolta si apre dal "+r.Semestre.Al().AddDays(1).InItaliano()+". Intanto si può preparare.")
		}
		r.ApertaIl = ora
	case AttoChiudi:
		r.ChiusaIl = ora
	case AttoRiapriRaccolta:
		r.ChiusaIl = kernel.Instant{}
	}
	if p := passaggi[a]; p.a != "" {
		r.Stato = p.a
	}
	return nil
}

// AttoInvio is what the segreteria and the Region do with the data of one
// body.
type AttoInvio string

// The acts on the data of a body.
const (
	AttoApprova     AttoInvio = "Approva"
	AttoRestituisci AttoInvio = "Restituisci"
	AttoRiapri      AttoInvio = "Riapri"
	AttoProroga     AttoInvio = "Proroga"
)

// AttiInvio lists the acts in the order in which pages offer them.
var AttiInvio = []AttoInvio{AttoApprova, AttoRestituisci, AttoRiapri, AttoProroga}

// passaggiInvio say, for each act on the data of a body, from which states of
// the campaign and of the data it starts, where it leads and whether it needs
// a reason. Data go back to the body only while the campaign is open, because
// only then can they be sent again (see Scrivibile).
var passaggiInvio = map[AttoInvio]struct {
	in     []StatoRilevazione
	da     []StatoInvio
	a      StatoInvio
	motivo bool
}{
	AttoApprova:     {[]StatoRilevazione{Aperta, Chiusa}, []StatoInvio{Inviato}, Approvato, false},
	AttoRestituisci: {[]StatoRilevazione{Aperta}, []StatoInvio{Inviato}, Restituito, true},
	AttoRiapri:      {[]StatoRilevazione{Aperta}, []StatoInvio{Inviato, Approvato}, InBozza, true},
	AttoProroga:     {[]StatoRilevazione{Aperta}, []StatoInvio{NonIniziato, InBozza, Restituito}, "", false},
}

// Puo reports whether the act is possible on the data of the body.
func (i Invio) Puo(r Rilevazione, a AttoInvio) bool {
	p := passaggiInvio[a]
	return slices.Contains(p.in, r.Stato) && slices.Contains(p.da, i.Stato)
}

// GiorniPerCorreggere is how many calendar days a body has at least when data
// come back to it, also when the term is over: until then nothing is late.
const GiorniPerCorreggere = 7

// maxMotivo bounds a reason, in characters.
const maxMotivo = 2000

// applica performs the act on the data of a body, or says in Italian why it
// cannot. al is the new last day, for AttoProroga only.
func (i *Invio) applica(r Rilevazione, a AttoInvio, chi kernel.Actor, motivo string, al kernel.Day, ora kernel.Instant) error {
	if !i.Puo(r, a) {
		return i.rifiuto(r, a)
	}
	p := passaggiInvio[a]
	if p.motivo {
		motivo = strings.TrimSpace(motivo)
		switch {
		case motivo == "":
			return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Scrivere il motivo: l'ente lo legge e sa che cosa correggere."}})
		case len([]rune(motivo)) > maxMotivo:
			return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Il motivo è troppo lungo: bastano " + kernel.Numero(maxMotivo) + " caratteri."}})
		case codiceFiscale.MatchString(motivo): // the audit trail keeps it for ever
			return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: soloNumeri}})
		}
		i.Motivo = motivo
		if minimo := ora.Day().AddDays(GiorniPerCorreggere); i.Scadenza(r).Before(minimo) {
			i.Proroga = minimo
		}
	}
	switch a {
	case AttoProroga:
		if err := controllaProroga(al, i.Scadenza(r), ora.Day()); err != nil {
			return err
		}
		i.Proroga = al
		return nil
	case AttoApprova:
		i.Motivo = ""
	}
	i.Stato, i.DecisoIl, i.DecisoDa = p.a, ora, chi.Persona
	return nil
}

// rifiuto says why an act on the data of a body is not possible.
func (i Invio) rifiuto(r Rilevazione, a AttoInvio) error {
	if !slices.Contains(passaggiInvio[a].in, r.Stato) {
		testo := "La rilevazione del " + r.Semestre.InItaliano() + " è nello stato «" + strings.ToLower(r.Stato.Etichetta()) + "»"
		switch {
		case r.Stato == Chiusa:
			testo += ": per rimandare i dati all'ente, la Regione riapre prima la raccolta"
		case r.Stato.Ferma():
			testo += ": le cifre si correggono solo con una revisione"
		}
		return kernel.E(kernel.Conflitto, testo+". Nulla è stato modificato.")
	}
	return kernel.E(kernel.Conflitto, "I dati di questo ente sono nello stato «"+strings.ToLower(i.Stato.Etichetta())+"»: questo non si può fare. Nulla è stato modificato.")
}

// maxProroga is how far ahead a term may be set, in calendar days: a later day
// was mistyped.
const maxProroga = 366

// controllaProroga checks a new last day against the present one.
func controllaProroga(al, finora, oggi kernel.Day) error {
	errore := ""
	switch {
	case al.IsZero():
		errore = "Indicare il nuovo ultimo giorno."
	case al.Before(oggi):
		errore = "Il nuovo termine deve essere oggi o un giorno futuro."
	case !al.After(finora):
		errore = "Il nuovo termine deve venire dopo quello attuale, il " + finora.InItaliano() + "."
	case al.After(oggi.AddDays(maxProroga)):
		errore = "Il nuovo termine è a più di un anno da oggi: controllare la data."
	default:
		return nil
	}
	return kernel.Invalid([]kernel.FieldError{{Field: "scadenza", Message: errore}})
}

// Impedisce reports whether on that day the missing data keep the body from
// asking for help: the campaign asks for them (Obbligatoria), it is open, the
// last day of the body is over, and nothing has been sent. Closing the
// campaign, or anything that gives the body more days, takes the impediment
// away; the next campaign begins from nothing.
func Impedisce(r Rilevazione, i Invio, oggi kernel.Day) bool {
	return r.Stato == Aperta && r.Obbligatoria && !i.Stato.Consegnato() && oggi.After(i.Scadenza(r))
}

// InRitardo reports whether the body has not sent by its last day.
func (i Invio) InRitardo(r Rilevazione, oggi kernel.Day) bool {
	return r.Stato == Aperta && !i.Stato.Consegnato() && oggi.After(i.Scadenza(r))
}

// AspettaEnte reports whether the next step is the body's own: the campaign is
// open and nothing is sent.
func AspettaEnte(r Rilevazione, i Invio) bool { return r.Stato == Aperta && !i.Stato.Consegnato() }
