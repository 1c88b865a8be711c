package monitoraggio

import (
	"context"
	"unicode/utf8"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/registro"
)

// Compilazione is what one body has answered so far in a campaign, and what is
// still missing.
type Compilazione struct {
	Ente        enti.Ente
	Rilevazione Rilevazione
	Invio       Invio
	Voci        []Voce         // one per procedure asked of the body, in the order of the catalogue
	Revisione   StatoRevisione // state of the revision in course, or empty
	Aperta      bool           // the body may still change everything
	Perche      string         // why it may not; empty when Aperta
	Ricevute    []Ricevuta
}

// Voce is the answer for one procedure.
type Voce struct {
	Procedimento catalogo.Procedimento
	Rilevato     Rilevato
	Modo         Modo // empty: nothing chosen yet
	Risposta     Risposta
	Misure       misure.Misure // as they would be sent now
	Pratiche     int           // practices open on some day of the semester
	Riportate    int           // of them, already open before its first day
	DaChiudere   int           // of those, still without an end
	Aperte       int           // of all, still without an end
	Manca        []string      // what keeps the answer from being sent
	Avvisi       []string      // what is odd, and may be sent all the same
}

// Completa reports whether the answer may be sent.
func (v Voce) Completa() bool { return len(v.Manca) == 0 }

// Completa reports whether everything may be sent.
func (c Compilazione) Completa() bool {
	for _, v := range c.Voci {
		if !v.Completa() {
			return false
		}
	}
	return len(c.Voci) > 0
}

// Voce finds the answer for a procedure.
func (c Compilazione) Voce(procedimento int64) (Voce, bool) {
	for _, v := range c.Voci {
		if v.Procedimento.ID == procedimento {
			return v, true
		}
	}
	return Voce{}, false
}

// banco is what an act of a body loads first.
type banco struct {
	ente     enti.Ente
	r        Rilevazione
	invio    Invio
	rilevati []Rilevato // asked of this body
}

// apriBanco loads the campaign of a semester for a body. Whoever may not see
// the figures of the body, a campaign in preparation, and a body that was not
// invited are NonTrovato.
func apriBanco(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, sem kernel.Semestre) (b banco, err error) {
	if !PuoVedere(chi, ente) {
		return b, db.ErrNotFound
	}
	if b.r, err = RilevazioneDi(ctx, tx, sem); err != nil {
		return b, err
	}
	if b.r.Stato == InPreparazione {
		return b, db.ErrNotFound
	}
	if b.invio, err = InvioDi(ctx, tx, b.r.ID, ente); err != nil {
		return b, err
	}
	if b.ente, err = enti.Get(ctx, tx, ente); err != nil {
		return b, err
	}
	tutti, err := Rilevati(ctx, tx, b.r.ID)
	for _, l := range tutti {
		if l.RivoltoA.Comprende(b.ente.Tipo) {
			b.rilevati = append(b.rilevati, l)
		}
	}
	return b, err
}

// bancoMio is apriBanco for who writes: the people of the body alone.
func bancoMio(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, sem kernel.Semestre) (banco, error) {
	if !PuoCompilare(chi, ente) {
		return banco{}, db.ErrNotFound
	}
	return apriBanco(ctx, tx, chi, ente, sem)
}

