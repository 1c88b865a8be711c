package app_test

// riga is one line of the matrix: who reaches a route, and what they find.
type riga struct {
	rotta     string // pattern of the router
	indirizzo string // with the names of the world; empty: as the pattern
	esiti     string // one letter per person of ruoli; "pubblica": everybody, also without signing in
	corpo     string // what a POST of those who may carries; the others always send nothing
	stato     int    // the only status of those who may, when it is not a usual one
}

// The letters of esiti.
//
//	p  own things: theirs answers, those of another body are not there (404)
//	t  all: both answer
//	x  theirs is seen but the act is not for them (403); of another body, 404
//	3  never: 403 on both
//	4  not there: 404 on both
//
// A thing answers with 200 or a redirect that is not to the sign-in; a POST
// that may be done answers also with 422 or 409, because the form is empty.
//
//	LDSCEROAN  legale, delegato, segreteria, coordinatore, esperto,
//	           regione, osservatore, amministratore, nessuno
const (
	tutti      = "ttttttttt"
	soloSegr   = "33t333333"
	soloReg    = "33333t333"
	soloAmm    = "3333333t3"
	persone    = "33t3333t3" // segreteria and amministratore
	registroE  = "33ttttt33" // who reads the register of bodies
	staff      = "33tttttt3" // who works for PAsS
	chiede     = "pp3333333" // the body alone
	suRichiest = "pptpp3333" // who takes part in a request
	verificaMn = "33t33t333" // who checks the data of the monitoring
)

