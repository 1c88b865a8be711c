package monitoraggio

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// chiave names the figures of one body for one procedure.
type chiave struct{ ente, procedimento int64 }

// raccolto is what one pass over the answers of a campaign gives.
type raccolto struct {
	r        Rilevazione
	rilevati []Rilevato
	invii    []Invio
	enti     map[int64]enti.Ente
	posti    map[int64]posto
	modi     map[chiave]Modo
	conti    map[chiave]*misure.Calcolo
}

// posto is where a body stands among the others.
type posto struct{ classe, provincia string }

// cifraIn reports whether the figures of the body count in those of the
// Region: sent and not returned while the campaign runs.
func cifraIn(i Invio) bool { return i.Stato.Consegnato() }

// approvati is the same for the figures that are locked.
func approvati(i Invio) bool { return i.Stato == Approvato }

// raccogli reads the whole campaign once: the answers of the bodies that conta
// accepts, then all practices of the semester in one stream. Nothing is kept
// of a practice but what it counts for.
func raccogli(ctx context.Context, tx *db.Tx, r Rilevazione, conta func(Invio) bool) (c raccolto, err error) {
	c = raccolto{r: r, posti: map[int64]posto{}, modi: map[chiave]Modo{}, conti: map[chiave]*misure.Calcolo{}}
	if c.rilevati, err = Rilevati(ctx, tx, r.ID); err != nil {
		return c, err
	}
	if c.invii, err = InviiDi(ctx, tx, r.ID); err != nil {
		return c, err
	}
	ids := make([]int64, len(c.invii))
	for i, x := range c.invii {
		ids[i] = x.EnteID
	}
	if c.enti, err = enti.PerID(ctx, tx, ids); err != nil {
		return c, err
	}
	perInvio := map[int64]int64{}
	for _, i := range c.invii {
		e := c.enti[i.EnteID]
		c.posti[i.EnteID] = posto{ClasseDi(e), e.Provincia}
		if conta(i) {
			perInvio[i.ID] = i.EnteID
		}
	}
	if err = c.conRisposte(ctx, tx, perInvio); err != nil {
		return c, err
	}
	return c, scorriPratiche(ctx, tx, r.Semestre, 0, func(k chiave, p *misure.Pratica) {
		if c.modi[k] == DaPratiche {
			c.conti[k].Aggiungi(p)
		}
	})
}

// conRisposte starts a count for every answer of the bodies in perInvio.
func (c *raccolto) conRisposte(ctx context.Context, tx *db.Tx, perInvio map[int64]int64) error {
	termine := map[int64]*termini.Termine{}
	chiesto := map[int64]bool{}
	for _, l := range c.rilevati {
		termine[l.ProcedimentoID], chiesto[l.ProcedimentoID] = l.Termine, true
	}
	return db.Each(ctx, tx, func(row db.Row) error {
		x, err := scanRisposta(row)
		ente, conta := perInvio[x.InvioID]
		if err != nil || !conta || !chiesto[x.ProcedimentoID] {
			return err
		}
		k := chiave{ente, x.ProcedimentoID}
		c.modi[k], c.conti[k] = x.Modo, contoDi(c.r.Semestre, termine[x.ProcedimentoID], x)
		return nil
	}, `SELECT r.invio_id, r.procedimento_id, r.modo, r.dichiarate, r.nota, r.aggiornata_il, r.aggiornata_da
		FROM monitoraggio_risposte r JOIN monitoraggio_invii i ON i.id = r.invio_id WHERE i.rilevazione_id = $1`, c.r.ID)
}

// contoDi starts the count of an answer: empty for practices, which are still
// to come, and whole for declared numbers.
func contoDi(sem kernel.Semestre, termine *termini.Termine, x Risposta) *misure.Calcolo {
	c := misure.NewCalcolo(sem, termine)
	if x.Modo == Dichiarate {
		c.AggiungiTotali(x.Dichiarate.Totali())
	}
	return c
}

