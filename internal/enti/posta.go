package enti

import (
	"context"
	"fmt"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
	"pass/internal/platform/mail"
)

// avvisa writes the e-mails of an act, in its transaction: to who asked for
// the adesione, and to the segreteria when something waits for it.
func (s *Service) avvisa(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto Atto, a Adesione, e Ente) error {
	oggetto, testo, err := s.messaggio(ctx, tx, atto, a, e)
	if err != nil || oggetto == "" {
		return err
	}
	p, err := accesso.GetPersona(ctx, tx, a.RichiedenteID)
	if err != nil {
		return err
	}
	m := mail.Message{To: p.Email, Subject: oggetto, Text: testo, Link: s.link(a), Label: "Vedere l'adesione", Thread: filo(a)}
	if err := s.mail.Send(ctx, tx, m); err != nil {
		return err
	}
	if atto != ActInvia {
		return nil
	}
	return s.avvisaSegreteria(ctx, tx, chi, a, e)
}

func (s *Service) link(a Adesione) string {
	return fmt.Sprintf("%s/adesioni/%d", s.config.BaseURL(), a.ID)
}

func filo(a Adesione) string { return fmt.Sprintf("adesione-%d", a.ID) }

func (s *Service) avvisaSegreteria(ctx context.Context, tx *db.Tx, chi kernel.Actor, a Adesione, e Ente) error {
	persone, err := accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0)
	if err != nil {
		return err
	}
	scritti := map[string]bool{}
	for _, p := range persone {
		if scritti[p.Email] || p.ID == chi.Persona {
			continue
		}
		scritti[p.Email] = true
		err := s.mail.Send(ctx, tx, mail.Message{To: p.Email, Subject: "Adesione da verificare: " + e.NomeEsteso(),
			Text: []string{"È arrivata l'adesione " + e.Del() + ". Il Protocollo di Collaborazione è pronto da verificare."},
			Link: s.link(a), Label: "Aprire l'adesione", Thread: filo(a)})
		if err != nil {
			return err
		}
	}
	return nil
}

// messaggio is what an act says to who asked for the adesione; an act without
// a subject sends nothing.
func (s *Service) messaggio(ctx context.Context, tx *db.Tx, atto Atto, a Adesione, e Ente) (oggetto string, testo []string, err error) {
	nome, del := e.NomeEsteso(), e.Del()
	motivo := "Motivo: " + a.Motivo
	switch atto {
	case ActCaricaProtocollo:
		testo, err := s.ricevutaProtocollo(ctx, tx, a, del)
		return "Ricevuta del Protocollo: " + nome, testo, err
	case ActInvia:
		return "Adesione inviata: " + nome, []string{
			"L'adesione " + del + " è stata inviata il " + a.InviataIl.InItaliano() + ".",
			"La segreteria verifica i dati e il Protocollo. L'esito arriverà a questo indirizzo."}, nil
	case ActPrendiInVerifica:
		return "Adesione in verifica: " + nome, []string{"La segreteria ha iniziato a verificare l'adesione " + del + "."}, nil
	case ActApprova:
		return "Adesione approvata: " + nome, []string{
			"L'adesione " + del + " è approvata. Da ora è possibile chiedere assistenza e abilitare i delegati.",
			"L'incarico vale fino al " + a.Dati.MandatoAl.InItaliano() + ", data dichiarata di fine mandato."}, nil
	case ActChiediIntegrazioni:
		return "Adesione da integrare: " + nome, []string{
			"Per l'adesione " + del + " servono alcune correzioni.", motivo,
			"I dati già inseriti sono conservati: basta correggere e inviare di nuovo."}, nil
	case ActRespingi:
		return "Adesione respinta: " + nome, []string{"L'adesione " + del + " è stata respinta.", motivo,
			"È possibile presentare una nuova adesione."}, nil
	case ActAnnullaDecisione:
		return "Decisione annullata: " + nome, []string{
			"La decisione sull'adesione " + del + " è stata annullata. L'adesione è di nuovo in verifica.", motivo}, nil
	case ActSospendi:
		return "Adesione sospesa: " + nome, []string{
			"L'adesione " + del + " è sospesa: per ora non si possono inviare nuove richieste.", motivo,
			"Le richieste già inviate restano visibili."}, nil
	case ActRiattiva:
		return "Adesione riattivata: " + nome, []string{"L'adesione " + del + " è di nuovo attiva.", motivo}, nil
	case ActCessa:
		return "Adesione cessata: " + nome, []string{"L'adesione " + del + " è cessata e gli incarichi sono terminati.", motivo}, nil
	case ActSubentra:
		return "Incarico terminato: " + nome, []string{"L'incarico di legale rappresentante " + del + " in PAsS è terminato.", motivo,
			"In caso di errore scrivere a " + s.config.Contatto + "."}, nil
	case ActRipristina:
		return "Incarico ripristinato: " + nome, []string{"L'incarico di legale rappresentante " + del + " in PAsS è di nuovo attivo.", motivo}, nil
	}
	return "", nil, nil
}

func (s *Service) ricevutaProtocollo(ctx context.Context, tx *db.Tx, a Adesione, del string) ([]string, error) {
	f, err := files.Get(ctx, tx, a.FileID)
	if err != nil {
		return nil, err
	}
	return []string{
		"È stato ricevuto il Protocollo di Collaborazione " + del + ".",
		"File: " + f.Name + ", " + files.Size(f.Size) + ".",
		"Ricevuto il " + a.CaricatoIl.InItaliano() + ".",
		"Impronta SHA-256: " + f.SHA256,
		"L'adesione non è ancora inviata: va completata in PAsS."}, nil
}

// DiceFirma says what is known, and what is not, about the signature of a
// Protocollo of that media type. PAsS looks at the format only.
func DiceFirma(tipo string) string {
	if tipo == files.P7M.Type {
		return "Il file è una busta di firma digitale (CAdES). PAsS riconosce il formato, ma non ha verificato la firma, il firmatario e il certificato."
	}
	return "Il file è un PDF. PAsS non ha verificato se contiene una firma e se è valida."
}
