package quality

import (
	"strings"

	"pass/internal/kernel"
)

// text is what people read of a kind of issue. In found, # is the number of
// places, with the word of one or of many, and @ the column.
type text struct {
	severity          Severity
	title             string
	one, many, effect string
}

var texts = map[Code]text{
	RejectedRow:      {Serious, "Righe scartate", "# riga non è stata letta: %", "# righe non sono state lette: %", "Questi eventi mancano da tutte le misure."},
	MissingValue:     {Notice, "Valori mancanti", "In # riga manca il valore della colonna «@».", "In # righe manca il valore della colonna «@».", "I confronti per questa colonna riguardano solo le righe che la riportano."},
	MissingResource:  {Warning, "Risorsa mancante", "In # riga non si sa chi ha lavorato.", "In # righe non si sa chi ha lavorato.", "Passaggi di mano e carichi di lavoro sono parziali."},
	OrderInverted:    {Notice, "Righe fuori ordine", "# riga ha una data precedente alla riga prima della stessa pratica.", "# righe hanno una data precedente alla riga prima della stessa pratica.", "Gli eventi sono stati riordinati per data: verificare che le date siano giuste."},
	FutureTime:       {Serious, "Date future", "# data è nel futuro.", "# date sono nel futuro.", "Le durate di queste pratiche sono troppo lunghe."},
	ImplausibleTime:  {Serious, "Date non plausibili", "# data è troppo lontana nel passato.", "# date sono troppo lontane nel passato.", "Le durate di queste pratiche sono enormi e falsano le medie."},
	DatesOnly:        {Notice, "Solo date, senza ore", "L'evento ha la data senza l'ora.", "Tutti i # eventi hanno la data senza l'ora.", "Si misurano giorni, non ore. L'ordine degli eventi dello stesso giorno è quello del file."},
	ConstantClock:    {Warning, "Orario sempre uguale", "L'orario è sempre lo stesso.", "I # eventi hanno tutti lo stesso orario.", "L'ora non è reale: si misurano giorni, non ore."},
	MixedPrecision:   {Warning, "Ore mancanti in alcune righe", "# riga ha la data senza l'ora, le altre hanno l'ora.", "# righe hanno la data senza l'ora, le altre hanno l'ora.", "Questi eventi sembrano accaduti a mezzanotte: l'ordine nel giorno può essere sbagliato."},
	EqualTimes:       {Warning, "Eventi nello stesso istante", "# evento ha la stessa data e ora del precedente.", "# eventi hanno la stessa data e ora del precedente.", "Il loro ordine è quello del file: varianti e passaggi dipendono da esso."},
	BulkLoad:         {Warning, "Caricamento in blocco", "# evento di molte pratiche ha lo stesso istante.", "# eventi di pratiche diverse hanno lo stesso istante.", "È forse la data del caricamento nel sistema, non quella dei fatti: le attese sono false."},
	StartAfterEnd:    {Serious, "Inizio dopo la fine", "# evento comincia dopo essere finito.", "# eventi cominciano dopo essere finiti.", "Il tempo di lavorazione di questi eventi non si può misurare."},
	ExactDuplicate:   {Warning, "Righe doppie", "# riga è uguale a un'altra in tutte le colonne lette.", "# righe sono uguali ad altre in tutte le colonne lette.", "Ripetizioni e frequenze sono troppo alte."},
	NearDuplicate:    {Notice, "Righe quasi doppie", "# riga ripete la stessa attività della stessa pratica entro cinque minuti.", "# righe ripetono la stessa attività della stessa pratica entro cinque minuti.", "Se è lo stesso fatto registrato due volte, le ripetizioni sono troppo alte."},
	SimilarCase:      {Warning, "Numeri di pratica simili", "# pratica ha un numero che si distingue da un altro solo per come è scritto: %.", "# pratiche hanno un numero che si distingue da un altro solo per come è scritto: %.", "Una pratica può essere divisa in due, con durate troppo brevi."},
	SimilarActivity:  {Warning, "Attività con nomi simili", "# evento ha un nome simile a un altro più usato: %.", "# eventi hanno un nome simile a un altro più usato: %.", "La stessa attività è contata come due: mappa e varianti sono più complicate del vero."},
	SimilarValue:     {Notice, "Valori simili", "In # riga della colonna «@» il valore è simile a un altro più usato: %.", "In # righe della colonna «@» il valore è simile a un altro più usato: %.", "I confronti per questa colonna dividono in due lo stesso gruppo."},
	BrokenText:       {Notice, "Caratteri rovinati", "# riga ha lettere accentate illeggibili.", "# righe hanno lettere accentate illeggibili.", "I nomi non si leggono bene e lo stesso nome può risultare diverso."},
	TestCase:         {Warning, "Pratiche di prova", "# pratica sembra una prova.", "# pratiche sembrano prove.", "Se sono prove, falsano durate e numeri."},
	HolidayReceipt:   {Notice, "Ricezioni in giorni non lavorativi", "# % in un giorno non lavorativo.", "# % in un giorno non lavorativo.", "È normale per gli invii telematici. Altrimenti la data può essere sbagliata e il termine anche."},
	NightReceipt:     {Notice, "Ricezioni notturne", "# % fra le 22 e le 6.", "# % fra le 22 e le 6.", "È normale per gli invii telematici. Altrimenti l'ora o il fuso orario possono essere sbagliati."},
	LongCase:         {Warning, "Durate anomale", "# pratica dura molto più delle altre.", "# pratiche durano molto più delle altre.", "Poche pratiche così alzano la media: guardare anche la mediana."},
	ManyEvents:       {Notice, "Pratiche con troppi eventi", "# pratica ha molti più eventi delle altre.", "# pratiche hanno molti più eventi delle altre.", "Possono essere più pratiche con lo stesso numero."},
	SingleEvent:      {Notice, "Pratiche con un solo evento", "# pratica ha un solo evento.", "# pratiche hanno un solo evento.", "La loro durata risulta zero e abbassa la media."},
	TwoEnds:          {Serious, "Conclusione espressa e tacita", "# pratica risulta conclusa sia con un provvedimento sia per silenzio.", "# pratiche risultano concluse sia con un provvedimento sia per silenzio.", "Il numero delle concluse e il tempo medio dipendono da quale delle due vale."},
	AfterEnd:         {Warning, "Eventi dopo la conclusione", "# evento viene dopo la conclusione della pratica.", "# eventi vengono dopo la conclusione della pratica.", "La durata fino all'ultimo evento è più lunga di quella del procedimento."},
	BeforeReceipt:    {Warning, "Eventi prima della ricezione", "# evento viene prima della ricezione della domanda.", "# eventi vengono prima della ricezione della domanda.", "La durata dal primo evento non è quella del termine di legge."},
	NoStart:          {Warning, "Pratiche senza ricezione", "In # pratica manca la ricezione della domanda.", "In # pratiche manca la ricezione della domanda.", "Il termine non si può contare e la durata parte da un altro evento."},
	NoEnd:            {Notice, "Pratiche senza conclusione", "# pratica non ha una conclusione.", "# pratiche non hanno una conclusione.", "Se sono aperte, la loro durata cresce ancora: contano nell'arretrato, non nei tempi medi."},
	UnpairedPause:    {Warning, "Sospensioni spaiate", "# sospensione non ha un inizio o una fine.", "# sospensioni non hanno un inizio o una fine.", "I giorni sospesi e la scadenza non si possono calcolare."},
	UnbalancedStarts: {Warning, "Inizi e fini spaiati", "# evento di inizio o di fine non ha il suo corrispondente.", "# eventi di inizio o di fine non hanno il loro corrispondente.", "Il tempo di lavorazione manca o è sbagliato."},
}

// describe writes the sentence of an issue.
func (i *Issue) describe(detail string) {
	x := texts[i.Code]
	i.Severity, i.Title, i.Effect = x.severity, x.title, x.effect
	s := x.many
	if i.Count == 1 {
		s = x.one
	}
	i.Description = strings.NewReplacer("#", kernel.Numero(int64(i.Count)), "@", i.Column, "%", detail).Replace(s)
}
