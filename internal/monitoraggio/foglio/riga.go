package foglio

import (
	"fmt"
	"slices"
	"strings"

	"pass/internal/kernel"
	"pass/internal/monitoraggio/misure"
	"pass/internal/termini"
)

// lettore reads the rows of one sheet.
type lettore struct {
	e        *estrazione
	f        *Foglio
	m        *Mappa
	sospette map[Campo]bool // columns with dates that have the month first
	posto    map[int]int    // row → position of its practice
	r        *Riga
	errori   int // of the current row
}

// riga makes a practice of a row, or an error, or tells why it is left out.
func (l *lettore) riga(r *Riga) {
	l.r, l.errori = r, 0
	if l.corregge() {
		l.e.salta(l.f, r.N, SaltoScelta, "")
		return
	}
	r = l.r
	if r.Guasto != "" {
		l.problema("", -1, TipoRigaGuasta, GravitaErrore, r.Guasto, "")
		l.e.RigheInErrore++
		return
	}
	if salto := l.salto(); salto != "" {
		l.e.salta(l.f, r.N, salto, "")
		return
	}
	if id := l.cella(CampoID); id.Unita != 0 && l.continua(int(id.Unita)) {
		return
	}
	p := l.pratica()
	if l.errori > 0 {
		l.e.RigheInErrore++
		return
	}
	l.posto[r.N] = len(l.e.Pratiche)
	l.e.Pratiche = append(l.e.Pratiche, p)
}

// corregge applies what a person changed to a copy of the row; true when the
// person left the row out.
func (l *lettore) corregge() (salta bool) {
	cc := l.e.correzioni[l.f.Nome][l.r.N]
	if len(cc) == 0 {
		return false
	}
	r := *l.r
	r.Celle = slices.Clone(r.Celle)
	for _, c := range cc {
		if c.Salta {
			return true
		}
		if c.Col < 0 || c.Col >= MaxColonne {
			continue
		}
		for len(r.Celle) <= c.Col {
			r.Celle = append(r.Celle, Cella{})
		}
		r.Celle[c.Col] = Cella{Testo: c.Valore}
	}
	l.r = &r
	return false
}

// cella is the cell of the field in the current row.
func (l *lettore) cella(c Campo) Cella {
	if col, ok := l.m.Campi[c]; ok {
		return l.r.cella(col)
	}
	return Cella{}
}

// problema adds what is wrong with a field of the current row; col < 0 means
// the column of the field, if it has one.
func (l *lettore) problema(c Campo, col int, t Tipo, g Gravita, msg, valore string) {
	p := Problema{Foglio: l.f.Nome, Riga: l.r.N, Col: -1, Campo: c, Tipo: t, Gravita: g, Messaggio: msg, Valore: valore, Righe: 1}
	if k, ok := l.m.Campi[c]; ok && col < 0 {
		col = k
	}
	if col >= 0 {
		p.Col, p.Colonna, p.Titolo = col, LettereColonna(col), l.f.Titolo(col)
	}
	if g == GravitaErrore {
		l.errori++
	} else if l.gia(p) {
		return
	}
	l.e.aggiungi(p)
}

func (l *lettore) errore(c Campo, t Tipo, msg string) {
	l.problema(c, -1, t, GravitaErrore, msg, valoreCitabile(l.cella(c), l.f.sistema1904))
}

func (l *lettore) avviso(c Campo, t Tipo, msg string) {
	l.problema(c, -1, t, GravitaAvviso, msg, "")
}

// gia counts one more row for a notice of the same kind in the same column.
func (l *lettore) gia(p Problema) bool {
	k := gruppo{p.Foglio, p.Col, p.Tipo}
	if i, ok := l.e.raggruppati[k]; ok {
		if i >= 0 {
			l.e.Problemi[i].Righe++
		}
		return true
	}
	l.e.raggruppati[k] = -1
	if len(l.e.Problemi) < MaxProblemi {
		l.e.raggruppati[k] = len(l.e.Problemi)
	}
	return false
}

// pratica reads all fields; what is wrong counts in l.errori.
func (l *lettore) pratica() PraticaLetta {
	p := PraticaLetta{Foglio: l.f.Nome, Riga: l.r.N, Procedimento: l.m.Procedimento}
	p.ID = l.id()
	if p.ID != "" {
		l.ripetuta(p.ID)
	}
	p.Domanda = l.data(CampoDomanda)
	p.Provvedimento = l.data(CampoProvvedimento)
	p.SilenzioAssenso = l.data(CampoSilenzio)
	p.Conferenza = l.conferenza()
	p.Sospensioni, p.GiorniSospesi = l.sospensioni()
	p.Termine = l.termine()
	p.Tipologia = l.testo(CampoTipologia, 120)
	p.TipoSospensione = l.testo(CampoTipoSospensione, 120)
	l.motivo(&p)
	l.insieme(&p)
	return p
}

