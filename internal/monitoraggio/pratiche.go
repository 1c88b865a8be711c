package monitoraggio

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// CampoNota and CampoTipologia are the fields of the form of a practice that
// package misure does not know; the others have the names of its columns.
const (
	CampoNota      = "nota"
	CampoTipologia = "tipologia"
)

// Limits of the texts of a practice, in characters.
const (
	maxNumeroPratica = 80
	maxTipologia     = 120
	maxNotaPratica   = 1000
)

// codiceFiscale looks for one inside a text, also of a foreign company's
// representative: the letters that replace digits are those of omocodia.
var codiceFiscale = regexp.MustCompile(`(?i)\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b`)

const soloNumeri = "Qui c'è un codice fiscale: toglierlo. Per il monitoraggio servono solo numeri e date, senza dati delle persone."

// ValidaPratica lists what is wrong in a practice as typed or read, for the
// fields named as the columns of package misure.
func ValidaPratica(p Pratica, oggi kernel.Day) (fs []kernel.FieldError) {
	add := func(campo, messaggio string) {
		fs = append(fs, kernel.FieldError{Field: campo, Message: messaggio})
	}
	for _, x := range p.Pratica.Validate() {
		add(x.Colonna, x.Messaggio)
	}
	if p.EsclusaIl.IsZero() && p.MotivoEsclusione != "" {
		add("data_esclusione", "Indicare il giorno dell'esclusione.")
	}
	for _, g := range []struct {
		campo string
		il    kernel.Day
	}{{"data_domanda", p.Domanda}, {"data_provvedimento", p.Provvedimento}, {"data_silenzio_assenso", p.SilenzioAssenso}, {"data_esclusione", p.EsclusaIl}} {
		switch {
		case g.il.IsZero():
		case g.il.After(oggi):
			add(g.campo, "La data è nel futuro: controllare il giorno e l'anno.")
		case g.il.Year() < 1950:
			add(g.campo, "L'anno è prima del 1950: controllare la data.")
		}
	}
	for _, t := range []struct {
		campo, testo string
		massimo      int
	}{{"id_pratica", p.Pratica.ID, maxNumeroPratica}, {CampoTipologia, p.Tipologia, maxTipologia}, {CampoNota, p.Nota, maxNotaPratica}} {
		if utf8.RuneCountInString(t.testo) > t.massimo {
			add(t.campo, fmt.Sprintf("Il testo è troppo lungo: bastano %d caratteri.", t.massimo))
		}
		if codiceFiscale.MatchString(t.testo) {
			add(t.campo, soloNumeri)
		}
	}
	return fs
}

// scheda is what the page of the practices of a procedure begins with.
type scheda struct {
	Ente         enti.Ente
	Rilevazione  Rilevazione
	Invio        Invio
	Procedimento catalogo.Procedimento
	Rilevato     Rilevato
	Revisione    StatoRevisione
	Libera       bool   // the body may change everything
	ConMotivo    bool   // the body may change one practice, with a reason
	Perche       string // why it may not, or why it takes a reason
}

// SchedaPratiche are the practices of a body for a procedure in a semester.
type SchedaPratiche struct {
	scheda
	Voce     Voce
	Pratiche []Pratica // open on some day of the semester, by date and number
}

// SchedaPratica is one practice with its history.
type SchedaPratica struct {
	scheda
	Pratica   Pratica
	Modifiche []Modifica
}

func (b *banco) scheda(ctx context.Context, tx *db.Tx, chi kernel.Actor, procedimento int64) (k scheda, err error) {
	if !PuoVederePratiche(chi, b.ente.ID) {
		return k, db.ErrNotFound
	}
	k = scheda{Ente: b.ente, Rilevazione: b.r, Invio: b.invio}
	if k.Rilevato, err = b.chiede(procedimento); err != nil {
		return k, err
	}
	if k.Procedimento, err = catalogo.GetProcedimento(ctx, tx, procedimento); err != nil {
		return k, err
	}
	if k.Revisione, err = statoRevisione(ctx, tx, b.r.ID, b.ente.ID); err != nil {
		return k, err
	}
	if !PuoCompilare(chi, b.ente.ID) {
		return k, nil
	}
	err = Scrivibile(b.r, b.invio)
	k.Libera, k.Perche = err == nil, messaggioDi(err)
	k.ConMotivo = !k.Libera && b.correggibile(k.Revisione)
	return k, nil
}

