package termini

import "pass/internal/kernel"

// Codice names a term set by law.
type Codice string

// The terms of L. 241/1990 that PAsS computes. Terms of single procedures are
// data of the catalogue, not of this package.
const (
	ConclusioneOrdinaria      Codice = "conclusione"              // to decide, when nothing else is said
	RichiestaInformazioni     Codice = "sospensione_informazioni" // cap of the suspension for information
	OsservazioniPreavviso     Codice = "osservazioni_preavviso"   // to answer a notice of refusal
	RipresaDopoOsservazioni   Codice = "ripresa_osservazioni"     // from observations to the resumption
	IndizioneConferenza       Codice = "cds_indizione"            // to convene
	IntegrazioniConferenza    Codice = "cds_integrazioni"         // to ask for documents
	DeterminazioniConferenza  Codice = "cds_determinazioni"       // to give one's determination
	DeterminazioniSensibili   Codice = "cds_determinazioni_sensibili"
	DecisioneConferenza       Codice = "cds_decisione"           // from the end of determinations to the decision
	RiunioneDopoSemplificata  Codice = "cds_riunione"            // from the end of determinations to the meeting
	RiunioneSimultanea        Codice = "cds_riunione_simultanea" // from convening to the first meeting
	LavoriSimultanea          Codice = "cds_lavori"              // from the first meeting to the end of works
	LavoriSimultaneaSensibili Codice = "cds_lavori_sensibili"
	OpposizioneConferenza     Codice = "cds_opposizione" // from the notice of the decision
	PareriConsultivi          Codice = "pareri"
	ValutazioniTecniche       Codice = "valutazioni_tecniche"
	AssensoFraPA              Codice = "assenso_pa"
	AssensoFraPASensibili     Codice = "assenso_pa_sensibili"
	ControlloSCIA             Codice = "scia"
	ControlloSCIAEdilizia     Codice = "scia_edilizia"
	ConformazioneSCIA         Codice = "scia_conformazione"
	Autotutela                Codice = "autotutela"
)

// Regola is a term set by law in one of its versions. A procedure follows the
// version in force on the day on which it starts.
type Regola struct {
	Codice  Codice
	Termine Termine
	Dal     kernel.Day // first day in force; zero: as far back as it matters
	Al      kernel.Day // last day in force; zero: still in force
	Fonte   string
	Nota    string // what else is to be known
}

// The days on which the texts changed.
var (
	dl76 = kernel.NewDay(2020, 7, 17)  // DL 16 July 2020, n. 76, in force
	dl19 = kernel.NewDay(2026, 2, 20)  // DL 19 February 2026, n. 19, in force
	l182 = kernel.NewDay(2025, 12, 18) // L. 2 December 2025, n. 182, in force
	l124 = kernel.NewDay(2015, 8, 28)  // L. 7 August 2015, n. 124, in force
	dl77 = kernel.NewDay(2021, 6, 1)   // DL 31 May 2021, n. 77, in force
)

// notaAcceleratoria is why older conferences may have had shorter terms.
const notaAcceleratoria = "DL 76/2020, art. 13, consentiva termini più brevi per le conferenze decisorie: se sono stati usati, valgono quelli indicati nell'indizione."

// notaConversione is what cannot be known yet.
const notaConversione = "Testo del DL 19/2026: verificare la legge di conversione."