func (l *lettore) ripetuta(id string) {
	k := [2]string{l.m.Procedimento, strings.ToUpper(id)}
	if prima, gia := l.e.visti[k]; gia {
		dove := fmt.Sprintf("alla riga %d", prima.riga)
		if prima.foglio != l.f.Nome {
			dove += " del foglio «" + prima.foglio + "»"
		}
		l.errore(CampoID, TipoIDRipetuto, "Lo stesso numero è già "+dove+". Resta la prima; questa va corretta o tolta.")
		return
	}
	l.e.visti[k] = luogo{l.f.Nome, l.r.N}
}

func (l *lettore) conferenza() bool {
	c := l.cella(CampoConferenza)
	if c.Vuota() || l.guasta(CampoConferenza, c) {
		return false
	}
	if vuoto, parola := segnoDiVuoto(c, CampoConferenza); vuoto {
		if parola {
			l.avviso(CampoConferenza, TipoVuotoDetto, "Al posto di SÌ o NO c'è un testo che dice che manca: è stato letto come NO.")
		}
		return false
	}
	si, ok := siNo(c)
	if !ok {
		l.errore(CampoConferenza, TipoSiNo, "Qui serve SÌ o NO"+l.trovato(c)+".")
	}
	l.unita(CampoConferenza, c)
	return si
}

func (l *lettore) termine() *termini.Termine {
	c := l.cella(CampoTermine)
	if c.Vuota() || l.guasta(CampoTermine, c) {
		return nil
	}
	if vuoto, parola := segnoDiVuoto(c, CampoTermine); vuoto {
		if parola {
			l.avviso(CampoTermine, TipoVuotoDetto, "Al posto del termine c'è un testo che dice che manca: vale il termine del procedimento.")
		}
		return nil
	}
	t, ok := termine(c)
	if !ok {
		l.errore(CampoTermine, TipoTermine, "Qui serve il termine in giorni, come 60 (oppure 5l lavorativi, 3m mesi)"+l.trovato(c)+".")
		return nil
	}
	l.unita(CampoTermine, c)
	return &t
}

// motivo reads the reason for closing: only the first two of Motivi exclude.
func (l *lettore) motivo(p *PraticaLetta) {
	il := l.data(CampoDataEsclusione)
	c := l.cella(CampoMotivoEsclusione)
	vuoto, _ := segnoDiVuoto(c, CampoMotivoEsclusione)
	if vuoto || c.Tipo == Testo && kernel.Fold(c.Testo) == "no" {
		if !il.IsZero() {
			l.avviso(CampoDataEsclusione, TipoEsclusioneIncoer, "C'è una data di esclusione senza motivo: la pratica non è stata esclusa.")
		}
		return
	}
	s := l.testo(CampoMotivoEsclusione, 200)
	if s == "" {
		return
	}
	m := motivoDi(s)
	switch {
	case m == nil:
		p.Nota = s
		l.avviso(CampoMotivoEsclusione, TipoMotivoIgnoto, "Il motivo non è fra quelli previsti: la pratica resta nel conteggio e il testo è conservato come nota.")
	case m.Esclude:
		p.MotivoEsclusione, p.EsclusaIl = m.Testo, il
	default:
		p.Nota = m.Testo
		l.avviso(CampoMotivoEsclusione, TipoMotivoNota, "Questo motivo non esclude la pratica: resta nel conteggio e il motivo è conservato come nota.")
	}
}

// insieme checks the fields against each other.
func (l *lettore) insieme(p *PraticaLetta) {
	if p.SempreEsclusa() {
		return
	}
	if !p.Provvedimento.IsZero() && p.Provvedimento.Before(p.Domanda) {
		l.errore(CampoProvvedimento, TipoDateInvertite, "Il provvedimento ("+breve(p.Provvedimento)+") precede la domanda ("+breve(p.Domanda)+"). Una delle due date va corretta.")
	}
	if !p.SilenzioAssenso.IsZero() && p.SilenzioAssenso.Before(p.Domanda) {
		l.errore(CampoSilenzio, TipoDateInvertite, "Il silenzio-assenso ("+breve(p.SilenzioAssenso)+") precede la domanda ("+breve(p.Domanda)+"). Una delle due date va corretta.")
	}
	if !p.Provvedimento.IsZero() && !p.SilenzioAssenso.IsZero() {
		l.errore(CampoSilenzio, TipoDueConclusioni, "Ci sono sia il provvedimento sia il silenzio-assenso. Va lasciato solo quello che ha concluso la pratica.")
	}
	if l.errori > 0 {
		return
	}
	for _, q := range p.Validate() {
		l.problema(campoDi[q.Colonna], -1, TipoPratica, GravitaErrore, q.Messaggio, "")
	}
}

var campoDi = map[string]Campo{
	misure.ColonnaID: CampoID, misure.ColonnaDomanda: CampoDomanda, misure.ColonnaAtto: CampoProvvedimento,
	misure.ColonnaSilenzio: CampoSilenzio, misure.ColonnaConferenza: CampoConferenza, misure.ColonnaSospensioni: CampoSospensioni,
	misure.ColonnaTermine: CampoTermine, misure.ColonnaMotivo: CampoMotivoEsclusione, misure.ColonnaEsclusioneIl: CampoDataEsclusione,
}
