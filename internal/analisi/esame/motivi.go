package esame

import "pass/internal/mining/timing"

// Perche says in words why a figure cannot be told.
func Perche(r timing.Reason) string {
	if s, ok := perche[r]; ok {
		return s
	}
	return "non si può dire."
}

var perche = map[timing.Reason]string{
	timing.NoStarts:         "il registro dice quando un’attività finisce, non quando comincia, quindi non si distinguono.",
	timing.SomeStarts:       "per alcune attività l’inizio non è scritto: il tempo che le precede resta insieme.",
	timing.NoMeanings:       "nessuno ha ancora confermato che cosa significano le attività.",
	timing.NoSuspensions:    "nessuna attività del registro sospende il termine.",
	timing.NoOtherBodies:    "nessuna attività del registro chiede pareri ad altri enti.",
	timing.NoEnds:           "nessuna attività è indicata come conclusione.",
	timing.NoTerm:           "il termine di legge non è indicato.",
	timing.NoReceipt:        "manca l’arrivo della domanda.",
	timing.NotEnded:         "la pratica non è conclusa.",
	timing.BadDates:         "le date sono impossibili per un termine.",
	timing.NoResources:      "il registro non dice chi ha svolto le attività.",
	timing.FewResources:     "troppo pochi eventi dicono chi li ha svolti.",
	timing.FewEvents:        "gli eventi sono troppo pochi per un giudizio.",
	timing.FewPerResource:   "questo operatore ha troppo pochi eventi.",
	timing.CoarseTimes:      "ci sono solo le date, senza le ore.",
	timing.NoWaiting:        "non c’è attesa.",
	timing.NoEnablement:     "è il primo passo: non si sa da quando si poteva fare.",
	timing.NotStationary:    "le pratiche aperte all’inizio e alla fine del periodo sono troppo diverse.",
	timing.EmptyWindow:      "nel periodo non è successo niente.",
	timing.NoCalendar:       "l’orario dell’ufficio non è scritto e non si ricava dal registro.",
	timing.NothingEstimated: "ogni inizio è già scritto.",
}
