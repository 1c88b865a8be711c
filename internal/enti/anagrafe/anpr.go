package anagrafe

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// PeriodoANPR is one row of ANPR's archive: what was true of a Comune from a day
// to another. One Comune has as many rows as it had names, codes and provinces.
type PeriodoANPR struct {
	ID          string // of the row, in ANPR
	Dal         kernel.Day
	Al          kernel.Day // last day of validity; zero while it lasts
	Istat       kernel.CodiceIstat
	Belfiore    kernel.CodiceBelfiore
	Nome        string // the archive writes capitals; here as a proper name
	AltraLingua string
	Provincia   string // three digits; codes above 700 are of territories no longer Italian
	Sigla       string
	Regione     string // two digits; empty for a region that is no more
	Stato       string // A attivo, C cessato, D da istituire
}

// The layout of ANPR_archivio_comuni.csv. Source: Ministero dell'Interno, ANPR,
// «Legenda archivio comuni», version 001 of 23/5/2019 (CC BY 4.0).
var colonneANPR = []colonna{
	{"id", []string{"id"}, false},
	{"dal", []string{"dataistituzione"}, true},
	{"al", []string{"datacessazione"}, true},
	{"istat", []string{"codistat"}, true},
	{"belfiore", []string{"codcatastale"}, true},
	{"nome", []string{"denominazione it"}, true},
	{"altra", []string{"altradenominazione"}, false},
	{"provincia", []string{"idprovinciaistat"}, false},
	{"regione", []string{"idregione"}, false},
	{"stato", []string{"stato"}, true},
	{"sigla", []string{"siglaprovincia"}, false},
}

// LeggiANPR reads the archive of Comuni with their dates of validity, since
// 1861.
func LeggiANPR(r io.Reader, _ string) ([]PeriodoANPR, []Problema, error) {
	t, err := apri(r, colonneANPR)
	if err != nil {
		return nil, nil, err
	}
	var periodi []PeriodoANPR
	t.scorri(func(r *riga) {
		if p, ok := periodoANPR(r); ok {
			periodi = append(periodi, p)
		}
	})
	if err := t.vuota(len(periodi)); err != nil {
		return nil, t.problemi.chiudi(), err
	}
	return periodi, t.problemi.chiudi(), nil
}

func periodoANPR(r *riga) (PeriodoANPR, bool) {
	istat := r.istatObbligatorio("istat")
	if istat == "" {
		return PeriodoANPR{}, false
	}
	p := PeriodoANPR{ID: r.testo("id"), Istat: istat, Belfiore: r.belfiore("belfiore"),
		Nome: grafia(r.nome("nome")), AltraLingua: nomeProprio(r.nome("altra")),
		Provincia: istat.Provincia(), Sigla: strings.ToUpper(r.testo("sigla")),
		Regione: r.codice("regione", 2), Stato: strings.ToUpper(r.testo("stato"))}
	if c := r.codice("provincia", 3); c != "" {
		p.Provincia = c
	}
	if p.Regione == "00" {
		p.Regione = ""
	}
	dal, ok := leggiGiorno(r.testo("dal"))
	al, alOK := leggiGiorno(r.testo("al"))
	p.Dal, p.Al = dal, al
	switch {
	case p.Nome == "":
		r.scarta("nome", "Manca il nome del Comune.")
	case !ok || dal.IsZero():
		r.scarta("dal", "La data di istituzione deve essere scritta come 2024-01-22; qui c'è "+citato(r.testo("dal"))+".")
	case !alOK:
		r.scarta("al", "La data di cessazione deve essere scritta come 2024-01-22; qui c'è "+citato(r.testo("al"))+".")
	case !al.IsZero() && al.Before(dal):
		r.scarta("al", fmt.Sprintf("La cessazione (%s) viene prima dell'istituzione (%s).", al.InItaliano(), dal.InItaliano()))
	case p.Stato != "A" && p.Stato != "C" && p.Stato != "D":
		r.scarta("stato", "Lo stato deve essere A, C oppure D; qui c'è "+citato(p.Stato)+".")
	}
	if p.Stato == "A" && !al.IsZero() && !r.scartata {
		r.segnala("stato", p.Nome+" risulta attivo ma ha una data di cessazione: vale la data.")
	}
	return p, !r.scartata
}

// VociANPR is the archive as a list on a day, one entry per Comune: what is
// valid that day or, for a Comune that has ceased, its last row with the day of
// cessation. Comuni that begin later are left out. Without a Belfiore code a row
// stands for itself.
func VociANPR(periodi []PeriodoANPR, alGiorno kernel.Day) []Voce {
	ultimo := map[string]PeriodoANPR{}
	for _, p := range periodi {
		if p.Stato == "D" || p.Dal.After(alGiorno) {
			continue
		}
		k := string(p.Belfiore)
		if k == "" {
			k = string(p.Istat)
		}
		if u, ok := ultimo[k]; !ok || p.Dal.After(u.Dal) || p.Dal == u.Dal && p.Al.IsZero() {
			ultimo[k] = p
		}
	}
	voci := make([]Voce, 0, len(ultimo))
	for _, p := range ultimo {
		v := Voce{Istat: p.Istat, Belfiore: p.Belfiore, Nome: p.Nome, AltraLingua: p.AltraLingua, Provincia: p.Provincia,
			Sigla: p.Sigla, Regione: p.Regione, Istituito: p.Dal}
		if !p.Al.IsZero() && p.Al.Before(alGiorno) {
			v.Cessato = p.Al.AddDays(1)
		}
		voci = append(voci, v)
	}
	slices.SortFunc(voci, ordineVoci)
	return voci
}
