package api

import (
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"
)

// The names of the properties are those of the columns of package dati, and
// the values are read from its cells. What is not known is left out.

// Riga is a row of a data set, with the columns that its dictionary lists.
type Riga json.RawMessage

// MarshalJSON implements json.Marshaler.
func (r Riga) MarshalJSON() ([]byte, error) { return r, nil }

// Schema implements huma.SchemaProvider.
func (r Riga) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, Description: "Una riga: ogni proprietà è una colonna del dizionario. Un valore non noto manca.", AdditionalProperties: true}
}

// Cifre are the figures of requests of one scope.
type Cifre struct {
	Ricevute      *int64   `json:"ricevute,omitempty" minimum:"0" doc:"Richieste inviate dagli enti." example:"1240"`
	InLavorazione *int64   `json:"in_lavorazione,omitempty" minimum:"0" doc:"Richieste inviate e non ancora chiuse."`
	Evase         *int64   `json:"evase,omitempty" minimum:"0" doc:"Richieste chiuse con una risposta."`
	Respinte      *int64   `json:"respinte,omitempty" minimum:"0" doc:"Richieste fuori dal campo del servizio."`
	Annullate     *int64   `json:"annullate,omitempty" minimum:"0" doc:"Richieste ritirate dall’ente."`
	PresaInCarico *float64 `json:"presa_in_carico_giorni_mediana,omitempty" minimum:"0" doc:"Mediana dall’invio alla presa in carico, giorni di calendario."`
	PresaN        *int64   `json:"presa_in_carico_n,omitempty" minimum:"0" doc:"Casi della mediana."`
	PrimaRisposta *float64 `json:"prima_risposta_giorni_mediana,omitempty" minimum:"0" doc:"Mediana dall’invio alla prima risposta, giorni di calendario."`
	RispostaN     *int64   `json:"prima_risposta_n,omitempty" minimum:"0" doc:"Casi della mediana."`
	Chiusura      *float64 `json:"chiusura_giorni_mediana,omitempty" minimum:"0" doc:"Mediana dall’invio alla chiusura, giorni di calendario."`
	ChiusuraN     *int64   `json:"chiusura_n,omitempty" minimum:"0" doc:"Casi della mediana."`
	Giudizio      *float64 `json:"giudizio_medio,omitempty" minimum:"1" maximum:"5" doc:"Media dei voti degli enti, da 1 a 5."`
	GiudizioN     *int64   `json:"giudizio_n,omitempty" minimum:"0" doc:"Voti della media."`
	AggiornataAl  string   `json:"aggiornata_al" format:"date-time" doc:"Istante a cui si riferiscono le cifre, UTC."`
}

// Adesioni count the bodies of a territory.
type Adesioni struct {
	Enti         int64 `json:"enti" minimum:"0" doc:"Enti che esistono oggi."`
	EntiAderenti int64 `json:"enti_aderenti" minimum:"0" doc:"Enti con un’adesione approvata."`
}

// Regione are the figures of the region.
type Regione struct {
	Codice string `json:"codice" maxLength:"2" example:"03" doc:"Codice ISTAT, due cifre."`
	Nome   string `json:"regione" maxLength:"100" doc:"Nome della regione."`
	Adesioni
	Cifre
}

// Provincia are the figures of a province.
type Provincia struct {
	Sigla string `json:"sigla" maxLength:"2" example:"LO" doc:"Sigla della provincia."`
	Nome  string `json:"provincia" maxLength:"100" doc:"Nome della provincia."`
	Adesioni
	Cifre
}

// Ente are the figures of a body.
type Ente struct {
	Codice      string `json:"codice" maxLength:"20" example:"098031" doc:"Codice dell’ente: ISTAT se esiste."`
	Istat       string `json:"codice_istat,omitempty" maxLength:"6" doc:"Codice ISTAT, con gli zeri iniziali."`
	Nome        string `json:"ente" maxLength:"300" doc:"Nome completo."`
	Provincia   string `json:"provincia,omitempty" maxLength:"2" doc:"Sigla della provincia."`
	Aderente    bool   `json:"aderente" doc:"Se ha oggi un’adesione approvata."`
	AderenteDal string `json:"aderente_dal,omitempty" format:"date" doc:"Giorno dell’approvazione in vigore."`
	CessatoIl   string `json:"cessato_il,omitempty" format:"date" doc:"Giorno in cui l’ente ha cessato di esistere."`
	Cifre
}

// TaskForce are the figures of a group of experts.
type TaskForce struct {
	Codice  string `json:"codice" maxLength:"100" example:"rinnovabili" doc:"Codice nel catalogo."`
	Nome    string `json:"task_force,omitempty" maxLength:"300" doc:"Nome del gruppo."`
	Esperti *int64 `json:"esperti,omitempty" minimum:"0" doc:"Esperti con un incarico oggi."`
	Cifre
}