// correggibile reports whether one practice may be corrected with a reason:
// after the sending until the figures are locked, then while a revision of
// this body is open.
func (b *banco) correggibile(revisione StatoRevisione) bool {
	if b.r.Stato.Ferma() {
		return revisione == RevisioneAperta
	}
	return b.invio.Stato.Consegnato()
}

// Pratiche reads the practices of a body for a procedure in a semester.
func (s *Service) Pratiche(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento int64) (k SchedaPratiche, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if k.scheda, err = b.scheda(ctx, tx, chi, procedimento); err != nil {
			return err
		}
		if k.Pratiche, err = PraticheEnte(ctx, tx, ente, procedimento, sem.Dal(), sem.Al()); err != nil {
			return err
		}
		rs, err := Risposte(ctx, tx, b.invio.ID)
		k.Voce = nuovaVoce(sem, k.Procedimento, k.Rilevato, rispostaA(rs, procedimento), k.Pratiche, MisureEnte{})
		return err
	})
	return k, err
}

// ApriPratica reads one practice of a body with its history; id 0 is the form
// of a new one.
func (s *Service) ApriPratica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento, id int64) (k SchedaPratica, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if k.scheda, err = b.scheda(ctx, tx, chi, procedimento); err != nil || id == 0 {
			return err
		}
		if k.Pratica, err = praticaDi(ctx, tx, ente, procedimento, id); err != nil {
			return err
		}
		k.Modifiche, err = modificheDi(ctx, tx, id)
		return err
	})
	return k, err
}

// praticaDi reads a practice of that body and procedure, no other.
func praticaDi(ctx context.Context, tx *db.Tx, ente, procedimento, id int64) (Pratica, error) {
	p, err := GetPratica(ctx, tx, id)
	if err == nil && (p.EnteID != ente || p.ProcedimentoID != procedimento) {
		err = db.ErrNotFound
	}
	return p, err
}

// AggiungiPratica adds a typed practice; the reason is asked only after the
// sending.
func (s *Service) AggiungiPratica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, p Pratica, motivo string) (id int64, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err = s.unaPratica(ctx, tx, chi, ente, sem, "AggiungiPratica", nil, &p, motivo)
		return err
	})
	return id, err
}

// CorreggiPratica changes a practice that was there at p.Versione. After the
// sending it is CorreggiDopoInvio: a reason is needed, and nothing has to be
// sent again.
func (s *Service) CorreggiPratica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, p Pratica, motivo string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		prima, err := s.praticaMia(ctx, tx, chi, ente, p.ProcedimentoID, p.ID, p.Versione)
		if err != nil {
			return err
		}
		p.Origine, p.CaricamentoID, p.Foglio, p.Riga, p.CreataIl = prima.Origine, prima.CaricamentoID, prima.Foglio, prima.Riga, prima.CreataIl
		_, err = s.unaPratica(ctx, tx, chi, ente, sem, "CorreggiPratica", &prima, &p, motivo)
		return err
	})
}

// EscludiPratica takes a practice out of the measures from a day on, for one
// of the reasons that do so.
func (s *Service) EscludiPratica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento, id, versione int64, il kernel.Day, ragione, motivo string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		prima, err := s.praticaMia(ctx, tx, chi, ente, procedimento, id, versione)
		if err != nil {
			return err
		}
		dopo := prima
		dopo.EsclusaIl, dopo.MotivoEsclusione = il, ragione
		_, err = s.unaPratica(ctx, tx, chi, ente, sem, "EscludiPratica", &prima, &dopo, motivo)
		return err
	})
}

// EliminaPratica takes away a practice written by mistake; what it was stays
// in the history of changes.
func (s *Service) EliminaPratica(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento, id, versione int64, motivo string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		prima, err := s.praticaMia(ctx, tx, chi, ente, procedimento, id, versione)
		if err != nil {
			return err
		}
		_, err = s.unaPratica(ctx, tx, chi, ente, sem, "EliminaPratica", &prima, nil, motivo)
		return err
	})
}

// praticaMia reads a practice of the actor's body, as it was at that version.
func (s *Service) praticaMia(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente, procedimento, id, versione int64) (Pratica, error) {
	if !PuoCompilare(chi, ente) {
		return Pratica{}, db.ErrNotFound
	}
	p, err := praticaDi(ctx, tx, ente, procedimento, id)
	if err == nil && p.Versione != versione {
		err = cambiataIntanto("La pratica")
	}
	return p, err
}

