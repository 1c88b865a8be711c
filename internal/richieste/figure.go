package richieste

import (
	"context"
	"slices"
	"time"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// PubblicaCifre computes the public figures of the activity and publishes
// them. Only counts, medians and means go out: no person, no text.
func (s *Service) PubblicaCifre(ctx context.Context) error {
	var in datiCifre
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		in, err = leggiCifre(ctx, tx, s.Config.Regione)
		return err
	})
	if err != nil {
		return err
	}
	out := in.attivita()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return pubblico.PubblicaAl(ctx, tx, pubblico.ChiaveAttivita, out, "Richieste registrate in PAsS", in.ora)
	})
}

// datiCifre is what the public figures are made from.
type datiCifre struct {
	ora          kernel.Instant
	regione      string
	enti         []enti.EntePubblico
	taskForces   []catalogo.TaskForce
	procedimenti []catalogo.Procedimento
	esperti      map[int64]int64 // per task force
	righe        []rigaCifre
}

// rigaCifre is what a request counts for.
type rigaCifre struct {
	ente, taskForce, procedimento       int64
	stato                               Stato
	voto                                int
	inviata, inCarico, risposta, chiusa kernel.Instant
}

func leggiCifre(ctx context.Context, tx *db.Tx, regione string) (in datiCifre, err error) {
	in.ora, in.regione = tx.Now(), regione
	if in.enti, err = enti.PerCifre(ctx, tx); err != nil {
		return in, err
	}
	if in.taskForces, err = catalogo.TaskForces(ctx, tx); err != nil {
		return in, err
	}
	if in.procedimenti, err = catalogo.Procedimenti(ctx, tx, false); err != nil {
		return in, err
	}
	esperti, err := accesso.ConRuolo(ctx, tx, kernel.EspertoRuolo, 0)
	if err != nil {
		return in, err
	}
	in.esperti = map[int64]int64{}
	for _, e := range esperti {
		in.esperti[e.Mandato.TaskForceID]++
	}
	in.righe, err = db.Many(ctx, tx, func(row db.Row) (r rigaCifre, err error) {
		return r, row.Scan(&r.ente, &r.taskForce, &r.procedimento, &r.stato, &r.voto, &r.inviata, &r.inCarico, &r.risposta, &r.chiusa)
	}, `SELECT ente_id, task_force_id, procedimento_id, stato, voto, inviata_il, presa_in_carico_il, prima_risposta_il, chiusa_il
		FROM richieste WHERE stato <> 'bozza' ORDER BY id`)
	return in, err
}

// somma gathers the requests of one scope.
type somma struct {
	ricevute, aperte, evase, respinte, annullate int64
	inCarico, risposta, chiusura                 []float64 // days of 24 hours
	voti, nVoti                                  int64
	perMese                                      map[string]*pubblico.Mese
}

func (c *somma) aggiungi(r rigaCifre) {
	c.ricevute++
	c.mese(r.inviata).Ricevute++
	switch r.Stato() {
	case Evasa:
		c.evase++
		c.mese(r.chiusa).Evase++
		c.chiusura = append(c.chiusura, giorni(r.inviata, r.chiusa))
		if r.voto > 0 {
			c.voti += int64(r.voto)
			c.nVoti++
		}
	case Respinta:
		c.respinte++
	case Annullata:
		c.annullate++
	default:
		c.aperte++
	}
	if !r.inCarico.IsZero() {
		c.inCarico = append(c.inCarico, giorni(r.inviata, r.inCarico))
	}
	if !r.risposta.IsZero() {
		c.risposta = append(c.risposta, giorni(r.inviata, r.risposta))
	}
}

// Stato is the state of the request.
func (r rigaCifre) Stato() Stato { return r.stato }

func (c *somma) mese(i kernel.Instant) *pubblico.Mese {
	key := i.Day().String()[:7]
	if c.perMese == nil {
		c.perMese = map[string]*pubblico.Mese{}
	}
	if c.perMese[key] == nil {
		c.perMese[key] = &pubblico.Mese{Mese: key}
	}
	return c.perMese[key]
}

// giorni is the time between two instants by the gross clock: days of 24 hours,
// nights, holidays and the waits for the body included. Service times of PAsS
// are measured so, not by office hours, because a body waits also on Sunday.
func giorni(da, a kernel.Instant) float64 { return float64(a.Sub(da)) / float64(24*time.Hour) }

