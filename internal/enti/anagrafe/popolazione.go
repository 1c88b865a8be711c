package anagrafe

import (
	"fmt"
	"io"
	"strings"

	"pass/internal/kernel"
)

// PopolazioneComune is a figure for one Comune.
type PopolazioneComune struct {
	Istat       kernel.CodiceIstat
	Belfiore    kernel.CodiceBelfiore // empty when the file has none
	Nome        string                // same
	Popolazione Popolazione           // Anno is 0 when the file does not say
}

// The layout of a plain list (istat, popolazione and whatever else) and of
// ISTAT's «Popolazione residente per sesso, età», which has a title above, one
// row per age and the total at age 999. Source: demo.istat.it, POSAS.
var colonnePopolazione = []colonna{
	{"istat", []string{"istat", "codice istat", "codice istat del comune", "codice comune formato alfanumerico",
		"codice comune", "pro com t", "cod istat"}, true},
	{"popolazione", []string{"popolazione", "popolazione residente*", "popolazione legale*", "abitanti*", "residenti", "totale"}, true},
	{"nome", []string{"comune", "nome", "denominazione", "denominazione comune", "denominazione in italiano"}, false},
	{"belfiore", []string{"belfiore", "codice belfiore", "codice catastale*"}, false},
	{"anno", []string{"anno"}, false},
	{"eta", []string{"eta"}, false},
}

// LeggiPopolazione reads the inhabitants of each Comune. The year comes from
// the column anno, the header, the title or the name of the file.
func LeggiPopolazione(r io.Reader, nomeFile string) ([]PopolazioneComune, []Problema, error) {
	t, err := apri(r, colonnePopolazione)
	if err != nil {
		return nil, nil, err
	}
	anno := annoDa(t.titoli["popolazione"], t.premessa, t.foglio.nome, nomeFile)
	var out []PopolazioneComune
	visti := map[kernel.CodiceIstat]int{}
	perEta := 0
	t.scorri(func(r *riga) {
		if t.ha("eta") && !totaleEta(r.testo("eta")) {
			perEta++
			return
		}
		p := PopolazioneComune{Istat: r.istatObbligatorio("istat")}
		if r.scartata {
			return
		}
		if prima, ok := visti[p.Istat]; ok {
			r.scarta("istat", fmt.Sprintf("Il codice ISTAT %s è già alla riga %d.", p.Istat, prima))
			return
		}
		visti[p.Istat] = r.n
		p.Nome, p.Belfiore = r.nome("nome"), r.belfiore("belfiore")
		p.Popolazione.Anno = anno
		if a := annoDa(r.testo("anno")); a > 0 {
			p.Popolazione.Anno = a
		}
		n, perche := r.abitanti("popolazione")
		if perche != "" {
			r.scarta("popolazione", perche)
			return
		}
		p.Popolazione.Abitanti = n
		out = append(out, p)
	})
	if len(out) == 0 && perEta > 0 {
		return nil, t.problemi.chiudi(), kernel.E(kernel.NonValido,
			"Il file ha la popolazione per età ma non le righe con il totale (età 999). Nessun dato è stato cambiato.")
	}
	if err := t.vuota(len(out)); err != nil {
		return nil, t.problemi.chiudi(), err
	}
	return out, t.problemi.chiudi(), nil
}

func totaleEta(s string) bool {
	return intero(s) == "999" || strings.EqualFold(s, "totale")
}
