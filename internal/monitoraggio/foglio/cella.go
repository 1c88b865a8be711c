package foglio

import "strings"

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
