package anagrafe

import "pass/internal/kernel"

// Comune is one row of a list of Comuni that exist on a day.
type Comune struct {
	Istat       kernel.CodiceIstat
	Belfiore    kernel.CodiceBelfiore
	Nome        string // in Italian: "Bolzano"
	AltraLingua string // official name in a second language: "Bozen", or empty
	Provincia   string // three digits, the prefix of Istat: "021"
	Sigla       string // "BZ"
	Regione     string // two digits: "04"
	Capoluogo   bool   // seat of a Provincia, Città metropolitana or Libero consorzio
	Popolazione Popolazione
}

// Popolazione is a number of inhabitants with the year it refers to. The zero
// value means "not known": no Italian Comune has nobody in it.
type Popolazione struct {
	Abitanti int
	Anno     int    // 0 when the list does not say
	Nota     string // why the figure is not the plain one, in Italian; often empty
}

// Conosciuta reports whether the figure is known.
func (p Popolazione) Conosciuta() bool { return p.Abitanti > 0 }

// TipoProvincia says which body, if any, governs a provincial area.
type TipoProvincia string

// The kinds of provincial area. Source: ISTAT, «Tipologia di Unità territoriale
// sovracomunale» (1 provincia, 2 provincia autonoma, 3 città metropolitana,
// 4 libero consorzio di Comuni, 5 unità non amministrativa).
const (
	TipoProvinciaOrdinaria TipoProvincia = "provincia"
	TipoProvinciaAutonoma  TipoProvincia = "provincia_autonoma"
	TipoCittaMetropolitana TipoProvincia = "citta_metropolitana"
	TipoLiberoConsorzio    TipoProvincia = "libero_consorzio"
	TipoNonAmministrativa  TipoProvincia = "unita_non_amministrativa"
	TipoRegione            TipoProvincia = "regione" // Valle d'Aosta, where the region acts as province
)

// Etichetta is the kind as people read it.
func (t TipoProvincia) Etichetta() string {
	switch t {
	case TipoProvinciaOrdinaria:
		return "Provincia"
	case TipoProvinciaAutonoma:
		return "Provincia autonoma"
	case TipoCittaMetropolitana:
		return "Città metropolitana"
	case TipoLiberoConsorzio:
		return "Libero consorzio comunale"
	case TipoNonAmministrativa:
		return "Circoscrizione senza ente"
	case TipoRegione:
		return "Regione con funzioni di Provincia"
	}
	return "Non indicato"
}

// Provincia is a provincial area and the body that governs it.
type Provincia struct {
	Codice        string // three digits, the prefix of the ISTAT codes of its Comuni: "015"
	UTS           string // ISTAT's code of the supra-municipal unit: "215" for Milano, else equal to Codice
	Sigla         string // "MI"
	Nome          string // "Milano"
	Tipo          TipoProvincia
	Denominazione string // "Città metropolitana di Milano"
	Regione       string // two digits: "03"
	NomeRegione   string // "Lombardia"
}

// HaEnte reports whether a body of its own governs the area, so that it can
// join the service: not in Friuli-Venezia Giulia nor in Valle d'Aosta.
func (p Provincia) HaEnte() bool {
	return p.Tipo != TipoNonAmministrativa && p.Tipo != TipoRegione
}

// Successione says where the territory of a ceased Comune went.
type Successione struct {
	Cessato    kernel.CodiceIstat
	Successore kernel.CodiceIstat
	Dal        kernel.Day // first day on which the successor is in charge
	Atto       string     // the legal act or its kind, in Italian
}