// Totali are the declared numbers as package misure counts them. A count that
// was not given reads as zero: Invia asks for all of them. With the stock at
// both ends, what is missing in between are exclusions; with the one at the
// end alone, the other follows.
func (o OttoNumeri) Totali() misure.Totali {
	n := func(x *int64) int {
		if x == nil {
			return 0
		}
		return int(*x)
	}
	p := func(x *int64) *int {
		if x == nil {
			return nil
		}
		v := int(*x)
		return &v
	}
	t := misure.Totali{ConcluseSilenzioAssenso: n(o.ConcluseSilenzioAssenso), ConcluseEspresse: n(o.ConcluseEspresse),
		ConSospensioni: n(o.ConSospensioni), ConConferenza: n(o.ConConferenza), DurataMedia: o.DurataMedia, TermineMassimo: o.TermineMassimo,
		Avviate: n(o.Avviate), Arretrato: p(o.Arretrato), PendentiInizio: p(o.PendentiInizio)}
	if t.PendentiInizio == nil && o.InTransito != nil {
		v := int(*o.InTransito) - t.Avviate
		t.PendentiInizio = &v
	}
	concluse := t.ConcluseSilenzioAssenso + t.ConcluseEspresse
	switch {
	case o.PendentiFine == nil:
	case t.PendentiInizio == nil:
		v := int(*o.PendentiFine) + concluse - t.Avviate
		t.PendentiInizio = &v
	default:
		t.Escluse = *t.PendentiInizio + t.Avviate - concluse - int(*o.PendentiFine)
	}
	return t
}

// scorriPratiche hands over every practice that was open on some day of the
// semester, in no order; ente 0 is every body. The practice is valid during
// the call.
func scorriPratiche(ctx context.Context, tx *db.Tx, sem kernel.Semestre, ente int64, usa func(chiave, *misure.Pratica)) error {
	return scorriPeriodo(ctx, tx, sem.Dal(), sem.Al(), ente, usa)
}

// scorriPeriodo is scorriPratiche for the days from dal to al.
func scorriPeriodo(ctx context.Context, tx *db.Tx, dal, al kernel.Day, ente int64, usa func(chiave, *misure.Pratica)) error {
	noti := map[string]*termini.Termine{"": nil} // terms repeat
	query, args := praticheDiTutti, []any{al, dal}
	if ente != 0 {
		query, args = praticheDiUno, append(args, ente)
	}
	return db.Each(ctx, tx, func(row db.Row) error {
		var k chiave
		var p misure.Pratica
		var sospensioni, termine string
		err := row.Scan(&k.ente, &k.procedimento, &p.Domanda, &p.Provvedimento, &p.SilenzioAssenso, &p.Conferenza, &sospensioni, &p.GiorniSospesi,
			&termine, &p.EsclusaIl, &p.MotivoEsclusione)
		if err != nil {
			return err
		}
		t, ok := noti[termine]
		if !ok {
			if t, err = leggiTermine(termine); err != nil {
				return err
			}
			noti[termine] = t
		}
		p.Termine = t
		if p.Sospensioni, err = LeggiSospensioni(sospensioni); err != nil {
			return err
		}
		usa(k, &p)
		return nil
	}, query, args...)
}

// One text for the Region and one for a body: the first goes by time, the
// second by the index that begins with the body.
const (
	praticheDiTutti = `SELECT ente_id, procedimento_id, data_domanda, data_provvedimento, data_silenzio_assenso, conferenza, sospensioni, giorni_sospesi,
		termine, esclusa_il, motivo_esclusione FROM monitoraggio_pratiche WHERE data_domanda <= $1 AND (fine IS NULL OR fine >= $2)`
	praticheDiUno = praticheDiTutti + ` AND ente_id = $3`
)

