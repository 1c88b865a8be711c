package esame

import (
	"fmt"
	"math"

	"pass/internal/kernel"
	"pass/internal/mining/compare"
	"pass/internal/mining/peers"
)

// FraseDifferenza says how the mean time changed from one side to the other.
// prima and dopo name the sides: "nel primo periodo".
func FraseDifferenza(r *compare.Result, prima, dopo string) string {
	m := &r.Mean
	if r.NotKnown != compare.Known || m.NotKnown != compare.Known {
		return PercheConfronto(r)
	}
	if !m.Found {
		return fmt.Sprintf("Tra i due gruppi non c’è una differenza di durata che il caso non spieghi: in media %s %s, %s %s.",
			prima, Durata(r.Before.Mean), dopo, Durata(r.After.Mean))
	}
	verbo := "più breve"
	if m.Difference > 0 {
		verbo = "più lunga"
	}
	return fmt.Sprintf("La durata media è %s %s che %s: %s (differenza tra %s e %s).", verbo, dopo, prima, DaA(r.Before.Mean, r.After.Mean), Piu(m.Low), Piu(m.Up))
}

// PercheConfronto says why nothing is claimed of two groups.
func PercheConfronto(r *compare.Result) string {
	motivo := r.NotKnown
	if motivo == compare.Known {
		motivo = r.Mean.NotKnown
	}
	if motivo == compare.NoCases {
		return "Uno dei due gruppi è vuoto: non c’è niente da confrontare."
	}
	return fmt.Sprintf("I casi sono troppo pochi per dire che cosa è cambiato: %s e %s, ne servono almeno %d per parte.",
		kernel.Numero(int64(r.Before.Cases)), kernel.Numero(int64(r.After.Cases)), compare.DefaultMinCases)
}

// FrasiMescolanza say how much of the difference comes from other kinds of
// cases and how much from the same kinds lasting otherwise.
func FrasiMescolanza(r *compare.Result) []string {
	x := &r.Mix
	if r.NotKnown != compare.Known || x.NotKnown != compare.Known || !r.Mean.Found {
		return nil
	}
	var out []string
	parte := func(c *compare.Change, perche, nessuno string) {
		if c.NotKnown != compare.Known || !c.Found {
			out = append(out, nessuno)
			return
		}
		out = append(out, fmt.Sprintf("%s: %s sulla media (tra %s e %s).", perche, Piu(c.Difference), Piu(c.Low), Piu(c.Up)))
	}
	parte(&x.Within, "Le pratiche che seguono lo stesso percorso durano diversamente", "Non si può dire che le pratiche con lo stesso percorso durino diversamente.")
	parte(&x.Composition, "Sono arrivate pratiche che seguono altri percorsi", "Non si può dire che la differenza venga da pratiche di altro tipo.")
	return out
}

// Verdetto says where a body stands among the others.
func Verdetto(p *peers.Point, r *peers.Result) string {
	switch {
	case p.NotKnown != peers.Known:
		return PerchePari(p.NotKnown, r.MinCases)
	case p.Verdict == peers.Higher:
		return "Le pratiche di questo ente durano più di quanto gli enti simili facciano attendere."
	case p.Verdict == peers.Lower:
		return "Le pratiche di questo ente durano meno di quanto gli enti simili facciano attendere."
	case p.Verdict == peers.AsExpected:
		return "La durata di questo ente è quella che ci si aspetta da enti simili: la differenza può venire dal caso."
	}
	return "Le pratiche sono troppo poche per un giudizio."
}

// PerchePari says why like bodies are not compared.
func PerchePari(n peers.NotKnown, minimo int) string {
	switch n {
	case peers.TooFewBodies, peers.NotAnonymous:
		return fmt.Sprintf("Gli enti simili con abbastanza pratiche sono meno di %d: il confronto non sarebbe anonimo.", peers.MinBodies)
	case peers.TooFewCases:
		return fmt.Sprintf("Le pratiche concluse di questo ente sono meno di %d: con così poche nessuno è lento o veloce.", minimo)
	case peers.NoData:
		return "Questo ente non ha ancora pratiche concluse nel registro."
	case peers.NoSpread:
		return "Le durate sono tutte uguali: non c’è modo di distinguere il caso dalle differenze."
	}
	return "Il confronto non si può fare."
}

// Giorni writes a length in days of 24 hours.
func Giorni(g float64) string { return Durata(math.Max(0, g) * 86400) }
