package monitoraggio

import (
	"pass/internal/monitoraggio/misure"
	"pass/internal/pubblico"
	"pass/internal/pubblico/riserbo"
)

// riserva are the counts of one row of the figures as cells of a riserbo
// table: of a body, of a group or of the Region.
type riserva struct {
	celle map[string]int // by JSON name of pubblico.MisurePubbliche
	n     []int          // the numbers of practices behind the times
}

// iRiservati says, for one procedure, what must not be published of each body,
// each province, each class and of the Region. Bodies are in the order of
// righe.
type iRiservati struct {
	enti, province, classi [][]string
	regione                []string
}

// riservati applies the rules of package riserbo to the figures of a
// procedure: the table has every count that is published and every identity
// that ties them, sums over bodies and balances within a row.
func riservati(p QuadroProcedimento, righe []MisureEnte) (out iRiservati) {
	t := &riserbo.Tabella{}
	enti := make([]riserva, len(righe))
	for i, m := range righe {
		enti[i] = aggiungiRiga(t, m.Misure, 0)
	}
	regione := aggiungiRiga(t, p.Regione.Misure, 2)
	gruppi := func(gs []QuadroGruppo, di func(MisureEnte) string) []riserva {
		rs := make([]riserva, len(gs))
		for k, g := range gs {
			rs[k] = aggiungiRiga(t, g.Cifre.Misure, 1)
			var parti []riserva
			for i, m := range righe {
				if di(m) == g.Codice {
					parti = append(parti, enti[i])
				}
			}
			lega(t, parti, rs[k])
		}
		lega(t, rs, regione)
		return rs
	}
	province := gruppi(p.Province, func(m MisureEnte) string { return m.Provincia })
	classi := gruppi(p.Classi, func(m MisureEnte) string { return m.Classe })
	nascoste := t.Nascondi()
	leggi := func(rs []riserva) (out [][]string) {
		for _, r := range rs {
			out = append(out, r.nomi(nascoste))
		}
		return out
	}
	return iRiservati{enti: leggi(enti), province: leggi(province), classi: leggi(classi), regione: regione.nomi(nascoste)}
}

// nomiRiservabili is the order in which held-back fields are named.
var nomiRiservabili = []string{"concluse_silenzio_assenso", "concluse_espresse", "con_sospensioni", "con_conferenza", "avviate", "in_transito", "arretrato", "pendenti_fine"}

func (r riserva) nomi(nascoste []bool) (out []string) {
	for _, nome := range nomiRiservabili {
		if c, ok := r.celle[nome]; ok && nascoste[c] {
			out = append(out, nome)
		}
	}
	for _, c := range r.n {
		if nascoste[c] {
			return append(out, pubblico.Durate)
		}
	}
	return out
}

// aggiungiRiga adds the counts of a row and the balances that tie them:
//
//	in transito = pendenti all'inizio + avviate
//	in transito = pendenti alla fine + concluse (+ excluded)
//	espresse ≥ con sospensioni, con conferenza, practices behind the times
//	pendenti alla fine ≥ arretrato
func aggiungiRiga(t *riserbo.Tabella, m misure.Misure, livello int) riserva {
	r := riserva{celle: map[string]int{}}
	metti := func(nome string, n int) int {
		r.celle[nome] = t.Cella(int64(n), livello)
		return r.celle[nome]
	}
	silenzio, espresse := metti("concluse_silenzio_assenso", m.ConcluseSilenzioAssenso), metti("concluse_espresse", m.ConcluseEspresse)
	parte := func(c, tutto, n, tutti int) {
		if n <= tutti {
			t.Somma([]int{c, t.Ignota(int64(tutti - n))}, []int{tutto})
		}
	}
	parte(metti("con_sospensioni", m.ConSospensioni), espresse, m.ConSospensioni, m.ConcluseEspresse)
	parte(metti("con_conferenza", m.ConConferenza), espresse, m.ConConferenza, m.ConcluseEspresse)
	for _, n := range []int{m.NMedia, m.N} {
		c := t.Cella(int64(n), livello)
		r.n = append(r.n, c)
		if n <= m.ConcluseEspresse {
			t.Somma([]int{c, t.Nota(int64(m.ConcluseEspresse - n))}, []int{espresse})
		}
	}
	avviate := metti("avviate", m.Avviate)
	if m.Arretrato != nil { // published also where the practices that are open are not known
		metti("arretrato", *m.Arretrato)
	}
	if m.SenzaStock > 0 {
		return r
	}
	transito, fine := metti("in_transito", m.InTransito), metti("pendenti_fine", m.PendentiFine)
	if m.InTransito >= m.Avviate {
		t.Somma([]int{avviate, t.Nota(int64(m.InTransito - m.Avviate))}, []int{transito})
	}
	if resto := m.InTransito - m.PendentiFine - m.Concluse(); resto >= 0 {
		t.Somma([]int{fine, silenzio, espresse, t.Nota(int64(resto))}, []int{transito})
	} else {
		t.Somma([]int{fine, silenzio, espresse}, []int{transito, t.Nota(int64(-resto))})
	}
	if m.Arretrato != nil {
		parte(r.celle["arretrato"], fine, *m.Arretrato, m.PendentiFine)
	}
	return r
}

// lega says that the rows sum to the total, count by count. A count that some
// row does not know is not summed; a total that differs from its parts is
// summed with the difference, which the attacker is taken to know.
func lega(t *riserbo.Tabella, parti []riserva, totale riserva) {
	if len(parti) == 0 {
		return // no row of this kind is published
	}
	for _, nome := range nomiRiservabili {
		tutto, ok := totale.celle[nome]
		if !ok {
			continue
		}
		celle := make([]int, 0, len(parti))
		for _, p := range parti {
			if c, ok := p.celle[nome]; ok {
				celle = append(celle, c)
			}
		}
		t.Pareggia(celle, tutto)
	}
	for k := range totale.n {
		celle := make([]int, len(parti))
		for i, p := range parti {
			celle[i] = p.n[k]
		}
		t.Pareggia(celle, totale.n[k])
	}
}

// senza gives the figures without the fields that are held back.
func senza(m pubblico.MisurePubbliche, riservate []string) pubblico.MisurePubbliche {
	for _, nome := range riservate {
		switch nome {
		case "concluse_silenzio_assenso":
			m.ConcluseSilenzioAssenso = 0
		case "concluse_espresse":
			m.ConcluseEspresse = 0
		case "con_sospensioni":
			m.ConSospensioni = 0
		case "con_conferenza":
			m.ConConferenza = 0
		case "avviate":
			m.Avviate = 0
		case "in_transito":
			m.InTransito = nil
		case "arretrato":
			m.Arretrato, m.MotivoArretrato = nil, pubblico.MotivoRiserbo
		case "pendenti_fine":
			m.PendentiFine = nil
		case pubblico.Durate:
			m.DurataMedia, m.DurataMediana, m.DurataP90, m.DurataMediaNetta = pubblico.Misura{}, pubblico.Misura{}, pubblico.Misura{}, pubblico.Misura{}
		}
	}
	m.Riservate = riservate
	return m
}
