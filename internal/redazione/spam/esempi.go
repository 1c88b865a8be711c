package spam

import (
	"fmt"
	"strings"
)

// Riempi makes n messages of each template: the words in braces are replaced by
// others, in an order that is always the same. A template is "name|text".
func Riempi(modelli []string, n int) (out []Messaggio) {
	for i, t := range modelli {
		for k := range n {
			s := t
			for nome, parole := range riempitivi {
				for j := 0; strings.Contains(s, "{"+nome+"}"); j++ {
					s = strings.Replace(s, "{"+nome+"}", parole[(i*7+k*3+j*5)%len(parole)], 1)
				}
			}
			chi, testo, _ := strings.Cut(s, "|")
			out = append(out, Messaggio{Nome: chi, Email: fmt.Sprintf("persona%d@example.org", i*n+k), Testo: testo})
		}
	}
	return out
}

// riempitivi are the words that take the place of those in braces.
var riempitivi = map[string][]string{
	"nome":  {"Anna Rossi", "Marco Bianchi", "Lucia", "G. Ferrari", "Ufficio tecnico", "Paolo Verdi", "Sara C.", "un cittadino", "Elena Galli", "Davide"},
	"name":  {"John", "Mary Smith", "Alex", "Robert", "Jennifer", "SEO Expert", "David Brown", "Linda", "Max", "Kevin"},
	"citta": {"Lodi", "Sondrio", "Vimercate", "Mantova", "Crema", "Varese", "Lecco", "Pavia", "Voghera", "Cantù"},
	"url": {"https://best-offer.example.com/win", "http://promo-deals.xyz/x?id=77", "www.super-bonus.top", "https://cheap-store.shop/sale", "http://fast-cash.info/start",
		"bit.example.io/9xk2", "https://lucky-land.club/reg", "http://invest-now.online/it"},
	"num":   {"3", "12", "40", "7", "150", "2026", "90", "25"},
	"soldi": {"5.000 €", "$1500", "€ 300", "10000 euro", "$997", "2.500 €", "500 dollari"},
	"proc":  {"permesso di costruire", "AIA", "PAUR", "bonifica", "autorizzazione unica", "VAS", "variante al PGT", "gara d'appalto"},
}

