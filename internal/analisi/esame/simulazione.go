package esame

import (
	"fmt"
	"math"
	"strings"
	"time"

	"pass/internal/kernel"
	"pass/internal/mining/simulation"
)

var mesi = [...]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"}

// Mese is the month of an instant of a log, in microseconds: "marzo 2027".
func Mese(micro int64) string {
	t := time.UnixMicro(micro).In(kernel.Rome)
	return fmt.Sprintf("%s %d", mesi[t.Month()-1], t.Year())
}

// DaA says that a length goes from one value to another: "da 103 a 88 giorni di
// calendario". The unit is said once where both have the same.
func DaA(da, a float64) string { return coppia("da ", da, " a ", a) }

// Tra says an interval: "tra 81 e 96 giorni di calendario".
func Tra(da, a float64) string { return coppia("tra ", da, " e ", a) }

// TraBreve is Tra without the unit where it is that of a length just said:
// "tra 81 e 96".
func TraBreve(detta, da, a float64) string {
	_, u := ValoreUnita(detta)
	vx, ux := ValoreUnita(da)
	vy, uy := ValoreUnita(a)
	if u == "" || u != ux || u != uy {
		return Tra(da, a)
	}
	return "tra " + vx + " e " + vy
}

func coppia(prima string, x float64, poi string, y float64) string {
	vx, ux := ValoreUnita(x)
	_, uy := ValoreUnita(y)
	if ux != uy || ux == "" {
		return prima + Durata(x) + poi + Durata(y)
	}
	return prima + vx + poi + Durata(y)
}

// Piu writes a difference of lengths with its sign: "+3 giorni di calendario",
// "−15 giorni di calendario".
func Piu(secondi float64) string {
	switch {
	case secondi > 0:
		return "+" + Durata(secondi)
	case secondi < 0:
		return "−" + Durata(-secondi)
	}
	return "zero"
}

// DelPercento is a share after "of": "del 50%", "dell’8%".
func DelPercento(quota float64) string {
	return "de" + strings.TrimPrefix(NelPercento(quota), "ne")
}

// Certa reports whether an interval of differences is all on one side of zero.
func Certa(i simulation.Interval) bool { return i.Low > 0 || i.High < 0 }

// FraseScenario says what a scenario would do to the mean time and to the
// backlog. che is the scenario after "con": "Con una persona in più su …".
func FraseScenario(che string, base, con *simulation.Result) string {
	d := con.Against
	if d == nil || !Certa(d.Mean) {
		minore, maggiore := 0.0, 0.0
		if d != nil {
			minore, maggiore = d.Mean.Low, d.Mean.High
		}
		if minore == 0 && maggiore == 0 {
			return fmt.Sprintf("%s la durata media resterebbe di %s.", Maiuscola(che), Durata(con.Mean.Mean))
		}
		return fmt.Sprintf("%s la durata media non cambierebbe in modo sicuro: la differenza sta tra %s e %s.", Maiuscola(che), Piu(minore), Piu(maggiore))
	}
	verbo := "scenderebbe"
	if d.Mean.Mean > 0 {
		verbo = "salirebbe"
	}
	if Durata(base.Mean.Mean) == Durata(con.Mean.Mean) {
		return fmt.Sprintf("%s la durata media cambierebbe appena: %s su %s.", Maiuscola(che), Piu(d.Mean.Mean), Durata(base.Mean.Mean))
	}
	return fmt.Sprintf("%s la durata media %s %s (%s).", Maiuscola(che), verbo, DaA(base.Mean.Mean, con.Mean.Mean), TraBreve(con.Mean.Mean, con.Mean.Low, con.Mean.High))
}

// FraseBase says what comes if nothing changes.
func FraseBase(r *simulation.Result, molti string) string {
	return fmt.Sprintf("Se nulla cambia, le %s che arrivano dureranno in media %s (%s).", molti, Durata(r.Mean.Mean), TraBreve(r.Mean.Mean, r.Mean.Low, r.Mean.High))
}

// FraseArretrato says when the backlog is cleared. limite is how far the runs
// looked, in microseconds.
func FraseArretrato(c simulation.Clearing, molti string, limite int64) string {
	switch {
	case c.Already:
		return fmt.Sprintf("Non c’è arretrato da smaltire: le %s aperte non sono più di quelle sempre in corso.", molti)
	case c.At == nil:
		return fmt.Sprintf("Con questi arrivi l’arretrato non si smaltisce: in %s simulazioni su 100 resta oltre %s.", centesimi(c.Never), anni(limite))
	}
	s := "L’arretrato si smaltirebbe entro " + Mese(c.At.Median)
	switch {
	case c.At.High == nil:
		s += ", non prima di " + Mese(c.At.Low) + fmt.Sprintf("; in %s simulazioni su 100 non si smaltisce entro %s", centesimi(c.Never), anni(limite))
	case Mese(c.At.Low) != Mese(*c.At.High):
		s += " (tra " + Mese(c.At.Low) + " e " + Mese(*c.At.High) + ")"
	}
	return s + "."
}

