package foglio

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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

// valoreCitabile is what was found, as a spreadsheet shows it, when it may be
// repeated; else empty.
func valoreCitabile(c Cella, sistema1904 bool) string {
	s := citabile(mostra(c, sistema1904))
	if v, ok := strings.CutPrefix(s, "«"); ok {
		return strings.TrimSuffix(v, "»")
	}
	return ""
}

// mostra is a cell as a spreadsheet shows it.
func mostra(c Cella, sistema1904 bool) string {
	switch c.Tipo {
	case Data:
		if d := leggiData(c, sistema1904); !d.giorno.IsZero() {
			return breve(d.giorno)
		}
	case Logico:
		if c.Testo == "1" {
			return "VERO"
		}
		return "FALSO"
	case Errore:
		return erroreInItaliano(c.Testo)
	}
	return pulisci(c.Testo)
}

// Mostra is the text of a cell for people, as the spreadsheet would show it.
func (f *Foglio) Mostra(c Cella) string { return mostra(c, f.sistema1904) }

func erroreInItaliano(s string) string {
	switch s {
	case "#N/A":
		return "#N/D"
	case "#REF!":
		return "#RIF!"
	case "#VALUE!":
		return "#VALORE!"
	case "#NAME?":
		return "#NOME?"
	case "#NUM!", "#DIV/0!", "#NULL!":
		return s
	}
	return "#ERRORE"
}

// trovato says what the cell holds, for the end of a sentence.
func (l *lettore) trovato(c Cella) string {
	if s := citabile(mostra(c, l.f.sistema1904)); s != "" {
		return "; qui c'è " + s
	}
	return ""
}

// guasta tells a cell that holds no value at all.
func (l *lettore) guasta(campo Campo, c Cella) bool {
	switch {
	case c.Tipo == Errore, c.Tipo == Testo && strings.HasPrefix(c.Testo, "#") && errori[strings.ToUpper(pulisci(c.Testo))]:
		l.errore(campo, TipoCellaInErrore, "La cella mostra un errore ("+erroreInItaliano(erroreDi(c.Testo))+"). La formula va corretta, oppure va scritto il valore.")
	case c.Tipo == FormulaVuota:
		l.errore(campo, TipoFormulaVuota, "La cella ha una formula senza risultato salvato. Il file va aperto con il programma di calcolo e salvato di nuovo.")
	default:
		return false
	}
	return true
}

var errori = frasi("#N/A|#N/D|#REF!|#RIF!|#VALUE!|#VALORE!|#NAME?|#NOME?|#NUM!|#DIV/0!|#NULL!|#NULLO!")

func erroreDi(s string) string {
	switch s = strings.ToUpper(pulisci(s)); s {
	case "#N/D":
		return "#N/A"
	case "#RIF!":
		return "#REF!"
	case "#VALORE!":
		return "#VALUE!"
	case "#NOME?":
		return "#NAME?"
	case "#NULLO!":
		return "#NULL!"
	}
	return s
}

// testo reads a text field without personal data.
func (l *lettore) testo(campo Campo, massimo int) string {
	c := l.cella(campo)
	if c.Vuota() || l.guasta(campo, c) {
		return ""
	}
	s := mostra(c, l.f.sistema1904)
	if haCF(s) || pareNome(s) && campo != CampoTipologia && motivoDi(s) == nil {
		l.e.DatiPersonali = true
		l.avviso(campo, TipoTestoTolto, "Il testo contiene forse dati personali: non è stato conservato.")
		return ""
	}
	if r := []rune(s); len(r) > massimo {
		s = string(r[:massimo])
		l.avviso(campo, TipoTestoTroncato, fmt.Sprintf("Il testo è lungo: ne sono stati conservati %d caratteri.", massimo))
	}
	l.unita(campo, c)
	return s
}

func (l *lettore) unita(campo Campo, c Cella) {
	if c.Unita != 0 {
		l.avviso(campo, TipoCellaUnita, fmt.Sprintf("La cella è unita a quella della riga %d: ne prende il valore.", c.Unita))
	}
}

