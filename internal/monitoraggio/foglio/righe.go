package foglio

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"pass/internal/kernel"
	"pass/internal/termini"
)

var (
	reTotale = regexp.MustCompile(`^(?:totale|totali|tot|subtotale|sub totale|somma|media|conteggio|totale generale|n totale)(?: |$)`)
	reNota   = regexp.MustCompile(`^(?:n b|nb|nota|note|fonte|legenda|aggiornat[oi]|dati|elenco|firma|firmato|il responsabile|la responsabile|data e firma|avvertenza|attenzione|pagina|pag|segue|anno|mese|pratiche) ?`)
)

// maxSospesi is a hundred years: a larger number is a date that lost its format.
const maxSospesi = 36_500

// salto says why the current row is neither a practice nor an error; empty
// when it has to be one of the two.
func (l *lettore) salto() MotivoSalto {
	switch {
	case l.intestazioneRipetuta():
		return SaltoIntestazione
	case l.totale():
		return SaltoTotale
	case l.nota():
		return SaltoNota
	case l.predisposta():
		return SaltoPredisposta
	}
	return ""
}

// intestazioneRipetuta: the titles again, as at the top of a printed page.
func (l *lettore) intestazioneRipetuta() bool {
	uguali := 0
	for _, col := range l.m.Campi {
		c := l.r.cella(col)
		if c.Vuota() {
			continue
		}
		if c.Tipo != Testo || !sottoparole(parole(c.Testo), parole(l.f.Titolo(col))) {
			return false
		}
		uguali++
	}
	return uguali >= 2
}

// sottoparole reports whether all words of a are in b: a repeated header of
// two rows has only a part of each title in each row.
func sottoparole(a, b []string) bool {
	for _, w := range a {
		if !contiene(b, w) {
			return false
		}
	}
	return len(a) > 0
}

// totale: a word of total in place of the number, or before it while there is
// no practice in the row.
func (l *lettore) totale() bool {
	if reTotale.MatchString(kernel.Fold(l.cella(CampoID).Testo)) {
		return true
	}
	if !l.cella(CampoID).Vuota() || !leggiData(l.cella(CampoDomanda), l.f.sistema1904).giorno.IsZero() {
		return false
	}
	for _, c := range l.r.Celle {
		if c.Tipo == Testo && c.Unita == 0 && reTotale.MatchString(kernel.Fold(c.Testo)) {
			return true
		}
	}
	return false
}

// nota: one text alone that reads as a sentence, or lies over several columns.
func (l *lettore) nota() bool {
	n, col := l.r.proprie()
	if n != 1 || l.cella(CampoID).Unita != 0 {
		return false
	}
	c := l.r.cella(col)
	if c.Tipo != Testo || !leggiData(c, false).giorno.IsZero() {
		return false
	}
	s := kernel.Fold(c.Testo)
	if k, ok := l.m.Campi[CampoID]; ok && k == col && strings.ContainsAny(s, "0123456789") && strings.Count(s, " ") < 5 {
		return strings.HasPrefix(pulisci(c.Testo), "*") || l.distesa(col) // else a number without its date
	}
	return strings.Count(s, " ") >= 2 || reNota.MatchString(s) || strings.HasPrefix(pulisci(c.Testo), "*") || l.distesa(col)
}

// distesa reports whether the cell lies over three columns or more.
func (l *lettore) distesa(col int) bool {
	uu := l.f.unioni // in the order of their first row
	i := sort.Search(len(uu), func(k int) bool { return uu[k].r1 >= l.r.N })
	for ; i < len(uu) && uu[i].r1 == l.r.N; i++ {
		if uu[i].c1 == col && uu[i].c2-uu[i].c1 >= 2 {
			return true
		}
	}
	return false
}

// predisposta: a row filled down beforehand (NO, 0, the term, the type), with
// neither number nor dates.
func (l *lettore) predisposta() bool {
	for _, c := range Campi {
		v := l.cella(c)
		switch {
		case v.Vuota():
		case v.Tipo == Errore, v.Tipo == FormulaVuota:
			return false
		case c == CampoConferenza || c == CampoTermine || c == CampoTipologia:
		case (c == CampoGiorniSospesi || c == CampoSospensioni) && strings.Trim(v.Testo, "0., ") == "":
		case v.Unita != 0:
		default:
			return false
		}
	}
	return true
}

// continua handles a row whose number is merged with that of a row above: it
// adds suspensions to that practice. false when the row is a practice of its own.
func (l *lettore) continua(origine int) bool {
	for _, c := range []Campo{CampoDomanda, CampoProvvedimento, CampoSilenzio} {
		if v := l.cella(c); v.Unita == 0 && !v.Vuota() {
			return false // told as a repeated number
		}
	}
	ss, giorni := l.sospensioniProprie()
	if l.errori > 0 {
		l.e.RigheInErrore++
		return true
	}
	i, letta := l.posto[origine]
	if !letta {
		l.e.salta(l.f, l.r.N, SaltoContinua, fmt.Sprintf("Continua la pratica della riga %d, che ha un errore.", origine))
		return true
	}
	p := &l.e.Pratiche[i]
	p.Sospensioni = append(p.Sospensioni, ss...)
	p.GiorniSospesi += giorni
	if len(p.Sospensioni) > 0 && p.GiorniSospesi > 0 {
		p.GiorniSospesi = 0
		l.avviso(CampoGiorniSospesi, TipoDueSospensioni, "Ci sono sia i periodi sia i giorni di sospensione: contano i periodi.")
	}
	l.e.salta(l.f, l.r.N, SaltoContinua, fmt.Sprintf("Continua la pratica della riga %d: ne aggiunge le sospensioni.", origine))
	return true
}

