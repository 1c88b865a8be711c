package scrivania

import "pass/internal/kernel"

// Domanda is the one question that the desk answers first, by role.
func Domanda(chi kernel.Actor) string {
	switch {
	case chi.HasAny(kernel.LegaleRappresentante, kernel.Delegato):
		return "Che cosa fare oggi, e a che punto sono le richieste dell'ente."
	case chi.Has(kernel.EspertoRuolo):
		return "A chi rispondere, entro quando."
	case chi.Has(kernel.Coordinatore):
		return "Che cosa assegnare, e come è distribuito il lavoro."
	case chi.Has(kernel.Segreteria):
		return "Che cosa è fermo, e da quanto."
	case chi.HasAny(kernel.Regione, kernel.Osservatore):
		return "Come va il servizio in tutta la regione."
	case chi.Has(kernel.Amministratore):
		return "Persone, registro degli atti e stato dell'installazione."
	}
	return "Per chiedere assistenza serve prima registrare l'ente."
}