// esempiSpam and esempiBuoni are written by us, for this purpose.
var esempiSpam = []string{
	`{name}|Buy cheap viagra and cialis online without prescription. Best price, fast shipping: {url}`,
	`{name}|Great post! I really enjoyed reading it. Visit my website for more information {url}`,
	`{name}|Earn money from home, {soldi} per week guaranteed. Click here to start now {url}`,
	`{name}|Play online casino and get a free bonus of {soldi} today! Register at {url}`,
	`{name}|We offer SEO services and backlinks to rank your website on the first page of Google. Contact us {url}`,
	`{name}|Bitcoin investment with daily profit. I recovered my money thanks to this crypto trader, write on WhatsApp {url}`,
	`{name}|Need a loan? We give personal and business loans at 2% interest rate. Apply now by email`,
	`{name}|Hot girls in your area want to meet you tonight. Free registration {url}`,
	`{name}|Replica watches and designer bags, 80% discount, worldwide delivery {url}`,
	`{name}|I am a spell caster, I bring back your ex lover in 24 hours. Contact me on WhatsApp`,
	`{name}|Get thousands of real Instagram followers and likes, cheap and instant delivery {url}`,
	`{name}|Professional essay writing service, high quality papers for students at low prices {url}`,
	`{name}|Congratulations, you won an iPhone! Claim your prize here: {url}`,
	`{name}|Hire a hacker to recover passwords, phones and social accounts. 100% guaranteed results`,
	`{name}|Lose weight fast with our natural pills, no diet. Order today and save {soldi} {url}`,
	`Cheap Pills www.pills-market.com|Thanks for sharing this wonderful article with us.`,
	`best casino https://lucky-land.club|Very nice blog, keep up the good work!`,
	`{name}|Hello, I found your website on Google and I can increase your traffic. Reply for a free quote`,
	`{name}|Forex signals with 95% accuracy, join our Telegram channel and become rich {url}`,
	`{name}|Download free movies, cracked software and premium games {url}`,
	`{name}|Sports betting tips: sure win every day, join VIP group {url}`,
	`{name}|Your post is amazing. Also check my page about cheap insurance quotes {url}`,
	`{name}|Buy real and fake passports, driving license, ID cards, IELTS certificates without exam. WhatsApp us`,
	`{name}|Work at home jobs available, no experience needed, make {soldi} a day {url}`,
	`{name}|Limited time offer! Unlock premium VPN for free, click the link {url}`,
	`{name}|Web design and mobile app development at affordable price. Our company from India will help your business grow`,
	`{name}|CBD oil and weed delivered to your door, discreet packaging, order now {url}`,
	`{name}|Adult webcam chat free, no credit card required {url}`,
	`{name}|We buy and sell domains, email lists and databases with millions of contacts. Prices on {url}`,
	`{name}|Double your investment in 7 days. Minimum deposit {soldi}. Trusted platform {url}`,
	`{nome}|Guadagna {soldi} al mese da casa senza esperienza! Clicca qui {url}`,
	`{nome}|Prestiti tra privati senza busta paga, risposta in 24 ore, tasso 2%. Scrivere su WhatsApp o per email`,
	`{nome}|Offro prestito da {soldi} a chiunque ne abbia bisogno, persona seria e onesta. Contattatemi`,
	`{nome}|I migliori casinò online con bonus senza deposito di {soldi}: registrati subito {url}`,
	`{nome}|Viagra e Cialis generico senza ricetta, spedizione anonima in tutta Italia {url}`,
	`{nome}|Ho investito {soldi} in Bitcoin e ora guadagno ogni giorno. Scopri come {url}`,
	`{nome}|Posizionamento SEO garantito in prima pagina su Google, prezzi bassi. Visita {url}`,
	`{nome}|Compra follower Instagram e like reali a partire da pochi euro {url}`,
	`{nome}|Incontri piccanti con donne sole della tua zona, iscrizione gratuita {url}`,
	`{nome}|Orologi e borse di marca repliche perfette, sconto 70%, spedizione gratis {url}`,
	`{nome}|Cartomanzia a basso costo, legamenti d'amore, ritorno del tuo ex in pochi giorni. Chiama subito`,
	`{nome}|Dimagrisci {num} kg in un mese con questo integratore naturale, offerta limitata {url}`,
	`{nome}|Hai vinto un buono da {soldi}! Ritira il premio cliccando sul link {url}`,
	`{nome}|Scommesse sportive vincenti ogni giorno, entra nel canale Telegram VIP {url}`,
	`{nome}|Vendo patente, diplomi e certificati senza esame, consegna rapida. Scrivimi su WhatsApp`,
	`{nome}|Trading automatico: il metodo segreto che le banche non vogliono farti conoscere {url}`,
	`{nome}|Cessione del quinto e mutui anche a protestati e cattivi pagatori, preventivo gratis {url}`,
	`{nome}|Sigarette elettroniche, steroidi e anabolizzanti al miglior prezzo, pagamento in criptovaluta {url}`,
	`{nome}|Aumenta le visite del tuo sito con i nostri backlink di qualità, pacchetti da {soldi}`,
	`{nome}|Bellissimo articolo, complimenti! Visitate anche il mio sito di offerte {url}`,
	`{nome}|SUPER OFFERTA!!! TELEFONI E CONSOLE A META PREZZO SOLO OGGI {url}`,
	`{nome}|Lavoro facile da casa, assumiamo subito, {soldi} a settimana, scrivi a questo numero +39 333 1234567`,
	`{nome}|Scarica gratis film, partite in streaming e programmi craccati {url}`,
	`{nome}|Recupero fondi da truffe crypto: questo esperto hacker mi ha restituito tutti i soldi {url}`,
	`{nome}|Promozione fotovoltaico gratis e caldaie a 1 €, chiama ora per l'ultima offerta {url}`,
	`{name}|Купить дешево онлайн казино бонус {url}`,
	`{name}|Заработок в интернете без вложений, переходи по ссылке {url}`,
	`{name}|最好的在线赌场 立即注册 {url}`,
	`{name}|XXX free videos {url} {url}`,
	`{name}|check this out {url} {url}`,
	`{name}|💰💰💰 Make money fast 🔥🔥 join now 👉 {url}`,
	`{nome}|🎁🎁 Regalo gratis per te 👉 clicca {url}`,
	`{name}|Hello dear friend, I am a widow and I want to donate {soldi} to you for charity. Reply by email`,
	`{nome}|Carissimo, sono una vedova malata e desidero donare {soldi} a una persona onesta. Rispondi al mio indirizzo email`,
}

