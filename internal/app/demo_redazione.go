package app

import (
	"bytes"
	"fmt"
	"time"

	"pass/internal/kernel"
	"pass/internal/platform/files"
	"pass/internal/redazione"
)

// contenutoDemo is an invented content of the demonstration.
type contenutoDemo struct {
	tipo         redazione.Tipo
	giorniFa     int // calendar days ago; negative: still a draft
	testo        redazione.Testo
	atti         string // name of a document, or empty
	commenti     []commentoDemo
	traGiorni    int // of an event: calendar days from now, negative when it is past
	registrabile bool
}

type commentoDemo struct {
	nome, testo string
	approvato   bool
}

var demoContenuti = []contenutoDemo{
	{tipo: redazione.Notizia, giorniFa: 120, testo: redazione.Testo{Titolo: "Il servizio è aperto a tutti gli enti", Sommario: "Comuni, Province e Unioni possono aderire e chiedere aiuto sulle pratiche difficili.",
		Corpo: "Da oggi ogni ente del territorio può aderire.\n\n## Che cosa serve\n\n- l’identità digitale di chi rappresenta l’ente;\n- il Protocollo di Collaborazione firmato;\n- un indirizzo e-mail.\n\nI passi sono in [Come chiedere aiuto](/come-chiedere-aiuto)."},
		commenti: []commentoDemo{{"Giulia Riva", "Anche un’Unione di Comuni può aderire al posto dei singoli enti?", true}, {"Ufficio tecnico", "Grazie, la guida è chiara.", true}}},
	{tipo: redazione.Notizia, giorniFa: 75, testo: redazione.Testo{Titolo: "Le cifre del servizio sono pubbliche", Sommario: "Richieste, tempi e arretrato si leggono per regione, provincia, ente e procedimento.",
		Corpo: "Le [cifre](/cifre) mostrano quante richieste arrivano, quante si chiudono e in quanto tempo.\n\nOgni numero dice da dove viene e come si calcola. Chi vuole può [seguire un luogo](/segui) per e-mail."}},
	{tipo: redazione.Notizia, giorniFa: 40, testo: redazione.Testo{Titolo: "Nuovi esperti per le bonifiche", Sommario: "La task force Bonifiche ha più persone per i siti senza un responsabile.",
		Corpo: "La task force segue le pratiche dei siti contaminati. Le richieste si fanno come sempre, dalla [pagina del procedimento](/procedimenti).\n\n> Prima di inviare la richiesta conviene allegare le analisi già fatte."},
		commenti: []commentoDemo{{"Paolo", "Il supporto vale anche per i siti che hanno già un responsabile?", false}}},
	{tipo: redazione.Notizia, giorniFa: 12, testo: redazione.Testo{Titolo: "Come scrivere una richiesta che arriva subito all’esperto giusto", Sommario: "Quattro consigli della Segreteria tecnica, con un esempio.",
		Corpo: "1. Scegliere il procedimento, non solo la materia.\n2. Dire che cosa è già stato fatto.\n3. Allegare l’ultimo atto.\n4. Indicare entro quando serve la risposta.\n\n| Richiesta | Che cosa manca |\n| --- | --- |\n| «Serve aiuto per un permesso» | quale permesso, a che punto è |\n| «La conferenza è ferma da marzo per il parere X» | niente: si può smistare |"},
		commenti: []commentoDemo{{"Elena G.", "Un modello già compilato sarebbe ancora più utile.", false}, {"best casino www.super-bonus.top", "Buy cheap pills and play online casino, free bonus today https://best-offer.example.com/win", false}}},
	{tipo: redazione.Notizia, giorniFa: 3, testo: redazione.Testo{Titolo: "Da oggi ci sono gli avvisi per e-mail", Sommario: "Chi segue un Comune, una Provincia o un procedimento riceve un messaggio quando le cifre cambiano.",
		Corpo: "L’iscrizione si fa in [Seguire le cifre](/segui) e si conferma con un collegamento. Un clic basta per smettere.\n\nChi usa un lettore di notizie trova gli stessi aggiornamenti in formato Atom."}},
	{tipo: redazione.Evento, giorniFa: 50, traGiorni: -30, registrabile: true, atti: "slide-conferenza-di-servizi.pdf", testo: redazione.Testo{Titolo: "Atti del seminario sulla conferenza di servizi", Sommario: "Un incontro a distanza per gli uffici che convocano o partecipano a una conferenza.",
		Corpo: "## Programma\n\n- Quando si convoca e chi si invita\n- I termini, le sospensioni e il silenzio\n- Domande degli uffici\n\nGli atti sono qui sotto."}},
	{tipo: redazione.Evento, giorniFa: 5, traGiorni: 20, testo: redazione.Testo{Titolo: "Incontro con gli enti: misurare i tempi dei procedimenti", Sommario: "Come si preparano i dati del semestre, con prove pratiche.",
		Corpo: "L’incontro è per chi compila i dati. Si può partecipare anche da lontano.", Luogo: "Sala riunioni, via Inventata 1, Lodi"}},
	{tipo: redazione.Pagina, giorniFa: 100, testo: redazione.Testo{Titolo: "Regole dei commenti", Sommario: "Che cosa si può scrivere sotto una notizia, e che cosa non si pubblica.",
		Corpo: "I commenti servono a chiedere e a proporre. Si pubblicano quelli che riguardano la notizia.\n\nNon si pubblicano offese, pubblicità e dati di altre persone. Chi modera scrive il motivo del rifiuto."}},
	{tipo: redazione.Notizia, giorniFa: -1, testo: redazione.Testo{Titolo: "Il rapporto del semestre", Sommario: "Bozza da completare con le cifre definitive.", Corpo: "Da scrivere dopo la pubblicazione delle cifre."}},
}

