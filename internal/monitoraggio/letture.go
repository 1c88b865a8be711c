package monitoraggio

import (
	"context"
	"slices"
	"strings"

	"pass/internal/accesso"
	"pass/internal/catalogo"
	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/platform/db"
)

// RigaRilevazione is a campaign in the list, as the actor sees it.
type RigaRilevazione struct {
	Rilevazione
	Copertura Copertura // for who follows the gathering
	Miei      []RigaMia // for the people of the bodies: what each of them owes
	Invii     map[StatoInvio]int
}

// RigaMia is what one of the actor's bodies sends for a campaign.
type RigaMia struct {
	Invio
	Ente enti.Ente
}

// ElencoRilevazioni lists the campaigns that the actor may see, the latest
// semester first: all of them for who follows the gathering, else those to
// which their bodies were invited. A fixed number of queries.
func (s *Service) ElencoRilevazioni(ctx context.Context, chi kernel.Actor) (out []RigaRilevazione, oggi kernel.Day, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		out, oggi = nil, tx.Now().Day()
		rs, err := Rilevazioni(ctx, tx)
		if err != nil {
			return err
		}
		miei, err := inviiMiei(ctx, tx, chi.Enti())
		if err != nil {
			return err
		}
		stati, err := statiPerRilevazione(ctx, tx)
		if err != nil {
			return err
		}
		segue := Consulta.Allows(chi)
		for _, r := range rs {
			x := RigaRilevazione{Rilevazione: r, Miei: miei[r.ID]}
			if segue {
				x.Invii = stati[r.ID]
				for s, n := range x.Invii {
					x.Copertura.conta(s, n)
				}
			}
			if segue || len(x.Miei) > 0 && r.Stato != InPreparazione {
				out = append(out, x)
			}
		}
		return nil
	})
	return out, oggi, err
}

// inviiMiei reads what some bodies send, by campaign, in the order of the ids.
func inviiMiei(ctx context.Context, tx *db.Tx, ids []int64) (map[int64][]RigaMia, error) {
	out := map[int64][]RigaMia{}
	if len(ids) == 0 {
		return out, nil
	}
	es, err := enti.PerID(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	return out, db.Each(ctx, tx, func(row db.Row) error {
		i, err := scanInvio(row)
		if e, ok := es[i.EnteID]; ok && err == nil {
			out[i.RilevazioneID] = append(out[i.RilevazioneID], RigaMia{i, e})
		}
		return err
	}, `SELECT `+colonneInvio+` FROM monitoraggio_invii i WHERE i.ente_id IN (`+db.Placeholders(1, len(ids))+`) ORDER BY i.rilevazione_id, i.ente_id`, db.Args(ids)...)
}

// statiPerRilevazione counts the bodies of each campaign by state.
func statiPerRilevazione(ctx context.Context, tx *db.Tx) (map[int64]map[StatoInvio]int, error) {
	out := map[int64]map[StatoInvio]int{}
	return out, db.Each(ctx, tx, func(row db.Row) error {
		var r int64
		var s StatoInvio
		var n int
		if err := row.Scan(&r, &s, &n); err != nil {
			return err
		}
		if out[r] == nil {
			out[r] = map[StatoInvio]int{}
		}
		out[r][s] = n
		return nil
	}, `SELECT rilevazione_id, stato, COUNT(*) FROM monitoraggio_invii GROUP BY rilevazione_id, stato`)
}

// PaginaRilevazione is what the form of a campaign offers.
type PaginaRilevazione struct {
	Rilevazione  Rilevazione // zero for a new one
	Procedimenti []ProcedimentoRilevabile
	TaskForces   []catalogo.TaskForce
	Semestri     []kernel.Semestre // without a campaign yet, the present one first; for a new one
	Oggi         kernel.Day
}

// ProcedimentoRilevabile is a procedure that a campaign may ask about.
type ProcedimentoRilevabile struct {
	catalogo.Procedimento
	Termine   Rilevato // as the catalogue says on the last day of the semester
	Scelto    RivoltoA // in the campaign, or in the one before for a new one; empty: not asked
	Suggerito RivoltoA // what the catalogue suggests
}

// PreparaRilevazione reads what the form asks; sem zero is a new campaign,
// which begins as the last one was.
func (s *Service) PreparaRilevazione(ctx context.Context, chi kernel.Actor, sem kernel.Semestre) (p PaginaRilevazione, err error) {
	if err := soloGoverna(chi); err != nil {
		return p, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		p = PaginaRilevazione{Oggi: tx.Now().Day()}
		rs, err := Rilevazioni(ctx, tx)
		if err != nil {
			return err
		}
		modello := int64(0)
		if len(rs) > 0 {
			modello = rs[0].ID
		}
		if sem.IsZero() {
			p.Semestri = semestriLiberi(rs, p.Oggi)
			sem = kernel.SemestreDi(p.Oggi).Add(-1)
		} else {
			if p.Rilevazione, err = RilevazioneDi(ctx, tx, sem); err != nil {
				return err
			}
			modello = p.Rilevazione.ID
		}
		p.Procedimenti, err = rilevabili(ctx, tx, sem, modello)
		if err != nil {
			return err
		}
		p.TaskForces, err = catalogo.TaskForces(ctx, tx)
		return err
	})
	return p, err
}