func (c *somma) cifre(mesi []string) pubblico.Cifre {
	if c == nil {
		return pubblico.Cifre{}
	}
	out := pubblico.Cifre{Ricevute: c.ricevute, InLavorazione: c.aperte, Evase: c.evase, Respinte: c.respinte, Annullate: c.annullate,
		PresaInCarico: mediana(c.inCarico), PrimaRisposta: mediana(c.risposta), Chiusura: mediana(c.chiusura)}
	if c.nVoti > 0 {
		out.Soddisfazione = pubblico.NuovaMisura(float64(c.voti)/float64(c.nVoti), c.nVoti)
	}
	for _, m := range mesi {
		mese := pubblico.Mese{Mese: m}
		if x := c.perMese[m]; x != nil {
			mese = *x
		}
		out.Mesi = append(out.Mesi, mese)
	}
	return out
}

// mediana is the middle value, or the mean of the two in the middle.
func mediana(xs []float64) pubblico.Misura {
	if len(xs) == 0 {
		return pubblico.Misura{}
	}
	slices.Sort(xs)
	n := len(xs)
	return pubblico.NuovaMisura((xs[(n-1)/2]+xs[n/2])/2, int64(n))
}

// attivita computes the snapshot; it is pure.
func (in datiCifre) attivita() pubblico.Attivita {
	var regione somma
	perEnte, perProvincia := map[int64]*somma{}, map[string]*somma{}
	perTF, perProcedimento := map[int64]*somma{}, map[int64]*somma{}
	provincia := map[int64]string{}
	for _, e := range in.enti {
		provincia[e.ID] = e.Provincia
	}
	var dal kernel.Instant
	for _, r := range in.righe {
		if dal.IsZero() || r.inviata.Before(dal) {
			dal = r.inviata
		}
		regione.aggiungi(r)
		di(perEnte, r.ente).aggiungi(r)
		di(perProvincia, provincia[r.ente]).aggiungi(r)
		di(perTF, r.taskForce).aggiungi(r)
		di(perProcedimento, r.procedimento).aggiungi(r)
	}
	mesi := pubblico.UltimiMesi(in.ora.Day())
	out := pubblico.Attivita{AggiornataAl: in.ora, Dal: dal.Day()}
	out.Regione = pubblico.CifreRegione{Codice: in.regione, Nome: enti.NomeRegione(in.regione), Cifre: regione.cifre(mesi)}
	in.conEnti(&out, perEnte, perProvincia, mesi)
	for _, t := range in.taskForces {
		n := in.esperti[t.ID]
		out.TaskForces = append(out.TaskForces, pubblico.CifreTaskForce{Codice: t.Codice, Esperti: &n, Cifre: perTF[t.ID].cifre(mesi)})
	}
	for _, p := range in.procedimenti {
		out.Procedimenti = append(out.Procedimenti, pubblico.CifreProcedimento{Codice: p.Codice, Cifre: perProcedimento[p.ID].cifre(mesi)})
	}
	in.riserva(&out)
	return out
}

func di[K comparable](m map[K]*somma, k K) *somma {
	if m[k] == nil {
		m[k] = &somma{}
	}
	return m[k]
}

// conEnti adds the bodies, and the provinces that they form.
func (in datiCifre) conEnti(out *pubblico.Attivita, perEnte map[int64]*somma, perProvincia map[string]*somma, mesi []string) {
	oggi := in.ora.Day()
	codici := map[int64]string{}
	for _, e := range in.enti {
		codici[e.ID] = pubblico.CodiceEnte(string(e.Istat), e.ID)
	}
	province := map[string]*pubblico.CifreProvincia{}
	for _, e := range in.enti {
		c := pubblico.CifreEnte{ID: e.ID, Istat: string(e.Istat), Nome: e.NomeEsteso(), Provincia: e.Provincia,
			Aderente: !e.AderenteDal.IsZero(), AderenteDal: e.AderenteDal.Day(), CessatoIl: e.CessatoIl, Successore: codici[e.SuccessoreID]}
		if s := perEnte[e.ID]; s != nil {
			c.Cifre = s.cifre(mesi)
		}
		out.Enti = append(out.Enti, c)
		if e.Provincia != "" && province[e.Provincia] == nil {
			province[e.Provincia] = &pubblico.CifreProvincia{Sigla: e.Provincia, Nome: e.ProvinciaNome}
		}
		if e.Cessato(oggi) {
			continue
		}
		out.Regione.EntiTotali++
		if c.Aderente {
			out.Regione.EntiAderenti++
		}
		if p := province[e.Provincia]; p != nil {
			p.EntiTotali++
			if c.Aderente {
				p.EntiAderenti++
			}
		}
	}
	for sigla, p := range province {
		if s := perProvincia[sigla]; s != nil {
			p.Cifre = s.cifre(mesi)
		}
		out.Province = append(out.Province, *p)
	}
	slices.SortFunc(out.Province, func(a, b pubblico.CifreProvincia) int {
		if a.Nome != b.Nome {
			if a.Nome < b.Nome {
				return -1
			}
			return 1
		}
		return 0
	})
}
