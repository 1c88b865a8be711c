package monitoraggio

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// PerPagina is the number of rows of a page of the list of bodies.
const PerPagina = 50

// Copertura says how much of the territory a campaign covers.
type Copertura struct {
	Invitati   int
	Consegnati int   // sent, approved ones included
	Approvati  int   // among them
	EntiTotali int64 // bodies of the register of the kinds that the campaign asks, joined or not
}

// CoperturaDi counts the bodies of a campaign.
func CoperturaDi(ctx context.Context, tx *db.Tx, r Rilevazione) (c Copertura, err error) {
	err = db.Each(ctx, tx, func(row db.Row) error {
		var s StatoInvio
		var n int
		if err := row.Scan(&s, &n); err != nil {
			return err
		}
		c.conta(s, n)
		return nil
	}, `SELECT stato, COUNT(*) FROM monitoraggio_invii WHERE rilevazione_id = $1 GROUP BY stato`, r.ID)
	if err != nil {
		return c, err
	}
	c.EntiTotali, err = entiChiesti(ctx, tx, r)
	return c, err
}

func (c *Copertura) conta(s StatoInvio, n int) {
	c.Invitati += n
	if s.Consegnato() {
		c.Consegnati += n
	}
	if s == Approvato {
		c.Approvati += n
	}
}

// entiChiesti counts the bodies of the register that the campaign concerns.
func entiChiesti(ctx context.Context, tx *db.Tx, r Rilevazione) (n int64, err error) {
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return 0, err
	}
	perTipo, err := enti.ContaPerTipo(ctx, tx)
	for t, k := range perTipo {
		if riguarda(rilevati, t) {
			n += k
		}
	}
	return n, err
}

// RigaInvio is what one body sends, with who it is.
type RigaInvio struct {
	Invio
	Ente   enti.Ente
	Classe string // see ClasseDi
}