var matrice = []riga{
	{rotta: "GET /{$}", indirizzo: "/", esiti: "pubblica"},
	{rotta: "GET /che-cosa-e", esiti: "pubblica"},
	{rotta: "GET /come-chiedere-aiuto", esiti: "pubblica"},
	{rotta: "GET /task-force", esiti: "pubblica"},
	{rotta: "GET /task-force/{codice}", indirizzo: "/task-force/{codice-tf}", esiti: "pubblica"},
	{rotta: "GET /procedimenti", esiti: "pubblica"},
	{rotta: "GET /procedimenti/{codice}", indirizzo: "/procedimenti/{codice-procedimento}", esiti: "pubblica"},
	{rotta: "GET /procedimenti/{codice}/scadenza", indirizzo: "/procedimenti/{codice-procedimento}/scadenza?dal=2026-03-02", esiti: "pubblica"},
	{rotta: "GET /cifre", esiti: "pubblica"},
	{rotta: "GET /cifre/come-si-calcola", esiti: "pubblica"},
	{rotta: "GET /cifre/province.csv", esiti: "pubblica"},
	{rotta: "GET /cifre/province/{sigla}", esiti: "pubblica"},
	{rotta: "GET /cifre/enti", esiti: "pubblica"},
	{rotta: "GET /cifre/enti.csv", esiti: "pubblica"},
	{rotta: "GET /cifre/enti/{codice}", indirizzo: "/cifre/enti/{istat}", esiti: "pubblica"},
	{rotta: "GET /privacy", esiti: "pubblica"},
	{rotta: "GET /note-legali", esiti: "pubblica"},
	{rotta: "GET /accessibilita", esiti: "pubblica"},
	{rotta: "GET /contatti", esiti: "pubblica"},
	{rotta: "GET /manuale", esiti: "pubblica"},
	{rotta: "GET /manuale/{guida}", esiti: "pubblica"},
	{rotta: "GET /status", esiti: "pubblica"},
	{rotta: "GET /accesso", esiti: "pubblica"},
	{rotta: "GET /accesso/entra", esiti: "pubblica", stato: 503},   // no provider is set here
	{rotta: "GET /accesso/ritorno", esiti: "pubblica", stato: 400}, // nobody began; who is signed in is led to the desk
	{rotta: "POST /accesso/esci", esiti: "pubblica"},
	{rotta: "GET /accesso/uscita", esiti: "pubblica"},
	{rotta: "GET /accesso/jwks.json", esiti: "pubblica"},
	{rotta: "GET /enti/protocollo-modello", esiti: "pubblica"},

	{rotta: "GET /scrivania", esiti: tutti},
	{rotta: "GET /accesso/profilo", esiti: tutti},
	{rotta: "POST /accesso/profilo", esiti: tutti},
	{rotta: "GET /accesso/sessioni", esiti: tutti},
	{rotta: "POST /accesso/sessioni/tutte/chiudi", esiti: tutti},
	{rotta: "POST /accesso/sessioni/{id}/chiudi", indirizzo: "/accesso/sessioni/{io:sessione}/chiudi", esiti: "ppppppppp"},
	{rotta: "GET /accesso/moduli-sospesi/{chiave}", indirizzo: "/accesso/moduli-sospesi/{io:modulo}", esiti: "ppppppppp"},
	{rotta: "GET /accesso/inviti/{token}", esiti: tutti},
	{rotta: "POST /accesso/inviti/{token}", esiti: tutti},

	{rotta: "GET /accesso/persone", esiti: persone},
	{rotta: "GET /accesso/persone/elenco.csv", esiti: persone},
	{rotta: "GET /accesso/persone/modello.csv", esiti: persone},
	{rotta: "GET /accesso/persone/nuova", esiti: persone},
	{rotta: "POST /accesso/persone/nuova", esiti: persone},
	{rotta: "GET /accesso/persone/csv", esiti: persone},
	{rotta: "POST /accesso/persone/csv", esiti: persone},
	{rotta: "GET /accesso/persone/{id}", indirizzo: "/accesso/persone/{persona}", esiti: persone},
	{rotta: "POST /accesso/persone/{id}/mandati/{mandato}/termina", indirizzo: "/accesso/persone/{persona}/mandati/{mandato}/termina", esiti: persone},
	{rotta: "POST /accesso/persone/{id}/mandati/{mandato}/termina", indirizzo: "/accesso/persone/{persona}/mandati/{altro:mandato}/termina", esiti: "334333343"},
	{rotta: "POST /accesso/persone/{id}/sessioni/chiudi", indirizzo: "/accesso/persone/{persona}/sessioni/chiudi", esiti: persone},
	{rotta: "POST /accesso/persone/inviti/{id}/revoca", indirizzo: "/accesso/persone/inviti/{invito-personale}/revoca", esiti: persone},

	{rotta: "GET /enti", esiti: registroE},
	{rotta: "GET /enti/elenco.csv", esiti: registroE},
	{rotta: "GET /enti/suggerimenti", indirizzo: "/enti/suggerimenti?q=gub", esiti: tutti},
	{rotta: "GET /enti/nuovo", esiti: soloSegr},
	{rotta: "POST /enti/nuovo", esiti: soloSegr},
	{rotta: "GET /enti/{id}", indirizzo: "/enti/{ente}", esiti: "ppttttt44"},
	{rotta: "GET /enti/{id}/modifica", indirizzo: "/enti/{unione}/modifica", esiti: soloSegr},
	{rotta: "POST /enti/{id}/modifica", indirizzo: "/enti/{unione}/modifica", esiti: soloSegr},
	{rotta: "GET /enti/{id}/delegati", indirizzo: "/enti/{ente}/delegati", esiti: "pxt333344"},
	{rotta: "POST /enti/{id}/delegati", indirizzo: "/enti/{ente}/delegati", esiti: "px3333344"},
	{rotta: "POST /enti/{id}/inviti/{invito}/revoca", indirizzo: "/enti/{ente}/inviti/{invito}/revoca", esiti: "pxt333344"},
	{rotta: "POST /enti/{id}/inviti/{invito}/revoca", indirizzo: "/enti/{ente}/inviti/{altro:invito}/revoca", esiti: "4x4333344"},
	{rotta: "POST /enti/{id}/delegati/{mandato}/rimuovi", indirizzo: "/enti/{ente}/delegati/{mandato}/rimuovi", esiti: "pxt333344"},
	{rotta: "POST /enti/{id}/delegati/{mandato}/rimuovi", indirizzo: "/enti/{ente}/delegati/{altro:mandato}/rimuovi", esiti: "4x4333344"},
	{rotta: "POST /enti/{id}/delegati/{mandato}/rimuovi", indirizzo: "/enti/{ente}/delegati/{mandato-legale}/rimuovi", esiti: "4x4333344"},
	{rotta: "GET /enti/{id}/calendario", indirizzo: "/enti/{ente}/calendario", esiti: "ppttttt44"},
	{rotta: "GET /enti/{id}/calendario.ics", indirizzo: "/enti/{ente}/calendario.ics", esiti: "ppttttt44"},
	{rotta: "GET /enti/{id}/calendario/modifica", indirizzo: "/enti/{ente}/calendario/modifica", esiti: "ppt333344"},
	{rotta: "POST /enti/{id}/calendario/modifica", indirizzo: "/enti/{ente}/calendario/modifica", esiti: "ppt333344"},
	{rotta: "GET /enti/{id}/calendario/importa", indirizzo: "/enti/{ente}/calendario/importa", esiti: "ppt333344"},
	{rotta: "POST /enti/{id}/calendario/importa", indirizzo: "/enti/{ente}/calendario/importa", esiti: "ppt333344"},
	{rotta: "POST /enti/{id}/calendario/chiusure", indirizzo: "/enti/{ente}/calendario/chiusure", esiti: "ppt333344"},
	{rotta: "POST /enti/{id}/calendario/chiusure/{chiusura}/togli", indirizzo: "/enti/{ente}/calendario/chiusure/{chiusura}/togli", esiti: "ppt333344"},
	{rotta: "POST /enti/{id}/calendario/chiusure/{chiusura}/togli", indirizzo: "/enti/{ente}/calendario/chiusure/{altro:chiusura}/togli", esiti: "444333344"},
	{rotta: "GET /enti/adesione", esiti: tutti},
	{rotta: "GET /enti/adesione", indirizzo: "/enti/adesione?id={adesione}&passo=protocollo", esiti: "p4t444444"},
	{rotta: "POST /enti/adesione", esiti: tutti, corpo: "passo=ente"},
	{rotta: "GET /adesioni", esiti: soloSegr},
	{rotta: "GET /adesioni/elenco.csv", esiti: soloSegr},
	{rotta: "GET /adesioni/{id}", indirizzo: "/adesioni/{adesione}", esiti: "p4t444444"},
	{rotta: "GET /adesioni/{id}/protocollo", indirizzo: "/adesioni/{adesione}/protocollo", esiti: "p4t444444"},
	{rotta: "POST /adesioni/{id}/{atto}", indirizzo: "/adesioni/{adesione-inviata}/prendi-in-verifica", esiti: soloSegr},
	{rotta: "POST /adesioni/{id}/{atto}", indirizzo: "/adesioni/{adesione}/cessa", esiti: soloSegr},

	{rotta: "GET /catalogo", esiti: staff},
	{rotta: "GET /catalogo/procedimenti.csv", esiti: staff},
	{rotta: "GET /catalogo/procedimenti/{id}", indirizzo: "/catalogo/procedimenti/{procedimento}", esiti: staff},
	{rotta: "GET /catalogo/procedimenti/nuovo", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/nuovo", esiti: soloReg},
	{rotta: "GET /catalogo/procedimenti/{id}/modifica", indirizzo: "/catalogo/procedimenti/{procedimento}/modifica", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/modifica", indirizzo: "/catalogo/procedimenti/{procedimento}/modifica", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/disattiva", indirizzo: "/catalogo/procedimenti/{procedimento}/disattiva", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/riattiva", indirizzo: "/catalogo/procedimenti/{procedimento}/riattiva", esiti: soloReg},
	{rotta: "GET /catalogo/procedimenti/{id}/termini/nuovo", indirizzo: "/catalogo/procedimenti/{procedimento}/termini/nuovo", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/termini/nuovo", indirizzo: "/catalogo/procedimenti/{procedimento}/termini/nuovo", esiti: soloReg},
	{rotta: "GET /catalogo/procedimenti/{id}/termini/{termine}", indirizzo: "/catalogo/procedimenti/{procedimento}/termini/{termine}", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/termini/{termine}", indirizzo: "/catalogo/procedimenti/{procedimento}/termini/{termine}", esiti: soloReg},
	{rotta: "POST /catalogo/procedimenti/{id}/termini/{termine}/togli", indirizzo: "/catalogo/procedimenti/{procedimento}/termini/{termine}/togli", esiti: soloReg},
	{rotta: "GET /catalogo/task-force/nuova", esiti: soloReg},
	{rotta: "POST /catalogo/task-force/nuova", esiti: soloReg},
	{rotta: "GET /catalogo/task-force/{id}", indirizzo: "/catalogo/task-force/{tf}", esiti: staff},
	{rotta: "POST /catalogo/task-force/{id}", indirizzo: "/catalogo/task-force/{tf}", esiti: soloReg},

	{rotta: "GET /richieste", esiti: "ttttt3333"},
	{rotta: "GET /richieste/esporta.csv", esiti: "ttttt3333"},
	{rotta: "GET /richieste/esporta.xlsx", esiti: "ttttt3333"},
	{rotta: "GET /richieste/nuova", esiti: "tt3333333"},
	{rotta: "POST /richieste/nuova", esiti: "tt3333333"},
	{rotta: "GET /richieste/{id}/modifica", indirizzo: "/richieste/{bozza}/modifica", esiti: chiede},
	{rotta: "POST /richieste/{id}/modifica", indirizzo: "/richieste/{bozza}/modifica", esiti: chiede},
	{rotta: "POST /richieste/{id}/bozza", indirizzo: "/richieste/{bozza}/bozza", esiti: chiede},
	{rotta: "POST /richieste/{id}/elimina", indirizzo: "/richieste/{bozza}/elimina", esiti: chiede},
	{rotta: "POST /richieste/{id}/allegati/{doc}/togli", indirizzo: "/richieste/{bozza}/allegati/{doc-bozza}/togli", esiti: chiede},
	{rotta: "POST /richieste/{id}/allegati/{doc}/togli", indirizzo: "/richieste/{bozza}/allegati/{altro:doc-bozza}/togli", esiti: "443333333"},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{bozza}", esiti: "pp4443333"},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{inviata}", esiti: "ppt443333"},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{in_valutazione}", esiti: "pptp43333"},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{in_lavorazione}", esiti: suRichiest},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{evasa}", esiti: suRichiest},
	{rotta: "GET /richieste/{id}", indirizzo: "/richieste/{annullata}", esiti: "ppt443333"},
	{rotta: "GET /richieste/{id}/stampa", indirizzo: "/richieste/{in_lavorazione}/stampa", esiti: suRichiest},
	{rotta: "GET /richieste/{id}/ricevuta", indirizzo: "/richieste/{in_lavorazione}/ricevuta", esiti: suRichiest},
	{rotta: "GET /richieste/{id}/documenti/{doc}", indirizzo: "/richieste/{in_lavorazione}/documenti/{doc}", esiti: suRichiest},
	{rotta: "GET /richieste/{id}/documenti/{doc}", indirizzo: "/richieste/{in_lavorazione}/documenti/{altro:doc}", esiti: "444443333"},
	{rotta: "GET /richieste/{id}/documenti/{doc}", indirizzo: "/richieste/{evasa}/documenti/{doc}", esiti: "444443333"},
	{rotta: "GET /richieste/{id}/documenti/{doc}", indirizzo: "/richieste/{bozza}/documenti/{doc-bozza}", esiti: "pp4443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/Scrivi", esiti: suRichiest},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{inviata}/atti/PrendiInValutazione", esiti: "xxt443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{inviata}/atti/Smista", esiti: "xxt443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{inviata}/atti/Respingi", esiti: "xxt443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{respinta}/atti/Ripristina", esiti: "xxt443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_valutazione}/atti/Assegna", esiti: "xxtp43333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{assegnata}/atti/PrendiInCarico", esiti: "xx3xp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{assegnata}/atti/Declina", esiti: "xx3xp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/RinviaPerCompetenza", esiti: "xx3pp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/SegnalaIrreperibile", esiti: "xx3xp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/ChiediIntegrazioni", esiti: "xx3xp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_attesa_integrazioni}/atti/Integra", esiti: "pp3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/Rispondi", esiti: "xx3xp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/ChiudiSenzaAssistenza", esiti: "xxtxp3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{risposta_inviata}/atti/Conferma", esiti: "pp3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{evasa}/atti/Riapri", esiti: "pp3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/Ritira", esiti: "pp3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{risposta_inviata}/atti/Sollecita", esiti: "xx3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{risposta_inviata}/atti/EvadiPerSilenzio", esiti: "xx3xx3333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{bozza}/atti/Invia", esiti: "444443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{bozza}/atti/Elimina", esiti: "444443333"},
	{rotta: "POST /richieste/{id}/atti/{atto}", indirizzo: "/richieste/{in_lavorazione}/atti/Inventato", esiti: "444443333"},

	{rotta: "GET /analisi/richieste/{id}", indirizzo: "/analisi/richieste/{in_lavorazione}", esiti: suRichiest},
	{rotta: "POST /analisi/richieste/{id}/registri", indirizzo: "/analisi/richieste/{in_lavorazione}/registri", esiti: "pp33p3333"},
	{rotta: "GET /analisi/richieste/{id}/registri/{n}", indirizzo: "/analisi/richieste/{in_lavorazione}/registri/{registro}", esiti: suRichiest},
	{rotta: "GET /analisi/richieste/{id}/registri/{n}/avanzamento", indirizzo: "/analisi/richieste/{in_lavorazione}/registri/{registro}/avanzamento", esiti: suRichiest},
	{rotta: "GET /analisi/richieste/{id}/registri/{n}/passaggi.csv", indirizzo: "/analisi/richieste/{in_lavorazione}/registri/{registro}/passaggi.csv", esiti: suRichiest},
	{rotta: "GET /analisi/richieste/{id}/registri/{n}/riepilogo.json", indirizzo: "/analisi/richieste/{in_lavorazione}/registri/{registro}/riepilogo.json", esiti: suRichiest},
	{rotta: "POST /analisi/richieste/{id}/registri/{n}/elimina", indirizzo: "/analisi/richieste/{in_lavorazione}/registri/{registro}/elimina", esiti: "pp33x3333"},

	{rotta: "GET /monitoraggio/effetto", esiti: "33ttttt33"},
	{rotta: "GET /monitoraggio/effetto.csv", esiti: "33ttttt33"},

	{rotta: "GET /monitoraggio", esiti: "ttttttt33"},
	{rotta: "GET /monitoraggio/nuova", esiti: soloReg},
	{rotta: "POST /monitoraggio/nuova", esiti: soloReg},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}", indirizzo: "/monitoraggio/rilevazioni/2026-1", esiti: registroE},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}/modifica", indirizzo: "/monitoraggio/rilevazioni/2026-1/modifica", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/modifica", indirizzo: "/monitoraggio/rilevazioni/2026-1/modifica", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/proroga", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/chiudi", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/apri", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/riapri", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/elimina", esiti: soloReg},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/aggiungi-enti", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/atti/inventato", esiti: "334334333"},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}/enti", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti", esiti: registroE},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}/enti.csv", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti.csv", esiti: registroE},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}/solleciti", indirizzo: "/monitoraggio/rilevazioni/2026-1/solleciti?stato=mancanti", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/solleciti", indirizzo: "/monitoraggio/rilevazioni/2026-1/solleciti", esiti: verificaMn},
	{rotta: "GET /monitoraggio/rilevazioni/{sem}/enti/{ente}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{ente}", esiti: registroE},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{ente}/atti/approva", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{ente}/atti/restituisci", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{ente}/atti/riapri", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{ente}/atti/proroga", esiti: verificaMn},
	{rotta: "POST /monitoraggio/rilevazioni/{sem}/enti/{ente}/atti/{atto}", indirizzo: "/monitoraggio/rilevazioni/2026-1/enti/{unione}/atti/approva", esiti: "334334333"},

	{rotta: "GET /registro", esiti: soloAmm},
}
