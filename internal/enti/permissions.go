package enti

import (
	"pass/internal/kernel"
	"pass/internal/platform/web"
)

// The permissions of the area, for routes.
var (
	// Consulta reads the register.
	Consulta = web.Permission{Name: "enti.consulta", Roles: []kernel.Ruolo{kernel.Segreteria, kernel.Regione, kernel.Osservatore, kernel.Coordinatore, kernel.EspertoRuolo}}
	// Gestisci enters and changes associations of Comuni.
	Gestisci = web.Permission{Name: "enti.gestisci", Roles: []kernel.Ruolo{kernel.Segreteria}}
	// Verifica works the queue of the adesioni.
	Verifica = web.Permission{Name: "enti.verifica", Roles: []kernel.Ruolo{kernel.Segreteria}}
)

// Parte is who somebody is for one adesione.
type Parte string

// The parties. Whoever asked for an adesione is only Richiedente for it, even
// as a member of the segreteria: nobody decides on their own.
const (
	ParteNessuna     Parte = ""
	ParteRichiedente Parte = "richiedente"
	ParteSegreteria  Parte = "segreteria"
	ParteSistema     Parte = "sistema"
)

// ParteDi tells which party the actor is for the adesione.
func ParteDi(a Adesione, chi kernel.Actor) Parte {
	switch {
	case chi.DiSistema:
		return ParteSistema
	case chi.Persona != 0 && chi.Persona == a.RichiedenteID:
		return ParteRichiedente
	case Verifica.Allows(chi):
		return ParteSegreteria
	}
	return ParteNessuna
}

// Atto is an act on an adesione. Its name is the one in the audit trail.
type Atto string

// The acts. Subentra and Ripristina are PAsS's own: they follow from the
// approval of a new representative, and from undoing it.
const (
	ActCrea               Atto = "Crea"
	ActSalva              Atto = "Salva"
	ActCaricaProtocollo   Atto = "CaricaProtocollo"
	ActInvia              Atto = "Invia"
	ActPrendiInVerifica   Atto = "PrendiInVerifica"
	ActApprova            Atto = "Approva"
	ActChiediIntegrazioni Atto = "ChiediIntegrazioni"
	ActRespingi           Atto = "Respingi"
	ActAnnullaDecisione   Atto = "AnnullaDecisione"
	ActSospendi           Atto = "Sospendi"
	ActRiattiva           Atto = "Riattiva"
	ActCessa              Atto = "Cessa"
	ActSubentra           Atto = "Subentra"
	ActRipristina         Atto = "Ripristina"
)

// Etichetta is the act as the button names it.
func (a Atto) Etichetta() string {
	switch a {
	case ActCrea:
		return "Inizia l'adesione"
	case ActSalva:
		return "Salva i dati"
	case ActCaricaProtocollo:
		return "Carica il Protocollo"
	case ActInvia:
		return "Invia l'adesione"
	case ActPrendiInVerifica:
		return "Prendi in verifica"
	case ActApprova:
		return "Approva"
	case ActChiediIntegrazioni:
		return "Chiedi integrazioni"
	case ActRespingi:
		return "Respingi"
	case ActAnnullaDecisione:
		return "Annulla la decisione"
	case ActSospendi:
		return "Sospendi"
	case ActRiattiva:
		return "Riattiva"
	case ActCessa:
		return "Cessa l'adesione"
	case ActSubentra:
		return "Subentro di un nuovo rappresentante"
	case ActRipristina:
		return "Ripristino dopo una decisione annullata"
	}
	return string(a)
}

// Fatto is how the timeline tells the act once it is done.
func (a Atto) Fatto() string {
	switch a {
	case ActCrea:
		return "Adesione iniziata"
	case ActSalva:
		return "Dati salvati"
	case ActCaricaProtocollo:
		return "Protocollo caricato"
	case ActInvia:
		return "Adesione inviata"
	case ActPrendiInVerifica:
		return "Presa in verifica"
	case ActApprova:
		return "Adesione approvata"
	case ActChiediIntegrazioni:
		return "Chieste integrazioni"
	case ActRespingi:
		return "Adesione respinta"
	case ActAnnullaDecisione:
		return "Decisione annullata"
	case ActSospendi:
		return "Adesione sospesa"
	case ActRiattiva:
		return "Adesione riattivata"
	case ActCessa:
		return "Adesione cessata"
	}
	return a.Etichetta()
}