func semestriLiberi(rs []Rilevazione, oggi kernel.Day) (out []kernel.Semestre) {
	presi := map[kernel.Semestre]bool{}
	for _, r := range rs {
		presi[r.Semestre] = true
	}
	for _, s := range SemestriPossibili(oggi) {
		if !presi[s] {
			out = append(out, s)
		}
	}
	return out
}

// rilevabili lists the procedures of the catalogue with what a campaign chose;
// modello 0 chooses all that are active.
func rilevabili(ctx context.Context, tx *db.Tx, sem kernel.Semestre, modello int64) (out []ProcedimentoRilevabile, err error) {
	ps, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return nil, err
	}
	storie, err := catalogo.TuttiITermini(ctx, tx)
	if err != nil {
		return nil, err
	}
	scelti := map[int64]RivoltoA{}
	if modello != 0 {
		rilevati, err := Rilevati(ctx, tx, modello)
		if err != nil {
			return nil, err
		}
		for _, x := range rilevati {
			scelti[x.ProcedimentoID] = x.RivoltoA
		}
	}
	for _, p := range ps {
		x := ProcedimentoRilevabile{Procedimento: p, Suggerito: suggerito(p.Competente), Scelto: scelti[p.ID]}
		if modello == 0 && p.Attivo {
			x.Scelto = x.Suggerito
		}
		if !p.Attivo && x.Scelto == "" {
			continue
		}
		x.Termine.dalCatalogo(storie[p.ID], sem)
		out = append(out, x)
	}
	return out, nil
}

// suggerito reads from the words of the catalogue which bodies decide.
func suggerito(competente string) RivoltoA {
	parole := kernel.Fold(competente)
	comune := contieneParola(parole, "comune", "comuni", "suap", "unione")
	provincia := contieneParola(parole, "provincia", "province", "cmm", "metropolitana", "regione", "egato")
	switch {
	case comune && !provincia:
		return RivoltoAComuni
	case provincia && !comune:
		return RivoltoAProvince
	}
	return RivoltoATutti
}

// contieneParola reports whether one of the words is in a folded text.
func contieneParola(testo string, parole ...string) bool {
	for _, t := range strings.Fields(testo) {
		if slices.Contains(parole, t) {
			return true
		}
	}
	return false
}

// SchedaInvio is the check of one body: what it answered, and what the actor
// may do with it.
type SchedaInvio struct {
	Compilazione
	Possibili []AttoInvio       // for this actor, now
	Chi       string            // who decided last, or empty
	Prossimo  int64             // the next body that waits for a check, or 0
	Attesa    int               // bodies that wait for a check, this one included
	Persone   []accesso.Persona // who acts for the body today, for who checks
	Impedito  bool              // the missing data keep it from asking for help
	Oggi      kernel.Day
}

// SchedaInvio reads the check of one body.
func (s *Service) SchedaInvio(ctx context.Context, chi kernel.Actor, sem kernel.Semestre, ente int64) (v SchedaInvio, err error) {
	if !Consulta.Allows(chi) {
		return v, kernel.E(kernel.Vietato, "Lo stato della raccolta è riservato a chi la segue.")
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		v = SchedaInvio{Oggi: tx.Now().Day()}
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err != nil {
			return err
		}
		if v.Compilazione, _, err = b.compilazione(ctx, tx); err != nil {
			return err
		}
		v.Impedito = Impedisce(b.r, b.invio, v.Oggi)
		if !Verifica.Allows(chi) {
			return nil
		}
		for _, a := range AttiInvio {
			if b.invio.Puo(b.r, a) {
				v.Possibili = append(v.Possibili, a)
			}
		}
		if v.Prossimo, v.Attesa, err = prossimoInviato(ctx, tx, b.r, b.invio); err != nil {
			return err
		}
		persone, err := accesso.ConMandatoPerEnte(ctx, tx, ente)
		for _, p := range persone {
			v.Persone = append(v.Persone, p.Persona)
		}
		if err != nil || b.invio.DecisoDa == 0 {
			return err
		}
		p, err := accesso.GetPersona(ctx, tx, b.invio.DecisoDa)
		v.Chi = p.NomeCompleto()
		return ignora(err, kernel.NonTrovato)
	})
	return v, err
}

// prossimoInviato finds the body that has waited longest for a check, but for
// the present one, and counts those that wait.
func prossimoInviato(ctx context.Context, tx *db.Tx, r Rilevazione, questo Invio) (ente int64, n int, err error) {
	err = db.Each(ctx, tx, func(row db.Row) error {
		var e int64
		if err := row.Scan(&e); err != nil {
			return err
		}
		n++
		if ente == 0 && e != questo.EnteID {
			ente = e
		}
		return nil
	}, `SELECT ente_id FROM monitoraggio_invii WHERE rilevazione_id = $1 AND stato = 'inviato' ORDER BY inviato_il, id`, r.ID)
	return ente, n, err
}
