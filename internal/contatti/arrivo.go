package contatti

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"pass/internal/contatti/messaggio"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/mail"
)

// Esito is what became of a mail.
type Esito string

// The outcomes.
const (
	ArrivoNuovo        Esito = "nuovo"         // began a conversation
	ArrivoAccodato     Esito = "accodato"      // joined one
	ArrivoAutomatico   Esito = "automatico"    // of a machine: kept, never answered
	ArrivoRapporto     Esito = "rapporto"      // delivery report
	ArrivoProprio      Esito = "proprio"       // a mail of ours that came back
	ArrivoDoppione     Esito = "doppione"      // already here
	ArrivoTroppoGrande Esito = "troppo_grande" // only its headers were read
	ArrivoDaRitentare  Esito = "da_ritentare"  // it could not be stored
)

// Arrivo is a mail in a mailbox, with the number that the server gave it.
type Arrivo struct {
	Casella       string // user, server and folder
	Validita, UID uint32
	Raw           []byte
	Dimensione    int64 // bytes; more than len(Raw) when only the headers were fetched
}

// maxRaffica is how many conversations an address may begin in an hour; then
// its mails go to the last one, so that a program without manners makes no
// flood.
const maxRaffica = 10

// deposito is a mail read, with its files already in the store.
type deposito struct {
	messaggio.Messaggio
	arrivo    Arrivo
	originale files.Stored
	allegati  []fileLetto
}

type fileLetto struct {
	files.Stored
	nome, tipo string
}

// Accogli keeps one mail: files first, then in one transaction the row of the
// mailbox, the conversation, the timeline, the audit trail and the receipt. The
// same mail, offered again by the same mailbox or by another, changes nothing.
func (s *Service) Accogli(ctx context.Context, a Arrivo) (esito Esito, c Contatto, err error) {
	firma, err := s.Firma(ctx)
	if err != nil {
		return "", c, err
	}
	d, err := s.deposita(ctx, a)
	if err != nil {
		return "", c, err
	}
	usati := false
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		esito, c, usati, err = s.accogli(ctx, tx, firma, d)
		return err
	})
	if err != nil || !usati {
		stored := []files.Stored{d.originale}
		for _, f := range d.allegati {
			stored = append(stored, f.Stored)
		}
		if e := files.Discard(context.WithoutCancel(ctx), s.DB, s.Files, err, stored...); e != nil {
			s.Log.WarnContext(ctx, "contatti: files are left to the sweep", "err", e)
		}
	}
	return esito, c, err
}

// deposita reads the mail and stores it, and those of its files that PAsS
// accepts; the others stay inside the original.
func (s *Service) deposita(ctx context.Context, a Arrivo) (d deposito, err error) {
	d = deposito{Messaggio: messaggio.Leggi(a.Raw), arrivo: a}
	if d.originale, err = s.Files.Put(ctx, bytes.NewReader(a.Raw), int64(len(a.Raw))); err != nil {
		return d, err
	}
	if a.Dimensione > messaggio.MaxByte {
		d.Avvisi = append(d.Avvisi, "Il messaggio supera il limite di "+files.Size(messaggio.MaxByte)+" e non è stato scaricato: testo e file sono ancora nella casella di posta.")
	}
	for _, f := range d.Allegati {
		nome := files.CleanName(f.Nome)
		k, err := files.Check(nome, bytes.NewReader(f.Contenuto), int64(len(f.Contenuto)), files.Documenti)
		if err != nil {
			d.Avvisi = append(d.Avvisi, "Il file «"+nome+"» non è tra i formati ammessi: si trova solo nell’originale.")
			continue
		}
		st, err := s.Files.Put(ctx, bytes.NewReader(f.Contenuto), files.MaxDocumento)
		if err != nil {
			return d, err
		}
		d.allegati = append(d.allegati, fileLetto{st, nome, k.Type})
	}
	return d, nil
}

