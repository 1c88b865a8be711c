package esame

import (
	"fmt"
	"math"

	"pass/internal/kernel"
	"pass/internal/mining/eventlog"
	"pass/internal/mining/prediction"
)

// PerchePrevisione says why there are no predictions.
func PerchePrevisione(u prediction.Unknown, concluse int, molti string) string {
	if u == prediction.NoTime {
		return "Nelle " + molti + " concluse non passa tempo tra il primo e l’ultimo evento: non c’è da che cosa imparare."
	}
	return fmt.Sprintf("Le %s concluse sono %s: per una previsione ne servono almeno %d.", molti, kernel.Numero(int64(concluse)), prediction.MinCompleted)
}

// FrasiErrore say how far the predictions made on past dates were from what
// came.
func FrasiErrore(t *prediction.Trials, pratiche func(n int) string) []string {
	if t.Unknown != "" || t.Predictions == 0 {
		return []string{"Quanto sbagli la previsione su questo registro non si può dire: prima di ogni data passata c’erano troppo poche pratiche concluse."}
	}
	out := []string{fmt.Sprintf("Su %s già concluse, la previsione fatta quando erano aperte sbagliava in media di %s.", pratiche(t.Cases), Durata(t.Error))}
	dentro := math.Max(0, t.Under90+t.Over10-1)
	out = append(out, fmt.Sprintf("L’intervallo conteneva la fine vera %s volte su 100; dovrebbe contenerla 80 volte.", centesimi(dentro)))
	confronto := fmt.Sprintf("Ripetere la mediana delle concluse ferme alla stessa attività avrebbe sbagliato di %s.", Durata(t.Baseline))
	if t.Error > t.Baseline {
		confronto += " Su questo registro era più precisa: tenerne conto."
	}
	return append(out, confronto)
}

// Ragione says in words a feature of an open case that moves its prediction.
func Ragione(r prediction.Reason, l *eventlog.Log) string {
	verso := "più tempo"
	if r.Factor < 1 {
		verso = "meno tempo"
	}
	nome := ""
	if r.Activity != eventlog.None && int(r.Activity) < len(l.Activities) {
		nome = l.Activities[r.Activity]
	}
	che := ""
	switch r.Feature {
	case prediction.LastActivity:
		che = "dopo «" + nome + "»"
	case prediction.PreviousActivity:
		che = "prima c’era «" + nome + "»"
	case prediction.LastResource:
		che = "chi ha svolto l’ultimo passo non è scritto"
		if r.Resource != eventlog.None {
			che = "ultimo passo svolto da " + l.Resources[r.Resource]
		}
	case prediction.Events:
		che = Quanti(int(r.Value), "evento finora", "eventi finora")
	case prediction.DifferentSteps:
		che = Quanti(int(r.Value), "attività diversa finora", "attività diverse finora")
	case prediction.Repeats:
		che = "nessun passo ripetuto"
		if r.Value > 0 {
			che = Quanti(int(r.Value), "passo ripetuto", "passi ripetuti")
		}
	case prediction.Elapsed:
		che = "aperta da " + Durata(r.Value)
	case prediction.SinceLast:
		che = "ferma da " + Durata(r.Value)
	case prediction.LastGap:
		che = Durata(r.Value) + " tra gli ultimi due passi"
	case prediction.Count:
		che = "«" + nome + "» " + Quanti(int(r.Value), "volta", "volte")
		if r.Value == 0 {
			che = "«" + nome + "» non ancora fatta"
		}
	}
	return Maiuscola(che) + ": " + verso
}
