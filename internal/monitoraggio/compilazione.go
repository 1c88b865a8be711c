package monitoraggio

import (
	"context"

	"pass/internal/catalogo"
	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/platform/db"
	"pass/internal/termini"
)

// Compilazione reads what a body has answered in a campaign: its own people,
// and whoever watches the monitoring. Whoever may not see it gets
// kernel.NonTrovato.
func (s *Service) Compilazione(ctx context.Context, chi kernel.Actor, ente int64, sem kernel.Semestre) (c Compilazione, err error) {
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		b, err := apriBanco(ctx, tx, chi, ente, sem)
		if err == nil {
			c, _, err = b.compilazione(ctx, tx)
		}
		return err
	})
	return c, err
}

// compilazione puts together the answers, with the practices they come from.
func (b *banco) compilazione(ctx context.Context, tx *db.Tx) (c Compilazione, pratiche []Pratica, err error) {
	c = Compilazione{Ente: b.ente, Rilevazione: b.r, Invio: b.invio, Aperta: true}
	if e := Scrivibile(b.r, b.invio); e != nil {
		c.Aperta, c.Perche = false, messaggioDi(e)
	}
	if c.Revisione, err = statoRevisione(ctx, tx, b.r.ID, b.ente.ID); err != nil {
		return c, nil, err
	}
	if c.Ricevute, err = ricevuteDi(ctx, tx, b.invio.ID); err != nil {
		return c, nil, err
	}
	if pratiche, err = PraticheEnte(ctx, tx, b.ente.ID, 0, b.r.Semestre.Dal(), b.r.Semestre.Al()); err != nil {
		return c, nil, err
	}
	risposte, err := Risposte(ctx, tx, b.invio.ID)
	if err != nil {
		return c, nil, err
	}
	prima, err := cifrePrecedenti(ctx, tx, b.r.Semestre, b.ente.ID)
	if err != nil {
		return c, nil, err
	}
	procedimenti, err := catalogo.Procedimenti(ctx, tx, false)
	if err != nil {
		return c, nil, err
	}
	for _, p := range procedimenti { // in the order of the catalogue
		l, err := b.chiede(p.ID)
		if err != nil {
			continue
		}
		c.Voci = append(c.Voci, nuovaVoce(b.r.Semestre, p, l, rispostaA(risposte, p.ID), pratiche, prima[p.ID]))
	}
	return c, pratiche, nil
}

func rispostaA(rs []Risposta, procedimento int64) Risposta {
	for _, x := range rs {
		if x.ProcedimentoID == procedimento {
			return x
		}
	}
	return Risposta{ProcedimentoID: procedimento}
}