// Regola says who may do an act, in which states, and where it leads.
type Regola struct {
	Atto   Atto
	Da     []Stato // never empty, but for Crea, which has no adesione yet
	A      Stato   // empty: the state stays
	Chi    Parte
	Motivo bool // a reason is required
}

// Regole is the whole law of the adesione: the code acts by it, the pages show
// buttons by it, the tests try every combination against it.
var Regole = []Regola{
	{ActSalva, []Stato{Bozza, DaIntegrare}, "", ParteRichiedente, false},
	{ActCaricaProtocollo, []Stato{Bozza, DaIntegrare}, "", ParteRichiedente, false},
	{ActInvia, []Stato{Bozza, DaIntegrare}, Inviata, ParteRichiedente, false},
	{ActPrendiInVerifica, []Stato{Inviata}, InVerifica, ParteSegreteria, false},
	{ActApprova, []Stato{InVerifica}, Approvata, ParteSegreteria, false},
	{ActChiediIntegrazioni, []Stato{InVerifica}, DaIntegrare, ParteSegreteria, true},
	{ActRespingi, []Stato{InVerifica}, Respinta, ParteSegreteria, true},
	{ActAnnullaDecisione, []Stato{Approvata, Respinta, DaIntegrare}, InVerifica, ParteSegreteria, true},
	{ActSospendi, []Stato{Approvata}, Sospesa, ParteSegreteria, true},
	{ActRiattiva, []Stato{Sospesa}, Approvata, ParteSegreteria, true},
	{ActCessa, []Stato{Approvata, Sospesa}, Cessata, ParteSegreteria, true},
	{ActSubentra, []Stato{Approvata}, Cessata, ParteSistema, true},
	{ActRipristina, []Stato{Cessata}, Approvata, ParteSistema, true},
}

func regolaDi(atto Atto) *Regola {
	for i := range Regole {
		if Regole[i].Atto == atto {
			return &Regole[i]
		}
	}
	return nil
}

// Consentiti lists the acts that the party may do on the adesione now.
func Consentiti(a Adesione, chi Parte) []Atto {
	var out []Atto
	for _, r := range Regole {
		if r.Chi != chi {
			continue
		}
		for _, s := range r.Da {
			if s == a.Stato {
				out = append(out, r.Atto)
			}
		}
	}
	return out
}

// PuoVedere reports whether the actor may see the adesione: who asked for it,
// and the segreteria. A draft is its author's alone.
func PuoVedere(a Adesione, chi kernel.Actor) bool {
	switch ParteDi(a, chi) {
	case ParteRichiedente, ParteSistema:
		return true
	case ParteSegreteria:
		return a.Stato != Bozza
	}
	return false
}

// PuoVedereEnte reports whether the actor may open the sheet of the body: its
// own people, and who reads the register.
func PuoVedereEnte(ente int64, chi kernel.Actor) bool {
	return chi.DiEnte(ente) || Consulta.Allows(chi)
}

// PuoDelegare reports whether the actor enables and removes the delegates of
// the body: its legal representative alone.
func PuoDelegare(ente int64, chi kernel.Actor) bool {
	return chi.HasEnte(kernel.LegaleRappresentante, ente)
}

// PuoVedereDelegati reports whether the actor sees who is enabled for the
// body. The segreteria may also end a mandate, with a reason.
func PuoVedereDelegati(ente int64, chi kernel.Actor) bool {
	return PuoDelegare(ente, chi) || Gestisci.Allows(chi)
}

// PuoModificareCalendario reports whether the actor writes the calendar of the
// body: its own people, and the segreteria.
func PuoModificareCalendario(ente int64, chi kernel.Actor) bool {
	return chi.DiEnte(ente) || Gestisci.Allows(chi)
}
