package anagrafe

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"pass/internal/kernel"
)

// ElencoIstat is the content of ISTAT's list of Comuni.
type ElencoIstat struct {
	Comuni      []Comune    // by ISTAT code
	Province    []Provincia // those that the Comuni name, by code
	Riferimento kernel.Day  // from the name of the sheet or file; zero when it does not say
}

// The layout of «Elenco dei Comuni italiani» and «Codici statistici e
// denominazioni» from 2015 to 2026. Source: ISTAT, Codici statistici delle unità
// amministrative territoriali: Comuni, città metropolitane, Province e Regioni.
var colonneIstat = []colonna{
	{"istat", []string{"codice comune formato alfanumerico", "codice comune alfanumerico",
		"codice istat del comune formato alfanumerico*", "codice istat del comune", "codice istat", "pro com t", "istat"}, true},
	{"nome", []string{"denominazione in italiano", "solo denominazione in italiano", "denominazione comune", "comune"}, true},
	{"altra", []string{"denominazione altra lingua", "solo denominazione in tedesco"}, false},
	{"regione", []string{"codice regione"}, false},
	{"nomeRegione", []string{"denominazione regione"}, false},
	{"provincia", []string{"codice provincia storico*", "codice provincia*"}, false},
	{"uts", []string{"codice dell unita territoriale sovracomunale*", "codice citta metropolitana"}, false},
	{"nomeUTS", []string{"denominazione dell unita territoriale sovracomunale*", "provincia uts", "denominazione provincia"}, false},
	{"nomeCM", []string{"denominazione citta metropolitana"}, false},
	{"tipoUTS", []string{"tipologia di unita territoriale sovracomunale*"}, false},
	{"capoluogo", []string{"flag comune capoluogo*"}, false},
	{"sigla", []string{"sigla automobilistica", "sigla"}, true},
	{"belfiore", []string{"codice catastale del comune", "codice catastale", "belfiore"}, true},
	{"popolazione", []string{"popolazione legale*", "popolazione residente*", "popolazione*"}, false},
}

// ISTAT's codes for the kind of a supra-municipal unit.
var tipiIstat = map[string]TipoProvincia{
	"1": TipoProvinciaOrdinaria, "2": TipoProvinciaAutonoma, "3": TipoCittaMetropolitana,
	"4": TipoLiberoConsorzio, "5": TipoNonAmministrativa,
}

// LeggiIstat reads ISTAT's list of Comuni. The name of the file only helps to
// find the day the list refers to.
func LeggiIstat(r io.Reader, nomeFile string) (ElencoIstat, []Problema, error) {
	t, err := apri(r, colonneIstat)
	if err != nil {
		return ElencoIstat{}, nil, err
	}
	l := &letturaIstat{visti: map[kernel.CodiceIstat]int{}, belfiore: map[kernel.CodiceBelfiore]int{},
		province: map[string]Provincia{}, anno: annoDa(t.titoli["popolazione"])}
	t.scorri(l.riga)
	slices.SortFunc(l.elenco.Comuni, func(a, b Comune) int { return strings.Compare(string(a.Istat), string(b.Istat)) })
	for _, p := range l.province {
		l.elenco.Province = append(l.elenco.Province, p)
	}
	slices.SortFunc(l.elenco.Province, func(a, b Provincia) int { return strings.Compare(a.Codice, b.Codice) })
	l.elenco.Riferimento = dataDa(t.foglio.nome, nomeFile)
	if err := t.vuota(len(l.elenco.Comuni)); err != nil {
		return ElencoIstat{}, t.problemi.chiudi(), err
	}
	return l.elenco, t.problemi.chiudi(), nil
}

// vuota is the error of a file that has the right columns and no good row.
func (t *tabella) vuota(letti int) error {
	if letti > 0 {
		return nil
	}
	return kernel.E(kernel.NonValido, fmt.Sprintf(
		"Nel file non c'è nessuna riga valida; le righe scartate sono %s. Nessun dato è stato cambiato.", kernel.Numero(int64(t.scartate))))
}

type letturaIstat struct {
	elenco   ElencoIstat
	visti    map[kernel.CodiceIstat]int // code → row
	belfiore map[kernel.CodiceBelfiore]int
	province map[string]Provincia
	anno     int
}