var esempiBuoni = []string{
	`{nome}|Buongiorno, anche il Comune di {citta} può chiedere aiuto per una pratica di {proc}?`,
	`{nome}|Grazie per le informazioni, molto utili per il nostro ufficio.`,
	`{nome}|Quanto tempo passa in media prima che un esperto prenda in carico la richiesta?`,
	`{nome}|Nel nostro Comune una {proc} aspetta da {num} mesi il parere della Provincia. A chi ci si può rivolgere?`,
	`{nome}|Ottima iniziativa. Speriamo che duri anche dopo la fine del PNRR.`,
	`{nome}|Non ho capito se il protocollo va firmato dal sindaco o dal segretario comunale.`,
	`{nome}|Segnalo che il collegamento al documento degli atti non si apre.`,
	`{nome}|Si può partecipare al webinar anche se l'ente non ha ancora aderito?`,
	`{nome}|Dove si trovano le slide dell'incontro di {citta}? Non le vedo nella pagina.`,
	`{nome}|La registrazione del seminario sarà pubblicata?`,
	`{nome}|Sono un geometra e lavoro con diversi Comuni della provincia di {citta}: i tempi per il {proc} sono ancora troppo lunghi.`,
	`{nome}|Secondo me i dati sull'arretrato andrebbero spiegati meglio: che cosa vuol dire pendente?`,
	`{nome}|Bene, ma servono più persone negli uffici tecnici dei piccoli Comuni, non solo consulenze.`,
	`{nome}|L'esperto che ci ha seguito è stato gentile e molto preparato. Grazie da tutto l'ufficio.`,
	`{nome}|Vorrei sapere se il servizio è gratuito per i Comuni sotto i 5.000 abitanti.`,
	`{nome}|Quali documenti servono per aderire? Nella guida non è chiaro.`,
	`{nome}|Abbiamo inviato la richiesta numero {num} e non abbiamo ancora ricevuto risposta.`,
	`{nome}|Condivido. Nel nostro caso la conferenza di servizi ha fatto perdere {num} giorni di calendario.`,
	`{nome}|Il calendario degli incontri è stato spostato? Sul sito della Provincia c'è un'altra data.`,
	`{nome}|Complimenti per la chiarezza, finalmente un sito pubblico che si capisce.`,
	`{nome}|Non sono d'accordo: i numeri mostrati riguardano solo gli enti che hanno risposto.`,
	`{nome}|Come si fa a cambiare il delegato quando il funzionario va in pensione?`,
	`{nome}|Per le bonifiche il supporto vale anche per i siti non orfani?`,
	`{nome}|Sarebbe utile un modello di determina da riutilizzare. È previsto?`,
	`{nome}|La nostra Unione dei Comuni può aderire al posto dei singoli enti?`,
	`{nome}|Ho letto la normativa su https://www.normattiva.it e mi pare che il termine sia diverso.`,
	`{nome}|Anche a {citta} servirebbe uno sportello così. Quando si parte?`,
	`{nome}|Interessante il confronto tra province. Si possono scaricare i dati in formato aperto?`,
	`{nome}|C'è un errore nel titolo: la data giusta è quella del {num} marzo.`,
	`{nome}|Buonasera, chiedo se gli ordini professionali possono assistere all'incontro.`,
	`{nome}|Va bene la semplificazione, ma senza banca dati unica continueremo a inviare gli stessi documenti a tre uffici.`,
	`{nome}|Nel {num} abbiamo chiuso tutte le pratiche arretrate grazie a questo progetto.`,
	`{nome}|È possibile avere gli atti anche su carta? In biblioteca ce li chiedono.`,
	`{nome}|Perché il mio Comune risulta non aderente? Abbiamo caricato il protocollo a settembre.`,
	`{nome}|Il link alla registrazione funziona solo da computer, dal telefono no.`,
	`{nome}|Grazie mille!`,
	`{nome}|Utile, lo giro ai colleghi.`,
	`{nome}|Aspettiamo il prossimo incontro.`,
	`{nome}|Domanda: la VIA regionale rientra tra i procedimenti seguiti?`,
	`{nome}|Lavoro al SUAP di {citta}. Le imprese ci chiedono ogni giorno a che punto è la loro autorizzazione.`,
	`{nome}|Un consiglio: aggiungete un numero di telefono per chi non usa lo SPID.`,
	`{nome}|Il Sindaco vorrebbe sapere quanti enti hanno già aderito in provincia di {citta}.`,
	`{nome}|Ho provato ad accedere con la CIE ma compare un errore. Ad altri è successo?`,
	`{nome}|Bell'incontro ieri, peccato il poco tempo per le domande.`,
	`{nome}|La parte sugli appalti è stata troppo veloce. Si potrebbe fare un secondo appuntamento?`,
	`{nome}|Critica costruttiva: il testo è lungo, basterebbe una pagina di riassunto.`,
	`{nome}|Chi paga gli esperti quando finiscono i fondi?`,
	`{nome}|Nella tabella manca il Comune di {citta}.`,
	`{nome}|Il costo del progetto è di {soldi}? Vorrei capire come è stato speso.`,
	`{nome}|Come cittadino mi interessa sapere perché un permesso richiede {num} giorni di calendario.`,
	`{nome}|Abbiamo lo stesso problema: la soprintendenza risponde dopo {num} settimane.`,
	`{nome}|Molto bene! Finalmente qualcuno che aiuta i piccoli comuni!`,
	`{nome}|Serve davvero l'adesione se abbiamo già firmato la convenzione con la Provincia?`,
	`{nome}|Potete correggere il nome del relatore? Era l'ingegner Galbiati.`,
	`{nome}|Vorrei ringraziare la segreteria tecnica per la rapidità della risposta.`,
	`{nome}|Io ho partecipato all'incontro di {citta} e non ho ricevuto l'attestato.`,
	`{nome}|Le autorizzazioni per il fotovoltaico sui tetti pubblici sono comprese nel servizio?`,
	`{nome}|Quando sarà pubblicato il prossimo rapporto semestrale?`,
	`{nome}|Ci vorrebbe un esempio pratico di richiesta ben scritta.`,
	`{nome}|Il Comune paga {soldi} l'anno per il software delle pratiche edilizie: PAsS può collegarsi?`,
	`{name}|Good initiative. Are the figures also available in English for researchers?`,
	`{name}|I work on public administration reform and would like to know how the baseline was computed.`,
	`{name}|Is the source code of this service public? Other regions might want to reuse it.`,
	`{name}|Thank you for publishing the data of the municipalities. The map is very clear.`,
	`{name}|Which expert group deals with environmental permits in the province of {citta}?`,
}
