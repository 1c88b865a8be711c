package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio"
	"pass/internal/platform/db"
	"pass/internal/platform/idp"
	"pass/internal/richieste"
)

// orologio is the clock of a demonstration: it is moved into the past while
// the invented history is written, act by act, by the same services that
// people use.
type orologio struct{ fisso atomic.Pointer[time.Time] }

func (o *orologio) now() time.Time {
	if t := o.fisso.Load(); t != nil {
		return *t
	}
	return time.Now()
}

func (o *orologio) set(t time.Time) { o.fisso.Store(&t) }

// demoPronta is the setting that says that the invented data are complete.
const demoPronta = "dimostrazione_pronta"

// segnaDimostrazione marks an empty database as a demonstration. One that
// holds real people is refused.
func (a *App) segnaDimostrazione(ctx context.Context) error {
	if a.demo {
		return nil
	}
	err := a.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*) FROM persone`)
		if err != nil {
			return err
		}
		if n > 0 {
			return errors.New("questa base dati contiene persone vere: la dimostrazione vuole una cartella di dati sua (--dati)")
		}
		return db.SetSetting(ctx, tx, idp.SettingName, idp.SettingValue)
	})
	a.demo = err == nil
	return err
}

// demo writes the invented history.
type demo struct {
	a     *App
	ctx   context.Context
	rnd   *rand.Rand
	clock *orologio
	end   time.Time // the present

	staff   map[kernel.Ruolo]kernel.Actor
	esperti map[int64][]int64 // per task force
	coord   map[int64]kernel.Actor
	tf      map[string]catalogo.TaskForce
	proc    []catalogo.Procedimento
	enti    []enteDemo
	persone int
}

type enteDemo struct {
	enti.Ente
	sindaco kernel.Actor
	dal     time.Time
}

// popola fills a fresh demonstration, once.
func (a *App) popola(ctx context.Context) error {
	var done string
	err := a.DB.Read(ctx, func(tx *db.Tx) (err error) {
		done, err = db.Setting(ctx, tx, demoPronta)
		return err
	})
	if err != nil || done != "" {
		return err
	}
	d := &demo{a: a, ctx: ctx, rnd: rand.New(rand.NewPCG(20211112, 38)), clock: &a.orologio, end: time.Now(), //nolint:gosec // invented data
		staff: map[kernel.Ruolo]kernel.Actor{}, esperti: map[int64][]int64{}, coord: map[int64]kernel.Actor{}, tf: map[string]catalogo.TaskForce{}}
	defer a.orologio.fisso.Store(nil)
	for _, step := range []func() error{d.catalogo, d.personale, d.aderenti, d.calendari, d.richieste, d.monitoraggio, d.contatti, d.redazione} {
		if err := step(); err != nil {
			return fmt.Errorf("la dimostrazione non si prepara: %w", err)
		}
	}
	a.orologio.fisso.Store(nil)
	if err := a.Richieste.PubblicaCifre(ctx); err != nil {
		return err
	}
	return a.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE posta SET stato = 'spedita', spedita_il = creata_il`); err != nil {
			return err
		}
		return db.SetSetting(ctx, tx, demoPronta, "si")
	})
}

func (d *demo) in(fn func(tx *db.Tx) error) error { return d.a.DB.InTx(d.ctx, fn) }