// redazione writes news, events and a page, with comments that wait.
func (d *demo) redazione() error {
	if err := d.a.Redazione.Prepara(d.ctx); err != nil {
		return err
	}
	for _, c := range demoContenuti {
		if err := d.contenuto(c); err != nil {
			return fmt.Errorf("%s: %w", c.testo.Titolo, err)
		}
	}
	return nil
}

func (d *demo) contenuto(c contenutoDemo) error {
	chi, s := d.staff[kernel.Segreteria], d.a.Redazione
	d.clock.set(d.end.AddDate(0, 0, -max(c.giorniFa, 1)))
	if c.tipo == redazione.Evento {
		g := d.end.In(kernel.Rome).AddDate(0, 0, c.traGiorni)
		inizio := time.Date(g.Year(), g.Month(), g.Day(), 10, 0, 0, 0, kernel.Rome)
		c.testo.InizioIl, c.testo.FineIl = kernel.InstantOf(inizio), kernel.InstantOf(inizio.Add(2*time.Hour))
		c.testo.Collegamento = "https://incontri.example.org/pass"
		if c.registrabile {
			c.testo.Registrazione = "https://video.example.org/pass/conferenza"
		}
	}
	id, err := s.Crea(d.ctx, chi, c.tipo, c.testo.Titolo)
	if err != nil {
		return err
	}
	if _, err := s.Salva(d.ctx, chi, id, 1, c.testo, "Primo testo"); err != nil {
		return err
	}
	if c.atti != "" {
		stored, err := d.a.Files.Put(d.ctx, bytes.NewReader(pdfDimostrativo), 1<<20)
		if err != nil {
			return err
		}
		if _, err := s.AllegaFile(d.ctx, chi, id, redazione.Caricato{Stored: stored, Nome: c.atti, Tipo: files.PDF}, "Le slide dell’incontro"); err != nil {
			return err
		}
	}
	if c.giorniFa < 0 {
		return nil
	}
	if err := s.Pubblica(d.ctx, chi, id, 2); err != nil {
		return err
	}
	return d.commenti(id, redazione.Slug(c.testo.Titolo), c.commenti)
}

func (d *demo) commenti(id int64, slug string, cs []commentoDemo) error {
	s := d.a.Redazione
	for i, k := range cs {
		d.clock.set(d.clock.now().Add(20 * time.Hour))
		gettone, err := s.GettoneCommento(d.ctx, id, true)
		if err != nil {
			return err
		}
		n, err := s.Commenta(d.ctx, slug, redazione.NuovoCommento{Nome: k.nome, Email: fmt.Sprintf("lettore%d@example.org", i+1), Testo: k.testo, Gettone: gettone, Da: "dimostrazione"})
		if err != nil {
			return err
		}
		if !k.approvato {
			continue
		}
		if _, err := s.Decidi(d.ctx, d.staff[kernel.Segreteria], n, redazione.ActApprova, redazione.InAttesa, ""); err != nil {
			return err
		}
	}
	return nil
}
