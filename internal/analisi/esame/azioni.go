package esame

// Causa is what kind of bottleneck a finding tells of.
type Causa string

// The kinds.
const (
	AltroEnte     Causa = "altro_ente"     // time passes at another body
	Sospensione   Causa = "sospensione"    // the clock stands still, documents are awaited
	Ripetizioni   Causa = "integrazioni"   // documents are asked more than once
	Contesa       Causa = "contesa"        // the people of a step are busy with other cases
	Lotto         Causa = "lotto"          // cases wait to be seen together
	FuoriOrario   Causa = "fuori_orario"   // cases wait for people who are not on duty
	Ritorno       Causa = "ritorno"        // work goes back
	Attesa        Causa = "attesa"         // waiting, its cause is not known
	Lavorazione   Causa = "lavorazione"    // the work itself is long
	Fattore       Causa = "fattore"        // a kind of case lasts longer
	OltreTermine  Causa = "oltre_termine"  // cases end beyond their legal term
	EnteLento     Causa = "ente_lento"     // one body answers later than the others
	Rimpallo      Causa = "rimpallo"       // work goes back and forth
	PassoMancante Causa = "passo_mancante" // the legal path is not followed
)

// Azione is something that can be done about a finding. Norma is where the law
// allows or asks it, empty when it is a matter of organisation.
type Azione struct {
	Chiave string // stable, for links
	Titolo string // as in the plan: a verb and its object
	Testo  string
	Norma  string
}