// accogli decides and stores. usati says whether the files were taken.
func (s *Service) accogli(ctx context.Context, tx *db.Tx, f Firma, d deposito) (esito Esito, c Contatto, usati bool, err error) {
	if err := unoPerVolta(ctx, tx); err != nil {
		return "", c, false, err
	}
	prima, gia, err := arrivoDi(ctx, tx, d.arrivo)
	if err != nil || gia && prima.esito != ArrivoDaRitentare {
		return prima.esito, c, false, err
	}
	riga := arrivo{esito: ArrivoProprio, messageID: d.MessageID, impronta: d.Impronta, mittente: d.Da.Email}
	if d.Istanza == f.Istanza() || f.Nostro(d.MessageID) {
		return riga.esito, c, false, segnaArrivo(ctx, tx, d.arrivo, riga)
	}
	doppio, err := doppione(ctx, tx, d)
	if err != nil {
		return "", c, false, err
	}
	if doppio.contatto != 0 {
		riga.esito, riga.contatto, riga.n = ArrivoDoppione, doppio.contatto, doppio.n
		return riga.esito, c, false, segnaArrivo(ctx, tx, d.arrivo, riga)
	}
	var m Messaggio
	if riga.esito, c, m, err = s.smista(ctx, tx, f, d); err != nil {
		return "", c, false, err
	}
	riga.contatto, riga.n = c.ID, m.N
	return riga.esito, c, true, segnaArrivo(ctx, tx, d.arrivo, riga)
}

// smista puts the mail into its conversation, or begins one.
func (s *Service) smista(ctx context.Context, tx *db.Tx, f Firma, d deposito) (esito Esito, c Contatto, m Messaggio, err error) {
	c, trovato, err := conversazione(ctx, tx, f, d)
	if err != nil {
		return "", c, m, err
	}
	if !trovato && d.Genere == messaggio.Persona {
		if c, trovato, err = raffica(ctx, tx, d.RispostaA.Email); err != nil {
			return "", c, m, err
		}
	}
	atto := Ricevi
	switch {
	case d.Genere == messaggio.Rapporto && d.Consegna.Fallita:
		atto = Rimbalza
	case d.Genere != messaggio.Persona:
		atto = RiceviAvviso
	}
	if !trovato {
		c = nuovaDa(d)
		if err := apri(ctx, tx, &c); err != nil {
			return "", c, m, err
		}
		if c.Automatico {
			atto = RiceviAvviso
		}
	}
	m = s.rigaDi(d, c, atto, tx.Now())
	if trovato {
		if c, err = prendi(ctx, tx, c.ID); err != nil {
			return "", c, m, err
		}
		m.Da = c.Stato
		if err := c.Applica(atto, tx.Now()); err != nil {
			return "", c, m, err
		}
		if err := aggiorna(ctx, tx, &c); err != nil {
			return "", c, m, err
		}
	}
	m.A = c.Stato
	if err := s.scriviRiga(ctx, tx, d, &m); err != nil {
		return "", c, m, err
	}
	if err := annota(ctx, tx, kernel.ActorSistema(), c, m, nil); err != nil {
		return "", c, m, err
	}
	esito = esitoDi(d, trovato)
	if esito == ArrivoNuovo || esito == ArrivoTroppoGrande && !trovato {
		if !d.Silenzio && !s.nostroIndirizzo(c.Email) {
			err = s.ricevuta(ctx, tx, f, c, d.MessageID)
		}
	}
	return esito, c, m, err
}

func esitoDi(d deposito, trovato bool) Esito {
	switch {
	case d.arrivo.Dimensione > messaggio.MaxByte:
		return ArrivoTroppoGrande
	case d.Genere == messaggio.Rapporto:
		return ArrivoRapporto
	case d.Genere == messaggio.Automatico:
		return ArrivoAutomatico
	case trovato:
		return ArrivoAccodato
	}
	return ArrivoNuovo
}

// conversazione finds the one that a mail belongs to: by a signed code in the
// addresses that it was sent to or in its subject, then by what it answers, the
// latest first. A bare subject, or a bare number, is nothing.
func conversazione(ctx context.Context, tx *db.Tx, f Firma, d deposito) (Contatto, bool, error) {
	prove := append(slices.Clone(d.Destinati), d.Oggetto)
	for _, p := range prove {
		if anno, numero, ok := f.Leggi(p); ok {
			if c, err := perNumero(ctx, tx, anno, numero); kernel.CodeOf(err) != kernel.NonTrovato || err == nil {
				return c, err == nil, err
			}
		}
	}
	ids := append(slices.Clone(d.Citati), d.RispondeA...)
	if d.Genere != messaggio.Persona { // a report quotes our mail somewhere inside
		ids = append(ids, nostriDentro(f, d.arrivo.Raw)...)
	}
	for _, id := range slices.Backward(ids) {
		c, err := Contatto{}, error(db.ErrNotFound)
		if anno, numero, ok := f.Leggi(id); ok && f.Nostro(id) {
			c, err = perNumero(ctx, tx, anno, numero)
		}
		if kernel.CodeOf(err) == kernel.NonTrovato {
			c, err = perMessageID(ctx, tx, id)
		}
		if err == nil || kernel.CodeOf(err) != kernel.NonTrovato {
			return c, err == nil, err
		}
	}
	return Contatto{}, false, nil
}

