package richieste

import (
	"context"
	"fmt"
	"slices"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// avviso is what one act tells its readers: to whom, and in which words.
type avviso struct {
	a       []Parte // who is told; the author never is
	oggetto string
	testo   string
}

// avvisi is the matrix act × readers. An act that is not here sends nothing.
var avvisi = map[Atto]avviso{
	Invia:                 {[]Parte{ParteEnte, ParteSegreteria}, "ricevuta", "La richiesta è stata ricevuta. La segreteria tecnica la valuta entro 5 giorni di calendario."},
	Smista:                {[]Parte{ParteEnte, ParteCoordinatore}, "affidata a una task force", "La segreteria tecnica ha affidato la richiesta a una task force. Il coordinatore sceglie gli esperti."},
	Respingi:              {[]Parte{ParteEnte}, "respinta", "La segreteria tecnica ha respinto la richiesta. Il motivo è scritto nella pagina della richiesta."},
	Ripristina:            {[]Parte{ParteEnte}, "ripristinata", "La segreteria tecnica ha ripristinato la richiesta, che torna in valutazione."},
	Assegna:               {[]Parte{ParteEnte, ParteEsperto}, "assegnata agli esperti", "Il coordinatore ha scelto gli esperti. Il prossimo passo è la presa in carico."},
	PrendiInCarico:        {[]Parte{ParteEnte, ParteCoordinatore}, "presa in carico", "Un esperto ha preso in carico la richiesta e lavora alla risposta."},
	Declina:               {[]Parte{ParteCoordinatore}, "incarico declinato", "Un esperto ha declinato l'incarico. Occorre scegliere un altro esperto."},
	RinviaPerCompetenza:   {[]Parte{ParteEnte, ParteSegreteria}, "rinviata per competenza", "La richiesta riguarda un'altra competenza: torna alla segreteria tecnica, che sceglie la task force giusta."},
	SegnalaIrreperibile:   {[]Parte{ParteEnte, ParteSegreteria}, "l'ente non risponde", "L'esperto non riesce a mettersi in contatto con l'ente. Occorre rispondere nella pagina della richiesta."},
	ChiediIntegrazioni:    {[]Parte{ParteEnte}, "servono integrazioni", "L'esperto chiede integrazioni. L'elenco è nella pagina della richiesta."},
	Integra:               {[]Parte{ParteEsperto}, "integrazioni inviate", "L'ente ha inviato le integrazioni. La richiesta torna in lavorazione."},
	Scrivi:                {[]Parte{ParteEnte, ParteEsperto}, "nuovo messaggio", "C'è un nuovo messaggio nella pagina della richiesta."},
	Rispondi:              {[]Parte{ParteEnte}, "la risposta è pronta", "L'esperto ha consegnato la risposta. Occorre leggerla e confermarla, oppure riaprire la richiesta spiegando che cosa manca."},
	ChiudiSenzaAssistenza: {[]Parte{ParteEnte, ParteCoordinatore}, "chiusa senza assistenza", "La richiesta è stata chiusa senza assistenza. Il motivo è nella pagina; entro 180 giorni di calendario la richiesta si può riaprire."},
	Conferma:              {[]Parte{ParteEsperto, ParteCoordinatore}, "risposta confermata", "L'ente ha confermato la risposta: la richiesta è evasa."},
	Riapri:                {[]Parte{ParteEsperto, ParteCoordinatore}, "riaperta", "L'ente ha riaperto la richiesta. Il motivo è nella pagina."},
	Ritira:                {[]Parte{ParteEsperto, ParteCoordinatore, ParteSegreteria}, "ritirata", "L'ente ha ritirato la richiesta."},
	Sollecita:             {[]Parte{ParteEnte}, "la risposta aspetta una conferma", "L'esperto ha consegnato la risposta, che aspetta una conferma. Senza riscontro la richiesta sarà considerata evasa."},
	EvadiPerSilenzio:      {[]Parte{ParteEnte, ParteEsperto}, "evasa", "Non è arrivato nessun riscontro: la richiesta è evasa. Entro 180 giorni di calendario si può riaprire."},
}

// dopo sends the messages of an act and asks for fresh public figures, all in
// the act's transaction. prima are the incarichi before the act, so that who
// was relieved is told too.
func (s *Service) dopo(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Richiesta, m Mossa, prima ...Incarico) error {
	if err := s.AggiornaCifre(ctx, tx); err != nil {
		return err
	}
	av, ok := avvisi[m.Atto]
	if !ok {
		return nil
	}
	a, err := lettori(ctx, tx, r, av.a, prima)
	if err != nil {
		return err
	}
	e, err := enti.Get(ctx, tx, r.EnteID)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, p := range a {
		if p.ID == chi.Persona && m.Atto != Invia || seen[p.Email] {
			continue
		}
		seen[p.Email] = true
		err := s.Mail.Send(ctx, tx, mail.Message{
			To: p.Email, Subject: fmt.Sprintf("Richiesta %s: %s", r.Codice(), av.oggetto),
			Text: []string{"Buongiorno " + p.NomeCompleto() + ",", av.testo, "Ente: " + e.NomeEsteso() + ". Oggetto: " + r.Modulo.Titolo() + "."},
			Link: fmt.Sprintf("%s/richieste/%d", s.Config.BaseURL(), r.ID), Label: "Aprire la richiesta " + r.Codice(),
			Thread: fmt.Sprintf("richiesta-%d", r.ID),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lettori finds the people behind the parties.
func lettori(ctx context.Context, tx *db.Tx, r Richiesta, parti []Parte, prima []Incarico) ([]accesso.Persona, error) {
	var out []accesso.Persona
	add := func(list []accesso.PersonaConMandato, err error) error {
		for _, p := range list {
			out = append(out, p.Persona)
		}
		return err
	}
	var err error
	for _, p := range parti {
		switch p {
		case ParteEnte:
			err = add(accesso.ConMandatoPerEnte(ctx, tx, r.EnteID))
		case ParteSegreteria:
			err = add(accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0))
		case ParteCoordinatore:
			if r.TaskForceID != 0 {
				err = add(accesso.ConRuolo(ctx, tx, kernel.Coordinatore, r.TaskForceID))
			}
		case ParteEsperto:
			var ids []int64
			for _, i := range slices.Concat(r.Incarichi, prima) {
				ids = append(ids, i.PersonaID)
			}
			slices.Sort(ids)
			ids = slices.Compact(ids)
			persone, e := accesso.PersonePerID(ctx, tx, ids)
			err = e
			for _, id := range ids {
				if persona, ok := persone[id]; ok {
					out = append(out, persona)
				}
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
