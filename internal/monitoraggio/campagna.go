package monitoraggio

import (
	"context"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// DatiRilevazione is what the Region decides about a campaign.
type DatiRilevazione struct {
	Semestre     kernel.Semestre
	Scadenza     kernel.Day // last day on which bodies send
	Obbligatoria bool       // sending is required before asking for help
	Nota         string     // for the bodies, plain text
	Procedimenti map[int64]RivoltoA
}

// quantiSemestri is how many semesters back a campaign may go: the first
// baselines are of 2021.
const quantiSemestri = 16

// maxNota bounds the note for the bodies, in characters.
const maxNota = 2000

// SemestriPossibili lists the semesters for which a campaign may be prepared
// on that day, the present one first.
func SemestriPossibili(oggi kernel.Day) []kernel.Semestre {
	out := make([]kernel.Semestre, quantiSemestri)
	for i := range out {
		out[i] = kernel.SemestreDi(oggi).Add(-i)
	}
	return out
}

// Valida lists what is wrong, with the names of the form's fields.
func (d DatiRilevazione) Valida(oggi kernel.Day) (errs []kernel.FieldError) {
	add := func(field, message string) {
		errs = append(errs, kernel.FieldError{Field: field, Message: message})
	}
	ultimo := kernel.SemestreDi(oggi)
	if d.Semestre.IsZero() || ultimo.Before(d.Semestre) || d.Semestre.Before(ultimo.Add(1-quantiSemestri)) {
		add("semestre", "Scegliere il semestre dall'elenco.")
	}
	switch {
	case d.Scadenza.IsZero():
		add("scadenza", "Indicare l'ultimo giorno per inviare i dati.")
	case d.Scadenza.Before(oggi):
		add("scadenza", "L'ultimo giorno per inviare deve essere oggi o un giorno futuro.")
	case !d.Scadenza.After(d.Semestre.Al()):
		add("scadenza", "L'ultimo giorno per inviare deve venire dopo la fine del semestre, il "+d.Semestre.Al().InItaliano()+".")
	case d.Scadenza.After(oggi.AddDays(maxProroga)):
		add("scadenza", "L'ultimo giorno per inviare è a più di un anno da oggi: controllare la data.")
	}
	if len([]rune(d.Nota)) > maxNota {
		add("nota", "La nota è troppo lunga: bastano "+kernel.Numero(maxNota)+" caratteri.")
	}
	if len(d.Procedimenti) == 0 {
		add("procedimenti", "Scegliere almeno un procedimento da rilevare.")
	}
	for _, a := range d.Procedimenti {
		if a != RivoltoATutti && a != RivoltoAComuni && a != RivoltoAProvince {
			add("procedimenti", "Scegliere chi risponde per ogni procedimento.")
			break
		}
	}
	return errs
}

func soloGoverna(chi kernel.Actor) error {
	if !chi.DiSistema && !Governa.Allows(chi) {
		return kernel.E(kernel.Vietato, "Le rilevazioni sono decise dalla Regione.")
	}
	return nil
}

func soloVerifica(chi kernel.Actor) error {
	if !chi.DiSistema && !Verifica.Allows(chi) {
		return kernel.E(kernel.Vietato, "Questo spetta alla segreteria tecnica o alla Regione.")
	}
	return nil
}

// Crea prepares the campaign of a semester; there is one for each. Bodies
// know of it when it is opened.
func (s *Service) Crea(ctx context.Context, chi kernel.Actor, d DatiRilevazione) error {
	if err := soloGoverna(chi); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if errs := d.Valida(tx.Now().Day()); len(errs) > 0 {
			return kernel.Invalid(errs)
		}
		_, err := RilevazioneDi(ctx, tx, d.Semestre)
		if err == nil {
			return kernel.Invalid([]kernel.FieldError{{Field: "semestre", Message: "Per questo semestre c'è già una rilevazione: aprirla dall'elenco."}})
		}
		if kernel.CodeOf(err) != kernel.NonTrovato {
			return err
		}
		r := Rilevazione{Semestre: d.Semestre, Stato: InPreparazione, Scadenza: d.Scadenza, Obbligatoria: d.Obbligatoria,
			Nota: strings.TrimSpace(d.Nota), CreataIl: tx.Now()}
		if r.ID, err = inserisciRilevazione(ctx, tx, r); err != nil {
			if db.IsUnique(err) {
				err = kernel.Wrap(kernel.Conflitto, "Per questo semestre qualcuno ha appena preparato una rilevazione. Nulla è andato perso: aprirla dall'elenco.", err)
			}
			return err
		}
		if err := salvaRilevati(ctx, tx, r, d.Procedimenti); err != nil {
			return err
		}
		return annotaRilevazione(ctx, tx, chi, r, "Crea", map[string]any{"scadenza": r.Scadenza, "procedimenti": len(d.Procedimenti), "obbligatoria": r.Obbligatoria})
	})
}

