package monitoraggio

import (
	"context"
	"slices"

	"pass/internal/enti"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/pubblico"
)

// FonteMisure is the source written beside every figure of the monitoring.
const FonteMisure = "Monitoraggio semestrale dei procedimenti (DPCM 12 novembre 2021, allegato B, appendice 2), dati approvati degli enti"

// pubblicaVersione puts the version in the public snapshots in place of the
// one before, in the transaction of the act.
func pubblicaVersione(ctx context.Context, tx *db.Tx, r Rilevazione, v VersioneCifre, regione string) error {
	tutte, _, err := pubblico.Leggi[pubblico.Misure](ctx, tx, pubblico.ChiaveMisure)
	if err != nil && kernel.CodeOf(err) != kernel.NonTrovato {
		return err
	}
	righe, err := RigheDi(ctx, tx, v.ID)
	if err != nil {
		return err
	}
	coperti := map[int64]iRiservati{}
	for _, p := range v.Quadro.Procedimenti {
		coperti[p.ProcedimentoID] = riservati(p, righeDel(righe, p.ProcedimentoID))
	}
	nuovo, err := semestrePubblico(ctx, tx, r, v, coperti)
	if err != nil {
		return err
	}
	tutte.Regione = enti.NomeRegione(regione)
	tutte.Semestri = slices.DeleteFunc(tutte.Semestri, func(s pubblico.SemestrePubblico) bool { return s.Semestre == r.Semestre })
	tutte.Semestri = append(tutte.Semestri, nuovo)
	slices.SortFunc(tutte.Semestri, func(a, b pubblico.SemestrePubblico) int {
		if b.Semestre.Before(a.Semestre) {
			return -1
		}
		return 1
	})
	if err := pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisure, tutte, FonteMisure); err != nil {
		return err
	}
	enti, err := entiPubblici(ctx, tx, r, v, righe, coperti)
	if err != nil {
		return err
	}
	return pubblico.Pubblica(ctx, tx, pubblico.ChiaveMisureEnti(r.Semestre), enti, FonteMisure)
}

// righeDel are the rows of one procedure, in their order.
func righeDel(righe []MisureEnte, procedimento int64) (out []MisureEnte) {
	for _, m := range righe {
		if m.ProcedimentoID == procedimento {
			out = append(out, m)
		}
	}
	return out
}

func semestrePubblico(ctx context.Context, tx *db.Tx, r Rilevazione, v VersioneCifre, coperti map[int64]iRiservati) (out pubblico.SemestrePubblico, err error) {
	out = pubblico.SemestrePubblico{Semestre: r.Semestre, Fonte: FonteMisure, Invitati: int64(v.Quadro.Invitati), Rispondenti: int64(v.Quadro.Approvati)}
	versioni, err := VersioniDi(ctx, tx, r.ID)
	if err != nil {
		return out, err
	}
	for _, x := range versioni {
		if !x.PubblicataIl.IsZero() {
			out.Versioni = append(out.Versioni, pubblico.VersionePubblica{N: int64(x.N), Motivo: x.Motivo, Impronta: x.Impronta,
				BloccataIl: x.BloccataIl, FirmataIl: x.FirmataIl, PubblicataIl: x.PubblicataIl})
		}
	}
	obiettivi, err := Obiettivi(ctx, tx)
	for _, p := range v.Quadro.Procedimenti {
		out.Procedimenti = append(out.Procedimenti, procedimentoPubblico(r.Semestre, p, obiettivi, coperti[p.ProcedimentoID]))
	}
	return out, err
}

func procedimentoPubblico(sem kernel.Semestre, p QuadroProcedimento, obiettivi map[int64]Obiettivo, coperti iRiservati) pubblico.ProcedimentoMisurato {
	out := pubblico.ProcedimentoMisurato{Codice: p.Codice, Nome: p.Nome, EntiAttesi: int64(p.EntiAttesi), EntiRispondenti: int64(p.Enti()), Regione: senza(misurePubbliche(p.Regione.Misure, p.Enti() > 0), coperti.regione)}
	gruppi := func(gs []QuadroGruppo, coperti [][]string) (out []pubblico.GruppoMisure) {
		for i, g := range gs {
			out = append(out, pubblico.GruppoMisure{Codice: g.Codice, Nome: g.Nome, EntiAttesi: int64(g.EntiAttesi), EntiRispondenti: int64(g.Enti), Misure: senza(misurePubbliche(g.Cifre.Misure, g.Enti > 0), coperti[i])})
		}
		return out
	}
	out.Classi, out.Province = gruppi(p.Classi, coperti.classi), gruppi(p.Province, coperti.province)
	if o, ok := obiettivi[p.ProcedimentoID]; ok {
		out.Obiettivo = &pubblico.ObiettivoMisto{Versione: int64(o.N), BaseSemestre: o.BaseSemestre, BaseDurata: o.BaseDurata, BaseArretrato: o.BaseArretrato,
			Fonte: o.Fonte, Dimostrativo: o.Dimostrativo, Durata: semaforoPubblico(o.Durata(sem, durataPubblica(p.Regione.Misure, out.Regione))),
			Arretrato: semaforoPubblico(o.Arretrato(sem, arretratoPubblico(p, out.Regione)))}
	}
	return out
}

