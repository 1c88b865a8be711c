// Package scrivania is each role's desk: what is to be done today, and how it
// goes. It reads all areas and owns no table; what a section may show is
// decided by the area that owns it.
package scrivania

import (
	"context"
	"fmt"

	"pass/internal/accesso"
	"pass/internal/contatti"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
	"pass/internal/redazione"
	"pass/internal/richieste"
)

// Voce is one thing on the desk.
type Voce struct {
	Titolo, URL string
	Sotto       string // body, or what else identifies it
	Stato       string
	Passo       string     // what is expected next
	Chi         string     // from whom
	Entro       kernel.Day // by when; zero when nobody owes anything
	Tardi       int        // calendar days past Entro
	Mia         bool       // the reader is the one who owes it
	ChiusaIl    kernel.Day // zero while it is open
}

// Sezione is one question answered on the desk.
type Sezione struct {
	ID, Titolo string
	Spiega     string // what the section holds, in one sentence
	Vuota      string // what to say when there is nothing
	Voci       []Voce
	Totale     int    // how many there are in all
	URL        string // where the whole list is
	Chiuse     bool   // the section holds what is over
}

// Carico is an expert with the number of open requests.
type Carico struct {
	Nome    string
	Aperte  int
	Persona int64
}

// Desk is the whole page of one person.
type Desk struct {
	Enti       []EnteMio
	Adesioni   []enti.Adesione // the person's own, not closed
	NomiEnti   map[int64]string
	PuoAderire bool // nothing else to do here: the person may register a body
	Sezioni    []Sezione
	Carichi    []Carico // for a coordinator
	Attivita   *pubblico.Attivita
	DaVerifica int64              // adesioni that wait for the segreteria
	Messaggi   contatti.DaLeggere // of the public, for the segreteria
	Redazione  redazione.DaFare   // on the public site, for who moderates
	Pendenze   []monitoraggio.Pendenza
	Segreteria bool
	Ammin      bool
}

// EnteMio is a body for which the person acts.
type EnteMio struct {
	ID         int64
	Nome       string
	Ruolo      string
	Legale     bool
	PuoChieder bool
	Perche     string // why not, when it may not
	Delegati   int
	URLCifre   string // its public page
}

// perSezione is how many things a section shows.
const perSezione = 8

// Componi reads the desk of a person: a fixed number of queries for each role
// and body of theirs.
func Componi(ctx context.Context, tx *db.Tx, chi kernel.Actor, silenzio int) (d Desk, err error) {
	steps := []func() error{
		func() error { return d.ente(ctx, tx, chi, silenzio) },
		func() error { return d.esperto(ctx, tx, chi, silenzio) },
		func() error { return d.coordinatore(ctx, tx, chi, silenzio) },
		func() error { return d.segreteria(ctx, tx, chi, silenzio) },
		func() error { return d.cifre(ctx, tx, chi) },
		func() (err error) { d.Messaggi, err = contatti.Attese(ctx, tx, chi); return err },
		func() (err error) { d.Redazione, err = redazione.Attese(ctx, tx, chi); return err },
		func() (err error) { d.Pendenze, err = monitoraggio.Pendenze(ctx, tx, chi); return err },
	}
	for _, s := range steps {
		if err := s(); err != nil {
			return d, err
		}
	}
	d.Ammin = chi.Has(kernel.Amministratore)
	return d, nil
}

// solo keeps only the mandates of the given roles, so that a section shows
// what belongs to it and no more.
func solo(chi kernel.Actor, ruoli ...kernel.Ruolo) kernel.Actor {
	out := chi
	out.Mandati = nil
	for _, m := range chi.Mandati {
		for _, r := range ruoli {
			if m.Ruolo == r {
				out.Mandati = append(out.Mandati, m)
			}
		}
	}
	return out
}

// domanda is a section to be filled.
type domanda struct {
	Sezione
	chi    kernel.Actor
	filtro richieste.Filtro
	parte  richieste.Parte
}