func annotaRilevazione(ctx context.Context, tx *db.Tx, chi kernel.Actor, r Rilevazione, atto string, dettagli map[string]any) error {
	dettagli["semestre"] = r.Semestre
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: "rilevazione", OggettoID: r.ID, Dettagli: dettagli})
}

// salvaRilevati writes the procedures of a campaign in preparation anew, with
// the term that the catalogue has in force on the last day of the semester.
func salvaRilevati(ctx context.Context, tx *db.Tx, r Rilevazione, ps map[int64]RivoltoA) error {
	tutti, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return err
	}
	storie, err := catalogo.TuttiITermini(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM monitoraggio_rilevati WHERE rilevazione_id = $1`, r.ID); err != nil {
		return err
	}
	scritti := 0
	for _, p := range tutti {
		a, ok := ps[p.ID]
		if !ok {
			continue
		}
		scritti++
		x := Rilevato{ProcedimentoID: p.ID, RivoltoA: a}
		x.dalCatalogo(storie[p.ID], r.Semestre)
		if err := salvaRilevato(ctx, tx, r.ID, x); err != nil {
			return err
		}
	}
	if scritti < len(ps) {
		return kernel.Invalid([]kernel.FieldError{{Field: "procedimenti", Message: "Un procedimento scelto non è più nel catalogo: ricaricare la pagina e scegliere di nuovo."}})
	}
	return nil
}

// dalCatalogo takes the maximum term in force on the last day of the semester.
func (x *Rilevato) dalCatalogo(storia catalogo.Storia, sem kernel.Semestre) {
	x.Termine, x.TermineFonte = nil, ""
	if t, ok := storia.InVigore(sem.Al()); ok {
		x.TermineFonte = t.Fonte
		if l, ok := t.Legale(); ok {
			x.Termine = &l
		}
	}
}

// Aggiorna changes a campaign: everything but the semester before it is
// opened; afterwards only the note and the requirement, because the procedures
// have been answered and the last day moves by ProrogaTutti.
func (s *Service) Aggiorna(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64, d DatiRilevazione) error {
	_, err := s.suRilevazione(ctx, chi, sem, versione, AttoAggiorna, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		d.Semestre = sem
		oggi := tx.Now().Day()
		if r.Stato == Aperta {
			if len([]rune(d.Nota)) > maxNota {
				return nil, kernel.Invalid([]kernel.FieldError{{Field: "nota", Message: "La nota è troppo lunga: bastano " + kernel.Numero(maxNota) + " caratteri."}})
			}
		} else {
			if errs := d.Valida(oggi); len(errs) > 0 {
				return nil, kernel.Invalid(errs)
			}
			if err := salvaRilevati(ctx, tx, *r, d.Procedimenti); err != nil {
				return nil, err
			}
			r.Scadenza = d.Scadenza
		}
		r.Obbligatoria, r.Nota = d.Obbligatoria, strings.TrimSpace(d.Nota)
		return map[string]any{"scadenza": r.Scadenza, "obbligatoria": r.Obbligatoria}, nil
	})
	return err
}

// suRilevazione is the one way in which a campaign changes while data are
// gathered: load, may they, is it the version they saw, is the act possible
// now, its effects, store, audit, impediments.
func (s *Service) suRilevazione(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64, a AttoRilevazione,
	effetti func(tx *db.Tx, r *Rilevazione) (dettagli map[string]any, err error)) (r Rilevazione, err error) {
	if err := soloGoverna(chi); err != nil {
		return r, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if r, err = RilevazioneDi(ctx, tx, sem); err != nil {
			return err
		}
		if r.Versione != versione {
			return cambiataIntanto("La rilevazione")
		}
		if err := r.applica(a, tx.Now()); err != nil {
			return err
		}
		dettagli, err := effetti(tx, &r)
		if err != nil {
			return err
		}
		if dettagli == nil {
			dettagli = map[string]any{}
		}
		if a == AttoElimina {
			return annotaRilevazione(ctx, tx, chi, r, string(a), dettagli)
		}
		if err := salvaRilevazione(ctx, tx, &r); err != nil {
			return err
		}
		if err := s.aggiornaImpedimenti(ctx, tx, r); err != nil {
			return err
		}
		return annotaRilevazione(ctx, tx, chi, r, string(a), dettagli)
	})
	return r, err
}

// EliminaRilevazione removes for good a campaign that was never opened: it
// was prepared by mistake.
func (s *Service) EliminaRilevazione(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64) error {
	_, err := s.suRilevazione(ctx, chi, sem, versione, AttoElimina, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		for _, q := range []string{`DELETE FROM monitoraggio_rilevati WHERE rilevazione_id = $1`, `DELETE FROM monitoraggio_quadri WHERE rilevazione_id = $1`,
			`DELETE FROM monitoraggio_rilevazioni WHERE id = $1`} {
			if _, err := tx.Exec(ctx, q, r.ID); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	return err
}

// Apri starts the gathering: the terms are read once more from the catalogue,
// and every joined body that a procedure concerns is invited. The first ones
// are invited at once, the others by a job; da is how many there are.
func (s *Service) Apri(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64) (da int, err error) {
	_, err = s.suRilevazione(ctx, chi, sem, versione, AttoApri, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		if r.Scadenza.Before(tx.Now().Day()) {
			return nil, kernel.E(kernel.Conflitto, "L'ultimo giorno per inviare, il "+r.Scadenza.InItaliano()+", è già passato: modificarlo prima di aprire.")
		}
		if err := aggiornaTermini(ctx, tx, *r); err != nil {
			return nil, err
		}
		fatti, restano, err := s.invita(ctx, tx, *r)
		da = fatti + restano
		return map[string]any{"enti": da, "scadenza": r.Scadenza}, err
	})
	return da, err
}

// aggiornaTermini reads again the terms of the procedures from the catalogue.
func aggiornaTermini(ctx context.Context, tx *db.Tx, r Rilevazione) error {
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if len(rilevati) == 0 {
		return kernel.E(kernel.Conflitto, "La rilevazione non ha procedimenti: sceglierli prima di aprire.")
	}
	storie, err := catalogo.TuttiITermini(ctx, tx)
	if err != nil {
		return err
	}
	for _, x := range rilevati {
		x.dalCatalogo(storie[x.ProcedimentoID], r.Semestre)
		if err := salvaRilevato(ctx, tx, r.ID, x); err != nil {
			return err
		}
	}
	return nil
}

// ProrogaTutti moves the last day of the whole campaign ahead and writes to
// the bodies that have not sent yet. Longer extensions of single bodies stay.
func (s *Service) ProrogaTutti(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64, al kernel.Day) (avvisati int, err error) {
	_, err = s.suRilevazione(ctx, chi, sem, versione, AttoProrogaTutti, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		if err := controllaProroga(al, r.Scadenza, tx.Now().Day()); err != nil {
			return nil, err
		}
		prima := r.Scadenza
		r.Scadenza = al
		avvisati, err = s.avvisaMancanti(ctx, tx, *r, nuovoTermine)
		return map[string]any{"da": prima, "a": al, "enti": avvisati}, err
	})
	return avvisati, err
}

// Chiudi ends the gathering: nothing more is sent, and no missing data keep a
// body from asking for help. What was sent can still be approved.
func (s *Service) Chiudi(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64) error {
	_, err := s.suRilevazione(ctx, chi, sem, versione, AttoChiudi, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		c, err := CoperturaDi(ctx, tx, *r)
		return map[string]any{"invitati": c.Invitati, "consegnati": c.Consegnati, "approvati": c.Approvati}, err
	})
	return err
}

// RiapriRaccolta opens a closed campaign again until al and writes to the
// bodies that have not sent.
func (s *Service) RiapriRaccolta(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, versione int64, al kernel.Day) (avvisati int, err error) {
	_, err = s.suRilevazione(ctx, chi, sem, versione, AttoRiapriRaccolta, func(tx *db.Tx, r *Rilevazione) (map[string]any, error) {
		prima := r.Scadenza
		if err := controllaProroga(al, tx.Now().Day().AddDays(-1), tx.Now().Day()); err != nil {
			return nil, err // any day from today on
		}
		if !al.After(r.Semestre.Al()) {
			return nil, kernel.Invalid([]kernel.FieldError{{Field: "scadenza", Message: "L'ultimo giorno per inviare deve venire dopo la fine del semestre."}})
		}
		r.Scadenza = al
		avvisati, err = s.avvisaMancanti(ctx, tx, *r, dinuovoAperta)
		return map[string]any{"da": prima, "a": al, "enti": avvisati}, err
	})
	return avvisati, err
}