// unaPratica writes one practice, whatever the act: it checks the moment, the
// reason and the data, keeps what was there and annotates the act.
func (s *Service) unaPratica(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, sem kernel.Semestre, atto string, prima, dopo *Pratica, motivo string) (id int64, err error) {
	b, err := bancoScrive(ctx, tx, chi, ente, sem)
	if err != nil {
		return 0, err
	}
	ref := dopo
	if ref == nil {
		ref = prima
	}
	if _, err := b.chiede(ref.ProcedimentoID); err != nil {
		return 0, err
	}
	motivo = strings.TrimSpace(motivo)
	dopoInvio, err := b.permetteUna(ctx, tx, chi, motivo)
	if err != nil {
		return 0, err
	}
	if dopo != nil {
		dopo.EnteID = ente
		if prima == nil {
			dopo.ID, dopo.Origine = 0, DaModulo
		}
		if fs := ValidaPratica(*dopo, tx.Now().Day()); len(fs) > 0 {
			return 0, kernel.Invalid(fs)
		}
	}
	if dopoInvio {
		if err := b.contaDaPratiche(ctx, tx, ref.ProcedimentoID); err != nil {
			return 0, err
		}
	}
	fs, err := ferme(ctx, tx, ente)
	if err != nil {
		return 0, err
	}
	if id, err = cambia(ctx, tx, chi, fs, prima, dopo, motivo); err != nil {
		return 0, err
	}
	dettagli := map[string]any{"semestre": sem.String(), "procedimento": ref.ProcedimentoID, "numero": ref.Pratica.ID}
	if motivo != "" {
		dettagli["motivo"] = motivo
	}
	if dopoInvio {
		dettagli["atto"] = atto
		if err := b.annota(ctx, tx, chi, "CorreggiDopoInvio", "pratica", id, dettagli); err != nil {
			return 0, err
		}
		return id, s.InvioCambiato(ctx, tx, chi, b.r, b.invio)
	}
	if err := b.usaPratiche(ctx, tx, chi, ref.ProcedimentoID); err != nil {
		return 0, err
	}
	return id, b.annota(ctx, tx, chi, atto, "pratica", id, dettagli)
}

// contaDaPratiche refuses a practice that would not count, because the body
// sent totals, or no practice at all, for the procedure.
func (b *banco) contaDaPratiche(ctx context.Context, tx *db.Tx, procedimento int64) error {
	rs, err := Risposte(ctx, tx, b.invio.ID)
	if err != nil {
		return err
	}
	switch rispostaA(rs, procedimento).Modo {
	case DaPratiche:
		return nil
	case Dichiarate:
		return kernel.E(kernel.Conflitto, "Per questo procedimento sono stati inviati i totali: una pratica non li cambierebbe. Nulla è stato modificato. Per correggerli, chiedere alla segreteria tecnica di riaprire i dati.")
	}
	return kernel.E(kernel.Conflitto, "Per questo procedimento è stato inviato che non ci sono pratiche. Nulla è stato modificato. Per correggere, chiedere alla segreteria tecnica di riaprire i dati.")
}

// permetteUna checks that one practice may be changed now; after the sending
// only with a reason.
func (b *banco) permetteUna(ctx context.Context, tx *db.Tx, chi kernel.Actor, motivo string) (dopoInvio bool, err error) {
	chiuso := Scrivibile(b.r, b.invio)
	if chiuso == nil {
		return false, b.inizia(ctx, tx, chi)
	}
	revisione, err := statoRevisione(ctx, tx, b.r.ID, b.ente.ID)
	if err != nil {
		return false, err
	}
	if !b.correggibile(revisione) {
		return false, chiuso
	}
	return true, motivoPratica(motivo)
}

func motivoPratica(motivo string) error {
	switch {
	case motivo == "":
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "I dati sono già stati inviati: scrivere perché questa pratica cambia."}})
	case utf8.RuneCountInString(motivo) > maxMotivo:
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: "Il motivo è troppo lungo: bastano " + kernel.Numero(maxMotivo) + " caratteri."}})
	case codiceFiscale.MatchString(motivo):
		return kernel.Invalid([]kernel.FieldError{{Field: "motivo", Message: soloNumeri}})
	}
	return nil
}
