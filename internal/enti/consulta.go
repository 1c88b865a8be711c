package enti

import (
	"context"
	"io"
	"strings"

	"pass/internal/accesso"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/platform/files"
)

// Filtro chooses bodies of the register; zero fields do not filter.
type Filtro struct {
	Testo     string // words of the name
	Tipo      Tipo
	Provincia string // sigla
	Adesione  string // a Stato, or NonAderente
	Cessati   bool   // only those that ceased; otherwise only those that exist
	Pagina    int    // from 1
	Per       int    // bodies per page; 0 means all of them
}

// NonAderente filters the bodies for which nobody has sent an adesione.
const NonAderente = "nessuna"

// VoceElenco is one line of the register.
type VoceElenco struct {
	Ente   Ente
	Stato  Stato // of the adesione in carica, or else of the latest sent; empty: none
	Titolo accesso.Titolo
	Al     kernel.Day // end of the declared mandate, when the adesione is in carica
}

// statoEnte joins to a body the adesione that speaks for it.
const statoEnte = ` LEFT JOIN adesioni a ON a.id = (SELECT x.id FROM adesioni x WHERE x.ente_id = e.id AND x.stato <> 'bozza'
	ORDER BY CASE WHEN x.stato IN ('approvata','sospesa') THEN 0 ELSE 1 END, x.id DESC LIMIT 1)`

// Elenco lists the register by name, with the state of each adesione, and
// counts how many bodies the filter leaves.
func (s *Service) Elenco(ctx context.Context, chi kernel.Actor, f Filtro) (vs []VoceElenco, totale int64, err error) {
	if !Consulta.Allows(chi) {
		return nil, 0, kernel.E(kernel.Vietato, "Il registro degli enti è riservato a chi gestisce il servizio.")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { vs, totale, err = elenco(ctx, tx, f); return err })
	return vs, totale, err
}

func elenco(ctx context.Context, tx *db.Tx, f Filtro) (vs []VoceElenco, totale int64, err error) {
	cessati := int64(0)
	if f.Cessati {
		cessati = 1
	}
	args := []any{string(f.Tipo), f.Provincia, f.Adesione, cessati}
	parole, altri := conTesto(5, f.Testo)
	from := ` FROM enti e` + statoEnte + ` WHERE ($1 = '' OR e.tipo = $1) AND ($2 = '' OR e.provincia = $2)
		AND ($3 = '' OR ($3 = '` + NonAderente + `' AND a.id IS NULL) OR a.stato = $3)
		AND ((CAST($4 AS BIGINT) = 0 AND e.cessato_il IS NULL) OR (CAST($4 AS BIGINT) = 1 AND e.cessato_il IS NOT NULL))` + parole
	args = append(args, altri...)
	if totale, err = db.One(ctx, tx, db.Scalar[int64], `SELECT COUNT(*)`+from, args...); err != nil {
		return nil, 0, err
	}
	page := ``
	if f.Per > 0 {
		page = ` LIMIT ` + db.Placeholders(len(args)+1, 1) + ` OFFSET ` + db.Placeholders(len(args)+2, 1)
		args = append(args, int64(f.Per), int64(f.Per)*int64(max(f.Pagina, 1)-1))
	}
	vs, err = db.Many(ctx, tx, func(r db.Row) (v VoceElenco, err error) {
		return v, r.Scan(append(v.Ente.campi(), &v.Stato, &v.Titolo, &v.Al)...)
	}, `SELECT `+colonneEnte+`, COALESCE(a.stato, ''), COALESCE(a.titolo, ''), CASE WHEN a.stato IN ('approvata','sospesa') THEN a.mandato_al END`+
		from+` ORDER BY e.ordine, e.tipo, e.id`+page, args...)
	return vs, totale, err
}

// Province lists the provincial areas of the register, for filters.
func (s *Service) Province(ctx context.Context) (ps []SiglaNome, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { ps, err = Province(ctx, tx); return err })
	return ps, err
}

// maxTesto bounds what one may type into a search, in bytes.
const maxTesto = 200

// Suggerisci finds bodies while a person types: any signed-in person may.
func (s *Service) Suggerisci(ctx context.Context, testo string, limite int) (es []Ente, err error) {
	if len(testo) > maxTesto {
		testo = strings.ToValidUTF8(testo[:maxTesto], "")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { es, err = Cerca(ctx, tx, testo, limite); return err })
	return es, err
}

// Leggi reads a body of the register: its name is public.
func (s *Service) Leggi(ctx context.Context, id int64) (e Ente, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { e, err = Get(ctx, tx, id); return err })
	return e, err
}

// Scheda is all that the sheet of a body shows to that person.
type Scheda struct {
	Ente         Ente
	Successore   Ente   // zero: none
	Predecessori []Ente // that ceased into it
	Persone      []accesso.PersonaConMandato
	Adesioni     []Adesione // those that the person may see, newest first
	Stato        Stato      // of the adesione in carica, or empty
	Puo          bool       // may the body ask for help?
	Impedimenti  []Impedimento
	Storia       []VariazioneEnte
	Gestisce     bool // may change the body
	Delegati     bool // may open the page of the delegates
}

// Scheda shows a body to its own people and to who reads the register.
func (s *Service) Scheda(ctx context.Context, chi kernel.Actor, id int64) (sc Scheda, err error) {
	if !PuoVedereEnte(id, chi) {
		return sc, db.ErrNotFound
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { sc, err = scheda(ctx, tx, chi, id); return err })
	return sc, err
}