// Procedimento is a procedure of the catalogue.
type Procedimento struct {
	Codice        string `json:"codice" maxLength:"100" example:"permesso-di-costruire" doc:"Codice nel catalogo."`
	Nome          string `json:"procedimento" maxLength:"500" doc:"Nome del procedimento."`
	TaskForce     string `json:"task_force" maxLength:"100" doc:"Codice della task force che aiuta."`
	TaskForceNome string `json:"task_force_nome,omitempty" maxLength:"300" doc:"Nome della task force."`
	BaseLegale    string `json:"base_legale,omitempty" maxLength:"2000" doc:"Norme che lo regolano."`
	Competente    string `json:"competente,omitempty" maxLength:"300" doc:"Chi decide."`
	Descrizione   string `json:"descrizione,omitempty" maxLength:"5000" doc:"Che cosa è."`
	Fonte         string `json:"fonte,omitempty" maxLength:"2000" doc:"Perché è nell’elenco."`
	FonteURL      string `json:"fonte_url,omitempty" format:"uri" doc:"Pagina pubblica della fonte."`
	Affidabilita  string `json:"affidabilita,omitempty" enum:"confermato,da_verificare,ipotesi" doc:"Quanto è certa la presenza nell’elenco."`
}

// Termine is a maximum term of a procedure.
type Termine struct {
	Procedimento string `json:"procedimento_codice" maxLength:"100" doc:"Codice del procedimento."`
	VigenteDal   string `json:"vigente_dal" format:"date" doc:"Primo giorno in vigore."`
	VigenteAl    string `json:"vigente_al,omitempty" format:"date" doc:"Ultimo giorno in vigore."`
	Durata       *int64 `json:"durata,omitempty" minimum:"0" doc:"Lunghezza, nell’unità indicata."`
	Unita        string `json:"unita,omitempty" enum:"calendario,lavorativi,mesi" doc:"Unità: giorni di calendario, giorni lavorativi o mesi."`
	Decorrenza   string `json:"decorrenza,omitempty" maxLength:"2000" doc:"Da quando si conta."`
	Descrizione  string `json:"descrizione,omitempty" maxLength:"5000" doc:"Come si legge."`
	Fonte        string `json:"fonte,omitempty" maxLength:"2000" doc:"Norma da cui viene."`
	FonteURL     string `json:"fonte_url,omitempty" format:"uri" doc:"Pagina pubblica della norma."`
	Affidabilita string `json:"affidabilita,omitempty" enum:"confermato,da_verificare,ipotesi" doc:"Quanto è certo."`
}

// SchedaProcedimento is a procedure with its terms and figures.
type SchedaProcedimento struct {
	Procedimento
	Termini []Termine `json:"termini" maxItems:"1000" doc:"Termini passati, presenti e futuri, dal più vecchio."`
	Cifre   *Cifre    `json:"cifre,omitempty" doc:"Richieste di aiuto sul procedimento."`
}

// Semestre is a published semester.
type Semestre struct {
	Semestre        string `json:"semestre" pattern:"^[0-9]{4}-[12]$" maxLength:"6" example:"2026-1" doc:"Anno e semestre."`
	Dal             string `json:"dal" format:"date" doc:"Primo giorno."`
	Al              string `json:"al" format:"date" doc:"Ultimo giorno."`
	Versione        int64  `json:"versione" minimum:"1" doc:"Versione delle cifre in vigore."`
	Impronta        string `json:"impronta" maxLength:"64" doc:"SHA-256 delle cifre firmate."`
	PubblicataIl    string `json:"pubblicata_il" format:"date-time" doc:"Quando la versione è stata pubblicata, UTC."`
	EntiInvitati    int64  `json:"enti_invitati" minimum:"0" doc:"Enti invitati a dare i dati."`
	EntiRispondenti int64  `json:"enti_rispondenti" minimum:"0" doc:"Enti con dati approvati."`
	Fonte           string `json:"fonte" maxLength:"1000" doc:"Da dove vengono le cifre."`
}

