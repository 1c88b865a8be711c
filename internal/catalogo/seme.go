package catalogo

import "pass/internal/kernel"

// seedReason is the reason written beside what Semina writes.
const seedReason = "Primo caricamento del catalogo."

// firstDay stands in where the source does not say since when a term holds:
// the term is shown as in force at least from this day.
const firstDay = "2025-01-01"

// Codes of the first task forces.
const (
	tfAmbiente    = "valutazioni-ambientali"
	tfRinnovabili = "rinnovabili"
	tfBonifiche   = "bonifiche"
	tfRifiuti     = "rifiuti"
	tfAppalti     = "appalti"
	tfEdilizia    = "edilizia-urbanistica"
)

// The public sources that the seed cites.
const (
	urlAmbiente    = "https://passlombardia.it/ambiti_di_procedure/valutazioni-ambientali-2/"
	urlRinnovabili = "https://passlombardia.it/ambiti_di_procedure/rinnovabili-2/"
	urlBonifiche   = "https://passlombardia.it/ambiti_di_procedure/bonifiche"
	urlQuaderno    = "https://www.comune.zogno.bg.it/aree/territorio/dettaglio/Quaderno-delle-buone-pratiche"
	urlOrdine      = "https://dimmi.ordinearchitetti.mi.it/it/30"
	urlArt208      = "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:decreto.legislativo:2006-04-03;152~art208"

	codiceAmbiente = "decreto.legislativo:2006-04-03;152"
	testoFER       = "decreto.legislativo:2024-11-25;190"
	codiceAppalti  = "decreto.legislativo:2023-03-31;36"
	testoEdilizia  = "decreto.del.presidente.della.repubblica:2001-06-06;380"
	decretoAUA     = "decreto.del.presidente.della.repubblica:2013-03-13;59"
)

// normattiva is the address of an article in the State's collection of laws.
func normattiva(atto, articolo string) string {
	return "https://www.normattiva.it/uri-res/N2Ls?urn:nir:stato:" + atto + "~art" + articolo
}

var seedTaskForces = []TaskForce{
	{Codice: tfAmbiente, Nome: "Valutazioni e autorizzazioni ambientali",
		Descrizione: "Aiuta gli uffici che valutano gli effetti di opere e impianti sull’ambiente. Segue le valutazioni di impatto, le valutazioni dei piani e le autorizzazioni degli impianti."},
	{Codice: tfRinnovabili, Nome: "Rinnovabili",
		Descrizione: "Aiuta gli uffici che autorizzano impianti a sole, acqua, vento e biogas. Segue anche le linee elettriche che servono agli impianti."},
	{Codice: tfBonifiche, Nome: "Bonifiche",
		Descrizione: "Aiuta gli uffici a risanare suoli e acque inquinati. Segue il piano di indagine, l’analisi di rischio e il progetto di bonifica."},
	{Codice: tfRifiuti, Nome: "Rifiuti",
		Descrizione: "Aiuta gli uffici che autorizzano gli impianti che trattano rifiuti. Segue le nuove autorizzazioni, i rinnovi e le modifiche."},
	{Codice: tfAppalti, Nome: "Appalti",
		Descrizione: "Aiuta gli uffici che affidano lavori, servizi e forniture. Segue la gara, dalla preparazione dei documenti alla firma del contratto."},
	{Codice: tfEdilizia, Nome: "Edilizia e urbanistica",
		Descrizione: "Aiuta gli uffici tecnici dei Comuni. Segue i permessi di costruire, i piani attuativi e le sanatorie."},
}

// notListed is the reason of a procedure that is in the list by assumption.
const notListed = "L'elenco ufficiale delle 20 procedure non è pubblico. Questa voce è un’ipotesi, da confermare con la Regione."

func days(n int64) *int64 { return &n }

// term makes a term of the seed.
func term(dal string, giorni *int64, a Affidabilita, decorrenza, descrizione, fonte, indirizzo string) Termine {
	return Termine{VigenteDal: kernel.MustDay(dal), Giorni: giorni, Affidabilita: a, Decorrenza: decorrenza,
		Descrizione: descrizione, Fonte: fonte, FonteURL: indirizzo}
}

func seedProcedures() []seedProcedure {
	var out []seedProcedure
	for _, group := range [][]seedProcedure{seedAmbiente, seedRinnovabili, seedBonificheRifiuti, seedAppaltiEdilizia} {
		out = append(out, group...)
	}
	return out
}