// righeInvii reads the whole campaign, in the order of the work: who waits for
// a check, since longest first; then who has not sent, the nearest last day
// first; then who is done. Two queries.
func righeInvii(ctx context.Context, tx *db.Tx, r Rilevazione) ([]RigaInvio, error) {
	is, err := InviiDi(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	ms, err := conEnti(ctx, tx, is)
	if err != nil {
		return nil, err
	}
	out := make([]RigaInvio, len(ms))
	for i, m := range ms {
		out[i] = RigaInvio{m.Invio, m.ente, ClasseDi(m.ente)}
	}
	slices.SortStableFunc(out, func(a, b RigaInvio) int { return a.prima(b, r) }) // by name where this says nothing
	return out, nil
}

// turno is the place of a state in the order of the work.
func (s StatoInvio) turno() int {
	switch s {
	case Inviato:
		return 0
	case Approvato:
		return 2
	}
	return 1
}

func (x RigaInvio) prima(y RigaInvio, r Rilevazione) int {
	if d := cmp.Compare(x.Stato.turno(), y.Stato.turno()); d != 0 {
		return d
	}
	switch x.Stato.turno() {
	case 0:
		return x.InviatoIl.Time().Compare(y.InviatoIl.Time())
	case 1:
		return x.Scadenza(r).Time().Compare(y.Scadenza(r).Time())
	}
	return 0
}

// StatoRitardo chooses, in a FiltroInvii, the bodies that are late, whatever
// their state; StatoMancante those that have not sent.
const (
	StatoRitardo  StatoInvio = "in_ritardo"
	StatoMancante StatoInvio = "mancanti"
)

// FiltroInvii chooses bodies of a campaign; zero fields do not filter.
type FiltroInvii struct {
	Stato     StatoInvio // a state, StatoRitardo or StatoMancante
	Provincia string     // sigla
	Classe    string
	Testo     string // words of the name
	Ente      int64  // one body
	Pagina    int    // from 1
}

// senzaStato is the same choice whatever the state.
func (f FiltroInvii) senzaStato() FiltroInvii { f.Stato = ""; return f }

// accetta reports whether a row is chosen.
func (f FiltroInvii) accetta(r Rilevazione, x RigaInvio, oggi kernel.Day) bool {
	switch f.Stato {
	case "":
	case StatoRitardo:
		if !x.InRitardo(r, oggi) {
			return false
		}
	case StatoMancante:
		if x.Stato.Consegnato() {
			return false
		}
	default:
		if x.Stato != f.Stato {
			return false
		}
	}
	if f.Provincia != "" && x.Ente.Provincia != f.Provincia || f.Classe != "" && x.Classe != f.Classe || f.Ente != 0 && x.EnteID != f.Ente {
		return false
	}
	nome := " " + kernel.Fold(x.Ente.NomeEsteso())
	for _, p := range strings.Fields(kernel.Fold(f.Testo)) {
		if !strings.Contains(nome, " "+p) {
			return false
		}
	}
	return true
}

func (f FiltroInvii) scegli(r Rilevazione, righe []RigaInvio, oggi kernel.Day) (out []RigaInvio) {
	for _, x := range righe {
		if f.accetta(r, x, oggi) {
			out = append(out, x)
		}
	}
	return out
}

// GruppoInvii counts the bodies of a province or of a class.
type GruppoInvii struct {
	Codice, Nome string
	PerStato     map[StatoInvio]int
	Copertura    Copertura // without EntiTotali
	InRitardo    int
}

// Panorama is a campaign at a glance.
type Panorama struct {
	Rilevazione
	Copertura    Copertura
	PerStato     map[StatoInvio]int // of the bodies of the filter, whatever the state chosen
	InRitardo    int                // among them, not sent and past their last day
	PerProvincia []GruppoInvii      // of the whole campaign, by name
	PerClasse    []GruppoInvii
	Righe        []RigaInvio // the page of the filter
	Totale       int         // rows of the filter
	Rilevati     []RilevatoConNome
	DaInvitare   int // bodies that joined and are not invited yet, while open
	Oggi         kernel.Day
}

// RilevatoConNome is a procedure of a campaign with its name.
type RilevatoConNome struct {
	Rilevato
	Nome      string
	TaskForce int64
}

// Panorama reads a campaign with the bodies of the filter: a fixed number of
// queries, whatever the bodies.
func (s *Service) Panorama(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, f FiltroInvii) (p Panorama, err error) {
	if !chi.DiSistema && !Consulta.Allows(chi) {
		return p, kernel.E(kernel.Vietato, "Lo stato della raccolta è riservato a chi la segue.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p = Panorama{Oggi: tx.Now().Day()}
		if p.Rilevazione, err = RilevazioneDi(ctx, tx, sem); err != nil {
			return err
		}
		if p.Rilevati, err = conNomi(ctx, tx, p.Rilevazione); err != nil {
			return err
		}
		righe, err := righeInvii(ctx, tx, p.Rilevazione)
		if err != nil {
			return err
		}
		p.conta(righe, f)
		if p.Copertura.EntiTotali, err = entiChiesti(ctx, tx, p.Rilevazione); err != nil || p.Stato != Aperta && p.Stato != InPreparazione {
			return err
		}
		es, err := daInvitare(ctx, tx, p.Rilevazione)
		p.DaInvitare = len(es)
		return err
	})
	return p, err
}

// conta fills the counts and the page from all the rows; it is pure.
func (p *Panorama) conta(righe []RigaInvio, f FiltroInvii) {
	p.PerStato = map[StatoInvio]int{}
	province, classi := map[string]*GruppoInvii{}, map[string]*GruppoInvii{}
	for _, x := range righe {
		p.Copertura.conta(x.Stato, 1)
		tardi := x.InRitardo(p.Rilevazione, p.Oggi)
		gruppoDi(province, x.Ente.Provincia, x.Ente.ProvinciaNome).conta(x, tardi)
		gruppoDi(classi, x.Classe, NomeClasse(x.Classe)).conta(x, tardi)
		if f.senzaStato().accetta(p.Rilevazione, x, p.Oggi) {
			p.PerStato[x.Stato]++
			if tardi {
				p.InRitardo++
			}
		}
	}
	p.PerProvincia = inOrdine(province, func(a, b GruppoInvii) int { return cmp.Compare(kernel.Fold(a.Nome), kernel.Fold(b.Nome)) })
	p.PerClasse = inOrdine(classi, func(a, b GruppoInvii) int { return cmp.Compare(postoClasse(a.Codice), postoClasse(b.Codice)) })
	scelte := f.scegli(p.Rilevazione, righe, p.Oggi)
	p.Totale = len(scelte)
	da := min(max(f.Pagina-1, 0)*PerPagina, len(scelte))
	p.Righe = scelte[da:min(da+PerPagina, len(scelte))]
}

func (g *GruppoInvii) conta(x RigaInvio, tardi bool) {
	g.PerStato[x.Stato]++
	g.Copertura.conta(x.Stato, 1)
	if tardi {
		g.InRitardo++
	}
}

func gruppoDi(m map[string]*GruppoInvii, codice, nome string) *GruppoInvii {
	if m[codice] == nil {
		m[codice] = &GruppoInvii{Codice: codice, Nome: nome, PerStato: map[StatoInvio]int{}}
	}
	return m[codice]
}

func inOrdine(m map[string]*GruppoInvii, prima func(a, b GruppoInvii) int) []GruppoInvii {
	out := make([]GruppoInvii, 0, len(m))
	for _, g := range m {
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b GruppoInvii) int { return cmp.Or(prima(a, b), cmp.Compare(a.Codice, b.Codice)) })
	return out
}

func postoClasse(codice string) int {
	return slices.IndexFunc(Classi, func(c Classe) bool { return c.Codice == codice })
}

// conNomi reads the procedures of a campaign in the order of the catalogue.
func conNomi(ctx context.Context, tx *db.Tx, r Rilevazione) (out []RilevatoConNome, err error) {
	rilevati, err := Rilevati(ctx, tx, r.ID)
	if err != nil {
		return nil, err
	}
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return nil, err
	}
	for _, p := range ps {
		for _, x := range rilevati {
			if x.ProcedimentoID == p.ID {
				out = append(out, RilevatoConNome{x, p.Nome, p.TaskForceID})
			}
		}
	}
	return out, nil
}