func scheda(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (sc Scheda, err error) {
	if sc.Ente, err = Get(ctx, tx, id); err != nil {
		return sc, err
	}
	if sc.Ente.SuccessoreID != 0 {
		if sc.Successore, err = Get(ctx, tx, sc.Ente.SuccessoreID); err != nil {
			return sc, err
		}
	}
	sc.Predecessori, err = db.Many(ctx, tx, scanEnte, `SELECT `+colonneEnte+` FROM enti e WHERE e.successore_id = $1 ORDER BY e.ordine, e.id`, id)
	if err != nil {
		return sc, err
	}
	if chi.DiEnte(id) || chi.HasAny(kernel.Segreteria, kernel.Coordinatore, kernel.EspertoRuolo, kernel.Regione) {
		if sc.Persone, err = accesso.ConMandatoPerEnte(ctx, tx, id); err != nil {
			return sc, err
		}
	}
	tutte, err := adesioniDiEnte(ctx, tx, id)
	if err != nil {
		return sc, err
	}
	for _, a := range tutte {
		if a.Stato.InCarica() {
			sc.Stato = a.Stato
		}
		if PuoVedere(a, chi) {
			sc.Adesioni = append(sc.Adesioni, a)
		}
	}
	if sc.Puo, sc.Impedimenti, err = PuoChiedere(ctx, tx, id); err != nil {
		return sc, err
	}
	sc.Gestisce, sc.Delegati = Gestisci.Allows(chi), PuoVedereDelegati(id, chi)
	sc.Storia, err = Storia(ctx, tx, id)
	return sc, err
}

// Dettaglio is all that the page of an adesione shows to that person.
type Dettaglio struct {
	Adesione    Adesione
	Ente        Ente
	Richiedente accesso.Persona
	File        files.File // zero: no Protocollo yet
	Atti        []AttoAdesione
	Consentiti  []Atto
	Parte       Parte
	InCarica    Adesione        // another adesione that an approval would end; zero: none
	Uscente     accesso.Persona // who holds it
	Altre       int             // other people's adesioni for the body, still open; segreteria only
}

// Dettaglio shows an adesione to who asked for it and to the segreteria; for
// anybody else it does not exist.
func (s *Service) Dettaglio(ctx context.Context, chi kernel.Actor, id int64) (d Dettaglio, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { d, err = dettaglio(ctx, tx, chi, id); return err })
	return d, err
}

func dettaglio(ctx context.Context, tx *db.Tx, chi kernel.Actor, id int64) (d Dettaglio, err error) {
	if d.Adesione, d.Ente, err = caricata(ctx, tx, chi, id); err != nil {
		return d, err
	}
	a := d.Adesione
	d.Parte = ParteDi(a, chi)
	d.Consentiti = Consentiti(a, d.Parte)
	if d.Richiedente, err = accesso.GetPersona(ctx, tx, a.RichiedenteID); err != nil {
		return d, err
	}
	if a.FileID != 0 {
		if d.File, err = files.Get(ctx, tx, a.FileID); err != nil {
			return d, err
		}
	}
	if d.Atti, err = attiDi(ctx, tx, id); err != nil || d.Parte != ParteSegreteria {
		return d, err
	}
	altre, err := adesioniDiEnte(ctx, tx, a.EnteID)
	for _, o := range altre {
		switch {
		case o.ID == a.ID:
		case o.Stato.InCarica():
			d.InCarica = o
		case o.Stato.Aperta() && o.Stato != Bozza:
			d.Altre++
		}
	}
	if err == nil && d.InCarica.ID != 0 {
		d.Uscente, err = accesso.GetPersona(ctx, tx, d.InCarica.RichiedenteID)
	}
	return d, err
}

// Protocollo opens the Protocollo of an adesione for who may see it; with no
// file it is db.ErrNotFound. The caller closes it.
func (s *Service) Protocollo(ctx context.Context, chi kernel.Actor, id int64) (f files.File, r io.ReadSeekCloser, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		a, _, err := caricata(ctx, tx, chi, id)
		if err != nil {
			return err
		}
		if a.FileID == 0 {
			return db.ErrNotFound
		}
		f, err = files.Get(ctx, tx, a.FileID)
		return err
	})
	if err == nil {
		r, err = s.files.Open(ctx, f.Key)
	}
	return f, r, err
}

// MiaAdesione is one of the person's own adesioni with its body.
type MiaAdesione struct {
	Adesione Adesione
	Ente     Ente
}

// LeMie lists the actor's own adesioni, newest first.
func (s *Service) LeMie(ctx context.Context, chi kernel.Actor) (ms []MiaAdesione, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		as, err := AdesioniDi(ctx, tx, chi.Persona)
		if err != nil {
			return err
		}
		ids := make([]int64, len(as))
		for i, a := range as {
			ids[i] = a.EnteID
		}
		es, err := PerID(ctx, tx, ids)
		for _, a := range as {
			ms = append(ms, MiaAdesione{a, es[a.EnteID]})
		}
		return err
	})
	return ms, err
}

// Coda is one page of the queue of the segreteria.
type Coda struct {
	Voci     []VoceCoda
	Totale   int64
	PerStato map[Stato]int64 // of all the adesioni, whatever the filter
	Province []SiglaNome
}

// Coda shows the adesioni to the segreteria, the one that has waited longest
// first.
func (s *Service) Coda(ctx context.Context, chi kernel.Actor, f FiltroCoda, pagina, per int) (c Coda, err error) {
	if !Verifica.Allows(chi) {
		return c, kernel.E(kernel.Vietato, "La verifica delle adesioni spetta alla segreteria.")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if c.Voci, c.Totale, err = coda(ctx, tx, f, per, per*(max(pagina, 1)-1)); err != nil {
			return err
		}
		if c.PerStato, err = perStato(ctx, tx); err != nil {
			return err
		}
		c.Province, err = Province(ctx, tx)
		return err
	})
	return c, err
}
