package catalogo

import "pass/internal/termini"

// Sospensione is what the law of a procedure says of the time in which the
// applicant completes the application.
type Sospensione struct {
	Tipo    termini.TipoSospensione
	Massimo int  // calendar days; 0: the law sets none
	Riparte bool // the whole term begins again when the documents arrive, once
	Testo   string
	Fonte   string
}

// sospensioni are the rules of the procedures of which the catalogue has a
// source that was read, by code. Of the others nothing is taken for granted:
// the general rule of law 241/1990, art. 2, c. 7, gives way to the many special
// ones.
var sospensioni = map[string]Sospensione{
	"permesso-di-costruire": {Riparte: true, Fonte: "D.P.R. 380/2001, art. 20, c. 5",
		Testo: "L’ufficio può chiedere documenti una volta sola: il termine ricomincia da capo quando arrivano."},
	"via-paur": {Tipo: termini.SospensioneIntegrazioniP, Massimo: 180, Fonte: "D.lgs. 152/2006, art. 27-bis, c. 5",
		Testo: "La sospensione per le integrazioni è ammessa una volta sola, fino a 180 giorni di calendario."},
	"paur-fer": {Tipo: termini.SospensioneIntegrazioniP, Massimo: 180, Fonte: "D.lgs. 152/2006, art. 27-bis, c. 5",
		Testo: "La sospensione per le integrazioni è ammessa una volta sola, fino a 180 giorni di calendario."},
	"aia": {Massimo: 90, Fonte: "D.lgs. 152/2006, art. 29-quater, c. 8",
		Testo: "Per le integrazioni ci sono al più 90 giorni di calendario."},
	"pas": {Massimo: 30, Fonte: "D.lgs. 190/2024, art. 8",
		Testo: "La sospensione per le integrazioni dura al più 30 giorni di calendario."},
}

// SospensioneDi is the rule of a procedure; false when the catalogue knows none.
func SospensioneDi(codice string) (Sospensione, bool) {
	s, ok := sospensioni[codice]
	return s, ok
}