// id reads the identifier.
func (l *lettore) id() string {
	c := l.cella(CampoID)
	if l.guasta(CampoID, c) {
		return ""
	}
	s := mostra(c, l.f.sistema1904)
	if x, err := strconv.ParseFloat(s, 64); c.Tipo == Numero && err == nil && x == math.Trunc(x) && math.Abs(x) < 1e15 {
		s = strconv.FormatInt(int64(x), 10)
	}
	if vuoto, _ := segnoDiVuoto(c, CampoID); vuoto {
		l.errore(CampoID, TipoManca, "Manca il numero della pratica. Va scritto il numero o il codice che la distingue.")
		return ""
	}
	if len([]rune(s)) > 100 {
		l.errore(CampoID, TipoIDLungo, "Il numero della pratica supera i 100 caratteri. Va scritto solo il numero o il codice.")
		return ""
	}
	if c.Tipo == Data {
		l.avviso(CampoID, TipoIDData, "Il numero della pratica è scritto come una data: forse il programma di calcolo l'ha cambiato. Va controllato.")
	}
	if personale(s) {
		l.e.DatiPersonali = true
		if len(l.e.opz.Chiave) == 0 {
			l.problema(CampoID, -1, TipoDatoPersonale, GravitaErrore, "Il numero della pratica contiene un codice fiscale o un nome. Va usato il numero di protocollo.", "")
			return ""
		}
		l.avviso(CampoID, TipoPseudonimo, "Il numero della pratica contiene un codice fiscale o un nome: è stato sostituito con un codice. Conviene usare il numero di protocollo.")
		return pseudonimo(l.e.opz.Chiave, s)
	}
	return s
}

// data reads a date field; the zero day when it is empty or wrong.
func (l *lettore) data(campo Campo) kernel.Day {
	c := l.cella(campo)
	if l.guasta(campo, c) {
		return kernel.Day{}
	}
	zero := c.Tipo != Testo && c.Tipo != Logico && strings.Trim(c.Testo, "0.") == ""
	vuoto, parola := segnoDiVuoto(c, campo)
	if vuoto || zero {
		if campo.Obbligatorio() {
			l.errore(campo, TipoManca, "Manca la data della domanda. Va scritta come giorno/mese/anno.")
		} else if parola {
			l.avviso(campo, TipoVuotoDetto, "Al posto della data c'è un testo che dice che manca: la cella è stata letta come vuota.")
		}
		return kernel.Day{}
	}
	d := leggiData(c, l.f.sistema1904)
	switch d.forma {
	case dataNessuna:
		l.errore(campo, TipoData, "Qui serve una data, come 03/04/2024"+l.trovato(c)+".")
		return kernel.Day{}
	case dataImpossibile:
		l.errore(campo, TipoData, "Questo giorno non esiste nel calendario"+l.trovato(c)+". La data va corretta.")
		return kernel.Day{}
	case dataAmericana:
		l.errore(campo, TipoDataAmericana, "Il mese sembra scritto prima del giorno"+l.trovato(c)+". La data va scritta come giorno/mese/anno.")
		return kernel.Day{}
	case dataBreve:
		l.avviso(campo, TipoAnnoBreve, "L'anno ha due cifre: è stato letto come "+strconv.Itoa(d.giorno.Year())+".")
	case dataSeriale:
		l.avviso(campo, TipoDataSeriale, "La data è scritta come numero: è stata letta come "+breve(d.giorno)+". Va controllata.")
	}
	if !l.plausibile(campo, d.giorno) {
		return kernel.Day{}
	}
	if d.scambiabile && l.sospette[campo] {
		l.avviso(campo, TipoDataAmbigua, "Nella colonna altre date hanno il mese prima del giorno. Questa è stata letta come "+breve(d.giorno)+": va controllata.")
	}
	l.unita(campo, c)
	return d.giorno
}

var primoGiorno = kernel.MustDay("1950-01-01")

func (l *lettore) plausibile(campo Campo, d kernel.Day) bool {
	switch {
	case d.Before(primoGiorno):
		l.errore(campo, TipoDataAntica, "La data ("+breve(d)+") è troppo lontana nel passato. Va controllato l'anno.")
	case d.Year() > 2199, !l.e.opz.Oggi.IsZero() && d.After(l.e.opz.Oggi) && campo != CampoFineSosp:
		l.errore(campo, TipoDataFutura, "La data ("+breve(d)+") è nel futuro. Va controllata.")
	default:
		return true
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
