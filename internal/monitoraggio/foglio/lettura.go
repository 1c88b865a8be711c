package foglio

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pass/internal/kernel"
)

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