func (d *Desk) chiedi(ctx context.Context, tx *db.Tx, silenzio int, ds ...domanda) error {
	for _, q := range ds {
		e, err := richieste.Trova(ctx, tx, q.chi, q.filtro)
		if err != nil {
			return err
		}
		q.Totale = e.Totale
		righe := e.Righe[:min(len(e.Righe), perSezione)]
		var ids []int64
		for _, r := range righe {
			ids = append(ids, r.EnteID)
		}
		nomi, err := enti.PerID(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, r := range righe {
			q.Voci = append(q.Voci, voce(r, nomi[r.EnteID].NomeEsteso(), q.parte, tx.Now(), silenzio))
		}
		d.Sezioni = append(d.Sezioni, q.Sezione)
	}
	return nil
}

// voce is pure.
func voce(r richieste.Richiesta, ente string, parte richieste.Parte, ora kernel.Instant, silenzio int) Voce {
	p := r.ProssimoPasso(ora.Day(), silenzio)
	v := Voce{Titolo: r.Modulo.Titolo(), URL: fmt.Sprintf("/richieste/%d", r.ID), Sotto: ente + " · " + r.Codice(),
		Stato: r.Stato.Etichetta(), Passo: p.Cosa, Chi: p.Chi.Etichetta(), Entro: p.Entro, Tardi: p.Tardi, Mia: p.Chi == parte, ChiusaIl: r.ChiusaIl.Day()}
	if r.Stato == richieste.Bozza {
		v.Sotto, v.URL = ente, v.URL+"/modifica"
	}
	return v
}

func (d *Desk) ente(ctx context.Context, tx *db.Tx, chi kernel.Actor, silenzio int) error {
	miei := chi.Enti()
	tutte, err := enti.AdesioniDi(ctx, tx, chi.Persona)
	if err != nil {
		return err
	}
	for _, a := range tutte {
		if a.Stato.Aperta() {
			d.Adesioni = append(d.Adesioni, a)
		}
	}
	ids := append([]int64(nil), miei...)
	for _, a := range d.Adesioni {
		ids = append(ids, a.EnteID)
	}
	nomi, err := enti.PerID(ctx, tx, ids)
	if err != nil {
		return err
	}
	d.NomiEnti = map[int64]string{}
	for id, e := range nomi {
		d.NomiEnti[id] = e.NomeEsteso()
	}
	d.PuoAderire = len(chi.Mandati) == 0
	for _, id := range miei {
		e, err := d.enteMio(ctx, tx, chi, nomi[id])
		if err != nil {
			return err
		}
		d.Enti = append(d.Enti, e)
	}
	if len(miei) == 0 {
		return nil
	}
	io := solo(chi, kernel.LegaleRappresentante, kernel.Delegato)
	return d.chiedi(ctx, tx, silenzio,
		domanda{Sezione{ID: "da-fare", Titolo: "Che cosa fare oggi", Spiega: "Bozze da completare, integrazioni da inviare, risposte da confermare.",
			Vuota: "Nessuna richiesta aspetta un'azione dell'ente.", URL: "/richieste?stato=in_attesa_integrazioni&stato=risposta_inviata&stato=bozza"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Bozza, richieste.InAttesa, richieste.RispostaInviata}}, richieste.ParteEnte},
		domanda{Sezione{ID: "in-corso", Titolo: "Richieste in corso", Spiega: "Il prossimo passo spetta ad altri: ecco a chi ed entro quando.",
			Vuota: "Non ci sono richieste in corso.", URL: "/richieste?stato=inviata&stato=in_valutazione&stato=assegnata&stato=in_lavorazione"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Inviata, richieste.InValutazione, richieste.Assegnata, richieste.InLavorazione}}, richieste.ParteEnte},
		domanda{Sezione{ID: "evase", Titolo: "Ultime richieste evase", Spiega: "Le risposte e i documenti restano sempre consultabili.",
			Vuota: "Nessuna richiesta è ancora stata evasa.", URL: "/richieste?stato=evasa", Chiuse: true},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Evasa}, Recenti: true}, richieste.ParteEnte})
}

func (d *Desk) enteMio(ctx context.Context, tx *db.Tx, chi kernel.Actor, e enti.Ente) (EnteMio, error) {
	m := EnteMio{ID: e.ID, Nome: e.NomeEsteso(), Ruolo: kernel.Delegato.Etichetta(), URLCifre: pubblico.URLEnte(string(e.Istat), e.ID)}
	if chi.HasEnte(kernel.LegaleRappresentante, e.ID) {
		m.Ruolo, m.Legale = kernel.LegaleRappresentante.Etichetta(), true
	}
	persone, err := accesso.ConMandatoPerEnte(ctx, tx, e.ID)
	if err != nil {
		return m, err
	}
	for _, p := range persone {
		if p.Mandato.Ruolo == kernel.Delegato {
			m.Delegati++
		}
	}
	ok, impedimenti, err := enti.PuoChiedere(ctx, tx, e.ID)
	m.PuoChieder = ok
	switch {
	case len(impedimenti) > 0:
		m.Perche = impedimenti[0].Testo
	case !ok:
		m.Perche = "L'adesione dell'ente non è in vigore."
	}
	return m, err
}

