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
	Ripristina:            {[]Parte{ParteEnte, ParteCoordinatore}, "ripristinata", "La segreteria tecnica ha ripristinato la richiesta, che torna in valutazione."},
	Assegna:               {[]Parte{ParteEnte, ParteEsperto}, "assegnata agli esperti", "Il coordinatore ha scelto gli esperti. Il prossimo passo è la presa in carico."},
	PrendiInCarico:        {[]Parte{ParteEnte, ParteCoordinatore}, "presa in carico", "Un esperto ha preso in carico la richiesta e lavora alla risposta."},
	Declina:               {[]Parte{ParteCoordinatore}, "incarico declinato", "Un esperto ha declinato l'incarico. Occorre scegliere un altro esperto."},
	RinviaPerCompetenza:   {[]Parte{ParteEnte, ParteSegreteria}, "rinviata per competenza", "La richiesta riguarda un'altra competenza: torna alla segreteria tecnica, che sceglie la task force giusta."},
	SegnalaIrreperibile:   {[]Parte{ParteEnte, ParteSegreteria}, "l'ente non risponde", "L'esperto non riesce a mettersi in contatto con l'ente. Occorre rispondere nella pagina della richiesta."},
	ChiediIntegrazioni:    {[]Parte{ParteEnte}, "servono integrazioni", "L'esperto chiede integrazioni. L'elenco è nella pagina della richiesta."},
	Integra:               {[]Parte{ParteEsperto}, "integrazioni inviate", "L'ente ha inviato le integrazioni. La richiesta torna in lavorazione."},
	Scrivi:                {[]Parte{ParteEnte, ParteEsperto}, "nuovo messaggio", "C'è un nuovo messaggio nella pagina della richiesta."},
	Rispondi:              {[]Parte{ParteEnte}, "la risposta è pronta", "L'esperto ha consegnato la risposta. Occorre leggerla e confermarla, oppure riaprire la richiesta spiegando che cosa manca."},
	ChiudiSenzaAssistenza: {[]Parte{ParteEnte, ParteEsperto, ParteCoordinatore}, "chiusa senza assistenza", "La richiesta è stata chiusa senza assistenza. Il motivo è nella pagina; entro 180 giorni di calendario la richiesta si può riaprire."},
	Conferma:              {[]Parte{ParteEsperto, ParteCoordinatore}, "risposta confermata", "L'ente ha confermato la risposta: la richiesta è evasa."},
	Riapri:                {[]Parte{ParteEsperto, ParteCoordinatore}, "riaperta", "L'ente ha riaperto la richiesta. Il motivo è nella pagina."},
	Ritira:                {[]Parte{ParteEsperto, ParteCoordinatore, ParteSegreteria}, "ritirata", "L'ente ha ritirato la richiesta."},
	Sollecita:             {[]Parte{ParteEnte}, "la risposta aspetta una conferma", "L'esperto ha consegnato la risposta, che aspetta una conferma. Senza riscontro la richiesta sarà considerata evasa."},
	EvadiPerSilenzio:      {[]Parte{ParteEnte, ParteEsperto}, "evasa", "Non è arrivato nessun riscontro: la richiesta è evasa. Entro 180 giorni di calendario si può riaprire."},
	AggiungiAzione:        {[]Parte{ParteEnte, ParteEsperto}, "nuova azione nel piano", "Nel piano d'intervento c'è una nuova azione: che cosa fare, chi se ne occupa ed entro quando sono nella pagina della richiesta."},
	CambiaStatoAzione:     {[]Parte{ParteEnte, ParteEsperto}, "un'azione del piano è cambiata", "Un'azione del piano d'intervento ha cambiato stato. Il piano è nella pagina della richiesta."},
}

// sollevato is what an expert reads whose incarico ended by somebody else's act.
var sollevato = avviso{oggetto: "incarico concluso", testo: "L'incarico su questa richiesta è concluso: ora la segue qualcun altro. Non occorre fare nulla."}