// regole are the versions, the older first.
var regole = []Regola{
	{Codice: ConclusioneOrdinaria, Termine: giorniCalendario(30), Fonte: "L. 241/1990, art. 2, c. 2"},
	{Codice: RichiestaInformazioni, Termine: giorniCalendario(30), Fonte: "L. 241/1990, art. 2, c. 7", Nota: "Una volta sola, per ciò che non risulta da documenti già in possesso delle amministrazioni."},
	{Codice: OsservazioniPreavviso, Termine: giorniCalendario(10), Fonte: "L. 241/1990, art. 10-bis"},
	{Codice: RipresaDopoOsservazioni, Termine: giorniCalendario(10), Dal: dl76, Fonte: "L. 241/1990, art. 10-bis; DL 76/2020, art. 12"},
	{Codice: IndizioneConferenza, Termine: Termine{5, GiorniLavorativi}, Fonte: "L. 241/1990, art. 14-bis, c. 2"},
	{Codice: IntegrazioniConferenza, Termine: giorniCalendario(15), Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. b)"},
	{Codice: DeterminazioniConferenza, Termine: giorniCalendario(45), Al: dl19.AddDays(-1), Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. c)", Nota: notaAcceleratoria},
	{Codice: DeterminazioniConferenza, Termine: giorniCalendario(30), Dal: dl19, Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. c); DL 19/2026, art. 5", Nota: notaConversione},
	{Codice: DeterminazioniSensibili, Termine: giorniCalendario(90), Al: dl19.AddDays(-1), Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. c)", Nota: notaAcceleratoria},
	{Codice: DeterminazioniSensibili, Termine: giorniCalendario(60), Dal: dl19, Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. c); DL 19/2026, art. 5", Nota: notaConversione},
	{Codice: DecisioneConferenza, Termine: Termine{5, GiorniLavorativi}, Fonte: "L. 241/1990, art. 14-bis, c. 5"},
	{Codice: RiunioneDopoSemplificata, Termine: giorniCalendario(10), Fonte: "L. 241/1990, art. 14-bis, c. 2, lett. d)"},
	{Codice: RiunioneSimultanea, Termine: giorniCalendario(45), Al: dl19.AddDays(-1), Fonte: "L. 241/1990, art. 14-bis, c. 7", Nota: notaAcceleratoria},
	{Codice: RiunioneSimultanea, Termine: giorniCalendario(30), Dal: dl19, Fonte: "L. 241/1990, art. 14-bis, c. 7; DL 19/2026, art. 5", Nota: notaConversione},
	{Codice: LavoriSimultanea, Termine: giorniCalendario(45), Al: dl19.AddDays(-1), Fonte: "L. 241/1990, art. 14-ter, c. 2", Nota: notaAcceleratoria},
	{Codice: LavoriSimultanea, Termine: giorniCalendario(30), Dal: dl19, Fonte: "L. 241/1990, art. 14-ter, c. 2; DL 19/2026, art. 5", Nota: notaConversione},
	{Codice: LavoriSimultaneaSensibili, Termine: giorniCalendario(90), Al: dl19.AddDays(-1), Fonte: "L. 241/1990, art. 14-ter, c. 2", Nota: notaAcceleratoria},
	{Codice: LavoriSimultaneaSensibili, Termine: giorniCalendario(60), Dal: dl19, Fonte: "L. 241/1990, art. 14-ter, c. 2; DL 19/2026, art. 5", Nota: notaConversione},
	{Codice: OpposizioneConferenza, Termine: giorniCalendario(10), Fonte: "L. 241/1990, art. 14-quinquies, c. 1"},
	{Codice: PareriConsultivi, Termine: giorniCalendario(20), Fonte: "L. 241/1990, art. 16, c. 1", Nota: "Una interruzione per esigenze istruttorie, poi 15 giorni di calendario."},
	{Codice: ValutazioniTecniche, Termine: giorniCalendario(90), Fonte: "L. 241/1990, art. 17, c. 1"},
	{Codice: AssensoFraPA, Termine: giorniCalendario(30), Dal: l124, Fonte: "L. 241/1990, art. 17-bis, c. 1", Nota: "Una interruzione, poi altri 30 giorni di calendario; il silenzio vale assenso."},
	{Codice: AssensoFraPASensibili, Termine: giorniCalendario(90), Dal: l124, Fonte: "L. 241/1990, art. 17-bis, c. 3"},
	{Codice: ControlloSCIA, Termine: giorniCalendario(60), Fonte: "L. 241/1990, art. 19, c. 3"},
	{Codice: ControlloSCIAEdilizia, Termine: giorniCalendario(30), Fonte: "L. 241/1990, art. 19, c. 6-bis"},
	{Codice: ConformazioneSCIA, Termine: giorniCalendario(30), Fonte: "L. 241/1990, art. 19, c. 3", Nota: "Termine minimo."},
	{Codice: Autotutela, Termine: Termine{18, Mesi}, Dal: l124, Al: dl77.AddDays(-1), Fonte: "L. 241/1990, art. 21-nonies, c. 1; L. 124/2015, art. 6"},
	{Codice: Autotutela, Termine: Termine{12, Mesi}, Dal: dl77, Al: l182.AddDays(-1), Fonte: "L. 241/1990, art. 21-nonies, c. 1; DL 77/2021, art. 63"},
	{Codice: Autotutela, Termine: Termine{6, Mesi}, Dal: l182, Fonte: "L. 241/1990, art. 21-nonies, c. 1; L. 182/2025, art. 1"},
}

func giorniCalendario(n int) Termine { return Termine{n, GiorniDiCalendario} }

// RegolaVigente is the version of a term in force on a day, normally the start
// of the procedure; false when the law had none then.
func RegolaVigente(c Codice, il kernel.Day) (Regola, bool) {
	for _, r := range regole {
		if r.Codice == c && !il.Before(r.Dal) && (r.Al.IsZero() || !il.After(r.Al)) {
			return r, true
		}
	}
	return Regola{}, false
}

// Regole lists every version of every term.
func Regole() []Regola { return append([]Regola(nil), regole...) }

// Finestra is a time within which something must happen.
type Finestra struct {
	Regola   Regola
	Dal      kernel.Day // not counted
	Nominale kernel.Day
	Entro    kernel.Day // Nominale, moved to the next non-holiday
}

// FinestraDi is the window of a rule in the version in force on the day start
// of the procedure, counted from dal. It is zero when the law had no such rule.
func FinestraDi(c Codice, avvio, dal kernel.Day, cal *Calendario) Finestra {
	r, ok := RegolaVigente(c, avvio)
	if !ok {
		return Finestra{}
	}
	s := Decorso{Dal: dal, Termine: r.Termine}.Scadenza(cal)
	return Finestra{Regola: r, Dal: dal, Nominale: s.Nominale, Entro: s.Effettiva}
}
