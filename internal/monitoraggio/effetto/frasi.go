package effetto

import (
	"fmt"
	"math"
	"strings"

	"pass/internal/kernel"
)

// pochi is the number of helped bodies under which the reader is warned.
const pochi = 10

// Frasi says in plain Italian what the figures allow to conclude and what they
// do not, most important first, each shorter than 25 words. It suits a page, a
// report and a journalist alike: no figure without its unit, n and interval.
func Frasi(e Effetto) []string {
	u := unitaDi(e.Misura)
	if e.Conclusione == NonCalcolabile || e.Stima == nil || e.Intervallo == nil {
		return append([]string{"Effetto dell’aiuto: n.d.", e.Motivo,
			"Non significa che l’aiuto sia stato inutile: con questi dati non si può misurare."}, esclusi(e)...)
	}
	ff := apertura(e, u)
	ff = append(ff,
		fmt.Sprintf("L’intervallo al 95%% va da %s a %s.", u.conSegno(e.Intervallo[0]), u.conSegno(e.Intervallo[1])),
		"L’intervallo dice quanto è incerta la stima: su 100 calcolati così, circa 95 contengono il valore vero.",
		fmt.Sprintf("Il confronto usa %s e %s: %s %s in tutto.", enti(e.NAiutati, "aiutato", "aiutati"),
			enti(e.NConfronto, "simile non aiutato", "simili non aiutati"), kernel.Numero(int64(e.NPratiche())), u.pratiche))
	if e.Aiutati != nil && e.Confronto != nil {
		ff = append(ff, fmt.Sprintf("Negli enti aiutati %s è passata da %s a %s%s; negli enti simili da %s a %s.", u.misura,
			u.numero(e.Aiutati.Prima), u.numero(e.Aiutati.Dopo), u.segue(), u.numero(e.Confronto.Prima), u.numero(e.Confronto.Dopo)),
			"Si confrontano enti della stessa classe di popolazione, negli stessi semestri; chi ha più pratiche pesa di più.")
	}
	if e.PariLivello == nil {
		ff = append(ff, "Un confronto tra enti con lo stesso livello di partenza non è stato possibile.")
	} else {
		ff = append(ff, fmt.Sprintf("Tra enti con lo stesso livello di partenza la differenza è di %s.", u.conSegno(e.PariLivello.Valore)))
	}
	if e.Motivo != giaDiversi {
		ff = append(ff, prima(e.Tendenza))
	}
	if e.NAiutati < pochi {
		ff = append(ff, "Gli enti aiutati sono pochi: un solo ente può spostare il risultato.")
	}
	if e.Lontani > 0 {
		ff = append(ff, fmt.Sprintf("Enti aiutati che partivano da un livello molto diverso da ogni ente simile: %d. Per loro il confronto è meno sicuro.", e.Lontani))
	}
	return append(append(ff, esclusi(e)...),
		"Questo confronto non prova da solo che la differenza dipenda dall’aiuto: gli enti aiutati non sono stati scelti a caso.")
}

// apertura is the answer to the question.
func apertura(e Effetto, u unita) []string {
	switch v := u.valore(math.Abs(*e.Stima)); e.Conclusione {
	case Riduzione:
		return []string{fmt.Sprintf("Dopo l’aiuto, %s è di %s più bassa di quanto facevano attendere gli enti simili.", u.misura, v)}
	case Aumento:
		return []string{fmt.Sprintf("Dopo l’aiuto, %s è di %s più alta di quanto facevano attendere gli enti simili.", u.misura, v)}
	default:
		return []string{
			fmt.Sprintf("Rispetto agli enti simili, la differenza stimata è di %s.", u.conSegno(*e.Stima)),
			e.Motivo,
			"Non si può dire che l’aiuto abbia cambiato le cose, né che non le abbia cambiate.",
		}
	}
}

// prima tells what the semesters before the help show.
func prima(t Tendenza) string {
	switch t.Stato {
	case TendenzaParallela:
		return "Nei semestri prima dell’aiuto i due gruppi andavano in modo simile: il confronto ne esce rafforzato."
	case TendenzaDiversa:
		return "Nei semestri prima dell’aiuto i due gruppi andavano già in modo diverso: il confronto è debole."
	case TendenzaImprecisa:
		return "I semestri prima dell’aiuto non bastano a escludere che i due gruppi andassero già in modo diverso."
	default:
		return "Mancano dati per controllare se, prima dell’aiuto, i due gruppi andavano in modo simile."
	}
}

// esclusi tells who was helped and is not in the comparison, and why.
func esclusi(e Effetto) (ff []string) {
	for _, x := range e.Esclusi {
		ff = append(ff, "Fuori dal confronto: "+enti(x.N, "aiutato ", "aiutati ")+x.Motivo+".")
	}
	return ff
}

// AvvertenzaConfronti is the sentence to put beside the effects on n
// procedures together: some differ by chance alone. Empty for fewer than five.
func AvvertenzaConfronti(n int) string {
	if n < 5 {
		return ""
	}
	return fmt.Sprintf("Su %s procedimenti, anche senza alcun effetto, in media %s risulterebbero diversi per puro caso.",
		kernel.Numero(int64(n)), kernel.Decimale(0.05*float64(n), 1))
}

// unita is how a Misura is written.
type unita struct {
	misura, singolare, plurale, pratiche string
	scala                                float64
}

func unitaDi(m Misura) unita {
	if m == QuotaArretrato {
		return unita{"la quota di pratiche oltre il termine", "punto percentuale", "punti percentuali", "pratiche pendenti contate a fine semestre", 100}
	}
	return unita{"la durata media", "giorno di calendario", "giorni di calendario", "pratiche concluse", 1}
}

func (u unita) numero(x float64) string {
	if u.scala == 100 {
		return kernel.Decimale(100*x, 1) + "%"
	}
	return kernel.Decimale(x, 1)
}

// segue is the unit after two numbers that do not carry it.
func (u unita) segue() string {
	if u.scala == 100 {
		return ""
	}
	return " " + u.plurale
}

func (u unita) valore(x float64) string {
	s := kernel.Decimale(u.scala*x, 1)
	if s == "1,0" {
		return "1 " + u.singolare
	}
	return s + " " + u.plurale
}

// conSegno is "12,3 giorni di calendario in meno".
func (u unita) conSegno(x float64) string {
	v := u.valore(math.Abs(x))
	switch {
	case strings.HasPrefix(v, "0,0 "):
		return "0 " + u.plurale
	case x < 0:
		return v + " in meno"
	}
	return v + " in più"
}

func enti(n int, uno, molti string) string {
	if n == 1 {
		return "1 ente " + uno
	}
	return kernel.Numero(int64(n)) + " enti " + molti
}
