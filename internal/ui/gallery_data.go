package ui

import (
	"math"
	"strconv"
)

// The gallery's content is invented but credible: a component that looks well
// with three words may break with thirty.

func galleryPage() Page {
	return Page{
		Title:      "Galleria dei componenti",
		Kicker:     "Sviluppo",
		Lead:       "Ogni componente delle pagine di PAsS, con contenuti verosimili. Serve a guardarli insieme, a 360 e a 1.280 pixel.",
		Chips:      []Chip{{Text: "Solo in sviluppo", Tone: Neutral}},
		Actions:    PrintButton(),
		Section:    "galleria",
		Breadcrumb: []Link{{Text: "Home", URL: "/"}, {Text: "Sviluppo", URL: "/sviluppo"}},
		User: &User{Name: "Anna Rossi", Role: "Delegata del Comune di Lodi", LogoutURL: "/esci",
			Links: []Link{{Text: "La mia scrivania", URL: "/scrivania"}, {Text: "Avvisi", URL: "/avvisi", Count: 2}}},
		Nav: []Link{{Text: "Scrivania", URL: "/scrivania", Key: "scrivania"}, {Text: "Richieste", URL: "/richieste", Key: "richieste", Count: 3},
			{Text: "Task force e procedimenti", URL: "/catalogo", Key: "catalogo"}, {Text: "Dati pubblici", URL: "/pubblico", Key: "pubblico"},
			{Text: "Galleria", URL: "/sviluppo/galleria", Key: "galleria"}},
		Demo:    true,
		DevMail: "/sviluppo/posta",
		Notice:  &Alert{Tone: Success, Title: "La richiesta 2026/0042 è stata inviata.", Links: []Link{{Text: "Apri la ricevuta", URL: "#ricevuta"}}},
		Settings: Settings{ContactEmail: "segreteria@pass.example", DPO: "Maria Bianchi, rpd@pass.example",
			Version: "0.1.0"},
		UpdatedAt:   "22 novembre 2026",
		Canonical:   "https://pass.example/sviluppo/galleria",
		CurrentPath: "/sviluppo/galleria",
	}
}

func galleryTerm() *TermLineProps {
	return &TermLineProps{Total: 60, Spans: []TermSpan{{Days: 21}, {Days: 14, Suspended: true}, {Days: 12}},
		Text: "33 giorni di calendario trascorsi su 60; 14 giorni di calendario di sospensione non contano."}
}

func galleryLateTerm() TermLineProps {
	return TermLineProps{Total: 30, Spans: []TermSpan{{Days: 41}}, Text: "41 giorni di calendario trascorsi su 30: 11 oltre il termine."}
}

func galleryTimeline() []TimelineItem {
	return []TimelineItem{
		{ID: "atto-1", Author: "Luca Ferri", Role: "Sindaco di Lodi", Time: "3 novembre 2026, ore 9:12", TimeISO: "2026-11-03T09:12:00+01:00",
			Act: "Richiesta inviata", Text: "Il permesso di costruire per l’ampliamento della scuola è fermo.\n\nManca il parere paesaggistico, chiesto a luglio.",
			Attachments: []Attachment{{Name: "relazione-tecnica.pdf", URL: "/documenti/1", Size: "1,2 MB"}, {Name: "planimetria.pdf.p7m", URL: "/documenti/2", Size: "840 kB", Note: "firmato digitalmente"}}},
		{Author: "Sara Colombo", Role: "Coordinatrice, Edilizia e urbanistica", Time: "4 novembre 2026, ore 15:40", TimeISO: "2026-11-04T15:40:00+01:00",
			Act: "Assegnata a Paolo Conti", Private: "Visibile solo alla task force", Text: "Conosce già il vincolo: ha seguito la pratica di Codogno.", Tone: Info},
		{Author: "Paolo Conti", Role: "Esperto, Edilizia e urbanistica", Time: "5 novembre 2026, ore 10:05", TimeISO: "2026-11-05T10:05:00+01:00",
			Act: "Integrazioni chieste", Text: "Serve la data di ricezione della richiesta di parere.", Tone: Warning},
	}
}