func (d *demo) catalogo() error {
	return d.in(func(tx *db.Tx) error {
		list, err := catalogo.TaskForces(d.ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range list {
			d.tf[t.Codice] = t
		}
		d.proc, err = catalogo.Procedimenti(d.ctx, tx, true)
		return err
	})
}

// persona makes an invented person with a mandate, if any, since a day.
func (d *demo) persona(tx *db.Tx, nome, cognome string, ms ...accesso.Mandato) (kernel.Actor, error) {
	id, err := accesso.CreaPersona(d.ctx, tx, accesso.Persona{CodiceFiscale: cfInventato(nome, cognome, d.persone), Nome: nome, Cognome: cognome,
		Email: emailInventata(nome, cognome)})
	if err != nil {
		return kernel.Actor{}, err
	}
	d.persone++
	for _, m := range ms {
		m.PersonaID = id
		if _, err := accesso.Conferisci(d.ctx, tx, kernel.ActorSistema(), m); err != nil {
			return kernel.Actor{}, err
		}
	}
	return accesso.ActorDi(d.ctx, tx, id)
}

func (d *demo) personale() error {
	d.clock.set(d.end.AddDate(-1, -2, 0))
	return d.in(func(tx *db.Tx) error {
		for i, p := range demoPersone {
			d.persone = i
			var ms []accesso.Mandato
			if p.ruolo != "" && p.ente == "" {
				ms = append(ms, accesso.Mandato{Ruolo: p.ruolo, TaskForceID: d.tf[p.taskForce].ID})
			}
			chi, err := d.persona(tx, p.nome, p.cognome, ms...)
			if err != nil {
				return err
			}
			switch p.ruolo {
			case kernel.Coordinatore:
				d.coord[d.tf[p.taskForce].ID] = chi
			case kernel.EspertoRuolo:
				d.esperti[d.tf[p.taskForce].ID] = append(d.esperti[d.tf[p.taskForce].ID], chi.Persona)
			}
			if _, ok := d.staff[p.ruolo]; !ok {
				d.staff[p.ruolo] = chi
			}
		}
		d.persone = len(demoPersone)
		return d.taskForce(tx)
	})
}

// taskForce gives every task force a coordinator and three experts.
func (d *demo) taskForce(tx *db.Tx) error {
	list, err := catalogo.TaskForces(d.ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if _, ok := d.coord[t.ID]; !ok {
			nome, cognome := d.nome()
			if d.coord[t.ID], err = d.persona(tx, nome, cognome, accesso.Mandato{Ruolo: kernel.Coordinatore, TaskForceID: t.ID}); err != nil {
				return err
			}
		}
		for len(d.esperti[t.ID]) < 3 {
			nome, cognome := d.nome()
			chi, err := d.persona(tx, nome, cognome, accesso.Mandato{Ruolo: kernel.EspertoRuolo, TaskForceID: t.ID})
			if err != nil {
				return err
			}
			d.esperti[t.ID] = append(d.esperti[t.ID], chi.Persona)
		}
	}
	return nil
}

var (
	demoNomi    = []string{"Alessandra", "Andrea", "Bruno", "Camilla", "Carlo", "Daniela", "Emma", "Fabio", "Federica", "Giorgio", "Ilaria", "Luca", "Marta", "Matteo", "Nadia", "Pietro", "Roberta", "Stefano", "Teresa", "Valerio"}
	demoCognomi = []string{"Airoldi", "Besana", "Cattaneo", "Donadoni", "Erba", "Fumagalli", "Galbiati", "Lanzani", "Mapelli", "Nava", "Oggioni", "Perego", "Riboldi", "Sala", "Tentori", "Valtorta", "Villa", "Zanardi", "Zucchi", "Colleoni", "Gritti", "Moroni"}
)

func (d *demo) nome() (nome, cognome string) {
	return demoNomi[d.persone%len(demoNomi)], demoCognomi[(d.persone*7+d.persone/len(demoNomi))%len(demoCognomi)]
}

var pdfDimostrativo = []byte("%PDF-1.4\n% Protocollo di Collaborazione dimostrativo: documento inventato.\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")

// aderenti joins some forty bodies through the real act, and leaves a few
// adesioni at earlier states.
func (d *demo) aderenti() error {
	scelti, err := d.scegliEnti()
	if err != nil {
		return err
	}
	for i, e := range scelti {
		giorno := d.end.AddDate(0, -13, i*2)
		if giorno.After(d.end.AddDate(0, 0, -10)) {
			giorno = d.end.AddDate(0, 0, -10)
		}
		d.clock.set(giorno.Add(time.Duration(9+i%8) * time.Hour / 2))
		if err := d.adesione(e, i, len(scelti)); err != nil {
			return fmt.Errorf("%s: %w", e.Nome, err)
		}
	}
	return d.delegato()
}

func (d *demo) scegliEnti() (out []enti.Ente, err error) {
	err = d.a.DB.Read(d.ctx, func(tx *db.Tx) error {
		list, err := enti.PerCifre(d.ctx, tx)
		if err != nil {
			return err
		}
		want := map[string]bool{"Vimercate": true, "Sondalo": true}
		var rest, grandi []enti.Ente
		for _, e := range list {
			switch {
			case want[e.Nome] && e.Tipo == enti.Comune:
				out = append(out, e.Ente)
			case monitoraggio.ClasseDi(e.Ente) == "c4": // like Vimercate, which can then be set beside them
				grandi = append(grandi, e.Ente)
			case e.Tipo == enti.Comune && e.Popolazione != nil && *e.Popolazione > 800:
				rest = append(rest, e.Ente)
			}
		}
		for i := 0; len(out) < 10 && i < len(grandi); i += 7 {
			out = append(out, grandi[i])
		}
		for i := 0; len(out) < 44 && len(rest) > 0; i++ {
			out = append(out, rest[(i*97+13)%len(rest)])
		}
		for _, e := range list {
			if (e.Nome == "Lodi" || e.Nome == "Sondrio") && e.Tipo == enti.Provincia {
				out = append(out, e.Ente)
			}
		}
		return nil
	})
	return out, err
}

func (d *demo) adesione(e enti.Ente, i, tutti int) error {
	sindaco, err := d.rappresentante(e)
	if err != nil {
		return err
	}
	id, err := d.a.Enti.Crea(d.ctx, sindaco, e.ID)
	if err != nil {
		return err
	}
	titolo := accesso.Titolo("sindaco")
	if e.Tipo != enti.Comune {
		titolo = "presidente"
	}
	if err := d.conVersione(id, func(v int64) error {
		return d.a.Enti.Salva(d.ctx, sindaco, id, v, enti.DatiAdesione{Titolo: titolo, MandatoAl: kernel.DayOf(d.end.AddDate(2, 5, 0))}, true)
	}); err != nil {
		return err
	}
	if err := d.conVersione(id, func(v int64) error {
		_, err := d.a.Enti.CaricaProtocollo(d.ctx, sindaco, id, v, enti.Caricato{Nome: "protocollo-firmato.pdf", Dimensione: int64(len(pdfDimostrativo)), Contenuto: bytes.NewReader(pdfDimostrativo)})
		return err
	}); err != nil {
		return err
	}
	if i > 2 && i == tutti-5 {
		return nil // still a draft
	}
	if err := d.conVersione(id, func(v int64) error { return d.a.Enti.Invia(d.ctx, sindaco, id, v, true) }); err != nil {
		return err
	}
	if i > 2 && i >= tutti-8 && i%2 == 0 {
		return nil // waits for the segreteria
	}
	d.clock.set(d.clock.now().Add(30 * time.Hour))
	segreteria := d.staff[kernel.Segreteria]
	if err := d.conVersione(id, func(v int64) error { return d.a.Enti.PrendiInVerifica(d.ctx, segreteria, id, v) }); err != nil {
		return err
	}
	if i == tutti-3 {
		return d.conVersione(id, func(v int64) error {
			return d.a.Enti.ChiediIntegrazioni(d.ctx, segreteria, id, v, "Nel Protocollo manca la firma dell'ultima pagina.")
		})
	}
	if err := d.conVersione(id, func(v int64) error { return d.a.Enti.Approva(d.ctx, segreteria, id, v) }); err != nil {
		return err
	}
	return d.in(func(tx *db.Tx) error {
		chi, err := accesso.ActorDi(d.ctx, tx, sindaco.Persona)
		d.enti = append(d.enti, enteDemo{e, chi, d.clock.now()})
		return err
	})
}

// rappresentante is the invented mayor: a known one where demoPersone says so.
func (d *demo) rappresentante(e enti.Ente) (chi kernel.Actor, err error) {
	err = d.in(func(tx *db.Tx) error {
		for i, p := range demoPersone {
			if p.ente == e.Nome && p.ruolo == kernel.LegaleRappresentante {
				persona, err := accesso.PersonaPerCF(d.ctx, tx, cfInventato(p.nome, p.cognome, i))
				if err != nil {
					return err
				}
				chi, err = accesso.ActorDi(d.ctx, tx, persona.ID)
				return err
			}
		}
		nome, cognome := d.nome()
		chi, err = d.persona(tx, nome, cognome)
		return err
	})
	return chi, err
}

func (d *demo) conVersione(id int64, fn func(versione int64) error) error {
	var v int64
	err := d.a.DB.Read(d.ctx, func(tx *db.Tx) (err error) {
		v, err = enti.VersioneAdesione(d.ctx, tx, id)
		return err
	})
	if err != nil {
		return err
	}
	return fn(v)
}

func (d *demo) delegato() error {
	return d.in(func(tx *db.Tx) error {
		for i, p := range demoPersone {
			if p.ruolo != kernel.Delegato {
				continue
			}
			persona, err := accesso.PersonaPerCF(d.ctx, tx, cfInventato(p.nome, p.cognome, i))
			if err != nil {
				return err
			}
			for _, e := range d.enti {
				if e.Nome != p.ente {
					continue
				}
				if _, err := accesso.Conferisci(d.ctx, tx, e.sindaco, accesso.Mandato{PersonaID: persona.ID, Ruolo: kernel.Delegato, EnteID: e.ID, Al: kernel.DayOf(d.end.AddDate(1, 0, 0))}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// allegato keeps one small invented document in the store for each use.
func (d *demo) allegato(nome string) (richieste.Allegato, error) {
	text := fmt.Sprintf("Documento dimostrativo %q: contenuto inventato.\n", nome)
	s, err := d.a.Files.Put(d.ctx, bytes.NewReader([]byte(text)), 1<<20)
	if err == nil && s.SHA256 != fmt.Sprintf("%x", sha256.Sum256([]byte(text))) {
		err = errors.New("the store changed the file")
	}
	return richieste.Allegato{Stored: s, Nome: nome, Tipo: "text/plain; charset=utf-8"}, err
}