// bancoScrive is bancoMio for who is about to write: those who write for the
// same body wait for each other, and for who locks its figures, so that what
// is read next is what they left. On the embedded database there is one writer
// anyway.
func bancoScrive(ctx context.Context, tx *db.Tx, chi kernel.Actor, ente int64, sem kernel.Semestre) (banco, error) {
	if !PuoCompilare(chi, ente) {
		return banco{}, db.ErrNotFound
	}
	if _, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET versione = versione WHERE ente_id = $1`, ente); err != nil {
		return banco{}, err
	}
	return bancoMio(ctx, tx, chi, ente, sem)
}

// attendiEnti makes who locks the figures of a campaign wait for the bodies
// that are writing, and the bodies wait for the lock.
func attendiEnti(ctx context.Context, tx *db.Tx, rilevazione int64) error {
	_, err := tx.Exec(ctx, `UPDATE monitoraggio_invii SET versione = versione WHERE rilevazione_id = $1`, rilevazione)
	return err
}

// chiede gives the procedure as the campaign asks it of the body.
func (b banco) chiede(procedimento int64) (Rilevato, error) {
	for _, l := range b.rilevati {
		if l.ProcedimentoID == procedimento {
			return l, nil
		}
	}
	return Rilevato{}, db.ErrNotFound
}

// Scrivibile says why the body may not change its data freely today; nil when
// it may. After the deadline the data are still welcome, late, until the
// campaign is closed.
func Scrivibile(r Rilevazione, i Invio) error {
	switch {
	case r.Stato.Ferma():
		return kernel.E(kernel.Conflitto, "Le cifre del "+r.Semestre.InItaliano()+" sono bloccate. Per correggerle, chiedere la revisione indicando il motivo.")
	case i.Stato.Consegnato():
		return kernel.E(kernel.Conflitto, "I dati del "+r.Semestre.InItaliano()+" sono già stati inviati. Si può correggere una singola pratica indicando il motivo.")
	case r.Stato == Chiusa:
		return kernel.E(kernel.Conflitto, "La raccolta del "+r.Semestre.InItaliano()+" è chiusa. Per inviare ancora, chiedere alla segreteria tecnica di riaprirla.")
	case r.Stato != Aperta:
		return db.ErrNotFound
	}
	return nil
}

// inizia turns an untouched answer into a draft.
func (b *banco) inizia(ctx context.Context, tx *db.Tx, chi kernel.Actor) error {
	if err := Scrivibile(b.r, b.invio); err != nil {
		return err
	}
	if b.invio.Stato != NonIniziato {
		return nil
	}
	b.invio.Stato = InBozza
	if err := salvaInvio(ctx, tx, &b.invio); err != nil {
		return err
	}
	return b.annota(ctx, tx, chi, "Compila", "invio", b.invio.ID, map[string]any{"semestre": b.r.Semestre.String()})
}

func (b *banco) annota(ctx context.Context, tx *db.Tx, chi kernel.Actor, atto, oggetto string, id int64, dettagli map[string]any) error {
	return registro.Annota(ctx, tx, chi, registro.Voce{Atto: atto, Oggetto: oggetto, OggettoID: id, Ente: b.ente.ID, Dettagli: dettagli})
}

// usaPratiche makes the practices the answer for a procedure, when nothing was
// answered or something else was.
func (b *banco) usaPratiche(ctx context.Context, tx *db.Tx, chi kernel.Actor, procedimento int64) error {
	rs, err := Risposte(ctx, tx, b.invio.ID)
	if err != nil {
		return err
	}
	nota := ""
	for _, x := range rs {
		if x.ProcedimentoID == procedimento {
			if x.Modo == DaPratiche {
				return nil
			}
			nota = x.Nota
		}
	}
	return salvaRisposta(ctx, tx, Risposta{InvioID: b.invio.ID, ProcedimentoID: procedimento, Modo: DaPratiche, Nota: nota, AggiornataDa: chi.Persona})
}

// Rispondi says how the body answers for a procedure: from its practices, with
// the eight numbers alone, or that there was no practice. Numbers that
// contradict each other are kernel.NonValido, field by field.
func (s *Service) Rispondi(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre, procedimento int64, modo Modo, numeri OttoNumeri, nota string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := bancoScrive(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if _, err := b.chiede(procedimento); err != nil {
			return err
		}
		if err := b.permetteRisposta(ctx, tx, chi); err != nil {
			return err
		}
		if err := notaRisposta(nota); err != nil {
			return err
		}
		switch modo {
		case Dichiarate:
			err = numeri.Valida()
		case Nessuna:
			err = senzaPratiche(ctx, tx, ente, procedimento, sem)
		case DaPratiche:
		default:
			err = kernel.Invalid([]kernel.FieldError{{Field: "modo", Message: "Scegliere come rispondere."}})
		}
		if err != nil {
			return err
		}
		if modo != Dichiarate {
			numeri = OttoNumeri{}
		}
		err = salvaRisposta(ctx, tx, Risposta{InvioID: b.invio.ID, ProcedimentoID: procedimento, Modo: modo, Dichiarate: numeri, Nota: nota, AggiornataDa: chi.Persona})
		if err != nil {
			return err
		}
		return b.annota(ctx, tx, chi, "Rispondi", "invio", b.invio.ID, map[string]any{"procedimento": procedimento, "modo": modo})
	})
}

// permetteRisposta checks that an answer may be given now: before the sending,
// or while a revision of this body is open, which has its own reason.
func (b *banco) permetteRisposta(ctx context.Context, tx *db.Tx, chi kernel.Actor) error {
	if b.r.Stato.Ferma() {
		revisione, err := statoRevisione(ctx, tx, b.r.ID, b.ente.ID)
		if err != nil || revisione == RevisioneAperta {
			return err
		}
	}
	return b.inizia(ctx, tx, chi)
}

// notaRisposta checks the note of an answer, which stays in what is sent.
func notaRisposta(nota string) error {
	switch {
	case utf8.RuneCountInString(nota) > maxNotaPratica:
		return kernel.Invalid([]kernel.FieldError{{Field: CampoNota, Message: "La nota è troppo lunga: bastano " + kernel.Numero(maxNotaPratica) + " caratteri."}})
	case codiceFiscale.MatchString(nota):
		return kernel.Invalid([]kernel.FieldError{{Field: CampoNota, Message: soloNumeri}})
	}
	return nil
}

// senzaPratiche refuses «no practice» where there are some.
func senzaPratiche(ctx context.Context, tx *db.Tx, ente, procedimento int64, sem kernel.Semestre) error {
	ps, err := PraticheEnte(ctx, tx, ente, procedimento, sem.Dal(), sem.Al())
	if err != nil || len(ps) == 0 {
		return err
	}
	return kernel.E(kernel.Conflitto, "Per questo procedimento ci sono "+quante(len(ps), "pratica", "pratiche")+" nel semestre. Nulla è cambiato: le cifre si calcolano da quelle.")
}

// Valida lists what is missing in the eight numbers or contradicts itself, as
// kernel.NonValido with the JSON key of each number as its field.
func (o OttoNumeri) Valida() error {
	var fs []kernel.FieldError
	for _, x := range []struct {
		campo string
		v     *int64
	}{{"concluse_silenzio_assenso", o.ConcluseSilenzioAssenso}, {"concluse_espresse", o.ConcluseEspresse}, {"con_sospensioni", o.ConSospensioni},
		{"con_conferenza", o.ConConferenza}, {"avviate", o.Avviate}, {"arretrato", o.Arretrato}} {
		if x.v == nil {
			fs = append(fs, kernel.FieldError{Field: x.campo, Message: "Scrivere un numero intero; se non ce n'è nessuna, scrivere 0."})
		}
	}
	if o.ConcluseEspresse != nil && *o.ConcluseEspresse > 0 && o.DurataMedia == nil {
		fs = append(fs, kernel.FieldError{Field: "durata_media", Message: "Ci sono pratiche concluse con provvedimento espresso: indicare la loro durata media."})
	}
	if len(fs) == 0 {
		for _, p := range o.Totali().Validate() {
			fs = append(fs, kernel.FieldError{Field: p.Colonna, Message: p.Messaggio})
		}
		fs = append(fs, o.giacenze()...)
	}
	return kernel.Invalid(fs)
}

// giacenze checks the stock against the flow where it was given.
func (o OttoNumeri) giacenze() (fs []kernel.FieldError) {
	add := func(campo, messaggio string) { fs = append(fs, kernel.FieldError{Field: campo, Message: messaggio}) }
	if o.PendentiFine != nil && *o.Arretrato > *o.PendentiFine {
		add("arretrato", "L'arretrato non può superare le pratiche ancora aperte a fine semestre.")
	}
	if o.InTransito != nil && o.PendentiInizio != nil && *o.InTransito != *o.PendentiInizio+*o.Avviate {
		add("in_transito", "Le pratiche in lavorazione nel semestre sono quelle aperte all'inizio più quelle avviate: il totale non torna.")
	}
	if o.InTransito != nil && *o.InTransito < *o.Avviate {
		add("in_transito", "Le pratiche in lavorazione nel semestre comprendono quelle avviate: non possono essere meno.")
	}
	if o.PendentiInizio != nil && o.PendentiFine != nil && o.Totali().Escluse < 0 {
		add("pendenti_fine", "Le pratiche aperte a fine semestre sono più di quelle che risultano: aperte all'inizio, più avviate, meno concluse.")
	}
	return fs
}

func quante(n int, una, molte string) string {
	if n == 1 {
		return "1 " + una
	}
	return kernel.Numero(int64(n)) + " " + molte
}