// azioni is the library of suggested actions. What the law says is told with
// its article, so that an office can check it.
var azioni = map[Causa][]Azione{
	AltroEnte: {
		{"conferenza", "Indire la conferenza di servizi semplificata", "Chiede gli atti di tutti gli enti insieme, con un termine oltre il quale il silenzio vale assenso. Conviene quando i pareri sono più di uno.", "Legge 241/1990, articoli 14 e 14-bis"},
		{"silenzio", "Applicare il silenzio assenso tra amministrazioni", "Se l’ente non risponde entro il termine, l’assenso si considera acquisito e la pratica può proseguire.", "Legge 241/1990, articolo 17-bis"},
		{"accordo", "Stipulare un accordo con l’ente sui tempi di risposta", "Modulistica comune, un referente per parte, solleciti a data fissa.", "Legge 241/1990, articolo 15"},
		{"anticipo", "Chiedere il parere il giorno dell’avvio", "Il tempo dell’altro ente corre così insieme all’istruttoria interna, invece che dopo.", ""},
	},
	EnteLento: {
		{"sollecito", "Sollecitare l’ente a data fissa e con un referente", "Un elenco mensile delle richieste senza risposta, inviato a una persona, costa poco e si misura.", ""},
		{"conferenza", "Indire la conferenza di servizi semplificata", "Il termine vale per tutti gli enti e il silenzio vale assenso.", "Legge 241/1990, articoli 14 e 14-bis"},
	},
	Sospensione: {
		{"elenco", "Pubblicare l’elenco dei documenti da allegare", "La maggior parte delle integrazioni riguarda pochi documenti: dirlo prima evita la sospensione.", "D.lgs. 33/2013, articolo 35"},
		{"controllo", "Controllare la completezza entro cinque giorni lavorativi", "Una richiesta fatta subito ferma la pratica all’inizio, quando nessuno ci ha ancora lavorato.", ""},
		{"termine", "Dare un termine per le integrazioni e chiudere le pratiche inerti", "La sospensione per informazioni e documenti non può superare trenta giorni di calendario.", "Legge 241/1990, articolo 2, comma 7"},
	},
	Ripetizioni: {
		{"unica", "Chiedere le integrazioni una sola volta", "La legge consente una sola sospensione: un controllo completo prima della richiesta evita le successive.", "Legge 241/1990, articolo 2, comma 7"},
		{"lista", "Usare una lista di controllo per tipo di intervento", "Chi chiede le integrazioni spunta tutto ciò che serve, anche per gli altri uffici.", ""},
	},
	Contesa: {
		{"carico", "Ridistribuire le pratiche tra gli istruttori", "Assegnare alla persona più libera, non a rotazione, accorcia la coda senza altre risorse.", ""},
		{"rinforzo", "Rinforzare il passo con ore di altri uffici o degli esperti", "La pagina «E se…» stima quanto serve e quando si smaltisce l’arretrato.", ""},
		{"semplici", "Separare le pratiche semplici dalle complesse", "Un percorso breve per le semplici evita che aspettino dietro alle complesse.", ""},
	},
	Lotto: {
		{"frequenza", "Riunire l’organo più spesso, o per via telematica", "Ogni pratica aspetta in media metà dell’intervallo tra due sedute.", ""},
		{"delega", "Escludere dall’esame collegiale i casi che la legge non vi sottopone", "Per gli interventi di lieve entità sul paesaggio la procedura è semplificata.", "DPR 31/2017"},
	},
	FuoriOrario: {
		{"presidio", "Coprire il passo anche nei giorni in cui oggi è fermo", "Basta un sostituto nei giorni di assenza del titolare.", ""},
	},
	Ritorno: {
		{"verifica", "Spostare il controllo prima del passo da cui si torna indietro", "Chi riceve la pratica verifica in un giorno lavorativo che sia completa, o la rende subito.", ""},
		{"motivi", "Annotare il motivo di ogni ritorno per un mese", "Pochi motivi fanno quasi tutti i ritorni: si correggono quelli.", ""},
	},
	Rimpallo: {
		{"titolare", "Dare a ogni pratica un solo responsabile", "Il responsabile del procedimento raccoglie i contributi, la pratica non cambia scrivania.", "Legge 241/1990, articoli 4, 5 e 6"},
	},
	Attesa: {
		{"priorita", "Fissare un tempo massimo per il passo e un ordine di lavorazione", "Un elenco delle pratiche in attesa, dalla più vecchia, guardato ogni settimana.", ""},
		{"inizi", "Annotare quando il lavoro comincia", "Con la data di inizio si separa l’attesa dalla lavorazione e si vede la causa.", ""},
	},
	Lavorazione: {
		{"modelli", "Preparare modelli di istruttoria e di provvedimento", "Riducono il tempo di scrittura e le differenze tra istruttori.", ""},
	},
	Fattore: {
		{"percorso", "Prevedere un percorso dedicato per questi casi", "Un istruttore di riferimento e una lista di controllo propria.", ""},
	},
	OltreTermine: {
		{"scadenze", "Guardare ogni settimana le pratiche in scadenza", "La pagina «A rischio» le elenca con la probabilità di superare il termine.", "Legge 241/1990, articolo 2"},
	},
	PassoMancante: {
		{"passi", "Rivedere il percorso con chi lo applica", "Un passo di legge saltato o in ritardo espone il provvedimento a ricorso.", ""},
	},
}

// AzioniPer lists what can be done about a kind of bottleneck.
func AzioniPer(c Causa) []Azione { return azioni[c] }

// Cause lists every kind, in the order of the library.
func Cause() []Causa {
	return []Causa{AltroEnte, EnteLento, Sospensione, Ripetizioni, Contesa, Lotto, FuoriOrario, Ritorno, Rimpallo, Attesa, Lavorazione, Fattore, OltreTermine, PassoMancante}
}

// Etichetta is the kind in a few words.
func (c Causa) Etichetta() string {
	return map[Causa]string{AltroEnte: "Tempi di altri enti", EnteLento: "Un ente risponde tardi", Sospensione: "Attesa di integrazioni", Ripetizioni: "Integrazioni ripetute",
		Contesa: "Carico di lavoro", Lotto: "Esame a lotti", FuoriOrario: "Passo non presidiato", Ritorno: "Ritorni indietro", Rimpallo: "Rimpalli tra uffici",
		Attesa: "Attesa", Lavorazione: "Lavorazione lunga", Fattore: "Casi più lenti", OltreTermine: "Oltre il termine", PassoMancante: "Percorso di legge"}[c]
}