// cifrePrecedenti are the figures of the body for the semester before, per
// procedure; empty when that semester was not asked.
func cifrePrecedenti(ctx context.Context, tx *db.Tx, sem kernel.Semestre, ente int64) (map[int64]MisureEnte, error) {
	out := map[int64]MisureEnte{}
	r, err := RilevazioneDi(ctx, tx, sem.Add(-1))
	if kernel.CodeOf(err) == kernel.NonTrovato {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	ms, err := MisureDi(ctx, tx, r, ente)
	for _, m := range ms {
		if m.Modo != "" {
			out[m.ProcedimentoID] = m
		}
	}
	return out, err
}

// nuovaVoce counts what the answer for a procedure would say now; it is pure.
func nuovaVoce(sem kernel.Semestre, p catalogo.Procedimento, l Rilevato, x Risposta, pratiche []Pratica, prima MisureEnte) Voce {
	v := Voce{Procedimento: p, Rilevato: l, Risposta: x, Modo: x.Modo}
	var mie []*Pratica
	for i := range pratiche {
		q := &pratiche[i]
		if q.ProcedimentoID != p.ID {
			continue
		}
		mie = append(mie, q)
		v.Pratiche++
		aperta := q.PendenteAl(sem.Al())
		if q.Domanda.Before(sem.Dal()) {
			v.Riportate++
			if aperta {
				v.DaChiudere++
			}
		}
		if aperta {
			v.Aperte++
		}
	}
	if v.Modo == "" && v.Pratiche > 0 {
		v.Modo = DaPratiche
	}
	v.Misure = cifreVoce(sem, l.Termine, v.Modo, x, mie)
	v.Manca = manca(v)
	v.Avvisi = avvisi(sem, v, mie, prima)
	return v
}

func cifreVoce(sem kernel.Semestre, termine *termini.Termine, modo Modo, x Risposta, pratiche []*Pratica) misure.Misure {
	x.Modo = modo
	c := contoDi(sem, termine, x)
	if modo == DaPratiche {
		for _, q := range pratiche {
			c.Aggiungi(&q.Pratica)
		}
	}
	return c.Misure()
}

// manca lists what keeps an answer from being sent.
func manca(v Voce) (out []string) {
	switch {
	case v.Modo == "":
		out = append(out, "Manca la risposta: inserire le pratiche, oppure dichiarare che non ce ne sono.")
	case v.Modo == DaPratiche && v.Pratiche == 0:
		out = append(out, "Non c'è nessuna pratica nel semestre: aggiungerle, oppure dichiarare che non ce ne sono.")
	case v.Modo == Nessuna && v.Pratiche > 0:
		out = append(out, "È dichiarato che non ci sono pratiche, ma nel semestre ce n'è "+quante(v.Pratiche, "pratica", "pratiche")+".")
	}
	return out
}

// anniAperta is after how many days open a practice looks forgotten.
const giorniDimenticata = 5 * 365

// avvisi lists what is odd in an answer; all of it may be true.
func avvisi(sem kernel.Semestre, v Voce, pratiche []*Pratica, prima MisureEnte) (out []string) {
	if v.Modo == DaPratiche {
		out = append(out, avvisiPratiche(sem, v, pratiche)...)
	}
	if v.Modo == Nessuna || v.Modo == "" || prima.Modo == "" {
		return out
	}
	if prima.Misure.SenzaStock == 0 && v.Misure.SenzaStock == 0 && prima.Misure.PendentiFine != v.Misure.PendentiInizio {
		out = append(out, "A inizio semestre risultano aperte "+quante(v.Misure.PendentiInizio, "pratica", "pratiche")+"; alla fine del semestre precedente erano "+
			kernel.Numero(int64(prima.Misure.PendentiFine))+".")
	}
	if a, b := prima.Misure.DurataMedia, v.Misure.DurataMedia; a != nil && b != nil && prima.Misure.ConcluseEspresse >= 5 && v.Misure.ConcluseEspresse >= 5 {
		if *b > 2**a || 2**b < *a {
			out = append(out, "La durata media passa da "+kernel.Decimale(*a, 0)+" a "+kernel.Decimale(*b, 0)+" giorni di calendario: controllare le date.")
		}
	}
	if prima.Misure.Concluse() >= 5 && v.Misure.Concluse() == 0 {
		out = append(out, "Nel semestre precedente le pratiche concluse erano "+kernel.Numero(int64(prima.Misure.Concluse()))+"; ora nessuna.")
	}
	return out
}

func avvisiPratiche(sem kernel.Semestre, v Voce, pratiche []*Pratica) (out []string) {
	oltre, vecchie, future := 0, 0, 0
	for _, q := range pratiche {
		if OltreSenzaSospensioni(*q, sem, v.Rilevato.Termine) {
			oltre++
		}
		if q.PendenteAl(sem.Al()) && termini.GiorniLordi(q.Domanda, sem.Al()) > giorniDimenticata {
			vecchie++
		}
		if f := q.Fine(); !f.IsZero() && f.After(sem.Al()) {
			future++
		}
	}
	if oltre > 0 {
		out = append(out, quante(oltre, "pratica conclusa", "pratiche concluse")+" oltre il termine senza sospensioni: forse le sospensioni non sono segnalate.")
	}
	if vecchie > 0 {
		out = append(out, quante(vecchie, "pratica aperta", "pratiche aperte")+" da più di cinque anni: forse già conclusa o archiviata.")
	}
	if future > 0 {
		out = append(out, quante(future, "pratica conclusa", "pratiche concluse")+" dopo la fine del semestre: qui conta ancora come aperta.")
	}
	if v.Misure.PendentiSenzaTermine > 0 {
		out = append(out, "Senza un termine massimo per "+quante(v.Misure.PendentiSenzaTermine, "pratica aperta", "pratiche aperte")+" l'arretrato resta n.d.")
	}
	return out
}

// OltreSenzaSospensioni reports whether a practice was concluded by an express
// act in the semester beyond its term and without any suspension: maybe the
// suspensions were not told.
func OltreSenzaSospensioni(p Pratica, sem kernel.Semestre, generale *termini.Termine) bool {
	t, noto := p.GiorniTermine(generale)
	if !noto || !p.ConclusaEspressa(sem) {
		return false
	}
	d, _ := p.Durata()
	return d > t && p.GiorniSospesiAl(p.Provvedimento) == 0
}
