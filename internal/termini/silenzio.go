package termini

import "pass/internal/kernel"

// Materia is a subject in which silence is never assent (L. 241/1990 art. 20
// c. 4).
type Materia string

// The subjects of art. 20 c. 4; the zero value is any other subject.
const (
	MateriaOrdinaria    Materia = ""
	PatrimonioCulturale Materia = "patrimonio_culturale" // cultural heritage and landscape
	Ambiente            Materia = "ambiente"
	Idrogeologico       Materia = "idrogeologico"
	DifesaNazionale     Materia = "difesa_nazionale"
	PubblicaSicurezza   Materia = "pubblica_sicurezza"
	Immigrazione        Materia = "immigrazione" // asylum and citizenship too
	Salute              Materia = "salute"       // public safety (incolumità) too
	DirittoUE           Materia = "diritto_ue"   // Union law wants a formal act
	SilenzioRigetto     Materia = "silenzio_rigetto"
	ElencoDPCM          Materia = "elenco_dpcm" // acts listed by decree of the Prime Minister
)

// Escluse lists the subjects in which silence is never assent, with the words of
// the law in short.
func Escluse() map[Materia]string {
	return map[Materia]string{
		PatrimonioCulturale: "patrimonio culturale e paesaggistico",
		Ambiente:            "ambiente",
		Idrogeologico:       "tutela dal rischio idrogeologico",
		DifesaNazionale:     "difesa nazionale",
		PubblicaSicurezza:   "pubblica sicurezza",
		Immigrazione:        "immigrazione, asilo e cittadinanza",
		Salute:              "salute e pubblica incolumità",
		DirittoUE:           "atti formali richiesti dal diritto dell'Unione europea",
		SilenzioRigetto:     "casi in cui il silenzio vale rigetto",
		ElencoDPCM:          "atti individuati con decreto del Presidente del Consiglio",
	}
}

// Silenzio is whether, and since when, silence became assent.
type Silenzio struct {
	Ammesso     bool       // the procedure can end with silence
	Entro       kernel.Day // last day on which a refusal stops it; zero while suspended
	MaturatoIl  kernel.Day // first day on which the assent holds; zero: never, or not known yet
	Motivo      string     // Italian: why it cannot form, or what it waits for
	Attestabile bool       // an attestation is due (art. 20 c. 2-bis)
}

// DomandaSilenzio is what must be known about an application.
type DomandaSilenzio struct {
	Decorso       Decorso
	Previsto      bool       // the procedure is one of those of art. 20
	Materia       Materia    // a subject of art. 20 c. 4 excludes it
	NonPervenuta  bool       // the application never arrived
	SenzaElementi bool       // it lacks what identifies its object and reasons
	Provvedimento kernel.Day // refusal or other express act communicated; zero: none
}

// SilenzioAssenso says how silence ends an application, knowing what happened up
// to the day al (L. 241/1990 art. 20 c. 1, 2-bis, 4).
//
// Silence is assent when no refusal is communicated within the term, suspensions
// and roll-over included. It holds from the day after the due date. For what
// started since 20 February 2026 it fails to form only if the application never
// arrived or lacks the elements that identify object and reasons (DL 19/2026
// art. 5); earlier the text did not say so, and such an application starts no
// term anyway. An act after the term comes too late: it is not effective (art. 2
// c. 8-bis).
func SilenzioAssenso(d DomandaSilenzio, cal *Calendario, al kernel.Day) Silenzio {
	if !d.Previsto {
		return Silenzio{Motivo: "Per questo procedimento il silenzio non vale assenso."}
	}
	if m, esclusa := Escluse()[d.Materia]; esclusa {
		return Silenzio{Motivo: "Il silenzio non vale assenso in questa materia: " + m + " (L. 241/1990, art. 20, c. 4)."}
	}
	if d.NonPervenuta || d.SenzaElementi {
		return Silenzio{Motivo: "Il silenzio non vale assenso: la domanda non è pervenuta, o non permette di capire oggetto e ragioni."}
	}
	s := d.Decorso.Scadenza(cal)
	r := Silenzio{Ammesso: true, Entro: s.Effettiva}
	switch {
	case s.Sospesa:
		r.Motivo = "Il termine è sospeso dal " + s.SospesaDal.InItaliano() + "."
	case !d.Provvedimento.IsZero() && !d.Provvedimento.After(s.Effettiva):
		r.Motivo = "Un provvedimento è stato comunicato entro il termine."
	case !al.After(s.Effettiva):
		r.Motivo = "Il termine non è ancora scaduto."
	default:
		r.MaturatoIl, r.Attestabile = s.Effettiva.AddDays(1), true
	}
	return r
}