func (l *letturaIstat) riga(r *riga) {
	istat := r.istatObbligatorio("istat")
	if istat == "" {
		return
	}
	if prima, ok := l.visti[istat]; ok {
		r.scarta("istat", fmt.Sprintf("Il codice ISTAT %s è già alla riga %d.", istat, prima))
		return
	}
	c := Comune{Istat: istat, Nome: r.nome("nome"), AltraLingua: r.nome("altra"), Provincia: istat.Provincia(),
		Sigla: r.sigla("sigla"), Belfiore: r.belfiore("belfiore"), Capoluogo: r.testo("capoluogo") == "1"}
	if c.Nome == "" {
		r.scarta("nome", "Manca il nome del Comune.")
		return
	}
	if prima, ok := l.belfiore[c.Belfiore]; ok && c.Belfiore != "" {
		r.scarta("belfiore", fmt.Sprintf("Il codice Belfiore %s è già alla riga %d.", c.Belfiore, prima))
		return
	}
	if p := r.codice("provincia", 3); p != "" && p != c.Provincia {
		r.scarta("provincia", fmt.Sprintf("La provincia %s non concorda con il codice ISTAT %s.", p, istat))
		return
	}
	c.Regione = r.regione(c.Provincia)
	if c.Regione == "" {
		r.segnala("regione", "La Regione di "+c.Nome+" non si riconosce: è rimasta vuota.")
	}
	if c.Belfiore == "" && r.testo("belfiore") == "" {
		r.segnala("belfiore", "A "+c.Nome+" manca il codice Belfiore: sarà riconosciuto dal codice ISTAT.")
	}
	if r.testo("popolazione") != "" {
		n, perche := r.abitanti("popolazione")
		if perche != "" {
			r.segnala("popolazione", perche+" La popolazione di "+c.Nome+" è rimasta non nota.")
		} else {
			c.Popolazione = Popolazione{Abitanti: n, Anno: l.anno}
		}
	}
	l.visti[istat], l.belfiore[c.Belfiore] = r.n, r.n
	l.elenco.Comuni = append(l.elenco.Comuni, c)
	l.provincia(r, c)
}

// regione reads the code, or finds it by name or by province.
func (r *riga) regione(provincia string) string {
	if c := r.codice("regione", 2); c != "" && c != "00" {
		return c
	}
	nome, _, _ := strings.Cut(r.testo("nomeRegione"), "/")
	for _, p := range base().province {
		if p.Codice == provincia || nome != "" && kernel.Fold(p.NomeRegione) == kernel.Fold(nome) {
			return p.Regione
		}
	}
	return ""
}

// provincia keeps the area of a Comune the first time it is met.
func (l *letturaIstat) provincia(r *riga, c Comune) {
	if _, ok := l.province[c.Provincia]; ok {
		return
	}
	nome, _, _ := strings.Cut(r.nome("nomeUTS"), "/")
	if cm := r.nome("nomeCM"); cm != "" && cm != "-" {
		nome = cm
	}
	if nome == "-" {
		nome = ""
	}
	p := Provincia{Codice: c.Provincia, UTS: r.codice("uts", 3), Sigla: c.Sigla, Nome: nome, Regione: c.Regione,
		Tipo: tipiIstat[intero(r.testo("tipoUTS"))]}
	nomeRegione, _, _ := strings.Cut(r.nome("nomeRegione"), "/")
	l.province[c.Provincia] = completa(p, nomeRegione)
}

// completa fills what the list does not say from the base register, when it
// knows the same area, and from ISTAT's rules otherwise.
func completa(p Provincia, nomeRegione string) Provincia {
	if p.UTS == "" {
		p.UTS = p.Codice
	}
	if p.Tipo == "" && p.UTS >= "201" {
		p.Tipo = TipoCittaMetropolitana
	}
	i := slices.IndexFunc(base().province, func(b Provincia) bool { return b.Codice == p.Codice })
	if i >= 0 {
		b := base().province[i]
		stessoTipo := p.Tipo == "" || p.Tipo == b.Tipo || b.Tipo == TipoRegione
		if stessoTipo && (p.Nome == "" || kernel.Fold(p.Nome) == kernel.Fold(b.Nome) || b.Tipo == TipoRegione) {
			return b
		}
	}
	if p.Tipo == "" {
		p.Tipo = TipoProvinciaOrdinaria
	}
	if p.Nome == "" {
		p.Nome = p.Sigla
	}
	p.NomeRegione = nomeRegione
	p.Denominazione = p.Tipo.Etichetta() + " di " + p.Nome
	return p
}