// Tempo are the times of a procedure in one scope.
type Tempo struct {
	Semestre         string   `json:"semestre" maxLength:"6" doc:"Anno e semestre."`
	Procedimento     string   `json:"procedimento_codice" maxLength:"100" doc:"Codice del procedimento."`
	Nome             string   `json:"procedimento" maxLength:"500" doc:"Nome del procedimento."`
	Ambito           string   `json:"ambito" enum:"regione,provincia,classe" doc:"A che cosa si riferisce la riga."`
	Codice           string   `json:"codice" maxLength:"100" doc:"Codice dell’ambito."`
	NomeAmbito       string   `json:"nome,omitempty" maxLength:"300" doc:"Nome dell’ambito."`
	EntiAttesi       int64    `json:"enti_attesi" minimum:"0" doc:"Enti invitati."`
	EntiRispondenti  int64    `json:"enti_rispondenti" minimum:"0" doc:"Enti con dati approvati."`
	SilenzioAssenso  *int64   `json:"concluse_silenzio_assenso,omitempty" minimum:"0" doc:"Pratiche concluse per silenzio assenso."`
	Espresse         *int64   `json:"concluse_espresse,omitempty" minimum:"0" doc:"Pratiche concluse con atto espresso."`
	ConSospensioni   *int64   `json:"con_sospensioni,omitempty" minimum:"0" doc:"Di cui con sospensioni."`
	ConConferenza    *int64   `json:"con_conferenza,omitempty" minimum:"0" doc:"Di cui con conferenza di servizi."`
	DurataMedia      *float64 `json:"durata_media_giorni_di_calendario,omitempty" minimum:"0" doc:"Durata media, giorni di calendario."`
	DurataMediaN     *int64   `json:"durata_media_n,omitempty" minimum:"0" doc:"Pratiche della media."`
	DurataMediana    *float64 `json:"durata_mediana_giorni_di_calendario,omitempty" minimum:"0" doc:"Durata mediana, giorni di calendario."`
	DurataP90        *float64 `json:"durata_p90_giorni_di_calendario,omitempty" minimum:"0" doc:"90° percentile, giorni di calendario."`
	DurataN          *int64   `json:"durata_n,omitempty" minimum:"0" doc:"Pratiche della mediana."`
	DurataMediaNetta *float64 `json:"durata_media_giorni_netti,omitempty" minimum:"0" doc:"Durata media senza le sospensioni."`
	TermineMassimo   *float64 `json:"termine_massimo_giorni_di_calendario,omitempty" minimum:"0" doc:"Termine di legge, giorni di calendario."`
	Avviate          *int64   `json:"avviate,omitempty" minimum:"0" doc:"Pratiche arrivate nel semestre."`
	InTransito       *int64   `json:"in_transito,omitempty" minimum:"0" doc:"Pratiche aperte in almeno un giorno del semestre."`
	PendentiFine     *int64   `json:"pendenti_fine,omitempty" minimum:"0" doc:"Pratiche aperte alla fine."`
	Arretrato        *int64   `json:"arretrato,omitempty" minimum:"0" doc:"Pratiche aperte alla fine oltre il termine."`
	MotivoArretrato  string   `json:"motivo_arretrato,omitempty" maxLength:"1000" doc:"Perché l’arretrato non è noto."`
	Riservate        string   `json:"riservate,omitempty" maxLength:"500" doc:"Proprietà riservate di questa riga, separate da spazi."`
	Versione         int64    `json:"versione" minimum:"1" doc:"Versione delle cifre."`
	Impronta         string   `json:"impronta" maxLength:"64" doc:"SHA-256 delle cifre firmate."`
}

// Notizia is a content that the office published.
type Notizia struct {
	Tipo         string `json:"tipo" enum:"notizia,evento,pagina" doc:"Che genere di contenuto è."`
	Titolo       string `json:"titolo" maxLength:"300" doc:"Titolo."`
	Sommario     string `json:"sommario,omitempty" maxLength:"1000" doc:"Sommario."`
	Indirizzo    string `json:"indirizzo" format:"uri" doc:"Indirizzo della pagina."`
	Giorno       string `json:"giorno" format:"date" doc:"Giorno di pubblicazione, o di inizio dell’evento."`
	ModificataIl string `json:"modificata_il" format:"date-time" doc:"Ultima modifica, UTC."`
}

// Stato is what monitors read.
type Stato struct {
	Stato string `json:"status" enum:"ok" doc:"Sempre ok: quando il servizio non risponde la risposta è un problema con stato 503."`
}

// InsiemeBreve is a data set in the list.
type InsiemeBreve struct {
	Codice       string `json:"codice" maxLength:"100" example:"richieste-province" doc:"Codice dell’insieme."`
	Titolo       string `json:"titolo" maxLength:"300" doc:"Titolo."`
	Descrizione  string `json:"descrizione" maxLength:"2000" doc:"Che cosa contiene."`
	Fonte        string `json:"fonte" maxLength:"1000" doc:"Da dove vengono i dati."`
	Frequenza    string `json:"frequenza" maxLength:"50" doc:"Codice europeo della frequenza di aggiornamento."`
	AggiornatoIl string `json:"aggiornato_il" format:"date-time" doc:"Ultimo aggiornamento, UTC."`
	Licenza      string `json:"licenza" format:"uri" doc:"Licenza dei dati."`
	CSV          string `json:"csv" format:"uri" doc:"Tutte le righe in CSV."`
	JSON         string `json:"json" format:"uri" doc:"Tutte le righe in JSON."`
}

// Insieme is a data set with its dictionary.
type Insieme struct {
	InsiemeBreve
	Chiave  []string        `json:"chiave" maxItems:"20" doc:"Colonne che identificano una riga: sono anche i filtri delle righe."`
	Colonne []ColonnaDelSet `json:"colonne" maxItems:"200" doc:"Dizionario delle colonne."`
}

// ColonnaDelSet is a row of the data dictionary.
type ColonnaDelSet struct {
	Nome        string `json:"nome" maxLength:"100" doc:"Nome della colonna."`
	Etichetta   string `json:"etichetta" maxLength:"200" doc:"Nome per le persone."`
	Descrizione string `json:"descrizione" maxLength:"1000" doc:"Significato."`
	Tipo        string `json:"tipo" enum:"testo,intero,decimale,giorno,istante,mese,semestre,logico" doc:"Tipo dei valori."`
	Unita       string `json:"unita,omitempty" maxLength:"100" doc:"Unità di misura."`
}