func galleryTable() Table {
	row := func(number, subject, body, days string, c Chip, tone Tone) Row {
		return Row{Tone: tone, Cells: []Cell{{Text: number, URL: "/richieste/" + number, Sub: subject}, TextCell(body), ChipCell(c), TextCell(days)}}
	}
	return Table{Caption: "Richieste in ordine di attesa",
		Columns: []Column{{Text: "Richiesta", SortURL: "?ordine=numero"}, {Text: "Ente", SortURL: "?ordine=ente"}, {Text: "Stato"},
			{Text: "Attesa, giorni di calendario", Numeric: true, SortURL: "?ordine=attesa", Sorted: "descending"}},
		Rows: []Row{
			row("2026/0031", "Autorizzazione unica per un impianto fotovoltaico", "Comune di San Giovanni in Croce", "41", Chip{"Oltre il termine", Late}, Late),
			row("2026/0042", "Permesso di costruire per la scuola", "Comune di Lodi", "12", Chip{"Attende il Comune", Warning}, Warning),
			row("2026/0044", "Verifica di assoggettabilità a VIA", "Provincia di Cremona", "3", Chip{"In lavorazione", Info}, Neutral),
			row("2026/0012", "Bonifica dell’area ex Falck", "Comune di Sesto San Giovanni", "0", Chip{"Evasa", Success}, Neutral),
		},
		Foot: []Row{{Cells: []Cell{TextCell("Totale"), TextCell("4 enti"), TextCell("2 da seguire"), TextCell("56")}}},
		Note: "Fonte: richieste di assistenza su PAsS, 22 novembre 2026."}
}

func galleryBars() BarChartProps {
	return BarChartProps{ID: "grafico-attese", Title: "Attesa mediana per attività", Category: "Attività", Unit: "giorni di calendario",
		Desc:   "Il 41% del tempo si perde in attesa del parere paesaggistico: 58 giorni di calendario in mediana su 37 pratiche.",
		Target: 30, TargetText: "termine: 30 giorni di calendario",
		Bars: []Bar{{Label: "Parere paesaggistico della Soprintendenza", Value: 58, Text: "58", Highlight: true},
			{Label: "Istruttoria tecnica", Value: 34, Text: "34"}, {Label: "Integrazioni del richiedente", Value: 27.5, Text: "27,5"},
			{Label: "Firma", Value: 3, Text: "3"}, {Label: "Conferenza di servizi", Missing: true}},
		Note: "Fonte: log di 37 pratiche del Comune di Lodi, primo semestre 2026."}
}

func galleryLines() LineChartProps {
	return LineChartProps{ID: "grafico-tempi", Title: "Tempo medio del permesso di costruire", Unit: "giorni di calendario",
		Desc:   "Nel primo semestre 2026 un permesso di costruire ha richiesto in media 71 giorni di calendario: 12 in meno di un anno fa.",
		Labels: []string{"1° sem. 2024", "2° sem. 2024", "1° sem. 2025", "2° sem. 2025", "1° sem. 2026"},
		Series: []Series{{Name: "Lodi", Values: []float64{96, 91, 83, 78, 71}, Texts: []string{"96", "91", "83", "78", "71"}},
			{Name: "Enti simili", Values: []float64{88, math.NaN(), 86, 84, 82}, Texts: []string{"88", "", "86", "84", "82"}}},
		Target: 62, TargetText: "obiettivo: 62 giorni di calendario", Note: "Fonte: rilevazioni semestrali, 12 enti simili per abitanti."}
}

func galleryErrors() Errors {
	return Errors{{Field: "oggetto", Message: "L’oggetto manca: scrivere in poche parole di che cosa si tratta."},
		{Field: "urgenza", Message: "Manca la scelta dell’urgenza."},
		{Field: "protocollo", Message: "Il file «protocollo.exe» non è un PDF né un .p7m. Gli altri dati sono salvi: scegliere un altro file."}}
}

func galleryPagination() PaginationProps {
	return PaginationProps{Page: 4, Pages: 12, Label: "Pagine delle richieste",
		URL: func(n int) string { return "?pagina=" + strconv.Itoa(n) }}
}
