package dati

import (
	"pass/internal/kernel"
	"pass/internal/pubblico"
)

var insiemeEffetto = definizione{Insieme: Insieme{Codice: "effetto-assistenza", Titolo: "Effetto dell’assistenza",
	Descrizione: "Che cosa è cambiato negli enti aiutati rispetto agli enti simili non aiutati, per procedimento. Il confronto non prova da solo che la differenza dipenda dall’aiuto.",
	Fonte:       fonteMisure, Metodo: metodoRichieste, Frequenza: "ANNUAL_2", Temi: []string{"GOVE"}, Parole: parolePA,
	Chiave: []string{"procedimento_codice", "misura"}, Colonne: []Colonna{
		testo("procedimento_codice", "Codice del procedimento", "Codice del procedimento nel catalogo di PAsS."),
		testo("procedimento", "Procedimento", "Nome del procedimento."),
		testo("misura", "Misura", "Che cosa si confronta: durata, oppure arretrato come quota di pratiche oltre il termine."),
		semestre("primo_semestre", "Primo semestre", "Primo semestre pubblicato con dati."),
		semestre("ultimo_semestre", "Ultimo semestre", "Ultimo semestre pubblicato con dati."),
		testo("conclusione", "Conclusione", "Che cosa si può dire: riduzione, aumento, non_distinguibile o non_calcolabile."),
		decimale("stima", "Differenza stimata", "Differenza rispetto agli enti simili. È negativa se il valore è più basso. Manca se non si può calcolare.", "giorni di calendario o punti percentuali"),
		decimale("basso", "Limite basso", "Limite basso dell’intervallo al 95 per cento.", "giorni di calendario o punti percentuali"),
		decimale("alto", "Limite alto", "Limite alto dell’intervallo al 95 per cento.", "giorni di calendario o punti percentuali"),
		intero("aiutati", "Enti aiutati", "Enti aiutati nel confronto. Manca se sono meno di cinque.", enti),
		intero("confronto", "Enti simili", "Enti simili non aiutati nel confronto. Manca se sono meno di cinque.", enti),
		intero("pratiche", "Pratiche", "Pratiche usate nel confronto, prima e dopo l’aiuto.", pratiche),
		testo("motivo", "Perché non si può dire di più", "Motivo per cui l’effetto non si calcola o non si distingue."),
		istante("calcolato_il", "Calcolato il", "Istante del calcolo, nel tempo universale (UTC).")}},
	aggiornato: func(s Sorgente) kernel.Instant { return s.Effetto.CalcolatoIl }, righe: righeEffetto}

func righeEffetto(s Sorgente) (out [][]string, err error) {
	for _, p := range s.Effetto.Procedimenti {
		row := func(misura string, m pubblico.EffettoMisura) {
			n := func(n int64) string {
				if !m.Nota() {
					return ""
				}
				return conta(n)
			}
			out = append(out, []string{p.Codice, p.Nome, misura, p.Dal.String(), p.Al.String(), m.Conclusione, forseDecimale(m.Stima), forseDecimale(m.Basso), forseDecimale(m.Alto),
				n(m.Aiutati), n(m.Confronto), n(m.Pratiche), m.Motivo, s.Effetto.CalcolatoIl.String()})
		}
		row("durata", p.Durata)
		row("arretrato", p.Arretrato)
	}
	return out, nil
}
