package app

import (
	"time"

	"pass/internal/contatti"
	"pass/internal/kernel"
)

// messaggioDemo is an invented message of the public and what became of it.
type messaggioDemo struct {
	oreFa     int
	nome      string
	email     string
	argomento contatti.Argomento
	pagina    string
	testo     string
	mosse     []contatti.Mossa
}

var demoMessaggi = []messaggioDemo{
	{880, "Giulia Ferri", "giulia.ferri@example.org", contatti.Informazioni, "", "Buongiorno, lavoro per un’Unione di Comuni. L’Unione può aderire al servizio anche se alcuni suoi Comuni hanno già aderito da soli?",
		[]contatti.Mossa{{Atto: contatti.PrendiInCarico}, {Atto: contatti.Rispondi, Testo: "Buongiorno,\n\nsì: l’Unione può aderire con il proprio legale rappresentante. Le richieste dei singoli Comuni restano separate."},
			{Atto: contatti.Chiudi}}},
	{410, "Paolo Conti", "paolo.conti@example.org", contatti.DatoSbagliato, "/cifre/province/LO", "Nella pagina della provincia il numero degli enti aderenti mi sembra basso. Potete dirmi a che giorno è aggiornato?",
		[]contatti.Mossa{{Atto: contatti.Annota, Testo: "Chiesto un controllo a chi cura le cifre."}, {Atto: contatti.Rispondi, Testo: "Buongiorno,\n\nla cifra è aggiornata ogni giorno: la data è scritta sotto la tabella."}}},
	{96, "Ufficio tecnico di Brivio", "ufficio.tecnico@example.org", contatti.Informazioni, "/procedimenti", "Abbiamo venti permessi di costruire fermi per mancanza di personale. Si può avere l’aiuto di un esperto anche per poche settimane?",
		[]contatti.Mossa{{Atto: contatti.PrendiInCarico}}},
	{50, "Sara Villa", "sara.villa@example.org", contatti.Accessibilita, "/cifre", "Con il lettore di schermo la tabella delle cifre viene letta senza i nomi delle colonne.", nil},
	{30, "Premi e Vincite", "vincite@example.org", contatti.AltroArgomento, "", "Complimenti! Ha vinto un premio: basta inviare i dati della carta per riceverlo.", []contatti.Mossa{{Atto: contatti.SegnaSpam}}},
	{5, "Luca Moretti", "luca.moretti@example.org", contatti.ProblemaTecnico, "/accesso", "Dopo l’accesso con SPID la pagina torna sempre all’inizio. È successo oggi verso le 9, con il telefono.", nil},
}

// contatti writes the messages of the public, in order of time.
func (d *demo) contatti() error {
	firma, err := d.a.Contatti.Firma(d.ctx)
	if err != nil {
		return err
	}
	chi := d.staff[kernel.Segreteria]
	for _, m := range demoMessaggi {
		t := d.inUfficio(d.end.Add(-time.Duration(m.oreFa) * time.Hour))
		if t.After(d.end) {
			t = d.end.Add(-time.Hour)
		}
		d.clock.set(t)
		c, err := d.a.Contatti.Scrivi(d.ctx, contatti.Modulo{Nome: m.nome, Email: m.email, Argomento: string(m.argomento), Pagina: m.pagina, Testo: m.testo},
			"198.51.100.0/24", firma.Apertura(kernel.InstantOf(t.Add(-2*time.Minute))))
		if err != nil {
			return err
		}
		for i, mossa := range m.mosse {
			if after := t.Add(time.Duration(i+1) * 100 * time.Minute); after.Before(d.end) {
				d.clock.set(after)
			}
			if _, err := d.a.Contatti.Compi(d.ctx, chi, c.ID, mossa); err != nil {
				return err
			}
		}
	}
	d.clock.set(d.end.Add(-3 * time.Hour))
	for i, raw := range demoPosta {
		if _, _, err := d.a.Contatti.Accogli(d.ctx, contatti.Arrivo{Casella: "dimostrazione", Validita: 1, UID: uint32(i + 1), Raw: []byte(raw), Dimensione: int64(len(raw))}); err != nil {
			return err
		}
	}
	return nil
}

// demoPosta are invented mails: a person who answers in a thread of their own,
// and a program.
var demoPosta = []string{
	"From: Chiara Galli <chiara.galli@example.org>\r\nTo: assistenza@example.org\r\nSubject: Dati del semestre\r\nMessage-ID: <demo-1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBuongiorno,\r\nla scadenza per i dati del semestre vale anche per i Comuni che hanno aderito da poco?\r\n",
	"From: Chiara Galli <chiara.galli@example.org>\r\nTo: assistenza@example.org\r\nSubject: Re: Dati del semestre\r\nMessage-ID: <demo-2@example.org>\r\nIn-Reply-To: <demo-1@example.org>\r\nReferences: <demo-1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nAggiungo che abbiamo aderito a settembre.\r\n\r\nIl giorno 20 novembre Chiara Galli ha scritto:\r\n> Buongiorno,\r\n> la scadenza per i dati del semestre vale anche per noi?\r\n",
	"From: Notiziario <notizie@example.net>\r\nTo: assistenza@example.org\r\nSubject: Le novità della settimana\r\nMessage-ID: <demo-3@example.net>\r\nPrecedence: bulk\r\nList-Unsubscribe: <https://example.net/esci>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nQuesta settimana: corsi e bandi.\r\n",
}