// dopo sends the messages of an act and asks for fresh public figures, all in
// the act's transaction. prima are the incarichi before the act: who was
// relieved is told too.
func (s *Service) dopo(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Richiesta, m Mossa, prima ...Incarico) error {
	if err := s.AggiornaCifre(ctx, tx); err != nil {
		return err
	}
	av, ok := avvisi[m.Atto]
	if !ok {
		return nil
	}
	g, err := rubrica(ctx, tx, r, av.a, prima)
	if err != nil {
		return err
	}
	e, err := enti.Get(ctx, tx, r.EnteID)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	send := func(p accesso.Persona, av avviso, link string) error {
		if p.ID == chi.Persona && m.Atto != Invia || seen[p.Email] {
			return nil
		}
		seen[p.Email] = true
		return s.Mail.Send(ctx, tx, mail.Message{
			To: p.Email, Subject: fmt.Sprintf("Richiesta %s: %s", r.Codice(), av.oggetto),
			Text: []string{"Buongiorno " + p.NomeCompleto() + ",", av.testo, "Ente: " + e.NomeEsteso() + ". Oggetto: " + r.Modulo.Titolo() + "."},
			Link: link, Label: "Aprire la richiesta " + r.Codice(),
			Thread: fmt.Sprintf("richiesta-%d", r.ID),
		})
	}
	for _, p := range g.lettori {
		if err := send(p, av, fmt.Sprintf("%s/richieste/%d", s.Config.BaseURL(), r.ID)); err != nil {
			return err
		}
	}
	for _, p := range g.sollevati { // they can no longer open the page
		if err := send(p, sollevato, ""); err != nil {
			return err
		}
	}
	return nil
}

// destinatari are the people behind the parties: who is told of the act, and
// the experts whom it relieved.
type destinatari struct{ lettori, sollevati []accesso.Persona }

// rubrica finds the people behind the parties. When nobody stands behind a
// party, who must act in its place is told: the coordinator for the experts,
// the segreteria for the coordinator.
func rubrica(ctx context.Context, tx *db.Tx, r Richiesta, parti []Parte, prima []Incarico) (g destinatari, err error) {
	parti = slices.Clone(parti)
	for i := 0; i < len(parti); i++ { // grows while it is read
		var list []accesso.Persona
		switch parti[i] {
		case ParteEnte:
			list, err = persone(accesso.ConMandatoPerEnte(ctx, tx, r.EnteID))
		case ParteSegreteria:
			list, err = persone(accesso.ConRuolo(ctx, tx, kernel.Segreteria, 0))
		case ParteCoordinatore:
			if r.TaskForceID != 0 {
				list, err = persone(accesso.ConRuolo(ctx, tx, kernel.Coordinatore, r.TaskForceID))
			}
			if len(list) == 0 {
				parti = append(parti, ParteSegreteria)
			}
		case ParteEsperto:
			list, err = esperti(ctx, tx, func(p int64) bool { return r.haIncarico(p) })
			if len(list) == 0 {
				parti = append(parti, ParteCoordinatore)
			}
		}
		if err != nil {
			return g, err
		}
		g.lettori = append(g.lettori, list...)
	}
	if !slices.ContainsFunc(prima, func(i Incarico) bool { return !r.haIncarico(i.PersonaID) }) {
		return g, nil
	}
	g.sollevati, err = esperti(ctx, tx, func(p int64) bool {
		return !r.haIncarico(p) && slices.ContainsFunc(prima, func(i Incarico) bool { return i.PersonaID == p })
	})
	return g, err
}

// esperti lists those who are experts today and satisfy the condition.
func esperti(ctx context.Context, tx *db.Tx, ok func(persona int64) bool) ([]accesso.Persona, error) {
	list, err := persone(accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, 0))
	return slices.DeleteFunc(list, func(p accesso.Persona) bool { return !ok(p.ID) }), err
}

func persone(list []accesso.PersonaConMandato, err error) ([]accesso.Persona, error) {
	var out []accesso.Persona
	for _, p := range list {
		out = append(out, p.Persona)
	}
	return out, err
}