// ArretratoBreve is FraseArretrato for a cell.
func ArretratoBreve(c simulation.Clearing) string {
	switch {
	case c.Already:
		return "nessun arretrato"
	case c.At == nil:
		return "non si smaltisce con questi arrivi"
	case c.At.High == nil:
		return Mese(c.At.Median) + ", non prima di " + Mese(c.At.Low)
	}
	return Mese(c.At.Median) + " (tra " + Mese(c.At.Low) + " e " + Mese(*c.At.High) + ")"
}

func centesimi(quota float64) string { return kernel.Numero(int64(math.Round(100 * quota))) }

func anni(micro int64) string {
	n := math.Round(float64(micro) / 1e6 / 86400 / 365.25)
	switch {
	case n < 1:
		return Durata(float64(micro) / 1e6)
	case n == 1:
		return "un anno"
	}
	return kernel.Numero(int64(n)) + " anni"
}

// PercheSimulazione says why nothing is simulated.
func PercheSimulazione(u simulation.Unknown, concluse int, molti string) string {
	if u == simulation.TooShort {
		return fmt.Sprintf("Il registro copre troppo poco tempo: servono almeno %d settimane di arrivi.", simulation.MinWeeks)
	}
	return fmt.Sprintf("Le %s concluse sono %s: per simulare ne servono almeno %d.", molti, kernel.Numero(int64(concluse)), simulation.MinCompleted)
}

// PercheNonSiProva says why a change cannot be tried.
func PercheNonSiProva(p simulation.Problem, attivita string) string {
	switch p {
	case simulation.NoSuchStep:
		return "«" + attivita + "» non segue mai un’altra attività: non ha un tempo da cambiare."
	case simulation.NoStaff:
		return "Per «" + attivita + "» il registro non dice quante persone lavorano: il loro numero non si può provare."
	case simulation.NoBatch:
		return "«" + attivita + "» non si fa a sedute."
	case simulation.NoRepeat:
		return "«" + attivita + "» non si ripete mai nella stessa pratica."
	case simulation.ZeroTime:
		return "«" + attivita + "» non richiede tempo: non si può accorciare."
	case simulation.TooMuch:
		return "Gli arrivi possono crescere al massimo di dieci volte."
	case simulation.BadValue:
		return "Il valore scelto per «" + attivita + "» non è possibile."
	}
	return "Questa modifica non si può provare."
}

// FrasiProva say how the simulation would have done on the past of this very
// log, and how the naive forecasts did.
func FrasiProva(b *simulation.BackTest, molti string) []string {
	if b.Unknown != "" {
		return []string{"Errore della prova a ritroso: non si può dire, perché la prima parte del registro è troppo breve per una prova."}
	}
	giorno := func(t int64) string { return kernel.InstantOf(time.UnixMicro(t)).Day().InItaliano() }
	out := []string{fmt.Sprintf("Prova a ritroso: con quanto era noto il %s, la simulazione ha previsto il periodo fino al %s.", giorno(b.From), giorno(b.To))}
	if b.Ended > 0 {
		s := fmt.Sprintf("Durata media delle %s %s concluse allora: prevista %s, avvenuta %s.", kernel.Numero(int64(b.Ended)), molti, Durata(b.ConcludedTold), Durata(b.Concluded))
		out = append(out, s, fmt.Sprintf("Errore della prova a ritroso sulla durata: %s; ripetendo la media passata l’errore sarebbe stato di %s.",
			Durata(math.Abs(b.ConcludedTold-b.Concluded)), Durata(math.Abs(b.ConcludedNaive-b.Concluded))))
	}
	out = append(out, fmt.Sprintf("Errore della prova a ritroso sulle %s aperte: %s in media, su %s aperte.", molti, uno(b.Error), uno(b.Mean)),
		fmt.Sprintf("Dicendo che restano quelle della media passata l’errore era %s; dicendo che restano quelle di quel giorno, %s.", uno(b.Naive), uno(b.Today)),
		fmt.Sprintf("Le aperte sono rimaste nell’intervallo previsto in %s settimane su 100.", centesimi(b.Inside)))
	if b.Error > min(b.Naive, b.Today) {
		out = append(out, "Su questo registro la previsione semplice sbagliava meno: leggere le cifre come confronto tra scenari, non come previsione.")
	}
	return out
}

func uno(x float64) string {
	return strings.TrimSuffix(kernel.Decimale(x, 1), ",0")
}
