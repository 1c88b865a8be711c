package redazione

import (
	"cmp"
	"context"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/redazione/spam"
	"pass/internal/registro"
)

// Commenta receives a comment on the public notizia with that slug and gives
// its number. It waits for somebody who moderates; what looks like spam waits
// in another queue, and its author is told the same. The same comment twice is
// one. Wrong fields and a form that stayed open too long are an Invalid, too
// many comments a TroppeVolte: nothing is written then.
func (s *Service) Commenta(ctx context.Context, slug string, n NuovoCommento) (numero int64, err error) {
	p, verso, err := s.Pubblicato(ctx, Notizia, slug)
	switch {
	case err != nil:
		return 0, err
	case verso != "":
		return 0, db.ErrNotFound
	case !p.CommentiAperti:
		return 0, kernel.E(kernel.Conflitto, "I commenti a questa notizia sono chiusi. Nessun dato è stato registrato.")
	}
	if err := kernel.Invalid(n.Controlla()); err != nil {
		return 0, err
	}
	k, err := s.firma(ctx)
	if err != nil {
		return 0, err
	}
	aperto, ok := leggiGettone(k, p.ID, n.Gettone, s.db.Now())
	if !ok {
		return 0, kernel.Invalid([]kernel.FieldError{{Message: "La pagina è rimasta aperta a lungo. Il commento è ancora qui: rileggerlo e inviarlo di nuovo."}})
	}
	if !s.freno.passa("commento", n.Da, s.db.Now()) {
		return 0, troppi()
	}
	segnale := ""
	switch {
	case n.Trappola != "":
		segnale = "campo nascosto compilato"
	case aperto < minimoScrittura:
		segnale = "inviato in meno di tre secondi"
	}
	for range 2 { // the same comment twice at once: the second finds the first
		err = s.db.InTx(ctx, func(tx *db.Tx) error {
			numero, err = riceviCommento(ctx, tx, p.Riga, n, segnale)
			return err
		})
		if !db.IsUnique(err) {
			break
		}
	}
	return numero, err
}

func riceviCommento(ctx context.Context, tx *db.Tx, r Riga, n NuovoCommento, segnale string) (int64, error) {
	if gia, err := commentoUguale(ctx, tx, n.impronta(r.ID)); kernel.CodeOf(err) != kernel.NonTrovato {
		return gia, err
	}
	if n.RispostaA != 0 {
		padre, err := getCommento(ctx, tx, n.RispostaA)
		if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
			return 0, err
		}
		if padre.ContenutoID != r.ID || padre.Stato != CommentoPubblicato || padre.PadreID != 0 {
			n.RispostaA = 0 // what it answered is not there any more: it stands by itself
		}
	}
	m := spam.Messaggio{Nome: n.Nome, Email: n.Email, Testo: n.Testo}
	imparato, err := imparatoPer(ctx, tx, spam.Caratteristiche(m))
	if err != nil {
		return 0, err
	}
	c := Commento{ContenutoID: r.ID, PadreID: n.RispostaA, Nome: n.Nome, Email: n.Email, Testo: n.Testo, Stato: InAttesa, Punteggio: spam.Punteggio(m, imparato), Segnale: segnale}
	if c.Segnale == "" && c.Punteggio >= spam.Soglia {
		c.Segnale = "parole e collegamenti simili a quelli dello spam"
	}
	if c.Segnale != "" {
		c.Stato = CommentoSpam
	}
	return inserisciCommento(ctx, tx, c, n.impronta(r.ID))
}

// Decidi decides on a comment: Approva, Respingi (with the reason) or
// SegnalaSpam. visto is the state that the moderator saw: another one is a
// Conflitto. The filter learns from it, and whoever wrote a comment that is
// approved is told, once.
func (s *Service) Decidi(ctx context.Context, chi kernel.Actor, id int64, atto AttoCommento, visto StatoCommento, motivo string) (c Commento, err error) {
	if err := permesso(Modera, chi); err != nil {
		return c, err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		if c, err = getCommento(ctx, tx, id); err != nil {
			return err
		}
		if visto != c.Stato {
			return giaDeciso(c.DecisoNome)
		}
		mai := c.DecisoIl.IsZero()
		if err := c.Decidi(atto, motivo, chi, tx.Now()); err != nil {
			return err
		}
		if err := impara(ctx, tx, &c); err != nil {
			return err
		}
		if err := salvaCommento(ctx, tx, c, visto, chi.Persona); err != nil {
			return err
		}
		if err := registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(atto), Oggetto: "commento", OggettoID: id,
			Dettagli: map[string]any{"contenuto": c.ContenutoID, "stato": c.Stato, "motivo": motivo}}); err != nil {
			return err
		}
		if c.Stato != CommentoPubblicato || !mai || c.Email == "" {
			return nil
		}
		return s.avvisaAutore(ctx, tx, c)
	})
	return c, err
}