// durataPubblica is the mean that the public sees, unrounded; nil when it
// comes from too few practices, because a light would tell it all the same.
func durataPubblica(m misure.Misure, pub pubblico.MisurePubbliche) *float64 {
	if m.NMedia < pubblico.MinimoCasi || pub.Riservato(pubblico.Durate) {
		return nil
	}
	return m.DurataMedia
}

// arretratoNoto is the arretrato of the Region; nil when no body answered.
func arretratoNoto(p QuadroProcedimento) *int {
	if p.Enti() == 0 {
		return nil
	}
	return p.Regione.Arretrato
}

// arretratoPubblico is arretratoNoto, or nil when it is held back.
func arretratoPubblico(p QuadroProcedimento, pub pubblico.MisurePubbliche) *int {
	if pub.Riservato("arretrato") {
		return nil
	}
	return arretratoNoto(p)
}

func semaforoPubblico(s Semaforo) pubblico.SemaforoPubblico {
	return pubblico.SemaforoPubblico{Colore: string(s.Colore), Motivo: s.Motivo, Traguardo: s.Traguardo, AlSemestre: s.AlSemestre,
		Riduzione: arrotonda(s.Riduzione), Avanzamento: arrotonda(s.Avanzamento)}
}

// misurePubbliche are the figures without the times of too few practices.
// Where nobody answered nothing is known, the zeros included.
func misurePubbliche(m misure.Misure, noto bool) pubblico.MisurePubbliche {
	misura := func(x *float64, n int) pubblico.Misura {
		if x == nil {
			return pubblico.Misura{N: int64(n)}
		}
		return pubblico.NuovaMisura(*x, int64(n))
	}
	out := pubblico.MisurePubbliche{ConcluseSilenzioAssenso: int64(m.ConcluseSilenzioAssenso), ConcluseEspresse: int64(m.ConcluseEspresse),
		ConSospensioni: int64(m.ConSospensioni), ConConferenza: int64(m.ConConferenza), Avviate: int64(m.Avviate),
		DurataMedia: misura(m.DurataMedia, m.NMedia), DurataMediana: misura(m.DurataMediana, m.N), DurataP90: misura(m.DurataP90, m.N),
		DurataMediaNetta: misura(m.DurataMediaNetta, m.N), TermineMassimo: arrotonda(m.TermineMassimo)}
	if !noto {
		out.MotivoArretrato = "nessun ente ha risposto"
		return out
	}
	if m.Arretrato != nil {
		out.Arretrato = intero(*m.Arretrato)
	} else {
		out.MotivoArretrato = m.MotivoArretrato()
	}
	if m.SenzaStock == 0 {
		out.InTransito, out.PendentiFine = intero(m.InTransito), intero(m.PendentiFine)
	}
	return out
}

func intero(n int) *int64 {
	v := int64(n)
	return &v
}

func entiPubblici(ctx context.Context, tx *db.Tx, r Rilevazione, v VersioneCifre, righe []MisureEnte, coperti map[int64]iRiservati) (pubblico.MisureEnti, error) {
	out := pubblico.MisureEnti{Semestre: r.Semestre, Versione: int64(v.N)}
	var ids []int64
	for _, m := range righe {
		if len(ids) == 0 || ids[len(ids)-1] != m.EnteID {
			ids = append(ids, m.EnteID)
		}
	}
	nomi, err := enti.PerID(ctx, tx, ids)
	if err != nil {
		return out, err
	}
	prima := map[int64]int{} // rows met of each procedure
	for _, m := range righe {
		p, _ := v.Quadro.Procedimento(m.ProcedimentoID)
		e := nomi[m.EnteID]
		var riservate []string
		if c, ok := coperti[m.ProcedimentoID]; ok {
			riservate = c.enti[prima[m.ProcedimentoID]]
		}
		prima[m.ProcedimentoID]++
		out.Righe = append(out.Righe, pubblico.MisuraEnte{EnteID: m.EnteID, Istat: string(e.Istat), Nome: e.NomeEsteso(), Provincia: m.Provincia, Classe: m.Classe,
			Procedimento: p.Codice, Fonte: string(m.Modo), Misure: senza(misurePubbliche(m.Misure, true), riservate)})
	}
	return out, nil
}
