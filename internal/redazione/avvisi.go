package redazione

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/mail"
	"pass/internal/pubblico"
)

// oraAvvisi is the hour in Italy from which the notices of the day leave.
const oraAvvisi = 7

// AvvisiDelGiorno writes the new entries of the feeds and sends, to each
// follower, one message about what changed since the last one. It may run as
// often as it likes: each subscription is looked at once a day, and what
// somebody was told moves on in the transaction that queues the message.
func (s *Service) AvvisiDelGiorno(ctx context.Context) error {
	if s.db.Now().Time().In(kernel.Rome).Hour() < oraAvvisi {
		return nil
	}
	f, err := s.leggiFonte(ctx)
	if err != nil {
		return err
	}
	if err := s.scriviVoci(ctx, f); err != nil {
		return err
	}
	for dopo := int64(0); ; {
		var ids []int64
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			ids, err = daControllare(ctx, tx, tx.Now().Day(), dopo, 200)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := s.db.InTx(ctx, func(tx *db.Tx) error { return s.avvisa(ctx, tx, f, id) }); err != nil {
				return err
			}
			dopo = id
		}
	}
}

// avvisa looks at one subscription; whoever comes second on the same day finds
// nothing to do.
func (s *Service) avvisa(ctx context.Context, tx *db.Tx, f fonte, id int64) error {
	n, err := tx.Exec(ctx, `UPDATE redazione_iscrizioni SET controllata = $1 WHERE id = $2 AND confermata_il IS NOT NULL AND (controllata IS NULL OR controllata < $1)`, tx.Now().Day(), id)
	if err != nil || n == 0 {
		return err
	}
	i, err := getIscrizione(ctx, tx, id)
	if err != nil {
		return err
	}
	x, ok := f.trova(i.Oggetto)
	if !ok {
		return nil // it ceased to be published
	}
	var v visto
	if err := json.Unmarshal([]byte(i.visto), &v); err != nil {
		return fmt.Errorf("redazione: what subscription %d was told cannot be read: %w", id, err)
	}
	cose, nuovo, err := s.novita(ctx, tx, f, i, v)
	if err != nil || len(cose) == 0 {
		return err
	}
	b, err := json.Marshal(nuovo)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE redazione_iscrizioni SET visto = $1, avvisata_il = $2 WHERE id = $3`, string(b), tx.Now(), id); err != nil {
		return err
	}
	token, err := nuovoGettone(ctx, tx, id, "gestione")
	if err != nil {
		return err
	}
	return s.mail.Send(ctx, tx, s.avviso(i, x, cose, token))
}

// novita tells in words what changed since the follower was told.
func (s *Service) novita(ctx context.Context, tx *db.Tx, f fonte, i Iscrizione, v visto) ([]string, visto, error) {
	if i.Oggetto != SegueNotizie {
		adesso := f.cifre(i.Oggetto)
		return differenze(v.Cifre, adesso), visto{Cifre: adesso}, nil
	}
	righe, _, err := notizie(ctx, tx, 0, perFeed, 0)
	var out []string
	for _, r := range righe {
		if r.PubblicataIl.After(v.Fino) {
			out = append(out, r.Testo.Titolo+". "+r.Testo.Sommario+" "+s.config.BaseURL()+r.URL())
		}
	}
	return out, visto{Fino: tx.Now()}, err
}

// massimoRighe bounds a notice; the page has the rest.
const massimoRighe = 12

// avviso is the message of the day for one subscription.
func (s *Service) avviso(i Iscrizione, x Seguito, cose []string, token string) mail.Message {
	base := s.config.BaseURL()
	gestione := base + "/segui/iscrizione/" + token
	m := mail.Message{To: i.Email, Subject: "Cifre aggiornate: " + x.Nome, Text: []string{"Le cifre pubblicate su «" + x.Nome + "» sono cambiate."},
		Link: base + x.URL, Label: "Vedere la pagina", Thread: "iscrizione-" + strconv.FormatInt(i.ID, 10),
		Footer:  "Per non ricevere più questi avvisi: " + gestione,
		Headers: mail.Headers{Unsubscribe: gestione}}
	if i.Oggetto == SegueNotizie {
		m.Subject, m.Text = "Notizie di PAsS", []string{"Ci sono notizie nuove."}
	}
	for n, c := range cose {
		if n == massimoRighe {
			m.Text = append(m.Text, "E altre "+kernel.Numero(int64(len(cose)-n))+": sono nella pagina.")
			break
		}
		m.Text = append(m.Text, c)
	}
	return m
}

// scriviVoci adds the entries that the feeds do not have yet: each month that
// is over, each publication of a semester, each news.
func (s *Service) scriviVoci(ctx context.Context, f fonte) error {
	voci := f.voci(s.db.Now().Day())
	for _, n := range f.vista.Notizie.Voci {
		if n.Tipo == string(Notizia) {
			voci = append(voci, voce{Oggetto: SegueRegione, Chiave: "notizia" + n.URL, Titolo: n.Titolo, Testo: n.Sommario, Indirizzo: n.URL})
		}
	}
	var nuove []voce
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		ci, err := chiaviDelleVoci(ctx, tx)
		for _, v := range voci {
			if !ci[string(v.Oggetto)+" "+v.Chiave] {
				nuove = append(nuove, v)
			}
		}
		return err
	})
	if err != nil || len(nuove) == 0 {
		return err
	}
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		for _, v := range nuove {
			if err := scriviVoce(ctx, tx, v); err != nil {
				return err
			}
		}
		return nil
	})
}

// voci lists the entries that the published figures give on a day.
func (f fonte) voci(oggi kernel.Day) (out []voce) {
	var tutti []Oggetto
	if f.vista.DiAttivita.Versione > 0 {
		tutti = append(tutti, SegueRegione)
		for _, p := range f.vista.Attivita.Province {
			tutti = append(tutti, Oggetto("province/"+p.Sigla))
		}
		for _, e := range f.vista.Attivita.Enti {
			if e.Ricevute > 0 || len(f.enti[e.Codice()]) > 0 {
				tutti = append(tutti, Oggetto("enti/"+e.Codice()))
			}
		}
	}
	for _, p := range f.vista.Catalogo.Procedimenti {
		tutti = append(tutti, Oggetto("procedimenti/"+p.Codice))
	}
	mese := oggi.String()[:7]
	for _, o := range tutti {
		x, ok := f.trova(o)
		if !ok {
			continue
		}
		a, _, _ := f.attivita(o)
		for _, m := range a.Mesi {
			if m.Mese < mese && m.Ricevute+m.Evase > 0 {
				testo := "Richieste ricevute nel mese: " + kernel.Numero(m.Ricevute) + ". Richieste evase nel mese: " + kernel.Numero(m.Evase) + "."
				out = append(out, voce{Oggetto: o, Chiave: "mese/" + m.Mese, Titolo: x.Nome + ", " + nomeMese(m.Mese), Testo: testo, Indirizzo: x.URL})
			}
		}
		if v, ok := f.voceSemestre(o, x); ok {
			out = append(out, v)
		}
	}
	return out
}

// voceSemestre is the entry of the latest published semester, if it says
// something of what one follows.
func (f fonte) voceSemestre(o Oggetto, x Seguito) (voce, bool) {
	sem, ok := f.semestre()
	if !ok {
		return voce{}, false
	}
	n := sem.Versioni[len(sem.Versioni)-1].N
	testo := "Sono pubblicati i tempi dei procedimenti del " + sem.Semestre.InItaliano() + versione(sem) + "."
	var sue []Cifra
	for _, c := range f.cifre(o) {
		if c.Valore != "n.d." && contieneSemestre(c.Nome, sem) {
			sue = append(sue, c)
		}
	}
	if o != SegueRegione && len(sue) == 0 {
		return voce{}, false
	}
	for _, c := range sue {
		testo += " " + c.Nome + ": " + c.Valore + "."
	}
	return voce{Oggetto: o, Chiave: fmt.Sprintf("semestre/%s/%d", sem.Semestre, n), Titolo: x.Nome + ", " + sem.Semestre.InItaliano() + versione(sem), Testo: testo, Indirizzo: x.URL}, true
}

// contieneSemestre reports whether a figure is one of the semester.
func contieneSemestre(nome string, s pubblico.SemestrePubblico) bool {
	return strings.Contains(nome, ", "+s.Semestre.InItaliano()+": ")
}