func (d *Desk) esperto(ctx context.Context, tx *db.Tx, chi kernel.Actor, silenzio int) error {
	if !chi.Has(kernel.EspertoRuolo) {
		return nil
	}
	io := solo(chi, kernel.EspertoRuolo)
	return d.chiedi(ctx, tx, silenzio,
		domanda{Sezione{ID: "rispondere", Titolo: "A chi rispondere, entro quando", Spiega: "Richieste assegnate, dalla più vecchia.",
			Vuota: "Nessuna richiesta aspetta una risposta.", URL: "/richieste?stato=assegnata&stato=in_lavorazione"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Assegnata, richieste.InLavorazione}}, richieste.ParteEsperto},
		domanda{Sezione{ID: "attesa", Titolo: "In attesa dell'ente", Spiega: "Integrazioni chieste e risposte da confermare.",
			Vuota: "Nessuna richiesta è in attesa dell'ente.", URL: "/richieste?stato=in_attesa_integrazioni&stato=risposta_inviata"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.InAttesa, richieste.RispostaInviata}}, richieste.ParteEsperto})
}

func (d *Desk) coordinatore(ctx context.Context, tx *db.Tx, chi kernel.Actor, silenzio int) error {
	tf := chi.TaskForces(kernel.Coordinatore)
	if len(tf) == 0 {
		return nil
	}
	io := solo(chi, kernel.Coordinatore)
	err := d.chiedi(ctx, tx, silenzio,
		domanda{Sezione{ID: "assegnare", Titolo: "Da assegnare", Spiega: "Richieste affidate alla task force, senza esperti.",
			Vuota: "Nessuna richiesta aspetta un esperto.", URL: "/richieste?stato=in_valutazione"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.InValutazione}}, richieste.ParteCoordinatore},
		domanda{Sezione{ID: "seguite", Titolo: "In mano agli esperti", Spiega: "Dalla più vecchia nel suo stato.",
			Vuota: "Gli esperti non hanno richieste aperte.", URL: "/richieste?stato=assegnata&stato=in_lavorazione&stato=in_attesa_integrazioni"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Assegnata, richieste.InLavorazione, richieste.InAttesa}}, richieste.ParteCoordinatore})
	if err != nil {
		return err
	}
	aperte, err := richieste.Carichi(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range tf {
		esperti, err := accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, id)
		if err != nil {
			return err
		}
		for _, e := range esperti {
			d.Carichi = append(d.Carichi, Carico{Nome: e.NomeCompleto(), Aperte: aperte[e.ID], Persona: e.ID})
		}
	}
	return nil
}

func (d *Desk) segreteria(ctx context.Context, tx *db.Tx, chi kernel.Actor, silenzio int) (err error) {
	if !chi.Has(kernel.Segreteria) {
		return nil
	}
	d.Segreteria = true
	if d.DaVerifica, err = enti.AdesioniDaVerificare(ctx, tx); err != nil {
		return err
	}
	io := solo(chi, kernel.Segreteria)
	return d.chiedi(ctx, tx, silenzio,
		domanda{Sezione{ID: "valutare", Titolo: "Richieste da valutare e smistare", Spiega: "Dalla più vecchia.",
			Vuota: "Nessuna richiesta aspetta una valutazione.", URL: "/richieste?stato=inviata&stato=in_valutazione"},
			io, richieste.Filtro{Stati: []richieste.Stato{richieste.Inviata, richieste.InValutazione}, DaSmistare: true}, richieste.ParteSegreteria},
		domanda{Sezione{ID: "ferme", Titolo: "Che cosa è fermo, e da quanto", Spiega: "Le richieste che da più tempo non cambiano stato.",
			Vuota: "Nessuna richiesta aperta.", URL: "/richieste"},
			io, richieste.Filtro{Stati: richieste.Aperte()}, richieste.ParteSegreteria})
}

func (d *Desk) cifre(ctx context.Context, tx *db.Tx, chi kernel.Actor) error {
	if !chi.HasAny(kernel.Regione, kernel.Osservatore) {
		return nil
	}
	a, _, err := pubblico.Leggi[pubblico.Attivita](ctx, tx, pubblico.ChiaveAttivita)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return nil
	}
	d.Attivita = &a
	return err
}