// sospensioniProprie reads the suspensions of the cells that are not merged
// with those of a row above.
func (l *lettore) sospensioniProprie() ([]termini.Sospensione, int) {
	r := *l.r
	r.Celle = make([]Cella, len(l.r.Celle))
	for i, c := range l.r.Celle {
		if c.Unita == 0 {
			r.Celle[i] = c
		}
	}
	prima := l.r
	l.r = &r
	defer func() { l.r = prima }()
	return l.sospensioni()
}

// sospensioni puts together the columns that speak of suspensions: periods win
// over a number of days; a beginning and a number of days make a period.
func (l *lettore) sospensioni() (ss []termini.Sospensione, giorni int) {
	if c := l.cella(CampoSospensioni); !l.vuotaSosp(CampoSospensioni, c) {
		var forma formaData
		var ok bool
		if ss, giorni, forma, ok = sospensioni(c); !ok {
			l.errore(CampoSospensioni, TipoSospensione, "Le sospensioni si scrivono come inizio/fine (2024-04-03/2024-05-10) o come numero di giorni"+l.trovato(c)+".")
		}
		if forma == dataBreve {
			l.avviso(CampoSospensioni, TipoAnnoBreve, "L'anno ha due cifre: è stato letto come anno di questo secolo.")
		}
		if giorni > maxSospesi {
			l.errore(CampoSospensioni, TipoSospensione, "I giorni di sospensione sono troppi"+l.trovato(c)+". Il numero va corretto.")
		}
		l.unita(CampoSospensioni, c)
		l.sensate(CampoSospensioni, ss)
	}
	altri := 0
	if c := l.cella(CampoGiorniSospesi); !l.vuotaSosp(CampoGiorniSospesi, c) {
		n, ok := intero(c)
		if !ok || n > maxSospesi {
			l.errore(CampoGiorniSospesi, TipoNumero, "Qui serve il numero intero dei giorni di sospensione"+l.trovato(c)+".")
		}
		l.unita(CampoGiorniSospesi, c)
		altri = n
	}
	dal, al := l.data(CampoInizioSosp), l.data(CampoFineSosp)
	switch {
	case dal.IsZero() && !al.IsZero() && l.cella(CampoInizioSosp).Vuota():
		l.errore(CampoFineSosp, TipoSospensione, "C'è la fine della sospensione ma non l'inizio. Va scritta anche la data di inizio.")
	case !dal.IsZero():
		if al.IsZero() && altri > 0 && l.cella(CampoFineSosp).Vuota() {
			al = dal.AddDays(altri)
		}
		nuova := termini.Sospensione{Dal: dal, Al: al}
		fine := CampoFineSosp
		if _, c := l.m.Campi[fine]; !c {
			fine = CampoInizioSosp
		}
		l.sensate(fine, []termini.Sospensione{nuova})
		ss = append(ss, nuova)
	}
	return l.unaSola(ss, giorni, altri)
}

// unaSola keeps periods or days, and tells when both were there and differ.
func (l *lettore) unaSola(ss []termini.Sospensione, giorni, altri int) ([]termini.Sospensione, int) {
	if giorni > 0 && altri > 0 && giorni != altri && len(ss) == 0 {
		l.avviso(CampoGiorniSospesi, TipoDueSospensioni, "Due colonne danno giorni di sospensione diversi: conta il numero più alto.")
	}
	giorni = max(giorni, altri)
	if len(ss) == 0 || giorni == 0 {
		return ss, giorni
	}
	primo, ultimo, aperta := ss[0].Dal, ss[0].Al, false
	for _, s := range ss {
		if s.Dal.Before(primo) {
			primo = s.Dal
		}
		if s.Al.After(ultimo) {
			ultimo = s.Al
		}
		aperta = aperta || s.Al.IsZero()
	}
	if l.errori == 0 && (aperta || termini.GiorniSospesi(primo, ultimo, ss) != giorni) {
		l.avviso(CampoGiorniSospesi, TipoDueSospensioni, "Ci sono sia i periodi sia i giorni di sospensione: contano i periodi.")
	}
	return ss, 0
}

// vuotaSosp reports whether the cell says nothing, or is broken and was told.
func (l *lettore) vuotaSosp(campo Campo, c Cella) bool {
	if l.guasta(campo, c) {
		return true
	}
	vuoto, parola := segnoDiVuoto(c, campo)
	if parola {
		l.avviso(campo, TipoVuotoDetto, "Al posto delle sospensioni c'è un testo che dice che mancano: la cella è stata letta come vuota.")
	}
	return vuoto || kernel.Fold(c.Testo) == "no"
}

// sensate tells a suspension that ends before it starts, or starts in the future.
func (l *lettore) sensate(campo Campo, ss []termini.Sospensione) {
	for _, s := range ss {
		if !s.Al.IsZero() && s.Al.Before(s.Dal) {
			l.errore(campo, TipoSospensione, "La sospensione finisce ("+breve(s.Al)+") prima di iniziare ("+breve(s.Dal)+"). Una delle due date va corretta.")
			return
		}
		if s.Dal.Before(primoGiorno) {
			l.errore(campo, TipoSospensione, "La sospensione inizia troppo lontano nel passato ("+breve(s.Dal)+"). Va controllato l'anno.")
			return
		}
	}
}
