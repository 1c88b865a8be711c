package monitoraggio

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"pass/internal/accesso"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
)

// lettera is what one act tells the people of the bodies: words without
// figures and without reasons, which are behind the link.
type lettera struct {
	oggetto   string   // after the semester
	testo     []string // {scadenza} becomes the last day, {semestre} the semester
	etichetta string
}

// The letters of the gathering.
var (
	invito = lettera{"invito a inviare i dati", []string{
		"È aperta la raccolta dei dati sui tempi dei procedimenti del {semestre} (DPCM 12 novembre 2021).",
		"I dati si inviano in PAsS {scadenza}. Si può caricare il file che l'ente già usa, oppure compilare le pagine: le pratiche già inserite restano."}, "Iniziare"}
	promemoria = lettera{"mancano i dati", []string{
		"I dati sui tempi dei procedimenti del {semestre} non sono ancora stati inviati.",
		"L'ultimo giorno per inviarli è {giorno}. Quanto già inserito è conservato."}, "Completare e inviare"}
	scaduto = lettera{"il termine è passato", []string{
		"L'ultimo giorno per inviare i dati sui tempi dei procedimenti del {semestre} era {giorno}. I dati non risultano inviati.",
		"La raccolta è ancora aperta: i dati si possono inviare. Per avere più tempo si può scrivere alla segreteria tecnica."}, "Completare e inviare"}
	nuovoTermine = lettera{"nuovo termine", []string{
		"Il termine per inviare i dati sui tempi dei procedimenti del {semestre} è stato spostato.",
		"Il nuovo ultimo giorno è {giorno}."}, "Completare e inviare"}
	dinuovoAperta = lettera{"la raccolta è di nuovo aperta", []string{
		"La raccolta dei dati sui tempi dei procedimenti del {semestre} è di nuovo aperta.",
		"L'ultimo giorno per inviare è {giorno}."}, "Completare e inviare"}
	accettati = lettera{"dati approvati", []string{
		"I dati sui tempi dei procedimenti del {semestre} sono stati verificati e approvati. Non occorre fare altro."}, "Vedere i dati"}
	restituiti = lettera{"dati da correggere", []string{
		"I dati sui tempi dei procedimenti del {semestre} sono stati restituiti per una correzione. Il motivo è scritto nella pagina.",
		"Quanto già inserito è conservato. L'ultimo giorno per inviare di nuovo è {giorno}."}, "Leggere il motivo e correggere"}
	riaperti = lettera{"dati riaperti", []string{
		"I dati già inviati sui tempi dei procedimenti del {semestre} sono stati riaperti. Il motivo è scritto nella pagina.",
		"Quanto già inserito è conservato. Dopo la correzione occorre inviare di nuovo, al più tardi {giorno}."}, "Leggere il motivo e correggere"}
)

// mancante is a body that a letter speaks of.
type mancante struct {
	Invio
	ente enti.Ente
}

// spedisci writes the letter to the people of the bodies: one message for each
// address, whatever the bodies it acts for and the mandates it has. It returns
// the bodies for which nobody could be written to.
func (s *Service) spedisci(ctx context.Context, tx *db.Tx, r Rilevazione, l lettera, ms []mancante) (senza []int64, err error) {
	ids := make([]int64, len(ms))
	for i, m := range ms {
		ids[i] = m.EnteID
	}
	persone, err := accesso.ConMandatoPerEnti(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	per := map[string][]mancante{}
	var indirizzi []string // in the order of the bodies, so that runs are alike
	for _, m := range ms {
		scritti := 0
		for _, p := range persone[m.EnteID] {
			if !mail.ValidAddress(p.Email) {
				continue
			}
			scritti++
			gia, noto := per[p.Email]
			if !noto {
				indirizzi = append(indirizzi, p.Email)
			}
			if !slices.ContainsFunc(gia, func(x mancante) bool { return x.EnteID == m.EnteID }) {
				per[p.Email] = append(gia, m)
			}
		}
		if scritti == 0 {
			senza = append(senza, m.EnteID)
		}
	}
	for _, a := range indirizzi {
		if err := s.Mail.Send(ctx, tx, s.messaggio(r, l, a, per[a])); err != nil {
			return nil, err
		}
	}
	return senza, nil
}

// messaggio is one e-mail: it names the bodies, and leads to the page of the
// one, or to the list when there are more.
func (s *Service) messaggio(r Rilevazione, l lettera, a string, ms []mancante) mail.Message {
	ultimo := ms[0].Scadenza(r)
	nomi := make([]string, len(ms))
	link := fmt.Sprintf("%s/monitoraggio/mio/%s?ente=%d", s.Config.BaseURL(), r.Semestre, ms[0].EnteID)
	for i, m := range ms {
		nomi[i] = m.ente.NomeEsteso()
		if m.Scadenza(r).Before(ultimo) {
			ultimo = m.Scadenza(r)
		}
	}
	filo := fmt.Sprintf("monitoraggio-%s-%d", r.Semestre, ms[0].EnteID)
	oggetto := r.Semestre.InItaliano() + ", " + l.oggetto
	if len(ms) == 1 {
		oggetto += ": " + nomi[0]
	} else {
		filo = fmt.Sprintf("monitoraggio-%s", r.Semestre)
		link = s.Config.BaseURL() + "/monitoraggio"
	}
	testo := []string{"Ente: " + nomi[0] + "."}
	if len(ms) > 1 {
		testo[0] = "Enti: " + strings.Join(nomi, ", ") + "."
	}
	parole := strings.NewReplacer("{semestre}", r.Semestre.InItaliano(), "{giorno}", ultimo.ConGiornoSettimana(), "{scadenza}", "entro "+ultimo.ConGiornoSettimana())
	for _, t := range l.testo {
		testo = append(testo, parole.Replace(t))
	}
	return mail.Message{To: a, Subject: "Monitoraggio dei tempi, " + oggetto, Text: testo, Link: link, Label: l.etichetta,
		Thread: filo}
}

// conEnti adds to what bodies send who they are, in the order of names; those
// of a body that the register no longer has are left out.
func conEnti(ctx context.Context, tx *db.Tx, is []Invio) ([]mancante, error) {
	ids := make([]int64, len(is))
	for i, x := range is {
		ids[i] = x.EnteID
	}
	es, err := enti.PerID(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]mancante, 0, len(is))
	for _, i := range is {
		if e, ok := es[i.EnteID]; ok {
			out = append(out, mancante{i, e})
		}
	}
	slices.SortStableFunc(out, func(a, b mancante) int {
		return strings.Compare(kernel.Fold(a.ente.Nome), kernel.Fold(b.ente.Nome))
	})
	return out, nil
}

// avvisaMancanti writes to every body that has not sent yet and counts them.
func (s *Service) avvisaMancanti(ctx context.Context, tx *db.Tx, r Rilevazione, l lettera) (int, error) {
	is, err := InviiDi(ctx, tx, r.ID)
	if err != nil {
		return 0, err
	}
	ms, err := conEnti(ctx, tx, slices.DeleteFunc(is, func(i Invio) bool { return i.Stato.Consegnato() }))
	if err != nil {
		return 0, err
	}
	senza, err := s.spedisci(ctx, tx, r, l, ms)
	return len(ms) - len(senza), err
}