// nostriDentro finds the code of a mail of ours in the beginning of a report.
func nostriDentro(f Firma, raw []byte) []string {
	const most = 300_000
	text := string(raw[:min(len(raw), most)])
	for _, id := range firmato.FindAllString(text, 50) {
		if _, _, ok := f.Leggi(id); ok {
			return []string{strings.ToLower(id)}
		}
	}
	return nil
}

// raffica is the last conversation of an address that began too many.
func raffica(ctx context.Context, tx *db.Tx, email string) (c Contatto, ok bool, err error) {
	if email == "" {
		return c, false, nil
	}
	n, err := db.One(ctx, tx, db.Scalar[int], `SELECT COUNT(*) FROM contatti c WHERE c.email = $1 AND c.creato_il > $2`, email, tx.Now().Add(-time.Hour))
	if err != nil || n < maxRaffica {
		return c, false, err
	}
	c, err = db.One(ctx, tx, scanContatto, `SELECT `+colonne+` FROM contatti c WHERE c.email = $1 ORDER BY c.id DESC LIMIT 1`, email)
	return c, err == nil, err
}

// nuovaDa is the conversation that a mail begins.
func nuovaDa(d deposito) Contatto {
	c := Contatto{Stato: Nuovo, Argomento: ArgomentoDaPosta, Canale: DaPosta, Automatico: d.Genere != messaggio.Persona,
		Nome: d.Da.Nome, Email: d.RispostaA.Email, Oggetto: accorcia(unaRiga(d.Oggetto), 200)}
	if c.Nome == "" {
		c.Nome = d.Da.Email
	}
	if !mail.ValidAddress(c.Email) {
		c.Email = ""
	}
	return c
}

// rigaDi is the line of the timeline of a mail.
func (s *Service) rigaDi(d deposito, c Contatto, atto Atto, ora kernel.Instant) Messaggio {
	m := Messaggio{ContattoID: c.ID, Atto: atto, Autore: d.Da.Nome, Indirizzo: d.RispostaA.Email, Testo: d.Testo, Citazione: d.Citazione, Avvisi: d.Avvisi,
		MessageID: d.MessageID, Il: ora}
	if m.Autore == "" {
		m.Autore = d.Da.Email
	}
	if m.Autore == "" {
		m.Autore = "Mittente non leggibile"
	}
	if !mail.ValidAddress(m.Indirizzo) {
		m.Indirizzo = ""
	}
	if d.Da.Email != "" && d.RispostaA.Email != d.Da.Email {
		m.Avvisi = append(m.Avvisi, "Scritto da "+d.Da.Email+", che chiede risposte a "+d.RispostaA.Email+".")
	}
	if atto == Rimbalza {
		chi := d.Consegna.Destinatario
		if chi == "" {
			chi = "il destinatario"
		}
		m.Testo, m.Citazione = "La risposta non è arrivata: "+chi+" non si raggiunge. "+d.Consegna.Motivo, strings.TrimSpace(d.Testo+"\n\n"+d.Citazione)
	}
	return m
}

// scriviRiga stores the line with the mail as it came and its files.
func (s *Service) scriviRiga(ctx context.Context, tx *db.Tx, d deposito, m *Messaggio) error {
	o, err := files.Record(ctx, tx, d.originale, "messaggio.eml", "message/rfc822")
	if err != nil {
		return err
	}
	m.Originale = o.ID
	if err := inserisciMessaggio(ctx, tx, m); err != nil {
		return err
	}
	for _, a := range d.allegati {
		f, err := files.Record(ctx, tx, a.Stored, a.nome, a.tipo)
		if err != nil {
			return err
		}
		if err := allega(ctx, tx, m.ID, f); err != nil {
			return err
		}
	}
	return nil
}

// nostroIndirizzo reports whether mail to that address comes back to us.
func (s *Service) nostroIndirizzo(email string) bool {
	local, domain, _ := strings.Cut(strings.ToLower(email), "@")
	local, _, _ = strings.Cut(local, "+")
	e := local + "@" + domain
	return e == strings.ToLower(s.Config.Contatto) || e == strings.ToLower(s.Config.SMTPMittente) || e == strings.ToLower(s.Config.IMAPUtente)
}
