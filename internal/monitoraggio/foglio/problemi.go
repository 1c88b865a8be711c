package foglio

import (
	"fmt"

	"pass/internal/kernel"
)

// Gravita tells whether a row becomes a practice all the same.
type Gravita string

// The two gravities.
const (
	GravitaErrore Gravita = "errore" // the row, or the whole sheet, is not taken
	GravitaAvviso Gravita = "avviso" // taken, but somebody should look
)

// Tipo is what is wrong, for programs; the message is for people.
type Tipo string

// The kinds of errors.
const (
	TipoManca            Tipo = "manca"
	TipoData             Tipo = "data"
	TipoDataAmericana    Tipo = "mese_prima_del_giorno"
	TipoDataFutura       Tipo = "data_futura"
	TipoDataAntica       Tipo = "data_antica"
	TipoDateInvertite    Tipo = "date_invertite"
	TipoDueConclusioni   Tipo = "due_conclusioni"
	TipoNumero           Tipo = "numero"
	TipoSiNo             Tipo = "si_no"
	TipoSospensione      Tipo = "sospensione"
	TipoTermine          Tipo = "termine"
	TipoIDRipetuto       Tipo = "id_ripetuto"
	TipoIDLungo          Tipo = "id_lungo"
	TipoCellaInErrore    Tipo = "cella_in_errore"
	TipoFormulaVuota     Tipo = "formula_vuota"
	TipoRigaGuasta       Tipo = "riga_guasta"
	TipoColonnaMancante  Tipo = "colonna_mancante"
	TipoFoglioMancante   Tipo = "foglio_mancante"
	TipoColonnaPersonale Tipo = "colonna_personale" // also an avviso, when nobody mapped the column
	TipoDatoPersonale    Tipo = "dato_personale"
	TipoPratica          Tipo = "pratica"
)

// The kinds of notices.
const (
	TipoAnnoBreve        Tipo = "anno_breve"
	TipoDataAmbigua      Tipo = "data_ambigua"
	TipoDataSeriale      Tipo = "data_seriale"
	TipoCellaUnita       Tipo = "cella_unita"
	TipoVuotoDetto       Tipo = "vuoto_detto"
	TipoPseudonimo       Tipo = "pseudonimo"
	TipoTestoTolto       Tipo = "testo_tolto"
	TipoIDData           Tipo = "id_come_data"
	TipoDueSospensioni   Tipo = "due_sospensioni"
	TipoMotivoNota       Tipo = "motivo_non_esclude"
	TipoMotivoIgnoto     Tipo = "motivo_ignoto"
	TipoRigheNascoste    Tipo = "righe_nascoste"
	TipoColonneNascoste  Tipo = "colonne_nascoste"
	TipoColonneNonUsate  Tipo = "colonne_non_usate"
	TipoColonneNonLette  Tipo = "colonne_non_lette"
	TipoTestoTroncato    Tipo = "testo_troncato"
	TipoFoglioNascosto   Tipo = "foglio_nascosto"
	TipoFoglioNonUsato   Tipo = "foglio_non_usato"
	TipoCorrezionePersa  Tipo = "correzione_persa"
	TipoEsclusioneIncoer Tipo = "esclusione_senza_motivo"
)

// MaxProblemi is how many problems an Esito lists one by one; the others are
// only counted, in AltriProblemi. Rows are always counted all.
const MaxProblemi = 5000

// Problema is something wrong in a file, told to the person who sent it. It
// never repeats a codice fiscale or what could be a name.
type Problema struct {
	Foglio    string  `json:"foglio"`
	Riga      int     `json:"riga"`    // from 1, as a spreadsheet counts; 0 the whole sheet
	Col       int     `json:"col"`     // position from 0; -1 the whole row
	Colonna   string  `json:"colonna"` // letters, empty for the whole row
	Titolo    string  `json:"titolo"`  // of the column
	Campo     Campo   `json:"campo"`
	Tipo      Tipo    `json:"tipo"`
	Gravita   Gravita `json:"gravita"`
	Messaggio string  `json:"messaggio"` // what is wrong, what was found, what to do
	Valore    string  `json:"valore"`    // what was found, when it may be repeated
	// Righe is to how many rows a notice applies: notices of the same kind in
	// the same column are told once, at the first row.
	Righe int `json:"righe"`
}

// String is the problem in one line.
func (p Problema) String() string {
	s := "Foglio «" + p.Foglio + "»"
	if p.Riga > 0 {
		s += fmt.Sprintf(", riga %d", p.Riga)
	}
	if p.Colonna != "" {
		s += ", colonna " + p.Colonna
		if p.Titolo != "" {
			s += " «" + p.Titolo + "»"
		}
	}
	s += ": " + p.Messaggio
	if p.Righe > 1 {
		s += fmt.Sprintf(" Vale per %s righe.", kernel.Numero(int64(p.Righe)))
	}
	return s
}

// MotivoSalto is why a row is neither a practice nor an error.
type MotivoSalto string

// The reasons for leaving a row out.
const (
	SaltoTitolo       MotivoSalto = "titolo"
	SaltoIntestazione MotivoSalto = "intestazione"
	SaltoTotale       MotivoSalto = "totale"
	SaltoNota         MotivoSalto = "nota"
	SaltoPredisposta  MotivoSalto = "predisposta"
	SaltoContinua     MotivoSalto = "continua"
	SaltoScelta       MotivoSalto = "scelta"
	SaltoFoglio       MotivoSalto = "foglio"
)

var perche = map[MotivoSalto]string{
	SaltoTitolo:       "Sta sopra i nomi delle colonne.",
	SaltoIntestazione: "Contiene i nomi delle colonne.",
	SaltoTotale:       "È una riga di totale.",
	SaltoNota:         "È una nota, non una pratica.",
	SaltoPredisposta:  "È predisposta ma vuota: non ha né numero né date.",
	SaltoScelta:       "È stata tolta da chi ha corretto il file.",
}

// Saltata is a row, or a whole sheet, that was left out.
type Saltata struct {
	Foglio    string      `json:"foglio"`
	Riga      int         `json:"riga"` // 0 for the whole sheet
	Motivo    MotivoSalto `json:"motivo"`
	Messaggio string      `json:"messaggio"`
	Righe     int         `json:"righe"` // how many rows: 1, or those of the sheet
}