func giaDeciso(chi string) error {
	return kernel.E(kernel.Conflitto, "Su questo commento ha già deciso "+cmp.Or(chi, "un'altra persona")+". Nessun dato è cambiato: ricaricare la pagina.")
}

func (s *Service) avvisaAutore(ctx context.Context, tx *db.Tx, c Commento) error {
	r, err := getPubblico(ctx, tx, c.ContenutoID)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil // the notizia was withdrawn meanwhile
	}
	if err != nil {
		return err
	}
	return s.mail.Send(ctx, tx, mail.Message{To: c.Email, Subject: "Il commento è pubblicato", Thread: "commento-" + kernel.Numero(c.ID),
		Text: []string{"Il commento alla notizia «" + r.Testo.Titolo + "» è stato letto dalla Segreteria tecnica e ora è pubblico.", "L'indirizzo e-mail non è mostrato a nessuno."},
		Link: s.config.BaseURL() + r.URL() + "#commento-" + kernel.Numero(c.ID), Label: "Leggere il commento"})
}

// impara teaches the filter what was decided, and takes back what an earlier
// decision had taught. A refusal teaches nothing: it may be a true comment that
// breaks the rules.
func impara(ctx context.Context, tx *db.Tx, c *Commento) error {
	vuole := map[StatoCommento]string{CommentoPubblicato: "buono", CommentoSpam: "spam"}[c.Stato]
	if vuole == c.imparato {
		return nil
	}
	fs := spam.Caratteristiche(spam.Messaggio{Nome: c.Nome, Testo: c.Testo})
	for _, passo := range []struct {
		quale string
		n     int64
	}{{c.imparato, -1}, {vuole, 1}} {
		if passo.quale == "" {
			continue
		}
		if err := conta(ctx, tx, fs, passo.quale == "spam", passo.n); err != nil {
			return err
		}
	}
	c.imparato = vuole
	return nil
}

// CancellaDati forgets who wrote a comment, at their request; the text stays
// where it is.
func (s *Service) CancellaDati(ctx context.Context, chi kernel.Actor, id int64) error {
	if err := permesso(Modera, chi); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		if _, err := getCommento(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE redazione_commenti SET nome = 'Nome cancellato', email = '' WHERE id = $1`, id); err != nil {
			return err
		}
		return registro.Annota(ctx, tx, chi, registro.Voce{Atto: string(ActCancellaDati), Oggetto: "commento", OggettoID: id})
	})
}

// CommentoInCoda is a comment with the notizia it belongs to.
type CommentoInCoda struct {
	Commento
	Titolo string // of the notizia
	URL    string
}

// Commenti lists the comments in a state, for who moderates: those that wait,
// the oldest first, the decided ones the latest first.
func (s *Service) Commenti(ctx context.Context, chi kernel.Actor, stato StatoCommento, pagina int) (out []CommentoInCoda, totale int64, conta map[StatoCommento]int64, err error) {
	if err := permesso(Modera, chi); err != nil {
		return nil, 0, nil, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if conta, err = commentiPerStato(ctx, tx); err != nil {
			return err
		}
		totale = conta[stato]
		out, err = codaCommenti(ctx, tx, stato, PerPagina, (pagina-1)*PerPagina)
		return err
	})
	return out, totale, conta, err
}

// How long what people left is kept.
const (
	GiorniEmail    = 365 // giorni di calendario: then the e-mail of a comment is emptied
	GiorniSpam     = 30  // giorni di calendario: then spam is deleted
	GiorniRespinti = 180 // giorni di calendario: then refused comments are deleted
	GiorniConferma = 7   // giorni di calendario: then a subscription nobody confirmed is deleted
	GiorniGestione = 180 // giorni di calendario: then a link to end subscriptions, of an old notice, works no more
)

// Conserva forgets what has been kept long enough: e-mails of comments, spam,
// refused comments, subscriptions that nobody confirmed.
func (s *Service) Conserva(ctx context.Context) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		prima := func(giorni int) kernel.Instant { return tx.Now().Day().AddDays(-giorni).Start() }
		if _, err := tx.Exec(ctx, `UPDATE redazione_commenti SET email = '' WHERE email <> '' AND inviato_il < $1`, prima(GiorniEmail)); err != nil {
			return err
		}
		for stato, giorni := range map[StatoCommento]int{CommentoSpam: GiorniSpam, CommentoRespinto: GiorniRespinti} {
			_, err := tx.Exec(ctx, `DELETE FROM redazione_commenti WHERE stato = $1 AND COALESCE(deciso_il, inviato_il) < $2
				AND NOT EXISTS (SELECT 1 FROM redazione_commenti f WHERE f.padre_id = redazione_commenti.id)`, string(stato), prima(giorni))
			if err != nil {
				return err
			}
		}
		if err := vecchi(ctx, tx, prima(GiorniGestione)); err != nil {
			return err
		}
		return scadute(ctx, tx, prima(GiorniConferma))
	})
}