// righe are the figures of each body, by body and procedure.
func (c *raccolto) righe() []MisureEnte {
	out := make([]MisureEnte, 0, len(c.conti))
	for k, conto := range c.conti {
		p := c.posti[k.ente]
		out = append(out, MisureEnte{EnteID: k.ente, ProcedimentoID: k.procedimento, Modo: c.modi[k], Classe: p.classe, Provincia: p.provincia, Misure: conto.Misure()})
	}
	ordina(out)
	return out
}

func ordina(ms []MisureEnte) {
	slices.SortFunc(ms, func(a, b MisureEnte) int {
		return cmp.Or(cmp.Compare(a.EnteID, b.EnteID), cmp.Compare(a.ProcedimentoID, b.ProcedimentoID))
	})
}

// MisureDi are the figures of one body, one per procedure that the campaign
// asks of it: locked ones are those of the last version, the others are
// computed now, also before the body has answered (then Modo is empty and the
// practices carried over count).
func MisureDi(ctx context.Context, tx *db.Tx, r Rilevazione, ente int64) ([]MisureEnte, error) {
	if r.Stato.Ferma() {
		return misureFerme(ctx, tx, r.ID, ente)
	}
	return MisureVive(ctx, tx, r, ente)
}

// MisureVive are the figures of one body as its practices and declarations
// say now, whatever is locked: what a revision would lead to.
func MisureVive(ctx context.Context, tx *db.Tx, r Rilevazione, ente int64) ([]MisureEnte, error) {
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	e, err := enti.Get(ctx, tx, ente)
	if err != nil {
		return nil, err
	}
	risposte := map[int64]Risposta{}
	if invio, err := InvioDi(ctx, tx, r.ID, ente); err == nil {
		rs, err := Risposte(ctx, tx, invio.ID)
		if err != nil {
			return nil, err
		}
		for _, x := range rs {
			risposte[x.ProcedimentoID] = x
		}
	} else if kernel.CodeOf(err) != kernel.NonTrovato {
		return nil, err
	}
	conti := map[int64]*misure.Calcolo{}
	for _, l := range rilevati {
		if l.RivoltoA.Comprende(e.Tipo) {
			conti[l.ProcedimentoID] = contoDi(r.Semestre, l.Termine, risposte[l.ProcedimentoID])
		}
	}
	err = scorriPratiche(ctx, tx, r.Semestre, ente, func(k chiave, p *misure.Pratica) {
		c, chiesto := conti[k.procedimento]
		if m := risposte[k.procedimento].Modo; chiesto && (m == DaPratiche || m == "") {
			c.Aggiungi(p)
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]MisureEnte, 0, len(conti))
	for p, c := range conti {
		out = append(out, MisureEnte{EnteID: ente, ProcedimentoID: p, Modo: risposte[p].Modo, Classe: ClasseDi(e), Provincia: e.Provincia, Misure: c.Misure()})
	}
	ordina(out)
	return out, nil
}

// CalcolaQuadro computes the figures of the whole Region from the bodies that
// have sent them, in one pass over the practices. Means are of all practices,
// not of means.
func CalcolaQuadro(ctx context.Context, tx *db.Tx, r Rilevazione) (Quadro, error) {
	c, err := raccogli(ctx, tx, r, cifraIn)
	if err != nil {
		return Quadro{}, err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return Quadro{}, err
	}
	q := c.quadro(ps)
	q.CalcolatoIl = tx.Now()
	return q, nil
}

// quadro adds up the bodies; it is pure.
func (c *raccolto) quadro(ps []catalogo.Procedimento) Quadro {
	q := Quadro{Semestre: c.r.Semestre}
	for _, i := range c.invii {
		q.Invitati++
		if i.Stato.Consegnato() {
			q.Consegnati++
		}
		if i.Stato == Approvato {
			q.Approvati++
		}
	}
	nomi := map[string]string{}
	for _, e := range c.enti {
		nomi[e.Provincia] = e.ProvinciaNome
	}
	perProcedimento := map[int64][]chiave{}
	for k := range c.conti {
		perProcedimento[k.procedimento] = append(perProcedimento[k.procedimento], k)
	}
	for _, p := range ps { // in the order of the catalogue
		for _, l := range c.rilevati {
			if l.ProcedimentoID == p.ID {
				q.Procedimenti = append(q.Procedimenti, c.procedimento(p, l, perProcedimento[p.ID], nomi))
			}
		}
	}
	return q
}

// gruppo gathers the bodies of a class or of a province.
type gruppo struct {
	attesi, enti int
	conto        *misure.Calcolo
}

func (c *raccolto) procedimento(p catalogo.Procedimento, l Rilevato, chiavi []chiave, nomi map[string]string) QuadroProcedimento {
	out := QuadroProcedimento{ProcedimentoID: p.ID, Codice: p.Codice, Nome: p.Nome, RivoltoA: l.RivoltoA, Termine: testoTermine(l.Termine), TermineFonte: l.TermineFonte}
	regione := misure.NewCalcolo(c.r.Semestre, l.Termine)
	classi, province := map[string]*gruppo{}, map[string]*gruppo{}
	in := func(m map[string]*gruppo, k string) *gruppo {
		if m[k] == nil {
			m[k] = &gruppo{conto: misure.NewCalcolo(c.r.Semestre, l.Termine)}
		}
		return m[k]
	}
	for _, i := range c.invii {
		if l.RivoltoA.Comprende(c.enti[i.EnteID].Tipo) {
			out.EntiAttesi++
			in(classi, c.posti[i.EnteID].classe).attesi++
			in(province, c.posti[i.EnteID].provincia).attesi++
		}
	}
	for _, k := range chiavi {
		switch c.modi[k] {
		case DaPratiche:
			out.EntiConPratiche++
		case Dichiarate:
			out.EntiDichiarate++
		default:
			out.EntiNessuna++
		}
		conto, posto := c.conti[k], c.posti[k.ente]
		regione.Unisci(conto)
		for _, g := range []*gruppo{in(classi, posto.classe), in(province, posto.provincia)} {
			g.enti++
			g.conto.Unisci(conto)
		}
	}
	out.Regione = Cifre{regione.Misure()}
	for _, x := range Classi {
		if g := classi[x.Codice]; g != nil {
			out.Classi = append(out.Classi, QuadroGruppo{x.Codice, x.Nome, g.attesi, g.enti, Cifre{g.conto.Misure()}})
		}
	}
	for sigla, g := range province {
		out.Province = append(out.Province, QuadroGruppo{sigla, nomi[sigla], g.attesi, g.enti, Cifre{g.conto.Misure()}})
	}
	slices.SortFunc(out.Province, func(a, b QuadroGruppo) int {
		return cmp.Or(cmp.Compare(kernel.Fold(a.Nome), kernel.Fold(b.Nome)), cmp.Compare(a.Codice, b.Codice))
	})
	return out
}

// LeggiQuadro reads the figures of the Region: those of the last locked
// version, or the last computed ones. False when none were computed yet.
func LeggiQuadro(ctx context.Context, tx *db.Tx, r Rilevazione) (Quadro, bool, error) {
	if r.Stato.Ferma() {
		v, err := UltimaVersione(ctx, tx, r.ID)
		if err == nil {
			return v.Quadro, true, nil
		}
		return Quadro{}, false, err
	}
	testo, err := db.One(ctx, tx, db.Scalar[string], `SELECT quadro FROM monitoraggio_quadri WHERE rilevazione_id = $1`, r.ID)
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return Quadro{}, false, nil
	}
	if err != nil {
		return Quadro{}, false, err
	}
	var q Quadro
	if err := json.Unmarshal([]byte(testo), &q); err != nil {
		return Quadro{}, false, fmt.Errorf("monitoraggio: figures of campaign %d: %w", r.ID, err)
	}
	return q, true, nil
}
